/*
 * fleet.h
 *		The energy of a whole fleet in one pass, without sorting.
 *
 * The input is the samples of many devices, mixed, each device in order of time
 * but for samples that are late by at most 16 of its own.  Energy is a sum over
 * neighbours in time, so a pair may be booked once nothing can come between.
 * Of each device the state therefore keeps
 *
 *	- a tail of its latest samples: at least 17 that are free, and before them
 *	  one that is frozen.  When the tail is full its oldest free samples freeze,
 *	  and the intervals up to them are booked;
 *	- its first 18 samples likewise, since another part of the input may end
 *	  with late samples of that time: a scan that starts in the middle of a
 *	  table and wraps around, the state of the hour before.
 *
 * What lies between is sealed: booked, and gone.  A state is then a multiset of
 * samples, pairs of which are the ends of sealed stretches, and integer sums.
 * Merging is the union.  The end of the aggregate sorts each device's samples,
 * books the intervals that are not, and finds a sample inside a sealed stretch
 * if there is one: then, and only then, the answer is CORE_UNDECIDED.
 *
 * A partial aggregate of a parallel plan sees a part of every device's
 * samples, so nothing can be sealed there: it keeps all of them (keep_all), in
 * sample logs.  Each part saw its samples in order, so the end merges a few sorted
 * sequences.
 *
 * Memory comes from the caller: a function that needs room changes nothing and
 * returns CORE_NEED_MEMORY; the caller gives room->need bytes with
 * fleet_room_give and calls again.  Everything is carved from such blocks and
 * never freed by itself.
 */
#ifndef COLOSSUS_STATE_FLEET_H
#define COLOSSUS_STATE_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/sample.h"
#include "core/status.h"
#include "state/energy_sum.h"

#define FLEET_LATE 16			/* samples by which one may be late */
#define FLEET_FREE (FLEET_LATE + 1) /* free samples at either end: one more, since a
									 * duplicate of the 17th is not late at all */
#define FLEET_HEAD (FLEET_FREE + 1) /* and the frozen one */

/*
 * Places in a tail: room for one sample beyond those that have to stay, so that
 * intervals are booked two at a time.  (Each place takes 1.6 MB of 200,000 devices,
 * and one more saves 1 % of the time.)  The first devices get longer
 * tails when sealing begins; more devices than that would not fit into the
 * processor's cache.
 */
#define FLEET_TAIL (FLEET_HEAD + 1)
#define FLEET_LONG_TAIL (FLEET_HEAD + 64)
#define FLEET_LONG_TAILS 4096

typedef struct FleetRoom
{
	char	   *at;
	size_t		left;
	size_t		given;			/* all bytes so far */
	size_t		need;			/* set with CORE_NEED_MEMORY */
} FleetRoom;

/* what an aggregate call fixes for all its rows */
typedef struct FleetOptions
{
	bool		named;			/* devices are byte strings, not integers */
	uint64_t	max_gap_us;
	int64_t		since;			/* INT64_MIN: from the beginning */
	int64_t		until;			/* INT64_MAX: to the end */
	int64_t		width_us;		/* of a bucket; 0: no buckets */
	uint64_t	seed;			/* of the hash tables: not known to whoever names devices; not in the bytes */
} FleetOptions;

/* which device; in a slot a name lies behind its length (uint32) */
typedef union FleetDevice
{
	int64_t		id;
	const char *name;			/* of a named fleet */
} FleetDevice;

/* two words, so that it travels in registers */
typedef struct FleetKey
{
	FleetDevice device;
	size_t		length;			/* of the name */
} FleetKey;

typedef struct FleetBucket
{
	int64_t		number;			/* its start is number * width_us */
	EnergySum	sum;
} FleetBucket;

/* where a sum counts: instants from..from + us */
typedef struct FleetWindow
{
	int64_t		from;
	uint64_t	us;				/* 0: nowhere */
	EnergySum  *sum;
} FleetWindow;

/* the sums over booked intervals: one, or one per bucket */
typedef struct FleetSums
{
	EnergySum	total;			/* without buckets */
	FleetBucket **table;		/* open addressing */
	uint64_t	seed;
	uint32_t	table_size;		/* a power of two, or 0 */
	uint32_t	n_buckets;
	FleetWindow counted;		/* where the last sample counted */
	FleetWindow booked;			/* where an interval was booked last */
} FleetSums;

typedef struct FleetBlock FleetBlock;

/* how far the present stretch of a device has come */
typedef enum FleetSlotState
{
	FLEET_EARLY,				/* nothing is sealed: the samples are in blocks and tail */
	FLEET_HEADED,				/* the newest block holds the first samples, and the oldest in
								 * the tail is its last one once more */
	FLEET_SEALING				/* what lies between that block and the oldest sample in the
								 * tail is sealed */
} FleetSlotState;

/* 48 bytes, since there are hundreds of thousands, and each row touches one */
typedef struct FleetSlot
{
	FleetDevice device;
	FleetBlock *blocks;			/* encoded samples, newest block first */
	void	   *tail;			/* latest samples, in order of time: SampleReal, or Sample if wide */
	int64_t		base;			/* times of a tail that is not wide count from here */
	struct FleetSlot *next;		/* the device that followed this one last time */
	uint16_t	count;			/* samples in the tail */
	uint16_t	capacity;		/* places in the tail */
	uint16_t	limit;			/* while count is less, fleet_append may append; 0: never */
	uint8_t		pending;		/* samples in the blocks of this stretch; 255: or more */
	unsigned char wide:1;
	unsigned char state:2;		/* FleetSlotState */
} FleetSlot;

typedef struct Fleet
{
	FleetRoom	room;
	FleetOptions options;
	bool		keep_all;		/* seal nothing: others hold samples of the same time */
	bool		open_gaps;		/* seal no gap: another state may fill it */
	uint64_t	longest_step;	/* between samples of a tail; at most UINT32_MAX */
	FleetSums	sums;
	FleetSlot **pages;			/* of FLEET_PAGE slots; the first grows up to that */
	uint32_t	n_pages;
	uint32_t	max_pages;
	uint32_t	first_page;		/* slots in the first page */
	uint32_t	n_slots;
	uint32_t   *table;			/* open addressing: slot + 1, or 0 */
	uint32_t	table_size;
	FleetSlot  *last;			/* the slot used last; NULL: there is none */
	size_t		block_bytes;	/* of all blocks in the flat form */
} Fleet;

/* how far fleet_merge has come; zero at first */
typedef struct FleetCursor
{
	size_t		at;
	uint64_t	devices;		/* devices and buckets still to come */
	uint64_t	buckets;
	bool		in_buckets;
} FleetCursor;

/* one sample of a device while it is sorted and booked */
typedef struct FleetItem
{
	int64_t		at;
	double		value;			/* watts */
	uint8_t		marks;
} FleetItem;

/* progress and working memory of fleet_finish and fleet_canonical */
typedef struct FleetWork
{
	FleetRoom	room;
	FleetSums	sums;
	bool		started;
	uint32_t	slot;			/* next slot */
	const void **order;			/* slots in order of their keys */
	FleetItem  *arrays;			/* two arrays of max_items */
	FleetItem  *items;			/* the one that is sorted */
	size_t		max_items;
	size_t		n_items;		/* of the current slot; 0: not gathered yet */
	size_t		item;			/* next item */
	double		largest_w;		/* of all items so far, or 0 */
	uint8_t *out;			/* fleet_canonical: where the state's bytes go */
	size_t		out_size;
	size_t		out_used;
} FleetWork;

extern void fleet_room_give(FleetRoom *room, void *memory, size_t size);

/* memory that may be used, may be empty; keep_all and open_gaps as in the struct */
extern void fleet_init(Fleet *fleet, const FleetOptions *options, bool keep_all, bool open_gaps,
					   void *memory, size_t size);

/*
 * A sample; watts that are NaN, infinite or negative are counted as rejected.
 * CORE_NEED_MEMORY; CORE_UNDECIDED if it is later than 16 samples; CORE_RANGE.
 */
extern Status fleet_add(Fleet *fleet, FleetKey key, int64_t at, double watts);

static inline uint32_t
fleet_name_length(const char *name)
{
	uint32_t	length;

	memcpy(&length, name - sizeof(length), sizeof(length));
	return length;
}

static inline bool
fleet_is_slot(const Fleet *fleet, const FleetSlot *slot, FleetKey key)
{
	if (!fleet->options.named)
		return slot->device.id == key.device.id;
	return fleet_name_length(slot->device.name) == key.length &&
		memcmp(slot->device.name, key.device.name, key.length) == 0;
}

/*
 * A sample newer than all of its device's tail goes to its end.  False, and
 * nothing is done, if it is not, or there is no room.
 */
static inline bool
fleet_append_to(const Fleet *fleet, FleetSlot *slot, int64_t at, float watts)
{
	SampleReal  *place;
	uint64_t	offset = (uint64_t) at - (uint64_t) slot->base;

	if (slot->count >= slot->limit)
		return false;
	place = (SampleReal *) slot->tail + slot->count;
	if (offset > UINT32_MAX || offset - place[-1].offset - 1 >= fleet->longest_step)
		return false;
	*place = (SampleReal) {(uint32_t) offset, watts};
	slot->count++;
	return true;
}

/*
 * fleet_add for nearly all samples, inlined where the rows come from: the device
 * is the one that came next last time, and the sample goes to the end of its
 * tail.  False, and nothing is done, if anything else is to be done.
 */
static inline bool
fleet_append(Fleet *fleet, FleetKey key, int64_t at, float watts)
{
	FleetSlot  *slot;
	const FleetWindow *counted = &fleet->sums.counted;

	if (fleet->last == NULL)
		return false;
	slot = fleet->last->next;
	if (!fleet_is_slot(fleet, slot, key) || sample_real_bits(watts) >= SAMPLE_REAL_END ||
		(uint64_t) at - (uint64_t) counted->from >= counted->us || !fleet_append_to(fleet, slot, at, watts))
		return false;
	fleet->last = slot;
	counted->sum->samples++;
	/* one ahead would come too late */
	slot = slot->next->next;
	__builtin_prefetch((const SampleReal *) slot->tail + slot->count);
	return true;
}

/* The bytes of a state, as fleet_merge takes them: same on every machine. */
extern Status fleet_flat_size(const Fleet *fleet, size_t *size);
extern size_t fleet_flatten(const Fleet *fleet, uint8_t *to);

/* the options of such bytes; CORE_CORRUPT */
extern Status fleet_peek(const uint8_t *bytes, size_t size, FleetOptions *options);

/* are bytes that came from outside those of a state, to the last one?  CORE_CORRUPT */
extern Status fleet_check(const uint8_t *bytes, size_t size, SamplePoll poll);

/*
 * Adds the state of bytes[0..size).  CORE_INVALID if its options differ,
 * CORE_CORRUPT if it is none; after CORE_NEED_MEMORY call again with the same
 * cursor.  The fleet is whole only after CORE_OK.
 */
extern Status fleet_merge(Fleet *fleet, const uint8_t *bytes, size_t size, FleetCursor *cursor, SamplePoll poll);

/*
 * The end: work->sums is what the whole fleet used.  The fleet stays as it is.
 * Start with a zeroed work.
 */
extern Status fleet_finish(const Fleet *fleet, FleetWork *work, SamplePoll poll);

/*
 * The state as canonical bytes in work->out[0..out_used): equal samples give equal
 * bytes, however they came together.  Every stretch without a gap keeps its
 * first and last 18 samples and is sealed between.  Without buckets only.
 * CORE_NEED_MEMORY with room.need 0: work->out needs to be larger, at least
 * twice; what is in it must be kept.
 */
extern Status fleet_canonical(const Fleet *fleet, FleetWork *work, SamplePoll poll);

/* the buckets (FleetBucket *) in order of time into buckets[0..n_buckets) */
extern Status fleet_buckets(const FleetSums *sums, const void **buckets, SamplePoll poll);

#endif							/* COLOSSUS_STATE_FLEET_H */
