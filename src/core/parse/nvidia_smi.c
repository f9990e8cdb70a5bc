/*
 * nvidia_smi.c
 *		What nvidia-smi prints for --query-gpu with --format=csv.
 *
 * Its manual says that the output is not guaranteed to be backwards compatible,
 * so columns are known by name only.  A unit stands in the header, in the value,
 * in both or, with "noheader,nounits", nowhere: then the column's name tells it.
 *
 * The power of a module (Grace and Hopper together) is not the card's, and a
 * limit is no draw: a ledger keeps the power.draw columns alone.
 */
#include "core/parse/table.h"

#include <string.h>

/* fields of nvidia-smi --help-query-gpu; MiB, MHz, W, % as it prints them */
static const KnownColumn columns[] = {
	{"timestamp", COLUMN_NO_SCALE, COLUMN_TIME, PARSE_OTHER, false},
	{"utilization.*", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, COLUMN_METRIC, PARSE_OTHER, false},
	{"memory.*", {PARSE_BYTES, 0, 1048576, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"used_gpu_memory", {PARSE_BYTES, 0, 1048576, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"used_memory", {PARSE_BYTES, 0, 1048576, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"power.management", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"power.draw", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_POWER, false},
	{"power.draw.average", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_POWER, false},
	{"power.draw.instant", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_POWER, false},
	{"power.*", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"module.power.*", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"enforced.power.limit", {PARSE_W, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"clocks_throttle_reasons.*", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"clocks_event_reasons.*", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"clocks.*", {PARSE_HZ, 6, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"temperature.*", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}, COLUMN_METRIC, PARSE_OTHER, false},
	{"fan.speed", {PARSE_ONE, -2, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{"index", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"gpu_uuid", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"uuid", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"gpu_name", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"name", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"gpu_serial", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"serial", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"gpu_bus_id", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"pci.*", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"driver_version", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"vbios_version", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"compute_cap", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"count", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"pid", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"process_name", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{NULL, COLUMN_NO_SCALE, COLUMN_MAYBE, PARSE_OTHER, false}
};

/* is this a field name of nvidia-smi?  They are of a-z, digits, "." and "_". */
static bool
is_field_name(Slice name)
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
is_header(const ParseField *field, int fields)
{
	bool		known = false;

	/* most lines begin with a time or an index */
	if (field[0].text.n > 0 && parse_is_digit(field[0].text.s[0]))
		return false;
	for (int i = 0; i < fields; i++)
	{
		Slice		name = field[i].text;
		const char *open = name.n > 0 ? memchr(name.s, '[', (size_t) name.n) : NULL;

		if (is_index_column(name, i))
			continue;
		if (open != NULL)
			name = parse_trim((Slice) {name.s, (int32_t) (open - name.s)});
		if (!is_field_name(name))
			return false;
		known = known || known_column(columns, name)->name != NULL;
	}
	return known;
}

/* is this an error that nvidia-smi printed in place of data? */
static bool
is_message(Slice line)
{
	static const char *const beginnings[] = {
		"failed to initialize", "unable to determine", "no devices were found", "nvidia-smi has failed"
	};

	if (parse_is_digit(line.s[0]))
		return false;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (parse_starts_nocase(line, beginnings[i]))
			return true;
	return false;
}

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
	/* a UUID is longer than any of the words */
	for (size_t i = 0; s.n <= 24 && i < sizeof(words) / sizeof(words[0]); i++)
		if (parse_is_nocase(s, words[i]))
			return true;
	return false;
}

/* columns that name a device, the best first */
static const char *const device_names[] = {
	"uuid", "gpu_uuid", "serial", "gpu_serial", "pci.bus_id", "gpu_bus_id", "index"
};

#define DEVICE_NAMES	((int) (sizeof(device_names) / sizeof(device_names[0])))

static int
rank(Slice name)
{
	for (int i = 0; i < DEVICE_NAMES; i++)
		if (parse_is(name, device_names[i]))
			return i;
	return -1;
}

static const TableRules rules = {
	.known = columns,
	.bracketed = true,
	.needs_time = true,
	.most_ranks = DEVICE_NAMES,
	.is_header = is_header,
	.is_message = is_message,
	.is_absent = is_absent,
	.rank = rank
};

static Status
init(Reader *reader, Slice header)
{
	return table_init((Table *) reader, &rules, header);
}

const ParseFormat format_nvidia_smi = {
	"nvidia-smi", "nvidia-smi", false, sizeof(Table), init, table_next, table_labels
};
