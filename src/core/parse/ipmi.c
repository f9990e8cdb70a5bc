/*
 * ipmi.c
 *		What ipmitool prints of a node's power: dcmi power reading, and the sensors
 *		of sdr and sensor, between "|" or, with -c, commas.
 *
 *	Instantaneous power reading:                   214 Watts
 *	Pwr Consumption  | 420 Watts         | ok
 *
 * and FreeIPMI's ipmi-dcmi --get-system-power-statistics:
 *
 *	Current Power                        : 164 Watts
 *
 * Minimum, maximum and mean of the BMC are no samples.  Of the sensors those are
 * kept that vendors give the whole node's power; a supply or a fan is a part that
 * nobody can add up.  The BMC's own clock counts where the caller gives no time.
 */
#include "core/parse/reader.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

/* what vendors call the power of the whole node */
static const char *const whole_node[] = {
	"Pwr Consumption", "Power Meter", "Total Power", "Total_Power", "Sys Power", "SYS_POWER", "Sys_Power",
	"System Power", "Power Consumption", "Node Power", "System Level", "PW Consumption"
};

static Status
init(Reader *reader, Slice header)
{
	(void) reader;
	(void) header;
	return CORE_OK;
}

/* Tue Sep 22 12:00:00 2026 */
static bool
ctime_of(Slice s, ParseTime *time)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char		text[20];
	const char *month;

	if (s.n != 24)
		return false;
	month = NULL;
	for (int i = 0; i < 12; i++)
		if (memcmp(months + 3 * i, s.s + 4, 3) == 0)
			month = months + 3 * i;
	if (month == NULL)
		return false;
	memcpy(text, s.s + 20, 4);
	text[4] = text[7] = '-';
	text[5] = (char) ('0' + ((month - months) / 3 + 1) / 10);
	text[6] = (char) ('0' + ((month - months) / 3 + 1) % 10);
	text[8] = s.s[8] == ' ' ? '0' : s.s[8];
	text[9] = s.s[9];
	text[10] = ' ';
	memcpy(text + 11, s.s + 11, 8);
	return parse_time_slice((Slice) {text, 19}, false, time);
}

/* 06/25/2020 - 17:42:43 */
static bool
slashed(Slice s, ParseTime *time)
{
	char		text[20];

	if (s.n != 21 || memcmp(s.s + 10, " - ", 3) != 0)
		return false;
	memcpy(text, s.s + 6, 4);
	text[4] = text[7] = '-';
	memcpy(text + 5, s.s, 2);
	memcpy(text + 8, s.s + 3, 2);
	text[10] = ' ';
	memcpy(text + 11, s.s + 13, 8);
	return parse_time_slice((Slice) {text, 19}, false, time);
}

/* versions of the tools put blanks before the colon, or do not; the value, s == NULL: another name */
static Slice
named(Slice line, const char *name)
{
	Slice		rest = line;

	if (!parse_starts(line, name))
		return nothing;
	rest.s += strlen(name);
	rest.n -= (int32_t) strlen(name);
	rest = parse_trim(rest);
	return rest.n > 0 && rest.s[0] == ':' ? parse_trim((Slice) {rest.s + 1, rest.n - 1}) : nothing;
}

/* what begins a reading */
static Slice
power_reading(Slice line)
{
	Slice		value = named(line, "Instantaneous power reading");

	return value.s != NULL ? value : named(line, "Current Power");
}

/* the zone of a time, as 1.8.19 prints it */
static Slice
without_utc(Slice s)
{
	if (parse_ends(s, " UTC") || parse_ends(s, " GMT"))
		s.n -= 4;
	return parse_trim(s);
}

static void
take_stamp(Slice stamp, ParseTime *time)
{
	Slice		bare = without_utc(stamp);

	if (!ctime_of(bare, time) && !slashed(bare, time) && !parse_time_slice(bare, false, time))
		return;
	if (bare.n < stamp.n)
		time->kind = PARSE_UTC;
}

/*
 * What the BMC prints some lines below: its time, and whether it measures at all.
 * False: it does not, and the reading is none.
 */
static bool
look_ahead(const Reader *reader, ParseRow *row)
{
	ParseText	ahead = reader->text;
	Slice		line;

	for (int i = 0; i < 8 && parse_line(&ahead, &line); i++)
	{
		Slice		stamp;
		Slice		state;

		line = parse_trim(line);
		if (power_reading(line).s != NULL)
			break;
		stamp = named(line, "IPMI timestamp");
		if (stamp.s == NULL)
			stamp = named(line, "Time Stamp");
		state = named(line, "Power reading state is");
		if (state.s == NULL)
			state = named(line, "Power Measurement");
		if (stamp.s != NULL && !reader->options->timed)
			take_stamp(stamp, &row->at);
		if (state.s != NULL)
			return !parse_is_nocase(state, "deactivated") && !parse_is_nocase(state, "Not Available") &&
				!parse_is_nocase(state, "Inactive");
	}
	return true;
}

/* "420 Watts" */
static bool
watts(Slice text, Slice *number)
{
	const char *blank = text.n > 0 ? memchr(text.s, ' ', (size_t) text.n) : NULL;

	if (blank == NULL)
		return false;
	*number = (Slice) {text.s, (int32_t) (blank - text.s)};
	return parse_is_nocase(parse_trim((Slice) {blank, (int32_t) (text.s + text.n - blank)}), "Watts");
}

/* a sensor's line: name | 420 Watts | ok, name | 420.000 | Watts | ok, name | 77h | ok | 7.1 | 420 Watts */
static bool
sensor(Slice line, char delimiter, Slice *name, Slice *number)
{
	ParseField	field[16];
	int			n = parse_csv(line, delimiter, field, 16);

	if (n < 3)
		return false;
	*name = field[0].text;
	for (int i = 1; i < n; i++)
	{
		if (watts(field[i].text, number))
			return true;
		if (i + 1 < n && parse_is_nocase(field[i + 1].text, "Watts"))
		{
			*number = field[i].text;
			return true;
		}
	}
	return false;
}

static bool
is_whole_node(Slice name)
{
	for (size_t i = 0; i < sizeof(whole_node) / sizeof(whole_node[0]); i++)
		if (parse_is_nocase(name, whole_node[i]))
			return true;
	return false;
}

static bool
next(Reader *reader, ParseRow *row)
{
	static const ParseScale scale = {PARSE_W, 0, 1, 0};
	Slice		line;
	Slice		number;
	Slice		reading;

	if (!parse_line(&reader->text, &line))
		return false;
	parse_row_init(row, reader->text.line_no);
	if (line.n > PARSE_MAX_LINE)
	{
		parse_line_reject(row, REASON_TOO_LONG, nothing);
		return true;
	}
	line = parse_trim(line);
	row->needs_time = true;
	row->source = PARSE_NODE;
	row->quantity = PARSE_POWER;
	reader->key_text = nothing;
	if (line.n == 0)
		parse_line_reject(row, REASON_BLANK_LINE, nothing);
	else if ((reading = power_reading(line)).s != NULL)
	{
		row->metric = (Slice) {"Instantaneous power reading", 27};
		reader->key_name = row->metric;
		if (!watts(reading, &number))
			parse_reject(row, REASON_UNKNOWN_UNIT, line);
		else
			parse_value(row, number, &scale);
		if (!look_ahead(reader, row))
			parse_reject(row, REASON_NOT_AVAILABLE, reading);
	}
	else if (sensor(line, '|', &row->metric, &number) || sensor(line, ',', &row->metric, &number))
	{
		reader->key_name = row->metric;
		row->quantity = is_whole_node(row->metric) ? PARSE_POWER : PARSE_OTHER;
		if (!parse_wants(reader->options, row->metric, row->quantity))
			parse_line_reject(row, REASON_NOT_WANTED, nothing);
		else
			parse_value(row, number, &scale);
	}
	else if (parse_starts_nocase(line, "Error") || parse_starts_nocase(line, "DCMI request failed") ||
			 parse_starts_nocase(line, "Could not open device") || parse_starts_nocase(line, "Get "))
		parse_line_reject(row, REASON_MESSAGE, line);
	else
		parse_line_reject(row, REASON_NOT_WANTED, nothing);
	return true;
}

static bool
labels(Reader *reader, ParseRow *row)
{
	(void) row;
	reader->labels = 0;
	return true;
}

const ParseFormat format_ipmi = {
	"ipmi", "ipmi", false, sizeof(Reader), init, next, labels
};
