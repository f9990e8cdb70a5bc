/*
 * sample_mean.h
 *		The mean of the values of one instant.
 *
 * The values come in ascending order, so the mean does not depend on the order
 * of the rows.  The sum is kept in two doubles: exact for the repeated values
 * that telemetry has, and good to the last digit for any.
 */
#ifndef COLOSSUS_CORE_SAMPLE_MEAN_H
#define COLOSSUS_CORE_SAMPLE_MEAN_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct SampleMean
{
	int64_t		n;
	double		smallest;
	double		largest;
	double		high;			/* the sum is high + low */
	double		low;
} SampleMean;

static inline void
sample_mean_start(SampleMean *mean, double value)
{
	mean->n = 1;
	mean->smallest = mean->largest = mean->high = value;
	mean->low = 0;
}

/* value >= mean->largest */
static inline void
sample_mean_add(SampleMean *mean, double value)
{
	double		sum = mean->high + value;
	double		part = sum - mean->high;

	/* Knuth's two-sum: the rounding error of the addition */
	mean->low += (mean->high - (sum - part)) + (value - part);
	mean->high = sum;
	mean->largest = value;
	mean->n++;
}

/* are there different values? */
static inline bool
sample_mean_differs(const SampleMean *mean)
{
	return mean->smallest != mean->largest;
}

static inline double
sample_mean_value(const SampleMean *mean)
{
	double		n = (double) mean->n;
	double		value;

	if (mean->smallest == mean->largest)
		return mean->smallest;
	value = mean->high / n;
	/* what the division left, for the last digit */
	value += (fma(-value, n, mean->high) + mean->low) / n;
	/* a sum that overflowed, or the last digit, must not leave the range */
	if (!(value >= mean->smallest))
		return mean->smallest;
	return value <= mean->largest ? value : mean->largest;
}

#endif							/* COLOSSUS_CORE_SAMPLE_MEAN_H */
