/*
 * log_job.c
 *		Jobs and training steps of a log, as read_log gives them.
 */
#include "pg/log_call.h"

#include "utils/numeric.h"

#include "pg/log_json.h"

#include "core/parse/hostlist.h"

/* most hosts of a list */
#define MOST_HOSTS		100000

/* what Slurm rounds off start, end and elapsed time together */
#define ROUNDING_US		(2 * USECS_PER_SEC)

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
	return (!times->started || log_is_kept(row, times->started_us)) && (!times->ended || log_is_kept(row, times->ended_us));
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
		log_put_finding(call, row, REASON_CUT_TEXT, job->cut);
	if (job->miscount.n > 0)
		log_put_finding(call, row, REASON_OUT_OF_RANGE, job->miscount);
	if (job->node_list.n > 0 && job->step.s == NULL && hostlist_count(job->node_list) < 1)
		log_put_finding(call, row, REASON_NO_HOSTS, job->node_list);
	switch (job->joules_reason)
	{
		case REASON_NONE:
		case REASON_ZERO:
		case REASON_NO_VALUE:
		case REASON_BLANK_VALUE:
			break;
		default:
			log_put_finding(call, row, job->joules_reason, job->joules_detail);
	}
}

/*
 * What a scheduler says of a job.  The instant of the row is its end, or its start while it runs:
 * jobs are found by it.
 */
void
log_take_job(ReadCall *call, ParseRow *row)
{
	const ParseJob *job = &call->reader->job;
	JsonbParseState *state;
	JobTimes	times;

	if (row->reason != REASON_NONE || !resolve_job(call, row, &times))
	{
		log_put_reject(call, row);
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
	log_push_known_count(&state, "node_count", job->nodes);
	log_push_known_count(&state, "cpus", job->cpus);
	log_push_known_count(&state, "gpus", job->gpus);
	log_push_known_count(&state, "restarts", job->restarts);
	if (job->shared >= 0)
		log_push_bool(&state, "exclusive", job->shared == 0);
	log_push_known_number(&state, "joules", job->joules);
	if (job->joules >= 0)
		log_push_word(&state, "energy_source", job->energy_source);
	else if (job->joules_reason != REASON_NONE)
		log_push_word(&state, "joules_reason", parse_reason_word(job->joules_reason));
	log_set(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	if (times.ended)
		log_take_instant(&call->account, times.ended_us);
	if (times.started || times.ended)
		log_set(call, COLUMN_AT, TimestampTzGetDatum(zone_timestamp(times.ended ? times.ended_us : times.started_us)));
	call->account.good = true;
	log_put(call, row->line_no, 'j');
	put_wanting(call, row, job);
}

/*
 * A step without a time counts by its order; tokens are totals of the run, so that a line that is
 * missing is made up for by the next.  What would have told the tokens is said once for a text.
 */
void
log_take_step(ReadCall *call, ParseRow *row)
{
	const ParseTrain *train = &call->reader->train;
	JsonbParseState *state;
	int64		us;

	if (row->reason != REASON_NONE ||
		(row->at.kind != PARSE_NO_TIME && !log_resolve(call, row, &us)))
	{
		log_put_reject(call, row);
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
	log_set(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	if (row->at.kind != PARSE_NO_TIME)
	{
		log_take_instant(&call->account, us);
		log_set(call, COLUMN_AT, TimestampTzGetDatum(zone_timestamp(us)));
	}
	call->account.good = true;
	log_put(call, row->line_no, 't');
	if (train->missing != REASON_NONE && !call->told[train->missing])
	{
		call->told[train->missing] = true;
		log_put_finding(call, row, train->missing, (Slice) {NULL, 0});
	}
}
