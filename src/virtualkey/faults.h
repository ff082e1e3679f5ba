/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is to go wrong, by script. A script is lines, or pieces between
 * semicolons, "WHEN ACTION [ARGUMENT]", with empty ones and those that begin
 * with # left out. WHEN is
 *
 *	3          the third command from now on (each APDU is one, pieces of
 *	           chains and GET RESPONSE among them)
 *	SIGN_SM2   the next command of that name (virtual_key_command_name)
 *	*          each
 *
 * and ACTION one of
 *
 *	unplug-before     before the command is done
 *	unplug-after      it is done, but the answer is lost
 *	slow MS           the answer comes so much later
 *	full              it is not done: 6A84
 *	fail SW           it is not done: four hexadecimal digits
 *	garbage           it is done, and random octets are answered
 *	short, long       it is done; one octet is answered, or the answer with
 *	                  512 octets too many before its status word
 *	reset             the card has lost its session before it
 *
 * Several may fall on one command.
 */
#ifndef VIRTUALKEY_FAULTS_H
#define VIRTUALKEY_FAULTS_H

#include "base/bytes.h"

#define VK_FAULTS_MAX 64
#define VK_SLOW_MAX 600000 /* milliseconds */
#define VK_FAULT_NAME_SIZE 32

enum vk_mangle { VK_MANGLE_NONE, VK_GARBAGE, VK_SHORT, VK_LONG };

/* What happens to one command. */
struct vk_effect {
	bool unplug_before, unplug_after, reset;
	uint32_t slow_ms;
	uint16_t status; /* instead of doing it; 0: it is done */
	enum vk_mangle mangle;
};

struct vk_fault {
	uint64_t number;	       /* 0: by name, or each */
	char name[VK_FAULT_NAME_SIZE]; /* "*": each; else the next one */
	struct vk_effect effect;
	bool over;
};

struct vk_faults {
	struct vk_fault rows[VK_FAULTS_MAX];
	size_t count;
	uint64_t commands; /* since the script was set */
};

/* BAD_TEXT for what is no script, TOO_LARGE for more than VK_FAULTS_MAX. */
MUST_USE enum err vk_faults_parse(const char *script, struct vk_faults *ret_f);

/* The next command comes, and has this name. */
struct vk_effect vk_faults_next(struct vk_faults *f, const char *name);

#endif
