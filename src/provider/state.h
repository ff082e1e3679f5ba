/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one state of the process. GM/T 0016 has no context argument: handles and
 * logins belong to the process, so they live here, behind one mutex, and in no
 * other file (docs/decisions/0021-skf-state.md).
 *
 * Every exported function begins an entry and ends it when it returns; inside,
 * it is alone. Handles are numbers with a generation, never addresses: one
 * that is stale, foreign or of another kind is refused.
 */
#ifndef PROVIDER_STATE_H
#define PROVIDER_STATE_H

#include <pthread.h>

#include "gm/gm.h"
#include "skf/sar.h"
#include "skf/skf.h"

enum handle_kind {
	HANDLE_DEVICE,
	HANDLE_APPLICATION,
	HANDLE_CONTAINER,
	HANDLE_KEY,
	HANDLE_HASH,
	HANDLE_MAC,
	HANDLE_AGREEMENT,
	HANDLE_KIND_COUNT
};

/* What waits for device events; see events.c. */
struct event_state {
	bool waiting, cancelled, started;
	bool is_told;	  /* known is what the caller was told */
	struct buf known; /* names, each with a NUL */
	pthread_cond_t wake;
};

struct back_state; /* of the back end, which defines it */
struct handle_row;

struct state {
	pthread_mutex_t mutex;
	struct gm *gm;
	struct back_state *back;
	struct handle_row *rows;
	size_t row_count;
	uint32_t generation;
	struct event_state events;
};

struct entry {
	struct state *state; /* NULL: not begun */
	struct gm *gm;
	struct back_state *back;
};

/* SAR_MEMORYERR. */
MUST_USE uint32_t entry_begin(struct entry *ret_e);
void entry_done(struct entry *e);
DEFINE_AUTO_DONE(entry)

/*
 * A handle for object, which now belongs to the handle: it is freed with it,
 * or at once on failure. SAR_MEMORYERR.
 */
MUST_USE uint32_t handle_add(
    struct entry *e, enum handle_kind kind, void *object, HANDLE *ret_h);

/* The object, borrowed. SAR_INVALIDHANDLEERR. */
MUST_USE uint32_t handle_get(
    struct entry *e, enum handle_kind kind, HANDLE h, void **ret_object);

/* Close a handle and free its object. SAR_INVALIDHANDLEERR. */
MUST_USE uint32_t handle_close(
    struct entry *e, enum handle_kind kind, HANDLE h);

/* The caller was told that these devices are there (events.c). */
void events_told(struct entry *e, const struct buf *names);

/* How objects of each kind are freed; defined where they are. */
void connection_free(struct entry *e, void *object);
void application_free(struct entry *e, void *object);
void container_free(struct entry *e, void *object);
void session_key_free(struct entry *e, void *object);
void hash_free(struct entry *e, void *object);
void mac_free(struct entry *e, void *object);
void agreement_free(struct entry *e, void *object);

#endif
