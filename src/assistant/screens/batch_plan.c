/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/batch_plan.h"

#include <stdlib.h>
#include <string.h>

#include "assistant/screens/say.h"

#define DAY_S 86400

/* --- which can be updated --- */

/* None before the first look. */
static size_t
pair_count(const struct desk_state *state)
{
	return state->pairs != NULL ? state->pairs->count : 0;
}

/* How long before the end the office lets renew: what it said of the account
 * that is logged in holds for all; else the guide's month. */
static int64_t
renewal_window(const struct desk_state *state)
{
	const struct account_state *account = &state->account;
	int64_t window = (int64_t)STANDING_ENDING_DAYS * DAY_S, newest = 0;

	if (!account->logged_in || account->update_opens_at <= 0)
		return window;
	for (size_t i = 0; i < pair_count(state); i++) {
		const struct holder_pair *p = &state->pairs->rows[i];

		if (strcmp(p->user_name, account->user_name) == 0 &&
		    p->not_after > newest)
			newest = p->not_after;
	}
	return newest > account->update_opens_at
		   ? newest - account->update_opens_at
		   : window;
}

/* The office's word, where it gave one; else the window, from the end. */
static enum err
check_time(const struct desk_state *state, const struct holder_pair *p,
    int64_t now, int64_t *ret_opens_at)
{
	enum err word = desk_state_update(state, p, now, ret_opens_at);
	int64_t opens_at = p->not_after - renewal_window(state);

	if (word != ERR_CANCELLED)
		return word;
	if (now >= opens_at)
		return ERR_OK;
	*ret_opens_at = opens_at;
	return ERR_RENEWAL_EARLY;
}

/* The certificate's trouble comes before the office's word, and its carrier's
 * after it: nobody need plug in what cannot be updated. */
static enum err
why_not(const struct desk_state *state, const struct holder_pair *p,
    int64_t now, int64_t *ret_opens_at)
{
	if (p->state != ERR_OK)
		return p->state;
	if (p->unfinished)
		return ERR_OPERATION_PENDING;
	TRY(check_time(state, p, now, ret_opens_at));
	return say_trouble(state, p);
}

/* --- making --- */

static size_t
carrier_index(struct batch *b, const struct holder_pair *p)
{
	size_t i = 0;

	while (i < b->carrier_count &&
	       strcmp(b->carriers[i].serial, p->token_serial) != 0)
		i++;
	if (i == b->carrier_count) {
		struct batch_carrier *c = &b->carriers[b->carrier_count++];

		memcpy(c->serial, p->token_serial, sizeof(c->serial));
		memcpy(c->label, p->token_label, sizeof(c->label));
		c->kind = p->carrier;
	}
	return i;
}

static void
add_row(struct batch *b, const struct holder_pair *p, enum err trouble,
    int64_t opens_at)
{
	struct batch_row *r = &b->rows[b->count++];

	*r = (struct batch_row){.id = (int)b->count,
	    .not_after = p->not_after,
	    .days_left = p->days_left,
	    .carrier = carrier_index(b, p),
	    .why_not = trouble,
	    .opens_at = opens_at,
	    .chosen = trouble == ERR_OK,
	    .tries_left = -1};
	memcpy(r->serial, p->sign_serial, sizeof(r->serial));
	memcpy(r->subject, p->subject, sizeof(r->subject));
	memcpy(r->user_name, p->user_name, sizeof(r->user_name));
}

static void
add_rows(struct batch *b, const struct desk_state *state, int64_t now,
    bool updatable)
{
	for (size_t i = 0; i < pair_count(state); i++) {
		const struct holder_pair *p = &state->pairs->rows[i];
		int64_t opens_at = 0;
		enum err trouble = why_not(state, p, now, &opens_at);

		if ((trouble == ERR_OK) == updatable)
			add_row(b, p, trouble, opens_at);
	}
}

enum err
batch_new(const struct desk_state *state, int64_t now, struct batch **ret_b)
{
	AUTO(batch) b = calloc(1, sizeof(*b));
	size_t room = pair_count(state) + 1;

	if (b == NULL)
		return ERR_NOMEM;
	b->rows = calloc(room, sizeof(*b->rows));
	b->carriers = calloc(room, sizeof(*b->carriers));
	if (b->rows == NULL || b->carriers == NULL)
		return ERR_NOMEM;
	add_rows(b, state, now, true);
	add_rows(b, state, now, false);
	*ret_b = TAKE(b);
	return ERR_OK;
}

void
batch_free(struct batch *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < b->carrier_count; i++)
		secret_free(b->carriers[i].pin);
	free(b->carriers);
	free(b->rows);
	free(b);
}

void
batch_choose_as(struct batch *b, const struct batch *older)
{
	for (size_t i = 0; i < b->count; i++) {
		struct batch_row *r = &b->rows[i];
		bool chosen = false;

		for (size_t j = 0; j < older->count; j++)
			if (strcmp(older->rows[j].serial, r->serial) == 0)
				chosen = older->rows[j].chosen;
		r->chosen = chosen && r->why_not == ERR_OK;
	}
}

/* --- rows --- */

struct batch_row *
batch_row(struct batch *b, int id)
{
	return id >= 1 && (size_t)id <= b->count ? &b->rows[id - 1] : NULL;
}

size_t
batch_chosen(const struct batch *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++)
		n += b->rows[i].chosen;
	return n;
}

size_t
batch_with_result(const struct batch *b, enum batch_result result)
{
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++)
		n += b->rows[i].chosen && b->rows[i].result == result;
	return n;
}

/* --- PINs --- */

/* Is an update on it ahead? */
static bool
has_waiting(const struct batch *b, size_t carrier)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct batch_row *r = &b->rows[i];

		if (r->chosen && r->carrier == carrier &&
		    r->result == BATCH_WAITING)
			return true;
	}
	return false;
}

static bool
wants_pin(const struct batch *b, size_t carrier)
{
	return b->carriers[carrier].how == BATCH_PIN_NONE &&
	       has_waiting(b, carrier);
}

size_t
batch_next_pin(const struct batch *b)
{
	size_t i = 0;

	while (i < b->carrier_count && !wants_pin(b, i))
		i++;
	return i;
}

void
batch_pins(const struct batch *b, size_t *ret_asked, size_t *ret_all)
{
	size_t asked = 0, all = 0;

	for (size_t i = 0; i < b->carrier_count; i++) {
		if (!has_waiting(b, i))
			continue;
		all++;
		asked += b->carriers[i].how != BATCH_PIN_NONE;
	}
	*ret_asked = asked;
	*ret_all = all;
}

static bool
could_share(const struct batch *b, size_t from, size_t to)
{
	return to != from && b->carriers[from].kind == CARRIER_SOFT &&
	       b->carriers[to].kind == CARRIER_SOFT && wants_pin(b, to);
}

bool
batch_can_share(const struct batch *b, size_t carrier)
{
	for (size_t i = 0; i < b->carrier_count; i++)
		if (could_share(b, carrier, i))
			return true;
	return false;
}

void
batch_give_pin(
    struct batch *b, size_t carrier, struct secret *pin, bool for_all)
{
	struct batch_carrier *c = &b->carriers[carrier];

	secret_free(c->pin);
	c->pin = pin;
	c->proved = false;
	c->how = pin != NULL ? BATCH_PIN_GIVEN : BATCH_PIN_SKIPPED;
	for (size_t i = 0; pin != NULL && for_all && i < b->carrier_count; i++)
		if (could_share(b, carrier, i)) {
			b->carriers[i].how = BATCH_PIN_SHARED;
			b->carriers[i].source = carrier;
		}
}

static const struct batch_carrier *
source_of(const struct batch *b, const struct batch_carrier *c)
{
	return c->how == BATCH_PIN_SHARED ? &b->carriers[c->source] : c;
}

struct bytes
batch_pin(const struct batch *b, const struct batch_row *r)
{
	const struct batch_carrier *c = source_of(b, &b->carriers[r->carrier]);

	return c->pin != NULL ? secret_bytes(c->pin) : BYTES_NONE;
}

bool
batch_pin_is_a_guess(const struct batch *b, const struct batch_row *r)
{
	const struct batch_carrier *c = &b->carriers[r->carrier];

	return c->how == BATCH_PIN_SHARED && !c->proved;
}

/* Could the PIN of a row still be needed: now, or when it is tried again? */
static bool
may_need_pin(const struct batch *b, const struct batch_row *r)
{
	return r->chosen && r->result != BATCH_DONE &&
	       r->result != BATCH_SKIPPED &&
	       b->carriers[r->carrier].how != BATCH_PIN_NONE;
}

/* Wipe the PINs that no row needs. */
static void
drop_pins(struct batch *b)
{
	for (size_t i = 0; i < b->carrier_count; i++) {
		struct batch_carrier *c = &b->carriers[i];
		bool needed = false;

		for (size_t j = 0; j < b->count && !needed; j++)
			needed =
			    may_need_pin(b, &b->rows[j]) &&
			    source_of(b, &b->carriers[b->rows[j].carrier]) == c;
		if (needed || c->pin == NULL)
			continue;
		secret_free(TAKE(c->pin));
		c->how = BATCH_PIN_NONE;
	}
}

/* --- going on --- */

/* May its PIN be used? One for all waits for its proof where it was typed. */
static bool
may_be_tried(const struct batch *b, const struct batch_row *r)
{
	const struct batch_carrier *c = &b->carriers[r->carrier];

	if (c->how == BATCH_PIN_SHARED)
		return b->carriers[c->source].pin != NULL &&
		       b->carriers[c->source].proved;
	return c->how == BATCH_PIN_GIVEN && c->pin != NULL;
}

/* What waits for a PIN to be proved elsewhere comes after all that can be
 * tried, and by then it is proved or never will be. */
struct batch_row *
batch_next(struct batch *b)
{
	for (size_t i = 0; i < b->count; i++) {
		struct batch_row *r = &b->rows[i];

		if (!r->chosen || r->result != BATCH_WAITING ||
		    !may_be_tried(b, r))
			continue;
		r->result = BATCH_WORKING;
		return r;
	}
	for (size_t i = 0; i < b->count; i++)
		if (b->rows[i].chosen && b->rows[i].result == BATCH_WAITING)
			b->rows[i].result = BATCH_SKIPPED;
	drop_pins(b);
	return NULL;
}

void
batch_succeeded(struct batch *b, struct batch_row *r, int64_t not_after)
{
	r->result = BATCH_DONE;
	r->not_after = not_after;
	b->carriers[r->carrier].proved = true;
	drop_pins(b);
}

/* All that is ahead on that carrier fails alike, without a try. */
static void
fail_carrier(struct batch *b, const struct batch_row *r)
{
	b->carriers[r->carrier].how = BATCH_PIN_NONE;
	for (size_t i = 0; i < b->count; i++) {
		struct batch_row *other = &b->rows[i];

		if (!other->chosen || other->carrier != r->carrier ||
		    other->result != BATCH_WAITING)
			continue;
		other->result = BATCH_FAILED;
		other->err = r->err;
		other->tries_left = r->tries_left;
	}
}

static bool
is_about_pin(enum err e)
{
	return e == ERR_PIN_WRONG || e == ERR_PIN_LOCKED ||
	       e == ERR_PIN_INITIAL || e == ERR_PIN_NEEDED ||
	       e == ERR_PIN_LENGTH || e == ERR_PIN_LENGTH_TOKEN ||
	       e == ERR_PIN_CHARACTERS;
}

void
batch_failed(struct batch *b, struct batch_row *r, enum err e, int tries_left)
{
	r->result = BATCH_FAILED;
	r->err = e;
	r->tries_left = tries_left;
	if (is_about_pin(e))
		fail_carrier(b, r);
	else if (e == ERR_RENEWAL_EARLY || e == ERR_ACCOUNT_NOT_ACTIVE)
		/* said after the PIN was taken */
		b->carriers[r->carrier].proved = true;
	drop_pins(b);
}

bool
batch_ends_all(enum err e)
{
	return e == ERR_OFFICE_UNREACHABLE || e == ERR_OFFICE_ANSWER ||
	       e == ERR_OFFICE_UNTRUSTED || e == ERR_OFFICE_CHANGED ||
	       e == ERR_CLOCK_WRONG || e == ERR_DISK_FULL ||
	       e == ERR_FILE_BUSY || e == ERR_NOMEM;
}

size_t
batch_again(struct batch *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++) {
		struct batch_row *r = &b->rows[i];

		if (r->chosen &&
		    (r->result == BATCH_FAILED || r->result == BATCH_SKIPPED))
			r->result = BATCH_WAITING;
		n += r->chosen && r->result == BATCH_WAITING;
	}
	for (size_t i = 0; i < b->carrier_count; i++) {
		struct batch_carrier *c = &b->carriers[i];

		if (source_of(b, c)->pin == NULL ||
		    (c->how == BATCH_PIN_SHARED && !source_of(b, c)->proved))
			c->how = BATCH_PIN_NONE;
	}
	return n;
}
