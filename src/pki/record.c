/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/record.h"

#include <stdio.h>
#include <string.h>

#include "pki/syntax.h"

#define TYPE "office-record-v1"

static const char *const kinds[] = {
    [RECORD_ENTERPRISE] = "enterprise",
    [RECORD_INDIVIDUAL] = "individual",
    [RECORD_AGENCY] = "agency",
    [RECORD_STAFF] = "staff",
};

const char *
record_kind_name(enum record_kind k)
{
	return kinds[k];
}

enum record_kind
record_kind_find(const char *name)
{
	for (unsigned k = RECORD_ENTERPRISE; k <= RECORD_KIND_MAX; k++)
		if (strcmp(kinds[k], name) == 0)
			return (enum record_kind)k;
	return (enum record_kind)0;
}

void
record_encode(struct buf *b, const struct record *r)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_printable(b, TYPE);
	der_put_enumerated(b, r->kind);
	der_put_printable(b, r->id);
	der_put_utf8(b, r->user_name);
	der_put_utf8(b, r->name);
	der_put_printable(b, r->credit_code);
	der_put_utf8(b, r->email);
	der_put_enumerated(b, r->role);
	der_close(b, mark);
}

static enum err
read_role(struct der *d, struct record *r)
{
	uint64_t role;

	TRY(der_enumerated(d, STAFF_ROLE_MAX, &role));
	r->role = (enum staff_role)role;
	if ((r->role != ROLE_NONE) != (r->kind == RECORD_STAFF))
		return ERR_DER_SYNTAX;
	return ERR_OK;
}

static enum err
read_texts(struct der *d, struct record *r)
{
	TRY(syntax_text(d, DER_PRINTABLE_STRING, r->id, sizeof(r->id)));
	TRY(syntax_text(
	    d, DER_UTF8_STRING, r->user_name, sizeof(r->user_name)));
	TRY(syntax_text(d, DER_UTF8_STRING, r->name, sizeof(r->name)));
	TRY(syntax_text(
	    d, DER_PRINTABLE_STRING, r->credit_code, sizeof(r->credit_code)));
	TRY(syntax_text(d, DER_UTF8_STRING, r->email, sizeof(r->email)));
	if (*r->id == '\0' || *r->user_name == '\0' || *r->name == '\0')
		return ERR_DER_SYNTAX;
	return ERR_OK;
}

static enum err
parse(struct bytes der, struct record *r)
{
	struct der outer = der_of(der), d;
	unsigned kind;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, TYPE));
	TRY(syntax_choice(&d, RECORD_KIND_MAX, &kind));
	r->kind = (enum record_kind)kind;
	TRY(read_texts(&d, r));
	TRY(read_role(&d, r));
	return der_end(&d);
}

enum err
record_parse(struct bytes der, struct record *ret_r)
{
	struct record r = {0};

	if (der.len > RECORD_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse(der, &r), ERR_EVIDENCE_SYNTAX));
	*ret_r = r;
	return ERR_OK;
}

void
holder_subject(const struct record *r, struct name *ret_n)
{
	struct name n = {.country = "CN"};

	memcpy(n.organisation, r->name, sizeof(n.organisation));
	memcpy(n.common_name, r->name, sizeof(n.common_name));
	memcpy(n.serial_number, r->user_name, sizeof(n.serial_number));
	*ret_n = n;
}

void
staff_subject(
    const struct record *r, const char *office_name, struct name *ret_n)
{
	struct name n = {.country = "CN", .unit = "staff"};

	snprintf(n.organisation, sizeof(n.organisation), "%s", office_name);
	memcpy(n.common_name, r->name, sizeof(n.common_name));
	memcpy(n.serial_number, r->user_name, sizeof(n.serial_number));
	*ret_n = n;
}
