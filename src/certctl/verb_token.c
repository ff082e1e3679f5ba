/* SPDX-License-Identifier: Apache-2.0 */
/* token init, token label, token info: USB keys. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "certctl/verb.h"

/* --- which --- */

static bool
is_key(const struct token_entry *e, bool blank)
{
	return e->err == ERR_OK && e->info.kind == CARRIER_HARD &&
	       (!blank || e->info.blank);
}

static const struct token_entry *
only_key(const struct token_list *list, bool blank, size_t *ret_count)
{
	const struct token_entry *found = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < list->count; i++)
		if (is_key(&list->entries[i], blank)) {
			found = &list->entries[i];
			++*ret_count;
		}
	return *ret_count == 1 ? found : NULL;
}

static void
show_choice(const struct face *f, const struct token_list *list, bool blank)
{
	char name[FACE_CARRIER_SIZE];

	fprintf(stderr, "%s\n", face_text(f, TEXT_TOKEN_SEVERAL));
	for (size_t i = 0; i < list->count; i++) {
		const struct token_entry *e = &list->entries[i];

		if (!is_key(e, blank))
			continue;
		face_carrier(
		    f, e->info.kind, e->info.label, e->info.serial, name);
		fprintf(stderr, "  %s  %s\n", name, e->device);
	}
}

/* That of --carrier, else the only USB key that is plugged in; blank: the only
 * blank one, if there is any. */
static enum err
choose(struct invocation *in, bool blank, char ret_carrier[TOKEN_DEVICE_SIZE])
{
	AUTO(token_list) list = NULL;
	const char *carrier = invocation_option(in, "--carrier");
	const struct token_entry *key;
	size_t count;

	if (carrier == NULL) {
		TRY(assistant_tokens(in->assistant, &list));
		key = only_key(list, blank, &count);
		if (blank && count == 0) {
			blank = false;
			key = only_key(list, blank, &count);
		}
		if (count > 1 && !in->face.json)
			show_choice(&in->face, list, blank);
		if (key == NULL)
			return count > 1 ? ERR_USAGE : ERR_TOKEN_MISSING;
		carrier = key->device;
	}
	if (strlen(carrier) >= TOKEN_DEVICE_SIZE)
		return ERR_TOKEN_MISSING;
	memcpy(ret_carrier, carrier, strlen(carrier) + 1);
	return ERR_OK;
}

/* --- init --- */

static enum err
device_key(struct invocation *in, struct secret **ret_key)
{
	AUTO(secret) line = NULL;

	if (invocation_option(in, "--device-key-file") == NULL)
		return ERR_OK;
	TRY(file_read_secret(
	    invocation_option(in, "--device-key-file"), &line));
	return token_device_key_parse(secret_bytes(line), ret_key);
}

static json_t *
ready_json(const struct token_info *i)
{
	return json_pack("{s:s, s:s, s:i, s:I}", "carrierSerial", i->serial,
	    "label", i->label, "pinTriesLeft", i->pin_tries, "freeSpace",
	    (json_int_t)i->free_space);
}

enum err
verb_token_init(struct invocation *in)
{
	AUTO(secret) pin = NULL;
	AUTO(secret) key = NULL;
	char carrier[TOKEN_DEVICE_SIZE];
	struct token_init_request r = {
	    .carrier = carrier, .label = invocation_option(in, "--label")};
	struct token_info info;

	TRY(choose(in, true, carrier));
	TRY(device_key(in, &key));
	TRY(invocation_connect(in));
	TRY(invocation_new_pin(in, CARRIER_HARD, &pin));
	r.pin = secret_bytes(pin);
	if (key != NULL)
		r.device_key = secret_bytes(key);
	TRY(assistant_token_init(in->assistant, &r, &info));
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_TOKEN_READY, info.serial);
	face_json(&in->face, ready_json(&info));
	return ERR_OK;
}

/* --- label --- */

enum err
verb_token_label(struct invocation *in)
{
	char carrier[TOKEN_DEVICE_SIZE];

	TRY(choose(in, false, carrier));
	TRY(assistant_token_label(in->assistant, carrier, in->words[0]));
	face_say(&in->face, TEXT_TOKEN_LABELLED);
	face_json(&in->face, json_pack("{s:s}", "label", in->words[0]));
	return ERR_OK;
}

/* --- info --- */

static void
show_names(
    const struct face *f, enum text label, const struct token_names *names)
{
	for (size_t i = 0; names != NULL && i < names->count; i++)
		face_field(f, label, "%s", names->rows[i]);
}

static void
show_details(const struct face *f, const struct token_details *d)
{
	const struct token_info *i = &d->entry.info;

	show_token(f, &d->entry);
	if (!i->blank) {
		show_tries(
		    f, TEXT_ADMIN_TRIES, i->admin_tries, i->admin_tries_max);
		if (i->kind == CARRIER_HARD)
			face_field(f, TEXT_TOKEN_ESCROWED, "%s",
			    face_text(f, d->escrow ? TEXT_TOKEN_ESCROWED_YES
						   : TEXT_TOKEN_ESCROWED_NO));
	}
	show_names(f, TEXT_OTHER_CONTAINERS, d->containers);
	show_names(f, TEXT_OTHER_APPLICATIONS, d->applications);
	for (size_t n = 0; n < d->pairs->count; n++) {
		putchar('\n');
		show_pair(f, &d->pairs->rows[n]);
	}
}

static json_t *
names_json(const struct token_names *names)
{
	json_t *list = json_array();

	for (size_t i = 0; names != NULL && i < names->count; i++)
		json_array_append_new(list, json_string(names->rows[i]));
	return list;
}

static json_t *
details_json(const struct token_details *d)
{
	json_t *json = token_json(&d->entry), *pairs = json_array();

	for (size_t i = 0; i < d->pairs->count; i++)
		json_array_append_new(pairs, pair_json(&d->pairs->rows[i]));
	json_object_set_new(json, "escrow", json_boolean(d->escrow));
	json_object_set_new(json, "certificates", pairs);
	json_object_set_new(json, "otherContainers", names_json(d->containers));
	json_object_set_new(
	    json, "otherApplications", names_json(d->applications));
	return json;
}

enum err
verb_token_info(struct invocation *in)
{
	AUTO_DONE(token_details) d = {.escrow = false};
	char carrier[TOKEN_DEVICE_SIZE];

	TRY(choose(in, false, carrier));
	TRY(assistant_token_info(in->assistant, carrier, &d));
	if (!in->face.json)
		show_details(&in->face, &d);
	face_json(&in->face, details_json(&d));
	return ERR_OK;
}
