/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forms: the windows of the operations. An operation is plain data, struct
 * operation, in a file of its own: what is asked before it begins, the ways in
 * which it can be done, its fields, what the worker does with them, and what
 * success says. All else is here, once for all of them:
 *
 *	question --确认--> fields --确认--> work ----> done
 *	    ^                |  ^             |
 *	    +-----上一步-----+  +---failure---+
 *
 * An operation that asks no question begins with its fields; one none of whose
 * fields is shown goes from the question to work. After a failure there are
 * the fields again, with what it was, what helps against it (next_step.h), and
 * all that was chosen and typed but PINs.
 *
 * A PIN is tried on the carrier that the window named when it was typed, or on
 * none. With one try left it is not tried before a question of its own
 * (pin_field.h): what the carrier itself says just before counts.
 *
 * Closing the window forgets what was typed; work that has begun goes on, and
 * a notification tells how it ended.
 */
#ifndef ASSISTANT_SCREENS_FORM_H
#define ASSISTANT_SCREENS_FORM_H

#include "assistant/screens/captcha_field.h"
#include "assistant/screens/cert_choice.h"
#include "assistant/screens/desk.h"
#include "assistant/screens/pin_field.h"

#define FORM_SOFT "soft" /* a new token file, as in assistant.h */

enum form_secret {
	SECRET_PIN,	   /* of the carrier that is there already */
	SECRET_TARGET_PIN, /* of another one, where the new pair goes */
	SECRET_PINS,	   /* how many of them are tried on a carrier */

	SECRET_NEW = SECRET_PINS,
	SECRET_AGAIN, /* the new one, typed again */
	SECRET_CODE,
	SECRET_PASSWORD, /* of a file, or of an old CA's key */
	SECRET_COUNT
};

/* Reasons of a revocation: the office's name for it, and people's. */
#define FORM_REASONS 5
extern const struct form_reason {
	const char *name;
	enum text text;
} form_reasons[FORM_REASONS];

#define FORM_PATH_SIZE 4096

/* What was chosen and typed. */
struct form_input {
	size_t way;
	char serial[CERT_SERIAL_TEXT_SIZE]; /* of the pair's signing one */
	char carrier[33];		    /* of SECRET_PIN */
	char target[33]; /* FORM_SOFT, or that of SECRET_TARGET_PIN */
	char source[TOKEN_DEVICE_SIZE]; /* a USB key with an old CA's key */
	size_t reason;			/* of form_reasons */
	char note[REVOKE_NOTE_MAX + 1], file[FORM_PATH_SIZE];
	char label[33];			      /* of a carrier */
	struct secret *secrets[SECRET_COUNT]; /* NULL: not typed */
};

/* What came of it. */
struct form_result {
	bool has_pair;
	struct holder_pair pair;
	char request[33]; /* of a revocation */
	struct mailed_code mailed;
	struct account_pairs *account_pairs;
	/* CANCELLED, since one try is left of that PIN: SECRET_PINS: of none */
	enum form_secret last_try;
	bool pin_changed; /* an initial one was, whatever came afterwards */
};

struct form_job {
	struct job job; /* first */
	const struct operation *op;
	enum screen_kind kind;
	struct form_input in;
	bool agreed[SECRET_PINS]; /* to a last try */
	bool names_first;	  /* somebody else is logged in, or nobody */
	char captcha_id[1024], captcha_answer[CAPTCHA_ANSWER_SIZE];
	bool target_is_initial;
	struct form_result out;
};

/* On the worker's thread: does one thing with j->in, and leaves what came of
 * it in j->out. */
typedef enum err form_work(struct assistant *a, struct form_job *j);

/* --- an operation --- */

struct form;

/* One of the ways in which it can be done. */
struct form_way {
	enum text label, hint; /* as an option, where there are several */
	enum text explain;     /* what will happen */
	/* Why not now; NULL: it always can. */
	enum err (*unfit)(const struct desk_state *s);
	form_work *work;
	form_work *mail;	   /* have a code sent; NULL: none is */
	const struct steps *steps; /* NULL: it is done at once */
};

enum field_kind {
	FIELD_WAY,
	FIELD_PAIR,	    /* on this computer: gives serial and carrier */
	FIELD_ACCOUNT_PAIR, /* of the account, wherever it is: serial */
	FIELD_CARRIER,	    /* that has our application: carrier */
	FIELD_TARGET,	    /* where a new pair goes */
	FIELD_SOURCE,	    /* a USB key with an old CA's key */
	FIELD_BLANK,	    /* a USB key to be set up: carrier */
	FIELD_LABEL,	    /* what it is to be called */
	FIELD_UNFINISHED,   /* what is to be finished: carrier */
	FIELD_REASON,
	FIELD_NOTE,
	FIELD_FILE,
	FIELD_PASSWORD, /* SECRET_PASSWORD: no rule */
	FIELD_PIN,	/* secret says whose */
	FIELD_NEW_PIN,	/* twice */
	FIELD_CAPTCHA,
	FIELD_MAIL, /* have a code sent */
	FIELD_CODE,
};

struct form_field {
	enum field_kind kind;
	enum text label;
	enum text again; /* FIELD_NEW_PIN: of the second; _MAIL: once more */
	enum form_secret secret; /* FIELD_PIN */
	unsigned ways;		 /* bits of those that need it; 0: all */
	bool (*shown)(const struct form *f); /* NULL: always */
	/* FIELD_PAIR: why not this one; NULL: any will do. */
	cert_unfit *unfit;
	/* … and which one sooner than others; NULL: as assistant_pair says. */
	void (*prefer)(
	    const struct desk_state *s, char ret_serial[CERT_SERIAL_TEXT_SIZE]);
	/* FIELD_ACCOUNT_PAIR: states of a signing certificate that will do … */
	const char *const *states;
	enum err none; /* … and what is said if none of them is in one */
};

struct operation {
	enum text title;
	bool asks; /* the question comes first */
	const struct form_way *ways;
	size_t way_count;
	const struct form_field *fields;
	size_t field_count;
	/* What else is to be known before it begins; or NULL. */
	void (*facts)(const struct form *f, struct view *v);
	enum text success, failure; /* also of notifications */
	/* The window that success leads to, for that carrier; then_label 0:
	 * none. */
	enum screen_kind then;
	enum text then_label;
	/* The window beside it, which may have been meant: a button of the
	 * question; beside_label 0: none. */
	enum screen_kind beside;
	enum text beside_label;
};

/* --- the state of a form, for operations to look at --- */

enum form_stage { STAGE_QUESTION, STAGE_FIELDS, STAGE_WORK, STAGE_DONE };

enum form_task { TASK_WORK, TASK_MAIL, TASK_LOOK, TASK_COUNT, TASK_CAPTCHA };

struct form {
	struct screen *screen;
	const struct operation *op;
	enum form_stage stage;
	struct form_input in;
	struct form_result out;
	struct pin_field pins[SECRET_PINS];
	struct captcha_field captcha;
	struct cert_choice certs;
	/* What the window was opened for. */
	char wished[CERT_SERIAL_TEXT_SIZE];
	bool way_chosen; /* by the person */
	bool checked;	 /* 确认 was pressed: each field says what is wrong */
	const struct form_field *focus;
	struct job *tasks[TASK_COUNT];
	struct form_failure {
		enum err err;
		struct failure known;
	} failed[TASK_COUNT];
	bool stopping, pin_needed;
	bool code_kept; /* see form_put_code_by */
	/* What work has told of tries is newer than this; NULL: than none. */
	const struct desk_state *outdated;
	int64_t began_at, mailed_at;
};

const struct desk_state *form_state(const struct form *f);
const struct form_way *form_way(const struct form *f);
/* The pair on this computer that is meant now; NULL: none is there. */
const struct holder_pair *form_pair(const struct form *f);
/* Is the target a USB key, and not the carrier of the old pair? */
bool form_target_is_other_key(const struct form *f);
/* Is a new PIN to be thought of for the target: a new token file, or a USB key
 * that still has its initial PIN? */
bool form_target_needs_new_pin(const struct form *f);
/* Is somebody else logged in than the pair's holder, or nobody? */
bool form_names_first(const struct form *f);

/* Why an operation of the account cannot be done now: SESSION_MISSING;
 * SESSION_SCOPE, if it is only named or moves. */
enum err form_unfit_account(const struct desk_state *s);

/* --- for work, on the worker's thread --- */

struct bytes form_secret(const struct form_job *j, enum form_secret which);
/* The target's PIN. One that is initial is changed first; a new token file's
 * is the new one. */
MUST_USE enum err form_target_pin(
    struct assistant *a, struct form_job *j, struct bytes *ret_pin);
/* Unless the holder is logged in: name the certificate. */
MUST_USE enum err form_name_pair(struct assistant *a, struct form_job *j);

/* --- a screen's class: open calls form_open with its operation --- */

void form_open(
    struct screen *s, const struct wish *w, const struct operation *op);
void form_show(const struct screen *s, struct view *v);
void form_event(struct screen *s, const struct event *e);
void form_changed(struct screen *s);
void form_moved(struct screen *s, struct job *j);
void form_close(struct screen *s);
void form_again(struct screen *s, const struct wish *w);

#define FORM_CLASS(open_)                                           \
	{                                                           \
		.state_size = sizeof(struct form), .open = (open_), \
		.show = form_show, .event = form_event,             \
		.changed = form_changed, .moved = form_moved,       \
		.close = form_close, .again = form_again,           \
	}

#endif
