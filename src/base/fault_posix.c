/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <unistd.h>

#include "base/fault_os.h"

FILE *
fault_open_mark(const char *path)
{
	return fopen(path, "abe");
}

void
fault_die(void)
{
	kill(getpid(), SIGKILL);
}
