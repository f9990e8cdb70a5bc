/*
 * nvidia_smi_dmon.c
 *		What nvidia-smi dmon prints: columns under two lines that begin with "#".
 *
 *	#Date       Time        gpu   pwr gtemp mtemp    sm   mem
 *	#YYYYMMDD   HH:MM:SS    Idx     W     C     C     %     %
 *	 20260923   20:00:00      0    98    44     -     0     0
 *
 * Date and time are there with -o DT only.  With --format csv the columns are
 * between commas.  A card has its index only, the host is the option's.
 */
#include "core/parse/reader.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

typedef struct Dmon
{
	Reader		base;
	int			columns;		/* 0: no header yet */
	int			fields;
	int			next;			/* column to look at next */
	bool		line_used;
	ParseTime	at;
	ParseReason at_reason;
	Slice		index;
	Slice		name[PARSE_MAX_LABELS];
	Slice		field[PARSE_MAX_LABELS];
} Dmon;

/* the numbers of dmon and their units; what is not here has none that is known */
static const struct
{
	const char *name;
	ParseScale	scale;
	ParseQuantity quantity;
}			known[] = {
	{"pwr", {PARSE_W, 0, 1, 0}, PARSE_POWER},
	{"gtemp", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}, PARSE_OTHER},
	{"mtemp", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}, PARSE_OTHER},
	{"temp", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}, PARSE_OTHER},
	{"sm", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER},
	{"mem", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER},
	{"enc", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER},
	{"dec", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER},
	{"jpg", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER},
	{"ofa", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER},
	{"mclk", {PARSE_HZ, 6, 1, 0}, PARSE_OTHER},
	{"pclk", {PARSE_HZ, 6, 1, 0}, PARSE_OTHER},
	{"fb", {PARSE_BYTES, 0, 1048576, 0}, PARSE_OTHER},
	{"bar1", {PARSE_BYTES, 0, 1048576, 0}, PARSE_OTHER},
	{"ccpm", {PARSE_BYTES, 0, 1048576, 0}, PARSE_OTHER},
};

/* words between blanks and commas; -1: more than fit */
static int
split(Slice line, Slice *field)
{
	const char *p = line.s;
	const char *end = line.s + line.n;
	int			n = 0;

	for (;;)
	{
		while (p < end && (*p == ' ' || *p == '\t' || *p == ','))
			p++;
		if (p == end)
			return n;
		if (n == PARSE_MAX_LABELS)
			return -1;
		field[n].s = p;
		while (p < end && *p != ' ' && *p != '\t' && *p != ',')
			p++;
		field[n].n = (int32_t) (p - field[n].s);
		n++;
	}
}

/* a line that begins with "#": names of columns, or their units */
static bool
take_header(Dmon *dmon, Slice line)
{
	Slice		field[PARSE_MAX_LABELS];
	int			n = line.n > 0 && line.s[0] == '#' ? split((Slice) {line.s + 1, line.n - 1}, field) : -1;
	bool		names = false;

	if (n < 1)
		return false;
	for (int i = 0; i < n; i++)
		names = names || parse_is(field[i], "gpu");
	if (names)
	{
		memcpy(dmon->name, field, sizeof(Slice) * (size_t) n);
		dmon->columns = n;
		dmon->base.header = line;
	}
	return true;
}

static Status
init(Reader *reader, Slice header)
{
	Dmon	   *dmon = (Dmon *) reader;

	dmon->columns = dmon->fields = dmon->next = 0;
	dmon->line_used = true;
	if (header.s != NULL && (header.n > PARSE_MAX_LINE || !take_header(dmon, header) || dmon->columns == 0))
		return CORE_INVALID;
	return CORE_OK;
}

/* 20260923 and 20:00:00 */
static void
take_time(Dmon *dmon, Slice date, Slice time)
{
	char		text[32];

	if (date.s == NULL || time.s == NULL || date.n != 8 || time.n > 16)
	{
		dmon->at_reason = date.s == NULL || time.s == NULL ? REASON_NO_TIME : REASON_NO_SUCH_TIME;
		return;
	}
	memcpy(text, date.s, 4);
	text[4] = text[7] = '-';
	memcpy(text + 5, date.s + 4, 2);
	memcpy(text + 8, date.s + 6, 2);
	text[10] = ' ';
	memcpy(text + 11, time.s, (size_t) time.n);
	if (!parse_time_slice((Slice) {text, 11 + time.n}, false, &dmon->at))
		dmon->at_reason = REASON_NO_SUCH_TIME;
}

/* Date, time and card of a line, which may stand in any columns: dmon is told which to print. */
static void
take_line(Dmon *dmon)
{
	Slice		date = nothing;
	Slice		time = nothing;

	dmon->at.kind = PARSE_NO_TIME;
	dmon->at_reason = REASON_NONE;
	dmon->index = nothing;
	for (int i = 0; i < dmon->fields; i++)
	{
		if (parse_is(dmon->name[i], "Date"))
			date = dmon->field[i];
		else if (parse_is(dmon->name[i], "Time"))
			time = dmon->field[i];
		else if (parse_is(dmon->name[i], "gpu"))
			dmon->index = dmon->field[i];
	}
	if (date.s != NULL || time.s != NULL)
		take_time(dmon, date, time);
}

/* A dash is what dmon prints for a sensor that there is not. */
static void
take_value(Dmon *dmon, int place, ParseRow *row)
{
	ParseScale	scale = {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED};

	row->metric = dmon->name[place];
	row->device = dmon->index;
	row->at = dmon->at;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (parse_is(row->metric, known[i].name))
		{
			scale = known[i].scale;
			row->quantity = known[i].quantity;
		}
	dmon->base.key_name = row->metric;
	dmon->base.key_text = row->device;
	if (parse_is(dmon->field[place], "-"))
	{
		row->unit = scale.unit;
		parse_reject(row, REASON_NOT_AVAILABLE, dmon->field[place]);
		return;
	}
	parse_value(row, dmon->field[place], &scale);
	if (row->reason == REASON_NONE && dmon->at_reason != REASON_NONE)
		parse_reject(row, dmon->at_reason, nothing);
}

static ParseQuantity
quantity_of(Slice name)
{
	return parse_is(name, "pwr") ? PARSE_POWER : PARSE_OTHER;
}

/*
 * A line gives a row for each of its columns that is wanted, from call to call.  One of
 * which none is wanted gives a row that says so: lines are read, empty or rejected, and
 * what adds them up must find each.
 */
static bool
next(Reader *reader, ParseRow *row)
{
	Dmon	   *dmon = (Dmon *) reader;
	Slice		line;

	for (;;)
	{
		parse_row_init(row, reader->text.line_no);
		row->needs_time = true;
		while (dmon->next < dmon->fields)
		{
			int			i = dmon->next++;
			Slice		name = dmon->name[i];

			if (parse_is(name, "gpu") || parse_is(name, "Date") || parse_is(name, "Time") ||
				!parse_wants(reader->options, name, quantity_of(name)))
				continue;
			dmon->line_used = true;
			take_value(dmon, i, row);
			return true;
		}
		if (!dmon->line_used)
		{
			dmon->line_used = true;
			parse_line_reject(row, REASON_NOT_WANTED, nothing);
			return true;
		}
		if (!parse_line(&reader->text, &line))
			return false;
		row->line_no = reader->text.line_no;
		dmon->fields = dmon->next = 0;
		if (line.n > PARSE_MAX_LINE)
		{
			parse_line_reject(row, REASON_TOO_LONG, nothing);
			return true;
		}
		line = parse_trim(line);
		if (line.n == 0 || line.s[0] == '#')
		{
			parse_line_reject(row, line.n == 0 ? REASON_BLANK_LINE : REASON_HEADER, nothing);
			/* dmon repeats its header, and what other options print may follow in one file */
			if (line.n > 0)
				(void) take_header(dmon, line);
			return true;
		}
		if (dmon->columns == 0)
		{
			parse_line_reject(row, REASON_NO_HEADER, line);
			return true;
		}
		dmon->fields = split(line, dmon->field);
		if (dmon->fields != dmon->columns)
		{
			parse_line_reject(row, dmon->fields >= 0 && dmon->fields < dmon->columns ? REASON_TOO_FEW_COLUMNS : REASON_TOO_MANY_COLUMNS, line);
			dmon->fields = 0;
			return true;
		}
		dmon->line_used = false;
		take_line(dmon);
	}
}

static bool
labels(Reader *reader, ParseRow *row)
{
	(void) row;
	reader->labels = 0;
	parse_add_label(reader, (Slice) {"index", 5}, ((Dmon *) reader)->index, PARSE_PLAIN);
	return true;
}

const ParseFormat format_nvidia_smi_dmon = {
	"nvidia-smi-dmon", "nvidia-smi-dmon", false, sizeof(Dmon), init, next, labels
};
