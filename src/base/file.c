/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file_os.h"

#define READ_LEAST 4096 /* octets asked for at a time */
#define READ_MOST (1024 * 1024)
#define LOCK_POLL_MS 5

enum err
file_path(char out[FILE_PATH_MAX], const char *dir, const char *name)
{
	size_t dir_len = strlen(dir), name_len = strlen(name);

	if (dir_len + 1 + name_len >= FILE_PATH_MAX)
		return ERR_TOO_LARGE;
	memcpy(out, dir, dir_len);
	out[dir_len] = '/';
	memcpy(out + dir_len + 1, name, name_len + 1);
	return ERR_OK;
}

/* TOO_LARGE, unless the file ends here. */
static enum err
expect_end(struct file_in *f)
{
	uint8_t more;
	size_t n;

	TRY(file_in_read(f, &more, 1, &n));
	return n == 0 ? ERR_OK : ERR_TOO_LARGE;
}

static size_t
read_step(const struct file_in *f, const struct buf *b)
{
	size_t room = b->max - b->len, step = READ_MOST;

	if (f->size < READ_LEAST)
		step = READ_LEAST;
	else if (f->size < READ_MOST)
		step = (size_t)f->size + 1; /* finds the end at once */
	return step < room ? step : room;
}

static enum err
read_to_end(struct file_in *f, struct buf *b)
{
	size_t n;

	do {
		size_t step = read_step(f, b);
		uint8_t *p;

		if (step == 0)
			return expect_end(f);
		p = buf_extend(b, step);
		if (p == NULL)
			return buf_status(b);
		TRY(file_in_read(f, p, step, &n));
		buf_truncate(b, b->len - (step - n));
	} while (n > 0);
	return ERR_OK;
}

enum err
file_read(const char *path, struct buf *b)
{
	AUTO_DONE(file_in) f = FILE_IN_NONE;
	size_t before = b->len;
	enum err err;

	TRY(buf_status(b));
	TRY(file_in_open(path, &f));
	if (f.size > b->max - b->len)
		return ERR_TOO_LARGE;
	err = read_to_end(&f, b);
	if (err != ERR_OK)
		buf_truncate(b, before);
	return err;
}

static enum err
read_exactly(struct file_in *f, uint8_t *out, size_t len)
{
	for (size_t at = 0, n; at < len; at += n) {
		TRY(file_in_read(f, out + at, len - at, &n));
		if (n == 0)
			return ERR_FILE_READ; /* it shrank meanwhile */
	}
	return expect_end(f);
}

static struct bytes
without_newline(struct bytes b)
{
	if (b.len > 0 && b.p[b.len - 1] == '\n')
		b.len--;
	else
		return b;
	if (b.len > 0 && b.p[b.len - 1] == '\r')
		b.len--;
	return b;
}

enum err
file_read_secret(const char *path, struct secret **ret_s)
{
	AUTO_DONE(file_in) f = FILE_IN_NONE;
	AUTO(secret) s = NULL;
	struct bytes text;

	TRY(file_in_open(path, &f));
	if (f.size > SECRET_MAX)
		return ERR_TOO_LARGE;
	TRY(secret_new((size_t)f.size, &s));
	TRY(read_exactly(&f, secret_data(s), (size_t)f.size));
	text = without_newline(secret_bytes(s));
	if (text.len < f.size)
		return secret_copy(text, ret_s);
	*ret_s = TAKE(s);
	return ERR_OK;
}

enum err
file_replace(const char *path, struct bytes data, mode_t mode)
{
	return file_out_write(&(struct file_out){path, data, mode, false});
}

enum err
file_create(const char *path, struct bytes data, mode_t mode)
{
	return file_out_write(&(struct file_out){path, data, mode, true});
}

/* Somebody else may make the same folder at the same time; what is there and
 * is no folder is in the way. */
static enum err
need_dir(const char *path, mode_t mode)
{
	enum err err;

	if (file_dir_exists(path))
		return ERR_OK;
	err = file_dir_make(path, mode);
	if (err != ERR_FILE_EXISTS)
		return err;
	return file_dir_exists(path) ? ERR_OK : ERR_NOT_A_FOLDER;
}

enum err
file_make_dir(const char *path, mode_t mode)
{
	char part[FILE_PATH_MAX];

	if (strlen(path) >= sizeof(part))
		return ERR_TOO_LARGE;
	for (size_t i = 0; path[i] != '\0'; i++) {
		part[i] = '\0';
		if (i > 0 && file_is_separator(path[i]) &&
		    !file_is_separator(path[i - 1]))
			TRY(need_dir(part, mode));
		part[i] = path[i];
	}
	return need_dir(path, mode);
}

struct names {
	const char *suffix;
	struct buf text; /* each name with its NUL */
	size_t count;
};

static void
names_done(struct names *names)
{
	buf_done(&names->text);
}
DEFINE_AUTO_DONE(names)

static bool
ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	return n >= s && strcmp(name + n - s, suffix) == 0;
}

static enum err
add_name(void *arg, const char *name)
{
	struct names *names = arg;

	if (!ends_in(name, names->suffix))
		return ERR_OK;
	buf_put(&names->text, BYTES(name, strlen(name) + 1));
	names->count++;
	return buf_status(&names->text);
}

static int
by_octets(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names, sorted; they stay in names. The caller frees the array. */
static enum err
sort_names(const struct names *names, const char ***ret_sorted)
{
	const char **sorted = calloc(names->count + 1, sizeof(*sorted));
	const char *at = (const char *)names->text.p;

	if (sorted == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < names->count; i++, at += strlen(at) + 1)
		sorted[i] = at;
	qsort(sorted, names->count, sizeof(*sorted), by_octets);
	*ret_sorted = sorted;
	return ERR_OK;
}

enum err
file_list(const char *dir, const char *suffix,
    enum err (*each)(void *arg, const char *name), void *arg)
{
	AUTO_DONE(names) names = {suffix, BUF(FILE_LIST_MAX), 0};
	const char **sorted;
	enum err err = ERR_OK;

	TRY(file_dir_each(dir, add_name, &names));
	TRY(sort_names(&names, &sorted));
	for (size_t i = 0; i < names.count && err == ERR_OK; i++)
		err = each(arg, sorted[i]);
	free(sorted);
	return err;
}

/* Ask again and again until it's free or the time is over. */
static enum err
take_within(intptr_t handle, int64_t timeout_ms)
{
	int64_t end_ms = clock_monotonic_ms() + timeout_ms;

	for (;;) {
		enum err err = file_lock_take(handle, false);

		if (err != ERR_FILE_BUSY || clock_monotonic_ms() >= end_ms)
			return err;
		clock_sleep_ms(LOCK_POLL_MS);
	}
}

enum err
file_lock(const char *path, int64_t timeout_ms, struct file_lock **ret_lock)
{
	AUTO(file_lock) l = calloc(1, sizeof(*l));

	if (l == NULL)
		return ERR_NOMEM;
	l->handle = FILE_NO_HANDLE;
	TRY(file_lock_open(path, &l->handle));
	TRY(timeout_ms < 0 ? file_lock_take(l->handle, true)
			   : take_within(l->handle, timeout_ms));
	*ret_lock = TAKE(l);
	return ERR_OK;
}

void
file_lock_free(struct file_lock *l)
{
	if (l == NULL)
		return;
	if (l->handle != FILE_NO_HANDLE)
		file_lock_close(l->handle);
	free(l);
}
