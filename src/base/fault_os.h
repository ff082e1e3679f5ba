/* SPDX-License-Identifier: Apache-2.0 */
/* What fault.c asks of the system. */
#ifndef BASE_FAULT_OS_H
#define BASE_FAULT_OS_H

#include <stdio.h>

/* Open for appending, made if missing, not handed on to programs; or NULL. */
FILE *fault_open_mark(const char *path);

/* End this process as by kill -9: nothing is flushed, no handler runs. */
void fault_die(void);

#endif
