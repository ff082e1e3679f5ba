/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications: told to the face, and kept until they are followed. */
#include <string.h>

#include "assistant/screens/desk_private.h"

static struct kept_notice *
kept(struct desk *d, int id)
{
	for (size_t n = 0; n < COUNT(d->notices); n++) {
		if (d->notices[n].id == id)
			return &d->notices[n];
	}
	return NULL;
}

/* So that a click can be followed. */
static void
keep(struct desk *d, const struct desk_notice *n)
{
	struct kept_notice *k = kept(d, n->id);

	if (k == NULL)
		k = kept(d, 0);
	if (k == NULL)
		return;
	*k = (struct kept_notice){.id = n->id, .kind = n->kind};
	if (n->serial != NULL && strlen(n->serial) < sizeof(k->serial))
		memcpy(k->serial, n->serial, strlen(n->serial) + 1);
}

void
desk_notify(struct desk *d, const struct desk_notice *n)
{
	const bool leads = n->action != TEXT_COUNT && n->kind != SCREEN_COUNT;
	const struct notice told = {
	    .id = n->id,
	    .tone = n->tone,
	    .title = text_in(n->title, d->lang),
	    .text = n->text,
	    .action = leads ? text_in(n->action, d->lang) : NULL,
	};

	if (leads)
		keep(d, n);
	d->face->notify(d->face->self, &told);
}

void
desk_withdraw(struct desk *d, int id)
{
	struct kept_notice *k = kept(d, id);

	if (id != 0 && k != NULL)
		*k = (struct kept_notice){0};
	d->face->withdraw(d->face->self, id);
}

void
desk_follow(struct desk *d, int notice_id)
{
	const struct kept_notice *k = kept(d, notice_id);
	struct kept_notice copy;

	if (notice_id == 0 || k == NULL)
		return;
	copy = *k;
	desk_enter(d);
	desk_note_activity(d);
	desk_withdraw(d, notice_id);
	(void)desk_open(d, copy.kind,
	    &(struct wish){
		.serial = copy.serial[0] != '\0' ? copy.serial : NULL});
	desk_leave(d);
}
