/* SPDX-License-Identifier: Apache-2.0 */
/* Carriers and the certificates on them, as shown to people. */
#include <stdlib.h>
#include <string.h>

#include "assistant/journal.h"
#include "assistant/office.h"

#define PAIRS_MAX 1024
#define DAY_S 86400

void
holder_pair_done(struct holder_pair *p)
{
	buf_done(&p->sign);
	buf_done(&p->encrypt);
}

void
holder_pairs_free(struct holder_pairs *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->count; i++)
		holder_pair_done(&p->rows[i]);
	free(p->rows);
	free(p);
}

enum err
assistant_tokens(struct assistant *a, struct token_list **ret_tokens)
{
	failure_clear(a);
	watching_resume(a); /* before looking, so that nothing is missed */
	return token_list_make(ASSISTANT_LIBRARIES(a), ret_tokens);
}

static enum err
describe(struct assistant *a, const struct cert *sign, struct holder_pair *p)
{
	struct name subject, issuer;
	int64_t left = sign->not_after - clock_now(a->clock);

	TRY(name_parse(sign->subject, &subject));
	TRY(name_parse(sign->issuer, &issuer));
	memcpy(p->subject, subject.common_name, sizeof(p->subject));
	memcpy(p->issuer, issuer.common_name, sizeof(p->issuer));
	memcpy(p->user_name, subject.serial_number, sizeof(p->user_name));
	cert_serial_text(&sign->serial, p->sign_serial);
	p->not_before = sign->not_before;
	p->not_after = sign->not_after;
	p->days_left = left > 0 ? (int)(left / DAY_S) : 0;
	p->state = cert_valid_at(sign, clock_now(a->clock));
	return ERR_OK;
}

static enum err
read_certificates(struct assistant *a, struct token *t, struct holder_pair *p)
{
	struct cert sign, encrypt;

	TRY(token_read_cert(t, p->container, TOKEN_SIGN, &p->sign));
	TRY(cert_parse(buf_bytes(&p->sign), &sign));
	TRY(describe(a, &sign, p));
	if (token_read_cert(t, p->container, TOKEN_ENCRYPT, &p->encrypt) !=
		ERR_OK ||
	    cert_parse(buf_bytes(&p->encrypt), &encrypt) != ERR_OK)
		return ERR_OK; /* a pair that is being installed */
	cert_serial_text(&encrypt.serial, p->encrypt_serial);
	return ERR_OK;
}

static enum err
read_pair(struct assistant *a, struct token *t, const struct token_info *info,
    const char *container, struct holder_pair *ret_pair)
{
	struct holder_pair p = {
	    .sign = BUF(CERT_DER_MAX), .encrypt = BUF(CERT_DER_MAX)};
	enum err e;

	if (strlen(container) >= sizeof(p.container))
		return ERR_CONTAINER_MISSING;
	memcpy(p.container, container, strlen(container) + 1);
	memcpy(p.token_serial, info->serial, sizeof(p.token_serial));
	memcpy(p.token_label, info->label, sizeof(p.token_label));
	p.carrier = info->kind;
	e = read_certificates(a, t, &p);
	if (e != ERR_OK) {
		holder_pair_done(&p);
		return e;
	}
	*ret_pair = p;
	return ERR_OK;
}

enum err
holder_pair_read(struct assistant *a, struct token *t, const char *container,
    struct holder_pair *ret_pair)
{
	struct token_info info;

	TRY(token_get_info(t, &info));
	return read_pair(a, t, &info, container, ret_pair);
}

static enum err
add_row(struct holder_pairs *list, struct holder_pair *p)
{
	struct holder_pair *rows;

	if (list->count == PAIRS_MAX)
		return ERR_TOO_LARGE;
	rows = realloc(list->rows, (list->count + 1) * sizeof(*rows));
	if (rows == NULL)
		return ERR_NOMEM;
	list->rows = rows;
	rows[list->count++] = *p;
	return ERR_OK;
}

enum err
holder_pairs_add(struct assistant *a, struct token *t,
    const struct token_info *info, struct holder_pairs *list)
{
	AUTO(token_names) containers = NULL;

	TRY(token_container_names(t, &containers));
	for (size_t i = 0; i < containers->count; i++) {
		struct holder_pair p;
		enum err e;

		if (read_pair(a, t, info, containers->rows[i], &p) != ERR_OK)
			continue;
		e = add_row(list, &p);
		if (e != ERR_OK) {
			holder_pair_done(&p);
			return e;
		}
	}
	return ERR_OK;
}

static enum err
mark_unfinished(void *arg, struct journal *j)
{
	struct holder_pairs *list = arg;

	for (size_t i = 0; i < list->count; i++) {
		struct holder_pair *p = &list->rows[i];

		if (strcmp(p->token_serial, j->carrier_serial) == 0 &&
		    strcmp(p->container, j->container) == 0)
			p->unfinished = j->state != JOURNAL_CONFIRMED;
	}
	return ERR_OK;
}

enum err
assistant_pairs(struct assistant *a, struct holder_pairs **ret_pairs)
{
	AUTO(token_list) tokens = NULL;
	AUTO(holder_pairs) list = calloc(1, sizeof(*list));

	failure_clear(a);
	if (list == NULL)
		return ERR_NOMEM;
	TRY(token_list_make(ASSISTANT_LIBRARIES(a), &tokens));
	for (size_t i = 0; i < tokens->count; i++) {
		const struct token_entry *entry = &tokens->entries[i];
		AUTO(token) t = NULL;

		if (entry->err != ERR_OK || entry->info.blank ||
		    token_open(entry->library, entry->device, &t) != ERR_OK)
			continue;
		/* a broken one hides no other */
		err_ignore(holder_pairs_add(a, t, &entry->info, list));
	}
	TRY(journal_each(a, mark_unfinished, list));
	*ret_pairs = TAKE(list);
	return ERR_OK;
}

static enum err
state_of(const struct account_pairs *known, const char *serial)
{
	for (size_t i = 0; i < known->count; i++) {
		const struct account_certificate *c = &known->rows[i].sign;

		if (strcmp(c->serial, serial) != 0)
			continue;
		return strcmp(c->state, "on-hold") == 0	  ? ERR_CERT_ON_HOLD
		       : strcmp(c->state, "revoked") == 0 ? ERR_CERT_REVOKED
							  : ERR_OK;
	}
	return ERR_OK;
}

enum err
assistant_pairs_check(struct assistant *a, struct holder_pairs *pairs)
{
	AUTO(account_pairs) known = NULL;

	failure_clear(a);
	TRY(office_account_pairs(a, &known));
	for (size_t i = 0; i < pairs->count; i++) {
		struct holder_pair *p = &pairs->rows[i];

		if (p->state == ERR_OK)
			p->state = state_of(known, p->sign_serial);
	}
	return ERR_OK;
}

static bool
has_serial(const struct holder_pair *p, const char *serial)
{
	return strcmp(p->sign_serial, serial) == 0 ||
	       strcmp(p->encrypt_serial, serial) == 0;
}

static bool
is_usable(const struct holder_pair *p)
{
	return p->state == ERR_OK && !p->unfinished;
}

/* After an exchange that was cut off, the old pair is still there, or the new
 * one is not yet to be used. */
bool
holder_pair_is_better(
    const struct holder_pair *p, const struct holder_pair *best)
{
	if (best == NULL)
		return true;
	if (is_usable(p) != is_usable(best))
		return is_usable(p);
	return strcmp(p->user_name, best->user_name) == 0 &&
	       p->not_before >= best->not_before;
}

static struct holder_pair *
choose(struct holder_pairs *pairs, const char *serial)
{
	struct holder_pair *best = NULL;

	for (size_t i = 0; i < pairs->count; i++) {
		struct holder_pair *p = &pairs->rows[i];

		if (serial != NULL ? has_serial(p, serial)
				   : holder_pair_is_better(p, best))
			best = p;
	}
	return best;
}

enum err
assistant_pair(
    struct assistant *a, const char *serial, struct holder_pair *ret_pair)
{
	AUTO(holder_pairs) pairs = NULL;
	struct holder_pair *p;

	TRY(assistant_pairs(a, &pairs));
	p = choose(pairs, serial);
	if (p == NULL)
		return ERR_CERT_UNKNOWN;
	*ret_pair = *p;
	buf_init(&p->sign, 0); /* they have moved */
	buf_init(&p->encrypt, 0);
	return ERR_OK;
}

enum err
assistant_refresh(struct assistant *a)
{
	bool pinned;

	return assistant_connect(a, &pinned);
}
