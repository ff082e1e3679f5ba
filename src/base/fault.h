/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fault points: named places at which a test cuts the power.
 *
 * FAULT_POINT("client.issue.sent") does nothing, unless the program was built
 * with -Dfault_points=true and runs with CERT_FAULT=client.issue.sent in its
 * environment: then the process ends there as by kill -9. With ":3" after the
 * name, it ends when it gets there for the third time.
 *
 * With CERT_FAULT_ONCE naming a file as well, the process ends there once: it
 * writes an octet to the file first, and a file that is not empty says that it
 * has happened, so a process that is started again gets past. The file is made
 * empty when the environment is read, not when the point is reached, so that
 * this works in a process that can no longer open files. Of several processes
 * that reach the point together one ends.
 *
 * The environment is read when the program or library is loaded. A process
 * that closes inherited descriptors calls fault_init afterwards, to open the
 * file again. At the point itself come write(2), lseek(2), getpid(2) and
 * kill(2); a sandbox that wants to be tested must let them pass. Release builds
 * leave all of it out.
 *
 * Names are program.operation.place; tests/fault-points.txt lists them all,
 * and a test holds list and code together.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#ifdef CERT_FAULT_POINTS
void fault_point(const char *name);
#define FAULT_POINT(name) fault_point(name)
/* Read the environment again, before a sandbox closes over the process. */
void fault_init(void);
#else
#define FAULT_POINT(name) ((void)0)
static inline void
fault_init(void)
{
}
#endif

#endif
