/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scripted face, for tests: it draws nothing, and does what a script says.
 * A command is a line of JSON on standard input, an answer one on standard
 * output, in turn. tests/desk.py speaks it:
 *
 *	{"do": "send", "screen": "pin", "event": "press", "label": "确认"}
 *	{"do": "view", "screen": "pin"}	the whole view
 *	{"do": "windows"}		names of the open ones, in front first
 *	{"do": "menu"}, {"do": "press", "name": "login"}
 *	{"do": "open", "screen": "details", "serial": "…", "carrier": "…"}
 *	{"do": "tray"}, {"do": "told"}	what was said since it was last asked
 *	{"do": "follow", "id": 1}, {"do": "forward"}
 *	{"do": "settle", "ms": 5000}	until nothing is being done
 *	{"do": "turn", "ms": 200}	one turn, or until something moves
 *	{"do": "clock", "plus": 86400}	the desk's clock, moved
 *	{"do": "consent", "id": 1, "site": "https://…", "program": "…",
 *	 "nonce": "…", "seconds": 60}	a page asks for a login; the answer is
 *told
 *	{"do": "withdraw", "id": 1}	it does not any more
 *	{"do": "lang", "setting": "en"}, {"do": "set", "name": …, "value": …}
 *
 * In "send", label names an item (that which has id, where labels repeat),
 * and value, index, row or on is what the event brings.
 */
#ifndef DESKTOP_SCRIPT_SCRIPT_H
#define DESKTOP_SCRIPT_SCRIPT_H

#include <jansson.h>

#include "assistant/screens/desk.h"

#define SCRIPT_ASKED_MAX 16

struct script;
/* A request of a page, by its id. */
struct script_asked {
	struct script *script;
	int id;
};

struct script {
	struct desk *desk;
	struct desk_face face;
	json_t *told; /* notices, copies, visits, windows, since last asked */
	struct screen *windows[64];
	size_t window_count; /* the last one is in front */
	struct script_asked asked[SCRIPT_ASKED_MAX];
	int64_t ahead_s; /* of the computer's clock */
	bool over;
};

/* The face's functions, for self. */
void script_face(struct script *s);

/* Keep it until it is asked for; taken over. */
void script_tell(struct script *s, json_t *what);

/* The commands "consent" and "withdraw"; false: no such id. */
bool script_consent(struct script *s, const json_t *command);
bool script_withdraw(struct script *s, const json_t *command);

/* Add octets to an object, as text. */
void script_put_base64(json_t *o, const char *name, struct bytes octets);

/* The whole view, as JSON; new. */
json_t *script_view(const struct view *v);

/* What a command answers; new. */
json_t *script_do(struct script *s, const json_t *command);

#endif
