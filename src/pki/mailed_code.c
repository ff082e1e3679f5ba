/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/mailed_code.h"

#include <string.h>

#include "base/text.h"

#define USER_NAME_MAX 64 /* octets */
#define SEED_MAX (MAILED_CODE_LABEL_MAX + USER_NAME_MAX + 1 + TEXT_CODE_CHARS)

enum err
mailed_code_key(struct gm *gm, struct bytes label, const char *user_name,
    struct bytes typed_code, struct sm2_key **ret_key)
{
	size_t name_len = strnlen(user_name, USER_NAME_MAX + 1);
	uint8_t raw[TEXT_CODE_CHARS];
	AUTO_DONE(buf) seed = BUF(SEED_MAX);
	enum err e;

	if (name_len == 0 || name_len > USER_NAME_MAX)
		return ERR_FIELD_INVALID;
	TRY(text_uncode(typed_code, raw));
	buf_put(&seed, label);
	buf_put(&seed, BYTES(user_name, name_len + 1)); /* with its NUL */
	buf_put(&seed, BYTES_ARRAY(raw));
	secret_wipe(raw, sizeof(raw));
	e = buf_status(&seed);
	if (e == ERR_OK)
		e = sm2_key_from_seed(gm, buf_bytes(&seed), ret_key);
	return e;
}
