/*
 * traces.c
 *		Aggregates over the traces of one device: traces_power_energy,
 *		traces_counter_energy, traces_counter_increase, traces_buckets.
 *
 * The state is a list of traces.  At the end they are put in order of time;
 * those that touch or overlap become one, and then they are read one behind the
 * other as if they were one.  So the answer is that of all samples, in any order of
 * the rows; and what headers answer is not decoded.
 *
 * While the aggregate runs, the state is an expanded object, in which a trace that
 * lies out of line is a pointer into its table: the query's snapshot keeps it
 * there, and of most traces no more than the front is ever fetched.  The flat form,
 * a bytea, is what goes to other processes, and holds the traces themselves.
 */
#include "pg/trace.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/expandeddatum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "pg/counter_energy.h"
#include "pg/energy.h"

#define CONTEXT_NAME	"colossus traces"

typedef struct TracesParameters
{
	SampleParameters samples;
	int64		width_us;		/* of buckets */
} TracesParameters;

typedef struct ExpandedTraces
{
	ExpandedObjectHeader hdr;
	TracesParameters parameters;
	uint32		n;
	uint32		room;
	struct varlena **traces;
} ExpandedTraces;

/* the flat form: then the traces, each a varlena with a header of 4 bytes, 8-aligned */
typedef struct FlatTraces
{
	int32		header;			/* a varlena's */
	uint32		n;
	TracesParameters parameters;
} FlatTraces;

/* ---- the state ---- */

static Size flat_size(ExpandedObjectHeader *header);
static void flatten_into(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods traces_methods = {flat_size, flatten_into};

/* of the traces as they are unpacked: toast_raw_datum_size asks a pointer without following it */
static Size
flat_size(ExpandedObjectHeader *header)
{
	const ExpandedTraces *traces = (ExpandedTraces *) header;
	Size		size = sizeof(FlatTraces);

	for (uint32 i = 0; i < traces->n; i++)
	{
		size += MAXALIGN(toast_raw_datum_size(PointerGetDatum(traces->traces[i])));
		if (!AllocSizeIsValid(size))
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("the traces of one group exceed 1 GB"),
					 errhint("Set max_parallel_workers_per_gather to 0, or take shorter periods.")));
	}
	return size;
}

/* for another process, which has no snapshot of ours to follow a pointer with */
static void
flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	const ExpandedTraces *traces = (ExpandedTraces *) header;
	FlatTraces *flat = result;
	char	   *p = (char *) (flat + 1);

	memset(result, 0, size);
	SET_VARSIZE(flat, size);
	flat->n = traces->n;
	flat->parameters = traces->parameters;
	for (uint32 i = 0; i < traces->n; i++)
	{
		struct varlena *trace = PG_DETOAST_DATUM(PointerGetDatum(traces->traces[i]));

		memcpy(p, trace, VARSIZE(trace));
		p += MAXALIGN(VARSIZE(trace));
		if (trace != traces->traces[i])
			pfree(trace);
	}
}

/* A state called by hand, without an aggregate, lives as long as the call. */
static ExpandedTraces *
new_traces(FunctionCallInfo fcinfo, const TracesParameters *parameters)
{
	MemoryContext aggregate;
	MemoryContext context;
	ExpandedTraces *traces;

	if (AggCheckCallContext(fcinfo, &aggregate) == 0)
		aggregate = CurrentMemoryContext;
	context = colossus_states_context(aggregate, CONTEXT_NAME);
	traces = MemoryContextAllocZero(context, sizeof(ExpandedTraces));
	EOH_init_header(&traces->hdr, &traces_methods, context);
	traces->parameters = *parameters;
	return traces;
}

/* a copy of a trace, or of the pointer to it, which lasts as long as the query */
static void
add_trace(FunctionCallInfo fcinfo, ExpandedTraces *traces, Datum datum)
{
	MemoryContext old = MemoryContextSwitchTo(traces->hdr.eoh_context);
	struct varlena *trace;

	if (traces->n == traces->room)
	{
		traces->room = Max(traces->room * 2, 4);
		traces->traces = traces->traces == NULL ? palloc(traces->room * sizeof(struct varlena *)) :
			repalloc_huge(traces->traces, traces->room * sizeof(struct varlena *));
	}
	if (VARATT_IS_EXTERNAL_ONDISK(DatumGetPointer(datum)) && in_aggregate(fcinfo))
		trace = memcpy(palloc(VARSIZE_EXTERNAL(DatumGetPointer(datum))), DatumGetPointer(datum), VARSIZE_EXTERNAL(DatumGetPointer(datum)));
	else
		trace = PG_DETOAST_DATUM_COPY(datum);
	traces->traces[traces->n++] = trace;
	MemoryContextSwitchTo(old);
}

/* a flat state is a bytea, which may come from anywhere: bytes that are none are 22P03 */
static void
no_state(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("no state of an aggregate over traces")));
}

/* all traces of a flat state */
static void
add_flat(FunctionCallInfo fcinfo, ExpandedTraces *traces, const FlatTraces *flat)
{
	const char *p = (const char *) (flat + 1);
	const char *end = (const char *) flat + VARSIZE(flat);

	for (uint32 i = 0; i < flat->n; i++)
	{
		if (end - p < VARHDRSZ || !VARATT_IS_4B_U(p) || VARSIZE(p) < VARHDRSZ || VARSIZE(p) > (Size) (end - p))
			no_state();
		add_trace(fcinfo, traces, PointerGetDatum(p));
		p += Min(MAXALIGN(VARSIZE(p)), (Size) (end - p));
	}
}

/* NULL: flat, or an expanded object of another kind */
static ExpandedTraces *
expanded(Datum datum)
{
	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)) && DatumGetEOHP(datum)->eoh_methods == &traces_methods)
		return (ExpandedTraces *) DatumGetEOHP(datum);
	return NULL;
}

/* a state to be read; what is flat is expanded first */
static ExpandedTraces *
to_read(FunctionCallInfo fcinfo, Datum datum)
{
	ExpandedTraces *traces = expanded(datum);
	FlatTraces *flat;

	if (traces != NULL)
		return traces;
	flat = (FlatTraces *) PG_DETOAST_DATUM_COPY(datum);	/* aligned */
	if (VARSIZE(flat) < sizeof(FlatTraces) || flat->parameters.width_us < 0)
		no_state();
	traces = new_traces(fcinfo, &flat->parameters);
	add_flat(fcinfo, traces, flat);
	return traces;
}

/* the first argument, to be changed: in place if an aggregate calls; NULL if it is null */
static ExpandedTraces *
to_change(FunctionCallInfo fcinfo)
{
	ExpandedTraces *traces;
	ExpandedTraces *copy;

	if (PG_ARGISNULL(0))
		return NULL;
	traces = to_read(fcinfo, PG_GETARG_DATUM(0));
	if (VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)) && in_aggregate(fcinfo))
		return traces;
	if (expanded(PG_GETARG_DATUM(0)) == NULL)
		return traces;
	copy = new_traces(fcinfo, &traces->parameters);
	for (uint32 i = 0; i < traces->n; i++)
		add_trace(fcinfo, copy, PointerGetDatum(traces->traces[i]));
	return copy;
}

/* one answer has one window and one max_gap; a state keeps those of its first row */
static void
check_same(const TracesParameters *a, const TracesParameters *b)
{
	if (!sample_parameters_equal(&a->samples, &b->samples) || a->width_us != b->width_us)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("all arguments but the trace must be the same in all rows")));
}

/* a null trace is passed over, but its other arguments count: they must agree */
static Datum
accumulate(FunctionCallInfo fcinfo, const TracesParameters *parameters)
{
	ExpandedTraces *traces = to_change(fcinfo);

	if (traces != NULL)
		check_same(&traces->parameters, parameters);
	if (!PG_ARGISNULL(1))
	{
		if (traces == NULL)
			traces = new_traces(fcinfo, parameters);
		add_trace(fcinfo, traces, PG_GETARG_DATUM(1));
	}
	if (traces == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(EOHPGetRWDatum(&traces->hdr));
}

/*
 * Pointers and not bytes change hands where both states are of this process; what came from
 * another has been made flat, with its bytes.
 */
PG_FUNCTION_INFO_V1(colossus_traces_combine);
Datum
colossus_traces_combine(PG_FUNCTION_ARGS)
{
	ExpandedTraces *traces = to_change(fcinfo);
	ExpandedTraces *other;

	if (!PG_ARGISNULL(1))
	{
		other = to_read(fcinfo, PG_GETARG_DATUM(1));
		if (traces == NULL)
			traces = new_traces(fcinfo, &other->parameters);
		check_same(&traces->parameters, &other->parameters);
		for (uint32 i = 0; i < other->n; i++)
			add_trace(fcinfo, traces, PointerGetDatum(other->traces[i]));
	}
	if (traces == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(EOHPGetRWDatum(&traces->hdr));
}

/* arguments: state, trace, max_gap [, since, until] */
PG_FUNCTION_INFO_V1(colossus_traces_power_energy_accum);
Datum
colossus_traces_power_energy_accum(PG_FUNCTION_ARGS)
{
	TracesParameters parameters = {sample_parameters_default, 0};

	sample_not_null(fcinfo, 2, "max_gap");
	parameters.samples.max_gap_us = energy_interval_us(PG_GETARG_INTERVAL_P(2), "max_gap");
	sample_window(fcinfo, 3, &parameters.samples);
	return accumulate(fcinfo, &parameters);
}

/* arguments: state, trace, max_w [, wrap_j] [, since, until] */
PG_FUNCTION_INFO_V1(colossus_traces_counter_energy_accum);
Datum
colossus_traces_counter_energy_accum(PG_FUNCTION_ARGS)
{
	TracesParameters parameters = {counter_parameters(fcinfo, 2, PG_NARGS() % 2 == 0), 0};

	return accumulate(fcinfo, &parameters);
}

/* arguments: state, trace */
PG_FUNCTION_INFO_V1(colossus_traces_counter_increase_accum);
Datum
colossus_traces_counter_increase_accum(PG_FUNCTION_ARGS)
{
	TracesParameters parameters = {sample_parameters_default, 0};

	return accumulate(fcinfo, &parameters);
}

/* arguments: state, trace, width, max_gap */
PG_FUNCTION_INFO_V1(colossus_traces_buckets_accum);
Datum
colossus_traces_buckets_accum(PG_FUNCTION_ARGS)
{
	TracesParameters parameters = {sample_parameters_default, 0};

	sample_not_null(fcinfo, 2, "width");
	sample_not_null(fcinfo, 3, "max_gap");
	parameters.width_us = energy_interval_us(PG_GETARG_INTERVAL_P(2), "width");
	parameters.samples.max_gap_us = energy_interval_us(PG_GETARG_INTERVAL_P(3), "max_gap");
	return accumulate(fcinfo, &parameters);
}

/* ---- the end ---- */

/* a trace that lies behind those before it */
typedef struct Piece
{
	Datum		trace;
	TraceReader reader;
	bool		whole;			/* the reader has all bytes */
	int64		first_at;
	int64		last_at;
} Piece;

/* for qsort; of two that begin together either may come first, as join reads both */
static int
earlier(const void *a, const void *b)
{
	const Piece *x = a;
	const Piece *y = b;

	return x->first_at < y->first_at ? -1 : x->first_at > y->first_at;
}

/* by its front: where it begins and ends stands there, and perhaps all that is asked */
static void
open_piece(Piece *piece, Datum trace)
{
	piece->trace = trace;
	piece->whole = false;
	trace_open_front(&piece->reader, trace);
	trace_check(trace_span(&piece->reader, &piece->first_at, &piece->last_at));
}

/* pieces that touch or overlap, as one */
static void
join(Piece *pieces, uint32 n)
{
	Size		count = 0;
	Sample	   *samples;
	Sample	   *scratch;
	Sample	   *sorted;
	Sample	   *end;

	for (uint32 i = 0; i < n; i++)
		count += pieces[i].reader.n;
	samples = end = MemoryContextAllocHuge(CurrentMemoryContext, count * sizeof(Sample));
	scratch = MemoryContextAllocHuge(CurrentMemoryContext, count * sizeof(Sample));
	for (uint32 i = 0; i < n; i++)
		trace_visit_datum(pieces[i].trace, trace_collect, &end);
	sample_check(sample_sort(samples, scratch, count, sample_poll, &sorted));
	open_piece(pieces, PointerGetDatum(trace_of_samples(sorted, count)));
	pfree(samples);
	pfree(scratch);
}

/* the traces in order of time, none of which touches the next */
static Piece *
put_in_order(const ExpandedTraces *traces, uint32 *n)
{
	Piece	   *pieces = MemoryContextAllocHuge(CurrentMemoryContext, (Size) Max(traces->n, 1) * sizeof(Piece));
	uint32		kept = 0;

	for (uint32 i = 0; i < traces->n; i++)
		open_piece(&pieces[i], PointerGetDatum(traces->traces[i]));
	qsort(pieces, traces->n, sizeof(Piece), earlier);
	for (uint32 i = 0; i < traces->n;)
	{
		int64		last_at = pieces[i].last_at;
		uint32		end = i + 1;

		for (; end < traces->n && pieces[end].first_at <= last_at; end++)
			last_at = Max(last_at, pieces[end].last_at);
		if (end > i + 1)
			join(pieces + i, end - i);
		pieces[kept++] = pieces[i];
		i = end;
	}
	*n = kept;
	return pieces;
}

/* a piece's powers to a reader; what is not at hand is fetched */
static void
read_power(Piece *piece, PowerReader *power)
{
	PowerReader before = *power;
	TraceReader trace = piece->reader;
	Status		status = trace_power(&trace, power, sample_poll);

	if (status == CORE_NEED_MEMORY && !piece->whole)
	{
		trace_open_datum(&piece->reader, piece->trace);
		piece->whole = true;
		trace_check(trace_advance(&piece->reader, power->since));
		*power = before;
		trace = piece->reader;
		status = trace_power(&trace, power, sample_poll);
	}
	trace_check(status);
}

/*
 * The reader has seen an instant at or behind until: the interval that until cuts is
 * booked, and no later sample changes the answer.
 */
static inline bool
window_closed(const PowerReader *power)
{
	return power->have_last && power->last_at >= power->until;
}

/*
 * Pieces lie in order and apart, so they are read as one: a gap between two of them is judged
 * as one between two samples.  Reading stops where nothing behind can matter.
 */
PG_FUNCTION_INFO_V1(colossus_traces_power_energy_final);
Datum
colossus_traces_power_energy_final(PG_FUNCTION_ARGS)
{
	const ExpandedTraces *traces = to_read(fcinfo, PG_GETARG_DATUM(0));
	const SampleParameters *p = &traces->parameters.samples;
	PowerReader power;
	uint32		n;
	Piece	   *pieces = put_in_order(traces, &n);

	power_reader_init(&power, p->max_gap_us, p->since, p->until);
	for (uint32 i = 0; i < n && !window_closed(&power); i++)
		read_power(&pieces[i], &power);
	energy_check(power_reader_end(&power));
	PG_RETURN_DATUM(energy_datum(energy_result_desc(fcinfo), &power.sum));
}

/* is what lies before this piece of no use to a window from since on? */
static bool
stands_before(const Piece *piece, int64 since)
{
	TraceReader probe = piece->reader;
	TraceBlock	block;
	size_t		payload;

	trace_check(trace_next_block(&probe, &block, &payload));
	return block.summary && block.first_at < since;
}

PG_FUNCTION_INFO_V1(colossus_traces_buckets_final);
Datum
colossus_traces_buckets_final(PG_FUNCTION_ARGS)
{
	const ExpandedTraces *traces = to_read(fcinfo, PG_GETARG_DATUM(0));
	int64		width = traces->parameters.width_us;
	Oid			array_type = get_func_rettype(fcinfo->flinfo->fn_oid);
	Oid			type = get_element_type(array_type);
	TupleDesc	desc = lookup_rowtype_tupdesc(type, -1);
	ArrayBuildState *buckets = initArrayResult(type, CurrentMemoryContext, false);
	uint32		n;
	uint32		from = 0;
	Piece	   *pieces = put_in_order(traces, &n);
	int64		since = PG_INT64_MAX;

	/* a state of another of these aggregates has no width */
	if (width == 0)
		no_state();
	if (n > 0)
	{
		since = trace_bucket(pieces[0].first_at, width, 0);
		if (interval_us(since, pieces[n - 1].last_at) / (uint64) width >= ENERGY_MAX_BUCKETS)
			energy_too_many_buckets();
	}

	/*
	 * Buckets go forward, and so do from and the readers of the pieces: each block is gone
	 * through once for all buckets but for those that an edge cuts.
	 */
	while (n > 0 && since <= pieces[n - 1].last_at)
	{
		Datum		values[1 + ENERGY_COLUMNS];
		bool		nulls[1 + ENERGY_COLUMNS] = {false};
		PowerReader power;
		int64		until;

		CHECK_FOR_INTERRUPTS();
		if (__builtin_add_overflow(since, width, &until))
			until = DT_NOEND;
		power_reader_init(&power, traces->parameters.samples.max_gap_us, since, until);
		while (from + 1 < n && stands_before(&pieces[from + 1], since))
			from++;
		trace_check(trace_advance(&pieces[from].reader, since));
		for (uint32 i = from; i < n && !window_closed(&power); i++)
			read_power(&pieces[i], &power);
		energy_check(power_reader_end(&power));
		values[0] = TimestampTzGetDatum(since);
		energy_columns(&power.sum, values + 1, nulls + 1);
		buckets = accumArrayResult(buckets, HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)), false, type, CurrentMemoryContext);
		if (until == DT_NOEND)
			break;
		since = until;
	}
	ReleaseTupleDesc(desc);
	PG_RETURN_DATUM(makeArrayResult(buckets, CurrentMemoryContext));
}

/* a counter's headers answer nothing: which reading is a glitch depends on its neighbours */
static void
visit_all(const ExpandedTraces *traces, SampleVisitor visitor, void *reader)
{
	uint32		n;
	Piece	   *pieces = put_in_order(traces, &n);

	for (uint32 i = 0; i < n; i++)
		trace_visit_datum(pieces[i].trace, visitor, reader);
}

PG_FUNCTION_INFO_V1(colossus_traces_counter_energy_final);
Datum
colossus_traces_counter_energy_final(PG_FUNCTION_ARGS)
{
	const ExpandedTraces *traces = to_read(fcinfo, PG_GETARG_DATUM(0));
	const SampleParameters *p = &traces->parameters.samples;
	CounterReader counter;

	counter_reader_init(&counter, p->max_w, p->wrap_j, p->since, p->until);
	visit_all(traces, counter_reader_push_many, &counter);
	return counter_energy_result(fcinfo, &counter);
}

PG_FUNCTION_INFO_V1(colossus_traces_counter_increase_final);
Datum
colossus_traces_counter_increase_final(PG_FUNCTION_ARGS)
{
	IncreaseReader counter;

	increase_reader_init(&counter);
	visit_all(to_read(fcinfo, PG_GETARG_DATUM(0)), increase_reader_push_many, &counter);
	return counter_increase_result(fcinfo, &counter);
}
