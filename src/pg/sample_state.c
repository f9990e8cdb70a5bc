/*
 * sample_state.c
 *		The types power_state, counter_state and trace_state: their input and
 *		output, and what the aggregates over them share.
 *
 * The states are ordinary SQL types, not internal: partial aggregates can then
 * travel between servers as text, which lets a distributed database split the
 * aggregate.  In memory they grow by half, in the caller's context: the
 * executor copies the larger value into the aggregate's context and frees the
 * smaller one.
 */
#include "pg/sample_state.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/wire.h"
#include "pg/energy.h"

#define FIRST_ROOM		384		/* bytes of a new log */
#define LARGE_STATE		65536	/* from here on grow by a quarter */

StaticAssertDecl(SAMPLE_TIME_MIN == MIN_TIMESTAMP, "core and server agree on the first timestamp");
StaticAssertDecl(SAMPLE_TIME_END == END_TIMESTAMP, "core and server agree on the last timestamp");
StaticAssertDecl(sizeof(SampleState) % 8 == 0, "the log lies behind the struct");

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

/* a copy with room for more bytes than its log has */
static SampleState *
enlarge(const SampleState *state, Size more)
{
	Size		used = sample_state_size(state);
	Size		size = VARSIZE(state);
	SampleState *larger;

	if (more > MaxAllocSize - used)
		no_room();
	size += size < LARGE_STATE ? size / 2 : size / 4;
	size = Min(MAXALIGN(Max(size, used + more)), MaxAllocSize);
	larger = palloc(size);
	memcpy(larger, state, used);
	memset((char *) larger + used, 0, size - used);
	SET_VARSIZE(larger, size);
	return larger;
}

SampleState *
sample_state_copy(FunctionCallInfo fcinfo)
{
	SampleState *state = (SampleState *) PG_GETARG_POINTER(0);

	if (!VARATT_IS_4B_U(state))
		return (SampleState *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	return enlarge(state, 0);
}

SampleState *
sample_state_new(SampleStateKind kind, const SampleParameters *parameters)
{
	SampleState *state = palloc0(sizeof(SampleState) + FIRST_ROOM);

	SET_VARSIZE(state, sizeof(SampleState) + FIRST_ROOM);
	sample_state_init(state, kind, parameters);
	return state;
}

SampleState *
sample_state_add_slowly(SampleState *state, int64 at, float8 value)
{
	if (unlikely(!sample_time_valid(at)))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("time of a sample must be finite"),
				 errhint("Leave such rows out with WHERE isfinite(...).")));
	if (unlikely(sample_state_add(state, VARSIZE(state), at, value) == CORE_NEED_MEMORY))
	{
		state = enlarge(state, SAMPLE_STATE_ROOM);
		(void) sample_state_add(state, VARSIZE(state), at, value);
	}
	return state;
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

Datum
sample_state_combine(FunctionCallInfo fcinfo, const char *names)
{
	SampleState *state = sample_state_argument(fcinfo);
	SampleState *other;
	Status		status;

	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	other = (SampleState *) PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
	if (state == NULL)
		PG_RETURN_POINTER((Pointer) other == DatumGetPointer(PG_GETARG_DATUM(1)) ? enlarge(other, 0) : other);
	sample_state_check(state, &other->parameters, names);
	status = sample_state_merge(state, VARSIZE(state), other);
	if (status == CORE_NEED_MEMORY)
	{
		state = enlarge(state, other->log.used + 1 + 2 * SAMPLE_STATE_ROOM);
		status = sample_state_merge(state, VARSIZE(state), other);
	}
	sample_check(status);
	PG_RETURN_POINTER(state);
}

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
	sample_check(sample_state_samples(state, samples));
	sample_check(sample_sort(samples, scratch, n, sample_poll, &sorted));
	sample_check(sample_visit(sorted, n, visitor, reader, sample_poll));
	pfree(samples);
	pfree(scratch);
}

static const char *
kind_name(SampleStateKind kind)
{
	switch (kind)
	{
		case SAMPLE_STATE_POWER:
			return "power_state";
		case SAMPLE_STATE_COUNTER:
			return "counter_state";
		case SAMPLE_STATE_TRACE:
			return "trace_state";
	}
	return "state";
}

/* NULL unless the bytes are a state of the kind */
static SampleState *
read_state(SampleStateKind kind, const uint8 *bytes, Size n)
{
	Size		size = sizeof(SampleState) + n;
	SampleState *state;

	if (!AllocSizeIsValid(size))
		no_room();
	state = palloc0(size);
	if (sample_state_read(state, kind, bytes, n, sample_poll) != CORE_OK)
		return NULL;
	SET_VARSIZE(state, sample_state_size(state));
	return state;
}

static Datum
state_in(FunctionCallInfo fcinfo, SampleStateKind kind)
{
	const char *text = PG_GETARG_CSTRING(0);
	Size		length = strlen(text);
	uint8	   *bytes = palloc(length / 4 * 3 + 3);
	SampleState *state = NULL;
	Size		n;

	if (wire_base64_decode(text, length, bytes, &n))
		state = read_state(kind, bytes, n);
	if (state == NULL)
		input_error(fcinfo,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s", kind_name(kind)),
					 errdetail("It is written in base64, with a version and a checksum.")));
	PG_RETURN_POINTER(state);
}

static Datum
state_out(FunctionCallInfo fcinfo)
{
	SampleState *state = (SampleState *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	Size		size = sample_state_wire_size(state);
	uint8	   *bytes = palloc(size);
	char	   *text;

	if (!AllocSizeIsValid(wire_base64_length(size) + 1))
		no_room();
	text = palloc(wire_base64_length(size) + 1);
	*wire_base64_encode(bytes, sample_state_write(state, bytes), text) = '\0';
	PG_RETURN_CSTRING(text);
}

static Datum
state_recv(FunctionCallInfo fcinfo, SampleStateKind kind)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			n = message->len - message->cursor;
	SampleState *state = read_state(kind, (const uint8 *) pq_getmsgbytes(message, n), n);

	if (state == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary representation of type %s", kind_name(kind))));
	PG_RETURN_POINTER(state);
}

static Datum
state_send(FunctionCallInfo fcinfo)
{
	SampleState *state = (SampleState *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	Size		size = sample_state_wire_size(state);
	bytea	   *result;

	if (!AllocSizeIsValid(VARHDRSZ + size))
		no_room();
	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + sample_state_write(state, (uint8 *) VARDATA(result)));
	PG_RETURN_BYTEA_P(result);
}

#define STATE_IO(type, kind) \
	PG_FUNCTION_INFO_V1(colossus_##type##_in); \
	Datum colossus_##type##_in(PG_FUNCTION_ARGS) { return state_in(fcinfo, kind); } \
	PG_FUNCTION_INFO_V1(colossus_##type##_out); \
	Datum colossus_##type##_out(PG_FUNCTION_ARGS) { return state_out(fcinfo); } \
	PG_FUNCTION_INFO_V1(colossus_##type##_recv); \
	Datum colossus_##type##_recv(PG_FUNCTION_ARGS) { return state_recv(fcinfo, kind); } \
	PG_FUNCTION_INFO_V1(colossus_##type##_send); \
	Datum colossus_##type##_send(PG_FUNCTION_ARGS) { return state_send(fcinfo); } \
	extern Datum colossus_##type##_in(PG_FUNCTION_ARGS)

STATE_IO(power_state, SAMPLE_STATE_POWER);
STATE_IO(counter_state, SAMPLE_STATE_COUNTER);
STATE_IO(trace_state, SAMPLE_STATE_TRACE);

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
