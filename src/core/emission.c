/*
 * emission.c
 *		Emissions of combustion, electricity, water and hardware.
 *
 * The formulas are those of EPA and ISO that the header names.  Every constant
 * stands in the header or in a table below, with its unit and source.
 */
#include "core/emission.h"

#include <string.h>

#include "core/energy_basis.h"
#include "core/names.h"

/* ---- vocabularies ------------------------------------------------------ */

static const PollutantRow pollutant_table[] = {
#define POLLUTANT(constant, name, kind, aliases)	{name, sizeof(name) - 1, POLLUTANT_KIND_##kind, aliases},
#include "core/pollutants.def"
#undef POLLUTANT
};

static const char *const kind_names[POLLUTANT_KINDS] = {"gas", "criteria", "hazardous"};

const PollutantRow *
pollutant_row(int pollutant)
{
	return pollutant >= 0 && pollutant < POLLUTANTS ? &pollutant_table[pollutant] : NULL;
}

const char *
pollutant_kind_name(PollutantKind kind)
{
	return kind_names[kind];
}

/* is the name one of those between semicolons? */
static bool
is_alias(const char *name, size_t bytes, const char *aliases)
{
	while (*aliases != '\0')
	{
		size_t		length = strcspn(aliases, ";");

		if (length == bytes && name_equal(name, bytes, aliases, length))
			return true;
		aliases += length + (aliases[length] == ';');
	}
	return false;
}

bool
pollutant_find(const char *name, size_t bytes, Pollutant *pollutant)
{
	for (int p = 0; p < POLLUTANTS; p++)
	{
		const PollutantRow *row = &pollutant_table[p];

		if (row->bytes == bytes && name_equal(name, bytes, row->name, bytes))
		{
			*pollutant = (Pollutant) p;
			return true;
		}
	}
	for (int p = 0; p < POLLUTANTS; p++)
		if (is_alias(name, bytes, pollutant_table[p].aliases))
		{
			*pollutant = (Pollutant) p;
			return true;
		}
	return false;
}

/* ---- global warming potentials ----------------------------------------- */

#define IPCC	"IPCC, as in openclimatedata/globalwarmingpotentials"
#define IPCC_OGE	"IPCC, as in Open Grid Emissions, ipcc_gwp.csv"
#define IPCC_GHGP	"IPCC, as in GHG Protocol, IPCC Global Warming Potential Values, version 2.0 (August 2024)"
#define IPCC_UNDIVIDED	"IPCC, as in openclimatedata/globalwarmingpotentials: undivided, between non-fossil and fossil"
#define IPCC_7_15	"IPCC AR6 WG1, table 7.15"
#define DESNZ_BLEND	"IPCC, as in UK Government GHG Conversion Factors 2025: the parts of the blend by mass"
#define BY_DEFINITION	"1 by definition"

/*
 * CH4 is the value for methane as combustion emits it (non-fossil or undivided):
 * the CO2 that its carbon becomes is counted with the fuel.  CH4 fossil adds
 * that CO2.  Pairs without a value here were not found in a source.
 */
static const Gwp gwp_table[] = {
	{POLLUTANT_CO2, "AR4", 100, 1, BY_DEFINITION},
	{POLLUTANT_CO2, "AR5", 20, 1, BY_DEFINITION},
	{POLLUTANT_CO2, "AR5", 100, 1, BY_DEFINITION},
	{POLLUTANT_CO2, "AR6", 20, 1, BY_DEFINITION},
	{POLLUTANT_CO2, "AR6", 100, 1, BY_DEFINITION},
	{POLLUTANT_CH4, "AR4", 100, 25, IPCC},
	{POLLUTANT_CH4, "AR5", 20, 84, IPCC_OGE},
	{POLLUTANT_CH4, "AR5", 100, 28, IPCC},
	{POLLUTANT_CH4, "AR6", 20, 81.2, IPCC_UNDIVIDED},
	{POLLUTANT_CH4, "AR6", 100, 27.9, IPCC_UNDIVIDED},
	{POLLUTANT_CH4_NON_FOSSIL, "AR5", 100, 28, IPCC_GHGP},
	{POLLUTANT_CH4_NON_FOSSIL, "AR6", 100, 27.0, IPCC_GHGP},
	{POLLUTANT_CH4_FOSSIL, "AR5", 100, 30, IPCC_GHGP},
	{POLLUTANT_CH4_FOSSIL, "AR6", 20, 82.5, IPCC_7_15},
	{POLLUTANT_CH4_FOSSIL, "AR6", 100, 29.8, IPCC_GHGP},
	{POLLUTANT_N2O, "AR4", 100, 298, IPCC},
	{POLLUTANT_N2O, "AR5", 20, 264, IPCC_OGE},
	{POLLUTANT_N2O, "AR5", 100, 265, IPCC},
	{POLLUTANT_N2O, "AR6", 20, 273, IPCC},
	{POLLUTANT_N2O, "AR6", 100, 273, IPCC},
	{POLLUTANT_SF6, "AR4", 100, 22800, IPCC},
	{POLLUTANT_SF6, "AR5", 100, 23500, IPCC},
	{POLLUTANT_NF3, "AR4", 100, 17200, IPCC},
	{POLLUTANT_NF3, "AR5", 100, 16100, IPCC},
	{POLLUTANT_HFC_23, "AR4", 100, 14800, IPCC},
	{POLLUTANT_HFC_23, "AR5", 100, 12400, IPCC},
	{POLLUTANT_HFC_32, "AR4", 100, 675, IPCC},
	{POLLUTANT_HFC_32, "AR5", 100, 677, IPCC},
	{POLLUTANT_HFC_125, "AR4", 100, 3500, IPCC},
	{POLLUTANT_HFC_125, "AR5", 100, 3170, IPCC},
	{POLLUTANT_HFC_134A, "AR4", 100, 1430, IPCC},
	{POLLUTANT_HFC_134A, "AR5", 100, 1300, IPCC},
	{POLLUTANT_HFC_143A, "AR4", 100, 4470, IPCC},
	{POLLUTANT_HFC_143A, "AR5", 100, 4800, IPCC},
	{POLLUTANT_HFC_152A, "AR4", 100, 124, IPCC},
	{POLLUTANT_HFC_152A, "AR5", 100, 138, IPCC},
	{POLLUTANT_HFC_227EA, "AR4", 100, 3220, IPCC},
	{POLLUTANT_HFC_227EA, "AR5", 100, 3350, IPCC},
	{POLLUTANT_HFC_236FA, "AR4", 100, 9810, IPCC},
	{POLLUTANT_HFC_236FA, "AR5", 100, 8060, IPCC},
	{POLLUTANT_HFC_245FA, "AR4", 100, 1030, IPCC},
	{POLLUTANT_HFC_245FA, "AR5", 100, 858, IPCC},
	{POLLUTANT_R_404A, "AR5", 100, 3943, DESNZ_BLEND},
	{POLLUTANT_R_407C, "AR5", 100, 1624, DESNZ_BLEND},
	{POLLUTANT_R_410A, "AR5", 100, 1924, DESNZ_BLEND},
	{POLLUTANT_R_507A, "AR5", 100, 3985, DESNZ_BLEND},
};

#define GWP_ROWS	((int) (sizeof(gwp_table) / sizeof(gwp_table[0])))
#define ASSESSMENT_BYTES	3

const Gwp *
gwp_row(int n)
{
	return n >= 0 && n < GWP_ROWS ? &gwp_table[n] : NULL;
}

const Gwp *
gwp_find(Pollutant gas, const char *assessment, size_t bytes, int horizon_years)
{
	for (int n = 0; n < GWP_ROWS; n++)
	{
		const Gwp  *row = &gwp_table[n];

		if (row->gas == gas && row->horizon_years == horizon_years &&
			name_equal(assessment, bytes, row->assessment, ASSESSMENT_BYTES))
			return row;
	}
	return NULL;
}

bool
gwp_known(Pollutant gas)
{
	for (int n = 0; n < GWP_ROWS; n++)
		if (gwp_table[n].gas == gas)
			return true;
	return false;
}

/* ---- combustion -------------------------------------------------------- */

double
heat_input_mmbtu(double mwh, double heat_rate_btu_per_kwh)
{
	return mwh * heat_rate_btu_per_kwh * (KWH_PER_MWH / BTU_PER_MMBTU);
}

double
hhv_btu_per_kwh(double lhv_btu_per_kwh)
{
	return lhv_btu_per_kwh * HHV_PER_LHV;
}

double
heat_rate_btu_per_kwh(double efficiency)
{
	return JOULES_PER_KWH / JOULES_PER_BTU / efficiency;
}

static double
combustion_lb(double heat_mmbtu, double factor_lb_per_mmbtu, double control_efficiency)
{
	return heat_mmbtu * factor_lb_per_mmbtu * (1 - control_efficiency);
}

double
combustion_kg(double heat_mmbtu, double factor_lb_per_mmbtu, double control_efficiency)
{
	return combustion_lb(heat_mmbtu, factor_lb_per_mmbtu, control_efficiency) * KG_PER_LB;
}

double
potential_to_emit_tons(double capacity_mw, double heat_rate_btu_per_kwh,
					   double factor_lb_per_mmbtu, double hours, double control_efficiency)
{
	double		heat_mmbtu = heat_input_mmbtu(capacity_mw * hours, heat_rate_btu_per_kwh);

	return combustion_lb(heat_mmbtu, factor_lb_per_mmbtu, control_efficiency) / LB_PER_TON;
}

/*
 * Molecular weights, g/mol.  SO2 as BAAQMD's evaluation 678704 uses it; CO and
 * NH3 as in EPA's conversions; formaldehyde, CH2O, from the standard atomic
 * weights C 12.011, H 1.008, O 15.999.
 */
#define MOLECULAR_CO			28.01
#define MOLECULAR_SO2			64.066
#define MOLECULAR_NH3			17.03
#define MOLECULAR_FORMALDEHYDE	30.026

bool
ppm_to_lb_per_mmbtu(Pollutant pollutant, double ppm, double oxygen_percent,
					double f_factor_dscf_per_mmbtu, double *lb_per_mmbtu)
{
	double		k;				/* lb/scf of one ppm */

	switch (pollutant)
	{
		case POLLUTANT_NOX:
			k = NOX_LB_PER_DSCF_PPM;
			break;
		case POLLUTANT_CO:
			k = MOLECULAR_CO / SCF_PER_LBMOL_PPM;
			break;
		case POLLUTANT_SO2:
			k = MOLECULAR_SO2 / SCF_PER_LBMOL_PPM;
			break;
		case POLLUTANT_NH3:
			k = MOLECULAR_NH3 / SCF_PER_LBMOL_PPM;
			break;
		case POLLUTANT_FORMALDEHYDE:
			k = MOLECULAR_FORMALDEHYDE / SCF_PER_LBMOL_PPM;
			break;
		default:
			return false;
	}
	*lb_per_mmbtu = k * ppm * f_factor_dscf_per_mmbtu *
		(AIR_OXYGEN_PERCENT / (AIR_OXYGEN_PERCENT - oxygen_percent));
	return true;
}

/* ---- electricity, water, hardware -------------------------------------- */

double
grid_co2e_kg(double kwh, double lb_per_mwh)
{
	return kwh * lb_per_mwh / KWH_PER_MWH * KG_PER_LB;
}

double
co2e_from_g_per_kwh_kg(double kwh, double g_per_kwh)
{
	return kwh * g_per_kwh / G_PER_KG;
}

double
water_l(double it_kwh, double wue_l_per_kwh, double pue, double ewif_l_per_kwh)
{
	return it_kwh * (wue_l_per_kwh + pue * ewif_l_per_kwh);
}

double
embodied_share_kg(double total_kg, double used_h, double lifetime_h, double share)
{
	return total_kg * (used_h / lifetime_h) * share;
}

double
sci_g(double facility_kwh, double g_per_kwh, double embodied_g, double functional_units)
{
	return (facility_kwh * g_per_kwh + embodied_g) / functional_units;
}

double
social_cost_usd(double kg, double usd_per_t)
{
	return kg / KG_PER_T * usd_per_t;
}

/* ---- units ------------------------------------------------------------- */

double
kg_to_tons(double kg)
{
	return kg / (LB_PER_TON * KG_PER_LB);
}

double
tons_to_kg(double tons)
{
	return tons * (LB_PER_TON * KG_PER_LB);
}

double
kg_to_t(double kg)
{
	return kg / KG_PER_T;
}

double
kg_to_lb(double kg)
{
	return kg / KG_PER_LB;
}

/* g/kWh is kg/MWh */
double
lb_per_mwh(double g_per_kwh)
{
	return g_per_kwh / KG_PER_LB;
}

double
g_per_kwh(double lb_per_mwh)
{
	return lb_per_mwh * KG_PER_LB;
}
