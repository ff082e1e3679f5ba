/* SPDX-License-Identifier: Apache-2.0 */
/* Which versions of other people's libraries the assistant runs with: those
 * that are loaded, not those it was built with. */
#ifndef ASSISTANT_VERSIONS_H
#define ASSISTANT_VERSIONS_H

struct version {
	const char *name, *version; /* borrowed for good */
};

#define VERSIONS_COUNT 3

/* From any thread. */
void versions_of_libraries(struct version out[VERSIONS_COUNT]);

#endif
