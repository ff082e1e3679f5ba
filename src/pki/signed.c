/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/signed.h"

#include "pki/syntax.h"

enum err
signed_read_version(struct der *d, bool *ret_v3)
{
	struct der inner;
	uint64_t version;

	TRY(der_enter_optional(d, DER_CONTEXT_CONSTRUCTED(0), ret_v3, &inner));
	if (!*ret_v3)
		return ERR_OK;
	TRY(der_uint(&inner, SIGNED_VERSION_3, &version));
	if (version != SIGNED_VERSION_3)
		return ERR_DER_SYNTAX;
	return der_end(&inner);
}

enum err
signed_read_algorithm(struct der *d, struct bytes *ret_element)
{
	struct der again = *d;
	struct syntax_algorithm a;

	TRY(syntax_algorithm(&again, &a));
	if (!bytes_equal(a.oid, oid_octets(OID_SM2_WITH_SM3)) ||
	    !syntax_no_parameters(&a))
		return ERR_CERT_ALGORITHM;
	return der_element(d, ret_element);
}

void
signed_encode_algorithm(struct buf *b)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(OID_SM2_WITH_SM3));
	der_close(b, mark);
}

enum err
signed_read_key(struct der *d, struct sm2_public *ret_key)
{
	struct der info, parameters;
	struct syntax_algorithm a;
	struct bytes curve, point;

	TRY(der_enter(d, DER_SEQUENCE, &info));
	TRY(syntax_algorithm(&info, &a));
	if (!bytes_equal(a.oid, oid_octets(OID_EC_PUBLIC_KEY)))
		return ERR_CERT_ALGORITHM;
	parameters = der_of(a.parameters);
	if (der_oid(&parameters, &curve) != ERR_OK ||
	    !bytes_equal(curve, oid_octets(OID_SM2_CURVE)))
		return ERR_CERT_ALGORITHM;
	TRY(der_bits(&info, &point));
	TRY(der_end(&info));
	return sm2_public_parse(point, ret_key);
}

void
signed_encode_key(struct buf *b, const struct sm2_public *key)
{
	uint8_t point[SM2_POINT_LEN];
	size_t info = der_open(b, DER_SEQUENCE);
	size_t algorithm = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(OID_EC_PUBLIC_KEY));
	der_put_oid(b, oid_octets(OID_SM2_CURVE));
	der_close(b, algorithm);
	sm2_public_point(key, point);
	der_put_bits(b, BYTES_ARRAY(point));
	der_close(b, info);
}

enum err
signed_parse(struct bytes der, struct signed_body *ret_s)
{
	struct der outer = der_of(der), d;
	struct signed_body s;
	struct bytes signature;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_element_of(&d, DER_SEQUENCE, &s.body));
	TRY(signed_read_algorithm(&d, &s.algorithm));
	TRY(der_bits(&d, &signature));
	TRY(der_end(&d));
	TRY(signature_parse(signature, &s.signature));
	*ret_s = s;
	return ERR_OK;
}

void
signed_encode(struct buf *b, struct bytes body, const struct sm2_signature *sig)
{
	uint8_t octets[SIGNATURE_DER_MAX];
	size_t mark = der_open(b, DER_SEQUENCE);
	size_t len = signature_der(sig, octets);

	der_put_raw(b, body);
	signed_encode_algorithm(b);
	der_put_bits(b, BYTES(octets, len));
	der_close(b, mark);
}
