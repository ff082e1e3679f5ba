/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: a ca process without the process, over a ledger in a folder of
 * its own, that is asked as a web process would. Every function ends the test
 * if it fails.
 */
#ifndef OFFICE_CA_WORLD_H
#define OFFICE_CA_WORLD_H

#include "base/file.h"
#include "office/ca/ca_case.h"

struct ca_world {
	struct ca_office o;
	struct ca ca;
	char dir[64], ledger[FILE_PATH_MAX];
};

/* A test's set-up and tear-down: *state is a struct ca_world. */
int ca_world_set_up(void **state);
int ca_world_tear_down(void **state);

/* The process dies and comes back. */
void ca_world_restart(struct ca_world *w);

/* A message, and what its answer says: its content, if there is one, is added
 * to b, which may be NULL. */
void ca_world_frame(enum ipc_type type, struct bytes content, struct buf *b);
enum err ca_world_open(enum ipc_type type, struct bytes answer, struct buf *b);

/* Both, and a commit between. */
enum err ca_world_ask(struct ca_world *w, enum ipc_type type,
    struct bytes content, struct buf *b);
enum err ca_world_ask_case(
    struct ca_world *w, struct ca_case *c, struct buf *b);

/* A change of status, as if its evidence had been checked; to be committed. */
void ca_world_change(
    struct ca_world *w, const struct cert *cert, enum status status);

#endif
