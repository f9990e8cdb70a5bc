/*
 * train_log.c
 *		Logs of training programs, row by row: see train_log.h.
 *
 * What stands before the numbers of a line is searched for a time and for the
 * rank.  Of several ranks that tell of the same steps the first one counts.
 */
#include "core/parse/train_log.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

const ParseScale train_plain = {PARSE_ONE, 0, 1, PARSE_SIGNED};

/* what begins a colour of a terminal, ESC [, also as JSON writes it; 0: nothing does */
static int
colour_mark(const char *p, const char *end)
{
	static const char escaped[] = "\\u001b[";

	if (end - p >= 2 && p[0] == '\033' && p[1] == '[')
		return 2;
	return parse_starts_nocase((Slice) {p, end - p > 8 ? 8 : (int32_t) (end - p)}, escaped) ? (int) sizeof(escaped) - 1 : 0;
}

bool
train_is_colour(const char *p, const char *end)
{
	return (*p == '\033' || *p == '\\') && colour_mark(p, end) > 0;
}

/* Colours of a terminal are space: torchtitan prints them into files, too, which container engines wrap in JSON. */
const char *
train_skip_space(const char *p, const char *end)
{
	for (;;)
	{
		int			mark;

		while (p < end && train_is_space(*p))
			p++;
		/* ESC [ ... m */
		mark = p < end ? colour_mark(p, end) : 0;
		if (mark == 0)
			return p;
		for (p += mark; p < end && *p != 'm'; p++)
			if ((*p < '0' || *p > '9') && *p != ';')
				return p;
		if (p < end)
			p++;
	}
}

/* A text in a text; both are short, and no table pays. */
const char *
train_find(Slice in, const char *what)
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

/*
 * Time and rank stand before the message in whatever order a launcher puts them; the first text
 * that is a time is the time.  19 bytes are the shortest one, a date and a time of the day, and
 * none begins within a longer number.
 */
void
train_take_prefix(TrainLog *log, Slice prefix)
{
	static const char *const ranks[] = {"[rank", "[default"};
	const char *end = prefix.s + prefix.n;

	for (const char *p = prefix.s; end - p >= 19; p++)
		if (parse_is_digit(*p) && (p == prefix.s || !parse_is_digit(p[-1])) && parse_time(p, end, &log->at) != NULL)
			break;
	for (size_t i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++)
	{
		const char *rank = train_find(prefix, ranks[i]);
		const char *p;

		if (rank == NULL)
			continue;
		for (p = rank + strlen(ranks[i]); p < end && parse_is_digit(*p); p++)
			;
		if (p < end && *p == ']' && parse_is_digit(p[-1]))
			log->device = log->table.base.train.rank = (Slice) {rank + 1, (int32_t) (p - rank - 1)};
	}
}

/* A number of the line at hand; more of them than there is room for make the line a reject. */
void
train_add_value(TrainLog *log, Slice name, Slice value, ParseScale scale)
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

/* The first of two labels of one name counts: the prefix goes before the message. */
void
train_add_label(TrainLog *log, Slice name, Slice value)
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

/* by way of a double, for a count may be written as 1.28e+04; below 0: it is none */
int64_t
train_count(Slice text)
{
	double		number;

	if (parse_number(text, 0, &number) != PARSE_NUMBER || number < 0 || number >= PARSE_COUNT_END)
		return -1;
	return (int64_t) number;
}

/* printf's %g writes an exponent where it leaves out digits: 116386 with four of them is 1.164e+05 */
bool
train_is_rounded(Slice number)
{
	Slice		exponent = number;
	int64_t		left_out;
	int32_t		decimals = 0;
	bool		point = false;

	while (exponent.n > 0 && *exponent.s != 'e' && *exponent.s != 'E')
	{
		decimals += point;
		point = point || *exponent.s == '.';
		exponent.s++;
		exponent.n--;
	}
	if (exponent.n < 2)
		return false;
	exponent = (Slice) {exponent.s + 1, exponent.n - 1};
	if (*exponent.s == '+')
		exponent = (Slice) {exponent.s + 1, exponent.n - 1};
	return parse_integer(exponent, &left_out) && left_out > decimals;
}

ParseScale
train_scale(Slice *name)
{
	ParseScale	scale = train_plain;
	const char *open = name->n > 0 ? memchr(name->s, '(', (size_t) name->n) : NULL;

	if (open != NULL && name->s[name->n - 1] == ')' &&
		parse_scale((Slice) {open + 1, (int32_t) (name->s + name->n - open - 2)}, &scale))
		*name = parse_trim((Slice) {name->s, (int32_t) (open - name->s)});
	return scale;
}

/* --- what tells the tokens ---------------------------------------------------------- */

/* the value of a name of the line; below 0: it has none */
static double
value_of(const TrainLog *log, const char *name)
{
	char		room[64];
	double		number;

	for (int i = 0; i < log->values; i++)
		if (parse_is(log->name[i], name) &&
			parse_number(parse_without_commas(log->value[i], room), 0, &number) == PARSE_NUMBER && number >= 0)
			return number;
	return -1;
}

/*
 * Lines without step and time tell of a new start by their order alone: a trainer that counts its own
 * run begins at 0 again when it goes on from a checkpoint.  Here the total goes on.
 */
static void
join_runs(TrainLog *log)
{
	Reader	   *reader = &log->table.base;
	ParseTrain *train = &reader->train;
	double		epoch = value_of(log, "epoch");
	double		total = (double) train->tokens;

	if (!reader->options->ledger || log->no_step || train->tokens <= 0 || train->step >= 0 || log->at.kind != PARSE_NO_TIME)
		return;
	if (total < reader->tokens_seen || (total == reader->tokens_seen && reader->epoch_seen >= 0 && epoch > reader->epoch_seen))
		reader->tokens_before += reader->tokens_seen;
	reader->tokens_seen = total;
	reader->epoch_seen = epoch;
	if (total + reader->tokens_before < PARSE_COUNT_END)
		train->tokens += (int64_t) reader->tokens_before;
}

/* tokens since the start, of a step and of a second, as far as the line and the options tell */
static void
take_tokens(TrainLog *log)
{
	ParseTrain *train = &log->table.base.train;
	const ParseOptions *options = log->table.base.options;
	double		rate = value_of(log, "tps");

	if (rate < 0)
		rate = value_of(log, "wps");
	if (train->tokens == 0)
	{
		/* a trainer that does not count them writes 0 */
		train->tokens = -1;
		if (options->tokens_per_step < 0)
			train->missing = REASON_ZERO;
	}
	if (train->tokens < 0 && train->samples >= 0)
	{
		if (options->seq_len > 0 && train->samples * options->seq_len < PARSE_COUNT_END)
			train->tokens = (int64_t) (train->samples * options->seq_len);
		else if (options->tokens_per_step < 0)
			train->missing = REASON_NO_SEQ_LEN;
	}
	if (options->tokens_per_step > 0)
		train->tokens_per_step = options->tokens_per_step;
	else if (train->batch >= 0 && options->seq_len > 0)
		train->tokens_per_step = train->batch * options->seq_len;
	if (train->clock_only)
	{
		/* of whatever step the moment is, it does none */
		train->step = options->ledger ? -1 : train->step;
		return;
	}
	if (rate < 0)
		return;
	if (options->ranks > 0)
		train->tokens_per_s = rate * options->ranks;
	else if (train->tokens_per_step < 0)
		train->missing = REASON_NO_RANKS;
}

/* --- rows ------------------------------------------------------------------------------- */

static void
clear(TrainLog *log)
{
	log->values = log->next = log->table.base.labels = 0;
	parse_train_init(&log->table.base.train);
	log->at.kind = PARSE_NO_TIME;
	log->device = nothing;
	log->too_many = log->no_step = log->broken = log->rounded = false;
}

static Status
init(Reader *reader, Slice header)
{
	TrainLog   *log = (TrainLog *) reader;

	clear(log);
	log->in_history = log->no_history = false;
	log->is_table = header.s != NULL;
	return table_init(&log->table, &wandb_rules, header);
}

/* reads the line, of whatever program; false: it is of none */
static bool
take_line(TrainLog *log, Slice line)
{
	return nemo_line(log, line) || megatron_line(log, line) || deepspeed_line(log, line) ||
		torchtitan_line(log, line) || hugging_face_line(log, line);
}

/*
 * Does a trainer_state.json begin here?  It is written over several lines, so its
 * first one holds nothing but "{"; or it is one line, with log_history in it.
 */
static bool
enter_history(TrainLog *log)
{
	ParseText  *text = &log->table.base.text;
	Cursor		json = cursor_of(text->next, (size_t) (text->end - text->next));
	const char *line_end;
	bool		first = true;
	Slice		key;

	if (log->no_history || text->next == text->end || *text->next != '{')
		return false;
	line_end = memchr(json.p, '\n', (size_t) (json.end - json.p));
	if (line_end == NULL)
		line_end = json.end;
	if (parse_trim((Slice) {json.p + 1, line_end - json.p > 3 ? 2 : (int32_t) (line_end - json.p - 1)}).n > 0 &&
		json.p[1] != '\r' &&
		train_find((Slice) {json.p, line_end - json.p > PARSE_MAX_LINE ? PARSE_MAX_LINE : (int32_t) (line_end - json.p)}, "\"log_history\"") == NULL)
		return false;
	/* only once, or a text of nothing but "{" would be read over and over */
	log->no_history = true;
	(void) cursor_open(&json, '{');
	log->history.p = NULL;
	while (cursor_key(&json, &first, &key))
	{
		if (parse_is(key, "log_history"))
			log->history = json;
		(void) cursor_skip(&json);
	}
	if (json.bad || log->history.p == NULL || !cursor_open(&log->history, '['))
		return false;
	log->after = json.p;
	log->no_history = false;
	log->in_history = log->first_entry = true;
	return true;
}

/* the next entry of log_history; false: there is no more */
static bool
next_entry(TrainLog *log, ParseRow *row)
{
	ParseText  *text = &log->table.base.text;
	const char *start;

	if (!cursor_item(&log->history, &log->first_entry))
	{
		text->next = log->after;
		text->feed = NULL;
		log->in_history = false;
		return false;
	}
	parse_row_init(row, ++text->line_no);
	(void) cursor_peek(&log->history);
	start = log->history.p;
	(void) cursor_skip(&log->history);
	text->line = (Slice) {start, log->history.p - start > PARSE_MAX_LINE ? PARSE_MAX_LINE : (int32_t) (log->history.p - start)};
	return true;
}

/* for a ledger: one row of the line */
static bool
take_step(TrainLog *log, ParseRow *row)
{
	Reader	   *reader = &log->table.base;

	log->values = 0;
	row->at = log->at;
	if (log->broken)
		parse_line_reject(row, REASON_BROKEN_LINE, reader->text.line);
	else if (log->rounded)
		parse_line_reject(row, REASON_ROUNDED, reader->text.line);
	else if (log->no_step)
		parse_line_reject(row, REASON_NOT_WANTED, nothing);
	else if (reader->train.clock_only)
		/* the rank whose steps count may be another */
		row->kind = PARSE_STEP;
	else if (reader->train.rank.s != NULL && reader->rank.s != NULL && !parse_same(reader->train.rank, reader->rank))
		parse_line_reject(row, REASON_OTHER_RANK, reader->train.rank);
	else
	{
		row->kind = PARSE_STEP;
		if (reader->rank.s == NULL)
			reader->rank = reader->train.rank;
	}
	return true;
}

/* the next number of the line; false: there is no more */
static bool
next_value(TrainLog *log, ParseRow *row)
{
	Reader	   *reader = &log->table.base;

	while (log->next < log->values)
	{
		char		room[64];
		int			i = log->next++;

		if (!parse_wants(reader->options, log->name[i], PARSE_OTHER))
			continue;
		parse_row_init(row, reader->text.line_no);
		row->at = log->at;
		row->device = log->device;
		row->metric = log->name[i];
		parse_value(row, parse_without_commas(log->value[i], room), &log->scale[i]);
		if (row->reason != REASON_NONE && row->detail.s == room)
			row->detail = log->value[i];
		return true;
	}
	return false;
}

/* what a line or an entry was found to be */
static bool
give(TrainLog *log, bool taken, Slice line, ParseRow *row)
{
	bool		too_many = log->too_many;

	if (taken && !too_many)
	{
		join_runs(log);
		take_tokens(log);
		if (log->table.base.options->ledger)
			return take_step(log, row);
		if (next_value(log, row))
			return true;
		parse_line_reject(row, REASON_NOT_WANTED, nothing);
		return true;
	}
	clear(log);
	parse_line_reject(row, too_many ? REASON_TOO_MANY_COLUMNS : REASON_OTHER_TEXT, line);
	return true;
}

static bool
next(Reader *reader, ParseRow *row)
{
	TrainLog   *log = (TrainLog *) reader;
	Slice		line;

	if (log->is_table)
	{
		if (!table_next(reader, row))
			return false;
		reader->train.step = log->table.step;
		return true;
	}
	if (next_value(log, row))
		return true;
	if (log->in_history || enter_history(log))
	{
		if (next_entry(log, row))
		{
			clear(log);
			line = reader->text.line;
			return give(log, line.s[0] == '{' && hugging_face_object(log, line.s + 1, line.s + line.n), line, row);
		}
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
		return give(log, take_line(log, line), line, row);
	return true;
}

static bool
labels(Reader *reader, ParseRow *row)
{
	return !((TrainLog *) reader)->is_table || table_labels(reader, row);
}

/* one reader knows the lines of all; the name says where a log is from */
#define TRAINING_FORMAT(symbol, name) \
	const ParseFormat symbol = {name, name, false, sizeof(TrainLog), init, next, labels}

TRAINING_FORMAT(format_train_log, "train-log");
TRAINING_FORMAT(format_megatron, "megatron");
TRAINING_FORMAT(format_torchtitan, "torchtitan");
TRAINING_FORMAT(format_huggingface, "huggingface");
TRAINING_FORMAT(format_nemo, "nemo");
TRAINING_FORMAT(format_llama_factory, "llama-factory");
TRAINING_FORMAT(format_deepspeed, "deepspeed");
