/* SPDX-License-Identifier: Apache-2.0 */
/* What a running office tells of its processes. */
#ifndef OFFICE_STATUS_H
#define OFFICE_STATUS_H

#include "office/process/child.h"
#include "office/process/listen.h"

enum member_state {
	MEMBER_STARTING,
	MEMBER_READY,
	MEMBER_WAITING, /* it ended, and is started again in a moment */
	MEMBER_ABSENT,	/* not in this build */
};

const char *member_state_name(enum member_state s);

struct office_status {
	int64_t running_s;
	uint32_t pid; /* of the supervisor */
	char url[LISTEN_URL_SIZE];
	struct member_status {
		enum member_state state;
		uint32_t pid, restarts;
	} members[CHILD_COUNT];
};

void office_status_encode(struct buf *b, const struct office_status *s);
MUST_USE enum err office_status_parse(
    struct bytes body, struct office_status *ret_s); /* BAD_MESSAGE */

/* Ask the office of dir. OFFICE_MISSING if there is none; PROCESS_LOST if it
 * is not running. */
MUST_USE enum err office_status_ask(
    const char *dir, struct office_status *ret_s);

#endif
