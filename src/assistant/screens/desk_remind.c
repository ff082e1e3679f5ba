/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/desk_remind.h"

#include <stdio.h>
#include <string.h>

#include "assistant/screens/desk_private.h"
#include "assistant/screens/reminder.h"

#define DAY_S 86400
#define SOON_S (30 * DAY_S) /* when the first one is due */
#define MEMO_PREFIX "reminded."

/* Two notifications: of certificates that will end, and of those that have. */
enum { ENDING, ENDED, SORTS };

static const struct sort {
	int notice;
	enum text title, one, several, action;
	enum screen_kind leads, several_lead;
	enum tone tone;
} sorts[SORTS] = {
    [ENDING] = {NOTICE_ENDING, TEXT_REMIND_ENDING, TEXT_TRAY_EXPIRING,
	TEXT_TRAY_EXPIRING_SEVERAL, TEXT_GO_UPDATE, SCREEN_UPDATE, SCREEN_BATCH,
	TONE_CAUTION},
    [ENDED] = {NOTICE_ENDED, TEXT_REMIND_ENDED, TEXT_REMIND_ENDED_ONE,
	TEXT_REMIND_ENDED_SEVERAL, TEXT_GO_EXCHANGE, SCREEN_EXCHANGE,
	SCREEN_MAIN, TONE_PROBLEM},
};

struct found {
	const struct holder_pair *first; /* to end, of those that are due */
	int due, there; /* there: in that state, said already or not */
};

/* Whoever lets it end has one that lasts longer, or cannot use it anyway. */
static bool
matters(const struct desk_state *s, const struct holder_pair *p)
{
	return !p->unfinished && p->sign_serial[0] != '\0' &&
	       (p->state == ERR_OK || p->state == ERR_CERT_EXPIRED) &&
	       !desk_state_replaced(s, p);
}

static void
memo_name(const struct holder_pair *p, char out[MEMO_NAME_SIZE])
{
	(void)snprintf(out, MEMO_NAME_SIZE, MEMO_PREFIX "%s", p->sign_serial);
}

static void
add(struct found *f, const struct holder_pair *p)
{
	if (f->first == NULL || p->not_after < f->first->not_after)
		f->first = p;
	f->due++;
}

static void
look_at_pair(struct desk *d, const struct holder_pair *p,
    const struct quiet_hours *quiet, struct found found[SORTS])
{
	char name[MEMO_NAME_SIZE], text[REMINDER_TEXT_SIZE];
	struct reminder_told told;
	int64_t ask_at;
	struct reminder r = {.now = desk_now(d),
	    .not_after = p->not_after,
	    .local = civil_local,
	    .quiet = quiet};
	int sort = r.now > p->not_after ? ENDED : ENDING;

	memo_name(p, name);
	r.told = reminder_parse(desk_memo_get(d, name));
	told = (struct reminder_told){reminder_due(&r, &ask_at), r.now};
	if (ask_at < d->remind_at)
		d->remind_at = ask_at;
	if (sort == ENDED || p->not_after - r.now <= SOON_S)
		found[sort].there++;
	if (told.days == REMINDER_NONE)
		return;
	add(&found[sort], p);
	reminder_text(&told, text);
	desk_memo_set(d, name, text);
}

static const char *
say(struct view *v, const struct sort *sort, const struct found *f, int64_t now)
{
	const int days = (int)((f->first->not_after - now) / DAY_S);

	if (f->due > 1)
		return view_text(v, sort->several, f->due, days);
	if (sort->one == TEXT_TRAY_EXPIRING && days == 0)
		return view_text(
		    v, TEXT_TRAY_EXPIRING_TODAY, f->first->subject);
	return view_text(v, sort->one, f->first->subject, days);
}

static void
tell(struct desk *d, const struct sort *sort, const struct found *f)
{
	AUTO_DONE(view) v = {0};
	const bool one = f->due == 1;
	struct desk_notice n = {.id = sort->notice,
	    .tone = sort->tone,
	    .title = sort->title,
	    .action = one ? sort->action : TEXT_REMIND_SHOW,
	    .kind = one ? sort->leads : sort->several_lead,
	    .serial = one ? f->first->sign_serial : NULL};

	view_init(&v, d->lang);
	n.text = say(&v, sort, f, desk_now(d));
	desk_notify(d, &n);
}

static void
tell_or_withdraw(struct desk *d, int sort, const struct found *f)
{
	if (f->due > 0) {
		tell(d, &sorts[sort], f);
		d->reminded[sort] = true;
	} else if (f->there == 0 && d->reminded[sort]) {
		desk_withdraw(d, sorts[sort].notice);
		d->reminded[sort] = false;
	}
}

void
desk_remind(struct desk *d)
{
	const struct desk_state *s = d->state;
	const bool on = strcmp(s->settings[SETTING_REMINDERS], "on") == 0;
	struct found found[SORTS] = {{0}};
	struct quiet_hours quiet;
	const struct quiet_hours *q =
	    settings_quiet(s->settings[SETTING_QUIET], &quiet) ? &quiet : NULL;

	d->remind_at = INT64_MAX;
	/* A key that was pulled out takes back nothing. */
	if (s->pairs == NULL || s->pairs->count == 0)
		return;
	for (size_t n = 0; on && n < s->pairs->count; n++) {
		if (matters(s, &s->pairs->rows[n]))
			look_at_pair(d, &s->pairs->rows[n], q, found);
	}
	for (int n = 0; n < SORTS; n++)
		tell_or_withdraw(d, n, &found[n]);
}

void
desk_tell_unfinished(struct desk *d, bool first)
{
	AUTO_DONE(view) v = {0};
	const int count = (int)d->state->unfinished.count;

	if (count == 0 && d->unfinished_told)
		desk_withdraw(d, NOTICE_UNFINISHED);
	d->unfinished_told = count > 0 && (first || d->unfinished_told);
	if (count == 0 || !first)
		return;
	view_init(&v, d->lang);
	desk_notify(d, &(struct desk_notice){.id = NOTICE_UNFINISHED,
			   .tone = TONE_CAUTION,
			   .title = TEXT_UNFINISHED,
			   .text = view_text(&v, TEXT_TRAY_UNFINISHED, count),
			   .action = TEXT_GO_RESUME,
			   .kind = SCREEN_RESUME});
}
