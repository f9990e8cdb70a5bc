-- The operator's ledger: create_ledger makes plain tables in a schema of the
-- user's own, upgrade_ledger the views and functions over them.  Nothing here
-- belongs to the extension afterwards: doc/ledger.md.

CREATE OR REPLACE FUNCTION colossus.trace_of(bytes bytea) RETURNS colossus.trace
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'colossus_trace_of';
COMMENT ON FUNCTION colossus.trace_of(bytea) IS
	'The trace that trace_send wrote as bytes, each of them checked: how a ledger keeps traces, for a column of type trace would go with the extension.';

CREATE OR REPLACE AGGREGATE colossus.sample_log(at timestamptz, value double precision) (
	SFUNC = colossus.trace_accum, STYPE = colossus.trace_state, SSPACE = 4096,
	COMBINEFUNC = colossus.trace_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.sample_log(timestamptz, double precision) IS
	'The samples as they came, not yet put in order and packed: what split_samples reads.';

CREATE OR REPLACE FUNCTION colossus.split_samples(samples colossus.trace_state, traces bytea[], method text, max_gap interval, max_w double precision, wrap_j double precision,
	from_at timestamptz, to_at timestamptz, edges timestamptz[])
RETURNS TABLE (since timestamptz, until timestamptz, energy_nj numeric, energy_j double precision, lower_j double precision, upper_j double precision,
	covered_s double precision, gap_s double precision, gaps bigint, samples_used bigint, rejected bigint, resets bigint, wraps bigint,
	stuck_s double precision, peak_w double precision, first_at timestamptz, last_at timestamptz)
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 3 COST 100 AS 'MODULE_PATHNAME', 'colossus_split_samples';
COMMENT ON FUNCTION colossus.split_samples(colossus.trace_state, bytea[], text, interval, double precision, double precision, timestamptz, timestamptz, timestamptz[]) IS
	'Energy of one device between each two neighbouring edges, by method counter or power, from loose samples and stored traces alike: to the bit what power_energy or counter_energy gives over all of them with from_at <= at < to_at. A null max_w: every rise of a counter is believed.';

CREATE OR REPLACE FUNCTION colossus.nj_to_j(energy_nj numeric) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (nj_to_j.energy_nj / 1000000000::numeric)::double precision;
COMMENT ON FUNCTION colossus.nj_to_j(numeric) IS 'Joules of whole nanojoules, the nearest double.';

CREATE OR REPLACE FUNCTION colossus.nj_to_kwh(energy_nj numeric) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN colossus.kwh((nj_to_kwh.energy_nj / 1000000000::numeric)::double precision);
COMMENT ON FUNCTION colossus.nj_to_kwh(numeric) IS 'kWh of whole nanojoules.';

-- Rounding the cumulative sum, not each share, makes the shares of all holders
-- add up to the whole: the last one takes the remainder.
CREATE OR REPLACE FUNCTION colossus.share_nj(energy_nj numeric, share_before numeric, share_after numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN round(share_nj.energy_nj * share_nj.share_after) - round(share_nj.energy_nj * share_nj.share_before);
COMMENT ON FUNCTION colossus.share_nj(numeric, numeric, numeric) IS
	'A holder''s part of a device''s energy in whole nJ, given the sum of the shares before it and with it: the parts of all holders add up exactly.';

CREATE OR REPLACE PROCEDURE colossus.check_ledger_name(schema_name text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $check$
BEGIN
	IF schema_name IS NULL OR schema_name = '' THEN
		RAISE EXCEPTION 'schema_name must not be null or empty' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF octet_length(schema_name) > 63 THEN
		RAISE EXCEPTION 'schema name "%" is longer than 63 bytes', schema_name USING ERRCODE = 'invalid_parameter_value';
	END IF;
	-- the bodies of the ledger's procedures and triggers name the schema between these quotes
	IF position('$body$' IN schema_name) > 0 THEN
		RAISE EXCEPTION 'schema name "%" holds "$body$"', schema_name USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF schema_name IN ('colossus', 'information_schema') OR left(schema_name, 3) = 'pg_' THEN
		RAISE EXCEPTION 'schema "%" is not yours', schema_name
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a schema of your own; create_ledger makes it if it does not exist.';
	END IF;
END
$check$;
COMMENT ON PROCEDURE colossus.check_ledger_name(text) IS 'Refuses a name that no ledger can have.';

CREATE OR REPLACE PROCEDURE colossus.create_ledger(schema_name text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $create$
DECLARE
	taken text;
BEGIN
	CALL colossus.check_ledger_name(schema_name);
	SELECT c.relname INTO taken
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = schema_name AND c.relname IN ('device', 'sample', 'device_trace', 'job', 'job_device', 'token_sample', 'step_log',
		'site_overhead', 'unit_operation', 'electricity_contract', 'grid_intensity', 'report')
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'schema "%" has a relation "%" already', schema_name, taken
			USING ERRCODE = 'duplicate_table', HINT = 'CALL colossus.upgrade_ledger makes the views of an existing ledger anew.';
	END IF;
	-- CREATE OR REPLACE would take the place of what is not ours
	SELECT x.name INTO taken
	FROM (
		SELECT c.relname AS name, c.relnamespace AS namespace FROM pg_class c
		WHERE c.relname IN ('holding', 'device_span', 'device_period', 'device_part', 'job_part', 'device_energy', 'silent_device', 'fleet_hourly', 'job_energy',
			'job_tokens', 'job_energy_per_token', 'tenant_ledger', 'idle_energy', 'job_mfu', 'job_co2e', 'reconcile', 'permit_margin')
		UNION ALL
		SELECT p.proname, p.pronamespace FROM pg_proc p
		WHERE p.proname IN ('job_device_check', 'device_check', 'samples_of', 'pieces_of', 'days_of', 'parts_of', 'peak_of', 'compact', 'emission_ledger', 'ledger_audit')
	) x JOIN pg_namespace n ON n.oid = x.namespace
	WHERE n.nspname = schema_name
	ORDER BY x.name LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'schema "%" has a "%" of its own', schema_name, taken
			USING ERRCODE = 'duplicate_object', HINT = 'A ledger makes a view, a function or a procedure of this name: give a schema without one.';
	END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_namespace n WHERE n.nspname = schema_name) THEN
		EXECUTE format('CREATE SCHEMA %I', schema_name);
		EXECUTE format('COMMENT ON SCHEMA %I IS %L', schema_name, 'ledger of colossus: devices, samples, jobs, tokens and factors');
	END IF;

	-- the views have a row for every day in service: a time far off, as of ms taken for s or an
	-- end in 9999, would have them count days without end
	EXECUTE format($sql$
CREATE TABLE %1$I.device (
	device text NOT NULL CHECK (device <> ''),
	accelerator text,
	host text,
	rack text,
	cluster text,
	site text,
	kind text NOT NULL DEFAULT 'accelerator' CHECK (kind IN ('accelerator', 'node meter', 'rack meter', 'site meter')),
	since timestamptz NOT NULL DEFAULT '-infinity' CHECK (since < '2200-01-01Z'),
	until timestamptz,
	max_gap interval NOT NULL DEFAULT '5 minutes' CHECK (max_gap > interval '0' AND max_gap <= interval '366 days' AND extract(year FROM max_gap) = 0 AND extract(month FROM max_gap) = 0),
	max_w double precision CHECK (max_w > 0 AND max_w < 'Infinity'),
	wrap_j double precision CHECK (wrap_j > 0 AND wrap_j < 'Infinity'),
	method text CHECK (method IN ('counter', 'power')),
	PRIMARY KEY (device, since),
	CHECK (until > since)
);
COMMENT ON TABLE %1$I.device IS 'accelerators, and meters of nodes, racks and sites: what a device was, where, and how its samples are read';
COMMENT ON COLUMN %1$I.device.device IS 'GPU UUID or any other name, as in sample';
COMMENT ON COLUMN %1$I.device.accelerator IS 'part, a key or alias of colossus.accelerator; NULL: not known';
COMMENT ON COLUMN %1$I.device.host IS 'node; of a node meter, the node that it measures';
COMMENT ON COLUMN %1$I.device.rack IS 'rack; of a rack meter, the rack that it measures';
COMMENT ON COLUMN %1$I.device.cluster IS 'cluster; idle energy is shared within it';
COMMENT ON COLUMN %1$I.device.site IS 'site of site_overhead; NULL: the site of the cluster in colossus.cluster; of a site meter, the site that it measures';
COMMENT ON COLUMN %1$I.device.kind IS 'accelerator, or what a meter measures: only accelerators are added up';
COMMENT ON COLUMN %1$I.device.since IS 'start of service; -infinity: the first sample, or the first job if that is earlier';
COMMENT ON COLUMN %1$I.device.until IS 'end of service; NULL: still, up to the last sample or job of the ledger';
COMMENT ON COLUMN %1$I.device.max_gap IS 'samples of power farther apart are a gap, whose energy is not known';
COMMENT ON COLUMN %1$I.device.max_w IS 'W; most that the device can draw: a counter that rises faster is not believed; NULL: every rise is believed, as is what a counter shows after a reading that fell';
COMMENT ON COLUMN %1$I.device.wrap_j IS 'J; range of an energy counter that wraps; NULL: it does not wrap';
COMMENT ON COLUMN %1$I.device.method IS 'counter or power; NULL: counter where the device has any sample of energy_j, else power';

CREATE TABLE %1$I.sample (
	device text NOT NULL,
	metric text NOT NULL,
	at timestamptz NOT NULL CHECK (at >= '1970-01-01Z' AND at < '2200-01-01Z'),
	value double precision NOT NULL
);
CREATE INDEX sample_device_metric_at_value_idx ON %1$I.sample (device, metric, at) INCLUDE (value);
CREATE INDEX sample_at_idx ON %1$I.sample USING brin (at);
COMMENT ON TABLE %1$I.sample IS 'samples as they came; partition it, make it a hypertable or distribute it by device as you like';
COMMENT ON COLUMN %1$I.sample.device IS 'device of table device';
COMMENT ON COLUMN %1$I.sample.metric IS 'power_w: a power gauge in W; energy_j: a cumulative energy counter in J; others are kept and not read';
COMMENT ON COLUMN %1$I.sample.at IS 'time of the sample, from 1970 to 2199';
COMMENT ON COLUMN %1$I.sample.value IS 'value in the unit of the metric';

CREATE TABLE %1$I.device_trace (
	device text NOT NULL,
	metric text NOT NULL,
	day date NOT NULL,
	samples bigint NOT NULL CHECK (samples > 0),
	first_at timestamptz NOT NULL,
	last_at timestamptz NOT NULL,
	trace bytea NOT NULL,
	PRIMARY KEY (device, metric, day)
);
ALTER TABLE %1$I.device_trace ALTER COLUMN trace SET STORAGE EXTERNAL;
COMMENT ON TABLE %1$I.device_trace IS 'samples of closed UTC days, packed by compact';
COMMENT ON COLUMN %1$I.device_trace.device IS 'device';
COMMENT ON COLUMN %1$I.device_trace.metric IS 'metric of sample';
COMMENT ON COLUMN %1$I.device_trace.day IS 'UTC day';
COMMENT ON COLUMN %1$I.device_trace.samples IS 'samples packed';
COMMENT ON COLUMN %1$I.device_trace.first_at IS 'first of them';
COMMENT ON COLUMN %1$I.device_trace.last_at IS 'last of them';
COMMENT ON COLUMN %1$I.device_trace.trace IS 'the samples: a colossus.trace in its binary form, so that the column outlives the extension';

CREATE TABLE %1$I.job (
	job text PRIMARY KEY CHECK (job <> ''),
	kind text NOT NULL CHECK (kind IN ('training', 'inference')),
	model text,
	tenant text CHECK (tenant <> '' AND left(tenant, 1) <> '('),
	started_at timestamptz NOT NULL CHECK (started_at >= '1970-01-01Z' AND started_at < '2200-01-01Z'),
	ended_at timestamptz CHECK (ended_at >= '1970-01-01Z' AND ended_at < '2200-01-01Z'),
	numeric_format text NOT NULL DEFAULT 'bf16' CHECK (numeric_format IN ('fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'fp8', 'fp4', 'int8')),
	convention text NOT NULL DEFAULT 'palm' CHECK (convention IN ('kaplan', 'palm', 'megatron', 'megatron_noncausal', 'torchtitan')),
	seq_len integer CHECK (seq_len > 0),
	CHECK (ended_at >= started_at)
);
COMMENT ON TABLE %1$I.job IS 'training runs and inference deployments';
COMMENT ON COLUMN %1$I.job.job IS 'name of the job';
COMMENT ON COLUMN %1$I.job.kind IS 'training or inference';
COMMENT ON COLUMN %1$I.job.model IS 'model of colossus.model';
COMMENT ON COLUMN %1$I.job.tenant IS 'who pays for it; NULL: nobody is named';
COMMENT ON COLUMN %1$I.job.started_at IS 'start';
COMMENT ON COLUMN %1$I.job.ended_at IS 'end; NULL: still running';
COMMENT ON COLUMN %1$I.job.numeric_format IS 'numeric format whose dense peak MFU is measured against';
COMMENT ON COLUMN %1$I.job.convention IS 'how FLOP per token are counted: colossus.training_flop_per_token';
COMMENT ON COLUMN %1$I.job.seq_len IS 'tokens of a sequence; NULL: attention is left out and the convention is kaplan';

CREATE TABLE %1$I.job_device (
	job text NOT NULL REFERENCES %1$I.job,
	device text NOT NULL,
	share numeric NOT NULL DEFAULT 1 CHECK (share > 0 AND share <= 1),
	started_at timestamptz NOT NULL CHECK (started_at >= '1970-01-01Z' AND started_at < '2200-01-01Z'),
	ended_at timestamptz CHECK (ended_at >= '1970-01-01Z' AND ended_at < '2200-01-01Z'),
	PRIMARY KEY (job, device, started_at),
	CHECK (ended_at >= started_at)
);
CREATE INDEX job_device_device_idx ON %1$I.job_device (device, started_at);
COMMENT ON TABLE %1$I.job_device IS 'which job held which device, and how much of it';
COMMENT ON COLUMN %1$I.job_device.job IS 'job of table job';
COMMENT ON COLUMN %1$I.job_device.device IS 'device of table device';
COMMENT ON COLUMN %1$I.job_device.share IS 'share of the device, above 0 and up to 1; the shares of one moment add up to at most 1';
COMMENT ON COLUMN %1$I.job_device.started_at IS 'held from';
COMMENT ON COLUMN %1$I.job_device.ended_at IS 'held until; NULL: until the job ends';

CREATE TABLE %1$I.token_sample (
	job text NOT NULL REFERENCES %1$I.job,
	series text NOT NULL,
	kind text NOT NULL CHECK (kind IN ('prompt', 'output', 'cached')),
	at timestamptz NOT NULL CHECK (isfinite(at)),
	counter double precision NOT NULL
);
CREATE INDEX token_sample_job_series_idx ON %1$I.token_sample (job, series, kind, at) INCLUDE (counter);
COMMENT ON TABLE %1$I.token_sample IS 'cumulative token counters of inference servers';
COMMENT ON COLUMN %1$I.token_sample.job IS 'job of table job';
COMMENT ON COLUMN %1$I.token_sample.series IS 'one counter: a replica, or an engine of one';
COMMENT ON COLUMN %1$I.token_sample.kind IS 'prompt, output, or cached: prompt tokens that a cache answered, a part of prompt';
COMMENT ON COLUMN %1$I.token_sample.at IS 'time of the sample';
COMMENT ON COLUMN %1$I.token_sample.counter IS 'tokens since the counter began';

CREATE TABLE %1$I.step_log (
	job text NOT NULL REFERENCES %1$I.job,
	step bigint NOT NULL,
	at timestamptz NOT NULL CHECK (isfinite(at)),
	tokens double precision CHECK (tokens >= 0 AND tokens < 'Infinity'),
	seconds double precision CHECK (seconds >= 0 AND seconds < 'Infinity')
);
CREATE INDEX step_log_job_step_idx ON %1$I.step_log (job, step, at);
COMMENT ON TABLE %1$I.step_log IS 'steps of training runs; a step that is done again after a restart has two rows';
COMMENT ON COLUMN %1$I.step_log.job IS 'job of table job';
COMMENT ON COLUMN %1$I.step_log.step IS 'number of the step';
COMMENT ON COLUMN %1$I.step_log.at IS 'time of the log line';
COMMENT ON COLUMN %1$I.step_log.tokens IS 'tokens of the step over all ranks; NULL: not logged';
COMMENT ON COLUMN %1$I.step_log.seconds IS 's; duration of the step; NULL: not logged';

CREATE TABLE %1$I.site_overhead (
	site text NOT NULL,
	from_date date NOT NULL,
	until_date date,
	server_factor double precision NOT NULL CHECK (server_factor >= 1 AND server_factor < 'Infinity'),
	pue double precision CHECK (pue >= 1 AND pue < 'Infinity'),
	zone text,
	source text,
	PRIMARY KEY (site, from_date),
	CHECK (until_date > from_date)
);
COMMENT ON TABLE %1$I.site_overhead IS 'what turns energy of accelerators into energy of servers and of the site, by UTC day; without a row these are not known';
COMMENT ON COLUMN %1$I.site_overhead.site IS 'site of table device';
COMMENT ON COLUMN %1$I.site_overhead.from_date IS 'first day';
COMMENT ON COLUMN %1$I.site_overhead.until_date IS 'day after the last; NULL: until the next row';
COMMENT ON COLUMN %1$I.site_overhead.server_factor IS 'energy at the servers over energy of their accelerators, at least 1';
COMMENT ON COLUMN %1$I.site_overhead.pue IS 'energy at the site meter over energy at the servers, at least 1; NULL: not known';
COMMENT ON COLUMN %1$I.site_overhead.zone IS 'grid zone of grid_intensity and colossus.grid_rate; NULL: the region of the site in colossus.site';
COMMENT ON COLUMN %1$I.site_overhead.source IS 'where the factors come from';

CREATE TABLE %1$I.unit_operation (
	site text NOT NULL,
	unit text NOT NULL,
	started_at timestamptz NOT NULL CHECK (isfinite(started_at)),
	ended_at timestamptz NOT NULL CHECK (isfinite(ended_at)),
	turbine_model text,
	fuel text NOT NULL DEFAULT 'natural gas',
	technology text NOT NULL DEFAULT 'gas turbine',
	controls text[] NOT NULL DEFAULT '{uncontrolled}',
	heat_mmbtu double precision CHECK (heat_mmbtu >= 0 AND heat_mmbtu < 'Infinity'),
	mwh double precision CHECK (mwh >= 0 AND mwh < 'Infinity'),
	source text,
	PRIMARY KEY (site, unit, started_at),
	CHECK (ended_at > started_at)
);
COMMENT ON TABLE %1$I.unit_operation IS 'what turbines and engines on site burnt and generated';
COMMENT ON COLUMN %1$I.unit_operation.site IS 'site that the permit names';
COMMENT ON COLUMN %1$I.unit_operation.unit IS 'the unit';
COMMENT ON COLUMN %1$I.unit_operation.started_at IS 'from';
COMMENT ON COLUMN %1$I.unit_operation.ended_at IS 'until';
COMMENT ON COLUMN %1$I.unit_operation.turbine_model IS 'model of colossus.turbine_model; NULL: not known';
COMMENT ON COLUMN %1$I.unit_operation.fuel IS 'fuel of colossus.emission_factor';
COMMENT ON COLUMN %1$I.unit_operation.technology IS 'technology of colossus.emission_factor';
COMMENT ON COLUMN %1$I.unit_operation.controls IS 'controls in the exhaust, one after the other, as in colossus.emission_factor and colossus.control_efficiency';
COMMENT ON COLUMN %1$I.unit_operation.heat_mmbtu IS 'MMBtu of fuel (HHV) in the period; NULL: from mwh and the heat rate of the model';
COMMENT ON COLUMN %1$I.unit_operation.mwh IS 'MWh generated in the period';
COMMENT ON COLUMN %1$I.unit_operation.source IS 'where the row comes from';

CREATE TABLE %1$I.electricity_contract (
	contract text NOT NULL,
	site text NOT NULL,
	from_date date NOT NULL,
	until_date date,
	instrument text NOT NULL,
	share numeric NOT NULL CHECK (share > 0 AND share <= 1),
	g_per_kwh double precision NOT NULL CHECK (g_per_kwh >= 0 AND g_per_kwh < 'Infinity'),
	source text,
	PRIMARY KEY (contract, site, from_date),
	CHECK (until_date > from_date)
);
COMMENT ON TABLE %1$I.electricity_contract IS 'contractual instruments of market-based accounting: what share of a site''s electricity, at which intensity';
COMMENT ON COLUMN %1$I.electricity_contract.contract IS 'name of the contract';
COMMENT ON COLUMN %1$I.electricity_contract.site IS 'site of table device';
COMMENT ON COLUMN %1$I.electricity_contract.from_date IS 'first day';
COMMENT ON COLUMN %1$I.electricity_contract.until_date IS 'day after the last; NULL: still';
COMMENT ON COLUMN %1$I.electricity_contract.instrument IS 'kind of instrument, as in PPA, certificate, supplier rate';
COMMENT ON COLUMN %1$I.electricity_contract.share IS 'share of the site''s electricity that it covers; the shares of one day add up to at most 1';
COMMENT ON COLUMN %1$I.electricity_contract.g_per_kwh IS 'g CO2e/kWh of the instrument';
COMMENT ON COLUMN %1$I.electricity_contract.source IS 'where the row comes from';

CREATE TABLE %1$I.grid_intensity (
	zone text NOT NULL,
	at timestamptz NOT NULL CHECK (isfinite(at)),
	g_per_kwh double precision NOT NULL CHECK (g_per_kwh >= 0 AND g_per_kwh < 'Infinity'),
	max_age interval NOT NULL DEFAULT '1 hour' CHECK (max_age > interval '0' AND extract(year FROM max_age) = 0 AND extract(month FROM max_age) = 0),
	source text,
	PRIMARY KEY (zone, at)
);
COMMENT ON TABLE %1$I.grid_intensity IS 'intensity of a grid zone over time';
COMMENT ON COLUMN %1$I.grid_intensity.zone IS 'zone of site_overhead';
COMMENT ON COLUMN %1$I.grid_intensity.at IS 'from when it holds';
COMMENT ON COLUMN %1$I.grid_intensity.g_per_kwh IS 'g CO2e/kWh';
COMMENT ON COLUMN %1$I.grid_intensity.max_age IS 'it holds until the next row, but no longer than this';
COMMENT ON COLUMN %1$I.grid_intensity.source IS 'where the row comes from';

CREATE TABLE %1$I.report (
	report text NOT NULL,
	month date NOT NULL CHECK (extract(day FROM month) = 1),
	site text NOT NULL DEFAULT '(none)',
	zone text NOT NULL DEFAULT '(none)',
	tenant text NOT NULL,
	closed_at timestamptz NOT NULL DEFAULT now(),
	known_on date NOT NULL,
	energy_nj numeric,
	accelerator_kwh double precision,
	it_kwh double precision,
	facility_kwh double precision,
	co2e_kg double precision,
	computed_from jsonb NOT NULL DEFAULT '{}',
	PRIMARY KEY (report, month, site, zone, tenant)
);
COMMENT ON TABLE %1$I.report IS 'figures as they were reported, with what they were computed from: compare them with emission_ledger';
COMMENT ON COLUMN %1$I.report.report IS 'name of the report';
COMMENT ON COLUMN %1$I.report.month IS 'first day of the UTC month';
COMMENT ON COLUMN %1$I.report.site IS 'site; (none): not known';
COMMENT ON COLUMN %1$I.report.zone IS 'grid zone; (none): not known';
COMMENT ON COLUMN %1$I.report.tenant IS 'tenant, (idle), (unobserved) or (none), as in tenant_ledger';
COMMENT ON COLUMN %1$I.report.closed_at IS 'when the report was closed';
COMMENT ON COLUMN %1$I.report.known_on IS 'factors published by this day were used';
COMMENT ON COLUMN %1$I.report.energy_nj IS 'nJ at the accelerators, exact';
COMMENT ON COLUMN %1$I.report.accelerator_kwh IS 'kWh at the accelerators';
COMMENT ON COLUMN %1$I.report.it_kwh IS 'kWh at the servers';
COMMENT ON COLUMN %1$I.report.facility_kwh IS 'kWh at the site meter';
COMMENT ON COLUMN %1$I.report.co2e_kg IS 'kg CO2e, location-based';
COMMENT ON COLUMN %1$I.report.computed_from IS 'factors, editions and coverage that the figures were computed from';
$sql$, schema_name);

	CALL colossus.upgrade_ledger(schema_name);
	EXECUTE format($sql$
CREATE TRIGGER job_device_check AFTER INSERT OR UPDATE ON %1$I.job_device
	FOR EACH ROW EXECUTE FUNCTION %1$I.job_device_check();
CREATE TRIGGER device_check AFTER INSERT OR UPDATE ON %1$I.device
	FOR EACH ROW EXECUTE FUNCTION %1$I.device_check();
$sql$, schema_name);
END
$create$;
COMMENT ON PROCEDURE colossus.create_ledger(text) IS
	'Creates a ledger in a schema of the caller''s own: the tables device, sample, device_trace, job, job_device, token_sample, step_log, site_overhead, unit_operation, electricity_contract, grid_intensity and report, and the views and functions over them.';

CREATE OR REPLACE PROCEDURE colossus.upgrade_ledger(schema_name text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $upgrade$
BEGIN
	CALL colossus.check_ledger_name(schema_name);
	IF to_regclass(format('%I.job_device', schema_name)) IS NULL THEN
		RAISE EXCEPTION 'schema "%" holds no ledger', schema_name
			USING ERRCODE = 'undefined_table', HINT = 'CALL colossus.create_ledger makes one.';
	END IF;

	-- what guards the tables
	EXECUTE format($sql$
CREATE OR REPLACE FUNCTION %1$I.job_device_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	new_end timestamptz := coalesce(NEW.ended_at, (SELECT j.ended_at FROM %1$I.job j WHERE j.job = NEW.job), 'infinity');
	other record;
BEGIN
	-- a snapshot from before the lock could not see the other session's row
	IF current_setting('transaction_isolation') = 'repeatable read' THEN
		RAISE EXCEPTION 'job_device cannot be written in a repeatable read transaction'
			USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed or serializable.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended(NEW.device, TG_RELID::bigint));
	-- the sum of shares is largest at some moment when a holder begins
	WITH held AS (
		SELECT d.job, d.share, d.started_at, coalesce(d.ended_at, j.ended_at, 'infinity') AS ended_at
		FROM %1$I.job_device d JOIN %1$I.job j ON j.job = d.job
		WHERE d.device = NEW.device AND d.started_at < new_end
	), edge AS (
		SELECT DISTINCT greatest(h.started_at, NEW.started_at) AS at FROM held h WHERE h.ended_at > NEW.started_at
	)
	SELECT e.at, sum(h.share) AS total,
		(array_agg(format('job %%s from %%s, share %%s', h.job, h.started_at, h.share)
			ORDER BY h.job = NEW.job AND h.started_at = NEW.started_at, h.started_at DESC, h.job))[1] AS row
	INTO other
	FROM edge e JOIN held h ON h.started_at <= e.at AND h.ended_at > e.at
	GROUP BY e.at HAVING sum(h.share) > 1.000000001
	ORDER BY e.at LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'device "%%" would be held %%-fold from %%', NEW.device, other.total, other.at
			USING ERRCODE = 'check_violation',
				DETAIL = format('New row: job %%s from %%s, share %%s; in its way: %%s.', NEW.job, NEW.started_at, NEW.share, other.row),
				HINT = 'The shares of one moment must not exceed 1: end the other row first, or give both a share.';
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION %1$I.job_device_check() IS 'refuses a holder that would bring the shares of a device above 1';

CREATE OR REPLACE FUNCTION %1$I.device_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	other record;
BEGIN
	IF current_setting('transaction_isolation') = 'repeatable read' THEN
		RAISE EXCEPTION 'device cannot be written in a repeatable read transaction'
			USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed or serializable.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended(NEW.device, TG_RELID::bigint));
	SELECT d.since, d.until INTO other
	FROM %1$I.device d
	WHERE d.device = NEW.device AND d.since <> NEW.since
		AND d.since < coalesce(NEW.until, 'infinity') AND coalesce(d.until, 'infinity') > NEW.since
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'device "%%" would be in service twice', NEW.device
			USING ERRCODE = 'exclusion_violation',
				DETAIL = format('New row: since %%s until %%s; in its way: since %%s until %%s.', NEW.since, coalesce(NEW.until, 'infinity'), other.since, coalesce(other.until, 'infinity')),
				HINT = 'End the earlier row first.';
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION %1$I.device_check() IS 'refuses periods of service of one device that overlap';
$sql$, schema_name);

	-- what all views are made of
	EXECUTE format($sql$
CREATE OR REPLACE VIEW %1$I.holding WITH (security_invoker) AS
SELECT d.job, d.device, d.share, d.started_at,
	CASE WHEN d.ended_at IS NOT NULL THEN d.ended_at
		ELSE coalesce((SELECT j.ended_at FROM %1$I.job j WHERE j.job = d.job), 'infinity'::timestamptz) END AS ended_at
FROM %1$I.job_device d;
COMMENT ON VIEW %1$I.holding IS 'job_device with the end that holds: its own, else the job''s, else infinity';
COMMENT ON COLUMN %1$I.holding.job IS 'job';
COMMENT ON COLUMN %1$I.holding.device IS 'device';
COMMENT ON COLUMN %1$I.holding.share IS 'share of the device';
COMMENT ON COLUMN %1$I.holding.started_at IS 'held from';
COMMENT ON COLUMN %1$I.holding.ended_at IS 'held until; infinity: still';

CREATE OR REPLACE VIEW %1$I.device_span WITH (security_invoker) AS
SELECT d.device,
	least((SELECT min(s.at) FROM %1$I.sample s WHERE s.device = d.device AND s.metric = 'power_w'),
		(SELECT min(s.at) FROM %1$I.sample s WHERE s.device = d.device AND s.metric = 'energy_j'),
		(SELECT t.first_at FROM %1$I.device_trace t WHERE t.device = d.device AND t.metric = 'power_w' ORDER BY t.day LIMIT 1),
		(SELECT t.first_at FROM %1$I.device_trace t WHERE t.device = d.device AND t.metric = 'energy_j' ORDER BY t.day LIMIT 1)) AS first_at,
	greatest((SELECT max(s.at) FROM %1$I.sample s WHERE s.device = d.device AND s.metric = 'power_w'),
		(SELECT max(s.at) FROM %1$I.sample s WHERE s.device = d.device AND s.metric = 'energy_j'),
		(SELECT t.last_at FROM %1$I.device_trace t WHERE t.device = d.device AND t.metric = 'power_w' ORDER BY t.day DESC LIMIT 1),
		(SELECT t.last_at FROM %1$I.device_trace t WHERE t.device = d.device AND t.metric = 'energy_j' ORDER BY t.day DESC LIMIT 1)) AS last_at,
	EXISTS (SELECT 1 FROM %1$I.sample s WHERE s.device = d.device AND s.metric = 'power_w')
		OR EXISTS (SELECT 1 FROM %1$I.device_trace t WHERE t.device = d.device AND t.metric = 'power_w') AS has_power,
	EXISTS (SELECT 1 FROM %1$I.sample s WHERE s.device = d.device AND s.metric = 'energy_j')
		OR EXISTS (SELECT 1 FROM %1$I.device_trace t WHERE t.device = d.device AND t.metric = 'energy_j') AS has_counter
FROM (SELECT DISTINCT x.device FROM %1$I.device x) d;
COMMENT ON VIEW %1$I.device_span IS 'first and last sample of every device';
COMMENT ON COLUMN %1$I.device_span.device IS 'device';
COMMENT ON COLUMN %1$I.device_span.first_at IS 'first sample of power_w or energy_j; NULL: none';
COMMENT ON COLUMN %1$I.device_span.last_at IS 'last of them';
COMMENT ON COLUMN %1$I.device_span.has_power IS 'true: there are samples of power_w';
COMMENT ON COLUMN %1$I.device_span.has_counter IS 'true: there are samples of energy_j';

CREATE OR REPLACE VIEW %1$I.device_period WITH (security_invoker) AS
SELECT d.device, d.kind, d.accelerator, d.host, d.rack, d.cluster, coalesce(d.site, c.site) AS site,
	r.method, r.both_methods,
	make_interval(secs => extract(epoch FROM d.max_gap)::double precision) AS max_gap, d.max_w, d.wrap_j, r.since, r.until
FROM %1$I.device d
LEFT JOIN colossus.cluster c ON c.cluster = d.cluster
CROSS JOIN LATERAL (
	SELECT coalesce(d.method, CASE WHEN s.has_counter THEN 'counter' ELSE 'power' END) AS method,
		s.has_power AND s.has_counter AS both_methods,
		CASE WHEN isfinite(d.since) THEN d.since
			ELSE least(s.first_at, (SELECT min(h.started_at) FROM %1$I.job_device h WHERE h.device = d.device)) END AS since,
		least(d.until, (SELECT greatest(max(x.last_at), (SELECT max(h.ended_at) FROM %1$I.holding h WHERE isfinite(h.ended_at))) FROM %1$I.device_span x)) AS until
	FROM %1$I.device_span s
	WHERE s.device = d.device
	OFFSET 0
) r;
COMMENT ON VIEW %1$I.device_period IS 'devices with their time in service as far as the ledger reaches: up to the last sample of any device or the last end of a job';
COMMENT ON COLUMN %1$I.device_period.device IS 'device';
COMMENT ON COLUMN %1$I.device_period.kind IS 'accelerator, or what a meter measures';
COMMENT ON COLUMN %1$I.device_period.accelerator IS 'part, as in device';
COMMENT ON COLUMN %1$I.device_period.host IS 'node';
COMMENT ON COLUMN %1$I.device_period.rack IS 'rack';
COMMENT ON COLUMN %1$I.device_period.cluster IS 'cluster';
COMMENT ON COLUMN %1$I.device_period.site IS 'site, of the device or of its cluster';
COMMENT ON COLUMN %1$I.device_period.method IS 'counter or power: which samples its energy comes from';
COMMENT ON COLUMN %1$I.device_period.both_methods IS 'true: it has samples of both';
COMMENT ON COLUMN %1$I.device_period.max_gap IS 'longest interval that is no gap';
COMMENT ON COLUMN %1$I.device_period.max_w IS 'W; a counter that rises faster is not believed';
COMMENT ON COLUMN %1$I.device_period.wrap_j IS 'J; range of its counter';
COMMENT ON COLUMN %1$I.device_period.since IS 'in service from';
COMMENT ON COLUMN %1$I.device_period.until IS 'in service until';

CREATE OR REPLACE FUNCTION %1$I.samples_of(device text, metric text, since timestamptz, until timestamptz)
RETURNS colossus.trace
LANGUAGE sql STABLE PARALLEL SAFE COST 100
RETURN (SELECT colossus.merge(x.trace) FROM (
		SELECT colossus.trace(s.at, s.value) AS trace FROM %1$I.sample s
		WHERE s.device = samples_of.device AND s.metric = samples_of.metric AND s.at >= samples_of.since AND s.at < samples_of.until
		UNION ALL
		SELECT colossus.slice(colossus.trace_of(t.trace), samples_of.since, samples_of.until) FROM %1$I.device_trace t
		WHERE t.device = samples_of.device AND t.metric = samples_of.metric
			AND t.day >= (samples_of.since AT TIME ZONE 'UTC')::date AND t.day <= (samples_of.until AT TIME ZONE 'UTC')::date
			AND t.last_at >= samples_of.since AND t.first_at < samples_of.until
	) x);
COMMENT ON FUNCTION %1$I.samples_of(text, text, timestamptz, timestamptz) IS
	'samples of one device and metric with since <= at < until, from rows and traces alike; NULL: none';

-- The interval that straddles an edge needs the sample on its other side, at most
-- max_gap away.  A rise of a counter may straddle days without readings, and
-- whether a drop is a glitch or a reset is told by the readings around it: all
-- parts of a UTC day look at the same ones, those of the day, and an hour of
-- readings up to the last before it and from the first after it.
CREATE OR REPLACE FUNCTION %1$I.pieces_of(device text, method text, max_gap interval, max_w double precision, wrap_j double precision, edges timestamptz[])
RETURNS TABLE (since timestamptz, until timestamptz, energy_nj numeric, lower_j double precision, upper_j double precision, covered_s double precision,
	samples bigint, rejected bigint, stuck_s double precision, peak_w double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 3
BEGIN ATOMIC
	SELECT s.since, s.until, CASE WHEN s.energy_nj > 0 OR s.covered_s > 0 THEN s.energy_nj END, s.lower_j,
		CASE WHEN pieces_of.method = 'power' OR pieces_of.max_w IS NOT NULL OR s.gap_s = 0 THEN s.upper_j END,
		s.covered_s, s.samples_used, s.rejected, s.stuck_s, s.peak_w
	FROM (
		SELECT pieces_of.edges[1] - pieces_of.max_gap AS from_at, pieces_of.edges[cardinality(pieces_of.edges)] + pieces_of.max_gap AS to_at, 'power_w' AS metric
		WHERE pieces_of.method = 'power'
		UNION ALL
		SELECT coalesce(greatest(
				(SELECT max(s.at) FROM %1$I.sample s WHERE s.device = pieces_of.device AND s.metric = 'energy_j' AND s.at < d.day),
				(SELECT t.last_at FROM %1$I.device_trace t WHERE t.device = pieces_of.device AND t.metric = 'energy_j'
					AND t.day < (d.day AT TIME ZONE 'UTC')::date ORDER BY t.day DESC LIMIT 1)), d.day) - interval '1 hour',
			coalesce(least(
				(SELECT min(s.at) FROM %1$I.sample s WHERE s.device = pieces_of.device AND s.metric = 'energy_j' AND s.at >= d.day + interval '24 hours'),
				(SELECT t.first_at FROM %1$I.device_trace t WHERE t.device = pieces_of.device AND t.metric = 'energy_j'
					AND t.day > (d.day AT TIME ZONE 'UTC')::date ORDER BY t.day LIMIT 1)), d.day + interval '24 hours') + interval '1 hour', 'energy_j'
		FROM (SELECT date_trunc('day', pieces_of.edges[1], 'UTC') AS day OFFSET 0) d
		WHERE pieces_of.method = 'counter'
	) w
	CROSS JOIN LATERAL colossus.split_samples(
		(SELECT colossus.sample_log(s.at, s.value) FROM %1$I.sample s
			WHERE s.device = pieces_of.device AND s.metric = w.metric AND s.at >= w.from_at AND s.at <= w.to_at),
		(SELECT array_agg(t.trace ORDER BY t.day) FROM %1$I.device_trace t
			WHERE t.device = pieces_of.device AND t.metric = w.metric AND t.first_at <= w.to_at AND t.last_at >= w.from_at
				AND t.day >= (w.from_at AT TIME ZONE 'UTC')::date AND t.day <= (w.to_at AT TIME ZONE 'UTC')::date),
		pieces_of.method, pieces_of.max_gap, pieces_of.max_w, pieces_of.wrap_j, w.from_at, w.to_at + interval '1 microsecond', pieces_of.edges) s;
END;
COMMENT ON FUNCTION %1$I.pieces_of(text, text, interval, double precision, double precision, timestamptz[]) IS
	'energy of one device between edges within one UTC day, by a method, counter or power, from rows and traces alike';

CREATE OR REPLACE FUNCTION %1$I.days_of(site text, from_at timestamptz, to_at timestamptz)
RETURNS TABLE (day date, since timestamptz, until timestamptz, server_factor double precision, pue double precision, zone text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 30
BEGIN ATOMIC
	SELECT d.day, d.since, d.until, o.server_factor, o.pue,
		coalesce(o.zone, (SELECT s.grid_region FROM colossus.site s WHERE s.site = days_of.site))
	FROM (
		SELECT (g.at AT TIME ZONE 'UTC')::date AS day, greatest(days_of.from_at, g.at) AS since, least(days_of.to_at, g.at + interval '24 hours') AS until
		FROM generate_series(date_trunc('day', days_of.from_at, 'UTC'), days_of.to_at, interval '24 hours') g (at)
	) d
	LEFT JOIN LATERAL (
		SELECT x.server_factor, x.pue, x.zone FROM %1$I.site_overhead x
		WHERE x.site = days_of.site AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
		ORDER BY x.from_date DESC LIMIT 1
	) o ON true
	WHERE d.since < d.until;
END;
COMMENT ON FUNCTION %1$I.days_of(text, timestamptz, timestamptz) IS 'the UTC days of [from_at, to_at), the first and the last cut, with the overhead of a site on each';

CREATE OR REPLACE FUNCTION %1$I.parts_of(device text, method text, other_method text, max_gap interval, max_w double precision, wrap_j double precision, site text, from_at timestamptz, to_at timestamptz)
RETURNS TABLE (day date, since timestamptz, until timestamptz, job text, held_since timestamptz, share_before numeric, share_after numeric,
	energy_nj numeric, lower_j double precision, upper_j double precision, covered_s double precision, rejected bigint, other_nj numeric, other_s double precision,
	server_factor double precision, pue double precision, zone text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	SELECT g.day, e.since, e.until, h.job, h.held_since, h.share_before, h.share_after,
		e.energy_nj, e.lower_j, e.upper_j, e.covered_s, e.rejected, o.energy_nj, o.covered_s,
		g.server_factor, g.pue, g.zone
	FROM %1$I.days_of(parts_of.site, parts_of.from_at, parts_of.to_at) g
	-- within the day, cut wherever a holder begins or ends
	CROSS JOIN LATERAL (
		SELECT array_agg(DISTINCT c.at ORDER BY c.at) AS edges
		FROM (
			SELECT g.since
			UNION ALL SELECT g.until
			UNION ALL SELECT unnest(ARRAY[k.started_at, k.ended_at]) FROM %1$I.holding k
				WHERE k.device = parts_of.device AND k.started_at < g.until AND k.ended_at > g.since
		) c (at)
		WHERE c.at >= g.since AND c.at <= g.until
	) c
	CROSS JOIN LATERAL %1$I.pieces_of(parts_of.device, parts_of.method, parts_of.max_gap, parts_of.max_w, parts_of.wrap_j, c.edges) e
	LEFT JOIN LATERAL (
		SELECT x.since, x.energy_nj, x.covered_s
		FROM %1$I.pieces_of(parts_of.device, parts_of.other_method, parts_of.max_gap, parts_of.max_w, parts_of.wrap_j, c.edges) x
		WHERE parts_of.other_method IS NOT NULL
	) o ON o.since = e.since
	-- the holders in a fixed order, and nobody for what they leave
	CROSS JOIN LATERAL (
		SELECT n.job, n.held_since, least(n.share_after - n.share, 1) AS share_before,
			CASE WHEN n.is_last AND n.share_after >= 0.999999999 THEN 1 ELSE least(n.share_after, 1) END AS share_after
		FROM (
			SELECT k.job, k.started_at AS held_since, k.share, sum(k.share) OVER (ORDER BY k.started_at, k.job ROWS UNBOUNDED PRECEDING) AS share_after,
				lead(k.job) OVER (ORDER BY k.started_at, k.job) IS NULL AS is_last
			FROM %1$I.holding k WHERE k.device = parts_of.device AND k.started_at <= e.since AND k.ended_at >= e.until
		) n
		UNION ALL
		SELECT NULL, NULL, coalesce(sum(k.share), 0), 1
		FROM %1$I.holding k WHERE k.device = parts_of.device AND k.started_at <= e.since AND k.ended_at >= e.until
		HAVING coalesce(sum(k.share), 0) < 0.999999999
	) h;
END;
COMMENT ON FUNCTION %1$I.parts_of(text, text, text, interval, double precision, double precision, text, timestamptz, timestamptz) IS
	'a device''s time cut at UTC days and wherever a holder begins or ends: one row a holder, and one without job for what nobody holds';

CREATE OR REPLACE VIEW %1$I.device_part WITH (security_invoker) AS
SELECT p.device, p.cluster, p.site, x.zone, x.day, x.since, x.until, x.job, j.tenant, x.share_after - x.share_before AS share,
	colossus.share_nj(x.energy_nj, x.share_before, x.share_after) AS energy_nj,
	extract(epoch FROM x.until - x.since) * (x.share_after - x.share_before) AS held_s,
	x.covered_s::numeric * (x.share_after - x.share_before) AS covered_s,
	x.server_factor, x.pue
FROM %1$I.device_period p
CROSS JOIN LATERAL %1$I.parts_of(p.device, p.method, NULL, p.max_gap, p.max_w, p.wrap_j, p.site, p.since, p.until) x
LEFT JOIN %1$I.job j ON j.job = x.job
WHERE p.kind = 'accelerator';
COMMENT ON VIEW %1$I.device_part IS 'all time of all accelerators in service, in parts with one holder or none: what tenant_ledger and idle_energy add up';
COMMENT ON COLUMN %1$I.device_part.device IS 'device';
COMMENT ON COLUMN %1$I.device_part.cluster IS 'cluster';
COMMENT ON COLUMN %1$I.device_part.site IS 'site';
COMMENT ON COLUMN %1$I.device_part.zone IS 'grid zone';
COMMENT ON COLUMN %1$I.device_part.day IS 'UTC day';
COMMENT ON COLUMN %1$I.device_part.since IS 'from';
COMMENT ON COLUMN %1$I.device_part.until IS 'until';
COMMENT ON COLUMN %1$I.device_part.job IS 'job; NULL: idle';
COMMENT ON COLUMN %1$I.device_part.tenant IS 'tenant of the job';
COMMENT ON COLUMN %1$I.device_part.share IS 'share of the device';
COMMENT ON COLUMN %1$I.device_part.energy_nj IS 'nJ at the accelerator; NULL: not known';
COMMENT ON COLUMN %1$I.device_part.held_s IS 's; time x share';
COMMENT ON COLUMN %1$I.device_part.covered_s IS 's of it whose energy is known';
COMMENT ON COLUMN %1$I.device_part.server_factor IS 'of site_overhead';
COMMENT ON COLUMN %1$I.device_part.pue IS 'of site_overhead';

CREATE OR REPLACE VIEW %1$I.job_part WITH (security_invoker) AS
SELECT h.job, p.device, p.cluster, p.site, x.zone, p.method, p.max_gap, p.max_w, p.wrap_j, x.day, x.since, x.until, x.share_after - x.share_before AS share,
	colossus.share_nj(x.energy_nj, x.share_before, x.share_after) AS energy_nj,
	x.lower_j::numeric * (x.share_after - x.share_before) AS lower_j,
	x.upper_j::numeric * (x.share_after - x.share_before) AS upper_j,
	extract(epoch FROM x.until - x.since) * (x.share_after - x.share_before) AS held_s,
	x.covered_s::numeric * (x.share_after - x.share_before) AS covered_s,
	x.rejected,
	CASE WHEN x.covered_s > 0 AND x.other_s > 0 THEN
		colossus.share_nj(CASE p.method WHEN 'power' THEN x.energy_nj ELSE x.other_nj END, x.share_before, x.share_after) END AS power_nj,
	CASE WHEN x.covered_s > 0 AND x.other_s > 0 THEN
		colossus.share_nj(CASE p.method WHEN 'power' THEN x.other_nj ELSE x.energy_nj END, x.share_before, x.share_after) END AS counter_nj,
	x.server_factor, x.pue
FROM %1$I.holding h
JOIN %1$I.device_period p ON p.device = h.device AND p.since < h.ended_at AND p.until > h.started_at
CROSS JOIN LATERAL %1$I.parts_of(p.device, p.method,
	CASE WHEN p.both_methods THEN CASE p.method WHEN 'power' THEN 'counter' ELSE 'power' END END,
	p.max_gap, p.max_w, p.wrap_j, p.site, greatest(p.since, h.started_at), least(p.until, h.ended_at)) x
WHERE p.kind = 'accelerator' AND x.job = h.job AND x.held_since = h.started_at;
COMMENT ON VIEW %1$I.job_part IS 'the time that jobs held accelerators, cut as in device_part: what the views of jobs add up';
COMMENT ON COLUMN %1$I.job_part.job IS 'job';
COMMENT ON COLUMN %1$I.job_part.device IS 'device';
COMMENT ON COLUMN %1$I.job_part.cluster IS 'cluster';
COMMENT ON COLUMN %1$I.job_part.site IS 'site';
COMMENT ON COLUMN %1$I.job_part.zone IS 'grid zone';
COMMENT ON COLUMN %1$I.job_part.method IS 'counter or power';
COMMENT ON COLUMN %1$I.job_part.max_gap IS 'of the device';
COMMENT ON COLUMN %1$I.job_part.max_w IS 'of the device';
COMMENT ON COLUMN %1$I.job_part.wrap_j IS 'of the device';
COMMENT ON COLUMN %1$I.job_part.day IS 'UTC day';
COMMENT ON COLUMN %1$I.job_part.since IS 'from';
COMMENT ON COLUMN %1$I.job_part.until IS 'until';
COMMENT ON COLUMN %1$I.job_part.share IS 'share of the device';
COMMENT ON COLUMN %1$I.job_part.energy_nj IS 'nJ at the accelerator; NULL: not known';
COMMENT ON COLUMN %1$I.job_part.lower_j IS 'J; lower bound';
COMMENT ON COLUMN %1$I.job_part.upper_j IS 'J; upper bound; NULL: a counter with gaps and without max_w';
COMMENT ON COLUMN %1$I.job_part.held_s IS 's; time x share';
COMMENT ON COLUMN %1$I.job_part.covered_s IS 's of it whose energy is known';
COMMENT ON COLUMN %1$I.job_part.rejected IS 'samples not used';
COMMENT ON COLUMN %1$I.job_part.power_nj IS 'nJ by power, where both methods saw something';
COMMENT ON COLUMN %1$I.job_part.counter_nj IS 'nJ by counter, where both methods saw something';
COMMENT ON COLUMN %1$I.job_part.server_factor IS 'of site_overhead';
COMMENT ON COLUMN %1$I.job_part.pue IS 'of site_overhead';
$sql$, schema_name);

	EXECUTE format($sql$
CREATE OR REPLACE PROCEDURE %1$I.compact(before date)
LANGUAGE plpgsql AS $body$
DECLARE
	days date[];
	packed date;
BEGIN
	-- the caller's search_path is not to be trusted, and COMMIT forbids SET in the procedure's head
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	IF before IS NULL OR before > (now() AT TIME ZONE 'UTC')::date THEN
		RAISE EXCEPTION 'cannot compact before %%', coalesce(before::text, 'null')
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Only closed UTC days are packed: give today or an earlier day.';
	END IF;
	SELECT array_agg(DISTINCT (s.at AT TIME ZONE 'UTC')::date ORDER BY (s.at AT TIME ZONE 'UTC')::date) INTO days
	FROM %1$I.sample s
	WHERE s.at < before::timestamp AT TIME ZONE 'UTC';
	COMMIT;
	FOREACH packed IN ARRAY coalesce(days, '{}') LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
		-- one statement moves what it sees: a row is in one place or the other for everybody
		WITH moved AS (
			DELETE FROM %1$I.sample s
			WHERE s.at >= packed::timestamp AT TIME ZONE 'UTC' AND s.at < (packed + 1)::timestamp AT TIME ZONE 'UTC'
			RETURNING s.device, s.metric, s.at, s.value
		)
		INSERT INTO %1$I.device_trace AS t (device, metric, day, samples, first_at, last_at, trace)
		SELECT m.device, m.metric, packed, count(*), min(m.at), max(m.at), colossus.trace_send(colossus.trace(m.at, m.value))
		FROM moved m
		GROUP BY m.device, m.metric
		ORDER BY m.device, m.metric
		ON CONFLICT (device, metric, day) DO UPDATE SET
			samples = t.samples + excluded.samples,
			first_at = least(t.first_at, excluded.first_at),
			last_at = greatest(t.last_at, excluded.last_at),
			trace = (SELECT colossus.trace_send(colossus.merge(x.part))
				FROM (VALUES (colossus.trace_of(t.trace)), (colossus.trace_of(excluded.trace))) x (part));
		COMMIT;
	END LOOP;
END
$body$;
COMMENT ON PROCEDURE %1$I.compact(date) IS 'packs the samples of closed UTC days before a day into device_trace, a commit a day; late rows join the trace of their day the next time';
$sql$, schema_name);

	EXECUTE format($sql$
CREATE OR REPLACE VIEW %1$I.device_energy WITH (security_invoker) AS
SELECT p.device, d.day, d.since, d.until, p.accelerator, p.host, p.rack, p.cluster, p.site, p.method,
	e.energy_nj,
	colossus.nj_to_kwh(e.energy_nj) AS accelerator_kwh,
	colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj), d.server_factor) AS it_kwh,
	colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj), d.server_factor), d.pue) AS facility_kwh,
	colossus.kwh(e.lower_j) AS lower_kwh,
	colossus.kwh(e.upper_j) AS upper_kwh,
	e.peak_w,
	extract(epoch FROM d.until - d.since)::double precision AS service_s,
	e.covered_s,
	e.covered_s / extract(epoch FROM d.until - d.since)::double precision AS coverage,
	e.samples, e.rejected, e.stuck_s
FROM %1$I.device_period p
CROSS JOIN LATERAL %1$I.days_of(p.site, p.since, p.until) d
CROSS JOIN LATERAL %1$I.pieces_of(p.device, p.method, p.max_gap, p.max_w, p.wrap_j, ARRAY[d.since, d.until]) e
WHERE p.kind = 'accelerator';
COMMENT ON VIEW %1$I.device_energy IS 'energy of every accelerator on every UTC day in service, also of days without any sample';
COMMENT ON COLUMN %1$I.device_energy.device IS 'device';
COMMENT ON COLUMN %1$I.device_energy.day IS 'UTC day';
COMMENT ON COLUMN %1$I.device_energy.since IS 'in service on that day from';
COMMENT ON COLUMN %1$I.device_energy.until IS 'in service on that day until';
COMMENT ON COLUMN %1$I.device_energy.accelerator IS 'part';
COMMENT ON COLUMN %1$I.device_energy.host IS 'node';
COMMENT ON COLUMN %1$I.device_energy.rack IS 'rack';
COMMENT ON COLUMN %1$I.device_energy.cluster IS 'cluster';
COMMENT ON COLUMN %1$I.device_energy.site IS 'site';
COMMENT ON COLUMN %1$I.device_energy.method IS 'counter or power: what energy_nj comes from';
COMMENT ON COLUMN %1$I.device_energy.energy_nj IS 'nJ at the accelerator, exact; NULL: not known';
COMMENT ON COLUMN %1$I.device_energy.accelerator_kwh IS 'kWh at the accelerator';
COMMENT ON COLUMN %1$I.device_energy.it_kwh IS 'kWh at the servers; NULL: no row of site_overhead';
COMMENT ON COLUMN %1$I.device_energy.facility_kwh IS 'kWh at the site meter; NULL: no row of site_overhead, or none with pue';
COMMENT ON COLUMN %1$I.device_energy.lower_kwh IS 'kWh at the accelerator; lower bound over what was seen';
COMMENT ON COLUMN %1$I.device_energy.upper_kwh IS 'kWh at the accelerator; upper bound over what was seen, and of a counter over its gaps; NULL: a counter with gaps and without max_w';
COMMENT ON COLUMN %1$I.device_energy.peak_w IS 'W; the largest seen';
COMMENT ON COLUMN %1$I.device_energy.service_s IS 's in service';
COMMENT ON COLUMN %1$I.device_energy.covered_s IS 's whose energy is known';
COMMENT ON COLUMN %1$I.device_energy.coverage IS 'covered_s over service_s';
COMMENT ON COLUMN %1$I.device_energy.samples IS 'samples used';
COMMENT ON COLUMN %1$I.device_energy.rejected IS 'samples not used';
COMMENT ON COLUMN %1$I.device_energy.stuck_s IS 's during which the counter did not move';

CREATE OR REPLACE VIEW %1$I.silent_device WITH (security_invoker) AS
SELECT e.device, e.day, e.since, e.until, e.host, e.cluster, e.site, e.service_s - e.covered_s AS silent_s, e.samples
FROM %1$I.device_energy e
WHERE e.covered_s < e.service_s;
COMMENT ON VIEW %1$I.silent_device IS 'accelerators of whose time in service something is not known, by UTC day';
COMMENT ON COLUMN %1$I.silent_device.device IS 'device';
COMMENT ON COLUMN %1$I.silent_device.day IS 'UTC day';
COMMENT ON COLUMN %1$I.silent_device.since IS 'in service on that day from';
COMMENT ON COLUMN %1$I.silent_device.until IS 'in service on that day until';
COMMENT ON COLUMN %1$I.silent_device.host IS 'node';
COMMENT ON COLUMN %1$I.silent_device.cluster IS 'cluster';
COMMENT ON COLUMN %1$I.silent_device.site IS 'site';
COMMENT ON COLUMN %1$I.silent_device.silent_s IS 's in service whose energy is not known';
COMMENT ON COLUMN %1$I.silent_device.samples IS 'samples of that day; 0: wholly silent';

CREATE OR REPLACE VIEW %1$I.fleet_hourly WITH (security_invoker) AS
SELECT date_trunc('hour', e.since, 'UTC') AS hour, p.cluster, p.site, count(*) AS devices,
	sum(e.energy_nj) AS energy_nj,
	colossus.nj_to_kwh(sum(e.energy_nj)) AS accelerator_kwh,
	colossus.it_kwh(colossus.nj_to_kwh(sum(e.energy_nj)), min(d.server_factor)) AS it_kwh,
	colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(sum(e.energy_nj)), min(d.server_factor)), min(d.pue)) AS facility_kwh,
	sum(extract(epoch FROM e.until - e.since))::double precision AS service_s,
	sum(e.covered_s::numeric)::double precision AS covered_s,
	(sum(e.covered_s::numeric) / sum(extract(epoch FROM e.until - e.since)))::double precision AS coverage
FROM %1$I.device_period p
CROSS JOIN LATERAL %1$I.days_of(p.site, p.since, p.until) d
CROSS JOIN LATERAL (
	SELECT array_agg(DISTINCT c.at ORDER BY c.at) AS edges
	FROM (
		SELECT d.since
		UNION ALL SELECT d.until
		UNION ALL SELECT g.at FROM generate_series(date_trunc('hour', d.since, 'UTC'), d.until, interval '1 hour') g (at) WHERE g.at > d.since
	) c (at)
) h
CROSS JOIN LATERAL %1$I.pieces_of(p.device, p.method, p.max_gap, p.max_w, p.wrap_j, h.edges) e
WHERE p.kind = 'accelerator'
GROUP BY date_trunc('hour', e.since, 'UTC'), p.cluster, p.site;
COMMENT ON VIEW %1$I.fleet_hourly IS 'energy of all accelerators of a cluster by UTC hour; intervals between samples are split at the hours, and the hours add up to the days exactly';
COMMENT ON COLUMN %1$I.fleet_hourly.hour IS 'start of the hour';
COMMENT ON COLUMN %1$I.fleet_hourly.cluster IS 'cluster';
COMMENT ON COLUMN %1$I.fleet_hourly.site IS 'site';
COMMENT ON COLUMN %1$I.fleet_hourly.devices IS 'accelerators in service';
COMMENT ON COLUMN %1$I.fleet_hourly.energy_nj IS 'nJ at the accelerators, exact; NULL: not known';
COMMENT ON COLUMN %1$I.fleet_hourly.accelerator_kwh IS 'kWh at the accelerators';
COMMENT ON COLUMN %1$I.fleet_hourly.it_kwh IS 'kWh at the servers; NULL: no row of site_overhead';
COMMENT ON COLUMN %1$I.fleet_hourly.facility_kwh IS 'kWh at the site meter; NULL: no row of site_overhead, or none with pue';
COMMENT ON COLUMN %1$I.fleet_hourly.service_s IS 's in service, over all accelerators';
COMMENT ON COLUMN %1$I.fleet_hourly.covered_s IS 's whose energy is known';
COMMENT ON COLUMN %1$I.fleet_hourly.coverage IS 'covered_s over service_s';

CREATE OR REPLACE VIEW %1$I.job_energy WITH (security_invoker) AS
SELECT j.job, j.kind, j.model, j.tenant, j.started_at, j.ended_at,
	h.devices, h.held_s::double precision AS device_s,
	coalesce(sum(p.covered_s), 0)::double precision AS covered_s,
	(coalesce(sum(p.covered_s), 0) / nullif(h.held_s, 0))::double precision AS coverage,
	CASE WHEN count(DISTINCT p.method) > 1 THEN 'both' ELSE min(p.method) END AS method,
	sum(p.energy_nj) AS energy_nj,
	colossus.nj_to_kwh(sum(p.energy_nj)) AS accelerator_kwh,
	CASE WHEN count(*) FILTER (WHERE p.energy_nj > 0 AND p.server_factor IS NULL) = 0
		THEN colossus.nj_to_kwh(sum(p.energy_nj * p.server_factor::numeric)) END AS it_kwh,
	CASE WHEN count(*) FILTER (WHERE p.energy_nj > 0 AND p.pue IS NULL) = 0
		THEN colossus.nj_to_kwh(sum(p.energy_nj * p.server_factor::numeric * p.pue::numeric)) END AS facility_kwh,
	colossus.kwh(sum(p.lower_j)::double precision) AS lower_kwh,
	CASE WHEN count(*) FILTER (WHERE p.energy_nj IS NOT NULL AND p.upper_j IS NULL) = 0 THEN colossus.kwh(sum(p.upper_j)::double precision) END AS upper_kwh,
	colossus.nj_to_kwh(sum(p.power_nj)) AS power_kwh,
	colossus.nj_to_kwh(sum(p.counter_nj)) AS counter_kwh,
	(sum(p.counter_nj) / nullif(sum(p.power_nj), 0))::double precision AS reconcile_ratio,
	coalesce(sum(p.rejected), 0)::bigint AS rejected
FROM %1$I.job j
LEFT JOIN LATERAL (
	SELECT count(DISTINCT k.device) AS devices,
		sum(k.share * extract(epoch FROM CASE WHEN isfinite(k.ended_at) THEN k.ended_at
			ELSE greatest(k.started_at, (SELECT max(s.last_at) FROM %1$I.device_span s)) END - k.started_at)) AS held_s
	FROM %1$I.holding k WHERE k.job = j.job
) h ON true
LEFT JOIN %1$I.job_part p ON p.job = j.job
GROUP BY j.job, h.devices, h.held_s;
COMMENT ON VIEW %1$I.job_energy IS 'energy of every job while it held its accelerators, by its shares of them';
COMMENT ON COLUMN %1$I.job_energy.job IS 'job';
COMMENT ON COLUMN %1$I.job_energy.kind IS 'training or inference';
COMMENT ON COLUMN %1$I.job_energy.model IS 'model';
COMMENT ON COLUMN %1$I.job_energy.tenant IS 'tenant';
COMMENT ON COLUMN %1$I.job_energy.started_at IS 'start of the job';
COMMENT ON COLUMN %1$I.job_energy.ended_at IS 'end of the job; NULL: still running';
COMMENT ON COLUMN %1$I.job_energy.devices IS 'devices that it held';
COMMENT ON COLUMN %1$I.job_energy.device_s IS 's; time x share over all devices; a job that still runs counts up to the last sample of any device';
COMMENT ON COLUMN %1$I.job_energy.covered_s IS 's of it whose energy is known';
COMMENT ON COLUMN %1$I.job_energy.coverage IS 'covered_s over device_s';
COMMENT ON COLUMN %1$I.job_energy.method IS 'counter, power, or both: of its devices';
COMMENT ON COLUMN %1$I.job_energy.energy_nj IS 'nJ at the accelerators, exact; NULL: not known';
COMMENT ON COLUMN %1$I.job_energy.accelerator_kwh IS 'kWh at the accelerators';
COMMENT ON COLUMN %1$I.job_energy.it_kwh IS 'kWh at the servers; NULL: some of it without a row of site_overhead';
COMMENT ON COLUMN %1$I.job_energy.facility_kwh IS 'kWh at the site meter; NULL: some of it without pue in site_overhead';
COMMENT ON COLUMN %1$I.job_energy.lower_kwh IS 'kWh at the accelerators; lower bound over what was seen';
COMMENT ON COLUMN %1$I.job_energy.upper_kwh IS 'kWh at the accelerators; upper bound over what was seen, and of a counter over its gaps; NULL: a counter with gaps and without max_w';
COMMENT ON COLUMN %1$I.job_energy.power_kwh IS 'kWh by power, of what both methods saw; NULL: nothing';
COMMENT ON COLUMN %1$I.job_energy.counter_kwh IS 'kWh by counter, of what both methods saw; NULL: nothing';
COMMENT ON COLUMN %1$I.job_energy.reconcile_ratio IS 'counter_kwh over power_kwh';
COMMENT ON COLUMN %1$I.job_energy.rejected IS 'samples not used';

CREATE OR REPLACE VIEW %1$I.job_tokens WITH (security_invoker) AS
WITH counted AS (
	SELECT c.job, c.kind, sum(c.tokens::numeric) AS tokens, count(*) AS series, sum(c.samples) AS samples, min(c.first_at) AS first_at, max(c.last_at) AS last_at
	FROM (
		SELECT t.job, t.kind, t.series, colossus.counter_increase(t.at, t.counter) AS tokens,
			count(*) AS samples, min(t.at) AS first_at, max(t.at) AS last_at
		FROM %1$I.token_sample t
		GROUP BY t.job, t.kind, t.series
	) c
	GROUP BY c.job, c.kind
)
SELECT c.job, c.kind, c.tokens::double precision AS tokens, c.series, c.samples::bigint AS samples, c.first_at, c.last_at
FROM counted c
UNION ALL
-- cached tokens are prompt tokens that were not computed
SELECT c.job, 'computed', greatest(sum(CASE c.kind WHEN 'cached' THEN -c.tokens ELSE c.tokens END), 0)::double precision,
	sum(c.series)::bigint, sum(c.samples)::bigint, min(c.first_at), max(c.last_at)
FROM counted c
GROUP BY c.job
HAVING bool_or(c.kind <> 'cached')
UNION ALL
-- a step that was done again counts once
SELECT s.job, 'training', sum(s.tokens::numeric)::double precision, 1, count(*), min(s.at), max(s.at)
FROM (
	SELECT DISTINCT ON (x.job, x.step) x.job, x.step, x.at, x.tokens
	FROM %1$I.step_log x
	ORDER BY x.job, x.step, x.at DESC
) s
GROUP BY s.job;
COMMENT ON VIEW %1$I.job_tokens IS 'tokens of every job: the increase of its counters, restarts handled, or the tokens of its steps';
COMMENT ON COLUMN %1$I.job_tokens.job IS 'job';
COMMENT ON COLUMN %1$I.job_tokens.kind IS 'prompt, output, cached (a part of prompt), computed (prompt + output - cached), training';
COMMENT ON COLUMN %1$I.job_tokens.tokens IS 'tokens between the first and the last sample';
COMMENT ON COLUMN %1$I.job_tokens.series IS 'counters';
COMMENT ON COLUMN %1$I.job_tokens.samples IS 'samples, or steps';
COMMENT ON COLUMN %1$I.job_tokens.first_at IS 'first of them';
COMMENT ON COLUMN %1$I.job_tokens.last_at IS 'last of them';

CREATE OR REPLACE VIEW %1$I.job_energy_per_token WITH (security_invoker) AS
WITH part AS MATERIALIZED (
	SELECT p.job, coalesce(p.cluster, '') AS cluster, p.day, sum(p.energy_nj) AS energy_nj, sum(p.covered_s) AS covered_s, sum(p.held_s) AS held_s,
		CASE WHEN count(*) FILTER (WHERE p.energy_nj > 0 AND p.pue IS NULL) = 0
			THEN sum(p.energy_nj * p.server_factor::numeric * p.pue::numeric) END AS facility_nj
	FROM %1$I.device_part p
	GROUP BY p.job, coalesce(p.cluster, ''), p.day
), cluster_day AS (
	SELECT p.cluster, p.day,
		coalesce(sum(p.energy_nj) FILTER (WHERE p.job IS NULL), 0) AS idle_nj,
		coalesce(sum(p.facility_nj) FILTER (WHERE p.job IS NULL), 0) AS idle_facility_nj,
		nullif(sum(p.energy_nj) FILTER (WHERE p.job IS NOT NULL), 0) AS active_nj
	FROM part p
	GROUP BY p.cluster, p.day
), of_job AS (
	SELECT p.job, sum(p.energy_nj) AS active_nj, sum(p.energy_nj * c.idle_nj / c.active_nj) AS idle_nj,
		CASE WHEN bool_and(p.facility_nj IS NOT NULL OR p.energy_nj IS NULL) THEN sum(p.facility_nj) END AS facility_nj,
		CASE WHEN bool_and(p.facility_nj IS NOT NULL OR p.energy_nj IS NULL) THEN sum(p.energy_nj * c.idle_facility_nj / c.active_nj) END AS idle_facility_nj
	FROM part p
	JOIN cluster_day c ON c.cluster = p.cluster AND c.day = p.day
	WHERE p.job IS NOT NULL
	GROUP BY p.job
)
SELECT j.job, j.model, j.tenant, t.kind, t.tokens,
	colossus.nj_to_kwh(o.active_nj) AS accelerator_kwh,
	colossus.nj_to_kwh(o.idle_nj) AS idle_accelerator_kwh,
	colossus.nj_to_j(o.active_nj) / nullif(t.tokens, 0) AS accelerator_j_per_token,
	colossus.nj_to_j(o.active_nj + o.idle_nj) / nullif(t.tokens, 0) AS accelerator_j_per_token_with_idle,
	colossus.nj_to_kwh(o.active_nj) / nullif(t.tokens / 1e6, 0) AS accelerator_kwh_per_million_tokens,
	colossus.nj_to_kwh(o.active_nj + o.idle_nj) / nullif(t.tokens / 1e6, 0) AS accelerator_kwh_per_million_tokens_with_idle,
	colossus.nj_to_kwh(o.facility_nj) / nullif(t.tokens / 1e6, 0) AS facility_kwh_per_million_tokens,
	colossus.nj_to_kwh(o.facility_nj + o.idle_facility_nj) / nullif(t.tokens / 1e6, 0) AS facility_kwh_per_million_tokens_with_idle
FROM %1$I.job j
LEFT JOIN %1$I.job_tokens t ON t.job = j.job
LEFT JOIN of_job o ON o.job = j.job;
COMMENT ON VIEW %1$I.job_energy_per_token IS 'energy over tokens of every job, by kind of token: the whole energy of the job each time, for nobody measures it by kind. With idle: the idle energy of a cluster on a UTC day is shared among the jobs of that day by their energy. Reads the whole ledger.';
COMMENT ON COLUMN %1$I.job_energy_per_token.job IS 'job';
COMMENT ON COLUMN %1$I.job_energy_per_token.model IS 'model';
COMMENT ON COLUMN %1$I.job_energy_per_token.tenant IS 'tenant';
COMMENT ON COLUMN %1$I.job_energy_per_token.kind IS 'kind of token, as in job_tokens; NULL: no tokens known';
COMMENT ON COLUMN %1$I.job_energy_per_token.tokens IS 'tokens';
COMMENT ON COLUMN %1$I.job_energy_per_token.accelerator_kwh IS 'kWh of the job at its accelerators';
COMMENT ON COLUMN %1$I.job_energy_per_token.idle_accelerator_kwh IS 'kWh of idle accelerators that fall to the job';
COMMENT ON COLUMN %1$I.job_energy_per_token.accelerator_j_per_token IS 'J per token at the accelerators, the job alone';
COMMENT ON COLUMN %1$I.job_energy_per_token.accelerator_j_per_token_with_idle IS 'J per token at the accelerators, with its share of idle energy';
COMMENT ON COLUMN %1$I.job_energy_per_token.accelerator_kwh_per_million_tokens IS 'kWh per million tokens at the accelerators, the job alone';
COMMENT ON COLUMN %1$I.job_energy_per_token.accelerator_kwh_per_million_tokens_with_idle IS 'kWh per million tokens at the accelerators, with its share of idle energy';
COMMENT ON COLUMN %1$I.job_energy_per_token.facility_kwh_per_million_tokens IS 'kWh per million tokens at the site meter, the job alone; NULL: some of it without pue in site_overhead';
COMMENT ON COLUMN %1$I.job_energy_per_token.facility_kwh_per_million_tokens_with_idle IS 'kWh per million tokens at the site meter, with its share of idle energy';

CREATE OR REPLACE VIEW %1$I.tenant_ledger WITH (security_invoker) AS
SELECT date_trunc('month', p.day::timestamp)::date AS month, p.site, p.zone, c.tenant, c.consumer,
	count(DISTINCT p.job) AS jobs,
	sum(c.device_s)::double precision AS device_s,
	sum(c.energy_nj) AS energy_nj,
	colossus.nj_to_kwh(sum(c.energy_nj)) AS accelerator_kwh,
	CASE WHEN count(*) FILTER (WHERE c.energy_nj > 0 AND p.server_factor IS NULL) = 0
		THEN colossus.nj_to_kwh(sum(c.energy_nj * p.server_factor::numeric)) END AS it_kwh,
	CASE WHEN count(*) FILTER (WHERE c.energy_nj > 0 AND p.pue IS NULL) = 0
		THEN colossus.nj_to_kwh(sum(c.energy_nj * p.server_factor::numeric * p.pue::numeric)) END AS facility_kwh
FROM %1$I.device_part p
CROSS JOIN LATERAL (
	SELECT CASE WHEN p.job IS NULL THEN '(idle)' ELSE coalesce(p.tenant, '(none)') END AS tenant,
		CASE WHEN p.job IS NULL THEN 'idle' ELSE 'tenant' END AS consumer, p.energy_nj, p.covered_s AS device_s
	WHERE p.covered_s > 0 OR p.energy_nj > 0
	UNION ALL
	SELECT '(unobserved)', 'unobserved', NULL, p.held_s - p.covered_s
	WHERE p.covered_s < p.held_s
) c
GROUP BY date_trunc('month', p.day::timestamp)::date, p.site, p.zone, c.tenant, c.consumer;
COMMENT ON VIEW %1$I.tenant_ledger IS 'who used what, by UTC month, site and grid zone: the rows of tenants and of idle add up to the energy of the fleet exactly; time without samples is a row of its own';
COMMENT ON COLUMN %1$I.tenant_ledger.month IS 'first day of the UTC month';
COMMENT ON COLUMN %1$I.tenant_ledger.site IS 'site; NULL: not known';
COMMENT ON COLUMN %1$I.tenant_ledger.zone IS 'grid zone; NULL: not known';
COMMENT ON COLUMN %1$I.tenant_ledger.tenant IS 'tenant; (none): a job without tenant; (idle): no job; (unobserved): nobody knows';
COMMENT ON COLUMN %1$I.tenant_ledger.consumer IS 'tenant, idle or unobserved';
COMMENT ON COLUMN %1$I.tenant_ledger.jobs IS 'jobs';
COMMENT ON COLUMN %1$I.tenant_ledger.device_s IS 's; time x share: of tenants and idle what was observed, of unobserved what was not';
COMMENT ON COLUMN %1$I.tenant_ledger.energy_nj IS 'nJ at the accelerators, exact';
COMMENT ON COLUMN %1$I.tenant_ledger.accelerator_kwh IS 'kWh at the accelerators';
COMMENT ON COLUMN %1$I.tenant_ledger.it_kwh IS 'kWh at the servers; NULL: some of it without a row of site_overhead';
COMMENT ON COLUMN %1$I.tenant_ledger.facility_kwh IS 'kWh at the site meter; NULL: some of it without pue in site_overhead';

CREATE OR REPLACE VIEW %1$I.idle_energy WITH (security_invoker) AS
SELECT p.device, p.cluster, p.site, p.day, p.since, p.until, (1 - p.share)::double precision AS held_share,
	p.energy_nj,
	colossus.nj_to_kwh(p.energy_nj) AS accelerator_kwh,
	colossus.it_kwh(colossus.nj_to_kwh(p.energy_nj), p.server_factor) AS it_kwh,
	colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(p.energy_nj), p.server_factor), p.pue) AS facility_kwh,
	p.held_s::double precision AS idle_s, p.covered_s::double precision AS covered_s
FROM %1$I.device_part p
WHERE p.job IS NULL;
COMMENT ON VIEW %1$I.idle_energy IS 'time of accelerators that no job holds, or not wholly, and its energy; low power inside a job is not idle';
COMMENT ON COLUMN %1$I.idle_energy.device IS 'device';
COMMENT ON COLUMN %1$I.idle_energy.cluster IS 'cluster';
COMMENT ON COLUMN %1$I.idle_energy.site IS 'site';
COMMENT ON COLUMN %1$I.idle_energy.day IS 'UTC day';
COMMENT ON COLUMN %1$I.idle_energy.since IS 'from';
COMMENT ON COLUMN %1$I.idle_energy.until IS 'until';
COMMENT ON COLUMN %1$I.idle_energy.held_share IS 'share of the device that jobs held meanwhile';
COMMENT ON COLUMN %1$I.idle_energy.energy_nj IS 'nJ at the accelerator, exact; NULL: not known';
COMMENT ON COLUMN %1$I.idle_energy.accelerator_kwh IS 'kWh at the accelerator';
COMMENT ON COLUMN %1$I.idle_energy.it_kwh IS 'kWh at the servers; NULL: no row of site_overhead';
COMMENT ON COLUMN %1$I.idle_energy.facility_kwh IS 'kWh at the site meter; NULL: no row of site_overhead, or none with pue';
COMMENT ON COLUMN %1$I.idle_energy.idle_s IS 's; time x share that nobody held';
COMMENT ON COLUMN %1$I.idle_energy.covered_s IS 's of it whose energy is known';

CREATE OR REPLACE FUNCTION %1$I.peak_of(accelerator text, numeric_format text) RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN EXISTS (SELECT 1 FROM colossus.accelerator a WHERE lower(a.accelerator) = lower(peak_of.accelerator))
		OR EXISTS (SELECT 1 FROM colossus.accelerator_alias a WHERE lower(a.alias) = lower(peak_of.accelerator))
	THEN colossus.peak_flops(peak_of.accelerator, peak_of.numeric_format) END;
COMMENT ON FUNCTION %1$I.peak_of(text, text) IS 'dense peak, FLOP/s, of a part by key or alias; NULL where colossus.peak_flops would raise';

CREATE OR REPLACE VIEW %1$I.job_mfu WITH (security_invoker) AS
SELECT j.job, j.kind, j.model, j.tenant, t.tokens,
	CASE WHEN f.per_token IS NOT NULL THEN f.convention END AS convention,
	f.per_token AS flop_per_token,
	f.per_token * t.tokens AS flop,
	j.numeric_format,
	CASE WHEN h.all_known THEN h.peak_s / nullif(h.accelerator_s, 0) END AS peak_flops,
	h.accelerator_s,
	CASE WHEN h.all_known THEN colossus.flops_utilization(f.per_token * t.tokens, nullif(h.accelerator_s, 0), h.peak_s / nullif(h.accelerator_s, 0), 1) END AS mfu,
	(SELECT sum(s.seconds::numeric)::double precision FROM %1$I.step_log s WHERE s.job = j.job) AS step_s
FROM %1$I.job j
LEFT JOIN %1$I.job_tokens t ON t.job = j.job AND t.kind = CASE j.kind WHEN 'training' THEN 'training' ELSE 'computed' END
LEFT JOIN colossus.model m ON m.model = j.model
CROSS JOIN LATERAL (
	SELECT c.convention, CASE j.kind WHEN 'training' THEN c.per_token ELSE c.forward_per_token END AS per_token
	FROM (
		SELECT j.convention, CASE j.convention WHEN 'kaplan' THEN s.kaplan_flop_per_token WHEN 'palm' THEN s.palm_flop_per_token
				WHEN 'megatron' THEN s.megatron_flop_per_token WHEN 'megatron_noncausal' THEN s.megatron_noncausal_flop_per_token
				WHEN 'torchtitan' THEN s.torchtitan_flop_per_token END AS per_token,
			CASE WHEN s.reason IS NULL THEN colossus.forward_flop_per_token(m.config, j.seq_len, j.convention) END AS forward_per_token
		FROM colossus.model_try_summary(m.config, j.seq_len) s
		WHERE m.config IS NOT NULL AND j.seq_len IS NOT NULL
		UNION ALL
		SELECT 'kaplan', colossus.training_flop(coalesce(m.active_params, m.params)::double precision, 1), NULL
		WHERE (m.config IS NULL OR j.seq_len IS NULL) AND j.kind = 'training'
		UNION ALL
		SELECT 'kaplan', NULL, CASE WHEN s.reason IS NULL THEN colossus.forward_flop_per_token(m.config, 1, 'kaplan') END
		FROM colossus.model_try_summary(m.config, 1) s
		WHERE j.seq_len IS NULL AND j.kind = 'inference'
	) c
	UNION ALL
	SELECT NULL, NULL WHERE m.config IS NULL AND j.kind = 'inference'
	LIMIT 1
) f
LEFT JOIN LATERAL (
	SELECT sum(x.s)::double precision AS accelerator_s, sum(x.s * x.peak::numeric)::double precision AS peak_s, bool_and(x.peak IS NOT NULL) AS all_known
	FROM (
		SELECT k.share * extract(epoch FROM least(k.ended_at, p.until) - greatest(k.started_at, p.since)) AS s, %1$I.peak_of(p.accelerator, j.numeric_format) AS peak
		FROM %1$I.holding k
		JOIN %1$I.device_period p ON p.device = k.device AND p.kind = 'accelerator' AND p.since < k.ended_at AND p.until > k.started_at
		WHERE k.job = j.job
	) x
) h ON true;
COMMENT ON VIEW %1$I.job_mfu IS 'model FLOP utilization of every job: FLOP of its tokens over device time x dense peak; training counts forward and backward, inference forward over prompt - cached + output';
COMMENT ON COLUMN %1$I.job_mfu.job IS 'job';
COMMENT ON COLUMN %1$I.job_mfu.kind IS 'training or inference';
COMMENT ON COLUMN %1$I.job_mfu.model IS 'model';
COMMENT ON COLUMN %1$I.job_mfu.tenant IS 'tenant';
COMMENT ON COLUMN %1$I.job_mfu.tokens IS 'tokens that count';
COMMENT ON COLUMN %1$I.job_mfu.convention IS 'convention of flop_per_token: that of the job, or kaplan where seq_len or the config of the model is not known';
COMMENT ON COLUMN %1$I.job_mfu.flop_per_token IS 'model FLOP per token';
COMMENT ON COLUMN %1$I.job_mfu.flop IS 'model FLOP of all tokens';
COMMENT ON COLUMN %1$I.job_mfu.numeric_format IS 'numeric format of the peak';
COMMENT ON COLUMN %1$I.job_mfu.peak_flops IS 'dense peak of an accelerator in that format, FLOP/s, the mean over device time; NULL: of some device not known';
COMMENT ON COLUMN %1$I.job_mfu.accelerator_s IS 's; time x share over all accelerators';
COMMENT ON COLUMN %1$I.job_mfu.mfu IS 'flop over accelerator_s x peak_flops';
COMMENT ON COLUMN %1$I.job_mfu.step_s IS 's; sum of the durations of its steps';

CREATE OR REPLACE VIEW %1$I.job_co2e WITH (security_invoker) AS
WITH day AS (
	SELECT p.job, p.site, p.zone, p.day, sum(p.energy_nj) AS energy_nj,
		colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(sum(p.energy_nj)), min(p.server_factor)), min(p.pue)) AS facility_kwh,
		sum(i.kwh::numeric)::double precision AS matched_kwh, sum(i.co2e_kg::numeric)::double precision AS matched_kg
	FROM %1$I.job_part p
	-- each piece of time under one intensity
	LEFT JOIN LATERAL (
		SELECT sum(x.kwh::numeric)::double precision AS kwh, sum(colossus.co2e_from_g_per_kwh_kg(x.kwh, x.g_per_kwh)::numeric)::double precision AS co2e_kg
		FROM (
			SELECT n.g_per_kwh, colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj * p.share), p.server_factor), p.pue) AS kwh
			FROM (
				SELECT array_agg(DISTINCT c.at ORDER BY c.at) AS edges
				FROM (
					SELECT p.since
					UNION ALL SELECT p.until
					UNION ALL SELECT unnest(ARRAY[g.at, g.at + make_interval(secs => extract(epoch FROM g.max_age)::double precision)])
						FROM %1$I.grid_intensity g WHERE g.zone = p.zone AND g.at < p.until
							AND g.at + make_interval(secs => extract(epoch FROM g.max_age)::double precision) > p.since
				) c (at)
				WHERE c.at >= p.since AND c.at <= p.until
			) c
			CROSS JOIN LATERAL %1$I.pieces_of(p.device, p.method, p.max_gap, p.max_w, p.wrap_j, c.edges) e
			CROSS JOIN LATERAL (
				SELECT g.g_per_kwh, g.at, g.max_age FROM %1$I.grid_intensity g
				WHERE g.zone = p.zone AND g.at <= e.since
				ORDER BY g.at DESC LIMIT 1
			) n
			WHERE n.at + make_interval(secs => extract(epoch FROM n.max_age)::double precision) >= e.until
		) x
	) i ON EXISTS (SELECT 1 FROM %1$I.grid_intensity g WHERE g.zone = p.zone)
	GROUP BY p.job, p.site, p.zone, p.day
), counted AS (
	SELECT d.*, l.g_per_kwh, l.edition, l.stale, m.co2e_kg AS market_kg, c.contracts, r.rate, r.edition AS rest_edition
	FROM day d
	LEFT JOIN LATERAL colossus.grid_rate_at(d.zone, d.day, 'CO2e', 'total', current_date) l ON true
	LEFT JOIN LATERAL colossus.market_rate_at(d.zone, d.day, current_date) r ON true
	CROSS JOIN LATERAL (
		SELECT array_agg(x.share::double precision * d.facility_kwh ORDER BY x.contract) AS kwh, array_agg(x.g_per_kwh ORDER BY x.contract) AS g_per_kwh,
			string_agg(x.contract, ', ' ORDER BY x.contract) AS contracts
		FROM %1$I.electricity_contract x
		WHERE x.site = d.site AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
	) c
	LEFT JOIN LATERAL colossus.market_co2e(d.facility_kwh, c.kwh, c.g_per_kwh, r.g_per_kwh) m ON true
)
SELECT j.job, j.model, j.tenant,
	CASE WHEN bool_and(c.facility_kwh IS NOT NULL OR c.energy_nj IS NULL) THEN sum(c.facility_kwh::numeric)::double precision END AS facility_kwh,
	CASE WHEN bool_and(c.facility_kwh IS NOT NULL AND c.g_per_kwh IS NOT NULL OR c.energy_nj IS NULL)
		THEN sum(colossus.co2e_from_g_per_kwh_kg(c.facility_kwh, c.g_per_kwh)::numeric)::double precision END AS location_co2e_kg,
	string_agg(DISTINCT c.edition, ', ') AS location_edition,
	bool_or(c.stale) AS location_stale,
	CASE WHEN bool_and(c.market_kg IS NOT NULL OR c.energy_nj IS NULL) THEN sum(c.market_kg::numeric)::double precision END AS market_co2e_kg,
	nullif(concat_ws('; ', string_agg(DISTINCT c.contracts, ', '), string_agg(DISTINCT 'rest: ' || c.rate || ' of ' || c.rest_edition, ', ')), '') AS market_method,
	sum(c.matched_kg::numeric)::double precision AS time_matched_co2e_kg,
	sum(c.matched_kwh::numeric)::double precision AS time_matched_kwh
FROM %1$I.job j
LEFT JOIN counted c ON c.job = j.job
GROUP BY j.job;
COMMENT ON VIEW %1$I.job_co2e IS 'emissions of the electricity of every job, as if all came from the grid: location-based, market-based, and matched in time where grid_intensity knows the zone; each on facility_kwh';
COMMENT ON COLUMN %1$I.job_co2e.job IS 'job';
COMMENT ON COLUMN %1$I.job_co2e.model IS 'model';
COMMENT ON COLUMN %1$I.job_co2e.tenant IS 'tenant';
COMMENT ON COLUMN %1$I.job_co2e.facility_kwh IS 'kWh at the site meter; NULL: some of it without pue in site_overhead';
COMMENT ON COLUMN %1$I.job_co2e.location_co2e_kg IS 'kg CO2e by the yearly average of the grid zone (colossus.grid_rate); NULL: not known for some of it';
COMMENT ON COLUMN %1$I.job_co2e.location_edition IS 'edition of that average';
COMMENT ON COLUMN %1$I.job_co2e.location_stale IS 'true: some of it by the average of an earlier year';
COMMENT ON COLUMN %1$I.job_co2e.market_co2e_kg IS 'kg CO2e by electricity_contract, the rest by the residual mix or else the average of the zone';
COMMENT ON COLUMN %1$I.job_co2e.market_method IS 'contracts, and what the rest was counted by';
COMMENT ON COLUMN %1$I.job_co2e.time_matched_co2e_kg IS 'kg CO2e by grid_intensity, of time_matched_kwh alone; NULL: no intensity';
COMMENT ON COLUMN %1$I.job_co2e.time_matched_kwh IS 'kWh at the site meter for which there is an intensity';

CREATE OR REPLACE VIEW %1$I.reconcile WITH (security_invoker) AS
WITH meter AS (
	SELECT p.kind, p.device AS meter, CASE p.kind WHEN 'node meter' THEN p.host WHEN 'rack meter' THEN p.rack ELSE p.site END AS subject,
		d.day, d.since, d.until, e.energy_nj, e.covered_s
	FROM %1$I.device_period p
	CROSS JOIN LATERAL %1$I.days_of(p.site, p.since, p.until) d
	CROSS JOIN LATERAL %1$I.pieces_of(p.device, p.method, p.max_gap, p.max_w, p.wrap_j, ARRAY[d.since, d.until]) e
	WHERE p.kind <> 'accelerator'
), measured AS (
	SELECT m.kind, m.subject, m.meter, m.day, colossus.nj_to_kwh(m.energy_nj) AS meter_kwh,
		m.covered_s / extract(epoch FROM m.until - m.since)::double precision AS meter_coverage,
		count(e.device) AS devices,
		colossus.nj_to_kwh(sum(e.energy_nj)) AS accelerator_kwh,
		CASE WHEN bool_and(e.it_kwh IS NOT NULL OR e.energy_nj IS NULL) THEN sum(e.it_kwh::numeric)::double precision END AS it_kwh,
		CASE WHEN bool_and(e.facility_kwh IS NOT NULL OR e.energy_nj IS NULL) THEN sum(e.facility_kwh::numeric)::double precision END AS facility_kwh,
		(sum(e.covered_s::numeric) / sum(e.service_s::numeric))::double precision AS device_coverage
	FROM meter m
	LEFT JOIN %1$I.device_energy e ON e.day = m.day
		AND CASE m.kind WHEN 'node meter' THEN e.host WHEN 'rack meter' THEN e.rack ELSE e.site END = m.subject
	GROUP BY m.kind, m.subject, m.meter, m.day, m.since, m.until, m.energy_nj, m.covered_s
)
SELECT r.kind, r.subject, r.meter, r.day, r.meter_kwh, r.meter_coverage, r.devices, r.device_coverage, r.accelerator_kwh, r.it_kwh, r.facility_kwh,
	r.meter_kwh / nullif(CASE r.kind WHEN 'site meter' THEN r.facility_kwh ELSE r.it_kwh END, 0) AS ratio,
	r.meter_kwh - CASE r.kind WHEN 'site meter' THEN r.facility_kwh ELSE r.it_kwh END AS residual_kwh,
	r.meter_kwh / nullif(r.accelerator_kwh, 0) AS meter_per_accelerator
FROM measured r;
COMMENT ON VIEW %1$I.reconcile IS 'the meters of nodes, racks and sites against the sum of their accelerators, by UTC day';
COMMENT ON COLUMN %1$I.reconcile.kind IS 'node meter, rack meter or site meter';
COMMENT ON COLUMN %1$I.reconcile.subject IS 'node, rack or site';
COMMENT ON COLUMN %1$I.reconcile.meter IS 'device that is the meter';
COMMENT ON COLUMN %1$I.reconcile.day IS 'UTC day';
COMMENT ON COLUMN %1$I.reconcile.meter_kwh IS 'kWh by the meter';
COMMENT ON COLUMN %1$I.reconcile.meter_coverage IS 'share of the day that it saw';
COMMENT ON COLUMN %1$I.reconcile.devices IS 'accelerators behind it';
COMMENT ON COLUMN %1$I.reconcile.device_coverage IS 'share of their time in service that is known';
COMMENT ON COLUMN %1$I.reconcile.accelerator_kwh IS 'kWh at the accelerators';
COMMENT ON COLUMN %1$I.reconcile.it_kwh IS 'kWh at the servers as computed; NULL: some of it without a row of site_overhead';
COMMENT ON COLUMN %1$I.reconcile.facility_kwh IS 'kWh at the site meter as computed; NULL: some of it without pue in site_overhead';
COMMENT ON COLUMN %1$I.reconcile.ratio IS 'meter_kwh over what was computed for its place: facility_kwh for a site, it_kwh for a node or rack';
COMMENT ON COLUMN %1$I.reconcile.residual_kwh IS 'meter_kwh less what was computed for its place';
COMMENT ON COLUMN %1$I.reconcile.meter_per_accelerator IS 'meter_kwh over accelerator_kwh: a server factor measured at a node, that times PUE at a site';

CREATE OR REPLACE VIEW %1$I.permit_margin WITH (security_invoker) AS
WITH operation AS (
	SELECT u.site, u.unit, u.turbine_model, u.started_at, u.ended_at, u.fuel, u.technology, u.controls,
		colossus.operation_mmbtu(u.heat_mmbtu, u.mwh, NULL, NULL, colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh)) AS heat_mmbtu
	FROM %1$I.unit_operation u
	LEFT JOIN colossus.turbine_model m ON m.turbine_model = u.turbine_model
), emitted AS (
	SELECT o.site, l.permit_id, l.pollutant, l.limit_scope, l.model, CASE l.limit_scope WHEN 'unit' THEN o.unit END AS unit, l.tons_per_year,
		array_agg(o.started_at ORDER BY o.started_at, o.unit) AS started_at, array_agg(o.ended_at ORDER BY o.started_at, o.unit) AS ended_at,
		array_agg(colossus.combustion_kg(o.heat_mmbtu, f.lb_per_mmbtu, f.control_efficiency) ORDER BY o.started_at, o.unit) AS kg,
		string_agg(DISTINCT f.edition, ', ') AS edition
	FROM (SELECT DISTINCT p.permit_id, p.site FROM colossus.permit p WHERE p.kind <> 'exemption' AND p.status NOT IN ('announced', 'alleged', 'denied')) p
	JOIN colossus.permit_limit l ON l.permit_id = p.permit_id AND l.limit_kind = 'annual' AND l.tons_per_year IS NOT NULL
		AND l.status NOT IN ('announced', 'alleged', 'denied')
	JOIN operation o ON o.site = p.site AND l.model IN ('', o.turbine_model)
	LEFT JOIN LATERAL (
		SELECT x.lb_per_mmbtu, x.control_efficiency, x.edition
		FROM colossus.combustion_factor_at(o.fuel, o.technology, o.controls, current_date) x
		WHERE lower(x.pollutant) = lower(l.pollutant)
	) f ON true
	GROUP BY o.site, l.permit_id, l.pollutant, l.limit_scope, l.model, CASE l.limit_scope WHEN 'unit' THEN o.unit END, l.tons_per_year
)
SELECT e.site, e.permit_id, e.pollutant, e.limit_scope, nullif(e.model, '') AS model, e.unit, r.month, r.tons, r.rolling_tons AS tons_12_months,
	e.tons_per_year AS limit_tons, r.margin_tons, r.exceeds, r.first_exceeded_on, r.unknown_operations, e.edition
FROM emitted e
CROSS JOIN LATERAL colossus.rolling_tons(e.started_at, e.ended_at, e.kg, e.tons_per_year) r;
COMMENT ON VIEW %1$I.permit_margin IS 'what units on site emitted in any 12 months against the annual limits of the permits of the site; computed from fuel and factors, not measured';
COMMENT ON COLUMN %1$I.permit_margin.site IS 'site that the permit names';
COMMENT ON COLUMN %1$I.permit_margin.permit_id IS 'permit of colossus.permit';
COMMENT ON COLUMN %1$I.permit_margin.pollutant IS 'pollutant of colossus.permit_limit';
COMMENT ON COLUMN %1$I.permit_margin.limit_scope IS 'facility: all units together; unit: each';
COMMENT ON COLUMN %1$I.permit_margin.model IS 'model that the limit is for; NULL: any';
COMMENT ON COLUMN %1$I.permit_margin.unit IS 'the unit, of a limit per unit';
COMMENT ON COLUMN %1$I.permit_margin.month IS 'first day of the UTC month';
COMMENT ON COLUMN %1$I.permit_margin.tons IS 'short tons of the month';
COMMENT ON COLUMN %1$I.permit_margin.tons_12_months IS 'short tons of the 12 months to its end';
COMMENT ON COLUMN %1$I.permit_margin.limit_tons IS 'short tons that the permit allows in any 12 months';
COMMENT ON COLUMN %1$I.permit_margin.margin_tons IS 'limit_tons less tons_12_months; NULL: operations without a mass';
COMMENT ON COLUMN %1$I.permit_margin.exceeds IS 'true: over the limit';
COMMENT ON COLUMN %1$I.permit_margin.first_exceeded_on IS 'first day at whose end the limit is passed';
COMMENT ON COLUMN %1$I.permit_margin.unknown_operations IS 'operations without heat input or without a factor for the pollutant: the tons are a lower bound';
COMMENT ON COLUMN %1$I.permit_margin.edition IS 'edition of the factors';

CREATE OR REPLACE FUNCTION %1$I.emission_ledger(known_on date DEFAULT current_date)
RETURNS TABLE (month date, site text, zone text, tenant text, scope integer, method text, facility_kwh double precision, heat_mmbtu double precision,
	g_per_kwh double precision, edition text, stale boolean, co2e_kg double precision)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH operation AS (
		SELECT date_trunc('month', g.at AT TIME ZONE 'UTC')::date AS month, u.site, u.fuel, u.technology, u.controls,
			colossus.operation_mmbtu(u.heat_mmbtu, u.mwh, NULL, NULL, colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh)) * w.part AS heat_mmbtu,
			u.mwh * w.part AS mwh
		FROM %1$I.unit_operation u
		LEFT JOIN colossus.turbine_model m ON m.turbine_model = u.turbine_model
		CROSS JOIN LATERAL (
			SELECT l.at AT TIME ZONE 'UTC' AS at, (l.at + interval '1 month') AT TIME ZONE 'UTC' AS until
			FROM generate_series(date_trunc('month', u.started_at AT TIME ZONE 'UTC'), u.ended_at AT TIME ZONE 'UTC', interval '1 month') l (at)
		) g
		CROSS JOIN LATERAL (
			SELECT (extract(epoch FROM least(u.ended_at, g.until) - greatest(u.started_at, g.at)) / extract(epoch FROM u.ended_at - u.started_at))::double precision AS part
		) w
		WHERE w.part > 0
	), generated AS (
		SELECT o.month, o.site, CASE WHEN bool_and(o.mwh IS NOT NULL) THEN sum(o.mwh::numeric) * 1000 END AS kwh
		FROM operation o GROUP BY o.month, o.site
	), used AS (
		SELECT t.month, t.site, t.zone, t.tenant, t.facility_kwh,
			CASE WHEN bool_and(t.facility_kwh IS NOT NULL) OVER s THEN sum(t.facility_kwh::numeric) OVER s END AS site_kwh
		FROM %1$I.tenant_ledger t
		WHERE t.consumer <> 'unobserved'
		WINDOW s AS (PARTITION BY t.month, t.site)
	), bought AS (
		-- what the units on site generated was not bought: scope 1 has it
		SELECT u.month, u.site, u.zone, u.tenant,
			CASE WHEN g.site IS NULL THEN u.facility_kwh
				ELSE (u.facility_kwh::numeric * greatest(1 - g.kwh / nullif(u.site_kwh, 0), 0))::double precision END AS kwh
		FROM used u
		LEFT JOIN generated g ON g.month = u.month AND g.site = u.site
	)
	SELECT b.month, b.site, b.zone, b.tenant, 2, 'location', b.kwh, NULL::double precision,
		f.g_per_kwh, f.edition, f.stale, colossus.co2e_from_g_per_kwh_kg(b.kwh, f.g_per_kwh)
	FROM bought b
	LEFT JOIN LATERAL colossus.grid_rate_at(b.zone, b.month, 'CO2e', 'total', emission_ledger.known_on) f ON true
	UNION ALL
	SELECT o.month, o.site, NULL, NULL, 1, o.fuel || ', ' || o.technology, NULL,
		CASE WHEN bool_and(o.heat_mmbtu IS NOT NULL) THEN sum(o.heat_mmbtu::numeric)::double precision END,
		NULL, string_agg(DISTINCT f.edition, ', '), NULL,
		CASE WHEN bool_and(f.co2e_kg IS NOT NULL) THEN sum(f.co2e_kg::numeric)::double precision END
	FROM operation o
	LEFT JOIN LATERAL (
		SELECT string_agg(DISTINCT x.edition, ', ') AS edition,
			colossus.co2e(x.pollutant, colossus.combustion_kg(o.heat_mmbtu, x.lb_per_mmbtu, x.control_efficiency)) AS co2e_kg
		FROM colossus.combustion_factor_at(o.fuel, o.technology, o.controls, emission_ledger.known_on) x
		WHERE x.pollutant IN ('CO2', 'CH4', 'N2O')
	) f ON true
	GROUP BY o.month, o.site, o.fuel, o.technology
	ORDER BY 1, 2, 5, 4, 6;
END;
COMMENT ON FUNCTION %1$I.emission_ledger(date) IS
	'kg CO2e by UTC month, site and tenant with the factors published by a day: scope 1 of what units on site burnt (AR5, 100 years), scope 2 location-based of what they did not generate. NULL: a factor, an overhead or an amount is not known';

CREATE OR REPLACE FUNCTION %1$I.ledger_audit()
RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	-- the devices of sample, read off its index
	WITH RECURSIVE sampled (device) AS (
		(SELECT s.device FROM %1$I.sample s ORDER BY s.device LIMIT 1)
		UNION ALL
		SELECT (SELECT s.device FROM %1$I.sample s WHERE s.device > p.device ORDER BY s.device LIMIT 1)
		FROM sampled p WHERE p.device IS NOT NULL
	), day AS MATERIALIZED (
		SELECT e.* FROM %1$I.device_energy e
	), part AS MATERIALIZED (
		SELECT p.* FROM %1$I.device_part p
	)
	SELECT 'sample without device', s.device, 'table device does not list it: its energy is in no sum'
	FROM (SELECT x.device FROM sampled x WHERE x.device IS NOT NULL UNION SELECT t.device FROM %1$I.device_trace t) s
	WHERE NOT EXISTS (SELECT 1 FROM %1$I.device d WHERE d.device = s.device)
	UNION ALL
	SELECT 'sample outside service', s.device, format('samples from %%s to %%s, in service from %%s to %%s', s.first_at, s.last_at, d.since, coalesce(d.until, 'infinity'))
	FROM %1$I.device_span s
	JOIN (SELECT x.device, min(x.since) AS since, CASE WHEN bool_and(x.until IS NOT NULL) THEN max(x.until) END AS until FROM %1$I.device x GROUP BY x.device) d ON d.device = s.device
	WHERE s.first_at < d.since OR s.last_at > d.until
	UNION ALL
	SELECT 'duplicate device', a.device, format('in service from %%s to %%s and from %%s to %%s', a.since, coalesce(a.until, 'infinity'), b.since, coalesce(b.until, 'infinity'))
	FROM %1$I.device a
	JOIN %1$I.device b ON b.device = a.device AND b.since > a.since AND b.since < coalesce(a.until, 'infinity')
	UNION ALL
	-- slices of one card show its whole energy each
	SELECT 'duplicate device', string_agg(c.device, ', ' ORDER BY c.device), format('the same %%s samples of %%s on the last day of each', min(c.samples), c.metric)
	FROM (
		SELECT s.device, m.metric, %1$I.samples_of(s.device, m.metric, date_trunc('day', s.last_at, 'UTC'), 'infinity') AS trace,
			colossus.sample_count(%1$I.samples_of(s.device, m.metric, date_trunc('day', s.last_at, 'UTC'), 'infinity')) AS samples,
			(SELECT max(v.value) > min(v.value) FROM colossus.samples(%1$I.samples_of(s.device, m.metric, date_trunc('day', s.last_at, 'UTC'), 'infinity')) v) AS moves
		FROM %1$I.device_span s
		CROSS JOIN (VALUES ('power_w'), ('energy_j')) m (metric)
		WHERE s.last_at IS NOT NULL
	) c
	WHERE c.moves
	GROUP BY c.metric, c.trace
	HAVING count(*) > 1
	UNION ALL
	SELECT 'stuck counter', e.device, format('did not move during %%s s of %%s', round(sum(e.stuck_s)::numeric), e.day)
	FROM day e
	GROUP BY e.device, e.day
	HAVING sum(e.stuck_s) >= 0.05 * sum(e.service_s)
	UNION ALL
	SELECT 'missing samples', e.device, format('none on %%s', string_agg(e.day::text, ', ' ORDER BY e.day))
	FROM day e
	WHERE e.samples = 0 AND e.covered_s = 0
	GROUP BY e.device
	UNION ALL
	SELECT 'coverage below 95 %%', e.device, format('%%s %%%% of the time in service is known', round(100 * sum(e.covered_s::numeric) / sum(e.service_s::numeric), 1))
	FROM day e
	GROUP BY e.device
	HAVING sum(e.covered_s::numeric) < 0.95 * sum(e.service_s::numeric)
	UNION ALL
	SELECT 'coverage below 95 %%', j.job, format('%%s %%%% of the device time of the job is known', round(100 * j.coverage::numeric, 1))
	FROM %1$I.job_energy j
	WHERE j.coverage < 0.95
	UNION ALL
	SELECT 'rejected samples', e.device, format('%%s of %%s', sum(e.rejected), sum(e.rejected) + sum(e.samples))
	FROM day e
	GROUP BY e.device
	HAVING sum(e.rejected) > 0
	UNION ALL
	SELECT 'shares above 1', a.device, format('%%s at %%s: %%s', sum(b.share), a.started_at, string_agg(b.job, ', ' ORDER BY b.started_at, b.job))
	FROM (SELECT DISTINCT h.device, h.started_at FROM %1$I.holding h) a
	JOIN %1$I.holding b ON b.device = a.device AND b.started_at <= a.started_at AND b.ended_at > a.started_at
	GROUP BY a.device, a.started_at
	HAVING sum(b.share) > 1.000000001
	UNION ALL
	SELECT 'job without devices', j.job, 'no row in job_device: its energy is not known'
	FROM %1$I.job j
	WHERE NOT EXISTS (SELECT 1 FROM %1$I.job_device d WHERE d.job = j.job)
	UNION ALL
	SELECT 'job on unknown device', h.job, format('%%s is no accelerator of table device', h.device)
	FROM %1$I.holding h
	WHERE NOT EXISTS (SELECT 1 FROM %1$I.device d WHERE d.device = h.device AND d.kind = 'accelerator')
	UNION ALL
	SELECT 'job outside its time', h.job, format('holds %%s from %%s to %%s, runs from %%s to %%s', h.device, h.started_at, h.ended_at, j.started_at, coalesce(j.ended_at, 'infinity'))
	FROM %1$I.holding h
	JOIN %1$I.job j ON j.job = h.job
	WHERE h.started_at < j.started_at OR h.ended_at > coalesce(j.ended_at, 'infinity')
	UNION ALL
	SELECT 'parts do not sum', d.device, format('%%s nJ on %%s, its holders and idle %%s nJ', d.energy_nj, d.day, p.energy_nj)
	FROM (SELECT e.device, e.day, sum(e.energy_nj) AS energy_nj FROM day e GROUP BY e.device, e.day) d
	LEFT JOIN (SELECT x.device, x.day, sum(x.energy_nj) AS energy_nj FROM part x GROUP BY x.device, x.day) p ON p.device = d.device AND p.day = d.day
	WHERE d.energy_nj IS DISTINCT FROM p.energy_nj
	UNION ALL
	SELECT 'methods disagree', j.job, format('counter over power is %%s', round(j.reconcile_ratio::numeric, 3))
	FROM %1$I.job_energy j
	WHERE j.reconcile_ratio NOT BETWEEN 0.9 AND 1.1
	UNION ALL
	SELECT 'site without overhead', p.device, format('no row of site_overhead for %%s', coalesce(p.site, 'its site, which is not known'))
	FROM %1$I.device_period p
	WHERE p.kind = 'accelerator' AND NOT EXISTS (SELECT 1 FROM %1$I.site_overhead o WHERE o.site = p.site)
	UNION ALL
	SELECT 'contract shares above 1', a.site, format('%%s on %%s', sum(b.share), a.from_date)
	FROM (SELECT DISTINCT c.site, c.from_date FROM %1$I.electricity_contract c) a
	JOIN %1$I.electricity_contract b ON b.site = a.site AND b.from_date <= a.from_date AND (b.until_date IS NULL OR b.until_date > a.from_date)
	GROUP BY a.site, a.from_date
	HAVING sum(b.share) > 1.000000001
	ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION %1$I.ledger_audit() IS 'what is wrong with the ledger or missing in it, a row each; reads all of it';
$sql$, schema_name);
END
$upgrade$;
COMMENT ON PROCEDURE colossus.upgrade_ledger(text) IS
	'Makes the views and functions of a ledger anew, as after an update of the extension or where a table was replaced by a partitioned one. No row is changed.';
