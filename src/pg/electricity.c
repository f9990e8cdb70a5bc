/*
 * electricity.c
 *		SQL functions of core/electricity.h.
 *
 * Energy is kWh at the site meter where a name says facility, else as told; rates
 * are g CO2e a kWh delivered.  An amount that is not known makes a figure NULL or
 * is counted beside it, and is never 0.
 */
#include "pg/arguments.h"

#include <math.h>

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/timestamp.h"

#include "core/electricity.h"
#include "pg/columns.h"
#include "pg/energy.h"

PG_FUNCTION_INFO_V1(colossus_generated_kwh);
PG_FUNCTION_INFO_V1(colossus_lost_kwh);
PG_FUNCTION_INFO_V1(colossus_water_use_l);
PG_FUNCTION_INFO_V1(colossus_l_to_ml);
PG_FUNCTION_INFO_V1(colossus_kl_to_ml);
PG_FUNCTION_INFO_V1(colossus_level_kwh);
PG_FUNCTION_INFO_V1(colossus_market_co2e);
PG_FUNCTION_INFO_V1(colossus_time_matched_co2e);

/* the load of a year as a whole is one of any length: the unit of time does not matter */
#define WHOLE_PERIOD_US	1

/* what match_energy() asks between rows: an interrupt leaves by longjmp, so it never answers true */
static bool
cancelled(void)
{
	CHECK_FOR_INTERRUPTS();
	return false;
}

/* a share of generation; at 1 nothing would arrive and the amount generated has no bound */
static double
loss_argument(double loss)
{
	if (share(loss, "loss") >= 1)
		colossus_impossible("loss", loss, "must be below 1", "It is the share of generation that is lost before delivery.");
	return loss;
}

/* kWh generated for kWh delivered: delivered / (1 - loss), as eGRID defines its grid gross loss */
Datum
colossus_generated_kwh(PG_FUNCTION_ARGS)
{
	double		delivered = NOT_NEGATIVE(0, "delivered_kwh");

	PG_RETURN_FLOAT8(colossus_result(generated_kwh(delivered, loss_argument(PG_GETARG_FLOAT8(1)))));
}

/* kWh lost on the way of kWh delivered: generated less delivered */
Datum
colossus_lost_kwh(PG_FUNCTION_ARGS)
{
	double		delivered = NOT_NEGATIVE(0, "delivered_kwh");

	PG_RETURN_FLOAT8(colossus_result(lost_kwh(delivered, loss_argument(PG_GETARG_FLOAT8(1)))));
}

/* Units: a balance may be negative, so that any finite number is taken. */
Datum
colossus_l_to_ml(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(l_to_ml(finite_number(PG_GETARG_FLOAT8(0), "l")));
}

Datum
colossus_kl_to_ml(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(kl_to_ml(finite_number(PG_GETARG_FLOAT8(0), "kl")));
}

/* litres of a use in million US gallons a day that holds for some hours */
Datum
colossus_water_use_l(PG_FUNCTION_ARGS)
{
	double		use = NOT_NEGATIVE(0, "million_gallons_per_d");
	double		hours = NOT_NEGATIVE(1, "hours");

	PG_RETURN_FLOAT8(colossus_result(water_use_l(use, hours)));
}

/* kWh of a power that holds for some hours */
Datum
colossus_level_kwh(PG_FUNCTION_ARGS)
{
	double		mw = NOT_NEGATIVE(0, "mw");
	double		hours = NOT_NEGATIVE(1, "hours");

	PG_RETURN_FLOAT8(colossus_result(level_kwh(mw, hours)));
}

static TupleDesc
result_desc(FunctionCallInfo fcinfo)
{
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return BlessTupleDesc(desc);
}

/* contracts without a factor leave the market-based figure unknown */
static bool
read_contract(EnergyFlow *contract, const Column *kwh, const Column *g_per_kwh, int row)
{
	if (!column_has(kwh, row) || !column_has(g_per_kwh, row))
		return false;
	contract->kwh = not_negative(DatumGetFloat8(kwh->value[row]), "contract_kwh");
	contract->g_per_kwh = not_negative(DatumGetFloat8(g_per_kwh->value[row]), "contract_g_per_kwh");
	return true;
}

/*
 * market_co2e(facility_kwh, contract_kwh[], contract_g_per_kwh[], rest_g_per_kwh)
 *		-> (co2e_kg, contract_kwh, rest_kwh, unused_contract_kwh)
 *
 * The matching of hours with one hour: load and contracts all lie in the same period.
 * Contracts are sorted, so that the answer does not depend on their order in the
 * arrays.  What they do not cover has rest_g_per_kwh; without it the emissions are
 * NULL where anything is left, and the energies still known.
 */
Datum
colossus_market_co2e(PG_FUNCTION_ARGS)
{
	int			rows = -1;
	Column		kwh = colossus_column(fcinfo, 1, "contract_kwh", &rows);
	Column		g_per_kwh = colossus_column(fcinfo, 2, "contract_g_per_kwh", &rows);
	double		rest = PG_ARGISNULL(3) ? NAN : not_negative(PG_GETARG_FLOAT8(3), "rest_g_per_kwh");
	EnergyFlow	load = {0, WHOLE_PERIOD_US, 0, 0};
	EnergyFlow *contract;
	size_t	   *work;
	bool		unknown = false;
	MatchedEnergy matched;
	Datum		values[4];
	bool		nulls[4] = {false};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	load.kwh = NOT_NEGATIVE(0, "facility_kwh");
	contract = palloc_extended(sizeof(EnergyFlow) * Max(rows, 1), MCXT_ALLOC_HUGE);
	/* as match_energy() wants it: a place for each flow of both sides and two more */
	work = palloc_extended(sizeof(size_t) * (rows + 3), MCXT_ALLOC_HUGE);
	for (int i = 0; i < rows; i++)
	{
		contract[i] = (EnergyFlow) {0, WHOLE_PERIOD_US, 0, 0};
		unknown |= !read_contract(&contract[i], &kwh, &g_per_kwh, i);
	}
	if (rows > 1)
		qsort(contract, rows, sizeof(EnergyFlow), energy_flow_compare);
	(void) match_energy(&load, 1, contract, rows, NULL, 0, 0, rest, work, cancelled, &matched);

	nulls[0] = unknown || matched.market_uncovered_kwh > 0;
	values[0] = Float8GetDatum(nulls[0] ? 0 : colossus_result(matched.market_co2e_kg));
	nulls[1] = nulls[2] = nulls[3] = unknown;
	values[1] = Float8GetDatum(matched.contract_kwh);
	values[2] = Float8GetDatum(matched.kwh - matched.contract_kwh);
	values[3] = Float8GetDatum(colossus_result(matched.unused_contract_kwh));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(result_desc(fcinfo), values, nulls)));
}

/*
 * Flows of three columns, and of a fourth for contracts, sorted; what has no amount is
 * counted in *unknown and left out.  A flow that ends before it starts is an error with
 * its row, for of what it would cover nobody could tell how much it is.
 */
static int
read_flows(const Column *since, const Column *until, const Column *kwh, const Column *g_per_kwh,
		   int rows, const char *name, EnergyFlow *flow, int64 *unknown)
{
	int			flows = 0;

	for (int i = 0; i < rows; i++)
	{
		EnergyFlow	f = {0};

		if (!column_has(since, i) || !column_has(until, i) || !column_has(kwh, i)
			|| (g_per_kwh != NULL && !column_has(g_per_kwh, i)))
		{
			(*unknown)++;
			continue;
		}
		f.since_us = DatumGetTimestampTz(since->value[i]);
		f.until_us = DatumGetTimestampTz(until->value[i]);
		if (TIMESTAMP_NOT_FINITE(f.since_us) || TIMESTAMP_NOT_FINITE(f.until_us) || f.since_us >= f.until_us)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("row %d of the %s must end after it starts, at finite times", i + 1, name)));
		f.kwh = not_negative(DatumGetFloat8(kwh->value[i]), "kwh");
		if (g_per_kwh != NULL)
			f.g_per_kwh = not_negative(DatumGetFloat8(g_per_kwh->value[i]), "contract_g_per_kwh");
		flow[flows++] = f;
	}
	if (flows > 1)
		qsort(flow, flows, sizeof(EnergyFlow), energy_flow_compare);
	return flows;
}

/*
 * time_matched_co2e(since[], until[], facility_kwh[], intensity_at[], g_per_kwh[],
 * intensity_max_age, contract_since[], contract_until[], contract_kwh[],
 * contract_g_per_kwh[], residual_g_per_kwh) -> one row
 *
 * Each load meets the intensity of its own time and the contracts that overlap it.
 * An intensity holds until the next one, but no longer than intensity_max_age: what is
 * older covers nothing, and the energy stands in location_uncovered_kwh rather than at
 * a stale rate.  The arrays may be in any order and huge; the three sides are sorted
 * here, as match_energy() wants them.
 */
Datum
colossus_time_matched_co2e(PG_FUNCTION_ARGS)
{
	int			loads = -1;
	int			intensities = -1;
	int			contracts = -1;
	Column		since = colossus_column(fcinfo, 0, "since", &loads);
	Column		until = colossus_column(fcinfo, 1, "until", &loads);
	Column		kwh = colossus_column(fcinfo, 2, "facility_kwh", &loads);
	Column		at = colossus_column(fcinfo, 3, "intensity_at", &intensities);
	Column		g_per_kwh = colossus_column(fcinfo, 4, "g_per_kwh", &intensities);
	Column		contract_since = colossus_column(fcinfo, 6, "contract_since", &contracts);
	Column		contract_until = colossus_column(fcinfo, 7, "contract_until", &contracts);
	Column		contract_kwh = colossus_column(fcinfo, 8, "contract_kwh", &contracts);
	Column		contract_g_per_kwh = colossus_column(fcinfo, 9, "contract_g_per_kwh", &contracts);
	double		residual = PG_ARGISNULL(10) ? NAN : not_negative(PG_GETARG_FLOAT8(10), "residual_g_per_kwh");
	int64		max_age;
	int64		unknown = 0;
	EnergyFlow *load;
	EnergyFlow *contract;
	GridIntensity *intensity;
	size_t	   *work;
	MatchedEnergy matched;
	int			n = 0;
	Datum		values[8];
	bool		nulls[8] = {false};

	if (PG_ARGISNULL(5) || loads == 0)
		PG_RETURN_NULL();
	max_age = energy_interval_us(PG_GETARG_INTERVAL_P(5), "intensity_max_age");

	load = palloc_extended(sizeof(EnergyFlow) * loads, MCXT_ALLOC_HUGE);
	loads = read_flows(&since, &until, &kwh, NULL, loads, "load", load, &unknown);
	contract = palloc_extended(sizeof(EnergyFlow) * Max(contracts, 1), MCXT_ALLOC_HUGE);
	contracts = read_flows(&contract_since, &contract_until, &contract_kwh, &contract_g_per_kwh,
						   contracts, "contracts", contract, &unknown);
	intensity = palloc_extended(sizeof(GridIntensity) * Max(intensities, 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < intensities; i++)
		if (column_has(&at, i) && column_has(&g_per_kwh, i))
		{
			intensity[n].at_us = DatumGetTimestampTz(at.value[i]);
			intensity[n].g_per_kwh = not_negative(DatumGetFloat8(g_per_kwh.value[i]), "g_per_kwh");
			if (TIMESTAMP_NOT_FINITE(intensity[n].at_us))
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("intensity_at must be finite")));
			n++;
		}
	if (n > 1)
		qsort(intensity, n, sizeof(GridIntensity), grid_intensity_compare);
	n = (int) grid_intensity_merge(intensity, n);

	work = palloc_extended(sizeof(size_t) * ((size_t) loads + contracts + 2), MCXT_ALLOC_HUGE);
	(void) match_energy(load, loads, contract, contracts, intensity, n, (uint64) max_age, residual, work, cancelled, &matched);

	values[0] = Float8GetDatum(colossus_result(matched.kwh));
	values[1] = Float8GetDatum(colossus_result(matched.location_co2e_kg));
	values[2] = Float8GetDatum(matched.location_uncovered_kwh);
	values[3] = Float8GetDatum(colossus_result(matched.market_co2e_kg));
	values[4] = Float8GetDatum(matched.market_uncovered_kwh);
	values[5] = Float8GetDatum(matched.contract_kwh);
	values[6] = Float8GetDatum(colossus_result(matched.unused_contract_kwh));
	values[7] = Int64GetDatum(unknown);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(result_desc(fcinfo), values, nulls)));
}
