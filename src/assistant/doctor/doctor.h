/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 环境修复: what may keep the assistant from working, layer by layer, what it
 * means, and the repair where there is one. Looking changes nothing and spends
 * no PIN try. A repair can be undone until the next one is made, also by
 * another run: what was before is written to HOME/doctor.undo first.
 *
 * Findings hold no secret by construction: a row of findings.def, a number, an
 * error of err.def, and one text that is a host, a path, a setting's name, a
 * serial number, a program's name or a holder's name, and nothing else.
 */
#ifndef ASSISTANT_DOCTOR_H
#define ASSISTANT_DOCTOR_H

#include "assistant/assistant.h"
#include "base/file.h"

enum doctor_layer {
#define L(name, zh, en, examine) DOCTOR_LAYER_##name,
#include "assistant/doctor/layers.def"
#undef L
	DOCTOR_LAYER_COUNT
};

enum doctor_severity { DOCTOR_FINE, DOCTOR_NOTICE, DOCTOR_PROBLEM };

enum doctor_kind {
#define D(name, severity, zh, en, zh_advice, en_advice) DOCTOR_##name,
#include "assistant/doctor/findings.def"
#undef D
	DOCTOR_KIND_COUNT
};

/* How a finding can be repaired; done by doctor_repair. */
enum doctor_repair {
	DOCTOR_REPAIR_NONE,
	DOCTOR_REPAIR_DIRECT,	 /* the proxy: none */
	DOCTOR_REPAIR_UNLIST,	 /* a library leaves the settings */
	DOCTOR_REPAIR_CLOSE,	 /* a file is the user's alone */
	DOCTOR_REPAIR_SETTING,	 /* a setting has its default */
	DOCTOR_REPAIR_RESUME,	 /* unfinished operations go on */
	DOCTOR_REPAIR_AUTOSTART, /* registered as the setting says */
	DOCTOR_REPAIR_PUT_ASIDE	 /* an unreadable record */
};

struct doctor_finding {
	enum doctor_layer layer;
	enum doctor_kind kind;
	char about[FILE_PATH_MAX]; /* what exactly; may be empty */
	int64_t number;
	enum err err; /* what it is due to; ERR_OK: nothing to add */
	enum doctor_repair repair;
};

struct doctor_findings {
	struct doctor_finding *rows; /* by layer */
	size_t count;
};
void doctor_findings_free(struct doctor_findings *f);
DEFINE_AUTO(doctor_findings)

/* Look at everything; each layer is told to a's progress as STEP_LOOK. NOMEM
 * and CANCELLED alone: whatever else fails is a finding. */
MUST_USE enum err doctor_look(
    struct assistant *a, struct doctor_findings **ret_findings);

/* "NETWORK", "PROXY_BROKEN": for scripts. Never changed once published. */
const char *doctor_layer_name(enum doctor_layer layer);
const char *doctor_kind_name(enum doctor_kind kind);

enum doctor_severity doctor_severity(enum doctor_kind kind);
const char *doctor_layer_text(enum doctor_layer layer, enum lang lang);

/* What was found, a sentence; and what to do, which may be empty. Added. */
void doctor_put_found(
    struct buf *b, const struct doctor_finding *f, enum lang lang);
void doctor_put_advice(
    struct buf *b, const struct doctor_finding *f, enum lang lang);

/* The error whose remedy that advice is; ERR_OK: the finding has its own, or
 * none is needed. */
enum err doctor_advice_error(const struct doctor_finding *f);

/*
 * Repair each finding that has a repair, after writing down how to undo it.
 * *ret_count tells how many were repaired; look again to see what is left.
 * The first error of a repair, after the others were tried. FILE_…: nothing
 * was changed, since it could not have been undone.
 */
MUST_USE enum err doctor_repair(struct assistant *a,
    const struct doctor_findings *findings, size_t *ret_count);

/* Undo the last doctor_repair, as far as it can be (operations that went on
 * stay). UNDO_MISSING if there is nothing to undo. */
MUST_USE enum err doctor_undo(struct assistant *a, size_t *ret_count);
/* Is there something to undo? */
bool doctor_can_undo(const struct assistant *a);

/*
 * The report for the help desk, UTF-8 text in that language, as a person
 * would preview it before sending: program and system versions, the time, and
 * the findings. Paths under the user's folders are written with ~.
 */
MUST_USE enum err doctor_report(struct assistant *a,
    const struct doctor_findings *findings, enum lang lang, struct buf *b);

#endif
