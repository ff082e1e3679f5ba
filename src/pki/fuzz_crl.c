/* SPDX-License-Identifier: Apache-2.0 */
/* Read any octets as a revocation list, and look for serial numbers in it. */
#include <stdlib.h>

#include "pki/crl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The list's first entry, read here by itself, is found by crl_find. */
static void
find_first(const struct crl *crl)
{
	struct der entries = der_of(crl->entries), entry;
	struct cert_serial serial;
	struct crl_entry e;

	if (!der_more(&entries))
		return;
	if (der_enter(&entries, DER_SEQUENCE, &entry) != ERR_OK ||
	    cert_serial_read(&entry, &serial) != ERR_OK ||
	    !crl_find(crl, &serial, &e))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct cert_serial some = {{0x42}, 1};
	struct crl crl;
	struct crl_entry e;

	if (crl_parse(BYTES(data, size), &crl) != ERR_OK)
		return 0;
	if (crl.next_update < crl.this_update || crl.issuer_key_id.len == 0 ||
	    (crl.delta && crl.base > crl.number))
		abort();
	find_first(&crl);
	if (crl_find(&crl, &some, &e) && !cert_serial_equal(&e.serial, &some))
		abort();
	return 0;
}
