/*
 * columns.h
 *		Rows that come from SQL as arrays of equal length, one for each column:
 *		array_agg() of a table's columns makes them without dynamic SQL.
 */
#ifndef COLOSSUS_PG_COLUMNS_H
#define COLOSSUS_PG_COLUMNS_H

#include "pg/colossus.h"

typedef struct Column
{
	Datum	   *value;
	bool	   *null;
} Column;

/*
 * Argument number n, an array of float8 or timestamptz, as a column.  The first
 * column sets *rows (pass -1); one of another length, or of several dimensions,
 * is 2202E naming the argument.  A NULL array has no rows.
 */
extern Column colossus_column(FunctionCallInfo fcinfo, int n, const char *name, int *rows);

/* true: the row has a value there that is not NULL */
static inline bool
column_has(const Column *column, int row)
{
	return !column->null[row];
}

#endif							/* COLOSSUS_PG_COLUMNS_H */
