/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record: what staff saw and decide on.
 *
 *	Record ::= SEQUENCE {
 *	  type       PrintableString "office-record-v1",
 *	  kind       ENUMERATED,         -- enum record_kind
 *	  id         PrintableString,    -- the account's or appointment's id
 *	  userName   UTF8String,         -- staff: their short name
 *	  name       UTF8String,         -- applicant's or person's name
 *	  creditCode PrintableString,    -- may be empty
 *	  email      UTF8String,         -- may be empty
 *	  role       ENUMERATED }        -- enum staff_role, 0 for holders
 */
#ifndef PKI_RECORD_H
#define PKI_RECORD_H

#include "pki/role.h"

#define RECORD_DER_MAX 2048 /* octets */
#define USER_NAME_SIZE 65   /* 64 characters of PrintableString, and NUL */

enum record_kind {
	RECORD_ENTERPRISE = 1,
	RECORD_INDIVIDUAL = 2,
	RECORD_AGENCY = 3,
	RECORD_STAFF = 4,
};
#define RECORD_KIND_MAX RECORD_STAFF

struct record {
	enum record_kind kind;
	char id[33];
	char user_name[USER_NAME_SIZE];
	char name[NAME_TEXT_SIZE];
	char credit_code[CERT_CREDIT_CODE_SIZE];
	char email[255];
	enum staff_role role;
};

const char *record_kind_name(enum record_kind k);    /* "enterprise" */
enum record_kind record_kind_find(const char *name); /* 0: not one */

/* Add the record; buf fails with BAD_TEXT on what it cannot hold. */
void record_encode(struct buf *b, const struct record *r);

/* The whole of der. A record has an id, a user name and a name; staff have a
 * role, others none. EVIDENCE_SYNTAX. */
MUST_USE enum err record_parse(struct bytes der, struct record *ret_r);

/* The subject that a holder with this record gets: C=CN, O=name, CN=name,
 * serialNumber=userName. */
void holder_subject(const struct record *r, struct name *ret_n);

/* C=CN, O=office_name, OU=staff, CN=name, serialNumber=userName. An office
 * name that is too long is cut off, which the profile's check finds. */
void staff_subject(
    const struct record *r, const char *office_name, struct name *ret_n);

#endif
