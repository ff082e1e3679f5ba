/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/desk_memo.h"

#include <stdlib.h>
#include <string.h>

#include "assistant/screens/desk_look.h"
#include "assistant/screens/desk_private.h"
#include "base/file.h"

#define MEMO_FILE "desk.ini"

struct memo_job {
	struct job job;
	struct buf text;
};

static void
free_job(struct job *j)
{
	buf_done(&((struct memo_job *)j)->text);
	free(j);
}

static struct memo_job *
new_job(const struct job_class *class)
{
	struct memo_job *m = (struct memo_job *)job_new(class, sizeof(*m));

	if (m != NULL)
		buf_init(&m->text, MEMO_FILE_MAX);
	return m;
}

/* --- reading --- */

static enum err
read_memo(struct job *j, struct assistant *a)
{
	char path[FILE_PATH_MAX];

	TRY(file_path(path, assistant_home(a), MEMO_FILE));
	return file_read(path, &((struct memo_job *)j)->text);
}

/* What was set while the file was being read is set anew, over it. One that
 * is too large is not ours, and is replaced. */
static void
was_read(struct job *j, struct desk *d)
{
	const struct buf *text = &((struct memo_job *)j)->text;
	AUTO_DONE(buf) set = BUF(MEMO_FILE_MAX);

	d->memo_known = j->err == ERR_OK || j->err == ERR_FILE_MISSING ||
			j->err == ERR_TOO_LARGE;
	if (j->err != ERR_OK)
		return;
	memo_encode(d->memo, &set);
	if (memo_parse(d->memo, buf_bytes(text)) != ERR_OK ||
	    memo_parse(d->memo, buf_bytes(&set)) != ERR_OK)
		d->memo_known = false; /* never write half of it */
	desk_changed(d);
}

static const struct job_class read_class = {
    .work = read_memo, .free = free_job, .over = was_read};

void
desk_memo_load(struct desk *d)
{
	struct memo_job *m = new_job(&read_class);

	if (m != NULL)
		job_start_unseen(d, &m->job);
}

/* --- writing --- */

static enum err
write_memo(struct job *j, struct assistant *a)
{
	char path[FILE_PATH_MAX];

	TRY(file_path(path, assistant_home(a), MEMO_FILE));
	return file_replace(
	    path, buf_bytes(&((struct memo_job *)j)->text), 0600);
}

/* What could not be written is, with what is set next. */
static void
was_written(struct job *j, struct desk *d)
{
	(void)j;
	d->memo_writing = false;
}

static const struct job_class write_class = {.work = write_memo,
    .free = free_job,
    .over = was_written,
    .flags = JOB_FINISHES};

void
desk_memo_save_last(struct desk *d)
{
	struct memo_job *m;

	if (!d->memo_touched || !d->memo_known)
		return;
	m = new_job(&write_class);
	if (m == NULL)
		return;
	memo_encode(d->memo, &m->text);
	if (buf_status(&m->text) != ERR_OK) {
		free_job(&m->job);
		return;
	}
	d->memo_touched = false;
	d->memo_writing = true;
	job_start_unseen(d, &m->job);
}

void
desk_memo_save(struct desk *d)
{
	if (!d->memo_writing)
		desk_memo_save_last(d);
}

/* --- for screens and faces --- */

const char *
desk_memo_get(const struct desk *d, const char *name)
{
	return memo_get(d->memo, name);
}

void
desk_memo_set(struct desk *d, const char *name, const char *value)
{
	if (strcmp(memo_get(d->memo, name), value) == 0)
		return;
	desk_enter(d);
	if (memo_set(d->memo, name, value) == ERR_OK)
		d->memo_touched = true;
	desk_leave(d);
}
