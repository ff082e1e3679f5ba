/* SPDX-License-Identifier: Apache-2.0 */
/* change: what holders ask for, and what staff decide on it. */
#include <string.h>

#include "base/file.h"
#include "office/changes/change_file.h"
#include "office/changes/change_review.h"
#include "office/cli/acting.h"
#include "office/cli/listing.h"
#include "office/cli/verbs.h"
#include "office/pairs/status_change.h"
#include "office/process/connect.h"

#define LIST_LIMIT 200

/* A request with what is shown beside it. */
struct shown {
	const struct change *change;
	struct account account;
	struct change_file file;
};

static enum err
find_beside(struct db *db, const struct change *c, struct shown *ret_s)
{
	ret_s->change = c;
	TRY(account_by_id(db, c->account, &ret_s->account));
	return change_file_of(db, c->id, &ret_s->file);
}

static json_t *
file_json(const struct change_file *f)
{
	if (f->digest[0] == '\0')
		return json_null();
	return json_pack("{s:s, s:s}", "kind", f->kind, "digest", f->digest);
}

static json_t *
change_json(const struct shown *s)
{
	const struct change *c = s->change;
	char created[CLOCK_TEXT_SIZE], changed[CLOCK_TEXT_SIZE];

	clock_text(c->created_at, created);
	clock_text(c->changed_at, changed);
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:o, s:b, s:b,"
			 " s:b, s:s, s:s}",
	    "id", c->id, "userName", s->account.user_name, "kind",
	    change_rules(c->kind)->name, "state", change_state_name(c->state),
	    "fields", change_fields_json(&c->fields), "note", c->note, "reason",
	    c->reason, "file", file_json(&s->file), "confirmedByOldAddress",
	    c->confirmed & CHANGE_BY_OLD_ADDRESS, "confirmedByNewAddress",
	    c->confirmed & CHANGE_BY_NEW_ADDRESS, "signed",
	    c->instruction.len > 0, "createdAt", created, "changedAt", changed);
}

/* --- list --- */

struct changes {
	struct listing listing;
	const char *user_name; /* NULL: everybody's */
	struct change_filter filter;
	struct db *db;
};

static enum err
list_one(void *arg, const struct change *change)
{
	struct changes *all = arg;
	const struct verb_call *c = all->listing.call;
	char created[PRINT_TIME_SIZE];
	struct shown s;

	TRY(find_beside(all->db, change, &s));
	if (c->json)
		return listing_json(&all->listing, change_json(&s));
	print_time(change->created_at, created);
	listing_row(&all->listing,
	    (const struct print_cell[]){{change->id, 32},
		{change_state_text(change->state, c->lang), 10}, {created, 16},
		{change_kind_text(change->kind, c->lang), 24},
		{s.account.user_name, 0}, {NULL, 0}});
	return ERR_OK;
}

static enum err
list_all(struct db *db, void *arg)
{
	struct changes *all = arg;
	struct account a;

	all->db = db;
	all->filter.limit = all->listing.limit;
	if (all->user_name == NULL)
		return change_each(db, &all->filter, list_one, all);
	TRY(account_by_user(db, all->user_name, &a));
	return change_each_of(db, a.id, all->listing.limit, list_one, all);
}

static enum err
read_filter(struct verb_call *c, const char *state, const char *kind,
    struct change_filter *ret_f)
{
	if (state != NULL) {
		ret_f->state = change_state_find(state);
		if (ret_f->state == 0) {
			verb_detail(c, "--state: submitted, entered, approved,"
				       " rejected, returned, withdrawn, done");
			return ERR_USAGE;
		}
	}
	if (kind != NULL) {
		ret_f->kind = change_kind_find(kind);
		if (ret_f->kind == 0) {
			verb_detail(c, "--kind: name, fields, email, reissue,"
				       " revoke");
			return ERR_USAGE;
		}
	}
	return ERR_OK;
}

enum err
verb_change_list(struct verb_call *c)
{
	const char *state = NULL, *kind = NULL, *limit = NULL;
	struct changes all = {.listing = {.call = c,
				  .none = VERB_SAY(c, "没有变更申请",
				      "There are no change requests")}};
	const struct verb_option options[] = {{"state", &state, NULL},
	    {"kind", &kind, NULL}, {"user", &all.user_name, NULL},
	    {"limit", &limit, NULL}};

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	TRY(read_filter(c, state, kind, &all.filter));
	if (all.user_name != NULL && (state != NULL || kind != NULL)) {
		verb_detail(c, "--user goes without --state and --kind");
		return ERR_USAGE;
	}
	return listing_print(&all.listing,
	    &(struct listing_read){list_all, &all, limit, LIST_LIMIT});
}

/* --- show --- */

struct showing {
	const char *id;
	struct change change;
	struct shown shown;
};

static enum err
find_change(struct db *db, void *arg)
{
	struct showing *s = arg;

	TRY(change_by_id(db, s->id, &s->change));
	return find_beside(db, &s->change, &s->shown);
}

/* "new (now: old)" for what is asked for. */
static void
print_wish(const struct verb_call *c, const char *label, const char *wish,
    const char *now)
{
	AUTO_DONE(buf) text = BUF(4096);

	if (wish[0] == '\0')
		return;
	buf_str(&text, wish);
	if (now != NULL && strcmp(now, wish) != 0)
		buf_printf(
		    &text, VERB_SAY(c, "（现为：%s）", " (now: %s)"), now);
	buf_u8(&text, 0);
	if (buf_status(&text) == ERR_OK)
		print_fact(c, label, (const char *)text.p);
}

static void
print_fields(const struct verb_call *c, const struct shown *s)
{
	const struct change_fields *f = &s->change->fields;
	const struct account *a = &s->account;

	print_wish(c, VERB_SAY(c, "名称", "name"), f->name, a->name);
	print_wish(c, VERB_SAY(c, "地址", "address"), f->address, a->address);
	print_wish(c, VERB_SAY(c, "联系人", "contact"), f->contact, a->contact);
	print_wish(c, VERB_SAY(c, "电话", "phone"), f->phone, a->phone);
	print_wish(c, VERB_SAY(c, "邮箱", "mail address"), f->email, a->email);
	print_wish(
	    c, VERB_SAY(c, "证书序列号", "certificate"), f->serial, NULL);
	print_wish(c, VERB_SAY(c, "废除原因", "revoked for"), f->reason, NULL);
}

static const char *
confirmed_text(const struct verb_call *c, int confirmed)
{
	static const char *const zh[] = {
	    "均未确认", "旧邮箱已确认", "新邮箱已确认", "均已确认"};
	static const char *const en[] = {"by neither address", "by the old one",
	    "by the new one", "by both"};

	return VERB_SAY(c, zh, en)[confirmed & CHANGE_BY_BOTH];
}

static void
print_change(const struct verb_call *c, const struct shown *s)
{
	const struct change *r = s->change;
	char created[PRINT_TIME_SIZE], changed[PRINT_TIME_SIZE];

	print_time(r->created_at, created);
	print_time(r->changed_at, changed);
	fprintf(c->out, "%s\n", r->id);
	print_fact(
	    c, VERB_SAY(c, "类型", "kind"), change_kind_text(r->kind, c->lang));
	print_fact(c, VERB_SAY(c, "状态", "state"),
	    change_state_text(r->state, c->lang));
	print_fact(c, VERB_SAY(c, "用户名", "user"), s->account.user_name);
	print_fields(c, s);
	print_wish(c, VERB_SAY(c, "说明", "note"), r->note, NULL);
	print_wish(c, VERB_SAY(c, "审核意见", "reason"), r->reason, NULL);
	print_wish(c, VERB_SAY(c, "附件", "file"), s->file.kind, NULL);
	print_wish(
	    c, VERB_SAY(c, "附件摘要", "file's SM3"), s->file.digest, NULL);
	if (r->kind == CHANGE_EMAIL)
		print_fact(c, VERB_SAY(c, "确认情况", "confirmed"),
		    confirmed_text(c, r->confirmed));
	if (r->kind == CHANGE_REVOKE)
		print_fact(c, VERB_SAY(c, "密钥签名", "signed"),
		    r->instruction.len > 0
			? VERB_SAY(c, "有", "with the certificate's key")
			: VERB_SAY(c, "无", "no"));
	print_fact(c, VERB_SAY(c, "提交时间", "sent in"), created);
	print_fact(c, VERB_SAY(c, "变更时间", "changed"), changed);
}

enum err
verb_change_show(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct showing s = {.change = CHANGE_EMPTY};
	enum err e;

	TRY(verb_read(c, NULL, 0, &s.id, 1, 1));
	TRY(workspace_open(c, &w));
	e = store_read(w.store, find_change, &s);
	if (e == ERR_OK && c->json)
		e = print_json(c, change_json(&s.shown));
	else if (e == ERR_OK)
		print_change(c, &s.shown);
	change_done(&s.change);
	return e;
}

/* --- file --- */

struct fetching {
	const char *id;
	struct buf content;
};

static enum err
fetch(struct db *db, void *arg)
{
	struct fetching *f = arg;

	buf_truncate(&f->content, 0);
	return change_file_read(db, f->id, &f->content);
}

static enum err
write_file(struct verb_call *c, struct workspace *w, struct fetching *f,
    const char *out)
{
	enum err e;

	TRY(store_read(w->store, fetch, f));
	e = file_create(out, buf_bytes(&f->content), 0600);
	if (e != ERR_OK)
		verb_detail(c, "%s", out);
	TRY(e);
	if (c->json)
		return print_json(c, json_pack("{s:s, s:I}", "file", out,
					 "octets", (json_int_t)f->content.len));
	fprintf(c->out, VERB_SAY(c, "已将附件写入 %s\n", "the file is in %s\n"),
	    out);
	return ERR_OK;
}

enum err
verb_change_file(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	const char *names[2];
	struct fetching f = {.content = BUF(CHANGE_FILE_MAX)};
	enum err e;

	TRY(verb_read(c, NULL, 0, names, 2, 2));
	TRY(workspace_open(c, &w));
	f.id = names[0];
	e = write_file(c, &w, &f, names[1]);
	buf_done(&f.content);
	return e;
}

/* --- acts --- */

struct deciding {
	struct acting acting;
	bool revoked; /* something that the ca process has to hear of */
};

static void
print_outcome(
    const struct verb_call *c, enum act_verb verb, const struct shown *s)
{
	static const struct {
		const char *zh, *en;
	} sentences[] = {
	    [ACT_ENTRY] = {"已录入 %s 的%s，等待另一位操作员审核\n",
		"%s's %s is entered and waits for another operator's review\n"},
	    [ACT_APPROVE] = {"已通过 %s 的%s，结果将以邮件告知申请人\n",
		"%s's %s is approved; the applicant is told by mail\n"},
	    [ACT_REJECT] = {"已拒绝 %s 的%s，原因将以邮件告知申请人\n",
		"%s's %s is rejected; the applicant is told why by mail\n"},
	    [ACT_RETURN] = {"已将 %s 的%s退回补正，原因将以邮件告知申请人\n",
		"%s's %s is returned; the applicant is told why by mail\n"},
	    [ACT_RESEND] = {"已为 %s 的%s生成新的授权码，旧码失效\n",
		"a new code for %s's %s is being mailed; the old one is "
		"void\n"},
	};

	fprintf(c->out, VERB_SAY(c, sentences[verb].zh, sentences[verb].en),
	    s->account.user_name, change_kind_text(s->change->kind, c->lang));
}

struct deciding_one {
	const struct change *change;
	struct shown shown;
};

static enum err
find_shown(struct db *db, void *arg)
{
	struct deciding_one *d = arg;

	return find_beside(db, d->change, &d->shown);
}

static enum err
decide(struct acting *a, const char *id, json_t **ret_json)
{
	struct deciding *d = (struct deciding *)a;
	const struct change_review r = {
	    &a->actor, a->call->verb->act, id, a->reason};
	AUTO_DONE(change) c = CHANGE_EMPTY;
	struct deciding_one one = {.change = &c};

	TRY(change_review(&a->workspace.office, a->workspace.gm, &r, &c));
	TRY(store_read(a->workspace.store, find_shown, &one));
	d->revoked =
	    d->revoked || (c.kind == CHANGE_REVOKE && c.state == CHANGE_DONE);
	if (!a->call->json)
		print_outcome(a->call, r.verb, &one.shown);
	*ret_json = change_json(&one.shown);
	return ERR_OK;
}

/* What is written down comes about, even if not at this moment. */
static enum err
finish_revocations(struct acting *a)
{
	struct verb_call *c = a->call;
	struct workspace *w = &a->workspace;
	AUTO(office_link) link = NULL;
	enum err e;

	if (!((const struct deciding *)a)->revoked)
		return ERR_OK;
	TRY(office_connect(c->dir, OFFICE_CA, c->unlock, &link));
	w->office.ca = office_client(link, CHILD_CA);
	e = status_finish_all(&w->office, w->gm);
	if (e == ERR_PROCESS_LOST)
		verb_detail(c, "%s",
		    VERB_SAY(c, "已记录，机构运行后会自动完成",
			"it is written down, and done when the office runs"));
	return e;
}

enum err
verb_change_decide(struct verb_call *c)
{
	static const struct acting_rules rules = {
	    ROLE_OPERATOR, true, decide, finish_revocations};
	struct deciding d = {.acting = {.call = c}};

	return acting_run(&d.acting, &rules);
}
