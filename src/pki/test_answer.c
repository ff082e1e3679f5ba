/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "pki/der_edit.h"
#include "pki/envelope.h"
#include "pki/fixture.h"

#define DER_MAX 65536
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_

struct world {
	struct fixture f;
	struct party sign, encrypt;
	struct buf envelope, der;
	struct answer a;
};

static int
set_up(void **state)
{
	static struct world w;
	struct envelope e;

	fixture_init(&w.f);
	fixture_holder(&w.f, PROFILE_HOLDER_SIGN, "名", "u", &w.sign);
	fixture_holder(&w.f, PROFILE_HOLDER_ENCRYPT, "名", "u", &w.encrypt);
	w.envelope = (struct buf)BUF(DER_MAX);
	w.der = (struct buf)BUF(DER_MAX);
	assert_int_equal(
	    envelope_seal(w.f.gm, w.encrypt.key, &w.sign.signer.key, &e),
	    ERR_OK);
	envelope_encode(&w.envelope, &e);
	w.a = (struct answer){
	    w.sign.cert.der, w.encrypt.cert.der, buf_bytes(&w.envelope)};
	answer_encode(&w.der, &w.a);
	assert_int_equal(buf_status(&w.der), ERR_OK);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	buf_done(&w->der);
	buf_done(&w->envelope);
	party_done(&w->encrypt);
	party_done(&w->sign);
	fixture_done(&w->f);
	return 0;
}

/* It holds the same certificates, and an envelope that the holder opens. */
static void
expect_whole(struct world *w, struct bytes der)
{
	AUTO(sm2_key) key = NULL;
	struct envelope e;
	struct answer a;

	assert_int_equal(answer_parse(der, &a), ERR_OK);
	assert_true(bytes_equal(a.sign, w->a.sign));
	assert_true(bytes_equal(a.encrypt, w->a.encrypt));
	assert_int_equal(envelope_parse(a.envelope, &e), ERR_OK);
	assert_int_equal(envelope_open(w->f.gm, &e, w->sign.key, &key), ERR_OK);
}

static void
an_answer_comes_back_out_of_its_der(void **state)
{
	struct world *w = *state;

	expect_whole(w, buf_bytes(&w->der));
}

/* All tags IMPLICIT, as in annex A of GM/T 0092; all EXPLICIT, as clause 8
 * would be read by X.680. */
static void
answers_tagged_the_other_ways_are_read(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) implicit = BUF(DER_MAX);
	AUTO_DONE(buf) explicit = BUF(DER_MAX);
	struct der envelope = der_of(w->a.envelope), inner;
	size_t mark = der_open(&implicit, DER_SEQUENCE), tag;

	assert_int_equal(der_enter(&envelope, DER_SEQUENCE, &inner), ERR_OK);
	der_put(&implicit, DER_SET, w->a.sign);
	der_put(&implicit, 0xa0, inner.rest);
	der_put(&implicit, 0xa1, w->a.encrypt);
	der_close(&implicit, mark);
	expect_whole(w, buf_bytes(&implicit));

	mark = der_open(&explicit, DER_SEQUENCE);
	der_put(&explicit, DER_SET, w->a.sign);
	der_put(&explicit, 0xa0, w->a.envelope);
	tag = der_open(&explicit, 0xa1);
	der_put(&explicit, DER_SET, w->a.encrypt);
	der_close(&explicit, tag);
	der_close(&explicit, mark);
	expect_whole(w, buf_bytes(&explicit));
}

static void
a_signing_certificate_may_come_alone(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct answer alone = {.sign = w->a.sign}, back;

	answer_encode(&der, &alone);
	assert_int_equal(answer_parse(buf_bytes(&der), &back), ERR_OK);
	assert_true(bytes_equal(back.sign, w->a.sign));
	assert_int_equal(back.encrypt.len, 0);
	assert_int_equal(back.envelope.len, 0);
}

static const struct der_edit malformed[] = {
    {P(0), DROP},
    {P(0), PUT("3100")},
    {P(0), PUT("3000")},
    {P(0, 1), BEFORE("3000")}, /* two certificates */
    {P(0, 0), PUT("0500")},
    {P(1), DROP},
    {P(2), DROP},
    {P(1), PUT("a000")},
    {P(1), BEFORE("a0023000")}, /* an envelope more */
    {P(2), PUT("a100")},
    {P(2), PUT("a1023100")},
    {P(2, 1), BEFORE("3000")},
    {P(3), BEFORE("0500")},
};

static void
a_malformed_answer_is_refused(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(malformed); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct answer a;
		enum err e;

		der_edit(buf_bytes(&w->der), &malformed[i], &changed);
		e = answer_parse(buf_bytes(&changed), &a);
		if (e != ERR_ENVELOPE_SYNTAX)
			fail_msg("case %zu: %s", i, err_name(e));
	}
}

static void
octets_cut_off_or_added_are_refused(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) longer = BUF(DER_MAX);
	struct answer a;

	for (size_t len = 0; len < w->der.len; len++)
		assert_int_equal(answer_parse(BYTES(w->der.p, len), &a),
		    ERR_ENVELOPE_SYNTAX);
	buf_put(&longer, buf_bytes(&w->der));
	buf_u8(&longer, 0);
	assert_int_equal(
	    answer_parse(buf_bytes(&longer), &a), ERR_ENVELOPE_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_comes_back_out_of_its_der),
	    cmocka_unit_test(answers_tagged_the_other_ways_are_read),
	    cmocka_unit_test(a_signing_certificate_may_come_alone),
	    cmocka_unit_test(a_malformed_answer_is_refused),
	    cmocka_unit_test(octets_cut_off_or_added_are_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
