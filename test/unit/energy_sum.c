/*
 * energy_sum.c
 *		Sums over intervals: parts, gaps, merging, overflow.  Expected values by hand.
 */
#include <string.h>

#include "state/energy_sum.h"
#include "tap.h"

#define S	INT64_C(1000000)
#define NJ	((i128) 1000000000)

int
main(void)
{
	EnergySum	whole,
				part,
				sum;
	static const int64_t edge[] = {INT64_MIN, 7 * S + 1, 20 * S, 33333333, 61 * S, INT64_MAX};
	static const double w[] = {100, 333.333, 0, 250.001, 512};
	Status		status = CORE_OK;

	/* 100 W to 200 W in 60 s is 9000 J, at least 6000, at most 12000 */
	energy_sum_init(&whole);
	ok(energy_sum_power(&whole, 0, 100, 60 * S, 200, 60 * S, INT64_MIN, INT64_MAX) == CORE_OK &&
	   whole.energy_nj == 9000 * NJ && whole.lower_nj == 6000 * NJ && whole.upper_nj == 12000 * NJ &&
	   whole.covered_us == 60 * S && whole.gaps == 0, "one interval");
	ok(energy_sum_power(&whole, 60 * S, 200, 121 * S, 200, 60 * S, INT64_MIN, INT64_MAX) == CORE_OK &&
	   whole.energy_nj == 9000 * NJ && whole.gap_us == 61 * S && whole.gaps == 1, "61 s are a gap of 60 s");
	energy_sum_init(&part);
	ok(energy_sum_power(&part, 0, 100, 60 * S, 200, 60 * S, 30 * S, 45 * S) == CORE_OK &&
	   part.energy_nj == (i128) (162.5 * 15 * 1e9) && part.covered_us == 15 * S &&
	   part.lower_nj == 1500 * NJ && part.upper_nj == 3000 * NJ, "150 W to 175 W in 15 s");
	ok(energy_sum_power(&part, 0, 100, 61 * S, 200, 60 * S, 30 * S, 45 * S) == CORE_OK &&
	   part.gap_us == 15 * S && part.gaps == 1, "a part of a gap");
	ok(energy_sum_power(&part, 0, 1, 30 * S, 1, 60 * S, 30 * S, 45 * S) == CORE_OK &&
	   part.covered_us == 15 * S, "an interval that ends where the window begins");

	/* parts add up to the whole */
	energy_sum_init(&whole);
	energy_sum_init(&sum);
	for (int i = 0; i < 4; i++)
		status = energy_sum_power(&whole, i * 15 * S, w[i], (i + 1) * 15 * S, w[i + 1], 60 * S, INT64_MIN, INT64_MAX);
	for (int e = 0; e < 5; e++)
	{
		energy_sum_init(&part);
		for (int i = 0; i < 4; i++)
			status = energy_sum_power(&part, i * 15 * S, w[i], (i + 1) * 15 * S, w[i + 1], 60 * S, edge[e], edge[e + 1]);
		energy_sum_sample(&part, e, 1);
		energy_sum_peak(&part, w[e]);
		status = energy_sum_merge(&sum, &part);
	}
	ok(status == CORE_OK && sum.energy_nj == whole.energy_nj && sum.lower_nj == whole.lower_nj &&
	   sum.upper_nj == whole.upper_nj && sum.covered_us == whole.covered_us, "parts add up to the whole");
	/* (100 + 333.333) / 2 * 15 + 333.333 / 2 * 15 + 250.001 / 2 * 15 + 762.001 / 2 * 15 J */
	near((double) whole.energy_nj, 1e9 * 7.5 * (433.333 + 333.333 + 250.001 + 762.001), 1e-15, "the sum of trapezoids");
	ok(sum.samples == 5 && sum.first_at == 0 && sum.last_at == 4 && sum.peak_w == 512, "counts, peak and times merge");

	energy_sum_init(&whole);
	for (int i = 0; i < 200 && status == CORE_OK; i++)
		status = energy_sum_power(&whole, 0, 1e27, S, 1e27, S, INT64_MIN, INT64_MAX);
	ok(status == CORE_RANGE, "a sum that overflows says so");
	return done();
}
