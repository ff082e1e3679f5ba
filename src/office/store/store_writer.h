/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writer: one thread over one connection that runs writing jobs, as many
 * as are waiting in one transaction. While a commit is being synced the next
 * jobs gather; so the more there is to do, the fewer syncs each job costs.
 */
#ifndef OFFICE_STORE_WRITER_H
#define OFFICE_STORE_WRITER_H

#include "office/store/store_driver.h"

#define STORE_GROUP_MAX 256 /* jobs in one commit */

struct store_writer;

/* Takes db, also when it fails. NOMEM. */
MUST_USE enum err store_writer_new(
    struct db *db, struct store_writer **ret_writer);

/* Queue a job and wait for its commit: see store_write. */
MUST_USE enum err store_writer_run(
    struct store_writer *w, store_job job, void *arg);

void store_writer_stats(struct store_writer *w, struct store_stats *ret_stats);

/* Finishes what is queued; w may be NULL. Nobody may be about to call run. */
void store_writer_free(struct store_writer *w);
DEFINE_AUTO(store_writer)

#endif
