/*
 * sample_state.c
 *		The state of the aggregates over samples.
 */
#include "state/sample_state.h"

#include <math.h>

#include "core/compiler.h"
#include "core/wire.h"

#define WIRE_VERSION	1

/* version, kind, five parameters, rejected, before_at, after_at; then the log and a checksum */
#define WIRE_FIELDS		(2 + 5 * 8 + 3 * 8)
#define WIRE_CHECKSUM	4

/* more than any table holds, and far from an overflow */
#define REJECTED_MAX	(INT64_MAX / 2)

const SampleParameters sample_parameters_default = {0, INT64_MIN, INT64_MAX, 0, 0};

void
sample_state_init(SampleState *state, SampleStateKind kind, const SampleParameters *parameters)
{
	state->header = 0;
	state->version = SAMPLE_STATE_VERSION;
	state->kind = (int16_t) kind;
	state->parameters = *parameters;
	state->rejected = 0;
	state->before_at = INT64_MIN;
	state->after_at = INT64_MAX;
	state->base = 0;
	state->staged = 0;
	state->latest = UINT32_MAX;
	memset(state->stage, 0, sizeof(state->stage));
	sample_log_init(&state->log);
	state->pieces = NULL;
	state->newest = NULL;
	state->end = NULL;
	state->room = 0;
	state->summary = NULL;
}

void
sample_state_summarize(SampleState *state, PowerSummary *summary)
{
	memset(summary, 0, sizeof(PowerSummary));
	summary->peak_w = -1;
	state->summary = summary;
}

const SamplePiece *
sample_state_pieces(const SampleState *state)
{
	if (state->newest != NULL)
		state->newest->used = (uint64_t) (state->end - state->newest->bytes);
	return state->pieces;
}

void
sample_state_give(SampleState *state, void *memory, size_t size)
{
	SamplePiece *piece = memory;

	(void) sample_state_pieces(state);
	*piece = (SamplePiece) {NULL, (uint8_t *) (piece + 1), 0};
	if (state->newest == NULL)
		state->pieces = piece;
	else
		state->newest->next = piece;
	state->newest = piece;
	state->end = piece->bytes;
	state->room = size - sizeof(SamplePiece);
}

void
sample_state_take(SampleState *state, SamplePiece *piece, uint8_t *bytes)
{
	*piece = (SamplePiece) {NULL, bytes, state->log.used};
	state->pieces = piece;
	state->newest = piece;
	state->end = bytes + state->log.used;
	state->room = 0;
}

/* the log goes up to there now */
static inline void
set_end(SampleState *state, uint8_t *end)
{
	state->room -= (uint64_t) (end - state->end);
	state->end = end;
}

/* since - max_gap and until + max_gap, where they exist */
static int64_t
oldest_useful(const SampleParameters *p)
{
	if (p->since == INT64_MIN || p->max_gap_us > (uint64_t) INT64_MAX ||
		p->since < INT64_MIN + (int64_t) p->max_gap_us)
		return INT64_MIN;
	return p->since - (int64_t) p->max_gap_us;
}

static int64_t
newest_useful(const SampleParameters *p)
{
	if (p->until == INT64_MAX || p->max_gap_us > (uint64_t) INT64_MAX ||
		p->until > INT64_MAX - (int64_t) p->max_gap_us)
		return INT64_MAX;
	return p->until + (int64_t) p->max_gap_us;
}

static inline Sample
staged_sample(const SampleState *state, uint32_t i)
{
	return (Sample) {state->base + state->stage[i].offset, state->stage[i].value};
}

/* the stage of a state goes to the end of a log, which need not be its own */
static inline uint8_t *
append_staged(SampleLog *log, uint8_t *end, const SampleState *state)
{
	return sample_log_append_reals(log, end, state->base, state->stage, state->staged);
}

/* a stage's intervals from the i-th sample's on, the first of which begins somewhere else */
typedef struct StageLook
{
	const SampleReal *reals;
	uint64_t	us;				/* to reals[0] */
} StageLook;

/* a BookLook: the offsets of a stage rise */
static inlined bool
look(const void *stage_look, size_t i, BookEnd *end)
{
	const StageLook *stage = stage_look;
	const SampleReal *to = stage->reals + i;

	*end = book_end_real(i > 0 ? to[0].offset - to[-1].offset : stage->us, to->value);
	return true;
}

/*
 * The stage, which is about to go to the log, is summed up.  Where an interval is too
 * large for book_intervals there is no summary from here on.
 */
static inline void
summarize_stage(SampleState *state)
{
	PowerSummary *s = state->summary;
	const SampleReal *reals = state->stage;
	size_t		n = state->staged;
	BookSums	booked;

	if (s == NULL || n == 0)
		return;
	if (s->samples == 0)
	{
		s->first_at = s->last_at = state->base + reals->offset;
		s->first_w = s->last_w = reals->value;
		s->samples = 1;
		reals++;
		n--;
	}
	if (n > 0)
	{
		StageLook	stage = {reals, interval_us(s->last_at, state->base + reals->offset)};

		if (book_intervals(&booked, &stage, n, book_end_real(0, (float) s->last_w), state->parameters.max_gap_us, look) < n)
		{
			state->summary = NULL;
			return;
		}
		s->last_at = state->base + reals[n - 1].offset;
		s->last_w = reals[n - 1].value;
		s->peak_w = booked.peak_w > s->peak_w ? booked.peak_w : s->peak_w;
		s->energy_nj += booked.energy_nj;
		s->lower_nj += booked.lower_nj;
		s->upper_nj += booked.upper_nj;
		s->gap_us += booked.gap_us;
		s->gaps += booked.gaps;
		s->samples += (int64_t) n;
	}
}

/* where a piece is nearly full it may still have room for what this stage takes */
static rare bool
stage_fits_closely(SampleState *state)
{
	uint8_t		bytes[SAMPLE_STATE_ROOM];
	SampleLog	log = state->log;
	size_t		n = (size_t) (append_staged(&log, bytes, state) - bytes);

	if (n > state->room)
		return false;
	summarize_stage(state);
	/* a state without pieces has no end to copy nothing to */
	if (n > 0)
		memcpy(state->end, bytes, n);
	set_end(state, state->end + n);
	state->log = log;
	state->staged = 0;
	return true;
}

/* the stage goes to the log and is empty; false, and nothing is done, without room for it */
static inline bool
empty_stage(SampleState *state)
{
	if (state->room < SAMPLE_STATE_ROOM)
		return stage_fits_closely(state);
	summarize_stage(state);
	set_end(state, append_staged(&state->log, state->end, state));
	state->staged = 0;
	return true;
}

void
sample_state_settle(SampleState *state)
{
	(void) empty_stage(state);
}

/*
 * May the stage begin with this sample?  Not where a window has to be looked at for
 * each row, nor where samples could stand there that are no times.
 */
static inline bool
may_stage(const SampleState *state, int64_t at, double value)
{
	const SampleParameters *p = &state->parameters;

	return p->since == INT64_MIN && p->until == INT64_MAX && sample_is_real(value) &&
		sample_real_bits((float) value) < SAMPLE_REAL_END &&
		(state->log.n == 0 || at > state->log.last.at) && sample_time_valid(at + UINT32_MAX);
}

Status
sample_state_add(SampleState *state, int64_t at, double value)
{
	const SampleParameters *p = &state->parameters;

	if (state->kind == SAMPLE_STATE_TRACE)
		value = sample_canonical(value);
	else if (!(value >= 0) || isinf(value))
	{
		state->rejected += at >= p->since && at < p->until;
		return CORE_OK;
	}
	else if (state->kind == SAMPLE_STATE_POWER && (p->since != INT64_MIN || p->until != INT64_MAX))
	{
		/*
		 * No interval from so far outside reaches in, but a gap does, and of
		 * a gap only the nearest end matters.
		 */
		if (at < oldest_useful(p))
		{
			if (at > state->before_at)
				state->before_at = at;
			return CORE_OK;
		}
		if (at > newest_useful(p))
		{
			if (at < state->after_at)
				state->after_at = at;
			return CORE_OK;
		}
	}
	if (sample_is_real(value) && sample_state_append(state, at, (float) value))
		return CORE_OK;
	/* the stage ends: what comes next has to begin one */
	if (!empty_stage(state))
		return CORE_NEED_MEMORY;
	state->latest = UINT32_MAX;
	if (may_stage(state, at, value))
	{
		state->base = at;
		state->stage[0] = (SampleReal) {0, (float) value};
		state->staged = 1;
		state->latest = 0;
	}
	else if (state->room < SAMPLE_LOG_ROOM)
		return CORE_NEED_MEMORY;
	else
	{
		state->summary = NULL;
		set_end(state, sample_log_append(&state->log, state->end, at, value));
	}
	return CORE_OK;
}

Status
sample_state_merge(SampleState *state, const SampleState *other)
{
	if (!sample_parameters_equal(&state->parameters, &other->parameters))
		return CORE_INVALID;
	if (state->rejected > REJECTED_MAX - other->rejected)
		return CORE_RANGE;
	if (state->room < sample_state_merge_room(other))
		return CORE_NEED_MEMORY;
	state->summary = NULL;
	(void) empty_stage(state);
	state->latest = UINT32_MAX;
	set_end(state, sample_log_concat(&state->log, state->end, &other->log, sample_state_pieces(other)));
	set_end(state, append_staged(&state->log, state->end, other));
	state->rejected += other->rejected;
	if (other->before_at > state->before_at)
		state->before_at = other->before_at;
	if (other->after_at < state->after_at)
		state->after_at = other->after_at;
	return CORE_OK;
}

Status
sample_state_samples(const SampleState *state, Sample *samples, SamplePoll poll)
{
	for (uint32_t i = 0; i < state->staged; i++)
		samples[state->log.n + i] = staged_sample(state, i);
	return sample_log_samples(&state->log, sample_state_pieces(state), samples, poll);
}

static Status
visit_staged(const SampleState *state, SampleVisitor visitor, void *reader)
{
	Sample		samples[SAMPLE_STAGE];

	for (uint32_t i = 0; i < state->staged; i++)
		samples[i] = staged_sample(state, i);
	return visitor(reader, samples, state->staged);
}

Status
sample_state_visit_all(const SampleState *state, SampleVisitor visitor, void *reader, SamplePoll poll)
{
	Status		status = sample_log_visit(sample_state_pieces(state), visitor, reader, poll);

	return status == CORE_OK ? visit_staged(state, visitor, reader) : status;
}

Status
sample_state_read_summary(const SampleState *state, PowerReader *reader)
{
	Status		status = CORE_OK;

	if (state->summary->samples > 0)
		status = power_reader_push_summary(reader, state->summary);
	return status == CORE_OK ? visit_staged(state, power_reader_push_many, reader) : status;
}

size_t
sample_state_wire_size(const SampleState *state)
{
	return WIRE_FIELDS + state->log.used + state->staged * SAMPLE_LOG_ROOM + WIRE_CHECKSUM;
}

size_t
sample_state_write(const SampleState *state, uint8_t *bytes)
{
	uint8_t    *p = bytes;
	SampleLog	log = state->log;

	*p++ = WIRE_VERSION;
	*p++ = (uint8_t) state->kind;
	p = wire_put(p, (uint64_t) state->parameters.since, 8);
	p = wire_put(p, (uint64_t) state->parameters.until, 8);
	p = wire_put(p, state->parameters.max_gap_us, 8);
	p = wire_put(p, sample_bits(state->parameters.max_w), 8);
	p = wire_put(p, sample_bits(state->parameters.wrap_j), 8);
	p = wire_put(p, (uint64_t) state->rejected, 8);
	p = wire_put(p, (uint64_t) state->before_at, 8);
	p = wire_put(p, (uint64_t) state->after_at, 8);
	p = append_staged(&log, sample_pieces_copy(p, sample_state_pieces(state)), state);
	p = wire_put(p, wire_checksum(bytes, (size_t) (p - bytes)), WIRE_CHECKSUM);
	return (size_t) (p - bytes);
}

/* the parameters and counts could have come from rows */
static bool
fields_valid(const SampleState *state)
{
	const SampleParameters *p = &state->parameters;

	if (state->rejected < 0 || state->rejected > REJECTED_MAX)
		return false;
	switch ((SampleStateKind) state->kind)
	{
		case SAMPLE_STATE_POWER:
			return p->max_gap_us > 0 && p->max_gap_us <= (uint64_t) INT64_MAX && p->max_w == 0 && p->wrap_j == 0 &&
				(state->before_at == INT64_MIN ||
				 (sample_time_valid(state->before_at) && state->before_at < oldest_useful(p))) &&
				(state->after_at == INT64_MAX ||
				 (sample_time_valid(state->after_at) && state->after_at > newest_useful(p)));
		case SAMPLE_STATE_COUNTER:
			return p->max_gap_us == 0 && p->max_w > 0 && p->wrap_j >= 0 && !isinf(p->wrap_j) &&
				state->before_at == INT64_MIN && state->after_at == INT64_MAX;
		case SAMPLE_STATE_TRACE:
			return sample_parameters_equal(p, &sample_parameters_default) && state->rejected == 0 &&
				state->before_at == INT64_MIN && state->after_at == INT64_MAX;
	}
	return false;
}

/* a SampleVisitor of samples that were written by the aggregate, which lets no other value in */
static Status
accepted(void *unused, const Sample *samples, size_t n)
{
	bool		good = true;

	(void) unused;
	for (size_t i = 0; i < n; i++)
		good = good && samples[i].value >= 0 && !isinf(samples[i].value);
	return good ? CORE_OK : CORE_CORRUPT;
}

Status
sample_state_read(SampleState *state, SamplePiece *piece, uint8_t *log, SampleStateKind kind, const uint8_t *bytes, size_t n, SamplePoll poll)
{
	const uint8_t *p = bytes + 2;
	SampleParameters parameters;
	size_t		used;
	Status		status;

	if (n < WIRE_FIELDS + WIRE_CHECKSUM || bytes[0] != WIRE_VERSION || bytes[1] != kind ||
		wire_get(bytes + n - WIRE_CHECKSUM, WIRE_CHECKSUM) != wire_checksum(bytes, n - WIRE_CHECKSUM))
		return CORE_CORRUPT;
	parameters.since = (int64_t) wire_get(p, 8);
	parameters.until = (int64_t) wire_get(p + 8, 8);
	parameters.max_gap_us = wire_get(p + 16, 8);
	parameters.max_w = sample_from_bits(wire_get(p + 24, 8));
	parameters.wrap_j = sample_from_bits(wire_get(p + 32, 8));
	sample_state_init(state, kind, &parameters);
	state->rejected = (int64_t) wire_get(p + 40, 8);
	state->before_at = (int64_t) wire_get(p + 48, 8);
	state->after_at = (int64_t) wire_get(p + 56, 8);
	if (!fields_valid(state))
		return CORE_CORRUPT;
	used = n - WIRE_FIELDS - WIRE_CHECKSUM;
	memcpy(log, bytes + WIRE_FIELDS, used);
	status = sample_log_restore(&state->log, log, used, poll);
	if (status != CORE_OK)
		return status;
	sample_state_take(state, piece, log);
	if (kind == SAMPLE_STATE_TRACE)
		return CORE_OK;
	return sample_log_visit(state->pieces, accepted, NULL, poll);
}
