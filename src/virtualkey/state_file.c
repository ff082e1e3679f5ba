/* SPDX-License-Identifier: Apache-2.0 */
/*
 *	File ::= SEQUENCE {
 *	  magic   PrintableString "cert-virtual-key",
 *	  version INTEGER (1),
 *	  digest  OCTET STRING (SIZE (32)),   -- SM3 of body, as it is encoded
 *	  body    Body }
 *	Body ::= SEQUENCE {
 *	  serial        Text (SIZE (1..32)),
 *	  label         Text (SIZE (0..32)),
 *	  space         INTEGER (4096..4194304),
 *	  deviceKey     OCTET STRING (SIZE (16)),
 *	  nextId        INTEGER (0..4095),
 *	  applications  SEQUENCE (SIZE (0..8)) OF Application }
 *	Application ::= SEQUENCE {
 *	  name             Text (SIZE (1..32)),
 *	  id               INTEGER (0..65535),
 *	  fileRights       INTEGER,
 *	  containersMax    INTEGER (0..16),
 *	  certificatesMax  INTEGER (0..32),
 *	  filesMax         INTEGER (0..64),
 *	  admin, user      Pin,
 *	  containers       SEQUENCE OF Container,
 *	  files            SEQUENCE OF File }
 *	Pin ::= SEQUENCE { key OCTET STRING (SIZE (16)),
 *	  max INTEGER (1..255), left INTEGER (0..max), initial BOOLEAN }
 *	Container ::= SEQUENCE {
 *	  name                Text (SIZE (1..64)),
 *	  id                  INTEGER (0..65535),
 *	  encryptKey          [0] IMPLICIT Key OPTIONAL,
 *	  signKey             [1] IMPLICIT Key OPTIONAL,
 *	  encryptCertificate  [2] IMPLICIT Octets OPTIONAL,
 *	  signCertificate     [3] IMPLICIT Octets OPTIONAL }
 *	Key ::= OCTET STRING (SIZE (96))      -- d ‖ X ‖ Y
 *	File ::= SEQUENCE { name Text (SIZE (1..32)),
 *	  readRights, writeRights INTEGER, content OCTET STRING }
 *	Text ::= OCTET STRING   -- without NUL; hosts choose the characters
 */
#include "virtualkey/state_file.h"

#include <string.h>

#include "asn1/der.h"
#include "base/fault.h"

#define MAGIC "cert-virtual-key"
#define VERSION 1
#define FILE_MODE 0600
#define ID_NUMBER 0x0fff

static enum err
read_u16(struct der *d, uint16_t max, uint16_t *ret_v)
{
	uint32_t v;

	TRY(der_u32(d, max, &v));
	*ret_v = (uint16_t)v;
	return ERR_OK;
}

static enum err
read_u8(struct der *d, uint8_t max, uint8_t *ret_v)
{
	uint32_t v;

	TRY(der_u32(d, max, &v));
	*ret_v = (uint8_t)v;
	return ERR_OK;
}

static enum err
read_text(struct der *d, char *out, size_t size)
{
	struct bytes text;

	TRY(der_octets(d, &text));
	if (text.len >= size)
		return ERR_TOKEN_DAMAGED;
	if (text.len > 0 && memchr(text.p, 0, text.len) != NULL)
		return ERR_TOKEN_DAMAGED;
	if (text.len > 0)
		memcpy(out, text.p, text.len);
	out[text.len] = '\0';
	return ERR_OK;
}

static enum err
read_pin(struct der *d, struct vk_pin *pin)
{
	struct der in;

	TRY(der_enter(d, DER_SEQUENCE, &in));
	TRY(der_octets_fixed(&in, pin->key, sizeof(pin->key)));
	TRY(read_u8(&in, VK_TRIES_MAX, &pin->max));
	TRY(read_u8(&in, pin->max, &pin->left));
	TRY(der_bool(&in, &pin->initial));
	return pin->max == 0 ? ERR_TOKEN_DAMAGED : der_end(&in);
}

static enum err
read_key(struct der *d, int place, struct vk_key *key)
{
	const uint8_t tag = (uint8_t)DER_CONTEXT(place);
	struct bytes octets;

	if (!der_next_is(d, tag))
		return ERR_OK;
	TRY(der_read(d, tag, &octets));
	if (octets.len != 3 * SM2_LEN)
		return ERR_TOKEN_DAMAGED;
	memcpy(key->d, octets.p, SM2_LEN);
	memcpy(key->public.x, octets.p + SM2_LEN, SM2_LEN);
	memcpy(key->public.y, octets.p + 2 * SM2_LEN, SM2_LEN);
	key->present = true;
	return ERR_OK;
}

static enum err
read_certificate(struct der *d, int place, struct blob *b)
{
	const uint8_t tag = (uint8_t)DER_CONTEXT(CARD_USAGE_COUNT + place);
	struct bytes octets;

	if (!der_next_is(d, tag))
		return ERR_OK;
	TRY(der_read(d, tag, &octets));
	if (octets.len < 1 || octets.len > VK_CERTIFICATE_MAX)
		return ERR_TOKEN_DAMAGED;
	return blob_set(b, octets);
}

static enum err
read_container(struct der *d, struct vk_state *s, struct vk_application *a)
{
	char name[CARD_TEXT_SIZE];
	struct vk_container *c;
	uint16_t id;
	struct der in;

	TRY(der_enter(d, DER_SEQUENCE, &in));
	TRY(read_text(&in, name, sizeof(name)));
	TRY(read_u16(&in, UINT16_MAX, &id));
	if (vk_container_by_id(a, id) != NULL)
		return ERR_TOKEN_DAMAGED;
	TRY(vk_container_add(s, a, name, &c));
	c->id = id;
	for (int u = 0; u < CARD_USAGE_COUNT; u++)
		TRY(read_key(&in, u, &c->keys[u]));
	for (int u = 0; u < CARD_USAGE_COUNT; u++)
		TRY(read_certificate(&in, u, &c->certificates[u]));
	return der_end(&in);
}

static enum err
read_file(struct der *d, struct vk_application *a)
{
	char name[VK_NAME_SIZE];
	struct vk_file *f;
	struct bytes content;
	struct der in;

	TRY(der_enter(d, DER_SEQUENCE, &in));
	TRY(read_text(&in, name, sizeof(name)));
	TRY(vk_file_add(a, name, &f));
	TRY(der_u32(&in, UINT32_MAX, &f->read_rights));
	TRY(der_u32(&in, UINT32_MAX, &f->write_rights));
	TRY(der_octets(&in, &content));
	if (content.len > VK_FILE_MAX)
		return ERR_TOKEN_DAMAGED;
	TRY(blob_set(&f->content, content));
	return der_end(&in);
}

static enum err
read_application_head(
    struct der *d, struct vk_state *s, struct vk_application **ret_a)
{
	char name[VK_NAME_SIZE];
	struct vk_application *a;
	uint16_t id;

	TRY(read_text(d, name, sizeof(name)));
	TRY(read_u16(d, UINT16_MAX, &id));
	if (vk_application_by_id(s, id) != NULL)
		return ERR_TOKEN_DAMAGED;
	TRY(vk_application_add(s, name, &a));
	a->id = id;
	TRY(der_u32(d, UINT32_MAX, &a->file_rights));
	TRY(read_u8(d, VK_CONTAINERS_MAX, &a->containers_max));
	TRY(read_u8(d, VK_CERTIFICATES_MAX, &a->certificates_max));
	TRY(read_u8(d, VK_FILES_MAX, &a->files_max));
	for (int i = 0; i < CARD_PIN_COUNT; i++)
		TRY(read_pin(d, &a->pins[i]));
	*ret_a = a;
	return ERR_OK;
}

static enum err
read_application(struct der *d, struct vk_state *s)
{
	struct vk_application *a = NULL;
	struct der in, list;

	TRY(der_enter(d, DER_SEQUENCE, &in));
	TRY(read_application_head(&in, s, &a));
	TRY(der_enter(&in, DER_SEQUENCE, &list));
	while (der_more(&list))
		TRY(read_container(&list, s, a));
	TRY(der_enter(&in, DER_SEQUENCE, &list));
	while (der_more(&list))
		TRY(read_file(&list, a));
	if (vk_certificate_count(a) > a->certificates_max)
		return ERR_TOKEN_DAMAGED;
	return der_end(&in);
}

static enum err
read_body(struct bytes body, struct vk_state *s)
{
	struct der d = der_of(body), in, list;
	uint16_t next_id;

	TRY(der_enter(&d, DER_SEQUENCE, &in));
	TRY(der_end(&d));
	TRY(read_text(&in, s->serial, sizeof(s->serial)));
	TRY(read_text(&in, s->label, sizeof(s->label)));
	TRY(der_u32(&in, VK_SPACE_MAX, &s->space));
	TRY(der_octets_fixed(&in, s->device_key, sizeof(s->device_key)));
	TRY(read_u16(&in, ID_NUMBER, &next_id));
	TRY(der_enter(&in, DER_SEQUENCE, &list));
	while (der_more(&list))
		TRY(read_application(&list, s));
	TRY(der_end(&in));
	s->next_id = next_id; /* which adding moved */
	return s->serial[0] == '\0' || s->space < VK_SPACE_MIN ||
		       vk_space_used(s) > s->space
		   ? ERR_TOKEN_DAMAGED
		   : ERR_OK;
}

static enum err
damage_unless_nomem(enum err e)
{
	return e == ERR_OK || e == ERR_NOMEM ? e : ERR_TOKEN_DAMAGED;
}

enum err
vk_state_body_parse(struct bytes body, struct vk_state **ret_s)
{
	AUTO(vk_state) s = NULL;

	TRY(vk_state_new(&s));
	TRY(damage_unless_nomem(read_body(body, s)));
	*ret_s = TAKE(s);
	return ERR_OK;
}

/* The version is looked at before what a later one may have changed. */
static enum err
read_cover(struct bytes file, struct der *ret_rest)
{
	char magic[sizeof(MAGIC)];
	struct der d = der_of(file);
	uint64_t version;

	if (der_enter(&d, DER_SEQUENCE, ret_rest) != ERR_OK ||
	    !der_next_is(ret_rest, DER_PRINTABLE_STRING) ||
	    der_text(ret_rest, magic, sizeof(magic)) != ERR_OK ||
	    strcmp(magic, MAGIC) != 0)
		return ERR_TOKEN_FOREIGN;
	if (der_uint(ret_rest, UINT32_MAX, &version) != ERR_OK || version < 1)
		return ERR_TOKEN_DAMAGED;
	if (version > VERSION)
		return ERR_TOKEN_VERSION;
	return damage_unless_nomem(der_end(&d));
}

static enum err
read_sealed(struct gm *gm, struct der *d, struct bytes *ret_body)
{
	uint8_t want[SM3_LEN], got[SM3_LEN];

	TRY(der_octets_fixed(d, want, sizeof(want)));
	TRY(der_element(d, ret_body));
	TRY(der_end(d));
	TRY(sm3_of(gm, *ret_body, got));
	return memcmp(want, got, sizeof(want)) == 0 ? ERR_OK
						    : ERR_TOKEN_DAMAGED;
}

/* A file that is cut short within its first octets has no cover to read, but
 * what there is of it may still say whose it is. */
static bool
begins_as_ours(struct bytes file)
{
	const size_t len = sizeof(MAGIC) - 1;

	for (size_t at = 0; at <= DER_HEAD_MAX + 2; at++)
		if (file.len >= at + len &&
		    memcmp(file.p + at, MAGIC, len) == 0)
			return true;
	return file.len == 0;
}

enum err
vk_state_parse(struct gm *gm, struct bytes file, struct vk_state **ret_s)
{
	struct bytes body;
	struct der d;
	enum err e;

	e = read_cover(file, &d);
	if (e == ERR_TOKEN_FOREIGN && begins_as_ours(file))
		return ERR_TOKEN_DAMAGED;
	TRY(e);
	TRY(damage_unless_nomem(read_sealed(gm, &d, &body)));
	return vk_state_body_parse(body, ret_s);
}

static void
put_text(struct buf *b, const char *text)
{
	der_put_octets(b, bytes_str(text));
}

static void
put_pin(struct buf *b, const struct vk_pin *pin)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_octets(b, BYTES_ARRAY(pin->key));
	der_put_uint(b, pin->max);
	der_put_uint(b, pin->left);
	der_put_bool(b, pin->initial);
	der_close(b, mark);
}

static void
put_key(struct buf *b, int place, const struct vk_key *key)
{
	if (!key->present)
		return;
	der_put_head(b, (uint8_t)DER_CONTEXT(place), 3 * SM2_LEN);
	buf_put(b, BYTES_ARRAY(key->d));
	card_point_put(b, &key->public);
}

static void
put_container(struct buf *b, const struct vk_container *c)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	put_text(b, c->name);
	der_put_uint(b, c->id);
	for (int u = 0; u < CARD_USAGE_COUNT; u++)
		put_key(b, u, &c->keys[u]);
	for (int u = 0; u < CARD_USAGE_COUNT; u++)
		if (c->certificates[u].p != NULL)
			der_put(b, (uint8_t)DER_CONTEXT(CARD_USAGE_COUNT + u),
			    BYTES(
				c->certificates[u].p, c->certificates[u].len));
	der_close(b, mark);
}

static void
put_file(struct buf *b, const struct vk_file *f)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	put_text(b, f->name);
	der_put_uint(b, f->read_rights);
	der_put_uint(b, f->write_rights);
	der_put_octets(b, BYTES(f->content.p, f->content.len));
	der_close(b, mark);
}

static void
put_application(struct buf *b, const struct vk_application *a)
{
	size_t mark = der_open(b, DER_SEQUENCE), list;

	put_text(b, a->name);
	der_put_uint(b, a->id);
	der_put_uint(b, a->file_rights);
	der_put_uint(b, a->containers_max);
	der_put_uint(b, a->certificates_max);
	der_put_uint(b, a->files_max);
	for (int i = 0; i < CARD_PIN_COUNT; i++)
		put_pin(b, &a->pins[i]);
	list = der_open(b, DER_SEQUENCE);
	for (size_t i = 0; i < a->container_count; i++)
		put_container(b, a->containers[i]);
	der_close(b, list);
	list = der_open(b, DER_SEQUENCE);
	for (size_t i = 0; i < a->file_count; i++)
		put_file(b, a->files[i]);
	der_close(b, list);
	der_close(b, mark);
}

void
vk_state_body_encode(const struct vk_state *s, struct buf *b)
{
	size_t mark = der_open(b, DER_SEQUENCE), list;

	put_text(b, s->serial);
	put_text(b, s->label);
	der_put_uint(b, s->space);
	der_put_octets(b, BYTES_ARRAY(s->device_key));
	der_put_uint(b, s->next_id);
	list = der_open(b, DER_SEQUENCE);
	for (size_t i = 0; i < s->application_count; i++)
		put_application(b, s->applications[i]);
	der_close(b, list);
	der_close(b, mark);
}

enum err
vk_state_encode(struct gm *gm, const struct vk_state *s, struct buf *b)
{
	AUTO_DONE(buf) body = BUF(VK_STATE_FILE_MAX);
	uint8_t digest[SM3_LEN];
	size_t mark;

	vk_state_body_encode(s, &body);
	TRY(buf_status(&body));
	TRY(sm3_of(gm, buf_bytes(&body), digest));
	mark = der_open(b, DER_SEQUENCE);
	der_put_printable(b, MAGIC);
	der_put_uint(b, VERSION);
	der_put_octets(b, BYTES_ARRAY(digest));
	der_put_raw(b, buf_bytes(&body));
	der_close(b, mark);
	return buf_status(b);
}

enum err
vk_state_load(struct gm *gm, const char *dir, struct vk_state **ret_s)
{
	AUTO_DONE(buf) file = BUF(VK_STATE_FILE_MAX);
	char path[FILE_PATH_MAX];

	TRY(file_path(path, dir, VK_STATE_FILE));
	TRY(file_read(path, &file));
	return vk_state_parse(gm, buf_bytes(&file), ret_s);
}

enum err
vk_state_save(const char *dir, struct bytes file)
{
	char path[FILE_PATH_MAX];

	TRY(file_path(path, dir, VK_STATE_FILE));
	FAULT_POINT("virtualkey.state.saving");
	TRY(file_replace(path, file, FILE_MODE));
	FAULT_POINT("virtualkey.state.saved");
	return ERR_OK;
}
