/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/code_check.h"

#include <string.h>

#include "office/audit/audit.h"
#include "office/registry/ids.h"

struct work {
	const struct code_check *check;
	struct gm *gm;
	struct code_found *found;
};

void
code_found_done(struct code_found *f)
{
	stored_code_done(&f->code);
}

static enum err
look_up(struct db *db, void *arg)
{
	const struct work *w = arg;
	const struct code_check *c = w->check;
	const struct stored_code_wanted wanted = {
	    c->account->id, c->purpose, c->instruction->instruction.subject};
	struct code_found *f = w->found;
	enum err e =
	    stored_code_of_use(db, c->account->id, f->used_for, &f->code);

	f->again = e == ERR_OK;
	if (e != ERR_NOT_FOUND)
		return e;
	e = stored_code_open(db, &wanted, &f->code);
	return e == ERR_NOT_FOUND ? ERR_CODE_WRONG : e;
}

static enum err
write_wrong(struct db *db, void *arg)
{
	const struct work *w = arg;
	struct code_found *f = w->found;

	TRY(stored_code_spend_try(db, f->code.id, &f->tries_left));
	return audit_add(w->gm, db,
	    &(struct audit_event){.at = w->check->now,
		.actor = "system",
		.event =
		    f->tries_left > 0 ? AUDIT_CODE_WRONG : AUDIT_CODE_LOCKED,
		.about = f->code.id});
}

static enum err
spend_try(struct office *o, struct work *w)
{
	enum err e = store_write(o->store, write_wrong, w);

	if (e == ERR_STORE_CONFLICT) { /* used, replaced or locked meanwhile */
		w->found->tries_left = 0;
		return ERR_CODE_WRONG;
	}
	TRY(e);
	return w->found->tries_left > 0 ? ERR_CODE_WRONG : ERR_CODE_LOCKED;
}

/* Of an open code: everything but that it serves once. */
static enum err
check_open(struct office *o, struct work *w)
{
	const struct code_check *c = w->check;
	const struct stored_code *code = &w->found->code;
	enum err e;

	if (code->state == STORED_CODE_LOCKED)
		return ERR_CODE_LOCKED;
	if (code->grant.not_after < c->now)
		return ERR_CODE_WRONG;
	if (instruction_check_time(&c->instruction->instruction, c->now) !=
	    ERR_OK)
		return ERR_CLOCK_WRONG;
	e = code_grant_allows(w->gm, &code->grant, c->instruction, c->now);
	return e == ERR_EVIDENCE_FORGED ? spend_try(o, w) : e;
}

enum err
code_check(struct office *o, struct gm *gm, const struct code_check *c,
    struct code_found *ret_f)
{
	struct work w = {c, gm, ret_f};
	uint8_t digest[SM3_LEN];

	if (strcmp(c->instruction->instruction.user_name,
		c->account->user_name) != 0)
		return ERR_EVIDENCE_HOLDER;
	TRY(sm3_of(gm, c->instruction->der, digest));
	ids_hex(BYTES_ARRAY(digest), ret_f->used_for);
	TRY(store_read(o->store, look_up, &w));
	return ret_f->again ? ERR_OK : check_open(o, &w);
}
