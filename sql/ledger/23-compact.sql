-- Closed days become traces.

CREATE OR REPLACE FUNCTION ledger.unpacked(trace bytea, loads integer[])
RETURNS TABLE (load_id integer, at timestamptz, value double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT nullif(w.load_id, 0), s.at, s.value
	FROM colossus.samples(colossus.trace_of(unpacked.trace)) WITH ORDINALITY s (at, value, n)
	JOIN (
		SELECT r.load_id, row_number() OVER (ORDER BY r.run, g.n) AS n
		FROM (SELECT i AS run, unpacked.loads[i] AS load_id, unpacked.loads[i + 1] AS samples FROM generate_series(1, cardinality(unpacked.loads), 2) i) r
		CROSS JOIN LATERAL generate_series(1, r.samples) g (n)
	) w ON w.n = s.n;
END;
COMMENT ON FUNCTION ledger.unpacked(bytea, integer[]) IS 'the samples of a row of device_trace, and which load brought each';

CREATE OR REPLACE PROCEDURE ledger.compact(before date)
LANGUAGE plpgsql AS $body$
DECLARE
	days date[];
	packed date;
BEGIN
	-- the caller's search_path is not to be trusted, and COMMIT forbids SET in the procedure's head
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	IF before IS NULL OR before > (now() AT TIME ZONE 'UTC')::date THEN
		RAISE EXCEPTION 'cannot compact before %', coalesce(before::text, 'null')
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Only closed UTC days are packed: give today or an earlier day.';
	END IF;
	SELECT array_agg(DISTINCT (s.at AT TIME ZONE 'UTC')::date ORDER BY (s.at AT TIME ZONE 'UTC')::date) INTO days
	FROM ledger.sample s
	WHERE s.at < before::timestamp AT TIME ZONE 'UTC';
	COMMIT;
	FOREACH packed IN ARRAY coalesce(days, '{}') LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
		-- one statement moves what it sees: a row is in one place or the other for everybody
		WITH moved AS (
			DELETE FROM ledger.sample s
			WHERE s.at >= packed::timestamp AT TIME ZONE 'UTC' AND s.at < (packed + 1)::timestamp AT TIME ZONE 'UTC'
			RETURNING s.series_id, s.load_id, s.at, s.value
		), whole AS (
			-- of one instant the value that was packed stays
			SELECT DISTINCT ON (x.series_id, x.at) x.series_id, coalesce(x.load_id, 0) AS load_id, x.at, x.value
			FROM (
				SELECT m.series_id, m.load_id, m.at, m.value, false AS old FROM moved m
				UNION ALL
				SELECT t.series_id, u.load_id, u.at, u.value, true
				FROM ledger.device_trace t
				CROSS JOIN LATERAL ledger.unpacked(t.trace, t.loads) u
				WHERE t.day = packed AND t.series_id IN (SELECT m.series_id FROM moved m)
			) x
			ORDER BY x.series_id, x.at, x.old DESC
		)
		INSERT INTO ledger.device_trace AS t (series_id, day, samples, first_at, last_at, lowest, highest, loads, trace)
		SELECT w.series_id, packed, w.samples, w.first_at, w.last_at, w.lowest, w.highest, r.loads, w.trace
		FROM (
			SELECT x.series_id, count(*) AS samples, min(x.at) AS first_at, max(x.at) AS last_at,
				min(x.value) AS lowest, max(x.value) FILTER (WHERE x.value <> 'NaN') AS highest, colossus.trace_send(colossus.trace(x.at, x.value)) AS trace
			FROM whole x
			GROUP BY x.series_id
		) w
		JOIN (
			SELECT y.series_id, string_to_array(string_agg(y.load_id || ',' || y.n, ',' ORDER BY y.run), ',')::integer[] AS loads
			FROM (
				SELECT z.series_id, z.run, z.load_id, count(*) AS n
				FROM (
					SELECT c.series_id, c.load_id, count(*) FILTER (WHERE c.changes) OVER (PARTITION BY c.series_id ORDER BY c.at) AS run
					FROM (
						SELECT x.series_id, x.at, x.load_id, x.load_id IS DISTINCT FROM lag(x.load_id) OVER (PARTITION BY x.series_id ORDER BY x.at) AS changes
						FROM whole x
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
		COMMIT;
	END LOOP;
END
$body$;
COMMENT ON PROCEDURE ledger.compact(date) IS 'packs the samples of closed UTC days before a day into device_trace, a commit a day; late rows join the trace of their day the next time';
