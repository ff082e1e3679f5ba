/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the table of routes as JSON, for tests/office/test_openapi.py. */
#include <stdio.h>

#include "office/api/api.h"

int
main(void)
{
	json_t *all = routes_json(api_routes);
	int failed = json_dumpf(all, stdout, JSON_INDENT(1));

	json_decref(all);
	return failed == 0 ? 0 : 1;
}
