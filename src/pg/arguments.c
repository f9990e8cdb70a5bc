/*
 * arguments.c
 *		The errors about numbers that cannot be meant.
 */
#include "pg/arguments.h"

#include <math.h>

#include "common/shortest_dec.h"

char *
colossus_shortest(double value)
{
	char	   *text = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);

	double_to_shortest_decimal_buf(value, text);
	return text;
}

void
colossus_not_finite(const char *name, double value)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be a finite number, but is %s", name, colossus_shortest(value)),
			 errhint("NULL stands for what is not known.")));
}

void
colossus_impossible(const char *name, double value, const char *condition, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s %s, but is %s", name, condition, colossus_shortest(value)),
			 hint ? errhint("%s", hint) : 0));
}

double
colossus_result(double value)
{
	if (isinf(value) || isnan(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("result is out of range of double precision")));
	return value;
}
