/* SPDX-License-Identifier: Apache-2.0 */
/* The layers' examinations, and what they share. */
#ifndef ASSISTANT_DOCTOR_PRIVATE_H
#define ASSISTANT_DOCTOR_PRIVATE_H

#include "assistant/context.h"
#include "assistant/doctor/doctor.h"

struct doctor {
	struct assistant *a;
	enum doctor_layer layer; /* being looked at */
	struct doctor_findings *findings;
	struct doctor_finding nowhere; /* for those past the limit */
	enum err err;		       /* NOMEM */
	/* what a later layer goes by */
	enum err office; /* of assistant_connect; CANCELLED: not tried */
	bool clock_known;
	int64_t clock_off_s; /* ours less the office's */
};

#define L(name, zh, en, examine) void examine(struct doctor *d);
#include "assistant/doctor/layers.def"
#undef L

/* Add a finding of the layer that is being looked at; about may be NULL. It
 * stays where it is until the next one. */
struct doctor_finding *doctor_found(
    struct doctor *d, enum doctor_kind kind, const char *about);

#endif
