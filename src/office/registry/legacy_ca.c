/* SPDX-License-Identifier: Apache-2.0 */
#include "office/registry/legacy_ca.h"

/* Did this CA's key sign it? */
static enum err
check_issuer(
    struct gm *gm, const struct cert *cert, struct bytes ca, bool *ret_issued)
{
	struct cert issuer;
	enum err e;

	if (cert_parse(ca, &issuer) != ERR_OK)
		return ERR_STORE;
	e = cert_verify(gm, cert, &issuer);
	if (e == ERR_CRYPTO || e == ERR_NOMEM)
		return e;
	*ret_issued = e == ERR_OK;
	return ERR_OK;
}

enum err
legacy_ca_issued(
    struct gm *gm, struct db *db, struct bytes certificate, bool *ret_issued)
{
	AUTO(db_rows) rows = NULL;
	struct cert cert;
	bool more, issued = false;

	*ret_issued = false;
	if (cert_parse(certificate, &cert) != ERR_OK)
		return ERR_OK;
	TRY(db_query(db,
	    "SELECT certificate FROM legacy_ca WHERE state = 'open'",
	    DB_NO_ARGS, &rows));
	TRY(db_next(rows, &more));
	while (more && !issued) {
		TRY(check_issuer(gm, &cert, db_blob(rows, 0), &issued));
		TRY(db_next(rows, &more));
	}
	*ret_issued = issued;
	return ERR_OK;
}
