/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert-skf-host LIBRARY LAYOUT: one maker's SKF library in a process of its
 * own, asked through a channel (skf/message.h) by the program that started
 * this one (skf/host.h). It ends when that program closes the channel or ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "skf/sar.h"
#include "skf/skf.h"
#include "skfhost/serve.h"

static enum err
answer(struct channel *c, enum skf_call call, const struct buf *content)
{
	TRY(buf_status(content));
	return skf_message_send(
	    c, call, buf_bytes(content), CHANNEL_NO_DEADLINE);
}

static enum err
greet(struct channel *c, enum err loaded)
{
	AUTO_DONE(buf) content = BUF(SKF_MESSAGE_MAX);

	buf_u32(&content, loaded == ERR_OK ? SAR_OK : SAR_FAIL);
	buf_u32(&content, SKF_MESSAGE_VERSION);
	return answer(c, SKF_CALL_LOAD, &content);
}

static enum err
serve_one(struct skf_server *s, struct channel *c)
{
	AUTO_DONE(buf) question = BUF(SKF_MESSAGE_MAX);
	AUTO_DONE(buf) content = BUF(SKF_MESSAGE_MAX);
	enum skf_call call;

	TRY(skf_message_receive(c, CHANNEL_NO_DEADLINE, &call, &question));
	TRY(skf_serve(s, call, buf_bytes(&question), &content));
	return answer(c, call, &content);
}

static enum err
run(const char *path, const char *layout, struct channel *c)
{
	AUTO_DONE(skf_library) library = {0};
	struct skf_server server = {.library = &library};
	enum err e = skf_library_load(path, layout, &library);

	TRY(greet(c, e));
	while (e == ERR_OK)
		e = serve_one(&server, c);
	return e;
}

int
main(int argc, char **argv)
{
	struct channel *c = NULL;
	enum err e = ERR_USAGE;

	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts("cert-skf-host " CERT_VERSION);
		return 0;
	}
	secret_harden_process();
	if (argc == 3)
		e = channel_from_parent(&c);
	if (c == NULL) {
		fputs(
		    "cert-skf-host is started by certctl and the assistant.\n",
		    stderr);
		return err_exit(e);
	}
	e = run(argv[1], argv[2], c);
	/* What the library left for the end of the process is left out. */
	_exit(e == ERR_PROCESS_LOST ? 0 : err_exit(e));
}
