/*
 * interval_real.h
 *		Energy between two neighbouring samples in single precision, quickly.
 *
 * The same nanojoules as interval_trapezoid, where 64 bits are enough for them:
 * two powers from 2 W to 128 kW whose exponents differ by at most 2, less than 67
 * seconds apart.  That is nearly all telemetry of boards, and a few cycles less
 * for each of a billion rows.
 */
#ifndef COLOSSUS_CORE_INTERVAL_REAL_H
#define COLOSSUS_CORE_INTERVAL_REAL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/interval.h"

/*
 * product / 2^shift, half to even; half is 2^shift / 2, scale 2^64 / 2^shift, the
 * sum of product and half below 2^63.  Multiplying by scale leaves the quotient in
 * the upper word and what is lost in the lower, which is 0 where the product was
 * just between two integers.
 */
static inline uint64_t
interval_real_round(uint64_t product, uint64_t half, uint64_t scale)
{
	u128		scaled = (u128) (product + half) * scale;
	uint64_t	quotient = (uint64_t) (scaled >> 64);

	return quotient - (quotient & ((uint64_t) scaled == 0));
}

/*
 * Neither power is negative.  False: interval_trapezoid has to do it.
 *
 * A real is m * 2^(e - 150) with m below 2^24; e is 128 to 142 here, so that the
 * shifts below are 7 to 22.  The sum of both, on the smaller exponent, is below
 * 2^27 and half an interval below 2^35: the product has 62 bits, the energies
 * have 55.
 */
static inline bool
interval_real(uint32_t us, float w0, float w1, uint64_t *energy_nj, uint64_t *lower_nj, uint64_t *upper_nj)
{
	uint32_t	bits0,
				bits1,
				low,
				high;
	uint64_t	nj = (uint64_t) us * INTERVAL_HALF_NJ,
				small,
				large,
				half,
				scale;
	int			e,
				shift;

	memcpy(&bits0, &w0, sizeof(bits0));
	memcpy(&bits1, &w1, sizeof(bits1));
	/* bits are in the order of the values */
	low = bits0 < bits1 ? bits0 : bits1;
	high = bits0 < bits1 ? bits1 : bits0;
	e = (int) (low >> 23);
	shift = (int) (high >> 23) - e;
	if (us >= UINT32_C(1) << 26 || shift > 2 || (unsigned) (e - 128) > 14)
		return false;
	small = ((low & 0x7fffff) | 0x800000) * nj;
	large = ((uint64_t) ((high & 0x7fffff) | 0x800000) << shift) * nj;
	/* of the ends, by 149 - e; their sum is twice as large */
	half = UINT64_C(1) << (148 - e);
	scale = UINT64_C(1) << (e - 85);
	*energy_nj = interval_real_round(small + large, half * 2, scale / 2);
	*lower_nj = interval_real_round(small, half, scale);
	*upper_nj = interval_real_round(large, half, scale);
	return true;
}

#endif							/* COLOSSUS_CORE_INTERVAL_REAL_H */
