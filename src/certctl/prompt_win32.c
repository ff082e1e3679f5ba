/* SPDX-License-Identifier: Apache-2.0 */
#include "certctl/prompt.h"

#include <io.h>
#include <string.h>
#include <windows.h>

bool
prompt_is_terminal(FILE *stream)
{
	return _isatty(_fileno(stream)) != 0;
}

static enum err
ask(const char *question, bool echo, char *out, size_t size)
{
	HANDLE in = GetStdHandle(STD_INPUT_HANDLE);
	wchar_t wide[PROMPT_SECRET_MAX];
	DWORD mode, n = 0;
	int len;

	if (!GetConsoleMode(in, &mode))
		return ERR_USAGE;
	fputs(question, stderr);
	if (!echo)
		SetConsoleMode(in, mode & ~(DWORD)ENABLE_ECHO_INPUT);
	if (!ReadConsoleW(in, wide, PROMPT_SECRET_MAX, &n, NULL))
		n = 0;
	SetConsoleMode(in, mode);
	if (!echo)
		fputc('\n', stderr);
	while (n > 0 && (wide[n - 1] == L'\n' || wide[n - 1] == L'\r'))
		n--;
	len = n == 0 ? 0
		     : WideCharToMultiByte(CP_UTF8, 0, wide, (int)n, out,
			   (int)size - 1, NULL, NULL);
	secret_wipe(wide, sizeof(wide));
	if (len == 0)
		return ERR_CANCELLED;
	out[len] = '\0';
	return ERR_OK;
}

enum err
prompt_line(const char *question, char *out, size_t size)
{
	return ask(question, true, out, size);
}

enum err
prompt_secret(const char *question, struct secret **ret_s)
{
	char line[PROMPT_SECRET_MAX * 3];
	enum err e = ask(question, false, line, sizeof(line));

	if (e == ERR_OK)
		e = secret_copy(bytes_str(line), ret_s);
	secret_wipe(line, sizeof(line));
	return e;
}
