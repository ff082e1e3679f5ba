/* SPDX-License-Identifier: Apache-2.0 */
/* Going on after a cut. */
#include <string.h>

#include "assistant/obtain_private.h"

struct resumption {
	struct obtaining *o;
	enum ask_verb verb; /* see obtaining_resume */
	bool all;	    /* no carrier was named */
	bool stopped;	    /* a PIN was refused: nothing is tried again */
	bool found;
	struct holder_pair *pair;
};

/* Does it use a carrier that we were told to go on with? */
static bool
is_about(const struct resumption *r, const struct journal *j)
{
	const char *const carriers[] = {
	    r->o->pin.carrier, r->o->old_pin.carrier};

	if (r->all)
		return true;
	for (size_t i = 0; i < COUNT(carriers); i++)
		if (obtaining_is_named(
			carriers[i], j->carrier_serial, j->new_token) ||
		    obtaining_is_named(carriers[i], j->old_carrier, false))
			return true;
	return false;
}

static bool
is_refusal(enum err e)
{
	return e == ERR_PIN_WRONG || e == ERR_PIN_LOCKED;
}

static enum err
go_on(struct resumption *r, struct obtaining *one)
{
	struct holder_pair pair;

	if (one->j.state == JOURNAL_BEGUN)
		return obtaining_undo(one);
	TRY(obtaining_finish(one, &pair));
	if (one->left != ERR_OK)
		r->o->left = one->left;
	if (r->verb != 0 && one->j.verb != r->verb) {
		holder_pair_done(&pair);
		return ERR_OK;
	}
	if (r->found)
		holder_pair_done(r->pair);
	*r->pair = pair;
	r->found = true;
	return ERR_OK;
}

/* What keeps one from being finished need not keep the others: its carrier is
 * elsewhere, the PIN is another's, or the office refused it for good. */
static enum err
judge(struct resumption *r, struct obtaining *one, enum err e)
{
	r->stopped = is_refusal(e) || is_refusal(one->left);
	if (e == ERR_OK || one->undone)
		return ERR_OK;
	e = obtaining_explain(one, e);
	if (one->absent ||
	    (r->all && (e == ERR_PIN_NEEDED || e == ERR_TOKEN_REMOVED))) {
		r->o->left = e;
		return ERR_OK;
	}
	return r->verb != 0 && e == ERR_PIN_NEEDED ? ERR_OPERATION_PENDING : e;
}

/* A PIN that found its carrier is for no other one. */
static void
bind_pin(struct obtaining *o, const struct obtaining *one)
{
	if (o->pin.carrier != NULL || one->bound[0] == '\0')
		return;
	memcpy(o->bound, one->bound, sizeof(o->bound));
	o->pin.carrier = o->bound;
}

static enum err
resume_one(void *arg, struct journal *j)
{
	struct resumption *r = arg;
	struct obtaining one = {
	    .a = r->o->a, .pin = r->o->pin, .old_pin = r->o->old_pin};
	enum err e;

	if (r->stopped || !is_about(r, j))
		return ERR_OK;
	one.j = *j;
	e = judge(r, &one, go_on(r, &one));
	bind_pin(r->o, &one);
	token_free(one.token);
	token_free(one.old_token);
	*j = one.j; /* whose buffers its owner frees */
	return e;
}

enum err
obtaining_resume(struct obtaining *o, enum ask_verb verb, bool *ret_found,
    struct holder_pair *ret_pair)
{
	struct resumption r = {.o = o,
	    .verb = verb,
	    .all = o->pin.carrier == NULL,
	    .pair = ret_pair};
	enum err e = journal_each(o->a, resume_one, &r);

	if (e == ERR_OK && !r.found && is_refusal(o->left))
		e = o->left;
	if (e != ERR_OK && r.found)
		holder_pair_done(r.pair);
	if (e != ERR_OK)
		return e;
	*ret_found = r.found;
	return ERR_OK;
}

enum err
assistant_resume(struct assistant *a, const char *carrier, struct bytes pin)
{
	AUTO_DONE(obtaining) o = {0};
	struct holder_pair pair;
	bool found;

	failure_clear(a);
	TRY(obtaining_init(a, &(struct carrier_pin){carrier, pin}, &o));
	TRY(obtaining_resume(&o, 0, &found, &pair));
	if (found)
		holder_pair_done(&pair);
	return o.left;
}

/* --- what there is --- */

/* The carrier that is needed next. */
static const char *
waits_for(const struct journal *j)
{
	if (j->state == JOURNAL_CONFIRMED)
		return j->old_container[0] != '\0' ? j->old_carrier : "";
	return j->new_token && j->state == JOURNAL_BEGUN ? ""
							 : j->carrier_serial;
}

static enum err
add_one(void *arg, struct journal *j)
{
	struct unfinished *u = arg;
	const char *carrier = waits_for(j);

	if (u->count < COUNT(u->carriers))
		memcpy(u->carriers[u->count], carrier, strlen(carrier) + 1);
	u->count++;
	return ERR_OK;
}

enum err
assistant_unfinished(struct assistant *a, struct unfinished *ret_u)
{
	struct unfinished u = {.count = 0};

	TRY(journal_each(a, add_one, &u));
	*ret_u = u;
	return ERR_OK;
}
