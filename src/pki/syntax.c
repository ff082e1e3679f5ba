/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/syntax.h"

enum err
syntax_text(struct der *d, enum der_tag tag, char *out, size_t size)
{
	if (!der_next_is(d, (uint8_t)tag))
		return ERR_DER_SYNTAX;
	return der_text(d, out, size);
}

enum err
syntax_choice(struct der *d, unsigned max, unsigned *ret_v)
{
	uint64_t v;

	TRY(der_enumerated(d, max, &v));
	if (v == 0)
		return ERR_DER_SYNTAX;
	*ret_v = (unsigned)v;
	return ERR_OK;
}

enum err
syntax_type(struct der *d, const char *type)
{
	struct bytes content;

	TRY(der_read(d, DER_PRINTABLE_STRING, &content));
	return bytes_equal(content, bytes_str(type)) ? ERR_OK : ERR_DER_SYNTAX;
}

enum err
syntax_algorithm(struct der *d, struct syntax_algorithm *ret_a)
{
	struct syntax_algorithm a = {0};
	struct der inner;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	TRY(der_oid(&inner, &a.oid));
	if (der_more(&inner))
		TRY(der_element(&inner, &a.parameters));
	TRY(der_end(&inner));
	*ret_a = a;
	return ERR_OK;
}

bool
syntax_no_parameters(const struct syntax_algorithm *a)
{
	static const uint8_t null[] = {DER_NULL, 0};

	return a->parameters.len == 0 ||
	       bytes_equal(a->parameters, BYTES_ARRAY(null));
}
