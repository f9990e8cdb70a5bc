-- The operator's ledger: create_ledger makes plain tables in a schema of the
-- user's own, upgrade_ledger the views and functions over them.  Nothing here
-- belongs to the extension afterwards: doc/ledger.md.

CREATE OR REPLACE FUNCTION colossus.trace_of(bytes bytea) RETURNS colossus.trace
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'colossus_trace_of';
COMMENT ON FUNCTION colossus.trace_of(bytea) IS
	'The trace that trace_send wrote as bytes, each of them checked: how a ledger keeps traces, for a column of type trace would go with the extension.';

CREATE OR REPLACE FUNCTION colossus.trace_intact(bytes bytea) RETURNS boolean
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'colossus_trace_intact';
COMMENT ON FUNCTION colossus.trace_intact(bytea) IS
	'Whether the checksums of a trace as trace_send wrote it agree with its bytes: the views of a ledger go on without one that is damaged, and ledger_audit names it. What is forged they do not tell: trace_of does.';

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
	stuck_s double precision, peak_w double precision, first_at timestamptz, last_at timestamptz, conflicts bigint)
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 3 COST 100 AS 'MODULE_PATHNAME', 'colossus_split_samples';
COMMENT ON FUNCTION colossus.split_samples(colossus.trace_state, bytea[], text, interval, double precision, double precision, timestamptz, timestamptz, timestamptz[]) IS
	'Energy of one device between each two neighbouring edges, by method counter or power, from loose samples and stored traces alike: to the bit what power_energy or counter_energy gives over all of them with from_at <= at < to_at. A power above max_w is rejected. A null max_w: every rise of a counter is believed, and powers up to 1e11 W.';

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

CREATE OR REPLACE PROCEDURE colossus.create_ledger(schema_name text, partitioned boolean DEFAULT false, zone text DEFAULT 'UTC')
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $create$
DECLARE
	taken text;
BEGIN
	CALL colossus.check_ledger_name(schema_name);
	IF partitioned IS DISTINCT FROM false OR zone IS DISTINCT FROM 'UTC' THEN
		RAISE EXCEPTION 'a ledger is not partitioned, and its days are those of UTC'
			USING ERRCODE = 'feature_not_supported', HINT = 'Leave partitioned and zone out.';
	END IF;
	SELECT c.relname INTO taken
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = schema_name AND c.relname IN (@tables@)
	ORDER BY c.relname LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'schema "%" has a relation "%" already', schema_name, taken
			USING ERRCODE = 'duplicate_table', HINT = 'CALL colossus.upgrade_ledger makes the views of an existing ledger anew.';
	END IF;
	-- CREATE OR REPLACE would take the place of what is not ours
	SELECT x.name INTO taken
	FROM (
		SELECT c.relname AS name, c.relnamespace AS namespace FROM pg_class c
		WHERE c.relname IN (@relations@)
		UNION ALL
		SELECT p.proname, p.pronamespace FROM pg_proc p
		WHERE p.proname IN (@routines@)
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

	-- ledger: tables
	CALL colossus.upgrade_ledger(schema_name);
END
$create$;
COMMENT ON PROCEDURE colossus.create_ledger(text, boolean, text) IS
	'Creates a ledger in a schema of the caller''s own: tables, and the views and functions over them. partitioned and zone are as they stand: sample is one table, days are those of UTC.';

CREATE OR REPLACE PROCEDURE colossus.upgrade_ledger(schema_name text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $upgrade$
BEGIN
	CALL colossus.check_ledger_name(schema_name);
	IF to_regclass(format('%I.job_device', schema_name)) IS NULL THEN
		RAISE EXCEPTION 'schema "%" holds no ledger', schema_name
			USING ERRCODE = 'undefined_table', HINT = 'CALL colossus.create_ledger makes one.';
	END IF;

	-- ledger: rest
END
$upgrade$;
COMMENT ON PROCEDURE colossus.upgrade_ledger(text) IS
	'Makes the views and functions of a ledger anew, as after an update of the extension or where a table was replaced by a partitioned one. No row is changed.';
