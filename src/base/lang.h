/* SPDX-License-Identifier: Apache-2.0 */
/* The languages that programs speak; err.h has their names. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include "base/err.h"

/*
 * The language of the environment: that of the first of LC_ALL, LC_MESSAGES
 * and LANG that is set. One without a language of its own ("C", "POSIX"), and
 * none at all, is Chinese; a language other than Chinese is English.
 */
enum lang lang_of_environment(void);

/* "zh" or "en". NOT_SUPPORTED. */
MUST_USE enum err lang_find(const char *name, enum lang *ret_l);

/* What stands between two sentences: nothing in Chinese. */
const char *lang_gap(enum lang l);

/* "zh" or "en", borrowed for good. */
const char *lang_name(enum lang l);

#endif
