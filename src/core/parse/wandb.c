/*
 * wandb.c
 *		System metrics of Weights & Biases as CSV, and scalars of TensorBoard.
 *
 * run.history(stream="events") gives a table; pandas writes it with an index
 * column that has no name.  Cards have an index only, the host is the option's.
 */
#include "core/parse/table.h"

/* The name behind system.gpu.N, else the whole name */
static const KnownColumn columns[] = {
	{"_timestamp", COLUMN_NO_SCALE, COLUMN_TIME, PARSE_OTHER, false},
	{"wall_time", COLUMN_NO_SCALE, COLUMN_TIME, PARSE_OTHER, false},
	{"Wall time", COLUMN_NO_SCALE, COLUMN_TIME, PARSE_OTHER, false},
	{"_step", COLUMN_NO_SCALE, COLUMN_STEP, PARSE_OTHER, false},
	{"step", COLUMN_NO_SCALE, COLUMN_STEP, PARSE_OTHER, false},
	{"Step", COLUMN_NO_SCALE, COLUMN_STEP, PARSE_OTHER, false},
	{"_runtime", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"powerWatts", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_POWER, false},
	{"powerPercent", {PARSE_ONE, -2, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"gpu", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, COLUMN_METRIC, PARSE_OTHER, false},
	{"memoryAllocated", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, COLUMN_METRIC, PARSE_OTHER, false},
	{"memoryAllocatedBytes", {PARSE_BYTES, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{NULL, COLUMN_NO_SCALE, COLUMN_MAYBE, PARSE_OTHER, false}
};

/* system.gpu.0.powerWatts is powerWatts of the device 0; newer versions write system/gpu.0 */
static Slice
column_device(Slice *name)
{
	static const char *const beginnings[] = {"system.gpu.", "system/gpu."};
	int32_t		from = (int32_t) sizeof("system.gpu.") - 1;
	int32_t		to = from;
	Slice		device = {NULL, 0};

	if (!parse_starts(*name, beginnings[0]) && !parse_starts(*name, beginnings[1]))
		return device;
	while (to < name->n && parse_is_digit(name->s[to]))
		to++;
	if (to > from && to + 1 < name->n && name->s[to] == '.')
	{
		device = (Slice) {name->s + from, to - from};
		*name = (Slice) {name->s + to + 1, name->n - to - 1};
	}
	return device;
}

static bool
is_header(const ParseField *field, int fields)
{
	bool		timed = false;
	bool		known = false;

	/* one word that some log has in common with a table does not make a header */
	if (fields < 2)
		return false;
	for (int i = 0; i < fields; i++)
	{
		Slice		name = field[i].text;
		const KnownColumn *column;

		if (name.n > 0 && parse_is_digit(name.s[0]))
			return false;
		(void) column_device(&name);
		column = known_column(columns, name);
		known = known || column->name != NULL;
		timed = timed || column->kind == COLUMN_TIME || parse_is(name, "_runtime") || parse_is(name, "_step");
	}
	return known && timed;
}

const TableRules wandb_rules = {
	.known = columns,
	.or_epoch = true,
	.is_header = is_header,
	.column_device = column_device
};

static Status
init(Reader *reader, Slice header)
{
	return table_init((Table *) reader, &wandb_rules, header);
}

const ParseFormat format_wandb = {
	"wandb", "wandb", false, sizeof(Table), init, table_next, table_labels
};
