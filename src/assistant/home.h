/* SPDX-License-Identifier: Apache-2.0 */
/* Where the assistant's folder is, on each system. */
#ifndef ASSISTANT_HOME_H
#define ASSISTANT_HOME_H

#include "base/file.h"

/*
 * $XDG_DATA_HOME/cert-assistant, else ~/.local/share/cert-assistant; on
 * Windows %APPDATA%\cert-assistant. NOT_FOUND if none of them is set.
 */
MUST_USE enum err home_default(char out[FILE_PATH_MAX]);

/* Tell libskf-soft, before it is loaded, where token files lie. NOMEM. */
MUST_USE enum err home_set_tokens(const char *folder);

#endif
