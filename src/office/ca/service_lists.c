/* SPDX-License-Identifier: Apache-2.0 */
/* MAKE_LIST, READ_LIST and PARTITIONS: revocation lists, made of what the
 * ledger knows. */
#include <stdlib.h>

#include "base/fault.h"
#include "office/ca/message.h"
#include "office/ca/service.h"

/* A list on its way from begin to finish. What it starts from is held fast:
 * the same batch may bring another list of the partition. */
struct work {
	struct ca_list_request request;
	struct ledger_list list;
	struct ledger_part part;
};

static enum err
begin(struct ca *ca, struct work *w, struct bytes content)
{
	TRY(ca_list_request_parse(content, &w->request));
	TRY(ca_check_times(ca, w->request.this_update, w->request.next_update));
	/* The time as a number: it grows even if the ledger is an older copy,
	 * restored with the rest of the office (decision 70). */
	w->list = (struct ledger_list){.partition = w->request.partition,
	    .delta = w->request.delta,
	    .number = (uint64_t)clock_now(ca->clock),
	    .this_update = w->request.this_update};
	TRY(ledger_note_list(ca->ledger, &w->list));
	w->part = *ledger_part(ca->ledger, w->list.partition);
	return ERR_OK;
}

enum err
ca_begin_list(void *self, struct ipc_question *q)
{
	struct work *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return ERR_NOMEM;
	q->work = w;
	return begin(self, w, q->content);
}

void
ca_forget_list(struct ipc_question *q)
{
	free(q->work);
}

/* --- its entries --- */

struct entries {
	const struct standing *standing;
	const struct work *work;
	struct standing_walk walk;
};

static enum err
rewind_entries(void *self)
{
	struct entries *e = self;

	e->walk = standing_walk(e->standing, e->work->list.partition);
	return ERR_OK;
}

static bool
is_listed(const struct work *w, const struct standing_entry *e)
{
	if (e->not_after < w->part.ended_before)
		return false;
	return w->list.delta ? e->since >= w->part.full_since
			     : e->status != STATUS_VALID;
}

static enum crl_reason
reason_of(const struct standing_entry *e)
{
	switch (e->status) {
	case STATUS_VALID:
		return CRL_REMOVE;
	case STATUS_ON_HOLD:
		return CRL_HOLD;
	default:
		return e->reason;
	}
}

static enum err
next_entry(void *self, struct crl_entry *ret_e, bool *ret_more)
{
	struct entries *all = self;
	struct standing_entry e;

	do
		if (!standing_next(&all->walk, &e)) {
			*ret_more = false;
			return ERR_OK;
		}
	while (!is_listed(all->work, &e));
	*ret_e = (struct crl_entry){e.serial, e.at, reason_of(&e)};
	*ret_more = true;
	return ERR_OK;
}

/* --- the list --- */

static enum err
write_list(struct ca *ca, const struct work *w)
{
	struct entries entries = {ledger_standing(ca->ledger), w, {NULL}};
	char url[CERT_URL_SIZE], delta_url[CERT_URL_SIZE];
	struct signer_key key = {ca->gm, ca->issuing_key};
	const struct signer signer = signer_of_key(&key);
	const struct crl_sink sink = crl_sink_of_buf(&ca->list);
	const struct crl_spec spec = {.issuer = &ca->issuing,
	    .number = w->list.number,
	    .this_update = w->request.this_update,
	    .next_update = w->request.next_update,
	    .idp_url = url,
	    .freshest_url = w->list.delta ? NULL : delta_url,
	    .delta = w->list.delta,
	    .base = w->list.delta ? w->part.full_number : 0,
	    .source = {rewind_entries, next_entry, &entries}};

	TRY(ca_crl_url(&ca->config,
	    (struct ca_list_name){.partition = w->list.partition}, url));
	TRY(ca_crl_url(&ca->config,
	    (struct ca_list_name){w->list.partition, true}, delta_url));
	return crl_write(ca->gm, &spec, &signer, &sink);
}

enum err
ca_finish_list(void *self, struct ipc_question *q)
{
	const struct work *w = q->work;
	struct ca *ca = self;

	buf_done(&ca->list);
	buf_init(&ca->list, CRL_DER_MAX);
	ca->list_number = 0;
	TRY(write_list(ca, w));
	ca->list_number = w->list.number;
	buf_u64(&q->answer, w->list.number);
	buf_u32(&q->answer, (uint32_t)ca->list.len);
	return buf_status(&q->answer);
}

/* A piece of the list that was made last. */
enum err
ca_finish_read_list(void *self, struct ipc_question *q)
{
	const struct ca *ca = self;
	struct ca_list_place at;
	size_t len;

	TRY(ca_list_place_parse(q->content, &at));
	if (at.number != ca->list_number || at.offset >= ca->list.len)
		return ERR_NOT_FOUND;
	len = ca->list.len - at.offset;
	if (len > CA_LIST_PIECE_MAX)
		len = CA_LIST_PIECE_MAX;
	buf_block(&q->answer, BYTES(ca->list.p + at.offset, len));
	return buf_status(&q->answer);
}

enum err
ca_finish_partitions(void *self, struct ipc_question *q)
{
	const struct ca *ca = self;
	size_t total = ledger_parts(ca->ledger);
	struct reader r = reader_of(q->content);
	uint32_t first;

	TRY(reader_u32(&r, &first));
	TRY(reader_end(&r));
	buf_u32(&q->answer, (uint32_t)total);
	for (uint32_t p = first; p < total && p - first < CA_PARTITIONS_MAX;
	     p++) {
		const struct ledger_part *part = ledger_part(ca->ledger, p);

		ca_partition_encode(&q->answer,
		    &(struct ca_partition){part->certificates,
			part->full_number, part->last_number, part->changed});
	}
	return buf_status(&q->answer);
}
