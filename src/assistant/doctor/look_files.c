/* SPDX-License-Identifier: Apache-2.0 */
/* Ports, files, settings, and what was left unfinished. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assistant/bridge_ports.h"
#include "assistant/doctor/doctor_private.h"
#include "assistant/journal.h"
#include "assistant/permissions.h"
#include "base/port.h"

void
doctor_ports(struct doctor *d)
{
	static const uint16_t ports[] = {BRIDGE_PORTS};
	size_t taken = 0;

	for (size_t i = 0; i < COUNT(ports); i++) {
		char owner[PORT_PROGRAM_SIZE];
		struct doctor_finding *f;

		if (!port_is_taken(ports[i], owner))
			continue;
		f = doctor_found(
		    d, DOCTOR_PORT_TAKEN, owner[0] == '\0' ? "?" : owner);
		f->number = ports[i];
		taken++;
	}
	if (taken == 0)
		(void)doctor_found(d, DOCTOR_PORTS_FINE, NULL);
	else if (taken == COUNT(ports))
		doctor_found(d, DOCTOR_PORTS_TAKEN, NULL)->number =
		    (int64_t)taken;
}

/* --- files --- */

static void
check_private(struct doctor *d, const char *path)
{
	mode_t mode;

	if (file_mode(path, &mode) == ERR_OK && (mode & 077) != 0)
		doctor_found(d, DOCTOR_FILE_OPEN, path)->repair =
		    DOCTOR_REPAIR_CLOSE;
}

struct walk {
	struct doctor *d;
	const char *folder;
};

static enum err
check_in_folder(void *arg, const char *name)
{
	const struct walk *w = arg;
	char path[FILE_PATH_MAX];

	TRY(file_path(path, w->folder, name));
	check_private(w->d, path);
	return ERR_OK;
}

static void
check_folder(struct doctor *d, const char *name, const char *suffix)
{
	char path[FILE_PATH_MAX];
	struct walk w = {d, path};

	if (assistant_path(d->a, name, path) != ERR_OK)
		return;
	check_private(d, path);
	err_ignore(file_list(path, suffix, check_in_folder, &w));
}

/* What is in the home folder itself, if it is there. */
static void
check_secrets(struct doctor *d)
{
	static const char *const names[] = {
	    "machine.key", "session", "proxy.secret", "permissions"};
	char path[FILE_PATH_MAX];

	for (size_t i = 0; i < COUNT(names); i++)
		if (assistant_path(d->a, names[i], path) == ERR_OK)
			check_private(d, path);
}

static void
check_permissions(struct doctor *d)
{
	AUTO_DONE(buf) text = BUF(PERMISSIONS_FILE_MAX);
	AUTO(permissions) p = calloc(1, sizeof(*p));
	char path[FILE_PATH_MAX];

	if (p == NULL || assistant_path(d->a, "permissions", path) != ERR_OK ||
	    !file_exists(path))
		return;
	if (file_read(path, &text) != ERR_OK ||
	    permissions_parse(buf_bytes(&text), p) != ERR_OK)
		doctor_found(d, DOCTOR_PERMISSIONS_BROKEN, path)->repair =
		    DOCTOR_REPAIR_PUT_ASIDE;
}

/* Write something beside the settings, and take it away. */
static void
check_writable(struct doctor *d)
{
	char path[FILE_PATH_MAX];

	if (assistant_path(d->a, "doctor.try", path) == ERR_OK &&
	    file_replace(path, bytes_str("?"), 0600) == ERR_OK &&
	    file_remove(path) == ERR_OK)
		return;
	(void)doctor_found(d, DOCTOR_FILE_UNWRITABLE, d->a->home);
}

static void
check_settings(struct doctor *d)
{
	for (size_t n = 0; n < SETTING_COUNT; n++)
		if (d->a->settings.invalid[n])
			doctor_found(d, DOCTOR_SETTING_INVALID,
			    setting_name((enum setting)n))
			    ->repair = DOCTOR_REPAIR_SETTING;
}

void
doctor_files(struct doctor *d)
{
	size_t before = d->findings->count;

	check_writable(d);
	check_private(d, d->a->home);
	check_secrets(d);
	check_permissions(d);
	check_folder(d, "tokens", "");
	check_folder(d, "journal", ".op");
	check_settings(d);
	if (d->findings->count == before)
		(void)doctor_found(d, DOCTOR_FILES_FINE, NULL);
}

/* --- the journal --- */

static enum err
check_record(void *arg, const char *name)
{
	const struct walk *w = arg;
	AUTO_DONE(buf) text = BUF(JOURNAL_FILE_MAX);
	AUTO_DONE(journal) j;
	char path[FILE_PATH_MAX];

	journal_init(&j);
	TRY(file_path(path, w->folder, name));
	if (file_read(path, &text) != ERR_OK ||
	    journal_parse(buf_bytes(&text), &j) != ERR_OK)
		doctor_found(w->d, DOCTOR_JOURNAL_BROKEN, path)->repair =
		    DOCTOR_REPAIR_PUT_ASIDE;
	return ERR_OK;
}

void
doctor_journal(struct doctor *d)
{
	size_t before = d->findings->count;
	char path[FILE_PATH_MAX];
	struct walk w = {d, path};
	struct doctor_finding *f;
	struct unfinished left;

	if (assistant_unfinished(d->a, &left) == ERR_OK && left.count > 0) {
		f = doctor_found(d, DOCTOR_JOURNAL_LEFT, NULL);
		f->number = (int64_t)left.count;
		f->repair = DOCTOR_REPAIR_RESUME;
	}
	if (assistant_path(d->a, "journal", path) == ERR_OK)
		err_ignore(file_list(path, ".op", check_record, &w));
	if (d->findings->count == before)
		(void)doctor_found(d, DOCTOR_JOURNAL_FINE, NULL);
}
