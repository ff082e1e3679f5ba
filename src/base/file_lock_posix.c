/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_os.h"
#include "base/file_posix.h"

enum err
file_lock_open(const char *path, intptr_t *ret_handle)
{
	int fd = open(
	    path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);

	if (fd < 0)
		return file_posix_error(errno, ERR_FILE_WRITE);
	*ret_handle = fd;
	return ERR_OK;
}

/* flock(2), not fcntl(2), whose locks all threads of a process share. */
enum err
file_lock_take(intptr_t handle, bool wait)
{
	int failed;

	do
		failed = flock((int)handle, LOCK_EX | (wait ? 0 : LOCK_NB));
	while (failed && errno == EINTR);
	if (!failed)
		return ERR_OK;
	return errno == EWOULDBLOCK ? ERR_FILE_BUSY : ERR_FILE_WRITE;
}

void
file_lock_close(intptr_t handle)
{
	/* Explicitly, in case a child has inherited the descriptor. */
	flock((int)handle, LOCK_UN);
	close((int)handle);
}
