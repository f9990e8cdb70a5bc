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
 * or, packed, which is quick, and as small for a dozen samples or more, for what lives
 * no longer than a query, of real watts within 71 minutes:
 *
 *	1 byte		48, + 1 if times are in milliseconds, + 2 if values are thousandths,
 *				else these are microseconds and the bits of values in single precision
 *	2 bytes		how many bits a time takes, and how many a value: 8 to 56 in all
 *	8 bytes		first time in microseconds since 2000-01-01
 *	4 bytes		usual step
 *	4 bytes		by how much a time is earlier at most than steps from the first one make it
 *	4 bytes		least value
 *	bits		of each sample what its value is above that, then what its time is
 *				above the earliest; from low bits to high ones, padded to a byte
 *
 * Telemetry has nearly constant steps and meters that report round decimals
 * (NVML: milliwatts), so a sample takes 3 to 5 bytes.  The code is lossless
 * for every value, the same on every machine, and a function of the samples
 * alone: equal samples, equal bytes.  Not the code of stored traces, which is made
 * for long series and costs more per run.
 */
#ifndef COLOSSUS_CORE_FLEET_CODE_H
#define COLOSSUS_CORE_FLEET_CODE_H

#include <stddef.h>
#include <stdint.h>

#include "core/decimal.h"
#include "core/sample.h"
#include "core/status.h"

/* samples in a run; a byte counts them */
#define FLEET_RUN_SAMPLES 255

/*
 * The bytes that n samples may take while they are written: a byte and 10 for each
 * varint; packed a head, 7 a sample and 7 more bytes.
 */
#define FLEET_RUN_BYTES(n) (FLEET_PACKED_HEAD + 8 + 20 * (size_t) (n))
#define FLEET_PACKED_HEAD 23

/* the first byte of a packed run: no other has a unit of time like this */
#define FLEET_PACKED 0x30
#define FLEET_MILLISECONDS 1
#define FLEET_THOUSANDTHS 2

/*
 * n samples in order of time (1..FLEET_RUN_SAMPLES), values finite and not
 * negative, into at most FLEET_RUN_BYTES(n) bytes; returns how many.
 */
extern size_t fleet_encode(const Sample *samples, int n, uint8_t *to);

/*
 * The same, packed: samples after a base, of one time after each other at the
 * earliest.  False if it cannot be: it would need times that are none, or more
 * than 7 bytes a sample.
 */
extern bool fleet_pack(int64_t base, const SampleReal *samples, int n, uint8_t *to, size_t *size);

/*
 * The first and the last sample of a run of n that is packed in these bytes, to the
 * last one: whether those between are sound is still to be seen.  False if it is in the
 * other form, or these two are not.
 */
extern bool fleet_packed(const uint8_t *code, size_t bytes, int n, Sample *first, Sample *last);

/*
 * The numbers of such a run: n values, and n - 1 steps between them, in what its
 * first byte says.  Steps backwards are beyond 2^63.  False if it is in the other form.
 */
extern bool fleet_unpack_numbers(const uint8_t *code, size_t bytes, int n, int64_t *values, uint64_t *steps);

/* the decimal format of such values */
static inline int
fleet_number_format(int form)
{
	return (form & FLEET_THOUSANDTHS) != 0 ? DECIMAL_PLACES + 3 : DECIMAL_FLOAT_BITS;
}

/* the samples of such a run after its base; CORE_CORRUPT as fleet_decode */
extern Status fleet_unpack(const uint8_t *code, size_t bytes, int n, int64_t *base, SampleReal *samples);

/*
 * The n samples of a run; *end_of_run is one past its last byte.  CORE_CORRUPT
 * if the bytes are not a run of n samples in order, with times that are
 * timestamps and values that are finite and not negative.
 */
extern Status fleet_decode(const uint8_t *from, const uint8_t *end, int n,
						   Sample *samples, const uint8_t **end_of_run);

#endif							/* COLOSSUS_CORE_FLEET_CODE_H */
