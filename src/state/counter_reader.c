/*
 * counter_reader.c
 *		How a cumulative counter is read.
 *
 * A reading that cannot follow the last accepted one begins a branch, whose
 * energy is kept aside in doubt until the counter comes back (the branch is
 * rejected) or has gone on for long enough (it is confirmed).
 */
#include "state/counter_reader.h"

#include <math.h>

#define NJ_PER_W_US		1000	/* 1 W during 1 us = 1000 nJ */

/* readings whose difference fits into INTERVAL_MAX_NJ, whatever it is */
#define INCREASE_MAX	1e27

void
counter_reader_init(CounterReader *reader, double max_w, double wrap_j, int64_t since, int64_t until)
{
	static const CounterReader zero;

	*reader = zero;
	energy_sum_init(&reader->sum);
	reader->max_w = max_w;
	reader->wrap_j = wrap_j;
	reader->refresh_us = COUNTER_REFRESH_US;
	reader->since = since;
	reader->until = until;
}

/* ---------- the window ---------- */

static inline bool
in_window(const CounterReader *reader, int64_t at)
{
	return at >= reader->since && at < reader->until;
}

/* the microseconds of [t0, t1) in the window */
static uint64_t
us_in_window(const CounterReader *reader, int64_t t0, int64_t t1)
{
	int64_t		from = t0 > reader->since ? t0 : reader->since;
	int64_t		to = t1 < reader->until ? t1 : reader->until;

	return from < to ? interval_us(from, to) : 0;
}

/* the part of nj in the window, the time from t0 to t1 being gone through evenly */
static i128
share_in_window(const CounterReader *reader, int64_t t0, int64_t t1, i128 nj)
{
	int64_t		from = t0 > reader->since ? t0 : reader->since;
	int64_t		to = t1 < reader->until ? t1 : reader->until;

	if (from >= to)
		return 0;
	return interval_share(nj, interval_us(t0, to), interval_us(t0, t1)) -
		interval_share(nj, interval_us(t0, from), interval_us(t0, t1));
}

static void
count_sample(const CounterReader *reader, EnergySum *sum, int64_t at)
{
	if (in_window(reader, at))
		energy_sum_sample(sum, at, 1);
}

/* energy between t0 and t1, and its bounds: lower <= nj <= upper, in every window too */
static Status
add_energy(const CounterReader *reader, EnergySum *sum, int64_t t0, int64_t t1, i128 nj, i128 lower, i128 upper)
{
	i128		energy = share_in_window(reader, t0, t1, nj);
	i128		low = share_in_window(reader, t0, t1, lower);
	i128		high = share_in_window(reader, t0, t1, upper);

	/* each share is rounded by itself: they may cross by 1 nJ */
	if (low > energy)
		low = energy;
	if (high < energy)
		high = energy;
	return energy_add(&sum->energy_nj, energy) && energy_add(&sum->lower_nj, low) &&
		energy_add(&sum->upper_nj, high) ? CORE_OK : CORE_RANGE;
}

/* what else the same time can have used: the bounds hold it as well */
static void
widen(EnergySum *sum, i128 lower_nj, i128 upper_nj)
{
	if (lower_nj < sum->lower_nj)
		sum->lower_nj = lower_nj;
	if (upper_nj > sum->upper_nj)
		sum->upper_nj = upper_nj;
}

/* ---------- what can follow ---------- */

/* where the interval to a reading begins: at the last change, unless that is too long ago */
static int64_t
interval_start(const CounterReader *reader, const CounterTip *tip, int64_t at)
{
	return interval_us(tip->first, at) <= reader->refresh_us ? tip->first : tip->reading.at;
}

/*
 * The time that a rise up to this instant is judged by.  A value may have been
 * the counter's since just after the reading before it was first seen; that counts
 * where values are seen to stay, else spikes would have twice the time.
 */
static uint64_t
judged_us(const CounterReader *reader, const CounterTip *tip, int64_t at)
{
	int64_t		start = interval_start(reader, tip, at);
	uint64_t	us = interval_us(start, at),
				age;

	if (start != tip->first || tip->held_at == INT64_MIN || interval_us(tip->held_at, at) > reader->refresh_us)
		return us;
	age = interval_us(tip->before, at);
	if (age > reader->refresh_us)
		age = reader->refresh_us;
	return us > age ? us : age;
}

/* can so much be used in so long? */
static bool
possible(const CounterReader *reader, uint64_t us, i128 nj)
{
	i128		most;

	return isinf(reader->max_w) || interval_flat(reader->max_w, us, &most) != CORE_OK || nj <= most;
}

/* is c a possible rise, or none, from the tip? */
static bool
rises(const CounterReader *reader, const CounterTip *tip, const Sample *c, i128 *nj)
{
	if (c->value < tip->reading.value || interval_rise(tip->reading.value, c->value, nj) != CORE_OK)
		return false;
	if (c->at == tip->reading.at)
		return *nj == 0;
	return *nj == 0 || possible(reader, judged_us(reader, tip, c->at), *nj);
}

/* ---------- what is counted ---------- */

static void
add_stuck(const CounterReader *reader, EnergySum *sum, int64_t t0, int64_t t1)
{
	sum->stuck_us += us_in_window(reader, t0, t1);
}

/* where the interval to c begins; time before it that still waits is stuck */
static int64_t
begin_interval(const CounterReader *reader, EnergySum *sum, const CounterTip *tip, const Sample *c)
{
	int64_t		start = interval_start(reader, tip, c->at);

	if (start != tip->first)
		add_stuck(reader, sum, counter_tip_from(reader, tip), tip->reading.at);
	return start;
}

static void
advance(CounterTip *tip, const Sample *c)
{
	tip->before = tip->reading.at;
	tip->first = c->at;
	tip->reading = *c;
}

/* time from t0 to c whose energy is known */
static Status
add_covered(const CounterReader *reader, EnergySum *sum, int64_t t0, const Sample *c, i128 nj, i128 lower)
{
	uint64_t	covered = us_in_window(reader, t0, c->at);
	double		mean_w = interval_quotient(nj, NJ_PER_W_US) / (double) interval_us(t0, c->at);

	if (covered == 0)
		return CORE_OK;
	sum->covered_us += covered;
	/* a refresh seen late leaves less time to the next one than it had */
	energy_sum_peak(sum, mean_w < reader->max_w ? mean_w : reader->max_w);
	return add_energy(reader, sum, t0, c->at, nj, lower, nj);
}

/* from the tip to c the counter rose by nj */
static Status
add_rise(const CounterReader *reader, EnergySum *sum, CounterTip *tip, const Sample *c, i128 nj)
{
	Status		status;

	count_sample(reader, sum, c->at);
	if (c->at == tip->reading.at)
		return CORE_OK;
	if (nj == 0)
	{
		if (interval_us(tip->first, c->at) > reader->refresh_us)
			add_stuck(reader, sum, counter_tip_from(reader, tip), c->at);
		tip->held_at = c->at;
		tip->reading = *c;
		return CORE_OK;
	}
	status = add_covered(reader, sum, begin_interval(reader, sum, tip, c), c, nj, nj);
	advance(tip, c);
	return status;
}

/* nothing is known of the time from the tip to c but that it cannot have used more than max_w */
static Status
add_gap(const CounterReader *reader, EnergySum *sum, const CounterTip *tip, const Sample *c)
{
	int64_t		start = begin_interval(reader, sum, tip, c);
	i128		most = 0;
	Status		status = energy_sum_gap(sum, start, c->at, reader->since, reader->until);

	if (status == CORE_OK && !isinf(reader->max_w))
		status = interval_flat(reader->max_w, interval_us(start, c->at), &most);
	if (status == CORE_OK)
		status = add_energy(reader, sum, start, c->at, 0, 0, most);
	return status;
}

/* c is below the tip: a wrap or a reset */
static Status
add_drop(const CounterReader *reader, EnergySum *sum, CounterTip *tip, const Sample *c)
{
	uint64_t	us = judged_us(reader, tip, c->at);
	bool		later = c->at > tip->reading.at;
	int64_t		start = interval_start(reader, tip, c->at);
	i128		nj,
				rest;
	Status		status;

	count_sample(reader, sum, c->at);
	if (later && reader->wrap_j > 0 && tip->reading.value <= reader->wrap_j &&
		interval_rise(tip->reading.value, reader->wrap_j, &rest) == CORE_OK &&
		interval_rise(0, c->value, &nj) == CORE_OK && possible(reader, us, rest + nj))
	{
		sum->wraps += in_window(reader, c->at);
		status = add_covered(reader, sum, begin_interval(reader, sum, tip, c), c, rest + nj, nj);
	}
	else
	{
		sum->resets += in_window(reader, c->at);
		status = add_gap(reader, sum, tip, c);
		if (status == CORE_OK && interval_rise(0, c->value, &nj) == CORE_OK && later && possible(reader, us, nj))
			status = add_energy(reader, sum, start, c->at, nj, nj, nj);
	}
	advance(tip, c);
	return status;
}

/* ---------- branches ---------- */

/* a reading that is neither a rise from the last one nor explained by a branch */
static Status
begin_branch(CounterReader *reader, const Sample *c)
{
	Status		status;

	energy_sum_init(&reader->doubt);
	reader->length = 1;
	reader->tip = reader->last;
	if (c->value < reader->last.reading.value)
	{
		reader->branch = COUNTER_LOW;
		return add_drop(reader, &reader->doubt, &reader->tip, c);
	}
	reader->branch = COUNTER_HIGH;
	reader->doubt.rejected += in_window(reader, c->at);
	status = add_gap(reader, &reader->doubt, &reader->tip, c);
	advance(&reader->tip, c);
	return status;
}

static void
reject_branch(CounterReader *reader)
{
	reader->sum.rejected += reader->doubt.samples + reader->doubt.rejected;
	reader->branch = COUNTER_STRAIGHT;
}

/* proven: it has gone on for longer than a glitch lasts */
static Status
confirm_branch(CounterReader *reader, bool proven)
{
	/* low readings that may yet be a glitch: nothing is known to be used after the last one */
	if (reader->branch == COUNTER_LOW && !proven)
		widen(&reader->doubt, 0, 0);
	reader->last = reader->tip;
	reader->branch = COUNTER_STRAIGHT;
	return energy_sum_merge(&reader->sum, &reader->doubt);
}

static Status
push_straight(CounterReader *reader, const Sample *c)
{
	i128		nj;

	if (!rises(reader, &reader->last, c, &nj))
		return begin_branch(reader, c);
	return add_rise(reader, &reader->sum, &reader->last, c, nj);
}

/*
 * c is back on the line of the last accepted reading, which rose by nj up to it, and
 * on from the low ones as well, by on_nj: the energy is that of one of the two, the
 * bounds hold both.
 */
static Status
push_both(CounterReader *reader, const Sample *c, i128 nj, i128 on_nj, bool glitch)
{
	EnergySum	straight;
	CounterTip	last = reader->last;
	Status		status;

	energy_sum_init(&straight);
	status = add_rise(reader, &straight, &last, c, nj);
	if (status == CORE_OK)
		status = add_rise(reader, &reader->doubt, &reader->tip, c, on_nj);
	if (status != CORE_OK)
		return status;
	if (!glitch)
	{
		widen(&reader->doubt, straight.lower_nj, straight.upper_nj);
		return CORE_OK;
	}
	widen(&straight, reader->doubt.lower_nj, reader->doubt.upper_nj);
	reader->doubt.samples -= in_window(reader, c->at);	/* this one is accepted */
	reject_branch(reader);
	reader->last = last;
	return energy_sum_merge(&reader->sum, &straight);
}

/*
 * A single high reading, and c is the same: so the counter is refreshed more
 * slowly than it is read, which could not be known when the high one was judged.
 */
static bool
was_refresh(const CounterReader *reader, const Sample *c, i128 *nj)
{
	CounterTip	last = reader->last;

	last.held_at = reader->tip.reading.at;
	return reader->branch == COUNTER_HIGH && reader->length == 1 && c->value == reader->tip.reading.value &&
		c->at > reader->tip.reading.at && rises(reader, &last, &reader->tip.reading, nj);
}

static Status
push_branch(CounterReader *reader, const Sample *c)
{
	i128		nj,
				on_nj;
	bool		back = rises(reader, &reader->last, c, &nj);
	bool		on = rises(reader, &reader->tip, c, &on_nj);
	bool		glitch = back && (reader->length == 1 || !on);
	Status		status;

	if (was_refresh(reader, c, &nj))
	{
		reader->branch = COUNTER_STRAIGHT;
		status = add_rise(reader, &reader->sum, &reader->last, &reader->tip.reading, nj);
		return status == CORE_OK ? push_straight(reader, c) : status;
	}
	if (back && on && reader->branch == COUNTER_LOW)
	{
		status = push_both(reader, c, nj, on_nj, glitch);
		if (glitch)
			return status;
	}
	else if (glitch)
	{
		reject_branch(reader);
		return push_straight(reader, c);
	}
	else if (on)
		status = add_rise(reader, &reader->doubt, &reader->tip, c, on_nj);
	else if (reader->branch == COUNTER_LOW && c->value < reader->tip.reading.value)
		status = add_drop(reader, &reader->doubt, &reader->tip, c);
	else
	{
		/* a single high reading is a spike; all else went on and is left behind */
		if (reader->branch == COUNTER_HIGH && reader->length == 1)
			reject_branch(reader);
		else if ((status = confirm_branch(reader, false)) != CORE_OK)
			return status;
		return push_straight(reader, c);
	}
	if (status == CORE_OK && ++reader->length > COUNTER_GLITCH)
		status = confirm_branch(reader, true);
	return status;
}

static bool
is_reading(double value)
{
	return value >= 0 && !isinf(value);
}

Status
counter_reader_push(CounterReader *reader, int64_t at, double joules)
{
	Sample		c = {at, joules};

	if (!is_reading(joules))
	{
		reader->sum.rejected += in_window(reader, at);
		return CORE_OK;
	}
	/* without max_w no rise is impossible: what is too large to count must not be left out */
	if (isinf(reader->max_w) && joules > INCREASE_MAX)
		return CORE_RANGE;
	if (!reader->started)
	{
		reader->started = true;
		reader->last = (CounterTip) {c, at, INT64_MIN, INT64_MIN};	/* its value may be of any age */
		reader->seen = c;
		count_sample(reader, &reader->sum, at);
		return CORE_OK;
	}
	if (at != reader->seen.at)
		reader->conflict = false;
	else if (joules != reader->seen.value && !reader->conflict)
	{
		reader->conflict = true;
		reader->sum.conflicts += in_window(reader, at);
	}
	reader->seen = c;
	return reader->branch == COUNTER_STRAIGHT ? push_straight(reader, &c) : push_branch(reader, &c);
}

Status
counter_reader_push_many(void *counter_reader, const Sample *samples, size_t n)
{
	Status		status = CORE_OK;

	for (size_t i = 0; i < n && status == CORE_OK; i++)
		status = counter_reader_push(counter_reader, samples[i].at, samples[i].value);
	return status;
}

Status
counter_reader_end(CounterReader *reader)
{
	Status		status = CORE_OK;

	if (reader->branch == COUNTER_HIGH && reader->length == 1)
		reject_branch(reader);
	else if (reader->branch != COUNTER_STRAIGHT)
		status = confirm_branch(reader, false);
	/* no change came: what waits for one is stuck */
	if (reader->started)
	{
		add_stuck(reader, &reader->sum, counter_tip_from(reader, &reader->last), reader->last.reading.at);
		reader->last.first = reader->last.reading.at;
	}
	return status;
}

/* ---------- increase ---------- */

void
increase_reader_init(IncreaseReader *reader)
{
	static const IncreaseReader zero;

	*reader = zero;
}

/* the instant of now is complete */
static Status
close_instant(IncreaseReader *reader)
{
	i128		steps = 0;

	if (reader->started &&
		interval_rise(reader->now.value >= reader->last.value ? reader->last.value : 0, reader->now.value, &steps) != CORE_OK)
		return CORE_RANGE;
	reader->started = true;
	reader->last = reader->now;
	reader->pending = false;
	return energy_add(&reader->increase, steps) ? CORE_OK : CORE_RANGE;
}

Status
increase_reader_push_many(void *increase_reader, const Sample *samples, size_t n)
{
	IncreaseReader *reader = increase_reader;

	for (size_t i = 0; i < n; i++)
	{
		if (!is_reading(samples[i].value))
			continue;
		if (samples[i].value > INCREASE_MAX)
			return CORE_RANGE;
		reader->readings++;
		if (reader->pending && samples[i].at == reader->now.at)
		{
			/* they come in ascending order */
			if (reader->started && reader->now.value < reader->last.value && samples[i].value >= reader->last.value)
				reader->now.value = samples[i].value;
			continue;
		}
		if (reader->pending && close_instant(reader) != CORE_OK)
			return CORE_RANGE;
		reader->now = samples[i];
		reader->pending = true;
	}
	return CORE_OK;
}

Status
increase_reader_end(IncreaseReader *reader)
{
	return reader->pending ? close_instant(reader) : CORE_OK;
}
