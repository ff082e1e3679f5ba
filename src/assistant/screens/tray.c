/* SPDX-License-Identifier: Apache-2.0 */
/* The tray's icon and its text: what matters most now. */
#include <string.h>

#include "assistant/screens/desk_private.h"
#include "assistant/screens/say.h"

/* Below so many days a certificate is about to end (requirement C12). */
#define EXPIRING_DAYS 30

const struct job *
desk_find_work(const struct desk *d)
{
	const struct job *j = d->jobs;

	while (j != NULL &&
	       (j->class->flags & (JOB_CHANGES | JOB_FINISHES)) != JOB_CHANGES)
		j = j->sibling;
	return j;
}

/* What a certificate comes to; of two, the higher one counts. */
static enum tray_icon
icon_of(const struct desk_state *s, const struct holder_pair *p)
{
	if (desk_state_replaced(s, p))
		return TRAY_NONE;
	if (say_trouble(s, p) != ERR_OK)
		return TRAY_PROBLEM;
	return p->days_left <= EXPIRING_DAYS ? TRAY_EXPIRING : TRAY_FINE;
}

/* The certificates of the highest icon: how many, and which ends first. */
struct found {
	enum tray_icon icon;
	const struct holder_pair *pair;
	int count;
};

static void
take_pair(struct found *f, enum tray_icon icon, const struct holder_pair *p)
{
	if (icon < f->icon || icon == TRAY_NONE)
		return;
	if (icon > f->icon)
		*f = (struct found){.icon = icon};
	if (f->pair == NULL || p->not_after < f->pair->not_after)
		f->pair = p;
	f->count++;
}

static struct found
find_pair(const struct desk_state *s)
{
	struct found f = {.icon = TRAY_NONE};

	for (size_t n = 0; s->pairs != NULL && n < s->pairs->count; n++)
		take_pair(
		    &f, icon_of(s, &s->pairs->rows[n]), &s->pairs->rows[n]);
	return f;
}

static const char *
say_expiring(struct view *v, const struct found *f)
{
	const char *whose = f->pair->subject;

	if (f->count > 1)
		return view_text(v, TEXT_TRAY_EXPIRING_SEVERAL, f->count,
		    f->pair->days_left);
	if (f->pair->days_left <= 0)
		return view_text(v, TEXT_TRAY_EXPIRING_TODAY, whose);
	return view_text(v, TEXT_TRAY_EXPIRING, whose, f->pair->days_left);
}

static const char *
say_pairs(struct view *v, const struct desk_state *s, const struct found *f)
{
	switch (f->icon) {
	case TRAY_PROBLEM:
		return view_text(v, TEXT_TRAY_PROBLEM, f->pair->subject,
		    err_text(say_trouble(s, f->pair), v->lang));
	case TRAY_EXPIRING:
		return say_expiring(v, f);
	case TRAY_FINE:
		return view_text(v, TEXT_TRAY_FINE);
	default:
		return view_text(v, TEXT_TRAY_NONE);
	}
}

/* The window's title as it was last written: this may be asked while a window
 * writes its view. */
static const char *
say_work(struct view *v, const struct job *j)
{
	const char *title = j->screen != NULL ? j->screen->view.title : "";

	return title[0] == '\0' ? view_text(v, TEXT_TRAY_BUSY)
				: view_text(v, TEXT_TRAY_BUSY_WITH, title);
}

struct tray
desk_tray(struct desk *d)
{
	const struct desk_state *s = d->state;
	const struct job *work = desk_find_work(d);
	const struct found f = find_pair(s);
	struct view *v = &d->tray_texts;

	view_done(v);
	view_init(v, d->lang);
	if (work != NULL)
		return (struct tray){TRAY_BUSY, say_work(v, work)};
	if (s->opened == ERR_CANCELLED)
		return (struct tray){TRAY_NONE, view_text(v, TEXT_CANNOT_YET)};
	if (s->opened != ERR_OK)
		return (struct tray){
		    TRAY_PROBLEM, err_text(s->opened, v->lang)};
	if (s->unfinished.count > 0)
		return (struct tray){
		    TRAY_PROBLEM, view_text(v, TEXT_TRAY_UNFINISHED,
				      (int)s->unfinished.count)};
	return (struct tray){f.icon, say_pairs(v, s, &f)};
}
