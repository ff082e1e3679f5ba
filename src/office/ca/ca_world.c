/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/ca_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
must(bool holds)
{
	if (!holds)
		abort();
}

int
ca_world_set_up(void **state)
{
	struct ca_world *w = calloc(1, sizeof(*w));

	must(w != NULL);
	snprintf(w->dir, sizeof(w->dir), "/tmp/test-ca-XXXXXX");
	must(mkdtemp(w->dir) != NULL);
	must(file_path(w->ledger, w->dir, "ledger") == ERR_OK);
	ca_office_init(&w->o, FIXTURE_NOW);
	ca_office_open(&w->o, w->ledger, &w->ca);
	*state = w;
	return 0;
}

int
ca_world_tear_down(void **state)
{
	struct ca_world *w = *state;

	ca_done(&w->ca);
	ca_office_done(&w->o);
	unlink(w->ledger);
	rmdir(w->dir);
	free(w);
	return 0;
}

void
ca_world_restart(struct ca_world *w)
{
	ca_done(&w->ca);
	ca_office_open(&w->o, w->ledger, &w->ca);
}

void
ca_world_frame(enum ipc_type type, struct bytes content, struct buf *b)
{
	buf_u16(b, (uint16_t)type);
	buf_u16(b, 0);
	buf_u32(b, 7);
	buf_put(b, content);
	must(buf_status(b) == ERR_OK);
}

enum err
ca_world_open(enum ipc_type type, struct bytes answer, struct buf *b)
{
	struct reader r = reader_of(answer);
	uint16_t t, err;
	uint32_t id;

	must(reader_u16(&r, &t) == ERR_OK && t == type);
	must(reader_u16(&r, &err) == ERR_OK && err < ERR_COUNT);
	must(reader_u32(&r, &id) == ERR_OK && id == 7);
	must(err == ERR_OK || r.rest.len == 0);
	if (b != NULL)
		buf_put(b, r.rest);
	return (enum err)err;
}

enum err
ca_world_ask(
    struct ca_world *w, enum ipc_type type, struct bytes content, struct buf *b)
{
	AUTO_DONE(buf) message = BUF(2 * IPC_MESSAGE_MAX);
	struct buf answer = BUF(IPC_MESSAGE_MAX);
	struct ipc_service service = ca_service(&w->ca);
	struct bytes m;
	enum err err;

	ca_world_frame(type, content, &message);
	m = buf_bytes(&message);
	must(ipc_answer(&service, &m, &answer, 1) == ERR_OK);
	err = ca_world_open(type, buf_bytes(&answer), b);
	buf_done(&answer);
	return err;
}

enum err
ca_world_ask_case(struct ca_world *w, struct ca_case *c, struct buf *b)
{
	return ca_world_ask(w, c->staff ? IPC_CA_SIGN_ONE : IPC_CA_SIGN_PAIR,
	    buf_bytes(&c->message), b);
}

void
ca_world_change(struct ca_world *w, const struct cert *cert, enum status status)
{
	struct ledger_change c = {.status = status,
	    .reason =
		status == STATUS_REVOKED ? CRL_SUPERSEDED : CRL_UNSPECIFIED,
	    .at = w->o.w.f.now,
	    .count = 1,
	    .serial = {cert->serial},
	    .not_after = {cert->not_after}};
	struct ledger_standing s;

	must(gm_random(w->o.w.f.gm, c.id, sizeof(c.id)) == ERR_OK);
	must(ledger_note_change(w->ca.ledger, &c, &s) == ERR_OK);
	must(s.status == status);
}
