/*
 * wire.c
 *		The bytes of a fleet: its flat form, the canonical one, checking what comes
 *		from outside, and merging.
 *
 *	byte		version
 *	byte		flags: named devices, a range, buckets
 *	varint		max_gap in us; since and until (zigzag) with a range; width with buckets
 *	varint		devices, and of each
 *		key		zigzag varint, or length and bytes of the name
 *		runs	samples (1 byte), marks (1 byte), bytes (varint), a sample log
 *		0		no more runs
 *	sum			without buckets; with them how many, and number (zigzag) and sum of each
 *
 * A sum is the 128-bit numbers as two varints each, low one first, the counts as
 * varints, the peak as the 8 bytes of a double, first and last time as zigzag varints.
 */
#include "state/fleet/internal.h"

#define FLAT_VERSION 1
#define FLAT_NAMED 1			/* flags in the second byte */
#define FLAT_RANGE 2
#define FLAT_BUCKETS 4
#define FLAT_FLAGS 7

/* ---------- runs ---------- */

static inline bool
source_number(Source *source, uint64_t *value)
{
	const uint8_t *at = wire_get_varint(source->at, source->end, value);

	if (at == NULL)
		return false;
	source->at = at;
	return true;
}

/*
 * A run: how many samples, its marks, the length of its log, the log; a count of 0 ends a
 * device.  The length is held against the longest log that so many samples can have, so
 * that whoever decodes it has room on the stack.
 */
bool
fleet_source_run(Source *source, FleetRunCode *run)
{
	uint64_t	length;

	*run = (FleetRunCode) {0};
	if (source->at == source->end)
		return false;
	run->count = *source->at++;
	if (run->count == 0)
		return true;
	if (source->at == source->end || *source->at > (OPENS | CLOSES))
		return false;
	run->marks = *source->at++;
	if (!source_number(source, &length) || length > RUN_LOG_BYTES(FLEET_RUN_SAMPLES) ||
		length > (uint64_t) (source->end - source->at))
		return false;
	run->code = source->at;
	run->bytes = (uint32_t) length;
	source->at += length;
	return true;
}

Status
fleet_run_decode(const FleetRunCode *run, Sample *samples)
{
	return sample_log_power_run(run->code, run->bytes, run->count, samples);
}

/* a run as the flat form has it; where it ends */
static uint8_t *
put_run(uint8_t *to, int count, int marks, const uint8_t *code, size_t bytes)
{
	*to++ = (uint8_t) count;
	*to++ = (uint8_t) marks;
	to = wire_put_varint(to, bytes);
	/* the log has written all that it says it used */
	/* cppcheck-suppress uninitvar */
	memcpy(to, code, bytes);
	return to + bytes;
}

size_t
fleet_encode_run(const Sample *samples, int n, int marks, uint8_t *run)
{
	uint8_t		code[RUN_LOG_BYTES(FLEET_RUN_SAMPLES)];
	uint8_t    *end = code;
	SampleLog	log;

	sample_log_init(&log);
	for (int i = 0; i < n; i++)
		end = sample_log_append(&log, end, samples[i].at, samples[i].value);
	return (size_t) (put_run(run, n, marks, code, log.used) - run);
}

size_t
fleet_encode_tail(const FleetSlot *slot, uint32_t from, uint32_t n, int marks, uint8_t *run)
{
	uint8_t		code[RUN_LOG_BYTES(FLEET_RUN_SAMPLES)];
	SampleLog	log;

	if (slot->wide)
		return fleet_encode_run((const Sample *) slot->tail + from, (int) n, marks, run);
	sample_log_init(&log);
	(void) sample_log_append_reals(&log, code, slot->base, (const SampleReal *) slot->tail + from, n);
	return (size_t) (put_run(run, (int) n, marks, code, log.used) - run);
}

/* ---------- writing ---------- */

/*
 * Where bytes go; only counts them if to is NULL.  The server asks for the size of a flat
 * state first and for its bytes then, and both come from one walk, so that they cannot
 * differ.
 */
typedef struct Sink
{
	uint8_t *to;
	size_t		size;
} Sink;

static void
sink_bytes(Sink *sink, const void *bytes, size_t n)
{
	if (sink->to != NULL)
		memcpy(sink->to + sink->size, bytes, n);
	sink->size += n;
}

static void
sink_byte(Sink *sink, int byte)
{
	uint8_t b = (uint8_t) byte;

	sink_bytes(sink, &b, 1);
}

static void
sink_number(Sink *sink, uint64_t value)
{
	uint8_t bytes[10];

	sink_bytes(sink, bytes, (size_t) (wire_put_varint(bytes, value) - bytes));
}

/*
 * The 128-bit sums are written as two's complement: none is negative, so the high half is
 * one byte until a sum passes 2^64 nJ, 18 GJ.
 */
static void
sink_sum(Sink *sink, const EnergySum *sum)
{
	const i128	big[] = {sum->energy_nj, sum->lower_nj, sum->upper_nj, sum->covered_us, sum->gap_us};
	const int64_t counts[] = {sum->gaps, sum->samples, sum->rejected, sum->conflicts};
	uint64_t	bits;

	for (int i = 0; i < 5; i++)
	{
		sink_number(sink, (uint64_t) big[i]);
		sink_number(sink, (uint64_t) (big[i] >> 64));
	}
	for (int i = 0; i < 4; i++)
		sink_number(sink, (uint64_t) counts[i]);
	memcpy(&bits, &sum->peak_w, sizeof(bits));
	for (int i = 0; i < 8; i++, bits >>= 8)
		sink_byte(sink, (int) (bits & 0xff));
	sink_number(sink, wire_zigzag(sum->first_at));
	sink_number(sink, wire_zigzag(sum->last_at));
}

static void
sink_head(Sink *sink, const FleetOptions *options, uint32_t n_slots)
{
	bool		range = options->since != INT64_MIN || options->until != INT64_MAX;

	sink_byte(sink, FLAT_VERSION);
	sink_byte(sink, (options->named ? FLAT_NAMED : 0) | (range ? FLAT_RANGE : 0) |
			  (options->width_us > 0 ? FLAT_BUCKETS : 0));
	sink_number(sink, options->max_gap_us);
	if (range)
	{
		sink_number(sink, wire_zigzag(options->since));
		sink_number(sink, wire_zigzag(options->until));
	}
	if (options->width_us > 0)
		sink_number(sink, (uint64_t) options->width_us);
	sink_number(sink, n_slots);
}

static void
sink_key(Sink *sink, const FleetOptions *options, const FleetSlot *slot)
{
	if (options->named)
	{
		sink_number(sink, fleet_name_length(slot->device.name));
		sink_bytes(sink, slot->device.name, fleet_name_length(slot->device.name));
	}
	else
		sink_number(sink, wire_zigzag(slot->device.id));
}

static void
sink_samples(Sink *sink, const Sample *samples, int n, int marks)
{
	uint8_t		run[RUN_BYTES(FLEET_RUN_SAMPLES)];

	sink_bytes(sink, run, fleet_encode_run(samples, n, marks, run));
}

/*
 * Blocks, the oldest first: they are chained the other way, so they are written from the
 * end of their room to its beginning.  They are in the flat form already, and their bytes
 * are counted in block_bytes: counting does not walk them.
 */
static void
sink_blocks(Sink *sink, const FleetBlock *blocks)
{
	size_t		size = 0;
	uint8_t	   *end;

	for (const FleetBlock *block = blocks; block != NULL; block = block->next)
		size += block->bytes;
	end = sink->to + sink->size + size;
	for (const FleetBlock *block = blocks; block != NULL; block = block->next)
	{
		end -= block->bytes;
		memcpy(end, block_source(block).at, block->bytes);
	}
	sink->size += size;
}

/*
 * Options, devices, each with its key and its runs, then the sums.  Called twice: without a
 * place to write to, only the size is counted, for which the blocks have theirs at hand.
 */
static void
sink_fleet(Sink *sink, const Fleet *fleet)
{
	sink_head(sink, &fleet->options, fleet->n_slots);
	for (uint32_t s = 0; s < fleet->n_slots; s++)
	{
		const FleetSlot *slot = slot_at(fleet, s);
		uint8_t		run[RUN_BYTES(FLEET_RUN_SAMPLES)];

		/* what a merge relies on: of one device, runs lie in the order in which they came */
		sink_key(sink, &fleet->options, slot);
		if (sink->to != NULL)
			sink_blocks(sink, slot->blocks);
		for (uint32_t i = tail_first(slot), n; i < slot->count; i += n)
		{
			n = slot->count - i > FLEET_RUN_SAMPLES ? FLEET_RUN_SAMPLES : slot->count - i;
			sink_bytes(sink, run, fleet_encode_tail(slot, i, n, tail_marks(slot, i), run));
		}
		sink_byte(sink, 0);
	}
	if (sink->to == NULL)
		sink->size += fleet->block_bytes;
	if (fleet->options.width_us == 0)
		sink_sum(sink, &fleet->sums.total);
	else
	{
		sink_number(sink, fleet->sums.n_buckets);
		for (uint32_t i = 0; i < fleet->sums.table_size; i++)
			if (fleet->sums.table[i] != NULL)
			{
				sink_number(sink, wire_zigzag(fleet->sums.table[i]->number));
				sink_sum(sink, &fleet->sums.table[i]->sum);
			}
	}
}

Status
fleet_flat_size(const Fleet *fleet, size_t *size)
{
	Sink		sink = {NULL, 0};

	sink_fleet(&sink, fleet);
	*size = sink.size;
	return CORE_OK;
}

size_t
fleet_flatten(const Fleet *fleet, uint8_t *to)
{
	Sink		sink = {to, 0};

	sink_fleet(&sink, fleet);
	return sink.size;
}

/* ---------- reading ---------- */

static bool
source_signed(Source *source, int64_t *value)
{
	uint64_t	bits;

	if (!source_number(source, &bits))
		return false;
	*value = wire_unzigzag(bits);
	return true;
}

/* a count: not negative, whatever the bytes say */
static bool
source_count(Source *source, int64_t *value)
{
	uint64_t	bits;

	if (!source_number(source, &bits) || bits > INT64_MAX)
		return false;
	*value = (int64_t) bits;
	return true;
}

static bool
source_big(Source *source, i128 *value)
{
	uint64_t	low,
				high;

	/* below 2^126: an addition to it does not overflow */
	if (!source_number(source, &low) || !source_number(source, &high) || high >= UINT64_C(1) << 62)
		return false;
	*value = (i128) ((u128) high << 64 | low);
	return true;
}

/*
 * What no fleet can have is refused here, since nobody checks it later: energy between its
 * bounds, a peak that is a power or -1 for none.
 */
static bool
source_sum(Source *source, EnergySum *sum)
{
	uint64_t	bits = 0;

	energy_sum_init(sum);
	if (!source_big(source, &sum->energy_nj) || !source_big(source, &sum->lower_nj) ||
		!source_big(source, &sum->upper_nj) || !source_big(source, &sum->covered_us) ||
		!source_big(source, &sum->gap_us) || !source_count(source, &sum->gaps) ||
		!source_count(source, &sum->samples) || !source_count(source, &sum->rejected) || !source_count(source, &sum->conflicts) ||
		source->end - source->at < 8)
		return false;
	/* a double is its eight bytes, the lowest first, on every machine */
	for (int i = 7; i >= 0; i--)
		bits = bits << 8 | source->at[i];
	source->at += 8;
	memcpy(&sum->peak_w, &bits, sizeof(bits));
	if (sum->lower_nj > sum->energy_nj || sum->energy_nj > sum->upper_nj)
		return false;
	return (sum->peak_w == -1 || (sum->peak_w >= 0 && isfinite(sum->peak_w))) &&
		source_signed(source, &sum->first_at) && source_signed(source, &sum->last_at);
}

static bool
source_head(Source *source, FleetOptions *options, uint64_t *n_slots)
{
	uint64_t	width = 0;
	int			flags;

	if (source->end - source->at < 2 || source->at[0] != FLAT_VERSION || (source->at[1] & ~FLAT_FLAGS) != 0)
		return false;
	flags = source->at[1];
	source->at += 2;
	options->named = (flags & FLAT_NAMED) != 0;
	options->seed = 0;
	options->since = INT64_MIN;
	options->until = INT64_MAX;
	if (!source_number(source, &options->max_gap_us) || options->max_gap_us == 0)
		return false;
	if ((flags & FLAT_RANGE) != 0 &&
		(!source_signed(source, &options->since) || !source_signed(source, &options->until) ||
		 options->since > options->until))
		return false;
	if ((flags & FLAT_BUCKETS) != 0 && (!source_number(source, &width) || width == 0 || width > INT64_MAX))
		return false;
	options->width_us = (int64_t) width;
	return source_number(source, n_slots);
}

/* the number of a bucket whose start is a time */
static bool
source_bucket(Source *source, int64_t width, int64_t *number)
{
	return source_signed(source, number) &&
		*number >= bucket_number(SAMPLE_TIME_MIN, width) && *number <= bucket_number(SAMPLE_TIME_END, width);
}

static bool
source_key(Source *source, const FleetOptions *options, FleetKey *key)
{
	uint64_t	length;

	memset(key, 0, sizeof(FleetKey));
	if (!options->named)
		return source_signed(source, &key->device.id);
	if (!source_number(source, &length) || length > (uint64_t) (source->end - source->at))
		return false;
	key->device.name = (const char *) source->at;
	key->length = (size_t) length;
	source->at += length;
	return true;
}

/* the options alone, from which an aggregate makes the fleet that the rest is merged into */
Status
fleet_peek(const uint8_t *bytes, size_t size, FleetOptions *options)
{
	Source		source = {bytes, bytes + size};
	uint64_t	n_slots;

	return source_head(&source, options, &n_slots) ? CORE_OK : CORE_CORRUPT;
}

/*
 * upper_nj is the sum, over intervals, of larger end x duration, each rounded up by less
 * than 1 nJ; a larger end is at most largest_w, there is no more than an interval in a
 * microsecond, so upper <= largest_w x covered_us + covered_us.  With a range the larger
 * end may be a sample outside it, of which the state knows nothing, and with buckets one
 * in another bucket: nothing is said then.  Times of 2^63 us and more, which only forged
 * bytes have, are halved together with the energy until interval_flat takes them.
 */
bool
fleet_sum_possible(const FleetOptions *options, const EnergySum *sum, double largest_w)
{
	i128		upper = sum->upper_nj,
				covered = sum->covered_us,
				most;

	if (options->width_us > 0 || options->since != INT64_MIN || options->until != INT64_MAX)
		return true;
	if (sum->peak_w > largest_w)
		largest_w = sum->peak_w;
	for (; covered >> 63 != 0; covered >>= 1)
		upper >>= 1;
	return interval_flat(largest_w, (uint64_t) covered, &most) != CORE_OK || upper <= most + covered;
}

/*
 * What passes here can be merged and finished without a trap: every number is in its
 * range, every run is a log of as many samples as it says, in order of time, and no byte
 * is left over.  Whether sealed stretches overlap samples is seen at the end, where all
 * parts of a device are together.
 */
Status
fleet_check(const uint8_t *bytes, size_t size, SamplePoll poll)
{
	Source		source = {bytes, bytes + size};
	FleetOptions options;
	uint64_t	n_slots,
				n_buckets = 1;
	double		largest_w = 0;
	Sample samples[FLEET_RUN_SAMPLES];

	if (!source_head(&source, &options, &n_slots))
		return CORE_CORRUPT;
	for (uint64_t s = 0; s < n_slots; s++)
	{
		FleetKey	key;
		FleetRunCode run;

		if (!poll())
			return CORE_CANCELLED;
		if (!source_key(&source, &options, &key))
			return CORE_CORRUPT;
		for (;;)
		{
			if (!fleet_source_run(&source, &run))
				return CORE_CORRUPT;
			if (run.count == 0)
				break;
			if (fleet_run_decode(&run, samples) != CORE_OK)
				return CORE_CORRUPT;
			for (int i = 0; i < run.count; i++)
				largest_w = samples[i].value > largest_w ? samples[i].value : largest_w;
		}
	}
	if (options.width_us > 0 && !source_number(&source, &n_buckets))
		return CORE_CORRUPT;
	for (uint64_t b = 0; b < n_buckets; b++)
	{
		EnergySum	sum;
		int64_t		number;

		if ((options.width_us > 0 && !source_bucket(&source, options.width_us, &number)) ||
			!source_sum(&source, &sum))
			return CORE_CORRUPT;
		if (!fleet_sum_possible(&options, &sum, largest_w))
			return CORE_CORRUPT;
	}
	return source.at == source.end ? CORE_OK : CORE_CORRUPT;
}

/* ---------- merging ---------- */

/*
 * A slot is about to get blocks from elsewhere: what is being sealed ends here.  A sealed
 * stretch lies between the newest block and the tail; with another block between them
 * nobody could tell any longer which two samples are its ends.  The spilled tail bears
 * the mark OPENS that says so.
 */
static void
interrupt(Fleet *fleet, FleetSlot *slot)
{
	if (slot->state == FLEET_HEADED)
		fleet_behead(slot);
	else if (slot->state == FLEET_SEALING)
		fleet_spill(fleet, slot);
	slot->pending = 0;
	tail_open(fleet, slot);
}

/* the runs of one device as one block; changes nothing unless there is room for it */
static Status
merge_device(Fleet *fleet, Source *source)
{
	FleetKey	key;
	FleetSlot  *slot;
	const uint8_t *runs;
	FleetRunCode run;
	size_t		bytes;
	Status		status;

	if (!source_key(source, &fleet->options, &key))
		return CORE_CORRUPT;
	runs = source->at;
	do
		if (!fleet_source_run(source, &run))
			return CORE_CORRUPT;
	while (run.count > 0);
	bytes = (size_t) (source->at - runs) - 1;
	status = next_slot(fleet, key, &slot);
	if (status != CORE_OK)
		return status;
	if (!reserve(&fleet->room, BLOCK_BYTES(bytes) + fleet_emit_room(fleet, slot, slot->count)))
		return CORE_NEED_MEMORY;

	interrupt(fleet, slot);
	if (bytes > 0)
		fleet_block_add(fleet, fleet_new_block(fleet, slot, bytes), runs, bytes);
	return CORE_OK;
}

/* all but the seed, which every state has of its own */
static bool
same_options(const FleetOptions *a, const FleetOptions *b)
{
	return a->named == b->named && a->max_gap_us == b->max_gap_us &&
		a->since == b->since && a->until == b->until && a->width_us == b->width_us;
}

Status
fleet_merge(Fleet *fleet, const uint8_t *bytes, size_t size, FleetCursor *cursor, SamplePoll poll)
{
	Source		source = {bytes + cursor->at, bytes + size};
	const FleetOptions *ours = &fleet->options;
	FleetOptions theirs;
	EnergySum	sum;
	Status		status;

	if (cursor->at == 0)
	{
		if (!source_head(&source, &theirs, &cursor->devices))
			return CORE_CORRUPT;
		if (!same_options(&theirs, ours))
			return CORE_INVALID;
		cursor->at = (size_t) (source.at - bytes);
	}
	/* the sums come last in the bytes: a merge that wants memory has counted nothing twice */
	for (; cursor->devices > 0; cursor->devices--)
	{
		if (!poll())
			return CORE_CANCELLED;
		status = merge_device(fleet, &source);
		if (status != CORE_OK)
			return status;
		cursor->at = (size_t) (source.at - bytes);
	}
	if (ours->width_us == 0)
		return source_sum(&source, &sum) && source.at == source.end ? energy_sum_merge(&fleet->sums.total, &sum) : CORE_CORRUPT;

	if (!cursor->in_buckets)
	{
		if (!source_number(&source, &cursor->buckets))
			return CORE_CORRUPT;
		cursor->in_buckets = true;
		cursor->at = (size_t) (source.at - bytes);
	}
	for (; cursor->buckets > 0; cursor->buckets--)
	{
		int64_t		number;

		if (!source_bucket(&source, ours->width_us, &number) || !source_sum(&source, &sum))
			return CORE_CORRUPT;
		status = fleet_sums_prepare(&fleet->sums, &fleet->room, number, number);
		if (status == CORE_OK)
			status = energy_sum_merge(&fleet_sums_bucket(&fleet->sums, number)->sum, &sum);
		if (status != CORE_OK)
			return status;
		cursor->at = (size_t) (source.at - bytes);
	}
	return source.at == source.end ? CORE_OK : CORE_CORRUPT;
}

/* ---------- canonical ---------- */

/*
 * A run of the canonical form that is being filled.  Runs end where a sealed stretch begins
 * or ends, and after 255 samples: that follows from the samples alone, so equal samples
 * give equal bytes.
 */
typedef struct Run
{
	Sample samples[FLEET_RUN_SAMPLES];
	int			count;
	int			marks;
} Run;

static void
run_end(Run *run, Sink *sink)
{
	if (run->count > 0)
		sink_samples(sink, run->samples, run->count, run->marks);
	run->count = run->marks = 0;
}

static void
run_add(Run *run, Sink *sink, int64_t at, double watts, int marks)
{
	if ((marks & OPENS) != 0)
		run_end(run, sink);
	run->samples[run->count++] = (Sample) {at, watts};
	run->marks |= marks;
	if ((marks & CLOSES) != 0 || run->count == FLEET_RUN_SAMPLES)
		run_end(run, sink);
}

/*
 * The stretch [a, n) of sorted items, without a gap but for sealed ones.  What is sealed in
 * the canonical form follows from the samples, not from the order of adding: from the
 * first group with FLEET_FREE samples before it to the last with as many after it, or
 * further where the state has sealed further already.  All between is booked here, but
 * for what the state has booked itself (CLOSES); samples of one instant at either end
 * become their mean, which is what every neighbour of theirs was booked with.
 */
static Status
canonical_stretch(const FleetOptions *options, FleetWork *work, Run *run, Sink *sink, size_t a, size_t n)
{
	const FleetItem *items = work->items;
	size_t		from,
				to,
				first = n,
				last = n;
	bool		seal = fleet_sealable(items, a, n, &from, &to);
	Status		status;

	for (size_t i = a; i < n; i++)
	{
		if ((items[i].marks & CLOSES) != 0 && first == n)
			first = i;
		if ((items[i].marks & OPENS) != 0)
			last = i;
	}
	if (first < n)
	{
		if (!seal || first < from)
			from = first;
		if (!seal || last > to)
			to = last;
		seal = true;
	}
	if (!seal)
		from = to = n;

	for (size_t i = a; i < n; i++)
	{
		size_t		next = group_end(items, n, i);

		if (i < from || i > to || !seal)
		{
			run_add(run, sink, items[i].at, items[i].value, 0);
			continue;
		}
		if (i == from || i == to)
		{
			InstantPower power = group_power(items, i, next);

			if (i == from)
				book_conflict(&work->sums, options, items[i].at, power);
			run_add(run, sink, items[i].at, power.watts, i == from ? CLOSES : OPENS);
		}
		if (i < to && (items[i].marks & CLOSES) == 0)
		{
			status = fleet_book(&work->sums, options, items[i].at, group_watts(items, i, next),
						  items[next].at, group_power(items, next, group_end(items, n, next)));
			if (status != CORE_OK)
				return status;
		}
		i = next - 1;
	}
	return CORE_OK;
}

/* canonical bytes name devices in order of their ids, or of the bytes of their names */
static bool
id_before(const void *a, const void *b)
{
	return ((const FleetSlot *) a)->device.id < ((const FleetSlot *) b)->device.id;
}

static bool
name_before(const void *a, const void *b)
{
	const char *x = ((const FleetSlot *) a)->device.name,
			   *y = ((const FleetSlot *) b)->device.name;
	uint32_t	nx = fleet_name_length(x),
				ny = fleet_name_length(y);
	int			order = memcmp(x, y, nx < ny ? nx : ny);

	return order < 0 || (order == 0 && nx < ny);
}

/*
 * Devices by key, each one's samples sorted, its stretches sealed anew and its runs filled:
 * nothing is left of the order and the parts in which rows came, which is what makes the
 * states of different plans equal byte for byte.
 */
Status
fleet_canonical(const Fleet *fleet, FleetWork *work, SamplePoll poll)
{
	const FleetOptions *options = &fleet->options;
	Sink		sink = {work->out, work->out_used};
	Status		status = fleet_work_start(fleet, work);

	if (status != CORE_OK)
		return status;
	if (work->order == NULL && fleet->n_slots > 0)
	{
		if (!reserve(&work->room, fleet->n_slots * sizeof(void *)))
			return CORE_NEED_MEMORY;
		work->order = take(&work->room, fleet->n_slots * sizeof(void *));
		for (uint32_t s = 0; s < fleet->n_slots; s++)
			work->order[s] = slot_at(fleet, s);
		status = fleet_sort_pointers(work->order, fleet->n_slots, options->named ? name_before : id_before, poll);
		if (status != CORE_OK)
			return status;
	}
	for (;; work->slot++)
	{
		const FleetSlot *slot = NULL;
		Run			run;
		size_t		most = 1024;

		/* head, sums and the rest of a device's bytes are below 1024 */
		work->out_used = sink.size;
		if (work->slot < fleet->n_slots)
		{
			slot = work->order[work->slot];
			if (work->n_items == 0)
			{
				status = fleet_gather(work, options, slot, poll);
				if (status != CORE_OK)
					return status;
			}
			most += RUN_LOG_BYTES(work->n_items) + work->n_items / 8 +
				(options->named ? fleet_name_length(slot->device.name) : 0);
		}
		if (work->out_size - work->out_used < most)
		{
			work->room.need = 0;
			return CORE_NEED_MEMORY;
		}
		if (work->slot == 0)
			sink_head(&sink, options, fleet->n_slots);
		if (slot == NULL)
			break;				/* all devices are done */

		sink_key(&sink, options, slot);
		run.count = run.marks = 0;
		for (size_t a = 0; a < work->n_items;)
		{
			size_t		end = a + 1;

			while (end < work->n_items &&
				   ((work->items[end].marks & OPENS) != 0 ||
					interval_us(work->items[end - 1].at, work->items[end].at) <= options->max_gap_us))
				end++;
			status = canonical_stretch(options, work, &run, &sink, a, end);
			if (status != CORE_OK)
				return status;
			a = end;
		}
		run_end(&run, &sink);
		sink_byte(&sink, 0);
		work->n_items = 0;
	}
	/* as fleet_finish: what is written must pass fleet_check */
	if (!fleet_sum_possible(options, &fleet->sums.total, work->largest_w))
		return CORE_CORRUPT;
	sink_sum(&sink, &work->sums.total);
	work->out_used = sink.size;
	return CORE_OK;
}
