/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include <jansson.h>

#include "office/audit/events.h"
#include "office/audit/verify_private.h"

struct row {
	const char *serial, *profile, *pair; /* pair NULL: of none */
	struct cert cert;
};

static enum err
bad_row(struct verify *v, const struct row *r, const char *why, enum err cause)
{
	return verify_bad(v, r->serial, why, cause);
}

/* PROFILE_COUNT: there is no such profile. */
static enum profile_id
profile_find(const char *name)
{
	enum profile_id id = 0;

	while (id < PROFILE_COUNT && strcmp(profile_of(id)->name, name) != 0)
		id++;
	return id;
}

/* By whom, and after which rules, at the time when it was made. */
static enum err
check_signed(struct verify *v, const struct row *r, enum profile_id id)
{
	const struct audit_trust *t = v->trust;
	const struct cert *issuer = t->issuing;
	const char *why;

	if (id == PROFILE_ROOT) {
		issuer = NULL;
		if (!bytes_equal(r->cert.der, t->root->der))
			return ERR_CERT_UNTRUSTED;
	} else if (id == PROFILE_ISSUING_CA) {
		issuer = t->root;
		TRY(cert_verify(v->gm, &r->cert, t->root));
	} else {
		TRY(cert_verify_with(
		    v->gm, &r->cert, t->issuing, v->issuing_key));
	}
	return profile_check(v->gm, profile_of(id), issuer, r->cert.tbs,
	    r->cert.not_before + PROFILE_BACKDATE_S, &why);
}

/* Does a record's details name this serial as member? */
static bool
details_name(const char *details, const char *member, const char *serial)
{
	json_t *json = json_loads(details, JSON_REJECT_DUPLICATES, NULL);
	const char *text = json_string_value(json_object_get(json, member));
	bool same = text != NULL && strcmp(text, serial) == 0;

	json_decref(json);
	return same;
}

/* *ret_found: the audit record that tells of the certificate. */
static enum err
find_record(
    struct verify *v, const struct row *r, const char *member, bool *ret_found)
{
	AUTO(db_rows) rows = NULL;
	bool more, found = false;

	TRY(db_query(v->db,
	    "SELECT details FROM audit WHERE about = $1 AND event = $2",
	    DB_ARGS(DB_TEXT(r->pair != NULL ? r->pair : r->serial),
		DB_TEXT(r->pair != NULL ? AUDIT_PAIR_DELIVERED
					: AUDIT_CERTIFICATE_SIGNED)),
	    &rows));
	TRY(db_next(rows, &more));
	while (more && !found) {
		found = r->pair == NULL ||
			details_name(db_text(rows, 0), member, r->serial);
		TRY(db_next(rows, &more));
	}
	*ret_found = found;
	return ERR_OK;
}

static enum err
check_recorded(struct verify *v, const struct row *r, enum profile_id id)
{
	bool found;

	TRY(find_record(
	    v, r, id == PROFILE_HOLDER_SIGN ? "sign" : "encrypt", &found));
	return found ? ERR_OK
		     : bad_row(v, r, "no audit record tells of it", ERR_OK);
}

static enum err
check_evidence(struct verify *v, const struct row *r, enum profile_id id)
{
	switch (id) {
	case PROFILE_HOLDER_SIGN:
	case PROFILE_HOLDER_ENCRYPT:
		if (r->pair == NULL)
			return bad_row(v, r, "it is of no pair", ERR_OK);
		return verify_pair_certificate(
		    v, &r->cert, r->pair, id == PROFILE_HOLDER_SIGN);
	case PROFILE_STAFF:
		return verify_staff_certificate(v, &r->cert);
	default:
		return ERR_OK;
	}
}

static enum err
check_row(struct verify *v, struct row *r, struct bytes der)
{
	enum profile_id id = profile_find(r->profile);
	char serial[CERT_SERIAL_TEXT_SIZE];
	enum err err = cert_parse(der, &r->cert);

	if (err == ERR_OK && id == PROFILE_COUNT)
		err = ERR_PROFILE_VIOLATION;
	if (err == ERR_OK)
		err = check_signed(v, r, id);
	if (err != ERR_OK)
		return bad_row(v, r, "it is not signed as it should be", err);
	cert_serial_text(&r->cert.serial, serial);
	if (strcmp(serial, r->serial) != 0)
		return bad_row(v, r, "it has another serial number", ERR_OK);
	TRY(check_recorded(v, r, id));
	TRY(check_evidence(v, r, id));
	v->report->certificates++;
	return ERR_OK;
}

enum err
verify_certificates(struct verify *v)
{
	AUTO(db_rows) rows = NULL;
	bool more;

	TRY(db_query(v->db,
	    "SELECT serial, profile, pair, der FROM certificate"
	    " ORDER BY serial",
	    DB_NO_ARGS, &rows));
	TRY(db_next(rows, &more));
	while (more) {
		struct row r = {.serial = db_text(rows, 0),
		    .profile = db_text(rows, 1),
		    .pair = db_is_null(rows, 2) ? NULL : db_text(rows, 2)};

		TRY(check_row(v, &r, db_blob(rows, 3)));
		TRY(db_next(rows, &more));
	}
	return ERR_OK;
}
