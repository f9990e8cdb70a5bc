/*
 * table.c
 *		Tables with a header: see table.h.
 */
#include "core/parse/table.h"

#include "core/parse/series.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

const KnownColumn *
known_column(const KnownColumn *known, Slice name)
{
	for (; known->name != NULL; known++)
	{
		size_t		n = strlen(known->name);

		if (known->name[n - 1] == '*' ?
			(size_t) name.n >= n && memcmp(name.s, known->name, n - 1) == 0 :
			parse_is(name, known->name))
			break;
	}
	return known;
}

bool
is_index_column(Slice name, int place)
{
	return (place == 0 && name.n == 0) || parse_starts(name, "Unnamed: ");
}

/* --- headers ---------------------------------------------------------------------- */

/* "power.draw [W]": the name, and the unit in brackets */
static Slice
bracketed(Slice *name)
{
	Slice		unit = nothing;
	const char *open = name->n > 0 ? memchr(name->s, '[', (size_t) name->n) : NULL;

	if (open != NULL && name->s[name->n - 1] == ']')
	{
		unit.s = open + 1;
		unit.n = (int32_t) (name->s + name->n - 1 - unit.s);
		name->n = (int32_t) (open - name->s);
		*name = parse_trim(*name);
	}
	return unit;
}

bool
table_is_header(const TableRules *rules, Slice line)
{
	ParseField	field[PARSE_MAX_LABELS];
	int			fields = line.n > PARSE_MAX_LINE ? -1 : parse_csv(line, ',', field, PARSE_MAX_LABELS);

	return fields > 0 && rules->is_header(field, fields);
}

/*
 * What a header tells of a column: its unit goes before the one that is known of the name, and a
 * column with a unit that is known is a metric even if its name is not.
 */
static void
take_column(Table *table, Column *column, Slice name, int place)
{
	const TableRules *rules = table->rules;
	const KnownColumn *known;
	Slice		unit = nothing;

	column->name = name;
	column->device = nothing;
	if (rules->bracketed)
		unit = bracketed(&column->name);
	if (rules->column_device != NULL)
		column->device = rules->column_device(&column->name);
	known = known_column(rules->known, column->name);
	column->kind = is_index_column(column->name, place) ? COLUMN_IGNORED : known->kind;
	column->scale = known->scale;
	column->quantity = known->quantity;
	column->not_zero = known->not_zero;
	column->rank = rules->rank != NULL ? rules->rank(column->name) : -1;
	column->is_text = column->has_unit = false;
	column->is_own = parse_role(column->name) == ROLE_UUID || parse_role(column->name) == ROLE_SERIAL;
	column->is_place = parse_role(column->name) <= ROLE_REPLICA && !column->is_own;
	if (unit.n > 0 && parse_scale(unit, &column->scale))
	{
		if (parse_is(unit, "%"))
			column->scale.flags |= known->scale.flags & PARSE_AT_MOST_100;
		column->kind = COLUMN_METRIC;
	}
	column->wanted = (column->kind == COLUMN_METRIC || column->kind == COLUMN_MAYBE) &&
		parse_wants(table->base.options, column->name, column->quantity);
}

/* the fields of a line that is a header, between whichever delimiter makes it one; 0: it is none */
static int
split_header(Table *table, Slice line)
{
	static const char delimiters[] = ",;\t";

	for (int i = 0; delimiters[i] != '\0'; i++)
	{
		int			fields = parse_csv(line, delimiters[i], table->field, PARSE_MAX_COLUMNS);

		if (fields > 0 && table->rules->is_header(table->field, fields))
		{
			table->delimiter = delimiters[i];
			return fields;
		}
	}
	/* the fields are those of the line again */
	(void) parse_csv(line, table->delimiter, table->field, PARSE_MAX_COLUMNS);
	return 0;
}

/*
 * From here on: of the lines before nothing is kept.  The number of headers is in the keys of
 * series, since the same place may be another column now.
 */
static void
take_header(Table *table, Slice line, const ParseField *field, int fields)
{
	table->wanted = 0;
	table->looked_ahead = false;
	for (int i = 0; i < fields; i++)
	{
		take_column(table, &table->column[i], field[i].text, i);
		table->wanted += table->column[i].wanted;
	}
	table->columns = fields;
	table->headers++;
	table->base.header = line;
}

/* nothing is known of the line at hand */
static void
forget_line(Table *table)
{
	table->fields = table->next = 0;
	table->line_used = true;
	table->base.labels = 0;
	table->at.kind = PARSE_NO_TIME;
	table->at_reason = REASON_NONE;
	table->device = nothing;
	table->place = 0;
	table->step = -1;
	if (table->rules->take_line != NULL)
		parse_job_init(&table->base.job);
}

Status
table_init(Table *table, const TableRules *rules, Slice header)
{
	int			fields;

	table->rules = rules;
	table->delimiter = ',';
	table->columns = table->headers = table->wanted = 0;
	forget_line(table);
	if (header.s == NULL)
		return CORE_OK;
	fields = header.n > PARSE_MAX_LINE ? -1 : split_header(table, header);
	/* the caller's word is taken for what the text would not call a header */
	if (fields == 0)
		fields = parse_csv(header, ',', table->field, PARSE_MAX_COLUMNS);
	if (fields < 1)
		return CORE_INVALID;
	for (int i = 0; i < fields; i++)
		if (table->field[i].text.n == 0 && (i > 0 || fields == 1))
			return CORE_INVALID;
	take_header(table, header, table->field, fields);
	return CORE_OK;
}

/* --- lines ---------------------------------------------------------------------- */

static bool
is_absent(const Table *table, Slice text)
{
	return table->rules->is_absent != NULL && table->rules->is_absent(text);
}

Slice
table_text(const Table *table, const char *name)
{
	for (int i = 0; i < table->columns; i++)
		if (parse_is(table->column[i].name, name))
			return table->field[i].text.n > 0 ? table->field[i].text : nothing;
	return nothing;
}

/* is what stands in a column of numbers and texts a text? */
static bool
is_text(const Table *table, Slice text)
{
	double		number;
	Slice		head = text;
	const char *blank;

	if (text.n == 0 || parse_number(text, 0, &number) != PARSE_NO_NUMBER || is_absent(table, text))
		return false;
	/* a unit behind the number makes it one */
	blank = memchr(text.s, ' ', (size_t) text.n);
	if (blank != NULL)
		head.n = (int32_t) (blank - head.s);
	return parse_number(head, 0, &number) != PARSE_NUMBER;
}

/*
 * The labels of the line at hand are its texts, wanted or not: what is a number is a sample, all
 * else tells what the samples are of.
 */
bool
table_labels(Reader *reader, ParseRow *row)
{
	Table	   *table = (Table *) reader;

	(void) row;
	reader->labels = 0;
	for (int i = 0; i < table->fields; i++)
	{
		const Column *column = &table->column[i];
		const ParseField *field = &table->field[i];

		if (column->kind == COLUMN_LABEL ||
			(column->kind == COLUMN_MAYBE && (column->wanted ? column->is_text : is_text(table, field->text))))
			parse_add_label(reader, column->name,
							field->text.n == 0 || is_absent(table, field->text) ? nothing : field->text,
							field->escape);
	}
	return true;
}

/*
 * An index is another card in another host.  The digest is FNV-1a of 64 bits over the texts of the
 * columns that say where; 256 and above are no bytes, so that "a" "bc" and "ab" "c" differ.
 */
static void
take_place(Table *table)
{
	uint64_t	hash = UINT64_C(14695981039346656037);

	for (int i = 0; i < table->columns; i++)
	{
		Slice		text = table->field[i].text;

		if (!table->column[i].is_place)
			continue;
		for (int32_t k = 0; k < text.n; k++)
			hash = (hash ^ (unsigned char) text.s[k]) * UINT64_C(1099511628211);
		hash = (hash ^ (uint64_t) (256 + i)) * UINT64_C(1099511628211);
		table->place = hash;
	}
}

/* time, step and device of a line */
static void
take_line(Table *table)
{
	int			best = table->rules->most_ranks;
	bool		own = false;

	for (int i = 0; i < table->columns; i++)
	{
		Column	   *column = &table->column[i];
		Slice		text = table->field[i].text;

		if (column->kind == COLUMN_TIME)
		{
			if (text.n == 0 || is_absent(table, text))
				table->at_reason = REASON_NO_TIME;
			else if (!parse_time_slice(text, table->rules->or_epoch, &table->at))
			{
				table->at_reason = REASON_NO_SUCH_TIME;
				table->at_detail = text;
			}
			else if (table->rules->utc)
				table->at.kind = PARSE_UTC;
		}
		else if (column->kind == COLUMN_STEP)
		{
			if (!parse_integer(text, &table->step))
				table->step = -1;
		}
		else if (column->kind == COLUMN_LABEL)
		{
			/* the last rank is an index, of which 0 is one */
			if (column->rank >= 0 && column->rank < best && !is_absent(table, text) &&
				(column->rank == table->rules->most_ranks - 1 ? text.n > 0 : parse_names_card(text)))
			{
				best = column->rank;
				table->device = text;
				own = column->is_own;
			}
		}
		else if (column->kind == COLUMN_MAYBE && column->wanted)
			column->is_text = is_text(table, text);
	}
	if (!own)
		take_place(table);
}

/* the unit behind the blank of "100 W"; s == NULL: none stands there */
static Slice
unit_behind(Slice text)
{
	const char *blank = text.n > 0 ? memchr(text.s, ' ', (size_t) text.n) : NULL;

	return blank == NULL ? nothing : parse_trim((Slice) {blank, (int32_t) (text.s + text.n - blank)});
}

/*
 * A line is cut at its end: the 10 that is left of "100.00 W" looks whole.  Where other values of the
 * last column bear their unit one without it may lack digits.  Those before it tell; to the first
 * of a header the line behind it does.
 */
static bool
is_cut(Table *table, int place)
{
	Column	   *column = &table->column[place];
	ParseText	ahead = table->base.text;
	ParseField	field[PARSE_MAX_LABELS];
	ParseScale	scale;
	Slice		line;

	if (place < table->columns - 1)
		return false;
	if (!table->looked_ahead && parse_line(&ahead, &line) && line.n <= PARSE_MAX_LINE &&
		parse_csv(line, table->delimiter, field, PARSE_MAX_LABELS) == table->columns)
		column->has_unit = column->has_unit || parse_scale(unit_behind(field[place].text), &scale);
	table->looked_ahead = true;
	return column->has_unit;
}

/*
 * One number of the line.  The key is the column's name, the device, and a digest of where the
 * line says that the device is: two rows with one key are of one series.
 */
static void
take_value(Table *table, int place, ParseRow *row)
{
	const TableRules *rules = table->rules;
	Column	   *column = &table->column[place];
	Slice		text = table->field[place].text;
	Slice		number = text;
	ParseScale	scale = column->scale;
	Slice		unit;

	row->metric = column->name;
	row->device = column->device.s != NULL ? column->device : table->device;
	row->at = table->at;
	row->unit = scale.unit;
	row->quantity = column->quantity;
	row->source = rules->source;
	table->base.key_name = column->name;
	table->base.key_text = row->device;
	table->base.key_number = (int64_t) (table->place + (uint64_t) table->headers * PARSE_MAX_COLUMNS + (uint64_t) place);
	if (is_absent(table, text))
	{
		parse_reject(row, REASON_NOT_AVAILABLE, text);
		return;
	}
	/* "100 W": the unit that stands with the value is the value's */
	unit = rules->bracketed ? unit_behind(text) : nothing;
	if (unit.n > 0)
	{
		ParseScale	written;

		number = parse_trim((Slice) {text.s, (int32_t) (unit.s - text.s)});
		if (!parse_scale(unit, &written))
		{
			double		ignored;

			parse_reject(row, parse_number(number, 0, &ignored) == PARSE_NO_NUMBER ?
						 REASON_NO_NUMBER : REASON_UNKNOWN_UNIT, text);
			return;
		}
		if (parse_is(unit, "%"))
			written.flags |= scale.flags & PARSE_AT_MOST_100;
		scale = written;
		column->has_unit = true;
	}
	parse_value(row, number, &scale);
	if (row->has_value && unit.n == 0 && rules->bracketed && is_cut(table, place))
		parse_reject(row, REASON_NO_UNIT, text);
	if (row->has_value && row->value == 0 && column->not_zero)
		parse_reject(row, REASON_ZERO, nothing);
	/* a time that lacks may be given with the text (scraped_at); one that is wrong may not */
	if (row->reason == REASON_NONE && table->at_reason != REASON_NONE && table->at_reason != REASON_NO_TIME)
	{
		row->reason = table->at_reason;
		row->detail = table->at_detail;
	}
}

/* a row for the line as a whole */
static bool
line_row(Table *table, ParseRow *row, ParseReason reason, Slice detail)
{
	forget_line(table);
	parse_line_reject(row, reason, detail);
	return true;
}

/* the next number of the line at hand */
static bool
next_value(Table *table, ParseRow *row)
{
	while (table->next < table->fields)
	{
		int			i = table->next++;
		const Column *column = &table->column[i];

		if (column->wanted && !(column->kind == COLUMN_MAYBE && column->is_text))
		{
			table->line_used = true;
			take_value(table, i, row);
			return true;
		}
	}
	if (table->line_used)
		return false;
	table->line_used = true;
	row->at = table->at;
	row->device = table->device;
	parse_line_reject(row, table->wanted > 0 || parse_wants_all(table->base.options) ?
					  REASON_NO_METRIC : REASON_NOT_WANTED, nothing);
	return true;
}

/*
 * Numbers of the line at hand first; then the next line, which is a blank, a message, a header or
 * values.  A line whose number of fields is not that of its header is a reject as a whole: which
 * of its values is missing cannot be told.
 */
bool
table_next(Reader *reader, ParseRow *row)
{
	Table	   *table = (Table *) reader;
	const TableRules *rules = table->rules;
	Slice		line;
	Slice		whole;
	int			fields;
	int			header_fields;

	for (;;)
	{
		parse_row_init(row, table->base.text.line_no);
		row->needs_time = rules->needs_time;
		if ((table->next < table->fields || !table->line_used) && next_value(table, row))
			return true;
		if (!parse_line(&table->base.text, &whole))
			return false;
		row->line_no = table->base.text.line_no;
		if (whole.n > PARSE_MAX_LINE)
			return line_row(table, row, REASON_TOO_LONG, nothing);
		line = parse_trim(whole);
		if (line.n == 0)
			return line_row(table, row, REASON_BLANK_LINE, nothing);
		if (rules->is_message != NULL && rules->is_message(line))
			return line_row(table, row, REASON_MESSAGE, line);
		fields = parse_csv(line, table->delimiter, table->field, PARSE_MAX_COLUMNS);
		if (fields == -1)
			return line_row(table, row, REASON_TOO_MANY_COLUMNS, nothing);
		if (fields == -2)
			return line_row(table, row, REASON_OPEN_QUOTE, line);
		header_fields = rules->is_header(table->field, fields) ? fields : fields == 1 ? split_header(table, line) : 0;
		if (header_fields > 0)
		{
			fields = header_fields;
			take_header(table, line, table->field, fields);
			return line_row(table, row, REASON_HEADER, nothing);
		}
		if (table->columns == 0)
			return line_row(table, row, REASON_NO_HEADER, line);
		if (fields != table->columns)
			return line_row(table, row, fields < table->columns ? REASON_TOO_FEW_COLUMNS : REASON_TOO_MANY_COLUMNS, line);
		forget_line(table);
		table->fields = fields;
		table->line_used = false;
		take_line(table);
		if (rules->take_line != NULL && rules->take_line(table, row))
		{
			table->line_used = true;
			table->next = table->fields;
			return true;
		}
	}
}
