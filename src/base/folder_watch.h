/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notice changes in a folder, by the system's own notification and without
 * looking again and again.
 */
#ifndef BASE_FOLDER_WATCH_H
#define BASE_FOLDER_WATCH_H

#include "base/err.h"
#include "base/own.h"

struct folder_watch;

/*
 * Call changed, on a thread of the watch's own, after files of dir whose names
 * end in suffix came, went or were replaced (file_replace); several changes
 * may be one call. On Windows, which does not tell names, also after other
 * changes. Watching ends by itself when the folder is removed. FILE_MISSING,
 * FILE_DENIED, NOMEM; NOT_SUPPORTED if the system has no room for one more.
 */
MUST_USE enum err folder_watch_start(const char *dir, const char *suffix,
    void (*changed)(void *arg), void *arg, struct folder_watch **ret_w);
/* Waits for a call that is being made. w may be NULL. */
void folder_watch_free(struct folder_watch *w);
DEFINE_AUTO(folder_watch)

#endif
