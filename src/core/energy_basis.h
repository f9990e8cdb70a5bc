/*
 * energy_basis.h
 *		Electrical energy and power at the accelerator, the server and the site.
 *
 * Three bases, never mixed: accelerator_kwh (board telemetry), it_kwh (at the
 * servers' plugs), facility_kwh (at the site's meter).  A factor leads from one
 * to the next and is applied once.
 */
#ifndef COLOSSUS_CORE_ENERGY_BASIS_H
#define COLOSSUS_CORE_ENERGY_BASIS_H

#define JOULES_PER_KWH		3.6e6	/* exact: 1,000 W x 3,600 s */
#define WATTS_PER_KW		1e3
#define WATTS_PER_MW		1e6
#define KWH_PER_MWH			1e3
#define SECONDS_PER_HOUR	3600.0

/* joules to kWh and back */
extern double joules_to_kwh(double joules);
extern double kwh_to_joules(double kwh);

/* kWh to MWh */
extern double kwh_to_mwh(double kwh);

/* hours to seconds */
extern double hours_to_s(double hours);

/* facility_kwh = it_kwh x PUE (ISO/IEC 30134-2); PUE is at least 1 */
extern double facility_kwh(double it_kwh, double pue);

/* it_kwh = accelerator_kwh x server factor, the servers' power over the boards' */
extern double it_kwh(double accelerator_kwh, double server_factor);

/*
 * it_kwh of a run: accelerators x average W each at the servers x hours
 * (Patterson et al. 2021, arXiv:2104.10350, without the PUE).
 */
extern double run_it_kwh(double accelerators, double average_w, double hours);

/* the same for power: MW of accelerators at so many W each, of their servers, of the site */
extern double accelerator_mw(double accelerators, double tdp_w);
extern double it_mw(double accelerator_mw, double server_factor);
extern double facility_mw(double it_mw, double pue);

/* J per token, of the sums; tokens must not be 0 */
static inline double
joules_per_token(double energy_j, double tokens)
{
	return energy_j / tokens;
}

#endif							/* COLOSSUS_CORE_ENERGY_BASIS_H */
