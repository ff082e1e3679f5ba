/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/captcha_field.h"

#include <stdlib.h>
#include <string.h>

struct captcha_job {
	struct job job;
	struct captcha captcha;
};

static enum err
work(struct job *j, struct assistant *a)
{
	return assistant_captcha(a, &((struct captcha_job *)j)->captcha);
}

static void
free_job(struct job *j)
{
	captcha_done(&((struct captcha_job *)j)->captcha);
	free(j);
}

static const struct job_class fetch_class = {work, free_job, JOB_CAN_CANCEL};

static void
empty(struct captcha_field *f)
{
	captcha_done(&f->captcha);
	buf_init(&f->captcha.png, 0);
	f->captcha.id[0] = f->answer[0] = '\0';
	f->wrong = ERR_OK;
}

void
captcha_field_init(struct captcha_field *f, int id, int what)
{
	*f = (struct captcha_field){
	    .id = id, .what = what, .captcha.png = BUF(0)};
}

void
captcha_field_done(struct captcha_field *f)
{
	empty(f);
}

void
captcha_field_fetch(struct captcha_field *f, struct screen *s)
{
	struct job *j;

	if (f->state == CAPTCHA_FIELD_FETCHED)
		return;
	empty(f);
	j = job_new(&fetch_class, sizeof(struct captcha_job));
	if (j == NULL) {
		f->state = CAPTCHA_FIELD_FAILED;
		f->err = ERR_NOMEM;
		return;
	}
	j->what = f->what;
	f->state = CAPTCHA_FIELD_FETCHED;
	job_start(s, j);
}

void
captcha_field_moved(struct captcha_field *f, struct job *j)
{
	struct captcha_job *c = (struct captcha_job *)j;

	if (!j->over)
		return;
	f->err = j->err == ERR_NOT_FOUND ? ERR_OK : j->err;
	f->failure = j->failure;
	f->state = f->err != ERR_OK	     ? CAPTCHA_FIELD_FAILED
		   : j->err == ERR_NOT_FOUND ? CAPTCHA_FIELD_NONE
					     : CAPTCHA_FIELD_THERE;
	if (f->state != CAPTCHA_FIELD_THERE)
		return;
	f->captcha = c->captcha; /* moved */
	buf_init(&c->captcha.png, 0);
}

void
captcha_field_show(const struct captcha_field *f, struct view *v)
{
	struct item *i;

	if (f->state == CAPTCHA_FIELD_NONE)
		return;
	i = view_add(v, ITEM_ENTRY, f->id + CAPTCHA_FIELD_ENTRY,
	    view_text(v, TEXT_CAPTCHA));
	i->value = view_copy(v, f->answer);
	i->max = CAPTCHA_ANSWER_SIZE - 1;
	if (f->wrong != ERR_OK) {
		i->tone = TONE_PROBLEM;
		i->hint = view_text(v, TEXT_CAPTCHA_NEEDED);
	}
	i = view_add(v, ITEM_PICTURE, f->id + CAPTCHA_FIELD_PICTURE,
	    view_text(v, TEXT_CAPTCHA_PICTURE));
	i->hint = view_text(
	    v, f->state == CAPTCHA_FIELD_FETCHED  ? TEXT_CAPTCHA_FETCHED
	       : f->state == CAPTCHA_FIELD_FAILED ? TEXT_CAPTCHA_FAILED
						  : TEXT_CAPTCHA_ANOTHER);
	i->png = buf_bytes(&f->captcha.png);
}

bool
captcha_field_event(
    struct captcha_field *f, struct screen *s, const struct event *e)
{
	size_t len;

	if (e->kind == EVENT_PRESS && e->id == f->id + CAPTCHA_FIELD_PICTURE) {
		captcha_field_fetch(f, s);
		return true;
	}
	if (e->kind != EVENT_TEXT || e->id != f->id + CAPTCHA_FIELD_ENTRY)
		return false;
	len = strlen(e->text);
	f->wrong = ERR_OK;
	if (len < sizeof(f->answer)) /* else nobody typed it from the picture */
		memcpy(f->answer, e->text, len + 1);
	return true;
}

bool
captcha_field_ready(struct captcha_field *f)
{
	if (f->state == CAPTCHA_FIELD_NONE)
		return true;
	f->wrong = f->state == CAPTCHA_FIELD_THERE && f->answer[0] != '\0'
		       ? ERR_OK
		       : ERR_FIELD_INVALID;
	return f->wrong == ERR_OK;
}

const char *
captcha_field_id(const struct captcha_field *f)
{
	return f->state == CAPTCHA_FIELD_THERE ? f->captcha.id : NULL;
}

const char *
captcha_field_answer(const struct captcha_field *f)
{
	return f->state == CAPTCHA_FIELD_THERE ? f->answer : NULL;
}
