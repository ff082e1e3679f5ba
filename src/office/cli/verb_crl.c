/* SPDX-License-Identifier: Apache-2.0 */
/* crl: the revocation lists that the office published last. */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "office/cli/verbs.h"
#include "office/cli/workspace.h"
#include "office/pairs/revocation_list.h"
#include "pki/crl.h"

static enum err
read_latest(struct db *db, void *arg)
{
	struct revocation_list *list = arg;

	return revocation_list_get(db, list->name, list);
}

/* "--partition N", or the first. */
static enum err
read_partition(struct verb_call *c, const char *text, uint32_t *ret_partition)
{
	uint64_t v = 0;

	if (text != NULL && text_u64(text, CERT_PARTITION_MAX, &v) != ERR_OK) {
		verb_detail(c, "--partition %s", text);
		return ERR_USAGE;
	}
	*ret_partition = (uint32_t)v;
	return ERR_OK;
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
	AUTO_DONE(revocation_list) list = {.name = {.partition = 0}};
	const char *file = NULL, *partition = NULL;
	const struct verb_option options[] = {
	    {"partition", &partition, NULL}, {"delta", NULL, &list.name.delta}};
	struct crl crl;
	enum err e;

	TRY(verb_read(c, options, COUNT(options), &file, 1, 1));
	TRY(read_partition(c, partition, &list.name.partition));
	TRY(workspace_open(c, &w));
	e = store_read(w.store, read_latest, &list);
	if (e == ERR_NOT_FOUND)
		verb_detail(c, "%s",
		    VERB_SAY(c, "没有这个分区的列表；服务启动后会签发第一份",
			"there is no such list; the first is made when the "
			"office is served"));
	TRY(e);
	TRY(crl_parse(buf_bytes(&list.der), &crl));
	TRY(file_replace(file, buf_bytes(&list.der), 0644));
	return print_list(c, &crl, file);
}
