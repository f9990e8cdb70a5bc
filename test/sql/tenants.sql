-- Row-level security on a ledger: no view, function or aggregate shows a tenant
-- what the policies of doc/security.md hide.
SET timezone = 'UTC';
SET client_min_messages = warning;
SET jit = off;
\set SHOW_CONTEXT never
CALL create_ledger('ops');
CREATE ROLE regress_acme;
CREATE ROLE regress_beta;
INSERT INTO ops.device (device, cluster, site) VALUES ('gpu-0', 'one', 'Here'), ('gpu-1', 'one', 'Here'), ('gpu-2', 'one', 'Here');
INSERT INTO ops.site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2026-01-01', 1.5, 1.2, 'US');
INSERT INTO ops.sample_by_name SELECT d, m, t, CASE m WHEN 'power_w' THEN 360 ELSE 360 * extract(epoch FROM t) END
FROM (VALUES ('gpu-0', 'power_w'), ('gpu-1', 'power_w'), ('gpu-2', 'energy_j')) x (d, m), generate_series('2026-03-01 00:00Z'::timestamptz, '2026-03-03 00:00Z', '1 minute') t;
INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) VALUES ('a1', 'inference', 'regress_acme', '2026-03-01 00:00Z', '2026-03-02 06:00Z'),
	('b1', 'training', 'regress_beta', '2026-03-02 06:00Z', '2026-03-03 00:00Z');
INSERT INTO ops.job_device (job, device, share, started_at) VALUES ('a1', 'gpu-0', 1, '2026-03-01 00:00Z'), ('b1', 'gpu-0', 1, '2026-03-02 06:00Z'),
	('b1', 'gpu-1', 0.5, '2026-03-02 06:00Z'), ('b1', 'gpu-2', 1, '2026-03-02 06:00Z');
INSERT INTO ops.series (series_id, metric, job, kind) VALUES (901, 'output_tokens', 'a1', 'service'), (902, 'output_tokens', 'b1', 'service');
INSERT INTO ops.sample (series_id, at, value) VALUES (901, '2026-03-01 01:00Z', 0), (901, '2026-03-01 02:00Z', 1000), (902, '2026-03-02 07:00Z', 0), (902, '2026-03-02 08:00Z', 7);
INSERT INTO ops.step_log (job, step, at, tokens, seconds) VALUES ('b1', 1, '2026-03-02 07:00Z', 4096, 5);
INSERT INTO ops.functional_unit (job, unit, from_date, until_date, quantity, source) VALUES ('a1', 'request', '2026-03-01', '2026-03-02', 5, 'a'), ('b1', 'request', '2026-03-02', '2026-03-03', 7, 'b');
INSERT INTO ops.report (report, month, tenant, known_on, energy_nj) VALUES ('Q1', '2026-03-01', 'regress_acme', '2026-04-01', 1), ('Q1', '2026-03-01', 'regress_beta', '2026-04-01', 2), ('Q1', '2026-03-01', '(idle)', '2026-04-01', 3);

-- the statements of the page: grants, row security of each table, policies
\getenv inputdir PG_ABS_SRCDIR
\set file :inputdir /../doc/security.md
\set policies `sed -n '/^CREATE ROLE beta;$/,/^...$/ { s/acme\|beta/regress_&/g; /^CREATE ROLE\|^...$/d; p }' :'file'`
:policies

-- every table has a policy, is for the operator alone, or is the same for all tenants
SELECT c.relname AS forgotten FROM pg_class c
WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
	AND c.relname <> ALL ('{booked_day,booked_hour,booking,electricity_contract,emptied,part_life,reject_reason,setting,site_overhead,tariff,tariff_hour,unit_operation}');
SELECT c.relname AS for_nobody FROM pg_class c
WHERE c.relnamespace = 'ops'::regnamespace AND c.relrowsecurity AND NOT c.relispartition AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
	AND c.relname <> ALL ('{judged,judged_job,finding,load,reject,device_alias,activity,certificate,certificate_hour,supplier_rate,closed_statement,closed_line,closed_input,closed_evidence}');
-- and none of the tables without one names a job, a tenant or a device
SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND a.attname IN ('job', 'tenant', 'device', 'job_id', 'alias');

-- what one of them sees, in every table and view: rows, whose they are, energy, last sample
CREATE PROCEDURE public.look(INOUT seen text) LANGUAGE plpgsql AS $$
DECLARE r record; line text;
BEGIN
	seen := '';
	FOR r IN SELECT c.relname, c.relkind,
			(SELECT string_agg(format('string_agg(DISTINCT %I::text, '','' ORDER BY %I::text)', a.attname, a.attname), ', ' ORDER BY a.attnum)
				FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('job', 'tenant', 'device')) AS who
		FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND c.relname !~ '^sample_20' ORDER BY 1
	LOOP
		EXECUTE format('SELECT concat_ws('' | '', count(*), %s) FROM ops.%I', coalesce(r.who, 'NULL'), r.relname) INTO line;
		seen := seen || r.relname || ': ' || line || E'\n';
	END LOOP;
END $$;
SET ROLE regress_acme;
CALL public.look(NULL) \gset
\echo :seen
-- 30 h x 360 W = 10.8 kWh
SELECT (SELECT sum(accelerator_kwh) FROM ops.job_energy) AS jobs, (SELECT sum(accelerator_kwh) FROM ops.tenant_ledger) AS ledger,
	(SELECT round(sum(accelerator_kwh)::numeric, 9) FROM ops.fleet_hourly) AS hours, (SELECT sum(accelerator_kwh) FROM ops.device_energy) AS devices,
	(SELECT sum(accelerator_kwh) FROM ops.idle_energy) AS idle, (SELECT sum(facility_kwh) FROM ops.emission_ledger()) AS emissions;
SELECT (SELECT count(*) FROM ops.sample_by_name WHERE device = 'gpu-1') AS others, (SELECT sample_count(ops.samples_of(series_id, '-infinity', 'infinity')) FROM ops.series WHERE device = 'gpu-0') AS own;
SELECT DISTINCT subject FROM ops.ledger_audit() ORDER BY 1;
SELECT idle_accelerator_kwh FROM ops.job_energy_per_token;
-- nor do statistics, which the planner has of all rows
RESET ROLE;
ANALYZE ops.job, ops.job_device, ops.series, ops.sample, ops.device, ops.functional_unit, ops.fact;
SELECT count(*) > 0 AS there_are FROM pg_stats WHERE schemaname = 'ops';
SET ROLE regress_acme;
SELECT s.tablename, s.attname FROM pg_stats s JOIN pg_class c ON c.relnamespace = 'ops'::regnamespace AND c.relname = s.tablename WHERE s.schemaname = 'ops' AND (c.relrowsecurity OR c.relkind IN ('i', 'I'));
-- a function that tells what it is asked, cheaper than any condition, is asked about nobody else
RESET ROLE;
CREATE FUNCTION public.tell(x text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN RAISE WARNING 'told %', x; RETURN true; END $$;
SET ROLE regress_acme;
SELECT count(*) FROM ops.job_energy WHERE public.tell(job) AND public.tell(tenant);
SELECT count(*) FROM ops.tenant_ledger WHERE public.tell(tenant);
SELECT count(*) FROM ops.device WHERE public.tell(device);
SELECT count(*) FROM ops.report WHERE public.tell(tenant);
-- writing is not theirs
INSERT INTO ops.job (job, kind, tenant, started_at) VALUES ('x', 'training', 'regress_acme', '2026-03-01Z');
CALL ops.compact('2026-03-04');
RESET ROLE;

-- packed days: only those held wholly, and from both sides of the door
CALL ops.compact('2026-03-04');
SET ROLE regress_acme;
SELECT s.device, t.day, t.samples FROM ops.device_trace t JOIN ops.series s USING (series_id) ORDER BY 1, 2;
SELECT accelerator_kwh, round(coverage::numeric, 3) AS coverage FROM ops.job_energy;
SET ROLE regress_beta;
CALL public.look(NULL) \gset
\echo :seen
RESET ROLE;
-- 18 h x 360 W x 2.5 devices = 16.2 kWh
SELECT job, accelerator_kwh FROM ops.job_energy ORDER BY job;

-- with a thousand devices and five hundred jobs a day of a tenant is not taken for work that is worth compiling
INSERT INTO ops.device (device, cluster) SELECT 'more-' || i, 'a' FROM generate_series(1, 1000) i;
INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) SELECT 'more-' || i, 'training', CASE WHEN i % 20 = 0 THEN 'regress_acme' ELSE 'other' END, '2026-03-02Z', '2026-03-03Z' FROM generate_series(1, 500) i;
INSERT INTO ops.job_device (job, device, started_at) SELECT 'more-' || i, 'more-' || i, '2026-03-02Z' FROM generate_series(1, 500) i;
CALL ops.compact('2026-03-04');
ANALYZE;
CREATE FUNCTION public.cost_of(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Total Cost';
END $$;
SET ROLE regress_acme;
SELECT v.name FROM unnest(ARRAY['device_energy', 'job_daily', 'model_daily', 'tenant_daily', 'idle_energy', 'silent_device']) v (name)
WHERE public.cost_of(format('SELECT * FROM ops.%I WHERE day = ''2026-03-02''', v.name)) > current_setting('jit_above_cost')::numeric;
SELECT public.cost_of('SELECT * FROM ops.job_energy WHERE job = ''more-20''') < current_setting('jit_above_cost')::numeric AS a_job,
	public.cost_of('SELECT * FROM ops.fleet_hourly WHERE hour >= ''2026-03-02Z'' AND hour < ''2026-03-03Z''') < current_setting('jit_above_cost')::numeric AS hours;
RESET ROLE;
-- nor is that of all for the operator, with two thousand jobs more
INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) SELECT 'many-' || i, 'training', 'other', '2026-03-01Z', '2026-03-01 01:00Z' FROM generate_series(1, 2000) i;
INSERT INTO ops.job_device (job, device, share, started_at) SELECT 'many-' || i, 'more-' || i / 2, 0.5, '2026-03-01Z' FROM generate_series(2, 1999) i;
ANALYZE ops.job, ops.job_device;
SELECT v.name FROM unnest(ARRAY['job_daily', 'model_daily', 'tenant_daily', 'job_hourly']) v (name)
WHERE public.cost_of(format('SELECT * FROM ops.%I WHERE day = ''2026-03-02''', v.name)) > current_setting('jit_above_cost')::numeric;

-- rows of packed days whose partitions wait to be dropped, of which a tenant may see none, are not looked at
CALL create_ledger('waits');
CALL waits.make_partitions('2026-03-01', '2026-03-02');
INSERT INTO waits.device (device) VALUES ('gpu-0');
INSERT INTO waits.sample_by_name SELECT 'gpu-0', 'power_w', t, 360 FROM generate_series('2026-03-01 00:00Z'::timestamptz, '2026-03-02 23:00Z', '1 hour') t;
CALL waits.compact('2026-03-03');
SELECT packed_since, packed_until FROM waits.setting;
CREATE FUNCTION public.plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ' || query;
END $$;
SELECT count(*) > 0 AS planned, count(*) FILTER (WHERE l !~ 'never executed') AS executed FROM public.plan_of('SELECT * FROM waits.series_span') l WHERE l ~ 'Scan.* on sample_202603';
SELECT first_at, last_at, packed FROM waits.series_span;
DROP FUNCTION public.plan_of;
DROP SCHEMA waits CASCADE;
DROP FUNCTION public.cost_of;
DROP FUNCTION public.tell;
DROP PROCEDURE public.look;
DROP SCHEMA ops CASCADE;
DROP ROLE regress_acme, regress_beta;
