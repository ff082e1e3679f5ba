/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/form.h"

#include <string.h>

#include "base/text.h"

enum wanted {
	ALWAYS,
	OF_ORGANISATIONS, /* and empty for individuals */
};

/* Each says why a text that is there will not do, or NULL. */
typedef const char *(*rule)(const char *text);

static const char *
one_of(const char *text, const char *const values[])
{
	for (; *values != NULL; values++)
		if (strcmp(text, *values) == 0)
			return NULL;
	return "value";
}

static const char *
rule_kind(const char *text)
{
	static const char *const kinds[] = {
	    "enterprise", "individual", "agency", NULL};

	return one_of(text, kinds);
}

static const char *
rule_lang(const char *text)
{
	static const char *const langs[] = {"zh", "en", NULL};

	return one_of(text, langs);
}

static bool
only(const char *text, const char *allowed)
{
	return text[strspn(text, allowed)] == '\0';
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

/*
 * A user name stands in the certificate's serialNumber, a PrintableString.
 * Small letters only, so that two names never differ by case alone.
 */
static const char *
rule_user_name(const char *text)
{
	if (!only(text, LOWER DIGITS "-."))
		return "characters";
	return strchr("-.", text[0]) != NULL ? "syntax" : NULL;
}

static const char *
rule_line(const char *text)
{
	size_t len = strlen(text);

	if (!text_is_plain(bytes_str(text)))
		return "characters";
	return text[0] == ' ' || text[len - 1] == ' ' ? "syntax" : NULL;
}

static const char *
rule_credit_code(const char *text)
{
	if (!only(text, DIGITS "ABCDEFGHJKLMNPQRTUWXY"))
		return "characters";
	return form_credit_code_fits(text) ? NULL : "check-digit";
}

static const char *
rule_phone(const char *text)
{
	if (!only(text, DIGITS "+- ()"))
		return "characters";
	return strpbrk(text, DIGITS) == NULL ? "syntax" : NULL;
}

static const char *
rule_email(const char *text)
{
	return mail_address_check(text) == ERR_OK ? NULL : "syntax";
}

static const struct {
	const char *name;
	size_t offset;
	size_t min, max; /* characters */
	enum wanted wanted;
	rule rule;
} fields[FORM_FIELDS] = {
    {"kind", offsetof(struct form, kind), 1, 16, ALWAYS, rule_kind},
    {"userName", offsetof(struct form, user_name), 2, FORM_USER_NAME_MAX,
	ALWAYS, rule_user_name},
    {"name", offsetof(struct form, name), 1, FORM_NAME_MAX, ALWAYS, rule_line},
    {"creditCode", offsetof(struct form, credit_code), 18, 18, OF_ORGANISATIONS,
	rule_credit_code},
    {"address", offsetof(struct form, address), 1, FORM_LINE_MAX, ALWAYS,
	rule_line},
    {"contact", offsetof(struct form, contact), 1, FORM_LINE_MAX, ALWAYS,
	rule_line},
    {"phone", offsetof(struct form, phone), 5, FORM_PHONE_MAX, ALWAYS,
	rule_phone},
    {"email", offsetof(struct form, email), 6, MAIL_ADDRESS_MAX, ALWAYS,
	rule_email},
    {"lang", offsetof(struct form, lang), 2, 2, ALWAYS, rule_lang},
};

static const char *
field_text(const struct form *f, size_t i)
{
	return *(const char *const *)((const char *)f + fields[i].offset);
}

/* Why that field will not do, or NULL. */
static const char *
field_problem(const struct form *f, size_t i)
{
	const char *text = field_text(f, i);
	bool wanted =
	    fields[i].wanted == ALWAYS || strcmp(f->kind, "individual") != 0;
	size_t chars;

	if (text[0] == '\0')
		return wanted ? "missing" : NULL;
	if (!wanted)
		return "not-wanted";
	if (!text_is_utf8(bytes_str(text)))
		return "characters";
	chars = text_chars(bytes_str(text));
	if (chars < fields[i].min || chars > fields[i].max)
		return "length";
	return fields[i].rule(text);
}

size_t
form_check(const struct form *f, struct form_problem ret_problems[FORM_FIELDS])
{
	size_t found = 0;

	for (size_t i = 0; i < FORM_FIELDS; i++) {
		const char *reason = field_problem(f, i);

		if (reason != NULL)
			ret_problems[found++] =
			    (struct form_problem){fields[i].name, reason};
	}
	return found;
}

/* GB 32100 annex A: weights are the powers of 3 modulo 31. */
bool
form_credit_code_fits(const char *code)
{
	static const char alphabet[] = DIGITS "ABCDEFGHJKLMNPQRTUWXY";
	unsigned sum = 0, weight = 1;

	if (strlen(code) != 18 || !only(code, alphabet))
		return false;
	for (size_t i = 0; i < 17; i++, weight = weight * 3 % 31) {
		const char *at = strchr(alphabet, code[i]);

		sum += (unsigned)(at - alphabet) * weight;
	}
	return code[17] == alphabet[(31 - sum % 31) % 31];
}

/* The next code point of well-formed UTF-8, as it counts for comparing; 0 at
 * the end. */
static uint32_t
next_folded(const char **text)
{
	const unsigned char *p = (const unsigned char *)*text;
	unsigned more = *p < 0x80 ? 0 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
	uint32_t c = more == 0 ? *p : *p & (0x3fu >> more);

	if (c == 0 && more == 0)
		return 0;
	for (p++; more > 0; more--)
		c = c << 6 | (*p++ & 0x3f);
	*text = (const char *)p;
	if (c == 0x3000) /* ideographic space */
		c = ' ';
	if (c >= 0xff01 && c <= 0xff5e) /* full-width forms of ASCII */
		c -= 0xff01 - '!';
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	return c;
}

static uint32_t
next_counting(const char **text)
{
	uint32_t c;

	do
		c = next_folded(text);
	while (c == ' ' || c == '\t');
	return c;
}

bool
form_names_match(const char *a, const char *b)
{
	uint32_t ca, cb;

	if (!text_is_utf8(bytes_str(a)) || !text_is_utf8(bytes_str(b)))
		return false;
	do {
		ca = next_counting(&a);
		cb = next_counting(&b);
	} while (ca == cb && ca != 0);
	return ca == cb;
}
