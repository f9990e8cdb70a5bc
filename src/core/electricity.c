/*
 * electricity.c
 *		Emissions of purchased electricity: location-based and market-based.
 *
 * The time is cut at every edge of a load, of a contract and of an intensity.
 * Between two cuts every power is constant, so that the part of a load that
 * contracts serve is the smaller of the two sums.  Sums run in the order of
 * time with a compensation term (Neumaier 1974): equal rows give equal bytes in
 * whatever order they came.
 */
#include "core/electricity.h"

#include <math.h>

#include "core/emission.h"
#include "core/energy_basis.h"

/* flows looked at between two calls of poll */
#define POLL_EVERY	100000

typedef struct Compensated
{
	double		sum;
	double		rest;
} Compensated;

static void
add(Compensated *c, double x)
{
	double		sum = c->sum + x;

	c->rest += fabs(c->sum) >= fabs(x) ? (c->sum - sum) + x : (x - sum) + c->sum;
	c->sum = sum;
}

static double
total(const Compensated *c)
{
	return c->sum + c->rest;
}

double
generated_kwh(double delivered_kwh, double loss)
{
	return delivered_kwh / (1 - loss);
}

double
lost_kwh(double delivered_kwh, double loss)
{
	return delivered_kwh * (loss / (1 - loss));
}

double
level_kwh(double mw, double hours)
{
	return mw * KWH_PER_MWH * hours;
}

double
l_to_ml(double l)
{
	return l / L_PER_ML;
}

double
kl_to_ml(double kl)
{
	return kl / (L_PER_ML / L_PER_KL);
}

double
water_use_l(double million_gallons_per_d, double hours)
{
	return million_gallons_per_d * 1e6 * L_PER_GALLON * (hours / 24);
}

static int
compare_double(double a, double b)
{
	return (a > b) - (a < b);
}

int
energy_flow_compare(const void *a, const void *b)
{
	const EnergyFlow *x = a;
	const EnergyFlow *y = b;
	int			order;

	if (x->since_us != y->since_us)
		return x->since_us < y->since_us ? -1 : 1;
	if (x->until_us != y->until_us)
		return x->until_us < y->until_us ? -1 : 1;
	order = compare_double(x->kwh, y->kwh);
	return order != 0 ? order : compare_double(x->g_per_kwh, y->g_per_kwh);
}

int
grid_intensity_compare(const void *a, const void *b)
{
	const GridIntensity *x = a;
	const GridIntensity *y = b;

	if (x->at_us != y->at_us)
		return x->at_us < y->at_us ? -1 : 1;
	return compare_double(x->g_per_kwh, y->g_per_kwh);
}

size_t
grid_intensity_merge(GridIntensity *intensity, size_t n)
{
	size_t		merged = 0;

	for (size_t i = 0; i < n;)
	{
		int64_t		at_us = intensity[i].at_us;
		double		sum = 0;
		size_t		equal = 0;

		for (; i < n && intensity[i].at_us == at_us; i++, equal++)
			sum += intensity[i].g_per_kwh;
		intensity[merged].at_us = at_us;
		intensity[merged].g_per_kwh = sum / (double) equal;
		merged++;
	}
	return merged;
}

/* later of two instants, wide enough for the sum of a time and an age */
static int64_t
plus_age(int64_t at_us, uint64_t age_us)
{
	return age_us > (uint64_t) INT64_MAX - (uint64_t) at_us && at_us >= 0 ? INT64_MAX :
		at_us < 0 && age_us > (uint64_t) INT64_MAX ? INT64_MAX : at_us + (int64_t) age_us;
}

/* the flows that are under way, as indices */
typedef struct UnderWay
{
	const EnergyFlow *flow;
	size_t		n;
	size_t		next;			/* first that has not begun */
	size_t	   *index;
	size_t		active;
} UnderWay;

/* lets flows end and begin at an instant; the earliest edge after it goes to *edge */
static void
advance(UnderWay *u, int64_t at_us, int64_t *edge)
{
	size_t		kept = 0;

	for (size_t i = 0; i < u->active; i++)
		if (u->flow[u->index[i]].until_us > at_us)
			u->index[kept++] = u->index[i];
	u->active = kept;
	while (u->next < u->n && u->flow[u->next].since_us <= at_us)
		u->index[u->active++] = u->next++;
	for (size_t i = 0; i < u->active; i++)
		if (u->flow[u->index[i]].until_us < *edge)
			*edge = u->flow[u->index[i]].until_us;
	if (u->next < u->n && u->flow[u->next].since_us < *edge)
		*edge = u->flow[u->next].since_us;
}

/* energy of the flows under way from one instant to a later one, and its emissions */
static double
energy(const UnderWay *u, int64_t from_us, int64_t to_us, double *g)
{
	double		kwh = 0;

	*g = 0;
	for (size_t i = 0; i < u->active; i++)
	{
		const EnergyFlow *flow = &u->flow[u->index[i]];
		double		part = flow->kwh * ((double) ((uint64_t) to_us - (uint64_t) from_us)
										/ (double) ((uint64_t) flow->until_us - (uint64_t) flow->since_us));

		kwh += part;
		*g += part * flow->g_per_kwh;
	}
	return kwh;
}

Status
match_energy(const EnergyFlow *load, size_t loads, const EnergyFlow *contract, size_t contracts,
			 const GridIntensity *intensity, size_t intensities,
			 uint64_t intensity_max_age_us, double residual_g_per_kwh,
			 size_t *work, ElectricityPoll poll, MatchedEnergy *result)
{
	UnderWay	l = {load, loads, 0, work, 0};
	UnderWay	c = {contract, contracts, 0, work + loads, 0};
	Compensated kwh = {0}, location = {0}, location_uncovered = {0}, market = {0}, market_uncovered = {0};
	Compensated covered = {0}, unused = {0};
	size_t		next = 0;		/* first intensity after the instant */
	size_t		looked = 0;
	int64_t		at_us = INT64_MAX;

	if (loads > 0)
		at_us = load[0].since_us;
	if (contracts > 0 && contract[0].since_us < at_us)
		at_us = contract[0].since_us;

	while (at_us < INT64_MAX)
	{
		int64_t		edge = INT64_MAX;
		double		rate = NAN;
		double		g;
		double		contract_g;
		double		load_kwh;
		double		contract_kwh;
		double		served;

		advance(&l, at_us, &edge);
		advance(&c, at_us, &edge);
		looked += 1 + l.active + c.active;
		if (looked >= POLL_EVERY)
		{
			looked = 0;
			if (poll != NULL && poll())
				return CORE_CANCELLED;
		}
		if (l.active + c.active == 0)
		{
			at_us = edge;
			continue;
		}
		while (next < intensities && intensity[next].at_us <= at_us)
			next++;
		if (next < intensities && intensity[next].at_us < edge)
			edge = intensity[next].at_us;
		if (next > 0)
		{
			int64_t		stale_us = plus_age(intensity[next - 1].at_us, intensity_max_age_us);

			if (stale_us > at_us)
			{
				rate = intensity[next - 1].g_per_kwh;
				if (stale_us < edge)
					edge = stale_us;
			}
		}

		load_kwh = energy(&l, at_us, edge, &g);
		contract_kwh = energy(&c, at_us, edge, &contract_g);
		served = fmin(load_kwh, contract_kwh);
		add(&kwh, load_kwh);
		add(&covered, served);
		add(&unused, contract_kwh - served);
		if (isnan(rate))
			add(&location_uncovered, load_kwh);
		else
			add(&location, co2e_from_g_per_kwh_kg(load_kwh, rate));
		if (served > 0)
			add(&market, co2e_from_g_per_kwh_kg(served, contract_g / contract_kwh));
		if (load_kwh > served)
		{
			double		rest = isnan(residual_g_per_kwh) ? rate : residual_g_per_kwh;

			if (isnan(rest))
				add(&market_uncovered, load_kwh - served);
			else
				add(&market, co2e_from_g_per_kwh_kg(load_kwh - served, rest));
		}
		at_us = edge;
	}

	result->kwh = total(&kwh);
	result->location_co2e_kg = total(&location);
	result->location_uncovered_kwh = total(&location_uncovered);
	result->market_co2e_kg = total(&market);
	result->market_uncovered_kwh = total(&market_uncovered);
	result->contract_kwh = total(&covered);
	result->unused_contract_kwh = total(&unused);
	return CORE_OK;
}
