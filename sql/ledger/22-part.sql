-- Energy between edges: of a device, and of its holders.

CREATE OR REPLACE FUNCTION ledger.samples_of(series_id integer, since timestamptz, until timestamptz)
RETURNS colossus.trace
LANGUAGE sql STABLE PARALLEL SAFE COST 100
RETURN (SELECT colossus.merge(x.trace) FROM (
		SELECT colossus.trace(s.at, s.value) AS trace FROM ledger.sample s
		WHERE s.series_id = samples_of.series_id AND s.at >= samples_of.since AND s.at < samples_of.until
		UNION ALL
		SELECT colossus.slice(colossus.trace_of(t.trace), samples_of.since, samples_of.until) FROM ledger.device_trace t
		WHERE t.series_id = samples_of.series_id
			AND t.day >= (samples_of.since AT TIME ZONE 'UTC')::date AND t.day <= (samples_of.until AT TIME ZONE 'UTC')::date
			AND t.last_at >= samples_of.since AND t.first_at < samples_of.until
	) x);
COMMENT ON FUNCTION ledger.samples_of(integer, timestamptz, timestamptz) IS
	'samples of one series with since <= at < until, from rows and traces alike; NULL: none';

-- What shows the energy of a device on a day.  Series of one source and measure are
-- one reading: their parts add up.  Of several readings one is used, never a mean
-- and never a sum of repetitions: the counter, unless the gauge reaches an hour
-- further over the day, or shows power while the counter stands still or rises a
-- hundred times too slow or fast, in a unit that it does not tell; of several
-- counters or gauges the one that shows anything, reaches furthest, and came first.
-- A counter reaches over the time between its readings, also of other days.
CREATE OR REPLACE FUNCTION ledger.reading_of(device text, method text, day date)
RETURNS TABLE (place integer, method text, series integer[], rule text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	WITH reach AS MATERIALIZED (
		SELECT CASE s.metric WHEN 'power_w' THEN 'power' ELSE 'counter' END AS method, s.source, coalesce(nullif(s.measure, ''), s.metric_written) AS measure, s.replica, s.series_id,
			CASE WHEN s.metric = 'energy_j' AND o.before THEN d.since ELSE least(f.at, t.first_at) END AS since,
			CASE WHEN s.metric = 'energy_j' AND o.behind THEN d.until ELSE greatest(l.at, t.last_at) END AS until,
			CASE s.metric WHEN 'power_w' THEN t.highest > 0 OR EXISTS (
					SELECT 1 FROM ledger.sample x WHERE x.series_id = s.series_id AND x.at >= d.since AND x.at < d.until AND x.value > 0)
				ELSE greatest(f.value, l.value, t.highest, b.value, a.value) > least(f.value, l.value, t.lowest, b.value, a.value) END AS shows,
			-- of a counter the slope at both ends of the day: between them it may have begun anew
			CASE s.metric WHEN 'power_w' THEN coalesce((f.value + l.value) / 2, (t.lowest + t.highest) / 2)
				ELSE coalesce(greatest(f.slope, l.slope), (t.highest - t.lowest) / nullif(extract(epoch FROM t.last_at - t.first_at), 0)::double precision) END AS watts,
			CASE s.metric WHEN 'energy_j' THEN least(f.slope, l.slope) END AS least_watts
		FROM (SELECT reading_of.day::timestamp AT TIME ZONE 'UTC' AS since, (reading_of.day + 1)::timestamp AT TIME ZONE 'UTC' AS until OFFSET 0) d
		JOIN ledger.series s ON s.device = reading_of.device AND s.metric IN ('power_w', 'energy_j')
		LEFT JOIN ledger.device_trace t ON t.series_id = s.series_id AND t.day = reading_of.day
		LEFT JOIN LATERAL (
			SELECT min(x.at) AS at, (array_agg(x.value ORDER BY x.at))[1] AS value,
				((array_agg(x.value ORDER BY x.at))[2] - (array_agg(x.value ORDER BY x.at))[1]) / nullif(extract(epoch FROM max(x.at) - min(x.at)), 0)::double precision AS slope
			FROM (SELECT y.at, y.value FROM ledger.sample y WHERE y.series_id = s.series_id AND y.at >= d.since AND y.at < d.until ORDER BY y.at LIMIT 2) x
		) f ON true
		LEFT JOIN LATERAL (
			SELECT max(x.at) AS at, (array_agg(x.value ORDER BY x.at DESC))[1] AS value,
				((array_agg(x.value ORDER BY x.at DESC))[1] - (array_agg(x.value ORDER BY x.at DESC))[2]) / nullif(extract(epoch FROM max(x.at) - min(x.at)), 0)::double precision AS slope
			FROM (SELECT y.at, y.value FROM ledger.sample y WHERE y.series_id = s.series_id AND y.at >= d.since AND y.at < d.until ORDER BY y.at DESC LIMIT 2) x
		) l ON true
		-- a counter is read between its neighbours too
		LEFT JOIN LATERAL (SELECT x.value FROM ledger.sample x WHERE s.metric = 'energy_j' AND x.series_id = s.series_id AND x.at < d.since ORDER BY x.at DESC LIMIT 1) b ON true
		LEFT JOIN LATERAL (SELECT x.value FROM ledger.sample x WHERE s.metric = 'energy_j' AND x.series_id = s.series_id AND x.at >= d.until AND x.at <= now() ORDER BY x.at LIMIT 1) a ON true
		LEFT JOIN LATERAL (
			SELECT b.value IS NOT NULL OR EXISTS (SELECT 1 FROM ledger.device_trace y WHERE y.series_id = s.series_id AND y.day < reading_of.day) AS before,
				a.value IS NOT NULL OR EXISTS (SELECT 1 FROM ledger.device_trace y WHERE y.series_id = s.series_id AND y.day > reading_of.day AND y.first_at <= now()) AS behind
			WHERE s.metric = 'energy_j'
		) o ON true
	), reading AS (
		SELECT r.method, array_agg(r.series_id ORDER BY r.series_id) AS series, coalesce(bool_or(r.shows), false) AS shows, sum(r.watts) AS watts, sum(r.least_watts) AS least_watts, extract(epoch FROM max(r.until) - min(r.since)) AS reach_s
		FROM reach r
		WHERE r.since IS NOT NULL AND r.until IS NOT NULL
		GROUP BY r.method, r.source, r.measure, r.replica
	), best AS (
		SELECT g.*, row_number() OVER (PARTITION BY g.method ORDER BY g.shows DESC, round(g.reach_s / 3600) DESC, g.series) AS place,
			count(*) OVER (PARTITION BY g.method) AS n
		FROM reading g
	), chosen AS (
		SELECT CASE WHEN reading_of.method IS NOT NULL THEN reading_of.method
				WHEN c.reach_s IS NULL THEN 'power'
				WHEN p.shows AND (NOT c.shows OR p.reach_s > c.reach_s + 3600 OR c.watts > 0 AND c.watts < p.watts / 100 OR c.least_watts > p.watts * 100 AND p.watts > 0) THEN 'power'
				ELSE 'counter' END AS method,
			concat_ws('; ', CASE WHEN reading_of.method IS NOT NULL THEN 'method of the device'
					WHEN c.reach_s IS NULL AND p.reach_s IS NULL THEN 'no samples'
					WHEN c.reach_s IS NULL THEN 'power alone'
					WHEN p.reach_s IS NULL THEN 'counter alone'
					WHEN p.shows AND NOT c.shows THEN 'the counter stands still'
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
	'the readings of a device on a UTC day; the one of place 1 is used: counter or power, its series, and by which rule; the method of the device, if it has one, decides';

-- The interval that straddles an edge needs the sample on its other side, at most
-- max_gap away.  A rise of a counter may straddle days without readings, and
-- whether a drop is a glitch or a reset is told by the readings around it: all
-- parts of a UTC day look at the same ones, those of the day, and an hour of
-- readings up to the last before it and from the first after it.
CREATE OR REPLACE FUNCTION ledger.pieces_of(series integer[], method text, max_gap interval, max_w double precision, gauge_w double precision, wrap_j double precision, edges timestamptz[])
RETURNS TABLE (since timestamptz, until timestamptz, energy_nj numeric, lower_j double precision, upper_j double precision, covered_s double precision,
	samples bigint, rejected bigint, stuck_s double precision, peak_w double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 3
BEGIN ATOMIC
	SELECT p.since, p.until, sum(p.energy_nj), sum(p.lower_j), CASE WHEN bool_and(p.upper_j IS NOT NULL) THEN sum(p.upper_j) END, min(p.covered_s),
		sum(p.samples)::bigint, sum(p.rejected)::bigint, max(p.stuck_s), sum(p.peak_w)
	FROM (
		SELECT s.since, s.until, CASE WHEN s.energy_nj > 0 OR s.covered_s > 0 THEN s.energy_nj END AS energy_nj, s.lower_j,
			CASE WHEN pieces_of.method = 'power' OR pieces_of.max_w IS NOT NULL OR s.gap_s = 0 THEN s.upper_j END AS upper_j,
			s.covered_s, s.samples_used AS samples, s.rejected, s.stuck_s, s.peak_w
		FROM (SELECT unnest(CASE WHEN cardinality(pieces_of.series) > 0 THEN pieces_of.series ELSE ARRAY[NULL::integer] END) AS series_id) i
		CROSS JOIN LATERAL (
			SELECT pieces_of.edges[1] - pieces_of.max_gap AS from_at, pieces_of.edges[cardinality(pieces_of.edges)] + pieces_of.max_gap AS to_at
			WHERE pieces_of.method = 'power'
			UNION ALL
			SELECT coalesce(greatest(
					(SELECT max(s.at) FROM ledger.sample s WHERE s.series_id = i.series_id AND s.at < d.day),
					(SELECT t.last_at FROM ledger.device_trace t WHERE t.series_id = i.series_id
						AND t.day < (d.day AT TIME ZONE 'UTC')::date ORDER BY t.day DESC LIMIT 1)), d.day) - interval '1 hour',
				coalesce(least(
					(SELECT min(s.at) FROM ledger.sample s WHERE s.series_id = i.series_id AND s.at >= d.day + interval '24 hours'),
					(SELECT t.first_at FROM ledger.device_trace t WHERE t.series_id = i.series_id
						AND t.day > (d.day AT TIME ZONE 'UTC')::date ORDER BY t.day LIMIT 1)), d.day + interval '24 hours') + interval '1 hour'
			FROM (SELECT date_trunc('day', pieces_of.edges[1], 'UTC') AS day OFFSET 0) d
			WHERE pieces_of.method = 'counter'
		) w
		CROSS JOIN LATERAL (
			SELECT array_agg(t.trace ORDER BY t.day) AS traces FROM ledger.device_trace t
			WHERE t.series_id = i.series_id AND t.first_at <= w.to_at AND t.last_at >= w.from_at
				AND t.day >= (w.from_at AT TIME ZONE 'UTC')::date AND t.day <= (w.to_at AT TIME ZONE 'UTC')::date
		) k
		CROSS JOIN LATERAL colossus.split_samples(
			(SELECT colossus.sample_log(s.at, s.value) FROM ledger.sample s WHERE s.series_id = i.series_id AND s.at >= w.from_at AND s.at <= w.to_at),
			k.traces, pieces_of.method, pieces_of.max_gap, CASE pieces_of.method WHEN 'counter' THEN pieces_of.max_w ELSE pieces_of.gauge_w END,
			pieces_of.wrap_j, w.from_at, w.to_at + interval '1 microsecond', pieces_of.edges) s
	) p
	GROUP BY p.since, p.until;
END;
COMMENT ON FUNCTION ledger.pieces_of(integer[], text, interval, double precision, double precision, double precision, timestamptz[]) IS
	'energy of one reading, whose parts add up, between edges within one UTC day, by a method, counter or power, from rows and traces alike; of parts, what all of them cover';

CREATE OR REPLACE FUNCTION ledger.days_of(site text, from_at timestamptz, to_at timestamptz)
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
		SELECT x.server_factor, x.pue, x.zone FROM ledger.site_overhead x
		WHERE x.site = days_of.site AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
		ORDER BY x.from_date DESC LIMIT 1
	) o ON true
	WHERE d.since < d.until;
END;
COMMENT ON FUNCTION ledger.days_of(text, timestamptz, timestamptz) IS 'the UTC days of [from_at, to_at), the first and the last cut, with the overhead of a site on each';

CREATE OR REPLACE FUNCTION ledger.parts_of(device text, method text, with_other boolean, max_gap interval, max_w double precision, gauge_w double precision, wrap_j double precision, site text, from_at timestamptz, to_at timestamptz)
RETURNS TABLE (day date, method text, since timestamptz, until timestamptz, job text, held_since timestamptz, share_before numeric, share_after numeric,
	energy_nj numeric, lower_j double precision, upper_j double precision, covered_s double precision, rejected bigint, other_nj numeric, other_s double precision,
	server_factor double precision, pue double precision, zone text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	SELECT g.day, r.method, e.since, e.until, h.job, h.held_since, h.share_before, h.share_after,
		e.energy_nj, e.lower_j, e.upper_j, e.covered_s, e.rejected, o.energy_nj, o.covered_s,
		g.server_factor, g.pue, g.zone
	FROM ledger.days_of(parts_of.site, parts_of.from_at, parts_of.to_at) g
	-- within the day, cut wherever a holder begins or ends
	CROSS JOIN LATERAL (
		SELECT array_agg(DISTINCT c.at ORDER BY c.at) AS edges
		FROM (
			SELECT g.since
			UNION ALL SELECT g.until
			UNION ALL SELECT unnest(ARRAY[k.started_at, k.ended_at]) FROM ledger.holding k
				WHERE k.device = parts_of.device AND k.started_at < g.until AND k.ended_at > g.since
		) c (at)
		WHERE c.at >= g.since AND c.at <= g.until
	) c
	CROSS JOIN LATERAL (
		SELECT max(y.method) FILTER (WHERE y.place = 1) AS method, max(y.series) FILTER (WHERE y.place = 1) AS series,
			max(y.method) FILTER (WHERE y.place = 1001) AS other_method, max(y.series) FILTER (WHERE y.place = 1001) AS other_series
		FROM ledger.reading_of(parts_of.device, parts_of.method, g.day) y
	) r
	CROSS JOIN LATERAL ledger.pieces_of(r.series, r.method, parts_of.max_gap, parts_of.max_w, parts_of.gauge_w, parts_of.wrap_j, c.edges) e
	LEFT JOIN LATERAL (
		SELECT x.since, x.energy_nj, x.covered_s
		FROM ledger.pieces_of(r.other_series, r.other_method, parts_of.max_gap, parts_of.max_w, parts_of.gauge_w, parts_of.wrap_j, c.edges) x
		WHERE parts_of.with_other AND r.other_series IS NOT NULL
	) o ON o.since = e.since
	-- the holders in a fixed order, and nobody for what they leave
	CROSS JOIN LATERAL (
		SELECT n.job, n.held_since, least(n.share_after - n.share, 1) AS share_before,
			CASE WHEN n.is_last AND n.share_after >= 0.999999999 THEN 1 ELSE least(n.share_after, 1) END AS share_after
		FROM (
			SELECT k.job, k.started_at AS held_since, k.share, sum(k.share) OVER (ORDER BY k.started_at, k.job ROWS UNBOUNDED PRECEDING) AS share_after,
				lead(k.job) OVER (ORDER BY k.started_at, k.job) IS NULL AS is_last
			FROM ledger.holding k WHERE k.device = parts_of.device AND k.started_at <= e.since AND k.ended_at >= e.until
		) n
		UNION ALL
		SELECT NULL, NULL, coalesce(sum(k.share), 0), 1
		FROM ledger.holding k WHERE k.device = parts_of.device AND k.started_at <= e.since AND k.ended_at >= e.until
		HAVING coalesce(sum(k.share), 0) < 0.999999999
	) h;
END;
COMMENT ON FUNCTION ledger.parts_of(text, text, boolean, interval, double precision, double precision, double precision, text, timestamptz, timestamptz) IS
	'a device''s time cut at UTC days and wherever a holder begins or ends: one row a holder, and one without job for what nobody holds';

CREATE OR REPLACE VIEW ledger.device_part (	-- all time of all accelerators in service, in parts with one holder or none: what tenant_ledger and idle_energy add up
	device,	-- device
	cluster,	-- cluster
	site,	-- site
	zone,	-- grid zone
	day,	-- UTC day
	since,	-- from
	until,	-- until
	job,	-- job; NULL: idle
	tenant,	-- tenant of the job
	share,	-- share of the device
	energy_nj,	-- nJ at the accelerator; NULL: not known
	held_s,	-- s; time x share
	covered_s,	-- s of it whose energy is known
	server_factor,	-- of site_overhead
	pue	-- of site_overhead
) WITH (security_invoker) AS
SELECT p.device, p.cluster, p.site, x.zone, x.day, x.since, x.until, x.job, j.tenant, x.share_after - x.share_before AS share,
	colossus.share_nj(x.energy_nj, x.share_before, x.share_after) AS energy_nj,
	extract(epoch FROM x.until - x.since) * (x.share_after - x.share_before) AS held_s,
	x.covered_s::numeric * (x.share_after - x.share_before) AS covered_s,
	x.server_factor, x.pue
FROM ledger.device_period p
CROSS JOIN LATERAL ledger.parts_of(p.device, p.method, false, p.max_gap, p.max_w, p.gauge_w, p.wrap_j, p.site, p.since, p.until) x
LEFT JOIN ledger.job j ON j.job = x.job
WHERE p.kind = 'accelerator';

CREATE OR REPLACE VIEW ledger.job_part (	-- the time that jobs held accelerators, cut as in device_part: what the views of jobs add up
	job,	-- job
	device,	-- device
	cluster,	-- cluster
	site,	-- site
	zone,	-- grid zone
	method,	-- counter or power
	max_gap,	-- of the device
	max_w,	-- of the device
	gauge_w,	-- of the device
	wrap_j,	-- of the device
	day,	-- UTC day
	since,	-- from
	until,	-- until
	share,	-- share of the device
	energy_nj,	-- nJ at the accelerator; NULL: not known
	lower_j,	-- J; lower bound
	upper_j,	-- J; upper bound; NULL: a counter with gaps and without max_w
	held_s,	-- s; time x share
	covered_s,	-- s of it whose energy is known
	rejected,	-- samples not used
	power_nj,	-- nJ by power, where both methods saw something
	counter_nj,	-- nJ by counter, where both methods saw something
	server_factor,	-- of site_overhead
	pue	-- of site_overhead
) WITH (security_invoker) AS
SELECT h.job, p.device, p.cluster, p.site, x.zone, x.method, p.max_gap, p.max_w, p.gauge_w, p.wrap_j, x.day, x.since, x.until, x.share_after - x.share_before AS share,
	colossus.share_nj(x.energy_nj, x.share_before, x.share_after) AS energy_nj,
	x.lower_j::numeric * (x.share_after - x.share_before) AS lower_j,
	x.upper_j::numeric * (x.share_after - x.share_before) AS upper_j,
	extract(epoch FROM x.until - x.since) * (x.share_after - x.share_before) AS held_s,
	x.covered_s::numeric * (x.share_after - x.share_before) AS covered_s,
	x.rejected,
	CASE WHEN x.covered_s > 0 AND x.other_s > 0 THEN
		colossus.share_nj(CASE x.method WHEN 'power' THEN x.energy_nj ELSE x.other_nj END, x.share_before, x.share_after) END AS power_nj,
	CASE WHEN x.covered_s > 0 AND x.other_s > 0 THEN
		colossus.share_nj(CASE x.method WHEN 'power' THEN x.other_nj ELSE x.energy_nj END, x.share_before, x.share_after) END AS counter_nj,
	x.server_factor, x.pue
FROM ledger.holding h
JOIN ledger.device_period p ON p.device = h.device AND p.since < h.ended_at AND p.until > h.started_at
CROSS JOIN LATERAL ledger.parts_of(p.device, p.method, true, p.max_gap, p.max_w, p.gauge_w, p.wrap_j, p.site, greatest(p.since, h.started_at), least(p.until, h.ended_at)) x
WHERE p.kind = 'accelerator' AND x.job = h.job AND x.held_since = h.started_at;
