/*
 * promql_json.c
 *		Answers of the HTTP API of Prometheus to query and query_range, series that
 *		jq took out of them, and what VictoriaMetrics exports (/api/v1/export).
 *
 * A line is one [time, value] here.  Keys may come in any order: a series whose
 * values stand before its labels is read twice.  Several answers may follow one
 * another.  An export has the times of a series, in ms, in a list of their own.
 *
 * query_range moves samples to a grid of its own, query with a range selector
 * gives the scrapes' own times.  Both are called a matrix, so the times tell:
 * on a grid all lie at whole steps from the first, at full seconds.
 */
#include "core/parse/cursor.h"
#include "core/parse/prometheus.h"
#include "core/parse/series.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

typedef enum JsonState
{
	STATE_ROOT,					/* before an answer */
	STATE_SERIES,				/* in the list of series */
	STATE_KEYS,					/* in a series */
	STATE_VALUES,				/* in the values of a series */
	STATE_DONE
} JsonState;

typedef struct PromqlJson
{
	Reader		base;
	Cursor		json;
	JsonState	state;
	bool		first_series;
	bool		first_key;
	bool		first_value;
	bool		single;			/* "value": one pair, not a list of them */
	bool		has_metric;
	bool		has_samples;
	bool		read;			/* its labels can be used */
	bool		wanted;
	bool		bare;			/* the answer is one series */
	bool		later_single;	/* of later */
	bool		first_time;		/* of times */
	const char *start;			/* of the answer */
	Cursor		after;			/* where the answer goes on behind its series */
	Cursor		later;			/* values that stand before the labels; p == NULL: none */
	Cursor		times;			/* of its values; p == NULL: each has its own */
	Cursor		back;			/* where to go on behind such values; p == NULL: in the series */
	Slice		name;
	PromMetric	metric;

	/* of a matrix */
	bool		matrix;
	bool		timed;
	bool		has_last;
	bool		odd;			/* some time is no full second */
	int64_t		first_us;
	int64_t		last_us;		/* of the series */
	int64_t		step_us;		/* the smallest distance of neighbours, 0: none */
	int64_t		common_us;		/* what divides all distances from the first */
} PromqlJson;

static Status
init(Reader *reader, Slice header)
{
	PromqlJson *answer = (PromqlJson *) reader;
	Reader		base = *reader;

	(void) header;
	memset((char *) answer + sizeof(Reader), 0, sizeof(PromqlJson) - sizeof(Reader));
	answer->json = cursor_of(base.text.next, (size_t) (base.text.end - base.text.next));
	return CORE_OK;
}

/* a row that is not of a pair */
static bool
reject(PromqlJson *answer, ParseRow *row, ParseReason reason, Slice detail)
{
	parse_row_init(row, ++answer->base.text.line_no);
	row->metric = answer->name;
	parse_line_reject(row, reason, detail);
	return true;
}

/* --- times on a grid -------------------------------------------------------------- */

static int64_t
common_divisor(int64_t a, int64_t b)
{
	while (b != 0)
	{
		int64_t		rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * query_range gives samples on a grid that the server made, not those that were scraped: where all
 * times are full seconds and multiples of the smallest step, that is said (resampled), since
 * energy between such samples is less certain.
 */
static void
take_time(PromqlJson *answer, int64_t us)
{
	int64_t		distance;

	if (!answer->matrix)
		return;
	answer->odd = answer->odd || us % 1000000 != 0;
	if (!answer->timed)
		answer->first_us = us;
	answer->timed = true;
	distance = us > answer->first_us ? us - answer->first_us : answer->first_us - us;
	answer->common_us = common_divisor(answer->common_us, distance);
	if (answer->has_last && us > answer->last_us &&
		(answer->step_us == 0 || us - answer->last_us < answer->step_us))
		answer->step_us = us - answer->last_us;
	answer->has_last = true;
	answer->last_us = us;
	answer->base.resampled = !answer->odd && answer->step_us > 0 && answer->common_us % answer->step_us == 0;
}

/* --- pairs -------------------------------------------------------------------------- */

/* the value at which json stands, and its time of another list */
static bool
next_exported(PromqlJson *answer, ParseRow *row)
{
	CursorScalar value;
	CursorScalar time;

	parse_row_init(row, ++answer->base.text.line_no);
	row->metric = answer->name;
	row->needs_time = true;
	if (!cursor_scalar(&answer->json, &value))
	{
		(void) cursor_skip(&answer->json);
		parse_line_reject(row, REASON_NO_SAMPLE, nothing);
	}
	else if (!cursor_item(&answer->times, &answer->first_time) || !cursor_scalar(&answer->times, &time) ||
			 !parse_epoch(time.text, 3, &row->at))
		parse_line_reject(row, REASON_NO_SUCH_TIME, value.text);
	else if (!answer->wanted)
		parse_line_reject(row, answer->name.n == 0 ? REASON_NO_NAME : REASON_NOT_WANTED, nothing);
	else
		prom_value(row, value.text, &answer->metric);
	return true;
}

/* the pair at which json stands */
static bool
next_pair(PromqlJson *answer, ParseRow *row)
{
	Cursor	   *json = &answer->json;
	bool		first = true;
	bool		fine = true;
	CursorScalar	item[2];
	int			items = 0;

	parse_row_init(row, ++answer->base.text.line_no);
	row->metric = answer->name;
	row->needs_time = true;
	if (cursor_open(json, '['))
		while (cursor_item(json, &first))
		{
			if (items == 2 || !cursor_scalar(json, &item[items]))
			{
				fine = false;
				(void) cursor_skip(json);
			}
			else
				items++;
		}
	else
		(void) cursor_skip(json);
	if (!fine || items < 2)
		parse_line_reject(row, REASON_NO_SAMPLE, nothing);
	else if (!parse_time_slice(item[0].text, true, &row->at))
		parse_line_reject(row, REASON_NO_SUCH_TIME, item[0].text);
	else if (!answer->wanted)
		parse_line_reject(row, answer->name.n == 0 ? REASON_NO_NAME : REASON_NOT_WANTED, nothing);
	else
	{
		take_time(answer, row->at.us);
		prom_value(row, item[1].text, &answer->metric);
	}
	return true;
}

/* --- series ---------------------------------------------------------------------------- */

/* the labels of a series; false: the row says what is wrong with them */
static bool
read_labels(PromqlJson *answer, ParseRow *row)
{
	Reader	   *reader = &answer->base;
	Cursor	   *json = &answer->json;
	const char *start;
	Slice		name;
	bool		first = true;
	bool		fine = true;

	reader->labels = 0;
	answer->name = nothing;
	(void) cursor_peek(json);
	start = json->p;
	if (!cursor_open(json, '{'))
	{
		(void) cursor_skip(json);
		return reject(answer, row, REASON_NO_SAMPLE, nothing) && false;
	}
	while (cursor_key(json, &first, &name))
	{
		CursorScalar	value;
		bool		scalar = cursor_scalar(json, &value);

		if (!scalar)
			(void) cursor_skip(json);
		if (!scalar || value.kind != CURSOR_STRING)
		{
			if (fine)
				(void) reject(answer, row, REASON_BAD_LABEL, name);
			fine = false;
		}
		else if (parse_is(name, "__name__"))
			answer->name = value.text;
		else if (!parse_starts(name, "__") || parse_role(name) == ROLE_REPLICA)
		{
			if (reader->labels == PARSE_MAX_LABELS)
			{
				if (fine)
					(void) reject(answer, row, REASON_TOO_MANY_LABELS, name);
				fine = false;
			}
			else
				parse_add_label(reader, name, value.text, value.escape);
		}
	}
	if (!fine)
		return false;
	parse_row_init(row, reader->text.line_no);
	if (!prom_labels_finish(reader, row))
		return reject(answer, row, row->reason, row->detail) && false;
	prom_metric(answer->name, &answer->metric);
	answer->wanted = parse_wants(reader->options, answer->name, answer->metric.quantity);
	reader->key_name = answer->name;
	reader->key_text = (Slice) {start, json->p - start > INT32_MAX ? INT32_MAX : (int32_t) (json->p - start)};
	answer->has_last = false;
	return true;
}

/* begins with the values at which json stands */
static void
enter_values(PromqlJson *answer, bool single)
{
	answer->single = single;
	answer->first_value = true;
	answer->has_samples = true;
	if (single || cursor_open(&answer->json, '['))
		answer->state = STATE_VALUES;
	else
		(void) cursor_skip(&answer->json);
}

/* one key of a series; true: it gave a row */
static bool
take_key(PromqlJson *answer, Slice key, ParseRow *row)
{
	Cursor	   *json = &answer->json;
	bool		single = parse_is(key, "value");

	if (parse_is(key, "metric"))
	{
		answer->has_metric = true;
		answer->read = read_labels(answer, row);
		return !answer->read;
	}
	if (parse_is(key, "values") || single)
	{
		if (answer->read)
			enter_values(answer, single);
		else
		{
			answer->later = *json;
			answer->later_single = single;
			(void) cursor_skip(json);
		}
		return false;
	}
	(void) cursor_skip(json);
	if (parse_is(key, "histogram") || parse_is(key, "histograms"))
	{
		answer->has_samples = true;
		return reject(answer, row, REASON_HISTOGRAM, nothing);
	}
	return false;
}

/* behind the last key of a series; true: it gave a row */
static bool
end_series(PromqlJson *answer, ParseRow *row)
{
	answer->state = STATE_SERIES;
	if (answer->later.p != NULL && answer->read)
	{
		answer->back = answer->json;
		answer->json = answer->later;
		answer->later.p = NULL;
		enter_values(answer, answer->later_single);
		if (answer->state == STATE_SERIES)
			answer->json = answer->back;
		return false;
	}
	if (answer->has_metric && (!answer->read || answer->has_samples))
		return false;
	return reject(answer, row, REASON_NO_SAMPLE, nothing);
}

/* --- answers ------------------------------------------------------------------------------ */

/* promtool prints the list of series by itself */
static bool
enter_list(PromqlJson *answer)
{
	Cursor		list = answer->json;
	bool		first = true;

	if (!cursor_open(&list, '[') || !cursor_item(&list, &first) || cursor_peek(&list) != '{')
		return false;
	list = answer->json;
	(void) cursor_skip(&answer->json);
	answer->after = answer->json;
	answer->json = list;
	(void) cursor_open(&answer->json, '[');
	answer->matrix = true;
	answer->timed = answer->odd = false;
	answer->step_us = answer->common_us = 0;
	answer->first_series = true;
	answer->state = STATE_SERIES;
	return true;
}

/* an answer that was cut, or is broken within: what stands behind it may be whole */
static bool
give_up(PromqlJson *answer, ParseRow *row)
{
	answer->json = answer->after;
	if (answer->json.bad)
		cursor_resume(&answer->json, answer->start);
	answer->state = STATE_ROOT;
	return reject(answer, row, REASON_NO_JSON, nothing);
}

/* finds the series in the answer at which json stands; true: it gave a row instead */
static bool
enter_answer(PromqlJson *answer, ParseRow *row)
{
	Cursor	   *json = &answer->json;
	Cursor		whole;
	Cursor		data;
	Cursor		result = {NULL, NULL, false, 0};
	bool		first = true;
	bool		scalar = false;
	Slice		key;
	Slice		error = nothing;
	Slice		warning = nothing;
	ParseEscape escape;

	answer->name = nothing;
	answer->bare = false;
	answer->times.p = NULL;
	(void) cursor_peek(json);
	answer->start = json->p;
	if (enter_list(answer))
		return false;
	whole = *json;
	if (!cursor_open(json, '{'))
	{
		(void) cursor_skip(json);
		answer->after = *json;
		return json->bad ? give_up(answer, row) : reject(answer, row, REASON_NO_RESULT, nothing);
	}
	data = *json;
	data.p = NULL;
	answer->matrix = answer->timed = answer->odd = false;
	answer->step_us = answer->common_us = 0;
	while (cursor_key(json, &first, &key))
	{
		if (parse_is(key, "error"))
			error = cursor_text(json, &escape);
		else if (parse_is(key, "result"))
		{
			result = *json;
			(void) cursor_skip(json);
		}
		else
		{
			if (parse_is(key, "data"))
				data = *json;
			if (parse_is(key, "metric"))
				answer->bare = true;
			if (parse_is(key, "timestamps"))
				answer->times = *json;
			if (parse_is(key, "values"))
				answer->matrix = true;
			if (parse_is(key, "warnings") && warning.s == NULL)
			{
				Cursor		list = *json;
				bool		first_warning = true;

				if (cursor_open(&list, '[') && cursor_item(&list, &first_warning))
					warning = cursor_text(&list, &escape);
			}
			(void) cursor_skip(json);
		}
	}
	answer->after = *json;
	if (json->bad)
		return give_up(answer, row);
	if (answer->bare)
	{
		answer->json = whole;
		if (answer->times.p != NULL)
		{
			answer->matrix = false;
			answer->first_time = true;
			(void) cursor_open(&answer->times, '[');
		}
		answer->first_series = true;
		answer->state = STATE_SERIES;
		return false;
	}
	first = true;
	if (data.p != NULL && cursor_open(&data, '{'))
		while (cursor_key(&data, &first, &key))
		{
			if (parse_is(key, "resultType"))
			{
				Slice		type = cursor_text(&data, &escape);

				answer->matrix = parse_is(type, "matrix");
				scalar = parse_is(type, "scalar");
			}
			else
			{
				if (parse_is(key, "result"))
					result = data;
				(void) cursor_skip(&data);
			}
		}
	if (error.s != NULL)
		return reject(answer, row, REASON_ERROR, error);
	if (result.p == NULL || cursor_peek(&result) != '[')
		return reject(answer, row, REASON_NO_RESULT, nothing);
	answer->json = result;
	if (scalar)
	{
		prom_metric(nothing, &answer->metric);
		answer->wanted = parse_wants(answer->base.options, nothing, PARSE_OTHER);
		answer->base.labels = 0;
		answer->base.key_name = answer->base.key_text = nothing;
		answer->back = answer->after;
		enter_values(answer, true);
		return false;
	}
	(void) cursor_open(&answer->json, '[');
	answer->first_series = true;
	answer->state = STATE_SERIES;
	return warning.s != NULL && reject(answer, row, REASON_WARNING, warning);
}

/*
 * A machine of four states and no recursion: an answer of any size is read in fixed room, a row a
 * call.  Keys of a series may come in any order, so values that come before their metric are
 * gone back to (later, back).
 */
static bool
next(Reader *reader, ParseRow *row)
{
	PromqlJson *answer = (PromqlJson *) reader;
	Cursor	   *json = &answer->json;
	Slice		key;

	while (answer->state != STATE_DONE)
	{
		if (json->bad)
			return give_up(answer, row);
		switch (answer->state)
		{
			case STATE_ROOT:
				if (cursor_peek(json) == '\0')
					answer->state = STATE_DONE;
				else if (enter_answer(answer, row))
					return true;
				break;
			case STATE_SERIES:
				if (answer->bare ? !answer->first_series : !cursor_item(json, &answer->first_series))
				{
					if (json->bad)
						break;
					*json = answer->after;
					answer->state = STATE_ROOT;
					break;
				}
				answer->first_series = false;
				answer->name = nothing;
				answer->has_metric = answer->has_samples = answer->read = false;
				answer->later.p = answer->back.p = NULL;
				if (!cursor_open(json, '{'))
				{
					(void) cursor_skip(json);
					return reject(answer, row, REASON_NO_SAMPLE, nothing);
				}
				answer->first_key = true;
				answer->state = STATE_KEYS;
				break;
			case STATE_KEYS:
				if (cursor_key(json, &answer->first_key, &key))
				{
					if (take_key(answer, key, row))
						return true;
				}
				else if (!json->bad && end_series(answer, row))
					return true;
				break;
			default:
				if (answer->single ? answer->first_value : cursor_item(json, &answer->first_value))
				{
					answer->first_value = false;
					return answer->times.p != NULL ? next_exported(answer, row) : next_pair(answer, row);
				}
				if (json->bad)
					break;
				answer->state = STATE_KEYS;
				if (answer->back.p != NULL)
				{
					*json = answer->back;
					answer->state = answer->base.key_text.s == NULL ? STATE_ROOT : STATE_SERIES;
				}
				break;
		}
	}
	return false;
}

const ParseFormat format_promql_json = {
	"prometheus-json", "prometheus", true, sizeof(PromqlJson), init, next, NULL
};
