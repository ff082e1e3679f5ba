/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/status.h"

#include "base/file.h"
#include "office/process/control.h"
#include "office/process/control_socket.h"

static const char *const states[] = {
    [MEMBER_STARTING] = "starting",
    [MEMBER_READY] = "ready",
    [MEMBER_WAITING] = "waiting",
    [MEMBER_ABSENT] = "absent",
};

const char *
member_state_name(enum member_state s)
{
	return states[s];
}

void
office_status_encode(struct buf *b, const struct office_status *s)
{
	buf_u64(b, (uint64_t)s->running_s);
	buf_u32(b, s->pid);
	buf_text(b, s->url);
	for (size_t i = 0; i < CHILD_COUNT; i++) {
		buf_u8(b, (uint8_t)s->members[i].state);
		buf_u32(b, s->members[i].pid);
		buf_u32(b, s->members[i].restarts);
	}
}

static enum err
parse_member(struct reader *r, struct member_status *ret_m)
{
	uint8_t state;

	TRY(reader_u8(r, &state));
	TRY(reader_u32(r, &ret_m->pid));
	TRY(reader_u32(r, &ret_m->restarts));
	if (state >= COUNT(states))
		return ERR_BAD_MESSAGE;
	ret_m->state = (enum member_state)state;
	return ERR_OK;
}

enum err
office_status_parse(struct bytes body, struct office_status *ret_s)
{
	struct reader r = reader_of(body);
	struct office_status s = {0};
	uint64_t running;

	TRY(reader_u64(&r, &running));
	TRY(reader_u32(&r, &s.pid));
	TRY(reader_text(&r, s.url, sizeof(s.url)));
	for (size_t i = 0; i < CHILD_COUNT; i++)
		TRY(parse_member(&r, &s.members[i]));
	TRY(reader_end(&r));
	if (running > INT32_MAX)
		return ERR_BAD_MESSAGE;
	s.running_s = (int64_t)running;
	*ret_s = s;
	return ERR_OK;
}

enum err
office_status_ask(const char *dir, struct office_status *ret_s)
{
	const struct control_message question = {.type = CONTROL_STATUS};
	struct control_message answer;

	if (!office_config_exists(dir))
		return ERR_OFFICE_MISSING;
	TRY(control_socket_ask(dir, &question, &answer));
	return office_status_parse(BYTES(answer.body, answer.body_len), ret_s);
}
