/* SPDX-License-Identifier: Apache-2.0 */
/* 继续办理: what was cut off is finished or undone. Much needs no PIN, so that
 * it is asked for when a carrier wants one. */
#include "assistant/screens/form.h"

static bool
wants_pin(const struct form *f)
{
	return f->pin_needed;
}

static enum err
resume(struct assistant *a, struct form_job *j)
{
	const struct bytes pin = form_secret(j, SECRET_PIN);

	return assistant_resume(a, pin.len > 0 ? j->in.carrier : NULL, pin);
}

static const struct form_way ways[] = {
    {.explain = TEXT_RESUME_EXPLAIN, .work = resume, .steps = &steps_obtain},
};

static const struct form_field fields[] = {
    {FIELD_UNFINISHED, .label = TEXT_UNFINISHED},
    {FIELD_PIN, .label = TEXT_PIN, .secret = SECRET_PIN, .shown = wants_pin},
};

static const struct operation operation = {.title = TEXT_GO_RESUME,
    .asks = true,
    .ways = ways,
    .way_count = COUNT(ways),
    .fields = fields,
    .field_count = COUNT(fields),
    .success = TEXT_RESUMED,
    .failure = TEXT_RESUME_FAILED};

static void
open_resume(struct screen *s, const struct wish *w)
{
	form_open(s, w, &operation);
}

const struct screen_class screen_resume = FORM_CLASS(open_resume);
