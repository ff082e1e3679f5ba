/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "gm/sm3.h"
#include "office/backup/backup.h"
#include "office/backup/tar.h"

#define PIECE 65536
#define DIGESTS_MAX (BACKUP_FILES_MAX * (2 * SM3_LEN + 3 + TAR_NAME_SIZE))
#define DIR_SUFFIX ".new"

/* Folders that an archive, which has files only, does not bring, or not with
 * their mode. */
static const struct {
	const char *name;
	mode_t mode;
} folders[] = {
    {"run", 0700}, {"outgoing", 0700}, {"staff", 0700}, {"public", 0755}};

struct work {
	struct sm3_stream *digest;
	FILE *archive;
	char dir[FILE_PATH_MAX]; /* DIR.new; "": not made yet */
	struct buf digests;	 /* of what was read, as DIGESTS has them */
	struct buf told;	 /* DIGESTS itself */
	struct backup_report report;
};

static int
remove_one(const char *path, const struct stat *s, int flag, struct FTW *ftw)
{
	(void)s;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void
work_done(struct work *w)
{
	if (w->archive != NULL)
		fclose(w->archive);
	if (w->dir[0] != '\0')
		nftw(w->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	sm3_stream_free(w->digest);
	buf_done(&w->digests);
	buf_done(&w->told);
}
DEFINE_AUTO_DONE(work)

static enum err
write_all(int fd, const uint8_t *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0)
			return errno == ENOSPC ? ERR_DISK_FULL : ERR_FILE_WRITE;
		p += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

static enum err
copy_out(struct work *w, int fd, int64_t size)
{
	uint8_t piece[PIECE];

	while (size > 0) {
		size_t n = size < PIECE ? (size_t)size : PIECE;

		TRY(tar_read(w->archive, piece, n));
		TRY(sm3_stream_add(w->digest, BYTES(piece, n)));
		TRY(write_all(fd, piece, n));
		size -= (int64_t)n;
	}
	return fsync(fd) == 0 ? ERR_OK : ERR_FILE_WRITE;
}

/* The file's folders, then itself, which cannot be there twice. */
static enum err
make_file(struct work *w, const struct tar_entry *e, int *ret_fd)
{
	char path[FILE_PATH_MAX];
	char *slash;

	TRY(file_path(path, w->dir, e->name));
	slash = strrchr(path, '/');
	*slash = '\0';
	TRY(file_make_dir(path, 0700));
	*slash = '/';
	*ret_fd =
	    open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, e->mode & 0700);
	if (*ret_fd >= 0)
		return ERR_OK;
	return errno == EEXIST ? ERR_BACKUP_DAMAGED : ERR_FILE_DENIED;
}

static enum err
note_digest(struct work *w, const char *name)
{
	uint8_t digest[SM3_LEN];

	TRY(sm3_stream_end(w->digest, digest));
	text_hex(&w->digests, BYTES_ARRAY(digest));
	buf_printf(&w->digests, "  %s\n", name);
	return buf_status(&w->digests);
}

static enum err
put_file(struct work *w, const struct tar_entry *e)
{
	enum err err;
	int fd;

	if (w->report.files == BACKUP_FILES_MAX)
		return ERR_BACKUP_DAMAGED;
	TRY(make_file(w, e, &fd));
	err = copy_out(w, fd, e->size);
	if (err == ERR_OK && fchmod(fd, e->mode) != 0)
		err = ERR_FILE_WRITE;
	close(fd);
	TRY(err);
	w->report.files++;
	w->report.octets += e->size;
	return note_digest(w, e->name);
}

static enum err
read_digests(struct work *w, const struct tar_entry *e)
{
	uint8_t *p;

	if (e->size > DIGESTS_MAX || w->told.len > 0)
		return ERR_BACKUP_DAMAGED;
	p = buf_extend(&w->told, (size_t)e->size);
	TRY(buf_status(&w->told));
	return tar_read(w->archive, p, (size_t)e->size);
}

static enum err
put_entry(struct work *w, const struct tar_entry *e)
{
	if (w->told.len > 0) /* DIGESTS is the last */
		return ERR_BACKUP_DAMAGED;
	if (strcmp(e->name, BACKUP_DIGESTS) == 0)
		TRY(read_digests(w, e));
	else
		TRY(put_file(w, e));
	return tar_skip_pad(w->archive, e->size);
}

static enum err
put_all(struct work *w)
{
	for (;;) {
		struct tar_entry e;
		bool more;

		TRY(tar_next(w->archive, &e, &more));
		if (!more)
			break;
		TRY(put_entry(w, &e));
	}
	return w->told.len > 0 &&
		       bytes_equal(buf_bytes(&w->told), buf_bytes(&w->digests))
		   ? ERR_OK
		   : ERR_BACKUP_DAMAGED;
}

static enum err
make_folders(struct work *w)
{
	for (size_t i = 0; i < COUNT(folders); i++) {
		char path[FILE_PATH_MAX];

		TRY(file_path(path, w->dir, folders[i].name));
		TRY(file_make_dir(path, folders[i].mode));
		if (chmod(path, folders[i].mode) != 0)
			return ERR_FILE_WRITE;
	}
	return ERR_OK;
}

static enum err
begin(struct work *w, const char *file, const char *dir)
{
	if (file_exists(dir))
		return ERR_OFFICE_EXISTS;
	w->archive = fopen(file, "rbe");
	if (w->archive == NULL)
		return errno == ENOENT ? ERR_FILE_MISSING : ERR_FILE_DENIED;
	if (strlen(dir) + sizeof(DIR_SUFFIX) > sizeof(w->dir))
		return ERR_TOO_LARGE;
	snprintf(w->dir, sizeof(w->dir), "%s" DIR_SUFFIX, dir);
	nftw(w->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return file_make_dir(w->dir, 0700);
}

enum err
backup_restore(struct gm *gm, const char *file, const char *dir,
    struct backup_report *ret_r)
{
	AUTO_DONE(work)
	w = {.digests = BUF(DIGESTS_MAX), .told = BUF(DIGESTS_MAX)};

	TRY(sm3_stream_new(gm, &w.digest));
	TRY(begin(&w, file, dir));
	TRY(put_all(&w));
	TRY(make_folders(&w));
	if (rename(w.dir, dir) != 0)
		return errno == EEXIST || errno == ENOTEMPTY ? ERR_OFFICE_EXISTS
							     : ERR_FILE_WRITE;
	w.dir[0] = '\0';
	*ret_r = w.report;
	return ERR_OK;
}
