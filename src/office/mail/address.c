/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/address.h"

#include <stdio.h>
#include <string.h>

#define LOCAL_MAX 64 /* RFC 5321 4.5.3.1.1 */
#define LABEL_MAX 63 /* RFC 1035 2.3.4 */

static bool
is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* RFC 5322 3.2.3 */
static bool
is_atext(char c)
{
	return is_alphanumeric(c) ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool
is_host_char(char c)
{
	return is_alphanumeric(c) || c == '-';
}

/* Runs of characters with single dots between them. */
static bool
is_dotted(const char *s, size_t len, bool (*good)(char), size_t run_max)
{
	size_t run = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.') {
			if (run == 0)
				return false;
			run = 0;
		} else if (!good(s[i]) || ++run > run_max) {
			return false;
		}
	}
	return run > 0;
}

/* No label begins or ends with a hyphen. */
static bool
has_loose_hyphen(const char *host)
{
	return *host == '-' || strstr(host, ".-") != NULL ||
	       strstr(host, "-.") != NULL || host[strlen(host) - 1] == '-';
}

enum err
mail_address_check(const char *address)
{
	const char *at = strchr(address, '@');
	size_t local;

	if (at == NULL || strlen(address) > MAIL_ADDRESS_MAX)
		return ERR_FIELD_INVALID;
	local = (size_t)(at - address);
	if (local > LOCAL_MAX ||
	    !is_dotted(address, local, is_atext, LOCAL_MAX) ||
	    !is_dotted(at + 1, strlen(at + 1), is_host_char, LABEL_MAX) ||
	    has_loose_hyphen(at + 1))
		return ERR_FIELD_INVALID;
	return ERR_OK;
}

void
mail_address_hide(const char *address, char out[MAIL_ADDRESS_SIZE + 3])
{
	const char *at = strchr(address, '@');

	snprintf(out, MAIL_ADDRESS_SIZE + 3, "%.1s***%s", address,
	    at == NULL ? "" : at);
}
