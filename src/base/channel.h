/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stream of octets, both ways, between a program of ours and a child that it
 * started (child.h): a socket pair; on Windows a named pipe that nobody else
 * can open. One thread at a time uses an end of it.
 */
#ifndef BASE_CHANNEL_H
#define BASE_CHANNEL_H

#include "bytes.h"

struct channel;

#define CHANNEL_NO_DEADLINE (-1)

/*
 * Exactly len octets, until clock_monotonic_ms() has come to the deadline.
 * PROCESS_LOST if the time is up or the other side is gone: the channel is of
 * no use then, since what arrived of them is lost.
 *
 * On Windows a child's own end waits for ever, whatever the deadline.
 */
MUST_USE enum err channel_read(
    struct channel *c, void *out, size_t len, int64_t deadline_ms);
MUST_USE enum err channel_write(
    struct channel *c, struct bytes data, int64_t deadline_ms);

/*
 * In a child, before it does anything else: take the channel from standard
 * input and output, and leave nothing in their place, so that what a library
 * prints or reads goes nowhere. From here on the process ends by itself when
 * its parent is gone, whatever it is doing: CHANNEL_GRACE_MS later, so that it
 * may end in order. USAGE if standard input is no such channel, as when
 * somebody starts the program by hand; NOMEM.
 */
#define CHANNEL_GRACE_MS 1000
MUST_USE enum err channel_from_parent(struct channel **ret_c);

void channel_free(struct channel *c); /* closes; c may be NULL */
DEFINE_AUTO(channel)

#endif
