/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/legacy_cert.h"

#include "pki/extension.h"
#include "pki/signed.h"
#include "pki/syntax.h"

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
 * (RFC 8017 A.1.1), in a BIT STRING, with parameters NULL (RFC 3279 2.3.1). */
static enum err
read_rsa_key(struct der *info, struct rsa_public *ret_p)
{
	struct bytes octets;
	struct rsa_public p;
	struct der outer, d;

	TRY(der_bits(info, &octets));
	outer = der_of(octets);
	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	if (der_unsigned(&d, RSA_LEN_MAX, &p.n) != ERR_OK ||
	    der_unsigned(&d, RSA_EXPONENT_MAX, &p.e) != ERR_OK)
		return ERR_CERT_ALGORITHM;
	TRY(der_end(&d));
	TRY(rsa_public_check(&p));
	*ret_p = p;
	return ERR_OK;
}

static enum err
read_key(struct der *d, struct legacy_key *k)
{
	struct der info, again = *d;
	struct syntax_algorithm a;

	TRY(der_enter(&again, DER_SEQUENCE, &info));
	TRY(syntax_algorithm(&info, &a));
	if (!bytes_equal(a.oid, oid_octets(OID_RSA_KEY))) {
		k->kind = LEGACY_SM2;
		return signed_read_key(d, &k->sm2);
	}
	if (!syntax_no_parameters(&a))
		return ERR_DER_SYNTAX;
	k->kind = LEGACY_RSA;
	TRY(read_rsa_key(&info, &k->rsa));
	TRY(der_end(&info));
	*d = again;
	return ERR_OK;
}

static enum err
parse_key(struct bytes spki, struct legacy_key *k)
{
	struct der d = der_of(spki);

	TRY(read_key(&d, k));
	return der_end(&d);
}

enum err
legacy_key_parse(struct bytes spki, struct legacy_key *ret_key)
{
	struct legacy_key k = {0};

	if (spki.len > LEGACY_SPKI_DER_MAX)
		return ERR_CERT_SYNTAX;
	TRY(syntax_as(parse_key(spki, &k), ERR_CERT_SYNTAX));
	*ret_key = k;
	return ERR_OK;
}

static enum err
verify_sm2(struct gm *gm, const struct sm2_public *key, struct bytes message,
    struct bytes signature)
{
	struct sm2_signature sig;

	if (signature_parse(signature, &sig) != ERR_OK)
		return ERR_SIGNATURE_INVALID;
	return sm2_verify(gm, key, message, &sig);
}

enum err
legacy_key_verify(struct gm *gm, const struct legacy_key *key,
    struct bytes message, struct bytes signature)
{
	if (key->kind == LEGACY_SM2)
		return verify_sm2(gm, &key->sm2, message, signature);
	return rsa_verify(gm, &key->rsa, RSA_SHA256, message, signature);
}

/* How a certificate may be signed. RFC 4055 5 has NULL with RSA; its absence
 * does no harm. */
static const struct scheme {
	enum oid oid;
	enum legacy_kind by;
	enum rsa_hash hash;
} schemes[] = {
    {OID_SM2_WITH_SM3, LEGACY_SM2, RSA_SHA256},
    {OID_SHA256_WITH_RSA, LEGACY_RSA, RSA_SHA256},
    {OID_SHA384_WITH_RSA, LEGACY_RSA, RSA_SHA384},
    {OID_SHA512_WITH_RSA, LEGACY_RSA, RSA_SHA512},
};

static enum err
read_scheme(struct der *d, struct legacy_cert *c, struct bytes *ret_element)
{
	struct der again = *d;
	struct syntax_algorithm a;

	TRY(syntax_algorithm(&again, &a));
	if (!syntax_no_parameters(&a))
		return ERR_CERT_ALGORITHM;
	for (size_t i = 0; i < COUNT(schemes); i++) {
		if (!bytes_equal(a.oid, oid_octets(schemes[i].oid)))
			continue;
		c->signed_by = schemes[i].by;
		c->hash = schemes[i].hash;
		return der_element(d, ret_element);
	}
	return ERR_CERT_ALGORITHM;
}

/* SEQUENCE { cA BOOLEAN DEFAULT FALSE, … }; FALSE is often written out. */
static enum err
read_basic_constraints(struct der *d, struct legacy_cert *c)
{
	struct der inner;
	struct bytes path_len;

	c->has_basic_constraints = true;
	TRY(der_enter(d, DER_SEQUENCE, &inner));
	if (der_next_is(&inner, DER_BOOLEAN))
		TRY(der_bool(&inner, &c->ca));
	if (der_more(&inner))
		TRY(der_element_of(&inner, DER_INTEGER, &path_len));
	return der_end(&inner);
}

static enum err
read_key_usage(struct der *d, struct legacy_cert *c)
{
	c->has_key_usage = true;
	return der_named_bits(d, &c->key_usage);
}

static enum err
read_key_id(struct der *d, struct legacy_cert *c)
{
	TRY(der_octets(d, &c->key_id));
	return c->key_id.len > EXTENSION_KEY_ID_MAX ? ERR_DER_TOO_LARGE
						    : ERR_OK;
}

static enum err
take(void *arg, const struct extension *x)
{
	static const struct {
		enum oid oid;
		enum err (*read)(struct der *d, struct legacy_cert *c);
	} known[] = {
	    {OID_KEY_USAGE, read_key_usage},
	    {OID_BASIC_CONSTRAINTS, read_basic_constraints},
	    {OID_SUBJECT_KEY_ID, read_key_id},
	};
	struct legacy_cert *c = arg;
	struct der value = der_of(x->value);

	for (size_t i = 0; i < COUNT(known); i++)
		if (bytes_equal(x->oid, oid_octets(known[i].oid))) {
			TRY(known[i].read(&value, c));
			return der_end(&value);
		}
	if (bytes_equal(x->oid, oid_octets(OID_AUTHORITY_KEY_ID)))
		/* One that names its issuer in another way has none. */
		err_ignore(extension_read_authority_key_id(
		    x->value, &c->issuer_key_id));
	return x->critical && oid_find(x->oid) == OID_COUNT ? ERR_DER_SYNTAX
							    : ERR_OK;
}

static enum err
read_name(struct der *d, struct bytes *ret_name)
{
	TRY(der_element_of(d, DER_SEQUENCE, ret_name));
	return ret_name->len > LEGACY_NAME_DER_MAX ? ERR_DER_TOO_LARGE : ERR_OK;
}

/* RFC 5280 has UTCTime up to 2049; other writers never used it. */
static enum err
read_time(struct der *d, int64_t *ret_at)
{
	if (der_next_is(d, DER_GENERALIZED_TIME))
		return der_generalized_time(d, ret_at);
	return der_time(d, ret_at);
}

static enum err
read_validity(struct der *d, struct legacy_cert *c)
{
	struct der inner;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(read_time(&inner, &c->not_before));
	TRY(read_time(&inner, &c->not_after));
	return der_end(&inner);
}

static enum err
read_subject_key(struct der *d, struct legacy_cert *c)
{
	struct der again = *d;

	TRY(der_element_of(&again, DER_SEQUENCE, &c->spki));
	if (c->spki.len > LEGACY_SPKI_DER_MAX)
		return ERR_CERT_ALGORITHM;
	return read_key(d, &c->key);
}

/* After the key, version 3 has extensions; issuerUniqueID was never of use. */
static enum err
read_extensions(struct der *d, struct legacy_cert *c)
{
	struct der inner;
	bool present;

	TRY(der_enter_optional(
	    d, DER_CONTEXT_CONSTRUCTED(3), &present, &inner));
	if (!present)
		return ERR_OK;
	TRY(extensions_read(&inner, take, c));
	return der_end(&inner);
}

static enum err
read_tbs(struct legacy_cert *c, struct bytes *ret_algorithm)
{
	struct der outer = der_of(c->tbs), d;
	bool v3;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(signed_read_version(&d, &v3));
	TRY(cert_serial_read(&d, &c->serial));
	TRY(read_scheme(&d, c, ret_algorithm));
	TRY(read_name(&d, &c->issuer));
	TRY(read_validity(&d, c));
	TRY(read_name(&d, &c->subject));
	TRY(read_subject_key(&d, c));
	if (v3)
		TRY(read_extensions(&d, c));
	return der_end(&d);
}

static enum err
parse(struct legacy_cert *c)
{
	struct der outer = der_of(c->der), d;
	struct bytes inside, outside;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_element_of(&d, DER_SEQUENCE, &c->tbs));
	TRY(read_tbs(c, &inside));
	TRY(read_scheme(&d, c, &outside));
	TRY(der_bits(&d, &c->signature));
	TRY(der_end(&d));
	/* RFC 5280 4.1.1.2: the same inside and outside. */
	return bytes_equal(inside, outside) ? ERR_OK : ERR_DER_SYNTAX;
}

enum err
legacy_cert_parse(struct bytes der, struct legacy_cert *ret_cert)
{
	struct legacy_cert c = {.der = der};

	if (der.len > LEGACY_CERT_DER_MAX)
		return ERR_CERT_SYNTAX;
	TRY(syntax_as(parse(&c), ERR_CERT_SYNTAX));
	*ret_cert = c;
	return ERR_OK;
}

enum err
legacy_cert_verify(struct gm *gm, const struct legacy_cert *cert,
    const struct legacy_key *issuer)
{
	enum err e;

	if (cert->signed_by != issuer->kind)
		return ERR_CERT_SIGNATURE;
	if (issuer->kind == LEGACY_SM2)
		e = verify_sm2(gm, &issuer->sm2, cert->tbs, cert->signature);
	else
		e = rsa_verify(
		    gm, &issuer->rsa, cert->hash, cert->tbs, cert->signature);
	return e == ERR_SIGNATURE_INVALID ? ERR_CERT_SIGNATURE : e;
}

enum err
legacy_cert_valid_at(const struct legacy_cert *cert, int64_t at)
{
	if (at < cert->not_before)
		return ERR_CERT_NOT_YET_VALID;
	return at > cert->not_after ? ERR_CERT_EXPIRED : ERR_OK;
}

bool
legacy_cert_is_ca(const struct legacy_cert *cert)
{
	if (cert->has_basic_constraints && !cert->ca)
		return false;
	return !cert->has_key_usage ||
	       (cert->key_usage & CERT_KU_CERT_SIGN) != 0;
}

bool
legacy_cert_signs(const struct legacy_cert *cert)
{
	const uint16_t signs =
	    CERT_KU_DIGITAL_SIGNATURE | CERT_KU_NON_REPUDIATION;

	return !cert->ca &&
	       (!cert->has_key_usage || (cert->key_usage & signs) != 0);
}
