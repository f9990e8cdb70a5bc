-- Closed days become traces and facts.
--
-- A day is closed first: from then on whoever changes a sample of it, or one that a
-- fact of it depends on, writes a row of invalid in his own transaction (the
-- triggers of 26-invalid.sql), whether a fact is there or not.  The lock waits for
-- writers in flight, who may not have seen it.  What is packed and booked afterwards
-- has seen all the others.

CREATE OR REPLACE FUNCTION ledger.unpacked(trace bytea, loads integer[])
RETURNS TABLE (load_id integer, at timestamptz, value double precision)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	IF cardinality(loads) = 2 THEN
		RETURN QUERY SELECT nullif(loads[1], 0), s.at, s.value FROM colossus.samples(CASE WHEN colossus.trace_intact(trace) THEN colossus.trace_of(trace) END) s;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT nullif(w.load_id, 0), s.at, s.value
	FROM colossus.samples(CASE WHEN colossus.trace_intact(trace) THEN colossus.trace_of(trace) END) WITH ORDINALITY s (at, value, n)
	JOIN (
		SELECT r.load_id, row_number() OVER (ORDER BY r.run, g.n) AS n
		FROM (SELECT i AS run, loads[i] AS load_id, loads[i + 1] AS samples FROM generate_series(1, cardinality(loads), 2) i) r
		CROSS JOIN LATERAL generate_series(1, r.samples) g (n)
	) w ON w.n = s.n
	ORDER BY s.n;
END
$body$;
COMMENT ON FUNCTION ledger.unpacked(bytea, integer[]) IS 'the samples of a row of device_trace, and which load brought each';

CREATE OR REPLACE FUNCTION ledger.book(day date, only_devices text[] DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	begins timestamptz := book.day::timestamp AT TIME ZONE 'UTC';
	ends timestamptz := (book.day + 1)::timestamp AT TIME ZONE 'UTC';
	booked bigint;
BEGIN
	-- what is dropped cannot be booked anew
	PERFORM ledger.refit(book.day, only_devices) FROM ledger.setting s WHERE book.day < s.kept_since;
	DELETE FROM ledger.fact f WHERE f.day = book.day AND NOT f.dropped AND (only_devices IS NULL OR f.device = ANY (only_devices));
	DELETE FROM ledger.judged j WHERE j.month = date_trunc('month', book.day::timestamp)::date AND j.until > book.day AND (only_devices IS NULL OR j.device = ANY (only_devices));
	-- of all where no devices are named
	INSERT INTO ledger.unsummed (jobs, devices, since, until)
	SELECT '{}', coalesce(only_devices, '{}'), book.day, book.day + 1
	FROM ledger.setting s
	WHERE book.day < s.booked_before;
	INSERT INTO ledger.booking (method, max_gap, max_w, gauge_w, wrap_j)
	SELECT DISTINCT p.method, p.max_gap, p.max_w, p.gauge_w, p.wrap_j
	FROM ledger.device_setting p
	WHERE only_devices IS NULL OR p.device = ANY (only_devices)
	ON CONFLICT DO NOTHING;
	INSERT INTO ledger.fact (device, period, day, booking_id, since, until, whole, method, rule, parts, energy_nj, lower_j, upper_j, covered_s, samples, rejected, stuck_s, peak_w, reads_since, reads_until, edges, hours, other_method, other_hours, seen_since, seen_until)
	WITH served AS MATERIALIZED (
		SELECT p.device, p.period, p.max_w, p.since, p.until, b.booking_id, p.series,
			(p.since <= begins AND p.until >= ends AND EXISTS (SELECT FROM unnest(p.first_at, p.last_at) s (first_at, last_at) WHERE s.first_at <= begins AND s.last_at >= ends)) IS TRUE AS whole,
			(SELECT min(s.at) FROM unnest(p.first_at) s (at)) AS first_at, (SELECT max(s.at) FROM unnest(p.last_at) s (at)) AS last_at
		FROM ledger.device_period p
		JOIN ledger.booking b ON b.method IS NOT DISTINCT FROM p.method AND b.max_gap = p.max_gap AND b.max_w IS NOT DISTINCT FROM p.max_w AND b.gauge_w IS NOT DISTINCT FROM p.gauge_w
			AND b.wrap_j IS NOT DISTINCT FROM p.wrap_j
		-- a device that a job holds now may turn out to be in service longer
		WHERE (only_devices IS NULL OR p.device = ANY (only_devices)) AND p.since < ends
			AND (p.until > begins OR EXISTS (SELECT FROM ledger.holding h WHERE h.device = p.device AND h.started_at <= now() AND h.ended_at > now()))
			AND NOT EXISTS (SELECT FROM ledger.fact f WHERE f.device = p.device AND f.day = book.day AND f.dropped)
	), booked AS (
		SELECT p.device, p.period, p.booking_id, p.max_w, p.since, p.until, p.whole, p.series, p.first_at AS seen_first, p.last_at AS seen_last, x.method AS used, x.rule, x.parts, x.edges, x.hours,
			x.other_method, x.other_hours, x.reads_since, x.reads_until
		FROM (
			SELECT array_agg(y.device) AS devices, array_agg(y.period) AS periods, array_agg(book.day) AS days, array_agg(y.since) AS sinces, array_agg(y.until) AS untils FROM served y
		) a
		CROSS JOIN LATERAL ledger.days_of(a.devices, a.periods, a.days, a.sinces, a.untils, book.day) x
		JOIN served p ON p.device = x.device AND p.period = x.period
	)
	SELECT x.device, x.period, book.day, x.booking_id, CASE WHEN w.since < w.until THEN w.since END, CASE WHEN w.since < w.until THEN w.until END, x.whole, x.used, x.rule, x.parts, CASE WHEN e.energy_nj > 0 OR e.covered_s > 0 THEN e.energy_nj END, e.lower_j,
		CASE WHEN x.used = 'power' OR x.max_w IS NOT NULL OR e.gap_s = 0 THEN e.upper_j END,
		coalesce(e.covered_s, 0), coalesce(e.samples, 0), coalesce(e.rejected, 0), coalesce(e.stuck_s, 0), e.peak_w,
		x.reads_since, x.reads_until, x.edges, x.hours, x.other_method, x.other_hours,
		CASE WHEN k.keeps THEN least(greatest(x.seen_first, begins), ends) END, CASE WHEN k.keeps THEN least(greatest(x.seen_last, begins), ends) END
	FROM booked x
	-- a sample in the future will count one day, and nobody says so then
	CROSS JOIN LATERAL (SELECT NOT x.whole AND x.seen_first IS NOT NULL AND x.seen_last IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.sample y WHERE y.series_id = ANY (x.series) AND y.at > now()) AS keeps) k
	CROSS JOIN LATERAL (SELECT greatest(x.since, begins) AS since, least(x.until, ends) AS until) w
	LEFT JOIN LATERAL colossus.hours_sum(x.hours, CASE WHEN w.since < w.until THEN w.since END, w.until) e ON true
	-- whoever looks up what belongs to the facts of a day then goes through its index in order
	ORDER BY x.device, x.period;
	GET DIAGNOSTICS booked = ROW_COUNT;
	INSERT INTO ledger.booked_day (day, since, until, month, edges)
	SELECT book.day, book.day::timestamp AT TIME ZONE 'UTC', (book.day + 1)::timestamp AT TIME ZONE 'UTC', date_trunc('month', book.day::timestamp)::date, ledger.edges_of_day(book.day)
	ON CONFLICT DO NOTHING;
	INSERT INTO ledger.booked_hour (hour, day, idx)
	SELECT d.edges[i], book.day, i - 1
	FROM ledger.booked_day d, generate_series(1, cardinality(d.edges) - 1) i
	WHERE d.day = book.day
	ON CONFLICT DO NOTHING;
	RETURN booked;
END
$body$;
COMMENT ON FUNCTION ledger.book(date, text[]) IS 'books a closed day of all devices, or of some, anew; gives the number of facts';

CREATE OR REPLACE FUNCTION ledger.load_runs(load_ids integer[])
RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000 SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	runs integer[] := '{}';
	load_id integer;
	before integer;
	n integer := 0;
BEGIN
	FOREACH load_id IN ARRAY load_ids LOOP
		IF n > 0 AND load_id <> before THEN
			runs := runs || ARRAY[before, n];
			n := 0;
		END IF;
		before := load_id;
		n := n + 1;
	END LOOP;
	RETURN runs || ARRAY[before, n];
END
$body$;
COMMENT ON FUNCTION ledger.load_runs(integer[]) IS 'loads that samples in order of time came with, as device_trace keeps them: number of a load, and for how many samples, by turns';

-- Rows that come after their day was packed are in pg_temp.colossus_late.
CREATE OR REPLACE FUNCTION ledger.join_late()
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	joined bigint;
	missing bigint;
	made bigint;
BEGIN
	LOOP
		-- two who bring rows for one trace take turns
		PERFORM FROM ledger.device_trace t
		WHERE (t.series_id, t.day) IN (SELECT l.series_id, l.day FROM pg_temp.colossus_late l)
		ORDER BY t.series_id, t.day FOR UPDATE;
		IF EXISTS (SELECT FROM ledger.device_trace t WHERE (t.series_id, t.day) IN (SELECT l.series_id, l.day FROM pg_temp.colossus_late l) AND (t.dropped OR NOT colossus.trace_intact(t.trace))) THEN
			RAISE EXCEPTION 'rows cannot join a trace that is damaged or dropped' USING ERRCODE = 'data_corrupted', HINT = 'ledger_audit() names damaged ones: restore them from a backup.';
		END IF;
		WITH packed AS (
			SELECT z.series_id, z.day, ledger.load_runs(array_agg(z.load_id ORDER BY z.at)) AS loads, colossus.trace_send(colossus.trace(z.at, z.value)) AS trace
			FROM (
				-- of one instant the value that was packed stays
				SELECT DISTINCT ON (x.series_id, x.at) x.series_id, x.day, coalesce(x.load_id, 0) AS load_id, x.at, x.value
				FROM (
					SELECT l.series_id, l.day, l.load_id, l.at, l.value, false AS old FROM pg_temp.colossus_late l
					UNION ALL
					SELECT t.series_id, t.day, u.load_id, u.at, u.value, true
					FROM ledger.device_trace t
					CROSS JOIN LATERAL ledger.unpacked(t.trace, t.loads) u
					WHERE (t.series_id, t.day) IN (SELECT l.series_id, l.day FROM pg_temp.colossus_late l)
				) x
				ORDER BY x.series_id, x.at, x.old DESC
			) z
			GROUP BY z.series_id, z.day
		), changed AS (
			UPDATE ledger.device_trace t SET samples = m.samples, first_at = m.first_at, last_at = m.last_at, lowest = m.lowest, highest = m.highest, loads = p.loads, trace = p.trace
			FROM packed p
			CROSS JOIN LATERAL colossus.trace_summary(p.trace) m
			WHERE t.series_id = p.series_id AND t.day = p.day
			RETURNING t.series_id, t.day
		), made AS (
			INSERT INTO ledger.device_trace AS t (series_id, day, samples, first_at, last_at, lowest, highest, loads, trace)
			SELECT p.series_id, p.day, m.samples, m.first_at, m.last_at, m.lowest, m.highest, p.loads, p.trace
			FROM packed p
			CROSS JOIN LATERAL colossus.trace_summary(p.trace) m
			WHERE NOT EXISTS (SELECT FROM ledger.device_trace d WHERE d.series_id = p.series_id AND d.day = p.day)
			ON CONFLICT DO NOTHING
			RETURNING t.series_id
		)
		SELECT (SELECT count(*) FROM changed), (SELECT count(*) FROM made), (SELECT count(*) FROM packed p) - (SELECT count(*) FROM changed) INTO joined, made, missing;
		-- else somebody made one meanwhile
		EXIT WHEN made = missing;
	END LOOP;
	RETURN joined + made;
END
$body$;
COMMENT ON FUNCTION ledger.join_late() IS 'puts the rows of pg_temp.colossus_late into the traces of their series and days; gives how many traces that are';

CREATE OR REPLACE FUNCTION ledger.pack(day date)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
#variable_conflict use_column
DECLARE
	begins timestamptz := pack.day::timestamp AT TIME ZONE 'UTC';
	ends timestamptz := (pack.day + 1)::timestamp AT TIME ZONE 'UTC';
	-- a day that is packed for the first time stays in its partition, beside others that do
	stays boolean := ledger.is_partitioned() AND to_regclass(format('%I.%I', 'ledger', 'sample_' || to_char(pack.day, 'YYYYMMDD'))) IS NOT NULL
		AND NOT EXISTS (SELECT FROM ledger.device_trace t WHERE t.day = pack.day)
		AND EXISTS (SELECT FROM ledger.setting s WHERE s.packed_since >= s.packed_until OR s.packed_until = begins OR s.packed_since = ends);
	packed bigint;
	joined bigint := 0;
	taken bigint;
	late bigint := 0;
	gone bigint;
	all_gone bigint := 0;
	part text;
BEGIN
	-- by another meanwhile
	IF EXISTS (SELECT FROM ledger.setting s WHERE begins >= s.packed_since AND begins < s.packed_until) THEN
		RETURN 0;
	END IF;
	-- rows that only change their place make no fact invalid
	PERFORM set_config('colossus.packing', 'on', true);
	DELETE FROM ledger.emptied e WHERE e.day IN (pack.day, '-infinity');
	-- compact holds off whoever writes rows of closed days, so that all these statements see the same ones
	IF EXISTS (SELECT FROM ledger.device_trace t WHERE t.day = pack.day) THEN
		CREATE TEMPORARY TABLE IF NOT EXISTS colossus_late (series_id integer, day date, load_id integer, at timestamptz, value double precision);
		TRUNCATE pg_temp.colossus_late;
		INSERT INTO pg_temp.colossus_late (series_id, day, load_id, at, value)
		SELECT s.series_id, pack.day, s.load_id, s.at, s.value
		FROM ledger.loose s
		JOIN ledger.device_trace t ON t.series_id = s.series_id AND t.day = pack.day AND NOT t.dropped AND colossus.trace_intact(t.trace)
		WHERE s.at >= begins AND s.at < ends;
		GET DIAGNOSTICS late = ROW_COUNT;
		joined := ledger.join_late();
	END IF;
	EXECUTE format($pack$
		WITH packed AS (
			INSERT INTO %1$I.device_trace AS t (series_id, day, samples, first_at, last_at, lowest, highest, loads, trace, checked)
			SELECT s.series_id, $3, m.samples, m.first_at, m.last_at, m.lowest, m.highest,
				-- nearly always one load or none; of several the next statement tells the order
				CASE WHEN s.one_load IS NULL THEN '{}' ELSE ARRAY[s.one_load, m.samples::integer] END, s.trace, true
			FROM (
				SELECT x.series_id, colossus.one_load(x.load_id) AS one_load, colossus.trace_send(colossus.trace(x.at, x.value)) AS trace
				FROM %1$I.%2$I x
				%3$s
				GROUP BY x.series_id
			) s
			CROSS JOIN LATERAL colossus.trace_summary(s.trace) m
			ORDER BY s.series_id
			RETURNING t.samples
		)
		SELECT count(*), coalesce(sum(p.samples), 0) FROM packed p $pack$, 'ledger', CASE WHEN stays THEN 'sample_' || to_char(pack.day, 'YYYYMMDD') ELSE 'loose' END,
		-- a partition has nothing else
		CASE WHEN NOT stays THEN format('WHERE x.at >= $1 AND x.at < $2 AND NOT EXISTS (SELECT FROM %I.device_trace d WHERE d.series_id = x.series_id AND d.day = $3)', 'ledger') END)
	INTO packed, taken USING begins, ends, pack.day;
	UPDATE ledger.device_trace t SET loads = r.loads
	FROM (
		SELECT s.series_id, ledger.load_runs(array_agg(coalesce(s.load_id, 0) ORDER BY s.at)) AS loads
		FROM ledger.loose s
		WHERE s.at >= begins AND s.at < ends AND s.series_id IN (SELECT d.series_id FROM ledger.device_trace d WHERE d.day = pack.day AND d.loads = '{}')
		GROUP BY s.series_id
	) r
	WHERE t.series_id = r.series_id AND t.day = pack.day;
	IF stays THEN
		UPDATE ledger.setting s SET packed_since = CASE WHEN s.packed_since < s.packed_until THEN least(s.packed_since, begins) ELSE begins END,
			packed_until = CASE WHEN s.packed_since < s.packed_until THEN greatest(s.packed_until, ends) ELSE ends END;
		PERFORM set_config('colossus.packing', '', true);
		RETURN packed;
	END IF;
	-- by the names of partitions: of the parent the server would keep every row for its trigger, which is as slow as all of packing
	FOREACH part IN ARRAY CASE WHEN ledger.is_partitioned() THEN ARRAY['sample_' || to_char(pack.day, 'YYYYMMDD'), 'sample_rest'] ELSE ARRAY['sample'] END LOOP
		CONTINUE WHEN to_regclass(format('%I.%I', 'ledger', part)) IS NULL;
		-- a damaged trace stays as it is, for whoever restores it, and late rows beside it; as do rows that came past the triggers into a day that is dropped
		EXECUTE format('DELETE FROM %1$I.%2$I s WHERE s.at >= $1 AND s.at < $2 AND NOT EXISTS (SELECT FROM %1$I.device_trace t WHERE t.series_id = s.series_id AND t.day = $3 AND (t.dropped OR NOT colossus.trace_intact(t.trace)))',
			'ledger', part) USING begins, ends, pack.day;
		GET DIAGNOSTICS gone = ROW_COUNT;
		all_gone := all_gone + gone;
	END LOOP;
	IF all_gone <> taken + late THEN
		RAISE EXCEPTION '% samples of % were packed, and % would go', taken + late, pack.day, all_gone
			USING ERRCODE = 'serialization_failure', HINT = 'Somebody wrote into sample past its triggers: compact again.';
	END IF;
	PERFORM set_config('colossus.packing', '', true);
	RETURN packed + joined;
END
$body$;
COMMENT ON FUNCTION ledger.pack(date) IS 'packs the rows of a closed day into device_trace, late ones into the trace that is there, and deletes them or, where the day has a partition, says that they no longer count; gives the number of traces';

-- A partition of a day that has rows is such a day; elsewhere from day to day of each
-- series by the index, not row by row: over all partitions at once it would be each of them
-- for each day of each series.
CREATE OR REPLACE FUNCTION ledger.days_to_pack(before date)
RETURNS date[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	days date[];
	part record;
	has_rows boolean;
BEGIN
	EXECUTE format($found$
		WITH RECURSIVE loose AS NOT MATERIALIZED (
			SELECT s.series_id, s.at FROM %1$I.%2$I s
			WHERE s.at < (SELECT x.packed_since FROM %1$I.setting x) OR s.at >= (SELECT x.packed_until FROM %1$I.setting x)
		), found AS (
			(SELECT s.series_id, s.at FROM loose s ORDER BY s.series_id, s.at LIMIT 1)
			UNION ALL
			SELECT n.series_id, n.at
			FROM found f
			CROSS JOIN LATERAL (
				SELECT s.series_id, s.at
				FROM loose s
				WHERE (s.series_id, s.at) >= (f.series_id, CASE WHEN f.at < $1::timestamp AT TIME ZONE 'UTC' THEN ((f.at AT TIME ZONE 'UTC')::date + 1)::timestamp AT TIME ZONE 'UTC' ELSE 'infinity' END)
				ORDER BY s.series_id, s.at LIMIT 1
			) n
		)
		SELECT array_agg(DISTINCT (f.at AT TIME ZONE 'UTC')::date) FROM found f WHERE f.at < $1::timestamp AT TIME ZONE 'UTC'
		$found$, 'ledger', CASE WHEN ledger.is_partitioned() THEN 'sample_rest' ELSE 'sample' END)
	INTO days USING before;
	FOR part IN
		SELECT c.oid, to_date(substr(c.relname, 8), 'YYYYMMDD') AS day
		FROM pg_inherits i
		JOIN pg_class p ON p.oid = i.inhparent AND p.relkind = 'p' AND p.relname = 'sample'
		JOIN pg_namespace n ON n.oid = p.relnamespace AND n.nspname = 'ledger'
		JOIN pg_class c ON c.oid = i.inhrelid AND c.relname ~ '^sample_[0-9]{8}$'
		WHERE ledger.is_partitioned()
	LOOP
		CONTINUE WHEN part.day >= before OR part.day = ANY (days)
			OR EXISTS (SELECT FROM ledger.setting s WHERE part.day::timestamp AT TIME ZONE 'UTC' >= s.packed_since AND part.day::timestamp AT TIME ZONE 'UTC' < s.packed_until);
		EXECUTE format('SELECT EXISTS (SELECT FROM %s)', part.oid::regclass) INTO has_rows;
		IF has_rows THEN
			days := days || part.day;
		END IF;
	END LOOP;
	RETURN ARRAY(SELECT d.day FROM unnest(days) d (day) ORDER BY d.day);
END
$body$;
COMMENT ON FUNCTION ledger.days_to_pack(date) IS 'days before a day that have rows which are in no trace, in order';

CREATE OR REPLACE PROCEDURE ledger.compact(before date)
LANGUAGE plpgsql AS $body$
DECLARE
	days pg_catalog.date[];
	turn pg_catalog.date;
	closed pg_catalog.date;
	booked pg_catalog.date;
	first_day pg_catalog.date;
	seen bigint[];
	stale record;
	uncounted record;
BEGIN
	-- the caller's search_path is not to be trusted, and COMMIT forbids SET in the procedure's head
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	IF before IS NULL OR before > (now() AT TIME ZONE 'UTC')::date THEN
		RAISE EXCEPTION 'cannot compact before %', coalesce(before::text, 'null')
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Only days that are over are packed: give today or an earlier day.';
	END IF;
	SELECT s.closed_before INTO closed FROM ledger.setting s;
	IF closed < before THEN
		-- no longer than a moment at a time: new writers wait behind it
		FOR try IN 1 .. 1000 LOOP
			BEGIN
				PERFORM pg_catalog.set_config('lock_timeout', '100ms', true);
				LOCK TABLE ledger.device, ledger.job_device, ledger.series, ledger.job, ledger.sample IN SHARE MODE;	-- in the order of loads
				-- not before: whoever writes may wait for this row, and these locks for him.  Nor for longer: another who
				-- closed the days a moment ago has this row again, and takes samples out.
				UPDATE ledger.setting s SET closed_before = compact.before WHERE s.closed_before < compact.before;
				EXIT;
			EXCEPTION WHEN lock_not_available THEN
				IF try = 1000 THEN
					RAISE;
				END IF;
				PERFORM pg_catalog.pg_sleep(0.05);
			END;
		END LOOP;
		PERFORM pg_catalog.set_config('lock_timeout', '0', true);
	END IF;
	COMMIT;

	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	days := ledger.days_to_pack(before);
	COMMIT;
	FOREACH turn IN ARRAY coalesce(days, '{}') LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
		-- who looks whether a sample of a closed day is known has written into it; who compacts at the same time waits here, day by day
		LOCK TABLE ledger.invalid IN SHARE ROW EXCLUSIVE MODE;
		PERFORM FROM ledger.setting s FOR UPDATE;
		PERFORM ledger.pack(turn);
		COMMIT;
	END LOOP;
	-- a first table of traces, of which nothing is known, would be read whole for each device of each day
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	IF days <> '{}' THEN
		ANALYZE ledger.device_trace (series_id, day);
	END IF;
	COMMIT;

	-- behind packing, for the ends of traces are found faster than those of rows
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	SELECT s.booked_before INTO first_day FROM ledger.setting s;
	IF first_day = '-infinity' THEN
		SELECT coalesce(min((p.since AT TIME ZONE 'UTC')::date), before) INTO first_day FROM ledger.device_period p WHERE p.since < p.until;
	END IF;
	COMMIT;

	-- days that were never booked, in order: views take a day from fact when all of it is there
	LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
		-- in the order of those who pack
		LOCK TABLE ledger.invalid IN ROW EXCLUSIVE MODE;
		SELECT s.booked_before INTO booked FROM ledger.setting s FOR UPDATE;
		EXIT WHEN booked >= before;
		turn := greatest(booked, least(first_day, before - 1));
		PERFORM ledger.book(turn);
		INSERT INTO ledger.invalid (device, since, until)
		SELECT DISTINCT s.device, turn, turn + 1
		FROM ledger.device_trace t
		JOIN ledger.series s ON s.series_id = t.series_id
		WHERE t.day = turn AND s.device IS NOT NULL AND NOT colossus.trace_intact(t.trace);
		UPDATE ledger.setting SET booked_before = turn + 1;
		COMMIT;
	END LOOP;
	COMMIT;

	-- what no longer holds: facts that a row of invalid covers, that were booked with other settings, or that a job cuts elsewhere.
	-- Whoever is about to say so has looked which samples lie beside his, and another may have taken one of them away: both are waited for.
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	LOCK TABLE ledger.invalid IN SHARE ROW EXCLUSIVE MODE;
	SELECT array_agg(i.invalid_id) INTO seen FROM ledger.invalid i;
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	LOCK TABLE ledger.invalid IN ROW EXCLUSIVE MODE;
	PERFORM FROM ledger.setting s FOR UPDATE;
	WITH told AS (
		INSERT INTO ledger.invalid AS i (device, since, until)
		SELECT DISTINCT f.device, f.day, f.day + 1
		FROM ledger.fact f
		JOIN ledger.booking b ON b.booking_id = f.booking_id
		JOIN ledger.device_setting p ON p.device = f.device AND p.since = f.period
		WHERE NOT f.dropped AND ((b.method, b.max_w, b.gauge_w, b.wrap_j) IS DISTINCT FROM (p.method, p.max_w, p.gauge_w, p.wrap_j) OR b.max_gap <> p.max_gap)
		UNION
		SELECT f.device, f.day, f.day + 1
		FROM ledger.holding h
		CROSS JOIN LATERAL (VALUES (h.started_at), (h.ended_at)) c (at)
		JOIN ledger.fact f ON f.device = h.device AND f.day = (c.at AT TIME ZONE 'UTC')::date
		WHERE NOT f.dropped AND c.at > f.day::timestamp AT TIME ZONE 'UTC' AND c.at <> ALL (coalesce(f.edges, '{}'))
		RETURNING i.invalid_id
	)
	SELECT seen || array_agg(t.invalid_id) INTO seen FROM told t;
	SELECT s.booked_before INTO booked FROM ledger.setting s;
	-- they may begin before all that is booked
	SELECT coalesce(least(min((p.since AT TIME ZONE 'UTC')::date), (SELECT min(b.day) FROM ledger.booked_day b)), booked) INTO first_day
	FROM ledger.device_period p
	WHERE p.device IN (SELECT i.device FROM ledger.invalid i WHERE i.invalid_id = ANY (seen)) AND p.since < p.until;
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	FOR stale IN
		SELECT g.day::date AS day, array_agg(DISTINCT i.device) AS devices
		FROM ledger.invalid i
		CROSS JOIN LATERAL generate_series(greatest(i.since, first_day)::timestamp, least(i.until - 1, booked - 1)::timestamp, interval '1 day') g (day)
		WHERE i.invalid_id = ANY (seen)
		GROUP BY g.day
		ORDER BY g.day
	LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
		PERFORM FROM ledger.setting s FOR UPDATE;
		PERFORM ledger.book(stale.day, stale.devices);
		COMMIT;
	END LOOP;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	-- those that were booked anew: what has come since stays, and what waits for a trace to be restored
	DELETE FROM ledger.invalid i
	WHERE i.invalid_id = ANY (seen) AND NOT EXISTS (
		SELECT FROM ledger.series s
		JOIN ledger.device_trace t ON t.series_id = s.series_id
		WHERE s.device = i.device AND t.day >= i.since AND t.day < i.until AND NOT colossus.trace_intact(t.trace));
	COMMIT;
	-- sums of the days that are booked since, and of those that somebody has changed
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	SELECT array_agg(u.unsummed_id) INTO seen FROM ledger.unsummed u;
	days := ledger.days_to_sum();
	COMMIT;
	FOREACH turn IN ARRAY coalesce(days, '{}') LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
		PERFORM FROM ledger.setting s FOR UPDATE;
		BEGIN
			PERFORM ledger.sum_day(turn);
		EXCEPTION WHEN data_corrupted THEN
			-- a fact that is damaged, which whoever asks for it is told
			INSERT INTO ledger.unsummed (jobs, devices, since, until) VALUES ('{}', '{}', turn, turn + 1);
		END;
		COMMIT;
	END LOOP;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	PERFORM FROM ledger.setting s FOR UPDATE;
	PERFORM ledger.end_sums(seen);
	COMMIT;
	-- tokens of the days that are booked since, and of those that somebody has changed
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	-- whoever is about to say which, as above
	LOCK TABLE ledger.uncounted IN SHARE ROW EXCLUSIVE MODE;
	SELECT array_agg(u.uncounted_id) INTO seen FROM ledger.uncounted u;
	SELECT ledger.may_count(), s.booked_before INTO first_day, booked FROM ledger.setting s;
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	FOR uncounted IN SELECT t.since, t.until, t.counters FROM ledger.tokens_to_count(first_day, booked, seen) t LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
		PERFORM FROM ledger.setting s FOR UPDATE;
		PERFORM ledger.count_tokens(uncounted.since, uncounted.until, uncounted.counters);
		COMMIT;
	END LOOP;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	PERFORM FROM ledger.setting s FOR UPDATE;
	PERFORM ledger.end_count(first_day, booked, seen);
	COMMIT;
	-- plans over facts of which nothing is known are slow
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	ANALYZE ledger.fact (device, period, day, booking_id, whole), ledger.booked_day (day, month), ledger.booked_hour (hour, day, idx), ledger.device_trace (series_id, day),
		ledger.job_sum (day, job), ledger.token_fact (series_id, day), ledger.device, ledger.series (series_id, metric, device, job), ledger.job, ledger.job_device;
	COMMIT;
END
$body$;
COMMENT ON PROCEDURE ledger.compact(date) IS 'closes days before a day: packs their samples into device_trace and books them in fact, a commit a day; late rows join the trace of their day the next time, and what they changed is booked anew';
