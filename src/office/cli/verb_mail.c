/* SPDX-License-Identifier: Apache-2.0 */
/* mail: the outbox. What is secret in a mail is sealed, and not shown. */
#include <string.h>

#include "office/cli/listing.h"
#include "office/cli/verbs.h"
#include "office/mail/outbox.h"
#include "office/store/row.h"

#define LIST_LIMIT 200

struct mail {
	char id[MAIL_ID_SIZE], recipient[MAIL_ADDRESS_SIZE], template[32];
	char state[16], failure[32];
	char params[MAIL_PARAMS_MAX + 1];
	int64_t attempts, created_at, next_at, sent_at;
};

#define COLUMNS                                                         \
	"id, recipient, template, state, params, attempts, created_at," \
	" next_at, sent_at, failure"

static enum err
read_mail(const struct db_rows *row, struct mail *m)
{
	ROW_TEXT(row, 0, m->id);
	ROW_TEXT(row, 1, m->recipient);
	ROW_TEXT(row, 2, m->template);
	ROW_TEXT(row, 3, m->state);
	ROW_TEXT(row, 4, m->params);
	m->attempts = db_int(row, 5);
	m->created_at = db_int(row, 6);
	m->next_at = db_int(row, 7);
	m->sent_at = db_int(row, 8);
	ROW_TEXT(row, 9, m->failure);
	return ERR_OK;
}

static const char *
state_text(const struct verb_call *c, const char *state)
{
	if (strcmp(state, "waiting") == 0)
		return VERB_SAY(c, "待发送", "waiting");
	if (strcmp(state, "sent") == 0)
		return VERB_SAY(c, "已发送", "sent");
	return VERB_SAY(c, "未能发送", "dead");
}

static bool
is_waiting(const struct mail *m)
{
	return strcmp(m->state, "waiting") == 0;
}

/* Why it was not sent the last time, as the list of errors says it. */
static const char *
failure_text(const struct verb_call *c, const struct mail *m)
{
	return err_text(err_from_name(m->failure), c->lang);
}

static json_t *
mail_json(const struct mail *m)
{
	char created[CLOCK_TEXT_SIZE], next[CLOCK_TEXT_SIZE];

	clock_text(m->created_at, created);
	clock_text(m->next_at, next);
	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s?, s:s?}", "id",
	    m->id, "recipient", m->recipient, "template", m->template, "state",
	    m->state, "attempts", (json_int_t)m->attempts, "createdAt", created,
	    "failure", m->failure[0] == '\0' ? NULL : m->failure, "nextAt",
	    is_waiting(m) ? next : NULL);
}

struct mails {
	struct listing listing;
	const char *state;
};

static enum err
list_one(struct listing *l, const struct mail *m)
{
	const struct verb_call *c = l->call;
	char created[PRINT_TIME_SIZE];

	if (c->json)
		return listing_json(l, mail_json(m));
	print_time(m->created_at, created);
	listing_row(l, (const struct print_cell[]){{m->id, 32}, {created, 16},
			   {state_text(c, m->state), 8}, {m->template, 14},
			   {m->recipient, 0}, {NULL, 0}});
	return ERR_OK;
}

static enum err
query(struct db *db, const struct mails *all, struct db_rows **ret_rows)
{
	size_t limit = all->listing.limit;

	if (all->state != NULL)
		return db_query(db,
		    "SELECT " COLUMNS " FROM outbox WHERE state = $1"
		    " ORDER BY created_at DESC, id LIMIT $2",
		    DB_ARGS(DB_TEXT(all->state), DB_INT(limit)), ret_rows);
	return db_query(db,
	    "SELECT " COLUMNS " FROM outbox"
	    " ORDER BY created_at DESC, id LIMIT $1",
	    DB_ARGS(DB_INT(limit)), ret_rows);
}

static enum err
list_all(struct db *db, void *arg)
{
	struct mails *all = arg;
	AUTO(db_rows) rows = NULL;

	TRY(query(db, all, &rows));
	for (;;) {
		struct mail m;
		bool more;

		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(read_mail(rows, &m));
		TRY(list_one(&all->listing, &m));
	}
}

enum err
verb_mail_list(struct verb_call *c)
{
	const char *limit = NULL;
	struct mails all = {
	    .listing = {.call = c,
		.none = VERB_SAY(c, "没有邮件", "There are no mails")}};
	const struct verb_option options[] = {
	    {"state", &all.state, NULL}, {"limit", &limit, NULL}};

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	return listing_print(&all.listing,
	    &(struct listing_read){list_all, &all, limit, LIST_LIMIT});
}

/* --- show --- */

struct showing {
	const char *id;
	struct mail mail;
};

static enum err
find_mail(struct db *db, void *arg)
{
	struct showing *s = arg;
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT " COLUMNS " FROM outbox WHERE id = $1",
	    DB_ARGS(DB_TEXT(s->id)), &row));
	return read_mail(row, &s->mail);
}

/* Links in a mail are for its reader alone. */
static void
hide_links(json_t *params)
{
	if (json_object_get(params, "link") != NULL)
		json_object_set_new(params, "link", json_string("…"));
}

static void
print_mail(const struct verb_call *c, const struct mail *m, json_t *params)
{
	const char *name;
	json_t *value;
	char created[PRINT_TIME_SIZE], next[PRINT_TIME_SIZE];

	print_time(m->created_at, created);
	fprintf(c->out, "%s\n", m->id);
	print_fact(c, VERB_SAY(c, "收件人", "recipient"), m->recipient);
	print_fact(c, VERB_SAY(c, "模板", "template"), m->template);
	print_fact(c, VERB_SAY(c, "状态", "state"), state_text(c, m->state));
	print_fact(c, VERB_SAY(c, "生成时间", "made"), created);
	if (m->failure[0] != '\0')
		print_fact(c, VERB_SAY(c, "未发送的原因", "not sent because"),
		    failure_text(c, m));
	if (is_waiting(m) && m->attempts > 0) {
		print_time(m->next_at, next);
		print_fact(c, VERB_SAY(c, "下次发送", "tried again"), next);
	}
	json_object_foreach(params, name, value)
	    print_fact(c, name, json_string_value(value));
}

static enum err
show(const struct verb_call *c, const struct mail *m)
{
	json_t *params = json_loads(m->params, 0, NULL);
	json_t *json;

	hide_links(params);
	if (!c->json) {
		print_mail(c, m, params);
		json_decref(params);
		return ERR_OK;
	}
	json = mail_json(m);
	json_object_set_new(json, "params", params);
	return print_json(c, json);
}

enum err
verb_mail_show(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct showing s = {0};

	TRY(verb_read(c, NULL, 0, &s.id, 1, 1));
	TRY(workspace_open(c, &w));
	TRY(store_read(w.store, find_mail, &s));
	return show(c, &s.mail);
}

/* --- resend --- */

static enum err
requeue(struct db *db, void *arg)
{
	const char *const *id = arg;

	return outbox_requeue(db, *id, clock_now(clock_system()));
}

enum err
verb_mail_resend(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	const char *id = NULL;
	enum err e;

	TRY(verb_read(c, NULL, 0, &id, 1, 1));
	TRY(workspace_open(c, &w));
	e = store_write(w.store, requeue, &id);
	if (e == ERR_STORE_CONFLICT)
		verb_detail(c, "%s",
		    VERB_SAY(c,
			"邮件已经发出；如需新的授权码，请用 account resend",
			"it was sent already; for a new code, use "
			"account resend"));
	TRY(e);
	if (c->json)
		return print_json(c, json_pack("{s:s}", "id", id));
	fputs(VERB_SAY(c, "邮件将再次发送\n", "The mail will be sent again\n"),
	    c->out);
	return ERR_OK;
}
