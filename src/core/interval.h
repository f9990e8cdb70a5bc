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
#include <string.h>

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

/* value = mantissa * 2^exponent, value finite and not negative */
static inline void
interval_take_apart(double value, uint64_t *mantissa, int *exponent)
{
	uint64_t	bits;
	int			e;

	memcpy(&bits, &value, sizeof(bits));
	e = (int) (bits >> 52 & 0x7ff);
	*mantissa = (bits & ((UINT64_C(1) << 52) - 1)) | (uint64_t) (e != 0) << 52;
	*exponent = e - 1075 + (e == 0);
}

/* any two powers: the slow way */
extern Status interval_trapezoid_wide(EnergyInterval *interval, double w0, double w1);

/* product / 2^shift, half to even, where the quotient has 64 bits; shift is 1 to 63 */
static inline uint64_t
interval_round64(u128 product, int shift)
{
	uint64_t	low = (uint64_t) product;
	uint64_t	quotient = (uint64_t) (product >> 64) << (64 - shift) | low >> shift;

	return quotient + (low << (64 - shift) > (UINT64_C(1) << 63) - (quotient & 1));
}

/*
 * Both ends finite and not negative, t0 < t1; CORE_RANGE over INTERVAL_MAX_NJ.
 *
 * This is the way that real samples take: two powers whose exponents differ by
 * at most 10, in an interval below 2^62 nJ (1.2 MWh).
 */
static inline Status
interval_trapezoid(EnergyInterval *interval, int64_t t0, double w0, int64_t t1, double w1)
{
	uint64_t	us = interval_us(t0, t1);
	uint64_t	m0,
				m1,
				low,
				high;
	int			e0,
				e1,
				e;

	interval->t0 = t0;
	interval->t1 = t1;
	interval->rising = w1 > w0;
	interval_take_apart(w0, &m0, &e0);
	interval_take_apart(w1, &m1, &e1);
	e = e0 < e1 ? e0 : e1;
	if (us < UINT64_C(1) << 53 && e0 - e <= 10 && e1 - e <= 10 && e < -10 && e > -63)
	{
		uint64_t	half = us * INTERVAL_HALF_NJ;	/* below 2^62 */
		u128		highest;

		m0 <<= e0 - e;
		m1 <<= e1 - e;
		low = m0 < m1 ? m0 : m1;
		high = m0 < m1 ? m1 : m0;
		highest = (u128) high * half;
		if (highest >> 62 < (u128) 1 << (-e - 1))
		{
			interval->energy_nj = interval_round64((u128) (m0 + m1) * half, -e);
			interval->lower_nj = interval_round64((u128) low * half, -e - 1);
			interval->upper_nj = interval_round64(highest, -e - 1);
			return CORE_OK;
		}
	}
	return interval_trapezoid_wide(interval, w0, w1);
}

/* a constant power during us microseconds; CORE_RANGE */
extern Status interval_flat(double watts, uint64_t us, i128 *nj);

/* joules1 - joules0 >= 0 of a counter, both finite and not negative; CORE_RANGE */
extern Status interval_rise(double joules0, double joules1, i128 *nj);

/* energy from t0 up to the instant at, t0 <= at <= t1, power linear between the ends */
extern i128 interval_energy_until(const EnergyInterval *interval, int64_t at);

/* whole * part / of, rounded half to even; whole >= 0, part <= of, of > 0 */
extern i128 interval_share(i128 whole, uint64_t part, uint64_t of);

/* value / unit as the nearest double; unit is at most 10^9 */
extern double interval_quotient(i128 value, uint32_t unit);

#endif							/* COLOSSUS_CORE_INTERVAL_H */
