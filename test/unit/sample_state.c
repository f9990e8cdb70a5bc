/*
 * sample_state.c
 *		Sample logs, the states made from them, sorting, and reading counters.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/decimal.h"
#include "core/sample_mean.h"
#include "core/wire.h"
#include "state/counter_reader.h"
#include "state/power_reader.h"
#include "state/sample_state.h"
#include "random.h"
#include "tap.h"

#define N	2000
#define S	INT64_C(1000000)

static uint64_t seed = 7;
#define next_random()	random_of(&seed)

static uint8_t memory[3][2 * N * 20];
static SampleState states[3];
#define STATE(i) (&states[i])

static uint8_t wire[sizeof(memory[0])],
			again[sizeof(memory[0])];

/* where the pieces of a state are taken from, one behind the other; their size wanders where it is not told */
static uint64_t pieces[3][sizeof(memory[0]) / sizeof(uint64_t)];
static size_t given[3];

static void
give(int i, size_t room)
{
	size_t		size = SAMPLE_PIECE_BYTES(room > 0 ? room : SAMPLE_STATE_ROOM + random_of(&seed) % 200);

	sample_state_give(STATE(i), pieces[i] + given[i], size);
	given[i] += size / sizeof(uint64_t) + 1;
}

static void
begin(int i, SampleStateKind kind, const SampleParameters *p)
{
	sample_state_init(STATE(i), kind, p);
	given[i] = 0;
}

static void
add(int i, int64_t at, double value)
{
	if (sample_state_add(STATE(i), at, value) == CORE_NEED_MEMORY)
	{
		give(i, 0);
		if (sample_state_add(STATE(i), at, value) != CORE_OK)
			abort();
	}
}

static Status
merge(int into, int i)
{
	Status		status = sample_state_merge(STATE(into), STATE(i));

	if (status != CORE_NEED_MEMORY)
		return status;
	give(into, sample_state_merge_room(STATE(i)));
	return sample_state_merge(STATE(into), STATE(i));
}

static int
by_order(const void *a, const void *b)
{
	return sample_before(a, b) ? -1 : sample_before(b, a) ? 1 : 0;
}

/* readings 10 s apart, at most 1000 W */
static CounterReader
read_counter(const double *joules, int n, double wrap_j)
{
	CounterReader reader;

	counter_reader_init(&reader, 1000, wrap_j, INT64_MIN, INT64_MAX);
	for (int i = 0; i < n; i++)
		(void) counter_reader_push(&reader, i * 10 * S, joules[i]);
	(void) counter_reader_end(&reader);
	return reader;
}

#define READ(name, wrap, ...) \
	do { static const double list_[] = {__VA_ARGS__}; name = read_counter(list_, (int) (sizeof(list_) / sizeof(double)), wrap); } while (0)
#define J	((i128) 1000000000)

int
main(void)
{
	static Sample samples[N],
				want[N],
				scratch[N],
				got[2 * N];
	Sample	   *sorted;
	CounterReader c;
	SampleParameters p = sample_parameters_default;
	SamplePiece piece;
	size_t		n;
	bool		caught;

	for (int kind = 0; kind < 6; kind++)
	{
		for (int i = 0; i < N; i++)
		{
			samples[i].at = (kind == 1 ? (int64_t) (next_random() % 3000) * S : i * 15 * S) + (next_random() % 10 == 0 ? 3000 : 0);
			samples[i].value = kind == 0 ? (double) (next_random() % 700000) / 1000 :
				kind == 1 ? decimal_single((double) (next_random() % 7000) / 10) :
				kind == 2 ? sample_canonical(sample_from_bits(next_random())) :
				kind == 3 ? (double) i * 1e15 :
				kind == 4 ? (next_random() % 3 ? 75 : -0.0) : decimal_single((double) (next_random() % 700000) / 1000);
			/* reals in order, with silences longer than the stage can count, and a duplicate now and then */
			if (kind == 5)
				samples[i].at = i / 50 * 5000 * S + i % 50 / (i % 7 == 0 ? 2 : 1) * 15 * S;
		}
		begin(0, SAMPLE_STATE_TRACE, &p);
		for (int i = 0; i < N; i++)
		{
			add(0, samples[i].at, samples[i].value);
			/* the stage may go to the log whenever somebody likes */
			if (i > N / 2 && next_random() % 8 == 0)
				sample_state_settle(STATE(0));
		}
		ok(sample_state_count(STATE(0)) == N && sample_state_samples(STATE(0), got, NULL) == CORE_OK &&
		   memcmp(got, samples, sizeof(samples)) == 0, "log %d gives its samples back", kind);
		n = sample_state_write(STATE(0), wire);
		ok(sample_state_read(STATE(1), &piece, memory[1], SAMPLE_STATE_TRACE, wire, n, NULL) == CORE_OK &&
		   sample_state_count(STATE(1)) == N && sample_state_samples(STATE(1), got, NULL) == CORE_OK &&
		   memcmp(got, samples, sizeof(samples)) == 0 &&
		   sample_state_write(STATE(1), again) == n && memcmp(again, wire, n) == 0 && STATE(1)->log.sorted == STATE(0)->log.sorted, "state %d reads what it wrote", kind);
		given[1] = 0;
		ok(merge(1, 0) == CORE_OK && sample_state_count(STATE(1)) == 2 * N &&
		   sample_state_samples(STATE(1), got, NULL) == CORE_OK &&
		   memcmp(got, samples, sizeof(samples)) == 0 && memcmp(got + N, samples, sizeof(samples)) == 0, "state %d merges", kind);
		if (kind == 0)
			ok((double) STATE(0)->log.used / N < 5, "%.2f bytes a sample", (double) STATE(0)->log.used / N);
		memcpy(want, samples, sizeof(samples));
		qsort(want, N, sizeof(Sample), by_order);
		ok(sample_sort(samples, scratch, N, NULL, &sorted) == CORE_OK && memcmp(sorted, want, sizeof(want)) == 0, "sort %d", kind);
	}
	/* states so short that all is on their stages: in order, or not, is what a sort would say */
	caught = true;
	for (int t = 0; t < 2000; t++)
	{
		Sample		both[40];
		int			first = (int) (next_random() % 20),
					second = (int) (next_random() % 20);
		bool		in_order = true;

		for (int i = 0; i < 2; i++)
		{
			int64_t		at = (int64_t) (next_random() % 40) * 15 * S;

			begin(i, SAMPLE_STATE_TRACE, &p);
			for (int k = 0; k < (i == 0 ? first : second); k++)
			{
				Sample	   *sample = &both[(i == 0 ? 0 : first) + k];

				*sample = (Sample) {at, 100 + (double) (next_random() % 5) / 2.5};	/* a real or not */
				add(i, sample->at, sample->value);
				if (t % 2 == 1 && next_random() % 4 == 0)
					sample_state_settle(STATE(i));
				at += next_random() % 30 == 0 ? -10 * S : 15 * S;
			}
			/* what is on the stage is later than all in the log, as readers of a sorted log take it */
			for (uint32_t k = 0; k < STATE(i)->staged; k++)
				caught = caught && (STATE(i)->log.n == 0 || STATE(i)->base + STATE(i)->stage[k].offset > STATE(i)->log.last.at);
		}
		for (int k = 1; k < first + second; k++)
			in_order = in_order && !sample_before(&both[k], &both[k - 1]);
		caught = caught && merge(0, 1) == CORE_OK &&
			STATE(0)->log.sorted == in_order && sample_state_count(STATE(0)) == first + second &&
			sample_state_samples(STATE(0), got, NULL) == CORE_OK && memcmp(got, both, (size_t) (first + second) * sizeof(Sample)) == 0;
	}
	ok(caught, "merged short states know whether they are in order");

	caught = true;
	n = sample_state_write(STATE(0), wire);
	for (size_t bit = 0; bit < n * 8; bit++)
	{
		wire[bit / 8] ^= (uint8_t) (1 << bit % 8);
		caught = caught && sample_state_read(STATE(2), &piece, memory[2], SAMPLE_STATE_TRACE, wire, n, NULL) == CORE_CORRUPT;
		wire[bit / 8] ^= (uint8_t) (1 << bit % 8);
	}
	ok(caught, "every flipped bit is found");
	ok(sample_state_read(STATE(2), &piece, memory[2], SAMPLE_STATE_POWER, wire, n, NULL) == CORE_CORRUPT, "the kinds differ");

	/* a log that begins as one that was appended, the checksum right: 66 bytes of fields, the log, 4 of the checksum */
	memmove(wire + 67, wire + 66, n - 66);
	wire[66] = 0xff;
	n++;
	wire_put(wire + n - 4, wire_checksum(wire, n - 4), 4);
	ok(sample_state_read(STATE(2), &piece, memory[2], SAMPLE_STATE_TRACE, wire, n, NULL) == CORE_CORRUPT, "a log begins with a sample");

	/* a stage waits until there is room, and then takes what it needs to the byte */
	begin(0, SAMPLE_STATE_TRACE, &p);
	for (int i = 0; i < SAMPLE_STAGE; i++)
		add(0, i * 15 * S, 100);
	sample_state_settle(STATE(0));
	ok(given[0] == 0 && STATE(0)->staged == SAMPLE_STAGE && STATE(0)->log.n == 0 &&
	   sample_state_add(STATE(0), SAMPLE_STAGE * 15 * S, 100) == CORE_NEED_MEMORY, "a stage waits where its log has no room, and asks for it");
	begin(1, SAMPLE_STATE_TRACE, &p);
	(void) merge(1, 0);
	give(0, STATE(1)->log.used - 1);
	sample_state_settle(STATE(0));
	ok(STATE(0)->staged == SAMPLE_STAGE && STATE(0)->log.n == 0, "one byte too few");
	give(0, STATE(1)->log.used);
	sample_state_settle(STATE(0));
	ok(STATE(0)->staged == 0 && STATE(0)->log.n == SAMPLE_STAGE && !sample_state_append(STATE(0), (SAMPLE_STAGE - 1) * 15 * S, 100) &&
	   sample_state_append(STATE(0), SAMPLE_STAGE * 15 * S, 100), "a stage that went to the log takes what is later than that");

	/*
	 * The sums of stages are those of the samples: late ones, silences, values beyond 64 bits
	 * and merged states among them, and each time the state may be read at any sample.
	 */
	{
		SampleParameters power = sample_parameters_default;
		int			summaries = 0;

		power.max_gap_us = 60 * S;
		caught = true;
		for (int t = 0; t < 3000; t++)
		{
			PowerSummary summary,
						other;
			PowerReader reader,
						whole;
			int			many = 1 + (int) (next_random() % 60);
			int64_t		at = (int64_t) (next_random() % 1000) * S;

			begin(0, SAMPLE_STATE_POWER, &power);
			sample_state_summarize(STATE(0), &summary);
			power_reader_init(&whole, power.max_gap_us, INT64_MIN, INT64_MAX);
			for (int i = 0; i < many; i++)
			{
				double		watts = t % 7 == 0 && next_random() % 20 == 0 ? decimal_single(1e20) : decimal_single((double) (next_random() % 700000) / 1000);

				samples[i] = (Sample) {at, watts};
				add(0, at, watts);
				if (next_random() % 9 == 0)
					sample_state_settle(STATE(0));
				/* a gap; more than a stage can count; back; not on */
				at += next_random() % 20 == 0 ? 70 * S : t % 3 == 0 && next_random() % 40 == 0 ? 5000 * S :
					t % 5 == 0 && next_random() % 40 == 0 ? -20 * S : t % 5 == 1 && next_random() % 40 == 0 ? 0 : 15 * S + (int64_t) (next_random() % 2000);
			}
			qsort(samples, (size_t) many, sizeof(Sample), by_order);
			for (int i = 0; i < many; i++)
				(void) power_reader_push(&whole, samples[i].at, samples[i].value);
			(void) power_reader_end(&whole);
			if (STATE(0)->summary == NULL)
				continue;
			summaries++;
			power_reader_init(&reader, power.max_gap_us, INT64_MIN, INT64_MAX);
			caught = caught && sample_state_read_summary(STATE(0), &reader) == CORE_OK && power_reader_end(&reader) == CORE_OK &&
				memcmp(&reader.sum, &whole.sum, sizeof(EnergySum)) == 0;
			begin(1, SAMPLE_STATE_POWER, &power);
			sample_state_summarize(STATE(1), &other);
			caught = caught && merge(1, 0) == CORE_OK && STATE(1)->summary == NULL;
		}
		ok(caught, "what stages sum up is what the samples used");
		ok(summaries > 1500 && summaries < 3000, "and some have no sums (%d of 3000 have)", summaries);
	}

	/* 100 and 300 W at one instant are 200 W; then 100 W after 10 s: 1500 J */
	{
		PowerReader power;

		power_reader_init(&power, 60 * S, INT64_MIN, INT64_MAX);
		(void) power_reader_push(&power, 0, 100);
		(void) power_reader_push(&power, 0, 300);
		(void) power_reader_push(&power, 5 * S, NAN);
		(void) power_reader_push(&power, 10 * S, 100);
		ok(power_reader_end(&power) == CORE_OK && power.sum.energy_nj == 1500 * J && power.sum.samples == 3 && power.sum.rejected == 1,
		   "values of one instant are averaged");
	}

	/* a mean whose sum overflows lies between its values all the same */
	{
		SampleMean	mean;

		sample_mean_start(&mean, 1.7e308);
		sample_mean_add(&mean, nextafter(1.7e308, INFINITY));
		ok(sample_mean_value(&mean) >= 1.7e308 && sample_mean_value(&mean) <= nextafter(1.7e308, INFINITY), "a mean whose sum overflows");
	}

	/* from Julian day 0, 2,451,545 days before 2000, to 292,277 years after it: 730 times 400, and 277 of which 68 are leap years */
	ok(sample_time_valid(-INT64_C(2451545) * 86400 * 1000000) && !sample_time_valid(-INT64_C(2451545) * 86400 * 1000000 - 1), "the first instant");
	ok(sample_time_valid((INT64_C(730) * 146097 + 277 * 365 + 68) * 86400 * 1000000 - 1) &&
	   !sample_time_valid((INT64_C(730) * 146097 + 277 * 365 + 68) * 86400 * 1000000), "and the last");

	/*
	 * A table stores the struct as it is, and the log behind it: what lies where is
	 * the form that the version counts, on machines of 64 bits.
	 */
	ok(SAMPLE_STATE_VERSION == 1 && (sizeof(void *) != 8 || (
	   sizeof(SampleState) == 336 && offsetof(SampleState, version) == 4 && offsetof(SampleState, kind) == 6 &&
	   offsetof(SampleState, base) == 8 && offsetof(SampleState, staged) == 16 && offsetof(SampleState, latest) == 20 &&
	   offsetof(SampleState, parameters) == 24 && offsetof(SampleState, rejected) == 64 && offsetof(SampleState, before_at) == 72 &&
	   offsetof(SampleState, after_at) == 80 && offsetof(SampleState, pieces) == 88 && offsetof(SampleState, newest) == 96 && offsetof(SampleState, stage) == 104 &&
	   offsetof(SampleState, end) == 232 && offsetof(SampleState, room) == 240 && offsetof(SampleState, log) == 248 && offsetof(SampleState, summary) == 328 && offsetof(SampleParameters, since) == 8 && offsetof(SampleParameters, until) == 16 &&
	   offsetof(SampleParameters, max_w) == 24 && offsetof(SampleParameters, wrap_j) == 32 &&
	   sizeof(SampleContext) == 40 && offsetof(SampleLog, n) == 8 && offsetof(SampleLog, last) == 16 &&
	   offsetof(SampleLog, sorted) == 56 && offsetof(SampleLog, first) == 64)), "the stored struct is that of its version");

	/* a counter at 22 MJ reads 200 J once: 100 J and one rejected (compute-runtime issue 938) */
	READ(c, 0, 22000000, 200, 22000100);
	ok(c.sum.energy_nj == 100 * J && c.sum.rejected == 1 && c.sum.samples == 2 && c.sum.resets == 0, "a glitch");
	READ(c, 0, 50000, 50500, 300, 1000);
	ok(c.sum.energy_nj == 1500 * J && c.sum.resets == 1 && c.sum.gap_us == 10 * S && c.sum.upper_nj == 11500 * J, "a reset");
	READ(c, 262144, 261000, 262000, 100, 600);
	ok(c.sum.energy_nj == 1744 * J && c.sum.wraps == 1 && c.sum.gap_us == 0, "a wrap");
	READ(c, 0, 1000, 2000, 2000, 3000);
	ok(c.sum.energy_nj == 2000 * J && c.sum.stuck_us == 0 && c.sum.covered_us == 30 * S, "a value that stays for a while");
	READ(c, 0, 1000, 1e19, 2000);
	ok(c.sum.energy_nj == 1000 * J && c.sum.rejected == 1, "a spike");
	/* eight low readings may be a glitch, the ninth makes it a reset: 1 J each from 0 on */
	READ(c, 0, 1e7, 1, 2, 3, 4, 5, 6, 7, 8, 1e7 + 50);
	ok(c.sum.energy_nj == 50 * J && c.sum.rejected == 8, "a glitch of eight readings");
	READ(c, 0, 1e7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1e7 + 50);
	ok(c.sum.energy_nj == 9 * J && c.sum.resets == 1 && c.sum.rejected == 1, "nine are a reset, and then comes a spike");
	return done();
}
