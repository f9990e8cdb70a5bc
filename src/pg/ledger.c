/*
 * ledger.c
 *		What the views of a ledger need beside SQL: traces that are kept as
 *		bytea, and the energy of one device between edges from rows and traces
 *		alike.
 */
#include "pg/colossus.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/timestamp.h"

#include "core/decimal.h"
#include "pg/energy.h"
#include "pg/sample_state.h"
#include "pg/trace.h"
#include "state/counter_reader.h"
#include "state/power_reader.h"

extern PGDLLEXPORT Datum colossus_trace_recv(PG_FUNCTION_ARGS);

/*
 * A ledger stores traces as bytea, so that dropping the extension takes no
 * column along: back to a trace, every byte checked as if a client had sent it.
 */
PG_FUNCTION_INFO_V1(colossus_trace_of);
Datum
colossus_trace_of(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	StringInfoData message;

	message.data = VARDATA_ANY(bytes);
	message.len = message.maxlen = VARSIZE_ANY_EXHDR(bytes);
	message.cursor = 0;
	return DirectFunctionCall1(colossus_trace_recv, PointerGetDatum(&message));
}

/* a damaged row of a ledger harms only its own device and day; ledger_audit names it */
PG_FUNCTION_INFO_V1(colossus_trace_intact);
Datum
colossus_trace_intact(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);

	PG_RETURN_BOOL(trace_intact((const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)) == CORE_OK);
}

#define SEVERAL_LOADS	PG_INT64_MAX

/* one aggregate where min and max of the numbers would do, for each of them costs a tenth of packing */
PG_FUNCTION_INFO_V1(colossus_one_load_accum);
Datum
colossus_one_load_accum(PG_FUNCTION_ARGS)
{
	int64		load = PG_ARGISNULL(1) ? 0 : PG_GETARG_INT32(1);

	if (!PG_ARGISNULL(0) && PG_GETARG_INT64(0) != load)
		load = SEVERAL_LOADS;
	PG_RETURN_INT64(load);
}

PG_FUNCTION_INFO_V1(colossus_one_load_combine);
Datum
colossus_one_load_combine(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_INT64(PG_ARGISNULL(0) ? PG_GETARG_INT64(1) : PG_GETARG_INT64(0));
	PG_RETURN_INT64(PG_GETARG_INT64(0) == PG_GETARG_INT64(1) ? PG_GETARG_INT64(0) : SEVERAL_LOADS);
}

PG_FUNCTION_INFO_V1(colossus_one_load_final);
Datum
colossus_one_load_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_GETARG_INT64(0) == SEVERAL_LOADS)
		PG_RETURN_NULL();
	PG_RETURN_INT32((int32) PG_GETARG_INT64(0));
}

/* what a row of a ledger tells of its trace: five aggregates over the rows cost as much as all of packing */
PG_FUNCTION_INFO_V1(colossus_trace_summary);
Datum
colossus_trace_summary(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	TraceRange	range = {0};
	TraceReader reader;
	Datum		values[5];
	bool		nulls[5] = {false, false, false, false, false};

	trace_check(trace_open(&reader, (const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)));
	values[0] = Int64GetDatum((int64) reader.n);
	trace_check(trace_range(&reader, &range, sample_poll));
	values[1] = TimestampTzGetDatum(range.first_at);
	values[2] = TimestampTzGetDatum(range.last_at);
	values[3] = Float8GetDatum(range.lowest);
	values[4] = Float8GetDatum(range.highest);
	nulls[1] = nulls[2] = nulls[3] = reader.n == 0;
	nulls[4] = isnan(range.highest);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(energy_result_desc(fcinfo), values, nulls)));
}

/*
 * Traces of different days are read one behind the other, whole blocks by their
 * summaries.  Where rows came late, or of a counter, all samples are put in
 * order first.
 */
typedef struct SplitState
{
	TraceReader *traces;
	int			n_traces;
	Sample	   *samples;		/* in order; unused if traces are read as they are */
	Size		n_samples;
	Size		room;
	bool		in_place;
	bool		counter;
	uint64		max_gap_us;
	double		max_w;
	double		wrap_j;
	int64		since;			/* samples before or from until on are not looked at */
	int64		until;
	const int64 *edges;
	int			n_edges;
	int			next;
} SplitState;

/* a SampleVisitor; the reader is a SplitState.  A power above max_w is rejected as no number is */
static Status
collect(void *split, const Sample *samples, size_t n)
{
	SplitState *state = split;

	for (size_t i = 0; i < n; i++)
	{
		if (samples[i].at < state->since || samples[i].at >= state->until)
			continue;
		if (state->n_samples == state->room)
		{
			state->room = Max(state->room * 2, (Size) 8192);
			state->samples = state->samples == NULL ?
				MemoryContextAllocHuge(CurrentMemoryContext, state->room * sizeof(Sample)) :
				repalloc_huge(state->samples, state->room * sizeof(Sample));
		}
		state->samples[state->n_samples] = samples[i];
		if (!state->counter && samples[i].value > state->max_w)
			state->samples[state->n_samples].value = get_float8_nan();
		state->n_samples++;
	}
	return CORE_OK;
}

/* opens the traces; is each behind the one before? */
static bool
open_traces(SplitState *state, ArrayType *array)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;
	bool		apart = true;
	int64		last_at = PG_INT64_MIN;

	deconstruct_array(array, BYTEAOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	state->traces = palloc(Max(n, 1) * sizeof(TraceReader));
	for (int i = 0; i < n; i++)
	{
		TraceReader *reader = &state->traces[state->n_traces];
		int64		first_at;
		int64		end_at;

		if (nulls[i])
			continue;
		state->n_traces++;
		trace_check(trace_open(reader, (const uint8 *) VARDATA_ANY(DatumGetPointer(elements[i])),
							   VARSIZE_ANY_EXHDR(DatumGetPointer(elements[i]))));
		reader->max_w = state->max_w;
		trace_check(trace_span(reader, &first_at, &end_at));
		apart = apart && first_at > last_at;
		last_at = end_at;
	}
	return apart;
}

/* most often they are: one pass to see it is cheaper than a sort with room for all once more */
static void
put_in_order(SplitState *state)
{
	for (Size i = 1; i < state->n_samples; i++)
		if (sample_before(&state->samples[i], &state->samples[i - 1]))
		{
			Sample	   *scratch = MemoryContextAllocHuge(CurrentMemoryContext, state->n_samples * sizeof(Sample));
			Sample	   *sorted;

			sample_check(sample_sort(state->samples, scratch, state->n_samples, sample_poll, &sorted));
			state->samples = sorted;
			return;
		}
}

/* index of the first sample at an instant or behind it */
static Size
first_from(const SplitState *state, int64 at)
{
	Size		low = 0;
	Size		high = state->n_samples;

	while (low < high)
	{
		Size		middle = low + (high - low) / 2;

		if (state->samples[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* is it a sample that a power gauge can show? */
static bool
counts(const Sample *sample)
{
	return sample->value >= 0 && !isinf(sample->value);
}

/*
 * Edges go up, so that each trace is advanced and never begun anew; of loose samples those
 * from one side of the window to the other are read.
 */
static void
power_between(SplitState *state, int64 since, int64 until, EnergySum *sum)
{
	PowerReader power;

	power_reader_init(&power, state->max_gap_us, since, until);
	if (state->in_place)
	{
		for (int i = 0; i < state->n_traces; i++)
		{
			TraceReader trace;

			trace_check(trace_advance(&state->traces[i], since));
			trace = state->traces[i];
			trace_check(trace_power(&trace, &power, sample_poll));
		}
	}
	else
	{
		/* one that counts on each side, however far away, tells of a gap */
		Size		first = first_from(state, since);
		Size		end = first_from(state, until);

		while (first > 0 && !counts(&state->samples[--first]))
			;
		while (first > 0 && state->samples[first - 1].at == state->samples[first].at)
			first--;
		while (end < state->n_samples && !counts(&state->samples[end++]))
			;
		while (end > 0 && end < state->n_samples && state->samples[end].at == state->samples[end - 1].at)
			end++;
		energy_check(power_reader_push_many(&power, state->samples + first, end - first));
	}
	energy_check(power_reader_end(&power));
	*sum = power.sum;
}

/*
 * All readings for each part: whether one is a glitch, a reset or a wrap is decided by its
 * neighbours on both sides, wherever the part's edges lie.
 */
static void
counter_between(const SplitState *state, int64 since, int64 until, EnergySum *sum)
{
	CounterReader counter;

	counter_reader_init(&counter, state->max_w, state->wrap_j, since, until);
	counter.refresh_us = state->max_gap_us;
	energy_check(counter_reader_push_many(&counter, state->samples, state->n_samples));
	energy_check(counter_reader_end(&counter));
	*sum = counter.sum;
}

/* samples trace_state, traces bytea[], method, max_gap, max_w, wrap_j, since, until, edges */
static SplitState *
start_split(FunctionCallInfo fcinfo)
{
	SplitState *state = palloc0(sizeof(SplitState));
	char	   *method;
	bool		apart = true;

	if (PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(6) || PG_ARGISNULL(7) || PG_ARGISNULL(8))
		return state;
	method = text_to_cstring(PG_GETARG_TEXT_PP(2));
	if (strcmp(method, "counter") != 0 && strcmp(method, "power") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown method \"%s\"", method),
				 errhint("Methods are counter and power.")));
	state->counter = method[0] == 'c';
	state->max_gap_us = energy_interval_us(PG_GETARG_INTERVAL_P(3), "max_gap");
	if (!PG_ARGISNULL(4))
		state->max_w = PG_GETARG_FLOAT8(4);
	else
		state->max_w = state->counter ? get_float8_infinity() : POWER_GAUGE_MAX_W;
	state->wrap_j = PG_ARGISNULL(5) ? 0 : PG_GETARG_FLOAT8(5);
	if (!(state->max_w > 0) || !(state->wrap_j >= 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("max_w and wrap_j must be greater than zero")));
	state->since = PG_GETARG_TIMESTAMPTZ(6);
	state->until = PG_GETARG_TIMESTAMPTZ(7);
	state->edges = energy_edges(PG_GETARG_ARRAYTYPE_P_COPY(8), &state->n_edges);
	if (!PG_ARGISNULL(1))
		apart = open_traces(state, PG_GETARG_ARRAYTYPE_P_COPY(1));
	state->in_place = PG_ARGISNULL(0) && apart && !state->counter;
	if (state->in_place)
		return state;
	for (int i = 0; i < state->n_traces; i++)
	{
		TraceReader trace = state->traces[i];

		trace_check(trace_visit(&trace, state->since, state->until, collect, state, sample_poll));
	}
	if (!PG_ARGISNULL(0))
		sample_state_visit(sample_state_to_read(PG_GETARG_DATUM(0)), collect, state);
	put_in_order(state);
	return state;
}

/*
 * Parts come one a call, in order of time.  Everything that they are made from is read at the
 * first call into the memory of all calls.
 */
PG_FUNCTION_INFO_V1(colossus_split_samples);
Datum
colossus_split_samples(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	SplitState *state;
	Datum		values[2 + ENERGY_COLUMNS];
	bool		nulls[2 + ENERGY_COLUMNS] = {false, false};
	EnergySum	sum;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext old;

		context = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		state = start_split(fcinfo);
		if (get_call_result_type(fcinfo, NULL, &context->tuple_desc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		context->tuple_desc = BlessTupleDesc(context->tuple_desc);
		context->user_fctx = state;
		MemoryContextSwitchTo(old);
	}
	context = SRF_PERCALL_SETUP();
	state = context->user_fctx;
	if (state->next + 1 >= state->n_edges)
		SRF_RETURN_DONE(context);
	values[0] = TimestampTzGetDatum(state->edges[state->next]);
	values[1] = TimestampTzGetDatum(state->edges[state->next + 1]);
	if (state->counter)
		counter_between(state, state->edges[state->next], state->edges[state->next + 1], &sum);
	else
		power_between(state, state->edges[state->next], state->edges[state->next + 1], &sum);
	energy_columns(&sum, values + 2, nulls + 2);
	state->next++;
	SRF_RETURN_NEXT(context, HeapTupleGetDatum(heap_form_tuple(context->tuple_desc, values, nulls)));
}
