/*
 * electricity.h
 *		Emissions of purchased electricity: location-based and market-based.
 *
 * GHG Protocol Scope 2 Guidance (2015): the location-based figure takes the
 * average of the grid; the market-based one takes contracts first and the
 * residual mix for what they leave (where there is none, the grid average).
 * Energy is facility_kwh, at the site's meter; factors are per kWh generated
 * unless a loss is given.
 */
#ifndef COLOSSUS_CORE_ELECTRICITY_H
#define COLOSSUS_CORE_ELECTRICITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

/* kWh that must be generated for kWh delivered: delivered / (1 - loss), loss below 1 */
extern double generated_kwh(double delivered_kwh, double loss);

/* kWh of it that are lost: delivered x loss / (1 - loss) */
extern double lost_kwh(double delivered_kwh, double loss);

/* kWh of a power that holds for some hours */
extern double level_kwh(double mw, double hours);

/* litres in some hours of a use in millions of US gallons a day */
#define L_PER_ML			1e6
#define L_PER_KL			1e3
#define L_PER_GALLON		3.785411784	/* exact: 231 cubic inches */
extern double water_use_l(double million_gallons_per_d, double hours);

/* million litres of litres and of thousands of litres */
extern double l_to_ml(double l);
extern double kl_to_ml(double kl);

/*
 * An amount of energy spread evenly over [since, until): a load, or what a
 * contract delivers.  Times are microseconds since 2000-01-01 UTC.
 */
typedef struct EnergyFlow
{
	int64_t		since_us;
	int64_t		until_us;
	double		kwh;
	double		g_per_kwh;		/* of a contract; unused in a load */
} EnergyFlow;

/* grid intensity, held until the next one but no longer than its maximal age */
typedef struct GridIntensity
{
	int64_t		at_us;
	double		g_per_kwh;
} GridIntensity;

typedef struct MatchedEnergy
{
	double		kwh;			/* load */
	double		location_co2e_kg;	/* of the load that an intensity covers */
	double		location_uncovered_kwh;	/* load without intensity */
	double		market_co2e_kg;	/* of the load that a contract or a rate covers */
	double		market_uncovered_kwh;	/* load without either */
	double		contract_kwh;	/* load that contracts cover at the same time */
	double		unused_contract_kwh;	/* contracted beyond the load of that time */
} MatchedEnergy;

/*
 * Matches loads with contracts and intensities instant by instant.  All three
 * arrays are sorted by time, and intensities are strictly increasing.  Where
 * contracts of one instant exceed the load, each serves in proportion.  A load
 * beyond them has residual_g_per_kwh, or the intensity if that is NaN.  work
 * has room for loads + contracts + 2.  poll is called once in a while and stops
 * the work by returning true (CORE_CANCELLED).
 */
typedef bool (*ElectricityPoll) (void);
extern Status match_energy(const EnergyFlow *load, size_t loads,
						   const EnergyFlow *contract, size_t contracts,
						   const GridIntensity *intensity, size_t intensities,
						   uint64_t intensity_max_age_us, double residual_g_per_kwh,
						   size_t *work, ElectricityPoll poll, MatchedEnergy *result);

/* the order that match_energy wants */
extern int	energy_flow_compare(const void *a, const void *b);
extern int	grid_intensity_compare(const void *a, const void *b);

/* sorted intensities of the same time become their mean; returns how many are left */
extern size_t grid_intensity_merge(GridIntensity *intensity, size_t n);

#endif							/* COLOSSUS_CORE_ELECTRICITY_H */
