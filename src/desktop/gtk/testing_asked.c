/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The assistant as it is, tray and windows, and pages that ask it for a login:
 * for tests of that window. asked HOME OFFICE zh|en; a line on standard input
 * is a request of a page, or takes one back, and an answer is a line of JSON on
 * standard output:
 *
 *	ask 1 60 NONCE https://wssq.example
 *	withdraw 1
 *
 * 1 is the request's number, 60 the seconds until it expires.
 */
#include <stdio.h>
#include <stdlib.h>

#include <glib-unix.h>

#include "assistant/screens/consent.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/text.h"
#include "desktop/gtk/face.h"
#include "desktop/gtk/instance.h"
#include "desktop/gtk/rendering.h"
#include "desktop/gtk/toolkit_locale.h"

enum { REQUESTS = 16 };

struct request {
	unsigned number;
};

struct asked {
	struct face *face;
	struct request requests[REQUESTS];
};

static void
put_base64(const char *name, struct bytes octets)
{
	AUTO_DONE(buf) text = BUF(16384);

	text_base64(&text, octets);
	printf(", \"%s\": \"%.*s\"", name, (int)text.len, (const char *)text.p);
}

static void
answer(void *self, const struct consent_answer *a)
{
	static const char *const names[] = {
	    [CONSENT_ALLOWED] = "allowed",
	    [CONSENT_REFUSED] = "refused",
	    [CONSENT_TIMEOUT] = "timeout",
	    [CONSENT_CLOSED] = "closed",
	};
	const struct request *r = self;

	printf("{\"answered\": %u, \"decision\": \"%s\", \"err\": \"%s\"",
	    r->number, names[a->decision], err_name(a->err));
	if (a->decision == CONSENT_ALLOWED) {
		printf(", \"serial\": \"%s\"", a->serial);
		put_base64("certificate", a->certificate);
		put_base64("signature", a->signature);
	}
	puts("}");
	fflush(stdout);
}

static void
ask(struct asked *all, struct request *r, char **words)
{
	struct desk *d = face_desk(all->face);

	consent_ask(
	    d, &(struct consent_request){
		   .origin = words[4],
		   .program = "Firefox",
		   .nonce = words[3],
		   .expires_at = desk_now(d) + strtoll(words[2], NULL, 10),
		   .answer = answer,
		   .self = r,
	       });
}

static bool
take_line(struct asked *all, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 5);
	guint count = g_strv_length(words);
	guint64 number =
	    count > 1 ? g_ascii_strtoull(words[1], NULL, 10) : REQUESTS;
	struct request *r;

	if (number >= REQUESTS)
		return false;
	r = &all->requests[number];
	r->number = (unsigned)number;
	if (count == 5 && g_str_equal(words[0], "ask"))
		ask(all, r, words);
	else if (count == 2 && g_str_equal(words[0], "withdraw"))
		consent_withdraw(face_desk(all->face), r);
	else
		return false;
	return true;
}

static gboolean
can_read(GIOChannel *input, GIOCondition why, gpointer self)
{
	g_autofree char *line = NULL;
	gsize end;

	(void)why;
	if (g_io_channel_read_line(input, &line, NULL, &end, NULL) !=
	    G_IO_STATUS_NORMAL)
		return G_SOURCE_REMOVE;
	line[end] = '\0';
	if (!take_line(self, line))
		fprintf(stderr, "not understood: %s\n", line);
	return G_SOURCE_CONTINUE;
}

/* --- the assistant, as main.c has it --- */

static void
open_asked(void *self, const char *screen, const char *token)
{
	face_open(((struct asked *)self)->face, screen, token);
}

static void
quit_asked(void *self)
{
	face_quit(((struct asked *)self)->face);
}

static enum err
run(const char *home, const char *office, enum lang lang)
{
	struct asked all = {0};
	const struct instance_calls calls = {&all, open_asked, quit_asked};
	AUTO(instance) i = instance_new(home, false, &calls);
	const struct face_options options = {
	    .assistant = {.home = home,
		.office = office,
		.lang = lang,
		.clock = clock_system(),
		.random = random_system()},
	    .bus = instance_bus(i),
	    .hidden = true,
	    .open = SCREEN_COUNT,
	};
	g_autoptr(GIOChannel) input = g_io_channel_unix_new(STDIN_FILENO);

	TRY(face_new(&options, &all.face));
	g_io_add_watch(input, G_IO_IN | G_IO_HUP, can_read, &all);
	face_run(all.face);
	face_free(all.face);
	return ERR_OK;
}

int
main(int argc, char **argv)
{
	enum lang lang = LANG_ZH;
	enum err e = ERR_USAGE;

	secret_harden_process();
	log_init("asked", LOG_WARNING);
	rendering_by_processor();
	toolkit_locale_set();
	g_set_prgname(INSTANCE_APPLICATION_ID);
	if (argc == 4 && lang_find(argv[3], &lang) == ERR_OK)
		e = run(argv[1], argv[2], lang);
	if (e != ERR_OK)
		fprintf(stderr, "asked HOME OFFICE zh|en: %s\n", err_name(e));
	return err_exit(e);
}
