/* SPDX-License-Identifier: Apache-2.0 */
#include "base/child.h"

#include <stdlib.h>
#include <string.h>

#include "base/channel_win32.h"
#include "base/file_win32.h"

#define COMMAND_MAX 32767 /* units of UTF-16, as Windows has it */
#define REAP_MS 1000	  /* from TerminateProcess to giving up */

struct child_process {
	HANDLE process, job;
	struct channel *channel;
};

/* --- command line and environment: runs of UTF-16 --- */

struct wide {
	wchar_t *p;
	size_t len;
	bool full;
};

static void
wide_done(struct wide *w)
{
	free(w->p);
}
DEFINE_AUTO_DONE(wide)

static void
wide_put(struct wide *w, wchar_t unit)
{
	if (w->len == COMMAND_MAX)
		w->full = true;
	else
		w->p[w->len++] = unit;
}

static enum err
wide_new(struct wide *w)
{
	w->p = calloc(COMMAND_MAX + 1, sizeof(*w->p));
	return w->p == NULL ? ERR_NOMEM : ERR_OK;
}

/* One argument as CommandLineToArgvW reads it: in quotes, a backslash doubled
 * where a quote follows. */
static void
put_quoted(struct wide *w, const wchar_t *s)
{
	wide_put(w, L'"');
	for (size_t slashes = 0;; s++) {
		if (*s == L'\\') {
			slashes++;
			continue;
		}
		if (*s == L'"' || *s == L'\0')
			slashes *= 2;
		if (*s == L'"')
			slashes++;
		for (; slashes > 0; slashes--)
			wide_put(w, L'\\');
		if (*s == L'\0')
			break;
		wide_put(w, *s);
	}
	wide_put(w, L'"');
}

static enum err
command_line(const struct child_options *o, struct wide *w)
{
	wchar_t text[FILE_PATH_MAX];

	TRY(wide_new(w));
	TRY(file_win32_path(o->program, text));
	put_quoted(w, text);
	for (size_t i = 0; o->arguments[i] != NULL; i++) {
		TRY(file_win32_path(o->arguments[i], text));
		wide_put(w, L' ');
		put_quoted(w, text);
	}
	return w->full ? ERR_TOO_LARGE : ERR_OK;
}

/* "NAME=value", each with its NUL, and another NUL. */
static enum err
environment_block(const char *const *names, struct wide *w)
{
	wchar_t name[FILE_PATH_MAX], value[FILE_PATH_MAX];

	TRY(wide_new(w));
	for (; *names != NULL; names++) {
		DWORD n;

		TRY(file_win32_path(*names, name));
		n = GetEnvironmentVariableW(name, value, FILE_PATH_MAX);
		if (n == 0 || n >= FILE_PATH_MAX)
			continue;
		for (size_t i = 0; name[i] != L'\0'; i++)
			wide_put(w, name[i]);
		wide_put(w, L'=');
		for (size_t i = 0; i <= n; i++)
			wide_put(w, value[i]);
	}
	return w->full ? ERR_TOO_LARGE : ERR_OK;
}

/* --- starting --- */

/* Just these handles are inherited, whatever else might be. */
static enum err
only_these(HANDLE handles[2], LPPROC_THREAD_ATTRIBUTE_LIST *ret_list)
{
	LPPROC_THREAD_ATTRIBUTE_LIST list;
	SIZE_T size = 0;

	(void)InitializeProcThreadAttributeList(NULL, 1, 0, &size);
	list = malloc(size);
	if (list == NULL)
		return ERR_NOMEM;
	if (!InitializeProcThreadAttributeList(list, 1, 0, &size)) {
		free(list);
		return ERR_NOMEM;
	}
	if (!UpdateProcThreadAttribute(list, 0,
		PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles,
		2 * sizeof(*handles), NULL, NULL)) {
		DeleteProcThreadAttributeList(list);
		free(list);
		return ERR_NOMEM;
	}
	*ret_list = list;
	return ERR_OK;
}

/* A job that ends what is in it when its last handle closes: with us. */
static HANDLE
job_new(void)
{
	JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
	    .BasicLimitInformation.LimitFlags =
		JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE};
	HANDLE job = CreateJobObjectW(NULL, NULL);

	if (job != NULL)
		(void)SetInformationJobObject(job,
		    JobObjectExtendedLimitInformation, &limits, sizeof(limits));
	return job;
}

static enum err
run(const struct child_options *o, HANDLE theirs, HANDLE null,
    PROCESS_INFORMATION *ret_info)
{
	HANDLE handles[2] = {theirs, null};
	AUTO_DONE(wide) command = {0};
	AUTO_DONE(wide) environment = {0};
	wchar_t program[FILE_PATH_MAX];
	STARTUPINFOEXW start = {.StartupInfo = {.cb = sizeof(start),
				    .dwFlags = STARTF_USESTDHANDLES,
				    .hStdInput = theirs,
				    .hStdOutput = theirs,
				    .hStdError = null}};
	BOOL done;

	TRY(file_win32_path(o->program, program));
	TRY(command_line(o, &command));
	TRY(environment_block(o->environment, &environment));
	TRY(only_these(handles, &start.lpAttributeList));
	done = CreateProcessW(program, command.p, NULL, NULL, TRUE,
	    CREATE_NO_WINDOW | CREATE_SUSPENDED | CREATE_UNICODE_ENVIRONMENT |
		EXTENDED_STARTUPINFO_PRESENT,
	    environment.p, NULL, &start.StartupInfo, ret_info);
	DeleteProcThreadAttributeList(start.lpAttributeList);
	free(start.lpAttributeList);
	return done ? ERR_OK : file_win32_error(GetLastError(), ERR_NOMEM);
}

/* It begins when it is in the job. Where jobs do not nest (Windows 7) and we
 * are in one already, it ends when it reads the channel's end. */
static enum err
start(const struct child_options *o, HANDLE theirs, struct child_process *c)
{
	HANDLE null = channel_win32_null();
	PROCESS_INFORMATION info;
	enum err e;

	if (null == NULL)
		return ERR_NOMEM;
	e = run(o, theirs, null, &info);
	CloseHandle(null);
	TRY(e);
	c->process = info.hProcess;
	c->job = job_new();
	if (c->job != NULL)
		(void)AssignProcessToJobObject(c->job, c->process);
	(void)ResumeThread(info.hThread);
	CloseHandle(info.hThread);
	return ERR_OK;
}

static void
child_free(struct child_process *c)
{
	channel_free(c->channel);
	if (c->process != NULL)
		CloseHandle(c->process);
	if (c->job != NULL)
		CloseHandle(c->job);
	free(c);
}

enum err
child_start(const struct child_options *o, struct child_process **ret_child)
{
	struct child_process *c = calloc(1, sizeof(*c));
	HANDLE theirs = NULL;
	enum err e;

	if (c == NULL)
		return ERR_NOMEM;
	e = channel_win32_pair(&c->channel, &theirs);
	if (e == ERR_OK) {
		e = start(o, theirs, c);
		CloseHandle(theirs);
	}
	if (e != ERR_OK) {
		child_free(c);
		return e;
	}
	*ret_child = c;
	return ERR_OK;
}

struct channel *
child_channel(struct child_process *c)
{
	return c->channel;
}

void
child_kill(struct child_process *c)
{
	if (c->job != NULL)
		(void)TerminateJobObject(c->job, 1);
	(void)TerminateProcess(c->process, 1);
}

void
child_end(struct child_process *c, int64_t grace_ms)
{
	if (c == NULL)
		return;
	channel_free(c->channel);
	c->channel = NULL;
	if (grace_ms > 0)
		(void)WaitForSingleObject(c->process, (DWORD)grace_ms);
	child_kill(c);
	(void)WaitForSingleObject(c->process, REAP_MS);
	child_free(c);
}
