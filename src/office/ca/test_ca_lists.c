/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation lists and partitions, as the ca process makes and counts them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office/ca/ca_world.h"
#include "office/ca/message.h"

const struct child_program child_programs[CHILD_COUNT] = {0};

/* --- lists --- */

struct list {
	bool delta;
	int64_t from, to; /* seconds from now */
	uint32_t partition;
};

static enum err
ask_list(struct ca_world *w, const struct list *l, struct ca_list_place *ret_at,
    size_t *ret_len)
{
	AUTO_DONE(buf) content = BUF(CA_LIST_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(CA_LIST_MESSAGE_MAX);
	struct reader r;
	uint32_t len;
	enum err e;

	ca_list_request_encode(
	    &content, &(struct ca_list_request){l->partition, l->delta,
			  w->o.w.f.now + l->from, w->o.w.f.now + l->to});
	e = ca_world_ask(w, IPC_CA_MAKE_LIST, buf_bytes(&content), &answer);
	if (e != ERR_OK)
		return e;
	r = reader_of(buf_bytes(&answer));
	*ret_at = (struct ca_list_place){0};
	assert_int_equal(reader_u64(&r, &ret_at->number), ERR_OK);
	assert_int_equal(reader_u32(&r, &len), ERR_OK);
	assert_int_equal(reader_end(&r), ERR_OK);
	*ret_len = len;
	return ERR_OK;
}

static enum err
ask_piece(struct ca_world *w, const struct ca_list_place *at, struct buf *list)
{
	AUTO_DONE(buf) content = BUF(CA_LIST_MESSAGE_MAX);
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	struct bytes piece;
	enum err e;

	ca_list_place_encode(&content, at);
	e = ca_world_ask(w, IPC_CA_READ_LIST, buf_bytes(&content), &answer);
	if (e != ERR_OK)
		return e;
	assert_int_equal(
	    ca_block_parse(buf_bytes(&answer), CA_LIST_PIECE_MAX, &piece),
	    ERR_OK);
	buf_put(list, piece);
	return buf_status(list);
}

/* A list of partition 0, read as a relying party would. */
static void
make_list(struct ca_world *w, bool delta, struct buf *der, struct crl *ret_crl)
{
	const struct fixture *f = &w->o.w.f;
	const struct list l = {.delta = delta, .to = 86400};
	struct ca_list_place at = {0};
	size_t len = 0;

	buf_truncate(der, 0);
	assert_int_equal(ask_list(w, &l, &at, &len), ERR_OK);
	while (der->len < len) {
		at.offset = (uint32_t)der->len;
		assert_int_equal(ask_piece(w, &at, der), ERR_OK);
	}
	assert_int_equal(der->len, len);
	assert_int_equal(crl_parse(buf_bytes(der), ret_crl), ERR_OK);
	assert_int_equal(crl_verify(f->gm, ret_crl, &f->issuing.cert), ERR_OK);
	assert_int_equal(ret_crl->number, at.number);
	assert_int_equal(ret_crl->delta, delta);
	assert_string_equal(
	    ret_crl->idp_url, CA_OFFICE_ORIGIN "/ca/issuing.crl");
}

/* Its reason in the list, or -1. */
static int
listed(const struct crl *crl, const struct cert *cert)
{
	struct crl_entry e;

	return crl_find(crl, &cert->serial, &e) ? (int)e.reason : -1;
}

static void
a_list_is_of_now_and_for_at_most_eight_days(void **state)
{
	struct ca_world *w = *state;
	static const struct {
		struct list list;
		enum err want;
	} cases[] = {
	    {{true, 0, 86400, 0}, ERR_NOT_FOUND}, /* no full one yet */
	    {{false, 0, 86400, 0}, ERR_OK},
	    {{true, 0, 86400, 0}, ERR_OK},
	    {{false, 0, CA_CRL_TTL_MAX_S, 0}, ERR_OK},
	    {{false, 0, CA_CRL_TTL_MAX_S + 1, 0}, ERR_PROFILE_VIOLATION},
	    {{false, -601, 86400, 0}, ERR_CLOCK_WRONG},
	    {{false, 601, 86400, 0}, ERR_CLOCK_WRONG},
	    {{false, -10, -10, 0}, ERR_PROFILE_VIOLATION},
	    {{false, 0, 86400, 1}, ERR_NOT_FOUND}, /* no such partition */
	    {{false, 0, 86400, UINT32_MAX}, ERR_NOT_FOUND},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ca_list_place at;
		size_t len;

		assert_int_equal(
		    ask_list(w, &cases[i].list, &at, &len), cases[i].want);
	}
}

static void
numbers_of_lists_only_grow(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct crl first, next, delta;

	make_list(w, false, &der, &first);
	assert_int_equal(first.number, w->o.w.f.now);
	make_list(w, true, &der, &delta);
	assert_true(delta.number > first.number);
	assert_int_equal(delta.base, first.number);
	ca_world_restart(w);
	w->o.w.f.now -= 3600; /* and a clock that was set back */
	make_list(w, false, &der, &next);
	assert_true(next.number > delta.number);
	ca_world_restart(w);
	make_list(w, true, &der, &delta);
	assert_int_equal(delta.base, next.number);
}

static void
a_full_list_tells_what_is_and_a_delta_what_changed(void **state)
{
	struct ca_world *w = *state;
	const struct cert *op1 = &w->o.w.op1.cert, *op2 = &w->o.w.op2.cert,
			  *holder = &w->o.w.holder.cert;
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct crl crl;

	ca_world_change(w, op1, STATUS_REVOKED);
	ca_world_change(w, op2, STATUS_ON_HOLD);
	make_list(w, false, &der, &crl);
	assert_int_equal(listed(&crl, op1), CRL_SUPERSEDED);
	assert_int_equal(listed(&crl, op2), CRL_HOLD);
	assert_int_equal(listed(&crl, holder), -1);
	assert_string_equal(
	    crl.freshest_url, CA_OFFICE_ORIGIN "/ca/issuing-0-delta.crl");

	make_list(w, true, &der, &crl);
	assert_int_equal(crl.entries.len, 0);
	ca_world_change(w, op2, STATUS_VALID);
	ca_world_change(w, holder, STATUS_ON_HOLD);
	for (int again = 0; again < 2; again++) {
		make_list(w, true, &der, &crl);
		assert_int_equal(listed(&crl, op1), -1);
		assert_int_equal(listed(&crl, op2), CRL_REMOVE);
		assert_int_equal(listed(&crl, holder), CRL_HOLD);
		ca_world_restart(w);
	}

	make_list(w, false, &der, &crl);
	assert_int_equal(listed(&crl, op1), CRL_SUPERSEDED);
	assert_int_equal(listed(&crl, op2), -1);
	assert_int_equal(listed(&crl, holder), CRL_HOLD);
	make_list(w, true, &der, &crl);
	assert_int_equal(crl.entries.len, 0);
}

static void
what_ended_is_on_one_more_full_list(void **state)
{
	struct ca_world *w = *state;
	const struct cert *op1 = &w->o.w.op1.cert;
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct standing_entry e;
	struct crl crl;

	ca_world_change(w, op1, STATUS_REVOKED);
	w->o.w.f.now = op1->not_after - 1;
	make_list(w, false, &der, &crl);
	assert_int_equal(listed(&crl, op1), CRL_SUPERSEDED);
	w->o.w.f.now = op1->not_after + 86400;
	make_list(w, true, &der, &crl);
	make_list(w, false, &der, &crl);
	assert_int_equal(listed(&crl, op1), CRL_SUPERSEDED);
	ca_world_restart(w);
	w->o.w.f.now += 86400;
	make_list(w, false, &der, &crl);
	assert_int_equal(listed(&crl, op1), -1);
	/* but it is not forgotten */
	assert_true(
	    standing_get(ledger_standing(w->ca.ledger), &op1->serial, &e));
	assert_int_equal(e.status, STATUS_REVOKED);
}

static void
a_long_list_is_read_in_pieces(void **state)
{
	enum { MANY = 10000 };
	struct ca_world *w = *state;
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	struct ca_list_place at = {0};
	struct cert cert = w->o.w.op1.cert;
	struct crl crl;

	for (unsigned int i = 0; i < MANY; i++) {
		cert.serial.octets[cert.serial.len - 1] = (uint8_t)i;
		cert.serial.octets[cert.serial.len - 2] = (uint8_t)(i >> 8);
		ca_world_change(w, &cert, STATUS_REVOKED);
		if (i % 64 == 0)
			assert_int_equal(
			    ledger_commit(w->ca.ledger, w->o.w.f.now), ERR_OK);
	}
	make_list(w, false, &der, &crl);
	assert_true(der.len > 2 * CA_LIST_PIECE_MAX);
	assert_int_equal(listed(&crl, &cert), CRL_SUPERSEDED);

	at.number = crl.number;
	at.offset = (uint32_t)der.len;
	assert_int_equal(ask_piece(w, &at, &der), ERR_NOT_FOUND);
	at = (struct ca_list_place){crl.number - 1, 0};
	assert_int_equal(ask_piece(w, &at, &der), ERR_NOT_FOUND);
	at.number = crl.number;
	ca_world_restart(w); /* it is gone with the process */
	assert_int_equal(ask_piece(w, &at, &der), ERR_NOT_FOUND);
	at.number = 0;
	assert_int_equal(ask_piece(w, &at, &der), ERR_NOT_FOUND);
}

static void
who_was_revoked_or_held_is_not_believed(void **state)
{
	struct ca_world *w = *state;
	static const enum status statuses[] = {
	    STATUS_ON_HOLD, STATUS_VALID, STATUS_REVOKED};

	for (size_t i = 0; i < COUNT(statuses); i++) {
		AUTO_DONE(ca_case) c = {0};

		ca_world_change(w, &w->o.w.op2.cert, statuses[i]);
		assert_int_equal(
		    ledger_commit(w->ca.ledger, w->o.w.f.now), ERR_OK);
		ca_world_restart(w);
		ca_case_tell_approval(&w->o, &c);
		ca_case_write(&c);
		assert_int_equal(ca_world_ask_case(w, &c, NULL),
		    statuses[i] == STATUS_VALID ? ERR_OK : ERR_CERT_REVOKED);
	}
}

/* --- partitions --- */

/* The case's serials in a partition, and what follows from it. */
static void
move_to(struct ca_case *c, uint32_t partition)
{
	const struct ca_list_name list = {.partition = partition};
	struct cert_spec *specs[] = {&c->sign, &c->encrypt};

	for (size_t i = 0; i < COUNT(specs); i++) {
		assert_int_equal(cert_serial_in_partition(random_system(),
				     partition, &specs[i]->serial),
		    ERR_OK);
		assert_int_equal(
		    ca_crl_url(&c->o->config, list, specs[i]->crl_url), ERR_OK);
	}
}

static enum err
sign_in(struct ca_world *w, uint32_t partition)
{
	AUTO_DONE(ca_case) c = {0};

	ca_case_tell_approval(&w->o, &c);
	move_to(&c, partition);
	ca_case_write(&c);
	return ca_world_ask_case(w, &c, NULL);
}

static void
partitions_take_so_many_and_follow_one_another(void **state)
{
	struct ca_world *w = *state;

	w->o.config.crl_partition = 4;
	ca_world_restart(w);
	assert_int_equal(
	    sign_in(w, 1), ERR_OK); /* the next, though 0 is empty */
	assert_int_equal(sign_in(w, 3), ERR_PROFILE_VIOLATION);
	assert_int_equal(sign_in(w, 1), ERR_OK);
	assert_int_equal(sign_in(w, 1), ERR_PROFILE_VIOLATION);
	assert_int_equal(sign_in(w, 2), ERR_OK);
	ca_world_restart(w);
	assert_int_equal(sign_in(w, 1), ERR_PROFILE_VIOLATION);
	assert_int_equal(sign_in(w, 4), ERR_PROFILE_VIOLATION);
	assert_int_equal(sign_in(w, 0), ERR_OK);
	assert_int_equal(sign_in(w, 3), ERR_OK);
}

static void
a_retry_needs_no_room(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(ca_case) c = {0};

	w->o.config.crl_partition = 2;
	ca_world_restart(w);
	ca_case_tell_approval(&w->o, &c);
	ca_case_write(&c);
	assert_int_equal(ca_world_ask_case(w, &c, NULL), ERR_OK);
	assert_int_equal(ca_world_ask_case(w, &c, NULL), ERR_OK);
	assert_int_equal(sign_in(w, 0), ERR_PROFILE_VIOLATION);
}

static void
the_ca_tells_of_its_partitions(void **state)
{
	struct ca_world *w = *state;
	AUTO_DONE(buf) answer = BUF(IPC_MESSAGE_MAX);
	AUTO_DONE(buf) der = BUF(CRL_DER_MAX);
	const uint8_t from_1[] = {0, 0, 0, 1}, from_9[] = {0, 0, 0, 9};
	struct ca_partition p;
	struct reader r;
	uint32_t total;
	struct crl crl;

	w->o.config.crl_partition = 2;
	ca_world_restart(w);
	assert_int_equal(sign_in(w, 0), ERR_OK);
	assert_int_equal(sign_in(w, 1), ERR_OK);
	make_list(w, false, &der, &crl);
	ca_world_change(
	    w, &w->o.w.op1.cert, STATUS_ON_HOLD); /* of partition 0 */
	for (uint32_t from = 0; from < 2; from++) {
		const uint8_t first[] = {0, 0, 0, (uint8_t)from};

		buf_truncate(&answer, 0);
		assert_int_equal(ca_world_ask(w, IPC_CA_PARTITIONS,
				     BYTES_ARRAY(first), &answer),
		    ERR_OK);
		r = reader_of(buf_bytes(&answer));
		assert_int_equal(reader_u32(&r, &total), ERR_OK);
		assert_int_equal(total, 2);
		assert_int_equal(ca_partition_read(&r, &p), ERR_OK);
		assert_int_equal(p.certificates, 2);
		assert_int_equal(p.full_number, from == 0 ? crl.number : 0);
		assert_int_equal(p.last_number, from == 0 ? crl.number : 0);
		assert_int_equal(p.changed, from == 0);
	}
	assert_int_equal(
	    ca_world_ask(w, IPC_CA_PARTITIONS, BYTES_ARRAY(from_9), NULL),
	    ERR_OK);
	assert_int_equal(
	    ca_world_ask(w, IPC_CA_PARTITIONS, BYTES(from_1, 3), NULL),
	    ERR_BAD_MESSAGE);
}

#define T(test)                          \
	cmocka_unit_test_setup_teardown( \
	    test, ca_world_set_up, ca_world_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(a_list_is_of_now_and_for_at_most_eight_days),
	    T(numbers_of_lists_only_grow),
	    T(a_full_list_tells_what_is_and_a_delta_what_changed),
	    T(what_ended_is_on_one_more_full_list),
	    T(a_long_list_is_read_in_pieces),
	    T(who_was_revoked_or_held_is_not_believed),
	    T(partitions_take_so_many_and_follow_one_another),
	    T(a_retry_needs_no_room),
	    T(the_ca_tells_of_its_partitions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
