/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The locale of a program whose toolkit is to speak a language that is chosen
 * in the program: Chinese can be had whatever the computer is set to, and also
 * where it has no Chinese locale; toolkit_words.h chooses (decisions/0158).
 */
#ifndef DESKTOP_TOOLKIT_LOCALE_H
#define DESKTOP_TOOLKIT_LOCALE_H

#include <gio/gio.h>

/* At start, before threads: what reads the environment or the locale in
 * another one must not meet a change. The toolkit is not to set it again. */
void toolkit_locale_set(void);

/* Programs that we start are to speak as they would. */
void toolkit_locale_not_for(GAppLaunchContext *started);

#endif
