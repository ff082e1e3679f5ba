/* SPDX-License-Identifier: Apache-2.0 */
#include <windows.h>

#include "base/fault_os.h"

FILE *
fault_open_mark(const char *path)
{
	return fopen(path, "abN");
}

void
fault_die(void)
{
	TerminateProcess(GetCurrentProcess(), 137);
}
