/* SPDX-License-Identifier: Apache-2.0 */
/* The key pool's marks, the audit record's checkpoints, and sweeping out. */
#include "office/audit/checkpoint.h"
#include "office/ca/ca.h"
#include "office/jobs/jobs.h"
#include "office/keycentre/pool.h"
#include "office/registry/account.h"
#include "office/web/housekeeping.h"

enum err
job_pool(struct job_context *c)
{
	const struct office_config *config = c->office->config;
	struct pool_top_up t = {.gm = c->gm,
	    .store = c->office->store,
	    .keycentre = c->office->keycentre,
	    .low = config->pool_low,
	    .high = config->pool_high,
	    .now = clock_now(c->office->clock)};
	int64_t made;

	return pool_top_up(&t, &made);
}

/* While the office runs; and at its start, so that what was done before is
 * sealed by then. */
static const struct checkpoint_policy checkpoint_running = {
    .records = 1000, .age_s = 300};
static const struct checkpoint_policy checkpoint_at_start = {
    .records = 1, .age_s = 0};

struct checkpointing {
	const struct checkpoint_policy *policy;
	int64_t now;
	bool due;
	struct checkpoint checkpoint;
	struct buf body, signature;
};

static enum err
look_whether_due(struct db *db, void *arg)
{
	struct checkpointing *p = arg;

	return audit_checkpoint_due(
	    db, p->policy, p->now, &p->due, &p->checkpoint);
}

static enum err
keep_checkpoint(struct db *db, void *arg)
{
	const struct checkpointing *p = arg;

	return audit_checkpoint_store(
	    db, buf_bytes(&p->body), buf_bytes(&p->signature));
}

static enum err
make_checkpoint(struct job_context *c, struct checkpointing *p)
{
	TRY(store_read(c->office->store, look_whether_due, p));
	if (!p->due)
		return ERR_OK;
	checkpoint_encode(&p->body, &p->checkpoint);
	TRY(buf_status(&p->body));
	TRY(ca_sign_checkpoint(
	    c->office->ca, buf_bytes(&p->body), &p->signature));
	return store_write(c->office->store, keep_checkpoint, p);
}

enum err
job_checkpoint(struct job_context *c)
{
	struct checkpointing p = {
	    .policy = c->runs == 0 ? &checkpoint_at_start : &checkpoint_running,
	    .now = clock_now(c->office->clock),
	    .body = BUF(CHECKPOINT_DER_MAX),
	    .signature = BUF(SIGNATURE_DER_MAX),
	};
	enum err e = make_checkpoint(c, &p);

	buf_done(&p.body);
	buf_done(&p.signature);
	return e;
}

struct sweep {
	const struct office_config *config;
	int64_t now;
	bool more;
};

static enum err
sweep_once(struct db *db, void *arg)
{
	struct sweep *s = arg;
	int64_t removed;

	TRY(account_purge(
	    db, s->now - s->config->confirm_hours * 3600, &removed));
	return housekeeping_sweep(db, s->now, &s->more);
}

enum err
job_sweep(struct job_context *c)
{
	struct sweep s = {
	    .config = c->office->config, .now = clock_now(c->office->clock)};

	do
		TRY(store_write(c->office->store, sweep_once, &s));
	while (s.more);
	return ERR_OK;
}
