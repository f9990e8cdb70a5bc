/*
 * sample.c
 *		Sorting samples.
 *
 * Telemetry is nearly sorted: a few interleaved streams, each in order, or a
 * few late rows.  A natural merge sort does that in as many passes as the
 * logarithm of the number of ascending runs, and one pass if there is one run.
 */
#include "core/sample.h"

Status
sample_visit(const Sample *samples, size_t n, SampleVisitor visitor, void *reader, SamplePoll poll)
{
	Status		status = CORE_OK;

	for (size_t i = 0; i < n && status == CORE_OK; i += SAMPLE_POLL_EVERY)
	{
		status = visitor(reader, samples + i, n - i < SAMPLE_POLL_EVERY ? n - i : SAMPLE_POLL_EVERY);
		if (poll != NULL && !poll())
			return CORE_CANCELLED;
	}
	return status;
}

#define SHORT_RUN	16			/* sorted by insertion first */

static void
insertion_sort(Sample *samples, size_t n)
{
	for (size_t i = 1; i < n; i++)
	{
		Sample		sample = samples[i];
		size_t		j = i;

		for (; j > 0 && sample_before(&sample, &samples[j - 1]); j--)
			samples[j] = samples[j - 1];
		samples[j] = sample;
	}
}

static size_t
run_end(const Sample *samples, size_t from, size_t n)
{
	size_t		i = from + 1;

	while (i < n && !sample_before(&samples[i], &samples[i - 1]))
		i++;
	return i;
}

static void
merge(const Sample *a, size_t na, const Sample *b, size_t nb, Sample *out)
{
	while (na > 0 && nb > 0)
	{
		if (sample_before(b, a))
		{
			*out++ = *b++;
			nb--;
		}
		else
		{
			*out++ = *a++;
			na--;
		}
	}
	memcpy(out, a, na * sizeof(Sample));
	memcpy(out + na, b, nb * sizeof(Sample));
}

Status
sample_sort(Sample *samples, Sample *scratch, size_t n, SamplePoll poll, Sample **sorted)
{
	size_t		polled = 0;

	*sorted = samples;
	if (n < 2)
		return CORE_OK;
	for (size_t i = 0; i < n; i += SHORT_RUN)
		insertion_sort(samples + i, n - i < SHORT_RUN ? n - i : SHORT_RUN);
	for (;;)
	{
		Sample	   *swap = scratch;
		size_t		from = 0;

		if (run_end(*sorted, 0, n) == n)
			return CORE_OK;
		while (from < n)
		{
			size_t		middle = run_end(*sorted, from, n);
			size_t		end = middle < n ? run_end(*sorted, middle, n) : n;

			merge(*sorted + from, middle - from, *sorted + middle, end - middle, scratch + from);
			polled += end - from;
			if (poll != NULL && polled >= SAMPLE_POLL_EVERY)
			{
				polled = 0;
				if (!poll())
					return CORE_CANCELLED;
			}
			from = end;
		}
		scratch = *sorted;
		*sorted = swap;
	}
}
