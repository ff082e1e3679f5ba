/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/certificate_row.h"

#include <stdlib.h>

#include "office/audit/audit.h"

static enum err
insert(struct db *db, const struct certificate_row *r, const struct cert *cert,
    const char *serial)
{
	AUTO_DONE(buf) subject = BUF(NAME_DER_MAX);

	name_text(&subject, cert->subject);
	buf_u8(&subject, 0);
	TRY(buf_status(&subject));
	return db_run(db,
	    "INSERT INTO certificate (serial, profile, pair, subject,"
	    " not_before, not_after, state, reason, changed_at, der)"
	    " VALUES ($1, $2, NULL, $3, $4, $5, 'valid', 0, $6, $7)",
	    DB_ARGS(DB_TEXT(serial), DB_TEXT(profile_of(r->profile)->name),
		DB_TEXT((const char *)subject.p), DB_INT(cert->not_before),
		DB_INT(cert->not_after), DB_INT(r->now), DB_BLOB(r->der)));
}

enum err
certificate_row_insert(
    struct gm *gm, struct db *db, const struct certificate_row *r)
{
	struct cert cert;
	char serial[CERT_SERIAL_TEXT_SIZE];

	TRY(cert_parse(r->der, &cert));
	cert_serial_text(&cert.serial, serial);
	TRY(insert(db, r, &cert, serial));
	return audit_add(gm, db,
	    &(struct audit_event){.at = r->now,
		.actor = r->actor,
		.event = AUDIT_CERTIFICATE_SIGNED,
		.about = serial,
		AUDIT_DETAILS({"profile", profile_of(r->profile)->name})});
}
