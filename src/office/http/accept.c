/* SPDX-License-Identifier: Apache-2.0 */
#include "office/http/accept.h"

#include <string.h>
#include <strings.h>

/* ";q=0.8" as thousandths; 1000 without. */
static int
weight(const char *range, size_t len)
{
	const char *q = memmem(range, len, "q=", 2);
	const char *end = range + len;
	int w = 0, unit = 100;

	if (q == NULL)
		return 1000;
	q += 2;
	if (q < end && *q == '1')
		return 1000;
	for (q += 2; q < end && *q >= '0' && *q <= '9' && unit > 0; q++) {
		w += (*q - '0') * unit;
		unit /= 10;
	}
	return w;
}

enum lang
accept_language(const char *header)
{
	int zh = 0, en = 0;

	while (header != NULL && *header != '\0') {
		size_t len;

		header += strspn(header, " \t,");
		len = strcspn(header, ",");
		if (strncasecmp(header, "zh", 2) == 0 && zh == 0)
			zh = weight(header, len);
		else if (strncasecmp(header, "en", 2) == 0 && en == 0)
			en = weight(header, len);
		header += len;
	}
	return en > zh ? LANG_EN : LANG_ZH;
}
