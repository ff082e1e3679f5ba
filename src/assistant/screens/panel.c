/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/panel.h"

void
panel_start(struct panel *p, struct screen *s, struct job *j, int what)
{
	panel_forget_error(p);
	if (j == NULL) {
		p->err = ERR_NOMEM;
		return;
	}
	j->what = what;
	p->job = j;
	job_start(s, j);
}

bool
panel_over(struct panel *p, const struct job *j)
{
	if (j != p->job || !j->over)
		return false;
	p->job = NULL;
	p->err = j->err;
	p->failure = j->failure;
	return true;
}

void
panel_show_busy(const struct panel *p, struct view *v, enum text what)
{
	if (p->job != NULL)
		v->busy = view_text(v, what);
}

void
panel_show_error(const struct panel *p, struct view *v)
{
	if (p->err != ERR_OK)
		(void)view_error(v, p->err, &p->failure);
}

void
panel_forget_error(struct panel *p)
{
	p->err = ERR_OK;
	p->failure = (struct failure){.tries_left = -1};
}
