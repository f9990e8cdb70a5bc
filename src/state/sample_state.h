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
 * and go to the log together.
 */
#ifndef COLOSSUS_STATE_SAMPLE_STATE_H
#define COLOSSUS_STATE_SAMPLE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/sample_log.h"

/* samples in front of the log */
#define SAMPLE_STAGE		16

/* room that adding a sample needs: the stage may have to go to the log before it */
#define SAMPLE_STATE_ROOM	((SAMPLE_STAGE + 1) * SAMPLE_LOG_ROOM)

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
	uint8_t    *bytes;			/* of the log; they belong to the caller */
	SampleReal	stage[SAMPLE_STAGE];
	SampleLog	log;
} SampleState;

static inline bool
sample_parameters_equal(const SampleParameters *a, const SampleParameters *b)
{
	return a->since == b->since && a->until == b->until && a->max_gap_us == b->max_gap_us &&
		a->max_w == b->max_w && a->wrap_j == b->wrap_j;
}

extern const SampleParameters sample_parameters_default;

/* without bytes: state->bytes is NULL */
extern void sample_state_init(SampleState *state, SampleStateKind kind, const SampleParameters *parameters);

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

/*
 * The stage goes to the log, if the bytes have room for it, and stays open for what
 * comes after it.  Whoever calls this never need not: a full stage goes with the next
 * sample, but then that sample waits for memory that is far away.
 */
extern void sample_state_settle(SampleState *state, size_t capacity);

/*
 * One sample at a finite time; capacity is that of state->bytes.
 * CORE_NEED_MEMORY: nothing was done, room for SAMPLE_STATE_ROOM more is needed.
 */
extern Status sample_state_add(SampleState *state, size_t capacity, int64_t at, double value);

/*
 * All of another state of the same kind.  CORE_INVALID if the parameters
 * differ, CORE_RANGE if a count overflows, CORE_NEED_MEMORY: room for
 * other->log.used + 1 + 2 * SAMPLE_STATE_ROOM more is needed.
 */
extern Status sample_state_merge(SampleState *state, size_t capacity, const SampleState *other);

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

/* log has room for n bytes and becomes state->bytes; CORE_CORRUPT unless every byte is in order */
extern Status sample_state_read(SampleState *state, uint8_t *log, SampleStateKind kind, const uint8_t *bytes, size_t n, SamplePoll poll);

#endif							/* COLOSSUS_STATE_SAMPLE_STATE_H */
