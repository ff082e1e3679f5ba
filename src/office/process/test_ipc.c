/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "office/process/launch.h"
#include "office/process/served.h"

#define ECHO ((enum ipc_type)1)
#define REFUSE ((enum ipc_type)2)
#define GARBLE ((enum ipc_type)3)
#define ECHO_MAX 1000

const struct child_program child_programs[CHILD_COUNT] = {0};

/* --- a service --- */

struct echo {
	atomic_int begun, committed, finished;
	atomic_int fail_commit; /* the next one fails */
};

static enum err
begin(void *self, struct ipc_question *q)
{
	struct echo *e = self;

	e->begun++;
	q->work = malloc(1);
	return ERR_OK;
}

static enum err
finish(void *self, struct ipc_question *q)
{
	struct echo *e = self;

	e->finished++;
	buf_put(&q->answer, q->content);
	return ERR_OK;
}

static enum err
refuse(void *self, struct ipc_question *q)
{
	(void)self;
	buf_put(&q->answer, bytes_str("not to be seen"));
	return ERR_PROFILE_VIOLATION;
}

/* More than an answer may hold. */
static enum err
overflow(void *self, struct ipc_question *q)
{
	(void)self;
	if (buf_extend(&q->answer, IPC_MESSAGE_MAX) != NULL)
		return ERR_INTERNAL;
	return ERR_OK;
}

static void
forget(struct ipc_question *q)
{
	free(q->work);
}

static enum err
commit(void *self)
{
	struct echo *e = self;

	e->committed++;
	return atomic_exchange(&e->fail_commit, 0) ? ERR_DISK_FULL : ERR_OK;
}

static const struct ipc_method methods[] = {
    {ECHO, ECHO_MAX, begin, finish, forget},
    {REFUSE, ECHO_MAX, NULL, refuse, NULL},
    {GARBLE, ECHO_MAX, NULL, overflow, NULL},
};

static struct ipc_service
service_of(struct echo *e)
{
	return (struct ipc_service){e, methods, COUNT(methods), commit};
}

/* --- without sockets --- */

static void
put_question(struct buf *b, uint16_t type, uint32_t id, struct bytes content)
{
	buf_u16(b, type);
	buf_u16(b, 0);
	buf_u32(b, id);
	buf_put(b, content);
}

static void
check_answer(struct bytes answer, uint16_t type, enum err want, uint32_t id)
{
	struct reader r = reader_of(answer);
	uint16_t t, err;
	uint32_t i;

	assert_int_equal(reader_u16(&r, &t), ERR_OK);
	assert_int_equal(reader_u16(&r, &err), ERR_OK);
	assert_int_equal(reader_u32(&r, &i), ERR_OK);
	assert_int_equal(t, type);
	assert_int_equal(err, want);
	assert_int_equal(i, id);
}

static void
content_is_taken_up_to_its_limit(void **state)
{
	static const uint8_t octets[ECHO_MAX + 1];
	struct echo e = {0};
	struct ipc_service s = service_of(&e);
	const struct {
		uint16_t type;
		size_t len;
		enum err want;
	} cases[] = {{ECHO, 0, ERR_OK}, {ECHO, ECHO_MAX, ERR_OK},
	    {ECHO, ECHO_MAX + 1, ERR_BAD_MESSAGE},
	    {REFUSE, 1, ERR_PROFILE_VIOLATION}, {GARBLE, 1, ERR_TOO_LARGE},
	    {9, 1, ERR_BAD_MESSAGE}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) question = BUF(IPC_MESSAGE_MAX);
		struct buf answer = BUF(IPC_MESSAGE_MAX);
		struct bytes m;

		put_question(
		    &question, cases[i].type, 5, BYTES(octets, cases[i].len));
		m = buf_bytes(&question);
		assert_int_equal(ipc_answer(&s, &m, &answer, 1), ERR_OK);
		check_answer(
		    buf_bytes(&answer), cases[i].type, cases[i].want, 5);
		assert_int_equal(answer.len,
		    IPC_HEADER_LEN +
			(cases[i].want == ERR_OK ? cases[i].len : 0));
		buf_done(&answer);
	}
}

static void
a_batch_is_committed_once(void **state)
{
	enum { N = IPC_BATCH_MAX };
	struct echo e = {0};
	struct ipc_service s = service_of(&e);
	struct buf questions[N], answers[N];
	struct bytes m[N];

	(void)state;
	for (uint32_t i = 0; i < N; i++) {
		buf_init(&questions[i], 64);
		buf_init(&answers[i], 64);
		put_question(&questions[i], ECHO, i, BYTES_NONE);
		m[i] = buf_bytes(&questions[i]);
	}
	assert_int_equal(ipc_answer(&s, m, answers, N), ERR_OK);
	assert_int_equal(e.begun, N);
	assert_int_equal(e.committed, 1);
	assert_int_equal(e.finished, N);
	for (uint32_t i = 0; i < N; i++) {
		check_answer(buf_bytes(&answers[i]), ECHO, ERR_OK, i);
		buf_done(&answers[i]);
	}
	e.fail_commit = 1;
	assert_int_equal(ipc_answer(&s, m, answers, N), ERR_DISK_FULL);
	assert_int_equal(e.finished, N); /* none of them */
	for (uint32_t i = 0; i < N; i++) {
		check_answer(buf_bytes(&answers[i]), ECHO, ERR_DISK_FULL, i);
		buf_done(&answers[i]);
		buf_done(&questions[i]);
	}
}

/* --- with sockets --- */

struct pair {
	struct echo echo;
	struct ipc_service service;
	struct served served;
	struct ipc_client *client;
};

static int
set_up(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	p->service = service_of(&p->echo);
	served_start(&p->served, &p->service);
	assert_int_equal(ipc_client_new(&p->client), ERR_OK);
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	struct pair *p = *state;

	ipc_client_free(p->client);
	served_stop(&p->served);
	free(p);
	return 0;
}

static void
attach(struct pair *p)
{
	assert_int_equal(
	    ipc_client_attach(p->client, served_connect(&p->served)), ERR_OK);
}

static enum err
echo(struct ipc_client *c, uint32_t v)
{
	AUTO_DONE(buf) question = BUF(64);
	AUTO_DONE(buf) answer = BUF(64);

	buf_u32(&question, v);
	TRY(ipc_call(c, ECHO, buf_bytes(&question), &answer));
	return bytes_equal(buf_bytes(&question), buf_bytes(&answer))
		   ? ERR_OK
		   : ERR_INTERNAL;
}

static void
a_question_is_answered(void **state)
{
	struct pair *p = *state;
	AUTO_DONE(buf) answer = BUF(8);

	attach(p);
	assert_true(ipc_client_attached(p->client));
	assert_int_equal(echo(p->client, 7), ERR_OK);
	assert_int_equal(ipc_call(p->client, REFUSE, BYTES_NONE, &answer),
	    ERR_PROFILE_VIOLATION);
	assert_int_equal(answer.len, 0);
	assert_int_equal(
	    ipc_call(p->client, ECHO, bytes_str("more than eight"), &answer),
	    ERR_TOO_LARGE); /* for the asker's own room */
	assert_int_equal(echo(p->client, 8), ERR_OK);
}

static void
a_question_that_is_too_long_is_not_asked(void **state)
{
	static const uint8_t octets[IPC_MESSAGE_MAX];
	struct pair *p = *state;
	AUTO_DONE(buf) answer = BUF(8);

	attach(p);
	assert_int_equal(
	    ipc_call(p->client, ECHO,
		BYTES(octets, IPC_MESSAGE_MAX - IPC_HEADER_LEN + 1), &answer),
	    ERR_TOO_LARGE);
}

#define THREADS 8
#define CALLS 200

struct asker {
	struct ipc_client *client;
	uint32_t first;
	enum err err;
};

static void *
ask_often(void *arg)
{
	struct asker *a = arg;

	for (uint32_t i = 0; i < CALLS && a->err == ERR_OK; i++)
		a->err = echo(a->client, a->first + i);
	return NULL;
}

static void
start_askers(struct ipc_client *c, struct asker askers[], pthread_t threads[])
{
	for (uint32_t i = 0; i < THREADS; i++) {
		askers[i] = (struct asker){c, i * CALLS, ERR_OK};
		assert_int_equal(
		    pthread_create(&threads[i], NULL, ask_often, &askers[i]),
		    0);
	}
}

static void
join_askers(struct asker askers[], pthread_t threads[])
{
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(askers[i].err, ERR_OK);
	}
}

static void
many_threads_get_their_own_answers(void **state)
{
	struct pair *p = *state;
	struct asker askers[THREADS];
	pthread_t threads[THREADS];

	attach(p);
	start_askers(p->client, askers, threads);
	join_askers(askers, threads);
	assert_int_equal(p->echo.finished, THREADS * CALLS);
	assert_true(p->echo.committed <= p->echo.begun);
}

/* Sockets come and go under them; nobody notices. */
static void
a_question_is_asked_again_on_a_new_socket(void **state)
{
	struct pair *p = *state;
	struct asker askers[THREADS];
	pthread_t threads[THREADS];

	start_askers(p->client, askers, threads); /* before there is one */
	for (int i = 0; i < 20; i++) {
		usleep(1000);
		attach(p);
	}
	join_askers(askers, threads);
}

/* The process ends with its commit; another comes in its place. */
static void
a_question_survives_the_one_who_was_asked(void **state)
{
	struct pair *p = *state;
	struct asker askers[THREADS];
	pthread_t threads[THREADS];

	attach(p);
	start_askers(p->client, askers, threads);
	usleep(2000);
	p->echo.fail_commit = 1;
	served_await_end(&p->served);
	assert_int_equal(p->served.ended, ERR_DISK_FULL);
	served_start(&p->served, &p->service);
	attach(p);
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_true(
		    askers[i].err == ERR_OK || askers[i].err == ERR_DISK_FULL);
	}
	assert_int_equal(echo(p->client, 1), ERR_OK);
}

static void
a_peer_that_will_not_come_back_is_lost_at_once(void **state)
{
	struct pair *p = *state;
	int fds[2];

	assert_int_equal(launch_socket_pair(fds), ERR_OK);
	assert_int_equal(ipc_client_attach(p->client, fds[0]), ERR_OK);
	ipc_client_last(p->client);
	close(fds[1]);
	assert_int_equal(echo(p->client, 1), ERR_PROCESS_LOST);
	assert_false(ipc_client_attached(p->client));
}

static void
answers_to_nobody_are_dropped(void **state)
{
	struct pair *p = *state;
	AUTO_DONE(buf) stray = BUF(64);
	int fds[2];

	assert_int_equal(launch_socket_pair(fds), ERR_OK);
	assert_int_equal(ipc_client_attach(p->client, fds[0]), ERR_OK);
	put_question(&stray, ECHO, 12345, bytes_str("?"));
	for (size_t len = 0; len <= stray.len; len++)
		assert_int_equal(send(fds[1], stray.p, len, 0), len);
	assert_true(ipc_client_attached(p->client));
	attach(p);
	close(fds[1]);
	assert_int_equal(echo(p->client, 1), ERR_OK);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(content_is_taken_up_to_its_limit),
	    cmocka_unit_test(a_batch_is_committed_once),
	    T(a_question_is_answered),
	    T(a_question_that_is_too_long_is_not_asked),
	    T(many_threads_get_their_own_answers),
	    T(a_question_is_asked_again_on_a_new_socket),
	    T(a_question_survives_the_one_who_was_asked),
	    T(a_peer_that_will_not_come_back_is_lost_at_once),
	    T(answers_to_nobody_are_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
