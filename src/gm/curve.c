/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and points of sm2p256v1, to and from octets. */
#include "gm/context.h"

enum err
bignum_of_secret(struct bytes octets, BIGNUM **ret_n)
{
	AUTO_BIGNUM n = BN_secure_new();

	TRY(libcrypto(
	    n != NULL && BN_bin2bn(octets.p, (int)octets.len, n) != NULL));
	BN_set_flags(n, BN_FLG_CONSTTIME);
	*ret_n = TAKE(n);
	return ERR_OK;
}

enum err
point_of(struct gm *gm, const struct sm2_public *p, EC_POINT **ret_point)
{
	uint8_t octets[SM2_POINT_LEN];
	AUTO_POINT point = EC_POINT_new(gm->curve);

	sm2_public_point(p, octets);
	TRY(libcrypto(
	    point != NULL && EC_POINT_oct2point(gm->curve, point, octets,
				 sizeof(octets), gm->bn) == 1));
	*ret_point = TAKE(point);
	return ERR_OK;
}

enum err
point_coordinates(
    struct gm *gm, const EC_POINT *point, struct sm2_public *ret_p)
{
	uint8_t octets[SM2_POINT_LEN];

	TRY(libcrypto(
	    EC_POINT_point2oct(gm->curve, point, POINT_CONVERSION_UNCOMPRESSED,
		octets, sizeof(octets), gm->bn) == sizeof(octets)));
	return sm2_public_parse(BYTES_ARRAY(octets), ret_p);
}
