/*
 * fleet.c
 *		The energy of a whole fleet in one pass, without sorting.
 *
 * What costs is memory traffic: 200,000 devices have 60 MB of state.  But
 * collectors scrape the fleet in the same order again and again, so each device
 * remembers which one came next last time.  That guess is right almost always; it
 * replaces the look-up in the hash table by one comparison, and lets
 * fleet_append fetch the tails of the devices after this one from memory while
 * the rows before theirs are still on their way.
 */
#include "state/fleet.h"

#include <math.h>
#include <string.h>

#include "core/compiler.h"
#include "core/interval_real.h"
#include "core/interval_row.h"
#include "core/sample_mean.h"
#include "core/wire.h"

#define FLEET_PAGE 256			/* slots in a page */

/* longest tail; a device with more samples of one instant keeps them in blocks */
#define TAIL_MAX 4096

/* runs with fewer samples are booked one by one: a row has a fixed price */
#define ROW_LEAST 64

/* keep_all: a long step ends a run that has so many samples */
#define RUN_LEAST 3

/* a stretch that could not be sealed within so many samples is kept whole */
#define SETTLE_MAX 256

/* marks of a sample, and of the first and last sample of a run */
#define OPENS 1					/* it is the end of a sealed stretch */
#define CLOSES 2				/* a sealed stretch begins at it */

#define FLAT_VERSION 1
#define FLAT_NAMED 1			/* flags in the second byte */
#define FLAT_RANGE 2
#define FLAT_BUCKETS 4
#define FLAT_FLAGS 7

/*
 * Encoded runs of samples, as they lie in the flat form: how many samples (1
 * byte), marks (1 byte), how many bytes (varint), the code.  One in a block, but for
 * those that were merged, or kept where nothing is sealed.
 */
struct FleetBlock
{
	FleetBlock *next;
	uint32_t	bytes;
	uint32_t	room;			/* bytes that there are */
	uint8_t		runs[];
};

/* what a block takes with room for so many bytes */
#define BLOCK_BYTES(room) (sizeof(FleetBlock) + ((size_t) (room) + 7) / 8 * 8)

/* the most bytes of a block that grows */
#define BLOCK_MAX 4096

/* the most bytes of a run of n samples in the flat form */
#define RUN_BYTES(n) (2 + WIRE_VARINT_MAX + FLEET_RUN_BYTES(n))

/* bytes that are read */
typedef struct Source
{
	const uint8_t *at;
	const uint8_t *end;
} Source;

/* ---------- room ---------- */

static inline size_t
rounded(size_t size)
{
	return (size + 7) & ~(size_t) 7;
}

void
fleet_room_give(FleetRoom *room, void *memory, size_t size)
{
	room->at = memory;
	room->left = size & ~(size_t) 7;
	room->given += size;
	room->need = 0;
}

/* is there room for size bytes?  Else the caller of all returns CORE_NEED_MEMORY. */
static bool
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

static void *
take(FleetRoom *room, size_t size)
{
	void	   *memory = room->at;

	size = rounded(size);
	room->at += size;
	room->left -= size;
	return memory;
}

static inline uint64_t
mixed(uint64_t key)
{
	key ^= key >> 33;
	key *= UINT64_C(0xff51afd7ed558ccd);
	key ^= key >> 33;
	key *= UINT64_C(0xc4ceb9fe1a85ec53);
	return key ^ key >> 33;
}

/* ---------- sums ---------- */

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

static uint32_t
bucket_place(FleetBucket **table, uint32_t size, int64_t number)
{
	uint32_t	i = (uint32_t) mixed((uint64_t) number) & (size - 1);

	while (table[i] != NULL && table[i]->number != number)
		i = (i + 1) & (size - 1);
	return i;
}

/* makes sure that buckets first..last exist */
static Status
sums_prepare(FleetSums *sums, FleetRoom *room, int64_t first, int64_t last)
{
	uint64_t	n = (uint64_t) last - (uint64_t) first + 1,
				most;
	uint32_t	size = sums->table_size;

	if (n > FLEET_MAX_BUCKETS)
		return CORE_LIMIT;
	if (n == 1 && size > 0 && sums->table[bucket_place(sums->table, size, first)] != NULL)
		return CORE_OK;
	most = sums->n_buckets + n;
	if (size == 0)
		size = 4;
	while (most * 4 > (uint64_t) size * 3)
		size *= 2;
	if (!reserve(room, n * rounded(sizeof(FleetBucket)) +
				 (size > sums->table_size ? size * sizeof(FleetBucket *) : 0)))
		return CORE_NEED_MEMORY;
	if (size > sums->table_size)
	{
		FleetBucket **table = take(room, size * sizeof(FleetBucket *));

		memset(table, 0, size * sizeof(FleetBucket *));
		for (uint32_t i = 0; i < sums->table_size; i++)
			if (sums->table[i] != NULL)
				table[bucket_place(table, size, sums->table[i]->number)] = sums->table[i];
		sums->table = table;
		sums->table_size = size;
	}
	for (int64_t number = first; n > 0; number++, n--)
	{
		uint32_t	i = bucket_place(sums->table, size, number);

		if (sums->table[i] != NULL)
			continue;
		if (sums->n_buckets == FLEET_MAX_BUCKETS)
			return CORE_LIMIT;
		sums->table[i] = take(room, sizeof(FleetBucket));
		sums->table[i]->number = number;
		energy_sum_init(&sums->table[i]->sum);
		sums->n_buckets++;
	}
	return CORE_OK;
}

static inline FleetBucket *
sums_bucket(const FleetSums *sums, int64_t number)
{
	return sums->table[bucket_place(sums->table, sums->table_size, number)];
}

static inline FleetWindow
bucket_window(FleetBucket *bucket, int64_t width)
{
	return (FleetWindow) {bucket->number * width, (uint64_t) width, &bucket->sum};
}

/* no bucket yet; without buckets the range is the only one */
static void
sums_begin(FleetSums *sums, const FleetOptions *options)
{
	sums->counted = (FleetWindow) {0, 0, NULL};
	if (options->width_us == 0)
		sums->counted = (FleetWindow) {options->since, (uint64_t) options->until - (uint64_t) options->since, &sums->total};
	sums->booked = sums->counted;
}

/* the sum that a sample at this time counts in; NULL: it is outside the range */
static inline Status
sums_at(FleetSums *sums, FleetRoom *room, const FleetOptions *options, int64_t at, EnergySum **sum)
{
	bool		within = in_window(&sums->counted, at);

	if (!within && options->width_us > 0)
	{
		int64_t		number = bucket_number(at, options->width_us);
		Status		status = sums_prepare(sums, room, number, number);

		if (status != CORE_OK)
			return status;
		sums->counted = bucket_window(sums_bucket(sums, number), options->width_us);
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
	return sums_prepare(sums, room, bucket_number(t0, options->width_us),
						bucket_number(t1, options->width_us));
}

/* the power of an instant: the mean of its samples, and whether they differ */
typedef struct InstantPower
{
	double		watts;
	bool		conflict;
} InstantPower;

/* the sum that an instant is booked in, after book_prepare of an interval it is an end of; NULL: outside the range */
static inline EnergySum *
instant_sum(const FleetSums *sums, const FleetOptions *options, int64_t at)
{
	if (in_window(&sums->booked, at))
		return sums->booked.sum;
	return options->width_us == 0 ? NULL : &sums_bucket(sums, bucket_number(at, options->width_us))->sum;
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

/* books the interval between two neighbours, and the instant of the later; after book_prepare */
static inline Status
book(FleetSums *sums, const FleetOptions *options, int64_t t0, double w0, int64_t t1, InstantPower power)
{
	EnergyInterval interval;
	double		w1 = power.watts;
	int64_t		number,
				last;
	Status		status = CORE_OK;
	bool		gap;

	book_instant(sums, options, t1, power);
	if (options->width_us == 0)
		return energy_sum_power(&sums->total, t0, w0, t1, w1, options->max_gap_us,
								options->since, options->until);
	number = bucket_number(t0, options->width_us);
	if (!in_window(&sums->booked, t0))
		sums->booked = bucket_window(sums_bucket(sums, number), options->width_us);
	if (in_window(&sums->booked, t1 - 1))
		return energy_sum_power(sums->booked.sum, t0, w0, t1, w1, options->max_gap_us,
								INT64_MIN, INT64_MAX);

	gap = interval_us(t0, t1) > options->max_gap_us;
	if (!gap)
		status = interval_trapezoid(&interval, t0, w0, t1, w1);
	last = bucket_number(t1 - 1, options->width_us);
	for (; status == CORE_OK && number <= last; number++)
	{
		int64_t		from = number * options->width_us,
					to = from > INT64_MAX - options->width_us ? INT64_MAX : from + options->width_us;

		sums->booked = bucket_window(sums_bucket(sums, number), options->width_us);
		status = gap ? energy_sum_gap(sums->booked.sum, t0, t1, from, to)
			: energy_sum_interval(sums->booked.sum, &interval, from, to);
	}
	return status;
}

/* adds the sums of a run of intervals */
static inline Status
book_run(EnergySum *sum, uint64_t energy, uint64_t lower, uint64_t upper, uint64_t covered, float peak)
{
	energy_sum_peak(sum, peak);
	sum->covered_us += covered;
	return energy_add(&sum->energy_nj, energy) && energy_add(&sum->lower_nj, lower) &&
		energy_add(&sum->upper_nj, upper) ? CORE_OK : CORE_RANGE;
}

/* into += from; after a call that returned CORE_NEED_MEMORY, call again */
static Status
sums_copy(FleetSums *into, FleetRoom *room, const FleetSums *from, const FleetOptions *options)
{
	uint32_t	size = from->table_size;

	if (!reserve(room, size * sizeof(FleetBucket *) + from->n_buckets * rounded(sizeof(FleetBucket))))
		return CORE_NEED_MEMORY;
	*into = *from;
	sums_begin(into, options);
	if (size == 0)
		return CORE_OK;
	into->table = take(room, size * sizeof(FleetBucket *));
	for (uint32_t i = 0; i < size; i++)
	{
		into->table[i] = NULL;
		if (from->table[i] != NULL)
		{
			into->table[i] = take(room, sizeof(FleetBucket));
			*into->table[i] = *from->table[i];
		}
	}
	return CORE_OK;
}

/* heapsort of n pointers: it needs no second array */
static Status
sort_pointers(const void **pointers, uint32_t n, bool (*before) (const void *a, const void *b), SamplePoll poll)
{
	for (uint32_t end = n, start = n / 2; end > 1;)
	{
		const void *moved;
		uint32_t	hole;

		if (start > 0)
			moved = pointers[hole = --start];
		else
		{
			moved = pointers[--end];
			pointers[end] = pointers[0];
			hole = 0;
		}
		if (end % SAMPLE_POLL_EVERY == 0 && !poll())
			return CORE_CANCELLED;
		for (uint32_t child; (child = 2 * hole + 1) < end; hole = child)
		{
			if (child + 1 < end && before(pointers[child], pointers[child + 1]))
				child++;
			if (!before(moved, pointers[child]))
				break;
			pointers[hole] = pointers[child];
		}
		pointers[hole] = moved;
	}
	return CORE_OK;
}

static bool
bucket_before(const void *a, const void *b)
{
	return ((const FleetBucket *) a)->number < ((const FleetBucket *) b)->number;
}

Status
fleet_buckets(const FleetSums *sums, const void **buckets, SamplePoll poll)
{
	uint32_t	n = 0;

	for (uint32_t i = 0; i < sums->table_size; i++)
		if (sums->table[i] != NULL)
			buckets[n++] = sums->table[i];
	return sort_pointers(buckets, n, bucket_before, poll);
}

/* ---------- slots ---------- */

void
fleet_init(Fleet *fleet, const FleetOptions *options, bool keep_all, bool open_gaps, void *memory, size_t size)
{
	memset(fleet, 0, sizeof(Fleet));
	fleet->options = *options;
	fleet->keep_all = keep_all;
	fleet->open_gaps = open_gaps;
	fleet->longest_step = open_gaps && !keep_all && options->max_gap_us < UINT32_MAX ? options->max_gap_us : UINT32_MAX;
	energy_sum_init(&fleet->sums.total);
	sums_begin(&fleet->sums, options);
	fleet_room_give(&fleet->room, memory, size);
}

static inline FleetSlot *
slot_at(const Fleet *fleet, uint32_t i)
{
	return &fleet->pages[i / FLEET_PAGE][i % FLEET_PAGE];
}

static FleetKey
slot_key(const Fleet *fleet, const FleetSlot *slot)
{
	return (FleetKey) {slot->device, fleet->options.named ? fleet_name_length(slot->device.name) : 0};
}

static uint64_t
key_hash(const Fleet *fleet, FleetKey key)
{
	uint64_t	hash = UINT64_C(0xcbf29ce484222325);

	if (!fleet->options.named)
		return mixed((uint64_t) key.device.id);
	for (size_t i = 0; i < key.length; i++)
		hash = (hash ^ (uint8_t) key.device.name[i]) * UINT64_C(0x100000001b3);
	return mixed(hash);
}

/* finds or makes the slot of a device */
static rare Status
find_slot(Fleet *fleet, FleetKey key, FleetSlot **found)
{
	uint64_t	hash = key_hash(fleet, key);
	uint32_t	i,
				size = fleet->table_size,
				n = fleet->n_slots,
				page = 0,
				directory = 0;
	FleetSlot  *slot;

	if (size > 0)
		for (i = (uint32_t) hash & (size - 1); fleet->table[i] != 0; i = (i + 1) & (size - 1))
			if (fleet_is_slot(fleet, slot_at(fleet, fleet->table[i] - 1), key))
			{
				*found = slot_at(fleet, fleet->table[i] - 1);
				return CORE_OK;
			}

	/* new: make sure of all the room first, then change */
	if (n == UINT32_MAX / 2)
		return CORE_LIMIT;
	if ((uint64_t) (n + 1) * 5 > (uint64_t) size * 4)
		size = size == 0 ? 2 : size * 2;
	if (n < FLEET_PAGE && n == fleet->first_page)
		page = n == 0 ? 1 : n * 4;
	else if (n >= FLEET_PAGE && n % FLEET_PAGE == 0)
		page = FLEET_PAGE;
	if (page > 0 && n % FLEET_PAGE == 0 && fleet->n_pages == fleet->max_pages)
		directory = fleet->max_pages == 0 ? 1 : fleet->max_pages * 4;
	if (!reserve(&fleet->room,
				 (size > fleet->table_size ? rounded(size * sizeof(uint32_t)) : 0) +
				 page * sizeof(FleetSlot) + directory * sizeof(FleetSlot *) +
				 (fleet->options.named ? rounded(sizeof(uint32_t) + key.length) : 0)))
		return CORE_NEED_MEMORY;

	if (directory > 0)
	{
		FleetSlot **pages = take(&fleet->room, directory * sizeof(FleetSlot *));

		if (fleet->n_pages > 0)
			memcpy(pages, fleet->pages, fleet->n_pages * sizeof(FleetSlot *));
		fleet->pages = pages;
		fleet->max_pages = directory;
	}
	if (page > 0)
	{
		FleetSlot  *slots = take(&fleet->room, page * sizeof(FleetSlot));

		if (n >= FLEET_PAGE || n == 0)
			fleet->pages[fleet->n_pages++] = slots;
		else
		{
			FleetSlot  *old = fleet->pages[0];

			memcpy(slots, old, n * sizeof(FleetSlot));
			for (uint32_t k = 0; k < n; k++)
				slots[k].next = slots + (slots[k].next - old);
			fleet->last = slots + (fleet->last - old);
			fleet->pages[0] = slots;
		}
		if (n < FLEET_PAGE)
			fleet->first_page = page;
	}

	slot = slot_at(fleet, n);
	memset(slot, 0, sizeof(FleetSlot));
	slot->next = slot;
	if (fleet->last == NULL)
		fleet->last = slot;
	slot->device = key.device;
	if (fleet->options.named)
	{
		uint32_t	length = (uint32_t) key.length;
		char	   *name = take(&fleet->room, sizeof(length) + key.length);

		memcpy(name, &length, sizeof(length));
		memcpy(name + sizeof(length), key.device.name, key.length);
		slot->device.name = name + sizeof(length);
	}
	fleet->n_slots++;

	if (size > fleet->table_size)
	{
		fleet->table = take(&fleet->room, size * sizeof(uint32_t));
		fleet->table_size = size;
		memset(fleet->table, 0, size * sizeof(uint32_t));
		for (uint32_t k = 0; k < n; k++)
		{
			i = (uint32_t) key_hash(fleet, slot_key(fleet, slot_at(fleet, k))) & (size - 1);
			while (fleet->table[i] != 0)
				i = (i + 1) & (size - 1);
			fleet->table[i] = k + 1;
		}
	}
	i = (uint32_t) hash & (size - 1);
	while (fleet->table[i] != 0)
		i = (i + 1) & (size - 1);
	fleet->table[i] = n + 1;
	*found = slot;
	return CORE_OK;
}

/* the same, where most probably it is the one that came next last time */
static inline Status
next_slot(Fleet *fleet, FleetKey key, FleetSlot **found)
{
	FleetSlot  *slot = fleet->last == NULL ? NULL : fleet->last->next;

	if (slot == NULL || !fleet_is_slot(fleet, slot, key))
	{
		Status		status = find_slot(fleet, key, &slot);

		if (status != CORE_OK)
			return status;
		fleet->last->next = slot;
	}
	fleet->last = slot;
	*found = slot;
	return CORE_OK;
}

/* ---------- the tail of a slot ---------- */

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
static size_t
tail_room(const FleetSlot *slot)
{
	return (2u * slot->capacity + FLEET_LONG_TAIL) * sizeof(Sample);
}

/* a new tail with this many places, for the samples that are in it */
static void
tail_move(FleetRoom *room, FleetSlot *slot, uint32_t capacity, bool wide)
{
	void	   *tail = take(room, capacity * (wide ? sizeof(Sample) : sizeof(SampleReal)));

	for (uint32_t i = 0; i < slot->count; i++)
		if (wide)
			((Sample *) tail)[i] = tail_get(slot, i);
		else
			((SampleReal *) tail)[i] = ((const SampleReal *) slot->tail)[i];
	slot->tail = tail;
	slot->wide = wide;
	slot->capacity = (uint16_t) capacity;
}

/* not wide: counts all times from another base */
static void
tail_rebase(FleetSlot *slot, int64_t base)
{
	SampleReal  *tail = slot->tail;

	for (uint32_t i = 0; i < slot->count; i++)
		tail[i].offset = (uint32_t) (slot->base + tail[i].offset - base);
	slot->base = base;
}

/*
 * Makes a place in the tail for one more sample, which may mean to count from
 * another base, to turn the tail wide or to enlarge it.  After reserve(tail_room).
 */
static void
tail_fit(FleetRoom *room, FleetSlot *slot, Sample sample)
{
	bool		full = slot->count == slot->capacity,
				narrow = !slot->wide && sample_is_real(sample.value);

	if (narrow && slot->count > 0)
	{
		int64_t		oldest = tail_get(slot, 0).at,
					newest = tail_get(slot, slot->count - 1u).at,
					first = oldest < sample.at ? oldest : sample.at,
					last = newest > sample.at ? newest : sample.at;

		narrow = interval_us(first, last) <= UINT32_MAX;
		if (narrow && (first < slot->base || interval_us(slot->base, last) > UINT32_MAX))
			tail_rebase(slot, first);
	}
	else if (narrow)
		slot->base = sample.at;
	if (full || (!narrow && !slot->wide))
		tail_move(room, slot, slot->capacity == 0 ? FLEET_TAIL : full ? 2u * slot->capacity : slot->capacity, !narrow);
}

/* puts a sample where its time belongs; after tail_fit */
static void
tail_insert(FleetSlot *slot, Sample sample)
{
	uint32_t	i = slot->count++;

	for (; i > 0; i--)
	{
		Sample		before = tail_get(slot, i - 1);

		if (before.at <= sample.at)
			break;
		tail_set(slot, i, before);
	}
	tail_set(slot, i, sample);
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

/* ---------- blocks ---------- */

static inline bool
source_number(Source *source, uint64_t *value)
{
	const uint8_t *at = wire_get_varint(source->at, source->end, value);

	if (at == NULL)
		return false;
	source->at = at;
	return true;
}

/* a run without its samples; count 0: the runs of the device end here */
static inline bool
source_run(Source *source, FleetRunCode *run)
{
	uint64_t	length;

	*run = (FleetRunCode) {0};
	if (source->at == source->end)
		return false;
	run->count = *source->at++;
	if (run->count == 0)
		return true;
	if (source->at == source->end || *source->at > (OPENS | CLOSES))
		return false;
	run->marks = *source->at++;
	if (!source_number(source, &length) || length > FLEET_RUN_BYTES(FLEET_RUN_SAMPLES) ||
		length > (uint64_t) (source->end - source->at))
		return false;
	run->code = source->at;
	run->bytes = (uint32_t) length;
	source->at += length;
	return true;
}

static inline Source
block_source(const FleetBlock *block)
{
	return (Source) {block->runs, block->runs + block->bytes};
}

/* how many runs it has, and samples */
static size_t
block_count(const FleetBlock *block, size_t *samples)
{
	Source		source = block_source(block);
	FleetRunCode run;
	size_t		runs = 0;

	for (*samples = 0; source.at < source.end && source_run(&source, &run); runs++)
		*samples += run.count;
	return runs;
}

/* the only run of a block */
static inline FleetRunCode
block_run(const FleetBlock *block)
{
	Source		source = block_source(block);
	FleetRunCode run;

	source_run(&source, &run);
	return run;
}

static inline Status
run_decode(const FleetRunCode *run, Sample *samples)
{
	const uint8_t *end;
	Status		status = fleet_decode(run->code, run->code + run->bytes, run->count, samples, &end);

	return status == CORE_OK && end != run->code + run->bytes ? CORE_CORRUPT : status;
}

/*
 * The bytes that emit, or spill, may take of n samples: as many blocks as runs; where
 * blocks grow a tail is one run, which may go into a new block.
 */
static size_t
emit_room(const Fleet *fleet, const FleetSlot *slot, size_t n)
{
	size_t		runs = n / FLEET_RUN_SAMPLES + 1,
				each = BLOCK_BYTES(0) + 8 + RUN_BYTES(0),
				grown = fleet->keep_all && slot->blocks != NULL ? 2 * (size_t) slot->blocks->room : 0;

	return runs * each + (RUN_BYTES(n) - RUN_BYTES(0)) + (grown < BLOCK_MAX ? grown : BLOCK_MAX);
}

/* a new block with room for so many bytes, the newest of a slot */
static FleetBlock *
new_block(Fleet *fleet, FleetSlot *slot, size_t room)
{
	FleetBlock *block = take(&fleet->room, BLOCK_BYTES(room));

	block->next = slot->blocks;
	block->bytes = 0;
	block->room = (uint32_t) room;
	slot->blocks = block;
	return block;
}

/* writes runs into a block */
static void
block_add(Fleet *fleet, FleetBlock *block, const uint8_t *runs, size_t bytes)
{
	memcpy(block->runs + block->bytes, runs, bytes);
	block->bytes += (uint32_t) bytes;
	fleet->block_bytes += bytes;
}

/* a run as the flat form has it; where it ends */
static uint8_t *
put_run(uint8_t *to, int count, int marks, const uint8_t *code, size_t bytes)
{
	*to++ = (uint8_t) count;
	*to++ = (uint8_t) marks;
	to = wire_put_varint(to, bytes);
	memcpy(to, code, bytes);
	return to + bytes;
}

/*
 * A run becomes the newest of a slot.  Where nothing is sealed blocks grow, and each is
 * twice as large as the one before.
 */
static void
push(Fleet *fleet, FleetSlot *slot, const uint8_t *run, size_t size)
{
	FleetBlock *block = slot->blocks;

	if (!fleet->keep_all || block == NULL || block->room < block->bytes + size)
	{
		size_t		room = block == NULL || !fleet->keep_all ? 0 : 2 * block->room < BLOCK_MAX ? 2 * block->room : BLOCK_MAX;

		block = new_block(fleet, slot, size > room ? size : room);
	}
	block_add(fleet, block, run, size);
}

/* n samples as a run of the flat form; returns how many bytes that are */
static size_t
encode_run(const Sample *samples, int n, int marks, uint8_t *run)
{
	uint8_t		code[FLEET_RUN_BYTES(FLEET_RUN_SAMPLES)];

	return (size_t) (put_run(run, n, marks, code, fleet_encode(samples, n, code)) - run);
}

/* n samples in order as blocks */
static void
emit(Fleet *fleet, FleetSlot *slot, const Sample *samples, size_t n)
{
	for (size_t i = 0; i < n;)
	{
		int			count = n - i > FLEET_RUN_SAMPLES ? FLEET_RUN_SAMPLES : (int) (n - i);
		uint8_t		run[RUN_BYTES(FLEET_RUN_SAMPLES)];

		push(fleet, slot, run, encode_run(samples + i, count, 0, run));
		i += (size_t) count;
	}
}

/* n samples of the tail as a run of the flat form; returns how many bytes that are */
static size_t
encode_tail(const Fleet *fleet, const FleetSlot *slot, uint32_t from, uint32_t n, int marks, uint8_t *run)
{
	Sample		samples[FLEET_RUN_SAMPLES];
	uint8_t		code[FLEET_RUN_BYTES(FLEET_RUN_SAMPLES)];
	size_t		size;

	if (fleet->keep_all && !slot->wide &&
		fleet_pack(slot->base, (const SampleReal *) slot->tail + from, (int) n, code, &size))
		return (size_t) (put_run(run, (int) n, marks, code, size) - run);
	for (uint32_t i = 0; i < n; i++)
		samples[i] = tail_get(slot, from + i);
	return encode_run(samples, (int) n, marks, run);
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

/* empties the tail into blocks; after reserve(emit_room(fleet, slot, count)) */
static void
spill(Fleet *fleet, FleetSlot *slot)
{
	uint8_t		run[RUN_BYTES(FLEET_RUN_SAMPLES)];
	uint32_t	pending = slot->state == FLEET_SEALING ? 0 : slot->pending + slot->count;

	for (uint32_t i = 0, n; i < slot->count; i += n)
	{
		n = slot->count - i > FLEET_RUN_SAMPLES ? FLEET_RUN_SAMPLES : slot->count - i;
		push(fleet, slot, run, encode_tail(fleet, slot, i, n, tail_marks(slot, i), run));
	}
	slot->pending = pending > UINT8_MAX ? UINT8_MAX : (uint8_t) pending;
	slot->count = 0;
	slot->state = FLEET_EARLY;
}

/*
 * The first samples of a stretch are in the tail: they become its first block,
 * and the last of them stays in the tail as well, to be the next frozen one.
 * False if they, or the sample that comes next, do not allow it.
 */
static bool
head(Fleet *fleet, FleetSlot *slot, int64_t next_at)
{
	Sample		samples[FLEET_HEAD];

	if (slot->count != FLEET_HEAD || slot->pending > 0 || next_at <= tail_get(slot, FLEET_HEAD - 1).at)
		return false;
	for (uint32_t i = 0; i < FLEET_HEAD; i++)
		samples[i] = tail_get(slot, i);
	if (fleet->open_gaps)
		for (uint32_t i = 0; i < FLEET_HEAD; i++)
			if (interval_us(samples[i].at, i + 1 < FLEET_HEAD ? samples[i + 1].at : next_at) > fleet->options.max_gap_us)
				return false;
	if (samples[FLEET_HEAD - 1].at == samples[FLEET_HEAD - 2].at)
		return false;
	emit(fleet, slot, samples, FLEET_HEAD);
	slot->pending = FLEET_HEAD;
	tail_drop(slot, FLEET_HEAD - 1);
	slot->state = FLEET_HEADED;
	return true;
}

/* takes that back: something has come that makes sealing less simple */
static void
behead(FleetSlot *slot)
{
	tail_drop(slot, 1);
	slot->state = FLEET_EARLY;
}

/* sealing begins: from the last sample of the head on */
static void
begin_sealing(Fleet *fleet, FleetSlot *slot)
{
	slot->blocks->runs[1] |= CLOSES;	/* its marks */
	slot->pending = 0;
	slot->state = FLEET_SEALING;
	if (fleet->n_slots <= FLEET_LONG_TAILS && slot->capacity < FLEET_LONG_TAIL)
		tail_move(&fleet->room, slot, FLEET_LONG_TAIL, slot->wide);
}

/* ---------- items: the samples of a device in order of time ---------- */

static inline bool
item_before(const FleetItem *a, const FleetItem *b)
{
	return a->at < b->at || (a->at == b->at && a->value < b->value);
}

static bool
go_on(void)
{
	return true;
}

/*
 * Sorts items by time and watts with the help of as many spare ones; returns
 * which of the two arrays is sorted, NULL if the poll says stop.  A natural
 * merge sort: what comes is a few sorted runs, mostly one.
 */
static FleetItem *
sort_items(FleetItem *items, FleetItem *spare, size_t n, SamplePoll poll)
{
	for (;;)
	{
		size_t		runs = 0,
					polled = 0;
		FleetItem  *other = items;

		for (size_t i = 0; i < n; runs++)
		{
			size_t		a = i,
						middle,
						b,
						end,
						to = i;

			for (middle = a + 1; middle < n && !item_before(&items[middle], &items[middle - 1]);)
				middle++;
			if (middle == n && a == 0)
				return items;
			b = end = middle;
			if (b < n)
				for (end = b + 1; end < n && !item_before(&items[end], &items[end - 1]);)
					end++;
			while (a < middle && b < end)
				spare[to++] = item_before(&items[b], &items[a]) ? items[b++] : items[a++];
			if (a < middle)
				memcpy(&spare[to], &items[a], (middle - a) * sizeof(FleetItem));
			else if (b < end)
				memcpy(&spare[to], &items[b], (end - b) * sizeof(FleetItem));
			i = end;
			if (i - polled >= SAMPLE_POLL_EVERY)
			{
				polled = i;
				if (!poll())
					return NULL;
			}
		}
		items = spare;
		spare = other;
		if (runs <= 1)
			return items;
	}
}

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

/*
 * Where the stretch [a, n) of sorted items without marks may be sealed: from the
 * first group that has FLEET_FREE samples before it to the last that has as
 * many after it.  False if there is nothing between.
 */
static bool
sealable(const FleetItem *items, size_t a, size_t n, size_t *from, size_t *to)
{
	size_t		h = a + FLEET_FREE,
				t;

	if (n - a < 2 * FLEET_FREE + 2)
		return false;
	while (h < n && items[h].at == items[h - 1].at)
		h++;
	t = n - FLEET_FREE - 1;
	/* the group that ends at or before t */
	while (t > a && items[t].at == items[t + 1].at)
		t--;
	while (t > a && items[t].at == items[t - 1].at)
		t--;
	if (h >= n || items[t].at <= items[h].at)
		return false;
	*from = h;
	*to = t;
	return true;
}

/* ---------- adding ---------- */

/*
 * A stretch has its first samples in blocks and the latest in the tail, but
 * with late ones or duplicates among them: sort them, seal what may be sealed
 * and let the tail begin with a frozen sample.  Nothing happens where the samples
 * do not allow it.
 */
static Status
settle(Fleet *fleet, FleetSlot *slot)
{
	FleetItem	items[SETTLE_MAX],
				spare[SETTLE_MAX],
			   *sorted;
	Sample samples[SETTLE_MAX];
	InstantPower power;
	const FleetOptions *options = &fleet->options;
	FleetBlock *rest = slot->blocks;
	size_t		n = (size_t) slot->pending + slot->count,
				i,
				start = 0,
				from,
				to;
	Status		status;

	/* the blocks of this stretch are the newest, of one run each */
	i = slot->pending;
	for (size_t left = slot->pending; left > 0; rest = rest->next)
	{
		FleetRunCode run = block_run(rest);

		left -= (size_t) run.count;
		i -= (size_t) run.count;
		status = run_decode(&run, samples);
		if (status != CORE_OK)
			return status;
		for (int k = 0; k < run.count; k++)
			items[i + (size_t) k] = (FleetItem) {samples[k].at, samples[k].value, 0};
	}
	for (i = 0; i < slot->count; i++)
	{
		Sample sample = tail_get(slot, (uint32_t) i);

		items[slot->pending + i] = (FleetItem) {sample.at, sample.value, 0};
	}
	sorted = sort_items(items, spare, n, go_on);

	if (fleet->open_gaps)
		for (i = n - 1; i > 0; i--)
			if (interval_us(sorted[i - 1].at, sorted[i].at) > options->max_gap_us)
			{
				start = i;
				break;
			}
	if (!sealable(sorted, start, n, &from, &to))
		return CORE_OK;

	/* nothing may change before all that needs memory is there */
	for (i = from; i < to; i++)
		if (sorted[i].at != sorted[i + 1].at)
		{
			status = book_prepare(&fleet->sums, &fleet->room, options, sorted[i].at, sorted[i + 1].at);
			if (status != CORE_OK)
				return status;
		}
	if (!reserve(&fleet->room, 2 * emit_room(fleet, slot, n) + tail_room(slot) + 4 * n * sizeof(Sample)))
		return CORE_NEED_MEMORY;

	for (; slot->blocks != rest; slot->blocks = slot->blocks->next)
		fleet->block_bytes -= slot->blocks->bytes;
	for (i = 0; i < start; i++)
		samples[i] = (Sample) {sorted[i].at, sorted[i].value};
	emit(fleet, slot, samples, start);
	for (i = start; i < from; i++)
		samples[i - start] = (Sample) {sorted[i].at, sorted[i].value};
	power = group_power(sorted, from, group_end(sorted, n, from));
	book_conflict(&fleet->sums, options, sorted[from].at, power);
	samples[from - start] = (Sample) {sorted[from].at, power.watts};
	emit(fleet, slot, samples, from - start + 1);

	while (from < to)
	{
		size_t		next = group_end(sorted, n, from);

		status = book(&fleet->sums, options,
					  sorted[from].at, group_watts(sorted, from, next),
					  sorted[next].at, group_power(sorted, next, group_end(sorted, n, next)));
		if (status != CORE_OK)
			return status;
		from = next;
	}

	slot->count = 0;
	for (i = to; i < n;)
	{
		size_t		next = i == to ? group_end(sorted, n, to) : i + 1;
		Sample sample = {sorted[i].at, group_watts(sorted, i, next)};

		tail_fit(&fleet->room, slot, sample);
		tail_insert(slot, sample);
		i = next;
	}
	begin_sealing(fleet, slot);
	return CORE_OK;
}

/*
 * Is this sample from before the present stretch?  Then the input turned back: a
 * scan that wrapped around, a file of older samples.  While sealing goes on, the
 * stretch begins where the sealed part does; before that, with its first sample.
 */
static Status
turned_back(const FleetSlot *slot, int64_t at, bool *back)
{
	int			left = slot->pending;
	bool		sealing = slot->state == FLEET_SEALING;

	*back = false;
	if (at >= tail_get(slot, 0).at)
		return CORE_OK;
	for (const FleetBlock *block = slot->blocks; block != NULL && (sealing || left > 0); block = block->next)
	{
		Sample		samples[FLEET_RUN_SAMPLES];
		FleetRunCode run = block_run(block);
		Status		status = run_decode(&run, samples);

		if (status != CORE_OK)
			return status;
		if (at >= samples[sealing ? run.count - 1 : 0].at)
			return CORE_OK;
		if (sealing)
			break;
		left -= run.count;
	}
	*back = true;
	return CORE_OK;
}

/* does a sample at this time continue the stretch in the tail? */
static bool
continues(const Fleet *fleet, const FleetSlot *slot, int64_t at)
{
	int64_t		newest = tail_get(slot, slot->count - 1u).at;

	return newest < at && !(fleet->open_gaps && interval_us(newest, at) > fleet->options.max_gap_us);
}

/* any sample, any tail */
static rare Status
add_slowly(Fleet *fleet, FleetSlot *slot, Sample sample)
{
	const FleetOptions *options = &fleet->options;
	FleetRoom  *room = &fleet->room;
	Status		status;

	if (!reserve(room, emit_room(fleet, slot, slot->count) + 2 * tail_room(slot)))
		return CORE_NEED_MEMORY;
	if (slot->state == FLEET_HEADED)
		behead(slot);
	if (slot->state == FLEET_EARLY && slot->count >= FLEET_HEAD && slot->pending >= FLEET_FREE &&
		slot->pending + slot->count <= SETTLE_MAX)
	{
		status = settle(fleet, slot);
		if (status != CORE_OK)
			return status;
		if (!reserve(room, emit_room(fleet, slot, slot->count) + 2 * tail_room(slot)))
			return CORE_NEED_MEMORY;
	}

	if (slot->count > 0)
	{
		bool		leave;

		status = turned_back(slot, sample.at, &leave);
		if (status != CORE_OK)
			return status;
		if (slot->state == FLEET_SEALING && !leave)
		{
			if (sample.at <= tail_get(slot, 0).at)
				return CORE_UNDECIDED;
			leave = slot->count >= TAIL_MAX ||
				(tail_get(slot, slot->count - 1u).at < sample.at && !continues(fleet, slot, sample.at));
		}
		if (leave)
		{
			spill(fleet, slot);
			slot->pending = 0;
		}
	}
	if (slot->state == FLEET_EARLY && slot->count >= FLEET_HEAD)
	{
		if (!head(fleet, slot, sample.at))
			spill(fleet, slot);
	}

	if (slot->state == FLEET_SEALING && slot->count >= FLEET_HEAD)
	{
		/* the oldest free samples, those of one time, freeze if enough are left */
		Sample		frozen = tail_get(slot, 0),
					next = tail_get(slot, 1);
		FleetItem	same[SETTLE_MAX],
					spare[SETTLE_MAX];
		InstantPower power;
		uint32_t	group = 0;	/* those of them in the tail */
		bool		among = sample.at <= next.at;
		size_t		n = 0;

		if (sample.at < next.at)
			next = sample;
		for (; group + 1 < slot->count && n < SETTLE_MAX - 1 && tail_get(slot, group + 1).at == next.at; group++)
			same[n++] = (FleetItem) {next.at, tail_get(slot, group + 1).value, 0};
		if (among)
			same[n++] = (FleetItem) {sample.at, sample.value, 0};
		if (slot->count - n >= FLEET_FREE && n < SETTLE_MAX)
		{
			status = book_prepare(&fleet->sums, room, options, frozen.at, next.at);
			if (status != CORE_OK)
				return status;
			if (!reserve(room, 2 * tail_room(slot)))
				return CORE_NEED_MEMORY;
			power = group_power(sort_items(same, spare, n, go_on), 0, n);
			next.value = power.watts;
			status = book(&fleet->sums, options, frozen.at, frozen.value, next.at, power);
			if (status != CORE_OK)
				return status;
			tail_drop(slot, group);
			/* a mean need not be real */
			if (!slot->wide && !sample_is_real(next.value))
				tail_move(room, slot, slot->capacity, true);
			tail_set(slot, 0, next);
			if (among)
				return CORE_OK;
		}
	}
	tail_fit(room, slot, sample);
	tail_insert(slot, sample);
	return CORE_OK;
}

/*
 * Books up to n intervals from samples[0] on, those that are short and between
 * powers that interval_real takes, and stops before samples of one time; returns
 * how many.  One more sample follows the last.  They all belong to one sum; n is below 256,
 * and terms are below 2^56, so that no sum overflows.
 */
static inline uint32_t
book_reals(EnergySum *sum, int64_t base, const SampleReal *samples, uint32_t n, uint64_t max_gap_us, Status *status)
{
	uint64_t	energy = 0,
				lower = 0,
				upper = 0,
				covered = 0;
	float		peak = -1;
	uint32_t	done = 0;

	for (; done < n; done++)
	{
		const SampleReal *now = &samples[done],
				   *next = now + 1;
		uint32_t	us = next->offset - now->offset;
		uint64_t	e,
					l,
					u;

		if (next->offset == next[1].offset || us > max_gap_us || !interval_real(us, now->value, next->value, &e, &l, &u))
			break;
		energy += e;
		lower += l;
		upper += u;
		covered += us;
		peak = next->value > peak ? next->value : peak;
	}
	if (done > 0)
	{
		energy_sum_sample(sum, base + samples[1].offset, 0);
		energy_sum_sample(sum, base + samples[done].offset, 0);
		*status = book_run(sum, energy, lower, upper, covered, peak);
	}
	return done;
}

/*
 * The tail of a stretch is full: freezes as many of its oldest samples as may be,
 * and books the intervals between them.  Stops at samples of one time.
 */
static Status
seal(Fleet *fleet, FleetSlot *slot)
{
	FleetSums  *sums = &fleet->sums;
	const FleetOptions *options = &fleet->options;
	bool		headed = slot->state == FLEET_HEADED;
	Status		status = CORE_OK;
	/* one more is about to come: FLEET_FREE - 1 have to be left, and the frozen one */
	uint32_t	n = slot->count - FLEET_FREE,
				done = 0;

	if (unlikely(headed) && !reserve(&fleet->room, tail_room(slot)))
		return CORE_NEED_MEMORY;
	while (done < n)
	{
		Sample		frozen = tail_get(slot, done),
					next;

		if (!headed && !slot->wide && in_window(&sums->booked, frozen.at))
		{
			uint32_t	m = n - done > UINT8_MAX ? UINT8_MAX : n - done;

			/* those that end where the last one was booked */
			while (m > 0 && !in_window(&sums->booked, tail_get(slot, done + m).at))
				m--;
			done += book_reals(sums->booked.sum, slot->base, (const SampleReal *) slot->tail + done, m,
							   options->max_gap_us, &status);
			if (status != CORE_OK || done == n)
				break;
			frozen = tail_get(slot, done);
		}
		next = tail_get(slot, done + 1);
		if (next.at == tail_get(slot, done + 2).at)
			break;
		status = book_prepare(sums, &fleet->room, options, frozen.at, next.at);
		if (status == CORE_OK && headed && !reserve(&fleet->room, tail_room(slot)))
			status = CORE_NEED_MEMORY;
		if (status != CORE_OK)
			break;
		if (headed)
			begin_sealing(fleet, slot);
		headed = false;
		status = book(sums, options, frozen.at, frozen.value, next.at, (InstantPower) {next.value, false});
		done++;
	}
	tail_drop(slot, done);
	return status;
}

/* fleet_append for doubles that are no reals; false if the tail has none, or no place */
static inline bool
append_wide(const Fleet *fleet, FleetSlot *slot, int64_t at, double watts)
{
	Sample	   *place;

	if (!slot->wide || slot->count == 0 || slot->count >= tail_limit(fleet, slot))
		return false;
	place = (Sample *) slot->tail + slot->count;
	if (at <= place[-1].at || (fleet->open_gaps && interval_us(place[-1].at, at) > fleet->options.max_gap_us))
		return false;
	*place = (Sample) {at, watts};
	slot->count++;
	return true;
}

static inline bool
append(const Fleet *fleet, FleetSlot *slot, int64_t at, double watts)
{
	return (sample_is_real(watts) && fleet_append_to(fleet, slot, at, (float) watts)) || append_wide(fleet, slot, at, watts);
}

/* the tail is full, or too long for its offsets, or the sample is no plain successor */
static Status
add_otherwise(Fleet *fleet, FleetSlot *slot, int64_t at, double watts)
{
	bool		far = !slot->wide && slot->count > FLEET_HEAD && interval_us(slot->base, at) > UINT32_MAX;
	Status		status;

	if (slot->state != FLEET_EARLY && (slot->count == slot->capacity || far) && continues(fleet, slot, at))
	{
		status = seal(fleet, slot);
		if (status != CORE_OK)
			return status;
		if (far && interval_us(tail_get(slot, 0).at, at) <= UINT32_MAX)
			tail_rebase(slot, tail_get(slot, 0).at);
		tail_open(fleet, slot);
		if (append(fleet, slot, at, watts))
			return CORE_OK;
	}
	status = add_slowly(fleet, slot, (Sample) {at, watts});
	tail_open(fleet, slot);
	return status;
}

/*
 * A tail is full for the first time.  If its steps tell of runs, most of them
 * nearly as long as its shortest, a longer one ends a run from now on.
 */
static void
learn_step(Fleet *fleet, const FleetSlot *slot)
{
	uint64_t	steps[FLEET_LONG_TAIL] = {0};
	uint32_t	n = 0,
				usual = 0;

	fleet->learnt = true;
	for (uint32_t i = 1; i < slot->count && n < FLEET_LONG_TAIL; i++)
	{
		uint64_t	step = interval_us(tail_get(slot, i - 1).at, tail_get(slot, i).at);
		uint32_t	k = n++;

		for (; k > 0 && steps[k - 1] > step; k--)
			steps[k] = steps[k - 1];
		steps[k] = step;
	}
	while (usual < n && steps[usual] <= steps[n / 4] + steps[n / 4] / 2)
		usual++;
	if (steps[n / 4] > 0 && steps[n / 4] < UINT32_MAX / 2 && usual >= n - n / 4)
		fleet->longest_step = steps[n / 4] + steps[n / 4] / 2;
}

/* keep_all: a sample that is no plain successor, or whose tail is full or at its end */
static Status
keep(Fleet *fleet, FleetSlot *slot, Sample sample)
{
	FleetRoom  *room = &fleet->room;

	if (!reserve(room, emit_room(fleet, slot, slot->count) + 2 * tail_room(slot)))
		return CORE_NEED_MEMORY;
	if (slot->count > 0)
	{
		int64_t		oldest = tail_get(slot, 0).at,
					newest = tail_get(slot, slot->count - 1u).at;
		bool		full = slot->count == slot->capacity;

		if (full && !fleet->learnt)
			learn_step(fleet, slot);
		if ((slot->count >= RUN_LEAST && newest < sample.at && interval_us(newest, sample.at) > fleet->longest_step) ||
			(!slot->wide && oldest < sample.at && interval_us(oldest, sample.at) > UINT32_MAX) ||
			(full && (slot->capacity >= FLEET_LONG_TAIL || fleet->n_slots > FLEET_LONG_TAILS)))
			spill(fleet, slot);
		else if (full)
			tail_move(room, slot, FLEET_LONG_TAIL, slot->wide);
	}
	tail_fit(room, slot, sample);
	tail_insert(slot, sample);
	tail_open(fleet, slot);
	return CORE_OK;
}

Status
fleet_add(Fleet *fleet, FleetKey key, int64_t at, double watts)
{
	FleetSlot  *slot;
	EnergySum  *sum;
	Status		status;

	status = sums_at(&fleet->sums, &fleet->room, &fleet->options, at, &sum);
	if (status != CORE_OK)
		return status;
	if (unlikely(!(watts >= 0 && watts <= 1.7976931348623157e308)))
	{
		if (sum != NULL)
			sum->rejected++;
		return CORE_OK;
	}
	watts += 0.0;				/* no negative zero */

	status = next_slot(fleet, key, &slot);
	if (status != CORE_OK)
		return status;
	if (!append(fleet, slot, at, watts))
	{
		status = fleet->keep_all ? keep(fleet, slot, (Sample) {at, watts}) : add_otherwise(fleet, slot, at, watts);
		if (status != CORE_OK)
			return status;
	}
	if (sum != NULL)
		sum->samples++;
	return CORE_OK;
}

/* ---------- bytes ---------- */

/* where bytes go; only counts them if to is NULL */
typedef struct Sink
{
	uint8_t *to;
	size_t		size;
} Sink;

static void
sink_bytes(Sink *sink, const void *bytes, size_t n)
{
	if (sink->to != NULL)
		memcpy(sink->to + sink->size, bytes, n);
	sink->size += n;
}

static void
sink_byte(Sink *sink, int byte)
{
	uint8_t b = (uint8_t) byte;

	sink_bytes(sink, &b, 1);
}

static void
sink_number(Sink *sink, uint64_t value)
{
	uint8_t bytes[10];

	sink_bytes(sink, bytes, (size_t) (wire_put_varint(bytes, value) - bytes));
}

static void
sink_sum(Sink *sink, const EnergySum *sum)
{
	const i128	big[] = {sum->energy_nj, sum->lower_nj, sum->upper_nj, sum->covered_us, sum->gap_us};
	const int64_t counts[] = {sum->gaps, sum->samples, sum->rejected, sum->conflicts};
	uint64_t	bits;

	for (int i = 0; i < 5; i++)
	{
		sink_number(sink, (uint64_t) big[i]);
		sink_number(sink, (uint64_t) (big[i] >> 64));
	}
	for (int i = 0; i < 4; i++)
		sink_number(sink, (uint64_t) counts[i]);
	memcpy(&bits, &sum->peak_w, sizeof(bits));
	for (int i = 0; i < 8; i++, bits >>= 8)
		sink_byte(sink, (int) (bits & 0xff));
	sink_number(sink, wire_zigzag(sum->first_at));
	sink_number(sink, wire_zigzag(sum->last_at));
}

static void
sink_head(Sink *sink, const FleetOptions *options, uint32_t n_slots)
{
	bool		range = options->since != INT64_MIN || options->until != INT64_MAX;

	sink_byte(sink, FLAT_VERSION);
	sink_byte(sink, (options->named ? FLAT_NAMED : 0) | (range ? FLAT_RANGE : 0) |
			  (options->width_us > 0 ? FLAT_BUCKETS : 0));
	sink_number(sink, options->max_gap_us);
	if (range)
	{
		sink_number(sink, wire_zigzag(options->since));
		sink_number(sink, wire_zigzag(options->until));
	}
	if (options->width_us > 0)
		sink_number(sink, (uint64_t) options->width_us);
	sink_number(sink, n_slots);
}

static void
sink_key(Sink *sink, const FleetOptions *options, const FleetSlot *slot)
{
	if (options->named)
	{
		sink_number(sink, fleet_name_length(slot->device.name));
		sink_bytes(sink, slot->device.name, fleet_name_length(slot->device.name));
	}
	else
		sink_number(sink, wire_zigzag(slot->device.id));
}

static void
sink_samples(Sink *sink, const Sample *samples, int n, int marks)
{
	uint8_t		run[RUN_BYTES(FLEET_RUN_SAMPLES)];

	sink_bytes(sink, run, encode_run(samples, n, marks, run));
}

/* blocks, the oldest first */
static void
sink_blocks(Sink *sink, const FleetBlock *blocks)
{
	size_t		size = 0;
	uint8_t	   *end;

	for (const FleetBlock *block = blocks; block != NULL; block = block->next)
		size += block->bytes;
	end = sink->to + sink->size + size;
	for (const FleetBlock *block = blocks; block != NULL; block = block->next)
	{
		end -= block->bytes;
		memcpy(end, block_source(block).at, block->bytes);
	}
	sink->size += size;
}

static void
sink_fleet(Sink *sink, const Fleet *fleet)
{
	sink_head(sink, &fleet->options, fleet->n_slots);
	for (uint32_t s = 0; s < fleet->n_slots; s++)
	{
		const FleetSlot *slot = slot_at(fleet, s);
		uint8_t		run[RUN_BYTES(FLEET_RUN_SAMPLES)];

		sink_key(sink, &fleet->options, slot);
		if (sink->to != NULL)
			sink_blocks(sink, slot->blocks);
		for (uint32_t i = tail_first(slot), n; i < slot->count; i += n)
		{
			n = slot->count - i > FLEET_RUN_SAMPLES ? FLEET_RUN_SAMPLES : slot->count - i;
			sink_bytes(sink, run, encode_tail(fleet, slot, i, n, tail_marks(slot, i), run));
		}
		sink_byte(sink, 0);
	}
	if (sink->to == NULL)
		sink->size += fleet->block_bytes;
	if (fleet->options.width_us == 0)
		sink_sum(sink, &fleet->sums.total);
	else
	{
		sink_number(sink, fleet->sums.n_buckets);
		for (uint32_t i = 0; i < fleet->sums.table_size; i++)
			if (fleet->sums.table[i] != NULL)
			{
				sink_number(sink, wire_zigzag(fleet->sums.table[i]->number));
				sink_sum(sink, &fleet->sums.table[i]->sum);
			}
	}
}

Status
fleet_flat_size(const Fleet *fleet, size_t *size)
{
	Sink		sink = {NULL, 0};

	sink_fleet(&sink, fleet);
	*size = sink.size;
	return CORE_OK;
}

size_t
fleet_flatten(const Fleet *fleet, uint8_t *to)
{
	Sink		sink = {to, 0};

	sink_fleet(&sink, fleet);
	return sink.size;
}

static bool
source_signed(Source *source, int64_t *value)
{
	uint64_t	bits;

	if (!source_number(source, &bits))
		return false;
	*value = wire_unzigzag(bits);
	return true;
}

static bool
source_count(Source *source, int64_t *value)
{
	uint64_t	bits;

	if (!source_number(source, &bits) || bits > INT64_MAX)
		return false;
	*value = (int64_t) bits;
	return true;
}

static bool
source_big(Source *source, i128 *value)
{
	uint64_t	low,
				high;

	/* below 2^126: an addition to it does not overflow */
	if (!source_number(source, &low) || !source_number(source, &high) || high >= UINT64_C(1) << 62)
		return false;
	*value = (i128) ((u128) high << 64 | low);
	return true;
}

static bool
source_sum(Source *source, EnergySum *sum)
{
	uint64_t	bits = 0;

	energy_sum_init(sum);
	if (!source_big(source, &sum->energy_nj) || !source_big(source, &sum->lower_nj) ||
		!source_big(source, &sum->upper_nj) || !source_big(source, &sum->covered_us) ||
		!source_big(source, &sum->gap_us) || !source_count(source, &sum->gaps) ||
		!source_count(source, &sum->samples) || !source_count(source, &sum->rejected) || !source_count(source, &sum->conflicts) ||
		source->end - source->at < 8)
		return false;
	for (int i = 7; i >= 0; i--)
		bits = bits << 8 | source->at[i];
	source->at += 8;
	memcpy(&sum->peak_w, &bits, sizeof(bits));
	return (sum->peak_w == -1 || (sum->peak_w >= 0 && isfinite(sum->peak_w))) &&
		source_signed(source, &sum->first_at) && source_signed(source, &sum->last_at);
}

static bool
source_head(Source *source, FleetOptions *options, uint64_t *n_slots)
{
	uint64_t	width = 0;
	int			flags;

	if (source->end - source->at < 2 || source->at[0] != FLAT_VERSION || (source->at[1] & ~FLAT_FLAGS) != 0)
		return false;
	flags = source->at[1];
	source->at += 2;
	options->named = (flags & FLAT_NAMED) != 0;
	options->since = INT64_MIN;
	options->until = INT64_MAX;
	if (!source_number(source, &options->max_gap_us) || options->max_gap_us == 0)
		return false;
	if ((flags & FLAT_RANGE) != 0 &&
		(!source_signed(source, &options->since) || !source_signed(source, &options->until) ||
		 options->since > options->until))
		return false;
	if ((flags & FLAT_BUCKETS) != 0 && (!source_number(source, &width) || width == 0 || width > INT64_MAX))
		return false;
	options->width_us = (int64_t) width;
	return source_number(source, n_slots);
}

/* the number of a bucket whose start is a time */
static bool
source_bucket(Source *source, int64_t width, int64_t *number)
{
	return source_signed(source, number) &&
		*number >= bucket_number(SAMPLE_TIME_MIN, width) && *number <= bucket_number(SAMPLE_TIME_END, width);
}

static bool
source_key(Source *source, const FleetOptions *options, FleetKey *key)
{
	uint64_t	length;

	memset(key, 0, sizeof(FleetKey));
	if (!options->named)
		return source_signed(source, &key->device.id);
	if (!source_number(source, &length) || length > (uint64_t) (source->end - source->at))
		return false;
	key->device.name = (const char *) source->at;
	key->length = (size_t) length;
	source->at += length;
	return true;
}

Status
fleet_peek(const uint8_t *bytes, size_t size, FleetOptions *options)
{
	Source		source = {bytes, bytes + size};
	uint64_t	n_slots;

	return source_head(&source, options, &n_slots) ? CORE_OK : CORE_CORRUPT;
}

Status
fleet_check(const uint8_t *bytes, size_t size, SamplePoll poll)
{
	Source		source = {bytes, bytes + size};
	FleetOptions options;
	uint64_t	n_slots,
				n_buckets = 1;
	Sample samples[FLEET_RUN_SAMPLES];

	if (!source_head(&source, &options, &n_slots))
		return CORE_CORRUPT;
	for (uint64_t s = 0; s < n_slots; s++)
	{
		FleetKey	key;
		FleetRunCode run;

		if (!poll())
			return CORE_CANCELLED;
		if (!source_key(&source, &options, &key))
			return CORE_CORRUPT;
		for (;;)
		{
			if (!source_run(&source, &run))
				return CORE_CORRUPT;
			if (run.count == 0)
				break;
			if (run_decode(&run, samples) != CORE_OK)
				return CORE_CORRUPT;
		}
	}
	if (options.width_us > 0 && !source_number(&source, &n_buckets))
		return CORE_CORRUPT;
	for (uint64_t b = 0; b < n_buckets; b++)
	{
		EnergySum	sum;
		int64_t		number;

		if ((options.width_us > 0 && !source_bucket(&source, options.width_us, &number)) ||
			!source_sum(&source, &sum))
			return CORE_CORRUPT;
	}
	return source.at == source.end ? CORE_OK : CORE_CORRUPT;
}

/* ---------- merging ---------- */

/* a slot is about to get blocks from elsewhere: what is being sealed ends here */
static void
interrupt(Fleet *fleet, FleetSlot *slot)
{
	if (slot->state == FLEET_HEADED)
		behead(slot);
	else if (slot->state == FLEET_SEALING)
		spill(fleet, slot);
	slot->pending = 0;
	tail_open(fleet, slot);
}

/* the runs of one device as one block; changes nothing unless there is room for it */
static Status
merge_device(Fleet *fleet, Source *source)
{
	FleetKey	key;
	FleetSlot  *slot;
	const uint8_t *runs;
	FleetRunCode run;
	size_t		bytes;
	Status		status;

	if (!source_key(source, &fleet->options, &key))
		return CORE_CORRUPT;
	runs = source->at;
	do
		if (!source_run(source, &run))
			return CORE_CORRUPT;
	while (run.count > 0);
	bytes = (size_t) (source->at - runs) - 1;
	status = next_slot(fleet, key, &slot);
	if (status != CORE_OK)
		return status;
	if (!reserve(&fleet->room, BLOCK_BYTES(bytes) + emit_room(fleet, slot, slot->count)))
		return CORE_NEED_MEMORY;

	interrupt(fleet, slot);
	if (bytes > 0)
		block_add(fleet, new_block(fleet, slot, bytes), runs, bytes);
	return CORE_OK;
}

static bool
same_options(const FleetOptions *a, const FleetOptions *b)
{
	return a->named == b->named && a->max_gap_us == b->max_gap_us &&
		a->since == b->since && a->until == b->until && a->width_us == b->width_us;
}

Status
fleet_merge(Fleet *fleet, const uint8_t *bytes, size_t size, FleetCursor *cursor, SamplePoll poll)
{
	Source		source = {bytes + cursor->at, bytes + size};
	const FleetOptions *ours = &fleet->options;
	FleetOptions theirs;
	EnergySum	sum;
	Status		status;

	if (cursor->at == 0)
	{
		if (!source_head(&source, &theirs, &cursor->devices))
			return CORE_CORRUPT;
		if (!same_options(&theirs, ours))
			return CORE_INVALID;
		cursor->at = (size_t) (source.at - bytes);
	}
	for (; cursor->devices > 0; cursor->devices--)
	{
		if (!poll())
			return CORE_CANCELLED;
		status = merge_device(fleet, &source);
		if (status != CORE_OK)
			return status;
		cursor->at = (size_t) (source.at - bytes);
	}
	if (ours->width_us == 0)
		return source_sum(&source, &sum) && source.at == source.end ? energy_sum_merge(&fleet->sums.total, &sum) : CORE_CORRUPT;

	if (!cursor->in_buckets)
	{
		if (!source_number(&source, &cursor->buckets))
			return CORE_CORRUPT;
		cursor->in_buckets = true;
		cursor->at = (size_t) (source.at - bytes);
	}
	for (; cursor->buckets > 0; cursor->buckets--)
	{
		int64_t		number;

		if (!source_bucket(&source, ours->width_us, &number) || !source_sum(&source, &sum))
			return CORE_CORRUPT;
		status = sums_prepare(&fleet->sums, &fleet->room, number, number);
		if (status == CORE_OK)
			status = energy_sum_merge(&sums_bucket(&fleet->sums, number)->sum, &sum);
		if (status != CORE_OK)
			return status;
		cursor->at = (size_t) (source.at - bytes);
	}
	return source.at == source.end ? CORE_OK : CORE_CORRUPT;
}

/* ---------- the end ---------- */

/* makes sure of two arrays of n items; else the caller returns CORE_NEED_MEMORY */
static bool
items_room(FleetWork *work, size_t n)
{
	size_t		most = n > 2 * work->max_items ? n : 2 * work->max_items;

	if (n <= work->max_items)
		return true;
	if (!reserve(&work->room, 2 * most * sizeof(FleetItem)))
		return false;
	work->arrays = take(&work->room, 2 * most * sizeof(FleetItem));
	work->max_items = most;
	return true;
}

/* all samples of a slot into work->items, in order; CORE_UNDECIDED if one lies where all is sealed */
static Status
gather(FleetWork *work, const FleetOptions *options, const FleetSlot *slot, SamplePoll poll)
{
	uint32_t	first = tail_first(slot);
	size_t		n = slot->count - first,
				runs = 0,
				samples,
				i;
	FleetItem  *items;

	for (const FleetBlock *block = slot->blocks; block != NULL; block = block->next)
	{
		block_count(block, &samples);
		n += samples;
	}
	work->n_items = work->item = 0;
	if (n == 0)
		return CORE_OK;
	if (!items_room(work, n))
		return CORE_NEED_MEMORY;
	items = work->arrays;
	i = n - (slot->count - first);
	for (uint32_t k = first; k < slot->count; k++)
	{
		Sample		sample = tail_get(slot, k);

		items[i + k - first] = (FleetItem) {sample.at, sample.value, 0};
	}
	if (slot->state == FLEET_SEALING)
		items[i].marks = OPENS;
	/* the newest block comes first, and in it the oldest run */
	for (const FleetBlock *block = slot->blocks; block != NULL; block = block->next)
	{
		Source		source = block_source(block);
		FleetRunCode run;
		size_t		at;

		block_count(block, &samples);
		i -= samples;
		for (at = i; source.at < source.end && source_run(&source, &run);)
		{
			Sample		decoded[FLEET_RUN_SAMPLES];
			Status		status = run_decode(&run, decoded);

			if (status != CORE_OK)
				return status;
			if (++runs % (SAMPLE_POLL_EVERY / 16) == 0 && !poll())
				return CORE_CANCELLED;
			for (int k = 0; k < run.count; k++)
				items[at + (size_t) k] = (FleetItem) {decoded[k].at, decoded[k].value, 0};
			items[at].marks |= run.marks & OPENS;
			at += (size_t) run.count;
			items[at - 1].marks |= run.marks & CLOSES;
		}
	}
	if (!poll())
		return CORE_CANCELLED;
	items = sort_items(items, items + work->max_items, n, poll);
	if (items == NULL)
		return CORE_CANCELLED;

	for (i = 0; i < n; i++)
	{
		bool		sealed_before = i > 0 && (items[i - 1].marks & CLOSES) != 0;

		if (sealed_before != ((items[i].marks & OPENS) != 0) ||
			(i > 0 && items[i].at == items[i - 1].at && (items[i].marks | items[i - 1].marks) != 0))
			return CORE_UNDECIDED;
	}
	if ((items[n - 1].marks & CLOSES) != 0)
		return CORE_UNDECIDED;
	work->items = items;
	work->n_items = n;
	if (options->width_us == 0)
	{
		size_t		end = n;

		for (i = 0; i < n && items[i].at < options->since;)
			i++;
		while (end > i && items[end - 1].at >= options->until)
			end--;
		if (i < end)
		{
			energy_sum_sample(&work->sums.total, items[i].at, 0);
			energy_sum_sample(&work->sums.total, items[end - 1].at, 0);
		}
	}
	return CORE_OK;
}

static Status
start(const Fleet *fleet, FleetWork *work)
{
	Status		status = CORE_OK;

	if (!work->started)
	{
		status = sums_copy(&work->sums, &work->room, &fleet->sums, &fleet->options);
		work->started = status == CORE_OK;
	}
	return status;
}

/*
 * Books from items[i] on while the intervals are short and between powers that
 * interval_real takes, and end where booked counts; *item is then the one that
 * the next begins with.
 */
static Status
book_items(const FleetWindow *booked, const FleetItem *items, size_t *item, size_t n, uint64_t max_gap_us)
{
	size_t		i = *item;

	while (i + 1 < n)
	{
		uint64_t	energy = 0,
					lower = 0,
					upper = 0,
					covered = 0;
		float		peak = -1;
		size_t		begin = i,
					end = n - 1 - i > UINT8_MAX ? i + UINT8_MAX : n - 1;

		/* terms are below 2^56, and there are fewer than 2^8 */
		for (; i < end; i++)
		{
			const FleetItem *now = &items[i],
					   *next = now + 1;
			uint64_t	us = interval_us(now->at, next->at),
						e,
						l,
						u;
			float		w0 = (float) now->value,
						w1 = (float) next->value;

			if ((now->marks & CLOSES) != 0 || us == 0 || us > max_gap_us || us > UINT32_MAX ||
				(i + 2 < n && next[1].at == next->at) || !in_window(booked, next->at) ||
				(double) w0 != now->value || (double) w1 != next->value ||
				!interval_real((uint32_t) us, w0, w1, &e, &l, &u))
				break;
			energy += e;
			lower += l;
			upper += u;
			covered += us;
			peak = w1 > peak ? w1 : peak;
		}
		if (i > begin)
		{
			energy_sum_sample(booked->sum, items[begin + 1].at, 0);
			energy_sum_sample(booked->sum, items[i].at, 0);
			if (book_run(booked->sum, energy, lower, upper, covered, peak) != CORE_OK)
				return CORE_RANGE;
		}
		if (i < end)
			break;
	}
	*item = i;
	return CORE_OK;
}

/* books what gather has found in a slot */
static Status
finish_items(FleetWork *work, const FleetOptions *options, SamplePoll poll)
{
	size_t		n = work->n_items,
				polled = 0;
	const FleetItem *items = work->items;
	Status		status;

	while (work->item < n)
	{
		size_t		from = work->item,
					next;

		if (from - polled >= SAMPLE_POLL_EVERY)
		{
			polled = from;
			if (!poll())
				return CORE_CANCELLED;
		}
		if (from > 0 && items[from - 1].at != items[from].at && in_window(&work->sums.booked, items[from].at))
		{
			status = book_items(&work->sums.booked, items, &work->item, n, options->max_gap_us);
			if (status != CORE_OK)
				return status;
			from = work->item;
		}
		next = group_end(items, n, from);
		if (from == 0)
		{
			if (options->width_us > 0)
			{
				int64_t		number = bucket_number(items[0].at, options->width_us);

				status = sums_prepare(&work->sums, &work->room, number, number);
				if (status != CORE_OK)
					return status;
			}
			book_instant(&work->sums, options, items[0].at, group_power(items, 0, next));
		}
		if (next < n && (items[from].marks & CLOSES) == 0)
		{
			status = book_prepare(&work->sums, &work->room, options, items[from].at, items[next].at);
			if (status == CORE_OK)
				status = book(&work->sums, options, items[from].at, group_watts(items, from, next),
							  items[next].at, group_power(items, next, group_end(items, n, next)));
			if (status != CORE_OK)
				return status;
		}
		work->item = next;
	}
	work->n_items = 0;
	return CORE_OK;
}

/* likewise of n runs */
static bool
runs_room(FleetWork *work, size_t n)
{
	size_t		most = n > 2 * work->max_runs ? n : 2 * work->max_runs;

	if (n <= work->max_runs)
		return true;
	if (!reserve(&work->room, most * sizeof(FleetRun) + rounded(most * sizeof(uint32_t))))
		return false;
	work->runs = take(&work->room, most * sizeof(FleetRun));
	work->run_order = take(&work->room, most * sizeof(uint32_t));
	work->max_runs = most;
	return true;
}

/*
 * The packed runs of a slot and its tail in order of their first samples.  None if
 * a run is in the other form, or a sealed stretch begins or ends with it.
 */
static Status
gather_runs(FleetWork *work, const FleetSlot *slot, SamplePoll poll)
{
	FleetItem  *order;
	FleetRun   *runs;
	size_t		most = slot->count > 0 ? 1 : 0,
				samples,
				n = 0,
				begin;

	work->n_runs = work->run = work->no_row = work->sample = 0;
	if (slot->blocks == NULL || slot->state != FLEET_EARLY || (slot->count > 0 && slot->wide) ||
		slot->count > FLEET_RUN_SAMPLES)
		return CORE_OK;
	for (const FleetBlock *block = slot->blocks; block != NULL; block = block->next)
		most += block_count(block, &samples);
	if (most > UINT32_MAX)
		return CORE_LIMIT;
	if (!runs_room(work, most) || !items_room(work, most))
		return CORE_NEED_MEMORY;

	/*
	 * The newest block comes first, and in it the oldest run: order is filled from its
	 * end.  The number of a run is its value, exact as a double.
	 */
	runs = work->runs;
	order = work->arrays;
	begin = most;
	if (slot->count > 0)
	{
		runs[n] = (FleetRun) {tail_get(slot, 0), tail_get(slot, slot->count - 1u), {NULL, 0, (uint8_t) slot->count, 0}};
		order[--begin] = (FleetItem) {runs[n].first.at, (double) n, 0};
		n++;
	}
	for (const FleetBlock *block = slot->blocks; block != NULL; block = block->next)
	{
		Source		source = block_source(block);
		FleetRunCode run;
		size_t		first = n;

		for (; source.at < source.end && source_run(&source, &run); n++)
		{
			if (run.marks != 0 || !fleet_packed(run.code, run.bytes, run.count, &runs[n].first, &runs[n].last))
				return CORE_OK;
			if (n % (SAMPLE_POLL_EVERY / 16) == 0 && !poll())
				return CORE_CANCELLED;
			runs[n].code = run;
		}
		begin -= n - first;
		for (size_t i = first; i < n; i++)
			order[begin + i - first] = (FleetItem) {runs[i].first.at, (double) i, 0};
	}
	order = sort_items(order, order + work->max_items, n, poll);
	if (order == NULL)
		return CORE_CANCELLED;
	for (size_t i = 0; i < n; i++)
		work->run_order[i] = (uint32_t) order[i].value;
	work->n_runs = n;
	return CORE_OK;
}

/* the next run but i; there is one */
static inline const FleetRun *
run_ahead(const FleetWork *work, size_t i)
{
	return &work->runs[work->run_order[work->run + i]];
}

/* the samples of a run after their base */
static Status
read_run(const FleetSlot *slot, const FleetRun *run, int64_t *base, SampleReal *samples)
{
	if (run->code.code != NULL)
		return fleet_unpack(run->code.code, run->code.bytes, run->code.count, base, samples);
	*base = slot->base;
	memcpy(samples, slot->tail, (size_t) run->code.count * sizeof(SampleReal));
	return CORE_OK;
}

/* books a run whose samples are of different times and all later than those before */
static Status
finish_run(FleetWork *work, const FleetOptions *options, int64_t base, const SampleReal *samples, uint32_t n)
{
	FleetSums  *sums = &work->sums;
	Status		status = CORE_OK;

	while (status == CORE_OK && work->sample < n)
	{
		uint32_t	i = work->sample;
		Sample		now = {base + samples[i].offset, samples[i].value};

		if (i > 0 && in_window(&sums->booked, work->last.at) && in_window(&sums->booked, base + samples[n - 1].offset))
		{
			i += book_reals(sums->booked.sum, base, samples + i - 1, n - i, options->max_gap_us, &status);
			work->last = (Sample) {base + samples[i - 1].offset, samples[i - 1].value};
			work->sample = i;
			if (status != CORE_OK || i == n)
				break;
			now = (Sample) {base + samples[i].offset, samples[i].value};
		}
		if (i == 0 && work->run == 0)
		{
			if (options->width_us > 0)
			{
				int64_t		number = bucket_number(now.at, options->width_us);

				status = sums_prepare(sums, &work->room, number, number);
			}
			if (status == CORE_OK)
				book_instant(sums, options, now.at, (InstantPower) {now.value, false});
		}
		else
		{
			status = book_prepare(sums, &work->room, options, work->last.at, now.at);
			if (status == CORE_OK)
				status = book(sums, options, work->last.at, work->last.value, now.at, (InstantPower) {now.value, false});
		}
		if (status != CORE_OK)
			break;
		work->last = now;
		work->sample++;
	}
	return status;
}

/*
 * Books runs from the present one on, in one row with the sample before, while they
 * do not overlap, count in one sum, and have their numbers in the same form; returns how
 * many.  A row has a fixed price, so that there are none for few samples.
 */
static size_t
finish_row(FleetWork *work, const FleetOptions *options, Status *status)
{
	const FleetWindow *booked = &work->sums.booked;
	const FleetRun *run;
	size_t		left = work->n_runs - work->run,
				n = 0;
	Sample		last = work->last;
	uint64_t	gap_us;
	uint32_t	unit;
	int			form,
				format;
	IntervalRow row;
	IntervalRowSum sum;

	if (work->run == 0 || work->run < work->no_row || !in_window(booked, last.at) ||
		(run = run_ahead(work, 0))->code.code == NULL)
		return 0;
	form = run->code.code[0];
	unit = (form & FLEET_MILLISECONDS) != 0 ? 1000 : 1;
	format = fleet_number_format(form);
	row.n = decimal_encode(format, last.value, &row.values[0]) ? 1 : INTERVAL_ROW;
	for (; n < left; n++)
	{
		uint64_t	step;

		run = run_ahead(work, n);
		step = interval_us(last.at, run->first.at);
		if (run->code.code == NULL || run->code.code[0] != form || row.n + run->code.count > INTERVAL_ROW ||
			run->first.at <= last.at || (n + 1 < left && run_ahead(work, n + 1)->first.at <= run->last.at) || step % unit != 0 ||
			!in_window(booked, run->last.at) ||
			!fleet_unpack_numbers(run->code.code, run->code.bytes, run->code.count, &row.values[row.n], &row.steps[row.n]))
			break;
		row.steps[row.n - 1] = step / unit;
		row.n += run->code.count;
		last = run->last;
	}
	row.unit = unit == 1000 ? 3 : 0;
	if (n == 0 || row.n < ROW_LEAST || !interval_row_format(&row, format) || !interval_row(&row, options->max_gap_us / unit, &sum))
	{
		work->no_row = work->run + (n > 0 ? n : 1);
		return 0;
	}
	gap_us = sum.gap_steps * unit;
	energy_sum_sample(booked->sum, last.at, 0);
	*status = book_run(booked->sum, sum.energy_nj, sum.lower_nj, sum.upper_nj,
					   interval_us(work->last.at, last.at) - gap_us, (float) decimal_decode(format, interval_row_peak(&row)));
	if (*status == CORE_OK)
		*status = energy_sum_gaps(booked->sum, gap_us, sum.gaps);
	work->last = last;
	return n;
}

/* books the samples of runs that overlap, or of one that has several of one time */
static Status
finish_mixed(FleetWork *work, const FleetOptions *options, const FleetSlot *slot, size_t n_runs, SamplePoll poll)
{
	Status		status;
	size_t		n;

	if (work->n_items == 0)
	{
		FleetItem  *items;
		size_t		most = 1;

		for (size_t r = 0; r < n_runs; r++)
			most += run_ahead(work, r)->code.count;
		if (!items_room(work, most))
			return CORE_NEED_MEMORY;
		items = work->arrays;
		n = 0;
		if (work->run > 0)
			items[n++] = (FleetItem) {work->last.at, work->last.value, 0};
		for (size_t r = 0; r < n_runs; r++)
		{
			const FleetRun *run = run_ahead(work, r);
			SampleReal	samples[FLEET_RUN_SAMPLES];
			int64_t		base;

			status = read_run(slot, run, &base, samples);
			if (status != CORE_OK)
				return status;
			for (int i = 0; i < run->code.count; i++)
				items[n++] = (FleetItem) {base + samples[i].offset, samples[i].value, 0};
		}
		work->items = sort_items(items, items + work->max_items, n, poll);
		if (work->items == NULL)
			return CORE_CANCELLED;
		work->n_items = n;
		work->item = 0;
	}
	n = work->n_items;
	status = finish_items(work, options, poll);
	if (status == CORE_OK)
	{
		size_t		from = n - 1;

		while (from > 0 && work->items[from - 1].at == work->items[n - 1].at)
			from--;
		work->last = (Sample) {work->items[from].at, group_watts(work->items, from, n)};
	}
	return status;
}

/* books what gather_runs has found in a slot */
static Status
finish_runs(FleetWork *work, const FleetOptions *options, const FleetSlot *slot, SamplePoll poll)
{
	while (work->run < work->n_runs)
	{
		const FleetRun *run = run_ahead(work, 0);
		SampleReal	samples[FLEET_RUN_SAMPLES + 1];
		size_t		n_runs = 1;
		int64_t		latest = run->last.at,
					base = 0;
		uint32_t	n = run->code.count,
					same = 0;
		Status		status = CORE_OK;
		size_t		in_row;

		if (!poll())
			return CORE_CANCELLED;
		in_row = finish_row(work, options, &status);
		if (status != CORE_OK)
			return status;
		if (in_row > 0)
		{
			work->run += in_row;
			continue;
		}
		for (; work->run + n_runs < work->n_runs && run_ahead(work, n_runs)->first.at <= latest; n_runs++)
			if (run_ahead(work, n_runs)->last.at > latest)
				latest = run_ahead(work, n_runs)->last.at;
		if (n_runs == 1)
		{
			status = read_run(slot, run, &base, samples);
			if (status != CORE_OK)
				return status;
			for (uint32_t i = 1; i < n; i++)
				same |= samples[i].offset == samples[i - 1].offset;
			samples[n] = samples[n - 1];
			samples[n].offset++;	/* of another time */
		}
		if (n_runs == 1 && same == 0)
			status = finish_run(work, options, base, samples, n);
		else
			status = finish_mixed(work, options, slot, n_runs, poll);
		if (status != CORE_OK)
			return status;
		work->run += n_runs;
		work->sample = 0;
	}
	work->n_runs = 0;
	return CORE_OK;
}

Status
fleet_finish(const Fleet *fleet, FleetWork *work, SamplePoll poll)
{
	const FleetOptions *options = &fleet->options;
	Status		status = start(fleet, work);

	for (; status == CORE_OK && work->slot < fleet->n_slots; work->slot++)
	{
		const FleetSlot *slot = slot_at(fleet, work->slot);

		if (work->n_items == 0 && work->n_runs == 0)
		{
			status = gather_runs(work, slot, poll);
			if (status == CORE_OK && work->n_runs == 0)
				status = gather(work, options, slot, poll);
		}
		if (status == CORE_OK)
			status = work->n_runs > 0 ? finish_runs(work, options, slot, poll) : finish_items(work, options, poll);
		if (status != CORE_OK)
			return status;
	}
	return status;
}

/* a run of the canonical form that is being filled */
typedef struct Run
{
	Sample samples[FLEET_RUN_SAMPLES];
	int			count;
	int			marks;
} Run;

static void
run_end(Run *run, Sink *sink)
{
	if (run->count > 0)
		sink_samples(sink, run->samples, run->count, run->marks);
	run->count = run->marks = 0;
}

static void
run_add(Run *run, Sink *sink, int64_t at, double watts, int marks)
{
	if ((marks & OPENS) != 0)
		run_end(run, sink);
	run->samples[run->count++] = (Sample) {at, watts};
	run->marks |= marks;
	if ((marks & CLOSES) != 0 || run->count == FLEET_RUN_SAMPLES)
		run_end(run, sink);
}

/* the stretch [a, n) of sorted items, without a gap but for sealed ones */
static Status
canonical_stretch(const FleetOptions *options, FleetWork *work, Run *run, Sink *sink, size_t a, size_t n)
{
	const FleetItem *items = work->items;
	size_t		from,
				to,
				first = n,
				last = n;
	bool		seal = sealable(items, a, n, &from, &to);
	Status		status;

	for (size_t i = a; i < n; i++)
	{
		if ((items[i].marks & CLOSES) != 0 && first == n)
			first = i;
		if ((items[i].marks & OPENS) != 0)
			last = i;
	}
	if (first < n)
	{
		if (!seal || first < from)
			from = first;
		if (!seal || last > to)
			to = last;
		seal = true;
	}
	if (!seal)
		from = to = n;

	for (size_t i = a; i < n; i++)
	{
		size_t		next = group_end(items, n, i);

		if (i < from || i > to || !seal)
		{
			run_add(run, sink, items[i].at, items[i].value, 0);
			continue;
		}
		if (i == from || i == to)
		{
			InstantPower power = group_power(items, i, next);

			if (i == from)
				book_conflict(&work->sums, options, items[i].at, power);
			run_add(run, sink, items[i].at, power.watts, i == from ? CLOSES : OPENS);
		}
		if (i < to && (items[i].marks & CLOSES) == 0)
		{
			status = book(&work->sums, options, items[i].at, group_watts(items, i, next),
						  items[next].at, group_power(items, next, group_end(items, n, next)));
			if (status != CORE_OK)
				return status;
		}
		i = next - 1;
	}
	return CORE_OK;
}

static bool
id_before(const void *a, const void *b)
{
	return ((const FleetSlot *) a)->device.id < ((const FleetSlot *) b)->device.id;
}

static bool
name_before(const void *a, const void *b)
{
	const char *x = ((const FleetSlot *) a)->device.name,
			   *y = ((const FleetSlot *) b)->device.name;
	uint32_t	nx = fleet_name_length(x),
				ny = fleet_name_length(y);
	int			order = memcmp(x, y, nx < ny ? nx : ny);

	return order < 0 || (order == 0 && nx < ny);
}

Status
fleet_canonical(const Fleet *fleet, FleetWork *work, SamplePoll poll)
{
	const FleetOptions *options = &fleet->options;
	Sink		sink = {work->out, work->out_used};
	Status		status = start(fleet, work);

	if (status != CORE_OK)
		return status;
	if (work->order == NULL && fleet->n_slots > 0)
	{
		if (!reserve(&work->room, fleet->n_slots * sizeof(void *)))
			return CORE_NEED_MEMORY;
		work->order = take(&work->room, fleet->n_slots * sizeof(void *));
		for (uint32_t s = 0; s < fleet->n_slots; s++)
			work->order[s] = slot_at(fleet, s);
		status = sort_pointers(work->order, fleet->n_slots, options->named ? name_before : id_before, poll);
		if (status != CORE_OK)
			return status;
	}
	for (;; work->slot++)
	{
		const FleetSlot *slot = NULL;
		Run			run;
		size_t		most = 1024;

		/* head, sums and the rest of a device's bytes are below 1024 */
		work->out_used = sink.size;
		if (work->slot < fleet->n_slots)
		{
			slot = work->order[work->slot];
			if (work->n_items == 0)
			{
				status = gather(work, options, slot, poll);
				if (status != CORE_OK)
					return status;
			}
			most += FLEET_RUN_BYTES(work->n_items) + work->n_items / 8 +
				(options->named ? fleet_name_length(slot->device.name) : 0);
		}
		if (work->out_size - work->out_used < most)
		{
			work->room.need = 0;
			return CORE_NEED_MEMORY;
		}
		if (work->slot == 0)
			sink_head(&sink, options, fleet->n_slots);
		if (slot == NULL)
			break;				/* all devices are done */

		sink_key(&sink, options, slot);
		run.count = run.marks = 0;
		for (size_t a = 0; a < work->n_items;)
		{
			size_t		end = a + 1;

			while (end < work->n_items &&
				   ((work->items[end].marks & OPENS) != 0 ||
					interval_us(work->items[end - 1].at, work->items[end].at) <= options->max_gap_us))
				end++;
			status = canonical_stretch(options, work, &run, &sink, a, end);
			if (status != CORE_OK)
				return status;
			a = end;
		}
		run_end(&run, &sink);
		sink_byte(&sink, 0);
		work->n_items = 0;
	}
	sink_sum(&sink, &work->sums.total);
	work->out_used = sink.size;
	return CORE_OK;
}
