/*
 * energy_basis.c
 *		SQL functions of core/energy_basis.h.  They are strict: what is not known
 *		makes the result unknown.
 */
#include "pg/arguments.h"

#include "core/energy_basis.h"

PG_FUNCTION_INFO_V1(colossus_kwh);
PG_FUNCTION_INFO_V1(colossus_kwh_to_joules);
PG_FUNCTION_INFO_V1(colossus_kwh_to_mwh);
PG_FUNCTION_INFO_V1(colossus_hours_to_s);
PG_FUNCTION_INFO_V1(colossus_facility_kwh);
PG_FUNCTION_INFO_V1(colossus_it_kwh);
PG_FUNCTION_INFO_V1(colossus_run_it_kwh);
PG_FUNCTION_INFO_V1(colossus_accelerator_mw);
PG_FUNCTION_INFO_V1(colossus_it_mw);
PG_FUNCTION_INFO_V1(colossus_facility_mw);

/* a difference of energies may be negative: unit conversions take any number */
Datum
colossus_kwh(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(joules_to_kwh(finite_number(PG_GETARG_FLOAT8(0), "joules")));
}

Datum
colossus_kwh_to_joules(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(colossus_result(kwh_to_joules(finite_number(PG_GETARG_FLOAT8(0), "kwh"))));
}

Datum
colossus_kwh_to_mwh(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(kwh_to_mwh(finite_number(PG_GETARG_FLOAT8(0), "kwh")));
}

Datum
colossus_hours_to_s(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(colossus_result(hours_to_s(finite_number(PG_GETARG_FLOAT8(0), "hours"))));
}

Datum
colossus_facility_kwh(PG_FUNCTION_ARGS)
{
	double		it = NOT_NEGATIVE(0, "it_kwh");
	double		pue = PUE(1);

	PG_RETURN_FLOAT8(colossus_result(facility_kwh(it, pue)));
}

Datum
colossus_it_kwh(PG_FUNCTION_ARGS)
{
	double		accelerator_kwh = NOT_NEGATIVE(0, "accelerator_kwh");
	double		server_factor = SERVER_FACTOR(1);

	PG_RETURN_FLOAT8(colossus_result(it_kwh(accelerator_kwh, server_factor)));
}

Datum
colossus_run_it_kwh(PG_FUNCTION_ARGS)
{
	double		accelerators = NOT_NEGATIVE(0, "accelerators");
	double		average_w = NOT_NEGATIVE(1, "average_w");
	double		hours = NOT_NEGATIVE(2, "hours");

	PG_RETURN_FLOAT8(colossus_result(run_it_kwh(accelerators, average_w, hours)));
}

Datum
colossus_accelerator_mw(PG_FUNCTION_ARGS)
{
	double		accelerators = NOT_NEGATIVE(0, "accelerators");
	double		tdp_w = NOT_NEGATIVE(1, "tdp_w");

	PG_RETURN_FLOAT8(colossus_result(accelerator_mw(accelerators, tdp_w)));
}

Datum
colossus_it_mw(PG_FUNCTION_ARGS)
{
	double		accelerator = NOT_NEGATIVE(0, "accelerator_mw");
	double		server_factor = SERVER_FACTOR(1);

	PG_RETURN_FLOAT8(colossus_result(it_mw(accelerator, server_factor)));
}

Datum
colossus_facility_mw(PG_FUNCTION_ARGS)
{
	double		it = NOT_NEGATIVE(0, "it_mw");
	double		pue = PUE(1);

	PG_RETURN_FLOAT8(colossus_result(facility_mw(it, pue)));
}
