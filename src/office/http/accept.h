/* SPDX-License-Identifier: Apache-2.0 */
/* Accept-Language (RFC 9110 12.5.4): which of our languages is wanted. */
#ifndef OFFICE_ACCEPT_H
#define OFFICE_ACCEPT_H

#include "base/err.h"

/* The one with the higher weight, Chinese when in doubt; header may be NULL. */
enum lang accept_language(const char *header);

#endif
