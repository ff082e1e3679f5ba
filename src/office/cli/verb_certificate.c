/* SPDX-License-Identifier: Apache-2.0 */
/* certificate: everything that the office signed. */
#include <string.h>

#include "base/file.h"
#include "office/cli/listing.h"
#include "office/cli/verbs.h"
#include "office/pairs/pair.h"
#include "office/registry/account.h"

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
