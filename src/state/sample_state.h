/*
 * sample_state.h
 *		The state of power_energy, counter_energy, counter_increase and trace:
 *		parameters, counts and a sample log.
 *
 * It is the body of the SQL types power_state, counter_state and trace_state.
 * In memory it is this struct and, elsewhere, the log's bytes; as text and
 * between servers it is a version byte, the fields in little-endian order, the
 * log and a checksum.  Nothing of what follows from the log is stored: reading
 * a state walks through its log and computes it again.
 *
 * With thousands of groups the end of each log is far from the processor.  So the
 * latest samples wait on a stage in the struct, if they are reals in order of time,
 * and go to the log together.  And the log grows by pieces of about a kilobyte: the
 * pieces that all groups are filling lie side by side, on pages that the processor
 * still knows, where logs that each lie whole would have their ends on as many pages
 * as there are groups.
 *
 * What a stage of power samples used is summed up when it goes to the log, as long as
 * nothing but stages goes there: then the log need not be read in the end.  A sample
 * that comes late, or a state that is merged, ends that, and the log tells all.
 */
#ifndef COLOSSUS_STATE_SAMPLE_STATE_H
#define COLOSSUS_STATE_SAMPLE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/power_reader.h"
#include "state/sample_log.h"

/* samples in front of the log */
#define SAMPLE_STAGE		16

/* bytes that a new piece must have: those of a stage, whatever is on it */
#define SAMPLE_STATE_ROOM	(SAMPLE_STAGE * SAMPLE_LOG_ROOM)

/*
 * The form of this struct as a table stores it, and of the log behind it.  Whoever
 * changes a field, an offset or the coding of the log makes it one more, and
 * teaches the readers of pg/sample_state.c what the older ones were.
 */
#define SAMPLE_STATE_VERSION	1

typedef enum SampleStateKind
{
	SAMPLE_STATE_POWER = 'p',
	SAMPLE_STATE_COUNTER = 'c',
	SAMPLE_STATE_TRACE = 't'
} SampleStateKind;

/* what all rows of an aggregate must agree on */
typedef struct SampleParameters
{
	uint64_t	max_gap_us;		/* of power_energy; first, since each row looks at it */
	int64_t		since;			/* INT64_MIN: no bound */
	int64_t		until;			/* INT64_MAX: no bound */
	double		max_w;			/* of counter_energy; infinite: counter_increase */
	double		wrap_j;			/* of counter_energy; 0: does not wrap */
} SampleParameters;

typedef struct SampleState
{
	int32_t		header;			/* the server's length word, where the bytes lie behind the struct */
	int16_t		version;		/* SAMPLE_STATE_VERSION */
	int16_t		kind;			/* a SampleStateKind */
	int64_t		base;			/* of the stage */
	uint32_t	staged;			/* samples there, each later than those in the log and before it */
	uint32_t	latest;			/* offset of the last of all, there or gone to the log; UINT32_MAX: the stage has not begun */
	SampleParameters parameters;	/* what each row looks at ends with its max_gap_us; the stage is only written */
	int64_t		rejected;		/* values that no sample can have, in [since, until) */
	int64_t		before_at;		/* nearest power samples left out because they lie */
	int64_t		after_at;		/* more than max_gap outside [since, until) */
	SamplePiece *pieces;		/* of the log, whose memory belongs to the caller; NULL: none */
	SamplePiece *newest;		/* of them, whose used is only set when the next one comes */
	SampleReal	stage[SAMPLE_STAGE];
	uint8_t    *end;			/* of the bytes in the newest piece */
	uint64_t	room;			/* bytes there, from end on */
	SampleLog	log;
	PowerSummary *summary;		/* of the log; NULL: its samples have to be looked at */
} SampleState;

static inline bool
sample_parameters_equal(const SampleParameters *a, const SampleParameters *b)
{
	return a->since == b->since && a->until == b->until && a->max_gap_us == b->max_gap_us &&
		a->max_w == b->max_w && a->wrap_j == b->wrap_j;
}

extern const SampleParameters sample_parameters_default;

/* without pieces, and without a summary */
extern void sample_state_init(SampleState *state, SampleStateKind kind, const SampleParameters *parameters);

/* a power state without samples is to sum up what it can, there */
extern void sample_state_summarize(SampleState *state, PowerSummary *summary);

/* all samples to the reader of a power gauge with the state's max_gap and no window; where there is a summary only */
extern Status sample_state_read_summary(const SampleState *state, PowerReader *reader);

/* sample_state_add for nearly all samples: onto a stage that has begun and is not full; false if it cannot */
static inline bool
sample_state_append(SampleState *state, int64_t at, float value)
{
	uint64_t	offset = (uint64_t) at - (uint64_t) state->base;
	uint32_t	n = state->staged;

	if (n == SAMPLE_STAGE || sample_real_bits(value) >= SAMPLE_REAL_END || offset > UINT32_MAX ||
		offset <= state->latest)
		return false;
	state->stage[n] = (SampleReal) {(uint32_t) offset, value};
	state->staged = n + 1;
	state->latest = (uint32_t) offset;
	return true;
}

/* a new piece, in memory of the caller's that is aligned as a pointer; its bytes lie behind its struct */
#define SAMPLE_PIECE_BYTES(room)	(sizeof(SamplePiece) + (room))
extern void sample_state_give(SampleState *state, void *memory, size_t size);

/* the log's bytes, to be read: until more is added the newest piece says how much is in it, too */
extern const SamplePiece *sample_state_pieces(const SampleState *state);

/* bytes of a log, which nobody writes to, as its only piece; the struct of a piece is the caller's */
extern void sample_state_take(SampleState *state, SamplePiece *piece, uint8_t *bytes);

/*
 * The stage goes to the log, if there is room for it, and stays open for what
 * comes after it.  Whoever calls this never need not: a full stage goes with the next
 * sample, but then that sample waits for memory that is far away.
 */
extern void sample_state_settle(SampleState *state);

/*
 * One sample at a finite time.
 * CORE_NEED_MEMORY: it was not added, a piece of SAMPLE_STATE_ROOM is needed.
 */
extern Status sample_state_add(SampleState *state, int64_t at, double value);

/*
 * All of another state of the same kind.  CORE_INVALID if the parameters
 * differ, CORE_RANGE if a count overflows, CORE_NEED_MEMORY: a piece of
 * sample_state_merge_room is needed.
 */
extern Status sample_state_merge(SampleState *state, const SampleState *other);

static inline size_t
sample_state_merge_room(const SampleState *other)
{
	return other->log.used + 1 + 2 * SAMPLE_STATE_ROOM;
}

/* how many samples it has; all of them into samples[0..n), in the order in which they came */
static inline int64_t
sample_state_count(const SampleState *state)
{
	return state->log.n + state->staged;
}

extern Status sample_state_samples(const SampleState *state, Sample *samples, SamplePoll poll);

/* all samples to a visitor, in the order in which they came */
extern Status sample_state_visit_all(const SampleState *state, SampleVisitor visitor, void *reader, SamplePoll poll);

/* the portable form: its largest size, its bytes, and back */
extern size_t sample_state_wire_size(const SampleState *state);
extern size_t sample_state_write(const SampleState *state, uint8_t *bytes);

/* log has room for n bytes and becomes the bytes of the only piece; CORE_CORRUPT unless every byte is in order */
extern Status sample_state_read(SampleState *state, SamplePiece *piece, uint8_t *log, SampleStateKind kind, const uint8_t *bytes, size_t n, SamplePoll poll);

#endif							/* COLOSSUS_STATE_SAMPLE_STATE_H */
