/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the pages of the settings' window (设置), a file each. A page is a
 * row of functions over its own part of struct settings_state; its items' ids
 * and its jobs' names begin at SETTINGS_IDS times its number.
 */
#ifndef ASSISTANT_SCREENS_SETTINGS_PRIVATE_H
#define ASSISTANT_SCREENS_SETTINGS_PRIVATE_H

#include "assistant/proxy.h"
#include "assistant/screens/cert_list.h"
#include "assistant/screens/desk.h"
#include "assistant/screens/proxy_form.h"
#include "assistant/screens/row_choice.h"
#include "assistant/screens/settings_pages.h"

#define SETTINGS_IDS 100

struct settings_page {
	enum text title;
	/* All but show may be NULL; as in screen_class. */
	void (*open)(struct screen *s, const struct wish *w);
	void (*show)(const struct screen *s, struct view *v);
	void (*event)(struct screen *s, const struct event *e);
	void (*changed)(struct screen *s);
	void (*moved)(struct screen *s, struct job *j);
	void (*close)(struct screen *s);
};

extern const struct settings_page settings_user, settings_general,
    settings_about, settings_list, settings_proxy;

/* How a job of a page ended. */
struct settings_outcome {
	struct job *job; /* under way, or NULL */
	bool told;	 /* one is over, and err is its error */
	enum err err;
	struct failure failure;
};

struct settings_state {
	size_t page;
	struct user_page {
		char serial[CERT_SERIAL_TEXT_SIZE]; /* chosen; "": none */
		struct settings_outcome logout;
	} user;
	struct general_page {
		bool filled; /* from the settings */
		/* As typed; kept as settings as soon as they keep the rules. */
		char from[8], to[8], idle[8];
		char office[SETTING_VALUE_SIZE];
		struct settings_outcome test;
		bool pinned; /* by the test: the office is known from now on */
	} general;
	struct about_page {
		char home[FILE_PATH_MAX];
		char guide[FILE_PATH_MAX]; /* "" where none is installed */
		enum lang lang;		   /* of the guide */
		bool copied;
		struct job *look;
	} about;
	struct list_page {
		struct cert_list *list; /* NULL: NOMEM */
		struct cert_order order;
		char search[257];
		struct row_choice chosen;     /* by its signing certificate */
		char nickname[NICKNAME_SIZE]; /* of the chosen one, typed */
		bool saved;
		struct settings_outcome save;
	} list;
	struct proxy_page {
		struct proxy_form form;
		char user[PROXY_USER_SIZE];   /* "": no login */
		char stored[PROXY_USER_SIZE]; /* for the setting's proxy */
		struct secret *password;      /* NULL: not typed */
		bool changed, applied;
		struct settings_outcome test, apply;
		struct job *look;
		enum transport_trouble trouble; /* what the test ran into */
	} proxy;
};

/* The state, also of a screen that is only shown. */
struct settings_state *settings_of(const struct screen *s);

/* Start a job, NULL being NOMEM, and see how it ended: true if j is its. */
void settings_start(
    struct screen *s, struct settings_outcome *o, struct job *j, int what);
bool settings_over(struct settings_outcome *o, const struct job *j);

/* All pairs; none before the first look. */
const struct holder_pairs *settings_pairs(const struct screen *s);

/* The value of a setting. */
const char *settings_value(const struct screen *s, enum setting n);

#endif
