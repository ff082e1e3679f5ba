/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/proxy_form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
values_of_the_setting_come_back_as_they_were(void **state)
{
	static const struct {
		const char *value;
		enum proxy_way way;
		const char *host, *port, *again;
	} cases[] = {
	    {"none", PROXY_NONE, "", "", "none"},
	    {"system", PROXY_SYSTEM, "", "", "system"},
	    {"gopher://x:1", PROXY_SYSTEM, "", "", "system"},
	    {"http://proxy.example:8080", PROXY_HTTP, "proxy.example", "8080",
		"http://proxy.example:8080"},
	    {"http://who:pw@proxy.example:8080/", PROXY_HTTP, "proxy.example",
		"8080", "http://proxy.example:8080"},
	    {"socks5h://[::1]:1080", PROXY_SOCKS, "[::1]", "1080",
		"socks5h://[::1]:1080"},
	};

	(void)state;
	for (size_t n = 0; n < COUNT(cases); n++) {
		char value[SETTING_VALUE_SIZE];
		struct proxy_form f;

		proxy_form_parse(cases[n].value, &f);
		assert_int_equal(f.way, cases[n].way);
		assert_string_equal(f.host, cases[n].host);
		assert_string_equal(f.port, cases[n].port);
		assert_int_equal(proxy_form_value(&f, value), ERR_OK);
		assert_string_equal(value, cases[n].again);
	}
}

static void
an_address_without_its_end_is_an_empty_field(void **state)
{
	struct proxy_form f;

	(void)state;
	proxy_form_parse("http://[::1", &f);
	assert_string_equal(f.host, "");
	proxy_form_parse("http://proxy", &f);
	assert_string_equal(f.host, "proxy");
	assert_string_equal(f.port, "");
}

static void
what_breaks_a_rule_is_told_by_its_field(void **state)
{
	static const struct {
		const char *host, *port;
		enum text wrong_host, wrong_port;
	} cases[] = {
	    {"proxy.example", "1", TEXT_COUNT, TEXT_COUNT},
	    {"192.0.2.1", "65535", TEXT_COUNT, TEXT_COUNT},
	    {"2001:db8::1", "8080", TEXT_COUNT, TEXT_COUNT},
	    {"", "", TEXT_PROXY_HOST_EMPTY, TEXT_PROXY_PORT_WRONG},
	    {"http://proxy", "0", TEXT_PROXY_HOST_SCHEME,
		TEXT_PROXY_PORT_WRONG},
	    {"proxy:8080", "65536", TEXT_PROXY_HOST_WRONG,
		TEXT_PROXY_PORT_WRONG},
	    {"a b", "80x", TEXT_PROXY_HOST_WRONG, TEXT_PROXY_PORT_WRONG},
	    {"who@proxy", " 80", TEXT_PROXY_HOST_WRONG, TEXT_PROXY_PORT_WRONG},
	    {"-x", "+80", TEXT_PROXY_HOST_WRONG, TEXT_PROXY_PORT_WRONG},
	    {"a..b", "080", TEXT_PROXY_HOST_WRONG, TEXT_PROXY_PORT_WRONG},
	    {"[::1", "80", TEXT_PROXY_HOST_WRONG, TEXT_COUNT},
	};

	(void)state;
	for (size_t n = 0; n < COUNT(cases); n++) {
		struct proxy_form f = {.way = PROXY_HTTP};
		char value[SETTING_VALUE_SIZE];
		bool right;

		memcpy(f.host, cases[n].host, strlen(cases[n].host));
		memcpy(f.port, cases[n].port, strlen(cases[n].port));
		assert_int_equal(
		    proxy_form_wrong_host(&f), cases[n].wrong_host);
		assert_int_equal(
		    proxy_form_wrong_port(&f), cases[n].wrong_port);
		right = cases[n].wrong_host == TEXT_COUNT &&
			cases[n].wrong_port == TEXT_COUNT;
		assert_int_equal(proxy_form_value(&f, value),
		    right ? ERR_OK : ERR_FIELD_INVALID);
	}
}

static void
an_ipv6_address_gets_its_brackets(void **state)
{
	struct proxy_form f = {PROXY_SOCKS, "2001:db8::1", "1080"};
	char value[SETTING_VALUE_SIZE];

	(void)state;
	assert_int_equal(proxy_form_value(&f, value), ERR_OK);
	assert_string_equal(value, "socks5h://[2001:db8::1]:1080");
	assert_true(settings_fits(SETTING_PROXY, value));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_of_the_setting_come_back_as_they_were),
	    cmocka_unit_test(an_address_without_its_end_is_an_empty_field),
	    cmocka_unit_test(what_breaks_a_rule_is_told_by_its_field),
	    cmocka_unit_test(an_ipv6_address_gets_its_brackets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
