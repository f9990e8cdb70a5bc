/*
 * columns.c
 *		Rows that come from SQL as arrays of equal length.
 */
#include "pg/columns.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

/*
 * The arrays of one call are checked against each other by the caller's rows: it passes them
 * on from column to column.  Elements are of 8 bytes, passed by value where the server does
 * so; a function that declares another type may not come here.
 */
Column
colossus_column(FunctionCallInfo fcinfo, int n, const char *name, int *rows)
{
	Column		column = {NULL, NULL};
	int			count = 0;

	if (!PG_ARGISNULL(n))
	{
		ArrayType  *array = PG_GETARG_ARRAYTYPE_P(n);

		if (ARR_NDIM(array) > 1)
			ereport(ERROR,
					(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
					 errmsg("%s must have one dimension, but has %d", name, ARR_NDIM(array))));
		/* float8 and timestamptz are stored alike */
		deconstruct_array(array, ARR_ELEMTYPE(array), 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
						  &column.value, &column.null, &count);
	}
	if (*rows >= 0 && count != *rows)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("%s has %d elements, but the array before it has %d", name, count, *rows),
				 errhint("Make all arrays with array_agg() over the same rows.")));
	*rows = count;
	return column;
}
