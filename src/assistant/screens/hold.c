/* SPDX-License-Identifier: Apache-2.0 */
/* 证书锁定, and its release. */
#include "assistant/screens/form.h"
#include "assistant/screens/say.h"

/* --- hold --- */

static enum err
hold(struct assistant *a, struct form_job *j)
{
	return assistant_hold(a, j->in.serial, form_secret(j, SECRET_PIN));
}

static enum err
mail_hold(struct assistant *a, struct form_job *j)
{
	return assistant_hold_code(a, HOLD_LOCK, j->in.serial, &j->out.mailed);
}

static enum err
hold_by_code(struct assistant *a, struct form_job *j)
{
	return assistant_hold_by_code(
	    a, HOLD_LOCK, j->in.serial, form_secret(j, SECRET_CODE));
}

static enum err
unfit_by_key(const struct desk_state *s)
{
	return s->pairs == NULL || s->pairs->count == 0 ? ERR_CERT_UNKNOWN
							: ERR_OK;
}

enum { BY_KEY, BY_CODE };

static const struct form_way hold_ways[] = {
    [BY_KEY] = {.label = TEXT_HOLD_BY_KEY,
	.hint = TEXT_HOLD_BY_KEY_HINT,
	.explain = TEXT_HOLD_EXPLAIN,
	.unfit = unfit_by_key,
	.work = hold,
	.steps = &steps_hold_by_key},
    [BY_CODE] = {.label = TEXT_HOLD_BY_CODE,
	.hint = TEXT_HOLD_BY_CODE_HINT,
	.explain = TEXT_HOLD_EXPLAIN,
	.unfit = form_unfit_account,
	.work = hold_by_code,
	.mail = mail_hold,
	.steps = &steps_hold_by_code},
};

static const char *const lockable[] = {"valid", NULL};

static const struct form_field hold_fields[] = {
    {FIELD_WAY, .label = TEXT_FORM_WAY},
    {FIELD_PAIR, .label = TEXT_SUBJECT, .ways = 1U << BY_KEY,
	.unfit = say_trouble},
    {FIELD_ACCOUNT_PAIR, .label = TEXT_FORM_CERTS, .ways = 1U << BY_CODE,
	.states = lockable, .none = ERR_CERT_UNKNOWN},
    {FIELD_PIN, .label = TEXT_PIN, .secret = SECRET_PIN, .ways = 1U << BY_KEY},
    {FIELD_MAIL, .label = TEXT_FORM_MAIL, .again = TEXT_FORM_MAIL_AGAIN,
	.ways = 1U << BY_CODE},
    {FIELD_CODE, .label = TEXT_FORM_CODE, .ways = 1U << BY_CODE},
};

static const struct operation hold_operation = {.title = TEXT_GO_HOLD,
    .asks = true,
    .ways = hold_ways,
    .way_count = COUNT(hold_ways),
    .fields = hold_fields,
    .field_count = COUNT(hold_fields),
    .success = TEXT_HELD,
    .failure = TEXT_HOLD_FAILED,
    .beside = SCREEN_RELEASE,
    .beside_label = TEXT_GO_RELEASE};

static void
open_hold(struct screen *s, const struct wish *w)
{
	form_open(s, w, &hold_operation);
}

const struct screen_class screen_hold = FORM_CLASS(open_hold);

/* --- release --- */

static enum err
mail_release(struct assistant *a, struct form_job *j)
{
	return assistant_hold_code(
	    a, HOLD_RELEASE, j->in.serial, &j->out.mailed);
}

static enum err
release(struct assistant *a, struct form_job *j)
{
	return assistant_hold_by_code(
	    a, HOLD_RELEASE, j->in.serial, form_secret(j, SECRET_CODE));
}

static const struct form_way release_ways[] = {
    {.explain = TEXT_RELEASE_EXPLAIN,
	.unfit = form_unfit_account,
	.work = release,
	.mail = mail_release,
	.steps = &steps_hold_by_code},
};

static const char *const releasable[] = {"on-hold", NULL};

static const struct form_field release_fields[] = {
    {FIELD_ACCOUNT_PAIR, .label = TEXT_FORM_CERTS, .states = releasable,
	.none = ERR_CERT_NOT_ON_HOLD},
    {FIELD_MAIL, .label = TEXT_FORM_MAIL, .again = TEXT_FORM_MAIL_AGAIN},
    {FIELD_CODE, .label = TEXT_FORM_CODE},
};

static const struct operation release_operation = {.title = TEXT_GO_RELEASE,
    .asks = true,
    .ways = release_ways,
    .way_count = COUNT(release_ways),
    .fields = release_fields,
    .field_count = COUNT(release_fields),
    .success = TEXT_RELEASED,
    .failure = TEXT_RELEASE_FAILED,
    .beside = SCREEN_HOLD,
    .beside_label = TEXT_GO_HOLD};

static void
open_release(struct screen *s, const struct wish *w)
{
	form_open(s, w, &release_operation);
}

const struct screen_class screen_release = FORM_CLASS(open_release);
