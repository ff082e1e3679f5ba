/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of token.h share; for them alone.
 */
#ifndef SKF_TOKEN_PRIVATE_H
#define SKF_TOKEN_PRIVATE_H

#include <pthread.h>

#include "pki/cert.h"
#include "skf/loader.h"
#include "skf/sar.h"
#include "skf/skf.h"
#include "skf/token.h"

/*
 * What was last listed, for a watch that begins (token_watch.c): by a mutex,
 * since it has a thread of its own. known is false before the first list;
 * begun counts the watches that have.
 */
struct listed {
	pthread_mutex_t mutex;
	struct buf names;
	bool known;
	unsigned begun;
};

struct token_library {
	struct gm *gm; /* borrowed */
	char *path;
	enum carrier_kind kind;
	bool readers;
	enum err failure; /* OK: skf is loaded, or can be started */
	struct skf_library skf;
	struct listed listed;
};

/* token_library_status, but what was lost is started anew if it may be. */
MUST_USE enum err token_library_revive(struct token_library *lib);

struct token {
	struct token_library *lib; /* borrowed */
	void *dev, *app;	   /* app is NULL on a blank device */
};

/* Call a function of the token's library: CALL_SKF(t, lock, t->dev, 0). */
#define CALL_SKF(t, name, ...) \
	((t)->lib->skf.abi->name(&(t)->lib->skf.calls, __VA_ARGS__))

/* The same as an error. */
#define TRY_SKF(t, name, ...) TRY(sar_to_err(CALL_SKF(t, name, __VA_ARGS__)))

/* TOKEN_BLANK if there is no application of ours. */
MUST_USE enum err token_need_application(const struct token *t);

/* Open a container for one use: CONTAINER_MISSING. */
struct token_container_handle {
	struct token *t;
	void *handle;
};
MUST_USE enum err token_container_open(
    struct token *t, const char *name, struct token_container_handle *ret_c);
void token_container_handle_done(struct token_container_handle *c);
DEFINE_AUTO_DONE(token_container_handle)

/* The next name of a list that ends with an empty one; NULL at its end. */
const char *token_next_name(struct reader *r);
bool token_has_name(const struct buf *names, const char *name);

_Static_assert(TOKEN_DEVICE_SIZE == SKF_DEVICE_NAME_SIZE, "one size");

#define TOKEN_LIST_MAX 65536 /* octets of a list of names */
#define TOKEN_DEVICES_MAX 64 /* of a library; others are not shown */

#endif
