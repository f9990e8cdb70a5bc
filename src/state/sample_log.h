/*
 * sample_log.h
 *		Samples in the order in which they came, in a few bytes each.
 *
 * What an aggregate over samples remembers: its answer needs neighbours in
 * time, which any other row may still bring, so every sample is kept.  A sample
 * is one control byte, the change of the time step (none if the cadence holds)
 * and the change of the value in whole steps of the meter: 3 to 4 bytes for
 * telemetry in milliwatts.  Appending costs a few nanoseconds.
 *
 * The bytes belong to the caller, who gives more room when asked.
 */
#ifndef COLOSSUS_STATE_SAMPLE_LOG_H
#define COLOSSUS_STATE_SAMPLE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/sample.h"
#include "core/status.h"

/* room that appending needs: control, time, format, value, written 8 bytes at a time */
#define SAMPLE_LOG_ROOM		(1 + 8 + 1 + 8)

/* what the next sample is coded against */
typedef struct SampleContext
{
	int64_t		at;
	uint64_t	step;			/* difference of the last two times */
	uint64_t	bits;			/* of the last value */
	int64_t		whole;			/* the last value in the format */
	int32_t		format;			/* see decimal.h */
	int32_t		misses;			/* values since the last that had a decimal format */
} SampleContext;

typedef struct SampleLog
{
	uint64_t	used;			/* bytes */
	int64_t		n;
	SampleContext last;
	bool		sorted;			/* by sample_before */
	Sample		first;
} SampleLog;

typedef struct SampleCursor
{
	SampleContext last;
	const uint8_t *p;
	const uint8_t *end;
} SampleCursor;

extern void sample_log_init(SampleLog *log);

/* the caller has made sure of SAMPLE_LOG_ROOM bytes after log->used */
extern void sample_log_append(SampleLog *log, uint8_t *bytes, int64_t at, double value);

/* n samples in order of time; room for as many */
extern void sample_log_append_reals(SampleLog *log, uint8_t *bytes, int64_t base, const SampleReal *reals, uint32_t n);

/* all of another log; the caller has made sure of other->used + 1 bytes */
extern void sample_log_concat(SampleLog *log, uint8_t *bytes, const SampleLog *other, const uint8_t *other_bytes);

/* n and sorted and what else follows from the bytes; CORE_CORRUPT */
extern Status sample_log_restore(SampleLog *log, const uint8_t *bytes, uint64_t used, SamplePoll poll);

extern void sample_cursor_init(SampleCursor *cursor, const uint8_t *bytes, uint64_t used);

/* the next sample; false at the end, or if the bytes are no log (then cursor->p != cursor->end) */
extern bool sample_cursor_next(SampleCursor *cursor, Sample *sample);

/* a log of n samples and no more: CORE_CORRUPT if the bytes are none, or their times or values no power samples in order */
extern Status sample_log_power_run(const uint8_t *bytes, uint64_t used, int n, Sample *samples);

/* all samples in the order of the log, to a visitor or into an array of log->n */
extern Status sample_log_visit(const SampleLog *log, const uint8_t *bytes, SampleVisitor visitor, void *reader, SamplePoll poll);
extern Status sample_log_samples(const SampleLog *log, const uint8_t *bytes, Sample *samples, SamplePoll poll);

#endif							/* COLOSSUS_STATE_SAMPLE_LOG_H */
