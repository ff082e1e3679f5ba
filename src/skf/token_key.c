/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gm/sm4.h"
#include "skf/token_private.h"

enum err
token_container_open(
    struct token *t, const char *name, struct token_container_handle *ret_c)
{
	void *handle;
	enum err e;

	TRY(token_need_application(t));
	e = sar_to_err(CALL_SKF(t, open_container, t->app, name, &handle));
	if (e == ERR_FILE_MISSING) /* the standard has no code of its own */
		return ERR_CONTAINER_MISSING;
	TRY(e);
	*ret_c = (struct token_container_handle){t, handle};
	return ERR_OK;
}

void
token_container_handle_done(struct token_container_handle *c)
{
	if (c->handle != NULL)
		(void)CALL_SKF(c->t, close_container, c->handle);
	c->handle = NULL;
}

static enum err
container_name_check(const char *name)
{
	size_t len = strlen(name);

	if (len < 1 || len >= TOKEN_CONTAINER_SIZE ||
	    !text_is_plain(bytes_str(name)))
		return ERR_BAD_TEXT;
	return ERR_OK;
}

/* --- containers --- */

/* What is absent is said in different ways: any failure here is "not there",
 * but for a device that is gone. */
static enum err
has_cert(const struct token_container_handle *c, bool sign, bool *ret_has)
{
	AUTO_DONE(buf) der = BUF(CERT_DER_MAX * 2);
	enum err e =
	    sar_to_err(CALL_SKF(c->t, read_cert, c->handle, sign, &der));

	if (e == ERR_TOKEN_REMOVED || e == ERR_NOMEM)
		return e;
	*ret_has = e == ERR_OK && der.len > 0;
	return ERR_OK;
}

static enum err
has_key(const struct token_container_handle *c, bool sign, bool *ret_has)
{
	struct sm2_public key;
	enum err e =
	    sar_to_err(CALL_SKF(c->t, public_key, c->handle, sign, &key));

	if (e == ERR_TOKEN_REMOVED || e == ERR_NOMEM)
		return e;
	*ret_has = e == ERR_OK;
	return ERR_OK;
}

static enum err
describe(struct token *t, const char *name, struct token_container *row)
{
	AUTO_DONE(token_container_handle) c = {0};

	memcpy(row->name, name, strlen(name) + 1);
	TRY(token_container_open(t, name, &c));
	TRY(has_key(&c, true, &row->has_sign_key));
	TRY(has_key(&c, false, &row->has_encrypt_key));
	TRY(has_cert(&c, true, &row->has_sign_cert));
	return has_cert(&c, false, &row->has_encrypt_cert);
}

static enum err
add_container(struct token_containers *list, const struct token_container *row)
{
	struct token_container *more =
	    realloc(list->rows, (list->count + 1) * sizeof(*list->rows));

	if (more == NULL)
		return ERR_NOMEM;
	list->rows = more;
	list->rows[list->count++] = *row;
	return ERR_OK;
}

enum err
token_containers_list(struct token *t, struct token_containers **ret_list)
{
	AUTO(token_containers) list = NULL;
	AUTO_DONE(buf) names = BUF(TOKEN_LIST_MAX);
	struct reader r;
	const char *name;

	TRY(token_need_application(t));
	TRY_SKF(t, enum_containers, t->app, &names);
	list = calloc(1, sizeof(*list));
	if (list == NULL)
		return ERR_NOMEM;
	r = reader_of(buf_bytes(&names));
	while ((name = token_next_name(&r)) != NULL) {
		struct token_container row = {.name = ""};

		if (container_name_check(name) != ERR_OK)
			continue; /* another program's: not ours to show */
		TRY(describe(t, name, &row));
		TRY(add_container(list, &row));
	}
	*ret_list = TAKE(list);
	return ERR_OK;
}

void
token_containers_free(struct token_containers *list)
{
	if (list == NULL)
		return;
	free(list->rows);
	free(list);
}

enum err
token_container_create(struct token *t, const char *name)
{
	AUTO_DONE(token_container_handle) c = {.t = t};
	enum err e;

	TRY(token_need_application(t));
	TRY(container_name_check(name));
	e = sar_to_err(CALL_SKF(t, create_container, t->app, name, &c.handle));
	return e == ERR_FILE_EXISTS ? ERR_CONTAINER_EXISTS : e;
}

enum err
token_container_delete(struct token *t, const char *name)
{
	enum err e;

	TRY(token_need_application(t));
	TRY(container_name_check(name));
	e = sar_to_err(CALL_SKF(t, delete_container, t->app, name));
	return e == ERR_FILE_MISSING ? ERR_CONTAINER_MISSING : e;
}

/* --- keys --- */

/* Headers of 2010 and GB/T 33560 number "SM2 for signatures" differently; a
 * device that goes by one refuses the other before it does anything. */
enum err
token_generate(
    struct token *t, const char *container, struct sm2_public *ret_key)
{
	static const uint32_t ids[] = {SGD_SM2_1_DRAFT, SGD_SM2_1};
	AUTO_DONE(token_container_handle) c = {0};
	uint32_t sar = SAR_FAIL;

	TRY(token_container_open(t, container, &c));
	for (size_t i = 0; i < COUNT(ids); i++) {
		sar = CALL_SKF(t, generate, c.handle, ids[i], ret_key);
		if (sar != SAR_INVALIDPARAMERR && sar != SAR_NOTSUPPORTYETERR)
			break;
	}
	return sar_to_err(sar);
}

enum err
token_public_key(struct token *t, const char *container, enum token_usage usage,
    struct sm2_public *ret_key)
{
	AUTO_DONE(token_container_handle) c = {0};

	TRY(token_container_open(t, container, &c));
	return sar_to_err(
	    CALL_SKF(t, public_key, c.handle, usage == TOKEN_SIGN, ret_key));
}

enum err
token_sign_digest(struct token *t, const char *container,
    const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig)
{
	AUTO_DONE(token_container_handle) c = {0};

	TRY(token_container_open(t, container, &c));
	return sar_to_err(CALL_SKF(t, sign_digest, c.handle, e, ret_sig));
}

enum err
token_key_init(struct token *t, const char *container, struct token_key *ret_k)
{
	struct token_key k = {.token = t};

	TRY(container_name_check(container));
	memcpy(k.container, container, strlen(container) + 1);
	TRY(token_public_key(t, container, TOKEN_SIGN, &k.key));
	*ret_k = k;
	return ERR_OK;
}

static enum err
signer_sign_digest(
    void *self, const uint8_t e[SM3_LEN], struct sm2_signature *ret_sig)
{
	const struct token_key *k = self;

	return token_sign_digest(k->token, k->container, e, ret_sig);
}

struct signer
token_signer(struct token_key *k)
{
	return (struct signer){k->key, signer_sign_digest, k};
}

/* A device that looks for the 32 octets at the other end of the field finds
 * a key that does not fit the public one, and says so; so both are tried. */
enum err
token_import_envelope(
    struct token *t, const char *container, const struct envelope *e)
{
	static const enum skf_envelope_form forms[] = {
	    SKF_ENVELOPE_RIGHT, SKF_ENVELOPE_LEFT};
	AUTO_DONE(token_container_handle) c = {0};
	enum err result = ERR_ENVELOPE_KEY;

	TRY(token_container_open(t, container, &c));
	for (size_t i = 0; i < COUNT(forms); i++) {
		result = sar_to_err(
		    CALL_SKF(t, import_envelope, c.handle, e, forms[i]));
		if (result != ERR_ENVELOPE_KEY && result != ERR_TOKEN_FAILED)
			break;
	}
	return result == ERR_TOKEN_FAILED ? ERR_ENVELOPE_KEY : result;
}

static enum err
prove_signing(struct token *t, const struct token_container_handle *c)
{
	uint8_t e[SM3_LEN];
	struct sm2_public key;
	struct sm2_signature sig;

	TRY(gm_random(t->lib->gm, e, sizeof(e)));
	TRY_SKF(t, public_key, c->handle, true, &key);
	TRY_SKF(t, sign_digest, c->handle, e, &sig);
	return sm2_verify_digest(t->lib->gm, &key, e, &sig);
}

/* Only the encryption key opens the SM4 key with which the device then
 * encrypts a block just as we do. */
static enum err
prove_encryption(struct token *t, const struct token_container_handle *c)
{
	struct gm *gm = t->lib->gm;
	uint8_t key[SM4_KEY_LEN], ours[SM4_BLOCK], theirs[SM4_BLOCK];
	struct sm2_public public;
	struct sm2_cipher wrapped;

	TRY(gm_random(gm, key, sizeof(key)));
	TRY(gm_random(gm, ours, sizeof(ours)));
	memcpy(theirs, ours, sizeof(theirs));
	TRY_SKF(t, public_key, c->handle, false, &public);
	TRY(sm2_encrypt(gm, &public, BYTES_ARRAY(key), &wrapped));
	TRY_SKF(t, use_session_key, c->handle, &wrapped, theirs);
	TRY(sm4(gm, SM4_ECB, true, key, NULL, BYTES_ARRAY(ours), ours));
	return memcmp(ours, theirs, sizeof(ours)) == 0 ? ERR_OK
						       : ERR_ENVELOPE_KEY;
}

enum err
token_prove(struct token *t, const char *container)
{
	AUTO_DONE(token_container_handle) c = {0};

	TRY(token_container_open(t, container, &c));
	TRY(prove_signing(t, &c));
	return prove_encryption(t, &c);
}
