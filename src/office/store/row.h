/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns copied out of a row, for those who keep them after its query. What
 * does not fit was not written by this program: STORE.
 */
#ifndef OFFICE_ROW_H
#define OFFICE_ROW_H

#include "office/store/store.h"

MUST_USE enum err row_text(
    const struct db_rows *row, int column, char *out, size_t size);
#define ROW_TEXT(row, column, array) \
	TRY(row_text((row), (column), (array), sizeof(array)))

/* Added to out. */
MUST_USE enum err row_blob(
    const struct db_rows *row, int column, struct buf *out);

/* Which of names[1] … names[count - 1] the text is. STORE if none. */
MUST_USE enum err row_name(const struct db_rows *row, int column,
    const char *const names[], size_t count, int *ret_which);

#endif
