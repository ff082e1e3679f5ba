/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "assistant/screens/site.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is shown is plain, whatever a browser sends. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char origin[2 * LOGIN_ORIGIN_MAX];
	struct site s;

	if (size >= sizeof(origin))
		return 0;
	memcpy(origin, data, size);
	origin[size] = '\0';
	if (site_parse(origin, &s) != ERR_OK)
		return 0;
	if (strcmp(s.origin, origin) != 0 || s.host[0] == '\0' ||
	    !text_is_plain(bytes_str(s.host)) ||
	    !text_is_plain(bytes_str(s.unicode)))
		abort();
	return 0;
}
