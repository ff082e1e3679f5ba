/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an account's holder could obtain now, so that a client need not find
 * out by asking for it. What counts is what grounds_find says (basis.h).
 */
#ifndef OFFICE_PROSPECT_H
#define OFFICE_PROSPECT_H

#include "office/registry/account.h"
#include "office/registry/office.h"

enum prospect_update { PROSPECT_NONE, PROSPECT_RENEWAL, PROSPECT_NAME };

struct prospect {
	enum prospect_update update; /* what an update would be */
	char name[NAME_TEXT_SIZE];   /* the new one, of PROSPECT_NAME */
	int64_t opens_at; /* when renewal opens; 0: there is no pair to renew */
	bool reissue;	  /* the code of a reissue is open */
};

/* "none": as in JSON. */
const char *prospect_update_name(enum prospect_update u);

/* Inside a transaction. */
MUST_USE enum err prospect_of(struct db *db, const struct office_config *c,
    const struct account *a, int64_t now, struct prospect *ret_p);

#endif
