/* SPDX-License-Identifier: Apache-2.0 */
/* backup, restore: the whole office in one file. */
#include "office/backup/backup.h"
#include "office/cli/verbs.h"
#include "office/cli/workspace.h"

static json_t *
report_json(const char *path, const struct backup_report *r)
{
	return json_pack("{s:s, s:I, s:I}", "path", path, "files",
	    (json_int_t)r->files, "octets", (json_int_t)r->octets);
}

enum err
verb_backup(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct backup_report r;
	const char *file = NULL;
	enum err e;

	TRY(verb_read(c, NULL, 0, &file, 1, 1));
	TRY(workspace_open(c, &w));
	e = backup_make(w.gm, w.store, c->dir, file, &r);
	if (e == ERR_NOT_SUPPORTED)
		verb_detail(c, "%s",
		    VERB_SAY(c, "请用数据库自己的工具备份数据库",
			"use the database's own tools to back it up"));
	else if (e != ERR_OK)
		verb_detail(c, "%s", file);
	TRY(e);
	if (c->json)
		return print_json(c, report_json(file, &r));
	fprintf(c->out,
	    VERB_SAY(c,
		"已备份 %zu 个文件到 %s\n"
		"备份中没有 unlock "
		"文件，请另行妥善保管；没有它，备份无法使用。\n",
		"%zu files are in %s\n"
		"The file unlock is not in it: keep it elsewhere. Without it "
		"the backup is of no use.\n"),
	    r.files, file);
	return ERR_OK;
}

/* What stands where DIR does is the backup here: restore FILE DIR. */
enum err
verb_restore(struct verb_call *c)
{
	AUTO(gm) gm = NULL;
	struct backup_report r;
	const char *dir = NULL;
	enum err e;

	TRY(verb_read(c, NULL, 0, &dir, 1, 1));
	TRY(gm_new(&gm));
	e = backup_restore(gm, c->dir, dir, &r);
	if (e != ERR_OK)
		verb_detail(c, "%s", e == ERR_OFFICE_EXISTS ? dir : c->dir);
	TRY(e);
	if (c->json)
		return print_json(c, report_json(dir, &r));
	fprintf(c->out,
	    VERB_SAY(c,
		"已恢复 %zu 个文件到 %s\n"
		"请把 unlock 文件放回 %s/unlock，再启动服务。\n",
		"%zu files are in %s\n"
		"Put the file unlock back to %s/unlock, then serve.\n"),
	    r.files, dir, dir);
	return ERR_OK;
}
