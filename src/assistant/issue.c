/* SPDX-License-Identifier: Apache-2.0 */
/* 证书签发: the first pair, after approval. */
#include <string.h>

#include "assistant/obtain.h"
#include "assistant/office.h"

/* Is there something to issue, as far as the office says? */
static enum err
check_account(struct assistant *a, struct account_state *ret_s)
{
	TRY(office_holder(a, ret_s));
	if (ret_s->code_open)
		return ERR_OK;
	return strcmp(ret_s->state, "active") == 0 ? ERR_PAIR_EXISTS
						   : ERR_ACCOUNT_STATE;
}

static enum err
obtain(struct obtaining *o, const struct issue_request *r,
    struct holder_pair *ret_pair)
{
	AUTO(sm2_key) code_key = NULL;
	struct signer_key holder;
	struct signer evidence;
	struct account_state s;

	TRY(check_account(o->a, &s));
	TRY(authorisation_key(o->a->gm, s.user_name, r->code, &code_key));
	holder = (struct signer_key){o->a->gm, code_key};
	evidence = signer_of_key(&holder);
	TRY(obtaining_begin(o, &(struct obtaining_plan){.verb = ASK_ISSUE,
				   .user_name = s.user_name}));
	TRY(obtaining_ask(o, &evidence));
	return obtaining_finish(o, ret_pair);
}

enum err
assistant_issue(struct assistant *a, const struct issue_request *r,
    struct holder_pair *ret_pair)
{
	AUTO_DONE(obtaining) o = {0};
	bool found;

	failure_clear(a);
	TRY(obtaining_init(a, &(struct carrier_pin){r->carrier, r->pin}, &o));
	TRY(obtaining_check(&o));
	TRY(assistant_need_office(a));
	TRY(obtaining_resume(&o, ASK_ISSUE, &found, ret_pair));
	return found ? ERR_OK : obtaining_or_undo(&o, obtain(&o, r, ret_pair));
}
