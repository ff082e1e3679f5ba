/* SPDX-License-Identifier: Apache-2.0 */
/* account: what applicants sent in, and what staff decide on it. */
#include <string.h>

#include "office/cli/verbs.h"
#include "office/cli/workspace.h"
#include "office/registry/review.h"
#include "office/staff/staff_signer.h"

#define LIST_LIMIT 200

static const char *
kind_text(const struct verb_call *c, enum record_kind k)
{
	switch (k) {
	case RECORD_ENTERPRISE:
		return VERB_SAY(c, "企业", "enterprise");
	case RECORD_INDIVIDUAL:
		return VERB_SAY(c, "个人", "individual");
	case RECORD_AGENCY:
		return VERB_SAY(c, "代理机构", "agency");
	case RECORD_STAFF:
		break;
	}
	return "";
}

static json_t *
account_json(const struct account *a)
{
	char created[CLOCK_TEXT_SIZE], changed[CLOCK_TEXT_SIZE];

	clock_text(a->created_at, created);
	clock_text(a->changed_at, changed);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s,"
			 " s:s, s:s}",
	    "id", a->id, "userName", a->user_name, "kind",
	    record_kind_name(a->kind), "name", a->name, "creditCode",
	    a->credit_code, "address", a->address, "contact", a->contact,
	    "phone", a->phone, "email", a->email, "state",
	    account_state_name(a->state), "createdAt", created, "changedAt",
	    changed);
}

/* --- list --- */

struct listing {
	struct verb_call *call;
	enum account_state state;
	size_t limit, count;
	json_t *all;
};

static enum err
list_one(void *arg, const struct account *a)
{
	struct listing *l = arg;
	const struct verb_call *c = l->call;
	char created[PRINT_TIME_SIZE];

	l->count++;
	if (c->json)
		return json_array_append_new(l->all, account_json(a)) == 0
			   ? ERR_OK
			   : ERR_NOMEM;
	print_time(a->created_at, created);
	print_row(c, (const struct print_cell[]){{a->user_name, 16},
			 {account_state_text(a->state, c->lang), 12},
			 {kind_text(c, a->kind), 10}, {created, 16},
			 {a->name, 0}, {NULL, 0}});
	return ERR_OK;
}

static enum err
list_all(struct db *db, void *arg)
{
	struct listing *l = arg;

	return account_each(db, l->state, l->limit, list_one, l);
}

static enum err
read_state(struct verb_call *c, const char *text, enum account_state *ret_state)
{
	*ret_state = 0;
	if (text == NULL)
		return ERR_OK;
	*ret_state = account_state_find(text);
	if (*ret_state != 0)
		return ERR_OK;
	verb_detail(c, "--state: unconfirmed, submitted, entered, approved, "
		       "active, rejected, returned");
	return ERR_USAGE;
}

enum err
verb_account_list(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	const char *state = NULL, *limit = NULL;
	const struct verb_option options[] = {
	    {"state", &state, NULL}, {"limit", &limit, NULL}};
	struct listing l = {.call = c};
	enum err e;

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	TRY(read_state(c, state, &l.state));
	TRY(read_limit(c, limit, LIST_LIMIT, &l.limit));
	TRY(workspace_open(c, &w));
	l.all = json_array();
	e = store_read(w.store, list_all, &l);
	if (e != ERR_OK || !c->json) {
		json_decref(l.all);
		if (e == ERR_OK && l.count == 0)
			fputs(VERB_SAY(
				  c, "没有账号\n", "There are no accounts\n"),
			    c->out);
		return e;
	}
	return print_json(c, l.all);
}

/* --- show --- */

struct showing {
	const char *user_name;
	struct account account;
};

static enum err
find_account(struct db *db, void *arg)
{
	struct showing *s = arg;

	return account_by_user(db, s->user_name, &s->account);
}

static void
print_account(const struct verb_call *c, const struct account *a)
{
	char created[PRINT_TIME_SIZE], changed[PRINT_TIME_SIZE];

	print_time(a->created_at, created);
	print_time(a->changed_at, changed);
	fprintf(c->out, "%s\n", a->user_name);
	print_fact(c, VERB_SAY(c, "申请人名称", "name"), a->name);
	print_fact(c, VERB_SAY(c, "类型", "kind"), kind_text(c, a->kind));
	print_fact(c, VERB_SAY(c, "状态", "state"),
	    account_state_text(a->state, c->lang));
	print_fact(c, VERB_SAY(c, "信用代码", "credit code"),
	    a->credit_code[0] == '\0' ? "-" : a->credit_code);
	print_fact(c, VERB_SAY(c, "地址", "address"), a->address);
	print_fact(c, VERB_SAY(c, "联系人", "contact"), a->contact);
	print_fact(c, VERB_SAY(c, "电话", "phone"), a->phone);
	print_fact(c, VERB_SAY(c, "邮箱", "mail address"), a->email);
	print_fact(c, VERB_SAY(c, "注册时间", "registered"), created);
	print_fact(c, VERB_SAY(c, "变更时间", "changed"), changed);
}

static enum err
show(const struct verb_call *c, const struct account *a)
{
	if (c->json)
		return print_json(c, account_json(a));
	print_account(c, a);
	return ERR_OK;
}

enum err
verb_account_show(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct showing s = {0};

	TRY(verb_read(c, NULL, 0, &s.user_name, 1, 1));
	TRY(workspace_open(c, &w));
	TRY(store_read(w.store, find_account, &s));
	return show(c, &s.account);
}

/* --- acts --- */

static void
print_outcome(
    const struct verb_call *c, enum act_verb verb, const struct account *a)
{
	static const struct {
		const char *zh, *en;
	} sentences[] = {
	    [ACT_ENTRY] = {"已录入 %s，等待另一位操作员审核\n",
		"%s is entered and waits for another operator's review\n"},
	    [ACT_APPROVE] = {"已通过 %s 的审核，授权码邮件即将发出\n",
		"%s is approved; the authorisation code is being mailed\n"},
	    [ACT_REJECT] = {"已拒绝 %s，原因将以邮件告知申请人\n",
		"%s is rejected; the applicant is told why by mail\n"},
	    [ACT_RETURN] = {"已将 %s 退回补正，原因将以邮件告知申请人\n",
		"%s is returned; the applicant is told why by mail\n"},
	    [ACT_RESEND] = {"已为 %s 生成新的授权码，旧码失效\n",
		"a new code for %s is being mailed; the old one is void\n"},
	};

	fprintf(c->out, VERB_SAY(c, sentences[verb].zh, sentences[verb].en),
	    a->user_name);
}

/* One of the accounts; for scripts, its new state joins list. */
static enum err
act_on(struct verb_call *c, struct workspace *w, const struct review *r,
    json_t *list)
{
	struct account a;
	enum err e = review_do(&w->office, w->gm, r, &a);

	if (e != ERR_OK && c->detail[0] == '\0')
		verb_detail(c, "%s", r->user_name);
	TRY(e);
	if (!c->json)
		print_outcome(c, r->verb, &a);
	return json_array_append_new(list, account_json(&a)) == 0 ? ERR_OK
								  : ERR_NOMEM;
}

/* All of them, in order; the first that fails ends it. */
static enum err
act_on_each(struct verb_call *c, struct workspace *w, struct review *r,
    const char *const users[])
{
	json_t *list = json_array();
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && users[i] != NULL; i++) {
		r->user_name = users[i];
		e = act_on(c, w, r, list);
	}
	if (c->json && e == ERR_OK)
		return print_json(c, list);
	json_decref(list);
	return e;
}

static enum err
act(struct verb_call *c, enum act_verb verb)
{
	AUTO_DONE(workspace) w = {0};
	AUTO(staff_signer) signer = NULL;
	struct staff_signer_options by = {0};
	struct review r = {.verb = verb};
	const struct verb_option options[] = {
	    STAFF_SIGNER_OPTIONS(&by), {"reason", &r.note, NULL}};
	const char *users[VERB_ARGUMENTS_MAX + 1] = {NULL};
	struct actor actor;

	TRY(verb_read(
	    c, options, COUNT(options), users, 1, VERB_ARGUMENTS_MAX));
	TRY(workspace_open(c, &w));
	TRY(staff_signer_open(c, w.gm, &by, ROLE_OPERATOR, &signer));
	actor = (struct actor){.name = staff_signer_name(signer),
	    .role = staff_signer_role(signer),
	    .certificate = staff_signer_certificate(signer),
	    .signer = staff_signer_signer(signer)};
	r.actor = &actor;
	return act_on_each(c, &w, &r, users);
}

/* The errors whose cause the sentence alone does not show. */
static enum err
act_and_explain(struct verb_call *c, enum act_verb verb)
{
	enum err e = act(c, verb);

	if (e == ERR_FIELD_INVALID && c->detail[0] == '\0')
		verb_detail(c, "%s",
		    VERB_SAY(c, "--reason：请填写原因，最多 256 个字符",
			"--reason: say why, in at most 256 characters"));
	return e;
}

enum err
verb_account_enter(struct verb_call *c)
{
	return act_and_explain(c, ACT_ENTRY);
}

enum err
verb_account_approve(struct verb_call *c)
{
	return act_and_explain(c, ACT_APPROVE);
}

enum err
verb_account_reject(struct verb_call *c)
{
	return act_and_explain(c, ACT_REJECT);
}

enum err
verb_account_return(struct verb_call *c)
{
	return act_and_explain(c, ACT_RETURN);
}

enum err
verb_account_resend(struct verb_call *c)
{
	return act_and_explain(c, ACT_RESEND);
}
