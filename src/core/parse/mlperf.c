/*
 * mlperf.c
 *		Lines of MLPerf's logging, of the run of a language model.
 *
 *	:::MLLOG {"namespace": "", "time_ms": 1721026606541, "event_type": "INTERVAL_START",
 *	"key": "block_start", "value": null, "metadata": {"lineno": 129, "samples_count": 2688}}
 *
 * A line with a count of samples says how many were trained on up to its time;
 * global_batch_size and max_sequence_length say what that is in steps and tokens.
 */
#include "core/parse/cursor.h"
#include "core/parse/reader.h"
#include "core/parse/train_log.h"

#include <math.h>
#include <string.h>

static const Slice nothing = {NULL, 0};

static Status
init(Reader *reader, Slice header)
{
	(void) header;
	if (reader->options->seq_len > 0)
		reader->seq_len = reader->options->seq_len;
	return CORE_OK;
}

/* what a line says */
typedef struct Event
{
	Slice		key;
	ParseTime	at;				/* time_ms */
	double		value;
	double		samples;
} Event;

/* Of all that an event is told with only the samples that were seen so far are asked for. */
static void
read_metadata(Cursor *json, Event *event)
{
	bool		first = true;
	Slice		key;

	if (!cursor_open(json, '{'))
	{
		(void) cursor_skip(json);
		return;
	}
	while (cursor_key(json, &first, &key))
	{
		if (!parse_is(key, "samples_count"))
			(void) cursor_skip(json);
		else if (!cursor_number(json, 0, &event->samples))
			event->samples = -1;
	}
}

/* One event: key, time in ms since 1970, value.  Numbers below 0 stand for none, as in ParseTrain. */
static bool
read_event(Slice text, Event *event)
{
	Cursor		json = cursor_of(text.s, (size_t) text.n);
	bool		first = true;
	Slice		key;
	ParseEscape escape;

	event->key = nothing;
	event->at = (ParseTime) {PARSE_NO_TIME, 0};
	event->value = event->samples = -1;
	if (!cursor_open(&json, '{'))
		return false;
	while (cursor_key(&json, &first, &key))
	{
		if (parse_is(key, "key"))
			event->key = cursor_text(&json, &escape);
		else if (parse_is(key, "time_ms"))
		{
			Slice		ms = cursor_text(&json, &escape);

			if (!parse_epoch(ms, 3, &event->at) || event->at.us == 0)
				event->at.kind = PARSE_NO_TIME;
		}
		else if (parse_is(key, "value"))
		{
			if (!cursor_number(&json, 0, &event->value))
				event->value = -1;
		}
		else if (parse_is(key, "metadata"))
			read_metadata(&json, event);
		else
			(void) cursor_skip(&json);
	}
	return !json.bad && event->key.s != NULL;
}

/*
 * Batch and length of a sample are said once, early; later events count samples, of which tokens
 * follow.  run_start is a moment from which the first step counts, and no step.
 */
static void
take_event(Reader *reader, const Event *event, ParseRow *row)
{
	ParseTrain *train = &reader->train;
	const ParseOptions *options = reader->options;

	row->at = event->at;
	if (parse_is(event->key, "global_batch_size") && event->value > 0)
		reader->batch = event->value;
	else if (parse_is(event->key, "max_sequence_length") && event->value > 0 && options->seq_len < 0)
		reader->seq_len = event->value;
	if (parse_is(event->key, "run_start") && row->at.kind != PARSE_NO_TIME)
	{
		row->kind = PARSE_STEP;
		train->clock_only = true;
		return;
	}
	if (event->samples <= 0 || reader->batch <= 0)
	{
		parse_line_reject(row, REASON_NOT_WANTED, nothing);
		return;
	}
	row->kind = PARSE_STEP;
	train->samples = event->samples;
	train->batch = reader->batch;
	train->step = (int64_t) fmin(event->samples / reader->batch, PARSE_COUNT_END);
	if (reader->seq_len > 0 && event->samples * reader->seq_len < PARSE_COUNT_END)
	{
		train->tokens = (int64_t) (event->samples * reader->seq_len);
		train->tokens_per_step = reader->batch * reader->seq_len;
	}
	else
		train->missing = REASON_NO_SEQ_LEN;
}

static bool
next(Reader *reader, ParseRow *row)
{
	static const char mark[] = ":::MLLOG ";
	Slice		line;
	const char *p;
	Event		event;

	if (!parse_line(&reader->text, &line))
		return false;
	parse_row_init(row, reader->text.line_no);
	parse_train_init(&reader->train);
	if (line.n > PARSE_MAX_LINE)
		parse_line_reject(row, REASON_TOO_LONG, nothing);
	else if (parse_trim(line).n == 0)
		parse_line_reject(row, REASON_BLANK_LINE, nothing);
	else if ((p = train_find(line, mark)) == NULL)
		parse_line_reject(row, REASON_OTHER_TEXT, line);
	else if (!read_event((Slice) {p + sizeof(mark) - 1, (int32_t) (line.s + line.n - p) - (int32_t) sizeof(mark) + 1}, &event))
		parse_line_reject(row, REASON_BROKEN_LINE, line);
	else
		take_event(reader, &event, row);
	return true;
}

const ParseFormat format_mlperf = {
	"mlperf", "mlperf", false, sizeof(Reader), init, next, NULL
};
