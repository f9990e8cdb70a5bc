/*
 * internal.h
 *		What the files of a fleet's state share.
 *
 *	slots.c		finding a device's slot, its tail, its blocks
 *	seal.c		adding samples, and sealing what no other sample can reach
 *	sums.c		the sums over booked intervals, one or one per bucket
 *	wire.c		bytes: flat, canonical, checked, merged
 *	end.c		the items of a device in order, and booking what is not sealed
 *
 * A slot is in one of three states.  What an event does to it:
 *
 *	event				EARLY					HEADED					SEALING
 *	-----				-----					------					-------
 *	sample newer than	to the tail;			to the tail;			to the tail;
 *	all of the tail		18 there: head() makes	tail full: seal()		tail full: seal()
 *						them a block: HEADED,	books its oldest from	books its oldest, 17
 *						or they are spilled		the head's last on:		free ones stay
 *												SEALING
 *	sample late, or of	into the tail, in		fleet_behead(): EARLY, then	into the tail, if it is
 *	an instant in it	order of time			as there				behind the frozen one;
 *																		else UNDECIDED
 *	sample before the	fleet_spill(): a stretch of	likewise				fleet_spill(): the sealed
 *	stretch (input		its own begins									stretch is closed by the
 *	turned back)														tail; EARLY
 *	18 and more in the	settle() sorts both		cannot be				cannot be
 *	tail, 17 and more	and seals between, if
 *	in its blocks		they allow: SEALING
 *	gap, open_gaps		the stretch ends:		fleet_behead(), fleet_spill(): EARLY	fleet_spill(): EARLY
 *						fleet_spill(): EARLY
 *	tail without place	it grows				as a newer sample		up to TAIL_MAX places,
 *																		then fleet_spill(): EARLY
 *	state merged into	its blocks go behind	fleet_behead(): EARLY, then	fleet_spill(): EARLY, then
 *	this one			ours: interrupt()		likewise				likewise
 *	end					items of blocks and		the tail's first is		the tail's first OPENS
 *						tail, all booked		in the block as well:	what the block's last
 *												left out				CLOSES
 *	keep_all			always: full tails are spilled, nothing is sealed
 *
 * What holds in between: blocks of one stretch follow each other, newest first;
 * pending counts their samples (255: or more) while EARLY or HEADED.  A mark CLOSES
 * is followed, in time, by a mark OPENS of the same stretch and by no other sample
 * between: that is what the end looks for.
 */
#ifndef COLOSSUS_STATE_FLEET_INTERNAL_H
#define COLOSSUS_STATE_FLEET_INTERNAL_H

#include <math.h>
#include <string.h>

#include "core/compiler.h"
#include "core/sample_mean.h"
#include "core/wire.h"
#include "state/fleet.h"
#include "state/sample_log.h"

#define FLEET_PAGE 256			/* slots in a page */

/* samples in a run: a byte counts them */
#define FLEET_RUN_SAMPLES 255

/* longest tail; a device with more samples of one instant keeps them in blocks */
#define TAIL_MAX 4096

/* a stretch that could not be sealed within so many samples is kept whole */
#define SETTLE_MAX 256

/* marks of a sample, and of the first and last sample of a run */
#define OPENS 1					/* it is the end of a sealed stretch */
#define CLOSES 2				/* a sealed stretch begins at it */

/*
 * Encoded runs of samples, as they lie in the flat form: how many samples (1
 * byte), marks (1 byte), how many bytes (varint), a sample log of their own.  One
 * in a block, but for those that were merged, or kept where nothing is sealed.
 */
struct FleetBlock
{
	FleetBlock *next;
	uint32_t	bytes;
	uint8_t		runs[];
};

/*
 * What a block takes with room for so many bytes.  How many these are is not kept:
 * hundreds of thousands of devices have a block that is full from the start.  Where
 * nothing is sealed blocks grow, and there it stands in the word before them.
 */
#define BLOCK_BYTES(room) (sizeof(uint64_t) + (offsetof(FleetBlock, runs) + (size_t) (room) + 7) / 8 * 8)

static inline size_t
block_room(const FleetBlock *block)
{
	return (size_t) ((const uint64_t *) (const void *) block)[-1];
}

/* the most bytes of a block that grows */
#define BLOCK_MAX 4096

/* the most bytes of the log of a run of n samples, and of the run in the flat form */
#define RUN_LOG_BYTES(n) (SAMPLE_LOG_ROOM * (size_t) (n))
#define RUN_BYTES(n) (2 + WIRE_VARINT_MAX + RUN_LOG_BYTES(n))

/* bytes that are read */
typedef struct Source
{
	const uint8_t *at;
	const uint8_t *end;
} Source;

/* an encoded run, as the flat form has it */
typedef struct FleetRunCode
{
	const uint8_t *code;
	uint32_t	bytes;
	uint8_t		count;
	uint8_t		marks;
} FleetRunCode;

/* the power of an instant: the mean of its samples, and whether they differ */
typedef struct InstantPower
{
	double		watts;
	bool		conflict;
} InstantPower;

/* ---------- room ---------- */

static inline size_t
rounded(size_t size)
{
	return (size + 7) & ~(size_t) 7;
}

/* is there room for size bytes?  Else the caller of all returns CORE_NEED_MEMORY. */
static inline bool
reserve(FleetRoom *room, size_t size)
{
	size_t		step = room->given / 2;

	size = rounded(size);
	if (size <= room->left)
		return true;
	if (step < 256)
		step = 256;
	if (step > 1048576)
		step = 1048576;
	room->need = size > step ? size : step;
	return false;
}

static inline void *
take(FleetRoom *room, size_t size)
{
	void	   *memory = room->at;

	size = rounded(size);
	room->at += size;
	room->left -= size;
	return memory;
}

/* ---------- sums.c ---------- */

/* a number for a place in a hash table; the seed keeps it from whoever chose the key */
static inline uint64_t
fleet_fold(uint64_t a, uint64_t b)
{
	u128		product = (u128) a * b;

	return (uint64_t) product ^ (uint64_t) (product >> 64);
}

static inline uint64_t
fleet_hash(uint64_t seed, uint64_t key)
{
	uint64_t	hash = fleet_fold(key ^ seed ^ UINT64_C(0x9e3779b97f4a7c15), (seed + UINT64_C(0xd1b54a32d192ed03)) | 1);

	return fleet_fold(hash ^ UINT64_C(0xff51afd7ed558ccd), UINT64_C(0xc4ceb9fe1a85ec53));
}

/* makes sure that buckets first..last exist */
extern Status fleet_sums_prepare(FleetSums *sums, FleetRoom *room, int64_t first, int64_t last);

/* a bucket that exists */
extern FleetBucket *fleet_sums_bucket(const FleetSums *sums, int64_t number);

/* no bucket yet; without buckets the range is the only one */
extern void fleet_sums_begin(FleetSums *sums, const FleetOptions *options);

/* into += from; after a call that returned CORE_NEED_MEMORY, call again */
extern Status fleet_sums_copy(FleetSums *into, FleetRoom *room, const FleetSums *from, const FleetOptions *options);

/* books the interval between two neighbours, and the instant of the later; after book_prepare */
extern Status fleet_book(FleetSums *sums, const FleetOptions *options, int64_t t0, double w0, int64_t t1, InstantPower power);

/* heapsort of n pointers: it needs no second array */
extern Status fleet_sort_pointers(const void **pointers, uint32_t n, bool (*before) (const void *a, const void *b), SamplePoll poll);

static inline int64_t
bucket_number(int64_t at, int64_t width)
{
	int64_t		number = at / width;

	return at % width < 0 ? number - 1 : number;
}

static inline bool
in_window(const FleetWindow *window, int64_t at)
{
	return (uint64_t) at - (uint64_t) window->from < window->us;
}

static inline FleetWindow
bucket_window(FleetBucket *bucket, int64_t width)
{
	return (FleetWindow) {bucket->number * width, (uint64_t) width, &bucket->sum};
}

/* the sum that a sample at this time counts in; NULL: it is outside the range */
static inline Status
sums_at(FleetSums *sums, FleetRoom *room, const FleetOptions *options, int64_t at, EnergySum **sum)
{
	bool		within = in_window(&sums->counted, at);

	if (!within && options->width_us > 0)
	{
		int64_t		number = bucket_number(at, options->width_us);
		Status		status = fleet_sums_prepare(sums, room, number, number);

		if (status != CORE_OK)
			return status;
		sums->counted = bucket_window(fleet_sums_bucket(sums, number), options->width_us);
		within = true;
	}
	*sum = within ? sums->counted.sum : NULL;
	return CORE_OK;
}

/* makes sure that an interval, and the instant of its end, can be booked without more memory */
static inline Status
book_prepare(FleetSums *sums, FleetRoom *room, const FleetOptions *options, int64_t t0, int64_t t1)
{
	if (options->width_us == 0)
		return CORE_OK;
	if (in_window(&sums->booked, t0) && in_window(&sums->booked, t1))
		return CORE_OK;
	return fleet_sums_prepare(sums, room, bucket_number(t0, options->width_us),
						bucket_number(t1, options->width_us));
}

/* the sum that an instant is booked in, after book_prepare of an interval it is an end of; NULL: outside the range */
static inline EnergySum *
instant_sum(const FleetSums *sums, const FleetOptions *options, int64_t at)
{
	if (in_window(&sums->booked, at))
		return sums->booked.sum;
	return options->width_us == 0 ? NULL : &fleet_sums_bucket(sums, bucket_number(at, options->width_us))->sum;
}

/* an instant, once its power is known */
static inline void
book_instant(FleetSums *sums, const FleetOptions *options, int64_t at, InstantPower power)
{
	EnergySum  *sum = instant_sum(sums, options, at);

	if (sum == NULL)
		return;
	energy_sum_peak(sum, power.watts);
	energy_sum_sample(sum, at, 0);
	sum->conflicts += power.conflict;
}

/* samples of an instant become one, which is booked later: that they differ is told now */
static inline void
book_conflict(FleetSums *sums, const FleetOptions *options, int64_t at, InstantPower power)
{
	EnergySum  *sum = power.conflict ? instant_sum(sums, options, at) : NULL;

	if (sum != NULL)
		sum->conflicts++;
}

/* ---------- slots.c ---------- */

/* finds or makes the slot of a device */
extern Status fleet_find_slot(Fleet *fleet, FleetKey key, FleetSlot **found);

/* a new tail with this many places, for the samples that are in it */
extern void fleet_tail_move(FleetRoom *room, FleetSlot *slot, uint32_t capacity, bool wide);

/* not wide: counts all times from another base */
extern void fleet_tail_rebase(FleetSlot *slot, int64_t base);

/*
 * Makes a place in the tail for one more sample, which may mean to count from
 * another base, to turn the tail wide or to enlarge it.  After reserve(tail_room).
 */
extern void fleet_tail_fit(FleetRoom *room, FleetSlot *slot, Sample sample);

/* puts a sample where its time belongs; after fleet_tail_fit */
extern void fleet_tail_insert(FleetSlot *slot, Sample sample);

/* how many runs a block has, and samples */
extern size_t fleet_block_count(const FleetBlock *block, size_t *samples);

/* the only run of a block */
extern FleetRunCode fleet_block_run(const FleetBlock *block);

/*
 * The bytes that fleet_emit, or fleet_spill, may take of n samples: as many blocks as
 * runs; where blocks grow a tail is one run, which may go into a new block.
 */
extern size_t fleet_emit_room(const Fleet *fleet, const FleetSlot *slot, size_t n);

/* a new block with room for so many bytes, the newest of a slot; and runs into it */
extern FleetBlock *fleet_new_block(Fleet *fleet, FleetSlot *slot, size_t room);
extern void fleet_block_add(Fleet *fleet, FleetBlock *block, const uint8_t *runs, size_t bytes);

/* n samples in order as blocks */
extern void fleet_emit(Fleet *fleet, FleetSlot *slot, const Sample *samples, size_t n);

/* empties the tail into blocks; after reserve(fleet_emit_room(fleet, slot, count)) */
extern void fleet_spill(Fleet *fleet, FleetSlot *slot);

/* HEADED: takes the head back, since something has come that makes sealing less simple */
extern void fleet_behead(FleetSlot *slot);

static inline FleetSlot *
slot_at(const Fleet *fleet, uint32_t i)
{
	return &fleet->pages[i / FLEET_PAGE][i % FLEET_PAGE];
}

/* the same, where most probably it is the one that came next last time */
static inline Status
next_slot(Fleet *fleet, FleetKey key, FleetSlot **found)
{
	FleetSlot  *slot = fleet->last == NULL ? NULL : fleet->last->next;

	if (slot == NULL || !fleet_is_slot(fleet, slot, key))
	{
		Status		status = fleet_find_slot(fleet, key, &slot);

		if (status != CORE_OK)
			return status;
		fleet->last->next = slot;
	}
	fleet->last = slot;
	*found = slot;
	return CORE_OK;
}

static inline Sample
tail_get(const FleetSlot *slot, uint32_t i)
{
	const SampleReal *real = (const SampleReal *) slot->tail + i;

	if (slot->wide)
		return ((const Sample *) slot->tail)[i];
	return (Sample) {slot->base + real->offset, real->value};
}

static inline void
tail_set(FleetSlot *slot, uint32_t i, Sample sample)
{
	if (slot->wide)
		((Sample *) slot->tail)[i] = sample;
	else
		((SampleReal *) slot->tail)[i] = (SampleReal) {(uint32_t) (sample.at - slot->base), (float) sample.value};
}

/* takes the oldest n samples away */
static inline void
tail_drop(FleetSlot *slot, uint32_t n)
{
	size_t		size = slot->wide ? sizeof(Sample) : sizeof(SampleReal);

	slot->count = (uint16_t) (slot->count - n);
	memmove(slot->tail, (char *) slot->tail + n * size, slot->count * size);
}

/* the bytes that a new tail with more places may take */
static inline size_t
tail_room(const FleetSlot *slot)
{
	return (2u * slot->capacity + FLEET_LONG_TAIL) * sizeof(Sample);
}

/* how many samples may simply be appended */
static inline uint16_t
tail_limit(const Fleet *fleet, const FleetSlot *slot)
{
	return slot->state == FLEET_EARLY && !fleet->keep_all ? FLEET_HEAD : slot->capacity;
}

/* says how far fleet_append may go; after anything else was done to the tail */
static inline void
tail_open(const Fleet *fleet, FleetSlot *slot)
{
	slot->limit = slot->wide || slot->count == 0 ? 0 : tail_limit(fleet, slot);
}

static inline Source
block_source(const FleetBlock *block)
{
	return (Source) {block->runs, block->runs + block->bytes};
}

/* where the tail begins in the flat form */
static inline uint32_t
tail_first(const FleetSlot *slot)
{
	return slot->state == FLEET_HEADED ? 1 : 0; /* the oldest is in a block as well */
}

static inline int
tail_marks(const FleetSlot *slot, uint32_t i)
{
	return slot->state == FLEET_SEALING && i == 0 ? OPENS : 0;
}

/* ---------- wire.c ---------- */

/* a run without its samples; count 0: the runs of the device end here */
extern bool fleet_source_run(Source *source, FleetRunCode *run);

/* its samples, if they are in order, times are times and powers powers: CORE_CORRUPT */
extern Status fleet_run_decode(const FleetRunCode *run, Sample *samples);

/*
 * Can so much have been used?  Without a range and buckets the larger end of every
 * sealed interval is in the peak, or a sample of the state, which largest_w is the
 * largest of.  Each interval takes a microsecond at least, and was rounded by less
 * than 1 nJ.
 */
extern bool fleet_sum_possible(const FleetOptions *options, const EnergySum *sum, double largest_w);

/* n samples, or n of a tail, as a run of the flat form; return how many bytes that are */
extern size_t fleet_encode_run(const Sample *samples, int n, int marks, uint8_t *run);
extern size_t fleet_encode_tail(const FleetSlot *slot, uint32_t from, uint32_t n, int marks, uint8_t *run);

/* ---------- end.c ---------- */

/*
 * Sorts items by time and watts with the help of as many spare ones; returns
 * which of the two arrays is sorted, NULL if the poll says stop.  A natural
 * merge sort: what comes is a few sorted runs, mostly one.  No poll below
 * SAMPLE_POLL_EVERY items.
 */
extern FleetItem *fleet_sort_items(FleetItem *items, FleetItem *spare, size_t n, SamplePoll poll);

/*
 * Where the stretch [a, n) of sorted items without marks may be sealed: from the
 * first group that has FLEET_FREE samples before it to the last that has as
 * many after it.  False if there is nothing between.
 */
extern bool fleet_sealable(const FleetItem *items, size_t a, size_t n, size_t *from, size_t *to);

/* begins work on a fleet: a copy of its sums */
extern Status fleet_work_start(const Fleet *fleet, FleetWork *work);

/* all samples of a slot into work->items, in order; CORE_UNDECIDED if one lies where all is sealed */
extern Status fleet_gather(FleetWork *work, const FleetOptions *options, const FleetSlot *slot, SamplePoll poll);

/* one past the samples at the time of items[i] */
static inline size_t
group_end(const FleetItem *items, size_t n, size_t i)
{
	size_t		end = i + 1;

	while (end < n && items[end].at == items[i].at)
		end++;
	return end;
}

/* samples of one time count as their mean; they are sorted, so it is one number */
static inline InstantPower
group_power(const FleetItem *items, size_t from, size_t to)
{
	SampleMean	mean;

	if (to - from == 1)
		return (InstantPower) {items[from].value, false};
	sample_mean_start(&mean, items[from].value);
	for (size_t i = from + 1; i < to; i++)
		sample_mean_add(&mean, items[i].value);
	return (InstantPower) {sample_mean_value(&mean), sample_mean_differs(&mean)};
}

static inline double
group_watts(const FleetItem *items, size_t from, size_t to)
{
	return group_power(items, from, to).watts;
}

#endif							/* COLOSSUS_STATE_FLEET_INTERNAL_H */
