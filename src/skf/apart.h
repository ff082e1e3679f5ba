/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The row of struct skf_abi for a library in a process of its own: each call
 * is a message (message.h) to whoever has the library. It isn't one of
 * skf_abis, which are layouts.
 *
 * A handle is a number that the peer gave, together with which peer: what is
 * left of one that was lost means nothing to the next. Nothing of an answer is
 * trusted; one that makes no sense is the end of that peer, and the call
 * answers SAR_LIBRARY_LOST, as it does when there is no answer.
 */
#ifndef SKF_APART_H
#define SKF_APART_H

#include "skf/message.h"

struct skf_peer {
	void *self;
	/* Which of its lives the peer is in, below SKF_LIVES_MAX. */
	uint32_t life;
	/* Ask; the answer's content is added. SAR_OK if there is one. */
	uint32_t (*ask)(void *self, enum skf_call call, struct bytes question,
	    struct buf *answer);
	/* Its last answer made no sense: be done with it. */
	void (*refuse)(void *self, enum skf_call call);
	/* From another thread: end waiting for an event. */
	void (*cancel)(void *self);
};

/* As many lives as handles of 32 bits can tell apart. */
#define SKF_LIVES_MAX (UINT32_MAX / (SKF_HANDLE_MAX + 1))

extern const struct skf_abi skf_abi_apart;

#endif
