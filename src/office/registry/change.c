/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/change.h"

#include <string.h>

#include "office/registry/ids.h"
#include "office/store/row.h"

static const struct change_rules rules[] = {
    [0] = {"", {"", ""}},
    [CHANGE_NAME] = {"name", {"单位名称变更", "change of name"}, false, true,
	true, ACT_ENDORSE, CHANGE_APPROVE},
    [CHANGE_FIELDS] = {"fields", {"联系信息变更", "change of contact details"},
	false, true, false, ACT_ENDORSE, CHANGE_APPLY},
    [CHANGE_EMAIL] = {"email", {"邮箱变更", "change of mail address"}, false,
	true, false, ACT_ENDORSE, CHANGE_APPLY},
    [CHANGE_REISSUE] = {"reissue", {"密钥遗失换发", "exchange of lost keys"},
	true, true, false, ACT_APPROVE, CHANGE_APPROVE},
    [CHANGE_REVOKE] = {"revoke", {"证书废除", "revocation"}, true, false, false,
	ACT_REVOKE, CHANGE_DECIDE},
};

const struct change_rules *
change_rules(enum change_kind k)
{
	return &rules[k];
}

enum change_kind
change_kind_find(const char *name)
{
	for (size_t i = 1; i < COUNT(rules); i++)
		if (strcmp(rules[i].name, name) == 0)
			return (enum change_kind)i;
	return 0;
}

const char *
change_kind_text(enum change_kind k, enum lang l)
{
	return rules[k].text[l];
}

/* --- fields as JSON --- */

#define FIELD(member)                                            \
	{                                                        \
#member, offsetof(struct change_fields, member), \
		    sizeof(((struct change_fields *)0)->member)  \
	}
static const struct {
	const char *name;
	size_t offset, size;
} members[] = {FIELD(name), FIELD(address), FIELD(contact), FIELD(phone),
    FIELD(email), FIELD(serial), FIELD(reason)};

json_t *
change_fields_json(const struct change_fields *f)
{
	json_t *all = json_object();

	for (size_t i = 0; i < COUNT(members); i++) {
		const char *text = (const char *)f + members[i].offset;

		if (text[0] != '\0' && json_object_set_new(all, members[i].name,
					   json_string(text)) != 0) {
			json_decref(all);
			return NULL;
		}
	}
	return all;
}

static int
put(const char *text, size_t len, void *b)
{
	buf_put(b, BYTES(text, len));
	return 0;
}

#define FIELDS_MAX                                                \
	8192 /* octets of their JSON: six times an escape of each \
	      */

/* Sorted and compact, with a NUL. */
static enum err
encode_fields(const struct change_fields *f, struct buf *b)
{
	json_t *json = change_fields_json(f);

	if (json == NULL)
		return ERR_NOMEM;
	json_dump_callback(json, put, b, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(json);
	buf_u8(b, 0);
	return buf_status(b);
}

static enum err
read_member(const json_t *json, size_t i, struct change_fields *f)
{
	const json_t *v = json_object_get(json, members[i].name);
	char *out = (char *)f + members[i].offset;

	if (v == NULL)
		return ERR_OK;
	if (!json_is_string(v) || json_string_length(v) >= members[i].size)
		return ERR_STORE;
	memcpy(out, json_string_value(v), json_string_length(v) + 1);
	return ERR_OK;
}

static enum err
decode_fields(const char *text, struct change_fields *ret_f)
{
	json_t *json = json_loads(text, 0, NULL);
	enum err e = json == NULL ? ERR_STORE : ERR_OK;

	*ret_f = (struct change_fields){0};
	for (size_t i = 0; e == ERR_OK && i < COUNT(members); i++)
		e = read_member(json, i, ret_f);
	json_decref(json);
	return e;
}

/* --- rows --- */

void
change_done(struct change *c)
{
	buf_done(&c->instruction);
	buf_done(&c->record);
}

static struct db_value
blob_or_null(const struct buf *b)
{
	return b->len == 0 ? DB_NULL : DB_BLOB(buf_bytes(b));
}

enum err
change_insert(struct db *db, const struct change *c)
{
	AUTO_DONE(buf) fields = BUF(FIELDS_MAX);
	int64_t rows;

	TRY(encode_fields(&c->fields, &fields));
	TRY(db_run_counted(db,
	    "INSERT INTO change_request (id, account, kind, fields, note,"
	    " instruction, reason, confirmed, record, state, created_at,"
	    " changed_at) VALUES ($1, $2, $3, $4, $5, $6, '', 0, NULL,"
	    " 'submitted', $7, $8) ON CONFLICT DO NOTHING",
	    DB_ARGS(DB_TEXT(c->id), DB_TEXT(c->account),
		DB_TEXT(rules[c->kind].name), DB_TEXT((const char *)fields.p),
		DB_TEXT(c->note), blob_or_null(&c->instruction),
		DB_INT(c->created_at), DB_INT(c->changed_at)),
	    &rows));
	return rows == 1 ? ERR_OK : ERR_CHANGE_EXISTS;
}

#define COLUMNS                                                            \
	"id, account, kind, fields, note, instruction, reason, confirmed," \
	" record, state, created_at, changed_at"

static enum err
read_row(const struct db_rows *row, struct change *ret_c)
{
	AUTO_DONE(change) c = CHANGE_EMPTY;

	c.kind = change_kind_find(db_text(row, 2));
	c.state = change_state_find(db_text(row, 9));
	c.confirmed = (int)db_int(row, 7);
	c.created_at = db_int(row, 10);
	c.changed_at = db_int(row, 11);
	if (c.kind == 0 || c.state == 0)
		return ERR_STORE;
	ROW_TEXT(row, 0, c.id);
	ROW_TEXT(row, 1, c.account);
	TRY(decode_fields(db_text(row, 3), &c.fields));
	ROW_TEXT(row, 4, c.note);
	TRY(row_blob(row, 5, &c.instruction));
	ROW_TEXT(row, 6, c.reason);
	TRY(row_blob(row, 8, &c.record));
	change_done(ret_c);
	*ret_c = c;
	c = (struct change){0};
	return ERR_OK;
}

enum err
change_by_id(struct db *db, const char *id, struct change *ret_c)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, "SELECT " COLUMNS " FROM change_request WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &row));
	return read_row(row, ret_c);
}

enum err
change_open_of(struct db *db, const char *account, enum change_kind kind,
    struct change *ret_c)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT " COLUMNS " FROM change_request"
	    " WHERE account = $1 AND kind = $2"
	    " AND state IN ('submitted', 'entered', 'returned')",
	    DB_ARGS(DB_TEXT(account), DB_TEXT(rules[kind].name)), &row));
	return read_row(row, ret_c);
}

enum err
change_approved_of(struct db *db, const char *account, enum change_kind kind,
    struct change *ret_c)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT " COLUMNS " FROM change_request"
	    " WHERE account = $1 AND kind = $2 AND state = 'approved'"
	    " ORDER BY changed_at DESC, created_at DESC, id LIMIT 1",
	    DB_ARGS(DB_TEXT(account), DB_TEXT(rules[kind].name)), &row));
	return read_row(row, ret_c);
}

static enum err
write_row(struct db *db, const struct change *c, enum change_state from)
{
	AUTO_DONE(buf) fields = BUF(FIELDS_MAX);
	int64_t rows;

	TRY(encode_fields(&c->fields, &fields));
	TRY(db_run_counted(db,
	    "UPDATE change_request SET fields = $1, note = $2,"
	    " instruction = $3, reason = $4, confirmed = $5, record = $6,"
	    " state = $7, changed_at = $8 WHERE id = $9 AND state = $10",
	    DB_ARGS(DB_TEXT((const char *)fields.p), DB_TEXT(c->note),
		blob_or_null(&c->instruction), DB_TEXT(c->reason),
		DB_INT(c->confirmed), blob_or_null(&c->record),
		DB_TEXT(change_state_name(c->state)), DB_INT(c->changed_at),
		DB_TEXT(c->id), DB_TEXT(change_state_name(from))),
	    &rows));
	return rows == 1 ? ERR_OK : ERR_STORE_CONFLICT;
}

enum err
change_move(
    struct db *db, struct change *c, enum change_event event, int64_t now)
{
	enum change_state from = c->state, to;

	TRY(change_state_next(from, event, &to));
	c->state = to;
	c->changed_at = now;
	return write_row(db, c, from);
}

enum err
change_confirm(struct db *db, const struct change *c, int64_t now)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE change_request SET confirmed = $1, changed_at = $2"
	    " WHERE id = $3 AND state = $4",
	    DB_ARGS(DB_INT(c->confirmed), DB_INT(now), DB_TEXT(c->id),
		DB_TEXT(change_state_name(c->state))),
	    &rows));
	return rows == 1 ? ERR_OK : ERR_STORE_CONFLICT;
}

enum err
change_serve(
    struct db *db, const char *account, enum change_kind kind, int64_t now)
{
	return db_run(db,
	    "UPDATE change_request SET state = 'done', changed_at = $1"
	    " WHERE account = $2 AND kind = $3 AND state = 'approved'",
	    DB_ARGS(DB_INT(now), DB_TEXT(account), DB_TEXT(rules[kind].name)));
}

static enum err
each_row(struct db_rows *rows, change_each_fn each, void *arg)
{
	AUTO_DONE(change) c = CHANGE_EMPTY;

	for (;;) {
		bool more;

		TRY(db_next(rows, &more));
		if (!more)
			return ERR_OK;
		TRY(read_row(rows, &c));
		TRY(each(arg, &c));
	}
}

enum err
change_each_of(struct db *db, const char *account, size_t limit,
    change_each_fn each, void *arg)
{
	AUTO(db_rows) rows = NULL;

	TRY(db_query(db,
	    "SELECT " COLUMNS " FROM change_request WHERE account = $1"
	    " ORDER BY created_at DESC, id LIMIT $2",
	    DB_ARGS(DB_TEXT(account), DB_INT(limit)), &rows));
	return each_row(rows, each, arg);
}

enum err
change_each(struct db *db, const struct change_filter *filter,
    change_each_fn each, void *arg)
{
	AUTO(db_rows) rows = NULL;
	struct db_value state = DB_TEXT(change_state_name(filter->state));
	struct db_value kind = DB_TEXT(rules[filter->kind].name);

	TRY(db_query(db,
	    "SELECT " COLUMNS " FROM change_request"
	    " WHERE (state = $1 OR $2 = '') AND (kind = $3 OR $4 = '')"
	    " ORDER BY created_at, id LIMIT $5",
	    DB_ARGS(state, state, kind, kind, DB_INT(filter->limit)), &rows));
	return each_row(rows, each, arg);
}

/* --- what it comes to --- */

void
change_apply(const struct change *c, struct account *a)
{
	const struct {
		const char *from;
		char *to;
		size_t size;
	} copies[] = {
	    {c->fields.name, a->name, sizeof(a->name)},
	    {c->fields.address, a->address, sizeof(a->address)},
	    {c->fields.contact, a->contact, sizeof(a->contact)},
	    {c->fields.phone, a->phone, sizeof(a->phone)},
	    {c->fields.email, a->email, sizeof(a->email)},
	};

	_Static_assert(sizeof(c->fields.name) == sizeof(a->name) &&
			   sizeof(c->fields.address) == sizeof(a->address) &&
			   sizeof(c->fields.contact) == sizeof(a->contact) &&
			   sizeof(c->fields.phone) == sizeof(a->phone) &&
			   sizeof(c->fields.email) == sizeof(a->email),
	    "a request holds what an account holds");
	for (size_t i = 0; i < COUNT(copies); i++)
		if (copies[i].from[0] != '\0')
			memcpy(copies[i].to, copies[i].from, copies[i].size);
}

enum err
change_digest(struct gm *gm, const struct change *c, const char *file_digest,
    char ret_hex[CHANGE_DIGEST_SIZE])
{
	AUTO_DONE(buf) fields = BUF(FIELDS_MAX);
	AUTO_DONE(buf) b = BUF(FIELDS_MAX + 4096);
	uint8_t digest[SM3_LEN];

	TRY(encode_fields(&c->fields, &fields));
	buf_str(&b, "office-change-v1");
	buf_text(&b, c->id);
	buf_text(&b, rules[c->kind].name);
	buf_text(&b, (const char *)fields.p);
	buf_text(&b, c->note);
	buf_text(&b, file_digest);
	TRY(buf_status(&b));
	TRY(sm3_of(gm, buf_bytes(&b), digest));
	ids_hex(BYTES_ARRAY(digest), ret_hex);
	return ERR_OK;
}
