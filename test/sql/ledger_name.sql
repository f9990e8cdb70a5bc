-- A ledger lies in a schema of any name.  What its name holds is nobody's SQL: each of
-- these does the same as one of a plain name.
SET client_min_messages = warning;
SET timezone = 'UTC';
\set ECHO none
\set SHOW_CONTEXT never
CREATE TEMPORARY TABLE odd (n integer PRIMARY KEY, name text);
INSERT INTO odd VALUES (0, 'plain'), (1, 'we''ird "x'), (2, ' Upper and blank '), (3, '$1$sql$found$b$c'), (4, 'back\slash\'), (5, '50%I %1$L %s'),
	(6, E'line\nand\ttab; -- /*'), (7, 'ledger.sample'), (8, repeat('"', 63)), (9, repeat('''', 62) || '\');
-- of each: two days and a late row; a job; a load; packed, dropped, judged, made anew
SELECT s.statement
FROM odd o
CROSS JOIN LATERAL (VALUES
	(1, format('CALL colossus.create_ledger(%L)', o.name)),
	(2, format('CALL %I.make_partitions(''2026-03-02'', ''2026-03-02'')', o.name)),
	(3, format('INSERT INTO %I.device (device, cluster, site) VALUES (''GPU-1'', ''c'', ''s'')', o.name)),
	(4, format('INSERT INTO %I.sample_by_name (device, metric, at, value) SELECT ''GPU-1'', ''power_w'', t, 100 FROM generate_series(timestamptz ''2026-03-01'', ''2026-03-03'', ''5 minutes'') t', o.name)),
	(5, format('INSERT INTO %I.job (job, tenant, started_at, ended_at) VALUES (''j'', ''acme'', ''2026-03-01 10:00Z'', ''2026-03-02 14:30Z'')', o.name)),
	(6, format('INSERT INTO %I.job_device (job, device, started_at) VALUES (''j'', ''GPU-1'', ''2026-03-01 10:00Z'')', o.name)),
	(7, format('CALL %I.compact(''2026-03-03'')', o.name)),
	(8, format('INSERT INTO %I.sample_by_name (device, metric, at, value) VALUES (''GPU-1'', ''power_w'', ''2026-03-01 12:02:30Z'', 400), (''GPU-1'', ''power_w'', ''2026-03-02 12:02:30Z'', 400)', o.name)),
	(9, format('CALL %I.compact(''2026-03-03'')', o.name)),
	(10, format('CALL %I.drop_partitions()', o.name)),
	(11, format('CALL %I.judge()', o.name)),
	(12, format('CALL colossus.upgrade_ledger(%L)', o.name)),
	(13, format('CREATE TEMPORARY TABLE odd_%s AS SELECT (SELECT state FROM %2$I.load(''nvidia-smi'', E''timestamp, uuid, power.draw [W]\n2026/03/04 00:00:00.000, GPU-00000000-0000-4000-8000-000000000009, 100 W\n'', ''x'', ''UTC'')) AS load,
		(SELECT count(*) FROM %2$I.device_trace) AS traces, (SELECT count(*) FROM %2$I.sample) AS rows, (SELECT count(*) FROM %2$I.invalid) AS stale,
		(SELECT sum(energy_nj) FROM %2$I.device_energy) AS devices, (SELECT sum(energy_nj) FROM %2$I.job_energy) AS jobs, (SELECT sum(energy_nj) FROM %2$I.fleet_hourly) AS hours,
		(SELECT count(*) FROM %2$I.ledger_audit()) AS findings, (SELECT count(*) FROM %2$I.emission_ledger()) AS lines', o.n, o.name))
) s (step, statement)
ORDER BY o.n, s.step
\gexec
-- 100 W over 172800 s, and twice a triangle of 300 W over 300 s
SELECT load, traces, rows, stale, devices, jobs IS NOT NULL AS has_job, hours = devices AS whole, findings > 0 AS has_findings, lines > 0 AS has_lines FROM odd_0;
SELECT format('SELECT %s AS n, (SELECT x FROM odd_%1$s x)::text = (SELECT x FROM odd_0 x)::text AS same', o.n) FROM odd o WHERE o.n > 0 ORDER BY o.n
\gexec
-- two names that no ledger can have
CALL colossus.create_ledger('a$body$');
CALL colossus.create_ledger(repeat('é', 32));
SELECT format('DROP SCHEMA %I CASCADE', o.name) FROM odd o ORDER BY o.n
\gexec
