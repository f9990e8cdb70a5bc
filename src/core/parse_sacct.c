/*
 * parse_sacct.c
 *		Job accounting of Slurm, as sacct [8] prints it: with -P columns between
 *		"|", without it columns of fixed width under a line of dashes, and
 *		Name=value pairs.
 *
 * A line is a job, or a step of one (its id has a dot).  The joules of the steps
 * are in the job's too, so a step's are not given again.  A job with 0 joules
 * ran where energy was not recorded.
 */
#include "core/parse.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

/* columns by which a header, or a line of Name=value, is known */
static const char *const names[] = {
	"JobID", "JobIDRaw", "JobName", "Elapsed", "ElapsedRaw", "ConsumedEnergy", "ConsumedEnergyRaw",
	"AllocTRES", "ReqTRES", "TRESUsageInAve", "TRESUsageInTot", "TRESUsageOutAve", "TRESUsageOutTot",
	"Submit", "Start", "End", "State", "Account", "User", "Partition", "NNodes", "NCPUS"
};

static bool
is_known(Slice name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (parse_is_nocase(name, names[i]))
			return true;
	return false;
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
		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		if (p == end)
			return n;
		if (n == PARSE_MAX_COLUMNS)
			return -1;
		field[n].escape = PARSE_PLAIN;
		field[n].text.s = p;
		while (p < end && *p != ' ' && *p != '\t')
			p++;
		field[n].text.n = (int32_t) (p - field[n].text.s);
		n++;
	}
}

/* fields between delimiters; sacct writes no quotes */
static int
split_delimited(Slice line, char delimiter, ParseField *field)
{
	const char *p = line.s;
	const char *end = line.s + line.n;
	int			n = 0;

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
	}
	return sacct->columns;
}

/* does a header read so?  Sets delimiter, columns and names if it does. */
static bool
take_header(Sacct *sacct, Slice line, bool trusted)
{
	char		delimiter = ' ';
	bool		known = false;
	int			n;

	if (line.n > PARSE_MAX_LINE)
		return false;
	if (line.n > 0 && memchr(line.s, '|', (size_t) line.n) != NULL)
		delimiter = '|';
	else if (line.n > 0 && memchr(line.s, ',', (size_t) line.n) != NULL)
		delimiter = ',';
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
	return true;
}

Status
sacct_init(Sacct *sacct, const char *s, size_t n, Slice header)
{
	sacct->columns = 0;
	sacct->delimiter = '|';
	sacct->ruled = false;
	sacct->labels = 0;
	parse_text_init(&sacct->text, s, n);
	if (header.s != NULL && !take_header(sacct, header, true))
		return CORE_INVALID;
	return CORE_OK;
}

/* --- values ---------------------------------------------------------------------- */

/* words that sacct prints where there is no value */
static bool
is_absent(Slice s)
{
	return s.n == 0 || parse_is(s, "Unknown") || parse_is(s, "None");
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
		parse_reject(row, "no value", nothing);
	else
		parse_value(row, number, &scale);
	if (row->has_value && row->value == 0)
		parse_reject(row, "zero: not measured", nothing);

	/* NO_VAL64 and INFINITE64 of slurm.h, 2^64 - 2 and 2^64 - 1 */
	if (row->has_value && row->value == 18446744073709551616.0)
		parse_reject(row, "blank value", text);
}

/* number of GPUs in billing=32,gres/gpu=8,gres/gpu:h100=8: the total, else the types' sum */
static void
take_gpus(Sacct *sacct, Slice tres)
{
	int64_t		total = -1;
	int64_t		sum = -1;
	Slice		rest = tres;

	while (rest.n > 0)
	{
		const char *comma = memchr(rest.s, ',', (size_t) rest.n);
		Slice		one = rest;
		const char *equals;
		int64_t		n;

		if (comma != NULL)
			one.n = (int32_t) (comma - rest.s);
		rest.s += one.n + (comma != NULL);
		rest.n -= one.n + (comma != NULL);
		if (!parse_starts(one, "gres/gpu") || (equals = memchr(one.s, '=', (size_t) one.n)) == NULL ||
			!parse_integer((Slice) {equals + 1, (int32_t) (one.s + one.n - equals - 1)}, &n) ||
			n > INT32_MAX)
			continue;
		one.n = (int32_t) (equals - one.s);
		if (parse_is(one, "gres/gpu"))
			total = n;
		else if (one.s[8] == ':')
		{
			sum = (sum < 0 ? 0 : sum) + n;
			sacct->gpu_type = (Slice) {one.s + 9, one.n - 9};
		}
	}
	if (total >= 0 || sum >= 0)
		sacct->gpus = total >= 0 ? total : sum;
}

static void
take_time(ParseTime *time, Slice text, ParseRow *row)
{
	if (is_absent(text) || parse_time_slice(text, true, time))
		return;
	time->kind = PARSE_NO_TIME;
	parse_reject(row, "no such time", text);
}

/* one field of the line; energy is kept for later, as two columns may have it */
static void
take_field(Sacct *sacct, Slice name, Slice text, Slice *energy, bool *exact, ParseRow *row)
{
	if (parse_is_nocase(name, "JobID"))
	{
		const char *dot = text.n > 0 ? memchr(text.s, '.', (size_t) text.n) : NULL;

		sacct->job = text;
		if (dot != NULL)
		{
			sacct->job.n = (int32_t) (dot - text.s);
			sacct->step = (Slice) {dot + 1, text.n - sacct->job.n - 1};
		}
	}
	else if (parse_is_nocase(name, "ConsumedEnergyRaw"))
	{
		*energy = text;
		*exact = true;
	}
	else if (parse_is_nocase(name, "ConsumedEnergy"))
	{
		if (!*exact)
			*energy = text;
	}
	else if (parse_is_nocase(name, "Elapsed"))
	{
		if (!parse_duration(text, &sacct->seconds))
			sacct->seconds = -1;
	}
	else if (parse_is_nocase(name, "CPUTime"))
	{
		if (!parse_duration(text, &sacct->cpu_seconds))
			sacct->cpu_seconds = -1;
	}
	else if (parse_is_nocase(name, "NNodes") || parse_is_nocase(name, "AllocNodes"))
	{
		if (!parse_integer(text, &sacct->nodes))
			sacct->nodes = -1;
	}
	else if (parse_is_nocase(name, "NCPUS") || parse_is_nocase(name, "AllocCPUS"))
	{
		if (!parse_integer(text, &sacct->cpus))
			sacct->cpus = -1;
	}
	else if (parse_is_nocase(name, "AllocTRES"))
		take_gpus(sacct, text);
	else if (parse_is_nocase(name, "Account"))
		sacct->account = text;
	else if (parse_is_nocase(name, "State"))
		sacct->state = text;
	else if (parse_is_nocase(name, "Submit"))
		take_time(&sacct->submitted, text, row);
	else if (parse_is_nocase(name, "Start"))
		take_time(&sacct->started, text, row);
	else if (parse_is_nocase(name, "End"))
		take_time(&sacct->ended, text, row);
}

static void
clear(Sacct *sacct)
{
	sacct->job = sacct->step = sacct->gpu_type = sacct->account = sacct->state = nothing;
	sacct->seconds = sacct->cpu_seconds = -1;
	sacct->nodes = sacct->cpus = sacct->gpus = -1;
	sacct->submitted.kind = sacct->started.kind = sacct->ended.kind = PARSE_NO_TIME;
	sacct->labels = 0;
}

static void
take_line(Sacct *sacct, int fields, const Slice *name, ParseRow *row)
{
	Slice		energy = nothing;
	bool		exact = false;

	for (int i = 0; i < fields; i++)
	{
		Slice		text = sacct->field[i].text;
		ParseLabel *label = &sacct->label[sacct->labels++];

		label->name = name[i];
		label->name_escape = label->escape = PARSE_PLAIN;
		label->value = text.n > 0 ? text : nothing;
		take_field(sacct, name[i], text, &energy, &exact, row);
	}
	/* what a job used is known when it has ended */
	row->at = sacct->ended.kind != PARSE_NO_TIME ? sacct->ended :
		sacct->started.kind != PARSE_NO_TIME ? sacct->started : sacct->submitted;
	if (energy.s == NULL)
		return;
	row->metric = (Slice) {"ConsumedEnergy", 14};
	row->unit = PARSE_J;
	if (row->reason != NULL)
		return;
	if (sacct->step.s != NULL)
		parse_reject(row, "step of a job", nothing);
	else
		take_energy(row, energy);
}

/* Name=value pairs between blanks */
static bool
take_pairs(Sacct *sacct, Slice line, ParseRow *row)
{
	Slice		name[PARSE_MAX_LABELS];
	int			n = split_words(line, sacct->field);

	if (n < 1 || n > PARSE_MAX_LABELS)
		return false;
	for (int i = 0; i < n; i++)
	{
		Slice	   *text = &sacct->field[i].text;
		const char *equals = memchr(text->s, '=', (size_t) text->n);

		if (equals == NULL)
			return false;
		name[i] = (Slice) {text->s, (int32_t) (equals - text->s)};
		*text = (Slice) {equals + 1, text->n - name[i].n - 1};
		if (i == 0 && !is_known(name[0]))
			return false;
	}
	take_line(sacct, n, name, row);
	return true;
}

bool
sacct_next(Sacct *sacct, ParseRow *row)
{
	Slice		line;
	Slice		trimmed;
	int			fields;

	if (!parse_line(&sacct->text, &line))
		return false;
	parse_row_init(row, sacct->text.line_no);
	clear(sacct);
	trimmed = parse_trim(line);
	if (line.n > PARSE_MAX_LINE)
		parse_reject(row, "line too long", nothing);
	else if (trimmed.n == 0)
		parse_reject(row, "blank line", nothing);
	else if (take_ruler(sacct, line) || take_header(sacct, trimmed, false))
		parse_reject(row, "header", nothing);
	else if (!take_pairs(sacct, trimmed, row))
	{
		if (sacct->columns == 0)
		{
			parse_reject(row, "no header", trimmed);
			return true;
		}
		fields = split(sacct, line);
		if (fields < 0 || fields > sacct->columns)
			parse_reject(row, "too many columns", trimmed);
		else if (fields < sacct->columns)
			parse_reject(row, "too few columns", trimmed);
		else
			take_line(sacct, fields, sacct->name, row);
	}
	return true;
}
