/*
 * power_reader.c
 *		How the samples of a power gauge are read.
 */
#include "state/power_reader.h"

#include <math.h>

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
power_reader_push(void *power_reader, int64_t at, double watts)
{
	PowerReader *reader = power_reader;
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
