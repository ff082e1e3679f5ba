/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests, here and above: a small world of keys and certificates in memory,
 * with a clock that stands. Every function ends the test if it fails.
 */
#ifndef PKI_FIXTURE_H
#define PKI_FIXTURE_H

#include "pki/evidence.h"

#define FIXTURE_NOW ((int64_t)1795305600) /* 2026-11-22T00:00:00Z */
#define FIXTURE_OFFICE "示范受理机构"

/* Somebody with a key and a certificate. */
struct party {
	struct sm2_key *key;
	struct signer_key signing;
	struct signer signer;
	struct buf der;
	struct cert cert;
};

struct fixture {
	struct gm *gm;
	int64_t now;
	struct party root, issuing;
};

void fixture_init(struct fixture *f);
/* At another time: for those whose clock does not stand. */
void fixture_init_at(struct fixture *f, int64_t now);
void fixture_done(struct fixture *f);
DEFINE_AUTO_DONE(fixture)

/* A new key without a certificate. */
void party_init(struct fixture *f, struct party *p);
void party_done(struct party *p);
DEFINE_AUTO_DONE(party)

/* A spec for p's key, as the profile has it, issued by the issuing CA. */
void fixture_spec(struct fixture *f, enum profile_id id, const struct party *p,
    const char *name, const char *user_name, struct cert_spec *ret_spec);

/* Issue what the spec says, without a check, signed by issuer; p's own. */
void fixture_issue(struct fixture *f, const struct cert_spec *spec,
    const struct party *issuer, struct party *p);

/* A new party with a certificate: of a holder, or of staff with this role. */
void fixture_holder(struct fixture *f, enum profile_id id, const char *name,
    const char *user_name, struct party *p);
void fixture_staff(struct fixture *f, enum staff_role role,
    const char *user_name, struct party *p);

/* A request for p's key. */
void fixture_request(
    struct fixture *f, struct party *p, struct buf *b, struct csr *ret_csr);

/* SM3 of these octets. */
void fixture_digest(
    struct fixture *f, struct bytes of, uint8_t ret_digest[SM3_LEN]);

#endif
