/*
 * power_reader.c
 *		How the samples of a power gauge are read.
 */
#include "state/power_reader.h"

#include <math.h>

#include "core/interval_real.h"

void
power_reader_init(PowerReader *reader, uint64_t max_gap_us, int64_t since, int64_t until)
{
	energy_sum_init(&reader->sum);
	reader->max_gap_us = max_gap_us;
	reader->since = since;
	reader->until = until;
	reader->have_last = false;
	reader->values.n = 0;
}

void
power_reader_begin_after(PowerReader *reader, int64_t at)
{
	reader->have_last = true;
	reader->last_at = at;
	reader->last_w = 0;			/* farther away than max_gap: never an end of a trapezoid */
}

/* the current instant is complete: count it and close the interval before it */
static Status
close_instant(PowerReader *reader)
{
	double		watts = sample_mean_value(&reader->values) + 0.0;	/* -0 becomes 0 */
	Status		status = CORE_OK;

	if (reader->at >= reader->since && reader->at < reader->until)
	{
		energy_sum_sample(&reader->sum, reader->at, reader->values.n);
		reader->sum.conflicts += sample_mean_differs(&reader->values);
		energy_sum_peak(&reader->sum, watts);
	}
	if (reader->have_last)
		status = energy_sum_power(&reader->sum, reader->last_at, reader->last_w, reader->at, watts,
								  reader->max_gap_us, reader->since, reader->until);
	reader->have_last = true;
	reader->last_at = reader->at;
	reader->last_w = watts;
	return status;
}

Status
power_reader_push(PowerReader *reader, int64_t at, double watts)
{
	Status		status = CORE_OK;

	if (!(watts >= 0) || isinf(watts))
	{
		reader->sum.rejected += at >= reader->since && at < reader->until;
		return CORE_OK;
	}
	if (reader->values.n > 0)
	{
		if (reader->at == at)
		{
			sample_mean_add(&reader->values, watts);
			return CORE_OK;
		}
		status = close_instant(reader);
	}
	reader->at = at;
	sample_mean_start(&reader->values, watts);
	return status;
}

/*
 * A run of accepted samples at distinct instants inside the window, from
 * samples[0] on; the last of all is left, since
 * another value of its instant may follow.  The instant before the first is
 * complete.  Returns how many were taken, or -1 on overflow.
 */
static int64_t
push_run(PowerReader *reader, const Sample *samples, size_t n)
{
	const uint64_t max_gap_us = reader->max_gap_us;
	const int64_t until = reader->until;
	EnergySum  *sum = &reader->sum;
	i128		energy = 0;		/* of 63 bits each: no run in memory overflows them */
	i128		lower = 0;
	i128		upper = 0;
	i128		gap_us = 0;
	int64_t		gaps = 0;
	int64_t		last_at = reader->last_at;
	double		last_w = reader->last_w;
	double		peak = -1;
	float		last_real = sample_is_real(last_w) ? (float) last_w : -1;
	size_t		i = 0;
	bool		good = true;

	if (last_at < reader->since)
		return 0;
	for (; i + 1 < n; i++)
	{
		int64_t		at = samples[i].at;
		double		watts = samples[i].value + 0.0;
		uint64_t	us = interval_us(last_at, at);
		float		real = sample_is_real(watts) ? (float) watts : -1;
		uint64_t	e,
					l,
					u;

		if (at >= samples[i + 1].at || at >= until || !(watts >= 0) || isinf(watts))
			break;
		if (us > max_gap_us)
		{
			gap_us += us;
			gaps++;
		}
		else if ((us <= UINT32_MAX && last_real >= 0 && real >= 0 && interval_real((uint32_t) us, last_real, real, &e, &l, &u)) ||
				 interval_narrow(us, interval_fixed(last_w), interval_fixed(watts), &e, &l, &u))
		{
			energy += e;
			lower += l;
			upper += u;
		}
		else
		{
			EnergyInterval interval;

			if (interval_trapezoid(&interval, last_at, last_w, at, watts) != CORE_OK)
				break;
			good = energy_add(&sum->energy_nj, interval.energy_nj) && energy_add(&sum->lower_nj, interval.lower_nj) &&
				energy_add(&sum->upper_nj, interval.upper_nj) && good;
		}
		peak = watts > peak ? watts : peak;
		last_at = at;
		last_w = watts;
		last_real = real;
	}
	if (i > 0)
	{
		good = energy_add(&sum->energy_nj, energy) && energy_add(&sum->lower_nj, lower) &&
			energy_add(&sum->upper_nj, upper) && good;
		sum->covered_us += interval_us(reader->last_at, last_at) - gap_us;
		sum->gap_us += gap_us;
		sum->gaps += gaps;
		energy_sum_peak(sum, peak);
		energy_sum_sample(sum, samples[0].at, 0);
		energy_sum_sample(sum, last_at, (int64_t) i);
		reader->last_at = last_at;
		reader->last_w = last_w;
	}
	return good ? (int64_t) i : -1;
}

Status
power_reader_push_many(void *power_reader, const Sample *samples, size_t n)
{
	PowerReader *reader = power_reader;
	Status		status = CORE_OK;

	for (size_t i = 0; i < n && status == CORE_OK; i++)
	{
		if (reader->values.n > 0 && samples[i].at > reader->at && samples[i].value >= 0 && n - i > 2)
		{
			int64_t		taken;

			status = close_instant(reader);
			if (status != CORE_OK)
				return status;
			reader->values.n = 0;
			taken = push_run(reader, samples + i, n - i);
			if (taken < 0)
				return CORE_RANGE;
			i += (size_t) taken;
		}
		status = power_reader_push(reader, samples[i].at, samples[i].value);
	}
	return status;
}

Status
power_reader_push_summary(PowerReader *reader, const PowerSummary *summary)
{
	EnergySum  *sum = &reader->sum;
	Status		status = power_reader_push(reader, summary->first_at, summary->first_w);

	if (status != CORE_OK || summary->first_at == summary->last_at)
		return status;
	status = close_instant(reader);
	if (status != CORE_OK)
		return status;
	/* the last sample waits as the current instant; what lies before it is counted */
	sum->samples += summary->samples - 2;
	sum->rejected += summary->rejected;
	sum->covered_us += interval_us(summary->first_at, summary->last_at) - summary->gap_us;
	sum->gap_us += summary->gap_us;
	sum->gaps += summary->gaps;
	energy_sum_peak(sum, summary->peak_w);
	if (!energy_add(&sum->energy_nj, summary->energy_nj) || !energy_add(&sum->lower_nj, summary->lower_nj) ||
		!energy_add(&sum->upper_nj, summary->upper_nj))
		return CORE_RANGE;
	reader->have_last = false;
	reader->at = summary->last_at;
	sample_mean_start(&reader->values, summary->last_w);
	return CORE_OK;
}

Status
power_reader_skip_to(PowerReader *reader, int64_t at, double watts)
{
	reader->values.n = 0;
	return power_reader_push(reader, at, watts);
}

Status
power_reader_end(PowerReader *reader)
{
	Status		status = CORE_OK;

	if (reader->values.n > 0)
		status = close_instant(reader);
	reader->values.n = 0;
	return status;
}

Status
power_reader_end_before(PowerReader *reader, int64_t at)
{
	Status		status = power_reader_end(reader);

	if (status == CORE_OK && reader->have_last)
		status = energy_sum_gap(&reader->sum, reader->last_at, at, reader->since, reader->until);
	return status;
}
