/*
 * energy.h
 *		The composite types energy and energy_bucket, and what the glue of all
 *		energy functions shares.
 */
#ifndef COLOSSUS_PG_ENERGY_H
#define COLOSSUS_PG_ENERGY_H

#include "pg/colossus.h"

#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "utils/array.h"
#include "utils/numeric.h"

#include "state/energy_sum.h"

/* columns of the composite type energy */
#define ENERGY_COLUMNS		16

/* an i128 as numeric */
extern Datum energy_numeric(i128 value);

/* the reverse; false: a fraction, not finite, or beyond 127 bits */
extern bool energy_whole(Numeric number, i128 *value);

/* the row type that the running function returns; kept in fn_extra, which must be free */
extern TupleDesc energy_result_desc(FunctionCallInfo fcinfo);

/*
 * The columns of energy into values and nulls (ENERGY_COLUMNS of each), for
 * rows that lead with other columns.
 */
extern void energy_columns(const EnergySum *sum, Datum *values, bool *nulls);

/* an energy value of the row type */
extern Datum energy_datum(TupleDesc desc, const EnergySum *sum);

/*
 * An interval as microseconds, a day being 24 hours; months and anything that
 * is not positive are 22023 naming the argument.
 */
extern int64 energy_interval_us(const Interval *interval, const char *argument);

/* an argument that must be greater than zero and finite: 22023 naming it if it is not */
extern double energy_positive(double value, const char *argument);

/*
 * The instants of an array, borrowed from it: *n of them, ascending.  22023 for more than one
 * dimension, a null or another order.
 */
extern const int64 *energy_edges(ArrayType *array, int *n);

/* raises 54000: an answer of more than ENERGY_MAX_BUCKETS */
extern void energy_too_many_buckets(void);

/* a window of no length or less is 22023 */
extern void energy_check_window(int64 since, int64 until);

/* raises the error of a status that a sum of energies returned */
extern void energy_check(Status status);

#endif							/* COLOSSUS_PG_ENERGY_H */
