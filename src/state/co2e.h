/*
 * co2e.h
 *		Emissions of a power series under a series of grid intensities.
 *
 * Intensity is in g CO2e per kWh and holds from its sample to the next, at most
 * intensity_max_age.  1 kWh is 3.6e6 J, 1 kg is 1000 g.
 */
#ifndef COLOSSUS_STATE_CO2E_H
#define COLOSSUS_STATE_CO2E_H

#include <stddef.h>
#include <stdint.h>

#include "core/int128.h"
#include "core/sample.h"
#include "core/status.h"

typedef struct Co2e
{
	double		kg;
	i128		energy_nj;		/* the energy that kg stands for */
	i128		covered_us;		/* power and intensity known */
	i128		uncovered_us;	/* the rest, from the first power sample to the last */
} Co2e;

/*
 * Sorted samples made ready in place: NaN, infinite and negative values left
 * out, the values of one instant averaged.  Returns how many remain.
 */
extern size_t co2e_clean(Sample *samples, size_t n);

/* both series cleaned; CORE_RANGE, CORE_CANCELLED */
extern Status co2e_integrate(Co2e *co2e, const Sample *power, size_t powers, const Sample *intensity, size_t intensities,
							 uint64_t max_gap_us, uint64_t max_age_us, SamplePoll poll);

#endif							/* COLOSSUS_STATE_CO2E_H */
