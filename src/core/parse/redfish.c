/*
 * redfish.c
 *		Power and EnvironmentMetrics of a BMC, as Redfish gives them: DSP0268.
 *
 *	{"@odata.id": "/redfish/v1/Chassis/1/Power", "PowerControl": [{"PowerConsumedWatts": 420}]}
 *	{"@odata.id": "...", "PowerWatts": {"Reading": 420}, "EnergykWh": {"Reading": 12.5}}
 *
 * The documents bear no time.  The first power control is the chassis', those
 * behind it are of its parts.  EnvironmentMetrics are of whatever the address names:
 * of an accelerator, which is then a card, of another part or of a baseboard, which
 * are in the node, or of a chassis.
 */
#include "core/parse/cursor.h"
#include "core/parse/reader.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

#define MOST_READINGS	16

typedef struct Reading
{
	const char *name;
	Slice		number;
	ParseScale	scale;
	ParseQuantity quantity;
} Reading;

typedef struct Redfish
{
	Reader		base;
	Cursor		json;
	Slice		chassis;
	int			readings;
	int			next;
	Reading		reading[MOST_READINGS];
} Redfish;

static Status
init(Reader *reader, Slice header)
{
	Redfish    *redfish = (Redfish *) reader;

	(void) header;
	redfish->json = cursor_of(reader->text.next, (size_t) (reader->text.end - reader->text.next));
	redfish->readings = redfish->next = 0;
	redfish->chassis = nothing;
	return CORE_OK;
}

static void
add(Redfish *redfish, const char *name, Slice number, ParseScale scale, ParseQuantity quantity)
{
	if (redfish->readings < MOST_READINGS && number.s != NULL)
		redfish->reading[redfish->readings++] = (Reading) {name, number, scale, quantity};
}

/* the number of a sensor: {"Reading": 5}, or the number itself */
static Slice
reading_of(Cursor *json)
{
	bool		first = true;
	Slice		key;
	Slice		number = nothing;
	ParseEscape escape;

	if (!cursor_open(json, '{'))
		return cursor_text(json, &escape);
	while (cursor_key(json, &first, &key))
		if (parse_is(key, "Reading"))
			number = cursor_text(json, &escape);
		else
			(void) cursor_skip(json);
	return number;
}

/*
 * The first control is the chassis, by custom; others are parts of it, whose power is in the
 * first and must not be added to it.
 */
static void
take_controls(Redfish *redfish)
{
	static const ParseScale watts = {PARSE_W, 0, 1, 0};
	Cursor	   *json = &redfish->json;
	bool		first_control = true;
	int			controls = 0;
	ParseEscape escape;

	if (!cursor_open(json, '['))
	{
		(void) cursor_skip(json);
		return;
	}
	while (cursor_item(json, &first_control))
	{
		bool		first = true;
		Slice		key;

		if (!cursor_open(json, '{'))
		{
			(void) cursor_skip(json);
			continue;
		}
		while (cursor_key(json, &first, &key))
			if (parse_is(key, "PowerConsumedWatts"))
				add(redfish, "PowerConsumedWatts", cursor_text(json, &escape), watts,
					controls == 0 ? PARSE_POWER : PARSE_OTHER);
			else
				(void) cursor_skip(json);
		controls++;
	}
}

static bool
names(Slice address, const char *word)
{
	int32_t		n = (int32_t) strlen(word);

	for (int32_t i = 0; i + n <= address.n; i++)
		if (memcmp(address.s + i, word, (size_t) n) == 0)
			return true;
	return false;
}

/* is what the address names in the node, whose own documents count it? */
static bool
is_part(Slice address)
{
	static const char *const parts[] = {
		"/Processors/", "/Memory/", "/Drives/", "/NetworkAdapters/", "/PCIeDevices/", "/PowerSupplies/", "HGX_", "Baseboard"
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (names(address, parts[i]))
			return true;
	return false;
}

/* the segment of the address that begins after at; s == NULL: it is none of an accelerator */
static Slice
accelerator_at(Slice address, int32_t at)
{
	Slice		segment = {address.s + at, 0};

	while (at + segment.n < address.n && segment.s[segment.n] != '/' && segment.s[segment.n] != '#')
		segment.n++;
	if (segment.n >= 4 && memcmp(segment.s, "HGX_", 4) == 0)
		segment = (Slice) {segment.s + 4, segment.n - 4};
	return segment.n >= 3 && memcmp(segment.s, "GPU", 3) == 0 ? segment : nothing;
}

/*
 * GPU_SXM_1 of /redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_SXM_1/EnvironmentMetrics and of
 * /redfish/v1/Chassis/HGX_GPU_SXM_1/EnvironmentMetrics; s == NULL: none.  A server may be called
 * GPU_7, and what has an address below the card is in the card's own figure, as its memory is.
 */
static Slice
accelerator_of(Slice address)
{
	Slice		device = nothing;
	int			segments = 0;

	if (!is_part(address) || names(address, "/Memory/"))
		return nothing;
	for (int32_t i = address.n; i > 0 && segments < 2 && device.s == NULL; i--)
		if (address.s[i - 1] == '/')
		{
			device = accelerator_at(address, i);
			segments++;
		}
	return device;
}

/* the next document; false: there is none */
static bool
take_document(Redfish *redfish, ParseRow *row)
{
	Cursor	   *json = &redfish->json;
	const char *start;
	bool		first = true;
	bool		broken;
	Slice		key;
	ParseEscape escape;

	if (cursor_peek(json) == '\0')
		return false;
	start = json->p;
	redfish->readings = redfish->next = 0;
	redfish->chassis = nothing;
	parse_row_init(row, ++redfish->base.text.line_no);
	if (!cursor_open(json, '{'))
		(void) cursor_skip(json);
	else
		while (cursor_key(json, &first, &key))
		{
			if (parse_is(key, "@odata.id"))
				redfish->chassis = cursor_text(json, &escape);
			else if (parse_is(key, "PowerControl"))
				take_controls(redfish);
			else if (parse_is(key, "PowerWatts"))
				add(redfish, "PowerWatts", reading_of(json), (ParseScale) {PARSE_W, 0, 1, 0}, PARSE_POWER);
			else if (parse_is(key, "EnergykWh"))
				add(redfish, "EnergykWh", reading_of(json), (ParseScale) {PARSE_J, 5, 36, 0}, PARSE_ENERGY);
			else if (parse_is(key, "EnergyJoules"))
				add(redfish, "EnergyJoules", reading_of(json), (ParseScale) {PARSE_J, 0, 1, 0}, PARSE_ENERGY);
			else
				(void) cursor_skip(json);
		}
	broken = json->bad;
	if (broken)
	{
		cursor_resume(json, start);
		redfish->readings = 0;
	}
	if (redfish->readings == 0)
		parse_line_reject(row, broken ? REASON_NO_JSON : REASON_NO_RESULT, nothing);
	return true;
}

static bool
next(Reader *reader, ParseRow *row)
{
	Redfish    *redfish = (Redfish *) reader;
	const Reading *reading;

	if (redfish->next == redfish->readings)
	{
		if (!take_document(redfish, row))
			return false;
		if (redfish->readings == 0)
			return true;
	}
	reading = &redfish->reading[redfish->next++];
	parse_row_init(row, reader->text.line_no);
	row->needs_time = true;
	row->metric = (Slice) {reading->name, (int32_t) strlen(reading->name)};
	row->quantity = reading->quantity;
	row->device = accelerator_of(redfish->chassis);
	row->source = row->device.s != NULL ? PARSE_ACCELERATOR : PARSE_NODE;
	if (row->source == PARSE_NODE && is_part(redfish->chassis))
		row->quantity = PARSE_OTHER;
	reader->key_name = row->metric;
	reader->key_text = redfish->chassis;
	if (parse_wants(reader->options, row->metric, row->quantity))
		parse_value(row, reading->number, &reading->scale);
	else
		parse_line_reject(row, REASON_NOT_WANTED, nothing);
	return true;
}

static bool
labels(Reader *reader, ParseRow *row)
{
	(void) row;
	reader->labels = 0;
	parse_add_label(reader, (Slice) {"chassis", 7}, ((Redfish *) reader)->chassis, PARSE_PLAIN);
	return true;
}

const ParseFormat format_redfish = {
	"redfish", "redfish", true, sizeof(Redfish), init, next, labels
};
