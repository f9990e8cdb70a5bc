/*
 * trace.c
 *		The type trace, its aggregates and the functions over it.
 */
#include "pg/trace.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "common/hashfn.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/interval.h"
#include "core/wire.h"
#include "pg/energy.h"
#include "pg/sample_state.h"
#include "state/co2e.h"

#define NJ_PER_J	UINT32_C(1000000000)
#define US_PER_S	UINT32_C(1000000)

void
trace_check(Status status)
{
	/* all bytes were given: a payload that is not among them was cut off */
	if (status == CORE_CORRUPT || status == CORE_NEED_MEMORY)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored trace is corrupt"),
				 errhint("A checksum does not agree with the bytes; restore the value from its samples or a backup.")));
	energy_check(status);
}

void
trace_open_datum(TraceReader *reader, Datum datum)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);

	trace_check(trace_open(reader, (const uint8 *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)));
}

/*
 * The directory stands in front of the payload and is about an eighth of the value, so one
 * slice of the TOAST table nearly always brings it; trace_front tells whether it did.  What
 * is not in the slice is met as CORE_NEED_MEMORY by whoever asks for a payload.  A compressed
 * or inline value is at hand anyway.
 */
void
trace_open_front(TraceReader *reader, Datum datum)
{
	if (VARATT_IS_EXTERNAL_ONDISK(DatumGetPointer(datum)))
	{
		Size		size = toast_raw_datum_size(datum) - VARHDRSZ;
		Size		front = TRACE_HEAD + size / 8;
		struct varlena *value = PG_DETOAST_DATUM_SLICE(datum, 0, Min(front, (Size) INT_MAX));

		front = trace_front((const uint8 *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
		if (front > 0 && front <= VARSIZE_ANY_EXHDR(value))
		{
			trace_check(trace_open(reader, (const uint8 *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)));
			return;
		}
	}
	trace_open_datum(reader, datum);
}

void
trace_visit_datum(Datum datum, SampleVisitor visitor, void *visited)
{
	TraceReader reader;

	trace_open_datum(&reader, datum);
	trace_check(trace_visit(&reader, INT64_MIN, INT64_MAX, visitor, visited, sample_poll));
}

/* ---- building ---- */

/*
 * Room for more bytes.  It grows by half, so that all pushes together copy each byte a few
 * times at most, and beyond 1 GB: the limit is that of the finished value, which is smaller
 * than its two buffers have room for.
 */
static void
enlarge(TraceBuffer *buffer, Size more)
{
	Size		size = buffer->size + buffer->size / 2 + 2 * more;

	if (buffer->size - buffer->used >= more)
		return;
	if (buffer->bytes == NULL)
		buffer->bytes = MemoryContextAllocHuge(CurrentMemoryContext, size);
	else
		buffer->bytes = repalloc_huge(buffer->bytes, size);
	buffer->size = size;
}

/* before a push: one sample closes one block at most, that is one entry and one payload */
static void
give_room(TraceWriter *writer)
{
	enlarge(&writer->directory, TRACE_ENTRY_MAX);
	enlarge(&writer->payload, TRACE_PAYLOAD_MAX);
	if (trace_writer_size(writer) > MaxAllocSize - VARHDRSZ)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("trace exceeds 1 GB"),
				 errhint("Make one trace for each device and day.")));
}

/* a SampleVisitor; the reader is a TraceWriter */
static Status
write_samples(void *writer, const Sample *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
	{
		if (trace_writer_push(writer, samples[i].at, samples[i].value) == CORE_NEED_MEMORY)
		{
			give_room(writer);
			(void) trace_writer_push(writer, samples[i].at, samples[i].value);
		}
	}
	return CORE_OK;
}

/* the trace of what was written; NULL if nothing was */
static struct varlena *
finish(TraceWriter *writer)
{
	struct varlena *trace;
	Size		size;

	if (trace_writer_end(writer) == CORE_NEED_MEMORY)
	{
		give_room(writer);
		(void) trace_writer_end(writer);
	}
	if (writer->n == 0)
		return NULL;
	give_room(writer);
	size = VARHDRSZ + trace_writer_size(writer);
	trace = palloc(size);
	SET_VARSIZE(trace, size);
	trace_writer_finish(writer, (uint8 *) VARDATA(trace));
	pfree(writer->directory.bytes);
	pfree(writer->payload.bytes);
	return trace;
}

struct varlena *
trace_of_samples(const Sample *samples, Size n)
{
	TraceWriter writer;

	trace_writer_init(&writer);
	(void) write_samples(&writer, samples, n);
	return finish(&writer);
}

/* arguments: state, at, value */
static pg_attribute_always_inline Datum
accumulate(FunctionCallInfo fcinfo, bool real)
{
	ExpandedSamples *samples = sample_state_argument(fcinfo);

	if (unlikely(PG_ARGISNULL(1) || PG_ARGISNULL(2)))
	{
		if (samples == NULL)
			PG_RETURN_NULL();
		PG_RETURN_SAMPLES(samples);
	}
	if (unlikely(samples == NULL))
		samples = sample_state_new(fcinfo, SAMPLE_STATE_TRACE, &sample_parameters_default);
	sample_state_follow(samples);
	if (real)
		sample_state_add_real(samples, PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_FLOAT4(2), PG_GETARG_FLOAT4(2));
	else
		sample_state_add_row(samples, PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_FLOAT8(2));
	PG_RETURN_SAMPLES(samples);
}

PG_FUNCTION_INFO_V1(colossus_trace_accum);
Datum
colossus_trace_accum(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, false);
}

PG_FUNCTION_INFO_V1(colossus_trace_accum_real);
Datum
colossus_trace_accum_real(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, true);
}

/* a SampleVisitor; the reader is an ExpandedSamples */
static Status
add_to_state(void *samples, const Sample *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sample_state_add_row(samples, from[i].at, from[i].value);
	return CORE_OK;
}

/*
 * The samples of a trace go into the state one by one, as rows would: what becomes of them does
 * not depend on how they were cut into traces.
 */
PG_FUNCTION_INFO_V1(colossus_trace_merge_accum);
Datum
colossus_trace_merge_accum(PG_FUNCTION_ARGS)
{
	ExpandedSamples *samples = sample_state_argument(fcinfo);

	if (PG_ARGISNULL(1))
	{
		if (samples == NULL)
			PG_RETURN_NULL();
		PG_RETURN_SAMPLES(samples);
	}
	if (samples == NULL)
		samples = sample_state_new(fcinfo, SAMPLE_STATE_TRACE, &sample_parameters_default);
	trace_visit_datum(PG_GETARG_DATUM(1), add_to_state, samples);
	PG_RETURN_SAMPLES(samples);
}

PG_FUNCTION_INFO_V1(colossus_trace_combine);
Datum
colossus_trace_combine(PG_FUNCTION_ARGS)
{
	return sample_state_combine(fcinfo, "parameters");
}

/*
 * A trace is written in order, so the samples are visited in order.  Of no sample there is no
 * trace: NULL.
 */
PG_FUNCTION_INFO_V1(colossus_trace_final);
Datum
colossus_trace_final(PG_FUNCTION_ARGS)
{
	const SampleState *state = sample_state_to_read(PG_GETARG_DATUM(0));
	TraceWriter writer;
	struct varlena *trace;

	trace_writer_init(&writer);
	sample_state_visit(state, write_samples, &writer);
	trace = finish(&writer);
	if (trace == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(trace);
}

/*
 * Written anew and not cut out of the bytes: equal samples have equal bytes, and a block that
 * was cut would bear a summary that is not its own.
 */
PG_FUNCTION_INFO_V1(colossus_trace_slice);
Datum
colossus_trace_slice(PG_FUNCTION_ARGS)
{
	TraceReader reader;
	TraceWriter writer;
	struct varlena *trace;

	trace_open_datum(&reader, PG_GETARG_DATUM(0));
	trace_writer_init(&writer);
	trace_check(trace_visit(&reader, PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_TIMESTAMPTZ(2), write_samples, &writer, sample_poll));
	trace = finish(&writer);
	if (trace == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(trace);
}

/* ---- input and output ---- */

/*
 * Bytes from outside become a trace only if every block decodes to what its summary says
 * (trace_validate): whoever reads a stored trace afterwards believes its summaries.
 */
static struct varlena *
from_bytes(const uint8 *bytes, Size n)
{
	struct varlena *trace;

	if (trace_validate(bytes, n, sample_poll) != CORE_OK)
		return NULL;
	trace = palloc(VARHDRSZ + n);
	SET_VARSIZE(trace, VARHDRSZ + n);
	memcpy(VARDATA(trace), bytes, n);
	return trace;
}

/* As state_in, with a hint: traces are made from samples, and whoever types one looks for that. */
PG_FUNCTION_INFO_V1(colossus_trace_in);
Datum
colossus_trace_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	Size		length = strlen(text);
	uint8	   *bytes = palloc(length / 4 * 3 + 3);
	struct varlena *trace = NULL;
	Size		n;

	if (wire_base64_decode(text, length, bytes, &n))
		trace = from_bytes(bytes, n);
	if (trace == NULL)
		input_error(fcinfo,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s", "trace"),
					 errdetail("It is written in base64, with a version and checksums."),
					 errhint("Make a trace from samples with the aggregate trace(at, value).")));
	PG_RETURN_POINTER(trace);
}

PG_FUNCTION_INFO_V1(colossus_trace_out);
Datum
colossus_trace_out(PG_FUNCTION_ARGS)
{
	struct varlena *trace = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	Size		n = VARSIZE_ANY_EXHDR(trace);
	char	   *text;

	if (!AllocSizeIsValid(wire_base64_length(n) + 1))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("trace is too large for its text form"),
				 errhint("Read it in binary, or cut it with slice().")));
	text = palloc(wire_base64_length(n) + 1);
	*wire_base64_encode((const uint8 *) VARDATA_ANY(trace), n, text) = '\0';
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(colossus_trace_recv);
Datum
colossus_trace_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			n = message->len - message->cursor;
	struct varlena *trace = from_bytes((const uint8 *) pq_getmsgbytes(message, n), n);

	if (trace == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary representation of type %s", "trace")));
	PG_RETURN_POINTER(trace);
}

PG_FUNCTION_INFO_V1(colossus_trace_send);
Datum
colossus_trace_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(DatumGetByteaPCopy(PG_GETARG_DATUM(0)));
}

/* ---- comparing ---- */

/* by bytes: canonical, so 0 if and only if the samples are the same; the order means nothing */
static int
compare(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	struct varlena *b = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1));
	Size		na = VARSIZE_ANY_EXHDR(a);
	Size		nb = VARSIZE_ANY_EXHDR(b);
	int			result = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(na, nb));

	if (result == 0 && na != nb)
		result = na < nb ? -1 : 1;
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return result < 0 ? -1 : result > 0;
}

/* lengths stand in TOAST pointers, so values of different length are told apart unread */
static bool
same(FunctionCallInfo fcinfo)
{
	return toast_raw_datum_size(PG_GETARG_DATUM(0)) == toast_raw_datum_size(PG_GETARG_DATUM(1)) &&
		compare(fcinfo) == 0;
}

#define COMPARISON(name, expression) \
	PG_FUNCTION_INFO_V1(colossus_trace_##name); \
	Datum colossus_trace_##name(PG_FUNCTION_ARGS) { return expression; } \
	extern Datum colossus_trace_##name(PG_FUNCTION_ARGS)

COMPARISON(cmp, Int32GetDatum(compare(fcinfo)));
COMPARISON(eq, BoolGetDatum(same(fcinfo)));
COMPARISON(ne, BoolGetDatum(!same(fcinfo)));
COMPARISON(lt, BoolGetDatum(compare(fcinfo) < 0));
COMPARISON(le, BoolGetDatum(compare(fcinfo) <= 0));
COMPARISON(gt, BoolGetDatum(compare(fcinfo) > 0));
COMPARISON(ge, BoolGetDatum(compare(fcinfo) >= 0));

/* of the bytes: equal traces have equal bytes, as for comparing */
PG_FUNCTION_INFO_V1(colossus_trace_hash);
Datum
colossus_trace_hash(PG_FUNCTION_ARGS)
{
	struct varlena *trace = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));

	Datum		hash = hash_any((const unsigned char *) VARDATA_ANY(trace), VARSIZE_ANY_EXHDR(trace));

	/* an index calls it for each row in one memory context */
	PG_FREE_IF_COPY(trace, 0);
	return hash;
}

PG_FUNCTION_INFO_V1(colossus_trace_hash_extended);
Datum
colossus_trace_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *trace = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));

	Datum		hash = hash_any_extended((const unsigned char *) VARDATA_ANY(trace), VARSIZE_ANY_EXHDR(trace), PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(trace, 0);
	return hash;
}

/* ---- samples ---- */

/* from the directory alone: no payload is fetched */
PG_FUNCTION_INFO_V1(colossus_trace_sample_count);
Datum
colossus_trace_sample_count(PG_FUNCTION_ARGS)
{
	TraceReader reader;

	trace_open_front(&reader, PG_GETARG_DATUM(0));
	PG_RETURN_INT64((int64) reader.n);
}

typedef struct SamplesState
{
	TraceReader reader;
	Sample		samples[TRACE_BLOCK];
	uint32		n;				/* decoded */
	uint32		i;				/* given out */
} SamplesState;

/*
 * A row a call, and not into a tuplestore: a block is decoded when its first row is asked
 * for, so that a LIMIT ends early, and beside the trace there is room for one block alone.
 */
PG_FUNCTION_INFO_V1(colossus_trace_samples);
Datum
colossus_trace_samples(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	SamplesState *state;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext old;

		context = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		state = palloc0(sizeof(SamplesState));
		trace_open_datum(&state->reader, PointerGetDatum(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0))));
		if (get_call_result_type(fcinfo, NULL, &context->tuple_desc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		context->tuple_desc = BlessTupleDesc(context->tuple_desc);
		context->user_fctx = state;
		MemoryContextSwitchTo(old);
	}
	context = SRF_PERCALL_SETUP();
	state = context->user_fctx;
	if (state->i == state->n)
	{
		TraceBlock	block;
		size_t		payload;

		if (state->reader.left == 0)
			SRF_RETURN_DONE(context);
		trace_check(trace_next_block(&state->reader, &block, &payload));
		trace_check(trace_decode(&state->reader, &block, payload, state->samples));
		state->n = block.n;
		state->i = 0;
	}
	values[0] = TimestampTzGetDatum(state->samples[state->i].at);
	values[1] = Float8GetDatum(state->samples[state->i].value);
	state->i++;
	SRF_RETURN_NEXT(context, HeapTupleGetDatum(heap_form_tuple(context->tuple_desc, values, nulls)));
}

/* ---- energy ---- */

/* what the calls of one query pass on */
typedef struct PowerEnergyCalls
{
	TupleDesc	desc;
	bool		decode;			/* the last trace had to be decoded: read the next one whole */
} PowerEnergyCalls;

/*
 * In the memory of the call site, beside the row type that energy_result_desc would keep
 * there: fn_extra is one pointer.
 */
static PowerEnergyCalls *
power_energy_calls(FunctionCallInfo fcinfo)
{
	PowerEnergyCalls *calls = fcinfo->flinfo->fn_extra;

	if (calls == NULL)
	{
		calls = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(PowerEnergyCalls));
		calls->desc = energy_result_desc(fcinfo);
		fcinfo->flinfo->fn_extra = calls;
	}
	return calls;
}

/*
 * Blocks that the window covers whole, and whose inner gaps max_gap does not cut, are
 * answered by their summaries; the first pass reads the front alone and gives up where a
 * payload is needed.  Traces of one query resemble each other: after one that had to be
 * decoded the next is fetched whole at once.
 */
PG_FUNCTION_INFO_V1(colossus_trace_power_energy);
Datum
colossus_trace_power_energy(PG_FUNCTION_ARGS)
{
	PowerEnergyCalls *calls = power_energy_calls(fcinfo);
	int64		max_gap_us = energy_interval_us(PG_GETARG_INTERVAL_P(1), "max_gap");
	TimestampTz since = PG_GETARG_TIMESTAMPTZ(2);
	TimestampTz until = PG_GETARG_TIMESTAMPTZ(3);
	TraceReader trace;
	PowerReader power;
	Status		status = CORE_NEED_MEMORY;

	energy_check_window(since, until);
	if (!calls->decode)
	{
		trace_open_front(&trace, PG_GETARG_DATUM(0));
		power_reader_init(&power, max_gap_us, since, until);
		status = trace_power(&trace, &power, sample_poll);
	}
	if (status == CORE_NEED_MEMORY)
	{
		trace_open_datum(&trace, PG_GETARG_DATUM(0));
		power_reader_init(&power, max_gap_us, since, until);
		status = trace_power(&trace, &power, sample_poll);
		calls->decode = trace.decoded;
	}
	trace_check(status);
	energy_check(power_reader_end(&power));
	PG_RETURN_DATUM(energy_datum(calls->desc, &power.sum));
}

/* the parts of one trace, by width or by edges, in order of time */
typedef struct PartsState
{
	TraceReader reader;
	uint64		max_gap_us;
	int64		next;			/* start of the next bucket, or number of the next part */
	int64		last;
	int64		width;
	const int64 *edges;
} PartsState;

/*
 * In the context of all calls, which the caller has switched to: the value is copied into it,
 * since the argument goes with the first call.
 */
static PartsState *
start_parts(FunctionCallInfo fcinfo, FuncCallContext *context, const Interval *max_gap)
{
	PartsState *state = palloc0(sizeof(PartsState));

	trace_open_datum(&state->reader, PointerGetDatum(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0))));
	state->max_gap_us = energy_interval_us(max_gap, "max_gap");
	if (get_call_result_type(fcinfo, NULL, &context->tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	context->tuple_desc = BlessTupleDesc(context->tuple_desc);
	context->user_fctx = state;
	return state;
}

/*
 * A row of the part [since, until), with leading columns.
 *
 * The state's reader goes on to the block before since, for the interval that since cuts
 * begins there, and stays; a copy of it reads to until and beyond.  So a trace is walked
 * once for all parts together, and each part is what power_energy of its window is.
 */
static Datum
part_row(FuncCallContext *context, PartsState *state, int64 since, int64 until, int leading)
{
	Datum		values[2 + ENERGY_COLUMNS];
	bool		nulls[2 + ENERGY_COLUMNS] = {false, false};
	TraceReader trace;
	PowerReader power;

	CHECK_FOR_INTERRUPTS();
	trace_check(trace_advance(&state->reader, since));
	trace = state->reader;
	power_reader_init(&power, state->max_gap_us, since, until);
	trace_check(trace_power(&trace, &power, sample_poll));
	energy_check(power_reader_end(&power));
	values[0] = TimestampTzGetDatum(since);
	values[1] = TimestampTzGetDatum(until);
	energy_columns(&power.sum, values + leading, nulls + leading);
	return HeapTupleGetDatum(heap_form_tuple(context->tuple_desc, values, nulls));
}

static void
bucket_range_error(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("bucket is out of range of timestamps")));
}

/* the last of origin + k * width at or before an instant; % rounds to 0, a bucket down */
int64
trace_bucket(int64 at, int64 width, int64 origin)
{
	int64		beside;
	int64		start;

	if (__builtin_sub_overflow(at, origin, &beside))
		bucket_range_error();
	beside %= width;
	if (beside < 0)
		beside += width;
	if (__builtin_sub_overflow(at, beside, &start) || !IS_VALID_TIMESTAMP(start))
		bucket_range_error();
	return start;
}

/*
 * Rows and no array: a bucket is worked out when it is asked for, so that no width is too
 * small for a LIMIT.
 */
PG_FUNCTION_INFO_V1(colossus_trace_buckets);
Datum
colossus_trace_buckets(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	PartsState *state;
	int64		since;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext old;
		int64		origin = PG_GETARG_TIMESTAMPTZ(3);
		int64		first_at;

		context = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		state = start_parts(fcinfo, context, PG_GETARG_INTERVAL_P(2));
		state->width = energy_interval_us(PG_GETARG_INTERVAL_P(1), "width");
		if (TIMESTAMP_NOT_FINITE(origin))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("origin must be finite")));
		trace_check(trace_span(&state->reader, &first_at, &state->last));
		state->next = trace_bucket(first_at, state->width, origin);
		MemoryContextSwitchTo(old);
	}
	context = SRF_PERCALL_SETUP();
	state = context->user_fctx;
	since = state->next;
	if (since > state->last)
		SRF_RETURN_DONE(context);
	/* the last bucket may end behind all timestamps */
	if (__builtin_add_overflow(since, state->width, &state->next))
		state->next = DT_NOEND;
	SRF_RETURN_NEXT(context, part_row(context, state, since, state->next, 1));
}

/*
 * Edges may lie anywhere, outside of the trace and at infinity too; between two that no sample
 * lies between is a part without energy or with a gap.
 */
PG_FUNCTION_INFO_V1(colossus_trace_split);
Datum
colossus_trace_split(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	PartsState *state;
	int64		part;

	if (SRF_IS_FIRSTCALL())
	{
		int			n;
		MemoryContext old;

		context = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		state = start_parts(fcinfo, context, PG_GETARG_INTERVAL_P(2));
		/* a copy: the argument goes with the call, the edges stay for all rows */
		state->edges = energy_edges(PG_GETARG_ARRAYTYPE_P_COPY(1), &n);
		state->last = n - 1;
		MemoryContextSwitchTo(old);
	}
	context = SRF_PERCALL_SETUP();
	state = context->user_fctx;
	part = state->next++;
	if (part >= state->last)
		SRF_RETURN_DONE(context);
	SRF_RETURN_NEXT(context, part_row(context, state, state->edges[part], state->edges[part + 1], 2));
}

Status
trace_collect(void *where, const Sample *samples, size_t n)
{
	Sample	  **next = where;

	memcpy(*next, samples, n * sizeof(Sample));
	*next += n;
	return CORE_OK;
}

/* all samples, cleaned */
static Sample *
clean_samples(Datum datum, Size *n)
{
	TraceReader reader;
	Sample	   *samples;
	Sample	   *end;

	trace_open_datum(&reader, datum);
	/* the directory has an entry for each block: the count is no larger than it says */
	samples = end = MemoryContextAllocHuge(CurrentMemoryContext, (Size) reader.n * sizeof(Sample));
	trace_check(trace_visit(&reader, INT64_MIN, INT64_MAX, trace_collect, &end, sample_poll));
	*n = co2e_clean(samples, end - samples);
	return samples;
}

/* both traces are taken into memory: each interval of one may be cut by any sample of the other */
PG_FUNCTION_INFO_V1(colossus_trace_co2e);
Datum
colossus_trace_co2e(PG_FUNCTION_ARGS)
{
	int64		max_gap_us = energy_interval_us(PG_GETARG_INTERVAL_P(2), "max_gap");
	int64		max_age_us = energy_interval_us(PG_GETARG_INTERVAL_P(3), "intensity_max_age");
	Size		powers;
	Size		intensities;
	Sample	   *power = clean_samples(PG_GETARG_DATUM(0), &powers);
	Sample	   *intensity = clean_samples(PG_GETARG_DATUM(1), &intensities);
	Co2e		co2e;
	Datum		values[4];
	bool		nulls[4] = {false, false, false, false};

	trace_check(co2e_integrate(&co2e, power, powers, intensity, intensities, max_gap_us, max_age_us, sample_poll));
	values[0] = Float8GetDatum(co2e.kg);
	values[1] = Float8GetDatum(interval_quotient(co2e.covered_us, US_PER_S));
	values[2] = Float8GetDatum(interval_quotient(co2e.uncovered_us, US_PER_S));
	values[3] = Float8GetDatum(interval_quotient(co2e.energy_nj, NJ_PER_J));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(energy_result_desc(fcinfo), values, nulls)));
}
