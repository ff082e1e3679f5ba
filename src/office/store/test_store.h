/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of its own for each test of the office's rooms. */
#ifndef OFFICE_TEST_STORE_H
#define OFFICE_TEST_STORE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "office/store/store.h"

struct place {
	char dir[64], db[96], other[96];
};

static inline int
place_set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	snprintf(p->dir, sizeof(p->dir), "/tmp/test-office-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->db, sizeof(p->db), "%s/office.db", p->dir);
	snprintf(p->other, sizeof(p->other), "%s/other", p->dir);
	*state = p;
	return 0;
}

static inline int
place_tear_down(void **state)
{
	static const char *const suffixes[] = {
	    "office.db", "office.db-wal", "office.db-shm", "other"};
	struct place *p = *state;
	char path[128];

	for (size_t i = 0; i < COUNT(suffixes); i++) {
		snprintf(path, sizeof(path), "%s/%s", p->dir, suffixes[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(p->dir), 0);
	free(p);
	return 0;
}

#define place_test(f) \
	cmocka_unit_test_setup_teardown(f, place_set_up, place_tear_down)

#define assert_ok(call) assert_int_equal((call), ERR_OK)

#endif
