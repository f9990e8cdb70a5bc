-- Closed days become traces.

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
			RETURNING s.device, s.metric, s.at, s.value
		)
		INSERT INTO ledger.device_trace AS t (device, metric, day, samples, first_at, last_at, trace)
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
COMMENT ON PROCEDURE ledger.compact(date) IS 'packs the samples of closed UTC days before a day into device_trace, a commit a day; late rows join the trace of their day the next time';
