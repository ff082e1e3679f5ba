/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/give.h"

#include <string.h>

#include "base/text.h"
#include "provider/back_end.h"
#include "skf/field.h"

uint32_t
give_octets(struct bytes data, BYTE *out, ULONG *len)
{
	ULONG room;

	if (len == NULL)
		return SAR_INVALIDPARAMERR;
	room = *len;
	*len = (ULONG)data.len;
	if (out == NULL)
		return SAR_OK;
	if (room < data.len)
		return SAR_BUFFER_TOO_SMALL;
	if (data.len > 0)
		memcpy(out, data.p, data.len);
	return SAR_OK;
}

uint32_t
give_names(struct buf *names, LPSTR out, ULONG *len)
{
	if (names->len == 0)
		buf_u8(names, 0);
	buf_u8(names, 0);
	SAR_TRY_ERR(buf_status(names));
	return give_octets(buf_bytes(names), out, len);
}

uint32_t
take_text(LPSTR in, size_t max, const char **ret_s)
{
	size_t len;

	if (in == NULL)
		return SAR_INVALIDPARAMERR;
	len = strnlen((const char *)in, max + 1);
	if (len < 1 || len > max)
		return SAR_NAMELENERR;
	*ret_s = (const char *)in;
	return SAR_OK;
}

uint32_t
take_name(LPSTR in, size_t max, const char **ret_s)
{
	SAR_TRY(take_text(in, max, ret_s));
	return text_is_plain(bytes_str(*ret_s)) ? SAR_OK : SAR_NAMELENERR;
}

uint32_t
take_pin(LPSTR in, struct bytes *ret_pin)
{
	size_t len;

	if (in == NULL)
		return SAR_INVALIDPARAMERR;
	len = strnlen((const char *)in, back_end.pin_max + 1);
	if (len < back_end.pin_min || len > back_end.pin_max)
		return SAR_PIN_LEN_RANGE;
	*ret_pin = BYTES(in, len);
	return SAR_OK;
}

uint32_t
take_octets(const BYTE *in, ULONG len, struct bytes *ret_b)
{
	if (in == NULL && len > 0)
		return SAR_INVALIDPARAMERR;
	*ret_b = BYTES(in, len);
	return SAR_OK;
}

uint32_t
take_public(const ECCPUBLICKEYBLOB *in, struct sm2_public *ret_p)
{
	if (in == NULL)
		return SAR_INVALIDPARAMERR;
	if (in->BitLen != SM2_LEN * 8)
		return SAR_INDATAERR;
	skf_field_read(in->XCoordinate, ret_p->x);
	skf_field_read(in->YCoordinate, ret_p->y);
	return SAR_OK;
}

void
give_public(const struct sm2_public *p, ECCPUBLICKEYBLOB *out)
{
	out->BitLen = SM2_LEN * 8;
	skf_field_write(out->XCoordinate, p->x);
	skf_field_write(out->YCoordinate, p->y);
}

uint32_t
take_signature(const ECCSIGNATUREBLOB *in, struct sm2_signature *ret_sig)
{
	if (in == NULL)
		return SAR_INVALIDPARAMERR;
	skf_field_read(in->r, ret_sig->r);
	skf_field_read(in->s, ret_sig->s);
	return SAR_OK;
}

void
give_signature(const struct sm2_signature *sig, ECCSIGNATUREBLOB *out)
{
	skf_field_write(out->r, sig->r);
	skf_field_write(out->s, sig->s);
}

uint32_t
take_cipher(const ECCCIPHERBLOB *in, struct sm2_cipher *ret_c)
{
	if (in == NULL)
		return SAR_INVALIDPARAMERR;
	if (in->CipherLen < 1 || in->CipherLen > SM2_PLAIN_MAX)
		return SAR_INDATALENERR;
	skf_field_read(in->XCoordinate, ret_c->x);
	skf_field_read(in->YCoordinate, ret_c->y);
	memcpy(ret_c->hash, in->HASH, sizeof(ret_c->hash));
	ret_c->len = in->CipherLen;
	memcpy(ret_c->cipher,
	    (const BYTE *)in + offsetof(ECCCIPHERBLOB, Cipher), ret_c->len);
	return SAR_OK;
}

void
give_cipher(const struct sm2_cipher *c, ECCCIPHERBLOB *out)
{
	skf_field_write(out->XCoordinate, c->x);
	skf_field_write(out->YCoordinate, c->y);
	memcpy(out->HASH, c->hash, sizeof(c->hash));
	out->CipherLen = (ULONG)c->len;
	memcpy(
	    (BYTE *)out + offsetof(ECCCIPHERBLOB, Cipher), c->cipher, c->len);
}
