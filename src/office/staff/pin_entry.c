/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/pin_entry.h"

#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "skf/token.h"

#define LINE_MAX_OCTETS 128

/* One line, without its end, straight from the terminal. */
static enum err
read_line(int tty, struct secret **ret_line)
{
	uint8_t line[LINE_MAX_OCTETS];
	size_t len = 0;
	enum err err;

	while (len < sizeof(line)) {
		ssize_t n = read(tty, line + len, 1);

		if (n <= 0 || line[len] == '\n')
			break;
		len++;
	}
	err = len == 0 || len == sizeof(line)
		  ? ERR_PIN_LENGTH
		  : secret_copy(BYTES(line, len), ret_line);
	secret_wipe(line, sizeof(line));
	return err;
}

static void
say(int tty, const char *text)
{
	if (write(tty, text, strlen(text)) < 0)
		return; /* then the person sees nothing, and types nothing */
}

static enum err
ask(int tty, const char *question, struct secret **ret_pin)
{
	struct termios old, quiet;
	enum err err;

	if (tcgetattr(tty, &old) != 0)
		return ERR_USAGE;
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	say(tty, question);
	if (tcsetattr(tty, TCSAFLUSH, &quiet) != 0)
		return ERR_USAGE;
	err = read_line(tty, ret_pin);
	tcsetattr(tty, TCSAFLUSH, &old);
	say(tty, "\n");
	return err;
}

static enum err
ask_as_often(struct verb_call *call, const struct pin_entry *e, int tty,
    struct secret **ret_pin)
{
	AUTO(secret) pin = NULL;
	AUTO(secret) again = NULL;
	char question[128];

	snprintf(question, sizeof(question),
	    VERB_SAY(call, "%s 的 PIN 码：", "PIN of %s: "), e->whose);
	TRY(ask(tty, question, &pin));
	if (e->twice) {
		TRY(ask(tty, VERB_SAY(call, "再次输入：", "Again: "), &again));
		if (!secret_equal(secret_bytes(pin), secret_bytes(again)))
			return ERR_PIN_MISMATCH;
	}
	*ret_pin = TAKE(pin);
	return ERR_OK;
}

static enum err
ask_at_terminal(
    struct verb_call *call, const struct pin_entry *e, struct secret **ret_pin)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	enum err err;

	if (tty < 0) {
		verb_detail(call, "%s",
		    VERB_SAY(call, "没有终端，请用 --pin-file 给出 PIN 码文件",
			"there is no terminal; give a file by --pin-file"));
		return ERR_USAGE;
	}
	err = ask_as_often(call, e, tty, ret_pin);
	close(tty);
	return err;
}

enum err
pin_entry_read(
    struct verb_call *call, const struct pin_entry *e, struct secret **ret_pin)
{
	AUTO(secret) pin = NULL;
	enum err err;

	if (e->file == NULL)
		TRY(ask_at_terminal(call, e, &pin));
	else if ((err = file_read_secret(e->file, &pin)) != ERR_OK) {
		verb_detail(call, "%s", e->file);
		return err;
	}
	if (e->twice)
		TRY(token_pin_check(secret_bytes(pin)));
	*ret_pin = TAKE(pin);
	return ERR_OK;
}
