/*
 * interval.c
 *		Energy between two neighbouring samples, in whole nanojoules.
 *
 * A double is m * 2^e with an integer m below 2^53.  The trapezoid between
 * (t0, w0) and (t1, w1) is (w0 + w1) / 2 W during t1 - t0 us, that is
 * (w0 + w1) * 500 * (t1 - t0) nJ: an integer multiple of a power of two, which
 * 128 bits hold for every pair of real samples: the narrow way, in the header.
 * The wide way keeps each term as whole nanojoules and a fraction of 127 bits
 * with a sticky bit, which decides every rounding of any two doubles.
 *
 * Why not in double precision: (w0 + w1) / 2 * dt rounds three times, its sum
 * depends on the order, and the error of a year of samples is not known
 * beforehand.
 */
#include "core/interval.h"

#include <math.h>
#include <string.h>

#define NJ_PER_W_US			1000	/* 1 W during 1 us = 1 uJ = 1000 nJ */
#define NJ_PER_J			UINT64_C(1000000000)

#define FRACTION_BITS		127
#define FRACTION_ONE		((u128) 1 << FRACTION_BITS)
#define FRACTION_HALF		((u128) 1 << (FRACTION_BITS - 1))

/* whole + (fraction + something below 1 if sticky) / 2^127 */
typedef struct Fixed
{
	u128		whole;
	u128		fraction;
	bool		sticky;
	bool		overflow;
} Fixed;

/* value = mantissa * 2^exponent, value finite and not negative */
static void
take_apart(double value, uint64_t *mantissa, int *exponent)
{
	uint64_t	bits;
	int			e;

	memcpy(&bits, &value, sizeof(bits));
	e = (int) (bits >> 52 & 0x7ff);
	*mantissa = (bits & ((UINT64_C(1) << 52) - 1)) | (uint64_t) (e != 0) << 52;
	*exponent = e - 1075 + (e == 0);
}

/* product * 2^exponent, product below 2^126 */
static Fixed
fixed(u128 product, int exponent)
{
	Fixed		f = {0, 0, false, false};
	int			shift = -exponent;

	if (product == 0)
		return f;
	if (shift <= 0)
	{
		f.overflow = exponent > 125 || product >> (126 - exponent) != 0;
		if (!f.overflow)
			f.whole = product << exponent;
	}
	else if (shift <= FRACTION_BITS)
	{
		f.whole = shift < FRACTION_BITS ? product >> shift : 0;
		f.fraction = (product - (f.whole << (shift < FRACTION_BITS ? shift : 0))) << (FRACTION_BITS - shift);
	}
	else
	{
		/* below a quarter, since product < 2^126: never near a half by itself */
		shift -= FRACTION_BITS;
		f.sticky = true;
		if (shift < 128)
		{
			f.fraction = product >> shift;
			f.sticky = (f.fraction << shift) != product;
		}
	}
	return f;
}

/* the nearest integer, half to even; below: the fraction is a trifle less than it says */
static Status
round_fixed(u128 whole, u128 fraction, bool above, bool below, i128 *nj)
{
	if (fraction > FRACTION_HALF ||
		(fraction == FRACTION_HALF && (above || (!below && (whole & 1) != 0))))
		whole++;
	if (whole > (u128) INTERVAL_MAX_NJ)
		return CORE_RANGE;
	*nj = (i128) whole;
	return CORE_OK;
}

static Status
round_sum(Fixed a, Fixed b, i128 *nj)
{
	u128		fraction = a.fraction + b.fraction;
	u128		whole;

	if (a.overflow || b.overflow)
		return CORE_RANGE;
	whole = a.whole + b.whole;
	if (fraction >= FRACTION_ONE)
	{
		fraction -= FRACTION_ONE;
		whole++;
	}
	return round_fixed(whole, fraction, a.sticky || b.sticky, false, nj);
}

/* a - b, known not to be negative */
static Status
round_difference(Fixed a, Fixed b, i128 *nj)
{
	u128		whole;

	if (a.overflow || b.overflow)
		return CORE_RANGE;
	whole = a.whole - b.whole;
	if (a.fraction < b.fraction)
	{
		a.fraction += FRACTION_ONE;
		whole--;
	}
	return round_fixed(whole, a.fraction - b.fraction, a.sticky, b.sticky, nj);
}

Status
interval_flat(double watts, uint64_t us, i128 *nj)
{
	uint64_t	m;
	int			e;

	take_apart(watts, &m, &e);
	return round_sum(fixed((u128) us * NJ_PER_W_US * m, e), fixed(0, 0), nj);
}

Status
interval_trapezoid_wide(EnergyInterval *interval, double w0, double w1)
{
	uint64_t	us = interval_us(interval->t0, interval->t1);
	u128		half = (u128) us * INTERVAL_HALF_NJ;
	uint64_t	m0,
				m1;
	int			e0,
				e1;
	Status		status;

	take_apart(w0, &m0, &e0);
	take_apart(w1, &m1, &e1);
	status = round_sum(fixed(half * m0, e0), fixed(half * m1, e1), &interval->energy_nj);
	if (status == CORE_OK)
		status = interval_flat(interval->rising ? w0 : w1, us, &interval->lower_nj);
	if (status == CORE_OK)
		status = interval_flat(interval->rising ? w1 : w0, us, &interval->upper_nj);
	return status;
}

Status
interval_rise(double joules0, double joules1, i128 *nj)
{
	uint64_t	m0,
				m1;
	int			e0,
				e1;

	take_apart(joules0, &m0, &e0);
	take_apart(joules1, &m1, &e1);
	return round_difference(fixed((u128) m1 * NJ_PER_J, e1), fixed((u128) m0 * NJ_PER_J, e0), nj);
}

/*
 * (whole / of) * part stays below whole, and (whole % of) * part below 2^128:
 * no product here overflows.
 */
i128
interval_share(i128 whole, uint64_t part, uint64_t of)
{
	u128		quotient = (u128) whole / of;
	u128		rest = ((u128) whole - quotient * of) * part;
	u128		q = rest / of;
	uint64_t	r = (uint64_t) (rest - q * of);

	quotient = quotient * part + q;
	if (r > of - r || (r == of - r && (quotient & 1) != 0))
		quotient++;
	return (i128) quotient;
}

/* whole * (part / of)^2, never falling as part grows */
static i128
share_squared(i128 whole, uint64_t part, uint64_t of)
{
	if (of <= UINT32_MAX)
		return interval_share(whole, part * part, of * of);
	return interval_share(interval_share(whole, part, of), part, of);
}

/*
 * With power linear from end to end, what lies between lower and energy is a
 * ramp, that between energy and upper the same ramp turned round.  After x of d
 * a rising ramp has used (x/d)^2 of its energy, a falling one 1 - (1 - x/d)^2.
 */
IntervalPart
interval_until(const EnergyInterval *interval, int64_t at)
{
	uint64_t	d = interval_us(interval->t0, interval->t1);
	uint64_t	x = interval_us(interval->t0, at);
	i128		ramp = interval->energy_nj - interval->lower_nj;
	i128		turned = interval->upper_nj - interval->energy_nj;
	IntervalPart part;

	if (ramp != 0 || turned != 0)
	{
		if (interval->rising)
		{
			ramp = share_squared(ramp, x, d);
			turned -= share_squared(turned, d - x, d);
		}
		else
		{
			ramp -= share_squared(ramp, d - x, d);
			turned = share_squared(turned, x, d);
		}
	}
	part.lower_nj = interval_share(interval->lower_nj, x, d);
	part.energy_nj = part.lower_nj + ramp;
	part.upper_nj = part.energy_nj + turned;
	return part;
}

/*
 * Below 2^53 the division of two exact doubles rounds once.  Above, a quotient
 * of at least 55 bits with a sticky last bit rounds as the exact one does.
 */
double
interval_quotient(i128 value, uint32_t unit)
{
	u128		magnitude = value < 0 ? -(u128) value : (u128) value;
	u128		quotient;
	int			shift = 0;
	double		result;

	if (magnitude < (u128) 1 << 53)
		return (double) (int64_t) value / (double) unit;
	if (magnitude < (u128) 1 << 86)
		shift = 40;
	quotient = (magnitude << shift) / unit;
	if (quotient * unit != magnitude << shift)
		quotient |= 1;
	result = ldexp((double) quotient, -shift);
	return value < 0 ? -result : result;
}
