/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The setting "libraries": SKF libraries of makers of USB keys,
 * "PATH[,LAYOUT];PATH…". A path is absolute and has neither ',' nor ';' in it;
 * a layout is "auto", which it is if it is not given, or one of skf/abi.h.
 */
#ifndef ASSISTANT_LIBRARIES_H
#define ASSISTANT_LIBRARIES_H

#include "assistant/settings.h"

#define LIBRARIES_LISTED_MAX 6
#define LIBRARY_LAYOUT_SIZE 32

struct library_setting {
	char path[SETTING_VALUE_SIZE];
	char layout[LIBRARY_LAYOUT_SIZE];
};

/* Is it well-formed, with at most LIBRARIES_LISTED_MAX, each once? Whether a
 * library is there is not asked: it may be on a disk that comes later. */
bool libraries_are_well_formed(const char *value);

/*
 * The next library of a value that is well-formed; *rest moves on. False at
 * the end.
 */
bool libraries_next(const char **rest, struct library_setting *ret_library);

#endif
