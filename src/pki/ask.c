/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/ask.h"

#include <string.h>

#include "pki/statement.h"
#include "pki/syntax.h"

#define TYPE "holder-ask-v1"

/* Rows begin at 1: the values are those of the ENUMERATED. */
static const char *const verbs[] = {
    [ASK_ISSUE] = "issue",
    [ASK_EXCHANGE] = "exchange",
    [ASK_UPDATE] = "update",
};
static const char *const carriers[] = {
    [CARRIER_SOFT] = "soft",
    [CARRIER_HARD] = "hard",
};

static unsigned
find(const char *const names[], size_t count, const char *name)
{
	for (unsigned i = 1; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return 0;
}

const char *
ask_verb_name(enum ask_verb v)
{
	return verbs[v];
}

enum ask_verb
ask_verb_find(const char *name)
{
	return (enum ask_verb)find(verbs, COUNT(verbs), name);
}

const char *
carrier_name(enum carrier_kind k)
{
	return carriers[k];
}

enum carrier_kind
carrier_find(const char *name)
{
	return (enum carrier_kind)find(carriers, COUNT(carriers), name);
}

void
ask_encode(struct buf *b, const struct ask *a)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_printable(b, TYPE);
	der_put_enumerated(b, a->verb);
	der_put_utf8(b, a->user_name);
	der_put_octets(b, BYTES_ARRAY(a->request));
	der_put_enumerated(b, a->carrier);
	der_put_printable(b, a->carrier_serial);
	der_put_octets(b, BYTES_ARRAY(a->escrow));
	der_put_octets(b, BYTES_ARRAY(a->key));
	der_put_generalized_time(b, a->at);
	der_close(b, mark);
}

static enum err
read_carrier(struct der *d, struct ask *a)
{
	unsigned kind;

	TRY(syntax_choice(d, CARRIER_KIND_MAX, &kind));
	a->carrier = (enum carrier_kind)kind;
	return syntax_text(d, DER_PRINTABLE_STRING, a->carrier_serial,
	    sizeof(a->carrier_serial));
}

static enum err
parse(struct bytes der, struct ask *a)
{
	struct der outer = der_of(der), d;
	unsigned verb;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, TYPE));
	TRY(syntax_choice(&d, ASK_VERB_MAX, &verb));
	a->verb = (enum ask_verb)verb;
	TRY(syntax_text(
	    &d, DER_UTF8_STRING, a->user_name, sizeof(a->user_name)));
	TRY(der_octets_fixed(&d, a->request, sizeof(a->request)));
	TRY(read_carrier(&d, a));
	TRY(der_octets_fixed(&d, a->escrow, sizeof(a->escrow)));
	TRY(der_octets_fixed(&d, a->key, sizeof(a->key)));
	TRY(der_generalized_time(&d, &a->at));
	return der_end(&d);
}

enum err
ask_parse(struct bytes der, struct ask *ret_a)
{
	struct ask a = {0};

	if (der.len > ASK_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse(der, &a), ERR_EVIDENCE_SYNTAX));
	*ret_a = a;
	return ERR_OK;
}

enum err
ask_sign(struct gm *gm, const struct ask *a, const struct signer *signer,
    struct buf *b)
{
	AUTO_DONE(buf) ask = BUF(ASK_DER_MAX);

	ask_encode(&ask, a);
	TRY(buf_status(&ask));
	return statement_sign(gm, buf_bytes(&ask), signer, b);
}

static enum err
parse_signed(struct bytes der, struct signed_ask *a)
{
	TRY(statement_parse(der, &a->ask_der, &a->signature));
	return ask_parse(a->ask_der, &a->ask);
}

enum err
signed_ask_parse(struct bytes der, struct signed_ask *ret_a)
{
	struct signed_ask a = {.der = der};

	if (der.len > SIGNED_ASK_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse_signed(der, &a), ERR_EVIDENCE_SYNTAX));
	*ret_a = a;
	return ERR_OK;
}

static enum err
parse_old(struct bytes der, struct signed_ask *a)
{
	TRY(statement_split(der, &a->ask_der, &a->old_signature));
	return ask_parse(a->ask_der, &a->ask);
}

enum err
old_ask_parse(struct bytes der, struct signed_ask *ret_a)
{
	struct signed_ask a = {.der = der};

	if (der.len > OLD_ASK_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse_old(der, &a), ERR_EVIDENCE_SYNTAX));
	*ret_a = a;
	return ERR_OK;
}

enum err
signed_ask_verify(
    struct gm *gm, const struct signed_ask *a, const struct sm2_public *key)
{
	return statement_verify(gm, a->ask_der, &a->signature, key);
}
