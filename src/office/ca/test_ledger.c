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
numbers_only_grow(void **state)
{
	struct world *w = *state;
	AUTO(ledger) l = NULL;
	const uint8_t one[SM3_LEN] = {1}, two[SM3_LEN] = {2};

	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(ledger_note_crl(l, 7), ERR_OK);
	assert_int_equal(ledger_note_checkpoint(l, 9, one), ERR_OK);
	commit(l);
	assert_int_equal(reopen(w, &l), ERR_OK);
	assert_int_equal(ledger_crl_number(l), 7);
	assert_int_equal(ledger_note_crl(l, 6), ERR_EVIDENCE_REPLAYED);
	assert_int_equal(ledger_note_crl(l, 7), ERR_OK);
	assert_int_equal(
	    ledger_note_checkpoint(l, 9, two), ERR_EVIDENCE_REPLAYED);
	assert_int_equal(
	    ledger_note_checkpoint(l, 8, one), ERR_EVIDENCE_REPLAYED);
	assert_int_equal(ledger_note_checkpoint(l, 9, one), ERR_OK);
	assert_int_equal(ledger_note_checkpoint(l, 10, two), ERR_OK);
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
	    T(numbers_only_grow),
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
