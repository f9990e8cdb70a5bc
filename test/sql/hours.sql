-- Days summed up once.  What is expected is the aggregates' answer over the rows themselves, and sums by hand.

CREATE TABLE hours_samples AS
WITH d AS (
	SELECT i, ('x' || substr(md5('t' || i), 1, 8))::bit(32)::int & 2147483647 AS r, ('x' || substr(md5('v' || i), 1, 8))::bit(32)::int & 2147483647 AS s
	FROM generate_series(1, 17279) i
)
-- three days: a scrape every 15 s, one in ten late, one in 50 missing, outages; watts in mW; a value that no card draws now and then
SELECT 'power' AS method, 1 AS series, '2026-03-28Z'::timestamptz + (i * 15000 + CASE WHEN r % 10 = 0 THEN s % 5 + 1 ELSE 0 END) * interval '1 ms' AS at,
	CASE WHEN r % 997 = 0 THEN 9000 ELSE round(400 + 100 * sin(i / 50.0)::numeric + (s % 40000) / 1000.0, 3)::float8 END AS value
FROM d WHERE r % 50 <> 1 AND i / 40 % 20 <> 7
UNION ALL
-- irregular times with doubles, NaN, infinities, negative values and equal instants, a day of silence in the middle
SELECT 'power', 2, '2026-03-28Z'::timestamptz + (CASE WHEN i < 1000 THEN 0 ELSE 1 END) * interval '1 day' + (i / 2) * interval '61.234567 s' + (s % 3) * interval '7 s',
	CASE r % 90 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' WHEN 2 THEN '-Infinity' WHEN 3 THEN -5 WHEN 4 THEN '-0' ELSE sqrt(r % 1000000)::float8 END
FROM d WHERE i <= 2000
UNION ALL
-- a counter that is reset, dips, jumps and stands still, with silence over midnight
SELECT 'counter', 3, '2026-03-28Z'::timestamptz + i * interval '15 s',
	CASE WHEN r % 700 = 0 THEN 200 WHEN r % 701 = 0 THEN 9e9 WHEN r % 703 = 0 THEN 'NaN' ELSE (((i % 6100) - (i % 100 > 60)::int * (i % 100 - 60)) * 7001 / 10.0)::float8 END
FROM d WHERE i NOT BETWEEN 5700 AND 11600
UNION ALL
-- tokens
SELECT 'increase', 4, '2026-03-28Z'::timestamptz + i * interval '60 s', (i % 1700) * 13 FROM d WHERE i < 4320;

CREATE TABLE hours_days AS SELECT day::timestamptz AS day, ARRAY(SELECT generate_series(day, day + interval '1 day', '1 h')) AS edges
FROM generate_series('2026-03-28Z'::timestamptz, '2026-03-30Z', interval '1 day') AS day;
-- a day of each series by itself, then with the days beside, as a ledger books it
CREATE VIEW hours_settings AS SELECT * FROM (VALUES (1, interval '1 min', 1000::float8), (2, '5 min', NULL), (3, '5 min', 1000), (4, NULL, NULL)) AS v(series, max_gap, max_w);
CREATE TABLE hours_alone AS
SELECT s.series, s.method, x.max_gap, x.max_w, d.day, d.edges, t.trace, book_hours(t.trace, d.edges, s.method, x.max_gap, x.max_w, NULL) AS hours
FROM (SELECT DISTINCT method, series FROM hours_samples) s JOIN hours_settings x USING (series) CROSS JOIN hours_days d,
	LATERAL (SELECT trace_send(trace(at, value)) AS trace FROM hours_samples z WHERE z.series = s.series AND at >= d.day AND at < d.day + interval '1 day') t;
CREATE TABLE hours_booked AS
SELECT o.*, b.before, a.after, book_hours(o.trace, o.edges, o.method, o.max_gap, o.max_w, NULL, b.before, a.after) AS booked
FROM hours_alone o
	LEFT JOIN LATERAL (SELECT r.hours AS before FROM hours_alone r WHERE r.series = o.series AND r.day < o.day AND (hours_ends(r.hours)).last_at IS NOT NULL ORDER BY day DESC LIMIT 1) b ON true
	LEFT JOIN LATERAL (SELECT r.hours AS after FROM hours_alone r WHERE r.series = o.series AND r.day > o.day AND (hours_ends(r.hours)).last_at IS NOT NULL ORDER BY day LIMIT 1) a ON true;
UPDATE hours_booked SET hours = booked;
SELECT series, day AT TIME ZONE 'UTC' AS day, length(hours) < CASE series WHEN 1 THEN 1000 WHEN 2 THEN 1500 ELSE 1300 END AS small, before IS NOT NULL AS before, after IS NOT NULL AS after FROM hours_booked ORDER BY 1, 2;

-- ends: the first and last reading that count, and of a counter those between which its first and last value stand
CREATE VIEW hours_readings AS
SELECT method, series, z.at, date_trunc('day', z.at, 'UTC') AS day, CASE method WHEN 'power' THEN avg(value) ELSE max(value) END AS value
FROM hours_samples z JOIN hours_settings USING (series) WHERE value >= 0 AND value < 'Infinity' AND (method <> 'power' OR value <= coalesce(max_w, 'Infinity'))
GROUP BY method, series, z.at;
SELECT o.series, bool_and((e.first_at, e.first_value, e.last_at, e.last_value) = (f.at, f.value, l.at, l.value)) AS first_and_last,
	bool_and(o.method = 'power' AND (change_at, stands_at) = (first_at, last_at) OR
		(SELECT (min(r.at), e.change_value) = (e.change_at, max(r.value) FILTER (WHERE r.at = e.change_at)) FROM hours_readings r WHERE r.series = o.series AND r.day = o.day AND r.value <> f.value) AND
		(SELECT min(r.at) = e.stands_at FROM hours_readings r WHERE r.series = o.series AND r.day = o.day AND r.at > (
			SELECT max(q.at) FROM hours_readings q WHERE q.series = o.series AND q.day = o.day AND q.value <> l.value))) AS change_and_stands
FROM hours_alone o, hours_ends(o.hours) e,
	LATERAL (SELECT at, value FROM hours_readings r WHERE r.series = o.series AND r.day = o.day ORDER BY at LIMIT 1) f,
	LATERAL (SELECT at, value FROM hours_readings r WHERE r.series = o.series AND r.day = o.day ORDER BY at DESC LIMIT 1) l GROUP BY 1 ORDER BY 1;

-- by themselves they are the same, of any part of a day, and of counters whose value stands for blocks of a trace and changes where one begins, or among readings that do not count
INSERT INTO hours_samples SELECT 'counter', 5, '2026-03-28Z'::timestamptz + i * interval '15 s', CASE WHEN i % 300 = 7 THEN 'NaN' WHEN i % 301 = 9 THEN -1 ELSE (i / 256 * 100)::float8 END FROM generate_series(0, 5000) i
UNION ALL SELECT 'counter', 6, '2026-03-28Z'::timestamptz + i / 2 * interval '15 s', CASE WHEN i < 3 THEN i % 2 * 5 WHEN i % 512 = 0 THEN 'NaN' ELSE 42::float8 END FROM generate_series(0, 3000) i
UNION ALL SELECT 'counter', 7, '2026-03-28Z'::timestamptz + i * interval '15 s', CASE WHEN i = 256 THEN 1 WHEN i > 1000 THEN 'Infinity' ELSE 0::float8 END FROM generate_series(0, 2000) i;
SELECT p.series, count(*) > 20 AS many, count(DISTINCT e.some::text) > 1 AS several, bool_and(e.some::text IS NOT DISTINCT FROM e.alone::text AND (e.alone IS NULL OR e.sums = 0)) AS same
FROM (SELECT DISTINCT series, CASE method WHEN 'power' THEN 'power' ELSE m END AS method, max_w FROM hours_samples LEFT JOIN hours_settings USING (series), unnest('{counter,increase}'::text[]) m) p
CROSS JOIN (VALUES (interval '17 min'), ('90 min'), ('7 h'), ('1 day')) l (lasts)
CROSS JOIN generate_series(0, 23) n
CROSS JOIN LATERAL (SELECT trace_send(trace(z.at, z.value)) AS trace FROM hours_samples z WHERE z.series = p.series AND z.at >= '2026-03-28Z'::timestamptz + n * lasts AND z.at < '2026-03-28Z'::timestamptz + (n + 1) * lasts) t
CROSS JOIN LATERAL (SELECT book_ends(t.trace, p.method, p.max_w) AS ends, book_hours(t.trace, '{2026-03-28Z, 2026-05-01Z}', p.method, '5 min', p.max_w, NULL) AS hours) b
CROSS JOIN LATERAL (SELECT CASE WHEN b.ends IS NOT NULL THEN hours_ends(b.ends) END AS some, CASE WHEN (hours_ends(b.hours)).last_at IS NOT NULL THEN hours_ends(b.hours) END AS alone, hours_energy_nj(b.ends) + (hours_sum(b.ends)).samples AS sums) e
WHERE t.trace IS NOT NULL GROUP BY p.series ORDER BY p.series;
-- what is booked with them is what is booked with the hours
SELECT bool_and(b.booked = book_hours(b.trace, b.edges, b.method, b.max_gap, b.max_w, NULL, book_ends(x.trace, b.method, b.max_w), book_ends(y.trace, b.method, b.max_w))) AS same, count(*) > 8 AS several
FROM hours_booked b
LEFT JOIN LATERAL (SELECT r.trace FROM hours_alone r WHERE r.series = b.series AND r.day < b.day AND book_ends(r.trace, r.method, r.max_w) IS NOT NULL ORDER BY r.day DESC LIMIT 1) x ON true
LEFT JOIN LATERAL (SELECT r.trace FROM hours_alone r WHERE r.series = b.series AND r.day > b.day AND book_ends(r.trace, r.method, r.max_w) IS NOT NULL ORDER BY r.day LIMIT 1) y ON true;
-- none: no trace, no reading, a damaged one
SELECT book_ends(NULL, m, NULL) IS NULL AS no_trace, book_ends(n, m, NULL) IS NULL AS no_reading, book_ends(h, 'power', 1000) IS NULL AS too_much,
	book_ends(set_byte(t, length(t) - 1, get_byte(t, length(t) - 1) # 255), m, NULL) IS NULL AS damaged, book_ends(t, m, NULL) IS NOT NULL AS there, book_ends('', m, NULL) IS NULL AS empty
FROM unnest('{power,counter,increase}'::text[]) m, (SELECT trace_send(trace(at, value)) AS t, trace_send(trace(at, 'NaN')) AS n, trace_send(trace(at, 2000)) AS h FROM hours_samples WHERE series = 4) x;
-- the earliest and the latest time there is
SELECT (hours_ends(book_ends(trace_send(trace(at, 5)), m, NULL))).last_at = at AS there FROM unnest('{power,counter}'::text[]) m, unnest('{4714-11-24 00:00:00+00 BC,294276-12-31 23:59:59.999999+00}'::timestamptz[]) at GROUP BY m, at;
SELECT book_ends('', 'heat', NULL);
SELECT book_ends('', NULL, NULL);
DELETE FROM hours_samples WHERE series > 4;

-- every hour is what the aggregate gives over the day and those readings of the days beside
CREATE FUNCTION near(s int, d timestamptz) RETURNS TABLE (at timestamptz, value float8) LANGUAGE sql STABLE AS $$
	SELECT z.at, z.value FROM hours_samples z WHERE z.series = s AND z.at >= d AND z.at < d + interval '1 day'
	UNION ALL SELECT DISTINCT e.* FROM hours_booked b, hours_ends(b.before) h, LATERAL (VALUES (stands_at, stands_value), (last_at, last_value)) e WHERE b.series = s AND b.day = d
	UNION ALL SELECT DISTINCT e.* FROM hours_booked b, hours_ends(b.after) h, LATERAL (VALUES (first_at, first_value), (change_at, change_value)) e WHERE b.series = s AND b.day = d
$$;
CREATE TABLE hours_compared AS
SELECT b.series, b.day, p.idx, p.since, p.until, p.energy_nj,
	ROW(p.energy_nj, p.energy_j, p.lower_j, p.upper_j, p.covered_s, p.gap_s, p.gaps, p.samples, p.rejected, p.resets, p.wraps, p.stuck_s, p.peak_w, p.first_at, p.last_at, p.conflicts)::text AS booked,
	CASE b.method
		WHEN 'power' THEN (SELECT power_energy(at, CASE WHEN value > b.max_w THEN 'NaN' ELSE value END, b.max_gap, p.since, p.until) FROM near(b.series, b.day))
		WHEN 'counter' THEN (SELECT counter_energy(at, value, b.max_w, p.since, p.until) FROM near(b.series, b.day)) END::text AS expected
FROM hours_booked b, hours_parts(b.hours) p WHERE b.method <> 'increase';
SELECT series, count(*), count(DISTINCT booked) > 3 AS several, bool_and(booked IS NOT DISTINCT FROM expected) AS same FROM hours_compared GROUP BY 1 ORDER BY 1;
SELECT * FROM hours_compared WHERE booked IS DISTINCT FROM expected ORDER BY series, since LIMIT 5;
-- edges of any kind: the ends of jobs inside hours, hours of another zone
SELECT b.series, bool_and(booked IS NOT DISTINCT FROM expected) AS same FROM (
	SELECT b.series, ROW(p.energy_nj, p.energy_j, p.lower_j, p.upper_j, p.covered_s, p.gap_s, p.gaps, p.samples, p.rejected, p.resets, p.wraps, p.stuck_s, p.peak_w, p.first_at, p.last_at, p.conflicts)::text AS booked,
		CASE b.method
			WHEN 'power' THEN (SELECT power_energy(at, CASE WHEN value > b.max_w THEN 'NaN' ELSE value END, b.max_gap, p.since, p.until) FROM near(b.series, b.day))
			WHEN 'counter' THEN (SELECT counter_energy(at, value, b.max_w, p.since, p.until) FROM near(b.series, b.day)) END::text AS expected
	FROM hours_booked b, LATERAL hours_parts(book_hours(b.trace,
		ARRAY(SELECT b.day + k * k * interval '13.000007 s' FROM generate_series(0, 80, 7) k), b.method, b.max_gap, b.max_w, NULL, b.before, b.after)) p
	WHERE b.method <> 'increase') b GROUP BY 1 ORDER BY 1;

-- hours add up to days, days to the whole: power to the nanojoule over midnights
SELECT b.series, sum(hours_energy_nj(hours)) = (SELECT (power_energy(at, CASE WHEN value > b.max_w THEN 'NaN' ELSE value END, b.max_gap, '-infinity', '2026-03-31Z')).energy_nj FROM hours_samples z WHERE z.series = b.series) AS whole,
	sum(hours_energy_nj(hours)) = (SELECT sum(p.energy_nj) FROM hours_booked c, hours_parts(c.hours) p WHERE c.series = b.series) AS parts,
	(hours_energy(hours, '-infinity', 'infinity')).energy_nj = sum(hours_energy_nj(hours)) AS total
FROM hours_booked b WHERE method = 'power' GROUP BY b.series, b.max_w, b.max_gap ORDER BY 1;
CREATE FUNCTION part(x timestamptz, a timestamptz, b timestamptz) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT extract(epoch FROM x - a) / extract(epoch FROM b - a) $$;
SELECT sum(hours_energy_j(hours)) = (SELECT counter_increase(at, value) FROM hours_samples WHERE series = 4) AS tokens FROM hours_booked WHERE series = 4;

-- by the hour: each rise, or what a restarted counter shows, shared evenly over its time
SELECT bool_and(p.energy_nj = x.steps AND p.samples = x.samples AND p.resets = x.resets) AS hours FROM hours_booked b, hours_parts(b.hours) p, LATERAL (
	SELECT coalesce(sum(s), 0) AS steps, coalesce(sum((at >= p.since AND at < p.until)::int), 0) AS samples, coalesce(sum((at >= p.since AND at < p.until AND value < was)::int), 0) AS resets FROM (
		SELECT at, value, was, (round(n * part(LEAST(at, p.until), was_at, at)) - round(n * part(GREATEST(was_at, p.since), was_at, at))) * (at > p.since AND was_at < p.until)::int AS s FROM (
			SELECT at, value, lag(at) OVER o AS was_at, lag(value) OVER o AS was, (CASE WHEN value < lag(value) OVER o THEN value ELSE value - lag(value) OVER o END)::numeric * 1000000000 AS n
			FROM hours_samples WHERE series = 4 WINDOW o AS (ORDER BY at)) l) m) x WHERE b.series = 4;

-- ranges, in parts and as one
SELECT bool_and(hours_sum(hours, since, until)::text = (SELECT ROW(p.energy_nj, p.energy_j, p.lower_j, p.upper_j, p.covered_s, p.gap_s, p.gaps, p.samples, p.rejected, p.resets, p.wraps, p.stuck_s, p.peak_w, p.first_at, p.last_at, p.conflicts)::text
		FROM hours_parts(hours) p WHERE p.since = w.since)) AS one_hour
FROM hours_booked b, LATERAL (SELECT b.edges[k] AS since, b.edges[k + 1] AS until FROM generate_series(1, 24) k) w;
SELECT bool_and(hours_energy_nj(hours, since, until) = (SELECT coalesce(sum(p.energy_nj), 0) FROM hours_parts(hours) p WHERE p.since >= w.since AND p.until <= w.until)
	AND (hours_sum(hours, since, until)).energy_nj = hours_energy_nj(hours, since, until)
	AND (hours_sum(hours, since, until)).samples = (SELECT coalesce(sum(p.samples), 0) FROM hours_parts(hours) p WHERE p.since >= w.since AND p.until <= w.until)) AS ranges
FROM hours_booked b, LATERAL (SELECT b.day + i * interval '1 h' AS since, b.day + j * interval '1 h' AS until FROM generate_series(-1, 25, 3) i, generate_series(0, 26, 5) j WHERE i < j) w;

-- the fleet by hour, in one plan or another
SELECT t.day AT TIME ZONE 'UTC' AS day, bool_and(p.energy_nj = (SELECT sum(q.energy_nj) FROM hours_booked b, hours_parts(b.hours) q WHERE b.day = t.day AND q.idx = p.idx AND b.method = 'power')
	AND p.samples = (SELECT sum(q.samples) FROM hours_booked b, hours_parts(b.hours) q WHERE b.day = t.day AND q.idx = p.idx AND b.method = 'power')) AS same
FROM (SELECT day, hours_total(hours) AS hours FROM hours_booked WHERE method = 'power' GROUP BY day) t, hours_parts(t.hours) p GROUP BY 1 ORDER BY 1;
-- between fewer edges: what hours_between makes of each first
SELECT bool_and(same) AS between, count(*) FROM (
	SELECT hours_total(b.hours, e.edges) = hours_total(hours_between(b.hours, e.edges)) AS same
	FROM hours_booked b, LATERAL (SELECT ARRAY[b.day - interval '1 h', b.day + interval '3 h', b.day + interval '4 h', b.day + interval '23 h'] AS edges UNION ALL
		SELECT ARRAY[b.day + interval '5 h', b.day + interval '6 h', b.day + interval '2 days']) e
	GROUP BY b.day, e.edges
) x;
-- what a holder of shares comes to hour by hour: by hand, shares of the running sum of each device, also of a day that is cut within an hour
CREATE TABLE hours_shares AS
SELECT b.series, b.day, b.edges, b.hours, b.day + i * interval '1 h' AS since, b.day + j * interval '1 h' AS until, low, high
FROM hours_booked b, (VALUES (0, 24, 0::numeric, 1::numeric), (3, 9, 0, 0.3333333333), (5, 6, 0.25, 0.75), (-2, 30, 0.9, 1)) v (i, j, low, high) WHERE b.method <> 'increase' AND b.hours IS NOT NULL
UNION ALL
SELECT b.series, b.day, b.edges, book_hours(b.trace, c.edges, b.method, b.max_gap, b.max_w, NULL, b.before, b.after), c.at, b.day + interval '20 h', 0, 0.3
FROM hours_booked b, LATERAL (SELECT x.at, ARRAY(SELECT DISTINCT e FROM unnest(b.edges || x.at) e ORDER BY e) AS edges FROM (VALUES (b.day + interval '10 h 30 min 0.5 s')) x (at)) c WHERE b.method = 'power' AND b.hours IS NOT NULL;
SELECT count(*) > 50 AS many, count(h.energy_nj) > 50 AS known,
	bool_and(coalesce(h.until = w.until AND h.held_s = w.held_s AND h.covered_s = w.covered_s AND h.energy_nj IS NOT DISTINCT FROM w.energy_nj, false)) AS same
FROM (
	SELECT x.day, min(x.since) AS since, max(x.until) AS until, sum(extract(epoch FROM x.until - x.since)) AS held_s, sum(x.covered_s::numeric)::float8 AS covered_s,
		CASE WHEN sum(x.nj) > 0 OR sum(x.covered_s) > 0 THEN sum(share_nj(x.sum_nj, x.low, x.high) - share_nj(x.sum_nj - x.nj, x.low, x.high)) END AS energy_nj
	FROM (
		SELECT q.day, width_bucket(p.since, q.edges) AS hour, p.since, p.until, p.covered_s, p.energy_nj AS nj, q.low, q.high,
			sum(p.energy_nj) OVER (PARTITION BY q.series, q.day, q.since ORDER BY p.since) AS sum_nj
		FROM hours_shares q, hours_parts(q.hours) p WHERE p.since >= q.since AND p.until <= q.until
	) x
	GROUP BY x.day, x.hour
) w
FULL JOIN (
	SELECT a.day, u.* FROM (SELECT day, hours_held(hours, edges, since, until, low, high) AS held FROM hours_shares GROUP BY day) a, unnest(a.held) u
) h USING (day, since);
SELECT hours_held(hours, edges, since, until, low, high) IS NULL AS none FROM hours_shares WHERE false;
-- a row between each two edges, NULL where nothing was held
SELECT bool_and(h.n = cardinality(h.edges) - 1) AS all_of_them, bool_and(u.since IS NULL OR u.since >= h.edges[u.i] AND u.until <= h.edges[u.i + 1]) AS at_its_place, bool_and((u.since IS NULL) = (s.day IS NULL)) AS held, count(*) FILTER (WHERE u.since IS NULL) > 0 AS some_not
FROM (SELECT day, edges, cardinality(hours_held(hours, edges, since, until, low, high)) AS n, hours_held(hours, edges, since, until, low, high) AS held FROM hours_shares WHERE series = 1 AND since > day GROUP BY day, edges) h
CROSS JOIN LATERAL unnest(h.held) WITH ORDINALITY u (since, until, energy_nj, held_s, covered_s, i)
LEFT JOIN LATERAL (SELECT x.day FROM hours_shares x WHERE x.series = 1 AND x.day = h.day AND x.since > x.day AND x.since < h.edges[u.i + 1] AND x.until > h.edges[u.i] LIMIT 1) s ON true;
-- energies one after the other
SELECT bool_and(hours_energies_nj(hours) = ARRAY(SELECT energy_nj FROM hours_parts(hours) ORDER BY idx)) AS same FROM hours_booked;
SELECT hours_energies_nj('\x01');

-- combined in any order it is the same
SELECT count(*) > 50 AS many, bool_and(same) AS combined FROM (
	SELECT hours_held_final(hours_held_combine(x.state, y.state)) = hours_held_final(hours_held_accum(x.state, y.hours, y.edges, y.since, y.until, y.low, y.high)) AND
		hours_held_final(hours_held_combine(y.state, hours_held_combine(NULL, x.state))) = hours_held_final(hours_held_combine(hours_held_combine(x.state, NULL), y.state)) AS same
	FROM (SELECT s.*, hours_held_accum(NULL, hours, edges, since, until, low, high) AS state FROM hours_shares s) x
	JOIN (SELECT s.*, hours_held_accum(NULL, hours, edges, since, until, low, high) AS state FROM hours_shares s) y ON y.day = x.day AND (y.series, y.since) <> (x.series, x.since)
) z;

CREATE TABLE hours_serial AS SELECT day, hours_total(hours) AS hours FROM hours_booked GROUP BY day;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT hours_energy(hours, '-infinity', 'infinity') FROM hours_booked;
SELECT (SELECT hours_energy(hours, '-infinity', 'infinity') FROM hours_booked)::text = (SELECT hours_energy(hours, '-infinity', 'infinity') FROM hours_serial)::text AS same;
SELECT bool_and(s.hours = p.hours) AS parallel FROM hours_serial s JOIN (SELECT day, hours_total(hours) AS hours FROM hours_booked GROUP BY day) p USING (day);
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather; RESET parallel_leader_participation;

CREATE FUNCTION one(at timestamptz, value float8) RETURNS bytea LANGUAGE sql AS $$
	SELECT book_hours((SELECT trace_send(trace(at, value))), ARRAY[at, at + interval '1 us'], 'power', '1 min', NULL, NULL)
$$;
-- by hand: 100 W at 23:59:30, 200 W at 00:00:30: the line passes 150 W at midnight; 125 W x 30 s before, 175 W x 30 s after
SELECT since AT TIME ZONE 'UTC' AS since, energy_nj, lower_j, upper_j, covered_s, samples, peak_w FROM hours_parts(book_hours((SELECT trace_send(trace('2026-01-01 23:59:30Z', 100))),
	'{2026-01-01 23:00Z, 2026-01-02 00:00Z}', 'power', '1 min', NULL, NULL, NULL, one('2026-01-02 00:00:30Z', 200)));
SELECT since AT TIME ZONE 'UTC' AS since, energy_nj, lower_j, upper_j, covered_s, samples, peak_w FROM hours_parts(book_hours((SELECT trace_send(trace('2026-01-02 00:00:30Z', 200))),
	'{2026-01-02 00:00Z, 2026-01-02 01:00Z}', 'power', '1 min', NULL, NULL, one('2026-01-01 23:59:30Z', 100)));
-- a day without readings between two: of a counter's 48,000 J in two days a half, and of a gauge a gap
SELECT (hours_sum(h)).energy_j, (hours_sum(h)).covered_s, (hours_sum(h)).gap_s, (hours_ends(h)).first_at FROM (VALUES
	(book_hours(NULL, '{2026-01-02Z, 2026-01-02 12:00Z, 2026-01-03Z}', 'counter', '5 min', 700, NULL, one('2026-01-01 12:00Z', 1000), one('2026-01-03 12:00Z', 49000))),
	(book_hours(NULL, '{2026-01-02Z, 2026-01-02 12:00Z, 2026-01-03Z}', 'power', '1 h', NULL, NULL, one('2026-01-01 12:00Z', 1000), one('2026-01-03 12:00Z', 49000)))) v(h);
SELECT book_hours(NULL, '{2026-01-02Z, 2026-01-03Z}', 'power', '1 h', NULL, NULL, one('2026-01-01 12:00Z', 1000)) IS NULL AS nothing_known;
SELECT hours_total(NULL) IS NULL AS none, hours_energy(NULL, '-infinity', 'infinity') IS NULL AS no_energy;
-- energies beyond 64 bits
SELECT energy_nj, peak_w FROM hours_parts(book_hours((SELECT trace_send(trace('2026-01-02Z'::timestamptz + i * interval '1 h', 1e20)) FROM generate_series(0, 2) i),
	'{2026-01-02Z, 2026-01-02 01:00Z, 2026-01-02 02:00Z, 2026-01-02 03:00Z}', 'power', '1 h', NULL, NULL));
SELECT u.energy_nj FROM (SELECT hours_held(book_hours((SELECT trace_send(trace('2026-01-02Z'::timestamptz + i * interval '1 h', 1e20)) FROM generate_series(0, 2) i),
	'{2026-01-02Z, 2026-01-02 01:00Z, 2026-01-02 02:00Z}', 'power', '1 h', NULL, NULL), '{2026-01-02Z, 2026-01-02 01:00Z, 2026-01-02 02:00Z}', '2026-01-02Z', '2026-01-02 02:00Z', 0.5, 0.75) AS held) x, unnest(x.held) u;

-- parts of one device, 100 W for an hour and 50 W for half of it: 360,000 + 90,000 J, half an hour of which all is known, 150 W;
-- the first half hour comes to 270,000 J, the second to 180,000 J
CREATE TEMP TABLE hours_of_part AS SELECT w, book_hours(trace_send(trace('2026-01-02Z'::timestamptz + i * interval '1 min', w)), '{2026-01-02Z, 2026-01-02 00:30Z, 2026-01-02 01:00Z, 2026-01-03Z}', 'power', '5 min', NULL, NULL) AS h
FROM (VALUES (100, 60), (50, 30)) v(w, n), generate_series(0, 60) i WHERE i <= n GROUP BY w;
SELECT energy_j, lower_j, upper_j, covered_s, samples, peak_w, first_at, last_at FROM hours_sum((SELECT hours_beside(h) FROM hours_of_part));
SELECT since, until, energy_j, covered_s, peak_w FROM hours_parts((SELECT hours_between(hours_beside(h), '{2026-01-02Z, 2026-01-02 00:30Z, 2026-01-03Z}') FROM hours_of_part));
SELECT hours_ends(hours_between(h, '{2026-01-02Z, 2026-01-03Z}')) = hours_ends(h) AS same_ends FROM hours_of_part;
SELECT hours_between(h, '{2026-01-02Z, 2026-01-02 00:15Z}') FROM hours_of_part WHERE w = 50;
SELECT energy_nj, covered_s, gap_s, samples, peak_w, first_at FROM hours_sum(hours_none('{2026-01-02Z, 2026-01-03Z}'));
SELECT energy_j, covered_s FROM hours_sum((SELECT hours_beside(x) FROM (SELECT h FROM hours_of_part UNION ALL SELECT hours_none('{2026-01-02Z, 2026-01-02 00:30Z, 2026-01-02 01:00Z, 2026-01-03Z}')) y(x)));
-- the same from a state for each partition: of both parts, of some without rows, of nothing, of several loads, and of other edges
CREATE TABLE hours_apart (w integer, load_id integer, h bytea) PARTITION BY LIST (w);
CREATE TABLE hours_apart_0 PARTITION OF hours_apart FOR VALUES IN (0);
CREATE TABLE hours_apart_50 PARTITION OF hours_apart FOR VALUES IN (50);
CREATE TABLE hours_apart_100 PARTITION OF hours_apart FOR VALUES IN (100);
CREATE TABLE hours_apart_200 PARTITION OF hours_apart FOR VALUES IN (200);
INSERT INTO hours_apart SELECT w, 7, h FROM hours_of_part;
SET enable_partitionwise_aggregate = on;
SELECT hours_beside(h) = (SELECT hours_beside(h) FROM hours_of_part) AS beside, hours_total(h) = (SELECT hours_total(h) FROM hours_of_part) AS total, one_load(load_id) FROM hours_apart;
SELECT hours_beside(h) IS NULL AS beside, hours_total(h) IS NULL AS total, one_load(load_id) FROM hours_apart WHERE h IS NULL;
INSERT INTO hours_apart VALUES (200, 8, NULL);
SELECT hours_beside(h) IS NULL AS beside, one_load(load_id) FROM hours_apart;
INSERT INTO hours_apart VALUES (200, 7, hours_none('{2026-01-02Z, 2026-01-03Z}'));
SELECT hours_beside(h) FROM hours_apart;
SELECT hours_total(h) FROM hours_apart;
RESET enable_partitionwise_aggregate;
DROP TABLE hours_apart;
-- without max_w every rise of a counter is believed
SELECT energy_j FROM hours_sum(book_hours((SELECT trace_send(trace(at, v)) FROM (VALUES ('2026-01-02Z'::timestamptz, 0), ('2026-01-02 00:01Z', 1e12)) x(at, v)), '{2026-01-02Z, 2026-01-03Z}', 'counter', '5 min', NULL, NULL));

-- what cannot be meant
SELECT book_hours(NULL, '{2026-01-02Z}', 'power', '1 h', NULL, NULL);
SELECT book_hours(NULL, '{2026-01-03Z, 2026-01-02Z}', 'power', '1 h', NULL, NULL);
SELECT book_hours(NULL, '{-infinity, 2026-01-02Z}', 'power', '1 h', NULL, NULL);
SELECT book_hours(NULL, '{2026-01-02Z, 2026-01-03Z}', 'gauge', '1 h', NULL, NULL);
SELECT book_hours(NULL, '{2026-01-02Z, 2026-01-03Z}', 'power', NULL, NULL, NULL);
SELECT book_hours(NULL, '{2026-01-02Z, 2026-01-03Z}', 'counter', '5 min', -7, NULL);
SELECT book_hours(NULL, '{2026-01-02Z, 2026-01-03Z}', 'power', '1 h', NULL, NULL, book_hours(NULL, '{2026-01-02Z, 2026-01-03Z}', 'power', '1 h', NULL, NULL, one('2026-01-01Z', 1), one('2026-01-04Z', 1)));
SELECT book_hours((SELECT trace_send(trace('2026-01-02Z', 1))), '{2026-01-02Z, 2026-01-03Z}', m, '1 h', 9, NULL, one('2026-01-02Z', 1)) FROM (VALUES ('power')) v(m);
SELECT book_hours((SELECT trace_send(trace('2026-01-02Z', 1))), '{2026-01-02Z, 2026-01-03Z}', m, '1 h', 9, NULL, NULL, one('2026-01-02Z', 1)) FROM (VALUES ('counter')) v(m);
SELECT hours_sum(hours, day + interval '90 min', day + interval '3 h') FROM (SELECT * FROM hours_booked WHERE series = 1 ORDER BY day LIMIT 1) x;
SELECT hours_energy_j(hours, day, day + interval '1 h 1 us') FROM (SELECT * FROM hours_booked WHERE series = 1 ORDER BY day LIMIT 1) x;
SELECT hours_total(hours) FROM (SELECT hours FROM hours_booked ORDER BY day LIMIT 12) x;
SELECT hours_total(hours, ARRAY[day, day + interval '90 min']) FROM (SELECT * FROM hours_booked WHERE series = 1 ORDER BY day LIMIT 1) x;
SELECT hours_total(hours, ARRAY[day, day + i * interval '1 h']) FROM (SELECT * FROM hours_booked WHERE series = 1 ORDER BY day LIMIT 1) x, generate_series(1, 2) i;
SELECT hours_total(hours, NULL) FROM (SELECT * FROM hours_booked WHERE series = 1 ORDER BY day LIMIT 1) x;
SELECT hours_held(hours, edges, since + interval '1 us', until, low, high) FROM (SELECT * FROM hours_shares WHERE series = 1 AND since = day ORDER BY day LIMIT 1) x;
SELECT hours_held(hours, edges, since, day + interval '90 min', low, high) FROM (SELECT * FROM hours_shares WHERE series = 1 AND since = day ORDER BY day LIMIT 1) x;
SELECT hours_held(hours, ARRAY[day + interval '30 min', day + interval '1 h'], since, until, low, high) FROM (SELECT * FROM hours_shares WHERE series = 1 AND since = day ORDER BY day LIMIT 1) x;
SELECT hours_held(hours, ARRAY[day, day + interval '90 min'], since, until, low, high) FROM (SELECT * FROM hours_shares WHERE series = 1 AND since = day ORDER BY day LIMIT 1) x;
SELECT hours_held(hours, edges, until, since, low, high) FROM (SELECT * FROM hours_shares WHERE series = 1 AND since = day ORDER BY day LIMIT 1) x;
SELECT hours_held(hours, edges, since, until, low, NULL) FROM (SELECT * FROM hours_shares WHERE series = 1 AND since = day ORDER BY day LIMIT 1) x;
SELECT hours_held(hours, edges, since, until, low, high) FROM hours_shares WHERE series = 1;
-- of one device more years than can be told, and of two together
SELECT hours_held(hours_none('{2026-01-01, 2026-01-02}'), e, e[1], e[2], 0, 1) FROM (VALUES ('{4700-01-01 BC, 290000-01-01}'::timestamptz[])) v (e);
SELECT hours_held(hours_none('{2026-01-01, 2026-01-02}'), e, e[1], e[2], 0, 1) FROM (VALUES ('{4700-01-01 BC, 200000-01-01}'::timestamptz[])) v (e), generate_series(1, 2);
-- damage of either kind of value
SELECT book_hours(substr(t, 1, length(t) - 10), '{2026-03-28Z, 2026-03-29Z}', 'power', '1 min', NULL, NULL)
FROM (SELECT trace_send(trace(at, value)) AS t FROM hours_samples WHERE series = 2) x;
SELECT hours_sum('\x0102'::bytea);
SELECT hours_intact('\x0102'), hours_intact(hours), hours_intact(substr(hours, 1, length(hours) - 1)), hours_intact(NULL) IS NULL FROM (SELECT hours FROM hours_booked LIMIT 1) x;
CREATE FUNCTION hours_state(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM hours_sum(bytes); RETURN 'read'; EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE; END $$;
SELECT hours_state(set_byte(hours, k, get_byte(hours, k) # 4)) AS state, count(*) FROM (SELECT hours FROM hours_booked WHERE series = 1 ORDER BY day LIMIT 1) x, generate_series(0, length(hours) - 1) k GROUP BY 1;
SELECT hours_state(substr(hours, 1, k)) AS state, count(*) > 100 AS many FROM (SELECT hours FROM hours_booked WHERE series = 1 ORDER BY day LIMIT 1) x, generate_series(0, length(hours) - 1) k GROUP BY 1;

DROP FUNCTION near, part, one, hours_state;
SELECT hours_total_accum('\x0102', hours) FROM hours_booked LIMIT 1;
SELECT hours_held_accum('\x0102', hours, edges, since, until, low, high) FROM hours_shares LIMIT 1;
SELECT hours_held_final('\x0102');
DROP VIEW hours_readings, hours_settings;
DROP TABLE hours_samples, hours_days, hours_alone, hours_booked, hours_compared, hours_serial, hours_shares;
