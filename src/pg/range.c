/*
 * range.c
 *		SQL functions of core/range.h.
 */
#include "pg/arguments.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/range.h"
#include "pg/columns.h"

PG_FUNCTION_INFO_V1(colossus_range_product);
PG_FUNCTION_INFO_V1(colossus_range_sum);
PG_FUNCTION_INFO_V1(colossus_range_difference);
PG_FUNCTION_INFO_V1(colossus_range_shares);
PG_FUNCTION_INFO_V1(colossus_tidy);
PG_FUNCTION_INFO_V1(colossus_refuse);

#define RANGE_COLUMNS	3
#define BAND_COLUMNS	3
/* what moves each input in turn takes the square of their number, and asks for no interrupts: 46 ms of so many with powers */
#define MOST_MOVED		1000

/* arguments n, n + 1, n + 2 as ranges; false: a best value is not known */
static bool
take_ranges(FunctionCallInfo fcinfo, int n, int *rows, Range **ranges)
{
	Column		low = colossus_column(fcinfo, n, "low", rows);
	Column		best = colossus_column(fcinfo, n + 1, "best", rows);
	Column		high = colossus_column(fcinfo, n + 2, "high", rows);
	bool		known = *rows > 0;

	*ranges = palloc(sizeof(Range) * Max(*rows, 1));
	for (int i = 0; i < *rows; i++)
	{
		Range	   *range = *ranges + i;

		if (!column_has(&best, i))
		{
			known = false;
			continue;
		}
		range->best = not_negative(DatumGetFloat8(best.value[i]), "best");
		range->low = column_has(&low, i) ? not_negative(DatumGetFloat8(low.value[i]), "low") : range->best;
		range->high = column_has(&high, i) ? not_negative(DatumGetFloat8(high.value[i]), "high") : range->best;
		/* a best value beyond an end widens the range: figures of several sources may cross */
		range->low = Min(range->low, range->best);
		range->high = Max(range->high, range->best);
	}
	return known;
}

/* argument n as powers; NULL: all 1 */
static double *
take_powers(FunctionCallInfo fcinfo, int n, int rows)
{
	double	   *power = palloc(sizeof(double) * Max(rows, 1));
	Column		column;

	for (int i = 0; i < rows; i++)
		power[i] = 1;
	if (PG_ARGISNULL(n))
		return power;
	column = colossus_column(fcinfo, n, "power", &rows);
	for (int i = 0; i < rows; i++)
		if (column_has(&column, i))
			power[i] = finite_number(DatumGetFloat8(column.value[i]), "power");
	return power;
}

/*
 * Argument n as a band {inputs, floor, size}; NULL: none, and *band stays.  A NULL
 * size has no end; false: the floor, or how many inputs make up the level, is not known.
 */
static bool
take_band(FunctionCallInfo fcinfo, int n, Band *room, const Band **band)
{
	int			rows = -1;
	Column		column;

	*band = NULL;
	if (PG_ARGISNULL(n))
		return true;
	column = colossus_column(fcinfo, n, "band", &rows);
	if (rows != BAND_COLUMNS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a band has %d numbers, not %d", BAND_COLUMNS, rows),
				 errhint("They are how many inputs make up the level, the floor and the size.")));
	if (!column_has(&column, 0) || !column_has(&column, 1))
		return false;
	room->inputs = (size_t) Min(not_negative(DatumGetFloat8(column.value[0]), "band"), PG_INT16_MAX);
	room->floor = not_negative(DatumGetFloat8(column.value[1]), "band");
	room->size = column_has(&column, 2) ? not_negative(DatumGetFloat8(column.value[2]), "band") : INFINITY;
	*band = room;
	return true;
}

/* the row (low, best, high); what overflows is not known */
static Datum
range_row(FunctionCallInfo fcinfo, const Range *range)
{
	TupleDesc	desc;
	Datum		values[RANGE_COLUMNS] = {0};
	bool		nulls[RANGE_COLUMNS] = {true, true, true};
	double		ends[RANGE_COLUMNS];

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "a range needs a row type");
	if (range != NULL)
	{
		ends[0] = range->low;
		ends[1] = range->best;
		ends[2] = range->high;
		for (int i = 0; i < RANGE_COLUMNS; i++)
		{
			nulls[i] = !(ends[i] >= -DBL_MAX && ends[i] <= DBL_MAX);
			values[i] = Float8GetDatum(tidy(ends[i]));
		}
	}
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls));
}

static void
check_moved(int rows)
{
	if (rows > MOST_MOVED)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d inputs are more than %d", rows, MOST_MOVED),
				 errhint("Each is moved to its ends in turn; take the product of some of them as one input.")));
}

/* range_product(low, best, high, power, band) -> (low, best, high) */
Datum
colossus_range_product(PG_FUNCTION_ARGS)
{
	int			rows = -1;
	Range	   *input;
	Range		product;
	Band		room;
	const Band *band;

	if (!take_ranges(fcinfo, 0, &rows, &input) || !take_band(fcinfo, 4, &room, &band))
		PG_RETURN_DATUM(range_row(fcinfo, NULL));
	product = range_product(input, take_powers(fcinfo, 3, rows), rows, band);
	PG_RETURN_DATUM(range_row(fcinfo, &product));
}

/* range_sum(low, best, high) -> (low, best, high) */
Datum
colossus_range_sum(PG_FUNCTION_ARGS)
{
	int			rows = -1;
	Range	   *input;
	Range		sum;

	if (!take_ranges(fcinfo, 0, &rows, &input))
		PG_RETURN_DATUM(range_row(fcinfo, NULL));
	sum = range_sum(input, rows);
	PG_RETURN_DATUM(range_row(fcinfo, &sum));
}

/*
 * range_difference(before_low, before, before_high, after_low, after,
 * after_high, power, before_band, after_band) -> (low, best, high).  Inputs that are the same before and
 * after, to the bit, are shared.
 */
Datum
colossus_range_difference(PG_FUNCTION_ARGS)
{
	int			rows = -1;
	Range	   *before;
	Range	   *after;
	bool		known = take_ranges(fcinfo, 0, &rows, &before);
	bool	   *shared;
	Range		difference;
	Band		rooms[2];
	const Band *bands[2];

	if (!take_ranges(fcinfo, 3, &rows, &after) || !known ||
		!take_band(fcinfo, 7, &rooms[0], &bands[0]) || !take_band(fcinfo, 8, &rooms[1], &bands[1]))
		PG_RETURN_DATUM(range_row(fcinfo, NULL));
	check_moved(rows);
	shared = palloc(sizeof(bool) * rows);
	for (int i = 0; i < rows; i++)
		shared[i] = before[i].low == after[i].low && before[i].best == after[i].best && before[i].high == after[i].high;
	difference = range_difference(before, after, shared, take_powers(fcinfo, 6, rows), rows, bands[0], bands[1]);
	PG_RETURN_DATUM(range_row(fcinfo, &difference));
}

/* range_shares(low, best, high, power, band) -> float8[] */
Datum
colossus_range_shares(PG_FUNCTION_ARGS)
{
	int			rows = -1;
	Range	   *input;
	double	   *share;
	Datum	   *values;
	Band		room;
	const Band *band;

	if (!take_ranges(fcinfo, 0, &rows, &input) || !take_band(fcinfo, 4, &room, &band))
		PG_RETURN_NULL();
	check_moved(rows);
	share = palloc(sizeof(double) * rows);
	values = palloc(sizeof(Datum) * rows);
	range_shares(input, take_powers(fcinfo, 3, rows), rows, band, share);
	for (int i = 0; i < rows; i++)
		values[i] = Float8GetDatum(tidy(share[i]));
	PG_RETURN_ARRAYTYPE_P(construct_array(values, rows, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

Datum
colossus_tidy(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(tidy(PG_GETARG_FLOAT8(0)));
}

/* refuse(message, hint): never returns */
Datum
colossus_refuse(PG_FUNCTION_ARGS)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s", text_to_cstring(PG_GETARG_TEXT_PP(0))),
			 errhint("%s", text_to_cstring(PG_GETARG_TEXT_PP(1)))));
	PG_RETURN_NULL();
}
