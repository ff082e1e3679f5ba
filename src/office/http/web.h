/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The web process: what its threads share, and what each has for itself.
 */
#ifndef OFFICE_WEB_H
#define OFFICE_WEB_H

#include "office/registry/office.h"
#include "office/web/ticket.h"

struct jobs;
struct route;
struct workers;

struct web {
	struct office office;
	struct bytes ticket_key;
	const struct route *routes; /* route.h */
	struct workers *workers;
	struct jobs *jobs; /* NULL: nobody does them (tests) */
};

/* What a thread needs while it answers one request. */
struct worker {
	struct gm *gm;
	struct sm2_verifier *issuing; /* the issuing CA's key, made ready */
	struct ticket_maker tickets;
	struct worker *next; /* idle ones */
};

/*
 * Workers are kept and lent out: a gm is expensive to make, and threads come
 * and go with their connections. ticket_key and issuing are borrowed.
 */
MUST_USE enum err workers_new(struct bytes ticket_key,
    const struct cert *issuing, struct workers **ret_workers);
void workers_free(struct workers *w); /* all are back; w may be NULL */
DEFINE_AUTO(workers)

/* CRYPTO, NOMEM. */
MUST_USE enum err workers_borrow(struct workers *w, struct worker **ret_worker);
void workers_return(struct workers *w, struct worker *worker);

#endif
