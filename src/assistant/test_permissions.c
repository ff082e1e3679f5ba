/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/permissions.h"

#include <sys/stat.h>

#include "assistant/proxy.h"
#include "base/folder_testing.h"

#define HEAD "cert-assistant permissions 1\n"
#define SITE "https://wssq.example"
#define SINCE " 2026-11-22T08:00:00Z\n"
#define NOW 1795334400 /* 2026-11-22T08:00:00Z */

static void
a_site_is_an_origin_as_browsers_write_it(void **state)
{
	static const struct {
		const char *site;
		bool good;
	} cases[] = {
	    {"https://wssq.example", true},
	    {"https://wssq.example:8443", true},
	    {"https://xn--fiq228c.example", true},
	    {"https://[2001:db8::1]", true},
	    {"http://127.0.0.1:8443", true},
	    {"http://[::1]", true},
	    {"http://localhost:1", true},
	    {"http://wssq.example", false},
	    {"http://localhost.example", false},
	    {"http://localhost:80", false},
	    {"https://wssq.example:443", false},
	    {"https://wssq.example:0443", false},
	    {"https://wssq.example:0", false},
	    {"https://wssq.example:65536", false},
	    {"https://wssq.example/", false},
	    {"https://wssq.example/path", false},
	    {"https://Wssq.example", false},
	    {"https://user@wssq.example", false},
	    {"https://", false},
	    {"https://[]", false},
	    {"https://[::1", false},
	    {"https://\xe4\xb8\xad.example", false},
	    {"file:///etc/passwd", false},
	    {"null", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(permission_site(cases[i].site), cases[i].good);
}

static enum err
parse(const char *text, struct permissions *p)
{
	return permissions_parse(bytes_str(text), p);
}

static void
a_file_that_is_not_just_so_is_refused(void **state)
{
	static const char *const wrong[] = {
	    "",
	    "cert-assistant permissions 1",
	    "cert-assistant permissions 2\n",
	    HEAD "\n",
	    HEAD SITE " 0a" SINCE SITE " 0a" SINCE, /* twice */
	    HEAD SITE "  0a" SINCE,
	    HEAD SITE " 0A" SINCE,
	    HEAD SITE " 0a0" SINCE,
	    HEAD SITE " " SINCE,
	    HEAD SITE " 0a 2026-11-22T08:00:00Z",
	    HEAD SITE " 0a 2026-02-30T08:00:00Z\n",
	    HEAD SITE " 0a 2026-11-22T08:00:00Z \n",
	    HEAD "wssq.example 0a" SINCE,
	};
	struct permissions *p = calloc(1, sizeof(*p));

	(void)state;
	assert_non_null(p);
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(parse(wrong[i], p), ERR_BAD_MESSAGE);
	assert_int_equal(parse(HEAD, p), ERR_OK);
	assert_int_equal(p->count, 0);
	assert_int_equal(
	    parse(HEAD SITE " 0a" SINCE SITE " 0b" SINCE, p), ERR_OK);
	assert_int_equal(p->count, 2);
	assert_string_equal(p->rows[0].site, SITE);
	assert_string_equal(p->rows[1].serial, "0b");
	assert_int_equal(p->rows[1].since, NOW);
	permissions_free(p);
}

static void
there_is_a_limit(void **state)
{
	struct permissions *p = calloc(1, sizeof(*p));
	AUTO_DONE(buf) text = BUF(PERMISSIONS_FILE_MAX);

	(void)state;
	assert_non_null(p);
	buf_str(&text, HEAD);
	for (unsigned i = 0; i < PERMISSIONS_MAX; i++)
		buf_printf(&text, SITE " %04x" SINCE, i);
	assert_int_equal(permissions_parse(buf_bytes(&text), p), ERR_OK);
	assert_int_equal(p->count, PERMISSIONS_MAX);
	buf_printf(&text, SITE " %04x" SINCE, PERMISSIONS_MAX);
	assert_int_equal(
	    permissions_parse(buf_bytes(&text), p), ERR_BAD_MESSAGE);
	permissions_free(p);
}

static struct assistant *
open_at(void **state)
{
	static int64_t now = NOW;
	const struct assistant_options o = {.home = *state,
	    .clock = clock_fixed(&now),
	    .random = random_system()};
	struct assistant *a = NULL;

	assert_int_equal(assistant_open(&o, &a), ERR_OK);
	return a;
}

static void
what_was_permitted_is_until_it_is_forbidden(void **state)
{
	AUTO(assistant) a = open_at(state);
	AUTO(assistant) other = open_at(state);
	struct stat st;

	assert_false(assistant_is_permitted(a, SITE, "0a"));
	assert_int_equal(assistant_permit(a, SITE, "0a"), ERR_OK);
	assert_int_equal(assistant_permit(a, SITE, "0b"), ERR_OK);
	assert_int_equal(stat(folder_path(state, "permissions"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(assistant_is_permitted(other, SITE, "0a"));
	assert_false(assistant_is_permitted(other, SITE, "0c"));
	assert_false(
	    assistant_is_permitted(other, "https://wssq.example:8443", "0a"));
	assert_int_equal(assistant_forbid(other, SITE, "0a"), ERR_OK);
	assert_false(assistant_is_permitted(a, SITE, "0a"));
	assert_int_equal(assistant_forbid(a, SITE, "0a"), ERR_NOT_FOUND);
	assert_int_equal(assistant_permit(a, SITE, "0a"), ERR_OK);
	assert_int_equal(assistant_forbid(a, SITE, NULL), ERR_OK);
	assert_false(assistant_is_permitted(a, SITE, "0b"));
	assert_int_equal(
	    assistant_permit(a, "http://x.example", "0a"), ERR_FIELD_INVALID);
	assert_int_equal(assistant_permit(a, SITE, "xx"), ERR_FIELD_INVALID);
}

static void
the_oldest_makes_room(void **state)
{
	AUTO(assistant) a = open_at(state);
	AUTO(permissions) p = NULL;
	char serial[8];

	for (unsigned i = 0; i <= PERMISSIONS_MAX; i++) {
		(void)snprintf(serial, sizeof(serial), "%04x", i);
		assert_int_equal(assistant_permit(a, SITE, serial), ERR_OK);
		if (i == 1) /* which renews it */
			assert_int_equal(
			    assistant_permit(a, SITE, "0000"), ERR_OK);
	}
	assert_false(assistant_is_permitted(a, SITE, "0001"));
	assert_true(assistant_is_permitted(a, SITE, "0000"));
	assert_int_equal(assistant_permissions(a, &p), ERR_OK);
	assert_int_equal(p->count, PERMISSIONS_MAX);
}

static void
a_broken_file_permits_nothing_and_is_replaced(void **state)
{
	AUTO(assistant) a = open_at(state);

	folder_write(folder_path(state, "permissions"),
	    HEAD SITE " 0a" SINCE "and more");
	assert_false(assistant_is_permitted(a, SITE, "0a"));
	assert_int_equal(assistant_permit(a, SITE, "0b"), ERR_OK);
	folder_expect_content(
	    folder_path(state, "permissions"), HEAD SITE " 0b" SINCE);
}

static void
forgetting_takes_permissions_and_the_proxys_login(void **state)
{
	AUTO(assistant) a = open_at(state);
	struct forgotten f;

	assert_int_equal(
	    assistant_setting_set(a, "proxy", "http://proxy.example:3128"),
	    ERR_OK);
	assert_int_equal(
	    assistant_proxy_set_login(a, "bob", bytes_str("word")), ERR_OK);
	assert_int_equal(assistant_permit(a, SITE, "0a"), ERR_OK);
	assert_int_equal(assistant_permit(a, SITE, "0b"), ERR_OK);
	assert_int_equal(assistant_forget(a, &f), ERR_OK);
	assert_true(f.proxy_login);
	assert_int_equal(f.permissions, 2);
	assert_false(assistant_is_permitted(a, SITE, "0a"));
	assert_false(file_exists(folder_path(state, "proxy.secret")));
	assert_int_equal(assistant_forget(a, &f), ERR_OK);
	assert_false(f.proxy_login);
	assert_int_equal(f.permissions, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_site_is_an_origin_as_browsers_write_it),
	    cmocka_unit_test(a_file_that_is_not_just_so_is_refused),
	    cmocka_unit_test(there_is_a_limit),
	    IN_FOLDER(what_was_permitted_is_until_it_is_forbidden),
	    IN_FOLDER(the_oldest_makes_room),
	    IN_FOLDER(a_broken_file_permits_nothing_and_is_replaced),
	    IN_FOLDER(forgetting_takes_permissions_and_the_proxys_login),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
