-- Samples that are old enough are dropped; what their days came to stays.
--
-- A day is told first (setting.kept_since): from then on its samples are refused.  When
-- all transactions have ended that may not know it, the day is booked a last time, cut
-- at every edge that is known, and of each trace the readings at its ends stay, which is
-- all that the days beside it ask for.  From then on the booked hours are all that is
-- known of the day: an edge inside of them splits them by time.

CREATE OR REPLACE FUNCTION ledger.kept_fact(device text, since timestamptz, day date)
RETURNS ledger.fact
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 10 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	kept ledger.fact;
BEGIN
	IF kept_fact.day >= (SELECT s.kept_since FROM ledger.setting s) THEN
		RETURN NULL;
	END IF;
	-- all of a device and day say what it came to from midnight to midnight: that of the period, else of the one before it
	SELECT f.* INTO kept FROM ledger.fact f
	WHERE f.device = kept_fact.device AND f.day = kept_fact.day AND f.dropped
	ORDER BY f.period <= kept_fact.since DESC, CASE WHEN f.period <= kept_fact.since THEN f.period END DESC, f.period LIMIT 1;
	RETURN kept;
END
$body$;
COMMENT ON FUNCTION ledger.kept_fact(text, timestamptz, date) IS 'what a device, in service since a time, came to on a day whose samples are dropped; NULL: they are not';

-- Periods of devices may be edited later: each that was in service on the day has the
-- day's hours, and which part of them counts is told by its time in service.
CREATE OR REPLACE FUNCTION ledger.refit(day date, only_devices text[])
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	begins timestamptz := refit.day::timestamp AT TIME ZONE 'UTC';
	ends timestamptz := (refit.day + 1)::timestamp AT TIME ZONE 'UTC';
	moved bigint;
BEGIN
	UPDATE ledger.fact f SET whole = false, since = NULL, until = NULL
	WHERE f.day = refit.day AND f.dropped AND f.since IS NOT NULL AND (only_devices IS NULL OR f.device = ANY (only_devices))
		AND NOT EXISTS (SELECT FROM ledger.device_period p WHERE p.device = f.device AND p.period = f.period AND greatest(p.since, begins) = f.since AND least(p.until, ends) = f.until);
	INSERT INTO ledger.fact (device, period, day, booking_id, whole, method, rule, parts, energy_nj, lower_j, upper_j, covered_s, samples, rejected, stuck_s, peak_w,
		reads_since, reads_until, edges, hours, other_method, other_hours, dropped)
	SELECT p.device, p.period, refit.day, k.booking_id, false, k.method, k.rule, k.parts, k.energy_nj, k.lower_j, k.upper_j, k.covered_s, k.samples, k.rejected, k.stuck_s, k.peak_w,
		k.reads_since, k.reads_until, k.edges, k.hours, k.other_method, k.other_hours, true
	FROM ledger.device_period p
	CROSS JOIN LATERAL ledger.kept_fact(p.device, p.period, refit.day) k
	WHERE k.hours IS NOT NULL AND p.since < ends AND p.until > begins AND (only_devices IS NULL OR p.device = ANY (only_devices))
		AND NOT EXISTS (SELECT FROM ledger.fact f WHERE f.device = p.device AND f.day = refit.day AND f.period = p.period);
	GET DIAGNOSTICS moved = ROW_COUNT;
	RETURN moved;
END
$body$;
COMMENT ON FUNCTION ledger.refit(date, text[]) IS 'gives the periods of devices that were edited the facts of a day whose samples are dropped; gives how many facts are new';

CREATE OR REPLACE FUNCTION ledger.drop_day(day date)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	begins timestamptz := drop_day.day::timestamp AT TIME ZONE 'UTC';
	ends timestamptz := (drop_day.day + 1)::timestamp AT TIME ZONE 'UTC';
	devices text[];
	odd text[];
	dropped bigint;
BEGIN
	-- of writers who did not know yet
	IF EXISTS (SELECT FROM ledger.loose s WHERE s.at >= begins AND s.at < ends) THEN
		PERFORM ledger.pack(drop_day.day);
	END IF;
	-- a damaged trace waits for whoever restores it, a row beside it for the trace, and what is read with it too
	SELECT array_agg(f.device) INTO devices
	FROM (SELECT DISTINCT x.device FROM ledger.fact x WHERE x.day = drop_day.day AND NOT x.dropped) f
	WHERE NOT EXISTS (
		SELECT FROM ledger.series s
		LEFT JOIN ledger.device_trace t ON t.series_id = s.series_id AND t.day = drop_day.day
		LEFT JOIN LATERAL (SELECT x.trace FROM ledger.device_trace x WHERE x.series_id = s.series_id AND x.day < drop_day.day ORDER BY x.day DESC LIMIT 1) b ON true
		LEFT JOIN LATERAL (SELECT x.trace FROM ledger.device_trace x WHERE x.series_id = s.series_id AND x.day > drop_day.day ORDER BY x.day LIMIT 1) a ON true
		WHERE s.device = f.device AND s.metric IN ('power_w', 'energy_j')
			AND (NOT colossus.trace_intact(t.trace) OR NOT colossus.trace_intact(b.trace) OR NOT colossus.trace_intact(a.trace)
				OR EXISTS (SELECT FROM ledger.loose x WHERE x.series_id = s.series_id AND x.at >= begins AND x.at < ends)));
	PERFORM ledger.book(drop_day.day, coalesce(devices, '{}'));
	-- by every method, for nobody knows by which the days beside will be read: first and last sample, and the ends that book_hours gives
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_ends (series_id integer, trace bytea, good boolean);
	TRUNCATE pg_temp.colossus_ends;
	WITH reading AS MATERIALIZED (
		SELECT t.series_id, t.trace, t.first_at, t.last_at, CASE s.metric WHEN 'power_w' THEN 'power' ELSE 'counter' END AS method,
			b.max_gap, CASE s.metric WHEN 'power_w' THEN coalesce(b.gauge_w, 1e11) ELSE b.max_w END AS most, b.wrap_j
		FROM ledger.device_trace t
		JOIN ledger.series s ON s.series_id = t.series_id AND s.device = ANY (devices) AND s.metric IN ('power_w', 'energy_j')
		JOIN ledger.fact f ON f.device = s.device AND f.day = t.day AND NOT f.dropped
		JOIN ledger.booking b ON b.booking_id = f.booking_id
		WHERE t.day = drop_day.day AND NOT t.dropped
	), told AS MATERIALIZED (
		SELECT r.*, ARRAY[r.first_at, r.last_at, h.first_at, h.change_at, h.stands_at, h.last_at] AS instants, h::text AS day_ends
		FROM reading r
		CROSS JOIN LATERAL colossus.hours_ends(colossus.book_hours(r.trace, ARRAY[begins, ends], r.method, r.max_gap, r.most, r.wrap_j)) h
	), stays AS (
		SELECT k.series_id, colossus.trace_send(colossus.trace(k.at, k.value)) AS trace
		FROM (
			SELECT o.series_id, u.at, u.value, lead(u.at) OVER (PARTITION BY o.series_id ORDER BY u.at) AS next_at, o.instants
			FROM (
				SELECT d.series_id, (array_agg(d.trace))[1] AS trace, (SELECT array_agg(i.at) FROM told x, unnest(x.instants) i (at) WHERE x.series_id = d.series_id) AS instants
				FROM told d GROUP BY d.series_id
			) o
			CROSS JOIN LATERAL colossus.samples(colossus.trace_of(o.trace)) u
		) k
		-- and the reading before the one since which a counter stands
		WHERE k.at = ANY (k.instants) OR k.next_at = ANY (k.instants)
		GROUP BY k.series_id
	)
	INSERT INTO pg_temp.colossus_ends
	SELECT s.series_id, s.trace,
		(SELECT bool_and(h::text = d.day_ends) FROM told d CROSS JOIN LATERAL colossus.hours_ends(colossus.book_hours(s.trace, ARRAY[begins, ends], d.method, d.max_gap, d.most, d.wrap_j)) h WHERE d.series_id = s.series_id)
	FROM stays s;
	SELECT array_agg(DISTINCT s.device) INTO odd FROM pg_temp.colossus_ends e JOIN ledger.series s ON s.series_id = e.series_id WHERE NOT e.good;
	UPDATE ledger.device_trace t SET trace = e.trace, dropped = true
	FROM pg_temp.colossus_ends e
	JOIN ledger.series s ON s.series_id = e.series_id AND (s.device = ANY (odd)) IS NOT TRUE
	WHERE t.series_id = e.series_id AND t.day = drop_day.day;
	GET DIAGNOSTICS dropped = ROW_COUNT;
	UPDATE ledger.fact f SET dropped = true WHERE f.day = drop_day.day AND f.device = ANY (devices) AND (f.device = ANY (odd)) IS NOT TRUE;
	UPDATE ledger.booked_day b SET dropped = true
	WHERE b.day = drop_day.day AND NOT EXISTS (SELECT FROM ledger.fact f WHERE f.day = drop_day.day AND NOT f.dropped);
	RETURN dropped;
END
$body$;
COMMENT ON FUNCTION ledger.drop_day(date) IS 'books a day a last time and drops the traces of its devices but for the readings at their ends; gives how many';

CREATE OR REPLACE PROCEDURE ledger.drop_traces()
LANGUAGE plpgsql AS $body$
DECLARE
	goal pg_catalog.date;
	turn pg_catalog.date;
	n_dropped bigint := 0;
	n_days bigint := 0;
	waits boolean := true;
BEGIN
	-- the caller's search_path is not to be trusted, and COMMIT forbids SET in the procedure's head
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	-- least would pass over a NULL
	SELECT CASE WHEN s.keep_months IS NOT NULL THEN least(((now() AT TIME ZONE 'UTC') - make_interval(months => s.keep_months))::date, s.booked_before) END INTO goal
	FROM ledger.setting s FOR UPDATE;
	-- only ever on: what is dropped does not come back when more months are to be kept
	UPDATE ledger.setting s SET kept_since = goal, kept_running = NULL WHERE s.kept_since < goal;
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	-- in a transaction that begins after kept_since is told
	UPDATE ledger.setting s SET kept_running = ledger.running_transactions() WHERE s.kept_running IS NULL AND s.kept_since > '-infinity';
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	IF goal IS NULL OR NOT EXISTS (SELECT FROM ledger.booked_day b, ledger.setting s WHERE b.day < s.kept_since AND NOT b.dropped) THEN
		RETURN;
	END IF;
	FOR try IN 1 .. 20 LOOP
		SELECT s.kept_running && ledger.running_transactions() INTO waits FROM ledger.setting s;
		EXIT WHEN NOT waits;
		PERFORM pg_catalog.pg_sleep(0.05);
	END LOOP;
	IF waits THEN
		RAISE NOTICE 'traces: none dropped, transactions still run that may write samples of days before %', (SELECT s.kept_since FROM ledger.setting s);
		RETURN;
	END IF;
	FOR turn IN SELECT b.day FROM ledger.booked_day b, ledger.setting s WHERE b.day < s.kept_since AND NOT b.dropped ORDER BY b.day LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
		-- as compact does
		LOCK TABLE ledger.invalid IN SHARE ROW EXCLUSIVE MODE;
		PERFORM FROM ledger.setting s FOR UPDATE;
		n_dropped := n_dropped + ledger.drop_day(turn);
		n_days := n_days + 1;
		COMMIT;
	END LOOP;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	RAISE NOTICE 'traces: % dropped of % days before %', n_dropped, n_days, (SELECT s.kept_since FROM ledger.setting s);
	COMMIT;
END
$body$;
COMMENT ON PROCEDURE ledger.drop_traces() IS
	'drops the samples of booked days that are older than keep_months of setting, a commit a day; facts stay, and traces of tokens and intensities, of which there are none: maintain does so; call it alone';

CREATE OR REPLACE FUNCTION ledger.retention_audit()
RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE PARALLEL SAFE SET jit = off SET timezone = 'UTC'
BEGIN ATOMIC
	SELECT 'edge in a dropped day', e.device, format('%s at %s: its hour is split by time', e.what, e.at)
	FROM (
		SELECT h.device, 'job ' || h.job AS what, c.at
		FROM ledger.holding h
		CROSS JOIN LATERAL (VALUES (h.started_at), (h.ended_at)) c (at)
		UNION
		SELECT d.device, 'service', c.at
		FROM ledger.device d
		CROSS JOIN LATERAL (VALUES (d.since), (d.until)) c (at)
	) e
	JOIN ledger.booked_day b ON b.day = (e.at AT TIME ZONE 'UTC')::date AND e.at <> ALL (b.edges)
	WHERE b.day < (SELECT s.kept_since FROM ledger.setting s)
		AND EXISTS (SELECT FROM ledger.fact f WHERE f.device = e.device AND f.day = b.day AND f.dropped AND e.at <> ALL (coalesce(f.edges, '{}')))
	UNION ALL
	SELECT 'setting of dropped days', f.device, format('%s days from %s to %s stay as they were booked: max_gap %s, max_w %s, wrap_j %s, method %s, most of a gauge %s',
		count(*), min(f.day), max(f.day), b.max_gap, coalesce(b.max_w::text, 'none'), coalesce(b.wrap_j::text, 'none'), coalesce(b.method, 'by day'), coalesce(b.gauge_w::text, 'none'))
	FROM ledger.fact f
	JOIN ledger.booking b ON b.booking_id = f.booking_id
	JOIN ledger.device_setting p ON p.device = f.device AND p.since = f.period
	WHERE f.dropped AND f.day < (SELECT s.kept_since FROM ledger.setting s) AND ((b.method, b.max_w, b.gauge_w, b.wrap_j) IS DISTINCT FROM (p.method, p.max_w, p.gauge_w, p.wrap_j) OR b.max_gap <> p.max_gap)
	GROUP BY f.device, b.booking_id
	UNION ALL
	SELECT 'series of dropped days', s.series_id::text, format('%s days from %s to %s are booked for another device than %s', count(*), min(t.day), max(t.day), coalesce(s.device, 'none'))
	FROM ledger.device_trace t
	JOIN ledger.series s ON s.series_id = t.series_id
	WHERE t.dropped AND t.day < (SELECT x.kept_since FROM ledger.setting x) AND NOT EXISTS (SELECT FROM ledger.fact f WHERE f.device = s.device AND f.day = t.day AND f.dropped)
	GROUP BY s.series_id, s.device;
END;
COMMENT ON FUNCTION ledger.retention_audit() IS 'what was changed since of days whose samples are dropped, so that their facts are not what samples would give';
