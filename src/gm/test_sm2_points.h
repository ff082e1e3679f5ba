/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the tests of SM2: the constants of sm2p256v1 (GB/T 32918.5 clause 2),
 * and keys by their scalars.
 */
#ifndef GM_TEST_SM2_POINTS_H
#define GM_TEST_SM2_POINTS_H

#include "gm/sm2.h"
#include "gm/test_hex.h"

#define CURVE_P \
	"fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff"
#define CURVE_N \
	"fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"
#define CURVE_GX \
	"32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
#define CURVE_GY \
	"bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"

/* A key pair made by `openssl genpkey -algorithm EC`. */
#define FOREIGN_D \
	"c0248351752f5a3344f47f192a1226541dba9fca9b4a373eb05bdbfdab7dc286"
#define FOREIGN_X \
	"adcaeca81171e3f91c689190ad2d8ab283ee38a6b6717d7d5c92bcbe48406451"
#define FOREIGN_Y \
	"f4479e9c0450c078857cb58cc0c6494a48ab660b54e2dced1904a5db2e2167dc"

static inline struct sm2_public
public_of(const char *x, const char *y)
{
	struct sm2_public p = {{0}, {0}};

	unhex(x, p.x, sizeof(p.x));
	unhex(y, p.y, sizeof(p.y));
	return p;
}

static inline struct sm2_key *
key_of_hex(struct gm *gm, const char *d)
{
	struct sm2_key *key = NULL;
	uint8_t octets[SM2_LEN];

	unhex(d, octets, sizeof(octets));
	assert_int_equal(
	    sm2_key_from_scalar(gm, BYTES_ARRAY(octets), &key), ERR_OK);
	return key;
}

static inline void
assert_public(const struct sm2_public *p, const char *x, const char *y)
{
	assert_hex(p->x, SM2_LEN, x);
	assert_hex(p->y, SM2_LEN, y);
}

/*
 * Points that are none: off the curve by one bit, the origin (as some write
 * infinity), coordinates past the field, and G with its y as y + p would be
 * if that fitted.
 */
static inline size_t
bad_points(struct sm2_public out[6])
{
	struct sm2_public g = public_of(CURVE_GX, CURVE_GY);

	out[0] = g;
	out[0].x[31] ^= 1;
	out[1] = g;
	out[1].y[0] ^= 0x80;
	memset(&out[2], 0, sizeof(out[2]));
	out[3] = public_of(CURVE_P, CURVE_GY);
	out[4] = public_of(CURVE_GX, CURVE_P);
	memset(&out[5], 0xff, sizeof(out[5]));
	return 6;
}

#endif
