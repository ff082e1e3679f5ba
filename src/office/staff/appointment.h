/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appointing a member of staff: the one who may (GM/T 0034, GM/T 0037 8.3;
 * pki/role.h) signs an act about a record of the person and their request; the
 * ca process checks it like any evidence and signs the certificate.
 *
 * A power cut between signature and store loses the certificate, which nobody
 * has got yet; the ledger knows it, and the person is appointed anew.
 */
#ifndef OFFICE_APPOINTMENT_H
#define OFFICE_APPOINTMENT_H

#include "office/process/config.h"
#include "office/process/ipc.h"
#include "office/store/store.h"
#include "pki/evidence.h"

struct appointment {
	struct gm *gm;
	struct store *store;
	struct ipc_client *ca;
	const struct office_config *config;
	const struct cert *issuing;
	int64_t now;
	/* who appoints */
	const char *by;
	struct bytes by_certificate; /* DER */
	const struct signer *by_signer;
	/* whom */
	const char *name, *person;
	enum staff_role role;
	struct bytes csr; /* PKCS#10, DER */
};

/*
 * Do it; the certificate is added to ret_cert. ACCOUNT_EXISTS if there is
 * somebody of that name; BAD_TEXT for a name that is none (staff_token.h);
 * what ca_sign_one and the store return.
 */
MUST_USE enum err appointment_make(
    const struct appointment *a, struct buf *ret_cert);

#endif
