-- What counters of tokens came to on closed days is kept, and holds until a sample that it was
-- counted from changes: the answers are those of the samples, always.
\pset null '-'
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET datestyle = 'ISO';
-- 100 tokens an hour from 6:00 of the 1st to 6:00 of the 4th, of which the 3rd has no reading; and 7 on the 2nd
CALL colossus.create_ledger('ops');
INSERT INTO ops.job (job, kind, tenant, model, started_at, ended_at) VALUES ('j1', 'inference', 'x', 'm', '2026-03-01', '2026-03-05');
INSERT INTO ops.device (device, accelerator) VALUES ('g1', 'H100 SXM');
INSERT INTO ops.job_device (job, device, started_at) VALUES ('j1', 'g1', '2026-03-01');
INSERT INTO ops.sample_by_name SELECT 'g1', 'power_w', t, 500 FROM generate_series(timestamptz '2026-03-01', '2026-03-05', '5 minutes') t;
INSERT INTO ops.series (series_id, metric, job) VALUES (101, 'output_tokens', 'j1'), (102, 'prompt_tokens', 'j1');
INSERT INTO ops.sample (series_id, at, value) VALUES (101, '2026-03-01 06:00', 0), (101, '2026-03-01 18:00', 1200), (101, '2026-03-02 06:00', 2400), (101, '2026-03-04 06:00', 7200),
	(102, '2026-03-02 01:00', 3), (102, '2026-03-02 02:00', 10);
CALL ops.compact('2026-03-05');
SELECT series_id, day, tokens::float8, (hour_tokens[6])::float8 AS at_5, (hour_tokens[7])::float8 AS at_6, (SELECT count(x) FROM unnest(hour_tokens) x) AS hours FROM ops.token_fact ORDER BY 1, 2;
SELECT counted_since, counted_before FROM ops.setting;
TABLE ops.uncounted;

-- tokens by day as they are, and by hour; all views by the facts and by none; what a fact tells and what samples do; what does not hold
CREATE FUNCTION ops.same(OUT same boolean, OUT tokens text, OUT by_fact bigint, OUT by_samples bigint, OUT uncounted text) LANGUAGE plpgsql AS $$
DECLARE
	prints text[];
	v text;
	print text;
	off boolean;
BEGIN
	SELECT string_agg(to_char(x.day, 'DD ') || x.tokens, ', ' ORDER BY x.day), count(*) INTO tokens FROM (SELECT d.day, sum(coalesce(d.output_tokens, 0) + coalesce(d.prompt_tokens, 0)) AS tokens FROM ops.job_daily d GROUP BY d.day) x;
	SELECT count(*) INTO by_fact FROM ops.good_token;
	SELECT count(*) INTO by_samples FROM ops.token_series;
	SELECT string_agg(DISTINCT format('%s %s to %s', coalesce(u.series_id::text, 'all'), u.since, u.until), ', ') INTO uncounted FROM ops.uncounted u;
	FOREACH off IN ARRAY '{f,t}'::boolean[] LOOP
		IF off THEN
			UPDATE ops.setting SET counted_since = 'infinity', counted_before = '-infinity';
		END IF;
		FOREACH v IN ARRAY '{token_day,job_daily,job_hourly,job_energy_per_token}'::text[] LOOP
			EXECUTE format('SELECT %L || md5(string_agg(x::text, E''\n'' ORDER BY x::text)) FROM ops.%I x', v, v) INTO print;
			prints := prints || print;
		END LOOP;
	END LOOP;
	same := prints[1:4] = prints[5:8] AND NOT EXISTS (
		SELECT FROM ops.job_daily d JOIN (SELECT h.job, h.day, sum(h.output_tokens) AS output_tokens FROM ops.job_hourly h GROUP BY 1, 2) h USING (job, day) WHERE abs(d.output_tokens - h.output_tokens) > 1e-6);
	RAISE EXCEPTION USING ERRCODE = 'P0002', MESSAGE = jsonb_build_object('same', same, 'tokens', tokens, 'by_fact', by_fact, 'by_samples', by_samples, 'uncounted', uncounted)::text;
EXCEPTION WHEN no_data_found THEN
	-- and facts are as they were
	SELECT x.same, x.tokens, x.by_fact, x.by_samples, x.uncounted INTO same, tokens, by_fact, by_samples, uncounted FROM jsonb_to_record(sqlerrm::jsonb) AS x (same boolean, tokens text, by_fact bigint, by_samples bigint, uncounted text);
END $$;
SELECT * FROM ops.same();

-- a late reading on the 3rd: 600 over 30 h, 240 of them on the 3rd, and 4200 over 18 h, 2800 of them on the 3rd and 1400 on the 4th
INSERT INTO ops.sample (series_id, at, value) VALUES (101, '2026-03-03 12:00', 3000);
SELECT * FROM ops.same();
CALL ops.compact('2026-03-05');
SELECT * FROM ops.same();
-- one that is no number changes nothing, but of the 2nd, whose next reading might have been it, is asked again
INSERT INTO ops.sample (series_id, at, value) VALUES (101, '2026-03-03 01:00', 'NaN');
SELECT * FROM ops.same();
CALL ops.compact('2026-03-05');
-- one of an open day: what rose from the last reading on, 18 h of it on the 4th and 12 on the 5th; those behind it change nothing
INSERT INTO ops.sample (series_id, at, value) VALUES (101, '2026-03-05 12:00', 7500);
SELECT * FROM ops.same();
INSERT INTO ops.sample (series_id, at, value) VALUES (101, '2026-03-05 13:00', 7500), (101, '2026-03-05 14:00', 7600);
SELECT * FROM ops.same();
CALL ops.compact('2026-03-05');
SELECT * FROM ops.same();
-- a reading of the 5th goes
DELETE FROM ops.sample WHERE series_id = 101 AND at = '2026-03-05 12:00';
SELECT * FROM ops.same();
CALL ops.compact('2026-03-06');
SELECT * FROM ops.same();

-- ---- a counter that is none for a while, and one that goes and comes back ----
UPDATE ops.series SET metric = 'output' WHERE series_id = 101;
SELECT * FROM ops.same();
INSERT INTO ops.sample (series_id, at, value) VALUES (101, '2026-03-04 01:00', 3000);
CALL ops.compact('2026-03-06');
UPDATE ops.series SET metric = 'output_tokens' WHERE series_id = 101;
SELECT * FROM ops.same();
CALL ops.compact('2026-03-06');
SELECT * FROM ops.same();
BEGIN;
DELETE FROM ops.series WHERE series_id = 102;
INSERT INTO ops.sample (series_id, at, value) VALUES (102, '2026-03-02 03:00', 13);
INSERT INTO ops.series (series_id, metric, job) VALUES (102, 'prompt_tokens', 'j1');
COMMIT;
SELECT * FROM ops.same();
CALL ops.compact('2026-03-06');
SELECT * FROM ops.same();

-- one that goes, and another that gets its number
DELETE FROM ops.series WHERE series_id = 102;
CALL ops.compact('2026-03-06');
SELECT count(*) FROM ops.token_fact WHERE series_id = 102;
INSERT INTO ops.token_fact SELECT 102, day, samples, tokens, hour_tokens FROM ops.token_fact WHERE series_id = 101 AND day = '2026-03-01';
DELETE FROM ops.device_trace WHERE series_id = 102;
INSERT INTO ops.series (series_id, metric, job) VALUES (102, 'prompt_tokens', 'j1');
INSERT INTO ops.sample (series_id, at, value) VALUES (102, '2026-03-02 01:00', 0), (102, '2026-03-02 02:00', 10);
SELECT * FROM ops.same();
CALL ops.compact('2026-03-06');
SELECT * FROM ops.same();

-- ---- who writes past the triggers is found out when the partition of the day goes ----
CALL ops.make_partitions('2026-03-06', '2026-03-07');
INSERT INTO ops.sample (series_id, at, value) VALUES (102, '2026-03-06 01:00', 10), (102, '2026-03-06 03:00', 14);
CALL ops.compact('2026-03-07');
SET session_replication_role = replica;
INSERT INTO ops.sample (series_id, at, value) VALUES (102, '2026-03-06 02:00', 13);
UPDATE ops.sample SET value = 0 WHERE series_id = 102 AND at = '2026-03-06 02:00';
RESET session_replication_role;
CALL ops.drop_partitions();
-- 10, 0 and 14 again: a counter that began anew
SELECT * FROM ops.same();
CALL ops.compact('2026-03-07');
SELECT * FROM ops.same();

-- ---- tokens that may be counted twice are known by no fact ----
UPDATE ops.series SET labels = '{"serves": "decode"}' WHERE series_id = 101;
SELECT day, output_tokens, prompt_tokens FROM ops.job_daily ORDER BY day;
SELECT ops.doubtful_jobs();
UPDATE ops.series SET labels = '{}' WHERE series_id = 101;
SELECT ops.doubtful_jobs();

-- ---- of a counter with samples in the future no day from its last reading on is a fact: when they have come, days between are days of it that were none ----
INSERT INTO ops.sample (series_id, at, value) SELECT 101, now() + interval '2 days', 99999;
SELECT same, by_fact, by_samples, uncounted FROM ops.same();
CALL ops.compact('2026-03-07');
SELECT same, by_fact, by_samples, uncounted FROM ops.same();
CALL ops.compact('2026-03-08');
CALL ops.compact('2026-03-08');
SELECT same, by_fact, by_samples, uncounted FROM ops.same();
UPDATE ops.sample SET at = now() + interval '5 s' WHERE at > now();
CALL ops.compact('2026-03-10');
SELECT pg_sleep(5);
SELECT same, by_fact, by_samples > 200 AS until_now, uncounted FROM ops.same();
CALL ops.compact('2026-03-10');
SELECT same, by_fact, by_samples > 200 AS until_now, uncounted FROM ops.same();
DELETE FROM ops.sample WHERE at > now() - interval '1 day';
CALL ops.compact('2026-03-10');
SELECT * FROM ops.same();

-- ---- nor of one whose trace is damaged, until somebody restores it: what was counted before stays, the 2nd, and the 3rd is counted past it, 600 over 43 h ----
CREATE TABLE ops.saved AS SELECT series_id, day, trace FROM ops.device_trace WHERE series_id = 101 AND day = '2026-03-03';
UPDATE ops.device_trace SET trace = set_byte(trace, 20, get_byte(trace, 20) # 1) WHERE series_id = 101 AND day = '2026-03-03';
INSERT INTO ops.sample (series_id, at, value) VALUES (101, '2026-03-04 02:00', 3000);
CALL ops.compact('2026-03-10');
SELECT tokens, by_fact, by_samples, uncounted FROM ops.same();
UPDATE ops.device_trace t SET trace = s.trace FROM ops.saved s WHERE (t.series_id, t.day) = (s.series_id, s.day);
CALL ops.compact('2026-03-10');
SELECT * FROM ops.same();

-- ---- who may not see all samples neither counts nor reads what was counted, and tells more than he knows ----
CREATE ROLE regress_clerk;
GRANT USAGE ON SCHEMA ops, colossus TO regress_clerk;
GRANT ALL ON ALL TABLES IN SCHEMA ops TO regress_clerk;
ALTER TABLE ops.sample ENABLE ROW LEVEL SECURITY;
CREATE POLICY writes ON ops.sample FOR INSERT TO regress_clerk WITH CHECK (true);
SET ROLE regress_clerk;
INSERT INTO ops.sample (series_id, at, value) VALUES (101, '2026-03-03 11:00', 2900);
SELECT count(*) AS seen FROM ops.token_fact;
RESET ROLE;
SELECT * FROM ops.same();
CREATE POLICY reads ON ops.sample TO regress_clerk USING (true);
SET ROLE regress_clerk;
SET client_min_messages = error;
CALL ops.compact('2026-03-10');
RESET ROLE;
SET client_min_messages = warning;
SELECT * FROM ops.same();
SELECT counted_since, counted_before FROM ops.setting;
CALL ops.compact('2026-03-10');
SELECT * FROM ops.same();
ALTER TABLE ops.sample DISABLE ROW LEVEL SECURITY;
DROP POLICY writes ON ops.sample;
DROP POLICY reads ON ops.sample;
DROP OWNED BY regress_clerk;
DROP ROLE regress_clerk;

-- ---- of all ----
TRUNCATE ops.sample;
SELECT * FROM ops.same();
TRUNCATE ops.device_trace;
SELECT * FROM ops.same();
CALL ops.compact('2026-03-10');
SELECT * FROM ops.same();
SELECT count(*) FROM ops.token_fact;
DROP SCHEMA ops CASCADE;
