/*
 * Intervals in single precision: the same nanojoules as in double.
 */
#include "tap.h"

#include "core/interval_real.h"

int
main(void)
{
	uint64_t	random = 1;
	int			taken = 0,
				equal = 0;
	uint64_t	energy,
				lower,
				upper;
	EnergyInterval interval;

	/* 100 and 300 W during 10 s: 2000 J between 1000 and 3000 */
	ok(interval_real(10000000, 100, 300, &energy, &lower, &upper) && energy == UINT64_C(2000000000000) &&
	   lower == UINT64_C(1000000000000) && upper == UINT64_C(3000000000000), "by hand");
	ok(interval_real(10000000, 300, 100, &energy, &lower, &upper) && energy == UINT64_C(2000000000000), "falling");
	ok(interval_real(1, 2 + 0x1p-22f, 2, &energy, &lower, &upper) && energy == 2000 && lower == 2000 && upper == 2000,
	   "1 us at 2.0000002 W: 2000.0002 nJ");
	ok(!interval_real(1, 4096.5f, 2, &energy, &lower, &upper), "exponents too far apart");
	ok(interval_real(1, 4096 + 0x1p-11f, 4096 + 0x1p-11f, &energy, &lower, &upper) && energy == 4096000, "4096000.49 nJ");
	ok(interval_real(4, 4096 + 0x1p-11f, 4096, &energy, &lower, &upper) && energy == 16384001,
	   "16384000.98 nJ is rounded up");
	ok(interval_real(128, 2.5f, 2.5f + 0x1p-7f, &energy, &lower, &upper) && energy == 320500, "no rounding");
	ok(interval_real(1, 2.5f, 2.5f + 0x1p-8f, &energy, &lower, &upper) && energy == 2502, "2501.95 nJ");
	ok(interval_real(2, 2 + 0x1p-4f, 2 + 0x1p-4f + 0x1p-10f, &energy, &lower, &upper) && energy == 4126, "4125.98 nJ");
	ok(interval_real(1, 64.0625f, 64.0625f + 0x1p-8f, &energy, &lower, &upper) && lower == 64062, "64062.5 nJ goes to even");
	ok(interval_real(1, 64.1875f, 64.1875f, &energy, &lower, &upper) && lower == 64188, "64187.5 nJ goes to even");
	ok(!interval_real(1, 0, 100, &energy, &lower, &upper), "nothing below 2 W");
	ok(!interval_real(1, 1.9999f, 2, &energy, &lower, &upper), "nor half of it");
	ok(!interval_real(UINT32_C(1) << 26, 100, 100, &energy, &lower, &upper), "nothing longer than 67 s");

	for (int i = 0; i < 200000; i++)
	{
		float		w[2];
		uint32_t	us;

		for (int k = 0; k < 2; k++)
		{
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
			w[k] = ldexpf((float) (random >> 40), (int) (random >> 20 & 7) - 16 + (i & 3));
		}
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
		us = 1 + (uint32_t) (random >> (38 + (i >> 2 & 15)));
		if (!interval_real(us, w[0], w[1], &energy, &lower, &upper))
			continue;
		taken++;
		equal += interval_trapezoid(&interval, 0, w[0], us, w[1]) == CORE_OK && interval.energy_nj == (i128) energy &&
			interval.lower_nj == (i128) lower && interval.upper_nj == (i128) upper;
	}
	ok(taken > 50000, "%d random intervals", taken);
	ok(equal == taken, "%d of them as interval_trapezoid", equal);
	return done();
}
