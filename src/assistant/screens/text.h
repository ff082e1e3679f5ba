/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that windows, menu and notifications say: text.def, in Chinese
 * and English. Errors have their own list, base/err.def. */
#ifndef ASSISTANT_SCREENS_TEXT_H
#define ASSISTANT_SCREENS_TEXT_H

#include "base/err.h"

enum text {
#define T(name, zh, en) TEXT_##name,
#include "assistant/screens/text.def"
#undef T
	TEXT_COUNT
};

/* UTF-8, borrowed for good; a format where its row has one. */
const char *text_in(enum text t, enum lang lang);

#endif
