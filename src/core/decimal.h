/*
 * decimal.h
 *		Doubles that are a whole number divided by a power of ten.
 *
 * Meters report in steps of 1 mW, 10 mW, 0.1 W or 1 W; as doubles these are the
 * nearest to k / 10^d, and as doubles made from single precision the nearest
 * float to it.  Where dividing gives back every bit, k says it all.
 */
#ifndef COLOSSUS_CORE_DECIMAL_H
#define COLOSSUS_CORE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/sample.h"

/*
 * Formats of values, in the order in which they are tried: d decimals of a
 * double, d decimals of a float, bits of a float, bits of a double.
 */
#define DECIMAL_PLACES		7	/* 0 to 6: down to a microwatt */
#define DECIMAL_FLOAT_BITS	(2 * DECIMAL_PLACES)
#define DECIMAL_DOUBLE_BITS	(2 * DECIMAL_PLACES + 1)
#define DECIMAL_FORMATS		(2 * DECIMAL_PLACES + 2)

extern const double decimal_power[2 * DECIMAL_PLACES];

/* no whole number beyond this is tried: every double below is exact */
#define DECIMAL_LIMIT		9007199254740992.0

/*
 * The nearest float.  GCC 12 at -O2 vectorizes two divisions next to each other and
 * loses the narrowing of (double) (float) x: so the float passes through something that
 * the compiler does not see into, in a register where it can.
 */
static inline double
decimal_single(double value)
{
#if defined(__GNUC__) && defined(__SSE2__)
	float		single = (float) value;

	__asm__ ("" : "+x" (single));
#else
	volatile float single = (float) value;
#endif
	return (double) single;
}

/* k for the value in a decimal format; false if it does not give back every bit */
static inline bool
decimal_whole(int format, double value, int64_t *k)
{
	double		power = decimal_power[format];
	double		scaled = value * power;

	if (!(scaled < DECIMAL_LIMIT && scaled > -DECIMAL_LIMIT))
		return false;
	*k = (int64_t) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
	scaled = (double) *k / power;
	if (format >= DECIMAL_PLACES)
		scaled = decimal_single(scaled);
	return sample_bits(scaled) == sample_bits(value);
}

/* the value as an integer of the format, any format; false if it does not fit */
static inline bool
decimal_encode(int format, double value, int64_t *k)
{
	if (format < DECIMAL_FLOAT_BITS)
		return decimal_whole(format, value, k);
	if (format == DECIMAL_FLOAT_BITS)
	{
		float		single;
		uint32_t	bits;

		if (!(value <= 3.4028234663852886e38 && value >= -3.4028234663852886e38))
			return false;
		single = (float) value;
		if (sample_bits(decimal_single(value)) != sample_bits(value))
			return false;
		memcpy(&bits, &single, sizeof(bits));
		*k = bits >> 31 ? -(int64_t) (bits & 0x7fffffff) - 1 : (int64_t) bits;
		return true;
	}
	*k = sample_ordered(sample_bits(value));
	return true;
}

/* the reverse, for any k: what k cannot stand for gives some other double, never a trap */
static inline double
decimal_decode(int format, int64_t k)
{
	if (format < DECIMAL_PLACES)
		return (double) k / decimal_power[format];
	if (format < DECIMAL_FLOAT_BITS)
		return decimal_single((double) k / decimal_power[format]);
	if (format == DECIMAL_FLOAT_BITS)
	{
		uint32_t	bits = k < 0 ? (uint32_t) -(k + 1) | UINT32_C(0x80000000) : (uint32_t) k;
		float		single;

		memcpy(&single, &bits, sizeof(single));
		return (double) single;
	}
	return sample_from_bits((uint64_t) sample_ordered((uint64_t) k));
}

#endif							/* COLOSSUS_CORE_DECIMAL_H */
