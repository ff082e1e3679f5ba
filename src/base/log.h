/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The log of a program: lines on standard error, "time level program: text".
 * Libraries never log above debug. Control characters in a line are written
 * as ?, so that no input can forge a line. Never give it a PIN, code or key.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "err.h"

#define LOG_TEXT_SIZE 2048 /* octets with NUL; longer text ends in "..." */

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* Once at start, before threads. program is borrowed for good. */
void log_init(const char *program, enum log_level most);

void log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
