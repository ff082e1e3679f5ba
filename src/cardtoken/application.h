/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of back_end.h about applications. */
#ifndef CARDTOKEN_APPLICATION_H
#define CARDTOKEN_APPLICATION_H

#include "cardtoken/request.h"

uint32_t application_create(struct entry *e, struct back_device *d,
    const struct back_new_application *n, struct back_application **ret_a);
uint32_t application_list(
    struct entry *e, struct back_device *d, struct buf *names);
uint32_t application_delete(
    struct entry *e, struct back_device *d, const char *name);
uint32_t application_open(struct entry *e, struct back_device *d,
    const char *name, struct back_application **ret_a);
void application_close(struct entry *e, struct back_application *a);

#endif
