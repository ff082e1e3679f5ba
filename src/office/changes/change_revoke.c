/* SPDX-License-Identifier: Apache-2.0 */
#include "office/changes/change_revoke.h"

#include <stdio.h>
#include <string.h>

static enum err
find_certificate(struct db *db, const struct change_revoke_wanted *w,
    struct certificate *ret_c)
{
	struct certificate_status s;
	enum err e = certificate_status(db, w->serial, &s);

	if (e == ERR_NOT_FOUND || strcmp(s.account, w->account->id) != 0)
		return ERR_CERT_UNKNOWN;
	TRY(e);
	TRY(certificate_by_serial(db, w->serial, ret_c));
	if (strcmp(certificate_usage(ret_c), "sign") != 0)
		return ERR_CERT_UNKNOWN;
	return s.state == CERTIFICATE_REVOKED ? ERR_CERT_REVOKED : ERR_OK;
}

static enum err
read_reason(const char *name, enum crl_reason *ret_reason)
{
	enum crl_reason reason;

	if (crl_reason_find(name, &reason) != ERR_OK || reason == CRL_HOLD)
		return ERR_BAD_REQUEST;
	*ret_reason = reason;
	return ERR_OK;
}

static enum err
check_instruction(struct gm *gm, const struct change_revoke_wanted *w,
    enum crl_reason reason, const struct certificate *c)
{
	struct signed_instruction s;
	const struct instruction *i = &s.instruction;
	struct cert cert;

	TRY(signed_instruction_parse(w->instruction, &s));
	if (i->verb != INSTRUCTION_REVOKE || i->reason != reason ||
	    strcmp(i->user_name, w->account->user_name) != 0 ||
	    strcmp(i->subject, w->serial) != 0)
		return ERR_EVIDENCE_HOLDER;
	TRY(instruction_check_time(i, w->now));
	TRY(cert_parse(buf_bytes(&c->der), &cert));
	return signed_instruction_verify(gm, &s, &cert.key);
}

enum err
change_revoke_check(struct gm *gm, struct db *db,
    const struct change_revoke_wanted *w, struct change *c)
{
	AUTO_DONE(certificate) cert = {0};
	enum crl_reason reason;

	TRY(read_reason(w->reason, &reason));
	TRY(find_certificate(db, w, &cert));
	if (w->instruction.len > 0)
		TRY(check_instruction(gm, w, reason, &cert));
	snprintf(c->fields.serial, sizeof(c->fields.serial), "%s", w->serial);
	snprintf(c->fields.reason, sizeof(c->fields.reason), "%s",
	    crl_reason_name(reason));
	buf_truncate(&c->instruction, 0);
	buf_put(&c->instruction, w->instruction);
	return buf_status(&c->instruction);
}
