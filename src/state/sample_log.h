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
 * The bytes belong to the caller and lie in pieces, each in memory of its own: a log that
 * grows is never moved.  No sample is cut in two.
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

/* some bytes of a log, and those after them */
typedef struct SamplePiece
{
	struct SamplePiece *next;
	uint8_t    *bytes;
	uint64_t	used;
} SamplePiece;

extern void sample_log_init(SampleLog *log);

/* end is behind the last byte; the caller has made sure of SAMPLE_LOG_ROOM from there on.  The new end */
extern uint8_t *sample_log_append(SampleLog *log, uint8_t *end, int64_t at, double value);

/* n samples in order of time; room for as many */
extern uint8_t *sample_log_append_reals(SampleLog *log, uint8_t *end, int64_t base, const SampleReal *reals, uint32_t n);

/* all of another log; the caller has made sure of other->used + 1 bytes */
extern uint8_t *sample_log_concat(SampleLog *log, uint8_t *end, const SampleLog *other, const SamplePiece *others);

/* the bytes of pieces one behind the other; one past the last */
extern uint8_t *sample_pieces_copy(uint8_t *to, const SamplePiece *pieces);

/* n and sorted and what else follows from the bytes; CORE_CORRUPT */
extern Status sample_log_restore(SampleLog *log, const uint8_t *bytes, uint64_t used, SamplePoll poll);

/* a log of n samples and no more: CORE_CORRUPT if the bytes are none, or their times or values no power samples in order */
extern Status sample_log_power_run(const uint8_t *bytes, uint64_t used, int n, Sample *samples);

/* all samples in the order of the log, to a visitor or into an array of log->n */
extern Status sample_log_visit(const SamplePiece *pieces, SampleVisitor visitor, void *reader, SamplePoll poll);
extern Status sample_log_samples(const SampleLog *log, const SamplePiece *pieces, Sample *samples, SamplePoll poll);

#endif							/* COLOSSUS_STATE_SAMPLE_LOG_H */
