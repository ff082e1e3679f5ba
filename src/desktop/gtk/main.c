/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert-assistant: the assistant on the desktop, in the tray and in windows.
 */
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/lang.h"
#include "base/log.h"
#include "desktop/gtk/face.h"
#include "desktop/gtk/instance.h"
#include "desktop/gtk/rendering.h"
#include "desktop/gtk/toolkit_locale.h"

struct arguments {
	const char *home, *office, *screen, *lang;
	bool hidden, quit, help, version;
};

static void
print_help(enum lang lang)
{
	puts(lang == LANG_ZH
		 ? "用法：cert-assistant [选项]\n\n"
		   "  --hidden        不打开窗口，只在托盘中运行\n"
		   "  --open SCREEN   打开这个窗口，如 login、settings\n"
		   "  --quit          结束正在运行的证书助手\n"
		   "  --home DIR      使用这个文件夹中的设置和证书\n"
		   "  --office URL    使用这个受理机构，并记住它\n"
		   "  --lang zh|en    使用中文或英文\n"
		   "  --help, --version"
		 : "Usage: cert-assistant [OPTION]...\n\n"
		   "  --hidden        open no window, run in the tray\n"
		   "  --open SCREEN   open this window: login, settings, …\n"
		   "  --quit          end the assistant that is running\n"
		   "  --home DIR      use the settings and certificates there\n"
		   "  --office URL    use this office, and remember it\n"
		   "  --lang zh|en    speak Chinese or English\n"
		   "  --help, --version");
}

/* --- arguments --- */

/* If argv[*at] is this option, take its value and move on. */
static bool
take_value(char **argv, int *at, const char *name, const char **ret)
{
	size_t n = strlen(name);

	if (strncmp(argv[*at], name, n) != 0)
		return false;
	if (argv[*at][n] == '=')
		*ret = argv[*at] + n + 1;
	else if (argv[*at][n] == '\0' && argv[*at + 1] != NULL)
		*ret = argv[++*at];
	else
		return false;
	return true;
}

static bool
take_flag(const char *word, struct arguments *a)
{
	const struct {
		const char *name;
		bool *set;
	} flags[] = {
	    {"--hidden", &a->hidden},
	    {"--quit", &a->quit},
	    {"--help", &a->help},
	    {"--version", &a->version},
	};

	for (size_t n = 0; n < COUNT(flags); n++)
		if (strcmp(flags[n].name, word) == 0)
			return *flags[n].set = true;
	return false;
}

static enum err
parse(char **argv, struct arguments *a)
{
	for (int at = 1; argv[at] != NULL; at++)
		if (!take_flag(argv[at], a) &&
		    !take_value(argv, &at, "--home", &a->home) &&
		    !take_value(argv, &at, "--office", &a->office) &&
		    !take_value(argv, &at, "--open", &a->screen) &&
		    !take_value(argv, &at, "--lang", &a->lang))
			return ERR_USAGE;
	return a->screen == NULL || screen_named(a->screen) != SCREEN_COUNT
		   ? ERR_OK
		   : ERR_USAGE;
}

/* --- one of us --- */

/* What a later start asks for, once there is a face to ask. */
static void
open_asked(void *self, const char *screen, const char *token)
{
	face_open(*(struct face **)self, screen, token);
}

static void
quit_asked(void *self)
{
	face_quit(*(struct face **)self);
}

static enum err
hand_over(const struct arguments *a, struct instance *i)
{
	if (a->quit)
		return instance_hand_quit(i);
	if (!a->hidden || a->screen != NULL)
		instance_hand_open(i, a->screen);
	return ERR_OK;
}

static enum err
serve(const struct arguments *a, const struct assistant_options *o,
    struct instance *i, struct face **face)
{
	const struct face_options f = {
	    .assistant = *o,
	    .bus = instance_bus(i),
	    .hidden = a->hidden,
	    .open = a->screen != NULL ? screen_named(a->screen) : SCREEN_COUNT,
	};

	TRY(face_new(&f, face));
	face_run(*face);
	face_free(TAKE(*face));
	return ERR_OK;
}

static enum err
run(const struct arguments *a, enum lang lang)
{
	struct face *face = NULL;
	const struct instance_calls calls = {&face, open_asked, quit_asked};
	char home[FILE_PATH_MAX], usual[FILE_PATH_MAX];
	AUTO(instance) i = NULL;

	TRY(assistant_find_home(a->home, home));
	TRY(assistant_find_home(NULL, usual));
	i = instance_new(home, strcmp(home, usual) == 0, &calls);
	if (!instance_is_first(i))
		return hand_over(a, i);
	if (a->quit)
		return ERR_OK; /* none is running */
	return serve(a,
	    &(struct assistant_options){
		.home = home,
		.office = a->office,
		.lang = lang,
		.clock = clock_system(),
		.random = random_system(),
		.windows = true,
	    },
	    i, &face);
}

int
main(int argc, char **argv)
{
	struct arguments a = {0};
	enum lang lang = lang_of_environment();
	enum err e;

	(void)argc;
	secret_harden_process();
	log_init("cert-assistant", LOG_WARNING);
	fault_init();
	rendering_by_processor();
	toolkit_locale_set();
	/* By this name shells find the desktop entry that a window is of. */
	g_set_prgname(INSTANCE_APPLICATION_ID);
	e = parse(argv, &a);
	if (e == ERR_OK && a.lang != NULL && lang_find(a.lang, &lang) != ERR_OK)
		e = ERR_USAGE;
	if (a.help)
		print_help(lang);
	else if (a.version)
		puts("cert-assistant " CERT_VERSION);
	else if (e == ERR_OK)
		e = run(&a, lang);
	if (e != ERR_OK && !a.help && !a.version)
		fprintf(stderr, "%s %s [%s]\n", err_text(e, lang),
		    err_remedy(e, lang), err_name(e));
	return err_exit(e);
}
