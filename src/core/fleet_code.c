/*
 * fleet_code.c
 *		A short run of power samples of one device as bytes, and back.
 */
#include "core/fleet_code.h"

#include <math.h>

#include "core/decimal.h"
#include "core/wire.h"

/* units of time that a run may be counted in, in microseconds */
static const int64_t units[] = {1000000, 1000, 1};

#define QUICK 0x30				/* first byte of the quick form: no such unit */

#define N_UNITS ((int) (sizeof(units) / sizeof(units[0])))

size_t
fleet_encode(const Sample *samples, int n, uint8_t *to)
{
	uint8_t    *start = to;
	int64_t		integers[FLEET_RUN_SAMPLES];
	int			format = 0,
				unit = 0;
	uint64_t	before,
				step = 0;

	/* the first format that gives every value back; the last one always does */
	for (int i = 0; i < n; i++)
		while (!decimal_encode(format, samples[i].value, &integers[i]))
		{
			format++;
			i = 0;
		}
	for (int i = 0; i < n; i++)
		while (samples[i].at % units[unit] != 0)
			unit++;

	*to++ = (uint8_t) (format | unit << 4);
	before = (uint64_t) (samples[0].at / units[unit]);
	to = wire_put_varint(to, wire_zigzag((int64_t) before));
	for (int i = 1; i < n; i++)
	{
		uint64_t	now = (uint64_t) (samples[i].at / units[unit]);

		/* steps lie in 0..2^64, so that their difference may wrap around, without loss */
		to = wire_put_varint(to, wire_zigzag((int64_t) (now - before - step)));
		step = now - before;
		before = now;
	}
	before = 0;
	for (int i = 0; i < n; i++)
	{
		to = wire_put_varint(to, wire_zigzag((int64_t) ((uint64_t) integers[i] - before)));
		before = (uint64_t) integers[i];
	}
	return (size_t) (to - start);
}

/* 8 little-endian bytes at once, where the machine is little-endian too */
static inline uint8_t *
put8(uint8_t *to, uint64_t value)
{
#if WIRE_LITTLE_ENDIAN
	memcpy(to, &value, sizeof(value));
	return to + 8;
#else
	return wire_put(to, value, 8);
#endif
}

static inline uint64_t
get8(const uint8_t *from)
{
#if WIRE_LITTLE_ENDIAN
	uint64_t	value;

	memcpy(&value, from, sizeof(value));
	return value;
#else
	return wire_get(from, 8);
#endif
}

bool
fleet_encode_quickly(int64_t base, const SampleReal *samples, int n, uint8_t *to, size_t *size)
{
	uint8_t    *start = to;

	if (!sample_time_valid(base) || !sample_time_valid(base + UINT32_MAX))
		return false;
	*to++ = QUICK;
	to = put8(to, (uint64_t) base);
	for (int i = 0; i < n; i++)
		to = put8(to, samples[i].offset | (uint64_t) sample_real_bits(samples[i].value) << 32);
	*size = (size_t) (to - start);
	return true;
}

const uint8_t *
fleet_reals(const uint8_t *code, size_t bytes, uint32_t n, int64_t *base)
{
	if (bytes != 9 + 8 * (size_t) n || *code != QUICK)
		return NULL;
	*base = (int64_t) get8(code + 1);
	return sample_time_valid(*base) && *base < SAMPLE_TIME_END - UINT32_MAX ? code + 9 : NULL;
}

static Status
decode_quickly(const uint8_t *from, const uint8_t *end, int n, Sample *samples, const uint8_t **end_of_run)
{
	uint64_t	first;
	uint32_t	before = 0;

	if ((size_t) (end - from) < 8 + 8 * (size_t) n)
		return CORE_CORRUPT;
	first = get8(from);
	if (!sample_time_valid((int64_t) first) || !sample_time_valid((int64_t) first + UINT32_MAX))
		return CORE_CORRUPT;
	from += 8;
	for (int i = 0; i < n; i++, from += 8)
	{
		uint64_t	both = get8(from);
		uint32_t	offset = (uint32_t) both,
					bits = (uint32_t) (both >> 32);
		float		value;

		/* in order; neither negative, nor infinite or NaN */
		if (offset < before || bits >= SAMPLE_REAL_END)
			return CORE_CORRUPT;
		before = offset;
		memcpy(&value, &bits, sizeof(value));
		samples[i].at = (int64_t) first + offset;
		samples[i].value = value;
	}
	*end_of_run = from;
	return CORE_OK;
}

Status
fleet_decode(const uint8_t *from, const uint8_t *end, int n, Sample *samples, const uint8_t **end_of_run)
{
	int			format,
				unit;
	int64_t		first,
				last,
				now = 0;
	uint64_t	step = 0,
				integer = 0,
				bits;

	if (n < 1 || n > FLEET_RUN_SAMPLES || from >= end)
		return CORE_CORRUPT;
	if (*from == QUICK)
		return decode_quickly(from + 1, end, n, samples, end_of_run);
	format = *from & 15;
	unit = *from >> 4;
	if (unit >= N_UNITS)
		return CORE_CORRUPT;
	from++;

	first = SAMPLE_TIME_MIN / units[unit];
	last = (SAMPLE_TIME_END - 1) / units[unit];
	for (int i = 0; i < n; i++)
	{
		from = wire_get_varint(from, end, &bits);
		if (from == NULL)
			return CORE_CORRUPT;
		if (i == 0)
			now = wire_unzigzag(bits);
		else
		{
			/* a step is never negative nor longer than all of time */
			step += (uint64_t) wire_unzigzag(bits);
			if (step > (uint64_t) last - (uint64_t) now)
				return CORE_CORRUPT;
			now = (int64_t) ((uint64_t) now + step);
		}
		if (now < first || now > last)
			return CORE_CORRUPT;
		samples[i].at = now * units[unit];
	}
	for (int i = 0; i < n; i++)
	{
		from = wire_get_varint(from, end, &bits);
		if (from == NULL)
			return CORE_CORRUPT;
		integer += (uint64_t) wire_unzigzag(bits);
		samples[i].value = decimal_decode(format, (int64_t) integer);
		if (!isfinite(samples[i].value) || signbit(samples[i].value))
			return CORE_CORRUPT;
	}
	*end_of_run = from;
	return CORE_OK;
}
