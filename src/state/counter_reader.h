/*
 * counter_reader.h
 *		How a cumulative counter is read: the one definition that counter_energy
 *		and counter_increase, over rows and over stored traces, share.
 *
 * Readings are pushed in the order of sample_before.  From the last accepted
 * reading p the next one c is
 *
 *	a rise		c >= p and c - p is at most max_w * time: the energy is counted
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
 * Many counters are refreshed more slowly than they are read.  While a value
 * changes at most refresh_us after it was first read, the time from change to
 * change is one interval: no part of it is stuck, and max_w judges the whole of
 * it.  A value that stays longer is stuck, from its first reading on.
 *
 * A drop often has two readings, and both may be right.  The energy is that of
 * the one above; lower_nj takes the smaller of the two and upper_nj the larger,
 * so that lower <= energy <= upper and the truth lies between:
 *
 *	taken as	could be						so that
 *	a glitch	a reset, if the readings		upper holds the reset's energy
 *				after it rise from the low one
 *	a reset		a glitch, while a reading		lower holds the rise from p alone, or
 *				that is back on p's line, or	nothing after p if there was no such
 *				none, came in the first			reading
 *				COUNTER_GLITCH readings
 *	a wrap		a reset							lower holds c alone
 *
 * NaN, infinite and negative readings are rejected.  Of unequal readings of one
 * instant the smallest that can follow p is taken, the others are rejected, and
 * the instant is a conflict.
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

/*
 * The longest time between two changes of a counter that is not stuck, where
 * nobody says another: five minutes, a ledger's usual max_gap.  Boards refresh
 * theirs in 0.1 s, exporters that keep values in 30 s, service processors in a
 * minute or a few.
 */
#define COUNTER_REFRESH_US	INT64_C(300000000)

typedef enum CounterBranch
{
	COUNTER_STRAIGHT = 0,		/* nothing in doubt */
	COUNTER_LOW,				/* readings after a drop */
	COUNTER_HIGH				/* readings after a jump */
} CounterBranch;

/* the last reading of a line, and how long its value has stood */
typedef struct CounterTip
{
	Sample		reading;
	int64_t		first;			/* the first reading of this value */
	int64_t		before;			/* the one before: the value may be as old as this; INT64_MIN: there was none */
	int64_t		held_at;		/* the last reading that repeated its value; INT64_MIN: none */
} CounterTip;

typedef struct CounterReader
{
	EnergySum	sum;
	double		max_w;			/* infinite: any rise is possible */
	double		wrap_j;			/* 0: the counter does not wrap */
	int64_t		since;
	int64_t		until;
	uint64_t	refresh_us;		/* COUNTER_REFRESH_US, unless set after counter_reader_init */
	bool		started;
	bool		conflict;		/* unequal readings at seen.at: counted already */
	Sample		seen;			/* the last one pushed, accepted or not; if started */
	CounterTip	last;			/* accepted */
	CounterBranch branch;
	int			length;			/* readings in the branch */
	CounterTip	tip;			/* the last of them */
	EnergySum	doubt;			/* what the branch adds if it holds */
} CounterReader;

extern void counter_reader_init(CounterReader *reader, double max_w, double wrap_j, int64_t since, int64_t until);

extern Status counter_reader_push(CounterReader *reader, int64_t at, double joules);

/* the same as pushing each: a SampleVisitor; reader is a CounterReader */
extern Status counter_reader_push_many(void *reader, const Sample *samples, size_t n);

/* after the last reading: reader->sum is complete */
extern Status counter_reader_end(CounterReader *reader);

/*
 * Where the time begins that is in no sum yet, for the value may change in time
 * to make it one interval: up to the reading, but for it, all is booked.
 */
static inline int64_t
counter_tip_from(const CounterReader *reader, const CounterTip *tip)
{
	return interval_us(tip->first, tip->reading.at) <= reader->refresh_us ? tip->first : tip->reading.at;
}

/*
 * Is all that was pushed in the sum?  Then a copy may go on with an empty sum and
 * another window: since and until never decide how a reading is taken.
 */
static inline bool
counter_reader_quiet(const CounterReader *reader)
{
	return reader->branch == COUNTER_STRAIGHT &&
		(!reader->started || counter_tip_from(reader, &reader->last) == reader->last.reading.at);
}

/*
 * The increase of a counter that counts what was done (tokens, requests, bytes):
 * it loses nothing but by a restart at zero, so every fall is one, and no rise is
 * too large.  Of unequal readings of one instant the smallest that is no fall is
 * taken, else the smallest; readings that are no numbers are left out.
 */
typedef struct IncreaseReader
{
	i128		increase;		/* in steps of 1e-9 */
	int64_t		readings;
	bool		started;		/* last is there */
	bool		pending;		/* now is there */
	Sample		last;
	Sample		now;			/* its instant may have more readings */
} IncreaseReader;

extern void increase_reader_init(IncreaseReader *reader);

/* a SampleVisitor, as counter_reader_push_many; CORE_RANGE above 1e27 */
extern Status increase_reader_push_many(void *reader, const Sample *samples, size_t n);

/* after the last reading: reader->increase is complete */
extern Status increase_reader_end(IncreaseReader *reader);

#endif							/* COLOSSUS_STATE_COUNTER_READER_H */
