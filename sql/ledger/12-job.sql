-- Who used them, and what for.

CREATE TABLE ledger.job (	-- training runs and inference deployments
	job text PRIMARY KEY CHECK (job <> ''),	-- name of the job
	kind text NOT NULL CHECK (kind IN ('training', 'inference')),	-- training or inference
	model text,	-- model of colossus.model
	tenant text CHECK (tenant <> '' AND left(tenant, 1) <> '('),	-- who pays for it; NULL: nobody is named
	started_at timestamptz NOT NULL CHECK (started_at >= '1970-01-01Z' AND started_at < '2200-01-01Z'),	-- start
	ended_at timestamptz CHECK (ended_at >= '1970-01-01Z' AND ended_at < '2200-01-01Z'),	-- end; NULL: still running
	numeric_format text NOT NULL DEFAULT 'bf16' CHECK (numeric_format IN ('fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'fp8', 'fp4', 'int8')),	-- numeric format whose dense peak MFU is measured against
	convention text NOT NULL DEFAULT 'palm' CHECK (convention IN ('kaplan', 'palm', 'megatron', 'megatron_noncausal', 'torchtitan')),	-- how FLOP per token are counted: colossus.training_flop_per_token
	seq_len integer CHECK (seq_len > 0),	-- tokens of a sequence; NULL: attention is left out and the convention is kaplan
	CHECK (ended_at >= started_at)
);

CREATE TABLE ledger.job_device (	-- which job held which device, and how much of it
	job text NOT NULL REFERENCES ledger.job,	-- job of table job
	device text NOT NULL,	-- device of table device
	share numeric NOT NULL DEFAULT 1 CHECK (share > 0 AND share <= 1),	-- share of the device, above 0 and up to 1; the shares of one moment add up to at most 1
	started_at timestamptz NOT NULL CHECK (started_at >= '1970-01-01Z' AND started_at < '2200-01-01Z'),	-- held from
	ended_at timestamptz CHECK (ended_at >= '1970-01-01Z' AND ended_at < '2200-01-01Z'),	-- held until; NULL: until the job ends
	PRIMARY KEY (job, device, started_at),
	CHECK (ended_at >= started_at)
);
CREATE INDEX job_device_device_idx ON ledger.job_device (device, started_at);

CREATE TABLE ledger.token_sample (	-- cumulative token counters of inference servers
	job text NOT NULL REFERENCES ledger.job,	-- job of table job
	series text NOT NULL,	-- one counter: a replica, or an engine of one
	kind text NOT NULL CHECK (kind IN ('prompt', 'output', 'cached')),	-- prompt, output, or cached: prompt tokens that a cache answered, a part of prompt
	at timestamptz NOT NULL CHECK (isfinite(at)),	-- time of the sample
	counter double precision NOT NULL	-- tokens since the counter began
);
CREATE INDEX token_sample_job_series_idx ON ledger.token_sample (job, series, kind, at) INCLUDE (counter);

CREATE TABLE ledger.step_log (	-- steps of training runs; a step that is done again after a restart has two rows
	job text NOT NULL REFERENCES ledger.job,	-- job of table job
	step bigint NOT NULL,	-- number of the step
	at timestamptz NOT NULL CHECK (isfinite(at)),	-- time of the log line
	tokens double precision CHECK (tokens >= 0 AND tokens < 'Infinity'),	-- tokens of the step over all ranks; NULL: not logged
	seconds double precision CHECK (seconds >= 0 AND seconds < 'Infinity')	-- s; duration of the step; NULL: not logged
);
CREATE INDEX step_log_job_step_idx ON ledger.step_log (job, step, at);
