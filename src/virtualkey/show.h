/* SPDX-License-Identifier: Apache-2.0 */
/* What is on a virtual key, without what is secret. */
#ifndef VIRTUALKEY_SHOW_H
#define VIRTUALKEY_SHOW_H

#include "virtualkey/state.h"

/* Lines for people; or one object of JSON, in which text that is not UTF-8 has
 * U+FFFD for each octet. Adds to b. */
void vk_show_text(const struct vk_state *s, struct buf *b);
void vk_show_json(const struct vk_state *s, struct buf *b);

#endif
