/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: a small office around a ca process, in memory or as a folder for
 * a real one, and cases: questions as a web process would put them, which a
 * test bends before they are written down. Every function ends the test if it
 * fails.
 */
#ifndef OFFICE_CA_CASE_H
#define OFFICE_CA_CASE_H

#include "office/ca/service.h"
#include "pki/story.h"

#define CA_OFFICE_ORIGIN "http://127.0.0.1:8443"

struct ca_office {
	struct people w;
	struct party audit, key_centre, ocsp;
	struct party mail; /* a key alone: of the mail process */
	struct office_config config;
	uint8_t shared[32], wrap[32];
};

void ca_office_init(struct ca_office *o, int64_t now);
void ca_office_done(struct ca_office *o);

/* A ca over the ledger file path, which is made if it is missing. */
void ca_office_open(struct ca_office *o, const char *ledger, struct ca *ret_ca);

/* The folder of an office that `cert-office child ca` and `child keycentre`
 * serve; dir is empty. */
void ca_office_write(struct ca_office *o, const char *dir);

struct ca_case {
	struct ca_office *o;
	struct story story;
	story_write *write; /* evidence of which kind; NULL: none */
	bool staff;	    /* SIGN_ONE */
	struct party *request_by, *pool; /* pool: made by ca_case_tell */
	struct party pool_key;
	struct cert_spec sign, encrypt; /* of a pair; sign: of a staff one */
	uint8_t pool_mac[SM3_LEN];
	/* written down */
	struct buf evidence, csr, tbs_sign, tbs_encrypt, message;
};

/* A good case: a pair by approval, by continuity; a staff certificate. */
void ca_case_tell_approval(struct ca_office *o, struct ca_case *c);
void ca_case_tell_continuity(struct ca_office *o, struct ca_case *c);
void ca_case_tell_appointment(struct ca_office *o, struct ca_case *c);
void ca_case_done(struct ca_case *c);
DEFINE_AUTO_DONE(ca_case)

/* Write evidence, request and bodies; then the message's content. */
void ca_case_write(struct ca_case *c);
/* The content alone, from what stands in the buffers. */
void ca_case_put(struct ca_case *c);

/* The bodies alone, with new serial numbers: what a replay would change. */
void ca_case_new_bodies(struct ca_case *c);

/* Everything that a taken-over web process may try, and what must come. */
struct ca_attack {
	const char *name;
	void (*tell)(struct ca_office *o, struct ca_case *c);
	void (*bend)(struct ca_case *c);	 /* before it is written */
	void (*bend_written)(struct ca_case *c); /* after; or NULL */
	enum err want;
};
extern const struct ca_attack ca_attacks[];
extern const size_t ca_attack_count;

#endif
