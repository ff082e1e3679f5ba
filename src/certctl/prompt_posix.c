/* SPDX-License-Identifier: Apache-2.0 */
#include "certctl/prompt.h"

#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

bool
prompt_is_terminal(FILE *stream)
{
	return isatty(fileno(stream)) == 1;
}

/* One line, octet by octet, so that nothing of it stays in a buffer. */
static enum err
read_line(int fd, char *out, size_t size, size_t *ret_len)
{
	size_t len = 0;
	char c;

	for (;;) {
		ssize_t n = read(fd, &c, 1);

		if (n <= 0)
			return ERR_CANCELLED;
		if (c == '\n')
			break;
		if (len == size - 1)
			return ERR_TOO_LARGE;
		out[len++] = c;
	}
	out[len] = '\0';
	*ret_len = len;
	return ERR_OK;
}

static enum err
ask(const char *question, char *out, size_t size, size_t *ret_len)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	enum err e;

	if (fd < 0)
		return ERR_USAGE;
	if (write(fd, question, strlen(question)) < 0)
		e = ERR_USAGE;
	else
		e = read_line(fd, out, size, ret_len);
	close(fd);
	return e;
}

enum err
prompt_line(const char *question, char *out, size_t size)
{
	size_t len;

	return ask(question, out, size, &len);
}

/* Turn echo off on the terminal, or back; false if there is none. */
static bool
set_echo(bool on)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios t;
	bool ok;

	if (fd < 0)
		return false;
	ok = tcgetattr(fd, &t) == 0;
	if (on)
		t.c_lflag |= ECHO;
	else
		t.c_lflag &= ~(tcflag_t)ECHO;
	ok = ok && tcsetattr(fd, TCSAFLUSH, &t) == 0;
	if (on && write(fd, "\n", 1) < 0)
		ok = false;
	close(fd);
	return ok;
}

enum err
prompt_secret(const char *question, struct secret **ret_s)
{
	char line[PROMPT_SECRET_MAX];
	size_t len;
	enum err e;

	if (!set_echo(false))
		return ERR_USAGE;
	e = ask(question, line, sizeof(line), &len);
	(void)set_echo(true);
	if (e == ERR_OK)
		e = secret_copy(BYTES(line, len), ret_s);
	secret_wipe(line, sizeof(line));
	return e;
}
