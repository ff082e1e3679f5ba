/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Revocation lists, one full list and one delta list for each partition. The
 * ca process knows which partitions there are, which lists it made and what
 * changed since; the store has the newest of each list (revocation_list), and
 * DIR/public the same as files, for whoever serves them from there.
 *
 *	full   every crl_hours; and when the store has not the one that the ca
 *	       process made last: it was not kept before a power cut, or the
 *	       store is an older copy
 *	delta  at once when a status changed since the last list; and after each
 *	       full list, so that its address always has one that starts there
 *
 * Each is good for twice crl_hours (but never past what the ca process signs),
 * so that there is time to repair what keeps a new one from being made.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/file.h"
#include "office/audit/audit.h"
#include "office/jobs/jobs.h"
#include "office/pairs/partition.h"
#include "office/pairs/revocation_list.h"

struct work {
	struct job_context *context;
	int64_t now;
	uint32_t partition;
	struct ca_partition known;		/* by the ca process */
	struct revocation_list_row full, delta; /* by the store; number 0:
						   none */
	struct revocation_list made;
};

/* --- what is due --- */

static enum err
look_up(struct db *db, void *arg)
{
	struct work *w = arg;

	TRY(revocation_list_row(
	    db, (struct ca_list_name){.partition = w->partition}, &w->full));
	return revocation_list_row(
	    db, (struct ca_list_name){w->partition, true}, &w->delta);
}

static bool
full_is_due(const struct work *w)
{
	int64_t every = w->context->office->config->crl_hours * 3600;

	return w->full.number == 0 || w->full.number != w->known.full_number ||
	       w->now >= w->full.this_update + every;
}

static bool
delta_is_due(const struct work *w)
{
	return w->known.changed || w->delta.number != w->known.last_number ||
	       w->delta.number <= w->full.number;
}

/* --- making one --- */

static enum err
keep(struct db *db, void *arg)
{
	const struct work *w = arg;
	char number[24], file[CA_LIST_FILE_SIZE];

	TRY(revocation_list_put(db, &w->made));
	ca_list_file(w->made.name, file);
	snprintf(number, sizeof(number), "%llu",
	    (unsigned long long)w->made.row.number);
	return audit_add(w->context->gm, db,
	    &(struct audit_event){.at = w->now,
		.actor = "system",
		.event = AUDIT_CRL_SIGNED,
		.about = number,
		AUDIT_DETAILS({"list", file})});
}

static enum err
publish(const char *dir, const struct revocation_list *list)
{
	char file[CA_LIST_FILE_SIZE], name[CA_LIST_FILE_SIZE + 8],
	    path[FILE_PATH_MAX];

	ca_list_file(list->name, file);
	snprintf(name, sizeof(name), "public/%s", file);
	TRY(file_path(path, dir, name));
	return file_replace(path, buf_bytes(&list->der), 0644);
}

static enum err
make(struct work *w, bool delta)
{
	struct office *o = w->context->office;
	struct ca_list_request r = {.partition = w->partition,
	    .delta = delta,
	    .this_update = w->now,
	    .next_update = w->now + revocation_list_life_s(o->config)};

	revocation_list_done(&w->made);
	w->made = (struct revocation_list){
	    .name = {w->partition, delta},
	    .row = {.this_update = r.this_update, .next_update = r.next_update},
	    .der = BUF(CRL_DER_MAX),
	};
	TRY(ca_make_list(o->ca, &r, &w->made.row.number, &w->made.der));
	FAULT_POINT("web.list.signed");
	TRY(store_write(o->store, keep, w));
	return publish(w->context->dir, &w->made);
}

static enum err
serve_partition(struct work *w)
{
	struct office *o = w->context->office;

	TRY(store_read(o->store, look_up, w));
	if (full_is_due(w)) {
		TRY(make(w, false));
		return make(w, true);
	}
	return delta_is_due(w) ? make(w, true) : ERR_OK;
}

/* --- all of them --- */

/* What the ca process signed, the store must count too. */
static enum err
raise(struct db *db, void *arg)
{
	const struct work *w = arg;

	return partition_raise(
	    db, w->partition, (int64_t)w->known.certificates);
}

/* One that cannot be made holds up no other. */
static enum err
serve_each(struct job_context *c, uint32_t first, const struct ca_partitions *p)
{
	enum err worst = ERR_OK;

	for (size_t i = 0; i < p->count; i++) {
		struct work w = {.context = c,
		    .now = clock_now(c->office->clock),
		    .partition = first + (uint32_t)i,
		    .known = p->part[i]};
		enum err e = ERR_OK;

		if (c->runs == 0)
			e = store_write(c->office->store, raise, &w);
		if (e == ERR_OK)
			e = serve_partition(&w);
		revocation_list_done(&w.made);
		if (worst == ERR_OK)
			worst = e;
	}
	return worst;
}

static enum err
publish_again(void *arg, const struct revocation_list *list)
{
	const struct job_context *c = arg;

	return publish(c->dir, list);
}

/* A power cut may have come between the store and the file. */
static enum err
publish_all(struct db *db, void *arg)
{
	return revocation_list_each(db, publish_again, arg);
}

enum err
job_crl(struct job_context *c)
{
	struct ca_partitions p = {.total = 1};
	enum err worst = ERR_OK;

	if (c->runs == 0)
		TRY(store_read(c->office->store, publish_all, c));
	for (uint32_t first = 0; first < p.total; first += CA_PARTITIONS_MAX) {
		enum err e;

		TRY(ca_list_partitions(c->office->ca, first, &p));
		e = serve_each(c, first, &p);
		if (worst == ERR_OK)
			worst = e;
	}
	return worst;
}
