/* SPDX-License-Identifier: Apache-2.0 */
/* 初始化: a blank USB key becomes one that certificates can be issued onto. */
#include "assistant/screens/form.h"

static enum err
set_up(struct assistant *a, struct form_job *j)
{
	AUTO(secret) key = NULL;
	struct token_init_request r = {.carrier = j->in.carrier,
	    .label = j->in.label[0] != '\0' ? j->in.label : NULL,
	    .pin = form_secret(j, SECRET_NEW)};
	struct token_info info;

	if (j->in.secrets[SECRET_PASSWORD] != NULL) {
		TRY(token_device_key_parse(
		    form_secret(j, SECRET_PASSWORD), &key));
		r.device_key = secret_bytes(key);
	}
	return assistant_token_init(a, &r, &info);
}

/* Most have their maker's: asked for once that one was refused. */
static bool
needs_device_key(const struct form *f)
{
	return f->failed[TASK_WORK].err == ERR_DEVICE_KEY_WRONG ||
	       f->in.secrets[SECRET_PASSWORD] != NULL;
}

static const struct form_way ways[] = {
    {.explain = TEXT_TOKEN_INIT_EXPLAIN,
	.work = set_up,
	.steps = &steps_token_init},
};

static const struct form_field fields[] = {
    {FIELD_BLANK, .label = TEXT_TOKEN_INIT_KEY},
    {FIELD_LABEL, .label = TEXT_LABEL},
    {FIELD_NEW_PIN, .label = TEXT_PIN_NEW, .again = TEXT_PIN_NEW_AGAIN},
    {FIELD_PASSWORD, .label = TEXT_TOKEN_INIT_DEVICE_KEY,
	.shown = needs_device_key},
};

static const struct operation operation = {.title = TEXT_TOKEN_INIT_TITLE,
    .ways = ways,
    .way_count = COUNT(ways),
    .fields = fields,
    .field_count = COUNT(fields),
    .success = TEXT_TOKEN_INIT_DONE,
    .failure = TEXT_TOKEN_INIT_FAILED,
    .then = SCREEN_ISSUE,
    .then_label = TEXT_GO_ISSUE};

static void
open_token_init(struct screen *s, const struct wish *w)
{
	form_open(s, w, &operation);
}

const struct screen_class screen_token_init = FORM_CLASS(open_token_init);
