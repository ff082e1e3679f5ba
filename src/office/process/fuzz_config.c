/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "office/process/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted is written so that it reads back the same; what is not, is
 * explained. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_DONE(buf) text = BUF(CONFIG_FILE_MAX);
	AUTO_DONE(buf) twice = BUF(CONFIG_FILE_MAX);
	struct office_config c, again;
	char why[CONFIG_WHY_SIZE];
	enum err err;

	if (size > CONFIG_FILE_MAX)
		return 0;
	err = office_config_parse(BYTES(data, size), &c, why);
	if (err != ERR_OK) {
		if (err != ERR_CONFIG || why[0] == '\0' ||
		    memchr(why, '\0', sizeof(why)) == NULL)
			abort();
		return 0;
	}
	office_config_write(&text, &c);
	if (office_config_parse(buf_bytes(&text), &again, why) != ERR_OK)
		abort();
	office_config_write(&twice, &again);
	if (!bytes_equal(buf_bytes(&text), buf_bytes(&twice)))
		abort();
	return 0;
}
