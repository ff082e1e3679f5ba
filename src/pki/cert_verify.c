/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/cert.h"

/* Two CAs of one name, as there are when a CA moves, differ in the key id. */
enum err
cert_names_issuer(const struct cert *cert, const struct cert *issuer)
{
	if (!bytes_equal(cert->issuer, issuer->subject))
		return ERR_CERT_UNTRUSTED;
	if (cert->issuer_key_id.len > 0 &&
	    !bytes_equal(cert->issuer_key_id, issuer->key_id))
		return ERR_CERT_UNTRUSTED;
	return ERR_OK;
}

static enum err
as_cert_error(enum err e)
{
	return e == ERR_SIGNATURE_INVALID ? ERR_CERT_SIGNATURE : e;
}

enum err
cert_verify(struct gm *gm, const struct cert *cert, const struct cert *issuer)
{
	TRY(cert_names_issuer(cert, issuer));
	return as_cert_error(
	    sm2_verify(gm, &issuer->key, cert->tbs, &cert->signature));
}

enum err
cert_verify_with(struct gm *gm, const struct cert *cert,
    const struct cert *issuer, struct sm2_verifier *issuer_key)
{
	TRY(cert_names_issuer(cert, issuer));
	return as_cert_error(
	    sm2_verifier_verify(gm, issuer_key, cert->tbs, &cert->signature));
}

enum err
cert_valid_at(const struct cert *cert, int64_t at)
{
	if (at < cert->not_before)
		return ERR_CERT_NOT_YET_VALID;
	if (at > cert->not_after)
		return ERR_CERT_EXPIRED;
	return ERR_OK;
}

/* A CA that may have this many CAs below it (RFC 5280 4.2.1.9). */
static enum err
check_ca(const struct cert *cert, int below)
{
	if (!cert->ca || (cert->key_usage & CERT_KU_CERT_SIGN) == 0)
		return ERR_CERT_UNTRUSTED;
	if (cert->path_len >= 0 && cert->path_len < below)
		return ERR_CERT_UNTRUSTED;
	return ERR_OK;
}

enum err
cert_issuing_verify(struct gm *gm, const struct cert *issuing,
    const struct cert *root, int64_t at)
{
	TRY(check_ca(root, 1));
	TRY(check_ca(issuing, 0));
	TRY(cert_verify(gm, issuing, root));
	TRY(cert_valid_at(root, at));
	return cert_valid_at(issuing, at);
}

enum err
cert_chain_verify(struct gm *gm, const struct cert *cert,
    const struct cert *issuing, const struct cert *root, int64_t at)
{
	TRY(cert_issuing_verify(gm, issuing, root, at));
	TRY(check_ca(issuing, cert->ca ? 1 : 0));
	TRY(cert_verify(gm, cert, issuing));
	return cert_valid_at(cert, at);
}
