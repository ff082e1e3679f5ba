/* SPDX-License-Identifier: Apache-2.0 */
#include "office/testing/test_office.h"

#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "office/ca/ca_child.h"
#include "office/keycentre/keycentre_child.h"
#include "office/mail/message.h"
#include "office/process/keyfile.h"
#include "office/registry/registration.h"
#include "office/registry/review.h"
#include "office/staff/founding.h"

/* fontconfig keeps what it read about fonts, and loses sight of some of it. */
const char *__lsan_default_suppressions(void);

__attribute__((visibility("default"))) const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

#define UNLOCK "test-unlock-0123456789abcdef"

const struct child_program child_programs[CHILD_COUNT] = {
    [CHILD_CA] = {ca_child_run},
    [CHILD_KEYCENTRE] = {keycentre_child_run},
};

int
test_office_main(int argc, char **argv, int (*tests)(void))
{
	if (argc >= 2 && strcmp(argv[1], "child") == 0)
		return child_main(argc - 2, argv + 2);
	return tests();
}

static void
make_folders(struct test_office *t)
{
	static const char *const names[] = {
	    "ca", "keycentre", "mail", "web", "public", "run", "staff"};
	char path[FILE_PATH_MAX];

	snprintf(t->dir, sizeof(t->dir), "/tmp/test-office-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(file_path(path, t->dir, names[i]), ERR_OK);
		assert_int_equal(file_make_dir(path, 0700), ERR_OK);
	}
	assert_int_equal(file_path(path, t->dir, "unlock"), ERR_OK);
	assert_int_equal(file_create(path, bytes_str(UNLOCK), 0600), ERR_OK);
}

static void
make_config(struct test_office *t)
{
	char path[FILE_PATH_MAX];
	AUTO_DONE(buf) text = BUF(CONFIG_FILE_MAX);

	office_config_defaults(&t->config);
	snprintf(t->config.name, sizeof(t->config.name), "测试证书中心");
	snprintf(t->config.origin, sizeof(t->config.origin),
	    "https://office.example");
	t->config.pool_low = 2;
	t->config.pool_high = 4;
	office_config_write(&text, &t->config);
	assert_int_equal(file_path(path, t->dir, "office.conf"), ERR_OK);
	assert_int_equal(file_create(path, buf_bytes(&text), 0600), ERR_OK);
}

static void
make_staff(struct test_office *t, struct founding *f, struct test_staff *s,
    const char *name, enum staff_role role)
{
	AUTO_DONE(buf) csr = BUF(CSR_DER_MAX);
	struct name subject = {.country = "CN"};
	struct founder who = {.name = name, .person = name, .role = role};

	buf_init(&s->cert, CERT_DER_MAX);
	snprintf(subject.common_name, sizeof(subject.common_name), "%s", name);
	assert_int_equal(sm2_key_generate(t->gm, &s->key), ERR_OK);
	s->signing = (struct signer_key){t->gm, s->key};
	s->signer = signer_of_key(&s->signing);
	assert_int_equal(csr_make(t->gm, &subject, &s->signer, &csr), ERR_OK);
	who.csr = buf_bytes(&csr);
	assert_int_equal(
	    founding_sign_staff(f, t->store, &who, &s->cert), ERR_OK);
	s->actor = (struct actor){.name = name,
	    .role = role,
	    .certificate = buf_bytes(&s->cert),
	    .signer = &s->signer};
}

static void
found(struct test_office *t)
{
	AUTO(founding) f = NULL;
	char where[FILE_PATH_MAX];
	struct founding_setup setup = {.gm = t->gm,
	    .dir = t->dir,
	    .config = &t->config,
	    .unlock = bytes_str(UNLOCK),
	    .now = t->now};

	assert_int_equal(founding_make(&setup, &f), ERR_OK);
	assert_int_equal(
	    office_config_store(&t->config, t->dir, where, sizeof(where)),
	    ERR_OK);
	assert_int_equal(store_open(where, &t->store), ERR_OK);
	assert_int_equal(founding_store(f, t->store), ERR_OK);
	make_staff(t, f, &t->op1, "op1", ROLE_OPERATOR);
	make_staff(t, f, &t->op2, "op2", ROLE_OPERATOR);
	make_staff(t, f, &t->auditor, "auditor", ROLE_AUDITOR);
	make_staff(t, f, &t->business, "business", ROLE_BUSINESS_ADMIN);
}

void
test_office_open(struct test_office *t, unsigned children)
{
	*t = (struct test_office){.now = clock_now(clock_system())};
	log_init("test", LOG_ERROR);
	make_folders(t);
	make_config(t);
	assert_int_equal(gm_new(&t->gm), ERR_OK);
	found(t);
	assert_int_equal(authority_load(t->gm, t->dir, &t->authority), ERR_OK);
	t->tickets = (struct ticket_maker){t->gm, BYTES_ARRAY(t->ticket_key)};
	t->office = (struct office){.config = &t->config,
	    .authority = &t->authority,
	    .store = t->store,
	    .clock = clock_fixed(&t->now),
	    .random = random_system()};
	if (children == 0)
		return;
	assert_int_equal(
	    office_connect(t->dir, children, NULL, &t->link), ERR_OK);
	t->office.ca = office_client(t->link, CHILD_CA);
	t->office.keycentre = office_client(t->link, CHILD_KEYCENTRE);
}

static int
remove_one(const char *path, const struct stat *s, int flag, struct FTW *f)
{
	(void)s;
	(void)flag;
	(void)f;
	return remove(path);
}

static void
staff_done(struct test_staff *s)
{
	sm2_key_free(s->key);
	buf_done(&s->cert);
}

void
test_office_close(struct test_office *t)
{
	office_link_free(t->link);
	store_free(t->store);
	authority_done(&t->authority);
	staff_done(&t->op1);
	staff_done(&t->op2);
	staff_done(&t->auditor);
	staff_done(&t->business);
	gm_free(t->gm);
	nftw(t->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

struct form
test_office_form(const char *user_name)
{
	static char email[80];

	snprintf(email, sizeof(email), "%s@example.com", user_name);
	return (struct form){.kind = "enterprise",
	    .user_name = user_name,
	    .name = "某某（北京）公司",
	    .credit_code = "91350100M000100Y43",
	    .address = "北京市西城区茶马南街1号",
	    .contact = "李雷",
	    .phone = "13800138000",
	    .email = email,
	    .lang = "zh"};
}

/* --- what stands in the store --- */

struct find_account {
	const char *user_name;
	struct account account;
};

static enum err
find_account(struct db *db, void *arg)
{
	struct find_account *f = arg;

	return account_by_user(db, f->user_name, &f->account);
}

struct account
test_office_account(struct test_office *t, const char *user_name)
{
	struct find_account f = {.user_name = user_name};

	assert_int_equal(store_read(t->store, find_account, &f), ERR_OK);
	return f.account;
}

struct count {
	const char *sql;
	int64_t value;
};

static enum err
count_rows(struct db *db, void *arg)
{
	struct count *c = arg;
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, c->sql, DB_NO_ARGS, &row));
	c->value = db_int(row, 0);
	return ERR_OK;
}

int64_t
test_office_count(struct test_office *t, const char *sql)
{
	struct count c = {.sql = sql};

	assert_int_equal(store_read(t->store, count_rows, &c), ERR_OK);
	return c.value;
}

static enum err
run_statement(struct db *db, void *arg)
{
	const struct count *c = arg;

	return db_run(db, c->sql, DB_NO_ARGS);
}

void
test_office_run(struct test_office *t, const char *sql)
{
	struct count c = {.sql = sql};

	assert_int_equal(store_write(t->store, run_statement, &c), ERR_OK);
}

/* --- mails --- */

struct mailed {
	struct mail_message message;
	const char *recipient, *template;
	struct buf params, sealed;
};

static enum err
find_mail(struct db *db, void *arg)
{
	struct mailed *m = arg;
	struct mail_message *msg = &m->message;
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT id, lang, created_at, params, sealed FROM outbox"
	    " WHERE recipient = $1 AND template = $2"
	    " ORDER BY created_at DESC, rowid DESC LIMIT 1",
	    DB_ARGS(DB_TEXT(m->recipient), DB_TEXT(m->template)), &row));
	snprintf(msg->id, sizeof(msg->id), "%s", db_text(row, 0));
	snprintf(msg->lang, sizeof(msg->lang), "%s", db_text(row, 1));
	msg->created_at = db_int(row, 2);
	buf_put(&m->params, bytes_str(db_text(row, 3)));
	buf_put(&m->sealed, db_blob(row, 4));
	return ERR_OK;
}

static void
unseal(struct test_office *t, struct mailed *m, const char *word,
    char out[TEST_OFFICE_WORD_SIZE])
{
	AUTO(secret) scalar = NULL;
	AUTO(secret) secrets = NULL;
	AUTO(sm2_key) key = NULL;
	struct mail_message *msg = &m->message;
	struct bytes value;

	snprintf(msg->recipient, sizeof(msg->recipient), "%s", m->recipient);
	snprintf(msg->template, sizeof(msg->template), "%s", m->template);
	msg->params = buf_bytes(&m->params);
	msg->sealed = buf_bytes(&m->sealed);
	assert_int_equal(keyfile_open(t->gm, t->dir, "mail/mail.key",
			     bytes_str(UNLOCK), &scalar),
	    ERR_OK);
	assert_int_equal(
	    sm2_key_from_scalar(t->gm, secret_bytes(scalar), &key), ERR_OK);
	assert_int_equal(mail_unseal(t->gm, msg, key, &secrets), ERR_OK);
	assert_int_equal(
	    mail_secrets_find(secret_bytes(secrets), word, &value), ERR_OK);
	snprintf(out, TEST_OFFICE_WORD_SIZE, "%.*s", (int)value.len,
	    (const char *)value.p);
}

void
test_office_mailed(struct test_office *t, const char *user_name,
    const char *template, const char *word, char out[TEST_OFFICE_WORD_SIZE])
{
	struct mailed m = {.template = template,
	    .params = BUF(MAIL_PARAMS_MAX),
	    .sealed = BUF(MAIL_SEALED_MAX)};
	struct account a = test_office_account(t, user_name);
	json_t *words, *found;

	m.recipient = a.email;
	assert_int_equal(store_read(t->store, find_mail, &m), ERR_OK);
	words = json_loadb((const char *)m.params.p, m.params.len, 0, NULL);
	found = json_object_get(words, word);
	if (found != NULL)
		snprintf(
		    out, TEST_OFFICE_WORD_SIZE, "%s", json_string_value(found));
	else
		unseal(t, &m, word, out);
	json_decref(words);
	buf_done(&m.params);
	buf_done(&m.sealed);
}

/* --- accounts on their way --- */

void
test_office_register(struct test_office *t, const char *user_name)
{
	struct form f = test_office_form(user_name);
	char link[TEST_OFFICE_WORD_SIZE];
	struct account a;

	assert_int_equal(
	    registration_submit(&t->office, &t->tickets, &f), ERR_OK);
	test_office_mailed(t, user_name, "confirm-email", "link", link);
	assert_int_equal(registration_confirm(&t->office, &t->tickets,
			     bytes_str(strchr(link, '=') + 1), &a),
	    ERR_OK);
}

void
test_office_approve(struct test_office *t, const char *user_name)
{
	struct review enter = {&t->op1.actor, ACT_ENTRY, user_name, NULL};
	struct review approve = {&t->op2.actor, ACT_APPROVE, user_name, NULL};
	struct account a;

	assert_int_equal(review_do(&t->office, t->gm, &enter, &a), ERR_OK);
	assert_int_equal(review_do(&t->office, t->gm, &approve, &a), ERR_OK);
}
