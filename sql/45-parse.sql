-- Readers of what monitoring tools, schedulers and training programs write.
-- doc/loading.md shows how to load a file of each.

CREATE OR REPLACE FUNCTION colossus.parse_nvidia_smi(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_nvidia_smi';
COMMENT ON FUNCTION colossus.parse_nvidia_smi(text, text, text, timestamptz) IS
	'Samples of nvidia-smi --query-gpu=... --format=csv, a row for every number; the header is in the input or given, times are local to the zone, scraped_at is the time of lines without one. Values are in W, B, Hz, C or 1 (shares); reject_reason says why a row cannot be used';

CREATE OR REPLACE FUNCTION colossus.parse_prometheus(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_prometheus';
COMMENT ON FUNCTION colossus.parse_prometheus(text, text, text, timestamptz) IS
	'Samples of a scrape in the text format of Prometheus or OpenMetrics (dcgm-exporter, AMD device-metrics-exporter, Kepler, vLLM, SGLang and others), a row for every line; scraped_at is the time of samples that bear none. Zone and header have no meaning here. Values are in the unit shown; a unit that the name does not tell is NULL. Values of a whole card that the slices of a MIG card repeat are rejected after the first';

CREATE OR REPLACE FUNCTION colossus.parse_prometheus_json(input jsonb,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_prometheus_json';
COMMENT ON FUNCTION colossus.parse_prometheus_json(jsonb) IS
	'Samples of an answer of the HTTP API of Prometheus to query or query_range, as parse_prometheus gives them; line_no counts the samples of the answer';

CREATE OR REPLACE FUNCTION colossus.parse_sacct(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text,
	OUT job text, OUT step text, OUT seconds double precision, OUT cpu_seconds double precision, OUT nodes bigint, OUT cpus bigint, OUT gpus bigint, OUT gpu_type text,
	OUT account text, OUT state text, OUT submitted_at timestamptz, OUT started_at timestamptz, OUT ended_at timestamptz)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_sacct';
COMMENT ON FUNCTION colossus.parse_sacct(text, text, text, timestamptz) IS
	'Jobs and steps as sacct of Slurm prints them (-P, columns of fixed width, or Name=value), a row for every line: ConsumedEnergy in J, elapsed seconds and CPU seconds in s, all columns as text in labels. at is the end of the job, else its start or submission; times are local to the zone. Steps repeat the joules of their job and are rejected, 0 J is not a measurement';

CREATE OR REPLACE FUNCTION colossus.parse_codecarbon(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text,
	OUT run text, OUT project text, OUT seconds double precision, OUT pue double precision)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_codecarbon';
COMMENT ON FUNCTION colossus.parse_codecarbon(text, text, text, timestamptz) IS
	'Runs of an emissions.csv of CodeCarbon, a row for every number: energy in J (the file has kWh, already times its PUE), power in W, duration and seconds in s, emissions in kg, water in l. Times are local to the zone. An energy or power of 0 was not measured; emissions_rate stays a label';

CREATE OR REPLACE FUNCTION colossus.parse_train_log(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text,
	OUT step bigint, OUT tokens bigint, OUT seconds double precision)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_train_log';
COMMENT ON FUNCTION colossus.parse_train_log(text, text, text, timestamptz) IS
	'Progress lines of torchtitan, Megatron-LM and the Hugging Face Trainer, and exports of W&B and TensorBoard as CSV, a row for every number; other lines are rejected. step is the step or iteration, tokens those since the start of the run where the line has them, seconds the time of one step (Megatron-LM) or of the run (Trainer), in s; device is the rank. Times are local to the zone';
