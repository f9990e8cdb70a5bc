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
	energy_sum_init(&reader->sum);
	reader->max_w = max_w;
	reader->wrap_j = wrap_j;
	reader->since = since;
	reader->until = until;
	reader->started = false;
	reader->branch = COUNTER_STRAIGHT;
	reader->length = 0;
}

static inline bool
in_window(const CounterReader *reader, int64_t at)
{
	return at >= reader->since && at < reader->until;
}

/* can so much be used in so long? */
static bool
possible(const CounterReader *reader, uint64_t us, i128 nj)
{
	i128		most;

	if (nj == 0)
		return true;
	if (us == 0)
		return false;
	return isinf(reader->max_w) || interval_flat(reader->max_w, us, &most) != CORE_OK || nj <= most;
}

/* is b a possible rise, or none, from a? */
static bool
rises(const CounterReader *reader, const Sample *a, const Sample *b, i128 *nj)
{
	return b->value >= a->value && interval_rise(a->value, b->value, nj) == CORE_OK &&
		possible(reader, interval_us(a->at, b->at), *nj);
}

/* the part of nj in the window, the time from a to b being gone through evenly */
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

/* from reading a to b the counter rose by nj */
static Status
add_rise(const CounterReader *reader, EnergySum *sum, const Sample *a, const Sample *b, i128 nj)
{
	EnergyInterval interval = {a->at, b->at, nj, nj, nj, false};
	uint64_t	us = interval_us(a->at, b->at);
	i128		covered = sum->covered_us;
	Status		status;

	count_sample(reader, sum, b->at);
	if (us == 0)
		return CORE_OK;
	status = energy_sum_interval(sum, &interval, reader->since, reader->until);
	if (sum->covered_us == covered)
		return status;
	if (nj == 0)
	{
		sum->stuck_us += sum->covered_us - covered;
		sum->covered_us = covered;
	}
	else
		energy_sum_peak(sum, interval_quotient(nj, NJ_PER_W_US) / (double) us);
	return status;
}

/* nothing is known of the time from a to b but that it cannot have used more than max_w */
static Status
add_gap(const CounterReader *reader, EnergySum *sum, int64_t t0, int64_t t1)
{
	i128		most = 0;
	Status		status = energy_sum_gap(sum, t0, t1, reader->since, reader->until);

	if (status == CORE_OK && !isinf(reader->max_w))
		status = interval_flat(reader->max_w, interval_us(t0, t1), &most);
	if (status == CORE_OK && !energy_add(&sum->upper_nj, share_in_window(reader, t0, t1, most)))
		status = CORE_RANGE;
	return status;
}

/* b is below a: a wrap or a reset */
static Status
add_drop(const CounterReader *reader, EnergySum *sum, const Sample *a, const Sample *b)
{
	i128		nj,
				rest;
	uint64_t	us = interval_us(a->at, b->at);
	Status		status;

	if (reader->wrap_j > 0 && a->value <= reader->wrap_j &&
		interval_rise(a->value, reader->wrap_j, &rest) == CORE_OK && interval_rise(0, b->value, &nj) == CORE_OK &&
		possible(reader, us, rest + nj))
	{
		sum->wraps += in_window(reader, b->at);
		return add_rise(reader, sum, a, b, rest + nj);
	}
	sum->resets += in_window(reader, b->at);
	count_sample(reader, sum, b->at);
	status = add_gap(reader, sum, a->at, b->at);
	if (status == CORE_OK && interval_rise(0, b->value, &nj) == CORE_OK && possible(reader, us, nj))
	{
		nj = share_in_window(reader, a->at, b->at, nj);
		if (!energy_add(&sum->energy_nj, nj) || !energy_add(&sum->lower_nj, nj) || !energy_add(&sum->upper_nj, nj))
			status = CORE_RANGE;
	}
	return status;
}

/* a reading that is neither a rise from the last one nor explained by a branch */
static Status
begin_branch(CounterReader *reader, const Sample *c)
{
	energy_sum_init(&reader->doubt);
	reader->length = 1;
	reader->tip = *c;
	if (c->value < reader->last.value)
	{
		reader->branch = COUNTER_LOW;
		return add_drop(reader, &reader->doubt, &reader->last, c);
	}
	reader->branch = COUNTER_HIGH;
	reader->doubt.rejected += in_window(reader, c->at);
	return add_gap(reader, &reader->doubt, reader->last.at, c->at);
}

static void
reject_branch(CounterReader *reader)
{
	reader->sum.rejected += reader->doubt.samples + reader->doubt.rejected;
	reader->branch = COUNTER_STRAIGHT;
}

static Status
confirm_branch(CounterReader *reader)
{
	reader->last = reader->tip;
	reader->branch = COUNTER_STRAIGHT;
	return energy_sum_merge(&reader->sum, &reader->doubt);
}

static Status
push_straight(CounterReader *reader, const Sample *c)
{
	i128		nj;
	Status		status;

	if (!rises(reader, &reader->last, c, &nj))
		return begin_branch(reader, c);
	status = add_rise(reader, &reader->sum, &reader->last, c, nj);
	reader->last = *c;
	return status;
}

static Status
push_branch(CounterReader *reader, const Sample *c)
{
	i128		nj;
	bool		back = rises(reader, &reader->last, c, &nj);
	bool		on = rises(reader, &reader->tip, c, &nj);
	Status		status;

	if (back && (reader->length == 1 || !on))
	{
		reject_branch(reader);
		return push_straight(reader, c);
	}
	if (on)
		status = add_rise(reader, &reader->doubt, &reader->tip, c, nj);
	else if (reader->branch == COUNTER_LOW && c->value < reader->tip.value)
		status = add_drop(reader, &reader->doubt, &reader->tip, c);
	else
	{
		/* a single high reading is a spike; all else went on and is left behind */
		if (reader->branch == COUNTER_HIGH && reader->length == 1)
			reject_branch(reader);
		else if ((status = confirm_branch(reader)) != CORE_OK)
			return status;
		return push_straight(reader, c);
	}
	reader->tip = *c;
	if (status == CORE_OK && ++reader->length > COUNTER_GLITCH)
		status = confirm_branch(reader);
	return status;
}

Status
counter_reader_push(CounterReader *reader, int64_t at, double joules)
{
	Sample		c = {at, joules};

	if (!(joules >= 0) || isinf(joules))
	{
		reader->sum.rejected += in_window(reader, at);
		return CORE_OK;
	}
	/* without max_w no rise is impossible: what is too large to count must not be left out */
	if (isinf(reader->max_w) && joules > INCREASE_MAX)
		return CORE_RANGE;
	if (reader->branch != COUNTER_STRAIGHT)
		return push_branch(reader, &c);
	if (reader->started)
		return push_straight(reader, &c);
	reader->started = true;
	reader->last = c;
	count_sample(reader, &reader->sum, at);
	return CORE_OK;
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
	if (reader->branch == COUNTER_HIGH && reader->length == 1)
		reject_branch(reader);
	else if (reader->branch != COUNTER_STRAIGHT)
		return confirm_branch(reader);
	return CORE_OK;
}
