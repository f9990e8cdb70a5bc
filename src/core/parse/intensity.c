/*
 * intensity.c
 *		How much CO2 a kWh of the grid carries: answers of the APIs of Electricity
 *		Maps and WattTime, and Electricity Maps' CSV.
 *
 *	{"zone": "FR", "carbonIntensity": 58.7, "datetime": "2025-11-21T19:00:00.000Z"}
 *	{"meta": {"region": "CAISO_NORTH", "units": "lbs_co2_per_mwh"}, "data": [{"point_time": "...", "value": 412.5}]}
 *
 * Of Electricity Maps' two factors a ledger keeps the direct one from a CSV, which
 * has both; an answer of its API has one, and says which.  What WattTime calls
 * MOER is marginal: the metric's name is the signal's.  1 lb is 0.45359237 kg.
 * A line is one time here.
 */
#include "core/parse/cursor.h"
#include "core/parse/table.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

static const ParseScale grams = {PARSE_G_PER_KWH, 0, 1, 0};

/* lb/MWh in g/kWh */
static const ParseScale pounds = {PARSE_G_PER_KWH, 0, 0.45359237, 0};

typedef struct Intensity
{
	Reader		base;
	Cursor		json;			/* behind the answer at hand */
	const char *start;			/* of that answer */
	Cursor		list;			/* in its list of times; p == NULL: in none */
	bool		first;
	Slice		zone;
	Slice		signal;
	ParseReason reason;			/* why no value of the answer can be used */
	Slice		detail;
	ParseScale	scale;
} Intensity;

static Status
init(Reader *reader, Slice header)
{
	Intensity  *intensity = (Intensity *) reader;

	(void) header;
	intensity->json = cursor_of(reader->text.next, (size_t) (reader->text.end - reader->text.next));
	intensity->list.p = NULL;
	intensity->zone = intensity->signal = nothing;
	intensity->reason = REASON_NONE;
	return CORE_OK;
}

static bool
reject(Intensity *intensity, ParseRow *row, ParseReason reason, Slice detail)
{
	parse_row_init(row, ++intensity->base.text.line_no);
	parse_line_reject(row, reason, detail);
	return true;
}

/* an answer that was cut, or is broken within: what stands behind it may be whole */
static bool
give_up(Intensity *intensity, ParseRow *row)
{
	if (intensity->json.bad)
		cursor_resume(&intensity->json, intensity->start);
	return reject(intensity, row, REASON_NO_JSON, nothing);
}

/* what one object of an answer may say */
typedef struct Facts
{
	Slice		zone;
	Slice		signal;
	Slice		units;
	Slice		time;
	Slice		value;
	Slice		error;
	Cursor		list;
	Cursor		meta;
} Facts;

/*
 * Both services call one thing by several names, by version and endpoint; the lists below are
 * of names that mean the same.  What Electricity Maps calls "value" is a price, a load or a
 * share of renewables; what WattTime calls so is in the units of its answer.
 */
static void
read_object(const Intensity *intensity, Cursor *json, Facts *facts)
{
	const char *value = intensity->base.format == &format_electricitymaps ? "carbonIntensity" : "value";
	static const char *const zones[] = {"zone", "region", "ba"};
	static const char *const signals[] = {"emissionFactorType", "signal_type", "datatype"};
	static const char *const times[] = {"datetime", "point_time"};
	static const char *const lists[] = {"history", "data"};
	bool		first = true;
	Slice		key;
	ParseEscape escape;

	while (cursor_key(json, &first, &key))
	{
		Slice	   *place = NULL;

		for (int i = 0; i < 3; i++)
		{
			if (parse_is(key, zones[i]))
				place = &facts->zone;
			if (parse_is(key, signals[i]))
				place = &facts->signal;
			if (i < 2 && parse_is(key, times[i]))
				place = &facts->time;
		}
		if (parse_is(key, value))
			place = &facts->value;
		if (parse_is(key, "units"))
			place = &facts->units;
		else if (parse_is(key, "error") || parse_is(key, "message"))
			place = &facts->error;
		if (place != NULL)
		{
			*place = cursor_text(json, &escape);
			continue;
		}
		for (int i = 0; i < 2; i++)
			if (parse_is(key, lists[i]))
				facts->list = *json;
		if (parse_is(key, "meta"))
			facts->meta = *json;
		(void) cursor_skip(json);
	}
}

static void
init_facts(Facts *facts)
{
	memset(facts, 0, sizeof(Facts));
}

/* the sample of an object's facts */
static bool
give(Intensity *intensity, const Facts *facts, ParseRow *row)
{
	Reader	   *reader = &intensity->base;
	bool		maps = reader->format == &format_electricitymaps;

	parse_row_init(row, ++reader->text.line_no);
	row->needs_time = true;
	row->source = PARSE_GRID;
	row->quantity = PARSE_INTENSITY;
	intensity->zone = facts->zone.s != NULL ? facts->zone : intensity->zone;
	intensity->signal = facts->signal.s != NULL ? facts->signal : intensity->signal;
	row->metric = maps && parse_is_nocase(intensity->signal, "lifecycle") ? (Slice) {"carbonIntensity life cycle", 26} :
		maps ? (Slice) {"carbonIntensity", 15} : intensity->signal.s != NULL ? intensity->signal : (Slice) {"value", 5};
	reader->key_name = row->metric;
	reader->key_text = intensity->zone;
	if (intensity->reason != REASON_NONE)
		parse_reject(row, intensity->reason, intensity->detail);
	else if (facts->time.s == NULL || !parse_time_slice(facts->time, false, &row->at))
		parse_reject(row, REASON_NO_SUCH_TIME, facts->time);
	else
		parse_value(row, facts->value, &intensity->scale);
	return true;
}

/* what holds for all times of an answer */
static void
take_meta(Intensity *intensity, Facts *facts)
{
	bool		maps = intensity->base.format == &format_electricitymaps;

	if (facts->meta.p != NULL && cursor_open(&facts->meta, '{'))
	{
		Cursor		meta = facts->meta;

		read_object(intensity, &meta, facts);
	}
	intensity->zone = facts->zone;
	intensity->signal = facts->signal;
	intensity->scale = maps ? grams : pounds;
	intensity->reason = REASON_NONE;
	if (maps)
		return;
	if (parse_is(facts->signal, "health_damage"))
	{
		intensity->reason = REASON_MARGINAL;
		intensity->detail = facts->signal;
	}
	else if (!parse_is(facts->units, "lbs_co2_per_mwh"))
	{
		intensity->reason = REASON_NO_UNIT;
		intensity->detail = facts->units;
	}
}

/*
 * An answer is read to its end before the first row: what holds for all of its times may stand
 * behind their list (meta).  Then the list is walked through, an object a call.
 */
static bool
next(Reader *reader, ParseRow *row)
{
	Intensity  *intensity = (Intensity *) reader;
	Cursor	   *json = &intensity->json;
	Facts		facts;
	bool		broken;

	for (;;)
	{
		init_facts(&facts);
		if (intensity->list.p != NULL)
		{
			if (cursor_item(&intensity->list, &intensity->first))
			{
				if (!cursor_open(&intensity->list, '{'))
				{
					(void) cursor_skip(&intensity->list);
					return reject(intensity, row, REASON_NO_RESULT, nothing);
				}
				read_object(intensity, &intensity->list, &facts);
				return give(intensity, &facts, row);
			}
			broken = intensity->list.bad;
			intensity->list.p = NULL;
			if (broken)
				return give_up(intensity, row);
		}
		if (cursor_peek(json) == '\0')
			return false;
		intensity->start = json->p;
		switch (*json->p)
		{
			case '[':
				/* version 2 of WattTime, whose answer has no units */
				intensity->list = *json;
				intensity->first = true;
				(void) cursor_open(&intensity->list, '[');
				intensity->scale = grams;
				intensity->reason = reader->format == &format_electricitymaps ? REASON_NONE : REASON_NO_UNIT;
				intensity->detail = intensity->zone = intensity->signal = nothing;
				(void) cursor_skip(json);
				continue;
			case '{':
				(void) cursor_open(json, '{');
				read_object(intensity, json, &facts);
				break;
			default:
				(void) cursor_skip(json);
				return json->bad ? give_up(intensity, row) : reject(intensity, row, REASON_NO_RESULT, nothing);
		}
		if (json->bad)
			return give_up(intensity, row);
		take_meta(intensity, &facts);
		if (facts.list.p != NULL && cursor_open(&facts.list, '['))
		{
			intensity->list = facts.list;
			intensity->first = true;
			continue;
		}
		if (facts.value.s == NULL)
			return reject(intensity, row, facts.error.s != NULL ? REASON_ERROR : REASON_NO_RESULT, facts.error);
		return give(intensity, &facts, row);
	}
}

static bool
labels(Reader *reader, ParseRow *row)
{
	Intensity  *intensity = (Intensity *) reader;

	(void) row;
	reader->labels = 0;
	parse_add_label(reader, (Slice) {"zone", 4}, intensity->zone, PARSE_PLAIN);
	if (intensity->signal.s != NULL)
		parse_add_label(reader, (Slice) {"signal", 6}, intensity->signal, PARSE_PLAIN);
	return true;
}

const ParseFormat format_wattime = {
	"intensity-wattime", "intensity-wattime", true, sizeof(Intensity), init, next, labels
};

/* --- Electricity Maps' CSV ------------------------------------------------------------ */

/* names that column_name() gives */
static const KnownColumn columns[] = {
	{"Datetime (UTC)", COLUMN_NO_SCALE, COLUMN_TIME, PARSE_OTHER, false},
	{"zone", COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false},
	{"carbonIntensity", {PARSE_G_PER_KWH, 0, 1, 0}, COLUMN_METRIC, PARSE_INTENSITY, false},
	{"carbonIntensity life cycle", {PARSE_G_PER_KWH, 0, 1, 0}, COLUMN_METRIC, PARSE_OTHER, false},
	{NULL, COLUMN_NO_SCALE, COLUMN_LABEL, PARSE_OTHER, false}
};

/* the names of columns have changed over the years, and have an index in letters beyond ASCII */
static Slice
column_name(Slice *name)
{
	if (parse_is_nocase(*name, "Zone id") || parse_is_nocase(*name, "Zone key"))
		*name = (Slice) {"zone", 4};
	else if (parse_starts_nocase(*name, "Carbon intensity"))
	{
		if (parse_ends(*name, "(direct)"))
			*name = (Slice) {"carbonIntensity", 15};
		else
			*name = (Slice) {"carbonIntensity life cycle", 26};
	}
	return nothing;
}

static bool
is_header(const ParseField *field, int fields)
{
	return fields > 2 && parse_starts(field[0].text, "Datetime");
}

static int
rank(Slice name)
{
	return parse_is(name, "zone") ? 0 : -1;
}

static const TableRules rules = {
	.known = columns,
	.needs_time = true,
	.utc = true,
	.source = PARSE_GRID,
	.most_ranks = 1,
	.is_header = is_header,
	.column_device = column_name,
	.rank = rank
};

/* the format's reader is of one of two kinds, by the first character of the text */
typedef union Maps
{
	Reader		base;
	Intensity	json;
	struct
	{
		Table		table;
		bool		is_table;
	}			csv;
} Maps;

static Status
maps_init(Reader *reader, Slice header)
{
	Maps	   *maps = (Maps *) reader;
	Cursor		json = cursor_of(reader->text.next, (size_t) (reader->text.end - reader->text.next));
	char		c = cursor_peek(&json);

	maps->csv.is_table = header.s != NULL || (c != '{' && c != '[');
	return maps->csv.is_table ? table_init(&maps->csv.table, &rules, header) : init(reader, header);
}

static bool
maps_next(Reader *reader, ParseRow *row)
{
	return ((Maps *) reader)->csv.is_table ? table_next(reader, row) : next(reader, row);
}

static bool
maps_labels(Reader *reader, ParseRow *row)
{
	return ((Maps *) reader)->csv.is_table ? table_labels(reader, row) : labels(reader, row);
}

const ParseFormat format_electricitymaps = {
	"intensity-electricitymaps", "intensity-electricitymaps", false, sizeof(Maps), maps_init, maps_next, maps_labels
};
