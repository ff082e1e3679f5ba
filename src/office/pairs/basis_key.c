/* SPDX-License-Identifier: Apache-2.0 */
/* By the key of the certificate that the holder is logged in with: for the
 * same name, or for a new one that two people endorsed. */
#include <string.h>

#include "office/pairs/basis.h"
#include "office/registry/change.h"

/* Does the session's certificate count now? */
static enum err
check_current(struct db *db, const struct grounds *g)
{
	const char *serial = g->request->session_serial;
	struct certificate_status s;
	enum err e = certificate_status(db, serial, &s);

	if (e == ERR_NOT_FOUND ||
	    (e == ERR_OK && strcmp(s.account, g->request->account->id) != 0))
		return ERR_CERT_UNKNOWN;
	TRY(e);
	return certificate_status_check(&s);
}

enum err
basis_key_find(struct db *db, struct grounds *g)
{
	TRY(check_current(db, g));
	certificate_done(&g->stored);
	g->stored = (struct certificate){0};
	TRY(certificate_by_serial(db, g->request->session_serial, &g->stored));
	TRY(cert_parse(buf_bytes(&g->stored.der), &g->certificate));
	return cert_valid_at(&g->certificate, g->now);
}

int64_t
basis_renewal_opens(const struct office_config *c, int64_t not_after)
{
	return not_after - c->renew_days * 86400;
}

enum err
basis_key_find_renewal(struct db *db, struct grounds *g)
{
	TRY(basis_key_find(db, g));
	g->opens_at = basis_renewal_opens(g->config, g->certificate.not_after);
	return g->now < g->opens_at ? ERR_RENEWAL_EARLY : ERR_OK;
}

/* The acts of the change of name that was approved, and has not served. */
static enum err
find_change(struct db *db, struct grounds *g)
{
	AUTO_DONE(change) c = CHANGE_EMPTY;

	TRY(change_approved_of(db, g->request->account->id, CHANGE_NAME, &c));
	TRY(act_latest(db, c.id, ACT_ENTRY, &g->entry));
	return act_latest(db, c.id, ACT_ENDORSE, &g->decision);
}

enum err
basis_key_find_change(struct db *db, struct grounds *g)
{
	TRY(find_change(db, g));
	return basis_key_find(db, g);
}

enum err
basis_key_verify(struct gm *gm, const struct grounds *g)
{
	return signed_ask_verify(gm, g->ask, &g->certificate.key);
}

enum err
basis_key_recheck(struct db *db, const struct grounds *g)
{
	return check_current(db, g);
}

enum err
basis_key_recheck_change(struct db *db, const struct grounds *g)
{
	struct grounds now = {.request = g->request};
	enum err e = find_change(db, &now);
	bool same = e == ERR_OK && strcmp(now.decision.id, g->decision.id) == 0;

	grounds_done(&now);
	if (e == ERR_NOT_FOUND || (e == ERR_OK && !same))
		return ERR_STORE_CONFLICT;
	TRY(e);
	return check_current(db, g);
}

bool
basis_key_is_same(const struct grounds *g, const struct evidence *e)
{
	(void)g;
	(void)e;
	return false; /* each ask serves once; there may be many */
}

bool
basis_key_is_same_change(const struct grounds *g, const struct evidence *e)
{
	return e->kind == EVIDENCE_CHANGE &&
	       bytes_equal(e->review.der, buf_bytes(&g->decision.signed_der));
}

void
basis_key_encode(const struct grounds *g, struct buf *b)
{
	evidence_encode_continuity(
	    b, buf_bytes(&g->stored.der), g->request->ask);
}

void
basis_key_encode_change(const struct grounds *g, struct buf *b)
{
	evidence_encode_change(b,
	    &(struct evidence_change){.certificate = buf_bytes(&g->stored.der),
		.record = buf_bytes(&g->decision.record),
		.entry = buf_bytes(&g->entry.signed_der),
		.endorse = buf_bytes(&g->decision.signed_der),
		.ask = g->request->ask});
}

enum err
basis_key_name(const struct grounds *g, struct name *ret_subject,
    char ret_code[CERT_CREDIT_CODE_SIZE])
{
	TRY(name_parse(g->certificate.subject, ret_subject));
	memcpy(ret_code, g->certificate.credit_code, CERT_CREDIT_CODE_SIZE);
	return ERR_OK;
}
