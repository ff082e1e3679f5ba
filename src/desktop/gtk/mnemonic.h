/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mnemonics: Alt with a letter of a label goes to what it labels. They are
 * given out by window, each letter once, so that none is ambiguous; labels
 * without Latin letters have none.
 */
#ifndef DESKTOP_MNEMONIC_H
#define DESKTOP_MNEMONIC_H

#include <stdbool.h>

/* Which letters are taken; all zero: none. */
struct mnemonics {
	bool taken[26];
};

/* A letter of that label, taken from now on; '\0' if there is none left. The
 * beginnings of words come first. label may be NULL. */
char mnemonic_take(struct mnemonics *m, const char *label);

/* The label as GTK wants it with its letter underlined, '\0': none. For g_free.
 */
char *mnemonic_mark(const char *label, char letter);

#endif
