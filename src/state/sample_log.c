/*
 * sample_log.c
 *		Samples in the order in which they came, in a few bytes each.
 *
 * Control byte: the high half is the number of bytes of the zigzagged change of
 * the time step, 0 to 8; the low half says how the value is coded.  A control
 * byte RESTART begins a log that was appended to this one: its first sample is
 * coded against nothing.
 */
#include "state/sample_log.h"

#include <float.h>

#include "core/compiler.h"
#include "core/decimal.h"
#include "core/wire.h"

/* low half of a control byte */
enum
{
	VALUE_SAME = 0,				/* the last value's bits */
	/* 1 to 8: bytes of the zigzagged change in the current format */
	VALUE_FORMAT = 9,			/* a format byte, then a double's bits: the format holds from here */
	VALUE_FLOAT = 10,			/* a float's bits; the format stays */
	VALUE_DOUBLE = 11			/* a double's bits; the format stays */
};

#define RESTART		0xff

/* after a value without decimal format, look for one only so often */
#define MISSES_BETWEEN_SEARCHES	16

/* samples handed to a visitor at once */
#define BATCH	256

static const SampleContext nothing;

void
sample_log_init(SampleLog *log)
{
	static const SampleLog empty;

	*log = empty;
	log->sorted = true;
}

/* the first decimal format that holds the value, or -1 */
static int
search_format(double value, int64_t *whole)
{
	for (int format = 0; format < DECIMAL_FLOAT_BITS; format++)
	{
		if (decimal_whole(format, value, whole))
			return format;
	}
	return -1;
}

/* a value that is not in the format, or none was found yet */
static rare uint8_t *
put_other_value(SampleContext *last, uint8_t *p, uint8_t *control, double value)
{
	int64_t		whole;

	if (last->misses++ % MISSES_BETWEEN_SEARCHES == 0)
	{
		int			format = search_format(value, &whole);

		if (format >= 0)
		{
			*control |= VALUE_FORMAT;
			last->format = format;
			last->whole = whole;
			last->misses = 0;
			*p++ = (uint8_t) format;
			return wire_put(p, sample_bits(value), 8);
		}
	}
	if (decimal_encode(DECIMAL_FLOAT_BITS, value, &whole))
	{
		*control |= VALUE_FLOAT;
		return wire_put(p, sample_real_bits((float) value), 4);
	}
	*control |= VALUE_DOUBLE;
	return wire_put(p, sample_bits(value), 8);
}

/* one sample; returns one past its last byte */
static inlined uint8_t *
put_sample(SampleContext *last, uint8_t *control, int64_t at, double value)
{
	uint64_t	step = (uint64_t) at - (uint64_t) last->at,
				change = wire_zigzag((int64_t) (step - last->step)),
				bits = sample_bits(value);
	int			n = wire_bytes(change);
	uint8_t    *p = wire_put_roomy(control + 1, change, n);
	int64_t		whole;

	*control = (uint8_t) (n << 4);
	last->at = at;
	last->step = step;
	if (bits == last->bits)
		return p;
	last->bits = bits;
	if (decimal_whole(last->format, value, &whole))
	{
		change = wire_zigzag((int64_t) ((uint64_t) whole - (uint64_t) last->whole));
		n = wire_bytes(change);
		if (n == 0)
			n = 1;				/* the last value was not in the format */
		*control |= (uint8_t) n;
		last->whole = whole;
		last->misses = 0;
		p = wire_put_roomy(p, change, n);
	}
	else
	{
		SampleContext copy = *last;		/* what has an address does not live in registers */

		p = put_other_value(&copy, p, control, value);
		*last = copy;
	}
	return p;
}

uint8_t *
sample_log_append(SampleLog *log, uint8_t *end, int64_t at, double value)
{
	Sample		sample = {at, value};
	uint8_t    *p;

	if (log->n == 0)
		log->first = sample;
	else if (at <= log->last.at && log->sorted)
	{
		Sample		before = {log->last.at, sample_from_bits(log->last.bits)};

		log->sorted = !sample_before(&sample, &before);
	}
	p = put_sample(&log->last, end, at, value);
	log->used += (uint64_t) (p - end);
	log->n++;
	return p;
}

uint8_t *
sample_log_append_reals(SampleLog *log, uint8_t *end, int64_t base, const SampleReal *reals, uint32_t n)
{
	SampleContext last;
	Sample		first;
	Sample		before;
	uint8_t    *p = end;

	if (n == 0)
		return end;
	first = (Sample) {base + reals[0].offset, reals[0].value};
	before = (Sample) {log->last.at, sample_from_bits(log->last.bits)};
	if (log->n == 0)
		log->first = first;
	else if (log->sorted)
		log->sorted = !sample_before(&first, &before);
	last = log->last;
	for (uint32_t i = 0; i < n; i++)
		p = put_sample(&last, p, base + reals[i].offset, reals[i].value);
	log->last = last;
	log->used += (uint64_t) (p - end);
	log->n += n;
	return p;
}

uint8_t *
sample_log_concat(SampleLog *log, uint8_t *end, const SampleLog *other, const SamplePiece *others)
{
	Sample		before = {log->last.at, sample_from_bits(log->last.bits)};

	if (other->n == 0)
		return end;
	if (log->n == 0)
	{
		*log = *other;
		return sample_pieces_copy(end, others);
	}
	log->sorted = log->sorted && other->sorted && !sample_before(&other->first, &before);
	*end++ = RESTART;
	log->used += 1 + other->used;
	log->n += other->n;
	log->last = other->last;
	return sample_pieces_copy(end, others);
}

uint8_t *
sample_pieces_copy(uint8_t *to, const SamplePiece *pieces)
{
	for (const SamplePiece *piece = pieces; piece != NULL; piece = piece->next)
	{
		if (piece->used > 0)
			memcpy(to, piece->bytes, piece->used);
		to += piece->used;
	}
	return to;
}

/* where a walk through a log is: in one piece, for its context goes on in the next */
typedef struct SampleCursor
{
	SampleContext last;
	const uint8_t *p;
	const uint8_t *end;
} SampleCursor;

static void
cursor_enter(SampleCursor *cursor, const uint8_t *bytes, uint64_t used)
{
	cursor->p = bytes;
	cursor->end = bytes + used;
}

/* get reads n bytes; left is how many there are */
static inline bool
next(SampleCursor *cursor, Sample *sample, ptrdiff_t left, uint64_t (*get) (const uint8_t *, int))
{
	SampleContext *last = &cursor->last;
	const uint8_t *p = cursor->p;
	int			n = *p >> 4;
	int			code = *p++ & 15;

	if (n > 8 || left < 1 + n)
		return false;
	left -= 1 + n;
	last->step += (uint64_t) wire_unzigzag(get(p, n));
	last->at = (int64_t) ((uint64_t) last->at + last->step);
	p += n;
	if (code <= 8)
	{
		if (left < code)
			return false;
		if (code != VALUE_SAME)
		{
			last->whole = (int64_t) ((uint64_t) last->whole + (uint64_t) wire_unzigzag(get(p, code)));
			last->bits = sample_bits(decimal_decode(last->format, last->whole));
			p += code;
		}
	}
	else if (code == VALUE_FORMAT)
	{
		if (left < 9 || *p >= DECIMAL_FLOAT_BITS)
			return false;
		last->format = *p;
		last->bits = get(p + 1, 8);
		if (!decimal_whole(last->format, sample_from_bits(last->bits), &last->whole))
			return false;
		p += 9;
	}
	else if (code == VALUE_FLOAT)
	{
		uint32_t	bits;
		float		single;

		if (left < 4)
			return false;
		bits = (uint32_t) get(p, 4);
		memcpy(&single, &bits, sizeof(single));
		last->bits = sample_bits(sample_canonical((double) single));
		p += 4;
	}
	else if (code == VALUE_DOUBLE && left >= 8)
	{
		last->bits = sample_bits(sample_canonical(sample_from_bits(get(p, 8))));
		p += 8;
	}
	else
		return false;
	cursor->p = p;
	sample->at = last->at;
	sample->value = sample_from_bits(last->bits);
	return true;
}

/* the next sample; false at the end, or if the bytes are no log (then cursor->p != cursor->end) */
static inline bool
cursor_next(SampleCursor *cursor, Sample *sample)
{
	ptrdiff_t	left = cursor->end - cursor->p;

	if (left == 0)
		return false;
	if (*cursor->p == RESTART)
	{
		if (left == 1)
			return false;
		cursor->last = nothing;
		cursor->p++;
		left--;
	}
	if (left >= SAMPLE_LOG_ROOM)
		return next(cursor, sample, left, wire_get_roomy);
	return next(cursor, sample, left, wire_get);
}

Status
sample_log_restore(SampleLog *log, const uint8_t *bytes, uint64_t used, SamplePoll poll)
{
	SampleCursor cursor = {nothing, bytes, bytes + used};
	Sample		sample;
	Sample		before = {0, 0};

	sample_log_init(log);
	/* nothing is before the first sample, and behind another log it could not be read */
	if (used > 0 && *bytes == RESTART)
		return CORE_CORRUPT;
	while (cursor_next(&cursor, &sample))
	{
		if (!sample_time_valid(sample.at))
			return CORE_CORRUPT;
		if (log->n == 0)
			log->first = sample;
		else if (sample_before(&sample, &before))
			log->sorted = false;
		before = sample;
		if (++log->n % SAMPLE_POLL_EVERY == 0 && poll != NULL && !poll())
			return CORE_CANCELLED;
	}
	if (cursor.p != cursor.end)
		return CORE_CORRUPT;
	log->used = used;
	log->last = cursor.last;
	return CORE_OK;
}

Status
sample_log_visit(const SamplePiece *pieces, SampleVisitor visitor, void *reader, SamplePoll poll)
{
	SampleCursor cursor = {nothing, NULL, NULL};
	Sample		samples[BATCH];
	uint32_t	polled = 0;
	size_t		n = 0;

	for (const SamplePiece *piece = pieces; piece != NULL; piece = piece->next)
	{
		cursor_enter(&cursor, piece->bytes, piece->used);
		for (;;)
		{
			Status		status;

			while (n < BATCH && cursor_next(&cursor, &samples[n]))
				n++;
			if (n < BATCH)
				break;
			status = visitor(reader, samples, n);
			if (status != CORE_OK)
				return status;
			n = 0;
			if (++polled % (SAMPLE_POLL_EVERY / BATCH) == 0 && poll != NULL && !poll())
				return CORE_CANCELLED;
		}
		if (cursor.p != cursor.end)
			return CORE_CORRUPT;
	}
	return n > 0 ? visitor(reader, samples, n) : CORE_OK;
}

typedef struct Collected
{
	Sample	   *next;
	size_t		room;
} Collected;

/* a SampleVisitor */
static Status
collect(void *collected, const Sample *samples, size_t n)
{
	Collected  *into = collected;

	if (n > into->room)
		return CORE_CORRUPT;
	memcpy(into->next, samples, n * sizeof(Sample));
	into->next += n;
	into->room -= n;
	return CORE_OK;
}

Status
sample_log_samples(const SampleLog *log, const SamplePiece *pieces, Sample *samples, SamplePoll poll)
{
	Collected	into = {samples, (size_t) log->n};
	Status		status = sample_log_visit(pieces, collect, &into, poll);

	return status == CORE_OK && into.room > 0 ? CORE_CORRUPT : status;
}

Status
sample_log_power_run(const uint8_t *bytes, uint64_t used, int n, Sample *samples)
{
	SampleCursor cursor = {nothing, bytes, bytes + used};
	int64_t		before = SAMPLE_TIME_MIN;
	bool		good = true;

	for (int i = 0; i < n && good; i++)
	{
		good = cursor_next(&cursor, &samples[i]) && samples[i].at >= before && samples[i].at < SAMPLE_TIME_END &&
			samples[i].value >= 0 && samples[i].value <= DBL_MAX;
		before = samples[i].at;
	}
	return good && cursor.p == cursor.end ? CORE_OK : CORE_CORRUPT;
}
