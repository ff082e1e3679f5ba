/* SPDX-License-Identifier: Apache-2.0 */
#include "office/cli/verbs.h"

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
    {"key", "status", verb_key_status, "", "查看机构密钥和密钥池",
	"tell where the office's keys are, and how the pool is"},
    {0},
};
