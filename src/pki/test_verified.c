/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/verified.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/fixture.h"

struct world {
	struct fixture f;
	struct party operator;
	struct verified verified;
};

static int
begin(void **state)
{
	static struct world w;

	memset(&w, 0, sizeof(w));
	fixture_init(&w.f);
	fixture_staff(&w.f, ROLE_OPERATOR, "op1", &w.operator);
	*state = &w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;

	party_done(&w->operator);
	fixture_done(&w->f);
	return 0;
}

static enum err
check(struct world *w, const struct cert *cert)
{
	return verified_check(w->f.gm, &w->verified, cert,
	    &(struct verified_issuer){.cert = &w->f.issuing.cert});
}

static void
a_good_signature_is_remembered(void **state)
{
	struct world *w = *state;

	assert_int_equal(check(w, &w->operator.cert), ERR_OK);
	assert_int_equal(check(w, &w->operator.cert), ERR_OK);
	assert_int_equal(w->verified.count, 1);
}

static void
without_a_memory_each_is_verified(void **state)
{
	struct world *w = *state;
	struct verified_issuer issuer = {.cert = &w->f.issuing.cert};

	assert_int_equal(
	    verified_check(w->f.gm, NULL, &w->operator.cert, &issuer), ERR_OK);
	issuer.cert = &w->f.root.cert;
	assert_int_equal(
	    verified_check(w->f.gm, NULL, &w->operator.cert, &issuer),
	    ERR_CERT_UNTRUSTED);
}

/* Changed in the signature only, so that all it says is the same. */
static void
a_bad_signature_is_refused_each_time(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) changed = BUF(CERT_DER_MAX);
	struct cert cert;

	assert_int_equal(check(w, &w->operator.cert), ERR_OK);
	buf_put(&changed, w->operator.cert.der);
	changed.p[changed.len - 1] ^= 1;
	assert_int_equal(cert_parse(buf_bytes(&changed), &cert), ERR_OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(check(w, &cert), ERR_CERT_SIGNATURE);
	assert_int_equal(w->verified.count, 1);
}

static void
the_oldest_makes_room(void **state)
{
	struct world *w = *state;
	struct party others[2];

	assert_int_equal(check(w, &w->operator.cert), ERR_OK);
	w->verified.count = VERIFIED_MAX; /* full, and the first is oldest */
	w->verified.next = VERIFIED_MAX - 1;
	for (size_t i = 0; i < COUNT(others); i++) {
		fixture_staff(&w->f, ROLE_OPERATOR, "op2", &others[i]);
		assert_int_equal(check(w, &others[i].cert), ERR_OK);
	}
	assert_int_equal(w->verified.count, VERIFIED_MAX);
	assert_int_equal(w->verified.next, 1);
	/* the operator's is forgotten: verified again, and noted */
	assert_int_equal(check(w, &w->operator.cert), ERR_OK);
	assert_int_equal(w->verified.next, 2);
	for (size_t i = 0; i < COUNT(others); i++)
		party_done(&others[i]);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
	    T(a_good_signature_is_remembered),
	    T(without_a_memory_each_is_verified),
	    T(a_bad_signature_is_refused_each_time),
	    T(the_oldest_makes_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
