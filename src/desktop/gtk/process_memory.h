/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory of a program that is about to sit in the tray for hours
 * (decisions/0157).
 */
#ifndef DESKTOP_PROCESS_MEMORY_H
#define DESKTOP_PROCESS_MEMORY_H

/*
 * Gives back what nobody will miss: what malloc holds in reserve, and the pages
 * of libraries that are as they are in their files, which the system brings in
 * again when they are used. Loses nothing, and may be called at any time from
 * any thread; what was given back costs some milliseconds at its next use.
 * Where the system cannot do it nothing happens.
 */
void process_memory_give_back(void);

#endif
