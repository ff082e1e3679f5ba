/* SPDX-License-Identifier: Apache-2.0 */
/* The terms of use, which a holder accepts at the first login. */
#include <stdio.h>

#include "office/api/page.h"

static const struct {
	const char *zh, *en;
} terms[] = {
    {"证书代表您本人或您的单位。用它签名或登录所办的业务，视为您自己办理。",
	"The certificates stand for you or your organisation. What is signed "
	"or done with them counts as done by you."},
    {"请妥善保管证书设备和 PIN 码，不要交给他人，也不要告诉任何人，"
     "包括我们的工作人员。",
	"Keep the carrier and its PIN to yourself; tell the PIN to nobody, not "
	"even to our staff."},
    {"证书设备遗失、被盗，或您怀疑他人知道了 PIN 码时，请立即锁定证书，"
     "再办理换发或废除。",
	"If the carrier is lost or stolen, or you think that somebody knows "
	"the PIN, put the certificate on hold at once, then exchange or revoke "
	"it."},
    {"请保证注册信息真实。名称变更后，请提交变更申请并更新证书；"
     "邮箱变更后，请及时修改，以免收不到代码和提醒。",
	"Keep what you registered true. After a change of name, ask for the "
	"change and update the certificates; keep your mail address current, "
	"since codes and reminders go there."},
    {"证书到期前我们会发送提醒。请在最后一个月内更新；"
     "过期的证书不能再用于登录和签名。",
	"We remind you before the certificates end. Renew them in the last "
	"month; expired ones can neither log in nor sign."},
    {"我们保存签发、变更和登录的记录，用于核对和审计；"
     "不保存您的签名私钥和 PIN 码。",
	"We keep a record of issues, changes and logins, to check and audit "
	"them. Your signing key and your PIN we do not have."},
};

enum err
page_terms(struct request *rq, struct reply *rp)
{
	const struct office_config *c = rq->web->office.config;
	AUTO_DONE(buf) b = BUF(PAGE_MAX);

	page_begin(rq, &b, page_say(rq, "使用条款", "Terms of use"));
	buf_str(&b, "<p>");
	page_escape(&b, c->name);
	buf_str(&b, " · ");
	page_escape(&b, page_say(rq, "版本 ", "version "));
	page_escape(&b, c->terms);
	buf_str(&b, "</p>\n<ol>\n");
	for (size_t i = 0; i < COUNT(terms); i++)
		page_put(&b, "li", page_say(rq, terms[i].zh, terms[i].en));
	buf_str(&b, "</ol>\n");
	page_put(&b, "p",
	    page_say(rq,
		"首次用证书登录时接受这些条款，账号随即激活；"
		"在证书助手中选择“接受”，或使用 "
		"certctl login certificate --accept-terms。",
		"Accept them at the first login with the certificate, which "
		"makes the account active: in the assistant, or with "
		"certctl login certificate --accept-terms."));
	return page_end(rp, 200, &b);
}
