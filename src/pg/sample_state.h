/*
 * sample_state.h
 *		Glue that the aggregates over samples share: their state as a datum.
 */
#ifndef COLOSSUS_PG_SAMPLE_STATE_H
#define COLOSSUS_PG_SAMPLE_STATE_H

#include "pg/colossus.h"

#include "utils/expandeddatum.h"

#include "state/sample_state.h"

/* a state while an aggregate grows it */
typedef struct ExpandedSamples
{
	ExpandedObjectHeader hdr;
	struct ExpandedSamples *next;	/* in the same context, to which a row went after this one's; at first itself */
	SampleState state;
	PowerSummary summary;		/* of a power state's; others have no room for one */
} ExpandedSamples;

/* where the latest row of this process went; NULL if that state's context is gone */
extern ExpandedSamples *sample_state_latest;

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

#define SAMPLES_LINE	64			/* bytes of a cache line */

/*
 * What a row reads of its state, from the pointer by which it comes up to
 * parameters.max_gap_us, is one cache line; sample_state_new lets the struct begin so
 * that it is not cut in two.
 */
#define SAMPLES_HOT		offsetof(ExpandedSamples, hdr.eoh_rw_ptr)
StaticAssertDecl(offsetof(ExpandedSamples, state.parameters.since) - SAMPLES_HOT <= SAMPLES_LINE, "a row reads one line of its state");

/*
 * A row for this state.  Telemetry comes scrape by scrape, the devices in the same
 * order each time, and of a thousand states none is still near the processor when
 * its next row comes: waiting for it took as long as the rest of the transition.  So
 * each state knows which one had the row after its own, and what the row after next
 * will read is called for now; one row ahead would come too late for that.  The place
 * that the next row is written to lies on another line, and only the first tells where:
 * it is called for one row later.
 */
static inline void
sample_state_follow(ExpandedSamples *samples)
{
	ExpandedSamples *before = sample_state_latest;

	if (before != NULL && before->next != samples && before->hdr.eoh_context == samples->hdr.eoh_context)
		before->next = samples;
	sample_state_latest = samples;
	__builtin_prefetch((const char *) samples->next->next + SAMPLES_HOT);
	__builtin_prefetch(samples->next->state.stage + samples->next->state.staged, 1);
}

#define PG_RETURN_SAMPLES(samples) return EOHPGetRWDatum(&(samples)->hdr)

extern ExpandedSamples *sample_state_new(FunctionCallInfo fcinfo, SampleStateKind kind, const SampleParameters *parameters);

extern void sample_state_add_slowly(ExpandedSamples *samples, int64 at, float8 value);

/* its stage is full now: it goes to the log when a few other stages have become full */
extern void sample_state_full(ExpandedSamples *samples);

/* one row; real: the value again, or -1 where it is no real, which no stage takes */
static inline void
sample_state_add_real(ExpandedSamples *samples, int64 at, float4 real, float8 value)
{
	if (unlikely(!sample_state_append(&samples->state, at, real)))
		sample_state_add_slowly(samples, at, value);
	else if (unlikely(samples->state.staged == SAMPLE_STAGE))
		sample_state_full(samples);
}

static inline void
sample_state_add_row(ExpandedSamples *samples, int64 at, float8 value)
{
	sample_state_add_real(samples, at, sample_is_real(value) ? (float4) value : -1, value);
}

/* a state to be read, flat or not */
extern const SampleState *sample_state_to_read(Datum datum);

/* raises 22023 if a row's parameters differ from the state's */
extern void sample_state_check(const SampleState *state, const SampleParameters *parameters, const char *names);

/* raises 22004 if a parameter is null */
extern void sample_not_null(FunctionCallInfo fcinfo, int argument, const char *name);

/* since and until from an argument on, where the function has as many: 22004, 22023 */
extern void sample_window(FunctionCallInfo fcinfo, int argument, SampleParameters *parameters);

/* a combine function's body */
extern Datum sample_state_combine(FunctionCallInfo fcinfo, const char *names);

/* all samples in the order of sample_before */
extern void sample_state_visit(const SampleState *state, SampleVisitor visitor, void *reader);

/* CHECK_FOR_INTERRUPTS as a SamplePoll */
extern bool sample_poll(void);

/* raises the error of a status met while samples were read */
extern void sample_check(Status status);

#endif							/* COLOSSUS_PG_SAMPLE_STATE_H */
