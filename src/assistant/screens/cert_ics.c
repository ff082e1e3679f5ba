/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "assistant/screens/cert_export.h"
#include "base/clock.h"
#include "base/text.h"

#define LINE_OCTETS 75 /* RFC 5545 3.1, without the line break */

static const int alarm_days[] = {30, 14, 7, 1};

/* A content line, folded between characters (RFC 5545 3.1). */
static void
put_line(struct buf *b, struct bytes line)
{
	size_t used = 0;

	while (line.len > 0) {
		uint32_t c;
		size_t n = text_next(line, &c);

		if (n == 0)
			n = 1; /* no character: an octet is as good */
		if (used + n > LINE_OCTETS) {
			buf_str(b, "\r\n ");
			used = 1;
		}
		buf_put(b, BYTES(line.p, n));
		used += n;
		line = BYTES(line.p + n, line.len - n);
	}
	buf_str(b, "\r\n");
}

/* A value of type TEXT (RFC 5545 3.3.11). */
static void
put_escaped(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\n') {
			buf_str(b, "\\n");
			continue;
		}
		if ((uint8_t)*s < ' ')
			continue; /* it has no place in a calendar */
		if (strchr("\\;,", *s) != NULL)
			buf_u8(b, '\\');
		buf_u8(b, (uint8_t)*s);
	}
}

/* One property with a text made of pieces, up to a NULL. */
static void
put_text(struct buf *b, const char *name, const char *const *pieces)
{
	AUTO_DONE(buf) line = BUF(8192);

	buf_printf(&line, "%s:", name);
	for (; *pieces != NULL; pieces++)
		put_escaped(&line, *pieces);
	if (buf_status(&line) == ERR_OK)
		put_line(b, buf_bytes(&line));
	else if (b->err == ERR_OK)
		b->err = line.err;
}

static void
put_day(struct buf *b, const char *name, int64_t at)
{
	struct civil c = civil_local(at);

	buf_printf(
	    b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, c.year, c.month, c.day);
}

static void
put_instant(struct buf *b, const char *name, int64_t at)
{
	struct civil c = civil_of(at);

	buf_printf(b, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, c.year,
	    c.month, c.day, c.hour, c.minute, c.second);
}

static void
put_alarms(struct buf *b, const char *const *summary)
{
	for (size_t i = 0; i < COUNT(alarm_days); i++) {
		buf_str(b, "BEGIN:VALARM\r\nACTION:DISPLAY\r\n");
		put_text(b, "DESCRIPTION", summary);
		buf_printf(b, "TRIGGER:-P%dD\r\nEND:VALARM\r\n", alarm_days[i]);
	}
}

static void
put_event(struct buf *b, const struct cert_row *r, enum lang lang, int64_t now)
{
	const struct holder_pair *p = &r->pair;
	bool hard = p->carrier == CARRIER_HARD;
	const char *const summary[] = {
	    text_in(TEXT_LIST_ICS_SUMMARY, lang), p->subject, NULL};
	const char *const uid[] = {p->sign_serial, "@cert-assistant", NULL};
	const char *const more[] = {text_in(TEXT_USER, lang), ": ",
	    p->user_name, "\n", text_in(TEXT_CARRIER, lang), ": ",
	    text_in(hard ? TEXT_CARRIER_HARD : TEXT_CARRIER_SOFT, lang), " ",
	    p->token_label, " ", p->token_serial, "\n",
	    text_in(TEXT_SIGN_SERIAL, lang), ": ", p->sign_serial, "\n",
	    text_in(TEXT_LIST_ICS_ADVICE, lang), NULL};

	buf_str(b, "BEGIN:VEVENT\r\n");
	put_text(b, "UID", uid);
	put_instant(b, "DTSTAMP", now);
	put_day(b, "DTSTART", p->not_after);
	put_text(b, "SUMMARY", summary);
	put_text(b, "DESCRIPTION", more);
	buf_str(b, "TRANSP:TRANSPARENT\r\n");
	put_alarms(b, summary);
	buf_str(b, "END:VEVENT\r\n");
}

void
cert_ics_write(
    const struct cert_list *l, enum lang lang, int64_t now, struct buf *b)
{
	buf_str(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
		   "PRODID:-//Certificate Assistant//" CERT_VERSION
		   "//ZH\r\nCALSCALE:GREGORIAN\r\n");
	for (size_t i = 0; i < l->shown_count; i++) {
		if (l->shown[i]->pair.not_after > now)
			put_event(b, l->shown[i], lang, now);
	}
	buf_str(b, "END:VCALENDAR\r\n");
}
