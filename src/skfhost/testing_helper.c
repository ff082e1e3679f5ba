/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What might stand in cert-skf-host's place once a library has taken it over,
 * for test_host.c: the first argument says what it does with the channel.
 */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "skf/message.h"

#define GREETING   \
	"0000000a" \
	"0000"     \
	"00000000" \
	"00000002"

static const struct {
	const char *name, *greeting;
	const char *answer; /* NULL: none */
} modes[] = {
    {"silent", "", NULL},
    {"refusing",
	"0000000a"
	"0000"
	"0a000001"
	"00000002",
	NULL},
    {"newer",
	"0000000a"
	"0000"
	"00000000"
	"00000003",
	NULL},
    {"greeting-long",
	"0000000b"
	"0000"
	"00000000"
	"00000002"
	"00",
	NULL},
    {"greeting-of-another-call",
	"0000000a"
	"0001"
	"00000000"
	"00000002",
	NULL},
    {"greeting-huge",
	"ffffffff"
	"0000",
	NULL},
    {"greeting-tiny",
	"00000001"
	"0000",
	NULL},
    {"gone", GREETING, ""},
    {"mute", GREETING, NULL},
    {"answer-huge", GREETING,
	"ffffffff"
	"0001"},
    {"answer-past-the-limit", GREETING,
	"00012001"
	"0001"},
    {"answer-without-a-call", GREETING,
	"00000000"
	"0001"},
    {"answer-to-another-call", GREETING,
	"00000006"
	"0002"
	"00000000"},
    {"answer-to-no-call", GREETING,
	"00000006"
	"00ff"
	"00000000"},
    {"answer-cut-off", GREETING,
	"00000006"
	"0001"
	"0000"},
};

static void
say(struct channel *c, const char *hex)
{
	uint8_t octets[64];
	size_t len;

	if (text_unhex(bytes_str(hex), octets, sizeof(octets), &len) !=
		ERR_OK ||
	    channel_write(c, BYTES(octets, len), CHANNEL_NO_DEADLINE) != ERR_OK)
		_exit(1);
}

static void
wait_for_the_end(void)
{
	for (;;)
		clock_sleep_ms(60 * 1000);
}

static void
play(struct channel *c, size_t mode)
{
	AUTO_DONE(buf) question = BUF(SKF_MESSAGE_MAX);
	enum skf_call call;

	say(c, modes[mode].greeting);
	if (modes[mode].answer == NULL)
		wait_for_the_end();
	if (skf_message_receive(c, CHANNEL_NO_DEADLINE, &call, &question) ==
	    ERR_OK)
		say(c, modes[mode].answer);
}

int
main(int argc, char **argv)
{
	AUTO(channel) c = NULL;
	enum err e = channel_from_parent(&c);

	if (e != ERR_OK)
		return err_exit(e);
	for (size_t i = 0; argc == 3 && i < COUNT(modes); i++)
		if (strcmp(modes[i].name, argv[1]) == 0)
			play(c, i);
	return 0;
}
