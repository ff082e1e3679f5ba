/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of back_end.h about containers. */
#ifndef CARDTOKEN_CONTAINER_H
#define CARDTOKEN_CONTAINER_H

#include "cardtoken/request.h"

uint32_t container_create(struct entry *e, struct back_application *a,
    const char *name, struct back_container **ret_c);
uint32_t container_delete(
    struct entry *e, struct back_application *a, const char *name);
uint32_t container_open(struct entry *e, struct back_application *a,
    const char *name, struct back_container **ret_c);
void container_close(struct entry *e, struct back_container *c);
uint32_t container_names(
    struct entry *e, struct back_application *a, struct buf *names);
uint32_t container_type(
    struct entry *e, struct back_container *c, ULONG *ret_type);
uint32_t container_import_cert(
    struct entry *e, struct back_container *c, bool sign, struct bytes cert);
uint32_t container_export_cert(
    struct entry *e, struct back_container *c, bool sign, struct buf *cert);

/* A request about a container, of whose device it is; the rest is zeros. */
struct request container_request(
    enum card_ins ins, struct back_container *c, bool user);
struct back_device *container_device(const struct back_container *c);

#endif
