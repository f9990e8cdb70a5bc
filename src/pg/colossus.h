/*
 * colossus.h
 *		What every file of src/pg includes: the server's headers, version shims
 *		and the translation of core's status into errors.
 */
#ifndef COLOSSUS_PG_COLOSSUS_H
#define COLOSSUS_PG_COLOSSUS_H

#include "postgres.h"

#include "fmgr.h"
#include "nodes/nodes.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/status.h"

/* since 18 an attribute that stands before extern */
#if PG_VERSION_NUM < 180000
#define pg_noreturn __attribute__((noreturn))
#endif

#if PG_VERSION_NUM < 150000
#error "colossus needs PostgreSQL 15 or later"
#endif

#ifndef HAVE_INT128
#error "colossus needs a compiler with 128-bit integers: its sums are exact"
#endif

/*
 * An error of a type's input function, soft where the server can take it; fcinfo
 * is the function's, and it returns.
 */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define input_error(fcinfo, ...) ereturn((fcinfo)->context, (Datum) 0, __VA_ARGS__)
#else
#define input_error(fcinfo, ...) ereport(ERROR, __VA_ARGS__)
#endif

/* AggCheckCallContext, without the call: it is asked for every row */
static inline bool
in_aggregate(FunctionCallInfo fcinfo)
{
	return fcinfo->context != NULL && (IsA(fcinfo->context, AggState) || IsA(fcinfo->context, WindowAggState));
}

/* the one context below an aggregate's in which all its states of a kind live */
extern MemoryContext colossus_states_context(MemoryContext aggregate, const char *name);

/* the SQLSTATE of a status, for errcode() */
extern int	colossus_sqlstate(Status status);

#endif							/* COLOSSUS_PG_COLOSSUS_H */
