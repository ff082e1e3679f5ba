/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What test_child.c starts. The first argument says what to do with the
 * channel; numbers on it are 32 bits, in the host's order.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/channel.h"
#include "base/clock.h"

static void
send_number(struct channel *c, uint32_t v)
{
	if (channel_write(c, BYTES(&v, sizeof(v)), CHANNEL_NO_DEADLINE) !=
	    ERR_OK)
		_exit(2);
}

/* Print a lot where one prints; then give back each octet. */
static void
echo(struct channel *c)
{
	uint8_t octet;

	for (int i = 0; i < 100000; i++) {
		puts("all this goes nowhere");
		fputs("and this too\n", stderr);
	}
	while (channel_read(c, &octet, 1, CHANNEL_NO_DEADLINE) == ERR_OK)
		if (channel_write(c, BYTES(&octet, 1), CHANNEL_NO_DEADLINE) !=
		    ERR_OK)
			return;
}

static uint32_t
count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	uint32_t n = 0;

	if (dir == NULL)
		_exit(3);
	for (const struct dirent *e; (e = readdir(dir)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(dir);
	return n - 1; /* that of the folder itself */
}

/* Descriptors, variables, and whether there is a terminal. */
static void
tell(struct channel *c)
{
	uint32_t variables = 0;

	while (environ[variables] != NULL)
		variables++;
	send_number(c, count_descriptors());
	send_number(c, variables);
	send_number(c, getenv("CERT_TEST_KEPT") != NULL);
	send_number(c, getsid(0) == getpid());
	send_number(c, isatty(STDOUT_FILENO) || isatty(STDERR_FILENO));
}

/* Tell who this is, then take no notice of anything. */
static void
hang(struct channel *c)
{
	send_number(c, (uint32_t)getpid());
	for (;;)
		clock_sleep_ms(60 * 1000);
}

static void
flood(struct channel *c)
{
	for (;;)
		send_number(c, 0xffffffff);
}

static void
leave(struct channel *c)
{
	(void)c;
	exit(0);
}

static const struct {
	const char *name;
	void (*run)(struct channel *c);
} modes[] = {{"echo", echo}, {"tell", tell}, {"hang", hang}, {"flood", flood},
    {"leave", leave}};

int
main(int argc, char **argv)
{
	AUTO(channel) c = NULL;
	enum err e = channel_from_parent(&c);

	if (e != ERR_OK)
		return err_exit(e);
	for (size_t i = 0; argc == 2 && i < COUNT(modes); i++)
		if (strcmp(modes[i].name, argv[1]) == 0)
			modes[i].run(c);
	return 0;
}
