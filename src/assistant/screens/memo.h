/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the desk remembers from one run to the next: names and values, none of
 * them secret, in HOME/desk.ini as lines of
 *
 *	name = value
 *
 * A name is letters, digits, '-', '.' and '_'; a value is plain text
 * (text_is_plain), of which the file keeps no space at its ends
 * (base/named_line.h). Any other line is left
 * out. There is no list of names: each user has its own, "size.login",
 * "nickname.SERIAL". What was set last is last; when there is no more room,
 * the first goes. Not a setting: nobody chooses it, and losing it is no harm.
 */
#ifndef ASSISTANT_SCREENS_MEMO_H
#define ASSISTANT_SCREENS_MEMO_H

#include "base/bytes.h"

#define MEMO_NAME_SIZE 64
#define MEMO_VALUE_SIZE 256
#define MEMO_ENTRIES_MAX 512
/* Whatever a memo holds has room in a file of so many octets. */
#define MEMO_FILE_MAX \
	(MEMO_ENTRIES_MAX * (MEMO_NAME_SIZE + MEMO_VALUE_SIZE + 4))

struct memo;

/* An empty one; NULL: NOMEM. */
struct memo *memo_new(void);
void memo_free(struct memo *m);
DEFINE_AUTO(memo)

/* Its value, borrowed until the next change; "" if there is none. */
const char *memo_get(const struct memo *m, const char *name);

/* From now on it is value; "": it is forgotten. FIELD_INVALID for a name or
 * value that breaks its rule; NOMEM. */
MUST_USE enum err memo_set(struct memo *m, const char *name, const char *value);

/* The names that begin so, one after another: *at begins at 0; NULL: no more.
 * The memo must not change in between. */
const char *memo_next(const struct memo *m, const char *prefix, size_t *at);

/* Set what the lines say, one after another. NOMEM. */
MUST_USE enum err memo_parse(struct memo *m, struct bytes text);
/* The lines of all that is in it, added. */
void memo_encode(const struct memo *m, struct buf *out);

#endif
