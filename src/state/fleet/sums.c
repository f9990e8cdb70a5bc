/*
 * sums.c
 *		The sums over a fleet's booked intervals: one, or one per bucket of time.
 *
 * A bucket is made when the first sample or interval falls into it.  Most come
 * one behind the other, so the sums remember where they counted and booked last.
 */
#include "state/fleet/internal.h"

/*
 * Where the bucket of a number is, or would be.  A hash table and no array: which bucket is
 * the first and which the last is known with the last row only.
 */
static uint32_t
bucket_place(uint64_t seed, FleetBucket **table, uint32_t size, int64_t number)
{
	uint32_t	i = (uint32_t) fleet_hash(seed, (uint64_t) number) & (size - 1);

	while (table[i] != NULL && table[i]->number != number)
		i = (i + 1) & (size - 1);
	return i;
}

/* makes sure that buckets first..last exist */
Status
fleet_sums_prepare(FleetSums *sums, FleetRoom *room, int64_t first, int64_t last)
{
	uint64_t	n = (uint64_t) last - (uint64_t) first + 1,
				most;
	uint32_t	size = sums->table_size;

	if (n > ENERGY_MAX_BUCKETS)
		return CORE_LIMIT;
	if (n == 1 && size > 0 && sums->table[bucket_place(sums->seed, sums->table, size, first)] != NULL)
		return CORE_OK;
	most = sums->n_buckets + n;
	if (size == 0)
		size = 4;
	/* at most three quarters full, so that linear probing stays short */
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
				table[bucket_place(sums->seed, table, size, sums->table[i]->number)] = sums->table[i];
		sums->table = table;
		sums->table_size = size;
	}
	for (int64_t number = first; n > 0; number++, n--)
	{
		uint32_t	i = bucket_place(sums->seed, sums->table, size, number);

		if (sums->table[i] != NULL)
			continue;
		if (sums->n_buckets == ENERGY_MAX_BUCKETS)
			return CORE_LIMIT;
		sums->table[i] = take(room, sizeof(FleetBucket));
		sums->table[i]->number = number;
		energy_sum_init(&sums->table[i]->sum);
		sums->n_buckets++;
	}
	return CORE_OK;
}

FleetBucket *
fleet_sums_bucket(const FleetSums *sums, int64_t number)
{
	return sums->table[bucket_place(sums->seed, sums->table, sums->table_size, number)];
}

/* no bucket yet; without buckets the range is the only one */
void
fleet_sums_begin(FleetSums *sums, const FleetOptions *options)
{
	sums->counted = (FleetWindow) {0, 0, NULL};
	if (options->width_us == 0)
		sums->counted = (FleetWindow) {options->since, (uint64_t) options->until - (uint64_t) options->since, &sums->total};
	sums->booked = sums->counted;
}

/* books the interval between two neighbours, and the instant of the later; after book_prepare */
Status
fleet_book(FleetSums *sums, const FleetOptions *options, int64_t t0, double w0, int64_t t1, InstantPower power)
{
	EnergyInterval interval;
	double		w1 = power.watts;
	int64_t		number,
				last;
	Status		status = CORE_OK;
	bool		gap;

	/*
	 * Each interval books the instant of its later end, so each instant of a device is
	 * booked once; the first of all is booked by whoever begins.
	 */
	book_instant(sums, options, t1, power);
	if (options->width_us == 0)
		return energy_sum_power(&sums->total, t0, w0, t1, w1, options->max_gap_us,
								options->since, options->until);
	number = bucket_number(t0, options->width_us);
	if (!in_window(&sums->booked, t0))
		sums->booked = bucket_window(fleet_sums_bucket(sums, number), options->width_us);
	if (in_window(&sums->booked, t1 - 1))
		return energy_sum_power(sums->booked.sum, t0, w0, t1, w1, options->max_gap_us,
								INT64_MIN, INT64_MAX);

	/*
	 * Over an edge: every bucket gets the difference of one integral at its two edges, so that
	 * the parts add up to the whole to the nanojoule; of a gap, its part of the time.
	 */
	gap = interval_us(t0, t1) > options->max_gap_us;
	if (!gap)
		status = interval_trapezoid(&interval, t0, w0, t1, w1);
	last = bucket_number(t1 - 1, options->width_us);
	for (; status == CORE_OK && number <= last; number++)
	{
		int64_t		from = number * options->width_us,
					to = from > INT64_MAX - options->width_us ? INT64_MAX : from + options->width_us;

		sums->booked = bucket_window(fleet_sums_bucket(sums, number), options->width_us);
		status = gap ? energy_sum_gap(sums->booked.sum, t0, t1, from, to)
			: energy_sum_interval(sums->booked.sum, &interval, from, to);
	}
	return status;
}

/*
 * A copy of the sums, into which the end books what is not sealed: a final function may be
 * called more than once on one state (a window, a moving frame), so the fleet itself
 * stays as it is.  After a call that returned CORE_NEED_MEMORY, call again.
 */
Status
fleet_sums_copy(FleetSums *into, FleetRoom *room, const FleetSums *from, const FleetOptions *options)
{
	uint32_t	size = from->table_size;

	if (!reserve(room, size * sizeof(FleetBucket *) + from->n_buckets * rounded(sizeof(FleetBucket))))
		return CORE_NEED_MEMORY;
	*into = *from;
	fleet_sums_begin(into, options);
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
Status
fleet_sort_pointers(const void **pointers, uint32_t n, bool (*before) (const void *a, const void *b), SamplePoll poll)
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
	return fleet_sort_pointers(buckets, n, bucket_before, poll);
}
