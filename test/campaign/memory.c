/*
 * memory.c
 *		A server whose memory ends: preloaded into the postmaster, malloc and realloc fail
 *		once, at a chosen call of those that the module of the extension stands behind.
 *		Also the functions that choose it, for SQL: the same library.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <execinfo.h>
#include <errno.h>
#include <link.h>
#include <string.h>

#include "postgres.h"
#include "fmgr.h"

PG_MODULE_MAGIC;

static long calls;				/* of the module since memory_ends */
static long fails_at;			/* 0: none */
static char *module_begins;
static char *module_ends;
static int	depth;				/* the walk of the stack may itself ask for memory */

static int
find_module(struct dl_phdr_info *info, size_t size, void *unused)
{
	if (info->dlpi_name == NULL || strstr(info->dlpi_name, "/colossus.so") == NULL)
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X)
		{
			module_begins = (char *) info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
			module_ends = module_begins + info->dlpi_phdr[i].p_memsz;
		}
	return 1;
}

static bool
ends_here(void)
{
	void	   *frame[64];
	int			n;
	bool		ours = false;

	if (fails_at == 0 || depth > 0)
		return false;
	depth++;
	n = backtrace(frame, 64);
	for (int i = 0; i < n && !ours; i++)
		ours = (char *) frame[i] >= module_begins && (char *) frame[i] < module_ends;
	depth--;
	return ours && ++calls == fails_at;
}

void *
malloc(size_t size)
{
	static void *(*next) (size_t);

	if (next == NULL)
		next = (void *(*) (size_t)) dlsym(RTLD_NEXT, "malloc");
	if (ends_here())
	{
		errno = ENOMEM;
		return NULL;
	}
	return next(size);
}

void *
realloc(void *pointer, size_t size)
{
	static void *(*next) (void *, size_t);

	if (next == NULL)
		next = (void *(*) (void *, size_t)) dlsym(RTLD_NEXT, "realloc");
	if (ends_here())
	{
		errno = ENOMEM;
		return NULL;
	}
	return next(pointer, size);
}

/* memory_ends(n): the n-th call from here fails; 0: none.  Gives how many there were. */
PG_FUNCTION_INFO_V1(memory_ends);
Datum
memory_ends(PG_FUNCTION_ARGS)
{
	long		were = calls;

	if (module_begins == NULL)
		dl_iterate_phdr(find_module, NULL);
	calls = 0;
	fails_at = PG_GETARG_INT64(0);
	PG_RETURN_INT64(were);
}
