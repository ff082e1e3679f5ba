/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both readers of skf/message.h. The first octet of an input is a call; with
 * its top bit, the rest is an answer to a question of ours, else a question to
 * the helper, which has a library that can do nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "skf/apart.h"
#include "skf/skf.h"
#include "skfhost/serve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ANSWER 0x80

/* --- questions --- */

static void
serve(enum skf_call call, struct bytes question)
{
	static const enum skf_handle_kind kinds[] = {SKF_HANDLE_NONE,
	    SKF_HANDLE_device, SKF_HANDLE_application, SKF_HANDLE_container};
	AUTO_DONE(buf) answer = BUF(SKF_MESSAGE_MAX);
	struct skf_library library = {.abi = skf_abis[0], .abi_known = true};
	struct skf_server server = {.library = &library};
	enum err e;

	for (size_t i = 0; i < COUNT(kinds); i++)
		server.handles[i].kind = kinds[i];
	e = skf_serve(&server, call, question, &answer);
	if (e != ERR_OK && e != ERR_BAD_MESSAGE)
		abort();
	if (e == ERR_OK && answer.len < 4)
		abort();
}

/* --- answers --- */

struct given {
	struct bytes answer;
	bool refused;
};

static uint32_t
give(void *self, enum skf_call call, struct bytes question, struct buf *answer)
{
	const struct given *g = self;

	(void)call, (void)question;
	buf_put(answer, g->answer);
	return buf_status(answer) == ERR_OK ? SAR_OK : SAR_LIBRARY_LOST;
}

static void
refuse(void *self, enum skf_call call)
{
	(void)call;
	((struct given *)self)->refused = true;
}

/* A call for each kind of result. */
static uint32_t
ask(const struct skf_calls *c, enum skf_call call)
{
	const struct skf_abi *abi = &skf_abi_apart;
	AUTO_DONE(buf) data = BUF(1024);
	void *handle = (void *)(uintptr_t)1, *new = NULL;
	union {
		struct skf_device_info device;
		struct skf_pin_info pin;
		struct skf_file_info file;
		struct skf_event event;
		struct sm2_public key;
		struct sm2_signature signature;
		uint8_t block[16];
		uint32_t left;
	} out;
	static const uint8_t digest[SM3_LEN];

	switch (call) {
	case SKF_CALL_connect:
		return abi->connect(c, "name", &new);
	case SKF_CALL_device_info:
		return abi->device_info(c, handle, &out.device);
	case SKF_CALL_wait_event:
		return abi->wait_event(c, &out.event);
	case SKF_CALL_watched_devices:
		return abi->watched_devices(c, &data);
	case SKF_CALL_pin_info:
		return abi->pin_info(c, handle, 0, &out.pin);
	case SKF_CALL_verify_pin:
		return abi->verify_pin(c, handle, 0, "123456", &out.left);
	case SKF_CALL_file_info:
		return abi->file_info(c, handle, "name", &out.file);
	case SKF_CALL_read_cert:
		return abi->read_cert(c, handle, true, &data);
	case SKF_CALL_generate:
		return abi->generate(c, handle, 0, &out.key);
	case SKF_CALL_sign_digest:
		return abi->sign_digest(c, handle, digest, &out.signature);
	case SKF_CALL_encrypt_block:
		memset(&out, 0, sizeof(out));
		return abi->encrypt_block(
		    c, handle, 0, BYTES_ARRAY(digest), out.block);
	default:
		return abi->disconnect(c, handle);
	}
}

static void
answer(enum skf_call call, struct bytes content)
{
	struct given g = {.answer = content};
	struct skf_peer peer = {.self = &g, .ask = give, .refuse = refuse};
	const struct skf_calls calls = {.peer = &peer};
	uint32_t sar = ask(&calls, call);

	if (g.refused && sar != SAR_LIBRARY_LOST)
		abort();
	if (sar == SAR_OK && content.len < 4)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest;
	enum skf_call call;

	if (size == 0 || size > SKF_MESSAGE_MAX)
		return 0;
	rest = BYTES(data + 1, size - 1);
	call = (enum skf_call)((data[0] & ~ANSWER) % SKF_CALL_COUNT);
	if (data[0] & ANSWER)
		answer(call, rest);
	else
		serve(call, rest);
	return 0;
}
