/* SPDX-License-Identifier: Apache-2.0 */
/* Fields about mailed codes: who may have one sent, sending it, typing it. */
#include <string.h>

#include "assistant/screens/form_private.h"
#include "base/text.h"

#define CODE_TYPED_MAX 64 /* characters, with spaces and hyphens */

/* --- the captcha, for who is not logged in --- */

static void
show_captcha(const struct form *f, const struct form_field *r, struct view *v)
{
	(void)r;
	captcha_field_show(&f->captcha, v);
}

static void
type_captcha(struct form *f, const struct form_field *r, const struct event *e)
{
	(void)r;
	(void)captcha_field_event(&f->captcha, f->screen, e);
}

const struct field_class field_captcha = {
    .show = show_captcha, .event = type_captcha};

/* --- having a code sent --- */

static bool
is_too_soon(const struct form *f)
{
	return f->mailed_at != 0 && desk_now(screen_desk(f->screen)) <
					f->mailed_at + FORM_MAIL_WAIT_S;
}

/* Always one note, so that what is typed below it stays where it is. */
static void
show_mailed(const struct form *f, struct view *v)
{
	const struct form_failure *failed = &f->failed[TASK_MAIL];
	const struct mailed_code *m = &f->out.mailed;
	struct item *i;

	if (f->tasks[TASK_MAIL] == NULL && failed->err != ERR_OK) {
		view_error(v, failed->err, &failed->known);
		return;
	}
	i = view_add(v, ITEM_NOTE, 0, view_text(v, TEXT_FORM_MAIL_FIRST));
	if (f->tasks[TASK_MAIL] != NULL) {
		i->label = view_text(v, TEXT_FORM_MAILING);
		i->tone = TONE_BUSY;
	} else if (f->mailed_at != 0) {
		i->label = view_text(
		    v, TEXT_CODE_SENT, m->email, view_time(v, m->expires_at));
		i->tone = TONE_GOOD;
	}
}

static void
show_mail(const struct form *f, const struct form_field *r, struct view *v)
{
	struct item *i;

	show_mailed(f, v);
	i = field_item(f, r, v, ITEM_BUTTON);
	if (f->mailed_at != 0)
		i->label = view_text(v, r->again);
	if (f->tasks[TASK_MAIL] != NULL)
		i->why_not = view_text(v, TEXT_FORM_MAILING);
	else if (is_too_soon(f))
		i->why_not =
		    view_text(v, TEXT_FORM_MAIL_WAIT, FORM_MAIL_WAIT_S);
}

static void
press_mail(struct form *f, const struct form_field *r, const struct event *e)
{
	(void)r;
	(void)e;
	if (form_field_of(f, FIELD_CAPTCHA) == NULL ||
	    captcha_field_ready(&f->captcha))
		form_start(f, TASK_MAIL);
}

const struct field_class field_mail = {.show = show_mail, .event = press_mail};

/* --- the code --- */

/* Characters that are of the code, however it is grouped. */
static int
count_characters(struct bytes b)
{
	int n = 0;

	for (size_t i = 0; i < b.len; i++)
		n += b.p[i] != ' ' && b.p[i] != '-';
	return n;
}

static enum err
check_code(const struct form *f, const struct form_field *r)
{
	uint8_t raw[TEXT_CODE_CHARS];
	enum err e = text_uncode(form_typed(f, SECRET_CODE), raw);

	(void)r;
	secret_wipe(raw, sizeof(raw));
	return e;
}

/* A face shows nothing of what was typed into a field that went away. */
void
form_put_code_by(struct form *f)
{
	f->code_kept = check_code(f, NULL) == ERR_OK;
	if (!f->code_kept)
		form_forget_secret(f, SECRET_CODE);
}

static void
show_kept(const struct form *f, const struct form_field *r, struct view *v)
{
	view_fact(v, r->label, view_text(v, TEXT_FORM_CODE_KEPT));
	view_add(v, ITEM_BUTTON, field_id(f, r) + 1,
	    view_text(v, TEXT_FORM_CODE_ANOTHER));
}

static void
show_code(const struct form *f, const struct form_field *r, struct view *v)
{
	const int n = count_characters(form_typed(f, SECRET_CODE));
	struct item *i;

	if (f->code_kept) {
		show_kept(f, r, v);
		return;
	}
	i = field_item(f, r, v, ITEM_SECRET);
	i->length = text_chars(form_typed(f, SECRET_CODE));
	i->max = CODE_TYPED_MAX;
	if (check_code(f, r) == ERR_OK) {
		i->hint = view_text(v, TEXT_FORM_CODE_WHOLE);
		i->tone = TONE_GOOD;
	} else {
		i->hint = view_text(v, TEXT_FORM_CODE_HINT, n, TEXT_CODE_CHARS);
	}
	field_tell(f, r, v, i);
}

static void
type_code(struct form *f, const struct form_field *r, const struct event *e)
{
	(void)r;
	f->code_kept = false;
	form_keep_secret(f, SECRET_CODE, e->secret); /* none, by the button */
}

const struct field_class field_code = {
    .show = show_code, .event = type_code, .check = check_code};
