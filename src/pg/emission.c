/*
 * emission.c
 *		SQL functions of core/emission.h; the aggregates are in exact_sums.c.
 *
 * Units are in the names of functions and arguments, as in SQL: heat in MMBtu by
 * the higher heating value, factors in lb/MMBtu, masses in kg, "tons" are short
 * tons and "t" metric ones.  Amounts below 0, NaN and infinity are 22023 with the name of the
 * argument, results beyond a double 22003.
 */
#include "pg/arguments.h"

#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "core/names.h"
#include "pg/emission.h"

PG_FUNCTION_INFO_V1(colossus_heat_input_mmbtu);
PG_FUNCTION_INFO_V1(colossus_hhv_btu_per_kwh);
PG_FUNCTION_INFO_V1(colossus_heat_rate_btu_per_kwh);
PG_FUNCTION_INFO_V1(colossus_combustion_kg);
PG_FUNCTION_INFO_V1(colossus_potential_to_emit_tons);
PG_FUNCTION_INFO_V1(colossus_ppm_to_lb_per_mmbtu);
PG_FUNCTION_INFO_V1(colossus_co2e_kg);
PG_FUNCTION_INFO_V1(colossus_pollutant_rows);
PG_FUNCTION_INFO_V1(colossus_gwp_rows);
PG_FUNCTION_INFO_V1(colossus_grid_co2e_kg);
PG_FUNCTION_INFO_V1(colossus_co2e_from_g_per_kwh_kg);
PG_FUNCTION_INFO_V1(colossus_water_l);
PG_FUNCTION_INFO_V1(colossus_embodied_share_kg);
PG_FUNCTION_INFO_V1(colossus_sci_g);
PG_FUNCTION_INFO_V1(colossus_social_cost_of_kg_usd);
PG_FUNCTION_INFO_V1(colossus_kg_to_tons);
PG_FUNCTION_INFO_V1(colossus_tons_to_kg);
PG_FUNCTION_INFO_V1(colossus_kg_to_t);
PG_FUNCTION_INFO_V1(colossus_kg_to_lb);
PG_FUNCTION_INFO_V1(colossus_lb_per_mwh);
PG_FUNCTION_INFO_V1(colossus_g_per_kwh);

/* ---- names -------------------------------------------------------------- */

/* bytes of a name to show in a message: names are short, other texts are cut */
static int
shown_bytes(text *name)
{
	int			bytes = VARSIZE_ANY_EXHDR(name);

	return bytes <= NAME_COMPARED ? bytes : pg_mbcliplen(VARDATA_ANY(name), bytes, NAME_COMPARED);
}

/* 22023, with the names that would have been known */
static void
unknown_pollutant(const char *kind, text *name, bool gases)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int p = 0; p < POLLUTANTS; p++)
		if (!gases || gwp_known((Pollutant) p))
			appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "", pollutant_name(p));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown %s: \"%.*s\"", kind, shown_bytes(name), VARDATA_ANY(name)),
			 errhint("Known: %s.", list.data)));
}

/* by any name of pollutants.def, in any case */
Pollutant
colossus_pollutant(text *name)
{
	Pollutant	pollutant = POLLUTANTS;

	if (!pollutant_find(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &pollutant))
		unknown_pollutant("pollutant", name, false);
	return pollutant;
}

/* a pollutant that has a warming potential; CO2e and NOx have none */
Pollutant
colossus_gas(text *name)
{
	Pollutant	gas = POLLUTANTS;

	if (!pollutant_find(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &gas) || !gwp_known(gas))
		unknown_pollutant("gas", name, true);
	return gas;
}

/*
 * The error lists the assessments and horizons of this gas, since they differ from gas to gas: AR6
 * has methane by its origin.
 */
double
colossus_gwp(Pollutant gas, text *assessment, int32 horizon_years)
{
	const Gwp  *gwp = gwp_find(gas, VARDATA_ANY(assessment), VARSIZE_ANY_EXHDR(assessment), horizon_years);

	StringInfoData list;

	if (gwp != NULL)
		return gwp->gwp;
	initStringInfo(&list);
	for (int n = 0; (gwp = gwp_row(n)) != NULL; n++)
		if (gwp->gas == gas)
			appendStringInfo(&list, "%s%s over %d years", list.len > 0 ? ", " : "",
							 gwp->assessment, gwp->horizon_years);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("no global warming potential of %s in \"%.*s\" over %d years", pollutant_name(gas),
					shown_bytes(assessment), VARDATA_ANY(assessment), horizon_years),
			 errhint("For %s there is: %s.", pollutant_name(gas), list.data)));
	return 0;					/* not reached */
}

/* by the assessment and horizon of one who names none; every gas of colossus_gas has it */
double
colossus_default_gwp(Pollutant gas)
{
	return gwp_find(gas, GWP_ASSESSMENT, strlen(GWP_ASSESSMENT), GWP_HORIZON_YEARS)->gwp;
}

/* pollutant_rows() -> setof (pollutant, kind, aliases) */
Datum
colossus_pollutant_rows(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const PollutantRow *row;

	InitMaterializedSRF(fcinfo, 0);
	for (int p = 0; (row = pollutant_row(p)) != NULL; p++)
	{
		Datum		values[3] = {
			CStringGetTextDatum(row->name),
			CStringGetTextDatum(pollutant_kind_name(row->kind)),
			CStringGetTextDatum(row->aliases)
		};
		bool		nulls[3] = {false, false, row->aliases[0] == '\0'};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* gwp_rows() -> setof (gas, assessment, horizon_years, gwp, source) */
Datum
colossus_gwp_rows(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const Gwp  *row;

	InitMaterializedSRF(fcinfo, 0);
	for (int n = 0; (row = gwp_row(n)) != NULL; n++)
	{
		Datum		values[5] = {
			CStringGetTextDatum(pollutant_name(row->gas)),
			CStringGetTextDatum(row->assessment),
			Int32GetDatum(row->horizon_years),
			Float8GetDatum(row->gwp),
			CStringGetTextDatum(row->source)
		};
		bool		nulls[5] = {false};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* co2e_kg(gas, kg, assessment, horizon_years): kg x potential; the gas is asked first, so that its error goes before that of kg */
Datum
colossus_co2e_kg(PG_FUNCTION_ARGS)
{
	Pollutant	gas = colossus_gas(PG_GETARG_TEXT_PP(0));
	double		kg = NOT_NEGATIVE(1, "kg");
	double		gwp = colossus_gwp(gas, PG_GETARG_TEXT_PP(2), PG_GETARG_INT32(3));

	PG_RETURN_FLOAT8(colossus_result(co2e_kg(kg, gwp)));
}

/* ---- combustion --------------------------------------------------------- */

/* MWh generated times Btu burnt for each kWh (HHV) */
Datum
colossus_heat_input_mmbtu(PG_FUNCTION_ARGS)
{
	double		mwh = NOT_NEGATIVE(0, "mwh");
	double		heat_rate = POSITIVE(1, "heat_rate_btu_per_kwh");

	PG_RETURN_FLOAT8(colossus_result(heat_input_mmbtu(mwh, heat_rate)));
}

/* a vendor's heat rate is by the lower heating value; factors of natural gas by the higher */
Datum
colossus_hhv_btu_per_kwh(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(colossus_result(hhv_btu_per_kwh(POSITIVE(0, "lhv_btu_per_kwh"))));
}

/* Btu burnt for a kWh at an efficiency: 3,412 / efficiency, by the heating value that the efficiency is by */
Datum
colossus_heat_rate_btu_per_kwh(PG_FUNCTION_ARGS)
{
	double		efficiency = SHARE(0, "efficiency");

	/* a share may be 0, but no heat rate belongs to it */
	(void) POSITIVE(0, "efficiency");
	PG_RETURN_FLOAT8(colossus_result(heat_rate_btu_per_kwh(efficiency)));
}

/* kg of a pollutant: heat x factor, less what the control holds back; control_efficiency is the share held back */
Datum
colossus_combustion_kg(PG_FUNCTION_ARGS)
{
	double		heat = NOT_NEGATIVE(0, "heat_mmbtu");
	double		factor = NOT_NEGATIVE(1, "factor_lb_per_mmbtu");
	double		efficiency = SHARE(2, "control_efficiency");

	PG_RETURN_FLOAT8(colossus_result(combustion_kg(heat, factor, efficiency)));
}

/* short tons a year of continuous operation, 40 CFR 52.21(b)(4) */
Datum
colossus_potential_to_emit_tons(PG_FUNCTION_ARGS)
{
	double		capacity_mw = NOT_NEGATIVE(0, "capacity_mw");
	double		heat_rate = POSITIVE(1, "heat_rate_btu_per_kwh");
	double		factor = NOT_NEGATIVE(2, "factor_lb_per_mmbtu");
	double		hours = NOT_NEGATIVE(3, "hours");
	double		efficiency = SHARE(4, "control_efficiency");

	if (hours > HOURS_PER_LEAP_YEAR)
		colossus_impossible("hours", hours, "must be at most 8784",
							"The potential to emit is per year: 8760 hours, or fewer where a permit enforces it.");
	PG_RETURN_FLOAT8(colossus_result(potential_to_emit_tons(capacity_mw, heat_rate, factor, hours, efficiency)));
}

/*
 * EPA Method 19, equation 19-1: dry concentration, oxygen as measured, F factor of the fuel in dscf/MMBtu.
 * The oxygen of air itself would divide by 0: no exhaust has it.
 */
Datum
colossus_ppm_to_lb_per_mmbtu(PG_FUNCTION_ARGS)
{
	Pollutant	pollutant = colossus_pollutant(PG_GETARG_TEXT_PP(0));
	double		ppm = NOT_NEGATIVE(1, "ppm");
	double		oxygen_percent = NOT_NEGATIVE(2, "oxygen_percent");
	double		f_factor = POSITIVE(3, "f_factor_dscf_per_mmbtu");
	double		lb_per_mmbtu;

	if (oxygen_percent >= AIR_OXYGEN_PERCENT)
		colossus_impossible("oxygen_percent", oxygen_percent, "must be below that of air, 20.9", NULL);
	if (!ppm_to_lb_per_mmbtu(pollutant, ppm, oxygen_percent, f_factor, &lb_per_mmbtu))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a concentration of %s has no mass without its molecular weight", pollutant_name(pollutant)),
				 errhint("Known for NOx (as NO2), CO, SO2, NH3 and formaldehyde.")));
	PG_RETURN_FLOAT8(colossus_result(lb_per_mmbtu));
}

/* ---- electricity, water, hardware --------------------------------------- */

/* kWh at a rate in lb/MWh, as eGRID prints it */
Datum
colossus_grid_co2e_kg(PG_FUNCTION_ARGS)
{
	double		kwh = NOT_NEGATIVE(0, "kwh");
	double		rate = NOT_NEGATIVE(1, "lb_per_mwh");

	PG_RETURN_FLOAT8(colossus_result(grid_co2e_kg(kwh, rate)));
}

/* kWh at a rate in g/kWh, as Ember and most of the world print it */
Datum
colossus_co2e_from_g_per_kwh_kg(PG_FUNCTION_ARGS)
{
	double		kwh = NOT_NEGATIVE(0, "kwh");
	double		rate = NOT_NEGATIVE(1, "g_per_kwh");

	PG_RETURN_FLOAT8(colossus_result(co2e_from_g_per_kwh_kg(kwh, rate)));
}

/* on site (WUE, over IT energy) and in generation (EWIF, over facility energy) */
Datum
colossus_water_l(PG_FUNCTION_ARGS)
{
	double		it = NOT_NEGATIVE(0, "it_kwh");
	double		wue = NOT_NEGATIVE(1, "wue_l_per_kwh");
	double		pue = PUE(2);
	double		ewif = NOT_NEGATIVE(3, "ewif_l_per_kwh");

	PG_RETURN_FLOAT8(colossus_result(water_l(it, wue, pue, ewif)));
}

/* hardware by hours used of its life, ISO/IEC 21031 (SCI): TE x TS x RS */
Datum
colossus_embodied_share_kg(PG_FUNCTION_ARGS)
{
	double		total_kg = NOT_NEGATIVE(0, "total_kg");
	double		used_h = NOT_NEGATIVE(1, "used_h");
	double		lifetime_h = POSITIVE(2, "lifetime_h");
	double		of_host = SHARE(3, "share");

	PG_RETURN_FLOAT8(colossus_result(embodied_share_kg(total_kg, used_h, lifetime_h, of_host)));
}

/* ISO/IEC 21031: (E x I + M) for each functional unit R */
Datum
colossus_sci_g(PG_FUNCTION_ARGS)
{
	double		facility = NOT_NEGATIVE(0, "facility_kwh");
	double		rate = NOT_NEGATIVE(1, "g_per_kwh");
	double		embodied_g = NOT_NEGATIVE(2, "embodied_g");
	double		units = POSITIVE(3, "functional_units");

	PG_RETURN_FLOAT8(colossus_result(sci_g(facility, rate, embodied_g, units)));
}

/* the arithmetic of social_cost_usd, which looks usd_per_t up */
Datum
colossus_social_cost_of_kg_usd(PG_FUNCTION_ARGS)
{
	double		kg = NOT_NEGATIVE(0, "kg");
	double		usd_per_t = NOT_NEGATIVE(1, "usd_per_t");

	PG_RETURN_FLOAT8(colossus_result(social_cost_usd(kg, usd_per_t)));
}

/* ---- units -------------------------------------------------------------- */

/*
 * Masses may be negative, for a balance can be; rates may not.  Where the unit grows the
 * number shrinks and cannot overflow, so that only the others look at their result.
 */
Datum
colossus_kg_to_tons(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(kg_to_tons(finite_number(PG_GETARG_FLOAT8(0), "kg")));
}

Datum
colossus_tons_to_kg(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(colossus_result(tons_to_kg(finite_number(PG_GETARG_FLOAT8(0), "tons"))));
}

Datum
colossus_kg_to_t(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(kg_to_t(finite_number(PG_GETARG_FLOAT8(0), "kg")));
}

Datum
colossus_kg_to_lb(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(colossus_result(kg_to_lb(finite_number(PG_GETARG_FLOAT8(0), "kg"))));
}

Datum
colossus_lb_per_mwh(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(colossus_result(lb_per_mwh(NOT_NEGATIVE(0, "g_per_kwh"))));
}

Datum
colossus_g_per_kwh(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(colossus_result(g_per_kwh(NOT_NEGATIVE(0, "lb_per_mwh"))));
}
