/* SPDX-License-Identifier: Apache-2.0 */
/*
 * madvise(MADV_DONTNEED) takes a page out of this process. A page that is as it
 * is in its file comes back from there; one that was written to would be lost.
 * Other threads meanwhile load and unload libraries, and map what they like at
 * places that became free. So of a mapping two things have to be certain.
 *
 * It is what we think: a part of a library that nobody may write to. The loader
 * lists a library once all of it is mapped, and to unload it takes the lock
 * that dl_iterate_phdr holds. Within that, what is listed stays where it is.
 *
 * It was never written to: no page of it is anonymous, which is what becomes of
 * a page that is written to, by a relocation, or by a library that unpacks its
 * own code. One that does so at this moment is not seen; hence only libraries
 * of the distribution, and not those that vendors of USB keys bring.
 */
#include "desktop/gtk/process_memory.h"

#include <dlfcn.h>
#include <glib.h>
#include <link.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct span {
	uintptr_t from, to;
};

struct libraries {
	const char *folder; /* of the distribution's */
	GArray *spans;	    /* of what nobody may write to */
};

/* --- what is loaded --- */

static bool
is_in(const char *path, const char *folder)
{
	g_autofree char *parent = g_path_get_dirname(path);

	return strcmp(parent, folder) == 0;
}

static struct span
pages_of(const struct dl_phdr_info *library, const ElfW(Phdr) * segment)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = library->dlpi_addr + segment->p_vaddr;
	uintptr_t end = from + segment->p_memsz;

	return (struct span){
	    from / page * page, (end + page - 1) / page * page};
}

static int
list_library(struct dl_phdr_info *library, size_t size, void *to)
{
	const struct libraries *all = to;

	(void)size;
	if (!is_in(library->dlpi_name, all->folder))
		return 0;
	for (size_t n = 0; n < library->dlpi_phnum; n++) {
		const ElfW(Phdr) *segment = &library->dlpi_phdr[n];
		struct span pages = pages_of(library, segment);

		if (segment->p_type == PT_LOAD && !(segment->p_flags & PF_W))
			g_array_append_val(all->spans, pages);
	}
	return 0;
}

static bool
is_listed(const struct libraries *all, const struct span *s)
{
	for (guint n = 0; n < all->spans->len; n++) {
		const struct span *known =
		    &g_array_index(all->spans, struct span, n);

		if (known->from <= s->from && s->to <= known->to)
			return true;
	}
	return false;
}

/* --- what of it can go --- */

/* /proc/self/smaps has lines of two kinds. "5500-5600 r--p 00000000 fd:00 1234
 * /path" begins a mapping. */
static bool
read_mapping(const char *line, struct span *ret_pages, bool *ret_writable)
{
	char *end;
	uintptr_t from = strtoull(line, &end, 16), to;

	if (*end != '-')
		return false;
	to = strtoull(end + 1, &end, 16);
	if (strncmp(end, " r", 2) != 0 && strncmp(end, " -", 2) != 0)
		return false;
	*ret_pages = (struct span){from, to};
	*ret_writable = end[2] != '-';
	return true;
}

/* And "Anonymous:   4 kB" tells of it: what was written to. */
static bool
tells_of_nothing_written(const char *line)
{
	static const char name[] = "Anonymous:";
	size_t len = sizeof(name) - 1;

	return strncmp(line, name, len) == 0 &&
	       strtoull(line + len, NULL, 10) == 0;
}

static void
drop_unwritten(const struct libraries *all, FILE *smaps)
{
	g_autofree char *line = NULL;
	size_t size = 0;
	struct span here = {0};
	bool writable = true;

	while (getline(&line, &size, smaps) > 0)
		if (!read_mapping(line, &here, &writable) && !writable &&
		    tells_of_nothing_written(line) && is_listed(all, &here))
			(void)madvise((void *)here.from, here.to - here.from,
			    MADV_DONTNEED); /* not of locked ones */
}

/* Within the loader's lock, which may be taken again. */
static int
drop_locked(struct dl_phdr_info *first, size_t size, void *folder)
{
	g_autoptr(GArray) spans =
	    g_array_new(FALSE, FALSE, sizeof(struct span));
	struct libraries all = {folder, spans};
	FILE *smaps = fopen("/proc/self/smaps", "re");

	(void)first;
	(void)size;
	if (smaps == NULL)
		return 1;
	(void)dl_iterate_phdr(list_library, &all);
	drop_unwritten(&all, smaps);
	fclose(smaps);
	return 1; /* once */
}

/* As the loader found it. */
static char *
folder_with(const char *function)
{
	Dl_info library;

	if (dladdr(dlsym(RTLD_DEFAULT, function), &library) == 0)
		return NULL;
	return g_path_get_dirname(library.dli_fname);
}

void
process_memory_give_back(void)
{
	g_autofree char *folder = folder_with("g_main_loop_run");

	malloc_trim(0);
	if (folder != NULL)
		(void)dl_iterate_phdr(drop_locked, folder);
}
