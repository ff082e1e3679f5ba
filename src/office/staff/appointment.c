/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/appointment.h"

#include <stdio.h>

#include "office/audit/audit.h"
#include "office/ca/ca.h"
#include "office/pairs/partition.h"
#include "office/registry/act.h"
#include "office/registry/ids.h"
#include "office/staff/certificate_row.h"
#include "office/staff/staff_row.h"
#include "office/staff/staff_token.h"

#define DAY_S ((int64_t)24 * 3600)

struct work {
	const struct appointment *a;
	struct record record;
	struct cert_serial serial;
	struct buf record_der, act, evidence, tbs, cert;
};

static void
work_done(struct work *w)
{
	buf_done(&w->record_der);
	buf_done(&w->act);
	buf_done(&w->evidence);
	buf_done(&w->tbs);
	buf_done(&w->cert);
}
DEFINE_AUTO_DONE(work)

/* --- evidence --- */

static enum err
make_record(struct work *w)
{
	const struct appointment *a = w->a;

	if (!staff_name_is_valid(a->name))
		return ERR_BAD_TEXT;
	TRY(ids_random(random_system(), w->record.id));
	w->record.kind = RECORD_STAFF;
	w->record.role = a->role;
	snprintf(
	    w->record.user_name, sizeof(w->record.user_name), "%s", a->name);
	snprintf(w->record.name, sizeof(w->record.name), "%s", a->person);
	record_encode(&w->record_der, &w->record);
	return buf_status(&w->record_der);
}

static enum err
sign_act(struct work *w)
{
	const struct appointment *a = w->a;
	struct act act = {
	    .verb = ACT_APPOINT, .at = a->now, .has_request = true};

	TRY(sm3_of(a->gm, buf_bytes(&w->record_der), act.object));
	TRY(sm3_of(a->gm, a->csr, act.request));
	return act_sign(a->gm, &act, a->by_certificate, a->by_signer, &w->act);
}

/* --- the certificate --- */

static void
set_validity(const struct appointment *a, struct cert_spec *spec)
{
	int64_t end = a->now + a->config->staff_days * DAY_S, most;

	profile_validity(
	    spec->profile, a->issuing, a->now, &spec->not_before, &most);
	spec->not_after = end < most ? end : most;
}

static enum err
make_body(struct work *w)
{
	const struct appointment *a = w->a;
	struct cert_spec spec = {.profile = profile_of(PROFILE_STAFF),
	    .issuer = a->issuing,
	    .eku = staff_role_oid(a->role)};
	struct csr csr;

	TRY(csr_parse(a->csr, &csr));
	spec.key = csr.key;
	staff_subject(&w->record, a->config->name, &spec.subject);
	spec.serial = w->serial;
	TRY(ca_crl_url(a->config,
	    (struct ca_list_name){
		.partition = cert_serial_partition(&w->serial)},
	    spec.crl_url));
	TRY(ca_ocsp_url(a->config, spec.ocsp_url));
	set_validity(a, &spec);
	return cert_encode_tbs(a->gm, &spec, &w->tbs);
}

/* --- the store --- */

static enum err
insert_act(struct db *db, const struct work *w, const char *actor)
{
	const struct appointment *a = w->a;
	const struct act_entry entry = {.about = w->record.id,
	    .verb = ACT_APPOINT,
	    .staff = a->by,
	    .record = buf_bytes(&w->record_der),
	    .signed_der = buf_bytes(&w->act),
	    .at = a->now};
	char id[ACT_ID_SIZE];

	TRY(act_insert(a->gm, db, &entry, id));
	return audit_add(a->gm, db,
	    &(struct audit_event){.at = a->now,
		.actor = actor,
		.event = AUDIT_STAFF_ACT,
		.about = w->record.id,
		AUDIT_DETAILS(
		    {"verb", act_verb_name(ACT_APPOINT)}, {"act", id})});
}

static enum err
store_all(struct db *db, void *arg)
{
	const struct work *w = arg;
	const struct appointment *a = w->a;
	struct staff_row row = {
	    .role = a->role, .active = true, .created_at = a->now};
	char actor[80];
	struct cert cert;

	TRY(cert_parse(buf_bytes(&w->cert), &cert));
	cert_serial_text(&cert.serial, row.serial);
	snprintf(row.name, sizeof(row.name), "%s", a->name);
	snprintf(row.person, sizeof(row.person), "%s", a->person);
	snprintf(actor, sizeof(actor), "staff:%s", a->by);
	TRY(insert_act(db, w, actor));
	TRY(staff_row_insert(db, &row, buf_bytes(&w->evidence), a->csr));
	return certificate_row_insert(a->gm, db,
	    &(struct certificate_row){
		buf_bytes(&w->cert), PROFILE_STAFF, actor, a->now});
}

static enum err
take_serial(struct db *db, void *arg)
{
	struct work *w = arg;

	TRY(staff_row_absent(db, w->a->name));
	return partition_take(db, w->a->config, random_system(), &w->serial, 1);
}

enum err
appointment_make(const struct appointment *a, struct buf *ret_cert)
{
	AUTO_DONE(work)
	w = {.a = a,
	    .record_der = BUF(RECORD_DER_MAX),
	    .act = BUF(SIGNED_ACT_DER_MAX),
	    .evidence = BUF(EVIDENCE_DER_MAX),
	    .tbs = BUF(CERT_DER_MAX),
	    .cert = BUF(CERT_DER_MAX)};

	TRY(store_write(a->store, take_serial, &w));
	TRY(make_record(&w));
	TRY(sign_act(&w));
	evidence_encode_appointment(
	    &w.evidence, buf_bytes(&w.record_der), buf_bytes(&w.act));
	TRY(buf_status(&w.evidence));
	TRY(make_body(&w));
	TRY(ca_sign_one(
	    a->ca, buf_bytes(&w.evidence), a->csr, buf_bytes(&w.tbs), &w.cert));
	TRY(store_write(a->store, store_all, &w));
	buf_put(ret_cert, buf_bytes(&w.cert));
	return buf_status(ret_cert);
}
