/*
 * trace.c
 *		Hostile bytes for the type trace.
 *
 * The first byte chooses: the rest is what recv gets; or it is samples, which
 * must come back from their trace; or it is samples and changes to the bytes of
 * their trace, with all checksums put right, so that the decoder itself meets
 * every lie.  What passes validation must be read the same in every way.
 */
#include <stdlib.h>
#include <string.h>

#include "core/wire.h"
#include "state/counter_reader.h"
#include "state/hours.h"
#include "state/trace.h"
#include "must.h"

#define MOST	2000

static void
put_front_checksum(uint8_t *bytes, size_t front)
{
	wire_put(bytes + 16, wire_checksum(bytes, 16) * 31 + wire_checksum(bytes + TRACE_HEAD, front - TRACE_HEAD), 4);
}

/* puts all checksums right, as far as the directory can be read */
static void
put_checksums(uint8_t *bytes, size_t size)
{
	size_t		front = trace_front(bytes, size);
	TraceReader reader;

	if (front == 0 || front > size)
		return;
	for (int blocks = 0; blocks < 64; blocks++)
	{
		TraceBlock	block;
		size_t		payload;
		const uint8_t *entry = NULL;

		put_front_checksum(bytes, front);
		if (trace_open(&reader, bytes, size) != CORE_OK)
			return;
		for (int i = 0; i <= blocks; i++)
		{
			entry = reader.entry;
			if (reader.left == 0 || trace_next_block(&reader, &block, &payload) != CORE_OK)
				return;
		}
		if (payload <= size && size - payload >= block.payload)
			wire_put(bytes + (entry - bytes) + 11, wire_checksum(bytes + payload, block.payload), 4);
		put_front_checksum(bytes, front);
	}
}

static uint8_t *
make_trace(const Sample *samples, size_t n, size_t *size)
{
	TraceWriter *writer = malloc(sizeof(TraceWriter));
	size_t		blocks = n / (TRACE_PAUSE / 2) + 2;
	uint8_t    *bytes;

	trace_writer_init(writer);
	writer->directory.size = blocks * TRACE_ENTRY_MAX;
	writer->directory.bytes = malloc(writer->directory.size);
	writer->payload.size = blocks * TRACE_PAYLOAD_MAX;
	writer->payload.bytes = malloc(writer->payload.size);
	for (size_t i = 0; i < n; i++)
		must(trace_writer_push(writer, samples[i].at, samples[i].value) == CORE_OK, "room");
	must(trace_writer_end(writer) == CORE_OK, "room at the end");
	*size = trace_writer_size(writer);
	bytes = malloc(*size);
	trace_writer_finish(writer, bytes);
	free(writer->directory.bytes);
	free(writer->payload.bytes);
	free(writer);
	return bytes;
}

static Status
keep(void *where, const Sample *samples, size_t n)
{
	Sample	  **next = where;

	memcpy(*next, samples, n * sizeof(Sample));
	*next += n;
	return CORE_OK;
}

static bool
near(i128 a, i128 b, i128 most)
{
	return a - b <= most && b - a <= most;
}

/* readings one by one: the first, the first that changes the value, the last that does, the last */
static Status
look(void *found, const Sample *samples, size_t n)
{
	HoursEnds  *ends = found;

	for (size_t i = 0; i < n; i++)
	{
		if (!(samples[i].value >= 0 && samples[i].value <= 1.7976931348623157e308))
			continue;
		if (!ends->some)
			ends->first = ends->change = ends->stands = samples[i];
		if (ends->some && samples[i].value != ends->last.value)
			ends->stands = samples[i];
		if (ends->some && samples[i].value != ends->last.value && samples[i].at > ends->first.at && ends->change.at == ends->first.at)
			ends->change = samples[i];
		ends->last = samples[i];
		ends->some = true;
	}
	return CORE_OK;
}

/* blocks at the ends of a trace tell what all readings do */
static void
ends_of_all(const uint8_t *bytes, size_t size)
{
	TraceReader trace;
	HoursEnds	some,
				all = {false};

	must(trace_open(&trace, bytes, size) == CORE_OK, "open");
	must(hours_ends_of_counter(&trace, &some, NULL) == CORE_OK, "ends");
	(void) hours_ends_of_power(&trace, &some, NULL);
	must(hours_ends_of_counter(&trace, &some, NULL) == CORE_OK, "ends again");
	must(trace_visit(&trace, INT64_MIN, INT64_MAX, look, &all, NULL) == CORE_OK, "visit");
	must(some.some == all.some, "a reading");
	if (all.some)
		must(memcmp(&some.first, &all.first, sizeof(Sample)) == 0 && memcmp(&some.change, &all.change, sizeof(Sample)) == 0 &&
			 memcmp(&some.stands, &all.stands, sizeof(Sample)) == 0 && memcmp(&some.last, &all.last, sizeof(Sample)) == 0, "the same ends");
}

/* a valid trace: from summaries and from samples the same energy, but for as many nJ for each sample */
static void
read_all(const uint8_t *bytes, size_t size, uint64_t max_gap_us, int64_t since, int64_t until, int nj)
{
	i128		most;
	TraceReader trace;
	PowerReader a,
				b;
	CounterReader c;
	Status		sa,
				sb;

	power_reader_init(&a, max_gap_us, since, until);
	power_reader_init(&b, max_gap_us, since, until);
	counter_reader_init(&c, 700, 0, since, until);
	must(trace_open(&trace, bytes, size) == CORE_OK, "open");
	most = (i128) trace.n * nj;
	sa = trace_power(&trace, &a, NULL);
	if (sa == CORE_OK)
		sa = power_reader_end(&a);
	must(trace_open(&trace, bytes, size) == CORE_OK, "open");
	sb = trace_visit(&trace, INT64_MIN, INT64_MAX, power_reader_push_many, &b, NULL);
	if (sb == CORE_OK)
		sb = power_reader_end(&b);
	must(sa == sb || until != INT64_MAX || since != INT64_MIN, "the same status");
	if (sa == CORE_OK && sb == CORE_OK)
		must(near(a.sum.energy_nj, b.sum.energy_nj, most) && near(a.sum.lower_nj, b.sum.lower_nj, 3 * most) &&
			 near(a.sum.upper_nj, b.sum.upper_nj, 3 * most) &&
			 a.sum.covered_us == b.sum.covered_us && a.sum.gap_us == b.sum.gap_us && a.sum.samples == b.sum.samples &&
			 a.sum.rejected == b.sum.rejected && a.sum.peak_w == b.sum.peak_w && a.sum.first_at == b.sum.first_at,
			 "summaries and samples agree");
	must(trace_open(&trace, bytes, size) == CORE_OK, "open");
	sb = trace_visit(&trace, INT64_MIN, INT64_MAX, counter_reader_push_many, &c, NULL);
	if (sb == CORE_OK)
		(void) counter_reader_end(&c);
	ends_of_all(bytes, size);
}

/* samples of 1 to 17 bytes each: how the time goes on, what the value is */
static size_t
take_samples(const uint8_t **data, size_t *size, Sample *samples)
{
	size_t		n = 0;
	int64_t		at = INT64_C(820454400000000);
	int64_t		step = 15000000;
	double		value = 400;

	while (*size >= 9 && n < MOST)
	{
		uint8_t		control = **data;
		uint64_t	word = wire_get(*data + 1, 8);

		*data += 9;
		*size -= 9;
		for (int repeat = control & 15; repeat >= 0 && n < MOST; repeat--)
		{
			switch (control >> 4 & 3)
			{
				case 0:
					at += step;
					break;
				case 1:
					at += step + (int64_t) (word % 7) * 1000;
					break;
				case 2:
					step = (int64_t) (word % 100000000);
					break;
				default:
					at += (int64_t) (word % UINT64_C(4000000000000000));
					break;
			}
			switch (control >> 6)
			{
				case 0:
					value = (double) (int64_t) (word % 700000) / 1000.0;
					break;
				case 1:
					value = (double) (float) ((double) (int64_t) (word % 700000) / 1000.0);
					break;
				case 2:
					value = sample_canonical(sample_from_bits(word));
					break;
				default:
					break;
			}
			word = word * UINT64_C(6364136223846793005) + 1442695040888963407;
			if (!sample_time_valid(at))
				return n;
			samples[n].at = at;
			samples[n++].value = value;
		}
	}
	return n;
}

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static Sample samples[MOST],
				scratch[MOST],
				again[MOST];
	Sample	   *sorted,
			   *end = again;
	uint8_t    *bytes;
	const uint8_t *change;
	uint8_t		mode;
	size_t		n,
				changes,
				length;
	TraceReader trace;

	if (size < 12)
		return 0;
	mode = *data++;
	size--;
	if (mode % 3 == 0)
	{
		bytes = malloc(size);
		memcpy(bytes, data, size);
		put_checksums(bytes, size);
		if (trace_validate(bytes, size, NULL) == CORE_OK)
			read_all(bytes, size, 60000000, INT64_MIN, INT64_MAX, 1);
		free(bytes);
		return 0;
	}
	changes = mode % 3 == 2 ? size / 4 : 0;
	length = size -= changes;
	change = data + size;
	n = take_samples(&data, &length, samples);
	if (n == 0)
		return 0;
	must(sample_sort(samples, scratch, n, NULL, &sorted) == CORE_OK, "sort");
	bytes = make_trace(sorted, n, &length);
	if (mode % 3 == 1)
	{
		must(trace_validate(bytes, length, NULL) == CORE_OK, "what was written is valid");
		must(trace_open(&trace, bytes, length) == CORE_OK, "open");
		must(trace_visit(&trace, INT64_MIN, INT64_MAX, keep, &end, NULL) == CORE_OK && end == again + n, "visit");
		must(memcmp(again, sorted, n * sizeof(Sample)) == 0, "lossless");
		read_all(bytes, length, 60000000, INT64_MIN, INT64_MAX, 0);
		read_all(bytes, length, 15000000 + mode, sorted[n / 3].at, sorted[n - 1 - n / 4].at + 1 + mode * 1000000, 0);
	}
	else
	{
		/* the last quarter of the input: place and change of a byte */
		for (size_t i = 0; i + 3 <= changes && i < 60; i += 3)
			bytes[(change[i] | (size_t) change[i + 1] << 8) % length] ^= change[i + 2];
		put_checksums(bytes, length);
		if (trace_validate(bytes, length, NULL) == CORE_OK)
			read_all(bytes, length, 60000000, INT64_MIN, INT64_MAX, 1);
	}
	free(bytes);
	return 0;
}
