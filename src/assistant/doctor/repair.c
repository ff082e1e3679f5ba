/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repairs, and undoing them. HOME/doctor.undo is JSON:
 *
 *	{"files": [{"path": …, "content": base64}], "modes":
 *	 [{"path": …, "mode": …}]}
 *
 * what files said and who could read them before; a file without content was
 * not there. It is on the disk before
 * anything is changed, so a cut leaves at most an undo of nothing.
 */
#include <string.h>

#include "assistant/autostart.h"
#include "assistant/doctor/doctor_private.h"
#include "assistant/journal.h"
#include "assistant/json.h"

#define UNDO_FILE "doctor.undo"
#define UNDO_MAX (4u << 20)
#define ASIDE ".unreadable"

/* --- what was before --- */

static enum err
remember_file(json_t *undo, const char *path)
{
	AUTO_DONE(buf) text = BUF(JOURNAL_FILE_MAX);
	json_t *row = json_pack("{s:s}", "path", path);
	enum err e = file_read(path, &text);

	if (e == ERR_OK)
		e = json_set_base64(row, "content", buf_bytes(&text));
	else if (e == ERR_FILE_MISSING)
		e = ERR_OK;
	if (e != ERR_OK) {
		json_decref(row);
		return e;
	}
	return json_array_append_new(json_object_get(undo, "files"), row) == 0
		   ? ERR_OK
		   : ERR_NOMEM;
}

/* Where it is no file, the setting tells what to go back to. */
static enum err
remember_autostart(json_t *undo)
{
	char path[FILE_PATH_MAX];
	enum err e = assistant_autostart_file(path);

	if (e == ERR_NOT_SUPPORTED)
		return ERR_OK;
	TRY(e);
	return remember_file(undo, path);
}

static enum err
remember_mode(json_t *undo, const char *path)
{
	mode_t mode;

	TRY(file_mode(path, &mode));
	return json_array_append_new(json_object_get(undo, "modes"),
		   json_pack("{s:s, s:i}", "path", path, "mode", (int)mode)) ==
		       0
		   ? ERR_OK
		   : ERR_NOMEM;
}

static enum err
remember(struct assistant *a, json_t *undo, const struct doctor_finding *f)
{
	char settings[FILE_PATH_MAX];

	switch (f->repair) {
	case DOCTOR_REPAIR_DIRECT:
	case DOCTOR_REPAIR_UNLIST:
	case DOCTOR_REPAIR_SETTING:
		TRY(assistant_path(a, "settings.ini", settings));
		return remember_file(undo, settings);
	case DOCTOR_REPAIR_CLOSE:
		return remember_mode(undo, f->about);
	case DOCTOR_REPAIR_PUT_ASIDE:
		return remember_file(undo, f->about);
	case DOCTOR_REPAIR_AUTOSTART:
		return remember_autostart(undo);
	case DOCTOR_REPAIR_RESUME:
	case DOCTOR_REPAIR_NONE:
		break;
	}
	return ERR_OK;
}

static enum err
write_undo(struct assistant *a, const struct doctor_findings *all)
{
	AUTO_JSON undo = json_pack("{s:[], s:[]}", "files", "modes");
	AUTO_DONE(buf) text = BUF(UNDO_MAX);
	char path[FILE_PATH_MAX];

	if (undo == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < all->count; i++)
		TRY(remember(a, undo, &all->rows[i]));
	TRY(json_write(undo, &text));
	TRY(assistant_path(a, UNDO_FILE, path));
	return file_replace(path, buf_bytes(&text), 0600);
}

/* --- repairs --- */

/* The list of libraries without the one at that path. */
static enum err
unlist(struct assistant *a, const char *path)
{
	const char *rest = a->settings.value[SETTING_LIBRARIES];
	AUTO_DONE(buf) left = BUF(SETTING_VALUE_SIZE);
	struct library_setting l;

	for (const char *here = rest; libraries_next(&rest, &l); here = rest)
		if (strcmp(path, l.path) != 0)
			buf_printf(&left, "%s%.*s", left.len > 0 ? ";" : "",
			    (int)strcspn(here, ";"), here);
	buf_u8(&left, 0);
	TRY(buf_status(&left));
	return assistant_setting_change(
	    a, SETTING_LIBRARIES, (const char *)left.p);
}

static enum err
make_private(const char *path)
{
	mode_t mode;

	TRY(file_mode(path, &mode));
	return file_set_mode(path, mode & 0700);
}

static enum err
put_aside(const char *path)
{
	AUTO_DONE(buf) text = BUF(JOURNAL_FILE_MAX);
	char aside[FILE_PATH_MAX];
	size_t len = strlen(path);
	enum err e;

	if (len + sizeof(ASIDE) > sizeof(aside))
		return ERR_TOO_LARGE;
	memcpy(aside, path, len);
	memcpy(aside + len, ASIDE, sizeof(ASIDE));
	e = file_read(path, &text);
	if (e == ERR_OK)
		TRY(file_replace(aside, buf_bytes(&text), 0600));
	return file_remove(path);
}

static enum err
repair(struct assistant *a, const struct doctor_finding *f)
{
	enum setting n;

	switch (f->repair) {
	case DOCTOR_REPAIR_DIRECT:
		return assistant_setting_change(a, SETTING_PROXY, "none");
	case DOCTOR_REPAIR_UNLIST:
		return unlist(a, f->about);
	case DOCTOR_REPAIR_SETTING:
		n = setting_find(f->about);
		return settings_set(&a->settings, n, a->settings.value[n]);
	case DOCTOR_REPAIR_CLOSE:
		return make_private(f->about);
	case DOCTOR_REPAIR_PUT_ASIDE:
		return put_aside(f->about);
	case DOCTOR_REPAIR_AUTOSTART:
		return assistant_autostart_apply(a);
	case DOCTOR_REPAIR_RESUME:
		return assistant_resume(a, NULL, BYTES_NONE);
	case DOCTOR_REPAIR_NONE:
		break;
	}
	return ERR_NOT_SUPPORTED;
}

enum err
doctor_repair(struct assistant *a, const struct doctor_findings *findings,
    size_t *ret_count)
{
	enum err first = ERR_OK;
	size_t count = 0;

	failure_clear(a);
	TRY(write_undo(a, findings));
	for (size_t i = 0; i < findings->count; i++) {
		const struct doctor_finding *f = &findings->rows[i];
		enum err e;

		if (f->repair == DOCTOR_REPAIR_NONE)
			continue;
		e = repair(a, f);
		if (e == ERR_OK)
			count++;
		else if (first == ERR_OK)
			first = e;
	}
	*ret_count = count;
	return first;
}

/* --- undo --- */

static enum err
restore_file(const json_t *row)
{
	AUTO_DONE(buf) content = BUF(JOURNAL_FILE_MAX);
	char path[FILE_PATH_MAX];
	enum err e;

	TRY(json_text(row, "path", path, sizeof(path)));
	if (json_object_get(row, "content") == NULL) {
		e = file_remove(path);
		return e == ERR_FILE_MISSING ? ERR_OK : e;
	}
	TRY(json_base64(row, "content", &content));
	return file_replace(path, buf_bytes(&content), 0600);
}

static enum err
restore_mode(const json_t *row)
{
	char path[FILE_PATH_MAX];
	int64_t mode;

	TRY(json_text(row, "path", path, sizeof(path)));
	TRY(json_int(row, "mode", 0, 07777, &mode));
	return file_set_mode(path, (mode_t)mode);
}

static enum err
restore_each(const json_t *undo, const char *member,
    enum err (*restore)(const json_t *row), size_t *count)
{
	const json_t *rows = json_object_get(undo, member);

	if (!json_is_array(rows))
		return ERR_BAD_MESSAGE;
	for (size_t i = 0; i < json_array_size(rows); i++) {
		TRY(restore(json_array_get(rows, i)));
		++*count;
	}
	return ERR_OK;
}

enum err
doctor_undo(struct assistant *a, size_t *ret_count)
{
	AUTO_DONE(buf) text = BUF(UNDO_MAX);
	AUTO_JSON undo = NULL;
	char path[FILE_PATH_MAX];
	size_t count = 0;
	enum err e;

	failure_clear(a);
	TRY(assistant_path(a, UNDO_FILE, path));
	e = file_read(path, &text);
	if (e == ERR_FILE_MISSING)
		return ERR_UNDO_MISSING;
	TRY(e);
	TRY(json_read(buf_bytes(&text), &undo));
	TRY(restore_each(undo, "files", restore_file, &count));
	TRY(restore_each(undo, "modes", restore_mode, &count));
	TRY(assistant_settings_reread(a));
	*ret_count = count;
	return file_remove(path);
}

bool
doctor_can_undo(const struct assistant *a)
{
	char path[FILE_PATH_MAX];

	return assistant_path(a, UNDO_FILE, path) == ERR_OK &&
	       file_exists(path);
}
