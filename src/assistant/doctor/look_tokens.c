/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries, readers, carriers and what is on them. */
#include <stdio.h>
#include <string.h>

#include "assistant/doctor/doctor_private.h"

#define FEW_TRIES 3
#define ENDS_SOON_DAYS 30

/* Is it one that the settings list? */
static bool
is_listed(const struct assistant *a, const char *path)
{
	const char *rest = a->settings.value[SETTING_LIBRARIES];
	struct library_setting l;

	while (libraries_next(&rest, &l))
		if (strcmp(path, l.path) == 0)
			return true;
	return false;
}

void
doctor_libraries(struct doctor *d)
{
	for (size_t i = 0; i < d->a->library_count; i++) {
		struct token_library *lib = d->a->libraries[i];
		const char *path = token_library_path(lib);
		enum err e = token_library_status(lib);
		struct doctor_finding *f;

		if (e == ERR_OK) {
			(void)doctor_found(d, DOCTOR_LIBRARY_FINE, path);
		} else if (is_listed(d->a, path)) {
			f = doctor_found(d, DOCTOR_LIBRARY_LISTED, path);
			f->repair = DOCTOR_REPAIR_UNLIST;
		} else {
			f = doctor_found(d, DOCTOR_LIBRARY_OURS, path);
		}
		if (e != ERR_OK)
			f->err = e;
	}
}

/* "label (serial)", as lists show it. */
static void
name_of(const struct token_entry *t, char *out, size_t size)
{
	const struct token_info *i = &t->info;
	const char *device =
	    t->device[0] != '\0' ? t->device : token_library_path(t->library);

	if (t->err != ERR_OK)
		(void)snprintf(out, size, "%s", device);
	else if (i->label[0] != '\0')
		(void)snprintf(out, size, "%s (%s)", i->label, i->serial);
	else
		(void)snprintf(out, size, "%s", i->serial);
}

static enum doctor_kind
kind_of_good(const struct token_info *i)
{
	if (i->blank)
		return DOCTOR_TOKEN_BLANK;
	if (i->pin_tries == 0)
		return DOCTOR_TOKEN_LOCKED;
	if (i->pin_initial && i->kind == CARRIER_HARD)
		return DOCTOR_TOKEN_INITIAL;
	return i->pin_tries != TOKEN_TRIES_UNKNOWN && i->pin_tries <= FEW_TRIES
		   ? DOCTOR_TOKEN_FEW_TRIES
		   : DOCTOR_TOKEN_FINE;
}

static enum doctor_kind
kind_of_entry(const struct token_entry *t)
{
	switch (t->err) {
	case ERR_OK:
		return kind_of_good(&t->info);
	case ERR_CARD_SERVICE:
		return DOCTOR_CARD_SERVICE;
	case ERR_CARD_ABSENT:
		return DOCTOR_READER_EMPTY;
	case ERR_CARD_FOREIGN:
		return DOCTOR_CARD_FOREIGN;
	default:
		return DOCTOR_TOKEN_BROKEN;
	}
}

static void
look_at(struct doctor *d, const struct token_entry *t)
{
	enum doctor_kind kind = kind_of_entry(t);
	char name[TOKEN_DEVICE_SIZE];
	struct doctor_finding *f;

	name_of(t, name, sizeof(name));
	f = doctor_found(d, kind, name);
	f->number = t->info.pin_tries;
	if (kind == DOCTOR_TOKEN_BROKEN)
		f->err = t->err;
}

void
doctor_tokens(struct doctor *d)
{
	AUTO(token_list) list = NULL;
	size_t shown = 0;

	d->err = token_list_make(ASSISTANT_LIBRARIES(d->a), &list);
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct token_entry *t = &list->entries[i];

		/* A library that does not work was told of already. */
		if (t->err != ERR_OK && token_library_status(t->library) != 0)
			continue;
		look_at(d, t);
		shown++;
	}
	if (shown == 0)
		(void)doctor_found(d, DOCTOR_NO_TOKEN, NULL);
}

void
doctor_certificates(struct doctor *d)
{
	AUTO(holder_pairs) pairs = NULL;

	if (assistant_pairs(d->a, &pairs) != ERR_OK)
		return; /* its carrier was told of */
	if (d->office == ERR_OK)
		err_ignore(assistant_pairs_check(d->a, pairs));
	for (size_t i = 0; i < pairs->count; i++) {
		const struct holder_pair *p = &pairs->rows[i];
		enum doctor_kind kind =
		    p->state != ERR_OK		     ? DOCTOR_CERTIFICATE_BAD
		    : p->days_left <= ENDS_SOON_DAYS ? DOCTOR_CERTIFICATE_ENDS
						     : DOCTOR_CERTIFICATE_FINE;
		struct doctor_finding *f = doctor_found(d, kind, p->subject);

		f->number = p->days_left;
		f->err = p->state;
	}
}
