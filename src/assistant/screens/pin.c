/* SPDX-License-Identifier: Apache-2.0 */
/* 修改PIN码 */
#include "assistant/screens/form.h"

static enum err
change(struct assistant *a, struct form_job *j)
{
	return assistant_pin_change(a, j->in.carrier,
	    form_secret(j, SECRET_PIN), form_secret(j, SECRET_NEW));
}

static const struct form_way ways[] = {
    {.explain = TEXT_PIN_EXPLAIN, .work = change, .steps = &steps_pin},
};

static const struct form_field fields[] = {
    {FIELD_CARRIER, .label = TEXT_CARRIER},
    {FIELD_PIN, .label = TEXT_PIN_OLD, .secret = SECRET_PIN},
    {FIELD_NEW_PIN, .label = TEXT_PIN_NEW, .again = TEXT_PIN_NEW_AGAIN},
};

static const struct operation operation = {.title = TEXT_GO_PIN,
    .ways = ways,
    .way_count = COUNT(ways),
    .fields = fields,
    .field_count = COUNT(fields),
    .success = TEXT_PIN_CHANGED,
    .failure = TEXT_PIN_FAILED};

static void
open_pin(struct screen *s, const struct wish *w)
{
	form_open(s, w, &operation);
}

const struct screen_class screen_pin = FORM_CLASS(open_pin);
