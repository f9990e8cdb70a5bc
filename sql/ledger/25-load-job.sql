-- Jobs of a load: their runs and steps, the accelerators that they held, and what
-- schedulers and trackers report that they used.

-- Runs of a job come one after the other.  One whose end nobody told ended when the
-- next began, at the latest.
CREATE OR REPLACE FUNCTION ledger.runs_of(job text)
RETURNS TABLE (run timestamptz, started_at timestamptz, ended_at timestamptz, until timestamptz, is_last boolean, nodes text[], gpus integer, gpu_idx integer[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT s.run, s.started_at, s.ended_at,
		coalesce(s.ended_at, lead(s.started_at) OVER r, CASE WHEN j.ended_at >= s.started_at THEN j.ended_at WHEN j.running IS FALSE THEN s.started_at ELSE 'infinity' END),
		lead(s.run) OVER r IS NULL, coalesce(s.nodes, j.nodes), coalesce(s.gpus, j.gpus), coalesce(s.gpu_idx, j.gpu_idx)
	FROM ledger.job_step s
	JOIN ledger.job j ON j.job = s.job
	WHERE s.job = runs_of.job AND s.step = '' AND s.run IS NOT NULL
	WINDOW r AS (ORDER BY s.run)
	UNION ALL
	SELECT j.started_at, j.started_at, j.ended_at, coalesce(j.ended_at, CASE WHEN j.running IS FALSE THEN j.started_at ELSE 'infinity' END), true, j.nodes, j.gpus, j.gpu_idx
	FROM ledger.job j
	WHERE j.job = runs_of.job AND NOT EXISTS (SELECT FROM ledger.job_step s WHERE s.job = j.job AND s.step = '' AND s.run IS NOT NULL);
END;
COMMENT ON FUNCTION ledger.runs_of(text) IS 'the runs of a job, of which one that was queued again or resized has several: start, end, the latest time at which it ended, and what it was given';

-- Steps that do not overlap are added, of those that do the largest counts; the
-- figure of the job itself is taken unless it is the sum of steps that overlap,
-- which sacct prints.  Rows without times are taken for overlapping.
CREATE OR REPLACE FUNCTION ledger.reported_j(job text, since timestamptz, until timestamptz)
RETURNS double precision
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	whole double precision;
	total double precision;
	best double precision;
	ends timestamptz[] := '{}';
	sums double precision[] := '{}';
	overlap boolean := false;
	row record;
	before double precision;
BEGIN
	-- energy of the allocation or of all tasks, where the scheduler gives it, is the job's
	SELECT max(s.joules) INTO whole FROM ledger.job_step s
	WHERE s.job = reported_j.job AND s.step = '' AND s.energy_source IN ('AllocTRES', 'TRESUsageInTot', 'codecarbon')
		AND coalesce(s.run, '-infinity') >= since AND coalesce(s.run, '-infinity') < until;
	IF whole IS NOT NULL THEN
		RETURN whole;
	END IF;
	SELECT max(s.joules) FILTER (WHERE s.step = ''), sum(s.joules) FILTER (WHERE s.step <> '')
	INTO whole, total FROM ledger.job_step s
	WHERE s.job = reported_j.job AND coalesce(s.run, '-infinity') >= since AND coalesce(s.run, '-infinity') < until;
	IF total IS NULL THEN
		RETURN whole;
	END IF;
	-- the most that steps apart in time add up to: best of those that end before, with each
	best := 0;
	FOR row IN SELECT s.joules, coalesce(s.started_at, '-infinity') AS started_at, coalesce(s.ended_at, 'infinity') AS ended_at FROM ledger.job_step s
		WHERE s.job = reported_j.job AND s.step <> '' AND s.joules IS NOT NULL AND coalesce(s.run, '-infinity') >= since AND coalesce(s.run, '-infinity') < until ORDER BY 3, 2, 1
	LOOP
		SELECT coalesce(max(x.sum), 0) INTO before FROM unnest(ends, sums) x (at, sum) WHERE x.at <= row.started_at;
		overlap := overlap OR EXISTS (SELECT FROM unnest(ends) x (at) WHERE x.at > row.started_at);
		best := greatest(best, before + row.joules);
		ends := ends || row.ended_at;
		sums := sums || best;
	END LOOP;
	RETURN CASE WHEN whole IS NULL OR overlap AND abs(whole - total) <= 0.005 * total THEN best ELSE whole END;
END
$body$;
COMMENT ON FUNCTION ledger.reported_j(text, timestamptz, timestamptz) IS 'J that the runs of a job that began in a time used by what a scheduler or tracker reports of them and of their steps; NULL: nothing';

CREATE OR REPLACE FUNCTION ledger.reported_j(job text)
RETURNS double precision
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT sum(ledger.reported_j(reported_j.job, r.since, r.until))
	FROM (
		SELECT b.since, lead(b.since, 1, 'infinity') OVER (ORDER BY b.since) AS until
		FROM (
			SELECT '-infinity'::timestamptz AS since
			UNION
			SELECT s.run FROM ledger.job_step s
			WHERE s.job = reported_j.job AND s.step = '' AND s.run > (SELECT min(f.run) FROM ledger.job_step f WHERE f.job = reported_j.job AND f.step = '')
		) b
	) r;
END;
COMMENT ON FUNCTION ledger.reported_j(text) IS 'J that a job used, over all of its runs, by what a scheduler or tracker reports of it and its steps; NULL: nothing';

-- A job that ran several times lasted from its first run to the end of its last, on
-- the nodes of all.
CREATE OR REPLACE FUNCTION ledger.job_told(jobs text[])
RETURNS TABLE (job text, started_at timestamptz, last_at timestamptz, ended_at timestamptz, running boolean, nodes text[], gpus integer, gpu_idx integer[], first_load integer)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT r.job, r.started_at, r.last_at,
		CASE WHEN r.ended_at < r.last_at THEN NULL ELSE r.ended_at END, r.running,
		(SELECT array_agg(DISTINCT i.node ORDER BY i.node) FROM ledger.job_step y CROSS JOIN unnest(y.nodes) i (node) WHERE y.job = r.job AND y.step = ''),
		r.gpus, (SELECT array_agg(i.idx::integer ORDER BY i.nth) FROM jsonb_array_elements_text(CASE jsonb_typeof(r.gpu_idx) WHEN 'array' THEN r.gpu_idx END) WITH ORDINALITY i (idx, nth)), r.first_load
	FROM (
		SELECT x.job, min(x.started_at) AS started_at, (array_agg(x.started_at ORDER BY x.run DESC NULLS LAST))[1] AS last_at,
			(array_agg(x.ended_at ORDER BY x.run DESC NULLS LAST))[1] AS ended_at, (array_agg(x.running ORDER BY x.run DESC NULLS LAST))[1] AS running,
			(array_agg(x.gpus ORDER BY x.run DESC NULLS LAST))[1] AS gpus, (array_agg(to_jsonb(x.gpu_idx) ORDER BY x.run DESC NULLS LAST))[1] AS gpu_idx, min(x.load_id) AS first_load
		FROM ledger.job_step x
		WHERE x.job = ANY (job_told.jobs) AND x.step = ''
		GROUP BY x.job
	) r;
END;
COMMENT ON FUNCTION ledger.job_told(text[]) IS 'what all runs of jobs that a scheduler or tracker tells of come to: start, start and end of the last, whether it runs, nodes, accelerators, and the least load';

CREATE OR REPLACE FUNCTION ledger.load_job(only_job text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	INSERT INTO ledger.job AS o (job, kind, tenant, started_at, ended_at, running, name, nodes, gpus, gpu_idx, load_id)
	SELECT n.job, n.kind, n.tenant, n.started_at, n.ended_at, n.running, n.name, n.nodes, n.gpus, n.gpu_idx, n.load_id
	FROM pg_temp.colossus_new_job n
	WHERE load_job.only_job IS NULL OR n.job = load_job.only_job
	ORDER BY n.job
	ON CONFLICT (job) DO UPDATE SET
		tenant = coalesce(o.tenant, excluded.tenant), started_at = coalesce(excluded.started_at, o.started_at),
		ended_at = coalesce(excluded.ended_at, o.ended_at), running = CASE WHEN coalesce(excluded.ended_at, o.ended_at) IS NULL THEN coalesce(excluded.running, o.running) END,
		name = coalesce(o.name, excluded.name), nodes = coalesce(excluded.nodes, o.nodes), gpus = coalesce(excluded.gpus, o.gpus), gpu_idx = coalesce(excluded.gpu_idx, o.gpu_idx);
	-- the end of an earlier run is none of one that runs, whether it runs its scheduler knows, and what replaces leaves nothing of what was told before
	UPDATE ledger.job o SET started_at = coalesce(n.started_at, o.started_at), ended_at = n.ended_at, running = n.running,
		tenant = CASE WHEN n.replaces THEN coalesce(n.tenant, o.tenant) ELSE o.tenant END, name = CASE WHEN n.replaces THEN coalesce(n.name, o.name) ELSE o.name END,
		nodes = n.nodes, gpus = n.gpus, gpu_idx = n.gpu_idx
	FROM pg_temp.colossus_new_job n
	WHERE (load_job.only_job IS NULL OR n.job = load_job.only_job) AND o.job = n.job AND (n.replaces OR n.ended_at IS NULL AND (o.ended_at <= n.last_at OR o.ended_at IS NULL AND n.last_at IS NOT NULL AND o.running IS DISTINCT FROM n.running));
END
$body$;
COMMENT ON FUNCTION ledger.load_job(text) IS 'stores the jobs that a load of this session lists, all or one of them';

CREATE OR REPLACE FUNCTION ledger.load_jobs(load_ids integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
DECLARE
	row record;
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_job (load_id integer, line_no bigint, job text, step text, run timestamptz, a jsonb, started_at timestamptz, ended_at timestamptz,
		nodes text[], gpu_idx integer[], joules double precision, running boolean);
	TRUNCATE pg_temp.colossus_job;
	INSERT INTO pg_temp.colossus_job
	SELECT r.load_id, r.line_no, r.attributes ->> 'job', coalesce(r.attributes ->> 'step', ''),
		-- a tracker writes a run again and again, with the same start but for rounding
		CASE WHEN l.format IN ('sacct', 'sacct-json') THEN coalesce(t.started_at, t.ended_at) END,
		r.attributes || jsonb_strip_nulls(jsonb_build_object('cluster', l.options -> 'cluster')), t.started_at, t.ended_at,
		(SELECT array_agg(n.node ORDER BY n.i) FROM jsonb_array_elements_text(CASE jsonb_typeof(r.attributes -> 'nodes') WHEN 'array' THEN r.attributes -> 'nodes' END) WITH ORDINALITY n (node, i)),
		(SELECT array_agg(n.idx::integer) FROM jsonb_array_elements_text(CASE jsonb_typeof(r.attributes -> 'gpu_idx') WHEN 'array' THEN r.attributes -> 'gpu_idx' END) n (idx)),
		(r.attributes ->> 'joules')::double precision, CASE WHEN t.ended_at IS NULL AND r.attributes ->> 'running' IS DISTINCT FROM 'true' THEN false END
	FROM pg_temp.colossus_row r
	JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
	CROSS JOIN LATERAL (SELECT (r.attributes ->> 'started_at')::timestamptz AS started_at, (r.attributes ->> 'ended_at')::timestamptz AS ended_at) t
	WHERE r.load_id = ANY (load_jobs.load_ids) AND r.row_kind = 'j' AND r.attributes ->> 'job' IS NOT NULL;
	-- clusters number their jobs each for itself: of two jobs of one number the second is no run of the first
	WITH told AS (
		SELECT DISTINCT ON (x.job) x.job, x.cluster
		FROM (
			SELECT s.job, s.cluster, 0 AS load_id, 0::bigint AS line_no FROM ledger.job_step s
			WHERE s.cluster IS NOT NULL AND s.job IN (SELECT j.job FROM pg_temp.colossus_job j WHERE j.a ? 'cluster')
			UNION ALL
			SELECT j.job, j.a ->> 'cluster', j.load_id, j.line_no FROM pg_temp.colossus_job j WHERE j.a ? 'cluster'
		) x
		ORDER BY x.job, x.load_id, x.line_no, x.cluster
	), other AS (
		DELETE FROM pg_temp.colossus_job j USING told t
		WHERE t.job = j.job AND t.cluster <> j.a ->> 'cluster'
		RETURNING j.load_id, j.line_no, j.job, j.a, t.cluster
	)
	INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
	SELECT o.load_id, o.line_no, 'x', 'another cluster', format('job %s of %s, where the ledger has one of %s', o.job, o.a ->> 'cluster', o.cluster) FROM other o;
	-- two runs of a job that no time tells apart
	WITH again AS (
		DELETE FROM pg_temp.colossus_job j
		USING pg_temp.colossus_job f
		WHERE j.run IS NULL AND f.run IS NULL AND f.job = j.job AND f.step = j.step AND f.load_id = j.load_id AND f.line_no < j.line_no
			AND f.a ->> 'joules' <> j.a ->> 'joules' AND j.load_id IN (SELECT l.load_id FROM pg_temp.colossus_load l WHERE l.format IN ('sacct', 'sacct-json'))
		RETURNING j.load_id, j.line_no, j.job, j.a
	)
	INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
	SELECT DISTINCT g.load_id, g.line_no, 'x', 'no time', format('job %s again, with %s J: its Start tells whether it ran again', g.job, g.a ->> 'joules') FROM again g;
	-- what replaces a job takes the place of all of its runs and steps, what replaces a step, of this
	WITH gone AS (
		DELETE FROM ledger.job_step s
		USING (
			SELECT j.job, max(j.load_id) AS load_id, bool_or(j.step = '') AS whole, array_agg(j.step) AS steps
			FROM pg_temp.colossus_job j
			JOIN pg_temp.colossus_load l ON l.load_id = j.load_id AND l.options ->> 'replace' = 'true'
			GROUP BY j.job
		) r
		WHERE s.job = r.job AND (r.whole OR s.step = ANY (r.steps))
		RETURNING r.load_id, s.load_id AS old_load
	)
	UPDATE pg_temp.colossus_load l SET replaced = l.replaced || g.loads
	FROM (SELECT o.load_id, array_agg(DISTINCT o.old_load) AS loads FROM gone o WHERE o.old_load IS NOT NULL GROUP BY o.load_id) g
	WHERE l.load_id = g.load_id;
	-- and what is read otherwise than before takes the place of what it was then
	WITH gone AS (
		DELETE FROM ledger.job_step s
		USING pg_temp.colossus_load l
		WHERE l.load_id = ANY (load_jobs.load_ids) AND s.load_id = ANY (l.again) AND ledger.tells_of_jobs(l.format)
	), gone_steps AS (
		DELETE FROM ledger.step_log s
		USING pg_temp.colossus_load l
		WHERE l.load_id = ANY (load_jobs.load_ids) AND s.load_id = ANY (l.again) AND ledger.tells_of_jobs(l.format)
	)
	UPDATE pg_temp.colossus_load l SET replaced = l.replaced || l.again
	WHERE l.load_id = ANY (load_jobs.load_ids) AND l.again <> '{}' AND ledger.tells_of_jobs(l.format);
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_new_job (job text, kind text, tenant text, started_at timestamptz, ended_at timestamptz, running boolean, name text,
		nodes text[], gpus integer, gpu_idx integer[], load_id integer, line_no bigint, replaces boolean, last_at timestamptz);
	TRUNCATE pg_temp.colossus_new_job;
	INSERT INTO pg_temp.colossus_new_job
	SELECT DISTINCT ON (j.job) j.job, l.options ->> 'kind', CASE WHEN left(j.a ->> 'account', 1) <> '(' THEN nullif(j.a ->> 'account', '') END,
		j.started_at, CASE WHEN j.ended_at >= j.started_at OR j.started_at IS NULL THEN j.ended_at END,
		j.running,
		j.a ->> 'name', j.nodes, (j.a ->> 'gpus')::integer, j.gpu_idx, j.load_id, j.line_no, j.step = '' AND (coalesce(l.options ->> 'replace', '') = 'true' OR l.again <> '{}'), NULL
	FROM pg_temp.colossus_job j
	JOIN pg_temp.colossus_load l ON l.load_id = j.load_id
	WHERE (j.step = '' OR NOT EXISTS (SELECT FROM pg_temp.colossus_job w WHERE w.job = j.job AND w.step = ''))
		-- one that never began is no job of the ledger
		AND (j.started_at IS NOT NULL OR EXISTS (SELECT FROM pg_temp.colossus_job w WHERE w.job = j.job AND (w.a ->> 'joules' IS NOT NULL OR w.started_at IS NOT NULL)))
	ORDER BY j.job, j.step = '' DESC, j.run DESC, j.ended_at DESC NULLS LAST, j.load_id DESC, j.line_no DESC;
	-- of one that waits or was cancelled nothing was to be told; of all others the columns did not say when
	INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
	SELECT j.load_id, j.line_no, 'x', 'no time', 'Start' FROM pg_temp.colossus_job j
	WHERE coalesce(j.a ->> 'state', '') !~* '^(PENDING|REQUEUE|RESV_DEL_HOLD|SPECIAL_EXIT|REVOKED|CANCELLED|BOOT_FAIL|DEADLINE|FAILED)'
		AND NOT EXISTS (SELECT FROM pg_temp.colossus_new_job n WHERE n.job = j.job);
	UPDATE pg_temp.colossus_load l SET met = l.met || m.loads
	FROM (SELECT j.load_id, array_agg(DISTINCT s.load_id) AS loads FROM pg_temp.colossus_job j
		JOIN ledger.job_step s ON s.job = j.job AND s.step = j.step AND s.run IS NOT DISTINCT FROM j.run AND s.load_id <> j.load_id GROUP BY j.load_id) m
	WHERE l.load_id = m.load_id;
	-- of two states of one run the further one stays, in whatever order they come: that which has ended, by the later end, with more joules
	UPDATE pg_temp.colossus_load l SET replaced = l.replaced || m.loads
	FROM (
		SELECT j.load_id, array_agg(DISTINCT s.load_id) AS loads
		FROM pg_temp.colossus_job j
		JOIN ledger.job_step s ON s.job = j.job AND s.step = j.step AND s.run IS NOT DISTINCT FROM j.run AND s.load_id <> j.load_id
		WHERE (coalesce(j.ended_at, '-infinity'), j.running IS FALSE, coalesce(j.joules, -1)) >= (coalesce(s.ended_at, '-infinity'), s.running IS FALSE, coalesce(s.joules, -1))
			AND (s.started_at, s.ended_at, s.joules) IS DISTINCT FROM (j.started_at, j.ended_at, j.joules)
		GROUP BY j.load_id
	) m
	WHERE l.load_id = m.load_id;
	-- the energy of a run only grows: less of it later is another tracker under the same name, which began anew
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT x.load_id, format('%s rows tell less energy of their runs than rows before them, of run %s first: the last row counts, and what was counted before a run began anew is not in it', count(*), min(x.job)) AS finding
		FROM (
			SELECT j.load_id, j.job, j.joules, max(j.joules) OVER (PARTITION BY j.job, j.step ORDER BY j.ended_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
				(SELECT s.joules FROM ledger.job_step s WHERE s.job = j.job AND s.step = j.step AND s.run IS NULL AND s.ended_at < j.ended_at AND s.energy_source = 'codecarbon') AS stored
			FROM pg_temp.colossus_job j
			JOIN pg_temp.colossus_load o ON o.load_id = j.load_id AND o.format = 'codecarbon'
		) x
		WHERE x.joules < greatest(x.before, x.stored)
		GROUP BY x.load_id
	) f
	WHERE l.load_id = f.load_id;
	INSERT INTO ledger.job_step AS o (job, step, run, started_at, ended_at, joules, energy_source, nodes, gpus, gpu_idx, load_id, cluster, running)
	SELECT DISTINCT ON (j.job, j.step, j.run) j.job, j.step, j.run, j.started_at, j.ended_at, j.joules, j.a ->> 'energy_source',
		CASE WHEN j.step = '' THEN j.nodes END, CASE WHEN j.step = '' THEN (j.a ->> 'gpus')::integer END, CASE WHEN j.step = '' THEN j.gpu_idx END, j.load_id, j.a ->> 'cluster', j.running
	FROM pg_temp.colossus_job j
	WHERE EXISTS (SELECT FROM pg_temp.colossus_new_job n WHERE n.job = j.job) AND (j.step <> '' OR j.started_at IS NOT NULL OR j.a ->> 'joules' IS NOT NULL)
	ORDER BY j.job, j.step, j.run, j.ended_at DESC NULLS LAST, j.running IS FALSE DESC, j.joules DESC NULLS LAST, j.load_id DESC, j.line_no DESC
	ON CONFLICT (job, step, run) DO UPDATE SET started_at = excluded.started_at, ended_at = excluded.ended_at, joules = excluded.joules,
		energy_source = excluded.energy_source, nodes = coalesce(excluded.nodes, o.nodes), gpus = coalesce(excluded.gpus, o.gpus), gpu_idx = coalesce(excluded.gpu_idx, o.gpu_idx), load_id = excluded.load_id, cluster = coalesce(excluded.cluster, o.cluster),
		running = excluded.running
	WHERE (coalesce(excluded.ended_at, '-infinity'), excluded.running IS FALSE, coalesce(excluded.joules, -1)) >= (coalesce(o.ended_at, '-infinity'), o.running IS FALSE, coalesce(o.joules, -1))
		AND (o.started_at, o.ended_at, o.joules, o.running, coalesce(excluded.nodes, o.nodes), coalesce(excluded.gpus, o.gpus), coalesce(excluded.gpu_idx, o.gpu_idx), coalesce(excluded.cluster, o.cluster))
		IS DISTINCT FROM (excluded.started_at, excluded.ended_at, excluded.joules, excluded.running, o.nodes, o.gpus, o.gpu_idx, o.cluster);
	-- a load of the same call may have the further one
	UPDATE pg_temp.colossus_load l SET met = l.met || m.loads
	FROM (SELECT j.load_id, array_agg(DISTINCT s.load_id) AS loads FROM pg_temp.colossus_job j
		JOIN ledger.job_step s ON s.job = j.job AND s.step = j.step AND s.run IS NOT DISTINCT FROM j.run AND s.load_id <> j.load_id AND s.load_id = ANY (load_jobs.load_ids) GROUP BY j.load_id) m
	WHERE l.load_id = m.load_id;
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT j.load_id, format('%s rows tell older states of runs than the ledger has, of job %s first: the further ones stay', count(*), min(j.job)) AS finding
		FROM pg_temp.colossus_job j
		JOIN ledger.job_step s ON s.job = j.job AND s.step = j.step AND s.run IS NOT DISTINCT FROM j.run AND s.load_id <> j.load_id
		WHERE (coalesce(j.ended_at, '-infinity'), j.running IS FALSE, coalesce(j.joules, -1)) < (coalesce(s.ended_at, '-infinity'), s.running IS FALSE, coalesce(s.joules, -1))
		GROUP BY j.load_id
	) f
	WHERE l.load_id = f.load_id;
	UPDATE pg_temp.colossus_new_job n SET started_at = r.started_at, ended_at = r.ended_at, running = r.running, nodes = r.nodes, gpus = r.gpus, gpu_idx = r.gpu_idx, last_at = r.last_at
	FROM ledger.job_told(ARRAY(SELECT m.job FROM pg_temp.colossus_new_job m)) r
	WHERE n.job = r.job;
	-- what was guessed of runs that are others now
	DELETE FROM ledger.job_device d
	USING (SELECT n.job, n.replaces FROM pg_temp.colossus_new_job n) n
	WHERE d.job = n.job AND d.run IS NOT NULL AND (n.replaces OR NOT EXISTS (
		SELECT FROM ledger.job_step s
		WHERE s.job = d.job AND s.step = '' AND s.run = d.run
			AND (s.load_id <> ALL (load_jobs.load_ids) OR s.nodes IS NULL OR EXISTS (
				SELECT FROM ledger.device v WHERE v.device = d.device AND EXISTS (SELECT FROM unnest(s.nodes) i (node) WHERE split_part(lower(i.node), '.', 1) = split_part(lower(v.host), '.', 1))))
			AND (d.ended_at IS NOT NULL OR NOT EXISTS (SELECT FROM ledger.job_step t WHERE t.job = s.job AND t.step = '' AND t.run > s.run))));
	BEGIN
		PERFORM ledger.load_job(NULL);
	EXCEPTION WHEN check_violation THEN
		-- one of them would last into another's time: each by itself
		FOR row IN SELECT n.job, n.load_id, n.line_no FROM pg_temp.colossus_new_job n ORDER BY n.job LOOP
			BEGIN
				PERFORM ledger.load_job(row.job);
			EXCEPTION WHEN check_violation THEN
				INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
				VALUES (row.load_id, row.line_no, 'x', 'held above 1', SQLERRM);
			END;
		END LOOP;
	END;
	PERFORM ledger.job_report(ARRAY(SELECT DISTINCT j.job FROM pg_temp.colossus_job j ORDER BY j.job));

	-- of whole nodes: of a job that shared one it is nobody's
	-- the first hundred say what the others are like
	UPDATE pg_temp.colossus_load l SET findings = l.findings || f.finding, unsaid = l.unsaid + greatest(f.findings - 100, 0)
	FROM (
		SELECT x.load_id, array_agg(x.finding ORDER BY x.nth) FILTER (WHERE x.nth <= 100) AS finding, count(*) AS findings
		FROM (
			SELECT y.load_id, y.finding, row_number() OVER (PARTITION BY y.load_id ORDER BY y.finding) AS nth
			FROM (
				SELECT j.load_id, format('job %s: %s', j.job, CASE WHEN o.reported_j IS NULL THEN 'its joules are those of nodes that it shared'
					ELSE 'its joules are the sum of steps that overlap: the largest count' END) AS finding
				FROM pg_temp.colossus_job j
				JOIN ledger.job o ON o.job = j.job
				CROSS JOIN LATERAL (SELECT sum(s.joules) FILTER (WHERE s.step = '') AS whole FROM ledger.job_step s WHERE s.job = j.job) w
				WHERE o.reported_j IS DISTINCT FROM coalesce(w.whole, o.reported_j) AND j.step = ''
				UNION
				SELECT j.load_id, format('job %s: nobody told when its run from %s ended: sacct -D does', j.job, s.started_at)
				FROM pg_temp.colossus_job j
				JOIN ledger.job_step s ON s.job = j.job AND s.step = '' AND s.ended_at IS NULL
				WHERE EXISTS (SELECT FROM ledger.job_step t WHERE t.job = s.job AND t.step = '' AND t.run > s.run)
			) y
		) x
		GROUP BY x.load_id
	) f
	WHERE l.load_id = f.load_id;

	-- what each job held, as somebody lists it
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_held (load_id integer, line_no bigint, job text, device text, share numeric, started_at timestamptz, ended_at timestamptz, reason text, detail text);
	TRUNCATE pg_temp.colossus_held;
	INSERT INTO pg_temp.colossus_held
	SELECT r.load_id, r.line_no, d.job, d.device, d.share, coalesce(d.started_at, j.started_at), d.ended_at,
		CASE WHEN j.job IS NULL THEN 'no job' WHEN coalesce(d.started_at, j.started_at) IS NULL THEN 'no time' END, CASE WHEN j.job IS NULL THEN d.job END
	FROM pg_temp.colossus_row r
	JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
	CROSS JOIN LATERAL (SELECT r.attributes ->> 'job' AS job, coalesce((SELECT x.device FROM ledger.device_alias x WHERE x.alias = r.attributes ->> 'device'), r.attributes ->> 'device') AS device,
		coalesce((r.attributes ->> 'share')::numeric, 1) AS share, (r.attributes ->> 'started_at')::timestamptz AS started_at, (r.attributes ->> 'ended_at')::timestamptz AS ended_at) d
	LEFT JOIN ledger.job j ON j.job = d.job
	WHERE r.load_id = ANY (load_jobs.load_ids) AND r.row_kind = 'd' AND l.format = 'job-devices-csv';
	INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
	SELECT h.load_id, h.line_no, 'x', h.reason, h.detail FROM pg_temp.colossus_held h WHERE h.reason IS NOT NULL;
	UPDATE pg_temp.colossus_load l SET met = l.met || m.loads
	FROM (SELECT h.load_id, array_agg(DISTINCT o.load_id) AS loads FROM pg_temp.colossus_held h
		JOIN ledger.job_device o ON o.job = h.job AND o.device = h.device AND o.started_at = h.started_at AND o.load_id <> h.load_id GROUP BY h.load_id) m
	WHERE l.load_id = m.load_id;
	-- what replaces lists all that its jobs held
	WITH gone AS (
		DELETE FROM ledger.job_device o
		USING (
			SELECT h.job, max(h.load_id) AS load_id
			FROM pg_temp.colossus_held h
			JOIN pg_temp.colossus_load l ON l.load_id = h.load_id AND l.options ->> 'replace' = 'true'
			WHERE h.reason IS NULL GROUP BY h.job
		) r
		WHERE o.job = r.job AND o.run IS NULL AND o.seen_until IS NULL AND o.load_id IS NOT NULL
		RETURNING r.load_id, o.load_id AS old_load
	)
	UPDATE pg_temp.colossus_load l SET replaced = l.replaced || g.loads
	FROM (SELECT o.load_id, array_agg(DISTINCT o.old_load) AS loads FROM gone o GROUP BY o.load_id) g
	WHERE l.load_id = g.load_id;
	UPDATE pg_temp.colossus_load l SET replaced = l.replaced || m.loads
	FROM (
		SELECT h.load_id, array_agg(DISTINCT o.load_id) AS loads
		FROM pg_temp.colossus_held h
		JOIN ledger.job_device o ON o.job = h.job AND o.device = h.device AND o.started_at = h.started_at AND o.load_id <> h.load_id
		WHERE (o.share, o.ended_at) IS DISTINCT FROM (h.share, h.ended_at) AND coalesce(h.ended_at, '-infinity') >= coalesce(o.ended_at, '-infinity')
		GROUP BY h.load_id
	) m
	WHERE l.load_id = m.load_id;
	-- what the scheduler's list only guessed gives way to what somebody lists
	DELETE FROM ledger.job_device o
	USING (SELECT DISTINCT h.job FROM pg_temp.colossus_held h WHERE h.reason IS NULL) h
	WHERE o.job = h.job AND (o.run IS NOT NULL OR o.seen_until IS NOT NULL)
		AND NOT EXISTS (SELECT FROM pg_temp.colossus_held x WHERE x.job = o.job AND x.device = o.device AND x.started_at = o.started_at);
	BEGIN
		INSERT INTO ledger.job_device AS o (job, device, share, started_at, ended_at, load_id)
		SELECT DISTINCT ON (h.job, h.device, h.started_at) h.job, h.device, h.share, h.started_at, h.ended_at, h.load_id
		FROM pg_temp.colossus_held h
		WHERE h.reason IS NULL
		ORDER BY h.job, h.device, h.started_at, h.ended_at DESC NULLS LAST, h.load_id DESC, h.line_no DESC
		ON CONFLICT (job, device, started_at) DO UPDATE SET share = excluded.share, ended_at = excluded.ended_at, load_id = excluded.load_id, run = NULL, seen_until = NULL
		WHERE (o.share, o.ended_at) IS DISTINCT FROM (excluded.share, excluded.ended_at) AND coalesce(excluded.ended_at, '-infinity') >= coalesce(o.ended_at, '-infinity')
			OR o.run IS NOT NULL OR o.seen_until IS NOT NULL;
	EXCEPTION WHEN check_violation OR not_null_violation THEN
		-- some row is in the way of another: each by itself
		FOR row IN SELECT h.* FROM pg_temp.colossus_held h WHERE h.reason IS NULL ORDER BY h.load_id, h.line_no LOOP
			BEGIN
				INSERT INTO ledger.job_device AS o (job, device, share, started_at, ended_at, load_id)
				VALUES (row.job, row.device, row.share, row.started_at, row.ended_at, row.load_id)
				ON CONFLICT (job, device, started_at) DO UPDATE SET share = excluded.share, ended_at = excluded.ended_at, load_id = excluded.load_id, run = NULL, seen_until = NULL
				WHERE (o.share, o.ended_at) IS DISTINCT FROM (excluded.share, excluded.ended_at) AND coalesce(excluded.ended_at, '-infinity') >= coalesce(o.ended_at, '-infinity')
					OR o.run IS NOT NULL OR o.seen_until IS NOT NULL;
			EXCEPTION WHEN check_violation OR not_null_violation THEN
				INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
				VALUES (row.load_id, row.line_no, 'x', 'held above 1', SQLERRM);
			END;
		END LOOP;
	END;
	UPDATE pg_temp.colossus_load l SET met = l.met || m.loads
	FROM (SELECT h.load_id, array_agg(DISTINCT o.load_id) AS loads FROM pg_temp.colossus_held h
		JOIN ledger.job_device o ON o.job = h.job AND o.device = h.device AND o.started_at = h.started_at AND o.load_id <> h.load_id AND o.load_id = ANY (load_jobs.load_ids) GROUP BY h.load_id) m
	WHERE l.load_id = m.load_id;
	-- what was guessed before a cluster was known
	IF EXISTS (SELECT FROM pg_temp.colossus_job j WHERE j.a ? 'cluster') OR EXISTS (SELECT FROM pg_temp.colossus_load l WHERE l.load_id = ANY (load_jobs.load_ids) AND l.format = 'devices-csv') THEN
		DELETE FROM ledger.job_device h
		USING ledger.device d, ledger.job k
		WHERE h.run IS NOT NULL AND d.device = h.device AND k.job = h.job
			AND (k.nodes && ARRAY(SELECT n.node FROM pg_temp.colossus_job j CROSS JOIN LATERAL unnest(j.nodes) n (node))
				OR h.device IN (SELECT r.attributes ->> 'device' FROM pg_temp.colossus_row r JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
					WHERE l.load_id = ANY (load_jobs.load_ids) AND l.format = 'devices-csv' AND r.row_kind = 'd'))
			AND EXISTS (SELECT FROM ledger.job_step s WHERE s.job = h.job AND lower(s.cluster) <> lower(d.cluster)
				OR s.job = h.job AND s.cluster IS NOT NULL AND d.cluster IS NULL AND lower(split_part(d.host, '.', 1)) IN (SELECT n.node FROM ledger.shared_nodes() n (node)));
	END IF;
	PERFORM ledger.job_devices(load_jobs.load_ids[1]);
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT c.load_id, format('jobs of cluster %s ran on nodes such as %s, whose cards are %s: where they are its own, column cluster of device says so, or the option cluster what the jobs are called',
			min(c.cluster), min(c.node), min(c.whose)) AS finding
		FROM (
			SELECT j.load_id, j.a ->> 'cluster' AS cluster, n.node, coalesce('of cluster ' || d.cluster, 'of nobody knows which of several clusters') AS whose
			FROM pg_temp.colossus_job j
			CROSS JOIN LATERAL unnest(j.nodes) n (node)
			JOIN ledger.device d ON lower(split_part(d.host, '.', 1)) = lower(split_part(n.node, '.', 1)) AND d.kind = 'accelerator'
			WHERE j.a ? 'cluster' AND NOT EXISTS (SELECT FROM ledger.job_device h WHERE h.job = j.job)
				AND (lower(d.cluster) <> lower(j.a ->> 'cluster') OR d.cluster IS NULL AND lower(split_part(n.node, '.', 1)) IN (SELECT m.node FROM ledger.shared_nodes() m (node)))
		) c
		GROUP BY c.load_id
	) f
	WHERE l.load_id = f.load_id;

	-- lines of training logs
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_step (load_id integer, line_no bigint, job text, at timestamptz, a jsonb);
	TRUNCATE pg_temp.colossus_step;
	INSERT INTO pg_temp.colossus_step
	SELECT r.load_id, r.line_no, coalesce(r.attributes ->> 'job', l.options ->> 'job', n.job), r.at, r.attributes
	FROM pg_temp.colossus_row r
	JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
	-- a log that nobody names is of the job that its source is called
	CROSS JOIN LATERAL (SELECT nullif(nullif(regexp_replace(l.source, '(\.[a-zA-Z0-9]{1,6}){1,2}$', ''), '-'), '') AS job) n
	WHERE r.load_id = ANY (load_jobs.load_ids) AND r.row_kind = 't';
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT s.load_id, format('no job was named: the log is that of %s, as its source is called', min(s.job)) AS finding
		FROM pg_temp.colossus_step s JOIN pg_temp.colossus_load o ON o.load_id = s.load_id
		WHERE s.job IS NOT NULL AND s.a ->> 'job' IS NULL AND NOT o.options ? 'job'
		GROUP BY s.load_id
	) f
	WHERE l.load_id = f.load_id;
	INSERT INTO ledger.job (job, kind, started_at, running, load_id)
	SELECT s.job, 'training', min(s.at), false, min(s.load_id) FROM pg_temp.colossus_step s WHERE s.job IS NOT NULL GROUP BY s.job ORDER BY s.job
	ON CONFLICT (job) DO NOTHING;
	INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
	SELECT s.load_id, s.line_no, 'x', 'no job', NULL FROM pg_temp.colossus_step s WHERE s.job IS NULL;
	UPDATE pg_temp.colossus_load l SET met = l.met || m.loads
	FROM (SELECT s.load_id, array_agg(DISTINCT o.load_id) AS loads FROM pg_temp.colossus_step s
		JOIN ledger.step_log o ON o.job = s.job AND o.step IS NOT DISTINCT FROM (s.a ->> 'step')::bigint AND o.at IS NOT DISTINCT FROM s.at AND o.load_id <> s.load_id GROUP BY s.load_id) m
	WHERE l.load_id = m.load_id;
	DELETE FROM ledger.step_log o
	USING pg_temp.colossus_step s, pg_temp.colossus_load l
	WHERE l.load_id = s.load_id AND l.options ->> 'replace' = 'true' AND o.job = s.job AND o.step = (s.a ->> 'step')::bigint AND o.at IS NOT DISTINCT FROM s.at;
	INSERT INTO ledger.step_log (job, step, at, seconds, tokens_total, tokens_per_step, tokens_per_s, per_rank, clock_only, rank, load_id)
	SELECT s.job, (s.a ->> 'step')::bigint, s.at, (s.a ->> 'step_seconds')::double precision, (s.a ->> 'tokens_total')::double precision,
		(s.a ->> 'tokens_per_step')::double precision, (s.a ->> 'tokens_per_s')::double precision,
		l.format = 'torchtitan' AND NOT l.options ? 'ranks', coalesce((s.a ->> 'clock_only')::boolean, false), s.a ->> 'rank', s.load_id
	FROM pg_temp.colossus_step s
	JOIN pg_temp.colossus_load l ON l.load_id = s.load_id
	WHERE s.job IS NOT NULL
	ORDER BY s.job, 2, s.at
	ON CONFLICT DO NOTHING;
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT s.load_id, format('%s steps of job %s stand in the ledger with other tokens, from step %s on: those stay, replace takes these', count(*), s.job, min(o.step)) AS finding
		FROM pg_temp.colossus_step s
		JOIN ledger.step_log o ON o.job = s.job AND o.step = (s.a ->> 'step')::bigint AND o.at IS NOT DISTINCT FROM s.at AND o.rank IS NOT DISTINCT FROM s.a ->> 'rank' AND o.load_id <> s.load_id
		WHERE o.tokens_total <> (s.a ->> 'tokens_total')::double precision OR o.tokens_per_step <> (s.a ->> 'tokens_per_step')::double precision
			OR o.tokens_per_s <> (s.a ->> 'tokens_per_s')::double precision
			OR num_nulls(o.tokens_total, o.tokens_per_step, o.tokens_per_s) > num_nulls(s.a ->> 'tokens_total', s.a ->> 'tokens_per_step', s.a ->> 'tokens_per_s')
		GROUP BY s.load_id, s.job
	) f
	WHERE l.load_id = f.load_id;
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, 'no line tells of tokens: the option tokens_per_step does')
	WHERE l.load_id IN (
		SELECT s.load_id FROM pg_temp.colossus_step s WHERE s.a ->> 'clock_only' IS NULL
		GROUP BY s.load_id HAVING bool_and(num_nonnulls(s.a ->> 'tokens_total', s.a ->> 'tokens_per_step', s.a ->> 'tokens_per_s') = 0)
	) AND NOT l.findings && '{no seq_len,zero: not measured,no ranks}';
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, 'no line tells which step it is: tokens_per_step counts for none of them')
	WHERE l.load_id IN (
		SELECT s.load_id FROM pg_temp.colossus_step s WHERE s.a ->> 'clock_only' IS NULL
		GROUP BY s.load_id HAVING bool_and(num_nonnulls(s.a ->> 'step', s.a ->> 'tokens_total', s.a ->> 'tokens_per_s') = 0 AND s.a ->> 'tokens_per_step' IS NOT NULL)
	);
	UPDATE pg_temp.colossus_load l SET findings = l.findings || 'no ranks: neither the option ranks nor the accelerators of the job tell how many there are'::text
	WHERE l.load_id = ANY (load_jobs.load_ids) AND l.format = 'torchtitan' AND NOT l.options ? 'ranks' AND EXISTS (
		SELECT FROM pg_temp.colossus_step s JOIN ledger.job j ON j.job = s.job
		WHERE s.load_id = l.load_id AND s.a ->> 'tokens_per_step' IS NULL AND s.a ->> 'clock_only' IS NULL AND j.gpus IS NULL AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = j.job));
END
$body$;
COMMENT ON FUNCTION ledger.load_jobs(integer[]) IS 'makes the jobs, steps and held devices that loads of this session list';

-- Labels of a card's series tell who holds it from a sample to the next one, if
-- that comes within max_gap.  Each sample of a load is put among those that are
-- there, as rows or packed, which known periods tell the holders of, and the periods
-- around are made anew: so scrapes may come one by one and in any order.
CREATE OR REPLACE FUNCTION ledger.load_holders(load_ids integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET jit = off AS $body$
DECLARE
	row record;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_temp.colossus_row r WHERE r.row_kind = 'o' AND r.load_id = ANY (load_holders.load_ids))
		AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.seen_until IS NOT NULL) THEN
		RETURN;
	END IF;
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_run (device text, job text, shared boolean, load_id integer, block_no integer, series_no integer, nth bigint, first_at timestamptz, last_at timestamptz, samples bigint);
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_seen (device text, at timestamptz, job text, load_id integer, shared boolean);
	TRUNCATE pg_temp.colossus_run, pg_temp.colossus_seen;
	-- samples of a series in a row with one holder; job NULL: nobody
	INSERT INTO pg_temp.colossus_run (device, job, shared, load_id, block_no, series_no, nth, first_at, last_at, samples)
	WITH of_device AS (
		SELECT m.load_id, m.block_no, m.series_no, s.device
		FROM pg_temp.colossus_series m
		JOIN ledger.series s ON s.series_id = m.series_id
		WHERE m.load_id = ANY (load_holders.load_ids) AND s.device IS NOT NULL AND s.kind = 'accelerator' AND s.source = 'prometheus'
	), holder AS (
		SELECT d.device, r.load_id, r.block_no, r.series_no, r.line_no, r.attributes ->> 'shared' = 'true' AS shared,
			coalesce(r.attributes ->> 'job', nullif(concat_ws('/', r.attributes ->> 'namespace', r.attributes ->> 'pod'), '')) AS job,
			row_number() OVER (PARTITION BY r.load_id, r.block_no, r.series_no ORDER BY r.line_no) AS nth
		FROM of_device d
		JOIN pg_temp.colossus_row r ON r.load_id = d.load_id AND r.block_no = d.block_no AND r.series_no = d.series_no AND r.row_kind = 'o'
	), concerned AS (
		SELECT h.device FROM holder h
		UNION
		SELECT d.device FROM of_device d WHERE EXISTS (SELECT FROM ledger.job_device h WHERE h.device = d.device AND h.seen_until IS NOT NULL)
	), line AS (
		SELECT d.device, d.load_id, d.block_no, d.series_no, r.line_no + unnest(r.lines) AS line_no, unnest(r.times) AS at, 's'::"char" AS row_kind
		FROM of_device d
		JOIN concerned c ON c.device = d.device
		JOIN pg_temp.colossus_row r ON r.load_id = d.load_id AND r.block_no = d.block_no AND r.series_no = d.series_no AND r.row_kind = 's'
		UNION ALL
		SELECT d.device, d.load_id, d.block_no, d.series_no, r.line_no, r.at, r.row_kind
		FROM of_device d
		JOIN concerned c ON c.device = d.device
		JOIN pg_temp.colossus_row r ON r.load_id = d.load_id AND r.block_no = d.block_no AND r.series_no = d.series_no AND r.row_kind = 'o'
	), told AS (
		SELECT l.*, count(*) FILTER (WHERE l.row_kind = 'o') OVER (PARTITION BY l.load_id, l.block_no, l.series_no ORDER BY l.line_no, l.row_kind ROWS UNBOUNDED PRECEDING) AS nth
		FROM line l
	)
	SELECT t.device, h.job, coalesce(h.shared, false), t.load_id, t.block_no, t.series_no, t.nth, min(t.at), max(t.at), count(*) FILTER (WHERE t.row_kind = 's')
	FROM told t
	LEFT JOIN holder h ON h.load_id = t.load_id AND h.block_no = t.block_no AND h.series_no = t.series_no AND h.nth = t.nth
	GROUP BY t.device, h.job, h.shared, t.load_id, t.block_no, t.series_no, t.nth;
	ANALYZE pg_temp.colossus_run;
	-- packed days have samples as well: without them a period that reaches into one would end there
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_was (device text, series_id integer, at timestamptz, load_id integer);
	TRUNCATE pg_temp.colossus_was;
	INSERT INTO pg_temp.colossus_was (device, series_id, at, load_id)
	SELECT a.device, t.series_id, u.at, u.load_id
	FROM (
		SELECT r.device, min(r.first_at) - p.max_gap AS since, max(r.last_at) + p.max_gap AS until
		FROM pg_temp.colossus_run r
		CROSS JOIN LATERAL (SELECT coalesce(max(v.max_gap), '5 minutes') AS max_gap FROM ledger.device v WHERE v.device = r.device) p
		GROUP BY r.device, p.max_gap
	) a
	JOIN ledger.series s ON s.device = a.device AND s.source = 'prometheus' AND s.kind = 'accelerator'
	JOIN ledger.device_trace t ON t.series_id = s.series_id AND t.day BETWEEN (a.since AT TIME ZONE 'UTC')::date AND (a.until AT TIME ZONE 'UTC')::date
		AND t.first_at <= a.until AND t.last_at >= a.since
	CROSS JOIN LATERAL ledger.unpacked(t.trace, t.loads) u
	WHERE u.at BETWEEN a.since AND a.until;
	CREATE INDEX IF NOT EXISTS colossus_was_idx ON pg_temp.colossus_was (device, at);
	ANALYZE pg_temp.colossus_was;
	-- of a run its first and last sample are enough, unless others lie in it
	INSERT INTO pg_temp.colossus_seen (device, at, job, load_id, shared)
	SELECT p.device, p.at, CASE WHEN count(DISTINCT p.job) = 1 THEN min(p.job) END, max(p.load_id), bool_or(p.shared) OR count(DISTINCT p.job) > 1
	FROM (
		SELECT r.device, e.at, r.job, r.load_id, r.shared FROM pg_temp.colossus_run r CROSS JOIN LATERAL (VALUES (r.first_at), (r.last_at)) e (at)
		UNION ALL
		SELECT r.device, x.at, r.job, r.load_id, false
		FROM pg_temp.colossus_run r
		JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
		CROSS JOIN LATERAL (
			SELECT s.at FROM ledger.sample s WHERE s.series_id = m.series_id AND s.at > r.first_at AND s.at < r.last_at
			UNION ALL
			SELECT w.at FROM pg_temp.colossus_was w WHERE w.device = r.device AND w.series_id = m.series_id AND w.at > r.first_at AND w.at < r.last_at
		) x
		WHERE r.samples > 2 AND (
			EXISTS (SELECT FROM pg_temp.colossus_run o WHERE o.device = r.device AND o.job IS DISTINCT FROM r.job AND o.first_at < r.last_at AND o.last_at > r.first_at)
			OR EXISTS (SELECT FROM ledger.series v JOIN ledger.sample s ON s.series_id = v.series_id AND s.at > r.first_at AND s.at < r.last_at
				WHERE v.device = r.device AND v.source = 'prometheus' AND v.kind = 'accelerator' AND s.load_id IS DISTINCT FROM r.load_id AND NOT s.load_id = ANY (load_holders.load_ids))
			OR EXISTS (SELECT FROM pg_temp.colossus_was w WHERE w.device = r.device AND w.at > r.first_at AND w.at < r.last_at))
	) p
	GROUP BY p.device, p.at;

	UPDATE pg_temp.colossus_load l SET findings = l.findings || f.finding, unsaid = l.unsaid + greatest(f.devices - 100, 0)
	FROM (
		SELECT x.load_id, array_agg(format('several hold parts of %s, and its labels do not tell how much: job-devices-csv does', x.device) ORDER BY x.nth) FILTER (WHERE x.nth <= 100) AS finding, count(*) AS devices
		FROM (
			SELECT y.load_id, y.device, row_number() OVER (PARTITION BY y.load_id ORDER BY y.device) AS nth
			FROM pg_temp.colossus_seen y WHERE y.shared GROUP BY y.load_id, y.device
		) x
		GROUP BY x.load_id
	) f
	WHERE l.load_id = f.load_id;
	DELETE FROM pg_temp.colossus_seen x WHERE x.device IN (SELECT y.device FROM pg_temp.colossus_seen y WHERE y.shared);
	-- of one whose devices a scheduler or somebody lists, labels tell nothing new
	UPDATE pg_temp.colossus_seen x SET job = NULL FROM ledger.job_device d WHERE d.job = x.job AND d.seen_until IS NULL;
	DELETE FROM pg_temp.colossus_seen x
	WHERE x.device NOT IN (SELECT y.device FROM pg_temp.colossus_seen y WHERE y.job IS NOT NULL) AND NOT EXISTS (SELECT FROM ledger.job_device h WHERE h.device = x.device AND h.seen_until IS NOT NULL);
	IF NOT EXISTS (SELECT FROM pg_temp.colossus_seen) THEN
		RETURN;
	END IF;
	ANALYZE pg_temp.colossus_seen;

	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_around (device text, since timestamptz, until timestamptz, max_gap interval);
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_holds (device text, job text, started_at timestamptz, seen_until timestamptz, ended_at timestamptz, load_id integer);
	TRUNCATE pg_temp.colossus_around, pg_temp.colossus_holds;
	INSERT INTO pg_temp.colossus_around
	SELECT x.device, min(x.at) - p.max_gap, max(x.at) + p.max_gap, p.max_gap
	FROM pg_temp.colossus_seen x
	CROSS JOIN LATERAL (SELECT coalesce(max(v.max_gap), '5 minutes') AS max_gap FROM ledger.device v WHERE v.device = x.device) p
	GROUP BY x.device, p.max_gap;
	WITH point AS (
		SELECT p.device, p.at, bool_or(p.is_new) AS is_new, min(p.job) AS job, max(p.load_id) AS load_id
		FROM (
			SELECT x.device, x.at, x.job, true AS is_new, x.load_id FROM pg_temp.colossus_seen x
			UNION ALL
			SELECT a.device, s.at, NULL, false, NULL
			FROM pg_temp.colossus_around a
			JOIN ledger.series r ON r.device = a.device AND r.source = 'prometheus' AND r.kind = 'accelerator'
			JOIN ledger.sample s ON s.series_id = r.series_id AND s.at BETWEEN a.since AND a.until AND (s.load_id IS NULL OR s.load_id <> ALL (load_holders.load_ids))
			UNION ALL
			SELECT w.device, w.at, NULL, false, NULL FROM pg_temp.colossus_was w
			UNION ALL
			-- of days whose samples are dropped, the known edges
			SELECT a.device, e.at, NULL, false, NULL
			FROM pg_temp.colossus_around a
			JOIN ledger.job_device h ON h.device = a.device AND h.seen_until >= a.since AND h.started_at <= a.until
			CROSS JOIN LATERAL (VALUES (h.started_at), (h.seen_until)) e (at)
			WHERE e.at BETWEEN a.since AND a.until
		) p
		GROUP BY p.device, p.at
	), held AS (
		SELECT p.device, p.at, a.since, a.until, a.max_gap, coalesce(p.job, CASE WHEN NOT p.is_new THEN k.job END) AS job, p.load_id,
			k.job AS known_job, k.started_at AS known_since, k.seen_until AS known_until
		FROM point p
		JOIN pg_temp.colossus_around a ON a.device = p.device
		LEFT JOIN LATERAL (
			SELECT h.job, h.started_at, h.seen_until FROM ledger.job_device h
			WHERE h.device = p.device AND h.started_at <= p.at AND h.seen_until >= p.at ORDER BY h.started_at DESC LIMIT 1
		) k ON true
	), ordered AS (
		SELECT h.*, lead(h.at) OVER d AS next_at,
			lag(h.job) OVER d AS job_before, lag(h.at) OVER d AS at_before
		FROM held h
		WINDOW d AS (PARTITION BY h.device ORDER BY h.at)
	), continued AS (
		SELECT o.*, coalesce(o.job = o.job_before AND (o.at <= o.at_before + o.max_gap
			OR EXISTS (SELECT FROM pg_temp.colossus_run r WHERE r.device = o.device AND r.job = o.job AND r.samples > 2 AND r.first_at <= o.at_before AND r.last_at >= o.at)), false) AS goes_on
		FROM ordered o
	), numbered AS (
		SELECT o.*, count(*) FILTER (WHERE NOT o.goes_on) OVER (PARTITION BY o.device ORDER BY o.at ROWS UNBOUNDED PRECEDING) AS nth FROM continued o
	), period AS (
		-- what is known beyond the time looked at stays
		SELECT n.device, n.job, least(min(n.at), min(n.known_since) FILTER (WHERE n.known_job = n.job AND n.known_since < n.since)) AS started_at,
			greatest(max(n.at), max(n.known_until) FILTER (WHERE n.known_job = n.job AND n.known_until > n.until)) AS seen_until,
			max(n.at) AS last_at, max(n.next_at) AS next_at, max(n.max_gap) AS max_gap, max(n.load_id) AS load_id
		FROM numbered n WHERE n.job IS NOT NULL GROUP BY n.device, n.job, n.nth
	)
	INSERT INTO pg_temp.colossus_holds (device, job, started_at, seen_until, ended_at, load_id)
	SELECT p.device, p.job, p.started_at, p.seen_until,
		CASE WHEN p.seen_until > p.last_at THEN (SELECT h.ended_at FROM ledger.job_device h WHERE h.device = p.device AND h.job = p.job AND h.seen_until = p.seen_until)
			WHEN p.next_at <= p.last_at + p.max_gap THEN p.next_at ELSE p.last_at END, p.load_id
	FROM period p;
	DELETE FROM ledger.job_device h USING pg_temp.colossus_around a
	WHERE h.device = a.device AND h.seen_until >= a.since AND h.started_at <= a.until;

	INSERT INTO ledger.job (job, started_at, running, load_id)
	SELECT x.job, min(x.started_at), false, min(x.load_id) FROM pg_temp.colossus_holds x GROUP BY x.job ORDER BY x.job
	ON CONFLICT (job) DO NOTHING;
	-- a period is of many loads, and of none of them
	UPDATE ledger.job j SET started_at = x.started_at
	FROM (SELECT h.job, min(h.started_at) AS started_at FROM pg_temp.colossus_holds h GROUP BY h.job) x
	WHERE j.job = x.job AND j.started_at > x.started_at AND j.running = false AND j.ended_at IS NULL;
	BEGIN
		INSERT INTO ledger.job_device (job, device, started_at, ended_at, seen_until)
		SELECT h.job, h.device, h.started_at, h.ended_at, h.seen_until FROM pg_temp.colossus_holds h ORDER BY h.device, h.started_at;
	EXCEPTION WHEN check_violation OR unique_violation THEN
		FOR row IN SELECT h.* FROM pg_temp.colossus_holds h ORDER BY h.device, h.started_at LOOP
			BEGIN
				INSERT INTO ledger.job_device (job, device, started_at, ended_at, seen_until)
				VALUES (row.job, row.device, row.started_at, row.ended_at, row.seen_until);
			EXCEPTION WHEN check_violation OR unique_violation THEN
				UPDATE pg_temp.colossus_load l SET unsaid = l.unsaid + (cardinality(l.findings) >= 100)::integer, findings = CASE WHEN cardinality(l.findings) < 100
					THEN array_append(l.findings, format('labels say that %s held %s from %s: %s', row.job, row.device, row.started_at, SQLERRM)) ELSE l.findings END
				WHERE l.load_id = row.load_id;
			END;
		END LOOP;
	END;
END
$body$;
COMMENT ON FUNCTION ledger.load_holders(integer[]) IS 'gives jobs the accelerators that the labels of their series say they held';

CREATE OR REPLACE FUNCTION ledger.job_report(jobs text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
BEGIN
	UPDATE ledger.job o SET reported_j = r.joules
	FROM (
		SELECT j.job, CASE WHEN NOT EXISTS (
				SELECT FROM ledger.job k
				CROSS JOIN LATERAL ledger.runs_of(k.job) a
				JOIN LATERAL ledger.runs_of(j.job) b ON a.nodes && b.nodes AND a.started_at < b.until AND a.until > b.started_at
				WHERE k.nodes && j.nodes AND k.job <> j.job
					AND k.started_at < coalesce(j.ended_at, 'infinity') AND coalesce(k.ended_at, CASE WHEN k.running IS FALSE THEN k.started_at ELSE 'infinity' END) > j.started_at)
			THEN ledger.reported_j(j.job) END AS joules
		FROM ledger.job j
		WHERE j.job = ANY (job_report.jobs)
			-- and those that share nodes with them
			OR EXISTS (SELECT FROM ledger.job k WHERE k.job = ANY (job_report.jobs) AND k.nodes && j.nodes AND j.reported_j IS NOT NULL)
	) r
	WHERE o.job = r.job AND o.reported_j IS DISTINCT FROM r.joules;
END
$body$;
COMMENT ON FUNCTION ledger.job_report(text[]) IS 'sets reported_j of jobs anew from what their steps say; of a job that shared its nodes it is NULL';

-- Nodes whose names several clusters have, as far as their jobs tell.
CREATE OR REPLACE FUNCTION ledger.shared_nodes()
RETURNS SETOF text
LANGUAGE plpgsql STABLE ROWS 10 COST 10000 SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	-- nearly always there is one cluster
	IF NOT EXISTS (SELECT FROM ledger.job_step s WHERE lower(s.cluster) <> (SELECT lower(t.cluster) FROM ledger.job_step t WHERE t.cluster IS NOT NULL LIMIT 1)) THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT lower(split_part(n.node, '.', 1))
	FROM ledger.job_step s
	CROSS JOIN LATERAL unnest(s.nodes) n (node)
	WHERE s.cluster IS NOT NULL
	GROUP BY 1
	HAVING count(DISTINCT lower(s.cluster)) > 1;
END
$body$;
COMMENT ON FUNCTION ledger.shared_nodes() IS 'names of nodes, without domain and in small letters, on which jobs of several clusters ran: there are several of each';

-- A job that had all accelerators of its nodes, or those of known indexes, held
-- them; of any other, job-devices-csv must tell which.  Two clusters may have a node
-- of one name: a job never gets a card of another cluster, nor one of a node of which
-- there are several and nobody says whose the card is.
CREATE OR REPLACE FUNCTION ledger.job_devices(load_id integer, only_job text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
DECLARE
	pending_job text;
BEGIN
	BEGIN
		INSERT INTO ledger.job_device (job, device, started_at, ended_at, load_id, run)
		WITH pending AS (
			SELECT r.job, r.run, r.started_at, r.ended_at, r.is_last, r.gpus, r.gpu_idx, r.cluster, lower(split_part(n.node, '.', 1)) AS node
			FROM (
				SELECT j.job, coalesce(s.run, j.started_at) AS run, coalesce(s.started_at, j.started_at) AS started_at, CASE WHEN s.job IS NULL THEN j.ended_at ELSE s.ended_at END AS ended_at,
					NOT EXISTS (SELECT FROM ledger.job_step t WHERE t.job = j.job AND t.step = '' AND t.run > s.run) AS is_last, j.running,
					(SELECT min(lower(t.cluster)) FROM ledger.job_step t WHERE t.job = j.job) AS cluster,
					coalesce(s.nodes, j.nodes) AS nodes, coalesce(s.gpus, j.gpus) AS gpus, coalesce(s.gpu_idx, j.gpu_idx) AS gpu_idx
				FROM ledger.job j
				LEFT JOIN ledger.job_step s ON s.job = j.job AND s.step = '' AND s.run IS NOT NULL
				WHERE j.nodes IS NOT NULL AND (job_devices.only_job IS NULL OR j.job = job_devices.only_job)
					AND (NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = j.job) OR j.job IN (SELECT m.job FROM pg_temp.colossus_new_job m))
			) r
			CROSS JOIN LATERAL unnest(r.nodes) n (node)
			WHERE r.started_at IS NOT NULL AND r.gpus > 0
				-- of a run before the last whose end nobody told, nobody knows how long it held them
				AND (r.ended_at > r.started_at OR r.ended_at IS NULL AND r.is_last AND r.running IS NOT FALSE)
				AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = r.job AND (d.run IS NULL OR d.run = r.run))
		), slot AS (
			SELECT p.job, p.run, p.gpus, p.gpu_idx, p.started_at AS run_started_at, p.node, d.device, d.idx, lower(d.cluster) AS cluster, greatest(p.started_at, d.since) AS started_at,
				CASE WHEN d.until < coalesce(p.ended_at, 'infinity') THEN d.until WHEN NOT p.is_last THEN p.ended_at END AS ended_at
			FROM pending p
			JOIN ledger.device d ON lower(split_part(d.host, '.', 1)) = p.node AND d.kind = 'accelerator' AND d.since < coalesce(p.ended_at, 'infinity') AND (d.until IS NULL OR d.until > p.started_at)
			WHERE (p.gpu_idx IS NULL OR d.idx = ANY (p.gpu_idx))
				AND CASE WHEN p.cluster IS NOT NULL AND d.cluster IS NOT NULL THEN lower(d.cluster) = p.cluster ELSE p.node NOT IN (SELECT n.node FROM ledger.shared_nodes() n (node)) END
		)
		SELECT s.job, s.device, s.started_at, s.ended_at, job_devices.load_id, s.run
		FROM slot s
		JOIN (SELECT x.job, x.run FROM slot x GROUP BY x.job, x.run, x.gpus HAVING count(*) FILTER (WHERE x.started_at = x.run_started_at) = x.gpus
				-- an index twice, or cards of two clusters: there are two nodes of this name
				AND count(DISTINCT (x.node, x.idx)) FILTER (WHERE x.started_at = x.run_started_at AND x.idx IS NOT NULL) = count(*) FILTER (WHERE x.started_at = x.run_started_at AND x.idx IS NOT NULL)
				AND count(DISTINCT x.cluster) <= 1) whole ON whole.job = s.job AND whole.run = s.run
		CROSS JOIN LATERAL (SELECT coalesce(s.ended_at, (SELECT j.ended_at FROM ledger.job j WHERE j.job = s.job), 'infinity') AS until OFFSET 0) e
		WHERE NOT EXISTS (SELECT FROM ledger.held_between(s.device, s.started_at, e.until))
		ORDER BY s.job, s.device
		ON CONFLICT DO NOTHING;
	EXCEPTION WHEN check_violation THEN
		-- two of them claim one device: each by itself, the first to begin has it
		IF only_job IS NULL THEN
			FOR pending_job IN
				SELECT j.job FROM ledger.job j
				WHERE j.nodes IS NOT NULL AND j.gpus > 0 AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = j.job AND d.run IS NULL)
				ORDER BY j.started_at, j.job
			LOOP
				PERFORM ledger.job_devices(job_devices.load_id, pending_job);
			END LOOP;
		END IF;
	END;
END
$body$;
COMMENT ON FUNCTION ledger.job_devices(integer, text) IS 'gives jobs the accelerators of their nodes as far as scheduler and inventory tell which they held';
