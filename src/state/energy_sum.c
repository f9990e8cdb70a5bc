/*
 * energy_sum.c
 *		Integer sums over intervals.
 *
 * An interval holds at most 2^120 nJ and 2^64 us, so it takes hostile data to
 * overflow 127 bits; every addition is checked all the same.
 */
#include "state/energy_sum.h"

void
energy_sum_init(EnergySum *sum)
{
	static const EnergySum zero;

	*sum = zero;
	sum->peak_w = -1;
	sum->first_at = INT64_MAX;
	sum->last_at = INT64_MIN;
}

static inline bool
add_count(int64_t *sum, int64_t value)
{
	return !__builtin_add_overflow(*sum, value, sum);
}

Status
energy_sum_interval(EnergySum *sum, const EnergyInterval *interval, int64_t since, int64_t until)
{
	int64_t		from = interval->t0 > since ? interval->t0 : since;
	int64_t		to = interval->t1 < until ? interval->t1 : until;
	i128		energy = interval->energy_nj;
	i128		lower = interval->lower_nj;
	i128		upper = interval->upper_nj;

	if (from >= to)
		return CORE_OK;
	if (from != interval->t0 || to != interval->t1)
	{
		IntervalPart a = interval_until(interval, from);
		IntervalPart b = interval_until(interval, to);

		energy = b.energy_nj - a.energy_nj;
		lower = b.lower_nj - a.lower_nj;
		upper = b.upper_nj - a.upper_nj;
	}
	sum->covered_us += interval_us(from, to);
	return energy_add(&sum->energy_nj, energy) && energy_add(&sum->lower_nj, lower) &&
		energy_add(&sum->upper_nj, upper) ? CORE_OK : CORE_RANGE;
}

Status
energy_sum_gaps(EnergySum *sum, uint64_t us, int64_t n)
{
	sum->gap_us += us;
	return add_count(&sum->gaps, n) ? CORE_OK : CORE_RANGE;
}

Status
energy_sum_gap(EnergySum *sum, int64_t t0, int64_t t1, int64_t since, int64_t until)
{
	int64_t		from = t0 > since ? t0 : since;
	int64_t		to = t1 < until ? t1 : until;

	if (from >= to)
		return CORE_OK;
	return energy_sum_gaps(sum, interval_us(from, to), 1);
}

Status
energy_sum_power_edge(EnergySum *sum, int64_t t0, double w0, int64_t t1, double w1,
					  uint64_t max_gap_us, int64_t since, int64_t until)
{
	EnergyInterval interval;
	Status		status;

	if (t1 <= since || t0 >= until)
		return CORE_OK;
	if (interval_us(t0, t1) > max_gap_us)
		return energy_sum_gap(sum, t0, t1, since, until);
	status = interval_trapezoid(&interval, t0, w0, t1, w1);
	if (status != CORE_OK)
		return status;
	return energy_sum_interval(sum, &interval, since, until);
}

Status
energy_sum_merge(EnergySum *into, const EnergySum *from)
{
	if (!energy_add(&into->energy_nj, from->energy_nj) ||
		!energy_add(&into->lower_nj, from->lower_nj) ||
		!energy_add(&into->upper_nj, from->upper_nj) ||
		!energy_add(&into->covered_us, from->covered_us) ||
		!energy_add(&into->gap_us, from->gap_us) ||
		!energy_add(&into->stuck_us, from->stuck_us) ||
		!add_count(&into->gaps, from->gaps) ||
		!add_count(&into->samples, from->samples) ||
		!add_count(&into->rejected, from->rejected) ||
		!add_count(&into->resets, from->resets) ||
		!add_count(&into->wraps, from->wraps) ||
		!add_count(&into->conflicts, from->conflicts))
		return CORE_RANGE;
	energy_sum_peak(into, from->peak_w);
	if (from->first_at < into->first_at)
		into->first_at = from->first_at;
	if (from->last_at > into->last_at)
		into->last_at = from->last_at;
	return CORE_OK;
}

Status
energy_sum_beside(EnergySum *into, const EnergySum *from)
{
	EnergySum	both = *into;
	Status		status = energy_sum_merge(&both, from);

	both.covered_us = into->covered_us < from->covered_us ? into->covered_us : from->covered_us;
	both.gap_us = into->gap_us > from->gap_us ? into->gap_us : from->gap_us;
	both.stuck_us = into->stuck_us > from->stuck_us ? into->stuck_us : from->stuck_us;
	both.peak_w = into->peak_w < 0 ? from->peak_w : from->peak_w < 0 ? into->peak_w : into->peak_w + from->peak_w;
	if (status == CORE_OK)
		*into = both;
	return status;
}
