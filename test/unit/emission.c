/*
 * emission.c
 *		Constants and tables of core/emission.h, core/energy_basis.h, core/flops.h and
 *		core/cost.h against published figures and identities that tie them to each other.
 */
#include "core/emission.h"

#include <math.h>
#include <string.h>

#include "core/cost.h"
#include "core/energy_basis.h"
#include "core/flops.h"
#include "tap.h"

static double
gwp(const char *gas, const char *assessment, int horizon_years)
{
	Pollutant	p;
	const Gwp  *row;

	if (!pollutant_find(gas, strlen(gas), &p))
		return -1;
	row = gwp_find(p, assessment, strlen(assessment), horizon_years);
	return row ? row->gwp : 0;
}

/* 40 CFR 98, Table A-1: before 89 FR 31894 by the fourth assessment, as amended by it by the fifth */
static const struct
{
	const char *gas;
	double		ar4;
	double		ar5;
}			table_a_1[] = {
	{"SF6", 22800, 23500}, {"NF3", 17200, 16100}, {"HFC-23", 14800, 12400}, {"HFC-32", 675, 677}, {"HFC-125", 3500, 3170},
	{"HFC-134a", 1430, 1300}, {"HFC-143a", 4470, 4800}, {"HFC-152a", 124, 138}, {"HFC-227ea", 3220, 3350},
	{"HFC-236fa", 9810, 8060}, {"HFC-245fa", 1030, 858},
};

static double
ppm(Pollutant pollutant)
{
	double		lb_per_mmbtu = 0;

	return ppm_to_lb_per_mmbtu(pollutant, 1, 15, 8710, &lb_per_mmbtu) ? lb_per_mmbtu : -1;
}

static void
units(void)
{
	near(kg_to_lb(1), 2.20462262, 1e-8, "1 kg is 2.20462262 lb (NIST SP 811)");
	near(tons_to_kg(1), 907.18474, 1e-15, "1 short ton is 907.18474 kg (NIST SP 811)");
	near(kg_to_tons(tons_to_kg(17)), 17, 1e-15, "short tons there and back");
	near(lb_per_mwh(g_per_kwh(900.82)), 900.82, 1e-15, "lb/MWh there and back");
	near(heat_rate_btu_per_kwh(1), 3412.142, 2e-7, "1 kWh is 3,412.142 Btu");
	near(heat_rate_btu_per_kwh(0.38), 8979.3, 1e-5, "38 %: 8,979 Btu/kWh");
	near(1 / (kg_to_lb(1) * JOULES_PER_BTU * 1e-3), 0.429923, 1e-6, "1 lb/MMBtu is 0.429923 kg/GJ");
	near(HHV_PER_LHV, 890.5 / 802.5, 4e-4, "HHV over LHV of methane by enthalpies of formation");
	near(HHV_PER_LHV, (-74.6 + 393.5 + 2 * 285.8) / (-74.6 + 393.5 + 2 * 241.8), 4e-4, "and from the enthalpies themselves");
	near(joules_to_kwh(kwh_to_joules(3)), 3, 1e-15, "kWh there and back");
	near(kwh_to_mwh(1500), 1.5, 1e-15, "MWh");
	near(kwh_to_joules(1), 1000.0 * 60 * 60, 1e-15, "1 kWh is 1,000 W for 3,600 s");
	near(hours_to_s(24), 86400, 1e-15, "seconds of a day");
	near(HOURS_PER_LEAP_YEAR, 366 * 24, 1e-15, "hours of a leap year");
}

static void
concentrations(void)
{
	near(ppm(POLLUTANT_NOX), 3.684e-3, 1e-4, "1 ppm NOx at 15 %% O2 is 3.684e-3 lb/MMBtu (40 CFR 75 appendix F)");
	near(NOX_LB_PER_DSCF_PPM * SCF_PER_LBMOL_PPM, 46.01, 2e-4, "the constant for NOx is that of NO2");
	near(ppm(POLLUTANT_CO) / ppm(POLLUTANT_NOX), 28.01 / 46.01, 2e-4, "CO by molecular weight");
	near(ppm(POLLUTANT_SO2), 64.066 / 385.3e6 * 8710 * 20.9 / 5.9, 1e-12, "SO2 by molecular weight");
	near(ppm(POLLUTANT_NH3) / ppm(POLLUTANT_NOX), 17.03 / 46.01, 2e-4, "NH3 by molecular weight");
	near(ppm(POLLUTANT_FORMALDEHYDE) / ppm(POLLUTANT_NOX), 30.026 / 46.01, 2e-4, "formaldehyde by molecular weight");
	ok(ppm(POLLUTANT_VOC) < 0 && ppm(POLLUTANT_HAP) < 0 && ppm(POLLUTANT_PM) < 0, "mixtures have no molecular weight");
	ok(ppm(POLLUTANT_CO2) < 0, "nor is one given for gases that no permit limits in ppm");
}

static void
potentials(void)
{
	/* IPCC AR4 table 2.14; AR5 table 8.A.1; AR6 table 7.SM.7, as quoted by the sources in the table */
	ok(gwp("CH4", "AR4", 100) == 25 && gwp("CH4", "AR5", 100) == 28 && gwp("CH4", "AR6", 100) == 27.9, "CH4 over 100 years");
	ok(gwp("ch4", "ar5", 20) == 84 && gwp("ch4", "ar6", 20) == 81.2, "CH4 over 20 years, names without case");
	ok(gwp("CH4 fossil", "AR5", 100) == 30 && gwp("CH4 fossil", "AR6", 100) == 29.8 && gwp("CH4 fossil", "AR6", 20) == 82.5, "fossil CH4");
	ok(gwp("CH4 non-fossil", "AR5", 100) == 28 && gwp("CH4 non-fossil", "AR6", 100) == 27.0, "non-fossil CH4");
	ok(gwp("N2O", "AR4", 100) == 298 && gwp("N2O", "AR5", 100) == 265 && gwp("N2O", "AR6", 100) == 273, "N2O over 100 years");
	ok(gwp("N2O", "AR5", 20) == 264 && gwp("N2O", "AR6", 20) == 273, "N2O over 20 years");
	for (size_t i = 0; i < sizeof(table_a_1) / sizeof(table_a_1[0]); i++)
		ok(gwp(table_a_1[i].gas, "AR4", 100) == table_a_1[i].ar4 && gwp(table_a_1[i].gas, "AR5", 100) == table_a_1[i].ar5, "%s by two assessments", table_a_1[i].gas);
	/* blends by the mass of their parts (ASHRAE 34), rounded */
	ok(gwp("R-404A", "AR5", 100) == round(0.44 * 3170 + 0.52 * 4800 + 0.04 * 1300), "R-404A: 44 %% HFC-125, 52 %% HFC-143a, 4 %% HFC-134a");
	ok(gwp("R-407C", "AR5", 100) == round(0.23 * 677 + 0.25 * 3170 + 0.52 * 1300), "R-407C: 23 %% HFC-32, 25 %% HFC-125, 52 %% HFC-134a");
	ok(gwp("R-410A", "AR5", 100) == round(0.5 * 677 + 0.5 * 3170), "R-410A: halves of HFC-32 and HFC-125");
	ok(gwp("R-507A", "AR5", 100) == round(0.5 * 3170 + 0.5 * 4800), "R-507A: halves of HFC-125 and HFC-143a");
	ok(gwp("CH4", GWP_ASSESSMENT, GWP_HORIZON_YEARS) == 28, "of one who names none: 40 CFR 98 as it is now");
	ok(gwp("CO2", "AR4", 100) == 1 && gwp("CO2", "AR5", 20) == 1 && gwp("CO2", "AR5", 100) == 1 && gwp("CO2", "AR6", 20) == 1 && gwp("CO2", "AR6", 100) == 1, "CO2 is 1");
	ok(gwp("CH4", "AR4", 20) == 0 && gwp("CH4 fossil", "AR4", 100) == 0 && gwp("SF6", "AR6", 100) == 0, "pairs without a source are missing");
	ok(gwp("NOx", "AR5", 100) == 0, "NOx is no greenhouse gas");
	ok(gwp("CO2", "AR55", 100) == 0 && gwp("CO2", "", 100) == 0 && gwp("CO2", "AR5", 50) == 0, "other names and horizons are missing");
	for (int n = 0; gwp_row(n) != NULL; n++)
		ok(pollutant_row(gwp_row(n)->gas)->kind == POLLUTANT_KIND_GAS && gwp_row(n)->gwp >= 1 && gwp_row(n)->source[0] != '\0' &&
		   gwp_find(gwp_row(n)->gas, gwp_row(n)->assessment, 3, gwp_row(n)->horizon_years) == gwp_row(n),
		   "row %d is a gas, has a source and is the only one of its key", n);
	ok(gwp_row(-1) == NULL && pollutant_row(-1) == NULL && pollutant_row(POLLUTANTS) == NULL, "nothing outside the tables");
	for (int p = 0; p < POLLUTANTS; p++)
		ok(gwp_known((Pollutant) p) == (pollutant_row(p)->kind == POLLUTANT_KIND_GAS && p != POLLUTANT_CO2E),
		   "%s: has a potential if it is a gas, but for CO2e, which is a sum", pollutant_name(p));
}

static void
found_as(const char *spelling, size_t bytes, int p)
{
	Pollutant	found = POLLUTANTS;

	ok(bytes > 0 && pollutant_find(spelling, bytes, &found) && (int) found == p, "%.*s is %s and nothing else", (int) bytes, spelling, pollutant_name(p));
}

static void
pollutants(void)
{
	Pollutant	found;

	for (int p = 0; p < POLLUTANTS; p++)
	{
		const PollutantRow *row = pollutant_row(p);

		found_as(row->name, strlen(row->name), p);
		/* a named sum takes it as it is (state/exact_sums.h), and so does JSON */
		ok(row->bytes == strlen(row->name) && row->bytes < 16 && strpbrk(row->name, ":\"\\") == NULL, "%s can be the name of a sum", row->name);
		ok(strcmp(pollutant_kind_name(row->kind), "gas") == 0 || strcmp(pollutant_kind_name(row->kind), "criteria") == 0 ||
		   strcmp(pollutant_kind_name(row->kind), "hazardous") == 0, "%s is of a kind", row->name);
		for (const char *alias = row->aliases; *alias != '\0';)
		{
			size_t		bytes = strcspn(alias, ";");

			found_as(alias, bytes, p);
			alias += bytes;
			if (*alias == ';')
				alias++;
		}
	}
	found_as("hcho", 4, POLLUTANT_FORMALDEHYDE);
	found_as("pm25", 4, POLLUTANT_PM25);
	found_as("FOSSIL METHANE", 14, POLLUTANT_CH4_FOSSIL);
	ok(!pollutant_find("", 0, &found) && !pollutant_find("HCHO;CH2O", 9, &found) && !pollutant_find("HCH", 3, &found) && !pollutant_find(";", 1, &found),
	   "neither nothing, nor two aliases, nor a part of one");
}

/* the examples by hand: each formula once with numbers that are no 1 */
static void
formulas(void)
{
	near(co2e_kg(2, 28), 56, 1e-15, "2 kg CH4 are 56 kg CO2e by AR5");
	near(heat_input_mmbtu(3, 10000), 30, 1e-15, "3 MWh at 10,000 Btu/kWh burn 30 MMBtu");
	near(hhv_btu_per_kwh(9000), 9990, 1e-12, "9,000 Btu/kWh on LHV are 9,990 on HHV");
	near(combustion_kg(30, 0.32, 0.9), 30 * 0.32 * 0.1 * 0.45359237, 1e-12, "a control that removes 90 %% leaves a tenth");
	near(potential_to_emit_tons(2, 10000, 0.32, 8760, 0), 2 * 8760 * 10 * 0.32 / 2000, 1e-12, "2 MW over a year at 0.32 lb/MMBtu");
	near(grid_co2e_kg(1500, 900), 1.5 * 900 * 0.45359237, 1e-12, "1,500 kWh at 900 lb/MWh");
	near(co2e_from_g_per_kwh_kg(1500, 400), 600, 1e-15, "1,500 kWh at 400 g/kWh are 600 kg");
	near(water_l(100, 1.8, 1.2, 3), 100 * 1.8 + 100 * 1.2 * 3, 1e-12, "water on the site, and off it by PUE");
	near(embodied_share_kg(1000, 24, 48000, 0.5), 0.25, 1e-15, "half a server of 1,000 kg for 24 of 48,000 h");
	near(sci_g(10, 400, 500, 900), 5, 1e-15, "(10 kWh x 400 g/kWh + 500 g) / 900 units are 5 g");
	near(social_cost_usd(2500, 190), 475, 1e-15, "2.5 t at 190 USD/t");
	near(kg_to_t(1234), 1.234, 1e-15, "tonnes");
	near(lb_per_mwh(453.59237), 1000, 1e-12, "453.59237 g/kWh are 1,000 lb/MWh");
}

static void
energies(void)
{
	/* arXiv:2104.10350, table 4: GPT-3 took 1,287 MWh: 10,000 V100 of 330 W, 14.8 days, PUE 1.1 */
	near(kwh_to_mwh(facility_kwh(run_it_kwh(10000, 330, 14.8 * 24), 1.1)), 1287, 2e-3, "GPT-3: 1,287 MWh");
	near(run_it_kwh(10000, 330, 14.8 * 24), 1172160, 1e-14, "of them 1,172,160 kWh at the servers");
	near(it_kwh(200, 1.25), 250, 1e-15, "kWh of servers whose boards take four fifths");
	near(accelerator_mw(100000, 700), 70, 1e-15, "100,000 boards of 700 W are 70 MW");
	near(it_mw(70, 1.25), 87.5, 1e-15, "their servers");
	near(facility_mw(87.5, 1.2), 105, 1e-15, "and their site");
	near(joules_per_token(600, 1200), 0.5, 1e-15, "600 J for 1,200 tokens");
}

/* arXiv:2204.02311, appendix B: PaLM 540B, 118 layers of 48 heads of 256, at 2,048 tokens */
static void
flop(void)
{
	double		a_token = 6 * 540.35e9 + 12.0 * 118 * 48 * 256 * 2048;

	near(training_flop(540.35e9, 780e9), 6 * 540.35e9 * 780e9, 1e-15, "6 N D");
	near(flops_utilization(a_token * 238300, 6144, 275e12, 1), 0.462, 1e-3, "PaLM: 46.2 % at 238,300 tokens/s on 6,144 TPU v4");
	near(hardware_flop(6144, 275e12, 60, 0.5), 6144 * 275e12 * 30, 1e-15, "half the peak for a minute");
	near(fleet_peak(6144, 275e12), 1.6896e18, 1e-15, "its peak is 1.69 EFLOP/s");
	near(flop_ratio(a_token * 238300 * 60, possible_flop(6144 * 60, 275e12)), 0.462, 1e-3, "of the sums too");
}

static void
costs(void)
{
	near(energy_usd(1500, 0.08), 120, 1e-15, "1,500 kWh at 8 cents");
	near(capital_usd_per_h(26280, 35040, 0.5), 1.5, 1e-15, "26,280 USD over half of four years of 8,760 h");
	near(usd_per_million_tokens(3, 1500000), 2, 1e-15, "3 USD for 1.5 million tokens");
}

static void
equivalents(void)
{
	double		h100 = -1;

	ok(h100_equivalents(2, 1.979e15, 0, 0, 0, &h100) && h100 == 2, "an H100 is one, by FP8");
	ok(h100_equivalents(2, 0, 1.979e15, 1, 1, &h100) && h100 == 2, "by INT8 without FP8");
	ok(h100_equivalents(2, 0, 0, 989.4e12, 1, &h100) && h100 == 2, "by BF16 without 8 bits");
	ok(h100_equivalents(2, 0, 0, 0, 989.4e12, &h100) && h100 == 2, "by FP16 without BF16");
	ok(!h100_equivalents(2, 0, 0, 0, 0, &h100), "not known without a peak");
}

int
main(void)
{
	units();
	concentrations();
	potentials();
	pollutants();
	formulas();
	energies();
	flop();
	costs();
	equivalents();
	return done();
}
