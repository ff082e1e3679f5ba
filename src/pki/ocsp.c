/* SPDX-License-Identifier: Apache-2.0 */
/*
 *	CertID ::= SEQUENCE {
 *	  hashAlgorithm  AlgorithmIdentifier,
 *	  issuerNameHash OCTET STRING, -- of the issuer's Name
 *	  issuerKeyHash  OCTET STRING, -- of the key's octets in its BIT STRING
 *	  serialNumber   INTEGER }                     -- RFC 6960 4.1.1
 */
#include "pki/ocsp_private.h"
#include "pki/syntax.h"

static const enum oid hash_oids[HASH_COUNT] = {
    [HASH_SHA1] = OID_SHA1,
    [HASH_SHA256] = OID_SHA256,
    [HASH_SM3] = OID_SM3,
};

static enum err
read_hash(struct der *d, enum hash *ret_h)
{
	struct syntax_algorithm a;

	TRY(syntax_algorithm(d, &a));
	if (!syntax_no_parameters(&a))
		return ERR_DER_SYNTAX;
	for (enum hash h = HASH_SHA1; h < HASH_COUNT; h++) {
		if (!bytes_equal(a.oid, oid_octets(hash_oids[h])))
			continue;
		*ret_h = h;
		return ERR_OK;
	}
	return ERR_DER_SYNTAX;
}

enum err
ocsp_hash_parse(struct bytes algorithm, enum hash *ret_h)
{
	struct der d = der_of(algorithm);
	enum hash h;

	if (read_hash(&d, &h) != ERR_OK || der_end(&d) != ERR_OK)
		return ERR_OCSP_SYNTAX;
	*ret_h = h;
	return ERR_OK;
}

void
ocsp_hash_put(struct buf *b, enum hash h)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(hash_oids[h]));
	der_put_null(b);
	der_close(b, mark);
}

enum err
ocsp_issuer_init(
    struct gm *gm, const struct cert *issuer, struct ocsp_issuer *ret_i)
{
	uint8_t point[SM2_POINT_LEN];
	struct ocsp_issuer i = {0};

	sm2_public_point(&issuer->key, point);
	for (enum hash h = HASH_SHA1; h < HASH_COUNT; h++) {
		TRY(hash_of(gm, h, issuer->subject, i.name_hash[h]));
		TRY(hash_of(gm, h, BYTES_ARRAY(point), i.key_hash[h]));
	}
	*ret_i = i;
	return ERR_OK;
}

bool
ocsp_names_issuer(
    const struct ocsp_cert_id *id, const struct ocsp_issuer *issuer)
{
	size_t len = hash_len(id->hash);

	return bytes_equal(
		   id->name_hash, BYTES(issuer->name_hash[id->hash], len)) &&
	       bytes_equal(
		   id->key_hash, BYTES(issuer->key_hash[id->hash], len));
}

enum err
ocsp_cert_id_of(const struct ocsp_issuer *issuer, struct bytes algorithm,
    const struct cert_serial *serial, struct ocsp_cert_id *ret_id)
{
	struct ocsp_cert_id id = {.algorithm = algorithm, .serial = *serial};

	TRY(ocsp_hash_parse(algorithm, &id.hash));
	id.name_hash = BYTES(issuer->name_hash[id.hash], hash_len(id.hash));
	id.key_hash = BYTES(issuer->key_hash[id.hash], hash_len(id.hash));
	*ret_id = id;
	return ERR_OK;
}

enum err
ocsp_cert_id_read(struct der *d, struct ocsp_cert_id *ret_id)
{
	struct ocsp_cert_id id;
	struct der inner, algorithm;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_element_of(&inner, DER_SEQUENCE, &id.algorithm));
	algorithm = der_of(id.algorithm);
	TRY(read_hash(&algorithm, &id.hash));
	TRY(der_octets(&inner, &id.name_hash));
	TRY(der_octets(&inner, &id.key_hash));
	TRY(cert_serial_read(&inner, &id.serial));
	TRY(der_end(&inner));
	if (id.name_hash.len != hash_len(id.hash) ||
	    id.key_hash.len != hash_len(id.hash))
		return ERR_DER_SYNTAX;
	*ret_id = id;
	return ERR_OK;
}

void
ocsp_cert_id_put(struct buf *b, const struct ocsp_cert_id *id)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_raw(b, id->algorithm);
	der_put_octets(b, id->name_hash);
	der_put_octets(b, id->key_hash);
	cert_serial_encode(b, &id->serial);
	der_close(b, mark);
}

static enum err
take_nonce(void *arg, const struct extension *e)
{
	struct bytes *nonce = arg;
	struct der value = der_of(e->value);

	if (!bytes_equal(e->oid, oid_octets(OID_OCSP_NONCE)))
		return e->critical ? ERR_DER_SYNTAX : ERR_OK;
	TRY(der_octets(&value, nonce));
	TRY(der_end(&value));
	return nonce->len >= 1 && nonce->len <= OCSP_NONCE_MAX ? ERR_OK
							       : ERR_DER_SYNTAX;
}

enum err
ocsp_nonce_read(struct der *d, struct bytes *ret_nonce)
{
	struct bytes nonce = *ret_nonce;

	TRY(extensions_read(d, take_nonce, &nonce));
	TRY(der_end(d));
	*ret_nonce = nonce;
	return ERR_OK;
}

void
ocsp_nonce_put(struct buf *b, int number, struct bytes nonce)
{
	struct extension_mark e;
	size_t explicit, all;

	if (nonce.len == 0)
		return;
	explicit = der_open(b, (uint8_t)DER_CONTEXT_CONSTRUCTED(number));
	all = der_open(b, DER_SEQUENCE);
	e = extension_open(b, OID_OCSP_NONCE, false);
	der_put_octets(b, nonce);
	extension_close(b, e);
	der_close(b, all);
	der_close(b, explicit);
}
