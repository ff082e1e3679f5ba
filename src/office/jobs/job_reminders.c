/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reminders by mail before a holder's certificates end, each once. What is due
 * is found from the days that are left, so that after a time without the office
 * only the nearest one goes out, and none twice.
 */
#include <stdio.h>
#include <string.h>

#include "office/jobs/jobs.h"
#include "office/mail/outbox.h"
#include "office/mail/templates.h"
#include "office/registry/account.h"
#include "office/store/row.h"
#include "pki/cert.h"

#define DAY_S 86400
#define BATCH 32
#define KEPT_DAYS 90 /* what was told stays known for so long */

/* Days before the end, the nearest first: one that has more days left than the
 * row before, and at most those of its own, is of that row. */
static const int64_t days_before[] = {1, 7, 14, 30};

struct due {
	char serial[CERT_SERIAL_TEXT_SIZE];
	int64_t not_after;
	char carrier[8], carrier_serial[64], account[ACCOUNT_ID_SIZE];
};

struct work {
	struct job_context *context;
	int64_t now;
	int64_t more_than, days; /* of the row */
	char last[CERT_SERIAL_TEXT_SIZE];
	size_t count;
	struct due due[BATCH];
	/* the one that is told now */
	const struct due *one;
	struct account account;
	struct outbox_entry *mail;
};

static enum err
read_due(const struct db_rows *row, struct due *d)
{
	ROW_TEXT(row, 0, d->serial);
	d->not_after = db_int(row, 1);
	ROW_TEXT(row, 2, d->carrier);
	ROW_TEXT(row, 3, d->carrier_serial);
	ROW_TEXT(row, 4, d->account);
	return ERR_OK;
}

/* The next ones of the row, by serial number. */
static enum err
find_due(struct db *db, void *arg)
{
	struct work *w = arg;
	AUTO(db_rows) rows = NULL;
	bool more;

	w->count = 0;
	TRY(db_query(db,
	    "SELECT c.serial, c.not_after, p.carrier, p.carrier_serial,"
	    " p.account FROM certificate c JOIN pair p ON p.id = c.pair"
	    " WHERE c.profile = 'holder-sign' AND c.state = 'valid'"
	    " AND p.state = 'confirmed' AND c.not_after > $1"
	    " AND c.not_after <= $2 AND c.serial > $3 AND NOT EXISTS"
	    " (SELECT 1 FROM reminder r WHERE r.serial = c.serial"
	    " AND r.days = $4) ORDER BY c.serial LIMIT $5",
	    DB_ARGS(DB_INT(w->now + w->more_than * DAY_S),
		DB_INT(w->now + w->days * DAY_S), DB_TEXT(w->last),
		DB_INT(w->days), DB_INT(BATCH)),
	    &rows));
	TRY(db_next(rows, &more));
	while (more) {
		TRY(read_due(rows, &w->due[w->count++]));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}

static enum err
find_account(struct db *db, void *arg)
{
	struct work *w = arg;

	return account_by_id(db, w->one->account, &w->account);
}

static enum err
compose(struct work *w)
{
	const struct due *d = w->one;
	const struct account *a = &w->account;
	char days[24], end[CLOCK_TEXT_SIZE];

	snprintf(days, sizeof(days), "%lld",
	    (long long)((d->not_after - w->now + DAY_S - 1) / DAY_S));
	clock_text(d->not_after, end);
	return outbox_compose(w->context->gm,
	    &(struct outbox_mail){.recipient = a->email,
		.template = MAIL_EXPIRING,
		.lang = a->lang,
		.now = w->now,
		OUTBOX_PARAMS({"userName", a->user_name}, {"name", a->name},
		    {"signSerial", d->serial}, {"carrier", d->carrier},
		    {"carrierSerial", d->carrier_serial}, {"days", days},
		    {"notAfter", end})},
	    &w->mail);
}

/* Told and mailed, or neither; and not if another node was quicker. */
static enum err
write_reminder(struct db *db, void *arg)
{
	const struct work *w = arg;
	int64_t rows;

	TRY(db_run_counted(db,
	    "INSERT INTO reminder (serial, days, at) VALUES ($1, $2, $3)"
	    " ON CONFLICT (serial, days) DO NOTHING",
	    DB_ARGS(DB_TEXT(w->one->serial), DB_INT(w->days), DB_INT(w->now)),
	    &rows));
	return rows == 0 ? ERR_OK : outbox_add(db, w->mail);
}

static enum err
remind(struct work *w, const struct due *d)
{
	struct store *store = w->context->office->store;
	enum err e;

	w->one = d;
	TRY(store_read(store, find_account, w));
	TRY(compose(w));
	e = store_write(store, write_reminder, w);
	outbox_entry_free(w->mail);
	w->mail = NULL;
	return e;
}

/* One that cannot be told holds up no other. */
static enum err
remind_row(struct work *w)
{
	enum err first = ERR_OK;

	w->last[0] = '\0';
	do {
		TRY(store_read(w->context->office->store, find_due, w));
		for (size_t i = 0; i < w->count; i++) {
			enum err e = remind(w, &w->due[i]);

			if (first == ERR_OK)
				first = e;
			memcpy(w->last, w->due[i].serial, sizeof(w->last));
		}
	} while (w->count == BATCH);
	return first;
}

static enum err
forget(struct db *db, void *arg)
{
	const struct work *w = arg;

	return db_run(db, "DELETE FROM reminder WHERE at < $1",
	    DB_ARGS(DB_INT(w->now - KEPT_DAYS * DAY_S)));
}

enum err
job_reminders(struct job_context *c)
{
	struct work w = {.context = c, .now = clock_now(c->office->clock)};
	enum err first = ERR_OK;

	if (!c->office->config->reminders)
		return ERR_OK;
	for (size_t i = 0; i < COUNT(days_before); i++) {
		enum err e;

		w.days = days_before[i];
		e = remind_row(&w);
		if (first == ERR_OK)
			first = e;
		w.more_than = w.days;
	}
	TRY(first);
	return store_write(c->office->store, forget, &w);
}
