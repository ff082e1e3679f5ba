/* SPDX-License-Identifier: Apache-2.0 */
/* 证书解锁: a new PIN for one that is forgotten or locked. */
#include <string.h>

#include "assistant/screens/form.h"

/* Whatever its state, but for a carrier that nothing can unlock any more. */
static enum err
unfit(const struct desk_state *s, const struct holder_pair *p)
{
	const struct carrier_row *c = desk_state_carrier(s, p->token_serial);

	if (c == NULL)
		return ERR_TOKEN_MISSING;
	return c->info.admin_tries == 0 ? ERR_ADMIN_PIN_LOCKED : ERR_OK;
}

/* One that is locked, as assistant_locked_pair. */
static void
prefer(const struct desk_state *s, char ret_serial[CERT_SERIAL_TEXT_SIZE])
{
	for (size_t i = 0; i < s->pairs->count; i++) {
		const struct holder_pair *p = &s->pairs->rows[i];
		const struct carrier_row *c =
		    desk_state_carrier(s, p->token_serial);

		if (c == NULL || c->info.pin_tries != 0)
			continue;
		memcpy(ret_serial, p->sign_serial, sizeof(p->sign_serial));
		return;
	}
}

static enum err
mail(struct assistant *a, struct form_job *j)
{
	TRY(form_name_pair(a, j));
	return assistant_unlock_code(a, j->in.carrier, &j->out.mailed);
}

static enum err
unlock(struct assistant *a, struct form_job *j)
{
	const struct unlock_request r = {j->in.carrier,
	    form_secret(j, SECRET_CODE), form_secret(j, SECRET_NEW)};

	TRY(form_name_pair(a, j));
	return assistant_unlock(a, &r);
}

static const struct form_way ways[] = {
    {.explain = TEXT_UNLOCK_EXPLAIN,
	.work = unlock,
	.mail = mail,
	.steps = &steps_unlock},
};

static const struct form_field fields[] = {
    {FIELD_PAIR, .label = TEXT_UNLOCKING, .unfit = unfit, .prefer = prefer},
    {FIELD_CAPTCHA, .label = TEXT_CAPTCHA, .shown = form_names_first},
    {FIELD_MAIL, .label = TEXT_FORM_MAIL, .again = TEXT_FORM_MAIL_AGAIN},
    {FIELD_CODE, .label = TEXT_UNLOCK_CODE},
    {FIELD_NEW_PIN, .label = TEXT_PIN_NEW, .again = TEXT_PIN_NEW_AGAIN},
};

static const struct operation operation = {.title = TEXT_GO_UNLOCK,
    .asks = true,
    .ways = ways,
    .way_count = COUNT(ways),
    .fields = fields,
    .field_count = COUNT(fields),
    .success = TEXT_UNLOCKED,
    .failure = TEXT_UNLOCK_FAILED};

static void
open_unlock(struct screen *s, const struct wish *w)
{
	form_open(s, w, &operation);
}

const struct screen_class screen_unlock = FORM_CLASS(open_unlock);
