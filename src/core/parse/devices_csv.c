/*
 * devices_csv.c
 *		Devices of an inventory, and which job held which: CSV that sites write.
 *
 * devices-csv has a header with columns of a device.  job-devices-csv has job,
 * device, share, started_at and ended_at, in this order where there is no
 * header; later ones may lack.
 */
#include "core/parse/reader.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

typedef struct DevicesCsv
{
	Reader		base;
	bool		of_jobs;
	int			columns;		/* 0: no header yet */
	int			fields;
	ParseField	field[PARSE_MAX_COLUMNS];
	Slice		name[PARSE_MAX_COLUMNS];
} DevicesCsv;

/* what sites call these columns */
static const struct
{
	const char *written;
	const char *name;
}			aliases[] = {
	{"uuid", "device"},
	{"gpu_uuid", "device"},
	{"gpu", "device"},
	{"index", "idx"},
	{"hostname", "host"},
	{"node", "host"},
	{"job_id", "job"},
	{"jobid", "job"},
	{"slurm_job_id", "job"},
	{"start", "started_at"},
	{"started", "started_at"},
	{"end", "ended_at"},
	{"ended", "ended_at"},
};

static Slice
word(const char *s)
{
	return (Slice) {s, (int32_t) strlen(s)};
}

/* is there a column of that name, as it is written? */
static bool
is_written(const DevicesCsv *csv, int fields, const char *name)
{
	for (int i = 0; i < fields; i++)
		if (parse_is_nocase(csv->field[i].text, name))
			return true;
	return false;
}

static bool
is_header(const DevicesCsv *csv, int fields)
{
	bool		named = is_written(csv, fields, "device") || is_written(csv, fields, "uuid") ||
		is_written(csv, fields, "gpu_uuid");

	return csv->of_jobs ? named || is_written(csv, fields, "job") : named;
}

static void
take_header(DevicesCsv *csv, int fields, Slice line)
{
	for (int i = 0; i < fields; i++)
	{
		csv->name[i] = csv->field[i].text;
		for (size_t k = 0; k < sizeof(aliases) / sizeof(aliases[0]); k++)
			if (parse_is_nocase(csv->name[i], aliases[k].written) && !is_written(csv, fields, aliases[k].name))
				csv->name[i] = word(aliases[k].name);
	}
	csv->columns = fields;
	csv->base.header = line;
}

static Status
init(Reader *reader, Slice header)
{
	DevicesCsv *csv = (DevicesCsv *) reader;

	csv->of_jobs = reader->format == &format_job_devices_csv;
	csv->columns = csv->fields = 0;
	if (header.s == NULL)
		return CORE_OK;
	/* into the place of a line's fields, where is_header() looks; none are left there */
	csv->fields = header.n > PARSE_MAX_LINE ? -1 : parse_csv(header, ',', csv->field, PARSE_MAX_COLUMNS);
	if (csv->fields < 1 || !is_header(csv, csv->fields))
		return CORE_INVALID;
	take_header(csv, csv->fields, header);
	csv->fields = 0;
	return CORE_OK;
}

/* the columns of a file that does not name them */
static void
take_order(DevicesCsv *csv)
{
	static const char *const order[] = {"job", "device", "share", "started_at", "ended_at"};

	csv->columns = (int) (sizeof(order) / sizeof(order[0]));
	for (int i = 0; i < csv->columns; i++)
		csv->name[i] = word(order[i]);
}

/* columns of numbers that are none make a reject; idx is an integer of 4 bytes in a ledger */
static void
check_numbers(const Reader *reader, ParseRow *row)
{
	static const char *const numbers[] = {"idx", "max_w", "wrap_j"};
	double		number;
	int64_t		index;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]) && row->reason == REASON_NONE; i++)
	{
		const ParseLabel *label = parse_filled_label(reader, numbers[i]);

		if (label == NULL)
			continue;
		if (i == 0 ? !parse_integer(label->value, &index) || index > INT32_MAX :
			parse_number(label->value, 0, &number) != PARSE_NUMBER)
			parse_reject(row, REASON_NO_NUMBER, label->value);
	}
}

/*
 * A row of an inventory, as a whole or not at all: half a device would be a device.  Numbers are
 * checked here, so that the row that is wrong is told by its line.
 */
static void
take_line(DevicesCsv *csv, ParseRow *row)
{
	Reader	   *reader = &csv->base;
	const ParseLabel *share;
	double		number;

	row->kind = csv->of_jobs ? PARSE_JOB_DEVICE : PARSE_DEVICE;
	for (int i = 0; i < csv->fields; i++)
		parse_add_label(reader, csv->name[i], csv->field[i].text.n > 0 ? csv->field[i].text : nothing,
						csv->field[i].escape);
	if (csv->of_jobs && parse_filled_label(reader, "job") == NULL)
		parse_reject(row, REASON_NO_JOB, nothing);
	else if (parse_filled_label(reader, "device") == NULL &&
			 (parse_filled_label(reader, "host") == NULL || parse_filled_label(reader, "idx") == NULL))
		parse_reject(row, REASON_NO_DEVICE, nothing);
	check_numbers(reader, row);
	share = parse_filled_label(reader, "share");
	if (row->reason == REASON_NONE && csv->of_jobs && share != NULL)
	{
		if (parse_number(share->value, 0, &number) != PARSE_NUMBER)
			parse_reject(row, REASON_NO_NUMBER, share->value);
		else if (number < 0)
			parse_reject(row, REASON_NEGATIVE, share->value);
		else if (number > 1)
			parse_reject(row, REASON_OVER_100, share->value);
	}
}

static bool
next(Reader *reader, ParseRow *row)
{
	DevicesCsv *csv = (DevicesCsv *) reader;
	Slice		line;

	if (!parse_line(&reader->text, &line))
		return false;
	parse_row_init(row, reader->text.line_no);
	reader->labels = 0;
	if (line.n > PARSE_MAX_LINE)
	{
		parse_line_reject(row, REASON_TOO_LONG, nothing);
		return true;
	}
	line = parse_trim(line);
	if (line.n == 0 || line.s[0] == '#')
	{
		parse_line_reject(row, line.n == 0 ? REASON_BLANK_LINE : REASON_COMMENT, nothing);
		return true;
	}
	csv->fields = parse_csv(line, ',', csv->field, PARSE_MAX_COLUMNS);
	if (csv->fields < 0)
		parse_line_reject(row, csv->fields == -1 ? REASON_TOO_MANY_COLUMNS : REASON_OPEN_QUOTE, line);
	else if (is_header(csv, csv->fields))
	{
		take_header(csv, csv->fields, line);
		parse_line_reject(row, REASON_HEADER, nothing);
	}
	else
	{
		/* who writes these lists by hand leaves out the header, and the share where a job has all of a device */
		if (csv->columns == 0 && csv->of_jobs)
			take_order(csv);
		if (csv->columns == 0)
			parse_line_reject(row, REASON_NO_HEADER, line);
		else if (csv->fields > csv->columns)
			parse_line_reject(row, REASON_TOO_MANY_COLUMNS, line);
		else if (csv->fields < csv->columns && !csv->of_jobs)
			parse_line_reject(row, REASON_TOO_FEW_COLUMNS, line);
		else
			take_line(csv, row);
	}
	return true;
}

const ParseFormat format_devices_csv = {
	"devices-csv", "devices-csv", false, sizeof(DevicesCsv), init, next, NULL
};

const ParseFormat format_job_devices_csv = {
	"job-devices-csv", "job-devices-csv", false, sizeof(DevicesCsv), init, next, NULL
};
