/*
 * sample_state.h
 *		Glue that the aggregates over samples share: their state as a datum.
 */
#ifndef COLOSSUS_PG_SAMPLE_STATE_H
#define COLOSSUS_PG_SAMPLE_STATE_H

#include "pg/colossus.h"

#include <float.h>

#include "state/sample_state.h"

/* the first argument as a state that may be changed, though no aggregate calls or it is packed */
extern SampleState *sample_state_copy(FunctionCallInfo fcinfo);

/*
 * The state of a transition or combine function, its first argument, ready to
 * be changed: in place if an aggregate calls, else a copy.  NULL if there is
 * none yet.
 */
static inline SampleState *
sample_state_argument(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		return NULL;
	if (unlikely(!VARATT_IS_4B_U(PG_GETARG_POINTER(0)) || !in_aggregate(fcinfo)))
		return sample_state_copy(fcinfo);
	return (SampleState *) PG_GETARG_POINTER(0);
}

extern SampleState *sample_state_new(SampleStateKind kind, const SampleParameters *parameters);

extern SampleState *sample_state_add_slowly(SampleState *state, int64 at, float8 value);

/* one row; returns the state, moved if it grew */
static inline SampleState *
sample_state_add_row(SampleState *state, int64 at, float8 value)
{
	float4		real = value >= 0 && value <= FLT_MAX ? (float4) value : 0;

	if (likely((float8) real == value) && likely(sample_state_append(state, at, real)))
		return state;
	return sample_state_add_slowly(state, at, value);
}

/* raises 22023 if a row's parameters differ from the state's */
extern void sample_state_check(const SampleState *state, const SampleParameters *parameters, const char *names);

/* raises 22004 if a parameter is null */
extern void sample_not_null(FunctionCallInfo fcinfo, int argument, const char *name);

/* a combine function's body */
extern Datum sample_state_combine(FunctionCallInfo fcinfo, const char *names);

/* all samples in the order of sample_before */
extern void sample_state_visit(const SampleState *state, SampleVisitor visitor, void *reader);

/* CHECK_FOR_INTERRUPTS as a SamplePoll */
extern bool sample_poll(void);

/* raises the error of a status met while samples were read */
extern void sample_check(Status status);

#endif							/* COLOSSUS_PG_SAMPLE_STATE_H */
