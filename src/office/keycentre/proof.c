/* SPDX-License-Identifier: Apache-2.0 */
#include "office/keycentre/proof.h"

enum err
proof_pool(struct gm *gm, struct bytes shared, const struct sm2_public *key,
    uint8_t ret_mac[SM3_LEN])
{
	uint8_t point[SM2_POINT_LEN];
	const struct bytes parts[] = {bytes_str("pool"), BYTES_ARRAY(point)};

	sm2_public_point(key, point);
	return sm3_hmac(gm, shared, parts, COUNT(parts), ret_mac);
}

enum err
proof_order(struct gm *gm, struct bytes shared, struct bytes sign,
    struct bytes encrypt, uint8_t ret_mac[SM3_LEN])
{
	uint8_t digests[2][SM3_LEN];
	const struct bytes parts[] = {bytes_str("order"),
	    BYTES_ARRAY(digests[0]), BYTES_ARRAY(digests[1])};

	TRY(sm3_of(gm, sign, digests[0]));
	TRY(sm3_of(gm, encrypt, digests[1]));
	return sm3_hmac(gm, shared, parts, COUNT(parts), ret_mac);
}

enum err
proof_code(struct gm *gm, struct bytes shared, struct bytes grant,
    uint8_t ret_mac[SM3_LEN])
{
	uint8_t digest[SM3_LEN];
	const struct bytes parts[] = {bytes_str("code"), BYTES_ARRAY(digest)};

	TRY(sm3_of(gm, grant, digest));
	return sm3_hmac(gm, shared, parts, COUNT(parts), ret_mac);
}
