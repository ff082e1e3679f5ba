/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/name.h"

#include <string.h>

#include "base/text.h"
#include "pki/syntax.h"

/* The parts, in the order in which they are written. */
static const struct part {
	enum oid oid;
	const char *label;
	size_t at, size; /* in struct name */
	bool printable;
} parts[] = {
#define PART(oid_, label_, member, printable_)                        \
	{                                                             \
		OID_##oid_, label_, offsetof(struct name, member),    \
		    sizeof(((struct name *)NULL)->member), printable_ \
	}
    PART(COUNTRY, "C", country, true),
    PART(PROVINCE, "ST", province, false),
    PART(LOCALITY, "L", locality, false),
    PART(ORGANISATION, "O", organisation, false),
    PART(UNIT, "OU", unit, false),
    PART(COMMON_NAME, "CN", common_name, false),
    PART(SERIAL_NUMBER, "serialNumber", serial_number, true),
#undef PART
};

static const struct part *
find_part(struct bytes oid)
{
	for (size_t i = 0; i < COUNT(parts); i++)
		if (bytes_equal(oid, oid_octets(parts[i].oid)))
			return &parts[i];
	return NULL;
}

static bool
can_be_written(const struct part *part, const char *value)
{
	struct bytes text = bytes_str(value);

	if (part->oid == OID_COUNTRY && text.len != 2)
		return false;
	return text_is_plain(text) && text_chars(text) <= NAME_CHARS_MAX;
}

static void
encode_part(struct buf *b, const struct part *part, const char *value)
{
	size_t set = der_open(b, DER_SET);
	size_t pair = der_open(b, DER_SEQUENCE);

	der_put_oid(b, oid_octets(part->oid));
	if (part->printable)
		der_put_printable(b, value);
	else
		der_put_utf8(b, value);
	der_close(b, pair);
	der_close(b, set);
}

void
name_encode(struct buf *b, const struct name *n)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	for (size_t i = 0; i < COUNT(parts); i++) {
		const char *value = (const char *)n + parts[i].at;

		if (*value == '\0')
			continue;
		if (!can_be_written(&parts[i], value) && b->err == ERR_OK)
			b->err = ERR_BAD_TEXT;
		encode_part(b, &parts[i], value);
	}
	der_close(b, mark);
}

/* AttributeTypeAndValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY } */
static enum err
read_pair(struct der *set, struct bytes *ret_oid, struct bytes *ret_value)
{
	struct der pair;

	TRY(der_enter(set, DER_SEQUENCE, &pair));
	TRY(der_oid(&pair, ret_oid));
	TRY(der_element(&pair, ret_value));
	return der_end(&pair);
}

static enum err
parse_pair(struct der *set, struct name *n)
{
	struct bytes oid, value;
	const struct part *part;
	struct der d;

	TRY(read_pair(set, &oid, &value));
	part = find_part(oid);
	if (part == NULL)
		return ERR_OK;
	d = der_of(value);
	return der_text(&d, (char *)n + part->at, part->size);
}

static enum err
parse(struct bytes der, struct name *n)
{
	struct der outer = der_of(der), d, set;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	while (der_more(&d)) {
		TRY(der_enter(&d, DER_SET, &set));
		do {
			TRY(parse_pair(&set, n));
		} while (der_more(&set));
	}
	return ERR_OK;
}

enum err
name_parse(struct bytes der, struct name *ret_n)
{
	struct name n = {0};

	if (der.len > NAME_DER_MAX)
		return ERR_CERT_SYNTAX;
	TRY(syntax_as(parse(der, &n), ERR_CERT_SYNTAX));
	*ret_n = n;
	return ERR_OK;
}

/* RFC 4514 2.4: what would end or change a value gets a backslash. */
static bool
is_escaped(const char *text, size_t i, size_t len)
{
	if (strchr(",+\"\\<>;", text[i]) != NULL)
		return true;
	if (i == 0 && (text[i] == '#' || text[i] == ' '))
		return true;
	return i + 1 == len && text[i] == ' ';
}

static void
put_value(struct buf *b, struct bytes value)
{
	char text[NAME_TEXT_SIZE];
	struct der d = der_of(value);
	size_t len;

	if (der_text(&d, text, sizeof(text)) != ERR_OK) {
		buf_u8(b, '#');
		text_hex(b, value);
		return;
	}
	len = strlen(text);
	for (size_t i = 0; i < len; i++) {
		if (is_escaped(text, i, len))
			buf_u8(b, '\\');
		buf_u8(b, (uint8_t)text[i]);
	}
}

static enum err
put_pair(struct buf *b, struct der *set)
{
	char dotted[OID_TEXT_SIZE];
	struct bytes oid, value;
	const struct part *part;

	TRY(read_pair(set, &oid, &value));
	part = find_part(oid);
	oid_text(oid, dotted);
	buf_str(b, part != NULL ? part->label : dotted);
	buf_u8(b, '=');
	put_value(b, value);
	return ERR_OK;
}

static enum err
put_name(struct buf *b, struct bytes der)
{
	struct der outer = der_of(der), d, set;
	const char *between = "";

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	while (der_more(&d)) {
		TRY(der_enter(&d, DER_SET, &set));
		do {
			buf_str(b, between);
			TRY(put_pair(b, &set));
			between = "+";
		} while (der_more(&set));
		between = ", ";
	}
	return ERR_OK;
}

void
name_text(struct buf *b, struct bytes der)
{
	if (put_name(b, der) != ERR_OK)
		buf_str(b, "?");
}
