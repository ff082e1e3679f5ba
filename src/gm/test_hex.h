/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the tests of src/gm: vectors in hexadecimal, and a struct gm for the
 * group (cmocka_run_group_tests(tests, gm_setup, gm_teardown) puts it in
 * *state).
 */
#ifndef GM_TEST_HEX_H
#define GM_TEST_HEX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "gm/gm.h"

static inline int
gm_setup(void **state)
{
	struct gm *gm = NULL;

	if (gm_new(&gm) != ERR_OK)
		return -1;
	*state = gm;
	return 0;
}

static inline int
gm_teardown(void **state)
{
	gm_free(*state);
	return 0;
}

/* Just len octets. */
static inline void
unhex(const char *hex, uint8_t *out, size_t len)
{
	size_t got = 0;

	assert_int_equal(text_unhex(bytes_str(hex), out, len, &got), ERR_OK);
	assert_int_equal(got, len);
}

static inline void
assert_hex(const uint8_t *got, size_t len, const char *want)
{
	AUTO_DONE(buf) hex = BUF((size_t)1 << 20);

	text_hex(&hex, BYTES(got, len));
	buf_u8(&hex, 0);
	assert_int_equal(buf_status(&hex), ERR_OK);
	assert_string_equal((const char *)hex.p, want);
}

#endif
