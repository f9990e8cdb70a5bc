-- The operator's ledger.  Powers and times are chosen so that every energy can be
-- told by hand: W x s = J, 3.6e6 J = 1 kWh.
SET timezone = 'UTC';
SET client_min_messages = warning;
SET jit = off;
\set SHOW_CONTEXT never

-- ---- a ledger is made in a schema of one's own ----
CALL create_ledger('ops');
SELECT c.relname, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind
FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition ORDER BY 2, 1;
SELECT p.proname, pg_get_function_identity_arguments(p.oid) FROM pg_proc p WHERE p.pronamespace = 'ops'::regnamespace ORDER BY 1, 2;
-- nothing of it belongs to the extension, and nothing runs as its owner
SELECT count(*) FROM pg_depend d WHERE d.deptype = 'e' AND d.classid = 'pg_class'::regclass
	AND d.objid IN (SELECT oid FROM pg_class WHERE relnamespace = 'ops'::regnamespace);
SELECT proname FROM pg_proc WHERE pronamespace = 'ops'::regnamespace AND prosecdef;
SELECT relname FROM pg_class WHERE relnamespace = 'ops'::regnamespace AND relkind = 'v' AND NOT ('security_invoker=true' = ANY (reloptions));
-- every object and column has a comment
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND col_description(c.oid, a.attnum) IS NULL;
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND obj_description(c.oid, 'pg_class') IS NULL;
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'ops'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL;
-- BI tools get plain types; only the exact nanojoules are numeric
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'ops'::regnamespace AND c.relname IN ('device_energy', 'fleet_hourly', 'job_energy', 'job_tokens', 'job_energy_per_token', 'job_mfu', 'job_co2e',
		'tenant_ledger', 'idle_energy', 'silent_device', 'reconcile', 'permit_margin')
	AND format_type(a.atttypid, a.atttypmod) NOT IN ('double precision', 'bigint', 'integer', 'text', 'boolean', 'date', 'timestamp with time zone')
	AND a.attname <> 'energy_nj';

-- names that no ledger can have, and one that needs quotes
CALL create_ledger('ops');
CALL create_ledger(NULL);
CALL create_ledger('');
CALL create_ledger('pg_ops');
CALL create_ledger('colossus');
CALL create_ledger(repeat('x', 64));
CALL upgrade_ledger('nowhere');
CALL create_ledger('a$body$b');
-- what a schema holds is not replaced
CREATE SCHEMA mine;
CREATE PROCEDURE mine.compact(before date) LANGUAGE sql AS 'SELECT 1';
CALL create_ledger('mine');
DROP PROCEDURE mine.compact(date);
CREATE VIEW mine.holding AS SELECT 1 AS job;
CALL create_ledger('mine');
DROP SCHEMA mine CASCADE;
-- create_ledger knows every name that upgrade_ledger makes
SELECT x.name FROM (SELECT relname FROM pg_class WHERE relnamespace = 'ops'::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition
	UNION SELECT proname FROM pg_proc WHERE pronamespace = 'ops'::regnamespace) x (name)
WHERE strpos((SELECT prosrc FROM pg_proc WHERE oid = 'create_ledger(text,boolean,text)'::regprocedure), quote_literal(x.name)) = 0;
CREATE TABLE public.precious (n integer);
CALL create_ledger('Ops"; DROP TABLE public.precious; --');
SELECT count(*) FROM public.precious;
SELECT count(*) FROM "Ops""; DROP TABLE public.precious; --".job_energy_per_token;
CALL "Ops""; DROP TABLE public.precious; --".compact('2026-01-01');
DROP SCHEMA "Ops""; DROP TABLE public.precious; --" CASCADE;
DROP TABLE public.precious;

-- operators planted in front of pg_catalog are not used
CREATE SCHEMA evil;
CREATE FUNCTION evil.trap(timestamptz, timestamptz) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trapped''; END';
CREATE OPERATOR evil.< (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = evil.trap);
CREATE OPERATOR evil.>= (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = evil.trap);
CREATE FUNCTION evil.trap(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trapped''; END';
CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.trap);
SET search_path = evil, pg_catalog, public, colossus;
CALL colossus.upgrade_ledger('ops');
INSERT INTO ops.job (job, kind, started_at) VALUES ('x', 'training', '2025-01-01Z');
INSERT INTO ops.job_device (job, device, started_at) VALUES ('x', 'x', '2025-01-01Z');
INSERT INTO ops.sample_by_name VALUES ('x', 'power_w', '2025-01-01Z', 1);
CALL ops.compact('2026-01-01');
SELECT count(*) FROM ops.tenant_ledger;
SET search_path = ops, public, colossus;
DROP SCHEMA evil CASCADE;
TRUNCATE job, job_device, step_log, device_trace, series;

-- ---- one device by hand ----
-- g1: 300 W every minute from 2026-01-31 22:00 to 2026-02-01 02:00, one sample 20 s
-- before midnight left out, so that the interval 23:59 - 00:01 straddles the month
INSERT INTO device (device, accelerator, host, cluster, site) VALUES ('g1', 'H100 SXM', 'n1', 'c', 'Here');
INSERT INTO sample_by_name SELECT 'g1', 'power_w', '2026-01-31 22:00Z'::timestamptz + i * interval '1 min', 300 FROM generate_series(0, 240) i WHERE i <> 120;
-- 2 h on each side: 300 x 7200 = 2,160,000 J = 0.6 kWh
SELECT day, since, until, method, energy_nj, accelerator_kwh, it_kwh, facility_kwh, service_s, coverage, samples FROM device_energy ORDER BY day;
INSERT INTO site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2026-02-01', 1.5, 1.2, 'US');
-- 0.6 x 1.5 = 0.9, x 1.2 = 1.08, from the first of February only
SELECT day, accelerator_kwh, it_kwh, facility_kwh FROM device_energy ORDER BY day;
SELECT hour, devices, energy_nj, facility_kwh, coverage FROM fleet_hourly ORDER BY hour;

-- two jobs: a holds it from 22:30 to 00:30 (2 h), nobody to 01:00, b from 01:00 to 02:00
INSERT INTO job (job, kind, model, tenant, started_at, ended_at) VALUES
	('a', 'inference', NULL, 'acme', '2026-01-31 22:30Z', '2026-02-01 00:30Z'),
	('b', 'training', NULL, 'beta', '2026-02-01 01:00Z', '2026-02-01 02:00Z'),
	('c', 'training', NULL, NULL, '2026-02-01 01:00Z', '2026-02-01 02:00Z');
INSERT INTO job_device (job, device, started_at) VALUES ('a', 'g1', '2026-01-31 22:30Z'), ('b', 'g1', '2026-02-01 01:00Z');
-- a: 300 x 7200 J = 0.6 kWh, of which 1.5 h before the overhead is known; b: 0.3 kWh
SELECT job, devices, device_s, covered_s, coverage, method, energy_nj, accelerator_kwh, it_kwh, facility_kwh, lower_kwh, upper_kwh FROM job_energy ORDER BY job;
-- idle: 0.5 h in January, 0.5 h in February
SELECT month, zone, tenant, consumer, jobs, device_s, energy_nj, facility_kwh FROM tenant_ledger ORDER BY month, tenant;
SELECT device, since, until, held_share, energy_nj, idle_s FROM idle_energy ORDER BY since;

-- the shares of one moment do not exceed 1; both rows are named
INSERT INTO job_device (job, device, share, started_at) VALUES ('c', 'g1', 0.5, '2026-02-01 01:30Z');
UPDATE job_device SET share = 0.7 WHERE job = 'b';
INSERT INTO job_device (job, device, share, started_at) VALUES ('c', 'g1', 0.5, '2026-02-01 01:30Z');
INSERT INTO job_device (job, device, share, started_at) VALUES ('c', 'g1', 0.3, '2026-02-01 01:30Z');
INSERT INTO job_device (job, device, share, started_at) VALUES ('c', 'g1', 1.3, '2026-02-01 01:30Z');
INSERT INTO device (device, since) VALUES ('g1', '2026-02-01Z');
BEGIN ISOLATION LEVEL REPEATABLE READ;
INSERT INTO job_device (job, device, share, started_at) VALUES ('c', 'g9', 0.3, '2026-02-01 01:30Z');
ROLLBACK;
-- a job that lasts longer holds its devices longer, and not into the time of others
UPDATE job SET ended_at = '2026-02-01 01:15Z' WHERE job = 'a';
UPDATE job SET ended_at = NULL WHERE job = 'a';
UPDATE job SET ended_at = CASE job WHEN 'a' THEN '2026-02-01 01:15Z' ELSE '2026-02-01 01:10Z' END::timestamptz WHERE job IN ('a', 'b');
BEGIN;
UPDATE job SET ended_at = '2026-02-01 01:00Z' WHERE job = 'a';
UPDATE job SET ended_at = CASE job WHEN 'b' THEN '2026-02-01 01:30Z' ELSE '2026-02-01 03:00Z' END::timestamptz WHERE job IN ('b', 'c');
ROLLBACK;
BEGIN ISOLATION LEVEL REPEATABLE READ;
UPDATE job SET name = 'A' WHERE job = 'a';
UPDATE job SET ended_at = '2026-02-01 00:45Z' WHERE job = 'a';
ROLLBACK;
BEGIN ISOLATION LEVEL SERIALIZABLE;
UPDATE job SET name = 'A', ended_at = ended_at WHERE job = 'a';
UPDATE job SET running = false WHERE job = 'a';
ROLLBACK;
-- who may write jobs and no holders says of an end what it is
BEGIN;
CREATE ROLE regress_writes_jobs;
GRANT USAGE ON SCHEMA ops TO regress_writes_jobs;
GRANT SELECT, UPDATE ON job TO regress_writes_jobs;
GRANT SELECT ON job_device TO regress_writes_jobs;
SET LOCAL ROLE regress_writes_jobs;
UPDATE job SET name = 'A', ended_at = ended_at WHERE job = 'a' RETURNING name;
UPDATE job SET ended_at = '2026-02-01 00:45Z' WHERE job = 'a';
ROLLBACK;
-- a row without an end of its own ends with its job, also where one statement writes both;
-- nobody else says until when
BEGIN;
WITH r AS (INSERT INTO job_device (job, device, started_at, ended_at, held_until) VALUES ('d', 'g8', '2026-02-01Z', NULL, '2027-01-01Z'), ('d', 'g9', '2026-02-01Z', '2026-03-05Z', NULL))
INSERT INTO job (job, started_at, ended_at) VALUES ('d', '2026-02-01Z', '2026-02-02Z');
INSERT INTO job_device (job, device, started_at) VALUES ('d', 'g7', '2026-01-31Z');
SELECT device, ended_at, held_until, held_days FROM job_device WHERE job = 'd' ORDER BY device;
UPDATE job SET ended_at = NULL WHERE job = 'd';
SELECT device, held_until, held_days FROM job_device WHERE job = 'd' ORDER BY device;
UPDATE job SET running = false WHERE job = 'd';
UPDATE job_device SET held_until = 'infinity' WHERE job = 'd';
SELECT device, held_until, held_days FROM job_device WHERE job = 'd' ORDER BY device;
UPDATE job_device SET started_at = '2026-02-01Z', ended_at = '2026-03-05 00:00:00.000001Z' WHERE job = 'd';
UPDATE job_device SET ended_at = '2026-02-02 00:00:00.000001Z' WHERE job = 'd' AND device = 'g8';
SELECT device, held_until, held_days FROM job_device WHERE job = 'd' ORDER BY device;
ROLLBACK;
-- b: 0.7 x 0.3 kWh = 756,000 J; c: 0.3 x 0.15 kWh = 162,000 J; idle 0.3 x 0.15 kWh more
SELECT job, device_s, energy_nj FROM job_energy ORDER BY job;
SELECT tenant, sum(energy_nj) FROM tenant_ledger GROUP BY 1 ORDER BY 1;

-- 100 W for 10 s are 10^12 nJ: shares that come within a rounding of 1 before the last holder
-- leave him his part, 5e-10 of it, and all parts add up; so do thirds, whose last takes the remainder
BEGIN;
INSERT INTO device (device) VALUES ('g5');
INSERT INTO sample_by_name VALUES ('g5', 'power_w', '2026-02-01 05:00:00Z', 100), ('g5', 'power_w', '2026-02-01 05:00:10Z', 100);
INSERT INTO job SELECT j, 'training', NULL, 'acme', '2026-02-01 05:00:00Z', '2026-02-01 05:00:10Z' FROM unnest('{s1,s2,s3}'::text[]) j;
INSERT INTO job_device SELECT j, 'g5', s, '2026-02-01 05:00:00Z' FROM unnest('{s1,s2}'::text[], '{0.9999999995,0.0000000005}'::numeric[]) x (j, s);
SELECT job, share, energy_nj FROM device_part WHERE device = 'g5' AND energy_nj IS NOT NULL ORDER BY job;
SELECT job, energy_nj FROM job_energy WHERE job IN ('s1', 's2') ORDER BY job;
SELECT count(*) FROM ledger_audit() WHERE rule = 'parts do not sum';
DELETE FROM job_device WHERE device = 'g5';
INSERT INTO job_device SELECT j, 'g5', 0.3333333333, '2026-02-01 05:00:00Z' FROM unnest('{s1,s2,s3}'::text[]) j;
SELECT job, energy_nj FROM device_part WHERE device = 'g5' AND energy_nj IS NOT NULL ORDER BY job;
ROLLBACK;

-- times that would make the views count days without end: ms taken for s, an open end written as 9999
INSERT INTO sample_by_name VALUES ('g1', 'power_w', to_timestamp(1767225600000), 1);
INSERT INTO sample_by_name VALUES ('g1', 'power_w', '-infinity', 1);
INSERT INTO job (job, kind, started_at, ended_at) VALUES ('far', 'training', '2026-02-01Z', '9999-12-31Z');
INSERT INTO job_device (job, device, started_at, ended_at) VALUES ('a', 'g9', '2026-02-01Z', '9999-12-31Z');
INSERT INTO device (device, since) VALUES ('far', 'infinity');
INSERT INTO device (device, max_gap) VALUES ('far', '178000000 days');

-- ---- a ramp that edges cut ----
-- g2: 0 W at 03:00:00 to 600 W at 03:01:00 on 2026-02-01.  Until x s the energy is 5 x^2 J:
-- held from 03:00:15 to 03:00:45, 5 x (45^2 - 15^2) = 9,000 J of 18,000 J
INSERT INTO device (device, cluster, site) VALUES ('g2', 'c', 'Here');
INSERT INTO sample_by_name VALUES ('g2', 'power_w', '2026-02-01 03:00Z', 0), ('g2', 'power_w', '2026-02-01 03:01Z', 600);
INSERT INTO job VALUES ('d', 'training', NULL, 'beta', '2026-02-01 03:00:15Z', '2026-02-01 03:00:45Z');
INSERT INTO job_device (job, device, share, started_at) VALUES ('d', 'g2', 1, '2026-02-01 03:00:15Z');
SELECT energy_nj, lower_kwh, upper_kwh, coverage FROM job_energy WHERE job = 'd';
SELECT since, until, energy_nj FROM idle_energy WHERE device = 'g2' ORDER BY since;
-- max_gap is the device's: with 30 s the minute is a gap, and nothing is known
UPDATE device SET max_gap = '30 seconds' WHERE device = 'g2';
SELECT energy_nj, accelerator_kwh, coverage FROM job_energy WHERE job = 'd';
SELECT tenant, device_s, energy_nj FROM tenant_ledger WHERE tenant = '(unobserved)' ORDER BY month;
UPDATE device SET max_gap = '5 minutes' WHERE device = 'g2';

-- ---- counters ----
-- g3: 22,000,000 J, 200 J, 22,000,100 J gives 100 J and one rejected reading; then
-- one rise of 7,200 J from 2026-02-01 23:00 to 2026-02-02 01:00, half of it each day
INSERT INTO device (device, cluster, site, max_w) VALUES ('g3', 'c', 'Here', 700);
INSERT INTO sample_by_name VALUES ('g3', 'energy_j', '2026-02-01 22:00Z', 22000000), ('g3', 'energy_j', '2026-02-01 22:00:30Z', 200),
	('g3', 'energy_j', '2026-02-01 22:01Z', 22000100), ('g3', 'energy_j', '2026-02-01 23:00Z', 22000100), ('g3', 'energy_j', '2026-02-02 01:00Z', 22007300);
SELECT day, method, energy_nj, covered_s, rejected, stuck_s FROM device_energy WHERE device = 'g3' ORDER BY day;
-- both methods: 400 W by power beside a counter that says 410 W for the same minute
INSERT INTO device (device, cluster, site) VALUES ('g4', 'c', 'Here');
INSERT INTO sample_by_name SELECT 'g4', 'power_w', '2026-02-01 04:00Z'::timestamptz + i * interval '1 min', 400 FROM generate_series(0, 60) i;
INSERT INTO sample_by_name SELECT 'g4', 'energy_j', '2026-02-01 04:00Z'::timestamptz + i * interval '1 min', 410 * 60 * i FROM generate_series(0, 60) i;
INSERT INTO job VALUES ('e', 'inference', NULL, 'acme', '2026-02-01 04:00Z', '2026-02-01 05:00Z');
INSERT INTO job_device (job, device, share, started_at) VALUES ('e', 'g4', 1, '2026-02-01 04:00Z');
SELECT method, accelerator_kwh, power_kwh, counter_kwh, reconcile_ratio FROM job_energy WHERE job = 'e';
UPDATE device SET method = 'power' WHERE device = 'g4';
SELECT method, accelerator_kwh, power_kwh, counter_kwh, reconcile_ratio FROM job_energy WHERE job = 'e';

-- ---- tokens ----
-- e, replica r1: prompt 0, 600, 1000, output 0, 150, restart, 50 (200 in all), cached 0, 400; r2: prompt 7, 507
INSERT INTO series (series_id, metric, job, source, replica) SELECT 9000 + row_number() OVER (), k || '_tokens', 'e', 'hand', r FROM unnest('{prompt,output,cached}'::text[]) k, unnest('{r1,r2}'::text[]) r;
INSERT INTO sample (series_id, at, value) SELECT s.series_id, x.at::timestamptz, x.counter FROM (VALUES
	('r1', 'prompt', '2026-02-01 04:00Z', 0), ('r1', 'prompt', '2026-02-01 04:20Z', 600), ('r1', 'prompt', '2026-02-01 04:40Z', 1000),
	('r1', 'output', '2026-02-01 04:00Z', 0), ('r1', 'output', '2026-02-01 04:20Z', 150), ('r1', 'output', '2026-02-01 04:40Z', 50),
	('r1', 'cached', '2026-02-01 04:00Z', 0), ('r1', 'cached', '2026-02-01 04:40Z', 400),
	('r2', 'prompt', '2026-02-01 04:00Z', 7), ('r2', 'prompt', '2026-02-01 04:40Z', 507)) x (replica, kind, at, counter) JOIN series s ON s.metric = x.kind || '_tokens' AND s.replica = x.replica AND s.source = 'hand';
-- d: steps of 1,000 tokens; step 2 was done again after a restart
INSERT INTO step_log (job, step, at, tokens, seconds) VALUES ('d', 1, '2026-02-01 03:00:20Z', 1000, 5), ('d', 2, '2026-02-01 03:00:25Z', 1000, 5),
	('d', 2, '2026-02-01 03:00:40Z', 1000, 6), ('d', 3, '2026-02-01 03:00:45Z', 1000, 5);
-- computed: 1500 + 200 - 400 = 1300
SELECT * FROM job_tokens ORDER BY job, kind;
-- e: 1,440,000 J; per output token 7,200 J, 2,000 kWh a million
SELECT job, kind, tokens, accelerator_kwh, accelerator_j_per_token, accelerator_kwh_per_million_tokens, facility_kwh_per_million_tokens
FROM job_energy_per_token WHERE job IN ('c', 'd', 'e') ORDER BY job, kind;
-- with idle: on 2026-02-01 cluster c used, in J:
--   a 540,000 (g1, 0.5 h), b 756,000, c 162,000, d 9,000, e 1,440,000; in all 2,907,000
--   idle 540,000 (g1) + 162,000 (g1) + 9,000 (g2) + 100 + 3,600 (g3) = 714,700
-- d: 9,000 x 714,700 / 2,907,000 = 2,212.69...
SELECT job, kind, idle_accelerator_kwh * 3.6e6 AS idle_j, 9000.0 * 714700 / 2907000 AS by_hand, accelerator_j_per_token_with_idle, (9000 + 9000.0 * 714700 / 2907000) / 3000 AS per_token_by_hand
FROM job_energy_per_token WHERE job = 'd';
-- idle energy where nobody knows PUE is not nothing: what d's own comes to at the meter is known, with idle it is not
BEGIN;
UPDATE device SET site = 'elsewhere' WHERE device = 'g1';
SELECT job, idle_accelerator_kwh * 3.6e6 AS idle_j, facility_kwh_per_million_tokens, facility_kwh_per_million_tokens_with_idle
FROM job_energy_per_token WHERE job = 'd';
ROLLBACK;
-- a day on which all that jobs hold stood at 0 W: its idle energy falls to nobody, and that of the next day is known.
-- 9,000 J to 00:10, then 300 W for 85,800 s; beside it 60 W idle: (25,749,000 + 5,184,000) x 1.5 x 1.25 / 3.6e6 = 16.1109375
BEGIN;
INSERT INTO device (device, cluster, site) VALUES ('z1', 'z', 'Zero'), ('z2', 'z', 'Zero');
INSERT INTO site_overhead (site, from_date, server_factor, pue) VALUES ('Zero', '2026-01-01', 1.5, 1.25);
INSERT INTO sample_by_name SELECT 'z1', 'power_w', t, CASE WHEN t < '2026-03-02 00:10Z' THEN 0 ELSE 300 END FROM generate_series('2026-03-01Z'::timestamptz, '2026-03-03Z', '1 min') t;
INSERT INTO sample_by_name SELECT 'z2', 'power_w', t, 60 FROM generate_series('2026-03-01Z'::timestamptz, '2026-03-03Z', '1 min') t;
INSERT INTO job (job, kind, tenant, started_at, ended_at) VALUES ('z', 'training', 'acme', '2026-03-01Z', '2026-03-03Z');
INSERT INTO job_device (job, device, started_at) VALUES ('z', 'z1', '2026-03-01Z');
INSERT INTO step_log (job, step, at, tokens) VALUES ('z', 1, '2026-03-02Z', 1e6);
SELECT job, idle_accelerator_kwh * 3.6e6 AS idle_j, facility_kwh_per_million_tokens_with_idle FROM job_energy_per_token WHERE job = 'z';
ROLLBACK;

-- ---- utilization ----
-- without config and seq_len the convention is kaplan: 6 x 10^9 x 3,000 tokens = 1.8e13 FLOP in
-- 30 s on one H100 SXM with 989.4e12 FLOP/s: 6.0643e-4
INSERT INTO model_user (model, params, status, source_id) SELECT 'tiny', 1000000000, status, source_id FROM colossus.model LIMIT 1;
UPDATE job SET model = 'tiny' WHERE job = 'd';
UPDATE device SET accelerator = 'NVIDIA H100 80GB HBM3' WHERE device = 'g2';
SELECT tokens, convention, flop_per_token, flop, numeric_format, peak_flops, accelerator_s, mfu, 1.8e13 / (30 * 989.4e12) AS by_hand, step_s FROM job_mfu WHERE job = 'd';
-- LoRA: no weight of the model is trained, 4 x 10^9 instead of 6 x 10^9
UPDATE job SET trainable = 0 WHERE job = 'd';
SELECT flop_per_token, mfu, 4 * 3e12 / (30 * 989.4e12) AS by_hand FROM job_mfu WHERE job = 'd';
-- with 10^7 parameters of adapters beside it, 4 x 10^9 + 6 x 10^7
UPDATE job SET adapter_params = 1e7 WHERE job = 'd';
SELECT flop_per_token, flop FROM job_mfu WHERE job = 'd';
-- the same beside a model whose configuration is known: 4 x 8,030,261,248 + 6 x 41,943,040
BEGIN;
UPDATE job SET model = 'meta-llama/Llama-3.1-8B', seq_len = 2048, convention = 'kaplan', adapter_params = 41943040 WHERE job = 'd';
SELECT convention, flop_per_token, 4 * 8030261248 + 6 * 41943040 AS by_hand FROM job_mfu WHERE job = 'd';
ROLLBACK;
UPDATE job SET trainable = 1, adapter_params = 0 WHERE job = 'd';
-- another format, another peak; an unknown part is no error
UPDATE job SET numeric_format = 'fp8' WHERE job = 'd';
SELECT numeric_format, peak_flops, mfu FROM job_mfu WHERE job = 'd';
UPDATE device SET accelerator = 'H1000' WHERE device = 'g2';
SELECT numeric_format, peak_flops, mfu FROM job_mfu WHERE job = 'd';
DELETE FROM model_user WHERE model = 'tiny';

-- ---- emissions ----
-- e: 0.4 kWh x 1.5 x 1.2 = 0.72 kWh at the meter.  Location: the US average of
-- colossus.grid_rate.  Market: half a PPA of 20 g/kWh, the rest by the residual mix.  Matched in time: 500 g/kWh in the first half hour,
-- held for 20 minutes, 300 g/kWh in the second: 0.24 x 500 + 0.36 x 300 = 228 g over 0.6 kWh
INSERT INTO electricity_contract (contract, site, from_date, instrument, share, g_per_kwh) VALUES ('Sun', 'Here', '2026-01-01', 'PPA', 0.5, 20);
INSERT INTO series (series_id, metric, zone, kind, unit, source, max_age) VALUES (9100, 'g_per_kwh', 'US', 'grid', 'g/kWh', 'hand', '20 minutes');
INSERT INTO sample (series_id, at, value) SELECT 9100, t, CASE WHEN t < '2026-02-01 04:30Z' THEN 500 ELSE 300 END FROM unnest('{2026-02-01 04:00Z,2026-02-01 04:30Z,2026-02-01 04:50Z}'::timestamptz[]) t;
SELECT facility_kwh, location_co2e_kg, location_co2e_kg / facility_kwh * 1000 = f.g_per_kwh AS by_the_factor, location_edition = f.edition AS edition, location_stale,
	market_method, time_matched_co2e_kg, time_matched_kwh
FROM job_co2e, grid_factor('US', '2026-02-01') f WHERE job = 'e';
SELECT round((market_co2e_kg * 1000)::numeric, 9) = round((0.36 * 20 + 0.36 * f.g_per_kwh)::numeric, 9) AS by_hand
FROM job_co2e, market_rate_at('US', '2026-02-01', current_date) f WHERE job = 'e';
-- the tool that told the intensity and the site call the zone by two names of it, or do not mean the same one
BEGIN;
UPDATE series SET zone = 'DE' WHERE series_id = 9100;
UPDATE site_overhead SET zone = 'DEU' WHERE zone = 'US';
SELECT time_matched_co2e_kg, time_matched_kwh FROM job_co2e WHERE job = 'e';
UPDATE site_overhead SET zone = 'Germany' WHERE zone = 'DEU';
SELECT j.time_matched_co2e_kg, round((j.location_co2e_kg * 1000)::numeric, 9) = round((j.facility_kwh * f.g_per_kwh)::numeric, 9) AS by_the_factor FROM job_co2e j, grid_factor('DEU', '2026-02-01') f WHERE j.job = 'e';
UPDATE series SET zone = 'DE-BY' WHERE series_id = 9100;
SELECT time_matched_co2e_kg, time_matched_kwh FROM job_co2e WHERE job = 'e';
ROLLBACK;
-- without an overhead for all of it nothing is told
SELECT facility_kwh, location_co2e_kg, market_co2e_kg FROM job_co2e WHERE job = 'a';
-- the ledger of a day before any factor was published knows none; now it does
SELECT count(*), count(co2e_kg) FROM emission_ledger('2000-01-01') WHERE scope = 2;
SELECT e.month, e.tenant, e.method, e.g_per_kwh = f.g_per_kwh AS factor, round(e.facility_kwh::numeric, 6) AS facility_kwh, e.co2e_kg IS NOT NULL AS told
FROM emission_ledger() e, grid_factor('US', '2026-02-01') f WHERE e.scope = 2 ORDER BY e.month, e.tenant;

-- ---- turbines ----
-- 1,000,000 MMBtu behind lean premix: NOx 0.099 lb/MMBtu (AP-42 3.1) is 99,000 lb = 49.5 short tons
-- of 87 a year (permit 01156-01PC); 31 days in January and February, 22 of them in January
INSERT INTO unit_operation (site, unit, started_at, ended_at, controls, heat_mmbtu) SELECT p.site, 'u1', '2026-01-10Z', '2026-02-10Z', '{lean premix}', 1e6
	FROM colossus.permit p WHERE p.permit_id = '01156-01PC';
SELECT pollutant, limit_scope, month, round(tons::numeric, 6) AS tons, round((49.5 * 22 / 31)::numeric, 6) AS january_by_hand, round(tons_12_months::numeric, 6) AS tons_12_months, limit_tons,
	round(margin_tons::numeric, 6) AS margin_tons, exceeds, unknown_operations
FROM permit_margin WHERE permit_id = '01156-01PC' AND pollutant = 'NOx' ORDER BY month;
-- CO2 53.06 kg/MMBtu, CH4 1e-3, N2O 1e-4 (40 CFR 98), AR5: 53.06 + 0.028 + 0.0265 = 53.1145 kg/MMBtu
SELECT month, scope, round(heat_mmbtu::numeric, 3) AS heat_mmbtu, round((co2e_kg / heat_mmbtu)::numeric, 3) AS kg_per_mmbtu FROM emission_ledger() WHERE scope = 1 ORDER BY month;
-- a control that nobody knows of turbines is not uncontrolled: what it removes is not known, and greenhouse gases are what they were
BEGIN;
UPDATE unit_operation SET controls = '{lean premix,SRC}';
SELECT pollutant, tons, margin_tons, exceeds, unknown_operations FROM permit_margin WHERE permit_id = '01156-01PC' AND month = '2026-02-01' ORDER BY pollutant;
SELECT month, scope, round((co2e_kg / heat_mmbtu)::numeric, 3) AS kg_per_mmbtu FROM emission_ledger() WHERE scope = 1 ORDER BY month;
SELECT * FROM statement_audit() WHERE rule = 'unknown control';
-- by any spelling of what is known, and none for another machine
UPDATE unit_operation SET controls = '{Lean Premix,scr}';
SELECT round(max(tons_12_months)::numeric, 6) AS tons, round(49.5 * (1 - min(x.efficiency))::numeric, 6) AS by_hand FROM permit_margin m, colossus.control_efficiency x
WHERE m.permit_id = '01156-01PC' AND m.pollutant = 'NOx' AND x.technology = 'gas turbine' AND x.control = 'SCR' AND x.pollutant = 'NOx';
SELECT * FROM statement_audit() WHERE rule = 'unknown control';
UPDATE unit_operation SET fuel = 'diesel', technology = 'diesel engine over 600 hp';
SELECT * FROM statement_audit() WHERE rule = 'unknown control';
ROLLBACK;
-- half of what a site uses generated on site: half is bought
INSERT INTO unit_operation (site, unit, started_at, ended_at, heat_mmbtu, mwh) SELECT 'Here', 'g', '2026-02-02Z', '2026-02-03Z', sum(facility_kwh) / 200, sum(facility_kwh) / 2000 FROM tenant_ledger WHERE month = '2026-02-01' AND consumer <> 'unobserved';
SELECT round((sum(e.facility_kwh) / (SELECT sum(t.facility_kwh) FROM tenant_ledger t WHERE t.month = '2026-02-01'))::numeric, 9) FROM emission_ledger() e WHERE e.scope = 2 AND e.month = '2026-02-01';

-- ---- meters ----
-- node n1 drew 480 W from 00:00 to 02:00 on 2026-02-01 where its accelerator drew 300 W, 450 W by server factor
INSERT INTO device (device, kind, host, site, since, until) VALUES ('pdu1', 'node meter', 'n1', 'Here', '2026-02-01 00:00Z', '2026-02-01 02:00Z');
INSERT INTO sample_by_name SELECT 'pdu1', 'power_w', '2026-02-01 00:00Z'::timestamptz + i * interval '1 min', 480 FROM generate_series(0, 120) i;
SELECT kind, subject, meter, day, meter_kwh, meter_coverage, devices, accelerator_kwh, it_kwh, ratio, residual_kwh, meter_per_accelerator FROM reconcile;

-- ---- closed days become traces, late rows join them, and no answer changes ----
CREATE VIEW public.answers AS
SELECT 'fleet' AS what, (SELECT sum(energy_nj) FROM device_energy) AS nj
UNION ALL SELECT 'hours', (SELECT sum(energy_nj) FROM fleet_hourly)
UNION ALL SELECT 'tenants and idle', (SELECT sum(energy_nj) FROM tenant_ledger)
UNION ALL SELECT 'months', (SELECT sum(m) FROM (SELECT sum(energy_nj) AS m FROM tenant_ledger GROUP BY month) x)
UNION ALL SELECT 'jobs and idle', (SELECT sum(energy_nj) FROM job_energy) + (SELECT sum(energy_nj) FROM idle_energy);
-- a year's end, noise, outages, three holders of thirds and two that leave a rest
INSERT INTO device (device, cluster, site) SELECT 'r' || d, 'r', 'Here' FROM generate_series(1, 3) d;
SELECT setseed(0.5);
INSERT INTO sample_by_name SELECT 'r' || d, 'power_w', '2025-12-30 23:59:52Z'::timestamptz + i * interval '97 s' + d * interval '1.000001 s', 70 + 630 * random()
	FROM generate_series(1, 2) d, generate_series(0, 4000) i WHERE i % 500 NOT BETWEEN 490 AND 495;
INSERT INTO sample_by_name SELECT 'r3', 'energy_j', '2025-12-30 23:59:52Z'::timestamptz + i * interval '97 s', (i * 97 * 333.333)::numeric(20, 3) FROM generate_series(0, 4000) i;
INSERT INTO job SELECT 'r' || i, 'training', NULL, 't' || i, '2025-12-31 05:00:00.123457Z', '2026-01-03 07:00Z' FROM generate_series(1, 5) i;
INSERT INTO job_device SELECT 'r' || i, 'r1', 1.0 / 3, '2025-12-31 05:00:00.123457Z' FROM generate_series(1, 3) i;
INSERT INTO job_device VALUES ('r4', 'r2', 0.1, '2025-12-31 05:00:00.123457Z', NULL), ('r5', 'r2', 0.7, '2026-01-01 05:00:07Z', '2026-01-02 01:00Z'),
	('r4', 'r3', 0.45, '2025-12-31 05:00:00.123457Z', NULL), ('r5', 'r3', 0.45, '2026-01-01 05:00:07Z', '2026-01-02 01:00Z');
SELECT count(DISTINCT nj) FROM public.answers;
-- the parts agree with the aggregates over each device's samples as a whole
SELECT d.device, d.nj = s.nj AS same FROM (SELECT device, sum(energy_nj) AS nj FROM device_energy GROUP BY 1) d
JOIN (SELECT device, (power_energy(at, value, '5 minutes')).energy_nj AS nj FROM sample_by_name WHERE metric = 'power_w' GROUP BY 1
	UNION ALL SELECT device, (counter_energy(at, value, 1e15)).energy_nj FROM sample_by_name WHERE device = 'r3' GROUP BY 1) s USING (device) ORDER BY 1;
-- thirds: the last holder takes the remainder, and nobody is idle
SELECT count(*) AS idle FROM idle_energy WHERE device = 'r1' AND since > '2025-12-31 05:00Z' AND until < '2026-01-03 07:00Z';
SELECT max(energy_nj) - min(energy_nj) BETWEEN 1 AND 12 AS within_a_nanojoule_a_part FROM job_energy WHERE job IN ('r1', 'r2', 'r3');

SELECT nj INTO TEMP before FROM public.answers LIMIT 1;
SELECT job, energy_nj, coverage INTO TEMP jobs_before FROM job_energy;
CALL compact('2026-02-01');
SELECT count(*) > 0 AS packed, sum(samples) = sum(sample_count(trace_of(trace))) AS all_there FROM device_trace;
SELECT min(at) >= '2026-02-01Z' FROM sample;
SELECT count(DISTINCT nj), min(nj) = (SELECT nj FROM before) AS unchanged FROM public.answers;
SELECT count(*) FROM (SELECT job, energy_nj, coverage FROM job_energy EXCEPT TABLE jobs_before) x;
-- late rows: into an outage, at a day's edge, twice the same
INSERT INTO sample_by_name SELECT 'r1', 'power_w', '2025-12-30 23:59:53.000001Z'::timestamptz + i * interval '97 s', 111 FROM generate_series(490, 495) i;
INSERT INTO sample_by_name VALUES ('r2', 'power_w', '2025-12-31 23:59:59.999999Z', 500), ('r2', 'power_w', '2026-01-01 00:00:00Z', 100), ('r2', 'power_w', '2026-01-01 00:00:00Z', 100),
	('r3', 'energy_j', '2025-12-31 00:00:40Z', 16000);
SELECT count(DISTINCT nj), min(nj) <> (SELECT nj FROM before) AS changed FROM public.answers;
SELECT nj INTO TEMP after FROM public.answers LIMIT 1;
CALL compact('2026-02-01');
SELECT count(DISTINCT nj), min(nj) = (SELECT nj FROM after) AS unchanged FROM public.answers;
CALL compact('2026-03-01');
SELECT count(*) FROM sample;
SELECT count(DISTINCT nj), min(nj) = (SELECT nj FROM after) AS unchanged FROM public.answers;
-- back to rows: the same again
CREATE TEMP TABLE packed AS SELECT t.series_id, u.load_id, u.at, u.value FROM device_trace t, unpacked(t.trace, t.loads) u;
DELETE FROM device_trace;
INSERT INTO sample (series_id, load_id, at, value) TABLE packed;
SELECT count(DISTINCT nj), min(nj) = (SELECT nj FROM after) AS unchanged FROM public.answers;
CALL compact('2026-03-01');
CALL compact('9999-01-01');
CALL compact(NULL);
-- bytes that are no trace
SELECT trace_of('\x00');
SELECT trace_of(NULL) IS NULL;

-- upgrade_ledger changes no row, and heals what was dropped
SELECT md5(string_agg(x, E'\n' ORDER BY x)) AS md5 INTO TEMP rows_before FROM (
	SELECT d::text FROM device d UNION ALL SELECT t::text FROM device_trace t UNION ALL SELECT j::text FROM job j UNION ALL SELECT j::text FROM job_device j) r (x);
DROP VIEW fleet_hourly CASCADE;
CALL upgrade_ledger('ops');
SELECT count(*) > 0 FROM fleet_hourly;
SELECT md5(string_agg(x, E'\n' ORDER BY x)) = (SELECT md5 FROM rows_before) AS unchanged FROM (
	SELECT d::text FROM device d UNION ALL SELECT t::text FROM device_trace t UNION ALL SELECT j::text FROM job j UNION ALL SELECT j::text FROM job_device j) r (x);

-- ---- the audit finds what was planted ----
INSERT INTO sample_by_name VALUES ('stranger', 'power_w', '2026-02-01 00:00Z', 100), ('stranger', 'power_w', '2026-02-01 00:01Z', 100);
INSERT INTO device (device, cluster, site) VALUES ('mig0', 'm', 'Here'), ('mig1', 'm', 'Here');
INSERT INTO sample_by_name SELECT 'mig' || d, 'energy_j', '2026-02-01 06:00Z'::timestamptz + i * interval '1 min', 1e6 + i * 18000 FROM generate_series(0, 1) d, generate_series(0, 9) i;
INSERT INTO device (device, cluster, site, since, until) VALUES ('mute', 'm', 'Nowhere', '2026-02-01 00:00Z', '2026-02-01 12:00Z');
INSERT INTO job (job, kind, started_at, ended_at) VALUES ('lost', 'training', '2026-02-01Z', '2026-02-01 06:00Z'), ('late', 'training', '2026-02-01Z', '2026-02-01 01:00Z');
INSERT INTO job_device (job, device, started_at, ended_at) VALUES ('late', 'nobody', '2026-02-01 00:00Z', '2026-02-01 02:00Z');
INSERT INTO electricity_contract (contract, site, from_date, instrument, share, g_per_kwh) VALUES ('Wind', 'Here', '2026-01-15', 'PPA', 0.6, 10);
ALTER TABLE job_device DISABLE TRIGGER job_device_check;
INSERT INTO job_device (job, device, share, started_at, ended_at) VALUES ('lost', 'g1', 0.5, '2026-02-01 01:30Z', '2026-02-01 01:40Z');
ALTER TABLE job_device ENABLE TRIGGER job_device_check;
DELETE FROM job_device WHERE job = 'lost' AND device <> 'g1';
INSERT INTO job (job, kind, started_at) VALUES ('deviceless', 'training', '2026-02-01Z');
SELECT rule, subject, detail FROM ledger_audit() WHERE rule NOT IN ('coverage below 95 %', 'missing samples') OR subject IN ('mute', 'late');
-- shares above 1 or not, the parts add up
SELECT count(*) FROM ledger_audit() WHERE rule = 'parts do not sum';

-- ---- split_samples: rows, traces, and traces with late rows give what power_energy and counter_energy give ----
CREATE TEMP TABLE s AS SELECT '2026-03-01 00:00:07Z'::timestamptz + i * interval '1 min 1.5 s' AS at, CASE WHEN i % 97 = 0 THEN 'NaN' ELSE 300 + 200 * sin(i) END AS w, i * 20000.0 + i % 7 AS j
	FROM generate_series(0, 2800) i WHERE i % 400 NOT BETWEEN 100 AND 110;
CREATE TEMP TABLE kinds AS
SELECT 'rows' AS kind, (SELECT sample_log(at, w) FROM s) AS w, (SELECT sample_log(at, j) FROM s) AS j, NULL::bytea[] AS tw, NULL::bytea[] AS tj
UNION ALL SELECT 'traces', NULL, NULL, (SELECT array_agg(t ORDER BY d) FROM (SELECT at::date AS d, trace_send(trace(at, w)) AS t FROM s GROUP BY 1) x), (SELECT array_agg(t ORDER BY d) FROM (SELECT at::date AS d, trace_send(trace(at, j)) AS t FROM s GROUP BY 1) x)
UNION ALL SELECT 'traces upside down', NULL, NULL, (SELECT array_agg(t ORDER BY d DESC) FROM (SELECT at::date AS d, trace_send(trace(at, w)) AS t FROM s GROUP BY 1) x), (SELECT array_agg(t ORDER BY d DESC) FROM (SELECT at::date AS d, trace_send(trace(at, j)) AS t FROM s GROUP BY 1) x)
UNION ALL SELECT 'late rows', (SELECT sample_log(at, w) FROM s WHERE extract(minute FROM at)::integer % 3 = 0), (SELECT sample_log(at, j) FROM s WHERE extract(minute FROM at)::integer % 3 = 0),
	ARRAY[NULL, (SELECT trace_send(trace(at, w)) FROM s WHERE extract(minute FROM at)::integer % 3 <> 0)], ARRAY[(SELECT trace_send(trace(at, j)) FROM s WHERE extract(minute FROM at)::integer % 3 <> 0), NULL];
CREATE TEMP TABLE edges AS SELECT '{2026-02-28 22:00Z,2026-03-01 00:00:07Z,2026-03-01 00:30:00.123456Z,2026-03-01 01:45Z,2026-03-01 01:47Z,2026-03-02 00:00Z,2026-03-02 23:00Z,2026-03-09 00:00Z}'::timestamptz[] AS e;
SELECT k.kind, count(*),
	bool_and((q.energy_nj, q.lower_j, q.upper_j, q.covered_s, q.gap_s, q.gaps, q.samples_used, q.rejected, q.peak_w, q.first_at, q.last_at) IS NOT DISTINCT FROM
		((p.e).energy_nj, (p.e).lower_j, (p.e).upper_j, (p.e).covered_s, (p.e).gap_s, (p.e).gaps, (p.e).samples, (p.e).rejected, (p.e).peak_w, (p.e).first_at, (p.e).last_at)) AS power
FROM kinds k, edges, LATERAL split_samples(k.w, k.tw, 'power', '5 minutes', NULL, NULL, '-infinity', 'infinity', e) q,
	LATERAL (SELECT power_energy(trace(at, w), '5 minutes', q.since, q.until) AS e FROM s) p
GROUP BY 1 ORDER BY 1;
SELECT k.kind, count(*),
	bool_and((q.energy_nj, q.lower_j, q.upper_j, q.covered_s, q.gap_s, q.samples_used, q.rejected, q.resets, q.stuck_s) IS NOT DISTINCT FROM
		((p.e).energy_nj, (p.e).lower_j, (p.e).upper_j, (p.e).covered_s, (p.e).gap_s, (p.e).samples, (p.e).rejected, (p.e).resets, (p.e).stuck_s)) AS counter
FROM kinds k, edges, LATERAL split_samples(k.j, k.tj, 'counter', '5 minutes', 700, NULL, '-infinity', 'infinity', e) q,
	LATERAL (SELECT counter_energy(trace(at, j), 700, q.since, q.until) AS e FROM s) p
GROUP BY 1 ORDER BY 1;
-- without edges, with one, without anything
SELECT count(*) FROM kinds, split_samples(w, tw, 'power', '5 minutes', NULL, NULL, '-infinity', 'infinity', '{}');
SELECT count(*) FROM kinds, split_samples(w, tw, 'power', '5 minutes', NULL, NULL, '-infinity', 'infinity', '{2026-03-01Z}');
SELECT count(*) FROM split_samples(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT energy_nj, covered_s, samples_used, peak_w, first_at FROM split_samples(NULL, NULL, 'power', '5 minutes', NULL, NULL, '-infinity', 'infinity', '{2026-03-01Z,2026-03-02Z}');
SELECT * FROM split_samples(NULL, NULL, 'guess', '5 minutes', NULL, NULL, '-infinity', 'infinity', '{2026-03-01Z,2026-03-02Z}');
SELECT * FROM split_samples(NULL, NULL, 'power', '5 minutes', NULL, NULL, '-infinity', 'infinity', '{2026-03-02Z,2026-03-01Z}');
SELECT * FROM split_samples(NULL, NULL, 'power', '5 minutes', NULL, NULL, '-infinity', 'infinity', '{2026-03-02Z,NULL}');
SELECT * FROM split_samples(NULL, NULL, 'counter', '5 minutes', 'NaN', NULL, '-infinity', 'infinity', '{2026-03-01Z,2026-03-02Z}');
SELECT * FROM split_samples(NULL, '{"\\x00"}', 'power', '5 minutes', NULL, NULL, '-infinity', 'infinity', '{2026-03-01Z,2026-03-02Z}');
DROP TABLE s, kinds, edges;

-- one call takes 64 MB
SELECT * FROM ops.load('nvidia-smi', repeat('a', 64 * 1024 * 1024 + 1));
RESET search_path;
DROP SCHEMA ops CASCADE;
