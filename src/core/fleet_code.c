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
