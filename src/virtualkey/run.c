/* SPDX-License-Identifier: Apache-2.0 */
#include "virtualkey/run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/file.h"
#include "virtualkey/control.h"
#include "virtualkey/link.h"

#define FOLDER_MODE 0700
#define LOCK_NAME "lock"
#define RETRY_MS 200 /* between tries to find the reader */

struct running {
	struct vk_slot slot;
	struct vk_link link;
	int signals, control;
	bool was_ready, ended;
};

static enum err
do_unplug(struct running *r, const char *argument, struct buf *out)
{
	(void)argument, (void)out;
	vk_slot_unplug(&r->slot);
	vk_link_disconnect(&r->link);
	return ERR_OK;
}

static enum err
do_plug(struct running *r, const char *argument, struct buf *out)
{
	(void)argument, (void)out;
	vk_slot_plug(&r->slot);
	vk_link_connect(&r->link);
	return ERR_OK;
}

static enum err
do_fault(struct running *r, const char *argument, struct buf *out)
{
	(void)out;
	return vk_faults_parse(argument, &r->slot.faults);
}

static enum err
do_trace(struct running *r, const char *argument, struct buf *out)
{
	(void)out;
	return vk_slot_trace(&r->slot, argument);
}

static enum err
do_status(struct running *r, const char *argument, struct buf *out)
{
	(void)argument;
	buf_str(out, !r->slot.plugged  ? "unplugged\n"
		     : r->link.fd >= 0 ? "plugged\n"
				       : "waiting\n");
	return ERR_OK;
}

static enum err
do_verb(void *self, const char *verb, const char *argument, struct buf *out)
{
	static const struct {
		const char *verb;
		enum err (*run)(
		    struct running *r, const char *argument, struct buf *out);
	} rows[] = {
	    {"unplug", do_unplug},
	    {"plug", do_plug},
	    {"fault", do_fault},
	    {"trace", do_trace},
	    {"status", do_status},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].verb, verb) == 0)
			return rows[i].run(self, argument, out);
	return ERR_USAGE;
}

static void
stay_connected(struct running *r)
{
	if (r->slot.plugged)
		vk_link_connect(&r->link);
	if (r->link.fd < 0 || r->was_ready)
		return;
	r->was_ready = true;
	puts("ready");
	fflush(stdout);
}

/* How long nothing needs to be done unless something comes. */
static int
idle_ms(const struct running *r)
{
	if (r->slot.plugged && r->link.fd < 0)
		return RETRY_MS;
	return vk_link_wait_ms(&r->link);
}

static void
step(struct running *r)
{
	struct pollfd fds[] = {
	    {.fd = r->signals, .events = POLLIN},
	    {.fd = r->control, .events = POLLIN},
	    {.fd = r->link.fd, .events = POLLIN},
	};

	if (poll(fds, COUNT(fds), idle_ms(r)) < 0)
		return;
	if (fds[0].revents != 0)
		r->ended = true;
	if (fds[2].revents != 0)
		vk_link_read(&r->link);
	if (r->link.fd >= 0)
		vk_link_tick(&r->link);
	if (fds[1].revents != 0)
		vk_control_serve(r->control, do_verb, r);
}

static enum err
catch_signals(int *ret_fd)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return ERR_INTERNAL;
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd < 0)
		return ERR_INTERNAL;
	*ret_fd = fd;
	return ERR_OK;
}

/* What was asked for is looked at before anything is made. */
static enum err
read_options(struct running *r, const struct vk_run_options *o)
{
	TRY(vk_link_init(&r->link, o->vpcd, &r->slot));
	return o->fault == NULL ? ERR_OK
				: vk_faults_parse(o->fault, &r->slot.faults);
}

static enum err
lock_folder(const char *dir, struct file_lock **ret_lock)
{
	char path[FILE_PATH_MAX];
	enum err e;

	TRY(file_make_dir(dir, FOLDER_MODE));
	TRY(file_path(path, dir, LOCK_NAME));
	e = file_lock(path, 0, ret_lock);
	return e == ERR_FILE_BUSY ? ERR_ALREADY_RUNNING : e;
}

static enum err
run(struct running *r, const struct vk_run_options *o)
{
	AUTO(virtual_key) key = NULL;
	AUTO(file_lock) lock = NULL;

	TRY(read_options(r, o));
	TRY(lock_folder(o->key.dir, &lock));
	TRY(virtual_key_open(&o->key, &key));
	r->slot.key = key;
	TRY(vk_slot_trace(&r->slot, o->trace));
	TRY(catch_signals(&r->signals));
	TRY(vk_control_listen(o->key.dir, &r->control));
	while (!r->ended) {
		stay_connected(r);
		step(r);
	}
	vk_control_done(o->key.dir, r->control); /* while the lock is held */
	r->control = -1;
	return ERR_OK;
}

enum err
vk_run_until_ended(const struct vk_run_options *o)
{
	struct running r = {.signals = -1, .control = -1, .link.fd = -1};
	enum err e;

	vk_slot_init(&r.slot, NULL);
	e = run(&r, o);
	vk_link_done(&r.link);
	vk_slot_done(&r.slot);
	if (r.signals >= 0)
		close(r.signals);
	return e;
}
