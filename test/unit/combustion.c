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
	odd.kg = 1e27;
	ok(operation_known(&odd), "and 1e27 kg");
	odd.kg = nextafter(1e27, INFINITY);
	ok(!operation_known(&odd), "but no more");
	ok(!operation_months(&backwards, 1, &first, &last), "nothing placed, no months");
	ok(!operation_months(NULL, 0, &first, &last), "no operations, no months");
}

static double
per_heat(double factor, const char *unit, double btu_per_hp_h)
{
	double		lb_per_mmbtu = -1;

	return factor_per_heat(factor, unit, strlen(unit), btu_per_hp_h, &lb_per_mmbtu) ? lb_per_mmbtu : -1;
}

static void
factors(void)
{
	near(KW_PER_HP, 550 * 0.3048 * 0.45359237 * 9.80665 / 1000, 1e-14, "a horsepower is 550 ft lbf/s");
	near(per_heat(0.031, "lb/MMBtu", 0), 0.031, 1e-15, "as it is");
	near(per_heat(53.06, "kg/MMBtu", 0), 53.06 * 2.20462262, 1e-8, "53.06 kg/MMBtu are 116.98 lb");
	near(per_heat(0.5, "short ton/MMBtu", 0), 1000, 1e-15, "half a short ton");
	/* AP-42 3.3: per shaft output and, at 7,000 Btu/hp-h, per heat */
	near(per_heat(6.68e-3, "lb/hp-h", 7000), 0.95, 5e-3, "CO of a diesel engine: 0.95 lb/MMBtu");
	near(per_heat(0.7, "lb/hp-h", 7000), 100, 1e-14, "0.7 lb/hp-h");
	/* NIST SP 811: 1 lb/hp-h is 1.689659E-07 kg/J */
	near(per_heat(1.689659e-7 * 1000 * 3.6e6, "g/kWh", 7000), 1e6 / 7000, 1e-6, "608.277 g/kWh are 1 lb/hp-h");
	ok(per_heat(1, "lb/hp-h", 0) == -1 && per_heat(1, "g/kWh", NAN) == -1, "not known without the fuel of a horsepower-hour");
	ok(per_heat(1, "lb/MWh", 7000) == -1 && per_heat(1, "", 7000) == -1, "another unit");
}

int
main(void)
{
	const double train[] = {0.9, 0.5};

	calendar();
	rolling();
	refused();
	factors();
	near(train_efficiency(train, 2), 0.95, 1e-15, "90 % and then 50 %");
	ok(train_efficiency(train, 0) == 0, "no control removes nothing");
	near(generation_mwh(247.2, 8760), 2165472, 1e-15, "247.2 MW for a year");
	ok(days_to_h(365) == 8760, "hours of a year");
	/* emissions.md: 2.3 % and 17.4 kg/MMBtu at GWP 29.8 are 12.2 kg CO2e */
	near(upstream_methane_kg(1, 0.023, 17.4) * 29.8, 12.2, 1e-3, "Alvarez et al.");
	return done();
}
