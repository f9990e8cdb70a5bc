/*
 * flops.c
 *		FLOPs of training and of hardware, from numbers alone.
 */
#include "core/flops.h"

double
training_flop(double params, double tokens)
{
	return TRAINING_FLOP_PER_PARAM_TOKEN * params * tokens;
}

double
hardware_flop(double accelerators, double peak_flops, double seconds, double utilization)
{
	return accelerators * peak_flops * seconds * utilization;
}

double
flops_utilization(double flop, double accelerators, double peak_flops, double seconds)
{
	return flop / (accelerators * peak_flops * seconds);
}

bool
h100_equivalents(double accelerators, double fp8_flops, double int8_flops,
				 double bf16_flops, double fp16_flops, double *equivalents)
{
	double		eight = fp8_flops > 0 ? fp8_flops : int8_flops;
	double		sixteen = bf16_flops > 0 ? bf16_flops : fp16_flops;

	if (eight > 0)
		*equivalents = accelerators * eight / H100_8BIT_FLOPS;
	else if (sixteen > 0)
		*equivalents = accelerators * sixteen / H100_16BIT_FLOPS;
	else
		return false;
	return true;
}
