/*
 * range.h
 *		A figure with its likely range, and how ranges pass through a calculation.
 *
 * low and high are where the figure lies in nine cases of ten (p5 to p95), best
 * is its median.  The range need not be symmetric: below and above the best
 * value each side is carried on its own.
 *
 * Inputs are taken as independent.  In a product the relative errors (ratios,
 * as logarithms) add in quadrature, which is exact where each side of an input
 * is log-normal; in a sum the absolute ones do.  So a range is narrower than the
 * extremes of all inputs together, which would be met hardly ever.
 */
#ifndef COLOSSUS_CORE_RANGE_H
#define COLOSSUS_CORE_RANGE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Range
{
	double		low;
	double		best;
	double		high;
} Range;

/* 0 <= low <= best <= high, all finite */
extern bool range_valid(const Range *range);

/*
 * A band of a level: the product of the first inputs is a level (the demand of a
 * site, MW), of which what lies above floor counts, up to size (a contract with
 * the grid from 0 to its power, the plant of the site behind it).  The inputs
 * after them multiply that.  size may be infinite.
 */
typedef struct Band
{
	size_t		inputs;
	double		floor;
	double		size;
} Band;

/* what a level leaves in a band */
extern double band_of(const Band *band, double level);

/*
 * Product of inputs, each to its power (-1 divides by it); 0 to a negative power
 * is infinite.  With a band, of what the level of the first ones leaves in it: a
 * band never falls as the level rises, so the ends of the level give its ends.
 * What is 0 at its best and not at its high end has no ratio: that end counts
 * whole, times what the others are at their best.
 */
extern Range range_product(const Range *input, const double *power, size_t n, const Band *band);

/* sum of independent inputs */
extern Range range_sum(const Range *input, size_t n);

/*
 * Product of the inputs after less that of the inputs before.  An input that
 * both share (the load, the grid) moves both at once, so it widens the
 * difference by what it moves one more than the other and no more: each input is
 * moved to its ends in turn, and what the difference then moves adds in
 * quadrature.
 */
extern Range range_difference(const Range *before, const Range *after, const bool *shared, const double *power, size_t n,
							  const Band *before_band, const Band *after_band);

/*
 * Each input's share of the squared width of the product, 0 to 1; all 0 where none
 * moves it alone.  Widths are logarithms, but absolute where an end is 0.
 */
extern void range_shares(const Range *input, const double *power, size_t n, const Band *band, double *share);

/* digits that are shown of a computed figure: what lies beyond is the noise of binary fractions */
#define TIDY_DIGITS		12

/* a number rounded to so many significant digits */
extern double tidy(double value);

#endif							/* COLOSSUS_CORE_RANGE_H */
