/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/file.h"
#include "office/cli/acting.h"
#include "office/cli/listing.h"
#include "office/cli/verbs.h"
#include "office/process/connect.h"
#include "office/staff/appointment.h"
#include "office/staff/dismissal.h"
#include "office/staff/pin_entry.h"
#include "office/staff/staff_row.h"
#include "office/staff/staff_signer.h"
#include "office/staff/staff_token.h"

/* --- list, show --- */

static const char *
state_text(const struct verb_call *c, const struct staff_row *s)
{
	return s->active ? VERB_SAY(c, "在任", "active")
			 : VERB_SAY(c, "已免职", "dismissed");
}

static json_t *
row_json(const struct staff_row *s)
{
	char since[CLOCK_TEXT_SIZE];

	clock_text(s->created_at, since);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "name", s->name,
	    "person", s->person, "role", staff_role_name(s->role), "state",
	    s->active ? "active" : "dismissed", "serial", s->serial, "since",
	    since);
}

static enum err
list_one(void *arg, const struct staff_row *s)
{
	struct listing *l = arg;
	const struct verb_call *c = l->call;

	if (c->json)
		return listing_json(l, row_json(s));
	listing_row(l, (const struct print_cell[]){{s->name, 14},
			   {staff_role_name(s->role), 16},
			   {state_text(c, s), 10}, {s->person, 0}, {NULL, 0}});
	return ERR_OK;
}

static enum err
list_all(struct db *db, void *arg)
{
	return staff_row_each(db, list_one, arg);
}

enum err
verb_staff_list(struct verb_call *c)
{
	struct listing l = {.call = c};

	TRY(verb_read(c, NULL, 0, NULL, 0, 0));
	return listing_print(
	    &l, &(struct listing_read){list_all, &l, NULL, SIZE_MAX});
}

struct showing {
	const char *name;
	struct staff_row row;
};

static enum err
show_job(struct db *db, void *arg)
{
	struct showing *s = arg;

	return staff_row_get(db, s->name, &s->row);
}

static void
print_facts(const struct verb_call *c, const struct staff_row *s)
{
	char since[PRINT_TIME_SIZE];

	print_time(s->created_at, since);
	fprintf(c->out, "%s\n", s->name);
	print_fact(c, VERB_SAY(c, "姓名", "person"), s->person);
	print_fact(c, VERB_SAY(c, "角色", "role"), staff_role_name(s->role));
	print_fact(c, VERB_SAY(c, "状态", "state"), state_text(c, s));
	print_fact(c, VERB_SAY(c, "证书序列号", "certificate"), s->serial);
	print_fact(c, VERB_SAY(c, "任命时间", "since"), since);
}

enum err
verb_staff_show(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct showing s = {0};

	TRY(verb_read(c, NULL, 0, &s.name, 1, 1));
	TRY(workspace_open(c, &w));
	TRY(store_read(w.store, show_job, &s));
	if (c->json)
		return print_json(c, row_json(&s.row));
	print_facts(c, &s.row);
	return ERR_OK;
}

/* --- add --- */

struct addition {
	const char *name, *role_name, *person, *csr_file, *out_file, *pin_file;
	enum staff_role role;
	struct staff_signer_options by;
	struct staff_token *token; /* unless a request was brought */
	struct buf csr, cert;
};

static void
addition_done(struct addition *a)
{
	staff_token_free(a->token);
	buf_done(&a->csr);
	buf_done(&a->cert);
}
DEFINE_AUTO_DONE(addition)

static enum err
read_addition(struct verb_call *c, struct addition *a)
{
	const struct verb_option options[] = {{"role", &a->role_name, NULL},
	    {"person", &a->person, NULL}, {"csr", &a->csr_file, NULL},
	    {"out", &a->out_file, NULL}, {"new-pin-file", &a->pin_file, NULL},
	    STAFF_SIGNER_OPTIONS(&a->by)};

	TRY(verb_read(c, options, COUNT(options), &a->name, 1, 1));
	a->role =
	    a->role_name == NULL ? ROLE_NONE : staff_role_find(a->role_name);
	if (a->role == ROLE_NONE)
		verb_detail(c, "--role: business-admin, operator, auditor");
	else if (a->person == NULL)
		verb_detail(c, "--person: %s", a->name);
	else if (!staff_name_is_valid(a->name))
		verb_detail(c, "%s: a-z 0-9 -", a->name);
	else if ((a->csr_file == NULL) != (a->out_file == NULL))
		verb_detail(c, "--csr, --out");
	else
		return ERR_OK;
	return ERR_USAGE;
}

static enum err
read_csr(struct verb_call *c, struct addition *a)
{
	AUTO_DONE(buf) file = BUF(2 * CSR_DER_MAX);
	enum err err = file_read(a->csr_file, &file);

	if (err != ERR_OK) {
		verb_detail(c, "%s", a->csr_file);
		return err;
	}
	if (pem_decode(buf_bytes(&file), "CERTIFICATE REQUEST", &a->csr) !=
	    ERR_OK)
		buf_put(&a->csr, buf_bytes(&file)); /* then it is DER */
	return buf_status(&a->csr);
}

static enum err
make_token(struct verb_call *c, struct gm *gm, struct addition *a)
{
	AUTO(secret) pin = NULL;
	char path[FILE_PATH_MAX], folder[FILE_PATH_MAX];
	struct name subject = {.country = "CN"};

	TRY(staff_token_path(c->dir, a->name, path));
	snprintf(folder, sizeof(folder), "%.*s",
	    (int)(strrchr(path, '/') - path), path);
	TRY(file_make_dir(folder, 0700));
	TRY(pin_entry_read(c,
	    &(struct pin_entry){
		.file = a->pin_file, .whose = a->name, .twice = true},
	    &pin));
	if (file_exists(path))
		verb_detail(c, "%s", path);
	TRY(staff_token_create(gm, path, secret_bytes(pin), &a->token));
	snprintf(
	    subject.common_name, sizeof(subject.common_name), "%s", a->name);
	return csr_make(gm, &subject, staff_token_signer(a->token), &a->csr);
}

static enum err
deliver(struct addition *a)
{
	if (a->token != NULL)
		return staff_token_write_cert(a->token, buf_bytes(&a->cert));
	return file_replace(a->out_file, buf_bytes(&a->cert), 0644);
}

/* Who it is that acts, and that they may. */
static enum err
open_appointer(struct verb_call *c, struct gm *gm, const struct addition *a,
    struct staff_signer **ret_by)
{
	AUTO(staff_signer) by = NULL;

	TRY(staff_signer_open(c, gm, &a->by, ROLE_NONE, &by));
	if (!staff_role_appoints(staff_signer_role(by), a->role)) {
		verb_detail(c,
		    VERB_SAY(c, "%s 不能任命 %s", "%s may not appoint %s"),
		    staff_role_name(staff_signer_role(by)), a->role_name);
		return ERR_STAFF_ROLE;
	}
	*ret_by = TAKE(by);
	return ERR_OK;
}

static enum err
appoint(struct verb_call *c, struct workspace *w, struct addition *a)
{
	AUTO(office_link) link = NULL;
	AUTO(staff_signer) by = NULL;
	struct appointment p = {.gm = w->gm,
	    .store = w->store,
	    .config = &w->config,
	    .issuing = &w->authority.cert[AUTHORITY_ISSUING],
	    .now = clock_now(w->office.clock),
	    .name = a->name,
	    .person = a->person,
	    .role = a->role};

	TRY(open_appointer(c, w->gm, a, &by));
	TRY(office_connect(c->dir, OFFICE_CA, c->unlock, &link));
	if (a->csr_file != NULL)
		TRY(read_csr(c, a));
	else
		TRY(make_token(c, w->gm, a));
	p.ca = office_client(link, CHILD_CA);
	p.by = staff_signer_name(by);
	p.by_certificate = staff_signer_certificate(by);
	p.by_signer = staff_signer_signer(by);
	p.csr = buf_bytes(&a->csr);
	TRY(appointment_make(&p, &a->cert));
	return deliver(a);
}

static enum err
check_is_new(struct db *db, void *arg)
{
	const struct addition *a = arg;

	return staff_row_absent(db, a->name);
}

enum err
verb_staff_add(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	AUTO_DONE(addition)
	a = {.csr = BUF(CSR_DER_MAX), .cert = BUF(CERT_DER_MAX)};

	TRY(read_addition(c, &a));
	TRY(workspace_open(c, &w));
	/* Before a token is made for nothing. */
	TRY(store_read(w.store, check_is_new, &a));
	TRY(appoint(c, &w, &a));
	if (c->json)
		return print_json(
		    c, json_pack("{s:s, s:s, s:s}", "name", a.name, "person",
			   a.person, "role", staff_role_name(a.role)));
	fprintf(c->out,
	    VERB_SAY(c, "已任命 %s（%s）\n", "%s is appointed (%s)\n"), a.name,
	    staff_role_name(a.role));
	return ERR_OK;
}

/* --- dismiss --- */

static enum err
dismiss(struct acting *a)
{
	struct verb_call *c = a->call;
	AUTO(office_link) link = NULL;
	const struct dismissal d = {&a->actor, a->things[0], a->reason};

	TRY(acting_begin(a, ROLE_NONE));
	TRY(office_connect(c->dir, OFFICE_CA, c->unlock, &link));
	a->workspace.office.ca = office_client(link, CHILD_CA);
	TRY(dismissal_do(&a->workspace.office, a->workspace.gm, &d));
	if (c->json)
		return print_json(c, json_pack("{s:s, s:s}", "name", d.name,
					 "state", "dismissed"));
	fprintf(c->out,
	    VERB_SAY(c, "已免去 %s 的职务，其证书已废除\n",
		"%s is dismissed; their certificate is revoked\n"),
	    d.name);
	return ERR_OK;
}

enum err
verb_staff_dismiss(struct verb_call *c)
{
	struct acting a = {.call = c};
	const struct verb_option options[] = {ACTING_OPTIONS(&a)};
	enum err e = verb_read(c, options, COUNT(options), a.things, 1, 1);

	if (e == ERR_OK)
		e = dismiss(&a);
	acting_done(&a);
	return e;
}
