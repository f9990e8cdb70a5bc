/*
 * Runs of samples as bytes: lossless, and wary of what it reads.
 */
#include "tap.h"

#include <float.h>
#include <string.h>

#include "core/fleet_code.h"
#include "core/wire.h"

static bool
lossless(const Sample *samples, int n, size_t *bytes)
{
	uint8_t		code[FLEET_RUN_BYTES(FLEET_RUN_SAMPLES)];
	Sample		back[FLEET_RUN_SAMPLES];
	SampleReal	reals[FLEET_RUN_SAMPLES];
	const uint8_t *end;
	bool		real = true;
	Sample		first,
				last;

	for (int i = 0; i < n; i++)
	{
		uint64_t	offset = (uint64_t) samples[i].at - (uint64_t) samples[0].at;

		reals[i] = (SampleReal) {(uint32_t) offset, samples[i].value <= FLT_MAX ? (float) samples[i].value : 0};
		real = real && offset <= UINT32_MAX && (double) reals[i].value == samples[i].value;
	}
	if (real && fleet_pack(samples[0].at, reals, n, code, bytes) &&
		(*bytes > FLEET_RUN_BYTES(n) || fleet_decode(code, code + *bytes, n, back, &end) != CORE_OK ||
		 end != code + *bytes || memcmp(samples, back, (size_t) n * sizeof(Sample)) != 0 ||
		 !fleet_packed(code, *bytes, n, &first, &last) || first.at != samples[0].at || first.value != samples[0].value ||
		 last.at != samples[n - 1].at || last.value != samples[n - 1].value))
		return false;
	*bytes = fleet_encode(samples, n, code);
	return *bytes <= FLEET_RUN_BYTES(n) &&
		fleet_decode(code, code + *bytes, n, back, &end) == CORE_OK &&
		end == code + *bytes && memcmp(samples, back, (size_t) n * sizeof(Sample)) == 0;
}

static uint64_t
next(uint64_t *random)
{
	*random = *random * UINT64_C(6364136223846793005) + 1442695040888963407;
	return *random >> 11;
}

int
main(void)
{
	static const SampleReal reals[] = {{0, 1}, {1000000, 2}, {2004000, 3}};
	static const char packed[] = "\x33\x02\x0b\x40\x42\x0f\0\0\0\0\0\xea\x03\0\0\x02\0\0\0\xe8\x03\0\0"
		"\0\x10\x7d\x40\x5f";
	static const double values[] = {0, 1, 0.1, 487.123, 700, 5e-324, 0.1 + 0.2, 1e15 + 0.5, 1e300, DBL_MAX, 1.0 / 3};
	Sample		samples[FLEET_RUN_SAMPLES];
	Sample		back[FLEET_RUN_SAMPLES];
	uint8_t		code[FLEET_RUN_BYTES(FLEET_RUN_SAMPLES)];
	const uint8_t *end;
	size_t		bytes;
	uint64_t	random = 42;
	SampleReal	back_reals[3];
	int64_t		base;
	Sample		first,
				last;
	bool		all = true;

	for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++)
	{
		samples[0] = (Sample) {1, values[v]};
		samples[1] = (Sample) {1, (double) (float) values[v]};
		if (!isfinite(samples[1].value))
			samples[1].value = values[v];
		ok(lossless(samples, 2, &bytes), "%.17g comes back, as a double and as a real", values[v]);
	}

	samples[0] = (Sample) {SAMPLE_TIME_MIN, 1};
	samples[1] = (Sample) {SAMPLE_TIME_MIN, 1};
	samples[2] = (Sample) {0, 2};
	samples[3] = (Sample) {SAMPLE_TIME_END - 1, 3};
	samples[4] = (Sample) {SAMPLE_TIME_END - 1, 3};
	ok(lossless(samples, 5, &bytes), "all of time comes back, equal times too");

	/* 15 s apart to the millisecond, real watts in steps of 1 mW within 64 W */
	for (int i = 0; i < FLEET_RUN_SAMPLES; i++)
	{
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
		samples[i].at = INT64_C(820000000000000000) / 1000 + (int64_t) i * 15000000 + (int64_t) (random >> 40 & 3) * 1000;
		samples[i].value = (double) (float) ((double) (450000 + (random >> 50 & 0xffff)) / 1000);
	}
	ok(lossless(samples, FLEET_RUN_SAMPLES, &bytes), "telemetry comes back");
	/* a step of time 1 byte, of watts at most 3: zigzag of 2^16 needs 17 bits; 7 of the first time, 1 of the form */
	ok(bytes <= 4 * FLEET_RUN_SAMPLES + 8, "telemetry takes at most 4 bytes a sample: %zu", bytes);

	/* what is no run */
	bytes = fleet_encode(samples, 3, code);
	for (size_t n = 0; n < bytes; n++)
		ok(fleet_decode(code, code + n, 3, back, &end) == CORE_CORRUPT, "%zu of %zu bytes are no run", n, bytes);
	ok(fleet_decode(code, code + bytes, 0, back, &end) == CORE_CORRUPT, "no samples are no run");
	ok(fleet_decode(code, code + bytes, FLEET_RUN_SAMPLES + 1, back, &end) == CORE_CORRUPT, "a run has at most 255");
	code[0] |= 0x30;
	ok(fleet_decode(code, code + bytes, 3, back, &end) == CORE_CORRUPT, "an unknown unit of time");

	/* bytes by hand: decimal format 0, seconds; times 1 s and a step of -1 */
	memcpy(code, "\x00\x02\x01\x02\x02", 5);
	ok(fleet_decode(code, code + 5, 2, back, &end) == CORE_CORRUPT, "time does not run backwards");
	/* times 1 s and 2 s, values 1 and 1 - 2 */
	memcpy(code, "\x00\x02\x02\x02\x03", 5);
	ok(fleet_decode(code, code + 5, 2, back, &end) == CORE_CORRUPT, "power is not negative");
	memcpy(code, "\x00\x02\x02\x02\x02", 5);
	ok(fleet_decode(code, code + 5, 2, back, &end) == CORE_OK && back[0].at == 1000000 && back[0].value == 1 &&
	   back[1].at == 2000000 && back[1].value == 2, "1 W after 1 s, 2 W after 2 s");
	/* format 15 holds the bits of doubles: infinity */
	code[0] = 0x0f;
	end = wire_put_varint(wire_put_varint(code + 1, 0), wire_zigzag(INT64_C(0x7ff0000000000000)));
	ok(fleet_decode(code, end, 1, back, &end) == CORE_CORRUPT, "power is not infinite");
	/* in microseconds: the end of time itself */
	code[0] = 0x20;
	end = wire_put_varint(wire_put_varint(code + 1, wire_zigzag(SAMPLE_TIME_END)), 0);
	ok(fleet_decode(code, end, 1, back, &end) == CORE_CORRUPT, "times are finite timestamps");

	/*
	 * Packed: 1 W after 1 s, 2 W a second later, 3 W another 1.004 s later.  In
	 * milliseconds steps are 2004 / 2 = 1002, so that the times are 0, -2 and 0 late: 2, 0
	 * and 2 above the earliest, in 2 bits.  Thousandths 1000, 2000, 3000: 0, 1000 and 2000
	 * above the least, in 11 bits.  The samples are 4096, 1000 and 6096, in 13 bits:
	 * 4096 + 1000 * 2^13 + 6096 * 2^26.
	 */
	ok(fleet_pack(1000000, reals, 3, code, &bytes) && bytes == sizeof(packed) - 1 && memcmp(code, packed, bytes) == 0,
	   "three samples, packed");
	ok(fleet_packed(code, bytes, 3, &first, &last) && first.at == 1000000 && first.value == 1 &&
	   last.at == 3004000 && last.value == 3, "the first and the last of them");
	ok(fleet_unpack(code, bytes, 3, &base, back_reals) == CORE_OK && base == 1000000 &&
	   memcmp(back_reals, reals, sizeof(reals)) == 0, "and they again");
	for (size_t n = 0; n < bytes; n++)
		ok(fleet_decode(code, code + n, 3, back, &end) == CORE_CORRUPT, "%zu of %zu bytes are no packed run", n, bytes);
	ok(!fleet_packed(code, bytes - 1, 3, &first, &last) && !fleet_packed(code, bytes + 1, 3, &first, &last),
	   "nor is one packed in fewer, or more");
	code[0] |= 4;
	ok(fleet_decode(code, code + bytes, 3, back, &end) == CORE_CORRUPT && !fleet_packed(code, bytes, 3, &first, &last),
	   "an unknown form");
	code[0] &= 0xfb;
	code[11] = 1;
	code[12] = 0;
	ok(fleet_decode(code, code + bytes, 3, back, &end) == CORE_CORRUPT, "packed or not, time does not run backwards");
	memcpy(code, packed, bytes);
	code[15] = 3;
	ok(fleet_decode(code, code + bytes, 3, back, &end) == CORE_CORRUPT, "no time is before the base");
	code[15] = 2;
	code[14] = 1;
	ok(fleet_decode(code, code + bytes, 3, back, &end) == CORE_CORRUPT, "nor more than 71 minutes after it");
	code[14] = 0;
	code[1] = 54;
	code[2] = 3;
	ok(fleet_decode(code, code + FLEET_RUN_BYTES(3), 3, back, &end) == CORE_CORRUPT, "a sample takes at most 56 bits");

	/* 1/3 W is no thousandth: its bits are 0x3eaaaaab, and infinity is 0x7f800000 */
	ok(fleet_pack(0, (const SampleReal[]) {{0, 1.0f / 3}}, 1, code, &bytes) && bytes == 24 && code[0] == 0x31 &&
	   code[1] == 0 && code[2] == 8 && memcmp(code + 19, "\xab\xaa\xaa\x3e", 5) == 0, "any real, by its bits, and a byte at least");
	code[2] = 7;
	ok(fleet_decode(code, code + bytes, 1, back, &end) == CORE_CORRUPT, "a sample takes 8 bits at least");
	code[2] = 8;
	memcpy(code + 19, "\x00\x00\x80\x7f", 4);
	ok(fleet_decode(code, code + bytes, 1, back, &end) == CORE_CORRUPT, "packed or not, power is not infinite");
	memcpy(code + 19, "\xab\xaa\xaa\xbe", 4);
	ok(fleet_decode(code, code + bytes, 1, back, &end) == CORE_CORRUPT, "nor negative");
	ok(!fleet_pack(SAMPLE_TIME_END - 1, (const SampleReal[]) {{0, 1}, {1, 1}}, 2, code, &bytes), "nothing is packed beyond the end of time");
	ok(fleet_pack(SAMPLE_TIME_END - 1, (const SampleReal[]) {{0, 1}}, 1, code, &bytes), "but up to it");
	memcpy(code + 3, "\xff\xff\xff\xff\xff\xff\xff\x7f", 8);
	ok(fleet_decode(code, code + bytes, 1, back, &end) == CORE_CORRUPT, "nor is anything unpacked there");
	/* 32 bits of time and 31 of value are more than 56 */
	ok(!fleet_pack(0, (const SampleReal[]) {{0, 0}, {1, 1.0f / 3}, {UINT32_MAX, 1e30f}}, 3, code, &bytes), "nor what takes more than 7 bytes a sample");

	/* all kinds of steps and values */
	for (int round = 0; round < 20000; round++)
	{
		int			n = 1 + (int) (next(&random) % (round % 2 == 0 ? 20 : FLEET_RUN_SAMPLES)),
					kind = (int) (next(&random) % 6);
		uint64_t	step = (uint64_t) 1 << next(&random) % 25;

		samples[0].at = (int64_t) (next(&random) >> 8) - (INT64_C(1) << 44);	/* before 2000 or after */
		for (int i = 0; i < n; i++)
		{
			uint64_t	bits = next(&random);
			uint32_t	real = (uint32_t) (bits % SAMPLE_REAL_END);
			float		value = (float) (kind < 2 ? (double) (bits % 700000) / 1000 : (double) (bits % 4096) / 8);

			if (kind == 2)
				memcpy(&value, &real, sizeof(value));
			else if (kind == 3)
				value = (float) (bits % 5000000);
			if (i > 0)
				samples[i].at = samples[i - 1].at + (int64_t) (kind % 2 == 0 ? next(&random) % (step + 1) * 1000 : next(&random) % step);
			samples[i].value = value;
		}
		all = all && lossless(samples, n, &bytes);
	}
	ok(all, "20,000 runs come back in both forms");
	return done();
}
