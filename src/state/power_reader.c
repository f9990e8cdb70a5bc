/*
 * power_reader.c
 *		How the samples of a power gauge are read.
 */
#include "state/power_reader.h"

#include <math.h>

#include "core/book.h"

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

/* what push_run goes through: the sample before, then those that were given */
typedef struct RunLook
{
	Sample		last;			/* at -1 */
	const Sample *samples;		/* one more than the intervals */
	int64_t		until;
} RunLook;

/* a BookLook: ends before a value that is no power, at the window's end, and before an instant with several values */
static inlined bool
look(const void *run_look, size_t i, BookEnd *end)
{
	const RunLook *run = run_look;
	Sample		to = run->samples[i];

	*end = book_end(interval_us(i > 0 ? run->samples[i - 1].at : run->last.at, to.at), to.value + 0.0);	/* -0 becomes 0 */
	return to.at < run->samples[i + 1].at && to.at < run->until && to.value >= 0 && !isinf(to.value);
}

/*
 * A run of accepted samples at distinct instants inside the window, from
 * samples[0] on; the last of all is left, since another value of its instant may
 * follow.  The instant before the first is complete.  Returns how many were taken,
 * or -1 on overflow.
 */
static int64_t
push_run(PowerReader *reader, const Sample *samples, size_t n)
{
	RunLook		run = {{reader->last_at, reader->last_w}, samples, reader->until};
	size_t		taken = 0;

	if (reader->last_at < reader->since)
		return 0;
	while (taken + 1 < n)
	{
		BookSums	sums;
		size_t		done = book_intervals(&sums, &run, n - 1 - taken, book_end(0, run.last.value + 0.0), reader->max_gap_us, look);

		if (done == 0)
			break;
		if (energy_sum_booked(&reader->sum, &sums) != CORE_OK)
			return -1;
		energy_sum_sample(&reader->sum, run.samples[0].at, 0);
		run.last = run.samples[done - 1];
		run.samples += done;
		taken += done;
		energy_sum_sample(&reader->sum, run.last.at, (int64_t) done);
		if (done < BOOK_MOST)
			break;
	}
	reader->last_at = run.last.at;
	reader->last_w = run.last.value + 0.0;
	return (int64_t) taken;
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
