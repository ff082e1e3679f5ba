/* SPDX-License-Identifier: Apache-2.0 */
/* token: the keys that the office handed out. */
#include "office/cli/listing.h"
#include "office/cli/verbs.h"
#include "office/registry/token_row.h"

#define LIST_LIMIT 200

static const char *
state_text(const struct verb_call *c, enum token_row_state s)
{
	return s == TOKEN_ROW_READY ? VERB_SAY(c, "已就绪", "ready")
				    : VERB_SAY(c, "未完成", "unfinished");
}

static const char *
handover_text(const struct verb_call *c, enum token_handover h)
{
	return h == HANDOVER_LETTER ? VERB_SAY(c, "PIN 函", "letter")
				    : VERB_SAY(c, "初始 PIN 码", "initial PIN");
}

static json_t *
token_json(const struct token_row *r)
{
	char created[CLOCK_TEXT_SIZE], changed[CLOCK_TEXT_SIZE];

	clock_text(r->created_at, created);
	clock_text(r->changed_at, changed);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
	    "serial", r->serial, "label", r->label, "kind",
	    carrier_name(r->kind), "userPin", token_handover_name(r->user_pin),
	    "state", token_row_state_name(r->state), "staff", r->staff, "batch",
	    r->batch, "act", r->act, "createdAt", created, "changedAt",
	    changed);
}

/* --- list --- */

static enum err
list_one(void *arg, const struct token_row *r)
{
	struct listing *l = arg;
	const struct verb_call *c = l->call;
	char created[PRINT_TIME_SIZE];

	if (c->json)
		return listing_json(l, token_json(r));
	print_time(r->created_at, created);
	listing_row(l, (const struct print_cell[]){{r->label, 20},
			   {state_text(c, r->state), 10},
			   {handover_text(c, r->user_pin), 11}, {r->staff, 10},
			   {created, 16}, {r->serial, 0}, {NULL, 0}});
	return ERR_OK;
}

static enum err
list_all(struct db *db, void *arg)
{
	struct listing *l = arg;

	return token_row_each(db, l->limit, list_one, l);
}

enum err
verb_token_list(struct verb_call *c)
{
	const char *limit = NULL;
	const struct verb_option options[] = {{"limit", &limit, NULL}};
	struct listing l = {.call = c,
	    .none = VERB_SAY(c, "还没有初始化过证书设备",
		"No token has been personalised yet")};

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	return listing_print(
	    &l, &(struct listing_read){list_all, &l, limit, LIST_LIMIT});
}

/* --- show --- */

struct showing {
	const char *serial;
	struct token_row row;
};

static enum err
find(struct db *db, void *arg)
{
	struct showing *s = arg;

	return token_row_get(db, s->serial, &s->row);
}

static void
print_token(const struct verb_call *c, const struct token_row *r)
{
	char created[PRINT_TIME_SIZE], changed[PRINT_TIME_SIZE];

	print_time(r->created_at, created);
	print_time(r->changed_at, changed);
	fprintf(c->out, "%s\n", r->serial);
	print_fact(c, VERB_SAY(c, "标签", "label"),
	    r->label[0] == '\0' ? "-" : r->label);
	print_fact(c, VERB_SAY(c, "状态", "state"), state_text(c, r->state));
	print_fact(c, VERB_SAY(c, "PIN 码交付", "user PIN by"),
	    handover_text(c, r->user_pin));
	print_fact(c, VERB_SAY(c, "经办人", "operator"), r->staff);
	print_fact(c, VERB_SAY(c, "批次", "batch"),
	    r->batch[0] == '\0' ? "-" : r->batch);
	print_fact(c, VERB_SAY(c, "开始时间", "begun"), created);
	print_fact(c, VERB_SAY(c, "变更时间", "changed"), changed);
	print_fact(c, VERB_SAY(c, "经办签名", "signed act"), r->act);
}

enum err
verb_token_show(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct showing s = {0};
	enum err e;

	TRY(verb_read(c, NULL, 0, &s.serial, 1, 1));
	TRY(workspace_open(c, &w));
	e = store_read(w.store, find, &s);
	if (e == ERR_OK && c->json)
		e = print_json(c, token_json(&s.row));
	else if (e == ERR_OK)
		print_token(c, &s.row);
	token_row_done(&s.row);
	return e;
}
