/*
 * energy_basis.c
 *		Electrical energy and power at the accelerator, the server and the site.
 */
#include "core/energy_basis.h"

double
joules_to_kwh(double joules)
{
	return joules / JOULES_PER_KWH;
}

double
kwh_to_joules(double kwh)
{
	return kwh * JOULES_PER_KWH;
}

double
kwh_to_mwh(double kwh)
{
	return kwh / KWH_PER_MWH;
}

double
hours_to_s(double hours)
{
	return hours * SECONDS_PER_HOUR;
}

double
facility_kwh(double it_kwh, double pue)
{
	return it_kwh * pue;
}

double
it_kwh(double accelerator_kwh, double server_factor)
{
	return accelerator_kwh * server_factor;
}

double
run_it_kwh(double accelerators, double average_w, double hours)
{
	return accelerators * average_w * hours / WATTS_PER_KW;
}

double
accelerator_mw(double accelerators, double tdp_w)
{
	return accelerators * tdp_w / WATTS_PER_MW;
}

double
it_mw(double accelerator_mw, double server_factor)
{
	return accelerator_mw * server_factor;
}

double
facility_mw(double it_mw, double pue)
{
	return it_mw * pue;
}
