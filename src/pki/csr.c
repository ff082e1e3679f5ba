/* SPDX-License-Identifier: Apache-2.0 */
/*
 *	CertificationRequestInfo ::= SEQUENCE {
 *	  version        INTEGER { v1(0) },
 *	  subject        Name,
 *	  subjectPKInfo  SubjectPublicKeyInfo,
 *	  attributes [0] IMPLICIT SET OF Attribute }   -- RFC 2986 4.1
 */
#include "pki/csr.h"

#include "pki/signed.h"
#include "pki/syntax.h"

static void
encode_info(
    struct buf *b, const struct name *subject, const struct sm2_public *key)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_uint(b, 0);
	name_encode(b, subject);
	signed_encode_key(b, key);
	der_put(b, DER_CONTEXT_CONSTRUCTED(0), BYTES_NONE);
	der_close(b, mark);
}

enum err
csr_make(struct gm *gm, const struct name *subject, const struct signer *signer,
    struct buf *b)
{
	AUTO_DONE(buf) info = BUF(CSR_DER_MAX);
	struct sm2_signature sig;

	encode_info(&info, subject, &signer->key);
	TRY(buf_status(&info));
	TRY(signer_sign(gm, signer, buf_bytes(&info), &sig));
	signed_encode(b, buf_bytes(&info), &sig);
	return buf_status(b);
}

static enum err
read_attributes(struct der *d)
{
	struct der inner;
	struct bytes passed_over;
	size_t count = 0;

	TRY(der_enter(d, DER_CONTEXT_CONSTRUCTED(0), &inner));
	while (der_more(&inner)) {
		if (count++ == CSR_ATTRIBUTES_MAX)
			return ERR_DER_TOO_LARGE;
		TRY(der_element_of(&inner, DER_SEQUENCE, &passed_over));
	}
	return ERR_OK;
}

static enum err
read_info(struct bytes info, struct csr *csr)
{
	struct der outer = der_of(info), d;
	struct name name;
	uint64_t version;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(der_uint(&d, 0, &version));
	TRY(der_element_of(&d, DER_SEQUENCE, &csr->subject));
	if (name_parse(csr->subject, &name) != ERR_OK)
		return ERR_DER_SYNTAX;
	TRY(signed_read_key(&d, &csr->key));
	TRY(read_attributes(&d));
	return der_end(&d);
}

static enum err
parse(struct bytes der, struct csr *csr)
{
	struct signed_body s;

	TRY(signed_parse(der, &s));
	TRY(read_info(s.body, csr));
	csr->info = s.body;
	csr->signature = s.signature;
	return ERR_OK;
}

enum err
csr_parse(struct bytes der, struct csr *ret_csr)
{
	struct csr csr = {.der = der};

	if (der.len > CSR_DER_MAX)
		return ERR_CSR_SYNTAX;
	TRY(syntax_as(parse(der, &csr), ERR_CSR_SYNTAX));
	*ret_csr = csr;
	return ERR_OK;
}

enum err
csr_verify(struct gm *gm, const struct csr *csr)
{
	enum err e = sm2_verify(gm, &csr->key, csr->info, &csr->signature);

	return e == ERR_SIGNATURE_INVALID ? ERR_CSR_SIGNATURE : e;
}
