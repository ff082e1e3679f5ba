/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "office/cli/verbs.h"
#include "office/process/connect.h"
#include "office/process/public_cert.h"
#include "office/staff/appointment.h"
#include "office/staff/pin_entry.h"
#include "office/staff/staff_row.h"
#include "office/staff/staff_signer.h"
#include "office/staff/staff_token.h"

static enum err
open_store(
    struct verb_call *c, struct office_config *config, struct store **ret_store)
{
	char where[FILE_PATH_MAX];

	TRY(office_config_read(c->dir, config, c->detail));
	TRY(office_config_store(config, c->dir, where, sizeof(where)));
	return store_open(where, ret_store);
}

/* --- list, show --- */

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

struct listing {
	struct verb_call *call;
	json_t *all; /* with --json */
};

static enum err
list_one(void *arg, const struct staff_row *s)
{
	struct listing *l = arg;

	if (l->call->json) {
		json_array_append_new(l->all, row_json(s));
		return ERR_OK;
	}
	fprintf(l->call->out, "%-12s  %-15s  %-9s  %s\n", s->name,
	    staff_role_name(s->role),
	    s->active ? VERB_SAY(l->call, "在任", "active")
		      : VERB_SAY(l->call, "已免职", "dismissed"),
	    s->person);
	return ERR_OK;
}

static enum err
list_all(struct db *db, void *arg)
{
	return staff_row_each(db, list_one, arg);
}

static void
print_json(const struct verb_call *c, json_t *answer)
{
	json_dumpf(answer, c->out, JSON_INDENT(2));
	fputc('\n', c->out);
}

enum err
verb_staff_list(struct verb_call *c)
{
	AUTO(store) store = NULL;
	struct office_config config;
	struct listing l = {.call = c};
	enum err err;

	TRY(verb_read(c, NULL, 0, NULL, 0, 0));
	TRY(open_store(c, &config, &store));
	l.all = json_array();
	err = store_read(store, list_all, &l);
	if (err == ERR_OK && c->json)
		print_json(c, l.all);
	json_decref(l.all);
	return err;
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
print_row(const struct verb_call *c, const struct staff_row *s)
{
	char since[CLOCK_TEXT_SIZE];

	clock_text(s->created_at, since);
	fprintf(c->out,
	    VERB_SAY(c,
		"%s\n  姓名      %s\n  角色      %s\n  状态      %s\n"
		"  证书序列号  %s\n  任命时间    %s\n",
		"%s\n  person  %s\n  role    %s\n  state   %s\n"
		"  serial  %s\n  since   %s\n"),
	    s->name, s->person, staff_role_name(s->role),
	    s->active ? VERB_SAY(c, "在任", "active")
		      : VERB_SAY(c, "已免职", "dismissed"),
	    s->serial, since);
}

enum err
verb_staff_show(struct verb_call *c)
{
	AUTO(store) store = NULL;
	struct office_config config;
	struct showing s = {0};

	TRY(verb_read(c, NULL, 0, &s.name, 1, 1));
	TRY(open_store(c, &config, &store));
	TRY(store_read(store, show_job, &s));
	if (c->json) {
		json_t *answer = row_json(&s.row);

		print_json(c, answer);
		json_decref(answer);
	} else {
		print_row(c, &s.row);
	}
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

static enum err
appoint(struct verb_call *c, struct gm *gm, struct addition *a)
{
	AUTO(store) store = NULL;
	AUTO(office_link) link = NULL;
	AUTO(staff_signer) by = NULL;
	AUTO_DONE(public_cert) issuing = {0};
	struct office_config config;
	struct appointment p = {.gm = gm,
	    .now = clock_now(clock_system()),
	    .name = a->name,
	    .person = a->person,
	    .role = a->role};

	TRY(open_store(c, &config, &store));
	TRY(public_cert_read(c->dir, "issuing", &issuing));
	TRY(staff_signer_open(c, gm, &a->by, ROLE_NONE, &by));
	if (!staff_role_appoints(staff_signer_role(by), a->role)) {
		verb_detail(c, "%s", staff_role_name(staff_signer_role(by)));
		return ERR_STAFF_ROLE;
	}
	TRY(office_connect(c->dir, OFFICE_CA, c->unlock, &link));
	if (a->csr_file != NULL)
		TRY(read_csr(c, a));
	else
		TRY(make_token(c, gm, a));
	p.store = store;
	p.config = &config;
	p.issuing = &issuing.cert;
	p.ca = office_client(link, CHILD_CA);
	p.by = staff_signer_name(by);
	p.by_certificate = staff_signer_certificate(by);
	p.by_signer = staff_signer_signer(by);
	p.csr = buf_bytes(&a->csr);
	TRY(appointment_make(&p, &a->cert));
	return deliver(a);
}

enum err
verb_staff_add(struct verb_call *c)
{
	AUTO(gm) gm = NULL;
	AUTO_DONE(addition)
	a = {.csr = BUF(CSR_DER_MAX), .cert = BUF(CERT_DER_MAX)};

	TRY(read_addition(c, &a));
	TRY(gm_new(&gm));
	TRY(appoint(c, gm, &a));
	if (!c->json)
		fprintf(c->out,
		    VERB_SAY(c, "已任命 %s（%s）\n", "%s is appointed (%s)\n"),
		    a.name, staff_role_name(a.role));
	else
		fprintf(c->out, "{\"name\": \"%s\", \"role\": \"%s\"}\n",
		    a.name, staff_role_name(a.role));
	return ERR_OK;
}
