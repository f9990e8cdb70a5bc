/*
 * flops.c
 *		SQL functions of core/flops.h; the aggregates are in exact_sums.c.
 */
#include "pg/arguments.h"

#include "core/flops.h"

PG_FUNCTION_INFO_V1(colossus_training_flop);
PG_FUNCTION_INFO_V1(colossus_hardware_flop);
PG_FUNCTION_INFO_V1(colossus_flops_utilization);
PG_FUNCTION_INFO_V1(colossus_h100_equivalents);

Datum
colossus_training_flop(PG_FUNCTION_ARGS)
{
	double		params = NOT_NEGATIVE(0, "params");
	double		tokens = NOT_NEGATIVE(1, "tokens");

	PG_RETURN_FLOAT8(colossus_result(training_flop(params, tokens)));
}

Datum
colossus_hardware_flop(PG_FUNCTION_ARGS)
{
	double		accelerators = NOT_NEGATIVE(0, "accelerators");
	double		peak_flops = NOT_NEGATIVE(1, "peak_flops");
	double		seconds = NOT_NEGATIVE(2, "seconds");
	double		utilization = SHARE(3, "utilization");

	PG_RETURN_FLOAT8(colossus_result(hardware_flop(accelerators, peak_flops, seconds, utilization)));
}

Datum
colossus_flops_utilization(PG_FUNCTION_ARGS)
{
	double		flop = NOT_NEGATIVE(0, "flop");
	double		accelerators = POSITIVE(1, "accelerators");
	double		peak_flops = POSITIVE(2, "peak_flops");
	double		seconds = POSITIVE(3, "seconds");

	PG_RETURN_FLOAT8(colossus_result(flops_utilization(flop, accelerators, peak_flops, seconds)));
}

/* a peak, or 0 where the part has no such format */
static double
peak_or_zero(FunctionCallInfo fcinfo, int n, const char *name)
{
	return PG_ARGISNULL(n) ? 0 : POSITIVE(n, name);
}

/* not strict: a NULL peak is a format that the part has not */
Datum
colossus_h100_equivalents(PG_FUNCTION_ARGS)
{
	double		accelerators;
	double		fp8_flops = peak_or_zero(fcinfo, 1, "fp8_flops");
	double		int8_flops = peak_or_zero(fcinfo, 2, "int8_flops");
	double		bf16_flops = peak_or_zero(fcinfo, 3, "bf16_flops");
	double		fp16_flops = peak_or_zero(fcinfo, 4, "fp16_flops");
	double		equivalents;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	accelerators = NOT_NEGATIVE(0, "accelerators");
	if (!h100_equivalents(accelerators, fp8_flops, int8_flops, bf16_flops, fp16_flops, &equivalents))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(colossus_result(equivalents));
}
