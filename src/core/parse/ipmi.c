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
 *
 * ipmitool up to 1.8.18 and FreeIPMI print that clock as it stands.  ipmitool 1.8.19
 * prints it in the zone and by the customs of its machine, and the next line behind it:
 *
 *	IPMI timestamp:                           08/28/26 07:12:06 UTC    Sampling period: ...
 *
 * Whether day or month comes first, dates that can be read in one way only tell; all
 * of a text were printed alike.
 *
 * pdsh and clush put the name of the node before each line, of several in turn:
 *
 *	n41:     Instantaneous power reading:                   214 Watts
 */
#include "core/parse/reader.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

/* what vendors call the power of the whole node */
static const char *const whole_node[] = {
	"Pwr Consumption", "Power Meter", "Total Power", "Total_Power", "Sys Power", "SYS_POWER", "Sys_Power",
	"System Power", "Power Consumption", "Node Power", "System Level", "PW Consumption"
};

/*
 * IPMI 2.0, 37.1: seconds up to this are since the BMC started, for nobody has set its clock
 * yet; all bits mean that there is no time.
 */
#define CLOCK_SET_S		INT64_C(0x20000000)
#define NO_CLOCK_S		INT64_C(0xFFFFFFFF)

/* lines of other nodes that may stand between two of one */
#define MOST_OTHERS		1024

typedef enum DateOrder
{
	ORDER_NOT_SOUGHT = 0,
	ORDER_UNKNOWN,				/* nothing in the text tells */
	ORDER_MONTH_DAY,
	ORDER_DAY_MONTH
} DateOrder;

typedef struct Ipmi
{
	Reader		base;
	ParseText	whole;			/* all of the text */
	DateOrder	order;			/* of dates in it */
} Ipmi;

static Status
init(Reader *reader, Slice header)
{
	Ipmi	   *ipmi = (Ipmi *) reader;

	(void) header;
	ipmi->whole = reader->text;
	ipmi->order = ORDER_NOT_SOUGHT;
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

/* the zone of a time, as 1.8.19 prints it behind its last blank: UTC, CDT, or +03 where zones have no word */
static Slice
take_zone(Slice *s)
{
	Slice		zone = nothing;
	int32_t		n = s->n;

	while (n > 0 && s->s[n - 1] != ' ')
		n--;
	if (n == 0 || s->n - n < 3 || parse_is_nocase((Slice) {s->s + n, s->n - n}, "AM") || parse_is_nocase((Slice) {s->s + n, s->n - n}, "PM"))
		return nothing;
	for (int32_t i = n; i < s->n; i++)
		if (!(s->s[i] >= 'A' && s->s[i] <= 'Z') && s->s[n] != '+' && s->s[n] != '-')
			return nothing;
	zone = (Slice) {s->s + n, s->n - n};
	*s = parse_trim((Slice) {s->s, n});
	return zone;
}

/* what stands behind "IPMI timestamp" or "Time Stamp", without the line that 1.8.19 lets follow */
static Slice
stamp_of(Slice line)
{
	static const char follows[] = "Sampling period";
	const int32_t length = sizeof(follows) - 1;
	Slice		stamp = named(line, "IPMI timestamp");

	if (stamp.s == NULL)
		return named(line, "Time Stamp");
	for (int32_t i = 0; i + length <= stamp.n; i++)
		if (memcmp(stamp.s + i, follows, (size_t) length) == 0)
			return parse_trim((Slice) {stamp.s, i});
	return stamp;
}

/* a number of one to four digits; 0: none begins here */
static int
short_number(const char **p, const char *end, int *digits)
{
	int			number = 0;

	for (*digits = 0; *p < end && parse_is_digit(**p) && *digits < 4; (*p)++, (*digits)++)
		number = number * 10 + (**p - '0');
	return *digits > 0 ? number : 0;
}

/*
 * A date as a locale prints it, 08/28/26 or 28.08.2026: its numbers in their order,
 * the year of two digits being of this century.  False: it is none, or begins with
 * the year.
 */
static bool
local_date(Slice s, int number[3], const char **rest)
{
	const char *p = s.s;
	const char *end = s.s + s.n;
	char		between = '\0';

	for (int i = 0; i < 3; i++)
	{
		int			digits;

		if (i > 0 && (p == end || (*p != '/' && *p != '.' && *p != '-') || (i == 2 && *p != between)))
			return false;
		if (i > 0)
			between = *p++;
		number[i] = short_number(&p, end, &digits);
		if (i < 2 ? digits > 2 || number[i] < 1 || number[i] > 31 : digits != 2 && digits != 4)
			return false;
		if (i == 2 && digits == 2)
			number[2] += 2000;
	}
	*rest = p;
	return number[0] <= 12 || number[1] <= 12;
}

static DateOrder
order_of(const int number[3], Slice s)
{
	if (s.n > 2 && (s.s[1] == '.' || s.s[2] == '.'))
		return ORDER_DAY_MONTH;
	if (number[0] > 12)
		return ORDER_DAY_MONTH;
	return number[1] > 12 || number[0] == number[1] ? ORDER_MONTH_DAY : ORDER_UNKNOWN;
}

/* looks through the text once for a date that can be read in one way only */
static DateOrder
find_order(Ipmi *ipmi)
{
	ParseText	text = ipmi->whole;
	Slice		line;

	if (ipmi->order != ORDER_NOT_SOUGHT)
		return ipmi->order;
	ipmi->order = ORDER_UNKNOWN;
	while (ipmi->order == ORDER_UNKNOWN && parse_line(&text, &line))
	{
		int			number[3];
		const char *rest;
		Slice		stamp = stamp_of(parse_trim(line));

		/* a day that is its month tells nothing of the others */
		if (stamp.s != NULL && local_date(stamp, number, &rest) && number[0] != number[1])
			ipmi->order = order_of(number, stamp);
	}
	return ipmi->order;
}

/* 07:12:06, and AM or PM behind it, as 24 hours; false: none */
static bool
clock_of(Slice s, char text[8])
{
	int			hour;

	if (s.n < 8 || !parse_is_digit(s.s[0]) || !parse_is_digit(s.s[1]))
		return false;
	memcpy(text, s.s, 8);
	if (s.n == 8)
		return true;
	s = parse_trim((Slice) {s.s + 8, s.n - 8});
	hour = (text[0] - '0') * 10 + text[1] - '0';
	if ((!parse_is_nocase(s, "AM") && !parse_is_nocase(s, "PM")) || hour < 1 || hour > 12)
		return false;
	hour = hour % 12 + (parse_is_nocase(s, "PM") ? 12 : 0);
	text[0] = (char) ('0' + hour / 10);
	text[1] = (char) ('0' + hour % 10);
	return true;
}

/* 08/28/26 07:12:06, by the customs of a locale */
static ParseReason
by_locale(Ipmi *ipmi, Slice s, ParseTime *time)
{
	char		text[20] = "0000-00-00 00:00:00";
	int			number[3];
	int			year;
	const char *rest;
	DateOrder	order;

	if (!local_date(s, number, &rest) ||
		!clock_of(parse_trim((Slice) {rest, (int32_t) (s.s + s.n - rest)}), text + 11))
		return REASON_NO_TIME;
	order = order_of(number, s);
	if (order == ORDER_UNKNOWN)
		order = find_order(ipmi);
	if (order == ORDER_UNKNOWN)
		return REASON_AMBIGUOUS_DATE;
	year = number[2];
	for (int i = 3; i >= 0; i--, year /= 10)
		text[i] = (char) ('0' + year % 10);
	for (int i = 0; i < 2; i++)
	{
		int			part = number[(order == ORDER_DAY_MONTH) != (i == 1) ? 1 : 0];

		text[5 + 3 * i] = (char) ('0' + part / 10);
		text[6 + 3 * i] = (char) ('0' + part % 10);
	}
	return parse_time_slice((Slice) {text, 19}, false, time) ? REASON_NONE : REASON_NO_TIME;
}

/* the time of a stamp; many zones have the same short name, so that one but UTC needs the caller's zone */
static ParseReason
take_stamp(Ipmi *ipmi, Slice stamp, ParseTime *time)
{
	Slice		bare = stamp;
	Slice		zone = take_zone(&bare);
	ParseReason reason = REASON_NONE;
	int			offset;

	ipmi->base.zone_word = nothing;
	if (!ctime_of(bare, time) && !slashed(bare, time) && !parse_time_slice(bare, false, time))
		reason = by_locale(ipmi, bare, time);
	if (reason == REASON_NONE && (time->us <= CLOCK_SET_S * 1000000 || time->us == NO_CLOCK_S * 1000000))
	{
		time->kind = PARSE_NO_TIME;
		return REASON_NO_TIME;
	}
	if (reason != REASON_NONE || zone.s == NULL || time->kind == PARSE_UTC)
		return reason;
	if (parse_is(zone, "UTC") || parse_is(zone, "GMT"))
		time->kind = PARSE_UTC;
	else if (parse_offset(zone, &offset))
	{
		time->kind = PARSE_UTC;
		time->us -= (int64_t) offset * 1000000;
	}
	else
		ipmi->base.zone_word = zone;
	return REASON_NONE;
}

/* "n41: " before a line: the line behind it, and the node; s == NULL: no node */
static Slice
behind_node(Slice line, Slice *node)
{
	int32_t		n = 0;

	*node = nothing;
	while (n < line.n && line.s[n] != ':' && line.s[n] != ' ' && line.s[n] != '\t' && line.s[n] != '|' && line.s[n] != ',')
		n++;
	if (n == 0 || n + 1 >= line.n || line.s[n] != ':' || line.s[n + 1] != ' ')
		return line;
	*node = (Slice) {line.s, n};
	return parse_trim((Slice) {line.s + n + 1, line.n - n - 1});
}

/*
 * What the BMC prints some lines below: its time, and whether it measures at all.
 * If it does not, the reading is none.  Lines of another node are not of this one.
 */
static void
look_ahead(Ipmi *ipmi, ParseRow *row, Slice reading, Slice node)
{
	ParseText	ahead = ipmi->base.text;
	Slice		line;
	int			others = 0;

	for (int i = 0; i < 8 && parse_line(&ahead, &line);)
	{
		Slice		stamp;
		Slice		state;
		Slice		of;
		ParseReason reason = REASON_NONE;

		line = parse_trim(line);
		if (node.s != NULL)
		{
			line = behind_node(line, &of);
			if (!parse_same(of, node))
			{
				if (++others > MOST_OTHERS)
					break;
				continue;
			}
		}
		i++;
		if (power_reading(line).s != NULL)
			break;
		stamp = stamp_of(line);
		state = named(line, "Power reading state is");
		if (state.s == NULL)
			state = named(line, "Power Measurement");
		if (stamp.s != NULL && !ipmi->base.options->timed)
			reason = take_stamp(ipmi, stamp, &row->at);
		if (reason != REASON_NONE && row->reason == REASON_NONE)
			parse_reject(row, reason, stamp);
		if (state.s == NULL)
			continue;
		if (parse_is_nocase(state, "deactivated") || parse_is_nocase(state, "Not Available") || parse_is_nocase(state, "Inactive"))
			parse_reject(row, REASON_NOT_AVAILABLE, reading);
		break;
	}
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
sensor(Slice line, Slice *name, Slice *number)
{
	static const char delimiters[] = "|,";
	ParseField	field[16];

	for (int k = 0; delimiters[k] != '\0'; k++)
	{
		int			n = parse_csv(line, delimiters[k], field, 16);

		if (n < 3)
			continue;
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
	}
	return false;
}

/* the first field of a line of sensors */
static Slice
sensor_name(Slice line)
{
	int32_t		n = 0;

	while (n < line.n && line.s[n] != '|' && line.s[n] != ',')
		n++;
	return n < line.n ? parse_trim((Slice) {line.s, n}) : nothing;
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
	Slice		bare;
	Slice		node;

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
	reader->labels = 0;
	bare = behind_node(line, &node);
	if (node.s != NULL && (power_reading(bare).s != NULL || is_whole_node(sensor_name(bare))))
	{
		line = bare;
		reader->key_text = node;
		parse_add_label(reader, (Slice) {"host", 4}, node, PARSE_PLAIN);
	}
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
		look_ahead((Ipmi *) reader, row, reading, reader->key_text);
	}
	else if (sensor(line, &row->metric, &number))
	{
		reader->key_name = row->metric;
		row->quantity = is_whole_node(row->metric) ? PARSE_POWER : PARSE_OTHER;
		if (!parse_wants(reader->options, row->metric, row->quantity))
			parse_line_reject(row, REASON_NOT_WANTED, nothing);
		else
			parse_value(row, number, &scale);
	}
	else if (is_whole_node(sensor_name(line)))
	{
		/* "ns" and "no reading", or a line that was cut before its unit */
		row->metric = reader->key_name = sensor_name(line);
		parse_reject(row, REASON_NOT_AVAILABLE, line);
	}
	else if (parse_starts_nocase(line, "Error") || parse_starts_nocase(line, "DCMI request failed") ||
			 parse_starts_nocase(line, "Could not open device") || parse_starts_nocase(line, "Get "))
		parse_line_reject(row, REASON_MESSAGE, line);
	else
		parse_line_reject(row, REASON_NOT_WANTED, nothing);
	return true;
}

const ParseFormat format_ipmi = {
	"ipmi", "ipmi", false, sizeof(Ipmi), init, next, NULL
};
