/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/revocation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/mail/outbox.h"
#include "office/mail/templates.h"
#include "office/store/row.h"

#define SIGN_SERIALS_SIZE (STATUS_SERIALS_MAX * (CERT_SERIAL_TEXT_SIZE + 1))

struct revocation {
	struct gm *gm;
	struct revocation_order order;
	struct status_decision decision;
	struct status_decided decided;
	struct account account;
	char sign_serials[SIGN_SERIALS_SIZE]; /* for the mail */
	struct outbox_entry *mail;
	char id[STATUS_CHANGE_ID_SIZE];
};

void
revocation_free(struct revocation *r)
{
	if (r == NULL)
		return;
	status_decided_done(&r->decided);
	outbox_entry_free(r->mail);
	free(r);
}

const struct account *
revocation_account(const struct revocation *r)
{
	return &r->account;
}

size_t
revocation_count(const struct revocation *r)
{
	return r->decision.count;
}

const char *
revocation_serial(const struct revocation *r, size_t i)
{
	return r->decision.serials[i];
}

/* --- what it is about --- */

static void
note_sign_serial(struct revocation *r, const char *serial)
{
	size_t len = strlen(r->sign_serials);

	snprintf(r->sign_serials + len, sizeof(r->sign_serials) - len, "%s%s",
	    len == 0 ? "" : ", ", serial);
}

/* Rows of serial and profile, as many as one order takes. */
static enum err
read_certificates(struct revocation *r, struct db_rows *rows)
{
	struct status_decision *d = &r->decision;
	bool more;

	d->count = 0;
	r->sign_serials[0] = '\0';
	TRY(db_next(rows, &more));
	while (more && d->count < STATUS_SERIALS_MAX) {
		const char *profile = db_text(rows, 1);

		ROW_TEXT(rows, 0, d->serials[d->count]);
		if (strcmp(profile, profile_of(PROFILE_HOLDER_SIGN)->name) == 0)
			note_sign_serial(r, d->serials[d->count]);
		d->count++;
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}

static enum err
look_up_pair(struct db *db, struct revocation *r)
{
	AUTO(db_rows) rows = NULL;
	struct certificate_status s;
	enum err e = certificate_status(db, r->order.serial, &s);

	if (e == ERR_NOT_FOUND)
		return ERR_CERT_UNKNOWN;
	TRY(e);
	if (s.account[0] == '\0')
		return ERR_CERT_USAGE;
	TRY(account_by_id(db, s.account, &r->account));
	TRY(db_query(db,
	    "SELECT serial, profile FROM certificate WHERE pair = $1"
	    " AND state <> 'revoked' ORDER BY profile DESC",
	    DB_ARGS(DB_TEXT(s.pair)), &rows));
	TRY(read_certificates(r, rows));
	return r->decision.count == 0 ? ERR_CERT_REVOKED : ERR_OK;
}

static enum err
look_up_holder(struct db *db, struct revocation *r)
{
	AUTO(db_rows) rows = NULL;

	TRY(account_by_user(db, r->order.user_name, &r->account));
	TRY(db_query(db,
	    "SELECT certificate.serial, certificate.profile FROM pair"
	    " JOIN certificate ON certificate.pair = pair.id"
	    " WHERE pair.account = $1 AND certificate.state <> 'revoked'"
	    " ORDER BY pair.created_at, pair.id, certificate.profile DESC",
	    DB_ARGS(DB_TEXT(r->account.id)), &rows));
	TRY(read_certificates(r, rows));
	return r->decision.count == 0 ? ERR_NOT_FOUND : ERR_OK;
}

static enum err
look_up(struct db *db, void *arg)
{
	struct revocation *r = arg;

	return r->order.serial != NULL ? look_up_pair(db, r)
				       : look_up_holder(db, r);
}

/* --- what comes of it --- */

static enum err
compose_mail(struct revocation *r)
{
	const struct account *a = &r->account;
	const char *note = r->decision.note;

	return outbox_compose(r->gm,
	    &(struct outbox_mail){.recipient = a->email,
		.template = MAIL_REVOKED,
		.lang = a->lang,
		.now = r->decision.now,
		OUTBOX_PARAMS({"userName", a->user_name}, {"name", a->name},
		    {"signSerial", r->sign_serials},
		    {"reason", crl_reason_name(r->decision.reason)},
		    {"note", note[0] == '\0' ? "—" : note})},
	    &r->mail);
}

static enum err
prepare(struct office *o, struct revocation *r)
{
	struct status_decision *d = &r->decision;

	if (r->order.actor->role != ROLE_OPERATOR)
		return ERR_STAFF_ROLE;
	TRY(store_read(o->store, look_up, r));
	d->actor = r->order.actor;
	d->verb = ACT_REVOKE;
	d->reason = r->order.reason;
	d->note = r->order.note == NULL ? "" : r->order.note;
	d->about = d->account = r->account.id;
	d->now = clock_now(o->clock);
	TRY(status_decision_sign(r->gm, d, &r->decided));
	return compose_mail(r);
}

enum err
revocation_new(struct office *o, struct gm *gm,
    const struct revocation_order *order, struct revocation **ret_r)
{
	AUTO(revocation) r = calloc(1, sizeof(*r));

	if (r == NULL)
		return ERR_NOMEM;
	r->gm = gm;
	r->order = *order;
	TRY(prepare(o, r));
	*ret_r = TAKE(r);
	return ERR_OK;
}

enum err
revocation_write(struct db *db, struct revocation *r)
{
	TRY(status_decision_write(r->gm, db, &r->decision, &r->decided, r->id));
	return outbox_add(db, r->mail);
}

enum err
revocation_finish(struct office *o, struct gm *gm, const struct revocation *r)
{
	return status_finish(o, gm, r->id);
}

static enum err
write_job(struct db *db, void *arg)
{
	return revocation_write(db, arg);
}

enum err
revocation_do(struct office *o, struct gm *gm, struct revocation *r)
{
	TRY(store_write(o->store, write_job, r));
	return revocation_finish(o, gm, r);
}
