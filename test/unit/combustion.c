/*
 * combustion.c
 *		Control trains and tons in any 12 months.  Days and masses are counted by
 *		hand; the calendar is compared with a day-by-day walk.
 */
#include "core/combustion.h"

#include <string.h>

#include "tap.h"

#define DAY	US_PER_DAY

static Operation
run(int64_t from_day, int64_t until_day, double kg)
{
	Operation	o = {from_day * DAY, until_day * DAY, kg};

	return o;
}

/* month by month from a known first of January, with lengths from the rule of leap years */
static void
calendar(void)
{
	static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool		good = true;
	int64_t		day = 0;

	for (int year = 2000; year < 2900; year++)
		for (int m = 0; m < 12; m++)
		{
			int64_t		month = (year - 2000) * 12 + m;
			int			length = lengths[m] + (m == 1 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)));

			good = good && month_start(month) == day * DAY && month_of(day * DAY) == month
				&& month_of((day + length) * DAY - 1) == month;
			day += length;
		}
	ok(good, "900 years of months after 2000");
	day = 0;
	for (int year = 1999; year >= 1100; year--)
		for (int m = 11; m >= 0; m--)
		{
			int64_t		month = (year - 2000) * 12 + m;
			int			length = lengths[m] + (m == 1 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)));

			day -= length;
			good = good && month_start(month) == day * DAY && month_of(day * DAY) == month
				&& month_of((day + length) * DAY - 1) == month;
		}
	ok(good, "900 years of months before 2000");
	/* the ends of timestamptz: 4713 BC and 294276 AD */
	ok(month_start(month_of(INT64_C(-211813488000000000))) <= INT64_C(-211813488000000000), "first timestamp");
	ok(month_start(month_of(INT64_C(9223371331199999999)) + 1) > INT64_C(9223371331199999999)
	   || month_of(INT64_C(9223371331199999999)) == (294276 - 2000) * 12 + 11, "last timestamp");
}

static void
rolling(void)
{
	/* 2001-01-16 to 2001-03-16 is 59 days: 16, 28 and 15 of them */
	Operation	o[3] = {run(381, 440, 59), run(366, 366, 7), run(366, 900, NAN)};
	OperationMonth month[40];
	int64_t		first;
	int64_t		last;

	memset(month, 0, sizeof(month));
	ok(operation_months(o, 1, &first, &last) && first == 12 && last == 14, "January to March 2001");
	operation_add(month, first, &o[0]);
	operation_roll(month, 3);
	ok(month[0].ug == 16000000000, "16 kg in January");
	ok(month[1].ug == 28000000000, "28 kg in February");
	ok(month[2].ug == 15000000000, "15 kg in March");
	ok(month[2].rolling_ug == 59000000000, "59 kg in all");

	memset(month, 0, sizeof(month));
	operation_add(month, 12, &o[1]);
	ok(month[0].ug == 7000000000, "an operation of no length counts where it stands");
	operation_add(month, 12, &o[2]);
	operation_roll(month, 18);
	ok(month[0].unknown == 1 && month[0].rolling_unknown == 1, "an unknown mass is counted");
	ok(month[11].rolling_ug == 7000000000 && month[12].rolling_ug == 0, "it leaves the sum after twelve months");
	ok(month[17].rolling_unknown == 12, "and unknown months leave too");

	/* parts of what does not divide add up to it */
	memset(month, 0, sizeof(month));
	o[0] = run(0, 365, 1.0 / 3);
	operation_add(month, 0, &o[0]);
	{
		i128		sum = 0;

		for (int m = 0; m < 12; m++)
			sum += month[m].ug;
		ok(sum == 333333333, "a third of a kilogram in twelve parts");
	}

	/* 1 kg a day from 1 January: over 40 kg at the end of day 41, 10 February (day 40 of 2000) */
	o[0] = run(0, 366, 366);
	ok(operation_limit_day(o, 1, 1, (i128) 31 * 1000000000, (i128) 40 * 1000000000) == 40, "first day over 40 kg");
	o[1] = run(35, 35, 100);
	ok(operation_limit_day(o, 2, 1, (i128) 31 * 1000000000, (i128) 40 * 1000000000) == 35, "a burst brings it forward");
	near(ug_to_tons(limit_ug(87)), 87, 1e-15, "87 tons there and back");
}

static void
refused(void)
{
	Operation	backwards = run(2, 1, 1);
	Operation	century = run(0, 36601, 1);
	Operation	longest = run(0, 36600, 1);
	Operation	wide = {INT64_MIN + 1, INT64_MAX - 1, 1};
	Operation	odd = run(0, 1, NAN);
	int64_t		first;
	int64_t		last;

	ok(!operation_placed(&backwards), "ended before it started");
	ok(!operation_placed(&century), "longer than 100 years");
	ok(operation_placed(&longest), "100 years");
	ok(!operation_placed(&wide), "all of time");
	ok(!operation_known(&odd), "NaN is not known");
	odd.kg = INFINITY;
	ok(!operation_known(&odd), "infinity is not known");
	odd.kg = -1;
	ok(!operation_known(&odd), "nor is less than nothing");
	odd.kg = 0;
	ok(operation_known(&odd), "zero is");
	ok(!operation_months(&backwards, 1, &first, &last), "nothing placed, no months");
	ok(!operation_months(NULL, 0, &first, &last), "no operations, no months");
}

int
main(void)
{
	const double train[] = {0.9, 0.5};

	calendar();
	rolling();
	refused();
	near(train_efficiency(train, 2), 0.95, 1e-15, "90 % and then 50 %");
	ok(train_efficiency(train, 0) == 0, "no control removes nothing");
	near(generation_mwh(247.2, 8760), 2165472, 1e-15, "247.2 MW for a year");
	ok(days_to_h(365) == 8760, "hours of a year");
	/* emissions.md: 2.3 % and 17.4 kg/MMBtu at GWP 29.8 are 12.2 kg CO2e */
	near(upstream_methane_kg(1, 0.023, 17.4) * 29.8, 12.2, 1e-3, "Alvarez et al.");
	return done();
}
