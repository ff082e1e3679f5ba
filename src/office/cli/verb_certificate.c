/* SPDX-License-Identifier: Apache-2.0 */
/* certificate: everything that the office signed. */
#include <string.h>

#include "base/file.h"
#include "office/cli/acting.h"
#include "office/cli/confirmation.h"
#include "office/cli/listing.h"
#include "office/cli/verbs.h"
#include "office/pairs/pair.h"
#include "office/pairs/revocation.h"
#include "office/process/connect.h"

#define LIST_LIMIT 200
#define PAIRS_MAX 64

static const char *
state_text(const struct verb_call *c, enum certificate_state s)
{
	switch (s) {
	case CERTIFICATE_VALID:
		return VERB_SAY(c, "有效", "valid");
	case CERTIFICATE_ON_HOLD:
		return VERB_SAY(c, "已锁定", "on hold");
	case CERTIFICATE_REVOKED:
		return VERB_SAY(c, "已废除", "revoked");
	}
	return "";
}

static const char *
usage_text(const struct verb_call *c, const struct certificate *cert)
{
	const char *usage = certificate_usage(cert);

	if (strcmp(usage, "sign") == 0)
		return VERB_SAY(c, "签名", "sign");
	if (strcmp(usage, "encrypt") == 0)
		return VERB_SAY(c, "加密", "encrypt");
	return usage;
}

static json_t *
certificate_json(const struct certificate *cert)
{
	char from[CLOCK_TEXT_SIZE], to[CLOCK_TEXT_SIZE];

	clock_text(cert->not_before, from);
	clock_text(cert->not_after, to);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "serial",
	    cert->serial, "usage", certificate_usage(cert), "subject",
	    cert->subject, "notBefore", from, "notAfter", to, "state",
	    certificate_state_name(cert->state), "pair", cert->pair);
}

struct certificates {
	struct listing listing;
	const char *user_name; /* NULL: everybody's */
	struct db *db;
};

static enum err
list_one(void *arg, const struct certificate *cert)
{
	struct listing *l = arg;
	const struct verb_call *c = l->call;
	char until[PRINT_TIME_SIZE];

	if (c->json)
		return listing_json(l, certificate_json(cert));
	print_time(cert->not_after, until);
	listing_row(
	    l, (const struct print_cell[]){{cert->serial, 32},
		   {usage_text(c, cert), 10}, {state_text(c, cert->state), 8},
		   {until, 16}, {cert->subject, 0}, {NULL, 0}});
	return ERR_OK;
}

static enum err
list_pair(void *arg, const struct pair *p)
{
	struct certificates *all = arg;

	return certificate_each_of_pair(
	    all->db, p->id, list_one, &all->listing);
}

static enum err
list_all(struct db *db, void *arg)
{
	struct certificates *all = arg;
	struct account a;

	if (all->user_name == NULL)
		return certificate_each(
		    db, all->listing.limit, list_one, &all->listing);
	all->db = db;
	TRY(account_by_user(db, all->user_name, &a));
	return pair_each(db, a.id, PAIRS_MAX, list_pair, all);
}

enum err
verb_certificate_list(struct verb_call *c)
{
	const char *limit = NULL;
	struct certificates all = {
	    .listing = {.call = c,
		.none = VERB_SAY(c, "没有证书", "There are no certificates")}};
	const struct verb_option options[] = {
	    {"user", &all.user_name, NULL}, {"limit", &limit, NULL}};

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	return listing_print(&all.listing,
	    &(struct listing_read){list_all, &all, limit, LIST_LIMIT});
}

/* --- show --- */

struct showing {
	const char *serial;
	struct certificate certificate;
};

static enum err
find_certificate(struct db *db, void *arg)
{
	struct showing *s = arg;

	certificate_done(&s->certificate);
	return certificate_by_serial(db, s->serial, &s->certificate);
}

static void
print_certificate(const struct verb_call *c, const struct certificate *cert)
{
	char from[PRINT_TIME_SIZE], to[PRINT_TIME_SIZE];

	print_time(cert->not_before, from);
	print_time(cert->not_after, to);
	fprintf(c->out, "%s\n", cert->serial);
	print_fact(c, VERB_SAY(c, "证书使用者", "subject"), cert->subject);
	print_fact(c, VERB_SAY(c, "用途", "usage"), usage_text(c, cert));
	print_fact(c, VERB_SAY(c, "状态", "state"), state_text(c, cert->state));
	print_fact(c, VERB_SAY(c, "生效时间", "valid from"), from);
	print_fact(c, VERB_SAY(c, "有效期到", "valid until"), to);
}

static enum err
show(struct verb_call *c, const struct certificate *cert, const char *out)
{
	AUTO_DONE(buf) pem = BUF(2 * CERT_DER_MAX);
	json_t *json;

	pem_encode(&pem, "CERTIFICATE", buf_bytes(&cert->der));
	TRY(buf_status(&pem));
	if (out != NULL)
		TRY(file_replace(out, buf_bytes(&pem), 0644));
	if (c->json) {
		json = certificate_json(cert);
		json_object_set_new(
		    json, "pem", json_stringn((const char *)pem.p, pem.len));
		return print_json(c, json);
	}
	print_certificate(c, cert);
	if (out == NULL)
		fwrite(pem.p, 1, pem.len, c->out);
	return ERR_OK;
}

enum err
verb_certificate_show(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct showing s = {0};
	const char *out = NULL;
	const struct verb_option options[] = {{"out", &out, NULL}};
	enum err e;

	TRY(verb_read(c, options, COUNT(options), &s.serial, 1, 1));
	TRY(workspace_open(c, &w));
	e = store_read(w.store, find_certificate, &s);
	if (e == ERR_OK)
		e = show(c, &s.certificate, out);
	certificate_done(&s.certificate);
	return e;
}

/* --- revoke --- */

struct revoking {
	struct acting acting; /* its reason is a name of crl_reason */
	const char *user_name, *note;
	bool sure;
	enum crl_reason reason;
	json_t *json; /* of each order */
};

/* The names of the reasons that may be given, for who gave another. */
static void
detail_reasons(struct verb_call *c)
{
	char text[VERB_DETAIL_SIZE];
	size_t len = 0;

	for (enum crl_reason r = 0; r <= CRL_AA_COMPROMISE; r++)
		if (crl_reason_name(r) != NULL && r != CRL_HOLD)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s%s", len == 0 ? "" : ", ", crl_reason_name(r));
	verb_detail(c, "--reason: %s", text);
}

static enum err
read_revocation(struct verb_call *c, struct revoking *r)
{
	const struct verb_option options[] = {{"user", &r->user_name, NULL},
	    {"note", &r->note, NULL}, {"yes", NULL, &r->sure},
	    ACTING_OPTIONS(&r->acting)};

	TRY(verb_read(c, options, COUNT(options), r->acting.things, 0, 1));
	if ((r->acting.things[0] == NULL) == (r->user_name == NULL))
		verb_detail(c, "SERIAL | --user");
	else if (r->acting.reason == NULL ||
		 crl_reason_find(r->acting.reason, &r->reason) != ERR_OK ||
		 r->reason == CRL_HOLD)
		detail_reasons(c);
	else
		return ERR_OK;
	return ERR_USAGE;
}

static enum err
ask_whether(const struct revoking *r, const struct revocation *one)
{
	const struct verb_call *c = r->acting.call;
	const struct account *a = revocation_account(one);
	char question[sizeof(a->user_name) + sizeof(a->name) + 256];

	snprintf(question, sizeof(question),
	    VERB_SAY(c, "将废除 %s（%s）的证书，不能撤销。",
		"The certificates of %s (%s) will be revoked for good."),
	    a->user_name, a->name);
	return confirmation_ask(c, question, r->sure);
}

static enum err
tell_revoked(struct revoking *r, const struct revocation *one)
{
	const struct verb_call *c = r->acting.call;
	const struct account *a = revocation_account(one);
	json_t *serials = json_array();

	for (size_t i = 0; i < revocation_count(one); i++) {
		const char *serial = revocation_serial(one, i);

		json_array_append_new(serials, json_string(serial));
		if (!c->json)
			fprintf(c->out,
			    VERB_SAY(c, "已废除 %s 的证书 %s\n",
				"of %s, %s is revoked\n"),
			    a->user_name, serial);
	}
	return json_array_append_new(r->json,
		   json_pack("{s:s, s:s, s:o}", "userName", a->user_name,
		       "reason", r->acting.reason, "serials", serials)) == 0
		   ? ERR_OK
		   : ERR_NOMEM;
}

/* One order. What is written down comes about, even if not at this moment. */
static enum err
revoke_once(struct revoking *r)
{
	struct acting *a = &r->acting;
	struct office *o = &a->workspace.office;
	const struct revocation_order order = {.actor = &a->actor,
	    .serial = a->things[0],
	    .user_name = r->user_name,
	    .reason = r->reason,
	    .note = r->note};
	AUTO(revocation) one = NULL;

	TRY(revocation_new(o, a->workspace.gm, &order, &one));
	TRY(ask_whether(r, one));
	r->sure = true;
	TRY(revocation_do(o, a->workspace.gm, one));
	return tell_revoked(r, one);
}

/* A holder may have more pairs than one order takes. */
static enum err
revoke_all(struct revoking *r)
{
	enum err e = revoke_once(r);

	while (e == ERR_OK && r->user_name != NULL)
		e = revoke_once(r);
	return e == ERR_NOT_FOUND && json_array_size(r->json) > 0 ? ERR_OK : e;
}

static enum err
revoke_and_tell(struct verb_call *c, struct revoking *r)
{
	AUTO(office_link) link = NULL;

	TRY(acting_begin(&r->acting, ROLE_OPERATOR));
	TRY(office_connect(c->dir, OFFICE_CA, c->unlock, &link));
	r->acting.workspace.office.ca = office_client(link, CHILD_CA);
	TRY(revoke_all(r));
	return c->json ? print_json(c, json_incref(r->json)) : ERR_OK;
}

enum err
verb_certificate_revoke(struct verb_call *c)
{
	struct revoking r = {.acting = {.call = c}, .json = json_array()};
	enum err e = read_revocation(c, &r);

	if (e == ERR_OK)
		e = revoke_and_tell(c, &r);
	if (e == ERR_PROCESS_LOST)
		verb_detail(c, "%s",
		    VERB_SAY(c, "已记录，机构运行后会自动完成",
			"it is written down, and done when the office runs"));
	json_decref(r.json);
	acting_done(&r.acting);
	return e;
}
