/*
 * slots.c
 *		The devices of a fleet: finding one, its tail and its blocks.
 *
 * What costs is memory traffic: 200,000 devices have 60 MB of state.  But
 * collectors scrape the fleet in the same order again and again, so each device
 * remembers which one came next last time.  That guess is right almost always; it
 * replaces the look-up in the hash table by one comparison, and lets
 * fleet_append fetch the tails of the devices after this one from memory while
 * the rows before theirs are still on their way.
 */
#include "state/fleet/internal.h"

/* what is taken from it is in words of 8 bytes; a rest of less is lost */
void
fleet_room_give(FleetRoom *room, void *memory, size_t size)
{
	room->at = memory;
	room->left = size & ~(size_t) 7;
	room->given += size;
	room->need = 0;
}

/*
 * longest_step: beyond it a sample of the tail's end is not appended without a look.  A
 * state whose gaps stay open (for others to fill) must not step over max_gap; one that is
 * finished here may, as long as the offset has 32 bits.
 */
void
fleet_init(Fleet *fleet, const FleetOptions *options, bool keep_all, bool open_gaps, void *memory, size_t size)
{
	memset(fleet, 0, sizeof(Fleet));
	fleet->options = *options;
	fleet->keep_all = keep_all;
	fleet->open_gaps = open_gaps;
	fleet->longest_step = open_gaps && !keep_all && options->max_gap_us < UINT32_MAX ? options->max_gap_us : UINT32_MAX;
	fleet->sums.seed = options->seed;
	energy_sum_init(&fleet->sums.total);
	fleet_sums_begin(&fleet->sums, options);
	fleet_room_give(&fleet->room, memory, size);
}

static FleetKey
slot_key(const Fleet *fleet, const FleetSlot *slot)
{
	return (FleetKey) {slot->device, fleet->options.named ? fleet_name_length(slot->device.name) : 0};
}

/*
 * Eight bytes a step, each folded by a product of 128 bits with the seed in it: who sends
 * names cannot choose them so that they meet in one place of the table.
 */
static uint64_t
key_hash(const Fleet *fleet, FleetKey key)
{
	uint64_t	seed = fleet->options.seed;
	uint64_t	hash = seed ^ key.length;

	if (!fleet->options.named)
		return fleet_hash(seed, (uint64_t) key.device.id);
	for (size_t i = 0; i < key.length; i += 8)
	{
		uint64_t	word = 0;

		memcpy(&word, key.device.name + i, key.length - i < 8 ? key.length - i : 8);
		hash = fleet_fold(hash ^ word ^ UINT64_C(0xa0761d6478bd642f), (seed + UINT64_C(0xe7037ed1a0b428db)) | 1);
	}
	return fleet_hash(seed, hash);
}

/* finds or makes the slot of a device */
rare Status
fleet_find_slot(Fleet *fleet, FleetKey key, FleetSlot **found)
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
	/* the table is at most four fifths full: it takes 4 bytes a place, a slot 48 */
	if ((uint64_t) (n + 1) * 5 > (uint64_t) size * 4)
		size = size == 0 ? 2 : size * 2;
	/*
	 * Slots never move, for others point at them, but within the first page: aggregates
	 * with many groups have a device or two in each, and begin with one slot.
	 */
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
		char	   *old = (char *) fleet->table;
		size_t		old_bytes = fleet->table_size * sizeof(uint32_t);

		fleet->table = take(&fleet->room, size * sizeof(uint32_t));
		fleet->table_size = size;
		/* the old table is room again, where there is more of it than is left */
		if (old_bytes > fleet->room.left)
		{
			fleet->room.at = old;
			fleet->room.left = old_bytes;
		}
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

/* a new tail with this many places, for the samples that are in it */
void
fleet_tail_move(FleetRoom *room, FleetSlot *slot, uint32_t capacity, bool wide)
{
	void	   *tail = take(room, capacity * (wide ? sizeof(Sample) : sizeof(SampleReal)));

	/* the old tail is not given back: tails move once, when sealing begins, and seldom again */
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
void
fleet_tail_rebase(FleetSlot *slot, int64_t base)
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
void
fleet_tail_fit(FleetRoom *room, FleetSlot *slot, Sample sample)
{
	/* a tail that is wide stays so: its values have been seen not to be reals */
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
			fleet_tail_rebase(slot, first);
	}
	else if (narrow)
		slot->base = sample.at;
	if (full || (!narrow && !slot->wide))
		fleet_tail_move(room, slot, slot->capacity == 0 ? FLEET_TAIL : full ? 2u * slot->capacity : slot->capacity, !narrow);
}

/* puts a sample where its time belongs; after tail_fit */
void
fleet_tail_insert(FleetSlot *slot, Sample sample)
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

/* how many runs it has, and samples */
size_t
fleet_block_count(const FleetBlock *block, size_t *samples)
{
	Source		source = block_source(block);
	FleetRunCode run;
	size_t		runs = 0;

	for (*samples = 0; source.at < source.end && fleet_source_run(&source, &run); runs++)
		*samples += run.count;
	return runs;
}

/* the only run of a block */
FleetRunCode
fleet_block_run(const FleetBlock *block)
{
	Source		source = block_source(block);
	FleetRunCode run;

	fleet_source_run(&source, &run);
	return run;
}

/*
 * The bytes that emit, or spill, may take of n samples: as many blocks as runs; where
 * blocks grow a tail is one run, which may go into a new block.
 */
size_t
fleet_emit_room(const Fleet *fleet, const FleetSlot *slot, size_t n)
{
	size_t		runs = n / FLEET_RUN_SAMPLES + 1,
				each = BLOCK_BYTES(0) + 8 + RUN_BYTES(0),
				grown = fleet->keep_all && slot->blocks != NULL ? 2 * block_room(slot->blocks) : 0;

	return runs * each + (RUN_BYTES(n) - RUN_BYTES(0)) + (grown < BLOCK_MAX ? grown : BLOCK_MAX);
}

/* a new block with room for so many bytes, the newest of a slot */
FleetBlock *
fleet_new_block(Fleet *fleet, FleetSlot *slot, size_t room)
{
	FleetBlock *block;

	if (fleet->keep_all)
		*(uint64_t *) take(&fleet->room, sizeof(uint64_t)) = room;
	block = take(&fleet->room, BLOCK_BYTES(room) - sizeof(uint64_t));
	block->next = slot->blocks;
	block->bytes = 0;
	slot->blocks = block;
	return block;
}

/* writes runs into a block */
void
fleet_block_add(Fleet *fleet, FleetBlock *block, const uint8_t *runs, size_t bytes)
{
	memcpy(block->runs + block->bytes, runs, bytes);
	block->bytes += (uint32_t) bytes;
	fleet->block_bytes += bytes;
}

/*
 * A run becomes the newest of a slot.  Where nothing is sealed blocks grow, and each is
 * twice as large as the one before.
 */
static void
push(Fleet *fleet, FleetSlot *slot, const uint8_t *run, size_t size)
{
	FleetBlock *block = slot->blocks;

	if (!fleet->keep_all || block == NULL || block_room(block) < block->bytes + size)
	{
		size_t		room = block == NULL || !fleet->keep_all ? 0 : 2 * block_room(block);

		if (room > BLOCK_MAX)
			room = BLOCK_MAX;

		block = fleet_new_block(fleet, slot, size > room ? size : room);
	}
	fleet_block_add(fleet, block, run, size);
}

/* n samples in order as blocks */
void
fleet_emit(Fleet *fleet, FleetSlot *slot, const Sample *samples, size_t n)
{
	for (size_t i = 0; i < n;)
	{
		int			count = n - i > FLEET_RUN_SAMPLES ? FLEET_RUN_SAMPLES : (int) (n - i);
		uint8_t		run[RUN_BYTES(FLEET_RUN_SAMPLES)];

		push(fleet, slot, run, fleet_encode_run(samples + i, count, 0, run));
		i += (size_t) count;
	}
}

/* empties the tail into blocks; after reserve(fleet_emit_room(fleet, slot, count)) */
void
fleet_spill(Fleet *fleet, FleetSlot *slot)
{
	uint8_t		run[RUN_BYTES(FLEET_RUN_SAMPLES)];
	uint32_t	pending = slot->state == FLEET_SEALING ? 0 : slot->pending + slot->count;

	for (uint32_t i = 0, n; i < slot->count; i += n)
	{
		n = slot->count - i > FLEET_RUN_SAMPLES ? FLEET_RUN_SAMPLES : slot->count - i;
		push(fleet, slot, run, fleet_encode_tail(slot, i, n, tail_marks(slot, i), run));
	}
	slot->pending = pending > UINT8_MAX ? UINT8_MAX : (uint8_t) pending;
	slot->count = 0;
	slot->state = FLEET_EARLY;
}

/*
 * Takes head() back: something has come that makes sealing less simple.  The block holds
 * all samples of the stretch, the last of which the tail has once more; nothing is booked
 * yet.
 */
void
fleet_behead(FleetSlot *slot)
{
	tail_drop(slot, 1);
	slot->state = FLEET_EARLY;
}
