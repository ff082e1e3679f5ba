/* SPDX-License-Identifier: Apache-2.0 */
/* Read any octets as CSV and as a list of holders: rows are in bounds, and a
 * list without problems has a form in each row that is right. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "office/legacy/csv.h"
#include "office/legacy/holders.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
read_rows(struct bytes in)
{
	static struct csv_row row;
	struct csv c = csv_of(in);
	bool more = true;

	while (more && csv_next(&c, &row, &more) == ERR_OK) {
		require(!more || row.count >= 1);
		for (size_t i = 0; more && i < row.count; i++)
			require(text_is_utf8(bytes_str(row.fields[i])));
	}
}

static void
read_holders(struct bytes in)
{
	AUTO_DONE(holders) h = {0};
	struct form_problem problems[FORM_FIELDS];

	if (holders_read(in, &h) != ERR_OK || h.problem_count > 0)
		return;
	require(h.count > 0);
	for (size_t i = 0; i < h.count; i++) {
		require(form_check(&h.holders[i].form, problems) == 0);
		require(h.holders[i].serial.len > 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_rows(BYTES(data, size));
	read_holders(BYTES(data, size));
	return 0;
}
