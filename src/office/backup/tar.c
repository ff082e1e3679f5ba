/* SPDX-License-Identifier: Apache-2.0 */
#include "office/backup/tar.h"

#include <errno.h>
#include <string.h>

/* The header block of ustar; numbers are octal digits. */
struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12];
	char checksum[8], type, link[100], magic[6], version[2];
	char user[32], group[32], device[16], prefix[155], rest[12];
};
_Static_assert(sizeof(struct header) == TAR_BLOCK, "a header is a block");

bool
tar_name_is_safe(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len >= TAR_NAME_SIZE || name[0] == '/')
		return false;
	for (const char *part = name;; part++) {
		size_t n = strcspn(part, "/");

		if (n == 0 || (n == 1 && part[0] == '.') ||
		    (n == 2 && part[0] == '.' && part[1] == '.'))
			return false;
		part += n;
		if (*part == '\0')
			break;
	}
	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '\\')
			return false;
	return true;
}

/* All of the field: digits, the last octet NUL. */
static void
put_octal(char *field, size_t size, uint64_t v)
{
	field[--size] = '\0';
	while (size > 0) {
		field[--size] = (char)('0' + (v & 7));
		v >>= 3;
	}
}

static bool
get_octal(const char *field, size_t size, uint64_t *ret_v)
{
	uint64_t v = 0;

	if (field[size - 1] != '\0')
		return false;
	for (size_t i = 0; i + 1 < size; i++) {
		if (field[i] < '0' || field[i] > '7')
			return false;
		v = v << 3 | (uint64_t)(field[i] - '0');
	}
	*ret_v = v;
	return true;
}

/* The sum of all octets, those of the sum itself taken as blanks. */
static uint64_t
checksum_of(const struct header *h)
{
	const unsigned char *p = (const unsigned char *)h;
	size_t from = offsetof(struct header, checksum);
	uint64_t sum = 0;

	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += i >= from && i < from + sizeof(h->checksum) ? ' ' : p[i];
	return sum;
}

static void
put_checksum(struct header *h)
{
	put_octal(h->checksum, sizeof(h->checksum) - 1, checksum_of(h));
	h->checksum[sizeof(h->checksum) - 1] = ' ';
}

enum err
tar_write(FILE *f, struct bytes data)
{
	if (data.len == 0 || fwrite(data.p, 1, data.len, f) == data.len)
		return ERR_OK;
	return errno == ENOSPC ? ERR_DISK_FULL : ERR_FILE_WRITE;
}

enum err
tar_begin(FILE *f, const struct tar_entry *e)
{
	struct header h;

	if (!tar_name_is_safe(e->name))
		return ERR_BAD_TEXT;
	if (e->size < 0 || e->size >= TAR_SIZE_MAX)
		return ERR_TOO_LARGE;
	memset(&h, 0, sizeof(h));
	memcpy(h.name, e->name, strlen(e->name));
	put_octal(h.mode, sizeof(h.mode), e->mode & 07777);
	put_octal(h.uid, sizeof(h.uid), 0);
	put_octal(h.gid, sizeof(h.gid), 0);
	put_octal(h.size, sizeof(h.size), (uint64_t)e->size);
	put_octal(h.mtime, sizeof(h.mtime), (uint64_t)e->at);
	h.type = '0';
	memcpy(h.magic, "ustar", 6);
	memcpy(h.version, "00", 2);
	put_checksum(&h);
	return tar_write(f, BYTES(&h, sizeof(h)));
}

static size_t
padding(int64_t size)
{
	return (size_t)(-size & (TAR_BLOCK - 1));
}

enum err
tar_pad(FILE *f, int64_t size)
{
	static const uint8_t zero[TAR_BLOCK];

	return tar_write(f, BYTES(zero, padding(size)));
}

enum err
tar_finish(FILE *f)
{
	static const uint8_t zero[2 * TAR_BLOCK];

	return tar_write(f, BYTES_ARRAY(zero));
}

enum err
tar_read(FILE *f, void *out, size_t len)
{
	if (len == 0 || fread(out, 1, len, f) == len)
		return ERR_OK;
	return ferror(f) ? ERR_FILE_READ : ERR_BACKUP_DAMAGED;
}

static bool
is_zero(const void *p, size_t len)
{
	const uint8_t *octets = p;

	for (size_t i = 0; i < len; i++)
		if (octets[i] != 0)
			return false;
	return true;
}

enum err
tar_skip_pad(FILE *f, int64_t size)
{
	uint8_t pad[TAR_BLOCK];

	TRY(tar_read(f, pad, padding(size)));
	return is_zero(pad, padding(size)) ? ERR_OK : ERR_BACKUP_DAMAGED;
}

/* A second block of zeros, and nothing more. */
static enum err
read_end(FILE *f)
{
	uint8_t block[TAR_BLOCK];

	TRY(tar_read(f, block, sizeof(block)));
	if (!is_zero(block, sizeof(block)) || fgetc(f) != EOF)
		return ERR_BACKUP_DAMAGED;
	return ferror(f) ? ERR_FILE_READ : ERR_OK;
}

static enum err
read_header(const struct header *h, struct tar_entry *ret_e)
{
	struct tar_entry e;
	uint64_t sum, size, mode, at;

	if (!get_octal(h->checksum, sizeof(h->checksum) - 1, &sum) ||
	    h->checksum[sizeof(h->checksum) - 1] != ' ' ||
	    sum != checksum_of(h) || memcmp(h->magic, "ustar", 6) != 0 ||
	    h->type != '0' || h->prefix[0] != '\0' ||
	    memchr(h->name, '\0', sizeof(h->name)) == NULL ||
	    !get_octal(h->size, sizeof(h->size), &size) ||
	    !get_octal(h->mode, sizeof(h->mode), &mode) ||
	    !get_octal(h->mtime, sizeof(h->mtime), &at) ||
	    !tar_name_is_safe(h->name))
		return ERR_BACKUP_DAMAGED;
	memcpy(e.name, h->name, sizeof(e.name));
	e.size = (int64_t)size;
	e.mode = (mode_t)(mode & 0777);
	e.at = (int64_t)at;
	*ret_e = e;
	return ERR_OK;
}

enum err
tar_next(FILE *f, struct tar_entry *ret_e, bool *ret_more)
{
	struct header h;

	TRY(tar_read(f, &h, sizeof(h)));
	if (is_zero(&h, sizeof(h))) {
		*ret_more = false;
		return read_end(f);
	}
	*ret_more = true;
	return read_header(&h, ret_e);
}
