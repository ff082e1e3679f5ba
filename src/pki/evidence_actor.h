/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom the checks of evidence believe: certificates of the trusted issuing CA,
 * and members of staff by what they signed. For evidence_check.c and
 * status_evidence_check.c; each function takes the trust that its caller was
 * given.
 */
#ifndef PKI_EVIDENCE_ACTOR_H
#define PKI_EVIDENCE_ACTOR_H

#include "pki/evidence.h"

/* The issuing CA itself: under the root if that is given, else by its time
 * alone. CERT_UNTRUSTED, CERT_SIGNATURE, CERT_NOT_YET_VALID, CERT_EXPIRED. */
MUST_USE enum err evidence_trust_check(
    struct gm *gm, const struct evidence_trust *t);

/* Signed by the issuing CA, and no CA's; whatever became of it.
 * CERT_UNTRUSTED, CERT_SIGNATURE, CERT_USAGE. */
MUST_USE enum err evidence_certificate_issued(
    struct gm *gm, const struct evidence_trust *t, const struct cert *cert);

/* The same, valid now and not revoked. Also CERT_NOT_YET_VALID, CERT_EXPIRED,
 * CERT_REVOKED. */
MUST_USE enum err evidence_certificate_counts(
    struct gm *gm, const struct evidence_trust *t, const struct cert *cert);

/* A holder's signing certificate, and nothing besides. */
bool evidence_is_holder_signing(const struct cert *cert);

/* Who signed an act, as their certificate names them. Borrows the act. */
struct evidence_actor {
	const struct signed_act *act;
	enum staff_role role;
	struct name name;
};

/*
 * An act of this verb by a member of staff, whatever it is about.
 * EVIDENCE_ROLE: not staff; EVIDENCE_FORGED: the signature, another verb, or a
 * time that is ahead, or when the certificate was not valid; what
 * evidence_certificate_counts says, and CERT_SYNTAX.
 */
MUST_USE enum err evidence_actor_of(struct gm *gm,
    const struct evidence_trust *t, const struct signed_act *a,
    enum act_verb verb, struct evidence_actor *ret_actor);

/* Is it the certificate of this person? They may have had several, by name or
 * by key. */
bool evidence_actor_is(
    const struct evidence_actor *actor, const struct cert *cert);

#endif
