/*
 * combustion.c
 *		SQL functions of core/combustion.h.
 */
#include "pg/arguments.h"

#include <math.h>

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/combustion.h"
#include "pg/columns.h"

PG_FUNCTION_INFO_V1(colossus_control_train_efficiency);
PG_FUNCTION_INFO_V1(colossus_generation_mwh);
PG_FUNCTION_INFO_V1(colossus_period_h);
PG_FUNCTION_INFO_V1(colossus_factor_lb_per_mmbtu);
PG_FUNCTION_INFO_V1(colossus_upstream_methane_kg);
PG_FUNCTION_INFO_V1(colossus_rolling_tons);

#define ROLLING_COLUMNS	7

/* operations between two looks for a cancel */
#define OPERATIONS_PER_CHECK	1024

/*
 * NULL where one of the controls is not known: a train is as good as the product of what all of
 * them let through, and an unknown one may let all or nothing through.
 */
Datum
colossus_control_train_efficiency(PG_FUNCTION_ARGS)
{
	int			controls = -1;
	Column		efficiency = colossus_column(fcinfo, 0, "efficiency", &controls);
	double	   *shares = palloc(sizeof(double) * Max(controls, 1));

	for (int i = 0; i < controls; i++)
	{
		if (!column_has(&efficiency, i))
			PG_RETURN_NULL();
		shares[i] = share(DatumGetFloat8(efficiency.value[i]), "efficiency");
	}
	PG_RETURN_FLOAT8(train_efficiency(shares, controls));
}

Datum
colossus_generation_mwh(PG_FUNCTION_ARGS)
{
	double		mw = NOT_NEGATIVE(0, "mw");
	double		hours = NOT_NEGATIVE(1, "hours");

	PG_RETURN_FLOAT8(colossus_result(generation_mwh(mw, hours)));
}

/* factor_lb_per_mmbtu(factor, unit, btu_per_hp_h); NULL where it does not follow */
Datum
colossus_factor_lb_per_mmbtu(PG_FUNCTION_ARGS)
{
	text	   *unit;
	double		result;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	unit = PG_GETARG_TEXT_PP(1);
	if (!factor_per_heat(NOT_NEGATIVE(0, "factor"), VARDATA_ANY(unit), VARSIZE_ANY_EXHDR(unit),
						 PG_ARGISNULL(2) ? 0 : POSITIVE(2, "btu_per_hp_h"), &result))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(colossus_result(result));
}

Datum
colossus_period_h(PG_FUNCTION_ARGS)
{
	DateADT		from_date = PG_GETARG_DATEADT(0);
	DateADT		until_date = PG_GETARG_DATEADT(1);

	if (DATE_NOT_FINITE(from_date) || DATE_NOT_FINITE(until_date))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(days_to_h((double) until_date - (double) from_date));
}

Datum
colossus_upstream_methane_kg(PG_FUNCTION_ARGS)
{
	double		heat = NOT_NEGATIVE(0, "heat_mmbtu");
	double		leak = SHARE(1, "leak");
	double		ch4 = NOT_NEGATIVE(2, "ch4_kg_per_mmbtu");

	if (leak >= 1)
		colossus_impossible("leak", leak, "must be below 1", "It is the share of all gas produced that is lost.");
	PG_RETURN_FLOAT8(colossus_result(upstream_methane_kg(heat, leak, ch4)));
}

static Datum
month_date(int64 month)
{
	return DateADTGetDatum((DateADT) (month_start(month) / US_PER_DAY));
}

/*
 * rolling_tons(started_at, ended_at, kg, limit_tons) -> setof (month, tons,
 * rolling_tons, margin_tons, exceeds, first_exceeded_on, unknown_operations)
 */
Datum
colossus_rolling_tons(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int			rows = -1;
	Column		started = colossus_column(fcinfo, 0, "started_at", &rows);
	Column		ended = colossus_column(fcinfo, 1, "ended_at", &rows);
	Column		kg = colossus_column(fcinfo, 2, "kg", &rows);
	bool		limited = !PG_ARGISNULL(3);
	i128		limit = limited ? limit_ug(NOT_NEGATIVE(3, "limit_tons")) : 0;
	Operation  *operation = palloc_extended(sizeof(Operation) * Max(rows, 1), MCXT_ALLOC_HUGE);
	OperationMonth *month;
	int			operations = 0;
	int64		unplaced = 0;	/* bear on every month */
	int64		first;
	int64		last;
	int64		exceeded_on = 0;
	bool		exceeded = false;

	InitMaterializedSRF(fcinfo, 0);

	for (int i = 0; i < rows; i++)
	{
		Operation	o = {0, -1, NAN};	/* ends before it begins: operation_placed() says no */

		if (column_has(&started, i) && column_has(&ended, i))
		{
			o.started_us = DatumGetTimestampTz(started.value[i]);
			o.ended_us = DatumGetTimestampTz(ended.value[i]);
		}
		if (column_has(&kg, i))
			o.kg = DatumGetFloat8(kg.value[i]);
		if (TIMESTAMP_NOT_FINITE(o.started_us) || TIMESTAMP_NOT_FINITE(o.ended_us) || !operation_placed(&o))
			unplaced++;
		else
			operation[operations++] = o;
	}
	if (!operation_months(operation, operations, &first, &last))
		return (Datum) 0;

	month = palloc_extended(sizeof(OperationMonth) * (last - first + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < operations; i++)
	{
		if (i % OPERATIONS_PER_CHECK == 0)
			CHECK_FOR_INTERRUPTS();
		operation_add(month, first, &operation[i]);
	}
	operation_roll(month, last - first + 1);

	for (int64 m = first; limited && !exceeded && m <= last; m++)
		if (month[m - first].rolling_ug > limit)
		{
			exceeded = true;
			exceeded_on = operation_limit_day(operation, operations, m,
											  month[m - first].rolling_ug - month[m - first].ug, limit);
		}

	for (int64 m = first; m <= last; m++)
	{
		OperationMonth *o = &month[m - first];
		int64		unknown = o->rolling_unknown + unplaced;
		bool		exceeds = limited && o->rolling_ug > limit;
		Datum		values[ROLLING_COLUMNS];
		bool		nulls[ROLLING_COLUMNS] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = month_date(m);
		values[1] = Float8GetDatum(ug_to_tons(o->ug));
		values[2] = Float8GetDatum(ug_to_tons(o->rolling_ug));
		values[3] = Float8GetDatum(limited ? ug_to_tons(limit - o->rolling_ug) : 0);
		nulls[3] = !limited || unknown > 0;
		values[4] = BoolGetDatum(exceeds);
		nulls[4] = !limited || (!exceeds && unknown > 0);
		values[5] = DateADTGetDatum((DateADT) exceeded_on);
		nulls[5] = !exceeded;
		values[6] = Int64GetDatum(unknown);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
