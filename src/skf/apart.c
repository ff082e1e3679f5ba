/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/apart.h"

#include <string.h>

#include "skf/sar.h"
#include "skf/skf.h"

#define LOCK_FOREVER 0xffffffff /* SKF_LockDev */
#define LOCK_SLICE_MS 1000

struct asking {
	const struct skf_peer *peer;
	enum skf_call call;
	struct buf question, answer;
	struct reader rest; /* of the answer */
	enum err err;	    /* of reading it */
	uint32_t sar;
};

static void
asking_done(struct asking *q)
{
	buf_done(&q->question);
	buf_done(&q->answer);
}
DEFINE_AUTO_DONE(asking)

static struct asking
asking_of(const struct skf_calls *c, enum skf_call call)
{
	return (struct asking){.peer = c->peer,
	    .call = call,
	    .question = BUF(SKF_MESSAGE_MAX),
	    .answer = BUF(SKF_MESSAGE_MAX)};
}

static void
put_handle(struct asking *q, void *handle)
{
	uintptr_t n = (uintptr_t)handle;

	if (n / (SKF_HANDLE_MAX + 1) != q->peer->life)
		q->sar = SAR_LIBRARY_LOST;
	buf_u32(&q->question, (uint32_t)(n % (SKF_HANDLE_MAX + 1)));
}

static enum err
get_handle(struct asking *q, void **ret_handle)
{
	uint32_t n;

	TRY(reader_u32(&q->rest, &n));
	if (n == 0 || n > SKF_HANDLE_MAX)
		return ERR_BAD_MESSAGE;
	*ret_handle =
	    (void *)((uintptr_t)q->peer->life * (SKF_HANDLE_MAX + 1) + n);
	return ERR_OK;
}

/* True if there is an answer, whose results are to be read. */
static bool
send(struct asking *q)
{
	enum err e = buf_status(&q->question);

	if (q->sar == SAR_OK && e != ERR_OK)
		q->sar = e == ERR_NOMEM ? SAR_MEMORYERR : SAR_INDATALENERR;
	if (q->sar == SAR_OK)
		q->sar = q->peer->ask(q->peer->self, q->call,
		    buf_bytes(&q->question), &q->answer);
	if (q->sar != SAR_OK)
		return false;
	q->rest = reader_of(buf_bytes(&q->answer));
	q->err = reader_u32(&q->rest, &q->sar);
	return true;
}

/* True if the whole answer was read and makes sense. */
static bool
understood(struct asking *q)
{
	if (q->err == ERR_OK)
		q->err = reader_end(&q->rest);
	if (q->err == ERR_OK)
		return true;
	q->peer->refuse(q->peer->self, q->call);
	q->sar = SAR_LIBRARY_LOST;
	return false;
}

/* What came back goes where it was wanted, if it fits. */
static void
keep_data(struct asking *q, struct bytes data, struct buf *out)
{
	if (data.len > out->max - out->len) {
		q->sar = SAR_BUFFER_TOO_SMALL;
		return;
	}
	buf_put(out, data);
	if (buf_status(out) != ERR_OK)
		q->sar = SAR_MEMORYERR;
}

/*
 * A row of calls.def is a function. PARAM is a parameter's type; ASK writes
 * the argument; TOLD reads what came back into a variable; KEEP hands it to
 * the caller, when all of the answer is known to be good.
 */
#define PARAM_IN(kind) PARAM_##kind
#define PARAM_OUT(kind) SKF_TYPE_##kind *
#define PARAM_ALWAYS(kind) SKF_TYPE_##kind *
#define PARAM_INTO(kind) struct buf *
#define PARAM_BOTH(kind) uint8_t *
#define PARAM_HANDLE(kind) void *
#define PARAM_END(kind) void *
#define PARAM_NEW(kind) void **
#define PARAM_flag bool
#define PARAM_number uint32_t
#define PARAM_form enum skf_envelope_form
#define PARAM_text const char *
#define PARAM_texts const char *const *
#define PARAM_octets struct bytes
#define PARAM_digest const uint8_t *
#define PARAM_application const struct skf_new_application *
#define PARAM_file_info const struct skf_file_info *
#define PARAM_cipher const struct sm2_cipher *
#define PARAM_envelope const struct envelope *

#define ASK_IN(kind, a) skf_put_##kind(&q.question, a)
#define ASK_OUT(kind, a)
#define ASK_ALWAYS(kind, a)
#define ASK_INTO(kind, a)
#define ASK_BOTH(kind, a) skf_put_##kind(&q.question, a)
#define ASK_HANDLE(kind, a) put_handle(&q, a)
#define ASK_END(kind, a) put_handle(&q, a)
#define ASK_NEW(kind, a)

#define READ_IF(condition, read)            \
	if (q.err == ERR_OK && (condition)) \
	q.err = read
#define TOLD_IN(kind, v)
#define TOLD_OUT(kind, v)        \
	SKF_TYPE_##kind v = {0}; \
	READ_IF(q.sar == SAR_OK, skf_get_##kind(&q.rest, &v))
#define TOLD_ALWAYS(kind, v)     \
	SKF_TYPE_##kind v = {0}; \
	READ_IF(true, skf_get_##kind(&q.rest, &v))
#define TOLD_INTO(kind, v)           \
	struct bytes v = BYTES_NONE; \
	READ_IF(q.sar == SAR_OK, skf_get_octets(&q.rest, &v))
#define TOLD_BOTH(kind, v) TOLD_OUT(kind, v)
#define TOLD_HANDLE(kind, v)
#define TOLD_END(kind, v)
#define TOLD_NEW(kind, v) \
	void *v = NULL;   \
	READ_IF(q.sar == SAR_OK, get_handle(&q, &v))

#define KEEP_IN(kind, v, a)
#define KEEP_OUT(kind, v, a) \
	if (q.sar == SAR_OK) \
	*(a) = v
#define KEEP_ALWAYS(kind, v, a) *(a) = v
#define KEEP_INTO(kind, v, a) \
	if (q.sar == SAR_OK)  \
	keep_data(&q, v, a)
#define KEEP_BOTH(kind, v, a) \
	if (q.sar == SAR_OK)  \
	memcpy(a, v.b, sizeof(v.b))
#define KEEP_HANDLE(kind, v, a)
#define KEEP_END(kind, v, a)
#define KEEP_NEW(kind, v, a) KEEP_OUT(kind, v, a)

#define C1(name, limit, d1, k1)                                      \
	static uint32_t ask_##name(                                  \
	    const struct skf_calls *c, PARAM_##d1(k1) a1)            \
	{                                                            \
		AUTO_DONE(asking) q = asking_of(c, SKF_CALL_##name); \
                                                                     \
		ASK_##d1(k1, a1);                                    \
		if (!send(&q))                                       \
			return q.sar;                                \
		TOLD_##d1(k1, v1);                                   \
		if (!understood(&q))                                 \
			return q.sar;                                \
		KEEP_##d1(k1, v1, a1);                               \
		return q.sar;                                        \
	}
#define C2(name, limit, d1, k1, d2, k2)                                      \
	static uint32_t ask_##name(                                          \
	    const struct skf_calls *c, PARAM_##d1(k1) a1, PARAM_##d2(k2) a2) \
	{                                                                    \
		AUTO_DONE(asking) q = asking_of(c, SKF_CALL_##name);         \
                                                                             \
		ASK_##d1(k1, a1);                                            \
		ASK_##d2(k2, a2);                                            \
		if (!send(&q))                                               \
			return q.sar;                                        \
		TOLD_##d1(k1, v1);                                           \
		TOLD_##d2(k2, v2);                                           \
		if (!understood(&q))                                         \
			return q.sar;                                        \
		KEEP_##d1(k1, v1, a1);                                       \
		KEEP_##d2(k2, v2, a2);                                       \
		return q.sar;                                                \
	}
#define C3(name, limit, d1, k1, d2, k2, d3, k3)                      \
	static uint32_t ask_##name(const struct skf_calls *c,        \
	    PARAM_##d1(k1) a1, PARAM_##d2(k2) a2, PARAM_##d3(k3) a3) \
	{                                                            \
		AUTO_DONE(asking) q = asking_of(c, SKF_CALL_##name); \
                                                                     \
		ASK_##d1(k1, a1);                                    \
		ASK_##d2(k2, a2);                                    \
		ASK_##d3(k3, a3);                                    \
		if (!send(&q))                                       \
			return q.sar;                                \
		TOLD_##d1(k1, v1);                                   \
		TOLD_##d2(k2, v2);                                   \
		TOLD_##d3(k3, v3);                                   \
		if (!understood(&q))                                 \
			return q.sar;                                \
		KEEP_##d1(k1, v1, a1);                               \
		KEEP_##d2(k2, v2, a2);                               \
		KEEP_##d3(k3, v3, a3);                               \
		return q.sar;                                        \
	}
#define C4(name, limit, d1, k1, d2, k2, d3, k3, d4, k4)              \
	static uint32_t ask_##name(const struct skf_calls *c,        \
	    PARAM_##d1(k1) a1, PARAM_##d2(k2) a2, PARAM_##d3(k3) a3, \
	    PARAM_##d4(k4) a4)                                       \
	{                                                            \
		AUTO_DONE(asking) q = asking_of(c, SKF_CALL_##name); \
                                                                     \
		ASK_##d1(k1, a1);                                    \
		ASK_##d2(k2, a2);                                    \
		ASK_##d3(k3, a3);                                    \
		ASK_##d4(k4, a4);                                    \
		if (!send(&q))                                       \
			return q.sar;                                \
		TOLD_##d1(k1, v1);                                   \
		TOLD_##d2(k2, v2);                                   \
		TOLD_##d3(k3, v3);                                   \
		TOLD_##d4(k4, v4);                                   \
		if (!understood(&q))                                 \
			return q.sar;                                \
		KEEP_##d1(k1, v1, a1);                               \
		KEEP_##d2(k2, v2, a2);                               \
		KEEP_##d3(k3, v3, a3);                               \
		KEEP_##d4(k4, v4, a4);                               \
		return q.sar;                                        \
	}
#include "skf/calls.def"
#undef C1
#undef C2
#undef C3
#undef C4

/* Waiting is cut into slices that a library which works answers in time. */
static uint32_t
lock_in_slices(const struct skf_calls *c, void *dev, uint32_t timeout_ms)
{
	uint32_t left = timeout_ms;

	for (;;) {
		uint32_t slice = left < LOCK_SLICE_MS ? left : LOCK_SLICE_MS;
		uint32_t sar = ask_lock(c, dev, slice);

		if (timeout_ms != LOCK_FOREVER)
			left -= slice;
		if (sar != SAR_TIMEOUTERR || left == 0)
			return sar;
	}
}

static uint32_t
cancel_wait(const struct skf_calls *c)
{
	c->peer->cancel(c->peer->self);
	return SAR_OK;
}

const struct skf_abi skf_abi_apart = {
    .name = "apart",
    .cancel_wait = cancel_wait,
/* Each by its name, but for one. */
#define ask_lock lock_in_slices
#define C1(name_, ...) .name_ = ask_##name_,
#define C2 C1
#define C3 C1
#define C4 C1
#include "skf/calls.def"
};
