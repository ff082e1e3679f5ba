/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stores of each released version, with something in every table that later
 * steps touch, are brought forward.
 */
#include "office/store/test_store.h"

#include <sqlite3.h>

#include "office/embedded.h"
#include "office/store/schema.h"

extern const struct embedded schema_files[];

/* The program's steps up to a version, and what an office had by then. */
static const struct {
	int version;
	const char *step, *data;
} released[] = {
    {1, "schema.sql",
	"INSERT INTO account VALUES ('a1', 'acme', 'enterprise', '示范', '',"
	" '', '', '', 'a@example.com', 'zh', 'active', 1, 1);"
	"INSERT INTO act VALUES ('act1', 'a1', 'enter', 'op1', X'30', X'31',"
	" 5);"
	"INSERT INTO certificate VALUES ('01', 'holder-sign', 'p1', 'acme', 1,"
	" 2, 'valid', 0, 1, X'30');"
	"INSERT INTO escrow VALUES ('S1', 'a1', X'AA', 'p1', 7);"
	"INSERT INTO outbox VALUES ('m1', 'a@example.com', 'issued', 'zh',"
	" '{}', NULL, 'sent', 1, 1, 1, 1);"},
    {2, "schema2.sql",
	"INSERT INTO code VALUES ('c1', 'a1', 'unlock', 'S1', X'30', X'31', 9,"
	" 5, 'used', '', NULL, 8);"
	"INSERT INTO escrow_candidate VALUES ('S1', X'BB', 'c1', 1, 8);"
	"UPDATE outbox SET failure = 'MAIL_REFUSED';"},
};

static void
script(sqlite3 *db, const char *sql)
{
	char *said = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &said) != SQLITE_OK)
		fail_msg("%s", said);
}

/* A database as the program of that version left it. */
static void
make_old(const struct place *p, int version)
{
	char pragma[96];
	sqlite3 *db;

	assert_int_equal(sqlite3_open(p->db, &db), SQLITE_OK);
	for (size_t i = 0; i < COUNT(released); i++) {
		if (released[i].version > version)
			break;
		script(db,
		    (const char *)embedded_find(schema_files, released[i].step)
			.p);
		script(db, released[i].data);
	}
	snprintf(pragma, sizeof(pragma),
	    "PRAGMA application_id = 0x43455254; PRAGMA user_version = %d",
	    version);
	script(db, pragma);
	sqlite3_close(db);
}

struct question {
	const char *sql;
	int64_t number;
};

static enum err
ask_job(struct db *db, void *arg)
{
	struct question *q = arg;
	AUTO(db_rows) row = NULL;

	TRY(db_one(db, q->sql, DB_NO_ARGS, &row));
	q->number = db_int(row, 0);
	return ERR_OK;
}

static int64_t
number(struct store *s, const char *sql)
{
	struct question q = {.sql = sql};

	assert_ok(store_read(s, ask_job, &q));
	return q.number;
}

/* What was there is there, and the new tables can be used. */
static void
check(struct store *s, int version)
{
	static const struct {
		int since;
		const char *sql;
	} facts[] = {
	    {1, "SELECT COUNT(*) FROM account WHERE name = '示范'"},
	    {1, "SELECT COUNT(*) FROM act WHERE id = 'act1' AND seq = 0"},
	    {1, "SELECT COUNT(*) FROM escrow WHERE sealed = X'AA'"},
	    {1, "SELECT COUNT(*) FROM outbox WHERE id = 'm1'"},
	    {1, "SELECT certificates FROM part WHERE id = 0"},
	    {1, "SELECT COUNT(*) FROM ocsp WHERE serial = '01'"},
	    {2, "SELECT COUNT(*) FROM escrow_candidate WHERE sealed = X'BB'"},
	    {2, "SELECT COUNT(*) FROM outbox WHERE failure = 'MAIL_REFUSED'"},
	};

	for (size_t i = 0; i < COUNT(facts); i++)
		if (facts[i].since <= version && number(s, facts[i].sql) != 1)
			fail_msg("from %d: %s", version, facts[i].sql);
	assert_int_equal(number(s, "SELECT COUNT(*) FROM token"), 0);
	assert_int_equal(number(s, "SELECT COUNT(*) FROM escrow_seen"), 0);
}

static enum err
version_job(struct db *db, void *arg)
{
	struct question *q = arg;

	q->sql = "PRAGMA user_version";
	return ask_job(db, q);
}

static void
each_released_version_is_brought_forward(void **state)
{
	struct place *p = *state;

	for (size_t i = 0; i < COUNT(released); i++) {
		AUTO(store) s = NULL;
		struct question version = {0};
		int from = released[i].version;

		make_old(p, from);
		assert_ok(store_open(p->db, &s));
		check(s, from);
		assert_ok(store_read(s, version_job, &version));
		assert_int_equal(version.number, SCHEMA_VERSION);
		store_free(TAKE(s));
		assert_int_equal(unlink(p->db), 0);
	}
}

static void
there_is_a_step_to_each_version(void **state)
{
	(void)state;
	assert_int_equal(COUNT(released), SCHEMA_VERSION - 1);
	for (size_t i = 0; i < COUNT(released); i++)
		assert_int_equal(released[i].version, i + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    place_test(each_released_version_is_brought_forward),
	    place_test(there_is_a_step_to_each_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
