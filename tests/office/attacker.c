/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A web process in an attacker's hands: this program stands in its place, on
 * the socket pairs of a real `cert-office child ca` and `child keycentre`, and
 * tries everything. It must get nothing but named errors, and they must go on
 * serving. Then sudden death: at each fault point, what was begun is finished
 * the same way after the restart, and no other way.
 *
 *	attacker PATH-OF-CERT-OFFICE
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "office/ca/message.h"
#include "office/process/control.h"
#include "office/process/launch.h"

#include "attacker.h"

#define WAIT_MS 30000
#define FLOOD 4000 /* messages; more than any socket holds */

/* This program starts children of another one. */
const struct child_program child_programs[CHILD_COUNT] = {0};

static const char *program;

/* --- starting and ending --- */

static void
await_ready(int control)
{
	struct control_message m;
	bool got;

	assert_int_equal(control_receive(control, WAIT_MS, &got, &m), ERR_OK);
	assert_true(got);
	assert_int_equal(m.err, ERR_OK);
	assert_int_equal(m.type, CONTROL_READY);
}

static void
join(struct office *f, enum child_kind kind)
{
	assert_int_equal(
	    launch_serve(f->control[kind], CHILD_WEB, &f->fd[kind]), ERR_OK);
}

void
start(struct office *f, enum child_kind kind)
{
	const struct launch_options o = {.program = program, .dir = f->dir};

	assert_int_equal(
	    launch_child(&o, kind, &f->pid[kind], &f->control[kind]), ERR_OK);
	await_ready(f->control[kind]);
	join(f, kind);
}

void
stop(struct office *f, enum child_kind kind)
{
	close(f->fd[kind]);
	launch_end(f->pid[kind], f->control[kind]);
}

void
is_alive(const struct office *f, enum child_kind kind)
{
	assert_int_equal(waitpid(f->pid[kind], NULL, WNOHANG), 0);
}

/* It died by its own fault point, as by kill -9. */
void
await_death(struct office *f, enum child_kind kind)
{
	int status;

	assert_int_equal(waitpid(f->pid[kind], &status, 0), f->pid[kind]);
	assert_true(WIFSIGNALED(status));
	close(f->fd[kind]);
	close(f->control[kind]);
}

static int
set_up(void **state)
{
	struct office *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	snprintf(f->dir, sizeof(f->dir), "/tmp/attacker-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	ca_office_init(&f->o, clock_now(clock_system()));
	ca_office_write(&f->o, f->dir);
	start(f, CHILD_CA);
	start(f, CHILD_KEYCENTRE);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct office *f = *state;
	char command[128];

	stop(f, CHILD_CA);
	stop(f, CHILD_KEYCENTRE);
	ca_office_done(&f->o);
	snprintf(command, sizeof(command), "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

/* --- asking --- */

void
say(int fd, struct bytes message)
{
	assert_true(send(fd, message.p, message.len, MSG_NOSIGNAL) ==
		    (ssize_t)message.len);
}

static size_t
hear(int fd, uint8_t *out, size_t size)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	ssize_t n;

	assert_int_equal(poll(&p, 1, WAIT_MS), 1);
	n = recv(fd, out, size, 0);
	assert_true(n >= 0);
	return (size_t)n;
}

void
frame(enum ipc_type type, struct bytes content, struct buf *b)
{
	buf_u16(b, (uint16_t)type);
	buf_u16(b, 0);
	buf_u32(b, 7);
	buf_put(b, content);
	assert_int_equal(buf_status(b), ERR_OK);
}

enum err
ask(int fd, enum ipc_type type, struct bytes content, struct buf *answer)
{
	static uint8_t room[IPC_MESSAGE_MAX];
	AUTO_DONE(buf) message = BUF(2 * IPC_MESSAGE_MAX);
	struct reader r;
	uint16_t t, err;
	uint32_t id;

	frame(type, content, &message);
	say(fd, buf_bytes(&message));
	r = reader_of(BYTES(room, hear(fd, room, sizeof(room))));
	assert_int_equal(reader_u16(&r, &t), ERR_OK);
	assert_int_equal(reader_u16(&r, &err), ERR_OK);
	assert_int_equal(reader_u32(&r, &id), ERR_OK);
	assert_int_equal(t, type);
	assert_int_equal(id, 7);
	assert_true(err == ERR_OK || r.rest.len == 0);
	if (answer != NULL) {
		buf_truncate(answer, 0);
		buf_put(answer, r.rest);
	}
	return (enum err)err;
}

static enum err
ask_case(struct office *f, struct ca_case *c, struct buf *answer)
{
	return ask(f->fd[CHILD_CA],
	    c->staff ? IPC_CA_SIGN_ONE : IPC_CA_SIGN_PAIR,
	    buf_bytes(&c->message), answer);
}

static void
an_honest_question_is_served(struct office *f)
{
	AUTO_DONE(ca_case) c = {0};

	ca_case_tell_approval(&f->o, &c);
	ca_case_write(&c);
	assert_int_equal(ask_case(f, &c, NULL), ERR_OK);
}

/* --- the ca process --- */

static void
no_evidence_that_is_not_good_gets_a_certificate(void **state)
{
	struct office *f = *state;

	for (size_t i = 0; i < ca_attack_count; i++) {
		const struct ca_attack *a = &ca_attacks[i];
		AUTO_DONE(ca_case) c = {0};
		enum err err;

		a->tell(&f->o, &c);
		if (a->bend != NULL)
			a->bend(&c);
		ca_case_write(&c);
		if (a->bend_written != NULL)
			a->bend_written(&c);
		err = ask_case(f, &c, NULL);
		if (err == ERR_OK || (a->want != ERR_COUNT && err != a->want))
			fail_msg("%s: %s", a->name, err_name(err));
	}
	is_alive(f, CHILD_CA);
	an_honest_question_is_served(f);
}

static void
evidence_serves_once(void **state)
{
	struct office *f = *state;
	AUTO_DONE(ca_case) c = {0};
	AUTO_DONE(buf) first = BUF(IPC_MESSAGE_MAX);

	ca_case_tell_approval(&f->o, &c);
	ca_case_write(&c);
	assert_int_equal(ask_case(f, &c, &first), ERR_OK);
	assert_int_equal(ask_case(f, &c, NULL), ERR_OK);
	ca_case_new_bodies(&c);
	assert_int_equal(ask_case(f, &c, NULL), ERR_EVIDENCE_REPLAYED);
	stop(f, CHILD_CA);
	start(f, CHILD_CA);
	assert_int_equal(ask_case(f, &c, NULL), ERR_EVIDENCE_REPLAYED);
}

/* What has no whole header is answered with zeros for it. */
static void
answers_bad_message(int fd, struct bytes message)
{
	uint8_t answer[IPC_HEADER_LEN + 1];

	say(fd, message);
	assert_int_equal(hear(fd, answer, sizeof(answer)), IPC_HEADER_LEN);
	assert_int_equal(answer[2] << 8 | answer[3], ERR_BAD_MESSAGE);
}

static void
what_is_no_message_is_refused(void **state)
{
	struct office *f = *state;
	static uint8_t octets[IPC_MESSAGE_MAX + 2];

	for (unsigned int k = CHILD_CA; k <= CHILD_KEYCENTRE; k++) {
		int fd = f->fd[k], room = 4 * IPC_MESSAGE_MAX;

		setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
		for (size_t len = 0; len <= IPC_HEADER_LEN; len++)
			answers_bad_message(fd, BYTES(octets, len));
		memset(octets, 0xff, sizeof(octets));
		answers_bad_message(fd, BYTES(octets, 4096));
		memset(octets, 0, sizeof(octets));
		octets[1] =
		    k == CHILD_CA ? IPC_CA_SIGN_PAIR : IPC_KEYCENTRE_DELIVER;
		answers_bad_message(fd, BYTES(octets, IPC_MESSAGE_MAX));
		answers_bad_message(fd, BYTES(octets, IPC_MESSAGE_MAX + 1));
		answers_bad_message(fd, BYTES(octets, IPC_MESSAGE_MAX + 2));
		octets[3] = 1; /* an error in a question */
		answers_bad_message(fd, BYTES(octets, 64));
		octets[3] = 0;
		is_alive(f, (enum child_kind)k);
	}
	an_honest_question_is_served(f);
}

static void
nobody_answers_for_another_process(void **state)
{
	struct office *f = *state;
	static const enum ipc_type all[] = {IPC_CA_SIGN_PAIR, IPC_CA_SIGN_ONE,
	    IPC_CA_SIGN_CHECKPOINT, IPC_CA_SET_STATUS, IPC_CA_MAKE_LIST,
	    IPC_CA_READ_LIST, IPC_CA_OCSP, IPC_CA_PARTITIONS,
	    IPC_KEYCENTRE_MAKE, IPC_KEYCENTRE_DELIVER, IPC_KEYCENTRE_MAKE_CODE,
	    IPC_KEYCENTRE_UNLOCK, IPC_MAIL_SEND, 0, 0xffff};
	const uint8_t two[] = {0, 1};

	for (size_t i = 0; i < COUNT(all); i++)
		for (unsigned int k = CHILD_CA; k <= CHILD_KEYCENTRE; k++)
			if (k != CHILD_KEYCENTRE ||
			    all[i] != IPC_KEYCENTRE_MAKE)
				assert_int_equal(ask(f->fd[k], all[i],
						     BYTES_ARRAY(two), NULL),
				    ERR_BAD_MESSAGE);
	an_honest_question_is_served(f);
}

/* Questions without end, and no answer read: cut off, and only that peer. */
static void
a_flood_drowns_nobody_else(void **state)
{
	struct office *f = *state;
	int flooded = f->fd[CHILD_CA];
	uint8_t question[IPC_HEADER_LEN] = {0, IPC_CA_SIGN_PAIR};
	struct control_message m;
	bool got;

	join(f, CHILD_CA); /* somebody else's */
	for (int i = 0; i < FLOOD; i++)
		if (send(flooded, question, sizeof(question),
			MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
		    errno != EAGAIN)
			break;
	an_honest_question_is_served(f);
	for (;;) { /* until it is cut */
		struct pollfd p = {
		    .fd = f->control[CHILD_CA], .events = POLLIN};

		if (poll(&p, 1, 1) == 1)
			break;
		if (send(flooded, question, sizeof(question),
			MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
		    errno != EAGAIN)
			break;
	}
	assert_int_equal(
	    control_receive(f->control[CHILD_CA], WAIT_MS, &got, &m), ERR_OK);
	assert_true(got);
	assert_int_equal(m.type, CONTROL_CUT);
	assert_int_equal(m.peer, CHILD_WEB);
	close(flooded);
	an_honest_question_is_served(f);
}

/* --- the key centre --- */

/* A pair whose encryption key is the key centre's, signed by the ca. */
struct signed_pair {
	struct ca_case c;
	struct keycentre_key key;
	struct buf answer;
	struct keycentre_delivery delivery; /* borrows from both */
};

static void
make_key(struct office *f, struct keycentre_key *ret_key)
{
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	const uint8_t one[] = {0, 1};
	struct reader r;

	assert_int_equal(ask(f->fd[CHILD_KEYCENTRE], IPC_KEYCENTRE_MAKE,
			     BYTES_ARRAY(one), &answer),
	    ERR_OK);
	r = reader_of(buf_bytes(&answer));
	assert_int_equal(keycentre_key_read(&r, ret_key), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
}

static void
sign_pair(struct office *f, struct signed_pair *p)
{
	struct keycentre_delivery *d = &p->delivery;
	struct reader r;

	memset(p, 0, sizeof(*p));
	buf_init(&p->answer, IPC_MESSAGE_MAX);
	make_key(f, &p->key);
	ca_case_tell_approval(&f->o, &p->c);
	p->c.encrypt.key = p->key.key;
	memcpy(p->c.pool_mac, p->key.mac, sizeof(p->key.mac));
	ca_case_write(&p->c);
	assert_int_equal(ask_case(f, &p->c, &p->answer), ERR_OK);
	r = reader_of(buf_bytes(&p->answer));
	assert_int_equal(reader_block(&r, CERT_DER_MAX, &d->sign), ERR_OK);
	assert_int_equal(reader_block(&r, CERT_DER_MAX, &d->encrypt), ERR_OK);
	assert_int_equal(reader_copy(&r, d->order, sizeof(d->order)), ERR_OK);
	d->wrapped = BYTES(p->key.wrapped, p->key.wrapped_len);
}

static void
signed_pair_done(struct signed_pair *p)
{
	ca_case_done(&p->c);
	buf_done(&p->answer);
}
DEFINE_AUTO_DONE(signed_pair)

static enum err
deliver(
    struct office *f, const struct keycentre_delivery *d, struct buf *answer)
{
	AUTO_DONE(buf) content = BUF(IPC_MESSAGE_MAX);

	keycentre_delivery_encode(&content, d);
	return ask(f->fd[CHILD_KEYCENTRE], IPC_KEYCENTRE_DELIVER,
	    buf_bytes(&content), answer);
}

/* The envelope opens with the new signing key, and with no other. */
static void
check_envelope(
    struct office *f, const struct signed_pair *p, struct bytes answer)
{
	AUTO(sm2_key) key = NULL;
	AUTO(sm2_key) none = NULL;
	struct gm *gm = f->o.w.f.gm;
	struct envelope e;
	struct bytes der;

	assert_int_equal(
	    ca_block_parse(answer, ENVELOPE_DER_MAX, &der), ERR_OK);
	assert_int_equal(envelope_parse(der, &e), ERR_OK);
	assert_int_equal(
	    envelope_open(gm, &e, f->o.w.applicant.key, &key), ERR_OK);
	assert_true(sm2_public_equal(sm2_key_public(key), &p->key.key));
	assert_int_equal(envelope_open(gm, &e, f->o.w.other_code.key, &none),
	    ERR_ENVELOPE_KEY);
}

static void
a_key_is_delivered_to_the_pair_that_was_signed(void **state)
{
	struct office *f = *state;
	AUTO_DONE(signed_pair) a = {0};
	AUTO_DONE(signed_pair) b = {0};
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct keycentre_delivery d;

	sign_pair(f, &a);
	sign_pair(f, &b);
	assert_int_equal(deliver(f, &a.delivery, &answer), ERR_OK);
	check_envelope(f, &a, buf_bytes(&answer));
	d = a.delivery;
	d.order[0] ^= 1;
	assert_int_equal(deliver(f, &d, NULL), ERR_EVIDENCE_MISSING);
	d = a.delivery;
	d.sign = b.delivery.sign;
	assert_int_equal(deliver(f, &d, NULL), ERR_EVIDENCE_MISSING);
	d = a.delivery;
	d.wrapped = b.delivery.wrapped;
	assert_int_equal(deliver(f, &d, NULL), ERR_KEY_MISSING);
	d.wrapped = BYTES(a.delivery.wrapped.p, a.delivery.wrapped.len - 1);
	assert_int_equal(deliver(f, &d, NULL), ERR_KEY_MISSING);
	d.wrapped = BYTES_NONE;
	assert_int_equal(deliver(f, &d, NULL), ERR_KEY_MISSING);
	is_alive(f, CHILD_KEYCENTRE);
	assert_int_equal(deliver(f, &a.delivery, &answer), ERR_OK);
	check_envelope(f, &a, buf_bytes(&answer));
}

static void
keys_are_made_in_batches_within_bounds(void **state)
{
	struct office *f = *state;
	const struct {
		uint8_t content[3];
		size_t len;
		enum err want;
	} cases[] = {{{0, 1}, 2, ERR_OK}, {{0, KEYCENTRE_BATCH_MAX}, 2, ERR_OK},
	    {{0, KEYCENTRE_BATCH_MAX + 1}, 2, ERR_BAD_MESSAGE},
	    {{0, 0}, 2, ERR_BAD_MESSAGE}, {{0xff, 0xff}, 2, ERR_BAD_MESSAGE},
	    {{0, 1, 0}, 3, ERR_BAD_MESSAGE}, {{0}, 1, ERR_BAD_MESSAGE}};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    ask(f->fd[CHILD_KEYCENTRE], IPC_KEYCENTRE_MAKE,
			BYTES(cases[i].content, cases[i].len), NULL),
		    cases[i].want);
}

/* --- sudden death --- */

void
restart_with_fault(struct office *f, enum child_kind kind, const char *point)
{
	stop(f, kind);
	setenv("CERT_FAULT", point, 1);
	start(f, kind);
	unsetenv("CERT_FAULT");
}

static void
say_case(struct office *f, struct ca_case *c)
{
	AUTO_DONE(buf) message = BUF(2 * IPC_MESSAGE_MAX);

	frame(IPC_CA_SIGN_PAIR, buf_bytes(&c->message), &message);
	say(f->fd[CHILD_CA], buf_bytes(&message));
}

static void
after_death_the_ca_signs_the_same_and_nothing_else(void **state)
{
	static const char *const points[] = {
	    "ca.sign.recorded", "ca.sign.signed"};
	struct office *f = *state;

	for (size_t i = 0; i < COUNT(points); i++) {
		AUTO_DONE(ca_case) c = {0};

		restart_with_fault(f, CHILD_CA, points[i]);
		ca_case_tell_approval(&f->o, &c);
		ca_case_write(&c);
		say_case(f, &c);
		await_death(f, CHILD_CA);
		start(f, CHILD_CA);
		assert_int_equal(ask_case(f, &c, NULL), ERR_OK);
		ca_case_new_bodies(&c);
		assert_int_equal(ask_case(f, &c, NULL), ERR_EVIDENCE_REPLAYED);
	}
}

static void
after_death_the_key_centre_delivers_the_same(void **state)
{
	struct office *f = *state;
	AUTO_DONE(signed_pair) p = {0};
	AUTO_DONE(buf) content = BUF(IPC_MESSAGE_MAX);
	AUTO_DONE(buf) message = BUF(IPC_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);

	sign_pair(f, &p);
	restart_with_fault(f, CHILD_KEYCENTRE, "keycentre.deliver.wrapped");
	keycentre_delivery_encode(&content, &p.delivery);
	frame(IPC_KEYCENTRE_DELIVER, buf_bytes(&content), &message);
	say(f->fd[CHILD_KEYCENTRE], buf_bytes(&message));
	await_death(f, CHILD_KEYCENTRE);
	start(f, CHILD_KEYCENTRE);
	assert_int_equal(deliver(f, &p.delivery, &answer), ERR_OK);
	check_envelope(f, &p, buf_bytes(&answer));
}

/* kill -9 whenever it comes, many questions under way: every piece of evidence
 * ends with one pair of bodies. */
static void
killed_at_any_moment_it_signs_each_once(void **state)
{
	enum { ROUNDS = 10, CASES = 8 };
	struct office *f = *state;

	for (unsigned int round = 0; round < ROUNDS; round++) {
		struct ca_case cases[CASES];

		for (size_t i = 0; i < CASES; i++) {
			ca_case_tell_approval(&f->o, &cases[i]);
			ca_case_write(&cases[i]);
			say_case(f, &cases[i]);
		}
		usleep(round * 1500);
		kill(f->pid[CHILD_CA], SIGKILL);
		await_death(f, CHILD_CA);
		start(f, CHILD_CA);
		for (size_t i = 0; i < CASES; i++) {
			assert_int_equal(ask_case(f, &cases[i], NULL), ERR_OK);
			ca_case_new_bodies(&cases[i]);
			assert_int_equal(ask_case(f, &cases[i], NULL),
			    ERR_EVIDENCE_REPLAYED);
			ca_case_done(&cases[i]);
		}
	}
}

/* --- how they start --- */

static void
does_not_start(struct office *f, enum child_kind kind, enum err want)
{
	const struct launch_options o = {.program = program, .dir = f->dir};
	struct control_message m;
	pid_t pid;
	int control;
	bool got;

	assert_int_equal(launch_child(&o, kind, &pid, &control), ERR_OK);
	assert_int_equal(control_receive(control, WAIT_MS, &got, &m), ERR_OK);
	assert_true(got);
	assert_int_equal(m.type, CONTROL_ENDS);
	assert_int_equal(m.err, want);
	launch_end(pid, control);
}

static void
flip(struct office *f, const char *name, size_t at)
{
	AUTO_DONE(buf) content = BUF(1 << 20);
	char path[FILE_PATH_MAX];

	assert_int_equal(file_path(path, f->dir, name), ERR_OK);
	assert_int_equal(file_read(path, &content), ERR_OK);
	assert_true(at < content.len);
	content.p[at] ^= 4;
	assert_int_equal(file_replace(path, buf_bytes(&content), 0600), ERR_OK);
}

static void
a_damaged_file_keeps_it_from_starting(void **state)
{
	struct office *f = *state;
	const struct {
		const char *name;
		size_t at;
		enum err want;
	} cases[] = {{"ca/ledger", 60, ERR_LEDGER_DAMAGED},
	    {"ca/issuing.key", 40, ERR_KEY_LOCKED},
	    {"ca/shared.key", 3, ERR_KEY_LOCKED},
	    {"unlock", 1, ERR_KEY_LOCKED}};

	an_honest_question_is_served(f); /* a ledger with something in it */
	stop(f, CHILD_CA);
	for (size_t i = 0; i < COUNT(cases); i++) {
		flip(f, cases[i].name, cases[i].at);
		does_not_start(f, CHILD_CA, cases[i].want);
		flip(f, cases[i].name, cases[i].at);
	}
	start(f, CHILD_CA);
	an_honest_question_is_served(f);
}

static void
two_ca_processes_do_not_share_a_ledger(void **state)
{
	does_not_start(*state, CHILD_CA, ERR_FILE_BUSY);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    T(no_evidence_that_is_not_good_gets_a_certificate),
	    T(evidence_serves_once),
	    T(nothing_but_evidence_changes_a_status),
	    T(a_revocation_cannot_be_forgotten),
	    T(nothing_is_good_that_was_not_signed),
	    T(what_is_no_message_is_refused),
	    T(nobody_answers_for_another_process),
	    T(a_flood_drowns_nobody_else),
	    T(a_key_is_delivered_to_the_pair_that_was_signed),
	    T(keys_are_made_in_batches_within_bounds),
	    T(no_admin_pin_comes_out_without_the_code),
	    T(a_code_in_the_mail_is_for_that_mail_alone),
	    T(after_death_the_ca_signs_the_same_and_nothing_else),
	    T(after_death_a_change_of_status_stands),
	    T(after_death_the_key_centre_delivers_the_same),
	    T(after_death_the_key_centre_makes_another_code),
	    T(killed_at_any_moment_it_signs_each_once),
	    T(a_damaged_file_keeps_it_from_starting),
	    T(two_ca_processes_do_not_share_a_ledger),
	};

	if (argc != 2) {
		fprintf(stderr, "usage: attacker PATH-OF-CERT-OFFICE\n");
		return 64;
	}
	program = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
