/*
 * exact_sum.c
 *		Sums of doubles without rounding: carries, sign and the one rounding.
 */
#include "core/exact_sum.h"

#include <math.h>

/* a right shift of a negative number rounds down here, as in every compiler we know */
typedef char shift_rounds_down[(-3 >> 1) == -2 ? 1 : -1];

bool
exact_carry(int64_t *chunk, int chunks)
{
	for (int i = 0; i < chunks - 1; i++)
	{
		int64_t		carry = chunk[i] >> CHUNK_BITS;

		chunk[i] &= INT64_C(0xffffffff);
		chunk[i + 1] += carry;
	}
	return chunks == 0 ||
		(chunk[chunks - 1] >= INT32_MIN && chunk[chunks - 1] <= INT32_MAX);
}

int
exact_magnitude(const int64_t *chunk, int chunks, uint32_t *digit, bool *negative)
{
	int64_t		carry = 0;
	int			digits = chunks + 2;

	for (int i = 0; i < digits; i++)
	{
		int64_t		here = carry + (i < chunks ? chunk[i] & INT64_C(0xffffffff) : 0);

		digit[i] = (uint32_t) (here & INT64_C(0xffffffff));
		carry = (here >> CHUNK_BITS) + (i < chunks ? chunk[i] >> CHUNK_BITS : 0);
	}

	/* two's complement so far: what is left above the digits is the sign */
	*negative = carry < 0;
	if (*negative)
	{
		uint64_t	one = 1;

		for (int i = 0; i < digits; i++)
		{
			one += (uint32_t) ~digit[i];
			digit[i] = (uint32_t) one;
			one >>= CHUNK_BITS;
		}
	}
	while (digits > 0 && digit[digits - 1] == 0)
		digits--;
	return digits;
}

Status
exact_round(const int64_t *chunk, int chunks, int first, double *sum)
{
	uint32_t	digit[EXACT_DIGITS] = {0};
	bool		negative;
	int			digits = exact_magnitude(chunk, chunks, digit, &negative);
	uint64_t	top;			/* the leading 64 bits */
	uint64_t	mantissa;
	uint64_t	rest;
	bool		sticky = false; /* anything below them? */
	int			exponent;		/* of the last of these bits */
	int			spare = 0;
	double		value;

	*sum = 0;
	if (digits == 0)
		return CORE_OK;

	/* three digits hold the leading 64 bits: shift the leading one to the top */
	while (!(digit[digits - 1] >> (CHUNK_BITS - 1 - spare) & 1))
		spare++;
	top = (uint64_t) digit[digits - 1] << (CHUNK_BITS + spare);
	if (digits > 1)
		top |= (uint64_t) digit[digits - 2] << spare;
	if (digits > 2)
	{
		top |= (uint64_t) digit[digits - 3] >> (CHUNK_BITS - spare);
		sticky = ((uint64_t) digit[digits - 3] << spare & UINT64_C(0xffffffff)) != 0;
	}
	for (int i = 0; i < digits - 3 && !sticky; i++)
		sticky = digit[i] != 0;
	exponent = CHUNK_UNIT + CHUNK_BITS * (first + digits - 2) - spare;

	/*
	 * 53 of the 64 bits stay.  A sum so small that a double has fewer is a
	 * multiple of 2^-1074 like every double, and needs no more than it has.
	 */
	mantissa = top >> 11;
	rest = top & 0x7ff;
	if (rest > 0x400 || (rest == 0x400 && (sticky || (mantissa & 1))))
		mantissa++;
	value = ldexp((double) mantissa, exponent + 11);
	if (isinf(value))
		return CORE_RANGE;
	*sum = negative ? -value : value;
	return CORE_OK;
}
