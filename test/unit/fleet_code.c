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

	for (int i = 0; i < n; i++)
	{
		uint64_t	offset = (uint64_t) samples[i].at - (uint64_t) samples[0].at;

		reals[i] = (SampleReal) {(uint32_t) offset, samples[i].value <= FLT_MAX ? (float) samples[i].value : 0};
		real = real && offset <= UINT32_MAX && (double) reals[i].value == samples[i].value;
	}
	if (real && fleet_encode_quickly(samples[0].at, reals, n, code, bytes) &&
		(*bytes > FLEET_RUN_BYTES(n) || fleet_decode(code, code + *bytes, n, back, &end) != CORE_OK ||
		 end != code + *bytes || memcmp(samples, back, (size_t) n * sizeof(Sample)) != 0))
		return false;
	*bytes = fleet_encode(samples, n, code);
	return *bytes <= FLEET_RUN_BYTES(n) &&
		fleet_decode(code, code + *bytes, n, back, &end) == CORE_OK &&
		end == code + *bytes && memcmp(samples, back, (size_t) n * sizeof(Sample)) == 0;
}

int
main(void)
{
	static const double values[] = {0, 1, 0.1, 487.123, 700, 5e-324, 0.1 + 0.2, 1e15 + 0.5, 1e300, DBL_MAX, 1.0 / 3};
	Sample		samples[FLEET_RUN_SAMPLES];
	Sample		back[FLEET_RUN_SAMPLES];
	uint8_t		code[FLEET_RUN_BYTES(FLEET_RUN_SAMPLES)];
	const uint8_t *end;
	size_t		bytes;
	uint64_t	random = 42;

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

	/* the quick form: a time, then 8 bytes a sample */
	ok(fleet_encode_quickly(1000000, (const SampleReal[]) {{0, 1}, {0, 2}}, 2, code, &bytes) && bytes == 1 + 8 + 2 * 8 && memcmp(code, "\x30\x40\x42\x0f\0\0\0\0\0\0\0\0\0\0\0\x80\x3f\0\0\0\0\0\0\0\x40", 25) == 0, "1 W and 2 W after 1 s, quickly");
	for (size_t n = 0; n < bytes; n++)
		ok(fleet_decode(code, code + n, 2, back, &end) == CORE_CORRUPT, "%zu of %zu bytes are no quick run", n, bytes);
	code[9] = 1;
	ok(fleet_decode(code, code + bytes, 2, back, &end) == CORE_CORRUPT, "quick or not, time does not run backwards");
	code[9] = 0;
	code[16] = 0xbf;
	ok(fleet_decode(code, code + bytes, 2, back, &end) == CORE_CORRUPT, "quick or not, power is not negative");
	code[16] = 0x7f;
	ok(fleet_decode(code, code + bytes, 2, back, &end) == CORE_CORRUPT, "nor infinite");
	ok(!fleet_encode_quickly(SAMPLE_TIME_END - 1, (const SampleReal[]) {{0, 1}}, 1, code, &bytes), "no quick run near the end of time");
	memcpy(code + 1, "\xff\xff\xff\xff\xff\xff\xff\x7f", 8);
	ok(fleet_decode(code, code + bytes, 2, back, &end) == CORE_CORRUPT, "nor outside of time");
	return done();
}
