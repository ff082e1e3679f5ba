/* SPDX-License-Identifier: Apache-2.0 */
#include "skfhost/serve.h"

#include <string.h>

#include "skf/sar.h"
#include "skf/skf.h"

struct serving {
	struct skf_server *server;
	struct reader rest; /* of the question */
	struct buf *answer;
	enum err err; /* of reading the question */
	uint32_t sar;
};

/* --- handles --- */

static void
take_handle(struct serving *s, enum skf_handle_kind kind, uint32_t *ret_number)
{
	uint32_t n = 0;

	if (s->err == ERR_OK)
		s->err = reader_u32(&s->rest, &n);
	if (n > SKF_HANDLE_MAX || s->server->handles[n].kind != kind)
		s->sar = SAR_INVALIDHANDLEERR;
	else
		*ret_number = n;
}

static void *
handle_of(const struct serving *s, uint32_t number)
{
	return s->server->handles[number].p;
}

static void
forget_handle(struct serving *s, uint32_t number)
{
	s->server->handles[number] = (struct skf_handle){.kind = 0};
}

/* The number of what was opened; 0 if there is none left. The first device
 * tells the layout, too. */
static uint32_t
keep_handle(struct serving *s, enum skf_handle_kind kind, void *p)
{
	struct skf_handle *handles = s->server->handles;
	uint32_t n = 1;

	if (kind == SKF_HANDLE_device)
		s->sar = skf_library_learn(s->server->library, p);
	while (n <= SKF_HANDLE_MAX && handles[n].kind != SKF_HANDLE_NONE)
		n++;
	if (s->sar == SAR_OK && n > SKF_HANDLE_MAX)
		s->sar = SAR_MEMORYERR;
	if (s->sar != SAR_OK)
		return 0;
	handles[n] = (struct skf_handle){kind, p};
	return n;
}

/* --- calls --- */

/* True if the whole question was read and makes sense. */
static bool
understood(struct serving *s)
{
	if (s->err == ERR_OK)
		s->err = reader_end(&s->rest);
	return s->err == ERR_OK;
}

/*
 * A row of calls.def is a function. TAKE reads an argument into a variable, or
 * makes room for a result; PASS is how the library's function gets it; SETTLE
 * is what is to be done before the code is known for good; GIVE writes what
 * goes back.
 */
#define READ(read)            \
	if (s->err == ERR_OK) \
	s->err = read

#define TAKE_IN(kind, v)         \
	SKF_TYPE_##kind v = {0}; \
	READ(skf_get_##kind(&s->rest, &v))
#define TAKE_OUT(kind, v) SKF_TYPE_##kind v = {0}
#define TAKE_ALWAYS(kind, v) SKF_TYPE_##kind v = {0}
#define TAKE_INTO(kind, v) AUTO_DONE(buf) v = BUF(SKF_DATA_MAX)
#define TAKE_BOTH(kind, v) TAKE_IN(kind, v)
#define TAKE_HANDLE(kind, v) \
	uint32_t v = 0;      \
	take_handle(s, SKF_HANDLE_##kind, &v)
#define TAKE_END(kind, v) TAKE_HANDLE(kind, v)
#define TAKE_NEW(kind, v)   \
	void *v##_p = NULL; \
	uint32_t v = 0

#define PASS_IN(kind, v) PASS_##kind(v)
#define PASS_OUT(kind, v) &v
#define PASS_ALWAYS(kind, v) &v
#define PASS_INTO(kind, v) &v
#define PASS_BOTH(kind, v) v.b
#define PASS_HANDLE(kind, v) handle_of(s, v)
#define PASS_END(kind, v) handle_of(s, v)
#define PASS_NEW(kind, v) &v##_p
#define PASS_flag(v) v
#define PASS_number(v) v
#define PASS_form(v) v
#define PASS_text(v) v
#define PASS_texts(v) v.s
#define PASS_octets(v) v
#define PASS_digest(v) v
#define PASS_application(v) &v
#define PASS_file_info(v) &v
#define PASS_cipher(v) &v
#define PASS_envelope(v) &v

#define SETTLE_IN(kind, v)
#define SETTLE_OUT(kind, v)
#define SETTLE_ALWAYS(kind, v)
#define SETTLE_INTO(kind, v)
#define SETTLE_BOTH(kind, v)
#define SETTLE_HANDLE(kind, v)
#define SETTLE_END(kind, v) forget_handle(s, v)
#define SETTLE_NEW(kind, v)   \
	if (s->sar == SAR_OK) \
	v = keep_handle(s, SKF_HANDLE_##kind, v##_p)

#define GIVE_IN(kind, v)
#define GIVE_OUT(kind, v)     \
	if (s->sar == SAR_OK) \
	skf_put_##kind(s->answer, &v)
#define GIVE_ALWAYS(kind, v) skf_put_##kind(s->answer, v)
#define GIVE_INTO(kind, v)    \
	if (s->sar == SAR_OK) \
	skf_put_octets(s->answer, buf_bytes(&v))
#define GIVE_BOTH(kind, v)    \
	if (s->sar == SAR_OK) \
	skf_put_##kind(s->answer, v.b)
#define GIVE_HANDLE(kind, v)
#define GIVE_END(kind, v)
#define GIVE_NEW(kind, v)     \
	if (s->sar == SAR_OK) \
	buf_u32(s->answer, v)

#define CALL(name, ...) \
	s->server->library->abi->name(&s->server->library->calls, __VA_ARGS__)
#define C1(name, limit, d1, k1)                                 \
	static void serve_##name(struct serving *s)             \
	{                                                       \
		TAKE_##d1(k1, v1);                              \
		if (!understood(s))                             \
			return;                                 \
		if (s->sar == SAR_OK) {                         \
			s->sar = CALL(name, PASS_##d1(k1, v1)); \
			SETTLE_##d1(k1, v1);                    \
		}                                               \
		buf_u32(s->answer, s->sar);                     \
		GIVE_##d1(k1, v1);                              \
	}
#define C2(name, limit, d1, k1, d2, k2)                                       \
	static void serve_##name(struct serving *s)                           \
	{                                                                     \
		TAKE_##d1(k1, v1);                                            \
		TAKE_##d2(k2, v2);                                            \
		if (!understood(s))                                           \
			return;                                               \
		if (s->sar == SAR_OK) {                                       \
			s->sar =                                              \
			    CALL(name, PASS_##d1(k1, v1), PASS_##d2(k2, v2)); \
			SETTLE_##d1(k1, v1);                                  \
			SETTLE_##d2(k2, v2);                                  \
		}                                                             \
		buf_u32(s->answer, s->sar);                                   \
		GIVE_##d1(k1, v1);                                            \
		GIVE_##d2(k2, v2);                                            \
	}
#define C3(name, limit, d1, k1, d2, k2, d3, k3)                    \
	static void serve_##name(struct serving *s)                \
	{                                                          \
		TAKE_##d1(k1, v1);                                 \
		TAKE_##d2(k2, v2);                                 \
		TAKE_##d3(k3, v3);                                 \
		if (!understood(s))                                \
			return;                                    \
		if (s->sar == SAR_OK) {                            \
			s->sar = CALL(name, PASS_##d1(k1, v1),     \
			    PASS_##d2(k2, v2), PASS_##d3(k3, v3)); \
			SETTLE_##d1(k1, v1);                       \
			SETTLE_##d2(k2, v2);                       \
			SETTLE_##d3(k3, v3);                       \
		}                                                  \
		buf_u32(s->answer, s->sar);                        \
		GIVE_##d1(k1, v1);                                 \
		GIVE_##d2(k2, v2);                                 \
		GIVE_##d3(k3, v3);                                 \
	}
#define C4(name, limit, d1, k1, d2, k2, d3, k3, d4, k4)                      \
	static void serve_##name(struct serving *s)                          \
	{                                                                    \
		TAKE_##d1(k1, v1);                                           \
		TAKE_##d2(k2, v2);                                           \
		TAKE_##d3(k3, v3);                                           \
		TAKE_##d4(k4, v4);                                           \
		if (!understood(s))                                          \
			return;                                              \
		if (s->sar == SAR_OK) {                                      \
			s->sar =                                             \
			    CALL(name, PASS_##d1(k1, v1), PASS_##d2(k2, v2), \
				PASS_##d3(k3, v3), PASS_##d4(k4, v4));       \
			SETTLE_##d1(k1, v1);                                 \
			SETTLE_##d2(k2, v2);                                 \
			SETTLE_##d3(k3, v3);                                 \
			SETTLE_##d4(k4, v4);                                 \
		}                                                            \
		buf_u32(s->answer, s->sar);                                  \
		GIVE_##d1(k1, v1);                                           \
		GIVE_##d2(k2, v2);                                           \
		GIVE_##d3(k3, v3);                                           \
		GIVE_##d4(k4, v4);                                           \
	}
#include "skf/calls.def"
#undef C1
#undef C2
#undef C3
#undef C4

static void (*const functions[SKF_CALL_COUNT])(struct serving *s) = {
#define C1(name_, ...) [SKF_CALL_##name_] = serve_##name_,
#define C2 C1
#define C3 C1
#define C4 C1
#include "skf/calls.def"
};

enum err
skf_serve(struct skf_server *s, enum skf_call call, struct bytes question,
    struct buf *answer)
{
	struct serving serving = {
	    .server = s, .rest = reader_of(question), .answer = answer};

	if (functions[call] == NULL)
		return ERR_BAD_MESSAGE;
	functions[call](&serving);
	TRY(serving.err);
	return buf_status(answer);
}
