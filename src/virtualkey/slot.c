/* SPDX-License-Identifier: Apache-2.0 */
#include "virtualkey/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "card/apdu.h"

#define TRACE_MODE 0600
#define GARBAGE_MAX 64 /* octets */
#define TOO_MANY 512   /* octets of an answer that is too long */
#define SHORT_ANSWER 1 /* octet */

void
vk_slot_init(struct vk_slot *s, struct virtual_key *key)
{
	*s = (struct vk_slot){.key = key, .plugged = true, .trace = -1};
}

void
vk_slot_done(struct vk_slot *s)
{
	if (s->trace >= 0)
		close(s->trace);
	s->trace = -1;
}

enum err
vk_slot_trace(struct vk_slot *s, const char *path)
{
	int fd = -1;

	if (path != NULL && path[0] != '\0') {
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
		    TRACE_MODE);
		if (fd < 0)
			return errno == ENOENT	 ? ERR_FILE_MISSING
			       : errno == EACCES ? ERR_FILE_DENIED
						 : ERR_FILE_WRITE;
	}
	vk_slot_done(s);
	s->trace = fd;
	s->traced = 0;
	return ERR_OK;
}

void
vk_slot_unplug(struct vk_slot *s)
{
	s->plugged = false;
	virtual_key_power_off(s->key);
}

void
vk_slot_plug(struct vk_slot *s)
{
	s->plugged = true;
}

/* A trace that cannot be written must not disturb what is traced. */
static void
trace(struct vk_slot *s, struct bytes command, struct bytes answer)
{
	char status[5] = "----";
	struct bytes data;
	uint16_t sw;

	if (s->trace < 0)
		return;
	if (card_answer_parse(answer, &data, &sw) == ERR_OK)
		snprintf(status, sizeof(status), "%04X", sw);
	dprintf(s->trace, "%llu %s %s %zu %zu\n",
	    (unsigned long long)++s->traced, virtual_key_command_name(command),
	    status, command.len, answer.len);
}

static enum err
mangle(struct buf *answer, enum vk_mangle how)
{
	struct random r = random_system();
	uint8_t len, *room;

	switch (how) {
	case VK_GARBAGE:
		TRY(random_fill(r, &len, sizeof(len)));
		buf_truncate(answer, 0);
		room = buf_extend(answer, len % GARBAGE_MAX + 1);
		return room == NULL ? buf_status(answer)
				    : random_fill(r, room, answer->len);
	case VK_SHORT:
		buf_truncate(answer, SHORT_ANSWER);
		return ERR_OK;
	case VK_LONG:
		room = buf_insert(answer, answer->len - 2, TOO_MANY);
		return room == NULL ? buf_status(answer)
				    : random_fill(r, room, TOO_MANY);
	case VK_MANGLE_NONE:
		break;
	}
	return ERR_OK;
}

static enum err
do_command(struct vk_slot *s, struct bytes command,
    const struct vk_effect *effect, struct buf *answer)
{
	if (effect->reset)
		virtual_key_reset(s->key);
	if (effect->status != 0) {
		buf_u16(answer, effect->status);
		return buf_status(answer);
	}
	TRY(virtual_key_transmit(s->key, command, answer));
	return mangle(answer, effect->mangle);
}

void
vk_slot_command(struct vk_slot *s, struct bytes command, struct buf *answer,
    uint32_t *ret_slow_ms)
{
	const struct vk_effect effect =
	    vk_faults_next(&s->faults, virtual_key_command_name(command));
	AUTO_DONE(buf) got = BUF(VK_SLOT_ANSWER_MAX);
	bool pulled = effect.unplug_before;

	if (!pulled)
		pulled = do_command(s, command, &effect, &got) != ERR_OK ||
			 effect.unplug_after;
	trace(s, command, buf_bytes(&got));
	*ret_slow_ms = effect.slow_ms;
	if (pulled)
		vk_slot_unplug(s);
	else
		buf_put(answer, buf_bytes(&got));
}
