/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/authorisation.h"

#include "pki/mailed_code.h"

enum err
authorisation_key(struct gm *gm, const char *user_name, struct bytes typed_code,
    struct sm2_key **ret_key)
{
	static const char label[] = "cert-authorisation-v1"; /* with its NUL */

	return mailed_code_key(
	    gm, BYTES_ARRAY(label), user_name, typed_code, ret_key);
}
