/*
 * end.c
 *		The end of a fleet: the samples of a device that are not sealed, in order,
 *		and the intervals between them booked.
 */
#include "state/fleet/internal.h"

static inline bool
item_before(const FleetItem *a, const FleetItem *b)
{
	return a->at < b->at || (a->at == b->at && a->value < b->value);
}

/*
 * Sorts items by time and watts with the help of as many spare ones; returns
 * which of the two arrays is sorted, NULL if the poll says stop.  A natural
 * merge sort: what comes is a few sorted runs, mostly one.
 */
FleetItem *
fleet_sort_items(FleetItem *items, FleetItem *spare, size_t n, SamplePoll poll)
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

/*
 * Where the stretch [a, n) of sorted items without marks may be sealed: from the
 * first group that has FLEET_FREE samples before it to the last that has as
 * many after it.  False if there is nothing between.
 */
bool
fleet_sealable(const FleetItem *items, size_t a, size_t n, size_t *from, size_t *to)
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

/*
 * The parts of a parallel plan saw every device's samples in order, each its share of
 * the pages, so that two or three long sorted sequences alternate every few samples.
 * They are merged while they are decoded, a run of each at a time: the items are
 * written once, and neither moved again nor compared with all but the head of one other
 * sequence.
 */
#define STREAMS 16				/* blocks that are merged so; 4 KB of stack each */
#define STREAM_ITEMS 128		/* fewer are sorted in less time than this takes to begin */

/* the runs of one block, one decoded */
typedef struct Stream
{
	Source		source;
	Sample		samples[FLEET_RUN_SAMPLES];
	int			at;				/* the next of them */
	int			count;			/* 0: the block is done */
	uint8_t		marks;			/* of the run */
} Stream;

static Status
stream_run(Stream *stream)
{
	FleetRunCode run;

	stream->at = stream->count = 0;
	if (stream->source.at == stream->source.end || !fleet_source_run(&stream->source, &run))
		return CORE_OK;
	stream->count = run.count;
	stream->marks = run.marks;
	return fleet_run_decode(&run, stream->samples);
}

static inline bool
sample_after(const Sample *a, const Sample *b)
{
	return a->at > b->at || (a->at == b->at && a->value > b->value);
}

/*
 * All samples of n_blocks blocks into items, by time and watts if each block is in that
 * order; what is not, the caller's sort finds.
 */
static Status
merge_blocks(const FleetBlock *blocks, size_t n_blocks, FleetItem *items, SamplePoll poll)
{
	Stream		streams[STREAMS];
	uint32_t	runs = 0;
	Status		status;

	for (size_t k = 0; k < n_blocks; k++, blocks = blocks->next)
	{
		streams[k].source = block_source(blocks);
		status = stream_run(&streams[k]);
		if (status != CORE_OK)
			return status;
	}
	for (;;)
	{
		static const Sample never = {INT64_MAX, 0};
		const Sample *bound = &never;	/* the head of the second stream */
		Stream	   *first = NULL;

		for (size_t k = 0; k < n_blocks; k++)
		{
			Stream	   *stream = &streams[k];
			const Sample *head = &stream->samples[stream->at];

			if (stream->count == 0)
				continue;
			if (first == NULL)
				first = stream;
			else if (sample_after(&first->samples[first->at], head))
			{
				bound = &first->samples[first->at];
				first = stream;
			}
			else if (sample_after(bound, head))
				bound = head;
		}
		if (first == NULL)
			return CORE_OK;
		/* up to the bound, over as many runs as lie before it */
		for (;;)
		{
			int			from = first->at,
						i = from;

			for (; i < first->count && !sample_after(&first->samples[i], bound); i++)
				*items++ = (FleetItem) {first->samples[i].at, first->samples[i].value, 0};
			if (unlikely(first->marks != 0) && i > from)
			{
				if (from == 0)
					items[from - i].marks |= first->marks & OPENS;
				if (i == first->count)
					items[-1].marks |= first->marks & CLOSES;
			}
			first->at = i;
			if (i < first->count)
				break;
			if (++runs % (SAMPLE_POLL_EVERY / 16) == 0 && !poll())
				return CORE_CANCELLED;
			status = stream_run(first);
			if (status != CORE_OK)
				return status;
			if (first->count == 0)
				break;
		}
	}
}

/* the runs of all blocks into the items before end: the newest block comes first, and in it the oldest run */
static Status
decode_blocks(const FleetBlock *blocks, FleetItem *end, SamplePoll poll)
{
	uint32_t	runs = 0;

	for (const FleetBlock *block = blocks; block != NULL; block = block->next)
	{
		Source		source = block_source(block);
		FleetRunCode run;
		FleetItem  *at;
		size_t		samples;

		fleet_block_count(block, &samples);
		end -= samples;
		for (at = end; source.at < source.end && fleet_source_run(&source, &run); at += run.count)
		{
			Sample		decoded[FLEET_RUN_SAMPLES];
			Status		status = fleet_run_decode(&run, decoded);

			if (status != CORE_OK)
				return status;
			if (++runs % (SAMPLE_POLL_EVERY / 16) == 0 && !poll())
				return CORE_CANCELLED;
			if (run.count == 0)
				continue;
			for (int k = 0; k < run.count; k++)
				at[k] = (FleetItem) {decoded[k].at, decoded[k].value, 0};
			at[0].marks |= run.marks & OPENS;
			at[run.count - 1].marks |= run.marks & CLOSES;
		}
	}
	return CORE_OK;
}

/* all samples of a slot into work->items, in order; CORE_UNDECIDED if one lies where all is sealed */
Status
fleet_gather(FleetWork *work, const FleetOptions *options, const FleetSlot *slot, SamplePoll poll)
{
	uint32_t	first = tail_first(slot);
	size_t		in_tail = slot->count - first,
				n = in_tail,
				n_blocks = 0,
				samples,
				i;
	FleetItem  *items;
	Status		status;

	for (const FleetBlock *block = slot->blocks; block != NULL; block = block->next, n_blocks++)
	{
		fleet_block_count(block, &samples);
		n += samples;
	}
	work->n_items = work->item = 0;
	if (n == 0)
		return CORE_OK;
	if (!items_room(work, n))
		return CORE_NEED_MEMORY;
	items = work->arrays;
	i = n - in_tail;
	for (uint32_t k = first; k < slot->count; k++)
	{
		Sample		sample = tail_get(slot, k);

		items[i + k - first] = (FleetItem) {sample.at, sample.value, 0};
	}
	if (slot->state == FLEET_SEALING)
		items[i].marks = OPENS;
	if (n_blocks <= STREAMS && n >= STREAM_ITEMS)
		status = merge_blocks(slot->blocks, n_blocks, items, poll);
	else
		status = decode_blocks(slot->blocks, items + i, poll);
	if (status != CORE_OK)
		return status;
	if (!poll())
		return CORE_CANCELLED;
	items = fleet_sort_items(items, items + work->max_items, n, poll);
	if (items == NULL)
		return CORE_CANCELLED;

	/*
	 * A stretch that is sealed has no sample between its two ends; whatever stands there came
	 * too late for the order it should have come in, or two states hold the same time.  The
	 * booked energy cannot be taken apart again, so there is no answer.
	 */
	for (i = 0; i < n; i++)
	{
		bool		sealed_before = i > 0 && (items[i - 1].marks & CLOSES) != 0;

		work->largest_w = items[i].value > work->largest_w ? items[i].value : work->largest_w;
		if (sealed_before != ((items[i].marks & OPENS) != 0) ||
			(i > 0 && items[i].at == items[i - 1].at && (items[i].marks | items[i - 1].marks) != 0))
			return CORE_UNDECIDED;
	}
	/* forged: a stretch without its other end */
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

/* a copy, since the end may be asked for again: a window function reads the state at each row */
Status
fleet_work_start(const Fleet *fleet, FleetWork *work)
{
	Status		status = CORE_OK;

	if (!work->started)
	{
		status = fleet_sums_copy(&work->sums, &work->room, &fleet->sums, &fleet->options);
		work->started = status == CORE_OK;
	}
	return status;
}

/* what book_items goes through */
typedef struct ItemLook
{
	const FleetItem *items;
	size_t		n;
	FleetWindow booked;
} ItemLook;

/* a BookLook: ends before samples of one time, at a sealed stretch, and where the window ends */
static inlined bool
look(const void *item_look, size_t i, BookEnd *end)
{
	const ItemLook *all = item_look;
	const FleetItem *now = &all->items[i],
			   *next = now + 1;

	*end = book_end(interval_us(now->at, next->at), next->value);
	return (now->marks & CLOSES) == 0 && end->us != 0 && !(i + 2 < all->n && next[1].at == next->at) &&
		in_window(&all->booked, next->at);
}

/*
 * Books from items[i] on while both ends of an interval count where one was booked
 * last; *item is then the one that the next begins with.
 */
static Status
book_items(const FleetWindow *booked, const FleetItem *items, size_t *item, size_t n, uint64_t max_gap_us)
{
	for (;;)
	{
		ItemLook	all = {items + *item, n - *item, *booked};
		BookSums	sums;
		size_t		done = book_intervals(&sums, &all, all.n - 1, book_end(0, all.items[0].value), max_gap_us, look);

		if (done == 0)
			return CORE_OK;
		energy_sum_sample(booked->sum, all.items[1].at, 0);
		energy_sum_sample(booked->sum, all.items[done].at, 0);
		*item += done;
		if (energy_sum_booked(booked->sum, &sums) != CORE_OK)
			return CORE_RANGE;
	}
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
		bool		between;	/* is there an interval behind it? */

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
		between = next < n && (items[from].marks & CLOSES) == 0;
		status = CORE_OK;
		if (from == 0 && options->width_us > 0)
		{
			int64_t		number = bucket_number(items[0].at, options->width_us);

			status = fleet_sums_prepare(&work->sums, &work->room, number, number);
		}
		if (status == CORE_OK && between)
			status = book_prepare(&work->sums, &work->room, options, items[from].at, items[next].at);
		/* from here on nothing needs memory: what is counted is counted once */
		if (status == CORE_OK && from == 0)
			book_instant(&work->sums, options, items[0].at, group_power(items, 0, next));
		if (status == CORE_OK && between)
			status = fleet_book(&work->sums, options, items[from].at, group_watts(items, from, next),
								items[next].at, group_power(items, next, group_end(items, n, next)));
		if (status != CORE_OK)
			return status;
		work->item = next;
	}
	work->n_items = 0;
	return CORE_OK;
}


/*
 * Device by device, so that the room for its items is used again; interrupted for memory
 * it goes on with the device at which it stopped.
 */
Status
fleet_finish(const Fleet *fleet, FleetWork *work, SamplePoll poll)
{
	const FleetOptions *options = &fleet->options;
	Status		status = fleet_work_start(fleet, work);

	for (; status == CORE_OK && work->slot < fleet->n_slots; work->slot++)
	{
		if (work->n_items == 0)
			status = fleet_gather(work, options, slot_at(fleet, work->slot), poll);
		if (status == CORE_OK)
			status = finish_items(work, options, poll);
		if (status != CORE_OK)
			return status;
	}
	/* bytes that nobody checked when they came, as of a damaged table */
	if (status == CORE_OK && !fleet_sum_possible(options, &fleet->sums.total, work->largest_w))
		return CORE_CORRUPT;
	return status;
}
