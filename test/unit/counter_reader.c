/*
 * counter_reader.c
 *		How counters are read.  Expected values by hand, and of thousands of random
 *		series from test/reference/counter_reader.py, which reads them another way.
 */
#include <string.h>

#include "state/counter_reader.h"
#include "tap.h"

#define S		INT64_C(1000000)
#define NJ		((i128) 1000000000)
#define MAX_W	800
#define BATCHES 20
#define EACH	200

/* what the program of the head prints */
static const uint64_t expected[BATCHES] = {
#include "counter_reader_digests.h"
};

static uint64_t random_state;

static uint64_t
below(uint64_t n)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (random_state >> 33) % n;
}

typedef struct Series
{
	Sample		readings[128];
	size_t		n;
	double		wrap_j;
	int64_t		since;
	int64_t		until;
} Series;

static void
put(Series *series, int64_t at, int64_t quarters)
{
	series->readings[series->n++] = (Sample) {at, (double) quarters / 4};
}

/* as series() there */
static void
make_series(Series *series, uint64_t seed)
{
	static const int64_t steps[] = {1, 5, 10, 15, 15, 30};
	static const int64_t slows[] = {0, 0, 20, 30, 60, 400};
	static const int64_t wraps[] = {0, 0, 20000, 262144};
	int64_t		step,
				slow,
				wrap,
				power,
				at,
				full,
				shown,
				refreshed;
	int			n;
	Sample		scratch[128];
	Sample	   *sorted;

	random_state = seed;
	series->n = 0;
	step = steps[below(6)] * S;
	slow = slows[below(6)] * S;
	wrap = wraps[below(4)];
	n = 3 + (int) below(40);
	power = (int64_t) below(3200);
	at = (int64_t) below(S);
	full = shown = (int64_t) below(80000);
	refreshed = at;
	while (n-- > 0)
	{
		int64_t		dt = step,
					value;
		int			kind;

		if (below(8) == 0)
			dt += (int64_t) below((uint64_t) step);
		if (below(16) == 0)
			dt += step * (int64_t) below(40);
		at += dt;
		full += power * dt / S;
		if (below(4) == 0)
			power = (int64_t) below(3200);
		if (at - refreshed >= slow)
		{
			shown = full;
			refreshed = at;
		}
		kind = (int) below(32);
		if (kind == 0)
			shown = full = (int64_t) below(4000);
		value = wrap > 0 ? shown % (4 * wrap) : shown;
		if (kind == 1 || kind == 2)
			value = (int64_t) below((uint64_t) value + 1);
		if (kind == 3)
			value += (int64_t) below(1 << 30);
		put(series, at, value);
		if (kind == 4)
			put(series, at, value);
		if (kind == 5)
			put(series, at, value + (int64_t) below(1000));
	}
	series->wrap_j = (double) wrap;
	series->since = INT64_MIN;
	series->until = INT64_MAX;
	if (below(2) == 0)
	{
		series->since = (int64_t) below((uint64_t) at);
		series->until = series->since + 1 + (int64_t) below((uint64_t) at);
	}
	(void) sample_sort(series->readings, scratch, series->n, NULL, &sorted);
	memmove(series->readings, sorted, series->n * sizeof(Sample));
}

static EnergySum
energy_of(const Series *series)
{
	CounterReader reader;

	counter_reader_init(&reader, MAX_W, series->wrap_j, series->since, series->until);
	(void) counter_reader_push_many(&reader, series->readings, series->n);
	(void) counter_reader_end(&reader);
	return reader.sum;
}

/*
 * The same, each hour-like window of the way by a copy of the reader that goes on
 * where nothing waits: what it adds up to.
 */
static i128
energy_in_windows(const Series *series)
{
	CounterReader reader;
	i128		total = 0;
	size_t		i = 0;

	counter_reader_init(&reader, MAX_W, series->wrap_j, INT64_MIN, 100 * S);
	for (int64_t edge = 100 * S;; edge += 100 * S)
	{
		CounterReader window = reader;
		CounterReader quiet = reader;
		size_t		k = i;

		for (; k < series->n; k++)
		{
			if (counter_reader_quiet(&window) && series->readings[k].at < edge)
			{
				quiet = window;
				i = k;
			}
			(void) counter_reader_push(&window, series->readings[k].at, series->readings[k].value);
		}
		(void) counter_reader_end(&window);
		total += window.sum.energy_nj;
		if (window.until == INT64_MAX)
			return total;
		reader = quiet;
		energy_sum_init(&reader.sum);
		reader.since = edge;
		reader.until = edge > 2000 * S ? INT64_MAX : edge + 100 * S;
	}
}

static EnergySum
read_pairs(const double (*pairs)[2], size_t n, double max_w, double wrap_j)
{
	CounterReader reader;

	counter_reader_init(&reader, max_w, wrap_j, INT64_MIN, INT64_MAX);
	for (size_t i = 0; i < n; i++)
		(void) counter_reader_push(&reader, (int64_t) (pairs[i][0] * S), pairs[i][1]);
	(void) counter_reader_end(&reader);
	return reader.sum;
}

#define READ(max_w, wrap_j, ...) \
	read_pairs((const double[][2]) {__VA_ARGS__}, sizeof((const double[][2]) {__VA_ARGS__}) / sizeof(double[2]), max_w, wrap_j)

/* a counter of so many watts, refreshed every 30 s and read every 15, or so */
static EnergySum
slow_counter(double watts, int64_t first, int64_t step, int64_t seconds, int64_t refresh)
{
	CounterReader reader;

	counter_reader_init(&reader, MAX_W, 0, INT64_MIN, INT64_MAX);
	for (int64_t at = first; at <= seconds; at += step)
		(void) counter_reader_push(&reader, at * S, watts * (double) (at / refresh * refresh));
	(void) counter_reader_end(&reader);
	return reader.sum;
}

static bool
ordered(const EnergySum *sum)
{
	return 0 <= sum->lower_nj && sum->lower_nj <= sum->energy_nj && sum->energy_nj <= sum->upper_nj;
}

int
main(void)
{
	EnergySum	sum;
	IncreaseReader increase;
	static const Sample tokens[] = {{0, 1000}, {1, 400}, {2, 1100}, {3, 300}, {4, 1200}};
	static const Sample largest[] = {{0, 0}, {S, 1e27}};
	const Sample larger[] = {{0, 0}, {S, nextafter(1e27, INFINITY)}};
	CounterReader reader;
	static const Sample twice[] = {{0, 7}, {1, 5}, {1, 8}, {1, 9}, {2, 10}, {3, 2}, {3, 3}};
	bool		good = true,
				parts = true;

	/* refreshed more slowly than read: 120 refreshes of 30 s */
	sum = slow_counter(400, 0, 15, 3600, 30);
	ok(sum.energy_nj == 1440000 * NJ && sum.covered_us == 3600 * S && sum.stuck_us == 0 && sum.rejected == 0,
	   "400 W, refreshed in 30 s, read in 15: all is covered");
	sum = slow_counter(700, 0, 15, 3600, 30);
	ok(sum.energy_nj == 2520000 * NJ && sum.lower_nj == sum.energy_nj && sum.upper_nj == sum.energy_nj &&
	   sum.rejected == 0 && sum.gaps == 0 && sum.samples == 241 && sum.peak_w == 700, "700 W of at most 800: nothing is rejected");
	/* the steps to a refresh vary; whatever the phase, the first value may be old */
	for (int64_t first = 0; first < 30; first++)
	{
		int64_t		last = first + (3600 - first) / 15 * 15;

		sum = slow_counter(700, first, 15, 3600, 30);
		good = good && sum.rejected == 0 && sum.energy_nj == 700 * NJ * (last / 30 * 30 - first / 30 * 30);
	}
	ok(good, "700 W at any phase");
	sum = slow_counter(700, 0, 20, 3600, 30);
	ok(sum.rejected == 0 && sum.energy_nj == 2520000 * NJ && sum.peak_w == 800, "read in 20 s: a change after 20 s had 30");
	sum = slow_counter(300, 0, 15, 3600, 600);
	ok(sum.stuck_us > 3300 * S && sum.energy_nj == 0 && sum.rejected == 6, "refreshed in 10 minutes: stuck");
	sum = READ(800, 0, {0, 5}, {15, 5}, {30, 5});
	ok(sum.stuck_us == 30 * S && sum.covered_us == 0, "no change comes: stuck");

	/* drops with two readings, a day apart, in kJ */
	sum = READ(800, 0, {0, 1000e3}, {86400, 400e3}, {172800, 1100e3}, {259200, 300e3}, {345600, 1200e3});
	ok(sum.energy_nj == 200000 * NJ && sum.lower_nj == 200000 * NJ && sum.rejected == 2 &&
	   sum.upper_nj == (2300000 + 2 * 86400 * (i128) 800) * NJ, "two drops: bounds hold both readings");
	sum = READ(1000, 0, {0, 1000}, {10, 1500}, {20, 200});
	ok(sum.energy_nj == 700 * NJ && sum.lower_nj == 500 * NJ && sum.upper_nj == 10700 * NJ && sum.resets == 1,
	   "a drop as the last reading: a reset, or a glitch");
	sum = READ(1000, 262144, {0, 261000}, {10, 262000}, {20, 100}, {30, 600});
	ok(sum.energy_nj == 1744 * NJ && sum.lower_nj == 1000 * NJ && sum.upper_nj == 1744 * NJ && sum.wraps == 1,
	   "a wrap, a reset, or a glitch");
	/* ten low readings are no glitch: 1000 + 100 (since zero) + 9 * 10 */
	sum = READ(1000, 0, {0, 8000}, {10, 9000}, {20, 100}, {30, 110}, {40, 120}, {50, 130}, {60, 140}, {70, 150}, {80, 160},
			   {90, 170}, {100, 180}, {110, 190});
	ok(sum.energy_nj == 1190 * NJ && sum.lower_nj == 1190 * NJ && sum.upper_nj == 11190 * NJ, "a reset that lasts has one reading");

	/* conflicts */
	sum = READ(1000, 0, {0, 1000}, {10, 2000}, {10, 2000}, {20, 2500}, {20, 2600}, {20, 2700}, {30, 3500});
	ok(sum.conflicts == 1 && sum.energy_nj == 2500 * NJ && sum.rejected == 2, "an instant with three readings is one conflict");

	/* tokens: every fall is a restart: 400 + 700 + 300 + 900 */
	increase_reader_init(&increase);
	(void) increase_reader_push_many(&increase, tokens, 5);
	ok(increase_reader_end(&increase) == CORE_OK && increase.increase == 2300 * NJ, "every fall of an increase is a restart");
	/* 7, then 8 (the smallest that is no fall), 10, and a restart at 2 */
	increase_reader_init(&increase);
	(void) increase_reader_push_many(&increase, twice, 7);
	ok(increase_reader_end(&increase) == CORE_OK && increase.increase == 5 * NJ, "unequal readings of one instant");

	/* doc/methods/counter-energy.md: a reading above 1e27 is an error, here and where no power is too large */
	increase_reader_init(&increase);
	ok(increase_reader_push_many(&increase, largest, 2) == CORE_OK && increase_reader_end(&increase) == CORE_OK &&
	   increase.increase == (i128) 1e27 * NJ, "a reading of 1e27 counts to the last step");
	increase_reader_init(&increase);
	ok(increase_reader_push_many(&increase, larger, 2) == CORE_RANGE, "the next double is too large to count");
	sum = READ(INFINITY, 0, {0, 0}, {1, 1e27});
	ok(sum.energy_nj == (i128) 1e27 * NJ, "1e27 J in a second, where no power is too large");
	counter_reader_init(&reader, INFINITY, 0, INT64_MIN, INT64_MAX);
	ok(counter_reader_push_many(&reader, larger, 2) == CORE_RANGE, "and more is an error");
	counter_reader_init(&reader, 800, 0, INT64_MIN, INT64_MAX);
	ok(counter_reader_push_many(&reader, larger, 2) == CORE_OK, "but with a largest power a spike");

	good = true;
	for (int batch = 0; batch < BATCHES; batch++)
	{
		uint64_t	digest = 0;

		for (int k = 0; k < EACH; k++)
		{
			Series		series;
			uint64_t	bits;

			make_series(&series, (uint64_t) (batch * EACH + k + 1));
			sum = energy_of(&series);
			good = good && ordered(&sum);
			memcpy(&bits, &sum.peak_w, sizeof(bits));
			increase_reader_init(&increase);
			(void) increase_reader_push_many(&increase, series.readings, series.n);
			(void) increase_reader_end(&increase);
			{
				const uint64_t values[] = {(uint64_t) sum.energy_nj, (uint64_t) sum.lower_nj, (uint64_t) sum.upper_nj,
					(uint64_t) sum.covered_us, (uint64_t) sum.gap_us, (uint64_t) sum.stuck_us, (uint64_t) sum.gaps,
					(uint64_t) sum.samples, (uint64_t) sum.rejected, (uint64_t) sum.resets, (uint64_t) sum.wraps,
				(uint64_t) sum.conflicts, bits, (uint64_t) increase.increase};

				for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
					digest = digest * 1000003 + values[i];
			}
			series.since = INT64_MIN;
			series.until = INT64_MAX;
			parts = parts && energy_in_windows(&series) == energy_of(&series).energy_nj;
		}
		ok(digest == expected[batch], "200 random series read as the reference does");
	}
	ok(good, "lower <= energy <= upper");
	ok(parts, "windows add up, each read from where nothing waits");
	return done();
}
