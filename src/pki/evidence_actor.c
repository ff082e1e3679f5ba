/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/evidence_actor.h"

#include <string.h>

enum err
evidence_trust_check(struct gm *gm, const struct evidence_trust *t)
{
	if (t->root != NULL)
		return cert_issuing_verify(gm, t->issuing, t->root, t->now);
	return cert_valid_at(t->issuing, t->now);
}

enum err
evidence_certificate_issued(
    struct gm *gm, const struct evidence_trust *t, const struct cert *cert)
{
	TRY(verified_check(gm, t->verified, cert,
	    &(struct verified_issuer){t->issuing, t->issuing_key}));
	return cert->ca ? ERR_CERT_USAGE : ERR_OK;
}

enum err
evidence_certificate_counts(
    struct gm *gm, const struct evidence_trust *t, const struct cert *cert)
{
	TRY(evidence_certificate_issued(gm, t, cert));
	TRY(cert_valid_at(cert, t->now));
	if (t->revoked != NULL && t->revoked(t->self, &cert->serial))
		return ERR_CERT_REVOKED;
	return ERR_OK;
}

bool
evidence_is_holder_signing(const struct cert *cert)
{
	const uint16_t signs =
	    CERT_KU_DIGITAL_SIGNATURE | CERT_KU_NON_REPUDIATION;

	for (size_t i = 0; i < cert->eku_count; i++)
		if (cert->eku[i] != OID_CLIENT_AUTH)
			return false;
	return cert->policy == OID_POLICY_HOLDER &&
	       (cert->key_usage & CERT_KU_DIGITAL_SIGNATURE) != 0 &&
	       (cert->key_usage & ~signs) == 0;
}

enum err
evidence_actor_of(struct gm *gm, const struct evidence_trust *t,
    const struct signed_act *a, enum act_verb verb,
    struct evidence_actor *ret_actor)
{
	struct evidence_actor actor = {.act = a};

	TRY(evidence_certificate_counts(gm, t, &a->certificate));
	if ((a->certificate.key_usage & CERT_KU_DIGITAL_SIGNATURE) == 0)
		return ERR_CERT_USAGE;
	actor.role = staff_role_of(&a->certificate);
	if (actor.role == ROLE_NONE)
		return ERR_EVIDENCE_ROLE;
	TRY(name_parse(a->certificate.subject, &actor.name));
	TRY(signed_act_verify(gm, a));
	if (a->act.verb != verb || a->act.at > t->now + ASK_CLOCK_SLACK_S ||
	    cert_valid_at(&a->certificate, a->act.at) != ERR_OK)
		return ERR_EVIDENCE_FORGED;
	*ret_actor = actor;
	return ERR_OK;
}

bool
evidence_actor_is(const struct evidence_actor *actor, const struct cert *cert)
{
	const struct cert *own = &actor->act->certificate;
	struct name name;

	if (sm2_public_equal(&own->key, &cert->key) ||
	    bytes_equal(own->subject, cert->subject) ||
	    cert_serial_equal(&own->serial, &cert->serial))
		return true;
	return name_parse(cert->subject, &name) == ERR_OK &&
	       strcmp(actor->name.serial_number, name.serial_number) == 0;
}
