/* SPDX-License-Identifier: Apache-2.0 */
#include "office/tokens/label.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum err
label_check(const char *pattern)
{
	size_t len = strlen(pattern), before = strcspn(pattern, "#");
	size_t run = strspn(pattern + before, "#");

	if (len < 1 || len > LABEL_MAX || !text_is_plain(bytes_str(pattern)) ||
	    run > LABEL_DIGITS_MAX ||
	    strchr(pattern + before + run, '#') != NULL)
		return ERR_BAD_TEXT;
	return ERR_OK;
}

enum err
label_make(
    const char *pattern, uint64_t number, char ret_label[TOKEN_LABEL_SIZE])
{
	size_t before = strcspn(pattern, "#");
	size_t run = strspn(pattern + before, "#");
	char digits[24];
	int n;

	TRY(label_check(pattern));
	n = snprintf(digits, sizeof(digits), "%0*llu", (int)run,
	    (unsigned long long)number);
	if (run > 0 && (size_t)n != run)
		return ERR_BAD_NUMBER;
	memcpy(ret_label, pattern, strlen(pattern) + 1);
	memcpy(ret_label + before, digits, run);
	return ERR_OK;
}
