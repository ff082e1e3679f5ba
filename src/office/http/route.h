/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An HTTP API as a table: each row is a method and a path, who may call it,
 * what its body holds, and the function that answers. The office's is in
 * api/routes.c; docs/api/openapi.yaml describes the same, `cert-office routes`
 * prints it, and a test compares the two. A row without method ends a table.
 */
#ifndef OFFICE_ROUTE_H
#define OFFICE_ROUTE_H

#include "office/http/request.h"

#define ROUTE_ERRORS 32

struct route {
	const char *method;
	const char *path;  /* "{id}" stands for 32 lower-case hex digits, "{n}"
			      for a decimal number, "{request}" for all
			      that is left of the path */
	const char *name;  /* operationId: "confirmPair" */
	unsigned sessions; /* enum session_kind bits that may; 0: nobody asks */
	const struct schema *body; /* NULL: none is read */
	int status;		   /* of success */
	enum err (*handle)(struct request *rq, struct reply *rp);
	enum err errors[ROUTE_ERRORS]; /* its own; ERR_OK ends */
};

/*
 * The row for method and path, and what stood for {id} or {n} in param.
 * NOT_FOUND for no such path; METHOD_NOT_ALLOWED with the methods it has in
 * *reterr_allow (reterr_size octets). HEAD finds the row of GET.
 */
struct route_wanted {
	const char *method, *path;
};
MUST_USE enum err route_find(const struct route *table,
    const struct route_wanted *wanted, const struct route **ret_route,
    char ret_param[REQUEST_PARAM_SIZE], char reterr_allow[REPLY_ALLOW_SIZE]);

/* The table as JSON, a new reference; NULL without memory. */
json_t *routes_json(const struct route *table);

#endif
