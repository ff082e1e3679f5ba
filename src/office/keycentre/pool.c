/* SPDX-License-Identifier: Apache-2.0 */
#include "office/keycentre/pool.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* --- one key --- */

static enum err
read_key(const struct db_rows *r, struct pool_key *ret_key)
{
	struct pool_key k = {0};
	struct bytes mac = db_blob(r, 2), wrapped = db_blob(r, 3);

	snprintf(k.id, sizeof(k.id), "%s", db_text(r, 0));
	if (sm2_public_parse(db_blob(r, 1), &k.key.key) != ERR_OK ||
	    mac.len != sizeof(k.key.mac) || wrapped.len > sizeof(k.key.wrapped))
		return ERR_STORE;
	memcpy(k.key.mac, mac.p, mac.len);
	memcpy(k.key.wrapped, wrapped.p, wrapped.len);
	k.key.wrapped_len = wrapped.len;
	*ret_key = k;
	return ERR_OK;
}

static enum err
find_standby(struct db *db, struct pool_key *ret_key)
{
	AUTO(db_rows) r = NULL;
	enum err err = db_one(db,
	    "SELECT id, key, mac, wrapped FROM pool_key"
	    " WHERE state = 'standby' ORDER BY created_at LIMIT 1",
	    DB_NO_ARGS, &r);

	if (err == ERR_NOT_FOUND)
		return ERR_POOL_EMPTY;
	TRY(err);
	return read_key(r, ret_key);
}

enum err
pool_take(struct db *db, const char *pair, struct pool_key *ret_key)
{
	struct pool_key k;
	int64_t rows;

	TRY(find_standby(db, &k));
	TRY(db_run_counted(db,
	    "UPDATE pool_key SET state = 'reserved', pair = $1"
	    " WHERE id = $2 AND state = 'standby'",
	    DB_ARGS(DB_TEXT(pair), DB_TEXT(k.id)), &rows));
	if (rows != 1)
		return ERR_STORE_CONFLICT; /* another node was first */
	*ret_key = k;
	return ERR_OK;
}

enum err
pool_get(struct db *db, const char *id, struct pool_key *ret_key)
{
	AUTO(db_rows) r = NULL;
	enum err err = db_one(db,
	    "SELECT id, key, mac, wrapped FROM pool_key WHERE id = $1",
	    DB_ARGS(DB_TEXT(id)), &r);

	if (err == ERR_NOT_FOUND)
		return ERR_KEY_MISSING;
	TRY(err);
	return read_key(r, ret_key);
}

static enum err
expect_one(int64_t rows)
{
	return rows == 1 ? ERR_OK : ERR_KEY_MISSING;
}

enum err
pool_use(struct db *db, const char *id)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE pool_key SET state = 'in-use' WHERE id = $1"
	    " AND state IN ('reserved', 'in-use')",
	    DB_ARGS(DB_TEXT(id)), &rows));
	return expect_one(rows);
}

enum err
pool_retire(struct db *db, const char *id)
{
	int64_t rows;

	TRY(db_run_counted(db,
	    "UPDATE pool_key SET state = 'history' WHERE id = $1"
	    " AND state <> 'standby'",
	    DB_ARGS(DB_TEXT(id)), &rows));
	return expect_one(rows);
}

/* --- counting --- */

enum err
pool_count(struct db *db, struct pool_statistics *ret_s)
{
	struct pool_statistics s = {0};
	const struct {
		const char *state;
		int64_t *count;
	} counters[] = {{"standby", &s.standby}, {"reserved", &s.reserved},
	    {"in-use", &s.in_use}, {"history", &s.history}};
	AUTO(db_rows) r = NULL;
	bool more;

	TRY(db_query(db, "SELECT state, COUNT(*) FROM pool_key GROUP BY state",
	    DB_NO_ARGS, &r));
	TRY(db_next(r, &more));
	while (more) {
		for (size_t i = 0; i < COUNT(counters); i++)
			if (strcmp(db_text(r, 0), counters[i].state) == 0)
				*counters[i].count = db_int(r, 1);
		TRY(db_next(r, &more));
	}
	*ret_s = s;
	return ERR_OK;
}

/* --- topping up --- */

struct batch {
	struct keycentre_key keys[KEYCENTRE_BATCH_MAX];
	char ids[KEYCENTRE_BATCH_MAX][POOL_ID_SIZE];
	size_t count;
	int64_t now;
};

static enum err
store_batch(struct db *db, void *arg)
{
	const struct batch *b = arg;

	for (size_t i = 0; i < b->count; i++) {
		const struct keycentre_key *k = &b->keys[i];
		uint8_t point[SM2_POINT_LEN];

		sm2_public_point(&k->key, point);
		TRY(db_run(db,
		    "INSERT INTO pool_key (id, key, mac, wrapped, state,"
		    " created_at) VALUES ($1, $2, $3, $4, 'standby', $5)",
		    DB_ARGS(DB_TEXT(b->ids[i]), DB_BLOB(BYTES_ARRAY(point)),
			DB_BLOB(BYTES_ARRAY(k->mac)),
			DB_BLOB(BYTES(k->wrapped, k->wrapped_len)),
			DB_INT(b->now))));
	}
	return ERR_OK;
}

static enum err
make_id(struct gm *gm, const struct sm2_public *key, char id[POOL_ID_SIZE])
{
	AUTO_DONE(buf) hex = BUF(POOL_ID_SIZE);
	uint8_t point[SM2_POINT_LEN], digest[SM3_LEN];

	sm2_public_point(key, point);
	TRY(sm3_of(gm, BYTES_ARRAY(point), digest));
	text_hex(&hex, BYTES_ARRAY(digest));
	buf_u8(&hex, 0);
	TRY(buf_status(&hex));
	memcpy(id, hex.p, POOL_ID_SIZE);
	return ERR_OK;
}

static enum err
make_batch(
    struct gm *gm, struct store *store, struct ipc_client *kc, struct batch *b)
{
	TRY(keycentre_make(kc, b->count, b->keys));
	for (size_t i = 0; i < b->count; i++)
		TRY(make_id(gm, &b->keys[i].key, b->ids[i]));
	return store_write(store, store_batch, b);
}

static enum err
count_job(struct db *db, void *arg)
{
	return pool_count(db, arg);
}

enum err
pool_top_up(const struct pool_top_up *t, int64_t *ret_made)
{
	struct pool_statistics s;
	struct batch b = {.now = t->now};
	int64_t missing;

	*ret_made = 0;
	TRY(store_read(t->store, count_job, &s));
	if (s.standby >= t->low)
		return ERR_OK;
	for (missing = t->high - s.standby; missing > 0;
	     missing -= (int64_t)b.count) {
		b.count = missing < KEYCENTRE_BATCH_MAX ? (size_t)missing
							: KEYCENTRE_BATCH_MAX;
		TRY(make_batch(t->gm, t->store, t->keycentre, &b));
		*ret_made += (int64_t)b.count;
	}
	return ERR_OK;
}
