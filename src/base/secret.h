/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets: memory that is locked against swapping, kept out of core files,
 * and wiped when freed. PINs, codes and keys live here and nowhere else for
 * longer than one function. There are no string functions, on purpose.
 *
 * Not shared between threads without the owner's lock.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "bytes.h"

#define SECRET_MAX 65536 /* octets */

struct secret;

/* Overwrite in a way that the compiler keeps. */
void secret_wipe(void *p, size_t len);

/*
 * Zero-filled memory of len octets, at most SECRET_MAX. TOO_LARGE; NOMEM, also
 * if the system refuses to lock it (RLIMIT_MEMLOCK: each secret takes whole
 * pages of its own, so 8 MiB, the usual limit, hold about 2000 small ones).
 * The pages cost some 20 microseconds; keep what belongs together in one.
 *
 * A process made by fork(2) has a copy that is not locked: make secrets in the
 * process that uses them. A seccomp filter must let mmap, madvise, mlock and
 * munmap pass.
 */
MUST_USE enum err secret_new(size_t len, struct secret **ret_s);

/* A copy of b, which may be empty. NOMEM, TOO_LARGE. */
MUST_USE enum err secret_copy(struct bytes b, struct secret **ret_s);

/* The memory itself, borrowed. */
uint8_t *secret_data(struct secret *s);

/* What it holds, borrowed. */
struct bytes secret_bytes(const struct secret *s);

/* The same length and content, in time that depends on the length alone. */
bool secret_equal(struct bytes a, struct bytes b);

/* Wipe and free; s may be NULL. */
void secret_free(struct secret *s);
DEFINE_AUTO(secret)

/* Keep this process out of core files and from being traced. At start. */
void secret_harden_process(void);

#endif
