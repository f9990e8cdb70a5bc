/*
 * counter_energy.h
 *		What the aggregates over readings of a counter and those over traces of them share.
 */
#ifndef COLOSSUS_PG_COUNTER_ENERGY_H
#define COLOSSUS_PG_COUNTER_ENERGY_H

#include "pg/sample_state.h"
#include "state/counter_reader.h"

/*
 * max_w [, wrap_j] [, since, until] from the argument max_w on; a null wrap_j says that the
 * counter does not wrap.  22004 for another null, 22023 for what is not above zero.
 */
extern SampleParameters counter_parameters(FunctionCallInfo fcinfo, int argument, bool wraps);

/* after the last reading: the row of type energy, and the increase, NULL without a reading */
extern Datum counter_energy_result(FunctionCallInfo fcinfo, CounterReader *reader);
extern Datum counter_increase_result(FunctionCallInfo fcinfo, IncreaseReader *reader);

#endif							/* COLOSSUS_PG_COUNTER_ENERGY_H */
