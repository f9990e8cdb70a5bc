/*
 * fleet_code.h
 *		A short run of power samples of one device as bytes, and back.
 *
 * What a fleet's state keeps of each device is some dozens of samples: the
 * first and the last of what it has seen.  There are hundreds of thousands of
 * devices, so these bytes are most of the state.  A run is
 *
 *	1 byte		decimal format of the values (bits 0-3), unit of the times (bits 4-5)
 *	varint		first time in units since 2000-01-01, zigzag
 *	n-1 varints	change of the step between samples, zigzag
 *	n varints	change of the value, as an integer of the format, zigzag
 *
 * or, larger but quick, for what lives no longer than a query, of real watts
 * within 71 minutes:
 *
 *	1 byte		48
 *	8 bytes		a base, in microseconds since 2000-01-01
 *	n * 8 bytes	microseconds after it, value in single precision, little-endian
 *
 * Telemetry has nearly constant steps and meters that report round decimals
 * (NVML: milliwatts), so a sample takes 3 to 5 bytes.  The code is lossless
 * for every value, the same on every machine, and in its first form a function of
 * the samples alone: equal samples, equal bytes.  Not the code of stored traces, which is
 * made for long series and costs more per run.
 */
#ifndef COLOSSUS_CORE_FLEET_CODE_H
#define COLOSSUS_CORE_FLEET_CODE_H

#include <stddef.h>
#include <stdint.h>

#include "core/sample.h"
#include "core/status.h"
#include "core/wire.h"

/* samples in a run; a byte counts them */
#define FLEET_RUN_SAMPLES 255

/* the most bytes that n samples can take: a byte, and 10 for each varint */
#define FLEET_RUN_BYTES(n) (1 + 20 * (size_t) (n))

/*
 * n samples in order of time (1..FLEET_RUN_SAMPLES), values finite and not
 * negative, into at most FLEET_RUN_BYTES(n) bytes; returns how many.
 */
extern size_t fleet_encode(const Sample *samples, int n, uint8_t *to);

/* the same in the quick form; false if it cannot be: it needs times that are none */
extern bool fleet_encode_quickly(int64_t base, const SampleReal *samples, int n, uint8_t *to, size_t *size);

/*
 * The n samples of a run in quick form, as they lie there, and their base, which
 * is a time even with the largest offset; NULL in another form or if these are
 * not its bytes.  Whether the samples are in order and their values allowed is
 * still to be seen: fleet_decode does.
 */
extern const uint8_t *fleet_reals(const uint8_t *code, size_t bytes, uint32_t n, int64_t *base);

/* the i-th of them */
static inline SampleReal
fleet_real(const uint8_t *reals, uint32_t i)
{
	SampleReal	real;
#if WIRE_LITTLE_ENDIAN
	memcpy(&real, reals + 8 * i, sizeof(real));
#else
	uint32_t	bits = (uint32_t) wire_get(reals + 8 * i + 4, 4);

	real.offset = (uint32_t) wire_get(reals + 8 * i, 4);
	memcpy(&real.value, &bits, sizeof(bits));
#endif
	return real;
}

/*
 * The n samples of a run; *end_of_run is one past its last byte.  CORE_CORRUPT
 * if the bytes are not a run of n samples in order, with times that are
 * timestamps and values that are finite and not negative.
 */
extern Status fleet_decode(const uint8_t *from, const uint8_t *end, int n,
						   Sample *samples, const uint8_t **end_of_run);

#endif							/* COLOSSUS_CORE_FLEET_CODE_H */
