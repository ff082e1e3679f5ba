/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading JSON that came from outside: every member with its type and bound.
 * A member that is missing or different is BAD_MESSAGE; its user names the
 * error that this is.
 */
#ifndef ASSISTANT_JSON_H
#define ASSISTANT_JSON_H

#include <jansson.h>

#include "base/bytes.h"

static inline void
json_free(json_t **p)
{
	json_decref(*p);
}
#define AUTO_JSON __attribute__((cleanup(json_free))) json_t *

/* One JSON value, no member twice, nothing after it; new. BAD_MESSAGE. */
MUST_USE enum err json_read(struct bytes text, json_t **ret_json);

/* A string member of at most size - 1 octets of plain text. */
MUST_USE enum err json_text(
    const json_t *object, const char *name, char *out, size_t size);

/* A string member in Base64, decoded and added to out. */
MUST_USE enum err json_base64(
    const json_t *object, const char *name, struct buf *out);

/* The same of a string itself, of an array. */
MUST_USE enum err json_base64_of(const json_t *string, struct buf *out);

MUST_USE enum err json_bool(
    const json_t *object, const char *name, bool *ret_v);

/* A whole number, min to max. */
MUST_USE enum err json_int(const json_t *object, const char *name, int64_t min,
    int64_t max, int64_t *ret_v);

/* A string member that is an RFC 3339 time in UTC. */
MUST_USE enum err json_time(
    const json_t *object, const char *name, int64_t *ret_at);

/* A member that is an object; borrowed. */
MUST_USE enum err json_object_member(
    const json_t *object, const char *name, const json_t **ret_member);

/* Set a string member to the Base64 of data. NOMEM. */
MUST_USE enum err json_set_base64(
    json_t *object, const char *name, struct bytes data);

/* Compact text added to b; sorted by name. NOMEM. */
MUST_USE enum err json_write(const json_t *json, struct buf *b);

#endif
