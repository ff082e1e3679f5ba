/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A library in a process of its own: cert-skf-host, started with its path and
 * asked through a channel (message.h). When it crashes, hangs longer than a
 * call may take, or answers nonsense, it is ended and the library is lost:
 * calls answer SAR_LIBRARY_LOST until it is started anew by skf_host_revive.
 * One that is lost SKF_HOST_LOSSES times within SKF_HOST_WINDOW_MS stays down
 * until the first of them is as long ago.
 *
 * Waiting for an event has a second process of its own, which lives from the
 * first wait to the cancelling, so that waiting never keeps a call back.
 *
 * Threads as token.h has it: one that asks, one that waits; anybody cancels.
 */
#ifndef SKF_HOST_H
#define SKF_HOST_H

#include "skf/apart.h"

#define SKF_HOST_LOSSES 3
#define SKF_HOST_WINDOW_MS 60000

struct skf_host;

struct skf_host_options {
	const char *path, *layout; /* copied */
	/* No call may take longer; 0: as calls.def says. For tests. */
	int64_t longest_ms;
};

/* Nothing is started yet. NOMEM. */
MUST_USE enum err skf_host_new(
    const struct skf_host_options *o, struct skf_host **ret_host);
void skf_host_free(struct skf_host *h); /* h may be NULL */
DEFINE_AUTO(skf_host)

/* What struct skf_calls needs; borrowed. */
struct skf_peer *skf_host_peer(struct skf_host *h);

/* OK if the library is loaded; it is started if it never was. TOKEN_LIBRARY if
 * it cannot be loaded, or cert-skf-host is not there; TOKEN_LIBRARY_LOST. */
MUST_USE enum err skf_host_status(struct skf_host *h);

/* Start it anew if it was lost, and may be; then as skf_host_status. */
MUST_USE enum err skf_host_revive(struct skf_host *h);

#endif
