/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.1: readers with cards in them.
 */
#include "cardtoken/device.h"

#include <stdlib.h>
#include <string.h>

#include "base/machine.h"
#include "gm/sm3.h"

#define LOCK_FOLDER "cert-assistant"
#define LOCK_ID_LEN 8 /* octets of a reader's name's digest */

/* --- readers --- */

uint32_t
device_names(struct entry *e, bool all, struct buf *names)
{
	struct card_readers *r = e->back->readers;
	struct card_reader_list list;

	SAR_TRY(card_io_sar(r->class->list(r, &list)));
	for (size_t i = 0; i < list.count; i++)
		if (all || list.rows[i].card)
			buf_put(names, BYTES(list.rows[i].name,
					   strlen(list.rows[i].name) + 1));
	return sar_from_err(buf_status(names));
}

/* The row of a reader; NULL if there is no such. */
static const struct card_reader *
find_reader(const struct card_reader_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->rows[i].name, name) == 0)
			return &list->rows[i];
	return NULL;
}

uint32_t
device_state(struct entry *e, const char *name, ULONG *ret_state)
{
	struct card_readers *r = e->back->readers;
	struct card_reader_list list;
	const struct card_reader *reader;

	SAR_TRY(card_io_sar(r->class->list(r, &list)));
	reader = find_reader(&list, name);
	*ret_state = reader != NULL && reader->card ? DEV_PRESENT_STATE
						    : DEV_ABSENT_STATE;
	return SAR_OK;
}

/* --- other makers' cards --- */

/* What that reader has in it now, as a number; false if that is not known. */
static bool
changes_of(struct back_state *s, const char *name, uint32_t *ret_changes)
{
	struct card_reader_list list;
	const struct card_reader *reader;

	if (s->readers->class->list(s->readers, &list) != CARD_IO_OK)
		return false;
	reader = find_reader(&list, name);
	if (reader == NULL)
		return false;
	*ret_changes = reader->changes;
	return true;
}

static struct card_verdict *
find_verdict(struct back_state *s, const char *name)
{
	for (size_t i = 0; i < COUNT(s->verdicts); i++)
		if (strcmp(s->verdicts[i].name, name) == 0)
			return &s->verdicts[i];
	return NULL;
}

static bool
is_known_as_foreign(struct back_state *s, const char *name)
{
	struct card_verdict *v = find_verdict(s, name);
	uint32_t changes;

	if (v == NULL)
		return false;
	if (changes_of(s, name, &changes) && changes == v->changes)
		return true;
	v->name[0] = '\0';
	return false;
}

static void
remember_foreign(struct back_state *s, const char *name)
{
	struct card_verdict *v = find_verdict(s, name);
	uint32_t changes;

	if (v == NULL)
		v = find_verdict(s, "");
	if (v == NULL || !changes_of(s, name, &changes))
		return;
	memcpy(v->name, name, strlen(name) + 1);
	v->changes = changes;
}

/* --- connecting --- */

/* Device authentication ends with its process; no command takes it back. */
static bool
needs_reset(const struct back_device *d)
{
	return !d->channel.left && d->authenticated == d->channel.epoch;
}

static void
device_free(struct back_device *d)
{
	struct back_device **at = &d->state->devices;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	applications_free(d);
	channel_close(&d->channel, needs_reset(d));
	buf_done(&d->memory.command);
	buf_done(&d->memory.answer);
	secret_free(d->key);
	free(d);
}

/* Rights stay when handles close (7.1.6), as long as the card remembers. */
static bool
holds_rights(const struct back_device *d)
{
	if (d->channel.left)
		return false;
	for (const struct back_application *a = d->applications; a != NULL;
	     a = a->next)
		if (application_has(a, CARD_PIN_USER) ||
		    application_has(a, CARD_PIN_ADMIN))
			return true;
	return d->authenticated == d->channel.epoch;
}

void
device_release(struct back_device *d)
{
	if (--d->refs == 0 && !holds_rights(d))
		device_free(d);
}

void
devices_forget(struct back_state *s)
{
	while (s->devices != NULL) {
		struct back_device *d = s->devices;

		applications_log_out(d);
		device_free(d);
	}
}

/* One whose card is gone is left to those who still refer to it. */
static struct back_device *
find_device(struct back_state *s, const char *name)
{
	struct back_device *d = s->devices;

	while (d != NULL && (strcmp(d->name, name) != 0 || d->channel.left))
		d = d->next;
	if (d == NULL || channel_present(&d->channel) == SAR_OK)
		return d;
	if (d->refs == 0)
		device_free(d);
	return NULL;
}

static uint32_t
open_device(struct back_state *s, const char *name, struct back_device **ret_d)
{
	struct back_device *d;
	uint32_t sar;

	if (strlen(name) >= CARD_READER_NAME_SIZE)
		return SAR_DEVICE_REMOVED;
	if (is_known_as_foreign(s, name))
		return SAR_CARD_FOREIGN;
	d = calloc(1, sizeof(*d));
	if (d == NULL)
		return SAR_MEMORYERR;
	sar = channel_open(&d->channel, s->readers, name);
	if (sar == SAR_CARD_FOREIGN)
		remember_foreign(s, name);
	if (sar != SAR_OK) {
		free(d);
		return sar;
	}
	d->state = s;
	memcpy(d->name, name, strlen(name) + 1);
	d->next = s->devices;
	s->devices = d;
	*ret_d = d;
	return SAR_OK;
}

uint32_t
device_connect(struct entry *e, const char *name, struct back_device **ret_d)
{
	struct back_device *d = find_device(e->back, name);

	if (d == NULL)
		SAR_TRY(open_device(e->back, name, &d));
	d->refs++;
	*ret_d = d;
	return SAR_OK;
}

void
device_disconnect(struct entry *e, struct back_device *d)
{
	(void)e;
	device_release(d);
}

uint32_t
device_present(struct entry *e, struct back_device *d)
{
	(void)e;
	return channel_present(&d->channel);
}

/* --- what it says of itself --- */

static VERSION
version_of(const uint8_t octets[2])
{
	return (VERSION){octets[0], octets[1]};
}

static void
set_text(CHAR *field, size_t size, const char *text)
{
	size_t len = strnlen(text, size);

	memcpy(field, text, len);
}

static void
give_info(
    const struct back_device *d, const struct card_device_info *i, DEVINFO *out)
{
	DEVINFO info = {.Version = {1, 0},
	    .HWVersion = version_of(i->hardware),
	    .FirmwareVersion = version_of(i->firmware),
	    .AlgSymCap = i->symmetric,
	    .AlgAsymCap = i->asymmetric,
	    .AlgHashCap = i->hash,
	    .DevAuthAlgId = i->auth_algorithm,
	    .TotalSpace = i->total_space,
	    .FreeSpace = i->free_space,
	    .MaxECCBufferSize = d->channel.profile->data_max,
	    .MaxBufferSize = d->channel.profile->data_max};

	set_text(info.Manufacturer, sizeof(info.Manufacturer), i->manufacturer);
	set_text(info.Issuer, sizeof(info.Issuer), i->issuer);
	set_text(info.Label, sizeof(info.Label), i->label);
	set_text(info.SerialNumber, sizeof(info.SerialNumber), i->serial);
	memcpy(out, &info, sizeof(info));
}

uint32_t
device_info(struct entry *e, struct back_device *d, DEVINFO *ret_info)
{
	AUTO_DONE(buf) answer = BUF(CARD_DEVICE_INFO_LEN);
	AUTO_DONE(operation) o = {0};
	const struct request r = {
	    .ins = CARD_GET_DEVICE_INFO, .expect = CARD_DEVICE_INFO_LEN};
	struct card_device_info info;
	struct reader reader;

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(request_make(d, &r, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_device_info_get(d->channel.profile, &reader, &info) !=
		ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	give_info(d, &info, ret_info);
	return SAR_OK;
}

uint32_t
device_set_label(struct entry *e, struct back_device *d, const char *label)
{
	AUTO_DONE(operation) o = {0};
	const struct request r = {
	    .ins = CARD_SET_LABEL, .data = bytes_str(label)};

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	return request_do(d, &r);
}

/* Some octets; *ret_got of them if the card cannot answer with more at once. */
static uint32_t
random_piece(struct back_device *d, uint8_t *out, size_t len, size_t *ret_got)
{
	AUTO_DONE(buf) answer = BUF(len);
	const struct request r = {
	    .ins = CARD_GET_RANDOM, .expect = (uint32_t)len};

	SAR_TRY(request_make(d, &r, &answer));
	if (answer.len != len && answer.len != channel_answer_max(&d->channel))
		return SAR_FAIL;
	memcpy(out, answer.p, answer.len);
	*ret_got = answer.len;
	return SAR_OK;
}

/*
 * The card takes the last random it gave as its challenge, the host the first
 * octets of what it got: so the first piece is fetched last.
 */
static uint32_t
random_pieces(struct back_device *d, uint8_t *out, size_t len)
{
	while (len > 0) {
		const size_t most = channel_answer_max(&d->channel);
		const size_t piece = (len - 1) % most + 1;
		size_t got;

		SAR_TRY(random_piece(d, out + len - piece, piece, &got));
		if (got == piece)
			len -= piece;
	}
	return SAR_OK;
}

uint32_t
device_random(struct entry *e, struct back_device *d, uint8_t *out, size_t len)
{
	AUTO_DONE(operation) o = {0};

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	SAR_TRY(random_pieces(d, out, len));
	d->challenge_len = len < CARD_CHALLENGE_MAX ? len : CARD_CHALLENGE_MAX;
	memcpy(d->challenge, out, d->challenge_len);
	return SAR_OK;
}

/* Octets as they are (7.1.12). What they do to the card is not known, so
 * nothing is that was. */
uint32_t
device_transmit(struct entry *e, struct back_device *d, struct bytes command,
    struct buf *answer)
{
	AUTO_DONE(operation) o = {0};

	(void)e;
	SAR_TRY(operation_begin(d, &o));
	d->memory.until = 0;
	return channel_raw(&d->channel, command, answer);
}

/* --- locking --- */

/* A folder of this user's that lasts as long as the session, if there is one.
 */
static enum err
lock_folder(char out[FILE_PATH_MAX])
{
	char parent[FILE_PATH_MAX];

	if (machine_env("XDG_RUNTIME_DIR", parent, sizeof(parent)) != ERR_OK)
		TRY(machine_data_dir(parent));
	TRY(file_path(out, parent, LOCK_FOLDER));
	return file_make_dir(out, 0700);
}

/* Without such a folder the card's own transaction has to do. */
uint32_t
device_lock_path(
    struct entry *e, struct back_device *d, char out[FILE_PATH_MAX])
{
	char folder[FILE_PATH_MAX],
	    name[sizeof("card-.lock") + 2 * LOCK_ID_LEN];
	uint8_t digest[SM3_LEN];
	AUTO_DONE(buf) hex = BUF(sizeof(name));

	out[0] = '\0';
	if (lock_folder(folder) != ERR_OK)
		return SAR_OK;
	SAR_TRY_ERR(sm3_of(e->gm, bytes_str(d->name), digest));
	buf_str(&hex, "card-");
	for (size_t i = 0; i < LOCK_ID_LEN; i++)
		buf_printf(&hex, "%02x", digest[i]);
	buf_str(&hex, ".lock");
	buf_u8(&hex, '\0');
	SAR_TRY_ERR(buf_status(&hex));
	memcpy(name, hex.p, hex.len);
	return sar_from_err(file_path(out, folder, name));
}

uint32_t
device_locked(struct entry *e, struct back_device *d)
{
	(void)e;
	return channel_begin(&d->channel);
}

void
device_unlocked(struct entry *e, struct back_device *d)
{
	(void)e;
	channel_end(&d->channel);
}

/* --- coming and going --- */

void
device_wait(struct back_state *s)
{
	s->readers->class->wait(s->readers);
}

void
device_wake(struct back_state *s)
{
	s->readers->class->wake(s->readers);
}
