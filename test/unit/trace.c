/*
 * trace.c
 *		The trace format: what goes in comes out, and nothing else does.
 */
#include <stdlib.h>
#include <string.h>

#include "core/bits.h"
#include "core/decimal.h"
#include "core/wire.h"
#include "state/trace.h"
#include "random.h"
#include "tap.h"

#define MOST	3000
#define S		INT64_C(1000000)

static uint64_t seed = 1;
#define next_random()	random_of(&seed)

static uint8_t bytes[MOST * 40 + 10000];
static uint8_t directory[MOST * 3 + 10000];
static uint8_t payload[MOST * 34 + 20000];
static TraceWriter writer;

static size_t
build(const Sample *samples, uint32_t n)
{
	trace_writer_init(&writer);
	writer.directory.bytes = directory;
	writer.directory.size = sizeof(directory);
	writer.payload.bytes = payload;
	writer.payload.size = sizeof(payload);
	for (uint32_t i = 0; i < n; i++)
		(void) trace_writer_push(&writer, samples[i].at, samples[i].value);
	(void) trace_writer_end(&writer);
	trace_writer_finish(&writer, bytes);
	return trace_writer_size(&writer);
}

static Sample back[MOST];
static uint32_t backs;

static Status
keep(void *unused, const Sample *samples, size_t n)
{
	(void) unused;
	memcpy(back + backs, samples, n * sizeof(Sample));
	backs += (uint32_t) n;
	return CORE_OK;
}

static double
value_of(int kind, uint32_t i)
{
	double		mw = (double) (400000 + next_random() % 40000);

	switch (kind)
	{
		case 0:
			return mw / 1000;			/* a double in mW */
		case 1:
			return decimal_single(mw / 1000);	/* a float in mW */
		case 2:
			return (double) (i * 7);	/* whole, growing */
		case 3:
			return sample_canonical(sample_from_bits(next_random()));	/* anything */
		case 4:
			return next_random() % 9 ? 75.0 : -0.0;
		case 5:
			return sample_from_bits(next_random() % 1000);	/* denormal */
		default:
			return 75;
	}
}

static int64_t
step_of(int kind)
{
	switch (kind)
	{
		case 0:
			return 15 * S;
		case 1:
			return 15 * S + (next_random() % 10 == 0 ? (int64_t) (next_random() % 5) * 1000 : 0);
		case 2:
			return (int64_t) (next_random() % 3);	/* equal instants */
		case 3:
			return (int64_t) (next_random() % 40000000);
		default:
			return next_random() % 50 == 0 ? 86400 * S : 100;
	}
}

/* little-endian, as every number of the format */
static uint8_t *
put(uint8_t *p, uint64_t number, int length)
{
	for (int i = 0; i < length; i++)
		*p++ = (uint8_t) (number >> 8 * i);
	return p;
}

static int
length_of(uint64_t number)
{
	int			length = 0;

	for (; number > 0; number >>= 8)
		length++;
	return length;
}

/*
 * Three samples of 75 W at 0, 3 and 6 units as the format has them (state/trace.h and
 * .c): the block is regular, constant and summed up, its step 3 units, its payload empty.
 * A number of either sign n is 2n, or -2n - 1 below zero.  All but the checksums.
 */
static size_t
three_samples(uint8_t *p, int unit, uint64_t us)
{
	uint8_t    *const begin = p;
	const uint64_t step = 2 * 3;
	const uint64_t first_at = 2 * 3 * us - 1;	/* a step of 3 units from 0 would be 3 units, and it is 0 */
	const uint64_t first = 2 * 75;
	const uint64_t energy_nj = 75 * 6 * us * 1000;	/* 1 W during 1 us is 1000 nJ */
	const uint64_t flags = 1 | 2 | (uint64_t) unit << 4;

	p = put(p, 1, 4);			/* version and flags */
	p = put(p, 8 + 2 + 1 + 4 + 1 + (uint64_t) length_of(first_at) + 1 + (uint64_t) length_of(energy_nj), 4);
	p = put(p, 3, 8);
	p = put(p, 0, 4);
	p = put(p, 1 | (uint64_t) length_of(first_at) << 4 | 1 << 12 | (uint64_t) length_of(energy_nj) << 32 | flags << 52, 8);
	p = put(p, 0, 2);			/* whole numbers, fields of no bits */
	p = put(p, 3 - 1, 1);
	p = put(p, 0, 4);
	p = put(p, step, 1);
	p = put(p, first_at, length_of(first_at));
	p = put(p, first, 1);
	p = put(p, energy_nj, length_of(energy_nj));
	return (size_t) (p - begin);
}

static void
units(void)
{
	static const uint64_t us[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

	for (int unit = 0; unit < 7; unit++)
	{
		const int64_t step = 3 * (int64_t) us[unit];
		const Sample three[] = {{0, 75}, {step, 75}, {2 * step, 75}};
		uint8_t		want[100];
		size_t		size = build(three, 3);
		TraceReader reader;
		TraceBlock	block;
		size_t		at;

		ok(three_samples(want, unit, us[unit]) == size && memcmp(bytes, want, 16) == 0 && memcmp(bytes + 20, want + 20, 11) == 0 &&
		   memcmp(bytes + 35, want + 35, size - 35) == 0, "the bytes of three samples %lld us apart", (long long) step);
		ok(trace_open(&reader, bytes, size) == CORE_OK && trace_next_block(&reader, &block, &at) == CORE_OK &&
		   block.unit == unit && block.step == 3 && block.longest_us == (uint64_t) step && block.last_at == 2 * step, "in units of %d us", (int) us[unit]);
	}
}

/* a sample every so many seconds from the first on: are the blocks of these sizes? */
static void
cuts(int64_t first, int64_t step, int64_t seconds, const uint32_t *sizes, int blocks, const char *what)
{
	static Sample samples[MOST];
	uint32_t	n = 0;
	TraceReader reader;
	TraceBlock	block;
	size_t		at;
	size_t		size;
	bool		good;

	for (int64_t t = first; t < seconds; t += step)
		samples[n++] = (Sample) {t * S, 75};
	size = build(samples, n);
	good = trace_open(&reader, bytes, size) == CORE_OK;
	for (int i = 0; i < blocks; i++)
		good = good && reader.left > 0 && trace_next_block(&reader, &block, &at) == CORE_OK && block.n == sizes[i];
	ok(good && reader.left == 0, "%s", what);
}

/*
 * An hour has 3600 s, and a block ends with it if 180 samples or more came since the last
 * one that did so; a block has at most 256.
 */
static void
hours(void)
{
	static const uint32_t by_10[] = {256, 104, 256, 104, 256, 104, 256, 104};
	static const uint32_t by_20[] = {180, 180, 180};
	static const uint32_t without_first[] = {256, 103, 180};
	static const uint32_t from_half[] = {180, 256, 104};
	static const uint32_t by_30[] = {240, 120};

	cuts(0, 10, 4 * 3600, by_10, 8, "360 samples an hour");
	cuts(0, 20, 3 * 3600, by_20, 3, "180 samples an hour");
	cuts(20, 20, 3 * 3600, without_first, 3, "179 samples do not end a block with the first hour");
	cuts(-1800, 10, 3600, from_half, 3, "hours of the clock, not from the first sample");
	cuts(0, 30, 3 * 3600, by_30, 2, "120 samples an hour: two hours are a block");
}

int
main(void)
{
	static Sample samples[MOST],
				scratch[MOST];
	static const uint32_t sizes[] = {1, 2, 64, 255, 256, 257, 512, 2999};
	Sample	   *sorted;
	TraceReader reader;
	size_t		size;
	uint32_t	n = 0;
	bool		caught = true;
	static uint8_t code[2 * BITS_ROW * 11 + BITS_ROOM];
	int64_t		numbers[BITS_ROW];
	int64_t		got[BITS_ROW + 1] = {0};
	uint8_t		raw[64];
	char		text[100];

	/* numbers of every length and sign in fields of every width, with tails and without */
	for (int width = 0; width < 2 * BITS_WIDTH_END; width++)
	{
		bool		same = true;
		bool		tails = width >= BITS_WIDTH_END;
		int			w = width % BITS_WIDTH_END;

		for (uint32_t count = 0; count <= BITS_ROW; count += count < 10 ? 1 : 35)
		{
			const uint8_t *end;
			size_t		used;
			BitsLongs	longs;

			for (uint32_t i = 0; i < count; i++)
			{
				uint64_t	u = next_random() >> (next_random() % 64);

				if (count % 2 == 0 && w > 0)
					u &= (UINT64_C(1) << w) - 1;	/* fits */
				else if (count % 5 == 0 && w < 60)
					u &= (UINT64_C(16) << w) - 1;	/* in a tail, or not much above */
				else if (count % 7 == 0)
					u &= ~UINT64_C(1);	/* none is negative */
				numbers[i] = wire_unzigzag(u);
			}
			used = (size_t) (bits_put_row(code, w, tails, count, numbers) - code);
			memset(code + used, 0xff, BITS_ROOM);
			end = bits_get_row(code, code + used, w, tails, count, got, &longs);
			same = same && end == code + used && memcmp(numbers, got, count * sizeof(int64_t)) == 0;
			same = same && (count % 2 == 1 || w == 0 || longs.n == 0);
			same = same && bits_get_row(code, code + used - 1, w, tails, count, got, &longs) == NULL;
		}
		ok(same, "numbers in fields of %d bits%s", w, tails ? " with tails" : "");
	}

	/* base64: the test vectors of RFC 4648, section 10 */
	{
		static const char *const vectors[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
		{"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};

		for (int i = 0; i < 7; i++)
		{
			size_t		length = strlen(vectors[i][0]);
			size_t		decoded;

			*wire_base64_encode((const uint8_t *) vectors[i][0], length, text) = '\0';
			ok(strcmp(text, vectors[i][1]) == 0 && wire_base64_decode(text, strlen(text), raw, &decoded) &&
			   decoded == length && memcmp(raw, vectors[i][0], length) == 0, "base64 of \"%s\"", vectors[i][0]);
		}
		ok(!wire_base64_decode("Zh==", 4, raw, &size) && !wire_base64_decode("Z===", 4, raw, &size) &&
		   !wire_base64_decode("Zg=a", 4, raw, &size) && !wire_base64_decode("Zg", 2, raw, &size) &&
		   !wire_base64_decode("Z g=", 4, raw, &size) && !wire_base64_decode("Zg==Zg==", 8, raw, &size), "base64 that is none");
	}

	for (int values = 0; values < 7; values++)
	{
		for (int steps = 0; steps < 5; steps++)
		{
			bool		lossless = true;
			bool		valid = true;
			bool		agree = true;

			for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++)
			{
				int64_t		at = -S + (int64_t) (next_random() % 1000000);
				PowerReader headers,
							decoded;

				n = sizes[s];
				for (uint32_t i = 0; i < n; i++)
				{
					samples[i].at = at;
					samples[i].value = value_of(values, i);
					at += step_of(steps);
				}
				(void) sample_sort(samples, scratch, n, NULL, &sorted);
				size = build(sorted, n);
				valid = valid && trace_validate(bytes, size, NULL) == CORE_OK;
				backs = 0;
				valid = valid && trace_open(&reader, bytes, size) == CORE_OK &&
					trace_visit(&reader, INT64_MIN, INT64_MAX, keep, NULL, NULL) == CORE_OK;
				lossless = lossless && backs == n && memcmp(back, sorted, n * sizeof(Sample)) == 0;

				if (values == 3)	/* powers that no interval holds */
					continue;
				power_reader_init(&headers, 60 * S, INT64_MIN, INT64_MAX);
				power_reader_init(&decoded, 60 * S, INT64_MIN, INT64_MAX);
				(void) trace_open(&reader, bytes, size);
				agree = agree && trace_power(&reader, &headers, NULL) == CORE_OK && power_reader_end(&headers) == CORE_OK;
				(void) trace_open(&reader, bytes, size);
				agree = agree && trace_visit(&reader, INT64_MIN, INT64_MAX, power_reader_push_many, &decoded, NULL) == CORE_OK &&
					power_reader_end(&decoded) == CORE_OK;
				agree = agree && headers.sum.energy_nj == decoded.sum.energy_nj && headers.sum.lower_nj == decoded.sum.lower_nj &&
					headers.sum.upper_nj == decoded.sum.upper_nj && headers.sum.gap_us == decoded.sum.gap_us &&
					headers.sum.covered_us == decoded.sum.covered_us && headers.sum.samples == decoded.sum.samples &&
					headers.sum.rejected == decoded.sum.rejected && headers.sum.peak_w == decoded.sum.peak_w;
			}
			ok(lossless, "values %d at steps %d are lossless", values, steps);
			ok(valid, "values %d at steps %d are valid", values, steps);
			ok(agree, "values %d at steps %d: summaries and samples agree", values, steps);
		}
	}

	units();
	hours();

	/* every bit and every length */
	for (uint32_t i = 0; i < 300; i++)
	{
		samples[i].at = i * 15 * S;
		samples[i].value = value_of(0, i);
	}
	size = build(samples, 300);
	for (size_t bit = 0; bit < size * 8; bit++)
	{
		bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
		caught = caught && trace_validate(bytes, size, NULL) == CORE_CORRUPT && trace_intact(bytes, size) == CORE_CORRUPT;
		bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
	}
	ok(caught, "every flipped bit of %u is found", (unsigned) (size * 8));
	caught = true;
	for (size_t length = 0; length < size; length++)
		caught = caught && trace_validate(bytes, length, NULL) == CORE_CORRUPT && trace_intact(bytes, length) == CORE_CORRUPT;
	ok(caught && trace_validate(bytes, size + 1, NULL) == CORE_CORRUPT && trace_intact(bytes, size + 1) == CORE_CORRUPT, "every wrong length is found");
	ok(trace_validate(bytes, size, NULL) == CORE_OK && trace_intact(bytes, size) == CORE_OK, "and what is whole is valid");
	/* 15.3 bits of noise a sample, and a directory of two entries */
	ok(size < 300 * 2.1 + 150, "300 samples with 15.3 bits of noise in %u bytes", (unsigned) size);
	return done();
}
