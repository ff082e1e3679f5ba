/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "office/backup/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err
pass_over(FILE *f, int64_t size)
{
	uint8_t piece[512];

	while (size > 0) {
		size_t n = size < (int64_t)sizeof(piece) ? (size_t)size
							 : sizeof(piece);

		TRY(tar_read(f, piece, n));
		size -= (int64_t)n;
	}
	return ERR_OK;
}

static enum err
read_all(FILE *f)
{
	for (;;) {
		struct tar_entry e;
		bool more;

		TRY(tar_next(f, &e, &more));
		if (!more)
			return ERR_OK;
		if (!tar_name_is_safe(e.name) || e.size < 0 ||
		    (e.mode & ~(mode_t)0777) != 0)
			abort();
		TRY(pass_over(f, e.size));
		TRY(tar_skip_pad(f, e.size));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *f = tmpfile();
	enum err e;

	if (f == NULL)
		return 0;
	if (fwrite(data, 1, size, f) == size) {
		rewind(f);
		e = read_all(f);
		if (e == ERR_OK && size < 2 * TAR_BLOCK)
			abort();
	}
	fclose(f);
	return 0;
}
