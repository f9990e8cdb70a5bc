/*
 * arguments.h
 *		Taking numbers from SQL, each with the condition that it must meet.
 *
 * NaN and infinity are 22003, an impossible value is 22023; both errors name the
 * argument and show the value.
 */
#ifndef COLOSSUS_PG_ARGUMENTS_H
#define COLOSSUS_PG_ARGUMENTS_H

#include <float.h>

#include "pg/colossus.h"

/* a number as short as it can be written exactly, palloc'd */
extern char *colossus_shortest(double value);

pg_noreturn extern void colossus_not_finite(const char *name, double value);
pg_noreturn extern void colossus_impossible(const char *name, double value, const char *condition, const char *hint);

static inline double
finite_number(double value, const char *name)
{
	if (!(value >= -DBL_MAX && value <= DBL_MAX))
		colossus_not_finite(name, value);
	return value;
}

static inline double
not_negative(double value, const char *name)
{
	if (!(value >= 0 && value <= DBL_MAX))
	{
		finite_number(value, name);
		colossus_impossible(name, value, "must not be negative", NULL);
	}
	return value;
}

static inline double
positive(double value, const char *name)
{
	if (!(value > 0 && value <= DBL_MAX))
	{
		finite_number(value, name);
		colossus_impossible(name, value, "must be greater than 0", NULL);
	}
	return value;
}

/* 0 to 1 */
static inline double
share(double value, const char *name)
{
	if (!(value >= 0 && value <= 1))
	{
		finite_number(value, name);
		colossus_impossible(name, value, "must be between 0 and 1", "A percentage must be divided by 100.");
	}
	return value;
}

/* power or energy at one place over that further inside: at least 1; nobody runs twenty times his load, but 130 is what is typed for 130 % */
static inline double
overhead(double value, const char *name, const char *hint)
{
	if (value > 20 && value <= DBL_MAX)
		colossus_impossible(name, value, "must be at most 20", "It is a ratio: a percentage must be divided by 100 (130 % is 1.3).");
	if (!(value >= 1 && value <= DBL_MAX))
	{
		finite_number(value, name);
		colossus_impossible(name, value, "must be at least 1", hint);
	}
	return value;
}

/* the result of arithmetic on finite numbers */
extern double colossus_result(double value);

#define NOT_NEGATIVE(n, name)	not_negative(PG_GETARG_FLOAT8(n), name)
#define POSITIVE(n, name)		positive(PG_GETARG_FLOAT8(n), name)
#define SHARE(n, name)			share(PG_GETARG_FLOAT8(n), name)
#define PUE(n)					overhead(PG_GETARG_FLOAT8(n), "pue", "PUE is facility energy over IT energy.")
#define SERVER_FACTOR(n)		overhead(PG_GETARG_FLOAT8(n), "server_factor", \
										 "The factor is power of the servers over power of their accelerators.")

#endif							/* COLOSSUS_PG_ARGUMENTS_H */
