/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the toolkit says by itself: names of the frame's buttons, the menu of
 * an entry, the window that chooses a file (decisions/0158).
 */
#ifndef DESKTOP_TOOLKIT_WORDS_H
#define DESKTOP_TOOLKIT_WORDS_H

#include "base/lang.h"

/* After the toolkit was initialised, as often as needed: what it makes from now
 * on speaks that language. Chinese where toolkit_locale_set was called, or the
 * computer's locale is Chinese. */
void toolkit_words_speak(enum lang lang);

#endif
