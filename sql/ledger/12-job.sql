-- Who used them, and what for.

CREATE TABLE ledger.job (	-- training runs, inference deployments and other jobs
	job text PRIMARY KEY CHECK (job <> ''),	-- name of the job
	kind text CHECK (kind IN ('training', 'inference')),	-- training or inference; NULL: not told, what its tokens are
	model text,	-- model of colossus.model
	tenant text CHECK (tenant <> '' AND left(tenant, 1) <> '('),	-- who pays for it; NULL: nobody is named
	started_at timestamptz CHECK (started_at >= '1970-01-01Z' AND started_at < '2200-01-01Z'),	-- start; NULL: not known
	ended_at timestamptz CHECK (ended_at >= '1970-01-01Z' AND ended_at < '2200-01-01Z'),	-- end; NULL: still running, or running says that it is not known
	numeric_format text NOT NULL DEFAULT 'bf16' CHECK (numeric_format IN ('fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'fp8', 'fp4', 'int8')),	-- numeric format whose dense peak MFU is measured against
	convention text NOT NULL DEFAULT 'palm' CHECK (convention IN ('kaplan', 'palm', 'megatron', 'megatron_noncausal', 'torchtitan')),	-- how FLOP per token are counted: colossus.training_flop_per_token
	seq_len integer CHECK (seq_len > 0),	-- tokens of a sequence; NULL: attention is left out and the convention is kaplan
	reported_j double precision CHECK (reported_j >= 0 AND reported_j < 'Infinity'),	-- J; what the scheduler or tracker says that it used: of whole nodes, of a job that shared none; beside what samples say, never added
	running boolean,	-- false: it has ended, and where ended_at is NULL nobody knows when; NULL: as ended_at says
	name text,	-- what its owner calls it
	nodes text[],	-- nodes that it was given
	gpus integer,	-- accelerators that it was given, over all nodes
	gpu_idx integer[],	-- their indexes in each node, where the scheduler tells
	load_id integer,	-- load that met it first; NULL: entered by hand
	trainable double precision NOT NULL DEFAULT 1 CHECK (trainable BETWEEN 0 AND 1),	-- share of the model's own weights that training changes; LoRA: 0
	adapter_params double precision NOT NULL DEFAULT 0 CHECK (adapter_params >= 0 AND adapter_params < 'Infinity'),	-- parameters of adapters beside the model (LoRA), which training changes
	CHECK (ended_at >= started_at)
);
CREATE INDEX job_nodes_idx ON ledger.job USING gin (nodes);
CREATE INDEX job_started_idx ON ledger.job (started_at);

CREATE TABLE ledger.job_device (	-- which job held which device, and how much of it
	job text NOT NULL REFERENCES ledger.job,	-- job of table job
	device text NOT NULL,	-- device of table device
	share numeric NOT NULL DEFAULT 1 CHECK (share > 0 AND share <= 1),	-- share of the device, above 0 and up to 1; the shares of one moment add up to at most 1
	started_at timestamptz NOT NULL CHECK (started_at >= '1970-01-01Z' AND started_at < '2200-01-01Z'),	-- held from
	ended_at timestamptz CHECK (ended_at >= '1970-01-01Z' AND ended_at < '2200-01-01Z'),	-- held until; NULL: until the job ends
	load_id integer,	-- load that brought it; NULL: entered by hand
	run timestamptz,	-- start of the job's run whose nodes a scheduler lists, from which the row follows; NULL: somebody lists it, or labels tell it
	seen_until timestamptz,	-- last sample whose labels name the job: the row is of all loads that tell so; NULL: no labels tell it
	held_until timestamptz NOT NULL,	-- held until then: ended_at, else the end of the job, else infinity; of a job whose end nobody knows or came before, started_at. A trigger writes it
	held_days smallint NOT NULL,	-- days that it lasts at most, 1 or 32; 0: longer. A trigger writes it
	PRIMARY KEY (job, device, started_at),
	CHECK (ended_at >= started_at)
);
-- Who held a device, or any, at a time: of short rows those that began shortly before, so
-- that it costs the same whatever came before and after.  The cast: who asks for a device
-- says held_days, and would else be led through all devices where no statistics say better.
CREATE INDEX job_device_device_idx ON ledger.job_device (device, held_days, started_at);
CREATE INDEX job_device_started_idx ON ledger.job_device ((held_days::integer), started_at);
CREATE INDEX job_device_until_idx ON ledger.job_device (device, held_until);

CREATE TABLE ledger.job_step (	-- what a scheduler or tracker says of a job and of its steps, run by run: job.reported_j is made of it
	job text NOT NULL,	-- job of table job
	step text NOT NULL,	-- step; empty: the job itself
	run timestamptz,	-- start of this run of it, or its end; a job that was queued again or resized has several; NULL: not told, or of a tracker
	started_at timestamptz,	-- start; NULL: not known
	ended_at timestamptz,	-- end; NULL: not known
	joules double precision CHECK (joules >= 0 AND joules < 'Infinity'),	-- J; NULL: not measured
	energy_source text,	-- field that the joules stood in
	nodes text[],	-- nodes of the run; NULL: not told
	gpus integer,	-- accelerators of the run, over all nodes
	gpu_idx integer[],	-- their indexes in each node, where the scheduler tells
	load_id integer,	-- load that brought it
	cluster text,	-- cluster of the scheduler, of whose jobs this number is one; NULL: not told
	running boolean,	-- false: it has ended, and where ended_at is NULL nobody knows when; NULL: as ended_at says
	UNIQUE NULLS NOT DISTINCT (job, step, run)
);

CREATE TABLE ledger.step_log (	-- lines of training logs; a step that is done again after a restart has two rows
	job text NOT NULL REFERENCES ledger.job,	-- job of table job
	step bigint,	-- number of the step; NULL: not told, or only the clock began anew
	at timestamptz CHECK (isfinite(at)),	-- time of the line; NULL: not told
	tokens double precision CHECK (tokens >= 0 AND tokens < 'Infinity'),	-- tokens since the line before, over all ranks, where somebody has counted them; NULL: what the next columns tell
	seconds double precision CHECK (seconds >= 0 AND seconds < 'Infinity'),	-- s; duration of one step; NULL: not logged
	tokens_total double precision CHECK (tokens_total >= 0 AND tokens_total < 'Infinity'),	-- tokens since the run began, over all ranks; NULL: not logged
	tokens_per_step double precision CHECK (tokens_per_step >= 0 AND tokens_per_step < 'Infinity'),	-- tokens of one step, over all ranks; NULL: not logged
	tokens_per_s double precision CHECK (tokens_per_s >= 0 AND tokens_per_s < 'Infinity'),	-- tokens a second since the clock began anew, over all ranks; NULL: not logged
	per_rank boolean NOT NULL DEFAULT false,	-- true: tokens_per_s is of one rank, and the job has as many as accelerators
	clock_only boolean NOT NULL DEFAULT false,	-- true: no step, the clock of the log began anew
	rank text,	-- rank that wrote the line; NULL: not told
	load_id integer,	-- load that brought it; NULL: none
	UNIQUE NULLS NOT DISTINCT (job, step, at, rank, tokens_total)
);
