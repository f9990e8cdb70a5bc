/*
 * hours.c
 *		What a day of one series comes to, hour by hour.
 *
 * Every interval between two readings is split at the edges by cumulative
 * rounding (see interval.h), so that windows add up to the day, and days to
 * any longer time, to the nanojoule.  Of its neighbours a day needs the nearest
 * reading alone: what another row changes is then known exactly.
 */
#include "state/hours.h"

#include <math.h>

#include "core/decimal.h"
#include "core/wire.h"
#include "state/counter_reader.h"

#define HOUR_US			INT64_C(3600000000)

#define HEAD			16
#define CHECKSUM_AT		4
#define HAVE_ENDS		0x01	/* first and last reading */
#define HAVE_RUNS		0x02	/* those between, which differ from them */
#define READING			16

/* wider columns hold energies that no device uses */
#define WIDTH_MAX		16
#define COUNT_WIDTH_MAX	7

/* ---- bytes ---- */

static uint32_t
checksum(const uint8_t *bytes, size_t size)
{
	return wire_checksum(bytes, CHECKSUM_AT) * 31 + wire_checksum(bytes + CHECKSUM_AT + 4, size - CHECKSUM_AT - 4);
}

static inline u128
zigzag(i128 value)
{
	return (u128) value << 1 ^ (value < 0 ? ~(u128) 0 : 0);
}

static inline i128
unzigzag(u128 value)
{
	return (i128) (value >> 1 ^ (~(value & 1) + 1));
}

static inline int
width_of(u128 value)
{
	return value >> 64 != 0 ? 8 + wire_bytes((uint64_t) (value >> 64)) : wire_bytes((uint64_t) value);
}

/* of columns that are no wider: width_valid.  Most have no bytes at all, which each place that asks for one meets again and again */
static inline uint64_t
column64(const Hours *hours, HoursColumn c, uint32_t i)
{
	int			width = hours->widths[c];
	const uint8_t *p = hours->columns[c] + (size_t) i * (size_t) width;

	if (width == 0)
		return 0;
	return p <= hours->roomy_until ? wire_get_roomy(p, width) : wire_get(p, width);
}

static inline u128
column(const Hours *hours, HoursColumn c, uint32_t i)
{
	int			width = hours->widths[c];

	if (width > 8)
	{
		const uint8_t *p = hours->columns[c] + (size_t) i * (size_t) width;

		return (u128) wire_get(p + 8, width - 8) << 64 | wire_get(p, 8);
	}
	return column64(hours, c, i);
}

static inline int64_t
count(const Hours *hours, HoursColumn c, uint32_t i)
{
	return (int64_t) column64(hours, c, i);
}

int64_t
hours_window_end(const Hours *hours, uint32_t i, int64_t since)
{
	return (int64_t) ((uint64_t) since + (uint64_t) HOUR_US + (uint64_t) wire_unzigzag(column64(hours, HOURS_LENGTH, i)));
}

i128
hours_window_energy(const Hours *hours, uint32_t i)
{
	return unzigzag(column(hours, HOURS_ENERGY, i));
}

i128
hours_window_covered(const Hours *hours, uint32_t i, int64_t since, int64_t until)
{
	return (i128) interval_us(since, until) - unzigzag(column(hours, HOURS_UNSEEN, i)) - (i128) column64(hours, HOURS_GAP, i) - (i128) column64(hours, HOURS_STUCK, i);
}

void
hours_window(const Hours *hours, uint32_t i, int64_t since, EnergySum *sum)
{
	int64_t		until = hours_window_end(hours, i, since);
	i128		below = unzigzag(column(hours, HOURS_BELOW, i));

	energy_sum_init(sum);
	sum->energy_nj = hours_window_energy(hours, i);
	sum->lower_nj = sum->energy_nj - below;
	sum->upper_nj = sum->energy_nj + below + unzigzag(column(hours, HOURS_ABOVE, i));
	sum->gap_us = (i128) column64(hours, HOURS_GAP, i);
	sum->stuck_us = (i128) column64(hours, HOURS_STUCK, i);
	sum->covered_us = hours_window_covered(hours, i, since, until);
	sum->gaps = count(hours, HOURS_GAPS, i);
	sum->samples = count(hours, HOURS_SAMPLES, i);
	sum->rejected = count(hours, HOURS_REJECTED, i);
	sum->resets = count(hours, HOURS_RESETS, i);
	sum->wraps = count(hours, HOURS_WRAPS, i);
	sum->conflicts = count(hours, HOURS_CONFLICTS, i);
	sum->peak_w = decimal_decode(hours->peak_format, wire_unzigzag(column64(hours, HOURS_PEAK, i)));
	if (column64(hours, HOURS_LAST, i) != 0)
	{
		sum->first_at = since + count(hours, HOURS_FIRST, i);
		sum->last_at = until - count(hours, HOURS_LAST, i);
	}
}

/* sums of two of them must not leave 128 bits: what was written is far below */
static bool
width_valid(HoursColumn c, int width)
{
	switch (c)
	{
		case HOURS_ENERGY:
		case HOURS_BELOW:
		case HOURS_ABOVE:
		case HOURS_UNSEEN:
			return width <= WIDTH_MAX - 1;
		case HOURS_LENGTH:
		case HOURS_PEAK:
		case HOURS_GAP:
		case HOURS_STUCK:
			return width <= 8;
		default:
			return width <= COUNT_WIDTH_MAX;
	}
}

static uint8_t *
put_reading(uint8_t *p, const Sample *reading)
{
	return wire_put(wire_put(p, (uint64_t) reading->at, 8), sample_bits(reading->value), 8);
}

static const uint8_t *
get_reading(const uint8_t *p, Sample *reading)
{
	reading->at = (int64_t) wire_get(p, 8);
	reading->value = sample_from_bits(wire_get(p + 8, 8));
	return p + READING;
}

/* where the ends are behind; NULL: they are not in order */
static const uint8_t *
get_ends(const uint8_t *p, int flags, HoursEnds *ends)
{
	ends->some = flags != 0;
	if (flags == 0)
		return p;
	p = get_reading(p, &ends->first);
	p = get_reading(p, &ends->last);
	ends->change = ends->first;
	ends->stands = ends->last;
	if ((flags & HAVE_RUNS) != 0)
		p = get_reading(get_reading(p, &ends->change), &ends->stands);
	return sample_time_valid(ends->first.at) && sample_time_valid(ends->last.at) && ends->first.at <= ends->last.at &&
		ends->first.at <= ends->change.at && ends->change.at <= ends->last.at &&
		ends->first.at <= ends->stands.at && ends->stands.at <= ends->last.at ? p : NULL;
}

static inline size_t
ends_size(int flags)
{
	return (flags & HAVE_RUNS) != 0 ? 4 * READING : flags != 0 ? 2 * READING : 0;
}

/*
 * Sums that readings can have, in a window so long: checksums tell of accidents, not of
 * forgers.  The bounds hold to the nanojoule for the part of an interval between any two
 * edges, see interval.h.
 */
static bool
window_can_be(const Hours *hours, uint32_t i, uint64_t length)
{
	i128		energy = hours_window_energy(hours, i);
	i128		below = unzigzag(column(hours, HOURS_BELOW, i));
	uint64_t	first = column64(hours, HOURS_FIRST, i);
	uint64_t	last = column64(hours, HOURS_LAST, i);

	/* counts have 7 bytes: two of them add up in 64 bits */
	return energy >= 0 && below >= 0 && below + unzigzag(column(hours, HOURS_ABOVE, i)) >= 0 &&
		(i128) length - unzigzag(column(hours, HOURS_UNSEEN, i)) >= (i128) column64(hours, HOURS_GAP, i) + (i128) column64(hours, HOURS_STUCK, i) &&
		(last == 0 || first + last <= length);
}

/*
 * All that a reader relies on is looked at here, once: sizes before anything is read by
 * them, then each window.  hours_window and hours_cut compute without looking back.
 */
Status
hours_open(Hours *hours, const uint8_t *bytes, size_t size)
{
	const uint8_t *p;
	size_t		need = HEAD + HOURS_COLUMNS + 1;
	int			flags;
	int64_t		edge;

	if (size < need || bytes[0] != HOURS_VERSION || wire_get(bytes + CHECKSUM_AT, 4) != checksum(bytes, size))
		return CORE_CORRUPT;
	flags = bytes[1];
	need += ends_size(flags);
	hours->n = (uint32_t) wire_get(bytes + 2, 2);
	hours->first_edge = edge = (int64_t) wire_get(bytes + 8, 8);
	if (hours->n == 0 || hours->n > HOURS_WINDOWS || !sample_time_valid(edge) ||
		(flags != 0 && flags != HAVE_ENDS && flags != (HAVE_ENDS | HAVE_RUNS)) || size < need)
		return CORE_CORRUPT;
	p = get_ends(bytes + HEAD, flags, &hours->ends);
	if (p == NULL)
		return CORE_CORRUPT;
	memcpy(hours->widths, p, HOURS_COLUMNS);
	hours->peak_format = p[HOURS_COLUMNS];
	p += HOURS_COLUMNS + 1;
	if (hours->peak_format >= DECIMAL_FORMATS)
		return CORE_CORRUPT;
	for (int c = 0; c < HOURS_COLUMNS; c++)
	{
		if (!width_valid((HoursColumn) c, hours->widths[c]))
			return CORE_CORRUPT;
		hours->columns[c] = p;
		p += (size_t) hours->n * hours->widths[c];
		need += (size_t) hours->n * hours->widths[c];
		if (need > size)
			return CORE_CORRUPT;
	}
	if (need != size)
		return CORE_CORRUPT;
	hours->roomy_until = bytes + size - sizeof(uint64_t);
	for (uint32_t i = 0; i < hours->n; i++)
	{
		int64_t		end = hours_window_end(hours, i, edge);

		if (end <= edge || !sample_time_valid(end) || !window_can_be(hours, i, interval_us(edge, end)))
			return CORE_CORRUPT;
		edge = end;
	}
	return CORE_OK;
}

/* ---- within an hour ---- */

/* whole * part / of, rounded down, so that parts of a time are no longer than their window; whole < 2^63 */
static inline i128
share_down(i128 whole, uint64_t part, uint64_t of)
{
	return of == 0 ? 0 : (i128) ((u128) whole * part / of);
}

/* what a window comes to in the first part of its length, if it was the same all the time: no sum falls as part grows */
static void
window_until(const EnergySum *sum, uint64_t part, uint64_t length, EnergySum *until)
{
	i128		quiet = sum->gap_us + sum->stuck_us;
	i128		known = share_down(sum->covered_us + quiet, part, length);

	*until = *sum;
	until->energy_nj = interval_share(sum->energy_nj, part, length);
	until->lower_nj = until->energy_nj - interval_share(sum->energy_nj - sum->lower_nj, part, length);
	until->upper_nj = until->energy_nj + interval_share(sum->upper_nj - sum->energy_nj, part, length);
	until->covered_us = share_down(sum->covered_us, (uint64_t) known, (uint64_t) (sum->covered_us + quiet));
	until->gap_us = share_down(sum->gap_us, (uint64_t) (known - until->covered_us), (uint64_t) quiet);
	until->stuck_us = known - until->covered_us - until->gap_us;
	until->gaps = (int64_t) share_down(sum->gaps, part, length);
	until->samples = (int64_t) share_down(sum->samples, part, length);
	until->rejected = (int64_t) share_down(sum->rejected, part, length);
	until->resets = (int64_t) share_down(sum->resets, part, length);
	until->wraps = (int64_t) share_down(sum->wraps, part, length);
	until->conflicts = (int64_t) share_down(sum->conflicts, part, length);
}

/* of the window from since to until what lies between from and to */
static void
window_between(const EnergySum *sum, int64_t since, int64_t until, int64_t from, int64_t to, EnergySum *part)
{
	uint64_t	length = interval_us(since, until);
	EnergySum	before;

	window_until(sum, interval_us(since, from), length, &before);
	window_until(sum, interval_us(since, to), length, part);
	part->energy_nj -= before.energy_nj;
	part->lower_nj -= before.lower_nj;
	part->upper_nj -= before.upper_nj;
	part->covered_us -= before.covered_us;
	part->gap_us -= before.gap_us;
	part->stuck_us -= before.stuck_us;
	part->gaps -= before.gaps;
	part->samples -= before.samples;
	part->rejected -= before.rejected;
	part->resets -= before.resets;
	part->wraps -= before.wraps;
	part->conflicts -= before.conflicts;
	part->first_at = INT64_MAX;
	part->last_at = INT64_MIN;
}

Status
hours_cut(const Hours *hours, uint32_t n, const int64_t *edges, EnergySum *sums)
{
	int64_t		since = hours->first_edge;
	uint32_t	first = 0;

	for (uint32_t k = 0; k < n; k++)
		energy_sum_init(&sums[k]);
	for (uint32_t i = 0; i < hours->n; i++)
	{
		int64_t		until = hours_window_end(hours, i, since);
		EnergySum	window;

		hours_window(hours, i, since, &window);
		/* window_until shares times out in 64 bits */
		if (window.covered_us + window.gap_us + window.stuck_us > INT64_MAX)
			return CORE_RANGE;
		/* both lists ascend: what lies behind this window lies behind all that follow */
		while (first < n && edges[first + 1] <= since)
			first++;
		for (uint32_t k = first; k < n && edges[k] < until; k++)
		{
			int64_t		from = edges[k] > since ? edges[k] : since;
			int64_t		to = edges[k + 1] < until ? edges[k + 1] : until;
			EnergySum	part = window;

			if (from != since || to != until)
				window_between(&window, since, until, from, to, &part);
			if (energy_sum_merge(&sums[k], &part) != CORE_OK)
				return CORE_RANGE;
		}
		since = until;
	}
	return CORE_OK;
}

/* ---- writing ---- */

/* the first decimal format that holds all peaks */
static int
format_of_peaks(const EnergySum *sums, uint32_t n)
{
	for (int format = 0;; format++)
	{
		uint32_t	i = 0;
		int64_t		whole;

		while (i < n && decimal_encode(format, sums[i].peak_w, &whole))
			i++;
		if (i == n)
			return format;
	}
}

/* the numbers of a window */
static void
numbers_of(const EnergySum *sum, int64_t since, int64_t until, int format, u128 *numbers)
{
	i128		length = interval_us(since, until);
	i128		below = sum->energy_nj - sum->lower_nj;
	bool		some = sum->first_at <= sum->last_at;
	int64_t		peak = 0;

	(void) decimal_encode(format, sum->peak_w, &peak);
	numbers[HOURS_LENGTH] = zigzag(length - HOUR_US);
	numbers[HOURS_ENERGY] = zigzag(sum->energy_nj);
	numbers[HOURS_BELOW] = zigzag(below);
	numbers[HOURS_ABOVE] = zigzag(sum->upper_nj - sum->energy_nj - below);
	numbers[HOURS_UNSEEN] = zigzag(length - sum->covered_us - sum->gap_us - sum->stuck_us);
	numbers[HOURS_GAP] = (u128) sum->gap_us;
	numbers[HOURS_STUCK] = (u128) sum->stuck_us;
	numbers[HOURS_GAPS] = (u128) sum->gaps;
	numbers[HOURS_SAMPLES] = (u128) sum->samples;
	numbers[HOURS_REJECTED] = (u128) sum->rejected;
	numbers[HOURS_RESETS] = (u128) sum->resets;
	numbers[HOURS_WRAPS] = (u128) sum->wraps;
	numbers[HOURS_CONFLICTS] = (u128) sum->conflicts;
	numbers[HOURS_PEAK] = wire_zigzag(peak);
	numbers[HOURS_FIRST] = some ? interval_us(since, sum->first_at) : 0;
	numbers[HOURS_LAST] = some ? interval_us(sum->last_at, until) : 0;
}

Status
hours_write(uint8_t *bytes, size_t *size, uint32_t n, const int64_t *edges, const EnergySum *sums, const HoursEnds *ends)
{
	u128		all[HOURS_COLUMNS] = {0};
	u128		numbers[HOURS_COLUMNS];
	uint8_t    *columns[HOURS_COLUMNS];
	uint8_t    *p = bytes;
	int			format = format_of_peaks(sums, n);
	int			flags = !ends->some ? 0 :
		ends->change.at == ends->first.at && ends->stands.at == ends->last.at ? HAVE_ENDS : HAVE_ENDS | HAVE_RUNS;

	/* a column is as wide as its largest number, which has no more bits than all of them together */
	for (uint32_t i = 0; i < n; i++)
	{
		numbers_of(&sums[i], edges[i], edges[i + 1], format, numbers);
		for (int c = 0; c < HOURS_COLUMNS; c++)
			all[c] |= numbers[c];
	}
	*p++ = HOURS_VERSION;
	*p++ = (uint8_t) flags;
	p = wire_put(p, n, 2);
	p = wire_put(p, 0, 4);		/* the checksum, once all else is there */
	p = wire_put(p, (uint64_t) edges[0], 8);
	if (flags != 0)
		p = put_reading(put_reading(p, &ends->first), &ends->last);
	if ((flags & HAVE_RUNS) != 0)
		p = put_reading(put_reading(p, &ends->change), &ends->stands);
	for (int c = 0; c < HOURS_COLUMNS; c++)
	{
		if (!width_valid((HoursColumn) c, width_of(all[c])))
			return CORE_RANGE;
		*p++ = (uint8_t) width_of(all[c]);
	}
	*p++ = (uint8_t) format;
	for (int c = 0; c < HOURS_COLUMNS; c++)
	{
		columns[c] = p;
		p += (size_t) n * (size_t) width_of(all[c]);
	}
	for (uint32_t i = 0; i < n; i++)
	{
		numbers_of(&sums[i], edges[i], edges[i + 1], format, numbers);
		for (int c = 0; c < HOURS_COLUMNS; c++)
		{
			int			width = width_of(all[c]);

			columns[c] = wire_put(columns[c], (uint64_t) numbers[c], width < 8 ? width : 8);
			if (width > 8)
				columns[c] = wire_put(columns[c], (uint64_t) (numbers[c] >> 64), width - 8);
		}
	}
	*size = (size_t) (p - bytes);
	(void) wire_put(bytes + CHECKSUM_AT, checksum(bytes, *size), 4);
	return CORE_OK;
}

/* ---- a power gauge ---- */

/* the first and the last instant of accepted samples, with the mean of its values */
typedef struct PowerEnds
{
	HoursEnds  *ends;
	double		max_w;
	int64_t		at;
	SampleMean	values;			/* at the instant; n is 0 before the first */
} PowerEnds;

static void
close_end(PowerEnds *power)
{
	Sample		reading = {power->at, sample_mean_value(&power->values) + 0.0};

	if (!power->ends->some)
		power->ends->first = power->ends->change = reading;
	power->ends->last = power->ends->stands = reading;
	power->ends->some = true;
}

/* a SampleVisitor */
static Status
visit_ends(void *power_ends, const Sample *samples, size_t n)
{
	PowerEnds  *power = power_ends;

	for (size_t i = 0; i < n; i++)
	{
		if (!(samples[i].value >= 0 && samples[i].value <= power->max_w) || isinf(samples[i].value))
			continue;
		if (power->values.n > 0 && power->at == samples[i].at)
			sample_mean_add(&power->values, samples[i].value);
		else
		{
			if (power->values.n > 0)
				close_end(power);
			power->at = samples[i].at;
			sample_mean_start(&power->values, samples[i].value);
		}
	}
	return CORE_OK;
}

Status
hours_ends_of_power(const TraceReader *trace, HoursEnds *ends, SamplePoll poll)
{
	PowerEnds	power = {ends, trace->max_w, 0, {0, 0, 0, 0, 0}};
	TraceReader reader = *trace;
	Status		status = trace_power_ends(&reader, &ends->first, &ends->last, &ends->some);

	ends->change = ends->first;
	ends->stands = ends->last;
	if (status != CORE_OK || ends->some)
		return status;
	reader = *trace;
	status = trace_visit(&reader, INT64_MIN, INT64_MAX, visit_ends, &power, poll);
	if (status == CORE_OK && power.values.n > 0)
		close_end(&power);
	return status;
}

static inline Status
push_reading(PowerReader *reader, const Sample *reading)
{
	return reading == NULL ? CORE_OK : power_reader_push(reader, reading->at, reading->value);
}

Status
hours_of_power(const TraceReader *trace, const HoursEnds *before, const HoursEnds *after, const HoursMethod *method,
			   uint32_t n, const int64_t *edges, EnergySum *sums, HoursEnds *ends, SamplePoll poll)
{
	TraceReader from;
	Status		status = CORE_OK;

	ends->some = false;
	if (trace != NULL)
	{
		int64_t		first_at,
					last_at;

		from = *trace;
		from.max_w = method->max_w;
		status = trace_span(&from, &first_at, &last_at);
		if (status == CORE_OK && ((before != NULL && before->last.at >= first_at) || (after != NULL && after->first.at <= last_at)))
			return CORE_INVALID;
		if (status == CORE_OK)
			status = hours_ends_of_power(&from, ends, poll);
	}
	if (before != NULL && after != NULL && before->last.at >= after->first.at)
		return CORE_INVALID;
	/*
	 * Each window has a reader of its own, which is given what lies around it too: an interval
	 * over an edge is split there, and both windows take the same cut, so that hours add up to
	 * the day to the nanojoule.  from moves on to the window's edge and no farther, since the
	 * block at the edge belongs to the next window as well.
	 */
	for (uint32_t i = 0; i < n && status == CORE_OK; i++)
	{
		PowerReader reader;

		power_reader_init(&reader, method->max_gap_us, edges[i], edges[i + 1]);
		status = push_reading(&reader, before == NULL ? NULL : &before->last);
		if (status == CORE_OK && trace != NULL)
		{
			TraceReader window;

			status = trace_advance(&from, edges[i]);
			window = from;
			if (status == CORE_OK)
				status = trace_power(&window, &reader, poll);
		}
		if (status == CORE_OK)
			status = push_reading(&reader, after == NULL ? NULL : &after->first);
		if (status == CORE_OK)
			status = power_reader_end(&reader);
		sums[i] = reader.sum;
	}
	return status;
}

/* ---- a counter ---- */

#define KEEP_EVERY	32			/* readings between two states that are kept */

static inline bool
counter_reads(double value)
{
	return value >= 0 && !isinf(value);
}

/* further readings in order */
static void
counter_ends_add(HoursEnds *ends, const Sample *readings, size_t n)
{
	for (size_t k = 0; k < n; k++)
	{
		const Sample *reading = &readings[k];

		if (!counter_reads(reading->value))
			continue;
		if (!ends->some)
			ends->first = ends->change = ends->stands = *reading;
		else if (reading->value != ends->last.value)
		{
			if (ends->change.at == ends->first.at && reading->at > ends->first.at)
				ends->change = *reading;
			ends->stands = *reading;
		}
		ends->last = *reading;
		ends->some = true;
	}
}

/* the ends of what is left of a trace; settled: only until the first change is known */
static Status
ends_of_rest(TraceReader *reader, bool settled, HoursEnds *ends, SamplePoll poll)
{
	Status		status = CORE_OK;

	ends->some = false;
	while (reader->left > 0 && status == CORE_OK && !(settled && ends->some && ends->change.at > ends->first.at))
	{
		Sample		samples[TRACE_BLOCK];
		TraceBlock	block;
		size_t		payload;

		status = trace_next_block(reader, &block, &payload);
		if (status == CORE_OK)
			status = trace_decode(reader, &block, payload, samples);
		if (status == CORE_OK)
			counter_ends_add(ends, samples, block.n);
		if (poll != NULL && !poll())
			return CORE_CANCELLED;
	}
	return status;
}

/*
 * A counter changes from reading to reading, so that the first block tells of the first
 * change and the last one of the last.  Where these do not, all are decoded.
 */
Status
hours_ends_of_counter(const TraceReader *trace, HoursEnds *ends, SamplePoll poll)
{
	TraceReader reader = *trace;
	TraceReader changing = *trace;	/* before the last block of more than one value */
	HoursEnds	tail;
	Status		status = CORE_OK;

	while (reader.left > 0 && status == CORE_OK)
	{
		TraceReader before = reader;
		TraceBlock	block;
		size_t		payload;

		status = trace_next_block(&reader, &block, &payload);
		if (status == CORE_OK && !block.constant)
			changing = before;
	}
	reader = *trace;
	if (status == CORE_OK)
		status = ends_of_rest(&reader, true, ends, poll);
	if (status != CORE_OK || reader.left == 0)
		return status;
	status = ends_of_rest(&changing, false, &tail, poll);
	if (status != CORE_OK)
		return status;
	/* of a change from the block before it the tail knows nothing */
	if (!tail.some || tail.stands.at == tail.first.at)
	{
		reader = *trace;
		return ends_of_rest(&reader, false, ends, poll);
	}
	ends->stands = tail.stands;
	ends->last = tail.last;
	return CORE_OK;
}

/*
 * One window after the other: each begins with the reader's state at the last
 * quiet reading before it, and ends at the first quiet one behind it.
 */
static Status
read_counter(const Sample *readings, size_t m, const HoursMethod *method, uint32_t n, const int64_t *edges, EnergySum *sums, SamplePoll poll)
{
	CounterReader reader;
	CounterReader kept;
	size_t		kept_at = 0;

	counter_reader_init(&kept, method->max_w, method->wrap_j, edges[0], edges[1]);
	kept.refresh_us = method->max_gap_us;
	for (uint32_t i = 0; i < n; i++)
	{
		size_t		k = kept_at;
		bool		whole = false;
		Status		status = CORE_OK;

		reader = kept;
		energy_sum_init(&reader.sum);
		reader.since = edges[i];
		reader.until = edges[i + 1];
		while (k < m && !whole && status == CORE_OK)
		{
			if (counter_reader_quiet(&reader) && readings[k].at < reader.until &&
				(k >= kept_at + KEEP_EVERY || k + 1 == m || readings[k + 1].at >= reader.until))
			{
				kept = reader;
				kept_at = k;
			}
			status = counter_reader_push(&reader, readings[k].at, readings[k].value);
			k++;
			whole = counter_reader_quiet(&reader) && reader.started && reader.last.reading.at >= reader.until;
		}
		if (status == CORE_OK && !whole)
			status = counter_reader_end(&reader);
		if (status != CORE_OK)
			return status;
		sums[i] = reader.sum;
		if (poll != NULL && !poll())
			return CORE_CANCELLED;
	}
	return CORE_OK;
}

/* what the reader added between two instants goes to the windows between them */
static Status
share_increase(int64_t t0, int64_t t1, i128 steps, bool restart, uint32_t n, const int64_t *edges, EnergySum *sums)
{
	EnergyInterval interval = {t0, t1, steps, steps, steps, false};
	Status		status = CORE_OK;

	/* windows that begin behind it have no part of it */
	for (uint32_t i = 0; i < n && edges[i] <= t1 && status == CORE_OK; i++)
	{
		status = energy_sum_interval(&sums[i], &interval, edges[i], edges[i + 1]);
		if (t1 >= edges[i] && t1 < edges[i + 1])
			sums[i].resets += restart;
	}
	return status;
}

static Status
read_increase(const Sample *readings, size_t m, uint32_t n, const int64_t *edges, EnergySum *sums)
{
	IncreaseReader reader;
	uint32_t	window = 0;

	increase_reader_init(&reader);
	for (uint32_t i = 0; i < n; i++)
		energy_sum_init(&sums[i]);
	for (size_t k = 0; k <= m; k++)
	{
		Sample		before = reader.last;
		bool		started = reader.started;
		i128		increase = reader.increase;
		Status		status = k < m ? increase_reader_push_many(&reader, &readings[k], 1) : increase_reader_end(&reader);

		/* the intervals come in order: windows that end before one begins are done */
		while (status == CORE_OK && started && window < n && edges[window + 1] <= before.at)
			window++;
		if (status == CORE_OK && started && reader.last.at != before.at)
			status = share_increase(before.at, reader.last.at, reader.increase - increase, reader.last.value < before.value,
									n - window, edges + window, sums + window);
		if (status != CORE_OK)
			return status;
	}
	return CORE_OK;
}

static void
count_readings(const Sample *readings, size_t m, uint32_t n, const int64_t *edges, EnergySum *sums)
{
	uint32_t	window = 0;

	for (size_t k = 0; k < m; k++)
	{
		while (window < n && readings[k].at >= edges[window + 1])
			window++;
		if (window == n)
			return;
		if (readings[k].at < edges[window])
			continue;
		if (counter_reads(readings[k].value))
			energy_sum_sample(&sums[window], readings[k].at, 1);
		else
			sums[window].rejected++;
	}
}

Status
hours_of_counter(const Sample *readings, size_t m, size_t day, size_t day_end, const HoursMethod *method,
				 uint32_t n, const int64_t *edges, EnergySum *sums, HoursEnds *ends, SamplePoll poll)
{
	Status		status;

	ends->some = false;
	counter_ends_add(ends, readings + day, day_end - day);
	for (size_t k = 1; k < m; k++)
		if (sample_before(&readings[k], &readings[k - 1]) ||
			((k <= day || k >= day_end) && readings[k].at == readings[k - 1].at))
			return CORE_INVALID;
	if (method->kind == HOURS_COUNTER)
		return read_counter(readings, m, method, n, edges, sums, poll);
	status = read_increase(readings, m, n, edges, sums);
	count_readings(readings, m, n, edges, sums);
	return status;
}
