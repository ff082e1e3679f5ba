/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of a form: which there are, and what they are asked together. */
#include <string.h>

#include "assistant/screens/form_private.h"
#include "base/text.h"

const struct field_class *
field_class(enum field_kind kind)
{
	static const struct field_class *const classes[] = {
	    [FIELD_WAY] = &field_way,
	    [FIELD_PAIR] = &field_pair,
	    [FIELD_ACCOUNT_PAIR] = &field_account_pair,
	    [FIELD_CARRIER] = &field_carrier,
	    [FIELD_TARGET] = &field_target,
	    [FIELD_SOURCE] = &field_source,
	    [FIELD_BLANK] = &field_blank,
	    [FIELD_LABEL] = &field_label,
	    [FIELD_UNFINISHED] = &field_unfinished,
	    [FIELD_REASON] = &field_reason,
	    [FIELD_NOTE] = &field_note,
	    [FIELD_FILE] = &field_file,
	    [FIELD_PASSWORD] = &field_password,
	    [FIELD_PIN] = &field_pin,
	    [FIELD_NEW_PIN] = &field_new_pin,
	    [FIELD_CAPTCHA] = &field_captcha,
	    [FIELD_MAIL] = &field_mail,
	    [FIELD_CODE] = &field_code,
	};

	return classes[kind];
}

int
field_id(const struct form *f, const struct form_field *r)
{
	return FIELD_ID(r - f->op->fields);
}

bool
field_is_shown(const struct form *f, const struct form_field *r)
{
	if (r->ways != 0 && (r->ways >> f->in.way & 1) == 0)
		return false;
	return r->shown == NULL || r->shown(f);
}

const struct form_field *
form_field_of(const struct form *f, enum field_kind kind)
{
	for (size_t i = 0; i < f->op->field_count; i++) {
		const struct form_field *r = &f->op->fields[i];

		if (r->kind == kind && field_is_shown(f, r))
			return r;
	}
	return NULL;
}

static bool
is_for_secret(const struct form_field *r, enum form_secret which)
{
	switch (r->kind) {
	case FIELD_PIN:
		return r->secret == which;
	case FIELD_NEW_PIN:
		return which == SECRET_NEW || which == SECRET_AGAIN;
	case FIELD_CODE:
		return which == SECRET_CODE;
	case FIELD_PASSWORD:
		return which == SECRET_PASSWORD;
	default:
		return false;
	}
}

const struct form_field *
form_field_of_secret(const struct form *f, enum form_secret which)
{
	for (size_t i = 0; i < f->op->field_count; i++) {
		const struct form_field *r = &f->op->fields[i];

		if (is_for_secret(r, which) && field_is_shown(f, r))
			return r;
	}
	return NULL;
}

bool
form_has_fields(const struct form *f)
{
	for (size_t i = 0; i < f->op->field_count; i++) {
		const struct form_field *r = &f->op->fields[i];

		if (!field_class(r->kind)->first && field_is_shown(f, r))
			return true;
	}
	return false;
}

/* --- items --- */

struct item *
field_item(const struct form *f, const struct form_field *r, struct view *v,
    enum item_kind kind)
{
	return view_add(v, kind, field_id(f, r), view_text(v, r->label));
}

void
field_tell(const struct form *f, const struct form_field *r, struct view *v,
    struct item *i)
{
	const struct field_class *c = field_class(r->kind);
	const enum err e =
	    f->checked && c->check != NULL ? c->check(f, r) : ERR_OK;

	if (f->focus == r)
		i->flags |= ITEM_FOCUS;
	if (e == ERR_OK)
		return;
	i->tone = TONE_PROBLEM;
	i->hint = i->hint == NULL
		      ? err_text(e, v->lang)
		      : view_printf(v, "%s %s", err_text(e, v->lang), i->hint);
}

/* --- what is chosen --- */

const struct desk_state *
form_state(const struct form *f)
{
	return desk_state(screen_desk(f->screen));
}

const struct form_way *
form_way(const struct form *f)
{
	return &f->op->ways[f->in.way];
}

enum err
form_unfit_account(const struct desk_state *s)
{
	if (!s->account.logged_in)
		return ERR_SESSION_MISSING;
	return account_state_is_open(&s->account) ? ERR_OK : ERR_SESSION_SCOPE;
}

bool
form_names_first(const struct form *f)
{
	const struct account_state *a = &form_state(f)->account;
	const struct holder_pair *p = form_pair(f);

	return p != NULL &&
	       !(a->logged_in && strcmp(a->user_name, p->user_name) == 0);
}

bool
form_is_loading(const struct form *f)
{
	const struct desk_state *s = form_state(f);

	return s->opened == ERR_CANCELLED || s->pairs == NULL ||
	       f->tasks[TASK_LOOK] != NULL;
}

/* What was begun and cut off is gone on with, though the office would not have
 * it begun once more. */
static enum err
way_unfit(const struct form *f)
{
	const struct form_way *w = form_way(f);

	if (w->unfit == NULL ||
	    (form_obtains(w) && form_state(f)->unfinished.count > 0))
		return ERR_OK;
	return w->unfit(form_state(f));
}

/* What keeps it from being done, whatever the fields hold. */
static enum err
form_unfit(const struct form *f)
{
	TRY(form_state(f)->opened);
	TRY(way_unfit(f));
	return f->failed[TASK_LOOK].err;
}

/* The first field with something that cannot be done; NULL: none. */
static const struct form_field *
unfit_field(const struct form *f)
{
	for (size_t i = 0; i < f->op->field_count; i++) {
		const struct form_field *r = &f->op->fields[i];
		const struct field_class *c = field_class(r->kind);

		if (c->unfit != NULL && field_is_shown(f, r) &&
		    c->unfit(f, r) != ERR_OK)
			return r;
	}
	return NULL;
}

enum err
form_obstacle(const struct form *f)
{
	const struct form_field *r;

	if (form_is_loading(f))
		return ERR_OK;
	TRY(form_unfit(f));
	r = unfit_field(f);
	return r != NULL ? field_class(r->kind)->unfit(f, r) : ERR_OK;
}

const char *
form_obstacle_carrier(const struct form *f)
{
	const struct form_field *r = NULL;

	if (!form_is_loading(f) && form_unfit(f) == ERR_OK)
		r = unfit_field(f);
	if (r == NULL || field_class(r->kind)->carrier == NULL)
		return "";
	return field_class(r->kind)->carrier(f, r);
}

enum err
form_trouble(const struct form *f)
{
	const enum err e = f->failed[TASK_WORK].err;

	return e != ERR_OK ? e : form_obstacle(f);
}

void
form_settle(struct form *f)
{
	for (size_t i = 0; i < f->op->field_count; i++) {
		const struct form_field *r = &f->op->fields[i];
		const struct field_class *c = field_class(r->kind);

		if (c->settle != NULL && field_is_shown(f, r))
			c->settle(f, r);
	}
}

/* The first way whose condition is so; one without a condition is for people
 * to choose. SIZE_MAX: none is. */
static size_t
find_way(const struct form *f, bool (*is_so)(enum err unfit))
{
	for (size_t n = 0; n < f->op->way_count; n++) {
		const struct form_way *w = &f->op->ways[n];

		if (w->unfit != NULL && is_so(w->unfit(form_state(f))))
			return n;
	}
	return SIZE_MAX;
}

static bool
is_fit(enum err unfit)
{
	return unfit == ERR_OK;
}

/* A login or a code can be had yet; a certificate that is not on this computer
 * is not missed by who means another way. */
static bool
may_become_fit(enum err unfit)
{
	return unfit != ERR_CERT_UNKNOWN;
}

/* Until somebody chooses. */
static void
choose_way(struct form *f)
{
	size_t n;

	if (f->way_chosen || f->stage > STAGE_FIELDS)
		return;
	n = find_way(f, is_fit);
	if (n == SIZE_MAX)
		n = find_way(f, may_become_fit);
	f->in.way = n != SIZE_MAX ? n : 0;
}

/* A PIN is for the carrier for which it was typed. */
static void
update_pin(struct form *f, enum form_secret which)
{
	const struct carrier_row *c = NULL;

	if (form_field_of_secret(f, which) != NULL)
		c = form_carrier_of(f, which);
	pin_field_carrier(&f->pins[which], c != NULL ? &c->info : NULL);
}

/* The wish counts as soon as its certificate is known. */
static void
update_certs(struct form *f)
{
	const struct desk_state *s = form_state(f);
	const struct form_field *r = form_field_of(f, FIELD_PAIR);

	if (r == NULL || s->pairs == NULL)
		return;
	if (r->prefer != NULL && f->wished[0] == '\0')
		r->prefer(s, f->wished);
	cert_choice_update(
	    &f->certs, s, f->wished[0] != '\0' ? f->wished : NULL);
	if (desk_state_pair(s, f->wished) != NULL)
		f->wished[0] = '\0';
}

void
form_update(struct form *f)
{
	choose_way(f);
	if (f->stage == STAGE_QUESTION)
		update_certs(f);
	for (size_t i = 0; i < SECRET_PINS && form_state(f) != f->outdated; i++)
		update_pin(f, (enum form_secret)i);
}

/* --- what is typed --- */

struct bytes
form_typed(const struct form *f, enum form_secret which)
{
	const struct secret *s = f->in.secrets[which];

	return s != NULL ? secret_bytes(s) : BYTES_NONE;
}

void
form_keep_secret(struct form *f, enum form_secret which, struct bytes typed)
{
	struct secret *s = NULL;

	if (typed.len > 0)
		/* without memory it is not there, and asked for again */
		err_ignore(secret_copy(typed, &s));
	form_forget_secret(f, which);
	f->in.secrets[which] = s;
}

void
form_forget_secret(struct form *f, enum form_secret which)
{
	secret_free(TAKE(f->in.secrets[which]));
}
