/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/old_key.h"

#include <string.h>

#include "assistant/carrier.h"

void
old_key_done(struct old_key *k)
{
	pkcs12_free(k->file);
	token_free(k->token);
	buf_done(&k->certificate);
}

enum err
old_key_open_file(struct assistant *a, const char *path, struct bytes password,
    struct old_key *ret_k)
{
	AUTO_DONE(buf) file = BUF(PKCS12_FILE_MAX);
	struct pkcs12 *key;
	enum err e = file_read(path, &file);

	if (e != ERR_OK)
		return e == ERR_TOO_LARGE ? ERR_KEYFILE : e;
	TRY(pkcs12_open(a->gm, buf_bytes(&file), password, &key));
	*ret_k = (struct old_key){.file = key};
	return ERR_OK;
}

/* --- on a USB key --- */

struct search {
	struct assistant *a;
	const char *serial; /* of the certificate that is meant, or NULL */
	size_t found;
	char application[TOKEN_CONTAINER_SIZE], container[TOKEN_CONTAINER_SIZE];
};

static bool
is_meant(const struct search *s, struct bytes der)
{
	char serial[CERT_SERIAL_TEXT_SIZE];
	struct legacy_cert cert;

	if (legacy_cert_parse(der, &cert) != ERR_OK ||
	    cert.key.kind != LEGACY_SM2 ||
	    bytes_equal(cert.issuer, s->a->issuing.subject))
		return false;
	cert_serial_text(&cert.serial, serial);
	return s->serial == NULL || strcmp(s->serial, serial) == 0;
}

/* What cannot be read is not it. */
static void
look_into(struct search *s, struct token *t, const char *application)
{
	AUTO(token_names) containers = NULL;

	if (token_use_application(t, application) != ERR_OK ||
	    token_container_names(t, &containers) != ERR_OK)
		return;
	for (size_t i = 0; i < containers->count; i++) {
		AUTO_DONE(buf) der = BUF(LEGACY_CERT_DER_MAX);
		const char *name = containers->rows[i];

		if (token_read_cert(t, name, TOKEN_SIGN, &der) != ERR_OK ||
		    !is_meant(s, buf_bytes(&der)))
			continue;
		s->found++;
		memcpy(s->application, application, strlen(application) + 1);
		memcpy(s->container, name, strlen(name) + 1);
	}
}

static enum err
find(struct search *s, struct token *t)
{
	AUTO(token_names) applications = NULL;
	enum err e = token_applications_list(t, &applications);

	if (e == ERR_NOT_SUPPORTED)
		look_into(s, t, TOKEN_APPLICATION);
	else
		TRY(e);
	for (size_t i = 0; e == ERR_OK && i < applications->count; i++)
		look_into(s, t, applications->rows[i]);
	return s->found == 1 ? ERR_OK : ERR_CERT_UNKNOWN;
}

static enum err
open_key(struct search *s, struct bytes pin, struct old_key *k)
{
	TRY(find(s, k->token));
	TRY(token_use_application(k->token, s->application));
	TRY(token_read_cert(
	    k->token, s->container, TOKEN_SIGN, &k->certificate));
	TRY(token_key_init(k->token, s->container, &k->key));
	return carrier_enter(s->a, k->token, pin);
}

enum err
old_key_open_token(
    struct assistant *a, const struct move_request *r, struct old_key *ret_k)
{
	struct search s = {.a = a, .serial = r->serial};
	struct old_key k = {.certificate = BUF(LEGACY_CERT_DER_MAX)};
	struct token_entry entry;
	enum err e;

	TRY(carrier_look_up(a, r->key_carrier, &entry, &k.token));
	e = open_key(&s, r->key_pin, &k);
	if (e != ERR_OK) {
		old_key_done(&k);
		return e;
	}
	*ret_k = k;
	return ERR_OK;
}

struct bytes
old_key_certificate(const struct old_key *k)
{
	return k->file != NULL ? pkcs12_certificate(k->file)
			       : buf_bytes(&k->certificate);
}

static enum err
sign_on_token(
    struct old_key *k, struct gm *gm, struct bytes message, struct buf *b)
{
	struct signer signer = token_signer(&k->key);
	struct sm2_signature sig;

	TRY(signer_sign(gm, &signer, message, &sig));
	signature_encode(b, &sig);
	return buf_status(b);
}

enum err
old_key_sign(
    struct old_key *k, struct gm *gm, struct bytes message, struct buf *b)
{
	return k->file != NULL ? pkcs12_sign(gm, k->file, message, b)
			       : sign_on_token(k, gm, message, b);
}
