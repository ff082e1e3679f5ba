/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/ledger_state.h"

#include <stdlib.h>
#include <string.h>

enum record_type {
	FILLER = 0,
	USE = 1,
	CRL = 2,
	CHECKPOINT = 3,
	STATUS = 4,
	LIST = 5,
};

#define START_ROOM 16

enum err
ledger_state_init(struct gm *gm, struct ledger_state *s)
{
	s->parts = calloc(START_ROOM, sizeof(*s->parts));
	s->standings = calloc(START_ROOM, sizeof(*s->standings));
	if (s->parts == NULL || s->standings == NULL)
		return ERR_NOMEM;
	s->part_room = s->standing_room = START_ROOM;
	s->part_count = 1;
	TRY(used_new(gm, &s->evidence));
	TRY(used_new(gm, &s->serials));
	TRY(used_new(gm, &s->changes));
	return standing_new(&s->standing);
}

void
ledger_state_done(struct ledger_state *s)
{
	used_free(s->evidence);
	used_free(s->serials);
	used_free(s->changes);
	standing_free(s->standing);
	free(s->standings);
	free(s->parts);
}

/* Room for one more in an array that doubles. */
static enum err
make_room(void **array, size_t *room, size_t count, size_t size)
{
	void *more;

	if (count < *room)
		return ERR_OK;
	more = realloc(*array, 2 * *room * size);
	if (more == NULL)
		return ERR_NOMEM;
	*array = more;
	*room *= 2;
	return ERR_OK;
}

static struct bytes
octets_of(const struct cert_serial *s)
{
	return BYTES(s->octets, s->len);
}

static void
put_serial(struct buf *b, const struct cert_serial *s)
{
	buf_u8(b, (uint8_t)s->len);
	buf_put(b, octets_of(s));
}

static enum err
read_serial(struct reader *r, struct cert_serial *ret_s)
{
	struct cert_serial s = {.len = 0};
	uint8_t len;

	TRY(reader_u8(r, &len));
	if (len == 0 || len > CERT_SERIAL_MAX)
		return ERR_LEDGER_DAMAGED;
	s.len = len;
	TRY(reader_copy(r, s.octets, len));
	*ret_s = s;
	return ERR_OK;
}

/* --- certificates that were signed --- */

/* Of certificates, partitions follow one another without gaps. */
static enum err
check_partition(const struct ledger_state *s, const struct cert_serial *serial)
{
	return cert_serial_partition(serial) <= s->part_count
		   ? ERR_OK
		   : ERR_PROFILE_VIOLATION;
}

static enum err
check_use(struct ledger_state *s, const struct ledger_use *u, bool *ret_new)
{
	bool new;

	TRY(used_check(s->evidence, BYTES_ARRAY(u->id),
	    BYTES(u->body, u->count * SM3_LEN), ret_new));
	if (u->count == 2 && cert_serial_equal(&u->serial[0], &u->serial[1]))
		return ERR_PROFILE_VIOLATION;
	for (size_t i = 0; i < u->count; i++) {
		enum err err = used_check(s->serials, octets_of(&u->serial[i]),
		    BYTES_ARRAY(u->body[i]), &new);

		if (err == ERR_EVIDENCE_REPLAYED)
			return ERR_PROFILE_VIOLATION;
		TRY(err);
		TRY(check_partition(s, &u->serial[i]));
	}
	return ERR_OK;
}

/* Make it one of those that are known, with all before it. */
static enum err
reach_partition(struct ledger_state *s, uint32_t partition)
{
	void *parts = s->parts;

	while (s->part_count <= partition) {
		TRY(make_room(
		    &parts, &s->part_room, s->part_count, sizeof(*s->parts)));
		s->parts = parts;
		s->parts[s->part_count++] = (struct ledger_part){0};
	}
	return ERR_OK;
}

static enum err
take_certificate(struct ledger_state *s, const struct ledger_use *u, size_t i)
{
	struct bytes serial = octets_of(&u->serial[i]);
	bool known;

	TRY(used_has(s->serials, serial, &known));
	if (known)
		return ERR_OK;
	TRY(reach_partition(s, cert_serial_partition(&u->serial[i])));
	s->parts[cert_serial_partition(&u->serial[i])].certificates++;
	return used_note(s->serials, serial, BYTES_ARRAY(u->body[i]));
}

static enum err
take_use(struct ledger_state *s, const struct ledger_use *u, bool *ret_new)
{
	TRY(check_use(s, u, ret_new));
	TRY(used_note(s->evidence, BYTES_ARRAY(u->id),
	    BYTES(u->body, u->count * SM3_LEN)));
	for (size_t i = 0; i < u->count; i++)
		TRY(take_certificate(s, u, i));
	s->uses += *ret_new;
	return ERR_OK;
}

enum err
ledger_state_use(
    struct ledger_state *s, const struct ledger_use *u, struct buf *b)
{
	bool new;

	TRY(take_use(s, u, &new));
	if (!new)
		return ERR_OK;
	buf_u8(b, USE);
	buf_put(b, BYTES_ARRAY(u->id));
	buf_u8(b, (uint8_t)u->count);
	for (size_t i = 0; i < u->count; i++) {
		put_serial(b, &u->serial[i]);
		buf_put(b, BYTES_ARRAY(u->body[i]));
	}
	return buf_status(b);
}

static enum err
read_use(struct ledger_state *s, struct reader *r)
{
	struct ledger_use u = {0};
	uint8_t count;
	bool new;

	TRY(reader_copy(r, u.id, sizeof(u.id)));
	TRY(reader_u8(r, &count));
	if (count < 1 || count > 2)
		return ERR_LEDGER_DAMAGED;
	u.count = count;
	for (size_t i = 0; i < u.count; i++) {
		TRY(read_serial(r, &u.serial[i]));
		TRY(reader_copy(r, u.body[i], SM3_LEN));
	}
	return take_use(s, &u, &new);
}

/* --- changes of status --- */

enum err
ledger_state_find_change(
    struct ledger_state *s, const struct ledger_change *c, uint32_t *ret_number)
{
	AUTO_DONE(buf) serials = BUF(LEDGER_GROUP_MAX);

	for (size_t i = 0; i < c->count; i++)
		put_serial(&serials, &c->serial[i]);
	TRY(buf_status(&serials));
	return used_number(
	    s->changes, BYTES_ARRAY(c->id), buf_bytes(&serials), ret_number);
}

static enum err
remember_change(struct ledger_state *s, const struct ledger_change *c,
    const struct ledger_standing *came_to)
{
	AUTO_DONE(buf) serials = BUF(LEDGER_GROUP_MAX);
	void *standings = s->standings;

	if (s->standing_count == UINT32_MAX - 1)
		return ERR_TOO_LARGE;
	TRY(make_room(&standings, &s->standing_room, s->standing_count,
	    sizeof(*s->standings)));
	s->standings = standings;
	s->standings[s->standing_count++] = *came_to;
	for (size_t i = 0; i < c->count; i++)
		put_serial(&serials, &c->serial[i]);
	TRY(buf_status(&serials));
	return used_note_number(s->changes, BYTES_ARRAY(c->id),
	    buf_bytes(&serials), (uint32_t)s->standing_count);
}

static enum status
status_of(const struct ledger_state *s, const struct cert_serial *serial,
    struct standing_entry *ret_e)
{
	return standing_get(s->standing, serial, ret_e) ? ret_e->status
							: STATUS_VALID;
}

static enum err
check_change(const struct ledger_state *s, const struct ledger_change *c)
{
	struct standing_entry e;

	for (size_t i = 0; i < c->count && c->status != STATUS_REVOKED; i++)
		if (status_of(s, &c->serial[i], &e) == STATUS_REVOKED)
			return ERR_CERT_REVOKED;
	return ERR_OK;
}

/* What is on hold, revoked or valid already is so since it first was. */
static enum err
change_one(struct ledger_state *s, const struct ledger_change *c, size_t i,
    struct ledger_standing *ret_s)
{
	struct standing_entry e;
	enum status was = status_of(s, &c->serial[i], &e);

	if (was == STATUS_REVOKED ||
	    (was == c->status && was != STATUS_VALID)) {
		*ret_s = (struct ledger_standing){e.status, e.reason, e.at};
		return ERR_OK;
	}
	*ret_s = (struct ledger_standing){c->status, c->reason, c->at};
	if (was == c->status)
		return ERR_OK;
	TRY(reach_partition(s, cert_serial_partition(&c->serial[i])));
	s->parts[cert_serial_partition(&c->serial[i])].changed = true;
	e = (struct standing_entry){.serial = c->serial[i],
	    .status = c->status,
	    .reason = c->reason,
	    .at = c->at,
	    .not_after = c->not_after[i],
	    .since = s->lists};
	return standing_set(s->standing, &e);
}

static enum err
take_change(struct ledger_state *s, const struct ledger_change *c,
    struct ledger_standing *ret_s)
{
	struct ledger_standing first, other;

	TRY(check_change(s, c));
	TRY(change_one(s, c, 0, &first));
	for (size_t i = 1; i < c->count; i++)
		TRY(change_one(s, c, i, &other));
	TRY(remember_change(s, c, &first));
	*ret_s = first;
	return ERR_OK;
}

static void
put_change(struct buf *b, const struct ledger_change *c)
{
	buf_u8(b, STATUS);
	buf_put(b, BYTES_ARRAY(c->id));
	buf_u8(b, (uint8_t)c->status);
	buf_u8(b, (uint8_t)c->reason);
	buf_u64(b, (uint64_t)c->at);
	buf_u8(b, (uint8_t)c->count);
	for (size_t i = 0; i < c->count; i++) {
		put_serial(b, &c->serial[i]);
		buf_u64(b, (uint64_t)c->not_after[i]);
	}
}

enum err
ledger_state_change(struct ledger_state *s, const struct ledger_change *c,
    struct ledger_standing *ret_s, struct buf *b)
{
	uint32_t number;

	TRY(ledger_state_find_change(s, c, &number));
	if (number != 0) {
		*ret_s = s->standings[number - 1];
		return ERR_OK;
	}
	TRY(take_change(s, c, ret_s));
	put_change(b, c);
	return buf_status(b);
}

static enum err
read_time(struct reader *r, int64_t *ret_at)
{
	uint64_t at;

	TRY(reader_u64(r, &at));
	*ret_at = (int64_t)at;
	return ERR_OK;
}

static enum err
read_change_head(struct reader *r, struct ledger_change *c)
{
	uint8_t status, reason, count;

	TRY(reader_copy(r, c->id, sizeof(c->id)));
	TRY(reader_u8(r, &status));
	TRY(reader_u8(r, &reason));
	TRY(read_time(r, &c->at));
	TRY(reader_u8(r, &count));
	if (status < STATUS_VALID || status > STATUS_REVOKED ||
	    reason > CRL_AA_COMPROMISE || count < 1 ||
	    count > STATUS_SERIALS_MAX)
		return ERR_LEDGER_DAMAGED;
	c->status = (enum status)status;
	c->reason = (enum crl_reason)reason;
	c->count = count;
	return ERR_OK;
}

/* One that is there twice was never written. */
static enum err
read_change(struct ledger_state *s, struct reader *r)
{
	struct ledger_change c = {.count = 0};
	struct ledger_standing came_to;
	uint32_t number;

	TRY(read_change_head(r, &c));
	for (size_t i = 0; i < c.count; i++) {
		TRY(read_serial(r, &c.serial[i]));
		TRY(read_time(r, &c.not_after[i]));
	}
	TRY(ledger_state_find_change(s, &c, &number));
	if (number != 0)
		return ERR_LEDGER_DAMAGED;
	return take_change(s, &c, &came_to);
}

/* --- lists --- */

static enum err
take_list(struct ledger_state *s, const struct ledger_list *list)
{
	struct ledger_part *p;

	if (list->number <= s->list_number)
		return ERR_EVIDENCE_REPLAYED;
	if (list->partition >= s->part_count)
		return ERR_NOT_FOUND;
	p = &s->parts[list->partition];
	if (list->delta && p->full_number == 0)
		return ERR_NOT_FOUND;
	s->list_number = p->last_number = list->number;
	p->changed = false;
	s->lists++;
	if (list->delta)
		return ERR_OK;
	p->full_number = list->number;
	p->full_since = s->lists;
	p->ended_before = p->full_update;
	p->full_update = list->this_update;
	standing_prune(s->standing, list->partition, s->lists);
	return ERR_OK;
}

enum err
ledger_state_list(
    struct ledger_state *s, const struct ledger_list *list, struct buf *b)
{
	TRY(take_list(s, list));
	buf_u8(b, LIST);
	buf_u32(b, list->partition);
	buf_u8(b, list->delta);
	buf_u64(b, list->number);
	buf_u64(b, (uint64_t)list->this_update);
	return buf_status(b);
}

static enum err
read_list(struct ledger_state *s, struct reader *r)
{
	struct ledger_list list;
	uint8_t delta;

	TRY(reader_u32(r, &list.partition));
	TRY(reader_u8(r, &delta));
	TRY(reader_u64(r, &list.number));
	TRY(read_time(r, &list.this_update));
	if (delta > 1)
		return ERR_LEDGER_DAMAGED;
	list.delta = delta == 1;
	return take_list(s, &list);
}

/* Lists that a web process composed, before schema version 2. */
static enum err
read_crl(struct ledger_state *s, struct reader *r)
{
	uint64_t number;

	TRY(reader_u64(r, &number));
	if (number < s->list_number)
		return ERR_LEDGER_DAMAGED;
	s->list_number = number;
	return ERR_OK;
}

/* --- checkpoints --- */

static enum err
take_checkpoint(
    struct ledger_state *s, uint64_t seq, const uint8_t hash[SM3_LEN])
{
	if (seq < s->checkpoint_seq ||
	    (seq == s->checkpoint_seq && seq != 0 &&
		memcmp(hash, s->checkpoint_hash, SM3_LEN) != 0))
		return ERR_EVIDENCE_REPLAYED;
	s->checkpoint_seq = seq;
	memcpy(s->checkpoint_hash, hash, SM3_LEN);
	return ERR_OK;
}

enum err
ledger_state_checkpoint(struct ledger_state *s, uint64_t seq,
    const uint8_t hash[SM3_LEN], struct buf *b)
{
	TRY(take_checkpoint(s, seq, hash));
	buf_u8(b, CHECKPOINT);
	buf_u64(b, seq);
	buf_put(b, BYTES(hash, SM3_LEN));
	return buf_status(b);
}

static enum err
read_checkpoint(struct ledger_state *s, struct reader *r)
{
	uint8_t hash[SM3_LEN];
	uint64_t seq;

	TRY(reader_u64(r, &seq));
	TRY(reader_copy(r, hash, sizeof(hash)));
	return take_checkpoint(s, seq, hash);
}

/* --- all of them --- */

static enum err
read_record(struct ledger_state *s, struct reader *r)
{
	uint8_t type;

	TRY(reader_u8(r, &type));
	switch (type) {
	case FILLER:
		return ERR_OK;
	case USE:
		return read_use(s, r);
	case CRL:
		return read_crl(s, r);
	case CHECKPOINT:
		return read_checkpoint(s, r);
	case STATUS:
		return read_change(s, r);
	case LIST:
		return read_list(s, r);
	default:
		return ERR_LEDGER_DAMAGED;
	}
}

enum err
ledger_state_read(struct ledger_state *s, struct bytes records)
{
	struct reader r = reader_of(records);

	while (r.rest.len > 0) {
		enum err err = read_record(s, &r);

		if (err == ERR_NOMEM || err == ERR_CRYPTO)
			return err;
		if (err != ERR_OK)
			return ERR_LEDGER_DAMAGED;
	}
	return ERR_OK;
}

void
ledger_state_fill(struct buf *b)
{
	while (b->err == ERR_OK && b->len % LEDGER_ALIGNMENT != 0)
		buf_u8(b, FILLER);
}
