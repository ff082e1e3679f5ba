/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What secret.c asks of the system: whole pages that are locked against
 * swapping and kept out of core files.
 */
#ifndef BASE_SECRET_PAGES_H
#define BASE_SECRET_PAGES_H

#include <stddef.h>

/* Zero-filled pages of at least size octets, or NULL; *ret_size has all. */
void *secret_pages_new(size_t size, size_t *ret_size);

/* Give the pages back. The caller has wiped them. */
void secret_pages_free(void *p, size_t size);

#endif
