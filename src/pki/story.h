/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the tests of evidence: an office's people, and stories of how a
 * certificate came to be asked for, which a test changes before they are
 * written down as evidence. Every function ends the test if it fails.
 */
#ifndef PKI_STORY_H
#define PKI_STORY_H

#include "pki/fixture.h"

#define STORY_DAY_S 86400

/* People and keys; what a case uses and changes is in struct story. */
struct people {
	struct fixture f, stranger; /* another office altogether */
	struct party op1, op2, op3, super, business, audit_admin, auditor;
	struct party op1_again;	  /* op1's name, another key */
	struct party op1_renamed; /* op1's key, another name */
	struct party foreign_op, expired_op;
	struct party holder, holder_encrypt, other_holder, key_centre;
	struct party renewed, renewed_encrypt; /* the holder's next pair */
	struct party code, other_code;	       /* what the mailed codes give */
	struct party applicant;		       /* the new key */
};

/* What happened, in order; the good one is made by story_tell_approval and so
 * on. */
struct story {
	struct people *w;
	struct record record;
	struct act entry, review, resend;
	struct ask ask;
	struct party *entry_by, *review_by, *resend_by, *ask_by, *request_by;
	struct bytes entry_object, review_object; /* empty: the record */
	bool resent;
	bool other_request;	  /* the ask and the act mean another one */
	struct bytes certificate; /* of continuity and change */
	struct evidence_trust trust;
	void (*tamper)(struct evidence *e); /* after it is parsed */
};

void people_init(struct people *w);
void people_init_at(struct people *w, int64_t now);
void people_done(struct people *w);

/* A good story of each kind. */
void story_tell_approval(struct people *w, struct story *s);
void story_tell_continuity(struct people *w, struct story *s);
void story_tell_appointment(struct people *w, struct story *s);
void story_tell_change(struct people *w, struct story *s);

/* What is said, signed and put together; added to out. */
typedef void story_write(struct story *s, struct buf *out);
void story_write_approval(struct story *s, struct buf *out);
void story_write_continuity(struct story *s, struct buf *out);
void story_write_appointment(struct story *s, struct buf *out);
void story_write_change(struct story *s, struct buf *out);

/* Write the story down, as evidence and request, and have it checked. */
enum err story_check(
    struct story *s, story_write *write, struct evidence_grant *ret_grant);

#endif
