/*
 * Ranges against closed forms, and against Monte Carlo: a two-piece log-normal
 * has its median at best and its p5 and p95 at low and high, so that a product of
 * them is where range_product says within what the skew costs.
 */
#include "tap.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/range.h"
#include "random.h"

#define DRAWS	20000
#define Z95		1.6448536269514722	/* the normal's p95 */

static uint64_t seed = 20261128;

static double
uniform(void)
{
	return ((double) (random_of(&seed) >> 11) + 0.5) / 9007199254740992.0;
}

static double
draw(const Range *r)
{
	double		z = sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());

	return r->best * exp(z > 0 ? z * log(r->high / r->best) / Z95 : z * log(r->best / r->low) / Z95);
}

static int
ascending(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return x < y ? -1 : x > y;
}

static bool
close_to(double got, double want, double relative)
{
	return fabs(got - want) <= relative * fabs(want);
}

/*
 * p5 and p95 of drawn products, each as a ratio to the range's end.  Inputs that
 * are uncertain on one side alone shift the drawn product's median, which a range
 * about the best value cannot show: that is what the tolerance is for.
 */
static bool
agrees(const Range *input, const double *power, size_t n, const Band *band, double tolerance)
{
	static double drawn[DRAWS];
	Range		range = range_product(input, power, n, band);

	for (int k = 0; k < DRAWS; k++)
	{
		drawn[k] = 1;
		for (size_t i = 0; i < n; i++)
		{
			drawn[k] *= pow(draw(&input[i]), power[i]);
			/* a contract takes the first of it, the plant behind what is left */
			if (band != NULL && i + 1 == band->inputs)
				drawn[k] = drawn[k] <= band->floor ? 0 : drawn[k] - band->floor > band->size ? band->size : drawn[k] - band->floor;
		}
	}
	qsort(drawn, DRAWS, sizeof(double), ascending);
	return close_to(drawn[DRAWS / 20], range.low, tolerance) && close_to(drawn[DRAWS - DRAWS / 20], range.high, tolerance);
}

int
main(void)
{
	const double ones[] = {1, 1, 1, 1};
	const double over[] = {1, -1};
	Range		two[] = {{50, 100, 200}, {1, 1, 1}};
	Range		equal[] = {{50, 100, 200}, {5, 10, 20}};
	Range		chain[] = {{60e6, 70e6, 70e6}, {1.6, 1.82, 2.0}, {1.1, 1.3, 1.3}, {0.35, 0.4, 0.45}};
	Range		parts[] = {{7, 10, 13}, {16, 20, 24}};
	Range		before[] = {{90, 100, 110}, {2, 2, 2}};
	Range		after[] = {{90, 100, 110}, {3, 3, 3}};
	bool		shared[] = {true, false};
	bool		apart[] = {false, false};
	double		share[3];
	Range		demand[] = {{80, 100, 100}, {0.63, 1, 1}, {2, 2, 2}};
	Range		halved[] = {{80, 100, 100}, {0.5, 0.5, 0.5}, {2, 2, 2}};
	Range		narrow[] = {{95, 100, 105}, {0.9, 1, 1.1}, {1.5, 2, 2.5}};
	Range		idle[] = {{30, 40, 80}, {2, 2, 2}};
	bool		halved_shared[] = {true, false, true};
	Band		contract = {2, 0, 50};
	Band		plant = {2, 50, 30};
	Band		plant_alone = {1, 50, 30};
	Band		wide_plant = {2, 50, 300};
	Band		beyond = {2, 80, INFINITY};
	Range		r;

	r = range_product(two, ones, 2, NULL);
	ok(close_to(r.low, 50, 1e-14) && r.best == 100 && close_to(r.high, 200, 1e-14), "one uncertain input passes its range on");
	r = range_product(equal, ones, 2, NULL);
	/* two factors of 2 in quadrature: 2 ^ sqrt 2 = 2.6651441426902251 */
	ok(close_to(r.high, 1000 * 2.6651441426902251, 1e-12) && close_to(r.low, 1000 / 2.6651441426902251, 1e-12), "equal ratios add in quadrature");
	r = range_product(equal, over, 2, NULL);
	ok(r.best == 10 && close_to(r.high, 26.651441426902251, 1e-12), "a division widens as a product does");
	ok(agrees(chain, ones, 4, NULL, 0.06), "a chain of four, two of them one-sided, lies where 20,000 draws lie");
	ok(agrees(equal, over, 2, NULL, 0.03), "a symmetric ratio lies where they lie");
	r = range_sum(parts, 2);
	ok(close_to(r.low, 25, 1e-14) && r.best == 30 && close_to(r.high, 35, 1e-14), "3 and 4 apart are 5 together");
	/* 100 x (3 - 2) with 10 % of load in both: 90 to 110 */
	r = range_difference(before, after, shared, ones, 2, NULL, NULL);
	ok(close_to(r.low, 90, 1e-12) && r.best == 100 && close_to(r.high, 110, 1e-12), "a shared input moves both sides");
	/* apart: 20 and 30 in quadrature */
	r = range_difference(before, after, apart, ones, 2, NULL, NULL);
	ok(close_to(r.best - r.low, sqrt(1300), 1e-12) && close_to(r.high - r.best, sqrt(1300), 1e-12), "inputs of their own do not");
	/* a part in 10^12 is what two orders of the same factors may differ by */
	r = range_difference((const Range[]) {{1, 1, 1}}, (const Range[]) {{1, 1 + 0.99e-12, 2}}, apart, ones, 1, NULL, NULL);
	ok(r.best == 0, "the noise of a product is no difference");
	r = range_difference((const Range[]) {{1, 1, 1}}, (const Range[]) {{1, 1 + 1.005e-12, 2}}, apart, ones, 1, NULL, NULL);
	ok(close_to(r.best, 1.005e-12, 1e-3), "but what is more is one");
	range_shares(equal, ones, 2, NULL, share);
	ok(close_to(share[0], 0.5, 1e-12) && close_to(share[1], 0.5, 1e-12), "equal inputs share equally");
	range_shares(two, ones, 2, NULL, share);
	ok(share[0] == 1 && share[1] == 0, "what is exact has no share");
	r = range_product((const Range[]) {{0, 0, 0}, {1, 2, 3}}, ones, 2, NULL);
	ok(r.low == 0 && r.best == 0 && r.high == 0, "nothing of an uncertain thing is nothing");
	r = range_product((const Range[]) {{0, 0, 4}, {1, 2, 3}}, ones, 2, NULL);
	ok(r.low == 0 && r.best == 0 && close_to(r.high, 8, 1e-14), "what may be nothing has a high end");
	r = range_product((const Range[]) {{1, 2, 3}, {0, 0, 4}}, over, 2, NULL);
	ok(isinf(r.best), "but nothing is divided by it");
	r = range_product((const Range[]) {{60, 60, 60}, {0, 0, 4}}, ones, 2, &(const Band) {1, 50, 30});
	ok(r.low == 0 && r.best == 0 && close_to(r.high, 40, 1e-14), "nor behind a band");
	r = range_product((const Range[]) {{0, 5, 10}, {1, 2, 3}}, ones, 2, NULL);
	ok(r.low == 0 && r.best == 10 && r.high > 20, "a low end of 0 stays 0");
	/* a demand of 100 (59.9 to 100: 0.8 and 0.63 in quadrature) against a contract of 50 and a plant of 30, twice a unit */
	r = range_product(demand, ones, 3, &contract);
	ok(r.low == 100 && r.best == 100 && r.high == 100, "a contract that the least demand fills is full");
	r = range_product(demand, ones, 3, &plant);
	ok(close_to(r.low, 2 * (100 * exp(-hypot(log(0.8), log(0.63))) - 50), 1e-12) && r.best == 60 && r.high == 60, "the plant gives what the contract does not, up to its size");
	r = range_product(demand, ones, 3, &beyond);
	ok(r.low == 0 && r.best == 40 && r.high == 40, "what lies beyond both is left");
	r = range_product(idle, ones, 2, &plant_alone);
	ok(r.low == 0 && r.best == 0 && close_to(r.high, 60, 1e-12), "a plant that may have to run has a high end");
	ok(agrees(narrow, ones, 3, &wide_plant, 0.03), "a band lies where 20,000 draws lie");
	/* half the demand frees the plant and leaves the contract full: 60 less, and what moves both moves neither */
	r = range_difference(demand, halved, halved_shared, ones, 3, &plant, &plant);
	ok(r.best == -60 && r.high <= 0, "a shared input moves both sides of a band");
	range_shares(demand, ones, 3, &contract, share);
	ok(share[0] == 0 && share[1] == 0 && share[2] == 0, "what moves nothing has no share");
	range_shares(demand, ones, 3, &plant, share);
	ok(share[1] > share[0] && share[2] == 0 && close_to(share[0] + share[1], 1, 1e-12), "the load moves the plant more than the server");
	ok(tidy(-15.620000000000005) == -15.62 && tidy(0.1 + 0.2) == 0.3 && tidy(98940000000000000001.0) == 9.894e19 &&
	   tidy(1.0 / 3) == 0.333333333333 && tidy(0) == 0, "binary noise goes, twelve digits stay");
	ok(tidy(1.2345678901234567e-30) == 1.2345678901234567e-30 && tidy(-1.2345678901234567e40) == -1.2345678901234567e40 &&
	   isnan(tidy(NAN)) && tidy(INFINITY) == INFINITY, "what no exact power of ten brings into reach stays as it is");
	return done();
}
