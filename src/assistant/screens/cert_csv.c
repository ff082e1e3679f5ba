/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "assistant/screens/cert_export.h"
#include "base/clock.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static const enum text heads[] = {TEXT_LIST_NICKNAME, TEXT_SUBJECT, TEXT_USER,
    TEXT_CARRIER, TEXT_LABEL, TEXT_LIST_CARRIER_SERIAL, TEXT_ISSUER,
    TEXT_SIGN_SERIAL, TEXT_ENCRYPT_SERIAL, TEXT_VALID_FROM, TEXT_VALID_UNTIL,
    TEXT_LIST_DAYS, TEXT_LIST_STATE};

/* What Excel and its like begin a formula with, or cut off to find one. */
static bool
looks_like_formula(const char *s)
{
	return *s != '\0' && strchr("=+-@\t\r", *s) != NULL;
}

static void
put_field(struct buf *b, const char *s)
{
	buf_str(b, looks_like_formula(s) ? "\"'" : "\"");
	for (; *s != '\0'; s++) {
		if (*s == '"')
			buf_u8(b, '"');
		buf_u8(b, (uint8_t)*s);
	}
	buf_str(b, "\",");
}

static void
put_day(struct buf *b, int64_t at)
{
	struct civil c = civil_local(at);

	buf_printf(b, "\"%04d-%02d-%02d\",", c.year, c.month, c.day);
}

/* In place of the last comma. */
static void
end_line(struct buf *b)
{
	if (b->len > 0)
		buf_truncate(b, b->len - 1);
	buf_str(b, "\r\n");
}

static void
put_row(struct buf *b, const struct cert_row *r, enum lang lang)
{
	const struct holder_pair *p = &r->pair;
	bool hard = p->carrier == CARRIER_HARD;

	put_field(b, r->nickname);
	put_field(b, p->subject);
	put_field(b, p->user_name);
	put_field(
	    b, text_in(hard ? TEXT_CARRIER_HARD : TEXT_CARRIER_SOFT, lang));
	put_field(b, p->token_label);
	put_field(b, p->token_serial);
	put_field(b, p->issuer);
	put_field(b, p->sign_serial);
	put_field(b, p->encrypt_serial);
	put_day(b, p->not_before);
	put_day(b, p->not_after);
	buf_printf(b, "\"%d\",", p->days_left);
	put_field(b, text_in(standing_text(r->standing), lang));
	end_line(b);
}

void
cert_csv_write(const struct cert_list *l, enum lang lang, struct buf *b)
{
	buf_str(b, BYTE_ORDER_MARK);
	for (size_t i = 0; i < COUNT(heads); i++)
		put_field(b, text_in(heads[i], lang));
	end_line(b);
	for (size_t i = 0; i < l->shown_count; i++)
		put_row(b, l->shown[i], lang);
}
