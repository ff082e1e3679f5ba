/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/change_state.h"

#include <string.h>

#include "base/own.h"

static const struct {
	const char *name, *text[2];
} names[] = {
    [0] = {"", {"", ""}},
    [CHANGE_SUBMITTED] = {"submitted", {"已提交", "submitted"}},
    [CHANGE_ENTERED] = {"entered", {"待审核", "entered"}},
    [CHANGE_APPROVED] = {"approved", {"审核通过", "approved"}},
    [CHANGE_REJECTED] = {"rejected", {"审核不通过", "rejected"}},
    [CHANGE_RETURNED] = {"returned", {"退回补正", "returned"}},
    [CHANGE_WITHDRAWN] = {"withdrawn", {"已撤回", "withdrawn"}},
    [CHANGE_DONE] = {"done", {"已完成", "done"}},
};

static const struct {
	enum change_state from;
	enum change_event event;
	enum change_state to;
} moves[] = {
    {CHANGE_SUBMITTED, CHANGE_ENTER, CHANGE_ENTERED},
    {CHANGE_SUBMITTED, CHANGE_DECIDE, CHANGE_DONE},
    {CHANGE_SUBMITTED, CHANGE_CONFIRM, CHANGE_DONE},
    {CHANGE_SUBMITTED, CHANGE_REJECT, CHANGE_REJECTED},
    {CHANGE_SUBMITTED, CHANGE_RETURN, CHANGE_RETURNED},
    {CHANGE_SUBMITTED, CHANGE_WITHDRAW, CHANGE_WITHDRAWN},
    {CHANGE_ENTERED, CHANGE_APPROVE, CHANGE_APPROVED},
    {CHANGE_ENTERED, CHANGE_APPLY, CHANGE_DONE},
    {CHANGE_ENTERED, CHANGE_CONFIRM, CHANGE_DONE},
    {CHANGE_ENTERED, CHANGE_REJECT, CHANGE_REJECTED},
    {CHANGE_ENTERED, CHANGE_RETURN, CHANGE_RETURNED},
    {CHANGE_ENTERED, CHANGE_WITHDRAW, CHANGE_WITHDRAWN},
    {CHANGE_RETURNED, CHANGE_CORRECT, CHANGE_SUBMITTED},
    {CHANGE_RETURNED, CHANGE_WITHDRAW, CHANGE_WITHDRAWN},
    {CHANGE_APPROVED, CHANGE_RESEND, CHANGE_APPROVED},
    {CHANGE_APPROVED, CHANGE_SERVE, CHANGE_DONE},
};

const char *
change_state_name(enum change_state s)
{
	return names[s].name;
}

enum change_state
change_state_find(const char *name)
{
	for (size_t i = 1; i < COUNT(names); i++)
		if (strcmp(names[i].name, name) == 0)
			return (enum change_state)i;
	return 0;
}

const char *
change_state_text(enum change_state s, enum lang l)
{
	return names[s].text[l];
}

enum err
change_state_next(
    enum change_state from, enum change_event event, enum change_state *ret_to)
{
	for (size_t i = 0; i < COUNT(moves); i++) {
		if (moves[i].from == from && moves[i].event == event) {
			*ret_to = moves[i].to;
			return ERR_OK;
		}
	}
	return ERR_CHANGE_STATE;
}
