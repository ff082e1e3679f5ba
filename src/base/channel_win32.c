/* SPDX-License-Identifier: Apache-2.0 */
#include "base/channel_win32.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/random.h"

#define PIPE_NAME_SIZE 96
#define PIPE_BUFFER 65536

/* The end of whoever made the pipe is used overlapped, with an event for each
 * operation: only so can one stop waiting. */
struct channel {
	HANDLE pipe;
	HANDLE event; /* NULL: not overlapped */
};

void
channel_free(struct channel *c)
{
	if (c == NULL)
		return;
	if (c->pipe != INVALID_HANDLE_VALUE)
		CloseHandle(c->pipe);
	if (c->event != NULL)
		CloseHandle(c->event);
	free(c);
}

static enum err
channel_new(HANDLE pipe, bool overlapped, struct channel **ret_c)
{
	AUTO(channel) c = calloc(1, sizeof(*c));

	if (c == NULL) {
		CloseHandle(pipe);
		return ERR_NOMEM;
	}
	c->pipe = pipe;
	if (overlapped) {
		c->event = CreateEventW(NULL, TRUE, FALSE, NULL);
		if (c->event == NULL)
			return ERR_NOMEM;
	}
	*ret_c = TAKE(c);
	return ERR_OK;
}

/* A name that nobody can guess, of a pipe with room for one other end. */
static enum err
pipe_name(wchar_t out[PIPE_NAME_SIZE])
{
	uint32_t part[4];

	TRY(random_fill(random_system(), part, sizeof(part)));
	(void)swprintf(out, PIPE_NAME_SIZE,
	    L"\\\\.\\pipe\\cert-assistant-%08x%08x%08x%08x", part[0], part[1],
	    part[2], part[3]);
	return ERR_OK;
}

enum err
channel_win32_pair(struct channel **ret_ours, HANDLE *ret_theirs)
{
	SECURITY_ATTRIBUTES inherited = {
	    .nLength = sizeof(inherited), .bInheritHandle = TRUE};
	AUTO(channel) ours = NULL;
	wchar_t name[PIPE_NAME_SIZE];
	HANDLE pipe, theirs;

	TRY(pipe_name(name));
	pipe = CreateNamedPipeW(name,
	    PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED |
		FILE_FLAG_FIRST_PIPE_INSTANCE,
	    PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1,
	    PIPE_BUFFER, PIPE_BUFFER, 0, NULL);
	if (pipe == INVALID_HANDLE_VALUE)
		return ERR_NOMEM;
	TRY(channel_new(pipe, true, &ours));
	theirs = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, &inherited,
	    OPEN_EXISTING, 0, NULL);
	if (theirs == INVALID_HANDLE_VALUE)
		return ERR_NOMEM;
	*ret_ours = TAKE(ours);
	*ret_theirs = theirs;
	return ERR_OK;
}

HANDLE
channel_win32_null(void)
{
	SECURITY_ATTRIBUTES inherited = {
	    .nLength = sizeof(inherited), .bInheritHandle = TRUE};
	HANDLE null = CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE,
	    FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0,
	    NULL);

	return null == INVALID_HANDLE_VALUE ? NULL : null;
}

static DWORD
time_left(int64_t deadline_ms)
{
	int64_t left;

	if (deadline_ms == CHANNEL_NO_DEADLINE)
		return INFINITE;
	left = deadline_ms - clock_monotonic_ms();
	return left < 0 ? 0 : left >= INFINITE ? INFINITE - 1 : (DWORD)left;
}

/* What an operation that was begun has moved; 0 if it failed or was late. It
 * is over in any case, since it uses the caller's memory. */
static DWORD
finish(struct channel *c, OVERLAPPED *o, BOOL done, int64_t deadline_ms)
{
	DWORD n = 0;

	if (!done && GetLastError() != ERROR_IO_PENDING)
		return 0;
	if (!done && WaitForSingleObject(c->event, time_left(deadline_ms)) !=
			 WAIT_OBJECT_0)
		(void)CancelIo(c->pipe);
	return GetOverlappedResult(c->pipe, o, &n, TRUE) ? n : 0;
}

static DWORD
read_some(struct channel *c, uint8_t *p, DWORD len, int64_t deadline_ms)
{
	OVERLAPPED o = {.hEvent = c->event};
	DWORD n = 0;

	if (c->event == NULL)
		return ReadFile(c->pipe, p, len, &n, NULL) ? n : 0;
	return finish(c, &o, ReadFile(c->pipe, p, len, NULL, &o), deadline_ms);
}

static DWORD
write_some(struct channel *c, const uint8_t *p, DWORD len, int64_t deadline_ms)
{
	OVERLAPPED o = {.hEvent = c->event};
	DWORD n = 0;

	if (c->event == NULL)
		return WriteFile(c->pipe, p, len, &n, NULL) ? n : 0;
	return finish(c, &o, WriteFile(c->pipe, p, len, NULL, &o), deadline_ms);
}

static DWORD
step(size_t len)
{
	return len > PIPE_BUFFER ? PIPE_BUFFER : (DWORD)len;
}

enum err
channel_read(struct channel *c, void *out, size_t len, int64_t deadline_ms)
{
	uint8_t *p = out;

	while (len > 0) {
		DWORD n = read_some(c, p, step(len), deadline_ms);

		if (n == 0)
			return ERR_PROCESS_LOST;
		p += n;
		len -= n;
	}
	return ERR_OK;
}

enum err
channel_write(struct channel *c, struct bytes data, int64_t deadline_ms)
{
	while (data.len > 0) {
		DWORD n = write_some(c, data.p, step(data.len), deadline_ms);

		if (n == 0)
			return ERR_PROCESS_LOST;
		data = BYTES(data.p + n, data.len - n);
	}
	return ERR_OK;
}

/* The parent's job (child_win32.c) ends this process with it. */
enum err
channel_from_parent(struct channel **ret_c)
{
	static const DWORD standard[] = {
	    STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
	HANDLE pipe = GetStdHandle(STD_INPUT_HANDLE);
	HANDLE null;

	if (pipe == NULL || pipe == INVALID_HANDLE_VALUE ||
	    GetFileType(pipe) != FILE_TYPE_PIPE)
		return ERR_USAGE;
	null = channel_win32_null();
	if (null == NULL || freopen("NUL", "r", stdin) == NULL ||
	    freopen("NUL", "w", stdout) == NULL ||
	    freopen("NUL", "w", stderr) == NULL)
		return ERR_INTERNAL;
	if (!DuplicateHandle(GetCurrentProcess(), pipe, GetCurrentProcess(),
		&pipe, 0, FALSE, DUPLICATE_SAME_ACCESS))
		return ERR_NOMEM;
	for (size_t i = 0; i < COUNT(standard); i++)
		(void)SetStdHandle(standard[i], null);
	return channel_new(pipe, false, ret_c);
}
