/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/certificate_row.h"

#include "office/audit/audit.h"
#include "office/pairs/certificate.h"

enum err
certificate_row_insert(
    struct gm *gm, struct db *db, const struct certificate_row *r)
{
	struct cert cert;
	char serial[CERT_SERIAL_TEXT_SIZE];

	TRY(cert_parse(r->der, &cert));
	cert_serial_text(&cert.serial, serial);
	TRY(certificate_insert(db, r->profile, NULL, r->der, r->now));
	return audit_add(gm, db,
	    &(struct audit_event){.at = r->now,
		.actor = r->actor,
		.event = AUDIT_CERTIFICATE_SIGNED,
		.about = serial,
		AUDIT_DETAILS({"profile", profile_of(r->profile)->name})});
}
