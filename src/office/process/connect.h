/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a command reaches the ca, key centre and mail processes: through the
 * office that is running, or, when none is, by starting the children it needs
 * for itself (one command at a time; others wait for it).
 */
#ifndef OFFICE_CONNECT_H
#define OFFICE_CONNECT_H

#include "office/process/child.h"

#define OFFICE_CA (1u << CHILD_CA)
#define OFFICE_KEYCENTRE (1u << CHILD_KEYCENTRE)
#define OFFICE_MAIL (1u << CHILD_MAIL)

struct office_link;

/*
 * Connect to the children of the mask. unlock names the unlock file, NULL for
 * the folder's own; it counts only when children are started. OFFICE_MISSING,
 * FILE_BUSY if another command kept the office for 30 s, and what a child that
 * is started fails with.
 */
MUST_USE enum err office_connect(const char *dir, unsigned int mask,
    const char *unlock, struct office_link **ret_link);

/* To ask a child of the mask with; borrowed. NULL if it isn't in the mask. */
struct ipc_client *office_client(struct office_link *l, enum child_kind kind);

/* Children that were started finish and end; l may be NULL. */
void office_link_free(struct office_link *l);
DEFINE_AUTO(office_link)

#endif
