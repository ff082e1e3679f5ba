/* SPDX-License-Identifier: Apache-2.0 */
#include <windows.h>

#include "base/secret.h"
#include "base/secret_pages.h"

/* Of kernel32 since Windows Vista; mingw-w64's <werapi.h> doesn't compile. */
HRESULT WINAPI WerSetFlags(DWORD flags);
#define WER_NO_HEAP 1

#define WORKING_SET_STEP (64 * SECRET_MAX) /* octets */

/* A process may lock little less than its minimum working set: raise that. */
static BOOL
raise_lock_limit(void)
{
	SIZE_T least, most;

	if (!GetProcessWorkingSetSize(GetCurrentProcess(), &least, &most))
		return FALSE;
	return SetProcessWorkingSetSize(GetCurrentProcess(),
	    least + WORKING_SET_STEP, most + WORKING_SET_STEP);
}

void *
secret_pages_new(size_t size, size_t *ret_size)
{
	SYSTEM_INFO system;
	size_t whole;
	void *p;

	GetSystemInfo(&system);
	whole = (size + system.dwPageSize - 1) / system.dwPageSize *
		system.dwPageSize;
	p = VirtualAlloc(NULL, whole, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
	if (p == NULL)
		return NULL;
	if (!VirtualLock(p, whole) &&
	    (!raise_lock_limit() || !VirtualLock(p, whole))) {
		VirtualFree(p, 0, MEM_RELEASE);
		return NULL;
	}
	*ret_size = whole;
	return p;
}

void
secret_pages_free(void *p, size_t size)
{
	VirtualUnlock(p, size);
	VirtualFree(p, 0, MEM_RELEASE);
}

void
secret_harden_process(void)
{
	/* No heap in crash reports, and no dialogue that offers a debugger. */
	WerSetFlags(WER_NO_HEAP);
	SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
}
