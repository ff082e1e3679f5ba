/* SPDX-License-Identifier: Apache-2.0 */
/* An office whose web process is the attacker: its ca and key centre are real
 * children, asked over their sockets. Every function fails the test. */
#ifndef ATTACKER_H
#define ATTACKER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

#include "office/ca/ca_case.h"
#include "office/keycentre/keycentre.h"
#include "office/keycentre/message.h"

struct office {
	struct ca_office o;
	char dir[64];
	pid_t pid[CHILD_COUNT];
	int control[CHILD_COUNT], fd[CHILD_COUNT];
};

/* Start a child of it, and be joined with it; end it. */
void start(struct office *f, enum child_kind kind);
void stop(struct office *f, enum child_kind kind);
/* The same with a fault point set, after it was stopped. */
void restart_with_fault(
    struct office *f, enum child_kind kind, const char *point);
void is_alive(const struct office *f, enum child_kind kind);
/* It died by its own fault point, as by kill -9. */
void await_death(struct office *f, enum child_kind kind);

/* Send a message as it is; put a question's frame around content. */
void say(int fd, struct bytes message);
void frame(enum ipc_type type, struct bytes content, struct buf *b);
/* Ask and wait; answer may be NULL. What was answered. */
enum err ask(
    int fd, enum ipc_type type, struct bytes content, struct buf *answer);

/* attacker_status.c */
void nothing_but_evidence_changes_a_status(void **state);
void a_revocation_cannot_be_forgotten(void **state);
void nothing_is_good_that_was_not_signed(void **state);
void after_death_a_change_of_status_stands(void **state);

/* attacker_codes.c */
void no_admin_pin_comes_out_without_the_code(void **state);
void a_code_in_the_mail_is_for_that_mail_alone(void **state);
void after_death_the_key_centre_makes_another_code(void **state);

#endif
