/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A migration order: the office takes over the holders of an old CA, whom it
 * knows by that CA's *key*; names prove nothing, since two CAs may have the
 * same one. Two members of staff sign it (ENTRY, then ENDORSE, by two
 * operators, each over the SM3 of the order). Holders are leaves of a hash
 * tree whose root is in the order: each holder's evidence carries the path
 * from their leaf.
 *
 *	MigrationOrder ::= SEQUENCE {
 *	  type     PrintableString "office-migration-v1",
 *	  id       OCTET STRING (16),     -- random
 *	  issuer   OCTET STRING,          -- SubjectPublicKeyInfo of the old CA
 *	  holders  OCTET STRING (32),     -- root of the tree
 *	  count    INTEGER,               -- of leaves
 *	  notAfter GeneralizedTime }
 *	MigrationHolder ::= SEQUENCE {
 *	  type     PrintableString "office-migration-holder-v1",
 *	  record   Record,                -- the account it becomes
 *	  serial   INTEGER }              -- of the old certificate
 *
 * The tree is that of RFC 9162 2.1.1 with SM3: leaf SM3(00 ‖ MigrationHolder),
 * node SM3(01 ‖ left ‖ right).
 */
#ifndef PKI_MIGRATION_H
#define PKI_MIGRATION_H

#include "pki/hash_tree.h"
#include "pki/legacy_cert.h"
#include "pki/record.h"

#define MIGRATION_ORDER_DER_MAX 2048  /* octets */
#define MIGRATION_HOLDER_DER_MAX 2560 /* octets */
#define MIGRATION_ISSUER_MAX LEGACY_SPKI_DER_MAX
#define MIGRATION_COUNT_MAX HASH_TREE_LEAVES_MAX
#define MIGRATION_TTL_MAX_S ((int64_t)3 * 366 * 86400) /* of an order */

struct migration_order {
	uint8_t id[16];
	struct bytes issuer; /* SubjectPublicKeyInfo, DER; borrowed */
	uint8_t holders[SM3_LEN];
	uint32_t count;
	int64_t not_after;
};
void migration_order_encode(struct buf *b, const struct migration_order *o);
/* EVIDENCE_SYNTAX. */
MUST_USE enum err migration_order_parse(
    struct bytes der, struct migration_order *ret_o);

struct migration_holder {
	struct bytes record_der; /* borrowed */
	struct record record;
	struct cert_serial serial;
};
void migration_holder_encode(
    struct buf *b, struct bytes record, const struct cert_serial *serial);
/* EVIDENCE_SYNTAX. */
MUST_USE enum err migration_holder_parse(
    struct bytes der, struct migration_holder *ret_h);

/* What a holder shows: their leaf with its path, and the old certificate. */
struct migration_claim {
	struct migration_holder holder;
	struct bytes holder_der;
	uint32_t index;
	struct hash_path path;
	struct legacy_cert certificate;
};

/*
 * Does the order cover it at that time: the order is not over, the leaf stands
 * at its place under the order's root, and the certificate is the one it
 * names: signed by the order's key, with the leaf's serial number, valid, and
 * a holder's that signs? EVIDENCE_EXPIRED; EVIDENCE_HOLDER: another order's
 * leaf, another's certificate; CERT_SIGNATURE: another CA's, whatever its
 * name; CERT_NOT_YET_VALID, CERT_EXPIRED, CERT_USAGE.
 */
MUST_USE enum err migration_covers(struct gm *gm,
    const struct migration_order *o, const struct migration_claim *c,
    int64_t at);

#endif
