/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dismissing a member of staff: who may appoint the role (pki/role.h) signs an
 * order over their certificate, which is revoked; from then on nobody believes
 * what they sign. What they signed before stays as good as it was. Their short
 * name is not given to anybody again.
 */
#ifndef OFFICE_DISMISSAL_H
#define OFFICE_DISMISSAL_H

#include "office/registry/act.h"
#include "office/registry/office.h"

struct dismissal {
	const struct actor *by;
	const char *name; /* short name of whom */
	const char *note; /* why, in words; NULL: none */
};

/*
 * Do it. STAFF_UNKNOWN; CERT_REVOKED if they are dismissed already;
 * EVIDENCE_ONE_PERSON: oneself; STAFF_ROLE; FIELD_INVALID: the note; what
 * status_finish returns, when it is written down and the office goes on with
 * it by itself.
 */
MUST_USE enum err dismissal_do(
    struct office *o, struct gm *gm, const struct dismissal *d);

#endif
