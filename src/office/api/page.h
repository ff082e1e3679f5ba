/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the office's own pages are made of: plain HTML that works without
 * script, in the reader's language. Errors stay in the buffer until page_end.
 *
 *	AUTO_DONE(buf) b = BUF(PAGE_MAX);
 *
 *	page_begin(rq, &b, page_say(rq, "标题", "Title"));
 *	page_put(&b, "p", page_say(rq, "…", "…"));
 *	return page_end(rp, 200, &b);
 */
#ifndef OFFICE_PAGE_H
#define OFFICE_PAGE_H

#include "office/api/api.h"

#define PAGE_MAX 16384 /* octets */

/* The one in the reader's language. */
const char *page_say(const struct request *rq, const char *zh, const char *en);

/* Text as HTML text or attribute value. */
void page_escape(struct buf *b, const char *text);

/* An element with that text and nothing else. */
void page_put(struct buf *b, const char *tag, const char *text);

void page_begin(const struct request *rq, struct buf *b, const char *title);

/* buf_status of b; NOMEM. */
MUST_USE enum err page_end(struct reply *rp, int status, struct buf *b);

#endif
