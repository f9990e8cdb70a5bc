/*
 * sample_state.c
 *		Sample logs, the states made from them, sorting, and reading counters.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/decimal.h"
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
		sample_state_init(STATE(0), SAMPLE_STATE_TRACE, &p);
		STATE(0)->bytes = memory[0];
		for (int i = 0; i < N; i++)
		{
			(void) sample_state_add(STATE(0), sizeof(memory[0]), samples[i].at, samples[i].value);
			/* the stage may go to the log whenever somebody likes */
			if (i > N / 2 && next_random() % 8 == 0)
				sample_state_settle(STATE(0), sizeof(memory[0]));
		}
		ok(sample_state_count(STATE(0)) == N && sample_state_samples(STATE(0), got, NULL) == CORE_OK &&
		   memcmp(got, samples, sizeof(samples)) == 0, "log %d gives its samples back", kind);
		n = sample_state_write(STATE(0), wire);
		ok(sample_state_read(STATE(1), memory[1], SAMPLE_STATE_TRACE, wire, n, NULL) == CORE_OK &&
		   sample_state_count(STATE(1)) == N && sample_state_samples(STATE(1), got, NULL) == CORE_OK &&
		   memcmp(got, samples, sizeof(samples)) == 0 &&
		   sample_state_write(STATE(1), again) == n && memcmp(again, wire, n) == 0 && STATE(1)->log.sorted == STATE(0)->log.sorted, "state %d reads what it wrote", kind);
		ok(sample_state_merge(STATE(1), sizeof(memory[1]), STATE(0)) == CORE_OK && sample_state_count(STATE(1)) == 2 * N &&
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

			sample_state_init(STATE(i), SAMPLE_STATE_TRACE, &p);
			STATE(i)->bytes = memory[i];
			for (int k = 0; k < (i == 0 ? first : second); k++)
			{
				Sample	   *sample = &both[(i == 0 ? 0 : first) + k];

				*sample = (Sample) {at, 100 + (double) (next_random() % 5) / 2.5};	/* a real or not */
				(void) sample_state_add(STATE(i), sizeof(memory[i]), sample->at, sample->value);
				if (t % 2 == 1 && next_random() % 4 == 0)
					sample_state_settle(STATE(i), sizeof(memory[i]));
				at += next_random() % 30 == 0 ? -10 * S : 15 * S;
			}
			/* what is on the stage is later than all in the log, as readers of a sorted log take it */
			for (uint32_t k = 0; k < STATE(i)->staged; k++)
				caught = caught && (STATE(i)->log.n == 0 || STATE(i)->base + STATE(i)->stage[k].offset > STATE(i)->log.last.at);
		}
		for (int k = 1; k < first + second; k++)
			in_order = in_order && !sample_before(&both[k], &both[k - 1]);
		caught = caught && sample_state_merge(STATE(0), sizeof(memory[0]), STATE(1)) == CORE_OK &&
			STATE(0)->log.sorted == in_order && sample_state_count(STATE(0)) == first + second &&
			sample_state_samples(STATE(0), got, NULL) == CORE_OK && memcmp(got, both, (size_t) (first + second) * sizeof(Sample)) == 0;
	}
	ok(caught, "merged short states know whether they are in order");

	caught = true;
	n = sample_state_write(STATE(0), wire);
	for (size_t bit = 0; bit < n * 8; bit++)
	{
		wire[bit / 8] ^= (uint8_t) (1 << bit % 8);
		caught = caught && sample_state_read(STATE(2), memory[2], SAMPLE_STATE_TRACE, wire, n, NULL) == CORE_CORRUPT;
		wire[bit / 8] ^= (uint8_t) (1 << bit % 8);
	}
	ok(caught, "every flipped bit is found");
	ok(sample_state_read(STATE(2), memory[2], SAMPLE_STATE_POWER, wire, n, NULL) == CORE_CORRUPT, "the kinds differ");
	ok(sample_state_add(STATE(0), STATE(0)->log.used + SAMPLE_STATE_ROOM - 1, 0, 1) == CORE_NEED_MEMORY, "asks for room");

	sample_state_init(STATE(0), SAMPLE_STATE_TRACE, &p);
	STATE(0)->bytes = memory[0];
	for (int i = 0; i < SAMPLE_STAGE; i++)
		(void) sample_state_add(STATE(0), sizeof(memory[0]), i * 15 * S, 100);
	sample_state_settle(STATE(0), STATE(0)->log.used + SAMPLE_STATE_ROOM - 1);
	ok(STATE(0)->staged == SAMPLE_STAGE && STATE(0)->log.n == 0, "a stage waits where its log has no room");
	sample_state_settle(STATE(0), sizeof(memory[0]));
	ok(STATE(0)->staged == 0 && STATE(0)->log.n == SAMPLE_STAGE && !sample_state_append(STATE(0), (SAMPLE_STAGE - 1) * 15 * S, 100) &&
	   sample_state_append(STATE(0), SAMPLE_STAGE * 15 * S, 100), "a stage that went to the log takes what is later than that");

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

	/*
	 * A table stores the struct as it is, and the log behind it: what lies where is
	 * the form that the version counts, on machines of 64 bits.
	 */
	ok(SAMPLE_STATE_VERSION == 1 && (sizeof(void *) != 8 || (
	   sizeof(SampleState) == 304 && offsetof(SampleState, version) == 4 && offsetof(SampleState, kind) == 6 &&
	   offsetof(SampleState, base) == 8 && offsetof(SampleState, staged) == 16 && offsetof(SampleState, latest) == 20 &&
	   offsetof(SampleState, parameters) == 24 && offsetof(SampleState, rejected) == 64 && offsetof(SampleState, before_at) == 72 &&
	   offsetof(SampleState, after_at) == 80 && offsetof(SampleState, bytes) == 88 && offsetof(SampleState, stage) == 96 &&
	   offsetof(SampleState, log) == 224 && offsetof(SampleParameters, since) == 8 && offsetof(SampleParameters, until) == 16 &&
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
