/* SPDX-License-Identifier: Apache-2.0 */
/* Fields in which something is typed: PINs, a password, a note, a file. */
#include <string.h>

#include "assistant/screens/form_private.h"
#include "assistant/screens/pin_strength.h"
#include "base/text.h"

/* --- the PIN of a carrier --- */

static void
show_pin(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i = pin_field_show(&f->pins[r->secret], v, r->label);

	if (f->focus == r)
		i->flags |= ITEM_FOCUS;
}

static void
type_pin(struct form *f, const struct form_field *r, const struct event *e)
{
	(void)pin_field_event(&f->pins[r->secret], e);
}

const struct field_class field_pin = {.show = show_pin, .event = type_pin};

/* --- a new PIN, twice --- */

static const char *
user_name(const struct form *f)
{
	const struct holder_pair *p = form_pair(f);

	return p != NULL ? p->user_name : form_state(f)->account.user_name;
}

static const char *
advice(const struct form *f, struct view *v, enum tone *ret_tone)
{
	static const enum text names[] = {
	    [PIN_WEAK] = TEXT_PIN_WEAK,
	    [PIN_FAIR] = TEXT_PIN_FAIR,
	    [PIN_GOOD] = TEXT_PIN_GOOD,
	};
	static const enum tone tones[] = {
	    [PIN_WEAK] = TONE_CAUTION,
	    [PIN_FAIR] = TONE_PLAIN,
	    [PIN_GOOD] = TONE_GOOD,
	};
	const struct pin_advice a =
	    pin_strength(form_typed(f, SECRET_NEW), user_name(f));

	*ret_tone = tones[a.strength];
	if (a.better == TEXT_COUNT)
		return view_text(v, names[a.strength]);
	return view_printf(v, "%s %s", view_text(v, names[a.strength]),
	    view_text(v, a.better));
}

static enum err
new_pin_rule(const struct form *f)
{
	return token_pin_check_kind(
	    form_new_pin_kind(f), form_typed(f, SECRET_NEW));
}

/* The rule while it is not kept yet, then how strong it is. */
static void
show_new(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i = field_item(f, r, v, ITEM_SECRET);
	const enum err e = new_pin_rule(f);

	i->length = text_chars(form_typed(f, SECRET_NEW));
	i->max = PIN_FIELD_MAX;
	if (f->focus == r && e != ERR_OK)
		i->flags |= ITEM_FOCUS;
	if (e == ERR_OK) {
		i->hint = advice(f, v, &i->tone);
		return;
	}
	i->hint = view_text(v, form_new_pin_kind(f) == CARRIER_HARD
				   ? TEXT_PIN_RULE_KEY
				   : TEXT_PIN_RULE);
	if (f->checked || e == ERR_PIN_CHARACTERS) {
		i->tone = TONE_PROBLEM;
		i->hint = err_text(e, v->lang);
	}
}

static bool
is_same(const struct form *f)
{
	return secret_equal(
	    form_typed(f, SECRET_NEW), form_typed(f, SECRET_AGAIN));
}

/* Told at once: from the first character that is not the same. */
static bool
differs_already(const struct form *f)
{
	const struct bytes new = form_typed(f, SECRET_NEW);
	const struct bytes again = form_typed(f, SECRET_AGAIN);

	return again.len > new.len ||
	       !secret_equal(BYTES(new.p, again.len), again);
}

static void
show_again(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i = view_add(
	    v, ITEM_SECRET, field_id(f, r) + 1, view_text(v, r->again));

	i->length = text_chars(form_typed(f, SECRET_AGAIN));
	i->max = PIN_FIELD_MAX;
	if (f->focus == r && new_pin_rule(f) == ERR_OK)
		i->flags |= ITEM_FOCUS;
	if (differs_already(f) || (f->checked && !is_same(f))) {
		i->tone = TONE_PROBLEM;
		i->hint = err_text(ERR_PIN_MISMATCH, v->lang);
	} else if (i->length > 0 && is_same(f)) {
		i->tone = TONE_GOOD;
		i->hint = view_text(v, TEXT_PIN_SAME);
	}
}

static void
show_new_pin(const struct form *f, const struct form_field *r, struct view *v)
{
	show_new(f, r, v);
	show_again(f, r, v);
}

static void
type_new_pin(struct form *f, const struct form_field *r, const struct event *e)
{
	form_keep_secret(
	    f, e->id == field_id(f, r) ? SECRET_NEW : SECRET_AGAIN, e->secret);
}

static enum err
check_new_pin(const struct form *f, const struct form_field *r)
{
	(void)r;
	TRY(new_pin_rule(f));
	return is_same(f) ? ERR_OK : ERR_PIN_MISMATCH;
}

const struct field_class field_new_pin = {
    .show = show_new_pin, .event = type_new_pin, .check = check_new_pin};

/* --- a password of something else --- */

#define PASSWORD_MAX 128 /* characters */

static void
show_password(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i = field_item(f, r, v, ITEM_SECRET);

	i->length = text_chars(form_typed(f, SECRET_PASSWORD));
	i->max = PASSWORD_MAX;
	field_tell(f, r, v, i);
}

static void
type_password(struct form *f, const struct form_field *r, const struct event *e)
{
	(void)r;
	form_keep_secret(f, SECRET_PASSWORD, e->secret);
}

static enum err
check_password(const struct form *f, const struct form_field *r)
{
	(void)r;
	return f->in.secrets[SECRET_PASSWORD] == NULL ? ERR_PIN_NEEDED : ERR_OK;
}

const struct field_class field_password = {
    .show = show_password, .event = type_password, .check = check_password};

/* --- a note to the office --- */

static void
show_note(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i = field_item(f, r, v, ITEM_ENTRY);

	i->value = view_copy(v, f->in.note);
	i->hint = view_text(v, TEXT_FORM_NOTE_LEFT,
	    (int)(REVOKE_NOTE_MAX - strlen(f->in.note)));
}

/* What does not fit is not taken, whole characters of it. */
static void
type_note(struct form *f, const struct form_field *r, const struct event *e)
{
	struct bytes rest = bytes_str(e->text);
	size_t len = 0, n;
	uint32_t c;

	(void)r;
	while ((n = text_next(rest, &c)) > 0 && len + n <= REVOKE_NOTE_MAX) {
		len += n;
		rest = BYTES(rest.p + n, rest.len - n);
	}
	memcpy(f->in.note, e->text, len);
	f->in.note[len] = '\0';
}

static enum err
check_note(const struct form *f, const struct form_field *r)
{
	(void)r;
	return text_is_plain(bytes_str(f->in.note)) ? ERR_OK : ERR_BAD_TEXT;
}

const struct field_class field_note = {
    .show = show_note, .event = type_note, .check = check_note};

/* --- what a carrier is to be called --- */

static void
show_label(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i = field_item(f, r, v, ITEM_ENTRY);

	i->value = view_copy(v, f->in.label);
	i->max = sizeof(f->in.label) - 1;
	i->hint = view_text(v, TEXT_CARRIERS_LABEL_RULE);
	field_tell(f, r, v, i);
}

static void
type_label(struct form *f, const struct form_field *r, const struct event *e)
{
	const size_t len = strlen(e->text);

	(void)r;
	if (len < sizeof(f->in.label))
		memcpy(f->in.label, e->text, len + 1);
}

static enum err
check_label(const struct form *f, const struct form_field *r)
{
	(void)r;
	return text_is_plain(bytes_str(f->in.label)) ? ERR_OK : ERR_BAD_TEXT;
}

const struct field_class field_label = {
    .show = show_label, .event = type_label, .check = check_label};

/* --- a file --- */

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *other = strrchr(path, '\\');

	if (other != NULL && (slash == NULL || other > slash))
		slash = other;
	return slash != NULL ? slash + 1 : path;
}

static void
show_file(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i = field_item(f, r, v, ITEM_BUTTON);

	i->flags |= ITEM_OPEN_FILE;
	i->hint = f->in.file[0] != '\0' ? view_copy(v, base_name(f->in.file))
					: view_text(v, TEXT_FORM_FILE_HINT);
	field_tell(f, r, v, i);
}

static void
choose_file(struct form *f, const struct form_field *r, const struct event *e)
{
	size_t len;

	(void)r;
	if (e->kind != EVENT_FILE || e->text == NULL)
		return;
	len = strlen(e->text);
	if (len < sizeof(f->in.file))
		memcpy(f->in.file, e->text, len + 1);
}

static enum err
check_file(const struct form *f, const struct form_field *r)
{
	(void)r;
	return f->in.file[0] == '\0' ? ERR_FILE_MISSING : ERR_OK;
}

const struct field_class field_file = {
    .show = show_file, .event = choose_file, .check = check_file};
