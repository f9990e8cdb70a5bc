/*
 * energy_sum.h
 *		What the composite type energy is made from: integer sums over intervals.
 *
 * Sums are 128-bit and checked; merging is exact, so any order of adding and
 * merging gives the same sum.
 */
#ifndef COLOSSUS_STATE_ENERGY_SUM_H
#define COLOSSUS_STATE_ENERGY_SUM_H

#include <stdint.h>

#include "core/int128.h"
#include "core/interval.h"
#include "core/status.h"

typedef struct EnergySum
{
	i128		energy_nj;		/* sum over covered intervals */
	i128		lower_nj;
	i128		upper_nj;
	i128		covered_us;		/* time whose energy is in energy_nj */
	i128		gap_us;			/* time between samples too far apart, or around a reset */
	i128		stuck_us;		/* time during which a counter did not move */
	int64_t		gaps;
	int64_t		samples;		/* accepted */
	int64_t		rejected;
	int64_t		resets;
	int64_t		wraps;
	double		peak_w;			/* negative: none */
	int64_t		first_at;		/* of the accepted samples; first_at > last_at: none */
	int64_t		last_at;
} EnergySum;

extern void energy_sum_init(EnergySum *sum);

/* one accepted sample (or n equal ones) at an instant */
extern void energy_sum_sample(EnergySum *sum, int64_t at, int64_t n);
extern void energy_sum_peak(EnergySum *sum, double watts);

/*
 * The part of an interval that lies in [since, until).  CORE_RANGE if a sum
 * overflows.
 */
extern Status energy_sum_interval(EnergySum *sum, const EnergyInterval *interval, int64_t since, int64_t until);

/* the part in [since, until) of time that nothing is known of */
extern Status energy_sum_gap(EnergySum *sum, int64_t t0, int64_t t1, int64_t since, int64_t until);

/*
 * Two neighbouring samples of a power gauge, t0 < t1: a trapezoid, or a gap if
 * they are more than max_gap_us apart.
 */
extern Status energy_sum_power(EnergySum *sum, int64_t t0, double w0, int64_t t1, double w1,
							   uint64_t max_gap_us, int64_t since, int64_t until);

extern Status energy_sum_merge(EnergySum *into, const EnergySum *from);

#endif							/* COLOSSUS_STATE_ENERGY_SUM_H */
