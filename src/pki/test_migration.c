/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A holder of an old CA moves. As in test_evidence_check.c, each case is a good
 * story with one thing as an attacker, or a dishonest member of staff, would
 * have it. The old CAs' keys and certificates are openssl's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "gm/pkcs12.h"
#include "pki/der_edit.h"
#include "pki/legacy_vectors.h"
#include "pki/story.h"

#define DER_MAX 65536
#define LEAVES 5
#define INDEX 2 /* user-1's leaf */

static int
set_up(void **state)
{
	static struct people w;

	people_init(&w);
	*state = &w;
	return 0;
}

static int
tear_down(void **state)
{
	people_done(*state);
	return 0;
}

/* What happened; move_tell makes the good one. */
struct move {
	struct people *w;
	const char *ca;	     /* the order's issuer: a certificate */
	const char *file;    /* the old certificate shown, with its key */
	const char *sign_by; /* the file whose key signs; NULL: the same */
	struct record record;
	const char *serial;	    /* in the leaf */
	uint32_t index;		    /* claimed */
	const char *leaf_user_name; /* of the leaf shown; NULL: the record's */
	bool no_path;
	int64_t not_after; /* of the order */
	struct act entry, endorse;
	struct party *entry_by, *endorse_by, *request_by;
	struct bytes endorse_object; /* empty: the order */
	struct ask ask;
	bool other_request;
	struct evidence_trust trust;
	void (*tamper)(struct evidence *e);
};

static void
move_tell(struct people *w, struct move *m)
{
	const int64_t now = w->f.now;

	*m = (struct move){.w = w,
	    .ca = LEGACY_RSA_CA_A,
	    .file = LEGACY_RSA_HOLDER,
	    .record = {.kind = RECORD_ENTERPRISE,
		.id = "1",
		.user_name = "user-1",
		.name = "示范科技有限公司",
		.credit_code = "91110000600007519J",
		.email = "user@example.com"},
	    .serial = "1001",
	    .index = INDEX,
	    .not_after = now + STORY_DAY_S,
	    .entry = {.verb = ACT_ENTRY, .at = now - 60},
	    .endorse = {.verb = ACT_ENDORSE, .at = now - 60},
	    .entry_by = &w->op1,
	    .endorse_by = &w->op2,
	    .request_by = &w->applicant,
	    .ask = {.verb = ASK_EXCHANGE,
		.user_name = "user-1",
		.carrier = CARRIER_SOFT,
		.carrier_serial = "S1",
		.key = {5},
		.at = now},
	    .trust = {.root = &w->f.root.cert,
		.issuing = &w->f.issuing.cert,
		.now = now}};
}

static void
move_tell_sm2(struct people *w, struct move *m)
{
	move_tell(w, m);
	m->ca = LEGACY_SM2_CA_A;
	m->file = LEGACY_SM2_HOLDER;
}

static void
decode(const char *base64, struct buf *b)
{
	assert_int_equal(text_unbase64(bytes_str(base64), b), ERR_OK);
}

static struct pkcs12 *
open_file(struct gm *gm, const char *base64)
{
	AUTO_DONE(buf) file = BUF(PKCS12_FILE_MAX);
	struct pkcs12 *k = NULL;

	decode(base64, &file);
	assert_int_equal(
	    pkcs12_open(gm, buf_bytes(&file), bytes_str(LEGACY_PASSWORD), &k),
	    ERR_OK);
	return k;
}

static void
put_leaf(const struct move *m, uint32_t i, const char *user_name, struct buf *b)
{
	AUTO_DONE(buf) record = BUF(RECORD_DER_MAX);
	struct record r = m->record;
	struct cert_serial serial;
	char other[16];

	snprintf(other, sizeof(other), "%04x", 0x2000 + i);
	assert_int_equal(
	    cert_serial_parse(i == INDEX ? m->serial : other, &serial), ERR_OK);
	if (i != INDEX)
		snprintf(r.user_name, sizeof(r.user_name), "other-%u", i);
	if (user_name != NULL)
		snprintf(r.user_name, sizeof(r.user_name), "%s", user_name);
	record_encode(&record, &r);
	migration_holder_encode(b, buf_bytes(&record), &serial);
	assert_int_equal(buf_status(b), ERR_OK);
}

static void
make_tree(
    const struct move *m, struct migration_order *o, struct hash_path *ret_path)
{
	AUTO(hash_tree) t = NULL;

	assert_int_equal(hash_tree_new(m->w->f.gm, &t), ERR_OK);
	for (uint32_t i = 0; i < LEAVES; i++) {
		AUTO_DONE(buf) leaf = BUF(MIGRATION_HOLDER_DER_MAX);

		put_leaf(m, i, NULL, &leaf);
		assert_int_equal(hash_tree_add(t, buf_bytes(&leaf)), ERR_OK);
	}
	assert_int_equal(hash_tree_build(t, o->holders), ERR_OK);
	o->count = LEAVES;
	assert_int_equal(hash_tree_path(t, INDEX, ret_path), ERR_OK);
}

static void
make_order(const struct move *m, struct buf *b, struct hash_path *ret_path)
{
	AUTO_DONE(buf) der = BUF(LEGACY_CERT_DER_MAX);
	struct migration_order o = {.id = {7}, .not_after = m->not_after};
	struct legacy_cert ca;

	decode(m->ca, &der);
	assert_int_equal(legacy_cert_parse(buf_bytes(&der), &ca), ERR_OK);
	o.issuer = ca.spki;
	make_tree(m, &o, ret_path);
	migration_order_encode(b, &o);
}

static void
sign_act(struct move *m, struct act *a, struct bytes object, struct party *by,
    struct buf *b)
{
	fixture_digest(&m->w->f, object, a->object);
	assert_int_equal(
	    act_sign(m->w->f.gm, a, by->cert.der, &by->signer, b), ERR_OK);
}

/* The old certificate, the ask, and its signature. */
struct holder_part {
	struct buf certificate, ask, signature;
};

static void
holder_part_done(struct holder_part *p)
{
	buf_done(&p->certificate);
	buf_done(&p->ask);
	buf_done(&p->signature);
}
DEFINE_AUTO_DONE(holder_part)

static void
make_holder_part(struct move *m, struct holder_part *p)
{
	struct gm *gm = m->w->f.gm;
	AUTO(pkcs12) shown = open_file(gm, m->file);
	AUTO(pkcs12)
	signing = open_file(gm, m->sign_by == NULL ? m->file : m->sign_by);

	buf_init(&p->certificate, DER_MAX);
	buf_init(&p->ask, DER_MAX);
	buf_init(&p->signature, DER_MAX);
	buf_put(&p->certificate, pkcs12_certificate(shown));
	ask_encode(&p->ask, &m->ask);
	assert_int_equal(
	    pkcs12_sign(gm, signing, buf_bytes(&p->ask), &p->signature),
	    ERR_OK);
}

static void
move_write(struct move *m, struct buf *out)
{
	AUTO_DONE(buf) order = BUF(DER_MAX);
	AUTO_DONE(buf) entry = BUF(DER_MAX);
	AUTO_DONE(buf) endorse = BUF(DER_MAX);
	AUTO_DONE(buf) leaf = BUF(DER_MAX);
	AUTO_DONE(holder_part) p;
	struct hash_path path, none = {.count = 0};
	struct evidence_migration parts;

	make_order(m, &order, &path);
	sign_act(m, &m->entry, buf_bytes(&order), m->entry_by, &entry);
	sign_act(m, &m->endorse,
	    m->endorse_object.len > 0 ? m->endorse_object : buf_bytes(&order),
	    m->endorse_by, &endorse);
	put_leaf(m, INDEX, m->leaf_user_name, &leaf);
	make_holder_part(m, &p);
	parts = (struct evidence_migration){buf_bytes(&order),
	    buf_bytes(&entry), buf_bytes(&endorse), buf_bytes(&leaf), m->index,
	    m->no_path ? &none : &path, buf_bytes(&p.certificate),
	    buf_bytes(&p.ask), buf_bytes(&p.signature)};
	evidence_encode_migration(out, &parts);
	assert_int_equal(buf_status(out), ERR_OK);
}

static enum err
move_check(struct move *m, struct evidence_grant *ret_grant)
{
	AUTO_DONE(buf) der = BUF(EVIDENCE_DER_MAX);
	AUTO_DONE(buf) request = BUF(DER_MAX);
	AUTO_DONE(buf) decoy = BUF(DER_MAX);
	struct people *w = m->w;
	struct csr csr, other;
	struct evidence e;

	fixture_request(&w->f, m->request_by, &request, &csr);
	fixture_request(&w->f, &w->op3, &decoy, &other);
	fixture_digest(
	    &w->f, m->other_request ? other.der : csr.der, m->ask.request);
	move_write(m, &der);
	assert_int_equal(evidence_parse(buf_bytes(&der), &e), ERR_OK);
	if (m->tamper != NULL)
		m->tamper(&e);
	return evidence_check(
	    w->f.gm, &e, &csr, &m->trust, FIXTURE_OFFICE, ret_grant);
}

#define CHANGE(name, ...)                \
	static void name(struct move *m) \
	{                                \
		__VA_ARGS__              \
	}

static bool
op2_is_revoked(void *self, const struct cert_serial *serial)
{
	struct people *w = self;

	return cert_serial_equal(serial, &w->op2.cert.serial);
}

static void
change_path(struct evidence *e)
{
	e->claim.path.nodes[1][0] ^= 1;
}

static void
shorten_path(struct evidence *e)
{
	e->claim.path.count--;
}

static void
change_root(struct evidence *e)
{
	e->order.holders[0] ^= 1;
}

static void
forge_entry(struct evidence *e)
{
	e->entry.signature.r[0] ^= 1;
}

static void
forge_endorse(struct evidence *e)
{
	e->review.signature.r[0] ^= 1;
}

static void
cut_signature(struct evidence *e)
{
	e->ask.old_signature.len--;
}

CHANGE(nothing, (void)m;)
CHANGE(of_the_namesake, m->file = LEGACY_RSA_TWIN;)
CHANGE(of_the_namesake_sm2, move_tell_sm2(m->w, m); m->file = LEGACY_SM2_TWIN;)
CHANGE(order_of_the_namesake, m->ca = LEGACY_RSA_CA_B;)
CHANGE(of_the_other_kind, m->file = LEGACY_SM2_HOLDER;)
CHANGE(signed_by_the_namesake, m->sign_by = LEGACY_RSA_TWIN;)
CHANGE(sm2, move_tell_sm2(m->w, m);)
CHANGE(sm2_other_holder, sm2(m); m->file = LEGACY_SM2_OTHER;)
CHANGE(sm2_others_leaf, sm2_other_holder(m); m->serial = "1002";
       strcpy(m->record.user_name, "user-2");)
CHANGE(sm2_signed_by_other, sm2(m); m->sign_by = LEGACY_SM2_OTHER;)
CHANGE(sm2_for_encryption, sm2(m); m->file = LEGACY_SM2_ENCRYPT;)
CHANGE(sm2_expired, sm2(m); m->file = LEGACY_SM2_EXPIRED;)
CHANGE(sm2_early, sm2(m); m->file = LEGACY_SM2_EARLY;)
CHANGE(leaf_of_another_user, m->leaf_user_name = "user-2";)
CHANGE(leaf_made_up, m->leaf_user_name = "user-2";
       strcpy(m->ask.user_name, "user-2");)
CHANGE(serial_of_another, m->serial = "1002";)
CHANGE(another_place, m->index = INDEX + 1;)
CHANGE(a_place_past_the_last, m->index = LEAVES;)
CHANGE(no_path, m->no_path = true;)
CHANGE(path_changed, m->tamper = change_path;)
CHANGE(path_shortened, m->tamper = shorten_path;)
CHANGE(root_changed, m->tamper = change_root;)
CHANGE(order_over, m->not_after = m->trust.now - 1;)
CHANGE(order_ends_now, m->not_after = m->trust.now;)
CHANGE(order_of_three_years, m->not_after = m->entry.at + MIGRATION_TTL_MAX_S;)
CHANGE(order_for_ever, m->not_after = m->entry.at + MIGRATION_TTL_MAX_S + 1;)
CHANGE(entry_forged, m->tamper = forge_entry;)
CHANGE(endorse_forged, m->tamper = forge_endorse;)
CHANGE(one_operator, m->endorse_by = m->entry_by;)
CHANGE(one_name, m->endorse_by = &m->w->op1_again;)
CHANGE(one_key, m->endorse_by = &m->w->op1_renamed;)
CHANGE(endorsed_by_admin, m->endorse_by = &m->w->business;)
CHANGE(entered_by_super, m->entry_by = &m->w->super;)
CHANGE(endorsed_by_auditor, m->endorse_by = &m->w->auditor;)
CHANGE(endorsed_by_stranger, m->endorse_by = &m->w->foreign_op;)
CHANGE(endorsed_by_expired, m->endorse_by = &m->w->expired_op;)
CHANGE(endorsed_by_revoked, m->trust.revoked = op2_is_revoked;
       m->trust.self = m->w;)
CHANGE(endorsed_another, m->endorse_object = bytes_str("another order");)
CHANGE(endorse_is_entry, m->endorse.verb = ACT_ENTRY;)
CHANGE(endorse_is_rejection, m->endorse.verb = ACT_REJECT;)
CHANGE(entry_is_endorsement, m->entry.verb = ACT_ENDORSE;)
CHANGE(wrong_order, m->entry.at = m->endorse.at + 1;)
CHANGE(record_of_staff, m->record.kind = RECORD_STAFF;
       m->record.role = ROLE_OPERATOR;)
CHANGE(ask_to_issue, m->ask.verb = ASK_ISSUE;)
CHANGE(ask_to_update, m->ask.verb = ASK_UPDATE;)
CHANGE(ask_of_another, strcpy(m->ask.user_name, "user-2");)
CHANGE(ask_ahead, m->ask.at = m->trust.now + ASK_CLOCK_SLACK_S + 1;)
CHANGE(ask_too_old, m->ask.at = m->trust.now - ASK_TTL_S - 1;)
CHANGE(ask_for_another_request, m->other_request = true;)
CHANGE(signature_cut, m->tamper = cut_signature;)
CHANGE(request_with_entrys_key, m->request_by = &m->w->op1;)
CHANGE(request_with_endorsers_key, m->request_by = &m->w->op2;)
CHANGE(request_with_cas_key, m->request_by = &m->w->f.issuing;)
CHANGE(trust_in_another, m->trust.root = &m->w->stranger.root.cert;)

#define TRIED(change, want)           \
	{                             \
#change, change, want \
	}

static const struct {
	const char *name;
	void (*change)(struct move *m);
	enum err want;
} attempts[] = {
    TRIED(nothing, ERR_OK),
    TRIED(of_the_namesake, ERR_CERT_SIGNATURE),
    TRIED(of_the_namesake_sm2, ERR_CERT_SIGNATURE),
    TRIED(order_of_the_namesake, ERR_CERT_SIGNATURE),
    TRIED(of_the_other_kind, ERR_CERT_SIGNATURE),
    TRIED(signed_by_the_namesake, ERR_EVIDENCE_FORGED),
    TRIED(sm2, ERR_OK),
    TRIED(sm2_other_holder, ERR_EVIDENCE_HOLDER),
    TRIED(sm2_others_leaf, ERR_EVIDENCE_HOLDER),
    TRIED(sm2_signed_by_other, ERR_EVIDENCE_FORGED),
    TRIED(sm2_for_encryption, ERR_CERT_USAGE),
    TRIED(sm2_expired, ERR_CERT_EXPIRED),
    TRIED(sm2_early, ERR_CERT_NOT_YET_VALID),
    TRIED(leaf_of_another_user, ERR_EVIDENCE_HOLDER),
    TRIED(leaf_made_up, ERR_EVIDENCE_HOLDER),
    TRIED(serial_of_another, ERR_EVIDENCE_HOLDER),
    TRIED(another_place, ERR_EVIDENCE_HOLDER),
    TRIED(a_place_past_the_last, ERR_EVIDENCE_HOLDER),
    TRIED(no_path, ERR_EVIDENCE_HOLDER),
    TRIED(path_changed, ERR_EVIDENCE_HOLDER),
    TRIED(path_shortened, ERR_EVIDENCE_HOLDER),
    TRIED(root_changed, ERR_EVIDENCE_HOLDER),
    TRIED(order_over, ERR_EVIDENCE_EXPIRED),
    TRIED(order_ends_now, ERR_OK),
    TRIED(order_of_three_years, ERR_OK),
    TRIED(order_for_ever, ERR_EVIDENCE_EXPIRED),
    TRIED(entry_forged, ERR_EVIDENCE_FORGED),
    TRIED(endorse_forged, ERR_EVIDENCE_FORGED),
    TRIED(one_operator, ERR_EVIDENCE_ONE_PERSON),
    TRIED(one_name, ERR_EVIDENCE_ONE_PERSON),
    TRIED(one_key, ERR_EVIDENCE_ONE_PERSON),
    TRIED(endorsed_by_admin, ERR_EVIDENCE_ROLE),
    TRIED(entered_by_super, ERR_EVIDENCE_ROLE),
    TRIED(endorsed_by_auditor, ERR_EVIDENCE_ROLE),
    TRIED(endorsed_by_stranger, ERR_CERT_UNTRUSTED),
    TRIED(endorsed_by_expired, ERR_CERT_EXPIRED),
    TRIED(endorsed_by_revoked, ERR_CERT_REVOKED),
    TRIED(endorsed_another, ERR_EVIDENCE_HOLDER),
    TRIED(endorse_is_entry, ERR_EVIDENCE_FORGED),
    TRIED(endorse_is_rejection, ERR_EVIDENCE_FORGED),
    TRIED(entry_is_endorsement, ERR_EVIDENCE_FORGED),
    TRIED(wrong_order, ERR_EVIDENCE_FORGED),
    TRIED(record_of_staff, ERR_EVIDENCE_ROLE),
    TRIED(ask_to_issue, ERR_EVIDENCE_FORGED),
    TRIED(ask_to_update, ERR_EVIDENCE_FORGED),
    TRIED(ask_of_another, ERR_EVIDENCE_HOLDER),
    TRIED(ask_ahead, ERR_EVIDENCE_EXPIRED),
    TRIED(ask_too_old, ERR_EVIDENCE_EXPIRED),
    TRIED(ask_for_another_request, ERR_EVIDENCE_HOLDER),
    TRIED(signature_cut, ERR_EVIDENCE_FORGED),
    TRIED(request_with_entrys_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_endorsers_key, ERR_EVIDENCE_FORGED),
    TRIED(request_with_cas_key, ERR_EVIDENCE_FORGED),
    TRIED(trust_in_another, ERR_CERT_UNTRUSTED),
};

static void
a_move_holds_only_as_a_whole(void **state)
{
	for (size_t i = 0; i < COUNT(attempts); i++) {
		struct evidence_grant grant;
		struct move m;
		enum err e;

		move_tell(*state, &m);
		attempts[i].change(&m);
		e = move_check(&m, &grant);
		if (e != attempts[i].want)
			fail_msg("%s: %s", attempts[i].name, err_name(e));
	}
}

static void
a_move_grants_what_the_record_says(void **state)
{
	struct evidence_grant grant;
	struct name want;
	struct move m;

	move_tell(*state, &m);
	assert_int_equal(move_check(&m, &grant), ERR_OK);
	holder_subject(&m.record, &want);
	assert_memory_equal(&grant.subject, &want, sizeof(want));
	assert_string_equal(grant.credit_code, m.record.credit_code);
	assert_false(grant.staff);
}

/* However often it is asked, and with whatever key: one pair. */
static void
a_leaf_makes_one_pair(void **state)
{
	struct evidence_grant first, again;
	uint8_t id[SM3_LEN];
	const uint8_t order[16] = {7}, index[4] = {0, 0, 0, INDEX};
	struct bytes parts[] = {bytes_str("evidence-migration"),
	    BYTES_ARRAY(order), BYTES_ARRAY(index)};
	struct people *w = *state;
	struct move m;

	move_tell(w, &m);
	assert_int_equal(move_check(&m, &first), ERR_OK);
	m.request_by = &w->op3;
	m.ask.key[0]++;
	m.ask.at++;
	m.endorse.at++;
	assert_int_equal(move_check(&m, &again), ERR_OK);
	assert_memory_equal(first.id, again.id, sizeof(first.id));
	assert_int_equal(sm3(w->f.gm, parts, COUNT(parts), id), ERR_OK);
	assert_memory_equal(first.id, id, sizeof(id));
}

static void
orders_and_holders_out_of_bounds_are_refused(void **state)
{
	static const uint8_t key[MIGRATION_ISSUER_MAX + 1];
	static const struct {
		size_t issuer_len;
		uint32_t count;
		enum err want;
	} cases[] = {
	    {1, 1, ERR_OK},
	    {MIGRATION_ISSUER_MAX, MIGRATION_COUNT_MAX, ERR_OK},
	    {0, 1, ERR_EVIDENCE_SYNTAX},
	    {MIGRATION_ISSUER_MAX + 1, 1, ERR_EVIDENCE_SYNTAX},
	    {1, 0, ERR_EVIDENCE_SYNTAX},
	    {1, MIGRATION_COUNT_MAX + 1, ERR_EVIDENCE_SYNTAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_DONE(buf) b = BUF(DER_MAX);
		struct migration_order o = {
		    .issuer = BYTES(key, cases[i].issuer_len),
		    .count = cases[i].count,
		    .not_after = FIXTURE_NOW};

		migration_order_encode(&b, &o);
		assert_int_equal(
		    migration_order_parse(buf_bytes(&b), &o), cases[i].want);
		buf_u8(&b, 0);
		assert_int_equal(migration_order_parse(buf_bytes(&b), &o),
		    ERR_EVIDENCE_SYNTAX);
	}
}

/* Evidence e with another path and index. */
static enum err
parse_with(const struct evidence *e, const struct hash_path *path,
    uint32_t index, size_t signature_len)
{
	static const uint8_t signature[LEGACY_SIGNATURE_MAX + 1];
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct evidence_migration parts = {e->order_der, e->entry.der,
	    e->review.der, e->claim.holder_der, index, path,
	    e->claim.certificate.der, e->ask.ask_der,
	    BYTES(signature, signature_len)};
	struct evidence again;

	evidence_encode_migration(&der, &parts);
	return evidence_parse(buf_bytes(&der), &again);
}

/* The path is the sixth member; there, one more node. */
static enum err
parse_with_longer_path(struct bytes der)
{
	AUTO_DONE(buf) node = BUF(2 * SM3_LEN + 8);
	AUTO_DONE(buf) longer = BUF(DER_MAX);
	struct der_edit edit = {.path = {5, 0, -1}, .how = DER_EDIT_BEFORE};
	struct evidence e;

	buf_printf(&node, "0420%064d", 0);
	buf_u8(&node, 0);
	assert_int_equal(buf_status(&node), ERR_OK);
	edit.hex = (const char *)node.p;
	der_edit(der, &edit, &longer);
	return evidence_parse(buf_bytes(&longer), &e);
}

static void
a_path_has_as_many_nodes_as_the_largest_tree(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	AUTO_DONE(buf) longest = BUF(DER_MAX);
	struct hash_path path = {.count = HASH_TREE_PATH_MAX - 1};
	struct evidence e;
	struct evidence_migration parts;
	struct move m;

	move_tell(*state, &m);
	move_write(&m, &der);
	assert_int_equal(evidence_parse(buf_bytes(&der), &e), ERR_OK);
	parts = (struct evidence_migration){e.order_der, e.entry.der,
	    e.review.der, e.claim.holder_der, 0, &path, e.claim.certificate.der,
	    e.ask.ask_der, e.ask.old_signature};
	evidence_encode_migration(&longest, &parts);
	assert_int_equal(parse_with_longer_path(buf_bytes(&longest)), ERR_OK);
	path.count++;
	buf_truncate(&longest, 0);
	evidence_encode_migration(&longest, &parts);
	assert_int_equal(
	    parse_with_longer_path(buf_bytes(&longest)), ERR_EVIDENCE_SYNTAX);
}

static void
a_claim_past_a_limit_is_not_read(void **state)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct hash_path path = {.count = HASH_TREE_PATH_MAX};
	struct evidence e;
	struct move m;

	move_tell(*state, &m);
	move_write(&m, &der);
	assert_int_equal(evidence_parse(buf_bytes(&der), &e), ERR_OK);
	assert_int_equal(parse_with(&e, &path, MIGRATION_COUNT_MAX - 1,
			     LEGACY_SIGNATURE_MAX),
	    ERR_OK);
	assert_int_equal(
	    parse_with(&e, &path, MIGRATION_COUNT_MAX, 1), ERR_EVIDENCE_SYNTAX);
	assert_int_equal(parse_with(&e, &path, 0, LEGACY_SIGNATURE_MAX + 1),
	    ERR_EVIDENCE_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_move_holds_only_as_a_whole),
	    cmocka_unit_test(a_move_grants_what_the_record_says),
	    cmocka_unit_test(a_leaf_makes_one_pair),
	    cmocka_unit_test(orders_and_holders_out_of_bounds_are_refused),
	    cmocka_unit_test(a_path_has_as_many_nodes_as_the_largest_tree),
	    cmocka_unit_test(a_claim_past_a_limit_is_not_read),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
