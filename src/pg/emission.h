/*
 * emission.h
 *		Gases and pollutants from SQL, with the errors about those that are none.
 */
#ifndef COLOSSUS_PG_EMISSION_H
#define COLOSSUS_PG_EMISSION_H

#include "pg/colossus.h"

#include "core/emission.h"

/* by name; 22023 with the list of those that exist */
extern Pollutant colossus_pollutant(text *name);
extern Pollutant colossus_gas(text *name);

/* global warming potential of a gas; 22023 with the pairs that exist for it */
extern double colossus_gwp(Pollutant gas, text *assessment, int32 horizon_years);

/* the same for one who names no assessment */
extern double colossus_default_gwp(Pollutant gas);

#endif							/* COLOSSUS_PG_EMISSION_H */
