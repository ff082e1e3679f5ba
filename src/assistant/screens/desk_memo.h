/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's memo (memo.h): read by its first job, written by jobs. */
#ifndef ASSISTANT_SCREENS_DESK_MEMO_H
#define ASSISTANT_SCREENS_DESK_MEMO_H

#include "assistant/screens/desk.h"

/* Have the file read; what is set meanwhile counts more. */
void desk_memo_load(struct desk *d);
/* Start writing, if that is to be and is not going on: what was set soon one
 * after another is written once. */
void desk_memo_save(struct desk *d);
/* The same, whatever is going on: the desk ends. */
void desk_memo_save_last(struct desk *d);

#endif
