/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/basis.h"

#include "office/http/session.h"

static const struct basis_means by_code = {.kind = EVIDENCE_APPROVAL,
    .code = true,
    .again = ERR_PAIR_EXISTS,
    .verify = basis_code_verify,
    .recheck = basis_code_recheck,
    .is_same = basis_code_is_same,
    .encode = basis_code_encode,
    .name_holder = basis_record_name};
static const struct basis_means by_key = {.kind = EVIDENCE_CONTINUITY,
    .again = ERR_OPERATION_PENDING,
    .verify = basis_key_verify,
    .recheck = basis_key_recheck,
    .is_same = basis_key_is_same,
    .encode = basis_key_encode,
    .name_holder = basis_key_name};
static const struct basis_means by_change = {.kind = EVIDENCE_CHANGE,
    .again = ERR_OPERATION_PENDING,
    .verify = basis_key_verify,
    .recheck = basis_key_recheck_change,
    .is_same = basis_key_is_same_change,
    .encode = basis_key_encode_change,
    .name_holder = basis_record_name};
static const struct basis_means by_old_key = {.kind = EVIDENCE_MIGRATION,
    .again = ERR_PAIR_EXISTS,
    .verify = basis_old_verify,
    .recheck = basis_old_recheck,
    .is_same = basis_old_is_same,
    .encode = basis_old_encode,
    .name_holder = basis_old_name};

static const struct basis rows[] = {
    {ASK_ISSUE, SESSION_HOLDER, ACCOUNT_APPROVED, basis_code_find_issue,
	&by_code},
    {ASK_EXCHANGE, SESSION_CERTIFICATE, ACCOUNT_ACTIVE, basis_key_find,
	&by_key},
    {ASK_EXCHANGE, SESSION_ACCOUNT, ACCOUNT_ACTIVE, basis_code_find_reissue,
	&by_code},
    {ASK_EXCHANGE, SESSION_EXCHANGE, ACCOUNT_APPROVED, basis_old_find,
	&by_old_key},
    {ASK_UPDATE, SESSION_CERTIFICATE, ACCOUNT_ACTIVE, basis_key_find_change,
	&by_change},
    {ASK_UPDATE, SESSION_CERTIFICATE, ACCOUNT_ACTIVE, basis_key_find_renewal,
	&by_key},
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
