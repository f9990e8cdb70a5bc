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

CREATE OR REPLACE FUNCTION colossus.trace_summary(bytes bytea, OUT samples bigint, OUT first_at timestamptz, OUT last_at timestamptz, OUT lowest double precision, OUT highest double precision) RETURNS record
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200 AS 'MODULE_PATHNAME', 'colossus_trace_summary';
COMMENT ON FUNCTION colossus.trace_summary(bytea) IS
	'What a trace as trace_send wrote it holds: how many samples, the first and the last of them, and the least and the greatest value, as min and max give them but for NaN, which is neither unless there is nothing else.';

CREATE OR REPLACE FUNCTION colossus.one_load_accum(state bigint, load_id integer) RETURNS bigint
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1 AS 'MODULE_PATHNAME', 'colossus_one_load_accum';
COMMENT ON FUNCTION colossus.one_load_accum(bigint, integer) IS 'Transition function of one_load.';

CREATE OR REPLACE FUNCTION colossus.one_load_combine(a bigint, b bigint) RETURNS bigint
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1 AS 'MODULE_PATHNAME', 'colossus_one_load_combine';
COMMENT ON FUNCTION colossus.one_load_combine(bigint, bigint) IS 'Combine function of one_load.';

CREATE OR REPLACE FUNCTION colossus.one_load_final(state bigint) RETURNS integer
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1 AS 'MODULE_PATHNAME', 'colossus_one_load_final';
COMMENT ON FUNCTION colossus.one_load_final(bigint) IS 'Final function of one_load.';

CREATE OR REPLACE AGGREGATE colossus.one_load(load_id integer) (
	SFUNC = colossus.one_load_accum, STYPE = bigint, COMBINEFUNC = colossus.one_load_combine, FINALFUNC = colossus.one_load_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.one_load(integer) IS
	'The load that all samples came with, 0 where that is null; null: several, or no samples.';

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
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_nj_to_j';
COMMENT ON FUNCTION colossus.nj_to_j(numeric) IS 'Joules of whole nanojoules, the nearest double.';

CREATE OR REPLACE FUNCTION colossus.nj_to_kwh(energy_nj numeric) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_nj_to_kwh';
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

CREATE OR REPLACE PROCEDURE colossus.create_ledger(schema_name text, partitioned boolean DEFAULT true, zone text DEFAULT 'UTC')
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $create$
DECLARE
	taken text;
	zone_name text;
	odd record;
BEGIN
	CALL colossus.check_ledger_name(schema_name);
	IF partitioned IS NULL THEN
		RAISE EXCEPTION 'partitioned must not be null' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	-- by its name: abbreviations and offsets, which AT TIME ZONE takes too, know no summer time, and offsets are those of POSIX, east below 0
	SELECT n.name INTO zone_name FROM pg_timezone_names n WHERE lower(n.name) = lower(zone) AND n.name NOT IN ('localtime', 'posixrules', 'Factory');
	IF NOT FOUND THEN
		IF zone IS NULL OR zone = '' THEN
			RAISE EXCEPTION 'zone must not be null or empty' USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a name such as UTC or America/Chicago.';
		END IF;
		PERFORM colossus.unknown_name('time zone', zone, ARRAY(SELECT n.name FROM pg_timezone_names n WHERE n.name !~ '^(posix/|localtime|posixrules|Factory)' ORDER BY n.name));
	END IF;
	-- days are told apart by their dates and cut into whole hours
	SELECT to_char(m.at AT TIME ZONE zone_name, 'YYYY-MM-DD HH24:MI') AS at, (m.at AT TIME ZONE zone_name)::date <> d.day AS twice INTO odd
	FROM (
		SELECT g.day::date AS day, g.day AT TIME ZONE zone_name AS since, (g.day + interval '1 day') AT TIME ZONE zone_name AS until
		FROM generate_series(timestamp '2020-01-01', timestamp '2050-01-01', interval '1 day') g (day)
	) d
	CROSS JOIN LATERAL generate_series(d.since, d.until - interval '1 microsecond', interval '1 minute') m (at)
	WHERE d.until - d.since <> interval '24 hours'
		AND ((m.at AT TIME ZONE zone_name)::date <> d.day OR date_trunc('hour', m.at, zone_name) <> d.since + floor(extract(epoch FROM m.at - d.since) / 3600) * interval '1 hour')
	ORDER BY d.day LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'days of "%" cannot be told apart or cut into hours', zone_name
			USING ERRCODE = 'invalid_parameter_value',
				DETAIL = format(CASE WHEN odd.twice THEN 'Around %s the clock goes back over midnight, so that a day begins twice.' ELSE 'Around %s the clock changes by less than an hour.' END, odd.at),
				HINT = 'Give a zone without such a change: UTC, or one of the same offset.';
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
	EXECUTE format('UPDATE %I.setting SET zone = %L', schema_name, zone_name);
	IF partitioned THEN
		-- the table as it was made takes what has no partition of its own
		EXECUTE format($sql$
			ALTER TABLE %1$I.sample RENAME TO sample_rest;
			ALTER INDEX %1$I.sample_pkey RENAME TO sample_rest_pkey;
			ALTER INDEX %1$I.sample_at_idx RENAME TO sample_rest_at_idx;
			CREATE TABLE %1$I.sample (LIKE %1$I.sample_rest INCLUDING ALL) PARTITION BY RANGE (at);
			COMMENT ON TABLE %1$I.sample IS %2$L;
			COMMENT ON TABLE %1$I.sample_rest IS 'samples of days without a partition of their own, as late ones';
			ALTER TABLE %1$I.sample ATTACH PARTITION %1$I.sample_rest DEFAULT;
			$sql$, schema_name, obj_description(format('%I.sample', schema_name)::regclass, 'pg_class'));
	END IF;
	CALL colossus.upgrade_ledger(schema_name);
	IF partitioned THEN
		EXECUTE format($sql$
			SELECT %1$I.guard_partition('sample_rest');
			SELECT %1$I.make_day((now() AT TIME ZONE %2$L)::date + n) FROM generate_series(0, 3) n
			$sql$, schema_name, zone_name);
	END IF;
END
$create$;
COMMENT ON PROCEDURE colossus.create_ledger(text, boolean, text) IS
	'Creates a ledger in a schema of the caller''s own: tables, and the views and functions over them. zone: a time zone by its name, as in America/Chicago, for ever: all hours, days and months of the ledger are those of its clocks. partitioned: sample has a partition a day, which maintain makes ahead and drops when its rows are packed; false: it is one table, which TimescaleDB may take over.';

-- CREATE OR REPLACE cannot change what a function gives or which columns a view has.
-- What the ledger makes itself is made anew; what others made over it is theirs.
CREATE OR REPLACE PROCEDURE colossus.drop_ledger_part(part_class regclass, part oid, relations text[], routines text[], INOUT rights text[])
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning AS $drop$
DECLARE
	name text;
	others text;
	own_rights text[];
BEGIN
	IF part_class IN ('pg_class', 'pg_proc') THEN
		name := pg_describe_object(part_class, part, 0);
	END IF;
	IF name IS NULL THEN
		RAISE EXCEPTION 'no view or routine has the number %', part
			USING ERRCODE = 'invalid_parameter_value', HINT = 'upgrade_ledger calls this.';
	END IF;
	WITH RECURSIVE over (classid, objid) AS (
		SELECT drop_ledger_part.part_class::oid, drop_ledger_part.part
		UNION
		SELECT x.classid, x.objid
		FROM over o
		CROSS JOIN LATERAL (
			SELECT d.classid, d.objid FROM pg_depend d WHERE d.refclassid = o.classid AND d.refobjid = o.objid
			UNION ALL
			-- a view by its rule
			SELECT 'pg_class'::regclass, r.ev_class FROM pg_rewrite r WHERE o.classid = 'pg_rewrite'::regclass AND r.oid = o.objid
		) x
	), home AS (
		SELECT c.relnamespace AS oid FROM pg_class c WHERE part_class = 'pg_class'::regclass AND c.oid = part
		UNION ALL
		SELECT p.pronamespace FROM pg_proc p WHERE part_class = 'pg_proc'::regclass AND p.oid = part
	), own AS (
		SELECT o.classid, o.objid, 'TABLE' AS word, c.oid::regclass::text AS name, c.relowner AS owner, c.relacl AS acl
		FROM over o
		JOIN pg_class c ON o.classid = 'pg_class'::regclass AND c.oid = o.objid
		JOIN home h ON h.oid = c.relnamespace
		WHERE c.relkind = 'v' AND c.relname = ANY (drop_ledger_part.relations)
		UNION ALL
		SELECT o.classid, o.objid, 'ROUTINE',
			-- where the name has one list of arguments, whoever may call the old one may call the new one
			CASE WHEN (SELECT count(*) FROM unnest(drop_ledger_part.routines) r (name) WHERE r.name = p.proname) = 1 THEN format('%s.%I', p.pronamespace::regnamespace, p.proname)
				ELSE p.oid::regprocedure::text END, p.proowner, p.proacl
		FROM over o
		JOIN pg_proc p ON o.classid = 'pg_proc'::regclass AND p.oid = o.objid
		JOIN home h ON h.oid = p.pronamespace
		WHERE p.proname = ANY (drop_ledger_part.routines)
	)
	SELECT (SELECT string_agg(pg_describe_object(o.classid, o.objid, 0), ', ' ORDER BY pg_describe_object(o.classid, o.objid, 0))
			FROM over o
			WHERE NOT EXISTS (
				SELECT FROM own w
				WHERE w.classid = o.classid AND w.objid = o.objid
					OR w.word = 'TABLE' AND (
						o.classid = 'pg_rewrite'::regclass AND (SELECT r.ev_class FROM pg_rewrite r WHERE r.oid = o.objid AND r.rulename = '_RETURN') = w.objid
						OR o.classid = 'pg_type'::regclass AND w.objid IN (SELECT t.typrelid FROM pg_type t WHERE t.oid = o.objid OR t.typarray = o.objid)
						OR o.classid = 'pg_trigger'::regclass AND w.objid = (
							SELECT t.tgrelid FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN home h ON h.oid = p.pronamespace
							WHERE t.oid = o.objid AND p.proname = ANY (drop_ledger_part.routines))))),
		(SELECT array_agg(x.statement ORDER BY x.n, x.nth)
			FROM (
				SELECT 1 AS n, 0 AS nth, format('ALTER %s %s OWNER TO %s', w.word, w.name, w.owner::regrole) AS statement FROM own w WHERE w.owner <> current_user::regrole
				UNION ALL
				SELECT 2, 0, format('REVOKE ALL ON %s %s FROM PUBLIC, %s', w.word, w.name, w.owner::regrole) FROM own w WHERE w.acl IS NOT NULL
				UNION ALL
				SELECT 3, a.nth, format('GRANT %s ON %s %s TO %s%s', a.privilege_type, w.word, w.name, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END)
				FROM own w CROSS JOIN LATERAL aclexplode(w.acl) WITH ORDINALITY a (grantor, grantee, privilege_type, is_grantable, nth)
				UNION ALL
				SELECT 3, a.nth, format('GRANT %s (%I) ON %s TO %s%s', a.privilege_type, t.attname, w.name, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END)
				FROM own w JOIN pg_attribute t ON w.word = 'TABLE' AND t.attrelid = w.objid CROSS JOIN LATERAL aclexplode(t.attacl) WITH ORDINALITY a (grantor, grantee, privilege_type, is_grantable, nth)
			) x)
	INTO others, own_rights;
	IF others IS NOT NULL THEN
		RAISE EXCEPTION '% has to be made anew, and others depend on it: %', name, others
			USING ERRCODE = 'dependent_objects_still_exist', HINT = 'Drop them, call upgrade_ledger again, and make them anew.';
	END IF;
	IF part_class = 'pg_class'::regclass THEN
		EXECUTE format('DROP VIEW %s CASCADE', part::regclass);
	ELSE
		EXECUTE format('DROP ROUTINE %s CASCADE', part::regprocedure);
	END IF;
	rights := rights || own_rights;
END
$drop$;
COMMENT ON PROCEDURE colossus.drop_ledger_part(regclass, oid, text[], text[], text[]) IS
	'Drops a view or routine of a ledger with those of the ledger over it, relations and routines by name, and appends to rights the statements that restore their owners and rights. Errors: 2BP01 where others depend on one of them, 22023 for what is neither.';

CREATE OR REPLACE PROCEDURE colossus.upgrade_ledger(schema_name text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $upgrade$
DECLARE
	written text;
	zone_name text;
	booked_day date;
	relations text[] := ARRAY[@relations@];
	routines text[];
	heads text[];
	parts text[];
	rights text[] := '{}';
	old oid;
BEGIN
	CALL colossus.check_ledger_name(schema_name);
	IF to_regclass(format('%I.job_device', schema_name)) IS NULL THEN
		RAISE EXCEPTION 'schema "%" holds no ledger', schema_name
			USING ERRCODE = 'invalid_parameter_value', HINT = 'CALL colossus.create_ledger makes one.';
	END IF;
	EXECUTE format('SELECT s.zone FROM %I.setting s', schema_name) INTO written;
	IF written IS NULL THEN
		RAISE EXCEPTION 'ledger "%" has lost its row of setting, which tells its time zone', schema_name
			USING ERRCODE = 'data_corrupted', HINT = 'Restore the row, then call upgrade_ledger again.';
	END IF;
	-- a name that nothing knows would be found out by readers alone, and stands in the bodies of functions; in any case of letters it is the same zone
	SELECT n.name INTO zone_name FROM pg_timezone_names n WHERE lower(n.name) = lower(written);
	IF NOT FOUND THEN
		RAISE EXCEPTION 'ledger "%" has the time zone "%", which this server does not know', schema_name, written
			USING ERRCODE = 'data_corrupted', HINT = 'Restore zone in setting as it was when the ledger was made, or install the time zones that the server lacks, then call upgrade_ledger again.';
	END IF;
	EXECUTE format('SELECT min(b.day) FROM %I.booked_day b WHERE b.since <> b.day::timestamp AT TIME ZONE %L', schema_name, zone_name) INTO booked_day;
	IF booked_day IS NOT NULL THEN
		RAISE EXCEPTION 'ledger "%" has days that begin at another time than those of its time zone "%"', schema_name, zone_name
			USING ERRCODE = 'data_corrupted', DETAIL = format('The first is %s: it was booked by another zone.', booked_day), HINT = 'Restore zone in setting as it was when the ledger was made, then call upgrade_ledger again.';
	END IF;

	-- ledger: rest
	routines := ARRAY(SELECT split_part(h.head, '(', 1) FROM unnest(heads) h (head) WHERE h.head LIKE '%(%');
	FOR i IN 1 .. cardinality(parts) LOOP
		-- with another list of arguments it would stand beside the one that is there, and calls could mean either
		FOR old IN
			SELECT p.oid
			FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
			WHERE n.nspname = schema_name AND heads[i] LIKE '%(%' AND p.proname = split_part(heads[i], '(', 1)
				AND p.oid <> ALL (ARRAY(SELECT coalesce(to_regprocedure(format('%I.%s', schema_name, h.head)), 0) FROM unnest(heads) h (head) WHERE split_part(h.head, '(', 1) = p.proname))
		LOOP
			CALL colossus.drop_ledger_part('pg_proc', old, relations, routines, rights);
		END LOOP;
		BEGIN
			EXECUTE parts[i];
		EXCEPTION WHEN invalid_function_definition OR invalid_table_definition OR wrong_object_type THEN
			old := CASE WHEN heads[i] LIKE '%(%' THEN to_regprocedure(format('%I.%s', schema_name, heads[i]))::oid ELSE to_regclass(format('%I.%I', schema_name, heads[i]))::oid END;
			IF old IS NULL THEN
				RAISE;
			END IF;
			CALL colossus.drop_ledger_part(CASE WHEN heads[i] LIKE '%(%' THEN 'pg_proc' ELSE 'pg_class' END::regclass, old, relations, routines, rights);
			EXECUTE parts[i];
		END;
	END LOOP;
	FOR i IN 1 .. cardinality(rights) LOOP
		BEGIN
			EXECUTE rights[i];
		EXCEPTION WHEN undefined_table OR undefined_column OR undefined_function THEN
			-- of what this version no longer has
		END;
	END LOOP;
END
$upgrade$;
COMMENT ON PROCEDURE colossus.upgrade_ledger(text) IS
	'Makes the views and functions of a ledger anew, as after an update of the extension or where a table was replaced by a partitioned one. No row is changed, and owners and rights stay; error 2BP01 where something of another''s depends on a view or function that cannot be replaced as it stands, XX001 where setting tells no time zone that the server knows, or another than that by which days are booked.';

-- The TDP of a part bounds what its gauge may show: facts of ledgers in this database
-- that were booked with another one no longer hold.
CREATE OR REPLACE FUNCTION colossus.tdp_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	changed text[] := '{}';
	largest boolean := false;
	ledger record;
BEGIN
	IF TG_OP <> 'INSERT' THEN
		changed := ARRAY(SELECT lower(v) FROM old_rows o, jsonb_array_elements_text(jsonb_build_array(to_jsonb(o) -> 'accelerator', to_jsonb(o) -> 'alias')) v);
		largest := EXISTS (SELECT FROM old_rows o WHERE (to_jsonb(o) ->> 'tdp_w')::float8 >= (SELECT max(a.tdp_w) FROM colossus.accelerator a));
	END IF;
	IF TG_OP <> 'DELETE' THEN
		changed := changed || ARRAY(SELECT lower(v) FROM new_rows n, jsonb_array_elements_text(jsonb_build_array(to_jsonb(n) -> 'accelerator', to_jsonb(n) -> 'alias')) v);
		largest := largest OR EXISTS (SELECT FROM new_rows n WHERE (to_jsonb(n) ->> 'tdp_w')::float8 >= (SELECT max(a.tdp_w) FROM colossus.accelerator a));
	END IF;
	changed := changed || ARRAY(SELECT lower(l.alias) FROM colossus.accelerator_alias l WHERE lower(l.accelerator) = ANY (changed));
	FOR ledger IN
		-- what hangs on a table, as triggers and policies, runs with the rights of the writer: written is
		-- only what belongs to the writer, or to somebody who may act as the writer anyway
		SELECT n.nspname, has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(i.oid, 'INSERT') AND has_table_privilege(d.oid, 'SELECT') AND has_table_privilege(s.oid, 'SELECT')
			AND (SELECT bool_and(pg_has_role(o.owner, current_user, 'USAGE')) FROM (VALUES (n.nspowner), (i.relowner), (d.relowner), (s.relowner)) o (owner)) AS mine
		FROM pg_namespace n
		JOIN pg_class i ON i.relnamespace = n.oid AND i.relname = 'invalid' AND i.relkind = 'r'
		JOIN pg_class d ON d.relnamespace = n.oid AND d.relname = 'device' AND d.relkind = 'r'
		JOIN pg_class s ON s.relnamespace = n.oid AND s.relname = 'setting' AND s.relkind = 'r'
		JOIN pg_class v ON v.relnamespace = n.oid AND v.relname = 'device_setting' AND v.relkind = 'v'
		ORDER BY n.nspname
	LOOP
		IF NOT ledger.mine THEN
			RAISE WARNING 'ledger "%" is not yours: its facts follow with the next compact', ledger.nspname;
			CONTINUE;
		END IF;
		-- of a part that is not known the largest TDP counts
		EXECUTE format('INSERT INTO %1$I.invalid (device, since, until)
			SELECT DISTINCT d.device, ''-infinity''::date, ''infinity''::date
			FROM %1$I.device d
			WHERE d.kind = ''accelerator'' AND d.max_w IS NULL AND EXISTS (SELECT FROM %1$I.setting s WHERE s.closed_before > ''-infinity'')
				AND (lower(d.accelerator) = ANY ($1) OR $2 AND NOT EXISTS (SELECT FROM colossus.accelerator a WHERE lower(a.accelerator) = lower(d.accelerator))
					AND NOT EXISTS (SELECT FROM colossus.accelerator_alias l WHERE lower(l.alias) = lower(d.accelerator)))', ledger.nspname)
		USING changed, largest;
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION colossus.tdp_changed() IS 'Tells the ledgers of the writer, and of who may act as the writer, of which devices no fact holds after a TDP or the name of a part changed; warns of the ledgers of others.';
CREATE OR REPLACE TRIGGER tdp_inserted AFTER INSERT ON colossus.accelerator_user REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION colossus.tdp_changed();
CREATE OR REPLACE TRIGGER tdp_updated AFTER UPDATE ON colossus.accelerator_user REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION colossus.tdp_changed();
CREATE OR REPLACE TRIGGER tdp_deleted AFTER DELETE ON colossus.accelerator_user REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION colossus.tdp_changed();
CREATE OR REPLACE TRIGGER tdp_inserted AFTER INSERT ON colossus.accelerator_alias_user REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION colossus.tdp_changed();
CREATE OR REPLACE TRIGGER tdp_updated AFTER UPDATE ON colossus.accelerator_alias_user REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION colossus.tdp_changed();
CREATE OR REPLACE TRIGGER tdp_deleted AFTER DELETE ON colossus.accelerator_alias_user REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION colossus.tdp_changed();
