/* SPDX-License-Identifier: Apache-2.0 */
#include <winsock2.h>

#include <iphlpapi.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "base/port.h"

/* The file name at the end of a program's path. */
static void
program_of(DWORD pid, char out[PORT_PROGRAM_SIZE])
{
	HANDLE h = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
	wchar_t path[MAX_PATH], *name;
	DWORD len = MAX_PATH;

	if (h == NULL)
		return;
	if (QueryFullProcessImageNameW(h, 0, path, &len)) {
		name = wcsrchr(path, L'\\');
		name = name == NULL ? path : name + 1;
		if (WideCharToMultiByte(CP_UTF8, 0, name, -1, out,
			PORT_PROGRAM_SIZE, NULL, NULL) == 0)
			out[0] = '\0';
	}
	CloseHandle(h);
}

static bool
find_listener(
    const MIB_TCPTABLE_OWNER_PID *table, uint16_t port, DWORD *ret_pid)
{
	for (DWORD i = 0; i < table->dwNumEntries; i++) {
		const MIB_TCPROW_OWNER_PID *row = &table->table[i];

		if (ntohs((u_short)row->dwLocalPort) != port)
			continue;
		*ret_pid = row->dwOwningPid;
		return true;
	}
	return false;
}

bool
port_is_taken(uint16_t port, char ret_program[PORT_PROGRAM_SIZE])
{
	MIB_TCPTABLE_OWNER_PID *table;
	DWORD size = 0, pid;
	bool taken = false;

	ret_program[0] = '\0';
	(void)GetExtendedTcpTable(
	    NULL, &size, FALSE, AF_INET, TCP_TABLE_OWNER_PID_LISTENER, 0);
	table = malloc(size);
	if (table != NULL && GetExtendedTcpTable(table, &size, FALSE, AF_INET,
				 TCP_TABLE_OWNER_PID_LISTENER, 0) == NO_ERROR)
		taken = find_listener(table, port, &pid);
	free(table);
	if (taken)
		program_of(pid, ret_program);
	return taken;
}
