/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/account_state.h"

#include <string.h>

#include "base/own.h"

static const struct {
	const char *name, *text[2];
} names[] = {
    [0] = {"", {"", ""}},
    [ACCOUNT_UNCONFIRMED] = {"unconfirmed", {"邮箱待确认", "unconfirmed"}},
    [ACCOUNT_SUBMITTED] = {"submitted", {"待录入", "submitted"}},
    [ACCOUNT_ENTERED] = {"entered", {"待审核", "entered"}},
    [ACCOUNT_APPROVED] = {"approved", {"审核通过", "approved"}},
    [ACCOUNT_ACTIVE] = {"active", {"已激活", "active"}},
    [ACCOUNT_REJECTED] = {"rejected", {"审核不通过", "rejected"}},
    [ACCOUNT_RETURNED] = {"returned", {"退回补正", "returned"}},
};

static const struct {
	enum account_state from;
	enum account_event event;
	enum account_state to;
} moves[] = {
    {ACCOUNT_UNCONFIRMED, ACCOUNT_CONFIRM, ACCOUNT_SUBMITTED},
    {ACCOUNT_SUBMITTED, ACCOUNT_ENTER, ACCOUNT_ENTERED},
    {ACCOUNT_SUBMITTED, ACCOUNT_REJECT, ACCOUNT_REJECTED},
    {ACCOUNT_SUBMITTED, ACCOUNT_RETURN, ACCOUNT_RETURNED},
    {ACCOUNT_ENTERED, ACCOUNT_APPROVE, ACCOUNT_APPROVED},
    {ACCOUNT_ENTERED, ACCOUNT_REJECT, ACCOUNT_REJECTED},
    {ACCOUNT_ENTERED, ACCOUNT_RETURN, ACCOUNT_RETURNED},
    {ACCOUNT_APPROVED, ACCOUNT_RETURN, ACCOUNT_RETURNED},
    {ACCOUNT_RETURNED, ACCOUNT_CORRECT, ACCOUNT_SUBMITTED},
    {ACCOUNT_APPROVED, ACCOUNT_RESEND, ACCOUNT_APPROVED},
    {ACCOUNT_APPROVED, ACCOUNT_ACTIVATE, ACCOUNT_ACTIVE},
};

const char *
account_state_name(enum account_state s)
{
	return names[s].name;
}

enum account_state
account_state_find(const char *name)
{
	for (size_t i = 1; i < COUNT(names); i++)
		if (strcmp(names[i].name, name) == 0)
			return (enum account_state)i;
	return 0;
}

const char *
account_state_text(enum account_state s, enum lang l)
{
	return names[s].text[l];
}

enum err
account_state_next(enum account_state from, enum account_event event,
    enum account_state *ret_to)
{
	for (size_t i = 0; i < COUNT(moves); i++) {
		if (moves[i].from == from && moves[i].event == event) {
			*ret_to = moves[i].to;
			return ERR_OK;
		}
	}
	return ERR_ACCOUNT_STATE;
}
