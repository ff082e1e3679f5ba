/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of status, as the ca process takes them in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office/ca/ca_change.h"
#include "office/ca/ca_world.h"
#include "office/ca/message.h"

const struct child_program child_programs[CHILD_COUNT] = {0};

/* What the order says. */
#define ANY_REASON ((enum crl_reason)99)

static enum err
set(struct ca_world *w, const struct ca_change *c,
    struct ca_status_answer *ret_a)
{
	AUTO_DONE(buf) answer = BUF(CA_LIST_MESSAGE_MAX);
	enum err e =
	    ca_world_ask(w, IPC_CA_SET_STATUS, buf_bytes(&c->message), &answer);

	if (e == ERR_OK)
		assert_int_equal(
		    ca_status_answer_parse(buf_bytes(&answer), ret_a), ERR_OK);
	return e;
}

/* Tell it, write it, and have it set. */
static enum err
tell_and_set(
    struct ca_world *w, ca_change_teller *tell, struct ca_status_answer *ret_a)
{
	AUTO_DONE(ca_change) c = {0};

	ca_change_tell(&w->o, tell, &c);
	ca_change_write(&c);
	return set(w, &c, ret_a);
}

static void
assert_stands(struct ca_world *w, const struct party *p, enum status status,
    int64_t since)
{
	struct standing_entry e;

	assert_true(
	    standing_get(ledger_standing(w->ca.ledger), &p->cert.serial, &e));
	assert_int_equal(e.status, status);
	assert_int_equal(e.at, since);
	assert_int_equal(e.not_after, p->cert.not_after);
}

static void
each_kind_of_evidence_changes_what_it_speaks_of(void **state)
{
	struct ca_world *w = *state;
	struct people *p = &w->o.w;
	const struct {
		ca_change_teller *tell;
		enum status status;
		enum crl_reason reason;
		const struct party *about[2];
	} cases[] = {
	    {status_story_tell_hold, STATUS_ON_HOLD, CRL_UNSPECIFIED,
		{&p->holder, &p->holder_encrypt}},
	    {status_story_tell_release, STATUS_VALID, CRL_UNSPECIFIED,
		{&p->holder, &p->holder_encrypt}},
	    {status_story_tell_replacement, STATUS_REVOKED, CRL_SUPERSEDED,
		{&p->holder, &p->holder_encrypt}},
	    {status_story_tell_dismissal, STATUS_REVOKED, ANY_REASON,
		{&p->op1, NULL}},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ca_status_answer a = {0};
		int64_t now = p->f.now;

		assert_int_equal(tell_and_set(w, cases[i].tell, &a), ERR_OK);
		assert_int_equal(a.status, cases[i].status);
		assert_int_equal(a.at, now);
		if (cases[i].reason != ANY_REASON)
			assert_int_equal(a.reason, cases[i].reason);
		ca_world_restart(w);
		for (size_t n = 0; n < 2 && cases[i].about[n] != NULL; n++)
			assert_stands(
			    w, cases[i].about[n], cases[i].status, now);
		p->f.now++;
	}
}

static void
no_attack_changes_anything(void **state)
{
	struct ca_world *w = *state;
	struct ca_status_answer a = {0};

	for (size_t i = 0; i < ca_change_attack_count; i++) {
		const struct ca_change_attack *attack = &ca_change_attacks[i];
		AUTO_DONE(ca_change) c = {0};
		enum err e;

		ca_change_tell(&w->o, attack->tell, &c);
		if (attack->bend != NULL)
			attack->bend(&c);
		ca_change_write(&c);
		if (attack->bend_written != NULL)
			attack->bend_written(&c);
		e = set(w, &c, &a);
		if (e != attack->want)
			fail_msg("%s: %s", attack->name, err_name(e));
		assert_int_equal(
		    standing_count(ledger_standing(w->ca.ledger)), 0);
	}
	assert_int_equal(tell_and_set(w, status_story_tell_hold, &a), ERR_OK);
}

/* The asker was cut off and asks again: soon, after the status was changed
 * since, and when the evidence is too old to count by itself. */
static void
a_retry_gets_the_same_answer_whenever_it_comes(void **state)
{
	struct ca_world *w = *state;
	struct people *p = &w->o.w;
	AUTO_DONE(ca_change) hold = {0};
	struct ca_status_answer a = {0};
	int64_t began = p->f.now;

	ca_change_tell(&w->o, status_story_tell_hold, &hold);
	ca_change_write(&hold);
	assert_int_equal(set(w, &hold, &a), ERR_OK);
	p->f.now += 60;
	assert_int_equal(
	    tell_and_set(w, status_story_tell_release, &a), ERR_OK);
	for (int again = 0; again < 3; again++) {
		assert_int_equal(set(w, &hold, &a), ERR_OK);
		assert_int_equal(a.status, STATUS_ON_HOLD);
		assert_int_equal(a.at, began);
		assert_stands(w, &p->holder, STATUS_VALID, began + 60);
		ca_world_restart(w);
		p->f.now += INSTRUCTION_TTL_S;
	}
}

static void
evidence_serves_for_its_certificates_once(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_change) hold = {0};
	struct ca_status_answer a = {0};

	ca_change_tell(&w->o, status_story_tell_hold, &hold);
	ca_change_write(&hold);
	assert_int_equal(set(w, &hold, &a), ERR_OK);
	hold.story.count = 1; /* no longer of the encryption certificate */
	ca_change_put(&hold);
	assert_int_equal(set(w, &hold, &a), ERR_EVIDENCE_REPLAYED);
}

static void
what_is_revoked_is_neither_held_nor_released(void **state)
{
	struct ca_world *w = *state;
	struct ca_status_answer a = {0};
	int64_t since = w->o.w.f.now;

	assert_int_equal(
	    tell_and_set(w, status_story_tell_replacement, &a), ERR_OK);
	w->o.w.f.now++;
	assert_int_equal(
	    tell_and_set(w, status_story_tell_hold, &a), ERR_CERT_REVOKED);
	assert_int_equal(
	    tell_and_set(w, status_story_tell_release, &a), ERR_CERT_REVOKED);
	assert_int_equal(
	    tell_and_set(w, status_story_tell_revocation, &a), ERR_OK);
	assert_int_equal(a.reason, CRL_SUPERSEDED); /* as it first was */
	assert_int_equal(a.at, since);
}

/* An operator is dismissed: what they sign after that changes nothing. */
static void
who_was_dismissed_revokes_nobody(void **state)
{
	struct ca_world *w = *state;
	struct ca_status_answer a = {0};
	AUTO_DONE(ca_change) c = {0};

	assert_int_equal(
	    tell_and_set(w, status_story_tell_dismissal, &a), ERR_OK);
	ca_change_tell(&w->o, status_story_tell_revocation, &c);
	c.story.signed_by = &w->o.w.op1;
	ca_change_write(&c);
	assert_int_equal(set(w, &c, &a), ERR_CERT_REVOKED);
}

#define T(test)                          \
	cmocka_unit_test_setup_teardown( \
	    test, ca_world_set_up, ca_world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(each_kind_of_evidence_changes_what_it_speaks_of),
	    T(no_attack_changes_anything),
	    T(a_retry_gets_the_same_answer_whenever_it_comes),
	    T(evidence_serves_for_its_certificates_once),
	    T(what_is_revoked_is_neither_held_nor_released),
	    T(who_was_dismissed_revokes_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
