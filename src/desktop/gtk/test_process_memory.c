/* SPDX-License-Identifier: Apache-2.0 */
#include "process_memory.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { LEN = 1 << 17, ROUNDS = 300 };
/* Of the distribution, and not of this program. */
#define UNLOADABLE "libgraphene-1.0.so.0"
#define IN_UNLOADABLE "graphene_point_alloc"

/* The ELF header of that library: its first page, which nobody writes to. */
static unsigned char *
header_of(void *library)
{
	Dl_info found;

	assert_non_null(library);
	assert_true(dladdr(dlsym(library, IN_UNLOADABLE), &found) != 0);
	return found.dli_fbase;
}

static bool
is_in_memory(const void *page)
{
	uint64_t entry;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	off_t at =
	    (off_t)((uintptr_t)page / (uintptr_t)getpagesize() * sizeof(entry));

	assert_true(fd >= 0);
	assert_int_equal(
	    pread(fd, &entry, sizeof(entry), at), (ssize_t)sizeof(entry));
	close(fd);
	return entry >> 63;
}

static void
pages_of_libraries_go_and_come_back(void **state)
{
	void *library = dlopen(UNLOADABLE, RTLD_NOW | RTLD_LOCAL);
	const unsigned char *header = header_of(library);

	(void)state;
	assert_memory_equal(header, ELFMAG, SELFMAG);
	assert_true(is_in_memory(header));
	process_memory_give_back();
	assert_false(is_in_memory(header));
	assert_memory_equal(header, ELFMAG, SELFMAG);
	assert_true(is_in_memory(header));
	dlclose(library);
}

static void
what_was_written_to_stays(void **state)
{
	void *library = dlopen(UNLOADABLE, RTLD_NOW | RTLD_LOCAL);
	unsigned char *header = header_of(library);
	size_t page = (size_t)getpagesize();

	(void)state;
	mprotect(header, page, PROT_READ | PROT_WRITE);
	header[EI_PAD] = 'x';
	process_memory_give_back();
	assert_int_equal(header[EI_PAD], 'x');
	mprotect(header, page, PROT_READ);
	process_memory_give_back();
	assert_int_equal(header[EI_PAD], 'x');
	dlclose(library);
}

/* Until told to stop: what is where a library was keeps what was written. */
static void *
load_and_unload(void *stop)
{
	uintptr_t lost = 0;

	while (!atomic_load((atomic_bool *)stop)) {
		void *library = dlopen(UNLOADABLE, RTLD_NOW | RTLD_LOCAL);
		unsigned char *p;

		lost += library == NULL;
		if (library != NULL)
			dlclose(library);
		p = mmap(NULL, LEN, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		memset(p, 'x', LEN);
		mprotect(p, LEN, PROT_READ);
		lost += memchr(p, 0, LEN) != NULL;
		munmap(p, LEN);
	}
	return (void *)lost;
}

static void
another_thread_may_load_and_unload_meanwhile(void **state)
{
	atomic_bool stop = false;
	pthread_t thread;
	void *lost;

	(void)state;
	assert_int_equal(
	    pthread_create(&thread, NULL, load_and_unload, &stop), 0);
	for (size_t n = 0; n < ROUNDS; n++)
		process_memory_give_back();
	atomic_store(&stop, true);
	pthread_join(thread, &lost);
	assert_null(lost);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pages_of_libraries_go_and_come_back),
	    cmocka_unit_test(what_was_written_to_stays),
	    cmocka_unit_test(another_thread_may_load_and_unload_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
