/* SPDX-License-Identifier: Apache-2.0 */
/* account: what applicants sent in, and what staff decide on it. */
#include <string.h>

#include "office/cli/acting.h"
#include "office/cli/listing.h"
#include "office/cli/verbs.h"
#include "office/pairs/pair.h"
#include "office/registry/review.h"

#define LIST_LIMIT 200
#define PAIRS_MAX 64 /* shown of one account, the newest */

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

struct accounts {
	struct listing listing;
	enum account_state state;
};

static enum err
list_one(void *arg, const struct account *a)
{
	struct listing *l = arg;
	const struct verb_call *c = l->call;
	char created[PRINT_TIME_SIZE];

	if (c->json)
		return listing_json(l, account_json(a));
	print_time(a->created_at, created);
	listing_row(l, (const struct print_cell[]){{a->user_name, 16},
			   {account_state_text(a->state, c->lang), 12},
			   {kind_text(c, a->kind), 10}, {created, 16},
			   {a->name, 0}, {NULL, 0}});
	return ERR_OK;
}

static enum err
list_all(struct db *db, void *arg)
{
	struct accounts *a = arg;

	return account_each(
	    db, a->state, a->listing.limit, list_one, &a->listing);
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
	const char *state = NULL, *limit = NULL;
	const struct verb_option options[] = {
	    {"state", &state, NULL}, {"limit", &limit, NULL}};
	struct accounts a = {
	    .listing = {.call = c,
		.none = VERB_SAY(c, "没有账号", "There are no accounts")}};

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	TRY(read_state(c, state, &a.state));
	return listing_print(&a.listing,
	    &(struct listing_read){list_all, &a, limit, LIST_LIMIT});
}

/* --- show --- */

struct showing {
	const char *user_name;
	struct account account;
	json_t *pairs; /* as --json shows them */
};

static enum err
add_pair(void *arg, const struct pair *p)
{
	char created[CLOCK_TEXT_SIZE];

	clock_text(p->created_at, created);
	return json_array_append_new(
		   arg, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", p->id,
			    "verb", ask_verb_name(p->verb), "state",
			    pair_state_name(p->state), "carrier",
			    carrier_name(p->carrier), "carrierSerial",
			    p->carrier_serial, "createdAt", created)) == 0
		   ? ERR_OK
		   : ERR_NOMEM;
}

static enum err
find_account(struct db *db, void *arg)
{
	struct showing *s = arg;

	json_array_clear(s->pairs);
	TRY(account_by_user(db, s->user_name, &s->account));
	return pair_each(db, s->account.id, PAIRS_MAX, add_pair, s->pairs);
}

/* What verbs and states of pairs are called in front of people. */
static const struct {
	const char *name, *zh, *en;
} pair_words[] = {
    {"issue", "签发", "issue"},
    {"exchange", "换发", "exchange"},
    {"update", "更新", "update"},
    {"intended", "正在办理", "intended"},
    {"delivered", "待确认", "delivered"},
    {"confirmed", "使用中", "confirmed"},
    {"replaced", "已替换", "replaced"},
    {"abandoned", "未签发", "abandoned"},
};

static const char *
pair_word(const struct verb_call *c, const json_t *pair, const char *member)
{
	const char *name = json_string_value(json_object_get(pair, member));

	for (size_t i = 0; i < COUNT(pair_words); i++)
		if (strcmp(pair_words[i].name, name) == 0)
			return VERB_SAY(c, pair_words[i].zh, pair_words[i].en);
	return name;
}

static void
print_pair(const struct verb_call *c, const json_t *pair)
{
	const char *carrier =
	    json_string_value(json_object_get(pair, "carrierSerial"));
	const char *created =
	    json_string_value(json_object_get(pair, "createdAt"));
	char line[160];

	snprintf(line, sizeof(line), "%.10s  %s  %s  %s", created,
	    pair_word(c, pair, "verb"), pair_word(c, pair, "state"), carrier);
	print_fact(c, VERB_SAY(c, "证书", "pair"), line);
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
show(const struct verb_call *c, const struct showing *s)
{
	json_t *json;
	size_t i;

	if (c->json) {
		json = account_json(&s->account);
		json_object_set(json, "pairs", s->pairs);
		return print_json(c, json);
	}
	print_account(c, &s->account);
	json_array_foreach(s->pairs, i, json) print_pair(c, json);
	return ERR_OK;
}

enum err
verb_account_show(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct showing s = {0};
	enum err e;

	TRY(verb_read(c, NULL, 0, &s.user_name, 1, 1));
	TRY(workspace_open(c, &w));
	s.pairs = json_array();
	e = store_read(w.store, find_account, &s);
	if (e == ERR_OK)
		e = show(c, &s);
	json_decref(s.pairs);
	return e;
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

static enum err
decide(struct acting *a, const char *user_name, json_t **ret_json)
{
	struct review r = {&a->actor, a->call->verb->act, user_name, a->reason};
	struct account account;

	TRY(review_do(&a->workspace.office, a->workspace.gm, &r, &account));
	if (!a->call->json)
		print_outcome(a->call, r.verb, &account);
	*ret_json = account_json(&account);
	return ERR_OK;
}

enum err
verb_account_decide(struct verb_call *c)
{
	static const struct acting_rules rules = {ROLE_OPERATOR, true, decide};
	struct acting a = {.call = c};

	return acting_run(&a, &rules);
}
