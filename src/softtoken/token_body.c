/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body of version 1:
 *
 *	Body ::= SEQUENCE {
 *	  serial        UTF8String (SIZE (1..32)),
 *	  label         UTF8String (SIZE (1..32)),
 *	  generation    INTEGER,
 *	  deviceKey     Box,
 *	  applications  SEQUENCE (SIZE (0..8)) OF Application }
 *	Application ::= SEQUENCE {
 *	  name        UTF8String (SIZE (1..64)),
 *	  id          OCTET STRING (SIZE (16)),
 *	  fileRights  INTEGER,
 *	  admin, user PinSlot,
 *	  containers  SEQUENCE (SIZE (0..128)) OF Container,
 *	  files       SEQUENCE (SIZE (0..64)) OF File }
 *	PinSlot ::= SEQUENCE {
 *	  salt OCTET STRING (SIZE (16)), n, r, p INTEGER,
 *	  max, left INTEGER, first BOOLEAN, key Box }
 *	Container ::= SEQUENCE {
 *	  name                 UTF8String (SIZE (1..64)),
 *	  signKey              [0] IMPLICIT KeyPair OPTIONAL,
 *	  encryptKey           [1] IMPLICIT KeyPair OPTIONAL,
 *	  signCertificate      [2] IMPLICIT OCTET STRING OPTIONAL,
 *	  encryptCertificate   [3] IMPLICIT OCTET STRING OPTIONAL }
 *	KeyPair ::= SEQUENCE { public OCTET STRING (SIZE (64)), private Box }
 *	File ::= SEQUENCE { name UTF8String (SIZE (1..32)),
 *	  readRights, writeRights INTEGER, content OCTET STRING }
 *	Box ::= OCTET STRING (SIZE (1..160))
 */
#include <string.h>

#include "asn1/der.h"
#include "softtoken/token_file.h"

#define SCRYPT_N_MAX (1u << 20)
#define SCRYPT_SMALL_MAX 64	     /* r and p */
#define SCRYPT_MEMORY_MAX (1u << 28) /* 128 * r * n */

/* UTF8String and none of the other types that der_text reads. */
static enum err
read_text(struct der *d, char *out, size_t size)
{
	if (!der_next_is(d, DER_UTF8_STRING))
		return ERR_TOKEN_DAMAGED;
	return der_text(d, out, size);
}

static enum err
read_box(struct der *d, struct box *box)
{
	struct bytes b;

	TRY(der_octets(d, &b));
	if (b.len < 1 || b.len > sizeof(box->octets))
		return ERR_TOKEN_DAMAGED;
	memcpy(box->octets, b.p, b.len);
	box->len = b.len;
	return ERR_OK;
}

/* A cost that scrypt refuses, or that would take all memory, is damage. */
static bool
cost_is_sane(const struct scrypt_cost *c)
{
	return c->n >= 2 && (c->n & (c->n - 1)) == 0 && c->r >= 1 &&
	       c->p >= 1 && 128 * (uint64_t)c->r * c->n <= SCRYPT_MEMORY_MAX;
}

static enum err
read_pin_slot(struct der *d, struct pin_slot *slot)
{
	struct der in;

	TRY(der_enter(d, DER_SEQUENCE, &in));
	TRY(der_octets_fixed(&in, slot->salt, sizeof(slot->salt)));
	TRY(der_uint(&in, SCRYPT_N_MAX, &slot->cost.n));
	TRY(der_u32(&in, SCRYPT_SMALL_MAX, &slot->cost.r));
	TRY(der_u32(&in, SCRYPT_SMALL_MAX, &slot->cost.p));
	TRY(der_u32(&in, MODEL_TRIES_MAX, &slot->max));
	TRY(der_u32(&in, MODEL_TRIES_MAX, &slot->left));
	TRY(der_bool(&in, &slot->first));
	TRY(read_box(&in, &slot->key));
	if (slot->max < 1 || slot->left > slot->max ||
	    !cost_is_sane(&slot->cost))
		return ERR_TOKEN_DAMAGED;
	return der_end(&in);
}

static enum err
read_key_pair(struct der *d, int place, struct key_pair *pair)
{
	uint8_t public[2 * SM2_LEN];
	struct der in;

	TRY(der_enter_optional(
	    d, DER_CONTEXT_CONSTRUCTED(place), &pair->present, &in));
	if (!pair->present)
		return ERR_OK;
	TRY(der_octets_fixed(&in, public, sizeof(public)));
	memcpy(pair->public.x, public, SM2_LEN);
	memcpy(pair->public.y, public + SM2_LEN, SM2_LEN);
	TRY(read_box(&in, &pair->private));
	return der_end(&in);
}

static enum err
read_cert(struct der *d, int place, struct blob *cert)
{
	struct bytes der;

	if (!der_next_is(d, DER_CONTEXT(KEY_COUNT + place)))
		return ERR_OK;
	TRY(der_read(d, DER_CONTEXT(KEY_COUNT + place), &der));
	if (der.len < 1 || der.len > MODEL_CERT_MAX)
		return ERR_TOKEN_DAMAGED;
	return blob_set(cert, der);
}

static enum err
read_container(struct der *d, struct application *a)
{
	char name[MODEL_NAME_SIZE];
	struct container *c;
	struct der in;

	TRY(der_enter(d, DER_SEQUENCE, &in));
	TRY(read_text(&in, name, sizeof(name)));
	TRY(application_add_container(a, name, &c));
	for (int i = 0; i < KEY_COUNT; i++)
		TRY(read_key_pair(&in, i, &c->keys[i]));
	for (int i = 0; i < KEY_COUNT; i++)
		TRY(read_cert(&in, i, &c->certs[i]));
	return der_end(&in);
}

static enum err
read_file(struct der *d, struct application *a)
{
	char name[MODEL_FILE_NAME_SIZE];
	struct token_file *f;
	struct bytes content;
	struct der in;

	TRY(der_enter(d, DER_SEQUENCE, &in));
	TRY(read_text(&in, name, sizeof(name)));
	TRY(application_add_file(a, name, &f));
	TRY(der_u32(&in, UINT32_MAX, &f->read_rights));
	TRY(der_u32(&in, UINT32_MAX, &f->write_rights));
	TRY(der_octets(&in, &content));
	if (content.len > MODEL_FILE_MAX)
		return ERR_TOKEN_DAMAGED;
	TRY(blob_set(&f->content, content));
	return der_end(&in);
}

static enum err
read_application(struct der *d, struct model *m)
{
	char name[MODEL_NAME_SIZE];
	struct application *a;
	struct der in, list;

	TRY(der_enter(d, DER_SEQUENCE, &in));
	TRY(read_text(&in, name, sizeof(name)));
	TRY(model_add_application(m, name, &a));
	TRY(der_octets_fixed(&in, a->id, sizeof(a->id)));
	TRY(der_u32(&in, UINT32_MAX, &a->file_rights));
	for (int i = 0; i < PIN_COUNT; i++)
		TRY(read_pin_slot(&in, &a->pins[i]));
	TRY(der_enter(&in, DER_SEQUENCE, &list));
	while (der_more(&list))
		TRY(read_container(&list, a));
	TRY(der_enter(&in, DER_SEQUENCE, &list));
	while (der_more(&list))
		TRY(read_file(&list, a));
	return der_end(&in);
}

static enum err
read_body(struct bytes der, struct model *m)
{
	struct der d = der_of(der), in, list;

	TRY(der_enter(&d, DER_SEQUENCE, &in));
	TRY(der_end(&d));
	TRY(read_text(&in, m->serial, sizeof(m->serial)));
	TRY(read_text(&in, m->label, sizeof(m->label)));
	TRY(der_uint(&in, INT64_MAX, &m->generation));
	TRY(read_box(&in, &m->device_key));
	TRY(der_enter(&in, DER_SEQUENCE, &list));
	while (der_more(&list))
		TRY(read_application(&list, m));
	TRY(der_end(&in));
	return m->serial[0] == '\0' || m->label[0] == '\0' ||
		       model_space_used(m) > MODEL_SPACE
		   ? ERR_TOKEN_DAMAGED
		   : ERR_OK;
}

enum err
token_body_parse(struct bytes der, struct model **ret_m)
{
	AUTO(model) m = NULL;
	enum err e;

	TRY(model_new(&m));
	e = read_body(der, m);
	if (e != ERR_OK)
		return e == ERR_NOMEM ? e : ERR_TOKEN_DAMAGED;
	*ret_m = TAKE(m);
	return ERR_OK;
}

static void
put_box(struct buf *b, const struct box *box)
{
	der_put_octets(b, BYTES(box->octets, box->len));
}

static void
put_pin_slot(struct buf *b, const struct pin_slot *slot)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_octets(b, BYTES_ARRAY(slot->salt));
	der_put_uint(b, slot->cost.n);
	der_put_uint(b, slot->cost.r);
	der_put_uint(b, slot->cost.p);
	der_put_uint(b, slot->max);
	der_put_uint(b, slot->left);
	der_put_bool(b, slot->first);
	put_box(b, &slot->key);
	der_close(b, mark);
}

static void
put_key_pair(struct buf *b, int place, const struct key_pair *pair)
{
	uint8_t public[2 * SM2_LEN];
	size_t mark;

	if (!pair->present)
		return;
	memcpy(public, pair->public.x, SM2_LEN);
	memcpy(public + SM2_LEN, pair->public.y, SM2_LEN);
	mark = der_open(b, DER_CONTEXT_CONSTRUCTED(place));
	der_put_octets(b, BYTES_ARRAY(public));
	put_box(b, &pair->private);
	der_close(b, mark);
}

static void
put_container(struct buf *b, const struct container *c)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_utf8(b, c->name);
	for (int i = 0; i < KEY_COUNT; i++)
		put_key_pair(b, i, &c->keys[i]);
	for (int i = 0; i < KEY_COUNT; i++)
		if (c->certs[i].p != NULL)
			der_put(b, (uint8_t)DER_CONTEXT(KEY_COUNT + i),
			    BYTES(c->certs[i].p, c->certs[i].len));
	der_close(b, mark);
}

static void
put_file(struct buf *b, const struct token_file *f)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_utf8(b, f->name);
	der_put_uint(b, f->read_rights);
	der_put_uint(b, f->write_rights);
	der_put_octets(b, BYTES(f->content.p, f->content.len));
	der_close(b, mark);
}

static void
put_application(struct buf *b, const struct application *a)
{
	size_t mark = der_open(b, DER_SEQUENCE), list;

	der_put_utf8(b, a->name);
	der_put_octets(b, BYTES_ARRAY(a->id));
	der_put_uint(b, a->file_rights);
	for (int i = 0; i < PIN_COUNT; i++)
		put_pin_slot(b, &a->pins[i]);
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
token_body_encode(const struct model *m, struct buf *b)
{
	size_t mark = der_open(b, DER_SEQUENCE), list;

	der_put_utf8(b, m->serial);
	der_put_utf8(b, m->label);
	der_put_uint(b, m->generation);
	put_box(b, &m->device_key);
	list = der_open(b, DER_SEQUENCE);
	for (size_t i = 0; i < m->application_count; i++)
		put_application(b, m->applications[i]);
	der_close(b, list);
	der_close(b, mark);
}
