-- What an operator does and looks at every day.

CREATE OR REPLACE PROCEDURE ledger.maintain()
LANGUAGE plpgsql AS $body$
DECLARE
	began pg_catalog.timestamptz := pg_catalog.clock_timestamp();
	traces bigint;
	facts bigint;
	damaged bigint;
	name pg_catalog.text;
BEGIN
	IF ledger.is_partitioned() THEN
		CALL ledger.make_partitions((pg_catalog.now() AT TIME ZONE 'UTC')::pg_catalog.date, (pg_catalog.now() AT TIME ZONE 'UTC')::pg_catalog.date OPERATOR(pg_catalog.+) 3);
	END IF;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	-- a fact follows from samples: one that is damaged is booked anew
	INSERT INTO ledger.invalid (device, since, until)
	SELECT f.device, f.day, f.day OPERATOR(pg_catalog.+) 1 FROM ledger.fact f WHERE NOT f.dropped AND NOT (colossus.hours_intact(f.hours) AND coalesce(colossus.hours_intact(f.other_hours), true));
	GET DIAGNOSTICS damaged = ROW_COUNT;
	IF damaged OPERATOR(pg_catalog.>) 0 THEN
		RAISE WARNING '% facts are damaged, and booked anew', damaged;
	END IF;
	INSERT INTO ledger.unsummed (jobs, devices, since, until)
	SELECT DISTINCT '{}'::pg_catalog.text[], '{}'::pg_catalog.text[], s.day, s.day OPERATOR(pg_catalog.+) 1 FROM ledger.fleet_sum s WHERE NOT colossus.hours_intact(s.hours);
	SELECT count(*) INTO damaged FROM ledger.fact f WHERE f.dropped AND NOT (colossus.hours_intact(f.hours) AND coalesce(colossus.hours_intact(f.other_hours), true));
	IF damaged OPERATOR(pg_catalog.>) 0 THEN
		RAISE WARNING '% facts are damaged whose samples are dropped: restore them from a backup', damaged;
	END IF;
	SELECT count(*) INTO traces FROM ledger.device_trace;
	SELECT count(*) INTO facts FROM ledger.fact;
	COMMIT;
	CALL ledger.compact((pg_catalog.now() AT TIME ZONE 'UTC')::pg_catalog.date);
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	RAISE NOTICE 'compact: % new traces, % new facts, days before % are closed, % s', (SELECT count(*) FROM ledger.device_trace) - traces, (SELECT count(*) FROM ledger.fact) - facts,
		(SELECT s.closed_before FROM ledger.setting s), round(extract(epoch FROM clock_timestamp() - began), 1);
	COMMIT;
	IF ledger.is_partitioned() THEN
		CALL ledger.drop_partitions();
	END IF;
	CALL ledger.drop_traces();
	CALL ledger.judge();
	FOREACH name IN ARRAY '{sample,device_trace,fact,job_sum,fleet_sum,token_fact,invalid,unsummed,uncounted,booked_day,booked_hour,judged,judged_job,finding,series,device,job,job_device,step_log}'::pg_catalog.text[] LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);	-- CASE asks for an operator
		began := clock_timestamp();
		CASE name
			WHEN 'sample' THEN ANALYZE ledger.sample;
			WHEN 'device_trace' THEN ANALYZE ledger.device_trace (series_id, day, first_at, last_at);
			WHEN 'fact' THEN ANALYZE ledger.fact (device, period, day, booking_id, whole);
			WHEN 'job_sum' THEN ANALYZE ledger.job_sum (day, job);
			WHEN 'fleet_sum' THEN ANALYZE ledger.fleet_sum (day);
			WHEN 'token_fact' THEN ANALYZE ledger.token_fact (series_id, day);
			WHEN 'invalid' THEN ANALYZE ledger.invalid;
			WHEN 'unsummed' THEN ANALYZE ledger.unsummed;
			WHEN 'uncounted' THEN ANALYZE ledger.uncounted;
			WHEN 'booked_day' THEN ANALYZE ledger.booked_day;
			WHEN 'booked_hour' THEN ANALYZE ledger.booked_hour;
			WHEN 'judged' THEN ANALYZE ledger.judged;
			WHEN 'judged_job' THEN ANALYZE ledger.judged_job;
			WHEN 'finding' THEN ANALYZE ledger.finding;
			WHEN 'series' THEN ANALYZE ledger.series;
			WHEN 'device' THEN ANALYZE ledger.device;
			WHEN 'job' THEN ANALYZE ledger.job;
			WHEN 'job_device' THEN ANALYZE ledger.job_device;
			ELSE ANALYZE ledger.step_log;
		END CASE;
		RAISE NOTICE 'analyze %: % s', name, round(extract(epoch FROM clock_timestamp() - began), 1);
		COMMIT;
	END LOOP;
END
$body$;
COMMENT ON PROCEDURE ledger.maintain() IS 'what a ledger needs every day: makes the partitions of the days ahead, books damaged facts anew, compacts the days before today, drops partitions that are packed and samples that are older than is to be kept, judges booked days for ledger_audit, and analyzes its tables, with a notice a step; call it alone, from cron or pg_cron, and twice at once if need be';

CREATE OR REPLACE VIEW ledger.health (	-- how a ledger fares: loads, devices, days, facts and rejects
	item,	-- last load, silent device, days not booked, stale device days or rejects of a day
	subject,	-- source of the load, device, or reason of the rejects
	at,	-- end of the load, last sample of the device, first such day
	value,	-- s since then, or how many
	unit	-- s, or days, device days, rejects
) WITH (security_invoker) AS
SELECT 'last load' AS item, l.format || coalesce(' of ' || l.source, '') AS subject, max(l.finished_at) AS at, extract(epoch FROM now() - max(l.finished_at))::double precision AS value, 's' AS unit
FROM ledger.load l
WHERE l.state <> 'unloaded'
GROUP BY l.format, l.source
UNION ALL
SELECT 'silent device', d.device, p.last_at, extract(epoch FROM now() - p.last_at)::double precision, 's'
FROM ledger.device d
JOIN ledger.device_span p ON p.device = d.device
WHERE d.until IS NULL AND (p.last_at < now() - make_interval(secs => extract(epoch FROM d.max_gap)::double precision) OR p.last_at IS NULL)
UNION ALL
SELECT 'days not booked', NULL, min(g.at) AT TIME ZONE 'UTC', count(*), 'days'
FROM ledger.setting s
CROSS JOIN LATERAL (SELECT greatest(s.booked_before::timestamp, date_trunc('day', (SELECT min(x.at) FROM ledger.sample x) AT TIME ZONE 'UTC')) AS at) AS first
-- without samples nothing has begun: a series from -infinity never ends
CROSS JOIN LATERAL generate_series(CASE WHEN isfinite(first.at) THEN first.at END, (now() AT TIME ZONE 'UTC'), interval '1 day') g (at)
UNION ALL
SELECT 'stale device days', NULL, min(f.day)::timestamp AT TIME ZONE 'UTC', count(*), 'device days'
FROM ledger.fact f
WHERE EXISTS (SELECT 1 FROM ledger.invalid i WHERE i.device = f.device AND i.since <= f.day AND i.until > f.day)
UNION ALL
SELECT 'rejects of a day', r.reason, max(l.finished_at), count(*), 'rejects'
FROM ledger.reject r
JOIN ledger.load l ON l.load_id = r.load_id
WHERE l.finished_at > now() - interval '24 hours'
GROUP BY r.reason;
