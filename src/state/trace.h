/*
 * trace.h
 *		Samples as one compressed value: the format of the type trace.
 *
 *	head		version and flags, counts, checksum of head and directory
 *	directory	one entry a block: what the block holds, and what it sums up to
 *	payload		the blocks' bits
 *
 * Samples are sorted by sample_before and cut into blocks of at most TRACE_BLOCK.
 * A block ends where a UTC hour does, so that hours are answered without being
 * decoded, unless the hour has few samples: then several hours are one block.  And
 * it ends before a step several times as long as its own, so that it is answered
 * for whatever max_gap that lies above its cadence.  Every choice of the writer
 * follows from the samples, so equal multisets of samples give equal bytes, and
 * what it writes may change: a reader takes any cut and any choice.  The directory
 * lies in front and answers alone for a block whose longest step is within
 * max_gap: the energy of a stored trace then needs no payload, and reads only
 * the first pages of the value.
 */
#ifndef COLOSSUS_STATE_TRACE_H
#define COLOSSUS_STATE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bits.h"
#include "core/sample.h"
#include "core/status.h"
#include "state/power_reader.h"

#define TRACE_VERSION		1
#define TRACE_BLOCK			256

/* an hour ends a block from so many samples on since the last one that did */
#define TRACE_HOUR			180

/* a step ends a block of so many samples if it is so many times as long as they are on average */
#define TRACE_PAUSE			64
#define TRACE_PAUSE_STEPS	3

/* version (1), flags (3, none yet), directory bytes (4), samples (8), checksum (4) */
#define TRACE_HEAD			20

/* the most that one block adds to the directory and to the payload */
#define TRACE_ENTRY_MAX		160
#define TRACE_PAYLOAD_MAX	(3 * BITS_ROW_MAX)

/* how the times of a block are coded */
typedef enum TraceTimes
{
	TRACE_REGULAR = 0,			/* every step is the block's step: no bits */
	TRACE_GRID = 1,				/* slots that were missed, and distance from the slot: lateness does not add up */
	TRACE_STEPS = 2				/* difference of each step from the block's step: drift */
} TraceTimes;

typedef struct TraceBlock
{
	uint32_t	n;
	bool		summary;		/* the fields below, from longest_us to rejected, hold */
	bool		constant;		/* all values are the first */
	bool		time_tails;		/* see bits.h */
	bool		value_tails;
	uint8_t		times;			/* a TraceTimes */
	uint8_t		unit;			/* times are multiples of 10^unit us from first_at */
	uint8_t		format;			/* see decimal.h */
	uint8_t		time_width;		/* of the fields, see bits.h */
	uint8_t		value_width;
	int64_t		first_at;
	int64_t		last_at;
	uint64_t	step;			/* in units */
	int64_t		first;			/* whole numbers of the format */
	int64_t		last;
	int64_t		bias;			/* of the differences between neighbours */
	uint64_t	longest_us;		/* longest step between accepted samples */
	int64_t		peak;
	uint64_t	energy_nj;		/* between accepted samples, whatever their distance */
	uint64_t	below_nj;		/* energy - lower */
	uint64_t	above_nj;		/* upper - energy */
	uint32_t	rejected;		/* by a power gauge */
	uint32_t	payload;		/* bytes */
	uint32_t	checksum;		/* of them */
} TraceBlock;

/* what the next block's entry is coded against */
typedef struct TraceEnd
{
	int64_t		at;
	uint64_t	step;			/* in units */
	int64_t		whole;			/* the last value */
	uint8_t		format;
} TraceEnd;

/* ---- reading ---- */

typedef struct TraceReader
{
	const uint8_t *bytes;
	size_t		available;		/* bytes at hand: at least head and directory */
	uint64_t	n;				/* samples */
	uint64_t	left;			/* samples of the blocks not yet read */
	const uint8_t *entry;		/* of the next block */
	const uint8_t *entries_end;
	size_t		payload;		/* offset of the next block's payload */
	bool		decoded;		/* trace_power met a block that its entry does not answer for */
	double		max_w;			/* trace_power rejects samples above; infinite unless set */
	TraceEnd	last;			/* of the block before */
} TraceReader;

/* the bytes that head and directory take; 0 if size bytes of which begin is given cannot be a trace */
extern size_t trace_front(const uint8_t *bytes, size_t given);

/* CORE_CORRUPT unless head and directory are in order; available >= trace_front() */
extern Status trace_open(TraceReader *reader, const uint8_t *bytes, size_t available);

/*
 * The next block and the offset of its payload; reader->left says whether there
 * is one.  CORE_CORRUPT.
 */
extern Status trace_next_block(TraceReader *reader, TraceBlock *block, size_t *payload);

/*
 * The block's samples.  CORE_NEED_MEMORY: its payload is not among the bytes
 * at hand.  CORE_CORRUPT.
 */
extern Status trace_decode(const TraceReader *reader, const TraceBlock *block, size_t payload, Sample *samples);

/* what the samples from here to the end of the trace lie between */
typedef struct TraceRange
{
	int64_t		first_at;		/* of the first sample; none: not set */
	int64_t		last_at;
	double		lowest;			/* NaN: none but NaN */
	double		highest;
} TraceRange;

/* every block is decoded; statuses as of trace_decode */
extern Status trace_range(TraceReader *reader, TraceRange *range, SamplePoll poll);

/* the times of the first and the last sample */
extern Status trace_span(const TraceReader *reader, int64_t *first_at, int64_t *last_at);

/*
 * Every byte in order: checksums, bounds, the order of samples, and summaries that
 * the samples bear out; for bytes from outside.  Another writer may have chosen
 * other cuts and codes.
 */
extern Status trace_validate(const uint8_t *bytes, size_t size, SamplePoll poll);

/* the checksums alone, which tell of damage and not of forgery: a fifth of a decode */
extern Status trace_intact(const uint8_t *bytes, size_t size);

/* all samples with since <= at < until */
extern Status trace_visit(TraceReader *reader, int64_t since, int64_t until, SampleVisitor visitor, void *visited, SamplePoll poll);

/*
 * Power samples into a reader, whole blocks by their summaries where that gives
 * the same; CORE_NEED_MEMORY as trace_decode.
 */
extern Status trace_power(TraceReader *trace, PowerReader *power, SamplePoll poll);

/*
 * The first and the last sample, if headers say that a power gauge accepts them
 * and that they are alone at their instants; else *some is false.
 */
extern Status trace_power_ends(const TraceReader *trace, Sample *first, Sample *last, bool *some);

/*
 * Leaves out blocks that no window from since on needs, because a later one
 * begins with an accepted sample before it.
 */
extern Status trace_advance(TraceReader *reader, int64_t since);

/* ---- writing ---- */

typedef struct TraceBuffer
{
	uint8_t    *bytes;
	size_t		used;
	size_t		size;
} TraceBuffer;

typedef struct TraceWriter
{
	TraceBuffer directory;		/* the caller's memory */
	TraceBuffer payload;
	uint64_t	n;
	TraceEnd	last;			/* of the block before */
	int64_t		hour_end;		/* of the last sample's hour */
	uint32_t	since_hour;		/* samples since a block ended with an hour */
	uint32_t	waiting;		/* samples of the block that is being filled */
	Sample		samples[TRACE_BLOCK];
} TraceWriter;

extern void trace_writer_init(TraceWriter *writer);

/*
 * The next sample in the order of sample_before.  CORE_NEED_MEMORY: nothing was
 * done; TRACE_ENTRY_MAX free bytes in directory and TRACE_PAYLOAD_MAX in
 * payload are needed.
 */
extern Status trace_writer_push(TraceWriter *writer, int64_t at, double value);

/* after the last sample; CORE_NEED_MEMORY as above */
extern Status trace_writer_end(TraceWriter *writer);

/* the finished trace: its size, and its bytes */
extern size_t trace_writer_size(const TraceWriter *writer);
extern void trace_writer_finish(const TraceWriter *writer, uint8_t *bytes);

#endif							/* COLOSSUS_STATE_TRACE_H */
