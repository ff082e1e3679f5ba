/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/account.h"

#include <string.h>

#include "office/registry/ids.h"
#include "office/store/row.h"

/* Copy a text of a form; FIELD_INVALID if form_check would not take it. */
static enum err
copy(char *out, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len >= size)
		return ERR_FIELD_INVALID;
	memcpy(out, text, len + 1);
	return ERR_OK;
}
#define COPY(array, text) TRY(copy((array), sizeof(array), (text)))

static enum err
fill(struct account *a, const struct form *f)
{
	COPY(a->name, f->name);
	COPY(a->credit_code, f->credit_code);
	COPY(a->address, f->address);
	COPY(a->contact, f->contact);
	COPY(a->phone, f->phone);
	return ERR_OK;
}

enum err
account_new(
    struct random r, const struct form *f, int64_t now, struct account *ret_a)
{
	struct account a = {
	    .kind = record_kind_find(f->kind),
	    .lang = strcmp(f->lang, "en") == 0 ? LANG_EN : LANG_ZH,
	    .state = ACCOUNT_UNCONFIRMED,
	    .created_at = now,
	    .changed_at = now,
	};

	TRY(ids_random(r, a.id));
	COPY(a.user_name, f->user_name);
	COPY(a.email, f->email);
	TRY(fill(&a, f));
	*ret_a = a;
	return ERR_OK;
}

enum err
account_correct(struct account *a, const struct form *f)
{
	return fill(a, f);
}

static const char *
lang_name(enum lang l)
{
	return l == LANG_EN ? "en" : "zh";
}

void
account_form(const struct account *a, struct form *ret_f)
{
	*ret_f = (struct form){.kind = record_kind_name(a->kind),
	    .user_name = a->user_name,
	    .name = a->name,
	    .credit_code = a->credit_code,
	    .address = a->address,
	    .contact = a->contact,
	    .phone = a->phone,
	    .email = a->email,
	    .lang = lang_name(a->lang)};
}

enum err
account_insert(struct db *db, const struct account *a)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "INSERT INTO account (id, user_name, kind, name, credit_code,"
	    " address, contact, phone, email, lang, state, created_at,"
	    " changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
	    " $11, $12, $13) ON CONFLICT (user_name) DO NOTHING",
	    DB_ARGS(DB_TEXT(a->id), DB_TEXT(a->user_name),
		DB_TEXT(record_kind_name(a->kind)), DB_TEXT(a->name),
		DB_TEXT(a->credit_code), DB_TEXT(a->address),
		DB_TEXT(a->contact), DB_TEXT(a->phone), DB_TEXT(a->email),
		DB_TEXT(lang_name(a->lang)),
		DB_TEXT(account_state_name(a->state)), DB_INT(a->created_at),
		DB_INT(a->changed_at)),
	    &rows));
	return rows == 1 ? ERR_OK : ERR_ACCOUNT_EXISTS;
}

#define COLUMNS                                                            \
	"id, kind, user_name, name, credit_code, address, contact, phone," \
	" email, lang, state, created_at, changed_at"

static enum err
read_row(const struct db_rows *row, struct account *ret_a)
{
	struct account a = {
	    .kind = record_kind_find(db_text(row, 1)),
	    .lang = strcmp(db_text(row, 9), "en") == 0 ? LANG_EN : LANG_ZH,
	    .state = account_state_find(db_text(row, 10)),
	    .created_at = db_int(row, 11),
	    .changed_at = db_int(row, 12),
	};

	if (a.kind == 0 || a.state == 0)
		return ERR_STORE;
	ROW_TEXT(row, 0, a.id);
	ROW_TEXT(row, 2, a.user_name);
	ROW_TEXT(row, 3, a.name);
	ROW_TEXT(row, 4, a.credit_code);
	ROW_TEXT(row, 5, a.address);
	ROW_TEXT(row, 6, a.contact);
	ROW_TEXT(row, 7, a.phone);
	ROW_TEXT(row, 8, a.email);
	*ret_a = a;
	return ERR_OK;
}

enum err
account_by_id(struct db *db, const char *id, struct account *ret_a)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT " COLUMNS " FROM account WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	return read_row(row, ret_a);
}

enum err
account_by_user(struct db *db, const char *user_name, struct account *ret_a)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT " COLUMNS " FROM account WHERE user_name = $1",
	    DB_ARGS(DB_TEXT(user_name)), &row));
	return read_row(row, ret_a);
}

enum err
account_move(
    struct db *db, struct account *a, enum account_event event, int64_t now)
{
	enum account_state to;
	int64_t rows;

	TRY(account_state_next(a->state, event, &to));
	TRY(db_run_counted(db,
	    "UPDATE account SET state = $1, changed_at = $2"
	    " WHERE id = $3 AND state = $4",
	    DB_ARGS(DB_TEXT(account_state_name(to)), DB_INT(now),
		DB_TEXT(a->id), DB_TEXT(account_state_name(a->state))),
	    &rows));
	if (rows != 1)
		return ERR_STORE_CONFLICT;
	a->state = to;
	a->changed_at = now;
	return ERR_OK;
}

enum err
account_update(struct db *db, struct account *a, int64_t now)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE account SET name = $1, credit_code = $2, address = $3,"
	    " contact = $4, phone = $5, email = $6, changed_at = $7"
	    " WHERE id = $8",
	    DB_ARGS(DB_TEXT(a->name), DB_TEXT(a->credit_code),
		DB_TEXT(a->address), DB_TEXT(a->contact), DB_TEXT(a->phone),
		DB_TEXT(a->email), DB_INT(now), DB_TEXT(a->id)),
	    &rows));
	if (rows != 1)
		return ERR_NOT_FOUND;
	a->changed_at = now;
	return ERR_OK;
}

static enum err
query(struct db *db, enum account_state state, size_t limit,
    struct db_rows **ret_rows)
{
	if (state == 0)
		return db_query(db,
		    "SELECT " COLUMNS " FROM account"
		    " ORDER BY created_at, id LIMIT $1",
		    DB_ARGS(DB_INT(limit)), ret_rows);
	return db_query(db,
	    "SELECT " COLUMNS " FROM account WHERE state = $1"
	    " ORDER BY created_at, id LIMIT $2",
	    DB_ARGS(DB_TEXT(account_state_name(state)), DB_INT(limit)),
	    ret_rows);
}

enum err
account_each(struct db *db, enum account_state state, size_t limit,
    enum err (*each)(void *arg, const struct account *a), void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(query(db, state, limit, &rows));
	for (;;) {
		struct account a;
		bool more;

		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(read_row(rows, &a));
		TRY(each(arg, &a));
	}
}

enum err
account_purge(struct db *db, int64_t before, int64_t *ret_count)
{
	return db_run_counted(db,
	    "DELETE FROM account WHERE state = 'unconfirmed'"
	    " AND changed_at < $1",
	    DB_ARGS(DB_INT(before)), ret_count);
}

void
account_record(const struct account *a, struct record *ret_r)
{
	struct record r = {.kind = a->kind, .role = ROLE_NONE};

	_Static_assert(sizeof(r.id) == sizeof(a->id) &&
			   sizeof(r.user_name) == sizeof(a->user_name) &&
			   sizeof(r.name) == sizeof(a->name) &&
			   sizeof(r.credit_code) == sizeof(a->credit_code) &&
			   sizeof(r.email) == sizeof(a->email),
	    "a record holds what an account holds");
	memcpy(r.id, a->id, sizeof(r.id));
	memcpy(r.user_name, a->user_name, sizeof(r.user_name));
	memcpy(r.name, a->name, sizeof(r.name));
	memcpy(r.credit_code, a->credit_code, sizeof(r.credit_code));
	memcpy(r.email, a->email, sizeof(r.email));
	*ret_r = r;
}

enum err
account_encode_record(const struct account *a, struct buf *b)
{
	struct record r;

	buf_truncate(b, 0);
	account_record(a, &r);
	record_encode(b, &r);
	return buf_status(b);
}
