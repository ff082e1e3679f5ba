/* SPDX-License-Identifier: Apache-2.0 */
#include "office/cli/verbs.h"

const struct verb verbs[] = {
    {NULL, "serve", verb_serve, "[--listen ADDRESS:PORT]", "启动服务",
	"run the office until it is stopped"},
    {NULL, "status", verb_status, "", "查看服务的运行状态",
	"tell how a running office is"},
    {0},
};
