/* SPDX-License-Identifier: Apache-2.0 */
/* Change requests: sent in, looked at, withdrawn; files and links. */
#include <string.h>

#include "office/api/api.h"
#include "office/api/problems.h"
#include "office/api/view.h"
#include "office/changes/change_email.h"
#include "office/changes/change_file.h"
#include "office/changes/change_submit.h"
#include "office/jobs/jobs.h"

#define CHANGES_MAX 100 /* shown of one account, the newest */
#define TEXT_MAX 512	/* characters; the rules of the form are stricter */

struct fields_body {
	const char *name, *address, *contact, *phone, *email;
};
#define FIELD(member) \
	SCHEMA_TEXT_OPTIONAL(struct fields_body, member, #member, TEXT_MAX)
static const struct schema_member fields_members[] = {
    FIELD(name),
    FIELD(address),
    FIELD(contact),
    FIELD(phone),
    FIELD(email),
};
static const struct schema fields_schema =
    SCHEMA("ChangeFields", fields_members);

struct change_body {
	const char *kind;
	struct fields_body fields;
	const char *note;
};
static const char *const kinds[] = {"name", "fields", "email", "reissue", NULL};
static const struct schema_member change_members[] = {
    SCHEMA_ENUM(struct change_body, kind, "kind", 8, kinds),
    SCHEMA_OBJECT(struct change_body, fields, "fields", &fields_schema, true),
    SCHEMA_TEXT_OPTIONAL(struct change_body, note, "note", CHANGE_NOTE_MAX),
};
const struct schema api_change_body = SCHEMA("NewChange", change_members);

struct revocation_body {
	const char *serial, *reason, *note;
	struct bytes instruction;
};
static const char *const reasons[] = {"unspecified", "key-compromise",
    "affiliation-changed", "superseded", "cessation", NULL};
static const struct schema_member revocation_members[] = {
    SCHEMA_TEXT(
	struct revocation_body, serial, "serial", CERT_SERIAL_TEXT_SIZE - 1),
    SCHEMA_ENUM(struct revocation_body, reason, "reason", 32, reasons),
    SCHEMA_TEXT_OPTIONAL(struct revocation_body, note, "note", CHANGE_NOTE_MAX),
    SCHEMA_BASE64_OPTIONAL(struct revocation_body, instruction, "instruction",
	SIGNED_INSTRUCTION_DER_MAX),
};
const struct schema api_revocation_body =
    SCHEMA("NewRevocation", revocation_members);

const struct schema api_change_file_body =
    SCHEMA_OCTETS("EvidenceFile", CHANGE_FILE_MAX);

struct link_body {
	const char *token;
};
static const struct schema_member link_members[] = {
    SCHEMA_TEXT(struct link_body, token, "token", TICKET_TEXT_MAX),
};
const struct schema api_change_email_body =
    SCHEMA("ConfirmChange", link_members);

/* What is known by user name and applicant's name alone may ask for some
 * kinds, and sees no others. */
static bool
may(const struct request *rq, enum change_kind kind)
{
	return rq->session.kind == SESSION_CERTIFICATE ||
	       change_rules(kind)->by_account;
}

static enum err
reply_change(struct reply *rp, int status, const struct change *c)
{
	static const struct change_file none;

	return reply_json(rp, status, view_change(c, &none));
}

static enum err
submit(struct request *rq, struct reply *rp, const struct change_wanted *w,
    int status)
{
	AUTO_DONE(change) c = CHANGE_EMPTY;
	struct change_problems problems = {0};
	struct change_wanted wanted = *w;
	enum err e;

	if (!may(rq, w->kind))
		return ERR_SESSION_SCOPE;
	wanted.account = rq->session.account.id;
	if (wanted.note == NULL)
		wanted.note = "";
	e = change_submit(
	    &rq->web->office, &rq->worker->tickets, &wanted, &c, &problems);
	if (e == ERR_FIELD_INVALID)
		tell_problems(rq, problems.all, problems.count);
	TRY(e);
	jobs_wake(rq->web->jobs, JOB_MAIL);
	return reply_change(rp, status, &c);
}

enum err
api_change(struct request *rq, struct reply *rp)
{
	const struct change_body *b = REQUEST_BODY(rq, struct change_body);
	const struct fields_body *f = &b->fields;

	return submit(rq, rp,
	    &(struct change_wanted){.kind = change_kind_find(b->kind),
		.name = f->name,
		.address = f->address,
		.contact = f->contact,
		.phone = f->phone,
		.email = f->email,
		.note = b->note},
	    201);
}

enum err
api_revocation(struct request *rq, struct reply *rp)
{
	const struct revocation_body *b =
	    REQUEST_BODY(rq, struct revocation_body);

	return submit(rq, rp,
	    &(struct change_wanted){.kind = CHANGE_REVOKE,
		.note = b->note,
		.serial = b->serial,
		.reason = b->reason,
		.instruction = b->instruction},
	    202);
}

/* --- looking --- */

struct look {
	const struct request *rq;
	struct db *db;
	json_t *json; /* of all, an array; of one, itself */
};

static enum err
add_change(void *arg, const struct change *c)
{
	struct look *l = arg;
	struct change_file file;

	if (!may(l->rq, c->kind))
		return ERR_OK;
	TRY(change_file_of(l->db, c->id, &file));
	return json_array_append_new(l->json, view_change(c, &file)) == 0
		   ? ERR_OK
		   : ERR_NOMEM;
}

static enum err
find_all(struct db *db, void *arg)
{
	struct look *l = arg;

	json_array_clear(l->json);
	l->db = db;
	return change_each_of(
	    db, l->rq->session.account.id, CHANGES_MAX, add_change, l);
}

enum err
api_changes(struct request *rq, struct reply *rp)
{
	struct look l = {.rq = rq, .json = json_array()};
	enum err e = store_read(rq->web->office.store, find_all, &l);

	if (e != ERR_OK) {
		json_decref(l.json);
		return e;
	}
	return reply_json(rp, 200, json_pack("{s:o}", "changes", l.json));
}

static enum err
find_one(struct db *db, void *arg)
{
	struct look *l = arg;
	AUTO_DONE(change) c = CHANGE_EMPTY;
	struct change_file file;

	TRY(change_by_id(db, l->rq->param, &c));
	if (strcmp(c.account, l->rq->session.account.id) != 0 ||
	    !may(l->rq, c.kind))
		return ERR_NOT_FOUND;
	TRY(change_file_of(db, c.id, &file));
	json_decref(l->json);
	l->json = view_change(&c, &file);
	return ERR_OK;
}

/* Is it the account's, and one that this session may see? */
static enum err
look_at(struct request *rq, struct look *l)
{
	*l = (struct look){.rq = rq};
	return store_read(rq->web->office.store, find_one, l);
}

enum err
api_one_change(struct request *rq, struct reply *rp)
{
	struct look l;

	TRY(look_at(rq, &l));
	return reply_json(rp, 200, l.json);
}

/* --- doing --- */

enum err
api_change_withdraw(struct request *rq, struct reply *rp)
{
	struct look l;

	TRY(look_at(rq, &l));
	json_decref(l.json);
	TRY(change_withdraw(
	    &rq->web->office, rq->worker->gm, &rq->session.account, rq->param));
	rp->status = 204;
	return ERR_OK;
}

enum err
api_change_file(struct request *rq, struct reply *rp)
{
	struct change_file_put put = {
	    &rq->session.account, rq->param, rq->in->body};
	struct change_file file;
	struct look l;

	TRY(look_at(rq, &l));
	json_decref(l.json);
	TRY(change_file_put(&rq->web->office, rq->worker->gm, &put, &file));
	return reply_json(rp, 200, view_change_file(&file));
}

enum err
api_change_email(struct request *rq, struct reply *rp)
{
	const struct link_body *b = REQUEST_BODY(rq, struct link_body);
	enum change_state state;

	TRY(change_email_confirm(&rq->web->office, &rq->worker->tickets,
	    bytes_str(b->token), &state));
	jobs_wake(rq->web->jobs, JOB_MAIL);
	return reply_json(
	    rp, 200, json_pack("{s:s}", "state", change_state_name(state)));
}
