/* SPDX-License-Identifier: Apache-2.0 */
/* 证书更新: a new name, or another term. */
#include <string.h>

#include "assistant/screens/form.h"
#include "assistant/screens/say.h"

static enum err
unfit(const struct desk_state *s, const struct holder_pair *p)
{
	int64_t opens_at;
	enum err word;

	TRY(say_trouble(s, p));
	word = desk_state_update(s, p, s->looked_at, &opens_at);
	return word == ERR_CANCELLED ? ERR_OK : word;
}

static enum err
update(struct assistant *a, struct form_job *j)
{
	TRY(assistant_update(
	    a, j->in.serial, form_secret(j, SECRET_PIN), &j->out.pair));
	j->out.has_pair = true;
	return ERR_OK;
}

static const struct {
	const char *update;
	enum text text;
} kinds[] = {
    {"renewal", TEXT_UPDATE_IS_RENEWAL},
    {"name", TEXT_UPDATE_IS_NAME},
    {"none", TEXT_UPDATE_IS_NONE},
};

/* What it will be, as far as the office told. */
static void
show_facts(const struct form *f, struct view *v)
{
	const struct holder_pair *p = form_pair(f);
	const struct account_state *told =
	    p != NULL ? desk_state_told(form_state(f), p) : NULL;

	if (told == NULL)
		return;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].update, told->update) == 0)
			view_fact(
			    v, TEXT_UPDATE_KIND, view_text(v, kinds[i].text));
	if (told->update_name[0] != '\0')
		view_fact(
		    v, TEXT_UPDATE_NEW_NAME, view_copy(v, told->update_name));
	if (told->update_opens_at > 0)
		view_fact(
		    v, TEXT_UPDATE_OPENS, view_date(v, told->update_opens_at));
}

static const struct form_way ways[] = {
    {.explain = TEXT_UPDATE_EXPLAIN, .work = update, .steps = &steps_obtain},
};

static const struct form_field fields[] = {
    {FIELD_PAIR, .label = TEXT_SUBJECT, .unfit = unfit},
    {FIELD_PIN, .label = TEXT_PIN, .secret = SECRET_PIN},
};

static const struct operation operation = {.title = TEXT_GO_UPDATE,
    .asks = true,
    .ways = ways,
    .way_count = COUNT(ways),
    .fields = fields,
    .field_count = COUNT(fields),
    .facts = show_facts,
    .success = TEXT_UPDATED,
    .failure = TEXT_UPDATE_FAILED};

static void
open_update(struct screen *s, const struct wish *w)
{
	form_open(s, w, &operation);
}

const struct screen_class screen_update = FORM_CLASS(open_update);
