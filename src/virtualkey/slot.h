/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual key in its reader: commands go through here on their way to it, so
 * that faults fall on them and a trace tells of them.
 *
 * A trace has a line for each command: its number since the trace began, its
 * name, the status word ("----" if there is none: it was not done, or the
 * answer is too short for one), octets in and octets out, as they would have
 * been if the key was pulled out meanwhile. It never has data.
 */
#ifndef VIRTUALKEY_SLOT_H
#define VIRTUALKEY_SLOT_H

#include "virtualkey/faults.h"
#include "virtualkey/virtual_key.h"

#define VK_SLOT_ANSWER_MAX 65535 /* octets: what a reader carries */

struct vk_slot {
	struct virtual_key *key; /* borrowed */
	bool plugged;
	struct vk_faults faults;
	int trace;	 /* a descriptor; -1: none */
	uint64_t traced; /* lines in it */
};

/* Plugged in, nothing to go wrong, no trace. */
void vk_slot_init(struct vk_slot *s, struct virtual_key *key);
void vk_slot_done(struct vk_slot *s);
DEFINE_AUTO_DONE(vk_slot)

/* Write a trace to the end of a file, which is made if it is not there (0600),
 * in place of the one before; NULL or "": none. FILE_DENIED, FILE_MISSING,
 * FILE_WRITE. */
MUST_USE enum err vk_slot_trace(struct vk_slot *s, const char *path);

/*
 * One command. The answer is added to answer, and is due after *ret_slow_ms.
 * Without an answer the key is unplugged (plugged is false): by a fault, or
 * since the command could not be done on this computer.
 */
void vk_slot_command(struct vk_slot *s, struct bytes command,
    struct buf *answer, uint32_t *ret_slow_ms);

/* Pulling it out ends its session. Plugged in again, a key gets power from the
 * reader. */
void vk_slot_unplug(struct vk_slot *s);
void vk_slot_plug(struct vk_slot *s);

#endif
