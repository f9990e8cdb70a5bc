/*
 * hours.c
 *		Booked hours: sums of any size come back, and bytes that lie do not.
 */
#include <string.h>

#include "core/wire.h"
#include "state/hours.h"
#include "random.h"
#include "tap.h"

#define HOUR	INT64_C(3600000000)

static uint64_t seed = 7;
#define next_random()	random_of(&seed)

static void
fill(EnergySum *sum, int64_t since, int64_t until, int kind)
{
	uint64_t	length = interval_us(since, until);

	energy_sum_init(sum);
	if (kind == 0)
		return;
	sum->energy_nj = (i128) (next_random() >> (kind < 3 ? 14 : 1)) << (kind == 4 ? 50 : 0);
	sum->lower_nj = sum->energy_nj - (i128) (next_random() >> 20);
	sum->upper_nj = sum->energy_nj + (i128) (next_random() >> 20);
	sum->gap_us = (i128) (next_random() % (length / 3));
	sum->stuck_us = kind == 2 ? (i128) (next_random() % (length / 3)) : 0;
	sum->covered_us = (i128) (next_random() % (length / 3));
	sum->gaps = (int64_t) (next_random() % 5);
	sum->samples = (int64_t) (next_random() >> (kind == 4 ? 9 : 55));
	sum->rejected = (int64_t) (next_random() % 3);
	sum->resets = kind == 2;
	sum->wraps = kind == 2 ? 300 : 0;
	sum->conflicts = kind == 4 ? 3 : 0;
	sum->peak_w = kind == 1 ? (double) (next_random() % 700000) / 1000 : (double) next_random() / 7e15;
	sum->first_at = since + (int64_t) (next_random() % (length / 2));
	sum->last_at = sum->first_at + (int64_t) (next_random() % (length / 2));
}

static bool
same(const EnergySum *a, const EnergySum *b)
{
	return a->energy_nj == b->energy_nj && a->lower_nj == b->lower_nj && a->upper_nj == b->upper_nj &&
		a->covered_us == b->covered_us && a->gap_us == b->gap_us && a->stuck_us == b->stuck_us && a->gaps == b->gaps &&
		a->samples == b->samples && a->rejected == b->rejected && a->resets == b->resets && a->wraps == b->wraps && a->conflicts == b->conflicts &&
		a->peak_w == b->peak_w && a->first_at == b->first_at && a->last_at == b->last_at;
}

static void
put_checksum(uint8_t *bytes, size_t size)
{
	(void) wire_put(bytes + 4, wire_checksum(bytes, 4) * 31 + wire_checksum(bytes + 8, size - 8), 4);
}

/* is a window with one sum changed read again? */
static bool
taken(const EnergySum *good, void (*change) (EnergySum *))
{
	static uint8_t room[HOURS_MOST(1)];
	const int64_t edges[2] = {0, HOUR};
	const HoursEnds none = {false, {0, 0}, {0, 0}, {0, 0}, {0, 0}};
	EnergySum	sum = *good;
	Hours		hours;
	size_t		size;

	change(&sum);
	return hours_write(room, &size, 1, edges, &sum, &none) == CORE_OK && hours_open(&hours, room, size) == CORE_OK;
}

static void keep(EnergySum *sum) { (void) sum; }
static void no_energy(EnergySum *sum) { sum->energy_nj = sum->lower_nj = sum->upper_nj = 0; }
static void negative(EnergySum *sum) { sum->energy_nj = sum->lower_nj = sum->upper_nj = -1; }
static void lower_above(EnergySum *sum) { sum->lower_nj = sum->energy_nj + 1; }
static void upper_below(EnergySum *sum) { sum->upper_nj = sum->energy_nj - 1; }
static void all_covered(EnergySum *sum) { sum->covered_us = 0; }
static void covered_below(EnergySum *sum) { sum->covered_us = -1; }
static void whole_hour(EnergySum *sum) { sum->first_at = 0; sum->last_at = HOUR - 1; }

/* what a value holds at most: more than it took before would be a value that a release before cannot read */
#define WINDOWS 50000

static EnergySum sums[WINDOWS];
static int64_t edges[WINDOWS + 1];
static uint8_t bytes[HOURS_MOST(WINDOWS)];

int
main(void)
{
	static const uint32_t counts[] = {1, 2, 24, 25, WINDOWS};
	HoursEnds	ends = {true, {3, 1.5}, {4, 1.75}, {5, 2.5}, {HOUR, 2.5}};
	HoursEnds	none = {false, {0, 0}, {0, 0}, {0, 0}, {0, 0}};
	Hours		hours;
	size_t		size = 0;
	bool		caught = true;
	bool		sane = true;
	uint32_t	survived = 0;

	for (int kind = 0; kind < 5; kind++)
	{
		for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++)
		{
			uint32_t	n = counts[c];
			int64_t		since;
			bool		good;

			edges[0] = kind == 3 ? SAMPLE_TIME_MIN : INT64_C(820454400000000);
			for (uint32_t i = 0; i < n; i++)
			{
				edges[i + 1] = edges[i] + (kind == 2 ? 1000 + (int64_t) (next_random() % (uint64_t) (3 * HOUR)) : HOUR);
				fill(&sums[i], edges[i], edges[i + 1], kind);
			}
			good = hours_write(bytes, &size, n, edges, sums, kind == 1 ? &ends : &none) == CORE_OK && size <= HOURS_MOST(n) &&
				hours_open(&hours, bytes, size) == CORE_OK && hours.n == n && hours.ends.some == (kind == 1);
			if (kind == 1)
				good = good && memcmp(&hours.ends.first, &ends.first, 4 * sizeof(Sample)) == 0;
			since = hours.first_edge;
			for (uint32_t i = 0; i < n && good; i++)
			{
				EnergySum	sum;

				hours_window(&hours, i, since, &sum);
				good = since == edges[i] && same(&sum, &sums[i]) && hours_window_energy(&hours, i) == sums[i].energy_nj;
				since = hours_window_end(&hours, i, since);
			}
			ok(good && since == edges[n], "%u windows of kind %d come back", (unsigned) n, kind);
		}
	}
	sums[0].samples = INT64_MAX;
	ok(hours_write(bytes, &size, 1, edges, sums, &none) == CORE_RANGE, "a count that no day can have");

	/* any edges: what lies between two edges of the hours adds up to them, and each part is a sum that can be */
	for (int kind = 1; kind < 4; kind++)
	{
		static EnergySum parts[WINDOWS];
		static int64_t cuts[WINDOWS + 1];
		uint32_t	n = 0;
		bool		good;

		edges[0] = cuts[0] = INT64_C(820454400000000);
		for (uint32_t i = 0; i < 24; i++)
		{
			edges[i + 1] = edges[i] + HOUR;
			fill(&sums[i], edges[i], edges[i + 1], kind);
			for (uint64_t k = next_random() % 9; k > 0 && cuts[n] + 1 < edges[i + 1]; k--, n++)
				cuts[n + 1] = cuts[n] + 1 + (int64_t) (next_random() % (uint64_t) (edges[i + 1] - cuts[n] - 1));
			cuts[++n] = edges[i + 1];
		}
		good = hours_write(bytes, &size, 24, edges, sums, &ends) == CORE_OK && hours_open(&hours, bytes, size) == CORE_OK &&
			hours_cut(&hours, n, cuts, parts) == CORE_OK;
		for (uint32_t i = 0, k = 0; i < 24 && good; i++)
		{
			EnergySum	all;
			uint32_t	from = k;

			energy_sum_init(&all);
			for (; k < n && cuts[k + 1] <= edges[i + 1]; k++)
			{
				good = good && parts[k].energy_nj >= 0 && parts[k].lower_nj <= parts[k].energy_nj && parts[k].energy_nj <= parts[k].upper_nj &&
					parts[k].covered_us >= 0 && parts[k].gap_us >= 0 && parts[k].stuck_us >= 0 && parts[k].samples >= 0 &&
					parts[k].covered_us + parts[k].gap_us + parts[k].stuck_us <= (i128) interval_us(cuts[k], cuts[k + 1]);
				good = good && energy_sum_merge(&all, &parts[k]) == CORE_OK;
			}
			if (k > from + 1)
			{
				all.first_at = sums[i].first_at;
				all.last_at = sums[i].last_at;
			}
			good = good && cuts[k] == edges[i + 1] && same(&all, &sums[i]);
		}
		ok(good, "hours of kind %d in %u parts add up", kind, (unsigned) n);
	}
	{
		const int64_t half[4] = {0, HOUR / 4, HOUR / 4 * 3, HOUR};
		EnergySum	parts[3];

		edges[0] = 0;
		edges[1] = HOUR;
		energy_sum_init(&sums[0]);
		sums[0].energy_nj = 10;
		sums[0].lower_nj = 7;
		sums[0].upper_nj = 21;
		sums[0].samples = 5;
		sums[0].covered_us = HOUR / 2;
		sums[0].gap_us = HOUR / 4;
		sums[0].peak_w = 700;
		(void) hours_write(bytes, &size, 1, edges, sums, &none);
		/* a quarter of 10 is 2.5 and rounds to 2, three quarters to 8; of 3 to 1 and 2, of 11 to 3 and 8 */
		ok(hours_open(&hours, bytes, size) == CORE_OK && hours_cut(&hours, 3, half, parts) == CORE_OK &&
			parts[0].energy_nj == 2 && parts[1].energy_nj == 6 && parts[2].energy_nj == 2 &&
			parts[0].lower_nj == 1 && parts[1].lower_nj == 5 && parts[2].lower_nj == 1 &&
			parts[0].upper_nj == 5 && parts[1].upper_nj == 11 && parts[2].upper_nj == 5 &&
			parts[0].samples == 1 && parts[1].samples == 2 && parts[2].samples == 2 &&
			parts[1].covered_us == HOUR / 4 && parts[1].gap_us == HOUR / 8 && parts[1].peak_w == 700, "a quarter, a half and a quarter of an hour");
	}

	edges[0] = 0;
	for (uint32_t i = 0; i < 24; i++)
	{
		edges[i + 1] = edges[i] + HOUR;
		fill(&sums[i], edges[i], edges[i + 1], 1);
	}
	(void) hours_write(bytes, &size, 24, edges, sums, &ends);
	ok(size < 1200, "a day in %u bytes", (unsigned) size);
	for (size_t bit = 0; bit < size * 8; bit++)
	{
		bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
		caught = caught && hours_open(&hours, bytes, size) == CORE_CORRUPT;
		bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
	}
	ok(caught, "every flipped bit of %u is found", (unsigned) (size * 8));
	caught = hours_open(&hours, bytes, size + 1) == CORE_CORRUPT;
	for (size_t length = 0; length < size; length++)
		caught = caught && hours_open(&hours, bytes, length) == CORE_CORRUPT;
	ok(caught, "every wrong length is found");

	/* with the checksum put right a lie may pass, but nothing is read outside of the bytes */
	for (size_t bit = 0; bit < size * 8; bit++)
	{
		int64_t		since;

		bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
		put_checksum(bytes, size);
		if (hours_open(&hours, bytes, size) == CORE_OK)
		{
			since = hours.first_edge;
			for (uint32_t i = 0; i < hours.n; i++)
			{
				hours_window(&hours, i, since, &sums[i]);
				since = hours_window_end(&hours, i, since);
				sane = sane && sums[i].energy_nj >= 0 && sums[i].lower_nj <= sums[i].energy_nj && sums[i].upper_nj >= sums[i].energy_nj &&
					sums[i].covered_us >= 0 && sums[i].first_at <= sums[i].last_at && sums[i].last_at <= since;
			}
			survived++;
		}
		bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
	}
	{
		EnergySum	good;

		fill(&good, 0, HOUR, 2);
		ok(taken(&good, keep) && taken(&good, no_energy) && taken(&good, all_covered) && taken(&good, whole_hour), "sums that can be");
		ok(!taken(&good, negative), "no energy below 0");
		ok(!taken(&good, lower_above), "no lower bound above the energy");
		ok(!taken(&good, upper_below), "no upper bound below it");
		ok(!taken(&good, covered_below), "no more time than the window has");
	}
	put_checksum(bytes, size);
	{
		/* one window more than a value holds */
		static EnergySum none_seen[WINDOWS + 1];
		static int64_t hourly[WINDOWS + 2];
		static uint8_t most[HOURS_MOST(WINDOWS + 1)];
		size_t		most_size = 0;

		for (int i = 0; i < WINDOWS + 1; i++)
		{
			energy_sum_init(&none_seen[i]);
			hourly[i + 1] = hourly[i] + HOUR;
		}
		ok(hours_write(most, &most_size, WINDOWS, hourly, none_seen, &none) == CORE_OK && hours_open(&hours, most, most_size) == CORE_OK &&
		   hours.n == WINDOWS, "as many windows as a value holds");
		ok(hours_write(most, &most_size, WINDOWS + 1, hourly, none_seen, &none) == CORE_OK && hours_open(&hours, most, most_size) == CORE_CORRUPT,
		   "more are no value");
	}
	ok(sane, "and tells of sums that can be");
	ok(survived > 0 && hours_open(&hours, bytes, size) == CORE_OK, "lies are read within their bytes");
	return done();
}
