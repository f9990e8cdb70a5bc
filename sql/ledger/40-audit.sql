-- What is wrong with a ledger.

CREATE OR REPLACE FUNCTION ledger.ledger_audit(whole boolean DEFAULT false)
RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE PARALLEL SAFE SET jit = off SET timezone = 'UTC'
BEGIN ATOMIC
	WITH said AS MATERIALIZED (
		SELECT j.* FROM ledger.judgement(ledger_audit.whole) j
	), span AS MATERIALIZED (
		SELECT p.* FROM ledger.series_span p WHERE p.last_at IS NOT NULL
	), worked AS MATERIALIZED (
		-- as in job_energy
		SELECT h.job, (p.covered_s / nullif(h.held_s, 0))::double precision AS coverage, (p.counter_nj / nullif(p.power_nj, 0))::double precision AS reconcile_ratio
		FROM (
			SELECT k.job, sum(k.share * extract(epoch FROM CASE WHEN isfinite(k.ended_at) THEN k.ended_at ELSE greatest(k.started_at, (SELECT ledger.last_reading())) END - k.started_at)) AS held_s
			FROM ledger.holding k GROUP BY k.job
		) h
		LEFT JOIN (SELECT s.job, sum(s.covered_s) AS covered_s, sum(s.power_nj) AS power_nj, sum(s.counter_nj) AS counter_nj FROM said s WHERE s.job IS NOT NULL GROUP BY s.job) x ON x.job = h.job
		CROSS JOIN LATERAL (SELECT coalesce(x.covered_s, 0) AS covered_s, x.power_nj, x.counter_nj) p
	), tail AS MATERIALIZED (
		-- the last sample of each, and what a clock that was not set has put behind it
		SELECT p.series_id, p.device, p.metric, p.last_at, t.bytes, count(*) OVER (PARTITION BY p.metric, p.last_at, t.bytes) AS alike
		FROM span p
		CROSS JOIN LATERAL (SELECT colossus.trace_send(ledger.samples_of(p.series_id, p.last_at, 'infinity')) AS bytes OFFSET 0) t
		WHERE p.device IS NOT NULL AND p.metric IN ('power_w', 'energy_j')
	)
	SELECT 'sample without device', s.device, 'table device does not list it: its energy is in no sum'
	FROM (SELECT DISTINCT x.device FROM ledger.series x WHERE x.device IS NOT NULL) s
	WHERE NOT EXISTS (SELECT 1 FROM ledger.device d WHERE d.device = s.device)
	UNION ALL
	SELECT 'series without subject', s.series_id::text, format('%s of %s is of no device, job or zone: UPDATE series says of which', s.metric_written, s.source)
	FROM ledger.series s
	WHERE s.device IS NULL AND s.job IS NULL AND s.zone IS NULL
	UNION ALL
	-- a clock that was not set
	SELECT 'sample at an odd time', coalesce(s.device, s.job, s.zone, s.series_id::text), format('%s, where the others of %s are from %s to %s', x.at, s.metric, p.first_at, p.last_at)
	FROM span p
	JOIN ledger.series s ON s.series_id = p.series_id
	CROSS JOIN LATERAL (
		(SELECT y.at FROM ledger.sample y WHERE y.series_id = p.series_id AND y.at > now() ORDER BY y.at DESC LIMIT 1)
		UNION ALL
		SELECT y.at
		FROM (
			SELECT least((SELECT min(z.at) FROM ledger.loose z WHERE z.series_id = p.series_id),
				(SELECT z.first_at FROM ledger.device_trace z WHERE z.series_id = p.series_id ORDER BY z.day LIMIT 1)) AS at
		) y
		WHERE y.at < p.first_at
	) x
	UNION ALL
	SELECT 'damaged trace', coalesce(s.device, s.job, s.zone, s.series_id::text), format('%s of %s, %s samples: the bytes do not agree with their checksums; restore the row, or unload and load the day', s.metric, t.day, t.samples)
	FROM (
		SELECT x.series_id, x.day, x.samples, x.trace FROM ledger.device_trace x WHERE NOT x.checked
		UNION ALL
		SELECT x.series_id, x.day, x.samples, x.trace FROM ledger.device_trace x WHERE x.checked AND ledger_audit.whole
	) t
	JOIN ledger.series s ON s.series_id = t.series_id
	WHERE NOT colossus.trace_intact(t.trace)
	UNION ALL
	SELECT s.rule, s.device, format('%s on %s', s.detail, string_agg(s.day::text, ', ' ORDER BY s.day))
	FROM said s
	WHERE s.rule = 'several readings'
	GROUP BY s.rule, s.device, s.detail
	UNION ALL
	SELECT 'sample outside service', s.device, format('samples from %s to %s, in service from %s to %s', s.first_at, s.last_at, d.since, coalesce(d.until, 'infinity'))
	FROM ledger.device_span s
	JOIN (SELECT x.device, min(x.since) AS since, CASE WHEN bool_and(x.until IS NOT NULL) THEN max(x.until) END AS until FROM ledger.device x GROUP BY x.device) d ON d.device = s.device
	WHERE s.first_at < d.since OR s.last_at > d.until
	UNION ALL
	SELECT 'duplicate device', a.device, format('in service from %s to %s and from %s to %s', a.since, coalesce(a.until, 'infinity'), b.since, coalesce(b.until, 'infinity'))
	FROM ledger.device a
	JOIN ledger.device b ON b.device = a.device AND b.since > a.since AND b.since < coalesce(a.until, 'infinity')
	UNION ALL
	-- slices of one card show its whole energy each; only where the last of their samples is the same are the others looked at
	SELECT 'duplicate device', string_agg(c.device, ', ' ORDER BY c.device), format('the same %s samples of %s on the last day of each', min(c.samples), c.metric)
	FROM (
		SELECT p.device, p.metric, t.bytes, m.samples
		FROM tail p
		CROSS JOIN LATERAL (SELECT colossus.trace_send(ledger.samples_of(p.series_id, date_trunc('day', p.last_at, 'UTC'), 'infinity')) AS bytes OFFSET 0) t
		CROSS JOIN LATERAL colossus.trace_summary(t.bytes) m
		WHERE p.alike > 1 AND m.highest > m.lowest
	) c
	GROUP BY c.metric, c.bytes
	HAVING count(DISTINCT c.device) > 1
	UNION ALL
	SELECT s.rule, s.device, s.detail
	FROM said s
	WHERE s.rule IN ('stuck counter', 'parts do not sum')
	UNION ALL
	SELECT s.rule, s.device, format('none on %s', string_agg(s.day::text, ', ' ORDER BY s.day))
	FROM said s
	WHERE s.rule = 'missing samples'
	GROUP BY s.rule, s.device
	UNION ALL
	SELECT 'coverage below 95 %', s.device, format('%s %% of the time in service is known', round(100 * sum(s.covered_s) / sum(s.service_s), 1))
	FROM said s
	WHERE s.rule IS NULL AND s.job IS NULL
	GROUP BY s.device
	HAVING sum(s.covered_s) < 0.95 * sum(s.service_s)
	UNION ALL
	SELECT 'coverage below 95 %', j.job, format('%s %% of the device time of the job is known', round(100 * j.coverage::numeric, 1))
	FROM worked j
	WHERE j.coverage < 0.95
	UNION ALL
	SELECT 'rejected samples', s.device, format('%s of %s', sum(s.rejected), sum(s.rejected) + sum(s.samples))
	FROM said s
	WHERE s.rule IS NULL AND s.job IS NULL
	GROUP BY s.device
	HAVING sum(s.rejected) > 0
	UNION ALL
	SELECT 'shares above 1', a.device, format('%s at %s: %s', sum(b.share), a.started_at, string_agg(b.job, ', ' ORDER BY b.started_at, b.job))
	FROM (
		-- who has it then is looked up only where it is more than the device
		SELECT DISTINCT x.device, x.at AS started_at
		FROM (
			SELECT e.device, e.at, e.share, sum(e.share) OVER (PARTITION BY e.device ORDER BY e.at) AS held
			FROM (
				SELECT h.device, h.started_at AS at, h.share FROM ledger.holding h WHERE h.ended_at > h.started_at
				UNION ALL
				SELECT h.device, h.ended_at, -h.share FROM ledger.holding h WHERE h.ended_at > h.started_at
			) e
		) x
		WHERE x.share > 0 AND x.held > 1
	) a
	CROSS JOIN LATERAL ledger.held_between(a.device, a.started_at, a.started_at + interval '1 us') b
	GROUP BY a.device, a.started_at
	HAVING sum(b.share) > 1.000000001 OR count(*) > 1 AND max(b.share) = 1
	UNION ALL
	SELECT 'job without devices', j.job, concat_ws('; ', 'no row in job_device: its energy is not known', 'it had ' || j.gpus || ' accelerators on ' || array_to_string(j.nodes, ', ') || ': load job-devices-csv')
	FROM ledger.job j
	WHERE NOT EXISTS (SELECT 1 FROM ledger.job_device d WHERE d.job = j.job)
	UNION ALL
	SELECT 'tokens not told apart', j.job, 'of its servers some may prefill and others decode, and tokens would count twice: UPDATE series SET labels = labels || ''{"serves": "both"}'' if each does both, else load with the option role'
	FROM ledger.job j
	WHERE j.job IN (SELECT x.job FROM ledger.doubtful_jobs() x)
	UNION ALL
	SELECT 'tokens of a replica', r.job, format('series %s, of a replica that does not count, has samples from %s to %s, the one that does, series %s, from %s to %s: tokens of the time between are not counted; UPDATE series SET replica = '''', metric = %L WHERE series_id = %s adds all of its own',
		r.series_id, r.first_at, r.last_at, c.series_id, c.first_at, c.last_at, r.counts_as, r.series_id)
	FROM ledger.token_replica r
	JOIN ledger.token_replica c ON c.counter = r.counter AND c.metric = r.counts_as
	WHERE r.metric <> r.counts_as AND (r.last_at > c.last_at + interval '1 hour' OR r.first_at < c.first_at - interval '1 hour')
	UNION ALL
	SELECT 'card read twice', t.device, format('series %s and %s are both %s of %s, at the same time and told apart as no parts of it: one of them counts; UPDATE series SET device, or part, says what each is of', t.one, t.other, t.metric_written, t.source)
	FROM (
		SELECT DISTINCT ON (a.device) a.device, a.series_id AS one, b.series_id AS other, a.metric_written, a.source
		FROM ledger.series a
		JOIN ledger.series b ON b.device = a.device AND b.metric = a.metric AND b.source = a.source AND coalesce(nullif(b.measure, ''), b.metric_written) = coalesce(nullif(a.measure, ''), a.metric_written)
			AND b.replica = a.replica AND coalesce(b.part, '') = coalesce(a.part, '') AND b.series_id > a.series_id
		JOIN ledger.series_span p ON p.series_id = a.series_id
		JOIN ledger.series_span q ON q.series_id = b.series_id AND q.first_at < p.last_at AND q.last_at > p.first_at
		WHERE a.kind = 'accelerator' AND a.metric IN ('power_w', 'energy_j')
		ORDER BY a.device, a.series_id, b.series_id
	) t
	UNION ALL
	SELECT 'card under two names', t.one || ', ' || t.other, format('both are index %s of %s at one time: if that is one card it counts twice; INSERT INTO device_alias says so, or UPDATE device what has left', t.idx, t.host)
	FROM (
		SELECT DISTINCT a.device AS one, b.device AS other, a.host, a.idx
		FROM ledger.device a
		JOIN ledger.device b ON b.host = a.host AND b.idx = a.idx AND b.device > a.device AND b.kind = a.kind AND b.cluster IS NOT DISTINCT FROM a.cluster
		CROSS JOIN LATERAL (SELECT s.since, least(s.until, a.until) AS until FROM ledger.service_of(a.device, a.since) s OFFSET 0) x
		CROSS JOIN LATERAL (SELECT s.since, least(s.until, b.until) AS until FROM ledger.service_of(b.device, b.since) s OFFSET 0) y
		WHERE a.kind = 'accelerator' AND x.since < y.until AND y.since < x.until
	) t
	UNION ALL
	SELECT 'job without end', j.job, 'it has ended, and nobody knows when: UPDATE job says it'
	FROM ledger.job j
	WHERE j.running IS FALSE AND j.ended_at IS NULL
	UNION ALL
	SELECT 'job on unknown device', h.job, format('%s is no accelerator of table device', h.device)
	FROM ledger.holding h
	WHERE NOT EXISTS (SELECT 1 FROM ledger.device d WHERE d.device = h.device AND d.kind = 'accelerator')
	UNION ALL
	SELECT 'job on another cluster', h.job, format('holds %s of %s, where it is one of %s', h.device, d.cluster, s.cluster)
	FROM (SELECT DISTINCT x.job, x.device FROM ledger.holding x) h
	JOIN (SELECT DISTINCT x.job, x.cluster FROM ledger.job_step x WHERE x.cluster IS NOT NULL) s ON s.job = h.job
	JOIN ledger.device d ON d.device = h.device AND lower(d.cluster) <> lower(s.cluster)
	UNION ALL
	SELECT 'job outside its time', h.job, format('holds %s from %s to %s, runs from %s to %s', h.device, h.started_at, h.ended_at, j.started_at, coalesce(j.ended_at, 'infinity'))
	FROM ledger.holding h
	JOIN ledger.job j ON j.job = h.job
	WHERE h.started_at < j.started_at OR h.ended_at > coalesce(j.ended_at, 'infinity')
	UNION ALL
	SELECT 'methods disagree', j.job, format('counter over power is %s', round(j.reconcile_ratio::numeric, 3))
	FROM worked j
	WHERE j.reconcile_ratio NOT BETWEEN 0.9 AND 1.1
	UNION ALL
	SELECT 'site without overhead', p.device, format('no row of site_overhead for %s', coalesce(p.site, 'its site, which is not known'))
	FROM ledger.device_period p
	WHERE p.kind = 'accelerator' AND NOT EXISTS (SELECT 1 FROM ledger.site_overhead o WHERE o.site = p.site)
	UNION ALL
	SELECT 'contract shares above 1', a.site, format('%s on %s', sum(b.share), a.from_date)
	FROM (SELECT DISTINCT c.site, c.from_date FROM ledger.electricity_contract c) a
	JOIN ledger.electricity_contract b ON b.site = a.site AND b.from_date <= a.from_date AND (b.until_date IS NULL OR b.until_date > a.from_date)
	GROUP BY a.site, a.from_date
	HAVING sum(b.share) > 1.000000001
	UNION ALL
	SELECT a.rule, a.subject, a.detail FROM ledger.retention_audit() a
	UNION ALL
	SELECT a.rule, a.subject, a.detail FROM ledger.statement_audit() a
	ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION ledger.ledger_audit(boolean) IS 'what is wrong with the ledger or missing in it, a row each; of booked days what judge has kept, as far as nothing has changed since, unless whole asks for all anew, with the checksums of all traces';
