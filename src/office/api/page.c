/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The few pages that the office itself has, for people who follow a link in a
 * mail: plain HTML that works without script. The portal is another program.
 */
#include <stdio.h>
#include <string.h>

#include "office/api/page.h"
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

/* The link only shows a button: programs that look at the links in a mail
 * before its reader does confirm nothing. */
enum err
page_confirm(struct request *rq, struct reply *rp)
{
	const char *token = request_query(rq, "token");
	AUTO_DONE(buf) b = BUF(PAGE_MAX);

	if (token == NULL || !is_token(token, strlen(token)))
		return error_page(rq, rp, ERR_LINK_INVALID);
	page_begin(
	    rq, &b, page_say(rq, "确认邮箱", "Confirm your mail address"));
	page_put(&b, "p",
	    page_say(rq, "请点击下面的按钮，确认这个邮箱地址是您的。",
		"Press the button to confirm that this mail address is "
		"yours."));
	buf_str(&b, "<form method=\"post\" action=\"/confirm\">\n"
		    "<input type=\"hidden\" name=\"token\" value=\"");
	page_escape(&b, token);
	buf_str(&b, "\">\n<button>");
	page_escape(&b, page_say(rq, "确认", "Confirm"));
	buf_str(&b, "</button>\n</form>\n");
	return page_end(rp, 200, &b);
}

enum err
page_confirm_post(struct request *rq, struct reply *rp)
{
	static const char name[] = "token=";
	struct bytes body = rq->in->body;
	struct account a;
	AUTO_DONE(buf) b = BUF(PAGE_MAX);
	enum err e = ERR_LINK_INVALID;

	if (body.len > strlen(name) &&
	    memcmp(body.p, name, strlen(name)) == 0 &&
	    is_token(
		(const char *)body.p + strlen(name), body.len - strlen(name)))
		e = registration_confirm(&rq->web->office, &rq->worker->tickets,
		    BYTES(body.p + strlen(name), body.len - strlen(name)), &a);
	if (e != ERR_OK)
		return error_page(rq, rp, e);
	page_begin(
	    rq, &b, page_say(rq, "邮箱已确认", "Mail address confirmed"));
	page_put(&b, "p",
	    page_say(rq,
		"您的注册信息已提交审核。审核通过后，我们会发送邮件通知您。",
		"Your registration is being reviewed. We will send you a mail "
		"when that is done."));
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
