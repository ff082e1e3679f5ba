/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages to the ca and the key centre, as a web process might send them: the
 * first octet says to which, the rest is one whole message. An office is made
 * for each run of the fuzzer, so nothing in the corpus is signed by its staff:
 * whatever gets a certificate is a finding.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "office/ca/ca_case.h"
#include "office/keycentre/service.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

const struct child_program child_programs[CHILD_COUNT] = {0};

struct target {
	struct ca_office office;
	struct ca ca;
	struct keycentre centre;
	struct ipc_service services[2];
};

static struct target *
make_target(void)
{
	struct target *t = calloc(1, sizeof(*t));
	char ledger[64];

	if (t == NULL)
		abort();
	snprintf(ledger, sizeof(ledger), "/tmp/fuzz-ipc-%d", (int)getpid());
	ca_office_init(&t->office, FIXTURE_NOW);
	ca_office_open(&t->office, ledger, &t->ca);
	unlink(ledger); /* it is open, and for this run only */
	t->centre = (struct keycentre){.gm = t->office.w.f.gm,
	    .clock = clock_system(),
	    .random = random_system(),
	    .wrap = BYTES_ARRAY(t->office.wrap),
	    .shared = BYTES_ARRAY(t->office.shared),
	    .escrow = t->office.key_centre.key,
	    .mail = *sm2_key_public(t->office.mail.key)};
	t->services[0] = ca_service(&t->ca);
	t->services[1] = keycentre_service(&t->centre);
	return t;
}

/* An answer is to what was asked, has an error that there is, and content only
 * without one. */
static enum err
check_answer(struct bytes question, struct bytes answer)
{
	struct reader r = reader_of(answer);
	uint16_t type, err;
	uint32_t id;

	if (reader_u16(&r, &type) != ERR_OK || reader_u16(&r, &err) != ERR_OK ||
	    reader_u32(&r, &id) != ERR_OK || err >= ERR_COUNT ||
	    answer.len > IPC_MESSAGE_MAX || (err != 0 && r.rest.len > 0))
		abort();
	if (question.len >= IPC_HEADER_LEN && question.len <= IPC_MESSAGE_MAX &&
	    (memcmp(question.p, answer.p, 2) != 0 ||
		memcmp(question.p + 4, answer.p + 4, 4) != 0))
		abort();
	return (enum err)err;
}

static bool
is_for_a_certificate(struct bytes question)
{
	return question.len >= 2 && question.p[0] == 0 &&
	       (question.p[1] == IPC_CA_SIGN_PAIR ||
		   question.p[1] == IPC_CA_SIGN_ONE ||
		   question.p[1] == IPC_KEYCENTRE_DELIVER ||
		   question.p[1] == IPC_KEYCENTRE_UNLOCK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct target *target; /* made once: it is slow */
	struct buf answer = BUF(IPC_MESSAGE_MAX);
	struct bytes question;
	enum err err;

	if (size == 0)
		return 0;
	if (target == NULL)
		target = make_target();
	question = BYTES(data + 1, size - 1);
	if (ipc_answer(&target->services[data[0] % 2], &question, &answer, 1) !=
	    ERR_OK)
		abort();
	err = check_answer(question, buf_bytes(&answer));
	if (err == ERR_OK && is_for_a_certificate(question))
		abort();
	buf_done(&answer);
	return 0;
}
