/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/code_grant.h"

#include <string.h>

#include "pki/mailed_code.h"
#include "pki/syntax.h"

#define TYPE "office-code-v1"
#define LABEL "cert-code-v1"

static const char *const purposes[] = {
    [CODE_UNLOCK] = "unlock",
    [CODE_RELEASE] = "release",
    [CODE_HOLD] = "hold",
};

/* What a code of that purpose may be used for. */
static const enum code_purpose purpose_of[] = {
    [INSTRUCTION_HOLD] = CODE_HOLD,
    [INSTRUCTION_RELEASE] = CODE_RELEASE,
    [INSTRUCTION_REVOKE] = 0, /* never by a code */
    [INSTRUCTION_UNLOCK] = CODE_UNLOCK,
    [INSTRUCTION_UNLOCKED] = CODE_UNLOCK,
};

const char *
code_purpose_name(enum code_purpose p)
{
	return purposes[p];
}

enum code_purpose
code_purpose_find(const char *name)
{
	for (unsigned p = 1; p <= CODE_PURPOSE_MAX; p++)
		if (strcmp(purposes[p], name) == 0)
			return (enum code_purpose)p;
	return (enum code_purpose)0;
}

void
code_grant_encode(struct buf *b, const struct code_grant *g)
{
	size_t mark = der_open(b, DER_SEQUENCE);
	uint8_t point[SM2_POINT_LEN];

	sm2_public_point(&g->key, point);
	der_put_printable(b, TYPE);
	der_put_octets(b, BYTES_ARRAY(g->id));
	der_put_enumerated(b, g->purpose);
	der_put_utf8(b, g->user_name);
	der_put_printable(b, g->subject);
	der_put_bits(b, BYTES_ARRAY(point));
	der_put_generalized_time(b, g->not_after);
	der_close(b, mark);
}

static enum err
read_texts(struct der *d, struct code_grant *g)
{
	TRY(syntax_text(
	    d, DER_UTF8_STRING, g->user_name, sizeof(g->user_name)));
	TRY(syntax_text(
	    d, DER_PRINTABLE_STRING, g->subject, sizeof(g->subject)));
	return *g->user_name != '\0' && *g->subject != '\0' ? ERR_OK
							    : ERR_DER_SYNTAX;
}

static enum err
parse(struct bytes der, struct code_grant *g)
{
	struct der outer = der_of(der), d;
	struct bytes point;
	unsigned purpose;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, TYPE));
	TRY(der_octets_fixed(&d, g->id, sizeof(g->id)));
	TRY(syntax_choice(&d, CODE_PURPOSE_MAX, &purpose));
	g->purpose = (enum code_purpose)purpose;
	TRY(read_texts(&d, g));
	TRY(der_bits(&d, &point));
	if (sm2_public_parse(point, &g->key) != ERR_OK)
		return ERR_DER_SYNTAX;
	TRY(der_generalized_time(&d, &g->not_after));
	return der_end(&d);
}

enum err
code_grant_parse(struct bytes der, struct code_grant *ret_g)
{
	struct code_grant g = {.not_after = 0};

	if (der.len > CODE_GRANT_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse(der, &g), ERR_EVIDENCE_SYNTAX));
	*ret_g = g;
	return ERR_OK;
}

enum err
code_key(struct gm *gm, enum code_purpose purpose, const char *user_name,
    struct bytes typed_code, struct sm2_key **ret_key)
{
	uint8_t label[sizeof(LABEL) + 1] = LABEL; /* with its NUL */

	label[sizeof(LABEL)] = (uint8_t)purpose;
	return mailed_code_key(
	    gm, BYTES_ARRAY(label), user_name, typed_code, ret_key);
}

enum err
code_grant_allows(struct gm *gm, const struct code_grant *g,
    const struct signed_instruction *i, int64_t now)
{
	const struct instruction *said = &i->instruction;

	if (purpose_of[said->verb] != g->purpose)
		return ERR_EVIDENCE_FORGED;
	if (strcmp(said->user_name, g->user_name) != 0 ||
	    strcmp(said->subject, g->subject) != 0)
		return ERR_EVIDENCE_HOLDER;
	if (now > g->not_after)
		return ERR_EVIDENCE_EXPIRED;
	TRY(instruction_check_time(said, now));
	return signed_instruction_verify(gm, i, &g->key);
}
