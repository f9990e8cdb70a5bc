/*
 * sample_state.h
 *		Glue that the aggregates over samples share: their state as a datum.
 */
#ifndef COLOSSUS_PG_SAMPLE_STATE_H
#define COLOSSUS_PG_SAMPLE_STATE_H

#include "pg/colossus.h"

#include <float.h>

#include "utils/expandeddatum.h"

#include "state/sample_state.h"

/* a state while an aggregate grows it */
typedef struct ExpandedSamples
{
	ExpandedObjectHeader hdr;
	Size		capacity;		/* of state.bytes */
	SampleState state;
} ExpandedSamples;

/* the first argument as a state of its own to be changed: it is flat, or no aggregate calls */
extern ExpandedSamples *sample_state_expand(FunctionCallInfo fcinfo);

/*
 * The state of a transition or combine function, its first argument, ready to
 * be changed: in place if an aggregate calls, else a copy.  NULL if there is
 * none yet.
 */
static inline ExpandedSamples *
sample_state_argument(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		return NULL;
	if (unlikely(!VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)) || !in_aggregate(fcinfo)))
		return sample_state_expand(fcinfo);
	/* DatumGetEOHP, without the call: the pointer that is passed around lies in the header */
	return (ExpandedSamples *) ((char *) PG_GETARG_POINTER(0) - offsetof(ExpandedObjectHeader, eoh_rw_ptr));
}

#define PG_RETURN_SAMPLES(samples) return EOHPGetRWDatum(&(samples)->hdr)

extern ExpandedSamples *sample_state_new(FunctionCallInfo fcinfo, SampleStateKind kind, const SampleParameters *parameters);

extern void sample_state_add_slowly(ExpandedSamples *samples, int64 at, float8 value);

/* one row */
static inline void
sample_state_add_row(ExpandedSamples *samples, int64 at, float8 value)
{
	float4		real = value >= 0 && value <= FLT_MAX ? (float4) value : 0;

	if (unlikely((float8) real != value || !sample_state_append(&samples->state, at, real)))
		sample_state_add_slowly(samples, at, value);
}

/* a state to be read, flat or not */
extern const SampleState *sample_state_to_read(Datum datum);

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
