-- Which series of a device counts, and how, from rows and from packed days alike.
SET timezone = 'UTC';
SET client_min_messages = warning;
SET jit = off;
CALL create_ledger('ops');
SET search_path = ops, public, colossus;
INSERT INTO device (device, since, max_w) VALUES ('late', '-infinity', NULL), ('slow', '-infinity', 800), ('slower', '-infinity', 800), ('twice', '-infinity', NULL);

-- 500 W for three days, 43.2 MJ each, and a counter from the third day on: it does not unmake the first two
INSERT INTO sample_by_name SELECT 'late', 'power_w', t, 500 FROM generate_series('2026-09-01Z'::timestamptz, '2026-09-04Z', '1 minute') t;
INSERT INTO sample_by_name SELECT 'late', 'energy_j', t, 500 * extract(epoch FROM t - '2026-09-01Z') FROM generate_series('2026-09-03Z'::timestamptz, '2026-09-04Z', '1 minute') t;

-- a counter that is refreshed every 30 s and read every 15 s: an hour at 400 W and one at
-- 700 W, at most 800: all of the time is seen and nothing is impossible
INSERT INTO sample_by_name SELECT d, 'energy_j', t, w * 30 * floor(extract(epoch FROM t - '2026-09-01Z') / 30)
FROM (VALUES ('slow', 400), ('slower', 700)) v(d, w), generate_series('2026-09-01Z'::timestamptz, '2026-09-01 01:00Z', '15 seconds') t;

-- the same card by two exporters, one of which spells its name with a prefix and in capitals: counted once, 360 W for an hour
INSERT INTO device (device) VALUES ('GPU-6513270e-269e-0d37-f2a7-4de452e6b438');
SELECT samples, new FROM load('dcgm', (SELECT string_agg(format(E'DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-6513270e-269e-0d37-f2a7-4de452e6b438",Hostname="n1"} 360 %s', extract(epoch FROM t)::bigint * 1000), E'\n') || E'\n'
	FROM generate_series('2026-09-01Z'::timestamptz, '2026-09-01 01:00Z', '1 minute') t));
SELECT samples, new FROM load('prometheus', (SELECT string_agg(format(E'nvidia_smi_power_draw_watts{uuid="6513270E-269E-0D37-F2A7-4DE452E6B438"} 360 %s', extract(epoch FROM t)::bigint * 1000), E'\n') || E'\n'
	FROM generate_series('2026-09-01 00:00:20Z'::timestamptz, '2026-09-01 01:00Z', '1 minute') t));

-- tokens: every fall is a restart, 400 + 700 + 300 + 900 = 2300 after the first reading
INSERT INTO job (job, kind, started_at) VALUES ('chat', 'inference', '2026-09-01Z');
INSERT INTO series (series_id, metric, job, kind, unit, source) VALUES (9001, 'output_tokens', 'chat', 'job', '1', 'hand');
INSERT INTO sample (series_id, at, value) SELECT 9001, '2026-09-01 12:00Z'::timestamptz + (n - 1) * interval '1 day', v FROM unnest('{1000,400,1100,300,1200}'::float8[]) WITH ORDINALITY x (v, n);

CREATE VIEW public.answer AS
SELECT device, day, method, energy_nj / 1e9 AS j, lower_kwh <= accelerator_kwh AND accelerator_kwh <= upper_kwh AS within, covered_s, rejected, stuck_s
FROM device_energy WHERE energy_nj > 0;
SELECT device, day, method, round(j, 3) AS j, within, covered_s, rejected, stuck_s FROM public.answer WHERE device <> 'late' OR day < '2026-09-04' ORDER BY device, day;
SELECT job, kind, tokens FROM job_tokens;
-- packed, the same
CREATE TEMP TABLE before AS TABLE public.answer;
CREATE TEMP TABLE tokens_before AS TABLE job_tokens;
CALL compact('2026-10-01');
SELECT count(*) AS rows_left FROM sample;
SELECT 'more' AS side, x.* FROM (TABLE public.answer EXCEPT ALL TABLE before) x UNION ALL SELECT 'less', x.* FROM (TABLE before EXCEPT ALL TABLE public.answer) x;
SELECT 'more' AS side, x.* FROM (TABLE job_tokens EXCEPT ALL TABLE tokens_before) x UNION ALL SELECT 'less', x.* FROM (TABLE tokens_before EXCEPT ALL TABLE job_tokens) x;
DROP VIEW public.answer;

-- a node of 5,000 W, of which its two processors and their memory draw 300 and are counted: the whole counts,
-- from rows and packed alike; where there is no whole, its parts do (280 and 20 W over 600 s)
INSERT INTO device (device, kind, host) VALUES ('whole', 'node meter', 'w'), ('parts', 'node meter', 'p');
INSERT INTO series (device, metric, metric_written, part, measure, source, kind)
SELECT d.device, v.metric, v.written, v.part, v.measure, 'prometheus', 'node meter'
FROM (VALUES ('whole'), ('parts')) d (device)
CROSS JOIN (VALUES ('energy_j', 'node_rapl_package_joules_total', 'package/0', 'node_rapl', 280), ('energy_j', 'node_rapl_dram_joules_total', 'dram/0', 'node_rapl', 20),
	('power_w', 'ipmi_dcmi_power_consumption_watts', NULL, 'ipmi_dcmi_power_consumption_watts', 5000), ('power_w', 'system_cpu_power_watts', 'cpu', 'system_cpu_power_watts', 270)) v (metric, written, part, measure, watts)
WHERE d.device = 'whole' OR v.part IS NOT NULL;
INSERT INTO sample (series_id, at, value)
SELECT s.series_id, timestamptz '2026-10-01Z' + i * interval '1 minute',
	CASE s.metric_written WHEN 'node_rapl_package_joules_total' THEN 280 * 60 * i WHEN 'node_rapl_dram_joules_total' THEN 20 * 60 * i WHEN 'system_cpu_power_watts' THEN 270 ELSE 5000 END
FROM series s CROSS JOIN generate_series(0, 10) i
WHERE s.device IN ('whole', 'parts');
SELECT r.meter, round((r.meter_kwh * 3.6e6)::numeric, 3) AS joules FROM reconcile r WHERE r.meter IN ('whole', 'parts') ORDER BY 1 DESC;
CALL compact('2026-10-02');
SELECT r.meter, round((r.meter_kwh * 3.6e6)::numeric, 3) AS joules FROM reconcile r WHERE r.meter IN ('whole', 'parts') ORDER BY 1 DESC;

-- of three cards of one log the second and third are given to the first, 100 W each: the third behind it,
-- which is no repetition, and the second at the same time, of which one counts and which the audit says.
-- Each of them shows 100 W x 600 s = 60,000 J
SELECT samples, new FROM load('nvidia-smi', E'timestamp, uuid, power.draw [W]\n' || (SELECT string_agg(format(E'2026/10/03 %s:%s:00.000, GPU-%s, 100.00 W', to_char(10 + (c = 3)::integer, 'FM00'), to_char(m, 'FM00'), repeat(c::text, 8)), E'\n' ORDER BY c, m)
	FROM generate_series(1, 3) c, generate_series(0, 10) m) || E'\n', zone => 'UTC');
CREATE VIEW told AS SELECT e.device, e.rule, e.parts, round((e.accelerator_kwh * 3.6e6)::numeric, 3) AS joules FROM device_energy e WHERE e.device LIKE 'GPU-%' AND e.day = '2026-10-03';
CALL compact('2026-10-04');
SELECT * FROM told ORDER BY 1;
INSERT INTO device_alias (alias, device) VALUES ('GPU-33333333', 'GPU-11111111');
SELECT * FROM told ORDER BY 1;
SELECT count(*) FROM ledger_audit() WHERE rule = 'card read twice';
INSERT INTO device_alias (alias, device) VALUES ('GPU-22222222', 'GPU-11111111');
SELECT s.device, s.part, count(*) FROM series s WHERE s.source = 'nvidia-smi' AND s.device LIKE 'GPU-%' AND s.device !~ '6513' GROUP BY 1, 2;
SELECT rule, subject, regexp_replace(detail, '[0-9]+', 'N', 'g') AS detail FROM ledger_audit() WHERE rule = 'card read twice';
SELECT * FROM told ORDER BY 1;
UPDATE series SET part = 'die ' || series_id WHERE source = 'nvidia-smi' AND device = 'GPU-11111111';
SELECT count(*) FROM ledger_audit() WHERE rule = 'card read twice';
SELECT * FROM told ORDER BY 1;
UPDATE series SET part = NULL WHERE source = 'nvidia-smi' AND device = 'GPU-11111111';
SELECT * FROM told ORDER BY 1;
-- an alias that tells of another device, and one that ends; facts that were booked in between give way
CALL maintain();
UPDATE device_alias SET device = 'GPU-33333333' WHERE alias = 'GPU-22222222';
SELECT * FROM told ORDER BY 1;
DELETE FROM device_alias;
SELECT * FROM told ORDER BY 1;
SELECT device, called, count(*) FROM series WHERE source = 'nvidia-smi' AND device ~ '(1{8}|2{8}|3{8})' GROUP BY 1, 2 ORDER BY 1;
DROP SCHEMA ops CASCADE;
