/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/testing.h"

static const uint8_t id[MODEL_ID_LEN] = "application id .";
static const uint8_t other_id[MODEL_ID_LEN] = "another app id .";

static void
a_box_opens_only_in_its_place(void **state)
{
	static const struct place place = {"sign", "S1", id, "c"};
	static const struct place others[] = {
	    {"encrypt", "S1", id, "c"},
	    {"sign", "S2", id, "c"},
	    {"sign", "S1", other_id, "c"},
	    {"sign", "S1", NULL, "c"},
	    {"sign", "S1", id, "d"},
	    {"sign", "S1", id, NULL},
	    {"sign", "S1c", id, ""},
	};
	struct folder *f = *state;
	const struct bytes key = bytes_str("0123456789abcdef0123456789abcdef");
	AUTO(secret) plain = NULL;
	struct box box;

	assert_int_equal(
	    box_seal(f->gm, key, &place, bytes_str("secret"), &box), ERR_OK);
	assert_int_equal(box_open(f->gm, key, &place, &box, &plain), ERR_OK);
	assert_true(bytes_equal(secret_bytes(plain), bytes_str("secret")));
	for (size_t i = 0; i < COUNT(others); i++) {
		AUTO(secret) none = NULL;

		assert_int_equal(box_open(f->gm, key, &others[i], &box, &none),
		    ERR_SIGNATURE_INVALID);
		assert_null(none);
	}
}

static struct pin_use
use_of(const char *pin, const char *binding)
{
	return (struct pin_use){.binding_key = bytes_str(binding),
	    .place = {"pin-user", "S1", id, NULL},
	    .pin = bytes_str(pin)};
}

static void
a_pin_opens_its_slot_with_its_binding(void **state)
{
	struct folder *f = *state;
	const struct pin_use right = use_of("123456", "binding");
	const struct pin_use wrong = use_of("123457", "binding");
	const struct pin_use elsewhere = use_of("123456", "another computer");
	struct pin_slot slot = {.cost = CHEAP_COST, .max = 10, .left = 10};
	AUTO(secret) key = NULL;
	AUTO(secret) none = NULL;

	assert_int_equal(
	    pin_slot_seal(f->gm, &right, bytes_str("application key"), &slot),
	    ERR_OK);
	assert_int_equal(pin_slot_open(f->gm, &right, &slot, &key), ERR_OK);
	assert_true(
	    bytes_equal(secret_bytes(key), bytes_str("application key")));
	assert_int_equal(
	    pin_slot_open(f->gm, &wrong, &slot, &none), ERR_PIN_WRONG);
	assert_int_equal(
	    pin_slot_open(f->gm, &elsewhere, &slot, &none), ERR_PIN_WRONG);
	slot.salt[0] ^= 1;
	assert_int_equal(
	    pin_slot_open(f->gm, &right, &slot, &none), ERR_PIN_WRONG);
}

static void
the_same_pin_never_seals_the_same(void **state)
{
	struct folder *f = *state;
	const struct pin_use use = use_of("123456", "binding");
	struct pin_slot a = {.cost = CHEAP_COST}, b = {.cost = CHEAP_COST};

	assert_int_equal(
	    pin_slot_seal(f->gm, &use, bytes_str("key"), &a), ERR_OK);
	assert_int_equal(
	    pin_slot_seal(f->gm, &use, bytes_str("key"), &b), ERR_OK);
	assert_memory_not_equal(a.salt, b.salt, sizeof(a.salt));
	assert_memory_not_equal(a.key.octets, b.key.octets, a.key.len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_box_opens_only_in_its_place),
	    cmocka_unit_test(a_pin_opens_its_slot_with_its_binding),
	    cmocka_unit_test(the_same_pin_never_seals_the_same),
	};

	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
