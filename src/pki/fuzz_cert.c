/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Read any octets as a certificate, and as a body that is to be signed: with
 * each profile's check. What parses must hold what the rest relies on.
 */
#include <stdlib.h>

#include "pki/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
require_sound(const struct cert *c)
{
	AUTO_DONE(buf) text = BUF(1 << 16);
	struct cert_serial back;
	char serial[CERT_SERIAL_TEXT_SIZE];

	require(c->serial.len >= 1 && c->serial.len <= CERT_SERIAL_MAX);
	require(c->serial.octets[0] != 0);
	require(c->not_before <= c->not_after);
	require(c->eku_count <= COUNT(c->eku));
	require(c->path_len >= -1);
	require(c->ca || c->path_len == -1);
	cert_serial_text(&c->serial, serial);
	require(cert_serial_parse(serial, &back) == ERR_OK);
	require(cert_serial_equal(&back, &c->serial));
	name_text(&text, c->subject);
	require(buf_status(&text) == ERR_OK);
}

/* A body that passes a profile's check is one that parses. */
static void
check_profiles(struct gm *gm, struct bytes tbs)
{
	const char *why = NULL;
	struct cert c;

	for (enum profile_id id = 0; id < PROFILE_COUNT; id++) {
		const struct profile *p = profile_of(id);
		enum err e = profile_check(gm, p, NULL, tbs, 0, &why);

		require(e == ERR_OK || e == ERR_PROFILE_VIOLATION);
		require(e == ERR_OK || why != NULL);
		if (e == ERR_OK)
			require(cert_parse_tbs(tbs, &c) == ERR_OK);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = BYTES(data, size);
	AUTO(gm) gm = NULL;
	struct cert c, body;

	if (gm_new(&gm) != ERR_OK)
		return 0;
	if (cert_parse(in, &c) == ERR_OK) {
		require_sound(&c);
		require(bytes_equal(c.der, in));
		require(cert_parse_tbs(c.tbs, &body) == ERR_OK);
		check_profiles(gm, c.tbs);
	}
	check_profiles(gm, in);
	return 0;
}
