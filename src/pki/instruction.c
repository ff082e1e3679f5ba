/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/instruction.h"

#include <string.h>

#include "pki/evidence.h"
#include "pki/statement.h"
#include "pki/status_order.h"
#include "pki/syntax.h"

#define TYPE "holder-instruction-v1"
#define WHOLE_OCTETS 0 /* of a BIT STRING: no unused bits */

static const struct {
	const char *name;
	bool of_certificate; /* its subject is a certificate's serial number */
} verbs[] = {
    [INSTRUCTION_HOLD] = {"hold", true},
    [INSTRUCTION_RELEASE] = {"release", true},
    [INSTRUCTION_REVOKE] = {"revoke", true},
    [INSTRUCTION_UNLOCK] = {"unlock", false},
    [INSTRUCTION_UNLOCKED] = {"unlocked", false},
};

const char *
instruction_verb_name(enum instruction_verb v)
{
	return verbs[v].name;
}

enum instruction_verb
instruction_verb_find(const char *name)
{
	for (unsigned v = 1; v <= INSTRUCTION_VERB_MAX; v++)
		if (strcmp(verbs[v].name, name) == 0)
			return (enum instruction_verb)v;
	return (enum instruction_verb)0;
}

static void
put_unlock(struct buf *b, const struct instruction *i)
{
	uint8_t bits[1 + SM2_POINT_LEN] = {WHOLE_OCTETS};

	sm2_public_point(&i->key, bits + 1);
	der_put(b, DER_CONTEXT(0), BYTES_ARRAY(i->escrow));
	der_put(b, DER_CONTEXT(1), BYTES_ARRAY(bits));
}

void
instruction_encode(struct buf *b, const struct instruction *i)
{
	size_t mark = der_open(b, DER_SEQUENCE);

	der_put_printable(b, TYPE);
	der_put_enumerated(b, i->verb);
	der_put_utf8(b, i->user_name);
	der_put_printable(b, i->subject);
	der_put_enumerated(b, i->reason);
	der_put_generalized_time(b, i->at);
	if (i->verb == INSTRUCTION_UNLOCK)
		put_unlock(b, i);
	der_close(b, mark);
}

/* One way to write a serial number, so that one certificate has one subject. */
static bool
is_serial_text(const char *text)
{
	char again[CERT_SERIAL_TEXT_SIZE];
	struct cert_serial serial;

	if (cert_serial_parse(text, &serial) != ERR_OK)
		return false;
	cert_serial_text(&serial, again);
	return strcmp(again, text) == 0;
}

static enum err
read_texts(struct der *d, struct instruction *i)
{
	TRY(syntax_text(
	    d, DER_UTF8_STRING, i->user_name, sizeof(i->user_name)));
	TRY(syntax_text(
	    d, DER_PRINTABLE_STRING, i->subject, sizeof(i->subject)));
	if (*i->user_name == '\0' || *i->subject == '\0')
		return ERR_DER_SYNTAX;
	if (verbs[i->verb].of_certificate && !is_serial_text(i->subject))
		return ERR_DER_SYNTAX;
	return ERR_OK;
}

static enum err
read_reason(struct der *d, struct instruction *i)
{
	uint64_t reason;

	TRY(der_enumerated(d, CRL_AA_COMPROMISE, &reason));
	i->reason = (enum crl_reason)reason;
	if (i->verb != INSTRUCTION_REVOKE)
		return reason == 0 ? ERR_OK : ERR_DER_SYNTAX;
	if (crl_reason_name(i->reason) == NULL || i->reason == CRL_HOLD)
		return ERR_DER_SYNTAX;
	return ERR_OK;
}

static enum err
read_unlock(struct der *d, struct instruction *i)
{
	struct bytes escrow, bits;

	TRY(der_read(d, DER_CONTEXT(0), &escrow));
	TRY(der_read(d, DER_CONTEXT(1), &bits));
	if (escrow.len != sizeof(i->escrow) || bits.len != 1 + SM2_POINT_LEN ||
	    bits.p[0] != WHOLE_OCTETS)
		return ERR_DER_SYNTAX;
	memcpy(i->escrow, escrow.p, escrow.len);
	if (sm2_public_parse(BYTES(bits.p + 1, SM2_POINT_LEN), &i->key) !=
	    ERR_OK)
		return ERR_DER_SYNTAX;
	return ERR_OK;
}

static enum err
parse(struct bytes der, struct instruction *i)
{
	struct der outer = der_of(der), d;
	unsigned verb;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, TYPE));
	TRY(syntax_choice(&d, INSTRUCTION_VERB_MAX, &verb));
	i->verb = (enum instruction_verb)verb;
	TRY(read_texts(&d, i));
	TRY(read_reason(&d, i));
	TRY(der_generalized_time(&d, &i->at));
	if (i->verb == INSTRUCTION_UNLOCK)
		TRY(read_unlock(&d, i));
	return der_end(&d);
}

enum err
instruction_parse(struct bytes der, struct instruction *ret_i)
{
	struct instruction i = {.reason = CRL_UNSPECIFIED};

	if (der.len > INSTRUCTION_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse(der, &i), ERR_EVIDENCE_SYNTAX));
	*ret_i = i;
	return ERR_OK;
}

enum err
instruction_sign(struct gm *gm, const struct instruction *i,
    const struct signer *signer, struct buf *b)
{
	AUTO_DONE(buf) body = BUF(INSTRUCTION_DER_MAX);

	instruction_encode(&body, i);
	TRY(buf_status(&body));
	return statement_sign(gm, buf_bytes(&body), signer, b);
}

static enum err
parse_signed(struct bytes der, struct signed_instruction *i)
{
	TRY(statement_parse(der, &i->instruction_der, &i->signature));
	return instruction_parse(i->instruction_der, &i->instruction);
}

enum err
signed_instruction_parse(struct bytes der, struct signed_instruction *ret_i)
{
	struct signed_instruction i = {.der = der};

	if (der.len > SIGNED_INSTRUCTION_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse_signed(der, &i), ERR_EVIDENCE_SYNTAX));
	*ret_i = i;
	return ERR_OK;
}

enum err
signed_instruction_verify(struct gm *gm, const struct signed_instruction *i,
    const struct sm2_public *key)
{
	return statement_verify(gm, i->instruction_der, &i->signature, key);
}

enum err
instruction_check_time(const struct instruction *i, int64_t now)
{
	if (i->at < now - INSTRUCTION_TTL_S || i->at > now + ASK_CLOCK_SLACK_S)
		return ERR_EVIDENCE_EXPIRED;
	return ERR_OK;
}
