/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/consent_private.h"
#include "assistant/screens/next_step.h"
#include "assistant/screens/say.h"

static const struct desk_state *
known(const struct screen *s)
{
	return desk_state(screen_desk(s));
}

static void
show_site(const struct consent_waiting *w, bool known_site, struct view *v)
{
	struct item *i = view_add(v, ITEM_TEXT, 0, view_copy(v, w->site.host));

	i->flags = ITEM_LARGE;
	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_CONSENT_ASKS));
	view_add(v, ITEM_TEXT, 0,
	    view_text(v, known_site ? TEXT_CONSENT_KNOWN : TEXT_CONSENT_FIRST));
	view_fact(v, TEXT_CONSENT_ORIGIN, view_copy(v, w->site.origin));
	if (w->site.unicode[0] != '\0') {
		view_fact(
		    v, TEXT_CONSENT_UNICODE, view_copy(v, w->site.unicode));
		i = view_add(v, ITEM_NOTE, 0,
		    view_text(v, TEXT_CONSENT_UNICODE_WARNING));
		i->value = view_text(v, TEXT_CONSENT_UNICODE_ADVICE);
		i->tone = TONE_CAUTION;
	}
	if (!w->site.secure) {
		i = view_add(
		    v, ITEM_NOTE, 0, view_text(v, TEXT_CONSENT_INSECURE));
		i->value = view_text(v, TEXT_CONSENT_INSECURE_ADVICE);
		i->tone = TONE_PROBLEM;
	}
	view_fact(v, TEXT_CONSENT_PROGRAM,
	    w->program[0] != '\0' ? view_copy(v, w->program)
				  : view_text(v, TEXT_CONSENT_NO_PROGRAM));
}

static void
show_time(const struct screen *s, const struct consent *c, struct view *v)
{
	const int64_t left = c->line[0].expires_at - desk_now(screen_desk(s));

	view_fact(v, TEXT_CONSENT_TIME,
	    view_text(v, TEXT_CONSENT_SECONDS, left > 0 ? (int)left : 0));
	if (c->count > 1)
		view_add(v, ITEM_TEXT, 0,
		    view_text(v, TEXT_CONSENT_WAITING, (int)(c->count - 1)));
}

/* None can be used: why, of the first; and what can be done. */
static void
show_none(const struct desk_state *s, struct view *v)
{
	const bool any = s->pairs != NULL && s->pairs->count > 0;
	const struct holder_pair *first = any ? &s->pairs->rows[0] : NULL;
	const enum err e = any ? say_trouble(s, first) : ERR_CERT_UNKNOWN;
	const struct failure meant =
	    say_meant(s, any ? first->token_serial : "");

	view_error(v, e, &meant);
	next_step_button(v, CONSENT_HELP, e, 0);
}

static void
show_pin(const struct consent *c, struct view *v)
{
	struct item *i;

	view_add(v, ITEM_TEXT, 0, view_text(v, TEXT_CONSENT_PIN_STAYS));
	i = pin_field_show(&c->pin, v, TEXT_PIN);
	i->flags = ITEM_FOCUS;
	i = view_add(v, ITEM_SWITCH, CONSENT_REMEMBER,
	    view_text(v, TEXT_CONSENT_REMEMBER));
	i->on = c->remember;
	i->hint = view_text(v, TEXT_CONSENT_REMEMBER_HINT);
}

/* Enter allows only what somebody has typed a PIN for. */
static void
show_buttons(
    const struct screen *s, const struct consent *c, bool can, struct view *v)
{
	struct item *i;

	i = view_button(v, CONSENT_REFUSE, TEXT_CONSENT_REFUSE,
	    ITEM_FOOT | ITEM_CANCEL | (can ? 0 : ITEM_FOCUS));
	i->why_not = v->busy;
	if (!can)
		return;
	i = view_button(v, CONSENT_ALLOW, TEXT_CONSENT_ALLOW, ITEM_FOOT);
	i->why_not = v->busy;
	if (!consent_is_read(s))
		i->why_not = view_text(v, TEXT_CONSENT_READ);
	else if (c->pin.pin != NULL)
		i->flags |= ITEM_DEFAULT;
}

static void
show_first(const struct screen *s, const struct consent *c, struct view *v)
{
	const bool chosen = cert_choice_pair(&c->choice, known(s)) != NULL;
	const bool can = chosen && c->line[0].site.secure;

	panel_show_error(&c->panel, v);
	show_site(&c->line[0], c->recalled[0] != '\0', v);
	show_time(s, c, v);
	if (c->line[0].site.secure) {
		cert_choice_show(&c->choice, known(s), v);
		if (chosen)
			show_pin(c, v);
		else
			show_none(known(s), v);
	}
	show_buttons(s, c, can, v);
}

void
consent_show(const struct screen *s, struct view *v)
{
	const struct consent *c = screen_state(s);

	v->title = view_text(v, TEXT_CONSENT_TITLE);
	panel_show_busy(&c->panel, v, TEXT_CONSENT_SIGNING);
	if (c->count == 0)
		return;
	if (pin_field_asks(&c->pin))
		pin_field_question(&c->pin, v);
	else
		show_first(s, c, v);
}
