/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/basis.h"

#include "office/http/session.h"

static const struct basis rows[] = {
    {.verb = ASK_ISSUE,
	.kind = EVIDENCE_APPROVAL,
	.sessions = SESSION_HOLDER,
	.state = ACCOUNT_APPROVED,
	.code = true,
	.again = ERR_PAIR_EXISTS,
	.find = basis_code_find_issue,
	.verify = basis_code_verify,
	.recheck = basis_code_recheck,
	.is_same = basis_code_is_same,
	.encode = basis_code_encode,
	.name_holder = basis_record_name},
    {.verb = ASK_EXCHANGE,
	.kind = EVIDENCE_CONTINUITY,
	.sessions = SESSION_CERTIFICATE,
	.state = ACCOUNT_ACTIVE,
	.again = ERR_OPERATION_PENDING,
	.find = basis_key_find,
	.verify = basis_key_verify,
	.recheck = basis_key_recheck,
	.is_same = basis_key_is_same,
	.encode = basis_key_encode,
	.name_holder = basis_key_name},
    {.verb = ASK_EXCHANGE,
	.kind = EVIDENCE_APPROVAL,
	.sessions = SESSION_ACCOUNT,
	.state = ACCOUNT_ACTIVE,
	.code = true,
	.again = ERR_PAIR_EXISTS,
	.find = basis_code_find_reissue,
	.verify = basis_code_verify,
	.recheck = basis_code_recheck,
	.is_same = basis_code_is_same,
	.encode = basis_code_encode,
	.name_holder = basis_record_name},
    {.verb = ASK_EXCHANGE,
	.kind = EVIDENCE_MIGRATION,
	.sessions = SESSION_EXCHANGE,
	.state = ACCOUNT_APPROVED,
	.again = ERR_PAIR_EXISTS,
	.find = basis_old_find,
	.verify = basis_old_verify,
	.recheck = basis_old_recheck,
	.is_same = basis_old_is_same,
	.encode = basis_old_encode,
	.name_holder = basis_old_name},
    {.verb = ASK_UPDATE,
	.kind = EVIDENCE_CHANGE,
	.sessions = SESSION_CERTIFICATE,
	.state = ACCOUNT_ACTIVE,
	.again = ERR_OPERATION_PENDING,
	.find = basis_key_find_change,
	.verify = basis_key_verify,
	.recheck = basis_key_recheck_change,
	.is_same = basis_key_is_same_change,
	.encode = basis_key_encode_change,
	.name_holder = basis_record_name},
    {.verb = ASK_UPDATE,
	.kind = EVIDENCE_CONTINUITY,
	.sessions = SESSION_CERTIFICATE,
	.state = ACCOUNT_ACTIVE,
	.again = ERR_OPERATION_PENDING,
	.find = basis_key_find_renewal,
	.verify = basis_key_verify,
	.recheck = basis_key_recheck,
	.is_same = basis_key_is_same,
	.encode = basis_key_encode,
	.name_holder = basis_key_name},
};

void
grounds_done(struct grounds *g)
{
	stored_act_done(&g->entry);
	stored_act_done(&g->decision);
	stored_act_done(&g->resend);
	certificate_done(&g->stored);
	legacy_holder_done(&g->old_holder);
	legacy_signed_done(&g->order);
}

/* Has the account the state that this row wants? Whoever has certificates is
 * told that by its name. */
static enum err
check_account(const struct basis *b, const struct account *a)
{
	if (a->state == b->state)
		return ERR_OK;
	return b->verb == ASK_ISSUE && a->state == ACCOUNT_ACTIVE
		   ? ERR_PAIR_EXISTS
		   : ERR_ACCOUNT_STATE;
}

enum err
grounds_find(struct db *db, struct grounds *g)
{
	const struct obtain_request *r = g->request;

	for (size_t i = 0; i < COUNT(rows); i++) {
		enum err e;

		if (rows[i].verb != r->verb ||
		    (rows[i].sessions & r->session) == 0)
			continue;
		g->basis = &rows[i];
		TRY(check_account(g->basis, r->account));
		e = rows[i].find(db, g);
		if (e != ERR_NOT_FOUND)
			return e;
	}
	return ERR_SESSION_SCOPE;
}
