-- What is wrong with a ledger.

CREATE OR REPLACE FUNCTION ledger.ledger_audit()
RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	-- the devices of sample, read off its index
	WITH RECURSIVE sampled (device) AS (
		(SELECT s.device FROM ledger.sample s ORDER BY s.device LIMIT 1)
		UNION ALL
		SELECT (SELECT s.device FROM ledger.sample s WHERE s.device > p.device ORDER BY s.device LIMIT 1)
		FROM sampled p WHERE p.device IS NOT NULL
	), day AS MATERIALIZED (
		SELECT e.* FROM ledger.device_energy e
	), part AS MATERIALIZED (
		SELECT p.* FROM ledger.device_part p
	)
	SELECT 'sample without device', s.device, 'table device does not list it: its energy is in no sum'
	FROM (SELECT x.device FROM sampled x WHERE x.device IS NOT NULL UNION SELECT t.device FROM ledger.device_trace t) s
	WHERE NOT EXISTS (SELECT 1 FROM ledger.device d WHERE d.device = s.device)
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
	-- slices of one card show its whole energy each
	SELECT 'duplicate device', string_agg(c.device, ', ' ORDER BY c.device), format('the same %s samples of %s on the last day of each', min(c.samples), c.metric)
	FROM (
		SELECT s.device, m.metric, ledger.samples_of(s.device, m.metric, date_trunc('day', s.last_at, 'UTC'), 'infinity') AS trace,
			colossus.sample_count(ledger.samples_of(s.device, m.metric, date_trunc('day', s.last_at, 'UTC'), 'infinity')) AS samples,
			(SELECT max(v.value) > min(v.value) FROM colossus.samples(ledger.samples_of(s.device, m.metric, date_trunc('day', s.last_at, 'UTC'), 'infinity')) v) AS moves
		FROM ledger.device_span s
		CROSS JOIN (VALUES ('power_w'), ('energy_j')) m (metric)
		WHERE s.last_at IS NOT NULL
	) c
	WHERE c.moves
	GROUP BY c.metric, c.trace
	HAVING count(*) > 1
	UNION ALL
	SELECT 'stuck counter', e.device, format('did not move during %s s of %s', round(sum(e.stuck_s)::numeric), e.day)
	FROM day e
	GROUP BY e.device, e.day
	HAVING sum(e.stuck_s) >= 0.05 * sum(e.service_s)
	UNION ALL
	SELECT 'missing samples', e.device, format('none on %s', string_agg(e.day::text, ', ' ORDER BY e.day))
	FROM day e
	WHERE e.samples = 0 AND e.covered_s = 0
	GROUP BY e.device
	UNION ALL
	SELECT 'coverage below 95 %', e.device, format('%s %% of the time in service is known', round(100 * sum(e.covered_s::numeric) / sum(e.service_s::numeric), 1))
	FROM day e
	GROUP BY e.device
	HAVING sum(e.covered_s::numeric) < 0.95 * sum(e.service_s::numeric)
	UNION ALL
	SELECT 'coverage below 95 %', j.job, format('%s %% of the device time of the job is known', round(100 * j.coverage::numeric, 1))
	FROM ledger.job_energy j
	WHERE j.coverage < 0.95
	UNION ALL
	SELECT 'rejected samples', e.device, format('%s of %s', sum(e.rejected), sum(e.rejected) + sum(e.samples))
	FROM day e
	GROUP BY e.device
	HAVING sum(e.rejected) > 0
	UNION ALL
	SELECT 'shares above 1', a.device, format('%s at %s: %s', sum(b.share), a.started_at, string_agg(b.job, ', ' ORDER BY b.started_at, b.job))
	FROM (SELECT DISTINCT h.device, h.started_at FROM ledger.holding h) a
	JOIN ledger.holding b ON b.device = a.device AND b.started_at <= a.started_at AND b.ended_at > a.started_at
	GROUP BY a.device, a.started_at
	HAVING sum(b.share) > 1.000000001
	UNION ALL
	SELECT 'job without devices', j.job, 'no row in job_device: its energy is not known'
	FROM ledger.job j
	WHERE NOT EXISTS (SELECT 1 FROM ledger.job_device d WHERE d.job = j.job)
	UNION ALL
	SELECT 'job on unknown device', h.job, format('%s is no accelerator of table device', h.device)
	FROM ledger.holding h
	WHERE NOT EXISTS (SELECT 1 FROM ledger.device d WHERE d.device = h.device AND d.kind = 'accelerator')
	UNION ALL
	SELECT 'job outside its time', h.job, format('holds %s from %s to %s, runs from %s to %s', h.device, h.started_at, h.ended_at, j.started_at, coalesce(j.ended_at, 'infinity'))
	FROM ledger.holding h
	JOIN ledger.job j ON j.job = h.job
	WHERE h.started_at < j.started_at OR h.ended_at > coalesce(j.ended_at, 'infinity')
	UNION ALL
	SELECT 'parts do not sum', d.device, format('%s nJ on %s, its holders and idle %s nJ', d.energy_nj, d.day, p.energy_nj)
	FROM (SELECT e.device, e.day, sum(e.energy_nj) AS energy_nj FROM day e GROUP BY e.device, e.day) d
	LEFT JOIN (SELECT x.device, x.day, sum(x.energy_nj) AS energy_nj FROM part x GROUP BY x.device, x.day) p ON p.device = d.device AND p.day = d.day
	WHERE d.energy_nj IS DISTINCT FROM p.energy_nj
	UNION ALL
	SELECT 'methods disagree', j.job, format('counter over power is %s', round(j.reconcile_ratio::numeric, 3))
	FROM ledger.job_energy j
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
	ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION ledger.ledger_audit() IS 'what is wrong with the ledger or missing in it, a row each; reads all of it';
