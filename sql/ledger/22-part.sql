-- Energy between edges: of a device, and of its holders.

CREATE OR REPLACE FUNCTION ledger.samples_of(series_id integer, since timestamptz, until timestamptz)
RETURNS colossus.trace
LANGUAGE sql STABLE PARALLEL SAFE COST 100
RETURN (SELECT colossus.merge(x.trace) FROM (
		SELECT colossus.trace(s.at, s.value) AS trace FROM ledger.loose s
		WHERE s.series_id = samples_of.series_id AND s.at >= samples_of.since AND s.at < samples_of.until
		UNION ALL
		SELECT colossus.slice(CASE WHEN colossus.trace_intact(t.trace) THEN colossus.trace_of(t.trace) END, samples_of.since, samples_of.until) FROM ledger.device_trace t
		WHERE t.series_id = samples_of.series_id
			AND t.day >= (samples_of.since AT TIME ZONE 'UTC')::date AND t.day <= (samples_of.until AT TIME ZONE 'UTC')::date
			AND t.last_at >= samples_of.since AND t.first_at < samples_of.until AND NOT t.dropped
	) x);
COMMENT ON FUNCTION ledger.samples_of(integer, timestamptz, timestamptz) IS
	'samples of one series with since <= at < until, from rows and traces alike, of days that are not dropped; NULL: none';

-- A gauge is read over silence of at most max_gap, also where that is a day and more.
CREATE OR REPLACE FUNCTION ledger.bridged(series_id integer, max_gap interval, begins timestamptz, ends timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	before timestamptz;
	behind timestamptz;
	low timestamptz;
	high timestamptz;
BEGIN
	-- nearly always
	IF (max_gap < ends - begins) IS NOT FALSE THEN
		RETURN false;
	END IF;
	SELECT s.packed_since, s.packed_until INTO low, high FROM ledger.setting s;
	SELECT greatest((SELECT s.at FROM ledger.sample s WHERE s.series_id = bridged.series_id AND s.at < begins AND (s.at < low OR s.at >= high) ORDER BY s.at DESC LIMIT 1),
			(SELECT t.last_at FROM ledger.device_trace t WHERE t.series_id = bridged.series_id AND t.last_at < begins ORDER BY t.day DESC LIMIT 1)),
		least((SELECT s.at FROM ledger.sample s WHERE s.series_id = bridged.series_id AND s.at >= begins AND (s.at < low OR s.at >= high) ORDER BY s.at LIMIT 1),
			(SELECT t.first_at FROM ledger.device_trace t WHERE t.series_id = bridged.series_id AND t.first_at >= begins ORDER BY t.day LIMIT 1))
	INTO before, behind;
	RETURN coalesce(behind >= ends AND behind <= now() AND behind - before <= max_gap, false);
END
$body$;
COMMENT ON FUNCTION ledger.bridged(integer, interval, timestamptz, timestamptz) IS 'true: a series has no sample from begins to ends, and its samples before and behind are no farther apart than max_gap';

-- What shows the energy of a device on a day.  Series of one source and measure are
-- one reading: their parts add up, and so do series that show a card one after the
-- other; what shows the same part of a card at the same time is another reading.  Of several readings one is used, never a mean
-- and never a sum of repetitions: the counter, unless the gauge reaches an hour
-- further over the day, or shows power while the counter stands still or rises a
-- hundred times too slow or fast, in a unit that it does not tell; of several
-- counters or gauges the one that shows anything, reaches furthest, and came first.
-- A counter reaches over the time between its readings, also of other days; a gauge
-- over a day of silence, if max_gap is as long.  A meter of all of a node or card goes
-- before one of its processors and memory.
CREATE OR REPLACE FUNCTION ledger.reading_of(device text, method text, day date)
RETURNS TABLE (place integer, method text, series integer[], rule text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 COST 1000
BEGIN ATOMIC
	WITH candidate AS MATERIALIZED (
		SELECT s.series_id, s.metric, s.source, coalesce(nullif(s.measure, ''), s.metric_written) AS measure, s.replica, d.since, d.until, d.low, d.high,
			CASE WHEN s.kind = 'accelerator' THEN coalesce(s.part, '') END AS card_part,
			s.metric = 'power_w' AND ledger.bridged(s.series_id, d.max_gap, d.since, d.until) AS bridged,
			coalesce(s.part ~ '^(package|dram|cpu|processor|memory|dimm|socket|soc|core|fan|disk|gpu)s?([-_/0-9]|$)', false) AS is_component,
			-- of one reading nobody asks what it shows
			dense_rank() OVER (ORDER BY s.metric, s.source, coalesce(nullif(s.measure, ''), s.metric_written), s.replica)
				+ dense_rank() OVER (ORDER BY s.metric DESC, s.source DESC, coalesce(nullif(s.measure, ''), s.metric_written) DESC, s.replica DESC) > 2
				OR s.kind = 'accelerator' AND count(*) OVER (PARTITION BY s.metric, s.source, coalesce(nullif(s.measure, ''), s.metric_written), s.replica, coalesce(s.part, '')) > 1 AS one_of_many
		FROM (
			SELECT x.since, x.until, (SELECT k.packed_since FROM ledger.setting k) AS low, (SELECT k.packed_until FROM ledger.setting k) AS high, (SELECT make_interval(secs => max(extract(epoch FROM v.max_gap))::double precision) FROM ledger.device v
				WHERE v.device = reading_of.device AND v.since < x.until AND (v.until IS NULL OR v.until > x.since)) AS max_gap
			FROM (SELECT reading_of.day::timestamp AT TIME ZONE 'UTC' AS since, (reading_of.day + 1)::timestamp AT TIME ZONE 'UTC' AS until) x
			OFFSET 0
		) d
		JOIN ledger.series s ON s.device = reading_of.device AND s.metric IN ('power_w', 'energy_j')
	), reach AS MATERIALIZED (
		SELECT CASE s.metric WHEN 'power_w' THEN 'power' ELSE 'counter' END AS method, s.source, s.measure, s.replica, s.card_part, s.series_id, s.is_component,
			CASE WHEN s.metric = 'energy_j' AND o.before OR s.bridged THEN s.since ELSE least(f.at, t.first_at) END AS since,
			CASE WHEN s.metric = 'energy_j' AND o.behind OR s.bridged THEN s.until ELSE greatest(l.at, t.last_at) END AS until,
			CASE s.metric WHEN 'power_w' THEN s.bridged OR t.highest > 0 OR s.one_of_many AND EXISTS (
					SELECT 1 FROM ledger.sample x WHERE x.series_id = s.series_id AND x.at >= s.since AND x.at < s.until AND x.value > 0)
				ELSE greatest(f.value, l.value, b.value, a.value) > least(f.value, l.value, b.value, a.value) END AS shows,
			-- of a counter the slope at both ends of the day: between them it may have begun anew
			CASE s.metric WHEN 'power_w' THEN (f.value + l.value) / 2 ELSE greatest(f.slope, l.slope) END AS watts,
			CASE s.metric WHEN 'energy_j' THEN least(f.slope, l.slope) END AS least_watts
		FROM candidate s
		LEFT JOIN ledger.device_trace t ON t.series_id = s.series_id AND t.day = reading_of.day AND NOT t.dropped
		-- a packed day says the same as its rows
		LEFT JOIN LATERAL (
			SELECT array_agg(ARRAY[extract(epoch FROM v.at)::double precision, v.value] ORDER BY v.at) AS ends
			FROM (
				SELECT u.at, u.value, row_number() OVER (ORDER BY u.at) AS n, count(*) OVER () AS of FROM colossus.samples(CASE WHEN colossus.trace_intact(t.trace) THEN colossus.trace_of(t.trace) END) u
			) v
			WHERE s.one_of_many AND t.trace IS NOT NULL AND (v.n <= 2 OR v.n > v.of - 2)
		) k ON true
		LEFT JOIN LATERAL (
			SELECT min(x.at) AS at, (array_agg(x.value ORDER BY x.at))[1] AS value,
				((array_agg(x.value ORDER BY x.at))[2] - (array_agg(x.value ORDER BY x.at))[1]) / nullif(extract(epoch FROM max(x.at) - min(x.at)), 0)::double precision AS slope
			FROM (
				SELECT z.at, z.value
				FROM (
					(SELECT y.at, y.value FROM ledger.loose y WHERE y.series_id = s.series_id AND y.at >= s.since AND y.at < s.until ORDER BY y.at LIMIT 2)
					UNION ALL
					SELECT to_timestamp(k.ends[i][1]), k.ends[i][2] FROM generate_series(1, array_length(k.ends, 1)) i
				) z
				ORDER BY z.at LIMIT 2
			) x
		) f ON true
		LEFT JOIN LATERAL (
			SELECT max(x.at) AS at, (array_agg(x.value ORDER BY x.at DESC))[1] AS value,
				((array_agg(x.value ORDER BY x.at DESC))[1] - (array_agg(x.value ORDER BY x.at DESC))[2]) / nullif(extract(epoch FROM max(x.at) - min(x.at)), 0)::double precision AS slope
			FROM (
				SELECT z.at, z.value
				FROM (
					(SELECT y.at, y.value FROM ledger.loose y WHERE y.series_id = s.series_id AND y.at >= s.since AND y.at < s.until ORDER BY y.at DESC LIMIT 2)
					UNION ALL
					SELECT to_timestamp(k.ends[i][1]), k.ends[i][2] FROM generate_series(1, array_length(k.ends, 1)) i
				) z
				ORDER BY z.at DESC LIMIT 2
			) x
		) l ON true
		-- a counter is read between its neighbours too
		LEFT JOIN LATERAL (
			SELECT CASE WHEN y.at IS NULL OR x.at >= y.at THEN x.value ELSE (SELECT u.value FROM colossus.samples(CASE WHEN colossus.trace_intact(y.trace) THEN colossus.trace_of(y.trace) END) u WHERE s.one_of_many ORDER BY u.at DESC LIMIT 1) END AS value,
				coalesce(x.at, y.at) IS NOT NULL AS is_there
			FROM (VALUES (1)) one (row)
			LEFT JOIN LATERAL (SELECT q.at, q.value FROM ledger.sample q WHERE q.series_id = s.series_id AND q.at < s.since AND (q.at < s.low OR q.at >= s.high) ORDER BY q.at DESC LIMIT 1) x ON true
			LEFT JOIN LATERAL (SELECT q.last_at AS at, q.trace FROM ledger.device_trace q WHERE q.series_id = s.series_id AND q.day < reading_of.day ORDER BY q.day DESC LIMIT 1) y ON true
			WHERE s.metric = 'energy_j'
		) b ON true
		LEFT JOIN LATERAL (
			SELECT CASE WHEN y.at IS NULL OR x.at <= y.at THEN x.value ELSE (SELECT u.value FROM colossus.samples(CASE WHEN colossus.trace_intact(y.trace) THEN colossus.trace_of(y.trace) END) u WHERE s.one_of_many ORDER BY u.at LIMIT 1) END AS value,
				coalesce(x.at, y.at) IS NOT NULL AS is_there
			FROM (VALUES (1)) one (row)
			LEFT JOIN LATERAL (SELECT q.at, q.value FROM ledger.sample q WHERE q.series_id = s.series_id AND q.at >= s.until AND (q.at < s.low OR q.at >= s.high) AND q.at <= now() ORDER BY q.at LIMIT 1) x ON true
			LEFT JOIN LATERAL (SELECT q.first_at AS at, q.trace FROM ledger.device_trace q WHERE q.series_id = s.series_id AND q.day > reading_of.day AND q.first_at <= now() ORDER BY q.day LIMIT 1) y ON true
			WHERE s.metric = 'energy_j'
		) a ON true
		LEFT JOIN LATERAL (SELECT b.is_there AS before, a.is_there AS behind) o ON true
	), apart AS MATERIALIZED (
		SELECT r.*, (SELECT count(*) FROM reach o WHERE o.method = r.method AND o.source = r.source AND o.measure = r.measure AND o.replica = r.replica
				AND o.card_part = r.card_part AND o.series_id < r.series_id AND o.since < r.until AND o.until > r.since) AS repetition
		FROM reach r
		WHERE r.since IS NOT NULL AND r.until IS NOT NULL
	), reading AS (
		SELECT r.method, array_agg(r.series_id ORDER BY r.series_id) AS series, coalesce(bool_or(r.shows), false) AS shows, bool_and(r.is_component) AS of_components, sum(r.watts) AS watts, sum(r.least_watts) AS least_watts, extract(epoch FROM max(r.until) - min(r.since)) AS reach_s
		FROM apart r
		GROUP BY r.method, r.source, r.measure, r.replica, r.repetition
	), best AS (
		SELECT g.*, row_number() OVER (PARTITION BY g.method ORDER BY g.shows DESC, g.of_components, round(g.reach_s / 3600) DESC, g.series) AS place,
			count(*) OVER (PARTITION BY g.method) AS n
		FROM reading g
	), chosen AS (
		SELECT CASE WHEN reading_of.method IS NOT NULL THEN reading_of.method
				WHEN c.reach_s IS NULL THEN 'power'
				WHEN p.shows AND (NOT c.shows OR c.of_components AND NOT p.of_components) THEN 'power'
				WHEN p.shows AND (c.of_components OR NOT p.of_components)
					AND (p.reach_s > c.reach_s + 3600 OR c.watts > 0 AND c.watts < p.watts / 100 OR c.least_watts > p.watts * 100 AND p.watts > 0) THEN 'power'
				ELSE 'counter' END AS method,
			concat_ws('; ', CASE WHEN reading_of.method IS NOT NULL THEN 'method of the device'
					WHEN c.reach_s IS NULL AND p.reach_s IS NULL THEN 'no samples'
					WHEN c.reach_s IS NULL THEN 'power alone'
					WHEN p.reach_s IS NULL THEN 'counter alone'
					WHEN p.shows AND NOT c.shows THEN 'the counter stands still'
					WHEN p.shows AND c.of_components AND NOT p.of_components THEN 'the counter is of processors and memory alone'
					WHEN p.of_components AND NOT c.of_components THEN 'counter before power'
					WHEN p.shows AND p.reach_s > c.reach_s + 3600 THEN 'power reaches further'
					WHEN p.shows AND (c.watts > 0 AND c.watts < p.watts / 100 OR c.least_watts > p.watts * 100 AND p.watts > 0) THEN 'the counter is a hundredfold off: its unit is another'
					ELSE 'counter before power' END) AS rule
		FROM (VALUES (1)) one (row)
		LEFT JOIN best c ON c.method = 'counter' AND c.place = 1
		LEFT JOIN best p ON p.method = 'power' AND p.place = 1
	)
	SELECT coalesce(b.place, 1)::integer, c.method, coalesce(b.series, '{}'), CASE WHEN b.n > 1 THEN format('%s; %s of %s', c.rule, b.place, b.n) ELSE c.rule END
	FROM chosen c
	LEFT JOIN best b ON b.method = c.method
	UNION ALL
	SELECT 1000 + b.place::integer, b.method, b.series, c.rule
	FROM chosen c
	JOIN best b ON b.method <> c.method;
END;
COMMENT ON FUNCTION ledger.reading_of(text, text, date) IS
	'the readings of a device on a day; the one of place 1 is used: counter or power, its series, and by which rule; the method of the device, if it has one, decides';

-- A day of one series, in the binary form of a trace: what is packed, and loose
-- rows from since until until.
CREATE OR REPLACE FUNCTION ledger.trace_of_day(series_id integer, day date, since timestamptz, until timestamptz)
RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	packed bytea;
	loose colossus.trace;
BEGIN
	SELECT t.trace INTO packed FROM ledger.device_trace t
	WHERE t.series_id = trace_of_day.series_id AND t.day = trace_of_day.day AND NOT t.dropped AND colossus.trace_intact(t.trace);
	SELECT colossus.trace(s.at, s.value) INTO loose FROM ledger.loose s
	WHERE s.series_id = trace_of_day.series_id AND s.at >= trace_of_day.since AND s.at < trace_of_day.until;
	RETURN CASE WHEN loose IS NULL THEN packed
		WHEN packed IS NULL THEN colossus.trace_send(loose)
		ELSE (SELECT colossus.trace_send(colossus.merge(x.trace)) FROM (VALUES (loose), (colossus.trace_of(packed))) x (trace)) END;
END
$body$;
COMMENT ON FUNCTION ledger.trace_of_day(integer, date, timestamptz, timestamptz) IS
	'a day of a series as trace_send gives a trace: of rows those with since <= at < until; NULL: none';

-- Of the days beside a day only the readings at their ends matter: of a gauge, which
-- is read no farther than max_gap, the one next to midnight.
CREATE OR REPLACE FUNCTION ledger.ends_beside(series_id integer, method text, max_gap interval, max_w double precision, day date, before boolean)
RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	edge timestamptz := (ends_beside.day + CASE WHEN before THEN 0 ELSE 1 END)::timestamp AT TIME ZONE 'UTC';
	loose timestamptz;
	packed timestamptz;
	near date;
	begins timestamptz;
	ends timestamptz;
	low timestamptz;
	high timestamptz;
BEGIN
	SELECT s.packed_since, s.packed_until INTO low, high FROM ledger.setting s;
	IF before THEN
		SELECT s.at INTO loose FROM ledger.sample s WHERE s.series_id = ends_beside.series_id AND s.at < edge AND (s.at < low OR s.at >= high) ORDER BY s.at DESC LIMIT 1;
		SELECT t.last_at INTO packed FROM ledger.device_trace t WHERE t.series_id = ends_beside.series_id AND t.day < ends_beside.day ORDER BY t.day DESC LIMIT 1;
		loose := greatest(loose, packed);
	ELSE
		SELECT s.at INTO loose FROM ledger.sample s WHERE s.series_id = ends_beside.series_id AND s.at >= edge AND (s.at < low OR s.at >= high) ORDER BY s.at LIMIT 1;
		SELECT t.first_at INTO packed FROM ledger.device_trace t WHERE t.series_id = ends_beside.series_id AND t.day > ends_beside.day ORDER BY t.day LIMIT 1;
		loose := least(loose, packed);
	END IF;
	IF loose IS NULL OR method = 'power' AND (loose < edge - max_gap OR loose > edge + max_gap) THEN
		RETURN NULL;
	END IF;
	near := (loose AT TIME ZONE 'UTC')::date;
	begins := near::timestamp AT TIME ZONE 'UTC';
	ends := (near + 1)::timestamp AT TIME ZONE 'UTC';
	RETURN colossus.book_ends(coalesce(ledger.trace_of_day(series_id, near,
				CASE WHEN method = 'power' AND before THEN greatest(begins, edge - max_gap) ELSE begins END,
				CASE WHEN method = 'power' AND NOT before THEN least(ends, edge + max_gap + interval '1 microsecond') ELSE ends END),
			-- of a day that is dropped its ends are there
			(SELECT t.trace FROM ledger.device_trace t WHERE t.series_id = ends_beside.series_id AND t.day = near AND t.dropped AND colossus.trace_intact(t.trace))),
		method, max_w);
END
$body$;
COMMENT ON FUNCTION ledger.ends_beside(integer, text, interval, double precision, date, boolean) IS
	'the nearest day with samples of a series before or behind a day, as book_hours wants it; NULL: none';

-- With bounds for the index: of the view loose it would read, and leave, all rows of a packed day whose partition waits to be dropped.
CREATE OR REPLACE FUNCTION ledger.has_loose(series_id integer, since timestamptz, until timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 500 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	low timestamptz;
	high timestamptz;
BEGIN
	SELECT s.packed_since, s.packed_until INTO low, high FROM ledger.setting s;
	RETURN EXISTS (SELECT FROM ledger.sample y WHERE y.series_id = has_loose.series_id AND y.at >= has_loose.since AND y.at < least(has_loose.until, low))
		OR EXISTS (SELECT FROM ledger.sample y WHERE y.series_id = has_loose.series_id AND y.at >= greatest(has_loose.since, high) AND y.at < has_loose.until);
END
$body$;
COMMENT ON FUNCTION ledger.has_loose(integer, timestamptz, timestamptz) IS 'true: loose has a row of a series with since <= at < until';

CREATE OR REPLACE FUNCTION ledger.series_hours(series_id integer, method text, max_gap interval, max_w double precision, wrap_j double precision, day date, edges timestamptz[])
RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 3000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	begins timestamptz := series_hours.day::timestamp AT TIME ZONE 'UTC';
	ends timestamptz := (series_hours.day + 1)::timestamp AT TIME ZONE 'UTC';
	packed record;
BEGIN
	SELECT t.trace, b.day AS before, b.trace AS before_trace, b.last_at AS before_at, a.day AS behind, a.trace AS behind_trace, a.first_at AS behind_at
	INTO packed
	FROM (VALUES (1)) one (row)
	LEFT JOIN ledger.device_trace t ON t.series_id = series_hours.series_id AND t.day = series_hours.day AND NOT t.dropped AND colossus.trace_intact(t.trace)
	LEFT JOIN LATERAL (SELECT x.day, x.last_at, x.trace FROM ledger.device_trace x WHERE x.series_id = series_hours.series_id AND x.day < series_hours.day ORDER BY x.day DESC LIMIT 1) b ON true
	LEFT JOIN LATERAL (SELECT x.day, x.first_at, x.trace FROM ledger.device_trace x WHERE x.series_id = series_hours.series_id AND x.day > series_hours.day ORDER BY x.day LIMIT 1) a ON true;
	-- nearly always no row stands beside the traces of these days
	IF ledger.has_loose(series_id, coalesce(packed.before::timestamp AT TIME ZONE 'UTC', '-infinity'), coalesce((packed.behind + 1)::timestamp AT TIME ZONE 'UTC', 'infinity')) THEN
		RETURN colossus.book_hours(ledger.trace_of_day(series_id, day, begins, ends), edges, method, max_gap, max_w, wrap_j,
			ledger.ends_beside(series_id, method, max_gap, max_w, day, true), ledger.ends_beside(series_id, method, max_gap, max_w, day, false));
	END IF;
	RETURN colossus.book_hours(packed.trace, edges, method, max_gap, max_w, wrap_j,
		CASE WHEN method <> 'power' OR packed.before_at >= begins - max_gap THEN colossus.book_ends(packed.before_trace, method, max_w) END,
		CASE WHEN method <> 'power' OR packed.behind_at <= ends + max_gap THEN colossus.book_ends(packed.behind_trace, method, max_w) END);
END
$body$;
COMMENT ON FUNCTION ledger.series_hours(integer, text, interval, double precision, double precision, date, timestamptz[]) IS
	'what one series comes to on a day between edges, as hours_of; NULL: it has no readings';

CREATE OR REPLACE FUNCTION ledger.hours_of(series integer[], method text, max_gap interval, max_w double precision, wrap_j double precision, day date, edges timestamptz[])
RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	hours bytea;
BEGIN
	SELECT colossus.hours_beside(coalesce(ledger.series_hours(i.series_id, hours_of.method, hours_of.max_gap, hours_of.max_w, hours_of.wrap_j, hours_of.day, hours_of.edges), colossus.hours_none(hours_of.edges)))
	INTO hours
	FROM unnest(hours_of.series) i (series_id);
	RETURN coalesce(hours, colossus.hours_none(edges));
END
$body$;
COMMENT ON FUNCTION ledger.hours_of(integer[], text, interval, double precision, double precision, date, timestamptz[]) IS
	'what one reading, whose parts add up, comes to on a day between edges, by a method, counter or power, from rows and traces alike: a value of colossus.book_hours';

CREATE OR REPLACE FUNCTION ledger.edges_of_day(day date)
RETURNS timestamptz[]
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	begins timestamptz := edges_of_day.day::timestamp AT TIME ZONE 'UTC';
	ends timestamptz := (edges_of_day.day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
	-- 23 to 25 of them
	RETURN ARRAY(SELECT generate_series(begins, ends - interval '1 microsecond', interval '1 hour')) || ends;
END
$body$;
COMMENT ON FUNCTION ledger.edges_of_day(date) IS 'midnight, the hours and midnight of a day';

-- The hours of a day are 3600 s apart whatever its clock does, so that they are counted and not compared.
CREATE OR REPLACE FUNCTION ledger.edges_between(day_edges timestamptz[], since timestamptz, until timestamptz)
RETURNS timestamptz[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN edges_between.since || edges_between.day_edges[floor(extract(epoch FROM edges_between.since - edges_between.day_edges[1]) / 3600)::integer + 2
	: ceil(extract(epoch FROM edges_between.until - edges_between.day_edges[1]) / 3600)::integer] || edges_between.until;
COMMENT ON FUNCTION ledger.edges_between(timestamptz[], timestamptz, timestamptz) IS 'a time, the hours of its day that lie behind it and before another time of the day, and that one; day_edges as edges_of_day gives them';

CREATE OR REPLACE FUNCTION ledger.day_of(device text, method text, max_gap interval, max_w double precision, gauge_w double precision, wrap_j double precision,
	day date, since timestamptz, until timestamptz)
RETURNS TABLE (used text, rule text, parts integer, edges timestamptz[], hours bytea, other_method text, other_hours bytea, reads_since timestamptz, reads_until timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	begins timestamptz := day_of.day::timestamp AT TIME ZONE 'UTC';
	ends timestamptz := (day_of.day + 1)::timestamp AT TIME ZONE 'UTC';
	cuts timestamptz[];
	reading record;
	kept ledger.fact;
	low timestamptz;
	high timestamptz;
BEGIN
	SELECT s.packed_since, s.packed_until INTO low, high FROM ledger.setting s;
	-- a counter rises over any silence, a gauge over max_gap
	SELECT least(begins, min(r.before) FILTER (WHERE s.metric = 'energy_j' OR r.before >= begins - day_of.max_gap)),
		greatest(ends, max(r.behind) FILTER (WHERE s.metric = 'energy_j' OR r.behind <= ends + day_of.max_gap))
	INTO day_of.reads_since, day_of.reads_until
	FROM ledger.series s
	CROSS JOIN LATERAL (
		SELECT greatest((SELECT y.at FROM ledger.sample y WHERE y.series_id = s.series_id AND y.at < begins AND (y.at < low OR y.at >= high) ORDER BY y.at DESC LIMIT 1),
				(SELECT t.last_at FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day < day_of.day ORDER BY t.day DESC LIMIT 1)) AS before,
			least((SELECT y.at FROM ledger.sample y WHERE y.series_id = s.series_id AND y.at >= ends AND (y.at < low OR y.at >= high) ORDER BY y.at LIMIT 1),
				(SELECT t.first_at FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day > day_of.day ORDER BY t.day LIMIT 1)) AS behind
	) r
	WHERE s.device = day_of.device AND s.metric IN ('power_w', 'energy_j');
	SELECT array_agg(DISTINCT c.at ORDER BY c.at) INTO day_of.edges
	FROM (
		SELECT day_of.since
		UNION ALL SELECT day_of.until
		UNION ALL SELECT unnest(ARRAY[k.started_at, k.ended_at]) FROM ledger.held_between(day_of.device, begins, ends) k
	) c (at)
	WHERE c.at > begins AND c.at < ends;
	cuts := ledger.edges_of_day(day_of.day);
	IF day_of.edges IS NOT NULL THEN
		cuts := ARRAY(SELECT DISTINCT x.at FROM unnest(cuts || day_of.edges) x (at) ORDER BY x.at);
	END IF;
	kept := ledger.kept_fact(day_of.device, day_of.since, day_of.day);
	IF kept.hours IS NOT NULL THEN
		day_of.used := kept.method;
		day_of.rule := kept.rule;
		day_of.parts := kept.parts;
		day_of.hours := colossus.hours_cut(kept.hours, cuts);
		day_of.other_method := kept.other_method;
		day_of.other_hours := colossus.hours_cut(kept.other_hours, cuts);
		RETURN NEXT;
		RETURN;
	END IF;
	FOR reading IN SELECT r.* FROM ledger.reading_of(day_of.device, day_of.method, day_of.day) r WHERE r.place IN (1, 1001) LOOP
		IF reading.place = 1 THEN
			day_of.used := reading.method;
			day_of.rule := reading.rule;
			day_of.parts := cardinality(reading.series);
			day_of.hours := ledger.hours_of(reading.series, reading.method, max_gap, CASE reading.method WHEN 'counter' THEN max_w ELSE coalesce(gauge_w, 1e11) END, wrap_j, day_of.day, cuts);
		ELSE
			day_of.other_method := reading.method;
			day_of.other_hours := ledger.hours_of(reading.series, reading.method, max_gap, CASE reading.method WHEN 'counter' THEN max_w ELSE coalesce(gauge_w, 1e11) END, wrap_j, day_of.day, cuts);
		END IF;
	END LOOP;
	RETURN NEXT;
END
$body$;
COMMENT ON FUNCTION ledger.day_of(text, text, interval, double precision, double precision, double precision, date, timestamptz, timestamptz) IS
	'what one device comes to on a day, whatever series it has and also where its samples are dropped: by which method and rule, cut at which edges within the day, between its hours and these edges, by the other method, and the readings beside that it is read with';

-- Most devices have one series, and nothing is to be chosen: all of them in one pass, for a
-- call for each device and day of each step costs many times what there is to compute.  The
-- others one by one.
--
-- random_page_cost: a table as small as that of the names of parts is else gone through for
-- each device, lower() of every name with it, where an index leads to one.
CREATE OR REPLACE FUNCTION ledger.days_of(devices text[], periods timestamptz[], days date[], sinces timestamptz[], untils timestamptz[], whole_day date)
RETURNS TABLE (device text, period timestamptz, day date, method text, rule text, parts integer, edges timestamptz[], hours bytea, other_method text, other_hours bytea,
	reads_since timestamptz, reads_until timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 COST 2000 SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan SET random_page_cost = 1.1 AS $body$
#variable_conflict use_column
DECLARE
	day_begins timestamptz := whole_day::timestamp AT TIME ZONE 'UTC';
	day_ends timestamptz := (whole_day + 1)::timestamp AT TIME ZONE 'UTC';
	low timestamptz;
	high timestamptz;
BEGIN
	SELECT s.packed_since, s.packed_until INTO low, high FROM ledger.setting s;
	RETURN QUERY
	WITH d AS MATERIALIZED (
		SELECT y.day, y.day::timestamp AT TIME ZONE 'UTC' AS begins, (y.day + 1)::timestamp AT TIME ZONE 'UTC' AS ends, ledger.edges_of_day(y.day) AS edges
		FROM (SELECT DISTINCT unnest(days_of.days)) y (day)
	), asked AS MATERIALIZED (
		SELECT x.device, x.period, x.day, x.since, x.until, p.method, p.max_gap, p.max_w, p.gauge_w, p.wrap_j, d.begins, d.ends, d.edges AS hours_edges, s.series, s.metric,
			(cardinality(s.series) = 1 AND p.method IS NULL
				AND (x.day >= (SELECT k.kept_since FROM ledger.setting k) OR NOT EXISTS (SELECT FROM ledger.fact f WHERE f.device = x.device AND f.day = x.day AND f.dropped))) IS TRUE AS simple
		FROM unnest(days_of.devices, days_of.periods, days_of.days, days_of.sinces, days_of.untils) x (device, period, day, since, until)
		JOIN ledger.device_setting p ON p.device = x.device AND p.since = x.period
		JOIN d ON d.day = x.day
		CROSS JOIN LATERAL (
			SELECT array_agg(y.series_id) AS series, min(y.metric) AS metric FROM ledger.series y WHERE y.device = x.device AND y.metric IN ('power_w', 'energy_j')
		) s
	), loose AS MATERIALIZED (
		-- rows that no trace has: of a whole day in one pass, for an index leads over all rows that packing took away
		SELECT y.series_id, whole_day AS day, colossus.trace(y.at, y.value) AS trace
		FROM ledger.loose y
		WHERE y.at >= day_begins AND y.at < day_ends
		GROUP BY y.series_id
		UNION ALL
		SELECT a.series, a.day, y.trace
		FROM (SELECT DISTINCT x.series[1] AS series, x.day, x.begins, x.ends FROM asked x WHERE x.simple AND whole_day IS NULL) a
		CROSS JOIN LATERAL (SELECT colossus.trace(z.at, z.value) AS trace FROM ledger.loose z WHERE z.series_id = a.series AND z.at >= a.begins AND z.at < a.ends) y
		WHERE y.trace IS NOT NULL
	), one AS (
		SELECT p.*, c.edges, c.cuts, v.shown, CASE WHEN v.shown AND p.metric = 'energy_j' THEN 'counter' ELSE 'power' END AS used,
			CASE WHEN l.trace IS NULL THEN CASE WHEN colossus.trace_intact(t.trace) THEN t.trace END
				WHEN t.series_id IS NULL THEN colossus.trace_send(l.trace)
				ELSE ledger.trace_of_day(p.series[1], p.day, p.begins, p.ends) END AS trace,
			b.day AS before, b.trace AS before_trace, n.before AS before_at, n.before_loose,
			a.day AS behind, a.trace AS behind_trace, n.behind AS behind_at, n.behind_loose
		FROM asked p
		CROSS JOIN LATERAL (
			SELECT e.edges, CASE WHEN e.edges IS NULL THEN p.hours_edges ELSE ARRAY(SELECT DISTINCT z.at FROM unnest(p.hours_edges || e.edges) z (at) ORDER BY z.at) END AS cuts
			FROM (
				SELECT array_agg(DISTINCT k.at ORDER BY k.at) AS edges
				FROM (
					SELECT p.since
					UNION ALL SELECT p.until
					UNION ALL SELECT unnest(ARRAY[h.started_at, h.ended_at]) FROM ledger.held_between(p.device, p.begins, p.ends) h
				) k (at)
				WHERE k.at > p.begins AND k.at < p.ends
			) e
		) c
		LEFT JOIN ledger.device_trace t ON t.series_id = p.series[1] AND t.day = p.day AND NOT t.dropped
		LEFT JOIN loose l ON l.series_id = p.series[1] AND l.day = p.day
		LEFT JOIN LATERAL (SELECT x.day, x.last_at, x.trace FROM ledger.device_trace x WHERE x.series_id = p.series[1] AND x.day < p.day ORDER BY x.day DESC LIMIT 1) b ON true
		LEFT JOIN LATERAL (SELECT x.day, x.first_at, x.trace FROM ledger.device_trace x WHERE x.series_id = p.series[1] AND x.day > p.day ORDER BY x.day LIMIT 1) a ON true
		-- rows only beyond the nearest trace; not min and max, for what loose says
		LEFT JOIN LATERAL (SELECT y.at FROM ledger.sample y WHERE y.series_id = p.series[1] AND y.at < p.begins AND y.at > coalesce(b.last_at, '-infinity') AND (y.at < low OR y.at >= high) ORDER BY y.at DESC LIMIT 1) bl ON true
		LEFT JOIN LATERAL (SELECT y.at FROM ledger.sample y WHERE y.series_id = p.series[1] AND y.at >= p.ends AND y.at < coalesce(a.first_at, 'infinity') AND (y.at < low OR y.at >= high) ORDER BY y.at LIMIT 1) al ON true
		-- the value of a counter may stand for some readings: of the day beside all count
		CROSS JOIN LATERAL (SELECT coalesce(bl.at, b.last_at) AS before, coalesce(al.at, a.first_at) AS behind,
			bl.at IS NOT NULL OR p.metric = 'energy_j' AND ledger.has_loose(p.series[1], b.day::timestamp AT TIME ZONE 'UTC', p.begins) AS before_loose,
			al.at IS NOT NULL OR p.metric = 'energy_j' AND ledger.has_loose(p.series[1], p.ends, (a.day + 1)::timestamp AT TIME ZONE 'UTC') AS behind_loose) n
		-- a counter is read between its neighbours too, a gauge if max_gap allows
		CROSS JOIN LATERAL (SELECT t.series_id IS NOT NULL OR l.series_id IS NOT NULL
			OR (n.behind <= now() AND (p.metric = 'energy_j' AND n.before IS NOT NULL
				OR p.max_gap >= p.ends - p.begins AND n.behind - n.before <= p.max_gap)) IS TRUE AS shown) v
		WHERE p.simple
	)
	SELECT o.device, o.period, o.day, o.used, CASE WHEN o.shown THEN o.used || ' alone' ELSE 'no samples' END, o.shown::integer, o.edges,
		(SELECT colossus.hours_beside(v.hours) FROM (VALUES (coalesce(CASE WHEN o.shown THEN colossus.book_hours(o.trace, o.cuts, o.used, o.max_gap, w.most, o.wrap_j,
			CASE WHEN o.before_loose THEN ledger.ends_beside(o.series[1], o.used, o.max_gap, w.most, o.day, true)
				WHEN o.before IS NOT NULL AND (o.used = 'counter' OR o.before_at >= o.begins - o.max_gap) THEN
					colossus.book_ends(o.before_trace, o.used, w.most) END,
			CASE WHEN o.behind_loose THEN ledger.ends_beside(o.series[1], o.used, o.max_gap, w.most, o.day, false)
				WHEN o.behind IS NOT NULL AND (o.used = 'counter' OR o.behind_at <= o.ends + o.max_gap) THEN
					colossus.book_ends(o.behind_trace, o.used, w.most) END) END, colossus.hours_none(o.cuts)))) v (hours)),
		NULL::text, NULL::bytea,
		least(o.begins, CASE WHEN o.metric = 'energy_j' OR o.before_at >= o.begins - o.max_gap THEN o.before_at END),
		greatest(o.ends, CASE WHEN o.metric = 'energy_j' OR o.behind_at <= o.ends + o.max_gap THEN o.behind_at END)
	FROM one o
	CROSS JOIN LATERAL (SELECT CASE o.used WHEN 'counter' THEN o.max_w ELSE coalesce(o.gauge_w, 1e11) END AS most) w
	UNION ALL
	SELECT p.device, p.period, p.day, x.used, x.rule, x.parts, x.edges, x.hours, x.other_method, x.other_hours, x.reads_since, x.reads_until
	FROM asked p
	CROSS JOIN LATERAL ledger.day_of(p.device, p.method, p.max_gap, p.max_w, p.gauge_w, p.wrap_j, p.day, p.since, p.until) x
	WHERE NOT p.simple;
END
$body$;
COMMENT ON FUNCTION ledger.days_of(text[], timestamptz[], date[], timestamptz[], timestamptz[], date) IS
	'what devices come to on days, of each the since of its row in device, the day, and from when until when it is in service: as day_of, and the readings beside that it is read with, as fact keeps them; whole_day: many devices are asked for on this day alone, so that all rows of it are read in one pass';

-- Cheap for the planner, which does not know that of most rows of a plan none asks for it,
-- and would have a month of parts compiled.
CREATE OR REPLACE FUNCTION ledger.live_day(device text, period timestamptz, day date, since timestamptz, until timestamptz)
RETURNS TABLE (used text, rule text, parts integer, edges timestamptz[], hours bytea, other_method text, other_hours bytea)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 40 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	SELECT z.method, z.rule, z.parts, z.edges, z.hours, z.other_method, z.other_hours
	FROM ledger.days_of(ARRAY[live_day.device], ARRAY[live_day.period], ARRAY[live_day.day], ARRAY[live_day.since], ARRAY[live_day.until], NULL) z;
END
$body$;
COMMENT ON FUNCTION ledger.live_day(text, timestamptz, date, timestamptz, timestamptz) IS 'days_of for one device and day';

CREATE OR REPLACE FUNCTION ledger.pieces_of(device text, period timestamptz, day date, edges timestamptz[])
RETURNS TABLE (since timestamptz, until timestamptz, energy_nj numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 24 COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	reading record;
	setting record;
	kept ledger.fact := ledger.kept_fact(pieces_of.device, pieces_of.period, pieces_of.day);
BEGIN
	IF kept.hours IS NOT NULL THEN
		RETURN QUERY
		SELECT p.since, p.until, CASE WHEN p.energy_nj > 0 OR p.covered_s > 0 THEN p.energy_nj END
		FROM colossus.hours_parts(colossus.hours_cut(kept.hours, pieces_of.edges)) p;
		RETURN;
	END IF;
	SELECT p.* INTO setting FROM ledger.device_setting p WHERE p.device = pieces_of.device AND p.since = pieces_of.period;
	SELECT r.* INTO reading FROM ledger.reading_of(pieces_of.device, setting.method, pieces_of.day) r WHERE r.place = 1;
	RETURN QUERY
	SELECT p.since, p.until, CASE WHEN p.energy_nj > 0 OR p.covered_s > 0 THEN p.energy_nj END
	FROM colossus.hours_parts(ledger.hours_of(reading.series, reading.method, setting.max_gap, CASE reading.method WHEN 'counter' THEN setting.max_w ELSE coalesce(setting.gauge_w, 1e11) END, setting.wrap_j, pieces_of.day,
		ARRAY(SELECT DISTINCT x.at FROM unnest(pieces_of.edges || ARRAY[pieces_of.day::timestamp AT TIME ZONE 'UTC', (pieces_of.day + 1)::timestamp AT TIME ZONE 'UTC']) x (at) ORDER BY x.at))) p
	WHERE p.since >= pieces_of.edges[1] AND p.until <= pieces_of.edges[cardinality(pieces_of.edges)];
END
$body$;
COMMENT ON FUNCTION ledger.pieces_of(text, timestamptz, date, timestamptz[]) IS
	'energy of a device between edges within one day, from its samples';

-- Days that no fact tells, by device: none of what follows stands in the plans of views.
CREATE OR REPLACE FUNCTION ledger.open_days(only_day date DEFAULT NULL)
RETURNS TABLE (device text, day date, last_reading timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	low date;
	closed date;
	begins timestamptz;
BEGIN
	SELECT s.booked_before, s.closed_before INTO low, closed FROM ledger.setting s;
	IF low = '-infinity' THEN
		RETURN QUERY
		SELECT DISTINCT p.device, g.day::date, (SELECT ledger.last_reading())
		FROM ledger.device_period p
		CROSS JOIN LATERAL generate_series((p.since AT TIME ZONE 'UTC')::date::timestamp, ((p.until - interval '1 microsecond') AT TIME ZONE 'UTC')::date::timestamp, interval '1 day') g (day)
		WHERE p.since < p.until AND (open_days.only_day IS NULL OR g.day = open_days.only_day);
		RETURN;
	END IF;
	begins := low::timestamp AT TIME ZONE 'UTC';
	-- from there up to its last sample or the end of its last job
	RETURN QUERY
	WITH seen AS MATERIALIZED (
		SELECT s.device, l.at, l.at >= w.packed_since AND l.at < w.packed_until AS waits
		FROM ledger.setting w
		CROSS JOIN ledger.series s
		CROSS JOIN LATERAL (SELECT r.at FROM ledger.sample r WHERE r.series_id = s.series_id AND r.at >= begins AND r.at <= now() ORDER BY r.at DESC LIMIT 1) l
		WHERE s.metric IN ('power_w', 'energy_j')
		UNION ALL
		-- packed and not booked yet
		SELECT s.device, l.last_at, false
		FROM ledger.series s
		CROSS JOIN LATERAL (SELECT t.last_at FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day >= low ORDER BY t.day DESC LIMIT 1) l
		WHERE closed > low AND s.metric IN ('power_w', 'energy_j')
	)
	SELECT x.device, g.day::date, x.last_reading
	FROM (
		SELECT y.device, (max(y.at) AT TIME ZONE 'UTC')::date AS high, max(y.last_reading) AS last_reading
		FROM (
			SELECT s.device, s.at, NULL::timestamptz AS last_reading FROM seen s WHERE s.device IS NOT NULL
			UNION ALL
			SELECT h.device, CASE WHEN h.ended_at <= now() THEN h.ended_at - interval '1 microsecond' ELSE r.at END, r.at
			FROM ledger.all_held_between(begins, now() + interval '1 us') h
			-- the last of these is the last of all, if there is one and none is of a partition that waits to be dropped
			CROSS JOIN LATERAL (
				SELECT CASE WHEN h.ended_at > now() THEN (SELECT coalesce(CASE WHEN NOT bool_or(s.waits) THEN max(s.at) END, ledger.last_reading()) FROM seen s) END AS at
				OFFSET 0
			) r
		) y
		GROUP BY y.device
	) x
	CROSS JOIN LATERAL generate_series(low::timestamp, x.high::timestamp, interval '1 day') g (day)
	WHERE open_days.only_day IS NULL OR g.day = open_days.only_day;
END
$body$;
COMMENT ON FUNCTION ledger.open_days(date) IS 'the days that are not booked yet on which a device may be in service, and, of one that a job holds now, what last_reading gives, which looks at all series; only_day: of these this one';

CREATE OR REPLACE FUNCTION ledger.open_days_held()
RETURNS TABLE (day date)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	SELECT g.day::date
	FROM (
		-- as open_days has it: who is held now is in service as far as the ledger reaches, of which a job that nobody ended may be months ahead
		SELECT greatest((min(h.started_at) AT TIME ZONE 'UTC')::date, s.booked_before) AS low,
			(greatest(max(h.ended_at) FILTER (WHERE h.ended_at <= now()) - interval '1 microsecond', CASE WHEN max(h.ended_at) > now() THEN ledger.last_reading() END) AT TIME ZONE 'UTC')::date AS high
		FROM ledger.setting s
		CROSS JOIN LATERAL ledger.all_held_between(s.booked_before::timestamp AT TIME ZONE 'UTC', now() + interval '1 us') h
		GROUP BY s.booked_before
	) d
	CROSS JOIN LATERAL generate_series(d.low::timestamp, d.high::timestamp, interval '1 day') g (day);
END
$body$;
COMMENT ON FUNCTION ledger.open_days_held() IS 'the days that are not booked yet and not in the future, from the first on which a job held a device to the last on which it may have had one in service';

CREATE OR REPLACE FUNCTION ledger.stale_days()
RETURNS TABLE (device text, day date, last_reading timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	booked date;
BEGIN
	SELECT s.booked_before INTO booked FROM ledger.setting s;
	RETURN QUERY
	SELECT DISTINCT p.device, g.day::date,
		CASE WHEN EXISTS (SELECT FROM ledger.holding h WHERE h.device = p.device AND h.started_at <= now() AND h.ended_at > now()) THEN (SELECT ledger.last_reading()) END
	FROM (SELECT DISTINCT x.device FROM ledger.invalid x) d
	JOIN ledger.device_period p ON p.device = d.device AND p.since < p.until
	CROSS JOIN LATERAL (SELECT (p.since AT TIME ZONE 'UTC')::date AS low, ((p.until - interval '1 microsecond') AT TIME ZONE 'UTC')::date AS high) w
	JOIN ledger.invalid i ON i.device = d.device AND i.since <= w.high AND i.until > w.low
	CROSS JOIN LATERAL generate_series(greatest(i.since, w.low)::timestamp, least(i.until - 1, w.high, booked - 1)::timestamp, interval '1 day') g (day);
END
$body$;
COMMENT ON FUNCTION ledger.stale_days() IS 'the booked days in service of which the facts of a device do not hold, and, of one that a job holds now, what last_reading gives';

CREATE OR REPLACE FUNCTION ledger.unbooked_days()
RETURNS TABLE (day date, devices text[], last_reading timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 2 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	low date := (SELECT s.booked_before FROM ledger.setting s);
	first_day date;
	reading timestamptz;
BEGIN
	FOR day, devices, last_reading IN SELECT x.day, array_agg(x.device ORDER BY x.device), max(x.last_reading) FROM ledger.open_days() x GROUP BY x.day LOOP
		reading := coalesce(reading, last_reading);
		RETURN NEXT;
	END LOOP;
	IF low > '-infinity' AND EXISTS (SELECT FROM ledger.invalid) THEN
		first_day := (SELECT min(b.day) FROM ledger.booked_day b);
		-- what came late may lie before all that is booked
		IF EXISTS (SELECT FROM ledger.invalid i WHERE i.since < first_day) THEN
			first_day := least(first_day, (
				SELECT (min(p.since) AT TIME ZONE 'UTC')::date
				-- of most nothing is, which takes a tenth of asking for their time in service
				FROM (
					SELECT DISTINCT x.device, first_day AS day, first_day::timestamp AT TIME ZONE 'UTC' AS begins
					FROM ledger.invalid x
					WHERE x.since < first_day
				) i
				JOIN ledger.device_period p ON p.device = i.device AND p.since < p.until
				WHERE EXISTS (SELECT FROM ledger.device d WHERE d.device = i.device AND d.since > '-infinity' AND d.since < i.begins)
					OR (SELECT g.started_at FROM ledger.held_first(i.device) g) < i.begins
					OR EXISTS (SELECT FROM ledger.series s WHERE s.device = i.device
						AND (EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day < i.day) OR EXISTS (SELECT FROM ledger.sample y WHERE y.series_id = s.series_id AND y.at < i.begins)))));
		END IF;
		RETURN QUERY
		SELECT DISTINCT g.day::date, NULL::text[], reading
		FROM (SELECT DISTINCT x.since, x.until FROM ledger.invalid x) i
		CROSS JOIN LATERAL generate_series(greatest(i.since, first_day)::timestamp, least(i.until - 1, low - 1)::timestamp, interval '1 day') g (day);
	END IF;
END
$body$;
COMMENT ON FUNCTION ledger.unbooked_days() IS 'the days that are not booked yet on which devices may be in service, with these as unbooked_devices has them, which are all listed in one pass; and those of which the facts of some do not hold, which may be many: unbooked_devices tells of which, and is given last_reading where it is known already';

CREATE OR REPLACE FUNCTION ledger.unbooked_devices(only_day date, reading timestamptz DEFAULT NULL)
RETURNS TABLE (devices text[], last_reading timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	IF only_day >= (SELECT s.booked_before FROM ledger.setting s) THEN
		RETURN QUERY SELECT array_agg(x.device ORDER BY x.device), max(x.last_reading) FROM ledger.open_days(only_day) x HAVING count(*) > 0;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT array_agg(d.device ORDER BY d.device), CASE WHEN bool_or(ledger.held_now(d.device)) THEN coalesce(unbooked_devices.reading, (SELECT ledger.last_reading())) END
	FROM (SELECT DISTINCT i.device FROM ledger.invalid i WHERE i.since <= only_day AND i.until > only_day) d
	HAVING count(*) > 0;
END
$body$;
COMMENT ON FUNCTION ledger.unbooked_devices(date, timestamptz) IS 'the devices of which no fact tells a day, if they were in service, in one row, and none where there are none; and, if a job holds any of them now, what last_reading gives, which looks at all series; reading: that, if it is known';

CREATE OR REPLACE FUNCTION ledger.held_on(begins timestamptz, ends timestamptz)
RETURNS TABLE (device text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 4000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY SELECT DISTINCT h.device FROM ledger.all_held_between(begins, ends) h WHERE h.ended_at > h.started_at;
END
$body$;
COMMENT ON FUNCTION ledger.held_on(timestamptz, timestamptz) IS 'the devices that any job held between two times';

-- A function, for as a view the planner computes it for each row that it is joined to.
CREATE OR REPLACE FUNCTION ledger.overhead_spans()
RETURNS TABLE (site text, since date, until date, server_factor double precision, pue double precision, zone text, it_factor numeric, facility_factor numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	SELECT c.site, c.since, c.until, o.server_factor, o.pue, coalesce(o.zone, ledger.region_of(c.site)), o.server_factor::numeric, o.server_factor::numeric * o.pue::numeric
	FROM (
		SELECT e.site, e.at AS since, coalesce(lead(e.at) OVER (PARTITION BY e.site ORDER BY e.at), 'infinity') AS until
		FROM (SELECT x.site, x.from_date AS at FROM ledger.site_overhead x UNION SELECT x.site, x.until_date FROM ledger.site_overhead x WHERE x.until_date IS NOT NULL) e
	) c
	CROSS JOIN LATERAL (
		-- what is no factor (a percentage) is a finding, and not known here; nor is what is multiplied by both
		SELECT CASE WHEN x.server_factor <= 20 THEN x.server_factor END AS server_factor, CASE WHEN x.pue <= 20 AND x.server_factor <= 20 THEN x.pue END AS pue, x.zone FROM ledger.site_overhead x
		WHERE x.site = c.site AND x.from_date <= c.since AND (x.until_date IS NULL OR x.until_date > c.since)
		ORDER BY x.from_date DESC LIMIT 1
	) o;
END
$body$;
COMMENT ON FUNCTION ledger.overhead_spans() IS 'the rows of site_overhead without overlaps: what holds from a day until the day before another, its zone else that of the site in colossus.site; the factors from an accelerator to IT and to the site meter as numeric too, for to cast takes longer than to multiply; of a site that has none on a day, no row';

-- Holders whose times touch others' are few; of the rest each has his time to
-- himself, and what lies between them is idle.
CREATE OR REPLACE FUNCTION ledger.shares_of(jobs text[], starts timestamptz[], ends timestamptz[], shares numeric[])
RETURNS TABLE (since timestamptz, until timestamptz, job text, held_since timestamptz, share_before numeric, share_after numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 4 COST 10 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	WITH k AS (
		SELECT x.job, x.started_at, x.ended_at, x.share FROM unnest(jobs, starts, ends, shares) x (job, started_at, ended_at, share)
	), w AS (
		SELECT c.at AS since, lead(c.at) OVER (ORDER BY c.at) AS until FROM (SELECT unnest(starts) UNION SELECT unnest(ends)) c (at)
	), n AS (
		-- in a fixed order
		SELECT w.since, w.until, k.job, k.started_at AS held_since, k.share, sum(k.share) OVER (PARTITION BY w.since ORDER BY k.started_at, k.job ROWS UNBOUNDED PRECEDING) AS share_after,
			lead(k.job) OVER (PARTITION BY w.since ORDER BY k.started_at, k.job) IS NULL AS is_last
		FROM w JOIN k ON k.started_at <= w.since AND k.ended_at >= w.until
	)
	SELECT n.since, n.until, n.job, n.held_since, least(n.share_after - n.share, 1), CASE WHEN n.is_last AND n.share_after >= 0.999999999 THEN 1 ELSE least(n.share_after, 1) END
	FROM n
	UNION ALL
	-- nobody for what they leave
	SELECT n.since, n.until, NULL, NULL, n.share_after, 1 FROM n WHERE n.is_last AND n.share_after < 0.999999999;
END
$body$;
COMMENT ON FUNCTION ledger.shares_of(text[], timestamptz[], timestamptz[], numeric[]) IS 'a time that several hold by turns or together, in parts with one holder or none';

CREATE OR REPLACE FUNCTION ledger.parts_of_holders(jobs text[], starts timestamptz[], ends timestamptz[], shares numeric[], begins timestamptz, ceases timestamptz)
RETURNS TABLE (since timestamptz, until timestamptz, job text, share_before numeric, share_after numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 10 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	in_turn boolean := true;
	at timestamptz := begins;
	first_at timestamptz;
	last_at timestamptz;
BEGIN
	FOR i IN 2 .. cardinality(jobs) LOOP
		in_turn := in_turn AND starts[i] >= ends[i - 1];
	END LOOP;
	-- one after the other, as most are
	IF in_turn THEN
		FOR i IN 1 .. cardinality(jobs) LOOP
			first_at := greatest(starts[i], begins);
			last_at := least(ends[i], ceases);
			CONTINUE WHEN first_at >= last_at;
			IF at < first_at THEN
				since := at; until := first_at; job := NULL; share_before := 0; share_after := 1;
				RETURN NEXT;
			END IF;
			since := first_at; until := last_at; job := jobs[i]; share_before := 0; share_after := CASE WHEN shares[i] >= 0.999999999 THEN 1 ELSE shares[i] END;
			RETURN NEXT;
			IF share_after < 1 THEN
				job := NULL; share_before := share_after; share_after := 1;
				RETURN NEXT;
			END IF;
			at := last_at;
		END LOOP;
		IF at < ceases THEN
			since := at; until := ceases; job := NULL; share_before := 0; share_after := 1;
			RETURN NEXT;
		END IF;
		RETURN;
	END IF;
	RETURN QUERY
	WITH y AS MATERIALIZED (
		SELECT greatest(x.since, begins) AS since, least(x.until, ceases) AS until, x.job, x.share_before, x.share_after
		FROM ledger.shares_of(jobs, starts, ends, shares) x
		WHERE x.since < ceases AND x.until > begins
	)
	SELECT y.since, y.until, y.job, y.share_before, y.share_after FROM y
	UNION ALL
	-- nobody in between
	SELECT e.at, e.next_at, NULL, 0, 1
	FROM (
		SELECT c.at, lead(c.at) OVER (ORDER BY c.at) AS next_at
		FROM (SELECT begins AS at UNION SELECT ceases UNION SELECT z.since FROM y z UNION SELECT z.until FROM y z) c
	) e
	WHERE e.next_at IS NOT NULL AND NOT EXISTS (SELECT FROM y z WHERE z.since = e.at);
END
$body$;
COMMENT ON FUNCTION ledger.parts_of_holders(text[], timestamptz[], timestamptz[], numeric[], timestamptz, timestamptz) IS
	'the time of a device between two in parts with the same holders, or none, from all who held it meanwhile: job (NULL: nobody), the sum of the shares of holders that are counted before, and the same with that of this one';

CREATE OR REPLACE VIEW ledger.held_time (	-- the time of all devices, for ever, in parts with one holder or none
	device,	-- device
	since,	-- from; -infinity: from the beginning
	until,	-- until; infinity: still
	job,	-- job; NULL: nobody
	held_since,	-- started_at of the row in job_device
	share_before,	-- sum of the shares of holders that are counted before
	share_after	-- the same with that of this one
) WITH (security_invoker) AS
SELECT s.device, x.since, x.until, x.job, x.held_since, x.share_before, x.share_after
FROM (
	SELECT g.*, lag(g.until) OVER (PARTITION BY g.device ORDER BY g.island) AS before, lead(g.since) OVER (PARTITION BY g.device ORDER BY g.island) AS behind
	FROM (
		SELECT i.device, i.island, count(*) AS n, min(i.started_at) AS since, max(i.ended_at) AS until,
			array_agg(i.job) AS jobs, array_agg(i.started_at) AS starts, array_agg(i.ended_at) AS ends, array_agg(i.share) AS shares
		FROM (
			SELECT h.*, count(*) FILTER (WHERE h.held_until IS NULL OR h.started_at >= h.held_until) OVER (PARTITION BY h.device ORDER BY h.started_at, h.job ROWS UNBOUNDED PRECEDING) AS island
			FROM (
				SELECT k.device, k.job, k.share, k.started_at, k.ended_at,
					max(k.ended_at) OVER (PARTITION BY k.device ORDER BY k.started_at, k.job ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS held_until
				FROM ledger.holding k
				WHERE k.ended_at > k.started_at
			) h
		) i
		GROUP BY i.device, i.island
	) g
) s
CROSS JOIN LATERAL (
	SELECT coalesce(s.before, '-infinity') AS since, s.since AS until, NULL::text AS job, NULL::timestamptz AS held_since, 0::numeric AS share_before, 1::numeric AS share_after
	WHERE s.before IS NULL OR s.before < s.since
	UNION ALL
	SELECT s.until, 'infinity', NULL, NULL, 0, 1 WHERE s.behind IS NULL AND s.until < 'infinity'
	UNION ALL
	SELECT s.since, s.until, s.jobs[1], s.since, 0, CASE WHEN s.shares[1] >= 0.999999999 THEN 1 ELSE s.shares[1] END WHERE s.n = 1
	UNION ALL
	SELECT s.since, s.until, NULL, NULL, s.shares[1], 1 WHERE s.n = 1 AND s.shares[1] < 0.999999999
	UNION ALL
	SELECT y.since, y.until, y.job, y.held_since, y.share_before, y.share_after FROM ledger.shares_of(s.jobs, s.starts, s.ends, s.shares) y WHERE s.n > 1
) x
UNION ALL
SELECT DISTINCT d.device, '-infinity'::timestamptz, 'infinity'::timestamptz, NULL::text, NULL::timestamptz, 0::numeric, 1::numeric
FROM ledger.device d
WHERE NOT EXISTS (SELECT 1 FROM ledger.holding k WHERE k.device = d.device AND k.ended_at > k.started_at);

-- Functions, for invalid is empty most of the time and its statistics say what it was: of
-- rows that compact has deleted the planner expects so many that views are compiled.
CREATE OR REPLACE FUNCTION ledger.stale_devices()
RETURNS TABLE (device text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY SELECT DISTINCT i.device FROM ledger.invalid i;
END
$body$;
COMMENT ON FUNCTION ledger.stale_devices() IS 'the devices of which some facts do not hold';

-- Asked for every fact of these devices: as held, without SET clauses, and with operators that are named.
-- COST 1: the planner counts it for all facts, of which few are asked.
CREATE OR REPLACE FUNCTION ledger.is_stale(device text, day date)
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $body$
BEGIN
	RETURN EXISTS (SELECT FROM ledger.invalid i
		WHERE i.device OPERATOR(pg_catalog.=) is_stale.device AND i.since OPERATOR(pg_catalog.<=) is_stale.day AND i.until OPERATOR(pg_catalog.>) is_stale.day);
END
$body$;
COMMENT ON FUNCTION ledger.is_stale(text, date) IS 'true: the fact of a device and day does not hold';

-- A fact counts unless a row of invalid covers it.
CREATE OR REPLACE VIEW ledger.good_fact (	-- facts that hold, of devices in service or not
	device,	-- device
	period,	-- since of its row in device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site
	max_w,	-- of the device
	day,	-- day
	since,	-- its sums are of the time in service from, if whole is false; NULL: it was not, when it was booked
	until,	-- its sums are of the time in service until
	method,	-- counter or power
	rule,	-- why
	parts,	-- series whose energies are added up
	energy_nj,	-- nJ; NULL: not known
	lower_j,	-- J; lower bound
	upper_j,	-- J; upper bound; NULL: a counter with gaps and without max_w
	covered_s,	-- s whose energy is known
	samples,	-- samples used
	rejected,	-- samples not used
	stuck_s,	-- s during which the counter did not move
	peak_w,	-- W; the largest seen
	edges,	-- instants within the day at which hours is cut beside the hours
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	other_hours,	-- the same by the other method; NULL: it saw nothing
	whole,	-- true: by its samples it was in service all day
	retired	-- until, as in device
) WITH (security_invoker) AS
SELECT f.device, f.period, p.kind, p.accelerator, p.host, p.rack, p.cluster, p.site, p.max_w, f.day, f.since, f.until, f.method, f.rule, f.parts,
	f.energy_nj, f.lower_j, f.upper_j, f.covered_s, f.samples, f.rejected, f.stuck_s, f.peak_w, f.edges, f.hours, f.other_hours, f.whole, p.until
FROM ledger.fact f
JOIN ledger.device_place p ON p.device = f.device AND p.since = f.period
-- of most devices no row, which a list tells that is made once; else the table would be looked at for each fact
WHERE f.device NOT IN (SELECT x.device FROM ledger.stale_devices() x) OR NOT ledger.is_stale(f.device, f.day);

-- A day that is booked is read from fact.
CREATE OR REPLACE VIEW ledger.fact_day (	-- booked days of devices whose facts hold, in service or not
	device,	-- device
	period,	-- since of its row in device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site
	max_w,	-- of the device
	month,	-- first day of the month
	day,	-- day
	since,	-- its sums are of the time in service from; NULL: it was not, when it was booked
	until,	-- its sums are of the time in service until
	method,	-- counter or power
	rule,	-- why
	parts,	-- series whose energies are added up
	energy_nj,	-- nJ; NULL: not known
	lower_j,	-- J; lower bound
	upper_j,	-- J; upper bound; NULL: a counter with gaps and without max_w
	covered_s,	-- s whose energy is known
	samples,	-- samples used
	rejected,	-- samples not used
	stuck_s,	-- s during which the counter did not move
	peak_w,	-- W; the largest seen
	edges,	-- instants within the day at which hours is cut beside the hours
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	other_hours,	-- the same by the other method; NULL: it saw nothing
	day_edges,	-- midnight, the hours of the day, midnight
	begins,	-- start of the day
	ends,	-- end of the day
	whole,	-- true: by its samples it was in service all day
	retired	-- until, as in device
) WITH (security_invoker) AS
SELECT f.device, f.period, f.kind, f.accelerator, f.host, f.rack, f.cluster, f.site, f.max_w,
	b.month, b.day, CASE WHEN f.whole THEN b.since ELSE f.since END, CASE WHEN f.whole THEN b.until ELSE f.until END, f.method, f.rule, f.parts,
	f.energy_nj, f.lower_j, f.upper_j, f.covered_s, f.samples, f.rejected, f.stuck_s, f.peak_w, f.edges, f.hours, f.other_hours, b.edges, b.since, b.until, f.whole, f.retired
FROM ledger.good_fact f
JOIN ledger.booked_day b ON b.day = f.day
WHERE b.day < (SELECT s.booked_before FROM ledger.setting s);

-- Of most facts their own row says that the device was in service all day.
CREATE OR REPLACE VIEW ledger.whole_day (	-- days on which devices were in service wholly, by facts that hold
	device,	-- device
	period,	-- since of its row in device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site
	max_w,	-- of the device
	month,	-- first day of the month
	day,	-- day
	since,	-- in service on that day from
	until,	-- in service on that day until
	method,	-- counter or power
	rule,	-- why
	parts,	-- series whose energies are added up
	energy_nj,	-- nJ; NULL: not known
	lower_j,	-- J; lower bound
	upper_j,	-- J; upper bound; NULL: a counter with gaps and without max_w
	covered_s,	-- s whose energy is known
	samples,	-- samples used
	rejected,	-- samples not used
	stuck_s,	-- s during which the counter did not move
	peak_w,	-- W; the largest seen
	edges,	-- instants within the day at which hours is cut beside the hours
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	other_hours,	-- the same by the other method; NULL: it saw nothing
	day_edges	-- midnight, the hours of the day, midnight
) WITH (security_invoker) AS
SELECT d.device, d.period, d.kind, d.accelerator, d.host, d.rack, d.cluster, d.site, d.max_w, d.month, d.day, d.begins, d.ends, d.method, d.rule, d.parts, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.samples, d.rejected, d.stuck_s, d.peak_w, d.edges, d.hours, d.other_hours, d.day_edges
FROM ledger.fact_day d
WHERE d.whole;

-- Where it began or ended, or was not seen, its time in service tells; it may have
-- turned out to be longer.
CREATE OR REPLACE VIEW ledger.edge_day (	-- booked days on which devices began or ended or were not seen
	device,	-- device
	period,	-- since of its row in device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site
	max_w,	-- of the device
	month,	-- first day of the month
	day,	-- day
	since,	-- in service on that day from
	until,	-- in service on that day until
	method,	-- counter or power
	rule,	-- why
	parts,	-- series whose energies are added up
	energy_nj,	-- nJ; NULL: not known
	lower_j,	-- J; lower bound
	upper_j,	-- J; upper bound; NULL: a counter with gaps and without max_w
	covered_s,	-- s whose energy is known
	samples,	-- samples used
	rejected,	-- samples not used
	stuck_s,	-- s during which the counter did not move
	peak_w,	-- W; the largest seen
	edges,	-- instants within the day at which hours is cut beside the hours
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	other_hours	-- the same by the other method; NULL: it saw nothing
) WITH (security_invoker) AS
SELECT f.device, f.period, p.kind, p.accelerator, p.host, p.rack, p.cluster, p.site, p.max_w,
	b.month, f.day, w.since, w.until, coalesce(x.used, f.method), coalesce(x.rule, f.rule), coalesce(x.parts, f.parts),
	CASE WHEN e.covered_s IS NULL THEN f.energy_nj WHEN e.energy_nj > 0 OR e.covered_s > 0 THEN e.energy_nj END,
	CASE WHEN e.covered_s IS NULL THEN f.lower_j ELSE e.lower_j END,
	CASE WHEN e.covered_s IS NULL THEN f.upper_j WHEN coalesce(x.used, f.method) = 'power' OR p.max_w IS NOT NULL OR e.gap_s = 0 THEN e.upper_j END,
	coalesce(e.covered_s, f.covered_s), coalesce(e.samples, f.samples), coalesce(e.rejected, f.rejected), coalesce(e.stuck_s, f.stuck_s),
	CASE WHEN e.covered_s IS NULL THEN f.peak_w ELSE e.peak_w END,
	CASE WHEN x.used IS NULL THEN f.edges ELSE x.edges END, coalesce(x.hours, f.hours), CASE WHEN x.used IS NULL THEN f.other_hours ELSE x.other_hours END
FROM ledger.fact f
JOIN ledger.booked_day b ON b.day = f.day
JOIN ledger.device_place p ON p.device = f.device AND p.since = f.period
-- by its samples it was in service as the fact says, which does not hold any longer where that changes; by jobs, as they are now: looked up where they could make it longer on this day
CROSS JOIN LATERAL (
	SELECT CASE WHEN isfinite(f.period) THEN f.period WHEN f.seen_since <= b.since THEN f.seen_since ELSE least(f.seen_since, h.started_at) END AS since,
		CASE WHEN f.seen_until < b.until THEN greatest(f.seen_until, h.ended_at) ELSE f.seen_until END AS until, CASE WHEN f.seen_until < b.until THEN h.running END AS running
	FROM (VALUES (1)) one (row)
	LEFT JOIN ledger.held_ever(f.device) h ON f.seen_until < b.until OR f.seen_since > b.since AND NOT isfinite(f.period)
	WHERE f.seen_since IS NOT NULL AND NOT f.dropped AND (SELECT s.kept_since FROM ledger.setting s) = '-infinity'
	UNION ALL
	SELECT x.since, x.until, x.running
	FROM ledger.service_of(f.device, f.period) x
	WHERE f.seen_since IS NULL OR f.dropped OR (SELECT s.kept_since FROM ledger.setting s) > '-infinity'
) r
CROSS JOIN LATERAL (SELECT least(p.until, greatest(r.until, CASE WHEN r.running THEN (SELECT ledger.last_reading()) END)) AS until) s
CROSS JOIN LATERAL (SELECT greatest(r.since, b.since) AS since, least(s.until, b.until) AS until) w
-- cut elsewhere
LEFT JOIN LATERAL (
	SELECT z.* FROM ledger.live_day(f.device, f.period, f.day, r.since, s.until) z
	WHERE NOT ((r.since <= b.since OR r.since = ANY (f.edges)) AND (s.until >= b.until OR s.until = ANY (f.edges))) IS TRUE
	OFFSET 0
) x ON true
LEFT JOIN LATERAL colossus.hours_sum(CASE WHEN x.used IS NOT NULL THEN x.hours WHEN f.since <> w.since OR f.until <> w.until OR f.since IS NULL THEN f.hours END, w.since, w.until) e ON true
WHERE NOT f.whole AND r.since < s.until AND r.since < b.until AND s.until > b.since AND b.day < (SELECT s.booked_before FROM ledger.setting s)
	-- true of all of them, and taken for 1 of 600 (a range 1 of 200, a bound 1 of 3): few days begin or end, but of a ledger of one day the planner would expect so many that it compiles, which takes as long as the rest
	AND f.parts >= (SELECT 0) AND f.parts <= (SELECT 2147483647) AND f.samples >= (SELECT 0)
	-- of most devices no row, which a list tells that is made once; else the table would be looked at for each fact
	AND (f.device NOT IN (SELECT x.device FROM ledger.stale_devices() x) OR NOT ledger.is_stale(f.device, f.day));

-- What is not booked, or no longer holds, is read from samples.
CREATE OR REPLACE FUNCTION ledger.live_days_of(devices text[], days date[], last_reading timestamptz)
RETURNS SETOF ledger.edge_day
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 400 SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan AS $body$
BEGIN
	RETURN QUERY
	WITH service AS MATERIALIZED (
		SELECT p.device, p.since AS period, p.kind, p.accelerator, p.host, p.rack, p.cluster, p.site, p.max_w, r.since,
			least(p.until, greatest(r.until, CASE WHEN r.running THEN live_days_of.last_reading END)) AS until
		FROM (SELECT DISTINCT unnest(live_days_of.devices)) y (device)
		CROSS JOIN LATERAL (SELECT x.* FROM ledger.device_place x WHERE x.device = y.device OFFSET 0) p
		CROSS JOIN LATERAL ledger.service_of(p.device, p.since) r
	), served AS MATERIALIZED (
		SELECT s.device, s.period, x.day, s.since, s.until, x.begins, x.ends
		FROM (
			SELECT DISTINCT y.device, y.day, y.day::timestamp AT TIME ZONE 'UTC' AS begins, (y.day + 1)::timestamp AT TIME ZONE 'UTC' AS ends
			FROM unnest(live_days_of.devices, live_days_of.days) y (device, day)
		) x
		JOIN service s ON s.device = x.device AND s.since < s.until AND s.since < x.ends AND s.until > x.begins
	), a AS (
		SELECT array_agg(x.device) AS devices, array_agg(x.period) AS periods, array_agg(x.day) AS days, array_agg(x.since) AS sinces, array_agg(x.until) AS untils,
			CASE WHEN min(x.day) = max(x.day) THEN min(x.day) END AS only_day, count(*) AS n
		FROM served x
	)
	SELECT p.device, p.period, p.kind, p.accelerator, p.host, p.rack, p.cluster, p.site, p.max_w,
		date_trunc('month', x.day::timestamp)::date, x.day, w.since, w.until, x.method, x.rule, x.parts,
		CASE WHEN e.energy_nj > 0 OR e.covered_s > 0 THEN e.energy_nj END, e.lower_j,
		CASE WHEN x.method = 'power' OR p.max_w IS NOT NULL OR e.gap_s = 0 THEN e.upper_j END,
		e.covered_s, e.samples, e.rejected, e.stuck_s, e.peak_w, x.edges, x.hours, x.other_hours
	FROM a
	-- an index leads to the rows of a device one by one, which costs ten times what a pass does; of a large fleet no more devices are counted than it takes to know
	CROSS JOIN LATERAL ledger.days_of(a.devices, a.periods, a.days, a.sinces, a.untils, CASE WHEN NOT EXISTS (SELECT FROM ledger.device OFFSET 10 * a.n) THEN a.only_day END) x
	JOIN service p ON p.device = x.device AND p.period = x.period
	CROSS JOIN LATERAL (SELECT greatest(p.since, x.day::timestamp AT TIME ZONE 'UTC') AS since, least(p.until, (x.day + 1)::timestamp AT TIME ZONE 'UTC') AS until) w
	CROSS JOIN LATERAL colossus.hours_sum(x.hours, w.since, w.until) e;
END
$body$;
COMMENT ON FUNCTION ledger.live_days_of(text[], date[], timestamptz) IS 'rows of device_day of devices and days in service, from their samples; last_reading: if a job holds any of them now, what that function gives, which looks at all series';

CREATE OR REPLACE FUNCTION ledger.live_day_of(only_device text, only_day date, last_reading timestamptz)
RETURNS SETOF ledger.edge_day
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 400 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY SELECT x.* FROM ledger.live_days_of(ARRAY[only_device], ARRAY[only_day], live_day_of.last_reading) x;
END
$body$;
COMMENT ON FUNCTION ledger.live_day_of(text, date, timestamptz) IS 'live_days_of for one device and day; last_reading: of one that a job holds now';

CREATE OR REPLACE FUNCTION ledger.clock()
RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $body$
BEGIN
	RETURN pg_catalog.clock_timestamp();
END
$body$;
COMMENT ON FUNCTION ledger.clock() IS 'clock_timestamp, and STABLE, for where no answer depends on it: a view with what is not is read before it is filtered';

CREATE OR REPLACE FUNCTION ledger.device_count()
RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN (SELECT count(*) FROM ledger.device);
END
$body$;
COMMENT ON FUNCTION ledger.device_count() IS 'rows of device that the asking role sees; a function, for the planner takes what policies ask of each of them for work that is done job by job, and a view for long enough to be compiled';

CREATE OR REPLACE FUNCTION ledger.unbooked_at_once(devices text[], day date, last_reading timestamptz)
RETURNS TABLE (place integer, days ledger.edge_day[])
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	SELECT q.place::integer, array_agg(z) FILTER (WHERE z.device IS NOT NULL)
	FROM unnest(unbooked_at_once.devices) WITH ORDINALITY q (device, place)
	LEFT JOIN ledger.live_days_of(unbooked_at_once.devices, array_fill(unbooked_at_once.day, ARRAY[cardinality(unbooked_at_once.devices)]), unbooked_at_once.last_reading) z ON z.device = q.device
	GROUP BY q.place;
END
$body$;
COMMENT ON FUNCTION ledger.unbooked_at_once(text[], date, timestamptz) IS 'live_days_of for devices and a day as unbooked_devices gives them, a row for the place of each';

-- One device costs ten times what it costs among all of its day, which are read in one pass.
-- How many are asked for nobody tells: a filter on the device reaches what is grouped by it,
-- and each is read by itself until that has taken a tenth of what all would take; then all
-- are read once, and the others found at their places.
CREATE OR REPLACE VIEW ledger.unbooked_day (	-- days in service that are not booked yet, or whose facts do not hold
	device,	-- device
	period,	-- since of its row in device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site
	max_w,	-- of the device
	month,	-- first day of the month
	day,	-- day
	since,	-- in service on that day from
	until,	-- in service on that day until
	method,	-- counter or power
	rule,	-- why
	parts,	-- series whose energies are added up
	energy_nj,	-- nJ; NULL: not known
	lower_j,	-- J; lower bound
	upper_j,	-- J; upper bound; NULL: a counter with gaps and without max_w
	covered_s,	-- s whose energy is known
	samples,	-- samples used
	rejected,	-- samples not used
	stuck_s,	-- s during which the counter did not move
	peak_w,	-- W; the largest seen
	edges,	-- instants within the day at which hours is cut beside the hours
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	other_hours	-- the same by the other method; NULL: it saw nothing
) WITH (security_invoker) AS
SELECT s.device, d.period, d.kind, d.accelerator, d.host, d.rack, d.cluster, d.site, d.max_w, d.month, g.day, d.since, d.until, d.method, d.rule, d.parts, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.samples, d.rejected, d.stuck_s, d.peak_w, d.edges, d.hours, d.other_hours
FROM ledger.unbooked_days() g
CROSS JOIN LATERAL (
	SELECT g.devices, g.last_reading WHERE g.devices IS NOT NULL
	UNION ALL
	SELECT x.devices, x.last_reading FROM ledger.unbooked_devices(g.day, g.last_reading) x WHERE g.devices IS NULL
) u
CROSS JOIN LATERAL (
	SELECT y.device, CASE WHEN ledger.clock() < (SELECT ledger.clock() WHERE g.day IS NOT NULL) + cardinality(u.devices) * interval '50 us' THEN
			(SELECT x FROM (SELECT y.place::integer AS place, array_agg(z) AS days FROM ledger.live_day_of(y.device, g.day, u.last_reading) z) x)
		ELSE (SELECT array_agg(x ORDER BY x.place) FROM ledger.unbooked_at_once(u.devices, g.day, u.last_reading) x)[y.place] END AS found
	FROM unnest(u.devices) WITH ORDINALITY y (device, place)
	GROUP BY y.device, y.place
) s
CROSS JOIN LATERAL unnest(ARRAY[s.found]) f (place integer, days ledger.edge_day[])
CROSS JOIN LATERAL unnest(f.days) d;

-- A role that may not see the fact of a day that he held may see samples of it that came
-- late, or the trace alone; of most such days he sees nothing, and that costs little.
CREATE OR REPLACE FUNCTION ledger.unseen_day_of(only_device text, only_day date)
RETURNS SETOF ledger.edge_day
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 4000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	begins timestamptz := only_day::timestamp AT TIME ZONE 'UTC';
	ends timestamptz := (only_day + 1)::timestamp AT TIME ZONE 'UTC';
	held_since timestamptz;
	held_until timestamptz;
	cuts timestamptz[];
	seen boolean;
	low timestamptz;
	high timestamptz;
BEGIN
	IF EXISTS (SELECT FROM ledger.invalid i WHERE i.device = only_device AND i.since <= only_day AND i.until > only_day) THEN
		RETURN;
	END IF;
	SELECT greatest(min(h.started_at), begins), least(max(h.ended_at), ends), array_agg(c.at ORDER BY c.at) FILTER (WHERE c.at > begins AND c.at < ends)
	INTO held_since, held_until, cuts
	FROM ledger.held_between(only_device, begins, ends) h
	CROSS JOIN LATERAL (VALUES (h.started_at), (h.ended_at)) c (at)
	WHERE h.ended_at > h.started_at;
	SELECT s.packed_since, s.packed_until INTO low, high FROM ledger.setting s;
	seen := EXISTS (SELECT FROM ledger.series s WHERE s.device = only_device AND s.metric IN ('power_w', 'energy_j')
		AND (EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day = only_day)
			OR EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = s.series_id AND x.at >= held_since AND x.at <= held_until AND (x.at < low OR x.at >= high))));
	-- nearly always
	IF NOT seen THEN
		RETURN QUERY
		SELECT p.device, p.since, p.kind, p.accelerator, p.host, p.rack, p.cluster, p.site, p.max_w,
			date_trunc('month', only_day::timestamp)::date, only_day, w.since, w.until, 'power', 'no samples', 0, NULL::numeric, e.lower_j, e.upper_j,
			e.covered_s, e.samples, e.rejected, e.stuck_s, e.peak_w, u.edges, u.hours, NULL::bytea
		FROM ledger.device_place p
		CROSS JOIN LATERAL (SELECT greatest(held_since, p.since) AS since, least(held_until, p.until) AS until) w
		CROSS JOIN LATERAL (
			SELECT ARRAY(SELECT DISTINCT c.at FROM unnest(cuts || ARRAY[w.since, w.until]) c (at) WHERE c.at > begins AND c.at < ends ORDER BY c.at) AS edges,
				colossus.hours_none(ARRAY(SELECT DISTINCT c.at FROM unnest(ledger.edges_of_day(only_day) || cuts || ARRAY[w.since, w.until]) c (at) ORDER BY c.at)) AS hours
			OFFSET 0
		) u
		CROSS JOIN LATERAL colossus.hours_sum(u.hours, w.since, w.until) e
		WHERE p.device = only_device AND w.since < w.until;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT p.device, p.since, p.kind, p.accelerator, p.host, p.rack, p.cluster, p.site, p.max_w,
		date_trunc('month', only_day::timestamp)::date, only_day, w.since, w.until, x.method, x.rule, x.parts,
		CASE WHEN e.energy_nj > 0 OR e.covered_s > 0 THEN e.energy_nj END, e.lower_j,
		CASE WHEN x.method = 'power' OR p.max_w IS NOT NULL OR e.gap_s = 0 THEN e.upper_j END,
		e.covered_s, e.samples, e.rejected, e.stuck_s, e.peak_w, x.edges, x.hours, x.other_hours
	FROM ledger.device_place p
	CROSS JOIN LATERAL (SELECT greatest(held_since, p.since) AS since, least(held_until, p.until) AS until) w
	CROSS JOIN LATERAL ledger.days_of(ARRAY[p.device], ARRAY[p.since], ARRAY[only_day], ARRAY[w.since], ARRAY[w.until], NULL) x
	CROSS JOIN LATERAL colossus.hours_sum(x.hours, w.since, w.until) e
	WHERE p.device = only_device AND w.since < w.until;
END
$body$;
COMMENT ON FUNCTION ledger.unseen_day_of(text, date) IS 'rows of device_day of a device and a booked day for a role that may not see its fact, from what samples it sees of the time that its jobs held it; who calls it has looked for the fact';

CREATE OR REPLACE VIEW ledger.unseen_day (	-- booked days that the jobs of the asking role held devices, and whose facts it may not see
	device,	-- device
	period,	-- since of its row in device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site
	max_w,	-- of the device
	month,	-- first day of the month
	day,	-- day
	since,	-- in service on that day from
	until,	-- in service on that day until
	method,	-- counter or power
	rule,	-- why
	parts,	-- series whose energies are added up
	energy_nj,	-- nJ; NULL: not known
	lower_j,	-- J; lower bound
	upper_j,	-- J; upper bound; NULL: a counter with gaps and without max_w
	covered_s,	-- s whose energy is known
	samples,	-- samples used
	rejected,	-- samples not used
	stuck_s,	-- s during which the counter did not move
	peak_w,	-- W; the largest seen
	edges,	-- instants within the day at which hours is cut beside the hours
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	other_hours	-- the same by the other method; NULL: it saw nothing
) WITH (security_invoker) AS
SELECT k.device, d.period, d.kind, d.accelerator, d.host, d.rack, d.cluster, d.site, d.max_w, d.month, b.day, d.since, d.until, d.method, d.rule, d.parts, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.samples, d.rejected, d.stuck_s, d.peak_w, d.edges, d.hours, d.other_hours
FROM ledger.booked_day b
CROSS JOIN LATERAL ledger.held_on(b.since, b.until) k
CROSS JOIN LATERAL ledger.unseen_day_of(k.device, b.day) d
WHERE row_security_active(format('%I.%I', 'ledger', 'fact')) AND b.day < (SELECT s.booked_before FROM ledger.setting s)
	AND NOT EXISTS (SELECT FROM ledger.fact f WHERE f.device = k.device AND f.day = b.day);

CREATE OR REPLACE VIEW ledger.device_day (	-- all days in service of all devices, with what each came to: what the views of devices, jobs, tenants and idle time add up
	device,	-- device
	period,	-- since of its row in device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site
	max_w,	-- of the device
	month,	-- first day of the month
	day,	-- day
	since,	-- in service on that day from
	until,	-- in service on that day until
	method,	-- counter or power
	rule,	-- why
	parts,	-- series whose energies are added up
	energy_nj,	-- nJ; NULL: not known
	lower_j,	-- J; lower bound
	upper_j,	-- J; upper bound; NULL: a counter with gaps and without max_w
	covered_s,	-- s whose energy is known
	samples,	-- samples used
	rejected,	-- samples not used
	stuck_s,	-- s during which the counter did not move
	peak_w,	-- W; the largest seen
	edges,	-- instants within the day at which hours is cut beside the hours
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	other_hours	-- the same by the other method; NULL: it saw nothing
) WITH (security_invoker) AS
SELECT d.device, d.period, d.kind, d.accelerator, d.host, d.rack, d.cluster, d.site, d.max_w, d.month, d.day, d.since, d.until, d.method, d.rule, d.parts, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.samples, d.rejected, d.stuck_s, d.peak_w, d.edges, d.hours, d.other_hours
FROM ledger.whole_day d
UNION ALL
SELECT d.device, d.period, d.kind, d.accelerator, d.host, d.rack, d.cluster, d.site, d.max_w, d.month, d.day, d.since, d.until, d.method, d.rule, d.parts, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.samples, d.rejected, d.stuck_s, d.peak_w, d.edges, d.hours, d.other_hours
FROM ledger.edge_day d
UNION ALL
SELECT d.device, d.period, d.kind, d.accelerator, d.host, d.rack, d.cluster, d.site, d.max_w, d.month, d.day, d.since, d.until, d.method, d.rule, d.parts, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.samples, d.rejected, d.stuck_s, d.peak_w, d.edges, d.hours, d.other_hours
FROM ledger.unbooked_day d
UNION ALL
SELECT d.device, d.period, d.kind, d.accelerator, d.host, d.rack, d.cluster, d.site, d.max_w, d.month, d.day, d.since, d.until, d.method, d.rule, d.parts, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.samples, d.rejected, d.stuck_s, d.peak_w, d.edges, d.hours, d.other_hours
FROM ledger.unseen_day d;

-- What a holder, or nobody, comes to of a day of a device.  Where its time is that of
-- the sums of the day, nothing is decoded.
CREATE OR REPLACE FUNCTION ledger.sums_of(device text, period timestamptz, day date, begins timestamptz, ends timestamptz, day_since timestamptz, day_until timestamptz,
	edges timestamptz[], day_hours bytea, other_hours bytea, held_since timestamptz, held_until timestamptz)
RETURNS TABLE (since timestamptz, until timestamptz, own colossus.energy, other colossus.energy, hours bytea)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT w.since, w.until, s.own, s.other, u.hours
	FROM (SELECT greatest(sums_of.begins, sums_of.held_since) AS since, least(sums_of.ends, sums_of.held_until) AS until) w
	-- where the day was not cut when it was booked, its samples tell
	LEFT JOIN LATERAL (
		SELECT z.hours, z.other_hours
		FROM ledger.live_day(sums_of.device, sums_of.period, sums_of.day, w.since, w.until) z
		WHERE NOT ((sums_of.held_since <= sums_of.begins OR sums_of.held_since = ANY (sums_of.edges)) AND (sums_of.held_until >= sums_of.ends OR sums_of.held_until = ANY (sums_of.edges))) IS TRUE
		OFFSET 0
	) n ON true
	CROSS JOIN LATERAL (SELECT coalesce(n.hours, sums_of.day_hours) AS hours, CASE WHEN n.hours IS NULL THEN sums_of.other_hours ELSE n.other_hours END AS other_hours) u
	-- once a row: fields of a function in FROM would go through a table of one row, fields of one that is not would each call it
	CROSS JOIN LATERAL (
		SELECT CASE WHEN w.since <> sums_of.day_since OR w.until <> sums_of.day_until OR sums_of.day_since IS NULL THEN colossus.hours_sum(u.hours, w.since, w.until) END AS own,
			CASE WHEN u.other_hours IS NOT NULL THEN colossus.hours_sum(u.other_hours, w.since, w.until) END AS other
		OFFSET 0
	) s;
END;
COMMENT ON FUNCTION ledger.sums_of(text, timestamptz, date, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz[], bytea, bytea, timestamptz, timestamptz) IS
	'what a device, held for a time, comes to of a day between begins and ends, both of which are edges of its hours: from when until when; own: NULL where that is day_since to day_until, of which the sums of the day are; other: by the other method; and the hours that they are from';

CREATE OR REPLACE FUNCTION ledger.part_of(max_w double precision, method text, day_nj numeric, day_lower_j double precision, day_upper_j double precision, day_covered_s double precision, day_rejected bigint,
	since timestamptz, until timestamptz, own colossus.energy, other colossus.energy, share_before numeric, share_after numeric, share numeric)
RETURNS TABLE (energy_nj numeric, held_s numeric, covered_s numeric, lower_nj numeric, upper_nj numeric, rejected bigint, power_nj numeric, counter_nj numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT CASE WHEN part_of.share_before = 0 AND part_of.share_after = 1 THEN e.energy_nj ELSE colossus.share_nj(e.energy_nj, part_of.share_before, part_of.share_after) END,
		extract(epoch FROM part_of.until - part_of.since) * part_of.share, ledger.seconds(e.covered_s) * part_of.share,
		ledger.nanojoules(e.lower_j) * part_of.share, ledger.nanojoules(e.upper_j) * part_of.share, e.rejected,
		CASE WHEN e.covered_s > 0 AND (part_of.other).covered_s > 0 THEN
			colossus.share_nj(CASE part_of.method WHEN 'power' THEN e.energy_nj WHEN 'counter' THEN (part_of.other).energy_nj END, part_of.share_before, part_of.share_after) END,
		CASE WHEN e.covered_s > 0 AND (part_of.other).covered_s > 0 THEN
			colossus.share_nj(CASE part_of.method WHEN 'power' THEN (part_of.other).energy_nj WHEN 'counter' THEN e.energy_nj END, part_of.share_before, part_of.share_after) END
	FROM (
		SELECT CASE WHEN (part_of.own).covered_s IS NULL THEN part_of.day_nj WHEN (part_of.own).energy_nj > 0 OR (part_of.own).covered_s > 0 THEN (part_of.own).energy_nj END AS energy_nj,
			CASE WHEN (part_of.own).covered_s IS NULL THEN part_of.day_lower_j ELSE (part_of.own).lower_j END AS lower_j,
			CASE WHEN (part_of.own).covered_s IS NULL THEN part_of.day_upper_j WHEN part_of.method = 'power' OR part_of.max_w IS NOT NULL OR (part_of.own).gap_s = 0 THEN (part_of.own).upper_j END AS upper_j,
			coalesce((part_of.own).covered_s, part_of.day_covered_s) AS covered_s, coalesce((part_of.own).rejected, part_of.day_rejected) AS rejected
	) e;
END;
COMMENT ON FUNCTION ledger.part_of(double precision, text, numeric, double precision, double precision, double precision, bigint, timestamptz, timestamptz, colossus.energy, colossus.energy, numeric, numeric, numeric) IS
	'what falls to a share of a device, share_after less share_before, of a time for which sums_of gave own and other, beside the sums of the day';

CREATE OR REPLACE FUNCTION ledger.held_now(device text)
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN EXISTS (SELECT FROM ledger.holding h WHERE h.device = held_now.device AND h.started_at <= now() AND h.ended_at > now());
END
$body$;
COMMENT ON FUNCTION ledger.held_now(text) IS 'true: a job holds a device now';

-- Who held what on which booked day: a day that is asked for looks at its holders alone.
-- In SQL, so that it becomes part of the query that asks.
CREATE OR REPLACE FUNCTION ledger.held_by_device(since timestamptz, until timestamptz)
RETURNS TABLE (device text, jobs text[], starts timestamptz[], ends timestamptz[], shares numeric[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT k.device, array_agg(k.job), array_agg(k.started_at), array_agg(k.ended_at), array_agg(k.share)
	-- parts_of_holders is faster with them in order
	FROM (SELECT x.device, x.job, x.started_at, x.ended_at, x.share FROM ledger.all_held_between(held_by_device.since, held_by_device.until) x WHERE x.ended_at > x.started_at ORDER BY x.device, x.started_at) k
	GROUP BY k.device;
END;
COMMENT ON FUNCTION ledger.held_by_device(timestamptz, timestamptz) IS 'all_held_between, a row a device: job, start, end and share of each of its holders; of a device that nobody held, none';

CREATE OR REPLACE FUNCTION ledger.held_alone(jobs text[], starts timestamptz[], ends timestamptz[], shares numeric[], since timestamptz, until timestamptz)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN held_alone.jobs IS NULL OR cardinality(held_alone.jobs) = 1 AND held_alone.shares[1] >= 0.999999999 AND held_alone.starts[1] <= held_alone.since AND held_alone.ends[1] >= held_alone.until;
COMMENT ON FUNCTION ledger.held_alone(text[], timestamptz[], timestamptz[], numeric[], timestamptz, timestamptz) IS 'true: of the holders one had all of a device from since until until, or nobody had any of it';

-- In SQL, for most have one holder or none, which takes no call.
CREATE OR REPLACE FUNCTION ledger.holder_parts(jobs text[], starts timestamptz[], ends timestamptz[], shares numeric[], since timestamptz, until timestamptz)
RETURNS TABLE (since timestamptz, until timestamptz, job text, share_before numeric, share_after numeric, share numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2
BEGIN ATOMIC
	SELECT holder_parts.since, holder_parts.until, holder_parts.jobs[1], 0::numeric, 1::numeric, 1::numeric
	WHERE ledger.held_alone(holder_parts.jobs, holder_parts.starts, holder_parts.ends, holder_parts.shares, holder_parts.since, holder_parts.until)
	UNION ALL
	SELECT CASE c.part WHEN 'before' THEN holder_parts.since WHEN 'behind' THEN greatest(holder_parts.ends[1], holder_parts.since) ELSE greatest(holder_parts.starts[1], holder_parts.since) END,
		CASE c.part WHEN 'before' THEN least(holder_parts.starts[1], holder_parts.until) WHEN 'behind' THEN holder_parts.until ELSE least(holder_parts.ends[1], holder_parts.until) END,
		CASE c.part WHEN 'held' THEN holder_parts.jobs[1] END,
		CASE c.part WHEN 'left' THEN holder_parts.shares[1] ELSE 0 END,
		CASE WHEN c.part = 'held' AND holder_parts.shares[1] < 0.999999999 THEN holder_parts.shares[1] ELSE 1 END,
		CASE WHEN c.part IN ('before', 'behind') OR holder_parts.shares[1] >= 0.999999999 THEN 1 WHEN c.part = 'held' THEN holder_parts.shares[1] ELSE 1 - holder_parts.shares[1] END
	FROM (VALUES ('before'), ('held'), ('left'), ('behind')) c (part)
	WHERE cardinality(holder_parts.jobs) = 1 AND NOT ledger.held_alone(holder_parts.jobs, holder_parts.starts, holder_parts.ends, holder_parts.shares, holder_parts.since, holder_parts.until)
		AND CASE c.part WHEN 'before' THEN holder_parts.starts[1] > holder_parts.since WHEN 'behind' THEN holder_parts.ends[1] < holder_parts.until
			ELSE holder_parts.starts[1] < holder_parts.until AND holder_parts.ends[1] > holder_parts.since AND (c.part = 'held' OR holder_parts.shares[1] < 0.999999999) END
	UNION ALL
	SELECT y.since, y.until, y.job, y.share_before, y.share_after, y.share_after - y.share_before
	FROM ledger.parts_of_holders(holder_parts.jobs, holder_parts.starts, holder_parts.ends, holder_parts.shares, holder_parts.since, holder_parts.until) y
	WHERE cardinality(holder_parts.jobs) > 1;
END;
COMMENT ON FUNCTION ledger.holder_parts(text[], timestamptz[], timestamptz[], numeric[], timestamptz, timestamptz) IS 'parts_of_holders; holders NULL: none';

-- A call, for few have anyone beside them: as part of the query that asks it would be planned for
-- each of its rows, and of a year's jobs the plan would look so dear that it were compiled.
CREATE OR REPLACE FUNCTION ledger.parts_beside(job text, device text, started_at timestamptz, held_until timestamptz, since timestamptz, until timestamptz)
RETURNS TABLE (part_since timestamptz, part_until timestamptz, share_before numeric, share_after numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	jobs text[];
	starts timestamptz[];
	ends timestamptz[];
	shares numeric[];
BEGIN
	SELECT array_agg(o.job), array_agg(o.started_at), array_agg(o.ended_at), array_agg(o.share) INTO jobs, starts, ends, shares
	FROM ledger.held_between(parts_beside.device, greatest(parts_beside.started_at, parts_beside.since), least(parts_beside.held_until, parts_beside.until)) o
	WHERE o.ended_at > o.started_at;
	-- itself
	IF cardinality(jobs) > 1 THEN
		RETURN QUERY
		SELECT greatest(y.since, parts_beside.since), least(y.until, parts_beside.until), y.share_before, y.share_after
		FROM ledger.shares_of(jobs, starts, ends, shares) y
		WHERE y.job = parts_beside.job AND y.held_since = parts_beside.started_at AND y.since < parts_beside.until AND y.until > parts_beside.since;
	END IF;
END
$body$;
COMMENT ON FUNCTION ledger.parts_beside(text, text, timestamptz, timestamptz, timestamptz, timestamptz) IS
	'as parts_of_holding, where others hold some of the device at the same time or by turns; no row: nobody does';

-- In SQL, so that it becomes part of the query that asks.
CREATE OR REPLACE FUNCTION ledger.parts_of_holding(job text, device text, share numeric, started_at timestamptz, held_until timestamptz, since timestamptz, until timestamptz)
RETURNS TABLE (since timestamptz, until timestamptz, share_before numeric, share_after numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2
BEGIN ATOMIC
	SELECT coalesce(x.part_since, greatest(parts_of_holding.started_at, parts_of_holding.since)), coalesce(x.part_until, least(parts_of_holding.held_until, parts_of_holding.until)), coalesce(x.share_before, 0),
		CASE WHEN x.part_since IS NOT NULL THEN x.share_after WHEN parts_of_holding.share >= 0.999999999 THEN 1 ELSE parts_of_holding.share END
	FROM (VALUES (1)) one (row)
	-- who holds all of it is by himself: of him there is no x
	LEFT JOIN LATERAL (
		SELECT y.part_since, y.part_until, y.share_before, y.share_after
		FROM ledger.parts_beside(parts_of_holding.job, parts_of_holding.device, parts_of_holding.started_at, parts_of_holding.held_until, parts_of_holding.since, parts_of_holding.until) y
		WHERE parts_of_holding.share < 1
		OFFSET 0
	) x ON true;
END;
COMMENT ON FUNCTION ledger.parts_of_holding(text, text, numeric, timestamptz, timestamptz, timestamptz, timestamptz) IS
	'what falls between since and until of the time that a row of job_device holds its device, in parts with the same holders beside it: the sum of the shares of holders that are counted before, and the same with that of this one';

-- By day or by job: what is asked for tells which rows are looked at.
CREATE OR REPLACE FUNCTION ledger.holders_between(since timestamptz, until timestamptz)
RETURNS TABLE (job text, device text, share numeric, started_at timestamptz, held_until timestamptz, low date, high date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT k.job, k.device, k.share, k.started_at, k.held_until, (k.started_at AT TIME ZONE 'UTC')::date, ((k.held_until - interval '1 microsecond') AT TIME ZONE 'UTC')::date
	FROM (VALUES (0, NULL::interval), (1, interval '24 hours'), (32, interval '768 hours')) c (days, lasts)
	-- as all_held_between, whose branches could only be looked at for one time after the other
	JOIN ledger.job_device k ON k.held_days::integer = c.days AND k.started_at >= coalesce(holders_between.since - c.lasts, '-infinity') AND k.started_at < holders_between.until
		AND k.held_until - interval '0' > holders_between.since AND k.held_until > k.started_at
		-- Nothing new: of rows between two times the planner expects a ninth of all, and would read the whole table for
		-- some days, or compile.  Each time that it is told so it expects a ninth of that.
		AND k.started_at >= coalesce(holders_between.since - c.lasts - interval '0', '-infinity') AND k.started_at < holders_between.until + interval '0'
		AND k.started_at >= coalesce(holders_between.since - c.lasts - interval '0' - interval '0', '-infinity') AND k.started_at < holders_between.until + interval '0' + interval '0'
		AND k.started_at >= coalesce(holders_between.since - c.lasts - interval '0' - interval '0' - interval '0', '-infinity') AND k.started_at < holders_between.until + interval '0' + interval '0' + interval '0';
END;
COMMENT ON FUNCTION ledger.holders_between(timestamptz, timestamptz) IS
	'the rows of job_device that hold a device at any time between two, with the first and the last day: who asks for a job says that a day is between them, and its days alone are looked at';

CREATE OR REPLACE VIEW ledger.device_part (	-- all time of all accelerators in service, in parts with one holder or none: what the views of jobs, tenants and idle time add up
	device,	-- device
	cluster,	-- cluster
	site,	-- site
	zone,	-- grid zone
	day,	-- day
	since,	-- from
	until,	-- until
	job,	-- job; NULL: idle
	tenant,	-- tenant of the job
	share,	-- share of the device
	energy_nj,	-- nJ at the accelerator; NULL: not known
	held_s,	-- s; time x share
	covered_s,	-- s of it whose energy is known
	server_factor,	-- of site_overhead
	pue,	-- of site_overhead
	it_factor,	-- server_factor as numeric
	facility_factor,	-- server_factor x pue as numeric
	month,	-- first day of the month
	method,	-- counter or power
	lower_nj,	-- nJ; lower bound
	upper_nj,	-- nJ; upper bound; NULL: a counter with gaps and without max_w
	rejected,	-- samples not used
	power_nj,	-- nJ by power, where both methods saw something
	counter_nj,	-- nJ by counter, where both methods saw something
	period,	-- since of its row in device
	share_before,	-- sum of the shares of holders that are counted before
	share_after,	-- the same with that of this one
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	booked,	-- the day is booked and nothing makes it stale
	whole	-- true: by a fact that holds it was in service all day
) WITH (security_invoker) AS
SELECT d.device, d.cluster, d.site, coalesce(o.zone, ledger.region_of(d.site)), d.day, g.since, g.until, g.job, j.tenant, g.share, p.energy_nj, p.held_s, p.covered_s, o.server_factor, o.pue, o.it_factor, o.facility_factor, d.month, d.method,
	p.lower_nj, p.upper_nj, p.rejected, p.power_nj, p.counter_nj, d.period, g.share_before, g.share_after, g.hours, d.booked, d.whole
FROM (
	-- Day by day, so that whoever asks for some reads the holders of these, and whole days by themselves, for who has
	-- their sums asks for none.  The ranges are true of all days, as in asked_job: of all some are asked for.
	SELECT w.device, w.period, w.kind, w.cluster, w.site, w.max_w, q.month, q.day, w.since, w.until, w.method, w.energy_nj, w.lower_j, w.upper_j, w.covered_s, w.rejected, w.edges, w.hours, w.other_hours, w.jobs, w.starts, w.ends, w.shares, true AS booked, true AS whole,
		ledger.held_alone(w.jobs, w.starts, w.ends, w.shares, w.since, w.until) AS plain
	FROM ledger.booked_day q
	-- WITH: it stays a query of its own, in which the holders of a day do not depend on the device and are read once, however few devices the planner expects
	CROSS JOIN LATERAL (
		WITH apart AS (SELECT)
		SELECT x.*, h.jobs, h.starts, h.ends, h.shares
		FROM (SELECT x.device, x.period, x.kind, x.cluster, x.site, x.max_w, x.since, x.until, x.method, x.energy_nj, x.lower_j, x.upper_j, x.covered_s, x.rejected, x.edges, x.hours, x.other_hours FROM ledger.whole_day x WHERE x.day = q.day) x
		LEFT JOIN ledger.held_by_device(q.since, q.until) h ON h.device = x.device
	) w
	WHERE q.day >= (SELECT '-infinity'::date) AND q.day <= (SELECT 'infinity'::date)
	UNION ALL
	SELECT w.device, w.period, w.kind, w.cluster, w.site, w.max_w, q.month, q.day, w.since, w.until, w.method, w.energy_nj, w.lower_j, w.upper_j, w.covered_s, w.rejected, w.edges, w.hours, w.other_hours, w.jobs, w.starts, w.ends, w.shares, true, false,
		ledger.held_alone(w.jobs, w.starts, w.ends, w.shares, w.since, w.until)
	FROM ledger.booked_day q
	CROSS JOIN LATERAL (
		WITH apart AS (SELECT)
		SELECT x.*, h.jobs, h.starts, h.ends, h.shares
		FROM (
			SELECT x.device, x.period, x.kind, x.cluster, x.site, x.max_w, x.since, x.until, x.method, x.energy_nj, x.lower_j, x.upper_j, x.covered_s, x.rejected, x.edges, x.hours, x.other_hours FROM ledger.edge_day x WHERE x.day = q.day
			UNION ALL
			SELECT x.device, x.period, x.kind, x.cluster, x.site, x.max_w, x.since, x.until, x.method, x.energy_nj, x.lower_j, x.upper_j, x.covered_s, x.rejected, x.edges, x.hours, x.other_hours FROM ledger.unseen_day x WHERE x.day = q.day
		) x
		LEFT JOIN ledger.held_by_device(q.since, q.until) h ON h.device = x.device
	) w
	WHERE q.day >= (SELECT '-infinity'::date) AND q.day <= (SELECT 'infinity'::date)
	UNION ALL
	SELECT w.device, w.period, w.kind, w.cluster, w.site, w.max_w, w.month, w.day, w.since, w.until, w.method, w.energy_nj, w.lower_j, w.upper_j, w.covered_s, w.rejected, w.edges, w.hours, w.other_hours, h.jobs, h.starts, h.ends, h.shares, false, false, false
	FROM ledger.unbooked_day w
	CROSS JOIN LATERAL (SELECT array_agg(k.job) AS jobs, array_agg(k.started_at) AS starts, array_agg(k.ended_at) AS ends, array_agg(k.share) AS shares FROM ledger.held_between(w.device, w.since, w.until) k WHERE k.ended_at > k.started_at) h
) d
-- of most days, the plain ones, the sums of the day are those of the one who held the device or of nobody: of these there is no x
LEFT JOIN LATERAL (
	SELECT h.job, h.share_before, h.share_after, h.share, y.since, y.until, y.own, y.other, y.hours
	FROM ledger.holder_parts(d.jobs, d.starts, d.ends, d.shares, d.since, d.until) h
	CROSS JOIN LATERAL ledger.sums_of(d.device, d.period, d.day, d.since, d.until, d.since, d.until, d.edges, d.hours, d.other_hours, h.since, h.until) y
	WHERE NOT d.plain
	OFFSET 0
) x ON true
CROSS JOIN LATERAL (SELECT CASE WHEN d.plain THEN d.jobs[1] ELSE x.job END AS job, coalesce(x.since, d.since) AS since, coalesce(x.until, d.until) AS until,
	coalesce(x.share_before, 0) AS share_before, coalesce(x.share_after, 1) AS share_after, coalesce(x.share, 1) AS share, coalesce(x.hours, d.hours) AS hours,
	-- who does not ask for both methods does not have it computed
	CASE WHEN NOT d.plain THEN x.other WHEN d.other_hours IS NOT NULL THEN colossus.hours_sum(d.other_hours, d.since, d.until) END AS other) g
CROSS JOIN LATERAL ledger.part_of(d.max_w, d.method, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.rejected, g.since, g.until, x.own, g.other, g.share_before, g.share_after, g.share) p
LEFT JOIN ledger.overhead_spans() o ON o.site = d.site AND o.since <= d.day AND o.until > d.day
LEFT JOIN ledger.job j ON j.job = g.job
WHERE d.kind = 'accelerator' AND (d.plain OR x.since IS NOT NULL);

-- The planner counts disk reads that nobody does, and from some 850 jobs on took the day of
-- a view for long enough to be compiled, 3.5 s where it ran 0.15.  So it is told that of all
-- jobs some are asked for: what it takes a range with ends that it does not know for, 1 of 200.
CREATE OR REPLACE VIEW ledger.asked_job (	-- the jobs, for views that look up what each held and counted
	job,	-- job
	kind,	-- training or inference
	model,	-- model
	tenant,	-- tenant
	started_at,	-- start
	ended_at,	-- end; NULL: still running, or running says that it is not known
	running,	-- false: it has ended, and where ended_at is NULL nobody knows when
	reported_j	-- J; as the scheduler or tracker says
) WITH (security_invoker) AS
SELECT j.job, j.kind, j.model, j.tenant, j.started_at, j.ended_at, j.running, j.reported_j
FROM ledger.job j
-- true of all of them
WHERE j.trainable >= (SELECT 0::double precision) AND j.trainable <= (SELECT 1::double precision);

CREATE OR REPLACE VIEW ledger.token_job (	-- the jobs that may have tokens, by a counter or a training log
	job,	-- job
	kind,	-- training or inference
	model,	-- model
	tenant	-- tenant
) WITH (security_invoker) AS
SELECT j.job, j.kind, j.model, j.tenant
FROM ledger.asked_job j
WHERE EXISTS (SELECT FROM ledger.series s WHERE s.job = j.job AND s.metric LIKE '%\_tokens')
UNION ALL
SELECT j.job, j.kind, j.model, j.tenant
FROM ledger.asked_job j
WHERE EXISTS (SELECT FROM ledger.step_log l WHERE l.job = j.job) AND NOT EXISTS (SELECT FROM ledger.series s WHERE s.job = j.job AND s.metric LIKE '%\_tokens');

-- What closed days came to by job stands in job_sum.  It counts on the days that it has, but
-- for jobs and days that somebody has changed since: of these, and of devices that were
-- not in service all day, facts tell.
CREATE OR REPLACE FUNCTION ledger.sees_all()
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN NOT (row_security_active(format('%I.%I', 'ledger', 'fact')) OR row_security_active(format('%I.%I', 'ledger', 'job_device')) OR row_security_active(format('%I.%I', 'ledger', 'device')));
END
$body$;
COMMENT ON FUNCTION ledger.sees_all() IS 'true: row security keeps no fact, holder or device from who is asking';

CREATE OR REPLACE FUNCTION ledger.sees_samples()
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN NOT (row_security_active(format('%I.%I', 'ledger', 'series')) OR row_security_active(format('%I.%I', 'ledger', 'sample')) OR row_security_active(format('%I.%I', 'ledger', 'device_trace')));
END
$body$;
COMMENT ON FUNCTION ledger.sees_samples() IS 'true: row security keeps no series, sample or trace from who is asking';
-- By functions, for sample may be another table one day.
DO $body$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = format('%I.%I', 'ledger', 'token_fact')::regclass AND p.polname = 'who_sees_all') THEN
		CREATE POLICY who_sees_all ON ledger.job_sum USING ((SELECT ledger.sees_all()));
		CREATE POLICY who_sees_all ON ledger.fleet_sum USING ((SELECT ledger.sees_all()));
		CREATE POLICY who_sees_all ON ledger.unsummed USING ((SELECT ledger.sees_all()));
		CREATE POLICY who_sees_all ON ledger.token_fact USING ((SELECT ledger.sees_samples()));
		CREATE POLICY who_sees_all ON ledger.uncounted USING ((SELECT ledger.sees_samples()));
	END IF;
END
$body$;

CREATE OR REPLACE FUNCTION ledger.summed()
RETURNS TABLE (since date, until date)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	-- who does not see all sees no sum
	RETURN QUERY
	SELECT s.summed_since, s.summed_before FROM ledger.setting s
	WHERE s.summed_since < s.summed_before AND ledger.sees_all()
		AND has_table_privilege(format('%I.%I', 'ledger', 'unsummed'), 'SELECT');
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'infinity'::date, '-infinity'::date;
	END IF;
END
$body$;
COMMENT ON FUNCTION ledger.summed() IS 'the days that job_sum has, one row: from, and the day after the last; infinity and -infinity: none, or not for who is asking';

CREATE OR REPLACE FUNCTION ledger.changed_sums(stale boolean DEFAULT true)
RETURNS TABLE (jobs text[], devices text[], since date, until date)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	-- nearly always
	IF NOT (stale AND EXISTS (SELECT FROM ledger.invalid)) AND NOT EXISTS (SELECT FROM ledger.unsummed) THEN
		RETURN;
	END IF;
	-- each is looked up, and there may be as many as there are devices or jobs
	IF stale AND (SELECT count(*) FROM (SELECT FROM ledger.invalid LIMIT 1001) x) + coalesce((SELECT sum(cardinality(x.devices) + cardinality(x.jobs)) FROM ledger.unsummed x), 0) > 1000 THEN
		RETURN QUERY SELECT '{}'::text[], '{}'::text[], '-infinity'::date, 'infinity'::date;
		RETURN;
	END IF;
	-- Facts that do not hold, or are of another place, are in the sums of no other days than their own.  A single day
	-- may have lost its fact: who books it anew names it.
	RETURN QUERY
	SELECT '{}'::text[], array_agg(x.device), x.low, x.high
	FROM (
		SELECT i.device, w.low, w.high
		FROM (
			SELECT y.device, y.since, y.until FROM ledger.invalid y WHERE changed_sums.stale
			UNION
			SELECT d.device, y.since, y.until FROM ledger.unsummed y CROSS JOIN unnest(y.devices) d (device) WHERE y.jobs = '{}'
		) i
		CROSS JOIN LATERAL (
			SELECT i.since AS low, i.until AS high WHERE i.until = i.since + 1
			UNION ALL
			SELECT min(f.day), max(f.day) + 1 FROM ledger.fact f WHERE i.until <> i.since + 1 AND f.device = i.device AND f.day >= i.since AND f.day < i.until HAVING count(*) > 0
		) w
	) x
	GROUP BY x.low, x.high
	UNION ALL
	SELECT y.jobs, y.devices, y.since, y.until FROM ledger.unsummed y WHERE y.jobs <> '{}' OR y.devices = '{}';
END
$body$;
COMMENT ON FUNCTION ledger.changed_sums(boolean) IS 'days of which sums do not hold: of jobs and of whoever holds any of these devices, or of all where both are empty; stale: for who reads, also while the facts of some do not hold, and of very many changes all days';

CREATE OR REPLACE FUNCTION ledger.unsummed_days()
RETURNS TABLE (day date, jobs text[])
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	booked date := (SELECT s.booked_before FROM ledger.setting s);
	low date;
	high date;
BEGIN
	SELECT s.since, s.until INTO low, high FROM ledger.summed() s;
	IF NOT low < high OR EXISTS (SELECT FROM ledger.changed_sums() c WHERE c.jobs = '{}' AND c.devices = '{}' AND c.since = '-infinity') THEN
		RETURN QUERY SELECT b.day, NULL::text[] FROM ledger.booked_day b WHERE b.day < booked;
		RETURN;
	END IF;
	RETURN QUERY SELECT b.day, NULL::text[] FROM ledger.booked_day b WHERE b.day < booked AND (b.day < low OR b.day >= high);
	IF NOT EXISTS (SELECT FROM ledger.changed_sums()) THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH c AS MATERIALIZED (
		SELECT x.jobs, x.devices, greatest(x.since, low) AS since, least(x.until, high) AS until FROM ledger.changed_sums() x WHERE x.since < high AND x.until > low
	), h AS MATERIALIZED (
		SELECT j.job, c.since, c.until FROM c CROSS JOIN LATERAL unnest(c.jobs) j (job)
		UNION
		SELECT k.job, c.since, c.until
		FROM c
		CROSS JOIN LATERAL unnest(c.devices) d (device)
		CROSS JOIN LATERAL ledger.held_between(d.device, c.since::timestamp AT TIME ZONE 'UTC', c.until::timestamp AT TIME ZONE 'UTC') k
		UNION
		SELECT NULL, c.since, c.until FROM c WHERE c.jobs = '{}' AND c.devices = '{}'
	)
	-- of very many jobs it is all
	SELECT b.day, CASE WHEN count(*) = count(h.job) AND count(*) <= 1000 THEN array_agg(DISTINCT h.job) END
	FROM h
	JOIN ledger.booked_day b ON b.day >= h.since AND b.day < h.until
	GROUP BY b.day;
END
$body$;
COMMENT ON FUNCTION ledger.unsummed_days() IS 'booked days that job_sum does not have, of some jobs or of all (NULL)';

CREATE OR REPLACE FUNCTION ledger.summed_days(since date, until date)
RETURNS date[]
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN ARRAY(
		SELECT b.day
		FROM ledger.summed() s
		JOIN ledger.booked_day b ON b.day >= s.since AND b.day < s.until
		WHERE b.day >= summed_days.since AND b.day < summed_days.until AND NOT EXISTS (SELECT FROM ledger.changed_sums() c WHERE c.since <= b.day AND c.until > b.day)
		ORDER BY b.day);
END
$body$;
COMMENT ON FUNCTION ledger.summed_days(date, date) IS 'the days between two of which job_sum holds for all jobs and for nobody';

-- As is_stale.
CREATE OR REPLACE FUNCTION ledger.is_odd(device text, day date)
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $body$
BEGIN
	RETURN EXISTS (SELECT FROM ledger.fact f WHERE f.device OPERATOR(pg_catalog.=) is_odd.device AND f.day OPERATOR(pg_catalog.=) is_odd.day AND NOT f.whole);
END
$body$;
COMMENT ON FUNCTION ledger.is_odd(text, date) IS 'true: a fact of the device and day says that it was not in service all day';

CREATE OR REPLACE FUNCTION ledger.fact_days()
RETURNS TABLE (day date, since timestamptz, until timestamptz, wholes boolean[], jobs text[])
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	booked date := (SELECT s.booked_before FROM ledger.setting s);
	unsummed_day record;
	others date[] := '{}';
BEGIN
	FOR unsummed_day IN SELECT b.day, b.since, b.until, x.jobs FROM ledger.unsummed_days() x JOIN ledger.booked_day b ON b.day = x.day LOOP
		day := unsummed_day.day; since := unsummed_day.since; until := unsummed_day.until; jobs := unsummed_day.jobs; wholes := CASE WHEN jobs IS NULL THEN '{f,t}' ELSE '{t}' END;
		RETURN NEXT;
		others := CASE WHEN jobs IS NULL THEN others || day ELSE others END;
	END LOOP;
	RETURN QUERY
	SELECT b.day, b.since, b.until, '{f}'::boolean[], NULL::text[] FROM ledger.booked_day b
	WHERE b.day < booked AND b.day NOT IN (SELECT unnest(others)) AND EXISTS (SELECT FROM ledger.fact f WHERE f.day = b.day AND NOT f.whole);
END
$body$;
COMMENT ON FUNCTION ledger.fact_days() IS 'booked days that facts tell beside job_sum: of devices in service all day (t in wholes) or not (f), and of some jobs or of all (NULL)';

CREATE OR REPLACE VIEW ledger.job_fact (	-- the time that jobs held devices on booked days whose facts hold, a day of a device and holder each, beside the sums of the day
	job,	-- job
	job_kind,	-- training or inference
	model,	-- model
	tenant,	-- tenant
	kind,	-- accelerator, or what a meter measures
	device,	-- device
	cluster,	-- cluster
	site,	-- site
	method,	-- counter or power
	day,	-- day
	period,	-- since of its row in device
	max_w,	-- of the device
	energy_nj,	-- nJ of the day; NULL: not known
	lower_j,	-- J of the day; lower bound
	upper_j,	-- J of the day; upper bound; NULL: a counter with gaps and without max_w
	covered_s,	-- s of the day whose energy is known
	rejected,	-- samples of the day not used
	share_before,	-- sum of the shares of holders that are counted before
	share_after,	-- the same with that of this one
	share,	-- share of the device
	since,	-- from
	until,	-- until
	own,	-- what it came to from since until until, as sums_of gives it; NULL: what the day did
	other,	-- the same by the other method
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	first_day,	-- day from which on the row of job_device holds the device
	last_day,	-- the last one
	apart	-- true: a row of what job_sum does not have; false: a row of all, as if there were no job_sum
) WITH (security_invoker) AS
SELECT j.job, j.kind AS job_kind, j.model, j.tenant, d.kind, d.device, d.cluster, d.site, d.method, b.day, d.period, d.max_w, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.rejected, g.share_before, g.share_after, g.share_after - g.share_before AS share, coalesce(x.since, b.since) AS since, coalesce(x.until, b.until) AS until, x.own, x.other, coalesce(x.hours, d.hours) AS hours, k.low, k.high, b.apart
FROM (
	SELECT f.day, f.since, f.until, f.wholes, f.jobs, true AS apart FROM ledger.fact_days() f
	UNION ALL
	SELECT q.day, q.since, q.until, '{f,t}', NULL, false FROM ledger.booked_day q WHERE q.day < (SELECT w.booked_before FROM ledger.setting w)
) b
JOIN LATERAL ledger.holders_between(b.since, b.until) k ON b.day >= k.low AND b.day <= k.high AND (b.jobs IS NULL OR k.job = ANY (b.jobs))
JOIN ledger.asked_job j ON j.job = k.job
-- of the jobs that are asked for, which the planner would else look for behind it
CROSS JOIN LATERAL ledger.parts_of_holding(k.job, CASE j.job WHEN k.job THEN k.device END, k.share, k.started_at, k.held_until, b.since, b.until) g
JOIN ledger.good_fact d ON d.device = k.device AND d.day = b.day AND d.whole = ANY (b.wholes)
-- who holds a device has it in service, if its row of device does not end; one whose end is not known, as far as the ledger reaches
CROSS JOIN LATERAL (
	SELECT d.whole AND d.other_hours IS NULL AND g.since <= b.since AND g.until >= b.until AND d.period <= b.since AND (d.retired >= b.until) IS NOT FALSE AS plain,
		greatest(g.since, d.period) AS since, least(g.until, d.retired, CASE WHEN NOT d.whole AND k.held_until > now() THEN
		coalesce((SELECT v.until FROM ledger.device_period v WHERE v.device = d.device AND v.period = d.period), '-infinity') END) AS until
	OFFSET 0
) w
-- who held the device for the whole day has the sums of the day: of him there is no x
LEFT JOIN LATERAL (
	SELECT y.since, y.until, y.own, y.other, y.hours
	FROM ledger.sums_of(d.device, d.period, d.day, b.since, b.until, CASE WHEN d.whole THEN b.since ELSE d.since END, CASE WHEN d.whole THEN b.until ELSE d.until END, d.edges, d.hours, d.other_hours, w.since, w.until) y
	WHERE NOT w.plain
	OFFSET 0
) x ON true
WHERE w.since < b.until AND w.until > b.since AND w.since < w.until AND (w.plain OR x.since IS NOT NULL);

CREATE OR REPLACE VIEW ledger.job_live (	-- the same of days that are not booked, or whose facts do not hold or may not be seen
	job,	-- job
	job_kind,	-- training or inference
	model,	-- model
	tenant,	-- tenant
	kind,	-- accelerator, or what a meter measures
	device,	-- device
	cluster,	-- cluster
	site,	-- site
	method,	-- counter or power
	day,	-- day
	period,	-- since of its row in device
	max_w,	-- of the device
	energy_nj,	-- nJ of the day; NULL: not known
	lower_j,	-- J of the day; lower bound
	upper_j,	-- J of the day; upper bound; NULL: a counter with gaps and without max_w
	covered_s,	-- s of the day whose energy is known
	rejected,	-- samples of the day not used
	share_before,	-- sum of the shares of holders that are counted before
	share_after,	-- the same with that of this one
	share,	-- share of the device
	since,	-- from
	until,	-- until
	own,	-- what it came to from since until until, as sums_of gives it; NULL: what the day did
	other,	-- the same by the other method
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	open	-- true: of a day that is not booked, of which job_hourly reads nothing unless one of its hours is asked for
) WITH (security_invoker) AS
SELECT d.job, d.job_kind, d.model, d.tenant, d.kind, d.device, d.cluster, d.site, d.method, d.day, d.period, d.max_w, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.rejected, d.share_before, d.share_after, d.share_after - d.share_before, x.since, x.until, x.own, x.other, x.hours, d.open
FROM (
	SELECT j.job, j.kind AS job_kind, j.model, j.tenant, g.device, g.share_before, g.share_after, d.cluster, d.site, d.kind, q.day, d.period, d.max_w, d.since AS begins, d.until AS ends, d.method, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.rejected,
		d.edges, d.hours, d.other_hours, g.since, g.until, false AS open
	FROM ledger.stale_days() q
	CROSS JOIN LATERAL (SELECT q.day::timestamp AT TIME ZONE 'UTC' AS since, (q.day + 1)::timestamp AT TIME ZONE 'UTC' AS until) b
	-- as holders_between for a device
	CROSS JOIN (VALUES (0, NULL::interval), (1, interval '24 hours'), (32, interval '768 hours')) c (days, lasts)
	JOIN ledger.job_device k ON k.device = q.device AND k.held_days = c.days AND k.started_at >= coalesce(b.since - c.lasts, '-infinity') AND k.started_at < b.until AND k.held_until - interval '0' > b.since AND k.held_until > k.started_at
	JOIN ledger.asked_job j ON j.job = k.job
	-- of the jobs that are asked for, which the planner would else look for behind it
	CROSS JOIN LATERAL (SELECT k.device, x.* FROM ledger.parts_of_holding(k.job, CASE j.job WHEN k.job THEN k.device END, k.share, k.started_at, k.held_until, b.since, b.until) x) g
	CROSS JOIN LATERAL ledger.live_day_of(CASE j.job WHEN k.job THEN k.device END, q.day, q.last_reading) d
	WHERE g.since < d.until AND g.until > d.since
	UNION ALL
	SELECT j.job, j.kind, j.model, j.tenant, k.device, g.share_before, g.share_after, d.cluster, d.site, d.kind, q.day, d.period, d.max_w, d.since, d.until, d.method, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.rejected,
		d.edges, d.hours, d.other_hours, g.since, g.until, false
	FROM ledger.booked_day q
	JOIN LATERAL ledger.holders_between(q.since, q.until) k ON q.day >= k.low AND q.day <= k.high
	JOIN ledger.asked_job j ON j.job = k.job
	CROSS JOIN LATERAL ledger.parts_of_holding(k.job, CASE j.job WHEN k.job THEN k.device END, k.share, k.started_at, k.held_until, q.since, q.until) g
	CROSS JOIN LATERAL (SELECT x.* FROM ledger.unseen_day_of(k.device, q.day) x WHERE NOT EXISTS (SELECT FROM ledger.fact f WHERE f.device = k.device AND f.day = q.day OFFSET 0) OFFSET 0) d
	WHERE row_security_active(format('%I.%I', 'ledger', 'fact')) AND q.day < (SELECT x.booked_before FROM ledger.setting x) AND g.since < d.until AND g.until > d.since
	UNION ALL
	SELECT h.job, h.job_kind, h.model, h.tenant, g.device, g.share_before, g.share_after, d.cluster, d.site, d.kind, q.day, d.period, d.max_w, d.since, d.until, d.method, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.rejected,
		d.edges, d.hours, d.other_hours, g.since, g.until, true
	FROM ledger.open_days_held() q
	-- a day of all devices of a job at once; with what is told of the job, so that a filter on it gets here
	CROSS JOIN LATERAL (
		SELECT k.job, j.kind AS job_kind, j.model, j.tenant, array_agg(k.device) AS devices, array_fill(q.day, ARRAY[count(*)::integer]) AS days, array_agg(x.since) AS sinces, array_agg(x.until) AS untils,
			array_agg(x.share_before) AS befores, array_agg(x.share_after) AS afters, bool_or(ledger.held_now(k.device)) AS held_now, (SELECT ledger.device_count()) AS all_devices
		FROM (SELECT q.day::timestamp AT TIME ZONE 'UTC' AS since, (q.day + 1)::timestamp AT TIME ZONE 'UTC' AS until) b
		CROSS JOIN LATERAL ledger.holders_between(b.since, b.until) k
		JOIN ledger.asked_job j ON j.job = k.job
		CROSS JOIN LATERAL ledger.parts_of_holding(k.job, CASE j.job WHEN k.job THEN k.device END, k.share, k.started_at, k.held_until, b.since, b.until) x
		GROUP BY k.job, j.kind, j.model, j.tenant
	) h
	-- as unbooked_day: where many jobs are asked for, the devices of today are read once for all of them
	CROSS JOIN LATERAL unnest(CASE WHEN q.day <> (now() AT TIME ZONE 'UTC')::date OR 2 * cardinality(h.devices) < h.all_devices AND ledger.clock() < (SELECT ledger.clock()) + h.all_devices * interval '50 us' THEN
			(SELECT array_agg(x) FROM ledger.live_days_of(h.devices, h.days, CASE WHEN h.held_now THEN (SELECT ledger.last_reading()) END) x)
		ELSE (
			SELECT array_agg(t)
			FROM (SELECT DISTINCT e.device FROM unnest(h.devices) e (device)) e
			CROSS JOIN LATERAL (SELECT width_bucket(e.device, (SELECT y.devices FROM ledger.unbooked_devices((now() AT TIME ZONE 'UTC')::date) y)) AS place OFFSET 0) n
			CROSS JOIN LATERAL unnest(ARRAY[(SELECT array_agg(x ORDER BY x.place) FROM ledger.unbooked_devices((now() AT TIME ZONE 'UTC')::date) y
				CROSS JOIN LATERAL ledger.unbooked_at_once(y.devices, (now() AT TIME ZONE 'UTC')::date, y.last_reading) x)[n.place]]) f (place integer, days ledger.edge_day[])
			CROSS JOIN LATERAL unnest(f.days) t
			WHERE t.device = e.device) END) d
	JOIN LATERAL unnest(h.devices, h.sinces, h.untils, h.befores, h.afters) g (device, since, until, share_before, share_after) ON g.device = d.device
	WHERE g.since < d.until AND g.until > d.since
) d
CROSS JOIN LATERAL ledger.sums_of(d.device, d.period, d.day, d.begins, d.ends, d.begins, d.ends, d.edges, d.hours, d.other_hours, d.since, d.until) x;

CREATE OR REPLACE VIEW ledger.job_part (	-- the time that jobs held accelerators, cut as in device_part: what the views of jobs add up
	job,	-- job
	kind,	-- training or inference
	model,	-- model
	tenant,	-- tenant
	device,	-- device
	cluster,	-- cluster
	site,	-- site
	zone,	-- grid zone
	method,	-- counter or power
	day,	-- day
	since,	-- from
	until,	-- until
	share,	-- share of the device
	energy_nj,	-- nJ at the accelerator; NULL: not known
	lower_nj,	-- nJ; lower bound
	upper_nj,	-- nJ; upper bound; NULL: a counter with gaps and without max_w
	held_s,	-- s; time x share
	covered_s,	-- s of it whose energy is known
	rejected,	-- samples not used
	power_nj,	-- nJ by power, where both methods saw something
	counter_nj,	-- nJ by counter, where both methods saw something
	server_factor,	-- of site_overhead
	pue,	-- of site_overhead
	it_factor,	-- server_factor as numeric
	facility_factor,	-- server_factor x pue as numeric
	period,	-- since of its row in device
	share_before,	-- sum of the shares of holders that are counted before
	share_after,	-- the same with that of this one
	hours,	-- the day between its hours and edges: a value of colossus.book_hours
	apart	-- true: a row of what job_sum does not have; false: a row of all, as if there were no job_sum; NULL: a row of both
) WITH (security_invoker) AS
SELECT d.job, d.job_kind, d.model, d.tenant, d.device, d.cluster, d.site, coalesce(o.zone, ledger.region_of(d.site)), d.method, d.day, d.since, d.until, d.share, p.energy_nj, p.lower_nj, p.upper_nj, p.held_s, p.covered_s, p.rejected,
	p.power_nj, p.counter_nj, o.server_factor, o.pue, o.it_factor, o.facility_factor, d.period, d.share_before, d.share_after, d.hours, d.apart
FROM (
	SELECT x.job, x.job_kind, x.model, x.tenant, x.kind, x.device, x.cluster, x.site, x.method, x.day, x.period, x.max_w, x.energy_nj, x.lower_j, x.upper_j, x.covered_s, x.rejected, x.share_before, x.share_after, x.share, x.since, x.until, x.own, x.other, x.hours, x.apart
	FROM ledger.job_fact x
	UNION ALL
	SELECT x.job, x.job_kind, x.model, x.tenant, x.kind, x.device, x.cluster, x.site, x.method, x.day, x.period, x.max_w, x.energy_nj, x.lower_j, x.upper_j, x.covered_s, x.rejected, x.share_before, x.share_after, x.share, x.since, x.until, x.own, x.other, x.hours, NULL::boolean
	FROM ledger.job_live x
) d
CROSS JOIN LATERAL ledger.part_of(d.max_w, d.method, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.rejected, d.since, d.until, d.own, d.other, d.share_before, d.share_after, d.share) p
LEFT JOIN ledger.overhead_spans() o ON o.site = d.site AND o.since <= d.day AND o.until > d.day
WHERE d.kind = 'accelerator';

CREATE OR REPLACE VIEW ledger.good_sum (	-- rows of job_sum that hold
	day,	-- day
	job,	-- job; empty: what no job held
	cluster,	-- cluster
	site,	-- site, of the devices or of their cluster
	devices,	-- accelerators
	since,	-- first time that it held any
	until,	-- last
	held_s,	-- s; time x share
	covered_s,	-- s of it whose energy is known
	energy_nj,	-- nJ at the accelerators; NULL: not known
	lower_nj,	-- nJ; lower bound
	upper_nj,	-- nJ; upper bound of what has one
	unbounded,	-- true: some of it has no upper bound
	power_nj,	-- nJ by power, where both methods saw something
	counter_nj,	-- nJ by counter, where both methods saw something
	rejected,	-- samples not used
	seen_methods,	-- as in job_sum
	methods,	-- as in job_sum
	hour_nj,	-- energy_nj by hour of the day
	hour_held_s,	-- held_s by hour
	hour_covered_s,	-- covered_s by hour
	hour_since,	-- since by hour; NULL: not held
	hour_until	-- until by hour
) WITH (security_invoker) AS
SELECT s.day, s.job, s.cluster, CASE WHEN s.site IS NULL THEN ledger.site_of(s.cluster) ELSE s.site END, s.devices, s.since, s.until, s.held_s, s.covered_s, s.energy_nj, s.lower_nj, s.upper_nj, s.unbounded, s.power_nj, s.counter_nj, s.rejected,
	s.seen_methods, s.methods, s.hour_nj, s.hour_held_s, s.hour_covered_s, s.hour_since, s.hour_until
FROM ledger.job_sum s
WHERE (s.job, s.day) NOT IN (SELECT y.job, x.day FROM ledger.unsummed_days() x CROSS JOIN LATERAL unnest(x.jobs) y (job))
	AND s.day NOT IN (SELECT x.day FROM ledger.unsummed_days() x WHERE x.jobs IS NULL);

-- What a job came to in as few rows as tell: a sum over devices where one is kept, and parts.
CREATE OR REPLACE VIEW ledger.job_piece (	-- what jobs came to, by day: what the views of jobs add up that ask for no device
	job,	-- job
	kind,	-- training or inference
	model,	-- model
	tenant,	-- tenant
	cluster,	-- cluster
	site,	-- site
	zone,	-- grid zone
	day,	-- day
	devices,	-- accelerators of a sum; NULL: a part
	device,	-- device of a part; NULL: a sum
	since,	-- from
	until,	-- until
	energy_nj,	-- nJ at the accelerators; NULL: not known
	lower_nj,	-- nJ; lower bound
	upper_nj,	-- nJ; upper bound of what has one
	unbounded,	-- true: some of it has no upper bound
	held_s,	-- s; time x share
	covered_s,	-- s of it whose energy is known
	rejected,	-- samples not used
	power_nj,	-- nJ by power, where both methods saw something
	counter_nj,	-- nJ by counter, where both methods saw something
	seen_methods,	-- as in job_sum
	methods,	-- as in job_sum
	server_factor,	-- of site_overhead
	pue,	-- of site_overhead
	it_factor,	-- server_factor as numeric
	facility_factor,	-- server_factor x pue as numeric
	hours,	-- of a part, the day between its hours and edges: a value of colossus.book_hours
	share_before,	-- of a part, the sum of the shares of holders that are counted before
	share_after,	-- of a part, the same with that of this one
	hour_nj	-- of a sum, energy_nj by hour of the day
) WITH (security_invoker) AS
SELECT j.job, j.kind, j.model, j.tenant, s.cluster, w.site, coalesce(o.zone, ledger.region_of(w.site)), s.day, s.devices, NULL::text, s.since, s.until, s.energy_nj, s.lower_nj, s.upper_nj, s.unbounded, s.held_s, s.covered_s, s.rejected, s.power_nj, s.counter_nj,
	s.seen_methods, s.methods, o.server_factor, o.pue, o.it_factor, o.facility_factor, NULL::bytea, NULL::numeric, NULL::numeric, s.hour_nj
FROM ledger.asked_job j
JOIN ledger.good_sum s ON s.job = j.job
-- OFFSET 0: looked up once a row
CROSS JOIN LATERAL (SELECT s.site OFFSET 0) w
LEFT JOIN ledger.overhead_spans() o ON o.site = w.site AND o.since <= s.day AND o.until > s.day
UNION ALL
SELECT p.job, p.kind, p.model, p.tenant, p.cluster, p.site, p.zone, p.day, NULL, p.device, p.since, p.until, p.energy_nj, p.lower_nj, p.upper_nj, p.energy_nj IS NOT NULL AND p.upper_nj IS NULL, p.held_s, p.covered_s, p.rejected, p.power_nj, p.counter_nj,
	CASE WHEN p.covered_s > 0 THEN m.method END, m.method, p.server_factor, p.pue, p.it_factor, p.facility_factor, p.hours, p.share_before, p.share_after, NULL
FROM ledger.job_part p
CROSS JOIN LATERAL (SELECT CASE p.method WHEN 'counter' THEN 1 ELSE 2 END AS method) m
WHERE p.apart IS NOT FALSE;
