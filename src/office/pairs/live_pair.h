/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pair that counts (delivered or confirmed), in brief: what operations need
 * to know that name it by its carrier or its certificate. Inside a transaction.
 */
#ifndef OFFICE_LIVE_PAIR_H
#define OFFICE_LIVE_PAIR_H

#include "office/pairs/certificate.h"
#include "office/pairs/pair.h"

struct live_pair {
	char id[PAIR_ID_SIZE];
	char account[33];
	enum carrier_kind carrier;
	char carrier_serial[CARRIER_SERIAL_SIZE];
	char sign[CERT_SERIAL_TEXT_SIZE], encrypt[CERT_SERIAL_TEXT_SIZE];
	enum certificate_state state; /* of the signing certificate */
	int64_t not_after;
};

/* The account's newest on that carrier. NOT_FOUND. */
MUST_USE enum err live_pair_by_carrier(struct db *db, const char *account,
    const char *carrier_serial, struct live_pair *ret_p);

/* The one with that signing certificate, whosever it is. NOT_FOUND. */
MUST_USE enum err live_pair_by_certificate(
    struct db *db, const char *serial, struct live_pair *ret_p);

#endif
