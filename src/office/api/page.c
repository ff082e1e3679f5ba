/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The few pages that the office itself has, for people who follow a link in a
 * mail: plain HTML that works without script. The portal is another program.
 */
#include <stdio.h>
#include <string.h>

#include "office/api/page.h"
#include "office/changes/change_email.h"
#include "office/jobs/jobs.h"
#include "office/registry/registration.h"

static const char style[] =
    "body{font:16px/1.6 system-ui,sans-serif;max-width:36em;margin:3em auto;"
    "padding:0 1em;color:#1a1a1a;background:#fff}\n"
    "h1{font-size:1.4em}\n"
    "button{font:inherit;padding:.5em 1.5em;cursor:pointer}\n"
    ".remedy{color:#555}\n"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1a1a1a}"
    ".remedy{color:#aaa}}\n";

void
page_escape(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '&':
			buf_str(b, "&amp;");
			break;
		case '<':
			buf_str(b, "&lt;");
			break;
		case '>':
			buf_str(b, "&gt;");
			break;
		case '"':
			buf_str(b, "&quot;");
			break;
		default:
			buf_u8(b, (uint8_t)*text);
		}
	}
}

const char *
page_say(const struct request *rq, const char *zh, const char *en)
{
	return rq->lang == LANG_EN ? en : zh;
}

void
page_put(struct buf *b, const char *tag, const char *text)
{
	buf_printf(b, "<%s>", tag);
	page_escape(b, text);
	buf_printf(b, "</%s>\n", tag);
}

void
page_begin(const struct request *rq, struct buf *b, const char *title)
{
	buf_printf(b,
	    "<!doctype html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<link rel=\"stylesheet\" href=\"/style.css\">\n",
	    page_say(rq, "zh", "en"));
	page_put(b, "title", title);
	buf_str(b, "<main>\n");
	page_put(b, "h1", title);
}

enum err
page_end(struct reply *rp, int status, struct buf *b)
{
	buf_str(b, "</main>\n</html>\n");
	TRY(buf_status(b));
	return reply_bytes(
	    rp, status, "text/html; charset=utf-8", buf_bytes(b));
}

enum err
page_home(struct request *rq, struct reply *rp)
{
	const struct office_config *c = rq->web->office.config;
	AUTO_DONE(buf) b = BUF(PAGE_MAX);

	page_begin(rq, &b, c->name);
	page_put(&b, "p",
	    page_say(rq, "这里是证书受理机构的服务地址。",
		"This is the address of a certificate office."));
	page_put(&b, "p",
	    page_say(rq,
		"请安装证书助手，并在“设置”中填写下面的受理机构网址；"
		"命令行用户可以直接使用 certctl。",
		"Install the certificate assistant and enter the office "
		"address below in its settings; on a command line, use "
		"certctl."));
	page_put(&b, "pre", c->origin);
	buf_str(&b, "<ul>\n<li><a href=\"/ca/root.cer\">");
	page_escape(&b, page_say(rq, "根证书", "Root certificate"));
	buf_str(&b, "</a>\n<li><a href=\"/ca/issuing.cer\">");
	page_escape(&b, page_say(rq, "签发证书", "Issuing certificate"));
	buf_str(&b, "</a>\n<li><a href=\"/ca/issuing.crl\">");
	page_escape(&b, page_say(rq, "证书撤销列表", "Revocation list"));
	buf_str(&b, "</a>\n</ul>\n");
	return page_end(rp, 200, &b);
}

/* What a link in a mail may be made of. */
static bool
is_token(const char *text, size_t len)
{
	static const char allowed[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-_";

	for (size_t i = 0; i < len; i++)
		if (memchr(allowed, text[i], sizeof(allowed) - 1) == NULL)
			return false;
	return len > 0 && len <= TICKET_TEXT_MAX;
}

static enum err
error_page(struct request *rq, struct reply *rp, enum err e)
{
	AUTO_DONE(buf) b = BUF(PAGE_MAX);

	rp->err = e;
	page_begin(rq, &b, page_say(rq, "没有完成", "Not done"));
	page_put(&b, "p", err_text(e, rq->lang));
	buf_str(&b, "<p class=\"remedy\">");
	page_escape(&b, err_remedy(e, rq->lang));
	buf_str(&b, "</p>\n");
	return page_end(rp, err_http(e), &b);
}

/* --- links in mails --- */

static enum err
follow_registration(struct request *rq, struct bytes token)
{
	struct account a;

	return registration_confirm(
	    &rq->web->office, &rq->worker->tickets, token, &a);
}

static enum err
follow_change(struct request *rq, struct bytes token)
{
	enum change_state state;

	return change_email_confirm(
	    &rq->web->office, &rq->worker->tickets, token, &state);
}

/* What a link may be for: what the page asks, what the button does, and what
 * is said then. */
static const struct link_kind {
	enum ticket_purpose purpose;
	enum err (*follow)(struct request *rq, struct bytes token);
	struct {
		const char *title, *question, *done_title, *done;
	} words[2];
} links[] = {
    {TICKET_CONFIRM_EMAIL, follow_registration,
	{{"确认邮箱", "请点击下面的按钮，确认这个邮箱地址是您的。",
	     "邮箱已确认",
	     "您的注册信息已提交审核。审核通过后，我们会发送邮件通知您。"},
	    {"Confirm your mail address",
		"Press the button to confirm that this mail address is yours.",
		"Mail address confirmed",
		"Your registration is being reviewed. We will send you a mail "
		"when that is done."}}},
    {TICKET_CHANGE_EMAIL, follow_change,
	{{"确认邮箱变更",
	     "请点击下面的按钮，同意把登记邮箱改为邮件中写明的地址。", "已确认",
	     "新旧两个邮箱都确认后，变更即生效，我们会发送邮件通知您。"},
	    {"Confirm the new mail address",
		"Press the button to agree that the mail address becomes the "
		"one named in the mail.",
		"Confirmed",
		"The change counts when both addresses are confirmed. We will "
		"send you a mail then."}}},
};

/* What the token is for; NULL: it is not ours, or has expired. */
static const struct link_kind *
link_of(const struct request *rq, struct bytes token)
{
	struct ticket_opened t;

	if (!is_token((const char *)token.p, token.len))
		return NULL;
	for (size_t i = 0; i < COUNT(links); i++)
		if (ticket_open(&rq->worker->tickets, links[i].purpose, token,
			rq->now, &t) == ERR_OK)
			return &links[i];
	return NULL;
}

/* The link only shows a button: programs that look at the links in a mail
 * before its reader does confirm nothing. */
enum err
page_confirm(struct request *rq, struct reply *rp)
{
	const char *token = request_query(rq, "token");
	const struct link_kind *link = link_of(rq, bytes_str(token));
	AUTO_DONE(buf) b = BUF(PAGE_MAX);

	if (link == NULL)
		return error_page(rq, rp, ERR_LINK_INVALID);
	page_begin(rq, &b, link->words[rq->lang].title);
	page_put(&b, "p", link->words[rq->lang].question);
	buf_str(&b, "<form method=\"post\" action=\"/confirm\">\n"
		    "<input type=\"hidden\" name=\"token\" value=\"");
	page_escape(&b, token);
	buf_str(&b, "\">\n<button>");
	page_escape(&b, page_say(rq, "确认", "Confirm"));
	buf_str(&b, "</button>\n</form>\n");
	return page_end(rp, 200, &b);
}

/* token=…, as the button sends it. */
static struct bytes
token_of(struct bytes body)
{
	static const char name[] = "token=";
	size_t len = strlen(name);

	if (body.len <= len || memcmp(body.p, name, len) != 0)
		return BYTES_NONE;
	return BYTES(body.p + len, body.len - len);
}

enum err
page_confirm_post(struct request *rq, struct reply *rp)
{
	struct bytes token = token_of(rq->in->body);
	const struct link_kind *link = link_of(rq, token);
	AUTO_DONE(buf) b = BUF(PAGE_MAX);
	enum err e = link == NULL ? ERR_LINK_INVALID : link->follow(rq, token);

	if (e != ERR_OK)
		return error_page(rq, rp, e);
	jobs_wake(rq->web->jobs, JOB_MAIL);
	page_begin(rq, &b, link->words[rq->lang].done_title);
	page_put(&b, "p", link->words[rq->lang].done);
	return page_end(rp, 200, &b);
}

enum err
page_style(struct request *rq, struct reply *rp)
{
	(void)rq;
	rp->cacheable = true;
	return reply_bytes(
	    rp, 200, "text/css; charset=utf-8", bytes_str(style));
}
