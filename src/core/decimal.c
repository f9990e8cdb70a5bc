/*
 * decimal.c
 *		The powers of ten of the decimal formats.
 */
#include "core/decimal.h"

const double decimal_power[2 * DECIMAL_PLACES] =
{
	1, 10, 100, 1000, 10000, 100000, 1000000,	/* of a double */
	1, 10, 100, 1000, 10000, 100000, 1000000	/* of a float */
};
