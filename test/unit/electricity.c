/*
 * electricity.c
 *		Purchased electricity, matched in time: sums by hand, and against a walk
 *		hour by hour with random flows.
 */
#include "core/electricity.h"

#include <stdlib.h>

#include "tap.h"

#define HOUR	INT64_C(3600000000)
#define HOURS	200
#define FLOWS	40

static size_t work[2 * FLOWS + 2];

static MatchedEnergy
match(const EnergyFlow *load, size_t loads, const EnergyFlow *contract, size_t contracts,
	  const GridIntensity *intensity, size_t intensities, int64_t max_age, double residual)
{
	MatchedEnergy m;

	match_energy(load, loads, contract, contracts, intensity, intensities, (uint64_t) max_age, residual, work, NULL, &m);
	return m;
}

static void
by_hand(void)
{
	EnergyFlow	load[2] = {{0, 4 * HOUR, 400, 0}, {2 * HOUR, 3 * HOUR, 50, 0}};
	EnergyFlow	contract[1] = {{1 * HOUR, 3 * HOUR, 240, 10}};
	GridIntensity intensity[2] = {{0, 500}, {2 * HOUR, 300}};
	MatchedEnergy m = match(load, 2, contract, 1, intensity, 2, HOUR, NAN);

	/*
	 * hour 0: 100 kWh at 500 g.  1: 100 of 120 contracted, no intensity (older
	 * than an hour).  2: 150 of which 120 contracted, 30 at 300 g.  3: 100,
	 * no intensity.
	 */
	near(m.kwh, 450, 1e-15, "load");
	near(m.location_co2e_kg, 50 + 45, 1e-15, "location-based");
	near(m.location_uncovered_kwh, 200, 1e-15, "without intensity");
	near(m.market_co2e_kg, 50 + 1 + 1.2 + 9, 1e-15, "market-based");
	near(m.market_uncovered_kwh, 100, 1e-15, "without contract and intensity");
	near(m.contract_kwh, 220, 1e-15, "contracts used");
	near(m.unused_contract_kwh, 20, 1e-14, "contracts beyond the load");

	m = match(load, 2, contract, 1, intensity, 2, HOUR, 1000);
	near(m.market_co2e_kg, 100 + 1 + 1.2 + 30 + 100, 1e-15, "the rest at a residual mix");
	ok(m.market_uncovered_kwh == 0, "nothing is uncovered then");

	m = match(NULL, 0, contract, 1, intensity, 2, HOUR, NAN);
	ok(m.kwh == 0 && m.unused_contract_kwh == 240, "contracts without load");
	m = match(NULL, 0, NULL, 0, NULL, 0, HOUR, NAN);
	ok(m.kwh == 0 && m.market_co2e_kg == 0, "nothing at all");

	near(generated_kwh(958, 0.042), 1000, 1e-15, "4.2 % lost");
	near(lost_kwh(958, 0.042), 42, 1e-14, "what is lost");
	near(level_kwh(150, 24), 3.6e6, 1e-15, "150 MW for a day");
	near(water_use_l(1e-6, 24), 231 * 0.016387064, 1e-15, "a gallon is 231 cubic inches");
	near(water_use_l(1.5, 12), 0.75e6 * 3.785411784, 1e-15, "1.5 million gallons a day for half a day");

	near(l_to_ml(2.5e6), 2.5, 1e-15, "2.5 million litres");
	near(kl_to_ml(2500), 2.5, 1e-15, "2,500 kilolitres are 2.5 million litres");

	intensity[0].at_us = intensity[1].at_us = 5;
	ok(grid_intensity_merge(intensity, 2) == 1 && intensity[0].g_per_kwh == 400, "two values of one time become their mean");
}

static EnergyFlow
random_flow(void)
{
	int			from = rand() % (HOURS - 20);
	EnergyFlow	f = {from * HOUR, (from + 1 + rand() % 20) * HOUR, rand() % 1000, rand() % 500};

	return f;
}

static double
in_hour(const EnergyFlow *f, int hour)
{
	int64_t		at = hour * HOUR;

	return f->since_us <= at && f->until_us > at ? f->kwh / (double) ((f->until_us - f->since_us) / HOUR) : 0;
}

/* every edge lies on an hour, so a walk by the hour gives the same */
static void
by_the_hour(void)
{
	for (int round = 0; round < 50; round++)
	{
		EnergyFlow	load[FLOWS];
		EnergyFlow	contract[FLOWS];
		GridIntensity intensity[20];
		MatchedEnergy m;
		double		location = 0;
		double		market = 0;
		double		uncovered = 0;

		for (int i = 0; i < FLOWS; i++)
		{
			load[i] = random_flow();
			contract[i] = random_flow();
		}
		for (int i = 0; i < 20; i++)
		{
			intensity[i].at_us = i * 10 * HOUR;
			intensity[i].g_per_kwh = rand() % 900;
		}
		qsort(load, FLOWS, sizeof(EnergyFlow), energy_flow_compare);
		qsort(contract, FLOWS, sizeof(EnergyFlow), energy_flow_compare);
		m = match(load, FLOWS, contract, FLOWS, intensity, 20, 7 * HOUR, NAN);
		for (int h = 0; h < HOURS; h++)
		{
			double		kwh = 0;
			double		contracted = 0;
			double		g = 0;
			double		served;

			for (int i = 0; i < FLOWS; i++)
			{
				kwh += in_hour(&load[i], h);
				contracted += in_hour(&contract[i], h);
				g += in_hour(&contract[i], h) * contract[i].g_per_kwh;
			}
			served = kwh < contracted ? kwh : contracted;
			if (contracted > 0)
				market += served / contracted * g / 1000;
			if (h % 10 < 7)
			{
				location += kwh * intensity[h / 10].g_per_kwh / 1000;
				market += (kwh - served) * intensity[h / 10].g_per_kwh / 1000;
			}
			else
				uncovered += kwh;
		}
		near(m.location_co2e_kg, location, 1e-12, "location-based, by the hour");
		near(m.market_co2e_kg, market, 1e-12, "market-based, by the hour");
		near(m.location_uncovered_kwh, uncovered, 1e-12, "uncovered, by the hour");
	}
}

int
main(void)
{
	srand(1);
	by_hand();
	by_the_hour();
	return done();
}
