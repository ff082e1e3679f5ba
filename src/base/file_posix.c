/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_os.h"
#include "base/file_posix.h"
#include "base/random.h"

enum err
file_posix_error(int error, enum err other)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return ERR_FILE_MISSING;
	case EEXIST:
		return ERR_FILE_EXISTS;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_FILE_DENIED;
	case ENOSPC:
	case EDQUOT:
	case EFBIG: /* the limit that ulimit -f sets */
		return ERR_DISK_FULL;
	case ENAMETOOLONG:
		return ERR_TOO_LARGE;
	case ENOMEM:
		return ERR_NOMEM;
	default:
		return other;
	}
}

enum err
file_in_open(const char *path, struct file_in *ret_f)
{
	/* O_NONBLOCK, or a FIFO without a writer would hold us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return file_posix_error(errno, ERR_FILE_READ);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return ERR_FILE_READ;
	}
	*ret_f = (struct file_in){fd, (uint64_t)st.st_size};
	return ERR_OK;
}

enum err
file_in_read(struct file_in *f, void *out, size_t len, size_t *ret_len)
{
	ssize_t n;

	do
		n = read((int)f->handle, out, len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return ERR_FILE_READ;
	*ret_len = (size_t)n;
	return ERR_OK;
}

void
file_in_done(struct file_in *f)
{
	if (f->handle != FILE_NO_HANDLE)
		close((int)f->handle);
	f->handle = FILE_NO_HANDLE;
}

/* The folder of a path, open, and the name in it. */
struct place {
	int dir;
	const char *name; /* the end of the path */
};
#define PLACE_NONE       \
	{                \
		-1, NULL \
	}

static void
place_done(struct place *at)
{
	if (at->dir >= 0)
		close(at->dir);
}
DEFINE_AUTO_DONE(place)

static enum err
place_open(const char *path, struct place *ret_at)
{
	const char *slash = strrchr(path, '/');
	char dir[FILE_PATH_MAX] = ".";
	int fd;

	if (slash != NULL) {
		size_t len = slash == path ? 1 : (size_t)(slash - path);

		if (len >= sizeof(dir))
			return ERR_TOO_LARGE;
		memcpy(dir, path, len);
		dir[len] = '\0';
	}
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return file_posix_error(errno, ERR_FILE_WRITE);
	*ret_at = (struct place){fd, slash == NULL ? path : slash + 1};
	return ERR_OK;
}

/* Until then a power cut may undo what happened in the folder. */
static enum err
place_sync(const struct place *at)
{
	if (fsync(at->dir) == 0 || errno == EINVAL) /* cannot be synced */
		return ERR_OK;
	return file_posix_error(errno, ERR_FILE_WRITE);
}

static enum err
write_all(int fd, struct bytes data)
{
	while (data.len > 0) {
		ssize_t n = write(fd, data.p, data.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return file_posix_error(errno, ERR_FILE_WRITE);
		data = BYTES(data.p + n, data.len - (size_t)n);
	}
	return ERR_OK;
}

static enum err
write_synced(int fd, const struct file_out *out)
{
	/* fchmod, so that the umask has no say. */
	if (fchmod(fd, out->mode) != 0)
		return file_posix_error(errno, ERR_FILE_WRITE);
	TRY(write_all(fd, out->data));
	if (fsync(fd) != 0)
		return file_posix_error(errno, ERR_FILE_WRITE);
	return ERR_OK;
}

/* Name a temporary file that nobody else has. */
static enum err
temporary_name(const char *name, char out[NAME_MAX + 1])
{
	uint64_t n;
	int len;

	TRY(random_fill(random_system(), &n, sizeof(n)));
	len = snprintf(out, NAME_MAX + 1, "%s.%016llx" FILE_TEMPORARY_SUFFIX,
	    name, (unsigned long long)n);
	return len > NAME_MAX ? ERR_TOO_LARGE : ERR_OK;
}

/* The data in a file of that name; none is left on failure. */
static enum err
write_temporary(
    const struct place *at, const char *name, const struct file_out *out)
{
	int fd = openat(at->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	enum err err;

	if (fd < 0)
		return file_posix_error(errno, ERR_FILE_WRITE);
	err = write_synced(fd, out);
	close(fd);
	if (err != ERR_OK)
		unlinkat(at->dir, name, 0);
	return err;
}

/* Like rename, but fails with EEXIST. */
static int
rename_exclusive(const struct place *at, const char *from)
{
	if (renameat2(at->dir, from, at->dir, at->name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	/* This file system doesn't have it, NFS for one. */
	if (linkat(at->dir, from, at->dir, at->name, 0) != 0)
		return -1;
	unlinkat(at->dir, from, 0);
	return 0;
}

enum err
file_out_write(const struct file_out *out)
{
	AUTO_DONE(place) at = PLACE_NONE;
	char temporary[NAME_MAX + 1];
	int failed;

	TRY(place_open(out->path, &at));
	TRY(temporary_name(at.name, temporary));
	TRY(write_temporary(&at, temporary, out));
	failed = out->exclusive ? rename_exclusive(&at, temporary)
				: renameat(at.dir, temporary, at.dir, at.name);
	if (failed) {
		enum err err = file_posix_error(errno, ERR_FILE_WRITE);

		unlinkat(at.dir, temporary, 0);
		return err;
	}
	return place_sync(&at);
}

enum err
file_remove(const char *path)
{
	AUTO_DONE(place) at = PLACE_NONE;

	TRY(place_open(path, &at));
	if (unlinkat(at.dir, at.name, 0) != 0)
		return file_posix_error(errno, ERR_FILE_WRITE);
	return place_sync(&at);
}

enum err
file_mode(const char *path, mode_t *ret_mode)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return file_posix_error(errno, ERR_FILE_READ);
	*ret_mode = st.st_mode & 07777;
	return ERR_OK;
}

enum err
file_set_mode(const char *path, mode_t mode)
{
	return chmod(path, mode) == 0 ? ERR_OK
				      : file_posix_error(errno, ERR_FILE_READ);
}

bool
file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

bool
file_is_absolute(const char *path)
{
	return path[0] == '/';
}

enum err
file_absolute(char out[FILE_PATH_MAX], const char *path)
{
	char folder[FILE_PATH_MAX];

	if (file_is_absolute(path)) {
		if (strlen(path) >= FILE_PATH_MAX)
			return ERR_TOO_LARGE;
		memcpy(out, path, strlen(path) + 1);
		return ERR_OK;
	}
	if (getcwd(folder, sizeof(folder)) == NULL)
		return errno == ERANGE ? ERR_TOO_LARGE : ERR_FILE_MISSING;
	return file_path(out, folder, path);
}

bool
file_is_separator(char c)
{
	return c == '/';
}

enum err
file_dir_make(const char *path, mode_t mode)
{
	AUTO_DONE(place) at = PLACE_NONE;

	TRY(place_open(path, &at));
	if (mkdirat(at.dir, at.name, mode) != 0)
		return file_posix_error(errno, ERR_FILE_WRITE);
	return place_sync(&at);
}

bool
file_dir_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
is_regular(DIR *dir, const char *name)
{
	struct stat st;

	return fstatat(dirfd(dir), name, &st, 0) == 0 && S_ISREG(st.st_mode);
}

enum err
file_dir_each(
    const char *dir, enum err (*each)(void *arg, const char *name), void *arg)
{
	DIR *d = opendir(dir);
	const struct dirent *entry;
	enum err err = ERR_OK;

	if (d == NULL)
		return file_posix_error(errno, ERR_FILE_READ);
	while (errno = 0, err == ERR_OK && (entry = readdir(d)) != NULL) {
		if (is_regular(d, entry->d_name))
			err = each(arg, entry->d_name);
	}
	if (err == ERR_OK && errno != 0)
		err = ERR_FILE_READ;
	closedir(d);
	return err;
}
