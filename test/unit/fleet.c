/*
 * The state of a fleet: the same sums however its input is cut, mixed and merged.
 *
 * Expected values come from sorting all samples and adding up neighbours, which
 * is how power_energy works; and from arithmetic by hand.
 */
#include "random.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#include "core/sample_mean.h"
#include "core/wire.h"
#include "state/fleet.h"
#include "state/fleet/internal.h"
#include "state/sample_log.h"

#define S INT64_C(1000000)
#define MOST 4096
#define BLOCKS 65536

typedef struct Row
{
	int64_t		device;
	Sample		sample;
	double		arrival;
} Row;

static void *blocks[BLOCKS];
static int	n_blocks;
static uint64_t random_state = 88172645463325252u;

static uint32_t
below(uint32_t n)
{
	return (uint32_t) (random_of(&random_state) >> 33) % n;
}

static void *
block(size_t size)
{
	void	   *memory = malloc(size);

	if (memory == NULL || n_blocks == BLOCKS)
		abort();
	return blocks[n_blocks++] = memory;
}

static void
free_blocks(void)
{
	while (n_blocks > 0)
		free(blocks[--n_blocks]);
}

static bool
go_on(void)
{
	return true;
}

static bool
stop(void)
{
	return false;
}

static void
give(FleetRoom *room)
{
	size_t		size = room->need;

	fleet_room_give(room, block(size), size);
}

static Status
add(Fleet *fleet, int64_t device, int64_t at, double watts)
{
	FleetKey	key = {{device}, 0};
	Status		status;

	/* as the aggregate does */
	if (watts <= 1e38 && (double) (float) watts == watts && fleet_append(fleet, key, at, (float) watts))
		return CORE_OK;
	while ((status = fleet_add(fleet, key, at, watts)) == CORE_NEED_MEMORY)
		give(&fleet->room);
	return status;
}

static Status
merge(Fleet *fleet, const uint8_t *bytes, size_t size)
{
	FleetCursor cursor = {0, 0, 0, false};
	Status		status;

	while ((status = fleet_merge(fleet, bytes, size, &cursor, go_on)) == CORE_NEED_MEMORY)
		give(&fleet->room);
	return status;
}

static Status
finish(const Fleet *fleet, FleetWork *work)
{
	Status		status;

	memset(work, 0, sizeof(FleetWork));
	while ((status = fleet_finish(fleet, work, go_on)) == CORE_NEED_MEMORY)
		give(&work->room);
	return status;
}

static uint8_t *
flat(const Fleet *fleet, size_t *size)
{
	uint8_t    *bytes;

	fleet_flat_size(fleet, size);
	bytes = block(*size);
	return fleet_flatten(fleet, bytes) == *size ? bytes : NULL;
}

static Status
canonical(const Fleet *fleet, uint8_t **bytes, size_t *size)
{
	FleetWork	work;
	Status		status;

	memset(&work, 0, sizeof(work));
	work.out_size = 64;
	work.out = block(64);
	while ((status = fleet_canonical(fleet, &work, go_on)) == CORE_NEED_MEMORY)
	{
		uint8_t    *larger;

		if (work.room.need > 0)
		{
			give(&work.room);
			continue;
		}
		larger = block(2 * work.out_size);
		memcpy(larger, work.out, work.out_used);
		work.out = larger;
		work.out_size *= 2;
	}
	*bytes = work.out;
	*size = work.out_used;
	return status;
}

static int
by_sample(const void *a, const void *b)
{
	const Row  *x = a,
			   *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return sample_before(&x->sample, &y->sample) ? -1 : sample_before(&y->sample, &x->sample);
}

static int
by_arrival(const void *a, const void *b)
{
	double		x = ((const Row *) a)->arrival,
				y = ((const Row *) b)->arrival;

	return x < y ? -1 : x > y;
}

/* all samples sorted, neighbours added up; buckets: one sum each, or NULL */
static void
expect(const Row *rows, int n, const FleetOptions *options, EnergySum *sum)
{
	Row		   *sorted = block((size_t) (n + 1) * sizeof(Row));
	bool		first = true;
	int64_t		t0 = 0;
	double		w0 = 0;

	if (n > 0)
		memcpy(sorted, rows, (size_t) n * sizeof(Row));
	qsort(sorted, (size_t) n, sizeof(Row), by_sample);
	energy_sum_init(sum);
	for (int i = 0, j; i < n; i = j)
	{
		SampleMean	mean;
		int64_t		t1 = sorted[i].sample.at;
		double		w1;

		sample_mean_start(&mean, sorted[i].sample.value);
		for (j = i + 1; j < n && sorted[j].device == sorted[i].device && sorted[j].sample.at == t1; j++)
			sample_mean_add(&mean, sorted[j].sample.value);
		w1 = sample_mean_value(&mean);
		first = i == 0 || sorted[i - 1].device != sorted[i].device;
		if (t1 >= options->since && t1 < options->until)
		{
			energy_sum_sample(sum, t1, j - i);
			energy_sum_peak(sum, w1);
			sum->conflicts += sample_mean_differs(&mean);
		}
		if (!first)
			energy_sum_power(sum, t0, w0, t1, w1, options->max_gap_us, options->since, options->until);
		t0 = t1;
		w0 = w1;
	}
}

static bool
equal(const EnergySum *a, const EnergySum *b)
{
	return a->energy_nj == b->energy_nj && a->lower_nj == b->lower_nj && a->upper_nj == b->upper_nj &&
		a->covered_us == b->covered_us && a->gap_us == b->gap_us && a->gaps == b->gaps &&
		a->samples == b->samples && a->rejected == b->rejected && a->peak_w == b->peak_w &&
		a->first_at == b->first_at && a->last_at == b->last_at && a->conflicts == b->conflicts;
}

/* is each bucket the range between its edges, and are they in order? */
static bool
buckets_are_ranges(const FleetSums *sums, const Row *rows, int n, const FleetOptions *options)
{
	const void **list = block((sums->n_buckets + 1) * sizeof(void *));
	bool		good = fleet_buckets(sums, list, go_on) == CORE_OK;

	for (uint32_t i = 0; i < sums->n_buckets; i++)
	{
		const FleetBucket *bucket = list[i];
		FleetOptions range = *options;
		EnergySum	want;

		range.since = bucket->number * options->width_us;
		range.until = range.since + options->width_us;
		expect(rows, n, &range, &want);
		good = good && equal(&bucket->sum, &want) &&
			(i == 0 || ((const FleetBucket *) list[i - 1])->number < bucket->number);
	}
	return good;
}

/* a few devices: gaps, duplicates, late rows, real or double watts */
static int
make_rows(Row *rows)
{
	int			devices = 1 + (int) below(5),
				samples = 1 + (int) below(below(4) > 0 ? 60 : 400),
				latest = below(3) > 0 ? 1 + (int) below(FLEET_LATE) : 0,
				n = 0;
	static const int64_t cadences[] = {15, 15, 15, 50, 60, 300, 1800};
	int64_t		cadence = cadences[below(7)];
	int			reals = (int) below(3);	/* none, some, all */
	bool		duplicates = below(3) > 0,
				strange = below(3) == 0;

	for (int d = 0; d < devices; d++)
	{
		int64_t		at = (int64_t) below(1000) * S;
		int			place = 0;

		for (int k = 0; k < samples; k++)
		{
			int			copies = duplicates && below(6) == 0 ? 1 + (int) below(3) : 1;

			at += below(20) == 0 ? 1 + (int64_t) below(400) * S : cadence * S + (int64_t) below(5000) * 1000 + below(50) / 49;
			for (int c = 0; c < copies && n < MOST; c++)
			{
				double		watts = (double) below(700000) / 1000;

				/* what interval_real leaves to others: below 2 W, none, or far apart */
				if (strange && below(8) == 0)
					watts = below(3) == 0 ? 0 : (double) below(1000000) * (below(2) == 0 ? 1e-6 : 1);

				rows[n].device = d * 7 - 3;
				rows[n].sample.at = at;
				rows[n].sample.value = reals == 2 || (reals == 1 && below(4) > 0) ? (double) (float) watts : watts;
				rows[n].arrival = place++ + d * 0.01 + (latest > 0 && below(8) == 0 ? latest + 0.5 : 0);
				n++;
			}
		}
	}
	qsort(rows, (size_t) n, sizeof(Row), by_arrival);
	return n;
}

static Status
add_rows(Fleet *fleet, const Row *rows, int from, int to)
{
	Status		status = CORE_OK;

	for (int i = from; i < to && status == CORE_OK; i++)
		status = add(fleet, rows[i].device, rows[i].sample.at, rows[i].sample.value);
	return status;
}

/* is the sum of these parts, merged, the expected one?  Canonical bytes of the whole as well. */
static bool
merged(Fleet *parts, int n, const FleetOptions *options, const EnergySum *want, bool states, uint8_t **bytes, size_t *size)
{
	Fleet		whole;
	FleetWork	work;

	fleet_init(&whole, options, false, false, NULL, 0);
	for (int i = 0; i < n; i++)
	{
		uint8_t    *part;
		size_t		part_size;

		if (!states)
			part = flat(&parts[i], &part_size);
		else if (canonical(&parts[i], &part, &part_size) != CORE_OK)
			return false;
		if (part == NULL || fleet_check(part, part_size, go_on) != CORE_OK || merge(&whole, part, part_size) != CORE_OK)
			return false;
	}
	return finish(&whole, &work) == CORE_OK && equal(&work.sums.total, want) &&
		(bytes == NULL || canonical(&whole, bytes, size) == CORE_OK);
}

/* three parts that keep all and take turns of some rows */
static bool
take_turns(Fleet *parts, const Row *rows, int n, const FleetOptions *options)
{
	int			most = below(2) == 0 ? 40 : 400;
	bool		good = true;

	for (int i = 0; i < 3; i++)
		fleet_init(&parts[i], options, true, false, NULL, 0);
	for (int i = 0, turn; i < n; i += turn)
	{
		turn = 1 + (int) below((uint32_t) most);
		if (turn > n - i)
			turn = n - i;
		good = add_rows(&parts[below(3)], rows, i, i + turn) == CORE_OK && good;
	}
	return good;
}

static void
random_fleets(void)
{
	int			serial = 0,
				parallel = 0,
				turns = 0,
				halves = 0,
				wrapped = 0,
				states = 0,
				bytes = 0,
				ranges = 0,
				buckets = 0;
	const int	trials = 1000;

	for (int t = 0; t < trials; t++)
	{
		FleetOptions options = {false, (uint64_t) ((below(5) == 0 ? 10 : 60) * S), INT64_MIN, INT64_MAX, 0, 0};
		Row		   *rows = block(MOST * sizeof(Row));
		int			n = make_rows(rows),
					a = (int) below((uint32_t) n + 1),
					b = a + (int) below((uint32_t) (n - a) + 1);
		EnergySum	want;
		Fleet		f[3];
		FleetWork	work;
		uint8_t    *one,
				   *two;
		size_t		one_size = 0,
					two_size = 0;

		expect(rows, n, &options, &want);

		fleet_init(&f[0], &options, false, false, NULL, 0);
		serial += add_rows(&f[0], rows, 0, n) == CORE_OK && finish(&f[0], &work) == CORE_OK && equal(&work.sums.total, &want);

		/* workers that take rows at random, and do not know it of each other */
		for (int i = 0; i < 3; i++)
			fleet_init(&f[i], &options, true, false, NULL, 0);
		for (int i = 0; i < n; i++)
			add_rows(&f[below(3)], rows, i, i + 1);
		parallel += merged(f, 3, &options, &want, false, NULL, NULL);

		/* workers that take turns of some rows */
		take_turns(f, rows, n, &options);
		turns += merged(f, 3, &options, &want, false, NULL, NULL);

		/* two parts, one after the other, each sealing */
		fleet_init(&f[0], &options, false, false, NULL, 0);
		fleet_init(&f[1], &options, false, false, NULL, 0);
		halves += add_rows(&f[1], rows, 0, a) == CORE_OK && add_rows(&f[0], rows, a, n) == CORE_OK &&
			merged(f, 2, &options, &want, false, NULL, NULL);

		/* a scan that starts in the middle */
		fleet_init(&f[0], &options, false, true, NULL, 0);
		wrapped += add_rows(&f[0], rows, a, n) == CORE_OK && add_rows(&f[0], rows, 0, a) == CORE_OK &&
			merged(f, 1, &options, &want, true, &one, &one_size);

		/* three stored states, merged in another order: the same sums, and the same bytes */
		for (int i = 0; i < 3; i++)
		{
			fleet_init(&f[i], &options, false, true, NULL, 0);
		}
		states += add_rows(&f[1], rows, 0, a) == CORE_OK && add_rows(&f[2], rows, a, b) == CORE_OK &&
			add_rows(&f[0], rows, b, n) == CORE_OK && merged(f, 3, &options, &want, true, &two, &two_size);
		bytes += one_size == two_size && memcmp(one, two, one_size) == 0;

		/* a part of the time */
		options.since = (int64_t) below(3000) * S;
		options.until = options.since + (int64_t) below(3000) * S + 1;
		expect(rows, n, &options, &want);
		fleet_init(&f[0], &options, false, false, NULL, 0);
		ranges += add_rows(&f[0], rows, 0, n) == CORE_OK && finish(&f[0], &work) == CORE_OK && equal(&work.sums.total, &want) &&
			take_turns(f, rows, n, &options) && merged(f, 3, &options, &want, false, NULL, NULL);

		/* each bucket is the range between its edges, and there is no other */
		options.width_us = 1 + (int64_t) below(900) * S;
		options.since = INT64_MIN;
		options.until = INT64_MAX;
		if (t % 20 == 0)
			options.width_us = 20 * S + below(1000);	/* several to an interval */
		else if (options.width_us < 60 * S)
			options.width_us = 3600 * S;
		for (int i = 0; i < 3; i++)
		{
			size_t		room = below(20000);

			fleet_init(&f[i], &options, false, false, block(room + 1), room);
		}
		if (t % 2 == 0 ? take_turns(f, rows, n, &options)
			: add_rows(&f[0], rows, 0, a) == CORE_OK && add_rows(&f[1], rows, a, n) == CORE_OK)
		{
			Fleet		whole;
			bool		good = true;

			fleet_init(&whole, &options, false, false, NULL, 0);
			for (int i = 0; i < 3; i++)
			{
				uint8_t    *part = flat(&f[i], &one_size);

				good = good && fleet_check(part, one_size, go_on) == CORE_OK && merge(&whole, part, one_size) == CORE_OK;
			}
			good = good && finish(&whole, &work) == CORE_OK && buckets_are_ranges(&work.sums, rows, n, &options);
			buckets += good;
		}
		free_blocks();
	}
	ok(serial == trials, "one pass: %d of %d fleets as sorted", serial, trials);
	ok(parallel == trials, "parts at random: %d of %d", parallel, trials);
	ok(turns == trials, "parts that take turns: %d of %d", turns, trials);
	ok(halves == trials, "parts in time, each sealed: %d of %d", halves, trials);
	ok(wrapped == trials, "a scan that wraps around: %d of %d", wrapped, trials);
	ok(states == trials, "states of parts in time, in another order: %d of %d", states, trials);
	ok(bytes == trials, "and equal bytes of the merged states: %d of %d", bytes, trials);
	ok(ranges == trials, "part of the time: %d of %d", ranges, trials);
	ok(buckets == trials, "buckets are ranges: %d of %d", buckets, trials);
}

/*
 * Buckets narrower than the step of a device: each interval takes room for some, so
 * that sealing begins at every place in a block.  Energy is 100 W all along.
 */
static void
narrow_buckets(void)
{
	FleetOptions options = {false, (uint64_t) (60 * S), INT64_MIN, INT64_MAX, S, 0};
	int			good = 0;
	const int	trials = 400;

	for (int t = 0; t < trials; t++)
	{
		Fleet		fleet;
		FleetWork	work;
		size_t		room = (size_t) t * 56;
		i128		nj = 0;

		fleet_init(&fleet, &options, false, false, block(room + 1), room);
		for (int i = 0; i < 120; i++)
			add(&fleet, 1, i * 4 * S, t % 2 == 0 ? 100 : 100.1);
		if (finish(&fleet, &work) == CORE_OK && work.sums.n_buckets == 119 * 4 + 1)
			for (uint32_t i = 0; i < work.sums.table_size; i++)
				nj += work.sums.table[i] == NULL ? 0 : work.sums.table[i]->sum.energy_nj;
		good += nj == (i128) 119 * 4 * (t % 2 == 0 ? 100 : 0) * 1000000000 || (t % 2 != 0 && nj == (i128) 119 * 4 * 100100000000);
		free_blocks();
	}
	ok(good == trials, "buckets of a second: %d of %d", good, trials);
}

/*
 * Telemetry as parallel workers see it: turns of some scrapes, thousands of samples
 * of a device in all.  What of it is booked in rows has gaps and long runs of zero
 * in it, late and double samples, other units, and buckets that end in between.
 */
static void
telemetry_turns(void)
{
	const int	trials = 60;
	int			sums = 0,
				ranges = 0,
				buckets = 0,
				alone = 0;

	for (int t = 0; t < trials; t++)
	{
		FleetOptions options = {false, (uint64_t) (60 * S), INT64_MIN, INT64_MAX, 0, 0};
		Row		   *rows = block(MOST * sizeof(Row));
		int64_t		unit = t % 3 == 0 ? 1 : 1000;
		int			turn = 2 * (5 + (int) below(30)),
					n = 0;
		bool		good = true;
		EnergySum	want;
		Fleet		f[3],
					whole;
		FleetWork	work;
		size_t		size;

		for (int k = 0; k < 1800; k++)
			for (int d = 0; d < 2; d++)
			{
				Row		   *row = &rows[n];
				bool		idle = k % 200 < 20;

				if (t % 2 == 0 && below(100) == 0)
					continue;	/* lost */
				row->device = d;
				row->sample.at = (k * 15000 + (below(10) == 0 ? (int64_t) below(5) : 0)) * 1000 + (int64_t) below(2) * (1000 - unit) / 7;
				if (k % 500 > 490)
					row->sample.at += 90 * S * (k % 500 - 490);
				row->sample.value = idle && t % 5 == 0 ? 0 : (double) (float) ((double) (400000 + below(300000)) / 1000);
				if (t % 4 == 3)
					row->sample.value = (double) (float) (300 + below(1000) / 7.0);
				/* the clocks of parts differ by less than a unit; the last samples are no reals */
				if (t % 7 == 3)
					row->sample.at += n / turn % 3 * 137;
				if (t % 7 == 5 && k > 1780)
					row->sample.value = 400 + below(1000) / 7.0;
				row->arrival = k + d * 0.1 + (t % 6 == 5 && below(300) == 0 ? 1 + below(16) : 0);
				n++;
				if (t % 6 == 4 && below(300) == 0)
				{
					rows[n] = rows[n - 1];
					rows[n++].sample.value += 1;
				}
			}
		qsort(rows, (size_t) n, sizeof(Row), by_arrival);
		expect(rows, n, &options, &want);
		for (int part = 0; part < 4; part++)
		{
			FleetOptions now = options;

			if (part == 2)
			{
				now.since = 400 * 15 * S + below(15 * S);
				now.until = now.since + 800 * 15 * S;
				expect(rows, n, &now, &want);
			}
			if (part == 3)
				now.width_us = 3600 * S;
			for (int i = 0; i < 3; i++)
				fleet_init(&f[i], &now, true, false, NULL, 0);
			for (int i = 0; i < n; i += turn)
				add_rows(&f[part == 1 ? 0 : i / turn % 3], rows, i, i + turn < n ? i + turn : n);
			if (part == 0)
				sums += merged(f, 3, &now, &want, false, NULL, NULL);
			else if (part == 1)
				alone += finish(&f[0], &work) == CORE_OK && equal(&work.sums.total, &want);
			else if (part == 2)
				ranges += merged(f, 3, &now, &want, false, NULL, NULL);
			else
			{
				fleet_init(&whole, &now, false, false, NULL, 0);
				for (int i = 0; i < 3; i++)
				{
					uint8_t    *bytes = flat(&f[i], &size);

					good = good && merge(&whole, bytes, size) == CORE_OK;
				}
				buckets += good && finish(&whole, &work) == CORE_OK && buckets_are_ranges(&work.sums, rows, n, &now);
			}
		}
		free_blocks();
	}
	ok(sums == trials, "telemetry in turns, merged: %d of %d", sums, trials);
	ok(alone == trials, "one that keeps all: %d of %d", alone, trials);
	ok(ranges == trials, "part of the time: %d of %d", ranges, trials);
	ok(buckets == trials, "hours: %d of %d", buckets, trials);
}

/* a state of one device is built here by hand: its head, a run, its end; they return the size */
static size_t
state_head(uint8_t *bytes)
{
	static const uint8_t head[] = {1, 0, 100, 1, 2};

	memcpy(bytes, head, sizeof(head));
	return sizeof(head);
}

static size_t
state_run(uint8_t *bytes, size_t size, const Sample *samples, int n, uint8_t marks)
{
	uint8_t    *end = bytes + size + 3;
	SampleLog	log;

	sample_log_init(&log);
	for (int i = 0; i < n; i++)
		end = sample_log_append(&log, end, samples[i].at, samples[i].value);
	bytes[size] = (uint8_t) n;
	bytes[size + 1] = marks;
	bytes[size + 2] = (uint8_t) log.used;
	return size + 3 + log.used;
}

static size_t
state_end(uint8_t *bytes, size_t size)
{
	/* no more runs; a sum of 16 numbers and a double */
	memset(bytes + size, 0, 25);
	return size + 25;
}

/*
 * Bytes that were not checked when they came, as of a damaged table: a run out of
 * order, of no time or of no power, or of another length than it says; alone, and
 * among sound ones.
 */
static void
damaged(void)
{
	static const struct
	{
		Sample		samples[3];
		int			count;		/* what the run says */
		const char *what;
	}			damages[] = {
		{{{0, 100}, {10, 100}, {9, 100}}, 3, "a time that runs backwards"},
		{{{SAMPLE_TIME_END, 100}, {SAMPLE_TIME_END + 1, 100}, {SAMPLE_TIME_END + 2, 100}}, 3, "a time that is none"},
		{{{INT64_MIN, 100}, {10, 100}, {20, 100}}, 3, "minus infinity"},
		{{{0, 100}, {10, INFINITY}, {20, 100}}, 3, "an infinite power"},
		{{{0, 100}, {10, 100}, {20, -1}}, 3, "a negative power"},
		{{{0, NAN}, {10, 100}, {20, 100}}, 3, "no power"},
		{{{0, 100}, {10, 100}, {20, 100}}, 4, "fewer samples than it says"},
		{{{0, 100}, {10, 100}, {20, 100}}, 2, "more samples than it says"}
	};

	for (size_t d = 0; d < sizeof(damages) / sizeof(damages[0]); d++)
		for (int among = 0; among < 2; among++)
		{
			FleetOptions options;
			Fleet		fleet;
			FleetWork	work;
			uint8_t    *bytes = block(4096);
			size_t		size = state_head(bytes);

			for (int run = 0; run < (among ? 40 : 1); run++)
			{
				const Sample sound[] = {{run * 30, 1}, {run * 30 + 10, 2}, {run * 30 + 20, 0.1}};
				size_t		place = size;
				bool		bad = run == (among ? 20 : 0);

				size = state_run(bytes, size, bad ? damages[d].samples : sound, 3, 0);
				if (bad)
					bytes[place] = (uint8_t) damages[d].count;
			}
			size = state_end(bytes, size);
			fleet_peek(bytes, size, &options);
			fleet_init(&fleet, &options, false, false, NULL, 0);
			ok(fleet_check(bytes, size, go_on) == CORE_CORRUPT && merge(&fleet, bytes, size) == CORE_OK &&
			   finish(&fleet, &work) == CORE_CORRUPT, "%s, %s, is found in the end", damages[d].what, among ? "among others" : "alone");
			free_blocks();
		}
}

/* runs that are the ends of a sealed stretch: both, or one that has lost the other: undecided, not bridged */
static void
marked(void)
{
	static const struct
	{
		uint8_t		marks[2];
		Status		status;
	}			cases[] = {{{0, 0}, CORE_OK}, {{2, 1}, CORE_OK}, {{2, 0}, CORE_UNDECIDED}, {{0, 1}, CORE_UNDECIDED}};

	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++)
	{
		FleetOptions options;
		Fleet		fleet;
		FleetWork	work;
		uint8_t    *bytes = block(256);
		size_t		size = state_head(bytes);

		for (int run = 0; run < 2; run++)
		{
			const Sample samples[] = {{run * 60, 100}, {run * 60 + 10, 100}, {run * 60 + 20, 100}};

			size = state_run(bytes, size, samples, 3, cases[c].marks[run]);
		}
		size = state_end(bytes, size);
		fleet_peek(bytes, size, &options);
		fleet_init(&fleet, &options, false, false, NULL, 0);
		/* 100 W for 20 us in each run; between them 40 us, which is no gap, unless they are sealed */
		ok(fleet_check(bytes, size, go_on) == CORE_OK && merge(&fleet, bytes, size) == CORE_OK &&
		   finish(&fleet, &work) == cases[c].status &&
		   (cases[c].status != CORE_OK || work.sums.total.energy_nj == 100 * 1000 * (cases[c].marks[0] == 0 ? 80 : 40)),
		   "marks %d and %d", cases[c].marks[0], cases[c].marks[1]);
		free_blocks();
	}
}

/*
 * A late sample at every place of a tail, for every fill of the tail and every
 * lateness that is allowed: the sums are those of the samples in order.  The tail
 * is the long one and the short one of fleets with many devices, the value a real
 * or not, and alone at its instant or not.
 */
static void
late_at_every_fill(void)
{
	const FleetOptions options = {false, (uint64_t) (60 * S), INT64_MIN, INT64_MAX, 0, 7};
	int			good = 0,
				trials = 0,
				refused = 0;

	for (int many = 0; many < 2; many++)
		for (int form = 0; form < 3; form++)
			for (int before = 1; before <= (many ? 66 : 200); before++)
				for (int late = 1; late <= FLEET_LATE + 2 && late <= before; late += many && late == 1 ? FLEET_LATE - 1 : 1)
				{
					Fleet		fleet;
					FleetWork	work;
					EnergySum	want;
					Row			rows[256];
					int			n = 0;
					Status		status = CORE_OK;
					/* between two samples, or with form 2 at the time of the earlier */
					int64_t		at = (before - late) * 10 * S + (form == 2 ? 0 : 5 * S);

					fleet_init(&fleet, &options, false, false, NULL, 0);
					if (many)
						for (int d = 0; d <= FLEET_LONG_TAILS; d++)
							add(&fleet, 1000 + d, 0, 1);
					for (int i = 0; i < before; i++)
					{
						rows[n].device = 1;
						rows[n].arrival = n;
						rows[n++].sample = (Sample) {i * 10 * S, 100 + i % 7};
					}
					rows[n].device = 1;
					rows[n].arrival = n;
					rows[n++].sample = (Sample) {at, form == 1 ? 300.1 : 300};
					for (int i = before; i < before + 3; i++)
					{
						rows[n].device = 1;
						rows[n].arrival = n;
						rows[n++].sample = (Sample) {i * 10 * S, 100 + i % 7};
					}
					for (int i = 0; i < n && status == CORE_OK; i++)
						status = add(&fleet, 1, rows[i].sample.at, rows[i].sample.value);
					if (status == CORE_OK)
						status = finish(&fleet, &work);
					if (many)
						work.sums.total.samples -= FLEET_LONG_TAILS + 1;
					expect(rows, n, &options, &want);
					/*
					 * Later than is allowed may be refused, but is never a number; at the
					 * time of the 17th newest, 16 are newer.
					 */
					if (late > (form == 2 ? FLEET_LATE + 1 : FLEET_LATE) && status == CORE_UNDECIDED)
						refused++;
					else
						good += status == CORE_OK && equal(&work.sums.total, &want);
					trials++;
					free_blocks();
				}
	ok(good + refused == trials && refused > 0, "a late sample at every fill: %d and %d refused of %d", good, refused, trials);
}

/* more gaps than can be counted: a state that says it has 2^63 - 1, and runs with gaps between */
static void
too_many_gaps(void)
{
	FleetOptions options = {false, (uint64_t) S, INT64_MIN, INT64_MAX, 0, 0};
	Fleet		fleet,
				part;
	FleetWork	work;
	EnergySum	many;
	uint8_t    *bytes;
	size_t		size;

	fleet_init(&part, &options, true, false, NULL, 0);
	for (int i = 0; i < 300; i++)
		add(&part, 1, i * S / 2 + i / 3 * 2 * S, 100);
	bytes = flat(&part, &size);
	fleet_init(&fleet, &options, false, false, NULL, 0);
	ok(merge(&fleet, bytes, size) == CORE_OK && finish(&fleet, &work) == CORE_OK && work.sums.total.gaps == 99, "99 gaps");
	energy_sum_init(&many);
	many.gaps = INT64_MAX - 98;
	many.first_at = many.last_at = 0;
	energy_sum_merge(&fleet.sums.total, &many);
	ok(finish(&fleet, &work) == CORE_RANGE, "and 2^63 - 99 more are too many");
	fleet.sums.total.gaps--;
	ok(finish(&fleet, &work) == CORE_OK && work.sums.total.gaps == INT64_MAX, "one less is not");
	free_blocks();
}

/* a state ends with its last byte: nothing may follow it, nor be missing */
static void
ends(void)
{
	for (int t = 0; t < 3; t++)
	{
		FleetOptions options = {false, (uint64_t) (60 * S), INT64_MIN, INT64_MAX, t == 2 ? 3600 * S : 0, 0};
		Fleet		fleet;
		uint8_t    *bytes,
				   *longer;
		size_t		size;

		fleet_init(&fleet, &options, t == 1, false, NULL, 0);
		for (int i = 0; i < 100; i++)
			add(&fleet, i % 2, i / 2 * 15 * S, 100);
		bytes = flat(&fleet, &size);
		longer = block(size + 1);
		memcpy(longer, bytes, size);
		longer[size] = 0;
		for (int more = -1; more <= 1; more++)
		{
			Status		want = more == 0 ? CORE_OK : CORE_CORRUPT;

			fleet_init(&fleet, &options, false, false, NULL, 0);
			ok(fleet_check(longer, size + (size_t) more, go_on) == want && merge(&fleet, longer, size + (size_t) more) == want,
			   "a state of kind %d and %d bytes", t, more);
		}
		free_blocks();
	}
}

/*
 * Devices that share a place under one seed, as somebody finds them who knows it, lie apart
 * under any other: of 64 in 1024 places some two share one by chance.
 */
static void
crafted_ids(void)
{
	static const uint64_t seeds[] = {1, UINT64_C(0x8000000000000000), UINT64_C(0x123456789abcdef0), UINT64_MAX};
	uint64_t	crafted[64];
	int			n = 0;

	for (uint64_t id = 0; n < 64; id++)
		if ((fleet_hash(0, id) & 1023) == 0)
			crafted[n++] = id;
	for (size_t s = 0; s < sizeof(seeds) / sizeof(seeds[0]); s++)
	{
		bool		taken[1024] = {false};
		int			places = 0;

		for (int i = 0; i < n; i++)
		{
			bool	   *place = &taken[fleet_hash(seeds[s], crafted[i]) & 1023];

			places += !*place;
			*place = true;
		}
		ok(places > 48, "crafted devices lie apart under another seed");
	}
}

int
main(void)
{
	FleetOptions options = {false, (uint64_t) (60 * S), INT64_MIN, INT64_MAX, 0, 0};
	Fleet		fleet,
				other;
	FleetWork	work;
	uint8_t    *bytes;
	size_t		size;
	FleetKey	key;

	/* 100 W and 300 W, 10 s apart: 2000 J between 1000 and 3000; then 100 s of gap */
	fleet_init(&fleet, &options, false, false, NULL, 0);
	add(&fleet, 1, 0, 100);
	add(&fleet, 1, 10 * S, 300);
	add(&fleet, 1, 110 * S, 50);
	add(&fleet, 2, 0, -1);
	add(&fleet, 2, 0, NAN);
	add(&fleet, 2, 0, HUGE_VAL);
	ok(finish(&fleet, &work) == CORE_OK, "finish");
	ok(work.sums.total.energy_nj == (i128) 2000 * 1000000000, "trapezoid");
	ok(work.sums.total.lower_nj == (i128) 1000 * 1000000000, "lower");
	ok(work.sums.total.upper_nj == (i128) 3000 * 1000000000, "upper");
	ok(work.sums.total.gaps == 1 && work.sums.total.gap_us == 100 * S, "gap");
	ok(work.sums.total.samples == 3 && work.sums.total.rejected == 3, "samples and rejected");
	ok(work.sums.total.peak_w == 300, "peak");

	/* a tail has 17 free samples, that of one of the first devices up to 64 more */
	fleet_init(&fleet, &options, false, false, NULL, 0);
	for (int i = 0; i < 200; i++)
		add(&fleet, 1, i * 15 * S, 100);
	ok(add(&fleet, 1, 99 * 15 * S + 1, 100) == CORE_UNDECIDED && add(&fleet, 1, 99 * 15 * S, 100) == CORE_UNDECIDED,
	   "100 samples late is undecided");
	fleet_init(&fleet, &options, false, false, NULL, 0);
	for (int i = 0; i < 200; i++)
		add(&fleet, 1, i * 15 * S, 100);
	ok(add(&fleet, 1, 183 * 15 * S + 1, 100) == CORE_OK, "16 samples late is not");
	ok(finish(&fleet, &work) == CORE_OK && work.sums.total.energy_nj == (i128) 199 * 1500 * 1000000000 &&
	   work.sums.total.samples == 201, "and counts");
	ok(fleet.n_slots == 1 && fleet_finish(&fleet, &(FleetWork) {.started = false}, stop) != CORE_OK, "a poll can stop it");

	/* two sealed parts of the same time */
	bytes = flat(&fleet, &size);
	fleet_init(&other, &options, false, false, NULL, 0);
	ok(merge(&other, bytes, size) == CORE_OK && merge(&other, bytes, size) == CORE_OK &&
	   finish(&other, &work) == CORE_UNDECIDED, "a state merged with itself is undecided");

	/* nothing that is not a state, or not of this kind */
	for (size_t n = 0; n < size; n++)
		if (fleet_check(bytes, n, go_on) != CORE_CORRUPT)
			ok(false, "%zu of %zu bytes", n, size);
	ok(fleet_check(bytes, size, go_on) == CORE_OK, "the whole is a state, no shorter part is");
	options.max_gap_us++;
	fleet_init(&other, &options, false, false, NULL, 0);
	ok(merge(&other, bytes, size) == CORE_INVALID, "max_gap differs");
	options.max_gap_us--;
	options.named = true;
	fleet_init(&other, &options, false, false, NULL, 0);
	ok(merge(&other, bytes, size) == CORE_INVALID, "names are no numbers");

	/* named devices */
	for (int i = 0; i < 5000; i++)
	{
		char		name[16];
		Status		status;

		key.device.name = name;
		key.length = (size_t) snprintf(name, sizeof(name), "gpu-%d", i % 2500);
		while ((status = fleet_add(&other, key, i / 2500 * 10 * S, 100)) == CORE_NEED_MEMORY)
			give(&other.room);
	}
	ok(other.n_slots == 2500 && finish(&other, &work) == CORE_OK &&
	   work.sums.total.energy_nj == (i128) 2500 * 1000 * 1000000000, "2500 names");
	options.named = false;
	free_blocks();

	/* a year between two samples in buckets of a second is a gap of too many */
	options.width_us = S;
	fleet_init(&fleet, &options, false, false, NULL, 0);
	add(&fleet, 1, 0, 1);
	add(&fleet, 1, 365 * 86400 * S, 1);
	ok(finish(&fleet, &work) == CORE_LIMIT, "too many buckets");
	free_blocks();
	{
		/* 2^20 of them are not too many, and wait for memory */
		static FleetSums sums;
		static FleetRoom no_room;

		ok(fleet_sums_prepare(&sums, &no_room, -7, (1 << 20) - 8) == CORE_NEED_MEMORY, "2^20 buckets");
		ok(fleet_sums_prepare(&sums, &no_room, -7, (1 << 20) - 7) == CORE_LIMIT, "and one more");
	}

	/* memory: 20000 devices of 100 real samples, as telemetry has them */
	options.width_us = 0;
	fleet_init(&fleet, &options, false, false, NULL, 0);
	for (int k = 0; k < 100; k++)
		for (int d = 0; d < 20000; d++)
			add(&fleet, d, k * 15 * S + d / 8 * 6000, (double) (float) ((double) (450000 + below(65536)) / 1000));
	ok(fleet.room.given < 20000 * 350, "a device takes %zu bytes", fleet.room.given / 20000);
	free_blocks();

	crafted_ids();
	narrow_buckets();
	marked();
	late_at_every_fill();
	ends();
	too_many_gaps();
	damaged();
	telemetry_turns();
	random_fleets();
	return done();
}
