/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
an_origin_is_told_as_the_browser_goes_to_it(void **state)
{
	static const struct {
		const char *origin, *host, *unicode;
		bool secure;
	} cases[] = {
	    {"https://wssq.example.cn", "wssq.example.cn", "", true},
	    {"https://wssq.example.cn:8443", "wssq.example.cn:8443", "", true},
	    {"http://wssq.example.cn:9080", "wssq.example.cn:9080", "", false},
	    {"http://127.0.0.1:8443", "127.0.0.1:8443", "", true},
	    {"http://localhost", "localhost", "", true},
	    {"http://[::1]:8443", "[::1]:8443", "", true},
	    {"https://xn--fiq228c.xn--fiqs8s", "xn--fiq228c.xn--fiqs8s",
		"中文.中国", true},
	    /* the a of another alphabet */
	    {"https://xn--pple-43d.com:444", "xn--pple-43d.com:444",
		"\xd0\xb0pple.com:444", true},
	    /* not Punycode; and what would turn the direction of writing */
	    {"https://xn--99999999.example", "xn--99999999.example", "", true},
	    {"https://xn--ab-g4t.example", "xn--ab-g4t.example", "", true},
	};
	struct site s;

	(void)state;
	for (size_t n = 0; n < COUNT(cases); n++) {
		assert_int_equal(site_parse(cases[n].origin, &s), ERR_OK);
		assert_string_equal(s.origin, cases[n].origin);
		assert_string_equal(s.host, cases[n].host);
		assert_string_equal(s.unicode, cases[n].unicode);
		assert_int_equal(s.secure, cases[n].secure);
	}
}

static void
what_is_no_origin_of_a_site_is_refused(void **state)
{
	static const char *const bad[] = {"", "https://", "wssq.example.cn",
	    "ftp://wssq.example.cn", "https://wssq.example.cn/",
	    "https://wssq.example.cn/login", "https://user@wssq.example.cn",
	    "https://WSSQ.example.cn", "https://wssq.example.cn:443",
	    "https://中文.example", "http://wssq..cn", "http://a b.cn",
	    "file:///etc/passwd", "null", "moz-extension://abc"};
	struct site s;

	(void)state;
	for (size_t n = 0; n < COUNT(bad); n++)
		assert_int_equal(site_parse(bad[n], &s), ERR_FIELD_INVALID);
}

static void
a_host_of_253_characters_is_the_longest(void **state)
{
	static const char *const schemes[] = {"http://", "https://"};
	char origin[LOGIN_ORIGIN_MAX + 3];
	struct site s;

	(void)state;
	for (size_t n = 0; n < COUNT(schemes); n++) {
		const size_t begin = strlen(schemes[n]);

		memcpy(origin, schemes[n], begin);
		for (size_t i = 0; i < 254; i++)
			origin[begin + i] = i % 50 == 49 ? '.' : 'a';
		origin[begin + 254] = '\0';
		assert_int_equal(site_parse(origin, &s), ERR_FIELD_INVALID);
		origin[begin + 253] = '\0';
		assert_int_equal(site_parse(origin, &s), ERR_OK);
		assert_int_equal(strlen(s.host), 253);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_origin_is_told_as_the_browser_goes_to_it),
	    cmocka_unit_test(what_is_no_origin_of_a_site_is_refused),
	    cmocka_unit_test(a_host_of_253_characters_is_the_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
