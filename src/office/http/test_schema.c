/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct inner {
	const char *id;
};
struct outer {
	const char *name, *colour;
	struct bytes proof;
	struct inner inner;
};

static const char *const colours[] = {"red", "green", NULL};
static const struct schema_member inner_members[] = {
    SCHEMA_TEXT(struct inner, id, "id", 4),
};
static const struct schema inner_schema = SCHEMA("Inner", inner_members);
static const struct schema_member outer_members[] = {
    SCHEMA_TEXT(struct outer, name, "name", 3),
    SCHEMA_ENUM(struct outer, colour, "colour", 8, colours),
    SCHEMA_BASE64(struct outer, proof, "proof", 4),
    SCHEMA_OBJECT(struct outer, inner, "inner", &inner_schema, true),
};
static const struct schema outer_schema = SCHEMA("Outer", outer_members);

#define BODY(name, colour, proof, rest) \
	"{\"name\":" name ",\"colour\":" colour ",\"proof\":" proof rest "}"

static const struct {
	const char *text, *where; /* where NULL: is read */
} cases[] = {
    {BODY("\"abc\"", "\"red\"", "\"AAEC\"", ""), NULL},
    {BODY("\"汉汉汉\"", "\"red\"", "\"\"", ""), NULL}, /* characters */
    {BODY("\"abc\"", "\"red\"", "\"AAECAw==\"", ",\"inner\":{\"id\":\"1\"}"),
	NULL},
    {BODY("\"abcd\"", "\"red\"", "\"AAEC\"", ""), "name"}, /* one too long */
    {BODY("7", "\"red\"", "\"AAEC\"", ""), "name"},
    {BODY("null", "\"red\"", "\"AAEC\"", ""), "name"},
    {BODY("\"a\\u0000\"", "\"red\"", "\"AAEC\"", ""), ""},
    {BODY("\"abc\"", "\"blue\"", "\"AAEC\"", ""), "colour"},
    {BODY("\"abc\"", "\"Red\"", "\"AAEC\"", ""), "colour"},
    {BODY("\"abc\"", "\"red\"", "\"AAECAwQ=\"", ""), "proof"}, /* 5 octets */
    {BODY("\"abc\"", "\"red\"", "\"AAE\"", ""), "proof"},      /* no padding */
    {BODY("\"abc\"", "\"red\"", "\"AA EC\"", ""), "proof"},
    {BODY("\"abc\"", "\"red\"", "7", ""), "proof"},
    {BODY("\"abc\"", "\"red\"", "\"AAEC\"", ",\"inner\":{}"), "id"},
    {BODY("\"abc\"", "\"red\"", "\"AAEC\"", ",\"inner\":7"), "inner"},
    {BODY("\"abc\"", "\"red\"", "\"AAEC\"", ",\"inner\":null"), "inner"},
    {BODY(
	 "\"abc\"", "\"red\"", "\"AAEC\"", ",\"inner\":{\"id\":\"1\",\"x\":1}"),
	""},
    {BODY("\"abc\"", "\"red\"", "\"AAEC\"", ",\"more\":1"), ""},
    {BODY("\"abc\"", "\"red\"", "\"AAEC\"", ",\"name\":\"x\""), ""}, /* twice */
    {BODY("\"abc\"", "\"red\"", "\"AAEC\"", "") "x", ""},
    {"{\"name\":\"abc\"}", "colour"}, {"{}", "name"}, {"[]", ""}, {"", ""},
    {"\"abc\"", ""}, {"{\"name\":\"\xff\"}", ""}, /* no UTF-8 */
};

static void
only_what_the_schema_says_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(body) b = {0};
		const char *where = NULL;
		enum err e = body_read(
		    &outer_schema, bytes_str(cases[i].text), &b, &where);

		if (cases[i].where == NULL) {
			assert_int_equal(e, ERR_OK);
			continue;
		}
		assert_int_equal(e, ERR_BAD_REQUEST);
		assert_string_equal(where, cases[i].where);
		assert_null(b.json);
	}
}

static void
members_arrive_in_the_struct(void **state)
{
	AUTO_DONE(body) b = {0};
	const char *where;
	const struct outer *o;

	(void)state;
	assert_int_equal(body_read(&outer_schema,
			     bytes_str(BODY("\"abc\"", "\"green\"",
				 "\"AAECAw==\"", ",\"inner\":{\"id\":\"1\"}")),
			     &b, &where),
	    ERR_OK);
	o = (const struct outer *)(const void *)b.value;
	assert_string_equal(o->name, "abc");
	assert_string_equal(o->colour, "green");
	assert_true(bytes_equal(o->proof, BYTES("\0\1\2\3", 4)));
	assert_string_equal(o->inner.id, "1");
}

static void
an_optional_object_left_out_is_empty(void **state)
{
	AUTO_DONE(body) b = {0};
	const char *where;
	const struct outer *o;

	(void)state;
	assert_int_equal(
	    body_read(&outer_schema,
		bytes_str(BODY("\"a\"", "\"red\"", "\"\"", "")), &b, &where),
	    ERR_OK);
	o = (const struct outer *)(const void *)b.value;
	assert_null(o->inner.id);
}

static void
a_schema_describes_itself(void **state)
{
	json_t *json = schema_json(&outer_schema);
	json_t *properties = json_object_get(json, "properties");
	json_t *proof = json_object_get(properties, "proof");

	(void)state;
	assert_int_equal(json_object_size(properties), 4);
	assert_int_equal(json_array_size(json_object_get(json, "required")), 3);
	assert_true(
	    json_is_false(json_object_get(json, "additionalProperties")));
	assert_int_equal(
	    json_integer_value(json_object_get(proof, "maxLength")), 8);
	json_decref(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_what_the_schema_says_is_read),
	    cmocka_unit_test(members_arrive_in_the_struct),
	    cmocka_unit_test(an_optional_object_left_out_is_empty),
	    cmocka_unit_test(a_schema_describes_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
