/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation lists, as the store has them. */
#include <stdlib.h>

#include "office/api/api.h"
#include "office/http/route.h"
#include "office/pairs/revocation_list.h"

static enum err
read_list(struct db *db, void *arg)
{
	struct revocation_list *list = arg;

	return revocation_list_get(db, list->name, list);
}

static enum err
send_list(struct request *rq, struct reply *rp, struct ca_list_name name)
{
	AUTO_DONE(revocation_list) list = {.name = name};

	TRY(store_read(rq->web->office.store, read_list, &list));
	rp->cacheable = true;
	return reply_bytes(
	    rp, 200, "application/pkix-crl", buf_bytes(&list.der));
}

/* The route has seen that it is a number; "" is the first list. */
static uint32_t
partition_of(const struct request *rq)
{
	return (uint32_t)strtoul(rq->param, NULL, 10);
}

/* The first one has a name without number, and no other. */
enum err
api_public_crl(struct request *rq, struct reply *rp)
{
	const struct ca_list_name name = {.partition = partition_of(rq)};

	if (name.partition == 0 && rq->param[0] != '\0')
		return ERR_NOT_FOUND;
	return send_list(rq, rp, name);
}

enum err
api_public_delta(struct request *rq, struct reply *rp)
{
	return send_list(rq, rp, (struct ca_list_name){partition_of(rq), true});
}
