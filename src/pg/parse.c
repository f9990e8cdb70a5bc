/*
 * parse.c
 *		SQL functions over the texts of monitoring tools: hands them to the readers
 *		of core/parse.h and turns the rows into tuples.
 *
 * Why they are IMMUTABLE: the answer depends on the arguments alone.  Local
 * times are converted by the zone that is given, never by the session's
 * TimeZone; a zone is a full name, looked up in the zone database, or a fixed
 * offset, and never an abbreviation, whose meaning a setting may change.  The
 * zone database itself changes with updates of the server; timezone(text,
 * timestamp) is IMMUTABLE on the same terms.
 *
 * The rows go into a tuplestore, which goes to disk beyond work_mem.  What
 * repeats from line to line, labels above all, is built once and kept in a cache
 * of fixed size for the whole query.
 */
#include "pg/colossus.h"

#include <math.h>

#include "common/hashfn.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "core/parse.h"

/* sets of labels and short texts that are kept; powers of two */
#define KEPT_LABELS		1024
#define KEPT_TEXTS		256

/* longest of them, in bytes */
#define KEPT_LABEL_BYTES	2048
#define KEPT_TEXT_BYTES		128

/* longest piece of the input that a reason quotes, in bytes */
#define SHOWN_BYTES		60

/* first size of the table of card values, a power of two */
#define SEEN_SLOTS		256

/* columns that every function returns, in their order */
enum
{
	COLUMN_LINE_NO,
	COLUMN_AT,
	COLUMN_DEVICE,
	COLUMN_METRIC,
	COLUMN_VALUE,
	COLUMN_UNIT,
	COLUMN_LABELS,
	COLUMN_REASON,
	COMMON_COLUMNS
};

#define MAX_COLUMNS		(COMMON_COLUMNS + 13)

/* the labels of some lines, ready for a tuple */
typedef struct KeptLabels
{
	uint64		hash;
	int32		length;
	int32		variant;
	char	   *key;			/* NULL: free */
	Datum		labels;
	Datum		device;
	bool		has_device;
	Slice		device_at;		/* offsets into the key, s NULL: none */
	Slice		part_at;
} KeptLabels;

typedef struct KeptText
{
	int32		length;
	char		bytes[KEPT_TEXT_BYTES];
	Datum		text;			/* 0: free */
	uint64		used;			/* number of the row that used it last */
} KeptText;

/* a time zone, and the last local minute that was converted */
typedef struct Zone
{
	bool		given;
	pg_tz	   *tz;				/* NULL: fixed */
	int			offset;			/* seconds east, where fixed */
	bool		minute_known;
	int64		minute;
	int			minute_offset;
	const char *minute_reason;
} Zone;

/* kept for a query */
typedef struct ParseCache
{
	MemoryContext context;
	MemoryContext row;			/* of one row */
	void	   *reader;			/* struct of core */
	PromLabels *labels;			/* for Prometheus */
	KeptLabels	kept[KEPT_LABELS];
	KeptText	text[KEPT_TEXTS];
	Datum		unit[PARSE_UNITS];
	uint64		rows;			/* put so far */
} ParseCache;

/* one call */
typedef struct ParseCall
{
	ParseCache *cache;
	ReturnSetInfo *result;
	MemoryContext context;		/* lives as long as the call */
	Zone		zone;
	bool		scraped;
	TimestampTz scraped_at;
	PromSeen	seen;
	Datum		values[MAX_COLUMNS];
	bool		nulls[MAX_COLUMNS];
	int			columns;
} ParseCall;

/* --- time zones ------------------------------------------------------------------ */

/*
 * A zone whose name is a POSIX rule, as in "UTC+3", means west where ISO 8601
 * says east.  What has digits must be one of these names.
 */
static bool
name_is_plain(const char *name)
{
	static const char *const with_digits[] = {
		"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "GMT0", "GMT+0", "GMT-0"
	};

	if (strpbrk(name, "0123456789<,") == NULL || pg_strncasecmp(name, "Etc/GMT", 7) == 0)
		return true;
	for (size_t i = 0; i < lengthof(with_digits); i++)
		if (pg_strcasecmp(name, with_digits[i]) == 0)
			return true;
	return false;
}

static void
read_zone(Zone *zone, const text *argument)
{
	char	   *name = text_to_cstring(argument);

	memset(zone, 0, sizeof(Zone));
	zone->given = true;
	if (!parse_offset((Slice) {name, (int32) strlen(name)}, &zone->offset))
	{
		zone->tz = name_is_plain(name) ? pg_tzset(name) : NULL;
		if (zone->tz == NULL || !pg_tz_acceptable(zone->tz))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("time zone \"%s\" not recognized", name),
					 errhint("Use a full name such as Europe/Berlin, or an offset such as +02:00, which is east of Greenwich.")));
	}
	pfree(name);
}

static int
offset_at(const Zone *zone, int64 seconds)
{
	pg_time_t	t = (pg_time_t) seconds;
	struct pg_tm *tm = pg_localtime(&t, zone->tz);

	return tm != NULL ? (int) tm->tm_gmtoff : 0;
}

/*
 * How far east a clock was that showed these seconds.  A clock that is set back
 * shows an hour twice, one that is set forward leaves one out: a reason then,
 * no guess.
 */
static int
local_offset(const Zone *zone, int64 seconds, const char **reason)
{
	int			before = offset_at(zone, seconds - SECS_PER_DAY);
	int			after = offset_at(zone, seconds + SECS_PER_DAY);
	bool		before_fits = offset_at(zone, seconds - before) == before;
	bool		after_fits = offset_at(zone, seconds - after) == after;

	*reason = NULL;
	if (before_fits && (!after_fits || before == after))
		return before;
	if (after_fits && !before_fits)
		return after;
	*reason = before_fits ? "ambiguous local time" : "no such local time";
	return 0;
}

/* the instant of a time; false: reason says why there is none */
static bool
resolve(Zone *zone, const ParseTime *time, TimestampTz *at, const char **reason)
{
	int64		us = time->us;

	if (time->kind == PARSE_LOCAL)
	{
		int64		seconds = us / USECS_PER_SEC - (us % USECS_PER_SEC < 0);
		int64		minute = seconds / SECS_PER_MINUTE - (seconds % SECS_PER_MINUTE < 0);

		if (!zone->given)
		{
			*reason = parse_no_time_zone;
			return false;
		}
		/* clocks are set at full minutes, so a minute has one offset */
		if (zone->tz == NULL)
			zone->minute_offset = zone->offset;
		else if (!zone->minute_known || zone->minute != minute)
		{
			zone->minute = minute;
			zone->minute_known = true;
			zone->minute_offset = local_offset(zone, minute * SECS_PER_MINUTE, &zone->minute_reason);
		}
		if (zone->minute_reason != NULL)
		{
			*reason = zone->minute_reason;
			return false;
		}
		us -= (int64) zone->minute_offset * USECS_PER_SEC;
	}
	*at = us - (int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY;
	return true;
}

/* --- texts and labels --------------------------------------------------------------- */

static Datum
make_text(const char *s, int32 n)
{
	return PointerGetDatum(cstring_to_text_with_len(s, n));
}

/* a text that was seen before, or a new one */
static Datum
short_text(ParseCache *cache, Slice s)
{
	KeptText   *kept;
	MemoryContext old;

	if (s.n == 0 || s.n > KEPT_TEXT_BYTES)
		return make_text(s.s != NULL ? s.s : "", s.n);
	kept = &cache->text[((uint32) s.n * 31 + (unsigned char) s.s[s.n - 1] * 37 +
						 (unsigned char) s.s[s.n / 2] * 17 + (unsigned char) s.s[0]) % KEPT_TEXTS];
	if (kept->text != (Datum) 0)
	{
		if (kept->length == s.n && memcmp(kept->bytes, s.s, s.n) == 0)
		{
			kept->used = cache->rows;
			return kept->text;
		}
		/* the row at hand may hold it */
		if (kept->used == cache->rows)
			return make_text(s.s, s.n);
		pfree(DatumGetPointer(kept->text));
	}
	kept->text = (Datum) 0;
	kept->length = s.n;
	kept->used = cache->rows;
	memcpy(kept->bytes, s.s, s.n);
	old = MemoryContextSwitchTo(cache->context);
	kept->text = make_text(s.s, s.n);
	MemoryContextSwitchTo(old);
	return kept->text;
}

static void
set_string(JsonbValue *v, Slice s, ParseEscape escape)
{
	v->type = jbvString;
	v->val.string.val = unconstify(char *, s.s);
	v->val.string.len = s.n;
	if (escape != PARSE_PLAIN)
	{
		v->val.string.val = palloc(s.n + 1);
		v->val.string.len = parse_unescape(escape, s, v->val.string.val);
	}
}

/* an object of the labels, without the one at place skip */
static Datum
make_labels(const ParseLabel *label, int count, int skip)
{
	JsonbParseState *state = NULL;
	JsonbValue *object;
	JsonbValue	v;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < count; i++)
	{
		if (i == skip)
			continue;
		set_string(&v, label[i].name, label[i].name_escape);
		pushJsonbValue(&state, WJB_KEY, &v);
		if (label[i].value.s == NULL)
			v.type = jbvNull;
		else
			set_string(&v, label[i].value, label[i].escape);
		pushJsonbValue(&state, WJB_VALUE, &v);
	}
	object = pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	return JsonbPGetDatum(JsonbValueToJsonb(object));
}

/* the place where labels of this key are, or would be, kept; *found says which */
static KeptLabels *
kept_labels(ParseCache *cache, Slice key, int variant, bool *found)
{
	uint64		hash = hash_bytes_extended((const unsigned char *) key.s, key.n, variant);
	KeptLabels *kept = &cache->kept[hash % KEPT_LABELS];

	*found = kept->key != NULL && kept->hash == hash && kept->variant == variant &&
		kept->length == key.n && memcmp(kept->key, key.s, key.n) == 0;
	if (!*found)
	{
		if (kept->key != NULL)
		{
			pfree(kept->key);
			pfree(DatumGetPointer(kept->labels));
			if (kept->has_device)
				pfree(DatumGetPointer(kept->device));
		}
		memset(kept, 0, sizeof(KeptLabels));
		kept->hash = hash;
		kept->variant = variant;
		kept->length = key.n;
	}
	return kept;
}

/* --- rows -------------------------------------------------------------------------------- */

static Datum
make_reason(ParseCache *cache, const ParseRow *row)
{
	Slice		reason = {row->reason, (int32) strlen(row->reason)};
	int			shown;
	StringInfoData s;

	if (row->detail.n == 0)
		return short_text(cache, reason);
	shown = pg_mbcliplen(row->detail.s, row->detail.n, SHOWN_BYTES);
	initStringInfo(&s);
	appendStringInfo(&s, "%s: ", row->reason);
	appendBinaryStringInfo(&s, row->detail.s, shown);
	if (shown < row->detail.n)
		appendStringInfoString(&s, "...");
	return make_text(s.data, s.len);
}

static void
set_null(ParseCall *call, int column)
{
	call->nulls[column] = true;
}

static void
set_value(ParseCall *call, int column, Datum value)
{
	call->values[column] = value;
	call->nulls[column] = false;
}

static void
set_slice(ParseCall *call, int column, Slice s)
{
	if (s.s == NULL || s.n == 0)
		set_null(call, column);
	else
		set_value(call, column, short_text(call->cache, s));
}

/* a number of which those below 0 are unknown */
static void
set_count(ParseCall *call, int column, int64 n)
{
	if (n < 0)
		set_null(call, column);
	else
		set_value(call, column, Int64GetDatum(n));
}

static void
set_quantity(ParseCall *call, int column, double x)
{
	if (x < 0)
		set_null(call, column);
	else
		set_value(call, column, Float8GetDatum(x));
}

/* a time of its own column: NULL where it cannot be told */
static void
set_time(ParseCall *call, int column, const ParseTime *time)
{
	TimestampTz at;
	const char *reason;

	if (time->kind == PARSE_NO_TIME || !resolve(&call->zone, time, &at, &reason))
		set_null(call, column);
	else
		set_value(call, column, TimestampTzGetDatum(at));
}

/* the columns of every function but device and labels */
static void
set_row(ParseCall *call, ParseRow *row)
{
	ParseCache *cache = call->cache;
	TimestampTz at = 0;
	bool		timed = false;

	if (row->at.kind != PARSE_NO_TIME)
	{
		const char *reason = NULL;

		timed = resolve(&call->zone, &row->at, &at, &reason);
		/* the value, if there is one, stays: only its time is missing */
		if (!timed && row->reason == NULL)
			row->reason = reason;
	}
	else if (row->metric.s != NULL || row->reason == NULL)
	{
		timed = call->scraped;
		at = call->scraped_at;
		if (!timed && row->needs_time && row->reason == NULL)
			row->reason = parse_no_time;
	}
	set_value(call, COLUMN_LINE_NO, Int64GetDatum(row->line_no));
	if (timed)
		set_value(call, COLUMN_AT, TimestampTzGetDatum(at));
	else
		set_null(call, COLUMN_AT);
	set_slice(call, COLUMN_METRIC, row->metric);
	if (row->has_value)
		set_value(call, COLUMN_VALUE, Float8GetDatum(row->value));
	else
		set_null(call, COLUMN_VALUE);
	if (row->unit != PARSE_UNIT_UNKNOWN)
		set_value(call, COLUMN_UNIT, cache->unit[row->unit]);
	else
		set_null(call, COLUMN_UNIT);
	if (row->reason != NULL)
		set_value(call, COLUMN_REASON, make_reason(cache, row));
	else
		set_null(call, COLUMN_REASON);
}

static void
put_row(ParseCall *call)
{
	tuplestore_putvalues(call->result->setResult, call->result->setDesc, call->values, call->nulls);
	MemoryContextReset(call->cache->row);
	call->cache->rows++;
	CHECK_FOR_INTERRUPTS();
}

/* --- calls ----------------------------------------------------------------------------------- */

static ParseCache *
get_cache(FmgrInfo *flinfo, size_t reader_size, bool prometheus)
{
	ParseCache *cache = flinfo->fn_extra;
	MemoryContext context;
	MemoryContext old;

	if (cache != NULL)
		return cache;
	context = AllocSetContextCreate(flinfo->fn_mcxt, "colossus parser", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	cache = palloc0(sizeof(ParseCache));
	cache->context = context;
	cache->row = AllocSetContextCreate(context, "colossus parser row", ALLOCSET_DEFAULT_SIZES);
	cache->reader = palloc0(reader_size);
	if (prometheus)
		cache->labels = palloc0(sizeof(PromLabels));
	for (int i = 0; i < PARSE_UNITS; i++)
	{
		const char *name = parse_unit_name(i);

		if (name != NULL)
			cache->unit[i] = make_text(name, (int32) strlen(name));
	}
	MemoryContextSwitchTo(old);
	flinfo->fn_extra = cache;
	return cache;
}

static void
begin_call(ParseCall *call, FunctionCallInfo fcinfo, size_t reader_size, bool prometheus)
{
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	memset(call, 0, sizeof(ParseCall));
	call->cache = get_cache(fcinfo->flinfo, reader_size, prometheus);
	call->result = (ReturnSetInfo *) fcinfo->resultinfo;
	call->context = CurrentMemoryContext;
	call->columns = call->result->setDesc->natts;
	if (call->columns > MAX_COLUMNS)
		elog(ERROR, "unexpected number of columns: %d", call->columns);
	memset(call->nulls, true, sizeof(call->nulls));
}

/* the input, zone, header and scraped_at of the five functions over text */
static Slice
begin_text_call(ParseCall *call, FunctionCallInfo fcinfo, Slice *header, size_t reader_size, bool prometheus)
{
	Slice		input = {NULL, 0};

	begin_call(call, fcinfo, reader_size, prometheus);
	*header = input;
	if (!PG_ARGISNULL(1))
		read_zone(&call->zone, PG_GETARG_TEXT_PP(1));
	if (!PG_ARGISNULL(2))
	{
		text	   *t = PG_GETARG_TEXT_PP(2);

		header->s = VARDATA_ANY(t);
		header->n = VARSIZE_ANY_EXHDR(t);
		while (header->n > 0 && (header->s[header->n - 1] == '\n' || header->s[header->n - 1] == '\r'))
			header->n--;
	}
	call->scraped = !PG_ARGISNULL(3);
	if (call->scraped)
		call->scraped_at = PG_GETARG_TIMESTAMPTZ(3);
	if (!PG_ARGISNULL(0))
	{
		text	   *t = PG_GETARG_TEXT_PP(0);

		input.s = VARDATA_ANY(t);
		input.n = VARSIZE_ANY_EXHDR(t);
	}
	return input;
}

static void
check_header(Status status, Slice header)
{
	if (status != CORE_OK)
		ereport(ERROR,
				(errcode(colossus_sqlstate(status)),
				 errmsg("header has no columns: \"%.*s\"", pg_mbcliplen(header.s, header.n, SHOWN_BYTES), header.s),
				 errhint("Give the line with the names of the columns.")));
}

/*
 * Reads all rows of a reader.  next gives a row, labels the labels of its line
 * (the same for all rows of a line), extra the columns of that function.
 */
typedef bool (*NextRow) (void *reader, ParseRow *row);
typedef int (*RowLabels) (void *reader, const ParseLabel **label);
typedef void (*ExtraColumns) (ParseCall *call, void *reader);

/* the labels of a line in one string, which no other labels have */
static void
make_key(StringInfo key, const ParseLabel *label, int count)
{
	resetStringInfo(key);
	for (int i = 0; i < count && key->len <= KEPT_LABEL_BYTES; i++)
	{
		appendBinaryStringInfo(key, (const char *) &label[i].name.n, sizeof(int32));
		appendBinaryStringInfo(key, label[i].name.s, label[i].name.n);
		appendStringInfoChar(key, label[i].value.s == NULL ? 'n' : (char) ('0' + label[i].escape));
		appendBinaryStringInfo(key, (const char *) &label[i].value.n, sizeof(int32));
		if (label[i].value.s != NULL)
			appendBinaryStringInfo(key, label[i].value.s, label[i].value.n);
	}
}

/* sets the labels of a line; what is not kept lives in the context line */
static void
set_labels(ParseCall *call, StringInfo key, MemoryContext line, const ParseLabel *label, int count)
{
	ParseCache *cache = call->cache;
	KeptLabels *kept = NULL;
	MemoryContext old;
	bool		found = false;

	make_key(key, label, count);
	if (key->len <= KEPT_LABEL_BYTES)
		kept = kept_labels(cache, (Slice) {key->data, key->len}, 0, &found);
	if (!found)
	{
		MemoryContextReset(line);
		old = MemoryContextSwitchTo(line);
		set_value(call, COLUMN_LABELS, make_labels(label, count, -1));
		if (kept != NULL)
		{
			MemoryContextSwitchTo(cache->context);
			kept->labels = PointerGetDatum(PG_DETOAST_DATUM_COPY(call->values[COLUMN_LABELS]));
			kept->key = memcpy(palloc(key->len + 1), key->data, key->len);
		}
		MemoryContextSwitchTo(old);
	}
	else
		set_value(call, COLUMN_LABELS, kept->labels);
}

static void
read_rows(ParseCall *call, NextRow next, RowLabels labels, ExtraColumns extra)
{
	ParseCache *cache = call->cache;
	MemoryContext line = AllocSetContextCreate(call->context, "colossus parser line", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old;
	StringInfoData key;
	int64		line_no = 0;
	ParseRow	row;

	initStringInfo(&key);
	old = MemoryContextSwitchTo(cache->row);
	while (next(cache->reader, &row))
	{
		if (row.line_no != line_no)
		{
			const ParseLabel *label;
			int			count = labels(cache->reader, &label);

			line_no = row.line_no;
			if (row.metric.s == NULL && row.reason != NULL && count == 0)
				set_null(call, COLUMN_LABELS);
			else
				set_labels(call, &key, line, label, count);
		}
		set_row(call, &row);
		set_slice(call, COLUMN_DEVICE, row.device);
		if (extra != NULL)
			extra(call, cache->reader);
		put_row(call);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(line);
	pfree(key.data);
}

/* --- tables ------------------------------------------------------------------------------------ */

PG_FUNCTION_INFO_V1(colossus_parse_nvidia_smi);
PG_FUNCTION_INFO_V1(colossus_parse_codecarbon);
PG_FUNCTION_INFO_V1(colossus_parse_sacct);
PG_FUNCTION_INFO_V1(colossus_parse_train_log);
PG_FUNCTION_INFO_V1(colossus_parse_prometheus);
PG_FUNCTION_INFO_V1(colossus_parse_prometheus_json);

static bool
next_table_row(void *reader, ParseRow *row)
{
	return parse_table_next(reader, row);
}

static int
table_labels(void *reader, const ParseLabel **label)
{
	*label = ((ParseTable *) reader)->label;
	return ((ParseTable *) reader)->labels;
}

Datum
colossus_parse_nvidia_smi(PG_FUNCTION_ARGS)
{
	ParseCall	call;
	Slice		header;
	Slice		input = begin_text_call(&call, fcinfo, &header, sizeof(ParseTable), false);

	check_header(parse_table_init(call.cache->reader, PARSE_NVIDIA_SMI, input.s, input.n, header), header);
	read_rows(&call, next_table_row, table_labels, NULL);
	return (Datum) 0;
}

static void
codecarbon_columns(ParseCall *call, void *reader)
{
	ParseTable *table = reader;

	set_slice(call, COMMON_COLUMNS, table->run);
	set_slice(call, COMMON_COLUMNS + 1, table->project);
	set_quantity(call, COMMON_COLUMNS + 2, table->seconds);
	set_quantity(call, COMMON_COLUMNS + 3, table->pue);
}

Datum
colossus_parse_codecarbon(PG_FUNCTION_ARGS)
{
	ParseCall	call;
	Slice		header;
	Slice		input = begin_text_call(&call, fcinfo, &header, sizeof(ParseTable), false);

	check_header(parse_table_init(call.cache->reader, PARSE_CODECARBON, input.s, input.n, header), header);
	read_rows(&call, next_table_row, table_labels, codecarbon_columns);
	return (Datum) 0;
}

/* --- sacct ---------------------------------------------------------------------------------------- */

static bool
next_sacct_row(void *reader, ParseRow *row)
{
	return sacct_next(reader, row);
}

static int
sacct_labels(void *reader, const ParseLabel **label)
{
	*label = ((Sacct *) reader)->label;
	return ((Sacct *) reader)->labels;
}

static void
sacct_columns(ParseCall *call, void *reader)
{
	Sacct	   *sacct = reader;
	int			column = COMMON_COLUMNS;

	set_slice(call, column++, sacct->job);
	set_slice(call, column++, sacct->step);
	set_quantity(call, column++, sacct->seconds);
	set_quantity(call, column++, sacct->cpu_seconds);
	set_count(call, column++, sacct->nodes);
	set_count(call, column++, sacct->cpus);
	set_count(call, column++, sacct->gpus);
	set_slice(call, column++, sacct->gpu_type);
	set_slice(call, column++, sacct->account);
	set_slice(call, column++, sacct->state);
	set_time(call, column++, &sacct->submitted);
	set_time(call, column++, &sacct->started);
	set_time(call, column, &sacct->ended);
}

Datum
colossus_parse_sacct(PG_FUNCTION_ARGS)
{
	ParseCall	call;
	Slice		header;
	Slice		input = begin_text_call(&call, fcinfo, &header, sizeof(Sacct), false);

	check_header(sacct_init(call.cache->reader, input.s, input.n, header), header);
	read_rows(&call, next_sacct_row, sacct_labels, sacct_columns);
	return (Datum) 0;
}

/* --- training logs ----------------------------------------------------------------------------------- */

static bool
next_train_log_row(void *reader, ParseRow *row)
{
	return train_log_next(reader, row);
}

static int
train_log_labels(void *reader, const ParseLabel **label)
{
	TrainLog   *log = reader;

	*label = log->is_table ? log->table.label : log->label;
	return log->is_table ? log->table.labels : log->labels;
}

static void
train_log_columns(ParseCall *call, void *reader)
{
	TrainLog   *log = reader;

	set_count(call, COMMON_COLUMNS, log->step);
	set_count(call, COMMON_COLUMNS + 1, log->tokens);
	set_quantity(call, COMMON_COLUMNS + 2, log->seconds);
}

Datum
colossus_parse_train_log(PG_FUNCTION_ARGS)
{
	ParseCall	call;
	Slice		header;
	Slice		input = begin_text_call(&call, fcinfo, &header, sizeof(TrainLog), false);

	check_header(train_log_init(call.cache->reader, input.s, input.n, header), header);
	read_rows(&call, next_train_log_row, train_log_labels, train_log_columns);
	return (Datum) 0;
}

/* --- Prometheus ---------------------------------------------------------------------------------------- */

/* text of a label, and of another behind "/" where there is one */
static Datum
make_device(const ParseLabel *device, const ParseLabel *part)
{
	char	   *s = palloc(device->value.n + (part != NULL ? part->value.n : 0) + 1);
	int32		n = parse_unescape(device->escape, device->value, s);

	if (part != NULL)
	{
		s[n++] = '/';
		n += parse_unescape(part->escape, part->value, s + n);
	}
	return make_text(s, n);
}

/*
 * Sets labels and device of a row whose labels were read; keeps them where kept
 * is not NULL.
 */
static void
set_prom_labels(ParseCall *call, const PromLabels *labels, const PromMetric *metric,
				KeptLabels *kept, Slice key)
{
	int			device;
	int			part;

	set_value(call, COLUMN_LABELS, make_labels(labels->label, labels->count, labels->name));
	prom_device(labels, metric, &device, &part);
	if (device >= 0)
		set_value(call, COLUMN_DEVICE, make_device(&labels->label[device],
												   part >= 0 ? &labels->label[part] : NULL));
	else
		set_null(call, COLUMN_DEVICE);
	if (kept != NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(call->cache->context);

		kept->labels = PointerGetDatum(PG_DETOAST_DATUM_COPY(call->values[COLUMN_LABELS]));
		kept->has_device = device >= 0;
		if (kept->has_device)
			kept->device = PointerGetDatum(PG_DETOAST_DATUM_COPY(call->values[COLUMN_DEVICE]));
		kept->device_at = device >= 0 ? labels->label[device].value : (Slice) {NULL, 0};
		kept->part_at = labels->instance >= 0 ? labels->label[labels->instance].value : (Slice) {NULL, 0};
		kept->key = memcpy(palloc(key.n + 1), key.s, key.n);
		/* the input goes, the key stays */
		if (kept->device_at.s != NULL)
			kept->device_at.s = kept->key + (kept->device_at.s - key.s);
		if (kept->part_at.s != NULL)
			kept->part_at.s = kept->key + (kept->part_at.s - key.s);
		MemoryContextSwitchTo(old);
	}
}

/* rejects the row if another slice of the card has given the same value */
static void
reject_duplicate(ParseCall *call, ParseRow *row, const PromMetric *metric, Slice device, Slice part)
{
	PromSeenKey key;
	bool		duplicate;

	if (!(metric->flags & PROM_WHOLE_CARD) || device.s == NULL || part.s == NULL || row->reason != NULL)
		return;
	/* without a time it is rejected anyway */
	if (row->at.kind == PARSE_NO_TIME && !call->scraped)
		return;
	key.metric = row->metric;
	key.device = device;
	key.part = part;
	key.us = row->at.kind == PARSE_NO_TIME ? PG_INT64_MIN : row->at.us;
	while (prom_seen(&call->seen, &key, &duplicate) == CORE_NEED_MEMORY)
	{
		PromSeen	larger;

		larger.size = call->seen.size > 0 ? call->seen.size * 2 : SEEN_SLOTS;
		larger.used = 0;
		larger.slot = MemoryContextAllocExtended(call->context, (Size) larger.size * sizeof(PromSeenKey),
												   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		prom_seen_move(&call->seen, &larger);
		if (call->seen.slot != NULL)
			pfree(call->seen.slot);
		call->seen = larger;
	}
	if (duplicate)
		parse_reject(row, "MIG duplicate", part);
}

/* the last metric's meaning: lines of one metric stand together */
typedef struct LastMetric
{
	Slice		name;
	PromMetric	metric;
} LastMetric;

static const PromMetric *
metric_of(LastMetric *last, Slice name)
{
	if (last->name.s == NULL || !parse_same(last->name, name))
	{
		prom_metric(name, &last->metric);
		last->name = name;
	}
	return &last->metric;
}

/* what a device's name depends on beside the labels */
#define VARIANT_FLAGS	(PROM_OF_INSTANCE | PROM_OF_ZONE | PROM_OF_NODE)

/* labels, device, value and duplicates of a line that has a sample */
static void
prometheus_sample(ParseCall *call, const PromLine *parts, LastMetric *last, ParseRow *row)
{
	ParseCache *cache = call->cache;
	PromLabels *labels = cache->labels;
	const PromMetric *metric;
	KeptLabels *kept = NULL;
	Slice		device = {NULL, 0};
	Slice		part = {NULL, 0};
	bool		found = false;

	if (row->metric.n > 0 && parts->block.n <= KEPT_LABEL_BYTES)
	{
		metric = metric_of(last, row->metric);
		kept = kept_labels(cache, parts->block, (int) (metric->flags & VARIANT_FLAGS), &found);
	}
	if (found)
	{
		set_value(call, COLUMN_LABELS, kept->labels);
		if (kept->has_device)
			set_value(call, COLUMN_DEVICE, kept->device);
		else
			set_null(call, COLUMN_DEVICE);
		/* where these stand in this line's own labels */
		if (kept->device_at.s != NULL)
			device = (Slice) {parts->block.s + (kept->device_at.s - kept->key), kept->device_at.n};
		if (kept->part_at.s != NULL)
			part = (Slice) {parts->block.s + (kept->part_at.s - kept->key), kept->part_at.n};
	}
	else
	{
		int			at;
		int			ignored;

		if (!prom_labels(parts->block, labels, row) || !prom_labels_finish(labels, row))
			return;
		metric = metric_of(last, row->metric);
		set_prom_labels(call, labels, metric, kept, parts->block);
		prom_device(labels, metric, &at, &ignored);
		if (at >= 0)
			device = labels->label[at].value;
		if (labels->instance >= 0)
			part = labels->label[labels->instance].value;
	}
	prom_value(row, parts->value, metric);
	reject_duplicate(call, row, metric, device, part);
}

Datum
colossus_parse_prometheus(PG_FUNCTION_ARGS)
{
	ParseCall	call;
	ParseText	text;
	Slice		line;
	Slice		header;
	Slice		input = begin_text_call(&call, fcinfo, &header, sizeof(int), true);
	LastMetric	last;
	MemoryContext old = MemoryContextSwitchTo(call.cache->row);

	last.name.s = NULL;
	parse_text_init(&text, input.s, input.n);
	while (parse_line(&text, &line))
	{
		PromLine	parts;
		ParseRow	row;

		parse_row_init(&row, text.line_no);
		set_null(&call, COLUMN_LABELS);
		set_null(&call, COLUMN_DEVICE);
		if (prom_line(line, &parts, &row))
			prometheus_sample(&call, &parts, &last, &row);
		set_row(&call, &row);
		put_row(&call);
	}
	MemoryContextSwitchTo(old);
	return (Datum) 0;
}

/* --- Prometheus HTTP API --------------------------------------------------------------------------------- */

/* the value of a key, NULL if there is none */
static JsonbValue *
get_key(JsonbContainer *object, const char *name)
{
	return getKeyJsonValueFromContainer(object, name, strlen(name), NULL);
}

static JsonbContainer *
as_container(JsonbValue *v, bool array)
{
	if (v == NULL || v->type != jbvBinary ||
		(array ? !JsonContainerIsArray(v->val.binary.data) : !JsonContainerIsObject(v->val.binary.data)))
		return NULL;
	return v->val.binary.data;
}

/* a string, or a number as it is written */
static bool
as_slice(JsonbValue *v, Slice *s)
{
	if (v != NULL && v->type == jbvString)
		*s = (Slice) {v->val.string.val, v->val.string.len};
	else if (v != NULL && v->type == jbvNumeric)
	{
		s->s = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(v->val.numeric)));
		s->n = (int32) strlen(s->s);
	}
	else
		return false;
	return true;
}

/* state of one response */
typedef struct Response
{
	ParseCall	call;
	int64		samples;
	MemoryContext series;		/* of one series: its labels and device */
	PromMetric	metric;
	Slice		name;
	Slice		device;
	Slice		part;
} Response;

static void
put_api_row(Response *response, ParseRow *row)
{
	row->line_no = ++response->samples;
	set_row(&response->call, row);
	put_row(&response->call);
}

static void
put_api_reject(Response *response, const char *reason, Slice detail)
{
	ParseRow	row;

	parse_row_init(&row, 0);
	row.metric = response->name;
	parse_reject(&row, reason, detail);
	put_api_row(response, &row);
}

/* [time, "value"] */
static void
put_sample(Response *response, JsonbContainer *pair)
{
	ParseRow	row;
	Slice		time;
	Slice		value;

	parse_row_init(&row, 0);
	row.metric = response->name;
	row.needs_time = true;
	if (pair == NULL || JsonContainerSize(pair) != 2 ||
		!as_slice(getIthJsonbValueFromContainer(pair, 0), &time) ||
		!as_slice(getIthJsonbValueFromContainer(pair, 1), &value))
		parse_reject(&row, "no sample", (Slice) {NULL, 0});
	else if (!parse_time_slice(time, true, &row.at))
		parse_reject(&row, "no such time", time);
	else
	{
		prom_value(&row, value, &response->metric);
		reject_duplicate(&response->call, &row, &response->metric, response->device, response->part);
	}
	put_api_row(response, &row);
}

/* the labels of a series; false: reason says what is wrong with them */
static bool
read_metric(Response *response, JsonbContainer *object, const char **reason, Slice *detail)
{
	PromLabels *labels = response->call.cache->labels;
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue	name;
	JsonbValue	value;
	ParseRow	row;
	int			at;
	int			ignored;

	labels->count = 0;
	labels->device = labels->node = labels->instance = labels->zone = labels->name = -1;
	while ((token = JsonbIteratorNext(&it, &name, true)) != WJB_DONE)
	{
		ParseLabel *label = &labels->label[labels->count];

		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&it, &value, true);
		if (value.type != jbvString || labels->count == PARSE_MAX_LABELS)
		{
			*reason = value.type != jbvString ? "label without value" : "too many labels";
			*detail = (Slice) {name.val.string.val, name.val.string.len};
			return false;
		}
		label->name = (Slice) {name.val.string.val, name.val.string.len};
		label->value = (Slice) {value.val.string.val, value.val.string.len};
		label->name_escape = label->escape = PARSE_PLAIN;
		if (parse_is(label->name, "__name__"))
		{
			response->name = label->value;
			labels->name = labels->count;
		}
		labels->count++;
	}
	parse_row_init(&row, 0);
	if (!prom_labels_finish(labels, &row))
	{
		*reason = row.reason;
		*detail = row.detail;
		return false;
	}
	prom_metric(response->name, &response->metric);
	set_prom_labels(&response->call, labels, &response->metric, NULL, (Slice) {NULL, 0});
	prom_device(labels, &response->metric, &at, &ignored);
	if (at >= 0)
		response->device = labels->label[at].value;
	if (labels->instance >= 0)
		response->part = labels->label[labels->instance].value;
	return true;
}

static void
put_series(Response *response, JsonbContainer *series)
{
	ParseCall  *call = &response->call;
	JsonbContainer *metric;
	JsonbContainer *values;
	JsonbContainer *value;
	const char *reason = "no sample";
	Slice		detail = {NULL, 0};
	bool		read;

	response->name = response->device = response->part = detail;
	set_null(call, COLUMN_LABELS);
	set_null(call, COLUMN_DEVICE);
	MemoryContextReset(response->series);
	MemoryContextSwitchTo(response->series);
	metric = series != NULL ? as_container(get_key(series, "metric"), false) : NULL;
	read = metric != NULL && read_metric(response, metric, &reason, &detail);
	values = read ? as_container(get_key(series, "values"), true) : NULL;
	value = read ? as_container(get_key(series, "value"), true) : NULL;
	if (read && (get_key(series, "histogram") != NULL || get_key(series, "histograms") != NULL))
	{
		MemoryContextSwitchTo(call->cache->row);
		put_api_reject(response, "native histogram", detail);
		if (values == NULL && value == NULL)
			return;
	}
	MemoryContextSwitchTo(call->cache->row);
	if (values != NULL)
	{
		JsonbIterator *it;
		JsonbIteratorToken token;
		JsonbValue	v;

		MemoryContextSwitchTo(response->series);
		it = JsonbIteratorInit(values);
		MemoryContextSwitchTo(call->cache->row);
		while ((token = JsonbIteratorNext(&it, &v, true)) != WJB_DONE)
			if (token == WJB_ELEM)
				put_sample(response, as_container(&v, true));
	}
	else if (value != NULL)
		put_sample(response, value);
	else
		put_api_reject(response, reason, detail);
}

static void
put_response(Response *response, JsonbContainer *root, MemoryContext context)
{
	JsonbContainer *data;
	JsonbContainer *result;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	v;
	JsonbValue *type;
	Slice		error;

	if (!JsonContainerIsObject(root))
	{
		put_api_reject(response, "no result", (Slice) {NULL, 0});
		return;
	}
	if (as_slice(get_key(root, "error"), &error))
	{
		put_api_reject(response, "error", error);
		return;
	}
	data = as_container(get_key(root, "data"), false);
	if (data == NULL)
		data = root;
	result = as_container(get_key(data, "result"), true);
	if (result == NULL)
	{
		put_api_reject(response, "no result", (Slice) {NULL, 0});
		return;
	}
	type = get_key(data, "resultType");
	if (type != NULL && type->type == jbvString && type->val.string.len == 6 &&
		memcmp(type->val.string.val, "scalar", 6) == 0)
	{
		prom_metric((Slice) {"", 0}, &response->metric);
		put_sample(response, result);
		return;
	}
	MemoryContextSwitchTo(context);
	it = JsonbIteratorInit(result);
	while ((token = JsonbIteratorNext(&it, &v, true)) != WJB_DONE)
	{
		if (token == WJB_ELEM)
			put_series(response, as_container(&v, false));
		MemoryContextSwitchTo(context);
	}
}

Datum
colossus_parse_prometheus_json(PG_FUNCTION_ARGS)
{
	Response	response;
	MemoryContext old;
	Jsonb	   *input;

	memset(&response, 0, sizeof(response));
	begin_call(&response.call, fcinfo, sizeof(int), true);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	input = PG_GETARG_JSONB_P(0);
	response.series = AllocSetContextCreate(CurrentMemoryContext, "colossus parser series", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(response.call.cache->row);
	put_response(&response, &input->root, old);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(response.series);
	return (Datum) 0;
}
