/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking on the terminal. PINs and codes are read without echo into locked
 * memory; they are never arguments.
 */
#ifndef CERTCTL_PROMPT_H
#define CERTCTL_PROMPT_H

#include <stdio.h>

#include "base/secret.h"

#define PROMPT_SECRET_MAX 256 /* octets */

bool prompt_is_terminal(FILE *stream);

/* A line of the terminal, without echo. USAGE if there is no terminal,
 * CANCELLED at end of input, TOO_LARGE. */
MUST_USE enum err prompt_secret(const char *question, struct secret **ret_s);

/* A line with echo, without its newline. The same errors. */
MUST_USE enum err prompt_line(const char *question, char *out, size_t size);

#endif
