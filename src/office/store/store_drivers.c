/* SPDX-License-Identifier: Apache-2.0 */
#include "office/store/store_driver.h"

static const struct store_driver *const drivers[] = {
    &store_sqlite,
};

enum err
store_driver_find(const char *where, const struct store_driver **ret_driver)
{
	for (size_t i = 0; i < COUNT(drivers); i++) {
		if (drivers[i]->serves(where)) {
			*ret_driver = drivers[i];
			return ERR_OK;
		}
	}
	return ERR_NOT_SUPPORTED;
}
