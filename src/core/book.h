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
#include "core/sample.h"

#define BOOK_MOST	255

/* the later end of an interval */
typedef struct BookEnd
{
	uint64_t	us;				/* from the earlier one */
	double		watts;
	bool		is_real;		/* it is one, and not negative: real is it */
	float		real;
} BookEnd;

static inline BookEnd
book_end(uint64_t us, double watts)
{
	bool		is_real = sample_is_real(watts);

	return (BookEnd) {us, watts, is_real, is_real ? (float) watts : 0};
}

/* where it is known to be one */
static inline BookEnd
book_end_real(uint64_t us, float watts)
{
	return (BookEnd) {us, watts, true, watts};
}

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
 * The end of interval i, which begins where the one before ends; false: the loop ends
 * before it, as where that sample has company at its instant, or a window ends.
 */
typedef bool (*BookLook) (const void *samples, size_t i, BookEnd *end);

/*
 * Books the first n intervals, or fewer; how many.  The first begins at from; each end is
 * looked at once, for it is the beginning of the next.
 */
static inlined size_t
book_intervals(BookSums *sums, const void *samples, size_t n, BookEnd from, uint64_t max_gap_us, BookLook look)
{
	BookSums	s = {0, 0, 0, 0, 0, 0, -1};
	size_t		i = 0;

	if (n > BOOK_MOST)
		n = BOOK_MOST;
	for (; i < n; i++)
	{
		BookEnd		to;
		uint64_t	energy,
					lower,
					upper;

		if (!look(samples, i, &to))
			break;
		if (to.us > max_gap_us)
		{
			s.gap_us += to.us;
			s.gaps++;
		}
		else
		{
			if (!(from.is_real && to.is_real && to.us <= UINT32_MAX &&
				  interval_real((uint32_t) to.us, from.real, to.real, &energy, &lower, &upper)) &&
				!(interval_narrow(to.us, interval_fixed(from.watts), interval_fixed(to.watts), &energy, &lower, &upper) &&
				  upper >> 55 == 0))
				break;
			s.energy_nj += energy;
			s.lower_nj += lower;
			s.upper_nj += upper;
			s.covered_us += to.us;
		}
		s.peak_w = to.watts > s.peak_w ? to.watts : s.peak_w;
		from = to;
	}
	*sums = s;
	return i;
}

#endif							/* COLOSSUS_CORE_BOOK_H */
