/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/say.h"

#include <stdio.h>
#include <string.h>

#include "assistant/screens/cert_list.h"

#define FEW_DAYS 30 /* from then on a certificate can be renewed */
#define GROUP 4	    /* digits of a fingerprint */

const char *
say_carrier(struct view *v, enum carrier_kind kind, const char *label,
    const char *serial)
{
	const char *what = view_text(
	    v, kind == CARRIER_HARD ? TEXT_CARRIER_HARD : TEXT_CARRIER_SOFT);

	return label[0] == '\0'
		   ? view_text(v, TEXT_CARRIER_NUMBERED, what, serial)
		   : view_text(v, TEXT_CARRIER_NAMED, what, label, serial);
}

const char *
say_carrier_briefly(struct view *v, const struct holder_pair *p)
{
	const bool hard = p->carrier == CARRIER_HARD;
	const bool named = hard && p->token_label[0] != '\0';

	return view_printf(v, "%s%s%s …%s",
	    view_text(v, hard ? TEXT_CARRIER_HARD : TEXT_CARRIER_SOFT),
	    named ? " " : "", named ? p->token_label : "",
	    cert_serial_end(p->token_serial));
}

enum err
say_trouble(const struct desk_state *s, const struct holder_pair *p)
{
	const struct carrier_row *c = desk_state_carrier(s, p->token_serial);

	if (p->unfinished)
		return ERR_OPERATION_PENDING;
	if (p->state != ERR_OK)
		return p->state;
	if (c == NULL || c->err != ERR_OK)
		return c == NULL ? ERR_TOKEN_MISSING : c->err;
	if (c->info.pin_tries == 0)
		return ERR_PIN_LOCKED;
	return c->info.kind == CARRIER_HARD && c->info.pin_initial
		   ? ERR_PIN_INITIAL
		   : ERR_OK;
}

static const char *
label_known(const struct desk_state *s, const char *serial)
{
	const struct carrier_row *c = desk_state_carrier(s, serial);

	if (c != NULL)
		return c->info.label;
	for (size_t i = 0; s->pairs != NULL && i < s->pairs->count; i++)
		if (strcmp(s->pairs->rows[i].token_serial, serial) == 0)
			return s->pairs->rows[i].token_label;
	return "";
}

struct failure
say_meant(const struct desk_state *s, const char *serial)
{
	struct failure f = {.tries_left = -1};

	(void)snprintf(f.carrier, sizeof(f.carrier), "%s", serial);
	(void)snprintf(f.label, sizeof(f.label), "%s", label_known(s, serial));
	return f;
}

const char *
say_state(struct view *v, const struct desk_state *s,
    const struct holder_pair *p, enum tone *ret_tone)
{
	enum err e = say_trouble(s, p);

	*ret_tone = TONE_GOOD;
	if (e == ERR_OK && p->days_left <= FEW_DAYS)
		*ret_tone = TONE_CAUTION;
	if (e == ERR_OK)
		return view_text(v, TEXT_STATE_GOOD, p->days_left);
	*ret_tone = e == ERR_OPERATION_PENDING || e == ERR_PIN_INITIAL
			? TONE_CAUTION
			: TONE_PROBLEM;
	if (e == ERR_OPERATION_PENDING)
		return view_text(v, TEXT_STATE_UNFINISHED);
	return e == ERR_PIN_INITIAL ? view_text(v, TEXT_STATE_INITIAL)
				    : err_text(e, v->lang);
}

const char *
say_fingerprint(struct view *v, const char *hex)
{
	const size_t len = strlen(hex);
	char *out = view_alloc(v, len + len / GROUP + 1, 1);
	size_t to = 0;

	if (out == NULL)
		return "";
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && i % GROUP == 0)
			out[to++] = ' ';
		out[to++] = hex[i];
	}
	return out;
}

const char *
say_step(struct view *v, enum step step)
{
	static const enum text texts[] = {
#define P(name) [STEP_##name] = TEXT_STEP_##name,
#include "assistant/steps.def"
#undef P
	};

	return view_text(v, texts[step]);
}

static const struct {
	const char *word;
	enum text text;
} words[] = {
#define W(word, text) {word, TEXT_##text},
#include "assistant/office_words.def"
#undef W
};

const char *
say_office_word(struct view *v, const char *word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].word, word) == 0)
			return view_text(v, words[i].text);
	return view_copy(v, word);
}

const char *
say_octets(struct view *v, uint32_t octets)
{
	return octets < 1024 ? view_printf(v, "%u B", octets)
			     : view_printf(v, "%u KB", octets / 1024);
}
