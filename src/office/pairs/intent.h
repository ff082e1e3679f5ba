/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The intent: what is going to be signed, stored before it is. Both bodies are
 * final, serial numbers and the encryption key included, so that whoever goes
 * on with it later asks for the very same signatures.
 */
#ifndef OFFICE_INTENT_H
#define OFFICE_INTENT_H

#include "office/pairs/basis.h"

struct intent {
	const struct obtain_request *request;
	const char *digest;    /* of the request, hex */
	struct sm2_public key; /* the request's */
	const struct grounds *grounds;
	const char *abandon; /* id of an older intent that is void, or NULL */
	int64_t now;
};

/*
 * Build and store it, in one write: *ret_pair is what is there then, which is
 * somebody else's if the same request came twice at the same moment, and
 * *ret_key the pool's key for it. POOL_EMPTY if not even the key centre helps;
 * STORE_CONFLICT if another request of the account was quicker; ACCOUNT_STATE;
 * what the basis says; PAIR_EXISTS, OPERATION_PENDING if one is delivered that
 * this may not follow; TOO_MANY_TRIES. ret_pair is
 * {0} or was filled before.
 */
MUST_USE enum err intent_store(struct office *o, struct gm *gm,
    const struct intent *i, struct pair *ret_pair, struct pool_key *ret_key);

#endif
