/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which partition (pki/serial.h) new certificates go into, as the store counts
 * them: the newest, until it has as many as it may; then the next is begun. The
 * ca process counts for itself what it signed; where it knows of more, since
 * the store is an older copy, its word counts (partition_raise). Everything
 * here works inside a write.
 */
#ifndef OFFICE_PARTITION_H
#define OFFICE_PARTITION_H

#include "base/random.h"
#include "office/process/config.h"
#include "office/store/store.h"
#include "pki/serial.h"

/* Serial numbers for count (1 or 2) certificates that will be signed, all of
 * one partition. They count even if nothing comes of them. NO_RANDOM. */
MUST_USE enum err partition_take(struct db *db, const struct office_config *c,
    struct random r, struct cert_serial ret_serials[], size_t count);

/* That many at least are in it. */
MUST_USE enum err partition_raise(
    struct db *db, uint32_t partition, int64_t certificates);

#endif
