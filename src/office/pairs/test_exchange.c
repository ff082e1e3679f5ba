/* SPDX-License-Identifier: Apache-2.0 */
/* Exchange and update, with the real ca and key centre processes. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "office/api/view.h"
#include "office/pairs/obtain.h"
#include "office/registry/authorisation.h"
#include "office/registry/change.h"
#include "office/testing/test_holder.h"
#include "office/testing/test_http.h"

#define NEW_NAME "某某（上海）公司"
#define CODE "00000-00000-00000-0000A"
#define WRONG_CODE "00000-00000-00000-00000"
#define TOGETHER 20

static struct test_office t; /* one for each test */
static struct test_holder h; /* has a pair, in an active account */

static int
open_office_for(int64_t days)
{
	test_office_open(&t, OFFICE_CA | OFFICE_KEYCENTRE);
	t.config.holder_days = days;
	test_office_register(&t, "acme");
	test_office_approve(&t, "acme");
	test_holder_begin(&t, "acme", "approved", &h);
	test_holder_settle(&t, &h);
	return 0;
}

static int
open_office(void **state)
{
	(void)state;
	return open_office_for(1826);
}

/* The last month has begun. */
static int
open_office_late(void **state)
{
	(void)state;
	return open_office_for(30);
}

static int
close_office(void **state)
{
	(void)state;
	test_holder_done(&h);
	test_office_close(&t);
	return 0;
}

#define COUNT_OF(table, condition)                                   \
	test_office_count(&t, "SELECT COUNT(*) FROM " table " WHERE" \
			      " " condition)

static enum err
obtain_as(const struct test_holder *holder, struct obtain_answer *a)
{
	struct obtain_request r = test_holder_request(holder);

	obtain_answer_done(a);
	*a = (struct obtain_answer){0};
	return obtain_pair(&t.office, t.gm, &r, a);
}

/* A new request by the key of h; what comes of it. */
static enum err
try_once(enum ask_verb verb)
{
	AUTO_DONE(obtain_answer) a = {0};
	struct test_holder next;
	enum err e;

	test_holder_continue(&t, &h, verb, &next);
	e = obtain_as(&next, &a);
	test_holder_done(&next);
	return e;
}

static void
subject_of(const struct obtain_answer *a, struct name *ret_name)
{
	struct answer answer;
	struct cert cert;

	assert_int_equal(answer_parse(buf_bytes(&a->der), &answer), ERR_OK);
	assert_int_equal(cert_parse(answer.sign, &cert), ERR_OK);
	assert_int_equal(name_parse(cert.subject, ret_name), ERR_OK);
}

/* --- by the current key --- */

static void
an_exchange_brings_new_keys_for_the_same_name(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	struct test_holder next;
	struct name name;

	(void)state;
	test_holder_continue(&t, &h, ASK_EXCHANGE, &next);
	assert_int_equal(obtain_as(&next, &a), ERR_OK);
	subject_of(&a, &name);
	assert_string_equal(name.serial_number, "acme");
	assert_string_equal(name.common_name, "某某（北京）公司");
	/* until it is confirmed, the old pair works */
	assert_int_equal(
	    COUNT_OF("certificate", "pair IS NOT NULL AND state = 'valid'"), 4);
	assert_int_equal(test_holder_confirm(&t, &next, &a), ERR_OK);
	assert_int_equal(COUNT_OF("pair", "state = 'replaced'"), 1);
	assert_int_equal(
	    COUNT_OF("pair", "state = 'confirmed' AND verb = 'exchange'"), 1);
	assert_int_equal(
	    COUNT_OF("certificate", "state = 'revoked' AND reason = 4"), 2);
	assert_int_equal(
	    COUNT_OF("status_change", "state = 'applied' AND reason = 4"), 1);
	assert_int_equal(
	    COUNT_OF("outbox", "template = 'replaced'"
			       " AND params LIKE '%\"verb\":\"exchange\"%'"),
	    1);
	assert_int_equal(COUNT_OF("outbox", "template = 'issued'"), 1);
	test_holder_done(&next);
}

static void
asking_again_brings_the_same_octets_even_after_all_is_done(void **state)
{
	AUTO_DONE(obtain_answer) first = {0}, again = {0};
	struct test_holder next;

	(void)state;
	test_holder_continue(&t, &h, ASK_EXCHANGE, &next);
	assert_int_equal(obtain_as(&next, &first), ERR_OK);
	assert_int_equal(test_holder_confirm(&t, &next, &first), ERR_OK);
	assert_int_equal(test_holder_confirm(&t, &next, &first), ERR_OK);
	assert_int_equal(obtain_as(&next, &again), ERR_OK);
	assert_true(bytes_equal(buf_bytes(&first.der), buf_bytes(&again.der)));
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 2);
	test_holder_done(&next);
}

static void
only_the_sessions_certificate_signs_for_the_next(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	struct test_holder next;

	(void)state;
	test_holder_continue(&t, &h, ASK_EXCHANGE, &next);
	test_holder_sign_ask_by(&t, &next, t.op1.key);
	assert_int_equal(obtain_as(&next, &a), ERR_SIGNATURE_INVALID);
	test_holder_sign_ask_by(&t, &next, next.key);
	assert_int_equal(obtain_as(&next, &a), ERR_SIGNATURE_INVALID);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 1);
	test_holder_done(&next);
}

static const struct {
	const char *sql;
	enum err want;
} standings[] = {
    {"UPDATE certificate SET state = 'on-hold'", ERR_CERT_ON_HOLD},
    {"UPDATE certificate SET state = 'revoked'", ERR_CERT_REVOKED},
    {"UPDATE pair SET state = 'replaced'", ERR_CERT_REVOKED},
    {"UPDATE pair SET state = 'delivered'", ERR_OPERATION_PENDING},
    {"UPDATE certificate SET pair = NULL", ERR_CERT_UNKNOWN},
    {"UPDATE account SET state = 'returned'", ERR_ACCOUNT_STATE},
    {"UPDATE account SET state = 'approved'", ERR_ACCOUNT_STATE},
};

static void
a_pair_that_does_not_count_has_no_successor(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(standings); i++) {
		test_office_run(&t, standings[i].sql);
		assert_int_equal(try_once(ASK_EXCHANGE), standings[i].want);
		assert_int_equal(try_once(ASK_UPDATE), standings[i].want);
		test_office_run(&t, "UPDATE account SET state = 'active'");
		test_office_run(&t, "UPDATE pair SET state = 'confirmed'");
		test_office_run(&t, "UPDATE certificate SET state = 'valid',"
				    " pair = (SELECT id FROM pair)"
				    " WHERE profile LIKE 'holder-%'");
	}
	t.now += 1827 * (int64_t)86400;
	assert_int_equal(try_once(ASK_EXCHANGE), ERR_CERT_EXPIRED);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 1);
}

static const struct {
	enum session_kind session;
	enum ask_verb verb;
	enum err want;
} scopes[] = {
    {SESSION_ACCOUNT, ASK_EXCHANGE, ERR_SESSION_SCOPE},
    {SESSION_ACCOUNT, ASK_UPDATE, ERR_SESSION_SCOPE},
    {SESSION_ACCOUNT, ASK_ISSUE, ERR_PAIR_EXISTS},
    {SESSION_CERTIFICATE, ASK_ISSUE, ERR_PAIR_EXISTS},
    {SESSION_NAMED, ASK_EXCHANGE, ERR_SESSION_SCOPE},
    {SESSION_EXCHANGE, ASK_UPDATE, ERR_SESSION_SCOPE},
    {SESSION_EXCHANGE, ASK_ISSUE, ERR_SESSION_SCOPE},
};

static void
a_session_obtains_what_it_is_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(scopes); i++) {
		AUTO_DONE(obtain_answer) a = {0};
		struct test_holder next;

		test_holder_continue(&t, &h, scopes[i].verb, &next);
		next.session = scopes[i].session;
		assert_int_equal(obtain_as(&next, &a), scopes[i].want);
		test_holder_done(&next);
	}
}

/* --- renewal --- */

static void
renewal_is_open_in_the_last_days(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	struct test_holder next;
	struct cert cert;
	int64_t opens;

	(void)state;
	assert_int_equal(cert_parse(buf_bytes(&h.sign), &cert), ERR_OK);
	opens = cert.not_after - t.config.renew_days * 86400;
	t.now = opens - 1;
	test_holder_continue(&t, &h, ASK_UPDATE, &next);
	assert_int_equal(obtain_as(&next, &a), ERR_RENEWAL_EARLY);
	assert_int_equal(a.opens_at, opens);
	test_holder_done(&next);
	t.now = opens;
	test_holder_continue(&t, &h, ASK_UPDATE, &next);
	assert_int_equal(obtain_as(&next, &a), ERR_OK);
	assert_int_equal(test_holder_confirm(&t, &next, &a), ERR_OK);
	assert_int_equal(
	    COUNT_OF("outbox", "template = 'replaced'"
			       " AND params LIKE '%\"verb\":\"update\"%'"),
	    1);
	test_holder_done(&next);
}

/* --- approved requests of the holder's --- */

struct staged {
	const char *id; /* of the change request */
	enum change_kind kind;
	enum act_verb decision;
	struct act entry, decide; /* without their record */
	struct buf record, signed_entry, signed_decision;
};

static void
sign_act(struct act *act, const struct test_staff *s, struct buf *b)
{
	buf_init(b, SIGNED_ACT_DER_MAX);
	assert_int_equal(
	    act_sign(t.gm, act, buf_bytes(&s->cert), &s->signer, b), ERR_OK);
}

static enum err
write_staged(struct db *db, void *arg)
{
	const struct staged *s = arg;
	AUTO_DONE(change) c = CHANGE_EMPTY;
	struct act_entry e = {.about = s->id,
	    .verb = ACT_ENTRY,
	    .staff = "op1",
	    .record = buf_bytes(&s->record),
	    .signed_der = buf_bytes(&s->signed_entry),
	    .at = t.now};
	char act[ACT_ID_SIZE];

	c.kind = s->kind;
	c.state = CHANGE_SUBMITTED;
	c.created_at = c.changed_at = t.now;
	snprintf(c.id, sizeof(c.id), "%s", s->id);
	snprintf(c.account, sizeof(c.account), "%s", h.account.id);
	snprintf(c.fields.name, sizeof(c.fields.name), "%s", NEW_NAME);
	TRY(change_insert(db, &c));
	TRY(act_add(t.gm, db, &e, act));
	TRY(change_move(db, &c, CHANGE_ENTER, t.now));
	e.verb = s->decision;
	e.staff = "op2";
	e.signed_der = buf_bytes(&s->signed_decision);
	TRY(act_add(t.gm, db, &e, act));
	TRY(change_move(db, &c, CHANGE_APPROVE, t.now));
	if (s->decide.has_authorisation)
		TRY(authorisation_insert(db, h.account.id, act,
		    &s->decide.authorisation, t.config.code_tries));
	return ERR_OK;
}

/* Two operators approve of it, as office/changes does. */
static void
approve_change(struct staged *s, const char *name)
{
	struct record r;

	account_record(&h.account, &r);
	snprintf(r.name, sizeof(r.name), "%s", name);
	buf_init(&s->record, RECORD_DER_MAX);
	record_encode(&s->record, &r);
	s->entry = (struct act){.verb = ACT_ENTRY, .at = t.now};
	s->decide.verb = s->decision;
	s->decide.at = t.now;
	assert_int_equal(
	    sm3_of(t.gm, buf_bytes(&s->record), s->entry.object), ERR_OK);
	memcpy(s->decide.object, s->entry.object, SM3_LEN);
	sign_act(&s->entry, &t.op1, &s->signed_entry);
	sign_act(&s->decide, &t.op2, &s->signed_decision);
	assert_int_equal(store_write(t.store, write_staged, s), ERR_OK);
	buf_done(&s->record);
	buf_done(&s->signed_entry);
	buf_done(&s->signed_decision);
}

static void
approve_name(void)
{
	struct staged s = {.id = "0000000000000000000000000000000a",
	    .kind = CHANGE_NAME,
	    .decision = ACT_ENDORSE};

	approve_change(&s, NEW_NAME);
}

static void
approve_reissue(void)
{
	struct staged s = {.id = "0000000000000000000000000000000b",
	    .kind = CHANGE_REISSUE,
	    .decision = ACT_APPROVE};
	struct authorisation *a = &s.decide.authorisation;
	AUTO(sm2_key) key = NULL;

	assert_int_equal(
	    authorisation_key(t.gm, "acme", bytes_str(CODE), &key), ERR_OK);
	assert_int_equal(gm_random(t.gm, a->id, sizeof(a->id)), ERR_OK);
	a->key = *sm2_key_public(key);
	a->not_after = t.now + 86400;
	s.decide.has_authorisation = true;
	approve_change(&s, h.account.name);
}

static void
an_endorsed_name_is_in_the_next_pair(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	struct test_holder next;
	struct name name;

	(void)state;
	approve_name();
	test_holder_continue(&t, &h, ASK_UPDATE, &next);
	assert_int_equal(obtain_as(&next, &a), ERR_OK);
	subject_of(&a, &name);
	assert_string_equal(name.common_name, NEW_NAME);
	assert_string_equal(name.serial_number, "acme");
	assert_int_equal(COUNT_OF("change_request", "state = 'approved'"), 1);
	assert_int_equal(test_holder_confirm(&t, &next, &a), ERR_OK);
	assert_int_equal(COUNT_OF("change_request", "state = 'done'"), 1);
	test_holder_done(&next);
	/* and after that it is too early to renew */
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 2);
}

static void
an_endorsement_makes_one_pair(void **state)
{
	(void)state;
	approve_name();
	assert_int_equal(try_once(ASK_UPDATE), ERR_OK);
	t.now += OBTAIN_QUIET_S;
	assert_int_equal(try_once(ASK_UPDATE), ERR_OPERATION_PENDING);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 2);
}

static void
a_change_of_name_leaves_exchange_as_it_is(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	struct test_holder next;
	struct name name;

	(void)state;
	approve_name();
	test_holder_continue(&t, &h, ASK_EXCHANGE, &next);
	assert_int_equal(obtain_as(&next, &a), ERR_OK);
	subject_of(&a, &name);
	assert_string_equal(name.common_name, "某某（北京）公司");
	assert_int_equal(test_holder_confirm(&t, &next, &a), ERR_OK);
	assert_int_equal(COUNT_OF("change_request", "state = 'approved'"), 1);
	test_holder_done(&next);
}

static enum err
exchange_with(const char *code, struct obtain_answer *a)
{
	struct test_holder next;
	enum err e;

	test_holder_continue(&t, &h, ASK_EXCHANGE, &next);
	next.session = SESSION_ACCOUNT;
	next.session_serial[0] = '\0';
	test_holder_sign_ask(&t, &next, code);
	e = obtain_as(&next, a);
	if (e == ERR_OK)
		assert_int_equal(test_holder_confirm(&t, &next, a), ERR_OK);
	test_holder_done(&next);
	return e;
}

static void
who_lost_the_key_exchanges_by_code(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};

	(void)state;
	approve_reissue();
	assert_int_equal(exchange_with(WRONG_CODE, &a), ERR_CODE_WRONG);
	assert_int_equal(a.tries_left, t.config.code_tries - 1);
	assert_int_equal(exchange_with(CODE, &a), ERR_OK);
	assert_int_equal(COUNT_OF("pair", "state = 'replaced'"), 1);
	assert_int_equal(COUNT_OF("change_request", "state = 'done'"), 1);
	assert_int_equal(COUNT_OF("authorisation", "state = 'used'"), 2);
	assert_int_equal(exchange_with(CODE, &a), ERR_SESSION_SCOPE);
}

/* The certificate is on hold, since the computer was stolen. */
static void
a_code_needs_no_certificate_that_counts(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};

	(void)state;
	approve_reissue();
	test_office_run(&t, "UPDATE certificate SET state = 'on-hold'"
			    " WHERE profile LIKE 'holder-%'");
	assert_int_equal(exchange_with(CODE, &a), ERR_OK);
	assert_int_equal(COUNT_OF("certificate", "state = 'revoked'"), 2);
}

static void
a_code_that_is_open_is_used_up_by_any_pair(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};

	(void)state;
	approve_reissue();
	assert_int_equal(try_once(ASK_EXCHANGE), ERR_OK);
	assert_int_equal(exchange_with(CODE, &a), ERR_SESSION_SCOPE);
}

/* --- what is possible is told --- */

static enum err
write_session(struct db *db, void *arg)
{
	struct session s = {.kind = SESSION_CERTIFICATE, .account = h.account};

	memcpy(s.serial, h.serial, sizeof(s.serial));
	return session_begin(db, &t.config, arg, t.now, &s);
}

static void
expect_prospect(const char *possible, const char *name, bool reissue)
{
	struct test_http http;
	struct session_token token;
	json_t *json, *update;

	test_http_open(&t, &http);
	assert_int_equal(
	    session_token_make(t.gm, t.office.random, &token), ERR_OK);
	assert_int_equal(store_write(t.store, write_session, &token), ERR_OK);
	snprintf(http.bearer, sizeof(http.bearer), "Bearer %s", token.text);
	http.authorization = http.bearer;
	assert_int_equal(
	    test_http_send(&http, "GET", "/api/v1/account", ""), 200);
	json = test_http_body(&http);
	update = json_object_get(json, "update");
	assert_string_equal(
	    json_string_value(json_object_get(update, "possible")), possible);
	if (name == NULL)
		assert_true(json_is_null(json_object_get(update, "name")));
	else
		assert_string_equal(
		    json_string_value(json_object_get(update, "name")), name);
	assert_true(json_is_boolean(json_object_get(json, "reissue")));
	assert_int_equal(
	    json_is_true(json_object_get(json, "reissue")), reissue);
	json_decref(json);
	test_http_done(&http);
}

static void
an_account_says_what_is_possible(void **state)
{
	(void)state;
	expect_prospect("none", NULL, false);
	approve_name();
	expect_prospect("name", NEW_NAME, false);
	approve_reissue();
	expect_prospect("name", NEW_NAME, true);
	test_office_run(&t, "UPDATE change_request SET state = 'done'");
	test_office_run(&t, "UPDATE authorisation SET state = 'used'");
	expect_prospect("none", NULL, false);
	t.config.renew_days = 3660;
	expect_prospect("renewal", NULL, false);
}

/* The confirmation revokes the certificate that the session began with. */
static void
the_session_that_confirms_goes_on_with_the_new_certificate(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	AUTO_DONE(buf) der = BUF(CONFIRM_DER_MAX), sig = BUF(SIGNATURE_DER_MAX);
	struct test_holder next;
	struct session_token token, other;
	struct test_http http;
	char path[80];

	(void)state;
	assert_int_equal(
	    session_token_make(t.gm, t.office.random, &token), ERR_OK);
	assert_int_equal(
	    session_token_make(t.gm, t.office.random, &other), ERR_OK);
	assert_int_equal(store_write(t.store, write_session, &token), ERR_OK);
	assert_int_equal(store_write(t.store, write_session, &other), ERR_OK);
	test_holder_continue(&t, &h, ASK_EXCHANGE, &next);
	assert_int_equal(obtain_as(&next, &a), ERR_OK);
	test_holder_word(&t, &next, &a, &der, &sig);
	test_http_open(&t, &http);
	http.authorization = http.bearer;
	snprintf(http.bearer, sizeof(http.bearer), "Bearer %s", token.text);
	snprintf(path, sizeof(path), "/api/v1/pairs/%s/confirm", a.pair);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    test_http_post(&http, path,
			json_pack("{s:o, s:o}", "confirm",
			    view_base64(buf_bytes(&der)), "signature",
			    view_base64(buf_bytes(&sig)))),
		    200);
	assert_int_equal(
	    test_http_send(&http, "GET", "/api/v1/session", ""), 200);
	snprintf(http.bearer, sizeof(http.bearer), "Bearer %s", other.text);
	assert_int_equal(
	    test_http_send(&http, "GET", "/api/v1/session", ""), 401);
	test_http_done(&http);
	test_holder_done(&next);
}

/* --- one at a time --- */

static void
another_request_waits_until_the_first_must_be_lost(void **state)
{
	AUTO_DONE(obtain_answer) lost = {0}, a = {0};
	struct test_holder first, second;

	(void)state;
	test_holder_continue(&t, &h, ASK_EXCHANGE, &first);
	assert_int_equal(obtain_as(&first, &lost), ERR_OK);
	assert_int_equal(try_once(ASK_EXCHANGE), ERR_OPERATION_PENDING);
	t.now += OBTAIN_QUIET_S - 1;
	assert_int_equal(try_once(ASK_EXCHANGE), ERR_OPERATION_PENDING);
	t.now++;
	test_holder_continue(&t, &h, ASK_EXCHANGE, &second);
	snprintf(second.carrier_serial, sizeof(second.carrier_serial), "S-2");
	snprintf(second.ask.carrier_serial, sizeof(second.ask.carrier_serial),
	    "S-2");
	test_holder_sign_ask_by(&t, &second, h.key);
	assert_int_equal(obtain_as(&second, &a), ERR_OK);
	assert_int_equal(COUNT_OF("pair", "state = 'delivered'"), 1);
	assert_int_equal(
	    test_holder_confirm(&t, &first, &lost), ERR_ACCOUNT_STATE);
	assert_int_equal(test_holder_confirm(&t, &second, &a), ERR_OK);
	/* of the old pair, and of the one that was lost on the way */
	assert_int_equal(
	    COUNT_OF("certificate", "state = 'revoked' AND reason = 4"), 4);
	assert_int_equal(COUNT_OF("status_change", "state = 'applied'"), 2);
	test_holder_done(&first);
	test_holder_done(&second);
}

static void
a_pair_asked_for_by_a_thief_is_not_confirmed(void **state)
{
	AUTO_DONE(obtain_answer) a = {0};
	struct test_holder thief;

	(void)state;
	test_holder_continue(&t, &h, ASK_EXCHANGE, &thief);
	assert_int_equal(obtain_as(&thief, &a), ERR_OK);
	test_office_run(&t, "UPDATE certificate SET state = 'on-hold'"
			    " WHERE profile LIKE 'holder-%'");
	assert_int_equal(test_holder_confirm(&t, &thief, &a), ERR_CERT_ON_HOLD);
	test_office_run(&t, "UPDATE certificate SET state = 'revoked'"
			    " WHERE state = 'on-hold'");
	assert_int_equal(test_holder_confirm(&t, &thief, &a), ERR_CERT_REVOKED);
	assert_int_equal(COUNT_OF("pair", "state = 'confirmed'"), 1);
	test_holder_done(&thief);
}

static void
an_account_exchanges_so_often_a_day(void **state)
{
	(void)state;
	t.config.exchanges_day = 2;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(try_once(ASK_EXCHANGE), ERR_OK);
		test_office_run(&t, "DELETE FROM escrow");
		t.now += OBTAIN_QUIET_S;
	}
	assert_int_equal(try_once(ASK_EXCHANGE), ERR_TOO_MANY_TRIES);
}

static void
what_was_intended_is_finished_before_anything_else(void **state)
{
	struct ipc_client *real = t.office.ca;
	AUTO_DONE(obtain_answer) a = {0};
	struct test_holder first;

	(void)state;
	assert_int_equal(ipc_client_new(&t.office.ca), ERR_OK);
	ipc_client_last(t.office.ca);
	test_holder_continue(&t, &h, ASK_EXCHANGE, &first);
	assert_int_equal(obtain_as(&first, &a), ERR_PROCESS_LOST);
	assert_int_equal(COUNT_OF("pair", "state = 'intended'"), 1);
	ipc_client_free(t.office.ca);
	t.office.ca = real;
	assert_int_equal(try_once(ASK_EXCHANGE), ERR_OPERATION_PENDING);
	assert_int_equal(COUNT_OF("pair", "state = 'delivered'"), 1);
	assert_int_equal(obtain_as(&first, &a), ERR_OK);
	assert_int_equal(test_holder_confirm(&t, &first, &a), ERR_OK);
	test_holder_done(&first);
}

/* --- at the same time, through the API --- */

struct racer {
	pthread_t thread;
	struct test_http http;
	json_t *body;
	int status;
};

static json_t *
body_of(const struct test_holder *one)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:{s:s, s:s}}", "verb",
	    ask_verb_name(one->ask.verb), "csr",
	    view_base64(buf_bytes(&one->csr)), "ask",
	    view_base64(buf_bytes(&one->signed_ask)), "escrow",
	    view_base64(buf_bytes(&one->escrow)), "carrier", "kind", "soft",
	    "serial", one->carrier_serial);
}

static void *
race(void *arg)
{
	struct racer *r = arg;

	r->status = test_http_post(&r->http, "/api/v1/pairs", r->body);
	return NULL;
}

static void
run_together(struct test_holder all[TOGETHER], struct racer racers[TOGETHER])
{
	struct test_http http;
	struct session_token token;
	char bearer[80];

	test_http_open(&t, &http);
	assert_int_equal(
	    session_token_make(t.gm, t.office.random, &token), ERR_OK);
	assert_int_equal(store_write(t.store, write_session, &token), ERR_OK);
	snprintf(bearer, sizeof(bearer), "Bearer %s", token.text);
	http.authorization = bearer;
	for (size_t i = 0; i < TOGETHER; i++) {
		racers[i].http = http;
		reply_init(&racers[i].http.reply);
		racers[i].http.key = all[i].request_key;
		racers[i].body = body_of(&all[i]);
	}
	for (size_t i = 0; i < TOGETHER; i++)
		assert_int_equal(
		    pthread_create(&racers[i].thread, NULL, race, &racers[i]),
		    0);
	for (size_t i = 0; i < TOGETHER; i++)
		pthread_join(racers[i].thread, NULL);
	test_http_done(&http);
}

static void
twenty_requests_at_once_make_one_pair(void **state)
{
	static struct racer racers[TOGETHER];
	static struct test_holder all[TOGETHER];
	int won = 0;

	(void)state;
	for (size_t i = 0; i < TOGETHER; i++)
		test_holder_continue(&t, &h, ASK_EXCHANGE, &all[i]);
	run_together(all, racers);
	for (size_t i = 0; i < TOGETHER; i++) {
		enum err e = racers[i].http.reply.err;

		won += racers[i].status == 201;
		if (racers[i].status != 201 && e != ERR_OPERATION_PENDING &&
		    e != ERR_STORE_CONFLICT)
			fail_msg("%d %s", racers[i].status, err_name(e));
		reply_done(&racers[i].http.reply);
		test_holder_done(&all[i]);
	}
	assert_int_equal(won, 1);
	assert_int_equal(COUNT_OF("pair", "state = 'delivered'"), 1);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 2);
	assert_int_equal(COUNT_OF("certificate", "pair IS NOT NULL"), 4);
}

static void
one_request_sent_twenty_times_brings_one_answer(void **state)
{
	static struct racer racers[TOGETHER];
	static struct test_holder all[TOGETHER];
	struct test_holder next;

	(void)state;
	test_holder_continue(&t, &h, ASK_EXCHANGE, &next);
	for (size_t i = 0; i < TOGETHER; i++)
		all[i] = next;
	run_together(all, racers);
	for (size_t i = 0; i < TOGETHER; i++) {
		assert_int_equal(racers[i].status, 201);
		assert_true(bytes_equal(buf_bytes(&racers[i].http.reply.body),
		    buf_bytes(&racers[0].http.reply.body)));
	}
	for (size_t i = 0; i < TOGETHER; i++)
		reply_done(&racers[i].http.reply);
	assert_int_equal(COUNT_OF("pair", "1 = 1"), 2);
	test_holder_done(&next);
}

static int
tests(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_office, close_office)
#define LATE(f) \
	cmocka_unit_test_setup_teardown(f, open_office_late, close_office)
	const struct CMUnitTest all[] = {
	    T(an_exchange_brings_new_keys_for_the_same_name),
	    T(asking_again_brings_the_same_octets_even_after_all_is_done),
	    T(only_the_sessions_certificate_signs_for_the_next),
	    T(a_pair_that_does_not_count_has_no_successor),
	    T(a_session_obtains_what_it_is_for),
	    LATE(renewal_is_open_in_the_last_days),
	    T(an_endorsed_name_is_in_the_next_pair),
	    T(an_endorsement_makes_one_pair),
	    T(a_change_of_name_leaves_exchange_as_it_is),
	    T(who_lost_the_key_exchanges_by_code),
	    T(a_code_needs_no_certificate_that_counts),
	    T(a_code_that_is_open_is_used_up_by_any_pair),
	    T(an_account_says_what_is_possible),
	    T(the_session_that_confirms_goes_on_with_the_new_certificate),
	    T(another_request_waits_until_the_first_must_be_lost),
	    T(a_pair_asked_for_by_a_thief_is_not_confirmed),
	    T(an_account_exchanges_so_often_a_day),
	    T(what_was_intended_is_finished_before_anything_else),
	    T(twenty_requests_at_once_make_one_pair),
	    T(one_request_sent_twenty_times_brings_one_answer),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}

int
main(int argc, char **argv)
{
	return test_office_main(argc, argv, tests);
}
