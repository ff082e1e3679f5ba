/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the tests of status evidence: stories of why certificates are put on
 * hold, released or revoked, which a test changes before they are written down.
 * Every function ends the test if it fails.
 */
#ifndef PKI_STATUS_STORY_H
#define PKI_STATUS_STORY_H

#include "pki/status_evidence.h"
#include "pki/story.h"

struct status_story {
	struct people *w;
	enum status_evidence_kind kind;
	struct instruction instruction;
	struct code_grant grant;
	struct status_order order;
	struct act act;
	struct confirm confirm;
	struct party *signed_by;   /* instruction, act or confirmation */
	struct party *certificate; /* in the evidence: holder, replaced */
	struct bytes act_object;   /* empty: the order */
	bool proofless, disproved; /* nobody to ask; who says no */
	/* What the evidence is said to speak of. */
	const struct party *about[STATUS_SERIALS_MAX + 1];
	size_t count;
	struct evidence_trust trust;
	void (*tamper)(struct status_evidence *e); /* after it is parsed */
};

/* Good ones: the holder holds their pair; releases it by a code; an operator
 * revokes it; business dismisses op1; the holder confirmed the renewed pair. */
void status_story_tell_hold(struct people *w, struct status_story *s);
void status_story_tell_release(struct people *w, struct status_story *s);
void status_story_tell_revocation(struct people *w, struct status_story *s);
void status_story_tell_dismissal(struct people *w, struct status_story *s);
void status_story_tell_replacement(struct people *w, struct status_story *s);

/* It is about these: in instruction, grant and order, and in what is asked.
 * The second may be NULL. */
void status_story_about(struct status_story *s, const struct party *first,
    const struct party *second);

/* The certificate that a confirmation speaks of. */
void status_story_confirm(struct status_story *s, struct party *new_one);

/* What is said, signed and put together; added to out. */
void status_story_write(struct status_story *s, struct buf *out);

/* Write it down, and have it checked. */
enum err status_story_check(
    struct status_story *s, struct status_grant *ret_grant);

#endif
