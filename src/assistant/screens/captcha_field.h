/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 验证码: the office's picture and what is read in it, in whatever window. The
 * picture is fetched by a job of the window; a press on it, and every failure
 * of what it was used for, fetches another, since each is good for one try.
 * Where the office asks for none, nothing is shown.
 *
 *	moved	if (j->what == JOB_CAPTCHA)
 *			captcha_field_moved(&s->captcha, j);
 *	press	if (captcha_field_ready(&s->captcha)) …
 *
 * The field has CAPTCHA_FIELD_IDS ids, beginning with its own.
 */
#ifndef ASSISTANT_SCREENS_CAPTCHA_FIELD_H
#define ASSISTANT_SCREENS_CAPTCHA_FIELD_H

#include "assistant/screens/job.h"

enum { CAPTCHA_FIELD_PICTURE, CAPTCHA_FIELD_ENTRY, CAPTCHA_FIELD_IDS };

#define CAPTCHA_ANSWER_SIZE 33

enum captcha_field_state {
	CAPTCHA_FIELD_EMPTY,   /* not asked for yet */
	CAPTCHA_FIELD_FETCHED, /* being fetched */
	CAPTCHA_FIELD_THERE,
	CAPTCHA_FIELD_NONE, /* the office asks for none */
	CAPTCHA_FIELD_FAILED
};

struct captcha_field {
	int id, what; /* what: of its jobs, job.h */
	enum captcha_field_state state;
	struct captcha captcha;
	char answer[CAPTCHA_ANSWER_SIZE];
	enum err wrong; /* why what was typed is not sent */
	enum err err;	/* of the last fetch */
	struct failure failure;
};

void captcha_field_init(struct captcha_field *f, int id, int what);
void captcha_field_done(struct captcha_field *f);

/* Fetch one, the first or another; what was typed is gone. Nothing happens
 * while one is being fetched. */
void captcha_field_fetch(struct captcha_field *f, struct screen *s);

/* The job of it is over. Its error is f->err, for view_error. */
void captcha_field_moved(struct captcha_field *f, struct job *j);

void captcha_field_show(const struct captcha_field *f, struct view *v);

/* Was it an event of the field? A press on the picture fetches another. */
bool captcha_field_event(
    struct captcha_field *f, struct screen *s, const struct event *e);

/* Is all there that the office asks for? If not, the field says what is not. */
bool captcha_field_ready(struct captcha_field *f);

/* For the login's call: NULL where there is none. */
const char *captcha_field_id(const struct captcha_field *f);
const char *captcha_field_answer(const struct captcha_field *f);

#endif
