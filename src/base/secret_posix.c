/* SPDX-License-Identifier: Apache-2.0 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/secret_pages.h"

void *
secret_pages_new(size_t size, size_t *ret_size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t whole = (size + page - 1) / page * page;
	/* MAP_LOCKED is refused beyond RLIMIT_MEMLOCK as mlock(2) is, and
	 * brings the pages in at once: a system call and a fault less. */
	void *p = mmap(NULL, whole, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (madvise(p, whole, MADV_DONTDUMP) != 0) {
		munmap(p, whole);
		return NULL;
	}
	*ret_size = whole;
	return p;
}

void
secret_pages_free(void *p, size_t size)
{
	munmap(p, size); /* unlocks as well */
}

void
secret_harden_process(void)
{
	static const struct rlimit none = {0, 0};

	/* Neither can fail for a process that asks less for itself. */
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
