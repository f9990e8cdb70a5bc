-- What facts of closed days depend on beside samples.
SET timezone = 'UTC';
SET client_min_messages = warning;
SET jit = off;
\set SHOW_CONTEXT never
CALL create_ledger('ops');

-- ---- the TDP of a part, in a table outside of the ledger ----
-- 500 W is no sample of a part of 100 W, whose gauge shows at most three times that
INSERT INTO ops.device (device, accelerator, max_w) VALUES ('l4', 'L4', NULL), ('limited', 'L4', 1000), ('other', 'H100 SXM', NULL), ('unknown', 'X9', NULL);
INSERT INTO ops.sample_by_name SELECT d, 'power_w', t, 500 FROM unnest('{l4,limited,other,unknown}'::text[]) d, generate_series(timestamptz '2026-03-01', '2026-03-02', '5 minutes') t;
CREATE FUNCTION set_tdp(name text, w float8) RETURNS void LANGUAGE sql AS $$
	DELETE FROM colossus.accelerator_user WHERE accelerator = set_tdp.name;
	INSERT INTO colossus.accelerator_user SELECT (jsonb_populate_record(NULL::colossus.accelerator_user, to_jsonb(a) || jsonb_build_object('tdp_w', set_tdp.w, 'retired', false))).* FROM colossus.accelerator a WHERE a.accelerator = set_tdp.name
$$;
CREATE VIEW days AS SELECT device, accelerator_kwh, rejected FROM ops.device_energy WHERE day = '2026-03-01';
SELECT set_tdp('L4', 1000);
CALL ops.compact('2026-03-03');
SELECT * FROM days ORDER BY device;
SELECT set_tdp('L4', 100);
SELECT * FROM days ORDER BY device;
SELECT device, since, until FROM ops.invalid ORDER BY device;
CALL ops.compact('2026-03-03');
SELECT count(*) FROM ops.invalid;
UPDATE colossus.accelerator_user SET tdp_w = 200 WHERE accelerator = 'L4';
SELECT * FROM days WHERE device = 'l4';
-- a name of the part
UPDATE ops.device SET accelerator = 'my card' WHERE device = 'other';
CALL ops.compact('2026-03-03');
INSERT INTO colossus.accelerator_alias_user (alias, accelerator, status) VALUES ('My Card', 'L4', 'measured');
UPDATE colossus.accelerator_user SET tdp_w = 100 WHERE accelerator = 'L4';
SELECT * FROM days WHERE device = 'other';
-- the largest of all, which bounds a part that is not known
CALL ops.compact('2026-03-03');
SELECT set_tdp('L4', 1e6);
SELECT device, since, until FROM ops.invalid ORDER BY device;
DELETE FROM colossus.accelerator_alias_user WHERE alias = 'My Card';
DELETE FROM colossus.accelerator_user WHERE accelerator = 'L4';
-- who may write the catalogue and not the ledger is not held up
CREATE ROLE regress_curator;
GRANT INSERT, DELETE ON colossus.accelerator_user TO regress_curator;
GRANT SELECT ON colossus.accelerator_user TO regress_curator;
SET ROLE regress_curator;
SELECT set_tdp('L4', 90);
RESET ROLE;
DELETE FROM colossus.accelerator_user WHERE accelerator = 'L4';
-- what others hang on tables of theirs, or on tables in a schema of theirs, does not run for a superuser who
-- writes the catalogue: triggers, nor policies, nor what stands under the names of a ledger
CREATE SCHEMA lure AUTHORIZATION regress_curator;
SET ROLE regress_curator;
CREATE FUNCTION lure.caught() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'caught'; END$$;
CREATE TABLE lure.invalid (device text, since date, until date);
CREATE TRIGGER caught BEFORE INSERT ON lure.invalid FOR EACH STATEMENT EXECUTE FUNCTION lure.caught();
CREATE TABLE lure.device (device text, kind text, max_w float8, accelerator text);
CREATE TABLE lure.setting (closed_before date);
CREATE VIEW lure.device_setting AS SELECT 1 AS one;
RESET ROLE;
SELECT set_tdp('L4', 90);
ALTER TABLE lure.invalid OWNER TO CURRENT_USER;
SELECT set_tdp('L4', 100);
-- the schema is left; then all of it is the writer's, and told as before
ALTER TABLE lure.device OWNER TO CURRENT_USER;
ALTER TABLE lure.setting OWNER TO CURRENT_USER;
SELECT set_tdp('L4', 90);
ALTER SCHEMA lure OWNER TO CURRENT_USER;
SELECT set_tdp('L4', 100);
-- a curator who may write the ledger of the superuser tells it
ALTER TABLE lure.invalid DISABLE TRIGGER caught;
GRANT USAGE ON SCHEMA lure TO regress_curator;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA lure TO regress_curator;
INSERT INTO lure.device VALUES ('x', 'accelerator', NULL, 'L4');
INSERT INTO lure.setting VALUES ('2026-01-01');
SET ROLE regress_curator;
SELECT set_tdp('L4', 90);
RESET ROLE;
SELECT DISTINCT device, since, until FROM lure.invalid;
DELETE FROM colossus.accelerator_user WHERE accelerator = 'L4';
DROP SCHEMA lure CASCADE;
DROP OWNED BY regress_curator;
DROP ROLE regress_curator;
DROP SCHEMA ops CASCADE;

-- ---- a gauge over days of silence, which max_gap allows: 360 W from the 1st at noon to the 4th at noon ----
CALL create_ledger('ops');
INSERT INTO ops.device (device, accelerator, max_gap) VALUES ('alone', 'H100 SXM', '3 days'), ('both', 'H100 SXM', '3 days'), ('short', 'H100 SXM', '71 hours 59 minutes');
INSERT INTO ops.sample_by_name SELECT d, 'power_w', t, 360 FROM unnest('{alone,both,short}'::text[]) d, unnest('{2026-03-01 11:00,2026-03-01 12:00,2026-03-04 12:00,2026-03-04 13:00}'::timestamptz[]) t;
-- a counter that stands still
INSERT INTO ops.sample_by_name VALUES ('both', 'energy_j', '2026-03-01 11:00', 5), ('both', 'energy_j', '2026-03-04 13:00', 5);
CREATE VIEW days AS SELECT device, day, energy_nj / 3600000000000 AS wh, covered_s / 3600 AS covered_h, rule FROM ops.device_energy;
SELECT * FROM days ORDER BY device, day;
SELECT device, sum(energy_nj) / 3600000000000 AS wh, (SELECT (power_energy(x.at, x.value, '3 days')).energy_nj / 3600000000000 FROM ops.sample_by_name x WHERE x.device = 'alone') AS of_samples
FROM ops.device_energy WHERE device IN ('alone', 'both') GROUP BY device ORDER BY device;
CALL ops.compact('2026-03-03');
SELECT * FROM days ORDER BY device, day;
CALL ops.compact('2026-03-05');
SELECT * FROM days ORDER BY device, day;
-- a late sample in the midst of it
INSERT INTO ops.sample_by_name VALUES ('alone', 'power_w', '2026-03-02 12:00', 720), ('both', 'power_w', '2026-03-03 12:00', 720);
SELECT * FROM days WHERE device <> 'short' ORDER BY device, day;
CALL ops.compact('2026-03-05');
SELECT * FROM days WHERE device <> 'short' ORDER BY device, day;
SELECT sum(energy_nj) / 3600000000000 AS wh FROM ops.fleet_hourly;
DROP SCHEMA ops CASCADE;

-- ---- a fact that is damaged, or that somebody wrote: refused where it is read, and booked anew ----
-- 5 to 24 o'clock and 0 to 7 of the next day at 300 W: 19 h and 7 h
CALL create_ledger('ops');
INSERT INTO ops.device (device) VALUES ('a'), ('b');
INSERT INTO ops.sample_by_name SELECT d, 'power_w', t, 300 FROM unnest('{a,b}'::text[]) d, generate_series(timestamptz '2026-01-01', '2026-01-03', '1 minute') t;
INSERT INTO ops.job (job, kind, started_at, ended_at) VALUES ('j', 'training', '2026-01-01 05:00', '2026-01-02 07:00');
INSERT INTO ops.job_device (job, device, started_at) VALUES ('j', 'a', '2026-01-01 05:00');
CALL ops.compact('2026-01-03');
SELECT day, accelerator_kwh FROM ops.job_daily ORDER BY day;
UPDATE ops.fact SET hours = set_byte(hours, 40, get_byte(hours, 40) # 1) WHERE device = 'a' AND day = '2026-01-01';
-- what was added up from it before stays
SELECT day, accelerator_kwh FROM ops.job_daily ORDER BY day;
SELECT sum(energy_nj) FROM ops.idle_energy;
CALL ops.maintain();
SELECT day, accelerator_kwh FROM ops.job_daily ORDER BY day;
SELECT count(*), bool_and(hours_intact(hours)) FROM ops.fact;
DROP SCHEMA ops CASCADE;

-- ---- a day that is asked for tells of those jobs alone that held something on it ----
-- at 300 W: j1 on the 2nd, half of it for j2 until noon of the 3rd, j3 for a day from then, j4 on the 5th, j5 on the 6th, which is not booked, until noon
CALL create_ledger('ops');
INSERT INTO ops.device (device) VALUES ('a');
INSERT INTO ops.sample_by_name SELECT 'a', 'power_w', t, 300 FROM generate_series(timestamptz '2026-01-01', '2026-01-07', '5 minutes') t;
INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) VALUES
	('j1', 'training', 'x', '2026-01-02', '2026-01-03'), ('j2', 'training', 'y', '2026-01-03', '2026-01-03 12:00'), ('j3', 'training', 'x', '2026-01-03 12:00', '2026-01-04 12:00'),
	('j4', 'training', 'y', '2026-01-05', '2026-01-06'), ('j5', 'training', 'x', '2026-01-06', '2026-01-06 12:00');
INSERT INTO ops.job_device (job, device, share, started_at) SELECT job, 'a', CASE job WHEN 'j2' THEN 0.5 ELSE 1 END, started_at FROM ops.job;
CALL ops.compact('2026-01-06');
SELECT job, accelerator_kwh FROM ops.job_daily WHERE day = '2026-01-03' ORDER BY job;
SELECT tenant, accelerator_kwh FROM ops.tenant_daily WHERE day >= '2026-01-02' AND day < '2026-01-03' ORDER BY tenant;
SELECT day, accelerator_kwh FROM ops.job_daily WHERE job = 'j3' ORDER BY day;
SELECT job, accelerator_kwh FROM ops.job_daily WHERE day = '2026-01-06' ORDER BY job;
SELECT count(*) FROM ops.job_daily WHERE day = '2025-12-31';
-- where no series tells an intensity, no sample is looked at
SET track_functions = 'pl';
BEGIN; SELECT count(time_matched_kwh) FROM ops.job_co2e; SELECT count(*) FROM pg_stat_xact_user_functions WHERE funcname = 'pieces_of'; COMMIT;
RESET track_functions;
DROP SCHEMA ops CASCADE;

-- ---- a device with 600 holders on one day: a job of 60 s every 140 s at 300 W is 18 kJ, the last begins at 23:17:40; what is left of 25,920 kJ is idle ----
CALL create_ledger('ops');
INSERT INTO ops.device (device) VALUES ('a');
INSERT INTO ops.sample_by_name SELECT 'a', 'power_w', t, 300 FROM generate_series(timestamptz '2026-01-01', '2026-01-02', '5 minutes') t;
INSERT INTO ops.job (job, kind, started_at, ended_at) SELECT 'j' || n, 'training', t.since, t.since + interval '60 s' FROM generate_series(0, 599) n, LATERAL (SELECT timestamptz '2026-01-01' + n * interval '140 s' AS since) t;
INSERT INTO ops.job_device (job, device, started_at) SELECT j.job, 'a', j.started_at FROM ops.job j;
CREATE VIEW held AS SELECT (SELECT ROW(count(*), sum(energy_nj))::text FROM ops.job_daily) AS jobs, (SELECT sum(energy_nj) FROM ops.idle_energy) AS idle_nj, (SELECT sum(energy_nj) FROM ops.job_hourly) AS by_hour_nj;
TABLE held;
CALL ops.compact('2026-01-02');
TABLE held;
DROP VIEW held;
DROP SCHEMA ops CASCADE;

-- ---- of thousands of holders of a device, who asks for a day or a job looks at those of that time ----
-- two devices at 300 W, of each 50 jobs a day for 40 days, one every 1,728 s for 1,700 s, which is 510 kJ; of every other the end is that of its job.
-- The last day is not booked
CALL create_ledger('ops');
INSERT INTO ops.device (device) VALUES ('a'), ('b');
INSERT INTO ops.sample_by_name SELECT d, 'power_w', t, 300 FROM unnest('{a,b}'::text[]) d, generate_series(timestamptz '2026-01-01', '2026-02-10', '5 minutes') t;
INSERT INTO ops.job (job, kind, tenant, started_at, ended_at)
SELECT d || n, 'training', 't' || n % 50, t.since, t.since + interval '1700 s' FROM unnest('{a,b}'::text[]) d, generate_series(0, 1999) n, LATERAL (SELECT timestamptz '2026-01-01' + n * interval '1728 s' AS since) t;
INSERT INTO ops.job_device (job, device, started_at, ended_at) SELECT j.job, left(j.job, 1), j.started_at, CASE WHEN right(j.job, 1) IN ('1', '3', '5', '7', '9') THEN j.ended_at END FROM ops.job j;
ANALYZE ops.job, ops.job_device;
CALL ops.compact('2026-02-09');
ANALYZE ops.fact, ops.booked_day;
-- rows of job_device and job that a statement reads, of which there are 4,000 each: a day may read all of them a few times, but not once for each other
CREATE PROCEDURE looked(statement text, most bigint) LANGUAGE plpgsql AS $$
DECLARE
	before bigint := (SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables WHERE schemaname = 'ops' AND relname IN ('job', 'job_device'));
	answer text;
	rows bigint;
BEGIN
	EXECUTE statement INTO answer;
	SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) - before INTO rows FROM pg_stat_xact_user_tables WHERE schemaname = 'ops' AND relname IN ('job', 'job_device');
	RAISE INFO '%: %, %', substring(statement from '(?:FROM|INTO|UPDATE) ops\.(\S+)'), answer, CASE WHEN rows <= most THEN 'looks at few' ELSE format('looks at %s rows', rows) END;
END $$;
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.job_daily WHERE day = '2026-01-21'$$, 20000);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.job_hourly WHERE day = '2026-01-21'$$, 20000);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.tenant_daily WHERE day = '2026-01-21'$$, 20000);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.idle_energy WHERE day = '2026-01-21'$$, 500);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.idle_energy WHERE day = '2026-01-21' AND device = 'a'$$, 500);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.device_energy WHERE day = '2026-01-01'$$, 500);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.fleet_hourly WHERE hour = '2026-01-21 10:00'$$, 500);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.job_daily WHERE day = '2026-02-09'$$, 20000);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.device_energy WHERE day = '2026-02-09'$$, 20000);
CALL looked($$SELECT energy_nj FROM ops.job_energy WHERE job = 'a1000'$$, 500);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.job_energy WHERE tenant = 't7'$$, 20000);
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.job_hourly WHERE job = 'b1001'$$, 500);
BEGIN;
CALL looked($$INSERT INTO ops.job (job, started_at) VALUES ('new', '2026-01-21') RETURNING job$$, 500);
CALL looked($$INSERT INTO ops.job_device (job, device, started_at, ended_at) VALUES ('new', 'a', '2026-01-21 00:28:30', '2026-01-21 00:28:40') RETURNING held_days$$, 500);
CALL looked($$UPDATE ops.job SET ended_at = '2026-01-20 15:48:20' WHERE job = 'a975' RETURNING ended_at$$, 500);
-- it is stale now
CALL looked($$SELECT ROW(count(*), sum(energy_nj)) FROM ops.job_daily WHERE day = '2026-01-21' AND job = 'new'$$, 500);
ROLLBACK;
DROP PROCEDURE looked(text, bigint);
DROP SCHEMA ops CASCADE;

-- ---- jobs that came after a day was booked make the service of a device longer than its samples, which are of 8 hours: 12 hours by three holders, and by 61, a minute every 719 s from 06:00 ----
CALL create_ledger('ops');
INSERT INTO ops.device (device) VALUES ('few'), ('many');
INSERT INTO ops.sample_by_name SELECT d, 'power_w', t, 300 FROM unnest('{few,many}'::text[]) d, generate_series(timestamptz '2026-01-01 08:00', '2026-01-01 16:00', '5 minutes') t;
CALL ops.compact('2026-01-02');
SELECT device, since::time, until::time, service_s, covered_s FROM ops.device_energy ORDER BY device;
INSERT INTO ops.job (job, kind, started_at, ended_at) SELECT 'j' || n, 'training', t.since, t.since + interval '60 s' FROM generate_series(0, 60) n, LATERAL (SELECT timestamptz '2026-01-01 06:00' + n * interval '719 s' AS since) t;
INSERT INTO ops.job_device (job, device, started_at) SELECT j.job, d, j.started_at FROM ops.job j, unnest('{few,many}'::text[]) d WHERE d = 'many' OR j.job IN ('j0', 'j30', 'j60');
SELECT device, since::time, until::time, service_s, covered_s FROM ops.device_energy ORDER BY device;
DROP SCHEMA ops CASCADE;

-- ---- samples of another series make a device's service begin earlier, and end later, than a booked day said ----
-- counter readings from 10:00 to 11:00 of the 2nd; then powers of the 1st and the 4th: the 2nd is in service from its beginning, and to its end
CALL create_ledger('ops');
INSERT INTO ops.device (device) VALUES ('a');
INSERT INTO ops.sample_by_name VALUES ('a', 'energy_j', '2026-01-02 10:00', 1000), ('a', 'energy_j', '2026-01-02 11:00', 2000);
CALL ops.compact('2026-01-05');
SELECT day, since, until, samples FROM ops.device_energy ORDER BY day;
INSERT INTO ops.sample_by_name VALUES ('a', 'power_w', '2026-01-01 18:00', 300), ('a', 'power_w', '2026-01-04 06:00', 300);
SELECT day, since, until, samples FROM ops.device_energy ORDER BY day;
CALL ops.compact('2026-01-05');
SELECT day, since, until, samples FROM ops.device_energy ORDER BY day;
DROP SCHEMA ops CASCADE;

-- ---- what a view is expected to cost does not follow from rows that invalid once had: the JIT compiler would start ----
CALL create_ledger('ops');
INSERT INTO ops.device (device, accelerator) SELECT 'd' || i, 'H100 SXM' FROM generate_series(1, 20) i;
INSERT INTO ops.sample_by_name SELECT 'd' || i, 'power_w', t, 300 FROM generate_series(1, 20) i, generate_series(timestamptz '2026-01-02', '2026-01-08', '1 hour') t;
CALL ops.compact('2026-01-08');
ANALYZE ops.fact, ops.invalid;
CREATE FUNCTION expected_cost(relation regclass) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE plan json; BEGIN EXECUTE format('EXPLAIN (FORMAT JSON) SELECT * FROM %s', relation) INTO plan; RETURN plan -> 0 -> 'Plan' ->> 'Total Cost'; END $$;
CREATE TABLE expected AS SELECT c.oid::regclass AS relation, expected_cost(c.oid) AS cost FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind = 'v';
INSERT INTO ops.invalid (device, since, until) SELECT 'd' || i % 20, '2025-01-01', '2025-01-02' FROM generate_series(1, 100000) i;
ANALYZE ops.invalid;
DELETE FROM ops.invalid;
-- health alone looks at the table: it lists these rows
SELECT relation FROM expected WHERE expected_cost(relation) <> cost ORDER BY relation::text;
DROP TABLE expected;
DROP FUNCTION expected_cost(regclass);
DROP SCHEMA ops CASCADE;

-- ---- samples of days that are open, a statement each: what they say of closed days is said once ----
-- 'silent' was last seen at noon of the 2nd, 'ends' at noon of the 4th, the last that is closed, 'unbound' never, 'bound' is in service from the 3rd whatever its samples say
CALL create_ledger('ops');
CALL create_ledger('keeps');
CREATE FUNCTION in_both(VARIADIC statements text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. cardinality(statements) LOOP
		EXECUTE replace(statements[i], 'LEDGER', 'ops');
		EXECUTE replace(statements[i], 'LEDGER', 'keeps');
	END LOOP;
END $$;
SELECT in_both($$INSERT INTO LEDGER.device (device, accelerator, since) VALUES ('silent', 'H100 SXM', '-infinity'), ('ends', 'H100 SXM', '-infinity'), ('unbound', 'H100 SXM', '-infinity'), ('bound', 'H100 SXM', '2026-01-03')$$,
	$$INSERT INTO LEDGER.sample_by_name SELECT 'silent', 'energy_j', t, extract(epoch FROM t - '2026-01-01') * 300 FROM generate_series(timestamptz '2026-01-01', '2026-01-02 12:00', '1 hour') t$$,
	$$INSERT INTO LEDGER.sample_by_name SELECT 'ends', 'power_w', t, 300 FROM generate_series(timestamptz '2026-01-03', '2026-01-04 12:00', '5 minutes') t$$);
CALL ops.compact('2026-01-05');
CREATE VIEW differ AS
SELECT 'packs' AS only, d.* FROM (SELECT device, day, since, until, energy_nj, covered_s, samples FROM ops.device_energy EXCEPT SELECT device, day, since, until, energy_nj, covered_s, samples FROM keeps.device_energy) d
UNION ALL
SELECT 'keeps', d.* FROM (SELECT device, day, since, until, energy_nj, covered_s, samples FROM keeps.device_energy EXCEPT SELECT device, day, since, until, energy_nj, covered_s, samples FROM ops.device_energy) d;
SELECT in_both(format($$INSERT INTO LEDGER.sample_by_name VALUES (%L, %L, '2026-01-06', 100000000)$$, d, CASE d WHEN 'silent' THEN 'energy_j' ELSE 'power_w' END)) FROM unnest('{silent,ends,unbound,bound}'::text[]) d;
-- of 'silent' the days without readings, over which its counter rose, and the end of the 2nd; of 'ends' the end of the 4th, to the reading behind it; of the others what may be missing
SELECT device, since, until FROM ops.invalid ORDER BY device, since, until;
SELECT * FROM differ;
SELECT count(in_both(format($$INSERT INTO LEDGER.sample_by_name VALUES (%L, %L, '2026-01-06'::timestamptz + %s * interval '7 minutes', 100000000 + %3$s)$$, d, CASE d WHEN 'silent' THEN 'energy_j' ELSE 'power_w' END, n)))
FROM generate_series(1, 100) n, unnest('{silent,ends,unbound,bound}'::text[]) d;
SELECT device, since, until FROM ops.invalid ORDER BY device, since, until;
SELECT * FROM differ;
CALL ops.compact('2026-01-05');
SELECT * FROM differ;
-- again: a row for 'unbound' at most, which has no fact yet
SELECT count(in_both(format($$INSERT INTO LEDGER.sample_by_name VALUES (%L, %L, '2026-01-07 12:00'::timestamptz + %s * interval '7 minutes', 100001000 + %3$s)$$, d, CASE d WHEN 'silent' THEN 'energy_j' ELSE 'power_w' END, n)))
FROM generate_series(1, 100) n, unnest('{silent,ends,unbound,bound}'::text[]) d;
SELECT device, since, until FROM ops.invalid ORDER BY device, since, until;
-- between the last that is booked and those: one that is the nearest behind the closed days now
SELECT in_both($$INSERT INTO LEDGER.sample_by_name VALUES ('silent', 'energy_j', '2026-01-05 06:00', 90000000)$$);
SELECT * FROM differ;
CALL ops.compact('2026-01-08');
SELECT * FROM differ;
-- a reading that lay in the future as the days before it were booked has the device in service on them once it is past, which the next sample tells
SELECT in_both($$INSERT INTO LEDGER.device (device, accelerator) VALUES ('ahead', 'H100 SXM')$$, $$INSERT INTO LEDGER.sample_by_name VALUES ('ahead', 'energy_j', '2026-01-06', 0), ('ahead', 'energy_j', '2026-01-06 12:00', 4000000)$$);
CALL ops.compact('2026-01-12');
SELECT in_both(format($$INSERT INTO LEDGER.sample_by_name VALUES ('ahead', 'energy_j', %L, 400000000)$$, clock_timestamp() + interval '3 seconds'));
CALL ops.compact('2026-01-12');
SELECT count(*) FROM ops.invalid;
SELECT pg_sleep(3.1);
SELECT in_both(format($$INSERT INTO LEDGER.sample_by_name VALUES ('ahead', 'energy_j', %L, 400000001)$$, clock_timestamp())) FROM generate_series(1, 10);
SELECT device, since, until FROM ops.invalid ORDER BY device, since, until;
SELECT count(*) FROM differ;
DROP VIEW differ;
DROP FUNCTION in_both(text[]);
DROP SCHEMA ops CASCADE;
DROP SCHEMA keeps CASCADE;

-- ---- days that no fact tells, of one device or job and of all ----
-- one is read by itself, of many all that there are at once: a day that is over and whose facts do not hold beside today's readings, and today
CALL create_ledger('ops');
INSERT INTO ops.device (device, accelerator) SELECT 'gpu-' || i, 'H100 SXM' FROM generate_series(0, 7) i;
-- of 'gpu-2' two periods, of 'gpu-3' a counter beside its gauge, of 'gpu-4' nothing today, of 'gpu-5' nothing at all
UPDATE ops.device SET until = now() - interval '100 minutes' WHERE device = 'gpu-2';
INSERT INTO ops.device (device, accelerator, since) VALUES ('gpu-2', 'H100 SXM', now() - interval '100 minutes');
INSERT INTO ops.sample_by_name SELECT 'gpu-' || i, 'power_w', t, 300 + i FROM generate_series(0, 7) i, generate_series(now() - interval '49 hours', date_trunc('day', now()) - interval '1 minute', '1 minute') t WHERE i <> 5;
INSERT INTO ops.job (job, started_at, ended_at) SELECT 'job-' || k, now() - interval '30 hours', CASE WHEN k % 3 > 0 THEN now() - k * interval '1 minute' END FROM generate_series(1, 12) k;
INSERT INTO ops.job_device (job, device, share, started_at) SELECT 'job-' || k, 'gpu-' || d, 0.1, now() - interval '30 hours' FROM generate_series(1, 12) k, generate_series(0, 7) d WHERE k = 12 OR (k + d) % 7 = 0;
CALL ops.compact(current_date);
INSERT INTO ops.sample_by_name SELECT 'gpu-' || i, 'power_w', t, 300 + i FROM generate_series(0, 7) i, generate_series(date_trunc('day', now()), now(), '1 minute') t WHERE i NOT IN (4, 5);
INSERT INTO ops.sample_by_name SELECT 'gpu-3', 'energy_j', t, 303 * extract(epoch FROM t - current_date) FROM generate_series(date_trunc('day', now()), now(), '1 minute') t;
CREATE TEMPORARY TABLE answer (of text, subject text, line text);
DO $$
DECLARE
	name text;
BEGIN
	FOR name IN SELECT DISTINCT d.device FROM ops.device d LOOP
		EXECUTE 'INSERT INTO answer SELECT ''one'', d.device, d::text FROM ops.unbooked_day d WHERE d.device = $1' USING name;
	END LOOP;
	INSERT INTO answer SELECT 'all', d.device, d::text FROM ops.unbooked_day d;
	FOR name IN SELECT j.job FROM ops.job j LOOP
		EXECUTE 'INSERT INTO answer SELECT ''one'', p.job, p::text FROM ops.job_part p WHERE p.job = $1' USING name;
	END LOOP;
	INSERT INTO answer SELECT 'all', p.job, p::text FROM ops.job_part p;
END $$;
(SELECT a.subject, a.line FROM answer a WHERE a.of = 'one' EXCEPT ALL SELECT a.subject, a.line FROM answer a WHERE a.of = 'all')
UNION ALL
(SELECT a.subject, a.line FROM answer a WHERE a.of = 'all' EXCEPT ALL SELECT a.subject, a.line FROM answer a WHERE a.of = 'one');
-- all of them, for what has no reading is held by jobs
SELECT count(DISTINCT a.subject) FILTER (WHERE a.subject LIKE 'gpu%'), count(DISTINCT a.subject) FILTER (WHERE a.subject LIKE 'job%') FROM answer a WHERE a.of = 'one';
-- hour by hour as by day
SELECT (SELECT sum(f.energy_nj) FROM ops.fleet_hourly f WHERE f.day = d.day) = sum(d.energy_nj) FROM ops.device_energy d WHERE d.day >= current_date - 1 GROUP BY d.day;
-- no other days
SELECT count(*) BETWEEN 2 AND 3 FROM ops.unbooked_days();
DROP SCHEMA ops CASCADE;

-- ---- a day of which no device tells anything, and which a job holds all of them on ----
-- a job that runs before the first sample has come; no device is in service as far as the ledger reaches
CALL create_ledger('ops');
INSERT INTO ops.device (device, accelerator) VALUES ('gpu 1', 'H100 SXM');
INSERT INTO ops.job (job, kind, started_at) VALUES ('job 1', 'training', now());
INSERT INTO ops.job_device (job, device, started_at) VALUES ('job 1', 'gpu 1', now());
SELECT job, devices, device_s, accelerator_kwh FROM ops.job_energy;
SELECT count(*) FROM ops.job_daily;
-- one that is to begin later on a day without samples, booked or not before
INSERT INTO ops.sample_by_name SELECT 'gpu 1', 'power_w', t, 500 FROM generate_series(timestamptz '2026-03-01', '2026-03-02', '5 minutes') t;
UPDATE ops.job SET started_at = now() + interval '1 minute';
UPDATE ops.job_device SET started_at = now() + interval '1 minute';
SELECT job, devices, accelerator_kwh FROM ops.job_energy;
CALL ops.compact('2026-03-03');
SELECT job, devices, accelerator_kwh FROM ops.job_energy;
SELECT count(*) FROM ops.job_hourly;
DROP SCHEMA ops CASCADE;

-- ---- of hours that are asked for in any words, their days are read once each, and no others ----
CALL create_ledger('ops');
INSERT INTO ops.device (device, accelerator, max_gap) SELECT 'gpu-' || i, 'H100 SXM', '1 hour' FROM generate_series(0, 3) i;
INSERT INTO ops.sample_by_name SELECT 'gpu-' || i, 'power_w', t, 300 + i FROM generate_series(0, 3) i, generate_series(timestamptz '2026-03-01', '2026-03-31', '30 minutes') t;
INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) SELECT 'job-' || k, 'inference', 'tenant-' || k % 2, timestamptz '2026-03-02' + k * interval '5 days', timestamptz '2026-03-02' + (k + 1) * interval '5 days' FROM generate_series(0, 4) k;
INSERT INTO ops.job_device (job, device, started_at) SELECT j.job, 'gpu-' || i, j.started_at FROM ops.job j, generate_series(0, 2) i;
-- a day of one that was never seen
INSERT INTO ops.device (device, accelerator) VALUES ('gpu-4', 'H100 SXM');
INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) VALUES ('dark', 'inference', 'tenant-1', '2026-03-12', '2026-03-13');
INSERT INTO ops.job_device (job, device, started_at) VALUES ('dark', 'gpu-4', '2026-03-12');
INSERT INTO ops.series (series_id, metric, job) SELECT 100 + k, 'output_tokens', 'job-' || k FROM generate_series(0, 4) k;
INSERT INTO ops.sample (series_id, at, value) SELECT 100 + k, t, extract(epoch FROM t - j.started_at) FROM generate_series(0, 4) k JOIN ops.job j ON j.job = 'job-' || k, LATERAL generate_series(j.started_at, j.ended_at, '20 minutes') t;
CALL ops.compact('2026-04-01');
CREATE FUNCTION ops.reads(question text, OUT answer text, OUT fleet_days bigint, OUT facts bigint, OUT traces bigint) LANGUAGE plpgsql AS $$
BEGIN
	SELECT -coalesce(sum(calls), 0) INTO fleet_days FROM pg_stat_xact_user_functions WHERE schemaname = 'ops' AND funcname = 'fleet_day';
	SELECT -coalesce(idx_tup_fetch + seq_tup_read, 0) INTO facts FROM pg_stat_xact_user_tables WHERE relid = 'ops.fact'::regclass;
	SELECT -coalesce(idx_tup_fetch + seq_tup_read, 0) INTO traces FROM pg_stat_xact_user_tables WHERE relid = 'ops.device_trace'::regclass;
	EXECUTE question INTO answer;
	SELECT fleet_days + coalesce(sum(calls), 0) INTO fleet_days FROM pg_stat_xact_user_functions WHERE schemaname = 'ops' AND funcname = 'fleet_day';
	SELECT facts + coalesce(idx_tup_fetch + seq_tup_read, 0) INTO facts FROM pg_stat_xact_user_tables WHERE relid = 'ops.fact'::regclass;
	SELECT traces + coalesce(idx_tup_fetch + seq_tup_read, 0) INTO traces FROM pg_stat_xact_user_tables WHERE relid = 'ops.device_trace'::regclass;
END $$;
-- rows, kWh and tokens: of an hour 1.206 kWh of the fleet and 0.903 of a job, and a token a second; days of the fleet that are added up; few: facts that are looked at, of which a day has 4, and traces
BEGIN;
SET LOCAL track_functions = 'pl';
SET LOCAL enable_seqscan = off;
SELECT (SELECT sum(device_s) FROM ops.job_hourly) = (SELECT sum(device_s) FROM ops.job_daily) AS all_times, (SELECT sum(device_s) FROM ops.job_daily WHERE job = 'dark') AS dark_s;
CREATE VIEW ops.asked AS
SELECT q.view, q.filter, r.answer, r.fleet_days, r.facts <= 8 * q.days AND r.traces <= 12 + 6 * q.days AS few
FROM (VALUES
	('fleet_hourly', 'true', 31),
	('fleet_hourly', $$hour = '2026-03-12 10:00Z'$$, 1),
	('fleet_hourly', $$hour >= '2026-03-12 10:00Z' AND hour < '2026-03-13 03:00Z'$$, 2),
	('fleet_hourly', $$extract(day FROM hour) = 12 AND extract(month FROM hour) = 3 AND extract(year FROM hour) = 2026$$, 1),
	('fleet_hourly', $$date_trunc('day', hour) = '2026-03-12Z'$$, 1),
	('job_hourly', 'true', 25),
	('job_hourly', $$hour = '2026-03-12 10:00Z'$$, 1),
	('job_hourly', $$hour >= '2026-03-12 10:00Z' AND hour < '2026-03-13 03:00Z'$$, 2),
	('job_hourly', $$extract(day FROM hour) = 12 AND extract(month FROM hour) = 3 AND extract(year FROM hour) = 2026$$, 1),
	('job_hourly', $$tenant = 'tenant-1' AND extract(isodow FROM hour) = 3$$, 2),
	('job_hourly', $$job = 'job-2' AND extract(hour FROM hour) < 2$$, 5),
	('job_hourly', $$day = '2026-03-12'$$, 1)
) q (view, filter, days)
CROSS JOIN LATERAL ops.reads(format('SELECT count(*) || '' '' || sum(accelerator_kwh)::numeric(9, 3) || %s FROM ops.%I WHERE %s', CASE q.view WHEN 'job_hourly' THEN ''' '' || sum(output_tokens)' ELSE '''''' END, q.view, q.filter)) r;
TABLE ops.asked;
-- and without sums of closed days, from facts, and without facts of tokens, from traces: of each counter its ends, and of each day it and those beside it
UPDATE ops.setting SET summed_since = 'infinity', summed_before = '-infinity', counted_since = 'infinity', counted_before = '-infinity';
TABLE ops.asked;
COMMIT;
DROP SCHEMA ops CASCADE;

-- ---- a row of job_device that begins when its job has ended holds nothing ----
CALL create_ledger('ops');
INSERT INTO ops.device (device, accelerator) VALUES ('gpu 1', 'H100 SXM');
INSERT INTO ops.sample_by_name SELECT 'gpu 1', 'power_w', t, 500 FROM generate_series(timestamptz '2026-03-01', '2026-03-02', '5 minutes') t;
INSERT INTO ops.job (job, started_at, ended_at) VALUES ('job 1', '2026-03-01', '2026-03-01 12:00Z'), ('job 2', '2026-03-01 06:00Z', '2026-03-01 09:00Z');
INSERT INTO ops.job_device (job, device, started_at, ended_at) VALUES ('job 1', 'gpu 1', '2026-03-01', '2026-03-01 06:00Z'), ('job 1', 'gpu 1', '2026-03-01 18:00Z', NULL), ('job 2', 'gpu 1', '2026-03-01 06:00Z', NULL);
SELECT ops.held('gpu 1', '2026-03-01', '2026-03-01 09:00Z'), ops.held('gpu 1', '2026-03-01', '2026-03-01 10:00Z'), ops.held('gpu 1', '2026-03-01 18:00Z', '2026-03-01 19:00Z');
-- by hand: 0.5 kW, 6 hours and 3
SELECT job, device_s, energy_nj FROM ops.job_energy ORDER BY job;
CALL ops.compact('2026-03-02');
SELECT job, device_s, energy_nj FROM ops.job_energy ORDER BY job;
SELECT job, sum(device_s), sum(energy_nj) FROM ops.job_hourly GROUP BY job ORDER BY job;
SELECT tenant, device_s, energy_nj FROM ops.tenant_ledger ORDER BY tenant;
-- and is told of
SELECT rule, subject, detail FROM ops.ledger_audit() WHERE rule = 'job outside its time';
-- until its job lasts longer, and no longer once that is taken back
UPDATE ops.job SET ended_at = '2026-03-01 20:00Z' WHERE job = 'job 1';
SELECT job, device_s, energy_nj FROM ops.job_energy WHERE job = 'job 1';
UPDATE ops.job SET ended_at = '2026-03-01 12:00Z' WHERE job = 'job 1';
SELECT job, device_s, energy_nj FROM ops.job_energy WHERE job = 'job 1';
DROP SCHEMA ops CASCADE;

-- ---- two names of one card: what is written by each stays with its own counter ----
CALL create_ledger('ops');
INSERT INTO ops.device (device, accelerator) VALUES ('one', 'H100 SXM'), ('two', 'H100 SXM');
INSERT INTO ops.sample_by_name VALUES ('old 1', 'energy_j', '2026-03-01 00:00Z', 1000), ('one', 'energy_j', '2026-03-01 00:00Z', 500000), ('two', 'energy_j', '2026-03-01 00:00Z', 500000), ('old 2', 'energy_j', '2026-03-01 00:00Z', 1000);
INSERT INTO ops.device_alias (alias, device) VALUES ('old 1', 'one'), ('old 2', 'two');
INSERT INTO ops.sample_by_name SELECT n, 'energy_j', timestamptz '2026-03-01 00:00Z' + i * interval '10 min', CASE WHEN n LIKE 'old%' THEN 1000 ELSE 500000 END + 300 * i FROM unnest('{one,"old 1","old 2",two}'::text[]) n, generate_series(1, 3) i;
SELECT coalesce(s.called, s.device) AS name, s.device, string_agg(x.value::text, ' ' ORDER BY x.at) FROM ops.sample x JOIN ops.series s USING (series_id) GROUP BY 1, 2 ORDER BY 1;
-- one that was told to be of another device goes on there
INSERT INTO ops.sample_by_name VALUES ('typo', 'power_w', '2026-03-01 00:00Z', 300);
UPDATE ops.series SET device = 'one' WHERE device = 'typo';
INSERT INTO ops.sample_by_name VALUES ('one', 'power_w', '2026-03-01 00:01Z', 301);
SELECT s.device, s.metric, string_agg(x.value::text, ' ' ORDER BY x.at) FROM ops.sample x JOIN ops.series s USING (series_id) WHERE s.metric = 'power_w' GROUP BY 1, 2 ORDER BY 1;
DROP SCHEMA ops CASCADE;

-- ---- tokens of hours add up to those of days, also where a clock that was not set gave the first reading or the last ----
CALL create_ledger('ops');
INSERT INTO ops.device (device, accelerator) VALUES ('gpu 1', 'H100 SXM');
INSERT INTO ops.sample_by_name SELECT 'gpu 1', 'power_w', t, 500 FROM generate_series(timestamptz '2026-03-01', '2026-03-03', '5 minutes') t;
INSERT INTO ops.job (job, kind, started_at) VALUES ('job 1', 'inference', '2026-03-01 08:00Z');
INSERT INTO ops.series (series_id, metric, job) VALUES (101, 'output_tokens', 'job 1');
INSERT INTO ops.sample (series_id, at, value) VALUES (101, '2024-12-01', 0), (101, '2026-03-01 10:30Z', 1000000), (101, '2026-03-01 12:30Z', 1007200), (101, '2199-12-31', 9000000);
CALL ops.compact('2026-03-03');
SELECT d.output_tokens > 7200 AS more, abs(d.output_tokens - h.output_tokens) < 1e-6 AS same
FROM (SELECT sum(output_tokens) AS output_tokens FROM ops.job_daily) d, (SELECT sum(output_tokens) AS output_tokens FROM ops.job_hourly) h;
DROP SCHEMA ops CASCADE;
