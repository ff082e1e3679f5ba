/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "office/process/control.h"
#include "office/process/launch.h"
#include "office/process/listen.h"
#include "office/process/status.h"

const struct child_program child_programs[CHILD_COUNT] = {0};

static void
a_message_brings_its_descriptors(void **state)
{
	struct control_message m = {.type = CONTROL_SERVE,
	    .peer = 7,
	    .err = ERR_CONFIG,
	    .body = "body",
	    .body_len = 4,
	    .fd_count = 2};
	struct control_message got;
	char octet = 0;
	bool there;
	int fds[2], passed[2];

	(void)state;
	assert_int_equal(launch_socket_pair(fds), ERR_OK);
	assert_int_equal(launch_socket_pair(passed), ERR_OK);
	memcpy(m.fds, passed, sizeof(passed));
	assert_int_equal(control_receive(fds[1], 0, &there, &got), ERR_OK);
	assert_false(there);
	assert_int_equal(control_send(fds[0], &m), ERR_OK);
	close(passed[0]);
	close(passed[1]);
	assert_int_equal(control_receive(fds[1], -1, &there, &got), ERR_OK);
	assert_true(there);
	assert_int_equal(got.type, CONTROL_SERVE);
	assert_int_equal(got.peer, 7);
	assert_int_equal(got.err, ERR_CONFIG);
	assert_int_equal(got.body_len, 4);
	assert_int_equal(got.fd_count, 2);
	assert_int_equal(send(got.fds[0], "x", 1, 0), 1);
	assert_int_equal(recv(got.fds[1], &octet, 1, 0), 1);
	assert_int_equal(octet, 'x');
	control_close_fds(&got);
	close(fds[0]);
	assert_int_equal(
	    control_receive(fds[1], -1, &there, &got), ERR_PROCESS_LOST);
	close(fds[1]);
}

static void
what_is_no_message_is_refused(void **state)
{
	static uint8_t octets[4 + CONTROL_BODY_MAX + 1];
	struct control_message got;
	const struct {
		size_t len;
		enum err want;
	} cases[] = {{1, ERR_BAD_MESSAGE}, {3, ERR_BAD_MESSAGE}, {4, ERR_OK},
	    {4 + CONTROL_BODY_MAX, ERR_OK},
	    {4 + CONTROL_BODY_MAX + 1, ERR_BAD_MESSAGE}};
	bool there;
	int fds[2];

	(void)state;
	assert_int_equal(launch_socket_pair(fds), ERR_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    send(fds[0], octets, cases[i].len, 0), cases[i].len);
		assert_int_equal(
		    control_receive(fds[1], -1, &there, &got), cases[i].want);
	}
	octets[2] = 0xff; /* an error that is none */
	assert_int_equal(send(fds[0], octets, 4, 0), 4);
	assert_int_equal(
	    control_receive(fds[1], -1, &there, &got), ERR_BAD_MESSAGE);
	close(fds[0]);
	close(fds[1]);
}

static void
a_child_understands_its_supervisor_only(void **state)
{
	struct child c = {0};
	struct control_message m = {.type = CONTROL_SERVE};
	struct child_event e;
	int fds[2];

	(void)state;
	assert_int_equal(launch_socket_pair(fds), ERR_OK);
	c.control = fds[0];
	assert_int_equal(child_next(&c, 0, &e), ERR_OK);
	assert_int_equal(e.type, CHILD_EVENT_NONE);
	assert_int_equal(control_send(fds[1], &m), ERR_OK); /* without fd */
	assert_int_equal(child_next(&c, 0, &e), ERR_BAD_MESSAGE);
	m = (struct control_message){
	    .type = CONTROL_ATTACH, .peer = CHILD_COUNT, .fd_count = 1};
	m.fds[0] = fds[1];
	assert_int_equal(control_send(fds[1], &m), ERR_OK);
	assert_int_equal(child_next(&c, 0, &e), ERR_BAD_MESSAGE);
	m.peer = CHILD_MAIL;
	assert_int_equal(control_send(fds[1], &m), ERR_OK);
	assert_int_equal(child_next(&c, 0, &e), ERR_OK);
	assert_int_equal(e.type, CHILD_EVENT_ATTACH);
	assert_int_equal(e.peer, CHILD_MAIL);
	assert_true(e.fd >= 0);
	close(e.fd);
	close(fds[1]);
	assert_int_equal(child_next(&c, 0, &e), ERR_OK);
	assert_int_equal(e.type, CHILD_EVENT_STOP);
	close(fds[0]);
}

static void
a_status_is_read_back(void **state)
{
	struct office_status s = {.running_s = 77,
				 .pid = 1234,
				 .url = "http://127.0.0.1:1"},
			     got;
	AUTO_DONE(buf) b = BUF(CONTROL_BODY_MAX);

	(void)state;
	for (size_t k = 0; k < CHILD_COUNT; k++)
		s.members[k] = (struct member_status){
		    MEMBER_READY, (uint32_t)k + 10, (uint32_t)k};
	office_status_encode(&b, &s);
	assert_int_equal(office_status_parse(buf_bytes(&b), &got), ERR_OK);
	assert_memory_equal(&s, &got, sizeof(s));
	for (size_t len = 0; len < b.len; len++)
		assert_int_equal(office_status_parse(BYTES(b.p, len), &got),
		    ERR_BAD_MESSAGE);
	buf_u8(&b, 0);
	assert_int_equal(
	    office_status_parse(buf_bytes(&b), &got), ERR_BAD_MESSAGE);
}

static void
addresses_are_numbers(void **state)
{
	static const struct {
		const char *text;
		enum err want;
		bool loopback;
	} cases[] = {
	    {"127.0.0.1:80", ERR_OK, true},
	    {"127.255.0.9:0", ERR_OK, true},
	    {"[::1]:8443", ERR_OK, true},
	    {"0.0.0.0:80", ERR_OK, false},
	    {"[::]:80", ERR_OK, false},
	    {"192.0.2.1:65535", ERR_OK, false},
	    {"127.0.0.1:65536", ERR_CONFIG, false},
	    {"127.0.0.1:", ERR_CONFIG, false},
	    {"127.0.0.1", ERR_CONFIG, false},
	    {":80", ERR_CONFIG, false},
	    {"::1:80", ERR_CONFIG, false},
	    {"[::1:80", ERR_CONFIG, false},
	    {"127.evil.example:80", ERR_CONFIG, false},
	    {"localhost:80", ERR_CONFIG, false},
	    {"", ERR_CONFIG, false},
	};
	char url[LISTEN_URL_SIZE];
	bool loopback;
	int fd, second;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		loopback = false;
		assert_int_equal(listen_is_loopback(cases[i].text, &loopback),
		    cases[i].want);
		assert_int_equal(loopback, cases[i].loopback);
	}
	assert_int_equal(listen_open("127.0.0.1:0", &fd), ERR_OK);
	assert_int_equal(listen_url(fd, url), ERR_OK);
	assert_int_equal(strncmp(url, "http://127.0.0.1:", 17), 0);
	assert_true(strtol(url + 17, NULL, 10) > 0);
	assert_int_equal(
	    listen_open(url + strlen("http://"), &second), ERR_LISTEN);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_message_brings_its_descriptors),
	    cmocka_unit_test(what_is_no_message_is_refused),
	    cmocka_unit_test(a_child_understands_its_supervisor_only),
	    cmocka_unit_test(a_status_is_read_back),
	    cmocka_unit_test(addresses_are_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
