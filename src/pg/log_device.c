/*
 * log_device.c
 *		Devices, and devices of jobs, that an inventory lists, as read_log gives them.
 */
#include "pg/log_call.h"

#include "pg/log_json.h"

/* the card's name, or its place where it has none */
static Slice
device_of(const Reader *reader, char *name)
{
	const ParseLabel *device = parse_filled_label(reader, "device");
	const ParseLabel *host = parse_filled_label(reader, "host");
	const ParseLabel *idx = parse_filled_label(reader, "idx");
	int32		n = device != NULL ? parse_card_name(device->value, name) : 0;

	if (n == 0 && host != NULL && idx != NULL && host->value.n + idx->value.n < PARSE_MAX_NAME)
	{
		memcpy(name, host->value.s, host->value.n);
		name[host->value.n] = '/';
		memcpy(name + host->value.n + 1, idx->value.s, idx->value.n);
		n = host->value.n + 1 + idx->value.n;
	}
	return (Slice) {name, n};
}

/* columns of times, in the zone of the load where they name none; a date is its first moment, and so is a minute */
static bool
is_time_column(Slice name)
{
	return parse_is(name, "since") || parse_is(name, "until") || parse_is(name, "started_at") || parse_is(name, "ended_at");
}

/* the instant that a column tells; false: the row says why it tells none */
static bool
column_instant(ReadCall *call, ParseRow *row, Slice text, int64 *us)
{
	char		date[32];
	ParseTime	time;
	int64		instants[2];
	ParseReason reason;

	/* ten digits alone are seconds since 1970 */
	if (text.n == 10 && !parse_is_digit(text.s[4]))
	{
		memcpy(date, text.s, 10);
		memcpy(date + 10, " 00:00:00", sizeof(" 00:00:00"));
		text = (Slice) {date, 19};
	}
	else if (text.n >= 16 && text.n <= (int32) sizeof(date) - 3 && text.s[13] == ':' && (text.n == 16 || text.s[16] != ':'))
	{
		/* 10:00, and the zone behind it */
		memcpy(date, text.s, 16);
		memcpy(date + 16, ":00", sizeof(":00"));
		memcpy(date + 19, text.s + 16, text.n - 16);
		text = (Slice) {date, text.n + 3};
	}
	if (!parse_time_slice(text, true, &time))
	{
		row->reason = REASON_NO_SUCH_TIME;
		return false;
	}
	switch (zone_instants(&call->zone, &time, instants, &reason))
	{
		case 1:
			*us = instants[0];
			return true;
		case 2:
			row->reason = REASON_AMBIGUOUS_TIME;
			return false;
		default:
			row->reason = reason;
			return false;
	}
}

/*
 * Columns of an inventory as they are, but times, which become instants; a name that could be
 * read from nothing is a reject, since a device without one is none.
 */
void
log_take_device(ReadCall *call, ParseRow *row)
{
	Reader	   *reader = call->reader;
	JsonbParseState *state;
	char		name[PARSE_MAX_NAME];
	Slice		device;
	int64		us[PARSE_MAX_COLUMNS] = {0};

	if (row->reason == REASON_NONE)
	{
		device = device_of(reader, name);
		if (device.n == 0)
			parse_reject(row, REASON_NO_DEVICE, (Slice) {NULL, 0});
	}
	for (int i = 0; i < reader->labels && row->reason == REASON_NONE; i++)
	{
		const ParseLabel *label = &reader->label[i];

		if (is_time_column(label->name) && label->value.n > 0 && !column_instant(call, row, label->value, &us[i]))
			row->detail = label->value;
	}
	if (row->reason != REASON_NONE)
	{
		log_put_reject(call, row);
		return;
	}
	log_begin_object(&state);
	log_push_text(&state, "device", device, PARSE_PLAIN);
	for (int i = 0; i < reader->labels; i++)
	{
		const ParseLabel *label = &reader->label[i];
		JsonbValue	v;

		if (label->value.s == NULL || parse_is(label->name, "device"))
			continue;
		if (is_time_column(label->name))
		{
			/* an empty one tells nothing */
			if (label->value.n == 0)
				continue;
			log_push_instant(&state, parse_is(label->name, "since") ? "since" : parse_is(label->name, "until") ? "until" :
						 parse_is(label->name, "started_at") ? "started_at" : "ended_at", us[i]);
			continue;
		}
		log_set_string(&v, label->name, label->name_escape);
		pushJsonbValue(&state, WJB_KEY, &v);
		log_set_string(&v, label->value, label->escape);
		pushJsonbValue(&state, WJB_VALUE, &v);
	}
	log_set(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	call->account.good = true;
	log_put(call, row->line_no, 'd');
}
