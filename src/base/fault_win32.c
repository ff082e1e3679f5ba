/* SPDX-License-Identifier: Apache-2.0 */
#include <windows.h>

#include "base/fault_die.h"

void
fault_die(void)
{
	TerminateProcess(GetCurrentProcess(), 137);
}
