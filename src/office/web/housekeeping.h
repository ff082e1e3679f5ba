/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What has had its time is swept out: spent tickets, sessions, counters.
 */
#ifndef OFFICE_WEB_HOUSEKEEPING_H
#define OFFICE_WEB_HOUSEKEEPING_H

#include "office/store/store.h"

#define HOUSEKEEPING_BATCH 500 /* rows of each table at a time */

/* One sweep, inside a store_write job, short enough not to hold others up;
 * *ret_more says that there is more to do. The store's errors. */
MUST_USE enum err housekeeping_sweep(
    struct db *db, int64_t now, bool *ret_more);

#endif
