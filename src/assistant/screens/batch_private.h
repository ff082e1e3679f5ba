/* SPDX-License-Identifier: Apache-2.0 */
/* Between the two files of the batch renewal's window: batch.c turns its
 * stages, batch_view.c writes what is seen. */
#ifndef ASSISTANT_SCREENS_BATCH_PRIVATE_H
#define ASSISTANT_SCREENS_BATCH_PRIVATE_H

#include "assistant/screens/batch_plan.h"
#include "assistant/screens/desk.h"
#include "assistant/screens/pin_field.h"

enum {
	BATCH_TABLE = 1,
	BATCH_ALL,
	BATCH_NONE,
	BATCH_NEXT,
	BATCH_CLOSE,
	BATCH_BACK,
	BATCH_SKIP,
	BATCH_FOR_ALL,
	BATCH_UNLOCK,
	BATCH_STOP,
	BATCH_KEEP_ON,
	BATCH_STOP_AND_CLOSE,
	BATCH_GO_ON,
	BATCH_AGAIN,
	BATCH_PIN, /* the first of PIN_FIELD_IDS */
};

enum batch_stage {
	BATCH_CHOOSING,
	BATCH_ASKING, /* for the PIN of a carrier */
	BATCH_RUNNING,
	BATCH_OVER
};

struct batch_state {
	enum batch_stage stage;
	struct batch *batch; /* NULL: NOMEM */
	size_t carrier;	     /* BATCH_ASKING: whose PIN */
	struct pin_field pin;
	bool for_all;
	struct job *job; /* BATCH_RUNNING: the update under way */
	struct batch_row *current;
	bool stopping;	   /* after the current one */
	bool leaving;	   /* the person wants to close the window meanwhile */
	enum err ended_by; /* why it stopped by itself, or OK */
	struct failure ended_how;
};

void batch_show(const struct screen *s, struct view *v);

#endif
