/*
 * read_log.c
 *		The one function through which a ledger reads logs of every format.
 *
 * It gives samples with the number of their series, jobs, training steps and
 * devices, what was rejected and found, and at the end one row that accounts for
 * every line: lines = read + empty + rejected.  What a series is stands in the
 * first row that has its number; a sample says no more than number, time and
 * value.  A ledger has the samples of a series together in one row (read_block), for a row
 * costs more than a sample; what a row says otherwise is the same.
 *
 * A line is read if it gave something, rejected if all it gave was rejected, and
 * empty otherwise.
 */
#include "pg/colossus.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "pg/log_call.h"
#include "pg/log_json.h"
#include "pg/log_run.h"
#include "pg/log_text.h"

/* samples that are held together before they are given: 6 to 20 MB of them */
#define MOST_HELD		262144

/* times of a series that run back by more are a clock that was set back */
#define SET_BACK_US		USECS_PER_SEC

/* a counter of tokens beyond it counts nothing */
#define MOST_TOKENS		9223372036854775808.0

/* what rows of one series share in the text; points into the input */
typedef struct RawKey
{
	Slice		name;
	Slice		text;
	int64		number;
} RawKey;

typedef struct RawEntry
{
	RawKey		key;
	uint32		hash;
	char		status;
	bool		no_sensor;
	ParseReason reason;			/* of its labels; REASON_NONE: they are fine */
	int32		series;
	uint32		holder;			/* who holds the card by its labels; 0: nobody */
	Datum		held;			/* the same as attributes; 0: nobody */
} RawEntry;

static inline uint32
hash_raw(RawKey key)
{
	uint32		hash = hash_bytes((const unsigned char *) key.name.s, key.name.n);

	hash = hash_combine(hash, hash_bytes((const unsigned char *) key.text.s, key.text.n));
	return hash_combine(hash, murmurhash32((uint32) key.number));
}

#define SH_PREFIX		raw
#define SH_ELEMENT_TYPE	RawEntry
#define SH_KEY_TYPE		RawKey
#define SH_KEY			key
#define SH_HASH_KEY(tb, key)	hash_raw(key)
#define SH_EQUAL(tb, a, b)	((a).number == (b).number && parse_same((a).name, (b).name) && parse_same((a).text, (b).text))
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a)	(a)->hash
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* the identity of a series, an object in its binary form */
typedef struct SeriesEntry
{
	Slice		identity;
	uint32		hash;
	char		status;
	int32		series;
} SeriesEntry;

#define SH_PREFIX		series
#define SH_ELEMENT_TYPE	SeriesEntry
#define SH_KEY_TYPE		Slice
#define SH_KEY			identity
#define SH_HASH_KEY(tb, key)	hash_bytes((const unsigned char *) (key).s, (key).n)
#define SH_EQUAL(tb, a, b)	parse_same(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a)	(a)->hash
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct SeriesState
{
	Datum		attributes;		/* 0: given */
	bool		timed;
	int64		last;			/* in us since 1970 */
	int64		last_key;		/* which of the keys that mean it gave the last value */
	bool		whole_card;
	bool		shared;			/* told that several hold it at once */
	uint32		holder;			/* who held the card when it was seen last; 0: nobody */
	LogRun		run;			/* samples that are held */
} SeriesState;

/* --- series ---------------------------------------------------------------------------- */

static Slice
name_of(const char *name, int32 length)
{
	return (Slice) {name, length};
}

/*
 * What makes two rows of one series.
 * A card with a name of its own is one card wherever it is read, so host and exporter do not
 * count; a thing without one is told by where it stands.  Two exporters of one card give two
 * replicas of one series, between which the ledger chooses.
 */
static void
push_identity(JsonbParseState **state, const Reader *reader, const ParseRow *row, const ParseSeries *series)
{
	log_push_text(state, "metric", row->metric, PARSE_PLAIN);
	if (series->names_card)
	{
		log_push_text(state, "device", name_of(series->device, series->device_length), PARSE_PLAIN);
		log_push_text(state, "part", name_of(series->part, series->part_length), PARSE_PLAIN);
		log_push_text(state, "replica", name_of(series->replica, series->replica_length), PARSE_PLAIN);
		return;
	}
	log_push_text(state, "host", reader->options->host, PARSE_PLAIN);
	if (!reader->format->by_labels)
	{
		log_push_text(state, "device", name_of(series->device, series->device_length), PARSE_PLAIN);
		log_push_text(state, "part", name_of(series->part, series->part_length), PARSE_PLAIN);
		log_push_label(state, "zone", row->source == PARSE_GRID ? series->role[ROLE_ZONE] : NULL);
		return;
	}
	/* a scrape that names no target is of the job that the caller names */
	if (row->source == PARSE_SERVICE)
		log_push_text(state, "job", reader->options->job, PARSE_PLAIN);
	log_push_key(state, "labels");
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	log_push_labels(state, reader->label, reader->labels);
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

/*
 * All that the ledger keeps of a series.  Texts are as the log writes them; what they mean, such
 * as the part that a model name stands for, is looked up in SQL, where rows of the user count.
 */
static Datum
make_attributes(const Reader *reader, const ParseRow *row, const ParseSeries *series)
{
	JsonbParseState *state;
	const char *metric = parse_quantity_name(row->quantity);
	Slice		written = row->metric;
	int64		index;

	log_begin_object(&state);
	log_push_text(&state, "metric", metric != NULL ? (Slice) {metric, (int32) strlen(metric)} : written, PARSE_PLAIN);
	log_push_text(&state, "metric_written", written, PARSE_PLAIN);
	log_push_text(&state, "measure", series->measure, PARSE_PLAIN);
	log_push_text(&state, "device", name_of(series->device, series->device_length), PARSE_PLAIN);
	log_push_text(&state, "part", name_of(series->part, series->part_length), PARSE_PLAIN);
	log_push_text(&state, "host", name_of(series->host, series->host_length), PARSE_PLAIN);
	if (series->role[ROLE_INDEX] != NULL ? parse_integer(series->role[ROLE_INDEX]->value, &index) :
		parse_integer(row->device, &index))
		log_push_small_count(&state, "idx", index);
	log_push_label(&state, "uuid", series->role[ROLE_UUID]);
	log_push_label(&state, "serial", series->role[ROLE_SERIAL]);
	log_push_label(&state, "bus_id", series->role[ROLE_BUS]);
	log_push_label(&state, "model", series->role[ROLE_MODEL]);
	log_push_word(&state, "kind", parse_source_name(row->source));
	log_push_bool(&state, "names_card", series->names_card);
	log_push_word(&state, "unit", parse_unit_name(row->unit));
	if (series->role[ROLE_JOB] != NULL)
		log_push_label(&state, "job", series->role[ROLE_JOB]);
	else
		log_push_text(&state, "job", reader->options->job, PARSE_PLAIN);
	log_push_label(&state, "pod", series->role[ROLE_POD]);
	log_push_label(&state, "namespace", series->role[ROLE_NAMESPACE]);
	if (row->source == PARSE_GRID)
		log_push_label(&state, "zone", series->role[ROLE_ZONE]);
	log_push_text(&state, "replica", name_of(series->replica, series->replica_length), PARSE_PLAIN);
	log_push_word(&state, "exporter", reader->format->exporter);
	log_push_key(&state, "labels");
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	log_push_labels(&state, reader->label, reader->labels);
	pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	log_push_key(&state, "identity");
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_identity(&state, reader, row, series);
	pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	return log_end_object(&state);
}

/*
 * A value that lasts as long as the call.  It is built in the row's context and copied: what
 * building leaves behind is as much again and more, and there may be a million series.
 */
static Datum
keep(const ReadCall *call, Datum value)
{
	Size		size = VARSIZE(DatumGetPointer(value));

	return PointerGetDatum(memcpy(MemoryContextAlloc(call->context, size), DatumGetPointer(value), size));
}

/* the number of a series that a key met for the first time belongs to */
static int32
number_of(ReadCall *call, const ParseRow *row, const ParseSeries *series)
{
	JsonbParseState *state;
	struct varlena *identity;
	Slice		bytes;
	SeriesEntry *entry;
	SeriesState *fresh;
	bool		found;

	log_begin_object(&state);
	push_identity(&state, call->reader, row, series);
	identity = (struct varlena *) DatumGetPointer(log_end_object(&state));
	bytes = (Slice) {VARDATA(identity), (int32) (VARSIZE(identity) - VARHDRSZ)};
	entry = series_insert(call->series, bytes, &found);
	if (!found)
	{
		/* the table compares it from now on */
		entry->identity.s = memcpy(MemoryContextAlloc(call->context, bytes.n), bytes.s, bytes.n);
		if (call->states == call->states_room)
		{
			call->states_room *= 2;
			call->state = repalloc_huge(call->state, sizeof(SeriesState) * call->states_room);
		}
		entry->series = call->states++;
		fresh = &call->state[entry->series];
		memset(fresh, 0, sizeof(SeriesState));
		fresh->whole_card = series->whole_card;
		fresh->attributes = keep(call, make_attributes(call->reader, row, series));
	}
	return entry->series;
}

/* the labels of a card's series that name who holds it */
static void
take_holder(ReadCall *call, const ParseRow *row, const ParseSeries *series, RawEntry *entry)
{
	JsonbParseState *state;
	struct varlena *held;

	entry->holder = 0;
	entry->held = (Datum) 0;
	if (row->source != PARSE_ACCELERATOR || !parse_is_held(call->reader, series))
		return;
	log_begin_object(&state);
	if (series->role[ROLE_JOB] != NULL)
		log_push_label(&state, "job", series->role[ROLE_JOB]);
	else
	{
		log_push_label(&state, "pod", series->role[ROLE_POD]);
		log_push_label(&state, "namespace", series->role[ROLE_NAMESPACE]);
	}
	entry->held = keep(call, log_end_object(&state));
	held = (struct varlena *) DatumGetPointer(entry->held);
	/* 0 is nobody */
	entry->holder = hash_bytes((const unsigned char *) VARDATA(held), VARSIZE(held) - VARHDRSZ) | 1;
}

/* does something name what the row measures? */
static bool
is_named(const ParseRow *row, const ParseSeries *series)
{
	if (row->source == PARSE_GRID)
		return series->role[ROLE_ZONE] != NULL;
	return row->quantity == PARSE_OTHER || row->source >= PARSE_CONTAINER || series->device_length > 0;
}

/*
 * The series of a row; NULL: the row says why it has none.
 * By the raw key first, which points into the text: of a million lines most are of a series that is
 * known, and their labels are not read at all.  Keys that differ may still be one series
 * (number_of).
 */
static RawEntry *
find_series(ReadCall *call, ParseRow *row)
{
	Reader	   *reader = call->reader;
	RawKey		key = {reader->key_name, reader->key_text, reader->key_number};
	RawEntry   *entry;
	ParseSeries series;
	bool		found;

	entry = raw_lookup(call->raw, key);
	if (entry == NULL)
	{
		if (!parse_labels(reader, row))
			return NULL;
		parse_series(reader, row, &series);
		if (!is_named(row, &series))
		{
			parse_reject(row, row->source == PARSE_GRID ? REASON_NO_RESULT : REASON_NO_DEVICE, (Slice) {NULL, 0});
			return NULL;
		}
		entry = raw_insert(call->raw, key, &found);
		entry->reason = parse_wants(&call->options, row->metric, row->quantity) ? REASON_NONE : REASON_NOT_WANTED;
		entry->series = -1;
		if (entry->reason != REASON_NONE)
		{
			parse_reject(row, entry->reason, (Slice) {NULL, 0});
			return NULL;
		}
		entry->no_sensor = (row->flags & PARSE_PARTITIONED) != 0;
		entry->series = number_of(call, row, &series);
		take_holder(call, row, &series, entry);
	}
	if (entry->reason == REASON_NONE)
		return entry;
	parse_reject(row, entry->reason, (Slice) {NULL, 0});
	return NULL;
}

/*
 * A row that says who holds a card from here on, until the next one of its
 * series: the labels of a job, or none.  Where parts of a card have holders of
 * their own, its labels do not tell how much each of them has.
 */
static void
put_holder(ReadCall *call, const ParseRow *row, const RawEntry *entry, int64 us, bool shared)
{
	JsonbParseState *state;

	call->state[entry->series].holder = entry->holder;
	log_set(call, COLUMN_SERIES, Int32GetDatum(entry->series + 1));
	log_set(call, COLUMN_AT, TimestampTzGetDatum(zone_timestamp(us)));
	if (shared)
	{
		call->state[entry->series].shared = true;
		log_begin_object(&state);
		log_push_bool(&state, "shared", true);
		log_set(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	}
	else if (entry->held != (Datum) 0)
		log_set(call, COLUMN_ATTRIBUTES, entry->held);
	log_put(call, row->line_no, 'o');
}

/* what a series is, in the first row that has its number */
static void
set_attributes(ReadCall *call, const SeriesState *state)
{
	if (state->attributes != (Datum) 0)
		log_set(call, COLUMN_ATTRIBUTES, state->attributes);
}

static void
forget_attributes(SeriesState *state)
{
	if (state->attributes != (Datum) 0)
		pfree(DatumGetPointer(state->attributes));
	state->attributes = (Datum) 0;
}

/*
 * The samples that are held, a row a series.  A long text gives them several times, so that what
 * is held has a bound.
 */
static void
put_held(ReadCall *call)
{
	MemoryContext old = MemoryContextSwitchTo(call->row);

	for (int32 i = 0; i < call->states && call->held > 0; i++)
	{
		SeriesState *state = &call->state[i];
		LogRun	   *run = &state->run;

		if (run->n == 0)
			continue;
		CHECK_FOR_INTERRUPTS();
		log_set(call, COLUMN_ONCE, BoolGetDatum(log_run_sort(run)));
		log_set(call, COLUMN_SERIES, Int32GetDatum(i + 1));
		log_set(call, COLUMN_AT, TimestampTzGetDatum(run->sample[0].at));
		log_set(call, COLUMN_LAST_AT, TimestampTzGetDatum(run->sample[run->n - 1].at));
		log_set(call, COLUMN_SAMPLES, Int32GetDatum(run->n));
		log_set(call, COLUMN_LINES, log_run_lines(run));
		log_set(call, COLUMN_TIMES, log_run_times(run));
		log_set(call, COLUMN_VALUES, log_run_values(run));
		set_attributes(call, state);
		log_put(call, run->first_line, 's');
		forget_attributes(state);
		call->held -= run->n;
		log_run_clear(run);
		MemoryContextReset(call->row);
	}
	MemoryContextSwitchTo(old);
}

static void
put_sample(ReadCall *call, const ParseRow *row, SeriesState *state, int32 series, TimestampTz at)
{
	if (call->together)
	{
		log_run_add(&state->run, (LogSample) {at, row->value, row->line_no}, call->context);
		call->held++;
		return;
	}
	log_set(call, COLUMN_SERIES, Int32GetDatum(series + 1));
	log_set(call, COLUMN_AT, TimestampTzGetDatum(at));
	log_set(call, COLUMN_VALUE, Float8GetDatum(row->value));
	set_attributes(call, state);
	log_put(call, row->line_no, 's');
	forget_attributes(state);
}

/*
 * A sample, or the reason why it is none, in the order in which reasons may be known: time, series,
 * sensor, repetition.  A row of who holds the card comes before the sample from which on it
 * holds.  Equal times of one key are given, both: the ledger averages values of an instant.
 */
static void
take_sample(ReadCall *call, ParseRow *row)
{
	RawEntry   *entry;
	SeriesState *state;
	int64		us;

	if (row->reason != REASON_NONE || !log_resolve(call, row, &us) || (entry = find_series(call, row)) == NULL)
	{
		log_put_reject(call, row);
		return;
	}
	if (row->value >= MOST_TOKENS && row->quantity >= PARSE_PROMPT_TOKENS && row->quantity <= PARSE_REUSED_TOKENS)
	{
		parse_reject(row, REASON_OUT_OF_RANGE, (Slice) {NULL, 0});
		log_put_reject(call, row);
		return;
	}
	state = &call->state[entry->series];
	if (state->timed && state->last == us && entry->holder != state->holder && !state->shared &&
		state->last_key != (int64) entry->hash)
		put_holder(call, row, entry, us, true);
	if (entry->no_sensor && row->value == 0)
	{
		parse_reject(row, REASON_NO_SENSOR, (Slice) {NULL, 0});
		log_put_reject(call, row);
		return;
	}
	if (state->timed && state->whole_card && state->last == us && state->last_key != (int64) entry->hash)
	{
		parse_reject(row, REASON_REPEATS_CARD, (Slice) {NULL, 0});
		log_put_reject(call, row);
		return;
	}
	if (state->timed && us < state->last - SET_BACK_US && call->reader->text.line.s != NULL)
		log_put_finding(call, row, REASON_SET_BACK, call->reader->text.line);
	if (entry->holder != state->holder && !state->shared)
		put_holder(call, row, entry, us, false);
	state->timed = true;
	state->last = us;
	state->last_key = (int64) entry->hash;
	log_take_instant(&call->account, us);
	call->account.good = true;
	call->account.samples++;
	put_sample(call, row, state, entry->series, zone_timestamp(us));
}

/* --- the call ------------------------------------------------------------------------------------ */

/*
 * Rows come line by line; a line is accounted for when the first row of the next one comes, for
 * only then is it known what it gave.
 */
static void
read_rows(ReadCall *call)
{
	Account    *account = &call->account;
	MemoryContext old = MemoryContextSwitchTo(call->row);
	uint64		rows = 0;
	ParseRow	row;

	while (parse_next(call->reader, &row))
	{
		if (row.line_no != account->line_no)
		{
			log_close_line(account);
			account->line_no = row.line_no;
		}
		switch (row.kind)
		{
			case PARSE_SAMPLE:
				take_sample(call, &row);
				break;
			case PARSE_JOB:
				log_take_job(call, &row);
				break;
			case PARSE_STEP:
				log_take_step(call, &row);
				break;
			case PARSE_DEVICE:
			case PARSE_JOB_DEVICE:
				log_take_device(call, &row);
				break;
			case PARSE_LINE:
				log_put_reject(call, &row);
				break;
		}
		/* a sample of a series that is known allocates nothing */
		if (row.kind != PARSE_SAMPLE || row.reason != REASON_NONE || ++rows % 256 == 0)
			MemoryContextReset(call->row);
		if (call->held >= MOST_HELD)
			put_held(call);
		CHECK_FOR_INTERRUPTS();
	}
	put_held(call);
	log_close_line(account);
	MemoryContextSwitchTo(old);
}

/*
 * The last row: lines = read + empty + rejected, and what the next piece of the same log must be
 * told (state): the header that holds, whose lines count, and the clock, which tells the hour
 * that is shown twice.
 */
static void
put_account(ReadCall *call)
{
	const Account *account = &call->account;
	const Reader *reader = call->reader;
	JsonbParseState *state;

	log_begin_object(&state);
	log_push_count(&state, "lines", account->lines);
	log_push_count(&state, "read", account->read);
	log_push_count(&state, "empty", account->empty);
	log_push_count(&state, "rejected", account->rejected);
	log_push_count(&state, "samples", account->samples);
	if (account->timed)
	{
		log_push_instant(&state, "first_at", account->first_at);
		log_push_instant(&state, "last_at", account->last_at);
	}
	if (reader->resampled)
		log_push_bool(&state, "resampled", true);
	log_push_key(&state, "rejects");
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = REASON_NONE + 1; i < PARSE_REASONS; i++)
		if (account->reasons[i] > 0 && parse_reason_class(i) == PARSE_REJECT)
			log_push_count(&state, parse_reason_word(i), account->reasons[i]);
	pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	/* why there is nothing, where there is nothing */
	log_push_key(&state, "empties");
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = REASON_NONE + 1; i < PARSE_REASONS; i++)
		if (account->reasons[i] > 0 && parse_reason_class(i) == PARSE_EMPTY)
			log_push_count(&state, parse_reason_word(i), account->reasons[i]);
	pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	log_push_key(&state, "state");
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	log_push_text(&state, "header", reader->header, PARSE_PLAIN);
	log_push_text(&state, "rank", reader->rank, PARSE_PLAIN);
	log_push_known_number(&state, "batch", reader->batch);
	log_push_known_number(&state, "seq_len", reader->seq_len);
	log_push_known_number(&state, "tokens_before", reader->tokens_before > 0 ? reader->tokens_before : -1);
	log_push_known_number(&state, "tokens_seen", reader->tokens_seen > 0 ? reader->tokens_seen : -1);
	log_push_known_number(&state, "epoch_seen", reader->epoch_seen > 0 ? reader->epoch_seen : -1);
	if (call->zone.clock_known)
		log_push_count(&state, "clock", call->zone.clock);
	pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	log_set(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	log_put(call, account->lines, 'a');
}

/* --- arguments ------------------------------------------------------------------------------------ */

static JsonbValue *
get_option(Jsonb *options, const char *name)
{
	JsonbValue *v;

	if (options == NULL || !JB_ROOT_IS_OBJECT(options))
		return NULL;
	v = getKeyJsonValueFromContainer(&options->root, name, (int) strlen(name), NULL);
	return v == NULL || v->type == jbvNull ? NULL : v;
}

/* A number stands for its digits: who writes a job's number as a JSON number means that text. */
static Slice
text_option(Jsonb *options, const char *name)
{
	JsonbValue *v = get_option(options, name);

	if (v == NULL)
		return (Slice) {NULL, 0};
	if (v->type == jbvString)
		return (Slice) {v->val.string.val, v->val.string.len};
	if (v->type == jbvNumeric)
	{
		char	   *s = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(v->val.numeric)));

		return (Slice) {s, (int32) strlen(s)};
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("option \"%s\" is no text", name)));
}

/* a number above 0, written as a number or as a text; below 0: not given */
static double
number_option(Jsonb *options, const char *name)
{
	Slice		text = text_option(options, name);
	double		number;

	if (text.s == NULL)
		return -1;
	if (parse_number(text, 0, &number) != PARSE_NUMBER || number <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("option \"%s\" is no number above 0: \"%.*s\"", name, text.n, text.s)));
	return number;
}

static void
read_options(ReadCall *call, Jsonb *options)
{
	call->options.device = text_option(options, "device");
	call->options.host = text_option(options, "host");
	call->options.job = text_option(options, "job");
	call->options.source = text_option(options, "source");
	call->options.seq_len = number_option(options, "seq_len");
	call->options.tokens_per_step = number_option(options, "tokens_per_step");
	call->options.ranks = number_option(options, "ranks");
}

/* The names are those of formats[]: the hint cannot leave one out. */
static const ParseFormat *
read_format(const text *argument)
{
	Slice		name = log_slice(argument);
	const ParseFormat *format = parse_format(name);
	StringInfoData names;

	if (format != NULL)
		return format;
	initStringInfo(&names);
	for (int i = 0; parse_formats[i] != NULL; i++)
		appendStringInfo(&names, "%s%s", i > 0 ? ", " : "", parse_formats[i]->name);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("log format \"%.*s\" is not known", name.n, name.s),
			 errhint("The formats are %s.", names.data)));
}

/*
 * Everything of a call lives in one context below the caller's, and is gone with it; the
 * tuplestore is the executor's.
 */
static void
begin_call(ReadCall *call, FunctionCallInfo fcinfo, bool together)
{
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	memset(call, 0, sizeof(ReadCall));
	call->result = (ReturnSetInfo *) fcinfo->resultinfo;
	call->context = AllocSetContextCreate(CurrentMemoryContext, "colossus log", ALLOCSET_DEFAULT_SIZES);
	call->row = AllocSetContextCreate(call->context, "colossus log row", ALLOCSET_DEFAULT_SIZES);
	call->together = together;
	if (call->result->setDesc->natts != (together ? BLOCK_COLUMNS : COLUMNS))
		elog(ERROR, "unexpected number of columns: %d", call->result->setDesc->natts);
	memset(call->nulls, true, sizeof(call->nulls));
	call->options = parse_everything;
	call->options.ledger = true;
	call->raw = raw_create(call->context, 256, NULL);
	call->series = series_create(call->context, 256, NULL);
	call->states_room = 256;
	MemoryContextSwitchTo(call->context);
	call->state = palloc(sizeof(SeriesState) * call->states_room);
	for (int i = REASON_NONE + 1; i < PARSE_REASONS; i++)
		call->reason[i] = CStringGetTextDatum(parse_reason_word(i));
}

/*
 * format, text, zone, state, scraped_at, metrics, options.  Not strict: of no text there is the account
 * of no line.  The state goes before the options where both give a header: a log that goes on
 * has the columns that it had.
 */
static Datum
read_text(FunctionCallInfo fcinfo, bool together)
{
	MemoryContext old = CurrentMemoryContext;
	ReadCall	call;
	Slice		input = {NULL, 0};
	Slice		header = {NULL, 0};
	Jsonb	   *state = NULL;
	Jsonb	   *options = NULL;
	JsonbValue *clock;
	const ParseFormat *format;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("format must be given")));
	begin_call(&call, fcinfo, together);
	format = read_format(PG_GETARG_TEXT_PP(0));
	if (!PG_ARGISNULL(1))
		input = log_slice(PG_GETARG_TEXT_PP(1));
	if (!PG_ARGISNULL(2))
		zone_read(&call.zone, PG_GETARG_TEXT_PP(2));
	call.zone.ordered = true;
	if (!PG_ARGISNULL(3))
		state = PG_GETARG_JSONB_P(3);
	call.scraped = call.options.timed = !PG_ARGISNULL(4);
	if (call.scraped)
		call.scraped_at = PG_GETARG_TIMESTAMPTZ(4) + (int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY;
	if (!PG_ARGISNULL(5))
		log_metrics(PG_GETARG_ARRAYTYPE_P(5), &call.options);
	if (!PG_ARGISNULL(6))
		options = PG_GETARG_JSONB_P(6);
	read_options(&call, options);
	header = text_option(state, "header");
	if (header.s == NULL)
		header = text_option(options, "header");
	clock = get_option(state, "clock");
	if (clock != NULL && clock->type == jbvNumeric)
	{
		call.zone.clock = DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(clock->val.numeric)));
		call.zone.clock_known = true;
	}
	call.reader = palloc0(format->size);
	log_check_header(parse_begin(call.reader, format, &call.options, input.s, input.n, header), header);
	call.reader->rank = text_option(state, "rank");
	if (call.reader->seq_len < 0)
		call.reader->seq_len = number_option(state, "seq_len");
	call.reader->batch = number_option(state, "batch");
	call.reader->tokens_before = Max(number_option(state, "tokens_before"), 0);
	call.reader->tokens_seen = number_option(state, "tokens_seen");
	call.reader->epoch_seen = number_option(state, "epoch_seen");
	read_rows(&call);
	put_account(&call);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(call.context);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(colossus_read_log);
Datum
colossus_read_log(PG_FUNCTION_ARGS)
{
	return read_text(fcinfo, false);
}

PG_FUNCTION_INFO_V1(colossus_read_block);
Datum
colossus_read_block(PG_FUNCTION_ARGS)
{
	return read_text(fcinfo, true);
}
