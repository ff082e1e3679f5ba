/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies of requests: a schema says what a JSON object may hold, and one
 * strict reader fills a struct from it. Members that are not in the schema, a
 * member given twice, a value of another type or longer than allowed, and
 * anything after the object are refused. The same tables are what
 * docs/api/openapi.yaml is compared with.
 *
 *	struct hello { const char *name; struct bytes proof; };
 *	static const struct schema_member members[] = {
 *	    SCHEMA_TEXT(struct hello, name, "name", 64),
 *	    SCHEMA_BASE64(struct hello, proof, "proof", 512),
 *	};
 *	static const struct schema hello_schema = SCHEMA("Hello", members);
 *
 * A schema may also say that the body is octets, so many at most: they are
 * not read here, and their handler takes them as they came.
 */
#ifndef OFFICE_SCHEMA_H
#define OFFICE_SCHEMA_H

#include <jansson.h>

#include "base/bytes.h"

enum schema_type {
	SCHEMA_TYPE_TEXT,   /* const char *: UTF-8, at most max characters */
	SCHEMA_TYPE_BASE64, /* struct bytes: at most max octets, decoded */
	SCHEMA_TYPE_OBJECT, /* a struct inside, by its own schema */
};

struct schema_member {
	const char *name;
	enum schema_type type;
	bool optional; /* absent: NULL, no octets, a struct of those */
	size_t offset; /* in the struct */
	size_t max;
	const char *const *values; /* TEXT: only these, ends with NULL */
	const struct schema *object;
};

struct schema {
	const char *name; /* as in the description: "NewAccount" */
	const struct schema_member *members;
	size_t count;
	size_t octets; /* not JSON but octets, so many at most; 0: JSON */
};

#define SCHEMA(name, members)                     \
	{                                         \
		(name), (members), COUNT(members) \
	}
#define SCHEMA_OCTETS(name, max)       \
	{                              \
		(name), NULL, 0, (max) \
	}
#define SCHEMA_BASE64_OPTIONAL(type, member, name, max)                   \
	{                                                                 \
		(name), SCHEMA_TYPE_BASE64, true, offsetof(type, member), \
		    (max), NULL, NULL                                     \
	}
#define SCHEMA_TEXT(type, member, name, max)                             \
	{                                                                \
		(name), SCHEMA_TYPE_TEXT, false, offsetof(type, member), \
		    (max), NULL, NULL                                    \
	}
#define SCHEMA_TEXT_OPTIONAL(type, member, name, max)                          \
	{                                                                      \
		(name), SCHEMA_TYPE_TEXT, true, offsetof(type, member), (max), \
		    NULL, NULL                                                 \
	}
#define SCHEMA_ENUM(type, member, name, max, values)                     \
	{                                                                \
		(name), SCHEMA_TYPE_TEXT, false, offsetof(type, member), \
		    (max), (values), NULL                                \
	}
#define SCHEMA_BASE64(type, member, name, max)                             \
	{                                                                  \
		(name), SCHEMA_TYPE_BASE64, false, offsetof(type, member), \
		    (max), NULL, NULL                                      \
	}
#define SCHEMA_OBJECT(type, member, name, object, optional)   \
	{                                                     \
		(name), SCHEMA_TYPE_OBJECT, (optional),       \
		    offsetof(type, member), 0, NULL, (object) \
	}

/* What the members borrow from. */
#define SCHEMA_BLOBS 8 /* decoded runs of one body */
#define SCHEMA_STRUCT_MAX 256
struct body {
	json_t *json;
	struct buf blobs[SCHEMA_BLOBS];
	size_t blob_count;
	_Alignas(max_align_t) uint8_t value[SCHEMA_STRUCT_MAX];
};

/*
 * Read text by the schema into ret_body->value, which is the struct that the
 * schema's offsets mean. BAD_REQUEST, with *reterr_where the name of the member
 * that is wrong ("" for the whole), borrowed from the schema; NOMEM.
 */
MUST_USE enum err body_read(const struct schema *s, struct bytes text,
    struct body *ret_body, const char **reterr_where);

/* Free what it holds; a zero body is fine. */
void body_done(struct body *b);
DEFINE_AUTO_DONE(body)

/* The schema as JSON Schema, a new reference; NULL without memory. */
json_t *schema_json(const struct schema *s);

#endif
