-- Readers of what monitoring tools, schedulers and training programs write.
-- doc/formats.md says what each reads, doc/loading.md how to load a file of each.

CREATE OR REPLACE FUNCTION colossus.parse_nvidia_smi(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL, metrics text[] DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text, OUT reject_detail text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_nvidia_smi';
COMMENT ON FUNCTION colossus.parse_nvidia_smi(text, text, text, timestamptz, text[]) IS
	'Samples of nvidia-smi --query-gpu=... --format=csv, a row for every number; the header is in the input or given, times are local to the zone, scraped_at is the time of lines without one. Values are in W, B, Hz, C or 1 (shares); reject_reason says why a row cannot be used, in a word of reject_reasons(), and reject_detail what was found. metrics: only these';

CREATE OR REPLACE FUNCTION colossus.parse_prometheus(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL, metrics text[] DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text, OUT reject_detail text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_prometheus';
COMMENT ON FUNCTION colossus.parse_prometheus(text, text, text, timestamptz, text[]) IS
	'Samples of a scrape in the text format of Prometheus or OpenMetrics (dcgm-exporter, AMD device-metrics-exporter, Kepler, vLLM, SGLang and others), a row for every line; scraped_at is the time of samples that bear none. Zone and header have no meaning here. Values are in the unit shown; a unit that the name does not tell is NULL. Values of a whole card that the slices of a MIG card repeat are rejected after the first';

CREATE OR REPLACE FUNCTION colossus.parse_prometheus_json(input jsonb, metrics text[] DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text, OUT reject_detail text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_prometheus_json';
COMMENT ON FUNCTION colossus.parse_prometheus_json(jsonb, text[]) IS
	'Samples of an answer of the HTTP API of Prometheus to query or query_range, as parse_prometheus gives them; line_no counts the samples of the answer';

CREATE OR REPLACE FUNCTION colossus.parse_sacct(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL, metrics text[] DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text,
	OUT job text, OUT step text, OUT seconds double precision, OUT cpu_seconds double precision, OUT nodes bigint, OUT cpus bigint, OUT gpus bigint, OUT gpu_type text,
	OUT account text, OUT state text, OUT submitted_at timestamptz, OUT started_at timestamptz, OUT ended_at timestamptz, OUT reject_detail text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_sacct';
COMMENT ON FUNCTION colossus.parse_sacct(text, text, text, timestamptz, text[]) IS
	'Jobs and steps as sacct of Slurm prints them (-P, columns of fixed width, or Name=value), a row for every line: ConsumedEnergy in J, elapsed seconds and CPU seconds in s, all columns as text in labels. at is the end of the job, else its start or submission; times are local to the zone. Steps repeat the joules of their job and are rejected, 0 J is not a measurement';

CREATE OR REPLACE FUNCTION colossus.parse_codecarbon(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL, metrics text[] DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text,
	OUT run text, OUT project text, OUT seconds double precision, OUT pue double precision, OUT reject_detail text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_codecarbon';
COMMENT ON FUNCTION colossus.parse_codecarbon(text, text, text, timestamptz, text[]) IS
	'Runs of an emissions.csv of CodeCarbon, a row for every number: energy in J (the file has kWh, already times its PUE), power in W, duration and seconds in s, emissions in kg, water in l. Times are local to the zone. An energy or power of 0 was not measured; emissions_rate stays a label';

CREATE OR REPLACE FUNCTION colossus.parse_train_log(input text, zone text DEFAULT NULL, header text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL, metrics text[] DEFAULT NULL,
	OUT line_no bigint, OUT at timestamptz, OUT device text, OUT metric text, OUT value double precision, OUT unit text, OUT labels jsonb, OUT reject_reason text,
	OUT step bigint, OUT tokens bigint, OUT seconds double precision, OUT reject_detail text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_parse_train_log';
COMMENT ON FUNCTION colossus.parse_train_log(text, text, text, timestamptz, text[]) IS
	'Progress lines of torchtitan, Megatron-LM and the Hugging Face Trainer, and exports of W&B and TensorBoard as CSV, a row for every number; other lines are rejected. step is the step or iteration, tokens those since the start of the run where the line has them, seconds the time of one step (Megatron-LM) or of the run (Trainer), in s; device is the rank. Times are local to the zone';

CREATE OR REPLACE FUNCTION colossus.reject_reasons(OUT reason text, OUT meaning text, OUT remedy text)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10 ROWS 60
	AS 'MODULE_PATHNAME', 'colossus_reject_reasons';
COMMENT ON FUNCTION colossus.reject_reasons() IS
	'The words in which functions over logs and loads say why a line or a value cannot be used: what each means and what to do';

CREATE OR REPLACE FUNCTION colossus.card_name(name text)
	RETURNS text LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'colossus_card_name';
COMMENT ON FUNCTION colossus.card_name(text) IS
	'The name of a card in its one spelling: UUIDs in small letters behind GPU-, all else as it is; NULL for what names no card (nil UUID, N/A, empty)';

CREATE OR REPLACE FUNCTION colossus.read_log(format text, input text, zone text DEFAULT NULL, state jsonb DEFAULT NULL, scraped_at timestamptz DEFAULT NULL,
	metrics text[] DEFAULT NULL, options jsonb DEFAULT NULL,
	OUT line_no bigint, OUT row_kind "char", OUT series_no integer, OUT at timestamptz, OUT value double precision, OUT reject_reason text, OUT reject_detail text, OUT attributes jsonb)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10000
	AS 'MODULE_PATHNAME', 'colossus_read_log';
COMMENT ON FUNCTION colossus.read_log(text, text, text, jsonb, timestamptz, text[], jsonb) IS
	'What a ledger takes from a piece of a log. row_kind: s a sample in the unit of its series (attributes in the first row of a series), j a job or step of one, t a training step, d a device or a job''s device, r a reject, w a finding, and last a, which accounts for all lines and has the state to read the next piece with. Kept are power (W), energy (J), tokens, grid intensities (g/kWh), jobs and steps, and what metrics names';

CREATE OR REPLACE FUNCTION colossus.read_block(format text, input text, zone text DEFAULT NULL, state jsonb DEFAULT NULL, scraped_at timestamptz DEFAULT NULL,
	metrics text[] DEFAULT NULL, options jsonb DEFAULT NULL,
	OUT line_no bigint, OUT row_kind "char", OUT series_no integer, OUT at timestamptz, OUT value double precision, OUT reject_reason text, OUT reject_detail text, OUT attributes jsonb,
	OUT samples integer, OUT last_at timestamptz, OUT once boolean, OUT lines integer[], OUT times timestamptz[], OUT vals double precision[])
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000
	AS 'MODULE_PATHNAME', 'colossus_read_block';
COMMENT ON FUNCTION colossus.read_block(text, text, text, jsonb, timestamptz, text[], jsonb) IS
	'As read_log, with the samples of a series in one row or a few: line_no is the first of their lines and at the first instant, lines (behind line_no), times and vals are the samples in order of time and line, samples their number; once: no instant stands twice';
