/*
 * codecarbon.c
 *		Runs and tasks of CodeCarbon, from its emissions.csv.
 *
 * A run that was written several times has a line each time, each with all that
 * it used so far.
 */
#include "core/parse/table.h"

/*
 * Energy in kWh, already times the PUE; power in W; emissions in
 * kg; water in litres.  A part whose energy or power is 0 over a run was not
 * measured.  emissions_rate stays a label: it is emissions by duration.
 */
static const KnownColumn columns[] = {
	{"timestamp", COLUMN_NO_SCALE, COLUMN_TIME, PARSE_OTHER, false},
	{"duration", {PARSE_S, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"emissions", {PARSE_KG, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"cpu_power", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, true},
	{"gpu_power", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, true},
	{"ram_power", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, true},
	{"cpu_energy", {PARSE_J, 5, 36, 0}, COLUMN_METRIC, PARSE_OTHER, true},
	{"gpu_energy", {PARSE_J, 5, 36, 0}, COLUMN_METRIC, PARSE_OTHER, true},
	{"ram_energy", {PARSE_J, 5, 36, 0}, COLUMN_METRIC, PARSE_OTHER, true},
	{"energy_consumed", {PARSE_J, 5, 36, 0}, COLUMN_METRIC, PARSE_OTHER, true},
	{"water_consumed", {PARSE_LITRES, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"cpu_utilization_percent", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, COLUMN_METRIC, PARSE_OTHER, false},
	{"gpu_utilization_percent", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, COLUMN_METRIC, PARSE_OTHER, false},
	{"ram_utilization_percent", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, COLUMN_METRIC, PARSE_OTHER, false},
	{NULL, COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false}
};

static bool
is_header(const ParseField *field, int fields)
{
	bool		timed = false;
	bool		known = false;

	if (fields < 2 || (field[0].text.n > 0 && parse_is_digit(field[0].text.s[0])))
		return false;
	for (int i = 0; i < fields; i++)
	{
		const KnownColumn *column = known_column(columns, field[i].text);

		known = known || column->name != NULL;
		timed = timed || column->kind == COLUMN_TIME;
	}
	return known && timed;
}

static double
number(const Table *table, const char *name, int32_t shift, double factor)
{
	double		x;

	return parse_number(table_text(table, name), shift, &x) == PARSE_NUMBER && x >= 0 ? x * factor : -1;
}

/* version 1 called a run an experiment; later an experiment is a group of runs */
static Slice
run_of(const Table *table)
{
	for (int i = 0; i < table->columns; i++)
		if (parse_is(table->column[i].name, "run_id"))
			return table_text(table, "run_id");
	return table_text(table, "experiment_id");
}

static bool
take_line(Table *table, ParseRow *row)
{
	ParseJob   *job = &table->base.job;
	Slice		task = table_text(table, "task_name");

	job->escape = PARSE_QUOTES;
	job->id = run_of(table);
	job->step = task;
	job->name = table_text(table, "project_name");
	job->seconds = number(table, "duration", 0, 1);
	job->pue = number(table, "pue", 0, 1);
	if (!table->base.options->ledger)
		return false;
	row->kind = PARSE_JOB;
	row->at = job->ended = table->at;
	if (table->at_reason != REASON_NONE)
		parse_reject(row, table->at_reason, table->at_detail);
	else if (job->id.s == NULL)
		parse_reject(row, REASON_NO_JOB, (Slice) {NULL, 0});
	job->energy_source = "codecarbon";
	job->joules = number(table, "energy_consumed", 5, 36);
	job->gpu_type = table_text(table, "gpu_model");
	if (job->joules == 0)
	{
		/* nothing was measured, and nothing was estimated either */
		job->joules = -1;
		job->joules_reason = REASON_ZERO;
	}
	return true;
}

static const TableRules rules = {
	.known = columns,
	.is_header = is_header,
	.take_line = take_line
};

static Status
init(Reader *reader, Slice header)
{
	return table_init((Table *) reader, &rules, header);
}

const ParseFormat format_codecarbon = {
	"codecarbon", "codecarbon", false, sizeof(Table), init, table_next, table_labels
};
