-- The audit keeps what it has judged and asks again only what changed: at once, and
-- never less than an audit of everything.
SET timezone = 'UTC';
SET client_min_messages = warning;
SET jit = off;
\set SHOW_CONTEXT never
CALL create_ledger('ops');
SET search_path = ops, public, colossus;
INSERT INTO device (device, accelerator, cluster, site) VALUES ('g1', 'H100 SXM', 'one', 'Here'), ('g2', 'H100 SXM', 'one', 'Here');
INSERT INTO site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2026-01-01', 1.5, 1.2, 'US');
-- three days by the minute, g2 with six hours of silence: 66 of 72 h are known, of b's day 18 of 24
INSERT INTO sample_by_name
SELECT d, 'power_w', t, 300 + extract(minute FROM t) + CASE d WHEN 'g2' THEN 1 ELSE 0 END
FROM unnest('{g1,g2}'::text[]) d, generate_series('2026-03-01Z'::timestamptz, '2026-03-04Z', '1 minute') t
WHERE d = 'g1' OR t <= '2026-03-02 12:00Z' OR t >= '2026-03-02 18:00Z';
INSERT INTO job (job, kind, tenant, started_at, ended_at) VALUES ('a', 'training', 'acme', '2026-03-01Z', '2026-03-04Z'), ('b', 'training', 'beta', '2026-03-02Z', '2026-03-03Z');
INSERT INTO job_device (job, device, started_at) VALUES ('a', 'g1', '2026-03-01Z'), ('b', 'g2', '2026-03-02Z');
-- lines of a statement are another test's
CREATE VIEW public.said AS SELECT * FROM ops.ledger_audit() a WHERE a.rule <> 'line without figure';
CREATE VIEW public.differs AS
(SELECT 'kept' AS which, a.* FROM ops.ledger_audit() a EXCEPT ALL SELECT 'kept', a.* FROM ops.ledger_audit(whole => true) a)
UNION ALL (SELECT 'anew', a.* FROM ops.ledger_audit(whole => true) a EXCEPT ALL SELECT 'anew', a.* FROM ops.ledger_audit() a);
CALL compact('2026-03-04');
TABLE public.said;
CALL judge();
TABLE public.said;
TABLE public.differs;
SELECT device, month, until, service_s::float8, covered_s::float8, samples, rejected FROM judged ORDER BY 1;
SELECT device, job, covered_s::float8 FROM judged_job ORDER BY 1;
SELECT * FROM judged_now() ORDER BY 1;

-- what is kept is not computed again: a day taken from it is missed, but not where all is computed anew
UPDATE judged SET covered_s = covered_s - 86400 WHERE device = 'g1';
SELECT which, subject, detail FROM public.differs;
UPDATE judged SET covered_s = covered_s + 86400 WHERE device = 'g1';

-- late rows fill the silence: both findings are gone at once, and of g1 nothing is asked
INSERT INTO sample_by_name SELECT 'g2', 'power_w', t, 300 FROM generate_series('2026-03-02 12:01Z'::timestamptz, '2026-03-02 17:59Z', '1 minute') t;
TABLE public.said;
SELECT device FROM judged_now();
TABLE public.differs;
CALL compact('2026-03-04');
SELECT device FROM judged_now();
TABLE public.said;
CALL judge();
SELECT device, covered_s::float8, samples FROM judged ORDER BY 1;
TABLE public.said;

-- holders are in no fact: b holds g2 for 72 h then, of which 48 are known, and g2 is in service for 96 h, of which 72 are
UPDATE job_device SET started_at = '2026-02-28Z' WHERE job = 'b';
TABLE public.said;
TABLE public.differs;
UPDATE job_device SET started_at = '2026-03-02Z' WHERE job = 'b';
-- what comes behind the days that are judged does not touch them
INSERT INTO job_device (job, device, started_at, ended_at) VALUES ('b', 'g1', '2026-03-04 00:00Z', '2026-03-04 06:00Z');
SELECT device FROM judged_now() ORDER BY 1;
TABLE public.differs;
DELETE FROM job_device WHERE job = 'b';
SELECT device FROM judged_now();
TABLE public.said;
INSERT INTO job_device (job, device, started_at) VALUES ('b', 'g2', '2026-03-02Z');

-- settings, and a device that goes
UPDATE device SET max_gap = '30 seconds' WHERE device = 'g1';
TABLE public.said;
TABLE public.differs;
UPDATE device SET max_gap = '5 minutes' WHERE device = 'g1';
DELETE FROM device WHERE device = 'g2';
SELECT rule, subject FROM public.said;
TABLE public.differs;
INSERT INTO device (device, accelerator, cluster, site) VALUES ('g2', 'H100 SXM', 'one', 'Here');
CALL compact('2026-03-04');
CALL judge();
SELECT device FROM judged_now() ORDER BY 1;

-- a trace that somebody writes is looked at; bits that change on the disk the whole audit finds
SELECT t.series_id, t.trace AS sound FROM device_trace t JOIN series s USING (series_id) WHERE s.device = 'g1' AND t.day = '2026-03-02' \gset
UPDATE device_trace SET trace = substr(trace, 1, 100) WHERE series_id = :series_id AND day = '2026-03-02';
SELECT rule, subject FROM public.said;
CALL judge();
SELECT rule, subject FROM public.said;
UPDATE device_trace SET trace = :'sound' WHERE series_id = :series_id AND day = '2026-03-02';
SELECT count(*) FILTER (WHERE NOT checked) AS unchecked FROM device_trace;
CALL judge();
SELECT count(*) FILTER (WHERE NOT checked) AS unchecked FROM device_trace;
ALTER TABLE device_trace DISABLE TRIGGER trace_written;
UPDATE device_trace SET trace = substr(trace, 1, 100) WHERE series_id = :series_id AND day = '2026-03-02';
SELECT which, rule, subject FROM public.differs;
UPDATE device_trace SET trace = :'sound' WHERE series_id = :series_id AND day = '2026-03-02';
ALTER TABLE device_trace ENABLE TRIGGER trace_written;

-- who may read all samples and not what was judged gets the same answer
CREATE ROLE regress_reader;
GRANT USAGE ON SCHEMA ops TO regress_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA ops TO regress_reader;
UPDATE judged SET covered_s = 0;
SET ROLE regress_reader;
SELECT count(*) FROM judged;
SELECT * FROM ledger_audit() a WHERE a.rule <> 'line without figure';
RESET ROLE;

-- two cards that show the same: the last sample is compared first, then the day
INSERT INTO device (device, accelerator, cluster, site) VALUES ('t1', 'H100 SXM', 'one', 'Here'), ('t2', 'H100 SXM', 'one', 'Here'), ('t3', 'H100 SXM', 'one', 'Here'), ('t4', 'H100 SXM', 'one', 'Here');
INSERT INTO sample_by_name SELECT d, 'power_w', t, CASE WHEN d = 't4' THEN 100 WHEN d = 't3' AND t = '2026-03-03 00:01Z' THEN 99 ELSE 100 + extract(minute FROM t) END
FROM unnest('{t1,t2,t3,t4}'::text[]) d, generate_series('2026-03-03Z'::timestamptz, '2026-03-03 01:00Z', '1 minute') t;
SELECT * FROM ledger_audit(true) WHERE rule = 'duplicate device';

DROP VIEW public.said, public.differs;
DROP SCHEMA ops CASCADE;

-- A sample that cannot be is a finding wherever it stands, also where the service of its
-- device begins or ends with it: of 73 each, one of a gauge above 700 W, or of a counter
-- that rises faster, first, in the middle and last; all; none; and one at the registered
-- end, which is no time in service.  g8 and c8 have a job behind their last sample
CALL create_ledger('ends');
SET search_path = ends, public, colossus;
INSERT INTO device (device, accelerator, max_w, cluster, site, until)
SELECT d, 'H100 SXM', 700, 'one', 'Here', CASE WHEN d LIKE '%7' THEN timestamptz '2026-03-02 12:00Z' END FROM unnest('{g1,g2,g3,g4,g5,g7,g8,c2,c3,c5,c7,c8}'::text[]) d;
INSERT INTO sample_by_name
SELECT d, CASE WHEN d LIKE 'g%' THEN 'power_w' ELSE 'energy_j' END, t, CASE WHEN d LIKE 'g%' THEN 300 ELSE 300 * extract(epoch FROM t - '2026-03-02Z'::timestamptz) END
	+ CASE WHEN CASE right(d, 1) WHEN '1' THEN t = '2026-03-02Z' WHEN '2' THEN t = '2026-03-02 06:00Z' WHEN '4' THEN true WHEN '5' THEN false ELSE t = '2026-03-02 12:00Z' END THEN 1e9 ELSE 0 END
FROM unnest('{g1,g2,g3,g4,g5,g7,g8,c2,c3,c5,c7,c8}'::text[]) d, generate_series('2026-03-02Z'::timestamptz, '2026-03-02 12:00Z', '10 minutes') t;
INSERT INTO job (job, kind, tenant, started_at, ended_at) VALUES ('j', 'training', 'acme', '2026-03-02Z', '2026-03-02 18:00Z');
INSERT INTO job_device (job, device, started_at) VALUES ('j', 'g8', '2026-03-02 06:00Z'), ('j', 'c8', '2026-03-02 06:00Z');
CREATE VIEW public.rejected AS SELECT a.subject, a.detail FROM ends.ledger_audit() a WHERE a.rule = 'rejected samples';
CREATE VIEW public.rejected_anew AS SELECT a.subject, a.detail FROM ends.ledger_audit(true) a WHERE a.rule = 'rejected samples';
TABLE public.rejected;
CALL compact('2026-03-04');
TABLE public.rejected;
CALL judge();
TABLE public.rejected;
TABLE public.rejected_anew EXCEPT TABLE public.rejected;
-- what comes behind, of a day that is packed, makes the last sample one of many
INSERT INTO sample_by_name VALUES ('g3', 'power_w', '2026-03-02 12:10Z', 300), ('g3', 'power_w', '2026-03-03 12:00Z', 300), ('c3', 'energy_j', '2026-03-02 12:10Z', 300 * 43800);
SELECT * FROM public.rejected WHERE subject IN ('g3', 'c3');
CALL compact('2026-03-04');
CALL judge();
SELECT * FROM public.rejected WHERE subject IN ('g3', 'c3');
DROP VIEW public.rejected, public.rejected_anew;

-- intensities in kg are found when their days are packed, too
INSERT INTO series (series_id, metric, zone) VALUES (911, 'g_per_kwh', 'DE'), (912, 'g_per_kwh', 'DE');
INSERT INTO sample (series_id, at, value) SELECT s, t, CASE s WHEN 911 THEN 0.3 ELSE 300 END FROM unnest('{911,912}'::integer[]) s, generate_series('2026-03-03Z'::timestamptz, '2026-03-03 23:00Z', '1 hour') t;
SELECT subject, detail FROM ledger_audit() WHERE rule = 'rate in another unit';
CALL compact('2026-03-04');
SELECT count(*) FROM sample WHERE series_id > 910;
SELECT subject, detail FROM ledger_audit() WHERE rule = 'rate in another unit';
DROP SCHEMA ends CASCADE;
DROP ROLE regress_reader;

-- ---- shares above 1: the same moments as a join of all holders with all finds ----
CALL create_ledger('shared');
SET search_path = shared, public, colossus;
INSERT INTO device (device, accelerator) SELECT 'g' || i, 'H100 SXM' FROM generate_series(0, 9) i;
INSERT INTO job (job, started_at, ended_at) SELECT 'j' || i, '2026-03-01Z', '2026-06-01Z' FROM generate_series(1, 600) i;
-- of a device, two at once, one after the other, for nothing at all, for months, or still: as rows come that no trigger saw
ALTER TABLE job_device DISABLE TRIGGER job_device_check;
INSERT INTO job_device (job, device, share, started_at, ended_at)
SELECT 'j' || i, 'g' || h.a % 10, (ARRAY[1, 0.5, 0.5, 0.25, 0.3333333333, 0.0000000001])[1 + h.b % 6], t.since,
	CASE h.c % 7 WHEN 0 THEN t.since WHEN 1 THEN t.since + interval '40 days' WHEN 2 THEN NULL ELSE t.since + h.c % 5 * interval '6 hours' END
FROM generate_series(1, 600) i
CROSS JOIN LATERAL (SELECT abs(hashint4(i) % 1000) AS a, abs(hashint4(i + 1000) % 1000) AS b, abs(hashint4(i + 2000) % 1000) AS c) h
CROSS JOIN LATERAL (SELECT '2026-03-01Z'::timestamptz + h.b % 97 * interval '6 hours' AS since) t;
CREATE VIEW public.found AS
SELECT a.device AS subject, format('%s at %s: %s', sum(b.share), a.started_at, string_agg(b.job, ', ' ORDER BY b.started_at, b.job)) AS detail
FROM (SELECT DISTINCT x.device, x.started_at FROM shared.job_device x WHERE x.held_until > x.started_at) a
JOIN shared.job_device b ON b.device = a.device AND b.started_at <= a.started_at AND b.held_until > a.started_at
GROUP BY a.device, a.started_at
HAVING sum(b.share) > 1.000000001 OR count(*) > 1 AND max(b.share) = 1;
CREATE VIEW public.told AS SELECT subject, detail FROM shared.ledger_audit() WHERE rule = 'shares above 1';
SELECT count(*) > 50 AS many, count(DISTINCT subject) AS devices FROM public.told;
(TABLE public.told EXCEPT ALL TABLE public.found) UNION ALL (TABLE public.found EXCEPT ALL TABLE public.told);
-- and of shares that come to 1, and of one after the other, nothing
DELETE FROM job_device;
ALTER TABLE job_device ENABLE TRIGGER job_device_check;
INSERT INTO job_device (job, device, share, started_at, ended_at) VALUES
	('j1', 'g0', 0.5, '2026-03-01Z', '2026-03-03Z'), ('j2', 'g0', 0.5, '2026-03-02Z', '2026-03-04Z'), ('j3', 'g0', 0.5, '2026-03-03Z', '2026-03-04Z'), ('j4', 'g0', 1, '2026-03-04Z', NULL),
	('j5', 'g1', 0.3333333333, '2026-03-01Z', NULL), ('j6', 'g1', 0.3333333333, '2026-03-01Z', NULL), ('j7', 'g1', 0.3333333335, '2026-03-01Z', NULL);
TABLE public.told;
DROP VIEW public.told, public.found;
DROP SCHEMA shared CASCADE;
