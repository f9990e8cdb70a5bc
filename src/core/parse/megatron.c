/*
 * megatron.c
 *		Lines of Megatron-LM and Megatron-DeepSpeed, NeMo and DeepSpeed:
 *
 *	[2026-02-03 04:00:00] iteration 100/ 50000 | consumed samples: 12800 | ... |
 *	Training epoch 0, iteration 9/99 | global_step: 9 | consumed_samples: 1280 | ...
 *	[2026-02-03 04:00:00,000] [INFO] [logging.py:96:log_dist] [Rank 0] step=10, skipped=0
 *
 * A line of Megatron stands for the iterations since the line before it.  NeMo
 * counts steps from 0.
 */
#include "core/parse/train_log.h"

#include <math.h>
#include <string.h>

static bool
is_name(Slice name, const char *a, const char *b)
{
	return parse_is(name, a) || parse_is(name, b);
}

/* what a name of these programs says beside its number */
static void
take_fact(TrainLog *log, Slice name, Slice value, const ParseScale *scale)
{
	ParseTrain *train = &log->table.base.train;
	double		number;

	if (parse_number(value, scale->shift, &number) != PARSE_NUMBER || number < 0)
		return;
	if (parse_is(name, "elapsed time per iteration") && scale->unit == PARSE_S)
		train->seconds = number;
	else if (parse_is(name, "train_step_timing in s"))
		train->seconds = number;
	else if (parse_is(name, "consumed tokens"))
		train->tokens = train_count(value);
	else if (is_name(name, "consumed samples", "consumed_samples"))
		train->samples = number;
	else if (is_name(name, "global batch size", "global_batch_size"))
		train->batch = number;
}

/* units that these programs do not put in brackets */
static ParseScale
unit_of(Slice name, ParseScale scale)
{
	if (parse_is_nocase(name, "TFLOPs") || parse_is(name, "TFLOPS_per_GPU"))
		return (ParseScale) {PARSE_FLOPS, 12, 1, 0};
	if (parse_is(name, "samples per second") || parse_starts(name, "tokens per gpu per second") ||
		parse_is(name, "tokens_per_sec_per_gpu"))
		return (ParseScale) {PARSE_PER_S, 0, 1, 0};
	if (parse_is(name, "train_step_timing in s"))
		return (ParseScale) {PARSE_S, 0, 1, 0};
	return scale;
}

/* name: value | name: value | */
static void
take_bars(TrainLog *log, const char *p, const char *end)
{
	while (p < end)
	{
		const char *bar = memchr(p, '|', (size_t) (end - p));
		const char *stop = bar != NULL ? bar : end;
		const char *colon = memchr(p, ':', (size_t) (stop - p));

		if (colon != NULL)
		{
			Slice		name = parse_trim((Slice) {p, (int32_t) (colon - p)});
			Slice		value = parse_trim((Slice) {colon + 1, (int32_t) (stop - colon - 1)});
			ParseScale	scale = unit_of(name, train_scale(&name));

			take_fact(log, name, value, &scale);
			train_add_value(log, name, value, scale);
		}
		p = bar != NULL ? bar + 1 : end;
	}
}

/* "iteration     1/   24000 |": where what follows begins; NULL: no such line */
static const char *
iteration(Slice line, int64_t *step, const char **start)
{
	const char *end = line.s + line.n;
	const char *p = train_find(line, "iteration ");
	Slice		number;

	if (p == NULL)
		return NULL;
	*start = p;
	p += 10;
	while (p < end && train_is_space(*p))
		p++;
	number.s = p;
	while (p < end && parse_is_digit(*p))
		p++;
	number.n = (int32_t) (p - number.s);
	while (p < end && train_is_space(*p))
		p++;
	if (p == end || *p++ != '/' || !parse_integer(number, step))
		return NULL;
	while (p < end && train_is_space(*p))
		p++;
	if (p == end || !parse_is_digit(*p))
		return NULL;
	return memchr(p, '|', (size_t) (end - p));
}

bool
megatron_line(TrainLog *log, Slice line)
{
	const char *end = line.s + line.n;
	const char *start;
	const char *p = iteration(line, &log->table.base.train.step, &start);

	if (p != NULL)
	{
		train_take_prefix(log, (Slice) {line.s, (int32_t) (start - line.s)});
		take_bars(log, p + 1, end);
		return log->values > 0;
	}
	log->table.base.train.step = -1;
	if (train_find(line, "elapsed time per iteration (ms):") == NULL)
		return false;
	/* a line that was cut from its front */
	for (p = line.s; p < end && !(*p >= 'a' && *p <= 'z'); p++)
		;
	train_take_prefix(log, (Slice) {line.s, (int32_t) (p - line.s)});
	take_bars(log, p, end);
	log->broken = log->values > 0;
	return log->values > 0;
}

/* the number behind name= in a line; s == NULL: there is none */
static Slice
assigned(Slice line, const char *name)
{
	const char *end = line.s + line.n;
	const char *p = train_find(line, name);
	Slice		value;

	if (p == NULL || (p > line.s && !train_is_space(p[-1]) && p[-1] != '/' && p[-1] != ','))
		return (Slice) {NULL, 0};
	value.s = p + strlen(name);
	for (p = value.s; p < end && (parse_is_digit(*p) || *p == '.' || *p == 'e' || *p == 'E' || *p == '+' || *p == '-'); p++)
		;
	value.n = (int32_t) (p - value.s);
	return value.n > 0 ? value : (Slice) {NULL, 0};
}

/*
 * Steps and samples of a bar.  Of samples with three digits the batch of the lines before tells the
 * others, if it is the same still; what nothing tells is no count.
 */
static void
take_bar(TrainLog *log, Slice step, Slice samples)
{
	ParseTrain *train = &log->table.base.train;
	double	   *batch = &log->table.base.batch;
	double		shown = (double) train_count(samples);
	double		unit = 1;

	train->step = train_count(step);
	train->samples = shown;
	if (train_is_rounded(step))
		log->rounded = true;
	else if (!train_is_rounded(samples))
		*batch = train->step >= 0 && fmod(shown, (double) train->step + 1) == 0 ? shown / ((double) train->step + 1) : -1;
	else
	{
		while (unit * 1000 <= shown)
			unit *= 10;
		train->samples = *batch > 0 ? *batch * ((double) train->step + 1) : -1;
		if (fabs(train->samples - shown) > unit / 2)
		{
			train->samples = -1;
			log->rounded = log->table.base.options->tokens_per_step < 0;
		}
	}
}

/* NeMo's printer, and the progress bar of Lightning */
bool
nemo_line(TrainLog *log, Slice line)
{
	ParseTrain *train = &log->table.base.train;
	const char *p = train_find(line, "Training epoch ");
	Slice		samples;
	Slice		step;

	if (p != NULL)
	{
		const char *bar = memchr(p, '|', (size_t) (line.s + line.n - p));

		if (bar == NULL)
			return false;
		train_take_prefix(log, (Slice) {line.s, (int32_t) (p - line.s)});
		take_bars(log, bar + 1, line.s + line.n);
		for (int i = 0; i < log->values; i++)
			if (parse_is(log->name[i], "global_step"))
				train->step = train_count(log->value[i]);
	}
	else
	{
		samples = assigned(line, "consumed_samples=");
		step = assigned(line, "global_step=");
		if (samples.s == NULL || step.s == NULL)
			return false;
		take_bar(log, step, samples);
		train_add_value(log, (Slice) {"consumed_samples", 16}, samples, train_plain);
	}
	/* the step that was done is the next one's number */
	if (train->step >= 0)
		train->step++;
	return train->step >= 0 && log->values > 0;
}

bool
deepspeed_line(TrainLog *log, Slice line)
{
	ParseTrain *train = &log->table.base.train;
	const char *p = train_find(line, "[Rank ");
	Slice		step = assigned(line, "global_step=");
	Slice		rate = assigned(line, "CurrSamplesPerSec=");

	if (step.s != NULL && rate.s != NULL)
	{
		/* the timer tells of the same step as the line before it */
		train_take_prefix(log, (Slice) {line.s, line.n < 64 ? line.n : 64});
		train->step = train_count(step);
		log->no_step = true;
		train_add_value(log, (Slice) {"samples per second", 18}, rate, (ParseScale) {PARSE_PER_S, 0, 1, 0});
		return train->step >= 0;
	}
	if (p == NULL)
		return false;
	step = assigned(line, "step=");
	if (step.s == NULL || train_find(line, "skipped=") == NULL)
		return false;
	train_take_prefix(log, (Slice) {line.s, (int32_t) (p - line.s)});
	train->step = train_count(step);
	train_add_value(log, (Slice) {"skipped", 7}, assigned(line, "skipped="), train_plain);
	return train->step >= 0;
}
