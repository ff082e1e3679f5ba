/* SPDX-License-Identifier: Apache-2.0 */
/* What the POSIX side of file.h shares. */
#ifndef BASE_FILE_POSIX_H
#define BASE_FILE_POSIX_H

#include "base/err.h"

/* The error for an errno, or other if no name says more. */
enum err file_posix_error(int error, enum err other);

#endif
