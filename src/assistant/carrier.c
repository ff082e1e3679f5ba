/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/carrier.h"

#include <stdio.h>
#include <string.h>

#include "pki/envelope.h"
#include "pki/escrow.h"

#define LOCK_WAIT_MS 1000

/* A label that is not told now may be known from before. */
static void
note(struct assistant *a, const char *serial, const char *label)
{
	struct failure *f = &a->failure;

	if (label != NULL || strcmp(f->carrier, serial) != 0)
		(void)snprintf(f->label, sizeof(f->label), "%s",
		    label != NULL ? label : "");
	if (strcmp(f->carrier, serial) != 0)
		(void)snprintf(f->carrier, sizeof(f->carrier), "%s", serial);
}

enum err
carrier_open(struct assistant *a, const char *serial, struct token **ret_token)
{
	note(a, serial, NULL);
	return token_open_serial(ASSISTANT_LIBRARIES(a), serial, ret_token);
}

enum err
carrier_look_up(struct assistant *a, const char *carrier,
    struct token_entry *ret_entry, struct token **ret_token)
{
	AUTO(token_list) list = NULL;

	note(a, carrier, NULL);
	TRY(token_list_make(ASSISTANT_LIBRARIES(a), &list));
	for (size_t i = 0; i < list->count; i++) {
		const struct token_entry *e = &list->entries[i];

		if (strcmp(e->device, carrier) != 0 &&
		    (e->err != ERR_OK || strcmp(e->info.serial, carrier) != 0))
			continue;
		TRY(e->err);
		note(a, e->info.serial, e->info.label);
		TRY(token_open(e->library, e->device, ret_token));
		*ret_entry = *e;
		return ERR_OK;
	}
	return ERR_TOKEN_MISSING;
}

enum err
carrier_look(struct assistant *a, struct token *t, struct token_info *ret_info)
{
	TRY(token_get_info(t, ret_info));
	note(a, ret_info->serial, ret_info->label);
	return ERR_OK;
}

enum err
carrier_check(struct assistant *a, const struct token_info *i, struct bytes pin)
{
	TRY(token_pin_check_kind(i->kind, pin));
	if (i->blank)
		return ERR_TOKEN_BLANK;
	if (i->pin_tries == 0) {
		a->failure.tries_left = 0;
		return ERR_PIN_LOCKED;
	}
	return i->kind == CARRIER_HARD && i->pin_initial ? ERR_PIN_INITIAL
							 : ERR_OK;
}

enum err
carrier_check_room(const struct token_info *i)
{
	return i->total_space > 0 && i->free_space < CARRIER_PAIR_ROOM
		   ? ERR_TOKEN_FULL
		   : ERR_OK;
}

void
carrier_know_tries(struct assistant *a, struct token *t)
{
	struct token_info i;

	if (a->failure.tries_left == TOKEN_TRIES_UNKNOWN &&
	    token_get_info(t, &i) == ERR_OK)
		a->failure.tries_left = i.pin_tries;
}

enum err
carrier_enter(struct assistant *a, struct token *t, struct bytes pin)
{
	enum err e = token_login(t, pin, &a->failure.tries_left);

	if (e == ERR_PIN_WRONG || e == ERR_PIN_LOCKED)
		carrier_know_tries(a, t);
	return e;
}

enum err
carrier_login(struct assistant *a, struct token *t, struct bytes pin)
{
	struct token_info i;

	TRY(carrier_look(a, t, &i));
	TRY(carrier_check(a, &i, pin));
	return carrier_enter(a, t, pin);
}

/* Whoever wrote it may have been cut off. */
enum err
carrier_read_escrow(struct token *t, struct buf *escrow)
{
	AUTO_DONE(buf) file = BUF(ESCROW_DER_MAX);
	struct sm2_cipher cipher;
	enum err e = token_read_file(t, TOKEN_ESCROW_FILE, &file);

	if (e == ERR_FILE_MISSING || e == ERR_TOO_LARGE ||
	    e == ERR_NOT_SUPPORTED)
		return ERR_OK;
	TRY(e);
	if (sm2_cipher_parse(buf_bytes(&file), &cipher) != ERR_OK)
		return ERR_OK;
	buf_put(escrow, buf_bytes(&file));
	return buf_status(escrow);
}

/* --- soft tokens that have served --- */

static bool
is_empty(struct token *t)
{
	AUTO(token_names) containers = NULL;
	AUTO(token_names) applications = NULL;
	AUTO(token_names) files = NULL;

	return token_container_names(t, &containers) == ERR_OK &&
	       containers->count == 0 &&
	       token_applications_list(t, &applications) == ERR_OK &&
	       applications->count == 1 &&
	       token_files_list(t, &files) == ERR_OK && files->count == 0;
}

static void
forget(struct assistant *a, const struct token_entry *entry)
{
	AUTO(token) t = NULL;
	char name[TOKEN_DEVICE_SIZE + 16], path[FILE_PATH_MAX];

	(void)snprintf(name, sizeof(name), "tokens/%s.token", entry->device);
	if (assistant_path(a, name, path) != ERR_OK || !file_exists(path) ||
	    token_open(entry->library, entry->device, &t) != ERR_OK ||
	    token_lock(t, LOCK_WAIT_MS) != ERR_OK)
		return;
	if (is_empty(t))
		err_ignore(file_remove(path));
	token_unlock(t);
}

void
carrier_forget_empty(struct assistant *a, const char *serial)
{
	AUTO(token_list) list = NULL;

	if (token_list_make(ASSISTANT_LIBRARIES(a), &list) != ERR_OK)
		return;
	for (size_t i = 0; i < list->count; i++) {
		const struct token_entry *e = &list->entries[i];

		if (e->err == ERR_OK && e->info.kind == CARRIER_SOFT &&
		    strcmp(e->info.serial, serial) == 0)
			forget(a, e);
	}
}
