/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/child.h"

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/log.h"
#include "office/process/control.h"
#include "office/process/keyfile.h"
#include "office/process/sandbox.h"

static const struct {
	const char *name, *program; /* the latter for the log */
} names[CHILD_COUNT] = {
    [CHILD_CA] = {"ca", "cert-office/ca"},
    [CHILD_KEYCENTRE] = {"keycentre", "cert-office/keycentre"},
    [CHILD_MAIL] = {"mail", "cert-office/mail"},
    [CHILD_WEB] = {"web", "cert-office/web"},
};

const char *
child_name(enum child_kind k)
{
	return names[k].name;
}

static enum err
find_kind(const char *name, enum child_kind *ret_kind)
{
	for (unsigned int k = 0; k < CHILD_COUNT; k++)
		if (strcmp(name, names[k].name) == 0) {
			*ret_kind = (enum child_kind)k;
			return ERR_OK;
		}
	return ERR_USAGE;
}

/* --- becoming a child --- */

static bool
has_control_socket(void)
{
	int type = 0;
	socklen_t len = sizeof(type);

	return getsockopt(CHILD_CONTROL_FD, SOL_SOCKET, SO_TYPE, &type, &len) ==
		   0 &&
	       type == SOCK_SEQPACKET;
}

/* The terminal's Ctrl-C goes to the whole group: only the supervisor heeds it
 * and says when to stop, so that what was begun is finished. */
static void
leave_signals_to_supervisor(void)
{
	sigset_t none;

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static enum err
harden(void)
{
	const struct rlimit none = {0, 0};

	if (!has_control_socket())
		return ERR_USAGE;
	if (close_range(CHILD_CONTROL_FD + 1, ~0U, 0) != 0)
		return ERR_SANDBOX;
	umask(077);
	leave_signals_to_supervisor();
	secret_harden_process();
	if (setrlimit(RLIMIT_CORE, &none) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return ERR_SANDBOX;
	fault_init(); /* its file was just closed */
	return ERR_OK;
}

/* --- what a child's own code calls --- */

enum err
child_key(struct child *c, const char *name, struct secret **ret_key)
{
	if (c->unlock == NULL)
		return ERR_KEY_LOCKED;
	return keyfile_open(
	    c->gm, c->dir, name, secret_bytes(c->unlock), ret_key);
}

static enum err
become_user(const char *name)
{
	const struct passwd *user = getpwnam(name);

	if (user == NULL || user->pw_uid == 0) {
		log_line(LOG_ERROR, "user %s: not there, or root", name);
		return ERR_CONFIG;
	}
	if (setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0 ||
	    setuid(user->pw_uid) != 0 || setuid(0) == 0)
		return ERR_SANDBOX;
	secret_harden_process(); /* a change of user undoes it */
	return ERR_OK;
}

enum err
child_settle(struct child *c)
{
	secret_free(c->unlock);
	c->unlock = NULL;
	if (geteuid() == 0 && c->config->user[0] != '\0')
		TRY(become_user(c->config->user));
	return ERR_OK;
}

enum err
child_ready(struct child *c)
{
	const struct control_message m = {.type = CONTROL_READY};

	return control_send(c->control, &m);
}

static const struct {
	enum control_type control;
	enum child_event_type event;
	size_t fds;
} events[] = {
    {CONTROL_STOP, CHILD_EVENT_STOP, 0},
    {CONTROL_SERVE, CHILD_EVENT_SERVE, 1},
    {CONTROL_ATTACH, CHILD_EVENT_ATTACH, 1},
    {CONTROL_LISTEN, CHILD_EVENT_LISTEN, 1},
};

static enum err
translate(const struct control_message *m, struct child_event *ret_event)
{
	for (size_t i = 0; i < COUNT(events); i++) {
		if (events[i].control != m->type ||
		    events[i].fds != m->fd_count)
			continue;
		if (m->type == CONTROL_ATTACH && m->peer >= CHILD_COUNT)
			break;
		*ret_event = (struct child_event){.type = events[i].event,
		    .tag = m->peer,
		    .fd = m->fd_count == 1 ? m->fds[0] : -1};
		if (m->type == CONTROL_ATTACH)
			ret_event->peer = (enum child_kind)m->peer;
		return ERR_OK;
	}
	return ERR_BAD_MESSAGE;
}

enum err
child_next(struct child *c, int timeout_ms, struct child_event *ret_event)
{
	struct control_message m;
	bool got;
	enum err err = control_receive(c->control, timeout_ms, &got, &m);

	if (err == ERR_PROCESS_LOST || (err == ERR_OK && !got)) {
		*ret_event = (struct child_event){.fd = -1,
		    .type =
			err == ERR_OK ? CHILD_EVENT_NONE : CHILD_EVENT_STOP};
		return ERR_OK;
	}
	TRY(err);
	err = translate(&m, ret_event);
	if (err != ERR_OK)
		control_close_fds(&m);
	return err;
}

/* --- from start to end --- */

static enum err
read_config(const char *dir, struct office_config *ret_config)
{
	char why[CONFIG_WHY_SIZE] = "";
	enum err err = office_config_read(dir, ret_config, why);

	if (err != ERR_OK)
		log_line(LOG_ERROR, "office.conf: %s", why);
	return err;
}

static enum err
run(enum child_kind kind, const char *dir, const char *unlock)
{
	AUTO(gm) gm = NULL;
	AUTO(secret) secret = NULL;
	struct office_config config;
	struct child c = {
	    .kind = kind, .dir = dir, .control = CHILD_CONTROL_FD};
	enum err err;

	if (child_programs[kind].run == NULL)
		return ERR_NOT_SUPPORTED;
	TRY(read_config(dir, &config));
	TRY(gm_new(&gm));
	TRY(keyfile_unlock(dir, unlock, &secret));
	c.config = &config;
	c.gm = gm;
	c.unlock = TAKE(secret);
	err = child_programs[kind].run(&c);
	secret_free(c.unlock);
	return err;
}

static void
say_end(enum err err)
{
	const struct control_message m = {.type = CONTROL_ENDS, .err = err};

	if (err != ERR_OK)
		log_line(LOG_ERROR, "ends: %s (%s)", err_text(err, LANG_EN),
		    err_name(err));
	if (control_send(CHILD_CONTROL_FD, &m) != ERR_OK && err == ERR_OK)
		log_line(LOG_DEBUG, "the supervisor is gone");
}

/* argv: NAME DIR [--unlock FILE] */
static enum err
read_arguments(
    int argc, char **argv, enum child_kind *ret_kind, const char **ret_unlock)
{
	if (argc != 2 && !(argc == 4 && strcmp(argv[2], "--unlock") == 0))
		return ERR_USAGE;
	TRY(find_kind(argv[0], ret_kind));
	*ret_unlock = argc == 4 ? argv[3] : NULL;
	return ERR_OK;
}

int
child_main(int argc, char **argv)
{
	enum child_kind kind = CHILD_CA;
	const char *unlock = NULL;
	enum err err = read_arguments(argc, argv, &kind, &unlock);

	if (err == ERR_OK)
		err = harden();
	if (err != ERR_OK) {
		log_line(LOG_ERROR, "child: started by cert-office serve only");
		return err_exit(err);
	}
	log_init(names[kind].program, LOG_INFO);
	err = run(kind, argv[1], unlock);
	say_end(err);
	/* Not exit: a sandbox may forbid what its handlers do. */
	_exit(err_exit(err));
}
