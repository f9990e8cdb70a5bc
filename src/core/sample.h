/*
 * sample.h
 *		One sample of a gauge or counter, and the order of samples.
 */
#ifndef COLOSSUS_CORE_SAMPLE_H
#define COLOSSUS_CORE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/status.h"

/* finite timestamps: from 4714-11-24 BC up to the end of 294276, as PostgreSQL's */
#define SAMPLE_TIME_MIN		(-INT64_C(211813488000000000))
#define SAMPLE_TIME_END		INT64_C(9223371331200000000)

typedef struct Sample
{
	int64_t		at;				/* microseconds since 2000-01-01 UTC */
	double		value;
} Sample;

/* the same in half the room, where the value is a real and a base is near */
typedef struct SampleReal
{
	uint32_t	offset;			/* microseconds after the base: 71 minutes */
	float		value;			/* finite and not negative, nor a negative zero */
} SampleReal;

/* the bits of any other float are larger */
#define SAMPLE_REAL_END		UINT32_C(0x7f800000)

static inline uint32_t
sample_real_bits(float value)
{
	uint32_t	bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

/* a double that is a real, and not negative */
static inline bool
sample_is_real(double value)
{
	return value >= 0 && value <= 3.4028234663852886e38 && (double) (float) value == value;
}

/* called now and then in loops over samples; false stops the loop with CORE_CANCELLED */
typedef bool (*SamplePoll) (void);

/* how many samples go by between two polls: well below a second of work */
#define SAMPLE_POLL_EVERY	65536

/* what is done with n samples in order, again and again; anything but CORE_OK stops */
typedef Status (*SampleVisitor) (void *reader, const Sample *samples, size_t n);

static inline bool
sample_time_valid(int64_t at)
{
	return at >= SAMPLE_TIME_MIN && at < SAMPLE_TIME_END;
}

static inline uint64_t
sample_bits(double value)
{
	uint64_t	bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

static inline double
sample_from_bits(uint64_t bits)
{
	double		value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* all NaNs are one value: the quiet one without payload */
static inline double
sample_canonical(double value)
{
	return value != value ? sample_from_bits(UINT64_C(0x7ff8000000000000)) : value;
}

/*
 * Bits as an integer in the order of the values: negative, -0, +0, positive,
 * NaN.  An involution: applied twice it gives its argument.
 */
static inline int64_t
sample_ordered(uint64_t bits)
{
	return (int64_t) (bits ^ ((bits >> 63) * UINT64_C(0x7fffffffffffffff)));
}

/* total order by time, then by value */
static inline bool
sample_before(const Sample *a, const Sample *b)
{
	if (a->at != b->at)
		return a->at < b->at;
	return sample_ordered(sample_bits(a->value)) < sample_ordered(sample_bits(b->value));
}

extern Status sample_visit(const Sample *samples, size_t n, SampleVisitor visitor, void *reader, SamplePoll poll);

/*
 * Sorts n samples; scratch has room for n.  The result is where *sorted points:
 * one of the two.
 */
extern Status sample_sort(Sample *samples, Sample *scratch, size_t n, SamplePoll poll, Sample **sorted);

#endif							/* COLOSSUS_CORE_SAMPLE_H */
