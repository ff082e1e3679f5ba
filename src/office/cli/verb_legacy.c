/* SPDX-License-Identifier: Apache-2.0 */
/* legacy: the holders of an old CA move to the office's certificates. */
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/text.h"
#include "office/cli/acting.h"
#include "office/cli/listing.h"
#include "office/cli/verbs.h"
#include "office/legacy/import.h"

#define LIST_LIMIT 200
#define DAYS_DEFAULT 365

static json_t *
legacy_json(const struct legacy_ca *ca)
{
	char created[CLOCK_TEXT_SIZE], ends[CLOCK_TEXT_SIZE];

	clock_text(ca->created_at, created);
	clock_text(ca->not_after, ends);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:s}", "id",
	    ca->id, "name", ca->name, "key", ca->key, "state",
	    legacy_state_name(ca->state), "enteredBy", ca->entered_by,
	    "holders", (json_int_t)ca->holders, "moved", (json_int_t)ca->moved,
	    "createdAt", created, "notAfter", ends);
}

/* --- list --- */

static enum err
list_one(void *arg, const struct legacy_ca *ca)
{
	struct listing *l = arg;
	char ends[PRINT_TIME_SIZE], moved[48];

	if (l->call->json)
		return listing_json(l, legacy_json(ca));
	print_time(ca->not_after, ends);
	snprintf(moved, sizeof(moved), "%lld/%lld", (long long)ca->moved,
	    (long long)ca->holders);
	listing_row(l, (const struct print_cell[]){{ca->id, 34},
			   {legacy_state_text(ca->state, l->call->lang), 8},
			   {moved, 14}, {ends, 18}, {ca->name, 0}, {NULL, 0}});
	return ERR_OK;
}

static enum err
list_all(struct db *db, void *arg)
{
	struct listing *l = arg;

	return legacy_each(db, l->limit, list_one, l);
}

enum err
verb_legacy_list(struct verb_call *c)
{
	const char *limit = NULL;
	const struct verb_option options[] = {{"limit", &limit, NULL}};
	struct listing l = {.call = c,
	    .none = VERB_SAY(
		c, "没有导入过原签发机构", "No former CA has been imported")};

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	return listing_print(
	    &l, &(struct listing_read){list_all, &l, limit, LIST_LIMIT});
}

/* --- show --- */

struct showing {
	struct verb_call *call;
	const char *id;
	struct legacy_ca ca;
	json_t *holders;
};

static enum err
show_holder(void *arg, struct bytes leaf)
{
	struct showing *s = arg;
	struct migration_holder h;
	char serial[CERT_SERIAL_TEXT_SIZE];

	TRY(migration_holder_parse(leaf, &h));
	cert_serial_text(&h.serial, serial);
	if (!s->call->json) {
		print_row(s->call, (const struct print_cell[]){{serial, 42},
				       {h.record.user_name, 24},
				       {h.record.name, 0}, {NULL, 0}});
		return ERR_OK;
	}
	return json_array_append_new(s->holders,
		   json_pack("{s:s, s:s, s:s, s:s}", "serial", serial,
		       "userName", h.record.user_name, "name", h.record.name,
		       "email", h.record.email)) == 0
		   ? ERR_OK
		   : ERR_NOMEM;
}

static void
print_order(const struct verb_call *c, const struct legacy_ca *ca)
{
	char created[PRINT_TIME_SIZE], ends[PRINT_TIME_SIZE], moved[48];

	print_time(ca->created_at, created);
	print_time(ca->not_after, ends);
	snprintf(moved, sizeof(moved), "%lld / %lld", (long long)ca->moved,
	    (long long)ca->holders);
	fprintf(c->out, "%s\n", ca->id);
	print_fact(c, VERB_SAY(c, "原签发机构", "former CA"), ca->name);
	print_fact(c, VERB_SAY(c, "公钥摘要", "digest of its key"), ca->key);
	print_fact(c, VERB_SAY(c, "状态", "state"),
	    legacy_state_text(ca->state, c->lang));
	print_fact(c, VERB_SAY(c, "已换发/总数", "moved / all"), moved);
	print_fact(c, VERB_SAY(c, "录入人", "entered by"), ca->entered_by);
	print_fact(c, VERB_SAY(c, "录入时间", "entered"), created);
	print_fact(c, VERB_SAY(c, "截止时间", "good until"), ends);
}

static enum err
show(struct db *db, void *arg)
{
	struct showing *s = arg;

	TRY(legacy_by_id(db, s->id, &s->ca));
	if (!s->call->json)
		print_order(s->call, &s->ca);
	return legacy_leaves(db, s->id, show_holder, s);
}

enum err
verb_legacy_show(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct showing s = {.call = c};
	json_t *order;
	enum err e;

	TRY(verb_read(c, NULL, 0, &s.id, 1, 1));
	TRY(workspace_open(c, &w));
	s.holders = json_array();
	e = store_read(w.store, show, &s);
	if (e != ERR_OK || !c->json) {
		json_decref(s.holders);
		return e;
	}
	order = legacy_json(&s.ca);
	if (json_object_set_new(order, "list", s.holders) != 0) {
		json_decref(order);
		return ERR_NOMEM;
	}
	return print_json(c, order);
}

/* --- import --- */

struct importing {
	struct acting acting;
	const char *ca_file, *holders_file, *days;
	bool check;
	struct buf certificate, file;
	struct holders holders;
	time_t began;
};

static void
importing_done(struct importing *i)
{
	acting_done(&i->acting);
	buf_done(&i->certificate);
	buf_done(&i->file);
	holders_done(&i->holders);
}
DEFINE_AUTO_DONE(importing)

/* On the terminal, once it takes more than a second. */
static void
show_progress(void *self, size_t done, size_t all)
{
	const struct importing *i = self;

	if (time(NULL) - i->began > 1)
		fprintf(stderr, "%zu/%zu\n", done, all);
}

/* DER, or PEM. */
static enum err
read_certificate(struct importing *i)
{
	struct verb_call *c = i->acting.call;
	AUTO_DONE(buf) file = BUF(2 * LEGACY_CERT_DER_MAX);
	enum err e = file_read(i->ca_file, &file);

	if (e == ERR_OK && file.len > 0 && file.p[0] == DER_SEQUENCE) {
		buf_put(&i->certificate, buf_bytes(&file));
		e = buf_status(&i->certificate);
	} else if (e == ERR_OK) {
		e = pem_decode(
		    buf_bytes(&file), "CERTIFICATE", &i->certificate);
	}
	if (e != ERR_OK)
		verb_detail(c, "%s", i->ca_file);
	return e;
}

static enum err
read_files(struct importing *i)
{
	enum err e;

	TRY(read_certificate(i));
	e = file_read(i->holders_file, &i->file);
	if (e != ERR_OK) {
		verb_detail(i->acting.call, "%s", i->holders_file);
		return e;
	}
	return holders_read(buf_bytes(&i->file), &i->holders);
}

static const char *
reason_text(const struct verb_call *c, const char *reason)
{
	static const struct {
		const char *reason, *zh, *en;
	} texts[] = {
	    {"missing", "没有填写", "is missing"},
	    {"length", "长度不对", "is too short or too long"},
	    {"characters", "含有不允许的字符", "has characters not allowed"},
	    {"syntax", "格式不对", "is not well-formed"},
	    {"value", "不是允许的值", "is none of the values allowed"},
	    {"check-digit", "校验码不对", "has a wrong check character"},
	    {"not-wanted", "应当留空", "should be empty"},
	    {"taken", "已经存在", "is there already"},
	    {"twice", "在文件中重复", "is in the file twice"},
	    {"csv", "不是 CSV 格式或不是 UTF-8", "is not CSV in UTF-8"},
	    {"columns", "各列与要求的不符", "has not the columns wanted"},
	    {"empty", "没有持有人", "has no holders"},
	    {"too-many", "人数过多，请分成几个文件",
		"has too many holders: use several files"},
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (strcmp(texts[i].reason, reason) == 0)
			return VERB_SAY(c, texts[i].zh, texts[i].en);
	return reason;
}

static size_t
kept_problems(const struct holders *h)
{
	return h->problem_count < HOLDERS_PROBLEMS_MAX ? h->problem_count
						       : HOLDERS_PROBLEMS_MAX;
}

/* The list goes with the error, which is what --json prints then. */
static enum err
keep_problems(struct verb_call *c, const struct holders *h)
{
	json_t *list = json_array();

	for (size_t i = 0; i < kept_problems(h); i++) {
		const struct holders_problem *p = &h->problems[i];

		json_array_append_new(list,
		    json_pack("{s:I, s:s, s:s}", "line", (json_int_t)p->line,
			"field", p->field, "reason", p->reason));
	}
	c->facts = json_pack("{s:o}", "problems", list);
	return c->facts == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err
print_problems(struct verb_call *c, const struct holders *h)
{
	verb_detail(c,
	    VERB_SAY(c, "%zu 处需要修改，没有导入任何内容",
		"%zu things to correct; nothing was imported"),
	    h->problem_count);
	if (c->json)
		return keep_problems(c, h);
	for (size_t i = 0; i < kept_problems(h); i++)
		fprintf(c->out,
		    VERB_SAY(c, "第 %zu 行 %s %s\n", "line %zu: %s %s\n"),
		    h->problems[i].line, h->problems[i].field,
		    reason_text(c, h->problems[i].reason));
	return ERR_OK;
}

static enum err
print_imported(
    const struct verb_call *c, const struct importing *i, const char *id)
{
	if (c->json)
		return print_json(
		    c, json_pack("{s:s, s:I}", "id", id, "holders",
			   (json_int_t)i->holders.count));
	if (*id == '\0')
		fprintf(c->out,
		    VERB_SAY(c, "%zu 位持有人，可以导入\n",
			"%zu holders; nothing is wrong\n"),
		    i->holders.count);
	else
		fprintf(c->out,
		    VERB_SAY(c,
			"已录入 %zu 位持有人，等待另一位操作员审核：%s\n",
			"%zu holders are entered and wait for another "
			"operator: %s\n"),
		    i->holders.count, id);
	return ERR_OK;
}

static enum err
import(struct importing *i, const struct legacy_import *what)
{
	struct acting *a = &i->acting;
	struct workspace *w = &a->workspace;
	char id[LEGACY_ID_SIZE] = "";
	enum err e;

	if (i->check)
		TRY(workspace_open(a->call, w));
	else
		TRY(acting_begin(a, ROLE_OPERATOR));
	e = i->check ? legacy_import_check(&w->office, w->gm, what)
		     : legacy_import_do(&w->office, w->gm, &a->actor, what, id);
	if (e == ERR_FIELD_INVALID)
		TRY(print_problems(a->call, &i->holders));
	return e == ERR_OK ? print_imported(a->call, i, id) : e;
}

static enum err
read_days(struct verb_call *c, const char *text, int64_t *ret_days)
{
	uint64_t days = DAYS_DEFAULT;

	if (text != NULL &&
	    (text_u64(text, LEGACY_DAYS_MAX, &days) != ERR_OK || days == 0)) {
		verb_detail(c, "--days: 1 … %d", LEGACY_DAYS_MAX);
		return ERR_USAGE;
	}
	*ret_days = (int64_t)days;
	return ERR_OK;
}

enum err
verb_legacy_import(struct verb_call *c)
{
	AUTO_DONE(importing)
	i = {.acting = {.call = c},
	    .certificate = BUF(LEGACY_CERT_DER_MAX),
	    .file = BUF(HOLDERS_FILE_MAX),
	    .began = time(NULL)};
	const struct verb_option options[] = {
	    {"ca", &i.ca_file, NULL},
	    {"holders", &i.holders_file, NULL},
	    {"days", &i.days, NULL},
	    {"check", NULL, &i.check},
	    STAFF_SIGNER_OPTIONS(&i.acting.by),
	};
	struct legacy_import what = {
	    .holders = &i.holders, .progress = show_progress, .self = &i};

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	if (i.ca_file == NULL || i.holders_file == NULL) {
		verb_detail(c, "%s", "--ca FILE --holders FILE");
		return ERR_USAGE;
	}
	TRY(read_days(c, i.days, &what.days));
	TRY(read_files(&i));
	what.certificate = buf_bytes(&i.certificate);
	return import(&i, &what);
}

/* --- approve, close --- */

struct deciding {
	struct acting acting;
	enum err (*decide)(struct office *o, struct gm *gm,
	    const struct actor *actor, const char *id);
	const char *said; /* of what came of it */
};

static enum err
decide_one(struct acting *a, const char *id, json_t **ret_json)
{
	const struct deciding *d = (const struct deciding *)a;

	TRY(d->decide(&a->workspace.office, a->workspace.gm, &a->actor, id));
	if (!a->call->json)
		fprintf(a->call->out, "%s %s\n", id, d->said);
	*ret_json = json_pack("{s:s}", "id", id);
	return ERR_OK;
}

static enum err
decide(struct verb_call *c, struct deciding *d)
{
	static const struct acting_rules rules = {
	    ROLE_OPERATOR, false, decide_one};

	d->acting.call = c;
	return acting_run(&d->acting, &rules);
}

enum err
verb_legacy_approve(struct verb_call *c)
{
	struct deciding d = {.decide = legacy_endorse,
	    .said = VERB_SAY(c, "已审核，持有人可以换发证书",
		"is approved; its holders can exchange their certificates")};

	return decide(c, &d);
}

enum err
verb_legacy_close(struct verb_call *c)
{
	struct deciding d = {.decide = legacy_end,
	    .said = VERB_SAY(c, "已结束，不再接受换发",
		"is closed; nobody moves by it any more")};

	return decide(c, &d);
}
