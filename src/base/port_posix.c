/* SPDX-License-Identifier: Apache-2.0 */
/* Linux: /proc/net/tcp tells the socket's inode, /proc/PID/fd who has it
 * (proc(5)). */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "base/port.h"

#define LISTENING "0A"
#define LINE_SIZE 512

/* The inode of the socket that listens on port, of a line of the table. */
static bool
read_line(const char *line, uint16_t port, unsigned long *ret_inode)
{
	char local[5], state[3], inode[21];

	/* sl local_address rem_address st queues timers retrnsmt uid
	 * timeout inode */
	if (sscanf(line,
		"%*s %*[0-9A-F]:%4[0-9A-F] %*s %2[0-9A-F] %*s %*s %*s"
		" %*s %*s %20[0-9]",
		local, state, inode) != 3 ||
	    strtoul(local, NULL, 16) != port || strcmp(state, LISTENING) != 0)
		return false;
	*ret_inode = strtoul(inode, NULL, 10);
	return true;
}

static bool
find_inode(const char *table, uint16_t port, unsigned long *ret_inode)
{
	FILE *f = fopen(table, "re");
	char line[LINE_SIZE];
	bool found = false;

	while (f != NULL && !found && fgets(line, sizeof(line), f) != NULL)
		found = read_line(line, port, ret_inode);
	if (f != NULL)
		fclose(f);
	return found;
}

/* Is one of the process's descriptors that socket? */
static bool
has_socket(const char *pid, const char *socket)
{
	char folder[64], target[64];
	struct dirent *entry;
	DIR *dir;
	bool found = false;

	(void)snprintf(folder, sizeof(folder), "/proc/%.20s/fd", pid);
	dir = opendir(folder);
	while (dir != NULL && !found && (entry = readdir(dir)) != NULL) {
		ssize_t n = readlinkat(
		    dirfd(dir), entry->d_name, target, sizeof(target) - 1);

		if (n <= 0)
			continue;
		target[n] = '\0';
		found = strcmp(target, socket) == 0;
	}
	if (dir != NULL)
		closedir(dir);
	return found;
}

static void
read_name(const char *pid, char out[PORT_PROGRAM_SIZE])
{
	char path[64];
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%.20s/comm", pid);
	f = fopen(path, "re");
	if (f == NULL)
		return;
	if (fgets(out, PORT_PROGRAM_SIZE, f) == NULL)
		out[0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	fclose(f);
}

static void
find_program(unsigned long inode, char out[PORT_PROGRAM_SIZE])
{
	char socket[64];
	struct dirent *entry;
	DIR *dir = opendir("/proc");

	(void)snprintf(socket, sizeof(socket), "socket:[%lu]", inode);
	while (dir != NULL && out[0] == '\0' && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
		    has_socket(entry->d_name, socket))
			read_name(entry->d_name, out);
	if (dir != NULL)
		closedir(dir);
}

bool
port_is_taken(uint16_t port, char ret_program[PORT_PROGRAM_SIZE])
{
	static const char *const tables[] = {"/proc/net/tcp", "/proc/net/tcp6"};
	unsigned long inode;

	ret_program[0] = '\0';
	for (size_t i = 0; i < COUNT(tables); i++)
		if (find_inode(tables[i], port, &inode)) {
			find_program(inode, ret_program);
			return true;
		}
	return false;
}
