/* SPDX-License-Identifier: Apache-2.0 */
/* Linux: inotify(7). A pipe that is closed at its other end says stop. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/folder_watch.h"

#define EVENTS (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)

struct folder_watch {
	void (*changed)(void *arg);
	void *arg;
	char *suffix;
	int notify, stop[2]; /* read end, write end */
	pthread_t thread;
};

static bool
is_meant(const struct folder_watch *w, const struct inotify_event *e)
{
	size_t len = e->len > 0 ? strlen(e->name) : 0;
	size_t suffix = strlen(w->suffix);

	return e->mask & IN_Q_OVERFLOW ||
	       (e->mask & EVENTS && len >= suffix &&
		   strcmp(e->name + len - suffix, w->suffix) == 0);
}

/* What has come up to now; false when watching is over. */
static bool
read_events(struct folder_watch *w)
{
	_Alignas(struct inotify_event) char buffer[4096];
	ssize_t n = read(w->notify, buffer, sizeof(buffer));
	bool meant = false, gone = n <= 0;

	for (ssize_t at = 0; at < n;) {
		const struct inotify_event *e =
		    (const struct inotify_event *)(const void *)(buffer + at);

		meant = meant || is_meant(w, e);
		gone = gone || (e->mask & IN_IGNORED);
		at += (ssize_t)(sizeof(*e) + e->len);
	}
	if (meant)
		w->changed(w->arg);
	return !gone;
}

static void *
run(void *arg)
{
	struct folder_watch *w = arg;
	struct pollfd fds[] = {{w->notify, POLLIN, 0}, {w->stop[0], 0, 0}};

	for (;;) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			break;
		}
		if (fds[1].revents != 0 || !read_events(w))
			break;
	}
	return NULL;
}

static enum err
error_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return ERR_FILE_MISSING;
	case EACCES:
		return ERR_FILE_DENIED;
	case ENOMEM:
		return ERR_NOMEM;
	default:
		return ERR_NOT_SUPPORTED;
	}
}

static void
done(struct folder_watch *w)
{
	const int fds[] = {w->notify, w->stop[0], w->stop[1]};

	for (size_t i = 0; i < COUNT(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	free(w->suffix);
	free(w);
}

static enum err
open_all(struct folder_watch *w, const char *dir, const char *suffix)
{
	w->suffix = strdup(suffix);
	if (w->suffix == NULL)
		return ERR_NOMEM;
	w->notify = inotify_init1(IN_CLOEXEC);
	if (w->notify < 0 || pipe2(w->stop, O_CLOEXEC) != 0)
		return ERR_NOT_SUPPORTED;
	if (inotify_add_watch(w->notify, dir, EVENTS | IN_ONLYDIR) < 0)
		return error_of(errno);
	return pthread_create(&w->thread, NULL, run, w) == 0 ? ERR_OK
							     : ERR_NOMEM;
}

enum err
folder_watch_start(const char *dir, const char *suffix,
    void (*changed)(void *arg), void *arg, struct folder_watch **ret_w)
{
	struct folder_watch *w = calloc(1, sizeof(*w));
	enum err e;

	if (w == NULL)
		return ERR_NOMEM;
	w->changed = changed;
	w->arg = arg;
	w->notify = w->stop[0] = w->stop[1] = -1;
	e = open_all(w, dir, suffix);
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
	close(w->stop[1]);
	w->stop[1] = -1;
	pthread_join(w->thread, NULL);
	done(w);
}
