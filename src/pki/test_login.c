/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "pki/login.h"

#define NONCE_32 "0123456789abcdef0123456789abcdef"
#define LABEL_63 \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HOST_253                      \
	LABEL_63                      \
	"." LABEL_63 "." LABEL_63 "." \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *origin;
	enum err want;
} origins[] = {
    {"https://portal.example", ERR_OK},
    {"https://portal.example:8443", ERR_OK},
    {"https://192.0.2.1", ERR_OK},
    {"https://127.0.0.1:8443", ERR_OK},
    {"https://[::1]:8443", ERR_OK},
    {"https://xn--fiqs8s.example", ERR_OK},
    {"https://a-b.example", ERR_OK},
    {"https://" HOST_253, ERR_OK},
    {"http://127.0.0.1:8080", ERR_OK},
    {"http://127.0.0.1", ERR_OK},
    {"http://localhost:8080", ERR_OK},
    {"http://[::1]:8080", ERR_OK},
    {"https://portal.example:65535", ERR_OK},
    {"", ERR_FIELD_INVALID},
    {"null", ERR_FIELD_INVALID},
    {"https://", ERR_FIELD_INVALID},
    {"https://portal.example/", ERR_FIELD_INVALID},
    {"https://portal.example/path", ERR_FIELD_INVALID},
    {"https://portal.example?q", ERR_FIELD_INVALID},
    {"https://Portal.example", ERR_FIELD_INVALID},
    {"HTTPS://portal.example", ERR_FIELD_INVALID},
    {"https://portal.example:443", ERR_FIELD_INVALID},
    {"https://portal.example:0443", ERR_FIELD_INVALID},
    {"https://portal.example:", ERR_FIELD_INVALID},
    {"https://portal.example:0", ERR_FIELD_INVALID},
    {"https://portal.example:65536", ERR_FIELD_INVALID},
    {"https://portal.example:8443x", ERR_FIELD_INVALID},
    {"https://user@portal.example", ERR_FIELD_INVALID},
    {"https://portal..example", ERR_FIELD_INVALID},
    {"https://.example", ERR_FIELD_INVALID},
    {"https://portal.", ERR_FIELD_INVALID},
    {"https://-portal.example", ERR_FIELD_INVALID},
    {"https://portal-.example", ERR_FIELD_INVALID},
    {"https://por tal.example", ERR_FIELD_INVALID},
    {"https://a" LABEL_63, ERR_FIELD_INVALID},
    {"https://a" HOST_253, ERR_FIELD_INVALID},
    {"https://[::1", ERR_FIELD_INVALID},
    {"https://[::2]", ERR_FIELD_INVALID},
    {"http://portal.example", ERR_FIELD_INVALID},
    {"http://127.0.0.1:80", ERR_FIELD_INVALID},
    {"http://127.0.0.1.example:8080", ERR_FIELD_INVALID},
    {"http://127.0.0.2:8080", ERR_FIELD_INVALID},
    {"ftp://127.0.0.1", ERR_FIELD_INVALID},
};

static void
only_secure_and_loopback_origins_pass(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(origins); i++)
		if (login_origin_check(origins[i].origin) != origins[i].want)
			fail_msg("%s", origins[i].origin);
}

/* The two halves made by: printf %s … | openssl dgst -sm3 */
static void
the_message_is_two_digests(void **state)
{
	static const uint8_t want[LOGIN_MESSAGE_LEN] = {
	    0x66,
	    0x72,
	    0xc6,
	    0x9a,
	    0x38,
	    0x45,
	    0x74,
	    0x97,
	    0x7b,
	    0x95,
	    0xb0,
	    0xb0,
	    0xdf,
	    0x99,
	    0xce,
	    0xbf,
	    0x54,
	    0x7c,
	    0x43,
	    0x4f,
	    0x21,
	    0x7c,
	    0xc3,
	    0x98,
	    0x73,
	    0x15,
	    0x63,
	    0x58,
	    0xb7,
	    0x9e,
	    0x4d,
	    0xa6,
	    0x06,
	    0x5d,
	    0xfd,
	    0x8c,
	    0x28,
	    0xa6,
	    0xbb,
	    0x56,
	    0x14,
	    0x8a,
	    0x5a,
	    0x39,
	    0xe4,
	    0x2b,
	    0x5c,
	    0x84,
	    0x01,
	    0xc8,
	    0x56,
	    0xf5,
	    0x6d,
	    0x1a,
	    0x68,
	    0x77,
	    0x57,
	    0x31,
	    0x27,
	    0x2d,
	    0x43,
	    0x89,
	    0x07,
	    0xbc,
	};
	AUTO(gm) gm = NULL;
	uint8_t message[LOGIN_MESSAGE_LEN];

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	assert_int_equal(
	    login_message(gm, "https://portal.example", NONCE_32, message),
	    ERR_OK);
	assert_memory_equal(message, want, sizeof(want));
}

static void
a_nonce_has_its_limits(void **state)
{
	AUTO(gm) gm = NULL;
	uint8_t message[LOGIN_MESSAGE_LEN];
	char nonce[LOGIN_NONCE_MAX + 2];
	const char *origin = "https://portal.example";

	(void)state;
	assert_int_equal(gm_new(&gm), ERR_OK);
	memset(nonce, 'n', sizeof(nonce));
	nonce[LOGIN_NONCE_MAX + 1] = '\0';
	assert_int_equal(
	    login_message(gm, origin, nonce, message), ERR_FIELD_INVALID);
	nonce[LOGIN_NONCE_MAX] = '\0';
	assert_int_equal(login_message(gm, origin, nonce, message), ERR_OK);
	nonce[LOGIN_NONCE_MIN] = '\0';
	assert_int_equal(login_message(gm, origin, nonce, message), ERR_OK);
	nonce[LOGIN_NONCE_MIN - 1] = '\0';
	assert_int_equal(
	    login_message(gm, origin, nonce, message), ERR_FIELD_INVALID);
	assert_int_equal(login_message(gm, origin, NONCE_32 " ", message),
	    ERR_FIELD_INVALID);
	assert_int_equal(login_message(gm, origin, NONCE_32 "\xc3", message),
	    ERR_FIELD_INVALID);
	assert_int_equal(
	    login_message(gm, "http://portal.example", NONCE_32, message),
	    ERR_FIELD_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_secure_and_loopback_origins_pass),
	    cmocka_unit_test(the_message_is_two_digests),
	    cmocka_unit_test(a_nonce_has_its_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
