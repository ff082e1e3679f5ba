/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "office/audit/verify_private.h"

static bool
is_of_the_machine(enum err e)
{
	return e == ERR_NOMEM || e == ERR_CRYPTO || e == ERR_STORE ||
	       e == ERR_STORE_CONFLICT || e == ERR_DISK_FULL;
}

enum err
verify_bad(struct verify *v, const char *about, const char *why, enum err cause)
{
	if (is_of_the_machine(cause))
		return cause;
	snprintf(
	    v->report->bad_about, sizeof(v->report->bad_about), "%s", about);
	v->report->why = why;
	v->report->cause = cause;
	return ERR_AUDIT_BROKEN;
}

/* That the office's certificates belong together, each at its beginning:
 * what was signed then is not undone by their end. */
static enum err
check_trust(struct verify *v)
{
	const struct audit_trust *t = v->trust;

	TRY(cert_issuing_verify(
	    v->gm, t->issuing, t->root, t->issuing->not_before));
	TRY(cert_chain_verify(
	    v->gm, t->audit, t->issuing, t->root, t->audit->not_before));
	if (!cert_has_eku(t->audit, OID_SERVICE_AUDIT))
		return ERR_CERT_USAGE;
	return sm2_verifier_new(v->gm, &t->issuing->key, &v->issuing_key);
}

static enum err
check_all(struct verify *v)
{
	TRY(check_trust(v));
	TRY(verify_chain(v));
	TRY(verify_certificates(v));
	TRY(verify_pairs_whole(v));
	TRY(verify_statuses(v));
	return verify_tokens(v);
}

enum err
audit_verify(struct gm *gm, struct db *db, const struct audit_trust *trust,
    struct audit_report *reterr_report)
{
	struct verify v = {
	    .gm = gm, .db = db, .trust = trust, .report = reterr_report};
	enum err err;

	*reterr_report = (struct audit_report){0};
	buf_init(&v.evidence_ids, SIZE_MAX / 2);
	err = check_all(&v);
	sm2_verifier_free(v.issuing_key);
	buf_done(&v.evidence_ids);
	return err;
}
