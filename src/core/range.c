/*
 * range.c
 *		See range.h.
 */
#include "core/range.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#define NOISE	1e-12			/* of two equal products taken in another order */

double
band_of(const Band *band, double level)
{
	return fmin(fmax(level - band->floor, 0), band->size);
}

/* the product with input at at one of its ends; at >= n: all at their best */
static double
product_at(const Range *input, const double *power, size_t n, const Band *band, size_t at, double value)
{
	double		product = 1;

	for (size_t i = 0; i < n; i++)
	{
		double		factor = i == at ? value : input[i].best;

		if (band != NULL && i == band->inputs)
			product = band_of(band, product);
		product *= power[i] == 1 ? factor : pow(factor, power[i]);
	}
	return band != NULL && band->inputs >= n ? band_of(band, product) : product;
}

/* logarithm of the ratio of two ends of an input; 0 where they are one */
static double
log_ratio(double above, double below)
{
	return above == below ? 0 : log(above / below);
}

/* squared logarithms of what the inputs move their product, up and down */
static void
add_ratios(const Range *input, const double *power, size_t n, double *up, double *down)
{
	for (size_t i = 0; i < n; i++)
	{
		double		above = fabs(power[i]) * log_ratio(input[i].high, input[i].best);
		double		below = fabs(power[i]) * log_ratio(input[i].best, input[i].low);

		*up += power[i] >= 0 ? above * above : below * below;
		*down += power[i] >= 0 ? below * below : above * above;
	}
}

/* is an input nothing at its best, but not at its high end?  No ratio says how much */
static bool
has_none(const Range *input, const double *power, size_t n)
{
	bool		none = false;

	for (size_t i = 0; i < n; i++)
		none |= input[i].best == 0 && input[i].high > 0 && power[i] > 0;
	return none;
}

/* the product with those inputs at their high ends, the others at their best */
static double
high_of_none(const Range *input, const double *power, size_t n)
{
	double		product = 1;

	for (size_t i = 0; i < n; i++)
		product *= pow(power[i] > 0 && input[i].best == 0 ? input[i].high : input[i].best, power[i]);
	return product;
}

Range
range_product(const Range *input, const double *power, size_t n, const Band *band)
{
	const double one = 1;
	Range		result;
	Range		level;
	size_t		first = 0;
	double		up = 0;
	double		down = 0;

	if (band == NULL && has_none(input, power, n))
		return (Range) {0, 0, high_of_none(input, power, n)};
	result.best = product_at(input, power, n, band, n, 0);
	if (band != NULL)
	{
		first = band->inputs < n ? band->inputs : n;
		level = range_product(input, power, first, NULL);
		level.low = band_of(band, level.low);
		level.best = band_of(band, level.best);
		level.high = band_of(band, level.high);
		if (has_none(&level, &one, 1) || has_none(input + first, power + first, n - first))
			return (Range) {0, 0, high_of_none(&level, &one, 1) * high_of_none(input + first, power + first, n - first)};
		add_ratios(&level, &one, 1, &up, &down);
	}
	add_ratios(input + first, power + first, n - first, &up, &down);
	result.high = up > 0 && result.best > 0 ? fmax(result.best, result.best * exp(sqrt(up))) : result.best;
	result.low = down > 0 && result.best > 0 ? fmin(result.best, result.best * exp(-sqrt(down))) : result.best;
	return result;
}

Range
range_sum(const Range *input, size_t n)
{
	Range		result = {0, 0, 0};
	double		up = 0;
	double		down = 0;

	for (size_t i = 0; i < n; i++)
	{
		result.best += input[i].best;
		up += (input[i].high - input[i].best) * (input[i].high - input[i].best);
		down += (input[i].best - input[i].low) * (input[i].best - input[i].low);
	}
	result.high = result.best + sqrt(up);
	result.low = fmax(result.best - sqrt(down), 0);
	return result;
}

/* adds a move of the difference to the side that it lies on */
static void
add_move(double move, double *up, double *down)
{
	if (move > 0)
		*up += move * move;
	else
		*down += move * move;
}

Range
range_difference(const Range *before, const Range *after, const bool *shared, const double *power, size_t n,
				 const Band *before_band, const Band *after_band)
{
	Range		result;
	double		was = product_at(before, power, n, before_band, n, 0);
	double		is = product_at(after, power, n, after_band, n, 0);
	double		up = 0;
	double		down = 0;

	result.best = is - was;
	if (fabs(result.best) <= NOISE * fmax(is, was))
		result.best = 0;
	for (size_t i = 0; i < n; i++)
	{
		double		was_low = product_at(before, power, n, before_band, i, before[i].low) - was;
		double		was_high = product_at(before, power, n, before_band, i, before[i].high) - was;
		double		is_low = product_at(after, power, n, after_band, i, after[i].low) - is;
		double		is_high = product_at(after, power, n, after_band, i, after[i].high) - is;

		if (shared[i])
		{
			add_move(is_low - was_low, &up, &down);
			add_move(is_high - was_high, &up, &down);
			continue;
		}
		add_move(-was_low, &up, &down);
		add_move(-was_high, &up, &down);
		add_move(is_low, &up, &down);
		add_move(is_high, &up, &down);
	}
	result.low = result.best - sqrt(down);
	result.high = result.best + sqrt(up);
	return result;
}

void
range_shares(const Range *input, const double *power, size_t n, const Band *band, double *share)
{
	double		sum = 0;
	bool		ratios = true;

	for (size_t i = 0; i < n; i++)
		ratios &= product_at(input, power, n, band, i, input[i].low) > 0 && product_at(input, power, n, band, i, input[i].high) > 0;
	for (size_t i = 0; i < n; i++)
	{
		double		low = product_at(input, power, n, band, i, input[i].low);
		double		high = product_at(input, power, n, band, i, input[i].high);
		double		width = ratios ? log_ratio(high, low) : high - low;

		share[i] = width * width;
		sum += share[i];
	}
	for (size_t i = 0; i < n; i++)
		share[i] = sum > 0 ? share[i] / sum : 0;
}

double
tidy(double value)
{
	double		magnitude = fabs(value);

	if (magnitude > 0 && magnitude <= DBL_MAX)
	{
		int			digits = TIDY_DIGITS - 1 - (int) floor(log10(magnitude));
		double		scale = pow(10, abs(digits));

		/* a power of ten that is exact in a double keeps the result the nearest to its decimal form */
		if (abs(digits) <= 22)
			return digits >= 0 ? round(value * scale) / scale : round(value / scale) * scale;
	}
	return value;
}
