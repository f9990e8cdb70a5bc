/*
 * interval_row.c
 *		The energies of a row of neighbouring samples, in integers of 64 bits.
 *
 * A power is x * 2^-s W with an integer x below 2^30, a step j * 10^u us.  Two
 * powers x0 and x1 hold during it
 *		(x0 + x1) / 2 * 2^-s * j * 10^u * 1000 nJ  =  (x0 + x1) * h / 2^t,
 *		h = j * 5^(3 + u),  t = s - 2 - u,
 * and a constant power x holds x * h / 2^(t - 1): a product of integers,
 * rounded by a shift.  A float has 24 bits, so that x is exact wherever the
 * powers of a row are within a factor of 64 of each other, or zero.
 *
 * A double that is the nearest to k / 10^d is off from it by a part in 2^53 at
 * most.  Where 10^u us make k / 10^d W a whole number of nanojoules for every
 * k, and an interval holds less than 2^52 of them, the exact energy of the
 * doubles lies less than half a nanojoule beside that whole number, which is
 * therefore what it is rounded to: x = k, nothing is left to round.
 *
 * The loops have no branches; the first ones have a fixed length, so that
 * compilers take several samples at once.
 */
#include "core/interval_row.h"

#include <float.h>
#include <string.h>

#include "core/compiler.h"
#include "core/int128.h"

#define POWER_END		(INT32_C(1) << 30)
#define FLOAT_WHOLE_END	(INT32_C(1) << 24)	/* whole numbers below are exact as floats */
#define EXACT_BITS		52
#define LEAST_SHIFT		9		/* of floats: the sum of a row then has 62 bits */
#define MOST_SHIFT		60

static const uint32_t power_of_5[10] = {1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125};
static const uint32_t power_of_10[9] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

/* product / 2^shift, half to even; shift is 1 to 62, product below 2^63 */
static inline uint64_t
round_shift(uint64_t product, int shift)
{
	return (product + ((UINT64_C(1) << (shift - 1)) - 1) + (product >> shift & 1)) >> shift;
}

/* the values as 32 bits, and a bound of them below twice the largest; false unless all are from 0 to below 2^31 */
static inlined bool
narrow_values(const IntervalRow *row, int32_t *values, int32_t *bound)
{
	uint64_t	all = 0;

	for (uint32_t i = 0; i < INTERVAL_ROW; i++)
	{
		values[i] = (int32_t) (uint32_t) row->values[i];
		all |= (uint64_t) row->values[i];
	}
	*bound = (int32_t) (uint32_t) (all & INT32_MAX);
	return all >> 31 == 0;
}

/* the powers of floats as x, and s; bound is none below any; false if that is not exact */
static inlined bool
fix_floats(const float *watts, float bound, int32_t *x, int *s)
{
	uint32_t	bits;
	float		scale;
	uint32_t	inexact = 0;

	memcpy(&bits, &bound, sizeof(bits));
	/* below 2^-64 W or from 2^64 W on is left to others, and what is no number */
	if (bits >> 23 > 190 || (bound > 0 && bits >> 23 < 63))
		return false;
	*s = bound > 0 ? 29 + 127 - (int) (bits >> 23) : 20;
	bits = (uint32_t) (*s + 127) << 23;
	memcpy(&scale, &bits, sizeof(scale));
	for (uint32_t i = 0; i < INTERVAL_ROW; i++)
	{
		float		scaled = watts[i] * scale;

		x[i] = (int32_t) scaled;
		inexact |= (float) x[i] != scaled;
	}
	return inexact == 0;
}

/* the integers of a row, as the head of this file names them */
typedef struct Fixed
{
	int32_t		x[INTERVAL_ROW + 1];
	int32_t		x_end;			/* no x is larger */
	uint32_t	h[INTERVAL_ROW];	/* 0 for a gap */
	uint32_t	h_per_step;
	int			t;
	uint32_t	nj;				/* what the energies are multiplied with */
} Fixed;

static inlined bool
fix_powers(const IntervalRow *row, Fixed *fixed)
{
	float		watts[INTERVAL_ROW];
	int32_t		values[INTERVAL_ROW];
	int32_t		bound = 0;
	float		most = 0;
	int			s = 0;

	if (row->kind == INTERVAL_ROW_DOUBLE)
	{
		if (row->decimals > row->unit + 2 || !narrow_values(row, fixed->x, &bound) || bound >= POWER_END)
			return false;
		/* 2^t is in h, so that the shift takes nothing away */
		fixed->x_end = bound;
		fixed->h_per_step = 4;
		fixed->t = 2;
		fixed->nj = 5 * power_of_10[row->unit + 2 - row->decimals];
		return true;
	}
	if (FLT_EVAL_METHOD != 0 || !narrow_values(row, values, &bound))
		return false;
	if (row->kind == INTERVAL_ROW_FLOAT)
	{
		float		power = (float) power_of_10[row->decimals];

		if (bound >= FLOAT_WHOLE_END)
			return false;
		for (uint32_t i = 0; i < INTERVAL_ROW; i++)
			watts[i] = (float) values[i] / power;
		most = (float) bound / power;
	}
	else
	{
		/* bits are in the order of the values; those of infinity and NaN are the largest */
		bound = 0;
		for (uint32_t i = 0; i < INTERVAL_ROW; i++)
			bound = values[i] > bound ? values[i] : bound;
		memcpy(watts, values, sizeof(watts));
		memcpy(&most, &bound, sizeof(most));
	}
	if (!fix_floats(watts, most, fixed->x, &s))
		return false;
	fixed->x_end = POWER_END;
	fixed->h_per_step = power_of_5[3 + row->unit];
	fixed->t = s - 2 - row->unit;
	fixed->nj = 1;
	return fixed->t >= LEAST_SHIFT && fixed->t <= MOST_SHIFT;
}

/* h of each step; false if a step is 0 or too long */
static inlined bool
fix_steps(IntervalRow *row, int32_t longest, Fixed *fixed, IntervalRowSum *sum)
{
	uint32_t	h_per_step = fixed->h_per_step;
	uint64_t	all = 0;
	uint64_t	gap_steps = 0;
	uint32_t	gaps = 0;
	uint32_t	none = 0;
	uint64_t	most_h;

	for (uint32_t i = row->n - 1; i < INTERVAL_ROW; i++)
		row->steps[i] = 1;
	for (uint32_t i = 0; i < INTERVAL_ROW; i++)
	{
		uint32_t	step = (uint32_t) row->steps[i];
		uint32_t	gap = (int32_t) step > longest ? UINT32_MAX : 0;

		all |= row->steps[i];
		none |= step == 0;
		gap_steps += step & gap;
		gaps += gap & 1;
		fixed->h[i] = (step & ~gap) * h_per_step;
	}
	for (uint32_t i = row->n - 1; i < INTERVAL_ROW; i++)
		fixed->h[i] = 0;
	sum->gap_steps = gap_steps;
	sum->gaps = gaps;
	/* no energy is larger than the one of these */
	most_h = all * fixed->h_per_step;
	return none == 0 && all >> 31 == 0 && most_h >> 32 == 0 &&
		(u128) ((uint64_t) fixed->x_end * most_h >> (fixed->t - 1)) * fixed->nj >> EXACT_BITS == 0;
}

ROWS_WIDE bool
interval_row(IntervalRow *row, uint64_t longest, IntervalRowSum *sum)
{
	Fixed		fixed;
	uint64_t	energy = 0;
	uint64_t	lower = 0;
	uint64_t	upper = 0;
	int			t;

	for (uint32_t i = row->n; i < INTERVAL_ROW; i++)
		row->values[i] = row->values[row->n - 1];
	if (longest == 0 || !fix_powers(row, &fixed) ||
		!fix_steps(row, longest < INT32_MAX ? (int32_t) longest : INT32_MAX, &fixed, sum))
		return false;
	fixed.x[INTERVAL_ROW] = 0;
	t = fixed.t;
	for (uint32_t i = 0; i < INTERVAL_ROW; i++)
	{
		uint32_t	small = (uint32_t) (fixed.x[i] < fixed.x[i + 1] ? fixed.x[i] : fixed.x[i + 1]);
		uint32_t	large = (uint32_t) (fixed.x[i] < fixed.x[i + 1] ? fixed.x[i + 1] : fixed.x[i]);
		uint64_t	low = (uint64_t) small * fixed.h[i];
		uint64_t	high = (uint64_t) large * fixed.h[i];

		energy += round_shift(low + high, t);
		lower += round_shift(low, t - 1);
		upper += round_shift(high, t - 1);
	}
	sum->energy_nj = energy * fixed.nj;
	sum->lower_nj = lower * fixed.nj;
	sum->upper_nj = upper * fixed.nj;
	return true;
}
