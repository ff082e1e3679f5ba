/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/row_choice.h"

#include <stddef.h>
#include <string.h>

void
row_choice_set(struct row_choice *c, const char *name)
{
	const size_t len = strlen(name);

	if (len < sizeof(c->name))
		memmove(c->name, name, len + 1);
}

bool
row_choice_is(const struct row_choice *c, const char *name)
{
	return c->name[0] != '\0' && strcmp(c->name, name) == 0;
}

void
row_choice_begin(struct row_choice *c)
{
	c->kept = false;
	c->first = NULL;
}

void
row_choice_offer(struct row_choice *c, const char *name)
{
	if (row_choice_is(c, name))
		c->kept = true;
	else if (c->first == NULL && strlen(name) < sizeof(c->name))
		c->first = name;
}

bool
row_choice_end(struct row_choice *c)
{
	const bool another = !c->kept && (c->first != NULL || c->name[0]);

	if (!c->kept)
		row_choice_set(c, c->first != NULL ? c->first : "");
	c->first = NULL;
	return another;
}
