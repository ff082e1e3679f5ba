/* SPDX-License-Identifier: Apache-2.0 */
/* 证书设备管理: its state, shared by carriers*.c and nobody else. */
#ifndef ASSISTANT_SCREENS_CARRIERS_PRIVATE_H
#define ASSISTANT_SCREENS_CARRIERS_PRIVATE_H

#include "assistant/screens/desk.h"
#include "assistant/screens/panel.h"
#include "assistant/screens/row_choice.h"
#include "assistant/screens/row_ids.h"

enum {
	CARRIERS_TABLE = 1,
	CARRIERS_OPEN,
	CARRIERS_CLOSE,
	CARRIERS_BACK,
	CARRIERS_LABEL,
	CARRIERS_RENAME,
	CARRIERS_PIN,
	CARRIERS_UNLOCK,
	CARRIERS_INIT,
	CARRIERS_HELP,
	CARRIERS_CERTS,
	CARRIERS_COPY
};

struct carriers {
	struct panel panel;	  /* renaming */
	struct row_ids rows;	  /* by device */
	struct row_choice chosen; /* in the table, by device */
	/* The one whose page is shown, by its device; "": the table is. */
	char device[TOKEN_DEVICE_SIZE];
	char label[sizeof(((struct token_info *)0)->label)];
	bool typed;	   /* label is somebody's, not the carrier's */
	bool renamed;	   /* just now */
	struct panel look; /* for what is on it */
	bool looked;
	struct token_details details; /* if looked */
	struct row_ids certs;	      /* by serial number */
};

/* The row of that device; NULL: it is not there. */
const struct carrier_row *carriers_find(
    const struct screen *s, const char *device);

void carriers_show(const struct screen *s, struct view *v);

#endif
