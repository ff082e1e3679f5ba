/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/fixture.h"

#define DER_MAX 32768
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_
#define ZEROS_16 "00000000000000000000000000000000"
#define REQUEST "8120" ZEROS_16 ZEROS_16

enum { TYPE, VERB, OBJECT, AT, NOTE, AUTHORISATION };

struct world {
	struct fixture f;
	struct party staff;
};

static int
set_up(void **state)
{
	static struct world w;

	fixture_init(&w.f);
	fixture_staff(&w.f, ROLE_OPERATOR, "op-1", &w.staff);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	party_done(&w->staff);
	fixture_done(&w->f);
	return 0;
}

static struct act
approval(const struct world *w)
{
	return (struct act){
	    .verb = ACT_APPROVE,
	    .object = {1, 2, 3},
	    .at = w->f.now,
	    .note = "材料齐全",
	    .has_authorisation = true,
	    .authorisation = {{9}, w->staff.signer.key, w->f.now + 60},
	};
}

static struct act
plain(const struct world *w, enum act_verb verb)
{
	return (struct act){.verb = verb, .at = w->f.now};
}

static struct act
appointment(const struct world *w)
{
	return (struct act){.verb = ACT_APPOINT,
	    .at = w->f.now,
	    .has_request = true,
	    .request = {7}};
}

static void
an_act_comes_back_out_of_its_der(void **state)
{
	struct world *w = *state;
	const struct act all[] = {approval(w), appointment(w),
	    plain(w, ACT_ENTRY), plain(w, ACT_REJECT), plain(w, ACT_RETURN),
	    plain(w, ACT_DISMISS), plain(w, ACT_REVOKE), plain(w, ACT_ENDORSE),
	    plain(w, ACT_PERSONALISE)};

	for (size_t i = 0; i < COUNT(all); i++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		AUTO_DONE(buf) again = BUF(DER_MAX);
		struct act back;

		act_encode(&der, &all[i]);
		assert_int_equal(buf_status(&der), ERR_OK);
		assert_int_equal(act_parse(buf_bytes(&der), &back), ERR_OK);
		assert_string_equal(back.note, all[i].note);
		act_encode(&again, &back);
		assert_true(bytes_equal(buf_bytes(&again), buf_bytes(&der)));
	}
}

static const struct {
	struct der_edit edit;
	enum err want;
} cases[] = {
    {{P(TYPE), PUT("130d 686f6c6465722d61736b2d7631")}, ERR_EVIDENCE_SYNTAX},
    {{P(VERB), PUT("0a0100")}, ERR_EVIDENCE_SYNTAX},
    {{P(VERB), PUT("0a010b")}, ERR_EVIDENCE_SYNTAX},
    {{P(VERB), PUT("0a0107")}, ERR_OK}, /* a code sent again has one too */
    {{P(VERB), PUT("0a0101")}, ERR_EVIDENCE_SYNTAX},
    {{P(VERB), PUT("0a0105")}, ERR_EVIDENCE_SYNTAX},
    {{P(VERB), PUT("0a0108")}, ERR_EVIDENCE_SYNTAX}, /* authorises nothing */
    {{P(VERB), PUT("0a0109")}, ERR_EVIDENCE_SYNTAX},
    {{P(VERB), PUT("0a010a")}, ERR_EVIDENCE_SYNTAX},
    {{P(OBJECT), PUT("0410" ZEROS_16)}, ERR_EVIDENCE_SYNTAX},
    {{P(AT), PUT("170d3236313132323030303030305a")}, ERR_EVIDENCE_SYNTAX},
    {{P(NOTE), PUT("0c00")}, ERR_OK},
    {{P(NOTE), PUT("1300")}, ERR_EVIDENCE_SYNTAX},
    {{P(AUTHORISATION), DROP}, ERR_EVIDENCE_SYNTAX},
    {{P(AUTHORISATION, 0), PUT("0401 00")}, ERR_EVIDENCE_SYNTAX},
    {{P(AUTHORISATION, 1), PUT("03020004")}, ERR_EVIDENCE_SYNTAX},
    {{P(AUTHORISATION, 2), DROP}, ERR_EVIDENCE_SYNTAX},
    {{P(AUTHORISATION, 3), BEFORE("0500")}, ERR_EVIDENCE_SYNTAX},
    {{P(AUTHORISATION + 1), BEFORE(REQUEST)}, ERR_EVIDENCE_SYNTAX},
    {{P(AUTHORISATION + 1), BEFORE("0500")}, ERR_EVIDENCE_SYNTAX},
};

static void
an_act_is_read_strictly(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	const struct act a = approval(w);

	act_encode(&der, &a);
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct act back;
		enum err e;

		der_edit(buf_bytes(&der), &cases[i].edit, &changed);
		e = act_parse(buf_bytes(&changed), &back);
		if (e != cases[i].want)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
an_appointment_needs_its_request(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	const struct act a = plain(w, ACT_APPOINT);
	struct act back;

	act_encode(&der, &a);
	assert_int_equal(
	    act_parse(buf_bytes(&der), &back), ERR_EVIDENCE_SYNTAX);
}

static void
a_note_has_its_limit(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) at = BUF(DER_MAX);
	AUTO_DONE(buf) past = BUF(DER_MAX);
	struct act a = plain(w, ACT_REJECT), back;
	char hex[2 * 1029 + 1] = "0c820401";
	const struct der_edit longer = {P(NOTE), PUT(hex)};

	memset(a.note, 'n', sizeof(a.note) - 1);
	act_encode(&at, &a);
	assert_int_equal(act_parse(buf_bytes(&at), &back), ERR_OK);
	for (size_t i = 8; i < sizeof(hex) - 1; i += 2)
		memcpy(hex + i, "6e", 3);
	der_edit(buf_bytes(&at), &longer, &past);
	assert_int_equal(
	    act_parse(buf_bytes(&past), &back), ERR_EVIDENCE_SYNTAX);
}

static void
a_signed_act_verifies_until_it_is_changed(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	const struct act a = approval(w);
	struct signed_act s, forged;

	assert_int_equal(
	    act_sign(w->f.gm, &a, w->staff.cert.der, &w->staff.signer, &der),
	    ERR_OK);
	assert_int_equal(signed_act_parse(buf_bytes(&der), &s), ERR_OK);
	assert_string_equal(s.act.note, a.note);
	assert_true(bytes_equal(s.certificate.der, w->staff.cert.der));
	assert_int_equal(signed_act_verify(w->f.gm, &s), ERR_OK);

	forged = s;
	forged.signature.s[1] ^= 1;
	assert_int_equal(
	    signed_act_verify(w->f.gm, &forged), ERR_EVIDENCE_FORGED);
	forged = s;
	forged.certificate = w->f.issuing.cert;
	assert_int_equal(
	    signed_act_verify(w->f.gm, &forged), ERR_EVIDENCE_FORGED);
	for (size_t len = 0; len < der.len; len++)
		assert_int_equal(signed_act_parse(BYTES(der.p, len), &s),
		    ERR_EVIDENCE_SYNTAX);
	buf_u8(&der, 0);
	assert_int_equal(
	    signed_act_parse(buf_bytes(&der), &s), ERR_EVIDENCE_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_act_comes_back_out_of_its_der),
	    cmocka_unit_test(an_act_is_read_strictly),
	    cmocka_unit_test(an_appointment_needs_its_request),
	    cmocka_unit_test(a_note_has_its_limit),
	    cmocka_unit_test(a_signed_act_verifies_until_it_is_changed),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
