/*
 * unit.h
 *		Units of bills: energy, volume, mass.
 *
 * Factors are exact by definition (NIST SP 811, Appendix B): the International
 * Table Btu, the avoirdupois pound, the US gallon and the international foot.
 */
#ifndef COLOSSUS_CORE_UNIT_H
#define COLOSSUS_CORE_UNIT_H

#include <stddef.h>

#include "core/status.h"

/* name of unit number i, for lists; NULL: no more */
extern const char *unit_name(int i);

/*
 * quantity in another unit.  CORE_SYNTAX: an unknown unit, *unknown says which
 * (0 from, 1 to); CORE_INVALID: units of different kinds (kWh in L).
 */
extern Status unit_convert(double quantity, const char *from, size_t from_length,
						   const char *to, size_t to_length, double *result, int *unknown);

#endif							/* COLOSSUS_CORE_UNIT_H */
