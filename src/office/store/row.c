/* SPDX-License-Identifier: Apache-2.0 */
#include "office/store/row.h"

#include <string.h>

enum err
row_text(const struct db_rows *row, int column, char *out, size_t size)
{
	const char *text = db_text(row, column);
	size_t len = strlen(text);

	if (len >= size)
		return ERR_STORE;
	memcpy(out, text, len + 1);
	return ERR_OK;
}

enum err
row_blob(const struct db_rows *row, int column, struct buf *out)
{
	buf_put(out, db_blob(row, column));
	return buf_status(out) == ERR_TOO_LARGE ? ERR_STORE : buf_status(out);
}

enum err
row_name(const struct db_rows *row, int column, const char *const names[],
    size_t count, int *ret_which)
{
	const char *text = db_text(row, column);

	for (size_t i = 1; i < count; i++) {
		if (strcmp(names[i], text) == 0) {
			*ret_which = (int)i;
			return ERR_OK;
		}
	}
	return ERR_STORE;
}
