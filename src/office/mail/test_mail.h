/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of mails share: a mailer with its key, and one of each mail. */
#ifndef OFFICE_TEST_MAIL_H
#define OFFICE_TEST_MAIL_H

#include "office/store/test_store.h"

#include "office/mail/mailer.h"
#include "office/mail/outbox.h"
#include "office/mail/templates.h"

#define NOW 1795334400 /* 2026-11-22T08:00:00Z */
#define ORIGIN "https://office.example"

struct post {
	struct gm *gm;
	struct sm2_key *key;
	struct mailer *mailer;
	char dir[64];
	const char *folder;
};

static inline void
post_open(struct post *p, const char *folder)
{
	struct mailer_config config = {.office_name = "示范受理机构",
	    .origin = ORIGIN,
	    .from_address = "no-reply@office.example"};

	snprintf(p->dir, sizeof(p->dir), "%s", folder);
	p->folder = p->dir;
	config.transport = mail_transport_folder(&p->folder);
	assert_ok(gm_new(&p->gm));
	assert_ok(sm2_key_generate(p->gm, &p->key));
	assert_ok(mailer_new(p->gm, p->key, &config, &p->mailer));
}

static inline void
post_close(struct post *p)
{
	mailer_free(p->mailer);
	sm2_key_free(p->key);
	gm_free(p->gm);
}

#define TO .recipient = "holder@firm.example", .now = NOW

/* A mail with a code in it. */
static inline struct outbox_mail
approved_mail(const struct post *p)
{
	static const struct mail_param params[] = {{"userName", "u1"},
	    {"name", "华夏 <b>商标</b> & 代理"},
	    {"expiresAt", "2026-12-22T16:30:00Z"}};
	static const struct mail_param secrets[] = {
	    {"code", "7K3QX-9TRWB-MM2C4-PD8HZ"}};

	return (struct outbox_mail){TO, .template = MAIL_APPROVED,
	    .params = params, .param_count = COUNT(params), .secrets = secrets,
	    .secret_count = COUNT(secrets), .mailer = sm2_key_public(p->key)};
}

static inline struct outbox_mail
link_mail(const char *link)
{
	static struct mail_param params[] = {{"userName", "u1"}, {"name", "甲"},
	    {"link", NULL}, {"expiresAt", "2026-11-23T08:00:00Z"}};

	params[2].value = link;
	return (struct outbox_mail){TO, .template = MAIL_CONFIRM_EMAIL,
	    .params = params, .param_count = COUNT(params)};
}

static inline struct outbox_mail
issued_mail(void)
{
	static const struct mail_param params[] = {{"userName", "u1"},
	    {"name", "甲"}, {"signSerial", "1a2b"}, {"encryptSerial", "3c4d"},
	    {"notBefore", "2026-11-22T08:00:00Z"},
	    {"notAfter", "2031-11-22T08:00:00Z"}, {"carrier", "soft"},
	    {"carrierSerial", "S0001"}};

	return (struct outbox_mail){TO, .template = MAIL_ISSUED,
	    .params = params, .param_count = COUNT(params)};
}

static inline struct outbox_mail
replaced_mail(const char *verb)
{
	static struct mail_param params[] = {{"userName", "u1"}, {"name", "甲"},
	    {"verb", NULL}, {"signSerial", "1a2b"}, {"encryptSerial", "3c4d"},
	    {"notAfter", "2031-11-22T08:00:00Z"}, {"carrier", "soft"},
	    {"carrierSerial", "S0001"}};

	params[2].value = verb;
	return (struct outbox_mail){TO, .template = MAIL_REPLACED,
	    .params = params, .param_count = COUNT(params)};
}

#define PAIR_WORDS                                                  \
	{"userName", "u1"}, {"name", "甲"}, {"signSerial", "1a2b"}, \
	    {"carrier", "soft"},                                    \
	{                                                           \
		"carrierSerial", "S0001"                            \
	}

static inline struct outbox_mail
pair_mail(const char *template)
{
	static const struct mail_param params[] = {PAIR_WORDS};

	return (struct outbox_mail){TO, .template = template, .params = params,
	    .param_count = COUNT(params)};
}

/* A code that somebody else sealed, as the key centre does. */
static inline enum err
seal_code(void *self, const struct mail_message *m, struct buf *b)
{
	const struct post *p = self;
	const struct mail_param word = {"code", "7K3QX-9TRWB-MM2C4-PD8HZ"};
	AUTO_DONE(buf) secrets = BUF(MAIL_SECRETS_MAX);

	mail_secrets_encode(&word, 1, &secrets);
	return mail_seal(
	    p->gm, m, sm2_key_public(p->key), buf_bytes(&secrets), b);
}

static inline struct outbox_mail
pair_code_mail(struct post *p, const char *template)
{
	static const struct mail_param params[] = {
	    PAIR_WORDS, {"expiresAt", "2026-11-22T08:30:00Z"}};

	return (struct outbox_mail){TO, .template = template, .params = params,
	    .param_count = COUNT(params), .seal = seal_code, .self = p};
}

static inline struct outbox_mail
reason_mail(const char *template, const char *reason)
{
	static struct mail_param params[] = {
	    {"userName", "u1"}, {"name", "甲"}, {"reason", NULL}};

	params[2].value = reason;
	return (struct outbox_mail){TO, .template = template, .params = params,
	    .param_count = COUNT(params)};
}

static inline struct outbox_mail
revoked_mail(const char *reason)
{
	static struct mail_param params[] = {{"userName", "u1"}, {"name", "甲"},
	    {"signSerial", "1a2b, 3c4d"}, {"reason", NULL}, {"note", "—"}};

	params[3].value = reason;
	return (struct outbox_mail){TO, .template = MAIL_REVOKED,
	    .params = params, .param_count = COUNT(params)};
}

static inline enum err
queue_job(struct db *db, void *arg)
{
	return outbox_add(db, arg);
}

struct claim {
	struct outbox_batch *batch;
	int64_t now;
};

static inline enum err
claim_job(struct db *db, void *arg)
{
	struct claim *c = arg;

	return outbox_claim(db, c->now, c->batch);
}

#endif
