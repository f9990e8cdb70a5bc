/*
 * interval.c
 *		Energy of one interval, its parts, and exact quotients.
 *
 * The table was computed with Python's fractions from the binary values of the
 * powers: round((w0 + w1) * 500 * us), round(1000 * min * us), round(1000 * max * us).
 */
#include <stdio.h>
#include <string.h>

#include "core/interval.h"
#include "tap.h"

static const struct
{
	double		w0,
				w1;
	int64_t		us;
	const char *energy,
			   *lower,
			   *upper;
}			cases[] =
{
	{0x1.9000000000000p+6, 0x1.9000000000000p+7, INT64_C(60000000), "9000000000000", "6000000000000", "12000000000000"},
	{0x1.e61f7ced91687p+8, 0x1.000020c49ba5ep+9, INT64_C(15000000), "7485930000000", "7291845000000", "7680015000000"},
	{0x1.e61f7ced91687p+8, 0x1.000020c49ba5ep+9, INT64_C(15003001), "7487427685062", "7293303855123", "7681551515001"},
	{0x0.0p+0, 0x1.5e00000000000p+9, INT64_C(1), "350000", "0", "700000"},
	{0x1.999999999999ap-4, 0x1.999999999999ap-3, INT64_C(3), "450", "300", "600"},
	{0x0.0000000000001p-1022, 0x0.0000000000001p-1022, INT64_C(1), "0", "0", "0"},
	{0x0.0000000000001p-1022, 0x1.12e0be826d695p-30, INT64_C(999999), "0", "0", "1"},
	{0x1.0000000000000p-10, 0x1.0000000000000p-10, INT64_C(1), "1", "1", "1"},
	{0x1.0624dd2f1a9fcp-11, 0x1.0624dd2f1a9fcp-11, INT64_C(1), "1", "1", "1"},
	{0x1.c6bf526340000p+49, 0x1.203af9ee75616p-50, INT64_C(1000000), "500000000000000000000000", "0", "1000000000000000000000000"},
	{0x1.5af1d78b58c40p+66, 0x1.8000000000000p+1, INT64_C(86400000000), "4320000000000000000129600000000000", "259200000000000", "8640000000000000000000000000000000"},
	{0x1.edd2f1a9fbe77p+6, 0x0.0p+0, INT64_C(9200000000000000000), "567897600000000014119905", "0", "1135795200000000028239810"},
	/* 0.45 nJ, and 4e-40 nJ beside them */
	{0x1.fffffffffffffp-203, 0x1.d7dbf487fcb92p-73, INT64_C(4611686018427387904), "0", "0", "1"},
};

static const char *
decimal(i128 value)
{
	static char buffer[4][48];
	static int	turn;
	char	   *p = buffer[turn++ % 4] + 47;

	*p = '\0';
	do
		*--p = (char) ('0' + (int) (value % 10));
	while ((value /= 10) > 0);
	return p;
}

/* lower <= energy <= upper in each of up to 100 parts; the last ends with the whole */
static bool
bounds_hold(int64_t us, double w0, double w1)
{
	EnergyInterval iv;
	IntervalPart from = {0, 0, 0};
	int64_t		parts = us < 100 ? us : 100;

	if (interval_trapezoid(&iv, 0, w0, us, w1) != CORE_OK)
		return false;
	for (int64_t i = 1; i <= parts; i++)
	{
		IntervalPart to = interval_until(&iv, us / parts * i);

		if (to.lower_nj - from.lower_nj < 0 ||
			to.energy_nj - from.energy_nj < to.lower_nj - from.lower_nj ||
			to.upper_nj - from.upper_nj < to.energy_nj - from.energy_nj)
			return false;
		from = to;
	}
	return from.lower_nj == iv.lower_nj && from.energy_nj == iv.energy_nj && from.upper_nj == iv.upper_nj;
}

int
main(void)
{
	EnergyInterval iv;
	i128		nj;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		int64_t		t0 = i % 2 ? -777 : INT64_C(820000000000000);

		if (cases[i].us > INT64_MAX / 2)
			t0 = -INT64_C(4500000000000000000);
		ok(interval_trapezoid(&iv, t0, cases[i].w0, (int64_t) ((uint64_t) t0 + (uint64_t) cases[i].us), cases[i].w1) == CORE_OK &&
		   strcmp(decimal(iv.energy_nj), cases[i].energy) == 0 &&
		   strcmp(decimal(iv.lower_nj), cases[i].lower) == 0 &&
		   strcmp(decimal(iv.upper_nj), cases[i].upper) == 0,
		   "%g W to %g W in %lld us", cases[i].w0, cases[i].w1, (long long) cases[i].us);
	}
	ok(interval_trapezoid(&iv, 0, 1e308, 1, 1e308) == CORE_RANGE, "1e308 W is out of range");
	ok(interval_trapezoid(&iv, 0, 0, INT64_C(1000000), 2e30) == CORE_RANGE, "1e30 J is out of range");

	/* 100 W rising to 200 W in 60 s: after 30 s 150 W, (100 + 150) / 2 * 30 = 3750 J of 9000 J */
	ok(interval_trapezoid(&iv, 0, 100, 60000000, 200) == CORE_OK, "trapezoid");
	ok(interval_until(&iv, 0).energy_nj == 0, "nothing until the start");
	ok(interval_until(&iv, 30000000).energy_nj == (i128) 3750 * 1000000000, "3750 J until the middle");
	ok(interval_until(&iv, 60000000).energy_nj == (i128) 9000 * 1000000000, "all until the end");
	/* falling: (200 + 150) / 2 * 30 = 5250 */
	ok(interval_trapezoid(&iv, 0, 200, 60000000, 100) == CORE_OK &&
	   interval_until(&iv, 30000000).energy_nj == (i128) 5250 * 1000000000, "5250 J until the middle of a fall");

	/* a few nJ in a few us, where every rounding shows; and a day */
	ok(bounds_hold(9, 0.0005688405762555298, 0.0002691139017480986), "bounds of the parts of a small fall");
	ok(bounds_hold(100, 1e-4, 1.1e-4), "bounds of the parts of a small rise");
	ok(bounds_hold(100, 1e-4, 1e-4), "bounds of the parts of a small constant power");
	ok(bounds_hold(97, 400, 400.001), "bounds of the parts of 400 W");
	ok(bounds_hold(INT64_C(86400000000), 99.999, 700), "bounds of the parts of a day");

	/* halves go to even: 1/2 -> 0, 3/2 -> 2 */
	ok(interval_share(1, 1, 2) == 0 && interval_share(3, 1, 2) == 2, "shares round half to even");
	ok(interval_share(I128_MAX, UINT64_MAX, UINT64_MAX) == I128_MAX, "the whole of the largest");
	ok(interval_flat(700, UINT64_C(15000000), &nj) == CORE_OK && nj == (i128) 10500 * 1000000000, "700 W in 15 s are 10.5 kJ");

	ok(interval_rise(22000000, 22000100, &nj) == CORE_OK && nj == (i128) 100 * 1000000000, "a rise of 100 J");
	/* 0.3 - 0.1 of the nearest doubles is 0.19999999999999998...: 200000000 nJ */
	ok(interval_rise(0.1, 0.3, &nj) == CORE_OK && nj == 200000000, "a rise of 0.2 J");
	ok(interval_rise(5, 5, &nj) == CORE_OK && nj == 0, "no rise");
	ok(interval_rise(0, 1e30, &nj) == CORE_RANGE, "1e30 J is out of range");
	/* 2^120 nJ are 1.329228e27 J */
	ok(interval_rise(0, 1.3292e27, &nj) == CORE_OK && interval_rise(0, 1.3293e27, &nj) == CORE_RANGE, "2^120 nJ are the most");
	ok(interval_rise(5e-324, 1e-9, &nj) == CORE_OK && nj == 1, "one nanojoule above the smallest double");

	ok(interval_quotient(1, 1000000000) == 1e-9, "1 nJ is 1e-9 J");
	ok(interval_quotient(-((i128) 1 << 100), 1000000000) == -1267650600228229401496.703205376, "-2^100 / 1e9");
	ok(interval_quotient(INT64_C(9007199254740993), 1000000) == 9007199254.740993, "2^53 + 1 us");
	return done();
}
