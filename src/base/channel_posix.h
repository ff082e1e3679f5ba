/* SPDX-License-Identifier: Apache-2.0 */
/* What channel_posix.c and child_posix.c share. */
#ifndef BASE_CHANNEL_POSIX_H
#define BASE_CHANNEL_POSIX_H

#include "channel.h"

/* Takes fd, a stream socket. NOMEM, and fd is closed. */
MUST_USE enum err channel_posix_new(int fd, struct channel **ret_c);

/* No more is written: the other side reads an end. */
void channel_posix_end(struct channel *c);

#endif
