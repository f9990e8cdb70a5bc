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
	DELETE FROM ledger.fact f WHERE f.day = book.day AND (only_devices IS NULL OR f.device = ANY (only_devices));
	INSERT INTO ledger.booking (method, max_gap, max_w, gauge_w, wrap_j)
	SELECT DISTINCT p.method, p.max_gap, p.max_w, p.gauge_w, p.wrap_j
	FROM ledger.device_setting p
	WHERE only_devices IS NULL OR p.device = ANY (only_devices)
	ON CONFLICT DO NOTHING;
	INSERT INTO ledger.fact (device, period, day, booking_id, since, until, method, rule, parts, energy_nj, lower_j, upper_j, covered_s, samples, rejected, stuck_s, peak_w, reads_since, reads_until, edges, hours, other_method, other_hours)
	SELECT p.device, p.period, book.day, b.booking_id, CASE WHEN w.since < w.until THEN w.since END, CASE WHEN w.since < w.until THEN w.until END, x.used, x.rule, x.parts, CASE WHEN e.energy_nj > 0 OR e.covered_s > 0 THEN e.energy_nj END, e.lower_j,
		CASE WHEN x.used = 'power' OR p.max_w IS NOT NULL OR e.gap_s = 0 THEN e.upper_j END,
		coalesce(e.covered_s, 0), coalesce(e.samples, 0), coalesce(e.rejected, 0), coalesce(e.stuck_s, 0), e.peak_w,
		n.reads_since, n.reads_until, x.edges, x.hours, x.other_method, x.other_hours
	FROM ledger.device_period p
	JOIN ledger.booking b ON b.method IS NOT DISTINCT FROM p.method AND b.max_gap = p.max_gap AND b.max_w IS NOT DISTINCT FROM p.max_w AND b.gauge_w IS NOT DISTINCT FROM p.gauge_w
		AND b.wrap_j IS NOT DISTINCT FROM p.wrap_j
	CROSS JOIN LATERAL ledger.day_of(p.device, p.method, p.max_gap, p.max_w, p.gauge_w, p.wrap_j, book.day, p.since, p.until) x
	CROSS JOIN LATERAL (SELECT greatest(p.since, begins) AS since, least(p.until, ends) AS until) w
	-- a counter rises over any silence, a gauge over max_gap
	CROSS JOIN LATERAL (
		SELECT least(begins, min(r.before) FILTER (WHERE s.metric = 'energy_j' OR r.before >= begins - p.max_gap)) AS reads_since,
			greatest(ends, max(r.behind) FILTER (WHERE s.metric = 'energy_j' OR r.behind <= ends + p.max_gap)) AS reads_until
		FROM ledger.series s
		CROSS JOIN LATERAL (
			SELECT greatest((SELECT max(y.at) FROM ledger.sample y WHERE y.series_id = s.series_id AND y.at < begins),
					(SELECT t.last_at FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day < book.day ORDER BY t.day DESC LIMIT 1)) AS before,
				least((SELECT min(y.at) FROM ledger.sample y WHERE y.series_id = s.series_id AND y.at >= ends),
					(SELECT t.first_at FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day > book.day ORDER BY t.day LIMIT 1)) AS behind
		) r
		WHERE s.device = p.device AND s.metric IN ('power_w', 'energy_j')
	) n
	LEFT JOIN LATERAL colossus.hours_sum(x.hours, CASE WHEN w.since < w.until THEN w.since END, w.until) e ON true
	-- a device that a job holds now may turn out to be in service longer
	WHERE (only_devices IS NULL OR p.device = ANY (only_devices)) AND p.since < ends
		AND (p.until > begins OR EXISTS (SELECT FROM ledger.holding h WHERE h.device = p.device AND h.started_at <= now() AND h.ended_at > now()));
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

CREATE OR REPLACE FUNCTION ledger.pack(day date)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
#variable_conflict use_column
DECLARE
	packed bigint;
BEGIN
	-- rows that only change their place make no fact invalid
	PERFORM set_config('colossus.packing', 'on', true);
	DELETE FROM ledger.emptied e WHERE e.day IN (pack.day, '-infinity');
	-- one statement moves what it sees: a row is in one place or the other for everybody
	WITH moved AS (
		DELETE FROM ledger.sample s
		WHERE s.at >= pack.day::timestamp AT TIME ZONE 'UTC' AND s.at < (pack.day + 1)::timestamp AT TIME ZONE 'UTC'
			-- a damaged trace stays as it is, for whoever restores it, and late rows beside it
			AND NOT EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day = pack.day AND NOT colossus.trace_intact(t.trace))
		RETURNING s.series_id, s.load_id, s.at, s.value
	), whole AS MATERIALIZED (
		-- of one instant the value that was packed stays
		SELECT m.series_id, coalesce(m.load_id, 0) AS load_id, m.at, m.value
		FROM moved m
		WHERE NOT EXISTS (SELECT FROM ledger.device_trace t WHERE t.day = pack.day AND t.series_id = m.series_id)
		UNION ALL
		SELECT z.series_id, z.load_id, z.at, z.value
		FROM (
			SELECT DISTINCT ON (x.series_id, x.at) x.series_id, coalesce(x.load_id, 0) AS load_id, x.at, x.value
			FROM (
				SELECT m.series_id, m.load_id, m.at, m.value, false AS old
				FROM moved m
				WHERE EXISTS (SELECT FROM ledger.device_trace t WHERE t.day = pack.day AND t.series_id = m.series_id)
				UNION ALL
				SELECT t.series_id, u.load_id, u.at, u.value, true
				FROM ledger.device_trace t
				CROSS JOIN LATERAL ledger.unpacked(t.trace, t.loads) u
				WHERE t.day = pack.day AND t.series_id IN (SELECT m.series_id FROM moved m)
			) x
			ORDER BY x.series_id, x.at, x.old DESC
		) z
	), packed AS (
		SELECT x.series_id, count(*) AS samples, min(x.at) AS first_at, max(x.at) AS last_at,
			min(x.value) AS lowest, max(x.value) FILTER (WHERE x.value <> 'NaN') AS highest, min(x.load_id) AS first_load, max(x.load_id) AS last_load,
			colossus.trace_send(colossus.trace(x.at, x.value)) AS trace
		FROM whole x
		GROUP BY x.series_id
	)
	INSERT INTO ledger.device_trace AS t (series_id, day, samples, first_at, last_at, lowest, highest, loads, trace)
	SELECT w.series_id, pack.day, w.samples, w.first_at, w.last_at, w.lowest, w.highest,
		CASE WHEN w.first_load = w.last_load THEN ARRAY[w.first_load, w.samples::integer] ELSE r.loads END, w.trace
	FROM packed w
	LEFT JOIN (
		-- who brought what, where it was more than one
		SELECT y.series_id, string_to_array(string_agg(y.load_id || ',' || y.n, ',' ORDER BY y.run), ',')::integer[] AS loads
		FROM (
			SELECT z.series_id, z.run, z.load_id, count(*) AS n
			FROM (
				SELECT c.series_id, c.load_id, count(*) FILTER (WHERE c.changes) OVER (PARTITION BY c.series_id ORDER BY c.at) AS run
				FROM (
					SELECT x.series_id, x.at, x.load_id, x.load_id IS DISTINCT FROM lag(x.load_id) OVER (PARTITION BY x.series_id ORDER BY x.at) AS changes
					FROM whole x
					WHERE x.series_id IN (SELECT p.series_id FROM packed p WHERE p.first_load <> p.last_load)
				) c
			) z
			GROUP BY z.series_id, z.run, z.load_id
		) y
		GROUP BY y.series_id
	) r ON r.series_id = w.series_id
	ORDER BY w.series_id
	ON CONFLICT (series_id, day) DO UPDATE SET
		samples = excluded.samples, first_at = excluded.first_at, last_at = excluded.last_at,
		lowest = excluded.lowest, highest = excluded.highest, loads = excluded.loads, trace = excluded.trace;
	GET DIAGNOSTICS packed = ROW_COUNT;
	PERFORM set_config('colossus.packing', '', true);
	RETURN packed;
END
$body$;
COMMENT ON FUNCTION ledger.pack(date) IS 'packs the rows of a closed day into device_trace, late ones into the trace that is there; gives the number of traces';

CREATE OR REPLACE PROCEDURE ledger.compact(before date)
LANGUAGE plpgsql AS $body$
DECLARE
	days date[];
	turn date;
	closed date;
	booked date;
	first_day date;
	seen bigint[];
	stale record;
BEGIN
	-- the caller's search_path is not to be trusted, and COMMIT forbids SET in the procedure's head
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	IF before IS NULL OR before > (now() AT TIME ZONE 'UTC')::date THEN
		RAISE EXCEPTION 'cannot compact before %', coalesce(before::text, 'null')
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Only days that are over are packed: give today or an earlier day.';
	END IF;
	-- who compacts at the same time waits here, day by day
	SELECT s.closed_before INTO closed FROM ledger.setting s FOR UPDATE;
	IF closed < before THEN
		-- no longer than a moment at a time: new writers wait behind it
		FOR try IN 1 .. 1000 LOOP
			BEGIN
				PERFORM pg_catalog.set_config('lock_timeout', '100ms', true);
				LOCK TABLE ledger.sample, ledger.series, ledger.device, ledger.job, ledger.job_device IN SHARE MODE;
				EXIT;
			EXCEPTION WHEN lock_not_available THEN
				IF try = 1000 THEN
					RAISE;
				END IF;
				PERFORM pg_catalog.pg_sleep(0.05);
			END;
		END LOOP;
		PERFORM pg_catalog.set_config('lock_timeout', '0', true);
		UPDATE ledger.setting SET closed_before = compact.before;
	END IF;
	COMMIT;

	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	SELECT array_agg(DISTINCT (s.at AT TIME ZONE 'UTC')::date ORDER BY (s.at AT TIME ZONE 'UTC')::date) INTO days
	FROM ledger.sample s
	WHERE s.at < before::timestamp AT TIME ZONE 'UTC';
	SELECT coalesce(min((p.since AT TIME ZONE 'UTC')::date), before) INTO first_day FROM ledger.device_period p WHERE p.since < p.until;
	COMMIT;
	FOREACH turn IN ARRAY coalesce(days, '{}') LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
		PERFORM FROM ledger.setting s FOR UPDATE;
		-- who looks whether a sample of a closed day is known has written into it
		LOCK TABLE ledger.invalid IN SHARE ROW EXCLUSIVE MODE;
		PERFORM ledger.pack(turn);
		COMMIT;
	END LOOP;

	-- days that were never booked, in order: views take a day from fact when all of it is there
	LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
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

	-- what no longer holds: facts that a row of invalid covers, that were booked with other settings, or that a job cuts elsewhere
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	PERFORM FROM ledger.setting s FOR UPDATE;
	INSERT INTO ledger.invalid (device, since, until)
	SELECT DISTINCT f.device, f.day, f.day + 1
	FROM ledger.fact f
	JOIN ledger.booking b ON b.booking_id = f.booking_id
	JOIN ledger.device_setting p ON p.device = f.device AND p.since = f.period
	WHERE (b.method, b.max_w, b.gauge_w, b.wrap_j) IS DISTINCT FROM (p.method, p.max_w, p.gauge_w, p.wrap_j) OR b.max_gap <> p.max_gap
	UNION
	SELECT f.device, f.day, f.day + 1
	FROM ledger.holding h
	CROSS JOIN LATERAL (VALUES (h.started_at), (h.ended_at)) c (at)
	JOIN ledger.fact f ON f.device = h.device AND f.day = (c.at AT TIME ZONE 'UTC')::date
	WHERE c.at > f.day::timestamp AT TIME ZONE 'UTC' AND c.at <> ALL (coalesce(f.edges, '{}'));
	SELECT array_agg(i.invalid_id) INTO seen FROM ledger.invalid i;
	SELECT s.booked_before INTO booked FROM ledger.setting s;
	COMMIT;
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
	-- plans over facts of which nothing is known are slow
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	ANALYZE ledger.fact (device, period, day, booking_id), ledger.booked_day (day, month), ledger.booked_hour (hour, day, idx), ledger.device_trace (series_id, day),
		ledger.device, ledger.series (series_id, metric, device, job), ledger.job, ledger.job_device;
	COMMIT;
END
$body$;
COMMENT ON PROCEDURE ledger.compact(date) IS 'closes days before a day: packs their samples into device_trace and books them in fact, a commit a day; late rows join the trace of their day the next time, and what they changed is booked anew';
