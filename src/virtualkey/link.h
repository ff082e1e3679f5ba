/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The link to vpcd, the virtual reader of pcscd: a TCP connection from the card
 * to the reader's port. Messages have a length of 16 bits before them, most
 * significant octet first. A body of one octet is about power (0 off, 1 on, 2
 * reset) or asks for the answer to reset (4), which alone is answered; a longer
 * one is a command.
 *
 * vpcd writes length and body apart, so that a delayed acknowledgement would
 * cost 40 ms a command: it is asked for at once before each read.
 */
#ifndef VIRTUALKEY_LINK_H
#define VIRTUALKEY_LINK_H

#include "virtualkey/slot.h"

#define VK_LINK_ADDRESS "127.0.0.1:35963" /* where vpcd listens of itself */

struct vk_link {
	char host[256], port[6];
	int fd;		      /* -1: not connected */
	struct vk_slot *slot; /* borrowed */
	struct buf in;	      /* what has come of messages */
	struct buf answer;    /* one that is due later … */
	int64_t due_ms;	      /* … by clock_monotonic_ms; 0: none */
};

/* address: HOST:PORT, or [HOST]:PORT. BAD_TEXT. */
MUST_USE enum err vk_link_init(
    struct vk_link *l, const char *address, struct vk_slot *slot);
void vk_link_done(struct vk_link *l);
DEFINE_AUTO_DONE(vk_link)

/* Connect, unless connected already; what the key has power from. Not being
 * able to is no error: it is tried again. */
void vk_link_connect(struct vk_link *l);

/* As if pulled out of the reader. */
void vk_link_disconnect(struct vk_link *l);

/* Something came: read it, and do what is complete. Disconnects if the reader
 * did, or a fault pulled the key out. */
void vk_link_read(struct vk_link *l);

/* Milliseconds until an answer is due; -1: none is. */
int vk_link_wait_ms(const struct vk_link *l);

/* Send what is due by now, and go on with what came meanwhile. */
void vk_link_tick(struct vk_link *l);

#endif
