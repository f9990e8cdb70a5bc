/*
 * interval.h
 *		Energy between two neighbouring samples, in whole nanojoules.
 *
 * Times are microseconds since 2000-01-01 UTC (a timestamptz as it is stored),
 * powers watts, counters joules.  One watt during one microsecond is 1000 nJ.
 * Each interval is computed exactly from the binary values of its two samples
 * and rounded once, half to even; everything after that is integer arithmetic,
 * so a sum over intervals depends neither on order nor on the plan.
 *
 * An interval that an edge cuts is split by cumulative rounding: the energy
 * from its start up to an instant is rounded, and a part is the difference of
 * two such values.  Parts therefore add up to the whole to the nanojoule.
 */
#ifndef COLOSSUS_CORE_INTERVAL_H
#define COLOSSUS_CORE_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/int128.h"
#include "core/status.h"

/* no interval may hold more: 2^120 nJ, 1.3e27 J, three seconds of the Sun */
#define INTERVAL_MAX_NJ		((i128) 1 << 120)

typedef struct EnergyInterval
{
	int64_t		t0;				/* microseconds; t0 < t1 */
	int64_t		t1;
	i128		energy_nj;		/* trapezoid */
	i128		lower_nj;		/* the smaller end's power throughout */
	i128		upper_nj;		/* the larger end's power throughout */
	bool		rising;			/* the larger end is the later one */
} EnergyInterval;

/* t1 - t0 of two finite timestamps, t0 <= t1: may exceed INT64_MAX */
static inline uint64_t
interval_us(int64_t t0, int64_t t1)
{
	return (uint64_t) t1 - (uint64_t) t0;
}

/* nanojoules of one watt during two microseconds: the trapezoid's half is in it */
#define INTERVAL_HALF_NJ	500

/* any two powers: the slow way */
extern Status interval_trapezoid_wide(EnergyInterval *interval, double w0, double w1);

/*
 * Real powers as whole multiples of 2^-50 W: every double from 4 W to 8192 W is
 * one, every float from 2^-27 W on, and 0.  -1 for any other.
 */
#define INTERVAL_FIXED_BITS	50
#define INTERVAL_FIXED_ONE	1125899906842624.0	/* 2^50 */
#define INTERVAL_FIXED_END	8192.0	/* two of them fit into 64 bits */

static inline int64_t
interval_fixed(double watts)
{
	double		scaled = watts * INTERVAL_FIXED_ONE;
	int64_t		fixed;

	if (!(watts >= 0 && watts < INTERVAL_FIXED_END))
		return -1;
	fixed = (int64_t) scaled;
	return (double) fixed == scaled ? fixed : -1;
}

/* product / 2^bits, half to even, where the quotient has 64 bits */
static inline uint64_t
interval_round(u128 product, int bits)
{
	uint64_t	quotient = (uint64_t) (product >> bits);

	return quotient + ((uint64_t) product << (64 - bits) > (UINT64_C(1) << 63) - (quotient & 1));
}

/*
 * Energy, lower and upper bound in nJ of two such powers, exact as the wide way
 * is; false if they do not fit into 63 bits.
 */
static inline bool
interval_narrow(uint64_t us, int64_t x0, int64_t x1, uint64_t *energy_nj, uint64_t *lower_nj, uint64_t *upper_nj)
{
	uint64_t	half = us * INTERVAL_HALF_NJ;
	uint64_t	low = (uint64_t) (x0 < x1 ? x0 : x1);
	uint64_t	high = (uint64_t) (x0 < x1 ? x1 : x0);
	u128		lower = (u128) low * half;
	u128		upper = (u128) high * half;

	if ((x0 | x1) < 0 || us >= UINT64_C(1) << 53 || upper >> (62 + INTERVAL_FIXED_BITS) != 0)
		return false;
	*energy_nj = interval_round(lower + upper, INTERVAL_FIXED_BITS);
	*lower_nj = interval_round(lower, INTERVAL_FIXED_BITS - 1);
	*upper_nj = interval_round(upper, INTERVAL_FIXED_BITS - 1);
	return true;
}

/* both ends finite and not negative, t0 < t1; CORE_RANGE over INTERVAL_MAX_NJ */
static inline Status
interval_trapezoid(EnergyInterval *interval, int64_t t0, double w0, int64_t t1, double w1)
{
	uint64_t	energy,
				lower,
				upper;

	interval->t0 = t0;
	interval->t1 = t1;
	interval->rising = w1 > w0;
	if (!interval_narrow(interval_us(t0, t1), interval_fixed(w0), interval_fixed(w1), &energy, &lower, &upper))
		return interval_trapezoid_wide(interval, w0, w1);
	interval->energy_nj = energy;
	interval->lower_nj = lower;
	interval->upper_nj = upper;
	return CORE_OK;
}

/* a constant power during us microseconds; CORE_RANGE */
extern Status interval_flat(double watts, uint64_t us, i128 *nj);

/* joules1 - joules0 >= 0 of a counter, both finite and not negative; CORE_RANGE */
extern Status interval_rise(double joules0, double joules1, i128 *nj);

typedef struct IntervalPart
{
	i128		energy_nj;
	i128		lower_nj;
	i128		upper_nj;
} IntervalPart;

/*
 * From t0 up to the instant at, t0 <= at <= t1, power linear between the ends.
 * Energy grows with at no slower than lower, and upper no slower than energy:
 * lower <= energy <= upper holds for the part between any two instants.
 */
extern IntervalPart interval_until(const EnergyInterval *interval, int64_t at);

/* whole * part / of, rounded half to even; whole >= 0, part <= of, of > 0 */
extern i128 interval_share(i128 whole, uint64_t part, uint64_t of);

/* value / unit as the nearest double; unit is at most 10^9 */
extern double interval_quotient(i128 value, uint32_t unit);

#endif							/* COLOSSUS_CORE_INTERVAL_H */
