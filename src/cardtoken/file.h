/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of back_end.h about files. */
#ifndef CARDTOKEN_FILE_H
#define CARDTOKEN_FILE_H

#include "cardtoken/request.h"

uint32_t file_create_in(struct entry *e, struct back_application *a,
    const char *name, const struct back_file *f);
uint32_t file_delete(
    struct entry *e, struct back_application *a, const char *name);
uint32_t file_names(
    struct entry *e, struct back_application *a, struct buf *names);
uint32_t file_info(struct entry *e, struct back_application *a,
    const char *name, struct back_file *ret_f);
uint32_t file_read_range(struct entry *e, struct back_application *a,
    const char *name, const struct back_range *range, struct buf *out);
uint32_t file_write_at(struct entry *e, struct back_application *a,
    const char *name, size_t offset, struct bytes data);

#endif
