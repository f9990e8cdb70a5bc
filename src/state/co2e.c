/*
 * co2e.c
 *		Emissions of a power series under a series of grid intensities.
 *
 * Each interval between power samples is cut where the intensity changes or
 * grows too old; the energy of a piece is exact (see interval.h), its product
 * with the intensity is rounded, and the products are added with compensation,
 * in the order of time.
 */
#include "state/co2e.h"

#include <math.h>

#include "core/interval.h"
#include "core/sample_mean.h"
#include "state/energy_sum.h"

#define NJ_PER_J		UINT32_C(1000000000)
#define J_PER_KWH		3.6e6
#define G_PER_KG		1000.0

size_t
co2e_clean(Sample *samples, size_t n)
{
	size_t		kept = 0;
	size_t		i = 0;

	while (i < n)
	{
		SampleMean	mean = {0, 0, 0, 0, 0};
		int64_t		at = samples[i].at;

		for (; i < n && samples[i].at == at; i++)
		{
			if (!(samples[i].value >= 0) || isinf(samples[i].value))
				continue;
			if (mean.n == 0)
				sample_mean_start(&mean, samples[i].value);
			else
				sample_mean_add(&mean, samples[i].value);
		}
		if (mean.n > 0)
		{
			samples[kept].at = at;
			samples[kept++].value = sample_mean_value(&mean);
		}
	}
	return kept;
}

/* the instant from which an intensity sample holds no longer */
static int64_t
held_until(const Sample *intensity, size_t intensities, size_t i, uint64_t max_age_us)
{
	int64_t		at = intensity[i].at;
	int64_t		next = i + 1 < intensities ? intensity[i + 1].at : INT64_MAX;

	return interval_us(at, next) > max_age_us ? at + (int64_t) max_age_us : next;
}

Status
co2e_integrate(Co2e *co2e, const Sample *power, size_t powers, const Sample *intensity, size_t intensities,
			   uint64_t max_gap_us, uint64_t max_age_us, SamplePoll poll)
{
	double		sum = 0;
	double		rest = 0;
	size_t		j = 0;
	size_t		pieces = 0;

	co2e->kg = 0;
	co2e->energy_nj = co2e->covered_us = co2e->uncovered_us = 0;
	for (size_t i = 0; i + 1 < powers; i++)
	{
		EnergyInterval interval;
		int64_t		t0 = power[i].at;
		int64_t		t1 = power[i + 1].at;
		Status		status;

		co2e->uncovered_us += interval_us(t0, t1);
		if (interval_us(t0, t1) > max_gap_us)
			continue;
		status = interval_trapezoid(&interval, t0, power[i].value, t1, power[i + 1].value);
		if (status != CORE_OK)
			return status;
		while (j + 1 < intensities && intensity[j + 1].at <= t0)
			j++;
		for (size_t k = j; k < intensities && intensity[k].at < t1; k++)
		{
			int64_t		until = held_until(intensity, intensities, k, max_age_us);
			int64_t		from = intensity[k].at > t0 ? intensity[k].at : t0;
			int64_t		to = until < t1 ? until : t1;

			if (++pieces % SAMPLE_POLL_EVERY == 0 && poll != NULL && !poll())
				return CORE_CANCELLED;
			if (from < to)
			{
				i128		nj = interval_until(&interval, to).energy_nj - interval_until(&interval, from).energy_nj;
				double		g = interval_quotient(nj, NJ_PER_J) * intensity[k].value / J_PER_KWH;
				double		next = sum + g;

				rest += sum >= g ? (sum - next) + g : (g - next) + sum;
				sum = next;
				if (!energy_add(&co2e->energy_nj, nj))
					return CORE_RANGE;
				co2e->covered_us += interval_us(from, to);
			}
		}
	}
	co2e->uncovered_us -= co2e->covered_us;
	co2e->kg = (sum + rest) / G_PER_KG;
	return isinf(sum) ? CORE_RANGE : CORE_OK;
}
