/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/pin_field.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"

#define FEW_TRIES 3 /* said with emphasis */

void
pin_field_init(struct pin_field *f, int id)
{
	*f = (struct pin_field){
	    .id = id, .left = TOKEN_TRIES_UNKNOWN, .max = TOKEN_TRIES_UNKNOWN};
}

void
pin_field_done(struct pin_field *f)
{
	secret_free(TAKE(f->pin));
}

static void
forget(struct pin_field *f)
{
	pin_field_done(f);
	pin_field_init(f, f->id);
}

/* What was seen may be older than what a try told: tries do not become more
 * by themselves, except all of them. */
static int
newer(int known, const struct token_info *i)
{
	if (i->pin_tries == TOKEN_TRIES_UNKNOWN)
		return known;
	if (known == TOKEN_TRIES_UNKNOWN || i->pin_tries == i->pin_tries_max)
		return i->pin_tries;
	return i->pin_tries < known ? i->pin_tries : known;
}

void
pin_field_carrier(struct pin_field *f, const struct token_info *i)
{
	if (i == NULL ? !f->expected : strcmp(f->carrier, i->serial) != 0)
		forget(f);
	if (i == NULL)
		return;
	f->expected = false;
	memcpy(f->carrier, i->serial, sizeof(f->carrier));
	f->kind = i->kind;
	f->left = newer(f->left, i);
	f->max = i->pin_tries_max;
	if (f->left != 1)
		f->asks = f->agreed = false;
}

void
pin_field_expect(struct pin_field *f, const char *carrier)
{
	if (strcmp(f->carrier, carrier) == 0)
		return;
	forget(f);
	(void)snprintf(f->carrier, sizeof(f->carrier), "%s", carrier);
	f->expected = true;
}

static const char *
tries(const struct pin_field *f, struct view *v)
{
	if (f->left == TOKEN_TRIES_UNKNOWN)
		return NULL;
	if (f->left == 0)
		return view_text(v, TEXT_PIN_TRIES_NONE);
	if (f->left == 1)
		return view_text(v, TEXT_LAST_TRY);
	if (f->max == TOKEN_TRIES_UNKNOWN)
		return view_text(v, TEXT_TRIES_LEFT, f->left);
	return view_text(v, TEXT_PIN_TRIES_OF, f->left, f->max);
}

static enum tone
tone(const struct pin_field *f)
{
	if (f->wrong != ERR_OK || f->left == 0 || f->left == 1)
		return TONE_PROBLEM;
	return f->left != TOKEN_TRIES_UNKNOWN && f->left <= FEW_TRIES
		   ? TONE_CAUTION
		   : TONE_PLAIN;
}

struct item *
pin_field_show(const struct pin_field *f, struct view *v, enum text label)
{
	struct item *i = view_add(
	    v, ITEM_SECRET, f->id + PIN_FIELD_ENTRY, view_text(v, label));

	i->length = f->pin == NULL ? 0 : text_chars(secret_bytes(f->pin));
	i->max = PIN_FIELD_MAX;
	i->tone = tone(f);
	i->hint = tries(f, v);
	if (f->wrong != ERR_OK)
		i->hint = view_printf(v, "%s%s%s", err_text(f->wrong, v->lang),
		    lang_gap(v->lang), err_remedy(f->wrong, v->lang));
	if (f->left == 0)
		i->why_not = err_text(ERR_PIN_LOCKED, v->lang);
	return i;
}

bool
pin_field_asks(const struct pin_field *f)
{
	return f->asks;
}

void
pin_field_question(const struct pin_field *f, struct view *v)
{
	struct item *note =
	    view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_LAST_TRY));

	note->tone = TONE_CAUTION;
	note->value = view_text(v, TEXT_PIN_LAST_ADVICE);
	view_button(v, f->id + PIN_FIELD_BACK, TEXT_PIN_LAST_BACK,
	    ITEM_FOOT | ITEM_CANCEL | ITEM_DEFAULT | ITEM_FOCUS);
	view_button(v, f->id + PIN_FIELD_GO_ON, TEXT_PIN_LAST_GO_ON,
	    ITEM_FOOT | ITEM_DANGER);
}

static void
take_typed(struct pin_field *f, struct bytes typed)
{
	struct secret *pin = NULL;

	f->wrong = typed.len == 0 ? ERR_OK : secret_copy(typed, &pin);
	secret_free(f->pin);
	f->pin = pin;
	f->agreed = false;
}

enum pin_field_event
pin_field_event(struct pin_field *f, const struct event *e)
{
	if (e->kind == EVENT_SECRET && e->id == f->id + PIN_FIELD_ENTRY) {
		take_typed(f, e->secret);
		return PIN_FIELD_TAKEN;
	}
	if (e->kind != EVENT_PRESS || !f->asks)
		return PIN_FIELD_OTHER;
	if (e->id == f->id + PIN_FIELD_BACK) {
		f->asks = false;
		return PIN_FIELD_TAKEN;
	}
	if (e->id == f->id + PIN_FIELD_GO_ON) {
		f->asks = false;
		f->agreed = true;
		return PIN_FIELD_CONFIRMED;
	}
	return PIN_FIELD_OTHER;
}

bool
pin_field_ready(struct pin_field *f)
{
	if (f->left == 0)
		f->wrong = ERR_PIN_LOCKED;
	else if (f->pin == NULL)
		f->wrong = ERR_PIN_NEEDED;
	else
		f->wrong = token_pin_check_kind(f->kind, secret_bytes(f->pin));
	if (f->wrong != ERR_OK)
		return false;
	f->asks = f->left == 1 && !f->agreed;
	return !f->asks;
}

struct secret *
pin_field_take(struct pin_field *f)
{
	f->agreed = false;
	return TAKE(f->pin);
}

void
pin_field_give_back(struct pin_field *f, struct secret *pin)
{
	pin_field_done(f);
	f->pin = pin;
}

void
pin_field_ask(struct pin_field *f)
{
	f->left = 1;
	f->asks = true;
}

void
pin_field_tried(struct pin_field *f, enum err e, const struct failure *known)
{
	f->agreed = f->asks = false;
	if (e == ERR_OK)
		f->left = f->max;
	else if (e == ERR_PIN_LOCKED)
		f->left = 0;
	else if (e == ERR_PIN_WRONG)
		f->left = known->tries_left;
}
