/* SPDX-License-Identifier: Apache-2.0 */
/* Where our own soft-token library, libskf-soft, lies. */
#ifndef SKF_SOFT_LIBRARY_H
#define SKF_SOFT_LIBRARY_H

#include "base/file.h"

/*
 * The first that is there: $CERT_SKF_SOFT, ../softtoken beside the program's
 * folder (a build tree), beside the program, ../lib/cert-assistant. If there
 * is none, the bare file name, for the system's own search. TOO_LARGE.
 */
MUST_USE enum err soft_library_path(char out[FILE_PATH_MAX]);

#endif
