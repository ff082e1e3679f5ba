/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answering side of skf/message.h: questions in, the library's answers
 * out. What the library has opened is kept here, and goes by numbers outside:
 * SKF_HANDLE_MAX of them at once, then SAR_MEMORYERR; one that is not open, or
 * not of the kind that a call takes, is SAR_INVALIDHANDLEERR, and the library
 * is not asked.
 */
#ifndef SKFHOST_SERVE_H
#define SKFHOST_SERVE_H

#include "skf/loader.h"
#include "skf/message.h"

enum skf_handle_kind {
	SKF_HANDLE_NONE,
	SKF_HANDLE_device,
	SKF_HANDLE_application,
	SKF_HANDLE_container,
};

struct skf_handle {
	enum skf_handle_kind kind;
	void *p; /* the library's own */
};

struct skf_server {
	struct skf_library *library;		       /* borrowed */
	struct skf_handle handles[SKF_HANDLE_MAX + 1]; /* by number; 0: none */
};

/*
 * Answer one question; the answer is added to one that is empty. BAD_MESSAGE
 * for a question that makes no sense; NOMEM.
 */
MUST_USE enum err skf_serve(struct skf_server *s, enum skf_call call,
    struct bytes question, struct buf *answer);

#endif
