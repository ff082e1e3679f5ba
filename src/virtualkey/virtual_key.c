/* SPDX-License-Identifier: Apache-2.0 */
/* Making a key, its power, and its state on the disk. */
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "virtualkey/key.h"
#include "virtualkey/state_file.h"

#define LABEL_DEFAULT "USB Key"
#define SERIAL_RANDOM_LEN 6 /* octets: as many digits again */
/* Third octet of card capabilities: ISO/IEC 7816-4 table 119. */
#define CAN_CHAIN 0x80
#define CAN_EXTEND 0x40

/*
 * T=1 alone, which carries extended lengths without wrapping; IFSC 254, and
 * BWI 4, CWI 5. Historical octets (ISO/IEC 7816-4 12.1.1): compact TLV with
 * card capabilities (applications are selected by their full AID; chaining,
 * extended lengths) and pre-issuing data "V-KEY".
 */
static void
make_atr(struct virtual_key *k)
{
	const uint8_t atr[] = {0x3b, 0x8b, 0x81, 0x31, 0xfe, 0x45, /* T=1 */
	    0x80, 0x73, 0x80, 0x01,
	    k->short_only ? CAN_CHAIN : CAN_CHAIN | CAN_EXTEND, 0x65, 'V', '-',
	    'K', 'E', 'Y'};
	uint8_t check = 0;

	for (size_t i = 1; i < sizeof(atr); i++)
		check ^= atr[i];
	memcpy(k->atr, atr, sizeof(atr));
	k->atr[sizeof(atr)] = check;
	k->atr_len = sizeof(atr) + 1;
}

static enum err
set_text(char *field, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len >= size || !text_is_plain(bytes_str(text)))
		return ERR_BAD_TEXT;
	memcpy(field, text, len + 1);
	return ERR_OK;
}

/* Sixteen digits, as they are printed on keys. */
static enum err
make_serial(struct vk_state *s)
{
	uint8_t raw[SERIAL_RANDOM_LEN];
	uint64_t number = 0;
	char text[VK_LABEL_SIZE];
	AUTO_DONE(buf) b = BUF(sizeof(text));

	TRY(random_fill(random_system(), raw, sizeof(raw)));
	for (size_t i = 0; i < sizeof(raw); i++)
		number = number << 8 | raw[i];
	buf_printf(&b, "%016llu", (unsigned long long)number);
	buf_u8(&b, 0);
	TRY(buf_status(&b));
	memcpy(s->serial, b.p, b.len);
	return ERR_OK;
}

static enum err
make_blank(const struct virtual_key_options *o, struct vk_state **ret_s)
{
	AUTO(vk_state) s = NULL;

	TRY(vk_state_new(&s));
	if (o->serial == NULL)
		TRY(make_serial(s));
	else
		TRY(set_text(s->serial, sizeof(s->serial), o->serial));
	TRY(set_text(s->label, sizeof(s->label),
	    o->label == NULL ? LABEL_DEFAULT : o->label));
	if (s->serial[0] == '\0')
		return ERR_BAD_TEXT;
	if (o->space != 0)
		s->space = o->space;
	if (s->space < VK_SPACE_MIN || s->space > VK_SPACE_MAX)
		return ERR_BAD_NUMBER;
	*ret_s = TAKE(s);
	return ERR_OK;
}

static enum err
write_state(struct virtual_key *k)
{
	AUTO_DONE(buf) file = BUF(VK_STATE_FILE_MAX);
	struct buf old;

	if (vk_space_used(k->state) > k->state->space)
		return ERR_TOKEN_FULL;
	TRY(vk_state_encode(k->gm, k->state, &file));
	if (k->dir != NULL)
		TRY(vk_state_save(k->dir, buf_bytes(&file)));
	old = k->saved;
	k->saved = file;
	file = old;
	return ERR_OK;
}

enum err
vk_save(struct virtual_key *k)
{
	struct vk_state *before;
	enum err e = write_state(k);

	if (e == ERR_OK)
		return ERR_OK;
	/* Without memory for that, what was altered would stay: better a dead
	 * key than one that forgets a spent try. */
	if (vk_state_parse(k->gm, buf_bytes(&k->saved), &before) != ERR_OK) {
		k->dead = true;
		return e;
	}
	vk_state_free(k->state);
	k->state = before;
	return e;
}

static enum err
load_or_make(struct virtual_key *k, const struct virtual_key_options *o)
{
	enum err e = ERR_FILE_MISSING;

	if (o->dir != NULL)
		e = vk_state_load(k->gm, o->dir, &k->state);
	if (e == ERR_FILE_MISSING) {
		TRY(make_blank(o, &k->state));
		return write_state(k);
	}
	TRY(e);
	return vk_state_encode(k->gm, k->state, &k->saved);
}

enum err
virtual_key_open(
    const struct virtual_key_options *o, struct virtual_key **ret_k)
{
	AUTO(virtual_key) k = calloc(1, sizeof(*k));

	if (k == NULL)
		return ERR_NOMEM;
	buf_init(&k->saved, VK_STATE_FILE_MAX);
	vk_session_init(&k->session);
	k->profile = &card_0017r;
	k->short_only = o->short_only;
	make_atr(k);
	if (o->dir != NULL) {
		k->dir = strdup(o->dir);
		if (k->dir == NULL)
			return ERR_NOMEM;
	}
	TRY(gm_new(&k->gm));
	TRY(load_or_make(k, o));
	*ret_k = TAKE(k);
	return ERR_OK;
}

void
virtual_key_free(struct virtual_key *k)
{
	if (k == NULL)
		return;
	vk_session_done(&k->session);
	vk_state_free(k->state);
	buf_done(&k->saved);
	gm_free(k->gm);
	free(k->dir);
	free(k);
}

struct bytes
virtual_key_atr(const struct virtual_key *k)
{
	return BYTES(k->atr, k->atr_len);
}

void
virtual_key_reset(struct virtual_key *k)
{
	vk_session_done(&k->session);
	vk_session_init(&k->session);
}

void
virtual_key_power_on(struct virtual_key *k)
{
	virtual_key_reset(k);
	k->powered = true;
}

void
virtual_key_power_off(struct virtual_key *k)
{
	virtual_key_reset(k);
	k->powered = false;
}
