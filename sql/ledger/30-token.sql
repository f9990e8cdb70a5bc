-- Tokens of jobs: of counters day by day, and of the steps of training logs.

CREATE OR REPLACE FUNCTION ledger.counted_as(metric text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN counted_as.metric = 'reused_tokens' THEN '{prompt_tokens,cached_tokens}'::text[]
	WHEN counted_as.metric IN ('prompt_tokens', 'output_tokens', 'cached_tokens', 'computed_tokens') THEN ARRAY[counted_as.metric] END;
COMMENT ON FUNCTION ledger.counted_as(text) IS 'what the tokens of a counter are: of one that counts what a cache gave beside the prompts that were processed, prompt and cached tokens; NULL: not known';

-- A server that decodes counts the prompts again that another one prefilled, and that one
-- the first token of each answer.  Where keys and values came from elsewhere, nothing told
-- what the server does and the job has more than one, its tokens may be there twice: a
-- number would be a guess.  Looked up in an index that has none of most series, and asked once a question.
CREATE OR REPLACE FUNCTION ledger.doubtful_jobs() RETURNS TABLE (job text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = off AS $body$
BEGIN
	RETURN QUERY
	-- where one server of a job does one of the two, what another does must be told as well
	SELECT s.job FROM ledger.series s
	WHERE (s.labels ? 'serves' OR s.metric_written ~ 'external_') AND s.labels ->> 'serves' IN ('prefill', 'decode')
		AND EXISTS (SELECT FROM ledger.series p WHERE p.job = s.job AND p.metric = 'prompt_tokens' AND p.labels -> 'serves' IS NULL)
	UNION
	SELECT s.job FROM ledger.series s
	WHERE (s.labels ? 'serves' OR s.metric_written ~ 'external_') AND s.job IS NOT NULL AND s.metric = 'cached_tokens' AND s.metric_written ~ 'external_' AND s.labels -> 'serves' IS NULL
		AND (EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = s.series_id AND x.value > 0)
			OR EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.highest > 0))
		AND (SELECT count(DISTINCT coalesce(p.labels ->> 'instance', p.labels ->> 'pod', p.first_load::text)) > 1
			FROM ledger.series p WHERE p.job = s.job AND p.metric = 'prompt_tokens');
END
$body$;
COMMENT ON FUNCTION ledger.doubtful_jobs() IS 'jobs whose tokens may be counted twice, by servers that prefill and by servers that decode, and nothing tells which is which';

-- A function, for the planner takes generate_series for a thousand rows, and a view of many
-- jobs for long enough to be compiled.
-- Asked for each series: without a query, without SET clauses, and with operators that are named.
CREATE OR REPLACE FUNCTION ledger.days_between(since timestamptz, until timestamptz)
RETURNS TABLE (day date)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 3 COST 100 AS $body$
DECLARE
	first_day pg_catalog.date := (since AT TIME ZONE 'UTC')::pg_catalog.date;
BEGIN
	FOR n IN 0 .. (until AT TIME ZONE 'UTC')::pg_catalog.date OPERATOR(pg_catalog.-) first_day LOOP
		day := first_day OPERATOR(pg_catalog.+) n;
		RETURN NEXT;
	END LOOP;
END
$body$;
COMMENT ON FUNCTION ledger.days_between(timestamptz, timestamptz) IS 'the days from the one of a time until the one of another, both included';

-- In SQL, so that it becomes part of the query that asks.
CREATE OR REPLACE FUNCTION ledger.token_hours(series_id integer, day date, packed boolean, edges timestamptz[])
RETURNS TABLE (hours bytea)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	-- of most series all is in traces, and what series_hours would find is then found here, without a call for each day
	SELECT coalesce(CASE WHEN token_hours.packed THEN (
			SELECT colossus.book_hours(t.trace, token_hours.edges, 'increase', NULL, NULL, NULL, colossus.book_ends(x.trace, 'increase', NULL), colossus.book_ends(y.trace, 'increase', NULL))
			FROM (VALUES (1)) one (row)
			LEFT JOIN ledger.device_trace t ON t.series_id = token_hours.series_id AND t.day = token_hours.day AND NOT t.dropped AND colossus.trace_intact(t.trace)
			LEFT JOIN LATERAL (SELECT z.trace FROM ledger.device_trace z WHERE z.series_id = token_hours.series_id AND z.day < token_hours.day ORDER BY z.day DESC LIMIT 1) x ON true
			LEFT JOIN LATERAL (SELECT z.trace FROM ledger.device_trace z WHERE z.series_id = token_hours.series_id AND z.day > token_hours.day ORDER BY z.day LIMIT 1) y ON true)
		ELSE ledger.series_hours(token_hours.series_id, 'increase', NULL, NULL, NULL, token_hours.day, token_hours.edges) END, colossus.hours_none(token_hours.edges))
	OFFSET 0;
END;
COMMENT ON FUNCTION ledger.token_hours(integer, date, boolean, timestamptz[]) IS 'the increase of a counter on a day between its hours, in 1e-9 tokens: a value of colossus.book_hours; packed: all of its samples are in traces';

CREATE OR REPLACE FUNCTION ledger.samples_on(series_id integer, day date, packed boolean)
RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(CASE WHEN samples_on.packed THEN (SELECT t.samples FROM ledger.device_trace t WHERE t.series_id = samples_on.series_id AND t.day = samples_on.day)
	ELSE colossus.sample_count(ledger.samples_of(samples_on.series_id, samples_on.day::timestamp AT TIME ZONE 'UTC', (samples_on.day + 1)::timestamp AT TIME ZONE 'UTC')) END, 0);
COMMENT ON FUNCTION ledger.samples_on(integer, date, boolean) IS 'samples of a series on a day; packed: all of its samples are in traces';

-- What token_fact has counts on its days, but for what somebody has changed since.
CREATE OR REPLACE FUNCTION ledger.counted()
RETURNS TABLE (since date, until date)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	SELECT s.counted_since, s.counted_before FROM ledger.setting s WHERE s.counted_since < s.counted_before AND ledger.sees_samples();
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'infinity'::date, '-infinity'::date;
	END IF;
END
$body$;
COMMENT ON FUNCTION ledger.counted() IS 'the days that token_fact has, one row: from, and the day after the last; infinity and -infinity: none, or not for who is asking';

-- As is_stale.
CREATE OR REPLACE FUNCTION ledger.is_uncounted(series_id integer, day date)
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $body$
BEGIN
	RETURN EXISTS (SELECT FROM ledger.uncounted u WHERE u.series_id OPERATOR(pg_catalog.=) is_uncounted.series_id AND u.since OPERATOR(pg_catalog.<=) is_uncounted.day AND u.until OPERATOR(pg_catalog.>) is_uncounted.day)
		OR EXISTS (SELECT FROM ledger.uncounted u WHERE u.series_id IS NULL AND u.since OPERATOR(pg_catalog.<=) is_uncounted.day AND u.until OPERATOR(pg_catalog.>) is_uncounted.day);
END
$body$;
COMMENT ON FUNCTION ledger.is_uncounted(integer, date) IS 'true: a row of uncounted says that token_fact does not tell a day of a series';

CREATE OR REPLACE VIEW ledger.good_token (	-- rows of token_fact that hold, whatever samples there are: who changes one says so in uncounted
	job,	-- job
	metric,	-- as in series
	series_id,	-- series
	day,	-- day
	doubtful,	-- true: its tokens may be counted twice
	tokens,	-- tokens of the day
	hour_tokens	-- tokens by hour of the day; NULL: none
) WITH (security_invoker) AS
SELECT s.job, s.metric, s.series_id, f.day, s.job IN (SELECT x.job FROM ledger.doubtful_jobs() x), f.tokens, f.hour_tokens
FROM ledger.counted() c
JOIN ledger.token_fact f ON f.day >= c.since AND f.day < c.until
JOIN ledger.series s ON s.series_id = f.series_id
WHERE s.job IS NOT NULL AND s.metric LIKE '%\_tokens' AND NOT (
	-- most are before all that is uncounted, or of a series of which nothing is
	f.day >= (SELECT coalesce(min(u.since), 'infinity') FROM ledger.uncounted u) AND (f.series_id IN (SELECT u.series_id FROM ledger.uncounted u WHERE u.series_id IS NOT NULL) OR (SELECT EXISTS (SELECT FROM ledger.uncounted u WHERE u.series_id IS NULL)))
		AND ledger.is_uncounted(f.series_id, f.day));

CREATE OR REPLACE VIEW ledger.token_series (	-- counters of tokens on the days that good_token does not have
	job,	-- job
	metric,	-- as in series
	series_id,	-- series
	day,	-- day
	doubtful,	-- true: its tokens may be counted twice
	packed,	-- true: all of its samples are in traces
	booked,	-- true: the day is booked
	edges	-- midnight, the hours of the day, midnight
) WITH (security_invoker) AS
SELECT s.job, s.metric, s.series_id, g.day, s.job IN (SELECT x.job FROM ledger.doubtful_jobs() x), p.packed, b.day IS NOT NULL, e.edges
FROM ledger.counted() c
CROSS JOIN ledger.series s
JOIN ledger.series_span p ON p.series_id = s.series_id
-- of those that good_token may have, from the first on that is uncounted
CROSS JOIN LATERAL ledger.days_between(CASE WHEN p.first_at < c.since::timestamp AT TIME ZONE 'UTC' OR c.since > c.until THEN p.first_at
	ELSE greatest(p.first_at, least(c.until, (SELECT coalesce(min(u.since), 'infinity') FROM ledger.uncounted u))::timestamp AT TIME ZONE 'UTC') END, p.last_at) g
-- OFFSET 0: looked up by its key
LEFT JOIN LATERAL (SELECT x.day, x.edges FROM ledger.booked_day x WHERE x.day = g.day OFFSET 0) b ON true
CROSS JOIN LATERAL (SELECT coalesce(b.edges, ledger.edges_of_day(g.day)) AS edges OFFSET 0) e
WHERE s.job IS NOT NULL AND s.metric LIKE '%\_tokens'
	-- true of all of them, as asked_job has it for jobs; + 0, for the index of the key is none for this
	AND s.series_id + 0 >= (SELECT -2147483648) AND s.series_id + 0 <= (SELECT 2147483647)
	-- most have no other day, of which no span is looked up then
	AND (c.since > c.until
		OR coalesce((SELECT true FROM ledger.device_trace x WHERE x.series_id = s.series_id AND x.day >= c.until LIMIT 1), (SELECT true FROM ledger.loose x WHERE x.series_id = s.series_id LIMIT 1),
			(SELECT true FROM ledger.device_trace x WHERE x.series_id = s.series_id AND x.day < c.since LIMIT 1), CASE WHEN (SELECT EXISTS (SELECT FROM ledger.uncounted)) THEN
			coalesce((SELECT true FROM ledger.uncounted x WHERE x.series_id = s.series_id LIMIT 1), (SELECT true FROM ledger.uncounted x WHERE x.series_id IS NULL LIMIT 1)) END, false))
	AND (g.day < c.since OR g.day >= c.until OR (SELECT EXISTS (SELECT FROM ledger.uncounted)) AND ledger.is_uncounted(s.series_id, g.day));

CREATE OR REPLACE VIEW ledger.counter_day (	-- tokens of jobs by counter and day: its increase, split at midnight
	job,	-- job
	metric,	-- prompt_tokens, output_tokens, cached_tokens or computed_tokens; doubtful_tokens: what may be counted twice
	day,	-- day
	tokens	-- tokens of the day
) WITH (security_invoker) AS
SELECT f.job, CASE WHEN f.doubtful THEN 'doubtful_tokens' ELSE k.metric END, f.day, f.tokens
FROM ledger.good_token f
CROSS JOIN unnest(ledger.counted_as(f.metric)) k (metric)
UNION ALL
SELECT s.job, CASE WHEN s.doubtful THEN 'doubtful_tokens' ELSE k.metric END, s.day, colossus.hours_energy_nj(h.hours) * 0.000000001
FROM ledger.token_series s
CROSS JOIN LATERAL ledger.token_hours(s.series_id, s.day, s.packed, s.edges) h
CROSS JOIN unnest(ledger.counted_as(s.metric)) k (metric);

-- A line of a training log stands for what it says, and a step that was done again
-- counts once, as last done.  A running total gives the increase from step to step;
-- tokens of a step, the steps since the line before; a rate, the time since the line
-- before or since the clock began anew.  Where that time is far longer than the
-- steps around it took, and nothing says that the clock began anew, the run was down.
CREATE OR REPLACE VIEW ledger.step_tokens (	-- tokens of every step that was logged, and of those since the line before
	job,	-- job
	step,	-- step of the line; NULL: not told
	at,	-- time of the line; NULL: not told
	steps,	-- steps that the line stands for; NULL: not told
	tokens,	-- tokens of them over all ranks; NULL: not known
	seconds	-- s; duration of one step; NULL: not logged
) WITH (security_invoker) AS
WITH line AS (
	SELECT DISTINCT ON (x.job, x.clock_only, x.step, CASE WHEN x.clock_only OR x.step IS NULL THEN x.at END, CASE WHEN x.step IS NULL THEN x.tokens_total END)
		x.job, x.step, x.at, x.tokens, x.seconds, x.tokens_total, x.tokens_per_step,
		x.tokens_per_s * CASE WHEN x.per_rank THEN (SELECT coalesce(j.gpus, (SELECT nullif(count(DISTINCT d.device), 0) FROM ledger.job_device d WHERE d.job = j.job)) FROM ledger.job j WHERE j.job = x.job) ELSE 1 END AS tokens_per_s,
		x.clock_only
	FROM (
		SELECT y.*, coalesce(min(y.rank) FILTER (WHERE y.clock_only AND y.rank = y.step_rank) OVER j, min(y.rank) FILTER (WHERE y.clock_only) OVER j) AS clock_rank
		FROM (
			SELECT l.*, min(l.rank) FILTER (WHERE NOT l.clock_only) OVER (PARTITION BY l.job) AS step_rank,
				bool_or(l.step IS NOT NULL AND l.tokens_total IS NOT NULL) OVER (PARTITION BY l.job) AS has_steps
			FROM ledger.step_log l
		) y
		WINDOW j AS (PARTITION BY y.job)
	) x
	-- the clock of the rank whose steps count, else of the first that tells
	WHERE (NOT x.clock_only OR x.rank IS NULL OR x.rank = x.clock_rank)
		-- what is printed without steps, the file with the steps has as well
		AND (x.clock_only OR x.step IS NOT NULL OR NOT x.has_steps)
	ORDER BY x.job, x.clock_only, x.step, CASE WHEN x.clock_only OR x.step IS NULL THEN x.at END, CASE WHEN x.step IS NULL THEN x.tokens_total END,
		x.rank IS NOT DISTINCT FROM x.step_rank DESC, x.at DESC
), ordered AS (
	SELECT l.*,
		lag(l.step) OVER s AS step_before, lead(l.step) OVER s AS step_behind, lag(l.tokens_total) OVER s AS total_before,
		extract(epoch FROM l.at - lag(l.at) OVER t)::double precision AS s, lag(l.clock_only) OVER t AS clock_began
	FROM line l
	WINDOW s AS (PARTITION BY l.job, l.clock_only ORDER BY l.step, l.tokens_total, l.at), t AS (PARTITION BY l.job ORDER BY l.at, l.clock_only)
), counted AS (
	-- a line that does not say which step it is may stand for any number of them
	SELECT o.*, CASE WHEN o.step IS NOT NULL THEN coalesce(o.step - o.step_before, least(o.step, coalesce(o.step_behind - o.step, 1))) END AS steps, o.tokens_per_s * o.s AS at_rate
	FROM ordered o
	WHERE NOT o.clock_only
), around AS (
	-- the median of the rows around, of which one that was down is the least part; the first since the clock began says little
	SELECT n.*, (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY x.a_step) FROM unnest(n.near) x (a_step)) AS a_step
	FROM (
		SELECT c.*, array_agg(CASE WHEN NOT c.clock_began THEN c.at_rate / nullif(c.steps, 0) END) OVER s AS near
		FROM counted c
		WINDOW s AS (PARTITION BY c.job ORDER BY c.step ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING)
	) n
)
SELECT a.job, a.step, a.at, a.steps,
	CASE WHEN a.tokens IS NOT NULL THEN a.tokens
		WHEN a.tokens_total IS NOT NULL THEN
			-- more steps without more tokens: a run that counts its own tokens went on from a checkpoint
			CASE WHEN a.total_before < a.tokens_total OR a.total_before = a.tokens_total AND a.steps IS NOT DISTINCT FROM 0 THEN a.tokens_total - a.total_before
				-- a log that goes on where another ended: its first line stands for as many steps as the next
				WHEN a.total_before IS NULL AND a.step > 2 * (a.step_behind - a.step) THEN coalesce(a.tokens_per_step, a.tokens_total / a.step) * a.steps
				ELSE a.tokens_total END
		WHEN a.tokens_per_step IS NOT NULL THEN a.tokens_per_step * a.steps
		WHEN a.at_rate > 1.5::double precision * a.steps * a.a_step AND NOT a.clock_began THEN a.steps * a.a_step
		ELSE a.at_rate END,
	a.seconds
FROM around a;

CREATE OR REPLACE VIEW ledger.token_day (	-- tokens of jobs by day: increases of counters, and steps of training logs at their time
	job,	-- job
	metric,	-- as in counter_day, or training_tokens
	day,	-- day
	tokens	-- tokens of the day
) WITH (security_invoker) AS
SELECT c.job, c.metric, c.day, c.tokens
FROM ledger.counter_day c
UNION ALL
SELECT t.job, 'training_tokens', (t.at AT TIME ZONE 'UTC')::date, sum(t.tokens::numeric)
FROM ledger.step_tokens t
WHERE t.at IS NOT NULL
GROUP BY t.job, (t.at AT TIME ZONE 'UTC')::date;

CREATE OR REPLACE VIEW ledger.job_tokens (	-- tokens of every job: the increase of its counters, restarts handled, or the tokens of its steps
	job,	-- job
	kind,	-- prompt, output, cached (a part of prompt), computed (prompt + output - cached), training
	tokens,	-- tokens between the first and the last sample; NULL: some may be counted twice (doubtful_jobs)
	series,	-- counters
	samples,	-- samples, or lines of the log
	first_at,	-- first of them
	last_at	-- last of them
) WITH (security_invoker) AS
SELECT j.job, t.kind, t.tokens, t.series, t.samples, t.first_at, t.last_at
FROM (
	SELECT DISTINCT s.job FROM ledger.series s WHERE s.job IS NOT NULL AND s.metric LIKE '%\_tokens'
		-- true of all of them, as in token_series
		AND s.series_id + 0 >= (SELECT -2147483648) AND s.series_id + 0 <= (SELECT 2147483647)
) j
CROSS JOIN LATERAL (SELECT j.job IN (SELECT x.job FROM ledger.doubtful_jobs() x) AS doubtful OFFSET 0) q
-- job by job, so that whoever asks for some reads theirs
CROSS JOIN LATERAL (
	WITH counted AS (
		SELECT c.kind, sum(c.tokens) AS tokens, count(*) AS series, sum(c.samples) AS samples, min(c.first_at) AS first_at, max(c.last_at) AS last_at
		FROM (
			SELECT replace(k.metric, '_tokens', '') AS kind, coalesce(n.tokens, colossus.counter_increase(t.trace)::numeric) AS tokens,
				coalesce(n.samples, colossus.sample_count(t.trace)) AS samples, p.first_at, p.last_at
			FROM ledger.series s
			JOIN ledger.series_span p ON p.series_id = s.series_id
			-- days add up to what the counter rose by, which is a whole number of most: of others their fractions are rounded.  None may be missing, nor any sample lie ahead
			LEFT JOIN LATERAL (
				SELECT sum(x.tokens) AS tokens, sum(x.samples) AS samples
				FROM ledger.counted() c
				CROSS JOIN LATERAL (
					SELECT f.tokens, f.samples FROM ledger.token_fact f WHERE f.series_id = s.series_id AND f.day >= c.since AND f.day < c.until
					UNION ALL
					SELECT colossus.hours_energy_nj(h.hours) * 0.000000001, ledger.samples_on(s.series_id, d.day, p.packed)
					FROM ledger.days_between(greatest(c.until::timestamp AT TIME ZONE 'UTC', p.first_at), p.last_at) d
					CROSS JOIN LATERAL ledger.token_hours(s.series_id, d.day, p.packed, ledger.edges_of_day(d.day)) h
					WHERE d.day >= c.until
				) x
				WHERE p.first_at >= c.since::timestamp AT TIME ZONE 'UTC' AND (SELECT y.first_at FROM ledger.device_trace y WHERE y.series_id = s.series_id ORDER BY y.day LIMIT 1) >= p.first_at
					AND NOT EXISTS (SELECT FROM ledger.uncounted u WHERE u.series_id = s.series_id) AND NOT EXISTS (SELECT FROM ledger.uncounted u WHERE u.series_id IS NULL)
					AND (p.packed OR NOT EXISTS (SELECT FROM ledger.sample y WHERE y.series_id = s.series_id AND y.at > now()))
				HAVING sum(x.tokens) > 0 AND sum(x.tokens) = trunc(sum(x.tokens))
				OFFSET 0
			) n ON true
			CROSS JOIN LATERAL (SELECT CASE WHEN n.tokens IS NULL THEN ledger.samples_of(s.series_id, '-infinity', 'infinity') END AS trace OFFSET 0) t
			CROSS JOIN unnest(ledger.counted_as(s.metric)) k (metric)
			WHERE s.job = j.job AND s.metric LIKE '%\_tokens'
		) c
		WHERE c.samples > 0
		GROUP BY c.kind
	)
	SELECT c.kind, CASE WHEN NOT q.doubtful THEN c.tokens::double precision END AS tokens, c.series, c.samples::bigint AS samples, c.first_at, c.last_at
	FROM counted c
	UNION ALL
	-- cached tokens are prompt tokens that were not computed
	SELECT 'computed', CASE WHEN NOT q.doubtful THEN greatest(sum(CASE c.kind WHEN 'cached' THEN -c.tokens ELSE c.tokens END), 0)::double precision END,
		sum(c.series)::bigint, sum(c.samples)::bigint, min(c.first_at), max(c.last_at)
	FROM counted c
	HAVING bool_or(c.kind <> 'cached') AND NOT bool_or(c.kind = 'computed')
) t
UNION ALL
SELECT s.job, 'training', sum(s.tokens::numeric)::double precision, 1, count(*), min(s.at), max(s.at)
FROM ledger.step_tokens s
GROUP BY s.job;
