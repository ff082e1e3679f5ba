/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole office in a store: staff appointed one by the other, a holder with a
 * pair, the audit record and a checkpoint. It verifies; then somebody who has
 * the database changes one thing, and it does not.
 */
#include "office/store/test_store.h"

#include "office/audit/audit.h"
#include "office/audit/checkpoint.h"
#include "office/audit/verify.h"
#include "pki/fixture.h"
#include "pki/status_evidence.h"

#define DER_MAX 65536
#define PAIR "00112233445566778899aabbccddeeff"
#define ACCOUNT "ffeeddccbbaa99887766554433221100"

struct office {
	struct fixture f;
	struct party audit, super, business, op1, op2, auditor;
	struct party code, sign, encrypt;
	struct place *place;
	struct store *store;
	struct db *db; /* inside a job only */
};

/* --- what the office wrote down --- */

static void
record_event(struct office *o, const char *event, const char *about,
    const struct audit_detail details[], size_t count)
{
	const struct audit_event e = {.at = o->f.now,
	    .actor = "system",
	    .event = event,
	    .about = about,
	    .details = details,
	    .detail_count = count};

	assert_ok(audit_add(o->f.gm, o->db, &e));
}

static void
insert_certificate(struct office *o, enum profile_id profile, const char *pair,
    const struct party *p)
{
	char serial[CERT_SERIAL_TEXT_SIZE];
	const struct audit_detail detail = {
	    "profile", profile_of(profile)->name};

	cert_serial_text(&p->cert.serial, serial);
	assert_ok(db_run(o->db,
	    "INSERT INTO certificate VALUES ($1, $2, $3, 'somebody', $4, $5,"
	    " 'valid', 0, $6, $7)",
	    DB_ARGS(DB_TEXT(serial), DB_TEXT(profile_of(profile)->name),
		pair == NULL ? DB_NULL : DB_TEXT(pair),
		DB_INT(p->cert.not_before), DB_INT(p->cert.not_after),
		DB_INT(o->f.now), DB_BLOB(p->cert.der))));
	if (pair == NULL)
		record_event(o, AUDIT_CERTIFICATE_SIGNED, serial, &detail, 1);
}

static void
insert_staff(struct office *o, const char *name, const struct party *p,
    struct bytes evidence, struct bytes csr)
{
	char serial[CERT_SERIAL_TEXT_SIZE];

	cert_serial_text(&p->cert.serial, serial);
	insert_certificate(o, PROFILE_STAFF, NULL, p);
	assert_ok(db_run(o->db,
	    "INSERT INTO staff VALUES ($1, 'person', 'role', $2, 'active', $3,"
	    " $4, $5)",
	    DB_ARGS(DB_TEXT(name), DB_TEXT(serial), DB_BLOB(evidence),
		DB_BLOB(csr), DB_INT(o->f.now))));
}

/* by makes somebody a member of staff. */
static void
appoint(struct office *o, struct party *by, enum staff_role role,
    const char *name, struct party *p)
{
	AUTO_DONE(buf) record = BUF(DER_MAX);
	AUTO_DONE(buf) csr_der = BUF(DER_MAX);
	AUTO_DONE(buf) act_der = BUF(DER_MAX);
	AUTO_DONE(buf) evidence = BUF(DER_MAX);
	struct record r = {.kind = RECORD_STAFF, .id = "1", .role = role};
	struct act a = {
	    .verb = ACT_APPOINT, .at = o->f.now, .has_request = true};
	struct csr csr;

	fixture_staff(&o->f, role, name, p);
	fixture_request(&o->f, p, &csr_der, &csr);
	snprintf(r.user_name, sizeof(r.user_name), "%s", name);
	snprintf(r.name, sizeof(r.name), "%s", name);
	record_encode(&record, &r);
	fixture_digest(&o->f, buf_bytes(&record), a.object);
	fixture_digest(&o->f, csr.der, a.request);
	assert_ok(act_sign(o->f.gm, &a, by->cert.der, &by->signer, &act_der));
	evidence_encode_appointment(
	    &evidence, buf_bytes(&record), buf_bytes(&act_der));
	insert_staff(o, name, p, buf_bytes(&evidence), csr.der);
}

static void
sign_act(struct office *o, struct act *a, struct bytes record, struct party *by,
    struct buf *out)
{
	fixture_digest(&o->f, record, a->object);
	assert_ok(act_sign(o->f.gm, a, by->cert.der, &by->signer, out));
}

/* Two operators approve, the holder asks with the code. */
static void
write_approval(struct office *o, const struct csr *csr, struct buf *out)
{
	AUTO_DONE(buf) record = BUF(DER_MAX);
	AUTO_DONE(buf) entry = BUF(DER_MAX);
	AUTO_DONE(buf) review = BUF(DER_MAX);
	AUTO_DONE(buf) ask_der = BUF(DER_MAX);
	const struct record r = {.kind = RECORD_ENTERPRISE,
	    .id = "1",
	    .user_name = "user-1",
	    .name = "示范",
	    .credit_code = "91110000600007519J",
	    .email = "user@example.com"};
	struct act e = {.verb = ACT_ENTRY, .at = o->f.now};
	struct act a = {.verb = ACT_APPROVE,
	    .at = o->f.now,
	    .has_authorisation = true,
	    .authorisation = {{1}, o->code.signer.key, o->f.now + 86400}};
	struct ask ask = {.verb = ASK_ISSUE,
	    .user_name = "user-1",
	    .carrier = CARRIER_SOFT,
	    .carrier_serial = "S1",
	    .at = o->f.now};

	record_encode(&record, &r);
	sign_act(o, &e, buf_bytes(&record), &o->op1, &entry);
	sign_act(o, &a, buf_bytes(&record), &o->op2, &review);
	fixture_digest(&o->f, csr->der, ask.request);
	assert_ok(ask_sign(o->f.gm, &ask, &o->code.signer, &ask_der));
	evidence_encode_approval(out, buf_bytes(&record), buf_bytes(&entry),
	    buf_bytes(&review), buf_bytes(&ask_der));
	assert_ok(buf_status(out));
}

static void
insert_account(struct office *o, const char *id, const char *user_name)
{
	assert_ok(db_run(o->db,
	    "INSERT INTO account VALUES ($1, $2, 'enterprise', '示范', '', '',"
	    " '', '', '', 'zh', 'active', 1, 1)",
	    DB_ARGS(DB_TEXT(id), DB_TEXT(user_name))));
}

static void
issue_pair(struct office *o, const char *id)
{
	AUTO_DONE(buf) csr_der = BUF(DER_MAX);
	AUTO_DONE(buf) evidence = BUF(DER_MAX);
	char sign[CERT_SERIAL_TEXT_SIZE], encrypt[CERT_SERIAL_TEXT_SIZE];
	struct csr csr;

	fixture_request(&o->f, &o->sign, &csr_der, &csr);
	write_approval(o, &csr, &evidence);
	assert_ok(db_run(o->db,
	    "INSERT INTO pair VALUES ($1, '" ACCOUNT "', $1, 'd',"
	    " 'delivered', 'issue', 'soft', 'S1', $2, $3, $4, $5, 'p', $6, 1,"
	    " 1)",
	    DB_ARGS(DB_TEXT(id), DB_BLOB(buf_bytes(&evidence)),
		DB_BLOB(csr.der), DB_BLOB(o->sign.cert.tbs),
		DB_BLOB(o->encrypt.cert.tbs), DB_BLOB(bytes_str("answer")))));
	insert_certificate(o, PROFILE_HOLDER_SIGN, id, &o->sign);
	insert_certificate(o, PROFILE_HOLDER_ENCRYPT, id, &o->encrypt);
	cert_serial_text(&o->sign.cert.serial, sign);
	cert_serial_text(&o->encrypt.cert.serial, encrypt);
	record_event(o, AUDIT_PAIR_DELIVERED, id,
	    (const struct audit_detail[]){{"sign", sign}, {"encrypt", encrypt}},
	    2);
}

static void
sign_checkpoint(struct office *o, struct party *by)
{
	const struct checkpoint_policy always = {1, 0};
	AUTO_DONE(buf) body = BUF(CHECKPOINT_DER_MAX);
	uint8_t der[SIGNATURE_DER_MAX];
	struct sm2_signature sig;
	struct checkpoint c;
	bool due;

	assert_ok(audit_checkpoint_due(o->db, &always, o->f.now, &due, &c));
	assert_true(due);
	checkpoint_encode(&body, &c);
	assert_ok(signer_sign(o->f.gm, &by->signer, buf_bytes(&body), &sig));
	assert_ok(audit_checkpoint_store(
	    o->db, buf_bytes(&body), BYTES(der, signature_der(&sig, der))));
}

static enum err
found_job(struct db *db, void *arg)
{
	struct office *o = arg;

	o->db = db;
	insert_certificate(o, PROFILE_ROOT, NULL, &o->f.root);
	insert_certificate(o, PROFILE_ISSUING_CA, NULL, &o->f.issuing);
	insert_certificate(o, PROFILE_AUDIT, NULL, &o->audit);
	fixture_staff(&o->f, ROLE_SUPER, "super", &o->super);
	insert_staff(o, "super", &o->super, BYTES_NONE, BYTES_NONE);
	appoint(o, &o->super, ROLE_BUSINESS_ADMIN, "business", &o->business);
	appoint(o, &o->business, ROLE_OPERATOR, "op-1", &o->op1);
	appoint(o, &o->business, ROLE_OPERATOR, "op-2", &o->op2);
	insert_account(o, ACCOUNT, "user-1");
	issue_pair(o, PAIR);
	sign_checkpoint(o, &o->audit);
	record_event(o, AUDIT_LOGIN, ACCOUNT, NULL, 0);
	o->db = NULL;
	return ERR_OK;
}

static int
set_up(void **state)
{
	struct office *o = calloc(1, sizeof(*o));
	struct cert_spec s;
	void *place;

	assert_non_null(o);
	place_set_up(&place);
	o->place = place;
	fixture_init(&o->f);
	party_init(&o->f, &o->audit);
	fixture_spec(&o->f, PROFILE_AUDIT, &o->audit, FIXTURE_OFFICE, "", &s);
	s.eku = OID_SERVICE_AUDIT;
	fixture_issue(&o->f, &s, &o->f.issuing, &o->audit);
	party_init(&o->f, &o->code);
	fixture_holder(&o->f, PROFILE_HOLDER_SIGN, "示范", "user-1", &o->sign);
	fixture_holder(
	    &o->f, PROFILE_HOLDER_ENCRYPT, "示范", "user-1", &o->encrypt);
	assert_ok(store_open(o->place->db, &o->store));
	assert_ok(store_write(o->store, found_job, o));
	*state = o;
	return 0;
}

static int
tear_down(void **state)
{
	struct office *o = *state;
	struct party *all[] = {&o->audit, &o->super, &o->business, &o->op1,
	    &o->op2, &o->auditor, &o->code, &o->sign, &o->encrypt};

	void *place = o->place;

	store_free(o->store);
	place_tear_down(&place);
	for (size_t i = 0; i < COUNT(all); i++)
		party_done(all[i]);
	fixture_done(&o->f);
	free(o);
	return 0;
}

/* --- checking --- */

struct checking {
	struct office *o;
	struct audit_report report;
};

static enum err
verify_job(struct db *db, void *arg)
{
	struct checking *c = arg;
	const struct audit_trust trust = {&c->o->f.root.cert,
	    &c->o->f.issuing.cert, &c->o->audit.cert, FIXTURE_OFFICE};

	return audit_verify(c->o->f.gm, db, &trust, &c->report);
}

static enum err
verify(struct office *o, struct audit_report *ret_report)
{
	struct checking c = {.o = o};
	enum err err = store_write(o->store, verify_job, &c);

	*ret_report = c.report;
	return err;
}

static void
an_honest_office_verifies(void **state)
{
	struct audit_report r;

	assert_ok(verify(*state, &r));
	assert_null(r.why);
	assert_int_equal(r.records, 9);
	assert_int_equal(r.checkpoints, 1);
	assert_int_equal(r.last_checkpoint_seq, 8);
	assert_int_equal(r.certificates, 9);
	assert_int_equal(r.pairs, 1);
	assert_int_equal(r.staff, 4);
}

/* Somebody who has the database changes one thing. */
static const struct {
	const char *what, *sql;
	uint64_t bad_seq;
	enum err cause;
} changes[] = {
    {"an actor", "UPDATE audit SET actor = 'staff:x' WHERE seq = 3", 3, ERR_OK},
    {"a time", "UPDATE audit SET at = at + 1 WHERE seq = 9", 9, ERR_OK},
    {"details", "UPDATE audit SET details = '{}' WHERE seq = 8", 8, ERR_OK},
    {"a hash", "UPDATE audit SET hash = zeroblob(32) WHERE seq = 1", 1, ERR_OK},
    {"a short hash", "UPDATE audit SET hash = x'00' WHERE seq = 9", 9, ERR_OK},
    {"a record is gone", "DELETE FROM audit WHERE seq = 4", 4, ERR_OK},
    {"the first is gone", "DELETE FROM audit WHERE seq = 1", 1, ERR_OK},
    {"the end is gone", "DELETE FROM audit WHERE seq >= 8", 8, ERR_OK},
    {"a number", "UPDATE audit SET seq = 20 WHERE seq = 9", 9, ERR_OK},
    {"a checkpoint's body", "UPDATE checkpoint SET body = x'3000'", 8,
	ERR_DER_SYNTAX},
    {"a checkpoint's signature",
	"UPDATE checkpoint SET signature = x'3006020101020101'", 8,
	ERR_SIGNATURE_INVALID},
    {"a checkpoint's number", "UPDATE checkpoint SET seq = 7", 7,
	ERR_DER_SYNTAX},
    {"a certificate's profile",
	"UPDATE certificate SET profile = 'staff' WHERE profile = 'audit'", 0,
	ERR_PROFILE_VIOLATION},
    {"an unknown profile",
	"UPDATE certificate SET profile = 'x' WHERE profile = 'audit'", 0,
	ERR_PROFILE_VIOLATION},
    {"a certificate's serial",
	"UPDATE certificate SET serial = '1234' WHERE profile = 'audit'", 0,
	ERR_OK},
    {"no certificate",
	"UPDATE certificate SET der = x'3000' WHERE profile = 'audit'", 0,
	ERR_CERT_SYNTAX},
    {"another's certificate",
	"UPDATE certificate SET der = (SELECT der FROM certificate WHERE"
	" profile = 'holder-encrypt') WHERE profile = 'holder-sign'",
	0, ERR_PROFILE_VIOLATION},
    {"the pair of a certificate",
	"UPDATE certificate SET pair = 'x' WHERE profile = 'holder-sign'", 0,
	ERR_OK},
    {"no pair",
	"UPDATE certificate SET pair = NULL WHERE profile = 'holder-sign'", 0,
	ERR_OK},
    {"a holder's certificate is gone",
	"DELETE FROM certificate WHERE profile = 'holder-encrypt'", 0, ERR_OK},
    {"an operator's certificate is gone",
	"DELETE FROM certificate WHERE serial = (SELECT serial FROM staff"
	" WHERE name = 'op-1')",
	0, ERR_OK},
    {"the recorded body", "UPDATE pair SET tbs_sign = tbs_encrypt", 0, ERR_OK},
    {"the evidence", "UPDATE pair SET evidence = x'3000'", 0,
	ERR_EVIDENCE_SYNTAX},
    {"no evidence", "UPDATE pair SET evidence = x''", 0, ERR_EVIDENCE_SYNTAX},
    {"another's evidence",
	"UPDATE pair SET evidence = (SELECT evidence FROM staff"
	" WHERE name = 'op-1')",
	0, ERR_EVIDENCE_HOLDER},
    {"the request",
	"UPDATE pair SET csr = (SELECT csr FROM staff WHERE"
	" name = 'op-1')",
	0, ERR_EVIDENCE_HOLDER},
    {"the account", "UPDATE account SET user_name = 'user-2'", 0,
	ERR_EVIDENCE_HOLDER},
    {"an operator who was revoked",
	"UPDATE certificate SET state = 'revoked', changed_at = changed_at - 1"
	" WHERE serial = (SELECT serial FROM staff WHERE name = 'op-2')",
	0, ERR_CERT_REVOKED},
    {"a member of staff is gone", "DELETE FROM staff WHERE name = 'op-2'", 0,
	ERR_OK},
    {"an appointment",
	"UPDATE staff SET evidence = (SELECT evidence FROM"
	" staff WHERE name = 'op-1') WHERE name = 'op-2'",
	0, ERR_EVIDENCE_HOLDER},
    {"no appointment", "UPDATE staff SET evidence = x'' WHERE name = 'op-2'", 0,
	ERR_EVIDENCE_MISSING},
};

/* Change, check, and undo: the job fails on purpose. */
struct trial {
	struct checking checking;
	const char *sql;
	enum err err;
};

static enum err
trial_job(struct db *db, void *arg)
{
	struct trial *t = arg;

	TRY(db_run(db, t->sql, DB_NO_ARGS));
	t->err = verify_job(db, &t->checking);
	return ERR_CANCELLED;
}

static void
whatever_is_changed_is_found(void **state)
{
	struct office *o = *state;

	for (size_t i = 0; i < COUNT(changes); i++) {
		struct trial t = {{.o = o}, changes[i].sql, ERR_OK};
		const struct audit_report *r = &t.checking.report;

		print_message("changed: %s\n", changes[i].what);
		assert_int_equal(
		    store_write(o->store, trial_job, &t), ERR_CANCELLED);
		assert_int_equal(t.err, ERR_AUDIT_BROKEN);
		assert_non_null(r->why);
		assert_int_equal(r->bad_seq, changes[i].bad_seq);
		assert_int_equal(r->cause, changes[i].cause);
	}
}

/* --- the states of certificates --- */

static void
insert_change(struct office *o, int64_t seq, const char *status,
    enum crl_reason reason, struct bytes evidence)
{
	const struct party *about[] = {&o->sign, &o->encrypt};
	char id[2];

	snprintf(id, sizeof(id), "%d", (int)seq);
	assert_ok(db_run(o->db,
	    "INSERT INTO status_change VALUES ($1, $2, '" ACCOUNT "',"
	    " 'holder:user-1', $3, $4, $5, 'applied', '', $6, $7)",
	    DB_ARGS(DB_TEXT(id), DB_INT(seq), DB_TEXT(status), DB_INT(reason),
		DB_BLOB(evidence), DB_INT(o->f.now), DB_INT(o->f.now))));
	for (size_t i = 0; i < COUNT(about); i++) {
		char serial[CERT_SERIAL_TEXT_SIZE];

		cert_serial_text(&about[i]->cert.serial, serial);
		assert_ok(db_run(o->db,
		    "INSERT INTO status_change_certificate VALUES ($1, $2, $3)",
		    DB_ARGS(DB_TEXT(id), DB_INT(i), DB_TEXT(serial))));
	}
}

static void
write_hold(struct office *o)
{
	AUTO_DONE(buf) der = BUF(DER_MAX);
	AUTO_DONE(buf) evidence = BUF(DER_MAX);
	struct instruction i = {
	    .verb = INSTRUCTION_HOLD, .user_name = "user-1", .at = o->f.now};

	cert_serial_text(&o->sign.cert.serial, i.subject);
	assert_ok(instruction_sign(o->f.gm, &i, &o->sign.signer, &der));
	status_evidence_encode_holder(
	    &evidence, o->sign.cert.der, buf_bytes(&der));
	insert_change(o, 1, "on-hold", 0, buf_bytes(&evidence));
}

static void
write_revocation(struct office *o)
{
	AUTO_DONE(buf) order = BUF(DER_MAX);
	AUTO_DONE(buf) act = BUF(DER_MAX);
	AUTO_DONE(buf) evidence = BUF(DER_MAX);
	const struct status_order so = {.reason = CRL_CESSATION,
	    .serials = {o->sign.cert.serial, o->encrypt.cert.serial},
	    .count = 2,
	    .at = o->f.now};
	struct act a = {.verb = ACT_REVOKE, .at = o->f.now};

	status_order_encode(&order, &so);
	sign_act(o, &a, buf_bytes(&order), &o->op1, &act);
	status_evidence_encode_staff(
	    &evidence, buf_bytes(&order), buf_bytes(&act));
	insert_change(o, 2, "revoked", CRL_CESSATION, buf_bytes(&evidence));
}

/* Held by the holder, then revoked by an operator. */
static enum err
change_status_job(struct db *db, void *arg)
{
	struct office *o = arg;

	o->db = db;
	write_hold(o);
	write_revocation(o);
	return db_run(db,
	    "UPDATE certificate SET state = 'revoked', reason = 5"
	    " WHERE pair IS NOT NULL",
	    DB_NO_ARGS);
}

static void
a_state_rests_on_its_evidence(void **state)
{
	struct office *o = *state;
	struct audit_report r;

	assert_ok(store_write(o->store, change_status_job, o));
	assert_ok(verify(o, &r));
	assert_int_equal(r.status_changes, 2);
}

static const struct {
	const char *what, *sql;
	enum err cause;
} lies[] = {
    {"it was never revoked",
	"UPDATE certificate SET state = 'valid' WHERE pair IS NOT NULL",
	ERR_OK},
    {"it is only on hold",
	"UPDATE certificate SET state = 'on-hold' WHERE pair IS NOT NULL",
	ERR_OK},
    {"one of them was never revoked",
	"UPDATE certificate SET state = 'valid'"
	" WHERE profile = 'holder-encrypt'",
	ERR_OK},
    {"another is revoked too",
	"UPDATE certificate SET state = 'revoked', changed_at = changed_at + 9"
	" WHERE profile = 'staff'",
	ERR_OK},
    {"for another reason", "UPDATE status_change SET reason = 1 WHERE seq = 2",
	ERR_EVIDENCE_HOLDER},
    {"it was released",
	"UPDATE status_change SET status = 'valid' WHERE seq = 1",
	ERR_EVIDENCE_HOLDER},
    {"by nobody", "UPDATE status_change SET evidence = x'3000' WHERE seq = 2",
	ERR_EVIDENCE_SYNTAX},
    {"two hours later",
	"UPDATE status_change SET changed_at = changed_at + 7200"
	" WHERE seq = 1",
	ERR_EVIDENCE_EXPIRED},
    {"one more was meant",
	"INSERT INTO status_change_certificate SELECT '2', 2, serial"
	" FROM staff WHERE name = 'op-2'",
	ERR_EVIDENCE_ROLE},
    {"one less was meant",
	"DELETE FROM status_change_certificate WHERE change = '2'"
	" AND position = 1",
	ERR_EVIDENCE_HOLDER},
    {"another was meant",
	"UPDATE status_change_certificate SET serial = (SELECT serial"
	" FROM staff WHERE name = 'op-2') WHERE change = '1'"
	" AND position = 1",
	ERR_EVIDENCE_HOLDER},
};

static void
a_state_without_its_evidence_is_found(void **state)
{
	struct office *o = *state;

	assert_ok(store_write(o->store, change_status_job, o));
	for (size_t i = 0; i < COUNT(lies); i++) {
		struct trial t = {{.o = o}, lies[i].sql, ERR_OK};
		const struct audit_report *r = &t.checking.report;

		print_message("lie: %s\n", lies[i].what);
		assert_int_equal(
		    store_write(o->store, trial_job, &t), ERR_CANCELLED);
		assert_int_equal(t.err, ERR_AUDIT_BROKEN);
		assert_non_null(r->why);
		assert_int_equal(r->cause, lies[i].cause);
	}
}

/* --- whoever writes the whole chain anew --- */

static enum err
unrecorded_job(struct db *db, void *arg)
{
	struct office *o = arg;

	o->db = db;
	fixture_staff(&o->f, ROLE_AUDIT_ADMIN, "audit-admin", &o->auditor);
	insert_staff(o, "audit-admin", &o->auditor, BYTES_NONE, BYTES_NONE);
	return db_run(db, "DELETE FROM audit WHERE seq = 10", DB_NO_ARGS);
}

static void
a_certificate_without_a_record_is_found(void **state)
{
	struct office *o = *state;
	struct audit_report r;
	char serial[CERT_SERIAL_TEXT_SIZE];

	assert_ok(store_write(o->store, unrecorded_job, o));
	assert_int_equal(verify(o, &r), ERR_AUDIT_BROKEN);
	cert_serial_text(&o->auditor.cert.serial, serial);
	assert_string_equal(r.bad_about, serial);
	assert_string_equal(r.why, "no audit record tells of it");
}

static enum err
rewrite_job(struct db *db, void *arg)
{
	struct office *o = arg;

	o->db = db;
	TRY(db_run(db, "DELETE FROM audit WHERE seq > 7", DB_NO_ARGS));
	for (int i = 0; i < 3; i++)
		record_event(o, AUDIT_LOGIN, "nobody", NULL, 0);
	return ERR_OK;
}

static void
a_chain_written_anew_does_not_fit_its_checkpoint(void **state)
{
	struct audit_report r;
	struct office *o = *state;

	assert_ok(store_write(o->store, rewrite_job, o));
	assert_int_equal(verify(o, &r), ERR_AUDIT_BROKEN);
	assert_int_equal(r.bad_seq, 8);
}

static enum err
forge_checkpoint_job(struct db *db, void *arg)
{
	struct office *o = arg;

	TRY(rewrite_job(db, arg));
	TRY(db_run(db, "DELETE FROM checkpoint", DB_NO_ARGS));
	sign_checkpoint(o, &o->op1);
	return ERR_OK;
}

static void
a_checkpoint_of_another_key_does_not_count(void **state)
{
	struct audit_report r;
	struct office *o = *state;

	assert_ok(store_write(o->store, forge_checkpoint_job, o));
	assert_int_equal(verify(o, &r), ERR_AUDIT_BROKEN);
	assert_int_equal(r.cause, ERR_SIGNATURE_INVALID);
}

/* A second pair for the same approval: all its rows are there. */
static enum err
second_pair_job(struct db *db, void *arg)
{
	struct office *o = arg;

	o->db = db;
	party_done(&o->sign);
	party_done(&o->encrypt);
	fixture_holder(&o->f, PROFILE_HOLDER_SIGN, "示范", "user-1", &o->sign);
	fixture_holder(
	    &o->f, PROFILE_HOLDER_ENCRYPT, "示范", "user-1", &o->encrypt);
	issue_pair(o, "another");
	return ERR_OK;
}

static void
evidence_serves_one_pair_only(void **state)
{
	struct audit_report r;
	struct office *o = *state;

	assert_ok(store_write(o->store, second_pair_job, o));
	assert_int_equal(verify(o, &r), ERR_AUDIT_BROKEN);
	assert_int_equal(r.cause, ERR_EVIDENCE_REPLAYED);
}

static void
only_the_root_is_believed(void **state)
{
	struct office *o = *state;
	struct audit_report r;
	struct party issuing = o->f.issuing;
	AUTO_DONE(fixture) other;

	fixture_init(&other);
	o->f.issuing = other.issuing;
	assert_int_equal(verify(o, &r), ERR_CERT_UNTRUSTED);
	o->f.issuing = issuing;
	assert_ok(verify(o, &r));
}

#define office_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    office_test(an_honest_office_verifies),
	    office_test(whatever_is_changed_is_found),
	    office_test(a_state_rests_on_its_evidence),
	    office_test(a_state_without_its_evidence_is_found),
	    office_test(a_certificate_without_a_record_is_found),
	    office_test(a_chain_written_anew_does_not_fit_its_checkpoint),
	    office_test(a_checkpoint_of_another_key_does_not_count),
	    office_test(evidence_serves_one_pair_only),
	    office_test(only_the_root_is_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
