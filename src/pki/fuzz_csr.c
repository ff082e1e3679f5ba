/* SPDX-License-Identifier: Apache-2.0 */
/* Read any octets as a certificate request; what parses can be verified. */
#include <stdlib.h>

#include "pki/csr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(gm) gm = NULL;
	struct csr csr;
	struct name n;
	enum err e;

	if (csr_parse(BYTES(data, size), &csr) != ERR_OK)
		return 0;
	if (name_parse(csr.subject, &n) != ERR_OK)
		abort();
	if (gm_new(&gm) != ERR_OK)
		return 0;
	e = csr_verify(gm, &csr);
	if (e != ERR_OK && e != ERR_CSR_SIGNATURE)
		abort();
	return 0;
}
