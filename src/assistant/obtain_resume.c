/* SPDX-License-Identifier: Apache-2.0 */
/* Going on after a cut. */
#include "assistant/obtain_private.h"

struct resumption {
	struct obtaining *o;
	enum ask_verb verb; /* see obtaining_resume */
	bool found;
	struct holder_pair *pair;
};

/* Does it use a carrier that we were told to go on with? */
static bool
is_about(const struct obtaining *o, const struct journal *j)
{
	const char *const carriers[] = {o->pin.carrier, o->old_pin.carrier};

	if (o->pin.carrier == NULL)
		return true;
	for (size_t i = 0; i < COUNT(carriers); i++)
		if (obtaining_is_named(
			carriers[i], j->carrier_serial, j->new_token) ||
		    obtaining_is_named(carriers[i], j->old_carrier, false))
			return true;
	return false;
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

/* What the journal is about may be elsewhere, or refused for good; then the
 * others still get their turn. */
static enum err
resume_one(void *arg, struct journal *j)
{
	struct resumption *r = arg;
	struct obtaining one = {
	    .a = r->o->a, .pin = r->o->pin, .old_pin = r->o->old_pin};
	enum err e;

	if (!is_about(r->o, j))
		return ERR_OK;
	one.j = *j;
	e = go_on(r, &one);
	token_free(one.token);
	token_free(one.old_token);
	*j = one.j; /* whose buffers its owner frees */
	return e == ERR_TOKEN_MISSING || one.undone ? ERR_OK : e;
}

enum err
obtaining_resume(struct obtaining *o, enum ask_verb verb, bool *ret_found,
    struct holder_pair *ret_pair)
{
	struct resumption r = {.o = o, .verb = verb, .pair = ret_pair};
	enum err e = journal_each(o->a, resume_one, &r);

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

static enum err
count_one(void *arg, struct journal *j)
{
	(void)j;
	++*(int *)arg;
	return ERR_OK;
}

enum err
assistant_unfinished(struct assistant *a, int *ret_count)
{
	int count = 0;

	TRY(journal_each(a, count_one, &count));
	*ret_count = count;
	return ERR_OK;
}
