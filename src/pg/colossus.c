/*
 * colossus.c
 *		The module itself: its magic block, the SQLSTATE of each status, and where
 *		states live.
 */
#include "pg/colossus.h"

#include "nodes/memnodes.h"
#include "utils/memutils.h"

#if PG_VERSION_NUM >= 180000
PG_MODULE_MAGIC_EXT(.name = "colossus", .version = "0.1.0");
#else
PG_MODULE_MAGIC;
#endif

/*
 * One SQLSTATE for each way in which core can fail, so that a caller tells a wrong argument
 * (22023) from one that is too large (22003), text that is no number (22P02) from stored bytes
 * that are damaged (XX001), and a limit of ours (54000) from an order of rows that nothing can
 * be made of (55000).  What has no meaning outside is XX000: a fault of ours.
 */
int
colossus_sqlstate(Status status)
{
	switch (status)
	{
		case CORE_INVALID:
			return ERRCODE_INVALID_PARAMETER_VALUE;
		case CORE_RANGE:
			return ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
		case CORE_SYNTAX:
			return ERRCODE_INVALID_TEXT_REPRESENTATION;
		case CORE_CORRUPT:
			return ERRCODE_DATA_CORRUPTED;
		case CORE_LIMIT:
			return ERRCODE_PROGRAM_LIMIT_EXCEEDED;
		case CORE_UNDECIDED:
			return ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;
		case CORE_CANCELLED:
			return ERRCODE_QUERY_CANCELED;
		case CORE_OK:
		case CORE_NEED_MEMORY:
			break;
	}
	return ERRCODE_INTERNAL_ERROR;
}

/*
 * Not one for each group: HashAgg walks all contexts below its own for every new group, to see
 * how much memory they take, and would do so 200,000 times over 200,000 of them.  It is found
 * by its name among the few children that there are; the name is a literal, which the context
 * keeps a pointer to.
 */
MemoryContext
colossus_states_context(MemoryContext aggregate, const char *name)
{
	for (MemoryContext child = aggregate->firstchild; child != NULL; child = child->nextchild)
		if (strcmp(child->name, name) == 0)
			return child;
	return AllocSetContextCreateInternal(aggregate, name, ALLOCSET_DEFAULT_SIZES);
}
