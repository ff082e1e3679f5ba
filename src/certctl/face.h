/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How certctl speaks: for people in Chinese or English, or one JSON value for
 * scripts. Texts are one catalogue, text.def.
 */
#ifndef CERTCTL_FACE_H
#define CERTCTL_FACE_H

#include <jansson.h>
#include <stdarg.h>

#include "assistant/assistant.h"

enum text {
#define T(name, zh, en) TEXT_##name,
#include "certctl/text.def"
#undef T
	TEXT_COUNT
};

struct face {
	bool json;
	enum lang lang;
	int64_t started_ms; /* of the operation under way, for progress */
	bool progress_shown;
};

/* A sentence or label in the face's language; borrowed for good. */
const char *face_text(const struct face *f, enum text t);

/* A label and its value, lined up; for people. */
void face_field(const struct face *f, enum text label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A line for people; nothing with --json. */
void face_say(const struct face *f, enum text t, ...);

/* The same into out, cut off at its end. */
void face_format(
    const struct face *f, char *out, size_t size, enum text t, ...);
void face_vformat(
    const struct face *f, char *out, size_t size, enum text t, va_list args);

/* A carrier's name for people, which always has the serial number: labels may
 * be alike. */
#define FACE_CARRIER_SIZE 160
void face_carrier(const struct face *f, enum carrier_kind kind,
    const char *label, const char *serial, char out[FACE_CARRIER_SIZE]);

/* The result for scripts; nothing without --json. Takes json. */
void face_json(const struct face *f, json_t *json);

/* What went wrong, with what is known (tries left), the remedy and
 * the command for it, if there is one. */
void face_error(const struct face *f, enum err e, const struct failure *known);

/* For assistant_options: a line on standard error that comes after a second
 * of work, or at once on a terminal, and goes when face_progress_end. */
struct progress face_progress(struct face *f);
void face_progress_end(struct face *f);

/* A date and time for people, by this computer's clock: "2031-11-22 16:00". */
#define FACE_TIME_SIZE 32
void face_time(int64_t at, char out[FACE_TIME_SIZE]);

/* The same for scripts, RFC 3339 in UTC; new. */
json_t *face_time_json(int64_t at);

#endif
