/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The intent: what is going to be signed, stored before it is. Both bodies are
 * final, serial numbers and the encryption key included, so that whoever goes
 * on with it later asks for the very same signatures.
 */
#ifndef OFFICE_INTENT_H
#define OFFICE_INTENT_H

#include "office/pairs/issue.h"
#include "office/registry/authorisation.h"

/* What an approval is made of, from the store. */
struct approval {
	struct stored_authorisation authorisation;
	struct stored_act entry, review, resend; /* resend empty: none */
};
void approval_done(struct approval *a);
DEFINE_AUTO_DONE(approval)

/* The account's approval; a is {0} or was filled before. NOT_FOUND if there is
 * no code that is open, locked or used. A db job's part. */
MUST_USE enum err approval_find(
    struct db *db, const char *account, struct approval *ret_a);

struct intent {
	const struct issue_request *request;
	const char *digest;    /* of the request, hex */
	struct sm2_public key; /* the request's */
	const struct approval *approval;
	const char *abandon; /* id of an older intent that is void, or NULL */
	int64_t now;
};

/*
 * Build and store it, in one write: *ret_pair is what is there then, which is
 * somebody else's if the same request came twice at the same moment, and
 * *ret_key the pool's key for it. POOL_EMPTY if not even the key centre helps;
 * STORE_CONFLICT if another request of the account was quicker. ret_pair is
 * {0} or was filled before.
 */
MUST_USE enum err intent_store(struct office *o, struct gm *gm,
    const struct intent *i, struct pair *ret_pair, struct pool_key *ret_key);

#endif
