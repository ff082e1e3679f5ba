/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gm/sm4.h"
#include "pki/der_edit.h"
#include "pki/envelope.h"
#include "pki/fixture.h"

#define DER_MAX 16384
#define P(...)                  \
	{                       \
		__VA_ARGS__, -1 \
	}
#define PUT(hex_) .how = DER_EDIT_REPLACE, .hex = hex_
#define DROP .how = DER_EDIT_REMOVE
#define BEFORE(hex_) .how = DER_EDIT_BEFORE, .hex = hex_
#define ZEROS_16 "00000000000000000000000000000000"
#define ZEROS_32 ZEROS_16 ZEROS_16

struct world {
	struct fixture f;
	struct party holder, inside;
	struct envelope e;
	struct buf der;
};

static int
set_up(void **state)
{
	static struct world w;

	fixture_init(&w.f);
	party_init(&w.f, &w.holder);
	party_init(&w.f, &w.inside);
	assert_int_equal(
	    envelope_seal(w.f.gm, w.inside.key, &w.holder.signer.key, &w.e),
	    ERR_OK);
	w.der = (struct buf)BUF(DER_MAX);
	envelope_encode(&w.der, &w.e);
	assert_int_equal(buf_status(&w.der), ERR_OK);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	buf_done(&w->der);
	party_done(&w->inside);
	party_done(&w->holder);
	fixture_done(&w->f);
	return 0;
}

static enum err
open_it(struct world *w, const struct envelope *e)
{
	AUTO(sm2_key) key = NULL;
	enum err err = envelope_open(w->f.gm, e, w->holder.key, &key);

	if (err == ERR_OK)
		assert_true(sm2_public_equal(
		    sm2_key_public(key), &w->inside.signer.key));
	else
		assert_null(key);
	return err;
}

static void
an_envelope_comes_back_out_of_its_der(void **state)
{
	struct world *w = *state;
	struct envelope back;

	assert_int_equal(envelope_parse(buf_bytes(&w->der), &back), ERR_OK);
	assert_int_equal(back.private_len, 32);
	assert_int_equal(open_it(w, &back), ERR_OK);
}

static void
only_the_holder_opens_it(void **state)
{
	struct world *w = *state;
	AUTO(sm2_key) key = NULL;

	assert_int_equal(envelope_open(w->f.gm, &w->e, w->inside.key, &key),
	    ERR_ENVELOPE_KEY);
	assert_null(key);
}

static void
a_changed_envelope_does_not_open(void **state)
{
	struct world *w = *state;
	struct envelope e = w->e;

	e.key.cipher[0] ^= 1;
	assert_int_equal(open_it(w, &e), ERR_ENVELOPE_KEY);
	e = w->e;
	e.key.hash[31] ^= 1;
	assert_int_equal(open_it(w, &e), ERR_ENVELOPE_KEY);
	e = w->e;
	e.key.x[0] ^= 1;
	assert_int_equal(open_it(w, &e), ERR_ENVELOPE_KEY);
	e = w->e;
	e.private[31] ^= 1;
	assert_int_equal(open_it(w, &e), ERR_ENVELOPE_KEY);
	e = w->e;
	e.public = w->holder.signer.key; /* the key of somebody else */
	assert_int_equal(open_it(w, &e), ERR_ENVELOPE_KEY);
}

/* As some write it: 64 octets, zeros before (or after) the scalar. */
static void
make_long(struct world *w, size_t at, struct envelope *ret_e)
{
	static const uint8_t key[SM4_KEY_LEN] = {1, 2, 3};
	AUTO(secret) d = NULL;
	uint8_t plain[64] = {0};
	struct envelope e = {.private_len = sizeof(plain)};

	assert_int_equal(sm2_key_scalar(w->inside.key, &d), ERR_OK);
	memcpy(plain + at, secret_bytes(d).p, SM2_LEN);
	assert_int_equal(sm4(w->f.gm, SM4_ECB, true, key, NULL,
			     BYTES_ARRAY(plain), e.private),
	    ERR_OK);
	assert_int_equal(sm2_encrypt(w->f.gm, &w->holder.signer.key,
			     BYTES_ARRAY(key), &e.key),
	    ERR_OK);
	e.public = w->inside.signer.key;
	*ret_e = e;
}

static void
a_key_of_64_octets_opens_wherever_it_stands(void **state)
{
	struct world *w = *state;
	const size_t places[] = {0, 32};

	for (size_t i = 0; i < COUNT(places); i++) {
		AUTO_DONE(buf) der = BUF(DER_MAX);
		struct envelope e, back;

		make_long(w, places[i], &e);
		envelope_encode(&der, &e);
		assert_int_equal(
		    envelope_parse(buf_bytes(&der), &back), ERR_OK);
		assert_int_equal(open_it(w, &back), ERR_OK);
	}
}

static void
a_session_key_of_another_length_does_not_open(void **state)
{
	struct world *w = *state;
	uint8_t key[SM4_KEY_LEN + 1] = {0};
	struct envelope e = w->e;

	assert_int_equal(sm2_encrypt(w->f.gm, &w->holder.signer.key,
			     BYTES_ARRAY(key), &e.key),
	    ERR_OK);
	assert_int_equal(open_it(w, &e), ERR_ENVELOPE_KEY);
}

static const struct {
	struct der_edit edit;
	enum err want;
} cases[] = {
    {{P(0, 0), PUT("06072a811ccf550168")}, ERR_OK}, /* SM4, no mode */
    {{P(0, 1), BEFORE("0500")}, ERR_OK},
    {{P(0, 1), BEFORE("0410" ZEROS_16)}, ERR_ENVELOPE_SYNTAX},
    {{P(0, 0), PUT("06082a811ccf55016802")}, ERR_ENVELOPE_SYNTAX}, /* CBC */
    {{P(1, 0), PUT("0200")}, ERR_ENVELOPE_SYNTAX},
    {{P(1, 0), PUT("0221 01" ZEROS_32)}, ERR_ENVELOPE_SYNTAX},
    {{P(1, 2), PUT("0410" ZEROS_16)}, ERR_ENVELOPE_SYNTAX},
    {{P(1, 3), PUT("0400")}, ERR_ENVELOPE_SYNTAX},
    {{P(1, 3), PUT("0411" ZEROS_16 "00")}, ERR_ENVELOPE_SYNTAX},
    {{P(1, 3), DROP}, ERR_ENVELOPE_SYNTAX},
    {{P(1, 4), BEFORE("0500")}, ERR_ENVELOPE_SYNTAX},
    {{P(2), PUT("03020004")}, ERR_ENVELOPE_SYNTAX},
    {{P(2), DROP}, ERR_ENVELOPE_SYNTAX},
    {{P(3), PUT("0321 00" ZEROS_32)}, ERR_OK},
    {{P(3), PUT("0320 00" ZEROS_16 "000000000000000000000000000000")},
	ERR_ENVELOPE_SYNTAX},
    {{P(3), PUT("0341 00" ZEROS_32 ZEROS_32)}, ERR_OK},
    {{P(3), PUT("0342 00" ZEROS_32 ZEROS_32 "00")}, ERR_ENVELOPE_SYNTAX},
    {{P(4), BEFORE("0500")}, ERR_ENVELOPE_SYNTAX},
};

static void
an_envelope_is_read_strictly(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) changed = BUF(DER_MAX);
		struct envelope e;
		enum err err;

		der_edit(buf_bytes(&w->der), &cases[i].edit, &changed);
		err = envelope_parse(buf_bytes(&changed), &e);
		if (err != cases[i].want)
			fail_msg("case %zu: %s", i, err_name(err));
	}
}

static void
octets_cut_off_or_added_are_refused(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) longer = BUF(DER_MAX);
	struct envelope e;

	for (size_t len = 0; len < w->der.len; len++)
		assert_int_equal(envelope_parse(BYTES(w->der.p, len), &e),
		    ERR_ENVELOPE_SYNTAX);
	buf_put(&longer, buf_bytes(&w->der));
	buf_u8(&longer, 0);
	assert_int_equal(
	    envelope_parse(buf_bytes(&longer), &e), ERR_ENVELOPE_SYNTAX);
}

static void
a_cipher_has_its_limit(void **state)
{
	AUTO_DONE(buf) at = BUF(DER_MAX);
	AUTO_DONE(buf) past = BUF(DER_MAX);
	struct sm2_cipher c = {.x = {1}, .y = {2}, .len = SM2_PLAIN_MAX}, back;
	char hex[2 * (SM2_PLAIN_MAX + 5) + 1];
	struct der_edit longer = {P(3), PUT(hex)};

	(void)state;
	sm2_cipher_encode(&at, &c);
	assert_int_equal(sm2_cipher_parse(buf_bytes(&at), &back), ERR_OK);
	assert_memory_equal(&back, &c, sizeof(c));
	memset(hex, '0', sizeof(hex));
	hex[sizeof(hex) - 1] = '\0';
	memcpy(hex, "04820401", 8);
	hex[2 * (SM2_PLAIN_MAX + 5)] = '\0';
	der_edit(buf_bytes(&at), &longer, &past);
	assert_int_equal(
	    sm2_cipher_parse(buf_bytes(&past), &back), ERR_ENVELOPE_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_envelope_comes_back_out_of_its_der),
	    cmocka_unit_test(only_the_holder_opens_it),
	    cmocka_unit_test(a_changed_envelope_does_not_open),
	    cmocka_unit_test(a_key_of_64_octets_opens_wherever_it_stands),
	    cmocka_unit_test(a_session_key_of_another_length_does_not_open),
	    cmocka_unit_test(an_envelope_is_read_strictly),
	    cmocka_unit_test(octets_cut_off_or_added_are_refused),
	    cmocka_unit_test(a_cipher_has_its_limit),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
