-- One bad row harms itself only: it is refused with a reason or is a finding that
-- names it, and everything else answers as without it.
SET timezone = 'UTC';
SET client_min_messages = warning;
SET jit = off;
\set SHOW_CONTEXT never
CALL create_ledger('ops');
SET search_path = ops, public, colossus;
INSERT INTO device (device, accelerator, cluster, site) VALUES ('g1', 'H100 SXM', 'one', 'Here'), ('g2', 'H100 SXM', 'one', 'Here');
INSERT INTO site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2026-01-01', 1.5, 1.2, 'US');
-- 360 W for two days: 31.104 MJ = 8.64 kWh a day
INSERT INTO sample_by_name SELECT d, 'power_w', t, 360
FROM unnest('{g1,g2}'::text[]) d, generate_series('2026-03-01Z'::timestamptz, '2026-03-03Z', '1 minute') t;
INSERT INTO job (job, kind, tenant, started_at, ended_at) VALUES ('a', 'training', 'acme', '2026-03-01Z', '2026-03-02Z'), ('b', 'training', 'beta', '2026-03-02Z', '2026-03-03Z');
INSERT INTO job_device (job, device, started_at) VALUES ('a', 'g1', '2026-03-01Z'), ('b', 'g1', '2026-03-02Z');
CREATE VIEW public.answer AS
SELECT 'day' AS what, device || ' ' || day AS of, accelerator_kwh AS kwh FROM device_energy
UNION ALL SELECT 'job', job, accelerator_kwh FROM job_energy
UNION ALL SELECT 'tenant', tenant, sum(accelerator_kwh) FROM tenant_ledger GROUP BY tenant
UNION ALL SELECT 'fleet', 'all hours', round(sum(accelerator_kwh)::numeric, 9) FROM fleet_hourly;
CREATE TEMP TABLE sound AS SELECT * FROM public.answer;
SELECT * FROM sound WHERE kwh <> 0 ORDER BY 1, 2;

-- ---- samples that cannot be: the same answers, and a finding ----
CREATE PROCEDURE public.poison(value double precision, at timestamptz) LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
	INSERT INTO ops.sample_by_name VALUES ('g1', 'power_w', poison.at, poison.value);
	FOR r IN (SELECT 'more' AS side, x.* FROM (TABLE public.answer EXCEPT ALL TABLE pg_temp.sound) x) UNION ALL (SELECT 'less', x.* FROM (TABLE pg_temp.sound EXCEPT ALL TABLE public.answer) x) LOOP
		RAISE WARNING '%', r;
	END LOOP;
	FOR r IN SELECT a.rule, a.subject FROM ops.ledger_audit() a WHERE a.rule NOT IN ('site without overhead', 'line without figure') LOOP
		RAISE WARNING '%: %', r.rule, r.subject;
	END LOOP;
	DELETE FROM ops.sample s WHERE s.at = poison.at;
END $$;
CALL public.poison(1e300, '2026-03-01 10:00:30Z');
CALL public.poison(1e12, '2026-03-01 10:00:30Z');
CALL public.poison(-5, '2026-03-01 10:00:30Z');
CALL public.poison('NaN', '2026-03-01 10:00:30Z');
CALL public.poison('Infinity', '2026-03-01 10:00:30Z');
CALL public.poison(300, '1970-01-01 00:00:10Z');
CALL public.poison(300, '2199-12-31 00:00:10Z');
INSERT INTO sample_by_name VALUES ('g1', 'power_w', '1969-12-31Z', 300);
INSERT INTO sample_by_name VALUES ('g1', 'power_w', 'infinity', 300);

-- ---- a list of jobs with one that would last into the time of another ----
SELECT load_open('sacct', 'first', 'UTC') AS id \gset
SELECT load_block(:id, E'JobID|Account|State|Start|End\na|acme|COMPLETED|2026-03-01T00:00:00|2026-03-02T12:00:00\nc|gamma|COMPLETED|2026-03-02T00:00:00|2026-03-02T01:00:00\n');
SELECT lines, read, empty, rejected FROM load_close(ARRAY[:id]);
SELECT line_no, reason, detail, line FROM reject;
SELECT job, tenant, ended_at FROM job ORDER BY job;
DELETE FROM job WHERE job = 'c';

-- ---- a damaged trace: its device and day are named; a day that is booked keeps its energy, and waits for the row to be restored ----
CALL compact('2026-03-03');
(TABLE public.answer EXCEPT ALL TABLE sound) UNION ALL (TABLE sound EXCEPT ALL TABLE public.answer);
CREATE PROCEDURE public.damage(how text, bytes bytea) LANGUAGE plpgsql AS $$
DECLARE r record; n bigint;
BEGIN
	UPDATE ops.device_trace t SET trace = bytes FROM ops.series s WHERE s.series_id = t.series_id AND s.device = 'g1' AND t.day = '2026-03-01';
	RAISE WARNING '%', how;
	FOR r IN SELECT x.* FROM (TABLE public.answer EXCEPT ALL TABLE pg_temp.sound) x ORDER BY 1, 2 LOOP
		RAISE WARNING '%', r;
	END LOOP;
	FOR r IN SELECT a.rule, a.subject, a.detail FROM ops.ledger_audit() a WHERE a.rule <> 'line without figure' ORDER BY 1, 2 LOOP
		RAISE WARNING '%: %: %', r.rule, r.subject, r.detail;
	END LOOP;
	SELECT count(*) INTO n FROM ops.sample_by_name;
	RAISE WARNING '% samples', n;
END $$;
SELECT t.trace AS whole FROM device_trace t JOIN series s USING (series_id) WHERE s.device = 'g1' AND t.day = '2026-03-01' \gset
CALL public.damage('cut short', substr(:'whole'::bytea, 1, length(:'whole'::bytea) - 10));
CALL public.damage('a bit flipped', set_bit(:'whole'::bytea, 8 * length(:'whole'::bytea) - 20, 1 - get_bit(:'whole'::bytea, 8 * length(:'whole'::bytea) - 20)));
CALL public.damage('empty', '');
-- a late sample of that series and day waits beside it, the rest of the day is packed,
-- and as it has to be booked anew, its energy is not known
INSERT INTO sample_by_name VALUES ('g1', 'power_w', '2026-03-01 10:00:30Z', 360), ('g2', 'power_w', '2026-03-01 10:00:30Z', 360);
CALL compact('2026-03-03');
SELECT * FROM public.answer EXCEPT ALL TABLE sound ORDER BY 1, 2;
SELECT s.device, x.at FROM sample x JOIN series s USING (series_id) WHERE x.at < '2026-03-02' ORDER BY 1, 2;
-- mended, all is as before
UPDATE device_trace t SET trace = :'whole' FROM series s WHERE s.series_id = t.series_id AND s.device = 'g1' AND t.day = '2026-03-01';
CALL compact('2026-03-03');
SELECT count(*) AS waiting FROM sample WHERE at < '2026-03-02';
(TABLE public.answer EXCEPT ALL TABLE sound) UNION ALL (TABLE sound EXCEPT ALL TABLE public.answer);
SELECT rule, subject, detail FROM ledger_audit() WHERE rule <> 'line without figure';

-- ---- as many devices at once as there are: locks do not grow with them, and none is one that anybody may take ----
BEGIN;
INSERT INTO device (device) SELECT 'gpu-' || i FROM generate_series(1, 13000) i;
INSERT INTO job (job, kind) VALUES ('all', 'training');
INSERT INTO job_device (job, device, started_at, ended_at) SELECT 'all', 'gpu-' || i, '2026-03-01Z', '2026-03-02Z' FROM generate_series(1, 13000) i;
SELECT count(*) < 200 AS few, count(*) FILTER (WHERE locktype = 'advisory') AS advisory FROM pg_locks WHERE pid = pg_backend_pid();
ROLLBACK;

-- ---- calls that cannot be: the state says what is wrong, and nothing of the ledger's insides ----
DISCARD TEMP;
SELECT load_block(7, 'x');
SELECT load_read();
SELECT count(*) FROM load_close('{7,NULL}'::integer[]);
SELECT load_open('sacct', 'x', 'UTC') AS id \gset
SELECT load_block(NULL, 'x');
SELECT load_read('{0}');
SELECT load_read();
\set VERBOSITY sqlstate
SELECT load_block(:id, 'x');
SELECT count(*) FROM load_close(0);
SELECT count(*) FROM unload(0);
SELECT count(*) FROM unload(NULL);
CALL upgrade_ledger('nowhere');
BEGIN;
DELETE FROM setting;
CALL upgrade_ledger('ops');
ROLLBACK;
\set VERBOSITY default
SELECT lines, state FROM load_close(:id);

-- a percentage is no factor: of whoever has a part in it the sums at the meter are not known, of the rest they are
INSERT INTO device (device, accelerator, cluster, site) VALUES ('g9', 'H100 SXM', 'nine', 'There');
INSERT INTO site_overhead (site, from_date, server_factor, pue, zone) VALUES ('There', '2026-01-01', 150, 1.3, 'US');
INSERT INTO sample_by_name SELECT 'g9', 'power_w', t, 360 FROM generate_series('2026-03-01Z'::timestamptz, '2026-03-03Z', '1 minute') t;
INSERT INTO job (job, kind, tenant, started_at, ended_at) VALUES ('both', 'training', 'gamma', '2026-03-01Z', '2026-03-02Z'), ('one', 'training', 'gamma', '2026-03-01Z', '2026-03-02Z');
INSERT INTO job_device (job, device, started_at, ended_at) VALUES ('both', 'g9', '2026-03-01Z', '2026-03-02Z'), ('both', 'g2', '2026-03-01 12:00Z', '2026-03-02Z'), ('one', 'g2', '2026-03-01Z', '2026-03-01 12:00Z');
-- 12 h x 360 W x 1.5 x 1.2 = 7.776 kWh
SELECT 'job_energy' AS of, job, it_kwh, facility_kwh FROM job_energy WHERE job IN ('both', 'one')
UNION ALL SELECT 'job_daily', job, it_kwh, facility_kwh FROM job_daily WHERE job IN ('both', 'one')
UNION ALL SELECT 'job_hourly, 13 h', job, it_kwh, facility_kwh FROM job_hourly WHERE job = 'both' AND hour = '2026-03-01 13:00Z'
UNION ALL SELECT 'tenant_daily', tenant, it_kwh, facility_kwh FROM tenant_daily WHERE tenant = 'gamma' ORDER BY 1, 2;

DROP PROCEDURE public.poison;
DROP PROCEDURE public.damage;
DROP VIEW public.answer;
DROP SCHEMA ops CASCADE;
