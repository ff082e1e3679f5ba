/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GM/T 0016 7.4: files.
 *
 * A card checks a file's rights against whoever is logged in, and that may be
 * another program. So they are checked here first, against what this process
 * did: what a file allows is asked of the card once and kept. Where that says
 * no it is asked again, since others may have made the file anew.
 */
#include "cardtoken/file.h"

#include <stdlib.h>
#include <string.h>

#include "cardtoken/list.h"

#define FILE_INFO_LEN 12 /* octets of GET_FILE_INFO's answer */
/* Octets of WRITE_FILE beside name and content. */
#define WRITE_FRAME_LEN (CARD_ID_LEN + 6)

struct file_row {
	struct file_row *next;
	char name[BACK_FILE_NAME_MAX + 1];
	struct back_file info;
	uint32_t known; /* epoch */
};

/* --- what is known of files --- */

void
files_forget(struct back_application *a)
{
	while (a->files != NULL) {
		struct file_row *row = a->files;

		a->files = row->next;
		free(row);
	}
}

/* Valid in this epoch; NULL if nothing is known. */
static struct file_row *
find_row(const struct back_application *a, const char *name)
{
	struct file_row *row = a->files;

	while (row != NULL && strcmp(row->name, name) != 0)
		row = row->next;
	return row != NULL && row->known == a->device->channel.epoch ? row
								     : NULL;
}

static void
forget_row(struct back_application *a, const char *name)
{
	struct file_row *row = find_row(a, name);

	if (row != NULL)
		row->known = 0;
}

/* Without memory for it, it is asked again. */
static void
learn_row(
    struct back_application *a, const char *name, const struct back_file *info)
{
	struct file_row *row = a->files;

	while (row != NULL && strcmp(row->name, name) != 0)
		row = row->next;
	if (row == NULL) {
		row = calloc(1, sizeof(*row));
		if (row == NULL)
			return;
		memcpy(row->name, name, strlen(name) + 1);
		row->next = a->files;
		a->files = row;
	}
	row->info = *info;
	row->known = a->device->channel.epoch;
}

/* Asked of the card. */
static uint32_t
get_info(struct back_application *a, const char *name, struct back_file *ret_f)
{
	AUTO_DONE(buf) answer = BUF(FILE_INFO_LEN);
	const struct request r = {.ins = CARD_GET_FILE_INFO,
	    .ids = IDS_P1_P2,
	    .application = a,
	    .data = bytes_str(name),
	    .expect = FILE_INFO_LEN};
	struct card_file_info info;
	struct reader reader;

	SAR_TRY(request_make(a->device, &r, &answer));
	reader = reader_of(buf_bytes(&answer));
	if (card_file_info_get(a->device->channel.profile, &reader, &info) !=
		ERR_OK ||
	    reader_end(&reader) != ERR_OK)
		return SAR_FAIL;
	*ret_f =
	    (struct back_file){info.size, info.read_rights, info.write_rights};
	learn_row(a, name, ret_f);
	return SAR_OK;
}

static uint32_t
check_rights(struct back_application *a, const char *name, bool write)
{
	const struct file_row *row = find_row(a, name);
	struct back_file f;

	if (row != NULL && application_allows(a, write ? row->info.write_rights
						       : row->info.read_rights))
		return SAR_OK;
	SAR_TRY(get_info(a, name, &f));
	return application_allows(a, write ? f.write_rights : f.read_rights)
		   ? SAR_OK
		   : SAR_USER_NOT_LOGGED_IN;
}

/* --- functions --- */

/* May this process make files there? */
static uint32_t
check_maker(struct back_application *a)
{
	if (a->open != a->device->channel.epoch)
		SAR_TRY(request_open_application(a));
	return application_allows(a, a->file_rights) ? SAR_OK
						     : SAR_USER_NOT_LOGGED_IN;
}

uint32_t
file_create_in(struct entry *e, struct back_application *a, const char *name,
    const struct back_file *f)
{
	AUTO_DONE(operation) o = {0};
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	const struct card_profile *p = a->device->channel.profile;
	struct request r = {
	    .ins = CARD_CREATE_FILE, .ids = IDS_P1_P2, .application = a};

	(void)e;
	card_name_put(&data, p->name_len, name);
	card_file_info_put(p, &data,
	    &(const struct card_file_info){
		f->size, f->read_rights, f->write_rights});
	SAR_TRY_ERR(buf_status(&data));
	r.data = buf_bytes(&data);
	SAR_TRY(operation_begin(a->device, &o));
	SAR_TRY(check_maker(a));
	SAR_TRY(request_do(a->device, &r));
	learn_row(a, name, f);
	return SAR_OK;
}

uint32_t
file_delete(struct entry *e, struct back_application *a, const char *name)
{
	AUTO_DONE(operation) o = {0};
	const struct request r = {.ins = CARD_DELETE_FILE,
	    .ids = IDS_P1_P2,
	    .application = a,
	    .data = bytes_str(name)};

	(void)e;
	SAR_TRY(operation_begin(a->device, &o));
	SAR_TRY(check_maker(a));
	forget_row(a, name);
	return request_do(a->device, &r);
}

uint32_t
file_names(struct entry *e, struct back_application *a, struct buf *names)
{
	(void)e;
	return list_ask(a->device,
	    &(const struct request){.ins = CARD_LIST_FILES,
		.ids = IDS_P1_P2,
		.application = a,
		.expect = LIST_MAX},
	    names);
}

uint32_t
file_info(struct entry *e, struct back_application *a, const char *name,
    struct back_file *ret_f)
{
	AUTO_DONE(operation) o = {0};

	(void)e;
	SAR_TRY(operation_begin(a->device, &o));
	return get_info(a, name, ret_f);
}

/* A ‖ at2 ‖ len2 ‖ name, as READ_FILE and WRITE_FILE begin behind the id. */
static void
put_place(const struct back_application *a, struct buf *b, size_t at,
    const char *name)
{
	const struct card_profile *p = a->device->channel.profile;

	card_put_u16(p, b, (uint16_t)at);
	card_put_u16(p, b, (uint16_t)strlen(name));
	buf_str(b, name);
}

/* One command's worth; fewer octets than asked for are the end of the file. */
static uint32_t
read_piece(struct back_application *a, const char *name,
    const struct back_range *range, struct buf *out)
{
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	struct request r = {.ins = CARD_READ_FILE,
	    .ids = IDS_DATA,
	    .application = a,
	    .expect = (uint32_t)range->len};

	put_place(a, &data, range->offset, name);
	SAR_TRY_ERR(buf_status(&data));
	r.data = buf_bytes(&data);
	return request_make(a->device, &r, out);
}

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The range, cut where files end. */
static uint32_t
read_pieces(struct back_application *a, const char *name,
    const struct back_range *range, struct buf *out)
{
	const struct channel *c = &a->device->channel;
	size_t at = range->offset;
	size_t end = at + smaller(range->len, CARD_FILE_MAX - at);

	while (at < end) {
		const struct back_range piece = {
		    at, smaller(end - at, channel_answer_max(c))};
		const size_t before = out->len;

		SAR_TRY(read_piece(a, name, &piece, out));
		at += out->len - before;
		if (out->len - before <
		    smaller(piece.len, channel_answer_max(c)))
			break; /* it ends there */
	}
	return SAR_OK;
}

/* How much of the range such a file has. */
static size_t
length_in(const struct back_file *f, const struct back_range *range)
{
	return range->offset >= f->size
		   ? 0
		   : smaller(range->len, f->size - range->offset);
}

/* Is that all of the range? A file that others made anew may have another
 * size than it had. */
static uint32_t
check_whole(struct back_application *a, const char *name,
    const struct back_range *range, size_t got)
{
	const struct file_row *row = find_row(a, name);
	struct back_file f;

	if (row != NULL && got == length_in(&row->info, range))
		return SAR_OK;
	SAR_TRY(get_info(a, name, &f));
	return got == length_in(&f, range) ? SAR_OK : SAR_FAIL;
}

uint32_t
file_read_range(struct entry *e, struct back_application *a, const char *name,
    const struct back_range *range, struct buf *out)
{
	AUTO_DONE(operation) o = {0};
	const size_t before = out->len;

	(void)e;
	SAR_TRY(operation_begin(a->device, &o));
	SAR_TRY(check_rights(a, name, false));
	if (range->offset > CARD_FILE_MAX)
		return SAR_INVALIDPARAMERR;
	SAR_TRY(read_pieces(a, name, range, out));
	return check_whole(a, name, range, out->len - before);
}

static uint32_t
write_piece(struct back_application *a, const char *name, size_t at,
    struct bytes octets)
{
	AUTO_DONE(buf) data = BUF(CARD_APDU_MAX);
	struct request r = {
	    .ins = CARD_WRITE_FILE, .ids = IDS_DATA, .application = a};

	put_place(a, &data, at, name);
	card_put_u16(a->device->channel.profile, &data, (uint16_t)octets.len);
	buf_put(&data, octets);
	SAR_TRY_ERR(buf_status(&data));
	r.data = buf_bytes(&data);
	return request_do(a->device, &r);
}

/* Nothing is written of what does not fit, by what the card says now if it
 * does not fit by what it said before. */
static uint32_t
check_room(struct back_application *a, const char *name,
    const struct back_range *range)
{
	const struct file_row *row = find_row(a, name);
	struct back_file f;

	if (row != NULL && range->len == length_in(&row->info, range))
		return SAR_OK;
	SAR_TRY(get_info(a, name, &f));
	return range->len == length_in(&f, range) ? SAR_OK : SAR_NO_ROOM;
}

uint32_t
file_write_at(struct entry *e, struct back_application *a, const char *name,
    size_t offset, struct bytes data)
{
	AUTO_DONE(operation) o = {0};
	const size_t most = a->device->channel.profile->data_max -
			    WRITE_FRAME_LEN - strlen(name);

	(void)e;
	SAR_TRY(operation_begin(a->device, &o));
	SAR_TRY(check_rights(a, name, true));
	SAR_TRY(
	    check_room(a, name, &(const struct back_range){offset, data.len}));
	for (size_t at = 0; at < data.len || at == 0; at += most) {
		const size_t len = smaller(data.len - at, most);

		SAR_TRY(
		    write_piece(a, name, offset + at, BYTES(data.p + at, len)));
	}
	return SAR_OK;
}
