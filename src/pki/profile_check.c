/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The check of a body before it is signed. It reads the DER from first octet
 * to last and compares with what the profile says, in the standards' own
 * numbers where it can: no line here is shared with the builder or the parser,
 * so that a mistake there is found here.
 */
#include <string.h>

#include "base/text.h"
#include "pki/profile.h"

#define DAY_S ((int64_t)24 * 3600)
#define SERIAL_MIN 8 /* octets: fewer would not be random enough */
#define SERIAL_NUMBER_CHARS_MAX 64 /* X.520 ub-serial-number */

/* What is being checked. `why` names the part at hand: whatever fails in
 * reading it, DER included, is told under that name. */
struct check {
	struct gm *gm;
	const struct profile *profile;
	const struct cert *issuer;
	int64_t now;
	struct bytes issuer_name;
	uint8_t key_id[CERT_KEY_ID_LEN];
	const char *why;
};

static enum err
require(struct check *c, bool holds, const char *why)
{
	if (holds)
		return ERR_OK;
	c->why = why;
	return ERR_PROFILE_VIOLATION;
}

static enum err
require_presence(struct check *c, bool present, enum presence p,
    const char *missing, const char *unwanted)
{
	TRY(require(c, present || p != REQUIRED, missing));
	return require(c, !present || p != ABSENT, unwanted);
}

static enum err
check_version(struct check *c, struct der *d)
{
	static const uint8_t v3[] = {0xa0, 0x03, 0x02, 0x01, 0x02};
	struct bytes element;

	c->why = "the version is not 3";
	TRY(der_element(d, &element));
	return require(
	    c, bytes_equal(element, BYTES_ARRAY(v3)), "the version is not 3");
}

static enum err
check_serial(struct check *c, struct der *d)
{
	struct bytes n;

	c->why = "the serial number is malformed";
	TRY(der_read(d, DER_INTEGER, &n));
	TRY(require(c, n.len > 0 && (n.p[0] & 0x80) == 0,
	    "the serial number is negative"));
	TRY(require(c, n.len <= 20, "the serial number is too long"));
	return require(c, n.len >= SERIAL_MIN + (n.p[0] == 0 ? 1 : 0),
	    "the serial number is too short");
}

/* SM2 with SM3, parameters absent (GM/T 0015; GM/T 0092 6.2). */
static enum err
check_algorithm(struct check *c, struct der *d)
{
	static const uint8_t sm2_with_sm3[] = {0x30, 0x0a, 0x06, 0x08, 0x2a,
	    0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75};
	struct bytes element;

	c->why = "the signature algorithm is malformed";
	TRY(der_element(d, &element));
	return require(c, bytes_equal(element, BYTES_ARRAY(sm2_with_sm3)),
	    "the signature algorithm is not SM2 with SM3");
}

static enum err
check_issuer(struct check *c, struct der *d)
{
	const struct cert *issuer = c->issuer;

	c->why = "the issuer is malformed";
	TRY(der_element_of(d, DER_SEQUENCE, &c->issuer_name));
	TRY(require(c, (issuer == NULL) == c->profile->self_signed,
	    "the issuer does not fit the profile"));
	if (issuer == NULL)
		return ERR_OK;
	TRY(require(c, bytes_equal(c->issuer_name, issuer->subject),
	    "the issuer's name is not the issuer's"));
	TRY(require(c,
	    issuer->ca && (issuer->key_usage & CERT_KU_CERT_SIGN) != 0,
	    "the issuer is not a CA"));
	return require(c, !c->profile->ca || issuer->path_len != 0,
	    "the issuer may not have a CA below it");
}

static enum err
check_validity(struct check *c, struct der *d)
{
	struct der inner;
	int64_t from, to;

	c->why = "the validity is malformed";
	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_time(&inner, &from));
	TRY(der_time(&inner, &to));
	TRY(der_end(&inner));
	TRY(require(c, from < to, "the validity ends before it begins"));
	TRY(require(c, from <= c->now, "notBefore is in the future"));
	TRY(require(c, from >= c->now - DAY_S, "notBefore is over a day past"));
	TRY(require(c, to > c->now, "notAfter is past"));
	TRY(require(c, to - from <= c->profile->validity_max_s,
	    "the validity is too long"));
	if (c->issuer == NULL)
		return ERR_OK;
	TRY(require(c, from >= c->issuer->not_before,
	    "notBefore is before the issuer's"));
	return require(
	    c, to <= c->issuer->not_after, "notAfter is after the issuer's");
}

/* The parts a subject may have, in their order. */
enum part { COUNTRY, ORGANISATION, UNIT, COMMON_NAME, SERIAL_NUMBER, PARTS };

static const struct {
	uint8_t type; /* last octet of id-at 2.5.4.x */
	uint8_t tag;
	size_t chars_max;
	const char *malformed, *missing, *unwanted;
} parts[PARTS] = {
    [COUNTRY] = {6, DER_PRINTABLE_STRING, 2, "the country is malformed",
	"the country is missing", "the country is not allowed"},
    [ORGANISATION] = {10, DER_UTF8_STRING, NAME_CHARS_MAX,
	"the organisation is malformed", "the organisation is missing",
	"the organisation is not allowed"},
    [UNIT] = {11, DER_UTF8_STRING, NAME_CHARS_MAX, "the unit is malformed",
	"the unit is missing", "the unit is not allowed"},
    [COMMON_NAME] = {3, DER_UTF8_STRING, NAME_CHARS_MAX,
	"the common name is malformed", "the common name is missing",
	"the common name is not allowed"},
    [SERIAL_NUMBER] = {5, DER_PRINTABLE_STRING, SERIAL_NUMBER_CHARS_MAX,
	"the subject's serialNumber is malformed",
	"the subject's serialNumber is missing",
	"the subject's serialNumber is not allowed"},
};

static enum presence
part_presence(const struct profile *p, enum part part)
{
	switch (part) {
	case COUNTRY:
		return REQUIRED;
	case ORGANISATION:
		return p->organisation;
	case UNIT:
		return p->unit;
	case COMMON_NAME:
		return p->common_name;
	case SERIAL_NUMBER:
		return p->serial_number;
	default:
		return ABSENT;
	}
}

static enum part
find_part(struct bytes oid)
{
	enum part part = COUNTRY;

	if (oid.len != 3 || oid.p[0] != 0x55 || oid.p[1] != 0x04)
		return PARTS;
	while (part < PARTS && parts[part].type != oid.p[2])
		part++;
	return part;
}

static enum err
check_part_value(struct check *c, struct der *d, enum part part)
{
	char text[NAME_TEXT_SIZE];
	size_t chars;

	c->why = parts[part].malformed;
	TRY(require(c, der_next_is(d, parts[part].tag), parts[part].malformed));
	TRY(der_text(d, text, sizeof(text)));
	chars = text_chars(bytes_str(text));
	TRY(require(c,
	    chars >= 1 && chars <= parts[part].chars_max &&
		text_is_plain(bytes_str(text)),
	    parts[part].malformed));
	return require(c, part != COUNTRY || strcmp(text, "CN") == 0,
	    "the country is not CN");
}

/* One RelativeDistinguishedName of one value; *part is the one before it. */
static enum err
check_part(struct check *c, struct der *d, int *part)
{
	struct der set, pair;
	struct bytes oid;
	enum part found;

	c->why = "the subject is malformed";
	TRY(der_enter(d, DER_SET, &set));
	TRY(der_enter(&set, DER_SEQUENCE, &pair));
	TRY(der_end(&set));
	TRY(der_oid(&pair, &oid));
	found = find_part(oid);
	TRY(require(
	    c, found != PARTS, "the subject has a part of another kind"));
	TRY(require(c, (int)found > *part,
	    "the subject has a part twice or out of order"));
	TRY(check_part_value(c, &pair, found));
	*part = (int)found;
	c->why = "the subject is malformed";
	return der_end(&pair);
}

static enum err
check_subject(struct check *c, struct der *d)
{
	bool present[PARTS] = {false};
	struct der inner, again = *d;
	struct bytes whole;
	int part = -1;

	c->why = "the subject is malformed";
	TRY(der_element_of(&again, DER_SEQUENCE, &whole));
	TRY(der_enter(d, DER_SEQUENCE, &inner));
	while (der_more(&inner)) {
		TRY(check_part(c, &inner, &part));
		present[part] = true;
	}
	for (enum part i = COUNTRY; i < PARTS; i++)
		TRY(require_presence(c, present[i],
		    part_presence(c->profile, i), parts[i].missing,
		    parts[i].unwanted));
	return require(c,
	    c->profile->self_signed == bytes_equal(whole, c->issuer_name),
	    "subject and issuer do not fit the profile");
}

/* id-ecPublicKey with the SM2 curve, an uncompressed point on it. */
static enum err
check_key(struct check *c, struct der *d)
{
	static const uint8_t head[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a,
	    0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x81, 0x1c,
	    0xcf, 0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00, 0x04};
	AUTO(sm2_verifier) on_curve = NULL;
	struct sm2_public key;
	uint8_t digest[SM3_LEN];
	struct bytes element;
	bool fits;

	c->why = "the key is malformed";
	TRY(der_element_of(d, DER_SEQUENCE, &element));
	fits = element.len == sizeof(head) + sizeof(key.x) + sizeof(key.y) &&
	       memcmp(element.p, head, sizeof(head)) == 0;
	TRY(require(c, fits, "the key is not an SM2 key"));
	memcpy(key.x, element.p + sizeof(head), sizeof(key.x));
	memcpy(key.y, element.p + sizeof(head) + sizeof(key.x), sizeof(key.y));
	TRY(require(c,
	    c->issuer == NULL || !sm2_public_equal(&key, &c->issuer->key),
	    "the key is the issuer's own"));
	TRY(require(c, sm2_verifier_new(c->gm, &key, &on_curve) == ERR_OK,
	    "the key is not on the curve"));
	TRY(sm3_of(
	    c->gm, BYTES(element.p + sizeof(head) - 1, SM2_POINT_LEN), digest));
	memcpy(c->key_id, digest, CERT_KEY_ID_LEN);
	return ERR_OK;
}

static enum err
check_authority_key_id(struct check *c, struct bytes value)
{
	struct der d = der_of(value), inner;
	struct bytes id;

	TRY(der_enter(&d, DER_SEQUENCE, &inner));
	TRY(der_end(&d));
	TRY(der_read(&inner, 0x80, &id));
	TRY(der_end(&inner));
	return require(c, bytes_equal(id, c->issuer->key_id),
	    "the authority key id is not the issuer's");
}

static enum err
check_subject_key_id(struct check *c, struct bytes value)
{
	struct der d = der_of(value);
	struct bytes id;

	TRY(der_octets(&d, &id));
	TRY(der_end(&d));
	return require(c, bytes_equal(id, BYTES_ARRAY(c->key_id)),
	    "the subject key id is not the key's");
}

static enum err
check_key_usage(struct check *c, struct bytes value)
{
	struct der d = der_of(value);
	uint16_t bits;

	TRY(der_named_bits(&d, &bits));
	TRY(der_end(&d));
	return require(c, bits == c->profile->key_usage,
	    "the key usage is not the profile's");
}

static enum err
check_basic_constraints(struct check *c, struct bytes value)
{
	struct der d = der_of(value), inner;
	uint64_t path_len = 0;
	bool ca, limited;

	TRY(der_enter(&d, DER_SEQUENCE, &inner));
	TRY(der_end(&d));
	TRY(der_bool(&inner, &ca));
	limited = der_more(&inner);
	if (limited)
		TRY(der_uint(&inner, 255, &path_len));
	TRY(der_end(&inner));
	TRY(require(c, ca, "the basic constraints are not a CA's"));
	return require(c,
	    limited == (c->profile->path_len >= 0) &&
		(!limited || path_len == (uint64_t)c->profile->path_len),
	    "the path length is not the profile's");
}

static enum err
check_ext_key_usage(struct check *c, struct bytes value)
{
	struct der d = der_of(value), inner;
	struct bytes purpose;
	bool listed = false;

	TRY(der_enter(&d, DER_SEQUENCE, &inner));
	TRY(der_end(&d));
	TRY(der_oid(&inner, &purpose));
	TRY(require(c, !der_more(&inner),
	    "the extended key usage has more than one purpose"));
	for (size_t i = 0; c->profile->eku[i] != OID_COUNT; i++)
		listed |= bytes_equal(purpose, oid_octets(c->profile->eku[i]));
	return require(
	    c, listed, "the extended key usage is not the profile's");
}

static enum err
check_policies(struct check *c, struct bytes value)
{
	struct der d = der_of(value), all, one;
	struct bytes policy;

	TRY(der_enter(&d, DER_SEQUENCE, &all));
	TRY(der_end(&d));
	TRY(der_enter(&all, DER_SEQUENCE, &one));
	TRY(der_end(&all));
	TRY(der_oid(&one, &policy));
	TRY(der_end(&one));
	return require(c, bytes_equal(policy, oid_octets(c->profile->policy)),
	    "the policy is not the profile's");
}

/* A GeneralName that is a web address: [6] IA5String. */
static enum err
check_url(struct check *c, struct der *d)
{
	struct bytes url;
	bool web, plain = true;

	TRY(der_read(d, 0x86, &url));
	TRY(der_end(d));
	TRY(require(c, url.len < CERT_URL_SIZE, "an address is too long"));
	web = (url.len > 7 && memcmp(url.p, "http://", 7) == 0) ||
	      (url.len > 8 && memcmp(url.p, "https://", 8) == 0);
	for (size_t i = 0; i < url.len; i++)
		plain &= url.p[i] > ' ' && url.p[i] <= '~';
	return require(c, web && plain, "an address is not a web address");
}

static enum err
check_crl_url(struct check *c, struct bytes value)
{
	struct der d = der_of(value), points, point, name, full_name;

	TRY(der_enter(&d, DER_SEQUENCE, &points));
	TRY(der_end(&d));
	TRY(der_enter(&points, DER_SEQUENCE, &point));
	TRY(der_end(&points));
	TRY(der_enter(&point, 0xa0, &name));
	TRY(der_end(&point));
	TRY(der_enter(&name, 0xa0, &full_name));
	TRY(der_end(&name));
	return check_url(c, &full_name);
}

static enum err
check_ocsp_url(struct check *c, struct bytes value)
{
	struct der d = der_of(value), all, one;

	TRY(der_enter(&d, DER_SEQUENCE, &all));
	TRY(der_end(&d));
	TRY(der_enter(&all, DER_SEQUENCE, &one));
	TRY(der_end(&all));
	TRY(der_expect_oid(&one, oid_octets(OID_ACCESS_OCSP)));
	return check_url(c, &one);
}

static enum err
check_ocsp_nocheck(struct check *c, struct bytes value)
{
	static const uint8_t null[] = {0x05, 0x00};

	return require(c, bytes_equal(value, BYTES_ARRAY(null)),
	    "ocsp-nocheck: malformed");
}

/* 18 digits and capital letters (GB 32100). */
static enum err
check_credit_code(struct check *c, struct bytes value)
{
	struct der d = der_of(value);
	struct bytes code;
	bool fits;

	TRY(der_read(&d, DER_PRINTABLE_STRING, &code));
	TRY(der_end(&d));
	fits = code.len == CERT_CREDIT_CODE_SIZE - 1;
	for (size_t i = 0; i < code.len; i++)
		fits &= (code.p[i] >= '0' && code.p[i] <= '9') ||
			(code.p[i] >= 'A' && code.p[i] <= 'Z');
	return require(c, fits, "the credit code is not one");
}

enum extension_kind {
	AUTHORITY_KEY_ID,
	SUBJECT_KEY_ID,
	KEY_USAGE,
	BASIC_CONSTRAINTS,
	EXT_KEY_USAGE,
	POLICIES,
	CRL_URL,
	OCSP_URL,
	OCSP_NOCHECK,
	CREDIT_CODE,
	EXTENSIONS
};

static const struct {
	enum oid oid;
	bool critical;
	enum err (*check)(struct check *c, struct bytes value);
	const char *malformed, *missing, *unwanted;
} extensions[EXTENSIONS] = {
#define ROW(id, critical_, check_, what)                         \
	[id] = {OID_##id, critical_, check_, what ": malformed", \
	    what ": missing", what ": not allowed"}
    ROW(AUTHORITY_KEY_ID, false, check_authority_key_id,
	"the authority key id"),
    ROW(SUBJECT_KEY_ID, false, check_subject_key_id, "the subject key id"),
    ROW(KEY_USAGE, true, check_key_usage, "the key usage"),
    ROW(BASIC_CONSTRAINTS, true, check_basic_constraints,
	"the basic constraints"),
    ROW(EXT_KEY_USAGE, false, check_ext_key_usage, "the extended key usage"),
    ROW(POLICIES, false, check_policies, "the policy"),
#define OID_CRL_URL OID_CRL_DISTRIBUTION_POINTS
#define OID_OCSP_URL OID_AUTHORITY_INFO_ACCESS
    ROW(CRL_URL, false, check_crl_url, "the revocation list's address"),
    ROW(OCSP_URL, false, check_ocsp_url, "the status service's address"),
#undef OID_CRL_URL
#undef OID_OCSP_URL
    ROW(OCSP_NOCHECK, false, check_ocsp_nocheck, "ocsp-nocheck"),
    ROW(CREDIT_CODE, false, check_credit_code, "the credit code"),
#undef ROW
};

static enum presence
extension_presence(const struct profile *p, enum extension_kind e)
{
	switch (e) {
	case AUTHORITY_KEY_ID:
		return p->self_signed ? ABSENT : REQUIRED;
	case SUBJECT_KEY_ID:
	case KEY_USAGE:
		return REQUIRED;
	case BASIC_CONSTRAINTS:
		return p->ca ? REQUIRED : ABSENT;
	case EXT_KEY_USAGE:
		return p->eku_presence;
	case POLICIES:
		return p->policy != OID_COUNT ? REQUIRED : ABSENT;
	case CRL_URL:
		return p->crl_url;
	case OCSP_URL:
		return p->ocsp_url;
	case OCSP_NOCHECK:
		return p->ocsp_nocheck ? REQUIRED : ABSENT;
	case CREDIT_CODE:
		return p->credit_code;
	default:
		return ABSENT;
	}
}

static enum extension_kind
find_extension(struct bytes oid)
{
	enum extension_kind e = AUTHORITY_KEY_ID;

	while (
	    e < EXTENSIONS && !bytes_equal(oid, oid_octets(extensions[e].oid)))
		e++;
	return e;
}

static enum err
check_extension(struct check *c, struct der *d, bool seen[EXTENSIONS])
{
	struct der inner;
	struct bytes oid, value;
	enum extension_kind e;
	bool critical = false;

	c->why = "an extension is malformed";
	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_oid(&inner, &oid));
	e = find_extension(oid);
	TRY(require(c, e != EXTENSIONS, "there is an unknown extension"));
	TRY(require(c, !seen[e], "there is an extension twice"));
	seen[e] = true;
	TRY(require(c, extension_presence(c->profile, e) != ABSENT,
	    extensions[e].unwanted));
	c->why = extensions[e].malformed;
	if (der_next_is(&inner, DER_BOOLEAN)) {
		TRY(der_bool(&inner, &critical));
		TRY(require(c, critical, extensions[e].malformed));
	}
	TRY(require(c, critical == extensions[e].critical,
	    "an extension's criticality is wrong"));
	TRY(der_octets(&inner, &value));
	TRY(der_end(&inner));
	return extensions[e].check(c, value);
}

static enum err
check_extensions(struct check *c, struct der *d)
{
	bool seen[EXTENSIONS] = {false};
	struct der explicit, inner;

	c->why = "the extensions are malformed";
	TRY(der_enter(d, 0xa3, &explicit));
	TRY(der_enter(&explicit, DER_SEQUENCE, &inner));
	TRY(der_end(&explicit));
	while (der_more(&inner))
		TRY(check_extension(c, &inner, seen));
	for (enum extension_kind e = AUTHORITY_KEY_ID; e < EXTENSIONS; e++)
		TRY(require(c,
		    seen[e] || extension_presence(c->profile, e) != REQUIRED,
		    extensions[e].missing));
	return ERR_OK;
}

static enum err
check_body(struct check *c, struct bytes tbs)
{
	struct der outer = der_of(tbs), d;

	c->why = "the body is not a sequence";
	TRY(require(c, tbs.len <= CERT_DER_MAX, "the body is too long"));
	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(check_version(c, &d));
	TRY(check_serial(c, &d));
	TRY(check_algorithm(c, &d));
	TRY(check_issuer(c, &d));
	TRY(check_validity(c, &d));
	TRY(check_subject(c, &d));
	TRY(check_key(c, &d));
	TRY(check_extensions(c, &d));
	c->why = "there is something after the extensions";
	return der_end(&d);
}

enum err
profile_check(struct gm *gm, const struct profile *p, const struct cert *issuer,
    struct bytes tbs, int64_t now, const char **reterr_why)
{
	struct check c = {.gm = gm, .profile = p, .issuer = issuer, .now = now};
	enum err e = check_body(&c, tbs);

	switch (e) {
	case ERR_OK:
	case ERR_NOMEM:
	case ERR_CRYPTO:
		return e;
	default:
		*reterr_why = c.why;
		return ERR_PROFILE_VIOLATION;
	}
}
