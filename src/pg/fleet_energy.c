/*
 * fleet_energy.c
 *		The aggregates fleet_energy, fleet_energy_buckets and fleet_energy_state,
 *		merge(fleet_state), and the type fleet_state.
 *
 * The state of these aggregates is the SQL type fleet_state, so that a
 * distributed database can split them, and not internal.  While it grows it is
 * an expanded object; its flat form is the bytes of state/fleet.h.
 *
 * An expanded object wants a memory context of its own below the aggregate's.
 * With many groups that would cost the executor a walk over all of them for every
 * new group, so all states of one aggregate context live in one context below
 * it, found by its name.  That is sound because a state is never freed by
 * itself: transition and combine functions return the state that they were
 * given, and the executor then leaves it alone until it resets the whole.
 */
#include "pg/colossus.h"

#include <float.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/expandeddatum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "core/wire.h"
#include "pg/energy.h"
#include "pg/sample_state.h"
#include "pg/state_io.h"
#include "state/fleet.h"

#define CONTEXT_NAME "colossus fleet states"

#define FIRST_ROOM 512			/* bytes of a new state: a device or two */
#define CHECKSUM_BYTES 4		/* behind the bytes of a state outside the server */

#define PARAMETER_NAMES "max_gap, since, until and width"

typedef struct ExpandedFleet
{
	ExpandedObjectHeader hdr;
	Interval	max_gap;		/* as the last row had it: a fast comparison */
	Interval	width;
	Fleet		fleet;
} ExpandedFleet;

static Size flat_size(ExpandedObjectHeader *header);
static void flatten_into(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods fleet_methods = {flat_size, flatten_into};

/* the arguments of a transition function that stay the same for all rows */
typedef struct FleetVariant
{
	bool		named;			/* device text */
	bool		real;			/* watts real */
	bool		open_gaps;		/* a state is asked for, to be merged with others */
	bool		buckets;		/* width instead of since and until */
} FleetVariant;

static void
fleet_too_large(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("the state of the fleet exceeds 1 GB"),
			 errdetail("In a partial aggregate every sample is kept until all parts are merged."),
			 errhint("Aggregate by day, partition the table by device, or SET max_parallel_workers_per_gather = 0; or use power_energy with GROUP BY device.")));
}

/*
 * An order that nothing can be made of names the way out that always is one, power_energy; the
 * other errors say what to change.
 */
static void
fleet_status(Status status)
{
	switch (status)
	{
		case CORE_OK:
			return;
		case CORE_UNDECIDED:
			ereport(ERROR,
					(errcode(colossus_sqlstate(status)),
					 errmsg("samples of a device are too far out of order for fleet_energy"),
					 errdetail("A sample is later than %d samples of its device, or two merged states overlap in time.", FLEET_LATE),
					 errhint("Use power_energy with GROUP BY device, which takes any order, and sum over the devices.")));
			break;
		case CORE_INVALID:
			ereport(ERROR,
					(errcode(colossus_sqlstate(status)),
					 errmsg("%s, and the type of device, must be the same in all rows and states", PARAMETER_NAMES)));
			break;
		case CORE_CORRUPT:
			ereport(ERROR,
					(errcode(colossus_sqlstate(status)),
					 errmsg("fleet_state is corrupt")));
			break;
		case CORE_LIMIT:
			energy_too_many_buckets();
			break;
		default:
			energy_check(status);
	}
}

static void
give(FleetRoom *room, MemoryContext context)
{
	Size		size = room->need;

	fleet_room_give(room, MemoryContextAllocHuge(context, size), size);
}

/* ---------- states ---------- */

/* nobody outside this backend can choose devices that all fall into one place of a hash table */
static uint64
hash_seed(void)
{
	static uint64 seed = 0;

	if (seed == 0 && !pg_strong_random(&seed, sizeof(seed)))
		seed = (uint64) MyProcPid << 32 ^ (uint64) GetCurrentTimestamp();
	return seed;
}

/*
 * The struct and its first room are one chunk: aggregates with a device or two in each of
 * many groups take nothing more.  The seed of the hash tables is this backend's and not in the
 * bytes, so that a state from elsewhere cannot bring its own.
 */
static ExpandedFleet *
new_state(MemoryContext aggregate, const FleetOptions *options, bool keep_all, bool open_gaps)
{
	FleetOptions seeded = *options;
	MemoryContext context = colossus_states_context(aggregate, CONTEXT_NAME);
	ExpandedFleet *state = MemoryContextAlloc(context, sizeof(ExpandedFleet) + FIRST_ROOM);

	EOH_init_header(&state->hdr, &fleet_methods, context);
	memset(&state->max_gap, 0, sizeof(Interval));
	memset(&state->width, 0, sizeof(Interval));
	seeded.seed = hash_seed();
	fleet_init(&state->fleet, &seeded, keep_all, open_gaps, (char *) state + sizeof(ExpandedFleet), FIRST_ROOM);
	return state;
}

/*
 * Memory is asked for as it is needed: how much a state takes is known only by going through
 * it.  The cursor remembers how far it came, so nothing is merged twice.
 */
static void
merge_flat(Fleet *fleet, const struct varlena *flat, MemoryContext context)
{
	FleetCursor cursor = {0};
	Status		status;

	while ((status = fleet_merge(fleet, (const uint8 *) VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat),
								 &cursor, sample_poll)) == CORE_NEED_MEMORY)
		give(&fleet->room, context);
	fleet_status(status);
}

static FleetOptions
flat_options(const struct varlena *flat)
{
	FleetOptions options;

	fleet_status(fleet_peek((const uint8 *) VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat), &options));
	return options;
}

/* a flat state as one to be changed: the first call after it came from elsewhere */
static pg_noinline ExpandedFleet *
expand(FunctionCallInfo fcinfo)
{
	struct varlena *flat = PG_GETARG_VARLENA_PP(0);
	FleetOptions options = flat_options(flat);
	MemoryContext aggregate;
	ExpandedFleet *state;

	AggCheckCallContext(fcinfo, &aggregate);
	state = new_state(aggregate, &options, false, false);
	merge_flat(&state->fleet, flat, state->hdr.eoh_context);
	return state;
}

static pg_noinline void
not_an_aggregate(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("this function can only be called by an aggregate")));
}

/* the state of a transition or combine function, to be changed; NULL if there is none */
static pg_attribute_always_inline ExpandedFleet *
state_argument(FunctionCallInfo fcinfo)
{
	varattrib_1b_e *state = (varattrib_1b_e *) PG_GETARG_POINTER(0);

	if (unlikely(!in_aggregate(fcinfo)))
		not_an_aggregate();
	if (PG_ARGISNULL(0))
		return NULL;
	if (unlikely(!VARATT_IS_EXTERNAL_EXPANDED_RW(state)))
		return expand(fcinfo);
	/* DatumGetEOHP, without the call: the pointer that is passed around lies in the header */
	return (ExpandedFleet *) ((char *) state - offsetof(ExpandedObjectHeader, eoh_rw_ptr));
}

static Datum
state_result(FunctionCallInfo fcinfo, ExpandedFleet *state)
{
	if (state == NULL)
		PG_RETURN_NULL();
	return EOHPGetRWDatum(&state->hdr);
}

/* the fleet of a final function's argument, to be read */
static const Fleet *
fleet_argument(FunctionCallInfo fcinfo)
{
	struct varlena *flat;
	FleetOptions options;
	Fleet	   *fleet;

	if (VARATT_IS_EXTERNAL_EXPANDED(PG_GETARG_POINTER(0)))
	{
		ExpandedFleet *state = (ExpandedFleet *) DatumGetEOHP(PG_GETARG_DATUM(0));

		if (state->hdr.eoh_methods == &fleet_methods)
			return &state->fleet;
	}
	flat = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	options = flat_options(flat);
	options.seed = hash_seed();
	fleet = palloc(sizeof(Fleet));
	fleet_init(fleet, &options, false, false, NULL, 0);
	merge_flat(fleet, flat, CurrentMemoryContext);
	return fleet;
}

static Size
flat_size(ExpandedObjectHeader *header)
{
	size_t		size;

	fleet_status(fleet_flat_size(&((ExpandedFleet *) header)->fleet, &size));
	if (!AllocSizeIsValid(size + VARHDRSZ))
		fleet_too_large();
	return size + VARHDRSZ;
}

static void
flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	if (fleet_flatten(&((ExpandedFleet *) header)->fleet, (uint8 *) VARDATA(result)) + VARHDRSZ != size)
		elog(ERROR, "size of a fleet_state changed");
	SET_VARSIZE(result, size);
}

/* ---------- rows ---------- */

static pg_noinline void
is_null(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("%s must not be null", name)));
}

#define NOT_NULL(n, name) do { if (unlikely(PG_ARGISNULL(n))) is_null(name); } while (0)

static pg_noinline void
not_finite(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("time of a sample must be finite"),
			 errhint("Leave such rows out with WHERE isfinite(...).")));
}

static pg_noinline void
differs(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be the same in all rows", PARAMETER_NAMES)));
}

/*
 * May rows come out of the order in which the scan found them, or only part of
 * them?  A partial aggregate sees a part; a sort by the grouping columns and the
 * workers below a Gather mix the times.  All samples are kept then.  This is a
 * hint only: a state that seals where it had better not raises an error in the
 * end, never a wrong number.
 */
static bool
order_is_lost(FunctionCallInfo fcinfo)
{
	const AggState *aggregate = (const AggState *) fcinfo->context;

	if (IsA(aggregate, WindowAggState))
		return ((const WindowAgg *) ((const WindowAggState *) fcinfo->context)->ss.ps.plan)->ordNumCols == 0;
	if (!IsA(aggregate, AggState))
		return false;
	if (DO_AGGSPLIT_SKIPFINAL(aggregate->aggsplit) ||
		aggregate->aggstrategy == AGG_SORTED || aggregate->aggstrategy == AGG_MIXED)
		return true;
	for (const PlanState *below = outerPlanState(aggregate); below != NULL; below = outerPlanState(below))
		if (IsA(below, GatherState) || IsA(below, GatherMergeState))
			return true;
	return false;
}

/*
 * What the first row says holds for all: each later one is compared with it.  Whether the state
 * may seal is decided here, once, by what the plan looks like.
 */
static pg_noinline ExpandedFleet *
first_row(FunctionCallInfo fcinfo, FleetVariant variant)
{
	FleetOptions options = {.named = variant.named, .since = PG_INT64_MIN, .until = PG_INT64_MAX};
	MemoryContext aggregate;

	AggCheckCallContext(fcinfo, &aggregate);
	options.max_gap_us = energy_interval_us(PG_GETARG_INTERVAL_P(4), "max_gap");
	if (variant.buckets)
		options.width_us = energy_interval_us(PG_GETARG_INTERVAL_P(5), "width");
	else if (PG_NARGS() > 5)
	{
		options.since = PG_GETARG_TIMESTAMPTZ(5);
		options.until = PG_GETARG_TIMESTAMPTZ(6);
		energy_check_window(options.since, options.until);
	}
	return new_state(aggregate, &options, order_is_lost(fcinfo), variant.open_gaps);
}

static inline bool
same_interval(const Interval *a, const Interval *b)
{
	return a->time == b->time && a->day == b->day && a->month == b->month;
}

/* an interval that is written in another way than in the row before */
static pg_noinline void
check_interval(const Interval *interval, const char *name, int64 us, Interval *last)
{
	if (energy_interval_us(interval, name) != us)
		differs();
	*last = *interval;
}

/* are the parameters of this row the state's? */
static pg_attribute_always_inline void
check_row(FunctionCallInfo fcinfo, ExpandedFleet *state, FleetVariant variant)
{
	const FleetOptions *options = &state->fleet.options;

	if (unlikely(!same_interval(PG_GETARG_INTERVAL_P(4), &state->max_gap)))
		check_interval(PG_GETARG_INTERVAL_P(4), "max_gap", options->max_gap_us, &state->max_gap);
	if (variant.buckets)
	{
		if (unlikely(!same_interval(PG_GETARG_INTERVAL_P(5), &state->width)))
			check_interval(PG_GETARG_INTERVAL_P(5), "width", options->width_us, &state->width);
	}
	else if (PG_NARGS() > 5 &&
			 (PG_GETARG_TIMESTAMPTZ(5) != options->since || PG_GETARG_TIMESTAMPTZ(6) != options->until))
		differs();
}

/* whatever fleet_append does not take */
static pg_noinline void
add_row(ExpandedFleet *state, FleetKey key, TimestampTz at, float8 watts)
{
	Status		status;

	if (unlikely(TIMESTAMP_NOT_FINITE(at)))
		not_finite();
	while (unlikely((status = fleet_add(&state->fleet, key, at, watts)) == CORE_NEED_MEMORY))
		give(&state->fleet.room, state->hdr.eoh_context);
	fleet_status(status);
}

/* arguments: state, device, at, watts, max_gap [, since, until | , width] */
static pg_attribute_always_inline Datum
accumulate(FunctionCallInfo fcinfo, FleetVariant variant)
{
	ExpandedFleet *state = state_argument(fcinfo);
	FleetKey	key = {{0}, 0};
	float8		watts;
	float4		real;

	NOT_NULL(4, "max_gap");
	if (variant.buckets)
		NOT_NULL(5, "width");
	else if (PG_NARGS() > 5)
	{
		NOT_NULL(5, "since");
		NOT_NULL(6, "until");
	}
	if (likely(state != NULL))
		check_row(fcinfo, state, variant);
	if (unlikely(PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3)))
		return state_result(fcinfo, state);
	if (unlikely(state == NULL))
		state = first_row(fcinfo, variant);

	if (variant.named)
	{
		text	   *name = PG_GETARG_TEXT_PP(1);

		key.device.name = VARDATA_ANY(name);
		key.length = VARSIZE_ANY_EXHDR(name);
	}
	else
		key.device.id = PG_GETARG_INT64(1);
	watts = variant.real ? PG_GETARG_FLOAT4(3) : PG_GETARG_FLOAT8(3);
	real = variant.real ? PG_GETARG_FLOAT4(3) : watts >= 0 && watts <= FLT_MAX ? (float4) watts : 0;

	if (unlikely((!variant.real && (float8) real != watts) ||
				 !fleet_append(&state->fleet, key, PG_GETARG_TIMESTAMPTZ(2), real)))
		add_row(state, key, PG_GETARG_TIMESTAMPTZ(2), watts);
	return EOHPGetRWDatum(&state->hdr);
}

#define ACCUMULATE(function, ...) \
	PG_FUNCTION_INFO_V1(function); \
	Datum function(PG_FUNCTION_ARGS) { return accumulate(fcinfo, (FleetVariant) {__VA_ARGS__}); } \
	PG_FUNCTION_INFO_V1(function##_real); \
	Datum function##_real(PG_FUNCTION_ARGS) { return accumulate(fcinfo, (FleetVariant) {.real = true, __VA_ARGS__}); } \
	extern Datum function(PG_FUNCTION_ARGS)

ACCUMULATE(colossus_fleet_energy_accum, .named = false);
ACCUMULATE(colossus_fleet_energy_accum_text, .named = true);
ACCUMULATE(colossus_fleet_energy_state_accum, .named = false, .open_gaps = true);
ACCUMULATE(colossus_fleet_energy_state_accum_text, .named = true, .open_gaps = true);
ACCUMULATE(colossus_fleet_energy_buckets_accum, .named = false, .buckets = true);
ACCUMULATE(colossus_fleet_energy_buckets_accum_text, .named = true, .buckets = true);

/* combine function, and transition function of merge(fleet_state) */
PG_FUNCTION_INFO_V1(colossus_fleet_state_combine);
Datum
colossus_fleet_state_combine(PG_FUNCTION_ARGS)
{
	ExpandedFleet *state = state_argument(fcinfo);
	struct varlena *flat;

	if (PG_ARGISNULL(1))
		return state_result(fcinfo, state);
	flat = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1));
	if (state == NULL)
	{
		FleetOptions options = flat_options(flat);
		MemoryContext aggregate;

		AggCheckCallContext(fcinfo, &aggregate);
		state = new_state(aggregate, &options, false, false);
	}
	merge_flat(&state->fleet, flat, state->hdr.eoh_context);
	return state_result(fcinfo, state);
}

/* ---------- results ---------- */

/*
 * The work lies in the memory of the call and the fleet stays as it is: a window asks for the
 * end of one state again and again.
 */
static FleetSums *
finish(const Fleet *fleet)
{
	FleetWork  *work = palloc0(sizeof(FleetWork));
	Status		status;

	while ((status = fleet_finish(fleet, work, sample_poll)) == CORE_NEED_MEMORY)
		give(&work->room, CurrentMemoryContext);
	fleet_status(status);
	return &work->sums;
}

/* final function of fleet_energy, and fleet_energy(fleet_state) */
PG_FUNCTION_INFO_V1(colossus_fleet_energy_final);
Datum
colossus_fleet_energy_final(PG_FUNCTION_ARGS)
{
	const FleetSums *sums = finish(fleet_argument(fcinfo));

	PG_RETURN_DATUM(energy_datum(energy_result_desc(fcinfo), &sums->total));
}

/*
 * An array and not a set: a final function returns one value.  Its type comes from the function's
 * own declaration, since a node that finishes what others began calls it by its OID.
 */
PG_FUNCTION_INFO_V1(colossus_fleet_energy_buckets_final);
Datum
colossus_fleet_energy_buckets_final(PG_FUNCTION_ARGS)
{
	const Fleet *fleet = fleet_argument(fcinfo);
	const FleetSums *sums = finish(fleet);
	const void **buckets = palloc((sums->n_buckets + 1) * sizeof(void *));
	Datum	   *elements = palloc((sums->n_buckets + 1) * sizeof(Datum));
	/* not from the call's expression: a node that finishes what others began has none */
	Oid			type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	TupleDesc	desc = lookup_rowtype_tupdesc(type, -1);

	fleet_status(fleet_buckets(sums, buckets, sample_poll));
	for (uint32 i = 0; i < sums->n_buckets; i++)
	{
		const FleetBucket *bucket = buckets[i];
		Datum		values[1 + ENERGY_COLUMNS];
		bool		nulls[1 + ENERGY_COLUMNS];

		CHECK_FOR_INTERRUPTS();
		values[0] = TimestampTzGetDatum(bucket->number * fleet->options.width_us);
		nulls[0] = false;
		energy_columns(&bucket->sum, values + 1, nulls + 1);
		elements[i] = HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
	}
	ReleaseTupleDesc(desc);
	PG_RETURN_ARRAYTYPE_P(construct_array(elements, sums->n_buckets, type, -1, false, TYPALIGN_DOUBLE));
}

/* final function of fleet_energy_state and merge(fleet_state) */
PG_FUNCTION_INFO_V1(colossus_fleet_state_final);
Datum
colossus_fleet_state_final(PG_FUNCTION_ARGS)
{
	const Fleet *fleet = fleet_argument(fcinfo);
	FleetWork  *work = palloc0(sizeof(FleetWork));
	Size		size = 8192;
	struct varlena *result = palloc(size);
	Status		status;

	work->out_size = size - VARHDRSZ;
	work->out = (uint8 *) VARDATA(result);
	while ((status = fleet_canonical(fleet, work, sample_poll)) == CORE_NEED_MEMORY)
	{
		if (work->room.need > 0)
		{
			give(&work->room, CurrentMemoryContext);
			continue;
		}
		if (size >= MaxAllocSize)
			fleet_too_large();
		size = Min(2 * size, MaxAllocSize);
		result = repalloc(result, size);
		work->out_size = size - VARHDRSZ;
		work->out = (uint8 *) VARDATA(result);
	}
	fleet_status(status);
	SET_VARSIZE(result, work->out_used + VARHDRSZ);
	PG_RETURN_POINTER(result);
}

/* ---------- input and output ---------- */

/* the flat form of bytes from outside, NULL if they are no state */
static struct varlena *
read_state(const uint8 *bytes, Size n)
{
	struct varlena *flat;

	if (n < CHECKSUM_BYTES)
		return NULL;
	n -= CHECKSUM_BYTES;
	if (wire_get(bytes + n, CHECKSUM_BYTES) != wire_checksum(bytes, n) ||
		fleet_check(bytes, n, sample_poll) != CORE_OK)
		return NULL;
	flat = palloc(VARHDRSZ + n);
	SET_VARSIZE(flat, VARHDRSZ + n);
	memcpy(VARDATA(flat), bytes, n);
	return flat;
}

/* the bytes of a state and their checksum, behind room for a varlena header */
static struct varlena *
write_state(Datum value)
{
	struct varlena *flat = PG_DETOAST_DATUM_PACKED(value);
	Size		n = VARSIZE_ANY_EXHDR(flat);
	struct varlena *result;

	if (!AllocSizeIsValid(VARHDRSZ + n + CHECKSUM_BYTES))
		fleet_too_large();
	result = palloc(VARHDRSZ + n + CHECKSUM_BYTES);
	SET_VARSIZE(result, VARHDRSZ + n + CHECKSUM_BYTES);
	memcpy(VARDATA(result), VARDATA_ANY(flat), n);
	wire_put((uint8 *) VARDATA(result) + n, wire_checksum((uint8 *) VARDATA(result), n), CHECKSUM_BYTES);
	return result;
}

static const StateType fleet_state = {"fleet_state", read_state, write_state, fleet_too_large};

STATE_IO(fleet_state, &fleet_state);
