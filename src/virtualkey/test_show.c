/* SPDX-License-Identifier: Apache-2.0 */
#include "virtualkey/show.h"
#include "virtualkey/testing.h"

static struct vk_state *
some_state(void)
{
	struct vk_state *s = NULL;
	struct vk_application *a;
	struct vk_container *c;
	struct vk_file *f;

	assert_int_equal(vk_state_new(&s), ERR_OK);
	memcpy(s->serial, "S\"1\\", sizeof("S\"1\\"));
	memcpy(s->label, "\xb1\xea\n", 4); /* GBK, and a line's end */
	assert_int_equal(vk_application_add(s, "证书", &a), ERR_OK);
	a->pins[CARD_PIN_USER] = (struct vk_pin){{'k'}, 10, 9, true};
	a->pins[CARD_PIN_ADMIN] = (struct vk_pin){{'k'}, 8, 8, false};
	assert_int_equal(vk_container_add(s, a, "one", &c), ERR_OK);
	c->keys[CARD_SIGN_KEY].present = true;
	assert_int_equal(
	    blob_set(&c->certificates[CARD_ENCRYPT_KEY], bytes_str("cert")),
	    ERR_OK);
	assert_int_equal(vk_file_add(a, "ESCROW", &f), ERR_OK);
	f->read_rights = 255;
	assert_int_equal(blob_set(&f->content, bytes_str("text")), ERR_OK);
	return s;
}

static void
expect(void (*show)(const struct vk_state *s, struct buf *b), const char *want)
{
	AUTO(vk_state) s = some_state();
	AUTO_DONE(buf) got = BUF(10000);

	show(s, &got);
	buf_u8(&got, 0);
	assert_int_equal(buf_status(&got), ERR_OK);
	assert_string_equal((const char *)got.p, want);
}

static void
json_is_one_object_of_valid_text(void **state)
{
	(void)state;
	expect(vk_show_json,
	    "{\"serial\": \"S\\\"1\\\\\", \"label\": \"\xef\xbf\xbd\xef\xbf"
	    "\xbd\xef\xbf\xbd\", \"space\": 131072, \"free\": 130248, "
	    "\"applications\": [{\"name\": \"证书\", \"fileRights\": 0, "
	    "\"pins\": {\"admin\": {\"max\": 8, \"left\": 8, \"initial\": "
	    "false}, \"user\": {\"max\": 10, \"left\": 9, \"initial\": "
	    "true}}, \"containers\": [{\"name\": \"one\", \"signKey\": true, "
	    "\"encryptKey\": false, \"signCertificate\": 0, "
	    "\"encryptCertificate\": 4}], \"files\": [{\"name\": \"ESCROW\", "
	    "\"size\": 4, \"readRights\": 255, \"writeRights\": 0}]}]}\n");
}

static void
people_get_lines(void **state)
{
	(void)state;
	expect(vk_show_text,
	    "serial       S\"1\\\n"
	    "label        \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n"
	    "space        130248 of 131072 octets free\n"
	    "application  证书\n"
	    "  admin PIN  8 of 8 tries left\n"
	    "  user  PIN  9 of 10 tries left  initial\n"
	    "  container  one  sign-key  encrypt-certificate 4\n"
	    "  file       ESCROW  4 octets\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_is_one_object_of_valid_text),
	    cmocka_unit_test(people_get_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
