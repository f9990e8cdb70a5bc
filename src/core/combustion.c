/*
 * combustion.c
 *		Operation of engines and turbines: control trains, and tons in any 12 months.
 */
#include "core/combustion.h"

#include <math.h>

#include "core/emission.h"
#include "core/interval.h"
#include "core/names.h"

#define DAYS_2000_01_01		INT64_C(730425)	/* days from 0000-03-01 to 2000-01-01, proleptic Gregorian */
#define DAYS_PER_ERA		INT64_C(146097)	/* of 400 years */
#define MAX_KG				1e27	/* as micrograms it is below INTERVAL_MAX_NJ */

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* days since 2000-01-01 of the first of a month: years begin in March, so that the leap day is last */
static int64_t
month_first_day(int64_t month)
{
	int64_t		since_march = month + 2000 * 12 - 2;	/* months since March of year 0 */
	int64_t		year = floor_div(since_march, 12);
	int64_t		of_year = since_march - year * 12;
	int64_t		era = floor_div(year, 400);
	int64_t		of_era = year - era * 400;

	return era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100
		+ (153 * of_year + 2) / 5 - DAYS_2000_01_01;
}

int64_t
month_start(int64_t month)
{
	return month_first_day(month) * US_PER_DAY;
}

int64_t
month_of(int64_t us)
{
	int64_t		day = floor_div(us, US_PER_DAY);
	int64_t		month = floor_div(day * 4800, DAYS_PER_ERA);	/* never off by more than one */

	while (month_first_day(month) > day)
		month--;
	while (month_first_day(month + 1) <= day)
		month++;
	return month;
}

bool
operation_placed(const Operation *operation)
{
	return operation->started_us <= operation->ended_us
		&& interval_us(operation->started_us, operation->ended_us) <= (uint64_t) OPERATION_MAX_US;
}

bool
operation_known(const Operation *operation)
{
	return operation->kg >= 0 && operation->kg <= MAX_KG;
}

static int64_t
last_month(const Operation *operation)
{
	return month_of(operation->ended_us > operation->started_us ? operation->ended_us - 1 : operation->ended_us);
}

bool
operation_months(const Operation *operation, size_t n, int64_t *first, int64_t *last)
{
	bool		any = false;

	for (size_t i = 0; i < n; i++)
	{
		if (!operation_placed(&operation[i]))
			continue;

		int64_t		from = month_of(operation[i].started_us);
		int64_t		to = last_month(&operation[i]);

		if (!any || from < *first)
			*first = from;
		if (!any || to > *last)
			*last = to;
		any = true;
	}
	return any;
}

static i128
kg_to_ug(double kg)
{
	return (i128) rint(kg * MICROGRAMS_PER_KG);
}

/* emitted from the start up to an instant */
static i128
emitted_until(const Operation *operation, i128 ug, int64_t us)
{
	if (us <= operation->started_us)
		return 0;
	if (us >= operation->ended_us)
		return ug;
	return interval_share(ug, interval_us(operation->started_us, us),
						  interval_us(operation->started_us, operation->ended_us));
}

void
operation_add(OperationMonth *month, int64_t first, const Operation *operation)
{
	int64_t		to = last_month(operation);
	bool		known = operation_known(operation);
	i128		ug = known ? kg_to_ug(operation->kg) : 0;
	i128		before = 0;

	for (int64_t m = month_of(operation->started_us); m <= to; m++)
	{
		i128		until = m == to ? ug : emitted_until(operation, ug, month_start(m + 1));

		month[m - first].ug += until - before;
		month[m - first].unknown += !known;
		before = until;
	}
}

void
operation_roll(OperationMonth *month, size_t months)
{
	i128		ug = 0;
	int64_t		unknown = 0;

	for (size_t m = 0; m < months; m++)
	{
		ug += month[m].ug;
		unknown += month[m].unknown;
		if (m >= MONTHS_PER_LIMIT)
		{
			ug -= month[m - MONTHS_PER_LIMIT].ug;
			unknown -= month[m - MONTHS_PER_LIMIT].unknown;
		}
		month[m].rolling_ug = ug;
		month[m].rolling_unknown = unknown;
	}
}

i128
limit_ug(double tons)
{
	double		kg = tons_to_kg(tons);

	return kg_to_ug(kg < MAX_KG ? kg : MAX_KG);
}

double
ug_to_tons(i128 ug)
{
	return kg_to_tons(interval_quotient(ug, (uint32_t) MICROGRAMS_PER_KG));
}

int64_t
operation_limit_day(const Operation *operation, size_t n, int64_t month, i128 before, i128 limit)
{
	int64_t		low = month_first_day(month);
	int64_t		high = month_first_day(month + 1) - 1;

	/* what is emitted never falls, so the first day is found by halving */
	while (low < high)
	{
		int64_t		day = low + (high - low) / 2;
		i128		ug = before;

		for (size_t i = 0; i < n; i++)
			if (operation_placed(&operation[i]) && operation_known(&operation[i]))
			{
				i128		whole = kg_to_ug(operation[i].kg);

				/* an operation of no length that ends where the month starts belongs to the month */
				if (operation[i].started_us == operation[i].ended_us)
					ug += operation[i].started_us >= month_start(month) && operation[i].started_us < (day + 1) * US_PER_DAY ? whole : 0;
				else
					ug += emitted_until(&operation[i], whole, (day + 1) * US_PER_DAY)
						- emitted_until(&operation[i], whole, month_start(month));
			}
		if (ug > limit)
			high = day;
		else
			low = day + 1;
	}
	return low;
}

double
train_efficiency(const double *efficiency, size_t n)
{
	double		passed = 1;

	for (size_t i = 0; i < n; i++)
		passed *= 1 - efficiency[i];
	return 1 - passed;
}

/* lb/MMBtu per unit of a factor per heat; shaft output is per hp-h */
static const struct
{
	const char *unit;
	size_t		bytes;
	double		lb;				/* pounds of its mass */
	double		hp_h;			/* horsepower-hours that it is per; 0: it is per MMBtu */
}			factor_units[] = {
	{"lb/MMBtu", 8, 1, 0},
	{"kg/MMBtu", 8, 1 / KG_PER_LB, 0},
	{"short ton/MMBtu", 15, LB_PER_TON, 0},
	{"lb/hp-h", 7, 1, 1},
	{"g/kWh", 5, 1 / (KG_PER_LB * G_PER_KG), 1 / KW_PER_HP},
};

bool
factor_per_heat(double factor, const char *unit, size_t bytes, double btu_per_hp_h, double *lb_per_mmbtu)
{
	for (size_t i = 0; i < sizeof(factor_units) / sizeof(factor_units[0]); i++)
	{
		if (!name_equal(unit, bytes, factor_units[i].unit, factor_units[i].bytes))
			continue;
		*lb_per_mmbtu = factor * factor_units[i].lb;
		if (factor_units[i].hp_h == 0)
			return true;
		if (!(btu_per_hp_h > 0))
			return false;
		*lb_per_mmbtu *= BTU_PER_MMBTU / (factor_units[i].hp_h * btu_per_hp_h);
		return true;
	}
	return false;
}

double
generation_mwh(double mw, double hours)
{
	return mw * hours;
}

double
days_to_h(double days)
{
	return days * 24;
}

double
upstream_methane_kg(double heat_mmbtu, double leak, double ch4_kg_per_mmbtu)
{
	return heat_mmbtu * (leak / (1 - leak)) * ch4_kg_per_mmbtu;
}
