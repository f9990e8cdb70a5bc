-- What closed days came to by job and by cluster is kept, and counts until something that it
-- was added up from changes: the answers are those of the parts, always.
\pset null '-'
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET datestyle = 'ISO';
-- 300, 400 and 500 W for four days.  j1 holds the first from 6:00 of the 1st until noon of the 4th and a quarter of the
-- second all the time, j2 half of the second on the 2nd; the third is idle, and a fourth that is seen on the 2nd until noon at 600 W is j1's
CALL colossus.create_ledger('ops');
INSERT INTO ops.device (device, accelerator, cluster, site) VALUES ('g1', 'H100 SXM', 'one', 'Here'), ('g2', 'H100 SXM', 'one', 'Here'), ('g3', 'H100 SXM', 'two', NULL), ('g4', 'H100 SXM', 'one', 'Here');
INSERT INTO ops.sample_by_name SELECT 'g' || n, 'power_w', t, 200 + 100 * n FROM generate_series(1, 3) n, generate_series(timestamptz '2026-03-01', '2026-03-05', '5 minutes') t;
INSERT INTO ops.sample_by_name SELECT 'g4', 'power_w', t, 600 FROM generate_series(timestamptz '2026-03-02', '2026-03-02 12:00', '5 minutes') t;
INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) VALUES ('j1', 'training', 'x', '2026-03-01 06:00', '2026-03-04 12:00'), ('j2', 'inference', 'y', '2026-03-02', '2026-03-03');
INSERT INTO ops.job_device (job, device, share, started_at, ended_at) VALUES ('j1', 'g1', 1, '2026-03-01 06:00', NULL), ('j1', 'g2', 0.25, '2026-03-01 06:00', NULL), ('j2', 'g2', 0.5, '2026-03-02', NULL), ('j1', 'g4', 1, '2026-03-02', '2026-03-02 12:00');
INSERT INTO ops.site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2026-01-01', 1.5, 1.2, 'US'), ('Here', '2026-03-03', 1.5, 1.4, 'US');
INSERT INTO ops.tariff (site, from_date, per_kwh, currency) VALUES ('Here', '2026-01-01', 0.1, 'USD');
CALL ops.compact('2026-03-05');
-- Wh: j1 300 x 24 + 100 x 24 a day, the first less 6 h, the last less 12; g4 is in no sum
SELECT day, job, cluster, site, devices, held_s::float8, (energy_nj / 3600000000000)::float8 AS wh, (hour_nj[7] / 3600000000000)::float8 AS wh_at_6, hour_until[12] AS until_12 FROM ops.job_sum ORDER BY job, day, cluster;
SELECT day, cluster, site, devices, ((colossus.hours_sum(hours, '2026-03-01', '2026-03-06')).energy_nj / 3600000000000)::float8 AS wh FROM ops.fleet_sum ORDER BY cluster, day;
SELECT summed_since, summed_before FROM ops.setting;
SELECT * FROM ops.unsummed;

-- every view by the sums that hold and without any; and which these are not, of jobs and of the fleet
CREATE FUNCTION ops.prints() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	v text;
	print text;
	prints text := '';
BEGIN
	FOREACH v IN ARRAY '{job_energy,job_daily,job_hourly,tenant_ledger,job_energy_per_token,job_co2e,fleet_hourly}'::text[] LOOP
		EXECUTE format('SELECT md5(string_agg(x::text, E''\n'' ORDER BY x::text)) FROM ops.%I x', v) INTO print;
		prints := concat_ws(' ', prints, v, print);
	END LOOP;
	RETURN prints;
END $$;
CREATE FUNCTION ops.same(OUT same boolean, OUT unsummed text, OUT fleet_days text, OUT j1_wh text) LANGUAGE plpgsql AS $$
DECLARE
	kept text := ops.prints();
	parts text;
BEGIN
	BEGIN
		UPDATE ops.setting SET summed_since = 'infinity', summed_before = '-infinity';
		parts := ops.prints();
		RAISE SQLSTATE 'BACK0';
	EXCEPTION WHEN SQLSTATE 'BACK0' THEN
	END;
	same := kept = parts;
	SELECT string_agg(format('%s %s', coalesce(j.job, 'all'), extract(day FROM u.day)), ', ' ORDER BY j.job, u.day) INTO unsummed FROM ops.unsummed_days() u LEFT JOIN LATERAL unnest(u.jobs) j (job) ON true;
	fleet_days := ARRAY(SELECT extract(day FROM d) FROM unnest(ops.summed_days('2026-01-01', '2027-01-01')) d);
	SELECT string_agg(round(energy_nj / 3600000000000, 3)::text, ' ' ORDER BY day) INTO j1_wh FROM ops.job_daily WHERE job = 'j1';
END $$;
SELECT * FROM ops.same();

-- that they are read: 1 Wh more than there was
BEGIN;
UPDATE ops.job_sum SET energy_nj = energy_nj + 3600000000000 WHERE job = 'j1' AND day = '2026-03-03';
SELECT * FROM ops.same();
SELECT accelerator_kwh FROM ops.job_energy WHERE job = 'j1';
-- and not where a reading came
INSERT INTO ops.sample_by_name VALUES ('g1', 'power_w', '2026-03-03 12:00:01', 300);
SELECT * FROM ops.same();
ROLLBACK;

-- what changes a sum: each by itself, before and after the day is added up anew
CREATE PROCEDURE ops.try(statement text) LANGUAGE plpgsql AS $$
DECLARE
	before record;
	after record;
BEGIN
	EXECUTE statement;
	SELECT * INTO before FROM ops.same();
	RAISE INFO '%: %, without %, fleet %, j1 %', statement, CASE WHEN before.same THEN 'same' ELSE 'DIFFERS' END, coalesce(before.unsummed, 'none'), before.fleet_days, before.j1_wh;
	COMMIT;
	CALL ops.compact('2026-03-05');
	SELECT * INTO after FROM ops.same();
	IF NOT after.same OR after.unsummed IS NOT NULL OR after.fleet_days !~ '1,2,3,4}$' OR after.j1_wh <> before.j1_wh THEN
		RAISE INFO 'compacted: %', after;
	END IF;
	COMMIT;
END $$;
CALL ops.try($$UPDATE ops.job_device SET share = 0.5 WHERE job = 'j1' AND device = 'g2'$$);
CALL ops.try($$UPDATE ops.job SET ended_at = '2026-03-04 06:00' WHERE job = 'j1'$$);
CALL ops.try($$UPDATE ops.job_device SET ended_at = '2026-03-03' WHERE job = 'j1' AND device = 'g1'$$);
CALL ops.try($$INSERT INTO ops.job_device (job, device, started_at, ended_at) VALUES ('j2', 'g3', '2026-03-02', '2026-03-02 12:00')$$);
CALL ops.try($$DELETE FROM ops.job_device WHERE job = 'j2' AND device = 'g2'$$);
CALL ops.try($$UPDATE ops.device SET cluster = 'two' WHERE device = 'g1'$$);
CALL ops.try($$UPDATE ops.device SET site = 'There' WHERE device = 'g3'$$);
CALL ops.try($$UPDATE ops.device SET max_w = 299 WHERE device = 'g1'$$);
CALL ops.try($$UPDATE ops.device SET max_w = NULL, until = '2026-03-02 18:00' WHERE device = 'g1'$$);
CALL ops.try($$UPDATE ops.device SET until = NULL, kind = CASE device WHEN 'g2' THEN 'node meter' ELSE kind END$$);
UPDATE ops.device SET kind = 'accelerator' WHERE device = 'g2';
CALL ops.try($$DELETE FROM ops.device WHERE device = 'g3'$$);
CALL ops.try($$INSERT INTO ops.device (device, cluster, site) VALUES ('g3', 'two', 'There')$$);
CALL ops.try($$DELETE FROM ops.sample$$);
CALL ops.try($$INSERT INTO ops.sample_by_name VALUES ('g1', 'power_w', '2026-03-03 12:00:01', 900)$$);
-- a day before all others
CALL ops.try($$INSERT INTO ops.sample_by_name SELECT 'g1', 'power_w', t, 300 FROM generate_series(timestamptz '2026-02-27 12:00', '2026-03-01', '5 minutes') t$$);
SELECT summed_since, summed_before FROM ops.setting;
-- what no sum knows
UPDATE ops.job SET tenant = 'z' WHERE job = 'j1';
UPDATE ops.site_overhead SET pue = 1.1;
UPDATE ops.tariff SET per_kwh = 0.2;
CALL ops.try($$INSERT INTO ops.tariff_hour (site, hour, per_kwh, currency) SELECT 'Here', h, 0.01 * extract(hour FROM h), 'USD' FROM generate_series(timestamptz '2026-03-01', '2026-03-04', '1 hour') h$$);
SELECT day, round(cost::numeric, 6) AS cost, currency FROM ops.job_daily WHERE job = 'j1' ORDER BY day;
-- what is not closed yet
INSERT INTO ops.job (job, started_at) VALUES ('j3', '2026-03-05 01:00');
CALL ops.try($$INSERT INTO ops.job_device (job, device, started_at) VALUES ('j3', 'g1', '2026-03-05 01:00')$$);
-- of very many changes all is read from facts
CALL ops.try($$INSERT INTO ops.unsummed (jobs, devices, since, until) SELECT ARRAY(SELECT 'x' || n FROM generate_series(1, 1001) n), '{}', '2026-03-03', '2026-03-04'$$);
-- a sum of the fleet that is damaged is not read
UPDATE ops.fleet_sum SET hours = set_byte(hours, 40, get_byte(hours, 40) # 1) WHERE day = '2026-03-02';
SELECT s.same, s.j1_wh FROM ops.same() s;
-- nobody holds anything
CALL ops.try($$TRUNCATE ops.job_device$$);

-- a fact that is damaged keeps its day from being added up, and no other
UPDATE ops.fact SET hours = set_byte(hours, 40, get_byte(hours, 40) # 1) WHERE device = 'g2' AND day = '2026-03-02';
INSERT INTO ops.job_device (job, device, started_at, ended_at) VALUES ('j1', 'g1', '2026-03-02', '2026-03-04');
CALL ops.compact('2026-03-05');
SELECT ops.summed_days('2026-03-01', '2026-03-06'), (SELECT array_agg(u) FROM ops.unsummed_days() u) AS unsummed;
CALL ops.maintain();
SELECT s.same, s.unsummed, starts_with(s.fleet_days, '{27,28,1,2,3,4,5,6,7') AS all_days, s.j1_wh FROM ops.same() s;
DROP SCHEMA ops CASCADE;
