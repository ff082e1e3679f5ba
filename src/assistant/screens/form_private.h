/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the parts of the form engine: form.c turns the stages, form_view.c
 * writes what is seen, form_job.c is what the worker does, form_end.c what
 * comes of it; form_fields.c knows the fields, each kind of which is a row of
 * its table, from form_choice.c, _option.c, _pair.c, _typed.c and _code.c.
 */
#ifndef ASSISTANT_SCREENS_FORM_PRIVATE_H
#define ASSISTANT_SCREENS_FORM_PRIVATE_H

#include "assistant/screens/form.h"

enum {
	BUTTON_CANCEL = 1,
	BUTTON_BACK,
	BUTTON_CONFIRM,
	BUTTON_HELP,
	BUTTON_STOP,
	BUTTON_DETAILS,
	BUTTON_COPY,
	BUTTON_ONWARD,
	BUTTON_THEN,
	BUTTON_BESIDE,
	BUTTON_CLOSE,
};

/* Each field has ids of its own, from its first on. */
#define FIELD_IDS 4
#define FIELD_ID(n) (100 + FIELD_IDS * (int)(n))

/* Does it bring a new pair of certificates? */
static inline bool
form_obtains(const struct form_way *w)
{
	return w->steps == &steps_obtain;
}

/* Seconds until a code may be asked for once more. */
#define FORM_MAIL_WAIT_S 60

/* --- a kind of field --- */

struct field_class {
	/* It says what is to be done, and so belongs to the question. */
	bool first;
	void (*show)(
	    const struct form *f, const struct form_field *r, struct view *v);
	/* It has been answered, and stands as facts; NULL: nothing does. */
	void (*facts)(
	    const struct form *f, const struct form_field *r, struct view *v);
	/* NULL: it has no events. */
	void (*event)(
	    struct form *f, const struct form_field *r, const struct event *e);
	/* Why what is chosen cannot be done at all, which is told at once;
	 * NULL: it always can. */
	enum err (*unfit)(const struct form *f, const struct form_field *r);
	/* The carrier that this is about, borrowed; "": none is known. NULL:
	 * it is about none. */
	const char *(*carrier)(
	    const struct form *f, const struct form_field *r);
	/* What is wrong in it, which is told when 确认 was pressed; NULL:
	 * nothing can be. */
	enum err (*check)(const struct form *f, const struct form_field *r);
	/* What it shows without having been asked is chosen from now on; NULL:
	 * it shows nothing of the kind. */
	void (*settle)(struct form *f, const struct form_field *r);
};

const struct field_class *field_class(enum field_kind kind);

extern const struct field_class field_way, field_carrier, field_target,
    field_source, field_blank, field_reason;
extern const struct field_class field_pair, field_account_pair,
    field_unfinished;
extern const struct field_class field_note, field_label, field_file,
    field_password, field_pin, field_new_pin;
extern const struct field_class field_captcha, field_mail, field_code;

/* The id of its first item. */
int field_id(const struct form *f, const struct form_field *r);
/* Is it part of the window now, in whatever stage? */
bool field_is_shown(const struct form *f, const struct form_field *r);
/* Those that are shown: of that kind; for that secret. NULL: none. */
const struct form_field *form_field_of(
    const struct form *f, enum field_kind kind);
const struct form_field *form_field_of_secret(
    const struct form *f, enum form_secret which);
bool form_has_fields(const struct form *f);

/* An item with the field's label, or that of its second. */
struct item *field_item(const struct form *f, const struct form_field *r,
    struct view *v, enum item_kind kind);
/* It says what is wrong with its field, if that is to be told, before what it
 * hints at anyway; and has the keyboard if it is there. */
void field_tell(const struct form *f, const struct form_field *r,
    struct view *v, struct item *i);

/* --- what the parts ask of each other --- */

/* Why it cannot be done at all with what is chosen; ERR_OK: it can. */
enum err form_obstacle(const struct form *f);
/* … and the carrier that this is about: its serial number, or "". */
const char *form_obstacle_carrier(const struct form *f);
/* Nothing is known yet of carriers, or of the account's certificates. */
bool form_is_loading(const struct form *f);
/* What is wrong, as the window says it: an obstacle, or the last failure. */
enum err form_trouble(const struct form *f);
/* The target that is chosen, or would be; "": there is none. */
const char *form_target(const struct form *f);
/* The carrier whose PIN that is, or NULL: not there. */
const struct carrier_row *form_carrier_of(
    const struct form *f, enum form_secret which);
/* A new PIN is for a carrier of that kind. */
enum carrier_kind form_new_pin_kind(const struct form *f);
/* All that would be chosen by default is, from now on. */
void form_settle(struct form *f);
/* What is there is known anew. */
void form_update(struct form *f);

/* What was typed, borrowed; and with another one in its place. */
struct bytes form_typed(const struct form *f, enum form_secret which);
void form_keep_secret(
    struct form *f, enum form_secret which, struct bytes typed);
void form_forget_secret(struct form *f, enum form_secret which);
/* The field goes away for a while: a code that is whole need not be typed
 * again. */
void form_put_code_by(struct form *f);

/* The chosen pair, or what came of it. */
void form_show_pair(
    const struct form *f, struct view *v, const struct holder_pair *p);

/* --- tasks --- */

/* Nothing happens if one of that kind is being done. */
void form_start(struct form *f, enum form_task task);
/* What is needed to go on is fetched. */
void form_fetch(struct form *f);
void form_input_done(struct form_input *in);
void form_result_done(struct form_result *out);
/* A job's over: people hear of it wherever they are. */
void form_tell(struct job *j, struct desk *d);

#endif
