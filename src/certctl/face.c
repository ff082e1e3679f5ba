/* SPDX-License-Identifier: Apache-2.0 */
#include "certctl/face.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "certctl/command.h"
#include "certctl/prompt.h"

#define PROGRESS_AFTER_MS 1000
#define LABEL_COLUMNS 24

static const char *const texts[TEXT_COUNT][2] = {
#define T(name, zh, en) [TEXT_##name] = {[LANG_ZH] = zh, [LANG_EN] = en},
#include "certctl/text.def"
#undef T
};

const char *
face_text(const struct face *f, enum text t)
{
	return texts[t][f->lang];
}

/* Columns on a terminal: Chinese characters take two. */
static int
columns(const char *s)
{
	int n = 0;

	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x80)
			n++;
		else if (c >= 0xe0)
			n += 2;
		else if (c >= 0xc0)
			n++;
	}
	return n;
}

void
face_field(const struct face *f, enum text label, const char *format, ...)
{
	const char *name = face_text(f, label);
	int pad = LABEL_COLUMNS - columns(name);
	va_list args;

	if (f->json)
		return;
	printf("  %s%*s  ", name, pad > 0 ? pad : 0, "");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* The formats are ours, from text.def. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
void
face_say(const struct face *f, enum text t, ...)
{
	va_list args;

	if (f->json)
		return;
	va_start(args, t);
	vprintf(face_text(f, t), args);
	va_end(args);
	putchar('\n');
}

void
face_vformat(
    const struct face *f, char *out, size_t size, enum text t, va_list args)
{
	(void)vsnprintf(out, size, face_text(f, t), args);
}
#pragma GCC diagnostic pop

void
face_format(const struct face *f, char *out, size_t size, enum text t, ...)
{
	va_list args;

	va_start(args, t);
	face_vformat(f, out, size, t, args);
	va_end(args);
}

void
face_carrier(const struct face *f, enum carrier_kind kind, const char *label,
    const char *serial, char out[FACE_CARRIER_SIZE])
{
	const char *name = face_text(
	    f, kind == CARRIER_HARD ? TEXT_CARRIER_HARD : TEXT_CARRIER_SOFT);

	if (label[0] != '\0')
		face_format(f, out, FACE_CARRIER_SIZE, TEXT_CARRIER_NAMED, name,
		    label, serial);
	else
		face_format(f, out, FACE_CARRIER_SIZE, TEXT_CARRIER_NUMBERED,
		    name, serial);
}

void
face_json(const struct face *f, json_t *json)
{
	if (f->json) {
		json_dumpf(json, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(json);
}

/* A text that is known joins the details. */
static void
put_known(json_t *details, const char *name, const char *text)
{
	if (text[0] != '\0')
		json_object_set_new(details, name, json_string(text));
}

static json_t *
known_json(enum err e, const struct failure *known)
{
	json_t *details = json_object();

	if (known == NULL)
		return details;
	if (failure_is_of_carrier(e))
		put_known(details, "carrier", known->carrier);
	if (known->tries_left >= 0)
		json_object_set_new(
		    details, "triesLeft", json_integer(known->tries_left));
	put_known(details, "field", known->field);
	put_known(details, "terms", known->terms);
	put_known(details, "url", known->terms_url);
	return details;
}

static void
error_json(const struct face *f, enum err e, const struct failure *known)
{
	json_t *details = known_json(e, known);

	face_json(f, json_pack("{s:{s:s, s:s, s:s, s:s*, s:o}}", "error",
			 "name", err_name(e), "message", err_text(e, f->lang),
			 "remedy", err_remedy(e, f->lang), "command",
			 command_for_error(e), "details", details));
}

static void
known_lines(const struct face *f, enum err e, const struct failure *known)
{
	char tries[64], carrier[FAILURE_CARRIER_SIZE];

	if (known->tries_left >= 0) {
		face_format(f, tries, sizeof(tries), TEXT_TRIES_LEFT,
		    known->tries_left);
		fprintf(stderr, " %s", tries);
		if (known->tries_left == 1)
			fprintf(stderr, " %s", face_text(f, TEXT_LAST_TRY));
	}
	failure_carrier(e, known, carrier);
	if (carrier[0] != '\0')
		fprintf(stderr, " (%s)", carrier);
	if (known->field[0] != '\0')
		fprintf(stderr, " (%s)", known->field);
	if (known->terms_url[0] != '\0')
		fprintf(stderr, " %s", known->terms_url);
}

static void
error_lines(const struct face *f, enum err e, const struct failure *known)
{
	fprintf(stderr, "%s%s", face_text(f, TEXT_WHAT_WENT_WRONG),
	    err_text(e, f->lang));
	if (known != NULL)
		known_lines(f, e, known);
	fprintf(stderr, "\n%s%s [%s]\n", face_text(f, TEXT_WHAT_TO_DO),
	    err_remedy(e, f->lang), err_name(e));
	if (command_for_error(e) != NULL)
		fprintf(stderr, "%s%s\n", face_text(f, TEXT_COMMAND_FOR_IT),
		    command_for_error(e));
}

void
face_error(const struct face *f, enum err e, const struct failure *known)
{
	if (f->json)
		error_json(f, e, known);
	else
		error_lines(f, e, known);
}

static void
show_step(void *self, enum step step, int done, int total)
{
	static const enum text names[] = {
#define P(name) [STEP_##name] = TEXT_STEP_##name,
#include "assistant/steps.def"
#undef P
	};
	struct face *f = self;
	bool terminal = prompt_is_terminal(stderr);

	if (f->json || (!terminal && clock_monotonic_ms() - f->started_ms <
					 PROGRESS_AFTER_MS))
		return;
	fprintf(stderr, terminal ? "\r\033[K[%d/%d] %s…" : "[%d/%d] %s…\n",
	    done, total, face_text(f, names[step]));
	fflush(stderr);
	f->progress_shown = terminal;
}

struct progress
face_progress(struct face *f)
{
	f->started_ms = clock_monotonic_ms();
	return (struct progress){.step = show_step, .self = f};
}

void
face_progress_end(struct face *f)
{
	if (f->progress_shown)
		fputs("\r\033[K", stderr);
	f->progress_shown = false;
}

void
face_time(int64_t at, char out[FACE_TIME_SIZE])
{
	struct civil c = civil_local(at);

	(void)snprintf(out, FACE_TIME_SIZE, "%04d-%02d-%02d %02d:%02d", c.year,
	    c.month, c.day, c.hour, c.minute);
}

json_t *
face_time_json(int64_t at)
{
	char text[CLOCK_TEXT_SIZE];

	clock_text(at, text);
	return json_string(text);
}
