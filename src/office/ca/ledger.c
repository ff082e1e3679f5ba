/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "office/ca/used.h"

#define MAGIC "CERTLGR1"
#define MAGIC_LEN 8
#define FILE_HEADER_LEN 24
#define HEAD_LEN 16
#define CHECKED_LEN 12 /* of a head: what its check is over */
#define GROUP_FILE_MAX (HEAD_LEN + LEDGER_GROUP_MAX + SM3_LEN)
#define SECTOR 512 /* octets: what a disk writes wholly or not at all */
/* So that no number in a head lies across two sectors. */
#define ALIGNMENT 4

enum record_type { FILLER = 0, USE = 1, CRL = 2, CHECKPOINT = 3 };

struct ledger {
	struct gm *gm;
	struct secret *key;
	int fd;
	bool broken;
	uint64_t size, cut;
	uint8_t mac[SM3_LEN]; /* of the last group */
	struct used *evidence, *serials;
	size_t uses;
	uint64_t crl_number, checkpoint_seq;
	uint8_t checkpoint_hash[SM3_LEN];
	struct buf pending; /* records of the next group */
};

/* --- what is in memory --- */

static struct bytes
serial_of(const struct ledger_use *u, size_t i)
{
	return BYTES(u->serial[i].octets, u->serial[i].len);
}

static enum err
check_use(struct ledger *l, const struct ledger_use *u, bool *ret_new)
{
	bool new;

	TRY(used_check(l->evidence, BYTES_ARRAY(u->id),
	    BYTES(u->body, u->count * SM3_LEN), ret_new));
	if (u->count == 2 && cert_serial_equal(&u->serial[0], &u->serial[1]))
		return ERR_PROFILE_VIOLATION;
	for (size_t i = 0; i < u->count; i++) {
		enum err err = used_check(
		    l->serials, serial_of(u, i), BYTES_ARRAY(u->body[i]), &new);

		if (err == ERR_EVIDENCE_REPLAYED)
			return ERR_PROFILE_VIOLATION;
		TRY(err);
	}
	return ERR_OK;
}

static enum err
take_use(struct ledger *l, const struct ledger_use *u, bool *ret_new)
{
	TRY(check_use(l, u, ret_new));
	TRY(used_note(l->evidence, BYTES_ARRAY(u->id),
	    BYTES(u->body, u->count * SM3_LEN)));
	for (size_t i = 0; i < u->count; i++)
		TRY(used_note(
		    l->serials, serial_of(u, i), BYTES_ARRAY(u->body[i])));
	l->uses += *ret_new;
	return ERR_OK;
}

static enum err
take_crl(struct ledger *l, uint64_t number)
{
	if (number < l->crl_number)
		return ERR_EVIDENCE_REPLAYED;
	l->crl_number = number;
	return ERR_OK;
}

static enum err
take_checkpoint(struct ledger *l, uint64_t seq, const uint8_t hash[SM3_LEN])
{
	if (seq < l->checkpoint_seq ||
	    (seq == l->checkpoint_seq && seq != 0 &&
		memcmp(hash, l->checkpoint_hash, SM3_LEN) != 0))
		return ERR_EVIDENCE_REPLAYED;
	l->checkpoint_seq = seq;
	memcpy(l->checkpoint_hash, hash, SM3_LEN);
	return ERR_OK;
}

/* --- records --- */

static enum err
read_use(struct ledger *l, struct reader *r)
{
	struct ledger_use u = {0};
	uint8_t count, len;
	bool new;

	TRY(reader_copy(r, u.id, sizeof(u.id)));
	TRY(reader_u8(r, &count));
	if (count < 1 || count > 2)
		return ERR_LEDGER_DAMAGED;
	u.count = count;
	for (size_t i = 0; i < u.count; i++) {
		TRY(reader_u8(r, &len));
		if (len == 0 || len > CERT_SERIAL_MAX)
			return ERR_LEDGER_DAMAGED;
		u.serial[i].len = len;
		TRY(reader_copy(r, u.serial[i].octets, len));
		TRY(reader_copy(r, u.body[i], SM3_LEN));
	}
	return take_use(l, &u, &new);
}

static enum err
read_record(struct ledger *l, struct reader *r)
{
	uint8_t type, hash[SM3_LEN];
	uint64_t number;

	TRY(reader_u8(r, &type));
	switch (type) {
	case FILLER:
		return ERR_OK;
	case USE:
		return read_use(l, r);
	case CRL:
		TRY(reader_u64(r, &number));
		return take_crl(l, number);
	case CHECKPOINT:
		TRY(reader_u64(r, &number));
		TRY(reader_copy(r, hash, sizeof(hash)));
		return take_checkpoint(l, number, hash);
	default:
		return ERR_LEDGER_DAMAGED;
	}
}

/* What was authentic when it was written, yet makes no sense, is damage too. */
static enum err
read_records(struct ledger *l, struct bytes records)
{
	struct reader r = reader_of(records);

	while (r.rest.len > 0) {
		enum err err = read_record(l, &r);

		if (err == ERR_NOMEM || err == ERR_CRYPTO)
			return err;
		if (err != ERR_OK)
			return ERR_LEDGER_DAMAGED;
	}
	return ERR_OK;
}

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
		TRY(read_records(l, records_of(&f)));
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
	TRY(used_new(gm, &l->evidence));
	TRY(used_new(gm, &l->serials));
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
	used_free(l->evidence);
	used_free(l->serials);
	buf_done(&l->pending);
	free(l);
}

/* --- noting --- */

static void
put_use(struct buf *b, const struct ledger_use *u)
{
	buf_u8(b, USE);
	buf_put(b, BYTES_ARRAY(u->id));
	buf_u8(b, (uint8_t)u->count);
	for (size_t i = 0; i < u->count; i++) {
		buf_u8(b, (uint8_t)u->serial[i].len);
		buf_put(b, BYTES(u->serial[i].octets, u->serial[i].len));
		buf_put(b, BYTES_ARRAY(u->body[i]));
	}
}

enum err
ledger_note_use(struct ledger *l, const struct ledger_use *use)
{
	bool new;
	enum err err;

	if (l->broken)
		return ERR_FILE_WRITE;
	err = take_use(l, use, &new);
	if (err == ERR_OK && new)
		put_use(&l->pending, use);
	if (err == ERR_OK)
		err = buf_status(&l->pending);
	/* Half noted, it would pass for a retry: so nothing passes any more. */
	if (err != ERR_OK && err != ERR_EVIDENCE_REPLAYED &&
	    err != ERR_PROFILE_VIOLATION)
		l->broken = true;
	return err;
}

enum err
ledger_note_crl(struct ledger *l, uint64_t number)
{
	if (l->broken)
		return ERR_FILE_WRITE;
	TRY(take_crl(l, number));
	buf_u8(&l->pending, CRL);
	buf_u64(&l->pending, number);
	return buf_status(&l->pending);
}

enum err
ledger_note_checkpoint(
    struct ledger *l, uint64_t seq, const uint8_t hash[SM3_LEN])
{
	if (l->broken)
		return ERR_FILE_WRITE;
	TRY(take_checkpoint(l, seq, hash));
	buf_u8(&l->pending, CHECKPOINT);
	buf_u64(&l->pending, seq);
	buf_put(&l->pending, BYTES(hash, SM3_LEN));
	return buf_status(&l->pending);
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

static void
put_filler(struct buf *records)
{
	while (records->err == ERR_OK && records->len % ALIGNMENT != 0)
		buf_u8(records, FILLER);
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

	put_filler(&l->pending);
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

uint64_t
ledger_cut(const struct ledger *l)
{
	return l->cut;
}

size_t
ledger_uses(const struct ledger *l)
{
	return l->uses;
}

uint64_t
ledger_crl_number(const struct ledger *l)
{
	return l->crl_number;
}
