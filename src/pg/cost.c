/*
 * cost.c
 *		SQL functions of core/cost.h.
 */
#include "pg/arguments.h"

#include "core/cost.h"

PG_FUNCTION_INFO_V1(colossus_energy_usd);
PG_FUNCTION_INFO_V1(colossus_capital_usd_per_h);
PG_FUNCTION_INFO_V1(colossus_usd_per_million_tokens);

Datum
colossus_energy_usd(PG_FUNCTION_ARGS)
{
	double		kwh = NOT_NEGATIVE(0, "kwh");
	double		price = NOT_NEGATIVE(1, "usd_per_kwh");

	PG_RETURN_FLOAT8(colossus_result(energy_usd(kwh, price)));
}

Datum
colossus_capital_usd_per_h(PG_FUNCTION_ARGS)
{
	double		usd = NOT_NEGATIVE(0, "usd");
	double		lifetime = POSITIVE(1, "lifetime_h");
	double		utilization = SHARE(2, "utilization");

	positive(utilization, "utilization");
	PG_RETURN_FLOAT8(colossus_result(capital_usd_per_h(usd, lifetime, utilization)));
}

Datum
colossus_usd_per_million_tokens(PG_FUNCTION_ARGS)
{
	double		usd = NOT_NEGATIVE(0, "usd");
	double		tokens = POSITIVE(1, "tokens");

	PG_RETURN_FLOAT8(colossus_result(usd_per_million_tokens(usd, tokens)));
}
