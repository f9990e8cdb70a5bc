/*
 * parse_table.c
 *		Tables with a header, a row for every number: nvidia-smi, CodeCarbon, and
 *		the exports of Weights & Biases and TensorBoard.
 *
 * nvidia-smi's manual says that its output is not guaranteed to be backwards
 * compatible, so columns are known by name only.  A unit stands in the header,
 * in the value, in both or, with "noheader,nounits", nowhere: then the
 * column's name tells it.
 */
#include "core/parse.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

/* --- what columns mean --------------------------------------------------------- */

typedef struct Known
{
	const char *name;			/* a beginning where it ends in '*' */
	ParseScale	scale;
	ParseColumnKind kind;
	bool		not_zero;
} Known;

#define LABEL	{PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}

/* fields of nvidia-smi --help-query-gpu; MiB, MHz, W, % as it prints them */
static const Known nvidia_smi[] = {
	{"timestamp", LABEL, PARSE_COLUMN_TIME, false},
	{"utilization.*", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_COLUMN_METRIC, false},
	{"memory.*", {PARSE_BYTES, 0, 1048576, 0}, PARSE_COLUMN_METRIC, false},
	{"used_gpu_memory", {PARSE_BYTES, 0, 1048576, 0}, PARSE_COLUMN_METRIC, false},
	{"used_memory", {PARSE_BYTES, 0, 1048576, 0}, PARSE_COLUMN_METRIC, false},
	{"power.management", LABEL, PARSE_COLUMN_LABEL, false},
	{"power.*", {PARSE_W, 0, 1, 0}, PARSE_COLUMN_METRIC, false},
	{"enforced.power.limit", {PARSE_W, 0, 1, 0}, PARSE_COLUMN_METRIC, false},
	{"clocks_throttle_reasons.*", LABEL, PARSE_COLUMN_LABEL, false},
	{"clocks_event_reasons.*", LABEL, PARSE_COLUMN_LABEL, false},
	{"clocks.*", {PARSE_HZ, 6, 1, 0}, PARSE_COLUMN_METRIC, false},
	{"temperature.*", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}, PARSE_COLUMN_METRIC, false},
	{"fan.speed", {PARSE_ONE, -2, 1, 0}, PARSE_COLUMN_METRIC, false},
	{"index", LABEL, PARSE_COLUMN_LABEL, false},
	{"gpu_uuid", LABEL, PARSE_COLUMN_LABEL, false},
	{"uuid", LABEL, PARSE_COLUMN_LABEL, false},
	{"gpu_name", LABEL, PARSE_COLUMN_LABEL, false},
	{"name", LABEL, PARSE_COLUMN_LABEL, false},
	{"gpu_serial", LABEL, PARSE_COLUMN_LABEL, false},
	{"serial", LABEL, PARSE_COLUMN_LABEL, false},
	{"gpu_bus_id", LABEL, PARSE_COLUMN_LABEL, false},
	{"pci.*", LABEL, PARSE_COLUMN_LABEL, false},
	{"driver_version", LABEL, PARSE_COLUMN_LABEL, false},
	{"vbios_version", LABEL, PARSE_COLUMN_LABEL, false},
	{"compute_cap", LABEL, PARSE_COLUMN_LABEL, false},
	{"count", LABEL, PARSE_COLUMN_LABEL, false},
	{"pid", LABEL, PARSE_COLUMN_LABEL, false},
	{"process_name", LABEL, PARSE_COLUMN_LABEL, false},
	{NULL, LABEL, PARSE_COLUMN_MAYBE, false}
};

/*
 * CodeCarbon [9]: energy in kWh, already times the PUE; power in W; emissions in
 * kg; water in litres.  A part whose energy or power is 0 over a run was not
 * measured.  emissions_rate stays a label: it is emissions by duration.
 */
static const Known codecarbon[] = {
	{"timestamp", LABEL, PARSE_COLUMN_TIME, false},
	{"duration", {PARSE_S, 0, 1, 0}, PARSE_COLUMN_METRIC, false},
	{"emissions", {PARSE_KG, 0, 1, 0}, PARSE_COLUMN_METRIC, false},
	{"cpu_power", {PARSE_W, 0, 1, 0}, PARSE_COLUMN_METRIC, true},
	{"gpu_power", {PARSE_W, 0, 1, 0}, PARSE_COLUMN_METRIC, true},
	{"ram_power", {PARSE_W, 0, 1, 0}, PARSE_COLUMN_METRIC, true},
	{"cpu_energy", {PARSE_J, 5, 36, 0}, PARSE_COLUMN_METRIC, true},
	{"gpu_energy", {PARSE_J, 5, 36, 0}, PARSE_COLUMN_METRIC, true},
	{"ram_energy", {PARSE_J, 5, 36, 0}, PARSE_COLUMN_METRIC, true},
	{"energy_consumed", {PARSE_J, 5, 36, 0}, PARSE_COLUMN_METRIC, true},
	{"water_consumed", {PARSE_LITRES, 0, 1, 0}, PARSE_COLUMN_METRIC, false},
	{"cpu_utilization_percent", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_COLUMN_METRIC, false},
	{"gpu_utilization_percent", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_COLUMN_METRIC, false},
	{"ram_utilization_percent", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_COLUMN_METRIC, false},
	{NULL, LABEL, PARSE_COLUMN_LABEL, false}
};

/* W&B [13]: the name behind system.gpu.N, else the whole name */
static const Known wandb[] = {
	{"_timestamp", LABEL, PARSE_COLUMN_TIME, false},
	{"wall_time", LABEL, PARSE_COLUMN_TIME, false},
	{"Wall time", LABEL, PARSE_COLUMN_TIME, false},
	{"_step", LABEL, PARSE_COLUMN_STEP, false},
	{"step", LABEL, PARSE_COLUMN_STEP, false},
	{"Step", LABEL, PARSE_COLUMN_STEP, false},
	{"_runtime", LABEL, PARSE_COLUMN_LABEL, false},
	{"powerWatts", {PARSE_W, 0, 1, 0}, PARSE_COLUMN_METRIC, false},
	{"powerPercent", {PARSE_ONE, -2, 1, 0}, PARSE_COLUMN_METRIC, false},
	{"gpu", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_COLUMN_METRIC, false},
	{"memoryAllocated", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_COLUMN_METRIC, false},
	{"memoryAllocatedBytes", {PARSE_BYTES, 0, 1, 0}, PARSE_COLUMN_METRIC, false},
	{NULL, LABEL, PARSE_COLUMN_MAYBE, false}
};

static const Known *
lookup(const Known *known, Slice name)
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

static const Known *
known_columns(ParseTableKind kind)
{
	return kind == PARSE_NVIDIA_SMI ? nvidia_smi : kind == PARSE_CODECARBON ? codecarbon : wandb;
}

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

/* system.gpu.0.powerWatts is powerWatts of the device 0 */
static Slice
wandb_device(Slice *name)
{
	static const char system_gpu[] = "system.gpu.";
	Slice		device = nothing;
	int32_t		from = (int32_t) sizeof(system_gpu) - 1;
	int32_t		to = from;

	if (!parse_starts(*name, system_gpu))
		return nothing;
	while (to < name->n && parse_is_digit(name->s[to]))
		to++;
	if (to > from && to + 1 < name->n && name->s[to] == '.')
	{
		device = (Slice) {name->s + from, to - from};
		*name = (Slice) {name->s + to + 1, name->n - to - 1};
	}
	return device;
}

/* is this a field name of nvidia-smi?  They are of a-z, digits, "." and "_". */
static bool
nvidia_name(Slice name)
{
	if (name.n == 0 || name.s[0] < 'a' || name.s[0] > 'z')
		return false;
	for (int32_t i = 0; i < name.n; i++)
	{
		char		c = name.s[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || parse_is_digit(c) ||
			  c == '.' || c == '_'))
			return false;
	}
	return true;
}

static bool
is_header(ParseTableKind kind, const ParseField *field, int fields)
{
	bool		timed = false;
	bool		known = false;

	for (int i = 0; i < fields; i++)
	{
		Slice		name = field[i].text;
		const Known *column;

		if (kind == PARSE_NVIDIA_SMI)
		{
			(void) bracketed(&name);
			if (!nvidia_name(name))
				return false;
		}
		else if (kind == PARSE_WANDB)
			(void) wandb_device(&name);
		column = lookup(known_columns(kind), name);
		known = known || column->name != NULL;
		timed = timed || column->kind == PARSE_COLUMN_TIME || parse_is(name, "_runtime") ||
			parse_is(name, "_step");
	}
	/* one word that some log has in common with a table does not make a header */
	return known && (kind == PARSE_NVIDIA_SMI || (timed && fields > 1));
}

bool
parse_table_header(ParseTableKind kind, Slice line)
{
	ParseField	field[PARSE_MAX_LABELS];
	int			fields = line.n > PARSE_MAX_LINE ? -1 : parse_csv(line, ',', field, PARSE_MAX_LABELS);

	return fields > 0 && is_header(kind, field, fields);
}

/* columns of nvidia-smi that name a device, the best first */
static const char *const device_names[] = {
	"uuid", "gpu_uuid", "pci.bus_id", "gpu_bus_id", "serial", "gpu_serial", "index"
};

#define DEVICE_NAMES	((int) (sizeof(device_names) / sizeof(device_names[0])))

static void
take_header(ParseTable *table, const ParseField *field, int fields)
{
	for (int i = 0; i < fields; i++)
	{
		ParseColumn *column = &table->column[i];
		Slice		unit = nothing;
		const Known *known;

		column->name = field[i].text;
		column->device = nothing;
		if (table->kind == PARSE_NVIDIA_SMI)
			unit = bracketed(&column->name);
		else if (table->kind == PARSE_WANDB)
			column->device = wandb_device(&column->name);
		known = lookup(known_columns(table->kind), column->name);
		column->kind = known->kind;
		column->scale = known->scale;
		column->not_zero = known->not_zero;
		column->rank = -1;
		for (int k = 0; table->kind == PARSE_NVIDIA_SMI && k < DEVICE_NAMES; k++)
			if (parse_is(column->name, device_names[k]))
				column->rank = k;
		if (unit.n > 0)
		{
			uint32_t	limit = known->scale.flags & PARSE_AT_MOST_100;

			if (parse_scale(unit, &column->scale))
			{
				if (parse_is(unit, "%"))
					column->scale.flags |= limit;
				column->kind = PARSE_COLUMN_METRIC;
			}
		}
	}
	table->columns = fields;
}

/* nothing is known of the line at hand */
static void
forget_line(ParseTable *table)
{
	table->fields = table->next = 0;
	table->line_used = true;
	table->labels = 0;
	table->at.kind = PARSE_NO_TIME;
	table->at_reason = NULL;
	table->device = table->run = table->project = nothing;
	table->seconds = table->pue = -1;
	table->step = -1;
}

Status
parse_table_init(ParseTable *table, ParseTableKind kind, const char *s, size_t n, Slice header)
{
	int			fields;

	table->kind = kind;
	table->columns = 0;
	forget_line(table);
	parse_text_init(&table->text, s, n);
	if (header.s == NULL)
		return CORE_OK;
	fields = header.n > PARSE_MAX_LINE ? -1 : parse_csv(header, ',', table->field, PARSE_MAX_COLUMNS);
	if (fields < 1)
		return CORE_INVALID;
	for (int i = 0; i < fields; i++)
		if (table->field[i].text.n == 0)
			return CORE_INVALID;
	take_header(table, table->field, fields);
	return CORE_OK;
}

/* --- lines ---------------------------------------------------------------------- */

/* words that nvidia-smi prints where there is no value */
static bool
is_absent(Slice s)
{
	static const char *const words[] = {
		"N/A", "ERR!", "Unknown Error", "Not Supported", "Insufficient Permissions", "GPU is lost"
	};

	/* most fields are numbers */
	if (s.n == 0 || parse_is_digit(s.s[0]))
		return false;
	if (s.n >= 2 && s.s[0] == '[' && s.s[s.n - 1] == ']')
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (parse_is_nocase(s, words[i]))
			return true;
	return false;
}

/* is this an error that nvidia-smi printed in place of data? */
static bool
is_message(Slice line)
{
	static const char *const beginnings[] = {
		"failed to initialize", "unable to determine", "no devices were found", "nvidia-smi has failed"
	};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (parse_starts_nocase(line, beginnings[i]))
			return true;
	return false;
}

static void
add_label(ParseTable *table, Slice name, const ParseField *field)
{
	ParseLabel *label = &table->label[table->labels++];

	label->name = name;
	label->name_escape = PARSE_PLAIN;
	label->value = field->text;
	label->escape = field->escape;
	if (field->text.n == 0 || (table->kind == PARSE_NVIDIA_SMI && is_absent(field->text)))
		label->value = nothing;
}

/* the fields of a line that are no numbers: time, device, run and labels */
static void
take_line(ParseTable *table)
{
	int			best = DEVICE_NAMES;

	for (int i = 0; i < table->columns; i++)
	{
		ParseColumn *column = &table->column[i];
		const ParseField *field = &table->field[i];
		double		number;

		column->is_text = false;
		if (column->kind == PARSE_COLUMN_TIME)
		{
			if (field->text.n == 0 || is_absent(field->text))
				table->at_reason = parse_no_time;
			else if (!parse_time_slice(field->text, table->kind == PARSE_WANDB, &table->at))
			{
				table->at_reason = "no such time";
				table->at_detail = field->text;
			}
		}
		else if (column->kind == PARSE_COLUMN_STEP)
		{
			if (!parse_integer(field->text, &table->step))
				table->step = -1;
		}
		else if (column->kind == PARSE_COLUMN_LABEL)
		{
			add_label(table, column->name, field);
			if (column->rank >= 0 && column->rank < best && table->label[table->labels - 1].value.s != NULL)
			{
				best = column->rank;
				table->device = field->text;
			}
			if (table->kind != PARSE_CODECARBON || field->text.n == 0)
				continue;
			if (parse_is(column->name, "run_id"))
				table->run = field->text;
			else if (parse_is(column->name, "project_name"))
				table->project = field->text;
			else if (parse_is(column->name, "pue") && parse_number(field->text, 0, &number) == PARSE_NUMBER)
				table->pue = number;
		}
		else if (column->kind == PARSE_COLUMN_MAYBE &&
				 parse_number(field->text, 0, &number) == PARSE_NO_NUMBER && field->text.n > 0)
		{
			/* a unit behind the number makes it one; otherwise it is a text */
			const char *blank = memchr(field->text.s, ' ', (size_t) field->text.n);
			Slice		head = field->text;

			if (blank != NULL)
				head.n = (int32_t) (blank - head.s);
			if (!is_absent(field->text) && parse_number(head, 0, &number) != PARSE_NUMBER)
			{
				add_label(table, column->name, field);
				column->is_text = true;
			}
		}
		else if (table->kind == PARSE_CODECARBON && parse_is(column->name, "duration") &&
				 parse_number(field->text, 0, &number) == PARSE_NUMBER && number >= 0)
			table->seconds = number;
	}
}

static void
take_value(const ParseTable *table, const ParseColumn *column, const ParseField *field, ParseRow *row)
{
	Slice		number = field->text;
	ParseScale	scale = column->scale;
	const char *blank;

	row->metric = column->name;
	row->device = column->device.s != NULL ? column->device : table->device;
	row->at = table->at;
	row->unit = scale.unit;
	if (table->kind == PARSE_NVIDIA_SMI && is_absent(field->text))
	{
		parse_reject(row, "not available", field->text);
		return;
	}
	/* "100 W": the unit that stands with the value is the value's */
	blank = number.n > 0 ? memchr(number.s, ' ', (size_t) number.n) : NULL;
	if (table->kind == PARSE_NVIDIA_SMI && blank != NULL)
	{
		Slice		unit = {blank + 1, (int32_t) (number.s + number.n - blank - 1)};
		ParseScale	written;

		number.n = (int32_t) (blank - number.s);
		unit = parse_trim(unit);
		if (!parse_scale(unit, &written))
		{
			double		ignored;

			parse_reject(row, parse_number(number, 0, &ignored) == PARSE_NO_NUMBER ?
						 "no number" : "unknown unit", field->text);
			return;
		}
		if (parse_is(unit, "%"))
			written.flags |= scale.flags & PARSE_AT_MOST_100;
		scale = written;
	}
	parse_value(row, number, &scale);
	if (row->has_value && row->value == 0 && column->not_zero)
		parse_reject(row, "zero: not measured", nothing);
	if (row->reason == NULL && table->at_reason != NULL && table->at_reason != parse_no_time)
	{
		row->reason = table->at_reason;
		row->detail = table->at_detail;
	}
}

/* a row for the line as a whole */
static bool
line_row(ParseTable *table, ParseRow *row, const char *reason, Slice detail)
{
	forget_line(table);
	parse_reject(row, reason, detail);
	return true;
}

bool
parse_table_next(ParseTable *table, ParseRow *row)
{
	Slice		line;
	int			fields;

	for (;;)
	{
		parse_row_init(row, table->text.line_no);
		row->needs_time = table->kind == PARSE_NVIDIA_SMI;
		while (table->next < table->fields)
		{
			int			i = table->next++;
			const ParseColumn *column = &table->column[i];

			if (column->kind == PARSE_COLUMN_METRIC ||
				(column->kind == PARSE_COLUMN_MAYBE && !column->is_text))
			{
				table->line_used = true;
				take_value(table, column, &table->field[i], row);
				return true;
			}
		}
		if (!table->line_used)
		{
			table->line_used = true;
			row->at = table->at;
			row->device = table->device;
			parse_reject(row, "no metric", nothing);
			return true;
		}

		if (!parse_line(&table->text, &line))
			return false;
		parse_row_init(row, table->text.line_no);
		row->needs_time = table->kind == PARSE_NVIDIA_SMI;
		if (line.n > PARSE_MAX_LINE)
			return line_row(table, row, "line too long", nothing);
		line = parse_trim(line);
		if (line.n == 0)
			return line_row(table, row, "blank line", nothing);
		if (table->kind == PARSE_NVIDIA_SMI && is_message(line))
			return line_row(table, row, "message", line);
		fields = parse_csv(line, ',', table->field, PARSE_MAX_COLUMNS);
		if (fields == -1)
			return line_row(table, row, "too many columns", nothing);
		if (fields == -2)
			return line_row(table, row, "quote without end", line);
		if (is_header(table->kind, table->field, fields))
		{
			take_header(table, table->field, fields);
			return line_row(table, row, "header", nothing);
		}
		if (table->columns == 0)
			return line_row(table, row, "no header", line);
		if (fields != table->columns)
			return line_row(table, row, fields < table->columns ? "too few columns" : "too many columns", line);
		forget_line(table);
		table->fields = fields;
		table->line_used = false;
		take_line(table);
	}
}
