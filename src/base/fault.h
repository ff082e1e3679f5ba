/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fault points: named places at which a test cuts the power.
 *
 * FAULT_POINT("client.issue.sent") does nothing, unless the program was built
 * with -Dfault_points=true and runs with CERT_FAULT=client.issue.sent in its
 * environment: then the process ends there as by kill -9. With CERT_FAULT_ONCE
 * naming a file, it ends there only if it could make that file, so that a
 * process that is started again gets past. Release builds leave it out.
 *
 * Names are program.operation.place; tests/fault-points.txt lists them all,
 * and a test holds list and code together.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#ifdef CERT_FAULT_POINTS
void fault_point(const char *name);
#define FAULT_POINT(name) fault_point(name)
/* Read the environment now, before a sandbox closes over the process. */
void fault_init(void);
#else
#define FAULT_POINT(name) ((void)0)
static inline void
fault_init(void)
{
}
#endif

#endif
