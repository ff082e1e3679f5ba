/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/screens/save.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

struct save_job {
	struct job job;
	char path[FILE_PATH_MAX];
	struct buf data;
};

static enum err
work(struct job *j, struct assistant *a)
{
	struct save_job *save = (struct save_job *)j;

	(void)a;
	return file_replace(save->path, buf_bytes(&save->data), 0600);
}

static void
free_job(struct job *j)
{
	struct save_job *save = (struct save_job *)j;

	buf_done(&save->data);
	free(save);
}

static const struct job_class save_class = {
    .work = work, .free = free_job, .flags = JOB_LASTS};

enum err
save_start(struct screen *s, int what, const char *path, struct buf *data)
{
	struct save_job *save;
	struct job *j;

	TRY(buf_status(data));
	if (strlen(path) >= sizeof(save->path))
		return ERR_TOO_LARGE;
	j = job_new(&save_class, sizeof(*save));
	if (j == NULL)
		return ERR_NOMEM;
	save = (struct save_job *)j;
	memcpy(save->path, path, strlen(path) + 1);
	save->data = *data;
	buf_init(data, 0);
	j->what = what;
	job_start(s, j);
	return ERR_OK;
}

const char *
save_path(const struct job *j)
{
	return ((const struct save_job *)j)->path;
}
