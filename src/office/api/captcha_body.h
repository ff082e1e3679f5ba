/* SPDX-License-Identifier: Apache-2.0 */
/* The captcha's answer in a body: {"id", "answer"}. */
#ifndef OFFICE_CAPTCHA_BODY_H
#define OFFICE_CAPTCHA_BODY_H

#include "office/http/schema.h"

struct captcha_body {
	const char *id, *answer; /* NULL: the member was left out */
};
extern const struct schema captcha_schema;

#endif
