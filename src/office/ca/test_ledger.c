/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "office/ca/ledger.h"
#include "office/process/child.h"

#define NOW 1795305600
#define FILE_MAX 1000000

const struct child_program child_programs[CHILD_COUNT] = {0};

static const uint8_t key[LEDGER_KEY_LEN] = {1, 2, 3};

struct world {
	struct gm *gm;
	char dir[64], path[FILE_PATH_MAX];
};

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	assert_int_equal(gm_new(&w->gm), ERR_OK);
	snprintf(w->dir, sizeof(w->dir), "/tmp/test-ledger-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	assert_int_equal(file_path(w->path, w->dir, "ledger"), ERR_OK);
	assert_int_equal(ledger_create(w->gm, w->path), ERR_OK);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	unlink(w->path);
	rmdir(w->dir);
	gm_free(w->gm);
	free(w);
	return 0;
}

static enum err
reopen(struct world *w, struct ledger **l)
{
	ledger_free(*l);
	*l = NULL;
	return ledger_open(w->gm, w->path, BYTES_ARRAY(key), l);
}

/* Use n: two certificates whose serials and bodies follow from n. */
static struct ledger_use
use(uint8_t n)
{
	struct ledger_use u = {.id = {n}, .count = 2};

	for (uint8_t i = 0; i < 2; i++) {
		u.serial[i].len = 16;
		memset(u.serial[i].octets, n, 16);
		u.serial[i].octets[15] = i;
		memset(u.body[i], (uint8_t)(n + 100 + i), SM3_LEN);
	}
	return u;
}

static void
note(struct ledger *l, uint8_t n)
{
	const struct ledger_use u = use(n);

	assert_int_equal(ledger_note_use(l, &u), ERR_OK);
}

static void
commit(struct ledger *l)
{
	assert_int_equal(ledger_commit(l, NOW), ERR_OK);
}

/* A ledger of five groups; their ends in the file. */
#define GROUPS 5
static void
write_groups(struct world *w, off_t ends[GROUPS + 1])
{
	AUTO(ledger) l = NULL;
	struct stat st;

	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(stat(w->path, &st), 0);
	ends[0] = st.st_size;
	for (uint8_t n = 0; n < GROUPS; n++) {
		for (uint8_t i = 0; i <= n; i++)
			note(l, (uint8_t)(10 * n + i));
		commit(l);
		assert_int_equal(stat(w->path, &st), 0);
		ends[n + 1] = st.st_size;
	}
}

/* Not synced: this is about content, and there is much of it. */
static void
put_content(struct world *w, struct bytes content)
{
	FILE *f = fopen(w->path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(content.p, 1, content.len, f), content.len);
	assert_int_equal(fclose(f), 0);
}

static void
what_was_committed_is_there_again(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	struct ledger_use u = use(1);

	assert_int_equal(reopen(w, &l), ERR_OK);
	note(l, 1);
	commit(l);
	commit(l); /* nothing to write */
	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(ledger_uses(l), 1);
	assert_int_equal(ledger_cut(l), 0);
	note(l, 1);
	u.body[1][0] ^= 1;
	assert_int_equal(ledger_note_use(l, &u), ERR_EVIDENCE_REPLAYED);
	u.count = 1;
	assert_int_equal(ledger_note_use(l, &u), ERR_EVIDENCE_REPLAYED);
}

static void
a_serial_is_for_one_body(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	struct ledger_use u = use(2);

	assert_int_equal(reopen(w, &l), ERR_OK);
	note(l, 1);
	u.serial[1] = use(1).serial[0];
	assert_int_equal(ledger_note_use(l, &u), ERR_PROFILE_VIOLATION);
	u = use(2);
	u.serial[1] = u.serial[0];
	assert_int_equal(ledger_note_use(l, &u), ERR_PROFILE_VIOLATION);
	note(l, 2); /* what was refused left nothing behind */
}

static void
checkpoints_only_grow(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	const uint8_t one[SM3_LEN] = {1}, two[SM3_LEN] = {2};

	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(ledger_note_checkpoint(l, 9, one), ERR_OK);
	commit(l);
	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(
	    ledger_note_checkpoint(l, 9, two), ERR_EVIDENCE_REPLAYED);
	assert_int_equal(
	    ledger_note_checkpoint(l, 8, one), ERR_EVIDENCE_REPLAYED);
	assert_int_equal(ledger_note_checkpoint(l, 9, one), ERR_OK);
	assert_int_equal(ledger_note_checkpoint(l, 10, two), ERR_OK);
}

/* --- changes of status --- */

/* Change n of the certificates of use number of. */
static struct ledger_change
change(uint8_t n, uint8_t of, enum status status)
{
	const struct ledger_use u = use(of);
	struct ledger_change c = {.id = {n},
	    .status = status,
	    .reason =
		status == STATUS_REVOKED ? CRL_KEY_COMPROMISE : CRL_UNSPECIFIED,
	    .at = NOW + n,
	    .count = 2};

	for (size_t i = 0; i < 2; i++) {
		c.serial[i] = u.serial[i];
		c.not_after[i] = NOW + 1000 + (int64_t)i;
	}
	return c;
}

static enum err
note_change(struct ledger *l, uint8_t n, uint8_t of, enum status status,
    struct ledger_standing *ret_s)
{
	const struct ledger_change c = change(n, of, status);

	return ledger_note_change(l, &c, ret_s);
}

static void
assert_stands(struct ledger *l, uint8_t of, enum status status, int64_t since)
{
	const struct ledger_use u = use(of);
	struct standing_entry e;

	for (size_t i = 0; i < 2; i++) {
		assert_true(standing_get(ledger_standing(l), &u.serial[i], &e));
		assert_int_equal(e.status, status);
		assert_int_equal(e.at, since);
		assert_int_equal(e.not_after, NOW + 1000 + (int64_t)i);
	}
}

static void
a_status_stands_until_it_is_changed(void **state)
{
	static const struct {
		enum status status;
		enum err err;
		enum status is;
		int64_t since;
	} steps[] = {
	    {STATUS_ON_HOLD, ERR_OK, STATUS_ON_HOLD, NOW + 0},
	    {STATUS_ON_HOLD, ERR_OK, STATUS_ON_HOLD, NOW + 0},
	    {STATUS_VALID, ERR_OK, STATUS_VALID, NOW + 2},
	    {STATUS_ON_HOLD, ERR_OK, STATUS_ON_HOLD, NOW + 3},
	    {STATUS_REVOKED, ERR_OK, STATUS_REVOKED, NOW + 4},
	    {STATUS_VALID, ERR_CERT_REVOKED, STATUS_REVOKED, NOW + 4},
	    {STATUS_ON_HOLD, ERR_CERT_REVOKED, STATUS_REVOKED, NOW + 4},
	    {STATUS_REVOKED, ERR_OK, STATUS_REVOKED, NOW + 4},
	};
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	struct ledger_standing s;

	for (size_t n = 0; n < COUNT(steps); n++) {
		assert_int_equal(reopen(w, &l), ERR_OK);
		assert_int_equal(
		    note_change(l, (uint8_t)n, 1, steps[n].status, &s),
		    steps[n].err);
		if (steps[n].err == ERR_OK) {
			assert_int_equal(s.status, steps[n].is);
			assert_int_equal(s.at, steps[n].since);
		}
		commit(l);
		assert_int_equal(reopen(w, &l), ERR_OK);
		assert_stands(l, 1, steps[n].is, steps[n].since);
	}
}

static void
a_change_is_made_once_and_answered_the_same(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	struct ledger_change c = change(1, 1, STATUS_ON_HOLD);
	struct ledger_standing s;
	bool known;

	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(ledger_find_change(l, &c, &s, &known), ERR_OK);
	assert_false(known);
	assert_int_equal(note_change(l, 1, 1, STATUS_ON_HOLD, &s), ERR_OK);
	assert_int_equal(note_change(l, 2, 1, STATUS_VALID, &s), ERR_OK);
	commit(l);
	for (int again = 0; again < 2; again++) {
		s = (struct ledger_standing){0};
		c.at++; /* it is asked at another time */
		assert_int_equal(ledger_note_change(l, &c, &s), ERR_OK);
		assert_int_equal(s.status, STATUS_ON_HOLD);
		assert_int_equal(s.at, NOW + 1);
		assert_stands(l, 1, STATUS_VALID, NOW + 2);
		assert_int_equal(ledger_find_change(l, &c, &s, &known), ERR_OK);
		assert_true(known);
		commit(l);
		assert_int_equal(reopen(w, &l), ERR_OK);
	}
	assert_int_equal(
	    note_change(l, 1, 2, STATUS_ON_HOLD, &s), ERR_EVIDENCE_REPLAYED);
	c.count = 1;
	assert_int_equal(ledger_note_change(l, &c, &s), ERR_EVIDENCE_REPLAYED);
}

/* Of two certificates one is revoked: neither is put on hold, both can be
 * revoked, and the first stays as it was. */
static void
revoked_ones_stay_as_they_first_were(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	struct ledger_change c = change(1, 1, STATUS_REVOKED);
	struct ledger_standing s;
	struct standing_entry e;

	c.count = 1;
	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(ledger_note_change(l, &c, &s), ERR_OK);
	assert_int_equal(
	    note_change(l, 2, 1, STATUS_ON_HOLD, &s), ERR_CERT_REVOKED);
	assert_false(standing_get(ledger_standing(l), &use(1).serial[1], &e));
	c = change(3, 1, STATUS_REVOKED);
	c.reason = CRL_SUPERSEDED;
	assert_int_equal(ledger_note_change(l, &c, &s), ERR_OK);
	assert_int_equal(s.at, NOW + 1);
	assert_int_equal(s.reason, CRL_KEY_COMPROMISE);
	assert_true(standing_get(ledger_standing(l), &c.serial[1], &e));
	assert_int_equal(e.at, NOW + 3);
	assert_int_equal(e.reason, CRL_SUPERSEDED);
}

/* --- what was signed, and lists --- */

static void
what_was_signed_is_known_by_its_serial(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	bool yes;

	assert_int_equal(reopen(w, &l), ERR_OK);
	note(l, 1);
	commit(l);
	assert_int_equal(reopen(w, &l), ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
		    ledger_has_signed(l, &use(1).serial[i], &yes), ERR_OK);
		assert_true(yes);
		assert_int_equal(
		    ledger_has_signed(l, &use(2).serial[i], &yes), ERR_OK);
		assert_false(yes);
	}
	assert_int_equal(ledger_part(l, 0)->certificates, 2);
	assert_int_equal(ledger_parts(l), 1);
	assert_null(ledger_part(l, 1));
}

static uint64_t
note_list(struct ledger *l, bool delta, uint64_t at_least)
{
	struct ledger_list list = {
	    .delta = delta, .number = at_least, .this_update = NOW};

	assert_int_equal(ledger_note_list(l, &list), ERR_OK);
	return list.number;
}

static void
lists_have_numbers_that_grow(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	struct ledger_list none = {.delta = true, .this_update = NOW};
	struct ledger_standing s;
	const struct ledger_part *p;

	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(ledger_note_list(l, &none), ERR_NOT_FOUND);
	none = (struct ledger_list){.partition = 1, .this_update = NOW};
	assert_int_equal(ledger_note_list(l, &none), ERR_NOT_FOUND);
	assert_int_equal(note_list(l, false, 7), 7);
	assert_int_equal(note_list(l, true, 7), 8);
	assert_int_equal(note_change(l, 1, 1, STATUS_ON_HOLD, &s), ERR_OK);
	commit(l);
	assert_int_equal(reopen(w, &l), ERR_OK);
	p = ledger_part(l, 0);
	assert_int_equal(p->full_number, 7);
	assert_int_equal(p->last_number, 8);
	assert_int_equal(p->full_update, NOW);
	assert_true(p->changed);
	assert_int_equal(note_list(l, true, 0), 9);
	assert_false(ledger_part(l, 0)->changed);
	assert_int_equal(note_list(l, false, UINT64_MAX), UINT64_MAX);
	none.partition = 0;
	assert_int_equal(ledger_note_list(l, &none), ERR_TOO_LARGE);
}

/* As a ledger was written before there were lists of the ca's own. */
static void
write_old_group(struct world *w, struct bytes records)
{
	AUTO_DONE(buf) file = BUF(FILE_MAX);
	AUTO_DONE(buf) head = BUF(64);
	uint8_t before[SM3_LEN], mac[SM3_LEN];
	struct bytes parts[3] = {BYTES_ARRAY(before), BYTES_NONE, records};

	assert_int_equal(file_read(w->path, &file), ERR_OK);
	assert_int_equal(sm3_of(w->gm, buf_bytes(&file), before), ERR_OK);
	buf_u32(&head, (uint32_t)records.len);
	buf_u64(&head, NOW);
	parts[1] = buf_bytes(&head);
	assert_int_equal(
	    sm3_hmac(w->gm, BYTES_ARRAY(key), parts, 2, mac), ERR_OK);
	buf_put(&head, BYTES(mac, 4));
	parts[1] = buf_bytes(&head);
	assert_int_equal(
	    sm3_hmac(w->gm, BYTES_ARRAY(key), parts, 3, mac), ERR_OK);
	buf_put(&file, buf_bytes(&head));
	buf_put(&file, records);
	buf_put(&file, BYTES_ARRAY(mac));
	put_content(w, buf_bytes(&file));
}

static void
numbers_go_on_from_an_older_ledger(void **state)
{
	static const uint8_t number_7[] = {2, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0};
	struct world *w = *state;
	AUTO(ledger) l = NULL;

	write_old_group(w, BYTES_ARRAY(number_7));
	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(ledger_cut(l), 0);
	assert_int_equal(note_list(l, false, 0), 8);
}

/* Authentic, and nonsense: nobody but us has the key, so it is damage. */
static void
records_that_make_no_sense_are_damage(void **state)
{
	static const struct {
		const char *what;
		uint8_t octets[8];
		size_t len;
	} starts[] = {
	    {"a record that there is not", {6}, 1},
	    {"a list of no partition", {5, 0, 0, 0, 9, 0}, 6},
	    {"a delta without a list", {5, 0, 0, 0, 0, 1}, 6},
	    {"neither full nor delta", {5, 0, 0, 0, 0, 2}, 6},
	    {"a list without number", {5, 0, 0, 0, 0, 0}, 6},
	};
	struct world *w = *state;
	AUTO_DONE(buf) empty = BUF(FILE_MAX);

	assert_int_equal(file_read(w->path, &empty), ERR_OK);
	for (size_t i = 0; i < COUNT(starts); i++) {
		AUTO(ledger) l = NULL;
		uint8_t records[24] = {0};

		memcpy(records, starts[i].octets, starts[i].len);
		put_content(w, buf_bytes(&empty));
		write_old_group(w, BYTES_ARRAY(records));
		if (reopen(w, &l) != ERR_LEDGER_DAMAGED)
			fail_msg("%s", starts[i].what);
	}
}

/* Every status, reason and count that there is not, in a record that is else
 * as it should be. */
static void
changes_out_of_bounds_are_damage(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) empty = BUF(FILE_MAX);
	static const struct {
		uint8_t status, reason, count;
		enum err want;
	} cases[] = {
	    {STATUS_REVOKED, CRL_AA_COMPROMISE, 4, ERR_OK},
	    {STATUS_REVOKED, CRL_AA_COMPROMISE, 5, ERR_LEDGER_DAMAGED},
	    {STATUS_VALID, 0, 1, ERR_OK},
	    {STATUS_VALID, 0, 0, ERR_LEDGER_DAMAGED},
	    {0, 0, 1, ERR_LEDGER_DAMAGED},
	    {STATUS_REVOKED + 1, 0, 1, ERR_LEDGER_DAMAGED},
	    {STATUS_REVOKED, CRL_AA_COMPROMISE + 1, 1, ERR_LEDGER_DAMAGED},
	};

	assert_int_equal(file_read(w->path, &empty), ERR_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO(ledger) l = NULL;
		AUTO_DONE(buf) b = BUF(1024);
		uint8_t id[EVIDENCE_ID_LEN] = {0};

		buf_u8(&b, 4);
		buf_put(&b, BYTES_ARRAY(id));
		buf_u8(&b, cases[i].status);
		buf_u8(&b, cases[i].reason);
		buf_u64(&b, NOW);
		buf_u8(&b, cases[i].count);
		for (uint8_t n = 1; n <= cases[i].count; n++) {
			buf_u8(&b, 1);
			buf_u8(&b, n);
			buf_u64(&b, NOW);
		}
		while (b.len % 4 != 0)
			buf_u8(&b, 0);
		put_content(w, buf_bytes(&empty));
		write_old_group(w, buf_bytes(&b));
		assert_int_equal(reopen(w, &l), cases[i].want);
	}
}

/* A power cut while the last group was written: it ends anywhere. */
static void
an_unfinished_end_is_cut_off(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) whole = BUF(FILE_MAX);
	off_t ends[GROUPS + 1];

	write_groups(w, ends);
	assert_int_equal(file_read(w->path, &whole), ERR_OK);
	for (off_t end = ends[GROUPS - 1] + 1; end < ends[GROUPS]; end++) {
		AUTO(ledger) l = NULL;

		put_content(w, BYTES(whole.p, (size_t)end));
		assert_int_equal(reopen(w, &l), ERR_OK);
		assert_int_equal(ledger_uses(l), 1 + 2 + 3 + 4);
		assert_int_equal(ledger_cut(l), end - ends[GROUPS - 1]);
		note(l, 99);
		commit(l);
		assert_int_equal(reopen(w, &l), ERR_OK);
		assert_int_equal(ledger_uses(l), 11);
		assert_int_equal(ledger_cut(l), 0);
	}
}

/* Or its length was on the disk before some of its sectors were. */
static void
an_end_with_unwritten_sectors_is_cut_off(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) whole = BUF(FILE_MAX);
	off_t ends[GROUPS + 1], last;

	write_groups(w, ends);
	last = ends[GROUPS - 1];
	assert_int_equal(file_read(w->path, &whole), ERR_OK);
	for (off_t at = last; at < ends[GROUPS]; at += 512 - at % 512) {
		AUTO_DONE(buf) holed = BUF(FILE_MAX);
		AUTO(ledger) l = NULL;
		off_t to = at + (512 - at % 512);

		buf_put(&holed, buf_bytes(&whole));
		if (to > ends[GROUPS])
			to = ends[GROUPS];
		memset(holed.p + at, 0, (size_t)(to - at));
		put_content(w, buf_bytes(&holed));
		assert_int_equal(reopen(w, &l), ERR_OK);
		assert_int_equal(ledger_uses(l), 10);
		assert_int_equal(ledger_cut(l), ends[GROUPS] - last);
	}
}

/* Every bit of every octet, one at a time, is too many; each octet is not. */
static void
any_other_change_is_damage(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) whole = BUF(FILE_MAX);
	off_t ends[GROUPS + 1];

	write_groups(w, ends);
	assert_int_equal(file_read(w->path, &whole), ERR_OK);
	for (size_t i = 0; i < whole.len; i++) {
		AUTO(ledger) l = NULL;

		whole.p[i] ^= (uint8_t)(1u << i % 8);
		put_content(w, buf_bytes(&whole));
		whole.p[i] ^= (uint8_t)(1u << i % 8);
		if (reopen(w, &l) != ERR_LEDGER_DAMAGED)
			fail_msg("octet %zu of %zu", i, whole.len);
	}
}

static void
groups_cannot_be_taken_out_or_moved(void **state)
{
	struct world *w = *state;
	AUTO_DONE(buf) whole = BUF(FILE_MAX);
	AUTO_DONE(buf) shorter = BUF(FILE_MAX);
	AUTO(ledger) l = NULL;
	off_t ends[GROUPS + 1];

	write_groups(w, ends);
	assert_int_equal(file_read(w->path, &whole), ERR_OK);
	buf_put(&shorter, BYTES(whole.p, (size_t)ends[1]));
	buf_put(
	    &shorter, BYTES(whole.p + ends[2], whole.len - (size_t)ends[2]));
	put_content(w, buf_bytes(&shorter));
	assert_int_equal(reopen(w, &l), ERR_LEDGER_DAMAGED);
	put_content(w, bytes_str(""));
	assert_int_equal(reopen(w, &l), ERR_LEDGER_DAMAGED);
	buf_u8(&whole, 1);
	buf_put(&whole, bytes_str("and then some octets that are no group"));
	put_content(w, buf_bytes(&whole));
	assert_int_equal(reopen(w, &l), ERR_LEDGER_DAMAGED);
}

static void
another_key_does_not_open_it(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	const uint8_t other[LEDGER_KEY_LEN] = {9};
	off_t ends[GROUPS + 1];

	write_groups(w, ends);
	assert_int_equal(ledger_open(w->gm, w->path, BYTES_ARRAY(other), &l),
	    ERR_LEDGER_DAMAGED);
}

static void
two_cannot_have_it(void **state)
{
	struct world *w = *state;
	AUTO(ledger) a = NULL;
	AUTO(ledger) b = NULL;

	assert_int_equal(reopen(w, &a), ERR_OK);
	assert_int_equal(
	    ledger_open(w->gm, w->path, BYTES_ARRAY(key), &b), ERR_FILE_BUSY);
}

/* More than the map begins with, in the largest groups there are. */
static void
it_holds_many(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	enum { MANY = 3000, BATCH = 64 };

	assert_int_equal(reopen(w, &l), ERR_OK);
	for (uint32_t n = 0; n < MANY; n++) {
		struct ledger_use u = use(1);

		memcpy(u.id, &n, sizeof(n));
		memcpy(u.serial[0].octets + 1, &n, sizeof(n));
		memcpy(u.serial[1].octets + 1, &n, sizeof(n));
		assert_int_equal(ledger_note_use(l, &u), ERR_OK);
		if (n % BATCH == BATCH - 1)
			commit(l);
	}
	commit(l);
	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(ledger_uses(l), MANY);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(what_was_committed_is_there_again),
	    T(a_serial_is_for_one_body),
	    T(checkpoints_only_grow),
	    T(a_status_stands_until_it_is_changed),
	    T(a_change_is_made_once_and_answered_the_same),
	    T(revoked_ones_stay_as_they_first_were),
	    T(what_was_signed_is_known_by_its_serial),
	    T(lists_have_numbers_that_grow),
	    T(numbers_go_on_from_an_older_ledger),
	    T(records_that_make_no_sense_are_damage),
	    T(changes_out_of_bounds_are_damage),
	    T(an_unfinished_end_is_cut_off),
	    T(an_end_with_unwritten_sectors_is_cut_off),
	    T(any_other_change_is_damage),
	    T(groups_cannot_be_taken_out_or_moved),
	    T(another_key_does_not_open_it),
	    T(two_cannot_have_it),
	    T(it_holds_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
