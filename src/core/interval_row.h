/*
 * interval_row.h
 *		The energies of a row of neighbouring samples, in integers of 64 bits.
 *
 * The same nanojoules as interval_trapezoid gives for each, a few times faster:
 * for powers that are whole numbers of a small fixed part of a watt, and times
 * that are whole numbers of a decimal unit.  Telemetry is of this kind; where
 * a row is not, or where a sum might not fit, there is no answer here and the
 * samples have to be taken one by one.
 */
#ifndef COLOSSUS_CORE_INTERVAL_ROW_H
#define COLOSSUS_CORE_INTERVAL_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "core/decimal.h"

#define INTERVAL_ROW		256		/* samples in a row */

/* what a value stands for, in watts */
typedef enum IntervalRowKind
{
	INTERVAL_ROW_DOUBLE,		/* the nearest double to value / 10^decimals */
	INTERVAL_ROW_FLOAT,			/* the nearest float to it, as a double */
	INTERVAL_ROW_FLOAT_BITS		/* a float, by its bits */
} IntervalRowKind;

typedef struct IntervalRow
{
	uint32_t	n;				/* samples: 1 to INTERVAL_ROW */
	IntervalRowKind kind;
	int			decimals;		/* 0 to 6 */
	int			unit;			/* steps are in 10^unit us, 0 to 6 */
	int64_t		values[INTERVAL_ROW];
	uint64_t	steps[INTERVAL_ROW];	/* n - 1 of them */
} IntervalRow;

typedef struct IntervalRowSum
{
	uint64_t	energy_nj;		/* of intervals of at most the longest step */
	uint64_t	lower_nj;
	uint64_t	upper_nj;
	uint64_t	gap_steps;		/* of the others */
	uint32_t	gaps;
} IntervalRowSum;

/* the values are integers of a decimal format; false if no kind of row is made of them */
static inline bool
interval_row_format(IntervalRow *row, int format)
{
	row->kind = format < DECIMAL_PLACES ? INTERVAL_ROW_DOUBLE :
		format < DECIMAL_FLOAT_BITS ? INTERVAL_ROW_FLOAT : INTERVAL_ROW_FLOAT_BITS;
	row->decimals = format % DECIMAL_PLACES;
	return format < DECIMAL_DOUBLE_BITS;
}

/* the largest value, at least 0 */
static inline int64_t
interval_row_peak(const IntervalRow *row)
{
	int64_t		peak = 0;

	for (uint32_t i = 0; i < row->n; i++)
		peak = row->values[i] > peak ? row->values[i] : peak;
	return peak;
}

/*
 * False: a value is negative or too fine, a step is 0, or something is too
 * large for 64 bits.  values and steps behind the n-th may be written.
 */
extern bool interval_row(IntervalRow *row, uint64_t longest, IntervalRowSum *sum);

#endif							/* COLOSSUS_CORE_INTERVAL_ROW_H */
