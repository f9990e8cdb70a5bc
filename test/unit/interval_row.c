/*
 * interval_row.c
 *		The energies of a row are those of its intervals one by one.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/decimal.h"
#include "core/interval.h"
#include "core/interval_row.h"
#include "random.h"
#include "tap.h"

static uint64_t seed = 7;
#define next_random()	random_of(&seed)

static double
watts(const IntervalRow *row, int64_t value)
{
	switch (row->kind)
	{
		case INTERVAL_ROW_DOUBLE:
			return decimal_decode(row->decimals, value);
		case INTERVAL_ROW_FLOAT:
			return decimal_decode(DECIMAL_PLACES + row->decimals, value);
		default:
			return decimal_decode(DECIMAL_FLOAT_BITS, value);
	}
}

/* the answer for a row is that of interval_trapezoid for each interval */
static bool
agrees(IntervalRow *row, uint64_t longest, const IntervalRowSum *sum)
{
	i128		energy = 0;
	i128		lower = 0;
	i128		upper = 0;
	uint64_t	gap_steps = 0;
	uint32_t	gaps = 0;
	int64_t		unit = 1;

	for (int i = 0; i < row->unit; i++)
		unit *= 10;
	for (uint32_t i = 0; i + 1 < row->n; i++)
	{
		EnergyInterval interval;

		if (row->steps[i] > longest)
		{
			gap_steps += row->steps[i];
			gaps++;
			continue;
		}
		if (interval_trapezoid(&interval, 0, watts(row, row->values[i]), (int64_t) row->steps[i] * unit,
							   watts(row, row->values[i + 1])) != CORE_OK)
			return false;
		energy += interval.energy_nj;
		lower += interval.lower_nj;
		upper += interval.upper_nj;
	}
	return energy == (i128) sum->energy_nj && lower == (i128) sum->lower_nj && upper == (i128) sum->upper_nj &&
		gap_steps == sum->gap_steps && gaps == sum->gaps;
}

int
main(void)
{
	static const char *const kinds[] = {"doubles", "floats", "bits of floats"};
	static IntervalRow row;
	IntervalRowSum sum;

	/* powers of every size at steps of every size: right, or no answer */
	for (int kind = 0; kind < 3; kind++)
	{
		for (int unit = 0; unit <= 6; unit++)
		{
			uint32_t	answers = 0;
			bool		good = true;

			for (int round = 0; round < 2000; round++)
			{
				uint64_t	most = UINT64_C(1) << (next_random() % 34);
				uint64_t	step = 1 + next_random() % (UINT64_C(1) << next_random() % 33);
				uint64_t	longest = next_random() % 4 == 0 ? step : UINT64_MAX;
				int64_t		base = 0;

				row.kind = (IntervalRowKind) kind;
				row.unit = unit;
				row.decimals = kind == INTERVAL_ROW_FLOAT_BITS ? 0 : (int) (next_random() % 7);
				row.n = 1 + (uint32_t) (next_random() % INTERVAL_ROW);
				if (kind == INTERVAL_ROW_FLOAT_BITS)
				{
					/* from 2^-15 to 2^15 W, a few exponents in a row */
					base = (int64_t) (112 + next_random() % 32) << 23;
					most = UINT64_C(1) << (next_random() % 26);
				}
				for (uint32_t i = 0; i < row.n; i++)
				{
					row.values[i] = base + (int64_t) (next_random() % most);
					if (next_random() % 1000 == 0)
						row.values[i] = 0;
					row.steps[i] = step + (next_random() % 8 == 0 ? next_random() % 5 : 0);
				}
				if (!interval_row(&row, longest, &sum))
					continue;
				answers++;
				good = good && agrees(&row, longest, &sum);
			}
			ok(good, "%s in units of 10^%d us: every answer is right", kinds[kind], unit);
			ok(answers > 200, "%s in units of 10^%d us: %u of 2000 rows have an answer", kinds[kind], unit, (unsigned) answers);
		}
	}

	/* 400.123 W and 500.321 W in mW as floats, 15 s: telemetry has an answer, to the nanojoule */
	row.kind = INTERVAL_ROW_FLOAT;
	row.unit = 3;
	row.decimals = 3;
	row.n = 2;
	row.values[0] = 400123;
	row.values[1] = 500321;
	row.steps[0] = 15000;
	ok(interval_row(&row, 15000, &sum) && agrees(&row, 15000, &sum) && sum.gaps == 0, "a row of two floats");
	row.kind = INTERVAL_ROW_DOUBLE;
	ok(interval_row(&row, 15000, &sum) && sum.energy_nj == UINT64_C(6753330000000) && sum.lower_nj == UINT64_C(6001845000000) &&
	   sum.upper_nj == UINT64_C(7504815000000), "400.123 W and 500.321 W for 15 s are 6753.33 J, 6001.845 J and 7504.815 J");
	ok(interval_row(&row, 14999, &sum) && sum.energy_nj == 0 && sum.gaps == 1 && sum.gap_steps == 15000, "a gap");

	/* what has no answer */
	row.values[1] = -1;
	ok(!interval_row(&row, 15000, &sum), "a negative power has none");
	row.values[1] = INT64_MAX;
	ok(!interval_row(&row, 15000, &sum), "a power too large has none");
	row.values[1] = 1;
	row.steps[0] = 0;
	ok(!interval_row(&row, 15000, &sum), "an instant that comes twice has none");
	row.steps[0] = UINT64_MAX;
	ok(!interval_row(&row, UINT64_MAX, &sum), "a step too long has none");
	row.steps[0] = 15000;
	row.kind = INTERVAL_ROW_FLOAT_BITS;
	row.values[0] = INT64_C(0x7f800000);
	ok(!interval_row(&row, 15000, &sum), "infinity has none");
	return done();
}
