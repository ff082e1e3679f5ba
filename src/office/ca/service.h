/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the ca process does, without the process: tests and fuzz targets use it
 * in their own.
 */
#ifndef OFFICE_CA_SERVICE_H
#define OFFICE_CA_SERVICE_H

#include "office/ca/ledger.h"
#include "office/process/ipc_server.h"
#include "pki/ocsp.h"

struct ca {
	struct gm *gm;
	struct clock clock;
	struct sm2_key *issuing_key, *audit_key;
	struct sm2_key *ocsp_key; /* NULL: an office made without it */
	struct secret *shared;
	struct ledger *ledger;
	struct buf issuing_der, audit_der, ocsp_der; /* certificates */
	struct cert issuing, audit, ocsp;	     /* borrow from them */
	struct ocsp_issuer ocsp_issuer;
	struct sm2_verifier *issuing_verifier;
	struct verified verified; /* staff's and holders' certificates */
	struct office_config config;
	struct buf list; /* what was made last, to be read piece by piece */
	uint64_t list_number; /* its number, 0: none */
};

struct ca_setup {
	struct gm *gm;
	struct clock clock;
	const struct office_config *config;
	struct bytes issuing_key, audit_key; /* scalars */
	struct bytes ocsp_key;		     /* or empty: it answers no OCSP */
	struct bytes shared;
	struct bytes root, issuing, audit; /* certificates, DER */
	struct bytes ocsp;		   /* with ocsp_key */
	struct ledger *ledger;		   /* taken on success */
};

/*
 * Check that keys and certificates belong together and the chain is whole.
 * What s names is borrowed during the call only, but for gm and clock.
 * CERT_…; KEY_LOCKED if a key is not its certificate's.
 */
MUST_USE enum err ca_init(struct ca *ret_ca, const struct ca_setup *s);
void ca_done(struct ca *ca);

/* The table of methods, for ipc_serve; borrows ca. */
struct ipc_service ca_service(struct ca *ca);

/* The ledger's key is derived from the shared key. */
MUST_USE enum err ca_ledger_key(
    struct gm *gm, struct bytes shared, uint8_t ret_key[LEDGER_KEY_LEN]);

/* Whom evidence is checked against, now. Borrows ca. */
struct evidence_trust ca_trust(struct ca *ca);

/* A time that is now, or nearly: clocks of processes differ. CLOCK_WRONG. */
MUST_USE enum err ca_check_now(const struct ca *ca, int64_t at);

/* Of what is published: from now on, and for CA_CRL_TTL_MAX_S at most.
 * CLOCK_WRONG, PROFILE_VIOLATION. */
MUST_USE enum err ca_check_times(
    const struct ca *ca, int64_t this_update, int64_t next_update);

/* service_checkpoint.c: SIGN_CHECKPOINT. */
MUST_USE enum err ca_begin_checkpoint(void *self, struct ipc_question *q);
MUST_USE enum err ca_finish_checkpoint(void *self, struct ipc_question *q);

/* service_status.c: SET_STATUS. */
MUST_USE enum err ca_begin_status(void *self, struct ipc_question *q);
MUST_USE enum err ca_finish_status(void *self, struct ipc_question *q);
void ca_forget_status(struct ipc_question *q);

/* service_lists.c: MAKE_LIST, READ_LIST, PARTITIONS. */
MUST_USE enum err ca_begin_list(void *self, struct ipc_question *q);
MUST_USE enum err ca_finish_list(void *self, struct ipc_question *q);
void ca_forget_list(struct ipc_question *q);
MUST_USE enum err ca_finish_read_list(void *self, struct ipc_question *q);
MUST_USE enum err ca_finish_partitions(void *self, struct ipc_question *q);

/* service_ocsp.c: OCSP. */
MUST_USE enum err ca_finish_ocsp(void *self, struct ipc_question *q);

/* Sign a body and put the certificate as a block into the answer. */
MUST_USE enum err ca_put_certificate(
    struct ca *ca, struct bytes tbs, struct buf *answer);

#endif
