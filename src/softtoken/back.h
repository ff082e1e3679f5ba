/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of provider/back_end.h over token files, by their clause of
 * GM/T 0016; back.c has the table of them.
 */
#ifndef SOFTTOKEN_BACK_H
#define SOFTTOKEN_BACK_H

#include "provider/back_end.h"

/* back_device.c: 7.1. Disconnecting is device_unref, being present is
 * device_read. */
uint32_t back_names(struct entry *e, bool all, struct buf *names);
uint32_t back_device_state(struct entry *e, const char *name, ULONG *ret_state);
uint32_t back_connect(
    struct entry *e, const char *name, struct back_device **ret_d);
uint32_t back_info(struct entry *e, struct back_device *d, DEVINFO *ret_info);
uint32_t back_set_label(
    struct entry *e, struct back_device *d, const char *label);
uint32_t back_random(
    struct entry *e, struct back_device *d, uint8_t *out, size_t len);
uint32_t back_lock_path(
    struct entry *e, struct back_device *d, char out[FILE_PATH_MAX]);

/* back_access.c: 7.2 */
uint32_t back_device_auth(
    struct entry *e, struct back_device *d, struct bytes answer);
uint32_t back_change_device_key(
    struct entry *e, struct back_device *d, const uint8_t key[SM4_KEY_LEN]);
uint32_t back_pin_info(struct entry *e, struct back_application *a, int type,
    struct back_pin_info *ret_i);
uint32_t back_verify_pin(struct entry *e, struct back_application *a, int type,
    struct bytes pin, ULONG *reterr_left);
uint32_t back_change_pin(struct entry *e, struct back_application *a, int type,
    const struct bytes old_new[2], ULONG *reterr_left);
uint32_t back_unblock_pin(struct entry *e, struct back_application *a,
    const struct bytes admin_new[2], ULONG *reterr_left);
uint32_t back_clear_state(struct entry *e, struct back_application *a);

/* back_application.c: 7.3 */
uint32_t back_create_application(struct entry *e, struct back_device *d,
    const struct back_new_application *n, struct back_application **ret_a);
uint32_t back_applications(
    struct entry *e, struct back_device *d, struct buf *names);
uint32_t back_delete_application(
    struct entry *e, struct back_device *d, const char *name);
uint32_t back_open_application(struct entry *e, struct back_device *d,
    const char *name, struct back_application **ret_a);
void back_close_application(struct entry *e, struct back_application *a);

/* back_file.c: 7.4 */
uint32_t back_create_file(struct entry *e, struct back_application *a,
    const char *name, const struct back_file *f);
uint32_t back_delete_file(
    struct entry *e, struct back_application *a, const char *name);
uint32_t back_files(
    struct entry *e, struct back_application *a, struct buf *names);
uint32_t back_file_info(struct entry *e, struct back_application *a,
    const char *name, struct back_file *ret_f);
uint32_t back_read_file(struct entry *e, struct back_application *a,
    const char *name, const struct back_range *r, struct buf *out);
uint32_t back_write_file(struct entry *e, struct back_application *a,
    const char *name, size_t offset, struct bytes data);

/* back_container.c: 7.5 */
uint32_t back_create_container(struct entry *e, struct back_application *a,
    const char *name, struct back_container **ret_c);
uint32_t back_delete_container(
    struct entry *e, struct back_application *a, const char *name);
uint32_t back_open_container(struct entry *e, struct back_application *a,
    const char *name, struct back_container **ret_c);
void back_close_container(struct entry *e, struct back_container *c);
uint32_t back_containers(
    struct entry *e, struct back_application *a, struct buf *names);
uint32_t back_container_type(
    struct entry *e, struct back_container *c, ULONG *ret_type);
uint32_t back_import_cert(
    struct entry *e, struct back_container *c, bool sign, struct bytes cert);
uint32_t back_export_cert(
    struct entry *e, struct back_container *c, bool sign, struct buf *cert);
uint32_t back_public_key(struct entry *e, struct back_container *c, bool sign,
    struct sm2_public *ret_key);

/* back_key.c: 7.6, keys */
uint32_t back_generate(
    struct entry *e, struct back_container *c, struct sm2_public *ret_key);
uint32_t back_import_pair(struct entry *e, struct back_container *c,
    const struct back_envelope *envelope);
uint32_t back_sign(struct entry *e, struct back_container *c,
    const uint8_t digest[SM3_LEN], struct sm2_signature *ret_s);
uint32_t back_decrypt(struct entry *e, struct back_container *c,
    const struct sm2_cipher *cipher, struct secret **ret_plain);
uint32_t back_import_session_key(struct entry *e, struct back_container *c,
    ULONG algorithm, const struct sm2_cipher *wrapped,
    struct back_session_key *ret_k);

/* back_agreement.c: 7.6, key agreement */
uint32_t back_agreement_begin(struct entry *e, struct back_container *c,
    const struct back_party *p, struct sm2_public *ret_temporary,
    struct back_agreement **ret_a);
uint32_t back_agreement_answer(struct entry *e, struct back_container *c,
    const struct back_party *p, struct sm2_public *ret_temporary,
    struct back_session_key *ret_k);
uint32_t back_agreement_finish(struct entry *e, struct back_agreement *a,
    const struct back_party *p, struct back_session_key *ret_k);
void back_agreement_close(struct entry *e, struct back_agreement *a);

#endif
