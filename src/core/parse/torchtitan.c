/*
 * torchtitan.c
 *		Lines of torchtitan:
 *
 *	[rank0]:[titan] 2026-01-16 02:42:46,000 - root - INFO - step: 20  loss: 11.83
 *	memory: 48.87GiB(51.44%)  tps: 4,376  tflops: 253.41  mfu: 25.62%
 *
 * tps (wps in early versions) is of one rank, over the time since the line before, for
 * which a validation and the start of the program count as well.  A line at the start tells how many
 * tokens a step has:
 *
 *	Trainer is initialized with local batch size 8, global batch size 64, gradient
 *	accumulation steps 1, sequence length 8192, total steps 10000 (warmup 200)
 */
#include "core/parse/train_log.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

/*
 * The unit stands behind the number or is known by the metric's name; what it takes off the value
 * is the unit's text.
 */
static ParseScale
scale_of(Slice name, Slice *value)
{
	ParseScale	scale = train_plain;
	Slice		unit = *value;

	if (parse_is(name, "tps") || parse_is(name, "wps"))
		return (ParseScale) {PARSE_PER_S, 0, 1, 0};
	if (parse_is(name, "tflops"))
		return (ParseScale) {PARSE_FLOPS, 12, 1, 0};
	if (value->n > 1 && value->s[value->n - 1] == '%')
	{
		value->n--;
		return (ParseScale) {PARSE_ONE, -2, 1, 0};
	}
	while (unit.n > 0 && (parse_is_digit(unit.s[0]) || unit.s[0] == '.'))
	{
		unit.s++;
		unit.n--;
	}
	if (unit.n > 0 && unit.n < value->n && parse_scale(unit, &scale))
		value->n -= unit.n;
	return scale;
}

/* name: value name: value ... to the end of the line.  What is no pair is passed over. */
static void
take_pairs(TrainLog *log, const char *p, const char *end)
{
	for (;;)
	{
		Slice		name;
		Slice		value;
		const char *open;

		p = train_skip_space(p, end);
		name.s = p;
		while (p < end && *p != ':' && !train_is_space(*p) && !train_is_colour(p, end))
			p++;
		name.n = (int32_t) (p - name.s);
		if (p == end)
			return;
		if (*p != ':' || name.n == 0)
		{
			p += name.n == 0;
			continue;
		}
		p++;
		p = train_skip_space(p, end);
		value.s = p;
		while (p < end && !train_is_space(*p) && !train_is_colour(p, end))
			p++;
		value.n = (int32_t) (p - value.s);
		if (parse_is(name, "step"))
		{
			log->table.base.train.step = train_count(value);
			continue;
		}
		/* memory: 48.87GiB(51.44%) has two values */
		open = value.n > 0 ? memchr(value.s, '(', (size_t) value.n) : NULL;
		if (open != NULL && value.s[value.n - 1] == ')')
		{
			Slice		share = {open + 1, (int32_t) (value.s + value.n - open - 2)};
			ParseScale	scale = scale_of(nothing, &share);

			value.n = (int32_t) (open - value.s);
			train_add_value(log, name, value, scale_of(name, &value));
			if (parse_is(name, "memory"))
				name = (Slice) {"memory(%)", 9};
			train_add_value(log, name, share, scale);
		}
		else
		{
			ParseScale	scale = scale_of(name, &value);

			train_add_value(log, name, value, scale);
		}
	}
}

/* the number behind a word of a line; below 0: there is none */
static double
number_behind(Slice line, const char *word)
{
	const char *end = line.s + line.n;
	const char *p = train_find(line, word);
	Slice		number;
	double		value;

	if (p == NULL)
		return -1;
	number.s = p = train_skip_space(p + strlen(word), end);
	while (p < end && parse_is_digit(*p))
		p++;
	number.n = (int32_t) (p - number.s);
	return parse_number(number, 0, &value) == PARSE_NUMBER && value > 0 ? value : -1;
}

/* what a step has, by the line that says so at the start; older versions have it in another */
static void
take_size(TrainLog *log, Slice line)
{
	double		batch = number_behind(line, "global batch size ");
	double		seq_len = number_behind(line, "sequence length ");

	if (batch < 0 || seq_len < 0)
		return;
	log->table.base.batch = batch;
	log->table.base.seq_len = seq_len;
}

/* from this moment on the next step's time counts */
static bool
clock_line(TrainLog *log, Slice line)
{
	static const char *const beginnings[] = {"Starting job:", "Training starts at step"};

	if (!log->table.base.options->ledger)
		return false;
	take_size(log, line);
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
	{
		const char *p = train_find(line, beginnings[i]);

		if (p == NULL)
			continue;
		train_take_prefix(log, (Slice) {line.s, (int32_t) (p - line.s)});
		log->table.base.train.clock_only = true;
		return log->at.kind != PARSE_NO_TIME;
	}
	return false;
}

bool
torchtitan_line(TrainLog *log, Slice line)
{
	ParseTrain *train = &log->table.base.train;
	const char *p = train_find(line, "step:");
	Slice		before;

	if (p == NULL || !(p == line.s || train_is_space(p[-1]) || p[-1] == 'm'))
		return clock_line(log, line);
	before = parse_trim((Slice) {line.s, (int32_t) (p - line.s)});
	train_take_prefix(log, before);
	take_pairs(log, p, line.s + line.n);
	if (log->table.base.batch > 0 && log->table.base.seq_len > 0)
		train->tokens_per_step = log->table.base.batch * log->table.base.seq_len;
	if (parse_ends(before, "validate"))
	{
		train_add_label(log, (Slice) {"phase", 5}, (Slice) {"validate", 8});
		train->clock_only = true;
	}
	return train->step >= 0 && log->values > 0;
}
