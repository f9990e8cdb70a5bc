/*
 * fleet_code.c
 *		A short run of power samples of one device as bytes, and back.
 */
#include "core/fleet_code.h"

#include <math.h>

#include "core/bits.h"
#include "core/decimal.h"
#include "core/wire.h"

/* units of time that a run may be counted in, in microseconds */
static const int64_t units[] = {1000000, 1000, 1};

#define PACKED_FLAGS (FLEET_MILLISECONDS | FLEET_THOUSANDTHS)

/*
 * Bits of a sample: few enough that with 7 before them they fit into 8 bytes, and
 * no fewer than that bytes from outside cannot hold many times as many samples.
 */
#define PACKED_BITS 56
#define PACKED_LEAST_BITS 8

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

/* values as thousandths; false if one is not the nearest real to such a number */
static inline bool
thousandths(const SampleReal *samples, int n, uint32_t *integers)
{
	uint32_t	wrong = 0;

	for (int i = 0; i < n; i++)
	{
		float		value = samples[i].value <= 2e6f ? samples[i].value : 0;
		int32_t		k = (int32_t) ((double) value * 1000 + 0.5);

		integers[i] = (uint32_t) k;
		wrong |= sample_real_bits(samples[i].value) ^ sample_real_bits((float) ((double) k / 1000));
	}
	return wrong == 0;
}

/* times after the first one in milliseconds; false if they are not whole */
static inline bool
milliseconds(const SampleReal *samples, int n, uint32_t *times)
{
	uint32_t	wrong = 0;

	for (int i = 0; i < n; i++)
	{
		uint32_t	us = samples[i].offset - samples[0].offset;

		times[i] = us / 1000;
		wrong |= us ^ times[i] * 1000;
	}
	return wrong == 0;
}

bool
fleet_pack(int64_t base, const SampleReal *samples, int n, uint8_t *to, size_t *size)
{
	uint8_t    *start = to;
	uint32_t	integers[FLEET_RUN_SAMPLES],
				times[FLEET_RUN_SAMPLES],
				step,
				low = UINT32_MAX,
				high = 0;
	int64_t		first = base + samples[0].offset,
				early = 0,
				late = 0;
	int			form = FLEET_PACKED,
				value_bits,
				bits,
				have = 0;
	uint64_t	word = 0;

	if (!sample_time_valid(first) || !sample_time_valid(base + samples[n - 1].offset))
		return false;
	if (thousandths(samples, n, integers))
		form |= FLEET_THOUSANDTHS;
	else
		for (int i = 0; i < n; i++)
			integers[i] = sample_real_bits(samples[i].value);
	if (milliseconds(samples, n, times))
		form |= FLEET_MILLISECONDS;
	else
		for (int i = 0; i < n; i++)
			times[i] = samples[i].offset - samples[0].offset;
	step = n > 1 ? times[n - 1] / (uint32_t) (n - 1) : 0;
	for (int i = 0; i < n; i++)
	{
		int64_t		deviation = (int64_t) times[i] - (int64_t) step * i;

		early = deviation < early ? deviation : early;
		late = deviation > late ? deviation : late;
		low = integers[i] < low ? integers[i] : low;
		high = integers[i] > high ? integers[i] : high;
	}
	value_bits = bits_length(high - low);
	bits = bits_length((uint64_t) (late - early)) + value_bits;
	if (bits > PACKED_BITS)
		return false;
	if (bits < PACKED_LEAST_BITS)
	{
		value_bits += PACKED_LEAST_BITS - bits;
		bits = PACKED_LEAST_BITS;
	}

	*to++ = (uint8_t) form;
	*to++ = (uint8_t) (bits - value_bits);
	*to++ = (uint8_t) value_bits;
	to = wire_put_roomy(to, (uint64_t) first, 8);
	to = wire_put_roomy(to, step, 4);
	to = wire_put_roomy(to, (uint64_t) -early, 4);
	to = wire_put_roomy(to, low, 4);
	for (int i = 0; i < n; i++)
	{
		uint64_t	late_by = (uint64_t) ((int64_t) times[i] - (int64_t) step * i - early);

		word |= (late_by << value_bits | (integers[i] - low)) << have;
		have += bits;
		wire_put_roomy(to, word, 8);
		to += have >> 3;
		word >>= have & ~7;
		have &= 7;
	}
	*size = (size_t) (to - start) + (have > 0);
	return true;
}

/* the head of a packed run */
typedef struct Packed
{
	const uint8_t *code;
	size_t		bytes;			/* of the whole run */
	int64_t		base;
	uint64_t	step;
	uint64_t	early;
	uint32_t	low;
	uint32_t	unit;			/* of times, in microseconds */
	int			time_bits;
	int			value_bits;
	bool		thousandths;
} Packed;

/* false if the bytes do not begin with a packed run of n samples */
static inline bool
open_packed(const uint8_t *code, size_t bytes, int n, Packed *packed)
{
	if (bytes < FLEET_PACKED_HEAD || (code[0] & ~PACKED_FLAGS) != FLEET_PACKED ||
		code[1] + code[2] > PACKED_BITS || code[1] + code[2] < PACKED_LEAST_BITS)
		return false;
	packed->code = code;
	packed->unit = (code[0] & FLEET_MILLISECONDS) != 0 ? 1000 : 1;
	packed->thousandths = (code[0] & FLEET_THOUSANDTHS) != 0;
	packed->time_bits = code[1];
	packed->value_bits = code[2];
	packed->base = (int64_t) wire_get_roomy(code + 3, 8);
	packed->step = wire_get_roomy(code + 11, 4);
	packed->early = wire_get_roomy(code + 15, 4);
	packed->low = (uint32_t) (wire_get_roomy(code + 15, 8) >> 32);
	packed->bytes = FLEET_PACKED_HEAD + ((size_t) n * (size_t) (code[1] + code[2]) + 7) / 8;
	return bytes >= packed->bytes;
}

/* the bits of the i-th sample, and some more: the last 8 bytes hold the last one, since there is a head */
static inline uint64_t
packed_bits(const Packed *packed, int i)
{
	size_t		at = 8 * FLEET_PACKED_HEAD + (size_t) i * (size_t) (packed->time_bits + packed->value_bits),
				byte = at >> 3 < packed->bytes - 8 ? at >> 3 : packed->bytes - 8;

	return wire_get_roomy(packed->code + byte, 8) >> (at - 8 * byte);
}

/* its time after the base in units; beyond 32 bits if it is not sound */
static inline uint64_t
packed_time(const Packed *packed, int i, uint64_t bits)
{
	uint64_t	late_by = bits >> packed->value_bits & ((UINT64_C(1) << packed->time_bits) - 1);

	return packed->step * (uint64_t) i + late_by - packed->early;
}

/* the units after the base that a time may be, which is one */
static inline uint64_t
packed_most(const Packed *packed)
{
	uint64_t	most = (uint64_t) SAMPLE_TIME_END - 1 - (uint64_t) packed->base;

	return (most < UINT32_MAX ? most : UINT32_MAX) / packed->unit;
}

static inline uint64_t
packed_integer(const Packed *packed, uint64_t bits)
{
	return packed->low + (bits & ((UINT64_C(1) << packed->value_bits) - 1));
}

/* its value; false if it is not sound */
static inline bool
packed_value(const Packed *packed, uint64_t bits, float *value)
{
	uint64_t	integer = packed_integer(packed, bits);
	uint32_t	real = (uint32_t) integer;

	if (packed->thousandths)
		*value = (float) ((double) integer / 1000);
	else
		memcpy(value, &real, sizeof(real));
	return packed->thousandths || integer < SAMPLE_REAL_END;
}

static inline bool
packed_sample(const Packed *packed, int i, Sample *sample)
{
	uint64_t	bits = packed_bits(packed, i),
				time = packed_time(packed, i, bits);
	float		value;

	if (time > packed_most(packed) || !packed_value(packed, bits, &value))
		return false;
	*sample = (Sample) {packed->base + (int64_t) time * packed->unit, value};
	return true;
}

bool
fleet_packed(const uint8_t *code, size_t bytes, int n, Sample *first, Sample *last)
{
	Packed		packed;

	return open_packed(code, bytes, n, &packed) && bytes == packed.bytes && sample_time_valid(packed.base) &&
		packed_sample(&packed, 0, first) && packed_sample(&packed, n - 1, last) && first->at <= last->at;
}

bool
fleet_unpack_numbers(const uint8_t *code, size_t bytes, int n, int64_t *values, uint64_t *steps)
{
	Packed		packed;
	uint64_t	before = 0;

	if (!open_packed(code, bytes, n, &packed))
		return false;
	for (int i = 0; i < n; i++)
	{
		uint64_t	bits = packed_bits(&packed, i),
					time = packed_time(&packed, i, bits);

		values[i] = (int64_t) packed_integer(&packed, bits);
		if (i > 0)
			steps[i - 1] = time - before;
		before = time;
	}
	return true;
}

/* all samples of a run, after its base */
static inline Status
unpack(const Packed *packed, int n, SampleReal *samples)
{
	uint64_t	before = 0,
				most = packed_most(packed);
	bool		sound = sample_time_valid(packed->base);

	for (int i = 0; i < n; i++)
	{
		uint64_t	bits = packed_bits(packed, i),
					time = packed_time(packed, i, bits);

		sound &= time >= before && time <= most;
		sound &= packed_value(packed, bits, &samples[i].value);
		before = time;
		samples[i].offset = (uint32_t) time * packed->unit;
	}
	return sound ? CORE_OK : CORE_CORRUPT;
}

Status
fleet_unpack(const uint8_t *code, size_t bytes, int n, int64_t *base, SampleReal *samples)
{
	Packed		packed;

	if (n < 1 || n > FLEET_RUN_SAMPLES || !open_packed(code, bytes, n, &packed))
		return CORE_CORRUPT;
	*base = packed.base;
	return unpack(&packed, n, samples);
}

static Status
decode_packed(const uint8_t *from, const uint8_t *end, int n, Sample *samples, const uint8_t **end_of_run)
{
	SampleReal	reals[FLEET_RUN_SAMPLES];
	Packed		packed;

	if (!open_packed(from, (size_t) (end - from), n, &packed) || unpack(&packed, n, reals) != CORE_OK)
		return CORE_CORRUPT;
	for (int i = 0; i < n; i++)
		samples[i] = (Sample) {packed.base + reals[i].offset, reals[i].value};
	*end_of_run = from + packed.bytes;
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
	if ((*from & ~PACKED_FLAGS) == FLEET_PACKED)
		return decode_packed(from, end, n, samples, end_of_run);
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
