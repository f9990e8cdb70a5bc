/*
 * energy_sum.h
 *		What the composite type energy is made from: integer sums over intervals.
 *
 * Sums are 128-bit and checked; merging is exact, so any order of adding and
 * merging gives the same sum.
 */
#ifndef COLOSSUS_STATE_ENERGY_SUM_H
#define COLOSSUS_STATE_ENERGY_SUM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/book.h"
#include "core/int128.h"
#include "core/interval.h"
#include "core/status.h"

/*
 * Of one answer by buckets of time: more would not fit into an array of 1 GB, and one gap, or
 * one width too small, may fill so many.
 */
#define ENERGY_MAX_BUCKETS	1048576

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
	int64_t		conflicts;		/* instants at which accepted samples, or readings of a counter, differ */
	double		peak_w;			/* negative: none */
	int64_t		first_at;		/* of the accepted samples; first_at > last_at: none */
	int64_t		last_at;
} EnergySum;

extern void energy_sum_init(EnergySum *sum);

/* *sum += value; false on overflow */
static inline bool
energy_add(i128 *sum, i128 value)
{
	return !__builtin_add_overflow(*sum, value, sum);
}

/* n accepted samples at an instant */
static inline void
energy_sum_sample(EnergySum *sum, int64_t at, int64_t n)
{
	sum->samples += n;
	if (at < sum->first_at)
		sum->first_at = at;
	if (at > sum->last_at)
		sum->last_at = at;
}

static inline void
energy_sum_peak(EnergySum *sum, double watts)
{
	if (watts > sum->peak_w)
		sum->peak_w = watts;
}

/*
 * The part of an interval that lies in [since, until).  CORE_RANGE if a sum
 * overflows.
 */
extern Status energy_sum_interval(EnergySum *sum, const EnergyInterval *interval, int64_t since, int64_t until);

/* the part in [since, until) of time that nothing is known of */
extern Status energy_sum_gap(EnergySum *sum, int64_t t0, int64_t t1, int64_t since, int64_t until);

/* n such parts, all of one window; CORE_RANGE if their number overflows */
extern Status energy_sum_gaps(EnergySum *sum, uint64_t us, int64_t n);

/* energy_sum_power where a gap or an edge is met */
extern Status energy_sum_power_edge(EnergySum *sum, int64_t t0, double w0, int64_t t1, double w1,
									uint64_t max_gap_us, int64_t since, int64_t until);

/*
 * Two neighbouring samples of a power gauge, t0 < t1: a trapezoid, or a gap if
 * they are more than max_gap_us apart; of it the part in [since, until).
 */
static inline Status
energy_sum_power(EnergySum *sum, int64_t t0, double w0, int64_t t1, double w1,
				 uint64_t max_gap_us, int64_t since, int64_t until)
{
	EnergyInterval interval;
	Status		status;

	if (t0 < since || t1 > until || interval_us(t0, t1) > max_gap_us)
		return energy_sum_power_edge(sum, t0, w0, t1, w1, max_gap_us, since, until);
	status = interval_trapezoid(&interval, t0, w0, t1, w1);
	if (status != CORE_OK)
		return status;
	sum->covered_us += interval_us(t0, t1);
	return energy_add(&sum->energy_nj, interval.energy_nj) && energy_add(&sum->lower_nj, interval.lower_nj) &&
		energy_add(&sum->upper_nj, interval.upper_nj) ? CORE_OK : CORE_RANGE;
}

/* what book_intervals has summed up, all of it in one window */
static inline Status
energy_sum_booked(EnergySum *sum, const BookSums *booked)
{
	energy_sum_peak(sum, booked->peak_w);
	sum->covered_us += booked->covered_us;
	if (booked->gaps > 0 && energy_sum_gaps(sum, booked->gap_us, booked->gaps) != CORE_OK)
		return CORE_RANGE;
	return energy_add(&sum->energy_nj, booked->energy_nj) && energy_add(&sum->lower_nj, booked->lower_nj) &&
		energy_add(&sum->upper_nj, booked->upper_nj) ? CORE_OK : CORE_RANGE;
}

extern Status energy_sum_merge(EnergySum *into, const EnergySum *from);

/*
 * The same time of another part of one device: energies and peaks add up, what
 * is covered is what all parts cover, and a gap of one is a gap of the whole.
 */
extern Status energy_sum_beside(EnergySum *into, const EnergySum *from);

#endif							/* COLOSSUS_STATE_ENERGY_SUM_H */
