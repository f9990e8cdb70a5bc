/*
 * sample_state.h
 *		The state of power_energy, counter_energy, counter_increase and trace:
 *		parameters, counts and a sample log.
 *
 * It is the body of the SQL types power_state, counter_state and trace_state.
 * In memory it is this struct with the log's bytes behind it; as text and
 * between servers it is a version byte, the fields in little-endian order, the
 * log and a checksum.  Nothing of what follows from the log is stored: reading
 * a state walks through its log and computes it again.
 */
#ifndef COLOSSUS_STATE_SAMPLE_STATE_H
#define COLOSSUS_STATE_SAMPLE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/sample_log.h"

typedef enum SampleStateKind
{
	SAMPLE_STATE_POWER = 'p',
	SAMPLE_STATE_COUNTER = 'c',
	SAMPLE_STATE_TRACE = 't'
} SampleStateKind;

/* what all rows of an aggregate must agree on */
typedef struct SampleParameters
{
	int64_t		since;			/* INT64_MIN: no bound */
	int64_t		until;			/* INT64_MAX: no bound */
	uint64_t	max_gap_us;		/* of power_energy */
	double		max_w;			/* of counter_energy; infinite: counter_increase */
	double		wrap_j;			/* of counter_energy; 0: does not wrap */
} SampleParameters;

typedef struct SampleState
{
	int32_t		header;			/* the server's length word */
	int32_t		kind;			/* a SampleStateKind */
	SampleParameters parameters;
	SampleLog	log;			/* what each row touches lies together up to here */
	int64_t		rejected;		/* values that no sample can have, in [since, until) */
	int64_t		before_at;		/* nearest power samples left out because they lie */
	int64_t		after_at;		/* more than max_gap outside [since, until) */
} SampleState;

static inline uint8_t *
sample_state_bytes(SampleState *state)
{
	return (uint8_t *) (state + 1);
}

static inline const uint8_t *
sample_state_const_bytes(const SampleState *state)
{
	return (const uint8_t *) (state + 1);
}

/* bytes of the state in memory, without spare room */
static inline size_t
sample_state_size(const SampleState *state)
{
	return sizeof(SampleState) + state->log.used;
}

static inline bool
sample_parameters_equal(const SampleParameters *a, const SampleParameters *b)
{
	return a->since == b->since && a->until == b->until && a->max_gap_us == b->max_gap_us &&
		a->max_w == b->max_w && a->wrap_j == b->wrap_j;
}

extern const SampleParameters sample_parameters_default;

extern void sample_state_init(SampleState *state, SampleStateKind kind, const SampleParameters *parameters);

/*
 * One sample at a finite time; capacity is the size of the memory at state.
 * CORE_NEED_MEMORY: nothing was done, room for SAMPLE_LOG_ROOM more is needed.
 */
extern Status sample_state_add(SampleState *state, size_t capacity, int64_t at, double value);

/*
 * All of another state of the same kind.  CORE_INVALID if the parameters
 * differ, CORE_RANGE if a count overflows, CORE_NEED_MEMORY: room for
 * other->log.used + 1 more is needed.
 */
extern Status sample_state_merge(SampleState *state, size_t capacity, const SampleState *other);

/* the portable form: its largest size, its bytes, and back */
extern size_t sample_state_wire_size(const SampleState *state);
extern size_t sample_state_write(const SampleState *state, uint8_t *bytes);

/* state has room for sizeof(SampleState) + n; CORE_CORRUPT unless every byte is in order */
extern Status sample_state_read(SampleState *state, SampleStateKind kind, const uint8_t *bytes, size_t n, SamplePoll poll);

#endif							/* COLOSSUS_STATE_SAMPLE_STATE_H */
