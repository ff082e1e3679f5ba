/* SPDX-License-Identifier: Apache-2.0 */
#include "cardtoken/testing_key.h"

#include <stdlib.h>
#include <string.h>

static bool
transmit(void *self, struct bytes command, struct buf *answer)
{
	struct testing_key *k = self;
	const char *name = virtual_key_command_name(command);
	size_t start = answer->len;

	if (k->traced < TESTING_TRACE) {
		k->classes[k->traced] = command.p[0];
		k->trace[k->traced++] = name;
	}
	if (virtual_key_transmit(k->key, command, answer) != ERR_OK)
		return false;
	if (k->lie_about != NULL && strcmp(k->lie_about, name) == 0)
		k->lie(answer, start);
	return true;
}

static void
reset(void *self)
{
	virtual_key_reset(((struct testing_key *)self)->key);
}

void
testing_key_start(struct testing_key *k, bool short_only)
{
	const struct virtual_key_options o = {.short_only = short_only};

	memset(k, 0, sizeof(*k));
	if (virtual_key_open(&o, &k->key) != ERR_OK)
		abort();
	virtual_key_power_on(k->key);
	k->world.slots[0] = (struct testing_slot){
	    .name = TESTING_READER, .here = true, .card = {transmit, reset, k}};
}

void
testing_key_end(struct testing_key *k)
{
	virtual_key_free(k->key);
}

void
testing_key_forget(struct testing_key *k)
{
	k->traced = 0;
}

const char *
testing_key_last(const struct testing_key *k)
{
	return k->traced == 0 ? "" : k->trace[k->traced - 1];
}
