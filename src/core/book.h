/*
 * book.h
 *		Energy of many neighbouring samples: the one loop over them.
 *
 * Whoever has samples in some form (reals after a base, items of a fleet, plain
 * samples) says how to look at the i-th interval, and where the loop ends; the
 * compiler builds the loop for it.  The sums have 64 bits: there are at most
 * BOOK_MOST intervals at once, and one whose energy is 2^55 nJ or more, 36 MJ, ends
 * the loop, as do those that interval_real and interval_narrow leave to
 * interval_trapezoid.
 */
#ifndef COLOSSUS_CORE_BOOK_H
#define COLOSSUS_CORE_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/compiler.h"
#include "core/interval.h"
#include "core/interval_real.h"

#define BOOK_MOST	255

/* an interval between two samples */
typedef struct BookInterval
{
	uint64_t	us;
	double		w0;
	double		w1;
	bool		reals;			/* both are, and not negative: real0 and real1 are they */
	float		real0;
	float		real1;
} BookInterval;

typedef struct BookSums
{
	uint64_t	energy_nj;
	uint64_t	lower_nj;
	uint64_t	upper_nj;
	uint64_t	covered_us;
	uint64_t	gap_us;
	int64_t		gaps;
	double		peak_w;			/* of the later ends; -1: none */
} BookSums;

/*
 * The interval from sample i to the next one; false: the loop ends before it, as
 * where the next sample has company at its instant, or a window ends.
 */
typedef bool (*BookLook) (const void *samples, size_t i, BookInterval *interval);

/* books the first n intervals, or fewer; how many */
static inlined size_t
book_intervals(BookSums *sums, const void *samples, size_t n, uint64_t max_gap_us, BookLook look)
{
	BookSums	s = {0, 0, 0, 0, 0, 0, -1};
	size_t		i = 0;

	if (n > BOOK_MOST)
		n = BOOK_MOST;
	for (; i < n; i++)
	{
		BookInterval interval;
		uint64_t	energy,
					lower,
					upper;

		if (!look(samples, i, &interval))
			break;
		if (interval.us > max_gap_us)
		{
			s.gap_us += interval.us;
			s.gaps++;
		}
		else
		{
			if (!(interval.reals && interval.us <= UINT32_MAX &&
				  interval_real((uint32_t) interval.us, interval.real0, interval.real1, &energy, &lower, &upper)) &&
				!(interval_narrow(interval.us, interval_fixed(interval.w0), interval_fixed(interval.w1), &energy, &lower, &upper) &&
				  upper >> 55 == 0))
				break;
			s.energy_nj += energy;
			s.lower_nj += lower;
			s.upper_nj += upper;
			s.covered_us += interval.us;
		}
		s.peak_w = interval.w1 > s.peak_w ? interval.w1 : s.peak_w;
	}
	*sums = s;
	return i;
}

#endif							/* COLOSSUS_CORE_BOOK_H */
