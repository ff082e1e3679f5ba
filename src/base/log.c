/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

/* Set once before there are threads, as the header asks; only read later. */
static struct {
	const char *program;
	enum log_level most;
} config = {"cert", LOG_WARNING};

void
log_init(const char *program, enum log_level most)
{
	config.program = program;
	config.most = most;
}

/* Overwrite what is not plain text by question marks. */
static void
make_plain(char *text, size_t len)
{
	for (size_t at = 0, n; at < len; at += n) {
		struct bytes rest = BYTES(text + at, len - at);
		uint32_t c;

		n = text_next(rest, &c);
		if (n > 0 && text_is_plain(BYTES(rest.p, n)))
			continue;
		text[at] = '?';
		n = 1;
	}
}

void
log_line(enum log_level level, const char *format, ...)
{
	static const char *const names[] = {
	    [LOG_ERROR] = "error",
	    [LOG_WARNING] = "warning",
	    [LOG_INFO] = "info",
	    [LOG_DEBUG] = "debug",
	};
	char time[CLOCK_TEXT_SIZE], text[LOG_TEXT_SIZE];
	va_list args;
	int n;

	if (level > config.most)
		return;
	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0)
		return;
	make_plain(text, strlen(text));
	clock_text(clock_now(clock_system()), time);
	/* One call, so that lines of several threads do not mix. */
	fprintf(stderr, "%s %s %s: %s%s\n", time, names[level], config.program,
	    text, (size_t)n < sizeof(text) ? "" : "...");
}
