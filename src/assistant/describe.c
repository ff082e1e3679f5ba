/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assistant/describe_private.h"
#include "base/file.h"
#include "base/text.h"
#include "pki/cert.h"
#include "pki/pem.h"
#include "pki/syntax.h"

#define VALUE_MAX 65536 /* octets; the longest is a certificate in digits */
#define INTEGER_MAX 64	/* octets of a serial number that is shown */
#define GROUP 2		/* octets that stand together */

static const struct {
	const char *name;
	struct describe_word label;
} kinds[CERT_FIELD_COUNT] = {
#define F(name, zh, en) {#name, WORD(zh, en)},
#include "assistant/describe.def"
#undef F
};

const char *
cert_field_name(enum cert_field_kind kind)
{
	return kinds[kind].name;
}

void
cert_fields_free(struct cert_fields *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->count; i++)
		free(f->rows[i].value);
	free(f->rows);
	free(f);
}

void
describe_put_octets(struct buf *b, struct bytes octets)
{
	for (size_t i = 0; i < octets.len; i += GROUP) {
		size_t left = octets.len - i;

		if (i > 0)
			buf_u8(b, ' ');
		text_hex(b, BYTES(octets.p + i, left < GROUP ? left : GROUP));
	}
}

void
describe_put_word(struct buf *b, const struct describe_word *w, enum lang lang)
{
	buf_str(b, w->text[lang]);
}

void
describe_put_between(struct buf *b, size_t mark, enum lang lang)
{
	if (b->len > mark)
		buf_str(b, lang == LANG_ZH ? "，" : ", ");
}

/* --- rows --- */

struct description {
	struct cert_fields *fields;
	enum lang lang;
};

/* Add a row; value is taken. about stands in the label of an extension. */
static enum err
add_row(struct description *d, enum cert_field_kind kind, const char *about,
    struct buf *value, bool octets)
{
	struct cert_field *row = &d->fields->rows[d->fields->count];
	const char *label = kinds[kind].label.text[d->lang];
	const char *hole = strstr(label, "%s");

	if (d->fields->count == CERT_FIELDS_MAX)
		return ERR_DER_TOO_LARGE;
	TRY(buf_take_string(value, &row->value));
	row->kind = kind;
	row->octets = octets;
	if (hole == NULL)
		(void)snprintf(row->label, sizeof(row->label), "%s", label);
	else
		(void)snprintf(row->label, sizeof(row->label), "%.*s%s",
		    (int)(hole - label), label, about);
	d->fields->count++;
	return ERR_OK;
}

static enum err
add_text(struct description *d, enum cert_field_kind kind, const char *text)
{
	AUTO_DONE(buf) value = BUF(VALUE_MAX);

	buf_str(&value, text);
	return add_row(d, kind, "", &value, false);
}

static enum err
add_octets(
    struct description *d, enum cert_field_kind kind, struct bytes octets)
{
	AUTO_DONE(buf) value = BUF(VALUE_MAX);

	describe_put_octets(&value, octets);
	return add_row(d, kind, "", &value, true);
}

/* --- the body --- */

static enum err
add_version(struct description *d, struct der *tbs)
{
	struct der inner;
	uint64_t version = 0;
	bool present;
	char text[8];

	TRY(der_enter_optional(
	    tbs, DER_CONTEXT_CONSTRUCTED(0), &present, &inner));
	if (present) {
		TRY(der_uint(&inner, 2, &version));
		TRY(der_end(&inner));
	}
	(void)snprintf(text, sizeof(text), "V%u", (unsigned)version + 1);
	return add_text(d, CERT_FIELD_VERSION, text);
}

/* As elsewhere in the program: digits without groups. Strangers' numbers may
 * be zero, negative or long. */
static enum err
add_serial(struct description *d, struct der *tbs)
{
	AUTO_DONE(buf) value = BUF(VALUE_MAX);
	struct bytes octets;

	TRY(der_read(tbs, DER_INTEGER, &octets));
	if (octets.len == 0 || octets.len > INTEGER_MAX)
		return ERR_DER_TOO_LARGE;
	if (octets.len > 1 && octets.p[0] == 0)
		octets = BYTES(octets.p + 1, octets.len - 1);
	text_hex(&value, octets);
	return add_row(d, CERT_FIELD_SERIAL, "", &value, false);
}

static const struct {
	enum oid oid;
	const char *name;
} algorithms[] = {
    {OID_SM2_WITH_SM3, "SM2-SM3"},
    {OID_SHA256_WITH_RSA, "RSA-SHA256"},
    {OID_SHA384_WITH_RSA, "RSA-SHA384"},
    {OID_SHA512_WITH_RSA, "RSA-SHA512"},
    {OID_RSA_KEY, "RSA"},
    {OID_EC_PUBLIC_KEY, "EC"},
    {OID_SM2_CURVE, "SM2"},
};

/* By name, with the identifier behind it where strangers may need it. */
static void
put_algorithm(struct buf *b, struct bytes oid)
{
	char dotted[OID_TEXT_SIZE];

	oid_text(oid, dotted);
	for (size_t i = 0; i < COUNT(algorithms); i++)
		if (bytes_equal(oid, oid_octets(algorithms[i].oid))) {
			buf_printf(b, "%s (%s)", algorithms[i].name, dotted);
			return;
		}
	buf_str(b, dotted);
}

static enum err
add_algorithm(struct description *d, struct der *from)
{
	AUTO_DONE(buf) value = BUF(VALUE_MAX);
	struct syntax_algorithm a;

	TRY(syntax_algorithm(from, &a));
	put_algorithm(&value, a.oid);
	return add_row(d, CERT_FIELD_SIGNATURE_ALGORITHM, "", &value, false);
}

static enum err
add_name(struct description *d, enum cert_field_kind kind, struct der *tbs)
{
	AUTO_DONE(buf) value = BUF(VALUE_MAX);
	struct bytes name;

	TRY(der_element_of(tbs, DER_SEQUENCE, &name));
	name_text(&value, name);
	if (buf_status(&value) != ERR_OK || !text_is_plain(buf_bytes(&value)))
		return add_octets(d, kind, name);
	return add_row(d, kind, "", &value, false);
}

/* "2026-11-22 08:00:00 UTC" */
static enum err
add_time(struct description *d, enum cert_field_kind kind, struct der *from)
{
	char text[CLOCK_TEXT_SIZE + 4];
	int64_t at;

	TRY(der_time(from, &at));
	clock_text(at, text);
	text[10] = ' ';
	memcpy(text + 19, " UTC", 5);
	return add_text(d, kind, text);
}

static enum err
add_validity(struct description *d, struct der *tbs)
{
	struct der inner;

	TRY(der_enter(tbs, DER_SEQUENCE, &inner));
	TRY(add_time(d, CERT_FIELD_NOT_BEFORE, &inner));
	TRY(add_time(d, CERT_FIELD_NOT_AFTER, &inner));
	return der_end(&inner);
}

/* Bits of a modulus; 0 if it is no RSA key. */
static size_t
rsa_bits(struct bytes key)
{
	struct der outer = der_of(key), d;
	struct bytes n;
	size_t bits;

	if (der_enter(&outer, DER_SEQUENCE, &d) != ERR_OK ||
	    der_unsigned(&d, VALUE_MAX, &n) != ERR_OK)
		return 0;
	bits = n.len * 8;
	for (uint8_t top = n.p[0]; bits > 0 && !(top & 0x80); top <<= 1)
		if (bits-- % 8 == 1)
			break; /* zero */
	return bits;
}

/* "SM2 (256 bit)"; of a curve that is not known, its identifier. */
static void
put_key_algorithm(struct description *d, struct buf *b,
    const struct syntax_algorithm *a, struct bytes key)
{
	struct der parameters = der_of(a->parameters);
	bool rsa = bytes_equal(a->oid, oid_octets(OID_RSA_KEY));
	struct bytes curve = BYTES_NONE;
	size_t bits = rsa ? rsa_bits(key) : 0;

	if (bytes_equal(a->oid, oid_octets(OID_EC_PUBLIC_KEY)) &&
	    der_oid(&parameters, &curve) == ERR_OK &&
	    bytes_equal(curve, oid_octets(OID_SM2_CURVE)))
		bits = 256;
	if (bits > 0) {
		buf_printf(b,
		    d->lang == LANG_ZH ? "%s（%d 位）" : "%s (%d bit)",
		    rsa ? "RSA" : "SM2", (int)bits);
		return;
	}
	put_algorithm(b, a->oid);
	if (curve.len > 0) {
		buf_u8(b, ' ');
		put_algorithm(b, curve);
	}
}

static enum err
add_key(struct description *d, struct der *tbs)
{
	AUTO_DONE(buf) value = BUF(VALUE_MAX);
	struct syntax_algorithm a;
	struct bytes key;
	struct der info;

	TRY(der_enter(tbs, DER_SEQUENCE, &info));
	TRY(syntax_algorithm(&info, &a));
	TRY(der_bits(&info, &key));
	TRY(der_end(&info));
	put_key_algorithm(d, &value, &a, key);
	TRY(add_row(d, CERT_FIELD_KEY_ALGORITHM, "", &value, false));
	return add_octets(d, CERT_FIELD_PUBLIC_KEY, key);
}

static enum err
add_extension(void *arg, const struct extension *e)
{
	static const struct describe_word critical =
	    WORD("（关键）", " (critical)");
	struct description *d = arg;
	AUTO_DONE(buf) value = BUF(VALUE_MAX);
	char dotted[OID_TEXT_SIZE];
	enum cert_field_kind kind;
	bool octets;

	kind = describe_extension(&value, e, d->lang, &octets);
	if (e->critical)
		describe_put_word(&value, &critical, d->lang);
	oid_text(e->oid, dotted);
	return add_row(d, kind, dotted, &value, octets);
}

static enum err
add_extensions(struct description *d, struct der *tbs)
{
	struct bytes unique_id;
	struct der inner;
	bool present;

	/* Unique identifiers of version 2, which nobody uses. */
	for (unsigned n = 1; n <= 2; n++)
		if (der_next_is(tbs, DER_CONTEXT(n)))
			TRY(der_element(tbs, &unique_id));
	TRY(der_enter_optional(
	    tbs, DER_CONTEXT_CONSTRUCTED(3), &present, &inner));
	if (!present)
		return ERR_OK;
	TRY(extensions_read(&inner, add_extension, d));
	return der_end(&inner);
}

static enum err
describe(struct description *d, struct bytes der)
{
	struct der outer = der_of(der), whole, tbs;
	struct syntax_algorithm a;
	struct bytes signature;

	TRY(der_enter(&outer, DER_SEQUENCE, &whole));
	TRY(der_end(&outer));
	TRY(der_enter(&whole, DER_SEQUENCE, &tbs));
	TRY(add_version(d, &tbs));
	TRY(add_serial(d, &tbs));
	TRY(add_algorithm(d, &tbs));
	TRY(add_name(d, CERT_FIELD_ISSUER, &tbs));
	TRY(add_validity(d, &tbs));
	TRY(add_name(d, CERT_FIELD_SUBJECT, &tbs));
	TRY(add_key(d, &tbs));
	TRY(add_extensions(d, &tbs));
	TRY(der_end(&tbs));
	TRY(syntax_algorithm(&whole, &a));
	TRY(der_bits(&whole, &signature));
	TRY(der_end(&whole));
	return add_octets(d, CERT_FIELD_SIGNATURE, signature);
}

enum err
cert_describe(struct bytes der, enum lang lang, struct cert_fields **ret_fields)
{
	AUTO(cert_fields) fields = calloc(1, sizeof(*fields));
	struct description d = {fields, lang};

	if (fields == NULL)
		return ERR_NOMEM;
	if (der.len > CERT_DER_MAX)
		return ERR_CERT_SYNTAX;
	fields->rows = calloc(CERT_FIELDS_MAX, sizeof(*fields->rows));
	if (fields->rows == NULL)
		return ERR_NOMEM;
	TRY(syntax_as(describe(&d, der), ERR_CERT_SYNTAX));
	*ret_fields = TAKE(fields);
	return ERR_OK;
}

enum err
assistant_export(struct bytes der, const char *path, enum export_format format)
{
	AUTO_DONE(buf) pem = BUF(CERT_DER_MAX * 2);

	if (format == EXPORT_DER)
		return file_replace(path, der, 0644);
	pem_encode(&pem, "CERTIFICATE", der);
	TRY(buf_status(&pem));
	return file_replace(path, buf_bytes(&pem), 0644);
}
