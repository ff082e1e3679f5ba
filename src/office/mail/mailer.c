/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/mailer.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "office/mail/expand.h"
#include "office/mail/mime.h"
#include "office/mail/show.h"

#define PART_MAX 65536 /* octets of a part before it is encoded */
#define MAIL_MAX (4 * PART_MAX)
#define OWN_VALUES 3 /* office, origin, id */

struct mailer {
	struct gm *gm;
	struct sm2_key *key;
	struct mailer_config config;
};

enum err
mailer_new(struct gm *gm, struct sm2_key *key,
    const struct mailer_config *config, struct mailer **ret_mailer)
{
	struct mailer *m;

	TRY(mail_address_check(config->from_address));
	m = calloc(1, sizeof(*m));
	if (m == NULL)
		return ERR_NOMEM;
	*m = (struct mailer){gm, key, *config};
	*ret_mailer = m;
	return ERR_OK;
}

void
mailer_free(struct mailer *m)
{
	free(m);
}

/* One mail while it is written. */
struct letter {
	const struct mailer *mailer;
	const struct mail_message *message;
	const struct mail_template *template;
	enum lang lang;
	json_t *params;
	struct secret *secrets;
	struct buf shown[MAIL_TEMPLATE_PARAMS_MAX]; /* what values point to */
	struct expand_value values[MAIL_TEMPLATE_PARAMS_MAX + OWN_VALUES];
	size_t count;
};

static void
letter_done(struct letter *l)
{
	json_decref(l->params);
	secret_free(l->secrets);
	for (size_t i = 0; i < COUNT(l->shown); i++)
		buf_done(&l->shown[i]);
}
DEFINE_AUTO_DONE(letter)

static enum err
read_params(struct letter *l)
{
	struct bytes p = l->message->params;
	json_error_t error;

	l->params = json_loadb(
	    (const char *)p.p, p.len, JSON_REJECT_DUPLICATES, &error);
	if (l->params == NULL)
		return json_error_code(&error) == json_error_out_of_memory
			   ? ERR_NOMEM
			   : ERR_BAD_MESSAGE;
	return json_is_object(l->params) ? ERR_OK : ERR_BAD_MESSAGE;
}

static bool
has_secret(const struct mail_template *t)
{
	for (size_t i = 0; t->params[i].name != NULL; i++)
		if (t->params[i].kind == MAIL_PARAM_SECRET)
			return true;
	return false;
}

static enum err
read_secrets(struct letter *l)
{
	if (has_secret(l->template) != (l->message->sealed.len > 0))
		return ERR_BAD_MESSAGE;
	if (l->message->sealed.len == 0)
		return ERR_OK;
	return mail_unseal(
	    l->mailer->gm, l->message, l->mailer->key, &l->secrets);
}

/* The value of a parameter as it came; *open counts those that are not
 * secret. */
static enum err
raw_value(struct letter *l, size_t i, size_t *open, struct bytes *ret_value)
{
	const char *name = l->template->params[i].name;
	json_t *value;

	if (l->template->params[i].kind == MAIL_PARAM_SECRET)
		return mail_secrets_find(
		    secret_bytes(l->secrets), name, ret_value);
	value = json_object_get(l->params, name);
	if (!json_is_string(value))
		return ERR_BAD_MESSAGE;
	(*open)++;
	*ret_value = BYTES(json_string_value(value), json_string_length(value));
	return ERR_OK;
}

static void
add_value(struct letter *l, const char *name, struct bytes value)
{
	l->values[l->count++] = (struct expand_value){name, value, false};
}

static enum err
show_values(struct letter *l)
{
	const struct mailer_config *config = &l->mailer->config;
	size_t open = 0;

	for (size_t i = 0; l->template->params[i].name != NULL; i++) {
		struct bytes raw;

		buf_init(&l->shown[i], PART_MAX);
		TRY(raw_value(l, i, &open, &raw));
		TRY(mail_show(l->template->params[i].kind, raw, l->lang,
		    config->origin, &l->shown[i]));
		add_value(
		    l, l->template->params[i].name, buf_bytes(&l->shown[i]));
	}
	add_value(l, "office", bytes_str(config->office_name));
	add_value(l, "origin", bytes_str(config->origin));
	add_value(l, "id", bytes_str(l->message->id));
	return open == json_object_size(l->params) ? ERR_OK : ERR_BAD_MESSAGE;
}

static enum err
letter_read(struct letter *l)
{
	l->template = mail_template_find(l->message->template);
	if (l->template == NULL)
		return ERR_BAD_MESSAGE;
	l->lang = strcmp(l->message->lang, "en") == 0 ? LANG_EN : LANG_ZH;
	TRY(read_params(l));
	TRY(read_secrets(l));
	return show_values(l);
}

/* The first line of the words is the subject, an empty one follows. */
static enum err
split_words(
    struct bytes words, struct bytes *ret_subject, struct bytes *ret_body)
{
	const uint8_t *end =
	    words.len == 0 ? NULL : memchr(words.p, '\n', words.len);
	size_t line;

	if (end == NULL)
		return ERR_INTERNAL;
	line = (size_t)(end - words.p);
	*ret_subject = BYTES(words.p, line);
	while (line < words.len && words.p[line] == '\n')
		line++;
	*ret_body = BYTES(words.p + line, words.len - line);
	return ERR_OK;
}

/* A part: its words filled in, within the frame that all mails have. */
static enum err
write_part(const struct letter *l, struct bytes words, struct bytes subject,
    enum expand_as as, struct buf *out)
{
	AUTO_DONE(buf) content = BUF(PART_MAX);
	const struct mailer_config *config = &l->mailer->config;
	struct expand_value frame[] = {{"content", BYTES_NONE, true},
	    {"subject", subject, false},
	    {"office", bytes_str(config->office_name), false},
	    {"origin", bytes_str(config->origin), false},
	    {"id", bytes_str(l->message->id), false}};

	TRY(expand(words, as, l->values, l->count, &content));
	frame[0].value = buf_bytes(&content);
	return expand(
	    mail_words("layout", l->lang, as == EXPAND_HTML ? "html" : "txt"),
	    as, frame, COUNT(frame), out);
}

struct parts {
	struct buf subject, text, html;
};

static void
parts_done(struct parts *p)
{
	buf_done(&p->subject);
	buf_done(&p->text);
	buf_done(&p->html);
}
DEFINE_AUTO_DONE(parts)

static enum err
write_parts(const struct letter *l, struct parts *p)
{
	const char *name = l->template->name;
	struct bytes subject, body;

	TRY(split_words(mail_words(name, l->lang, "txt"), &subject, &body));
	TRY(expand(subject, EXPAND_TEXT, l->values, l->count, &p->subject));
	subject = buf_bytes(&p->subject);
	TRY(write_part(l, body, subject, EXPAND_TEXT, &p->text));
	return write_part(l, mail_words(name, l->lang, "html"), subject,
	    EXPAND_HTML, &p->html);
}

enum err
mailer_compose(
    struct mailer *m, const struct mail_message *message, struct buf *eml)
{
	AUTO_DONE(letter) l = {.mailer = m, .message = message};
	AUTO_DONE(parts)
	p = {BUF(PART_MAX), BUF(PART_MAX), BUF(PART_MAX)};

	TRY(letter_read(&l));
	TRY(write_parts(&l, &p));
	mime_encode(eml, &(struct mime_mail){.id = message->id,
			     .created_at = message->created_at,
			     .from_name = m->config.office_name,
			     .from_address = m->config.from_address,
			     .to_address = message->recipient,
			     .lang = message->lang,
			     .subject = buf_bytes(&p.subject),
			     .text = buf_bytes(&p.text),
			     .html = buf_bytes(&p.html)});
	return buf_status(eml);
}

enum err
mail_handle(struct mailer *m, struct bytes content, struct buf *answer)
{
	AUTO_DONE(buf) eml = BUF(MAIL_MAX);
	struct mail_message message;

	(void)answer;
	TRY(mail_message_parse(content, &message));
	TRY(mailer_compose(m, &message, &eml));
	return m->config.transport.send(
	    m->config.transport.self, &message, buf_bytes(&eml));
}
