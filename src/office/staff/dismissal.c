/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/dismissal.h"

#include <string.h>

#include "office/pairs/status_decision.h"
#include "office/staff/staff_row.h"

struct work {
	struct gm *gm;
	const struct dismissal *dismissal;
	struct staff_row row;
	struct status_decision decision;
	struct status_decided decided;
	char id[STATUS_CHANGE_ID_SIZE];
};

static enum err
look_up(struct db *db, void *arg)
{
	struct work *w = arg;

	return staff_row_get(db, w->dismissal->name, &w->row);
}

static enum err
check(const struct work *w)
{
	const struct actor *by = w->dismissal->by;

	if (!w->row.active)
		return ERR_CERT_REVOKED;
	if (strcmp(by->name, w->row.name) == 0)
		return ERR_EVIDENCE_ONE_PERSON;
	return staff_role_appoints(by->role, w->row.role) ? ERR_OK
							  : ERR_STAFF_ROLE;
}

static enum err
write_all(struct db *db, void *arg)
{
	struct work *w = arg;

	TRY(staff_row_dismiss(db, w->row.name));
	return status_decision_write(
	    w->gm, db, &w->decision, &w->decided, w->id);
}

static enum err
dismiss(struct office *o, struct work *w)
{
	const struct dismissal *d = w->dismissal;

	TRY(store_read(o->store, look_up, w));
	TRY(check(w));
	w->decision = (struct status_decision){.actor = d->by,
	    .verb = ACT_DISMISS,
	    .reason = CRL_PRIVILEGE_WITHDRAWN,
	    .note = d->note == NULL ? "" : d->note,
	    .about = w->row.name,
	    .account = "",
	    .count = 1,
	    .now = clock_now(o->clock)};
	memcpy(w->decision.serials[0], w->row.serial, sizeof(w->row.serial));
	TRY(status_decision_sign(w->gm, &w->decision, &w->decided));
	return store_write(o->store, write_all, w);
}

enum err
dismissal_do(struct office *o, struct gm *gm, const struct dismissal *d)
{
	struct work w = {.gm = gm, .dismissal = d};
	enum err e = dismiss(o, &w);

	status_decided_done(&w.decided);
	return e == ERR_OK ? status_finish(o, gm, w.id) : e;
}
