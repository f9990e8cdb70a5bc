/*
 * sacct.c
 *		Job accounting of Slurm, as sacct prints it: with -P or -p columns between
 *		"|" or another delimiter, without it columns of fixed width under a line of
 *		dashes, and Name=value pairs, as scontrol prints them too, in one line or many.
 *
 * A line is a job, or a step of one (its id has a dot).  What the joules of
 * steps and of their job have to do with each other takes all lines of a job; a
 * ledger sees to that.  Taken by itself a step's joules are in its job's.  A job
 * with 0 joules ran where energy was not recorded.
 *
 * A column that is too narrow ends in "+".  A step's name may be cut, it is a
 * step all the same; an id that is cut names another job.
 */
#include "core/parse/reader.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

typedef struct Sacct
{
	Reader		base;
	char		delimiter;		/* ' ' for columns of fixed width */
	bool		ruled;			/* a line of dashes told the columns' places */
	const char *joined;			/* end of the lines that were read with an earlier one */
	int			columns;		/* 0: no header yet */
	ParseField	field[PARSE_MAX_COLUMNS];
	Slice		name[PARSE_MAX_COLUMNS];
	int32_t		from[PARSE_MAX_COLUMNS];
	int32_t		to[PARSE_MAX_COLUMNS];
} Sacct;

/* columns by which a header, or a line of Name=value, is known */
static const char *const names[] = {
	"JobID", "JobIDRaw", "JobName", "Elapsed", "ElapsedRaw", "ConsumedEnergy", "ConsumedEnergyRaw",
	"AllocTRES", "ReqTRES", "TRESUsageInAve", "TRESUsageInTot", "TRESUsageOutAve", "TRESUsageOutTot",
	"Submit", "Start", "End", "State", "Account", "User", "Partition", "NNodes", "NCPUS", "NodeList"
};

static bool
is_known(Slice name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (parse_is_nocase(name, names[i]))
			return true;
	return false;
}

/* the blanks between words; lines of a job that were joined have their ends between them */
static bool
is_gap(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* words between blanks; -1: more than fit */
static int
split_words(Slice line, ParseField *field)
{
	const char *p = line.s;
	const char *end = line.s + line.n;
	int			n = 0;

	for (;;)
	{
		while (p < end && is_gap(*p))
			p++;
		if (p == end)
			return n;
		if (n == PARSE_MAX_COLUMNS)
			return -1;
		field[n].escape = PARSE_PLAIN;
		field[n].text.s = p;
		while (p < end && !is_gap(*p))
			p++;
		field[n].text.n = (int32_t) (p - field[n].text.s);
		n++;
	}
}

/* fields between delimiters; sacct writes no quotes, spreadsheets that saved what it wrote do */
static int
split_delimited(Slice line, char delimiter, ParseField *field)
{
	const char *p = line.s;
	const char *end = line.s + line.n;
	int			n = 0;

	if (delimiter != '|' && memchr(p, '"', (size_t) line.n) != NULL && (n = parse_csv(line, delimiter, field, PARSE_MAX_COLUMNS)) > 0)
		return n;
	n = 0;
	for (;;)
	{
		const char *stop = p < end ? memchr(p, delimiter, (size_t) (end - p)) : NULL;

		if (n == PARSE_MAX_COLUMNS)
			return -1;
		if (stop == NULL)
			stop = end;
		field[n].escape = PARSE_PLAIN;
		field[n].text = parse_trim((Slice) {p, (int32_t) (stop - p)});
		n++;
		if (stop == end)
			return n;
		p = stop + 1;
	}
}

/* is "+" at the end of an id or name the mark of a column that was too narrow? */
static bool
is_cut(Slice id)
{
	return id.n > 0 && id.s[id.n - 1] == '+';
}

/* columns whose text says whose a job is and where it ran */
static bool
names_somebody(Slice name)
{
	static const char *const columns[] = {"Account", "User", "Cluster", "NodeList", "AllocTRES"};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (parse_is_nocase(name, columns[i]))
			return true;
	return false;
}

static bool
is_ascii(Slice s)
{
	for (int32_t i = 0; i < s.n; i++)
		if ((unsigned char) s.s[i] >= 0x80)
			return false;
	return true;
}

/*
 * The fields of a line.  Places count for what has a ruler, but only in ASCII:
 * elsewhere a place is a character, and which bytes make one is not known here.
 */
static int
split(Sacct *sacct, Slice line)
{
	if (sacct->delimiter != ' ')
	{
		int			n = split_delimited(line, sacct->delimiter, sacct->field);

		/* sacct -p ends lines with a delimiter */
		return n == sacct->columns + 1 && sacct->field[n - 1].text.n == 0 ? n - 1 : n;
	}
	if (!sacct->ruled || !is_ascii(line))
		return split_words(line, sacct->field);
	for (int i = 0; i < sacct->columns; i++)
	{
		int32_t		from = sacct->from[i] < line.n ? sacct->from[i] : line.n;
		int32_t		to = sacct->to[i] < line.n ? sacct->to[i] : line.n;

		sacct->field[i].escape = PARSE_PLAIN;
		sacct->field[i].text = parse_trim((Slice) {line.s + from, to - from});
		/* half a name is another one; ids are looked at where they are taken */
		if (sacct->field[i].text.n == sacct->to[i] - sacct->from[i] && is_cut(sacct->field[i].text) && names_somebody(sacct->name[i]))
		{
			sacct->base.job.cut = sacct->field[i].text;
			sacct->field[i].text = nothing;
		}
	}
	return sacct->columns;
}

/* does a header read so?  Sets delimiter, columns and names if it does. */
static bool
take_header(Sacct *sacct, Slice line, bool trusted)
{
	static const char delimiters[] = "|;\t,";
	char		delimiter = ' ';
	bool		known = false;
	int			n;

	if (line.n > PARSE_MAX_LINE)
		return false;
	for (int i = 0; delimiters[i] != '\0' && delimiter == ' '; i++)
		if (line.n > 0 && memchr(line.s, delimiters[i], (size_t) line.n) != NULL)
			delimiter = delimiters[i];
	n = delimiter == ' ' ? split_words(line, sacct->field) :
		split_delimited(line, delimiter, sacct->field);
	if (n > 1 && sacct->field[n - 1].text.n == 0)
		n--;
	if (n < 1)
		return false;
	for (int i = 0; i < n; i++)
	{
		if (sacct->field[i].text.n == 0)
			return false;
		known = known || is_known(sacct->field[i].text);
	}
	/* in the text, the first column names a header, as no job is called so; or any, between "|" and for want of one */
	if (!trusted && !is_known(sacct->field[0].text) && !(known && delimiter == '|' && sacct->columns == 0))
		return false;
	sacct->delimiter = delimiter;
	sacct->ruled = false;
	sacct->columns = n;
	for (int i = 0; i < n; i++)
		sacct->name[i] = sacct->field[i].text;
	sacct->base.header = line;
	return true;
}

/* a line of dashes below the header: the places of the columns */
static bool
take_ruler(Sacct *sacct, Slice line)
{
	int			n;

	if (sacct->delimiter != ' ' || line.n == 0)
		return false;
	for (int32_t i = 0; i < line.n; i++)
		if (line.s[i] != '-' && line.s[i] != ' ')
			return false;
	n = split_words(line, sacct->field);
	if (n != sacct->columns)
		return false;
	for (int i = 0; i < n; i++)
	{
		sacct->from[i] = (int32_t) (sacct->field[i].text.s - line.s);
		sacct->to[i] = sacct->from[i] + sacct->field[i].text.n;
	}
	sacct->ruled = true;
	/* what comes with the next piece of the text needs the places too */
	sacct->base.header.n = (int32_t) (line.s + line.n - sacct->base.header.s);
	return true;
}

static Status
init(Reader *reader, Slice header)
{
	Sacct	   *sacct = (Sacct *) reader;

	sacct->columns = 0;
	sacct->joined = NULL;
	sacct->delimiter = '|';
	sacct->ruled = false;
	if (header.s != NULL)
	{
		ParseText	lines;
		Slice		line = {NULL, 0};

		parse_text_init(&lines, header.s, (size_t) header.n);
		if (!parse_line(&lines, &line) || !take_header(sacct, line, true))
			return CORE_INVALID;
		if (parse_line(&lines, &line))
			(void) take_ruler(sacct, line);
	}
	return CORE_OK;
}

/* --- values ---------------------------------------------------------------------- */

/* words that sacct prints where there is no value */
static bool
is_absent(Slice s)
{
	return s.n == 0 || parse_is(s, "Unknown") || parse_is(s, "None") || parse_is(s, "None assigned") ||
		parse_is(s, "(null)") || parse_is(s, "N/A");
}

/* 4.58M: sacct's suffixes of joules are powers of 1000 */
static void
take_energy(ParseRow *row, Slice text)
{
	static const char suffixes[] = "KMGTPE";
	ParseScale	scale = {PARSE_J, 0, 1, 0};
	Slice		number = text;

	if (text.n > 0)
	{
		const char *suffix = memchr(suffixes, text.s[text.n - 1], sizeof(suffixes) - 1);

		if (suffix != NULL)
		{
			scale.shift = 3 * (int32_t) (suffix - suffixes + 1);
			number.n--;
		}
	}
	row->unit = PARSE_J;
	if (is_absent(text))
		parse_reject(row, REASON_NO_VALUE, nothing);
	else
		parse_value(row, number, &scale);
	if (row->has_value && row->value == 0)
		parse_reject(row, REASON_ZERO, nothing);

	if (row->has_value && row->value >= PARSE_NO_JOULES)
		parse_reject(row, REASON_BLANK_VALUE, text);
}

/* the next of name=value,name=value */
static bool
next_tres(Slice *rest, Slice *name, Slice *value)
{
	while (rest->n > 0)
	{
		const char *comma = memchr(rest->s, ',', (size_t) rest->n);
		Slice		one = *rest;
		const char *equals;

		if (comma != NULL)
			one.n = (int32_t) (comma - rest->s);
		rest->s += one.n + (comma != NULL);
		rest->n -= one.n + (comma != NULL);
		if (one.n == 0 || (equals = memchr(one.s, '=', (size_t) one.n)) == NULL)
			continue;
		*name = (Slice) {one.s, (int32_t) (equals - one.s)};
		*value = (Slice) {equals + 1, one.n - name->n - 1};
		return true;
	}
	return false;
}

/* number of GPUs in billing=32,gres/gpu=8,gres/gpu:h100=8 */
static void
take_gpus(ParseJob *job, Slice tres)
{
	ParseCards	cards = {-1, 0};
	double		n;
	Slice		name;
	Slice		value;

	while (next_tres(&tres, &name, &value))
		if (parse_starts(name, "gres/") && parse_number(value, 0, &n) == PARSE_NUMBER)
			parse_job_cards(job, &cards, (Slice) {name.s + 5, name.n - 5}, n, value);
}

/* joules among trackable resources; s == NULL: none */
static Slice
tres_energy(Slice tres)
{
	Slice		name;
	Slice		value;

	while (next_tres(&tres, &name, &value))
		if (parse_is(name, "energy"))
			return value;
	return nothing;
}

/* what columns of a line say where several may */
typedef struct Told
{
	Slice		consumed;		/* joules */
	Slice		consumed_raw;
	Slice		allocated;		/* in AllocTRES */
	Slice		used;			/* in TRESUsage */
	bool		all_nodes;		/* NodeList has told the nodes */
	bool		indexes_differ;
} Told;

/* indexes of cards; those of another group of nodes, or of another type, are no list that holds for all */
static void
take_indexes(ParseJob *job, Slice indexes, Told *told)
{
	told->indexes_differ = told->indexes_differ || (job->gpu_index.s != NULL && !parse_same(job->gpu_index, indexes));
	job->gpu_index = told->indexes_differ ? nothing : indexes;
}

/* gpu:h100:2(IDX:0-1), as scontrol -d tells which, for each group of nodes that have the same */
static void
take_gres(ParseJob *job, Slice text, Told *told)
{
	const char *end = text.s + text.n;
	const char *start = text.s;

	for (const char *p = text.s; p < end; p++)
	{
		const char *close = *p == '(' ? memchr(p, ')', (size_t) (end - p)) : NULL;

		if (*p == ',')
			start = p + 1;
		if (close == NULL)
			continue;
		if (parse_starts((Slice) {start, (int32_t) (end - start)}, "gpu") && parse_starts((Slice) {p, (int32_t) (end - p)}, "(IDX:"))
			take_indexes(job, (Slice) {p + 5, (int32_t) (close - p - 5)}, told);
		p = close;
	}
}

static void
take_time(ParseTime *time, Slice text, ParseRow *row)
{
	if (is_absent(text) || parse_time_slice(text, true, time))
		return;
	time->kind = PARSE_NO_TIME;
	parse_reject(row, REASON_NO_SUCH_TIME, text);
}

static void
take_seconds(double *seconds, Slice text, bool raw)
{
	if (raw ? parse_number(text, 0, seconds) != PARSE_NUMBER : !parse_duration(text, seconds))
		*seconds = -1;
}

static void
take_count(ParseJob *job, int64_t *count, Slice text)
{
	double		n;

	*count = -1;
	if (parse_number(text, 0, &n) == PARSE_NUMBER)
		parse_job_count(job, count, n, text);
}

/* 7001.batch is a step of 7001 */
static void
take_id(Slice text, Slice *id, Slice *step)
{
	const char *dot = text.n > 0 ? memchr(text.s, '.', (size_t) text.n) : NULL;

	*id = text;
	if (dot == NULL)
		return;
	id->n = (int32_t) (dot - text.s);
	*step = (Slice) {dot + 1, text.n - id->n - 1};
}

/* Columns are known by name, of sacct and of scontrol; those that are not are labels alone. */
static void
take_field(ParseJob *job, Slice name, Slice text, Told *told, ParseRow *row)
{
	if (parse_is_nocase(name, "JobID"))
		take_id(text, &job->id, &job->step);
	else if (parse_is_nocase(name, "JobIDRaw"))
		take_id(text, &job->raw_id, &job->step);
	else if (parse_is_nocase(name, "ConsumedEnergyRaw"))
		told->consumed_raw = text;
	else if (parse_is_nocase(name, "ConsumedEnergy"))
		told->consumed = text;
	else if (parse_is_nocase(name, "Elapsed") || parse_is_nocase(name, "RunTime"))
		take_seconds(&job->seconds, text, false);
	else if (parse_is_nocase(name, "ElapsedRaw"))
		take_seconds(&job->seconds, text, true);
	else if (parse_is_nocase(name, "CPUTime"))
		take_seconds(&job->cpu_seconds, text, false);
	else if (parse_is_nocase(name, "CPUTimeRAW"))
		take_seconds(&job->cpu_seconds, text, true);
	else if (parse_is_nocase(name, "NNodes") || parse_is_nocase(name, "AllocNodes") || parse_is_nocase(name, "NumNodes"))
		take_count(job, &job->nodes, text);
	else if (parse_is_nocase(name, "NCPUS") || parse_is_nocase(name, "AllocCPUS") || parse_is_nocase(name, "NumCPUs"))
		take_count(job, &job->cpus, text);
	else if (parse_is_nocase(name, "Restarts"))
		take_count(job, &job->restarts, text);
	else if (parse_is_nocase(name, "AllocTRES") || parse_is_nocase(name, "TRES"))
	{
		take_gpus(job, text);
		told->allocated = tres_energy(text);
	}
	else if (parse_is_nocase(name, "TRESUsageInTot") || parse_is_nocase(name, "TRESUsageOutTot"))
	{
		Slice		joules = tres_energy(text);

		if (joules.s != NULL)
			told->used = joules;
	}
	else if (parse_is_nocase(name, "GRES"))
		take_gres(job, text, told);
	else if (parse_is_nocase(name, "NodeList") || (parse_is_nocase(name, "Nodes") && !told->all_nodes))
	{
		/* Nodes of scontrol -d are a group of them */
		job->node_list = is_absent(text) ? nothing : text;
		told->all_nodes = job->node_list.n > 0;
	}
	else if (parse_is_nocase(name, "JobName"))
		job->name = text;
	else if (parse_is_nocase(name, "Account"))
		job->account = text;
	else if (parse_is_nocase(name, "User"))
		job->user = text;
	else if (parse_is_nocase(name, "Cluster"))
		job->cluster = text;
	else if (parse_is_nocase(name, "State") || parse_is_nocase(name, "JobState"))
		job->state = text;
	else if (parse_is_nocase(name, "Submit") || parse_is_nocase(name, "SubmitTime"))
		take_time(&job->submitted, text, row);
	else if (parse_is_nocase(name, "Start") || parse_is_nocase(name, "StartTime"))
		take_time(&job->started, text, row);
	else if (parse_is_nocase(name, "End") || parse_is_nocase(name, "EndTime"))
	{
		take_time(&job->ended, text, row);
		job->running = job->running || parse_is(text, "Unknown");
	}
}

/* does this field leave it to others to tell the joules? */
static bool
is_zero_or_absent(Slice text)
{
	double		number;

	return is_absent(text) || (parse_number(text, 0, &number) == PARSE_NUMBER && (number == 0 || number >= PARSE_NO_JOULES));
}

/* the text that tells the joules, and what it is called */
static Slice
choose_energy(const Told *told, const char **source)
{
	if (!is_zero_or_absent(told->allocated))
	{
		*source = "AllocTRES";
		return told->allocated;
	}
	if (!is_zero_or_absent(told->used))
	{
		*source = "TRESUsage";
		return told->used;
	}
	*source = "ConsumedEnergy";
	return told->consumed_raw.s != NULL && (!is_absent(told->consumed_raw) || told->consumed.s == NULL) ?
		told->consumed_raw : told->consumed;
}

/* for a ledger: the job with its joules, which may be wanting without harm to the rest */
static void
finish_job(ParseJob *job, Slice joules, ParseRow *row)
{
	ParseRow	energy;
	bool		ended;

	row->kind = PARSE_JOB;
	parse_job_times(job);
	ended = job->ended.kind != PARSE_NO_TIME;
	/* Unknown is the end of what has not ended, and of what Slurm lost */
	job->running = job->running && !ended &&
		(job->state.s == NULL || parse_starts_nocase(job->state, "RUNNING") ||
		 parse_starts_nocase(job->state, "SUSPENDED") || parse_starts_nocase(job->state, "COMPLETING") ||
		 parse_starts_nocase(job->state, "STOPPED") || parse_starts_nocase(job->state, "RESIZING"));
	if (row->reason != REASON_NONE)
		return;
	if (job->id.n == 0)
		parse_reject(row, REASON_NO_JOB, nothing);
	else if (is_cut(job->id))
		parse_reject(row, REASON_CUT_ID, job->id);
	if (joules.s == NULL)
		return;
	parse_row_init(&energy, row->line_no);
	take_energy(&energy, joules);
	if (energy.has_value)
		job->joules = energy.value;
	else
	{
		job->joules_reason = energy.reason;
		job->joules_detail = energy.detail;
	}
}

/* The line of a job or step.  Every column is a label as well, so that nothing of it is lost. */
static void
take_line(Sacct *sacct, int fields, const Slice *name, ParseRow *row)
{
	Reader	   *reader = &sacct->base;
	ParseJob   *job = &reader->job;
	Told		told = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, false, false};
	Slice		joules;

	for (int i = 0; i < fields; i++)
	{
		Slice		text = sacct->field[i].text;

		parse_add_label(reader, name[i], text.n > 0 ? text : nothing, sacct->field[i].escape);
		if (sacct->field[i].escape != PARSE_PLAIN)
			job->escape = sacct->field[i].escape;
		take_field(job, name[i], text, &told, row);
	}
	/* the raw id of an array's task is another one; it helps where there is no other */
	if (job->id.n == 0 || is_cut(job->id))
		job->id = job->raw_id.n > 0 && !is_cut(job->raw_id) ? job->raw_id : job->id;
	/* what a job used is known when it has ended */
	row->at = job->ended.kind != PARSE_NO_TIME ? job->ended :
		job->started.kind != PARSE_NO_TIME ? job->started : job->submitted;
	joules = choose_energy(&told, &job->energy_source);
	if (reader->options->ledger)
	{
		finish_job(job, joules, row);
		return;
	}
	if (joules.s == NULL)
		return;
	row->metric = (Slice) {"ConsumedEnergy", 14};
	row->unit = PARSE_J;
	if (row->reason != REASON_NONE)
		return;
	if (job->step.s != NULL)
		parse_reject(row, REASON_STEP_OF_JOB, nothing);
	else
		take_energy(row, joules);
}

/* a job of scontrol without -o goes on over lines that begin with blanks, until an empty one */
static Slice
join_lines(Sacct *sacct, Slice line)
{
	ParseText	ahead = sacct->base.text;
	Slice		more;

	if (!parse_starts_nocase(line, "JobId="))
		return line;
	while (parse_line(&ahead, &more) && more.n > 0 && (more.s[0] == ' ' || more.s[0] == '\t') && parse_trim(more).n > 0 &&
		   more.s + more.n - line.s <= PARSE_MAX_LINE)
	{
		line.n = (int32_t) (more.s + more.n - line.s);
		sacct->joined = more.s + more.n;
	}
	return parse_trim(line);
}

/* Name=value pairs between blanks */
static bool
take_pairs(Sacct *sacct, Slice line, ParseRow *row)
{
	Slice		name[PARSE_MAX_LABELS];
	int			n = split_words(line, sacct->field);
	int			pairs = 0;

	if (n < 1 || n > PARSE_MAX_LABELS)
		return false;
	for (int i = 0; i < n; i++)
	{
		const Slice *text = &sacct->field[i].text;
		const char *equals = memchr(text->s, '=', (size_t) text->n);

		if (equals == NULL)
		{
			/* a value with blanks in it */
			if (pairs == 0)
				return false;
			sacct->field[pairs - 1].text.n = (int32_t) (text->s + text->n - sacct->field[pairs - 1].text.s);
			continue;
		}
		name[pairs] = (Slice) {text->s, (int32_t) (equals - text->s)};
		sacct->field[pairs].text = (Slice) {equals + 1, text->n - name[pairs].n - 1};
		if (pairs == 0 && !is_known(name[0]))
			return false;
		pairs++;
	}
	take_line(sacct, pairs, name, row);
	return true;
}

/*
 * A line is a header (of the columns, or the ruler below them), pairs Name=value of scontrol, or
 * fields under the header before it; which one is told by the line alone.
 */
static bool
next(Reader *reader, ParseRow *row)
{
	Sacct	   *sacct = (Sacct *) reader;
	Slice		line;
	Slice		trimmed;
	int			fields;

	if (!parse_line(&reader->text, &line))
		return false;
	parse_row_init(row, reader->text.line_no);
	parse_job_init(&reader->job);
	reader->labels = 0;
	trimmed = parse_trim(line);
	if (line.n > PARSE_MAX_LINE)
		parse_line_reject(row, REASON_TOO_LONG, nothing);
	else if (sacct->joined != NULL && line.s < sacct->joined)
		parse_line_reject(row, REASON_CONTINUED, nothing);
	else if (trimmed.n == 0)
		parse_line_reject(row, REASON_BLANK_LINE, nothing);
	else if (take_ruler(sacct, line) || take_header(sacct, trimmed, false))
		parse_line_reject(row, REASON_HEADER, nothing);
	else if (!take_pairs(sacct, join_lines(sacct, trimmed), row))
	{
		if (sacct->columns == 0)
		{
			parse_line_reject(row, REASON_NO_HEADER, trimmed);
			return true;
		}
		fields = split(sacct, line);
		if (fields < 0 || fields > sacct->columns)
			parse_line_reject(row, REASON_TOO_MANY_COLUMNS, trimmed);
		else if (fields < sacct->columns)
			parse_line_reject(row, REASON_TOO_FEW_COLUMNS, trimmed);
		else
			take_line(sacct, fields, sacct->name, row);
	}
	return true;
}

const ParseFormat format_sacct = {
	"sacct", "sacct", false, sizeof(Sacct), init, next, NULL
};
