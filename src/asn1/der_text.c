/* SPDX-License-Identifier: Apache-2.0 */
/* The reader: text and time. */
#include <string.h>

#include "asn1/element.h"
#include "base/text.h"

static bool
text_fits(uint8_t tag, struct bytes text)
{
	switch (tag) {
	case DER_UTF8_STRING:
		return text_is_plain(text);
	case DER_PRINTABLE_STRING:
		return der_is_printable(text);
	case DER_IA5_STRING:
		return der_is_ia5(text);
	default:
		return false;
	}
}

enum err
der_text(struct der *d, char *out, size_t size)
{
	struct der at = *d;
	uint8_t tag = der_more(d) ? d->rest.p[0] : 0;
	struct bytes text;

	TRY(der_read(&at, tag, &text));
	if (!text_fits(tag, text))
		return ERR_DER_SYNTAX;
	if (text.len >= size)
		return ERR_DER_TOO_LARGE;
	if (text.len != 0)
		memcpy(out, text.p, text.len);
	out[text.len] = '\0';
	*d = at;
	return ERR_OK;
}

/* Read count decimal digits and step over them; -1 if they are not digits. */
static int
take_digits(const uint8_t **p, int count)
{
	int v = 0;

	for (; count > 0; count--, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		v = v * 10 + **p - '0';
	}
	return v;
}

/* "MMDDHHMMSSZ", which both forms end with. */
static enum err
time_of(int year, const uint8_t *p, int64_t *ret_at)
{
	struct civil c = {.year = year};

	c.month = take_digits(&p, 2);
	c.day = take_digits(&p, 2);
	c.hour = take_digits(&p, 2);
	c.minute = take_digits(&p, 2);
	c.second = take_digits(&p, 2);
	if (*p != 'Z' || civil_time(&c, ret_at) != ERR_OK)
		return ERR_DER_SYNTAX;
	return ERR_OK;
}

static enum err
read_utc_time(struct der *d, int64_t *ret_at)
{
	struct bytes text;
	const uint8_t *p;
	int year;

	TRY(der_read(d, DER_UTC_TIME, &text));
	if (text.len != DER_UTC_TIME_LEN)
		return ERR_DER_SYNTAX;
	p = text.p;
	year = take_digits(&p, 2);
	if (year < 0)
		return ERR_DER_SYNTAX;
	return time_of(year < 50 ? 2000 + year : 1900 + year, p, ret_at);
}

static enum err
read_generalized_time(struct der *d, int first_year, int64_t *ret_at)
{
	struct bytes text;
	const uint8_t *p;
	int year;

	TRY(der_read(d, DER_GENERALIZED_TIME, &text));
	if (text.len != DER_GENERALIZED_TIME_LEN)
		return ERR_DER_SYNTAX;
	p = text.p;
	year = take_digits(&p, 4);
	if (year < first_year)
		return ERR_DER_SYNTAX;
	return time_of(year, p, ret_at);
}

enum err
der_time(struct der *d, int64_t *ret_at)
{
	struct der at = *d;

	if (der_next_is(d, DER_UTC_TIME))
		TRY(read_utc_time(&at, ret_at));
	else
		TRY(read_generalized_time(&at, DER_UTC_TIME_LAST + 1, ret_at));
	*d = at;
	return ERR_OK;
}

enum err
der_generalized_time(struct der *d, int64_t *ret_at)
{
	struct der at = *d;

	TRY(read_generalized_time(&at, 1, ret_at));
	*d = at;
	return ERR_OK;
}
