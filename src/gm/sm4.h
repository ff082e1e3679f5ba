/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SM4 (GB/T 32907): single modes, and an authenticated box built from CBC and
 * HMAC-SM3 (encrypt, then authenticate).
 */
#ifndef GM_SM4_H
#define GM_SM4_H

#include "gm/gm.h"

#define SM4_KEY_LEN 16
#define SM4_BLOCK 16

enum sm4_mode { SM4_ECB, SM4_CBC, SM4_CFB, SM4_OFB, SM4_CTR };

/*
 * One pass without padding; for ECB and CBC len is a multiple of SM4_BLOCK.
 * iv is SM4_BLOCK octets, NULL for ECB. out may be in. TOO_LARGE past 2^30;
 * BAD_MESSAGE if len does not fit the mode.
 */
MUST_USE enum err sm4(struct gm *gm, enum sm4_mode mode, bool encrypt,
    const uint8_t key[SM4_KEY_LEN], const uint8_t *iv, struct bytes in,
    uint8_t *out);

/*
 * A cipher in steps, for what comes piece by piece. padding is PKCS#7.
 * update writes at most in.len + SM4_BLOCK octets, end at most SM4_BLOCK;
 * end fails with BAD_MESSAGE on a length or padding that is wrong.
 */
struct sm4_stream;
MUST_USE enum err sm4_stream_new(struct gm *gm, enum sm4_mode mode,
    bool encrypt, bool padding, const uint8_t key[SM4_KEY_LEN],
    const uint8_t *iv, struct sm4_stream **ret_s);
MUST_USE enum err sm4_stream_update(
    struct sm4_stream *s, struct bytes in, uint8_t *out, size_t *ret_len);
MUST_USE enum err sm4_stream_end(
    struct sm4_stream *s, uint8_t *out, size_t *ret_len);
void sm4_stream_free(struct sm4_stream *s);
DEFINE_AUTO(sm4_stream)

/*
 * A sealed box: IV ‖ SM4-CBC(PKCS#7) ‖ HMAC-SM3 over the context's length (64
 * bits), context, IV and ciphertext. Both keys, 16 and 32 octets, come from
 * key (16 to 64 octets of entropy, else CRYPTO) by sm3_kdf. context names what
 * the box is for and is not in it. Adds to box. TOO_LARGE; buf_status of box.
 */
#define SM4_BOX_OVERHEAD (SM4_BLOCK + SM4_BLOCK + 32)  /* at most, octets */
#define SM4_BOX_PLAIN_MAX (SECRET_MAX - 2 * SM4_BLOCK) /* octets */
MUST_USE enum err sm4_box_seal(struct gm *gm, struct bytes key,
    struct bytes context, struct bytes plain, struct buf *box);

/* SIGNATURE_INVALID if key or context differ or the box was changed. */
MUST_USE enum err sm4_box_open(struct gm *gm, struct bytes key,
    struct bytes context, struct bytes box, struct secret **ret_plain);

#endif
