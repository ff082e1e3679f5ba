/* SPDX-License-Identifier: Apache-2.0 */
/* What fault.c asks of the system. */
#ifndef BASE_FAULT_DIE_H
#define BASE_FAULT_DIE_H

/* End this process as by kill -9: nothing is flushed, no handler runs. */
void fault_die(void);

#endif
