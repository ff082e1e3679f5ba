/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One list of everything that can go wrong: err.def. Each row has a stable
 * name, the HTTP and exit status it becomes, and for people, in Chinese and in
 * English, what happened and what to do now.
 *
 * A function that can fail returns enum err and is MUST_USE; its results come
 * last, through ret_x, and are untouched on failure. Facts about a failure
 * (tries left, an offset) come through reterr_x.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_USE __attribute__((warn_unused_result))

enum err {
	ERR_OK = 0,
#define E(name, http, exit, zh, en, todo_zh, todo_en) ERR_##name,
#include "err.def"
#undef E
	ERR_COUNT /* not an error: how many there are */
};

enum lang { LANG_ZH, LANG_EN };

/* "PIN_LOCKED": for logs, JSON and scripts. Never changes once published. */
const char *err_name(enum err e);

/* One sentence: what happened. UTF-8, borrowed, never NULL. */
const char *err_text(enum err e, enum lang l);

/* One sentence: what to do now. UTF-8, borrowed, never NULL, "" for OK. */
const char *err_remedy(enum err e, enum lang l);

/* The HTTP status that the office answers with: 200 for OK. */
int err_http(enum err e);

/* The exit status of a program, in the manner of sysexits(3): 0 for OK. */
int err_exit(enum err e);

/*
 * The error with that name, as a client reads it out of an office's answer.
 * A name that is not in the list gives ERR_OFFICE_ANSWER.
 */
enum err err_from_name(const char *name);

/* Go on whatever came of a call, where a comment says why that is right. */
static inline void
err_ignore(enum err e)
{
	(void)e;
}

/* Leave the function with the error of a call that failed. */
#define TRY(call)                       \
	do {                            \
		enum err try_ = (call); \
		if (try_ != ERR_OK)     \
			return try_;    \
	} while (0)

#endif
