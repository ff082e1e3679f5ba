/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that come on another thread, counted and waited for. */
#ifndef BASE_NOTE_TESTING_H
#define BASE_NOTE_TESTING_H

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#define NOTE_LONGEST_S 20 /* a call that has not come by then does not come */

struct note {
	pthread_mutex_t mutex;
	pthread_cond_t more;
	int count;
};
#define NOTE                                                           \
	{                                                              \
		PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 \
	}

/* The callback; arg is a struct note. */
static inline void
note_take(void *arg)
{
	struct note *n = arg;

	pthread_mutex_lock(&n->mutex);
	n->count++;
	pthread_cond_signal(&n->more);
	pthread_mutex_unlock(&n->mutex);
}

/* Until so many calls came. */
static inline void
note_await(struct note *n, int count)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += NOTE_LONGEST_S;
	pthread_mutex_lock(&n->mutex);
	while (n->count < count)
		assert_int_equal(
		    pthread_cond_timedwait(&n->more, &n->mutex, &until), 0);
	pthread_mutex_unlock(&n->mutex);
}

#endif
