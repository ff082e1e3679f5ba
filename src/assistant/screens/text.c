/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/text.h"

static const char *const texts[TEXT_COUNT][2] = {
#define T(name, zh, en) [TEXT_##name] = {zh, en},
#include "assistant/screens/text.def"
#undef T
};

const char *
text_in(enum text t, enum lang lang)
{
	return texts[t][lang == LANG_ZH ? 0 : 1];
}
