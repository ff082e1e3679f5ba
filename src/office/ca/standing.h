/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How certificates stand that are not simply valid: a map in memory from serial
 * number to status, in the order of the serial numbers, so that lists
 * are sorted. A million of them take about 60 MB (decision 69).
 *
 * What is not in it was never put on hold nor revoked, or was released long
 * ago. Not for several threads.
 */
#ifndef OFFICE_CA_STANDING_H
#define OFFICE_CA_STANDING_H

#include "pki/status_evidence.h"

struct standing;

struct standing_entry {
	struct cert_serial serial;
	enum status status; /* VALID: it was released from a hold */
	enum crl_reason reason;
	int64_t at;	   /* since when */
	int64_t not_after; /* of the certificate */
	uint32_t since;	   /* which list was the last before the change; the
			      caller counts lists */
};

MUST_USE enum err standing_new(struct standing **ret_s);
void standing_free(struct standing *s); /* s may be NULL */
DEFINE_AUTO(standing)

/* False if there is none: the certificate is simply valid. */
bool standing_get(const struct standing *s, const struct cert_serial *serial,
    struct standing_entry *ret_e);

/* Put it in, in place of what there was. NOMEM. */
MUST_USE enum err standing_set(
    struct standing *s, const struct standing_entry *e);

size_t standing_count(const struct standing *s);

/* A walk through the entries of one partition, in the order of their serial
 * numbers; s must not change meanwhile. */
struct standing_walk {
	const struct standing *s;
	uint32_t partition;
	size_t block, entry; /* where it goes on */
};
struct standing_walk standing_walk(
    const struct standing *s, uint32_t partition);
/* The next one; false at the end. */
bool standing_next(struct standing_walk *w, struct standing_entry *ret_e);

/*
 * Let go of a partition's entries that were released before the list which the
 * caller counts so: that list says nothing of them any more. What is on hold or
 * revoked stays for good: OCSP knows it when lists have long dropped it.
 */
void standing_prune(
    struct standing *s, uint32_t partition, uint32_t released_before);

#endif
