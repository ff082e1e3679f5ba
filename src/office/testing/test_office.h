/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An office for tests: a folder of its own with real keys, certificates and
 * store, two operators, an auditor and a business
 * administrator whose keys lie in memory, and, if wanted, the real ca
 * and key centre processes, which are this test program again. Its clock
 * stands until a test moves it.
 *
 * Whatever fails in here fails the test.
 */
#ifndef OFFICE_TEST_OFFICE_H
#define OFFICE_TEST_OFFICE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office/process/connect.h"
#include "office/registry/account.h"
#include "office/registry/act.h"
#include "office/registry/office.h"
#include "office/web/ticket.h"

struct test_staff {
	struct sm2_key *key;
	struct signer_key signing;
	struct signer signer;
	struct buf cert;
	struct actor actor;
};

struct test_office {
	char dir[64];
	struct gm *gm;
	struct office_config config;
	struct authority authority;
	struct store *store;
	struct office_link *link;
	struct office office;
	int64_t now; /* the office's clock; moved by tests */
	struct test_staff op1, op2, auditor, business;
	uint8_t ticket_key[TICKET_KEY_LEN];
	struct ticket_maker tickets;
};

/* children: OFFICE_CA | OFFICE_KEYCENTRE, or 0. */
void test_office_open(struct test_office *t, unsigned children);
void test_office_close(struct test_office *t);

/* A form that is right, of a user of this name. */
struct form test_office_form(const char *user_name);

/* Registered and confirmed; then entered by op1 and approved by op2. */
void test_office_register(struct test_office *t, const char *user_name);
void test_office_approve(struct test_office *t, const char *user_name);

/* The account as it stands. */
struct account test_office_account(
    struct test_office *t, const char *user_name);

/* A word of the newest mail to the user by that template: a parameter, or a
 * secret one, unsealed as the mail process does. */
#define TEST_OFFICE_WORD_SIZE 1024
void test_office_mailed(struct test_office *t, const char *user_name,
    const char *template, const char *word, char out[TEST_OFFICE_WORD_SIZE]);

/* What one query finds: a number. */
int64_t test_office_count(struct test_office *t, const char *sql);

/* A statement. */
void test_office_run(struct test_office *t, const char *sql);

/* main() of a test whose office has children: they are this program. */
int test_office_main(int argc, char **argv, int (*tests)(void));

#endif
