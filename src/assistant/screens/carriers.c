/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 证书设备管理: all carriers, and one's page with what is on it. It follows
 * what is plugged in and out: the page of a key that is gone says so, and is
 * there again when the key is.
 */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/carriers_private.h"
#include "assistant/screens/next_step.h"
#include "base/text.h"

enum { JOB_LOOK, JOB_RENAME };

static const struct desk_state *
known(const struct screen *s)
{
	return desk_state(screen_desk(s));
}

const struct carrier_row *
carriers_find(const struct screen *s, const char *device)
{
	for (size_t n = 0; n < known(s)->carrier_count; n++)
		if (strcmp(known(s)->carriers[n].device, device) == 0)
			return &known(s)->carriers[n];
	return NULL;
}

/* --- jobs --- */

struct carrier_job {
	struct job job;
	char device[TOKEN_DEVICE_SIZE];
	char label[sizeof(((struct carriers *)0)->label)];
	bool found; /* details are */
	struct token_details details;
};

static enum err
work_look(struct job *job, struct assistant *a)
{
	struct carrier_job *j = (struct carrier_job *)job;

	TRY(assistant_token_info(a, j->device, &j->details));
	j->found = true;
	return ERR_OK;
}

static enum err
work_rename(struct job *job, struct assistant *a)
{
	struct carrier_job *j = (struct carrier_job *)job;

	return assistant_token_label(a, j->device, j->label);
}

static void
free_job(struct job *job)
{
	struct carrier_job *j = (struct carrier_job *)job;

	if (j->found)
		token_details_done(&j->details);
	free(j);
}

static const struct job_class classes[] = {
    [JOB_LOOK] = {.work = work_look, .free = free_job},
    [JOB_RENAME] = {.work = work_rename,
	.free = free_job,
	.flags = JOB_CHANGES | JOB_LASTS},
};

static void
start(struct screen *s, struct panel *p, int what)
{
	const struct carriers *c = screen_state(s);
	struct carrier_job *j =
	    (struct carrier_job *)job_new(&classes[what], sizeof(*j));

	if (p->job != NULL) {
		free(j);
		return;
	}
	if (j != NULL) {
		memcpy(j->device, c->device, sizeof(j->device));
		memcpy(j->label, c->label, sizeof(j->label));
	}
	panel_start(p, s, j == NULL ? NULL : &j->job, what);
}

/* --- one's page --- */

static void
forget_details(struct carriers *c)
{
	if (c->looked)
		token_details_done(&c->details);
	c->looked = false;
}

/* Follow the carrier whose page is shown: its label, and what is on it. */
static void
follow(struct screen *s)
{
	struct carriers *c = screen_state(s);
	const struct carrier_row *row = carriers_find(s, c->device);

	if (c->device[0] == '\0')
		return;
	if (row == NULL || row->err != ERR_OK) {
		forget_details(c);
		c->typed = false;
		return;
	}
	if (!c->typed)
		memcpy(c->label, row->info.label, sizeof(c->label));
	start(s, &c->look, JOB_LOOK);
}

static void
leave_page(struct carriers *c)
{
	forget_details(c);
	c->device[0] = '\0';
	c->typed = c->renamed = false;
	panel_forget_error(&c->panel);
	panel_forget_error(&c->look);
}

static void
enter_page(struct screen *s, const char *device)
{
	struct carriers *c = screen_state(s);

	leave_page(c);
	if (strlen(device) >= sizeof(c->device))
		return;
	memcpy(c->device, device, strlen(device) + 1);
	follow(s);
}

/* --- the desk's calls --- */

/* To be chosen from, but for readers with nothing in them: those that can be
 * used first. */
static void
offer_rows(struct screen *s, bool usable)
{
	struct carriers *c = screen_state(s);

	for (size_t n = 0; n < known(s)->carrier_count; n++) {
		const struct carrier_row *row = &known(s)->carriers[n];

		if (!row->idle && row->device[0] != '\0' &&
		    (row->err == ERR_OK) == usable)
			row_choice_offer(&c->chosen, row->device);
	}
}

static void
know_rows(struct screen *s)
{
	struct carriers *c = screen_state(s);

	for (size_t n = 0; n < known(s)->carrier_count; n++)
		if (known(s)->carriers[n].device[0] != '\0')
			row_ids_add(&c->rows, known(s)->carriers[n].device);
	row_choice_begin(&c->chosen);
	offer_rows(s, true);
	offer_rows(s, false);
	(void)row_choice_end(&c->chosen);
}

static void
opened(struct screen *s, const struct wish *w)
{
	struct carriers *c = screen_state(s);
	const struct carrier_row *row = NULL;

	panel_forget_error(&c->panel);
	panel_forget_error(&c->look);
	know_rows(s);
	if (w->carrier != NULL)
		row = desk_state_carrier(known(s), w->carrier);
	if (row != NULL)
		enter_page(s, row->device);
}

static void
again(struct screen *s, const struct wish *w)
{
	if (w->carrier != NULL)
		opened(s, w);
}

static void
changed(struct screen *s)
{
	know_rows(s);
	follow(s);
}

static void
is_looked(struct carriers *c, struct carrier_job *j)
{
	if (strcmp(j->device, c->device) != 0)
		return; /* another page is shown now */
	forget_details(c);
	if (!j->found)
		return;
	c->details = j->details; /* moved */
	c->looked = true;
	j->found = false;
	for (size_t n = 0; n < c->details.pairs->count; n++)
		row_ids_add(&c->certs, c->details.pairs->rows[n].sign_serial);
}

static void
moved(struct screen *s, struct job *j)
{
	struct carriers *c = screen_state(s);

	if (panel_over(&c->look, j)) {
		is_looked(c, (struct carrier_job *)j);
	} else if (panel_over(&c->panel, j) && j->err == ERR_OK) {
		c->typed = false;
		c->renamed = true;
	}
}

static void
close_it(struct screen *s)
{
	struct carriers *c = screen_state(s);

	forget_details(c);
	row_ids_done(&c->rows);
	row_ids_done(&c->certs);
}

/* --- what people do --- */

static void
rename_it(struct screen *s)
{
	struct carriers *c = screen_state(s);
	const struct bytes label = bytes_str(c->label);

	c->renamed = false;
	if (label.len == 0 || !text_is_plain(label))
		c->panel.err = ERR_BAD_TEXT;
	else
		start(s, &c->panel, JOB_RENAME);
}

static void
open_other(struct screen *s, enum screen_kind kind)
{
	const struct carriers *c = screen_state(s);
	const struct carrier_row *row = carriers_find(s, c->device);

	if (row != NULL)
		(void)desk_open(screen_desk(s), kind,
		    &(struct wish){.carrier = row->info.serial});
}

static void
help(struct screen *s)
{
	const struct carriers *c = screen_state(s);
	const struct carrier_row *row = carriers_find(s, c->device);

	next_step_go(s, row == NULL ? ERR_TOKEN_MISSING : row->err, NULL);
}

static void
press(struct screen *s, int id)
{
	struct carriers *c = screen_state(s);

	switch (id) {
	case CARRIERS_OPEN:
		enter_page(s, c->chosen.name);
		break;
	case CARRIERS_BACK:
		leave_page(c);
		break;
	case CARRIERS_RENAME:
		rename_it(s);
		break;
	case CARRIERS_PIN:
		open_other(s, SCREEN_PIN);
		break;
	case CARRIERS_UNLOCK:
		open_other(s, SCREEN_UNLOCK);
		break;
	case CARRIERS_INIT:
		open_other(s, SCREEN_TOKEN_INIT);
		break;
	case CARRIERS_HELP:
		help(s);
		break;
	case CARRIERS_CLOSE:
		screen_close(s);
		break;
	}
}

static void
press_row(struct screen *s, const struct event *e)
{
	struct carriers *c = screen_state(s);
	const char *serial = row_ids_name(&c->certs, e->row);
	const char *device = row_ids_name(&c->rows, e->row);

	if (e->id == CARRIERS_TABLE && device != NULL) {
		row_choice_set(&c->chosen, device);
		if (e->kind == EVENT_OPEN_ROW)
			enter_page(s, device);
	} else if (e->kind == EVENT_OPEN_ROW) {
		(void)desk_open(screen_desk(s), SCREEN_DETAILS,
		    &(struct wish){.serial = serial});
	}
}

static void
type_label(struct screen *s, const char *text)
{
	struct carriers *c = screen_state(s);
	const struct carrier_row *row = carriers_find(s, c->device);

	if (strlen(text) >= sizeof(c->label) || row == NULL)
		return;
	memcpy(c->label, text, strlen(text) + 1);
	c->typed = strcmp(c->label, row->info.label) != 0;
}

static void
event(struct screen *s, const struct event *e)
{
	if (e->kind == EVENT_PRESS)
		press(s, e->id);
	else if (e->kind == EVENT_ROW || e->kind == EVENT_OPEN_ROW)
		press_row(s, e);
	else if (e->kind == EVENT_TEXT)
		type_label(s, e->text);
}

const struct screen_class screen_carriers = {
    .state_size = sizeof(struct carriers),
    .open = opened,
    .show = carriers_show,
    .event = event,
    .changed = changed,
    .moved = moved,
    .close = close_it,
    .again = again};
