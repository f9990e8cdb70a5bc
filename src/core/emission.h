/*
 * emission.h
 *		Emissions of combustion, electricity, water and hardware.
 *
 * Heat input is on the higher heating value (HHV) throughout, as in AP-42 and
 * 40 CFR 98.  A ton is a short ton, a tonne a metric one.
 */
#ifndef COLOSSUS_CORE_EMISSION_H
#define COLOSSUS_CORE_EMISSION_H

#include <stdbool.h>
#include <stddef.h>

#define KG_PER_LB			0.45359237	/* exact: the pound of 1959 */
#define LB_PER_TON			2000.0	/* short ton */
#define KG_PER_T			1e3	/* tonne */
#define G_PER_KG			1e3
#define BTU_PER_MMBTU		1e6
#define JOULES_PER_BTU		1055.05585262	/* exact: International Table Btu */
#define HOURS_PER_LEAP_YEAR	8784.0	/* more hours no year has */

/*
 * HHV over LHV of methane, by standard enthalpies of formation at 25 C (CH4
 * -74.6, CO2 -393.5, water -285.8 liquid and -241.8 vapour, kJ/mol): 890.5 /
 * 802.5, rounded to 1.11.  Pipeline gas is near; the rate that a vendor gives
 * is mostly on LHV.
 */
#define HHV_PER_LHV			1.11

/* oxygen of dry air, percent by volume, as 40 CFR 75 appendix F has it */
#define AIR_OXYGEN_PERCENT	20.9

/* lb/scf at 68 F and 1 atm of one ppm is the molecular weight over this */
#define SCF_PER_LBMOL_PPM	385.3e6

/* the same for NOx (as NO2), as printed: 40 CFR 75 appendix F, equation F-5 */
#define NOX_LB_PER_DSCF_PPM	1.194e-7

/* ---- vocabularies ------------------------------------------------------ */

/* what a pollutant is to the rules: pollutants.def says which is which */
typedef enum PollutantKind
{
	POLLUTANT_KIND_GAS,
	POLLUTANT_KIND_CRITERIA,
	POLLUTANT_KIND_HAZARDOUS,
	POLLUTANT_KINDS
} PollutantKind;

/* pollutants, gases among them; the numbers are not stored anywhere */
typedef enum Pollutant
{
#define POLLUTANT(constant, name, kind, aliases)	POLLUTANT_##constant,
#include "core/pollutants.def"
#undef POLLUTANT
	POLLUTANTS
} Pollutant;

typedef struct PollutantRow
{
	const char *name;			/* as written in results */
	size_t		bytes;			/* of the name */
	PollutantKind kind;
	const char *aliases;		/* other spellings, parted by semicolons */
} PollutantRow;

/* what is known of each; NULL past the end */
extern const PollutantRow *pollutant_row(int pollutant);

static inline const char *
pollutant_name(int pollutant)
{
	return pollutant_row(pollutant)->name;
}

/* gas, criteria or hazardous */
extern const char *pollutant_kind_name(PollutantKind kind);

/* by name or alias, without case; false if there is no such pollutant */
extern bool pollutant_find(const char *name, size_t bytes, Pollutant *pollutant);

/* ---- global warming potentials ----------------------------------------- */

typedef struct Gwp
{
	Pollutant	gas;
	const char *assessment;		/* IPCC assessment report: AR4, AR5 or AR6 */
	int			horizon_years;
	double		gwp;			/* kg CO2e per kg */
	const char *source;
} Gwp;

/* the n-th row of the table; NULL past the end */
extern const Gwp *gwp_row(int n);

/* by gas, assessment (without case) and horizon; NULL: the table has none */
extern const Gwp *gwp_find(Pollutant gas, const char *assessment, size_t bytes, int horizon_years);

/* a gas that the table has at all: not CO2e, which is a sum */
extern bool gwp_known(Pollutant gas);

/* assessment and horizon of one who names none */
#define GWP_ASSESSMENT		"AR5"
#define GWP_HORIZON_YEARS	100

/* kg CO2e of kg of a gas */
static inline double
co2e_kg(double kg, double gwp)
{
	return kg * gwp;
}

/* ---- combustion -------------------------------------------------------- */

/* MMBtu burnt for mwh at a heat rate (HHV) */
extern double heat_input_mmbtu(double mwh, double heat_rate_btu_per_kwh);

/* Btu/kWh on HHV of a rate on LHV */
extern double hhv_btu_per_kwh(double lhv_btu_per_kwh);

/* Btu/kWh at an efficiency, 0 to 1; on the heating value of the efficiency */
extern double heat_rate_btu_per_kwh(double efficiency);

/* kg emitted: factor x heat, less the share that the control removes */
extern double combustion_kg(double heat_mmbtu, double factor_lb_per_mmbtu, double control_efficiency);

/* potential to emit (40 CFR 70.2), short tons in the hours of a year */
extern double potential_to_emit_tons(double capacity_mw, double heat_rate_btu_per_kwh,
									 double factor_lb_per_mmbtu, double hours, double control_efficiency);

/*
 * lb/MMBtu of a concentration in dry exhaust: K x ppm x Fd x 20.9 / (20.9 - O2),
 * 40 CFR 60 method 19.  Fd of natural gas is 8,710 dscf/MMBtu.  False: no
 * molecular weight is known for that pollutant (it is a mixture).
 */
extern bool ppm_to_lb_per_mmbtu(Pollutant pollutant, double ppm, double oxygen_percent,
								double f_factor_dscf_per_mmbtu, double *lb_per_mmbtu);

/* ---- electricity, water, hardware -------------------------------------- */

/* kg CO2e of kWh at a rate in lb/MWh or g/kWh */
extern double grid_co2e_kg(double kwh, double lb_per_mwh);
extern double co2e_from_g_per_kwh_kg(double kwh, double g_per_kwh);

/*
 * Litres of water: at the site it_kwh x WUE (ISO/IEC 30134-9), at the power
 * plants it_kwh x PUE x EWIF.  PUE counts once, on the second part alone.
 */
extern double water_l(double it_kwh, double wue_l_per_kwh, double pue, double ewif_l_per_kwh);

/* embodied emissions of a use: total x hours used over lifetime x share (ISO/IEC 21031, M) */
extern double embodied_share_kg(double total_kg, double used_h, double lifetime_h, double share);

/* software carbon intensity, g per functional unit: (E x I + M) / R (ISO/IEC 21031) */
extern double sci_g(double facility_kwh, double g_per_kwh, double embodied_g, double functional_units);

/* USD of kg at a social cost in USD per tonne */
extern double social_cost_usd(double kg, double usd_per_t);

/* ---- units ------------------------------------------------------------- */

extern double kg_to_tons(double kg);	/* short tons */
extern double tons_to_kg(double tons);
extern double kg_to_t(double kg);		/* tonnes */
extern double kg_to_lb(double kg);
extern double lb_per_mwh(double g_per_kwh);
extern double g_per_kwh(double lb_per_mwh);

#endif							/* COLOSSUS_CORE_EMISSION_H */
