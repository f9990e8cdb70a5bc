/*
 * power_reader.h
 *		How the samples of a power gauge are read: the one definition that rows
 *		and stored traces share.
 *
 * Samples are pushed in the order of sample_before.  NaN, infinite and negative
 * values are rejected and counted; values of one instant are averaged, and are
 * a conflict if they differ; between
 * neighbours lies a trapezoid, or a gap if they are more than max_gap apart.
 */
#ifndef COLOSSUS_STATE_POWER_READER_H
#define COLOSSUS_STATE_POWER_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/sample.h"
#include "core/sample_mean.h"
#include "state/energy_sum.h"

/*
 * W; what a gauge whose limit nobody knows is believed: more than the largest
 * power station gives (Three Gorges, 2.25e10 W), and small enough that no sum
 * of a ledger overflows.
 */
#define POWER_GAUGE_MAX_W	1e11

typedef struct PowerReader
{
	EnergySum	sum;
	uint64_t	max_gap_us;
	int64_t		since;
	int64_t		until;
	bool		have_last;		/* an instant before the current one */
	int64_t		last_at;
	double		last_w;
	int64_t		at;				/* the current instant, if values.n > 0 */
	SampleMean	values;			/* at it */
} PowerReader;

extern void power_reader_init(PowerReader *reader, uint64_t max_gap_us, int64_t since, int64_t until);

/* a sample was left out at an instant before all that are pushed, or after them */
extern void power_reader_begin_after(PowerReader *reader, int64_t at);
extern Status power_reader_end_before(PowerReader *reader, int64_t at);

extern Status power_reader_push(PowerReader *reader, int64_t at, double watts);

/* the same as pushing each: a SampleVisitor; reader is a PowerReader */
extern Status power_reader_push_many(void *reader, const Sample *samples, size_t n);

/* a run of samples without doubles, all inside the window, summed up beforehand */
typedef struct PowerSummary
{
	int64_t		first_at;		/* accepted */
	double		first_w;
	int64_t		last_at;
	double		last_w;
	double		peak_w;
	i128		energy_nj;		/* between first and last, but for gaps */
	i128		lower_nj;
	i128		upper_nj;
	uint64_t	gap_us;			/* in all */
	int64_t		gaps;
	int64_t		samples;		/* accepted */
	int64_t		rejected;
} PowerSummary;

extern Status power_reader_push_summary(PowerReader *reader, const PowerSummary *summary);

/* all samples up to this accepted one lie before the window, and none shares its instant */
extern Status power_reader_skip_to(PowerReader *reader, int64_t at, double watts);

/* after the last sample: reader->sum is complete */
extern Status power_reader_end(PowerReader *reader);

#endif							/* COLOSSUS_STATE_POWER_READER_H */
