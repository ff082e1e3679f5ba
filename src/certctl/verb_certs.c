/* SPDX-License-Identifier: Apache-2.0 */
/* tokens, certs, show. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assistant/describe.h"
#include "certctl/verb.h"

/* --- tokens --- */

json_t *
token_json(const struct token_entry *t)
{
	const struct token_info *i = &t->info;

	if (t->err != ERR_OK)
		return json_pack("{s:s, s:s, s:s}", "device", t->device,
		    "library", token_library_path(t->library), "error",
		    err_name(t->err));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:i, s:i, s:i, "
			 "s:i, s:I, s:I}",
	    "device", t->device, "kind", carrier_name(i->kind), "serial",
	    i->serial, "label", i->label, "manufacturer", i->manufacturer,
	    "blank", i->blank, "pinInitial",
	    i->kind == CARRIER_HARD && i->pin_initial, "pinTriesLeft",
	    i->pin_tries, "pinTriesMax", i->pin_tries_max, "adminTriesLeft",
	    i->admin_tries, "adminTriesMax", i->admin_tries_max, "freeSpace",
	    (json_int_t)i->free_space, "totalSpace",
	    (json_int_t)i->total_space);
}

/* Tries left, where the device tells them. */
void
show_tries(const struct face *f, enum text label, int left, int max)
{
	if (left == TOKEN_TRIES_UNKNOWN)
		face_field(f, label, "%s", face_text(f, TEXT_NOT_TOLD));
	else if (left == 0)
		face_field(f, label, "%s", face_text(f, TEXT_TRIES_NONE));
	else
		face_field(f, label, "%d / %d", left, max);
}

static void
show_pins(const struct face *f, const struct token_info *i)
{
	if (i->blank) {
		face_field(f, TEXT_STATE, "%s", face_text(f, TEXT_STATE_BLANK));
		return;
	}
	if (i->kind == CARRIER_HARD && i->pin_initial)
		face_field(
		    f, TEXT_STATE, "%s", face_text(f, TEXT_STATE_INITIAL));
	show_tries(f, TEXT_PIN_TRIES, i->pin_tries, i->pin_tries_max);
}

void
show_token(const struct face *f, const struct token_entry *t)
{
	const struct token_info *i = &t->info;

	if (t->err != ERR_OK) {
		face_field(f, TEXT_CARRIER, "%s",
		    t->device[0] ? t->device : token_library_path(t->library));
		face_field(f, TEXT_STATE, "%s%s", err_text(t->err, f->lang),
		    err_remedy(t->err, f->lang));
		return;
	}
	face_field(f, TEXT_CARRIER, "%s",
	    face_text(f, i->kind == CARRIER_HARD ? TEXT_CARRIER_HARD
						 : TEXT_CARRIER_SOFT));
	face_field(f, TEXT_LABEL, "%s", i->label);
	face_field(f, TEXT_SERIAL, "%s", i->serial);
	face_field(f, TEXT_MAKER, "%s", i->manufacturer);
	show_pins(f, i);
	face_field(f, TEXT_FREE_SPACE, "%u KB / %u KB", i->free_space / 1024,
	    i->total_space / 1024);
}

/* One calm line about readers with nothing in them. */
static void
show_idle(const struct face *f, const struct token_entry *t)
{
	char text[TOKEN_DEVICE_SIZE + 64];

	if (t->err == ERR_CARD_ABSENT) {
		face_format(
		    f, text, sizeof(text), TEXT_READER_EMPTY, t->device);
		face_field(f, TEXT_READER, "%s", text);
	} else {
		face_field(f, TEXT_READER, "%s",
		    face_text(f, t->err == ERR_CARD_SERVICE
				     ? TEXT_READERS_OFF
				     : TEXT_READERS_BROKEN));
	}
}

static void
show_tokens(const struct face *f, const struct token_list *list)
{
	size_t i = 0;

	if (list->count == 0 || token_entry_is_idle(&list->entries[0]))
		face_say(f, TEXT_NO_TOKENS);
	for (; i < list->count && !token_entry_is_idle(&list->entries[i]);
	     i++) {
		if (i > 0)
			putchar('\n');
		show_token(f, &list->entries[i]);
	}
	if (i < list->count)
		putchar('\n');
	for (; i < list->count; i++)
		show_idle(f, &list->entries[i]);
}

static enum err
list_tokens(struct invocation *in)
{
	AUTO(token_list) list = NULL;
	json_t *rows = json_array();

	TRY(assistant_tokens(in->assistant, &list));
	if (!in->face.json)
		show_tokens(&in->face, list);
	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(rows, token_json(&list->entries[i]));
	face_json(&in->face, json_pack("{s:o}", "tokens", rows));
	return ERR_OK;
}

/* That carriers came or went, told from one thread to the other. */
struct change {
	pthread_mutex_t mutex;
	pthread_cond_t come;
	bool here;
};

static void
tell_change(void *arg)
{
	struct change *c = arg;

	pthread_mutex_lock(&c->mutex);
	c->here = true;
	pthread_cond_signal(&c->come);
	pthread_mutex_unlock(&c->mutex);
}

static void
await_change(struct change *c)
{
	pthread_mutex_lock(&c->mutex);
	while (!c->here)
		pthread_cond_wait(&c->come, &c->mutex);
	c->here = false;
	pthread_mutex_unlock(&c->mutex);
}

/* The list, and again whenever it may be another one; until the program is
 * ended. */
static enum err
watch_tokens(struct invocation *in)
{
	struct change c = {.here = true};
	enum err e = ERR_OK;

	pthread_mutex_init(&c.mutex, NULL);
	pthread_cond_init(&c.come, NULL);
	TRY(assistant_watch_start(in->assistant, tell_change, &c));
	while (e == ERR_OK) {
		await_change(&c);
		if (!in->face.json)
			face_say(&in->face, TEXT_WATCHING);
		e = list_tokens(in);
		if (fflush(stdout) != 0)
			e = ERR_FILE_WRITE; /* nobody reads it any more */
	}
	assistant_watch_stop(in->assistant);
	return e;
}

enum err
verb_tokens(struct invocation *in)
{
	return invocation_option(in, "--watch") != NULL ? watch_tokens(in)
							: list_tokens(in);
}

/* --- certs --- */

json_t *
pair_json(const struct holder_pair *p)
{
	return json_pack(
	    "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:i, s:s, "
	    "s:b}",
	    "subject", p->subject, "userName", p->user_name, "issuer",
	    p->issuer, "carrier", carrier_name(p->carrier), "carrierSerial",
	    p->token_serial, "carrierLabel", p->token_label, "container",
	    p->container, "signSerial", p->sign_serial, "encryptSerial",
	    p->encrypt_serial, "notBefore", face_time_json(p->not_before),
	    "notAfter", face_time_json(p->not_after), "daysLeft", p->days_left,
	    "state", err_name(p->state), "unfinished", p->unfinished);
}

void
show_pair(const struct face *f, const struct holder_pair *p)
{
	char until[FACE_TIME_SIZE], state[128], carrier[FACE_CARRIER_SIZE];

	face_time(p->not_after, until);
	face_carrier(f, p->carrier, p->token_label, p->token_serial, carrier);
	face_field(f, TEXT_SUBJECT, "%s (%s)", p->subject, p->user_name);
	face_field(f, TEXT_ISSUER, "%s", p->issuer);
	face_field(f, TEXT_VALID_UNTIL, "%s", until);
	face_field(f, TEXT_KEY_TYPE, "SM2");
	face_field(f, TEXT_CARRIER, "%s", carrier);
	face_format(f, state, sizeof(state), TEXT_STATE_GOOD, p->days_left);
	face_field(f, TEXT_STATE, "%s",
	    p->unfinished	 ? face_text(f, TEXT_STATE_UNFINISHED)
	    : p->state == ERR_OK ? state
				 : err_text(p->state, f->lang));
	face_field(f, TEXT_SIGN_SERIAL, "%s", p->sign_serial);
	face_field(f, TEXT_ENCRYPT_SERIAL, "%s", p->encrypt_serial);
}

enum err
verb_certs(struct invocation *in)
{
	AUTO(holder_pairs) list = NULL;
	json_t *rows = json_array();

	TRY(assistant_pairs(in->assistant, &list));
	err_ignore(assistant_pairs_check(in->assistant, list)); /* if it can */
	if (list->count == 0)
		face_say(&in->face, TEXT_NO_CERTIFICATES);
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0 && !in->face.json)
			putchar('\n');
		if (!in->face.json)
			show_pair(&in->face, &list->rows[i]);
		json_array_append_new(rows, pair_json(&list->rows[i]));
	}
	face_json(&in->face, json_pack("{s:o}", "certificates", rows));
	return ERR_OK;
}

/* --- show --- */

static const char *const usages[] = {"digitalSignature", "nonRepudiation",
    "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign",
    "cRLSign"};

static json_t *
usage_json(const struct cert *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < COUNT(usages); i++)
		if (c->key_usage & (1u << i))
			json_array_append_new(list, json_string(usages[i]));
	return list;
}

static enum err
name_of(struct bytes der, char **ret_text)
{
	AUTO_DONE(buf) b = BUF(NAME_DER_MAX * 2);

	name_text(&b, der);
	return buf_take_string(&b, ret_text);
}

static void
cert_lines(const struct face *f, const struct cert *c, const char *subject,
    const char *issuer)
{
	char serial[CERT_SERIAL_TEXT_SIZE], from[FACE_TIME_SIZE],
	    until[FACE_TIME_SIZE];

	cert_serial_text(&c->serial, serial);
	face_time(c->not_before, from);
	face_time(c->not_after, until);
	face_say(f, c->key_usage & CERT_KU_DIGITAL_SIGNATURE
			? TEXT_SIGN_CERT
			: TEXT_ENCRYPT_CERT);
	face_field(f, TEXT_DISTINGUISHED, "%s", subject);
	face_field(f, TEXT_ISSUER, "%s", issuer);
	face_field(f, TEXT_SERIAL, "%s", serial);
	face_field(f, TEXT_VALID_FROM, "%s", from);
	face_field(f, TEXT_VALID_UNTIL, "%s", until);
	face_field(f, TEXT_KEY_TYPE, "SM2");
	if (c->credit_code[0] != '\0')
		face_field(f, TEXT_CREDIT_CODE, "%s", c->credit_code);
	for (size_t i = 0; i < COUNT(usages); i++)
		if (c->key_usage & (1u << i))
			face_field(f, TEXT_USAGE, "%s", usages[i]);
}

static enum err
cert_show(const struct face *f, struct bytes der)
{
	char serial[CERT_SERIAL_TEXT_SIZE];
	char *subject = NULL, *issuer = NULL;
	struct cert c;
	enum err e;

	TRY(cert_parse(der, &c));
	e = name_of(c.subject, &subject);
	if (e == ERR_OK)
		e = name_of(c.issuer, &issuer);
	if (e == ERR_OK && !f->json)
		cert_lines(f, &c, subject, issuer);
	cert_serial_text(&c.serial, serial);
	if (e == ERR_OK && f->json)
		face_json(f,
		    json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:o}", "serial",
			serial, "subject", subject, "issuer", issuer,
			"notBefore", face_time_json(c.not_before), "notAfter",
			face_time_json(c.not_after), "creditCode",
			c.credit_code, "keyUsage", usage_json(&c)));
	free(subject);
	free(issuer);
	return e;
}

/* All that the certificate says. */
static enum err
cert_show_all(const struct face *f, struct bytes der)
{
	AUTO(cert_fields) all = NULL;
	json_t *rows = json_array();

	TRY(cert_describe(der, f->lang, &all));
	for (size_t i = 0; i < all->count; i++) {
		const struct cert_field *row = &all->rows[i];

		if (!f->json)
			printf("%s\n    %s\n", row->label, row->value);
		json_array_append_new(
		    rows, json_pack("{s:s, s:s, s:s}", "field",
			      cert_field_name(row->kind), "label", row->label,
			      "value", row->value));
	}
	face_json(f, json_pack("{s:o}", "fields", rows));
	return ERR_OK;
}

static enum err
save(struct invocation *in, const char *path, struct bytes der)
{
	TRY(assistant_export(der, path,
	    invocation_option(in, "--pem") != NULL ? EXPORT_PEM : EXPORT_DER));
	face_say(&in->face, TEXT_WRITTEN);
	face_json(&in->face, json_pack("{s:s}", "file", path));
	return ERR_OK;
}

enum err
verb_show(struct invocation *in)
{
	AUTO(holder_pairs) list = NULL;
	const char *serial = in->words[0];
	const char *out = invocation_option(in, "--out");

	TRY(assistant_pairs(in->assistant, &list));
	for (size_t i = 0; i < list->count; i++) {
		const struct holder_pair *p = &list->rows[i];
		bool sign = strcmp(p->sign_serial, serial) == 0;
		struct bytes der = buf_bytes(sign ? &p->sign : &p->encrypt);

		if (!sign && strcmp(p->encrypt_serial, serial) != 0)
			continue;
		if (out != NULL)
			return save(in, out, der);
		return invocation_option(in, "--all") != NULL
			   ? cert_show_all(&in->face, der)
			   : cert_show(&in->face, der);
	}
	return ERR_CERT_UNKNOWN;
}
