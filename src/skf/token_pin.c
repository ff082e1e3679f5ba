/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/text.h"
#include "gm/sm4.h"
#include "skf/token_private.h"

#define ADMIN_PIN_LEN 16 /* characters of 5 bits */
#define DEVICE_KEY_DEFAULT "1234567812345678"
#define CHALLENGE_LEN 8 /* octets (GM/T 0016 8.2.3) */

enum err
token_pin_check(struct bytes pin)
{
	if (pin.len < TOKEN_PIN_MIN || pin.len > TOKEN_PIN_MAX)
		return ERR_PIN_LENGTH;
	for (size_t i = 0; i < pin.len; i++)
		if (pin.p[i] < 0x20 || pin.p[i] > 0x7e)
			return ERR_PIN_CHARACTERS;
	return ERR_OK;
}

enum err
token_pin_check_kind(enum carrier_kind kind, struct bytes pin)
{
	if (kind == CARRIER_HARD && pin.len > TOKEN_KEY_PIN_MAX)
		return ERR_PIN_LENGTH_TOKEN;
	return token_pin_check(pin);
}

enum err
token_admin_pin_random(struct gm *gm, struct secret **ret_pin)
{
	static const char alphabet[32] = {"0123456789ABCDEFGHJKMNPQRSTVWXYZ"};
	AUTO(secret) pin = NULL;

	TRY(secret_new(ADMIN_PIN_LEN, &pin));
	TRY(gm_random(gm, secret_data(pin), ADMIN_PIN_LEN));
	for (size_t i = 0; i < ADMIN_PIN_LEN; i++)
		secret_data(pin)[i] =
		    (uint8_t)alphabet[secret_data(pin)[i] % sizeof(alphabet)];
	*ret_pin = TAKE(pin);
	return ERR_OK;
}

/* A PIN as the C string that SKF takes, checked. */
static enum err
pin_string(const struct token *t, struct bytes pin, struct secret **ret_s)
{
	AUTO(secret) s = NULL;

	TRY(token_pin_check_kind(t->lib->kind, pin));
	TRY(secret_new(pin.len + 1, &s));
	memcpy(secret_data(s), pin.p, pin.len);
	*ret_s = TAKE(s);
	return ERR_OK;
}

static const char *
string_of(struct secret *s)
{
	return (const char *)secret_data(s);
}

/*
 * The tries left after a call. Devices differ in whether they set the number
 * on a locked PIN, and some answer PIN_INCORRECT with nothing left.
 */
static enum err
judge(uint32_t sar, uint32_t left, int *reterr_tries)
{
	*reterr_tries = TOKEN_TRIES_UNKNOWN;
	if (sar == SAR_PIN_LOCKED)
		*reterr_tries = 0;
	else if (sar == SAR_PIN_INCORRECT && left <= 255)
		*reterr_tries = (int)left;
	if (sar == SAR_PIN_INCORRECT && left == 0)
		return ERR_PIN_LOCKED;
	return sar_to_err(sar);
}

enum err
token_login(struct token *t, struct bytes pin, int *reterr_tries)
{
	AUTO(secret) s = NULL;
	uint32_t left = 0, sar;

	*reterr_tries = TOKEN_TRIES_UNKNOWN;
	TRY(token_need_application(t));
	TRY(pin_string(t, pin, &s));
	sar = CALL_SKF(t, verify_pin, t->app, USER_TYPE, string_of(s), &left);
	return judge(sar, left, reterr_tries);
}

enum err
token_logout(struct token *t)
{
	TRY(token_need_application(t));
	return sar_to_err(CALL_SKF(t, clear_state, t->app));
}

static enum err
change(struct token *t, uint32_t type, const struct bytes old_new[2],
    int *reterr_tries)
{
	AUTO(secret) old = NULL;
	AUTO(secret) new = NULL;
	uint32_t left = 0, sar;

	*reterr_tries = TOKEN_TRIES_UNKNOWN;
	TRY(token_need_application(t));
	TRY(pin_string(t, old_new[0], &old));
	TRY(pin_string(t, old_new[1], &new));
	sar = CALL_SKF(t, change_pin, t->app, type,
	    ((const char *const[2]){string_of(old), string_of(new)}), &left);
	return judge(sar, left, reterr_tries);
}

enum err
token_change_pin(struct token *t, struct bytes old_pin, struct bytes new_pin,
    int *reterr_tries)
{
	return change(t, USER_TYPE, (const struct bytes[2]){old_pin, new_pin},
	    reterr_tries);
}

enum err
token_change_admin_pin(struct token *t, struct bytes old_pin,
    struct bytes new_pin, int *reterr_tries)
{
	return change(t, ADMIN_TYPE, (const struct bytes[2]){old_pin, new_pin},
	    reterr_tries);
}

enum err
token_unblock(struct token *t, struct bytes admin_pin, struct bytes new_pin,
    int *reterr_tries)
{
	AUTO(secret) admin = NULL;
	AUTO(secret) new = NULL;
	uint32_t left = 0, sar;

	*reterr_tries = TOKEN_TRIES_UNKNOWN;
	TRY(token_need_application(t));
	TRY(pin_string(t, admin_pin, &admin));
	TRY(pin_string(t, new_pin, &new));
	sar = CALL_SKF(
	    t, unblock_pin, t->app, string_of(admin), string_of(new), &left);
	return judge(sar, left, reterr_tries);
}

/* Encrypt the challenge as the device will: ourselves where the cipher is
 * published, else with the device's own. */
static enum err
encrypt_challenge(struct token *t, uint32_t algorithm, struct bytes key,
    uint8_t block[SM4_BLOCK])
{
	if (algorithm == SGD_SM4_ECB)
		return sm4(t->lib->gm, SM4_ECB, true, key.p, NULL,
		    BYTES(block, SM4_BLOCK), block);
	return sar_to_err(
	    CALL_SKF(t, encrypt_block, t->dev, algorithm, key, block));
}

/* GM/T 0016 8.2.3: the device's random, padded with zeros, under its key. */
static enum err
authenticate(struct token *t, struct bytes key)
{
	AUTO_DONE(buf) challenge = BUF(CHALLENGE_LEN);
	uint8_t block[SM4_BLOCK] = {0};
	struct skf_device_info info;
	uint32_t sar;

	if (key.len == 0)
		key = bytes_str(DEVICE_KEY_DEFAULT);
	if (key.len != SM4_KEY_LEN)
		return ERR_DEVICE_KEY_WRONG;
	TRY_SKF(t, device_info, t->dev, &info);
	TRY_SKF(t, random, t->dev, CHALLENGE_LEN, &challenge);
	if (challenge.len != CHALLENGE_LEN)
		return ERR_TOKEN_FAILED;
	memcpy(block, challenge.p, CHALLENGE_LEN);
	TRY(encrypt_challenge(t, info.auth_algorithm, key, block));
	sar = CALL_SKF(t, device_auth, t->dev, BYTES_ARRAY(block));
	return sar == SAR_FAIL || sar == SAR_PIN_INCORRECT
		   ? ERR_DEVICE_KEY_WRONG
		   : sar_to_err(sar);
}

static enum err
create_application(struct token *t, const struct token_setup *s)
{
	AUTO(secret) admin = NULL;
	AUTO(secret) user = NULL;
	struct skf_new_application a = {.name = TOKEN_APPLICATION,
	    .admin_tries = TOKEN_PIN_TRIES,
	    .user_tries = TOKEN_PIN_TRIES,
	    .file_rights = SECURE_USER_ACCOUNT};

	TRY(pin_string(t, s->admin_pin, &admin));
	TRY(pin_string(t, s->user_pin, &user));
	a.admin_pin = string_of(admin);
	a.user_pin = string_of(user);
	return sar_to_err(CALL_SKF(t, create_application, t->dev, &a, &t->app));
}

enum err
token_set_up(struct token *t, const struct token_setup *s)
{
	int left;

	if (t->app != NULL)
		return ERR_TOKEN_NOT_BLANK;
	TRY(token_pin_check_kind(t->lib->kind, s->admin_pin));
	TRY(token_pin_check_kind(t->lib->kind, s->user_pin));
	TRY(authenticate(t, s->device_key));
	if (s->label != NULL)
		TRY(token_set_label(t, s->label));
	TRY(create_application(t, s));
	return token_login(t, s->user_pin, &left);
}

enum err
token_erase(struct token *t, struct bytes device_key)
{
	TRY(token_need_application(t));
	TRY(authenticate(t, device_key));
	TRY_SKF(t, delete_application, t->dev, TOKEN_APPLICATION);
	(void)CALL_SKF(t, close_application, t->app); /* it is gone */
	t->app = NULL;
	return ERR_OK;
}

enum err
token_check_device_key(struct token *t, struct bytes device_key)
{
	return authenticate(t, device_key);
}

enum err
token_change_device_key(
    struct token *t, struct bytes old_key, struct bytes new_key)
{
	enum err e;

	if (new_key.len != SM4_KEY_LEN)
		return ERR_DEVICE_KEY_WRONG;
	TRY(authenticate(t, old_key));
	TRY_SKF(t, change_auth_key, t->dev, new_key);
	e = authenticate(t, new_key);
	return e == ERR_DEVICE_KEY_WRONG ? ERR_TOKEN_FAILED : e;
}

enum err
token_device_key_parse(struct bytes text, struct secret **ret_key)
{
	AUTO(secret) key = NULL;
	size_t len;

	if (text.len == SM4_KEY_LEN)
		return secret_copy(text, ret_key);
	TRY(secret_new(SM4_KEY_LEN, &key));
	if (text_unhex(text, secret_data(key), SM4_KEY_LEN, &len) != ERR_OK ||
	    len != SM4_KEY_LEN)
		return ERR_DEVICE_KEY_WRONG;
	*ret_key = TAKE(key);
	return ERR_OK;
}
