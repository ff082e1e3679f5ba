/* SPDX-License-Identifier: Apache-2.0 */
/* crl: the revocation list that the office published last. */
#include <string.h>

#include "base/file.h"
#include "office/cli/verbs.h"
#include "office/cli/workspace.h"
#include "pki/crl.h"

static enum err
read_latest(struct db *db, void *arg)
{
	struct buf *der = arg;
	AUTO(db_rows) row = NULL;

	buf_truncate(der, 0);
	TRY(db_one(db, "SELECT der FROM crl ORDER BY number DESC LIMIT 1",
	    DB_NO_ARGS, &row));
	buf_put(der, db_blob(row, 0));
	return buf_status(der);
}

static enum err
print_list(const struct verb_call *c, const struct crl *crl, const char *file)
{
	char from[CLOCK_TEXT_SIZE], to[CLOCK_TEXT_SIZE];
	char number[24], local[PRINT_TIME_SIZE];

	clock_text(crl->this_update, from);
	clock_text(crl->next_update, to);
	if (c->json)
		return print_json(
		    c, json_pack("{s:s, s:I, s:s, s:s}", "file", file, "number",
			   (json_int_t)crl->number, "thisUpdate", from,
			   "nextUpdate", to));
	snprintf(
	    number, sizeof(number), "%llu", (unsigned long long)crl->number);
	fprintf(c->out, "%s\n", file);
	print_fact(c, VERB_SAY(c, "编号", "number"), number);
	print_time(crl->this_update, local);
	print_fact(c, VERB_SAY(c, "签发时间", "made"), local);
	print_time(crl->next_update, local);
	print_fact(c, VERB_SAY(c, "有效期到", "valid until"), local);
	return ERR_OK;
}

enum err
verb_crl_export(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	const char *file = NULL;
	struct crl crl;
	enum err e;

	TRY(verb_read(c, NULL, 0, &file, 1, 1));
	TRY(workspace_open(c, &w));
	e = store_read(w.store, read_latest, &der);
	if (e == ERR_NOT_FOUND)
		verb_detail(c, "%s",
		    VERB_SAY(c, "服务启动后会签发第一份",
			"the first is made when the office is served"));
	TRY(e);
	TRY(crl_parse(buf_bytes(&der), &crl));
	TRY(file_replace(file, buf_bytes(&der), 0644));
	return print_list(c, &crl, file);
}
