/*
 * formats.c
 *		The formats that can be read, and what their readers share.
 */
#include "core/parse/reader.h"

#include <math.h>
#include <string.h>

const ParseFormat *const parse_formats[] = {
	&format_nvidia_smi,
	&format_prometheus,
	&format_dcgm,
	&format_promql_json,
	&format_sacct,
	&format_huggingface,
	&format_megatron,
	&format_torchtitan,
	&format_codecarbon,
	&format_nemo,
	&format_llama_factory,
	&format_deepspeed,
	&format_mlperf,
	&format_wandb,
	&format_nvidia_smi_dmon,
	&format_sacct_json,
	&format_ipmi,
	&format_redfish,
	&format_electricitymaps,
	&format_wattime,
	&format_devices_csv,
	&format_job_devices_csv,
	&format_train_log,
	NULL
};

const ParseOptions parse_everything = {
	false, NULL, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, -1, -1, -1, false
};

const ParseFormat *
parse_format(Slice name)
{
	for (int i = 0; parse_formats[i] != NULL; i++)
		if (parse_is_nocase(name, parse_formats[i]->name))
			return parse_formats[i];
	return NULL;
}

/*
 * All that a reader may ask of its base is set before the format's own init: a reader's memory may
 * have been another's.
 */
Status
parse_begin(Reader *reader, const ParseFormat *format, const ParseOptions *options,
			const char *s, size_t n, Slice header)
{
	reader->format = format;
	reader->options = options;
	reader->header = header;
	reader->key_name = reader->key_text = (Slice) {NULL, 0};
	reader->key_number = 0;
	reader->rank = (Slice) {NULL, 0};
	reader->batch = reader->seq_len = reader->tokens_seen = reader->epoch_seen = -1;
	reader->tokens_before = 0;
	reader->resampled = false;
	reader->zone_word = (Slice) {NULL, 0};
	reader->labels = 0;
	parse_job_init(&reader->job);
	parse_train_init(&reader->train);
	parse_text_init(&reader->text, s, n);
	return format->init(reader, header);
}

/* --- what is wanted ------------------------------------------------------------- */

static const char *const quantities[] = {
	NULL, "power_w", "energy_j", "prompt_tokens", "cached_tokens", "output_tokens", "reused_tokens", "g_per_kwh"
};

const char *
parse_quantity_name(ParseQuantity quantity)
{
	return quantities[quantity];
}

const char *
parse_source_name(ParseSource source)
{
	static const char *const names[] = {
		"accelerator", "node meter", "rack meter", "site meter", "container", "service", "grid"
	};

	return names[source];
}

/*
 * A ledger keeps what has a quantity, but a container's share only where asked
 * for: it is a model's guess of what the card measures.
 */
bool
parse_wants(const ParseOptions *options, Slice metric, ParseQuantity quantity)
{
	if (options->ledger && quantity != PARSE_OTHER)
		return true;
	if (parse_wants_all(options))
		return true;
	for (int i = 0; i < options->metric_count; i++)
		if (parse_same(options->metrics[i], metric) ||
			(quantity != PARSE_OTHER && parse_is(options->metrics[i], quantities[quantity])))
			return true;
	return false;
}

/* --- rows ------------------------------------------------------------------------- */

void
parse_row_init(ParseRow *row, int64_t line_no)
{
	memset(row, 0, sizeof(ParseRow));
	row->line_no = line_no;
}

void
parse_reject(ParseRow *row, ParseReason reason, Slice detail)
{
	row->reason = reason;
	row->detail = detail;
	row->has_value = false;
}

void
parse_line_reject(ParseRow *row, ParseReason reason, Slice detail)
{
	row->kind = PARSE_LINE;
	parse_reject(row, reason, detail);
}

/*
 * The scale's shift is added to the decimal exponent before the number is rounded; its factor is
 * a small whole number, which rounds once more at most.
 */
void
parse_value(ParseRow *row, Slice text, const ParseScale *scale)
{
	double		value = 0;

	row->unit = scale->unit;
	if (text.n == 0)
	{
		parse_reject(row, REASON_NO_VALUE, (Slice) {NULL, 0});
		return;
	}
	switch (parse_number(text, scale->shift, &value))
	{
		case PARSE_NUMBER:
			break;
		case PARSE_NAN:
			parse_reject(row, REASON_NAN, text);
			return;
		case PARSE_INFINITE:
			parse_reject(row, REASON_INFINITE, text);
			return;
		case PARSE_TOO_LARGE:
			parse_reject(row, REASON_OUT_OF_RANGE, text);
			return;
		case PARSE_NO_NUMBER:
			parse_reject(row, REASON_NO_NUMBER, text);
			return;
	}
	/* the shift has made a share of a percentage by now */
	if (value < 0 && !(scale->flags & PARSE_SIGNED))
		parse_reject(row, REASON_NEGATIVE, text);
	else if ((scale->flags & PARSE_AT_MOST_100) && value > 1)
		parse_reject(row, REASON_OVER_100, text);
	else if (isinf(value * scale->factor))
		parse_reject(row, REASON_OUT_OF_RANGE, text);
	else
	{
		/* a negative zero is zero */
		row->value = value * scale->factor + 0.0;
		row->has_value = true;
	}
}

void
parse_job_init(ParseJob *job)
{
	memset(job, 0, sizeof(ParseJob));
	job->seconds = job->cpu_seconds = job->pue = job->joules = -1;
	job->nodes = job->cpus = job->gpus = job->restarts = -1;
	job->shared = -1;
}

/* NO_VAL and INFINITE of slurm.h are 2^32 - 2 and 2^32 - 1, or of 64 bits; a signed number shows these as -2 and -1 */
static bool
is_no_count(double number)
{
	return number == -1 || number == -2 || number == 4294967294.0 || number == 4294967295.0 ||
		number == 18446744073709551616.0;	/* as a double all of the last are that */
}

void
parse_job_count(ParseJob *job, int64_t *count, double number, Slice told)
{
	if (number >= 0 && number <= PARSE_MOST_COUNT && number == floor(number))
		*count = (int64_t) number;
	else if (job->miscount.n == 0 && !is_no_count(number))
		job->miscount = told;
}

void
parse_job_cards(ParseJob *job, ParseCards *cards, Slice name, double number, Slice told)
{
	int64_t		n = -1;

	if (!parse_is(name, "gpu") && !parse_starts(name, "gpu:"))
		return;
	parse_job_count(job, &n, number, told);
	if (n < 0)
		return;
	if (name.n == 3)
		cards->total = n;
	else
	{
		cards->typed += (double) n;
		n = -1;
		parse_job_count(job, &n, cards->typed, told);
		job->gpu_type = (Slice) {name.s + 4, name.n - 4};
	}
	job->gpus = cards->total >= 0 ? cards->total : n;
}

static bool
is_state(Slice state, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (parse_starts_nocase(state, words[i]))
			return true;
	return false;
}

/* A waiting job may show when the scheduler expects it to start: that is no start. */
void
parse_job_times(ParseJob *job)
{
	static const char *const waiting[] = {"PENDING", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT"};
	static const char *const running[] = {"RUNNING", "SUSPENDED", "STOPPED"};

	if (job->state.s == NULL)
		return;
	if (is_state(job->state, waiting, sizeof(waiting) / sizeof(waiting[0])))
	{
		job->started.kind = job->ended.kind = PARSE_NO_TIME;
		job->running = false;
	}
	else if (is_state(job->state, running, sizeof(running) / sizeof(running[0])) && job->started.kind != PARSE_NO_TIME)
	{
		job->ended.kind = PARSE_NO_TIME;
		job->running = true;
	}
}

void
parse_train_init(ParseTrain *train)
{
	memset(train, 0, sizeof(ParseTrain));
	train->step = train->tokens = -1;
	train->seconds = train->samples = train->batch = -1;
	train->tokens_per_step = train->tokens_per_s = -1;
}

/* --- labels ------------------------------------------------------------------------ */

void
parse_add_label(Reader *reader, Slice name, Slice value, ParseEscape escape)
{
	ParseLabel *label = &reader->label[reader->labels++];

	label->name = name;
	label->value = value;
	label->name_escape = PARSE_PLAIN;
	label->escape = escape;
}

const ParseLabel *
parse_filled_label(const Reader *reader, const char *name)
{
	for (int i = 0; i < reader->labels; i++)
	{
		const ParseLabel *label = &reader->label[i];

		/* the first of a name is the label, whatever stands in a second one */
		if (parse_is(label->name, name))
			return label->value.n > 0 ? label : NULL;
	}
	return NULL;
}
