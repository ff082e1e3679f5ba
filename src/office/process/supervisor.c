/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/supervisor.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "office/process/control.h"
#include "office/process/control_socket.h"
#include "office/process/status.h"

#define COMMANDS_MAX 16
#define BACK_OFF_MIN_MS 50
#define BACK_OFF_MAX_MS 10000
#define STEADY_MS 60000 /* who lived so long starts its back-off anew */
#define LOCK_WAIT_MS 30000

struct member {
	enum child_kind kind;
	enum member_state state;
	pid_t pid; /* 0: not running */
	int control;
	bool was_ready; /* ever */
	enum err err;	/* what it said that it ends with */
	uint32_t restarts;
	unsigned int deaths; /* in a row, without a steady time between */
	int64_t started_ms, start_at_ms;
};

struct supervisor {
	const struct supervisor_options *options;
	struct member members[CHILD_COUNT];
	int signals, listen_fd, control_fd;
	int commands[COMMANDS_MAX];
	size_t command_count;
	char url[LISTEN_URL_SIZE];
	int64_t started_ms;
	bool announced, stop;
	enum err failed; /* a child could not even start */
};

/* Who asks whom. */
static const struct link {
	enum child_kind asks, answers;
} links[] = {
    {CHILD_WEB, CHILD_CA},
    {CHILD_WEB, CHILD_KEYCENTRE},
    {CHILD_WEB, CHILD_MAIL},
};

/* --- joining --- */

static bool
is_running(const struct member *m)
{
	return m->pid != 0;
}

static enum err
attach(struct supervisor *s, const struct link *l)
{
	struct control_message m = {
	    .type = CONTROL_ATTACH, .peer = (uint8_t)l->answers, .fd_count = 1};
	enum err err;

	TRY(launch_serve(
	    s->members[l->answers].control, (uint8_t)l->asks, &m.fds[0]));
	err = control_send(s->members[l->asks].control, &m);
	close(m.fds[0]);
	return err;
}

/* A failure here is a process on its way out: its end joins them anew. */
static void
join(struct supervisor *s, const struct link *l)
{
	if (!is_running(&s->members[l->asks]) ||
	    !is_running(&s->members[l->answers]))
		return;
	if (attach(s, l) != ERR_OK)
		log_line(LOG_DEBUG, "%s and %s are not joined yet",
		    child_name(l->asks), child_name(l->answers));
}

static void
join_all_of(struct supervisor *s, enum child_kind kind)
{
	for (size_t i = 0; i < COUNT(links); i++)
		if (links[i].asks == kind || links[i].answers == kind)
			join(s, &links[i]);
}

static void
hand_over_listening(struct supervisor *s)
{
	struct control_message m = {.type = CONTROL_LISTEN, .fd_count = 1};

	m.fds[0] = s->listen_fd;
	if (control_send(s->members[CHILD_WEB].control, &m) != ERR_OK)
		log_line(LOG_DEBUG, "web did not take the socket");
}

/* --- starting and restarting --- */

/* Doubling from death to death, and a quarter more or less, so that children
 * which die of each other do not meet again and again. */
static int64_t
back_off_ms(unsigned int deaths)
{
	int64_t ms = BACK_OFF_MIN_MS;
	uint8_t jitter = 128;

	while (deaths-- > 1 && ms < BACK_OFF_MAX_MS)
		ms *= 2;
	if (ms > BACK_OFF_MAX_MS)
		ms = BACK_OFF_MAX_MS;
	if (random_fill(random_system(), &jitter, 1) != ERR_OK)
		jitter = 128;
	return ms - ms / 4 + ms / 2 * jitter / 255;
}

static void
start_later(struct member *m, int64_t now_ms)
{
	if (now_ms - m->started_ms > STEADY_MS)
		m->deaths = 0;
	m->deaths++;
	m->state = MEMBER_WAITING;
	m->start_at_ms = now_ms + back_off_ms(m->deaths);
}

static void
start_member(struct supervisor *s, struct member *m)
{
	int64_t now_ms = clock_monotonic_ms();

	m->err = ERR_OK;
	if (launch_child(&s->options->launch, m->kind, &m->pid, &m->control) !=
	    ERR_OK) {
		log_line(
		    LOG_ERROR, "%s could not be started", child_name(m->kind));
		start_later(m, now_ms);
		return;
	}
	m->state = MEMBER_STARTING;
	m->started_ms = now_ms;
	if (m->kind == CHILD_WEB)
		hand_over_listening(s);
	join_all_of(s, m->kind);
}

static bool
others_are_ready(const struct supervisor *s)
{
	for (size_t k = 0; k < CHILD_COUNT; k++)
		if (k != CHILD_WEB && s->members[k].state != MEMBER_READY &&
		    s->members[k].state != MEMBER_ABSENT &&
		    !s->members[k].was_ready)
			return false;
	return true;
}

static void
start_due(struct supervisor *s)
{
	int64_t now_ms = clock_monotonic_ms();

	for (size_t k = 0; k < CHILD_COUNT; k++) {
		struct member *m = &s->members[k];

		if (m->state != MEMBER_WAITING || m->start_at_ms > now_ms ||
		    (k == CHILD_WEB && !others_are_ready(s)))
			continue;
		start_member(s, m);
	}
}

/* --- what children say, and their end --- */

static void
announce(struct supervisor *s)
{
	if (s->announced || s->members[CHILD_WEB].state != MEMBER_READY)
		return;
	s->announced = true;
	s->options->listening(s->options->self, s->url);
}

static void
hear_child(struct supervisor *s, struct member *m)
{
	struct control_message message;
	bool got = false;

	/* Its end is told by SIGCHLD; what it says that nobody knows, ends it:
	 * a child that is not itself any more must not go on. */
	if (control_receive(m->control, 0, &got, &message) == ERR_BAD_MESSAGE)
		kill(m->pid, SIGKILL);
	if (!got)
		return;
	control_close_fds(&message);
	if (message.type == CONTROL_READY) {
		m->state = MEMBER_READY;
		m->was_ready = true;
		log_line(LOG_INFO, "%s is ready", child_name(m->kind));
		announce(s);
	} else if (message.type == CONTROL_ENDS) {
		m->err = message.err;
	} else if (message.type == CONTROL_CUT) {
		for (size_t i = 0; i < COUNT(links); i++)
			if (links[i].answers == m->kind &&
			    (uint8_t)links[i].asks == message.peer)
				join(s, &links[i]);
	}
}

static void
member_ended(struct supervisor *s, struct member *m, int status)
{
	struct pollfd p = {.fd = m->control, .events = POLLIN};

	while (poll(&p, 1, 0) == 1 && (p.revents & POLLIN) != 0 &&
	       m->err == ERR_OK && (p.revents & POLLHUP) == 0)
		hear_child(s, m);
	close(m->control);
	m->control = -1;
	m->pid = 0;
	m->restarts++;
	if (WIFSIGNALED(status))
		log_line(LOG_WARNING, "%s was ended by signal %d",
		    child_name(m->kind), WTERMSIG(status));
	else
		log_line(LOG_WARNING, "%s ended with status %d",
		    child_name(m->kind), WEXITSTATUS(status));
	/* What fails before it ever worked will not work the next time. */
	if (!m->was_ready && m->err != ERR_OK)
		s->failed = m->err;
	start_later(m, clock_monotonic_ms());
}

static void
reap(struct supervisor *s)
{
	int status;

	for (size_t k = 0; k < CHILD_COUNT; k++) {
		struct member *m = &s->members[k];

		if (is_running(m) &&
		    waitpid(m->pid, &status, WNOHANG) == m->pid)
			member_ended(s, m, status);
	}
}

static void
hear_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(s);
		else
			s->stop = true;
	}
}

/* --- commands --- */

static void
answer_status(struct supervisor *s, int fd)
{
	AUTO_DONE(buf) body = BUF(CONTROL_BODY_MAX);
	struct control_message m = {.type = CONTROL_STATUS};
	struct office_status status = {
	    .running_s = (clock_monotonic_ms() - s->started_ms) / 1000,
	    .pid = (uint32_t)getpid()};

	memcpy(status.url, s->url, sizeof(status.url));
	for (size_t k = 0; k < CHILD_COUNT; k++)
		status.members[k] = (struct member_status){s->members[k].state,
		    (uint32_t)s->members[k].pid, s->members[k].restarts};
	office_status_encode(&body, &status);
	if (buf_status(&body) != ERR_OK)
		return;
	m.body_len = body.len;
	memcpy(m.body, body.p, body.len);
	if (control_send(fd, &m) != ERR_OK)
		log_line(LOG_DEBUG, "a command went away");
}

static enum err
connect_command(struct supervisor *s, uint8_t mask, struct control_message *m)
{
	for (size_t k = 0; k < CHILD_COUNT; k++) {
		if ((mask & 1u << k) == 0)
			continue;
		if (k == CHILD_WEB || m->fd_count == CONTROL_FDS_MAX)
			return ERR_BAD_MESSAGE;
		if (s->members[k].state != MEMBER_READY)
			return ERR_PROCESS_LOST;
		TRY(launch_serve(s->members[k].control, CONTROL_COMMAND,
		    &m->fds[m->fd_count]));
		m->fd_count++;
	}
	return ERR_OK;
}

static void
answer_connect(struct supervisor *s, int fd, uint8_t mask)
{
	struct control_message m = {.type = CONTROL_CONNECT};

	m.err = connect_command(s, mask, &m);
	if (m.err != ERR_OK)
		control_close_fds(&m);
	if (control_send(fd, &m) != ERR_OK)
		log_line(LOG_DEBUG, "a command went away");
	control_close_fds(&m);
}

/* True if the command may ask on. */
static bool
hear_command(struct supervisor *s, int fd)
{
	struct control_message m;
	bool got;

	if (control_receive(fd, 0, &got, &m) != ERR_OK)
		return false;
	if (!got)
		return true;
	control_close_fds(&m);
	if (m.type == CONTROL_STATUS)
		answer_status(s, fd);
	else if (m.type == CONTROL_CONNECT)
		answer_connect(s, fd, m.peer);
	return m.type == CONTROL_STATUS || m.type == CONTROL_CONNECT;
}

static void
accept_command(struct supervisor *s)
{
	int fd;

	if (control_socket_accept(s->control_fd, &fd) != ERR_OK)
		return;
	if (s->command_count == COMMANDS_MAX) {
		close(fd);
		return;
	}
	s->commands[s->command_count++] = fd;
}

/* --- the loop --- */

/* What is waited for: signals, new commands, children, commands. */
struct watch {
	struct pollfd p[2 + CHILD_COUNT + COMMANDS_MAX];
	size_t commands; /* how many there were */
};

static void
watch_all(const struct supervisor *s, struct watch *w)
{
	size_t n = 0;

	w->p[n++] = (struct pollfd){.fd = s->signals, .events = POLLIN};
	w->p[n++] = (struct pollfd){.fd = s->control_fd, .events = POLLIN};
	for (size_t k = 0; k < CHILD_COUNT; k++)
		w->p[n++] = (struct pollfd){.fd = is_running(&s->members[k])
						      ? s->members[k].control
						      : -1,
		    .events = POLLIN};
	for (size_t i = 0; i < s->command_count; i++)
		w->p[n++] =
		    (struct pollfd){.fd = s->commands[i], .events = POLLIN};
	w->commands = s->command_count;
}

static int
ms_to_next_start(const struct supervisor *s)
{
	int64_t now_ms = clock_monotonic_ms(), ms = -1;

	for (size_t k = 0; k < CHILD_COUNT; k++) {
		const struct member *m = &s->members[k];
		int64_t left = m->start_at_ms - now_ms;

		if (m->state != MEMBER_WAITING ||
		    (k == CHILD_WEB && !others_are_ready(s)))
			continue;
		if (left < 0)
			left = 0;
		if (ms < 0 || left < ms)
			ms = left;
	}
	return (int)ms;
}

static void
hear_commands(struct supervisor *s, const struct watch *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->command_count; i++) {
		const struct pollfd *p = &w->p[2 + CHILD_COUNT + i];

		if (i < w->commands && p->revents != 0 &&
		    !hear_command(s, s->commands[i]))
			close(s->commands[i]);
		else
			s->commands[kept++] = s->commands[i];
	}
	s->command_count = kept;
}

static void
step(struct supervisor *s)
{
	struct watch w;

	watch_all(s, &w);
	if (poll(w.p, 2 + CHILD_COUNT + w.commands, ms_to_next_start(s)) > 0) {
		for (size_t k = 0; k < CHILD_COUNT; k++)
			if ((w.p[2 + k].revents & POLLIN) != 0)
				hear_child(s, &s->members[k]);
		hear_commands(s, &w);
		if (w.p[1].revents != 0)
			accept_command(s);
		if (w.p[0].revents != 0)
			hear_signals(s);
	}
	start_due(s);
}

static void
stop_member(struct member *m)
{
	if (is_running(m))
		launch_end(m->pid, m->control);
	m->pid = 0;
}

/* Askers first: then nobody asks those that answer any more. */
static void
stop_all(struct supervisor *s)
{
	for (size_t k = CHILD_COUNT; k-- > 0;)
		stop_member(&s->members[k]);
	for (size_t i = 0; i < s->command_count; i++)
		close(s->commands[i]);
}

/* --- setting up --- */

static void
set_up_members(struct supervisor *s)
{
	for (unsigned int k = 0; k < CHILD_COUNT; k++)
		s->members[k] = (struct member){.kind = (enum child_kind)k,
		    .control = -1,
		    .state = child_programs[k].run == NULL ? MEMBER_ABSENT
							   : MEMBER_WAITING};
}

static enum err
set_up_signals(struct supervisor *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return ERR_INTERNAL;
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals < 0 ? ERR_INTERNAL : ERR_OK;
}

static enum err
check_captcha(const struct office_config *c, const char *listen)
{
	bool loopback;

	TRY(listen_is_loopback(listen, &loopback));
	return c->captcha || loopback ? ERR_OK : ERR_CAPTCHA_OFF_EXPOSED;
}

static enum err
set_up(struct supervisor *s, const struct supervisor_options *o)
{
	const char *listen = o->listen == NULL ? o->config->listen : o->listen;

	TRY(check_captcha(o->config, listen));
	TRY(set_up_signals(s));
	TRY(listen_open(listen, &s->listen_fd));
	TRY(listen_url(s->listen_fd, s->url));
	TRY(control_socket_listen(o->launch.dir, &s->control_fd));
	set_up_members(s);
	return ERR_OK;
}

/* A command may be using the key holders for a moment; an office that runs
 * keeps them. */
static enum err
lock_office(const char *dir, struct file_lock **ret_lock)
{
	struct office_status running;
	int64_t end = clock_monotonic_ms() + LOCK_WAIT_MS;
	enum err err;

	do {
		err = control_socket_lock(dir, 200, ret_lock);
		if (err != ERR_FILE_BUSY)
			return err;
		if (office_status_ask(dir, &running) == ERR_OK)
			return ERR_ALREADY_RUNNING;
	} while (clock_monotonic_ms() < end);
	return ERR_ALREADY_RUNNING;
}

static void
close_all(struct supervisor *s)
{
	const int fds[] = {s->signals, s->listen_fd, s->control_fd};

	for (size_t i = 0; i < COUNT(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

enum err
supervisor_run(const struct supervisor_options *o)
{
	AUTO(file_lock) lock = NULL;
	struct supervisor s = {.options = o,
	    .signals = -1,
	    .listen_fd = -1,
	    .control_fd = -1,
	    .started_ms = clock_monotonic_ms()};
	enum err err;

	TRY(lock_office(o->launch.dir, &lock));
	err = set_up(&s, o);
	if (err == ERR_OK) {
		start_due(&s);
		while (!s.stop && s.failed == ERR_OK)
			step(&s);
		stop_all(&s);
		control_socket_remove(o->launch.dir);
		err = s.failed;
	}
	close_all(&s);
	return err;
}
