/*
 * fleet_code.c
 *		A short run of power samples of one device as bytes, and back.
 */
#include "core/fleet_code.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* units of time that a run may be counted in, in microseconds */
static const int64_t units[] = {1000000, 1000, 1};

/*
 * Forms of the values.  A decimal form holds value * scale as an integer and
 * gives back integer / scale, rounded to float4 where the column was real.
 */
typedef struct Form
{
	double		scale;			/* 0: not decimal, the bytes of the value itself */
	bool		real;			/* single precision */
} Form;

static const Form forms[] = {
	{1, false}, {10, false}, {100, false}, {1000, false},
	{10, true}, {100, true}, {1000, true},
	{0, true}, {0, false},
};

#define N_FORMS ((int) (sizeof(forms) / sizeof(forms[0])))
#define N_UNITS ((int) (sizeof(units) / sizeof(units[0])))

/* integers below this are exact in a double, and so are their differences */
#define DECIMAL_LIMIT 4503599627370496.0

static inline double
from_decimal(int64_t integer, Form form)
{
	double		value = (double) integer / form.scale;

	return form.real ? (double) (float) value : value;
}

/* does this form give the value back? */
static inline bool
fits(double value, Form form)
{
	if (form.scale == 0)
		return !form.real || (value <= 3.4028234663852886e38 && (double) (float) value == value);

	double		integer = value * form.scale + 0.5;

	return integer < DECIMAL_LIMIT && from_decimal((int64_t) integer, form) == value;
}

static int
choose_form(const FleetSample *samples, int n)
{
	int			f = 0;

	for (int i = 0; i < n; i++)
		while (!fits(samples[i].watts, forms[f]))
		{
			f++;
			i = 0;
		}
	return f;
}

static int
choose_unit(const FleetSample *samples, int n)
{
	int			u = 0;

	for (int i = 0; i < n; i++)
		while (samples[i].at % units[u] != 0)
			u++;
	return u;
}

unsigned char *
fleet_put(unsigned char *to, uint64_t value)
{
	while (value >= 0x80)
	{
		*to++ = (unsigned char) (value | 0x80);
		value >>= 7;
	}
	*to++ = (unsigned char) value;
	return to;
}

const unsigned char *
fleet_get(const unsigned char *from, const unsigned char *end, uint64_t *value)
{
	uint64_t	sum = 0;

	for (int shift = 0; from < end; shift += 7)
	{
		unsigned char byte = *from++;

		if (shift == 63 && byte > 1)
			return NULL;
		sum |= (uint64_t) (byte & 0x7f) << shift;
		if (byte < 0x80)
		{
			if (byte == 0 && shift > 0)
				return NULL;
			*value = sum;
			return from;
		}
	}
	return NULL;
}

size_t
fleet_encode(const FleetSample *samples, int n, unsigned char *to)
{
	unsigned char *start = to;
	int			f = choose_form(samples, n),
				u = choose_unit(samples, n);
	Form		form = forms[f];
	int64_t		before = samples[0].at / units[u],
				step = 0;

	*to++ = (unsigned char) (f | u << 4);
	to = fleet_put(to, fleet_zigzag(before));
	for (int i = 1; i < n; i++)
	{
		int64_t		now = samples[i].at / units[u];

		/* both steps lie in 0..2^63.4 / unit, so that their difference wraps
		 * around 64 bits without loss */
		to = fleet_put(to, fleet_zigzag((int64_t) ((uint64_t) now - (uint64_t) before - (uint64_t) step)));
		step = (int64_t) ((uint64_t) now - (uint64_t) before);
		before = now;
	}

	if (form.scale > 0)
	{
		int64_t		last = 0;

		for (int i = 0; i < n; i++)
		{
			int64_t		integer = (int64_t) (samples[i].watts * form.scale + 0.5);

			to = fleet_put(to, fleet_zigzag(integer - last));
			last = integer;
		}
		return (size_t) (to - start);
	}
	for (int i = 0; i < n; i++)
	{
		uint64_t	bits;

		if (form.real)
		{
			float		value = (float) samples[i].watts;
			uint32_t	half;

			memcpy(&half, &value, sizeof(half));
			bits = half;
		}
		else
			memcpy(&bits, &samples[i].watts, sizeof(bits));
		for (int b = 0; b < (form.real ? 4 : 8); b++, bits >>= 8)
			*to++ = (unsigned char) bits;
	}
	return (size_t) (to - start);
}

Status
fleet_decode(const unsigned char *from, const unsigned char *end, int n,
			 FleetSample *samples, const unsigned char **end_of_run)
{
	if (n < 1 || n > FLEET_RUN_SAMPLES || from >= end)
		return CORE_CORRUPT;

	int			f = *from & 15,
				u = *from >> 4;

	if (f >= N_FORMS || u >= N_UNITS)
		return CORE_CORRUPT;
	from++;

	Form		form = forms[f];
	int64_t		first = FLEET_FIRST_AT / units[u],
				last = (FLEET_END_AT - 1) / units[u],
				now = 0;
	uint64_t	step = 0,
				bits;

	for (int i = 0; i < n; i++)
	{
		from = fleet_get(from, end, &bits);
		if (from == NULL)
			return CORE_CORRUPT;
		if (i == 0)
			now = fleet_unzigzag(bits);
		else
		{
			/* a step is never negative nor longer than all of time */
			step += (uint64_t) fleet_unzigzag(bits);
			if (now < first || now > last || step > (uint64_t) last - (uint64_t) now)
				return CORE_CORRUPT;
			now += (int64_t) step;
		}
		if (now < first || now > last)
			return CORE_CORRUPT;
		samples[i].at = now * units[u];
	}

	if (form.scale > 0)
	{
		int64_t		integer = 0;

		for (int i = 0; i < n; i++)
		{
			from = fleet_get(from, end, &bits);
			if (from == NULL)
				return CORE_CORRUPT;
			integer = (int64_t) ((uint64_t) integer + (uint64_t) fleet_unzigzag(bits));
			if (integer < 0 || (double) integer >= DECIMAL_LIMIT)
				return CORE_CORRUPT;
			samples[i].watts = from_decimal(integer, form);
		}
	}
	else
	{
		int			width = form.real ? 4 : 8;

		if ((size_t) (end - from) < (size_t) n * (size_t) width)
			return CORE_CORRUPT;
		for (int i = 0; i < n; i++)
		{
			bits = 0;
			for (int b = width - 1; b >= 0; b--)
				bits = bits << 8 | from[b];
			from += width;
			if (form.real)
			{
				uint32_t	half = (uint32_t) bits;
				float		value;

				memcpy(&value, &half, sizeof(value));
				samples[i].watts = value;
			}
			else
				memcpy(&samples[i].watts, &bits, sizeof(bits));
			if (!isfinite(samples[i].watts) || signbit(samples[i].watts))
				return CORE_CORRUPT;
		}
	}
	*end_of_run = from;
	return CORE_OK;
}
