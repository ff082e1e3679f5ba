/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file that a virtual key's state is in: DIR/key.state, one DER structure
 * (state_file.c has its syntax), for its owner alone, replaced as a whole.
 *
 * Reading is strict: TOKEN_FOREIGN if it is no such file, TOKEN_VERSION if a
 * later version wrote it, TOKEN_DAMAGED for anything else that is wrong, a
 * digest that does not fit among it.
 */
#ifndef VIRTUALKEY_STATE_FILE_H
#define VIRTUALKEY_STATE_FILE_H

#include "base/file.h"
#include "virtualkey/state.h"

#define VK_STATE_FILE "key.state"
#define VK_STATE_FILE_MAX (VK_SPACE_MAX + 262144) /* octets */

/* The digest is checked first, so that nothing torn is taken for a state. */
MUST_USE enum err vk_state_parse(
    struct gm *gm, struct bytes file, struct vk_state **ret_s);

/* The body alone, without its digest. TOKEN_DAMAGED, NOMEM. */
MUST_USE enum err vk_state_body_parse(
    struct bytes body, struct vk_state **ret_s);
void vk_state_body_encode(const struct vk_state *s, struct buf *b);

/* Adds the whole file. buf_status of b; CRYPTO. */
MUST_USE enum err vk_state_encode(
    struct gm *gm, const struct vk_state *s, struct buf *b);

/* What is in a folder. FILE_MISSING if there is no such file yet, and what
 * file_read fails with. */
MUST_USE enum err vk_state_load(
    struct gm *gm, const char *dir, struct vk_state **ret_s);

/* What file_replace fails with. */
MUST_USE enum err vk_state_save(const char *dir, struct bytes file);

#endif
