/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/status_order.h"

#include <string.h>

#include "pki/syntax.h"

#define TYPE "office-status-order-v1"

/* RFC 5280 5.3.1; 7 is not used, 8 is of lists of changes alone. */
static const char *const reasons[] = {
    [CRL_UNSPECIFIED] = "unspecified",
    [CRL_KEY_COMPROMISE] = "key-compromise",
    [CRL_CA_COMPROMISE] = "ca-compromise",
    [CRL_AFFILIATION_CHANGED] = "affiliation-changed",
    [CRL_SUPERSEDED] = "superseded",
    [CRL_CESSATION] = "cessation",
    [CRL_HOLD] = "hold",
    [CRL_PRIVILEGE_WITHDRAWN] = "privilege-withdrawn",
    [CRL_AA_COMPROMISE] = "aa-compromise",
};

const char *
crl_reason_name(enum crl_reason r)
{
	return (size_t)r < COUNT(reasons) ? reasons[r] : NULL;
}

enum err
crl_reason_find(const char *name, enum crl_reason *ret_r)
{
	for (size_t i = 0; i < COUNT(reasons); i++) {
		if (reasons[i] == NULL || strcmp(reasons[i], name) != 0)
			continue;
		*ret_r = (enum crl_reason)i;
		return ERR_OK;
	}
	return ERR_NOT_FOUND;
}

void
status_order_encode(struct buf *b, const struct status_order *o)
{
	size_t mark = der_open(b, DER_SEQUENCE), serials;

	der_put_printable(b, TYPE);
	der_put_enumerated(b, o->reason);
	serials = der_open(b, DER_SEQUENCE);
	for (size_t i = 0; i < o->count; i++)
		cert_serial_encode(b, &o->serials[i]);
	der_close(b, serials);
	der_put_generalized_time(b, o->at);
	der_close(b, mark);
}

static enum err
read_reason(struct der *d, struct status_order *o)
{
	uint64_t reason;

	TRY(der_enumerated(d, COUNT(reasons) - 1, &reason));
	if (reasons[reason] == NULL || reason == CRL_HOLD)
		return ERR_DER_SYNTAX;
	o->reason = (enum crl_reason)reason;
	return ERR_OK;
}

static bool
is_in(const struct status_order *o, const struct cert_serial *serial)
{
	for (size_t i = 0; i < o->count; i++)
		if (cert_serial_equal(&o->serials[i], serial))
			return true;
	return false;
}

static enum err
read_serials(struct der *d, struct status_order *o)
{
	struct cert_serial serial;
	struct der inner;

	TRY(der_enter(d, DER_SEQUENCE, &inner));
	do {
		TRY(cert_serial_read(&inner, &serial));
		if (o->count == STATUS_SERIALS_MAX || is_in(o, &serial))
			return ERR_DER_SYNTAX;
		o->serials[o->count++] = serial;
	} while (der_more(&inner));
	return ERR_OK;
}

static enum err
parse(struct bytes der, struct status_order *o)
{
	struct der outer = der_of(der), d;

	TRY(der_enter(&outer, DER_SEQUENCE, &d));
	TRY(der_end(&outer));
	TRY(syntax_type(&d, TYPE));
	TRY(read_reason(&d, o));
	TRY(read_serials(&d, o));
	TRY(der_generalized_time(&d, &o->at));
	return der_end(&d);
}

enum err
status_order_parse(struct bytes der, struct status_order *ret_o)
{
	struct status_order o = {.reason = CRL_UNSPECIFIED};

	if (der.len > STATUS_ORDER_DER_MAX)
		return ERR_EVIDENCE_SYNTAX;
	TRY(syntax_as(parse(der, &o), ERR_EVIDENCE_SYNTAX));
	*ret_o = o;
	return ERR_OK;
}
