/* SPDX-License-Identifier: Apache-2.0 */
/* Extensions in words (RFC 5280 4.2; GB/T 20518 for the credit code). */
#include <string.h>

#include "assistant/describe_private.h"
#include "base/text.h"

#define TEXT_MAX 512 /* octets of a text in an extension */

/* A table row of words by identifier. */
struct named {
	const char *dotted;
	struct describe_word word;
};

/* The word for it, or the identifier itself. */
static void
put_named(struct buf *b, struct bytes oid, const struct named *names,
    size_t count, enum lang lang)
{
	char dotted[OID_TEXT_SIZE];

	oid_text(oid, dotted);
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i].dotted, dotted) == 0) {
			describe_put_word(b, &names[i].word, lang);
			return;
		}
	buf_str(b, dotted);
}

/* Visible ASCII as it stands, else DER_SYNTAX: it is shown as octets then. */
static enum err
put_ascii(struct buf *b, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.p[i] < ' ' || text.p[i] > '~')
			return ERR_DER_SYNTAX;
	buf_put(b, text);
	return ERR_OK;
}

static enum err
put_key_usage(struct der *d, struct buf *b, enum lang lang)
{
	static const struct describe_word names[] = {
	    WORD("数字签名", "digital signature"),
	    WORD("不可否认", "non-repudiation"),
	    WORD("密钥加密", "key encipherment"),
	    WORD("数据加密", "data encipherment"),
	    WORD("密钥协商", "key agreement"),
	    WORD("签发证书", "certificate signing"),
	    WORD("签发撤销列表", "CRL signing"),
	    WORD("仅加密", "encipher only"),
	    WORD("仅解密", "decipher only"),
	};
	size_t mark = b->len;
	uint16_t bits;

	TRY(der_named_bits(d, &bits));
	for (size_t i = 0; i < COUNT(names); i++) {
		if (!(bits & (1u << i)))
			continue;
		describe_put_between(b, mark, lang);
		describe_put_word(b, &names[i], lang);
	}
	return bits >> COUNT(names) == 0 ? ERR_OK : ERR_DER_SYNTAX;
}

static enum err
put_ext_key_usage(struct der *d, struct buf *b, enum lang lang)
{
	static const struct named names[] = {
	    {"1.3.6.1.5.5.7.3.1",
		WORD("服务器身份验证", "server authentication")},
	    {"1.3.6.1.5.5.7.3.2",
		WORD("客户端身份验证", "client authentication")},
	    {"1.3.6.1.5.5.7.3.3", WORD("代码签名", "code signing")},
	    {"1.3.6.1.5.5.7.3.4", WORD("电子邮件保护", "e-mail protection")},
	    {"1.3.6.1.5.5.7.3.8", WORD("时间戳", "time stamping")},
	    {"1.3.6.1.5.5.7.3.9", WORD("OCSP 签名", "OCSP signing")},
	    {"2.5.29.37.0", WORD("任何用途", "any purpose")},
	};
	size_t mark = b->len;
	struct bytes oid;
	struct der inner;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	do {
		TRY(der_oid(&inner, &oid));
		describe_put_between(b, mark, lang);
		put_named(b, oid, names, COUNT(names), lang);
	} while (der_more(&inner));
	return ERR_OK;
}

static enum err
put_basic_constraints(struct der *d, struct buf *b, enum lang lang)
{
	static const struct describe_word none = WORD("不是 CA", "not a CA"),
					  any = WORD("CA", "CA");
	struct der inner;
	uint64_t path_len;
	bool ca = false;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	if (der_next_is(&inner, DER_BOOLEAN))
		TRY(der_bool(&inner, &ca));
	describe_put_word(b, ca ? &any : &none, lang);
	if (der_more(&inner)) {
		TRY(der_uint(&inner, UINT32_MAX, &path_len));
		buf_printf(b,
		    lang == LANG_ZH ? "，其下最多 %llu 级 CA"
				    : ", path length %llu",
		    (unsigned long long)path_len);
	}
	return der_end(&inner);
}

static enum err
put_subject_key_id(struct der *d, struct buf *b, enum lang lang)
{
	struct bytes id;

	(void)lang;
	TRY(der_octets(d, &id));
	describe_put_octets(b, id);
	return ERR_OK;
}

/* keyIdentifier [0] alone is shown; with a name and number it is octets. */
static enum err
put_authority_key_id(struct der *d, struct buf *b, enum lang lang)
{
	struct der inner;
	struct bytes id;

	(void)lang;
	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_read(&inner, DER_CONTEXT(0), &id));
	describe_put_octets(b, id);
	return der_end(&inner);
}

/* --- names --- */

#define NAME_EMAIL 0x81 /* [1] IA5String */
#define NAME_DNS 0x82	/* [2] IA5String */
#define NAME_IP 0x87	/* [7] OCTET STRING */

static enum err
put_general_name(struct der *d, struct buf *b)
{
	static const uint8_t texts[] = {NAME_EMAIL, NAME_DNS, GENERAL_NAME_URI};
	struct bytes content;

	for (size_t i = 0; i < COUNT(texts); i++)
		if (der_next_is(d, texts[i])) {
			TRY(der_read(d, texts[i], &content));
			return put_ascii(b, content);
		}
	if (der_next_is(d, NAME_IP)) {
		TRY(der_read(d, NAME_IP, &content));
		if (content.len != 4)
			return ERR_DER_SYNTAX;
		buf_printf(b, "%u.%u.%u.%u", content.p[0], content.p[1],
		    content.p[2], content.p[3]);
		return ERR_OK;
	}
	return ERR_DER_SYNTAX; /* the whole is shown as octets */
}

static enum err
put_names(struct der *names, struct buf *b, size_t mark, enum lang lang)
{
	do {
		describe_put_between(b, mark, lang);
		TRY(put_general_name(names, b));
	} while (der_more(names));
	return ERR_OK;
}

static enum err
put_alt_name(struct der *d, struct buf *b, enum lang lang)
{
	struct der names;

	TRY(der_enter(d, DER_SEQUENCE, &names));
	return put_names(&names, b, b->len, lang);
}

/* SEQUENCE OF SEQUENCE { distributionPoint [0] { fullName [0] } }; points with
 * reasons, or an issuer of their own, are octets. */
static enum err
put_points(struct der *d, struct buf *b, enum lang lang)
{
	struct der points, point, name, full;
	size_t mark = b->len;

	TRY(der_enter(d, DER_SEQUENCE, &points));
	do {
		TRY(der_enter(&points, DER_SEQUENCE, &point));
		TRY(der_enter(&point, DER_CONTEXT_CONSTRUCTED(0), &name));
		TRY(der_end(&point));
		TRY(der_enter(&name, DER_CONTEXT_CONSTRUCTED(0), &full));
		TRY(der_end(&name));
		TRY(put_names(&full, b, mark, lang));
	} while (der_more(&points));
	return ERR_OK;
}

static enum err
put_authority_info(struct der *d, struct buf *b, enum lang lang)
{
	static const struct named names[] = {
	    {"1.3.6.1.5.5.7.48.1", WORD("OCSP", "OCSP")},
	    {"1.3.6.1.5.5.7.48.2", WORD("颁发者证书", "CA issuers")},
	};
	struct der list, one;
	size_t mark = b->len;
	struct bytes method;

	TRY(der_enter(d, DER_SEQUENCE, &list));
	do {
		TRY(der_enter(&list, DER_SEQUENCE, &one));
		TRY(der_oid(&one, &method));
		describe_put_between(b, mark, lang);
		put_named(b, method, names, COUNT(names), lang);
		buf_str(b, lang == LANG_ZH ? "：" : ": ");
		TRY(put_general_name(&one, b));
		TRY(der_end(&one));
	} while (der_more(&list));
	return ERR_OK;
}

/* PolicyInformation ::= SEQUENCE { policyIdentifier, qualifiers OPTIONAL } */
static enum err
put_policies(struct der *d, struct buf *b, enum lang lang)
{
	struct der list, one;
	size_t mark = b->len;
	struct bytes oid, qualifiers;

	TRY(der_enter(d, DER_SEQUENCE, &list));
	do {
		TRY(der_enter(&list, DER_SEQUENCE, &one));
		TRY(der_oid(&one, &oid));
		describe_put_between(b, mark, lang);
		put_named(b, oid, NULL, 0, lang);
		if (der_more(&one)) {
			TRY(der_element_of(&one, DER_SEQUENCE, &qualifiers));
			buf_str(b, " [");
			describe_put_octets(b, qualifiers);
			buf_str(b, "]");
		}
		TRY(der_end(&one));
	} while (der_more(&list));
	return ERR_OK;
}

static enum err
put_nocheck(struct der *d, struct buf *b, enum lang lang)
{
	static const struct describe_word yes = WORD("是", "yes");

	describe_put_word(b, &yes, lang);
	return der_null(d);
}

static enum err
put_credit_code(struct der *d, struct buf *b, enum lang lang)
{
	char text[TEXT_MAX];

	(void)lang;
	TRY(der_text(d, text, sizeof(text)));
	if (!text_is_plain(bytes_str(text)))
		return ERR_DER_SYNTAX;
	buf_str(b, text);
	return ERR_OK;
}

/* --- the table --- */

static const struct known {
	enum oid oid;
	enum cert_field_kind kind;
	bool octets;
	enum err (*put)(struct der *d, struct buf *b, enum lang lang);
} table[] = {
    {OID_KEY_USAGE, CERT_FIELD_KEY_USAGE, false, put_key_usage},
    {OID_EXT_KEY_USAGE, CERT_FIELD_EXT_KEY_USAGE, false, put_ext_key_usage},
    {OID_BASIC_CONSTRAINTS, CERT_FIELD_BASIC_CONSTRAINTS, false,
	put_basic_constraints},
    {OID_SUBJECT_KEY_ID, CERT_FIELD_SUBJECT_KEY_ID, true, put_subject_key_id},
    {OID_AUTHORITY_KEY_ID, CERT_FIELD_AUTHORITY_KEY_ID, true,
	put_authority_key_id},
    {OID_SUBJECT_ALT_NAME, CERT_FIELD_SUBJECT_ALT_NAME, false, put_alt_name},
    {OID_POLICIES, CERT_FIELD_POLICIES, false, put_policies},
    {OID_CRL_DISTRIBUTION_POINTS, CERT_FIELD_CRL_POINTS, false, put_points},
    {OID_FRESHEST_CRL, CERT_FIELD_FRESHEST_CRL, false, put_points},
    {OID_AUTHORITY_INFO_ACCESS, CERT_FIELD_AUTHORITY_INFO, false,
	put_authority_info},
    {OID_OCSP_NOCHECK, CERT_FIELD_OCSP_NOCHECK, false, put_nocheck},
    {OID_CREDIT_CODE, CERT_FIELD_CREDIT_CODE, false, put_credit_code},
};

static enum err
put_known(const struct known *k, const struct extension *e, struct buf *b,
    enum lang lang)
{
	struct der d = der_of(e->value);

	TRY(k->put(&d, b, lang));
	return der_end(&d);
}

enum cert_field_kind
describe_extension(
    struct buf *b, const struct extension *e, enum lang lang, bool *ret_octets)
{
	size_t mark = b->len;
	enum cert_field_kind kind = CERT_FIELD_EXTENSION;

	*ret_octets = true;
	for (size_t i = 0; i < COUNT(table); i++) {
		if (!bytes_equal(e->oid, oid_octets(table[i].oid)))
			continue;
		kind = table[i].kind;
		*ret_octets = table[i].octets;
		if (put_known(&table[i], e, b, lang) == ERR_OK)
			return kind;
	}
	buf_truncate(b, mark);
	describe_put_octets(b, e->value);
	*ret_octets = true;
	return kind;
}
