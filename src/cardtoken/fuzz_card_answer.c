/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hostile card: its answers are the input, each with its length in two
 * octets before it; then it falls silent.
 */
#include <stdlib.h>

#include "cardtoken/testing_calls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
transmit(void *self, struct bytes command, struct buf *answer)
{
	struct reader *rest = self;
	struct bytes octets;
	uint16_t len;

	(void)command;
	if (reader_u16(rest, &len) != ERR_OK ||
	    reader_take(rest, len, &octets) != ERR_OK)
		return false;
	buf_put(answer, octets);
	return buf_status(answer) == ERR_OK;
}

static void
reset(void *self)
{
	(void)self;
}

static void
told(void *arg, const char *call, uint32_t sar)
{
	(void)arg, (void)call;
	if (sar == 1) /* CHANNEL_FORGOTTEN stays inside */
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gm *gm;
	struct reader rest = reader_of(BYTES(data, size));
	struct testing_world w = {.slots = {{.name = TESTING_READER,
				      .here = true,
				      .card = {transmit, reset, &rest}}}};

	if (gm == NULL && gm_new(&gm) != ERR_OK)
		abort();
	testing_every_call(gm, &w, told, NULL);
	return 0;
}
