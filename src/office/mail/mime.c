/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/mime.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define LINE_OCTETS 57 /* give a line of 76 characters in Base64 */
#define WORD_OCTETS 42 /* give 56, and 12 around them: at most 75 */

/* How many octets of at most max can go without cutting a character. */
static size_t
whole_characters(struct bytes utf8, size_t max)
{
	size_t len = utf8.len < max ? utf8.len : max;

	while (len > 0 && len < utf8.len && (utf8.p[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static void
encode_word(struct buf *b, struct bytes utf8)
{
	uint8_t word[WORD_OCTETS];

	for (size_t i = 0; i < utf8.len; i++)
		word[i] =
		    utf8.p[i] < 0x20 || utf8.p[i] == 0x7f ? ' ' : utf8.p[i];
	buf_str(b, "=?UTF-8?B?");
	text_base64(b, BYTES(word, utf8.len));
	buf_str(b, "?=");
}

void
mime_encode_words(struct buf *b, struct bytes utf8)
{
	while (utf8.len > 0) {
		size_t len = whole_characters(utf8, WORD_OCTETS);

		if (len == 0) /* not UTF-8 after all */
			len = utf8.len < WORD_OCTETS ? utf8.len : WORD_OCTETS;
		encode_word(b, BYTES(utf8.p, len));
		utf8 = BYTES(utf8.p + len, utf8.len - len);
		if (utf8.len > 0)
			buf_str(b, "\r\n ");
	}
}

/* 0: Sunday. 1970-01-01 was a Thursday. */
static int
weekday(int64_t at)
{
	return (int)(((at / 86400 + 4) % 7 + 7) % 7);
}

/* RFC 5322 3.3, in UTC. */
static void
put_date(struct buf *b, int64_t at)
{
	static const char *const days[] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil c = civil_of(at);

	buf_printf(b, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n",
	    days[weekday(at)], c.day, months[c.month - 1], c.year, c.hour,
	    c.minute, c.second);
}

static void
put_headers(struct buf *b, const struct mime_mail *m)
{
	put_date(b, m->created_at);
	buf_str(b, "From: ");
	mime_encode_words(b, bytes_str(m->from_name));
	buf_printf(b, "\r\n <%s>\r\n", m->from_address);
	buf_printf(b, "To: <%s>\r\n", m->to_address);
	buf_printf(
	    b, "Message-ID: <%s%s>\r\n", m->id, strchr(m->from_address, '@'));
	buf_str(b, "Subject: ");
	mime_encode_words(b, m->subject);
	buf_printf(b,
	    "\r\nContent-Language: %s\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/alternative; boundary=\"=_%s\"\r\n\r\n",
	    m->lang, m->id);
}

static void
put_part(struct buf *b, const struct mime_mail *m, const char *type,
    struct bytes content)
{
	buf_printf(b,
	    "--=_%s\r\n"
	    "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n",
	    m->id, type);
	for (size_t at = 0; at < content.len; at += LINE_OCTETS) {
		size_t left = content.len - at;

		text_base64(b, BYTES(content.p + at,
				   left < LINE_OCTETS ? left : LINE_OCTETS));
		buf_str(b, "\r\n");
	}
	buf_str(b, "\r\n");
}

void
mime_encode(struct buf *b, const struct mime_mail *m)
{
	put_headers(b, m);
	put_part(b, m, "text/plain", m->text);
	put_part(b, m, "text/html", m->html);
	buf_printf(b, "--=_%s--\r\n", m->id);
}
