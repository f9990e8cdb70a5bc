/*
 * energy.c
 *		The composite types energy and energy_bucket, and what the glue of all
 *		energy functions shares.
 */
#include "pg/energy.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "core/energy_basis.h"
#include "pg/arguments.h"

#define NJ_PER_J	UINT32_C(1000000000)
#define US_PER_S	UINT32_C(1000000)

/*
 * By its decimal digits where it exceeds 64 bits: numeric has no other way in for them that
 * all supported servers share.  The buffer holds the 39 digits of 2^127, a sign and the end.
 */
Datum
energy_numeric(i128 value)
{
	char		digits[48];
	char	   *p = digits + sizeof(digits);
	u128		rest = value < 0 ? -(u128) value : (u128) value;

	if (value >= PG_INT64_MIN && value <= PG_INT64_MAX)
		return NumericGetDatum(int64_to_numeric((int64) value));
	*--p = '\0';
	do
	{
		*--p = '0' + (int) (rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		*--p = '-';
	return DirectFunctionCall3(numeric_in, CStringGetDatum(p), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/*
 * The inverse: integers of 64 bits without their digits, which take ten times as long.  Asked
 * for every energy of a view: the limits are made once.
 */
bool
energy_whole(Numeric number, i128 *value)
{
	static Numeric least,
				most;
	Datum		datum = NumericGetDatum(number);
	u128		magnitude = 0;
	char	   *digits;

	if (most == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(TopMemoryContext);

		least = int64_to_numeric(PG_INT64_MIN);
		most = int64_to_numeric(PG_INT64_MAX);
		MemoryContextSwitchTo(old);
	}
	if (numeric_is_nan(number) || numeric_is_inf(number) || DatumGetInt32(DirectFunctionCall1(numeric_scale, datum)) != 0)
		return false;
	if (DatumGetInt32(DirectFunctionCall2(numeric_cmp, datum, NumericGetDatum(most))) <= 0 &&
		DatumGetInt32(DirectFunctionCall2(numeric_cmp, datum, NumericGetDatum(least))) >= 0)
	{
		*value = DatumGetInt64(DirectFunctionCall1(numeric_int8, datum));
		return true;
	}
	digits = DatumGetCString(DirectFunctionCall1(numeric_out, datum));
	for (char *p = digits + (*digits == '-'); *p != '\0'; p++)
		if (__builtin_mul_overflow(magnitude, 10, &magnitude) || __builtin_add_overflow(magnitude, *p - '0', &magnitude) || magnitude >> 127 != 0)
			return false;
	*value = *digits == '-' ? -(i128) magnitude : (i128) magnitude;
	return true;
}

/* the nearest double of nJ / 1e9; of a fraction of a nJ, what numeric's own division keeps of it */
static double
joules(Numeric nj)
{
	i128		whole;

	if (energy_whole(nj, &whole))
		return interval_quotient(whole, NJ_PER_J);
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8,
											  DirectFunctionCall2(numeric_div, NumericGetDatum(nj), NumericGetDatum(int64_to_numeric(NJ_PER_J)))));
}

PG_FUNCTION_INFO_V1(colossus_nj_to_j);
Datum
colossus_nj_to_j(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(joules(PG_GETARG_NUMERIC(0)));
}

PG_FUNCTION_INFO_V1(colossus_nj_to_kwh);
Datum
colossus_nj_to_kwh(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(joules_to_kwh(finite_number(joules(PG_GETARG_NUMERIC(0)), "energy_nj")));
}

/*
 * Looked up once for a call site and kept in its fn_extra, in the memory that lasts as long:
 * asking the type cache for each row would cost more than making the row.
 */
TupleDesc
energy_result_desc(FunctionCallInfo fcinfo)
{
	TupleDesc	desc = (TupleDesc) fcinfo->flinfo->fn_extra;

	if (desc == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		desc = BlessTupleDesc(desc);
		fcinfo->flinfo->fn_extra = desc;
		MemoryContextSwitchTo(old);
	}
	return desc;
}

/*
 * The columns in the order of the composite type (sql/13-energy-types.sql).  Energy is there
 * twice, whole nanojoules for sums that must not lose one, joules as the nearest double for all
 * else.  No power was seen: peak_w is below 0, and no sample: first_at lies behind last_at.
 */
void
energy_columns(const EnergySum *sum, Datum *values, bool *nulls)
{
	bool		none = sum->first_at > sum->last_at;

	memset(nulls, 0, ENERGY_COLUMNS * sizeof(bool));
	values[0] = energy_numeric(sum->energy_nj);
	values[1] = Float8GetDatum(interval_quotient(sum->energy_nj, NJ_PER_J));
	values[2] = Float8GetDatum(interval_quotient(sum->lower_nj, NJ_PER_J));
	values[3] = Float8GetDatum(interval_quotient(sum->upper_nj, NJ_PER_J));
	values[4] = Float8GetDatum(interval_quotient(sum->covered_us, US_PER_S));
	values[5] = Float8GetDatum(interval_quotient(sum->gap_us, US_PER_S));
	values[6] = Int64GetDatum(sum->gaps);
	values[7] = Int64GetDatum(sum->samples);
	values[8] = Int64GetDatum(sum->rejected);
	values[9] = Int64GetDatum(sum->resets);
	values[10] = Int64GetDatum(sum->wraps);
	values[11] = Float8GetDatum(interval_quotient(sum->stuck_us, US_PER_S));
	values[12] = Float8GetDatum(sum->peak_w);
	nulls[12] = sum->peak_w < 0;
	values[13] = TimestampTzGetDatum(sum->first_at);
	values[14] = TimestampTzGetDatum(sum->last_at);
	nulls[13] = nulls[14] = none;
	values[15] = Int64GetDatum(sum->conflicts);
}

Datum
energy_datum(TupleDesc desc, const EnergySum *sum)
{
	Datum		values[ENERGY_COLUMNS];
	bool		nulls[ENERGY_COLUMNS];

	energy_columns(sum, values, nulls);
	return HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
}

/*
 * A day is 24 hours here: max_gap and widths are lengths of time, not of the calendar.  Overflow is
 * checked, for an interval of PostgreSQL's may hold days beyond 292,000 years.
 */
int64
energy_interval_us(const Interval *interval, const char *argument)
{
	int64		us;

	if (interval->month != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not contain months or years", argument),
				 errhint("A month has no fixed length; write it in days.")));
	if (__builtin_mul_overflow((int64) interval->day, USECS_PER_DAY, &us) ||
		__builtin_add_overflow(us, interval->time, &us))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be shorter than 292,000 years", argument),
				 errdetail("It is %s.",
						   DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(interval))))));
	if (us <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be greater than zero", argument),
				 errdetail("It is %s.",
						   DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(interval))))));
	return us;
}

double
energy_positive(double value, const char *argument)
{
	if (!(value > 0) || isinf(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be greater than zero and finite", argument),
				 errdetail("It is %g.", value)));
	return value;
}

/*
 * Elements of a timestamptz array are aligned to 8 bytes behind a header that is a multiple of
 * them, so they are read where they lie.  What is not finite is in order, too, and some callers
 * take it: -infinity stands for the beginning.
 */
const int64 *
energy_edges(ArrayType *array, int *n)
{
	const int64 *edges = (const int64 *) ARR_DATA_PTR(array);

	if (ARR_NDIM(array) > 1 || array_contains_nulls(array))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("edges must be an array of one dimension without nulls")));
	*n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	for (int i = 1; i < *n; i++)
		if (edges[i - 1] >= edges[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("edges must be in ascending order"),
					 errdetail("%s is not before %s.",
							   pstrdup(timestamptz_to_str(edges[i - 1])),
							   pstrdup(timestamptz_to_str(edges[i])))));
	return edges;
}

void
energy_too_many_buckets(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("more than %d buckets", ENERGY_MAX_BUCKETS),
			 errhint("Use a larger width, or restrict the time.")));
}

void
energy_check_window(int64 since, int64 until)
{
	if (since >= until)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("since must be before until"),
				 errdetail("since is %s, until is %s.",
						   pstrdup(timestamptz_to_str(since)), pstrdup(timestamptz_to_str(until)))));
}

void
energy_check(Status status)
{
	if (status == CORE_OK)
		return;
	ereport(ERROR,
			(errcode(colossus_sqlstate(status)),
			 errmsg("energy is out of range"),
			 errhint("A sample is far from anything a device can draw; look for the largest values.")));
}
