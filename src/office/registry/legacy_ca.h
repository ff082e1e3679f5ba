/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Old CAs whose holders move to this office, as the store knows them. A CA is
 * known by its key: its name proves nothing, since two may have the same one.
 */
#ifndef OFFICE_LEGACY_CA_H
#define OFFICE_LEGACY_CA_H

#include "office/store/store.h"
#include "pki/cert.h"

/*
 * Was this certificate (DER, anybody's octets) signed with the key of an old
 * CA whose holders move? Inside a transaction. What is no certificate at all,
 * or of algorithms that nobody here verifies, was not. CRYPTO, NOMEM; the
 * store's errors.
 */
MUST_USE enum err legacy_ca_issued(
    struct gm *gm, struct db *db, struct bytes certificate, bool *ret_issued);

#endif
