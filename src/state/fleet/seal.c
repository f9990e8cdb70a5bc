/*
 * seal.c
 *		Adding samples to a fleet, and sealing what no later sample can reach.
 *
 * Nothing may change before all the memory that a change needs is there: a
 * function that returns CORE_NEED_MEMORY is called again with the same sample.
 */
#include "state/fleet/internal.h"

/*
 * The first samples of a stretch are in the tail: they become its first block,
 * and the last of them stays in the tail as well, to be the next frozen one.
 * False if they, or the sample that comes next, do not allow it.
 */
static bool
head(Fleet *fleet, FleetSlot *slot, int64_t next_at)
{
	/*
	 * 17 free ones and the one that freezes first.  With older samples of this stretch in
	 * blocks (pending), or one that is not later than all, it is left to settle().
	 */
	Sample		samples[FLEET_HEAD];

	if (slot->count != FLEET_HEAD || slot->pending > 0 || next_at <= tail_get(slot, FLEET_HEAD - 1).at)
		return false;
	for (uint32_t i = 0; i < FLEET_HEAD; i++)
		samples[i] = tail_get(slot, i);
	if (fleet->open_gaps)
		for (uint32_t i = 0; i < FLEET_HEAD; i++)
			if (interval_us(samples[i].at, i + 1 < FLEET_HEAD ? samples[i + 1].at : next_at) > fleet->options.max_gap_us)
				return false;
	/* the frozen one stands for its instant: another of the same instant would have to be in its mean */
	if (samples[FLEET_HEAD - 1].at == samples[FLEET_HEAD - 2].at)
		return false;
	fleet_emit(fleet, slot, samples, FLEET_HEAD);
	slot->pending = FLEET_HEAD;
	tail_drop(slot, FLEET_HEAD - 1);
	slot->state = FLEET_HEADED;
	return true;
}

/*
 * Sealing begins: from the last sample of the head on.  Until now the mark was not set, so
 * that a late sample could still take it back (fleet_behead).
 */
static void
begin_sealing(Fleet *fleet, FleetSlot *slot)
{
	slot->blocks->runs[1] |= CLOSES;	/* its marks */
	slot->pending = 0;
	slot->state = FLEET_SEALING;
	if (fleet->n_slots <= FLEET_LONG_TAILS && slot->capacity < FLEET_LONG_TAIL)
		fleet_tail_move(&fleet->room, slot, FLEET_LONG_TAIL, slot->wide);
}

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
		FleetRunCode run = fleet_block_run(rest);

		left -= (size_t) run.count;
		i -= (size_t) run.count;
		status = fleet_run_decode(&run, samples);
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
	sorted = fleet_sort_items(items, spare, n, NULL);

	if (fleet->open_gaps)
		for (i = n - 1; i > 0; i--)
			if (interval_us(sorted[i - 1].at, sorted[i].at) > options->max_gap_us)
			{
				start = i;
				break;
			}
	if (!fleet_sealable(sorted, start, n, &from, &to))
		return CORE_OK;

	/* nothing may change before all that needs memory is there */
	for (i = from; i < to; i++)
		if (sorted[i].at != sorted[i + 1].at)
		{
			status = book_prepare(&fleet->sums, &fleet->room, options, sorted[i].at, sorted[i + 1].at);
			if (status != CORE_OK)
				return status;
		}
	if (!reserve(&fleet->room, 2 * fleet_emit_room(fleet, slot, n) + tail_room(slot) + 4 * n * sizeof(Sample)))
		return CORE_NEED_MEMORY;

	for (; slot->blocks != rest; slot->blocks = slot->blocks->next)
		fleet->block_bytes -= slot->blocks->bytes;
	for (i = 0; i < start; i++)
		samples[i] = (Sample) {sorted[i].at, sorted[i].value};
	fleet_emit(fleet, slot, samples, start);
	for (i = start; i < from; i++)
		samples[i - start] = (Sample) {sorted[i].at, sorted[i].value};
	power = group_power(sorted, from, group_end(sorted, n, from));
	book_conflict(&fleet->sums, options, sorted[from].at, power);
	samples[from - start] = (Sample) {sorted[from].at, power.watts};
	fleet_emit(fleet, slot, samples, from - start + 1);

	while (from < to)
	{
		size_t		next = group_end(sorted, n, from);

		status = fleet_book(&fleet->sums, options,
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

		fleet_tail_fit(&fleet->room, slot, sample);
		fleet_tail_insert(slot, sample);
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
		FleetRunCode run = fleet_block_run(block);
		Status		status = fleet_run_decode(&run, samples);

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

/* does a sample at this time continue the stretch in the tail?  Where others may fill a gap, none is sealed. */
static bool
continues(const Fleet *fleet, const FleetSlot *slot, int64_t at)
{
	int64_t		newest = tail_get(slot, slot->count - 1u).at;

	return newest < at && !(fleet->open_gaps && interval_us(newest, at) > fleet->options.max_gap_us);
}

/*
 * Any sample, any tail: the table in internal.h from top to bottom.  All memory that any of
 * its lines may need is reserved before the first change; where a line needs more
 * (settle), it is reserved again behind it, and calling again finds that line done.
 */
static rare Status
add_slowly(Fleet *fleet, FleetSlot *slot, Sample sample)
{
	const FleetOptions *options = &fleet->options;
	FleetRoom  *room = &fleet->room;
	Status		status;

	if (!reserve(room, fleet_emit_room(fleet, slot, slot->count) + 2 * tail_room(slot)))
		return CORE_NEED_MEMORY;
	if (slot->state == FLEET_HEADED)
		fleet_behead(slot);
	if (slot->state == FLEET_EARLY && slot->count >= FLEET_HEAD && slot->pending >= FLEET_FREE &&
		slot->pending + slot->count <= SETTLE_MAX)
	{
		status = settle(fleet, slot);
		if (status != CORE_OK)
			return status;
		if (!reserve(room, fleet_emit_room(fleet, slot, slot->count) + 2 * tail_room(slot)))
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
			fleet_spill(fleet, slot);
			slot->pending = 0;
		}
	}
	if (slot->state == FLEET_EARLY && slot->count >= FLEET_HEAD)
	{
		if (!head(fleet, slot, sample.at))
			fleet_spill(fleet, slot);
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
			power = group_power(fleet_sort_items(same, spare, n, NULL), 0, n);
			next.value = power.watts;
			status = fleet_book(&fleet->sums, options, frozen.at, frozen.value, next.at, power);
			if (status != CORE_OK)
				return status;
			tail_drop(slot, group);
			/* a mean need not be real */
			if (!slot->wide && !sample_is_real(next.value))
				fleet_tail_move(room, slot, slot->capacity, true);
			tail_set(slot, 0, next);
			if (among)
				return CORE_OK;
		}
	}
	fleet_tail_fit(room, slot, sample);
	fleet_tail_insert(slot, sample);
	return CORE_OK;
}

/* a BookLook over a tail of reals: ends before samples of one time; one more sample follows the last */
static inlined bool
look(const void *reals, size_t i, BookEnd *end)
{
	const SampleReal *now = (const SampleReal *) reals + i;

	*end = book_end_real(now[1].offset - now[0].offset, now[1].value);
	return now[1].offset != now[2].offset;
}

/* books up to n intervals of a tail from samples[0] on, all in one window; returns how many */
static inline uint32_t
book_reals(EnergySum *sum, int64_t base, const SampleReal *samples, uint32_t n, uint64_t max_gap_us, Status *status)
{
	BookSums	booked;
	size_t		done = book_intervals(&booked, samples, n, book_end_real(0, samples[0].value), max_gap_us, look);

	if (done > 0)
	{
		energy_sum_sample(sum, base + samples[1].offset, 0);
		energy_sum_sample(sum, base + samples[done].offset, 0);
		*status = energy_sum_booked(sum, &booked);
	}
	return (uint32_t) done;
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
		status = fleet_book(sums, options, frozen.at, frozen.value, next.at, (InstantPower) {next.value, false});
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
			fleet_tail_rebase(slot, tail_get(slot, 0).at);
		tail_open(fleet, slot);
		if (append(fleet, slot, at, watts))
			return CORE_OK;
	}
	status = add_slowly(fleet, slot, (Sample) {at, watts});
	tail_open(fleet, slot);
	return status;
}

/*
 * keep_all: a sample that is no plain successor, or whose tail is full or at its end.  A part
 * of a plan sees a share of a device's samples, so 17 newer ones of its own say nothing
 * of what another part holds: tails only grow and spill.
 */
static Status
keep(Fleet *fleet, FleetSlot *slot, Sample sample)
{
	FleetRoom  *room = &fleet->room;

	if (!reserve(room, fleet_emit_room(fleet, slot, slot->count) + 2 * tail_room(slot)))
		return CORE_NEED_MEMORY;
	if (slot->count > 0)
	{
		int64_t		oldest = tail_get(slot, 0).at;
		bool		full = slot->count == slot->capacity;

		if ((!slot->wide && oldest < sample.at && interval_us(oldest, sample.at) > UINT32_MAX) ||
			(full && (slot->capacity >= FLEET_LONG_TAIL || fleet->n_slots > FLEET_LONG_TAILS)))
			fleet_spill(fleet, slot);
		else if (full)
			fleet_tail_move(room, slot, FLEET_LONG_TAIL, slot->wide);
	}
	fleet_tail_fit(room, slot, sample);
	fleet_tail_insert(slot, sample);
	tail_open(fleet, slot);
	return CORE_OK;
}

/*
 * The window's sum is made first: a value that is no power counts there as rejected, and
 * one that needs memory must not have been counted when it is given again.
 */
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
