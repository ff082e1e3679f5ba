/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carriers that were personalised, in a store. They verify; then somebody who
 * has the database changes one thing, and they do not.
 */
#include "office/store/test_store.h"

#include "office/audit/audit.h"
#include "office/audit/verify_private.h"
#include "pki/fixture.h"
#include "pki/token_order.h"

#define DER_MAX 65536

struct office {
	struct fixture f;
	struct party operator, auditor;
	struct place *place;
	struct store *store;
};

/* What is signed, and what the row says of it. */
struct handing {
	struct office *o;
	struct party *by;
	enum act_verb verb;
	const char *serial, *state;
};

static void
sign(const struct handing *h, struct buf *out)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	struct token_order order = {.kind = CARRIER_HARD,
	    .serial = h->serial,
	    .label = "TM-0001",
	    .user_pin = HANDOVER_LETTER};
	struct act a = {.verb = h->verb, .at = h->o->f.now};

	fixture_digest(&h->o->f, bytes_str("pin"), order.admin_pin);
	fixture_digest(&h->o->f, bytes_str("key"), order.device_key);
	token_order_encode(&der, &order);
	fixture_digest(&h->o->f, buf_bytes(&der), a.object);
	assert_ok(
	    act_sign(h->o->f.gm, &a, h->by->cert.der, &h->by->signer, out));
}

static void
record_ready(struct db *db, const struct handing *h)
{
	assert_ok(audit_add(h->o->f.gm, db,
	    &(struct audit_event){.at = h->o->f.now,
		.actor = "staff:op1",
		.event = AUDIT_TOKEN_READY,
		.about = h->serial,
		AUDIT_DETAILS({"act", h->serial}, {"label", "TM-0001"})}));
}

/* A row whose act has its serial number for an id. */
static enum err
write_job(struct db *db, void *arg)
{
	const struct handing *h = arg;
	AUTO_DONE(buf) act = BUF(DER_MAX);

	sign(h, &act);
	assert_ok(db_run(db,
	    "INSERT INTO act (id, about, verb, staff, record, signed, at, seq)"
	    " VALUES ($1, $1, 'personalise', 'op1', X'30', $2, 1, 1)",
	    DB_ARGS(DB_TEXT(h->serial), DB_BLOB(buf_bytes(&act)))));
	assert_ok(db_run(db,
	    "INSERT INTO token VALUES ($1, 'hard', 'TM-0001', 'letter',"
	    " CAST('pin' AS BLOB), CAST('key' AS BLOB), '', $1, 'op1', 'b', $2,"
	    " 1, 1)",
	    DB_ARGS(DB_TEXT(h->serial), DB_TEXT(h->state))));
	if (strcmp(h->state, "ready") == 0)
		record_ready(db, h);
	return ERR_OK;
}

static void
hand_out(struct handing h)
{
	assert_ok(store_write(h.o->store, write_job, &h));
}

static int
set_up(void **state)
{
	static struct office o;

	assert_int_equal(place_set_up(state), 0);
	o = (struct office){.place = *state};
	fixture_init(&o.f);
	fixture_staff(&o.f, ROLE_OPERATOR, "op1", &o.operator);
	fixture_staff(&o.f, ROLE_AUDITOR, "auditor", &o.auditor);
	assert_ok(store_open(o.place->db, &o.store));
	hand_out(
	    (struct handing){&o, &o.operator, ACT_PERSONALISE, "K1", "ready"});
	hand_out((struct handing){
	    &o, &o.operator, ACT_PERSONALISE, "K2", "intended"});
	*state = &o;
	return 0;
}

static int
tear_down(void **state)
{
	struct office *o = *state;
	void *place = o->place;

	store_free(o->store);
	party_done(&o->operator);
	party_done(&o->auditor);
	fixture_done(&o->f);
	return place_tear_down(&place);
}

/* Change, check, and undo: the job fails on purpose. */
struct trial {
	struct office *o;
	const char *sql; /* NULL: change nothing */
	struct audit_report report;
	enum err err;
};

static enum err
trial_job(struct db *db, void *arg)
{
	struct trial *t = arg;
	const struct audit_trust trust = {.root = &t->o->f.root.cert,
	    .issuing = &t->o->f.issuing.cert,
	    .office_name = FIXTURE_OFFICE};
	struct verify v = {
	    .gm = t->o->f.gm, .db = db, .trust = &trust, .report = &t->report};

	if (t->sql != NULL)
		TRY(db_run(db, t->sql, DB_NO_ARGS));
	assert_ok(
	    sm2_verifier_new(v.gm, &t->o->f.issuing.cert.key, &v.issuing_key));
	t->err = verify_tokens(&v);
	sm2_verifier_free(v.issuing_key);
	return ERR_CANCELLED;
}

static struct trial
try(struct office *o, const char *sql)
{
	struct trial t = {.o = o, .sql = sql};

	assert_int_equal(store_write(o->store, trial_job, &t), ERR_CANCELLED);
	return t;
}

static void
tokens_rest_on_the_operators_act(void **state)
{
	struct trial t = try(*state, NULL);

	assert_ok(t.err);
	assert_int_equal(t.report.tokens, 2);
}

static const struct {
	const char *what, *sql, *about;
	enum err cause;
} lies[] = {
    {"another admin PIN", "UPDATE token SET sealed_pin = X'AA'", "K1",
	ERR_EVIDENCE_FORGED},
    {"another device key", "UPDATE token SET sealed_key = X'AA'", "K1",
	ERR_EVIDENCE_FORGED},
    {"the two of them exchanged",
	"UPDATE token SET sealed_key = sealed_pin, sealed_pin = sealed_key",
	"K1", ERR_EVIDENCE_FORGED},
    {"another label", "UPDATE token SET label = 'TM-0002'", "K1",
	ERR_EVIDENCE_FORGED},
    {"a soft one", "UPDATE token SET kind = 'soft'", "K1", ERR_EVIDENCE_FORGED},
    {"with an initial PIN", "UPDATE token SET user_pin = 'initial'", "K1",
	ERR_EVIDENCE_FORGED},
    {"another token",
	"INSERT INTO token SELECT 'K0', kind, label, user_pin, sealed_pin,"
	" sealed_key, old_key, act, staff, batch, state, created_at, changed_at"
	" FROM token WHERE serial = 'K1'",
	"K0", ERR_EVIDENCE_FORGED},
    {"by somebody else", "UPDATE token SET staff = 'op2'", "K1",
	ERR_EVIDENCE_HOLDER},
    {"by another act", "UPDATE token SET act = 'K2'", "K1",
	ERR_EVIDENCE_FORGED},
    {"by no act", "UPDATE act SET signed = X''", "K1", ERR_EVIDENCE_MISSING},
    {"by an act that is none", "UPDATE act SET signed = X'3000'", "K1",
	ERR_EVIDENCE_SYNTAX},
    {"finished, which it was not", "UPDATE token SET state = 'ready'", "K2",
	ERR_OK},
    {"unfinished, which it was not", "UPDATE token SET state = 'intended'",
	"K1", ERR_OK},
    {"never handed out", "DELETE FROM token WHERE serial = 'K1'", "K1", ERR_OK},
};

static void
whatever_is_changed_is_found(void **state)
{
	for (size_t i = 0; i < COUNT(lies); i++) {
		struct trial t;

		print_message("lie: %s\n", lies[i].what);
		t = try(*state, lies[i].sql);
		assert_int_equal(t.err, ERR_AUDIT_BROKEN);
		assert_string_equal(t.report.bad_about, lies[i].about);
		assert_int_equal(t.report.cause, lies[i].cause);
	}
}

static void
only_an_operator_hands_out(void **state)
{
	struct office *o = *state;
	struct trial t;

	hand_out(
	    (struct handing){o, &o->auditor, ACT_PERSONALISE, "K0", "ready"});
	t = try(o, NULL);
	assert_int_equal(t.err, ERR_AUDIT_BROKEN);
	assert_int_equal(t.report.cause, ERR_EVIDENCE_ROLE);
}

static void
another_verb_is_no_handing_out(void **state)
{
	struct office *o = *state;
	struct trial t;

	hand_out((struct handing){o, &o->operator, ACT_ENTRY, "K0", "ready"});
	t = try(o, NULL);
	assert_int_equal(t.err, ERR_AUDIT_BROKEN);
	assert_int_equal(t.report.cause, ERR_EVIDENCE_FORGED);
}

#define office_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    office_test(tokens_rest_on_the_operators_act),
	    office_test(whatever_is_changed_is_found),
	    office_test(only_an_operator_hands_out),
	    office_test(another_verb_is_no_handing_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
