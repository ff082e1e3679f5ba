/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/body.h"

#include <string.h>

#include "office/ca/ca.h"

static enum err
check_subject(const struct body_check *c, const struct cert *body)
{
	AUTO_DONE(buf) granted = BUF(NAME_DER_MAX);

	name_encode(&granted, &c->grant->subject);
	TRY(buf_status(&granted));
	if (!bytes_equal(body->subject, buf_bytes(&granted)) ||
	    strcmp(body->credit_code, c->grant->credit_code) != 0)
		return ERR_EVIDENCE_HOLDER;
	return ERR_OK;
}

static enum err
check_addresses(const struct body_check *c, const struct cert *body,
    const char **reterr_why)
{
	const struct ca_list_name list = {
	    .partition = cert_serial_partition(&body->serial)};
	char crl_url[CERT_URL_SIZE], ocsp_url[CERT_URL_SIZE];

	TRY(ca_crl_url(c->config, list, crl_url));
	TRY(ca_ocsp_url(c->config, ocsp_url));
	if (strcmp(body->crl_url, crl_url) == 0 &&
	    strcmp(body->ocsp_url, ocsp_url) == 0)
		return ERR_OK;
	*reterr_why = "its addresses are not the office's for that serial";
	return ERR_PROFILE_VIOLATION;
}

enum err
body_check(const struct body_check *c, enum profile_id id, struct bytes tbs,
    struct cert *ret_body, const char **reterr_why)
{
	struct cert body;

	TRY(profile_check(
	    c->gm, profile_of(id), c->issuing, tbs, c->now, reterr_why));
	TRY(cert_parse_tbs(tbs, &body));
	TRY(check_subject(c, &body));
	TRY(check_addresses(c, &body, reterr_why));
	if (id == PROFILE_STAFF && staff_role_of(&body) != c->grant->role)
		return ERR_EVIDENCE_ROLE;
	*ret_body = body;
	return ERR_OK;
}
