/*
 * trace.c
 *		Samples as one compressed value.
 *
 * Times.  A scraper has a cadence and is late now and then.  The times of a
 * block are multiples of a unit (a millisecond, say) from the first; the median
 * of the steps is the block's step, and what is coded is how far each time lies
 * from where it should: zero mostly.  Two models are tried: a grid, on
 * which a late sample does not move the next one and a missing one skips a
 * slot; and steps, for a clock that drifts.  The shorter code is taken.
 *
 * Values.  Meters report in whole steps of a decimal unit; the first format of
 * decimal.h that gives back every bit of every value of the block turns them
 * into integers, and the differences between neighbours, less their mean where
 * that pays (a counter grows), are coded.  Bits of a double are the last
 * format, so that any value can be stored.
 */
#include "state/trace.h"

#include <math.h>

#include "core/decimal.h"
#include "core/interval_row.h"
#include "core/wire.h"

#define CHECKSUM_BYTES	4

#if TRACE_BLOCK != INTERVAL_ROW || TRACE_BLOCK != BITS_ROW + 1 || TRACE_BLOCK != 256
#error "a block is a row"
#endif

/*
 * A directory entry: a word of 8 bytes that says how many bytes each field has
 * and what kind of block it is, 2 bytes for the format and the code's
 * parameters, the number of samples less 1, the checksum of the payload, the fields.
 */
enum EntryField
{
	STEP,						/* from the last block's */
	FIRST_AT,					/* from a step after the last block's last_at */
	SPAN,						/* last_at - first_at in units, from steps of STEP */
	FIRST,						/* from the last block's last value, if of the same format */
	LAST,						/* from FIRST */
	BIAS,
	LONGEST,					/* in units, from STEP */
	PEAK,						/* from FIRST */
	ENERGY,
	BELOW,
	ABOVE,						/* from BELOW: but for rounding the same */
	REJECTED,
	PAYLOAD,
	ENTRY_FIELDS
};

#define ENTRY_LENGTH_BITS	4	/* of each field's length in the word */
#define ENTRY_FLAGS_SHIFT	(ENTRY_FIELDS * ENTRY_LENGTH_BITS)
#define ENTRY_SUMMARY		0x01
#define ENTRY_CONSTANT		0x02
#define ENTRY_TIMES_SHIFT	2	/* 2 bits */
#define ENTRY_UNIT_SHIFT	4	/* 3 bits */
#define ENTRY_TIME_TAILS	0x080
#define ENTRY_VALUE_TAILS	0x100
#define ENTRY_FLAGS_BITS	9
#define ENTRY_TIME_WIDTH_SHIFT	4	/* after 4 bits of format */
#define ENTRY_VALUE_WIDTH_SHIFT	10
#define ENTRY_FIXED			(8 + 2 + 1 + CHECKSUM_BYTES)

#define UNITS				7	/* 1 us to 1 s */

#define HOUR_US				INT64_C(3600000000)

static const uint64_t unit_us[UNITS] = {1, 10, 100, 1000, 10000, 100000, 1000000};

/* ---- writing ---- */

void
trace_writer_init(TraceWriter *writer)
{
	static const TraceBuffer none;
	static const TraceEnd nothing;

	writer->directory = writer->payload = none;
	writer->n = 0;
	writer->last = nothing;
	writer->hour_end = INT64_MIN;
	writer->since_hour = 0;
	writer->waiting = 0;
}

/* the largest unit of which all times are multiples from the first */
static int
find_unit(const Sample *samples, uint32_t n)
{
	int			unit = UNITS - 1;

	for (uint32_t i = 1; i < n && unit > 0; i++)
	{
		while (unit > 0 && interval_us(samples[0].at, samples[i].at) % unit_us[unit] != 0)
			unit--;
	}
	return unit;
}

/* the lower median of n numbers, which are moved about */
static uint64_t
median(uint64_t *numbers, uint32_t n)
{
	uint32_t	want = (n - 1) / 2;
	uint32_t	low = 0;
	uint32_t	high = n - 1;

	while (low < high)
	{
		uint64_t	pivot = numbers[low + (high - low) / 2];
		uint32_t	i = low;
		uint32_t	j = high;

		for (;;)
		{
			uint64_t	swap;

			while (numbers[i] < pivot)
				i++;
			while (numbers[j] > pivot)
				j--;
			if (i >= j)
				break;
			swap = numbers[i];
			numbers[i++] = numbers[j];
			numbers[j--] = swap;
		}
		if (j < want)
			low = j + 1;
		else
			high = j;
	}
	return numbers[low];
}

static bool
try_tails(const int64_t *numbers, uint32_t n, uint8_t *width, uint64_t cost)
{
	int			best = *width;
	bool		tails = bits_best_tails(n, numbers, &best, cost);

	*width = (uint8_t) best;
	return tails;
}

/*
 * Chooses unit, step and model: for the n - 1 times after the first steps in
 * units, residuals and missed slots.
 */
static void
model_times(TraceBlock *block, const Sample *samples, uint64_t *steps, int64_t *residuals, int64_t *missed)
{
	uint32_t	n = block->n - 1;
	uint64_t	sorted[TRACE_BLOCK];
	int64_t		grid[TRACE_BLOCK];
	uint64_t	at = 0;
	uint64_t	slot = 0;
	uint64_t	steps_cost,
				grid_cost;
	int			grid_width;
	uint64_t	all_missed = 0;
	uint64_t	misses = 0;

	block->unit = (uint8_t) find_unit(samples, block->n);
	block->times = TRACE_REGULAR;
	block->time_width = 0;
	block->step = 0;
	if (n == 0)
		return;
	for (uint32_t i = 0; i < n; i++)
	{
		uint64_t	next = interval_us(samples[0].at, samples[i + 1].at);

		switch (block->unit)	/* a division by a constant is several times faster */
		{
			case 6: next /= 1000000; break;
			case 3: next /= 1000; break;
			case 0: break;
			default: next /= unit_us[block->unit]; break;
		}
		sorted[i] = steps[i] = next - at;
		at = next;
	}
	block->step = median(sorted, n);
	at = 0;
	slot = block->step;
	for (uint32_t i = 0; i < n; i++)
	{
		at += steps[i];
		residuals[i] = (int64_t) (steps[i] - block->step);
		grid[i] = (int64_t) (at - slot);
		missed[i] = 0;
		if (grid[i] > 0 && block->step > 0 && (uint64_t) grid[i] >= block->step - block->step / 2)
		{
			uint64_t	slots = ((uint64_t) grid[i] + block->step / 2) / block->step;

			missed[i] = (int64_t) slots;
			grid[i] = (int64_t) ((uint64_t) grid[i] - slots * block->step);
			slot += slots * block->step;
			all_missed |= slots;
			misses++;
		}
		slot += block->step;
	}
	block->time_width = (uint8_t) bits_best_width(n, residuals, &steps_cost);
	if (steps_cost == 0)
		return;
	block->times = TRACE_STEPS;
	grid_width = bits_best_width(n, grid, &grid_cost);
	grid_cost += misses * (uint64_t) (BITS_LONG_COST + 1 + bits_length(all_missed));
	if (grid_cost <= steps_cost)
	{
		block->times = TRACE_GRID;
		block->time_width = (uint8_t) grid_width;
		memcpy(residuals, grid, n * sizeof(int64_t));
		steps_cost = grid_cost;
	}
	block->time_tails = try_tails(residuals, n, &block->time_width, steps_cost);
}

/* the differences between neighbours, less the bias */
static void
differences(const TraceBlock *block, const int64_t *whole, int64_t bias, int64_t *numbers)
{
	for (uint32_t i = 1; i < block->n; i++)
		numbers[i - 1] = (int64_t) ((uint64_t) whole[i] - (uint64_t) whole[i - 1] - (uint64_t) bias);
}

/* chooses format and bias; the block's values as whole numbers, and their differences */
static void
model_values(TraceBlock *block, const Sample *samples, int64_t *whole, int64_t *numbers)
{
	uint64_t	cost;

	for (block->format = 0;; block->format++)
	{
		uint32_t	i = 0;

		while (i < block->n && decimal_encode(block->format, samples[i].value, &whole[i]))
			i++;
		if (i == block->n)
			break;
	}
	block->first = whole[0];
	block->last = whole[block->n - 1];
	block->bias = 0;
	differences(block, whole, 0, numbers);
	block->value_width = (uint8_t) bits_best_width(block->n - 1, numbers, &cost);
	block->constant = cost == 0;
	if (block->n > 1 && !block->constant && block->format < DECIMAL_FLOAT_BITS)
	{
		/* |whole| is below 2^53 */
		int64_t		bias = (block->last - block->first) / (int64_t) (block->n - 1);
		int64_t		biased[TRACE_BLOCK];
		uint64_t	bias_cost = UINT64_MAX;
		int			width = 0;

		if (bias != 0)
		{
			differences(block, whole, bias, biased);
			width = bits_best_width(block->n - 1, biased, &bias_cost);
			bias_cost += 8 * (uint64_t) wire_bytes(wire_zigzag(bias));
		}
		if (bias_cost < cost)
		{
			cost = bias_cost;
			block->bias = bias;
			block->value_width = (uint8_t) width;
			memcpy(numbers, biased, (block->n - 1) * sizeof(int64_t));
		}
	}
	if (!block->constant)
		block->value_tails = try_tails(numbers, block->n - 1, &block->value_width, cost);
}

/*
 * The energy of a row of the block's whole numbers and steps, quickly; false if
 * the samples have to be taken one by one.
 *
 * Not by the loop of core/book.h: a block comes as two arrays of whole numbers in the
 * meter's own unit, of which interval_row.h makes exact sums several lanes at a time.
 * For book.h each would first become a double, and each interval be rounded by itself.
 */
static bool
row_energy(const TraceBlock *block, IntervalRow *row, uint64_t max_gap_us, IntervalRowSum *sum)
{
	row->n = block->n;
	row->unit = block->unit;
	return interval_row_format(row, block->format) && interval_row(row, max_gap_us / unit_us[block->unit], sum);
}

/* what a power gauge makes of the block, if its ends are accepted and no instant comes twice */
static void
summarize(TraceBlock *block, const Sample *samples, IntervalRow *row)
{
	PowerReader reader;
	const EnergySum *sum = &reader.sum;
	IntervalRowSum quick;
	int64_t		before = block->first_at;

	block->longest_us = 0;
	if (row_energy(block, row, UINT64_MAX, &quick))
	{
		block->summary = true;
		for (uint32_t i = 0; i + 1 < block->n; i++)
			block->longest_us = row->steps[i] > block->longest_us ? row->steps[i] : block->longest_us;
		block->longest_us *= unit_us[block->unit];
		block->peak = interval_row_peak(row);
		block->energy_nj = quick.energy_nj;
		block->below_nj = quick.energy_nj - quick.lower_nj;
		block->above_nj = quick.upper_nj - quick.energy_nj;
		return;
	}
	power_reader_init(&reader, UINT64_MAX, INT64_MIN, INT64_MAX);
	for (uint32_t i = 0; i < block->n; i++)
	{
		int64_t		at = samples[i].at;

		if (i > 0 && at == samples[i - 1].at)
			return;
		if (power_reader_push(&reader, at, samples[i].value) != CORE_OK)
			return;
		if (reader.values.n > 0 && reader.at == at)
		{
			if (interval_us(before, at) > block->longest_us)
				block->longest_us = interval_us(before, at);
			before = at;
		}
	}
	if (power_reader_end(&reader) != CORE_OK ||
		sum->first_at != block->first_at || sum->last_at != block->last_at ||
		sum->upper_nj > (i128) UINT64_MAX ||
		!decimal_encode(block->format, sum->peak_w, &block->peak))
		return;
	block->summary = true;
	block->energy_nj = (uint64_t) sum->energy_nj;
	block->below_nj = (uint64_t) (sum->energy_nj - sum->lower_nj);
	block->above_nj = (uint64_t) (sum->upper_nj - sum->energy_nj);
	block->rejected = (uint32_t) sum->rejected;
}

static inline uint64_t
difference(uint64_t value, uint64_t base)
{
	return wire_zigzag((int64_t) (value - base));
}

static uint8_t *
put_entry(uint8_t *p, const TraceBlock *block, const TraceEnd *last)
{
	uint64_t	us = unit_us[block->unit];
	uint64_t	fields[ENTRY_FIELDS] = {0};
	uint64_t	flags = (block->summary ? ENTRY_SUMMARY : 0) | (block->constant ? ENTRY_CONSTANT : 0) |
		(block->time_tails ? ENTRY_TIME_TAILS : 0) | (block->value_tails ? ENTRY_VALUE_TAILS : 0) |
		(uint64_t) block->times << ENTRY_TIMES_SHIFT | (uint64_t) block->unit << ENTRY_UNIT_SHIFT;
	uint64_t	word = flags << ENTRY_FLAGS_SHIFT;
	uint64_t	codes = (uint64_t) block->format | (uint64_t) block->time_width << ENTRY_TIME_WIDTH_SHIFT |
		(uint64_t) block->value_width << ENTRY_VALUE_WIDTH_SHIFT;

	fields[STEP] = difference(block->step, last->step);
	fields[FIRST_AT] = difference((uint64_t) block->first_at, (uint64_t) last->at + block->step * us);
	fields[SPAN] = difference(interval_us(block->first_at, block->last_at) / us, block->step * (block->n - 1));
	fields[FIRST] = difference((uint64_t) block->first, block->format == last->format ? (uint64_t) last->whole : 0);
	fields[LAST] = difference((uint64_t) block->last, (uint64_t) block->first);
	fields[BIAS] = difference((uint64_t) block->bias, 0);
	if (block->summary)
	{
		fields[LONGEST] = difference(block->longest_us / us, block->step);
		fields[PEAK] = difference((uint64_t) block->peak, (uint64_t) block->first);
		fields[ENERGY] = block->energy_nj;
		fields[BELOW] = block->below_nj;
		fields[ABOVE] = difference(block->above_nj, block->below_nj);
		fields[REJECTED] = block->rejected;
	}
	fields[PAYLOAD] = block->payload;
	for (int i = 0; i < ENTRY_FIELDS; i++)
		word |= (uint64_t) wire_bytes(fields[i]) << (ENTRY_LENGTH_BITS * i);
	p = wire_put(p, word, 8);
	p = wire_put(p, codes, 2);
	*p++ = (uint8_t) (block->n - 1);
	p = wire_put(p, block->checksum, CHECKSUM_BYTES);
	for (int i = 0; i < ENTRY_FIELDS; i++)
		p = wire_put(p, fields[i], wire_bytes(fields[i]));
	return p;
}

static Status
write_block(TraceWriter *writer)
{
	static const TraceBlock nothing;
	TraceBlock	block = nothing;
	const Sample *samples = writer->samples;
	uint8_t    *payload = writer->payload.bytes + writer->payload.used;
	uint8_t    *p = payload;
	uint8_t    *entry = writer->directory.bytes + writer->directory.used;
	int64_t		residuals[TRACE_BLOCK] = {0};
	int64_t		missed[TRACE_BLOCK] = {0};
	int64_t		numbers[TRACE_BLOCK] = {0};
	IntervalRow row;

	if (writer->payload.size - writer->payload.used < TRACE_PAYLOAD_MAX ||
		writer->directory.size - writer->directory.used < TRACE_ENTRY_MAX)
		return CORE_NEED_MEMORY;
	block.n = writer->waiting;
	block.first_at = samples[0].at;
	block.last_at = samples[block.n - 1].at;
	model_times(&block, samples, row.steps, residuals, missed);
	model_values(&block, samples, row.values, numbers);
	summarize(&block, samples, &row);
	if (block.times != TRACE_REGULAR)
		p = bits_put_row(p, block.time_width, block.time_tails, block.n - 1, residuals);
	if (block.times == TRACE_GRID)
		p = bits_put_row(p, 0, false, block.n - 1, missed);
	if (!block.constant)
		p = bits_put_row(p, block.value_width, block.value_tails, block.n - 1, numbers);
	block.payload = (uint32_t) (p - payload);
	block.checksum = wire_checksum(payload, block.payload);
	writer->payload.used += block.payload;
	writer->directory.used = (size_t) (put_entry(entry, &block, &writer->last) - writer->directory.bytes);
	writer->n += block.n;
	writer->last.at = block.last_at;
	writer->last.step = block.step;
	writer->last.format = block.format;
	writer->last.whole = block.last;
	writer->waiting = 0;
	return CORE_OK;
}

/* does a block end before a sample at this time? */
static bool
ends_before(const TraceWriter *writer, int64_t at)
{
	uint32_t	n = writer->waiting;
	const Sample *last = &writer->samples[n - 1];

	if (n == TRACE_BLOCK)
		return true;
	if (at >= writer->hour_end && writer->since_hour >= TRACE_HOUR)
		return true;
	return n >= TRACE_PAUSE &&
		(u128) interval_us(last->at, at) * (n - 1) > (u128) interval_us(writer->samples[0].at, last->at) * TRACE_PAUSE_STEPS &&
		at != last->at;
}

Status
trace_writer_push(TraceWriter *writer, int64_t at, double value)
{
	if (writer->waiting > 0 && ends_before(writer, at))
	{
		Status		status = write_block(writer);

		if (status != CORE_OK)
			return status;
	}
	if (at >= writer->hour_end)
	{
		if (writer->waiting == 0)
			writer->since_hour = 0;
		/* the first timestamp is a whole hour */
		writer->hour_end = at + (HOUR_US - (int64_t) (interval_us(SAMPLE_TIME_MIN, at) % (uint64_t) HOUR_US));
	}
	writer->samples[writer->waiting].at = at;
	writer->samples[writer->waiting++].value = value;
	writer->since_hour++;
	return CORE_OK;
}

Status
trace_writer_end(TraceWriter *writer)
{
	return writer->waiting > 0 ? write_block(writer) : CORE_OK;
}

size_t
trace_writer_size(const TraceWriter *writer)
{
	return TRACE_HEAD + writer->directory.used + writer->payload.used;
}

/* of head and directory, without the checksum itself */
static uint32_t
front_checksum(const uint8_t *bytes, size_t directory)
{
	return wire_checksum(bytes, TRACE_HEAD - CHECKSUM_BYTES) * 31 + wire_checksum(bytes + TRACE_HEAD, directory);
}

void
trace_writer_finish(const TraceWriter *writer, uint8_t *bytes)
{
	uint8_t    *p = bytes;

	p = wire_put(p, TRACE_VERSION, 4);
	p = wire_put(p, writer->directory.used, 4);
	p = wire_put(p, writer->n, 8);
	memcpy(p + CHECKSUM_BYTES, writer->directory.bytes, writer->directory.used);
	p = wire_put(p, front_checksum(bytes, writer->directory.used), CHECKSUM_BYTES);
	if (writer->payload.used > 0)
		memcpy(p + writer->directory.used, writer->payload.bytes, writer->payload.used);
}

/* ---- reading ---- */

size_t
trace_front(const uint8_t *bytes, size_t given)
{
	if (given < TRACE_HEAD || wire_get(bytes, 4) != TRACE_VERSION)
		return 0;
	return TRACE_HEAD + (size_t) wire_get(bytes + 4, 4);
}

Status
trace_open(TraceReader *reader, const uint8_t *bytes, size_t available)
{
	static const TraceEnd nothing;
	size_t		front = trace_front(bytes, available);

	if (front == 0 || front > available ||
		wire_get(bytes + TRACE_HEAD - CHECKSUM_BYTES, CHECKSUM_BYTES) != front_checksum(bytes, front - TRACE_HEAD))
		return CORE_CORRUPT;
	reader->bytes = bytes;
	reader->available = available;
	reader->n = reader->left = wire_get(bytes + 8, 8);
	reader->entry = bytes + TRACE_HEAD;
	reader->entries_end = bytes + front;
	reader->payload = front;
	reader->decoded = false;
	reader->max_w = INFINITY;
	reader->last = nothing;
	return reader->n > 0 ? CORE_OK : CORE_CORRUPT;
}

Status
trace_span(const TraceReader *reader, int64_t *first_at, int64_t *last_at)
{
	TraceReader probe = *reader;
	TraceBlock	block;
	size_t		payload;
	Status		status = trace_next_block(&probe, &block, &payload);

	*first_at = block.first_at;
	while (status == CORE_OK && probe.left > 0)
		status = trace_next_block(&probe, &block, &payload);
	*last_at = block.last_at;
	return status;
}

/* the fields of the entry at reader->entry; false unless their bytes are there */
static bool
get_entry(TraceReader *reader, uint64_t *word, uint32_t *codes, uint32_t *checksum, uint64_t *fields)
{
	const uint8_t *p = reader->entry;
	size_t		left = (size_t) (reader->entries_end - p);
	uint8_t		room[TRACE_ENTRY_MAX];
	size_t		used = ENTRY_FIXED;

	if (left < ENTRY_FIXED)
		return false;
	if (left < sizeof(room))
	{
		/* fields are read 8 bytes at a time */
		memcpy(room, p, left);
		memset(room + left, 0, sizeof(room) - left);
		p = room;
	}
	*word = wire_get_roomy(p, 8);
	*codes = (uint32_t) wire_get(p + 8, 3);
	*checksum = (uint32_t) wire_get(p + 11, CHECKSUM_BYTES);
	for (int i = 0; i < ENTRY_FIELDS; i++)
	{
		int			length = (int) (*word >> (ENTRY_LENGTH_BITS * i) & 15);

		if (length > 8)
			return false;
		fields[i] = wire_get_roomy(p + used, length);
		used += (size_t) length;
	}
	reader->entry += used;
	return used <= left;
}

static inline uint64_t
sum(uint64_t difference, uint64_t base)
{
	return (uint64_t) wire_unzigzag(difference) + base;
}

Status
trace_next_block(TraceReader *reader, TraceBlock *block, size_t *payload)
{
	const TraceEnd last = reader->last;
	uint64_t	fields[ENTRY_FIELDS];
	uint64_t	word,
				flags,
				us;
	uint32_t	codes;

	if (!get_entry(reader, &word, &codes, &block->checksum, fields))
		return CORE_CORRUPT;
	flags = word >> ENTRY_FLAGS_SHIFT;
	block->n = (codes >> 16) + 1;
	block->summary = (flags & ENTRY_SUMMARY) != 0;
	block->constant = (flags & ENTRY_CONSTANT) != 0;
	block->time_tails = (flags & ENTRY_TIME_TAILS) != 0;
	block->value_tails = (flags & ENTRY_VALUE_TAILS) != 0;
	block->times = flags >> ENTRY_TIMES_SHIFT & 3;
	block->unit = flags >> ENTRY_UNIT_SHIFT & 7;
	block->format = codes & 15;
	block->time_width = codes >> ENTRY_TIME_WIDTH_SHIFT & 63;
	block->value_width = codes >> ENTRY_VALUE_WIDTH_SHIFT & 63;
	if (block->times > TRACE_STEPS || block->unit >= UNITS || block->n > reader->left || flags >> ENTRY_FLAGS_BITS != 0 ||
		fields[REJECTED] > block->n || fields[PAYLOAD] > TRACE_PAYLOAD_MAX)
		return CORE_CORRUPT;
	/* unsigned: an entry that was forged may make them wrap, and is found out below or by its payload */
	us = unit_us[block->unit];
	block->step = sum(fields[STEP], last.step);
	block->first_at = (int64_t) sum(fields[FIRST_AT], (uint64_t) last.at + block->step * us);
	block->last_at = (int64_t) ((uint64_t) block->first_at + sum(fields[SPAN], block->step * (block->n - 1)) * us);
	block->first = (int64_t) sum(fields[FIRST], block->format == last.format ? (uint64_t) last.whole : 0);
	block->last = (int64_t) sum(fields[LAST], (uint64_t) block->first);
	block->bias = (int64_t) sum(fields[BIAS], 0);
	block->longest_us = sum(fields[LONGEST], block->step) * us;
	block->peak = (int64_t) sum(fields[PEAK], (uint64_t) block->first);
	block->energy_nj = fields[ENERGY];
	block->below_nj = fields[BELOW];
	block->above_nj = sum(fields[ABOVE], block->below_nj);
	block->rejected = (uint32_t) fields[REJECTED];
	block->payload = (uint32_t) fields[PAYLOAD];
	/* the last block ends the directory; all follow each other in time, and only the first has none before it */
	if ((reader->left == block->n && reader->entry != reader->entries_end) ||
		!sample_time_valid(block->first_at) || !sample_time_valid(block->last_at) ||
		block->last_at < block->first_at || (reader->left < reader->n && block->first_at < last.at))
		return CORE_CORRUPT;
	*payload = reader->payload;
	reader->payload += block->payload;
	reader->left -= block->n;
	reader->last.at = block->last_at;
	reader->last.step = block->step;
	reader->last.format = block->format;
	reader->last.whole = block->last;
	return CORE_OK;
}

/* the steps of a block in units, and their sum; where their bytes end, or NULL */
static const uint8_t *
get_times(const uint8_t *p, const uint8_t *end, const TraceBlock *block, uint64_t *steps, uint64_t *span)
{
	int64_t		residuals[TRACE_BLOCK];
	uint64_t	step = block->step;
	uint32_t	n = block->n - 1;
	bool		grid = block->times == TRACE_GRID;	/* each time is off by its own residual */
	BitsLongs	longs;

	for (uint32_t i = 0; i < TRACE_BLOCK; i++)
		steps[i] = step;
	*span = step * n;
	if (block->times == TRACE_REGULAR)
		return p;
	p = bits_get_row(p, end, block->time_width, block->time_tails, n, residuals, &longs);
	if (p == NULL)
		return NULL;
	if (block->time_width == 0 && !block->time_tails)
	{
		/* few are off */
		for (uint32_t i = 0; i < longs.n; i++)
		{
			uint32_t	at = longs.places[i];
			uint64_t	r = (uint64_t) residuals[at];

			steps[at] += r;
			*span += r;
			if (grid && at + 1 < n)
			{
				/* back to the grid */
				steps[at + 1] -= r;
				*span -= r;
			}
		}
	}
	else if (n > 0)
	{
		uint64_t	sum = 0;

		for (uint32_t i = 0; i < n; i++)
			steps[i] += (uint64_t) residuals[i];
		for (uint32_t i = 0; i < n; i++)
			sum += (uint64_t) residuals[i];
		if (grid)
		{
			for (uint32_t i = 1; i < n; i++)
				steps[i] -= (uint64_t) residuals[i - 1];
			sum = (uint64_t) residuals[n - 1];
		}
		*span += sum;
	}
	if (grid)
	{
		p = bits_get_row(p, end, 0, false, n, residuals, &longs);
		for (uint32_t i = 0; p != NULL && i < longs.n; i++)
		{
			uint64_t	missed = (uint64_t) residuals[longs.places[i]] * step;

			steps[longs.places[i]] += missed;
			*span += missed;
		}
	}
	return p;
}

/* the values of a block as whole numbers; where their bytes end, or NULL */
static const uint8_t *
get_values(const uint8_t *p, const uint8_t *end, const TraceBlock *block, int64_t *whole)
{
	int64_t		numbers[TRACE_BLOCK];
	uint64_t	sum = (uint64_t) block->first;
	uint64_t	bias = (uint64_t) block->bias;
	uint32_t	n = block->n;
	BitsLongs	longs;

	if (block->constant)
		memset(numbers, 0, sizeof(numbers));
	else
		p = bits_get_row(p, end, block->value_width, block->value_tails, n - 1, numbers, &longs);
	if (p == NULL)
		return NULL;
	whole[0] = block->first;
	for (uint32_t i = 1; i < n; i++)
	{
		sum += bias + (uint64_t) numbers[i - 1];
		whole[i] = (int64_t) sum;
	}
	return p;
}

/* the block's whole numbers and steps; see trace_decode */
static Status
decode_row(const TraceReader *reader, const TraceBlock *block, size_t payload, IntervalRow *row)
{
	const uint8_t *p = reader->bytes + payload;
	const uint8_t *end;
	uint8_t		room[TRACE_PAYLOAD_MAX + BITS_ROOM];
	uint64_t	span = 0;

	if (reader->available < payload || reader->available - payload < block->payload)
		return CORE_NEED_MEMORY;
	if (wire_checksum(p, block->payload) != block->checksum)
		return CORE_CORRUPT;
	if (reader->available - payload - block->payload < BITS_ROOM)
	{
		/* the last block: nothing may be read behind it */
		memcpy(room, p, block->payload);
		memset(room + block->payload, 0, BITS_ROOM);
		p = room;
	}
	end = p + block->payload;
	p = get_times(p, end, block, row->steps, &span);
	if (p != NULL)
		p = get_values(p, end, block, row->values);
	if (p != end)
		return CORE_CORRUPT;
	if (row->values[block->n - 1] != block->last ||
		(uint64_t) block->first_at + span * unit_us[block->unit] != (uint64_t) block->last_at)
		return CORE_CORRUPT;
	return CORE_OK;
}

static void
row_samples(const TraceBlock *block, const IntervalRow *row, Sample *samples)
{
	uint64_t	at = (uint64_t) block->first_at;

	for (uint32_t i = 0; i < block->n; i++)
	{
		samples[i].at = (int64_t) at;
		samples[i].value = decimal_decode(block->format, row->values[i]);
		at += row->steps[i] * unit_us[block->unit];
	}
}

Status
trace_decode(const TraceReader *reader, const TraceBlock *block, size_t payload, Sample *samples)
{
	IntervalRow row;
	Status		status = decode_row(reader, block, payload, &row);

	if (status == CORE_OK)
		row_samples(block, &row, samples);
	return status;
}

static inline bool
near(uint64_t a, uint64_t b, uint64_t most)
{
	return a > b ? a - b <= most : b - a <= most;
}

/*
 * Is the block's summary that of its samples?  Each interval is rounded, and may
 * have been rounded otherwise by the writer: half a nanojoule on either side.
 */
static bool
summary_valid(const TraceBlock *block, const Sample *samples, IntervalRow *row)
{
	TraceBlock	anew = *block;

	if (!block->summary)
		return true;
	anew.summary = false;
	anew.rejected = 0;
	summarize(&anew, samples, row);
	return anew.summary && anew.longest_us == block->longest_us && anew.peak == block->peak && anew.rejected == block->rejected &&
		near(anew.energy_nj, block->energy_nj, block->n) && near(anew.below_nj, block->below_nj, 2 * block->n) &&
		near(anew.above_nj, block->above_nj, 2 * block->n);
}

Status
trace_validate(const uint8_t *bytes, size_t size, SamplePoll poll)
{
	TraceReader reader;
	TraceBlock	block;
	IntervalRow row;
	Sample		samples[TRACE_BLOCK];
	Sample		before = {INT64_MIN, 0};
	size_t		payload;
	uint32_t	polled = 0;

	if (trace_open(&reader, bytes, size) != CORE_OK)
		return CORE_CORRUPT;
	while (reader.left > 0)
	{
		if (trace_next_block(&reader, &block, &payload) != CORE_OK || decode_row(&reader, &block, payload, &row) != CORE_OK)
			return CORE_CORRUPT;
		row_samples(&block, &row, samples);
		for (uint32_t i = 0; i < block.n; i++)
		{
			const Sample *sample = &samples[i];

			if (!sample_time_valid(sample->at) || sample_before(sample, &before) ||
				sample_bits(sample_canonical(sample->value)) != sample_bits(sample->value))
				return CORE_CORRUPT;
			before = *sample;
		}
		if (!summary_valid(&block, samples, &row))
			return CORE_CORRUPT;
		if (++polled % (SAMPLE_POLL_EVERY / TRACE_BLOCK) == 0 && poll != NULL && !poll())
			return CORE_CANCELLED;
	}
	return reader.payload == size ? CORE_OK : CORE_CORRUPT;
}

Status
trace_intact(const uint8_t *bytes, size_t size)
{
	TraceReader reader;
	TraceBlock	block;
	size_t		payload;

	if (trace_open(&reader, bytes, size) != CORE_OK)
		return CORE_CORRUPT;
	while (reader.left > 0)
		if (trace_next_block(&reader, &block, &payload) != CORE_OK || block.payload > size - payload ||
			wire_checksum(bytes + payload, block.payload) != block.checksum)
			return CORE_CORRUPT;
	return reader.payload == size ? CORE_OK : CORE_CORRUPT;
}

Status
trace_visit(TraceReader *reader, int64_t since, int64_t until, SampleVisitor visitor, void *visited, SamplePoll poll)
{
	Sample		samples[TRACE_BLOCK];
	TraceBlock	block;
	size_t		payload;
	uint32_t	polled = 0;

	while (reader->left > 0)
	{
		Status		status = trace_next_block(reader, &block, &payload);
		size_t		from = 0;
		size_t		to = block.n;

		if (status == CORE_OK && block.first_at >= until)
			return CORE_OK;
		if (status == CORE_OK && block.last_at < since)
			continue;
		if (status == CORE_OK)
			status = trace_decode(reader, &block, payload, samples);
		if (status != CORE_OK)
			return status;
		while (from < to && samples[from].at < since)
			from++;
		while (from < to && samples[to - 1].at >= until)
			to--;
		status = visitor(visited, samples + from, to - from);
		if (status != CORE_OK)
			return status;
		if (++polled % (SAMPLE_POLL_EVERY / TRACE_BLOCK) == 0 && poll != NULL && !poll())
			return CORE_CANCELLED;
	}
	return CORE_OK;
}

/*
 * Whole numbers of a decimal format are in the order of their values, and two that
 * differ may be one value: then either tells it.
 */
static void
widen_range(TraceRange *range, const TraceBlock *block, const IntervalRow *row)
{
	double		lowest = NAN;
	double		highest = NAN;

	if (block->format < DECIMAL_FLOAT_BITS)
	{
		int64_t		least = row->values[0];
		int64_t		most = row->values[0];

		for (uint32_t i = 1; i < block->n; i++)
		{
			least = row->values[i] < least ? row->values[i] : least;
			most = row->values[i] > most ? row->values[i] : most;
		}
		lowest = decimal_decode(block->format, least);
		highest = decimal_decode(block->format, most);
	}
	else
	{
		for (uint32_t i = 0; i < block->n; i++)
		{
			double		value = decimal_decode(block->format, row->values[i]);

			if (value < lowest || isnan(lowest))
				lowest = value;
			if (value > highest || isnan(highest))
				highest = value;
		}
	}
	if (lowest < range->lowest || isnan(range->lowest))
		range->lowest = lowest;
	if (highest > range->highest || isnan(range->highest))
		range->highest = highest;
}

Status
trace_range(TraceReader *reader, TraceRange *range, SamplePoll poll)
{
	IntervalRow row;
	TraceBlock	block;
	size_t		payload;
	uint32_t	polled = 0;
	bool		begun = false;

	range->lowest = range->highest = NAN;
	while (reader->left > 0)
	{
		Status		status = trace_next_block(reader, &block, &payload);

		if (status == CORE_OK)
			status = decode_row(reader, &block, payload, &row);
		if (status != CORE_OK)
			return status;
		if (!begun)
			range->first_at = block.first_at;
		begun = true;
		range->last_at = block.last_at;
		widen_range(range, &block, &row);
		if (++polled % (SAMPLE_POLL_EVERY / TRACE_BLOCK) == 0 && poll != NULL && !poll())
			return CORE_CANCELLED;
	}
	return CORE_OK;
}

/*
 * A summary stands for its block if the block lies within the window (or so far
 * before it that only its last sample matters), no step is a gap, and no
 * instant at its ends is shared with a neighbouring block.
 */
static void
entry_summary(const TraceBlock *block, PowerSummary *summary)
{
	summary->peak_w = decimal_decode(block->format, block->peak);
	summary->energy_nj = block->energy_nj;
	summary->lower_nj = (i128) block->energy_nj - block->below_nj;
	summary->upper_nj = (i128) block->energy_nj + block->above_nj;
	summary->gap_us = 0;
	summary->gaps = 0;
	summary->rejected = block->rejected;
}

/* the same from the block's samples, gaps and all; false if they have to be taken one by one */
static bool
row_summary(const TraceBlock *block, IntervalRow *row, uint64_t max_gap_us, PowerSummary *summary)
{
	IntervalRowSum sum;

	if (!row_energy(block, row, max_gap_us, &sum))
		return false;
	summary->peak_w = decimal_decode(block->format, block->summary ? block->peak : interval_row_peak(row));
	summary->energy_nj = sum.energy_nj;
	summary->lower_nj = sum.lower_nj;
	summary->upper_nj = sum.upper_nj;
	summary->gap_us = sum.gap_steps * unit_us[block->unit];
	summary->gaps = sum.gaps;
	summary->rejected = 0;
	return true;
}

/* does the summary hold where samples above max_w are rejected? */
static inline bool
answers(const TraceReader *trace, const TraceBlock *block)
{
	return block->summary && (isinf(trace->max_w) || decimal_decode(block->format, block->peak) <= trace->max_w);
}

Status
trace_power_ends(const TraceReader *trace, Sample *first, Sample *last, bool *some)
{
	TraceReader probe = *trace;
	TraceBlock	block;
	size_t		payload;
	Status		status = trace_next_block(&probe, &block, &payload);

	*some = false;
	if (status != CORE_OK || !answers(trace, &block) || (block.n == 1 && probe.left > 0))
		return status;
	/* -0 becomes 0, as in power_reader.c */
	*first = (Sample) {block.first_at, decimal_decode(block.format, block.first) + 0.0};
	while (status == CORE_OK && probe.left > 0)
		status = trace_next_block(&probe, &block, &payload);
	*last = (Sample) {block.last_at, decimal_decode(block.format, block.last) + 0.0};
	*some = status == CORE_OK && answers(trace, &block) && (block.n > 1 || trace->left == 1);
	return status;
}

static Status
push_summary(PowerReader *power, const TraceBlock *block, PowerSummary *summary)
{
	summary->first_at = block->first_at;
	summary->first_w = decimal_decode(block->format, block->first);
	summary->last_at = block->last_at;
	summary->last_w = decimal_decode(block->format, block->last);
	summary->samples = block->n - summary->rejected;
	return power_reader_push_summary(power, summary);
}

/* what is above becomes what a gauge rejects */
static void
reject_above(Sample *samples, uint32_t n, double max_w)
{
	if (isinf(max_w))
		return;
	for (uint32_t i = 0; i < n; i++)
		if (samples[i].value > max_w)
			samples[i].value = NAN;
}

Status
trace_power(TraceReader *trace, PowerReader *power, SamplePoll poll)
{
	Sample		samples[TRACE_BLOCK];
	IntervalRow row;
	PowerSummary summary;
	TraceBlock	block,
				next;
	size_t		payload,
				next_payload = 0;
	uint32_t	polled = 0;
	bool		more = trace->left > 0;
	Status		status = CORE_OK;

	if (more)
		status = trace_next_block(trace, &next, &next_payload);
	while (more && status == CORE_OK)
	{
		bool		alone,
					inside,
					summary_holds;

		block = next;
		payload = next_payload;
		more = trace->left > 0;
		if (more && (status = trace_next_block(trace, &next, &next_payload)) != CORE_OK)
			return status;
		alone = !(power->values.n > 0 && power->at == block.first_at) && !(more && next.first_at == block.last_at);
		inside = alone && block.first_at >= power->since && block.last_at < power->until;
		summary_holds = answers(trace, &block);
		if (alone && summary_holds && block.first_at >= power->until)
			return power_reader_push(power, block.first_at, decimal_decode(block.format, block.first));
		if (alone && summary_holds && block.last_at < power->since)
			status = power_reader_skip_to(power, block.last_at, decimal_decode(block.format, block.last));
		else if (inside && summary_holds && block.longest_us <= power->max_gap_us)
		{
			entry_summary(&block, &summary);
			status = push_summary(power, &block, &summary);
		}
		else
		{
			trace->decoded = true;
			status = decode_row(trace, &block, payload, &row);
			if (status == CORE_OK && inside && row_summary(&block, &row, power->max_gap_us, &summary) && summary.peak_w <= trace->max_w)
				status = push_summary(power, &block, &summary);
			else if (status == CORE_OK)
			{
				row_samples(&block, &row, samples);
				reject_above(samples, block.n, trace->max_w);
				status = power_reader_push_many(power, samples, block.n);
			}
			/* an accepted sample at or behind the end closes the window */
			if (status == CORE_OK && power->have_last && power->last_at >= power->until)
				return CORE_OK;
		}
		if (++polled % (SAMPLE_POLL_EVERY / TRACE_BLOCK) == 0 && poll != NULL && !poll())
			return CORE_CANCELLED;
	}
	return status;
}

Status
trace_advance(TraceReader *reader, int64_t since)
{
	TraceReader probe = *reader;
	TraceReader after;
	TraceBlock	block,
				next;
	size_t		payload;
	Status		status = CORE_OK;

	if (probe.left > 0)
		status = trace_next_block(&probe, &block, &payload);
	while (status == CORE_OK && probe.left > 0)
	{
		after = probe;
		status = trace_next_block(&probe, &next, &payload);
		if (status != CORE_OK || !answers(reader, &next) || next.first_at >= since || next.first_at == block.last_at)
			break;
		*reader = after;
		block = next;
	}
	return status;
}
