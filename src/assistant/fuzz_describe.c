/* SPDX-License-Identifier: Apache-2.0 */
/* Describe any octets as a certificate: what is shown is plain text, in rows
 * that can be told apart, in both languages alike. */
#include <stdlib.h>
#include <string.h>

#include "assistant/describe.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
require_sound(const struct cert_fields *f)
{
	require(f->count > 0 && f->count <= CERT_FIELDS_MAX);
	for (size_t i = 0; i < f->count; i++) {
		require(text_is_plain(bytes_str(f->rows[i].value)));
		for (size_t k = 0; k < i; k++)
			require(strcmp(f->rows[i].label, f->rows[k].label));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(cert_fields) zh = NULL;
	AUTO(cert_fields) en = NULL;
	enum err e = cert_describe(BYTES(data, size), LANG_ZH, &zh);

	require(cert_describe(BYTES(data, size), LANG_EN, &en) == e);
	if (e != ERR_OK)
		return 0;
	require_sound(zh);
	require_sound(en);
	require(zh->count == en->count);
	return 0;
}
