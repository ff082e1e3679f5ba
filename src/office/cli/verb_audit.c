/* SPDX-License-Identifier: Apache-2.0 */
/* audit: the chained record, its whole check, and its export. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "office/audit/verify.h"
#include "office/cli/listing.h"
#include "office/cli/verbs.h"

#define LIST_LIMIT 50

/* --- list, export: rows as JSON or as lines --- */

static json_t *
record_json(const struct db_rows *row)
{
	char at[CLOCK_TEXT_SIZE];
	AUTO_DONE(buf) hash = BUF(128);

	clock_text(db_int(row, 1), at);
	text_hex(&hash, db_blob(row, 6));
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:s%}", "seq",
	    (json_int_t)db_int(row, 0), "at", at, "actor", db_text(row, 2),
	    "event", db_text(row, 3), "about", db_text(row, 4), "details",
	    json_loads(db_text(row, 5), 0, NULL), "hash", (const char *)hash.p,
	    hash.len);
}

struct records {
	struct listing listing;
	const char *about;
};

static enum err
list_one(struct listing *l, const struct db_rows *row)
{
	const struct verb_call *c = l->call;
	char seq[24], at[PRINT_TIME_SIZE];

	if (c->json)
		return listing_json(l, record_json(row));
	snprintf(seq, sizeof(seq), "%lld", (long long)db_int(row, 0));
	print_time(db_int(row, 1), at);
	listing_row(
	    l, (const struct print_cell[]){{seq, 6}, {at, 16},
		   {db_text(row, 2), 16}, {db_text(row, 3), 20},
		   {db_text(row, 4), 32}, {db_text(row, 5), 0}, {NULL, 0}});
	return ERR_OK;
}

#define COLUMNS "seq, at, actor, event, about, details, hash"

static enum err
query(struct db *db, const struct records *all, struct db_rows **ret_rows)
{
	size_t limit = all->listing.limit;

	if (all->about != NULL)
		return db_query(db,
		    "SELECT " COLUMNS " FROM audit WHERE about = $1"
		    " ORDER BY seq DESC LIMIT $2",
		    DB_ARGS(DB_TEXT(all->about), DB_INT(limit)), ret_rows);
	return db_query(db,
	    "SELECT " COLUMNS " FROM audit ORDER BY seq DESC LIMIT $1",
	    DB_ARGS(DB_INT(limit)), ret_rows);
}

static enum err
list_all(struct db *db, void *arg)
{
	struct records *all = arg;
	AUTO(db_rows) rows = NULL;

	TRY(query(db, all, &rows));
	for (;;) {
		bool more;

		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(list_one(&all->listing, rows));
	}
}

enum err
verb_audit_list(struct verb_call *c)
{
	const char *limit = NULL;
	struct records all = {.listing = {.call = c}};
	const struct verb_option options[] = {
	    {"about", &all.about, NULL}, {"limit", &limit, NULL}};

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	return listing_print(&all.listing,
	    &(struct listing_read){list_all, &all, limit, LIST_LIMIT});
}

/* One record a line (JSON Lines), oldest first. */
struct export
{
	FILE *file;
	int64_t count;
};

static enum err
export_one(struct export *x, const struct db_rows *row)
{
	json_t *json = record_json(row);
	int failed = json_dumpf(json, x->file, JSON_COMPACT);

	json_decref(json);
	x->count++;
	return failed == 0 && fputc('\n', x->file) != EOF ? ERR_OK
							  : ERR_FILE_WRITE;
}

static enum err
export_all(struct db *db, void *arg)
{
	struct export *x = arg;
	AUTO(db_rows) rows = NULL;

	TRY(db_query(db, "SELECT " COLUMNS " FROM audit ORDER BY seq",
	    DB_NO_ARGS, &rows));
	for (;;) {
		bool more;

		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(export_one(x, rows));
	}
}

/* A new file, its owner's alone. */
static enum err
open_new(struct verb_call *c, const char *path, FILE **ret_file)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0) {
		verb_detail(c, "%s", path);
		return errno == EEXIST ? ERR_FILE_EXISTS : ERR_FILE_DENIED;
	}
	*ret_file = fdopen(fd, "w");
	return *ret_file == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err
export_to(struct workspace *w, struct export *x)
{
	TRY(store_read(w->store, export_all, x));
	return fflush(x->file) == 0 && fsync(fileno(x->file)) == 0
		   ? ERR_OK
		   : ERR_FILE_WRITE;
}

enum err
verb_audit_export(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct export x = {0};
	const char *file = NULL;
	enum err e;

	TRY(verb_read(c, NULL, 0, &file, 1, 1));
	TRY(workspace_open(c, &w));
	TRY(open_new(c, file, &x.file));
	e = export_to(&w, &x);
	fclose(x.file);
	TRY(e);
	if (c->json)
		return print_json(c, json_pack("{s:s, s:I}", "file", file,
					 "records", (json_int_t)x.count));
	fprintf(c->out,
	    VERB_SAY(
		c, "已导出 %lld 条记录到 %s\n", "%lld records are in %s\n"),
	    (long long)x.count, file);
	return ERR_OK;
}

/* --- verify --- */

struct verification {
	struct gm *gm;
	const struct audit_trust *trust;
	struct audit_report report;
};

static enum err
verify(struct db *db, void *arg)
{
	struct verification *v = arg;

	return audit_verify(v->gm, db, v->trust, &v->report);
}

static json_t *
report_json(const struct audit_report *r)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
	    "result", "ok", "records", (json_int_t)r->records, "checkpoints",
	    (json_int_t)r->checkpoints, "certificates",
	    (json_int_t)r->certificates, "pairs", (json_int_t)r->pairs, "staff",
	    (json_int_t)r->staff, "statusChanges",
	    (json_int_t)r->status_changes, "tokens", (json_int_t)r->tokens,
	    "lastCheckpoint", (json_int_t)r->last_checkpoint_seq);
}

static void
print_report(const struct verb_call *c, const struct audit_report *r)
{
	fputs(VERB_SAY(c, "审计记录完整，所有证书都有依据：\n",
		  "The record is whole, and every certificate has its "
		  "evidence:\n"),
	    c->out);
	fprintf(c->out,
	    VERB_SAY(c,
		"  记录 %llu 条，检查点 %llu 个（签到第 %llu 条）\n"
		"  证书 %llu 张，其中持有人证书 %llu 对，工作人员 %llu 人\n"
		"  证书状态变更 %llu 次，初始化的证书设备 %llu 个\n",
		"  %llu records, %llu checkpoints (signed up to record %llu)\n"
		"  %llu certificates, of them %llu pairs of holders; "
		"%llu staff\n"
		"  %llu changes of status; %llu tokens personalised\n"),
	    (unsigned long long)r->records, (unsigned long long)r->checkpoints,
	    (unsigned long long)r->last_checkpoint_seq,
	    (unsigned long long)r->certificates, (unsigned long long)r->pairs,
	    (unsigned long long)r->staff, (unsigned long long)r->status_changes,
	    (unsigned long long)r->tokens);
}

static void
explain(struct verb_call *c, const struct audit_report *r)
{
	verb_detail(c, "%s%s%s (record %llu%s%s)", r->why,
	    r->cause == ERR_OK ? "" : ": ",
	    r->cause == ERR_OK ? "" : err_name(r->cause),
	    (unsigned long long)r->bad_seq, r->bad_about[0] == '\0' ? "" : ", ",
	    r->bad_about);
}

enum err
verb_audit_verify(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct audit_trust trust;
	struct verification v = {.trust = &trust};
	enum err e;

	TRY(verb_read(c, NULL, 0, NULL, 0, 0));
	TRY(workspace_open(c, &w));
	trust = (struct audit_trust){.root = &w.authority.cert[AUTHORITY_ROOT],
	    .issuing = &w.authority.cert[AUTHORITY_ISSUING],
	    .audit = &w.authority.cert[AUTHORITY_AUDIT],
	    .office_name = w.config.name};
	v.gm = w.gm;
	e = store_read(w.store, verify, &v);
	if (e != ERR_OK && v.report.why != NULL)
		explain(c, &v.report);
	TRY(e);
	if (c->json)
		return print_json(c, report_json(&v.report));
	print_report(c, &v.report);
	return ERR_OK;
}
