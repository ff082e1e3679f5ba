/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/ca_change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/ca/message.h"
#include "office/keycentre/proof.h"

static void
must(enum err e)
{
	if (e == ERR_OK)
		return;
	fprintf(stderr, "ca change: %s\n", err_name(e));
	abort();
}

void
ca_change_tell(struct ca_office *o, ca_change_teller *tell, struct ca_change *c)
{
	memset(c, 0, sizeof(*c));
	c->o = o;
	buf_init(&c->evidence, 2 * IPC_MESSAGE_MAX);
	buf_init(&c->message, 2 * IPC_MESSAGE_MAX);
	tell(&o->w, &c->story);
}

void
ca_change_done(struct ca_change *c)
{
	buf_done(&c->evidence);
	buf_done(&c->message);
}

/* The story's grant has a proof that means nothing here. */
static void
prove(struct ca_change *c)
{
	AUTO_DONE(buf) told = BUF(2 * IPC_MESSAGE_MAX);
	struct status_evidence e;
	uint8_t proof[SM3_LEN];

	buf_put(&told, buf_bytes(&c->evidence));
	must(status_evidence_parse(buf_bytes(&told), &e));
	must(proof_code(
	    c->o->w.f.gm, BYTES_ARRAY(c->o->shared), e.grant_der, proof));
	buf_truncate(&c->evidence, 0);
	status_evidence_encode_code(
	    &c->evidence, e.grant_der, proof, e.instruction.der);
}

void
ca_change_put(struct ca_change *c)
{
	const struct status_story *s = &c->story;

	buf_truncate(&c->message, 0);
	buf_block(&c->message, buf_bytes(&c->evidence));
	buf_u8(&c->message, (uint8_t)s->count);
	for (size_t i = 0; i < s->count; i++)
		buf_block(&c->message, s->about[i]->cert.der);
	must(buf_status(&c->message));
}

void
ca_change_write(struct ca_change *c)
{
	buf_truncate(&c->evidence, 0);
	status_story_write(&c->story, &c->evidence);
	if (c->story.kind == STATUS_BY_CODE)
		prove(c);
	must(buf_status(&c->evidence));
	ca_change_put(c);
}

/* --- attacks --- */

static struct people *
people_of(struct ca_change *c)
{
	return &c->o->w;
}

static void
without_evidence(struct ca_change *c)
{
	buf_truncate(&c->evidence, 0);
	ca_change_put(c);
}

static void
cut_evidence(struct ca_change *c)
{
	buf_truncate(&c->evidence, c->evidence.len - 1);
	ca_change_put(c);
}

static void
append_to_evidence(struct ca_change *c)
{
	buf_u8(&c->evidence, 0);
	ca_change_put(c);
}

static void
hold_by_another(struct ca_change *c)
{
	c->story.signed_by = &people_of(c)->other_holder;
}

static void
code_guessed(struct ca_change *c)
{
	c->story.signed_by = &people_of(c)->other_code;
}

/* With the web process's own word for it. */
static void
without_proof(struct ca_change *c)
{
	struct status_evidence e;
	AUTO_DONE(buf) told = BUF(2 * IPC_MESSAGE_MAX);
	const uint8_t zeros[SM3_LEN] = {0};

	buf_put(&told, buf_bytes(&c->evidence));
	must(status_evidence_parse(buf_bytes(&told), &e));
	buf_truncate(&c->evidence, 0);
	status_evidence_encode_code(
	    &c->evidence, e.grant_der, zeros, e.instruction.der);
	ca_change_put(c);
}

/* The proof of the grant as it was made, for one that says more. */
static void
widened_grant(struct ca_change *c)
{
	struct status_evidence e;
	AUTO_DONE(buf) told = BUF(2 * IPC_MESSAGE_MAX);
	AUTO_DONE(buf) grant = BUF(CODE_GRANT_DER_MAX);

	buf_put(&told, buf_bytes(&c->evidence));
	must(status_evidence_parse(buf_bytes(&told), &e));
	e.grant.not_after += 3600;
	code_grant_encode(&grant, &e.grant);
	buf_truncate(&c->evidence, 0);
	status_evidence_encode_code(
	    &c->evidence, buf_bytes(&grant), e.proof, e.instruction.der);
	ca_change_put(c);
}

static void
by_an_administrator(struct ca_change *c)
{
	c->story.signed_by = &people_of(c)->business;
}

static void
by_a_stranger(struct ca_change *c)
{
	c->story.signed_by = &people_of(c)->foreign_op;
}

static void
about_others(struct ca_change *c)
{
	c->story.about[0] = &people_of(c)->other_holder;
}

static void
about_a_stranger(struct ca_change *c)
{
	status_story_about(&c->story, &people_of(c)->foreign_op, NULL);
}

static void
about_oneself(struct ca_change *c)
{
	status_story_about(&c->story, c->story.signed_by, NULL);
}

static void
about_the_new_pair(struct ca_change *c)
{
	c->story.about[0] = &people_of(c)->renewed;
	c->story.count = 1;
}

static void
about_nothing(struct ca_change *c)
{
	c->story.count = 0;
}

static void
about_too_many(struct ca_change *c)
{
	for (size_t i = 0; i <= STATUS_SERIALS_MAX; i++)
		c->story.about[i] = c->story.about[0];
	c->story.count = STATUS_SERIALS_MAX + 1;
	ca_change_put(c);
}

static void
long_ago(struct ca_change *c)
{
	c->story.instruction.at -= INSTRUCTION_TTL_S + 1;
}

static void
append_to_message(struct ca_change *c)
{
	buf_u8(&c->message, 0);
}

static void
cut_message(struct ca_change *c)
{
	buf_truncate(&c->message, c->message.len - 1);
}

#define HOLD status_story_tell_hold
#define RELEASE status_story_tell_release
#define REVOCATION status_story_tell_revocation
#define DISMISSAL status_story_tell_dismissal
#define REPLACEMENT status_story_tell_replacement

const struct ca_change_attack ca_change_attacks[] = {
    {"no evidence", REVOCATION, NULL, without_evidence, ERR_EVIDENCE_MISSING},
    {"cut evidence", REVOCATION, NULL, cut_evidence, ERR_EVIDENCE_SYNTAX},
    {"evidence and more", HOLD, NULL, append_to_evidence, ERR_EVIDENCE_SYNTAX},
    {"a hold by another holder's key", HOLD, hold_by_another, NULL,
	ERR_EVIDENCE_FORGED},
    {"a hold of long ago", HOLD, long_ago, NULL, ERR_EVIDENCE_EXPIRED},
    {"a guessed code", RELEASE, code_guessed, NULL, ERR_EVIDENCE_FORGED},
    {"a code of nobody's", RELEASE, NULL, without_proof, ERR_EVIDENCE_FORGED},
    {"a grant that says more", RELEASE, NULL, widened_grant,
	ERR_EVIDENCE_FORGED},
    {"a release of another certificate", RELEASE, about_others, NULL,
	ERR_EVIDENCE_HOLDER},
    {"a revocation by an administrator", REVOCATION, by_an_administrator, NULL,
	ERR_EVIDENCE_ROLE},
    {"a revocation by a stranger", REVOCATION, by_a_stranger, NULL,
	ERR_CERT_UNTRUSTED},
    {"a revocation of others than ordered", REVOCATION, about_others, NULL,
	ERR_EVIDENCE_HOLDER},
    {"a revocation of a stranger", REVOCATION, about_a_stranger, NULL,
	ERR_CERT_UNTRUSTED},
    {"a dismissal by a stranger", DISMISSAL, by_a_stranger, NULL,
	ERR_CERT_UNTRUSTED},
    {"a dismissal of oneself", DISMISSAL, about_oneself, NULL,
	ERR_EVIDENCE_ONE_PERSON},
    {"the new pair replaced by itself", REPLACEMENT, about_the_new_pair, NULL,
	ERR_EVIDENCE_FORGED},
    {"another holder's replaced", REPLACEMENT, about_others, NULL,
	ERR_EVIDENCE_HOLDER},
    {"of no certificate", HOLD, about_nothing, NULL, ERR_BAD_MESSAGE},
    {"of too many", REVOCATION, NULL, about_too_many, ERR_BAD_MESSAGE},
    {"a message and more", HOLD, NULL, append_to_message, ERR_BAD_MESSAGE},
    {"a message cut short", HOLD, NULL, cut_message, ERR_BAD_MESSAGE},
};
const size_t ca_change_attack_count = COUNT(ca_change_attacks);
