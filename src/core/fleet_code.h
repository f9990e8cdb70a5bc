/*
 * fleet_code.h
 *		A short run of power samples of one device as bytes, and back.
 *
 * What a fleet's state keeps of each device is some dozens of samples: the
 * first and the last of what it has seen.  There are hundreds of thousands of
 * devices, so these bytes are most of the state.  A run is
 *
 *	1 byte		form of the values (bits 0-3), unit of the times (bits 4-5)
 *	varint		first time in units since 2000-01-01, zigzag
 *	n-1 varints	change of the step between samples, zigzag
 *	n values	8 or 4 bytes each, little-endian, or n varints (zigzag changes of
 *				the value in 1, 0.1, 0.01 or 0.001 W)
 *
 * Telemetry has nearly constant steps and meters that report round decimals
 * (NVML: milliwatts), so a sample takes 3 to 5 bytes.  The code is lossless
 * for every value, the same on every machine, and a function of the samples
 * alone: equal samples, equal bytes.  Not the code of stored traces, which is
 * made for long series and costs more per run.
 */
#ifndef COLOSSUS_CORE_FLEET_CODE_H
#define COLOSSUS_CORE_FLEET_CODE_H

#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

/* a power sample: microseconds since 2000-01-01 UTC, watts */
typedef struct FleetSample
{
	int64_t		at;
	double		watts;
} FleetSample;

/* samples in a run; a byte counts them */
#define FLEET_RUN_SAMPLES 255

/* the most bytes that n samples can take: form, 10 a varint, 10 a value */
#define FLEET_RUN_BYTES(n) (1 + 20 * (size_t) (n))

/* PostgreSQL's range of timestamptz (4713 BC to 294276 AD) */
#define FLEET_FIRST_AT INT64_C(-211813488000000000)
#define FLEET_END_AT INT64_C(9223371331200000000)

/* a varint: 7 bits a byte, low bits first; returns one past the last byte */
extern unsigned char *fleet_put(unsigned char *to, uint64_t value);

/* its reader; NULL if the bytes end early or mean more than 64 bits, and a
 * longer form than needed is no varint either */
extern const unsigned char *fleet_get(const unsigned char *from, const unsigned char *end, uint64_t *value);

/* signed numbers with small magnitudes as small unsigned ones */
static inline uint64_t
fleet_zigzag(int64_t value)
{
	return ((uint64_t) value << 1) ^ (value < 0 ? UINT64_MAX : 0);
}

static inline int64_t
fleet_unzigzag(uint64_t value)
{
	return (int64_t) ((value >> 1) ^ (0 - (value & 1)));
}

/*
 * n samples in order of time (1..FLEET_RUN_SAMPLES), watts finite and not
 * negative, into at most FLEET_RUN_BYTES(n) bytes; returns how many.
 */
extern size_t fleet_encode(const FleetSample *samples, int n, unsigned char *to);

/*
 * The n samples of a run; *end_of_run is one past its last byte.  CORE_CORRUPT
 * if the bytes are not a run of n samples in order, with times that are
 * timestamps and watts that are finite and not negative.
 */
extern Status fleet_decode(const unsigned char *from, const unsigned char *end, int n,
						   FleetSample *samples, const unsigned char **end_of_run);

#endif							/* COLOSSUS_CORE_FLEET_CODE_H */
