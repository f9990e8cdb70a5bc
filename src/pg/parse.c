/*
 * parse.c
 *		SQL functions over the texts of monitoring tools: hands them to the readers
 *		of core/parse/reader.h and turns the rows into tuples.
 *
 * Why they are IMMUTABLE: the answer depends on the arguments alone.  Local
 * times are converted by the zone that is given (pg/zone.c), never by the
 * session's TimeZone.
 *
 * The rows go into a tuplestore, which goes to disk beyond work_mem.  What
 * repeats from line to line, labels above all, is built once and kept in a cache
 * of fixed size for the whole query.
 */
#include "pg/colossus.h"

#include "common/hashfn.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "pg/log_json.h"
#include "pg/log_text.h"
#include "pg/zone.h"

#include "core/parse/seen.h"
#include "core/parse/series.h"

/* sets of labels and short texts that are kept; powers of two */
#define KEPT_LABELS		1024
#define KEPT_TEXTS		256

/* longest of them, in bytes */
#define KEPT_LABEL_BYTES	2048
#define KEPT_TEXT_BYTES		128

/* longest piece of the input that a detail quotes, in bytes */
#define SHOWN_BYTES		200

/* first size of the table of card values, a power of two */
#define SEEN_SLOTS		256

/* columns that every function returns, in their order; the last one is the detail */
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

#define MAX_COLUMNS		(COMMON_COLUMNS + 14)

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
	bool		no_sensor;		/* a partition of a card whose zeros are none */
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

/* kept for a query */
typedef struct ParseCache
{
	MemoryContext context;
	MemoryContext row;			/* of one row */
	Reader	   *reader;
	KeptLabels	kept[KEPT_LABELS];
	KeptText	text[KEPT_TEXTS];
	Datum		unit[PARSE_UNITS];
	Datum		reason[PARSE_REASONS];
	uint64		rows;			/* put so far */
} ParseCache;

/* one call */
typedef struct ParseCall
{
	ParseCache *cache;
	ReturnSetInfo *result;
	MemoryContext context;		/* lives as long as the call */
	ParseOptions options;
	Zone		zone;
	bool		scraped;
	TimestampTz scraped_at;
	Seen		seen;
	Datum		values[MAX_COLUMNS];
	bool		nulls[MAX_COLUMNS];
	int			columns;
} ParseCall;

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

/* an object of the labels */
static Datum
make_labels(const ParseLabel *label, int count)
{
	JsonbParseState *state = NULL;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	log_push_labels(&state, label, count);
	return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL)));
}

/* what the labels of a series are kept under: a number alone, as PromQL may give it, has no labels */
static Slice
series_key(const Reader *reader)
{
	return reader->key_text.s != NULL ? reader->key_text : (Slice) {"", 0};
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

static void
set_null(ParseCall *call, int column)
{
	call->nulls[column] = true;
}

/*
 * A column of the row that is being made; columns that no function sets stay NULL from call to
 * call.
 */
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
	int64		us;
	ParseReason reason;

	if (time->kind == PARSE_NO_TIME || !zone_resolve(&call->zone, time, &us, &reason))
		set_null(call, column);
	else
		set_value(call, column, TimestampTzGetDatum(zone_timestamp(us)));
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
		ParseReason reason = REASON_NONE;
		int64		us = 0;

		timed = zone_resolve(&call->zone, &row->at, &us, &reason);
		at = zone_timestamp(us);
		/* the value, if there is one, stays: only its time is missing */
		if (!timed && row->reason == REASON_NONE)
			row->reason = reason;
	}
	else if (row->metric.s != NULL || row->reason == REASON_NONE)
	{
		timed = call->scraped;
		at = call->scraped_at;
		if (!timed && row->needs_time && row->reason == REASON_NONE)
			row->reason = REASON_NO_TIME;
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
	set_null(call, COLUMN_REASON);
	set_null(call, call->columns - 1);
	if (row->reason != REASON_NONE)
	{
		set_value(call, COLUMN_REASON, cache->reason[row->reason]);
		if (row->detail.n > 0)
			set_value(call, call->columns - 1, log_quote(row->detail, SHOWN_BYTES));
	}
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

/*
 * Kept for a query, in the memory of the call site: with a text a row, the units, reasons and
 * labels of the last text are those of the next.  It holds nothing of a text itself: those
 * are gone with their rows.
 */
static ParseCache *
get_cache(FmgrInfo *flinfo, const ParseFormat *format)
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
	cache->reader = palloc0(format->size);
	for (int i = 0; i < PARSE_UNITS; i++)
	{
		const char *name = parse_unit_name(i);

		if (name != NULL)
			cache->unit[i] = make_text(name, (int32_t) strlen(name));
	}
	for (int i = REASON_NONE + 1; i < PARSE_REASONS; i++)
		cache->reason[i] = make_text(parse_reason_word(i), (int32_t) strlen(parse_reason_word(i)));
	MemoryContextSwitchTo(old);
	flinfo->fn_extra = cache;
	return cache;
}

/*
 * The descriptor that the executor expects is taken as it is: the functions share their first
 * columns, and each has its own number of others.
 */
static void
begin_call(ParseCall *call, FunctionCallInfo fcinfo, const ParseFormat *format, int metrics_argument)
{
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	memset(call, 0, sizeof(ParseCall));
	call->cache = get_cache(fcinfo->flinfo, format);
	call->result = (ReturnSetInfo *) fcinfo->resultinfo;
	call->context = CurrentMemoryContext;
	call->columns = call->result->setDesc->natts;
	if (call->columns > MAX_COLUMNS)
		elog(ERROR, "unexpected number of columns: %d", call->columns);
	memset(call->nulls, true, sizeof(call->nulls));
	call->options = parse_everything;
	if (!PG_ARGISNULL(metrics_argument))
		log_metrics(PG_GETARG_ARRAYTYPE_P(metrics_argument), &call->options);
}

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
		set_value(call, COLUMN_LABELS, make_labels(label, count));
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

/* columns that a function has beside those of all */
typedef void (*ExtraColumns) (ParseCall *call, const Reader *reader);

/* reads all rows of a format whose labels are those of a line */
static void
read_lines(ParseCall *call, ExtraColumns extra)
{
	ParseCache *cache = call->cache;
	MemoryContext line = AllocSetContextCreate(call->context, "colossus parser line", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old;
	StringInfoData key;
	int64		line_no = 0;
	ParseRow	row;

	initStringInfo(&key);
	old = MemoryContextSwitchTo(cache->row);
	while (parse_next(cache->reader, &row))
	{
		if (row.line_no != line_no)
		{
			line_no = row.line_no;
			(void) parse_labels(cache->reader, &row);
			if (row.kind == PARSE_LINE && cache->reader->labels == 0)
				set_null(call, COLUMN_LABELS);
			else
				set_labels(call, &key, line, cache->reader->label, cache->reader->labels);
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

/* --- series of Prometheus ----------------------------------------------------------------------- */

/* the device, and its part behind "/" where there is one */
static Datum
make_device(const ParseSeries *series)
{
	char		name[2 * PARSE_MAX_NAME + 1];
	int32		n = series->device_length;

	memcpy(name, series->device, n);
	if (series->part_length > 0)
	{
		name[n++] = '/';
		memcpy(name + n, series->part, series->part_length);
		n += series->part_length;
	}
	return make_text(name, n);
}

/* where a label's value stands in the key; s == NULL: nowhere */
static Slice
place_in(Slice key, const ParseLabel *label)
{
	if (label == NULL || label->value.s < key.s || label->value.s >= key.s + key.n)
		return (Slice) {NULL, 0};
	return label->value;
}

/* rejects the row if another part of the card has given the same value */
static void
reject_duplicate(ParseCall *call, ParseRow *row, Slice device, Slice part)
{
	SeenKey		key;
	bool		duplicate;

	if (!(row->flags & PARSE_WHOLE_CARD) || device.n == 0 || part.n == 0 || row->reason != REASON_NONE)
		return;
	/* without a time it is rejected anyway */
	if (row->at.kind == PARSE_NO_TIME && !call->scraped)
		return;
	key.metric = row->metric;
	key.device = device;
	key.part = part;
	key.us = row->at.kind == PARSE_NO_TIME ? PG_INT64_MIN : row->at.us;
	while (seen_part(&call->seen, &key, &duplicate) == CORE_NEED_MEMORY)
	{
		Seen		larger;

		larger.size = call->seen.size > 0 ? call->seen.size * 2 : SEEN_SLOTS;
		larger.used = 0;
		larger.slot = MemoryContextAllocExtended(call->context, (Size) larger.size * sizeof(SeenKey),
												 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		seen_move(&call->seen, &larger);
		if (call->seen.slot != NULL)
			pfree(call->seen.slot);
		call->seen = larger;
	}
	if (duplicate)
		parse_reject(row, REASON_REPEATS_CARD, part);
}

/* reads the labels of a series, and keeps what they say under its key; NULL: the row says what is wrong with them */
static KeptLabels *
read_series(ParseCall *call, ParseRow *row, KeptLabels *kept, MemoryContext context)
{
	ParseCache *cache = call->cache;
	Reader	   *reader = cache->reader;
	Slice		key = series_key(reader);
	ParseSeries series;
	Datum		labels;
	MemoryContext old;

	if (!parse_labels(reader, row))
		return NULL;
	parse_series(reader, row, &series);
	/* made in the row's context: what making leaves behind goes with the row, and only the value is kept */
	labels = make_labels(reader->label, reader->labels);
	old = MemoryContextSwitchTo(context);
	kept->labels = PointerGetDatum(PG_DETOAST_DATUM_COPY(labels));
	kept->has_device = series.device_length > 0;
	if (kept->has_device)
		kept->device = make_device(&series);
	kept->no_sensor = (row->flags & PARSE_PARTITIONED) != 0;
	kept->device_at = place_in(key, series.role[ROLE_UUID] != NULL ? series.role[ROLE_UUID] : series.role[ROLE_INDEX]);
	kept->part_at = place_in(key, series.role[ROLE_PART]);
	kept->key = memcpy(palloc(key.n + 1), key.s, key.n);
	/* the input goes, the key stays */
	if (kept->device_at.s != NULL)
		kept->device_at.s = kept->key + (kept->device_at.s - key.s);
	if (kept->part_at.s != NULL)
		kept->part_at.s = kept->key + (kept->part_at.s - key.s);
	MemoryContextSwitchTo(old);
	return kept;
}

/* a place in the key as a place in the row's own labels */
static Slice
place_of(const KeptLabels *kept, Slice key, Slice at)
{
	return at.s != NULL ? (Slice) {key.s + (at.s - kept->key), at.n} : at;
}

/* what a device's name depends on beside the labels */
#define VARIANT_FLAGS	(PARSE_OF_INSTANCE | PARSE_OF_ZONE | PARSE_PARTITIONED | PARSE_SLOT_UUID | PARSE_OF_CONTROL)

/* labels, device and duplicates of a sample */
static void
set_series(ParseCall *call, ParseRow *row)
{
	ParseCache *cache = call->cache;
	Reader	   *reader = cache->reader;
	Slice		key = series_key(reader);
	KeptLabels	unkept;
	KeptLabels *kept = &unkept;
	bool		found = false;

	memset(&unkept, 0, sizeof(unkept));
	if (key.n <= KEPT_LABEL_BYTES)
		kept = kept_labels(cache, key, (int) (row->flags & VARIANT_FLAGS) | (int) row->source << 16, &found);
	if (!found)
		kept = read_series(call, row, kept, kept == &unkept ? cache->row : cache->context);
	if (kept == NULL)
		return;
	set_value(call, COLUMN_LABELS, kept->labels);
	if (kept->has_device)
		set_value(call, COLUMN_DEVICE, kept->device);
	if (kept->no_sensor && row->has_value && row->value == 0)
		parse_reject(row, REASON_NO_SENSOR, place_of(kept, key, kept->part_at));
	reject_duplicate(call, row, place_of(kept, key, kept->device_at), place_of(kept, key, kept->part_at));
}

/* reads all rows of a format whose labels are those of a series */
static void
read_samples(ParseCall *call)
{
	ParseCache *cache = call->cache;
	MemoryContext old = MemoryContextSwitchTo(cache->row);
	ParseRow	row;

	while (parse_next(cache->reader, &row))
	{
		set_null(call, COLUMN_LABELS);
		set_null(call, COLUMN_DEVICE);
		if (row.kind == PARSE_SAMPLE)
			set_series(call, &row);
		set_row(call, &row);
		put_row(call);
	}
	MemoryContextSwitchTo(old);
}

/* --- functions ------------------------------------------------------------------------------------ */

PG_FUNCTION_INFO_V1(colossus_parse_nvidia_smi);
PG_FUNCTION_INFO_V1(colossus_parse_codecarbon);
PG_FUNCTION_INFO_V1(colossus_parse_sacct);
PG_FUNCTION_INFO_V1(colossus_parse_train_log);
PG_FUNCTION_INFO_V1(colossus_parse_prometheus);
PG_FUNCTION_INFO_V1(colossus_parse_prometheus_json);

/* input, zone, header, scraped_at and metrics of the functions over text */
static void
begin_text_call(ParseCall *call, FunctionCallInfo fcinfo, const ParseFormat *format)
{
	Slice		input = {NULL, 0};
	Slice		header = {NULL, 0};

	begin_call(call, fcinfo, format, 4);
	if (!PG_ARGISNULL(0))
		input = log_slice(PG_GETARG_TEXT_PP(0));
	if (!PG_ARGISNULL(1))
		zone_read(&call->zone, PG_GETARG_TEXT_PP(1));
	/* jobs end in another order than they are listed */
	call->zone.ordered = format != &format_sacct;
	if (!PG_ARGISNULL(2))
		header = log_header(PG_GETARG_TEXT_PP(2));
	call->scraped = !PG_ARGISNULL(3);
	if (call->scraped)
		call->scraped_at = PG_GETARG_TIMESTAMPTZ(3);
	log_check_header(parse_begin(call->cache->reader, format, &call->options, input.s, input.n, header), header);
}

Datum
colossus_parse_nvidia_smi(PG_FUNCTION_ARGS)
{
	ParseCall	call;

	begin_text_call(&call, fcinfo, &format_nvidia_smi);
	read_lines(&call, NULL);
	return (Datum) 0;
}

static void
codecarbon_columns(ParseCall *call, const Reader *reader)
{
	set_slice(call, COMMON_COLUMNS, reader->job.id);
	set_slice(call, COMMON_COLUMNS + 1, reader->job.name);
	set_quantity(call, COMMON_COLUMNS + 2, reader->job.seconds);
	set_quantity(call, COMMON_COLUMNS + 3, reader->job.pue);
}

Datum
colossus_parse_codecarbon(PG_FUNCTION_ARGS)
{
	ParseCall	call;

	begin_text_call(&call, fcinfo, &format_codecarbon);
	read_lines(&call, codecarbon_columns);
	return (Datum) 0;
}

/*
 * Times that are ambiguous or unknown are NULL here and no reason for a reject: a row is a job, whose
 * energy does not depend on them.
 */
static void
sacct_columns(ParseCall *call, const Reader *reader)
{
	const ParseJob *job = &reader->job;
	int			column = COMMON_COLUMNS;

	set_slice(call, column++, job->id);
	set_slice(call, column++, job->step);
	set_quantity(call, column++, job->seconds);
	set_quantity(call, column++, job->cpu_seconds);
	set_count(call, column++, job->nodes);
	set_count(call, column++, job->cpus);
	set_count(call, column++, job->gpus);
	set_slice(call, column++, job->gpu_type);
	set_slice(call, column++, job->account);
	set_slice(call, column++, job->state);
	set_time(call, column++, &job->submitted);
	set_time(call, column++, &job->started);
	set_time(call, column, &job->ended);
}

Datum
colossus_parse_sacct(PG_FUNCTION_ARGS)
{
	ParseCall	call;

	begin_text_call(&call, fcinfo, &format_sacct);
	read_lines(&call, sacct_columns);
	return (Datum) 0;
}

static void
train_log_columns(ParseCall *call, const Reader *reader)
{
	set_count(call, COMMON_COLUMNS, reader->train.step);
	set_count(call, COMMON_COLUMNS + 1, reader->train.tokens);
	set_quantity(call, COMMON_COLUMNS + 2, reader->train.seconds);
}

Datum
colossus_parse_train_log(PG_FUNCTION_ARGS)
{
	ParseCall	call;

	begin_text_call(&call, fcinfo, &format_train_log);
	read_lines(&call, train_log_columns);
	return (Datum) 0;
}

Datum
colossus_parse_prometheus(PG_FUNCTION_ARGS)
{
	ParseCall	call;

	begin_text_call(&call, fcinfo, &format_prometheus);
	read_samples(&call);
	return (Datum) 0;
}

/*
 * The jsonb is written out as text and read by the reader of HTTP answers: one reader, and in
 * both cases numbers as they were written.
 */
Datum
colossus_parse_prometheus_json(PG_FUNCTION_ARGS)
{
	ParseCall	call;
	StringInfoData input;

	begin_call(&call, fcinfo, &format_promql_json, 1);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	initStringInfo(&input);
	(void) JsonbToCString(&input, &PG_GETARG_JSONB_P(0)->root, VARSIZE(PG_GETARG_JSONB_P(0)));
	(void) parse_begin(call.cache->reader, &format_promql_json, &call.options, input.data, input.len, (Slice) {NULL, 0});
	read_samples(&call);
	pfree(input.data);
	return (Datum) 0;
}
