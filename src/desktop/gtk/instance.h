/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One assistant for one session and home folder. The first start is the one
 * that stays; a later one hands over what it was asked for and ends.
 *
 * Through the session bus, by a GApplication whose id has a hash of the home
 * folder unless that is the default one. Without a session bus each one is the
 * first, and the desk's lock on the home folder tells people of the other.
 */
#ifndef DESKTOP_INSTANCE_H
#define DESKTOP_INSTANCE_H

#include <gio/gio.h>

#include "base/bytes.h"

/* What a later start asks of the first one; on the main loop. */
struct instance_calls {
	void *self;
	/* Open the screen of that name; "": what is open, or what a person
	 * expects. token: with which a window comes to the front, or "". */
	void (*open)(void *self, const char *screen, const char *token);
	void (*quit)(void *self);
};

/* Also the name of the desktop entry. */
#define INSTANCE_APPLICATION_ID "org.certassistant.CertAssistant"

struct instance;

/* home is absolute; usual: it is the default one. calls is copied; they happen
 * while the main loop runs. */
struct instance *instance_new(
    const char *home, bool usual, const struct instance_calls *calls);
void instance_free(struct instance *i);
DEFINE_AUTO(instance)

/* The only one, or the first. */
bool instance_is_first(const struct instance *i);

/* The session bus, borrowed; NULL: there is none. */
GDBusConnection *instance_bus(const struct instance *i);

/* For one that is not the first: to it. screen NULL: "" as above. */
void instance_hand_open(struct instance *i, const char *screen);
/* Ends the first one, once it has done what must not be cut off, and waits
 * until it is gone. FILE_BUSY if it is not after ten seconds. */
MUST_USE enum err instance_hand_quit(struct instance *i);

#endif
