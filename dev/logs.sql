-- A small log set, loaded and answered end to end: ten minutes of two GPUs of one
-- node.  nvidia-smi logged the first, which trained; dcgm-exporter was scraped
-- twice for the second, which served; vLLM and torchtitan counted their tokens.
-- Run it after report.sql; dev/demo then loads the logs, and logs-answers.sql asks.
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
