/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/ledger.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "office/ca/ledger_state.h"

#define MAGIC "CERTLGR1"
#define MAGIC_LEN 8
#define FILE_HEADER_LEN 24
#define HEAD_LEN 16
#define CHECKED_LEN 12 /* of a head: what its check is over */
#define GROUP_FILE_MAX (HEAD_LEN + LEDGER_GROUP_MAX + SM3_LEN)
#define SECTOR 512 /* octets: what a disk writes wholly or not at all */

/* Groups are filled up (ledger_state_fill), so that no number in a head lies
 * across two sectors. */
static_assert(
    SECTOR % LEDGER_ALIGNMENT == 0 && FILE_HEADER_LEN % LEDGER_ALIGNMENT == 0,
    "heads are aligned");

struct ledger {
	struct gm *gm;
	struct secret *key;
	int fd;
	bool broken;
	uint64_t size, cut;
	uint8_t mac[SM3_LEN]; /* of the last group */
	struct ledger_state state;
	struct buf pending; /* records of the next group */
};

/* --- the file --- */

static enum err
mac_of(struct ledger *l, struct bytes head, struct bytes records,
    uint8_t ret_mac[SM3_LEN])
{
	const struct bytes parts[] = {BYTES_ARRAY(l->mac), head, records};

	return sm3_hmac(
	    l->gm, secret_bytes(l->key), parts, COUNT(parts), ret_mac);
}

/* Up to len octets at an offset; *ret_len is less only at the end. */
static enum err
read_at(int fd, uint64_t at, uint8_t *out, size_t len, size_t *ret_len)
{
	size_t n = 0;

	while (n < len) {
		ssize_t got = pread(fd, out + n, len - n, (off_t)(at + n));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return ERR_FILE_READ;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*ret_len = n;
	return ERR_OK;
}

static bool
is_zero(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.p[i] != 0)
			return false;
	return true;
}

/* Is there a sector, or the part of one that lies in b, all zero? at is b's
 * offset in the file. */
static bool
has_unwritten_sector(struct bytes b, uint64_t at)
{
	size_t from = 0;

	while (from < b.len) {
		size_t len = SECTOR - (size_t)((at + from) % SECTOR);

		if (len > b.len - from)
			len = b.len - from;
		if (is_zero(BYTES(b.p + from, len)))
			return true;
		from += len;
	}
	return false;
}

/* What stands where a group should begin. */
struct found {
	struct bytes all; /* to the end of the file, or GROUP_FILE_MAX */
	bool at_end;	  /* all reaches the end of the file */
	bool head_fits, mac_fits;
	size_t len; /* of the whole group, if the head fits */
	uint8_t mac[SM3_LEN];
};

/*
 * Is it what a power cut leaves of the group that was being written? Only the
 * file's last octets can be; and either some are missing, or some were not
 * written.
 */
static bool
is_unfinished(const struct ledger *l, const struct found *f)
{
	size_t head = f->all.len < HEAD_LEN ? f->all.len : HEAD_LEN;

	if (!f->at_end)
		return false;
	if (!f->head_fits)
		return head < HEAD_LEN ||
		       has_unwritten_sector(BYTES(f->all.p, head), l->size);
	return f->all.len < f->len ||
	       (f->all.len == f->len && has_unwritten_sector(f->all, l->size));
}

static enum err
check_head(struct ledger *l, struct found *f)
{
	struct reader r = reader_of(f->all);
	struct bytes checked = BYTES(f->all.p, CHECKED_LEN);
	uint8_t check[SM3_LEN];
	uint32_t len;

	if (f->all.len < HEAD_LEN)
		return ERR_OK;
	TRY(reader_u32(&r, &len));
	TRY(mac_of(l, checked, BYTES_NONE, check));
	f->head_fits =
	    len > 0 && len <= LEDGER_GROUP_MAX &&
	    bytes_equal(BYTES(f->all.p + CHECKED_LEN, HEAD_LEN - CHECKED_LEN),
		BYTES(check, HEAD_LEN - CHECKED_LEN));
	f->len = HEAD_LEN + (size_t)len + SM3_LEN;
	return ERR_OK;
}

/* The records of a group whose head fits and that is all there. */
static struct bytes
records_of(const struct found *f)
{
	return BYTES(f->all.p + HEAD_LEN, f->len - HEAD_LEN - SM3_LEN);
}

static enum err
look_at_group(struct ledger *l, struct found *f)
{
	TRY(check_head(l, f));
	if (!f->head_fits || f->all.len < f->len)
		return ERR_OK;
	TRY(mac_of(l, BYTES(f->all.p, HEAD_LEN), records_of(f), f->mac));
	f->mac_fits = secret_equal(
	    BYTES_ARRAY(f->mac), BYTES(f->all.p + f->len - SM3_LEN, SM3_LEN));
	return ERR_OK;
}

static enum err
cut_off(struct ledger *l, uint64_t left)
{
	if (ftruncate(l->fd, (off_t)l->size) != 0 || fsync(l->fd) != 0)
		return ERR_FILE_WRITE;
	l->cut = left;
	return ERR_OK;
}

static enum err
read_groups(struct ledger *l, uint64_t file_size, uint8_t *room)
{
	while (l->size < file_size) {
		uint64_t left = file_size - l->size;
		struct found f = {.at_end = left <= GROUP_FILE_MAX};
		size_t len;

		TRY(read_at(l->fd, l->size, room, GROUP_FILE_MAX, &len));
		f.all = BYTES(room, len);
		TRY(look_at_group(l, &f));
		if (!f.mac_fits)
			return is_unfinished(l, &f) ? cut_off(l, left)
						    : ERR_LEDGER_DAMAGED;
		TRY(ledger_state_read(&l->state, records_of(&f)));
		memcpy(l->mac, f.mac, SM3_LEN);
		l->size += f.len;
	}
	return ERR_OK;
}

static enum err
read_file(struct ledger *l)
{
	uint8_t header[FILE_HEADER_LEN], *room;
	struct stat st;
	size_t len;
	enum err err;

	if (fstat(l->fd, &st) != 0)
		return ERR_FILE_READ;
	TRY(read_at(l->fd, 0, header, sizeof(header), &len));
	if (len != sizeof(header) || memcmp(header, MAGIC, MAGIC_LEN) != 0)
		return ERR_LEDGER_DAMAGED;
	TRY(sm3_of(l->gm, BYTES_ARRAY(header), l->mac));
	l->size = FILE_HEADER_LEN;
	room = malloc(GROUP_FILE_MAX);
	if (room == NULL)
		return ERR_NOMEM;
	err = read_groups(l, (uint64_t)st.st_size, room);
	free(room);
	return err;
}

enum err
ledger_create(struct gm *gm, const char *path)
{
	uint8_t header[FILE_HEADER_LEN];

	memcpy(header, MAGIC, MAGIC_LEN);
	TRY(gm_random(gm, header + MAGIC_LEN, sizeof(header) - MAGIC_LEN));
	return file_create(path, BYTES_ARRAY(header), 0600);
}

static enum err
open_file(const char *path, int *ret_fd)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return errno == ENOENT ? ERR_FILE_MISSING : ERR_FILE_DENIED;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		return ERR_FILE_BUSY;
	}
	*ret_fd = fd;
	return ERR_OK;
}

enum err
ledger_open(
    struct gm *gm, const char *path, struct bytes key, struct ledger **ret_l)
{
	AUTO(ledger) l = calloc(1, sizeof(*l));

	if (l == NULL)
		return ERR_NOMEM;
	l->fd = -1;
	l->gm = gm;
	buf_init(&l->pending, LEDGER_GROUP_MAX);
	TRY(secret_copy(key, &l->key));
	TRY(ledger_state_init(gm, &l->state));
	TRY(open_file(path, &l->fd));
	TRY(read_file(l));
	*ret_l = TAKE(l);
	return ERR_OK;
}

void
ledger_free(struct ledger *l)
{
	if (l == NULL)
		return;
	if (l->fd >= 0)
		close(l->fd);
	secret_free(l->key);
	ledger_state_done(&l->state);
	buf_done(&l->pending);
	free(l);
}

/* --- noting --- */

/* Half noted, it would pass for a retry: so nothing passes any more, but after
 * an error that says no. */
static enum err
noted(struct ledger *l, enum err err)
{
	if (err != ERR_OK && err != ERR_EVIDENCE_REPLAYED &&
	    err != ERR_PROFILE_VIOLATION && err != ERR_CERT_REVOKED &&
	    err != ERR_NOT_FOUND)
		l->broken = true;
	return err;
}

enum err
ledger_note_use(struct ledger *l, const struct ledger_use *use)
{
	if (l->broken)
		return ERR_FILE_WRITE;
	return noted(l, ledger_state_use(&l->state, use, &l->pending));
}

enum err
ledger_note_change(struct ledger *l, const struct ledger_change *c,
    struct ledger_standing *ret_s)
{
	if (l->broken)
		return ERR_FILE_WRITE;
	return noted(l, ledger_state_change(&l->state, c, ret_s, &l->pending));
}

enum err
ledger_note_list(struct ledger *l, struct ledger_list *list)
{
	if (l->broken)
		return ERR_FILE_WRITE;
	if (l->state.list_number == UINT64_MAX)
		return ERR_TOO_LARGE;
	if (list->number <= l->state.list_number)
		list->number = l->state.list_number + 1;
	return noted(l, ledger_state_list(&l->state, list, &l->pending));
}

enum err
ledger_note_checkpoint(
    struct ledger *l, uint64_t seq, const uint8_t hash[SM3_LEN])
{
	if (l->broken)
		return ERR_FILE_WRITE;
	return noted(
	    l, ledger_state_checkpoint(&l->state, seq, hash, &l->pending));
}

/* --- committing --- */

static enum err
write_at(int fd, uint64_t at, struct bytes b)
{
	while (b.len > 0) {
		ssize_t n = pwrite(fd, b.p, b.len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == ENOSPC || errno == EDQUOT
				   ? ERR_DISK_FULL
				   : ERR_FILE_WRITE;
		b = BYTES(b.p + n, b.len - (size_t)n);
		at += (uint64_t)n;
	}
	return ERR_OK;
}

static enum err
put_head(struct ledger *l, int64_t now, struct buf *group)
{
	uint8_t check[SM3_LEN];

	buf_u32(group, (uint32_t)l->pending.len);
	buf_u64(group, (uint64_t)now);
	TRY(buf_status(group));
	TRY(mac_of(l, buf_bytes(group), BYTES_NONE, check));
	buf_put(group, BYTES(check, HEAD_LEN - CHECKED_LEN));
	return buf_status(group);
}

static enum err
write_group(struct ledger *l, int64_t now)
{
	AUTO_DONE(buf) group = BUF(GROUP_FILE_MAX);
	uint8_t mac[SM3_LEN];

	ledger_state_fill(&l->pending);
	TRY(buf_status(&l->pending));
	TRY(put_head(l, now, &group));
	TRY(mac_of(l, buf_bytes(&group), buf_bytes(&l->pending), mac));
	buf_put(&group, buf_bytes(&l->pending));
	buf_put(&group, BYTES_ARRAY(mac));
	TRY(buf_status(&group));
	TRY(write_at(l->fd, l->size, buf_bytes(&group)));
	if (fdatasync(l->fd) != 0)
		return ERR_FILE_WRITE;
	l->size += group.len;
	memcpy(l->mac, mac, SM3_LEN);
	return ERR_OK;
}

enum err
ledger_commit(struct ledger *l, int64_t now)
{
	enum err err;

	if (l->broken)
		return ERR_FILE_WRITE;
	if (l->pending.len == 0 && buf_status(&l->pending) == ERR_OK)
		return ERR_OK;
	err = write_group(l, now);
	buf_truncate(&l->pending, 0);
	if (err != ERR_OK) {
		l->broken = true;
		/* Best effort: opening it again cuts off what is left. */
		if (ftruncate(l->fd, (off_t)l->size) != 0)
			return err;
	}
	return err;
}

/* --- asking --- */

uint64_t
ledger_cut(const struct ledger *l)
{
	return l->cut;
}

size_t
ledger_uses(const struct ledger *l)
{
	return l->state.uses;
}

enum err
ledger_has_signed(
    struct ledger *l, const struct cert_serial *serial, bool *ret_signed)
{
	return used_has(
	    l->state.serials, BYTES(serial->octets, serial->len), ret_signed);
}

enum err
ledger_find_change(struct ledger *l, const struct ledger_change *c,
    struct ledger_standing *ret_s, bool *ret_known)
{
	uint32_t number;

	TRY(ledger_state_find_change(&l->state, c, &number));
	*ret_known = number != 0;
	if (*ret_known)
		*ret_s = l->state.standings[number - 1];
	return ERR_OK;
}

const struct standing *
ledger_standing(const struct ledger *l)
{
	return l->state.standing;
}

size_t
ledger_parts(const struct ledger *l)
{
	return l->state.part_count;
}

const struct ledger_part *
ledger_part(const struct ledger *l, uint32_t partition)
{
	return partition < l->state.part_count ? &l->state.parts[partition]
					       : NULL;
}

uint64_t
ledger_list_number(const struct ledger *l)
{
	return l->state.list_number;
}
