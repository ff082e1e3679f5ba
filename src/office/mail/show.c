/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/show.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "pki/status_order.h"

#define CHINA_OFFSET_S (8 * 3600)
#define LINES_MAX 4096 /* octets of a reason */

/* A time, "2026-11-22T08:00:00Z", on Chinese clocks. */
static enum err
show_time(struct bytes value, enum lang l, struct buf *b)
{
	static const char *const months[] = {"January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December"};
	char text[CLOCK_TEXT_SIZE] = {0};
	struct civil c;
	int64_t at;

	if (value.len != sizeof(text) - 1)
		return ERR_BAD_MESSAGE;
	memcpy(text, value.p, value.len);
	if (clock_parse(text, &at) != ERR_OK)
		return ERR_BAD_MESSAGE;
	c = civil_of(at + CHINA_OFFSET_S);
	if (l == LANG_ZH)
		buf_printf(b, "%d年%d月%d日 %02d:%02d（北京时间）", c.year,
		    c.month, c.day, c.hour, c.minute);
	else
		buf_printf(b, "%d %s %d, %02d:%02d (UTC+8)", c.day,
		    months[c.month - 1], c.year, c.hour, c.minute);
	return buf_status(b);
}

/* What was done with a pair. */
static enum err
show_verb(struct bytes value, enum lang l, struct buf *b)
{
	if (bytes_equal(value, bytes_str("exchange")))
		buf_str(b, l == LANG_ZH ? "换发" : "exchanged");
	else if (bytes_equal(value, bytes_str("update")))
		buf_str(b, l == LANG_ZH ? "更新" : "updated");
	else
		return ERR_BAD_MESSAGE;
	return buf_status(b);
}

static enum err
show_carrier(struct bytes value, enum lang l, struct buf *b)
{
	if (bytes_equal(value, bytes_str("soft")))
		buf_str(b, l == LANG_ZH ? "软证书" : "Soft certificate");
	else if (bytes_equal(value, bytes_str("hard")))
		buf_str(b, l == LANG_ZH ? "硬证书（USB Key）"
					: "Hard certificate (USB key)");
	else
		return ERR_BAD_MESSAGE;
	return buf_status(b);
}

/* What crl_reason_name calls it, in words; hold is no revocation. */
static enum err
show_reason(struct bytes value, enum lang l, struct buf *b)
{
	static const struct {
		const char *zh, *en;
	} words[] = {
	    [CRL_UNSPECIFIED] = {"未说明", "Not stated"},
	    [CRL_KEY_COMPROMISE] = {"密钥可能已泄露",
		"The key may be in other hands"},
	    [CRL_CA_COMPROMISE] = {"签发机构的密钥已泄露",
		"The authority's key is in other hands"},
	    [CRL_AFFILIATION_CHANGED] = {"单位信息已变更",
		"The organisation's details changed"},
	    [CRL_SUPERSEDED] = {"已由新证书取代",
		"A new certificate replaced it"},
	    [CRL_CESSATION] = {"不再使用", "It is no longer used"},
	    [CRL_PRIVILEGE_WITHDRAWN] = {"使用资格已取消",
		"The right to use it was withdrawn"},
	    [CRL_AA_COMPROMISE] = {"授权机构的密钥已泄露",
		"An attribute authority's key is in other hands"},
	};

	for (size_t r = 0; r < COUNT(words); r++) {
		if (words[r].zh == NULL ||
		    !bytes_equal(
			value, bytes_str(crl_reason_name((enum crl_reason)r))))
			continue;
		buf_str(b, l == LANG_ZH ? words[r].zh : words[r].en);
		return buf_status(b);
	}
	return ERR_BAD_MESSAGE;
}

static enum err
show_plain(struct bytes value, struct buf *b)
{
	if (!text_is_plain(value))
		return ERR_BAD_MESSAGE;
	buf_put(b, value);
	return buf_status(b);
}

/* Lines may be ended by LF or CR LF; there are no other controls. */
static enum err
show_lines(struct bytes value, struct buf *b)
{
	if (value.len > LINES_MAX || !text_is_utf8(value))
		return ERR_BAD_MESSAGE;
	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.p[i];

		if (c == '\r' && i + 1 < value.len && value.p[i + 1] == '\n')
			continue;
		if ((c < 0x20 && c != '\n') || c == 0x7f)
			return ERR_BAD_MESSAGE;
		buf_u8(b, c);
	}
	return buf_status(b);
}

/* A link to this office and nowhere else, of characters that no program takes
 * for the link's end. */
static enum err
show_link(struct bytes value, const char *origin, struct buf *b)
{
	struct bytes start = bytes_str(origin);

	if (value.len <= start.len || value.p[start.len] != '/' ||
	    memcmp(value.p, start.p, start.len) != 0)
		return ERR_BAD_MESSAGE;
	for (size_t i = 0; i < value.len; i++)
		if (value.p[i] <= ' ' || value.p[i] > '~' ||
		    strchr("\"'<>\\^`{|}", value.p[i]) != NULL)
			return ERR_BAD_MESSAGE;
	buf_put(b, value);
	return buf_status(b);
}

enum err
mail_show(enum mail_param_kind kind, struct bytes value, enum lang l,
    const char *origin, struct buf *b)
{
	switch (kind) {
	case MAIL_PARAM_TIME:
		return show_time(value, l, b);
	case MAIL_PARAM_LINK:
		return show_link(value, origin, b);
	case MAIL_PARAM_CARRIER:
		return show_carrier(value, l, b);
	case MAIL_PARAM_REASON:
		return show_reason(value, l, b);
	case MAIL_PARAM_VERB:
		return show_verb(value, l, b);
	case MAIL_PARAM_LINES:
		return show_lines(value, b);
	default:
		return show_plain(value, b);
	}
}
