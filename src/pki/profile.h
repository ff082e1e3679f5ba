/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificate profiles (GM/T 0015, GB/T 20518; RFC 5280), as data, and the
 * check of a certificate's body against its profile before it is signed.
 *
 * The check reads the DER as a relying party would and shares no code with the
 * builder: every field and extension must be allowed, every one required must
 * be there, criticality, algorithms, key usage, validity and names must fit,
 * and it must lie within its issuer's validity.
 */
#ifndef PKI_PROFILE_H
#define PKI_PROFILE_H

#include "pki/cert.h"

enum profile_id {
	PROFILE_ROOT,
	PROFILE_ISSUING_CA,
	PROFILE_HOLDER_SIGN,
	PROFILE_HOLDER_ENCRYPT,
	PROFILE_STAFF,	    /* one role in its extended key usage */
	PROFILE_KEY_CENTRE, /* carriers' admin PINs are sealed to it */
	PROFILE_AUDIT,	    /* signs audit checkpoints */
	PROFILE_OCSP,	    /* signs answers about the issuing CA's own */
	PROFILE_COUNT
};

/* What a profile says of one part of the subject or one extension. Not in the
 * table: country is CN and always there, province and locality never are, and
 * key ids, key usage and basic constraints follow from the rest. */
enum presence { ABSENT, OPTIONAL, REQUIRED };

struct profile {
	const char *name; /* "holder-sign" */
	bool self_signed;
	bool ca;
	bool ocsp_nocheck;  /* RFC 6960 4.2.2.2.1: nobody asks about its own
			       status */
	int path_len;	    /* of a CA; -1 is none */
	uint16_t key_usage; /* exactly these CERT_KU_… bits */
	enum oid eku[6];    /* one of these, first OID_COUNT ends */
	enum presence eku_presence;
	enum oid policy; /* OID_COUNT: no policies extension */
	enum presence organisation, unit, common_name, serial_number;
	enum presence credit_code, crl_url, ocsp_url;
	int64_t validity_s, validity_max_s; /* what we write; what may be */
};

/* Borrowed for good. */
const struct profile *profile_of(enum profile_id id);

/*
 * How long a certificate made now lasts: from an hour ago (clocks differ), or
 * from its issuer's first second, for validity_s, or to its issuer's last.
 * issuer is NULL for a root.
 */
#define PROFILE_BACKDATE_S 3600
void profile_validity(const struct profile *p, const struct cert *issuer,
    int64_t now, int64_t *ret_not_before, int64_t *ret_not_after);

/*
 * Refuse any body that strays: PROFILE_VIOLATION, with *reterr_why naming the
 * first thing found in English, borrowed for good. issuer is NULL for a root.
 * now bounds notBefore: at most a day past, never in the future. Serial
 * numbers have 8 octets or more. CRYPTO, NOMEM.
 */
MUST_USE enum err profile_check(struct gm *gm, const struct profile *p,
    const struct cert *issuer, struct bytes tbs, int64_t now,
    const char **reterr_why);

#endif
