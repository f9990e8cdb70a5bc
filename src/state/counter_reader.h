/*
 * counter_reader.h
 *		How a cumulative counter is read: the one definition that counter_energy
 *		and counter_increase, over rows and over stored traces, share.
 *
 * Readings are pushed in the order of sample_before.  From the last accepted
 * reading p the next one c is
 *
 *	a rise		c >= p and c - p is at most max_w * time: the energy is counted;
 *				no rise at all is time stuck
 *	a drop		c < p:
 *		a glitch	the very next reading is back on p's line (a rise from p), or,
 *					after at most COUNTER_GLITCH readings, one that is impossible
 *					after the low ones: the low readings are rejected
 *		a wrap		if the counter has a range and c + range - p is a possible rise
 *		a reset		otherwise: c itself is counted if it can have been used since p;
 *					the time from p to c is a gap
 *	a jump		c - p is more than max_w * time: the same with high readings: either
 *				they are rejected because the counter comes back to p's line, or the
 *				counter goes on from there: the reading c is rejected, the time from
 *				p to c is a gap, the rises after c are counted
 *
 * NaN, infinite and negative readings are rejected.
 */
#ifndef COLOSSUS_STATE_COUNTER_READER_H
#define COLOSSUS_STATE_COUNTER_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/sample.h"
#include "state/energy_sum.h"

/*
 * The most readings that a glitch lasts.  Published ones last one or two
 * (22 MJ, 200 J and back); the more are waited for, the more readings of a
 * counter that was really reset a late spike could take along.
 */
#define COUNTER_GLITCH	8

typedef enum CounterBranch
{
	COUNTER_STRAIGHT = 0,		/* nothing in doubt */
	COUNTER_LOW,				/* readings after a drop */
	COUNTER_HIGH				/* readings after a jump */
} CounterBranch;

typedef struct CounterReader
{
	EnergySum	sum;
	double		max_w;			/* infinite: any rise is possible */
	double		wrap_j;			/* 0: the counter does not wrap */
	int64_t		since;
	int64_t		until;
	bool		started;
	Sample		last;			/* accepted */
	CounterBranch branch;
	int			length;			/* readings in the branch */
	Sample		tip;			/* the last of them */
	EnergySum	doubt;			/* what the branch adds if it holds */
} CounterReader;

extern void counter_reader_init(CounterReader *reader, double max_w, double wrap_j, int64_t since, int64_t until);

extern Status counter_reader_push(CounterReader *reader, int64_t at, double joules);

/* the same as pushing each: a SampleVisitor; reader is a CounterReader */
extern Status counter_reader_push_many(void *reader, const Sample *samples, size_t n);

/* after the last reading: reader->sum is complete */
extern Status counter_reader_end(CounterReader *reader);

#endif							/* COLOSSUS_STATE_COUNTER_READER_H */
