/*
 * train_log.c
 *		Progress lines of training programs: torchtitan, Megatron-LM and the
 *		Trainer of Hugging Face, and tables that W&B exports.
 *
 *	... step: 20  loss: 11.83506  memory: 48.87GiB(51.44%)  tps: 4,376  mfu: 25.62%
 *	[2025-05-27 15:23:07] iteration 1/ 24000 | elapsed time per iteration (ms): 271607.0 | ...
 *	{'loss': 1.9, 'learning_rate': 5e-05, 'num_tokens': 81920.0, 'epoch': 0.1}
 *
 * A line gives a row for every number in it.  What stands before the numbers is
 * searched for a time and for the rank.
 */
#include "core/parse/table.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

typedef struct TrainLog
{
	Table		table;			/* a W&B or TensorBoard export; its base is the reader */
	bool		is_table;
	bool		too_many;		/* more values or labels than fit */
	int			values;			/* of the line at hand */
	int			next;
	ParseTime	at;
	Slice		device;
	Slice		name[PARSE_MAX_LABELS];
	Slice		value[PARSE_MAX_LABELS];
	ParseScale	scale[PARSE_MAX_LABELS];
} TrainLog;

static const ParseScale plain = {PARSE_ONE, 0, 1, PARSE_SIGNED};

static bool
is_space(char c)
{
	/* a progress bar leaves carriage returns */
	return c == ' ' || c == '\t' || c == '\r';
}

/* behind blanks and the colours of a terminal, ESC [ ... m */
static const char *
skip_space(const char *p, const char *end)
{
	for (;;)
	{
		while (p < end && is_space(*p))
			p++;
		if (end - p < 2 || p[0] != '\033' || p[1] != '[')
			return p;
		for (p += 2; p < end && *p != 'm'; p++)
			if ((*p < '0' || *p > '9') && *p != ';')
				return p;
		if (p < end)
			p++;
	}
}

/* where a word stands in a text; NULL: nowhere */
static const char *
find(Slice in, const char *what)
{
	size_t		n = strlen(what);
	const char *p = in.s;
	const char *end = in.s + in.n;

	while ((size_t) (end - p) >= n)
	{
		p = memchr(p, what[0], (size_t) (end - p) - n + 1);
		if (p == NULL)
			return NULL;
		if (memcmp(p, what, n) == 0)
			return p;
		p++;
	}
	return NULL;
}

/* --- what stands before the numbers -------------------------------------------- */

static void
take_prefix(TrainLog *log, Slice prefix)
{
	static const char *const ranks[] = {"[rank", "[default"};
	const char *end = prefix.s + prefix.n;

	for (const char *p = prefix.s; end - p >= 19; p++)
		if (parse_is_digit(*p) && (p == prefix.s || !parse_is_digit(p[-1])) && parse_time(p, end, &log->at) != NULL)
			break;
	for (size_t i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++)
	{
		const char *rank = find(prefix, ranks[i]);
		const char *p;

		if (rank == NULL)
			continue;
		for (p = rank + strlen(ranks[i]); p < end && parse_is_digit(*p); p++)
			;
		if (p < end && *p == ']' && parse_is_digit(p[-1]))
			log->device = log->table.base.train.rank = (Slice) {rank + 1, (int32_t) (p - rank - 1)};
	}
}

static void
add_value(TrainLog *log, Slice name, Slice value, ParseScale scale)
{
	if (log->values == PARSE_MAX_LABELS)
	{
		log->too_many = true;
		return;
	}
	log->name[log->values] = name;
	log->value[log->values] = value;
	log->scale[log->values++] = scale;
}

static void
add_label(TrainLog *log, Slice name, Slice value)
{
	Reader	   *reader = &log->table.base;

	for (int i = 0; i < reader->labels; i++)
		if (parse_same(reader->label[i].name, name))
			return;
	if (reader->labels == PARSE_MAX_LABELS)
		log->too_many = true;
	else
		parse_add_label(reader, name, value, PARSE_PLAIN);
}

/* a count of tokens, which may be written 81920.0 */
static int64_t
whole(Slice text)
{
	double		number;

	if (parse_number(text, 0, &number) != PARSE_NUMBER || number < 0 || number >= 9e15)
		return -1;
	return (int64_t) number;
}

/* --- torchtitan -------------------------------------------------------------------- */

static ParseScale
titan_scale(Slice name, Slice *value)
{
	ParseScale	scale = plain;
	Slice		unit = *value;

	if (parse_is(name, "tps"))
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

static void
take_titan(TrainLog *log, const char *p, const char *end)
{
	for (;;)
	{
		Slice		name;
		Slice		value;
		const char *open;

		p = skip_space(p, end);
		name.s = p;
		while (p < end && *p != ':' && !is_space(*p) && *p != '\033')
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
		p = skip_space(p, end);
		value.s = p;
		while (p < end && !is_space(*p) && *p != '\033')
			p++;
		value.n = (int32_t) (p - value.s);
		if (parse_is(name, "step"))
		{
			if (!parse_integer(value, &log->table.base.train.step))
				log->table.base.train.step = -1;
			continue;
		}
		/* memory: 48.87GiB(51.44%) has two values */
		open = value.n > 0 ? memchr(value.s, '(', (size_t) value.n) : NULL;
		if (open != NULL && value.s[value.n - 1] == ')')
		{
			Slice		share = {open + 1, (int32_t) (value.s + value.n - open - 2)};
			ParseScale	scale = titan_scale(nothing, &share);

			value.n = (int32_t) (open - value.s);
			add_value(log, name, value, titan_scale(name, &value));
			if (parse_is(name, "memory"))
				name = (Slice) {"memory(%)", 9};
			add_value(log, name, share, scale);
		}
		else
		{
			ParseScale	scale = titan_scale(name, &value);

			add_value(log, name, value, scale);
		}
	}
}

/* --- Megatron-LM --------------------------------------------------------------------- */

/* "elapsed time per iteration (ms)": the name, and the scale of its unit */
static ParseScale
megatron_scale(Slice *name)
{
	ParseScale	scale = plain;
	const char *open = name->n > 0 ? memchr(name->s, '(', (size_t) name->n) : NULL;

	if (open != NULL && name->s[name->n - 1] == ')' &&
		parse_scale((Slice) {open + 1, (int32_t) (name->s + name->n - open - 2)}, &scale))
		*name = parse_trim((Slice) {name->s, (int32_t) (open - name->s)});
	return scale;
}

static void
take_megatron(TrainLog *log, const char *p, const char *end)
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
			ParseScale	scale = megatron_scale(&name);
			double		seconds;

			if (parse_is(name, "elapsed time per iteration") && scale.unit == PARSE_S &&
				parse_number(value, scale.shift, &seconds) == PARSE_NUMBER && seconds >= 0)
				log->table.base.train.seconds = seconds;
			else if (parse_is(name, "consumed tokens"))
				log->table.base.train.tokens = whole(value);
			add_value(log, name, value, scale);
		}
		p = bar != NULL ? bar + 1 : end;
	}
}

/* "iteration     1/   24000 |"; where what follows begins, NULL: no such line */
static const char *
megatron_line(Slice line, int64_t *step, const char **start)
{
	const char *end = line.s + line.n;
	const char *p = find(line, "iteration ");
	Slice		number;

	if (p == NULL)
		return NULL;
	*start = p;
	p += 10;
	while (p < end && is_space(*p))
		p++;
	number.s = p;
	while (p < end && parse_is_digit(*p))
		p++;
	number.n = (int32_t) (p - number.s);
	while (p < end && is_space(*p))
		p++;
	if (p == end || *p++ != '/' || !parse_integer(number, step))
		return NULL;
	while (p < end && is_space(*p))
		p++;
	if (p == end || !parse_is_digit(*p))
		return NULL;
	return memchr(p, '|', (size_t) (end - p));
}

/* --- Hugging Face ---------------------------------------------------------------------- */

static ParseScale
hugging_face_scale(Slice name)
{
	if (parse_ends(name, "_per_second"))
		return (ParseScale) {PARSE_PER_S, 0, 1, 0};
	if (parse_ends(name, "_runtime"))
		return (ParseScale) {PARSE_S, 0, 1, 0};
	if (parse_is(name, "total_flos"))
		return (ParseScale) {PARSE_FLOP, 0, 1, 0};
	return plain;
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
take_hugging_face(TrainLog *log, const char *p, const char *end)
{
	for (;;)
	{
		Slice		name;
		Slice		value;
		char		quote;

		while (p < end && (is_space(*p) || *p == ','))
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
		while (p < end && is_space(*p))
			p++;
		if (p == end || *p++ != ':')
			return false;
		while (p < end && is_space(*p))
			p++;
		if (p == end)
			return false;
		value.s = p;
		if (*p == '{' || *p == '[')
		{
			p = skip_nested(p, end);
			value.n = (int32_t) (p - value.s);
			add_label(log, name, value);
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
			/* newer versions print numbers as strings */
			if (parse_number(value, 0, &number) == PARSE_NO_NUMBER)
			{
				add_label(log, name, value);
				continue;
			}
		}
		else
		{
			while (p < end && *p != ',' && *p != '}' && !is_space(*p))
				p++;
			value.n = (int32_t) (p - value.s);
		}
		if (parse_is(name, "step") || parse_is(name, "global_step"))
			log->table.base.train.step = whole(value);
		else if (parse_is(name, "num_tokens") || parse_is(name, "num_input_tokens_seen"))
		{
			log->table.base.train.tokens = whole(value);
			add_value(log, name, value, plain);
		}
		else if (parse_is(value, "true") || parse_is(value, "false") || parse_is(value, "True") ||
				 parse_is(value, "False") || parse_is(value, "null") || parse_is(value, "None"))
			add_label(log, name, value);
		else
		{
			double		seconds;

			if (parse_is(name, "train_runtime") && parse_number(value, 0, &seconds) == PARSE_NUMBER &&
				seconds >= 0)
				log->table.base.train.seconds = seconds;
			add_value(log, name, value, hugging_face_scale(name));
		}
	}
}

/* other dictionaries appear in logs too; the Trainer's have one of these */
static bool
is_progress(const TrainLog *log)
{
	for (int i = 0; i < log->values; i++)
		if (parse_is(log->name[i], "epoch") || parse_ends(log->name[i], "loss") ||
			parse_ends(log->name[i], "_runtime"))
			return true;
	return false;
}

/* --- rows ------------------------------------------------------------------------------- */

static void
clear(TrainLog *log)
{
	log->values = log->next = log->table.base.labels = 0;
	parse_train_init(&log->table.base.train);
	log->at.kind = PARSE_NO_TIME;
	log->device = nothing;
	log->too_many = false;
}

static Status
init(Reader *reader, Slice header)
{
	TrainLog   *log = (TrainLog *) reader;

	clear(log);
	log->is_table = header.s != NULL;
	return table_init(&log->table, &wandb_rules, header);
}

/* reads the line, of whatever program; false: it is of none */
static bool
take_line(TrainLog *log, Slice line)
{
	const char *end = line.s + line.n;
	const char *start;
	const char *p;

	if ((p = megatron_line(line, &log->table.base.train.step, &start)) != NULL)
	{
		take_prefix(log, (Slice) {line.s, (int32_t) (start - line.s)});
		take_megatron(log, p + 1, end);
		return log->values > 0;
	}
	if (find(line, "elapsed time per iteration (ms):") != NULL)
	{
		/* a line that was cut from its front */
		for (p = line.s; p < end && !(*p >= 'a' && *p <= 'z'); p++)
			;
		take_prefix(log, (Slice) {line.s, (int32_t) (p - line.s)});
		take_megatron(log, p, end);
		return log->values > 0;
	}
	if ((p = find(line, "step:")) != NULL && (p == line.s || is_space(p[-1]) || p[-1] == 'm'))
	{
		Slice		before = parse_trim((Slice) {line.s, (int32_t) (p - line.s)});

		take_prefix(log, before);
		take_titan(log, p, end);
		if (parse_ends(before, "validate"))
			add_label(log, (Slice) {"phase", 5}, (Slice) {"validate", 8});
		return log->table.base.train.step >= 0 && log->values > 0;
	}
	if ((p = find(line, "{")) != NULL)
	{
		take_prefix(log, (Slice) {line.s, (int32_t) (p - line.s)});
		return take_hugging_face(log, p + 1, end) && is_progress(log);
	}
	return false;
}

/* for a ledger: one row of the line, a step or a moment from which the next one counts */
static bool
take_step(TrainLog *log, ParseRow *row)
{
	if (!log->table.base.options->ledger)
		return false;
	row->kind = PARSE_STEP;
	row->at = log->at;
	log->values = 0;
	return true;
}

/* a number with commas, 4,376, without them */
static Slice
without_commas(Slice value, char room[64])
{
	int32_t		n = 0;

	if (value.n >= 64 || value.n < 1 || memchr(value.s, ',', (size_t) value.n) == NULL)
		return value;
	for (int32_t i = 0; i < value.n; i++)
		if (value.s[i] != ',')
			room[n++] = value.s[i];
	return (Slice) {room, n};
}

static bool
next(Reader *reader, ParseRow *row)
{
	TrainLog   *log = (TrainLog *) reader;
	Slice		line;
	bool		taken;

	if (log->is_table)
	{
		if (!table_next(&log->table, row))
			return false;
		reader->train.step = log->table.step;
		return true;
	}
	if (log->next < log->values)
	{
		char		room[64];
		int			i = log->next++;

		parse_row_init(row, reader->text.line_no);
		row->at = log->at;
		row->device = log->device;
		row->metric = log->name[i];
		parse_value(row, without_commas(log->value[i], room), &log->scale[i]);
		if (row->reason != REASON_NONE && row->detail.s == room)
			row->detail = log->value[i];
		return true;
	}
	if (!parse_line(&reader->text, &line))
		return false;
	parse_row_init(row, reader->text.line_no);
	clear(log);
	if (line.n > PARSE_MAX_LINE)
		parse_line_reject(row, REASON_TOO_LONG, nothing);
	else if (parse_trim(line).n == 0)
		parse_line_reject(row, REASON_BLANK_LINE, nothing);
	else if (table_is_header(&wandb_rules, line) && table_init(&log->table, &wandb_rules, line) == CORE_OK)
	{
		/* from here on the text is a table */
		log->is_table = true;
		parse_line_reject(row, REASON_HEADER, nothing);
	}
	else
	{
		taken = take_line(log, line);
		if (taken && !log->too_many)
			return take_step(log, row) || next(reader, row);
		taken = log->too_many;
		clear(log);
		parse_line_reject(row, taken ? REASON_TOO_MANY_COLUMNS : REASON_OTHER_TEXT, line);
	}
	return true;
}

static bool
labels(Reader *reader, ParseRow *row)
{
	return !((TrainLog *) reader)->is_table || table_labels(reader, row);
}

const ParseFormat format_train_log = {
	"train-log", "train-log", sizeof(TrainLog), init, next, labels
};
