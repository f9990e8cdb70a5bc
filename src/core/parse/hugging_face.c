/*
 * hugging_face.c
 *		What the Trainer of Hugging Face and those built on it print and keep: a
 *		dictionary of Python or an object of JSON for every logged step.
 *
 *	{'loss': 1.9, 'learning_rate': 5e-05, 'num_tokens': 81920.0, 'epoch': 0.1}
 *	{"current_steps": 10, "loss": 1.9, "total_tokens": 40960}
 *
 * ms-swift tells the step as 'global_step/max_steps': '10/100'.
 * trainer_state.json has them in log_history, LLaMA-Factory's trainer_log.jsonl
 * one to a line.
 */
#include "core/parse/train_log.h"

#include <string.h>

static ParseScale
hugging_face_scale(Slice name)
{
	if (parse_ends(name, "_per_second") || parse_is(name, "throughput"))
		return (ParseScale) {PARSE_PER_S, 0, 1, 0};
	if (parse_ends(name, "_runtime"))
		return (ParseScale) {PARSE_S, 0, 1, 0};
	if (parse_is(name, "total_flos"))
		return (ParseScale) {PARSE_FLOP, 0, 1, 0};
	return train_plain;
}

/* the end of a quoted string whose inside begins at p; end: none */
static const char *
string_end(const char *p, const char *end, char quote)
{
	for (; p < end && *p != quote; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p;
}

/* behind a value that is a list or an object, whatever is in it */
static const char *
skip_nested(const char *p, const char *end)
{
	int32_t		depth = 0;

	for (; p < end; p++)
	{
		if (*p == '[' || *p == '{')
			depth++;
		else if ((*p == ']' || *p == '}') && --depth == 0)
			return p + 1;
		else if ((*p == '"' || *p == '\'') && (p = string_end(p + 1, end, *p)) == end)
			break;
	}
	return end;
}

/*
 * A flat object of JSON, or a dictionary as Python prints it.  p is behind its
 * "{"; false: it is neither.
 */
static bool
take_object(TrainLog *log, const char *p, const char *end)
{
	for (;;)
	{
		Slice		name;
		Slice		value;
		char		quote;

		while (p < end && (train_is_space(*p) || *p == ','))
			p++;
		if (p == end)
			return false;
		if (*p == '}')
			return true;
		if (*p != '"' && *p != '\'')
			return false;
		quote = *p++;
		name.s = p;
		p = string_end(p, end, quote);
		if (p == end)
			return false;
		name.n = (int32_t) (p++ - name.s);
		while (p < end && train_is_space(*p))
			p++;
		if (p == end || *p++ != ':')
			return false;
		while (p < end && train_is_space(*p))
			p++;
		if (p == end)
			return false;
		value.s = p;
		if (*p == '{' || *p == '[')
		{
			p = skip_nested(p, end);
			value.n = (int32_t) (p - value.s);
			train_add_label(log, name, value);
			continue;
		}
		if (*p == '"' || *p == '\'')
		{
			double		number;

			quote = *p++;
			value.s = p;
			p = string_end(p, end, quote);
			if (p == end)
				return false;
			value.n = (int32_t) (p++ - value.s);
			/* ms-swift: 'global_step/max_steps': '10/100' */
			if (parse_is(name, "global_step/max_steps") && memchr(value.s, '/', (size_t) value.n) != NULL)
			{
				name.n = (int32_t) (sizeof("global_step") - 1);
				value.n = (int32_t) ((const char *) memchr(value.s, '/', (size_t) value.n) - value.s);
			}
			/* newer versions print numbers as strings */
			if (parse_number(value, 0, &number) == PARSE_NO_NUMBER)
			{
				train_add_label(log, name, value);
				continue;
			}
		}
		else
		{
			while (p < end && *p != ',' && *p != '}' && !train_is_space(*p))
				p++;
			value.n = (int32_t) (p - value.s);
		}
		if (parse_is(name, "step") || parse_is(name, "global_step") || parse_is(name, "current_steps"))
			log->table.base.train.step = train_count(value);
		else if (parse_is(name, "num_tokens") || parse_is(name, "num_input_tokens_seen") ||
				 parse_is(name, "total_tokens") || parse_is(name, "tokens/total"))
		{
			log->table.base.train.tokens = train_count(value);
			if (train_is_rounded(value))
				log->table.base.train.missing = REASON_ROUNDED;
			train_add_value(log, name, value, train_plain);
		}
		else if (parse_is(value, "true") || parse_is(value, "false") || parse_is(value, "True") ||
				 parse_is(value, "False") || parse_is(value, "null") || parse_is(value, "None"))
			train_add_label(log, name, value);
		else
		{
			double		seconds;

			if (parse_is(name, "train_runtime") && parse_number(value, 0, &seconds) == PARSE_NUMBER &&
				seconds >= 0)
				log->table.base.train.seconds = seconds;
			train_add_value(log, name, value, hugging_face_scale(name));
		}
	}
}

/*
 * Other dictionaries appear in logs too; the Trainer's have one of these.  What it
 * prints of an evaluation and at the end tells of no step.
 */
static bool
is_progress(TrainLog *log)
{
	bool		progress = log->table.base.train.tokens >= 0 && log->table.base.train.step >= 0;

	for (int i = 0; i < log->values; i++)
	{
		Slice		name = log->name[i];

		progress = progress || parse_is(name, "epoch") || parse_ends(name, "loss") || parse_ends(name, "_runtime");
		log->no_step = log->no_step || parse_starts(name, "eval_") || parse_is(name, "train_runtime");
	}
	return progress;
}

bool
hugging_face_object(TrainLog *log, const char *p, const char *end)
{
	return take_object(log, p, end) && is_progress(log);
}

bool
hugging_face_line(TrainLog *log, Slice line)
{
	static const char wrapped[] = "{\"log\":\"";
	const char *p;

	/* container engines wrap lines in JSON */
	if (parse_starts(line, wrapped))
		line = (Slice) {line.s + sizeof(wrapped) - 1, line.n - (int32_t) (sizeof(wrapped) - 1)};
	p = train_find(line, "{");
	if (p == NULL)
		return false;
	train_take_prefix(log, (Slice) {line.s, (int32_t) (p - line.s)});
	return hugging_face_object(log, p + 1, line.s + line.n);
}
