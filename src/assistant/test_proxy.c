/* SPDX-License-Identifier: Apache-2.0 */
/* The login for a proxy, and settings that take effect at once. What real
 * proxies make of it is tried in tests/system/test_proxy.py. */
#include "assistant/proxy.h"

#include <sys/stat.h>

#include "assistant/context.h"
#include "base/folder_testing.h"

#define PROXY "http://proxy.example:3128"

static void
an_address_is_scheme_host_and_port(void **state)
{
	static const struct {
		const char *value;
		bool good;
	} cases[] = {
	    {"http://proxy.example:3128", true},
	    {"socks5h://127.0.0.1:1080", true},
	    {"http://[::1]:1", true},
	    {"http://p:65535", true},
	    {"http://p:65536", false},
	    {"http://p:0", false},
	    {"http://p:", false},
	    {"http://p", false},
	    {"http://:80", false},
	    {"http://[]:80", false},
	    {"http://[::1:80", false},
	    {"http://p:80/", false},
	    {"http://p:+80", false},
	    {"http://user@p:80", false},
	    {"http://user:word@p:80", false},
	    {"https://p:80", false},
	    {"socks5://p:80", false},
	    {"p:80", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    proxy_is_address(cases[i].value), cases[i].good);
}

static void
a_login_is_for_one_address_alone(void **state)
{
	static const struct {
		const char *text;
		enum err want;
	} cases[] = {
	    {PROXY "\nbob\nhunter 2", ERR_OK},
	    {PROXY "\nbob\n\xe5\xaf\x86", ERR_OK},
	    {"http://proxy.example:3129\nbob\nhunter 2", ERR_NOT_FOUND},
	    {"http://proxy.example\nbob\nhunter 2", ERR_NOT_FOUND},
	    {PROXY "\n\nhunter 2", ERR_NOT_FOUND},
	    {PROXY "\nbob:\nhunter 2", ERR_NOT_FOUND},
	    {PROXY "\nbob\n", ERR_NOT_FOUND},
	    {PROXY "\nbob\nhunter\n2", ERR_NOT_FOUND},
	    {PROXY "\nbob", ERR_NOT_FOUND},
	    {PROXY, ERR_NOT_FOUND},
	    {"", ERR_NOT_FOUND},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(proxy_login) l = {.password = NULL};

		assert_int_equal(
		    proxy_login_parse(bytes_str(cases[i].text), PROXY, &l),
		    cases[i].want);
		if (cases[i].want == ERR_OK)
			assert_string_equal(l.user, "bob");
		else
			assert_null(l.password);
	}
}

static struct assistant *
open_at(void **state)
{
	const struct assistant_options o = {
	    .home = *state, .clock = clock_system(), .random = random_system()};
	struct assistant *a = NULL;

	assert_int_equal(assistant_open(&o, &a), ERR_OK);
	return a;
}

static void
what_is_stored_is_there_again_until_it_is_forgotten(void **state)
{
	AUTO(assistant) a = open_at(state);
	AUTO(assistant) later = NULL;
	const struct curl_transport *before = a->curl;
	char user[PROXY_USER_SIZE];
	struct stat st;
	bool had;

	assert_int_equal(assistant_proxy_set_login(a, "bob", bytes_str("word")),
	    ERR_FIELD_INVALID);
	assert_string_equal(assistant_failure(a)->field, "proxy");
	assert_int_equal(assistant_setting_set(a, "proxy", PROXY), ERR_OK);
	assert_ptr_not_equal(a->curl, before); /* made anew */
	before = a->curl;
	assert_int_equal(assistant_proxy_user(a, user), ERR_NOT_FOUND);
	assert_int_equal(
	    assistant_proxy_set_login(a, "bob", bytes_str("word")), ERR_OK);
	assert_ptr_not_equal(a->curl, before);
	assert_int_equal(stat(folder_path(state, "proxy.secret"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	later = open_at(state);
	assert_int_equal(assistant_proxy_user(later, user), ERR_OK);
	assert_string_equal(user, "bob");
	/* another proxy does not get it; the same one again does */
	assert_int_equal(
	    assistant_setting_set(a, "proxy", "http://evil.example:3128"),
	    ERR_OK);
	assert_int_equal(assistant_proxy_user(a, user), ERR_NOT_FOUND);
	assert_int_equal(assistant_setting_set(a, "proxy", PROXY), ERR_OK);
	assert_int_equal(assistant_proxy_user(a, user), ERR_OK);
	assert_int_equal(assistant_proxy_forget(a, &had), ERR_OK);
	assert_true(had);
	assert_int_equal(assistant_proxy_user(a, user), ERR_NOT_FOUND);
	assert_int_equal(assistant_proxy_forget(a, &had), ERR_OK);
	assert_false(had);
}

static void
what_cannot_be_a_login_is_refused(void **state)
{
	AUTO(assistant) a = open_at(state);
	char full[PROXY_PASSWORD_MAX + 2];
	static const struct {
		const char *user, *password;
	} cases[] = {
	    {"", "word"},
	    {"bob:", "word"},
	    {"bob\n", "word"},
	    {"bob", ""},
	    {"bob", "two\nlines"},
	    {"bob", "tab\there"},
	};

	assert_int_equal(assistant_setting_set(a, "proxy", PROXY), ERR_OK);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(assistant_proxy_set_login(a, cases[i].user,
				     bytes_str(cases[i].password)),
		    ERR_BAD_TEXT);
	memset(full, 'x', sizeof(full));
	assert_int_equal(assistant_proxy_set_login(
			     a, "bob", BYTES(full, PROXY_PASSWORD_MAX + 1)),
	    ERR_BAD_TEXT);
	assert_int_equal(assistant_proxy_set_login(
			     a, "bob", BYTES(full, PROXY_PASSWORD_MAX)),
	    ERR_OK);
	assert_false(file_exists(folder_path(state, "proxy.secret.tmp")));
}

static void
a_trial_wants_values_that_could_be_set(void **state)
{
	AUTO(assistant) a = open_at(state);
	enum transport_trouble trouble = TRANSPORT_TROUBLE_COUNT;
	const struct proxy_trial setting = {.proxy = NULL};
	const struct proxy_trial wrong = {.proxy = "gopher://x"};
	const struct proxy_trial no_password = {PROXY, "bob", BYTES_NONE};

	assert_int_equal(
	    assistant_proxy_test(a, &setting, &trouble), ERR_OFFICE_UNSET);
	assert_int_equal(
	    assistant_proxy_test(a, &wrong, &trouble), ERR_FIELD_INVALID);
	assert_int_equal(
	    assistant_proxy_test(a, &no_password, &trouble), ERR_BAD_TEXT);
	assert_int_equal(trouble, TRANSPORT_TROUBLE_COUNT);
}

static void
another_office_is_not_shown_the_login(void **state)
{
	AUTO(assistant) a = open_at(state);
	const char *session = folder_path(state, "session");

	assert_int_equal(
	    assistant_setting_set(a, "office", "https://one.example"), ERR_OK);
	folder_write(session, "token");
	a->connected = true;
	assert_int_equal(
	    assistant_setting_set(a, "office", "https://one.example"), ERR_OK);
	assert_true(file_exists(session) && a->connected);
	assert_int_equal(
	    assistant_setting_set(a, "office", "https://two.example"), ERR_OK);
	assert_false(file_exists(session) || a->connected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_address_is_scheme_host_and_port),
	    cmocka_unit_test(a_login_is_for_one_address_alone),
	    IN_FOLDER(what_is_stored_is_there_again_until_it_is_forgotten),
	    IN_FOLDER(what_cannot_be_a_login_is_refused),
	    IN_FOLDER(a_trial_wants_values_that_could_be_set),
	    IN_FOLDER(another_office_is_not_shown_the_login),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
