/* SPDX-License-Identifier: Apache-2.0 */
#include "office/cli/verbs.h"

/* Who acts. */
#define BY "--as NAME [--token FILE] [--pin-file FILE]"

const struct verb verbs[] = {
    {NULL, "init", verb_init,
	"[--name TEXT] [--origin URL] [--store WHERE] [--practice]\n"
	"      [--super-name TEXT] [--super-csr FILE | --super-pin-file FILE]\n"
	"      [--audit-admin-name TEXT] [--audit-admin-csr FILE |"
	" --audit-admin-pin-file FILE]",
	"建立受理机构：密钥、证书、数据库和首批人员",
	"make an office: its keys, certificates, store and first staff"},
    {NULL, "serve", verb_serve, "[--listen ADDRESS:PORT]", "启动服务",
	"run the office until it is stopped"},
    {NULL, "status", verb_status, "", "查看服务的运行状态",
	"tell how a running office is"},
    {"staff", "list", verb_staff_list, "", "列出工作人员", "list the staff"},
    {"staff", "show", verb_staff_show, "NAME", "查看一名工作人员",
	"show a member of staff"},
    {"staff", "add", verb_staff_add,
	"NAME --role ROLE --person TEXT --as NAME [--token FILE]"
	" [--pin-file FILE]\n"
	"      [--csr FILE --out FILE | --new-pin-file FILE]",
	"任命一名工作人员并签发其证书",
	"appoint a member of staff and have their certificate signed"},
    {"account", "list", verb_account_list, "[--state STATE] [--limit N]",
	"列出账号", "list accounts"},
    {"account", "show", verb_account_show, "USER", "查看一个账号",
	"show an account"},
    {"account", "enter", verb_account_enter, "USER … " BY,
	"录入：核对注册信息并签名", "enter: the registration was checked"},
    {"account", "approve", verb_account_approve, "USER … " BY,
	"审核通过，并邮寄授权码（须由另一位操作员办理）",
	"approve, and mail the authorisation code (by another operator)"},
    {"account", "reject", verb_account_reject, "USER … --reason TEXT " BY,
	"审核不通过", "reject"},
    {"account", "return", verb_account_return, "USER … --reason TEXT " BY,
	"退回补正", "return for correction"},
    {"account", "resend", verb_account_resend, "USER … " BY,
	"重新生成并邮寄授权码，旧码失效",
	"mail a new authorisation code; the old one is void"},
    {"certificate", "list", verb_certificate_list, "[--user USER] [--limit N]",
	"列出证书", "list certificates"},
    {"certificate", "show", verb_certificate_show, "SERIAL [--out FILE]",
	"查看一张证书", "show a certificate"},
    {"mail", "list", verb_mail_list, "[--state waiting|sent|dead] [--limit N]",
	"列出邮件", "list mails"},
    {"mail", "show", verb_mail_show, "ID", "查看一封邮件",
	"show a mail, but not what is secret in it"},
    {"mail", "resend", verb_mail_resend, "ID", "再次发送一封邮件",
	"try again to send a mail"},
    {"audit", "list", verb_audit_list, "[--about ID] [--limit N]",
	"列出最近的审计记录", "list the latest audit records"},
    {"audit", "verify", verb_audit_verify, "",
	"离线核对全部审计记录、证书和签发依据",
	"check the whole record, every certificate and its evidence, offline"},
    {"audit", "export", verb_audit_export, "FILE",
	"导出全部审计记录（每行一条 JSON）",
	"write the whole record to a file, a JSON object a line"},
    {"crl", "export", verb_crl_export, "FILE", "导出证书撤销列表",
	"write the revocation list to a file"},
    {"key", "status", verb_key_status, "", "查看机构密钥和密钥池",
	"tell where the office's keys are, and how the pool is"},
    {0},
};
