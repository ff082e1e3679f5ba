/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "assistant/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct settings s;
	size_t sum = 0;

	if (size > 65536 || settings_parse(BYTES(data, size), &s) != ERR_OK)
		return 0;
	for (size_t n = 0; n < SETTING_COUNT; n++)
		sum += strlen(s.value[n]);
	settings_done(&s);
	return sum > SETTING_COUNT * (size_t)SETTING_VALUE_SIZE;
}
