-- A small log set, loaded and answered end to end: ten minutes of two GPUs of one
-- node.  nvidia-smi logged the first, which trained; dcgm-exporter was scraped
-- twice for the second, which served; vLLM and torchtitan counted their tokens.
-- Run it after report.sql, in the folder dev/logs.
\pset border 0
\pset footer off
\pset null '-'
SET search_path = ops, public, colossus;
CALL colossus.create_ledger('ops');
SET timezone = 'UTC';

INSERT INTO device (device, accelerator, host, cluster, site, max_w) VALUES
	('GPU-7f3ac2d1', 'H100', 'node-1', 'demo', 'Demo', 700), ('GPU-265c9814', 'H100', 'node-1', 'demo', 'Demo', 700);
INSERT INTO site_overhead (site, from_date, server_factor, pue, zone, source) VALUES ('Demo', '2026-01-01', 1.82, 1.3, 'SRTV', 'assumed for this example');
INSERT INTO job (job, kind, model, tenant, started_at, ended_at) VALUES
	('pretrain', 'training', 'meta-llama/Llama-3.1-8B', 'research', '2026-03-01 10:00Z', '2026-03-01 10:10Z'),
	('chat', 'inference', 'meta-llama/Llama-3.1-8B', 'product', '2026-03-01 10:00Z', '2026-03-01 10:10Z');
INSERT INTO job_device (job, device, share, started_at) VALUES
	('pretrain', 'GPU-7f3ac2d1', 1, '2026-03-01 10:00Z'), ('chat', 'GPU-265c9814', 1, '2026-03-01 10:00Z');

INSERT INTO series (series_id, metric, job) VALUES (101, 'prompt_tokens', 'chat'), (102, 'output_tokens', 'chat');
CREATE TEMPORARY TABLE stage (n bigint GENERATED ALWAYS AS IDENTITY, line text);
\copy stage(line) FROM 'nvidia-smi.csv' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', NULL E'\x03')
CREATE TEMPORARY TABLE rejected AS
SELECT 'nvidia-smi.csv' AS file, p.line_no, p.reject_reason
FROM (SELECT string_agg(line, E'\n' ORDER BY n) AS input FROM stage) f, parse_nvidia_smi(f.input, 'UTC') p
WHERE p.reject_reason NOT IN ('header', 'comment', 'blank line');
INSERT INTO sample_by_name (device, metric, at, value)
SELECT p.device, 'power_w', p.at, p.value
FROM (SELECT string_agg(line, E'\n' ORDER BY n) AS input FROM stage) f, parse_nvidia_smi(f.input, 'UTC') p
WHERE p.metric = 'power.draw' AND p.reject_reason IS NULL;
TRUNCATE stage;
\copy stage(line) FROM 'dcgm-1000.prom' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', NULL E'\x03')
INSERT INTO sample_by_name (device, metric, at, value)
SELECT p.device, 'energy_j', p.at, p.value
FROM (SELECT string_agg(line, E'\n' ORDER BY n) AS input FROM stage) f, parse_prometheus(f.input, scraped_at => '2026-03-01 10:00Z') p
WHERE p.metric = 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION' AND p.reject_reason IS NULL;
TRUNCATE stage;
\copy stage(line) FROM 'dcgm-1010.prom' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', NULL E'\x03')
INSERT INTO sample_by_name (device, metric, at, value)
SELECT p.device, 'energy_j', p.at, p.value
FROM (SELECT string_agg(line, E'\n' ORDER BY n) AS input FROM stage) f, parse_prometheus(f.input, scraped_at => '2026-03-01 10:10Z') p
WHERE p.metric = 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION' AND p.reject_reason IS NULL;
TRUNCATE stage;
\copy stage(line) FROM 'vllm-1000.prom' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', NULL E'\x03')
INSERT INTO sample (series_id, at, value)
SELECT CASE p.metric WHEN 'vllm:prompt_tokens_total' THEN 101 ELSE 102 END, p.at, p.value
FROM (SELECT string_agg(line, E'\n' ORDER BY n) AS input FROM stage) f, parse_prometheus(f.input, scraped_at => '2026-03-01 10:00Z') p
WHERE p.metric IN ('vllm:prompt_tokens_total', 'vllm:generation_tokens_total') AND p.reject_reason IS NULL;
TRUNCATE stage;
\copy stage(line) FROM 'vllm-1010.prom' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', NULL E'\x03')
INSERT INTO sample (series_id, at, value)
SELECT CASE p.metric WHEN 'vllm:prompt_tokens_total' THEN 101 ELSE 102 END, p.at, p.value
FROM (SELECT string_agg(line, E'\n' ORDER BY n) AS input FROM stage) f, parse_prometheus(f.input, scraped_at => '2026-03-01 10:10Z') p
WHERE p.metric IN ('vllm:prompt_tokens_total', 'vllm:generation_tokens_total') AND p.reject_reason IS NULL;
TRUNCATE stage;
\copy stage(line) FROM 'torchtitan.log' WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', NULL E'\x03')
INSERT INTO step_log (job, step, at, tokens, seconds)
SELECT 'pretrain', s.step, s.at, s.tps * s.seconds, s.seconds
FROM (
	SELECT p.step, p.at, p.value AS tps, extract(epoch FROM p.at - lag(p.at) OVER (ORDER BY p.at))::double precision AS seconds
	FROM (SELECT string_agg(line, E'\n' ORDER BY n) AS input FROM stage) f, parse_train_log(f.input, 'UTC') p
	WHERE p.metric = 'tps' AND p.reject_reason IS NULL
) s;

\echo '11. FROM LOGS TO A LEDGER  ten minutes of two GPUs: nvidia-smi, dcgm-exporter, vLLM, torchtitan'
\echo
SELECT e.job, e.method, to_char(e.accelerator_kwh, '0.0000') AS "accelerator kWh", to_char(e.it_kwh, '0.0000') AS "IT kWh",
	to_char(e.facility_kwh, '0.0000') AS "facility kWh", to_char(100 * e.coverage, '990.0') AS "seen %",
	t.kind AS "tokens", to_char(t.tokens, '9,999,999') AS "count", to_char(t.accelerator_j_per_token, '0.000') AS "J/token"
FROM job_energy e LEFT JOIN job_energy_per_token t ON t.job = e.job AND t.kind IN ('output', 'prompt', 'training')
ORDER BY e.job, t.kind;
SELECT m.job, m.convention, m.numeric_format AS "of", to_char(m.flop, '9.99EEEE') AS "FLOP", to_char(100 * m.mfu, '990.0') AS "MFU %",
	to_char(c.location_co2e_kg, '0.0000') AS "kg CO2e by location", c.location_edition AS "factor"
FROM job_mfu m LEFT JOIN job_co2e c ON c.job = m.job
ORDER BY m.job;
SELECT tenant, energy_nj, to_char(facility_kwh, '0.0000') AS "facility kWh" FROM tenant_ledger ORDER BY tenant;
SELECT file, line_no AS "line", reject_reason AS "rejected" FROM rejected;
