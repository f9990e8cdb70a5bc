/*
 * sample_state.c
 *		The types power_state, counter_state and trace_state: their input and
 *		output, and what the aggregates over them share.
 *
 * The states are ordinary SQL types, not internal: partial aggregates can then
 * travel between servers as text, which lets a distributed database split the
 * aggregate.  While they grow they are expanded objects: the structs of all groups
 * lie close together, and so do the pieces that their logs are filling.  All states
 * of one aggregate context live in one context below it, as those of fleet_energy.c
 * and for its reasons.  The flat form is the struct with the log behind it.
 */
#include "pg/sample_state.h"

#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/energy.h"
#include "pg/state_io.h"

/*
 * Bytes of a piece of a log: the first one of a small group, and all after it.  Powers of
 * two are what a memory context gives.
 */
#define FIRST_PIECE		512
#define PIECE			1024

StaticAssertDecl(SAMPLE_TIME_MIN == MIN_TIMESTAMP, "core and server agree on the first timestamp");
StaticAssertDecl(SAMPLE_TIME_END == END_TIMESTAMP, "core and server agree on the last timestamp");
StaticAssertDecl(sizeof(SampleState) % 8 == 0, "the log lies behind the struct");
StaticAssertDecl(FIRST_PIECE >= SAMPLE_PIECE_BYTES(SAMPLE_STATE_ROOM), "any stage fits into a new piece");

bool
sample_poll(void)
{
	CHECK_FOR_INTERRUPTS();
	return true;
}

void
sample_check(Status status)
{
	if (status == CORE_CORRUPT)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored samples are corrupt")));
	energy_check(status);
}

static void
no_room(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("the samples of one group exceed 1 GB"),
			 errhint("GROUP BY device and by day; for one energy over many devices use fleet_energy, which does not keep samples.")));
}

#define CONTEXT_NAME "colossus sample states"

static Size flat_size(ExpandedObjectHeader *header);
static void flatten_into(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods samples_methods = {flat_size, flatten_into};

/* the log gets a piece with room for so much; all that it may come to hold must fit into a value */
static void
enlarge(ExpandedSamples *samples, Size more)
{
	SampleState *state = &samples->state;
	Size		size = Max(SAMPLE_PIECE_BYTES(more), state->pieces == NULL ? FIRST_PIECE : PIECE);

	if (state->log.used + size > MaxAllocSize - sizeof(SampleState))
		no_room();
	sample_state_give(state, MemoryContextAlloc(samples->hdr.eoh_context, size), size);
}

ExpandedSamples *sample_state_latest = NULL;

static inline Size
samples_size(SampleStateKind kind)
{
	return kind == SAMPLE_STATE_POWER ? sizeof(ExpandedSamples) : offsetof(ExpandedSamples, summary);
}

/*
 * States whose stage became full lately, in a ring.  To bring a stage to its log takes
 * the rest of the struct and the end of the piece that the log is filling, and
 * both are far away when the next row comes: what that row would wait for is called for
 * here, and used when it has come.  They are hints and no more.  A state whose next row
 * comes first sees to its stage itself, and one that waits here at the end is read as it is.
 */
#define FILLED	8
static ExpandedSamples *filled[FILLED];
static unsigned filled_at;

void
sample_state_full(ExpandedSamples *samples)
{
	ExpandedSamples *oldest = filled[filled_at % FILLED];
	const ExpandedSamples *half = filled[(filled_at + FILLED / 2) % FILLED];

	filled[filled_at++ % FILLED] = samples;
	for (Size at = SAMPLES_HOT + SAMPLES_LINE; at < samples_size(samples->state.kind); at += SAMPLES_LINE)
		__builtin_prefetch((const char *) samples + at, 1);
	/* where its log ends is known by now; what a stage makes of it may take two lines */
	if (half != NULL)
	{
		__builtin_prefetch(half->state.end, 1);
		__builtin_prefetch(half->state.end + SAMPLES_LINE, 1);
	}
	if (oldest != NULL && oldest->state.staged == SAMPLE_STAGE)
		sample_state_settle(&oldest->state);
}

/* a context of states goes: a MemoryContextCallbackFunction */
static void
forget_states(void *context)
{
	if (sample_state_latest != NULL && sample_state_latest->hdr.eoh_context == context)
		sample_state_latest = NULL;
	for (int i = 0; i < FILLED; i++)
	{
		if (filled[i] != NULL && filled[i]->hdr.eoh_context == context)
			filled[i] = NULL;
	}
}

/*
 * Called by hand, without an aggregate, it lives as long as the call.  The first state of a
 * context registers what forgets its states when the context goes: the next query's states
 * may lie at the same addresses.
 */
ExpandedSamples *
sample_state_new(FunctionCallInfo fcinfo, SampleStateKind kind, const SampleParameters *parameters)
{
	MemoryContext aggregate;
	MemoryContext context;
	ExpandedSamples *samples;

	if (AggCheckCallContext(fcinfo, &aggregate) == 0)
		aggregate = CurrentMemoryContext;
	context = colossus_states_context(aggregate, CONTEXT_NAME);
	if (MemoryContextIsEmpty(context))
	{
		MemoryContextCallback *callback = MemoryContextAlloc(context, sizeof(MemoryContextCallback));

		*callback = (MemoryContextCallback) {forget_states, context, NULL};
		MemoryContextRegisterResetCallback(context, callback);
	}
	samples = MemoryContextAllocZero(context, samples_size(kind) + SAMPLES_LINE);
	samples = (ExpandedSamples *) (TYPEALIGN(SAMPLES_LINE, (char *) samples + SAMPLES_HOT) - SAMPLES_HOT);
	EOH_init_header(&samples->hdr, &samples_methods, context);
	samples->next = samples;
	sample_state_init(&samples->state, kind, parameters);
	if (kind == SAMPLE_STATE_POWER)
		sample_state_summarize(&samples->state, &samples->summary);
	return samples;
}

/*
 * A flat state is copied but for its log, which is read where it lies, as the only piece: the
 * struct's pointers must be set, and a datum in a table may not be written to.
 */
const SampleState *
sample_state_to_read(Datum datum)
{
	const struct varlena *flat;
	SampleState *state;
	SamplePiece *piece;

	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)) && DatumGetEOHP(datum)->eoh_methods == &samples_methods)
		return &((ExpandedSamples *) DatumGetEOHP(datum))->state;
	flat = PG_DETOAST_DATUM(datum);
	state = palloc(sizeof(SampleState));
	memcpy(state, flat, sizeof(SampleState));
	/* what an update reads of older forms begins here */
	if (state->version != SAMPLE_STATE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored samples have form %d, but this release reads form %d", state->version, SAMPLE_STATE_VERSION)));
	piece = palloc(sizeof(SamplePiece));
	sample_state_take(state, piece, (uint8 *) flat + sizeof(SampleState));
	return state;
}

/* appends all of another state, which has the same parameters */
static void
merge_into(ExpandedSamples *samples, const SampleState *other)
{
	Status		status = sample_state_merge(&samples->state, other);

	if (status == CORE_NEED_MEMORY)
	{
		enlarge(samples, sample_state_merge_room(other));
		status = sample_state_merge(&samples->state, other);
	}
	sample_check(status);
}

/* a flat state has its log behind it, wherever it lies, and nothing else */
static void
forget_pieces(SampleState *flat)
{
	flat->summary = NULL;
	flat->pieces = flat->newest = NULL;
	flat->end = NULL;
	flat->room = 0;
}

ExpandedSamples *
sample_state_expand(FunctionCallInfo fcinfo)
{
	const SampleState *state = sample_state_to_read(PG_GETARG_DATUM(0));
	ExpandedSamples *samples = sample_state_new(fcinfo, state->kind, &state->parameters);

	merge_into(samples, state);
	return samples;
}

static Size
flat_size(ExpandedObjectHeader *header)
{
	return sizeof(SampleState) + ((ExpandedSamples *) header)->state.log.used;
}

static void
flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	const SampleState *state = &((ExpandedSamples *) header)->state;

	memcpy(result, state, sizeof(SampleState));
	(void) sample_pieces_copy((uint8 *) result + sizeof(SampleState), sample_state_pieces(state));
	forget_pieces(result);
	SET_VARSIZE(result, size);
}

/*
 * All rows that the stage does not take: the first of a state, late ones, values that are no
 * reals, times with a window to be looked at, and every one that needs memory.
 */
void
sample_state_add_slowly(ExpandedSamples *samples, int64 at, float8 value)
{
	if (unlikely(!sample_time_valid(at)))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("time of a sample must be finite"),
				 errhint("Leave such rows out with WHERE isfinite(...).")));
	if (unlikely(sample_state_add(&samples->state, at, value) == CORE_NEED_MEMORY))
	{
		enlarge(samples, SAMPLE_STATE_ROOM);
		(void) sample_state_add(&samples->state, at, value);
	}
}

void
sample_state_check(const SampleState *state, const SampleParameters *parameters, const char *names)
{
	if (unlikely(!sample_parameters_equal(&state->parameters, parameters)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be the same in all rows", names)));
}

void
sample_not_null(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", name)));
}

void
sample_window(FunctionCallInfo fcinfo, int argument, SampleParameters *parameters)
{
	if (argument >= PG_NARGS())
		return;
	sample_not_null(fcinfo, argument, "since");
	sample_not_null(fcinfo, argument + 1, "until");
	parameters->since = PG_GETARG_TIMESTAMPTZ(argument);
	parameters->until = PG_GETARG_TIMESTAMPTZ(argument + 1);
	energy_check_window(parameters->since, parameters->until);
}

/* Parameters were compared row by row within each part; between parts they are compared here. */
Datum
sample_state_combine(FunctionCallInfo fcinfo, const char *names)
{
	ExpandedSamples *samples = sample_state_argument(fcinfo);
	const SampleState *other;

	if (PG_ARGISNULL(1))
	{
		if (samples == NULL)
			PG_RETURN_NULL();
		PG_RETURN_SAMPLES(samples);
	}
	other = sample_state_to_read(PG_GETARG_DATUM(1));
	if (samples == NULL)
		samples = sample_state_new(fcinfo, other->kind, &other->parameters);
	sample_state_check(&samples->state, &other->parameters, names);
	merge_into(samples, other);
	PG_RETURN_SAMPLES(samples);
}

/*
 * A log that came in order is decoded a batch at a time, in fixed room.  One that did not is
 * taken into memory whole and sorted: 32 bytes a sample, for as long as the final function runs.
 */
void
sample_state_visit(const SampleState *state, SampleVisitor visitor, void *reader)
{
	Size		n = (Size) sample_state_count(state);
	Sample	   *samples;
	Sample	   *scratch;
	Sample	   *sorted;

	if (state->log.sorted)
	{
		sample_check(sample_state_visit_all(state, visitor, reader, sample_poll));
		return;
	}
	samples = MemoryContextAllocHuge(CurrentMemoryContext, n * sizeof(Sample));
	scratch = MemoryContextAllocHuge(CurrentMemoryContext, n * sizeof(Sample));
	sample_check(sample_state_samples(state, samples, sample_poll));
	sample_check(sample_sort(samples, scratch, n, sample_poll, &sorted));
	sample_check(sample_visit(sorted, n, visitor, reader, sample_poll));
	pfree(samples);
	pfree(scratch);
}

/* the flat form, NULL unless the bytes are a state of the kind */
static struct varlena *
read_state(SampleStateKind kind, const uint8 *bytes, Size n)
{
	Size		size = sizeof(SampleState) + n;
	SampleState *state;
	SamplePiece piece;

	if (!AllocSizeIsValid(size))
		no_room();
	state = palloc0(size);
	if (sample_state_read(state, &piece, (uint8 *) (state + 1), kind, bytes, n, sample_poll) != CORE_OK)
		return NULL;
	forget_pieces(state);
	SET_VARSIZE(state, sizeof(SampleState) + state->log.used);
	return (struct varlena *) state;
}

static struct varlena *
write_state(Datum value)
{
	const SampleState *state = sample_state_to_read(value);
	Size		size = sample_state_wire_size(state);
	struct varlena *result;

	if (!AllocSizeIsValid(VARHDRSZ + size))
		no_room();
	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + sample_state_write(state, (uint8 *) VARDATA(result)));
	return result;
}

#define SAMPLE_STATE_IO(type, kind) \
	static struct varlena *read_##type(const uint8 *bytes, Size n) { return read_state(kind, bytes, n); } \
	static const StateType the_##type = {#type, read_##type, write_state, no_room}; \
	STATE_IO(type, &the_##type)

SAMPLE_STATE_IO(power_state, SAMPLE_STATE_POWER);
SAMPLE_STATE_IO(counter_state, SAMPLE_STATE_COUNTER);
SAMPLE_STATE_IO(trace_state, SAMPLE_STATE_TRACE);

/* the transition function of every overload for timestamp without zone */
PG_FUNCTION_INFO_V1(colossus_no_zone);
Datum
colossus_no_zone(PG_FUNCTION_ARGS)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("time of a sample must have a time zone"),
			 errhint("Add one: at AT TIME ZONE 'UTC', or the zone in which the clock ran.")));
	PG_RETURN_NULL();
}
