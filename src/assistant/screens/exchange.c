/* SPDX-License-Identifier: Apache-2.0 */
/* 证书换发: new keys for the same holder, also from an old CA's certificate. */
#include <string.h>

#include "assistant/screens/form.h"
#include "assistant/screens/say.h"

/* --- by the old key --- */

/* Is there a certificate that could be exchanged by its own key? */
static enum err
unfit_by_key(const struct desk_state *s)
{
	enum err first = ERR_CERT_UNKNOWN;

	for (size_t i = 0; s->pairs != NULL && i < s->pairs->count; i++) {
		const enum err e = say_trouble(s, &s->pairs->rows[i]);

		if (e == ERR_OK)
			return ERR_OK;
		first = i == 0 ? e : first;
	}
	return first;
}

static enum err
by_key(struct assistant *a, struct form_job *j)
{
	struct exchange_request r = {.carrier = j->in.target,
	    .serial = j->in.serial,
	    .old_pin = form_secret(j, SECRET_PIN)};

	if (strcmp(j->in.target, j->in.carrier) != 0)
		TRY(form_target_pin(a, j, &r.pin));
	TRY(assistant_exchange(a, &r, &j->out.pair));
	j->out.has_pair = true;
	return ERR_OK;
}

/* --- by a mailed code: the key is lost --- */

static enum err
unfit_by_code(const struct desk_state *s)
{
	TRY(form_unfit_account(s));
	return s->account.code_open ? ERR_OK : ERR_CODE_MISSING;
}

static enum err
by_code(struct assistant *a, struct form_job *j)
{
	struct exchange_request r = {
	    .carrier = j->in.target, .code = form_secret(j, SECRET_CODE)};

	TRY(form_target_pin(a, j, &r.pin));
	TRY(assistant_exchange(a, &r, &j->out.pair));
	j->out.has_pair = true;
	return ERR_OK;
}

/* --- from an old CA's certificate --- */

static enum err
move(struct assistant *a, struct form_job *j, struct move_request *r)
{
	r->carrier = j->in.target;
	r->key_pin = form_secret(j, SECRET_PASSWORD);
	TRY(form_target_pin(a, j, &r->pin));
	TRY(assistant_move(a, r, &j->out.pair));
	j->out.has_pair = true;
	return ERR_OK;
}

static enum err
from_file(struct assistant *a, struct form_job *j)
{
	return move(a, j, &(struct move_request){.key_file = j->in.file});
}

static enum err
from_key(struct assistant *a, struct form_job *j)
{
	return move(a, j, &(struct move_request){.key_carrier = j->in.source});
}

/* --- all of these --- */

enum { BY_KEY, BY_CODE, FROM_FILE, FROM_KEY };
#define BIT(way) (1U << (way))

static const struct form_way ways[] = {
    [BY_KEY] = {.label = TEXT_EXCHANGE_BY_KEY,
	.hint = TEXT_EXCHANGE_BY_KEY_HINT,
	.explain = TEXT_EXCHANGE_BY_KEY_EXPLAIN,
	.unfit = unfit_by_key,
	.work = by_key,
	.steps = &steps_obtain},
    [BY_CODE] = {.label = TEXT_EXCHANGE_BY_CODE,
	.hint = TEXT_EXCHANGE_BY_CODE_HINT,
	.explain = TEXT_EXCHANGE_BY_CODE_EXPLAIN,
	.unfit = unfit_by_code,
	.work = by_code,
	.steps = &steps_obtain},
    [FROM_FILE] = {.label = TEXT_EXCHANGE_FILE,
	.hint = TEXT_EXCHANGE_FILE_HINT,
	.explain = TEXT_EXCHANGE_OLD_EXPLAIN,
	.work = from_file,
	.steps = &steps_obtain},
    [FROM_KEY] = {.label = TEXT_EXCHANGE_OLD_KEY,
	.hint = TEXT_EXCHANGE_OLD_KEY_HINT,
	.explain = TEXT_EXCHANGE_OLD_EXPLAIN,
	.work = from_key,
	.steps = &steps_obtain},
};

static const struct form_field fields[] = {
    {FIELD_WAY, .label = TEXT_FORM_WAY},
    {FIELD_PAIR, .label = TEXT_SUBJECT, .ways = BIT(BY_KEY),
	.unfit = say_trouble},
    {FIELD_TARGET, .label = TEXT_FORM_TARGET},
    {FIELD_FILE, .label = TEXT_EXCHANGE_CHOOSE, .ways = BIT(FROM_FILE)},
    {FIELD_PASSWORD, .label = TEXT_EXCHANGE_FILE_PASSWORD,
	.ways = BIT(FROM_FILE)},
    {FIELD_SOURCE, .label = TEXT_EXCHANGE_SOURCE, .ways = BIT(FROM_KEY)},
    {FIELD_PASSWORD, .label = TEXT_EXCHANGE_SOURCE_PIN, .ways = BIT(FROM_KEY)},
    {FIELD_CODE, .label = TEXT_CODE_WAITING, .ways = BIT(BY_CODE)},
    {FIELD_PIN, .label = TEXT_FORM_OLD_PIN, .secret = SECRET_PIN,
	.ways = BIT(BY_KEY)},
    {FIELD_PIN, .label = TEXT_FORM_TARGET_PIN, .secret = SECRET_TARGET_PIN,
	.shown = form_target_is_other_key},
    {FIELD_NEW_PIN, .label = TEXT_PIN_NEW, .again = TEXT_PIN_NEW_AGAIN,
	.shown = form_target_needs_new_pin},
};

static const struct operation operation = {.title = TEXT_GO_EXCHANGE,
    .asks = true,
    .ways = ways,
    .way_count = COUNT(ways),
    .fields = fields,
    .field_count = COUNT(fields),
    .success = TEXT_EXCHANGED,
    .failure = TEXT_EXCHANGE_FAILED};

static void
open_exchange(struct screen *s, const struct wish *w)
{
	form_open(s, w, &operation);
}

const struct screen_class screen_exchange = FORM_CLASS(open_exchange);
