/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"

static const struct route table[] = {
    {"GET", "/things", "list", 0, NULL, 200, NULL, {0}},
    {"POST", "/things", "make", 0, NULL, 201, NULL, {ERR_NOT_FOUND}},
    {"GET", "/things/{id}", "show", SESSION_HOLDER, NULL, 200, NULL, {0}},
    {"POST", "/things/{id}/confirm", "confirm", 0, NULL, 200, NULL, {0}},
    {"GET", "/part-{n}.list", "part", 0, NULL, 200, NULL, {0}},
    {"GET", "/ask/{request}", "ask", 0, NULL, 200, NULL, {0}},
    {"GET", "/part-{n}-new.list", "new", 0, NULL, 200, NULL, {0}},
    {0},
};

static const struct {
	const char *method, *path;
	enum err want;
	const char *name, *param, *allow;
} cases[] = {
    {"GET", "/things", ERR_OK, "list", "", NULL},
    {"HEAD", "/things", ERR_OK, "list", "", NULL},
    {"POST", "/things", ERR_OK, "make", "", NULL},
    {"DELETE", "/things", ERR_METHOD_NOT_ALLOWED, NULL, NULL,
	"GET, HEAD, POST"},
    {"OPTIONS", "/things", ERR_METHOD_NOT_ALLOWED, NULL, NULL,
	"GET, HEAD, POST"},
    {"HEAD", "/things/" ID "/confirm", ERR_METHOD_NOT_ALLOWED, NULL, NULL,
	"POST"},
    {"GET", "/things/" ID, ERR_OK, "show", ID, NULL},
    {"POST", "/things/" ID "/confirm", ERR_OK, "confirm", ID, NULL},
    {"GET", "/things/", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/things/" ID "0", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/things/" ID "/", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/things/0123456789ABCDEF0123456789ABCDEF", ERR_NOT_FOUND, NULL,
	NULL, ""},
    {"GET", "/things/../things", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/ask/MEIw/+A=", ERR_OK, "ask", "", NULL},
    {"GET", "/ask/", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/part-0.list", ERR_OK, "part", "0", NULL},
    {"GET", "/part-123456789.list", ERR_OK, "part", "123456789", NULL},
    {"GET", "/part-17-new.list", ERR_OK, "new", "17", NULL},
    {"GET", "/part-1234567890.list", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/part-01.list", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/part-.list", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/part--1.list", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/part-1.list/", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "/thing", ERR_NOT_FOUND, NULL, NULL, ""},
    {"GET", "", ERR_NOT_FOUND, NULL, NULL, ""},
    {"get", "/things", ERR_METHOD_NOT_ALLOWED, NULL, NULL, "GET, HEAD, POST"},
};

static void
a_path_finds_its_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct route_wanted w = {cases[i].method, cases[i].path};
		const struct route *r = NULL;
		char param[REQUEST_PARAM_SIZE], allow[REPLY_ALLOW_SIZE];

		assert_int_equal(
		    route_find(table, &w, &r, param, allow), cases[i].want);
		if (cases[i].want == ERR_OK) {
			assert_string_equal(r->name, cases[i].name);
			assert_string_equal(param, cases[i].param);
		} else {
			assert_null(r);
			assert_string_equal(allow, cases[i].allow);
		}
	}
}

static void
a_table_describes_itself(void **state)
{
	json_t *all = routes_json(table);
	json_t *make = json_array_get(all, 1);
	json_t *show = json_array_get(all, 2);

	(void)state;
	assert_int_equal(json_array_size(all), 7);
	assert_string_equal(json_string_value(json_array_get(
				json_object_get(make, "errors"), 0)),
	    "NOT_FOUND");
	assert_int_equal(json_array_size(json_object_get(show, "sessions")), 2);
	json_decref(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_path_finds_its_row),
	    cmocka_unit_test(a_table_describes_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
