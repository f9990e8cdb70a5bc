/*
 * sacct_json.c
 *		Jobs and their steps as sacct --json gives them.
 *
 * A line is a job or a step here, and line_no counts them; several documents may follow one
 * another.  Numbers are written plainly or,
 * since Slurm 23.02, with what says whether they are set; times are seconds since 1970.
 *
 * Nothing of the text is copied: slices and cursors point into it.  Keys come in any
 * order, and an unknown one is skipped: a release of Slurm may add some, and has.  The
 * cursor is past whatever a take_ function was given, also where it was of no use: the
 * next key of the object stands there.
 */
#include "core/parse/cursor.h"
#include "core/parse/reader.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

/* of slurm.h: what stands for no number of 32 bits; INFINITE is one more */
#define NO_VAL			4294967294.0

typedef struct SacctJson
{
	Reader		base;
	Cursor		json;
	const char *start;			/* of the document */
	Cursor		jobs;			/* in the list of jobs; p == NULL: not yet */
	Cursor		steps;			/* in the steps of the job at hand; p == NULL: none */
	bool		first_job;
	bool		first_step;
	ParseJob	of_job;			/* what its steps repeat */
	char		compound[48];	/* id of the job at hand that several numbers make */
} SacctJson;

/* the list of jobs is looked for by the first next() */
static Status
init(Reader *reader, Slice header)
{
	SacctJson  *sacct = (SacctJson *) reader;

	(void) header;
	sacct->json = cursor_of(reader->text.next, (size_t) (reader->text.end - reader->text.next));
	sacct->jobs.p = sacct->steps.p = NULL;
	return CORE_OK;
}

/* a row of its own for what belongs to no job, so that what was not read is counted */
static bool
reject(SacctJson *sacct, ParseRow *row, ParseReason reason)
{
	parse_row_init(row, ++sacct->base.text.line_no);
	parse_line_reject(row, reason, nothing);
	return true;
}

/* a document that was cut, or is broken within: what stands behind it may be whole */
static bool
give_up(SacctJson *sacct, ParseRow *row)
{
	if (sacct->json.bad)
		cursor_resume(&sacct->json, sacct->start);
	return reject(sacct, row, REASON_NO_JSON);
}

/* a time in seconds since 1970, 0: none */
static void
take_time(Cursor *json, ParseTime *time)
{
	Slice		text = cursor_known_text(json);
	ParseTime	t;

	/* a job that has not begun or ended has 0, or a number of 64 bits that is none; years end at 9999 */
	if (parse_epoch(text, 6, &t) && t.us > 0)
		*time = t;
}

/* "time" of a job or step; elapsed, in seconds, is kept beside the ends, which may contradict it */
static void
take_times(Cursor *json, ParseJob *job)
{
	bool		first = true;
	Slice		key;
	double		number;

	if (!cursor_open(json, '{'))
	{
		(void) cursor_skip(json);
		return;
	}
	while (cursor_key(json, &first, &key))
	{
		if (parse_is(key, "start"))
			take_time(json, &job->started);
		else if (parse_is(key, "end"))
			take_time(json, &job->ended);
		else if (parse_is(key, "submission"))
			take_time(json, &job->submitted);
		else if (parse_is(key, "elapsed"))
		{
			if (cursor_known(json, 0, &number) && number >= 0)
				job->seconds = number;
		}
		else
			(void) cursor_skip(json);
	}
}

/* "COMPLETED", ["COMPLETED"], or either under "current"; of a list the first, which is the state, the others are flags */
static void
take_state(Cursor *json, ParseJob *job)
{
	bool		first = true;
	Slice		key;
	ParseEscape escape;

	if (cursor_open(json, '{'))
	{
		while (cursor_key(json, &first, &key))
			/* one object deep and no deeper: a text may nest as often as it likes, the stack may not */
			if (parse_is(key, "current") && cursor_peek(json) != '{')
				take_state(json, job);
			else
				(void) cursor_skip(json);
	}
	else if (cursor_open(json, '['))
	{
		while (cursor_item(json, &first))
		{
			Slice		text = cursor_text(json, &escape);

			if (job->state.s == NULL)
				job->state = text;
		}
	}
	else
		job->state = cursor_text(json, &escape);
}

/*
 * {"type": "gres", "name": "gpu:h100", "count": 8} in a list.  Several types of GPU add up, and
 * the job bears the name of the last.  Energy here is that of the whole job.
 */
static void
take_tres(Cursor *json, ParseJob *job)
{
	bool		first = true;
	ParseCards	cards = {-1, 0};

	if (!cursor_open(json, '['))
	{
		(void) cursor_skip(json);
		return;
	}
	while (cursor_item(json, &first))
	{
		bool		first_key = true;
		Slice		key;
		Slice		type = nothing;
		Slice		name = nothing;
		Slice		told = nothing;
		double		count;
		ParseEscape escape;

		if (!cursor_open(json, '{'))
		{
			(void) cursor_skip(json);
			continue;
		}
		while (cursor_key(json, &first_key, &key))
		{
			if (parse_is(key, "type"))
				type = cursor_text(json, &escape);
			else if (parse_is(key, "name"))
				name = cursor_text(json, &escape);
			else if (parse_is(key, "count"))
			{
				told = cursor_known_text(json);
			}
			else
				(void) cursor_skip(json);
		}
		if (told.s == NULL || parse_number(told, 0, &count) != PARSE_NUMBER)
			continue;
		if (parse_is(type, "energy"))
		{
			if (count > 0 && count < PARSE_NO_JOULES)
			{
				job->joules = count;
				job->energy_source = "AllocTRES";
			}
		}
		else if (parse_is(type, "cpu"))
			parse_job_count(job, &job->cpus, count, told);
		else if (parse_is(type, "node"))
			parse_job_count(job, &job->nodes, count, told);
		else if (parse_is(type, "gres"))
			parse_job_cards(job, &cards, name, count, told);
	}
}

/* the value of one key of an object, the last of that name, which json passes; false: it has none */
static bool
within(Cursor *json, const char *name, Cursor *value)
{
	bool		first = true;
	bool		found = false;
	Slice		key;

	if (!cursor_open(json, '{'))
	{
		(void) cursor_skip(json);
		return false;
	}
	while (cursor_key(json, &first, &key))
	{
		if (parse_is(key, name))
		{
			*value = *json;
			found = true;
		}
		(void) cursor_skip(json);
	}
	return found;
}

/* {"energy": {"consumed": 5}} of a step */
static void
take_energy(Cursor *json, ParseJob *job)
{
	Cursor		energy;
	Cursor		consumed;
	double		joules;

	if (!within(json, "energy", &energy) || !within(&energy, "consumed", &consumed) ||
		!cursor_known(&consumed, 0, &joules) || job->joules >= 0)
		return;
	job->energy_source = "ConsumedEnergy";
	if (joules > 0 && joules < PARSE_NO_JOULES)
		job->joules = joules;
	else
		job->joules_reason = joules == 0 ? REASON_ZERO : REASON_BLANK_VALUE;
}

/* digits of a number of Slurm's 32 bits; returns their end */
static char *
put_digits(char *p, int64_t number)
{
	char		digits[16];
	int			n = 0;

	for (; number > 0 || n == 0; number /= 10)
		digits[n++] = (char) ('0' + number % 10);
	while (n > 0)
		*p++ = digits[--n];
	return p;
}

/*
 * sacct calls a task of an array after the array, 100_3, and a part of a
 * heterogeneous job after its first part, 100+1: {"job_id": 100, "task_id": 3} and
 * {"job_id": 100, "job_offset": 1}.  A job that is neither has job_id 0.
 */
static void
take_compound(SacctJson *sacct, Cursor *json, const char *name, char between, ParseJob *job)
{
	bool		first = true;
	Slice		key;
	double		whole = 0;
	double		part = -1;
	char	   *end;

	if (!cursor_open(json, '{'))
	{
		(void) cursor_skip(json);
		return;
	}
	while (cursor_key(json, &first, &key))
	{
		if (parse_is(key, "job_id"))
			(void) cursor_known(json, 0, &whole);
		else if (parse_is(key, name))
		{
			if (!cursor_known(json, 0, &part))
				part = -1;
		}
		else
			(void) cursor_skip(json);
	}
	if (whole < 1 || whole >= NO_VAL || part < 0 || part >= NO_VAL)
		return;
	end = put_digits(sacct->compound, (int64_t) whole);
	*end++ = between;
	end = put_digits(end, (int64_t) part);
	job->raw_id = job->id;
	job->id = (Slice) {sacct->compound, (int32_t) (end - sacct->compound)};
}

/*
 * What a job and a step have in common at their end.  One that has begun and not ended is
 * running only if its state says so: without it, its end is not known.
 */
static void
finish(ParseJob *job, ParseRow *row)
{
	row->kind = PARSE_JOB;
	parse_job_times(job);
	row->at = job->ended;
	job->running = job->ended.kind == PARSE_NO_TIME && job->started.kind != PARSE_NO_TIME &&
		(parse_is(job->state, "RUNNING") || parse_is(job->state, "SUSPENDED") || parse_is(job->state, "COMPLETING"));
	if (job->id.n == 0)
		parse_reject(row, REASON_NO_JOB, nothing);
}

/*
 * One key of a job.  Where the steps, the array and the heterogeneous job stand is kept, for
 * they are read with what keys behind them say.  One escaped text makes the job's texts all
 * read as JSON: unescaping one that has no escape changes nothing.
 */
static void
take_job_key(SacctJson *sacct, Cursor *json, Slice key, Cursor *array, Cursor *het)
{
	ParseJob   *job = &sacct->base.job;
	ParseEscape escape = PARSE_PLAIN;

	if (parse_is(key, "job_id"))
		job->id = cursor_text(json, &escape);
	else if (parse_is(key, "name"))
		job->name = cursor_text(json, &escape);
	else if (parse_is(key, "account"))
		job->account = cursor_text(json, &escape);
	else if (parse_is(key, "user"))
		job->user = cursor_text(json, &escape);
	else if (parse_is(key, "cluster"))
		job->cluster = cursor_text(json, &escape);
	else if (parse_is(key, "nodes"))
		job->node_list = cursor_text(json, &escape);
	else if (parse_is(key, "state"))
		take_state(json, job);
	else if (parse_is(key, "time"))
		take_times(json, job);
	else if (parse_is(key, "tres"))
	{
		Cursor		allocated;

		if (within(json, "allocated", &allocated))
			take_tres(&allocated, job);
	}
	else if (parse_is(key, "steps"))
	{
		sacct->steps = *json;
		(void) cursor_skip(json);
	}
	else if (parse_is(key, "restart_cnt"))
	{
		Slice		told = cursor_known_text(json);
		double		restarts;

		if (told.s != NULL && parse_number(told, 0, &restarts) == PARSE_NUMBER)
			parse_job_count(job, &job->restarts, restarts, told);
	}
	else
	{
		if (parse_is(key, "array"))
			*array = *json;
		else if (parse_is(key, "het"))
			*het = *json;
		(void) cursor_skip(json);
	}
	if (escape != PARSE_PLAIN)
		job->escape = PARSE_JSON;
}

/*
 * An object of the list of jobs.  Its steps come behind it: where they stand is kept, and they are
 * read from there.
 */
static bool
next_job(SacctJson *sacct, ParseRow *row)
{
	Reader	   *reader = &sacct->base;
	ParseJob   *job = &reader->job;
	Cursor	   *json = &sacct->jobs;
	Cursor		array = {NULL, NULL, false, 0};
	Cursor		het = {NULL, NULL, false, 0};
	bool		first = true;
	Slice		key;

	parse_row_init(row, ++reader->text.line_no);
	parse_job_init(job);
	sacct->steps.p = NULL;
	if (!cursor_open(json, '{'))
	{
		(void) cursor_skip(json);
		parse_line_reject(row, REASON_NO_RESULT, nothing);
		return true;
	}
	while (cursor_key(json, &first, &key))
		take_job_key(sacct, json, key, &array, &het);
	/* half a job is none */
	if (json->bad)
	{
		reader->text.line_no--;
		sacct->steps.p = sacct->jobs.p = NULL;
		return give_up(sacct, row);
	}
	if (array.p != NULL)
		take_compound(sacct, &array, "task_id", '_', job);
	if (het.p != NULL)
		take_compound(sacct, &het, "job_offset", '+', job);
	if (parse_is(job->node_list, "None assigned"))
		job->node_list = nothing;
	finish(job, row);
	sacct->of_job = *job;
	sacct->first_step = true;
	if (sacct->steps.p != NULL && !cursor_open(&sacct->steps, '['))
		sacct->steps.p = NULL;
	return true;
}

/* "7001.batch", or the part behind the dot by itself */
static void
take_step_name(Cursor *json, ParseJob *job)
{
	Cursor		id;
	ParseEscape escape;
	Slice		text = nothing;
	Cursor		part;

	if (!within(json, "id", &id))
		return;
	if (cursor_peek(&id) == '{')
	{
		if (within(&id, "step_id", &part))
			text = cursor_text(&part, &escape);
	}
	else
		text = cursor_text(&id, &escape);
	if (text.n > 0)
	{
		const char *dot = memchr(text.s, '.', (size_t) text.n);

		job->step = dot != NULL ? (Slice) {dot + 1, (int32_t) (text.s + text.n - dot - 1)} : text;
	}
}

/* A step has job, state and escapes of its job, but energy and times of its own. */
static bool
next_step(SacctJson *sacct, ParseRow *row)
{
	ParseJob   *job = &sacct->base.job;
	Cursor	   *json = &sacct->steps;
	bool		first = true;
	Slice		key;

	parse_row_init(row, ++sacct->base.text.line_no);
	parse_job_init(job);
	job->id = sacct->of_job.id;
	job->raw_id = sacct->of_job.raw_id;
	job->escape = sacct->of_job.escape;
	job->cluster = sacct->of_job.cluster;
	job->state = sacct->of_job.state;
	if (!cursor_open(json, '{'))
	{
		(void) cursor_skip(json);
		parse_line_reject(row, REASON_NO_RESULT, nothing);
		return true;
	}
	while (cursor_key(json, &first, &key))
	{
		if (parse_is(key, "time"))
			take_times(json, job);
		else if (parse_is(key, "statistics"))
			take_energy(json, job);
		else if (parse_is(key, "step"))
			take_step_name(json, job);
		else
			(void) cursor_skip(json);
	}
	if (job->step.n == 0)
		job->step = (Slice) {"?", 1};
	finish(job, row);
	return true;
}

/* finds the list of jobs in the document at which json stands; true: it has none, and gave a row instead */
static bool
enter_document(SacctJson *sacct, ParseRow *row)
{
	Cursor	   *json = &sacct->json;
	bool		first = true;
	Slice		key;

	sacct->start = json->p;
	if (cursor_open(json, '{'))
		while (cursor_key(json, &first, &key))
		{
			if (parse_is(key, "jobs"))
				sacct->jobs = *json;
			(void) cursor_skip(json);
		}
	else
		(void) cursor_skip(json);
	sacct->first_job = true;
	if (sacct->jobs.p != NULL && cursor_open(&sacct->jobs, '['))
		return false;
	sacct->jobs.p = NULL;
	return json->bad ? give_up(sacct, row) : reject(sacct, row, REASON_NO_RESULT);
}

/*
 * The steps of the job at hand, the next job, the next document: whichever is the next that
 * there is.
 */
static bool
next(Reader *reader, ParseRow *row)
{
	SacctJson  *sacct = (SacctJson *) reader;

	reader->labels = 0;
	for (;;)
	{
		bool		broken;

		if (sacct->jobs.p == NULL)
		{
			if (cursor_peek(&sacct->json) == '\0')
				return false;
			if (enter_document(sacct, row))
				return true;
		}
		if (sacct->steps.p != NULL)
		{
			if (cursor_item(&sacct->steps, &sacct->first_step))
				return next_step(sacct, row);
			sacct->steps.p = NULL;
		}
		if (cursor_item(&sacct->jobs, &sacct->first_job))
			return next_job(sacct, row);
		broken = sacct->jobs.bad || sacct->json.bad;
		sacct->jobs.p = NULL;
		if (broken)
			return give_up(sacct, row);
	}
}

const ParseFormat format_sacct_json = {
	"sacct-json", "sacct", false, sizeof(SacctJson), init, next, NULL
};
