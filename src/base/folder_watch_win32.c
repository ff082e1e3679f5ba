/* SPDX-License-Identifier: Apache-2.0 */
/* FindFirstChangeNotification; an event says stop. */
#include <windows.h>

#include <stdlib.h>

#include "base/file_win32.h"
#include "base/folder_watch.h"

struct folder_watch {
	void (*changed)(void *arg);
	void *arg;
	HANDLE notify, stop, thread;
};

static DWORD WINAPI
run(void *arg)
{
	struct folder_watch *w = arg;
	const HANDLE handles[] = {w->stop, w->notify};

	while (WaitForMultipleObjects(2, handles, FALSE, INFINITE) ==
	       WAIT_OBJECT_0 + 1) {
		w->changed(w->arg);
		if (!FindNextChangeNotification(w->notify))
			break;
	}
	return 0;
}

static void
done(struct folder_watch *w)
{
	if (w->notify != INVALID_HANDLE_VALUE)
		FindCloseChangeNotification(w->notify);
	if (w->stop != NULL)
		CloseHandle(w->stop);
	if (w->thread != NULL)
		CloseHandle(w->thread);
	free(w);
}

static enum err
open_all(struct folder_watch *w, const char *dir)
{
	wchar_t path[FILE_PATH_MAX];

	TRY(file_win32_path(dir, path));
	w->notify = FindFirstChangeNotificationW(path, FALSE,
	    FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_LAST_WRITE);
	if (w->notify == INVALID_HANDLE_VALUE)
		return file_win32_error(GetLastError(), ERR_NOT_SUPPORTED);
	w->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (w->stop == NULL)
		return ERR_NOMEM;
	w->thread = CreateThread(NULL, 0, run, w, 0, NULL);
	return w->thread != NULL ? ERR_OK : ERR_NOMEM;
}

enum err
folder_watch_start(const char *dir, const char *suffix,
    void (*changed)(void *arg), void *arg, struct folder_watch **ret_w)
{
	struct folder_watch *w = calloc(1, sizeof(*w));
	enum err e;

	(void)suffix;
	if (w == NULL)
		return ERR_NOMEM;
	w->changed = changed;
	w->arg = arg;
	w->notify = INVALID_HANDLE_VALUE;
	e = open_all(w, dir);
	if (e != ERR_OK) {
		done(w);
		return e;
	}
	*ret_w = w;
	return ERR_OK;
}

void
folder_watch_free(struct folder_watch *w)
{
	if (w == NULL)
		return;
	SetEvent(w->stop);
	WaitForSingleObject(w->thread, INFINITE);
	done(w);
}
