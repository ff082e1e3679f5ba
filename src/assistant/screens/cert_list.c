/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/cert_list.h"

#include <stdlib.h>
#include <string.h>

#define HAY_MAX 4096   /* octets of a row's texts */
#define SEARCH_MAX 256 /* octets of a search that count */

/* --- making --- */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void
put_lower(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		buf_u8(b, (uint8_t)lower(*s));
	buf_u8(b, '\n'); /* no word is found across two texts */
}

static enum err
make_hay(struct cert_row *r, enum lang lang)
{
	const struct holder_pair *p = &r->pair;
	const char *const texts[] = {r->nickname, p->subject, p->user_name,
	    p->token_label, p->token_serial, p->sign_serial, p->encrypt_serial,
	    text_in(standing_text(r->standing), lang),
	    text_in(p->carrier == CARRIER_HARD ? TEXT_CARRIER_HARD
					       : TEXT_CARRIER_SOFT,
		lang)};
	AUTO_DONE(buf) b = BUF(HAY_MAX);

	for (size_t i = 0; i < COUNT(texts); i++)
		put_lower(&b, texts[i]);
	return buf_take_string(&b, &r->hay);
}

static enum err
make_row(struct cert_row *r, const struct holder_pair *p,
    const struct cert_names *names, enum lang lang)
{
	r->pair = *p;
	buf_init(&r->pair.sign, 0); /* they stay with the state */
	buf_init(&r->pair.encrypt, 0);
	r->standing = standing_of(p);
	if (names->get != NULL)
		names->get(names->self, p, r->nickname);
	return make_hay(r, lang);
}

enum err
cert_list_new(const struct holder_pairs *pairs, const struct cert_names *names,
    enum lang lang, struct cert_list **ret_l)
{
	AUTO(cert_list) l = calloc(1, sizeof(*l));
	size_t room = pairs->count + 1;

	if (l == NULL)
		return ERR_NOMEM;
	l->rows = calloc(room, sizeof(*l->rows));
	l->shown = calloc(room, sizeof(struct cert_row *));
	if (l->rows == NULL || l->shown == NULL)
		return ERR_NOMEM;
	for (; l->count < pairs->count; l->count++) {
		struct cert_row *r = &l->rows[l->count];

		r->id = (int)l->count + 1;
		l->shown[l->count] = r;
		TRY(make_row(r, &pairs->rows[l->count], names, lang));
	}
	l->shown_count = l->count;
	*ret_l = TAKE(l);
	return ERR_OK;
}

void
cert_list_free(struct cert_list *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->count; i++)
		free(l->rows[i].hay);
	free(l->rows);
	free(l->shown);
	free(l);
}

/* --- choosing --- */

static bool
passes(const struct cert_row *r, enum cert_filter filter)
{
	switch (filter) {
	case CERT_FILTER_USABLE:
		return standing_is_usable(r->standing);
	case CERT_FILTER_ENDING:
		return r->standing == STANDING_ENDING;
	case CERT_FILTER_PROBLEM:
		return !standing_is_usable(r->standing) &&
		       r->standing != STANDING_UNFINISHED;
	case CERT_FILTER_ALL:
	case CERT_FILTER_COUNT:
		break;
	}
	return true;
}

/* Are all words, which single spaces divide, in its texts? */
static bool
has_words(const struct cert_row *r, const char *words)
{
	char word[SEARCH_MAX + 1];

	while (*(words += strspn(words, " ")) != '\0') {
		size_t len = strcspn(words, " ");

		memcpy(word, words, len);
		word[len] = '\0';
		if (strstr(r->hay, word) == NULL)
			return false;
		words += len;
	}
	return true;
}

static void
fold_search(const char *search, char out[SEARCH_MAX + 1])
{
	size_t i;

	for (i = 0; i < SEARCH_MAX && search[i] != '\0'; i++)
		out[i] = lower(search[i]);
	out[i] = '\0';
}

/* --- sorting --- */

/* Names of one language at the desk come as its people expect them. */
static int
compare_names(const char *a, const char *b)
{
	return strcoll(a, b);
}

static int
compare_times(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Without a nickname comes last: names are looked for, not their absence. */
static int
compare_nicknames(const char *a, const char *b)
{
	if ((*a == '\0') != (*b == '\0'))
		return *a == '\0' ? 1 : -1;
	return compare_names(a, b);
}

static int
compare_carriers(const struct holder_pair *a, const struct holder_pair *b)
{
	int order = (a->carrier == CARRIER_SOFT) - (b->carrier == CARRIER_SOFT);

	if (order == 0)
		order = compare_names(a->token_label, b->token_label);
	return order != 0 ? order : strcmp(a->token_serial, b->token_serial);
}

const char *
cert_serial_end(const char *serial)
{
	size_t len = strlen(serial);

	return len > 4 ? serial + len - 4 : serial;
}

int
cert_row_compare(
    const struct cert_row *a, const struct cert_row *b, enum cert_column by)
{
	const struct holder_pair *p = &a->pair, *q = &b->pair;

	switch (by) {
	case CERT_COLUMN_NICKNAME:
		return compare_nicknames(a->nickname, b->nickname);
	case CERT_COLUMN_HOLDER:
		return compare_names(p->subject, q->subject);
	case CERT_COLUMN_USER:
		return compare_names(p->user_name, q->user_name);
	case CERT_COLUMN_CARRIER:
		return compare_carriers(p, q);
	case CERT_COLUMN_SERIAL:
		return strcmp(cert_serial_end(p->sign_serial),
		    cert_serial_end(q->sign_serial));
	case CERT_COLUMN_END:
		return compare_times(p->not_after, q->not_after);
	case CERT_COLUMN_STATE:
		return (int)a->standing - (int)b->standing;
	case CERT_COLUMN_COUNT:
		break;
	}
	return 0;
}

/* Does b belong before a, which stands before it? */
static bool
is_before(const struct cert_row *b, const struct cert_row *a,
    const struct cert_order *o)
{
	int order = cert_row_compare(a, b, o->by);

	return o->descending ? order < 0 : order > 0;
}

/* Merge the sorted runs from[low, middle) and from[middle, high) into to. */
static void
merge(const struct cert_row **from, const struct cert_row **to,
    const size_t ends[3], const struct cert_order *o)
{
	size_t left = ends[0], right = ends[1];

	for (size_t i = ends[0]; i < ends[2]; i++) {
		bool second =
		    left == ends[1] ||
		    (right < ends[2] && is_before(from[right], from[left], o));

		to[i] = second ? from[right++] : from[left++];
	}
}

/* By merging: stable, and never more than n log n comparisons. The result is
 * in rows; spare is as long. */
static void
sort_rows(const struct cert_row **rows, const struct cert_row **spare,
    size_t count, const struct cert_order *o)
{
	const struct cert_row **from = rows, **to = spare, **swap;

	for (size_t run = 1; run < count; run *= 2) {
		for (size_t low = 0; low < count; low += 2 * run) {
			size_t middle = low + run, high = low + 2 * run;
			const size_t ends[3] = {low,
			    middle < count ? middle : count,
			    high < count ? high : count};

			merge(from, to, ends, o);
		}
		swap = from;
		from = to;
		to = swap;
	}
	if (from != rows)
		memcpy(rows, from, count * sizeof(struct cert_row *));
}

enum err
cert_list_arrange(
    struct cert_list *l, const struct cert_order *o, const char *search)
{
	const struct cert_row **spare =
	    calloc(l->count + 1, sizeof(struct cert_row *));
	char words[SEARCH_MAX + 1];

	if (spare == NULL)
		return ERR_NOMEM;
	fold_search(search, words);
	l->shown_count = 0;
	for (size_t i = 0; i < l->count; i++) {
		const struct cert_row *r = &l->rows[i];

		if (passes(r, o->filter) && has_words(r, words))
			l->shown[l->shown_count++] = r;
	}
	sort_rows(l->shown, spare, l->shown_count, o);
	free(spare);
	return ERR_OK;
}

/* --- finding --- */

const struct cert_row *
cert_list_row(const struct cert_list *l, int id)
{
	return id >= 1 && (size_t)id <= l->count ? &l->rows[id - 1] : NULL;
}

const struct cert_row *
cert_list_find(const struct cert_list *l, const char *sign_serial)
{
	for (size_t i = 0; i < l->count; i++) {
		if (strcmp(l->rows[i].pair.sign_serial, sign_serial) == 0)
			return &l->rows[i];
	}
	return NULL;
}
