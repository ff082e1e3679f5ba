/* SPDX-License-Identifier: Apache-2.0 */
/* 证书废除: asked for here, decided by an operator. */
#include "assistant/screens/form.h"

static enum err
revoke(struct assistant *a, struct form_job *j)
{
	const struct revoke_request r = {.serial = j->in.serial,
	    .reason = form_reasons[j->in.reason].name,
	    .note = j->in.note,
	    .pin = form_secret(j, SECRET_PIN)};

	return assistant_revoke(a, &r, j->out.request);
}

enum { WITHOUT_KEY, WITH_KEY };

static const struct form_way ways[] = {
    [WITHOUT_KEY] = {.label = TEXT_REVOKE_WITHOUT_KEY,
	.hint = TEXT_REVOKE_WITHOUT_KEY_HINT,
	.explain = TEXT_REVOKE_EXPLAIN,
	.unfit = form_unfit_account,
	.work = revoke},
    [WITH_KEY] = {.label = TEXT_REVOKE_WITH_KEY,
	.hint = TEXT_REVOKE_WITH_KEY_HINT,
	.explain = TEXT_REVOKE_EXPLAIN,
	.unfit = form_unfit_account,
	.work = revoke},
};

static const char *const revocable[] = {"valid", "on-hold", NULL};

static const struct form_field fields[] = {
    {FIELD_ACCOUNT_PAIR, .label = TEXT_FORM_CERTS, .states = revocable,
	.none = ERR_CERT_UNKNOWN},
    {FIELD_WAY, .label = TEXT_FORM_WAY},
    {FIELD_REASON, .label = TEXT_REVOKE_REASON},
    {FIELD_NOTE, .label = TEXT_REVOKE_NOTE},
    {FIELD_PIN, .label = TEXT_PIN, .secret = SECRET_PIN,
	.ways = 1U << WITH_KEY},
};

static const struct operation operation = {.title = TEXT_GO_REVOKE,
    .asks = true,
    .ways = ways,
    .way_count = COUNT(ways),
    .fields = fields,
    .field_count = COUNT(fields),
    .success = TEXT_REVOCATION_ASKED,
    .failure = TEXT_REVOKE_FAILED};

static void
open_revoke(struct screen *s, const struct wish *w)
{
	form_open(s, w, &operation);
}

const struct screen_class screen_revoke = FORM_CLASS(open_revoke);
