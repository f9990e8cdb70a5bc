/*
 * hours.c
 *		Days that are summed up once: book_hours, and what reads its result.
 *
 * The result is a bytea, so that a table that keeps it does not depend on the
 * extension.
 */
#include "pg/colossus.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "common/int.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "pg/energy.h"
#include "pg/sample_state.h"
#include "pg/trace.h"
#include "state/hours.h"

#define NJ_PER_J	UINT32_C(1000000000)
#define US_PER_S	UINT32_C(1000000)

static void
open_hours(Hours *hours, const bytea *bytes)
{
	if (hours_open(hours, (const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)) != CORE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("booked hours are corrupt"),
				 errhint("Checksum, lengths or sums do not hold. The procedure maintain() of a ledger books such days anew.")));
}

/* maintain() of a ledger looks for facts that are not, and books their days anew */
PG_FUNCTION_INFO_V1(colossus_hours_intact);
Datum
colossus_hours_intact(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	Hours		hours;

	PG_RETURN_BOOL(hours_open(&hours, (const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)) == CORE_OK);
}

/*
 * The room is for the longest that n windows can be; the sums of an idle device are a few
 * bytes each, and a varlena may be shorter than its chunk.
 */
static bytea *
write_hours(uint32 n, const int64 *edges, const EnergySum *sums, const HoursEnds *ends)
{
	bytea	   *result = palloc(VARHDRSZ + HOURS_MOST(n));
	size_t		size;

	energy_check(hours_write((uint8 *) VARDATA(result), &size, n, edges, sums, ends));
	SET_VARSIZE(result, VARHDRSZ + size);
	return result;
}

/* ---- booking ---- */

/*
 * Edges of n windows.  Ascending and finite is all that hours_write asks for; that they are hours of a time
 * zone, and where summer time makes 23 or 25 of them, is the caller's business.
 */
static const int64 *
get_edges(ArrayType *array, uint32 *n)
{
	int			count;
	const int64 *edges = energy_edges(array, &count);

	if (count < 2 || count > HOURS_WINDOWS + 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("edges must be 2 to %d instants", HOURS_WINDOWS + 1),
				 errdetail("There are %d.", count)));
	/* they ascend: what lies between two times is a time */
	if (!sample_time_valid(edges[0]) || !sample_time_valid(edges[count - 1]))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("edges must be finite")));
	*n = (uint32) count - 1;
	return edges;
}

/* an argument that may be null, for which otherwise stands */
static double
optional_positive(FunctionCallInfo fcinfo, int argument, const char *name, double otherwise)
{
	return PG_ARGISNULL(argument) ? otherwise : energy_positive(PG_GETARG_FLOAT8(argument), name);
}

static HoursKind
get_kind(const text *method)
{
	char	   *name = text_to_cstring(method);

	if (strcmp(name, "power") == 0)
		return HOURS_POWER;
	if (strcmp(name, "counter") == 0)
		return HOURS_COUNTER;
	if (strcmp(name, "increase") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown method \"%s\"", name),
				 errhint("Methods are power, counter and increase.")));
	return HOURS_INCREASE;
}

/* arguments: method, max_gap, max_w, wrap_j, from the third on */
static HoursMethod
get_method(FunctionCallInfo fcinfo)
{
	HoursMethod method = {HOURS_POWER, 0, 0, 0};

	sample_not_null(fcinfo, 2, "method");
	method.max_w = optional_positive(fcinfo, 4, "max_w", INFINITY);
	method.wrap_j = optional_positive(fcinfo, 5, "wrap_j", 0);
	method.kind = get_kind(PG_GETARG_TEXT_PP(2));
	if (method.kind != HOURS_INCREASE)
	{
		sample_not_null(fcinfo, 3, "max_gap");
		method.max_gap_us = energy_interval_us(PG_GETARG_INTERVAL_P(3), "max_gap");
	}
	return method;
}

/* the ends of the day beside, whose hours are an argument; NULL if it is null */
static const HoursEnds *
get_ends(FunctionCallInfo fcinfo, int argument, const char *name, Hours *hours)
{
	if (PG_ARGISNULL(argument))
		return NULL;
	open_hours(hours, PG_GETARG_BYTEA_PP(argument));
	if (!hours->ends.some)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be hours of a day with a reading", name),
				 errhint("Give those of the nearest such day; hours_ends tells.")));
	return &hours->ends;
}

/* readings of a counter in order of time: the day before, the day, the day after */
typedef struct Readings
{
	Sample	   *readings;
	Size		n;
	Size		room;
} Readings;

/* a SampleVisitor */
static Status
collect(void *where, const Sample *samples, size_t n)
{
	Readings   *all = where;

	while (all->room - all->n < n)
	{
		all->room *= 2;
		all->readings = repalloc_huge(all->readings, all->room * sizeof(Sample));
	}
	memcpy(all->readings + all->n, samples, n * sizeof(Sample));
	all->n += n;
	return CORE_OK;
}

/* two readings of a day beside, or one if they are the same */
static void
add_ends(Readings *all, const Sample *earlier, const Sample *later)
{
	(void) collect(all, earlier, 1);
	if (later->at != earlier->at)
		(void) collect(all, later, 1);
}

/*
 * A counter is read with its neighbours, for a reset or a glitch at midnight is told only
 * from both sides: of the day before the reading that stands and the last one come first,
 * of the day after the first reading and the first change behind, unless that is too late to
 * be of one interval.  day and day_end say which of all are the day's own.
 */
static Status
of_counter(TraceReader *trace, const HoursEnds *before, const HoursEnds *after, const HoursMethod *method,
		   uint32 n, const int64 *edges, EnergySum *sums, HoursEnds *ends)
{
	Readings	all = {NULL, 0, 4096};
	Size		day,
				day_end;

	all.readings = palloc(all.room * sizeof(Sample));
	if (before != NULL)
		add_ends(&all, &before->stands, &before->last);
	day = all.n;
	if (trace != NULL)
		trace_check(trace_visit(trace, INT64_MIN, INT64_MAX, collect, &all, sample_poll));
	day_end = all.n;
	if (after != NULL)
		add_ends(&all, &after->first, interval_us(after->first.at, after->change.at) <= method->max_gap_us ? &after->change : &after->first);
	return hours_of_counter(all.readings, all.n, day, day_end, method, n, edges, sums, ends, sample_poll);
}

/*
 * trace bytea, edges, method, max_gap, max_w, wrap_j, hours before, hours after.  A day
 * without a trace between two days with one is not nothing: its power may be a gap that
 * both sides bound, and its counter has risen meanwhile.  Without both sides it is NULL.
 */
PG_FUNCTION_INFO_V1(colossus_book_hours);
Datum
colossus_book_hours(PG_FUNCTION_ARGS)
{
	HoursMethod method;
	HoursEnds	ends;
	Hours		before,
				after;
	const HoursEnds *ends_before,
			   *ends_after;
	TraceReader reader;
	TraceReader *trace = NULL;
	const int64 *edges;
	EnergySum  *sums;
	uint32		n;
	Status		status;

	sample_not_null(fcinfo, 1, "edges");
	method = get_method(fcinfo);
	edges = get_edges(PG_GETARG_ARRAYTYPE_P(1), &n);
	ends_before = get_ends(fcinfo, 6, "before", &before);
	ends_after = get_ends(fcinfo, 7, "after", &after);
	if (!PG_ARGISNULL(0))
	{
		bytea	   *bytes = PG_GETARG_BYTEA_PP(0);

		trace_check(trace_open(&reader, (const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)));
		trace = &reader;
	}
	else if (ends_before == NULL || ends_after == NULL)
		PG_RETURN_NULL();
	sums = palloc(n * sizeof(EnergySum));
	if (method.kind != HOURS_POWER)
		status = of_counter(trace, ends_before, ends_after, &method, n, edges, sums, &ends);
	else
		status = hours_of_power(trace, ends_before, ends_after, &method, n, edges, sums, &ends, sample_poll);
	if (status == CORE_INVALID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("readings of the day before must lie before all of the trace, those of the day after behind")));
	trace_check(status);
	PG_RETURN_BYTEA_P(write_hours(n, edges, sums, &ends));
}

/*
 * trace bytea, method, max_w: what book_hours needs of a day beside, and no more of it; NULL
 * without a reading or if it is damaged.  Its one window means nothing.
 */
PG_FUNCTION_INFO_V1(colossus_book_ends);
Datum
colossus_book_ends(PG_FUNCTION_ARGS)
{
	bytea	   *bytes;
	HoursKind	kind;
	HoursEnds	ends;
	TraceReader reader;
	EnergySum	sum;
	int64		edges[2];

	sample_not_null(fcinfo, 1, "method");
	kind = get_kind(PG_GETARG_TEXT_PP(1));
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bytes = PG_GETARG_BYTEA_PP(0);
	if (trace_intact((const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)) != CORE_OK)
		PG_RETURN_NULL();
	trace_check(trace_open(&reader, (const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)));
	ends.some = false;
	if (kind == HOURS_POWER)
	{
		reader.max_w = optional_positive(fcinfo, 2, "max_w", INFINITY);
		trace_check(hours_ends_of_power(&reader, &ends, sample_poll));
	}
	else
		trace_check(hours_ends_of_counter(&reader, &ends, sample_poll));
	if (!ends.some)
		PG_RETURN_NULL();
	edges[0] = sample_time_valid(ends.first.at - 1) ? ends.first.at - 1 : ends.first.at;
	edges[1] = edges[0] + 1;
	energy_sum_init(&sum);
	PG_RETURN_BYTEA_P(write_hours(1, edges, &sum, &ends));
}

/* of which nothing is known, in windows to which those of others can be added */
PG_FUNCTION_INFO_V1(colossus_hours_none);
Datum
colossus_hours_none(PG_FUNCTION_ARGS)
{
	HoursEnds	none = {false};
	uint32		n;
	const int64 *edges = get_edges(PG_GETARG_ARRAYTYPE_P(0), &n);
	EnergySum  *sums = palloc(n * sizeof(EnergySum));

	for (uint32 i = 0; i < n; i++)
		energy_sum_init(&sums[i]);
	PG_RETURN_BYTEA_P(write_hours(n, edges, sums, &none));
}

/* ---- reading ---- */

/* the windows in [since, until), whose ends must be edges or lie outside */
typedef struct Range
{
	uint32		from;
	uint32		to;
	int64		since;			/* of the first */
} Range;

static void
not_an_edge(const char *name, int64 at)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be an edge of the booked hours, or lie outside of them", name),
			 errdetail("It is %s.", timestamptz_to_str(at)),
			 errhint("Within an hour ask book_hours, with edges of your own.")));
}

/*
 * A window is whole or left out: what was booked is not split again, since an hour's
 * energy is no longer known by the second.  An end between two edges is therefore an error
 * and not the nearest hour.
 */
static Range
find_range(const Hours *hours, int64 since, int64 until)
{
	Range		range = {0, 0, hours->first_edge};
	int64		edge = hours->first_edge;

	energy_check_window(since, until);
	for (uint32 i = 0; i < hours->n && edge < until; i++)
	{
		int64		end = hours_window_end(hours, i, edge);

		if (since > edge && since < end)
			not_an_edge("since", since);
		if (until > edge && until < end)
			not_an_edge("until", until);
		if (end <= since)
		{
			range.from = i + 1;
			range.since = end;
		}
		range.to = i + 1;
		edge = end;
	}
	range.to = Max(range.to, range.from);
	return range;
}

static Range
get_range(FunctionCallInfo fcinfo, const Hours *hours)
{
	if (PG_NARGS() == 1)
		return (Range) {0, hours->n, hours->first_edge};
	return find_range(hours, PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_TIMESTAMPTZ(2));
}

/* windows have no starts of their own: each begins where the one before ends */
static void
add_range(const Hours *hours, Range range, EnergySum *sum)
{
	int64		since = range.since;

	for (uint32 i = range.from; i < range.to; i++)
	{
		EnergySum	window;

		hours_window(hours, i, since, &window);
		energy_check(energy_sum_merge(sum, &window));
		since = hours_window_end(hours, i, since);
	}
}

/* hours [, since, until] -> energy */
PG_FUNCTION_INFO_V1(colossus_hours_sum);
Datum
colossus_hours_sum(PG_FUNCTION_ARGS)
{
	Hours		hours;
	EnergySum	sum;

	open_hours(&hours, PG_GETARG_BYTEA_PP(0));
	energy_sum_init(&sum);
	add_range(&hours, get_range(fcinfo, &hours), &sum);
	PG_RETURN_DATUM(energy_datum(energy_result_desc(fcinfo), &sum));
}

/*
 * Windows added to the sums of n windows between edges, each of which is an edge of theirs or
 * lies outside of them.  Both ascend, and one pass tells where each window goes.
 */
static void
add_between(const Hours *hours, uint32 n, const int64 *edges, EnergySum *sums)
{
	int64		since = hours->first_edge;
	uint32		k = 0;

	for (uint32 i = 0; i < hours->n; i++)
	{
		int64		until = hours_window_end(hours, i, since);
		EnergySum	window;

		while (k < n && edges[k + 1] <= since)
			k++;
		/* an edge within the window: those up to k are not behind its start */
		if (edges[0] > since && edges[0] < until)
			not_an_edge("since", edges[0]);
		if (k < n && edges[k + 1] < until)
			not_an_edge("until", edges[k + 1]);
		if (k < n && edges[k] <= since)
		{
			hours_window(hours, i, since, &window);
			energy_check(energy_sum_merge(&sums[k], &window));
		}
		since = until;
	}
}

/* hours over fewer edges, each of which is an edge of theirs */
PG_FUNCTION_INFO_V1(colossus_hours_between);
Datum
colossus_hours_between(PG_FUNCTION_ARGS)
{
	Hours		hours;
	uint32		n;
	const int64 *edges = get_edges(PG_GETARG_ARRAYTYPE_P(1), &n);
	EnergySum  *sums = palloc(n * sizeof(EnergySum));

	open_hours(&hours, PG_GETARG_BYTEA_PP(0));
	for (uint32 i = 0; i < n; i++)
		energy_sum_init(&sums[i]);
	add_between(&hours, n, edges, sums);
	PG_RETURN_BYTEA_P(write_hours(n, edges, sums, &hours.ends));
}

/*
 * hours over any edges: within a window by time, where the samples that told better are
 * gone.  A separate function, so that nobody gets such a guess by mistake.
 */
PG_FUNCTION_INFO_V1(colossus_hours_cut);
Datum
colossus_hours_cut(PG_FUNCTION_ARGS)
{
	Hours		hours;
	uint32		n;
	const int64 *edges = get_edges(PG_GETARG_ARRAYTYPE_P(1), &n);
	EnergySum  *sums = palloc(n * sizeof(EnergySum));

	open_hours(&hours, PG_GETARG_BYTEA_PP(0));
	energy_check(hours_cut(&hours, n, edges, sums));
	PG_RETURN_BYTEA_P(write_hours(n, edges, sums, &hours.ends));
}

/*
 * Of the sums the energy alone: a ledger's views of energy ask for nothing else, and the
 * other columns of a window are then not decoded.
 */
static i128
energy_of_range(FunctionCallInfo fcinfo)
{
	Hours		hours;
	Range		range;
	i128		energy = 0;

	open_hours(&hours, PG_GETARG_BYTEA_PP(0));
	range = get_range(fcinfo, &hours);
	for (uint32 i = range.from; i < range.to; i++)
		if (!energy_add(&energy, hours_window_energy(&hours, i)))
			energy_check(CORE_RANGE);
	return energy;
}

PG_FUNCTION_INFO_V1(colossus_hours_energy_nj);
Datum
colossus_hours_energy_nj(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(energy_numeric(energy_of_range(fcinfo)));
}

/* of each window, for whoever asks for them one after the other: bytes are checked once */
PG_FUNCTION_INFO_V1(colossus_hours_energies_nj);
Datum
colossus_hours_energies_nj(PG_FUNCTION_ARGS)
{
	Hours		hours;
	Datum	   *energies;

	open_hours(&hours, PG_GETARG_BYTEA_PP(0));
	energies = palloc(hours.n * sizeof(Datum));
	for (uint32 i = 0; i < hours.n; i++)
		energies[i] = energy_numeric(hours_window_energy(&hours, i));
	PG_RETURN_ARRAYTYPE_P(construct_array(energies, (int) hours.n, NUMERICOID, -1, false, TYPALIGN_INT));
}

PG_FUNCTION_INFO_V1(colossus_hours_energy_j);
Datum
colossus_hours_energy_j(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(interval_quotient(energy_of_range(fcinfo), NJ_PER_J));
}

/* first reading, first change, the reading that still stands, the last: all NULL without a reading */
PG_FUNCTION_INFO_V1(colossus_hours_ends);
Datum
colossus_hours_ends(PG_FUNCTION_ARGS)
{
	Hours		hours;
	const Sample *readings[] = {&hours.ends.first, &hours.ends.change, &hours.ends.stands, &hours.ends.last};
	Datum		values[8];
	bool		nulls[8];

	open_hours(&hours, PG_GETARG_BYTEA_PP(0));
	for (int i = 0; i < 4; i++)
	{
		values[2 * i] = TimestampTzGetDatum(readings[i]->at);
		values[2 * i + 1] = Float8GetDatum(readings[i]->value);
		nulls[2 * i] = nulls[2 * i + 1] = !hours.ends.some;
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(energy_result_desc(fcinfo), values, nulls)));
}

typedef struct PartsState
{
	Hours		hours;
	uint32		next;
	int64		since;
} PartsState;

/*
 * Windows are decoded one a call; the bytes are copied first, for the argument goes with the
 * first call and the reader points into it.
 */
PG_FUNCTION_INFO_V1(colossus_hours_parts);
Datum
colossus_hours_parts(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	PartsState *state;
	Datum		values[3 + ENERGY_COLUMNS];
	bool		nulls[3 + ENERGY_COLUMNS] = {false, false, false};
	EnergySum	sum;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext old;

		context = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		state = palloc0(sizeof(PartsState));
		open_hours(&state->hours, PG_GETARG_BYTEA_P_COPY(0));
		state->since = state->hours.first_edge;
		if (get_call_result_type(fcinfo, NULL, &context->tuple_desc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		context->tuple_desc = BlessTupleDesc(context->tuple_desc);
		context->user_fctx = state;
		MemoryContextSwitchTo(old);
	}
	context = SRF_PERCALL_SETUP();
	state = context->user_fctx;
	if (state->next == state->hours.n)
		SRF_RETURN_DONE(context);
	hours_window(&state->hours, state->next, state->since, &sum);
	values[0] = Int32GetDatum((int32) state->next);
	values[1] = TimestampTzGetDatum(state->since);
	state->since = hours_window_end(&state->hours, state->next++, state->since);
	values[2] = TimestampTzGetDatum(state->since);
	energy_columns(&sum, values + 3, nulls + 3);
	SRF_RETURN_NEXT(context, HeapTupleGetDatum(heap_form_tuple(context->tuple_desc, values, nulls)));
}

/* ---- adding up ---- */

/*
 * What the aggregates remember, flat and of type bytea: n windows and their
 * sums; hours_energy has one window, whose edges mean nothing.
 */
typedef struct TotalState
{
	int32		header;			/* a varlena's */
	uint32		n;
	EnergySum	sums[FLEXIBLE_ARRAY_MEMBER];	/* then n + 1 edges */
} TotalState;

#define TOTAL_SIZE(n)	(offsetof(TotalState, sums) + (Size) (n) * sizeof(EnergySum) + ((Size) (n) + 1) * sizeof(int64))

StaticAssertDecl(sizeof(EnergySum) % 8 == 0 && offsetof(TotalState, sums) % 8 == 0, "edges are aligned behind the sums");

static inline int64 *
total_edges(TotalState *state)
{
	return (int64 *) (state->sums + state->n);
}

/*
 * In the aggregate's context: a state outlives the row that it was made for.  One chunk, since
 * edges are as many as the first value has.
 */
static void *
new_state(FunctionCallInfo fcinfo, Size size)
{
	MemoryContext context;
	void	   *state;

	if (AggCheckCallContext(fcinfo, &context) == 0)
		context = CurrentMemoryContext;
	state = MemoryContextAllocZero(context, size);
	SET_VARSIZE(state, size);
	return state;
}

/*
 * A state, NULL if there is none.  It is changed in place where an aggregate
 * calls; otherwise, or if it lies where a tuple had room, it is a copy.
 */
static void *
state_argument(FunctionCallInfo fcinfo, int argument)
{
	void	   *state;

	if (PG_ARGISNULL(argument))
		return NULL;
	state = PG_DETOAST_DATUM(PG_GETARG_DATUM(argument));
	if (!in_aggregate(fcinfo) || (uintptr_t) state % sizeof(int64) != 0)
		state = memcpy(palloc(VARSIZE(state)), state, VARSIZE(state));
	return state;
}

static TotalState *
new_total(FunctionCallInfo fcinfo, uint32 n)
{
	TotalState *state = new_state(fcinfo, TOTAL_SIZE(n));

	state->n = n;
	for (uint32 i = 0; i < n; i++)
		energy_sum_init(&state->sums[i]);
	return state;
}

static TotalState *
total_argument(FunctionCallInfo fcinfo, int argument)
{
	TotalState *state = state_argument(fcinfo, argument);

	if (state != NULL &&
		(VARSIZE(state) < TOTAL_SIZE(1) || state->n == 0 || state->n > HOURS_WINDOWS || VARSIZE(state) != TOTAL_SIZE(state->n)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("no state of hours_total or hours_energy")));
	return state;
}

static void
other_edges(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("hours of different edges cannot be added window by window"),
			 errhint("GROUP BY day, or use hours_energy.")));
}

/* n windows and m have the same edges */
static void
check_edges(uint32 n, const int64 *edges, uint32 m, const int64 *others)
{
	if (n != m || memcmp(edges, others, ((Size) n + 1) * sizeof(int64)) != 0)
		other_edges();
}

/* hours added to a state window by window: the second and further ones by add */
static Datum
accumulate(FunctionCallInfo fcinfo, Status (*add) (EnergySum *into, const EnergySum *from))
{
	TotalState *state = total_argument(fcinfo, 0);
	bool		begins = state == NULL;
	Hours		hours;
	int64		since;

	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	open_hours(&hours, PG_GETARG_BYTEA_PP(1));
	since = hours.first_edge;
	if (begins)
	{
		state = new_total(fcinfo, hours.n);
		total_edges(state)[0] = since;
	}
	else if (state->n != hours.n || total_edges(state)[0] != since)
		other_edges();
	for (uint32 i = 0; i < hours.n; i++)
	{
		EnergySum	window;

		hours_window(&hours, i, since, &window);
		since = hours_window_end(&hours, i, since);
		if (begins)
			total_edges(state)[i + 1] = since;
		else if (total_edges(state)[i + 1] != since)
			other_edges();
		if (begins)
			state->sums[i] = window;
		else
			energy_check(add(&state->sums[i], &window));
	}
	PG_RETURN_POINTER(state);
}

/*
 * Windows between two neighbouring edges are added up where they go, as hours_between would
 * have made one of them: a day that is cut at a job's edges is decoded once and nothing is
 * written.  Edges are the same for all values of a state; they begin and end it.
 */
static Datum
accumulate_between(FunctionCallInfo fcinfo)
{
	TotalState *state = total_argument(fcinfo, 0);
	const int64 *edges;
	uint32		n;
	Hours		hours;

	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	sample_not_null(fcinfo, 2, "edges");
	edges = get_edges(PG_GETARG_ARRAYTYPE_P(2), &n);
	open_hours(&hours, PG_GETARG_BYTEA_PP(1));
	if (state == NULL)
	{
		state = new_total(fcinfo, n);
		memcpy(total_edges(state), edges, ((Size) n + 1) * sizeof(int64));
	}
	else
		check_edges(state->n, total_edges(state), n, edges);
	add_between(&hours, n, edges, state->sums);
	PG_RETURN_POINTER(state);
}

/* hours [, edges] */
PG_FUNCTION_INFO_V1(colossus_hours_total_accum);
Datum
colossus_hours_total_accum(PG_FUNCTION_ARGS)
{
	if (PG_NARGS() == 3)
		return accumulate_between(fcinfo);
	return accumulate(fcinfo, energy_sum_merge);
}

/* parts of one device at the same time (energy_sum_beside): what is covered is what all of them cover */
PG_FUNCTION_INFO_V1(colossus_hours_beside_accum);
Datum
colossus_hours_beside_accum(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, energy_sum_beside);
}

/*
 * The window belongs to the row and not to the aggregate: days of one device are asked for
 * whole and its first and last one in part, in one pass.
 */
PG_FUNCTION_INFO_V1(colossus_hours_energy_accum);
Datum
colossus_hours_energy_accum(PG_FUNCTION_ARGS)
{
	TotalState *state = total_argument(fcinfo, 0);
	Hours		hours;

	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	sample_not_null(fcinfo, 2, "since");
	sample_not_null(fcinfo, 3, "until");
	if (state == NULL)
		state = new_total(fcinfo, 1);
	open_hours(&hours, PG_GETARG_BYTEA_PP(1));
	add_range(&hours, find_range(&hours, PG_GETARG_TIMESTAMPTZ(2), PG_GETARG_TIMESTAMPTZ(3)), state->sums);
	PG_RETURN_POINTER(state);
}

/* as accumulate, of two states; edges must be the same, as for rows */
static Datum
combine(FunctionCallInfo fcinfo, Status (*add) (EnergySum *into, const EnergySum *from))
{
	TotalState *state = total_argument(fcinfo, 0);
	TotalState *other = total_argument(fcinfo, 1);

	if (other == NULL)
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
	{
		state = new_total(fcinfo, other->n);
		memcpy(state, other, TOTAL_SIZE(other->n));
		PG_RETURN_POINTER(state);
	}
	check_edges(state->n, total_edges(state), other->n, total_edges(other));
	for (uint32 i = 0; i < state->n; i++)
		energy_check(add(&state->sums[i], &other->sums[i]));
	PG_RETURN_POINTER(state);
}

/* of hours_total and hours_energy */
PG_FUNCTION_INFO_V1(colossus_hours_combine);
Datum
colossus_hours_combine(PG_FUNCTION_ARGS)
{
	return combine(fcinfo, energy_sum_merge);
}

PG_FUNCTION_INFO_V1(colossus_hours_beside_combine);
Datum
colossus_hours_beside_combine(PG_FUNCTION_ARGS)
{
	return combine(fcinfo, energy_sum_beside);
}

/* without ends: readings of many devices have no order */
PG_FUNCTION_INFO_V1(colossus_hours_total_final);
Datum
colossus_hours_total_final(PG_FUNCTION_ARGS)
{
	TotalState *state = total_argument(fcinfo, 0);
	HoursEnds	none = {false};

	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_BYTEA_P(write_hours(state->n, total_edges(state), state->sums, &none));
}

PG_FUNCTION_INFO_V1(colossus_hours_energy_final);
Datum
colossus_hours_energy_final(PG_FUNCTION_ARGS)
{
	TotalState *state = total_argument(fcinfo, 0);

	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(energy_datum(energy_result_desc(fcinfo), state->sums));
}

/* ---- what was held ---- */

/*
 * Shares of devices, each held for a time of its own, hour by hour: what their holder's part
 * of the hours comes to.  Flat and of type bytea, as TotalState.
 */
typedef struct HeldHour
{
	i128		energy_nj;		/* the shares' */
	i128		covered_us;		/* over the devices, not by their shares */
	int64		held_us;		/* the same */
	int64		since;
	int64		until;			/* of the time held; since >= until: none */
	int64		known;			/* 0: nothing of its energy */
} HeldHour;

typedef struct HeldState
{
	int32		header;			/* a varlena's */
	uint32		n;
	HeldHour	hours[FLEXIBLE_ARRAY_MEMBER];	/* then n + 1 edges */
} HeldState;

#define HELD_SIZE(n)	(offsetof(HeldState, hours) + (Size) (n) * sizeof(HeldHour) + ((Size) (n) + 1) * sizeof(int64))

StaticAssertDecl(sizeof(HeldHour) % 8 == 0 && offsetof(HeldState, hours) % 8 == 0, "edges are aligned behind the hours");

static inline int64 *
held_edges(HeldState *state)
{
	return (int64 *) (state->hours + state->n);
}

static HeldState *
held_argument(FunctionCallInfo fcinfo, int argument)
{
	HeldState  *state = state_argument(fcinfo, argument);

	if (state != NULL &&
		(VARSIZE(state) < HELD_SIZE(1) || state->n == 0 || state->n > HOURS_WINDOWS || VARSIZE(state) != HELD_SIZE(state->n)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("no state of hours_held")));
	return state;
}

static void
held_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("time held is out of range")));
}

/* so much is held more, and covered of it, with a share of its energy */
static void
add_held(HeldHour *hour, int64 held_us, i128 covered_us, i128 energy_nj)
{
	if (!energy_add(&hour->covered_us, covered_us) || !energy_add(&hour->energy_nj, energy_nj))
		energy_check(CORE_RANGE);
	if (pg_add_s64_overflow(hour->held_us, held_us, &hour->held_us))
		held_range();
}

static HeldState *
new_held(FunctionCallInfo fcinfo, uint32 n, const int64 *edges)
{
	HeldState  *state = new_state(fcinfo, HELD_SIZE(n));

	state->n = n;
	for (uint32 k = 0; k < n; k++)
	{
		state->hours[k].since = PG_INT64_MAX;
		state->hours[k].until = PG_INT64_MIN;
	}
	memcpy(held_edges(state), edges, ((Size) n + 1) * sizeof(int64));
	return state;
}

/* a holder's part of so much energy: share_nj */
static i128
share_of(i128 energy_nj, Datum share_before, Datum share_after)
{
	Datum		energy = energy_numeric(energy_nj);
	Datum		zero = Int32GetDatum(0);
	Datum		part = DirectFunctionCall2(numeric_sub,
										   DirectFunctionCall2(numeric_round, DirectFunctionCall2(numeric_mul, energy, share_after), zero),
										   DirectFunctionCall2(numeric_round, DirectFunctionCall2(numeric_mul, energy, share_before), zero));
	i128		result;

	if (!energy_whole(DatumGetNumeric(part), &result))
		energy_check(CORE_RANGE);
	return result;
}

static inline bool
numeric_is(Numeric number, int64 value)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(number), NumericGetDatum(int64_to_numeric(value)))) == 0;
}

/*
 * hours, edges, since, until, share_before, share_after.  Shares are rounded on the running sum
 * of the hours of one device, so that they add up to its share of the whole time.  since and
 * until are edges of hours; those of the aggregate are the same in all rows.
 */
PG_FUNCTION_INFO_V1(colossus_hours_held_accum);
Datum
colossus_hours_held_accum(PG_FUNCTION_ARGS)
{
	HeldState  *state = held_argument(fcinfo, 0);
	const char *names[] = {"hours", "edges", "since", "until", "share_before", "share_after"};
	Numeric		before,
				after;
	const int64 *edges;
	uint32		n,
				k = 0;
	Hours		hours;
	int64		since,
				until,
				edge;
	bool		whole;
	i128		sum = 0,
				shared = 0;

	for (int i = 0; i < (int) lengthof(names); i++)
		sample_not_null(fcinfo, i + 1, names[i]);
	open_hours(&hours, PG_GETARG_BYTEA_PP(1));
	edges = get_edges(PG_GETARG_ARRAYTYPE_P(2), &n);
	since = PG_GETARG_TIMESTAMPTZ(3);
	until = PG_GETARG_TIMESTAMPTZ(4);
	energy_check_window(since, until);
	before = PG_GETARG_NUMERIC(5);
	after = PG_GETARG_NUMERIC(6);
	whole = numeric_is(before, 0) && numeric_is(after, 1);
	if (state == NULL)
		state = new_held(fcinfo, n, edges);
	else
		check_edges(state->n, held_edges(state), n, edges);
	edge = hours.first_edge;
	for (uint32 i = 0; i < hours.n; i++)
	{
		int64		end = hours_window_end(&hours, i, edge);

		if (since > edge && since < end)
			not_an_edge("since", since);
		if (until > edge && until < end)
			not_an_edge("until", until);
		if (edges[0] > edge && edges[0] < end)
			not_an_edge("each of edges", edges[0]);
		while (k < n && edges[k + 1] <= edge)
			k++;
		if (edge >= since && end <= until && k < n && edges[k] <= edge)
		{
			HeldHour   *hour = &state->hours[k];
			i128		energy = hours_window_energy(&hours, i);
			i128		covered = hours_window_covered(&hours, i, edge, end);

			if (edges[k + 1] < end)
				not_an_edge("each of edges", edges[k + 1]);
			if (!energy_add(&sum, energy))
				energy_check(CORE_RANGE);
			if (energy > 0 || covered > 0)
				hour->known = 1;
			/* of several windows of an hour the last one brings the shares of all */
			if (!whole)
			{
				i128		part = energy == 0 ? shared : share_of(sum, NumericGetDatum(before), NumericGetDatum(after));

				energy = part - shared;
				shared = part;
			}
			add_held(hour, 0, covered, energy);
		}
		edge = end;
	}
	for (k = 0; k < n; k++)
	{
		int64		low = Max(since, edges[k]);
		int64		high = Min(until, edges[k + 1]);

		if (low < high)
		{
			HeldHour   *hour = &state->hours[k];
			int64		length;

			if (pg_sub_s64_overflow(high, low, &length))
				held_range();
			add_held(hour, length, 0, 0);
			hour->since = Min(hour->since, low);
			hour->until = Max(hour->until, high);
		}
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(colossus_hours_held_combine);
Datum
colossus_hours_held_combine(PG_FUNCTION_ARGS)
{
	HeldState  *state = held_argument(fcinfo, 0),
			   *other = held_argument(fcinfo, 1);

	if (other == NULL && state == NULL)
		PG_RETURN_NULL();
	if (other == NULL)
		PG_RETURN_POINTER(state);
	if (state == NULL)
		state = new_held(fcinfo, other->n, held_edges(other));
	check_edges(state->n, held_edges(state), other->n, held_edges(other));
	for (uint32 k = 0; k < state->n; k++)
	{
		HeldHour   *hour = &state->hours[k];
		const HeldHour *more = &other->hours[k];

		add_held(hour, more->held_us, more->covered_us, more->energy_nj);
		hour->since = Min(hour->since, more->since);
		hour->until = Max(hour->until, more->until);
		hour->known |= more->known;
	}
	PG_RETURN_POINTER(state);
}

/* a row between each two neighbouring edges, NULL where nothing was held: whoever asks for one hour subscripts */
PG_FUNCTION_INFO_V1(colossus_hours_held_final);
Datum
colossus_hours_held_final(PG_FUNCTION_ARGS)
{
	HeldState  *state = held_argument(fcinfo, 0);
	Oid			type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	TupleDesc	desc = fcinfo->flinfo->fn_extra;
	Datum	   *rows;
	bool	   *none;
	int			n,
				first = 1;

	if (state == NULL)
		PG_RETURN_NULL();
	if (desc == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		fcinfo->flinfo->fn_extra = desc = lookup_rowtype_tupdesc_copy(type, -1);
		MemoryContextSwitchTo(old);
	}
	n = (int) state->n;
	rows = palloc(n * sizeof(Datum));
	none = palloc(n * sizeof(bool));
	for (int k = 0; k < n; k++)
	{
		const HeldHour *hour = &state->hours[k];
		Datum		values[5];
		bool		nulls[5] = {false};

		none[k] = hour->since >= hour->until;
		if (none[k])
			continue;
		values[0] = TimestampTzGetDatum(hour->since);
		values[1] = TimestampTzGetDatum(hour->until);
		values[2] = energy_numeric(hour->energy_nj);
		nulls[2] = hour->known == 0;
		values[3] = NumericGetDatum(int64_div_fast_to_numeric(hour->held_us, 6));
		values[4] = Float8GetDatum(interval_quotient(hour->covered_us, US_PER_S));
		rows[k] = HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
	}
	PG_RETURN_ARRAYTYPE_P(construct_md_array(rows, none, 1, &n, &first, type, -1, false, TYPALIGN_DOUBLE));
}
