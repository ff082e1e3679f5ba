/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "office/keycentre/code.h"
#include "office/keycentre/proof.h"
#include "office/keycentre/service.h"
#include "office/process/served.h"

#define NOW 1795305600
#define CARRIER "S-0001"
#define PIN "admin-pin-0001"

const struct child_program child_programs[CHILD_COUNT] = {0};

static const uint8_t wrap[KEYCENTRE_WRAP_KEY_LEN] = {1};
static const uint8_t shared[PROOF_KEY_LEN] = {2};

struct world {
	struct gm *gm, *gm_of_centre; /* one for each thread */
	int64_t now;
	struct sm2_key *escrow_key, *mail_key, *release_key;
	struct keycentre centre;
	struct ipc_service service;
	struct served served;
	struct ipc_client *client;
	struct buf escrow; /* of CARRIER, with PIN */
};

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->now = NOW;
	assert_int_equal(gm_new(&w->gm), ERR_OK);
	assert_int_equal(gm_new(&w->gm_of_centre), ERR_OK);
	assert_int_equal(
	    sm2_key_generate(w->gm_of_centre, &w->escrow_key), ERR_OK);
	assert_int_equal(sm2_key_generate(w->gm, &w->mail_key), ERR_OK);
	assert_int_equal(sm2_key_generate(w->gm, &w->release_key), ERR_OK);
	w->centre = (struct keycentre){.gm = w->gm_of_centre,
	    .clock = clock_fixed(&w->now),
	    .random = random_system(),
	    .wrap = BYTES_ARRAY(wrap),
	    .shared = BYTES_ARRAY(shared),
	    .escrow = w->escrow_key,
	    .mail = *sm2_key_public(w->mail_key)};
	w->service = keycentre_service(&w->centre);
	served_start(&w->served, &w->service);
	assert_int_equal(ipc_client_new(&w->client), ERR_OK);
	assert_int_equal(
	    ipc_client_attach(w->client, served_connect(&w->served)), ERR_OK);
	buf_init(&w->escrow, ESCROW_DER_MAX);
	assert_int_equal(escrow_seal_to(w->gm, sm2_key_public(w->escrow_key),
			     CARRIER, bytes_str(PIN), &w->escrow),
	    ERR_OK);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	ipc_client_free(w->client);
	served_stop(&w->served);
	buf_done(&w->escrow);
	sm2_key_free(w->escrow_key);
	sm2_key_free(w->mail_key);
	sm2_key_free(w->release_key);
	gm_free(w->gm);
	gm_free(w->gm_of_centre);
	free(w);
	return 0;
}

/* --- codes --- */

static struct mail_message
mail_by(const char *template)
{
	struct mail_message m = {.id = "00112233445566778899aabbccddeeff",
	    .recipient = "u1@example.com",
	    .lang = "zh",
	    .created_at = NOW,
	    .params = bytes_str("{}")};

	snprintf(m.template, sizeof(m.template), "%s", template);
	return m;
}

/* What is asked for, which tests bend. */
struct order {
	struct mail_message mail;
	struct keycentre_code_request request;
};

static void
order_unlock(struct world *w, struct order *o)
{
	o->mail = mail_by("unlock-code");
	o->request = (struct keycentre_code_request){.purpose = CODE_UNLOCK,
	    .user_name = "u1",
	    .subject = CARRIER,
	    .not_after = w->now + 1800,
	    .mail = &o->mail};
}

static enum err
make(struct world *w, const struct order *o, struct keycentre_code *ret_c)
{
	return keycentre_make_code(w->client, &o->request, ret_c);
}

/* The code, as the mail process reads it. */
static struct secret *
code_in(struct world *w, const struct order *o, const struct keycentre_code *c)
{
	AUTO(secret) words = NULL;
	struct secret *code;
	struct mail_message m = o->mail;
	struct bytes value;

	m.sealed = buf_bytes(&c->sealed);
	assert_int_equal(mail_unseal(w->gm, &m, w->mail_key, &words), ERR_OK);
	assert_int_equal(
	    mail_secrets_find(secret_bytes(words), "code", &value), ERR_OK);
	assert_int_equal(secret_copy(value, &code), ERR_OK);
	return code;
}

static void
a_code_is_sealed_for_its_mail_and_gives_the_key_of_its_grant(void **state)
{
	struct world *w = *state;
	struct order o;
	AUTO_DONE(keycentre_code) c = {0};
	AUTO(secret) code = NULL;
	AUTO(sm2_key) key = NULL;
	struct code_grant g;
	uint8_t proof[SM3_LEN];

	order_unlock(w, &o);
	assert_int_equal(make(w, &o, &c), ERR_OK);
	code = code_in(w, &o, &c);
	assert_int_equal(code_grant_parse(buf_bytes(&c.grant), &g), ERR_OK);
	assert_int_equal(g.purpose, CODE_UNLOCK);
	assert_string_equal(g.user_name, "u1");
	assert_string_equal(g.subject, CARRIER);
	assert_int_equal(g.not_after, NOW + 1800);
	assert_int_equal(
	    code_key(w->gm, CODE_UNLOCK, "u1", secret_bytes(code), &key),
	    ERR_OK);
	assert_true(sm2_public_equal(&g.key, sm2_key_public(key)));
	assert_int_equal(
	    proof_code(w->gm, BYTES_ARRAY(shared), buf_bytes(&c.grant), proof),
	    ERR_OK);
	assert_memory_equal(proof, c.proof, sizeof(proof));
}

static void
each_code_is_another(void **state)
{
	struct world *w = *state;
	struct order o;
	AUTO_DONE(keycentre_code) a = {0};
	AUTO_DONE(keycentre_code) b = {0};
	AUTO(secret) first = NULL;
	AUTO(secret) second = NULL;
	struct code_grant ga, gb;

	order_unlock(w, &o);
	assert_int_equal(make(w, &o, &a), ERR_OK);
	assert_int_equal(make(w, &o, &b), ERR_OK);
	first = code_in(w, &o, &a);
	second = code_in(w, &o, &b);
	assert_false(secret_equal(secret_bytes(first), secret_bytes(second)));
	assert_int_equal(code_grant_parse(buf_bytes(&a.grant), &ga), ERR_OK);
	assert_int_equal(code_grant_parse(buf_bytes(&b.grant), &gb), ERR_OK);
	assert_memory_not_equal(ga.id, gb.id, sizeof(ga.id));
}

static void
no_code(struct order *o)
{
	o->request.purpose = 0;
}

static void
unknown_purpose(struct order *o)
{
	o->request.purpose = CODE_PURPOSE_MAX + 1;
}

static void
nobody(struct order *o)
{
	o->request.user_name = "";
}

static void
nothing(struct order *o)
{
	o->request.subject = "";
}

static void
not_printable(struct order *o)
{
	o->request.subject = "S*1";
}

static void
over(struct order *o)
{
	o->request.not_after = NOW;
}

static void
last_moment(struct order *o)
{
	o->request.not_after = NOW + CODE_GRANT_TTL_MAX_S;
}

static void
too_late(struct order *o)
{
	o->request.not_after = NOW + CODE_GRANT_TTL_MAX_S + 1;
}

static void
other_words(struct order *o)
{
	o->mail = mail_by("hold-code");
}

static void
words_of_an_approval(struct order *o)
{
	o->mail = mail_by("approved");
}

static void
nowhere(struct order *o)
{
	snprintf(o->mail.recipient, sizeof(o->mail.recipient), "u1");
}

static void
sealed_already(struct order *o)
{
	o->mail.sealed = bytes_str("x");
}

static void
only_what_makes_sense_is_made(void **state)
{
	static const struct {
		void (*bend)(struct order *o);
		enum err want;
	} cases[] = {
	    {no_code, ERR_FIELD_INVALID},
	    {unknown_purpose, ERR_FIELD_INVALID},
	    {nobody, ERR_FIELD_INVALID},
	    {nothing, ERR_FIELD_INVALID},
	    {not_printable, ERR_BAD_TEXT},
	    {over, ERR_BAD_TIME},
	    {last_moment, ERR_OK},
	    {too_late, ERR_BAD_TIME},
	    {other_words, ERR_FIELD_INVALID},
	    {words_of_an_approval, ERR_FIELD_INVALID},
	    {nowhere, ERR_BAD_MESSAGE},
	    {sealed_already, ERR_BAD_MESSAGE},
	};
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(keycentre_code) c = {0};
		struct order o;

		order_unlock(w, &o);
		cases[i].bend(&o);
		assert_int_equal(make(w, &o, &c), cases[i].want);
	}
}

/* --- releasing --- */

/* All that an unlock is made of; tests bend it before and after it is signed.
 */
struct story {
	struct world *w;
	struct order order;
	enum code_purpose
	    signed_as; /* the purpose that the key is derived by */
	struct instruction instruction;
	struct keycentre_code code;
	struct buf instruction_der;
	struct keycentre_unlock_request request;
	struct buf other; /* what a bend needs */
};

static void
story_done(struct story *s)
{
	keycentre_code_done(&s->code);
	buf_done(&s->instruction_der);
	buf_done(&s->other);
}
DEFINE_AUTO_DONE(story)

static void
tell(struct world *w, struct story *s)
{
	struct instruction *i = &s->instruction;

	*s = (struct story){.w = w,
	    .signed_as = CODE_UNLOCK,
	    .instruction = {.verb = INSTRUCTION_UNLOCK,
		.user_name = "u1",
		.subject = CARRIER,
		.at = w->now,
		.key = *sm2_key_public(w->release_key)},
	    .instruction_der = BUF(SIGNED_INSTRUCTION_DER_MAX),
	    .other = BUF(4096)};
	memset(i->escrow, 7, sizeof(i->escrow));
	order_unlock(w, &s->order);
}

static void
sign(struct story *s)
{
	struct world *w = s->w;
	AUTO(secret) code = NULL;
	AUTO(sm2_key) key = NULL;
	struct signer_key k = {.gm = w->gm};
	struct signer signer;

	assert_int_equal(make(w, &s->order, &s->code), ERR_OK);
	code = code_in(w, &s->order, &s->code);
	assert_int_equal(
	    code_key(w->gm, s->signed_as, s->order.request.user_name,
		secret_bytes(code), &key),
	    ERR_OK);
	k.key = key;
	signer = signer_of_key(&k);
	assert_int_equal(instruction_sign(w->gm, &s->instruction, &signer,
			     &s->instruction_der),
	    ERR_OK);
	s->request = (struct keycentre_unlock_request){
	    .grant = buf_bytes(&s->code.grant),
	    .instruction = buf_bytes(&s->instruction_der),
	    .escrow = buf_bytes(&w->escrow)};
	memcpy(s->request.proof, s->code.proof, SM3_LEN);
}

static void
the_pin_is_released_to_the_key_of_the_instruction(void **state)
{
	struct world *w = *state;
	AUTO_DONE(story) s;
	AUTO_DONE(buf) sealed = BUF(ESCROW_DER_MAX);
	AUTO_DONE(buf) again = BUF(ESCROW_DER_MAX);
	AUTO(secret) pin = NULL;
	AUTO(secret) none = NULL;
	char serial[ESCROW_SERIAL_SIZE];

	tell(w, &s);
	sign(&s);
	assert_int_equal(
	    keycentre_unlock(w->client, &s.request, &sealed), ERR_OK);
	assert_int_equal(escrow_open(w->gm, w->release_key, buf_bytes(&sealed),
			     serial, &pin),
	    ERR_OK);
	assert_string_equal(serial, CARRIER);
	assert_true(secret_equal(secret_bytes(pin), bytes_str(PIN)));
	assert_int_equal(
	    escrow_open(w->gm, w->mail_key, buf_bytes(&sealed), serial, &none),
	    ERR_ENVELOPE_KEY);
	/* asked again after a cut, it answers again */
	assert_int_equal(
	    keycentre_unlock(w->client, &s.request, &again), ERR_OK);
}

/* Before it is signed. */

static void
code_to_hold(struct story *s)
{
	s->order.request.purpose = CODE_HOLD;
	s->order.mail = mail_by("hold-code");
}

static void
code_to_hold_signed_so(struct story *s)
{
	code_to_hold(s);
	s->signed_as = CODE_HOLD;
}

static void
code_of_another_user(struct story *s)
{
	s->order.request.user_name = "u2";
}

static void
code_of_another_carrier(struct story *s)
{
	s->order.request.subject = "S-0002";
}

static void
instruction_of_another_user(struct story *s)
{
	snprintf(s->instruction.user_name, USER_NAME_SIZE, "u2");
}

static void
all_of_another_carrier(struct story *s)
{
	code_of_another_carrier(s);
	snprintf(s->instruction.subject, INSTRUCTION_SUBJECT_SIZE, "S-0002");
}

static void
only_says_that_it_was_done(struct story *s)
{
	struct instruction *i = &s->instruction;

	*i = (struct instruction){.verb = INSTRUCTION_UNLOCKED, .at = i->at};
	snprintf(i->user_name, sizeof(i->user_name), "u1");
	snprintf(i->subject, sizeof(i->subject), "%s", CARRIER);
}

static void
instruction_of_long_ago(struct story *s)
{
	s->instruction.at -= INSTRUCTION_TTL_S + 1;
}

static void
instruction_of_later(struct story *s)
{
	s->instruction.at += ASK_CLOCK_SLACK_S + 1;
}

/* After it. */

static void
wait(struct story *s)
{
	s->w->now = s->order.request.not_after + 1;
}

static void
tamper_proof(struct story *s)
{
	s->request.proof[SM3_LEN - 1] ^= 1;
}

static void
tamper_grant(struct story *s)
{
	s->code.grant.p[s->code.grant.len - 2] ^= 1; /* lives longer */
}

static void
cut_grant(struct story *s)
{
	s->request.grant.len--;
}

static void
tamper_escrow(struct story *s)
{
	buf_put(&s->other, s->request.escrow);
	s->other.p[s->other.len - 1] ^= 1;
	s->request.escrow = buf_bytes(&s->other);
}

static void
escrow_of(struct story *s, const struct sm2_key *to, const char *carrier)
{
	assert_int_equal(escrow_seal_to(s->w->gm, sm2_key_public(to), carrier,
			     bytes_str("other-pin"), &s->other),
	    ERR_OK);
	s->request.escrow = buf_bytes(&s->other);
}

static void
escrow_of_another_carrier(struct story *s)
{
	escrow_of(s, s->w->escrow_key, "S-0002");
}

static void
escrow_to_somebody_else(struct story *s)
{
	escrow_of(s, s->w->mail_key, CARRIER);
}

static void
no_escrow(struct story *s)
{
	s->request.escrow = BYTES_NONE;
}

/* The same signature under an instruction that names the attacker's key. */
static void
replay_to_another_key(struct story *s)
{
	uint8_t from[SM2_POINT_LEN], to[SM2_POINT_LEN];
	uint8_t *at;

	sm2_public_point(sm2_key_public(s->w->release_key), from);
	sm2_public_point(sm2_key_public(s->w->mail_key), to);
	at = memmem(
	    s->instruction_der.p, s->instruction_der.len, from, sizeof(from));
	assert_non_null(at);
	memcpy(at, to, sizeof(to));
}

static void
signed_with_another_key(struct story *s)
{
	struct signer_key k = {s->w->gm, s->w->mail_key};
	struct signer signer = signer_of_key(&k);

	assert_int_equal(
	    instruction_sign(s->w->gm, &s->instruction, &signer, &s->other),
	    ERR_OK);
	s->request.instruction = buf_bytes(&s->other);
}

static void
no_instruction(struct story *s)
{
	s->request.instruction = BYTES_NONE;
}

static void
every_lie_is_refused(void **state)
{
	static const struct {
		void (*bend)(struct story *s), (*bend_signed)(struct story *s);
		enum err want;
	} cases[] = {
	    {code_to_hold, NULL, ERR_EVIDENCE_FORGED},
	    {code_to_hold_signed_so, NULL, ERR_EVIDENCE_FORGED},
	    {code_of_another_user, NULL, ERR_EVIDENCE_HOLDER},
	    {code_of_another_carrier, NULL, ERR_EVIDENCE_HOLDER},
	    {instruction_of_another_user, NULL, ERR_EVIDENCE_HOLDER},
	    {all_of_another_carrier, NULL, ERR_EVIDENCE_HOLDER},
	    {only_says_that_it_was_done, NULL, ERR_EVIDENCE_FORGED},
	    {instruction_of_long_ago, NULL, ERR_EVIDENCE_EXPIRED},
	    {instruction_of_later, NULL, ERR_EVIDENCE_EXPIRED},
	    {NULL, wait, ERR_EVIDENCE_EXPIRED},
	    {NULL, tamper_proof, ERR_EVIDENCE_FORGED},
	    {NULL, tamper_grant, ERR_EVIDENCE_FORGED},
	    {NULL, cut_grant, ERR_EVIDENCE_FORGED},
	    {NULL, tamper_escrow, ERR_ENVELOPE_KEY},
	    {NULL, escrow_of_another_carrier, ERR_EVIDENCE_HOLDER},
	    {NULL, escrow_to_somebody_else, ERR_ENVELOPE_KEY},
	    {NULL, no_escrow, ERR_ENVELOPE_SYNTAX},
	    {NULL, replay_to_another_key, ERR_EVIDENCE_FORGED},
	    {NULL, signed_with_another_key, ERR_EVIDENCE_FORGED},
	    {NULL, no_instruction, ERR_EVIDENCE_SYNTAX},
	};
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(story) s;
		AUTO_DONE(buf) sealed = BUF(ESCROW_DER_MAX);
		enum err e;

		w->now = NOW;
		tell(w, &s);
		if (cases[i].bend != NULL)
			cases[i].bend(&s);
		sign(&s);
		if (cases[i].bend_signed != NULL)
			cases[i].bend_signed(&s);
		e = keycentre_unlock(w->client, &s.request, &sealed);
		if (e != cases[i].want || sealed.len > 0)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

int
main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    T(a_code_is_sealed_for_its_mail_and_gives_the_key_of_its_grant),
	    T(each_code_is_another),
	    T(only_what_makes_sense_is_made),
	    T(the_pin_is_released_to_the_key_of_the_instruction),
	    T(every_lie_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
