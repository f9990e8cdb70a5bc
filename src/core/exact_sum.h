/*
 * exact_sum.h
 *		Sums of doubles without rounding.
 *
 * A sum is kept as one long fixed-point number that reaches from the smallest
 * double (2^-1074) past the largest: Kulisch's accumulator, in the form of
 * Neal's "small superaccumulator" [1].  Its digits are chunks of 32 bits held
 * in 64-bit integers; the spare bits take up 1,023 additions before carries
 * must move up.  Adding is two integer additions, whatever the magnitudes.
 *
 * Why not a compensated sum: Kahan and Neumaier are more accurate than a plain
 * sum but still depend on the order of the rows, so a parallel plan could
 * differ in the last digit.  Why not numeric: ten times the cost.
 *
 * [1] R. M. Neal, Fast exact summation using small and large superaccumulators,
 *     arXiv:1505.05571.
 */
#ifndef COLOSSUS_CORE_EXACT_SUM_H
#define COLOSSUS_CORE_EXACT_SUM_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/status.h"

#define CHUNK_BITS		32
#define CHUNK_UNIT		(-1074)	/* chunk 0 counts units of 2^-1074 */

/*
 * 2^63 rows of the largest double stay below 2^1087, which is bit 2161; with
 * the sign that is 68 chunks, and two are spare.
 */
#define EXACT_CHUNKS	70

/* additions that the spare bits take: each is below 2^52 + 2^32 in a chunk */
#define EXACT_ROOM		1023

/* digits of a magnitude: what carries can make of EXACT_CHUNKS chunks */
#define EXACT_DIGITS	(EXACT_CHUNKS + 2)

/*
 * Split a finite x into what is to be added to chunk *chunk (|*low| < 2^32) and
 * to the chunk above it (|*high| < 2^52).
 */
static inline void
exact_split(double x, int *chunk, int64_t *low, int64_t *high)
{
	uint64_t	bits;
	uint64_t	mantissa;
	int			position;		/* of the mantissa's last bit, above 2^-1074 */

	memcpy(&bits, &x, sizeof(bits));
	mantissa = bits & UINT64_C(0xfffffffffffff);
	position = (int) (bits >> 52 & 0x7ff);
	if (position > 0)
	{
		mantissa |= UINT64_C(1) << 52;
		position--;
	}
	*chunk = position / CHUNK_BITS;
	position %= CHUNK_BITS;
	*low = (int64_t) (mantissa << position & UINT64_C(0xffffffff));
	*high = (int64_t) (mantissa >> (CHUNK_BITS - position));
	if (bits >> 63)
	{
		*low = -*low;
		*high = -*high;
	}
}

/*
 * Move carries up: every chunk but the last comes out in [0, 2^32), the last
 * keeps the sign.  False: the last chunk needs more than 32 bits, so another
 * one must stand above it before more is added.
 */
extern bool exact_carry(int64_t *chunk, int chunks);

/*
 * The same number as sign and digits, least digit first, without zero digits
 * at the top.  Returns their number, 0 for zero.  digit has room for chunks + 2.
 */
extern int	exact_magnitude(const int64_t *chunk, int chunks, uint32_t *digit, bool *negative);

/*
 * The double nearest to the sum whose chunks begin with chunk number first, ties
 * to even; CORE_RANGE if it is larger than any double.
 */
extern Status exact_round(const int64_t *chunk, int chunks, int first, double *sum);

#endif							/* COLOSSUS_CORE_EXACT_SUM_H */
