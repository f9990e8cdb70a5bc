/*
 * hours.h
 *		What a day of one series comes to, hour by hour, in a few hundred bytes.
 *
 * A closed day is summed up once and kept.  Its windows lie between neighbouring
 * edges, usually hours; any edges will do.  A window's sums stand at a fixed
 * place, so that one of them is read without the others:
 *
 *	head		version, flags, windows, checksum, first edge
 *	ends		readings at both ends of the day, if there is one
 *	widths		a byte for each column
 *	columns		of each, a number of that many bytes for every window
 *
 * What is the same in all windows and 0 takes no bytes.
 */
#ifndef COLOSSUS_STATE_HOURS_H
#define COLOSSUS_STATE_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/sample.h"
#include "core/status.h"
#include "state/energy_sum.h"
#include "state/trace.h"

#define HOURS_VERSION		1
#define HOURS_WINDOWS		50000	/* the most that a value holds: a device may have a job every few seconds of a day */

typedef enum HoursColumn
{
	HOURS_LENGTH,				/* us from an hour */
	HOURS_ENERGY,				/* nJ */
	HOURS_BELOW,				/* energy - lower */
	HOURS_ABOVE,				/* upper - energy, from below: but for rounding the same */
	HOURS_UNSEEN,				/* us that is neither covered nor gap nor stuck */
	HOURS_GAP,					/* us */
	HOURS_STUCK,				/* us */
	HOURS_GAPS,
	HOURS_SAMPLES,
	HOURS_REJECTED,
	HOURS_RESETS,
	HOURS_WRAPS,
	HOURS_CONFLICTS,
	HOURS_PEAK,					/* whole number of a decimal format, of -1 if there is none */
	HOURS_FIRST,				/* us from the window's start to the first sample; 0: or none */
	HOURS_LAST,					/* us from the last sample to the window's end; 0: none */
	HOURS_COLUMNS
} HoursColumn;

/* head, ends, widths, format of the peaks, columns of at most 16 bytes */
#define HOURS_MOST(n)		(16 + 64 + HOURS_COLUMNS + 1 + (size_t) (n) * HOURS_COLUMNS * 16)

/*
 * What the days beside need to know.  The value of a counter may stand for some
 * readings, and the time from change to change is one interval: hence the
 * reading at which the first value changes, and the one from which on the last
 * value stands.  Of a gauge they are the first and the last reading again.
 */
typedef struct HoursEnds
{
	bool		some;
	Sample		first;
	Sample		change;			/* the first reading of another value; first if there is none */
	Sample		stands;			/* the first reading of the last value */
	Sample		last;
} HoursEnds;

/* bytes that were checked */
typedef struct Hours
{
	uint32_t	n;				/* windows */
	int64_t		first_edge;
	HoursEnds	ends;
	int			peak_format;
	const uint8_t *columns[HOURS_COLUMNS];
	const uint8_t *roomy_until;	/* up to there 8 bytes may be read */
	uint8_t		widths[HOURS_COLUMNS];
} Hours;

/* CORE_CORRUPT unless the checksum, all lengths and the edges are in order, and each window has sums that can be */
extern Status hours_open(Hours *hours, const uint8_t *bytes, size_t size);

/* where the window ends that begins at since */
extern int64_t hours_window_end(const Hours *hours, uint32_t i, int64_t since);

/* the sums of the window that begins at since */
extern void hours_window(const Hours *hours, uint32_t i, int64_t since, EnergySum *sum);

/* energy_nj of it alone, and covered_us */
extern i128 hours_window_energy(const Hours *hours, uint32_t i);
extern i128 hours_window_covered(const Hours *hours, uint32_t i, int64_t since, int64_t until);

/*
 * n windows between n + 1 ascending finite edges, with their sums; bytes has
 * room for HOURS_MOST(n).  CORE_RANGE: a count that no day can have.
 */
extern Status hours_write(uint8_t *bytes, size_t *size, uint32_t n, const int64_t *edges, const EnergySum *sums, const HoursEnds *ends);

/*
 * The sums between n + 1 ascending edges, of which nobody knows more than the hours
 * say: a window that an edge cuts is split by time, evenly.  Of each sum the parts of a
 * window add up to it, and bounds stay bounds; its peak is each part's, and of a part the
 * instants of its samples are not known.  CORE_RANGE if a sum overflows.
 */
extern Status hours_cut(const Hours *hours, uint32_t n, const int64_t *edges, EnergySum *sums);

/* ---- summing up a day ---- */

typedef enum HoursKind
{
	HOURS_POWER,				/* a gauge */
	HOURS_COUNTER,				/* of energy, see CounterReader */
	HOURS_INCREASE				/* of anything else, see IncreaseReader */
} HoursKind;

typedef struct HoursMethod
{
	HoursKind	kind;
	uint64_t	max_gap_us;		/* of a counter: the longest time that its value stands and is not stuck */
	double		max_w;			/* infinite: none */
	double		wrap_j;			/* 0: none */
} HoursMethod;

/* the ends of a day by its trace alone, for the days beside it: of a gauge that accepts up to trace->max_w, and of a counter */
extern Status hours_ends_of_power(const TraceReader *trace, HoursEnds *ends, SamplePoll poll);
extern Status hours_ends_of_counter(const TraceReader *trace, HoursEnds *ends, SamplePoll poll);

/*
 * The readings of a power gauge: of the day (trace may be NULL), and the ends of
 * the nearest days with readings before and behind it (NULL: none).
 * CORE_INVALID unless those lie before and behind.  What a trace cannot answer
 * from its headers is decoded.
 */
extern Status hours_of_power(const TraceReader *trace, const HoursEnds *before, const HoursEnds *after, const HoursMethod *method,
							 uint32_t n, const int64_t *edges, EnergySum *sums, HoursEnds *ends, SamplePoll poll);

/*
 * The readings of a counter in order; those of the day are from day on up to
 * day_end, the others are of the ends of days beside.  CORE_INVALID unless they
 * are in order.
 */
extern Status hours_of_counter(const Sample *readings, size_t m, size_t day, size_t day_end, const HoursMethod *method,
							   uint32_t n, const int64_t *edges, EnergySum *sums, HoursEnds *ends, SamplePoll poll);

#endif							/* COLOSSUS_STATE_HOURS_H */
