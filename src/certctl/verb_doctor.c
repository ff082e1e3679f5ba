/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: environment repair. */
#include <stdio.h>
#include <string.h>

#include "assistant/doctor/doctor.h"
#include "assistant/json.h"
#include "base/file.h"
#include "certctl/command.h"
#include "certctl/verb.h"

#define SENTENCE_MAX 8192
#define REPORT_MAX (1u << 20)

static const char *const severities[] = {
    [DOCTOR_FINE] = "fine",
    [DOCTOR_NOTICE] = "notice",
    [DOCTOR_PROBLEM] = "problem",
};

typedef void put_fn(
    struct buf *b, const struct doctor_finding *f, enum lang lang);

/* What put writes, as a string of its own; NULL when memory ran out. */
static const char *
sentence(
    struct buf *b, put_fn *put, const struct doctor_finding *f, enum lang lang)
{
	buf_truncate(b, 0);
	put(b, f, lang);
	buf_u8(b, 0);
	return buf_status(b) == ERR_OK ? (const char *)b->p : "";
}

static void
show(const struct face *face, const struct doctor_finding *f)
{
	static const enum text marks[] = {
	    [DOCTOR_FINE] = TEXT_DOCTOR_FINE,
	    [DOCTOR_NOTICE] = TEXT_DOCTOR_NOTICE,
	    [DOCTOR_PROBLEM] = TEXT_DOCTOR_PROBLEM,
	};
	AUTO_DONE(buf) b = BUF(SENTENCE_MAX);
	const char *advice, *command = command_for_finding(f);

	printf("  [%s] %s\n", face_text(face, marks[doctor_severity(f->kind)]),
	    sentence(&b, doctor_put_found, f, face->lang));
	advice = sentence(&b, doctor_put_advice, f, face->lang);
	if (*advice != '\0')
		printf("         %s\n", advice);
	if (command != NULL)
		printf("         %s%s\n", face_text(face, TEXT_COMMAND_FOR_IT),
		    command);
}

static void
show_all(const struct face *face, const struct doctor_findings *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct doctor_finding *f = &all->rows[i];

		if (i == 0 || f->layer != f[-1].layer)
			printf("%s\n", doctor_layer_text(f->layer, face->lang));
		show(face, f);
	}
}

static json_t *
finding_json(const struct face *face, const struct doctor_finding *f)
{
	AUTO_DONE(buf) found = BUF(SENTENCE_MAX);
	AUTO_DONE(buf) advice = BUF(SENTENCE_MAX);

	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:b, s:s, s:s, s:s*}",
	    "layer", doctor_layer_name(f->layer), "finding",
	    doctor_kind_name(f->kind), "severity",
	    severities[doctor_severity(f->kind)], "about", f->about, "number",
	    (json_int_t)f->number, "error", err_name(f->err), "repairable",
	    f->repair != DOCTOR_REPAIR_NONE, "message",
	    sentence(&found, doctor_put_found, f, face->lang), "advice",
	    sentence(&advice, doctor_put_advice, f, face->lang), "command",
	    command_for_finding(f));
}

static size_t
count_repairable(const struct doctor_findings *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++)
		n += all->rows[i].repair != DOCTOR_REPAIR_NONE;
	return n;
}

static bool
has_problem(const struct doctor_findings *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (doctor_severity(all->rows[i].kind) == DOCTOR_PROBLEM)
			return true;
	return false;
}

static enum err
write_report(struct invocation *in, const struct doctor_findings *all)
{
	const char *path = invocation_option(in, "--report");
	AUTO_DONE(buf) text = BUF(REPORT_MAX);

	if (path == NULL)
		return ERR_OK;
	TRY(doctor_report(in->assistant, all, in->face.lang, &text));
	TRY(file_replace(path, buf_bytes(&text), 0600));
	face_say(&in->face, TEXT_DOCTOR_REPORT, path);
	return ERR_OK;
}

/* Repair what was found and look again; *all is what is found then. */
static enum err
fix(struct invocation *in, struct doctor_findings **all, size_t *ret_count)
{
	enum err e = doctor_repair(in->assistant, *all, ret_count);
	struct doctor_findings *after;

	TRY(doctor_look(in->assistant, &after));
	doctor_findings_free(*all);
	*all = after;
	face_progress_end(&in->face);
	face_say(&in->face, TEXT_DOCTOR_REPAIRED, (int)*ret_count);
	/* What needs a PIN is among the findings. */
	return e == ERR_PIN_NEEDED ? ERR_OK : e;
}

static void
give_json(
    const struct face *face, const struct doctor_findings *all, size_t repaired)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < all->count; i++)
		json_array_append_new(rows, finding_json(face, &all->rows[i]));
	face_json(
	    face, json_pack("{s:o, s:I, s:b}", "findings", rows, "repaired",
		      (json_int_t)repaired, "problem", has_problem(all)));
}

static enum err
undo(struct invocation *in)
{
	size_t count = 0;

	TRY(doctor_undo(in->assistant, &count));
	face_say(&in->face, TEXT_DOCTOR_UNDONE, (int)count);
	face_json(&in->face, json_pack("{s:I}", "undone", (json_int_t)count));
	return ERR_OK;
}

enum err
verb_doctor(struct invocation *in)
{
	AUTO(doctor_findings) all = NULL;
	size_t repaired = 0, repairable;

	if (invocation_option(in, "--undo") != NULL)
		return undo(in);
	TRY(doctor_look(in->assistant, &all));
	face_progress_end(&in->face);
	if (invocation_option(in, "--fix") != NULL &&
	    count_repairable(all) > 0) {
		if (!in->face.json)
			show_all(&in->face, all);
		TRY(fix(in, &all, &repaired));
	}
	if (!in->face.json)
		show_all(&in->face, all);
	repairable = count_repairable(all);
	if (repairable > 0 && invocation_option(in, "--fix") == NULL)
		face_say(&in->face, TEXT_DOCTOR_CAN_REPAIR, (int)repairable);
	TRY(write_report(in, all));
	give_json(&in->face, all, repaired);
	return ERR_OK;
}
