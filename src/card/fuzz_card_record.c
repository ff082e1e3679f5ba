/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records. The first octet says which is read from the rest, and in which
 * order its integers are. A record that is refused leaves the reader where it
 * was; one that is taken is written again as it was, but for what is reserved.
 */
#include <stdlib.h>

#include "card/record.h"

#define ORDERS 2

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* COPY(device_info) reads one and, if it is one, writes it. */
#define COPY_OF(record, get, put)                                              \
	static enum err copy_##record(                                         \
	    const struct card_profile *p, struct reader *r, struct buf *again) \
	{                                                                      \
		struct card_##record v;                                        \
                                                                               \
		(void)p;                                                       \
		TRY(get);                                                      \
		put;                                                           \
		return ERR_OK;                                                 \
	}
#define COPY(record)                                   \
	COPY_OF(record, card_##record##_get(p, r, &v), \
	    card_##record##_put(p, again, &v))

COPY(device_info)
COPY(new_application)
COPY(application)
COPY(file_info)
COPY(container_info)
COPY(envelope)
COPY(cipher_start)
COPY_OF(pin_info, card_pin_info_get(r, &v), card_pin_info_put(again, &v))

static enum err
copy_cipher(const struct card_profile *p, struct reader *r, struct buf *again)
{
	struct sm2_cipher c;

	TRY(card_cipher_get(p, r, &c));
	card_cipher_put(p, again, &c);
	return ERR_OK;
}

static enum err
copy_list(const struct card_profile *p, struct reader *r, struct buf *again)
{
	char name[CARD_TEXT_SIZE];

	(void)p;
	TRY(card_list_get(r, name, sizeof(name)));
	card_list_put(again, name);
	return ERR_OK;
}

static enum err
copy_public(const struct card_profile *p, struct reader *r, struct buf *again)
{
	struct sm2_public key;

	TRY(card_public_get(p, r, &key));
	card_public_put(p, again, &key);
	return ERR_OK;
}

static enum err
copy_signature(
    const struct card_profile *p, struct reader *r, struct buf *again)
{
	struct sm2_signature s;

	TRY(card_signature_get(p, r, &s));
	card_signature_put(p, again, &s);
	return ERR_OK;
}

static enum err (*const copies[])(
    const struct card_profile *p, struct reader *r, struct buf *again) = {
    copy_device_info,
    copy_new_application,
    copy_application,
    copy_file_info,
    copy_container_info,
    copy_envelope,
    copy_cipher_start,
    copy_pin_info,
    copy_cipher,
    copy_list,
    copy_public,
    copy_signature,
};

static void
check(size_t which, const struct card_profile *p, struct bytes octets)
{
	AUTO_DONE(buf) again = BUF(octets.len);
	struct reader r = reader_of(octets);
	struct bytes taken;

	if (copies[which](p, &r, &again) != ERR_OK) {
		if (r.rest.p != octets.p || r.rest.len != octets.len)
			abort();
		return;
	}
	taken = BYTES(octets.p, octets.len - r.rest.len);
	if (buf_status(&again) != ERR_OK || again.len != taken.len)
		abort();
	/* What a device info has reserved is read over. */
	if (which > 0 && !bytes_equal(taken, buf_bytes(&again)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct card_profile p = card_0017r;

	if (size == 0)
		return 0;
	p.big_endian = data[0] % ORDERS == 0;
	check(data[0] / ORDERS % COUNT(copies), &p, BYTES(data + 1, size - 1));
	return 0;
}
