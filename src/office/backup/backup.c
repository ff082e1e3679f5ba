/* SPDX-License-Identifier: Apache-2.0 */
#include "office/backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "gm/sm3.h"
#include "office/backup/tar.h"

#define DATABASE "office.db"
#define PIECE 65536
#define DIGESTS_MAX (BACKUP_FILES_MAX * (2 * SM3_LEN + 3 + TAR_NAME_SIZE))

/* Not taken, with all that is beneath; the database comes as a copy. */
static const char *const left_out[] = {"unlock", "run", "outgoing", DATABASE,
    DATABASE "-wal", DATABASE "-shm", DATABASE "-journal"};

struct names {
	size_t count;
	char *name[BACKUP_FILES_MAX];
};

struct work {
	char dir[FILE_PATH_MAX];
	struct sm3_stream *digest;
	FILE *archive;
	char temporary[FILE_PATH_MAX]; /* of the archive; "": none */
	struct names names;
	struct buf digests; /* DIGESTS, as it grows */
	struct backup_report report;
};

static void
work_done(struct work *w)
{
	if (w->archive != NULL)
		fclose(w->archive);
	if (w->temporary[0] != '\0')
		unlink(w->temporary);
	for (size_t i = 0; i < w->names.count; i++)
		free(w->names.name[i]);
	sm3_stream_free(w->digest);
	buf_done(&w->digests);
}
DEFINE_AUTO_DONE(work)

/* --- which files there are --- */

static bool
is_left_out(const char *name)
{
	for (size_t i = 0; i < COUNT(left_out); i++)
		if (strcmp(left_out[i], name) == 0)
			return true;
	return false;
}

/* Without slashes at its end, so that names begin right behind it. */
static enum err
set_dir(struct work *w, const char *dir)
{
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	if (len >= sizeof(w->dir))
		return ERR_TOO_LARGE;
	memcpy(w->dir, dir, len);
	w->dir[len] = '\0';
	return ERR_OK;
}

/* One thing that the walk comes by, named from the folder. */
static enum err
visit(struct work *w, FTS *walk, FTSENT *at)
{
	const char *name = at->fts_path + strlen(w->dir) + 1;
	struct names *names = &w->names;

	if (at->fts_level == 1 && is_left_out(name)) {
		fts_set(walk, at, FTS_SKIP);
		return ERR_OK;
	}
	if (at->fts_info != FTS_F)
		return at->fts_info == FTS_ERR ? ERR_FILE_READ : ERR_OK;
	if (names->count == BACKUP_FILES_MAX)
		return ERR_TOO_LARGE;
	names->name[names->count] = strdup(name);
	if (names->name[names->count] == NULL)
		return ERR_NOMEM;
	names->count++;
	return ERR_OK;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static enum err
list_files(struct work *w)
{
	char *roots[] = {w->dir, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	enum err e = ERR_OK;
	FTSENT *at;

	if (walk == NULL)
		return ERR_FILE_READ;
	while (e == ERR_OK && (at = fts_read(walk)) != NULL)
		if (at->fts_level > 0)
			e = visit(w, walk, at);
	fts_close(walk);
	return e;
}

/* --- taking one --- */

static enum err
note_digest(struct work *w, const char *name)
{
	uint8_t digest[SM3_LEN];

	TRY(sm3_stream_end(w->digest, digest));
	text_hex(&w->digests, BYTES_ARRAY(digest));
	buf_printf(&w->digests, "  %s\n", name);
	return buf_status(&w->digests);
}

/* So many octets of the file at fd, which may grow meanwhile. */
static enum err
copy_in(struct work *w, int fd, int64_t size)
{
	uint8_t piece[PIECE];

	while (size > 0) {
		size_t want = size < PIECE ? (size_t)size : PIECE;
		ssize_t n = read(fd, piece, want);

		if (n <= 0)
			return ERR_FILE_READ;
		TRY(sm3_stream_add(w->digest, BYTES(piece, n)));
		TRY(tar_write(w->archive, BYTES(piece, n)));
		size -= n;
	}
	return ERR_OK;
}

static enum err
take_open(struct work *w, int fd, const char *name)
{
	struct stat s;
	struct tar_entry e;

	if (fstat(fd, &s) != 0)
		return ERR_FILE_READ;
	e = (struct tar_entry){
	    .mode = s.st_mode & 0777, .size = s.st_size, .at = s.st_mtime};
	if (strlen(name) >= sizeof(e.name))
		return ERR_TOO_LARGE;
	memcpy(e.name, name, strlen(name) + 1);
	TRY(tar_begin(w->archive, &e));
	TRY(copy_in(w, fd, e.size));
	TRY(tar_pad(w->archive, e.size));
	w->report.files++;
	w->report.octets += e.size;
	return note_digest(w, name);
}

static enum err
take(struct work *w, const char *path, const char *name)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum err e;

	if (fd < 0)
		return errno == ENOENT ? ERR_FILE_MISSING : ERR_FILE_DENIED;
	e = take_open(w, fd, name);
	close(fd);
	return e;
}

/* A copy beside the archive, which is on a disk with room for it. */
static enum err
take_database(struct work *w, struct store *store)
{
	char copy[FILE_PATH_MAX];
	enum err e;

	if (snprintf(copy, sizeof(copy), "%s.db", w->temporary) >=
	    (int)sizeof(copy))
		return ERR_TOO_LARGE;
	e = store_backup(store, copy);
	if (e == ERR_OK)
		e = take(w, copy, DATABASE);
	unlink(copy);
	return e;
}

static enum err
take_files(struct work *w)
{
	for (size_t i = 0; i < w->names.count; i++) {
		char path[FILE_PATH_MAX];

		TRY(file_path(path, w->dir, w->names.name[i]));
		TRY(take(w, path, w->names.name[i]));
	}
	return ERR_OK;
}

static enum err
put_digests(struct work *w)
{
	struct bytes text = buf_bytes(&w->digests);
	struct tar_entry e = {
	    .name = BACKUP_DIGESTS, .mode = 0600, .size = (int64_t)text.len};

	TRY(tar_begin(w->archive, &e));
	TRY(tar_write(w->archive, text));
	TRY(tar_pad(w->archive, e.size));
	return tar_finish(w->archive);
}

static enum err
begin_archive(struct work *w, const char *file)
{
	int fd;

	if (file_exists(file))
		return ERR_FILE_EXISTS;
	if (snprintf(w->temporary, sizeof(w->temporary), "%s.new", file) >=
	    (int)sizeof(w->temporary) - 4) {
		w->temporary[0] = '\0';
		return ERR_TOO_LARGE;
	}
	unlink(w->temporary); /* what a power cut left */
	fd = open(w->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		w->temporary[0] = '\0';
		return ERR_FILE_DENIED;
	}
	w->archive = fdopen(fd, "wb");
	return w->archive == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err
end_archive(struct work *w, const char *file)
{
	if (fflush(w->archive) != 0 || fsync(fileno(w->archive)) != 0)
		return errno == ENOSPC ? ERR_DISK_FULL : ERR_FILE_WRITE;
	if (rename(w->temporary, file) != 0)
		return ERR_FILE_WRITE;
	w->temporary[0] = '\0';
	return ERR_OK;
}

enum err
backup_make(struct gm *gm, struct store *store, const char *dir,
    const char *file, struct backup_report *ret_r)
{
	AUTO_DONE(work) w = {.digests = BUF(DIGESTS_MAX)};

	TRY(set_dir(&w, dir));
	TRY(sm3_stream_new(gm, &w.digest));
	TRY(begin_archive(&w, file));
	TRY(take_database(&w, store));
	TRY(list_files(&w)); /* the ledger is read after the database */
	TRY(take_files(&w));
	TRY(put_digests(&w));
	TRY(end_archive(&w, file));
	*ret_r = w.report;
	return ERR_OK;
}
