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
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/tuplestore.h"

#include "pg/log_json.h"
#include "pg/log_run.h"
#include "pg/log_text.h"
#include "pg/zone.h"

#include "core/parse/hostlist.h"
#include "core/parse/series.h"

/* rows of one reason that are given; all are counted */
#define MOST_REJECTS	1000

/* samples that are held together before they are given: 6 to 12 MB of them */
#define MOST_HELD		262144

/* most bytes of a detail and of a line that are quoted */
#define DETAIL_BYTES	200
#define LINE_BYTES		1000

/* most hosts of a list */
#define MOST_HOSTS		100000

/* times of a series that run back by more are a clock that was set back */
#define SET_BACK_US		USECS_PER_SEC

/* a ledger keeps what is of 1970 to 2199: the first instant behind that */
#define END_US			(INT64CONST(7258118400) * USECS_PER_SEC)

/* a counter of tokens beyond it counts nothing */
#define MOST_TOKENS		9223372036854775808.0

/* what Slurm rounds off start, end and elapsed time together */
#define ROUNDING_US		(2 * USECS_PER_SEC)

enum
{
	COLUMN_LINE_NO,
	COLUMN_KIND,
	COLUMN_SERIES,
	COLUMN_AT,
	COLUMN_VALUE,
	COLUMN_REASON,
	COLUMN_DETAIL,
	COLUMN_ATTRIBUTES,
	COLUMNS,

	/* where the samples of a series come together: time is that of the first of them, value is NULL */
	COLUMN_SAMPLES = COLUMNS,
	COLUMN_LAST_AT,
	COLUMN_ONCE,
	COLUMN_LINES,
	COLUMN_TIMES,
	COLUMN_VALUES,
	BLOCK_COLUMNS
};

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

typedef struct Account
{
	int64		lines;
	int64		read;
	int64		empty;
	int64		rejected;
	int64		samples;
	int64		reasons[PARSE_REASONS];
	bool		timed;
	int64		first_at;
	int64		last_at;

	/* of the line at hand */
	int64		line_no;
	bool		good;
	bool		bad;
} Account;

typedef struct ReadCall
{
	ReturnSetInfo *result;
	MemoryContext context;		/* lives as long as the call */
	MemoryContext row;
	Reader	   *reader;
	ParseOptions options;
	Zone		zone;
	bool		foreseen;		/* looked ahead, until the hour that is shown twice is over */
	bool		scraped;
	int64		scraped_at;
	raw_hash   *raw;
	series_hash *series;
	SeriesState *state;
	int32		states;
	int32		states_room;
	bool		together;		/* samples of a series come in one row */
	int32		held;			/* samples that are held */
	bool		told[PARSE_REASONS];	/* findings that are given once */
	Account		account;
	Datum		reason[PARSE_REASONS];
	Datum		values[BLOCK_COLUMNS];
	bool		nulls[BLOCK_COLUMNS];
} ReadCall;

/* --- rows --------------------------------------------------------------------------- */

static void
set_value(ReadCall *call, int column, Datum value)
{
	call->values[column] = value;
	call->nulls[column] = false;
}

/* A row of the result, whose columns have been set; all are NULL again for the next one. */
static void
put(ReadCall *call, int64 line_no, char kind)
{
	set_value(call, COLUMN_LINE_NO, Int64GetDatum(line_no));
	set_value(call, COLUMN_KIND, CharGetDatum(kind));
	tuplestore_putvalues(call->result->setResult, call->result->setDesc, call->values, call->nulls);
	memset(call->nulls, true, sizeof(call->nulls));
}

/* the line at hand is over */
static void
close_line(Account *account)
{
	if (account->line_no == 0)
		return;
	account->lines++;
	if (account->good)
		account->read++;
	else if (account->bad)
		account->rejected++;
	else
		account->empty++;
	account->good = account->bad = false;
}

/*
 * Every reject is counted, MOST_REJECTS of a reason are given: a file of the wrong kind has as many
 * as it has lines.  With the row comes the line as it stands in the text, for whoever has to
 * find out; a finding (w) beside a sample does not make its line a rejected one.
 */
static void
put_reject(ReadCall *call, const ParseRow *row)
{
	ParseReason reason = row->reason;
	ParseReasonClass class = parse_reason_class(reason);
	JsonbParseState *state;

	if (class == PARSE_REJECT)
		call->account.bad = true;
	call->account.reasons[reason]++;
	if (class == PARSE_EMPTY || call->account.reasons[reason] > MOST_REJECTS)
		return;
	set_value(call, COLUMN_REASON, call->reason[reason]);
	if (row->detail.n > 0)
		set_value(call, COLUMN_DETAIL, log_quote(row->detail, DETAIL_BYTES));
	if (call->reader->text.line.n > 0)
	{
		log_begin_object(&state);
		log_push_text(&state, "line", (Slice) {call->reader->text.line.s,
										   pg_mbcliplen(call->reader->text.line.s, call->reader->text.line.n, LINE_BYTES)},
				  PARSE_PLAIN);
		set_value(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	}
	put(call, row->line_no, class == PARSE_REJECT ? 'r' : 'w');
}

static void
put_finding(ReadCall *call, const ParseRow *row, ParseReason reason, Slice detail)
{
	ParseRow	finding = *row;

	finding.reason = reason;
	finding.detail = detail;
	put_reject(call, &finding);
}

/* --- times --------------------------------------------------------------------------- */

/*
 * A text that begins in the hour that is shown twice: the lines to come tell
 * which of the two it is, by the fall of the clock or by going on into the time
 * that was shown once.
 */
static void
foresee(ReadCall *call, const ParseTime *time)
{
	Reader	   *ahead = MemoryContextAlloc(call->context, call->reader->format->size);
	Zone		zone = call->zone;
	int64		begin[2];
	int64		seen[2];
	int64		last = time->us;
	ParseReason reason;
	ParseRow	row;

	(void) zone_instants(&zone, time, begin, &reason);
	memcpy(ahead, call->reader, call->reader->format->size);
	while (parse_next(ahead, &row))
	{
		if (row.at.kind != PARSE_LOCAL)
			continue;
		if (zone_instants(&zone, &row.at, seen, &reason) == 2)
		{
			if (row.at.us < last - 10 * USECS_PER_MINUTE)
			{
				call->zone.clock = begin[0];
				call->zone.clock_known = true;
				break;
			}
			last = Max(last, row.at.us);
		}
		else if (reason == REASON_NONE)
		{
			/* what came last, if it was in the second hour, is just behind us */
			if (seen[0] - (last + (begin[1] - time->us)) <= 30 * USECS_PER_MINUTE && row.at.us > last)
			{
				call->zone.clock = begin[1];
				call->zone.clock_known = true;
			}
			break;
		}
		CHECK_FOR_INTERRUPTS();
	}
	pfree(ahead);
	call->foreseen = true;
}

/* is it an instant that a ledger keeps? false: the row says that it is none */
static bool
is_kept(ParseRow *row, int64 us)
{
	if (us >= 0 && us < END_US)
		return true;
	parse_reject(row, REASON_NO_SUCH_TIME, row->detail);
	return false;
}

/* the instant of a row; false: the row says why there is none */
static bool
resolve(ReadCall *call, ParseRow *row, int64 *us)
{
	ParseReason reason;

	if (row->at.kind == PARSE_NO_TIME)
	{
		*us = call->scraped_at;
		if (!call->scraped)
			parse_reject(row, REASON_NO_TIME, (Slice) {NULL, 0});
		return call->scraped && is_kept(row, *us);
	}
	if (call->reader->zone_word.s != NULL && row->at.kind == PARSE_LOCAL)
	{
		if (zone_word_instant(&call->zone, call->reader->zone_word, &row->at, us))
			return is_kept(row, *us);
		parse_reject(row, REASON_NO_TIME_ZONE, call->reader->zone_word);
		return false;
	}
	if (zone_resolve(&call->zone, &row->at, us, &reason))
	{
		call->foreseen = false;
		return is_kept(row, *us);
	}
	if (reason == REASON_AMBIGUOUS_TIME && !call->zone.clock_known && !call->foreseen)
	{
		foresee(call, &row->at);
		if (zone_resolve(&call->zone, &row->at, us, &reason))
			return is_kept(row, *us);
	}
	parse_reject(row, reason, row->detail);
	return false;
}

static void
take_instant(Account *account, int64 us)
{
	if (!account->timed || us < account->first_at)
		account->first_at = us;
	if (!account->timed || us > account->last_at)
		account->last_at = us;
	account->timed = true;
}

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
		log_push_label(state, "replica", series->role[ROLE_REPLICA]);
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
	log_push_label(&state, "replica", series->role[ROLE_REPLICA]);
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
	set_value(call, COLUMN_SERIES, Int32GetDatum(entry->series + 1));
	set_value(call, COLUMN_AT, TimestampTzGetDatum(zone_timestamp(us)));
	if (shared)
	{
		call->state[entry->series].shared = true;
		log_begin_object(&state);
		log_push_bool(&state, "shared", true);
		set_value(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	}
	else if (entry->held != (Datum) 0)
		set_value(call, COLUMN_ATTRIBUTES, entry->held);
	put(call, row->line_no, 'o');
}

/* what a series is, in the first row that has its number */
static void
set_attributes(ReadCall *call, const SeriesState *state)
{
	if (state->attributes != (Datum) 0)
		set_value(call, COLUMN_ATTRIBUTES, state->attributes);
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
		set_value(call, COLUMN_ONCE, BoolGetDatum(log_run_sort(run)));
		set_value(call, COLUMN_SERIES, Int32GetDatum(i + 1));
		set_value(call, COLUMN_AT, TimestampTzGetDatum(run->sample[0].at));
		set_value(call, COLUMN_LAST_AT, TimestampTzGetDatum(run->sample[run->n - 1].at));
		set_value(call, COLUMN_SAMPLES, Int32GetDatum(run->n));
		set_value(call, COLUMN_LINES, log_run_lines(run));
		set_value(call, COLUMN_TIMES, log_run_times(run));
		set_value(call, COLUMN_VALUES, log_run_values(run));
		set_attributes(call, state);
		put(call, run->first_line, 's');
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
	set_value(call, COLUMN_SERIES, Int32GetDatum(series + 1));
	set_value(call, COLUMN_AT, TimestampTzGetDatum(at));
	set_value(call, COLUMN_VALUE, Float8GetDatum(row->value));
	set_attributes(call, state);
	put(call, row->line_no, 's');
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

	if (row->reason != REASON_NONE || !resolve(call, row, &us) || (entry = find_series(call, row)) == NULL)
	{
		put_reject(call, row);
		return;
	}
	if (row->value >= MOST_TOKENS && row->quantity >= PARSE_PROMPT_TOKENS && row->quantity <= PARSE_REUSED_TOKENS)
	{
		parse_reject(row, REASON_OUT_OF_RANGE, (Slice) {NULL, 0});
		put_reject(call, row);
		return;
	}
	state = &call->state[entry->series];
	if (state->timed && state->last == us && entry->holder != state->holder && !state->shared &&
		state->last_key != (int64) entry->hash)
		put_holder(call, row, entry, us, true);
	if (entry->no_sensor && row->value == 0)
	{
		parse_reject(row, REASON_NO_SENSOR, (Slice) {NULL, 0});
		put_reject(call, row);
		return;
	}
	if (state->timed && state->whole_card && state->last == us && state->last_key != (int64) entry->hash)
	{
		parse_reject(row, REASON_REPEATS_CARD, (Slice) {NULL, 0});
		put_reject(call, row);
		return;
	}
	if (state->timed && us < state->last - SET_BACK_US && call->reader->text.line.s != NULL)
		put_finding(call, row, REASON_SET_BACK, call->reader->text.line);
	if (entry->holder != state->holder && !state->shared)
		put_holder(call, row, entry, us, false);
	state->timed = true;
	state->last = us;
	state->last_key = (int64) entry->hash;
	take_instant(&call->account, us);
	call->account.good = true;
	call->account.samples++;
	put_sample(call, row, state, entry->series, zone_timestamp(us));
}

/* --- jobs ---------------------------------------------------------------------------------- */

typedef struct JobTimes
{
	bool		submitted;
	bool		started;
	bool		ended;
	int64		submitted_us;
	int64		started_us;
	int64		ended_us;
} JobTimes;

/*
 * Start and end of a job.  Of two readings of a clock that was set back, that
 * one counts which agrees with the elapsed time; what stays ambiguous is a
 * reject.
 */
static bool
resolve_job(ReadCall *call, ParseRow *row, JobTimes *times)
{
	const ParseJob *job = &call->reader->job;
	int64		start[2] = {0, 0};
	int64		end[2] = {0, 0};
	int			starts = 0;
	int			ends = 0;
	int			fits = 0;
	int64		elapsed = job->seconds >= 0 && job->seconds < 1e12 ? (int64) (job->seconds * USECS_PER_SEC) : -1;
	ParseReason reason;
	int64		submitted[2];

	memset(times, 0, sizeof(JobTimes));
	if (job->started.kind != PARSE_NO_TIME &&
		(starts = zone_instants(&call->zone, &job->started, start, &reason)) == 0)
	{
		parse_reject(row, reason, row->detail);
		return false;
	}
	if (job->ended.kind != PARSE_NO_TIME &&
		(ends = zone_instants(&call->zone, &job->ended, end, &reason)) == 0)
	{
		parse_reject(row, reason, row->detail);
		return false;
	}
	if (job->submitted.kind != PARSE_NO_TIME &&
		zone_instants(&call->zone, &job->submitted, submitted, &reason) == 1)
	{
		times->submitted = true;
		times->submitted_us = submitted[0];
	}
	for (int i = 0; i < starts; i++)
		for (int j = 0; j < ends; j++)
			if (elapsed >= 0 && end[j] - start[i] - elapsed >= -ROUNDING_US && end[j] - start[i] - elapsed <= ROUNDING_US)
			{
				times->started_us = start[i];
				times->ended_us = end[j];
				fits++;
			}
	if (fits != 1 && (starts > 1 || ends > 1))
	{
		parse_reject(row, REASON_AMBIGUOUS_TIME, (Slice) {NULL, 0});
		return false;
	}
	times->started = starts > 0;
	times->ended = ends > 0;
	if (fits != 1)
	{
		times->started_us = start[0];
		times->ended_us = end[0];
	}
	/* what one of the columns does not say, the other two do */
	if (!times->ended && times->started && elapsed >= 0 && !job->running)
	{
		times->ended = true;
		times->ended_us = times->started_us + elapsed;
	}
	else if (!times->started && times->ended && elapsed > 0)
	{
		times->started = true;
		times->started_us = times->ended_us - elapsed;
	}
	if (times->started && !times->ended && !job->running)
	{
		parse_reject(row, REASON_NO_TIME, (Slice) {"End", 3});
		return false;
	}
	return (!times->started || is_kept(row, times->started_us)) && (!times->ended || is_kept(row, times->ended_us));
}

/*
 * A list that is longer than any cluster is no list of hosts: its text is kept (node_list), and
 * the hosts are not known.
 */
static void
push_hosts(JsonbParseState **state, Slice list)
{
	Hostlist	hosts;
	char		host[HOSTLIST_MAX_NAME];
	int32		n;
	JsonbValue	v;

	if (list.n == 0 || hostlist_count(list) < 1 || hostlist_count(list) > MOST_HOSTS)
		return;
	log_push_key(state, "nodes");
	pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
	hostlist_begin(&hosts, list);
	while ((n = hostlist_next(&hosts, host)) > 0)
	{
		v.type = jbvString;
		v.val.string.val = pnstrdup(host, n);
		v.val.string.len = n;
		pushJsonbValue(state, WJB_ELEM, &v);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

/* No host has a thousand accelerators: a range that says so is cut, and not written out. */
static void
push_indexes(JsonbParseState **state, Slice list)
{
	int64		from;
	int64		to;

	if (list.n == 0)
		return;
	log_push_key(state, "gpu_idx");
	pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
	while (hostlist_range(&list, &from, &to))
		for (int64 i = from; i <= to && i < from + 1024 && i <= PG_INT32_MAX; i++)
		{
			JsonbValue	v = {.type = jbvNumeric};

			v.val.numeric = int64_to_numeric(i);
			pushJsonbValue(state, WJB_ELEM, &v);
		}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

/* values of a good job that cannot be used; joules that Slurm did not measure are no loss */
static void
put_wanting(ReadCall *call, const ParseRow *row, const ParseJob *job)
{
	/* whose a step is, and where it ran, its job tells */
	if (job->cut.n > 0 && job->step.s == NULL)
		put_finding(call, row, REASON_CUT_TEXT, job->cut);
	if (job->node_list.n > 0 && job->step.s == NULL && hostlist_count(job->node_list) < 1)
		put_finding(call, row, REASON_NO_HOSTS, job->node_list);
	switch (job->joules_reason)
	{
		case REASON_NONE:
		case REASON_ZERO:
		case REASON_NO_VALUE:
		case REASON_BLANK_VALUE:
			break;
		default:
			put_finding(call, row, job->joules_reason, job->joules_detail);
	}
}

/*
 * What a scheduler says of a job.  The instant of the row is its end, or its start while it runs:
 * jobs are found by it.
 */
static void
take_job(ReadCall *call, ParseRow *row)
{
	const ParseJob *job = &call->reader->job;
	JsonbParseState *state;
	JobTimes	times;

	if (row->reason != REASON_NONE || !resolve_job(call, row, &times))
	{
		put_reject(call, row);
		return;
	}
	log_begin_object(&state);
	log_push_text(&state, "job", job->id, job->escape);
	log_push_text(&state, "job_raw", job->raw_id, job->escape);
	log_push_text(&state, "step", job->step, job->escape);
	log_push_text(&state, "name", job->name, job->escape);
	log_push_text(&state, "account", job->account, job->escape);
	log_push_text(&state, "user", job->user, job->escape);
	log_push_text(&state, "cluster", job->cluster, job->escape);
	log_push_text(&state, "state", job->state, job->escape);
	log_push_text(&state, "node_list", job->node_list, job->escape);
	push_hosts(&state, job->node_list);
	log_push_text(&state, "gpu_type", job->gpu_type, job->escape);
	push_indexes(&state, job->gpu_index);
	if (times.submitted)
		log_push_instant(&state, "submitted_at", times.submitted_us);
	if (times.started)
		log_push_instant(&state, "started_at", times.started_us);
	if (times.ended)
		log_push_instant(&state, "ended_at", times.ended_us);
	if (job->running)
		log_push_bool(&state, "running", true);
	log_push_known_number(&state, "seconds", job->seconds);
	log_push_known_number(&state, "pue", job->pue);
	log_push_small_count(&state, "node_count", job->nodes);
	log_push_small_count(&state, "cpus", job->cpus);
	log_push_small_count(&state, "gpus", job->gpus);
	log_push_small_count(&state, "restarts", job->restarts);
	if (job->shared >= 0)
		log_push_bool(&state, "exclusive", job->shared == 0);
	log_push_known_number(&state, "joules", job->joules);
	if (job->joules >= 0)
		log_push_word(&state, "energy_source", job->energy_source);
	else if (job->joules_reason != REASON_NONE)
		log_push_word(&state, "joules_reason", parse_reason_word(job->joules_reason));
	set_value(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	if (times.ended)
		take_instant(&call->account, times.ended_us);
	if (times.started || times.ended)
		set_value(call, COLUMN_AT, TimestampTzGetDatum(zone_timestamp(times.ended ? times.ended_us : times.started_us)));
	call->account.good = true;
	put(call, row->line_no, 'j');
	put_wanting(call, row, job);
}

/* --- steps and devices ------------------------------------------------------------------------ */

/*
 * A step without a time counts by its order; tokens are totals of the run, so that a line that is
 * missing is made up for by the next.  What would have told the tokens is said once for a text.
 */
static void
take_step(ReadCall *call, ParseRow *row)
{
	const ParseTrain *train = &call->reader->train;
	JsonbParseState *state;
	int64		us;

	if (row->reason != REASON_NONE ||
		(row->at.kind != PARSE_NO_TIME && !resolve(call, row, &us)))
	{
		put_reject(call, row);
		return;
	}
	log_begin_object(&state);
	log_push_text(&state, "job", call->options.job, PARSE_PLAIN);
	log_push_known_count(&state, "step", train->step);
	log_push_text(&state, "rank", train->rank, PARSE_PLAIN);
	log_push_known_count(&state, "tokens_total", train->tokens);
	log_push_known_number(&state, "tokens_per_step", train->tokens_per_step);
	log_push_known_number(&state, "tokens_per_s", train->tokens_per_s);
	log_push_known_number(&state, "step_seconds", train->seconds);
	if (train->clock_only)
		log_push_bool(&state, "clock_only", true);
	set_value(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	if (row->at.kind != PARSE_NO_TIME)
	{
		take_instant(&call->account, us);
		set_value(call, COLUMN_AT, TimestampTzGetDatum(zone_timestamp(us)));
	}
	call->account.good = true;
	put(call, row->line_no, 't');
	if (train->missing != REASON_NONE && !call->told[train->missing])
	{
		call->told[train->missing] = true;
		put_finding(call, row, train->missing, (Slice) {NULL, 0});
	}
}

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
static void
take_device(ReadCall *call, ParseRow *row)
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
		put_reject(call, row);
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
	set_value(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	call->account.good = true;
	put(call, row->line_no, 'd');
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
			close_line(account);
			account->line_no = row.line_no;
		}
		switch (row.kind)
		{
			case PARSE_SAMPLE:
				take_sample(call, &row);
				break;
			case PARSE_JOB:
				take_job(call, &row);
				break;
			case PARSE_STEP:
				take_step(call, &row);
				break;
			case PARSE_DEVICE:
			case PARSE_JOB_DEVICE:
				take_device(call, &row);
				break;
			case PARSE_LINE:
				put_reject(call, &row);
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
	close_line(account);
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
	set_value(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	put(call, account->lines, 'a');
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
