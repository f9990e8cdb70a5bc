/*
 * flops.h
 *		FLOPs of training and of hardware, from numbers alone.
 *
 * FLOP is a count, FLOPS a rate per second.  Peaks are dense: a figure for 2:4
 * sparse matrices is twice as large and belongs nowhere here.
 */
#ifndef COLOSSUS_CORE_FLOPS_H
#define COLOSSUS_CORE_FLOPS_H

#include <stdbool.h>

/*
 * FLOP per parameter and token of training: a multiply and an add, in the
 * forward pass and twice in the backward pass (for the weights, for the
 * activations).  Kaplan et al. 2020, arXiv:2001.08361, section 2.1.
 */
#define TRAINING_FLOP_PER_PARAM_TOKEN	6.0

/*
 * One H100 SXM, dense, as NVIDIA's data sheet has it (half of the sparse
 * figures): 8-bit OP/s and BF16 FLOP/s.
 */
#define H100_8BIT_FLOPS		1.979e15
#define H100_16BIT_FLOPS	989.4e12

/* FLOP to train params parameters on tokens tokens */
extern double training_flop(double params, double tokens);

/* FLOP done by accelerators at a share of their peak (0 to 1) */
extern double hardware_flop(double accelerators, double peak_flops, double seconds, double utilization);

/* share of the peak, 0 to 1, that flop stands for: MFU if flop is model FLOP */
extern double flops_utilization(double flop, double accelerators, double peak_flops, double seconds);

/*
 * Accelerators counted in H100: by dense FP8; where a part has none, by INT8;
 * without any 8-bit format by BF16, else FP16, against the H100's BF16.
 * A peak that is NULL is passed as 0.  False: no peak known.
 */
extern bool h100_equivalents(double accelerators, double fp8_flops, double int8_flops,
							 double bf16_flops, double fp16_flops, double *equivalents);

/* dense peak of n accelerators, FLOP/s: a term of fleet_flops */
static inline double
fleet_peak(double accelerators, double peak_flops)
{
	return accelerators * peak_flops;
}

/* FLOP that accelerators could have done: a term of mfu */
static inline double
possible_flop(double accelerator_s, double peak_flops)
{
	return accelerator_s * peak_flops;
}

/* model FLOP over possible FLOP, of the sums; possible must not be 0 */
static inline double
flop_ratio(double flop, double possible)
{
	return flop / possible;
}

#endif							/* COLOSSUS_CORE_FLOPS_H */
