-- Samples as one compressed value.

CREATE TABLE trace_samples AS
WITH d AS (
	SELECT i, ('x' || substr(md5('t' || i), 1, 8))::bit(32)::int & 2147483647 AS r, ('x' || substr(md5('v' || i), 1, 8))::bit(32)::int & 2147483647 AS s
	FROM generate_series(1, 6000) i
)
-- a scrape every 15 s, one in ten up to 5 ms late, one in 50 missing, an outage now and then; watts in mW
SELECT 1 AS device, i, '2026-01-01Z'::timestamptz + (i * 15000 + CASE WHEN r % 10 = 0 THEN s % 5 + 1 ELSE 0 END) * interval '1 ms' AS at,
	round(400 + 100 * sin(i / 50.0)::numeric + (s % 40000) / 1000.0, 3)::float8 AS value
FROM d WHERE r % 50 <> 1 AND i / 40 % 20 <> 7
UNION ALL
-- irregular times with doubles, NaN, infinities, negative values and equal instants
SELECT 2, i, '2026-01-01Z'::timestamptz + (i / 2) * (s % 3 + 1) * interval '1.234567 s',
	CASE r % 90 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' WHEN 2 THEN '-Infinity' WHEN 3 THEN -5 WHEN 4 THEN '-0' ELSE sqrt(r)::float8 END
FROM d WHERE i <= 1500
UNION ALL
-- a counter in steps of 0.1 J that is reset
SELECT 3, i, '2026-01-01Z'::timestamptz + i * interval '15 s', (((i % 1900) * 7001) / 10.0)::float8 FROM d
UNION ALL
-- one value for ever
SELECT 4, i, '2026-01-01Z'::timestamptz + i * interval '1 s', 75 FROM d;
CREATE TABLE traces AS SELECT device, trace(at, value) AS trace FROM trace_samples GROUP BY device;

-- lossless: the same samples come out, in order, -0 and NaN included
SELECT t.device, bool_and(s.at = x.at AND float8send(s.value) = float8send(x.value)) AS same, count(*) = (SELECT sample_count(t.trace)) AS all_of_them
FROM traces t, LATERAL ROWS FROM (samples(t.trace)) WITH ORDINALITY s(at, value, n)
	FULL JOIN LATERAL (SELECT at, value, row_number() OVER (ORDER BY at, value, float8send(value) DESC) AS n FROM trace_samples z WHERE z.device = t.device) x USING (n)
GROUP BY t.device, t.trace ORDER BY 1;
-- compact: the entropy of uniform noise over 40 W in mW is log2(40000) = 15.3 bits, 1.9 bytes;
-- doubles that are no decimals have some 50 bits of noise, their times 21 and more
SELECT device, length(trace_send(trace))::float8 / sample_count(trace) < CASE device WHEN 1 THEN 2.6 WHEN 2 THEN 11 WHEN 3 THEN 0.6 ELSE 0.2 END AS compact FROM traces ORDER BY device;

-- canonical: any order, any parts, overlapping in time, one plan or another
CREATE TABLE parts AS SELECT device, i % 7 AS part, trace(at, value) AS trace FROM trace_samples GROUP BY 1, 2;
SELECT t.device, bool_and(t.trace = x.trace) AS same FROM traces t JOIN (
	SELECT device, trace(at, value ORDER BY md5(i::text)) FROM trace_samples GROUP BY device
	UNION ALL SELECT device, trace(at, value ORDER BY at DESC, i) FROM trace_samples GROUP BY device
	UNION ALL SELECT device, merge(trace) FROM parts GROUP BY device
	UNION ALL SELECT device, merge(trace ORDER BY part DESC) FROM parts GROUP BY device) x(device, trace) USING (device)
GROUP BY 1 ORDER BY 1;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT device, trace(at, value) FROM trace_samples GROUP BY device;
SELECT bool_and(t.trace = x.trace) AS parallel FROM traces t JOIN (SELECT device, trace(at, value) FROM trace_samples GROUP BY device) x USING (device);
SELECT bool_and(t.trace = x.trace) AS parallel_merge FROM traces t JOIN (SELECT device, merge(trace) AS trace FROM parts GROUP BY device) x USING (device);
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather; RESET parallel_leader_participation;

-- text and binary bring it back
SELECT bool_and(trace::text::trace = trace) AS text_io FROM traces;
COPY (SELECT trace FROM traces ORDER BY device) TO '/dev/null' (FORMAT binary);
SELECT trace(at, value)::text FROM (VALUES ('2026-01-01Z'::timestamptz, 75::float8)) v(at, value);

-- power_energy of a trace is the aggregate over its samples, to the bit; from headers and from decoded blocks
SELECT device, gap, bool_and(e = a) AS same FROM (
	SELECT t.device, g.gap, power_energy(t.trace, g.gap) AS e, (SELECT power_energy(at, value, g.gap) FROM trace_samples s WHERE s.device = t.device) AS a
	FROM traces t, (VALUES (interval '14 s'), ('20 s'), ('1 min'), ('1 day')) g(gap)) x
GROUP BY 1, 2 ORDER BY 1, 2;
SELECT device, bool_and(e = a) AS same FROM (
	SELECT t.device, power_energy(t.trace, '1 min', since, until) AS e, (SELECT power_energy(at, value, '1 min', since, until) FROM trace_samples s WHERE s.device = t.device) AS a
	FROM traces t, LATERAL (SELECT '2026-01-01Z'::timestamptz + (k * 977) % 90000 * interval '1.000003 s' AS since,
		'2026-01-01Z'::timestamptz + ((k * 977) % 90000 + (k * 1009) % 20000 + 1) * interval '1.000003 s' AS until FROM generate_series(0, 60) k) w) x
GROUP BY 1 ORDER BY 1;
SELECT power_energy(trace, '1 min', '-infinity', '2026-01-01 01:00Z') = (SELECT power_energy(at, value, '1 min', '-infinity', '2026-01-01 01:00Z') FROM trace_samples s WHERE s.device = 1) AS open_window
FROM traces WHERE device = 1;

-- buckets and splits are power_energy of their windows, and add up to the whole
SELECT device, width, count(*) > 1 AS several,
	sum(energy_nj) = (SELECT (power_energy(trace, '1 min')).energy_nj FROM traces t WHERE t.device = b.device) AS energy_nj,
	sum(samples) = (SELECT (power_energy(trace, '1 min')).samples FROM traces t WHERE t.device = b.device) AS samples,
	bool_and(ROW(b.energy_nj, b.lower_j, b.gap_s, b.gaps, b.samples, b.rejected, b.peak_w, b.first_at) =
		ROW((w).energy_nj, (w).lower_j, (w).gap_s, (w).gaps, (w).samples, (w).rejected, coalesce((w).peak_w, b.peak_w), coalesce((w).first_at, b.first_at))
		OR (b.samples = 0 AND b.energy_nj = (w).energy_nj)) AS windows,
	bool_and(bucket = date_bin(width, bucket, '2000-01-01Z')) AS aligned
FROM (SELECT t.device, g.width, e.*, power_energy(t.trace, '1 min', e.bucket, e.bucket + g.width) AS w
	FROM traces t, (VALUES (interval '1 h'), ('17 min')) g(width), LATERAL buckets(t.trace, g.width, '1 min') e) b
GROUP BY 1, 2 ORDER BY 1, 2;
SELECT bucket, energy_j, covered_s, gap_s, gaps, samples FROM buckets((SELECT trace(at, v) FROM (VALUES
	('2026-01-01 00:30Z'::timestamptz, 60::float8), ('2026-01-01 00:50Z', 60), ('2026-01-01 01:10Z', 60), ('2026-01-01 03:30Z', 60)) v(at, v)), '1 h', '20 min');
SELECT bucket FROM buckets((SELECT trace('2026-01-01 00:30Z'::timestamptz, 1)), '1 day', '1 min', '1999-01-01 06:00Z');
SELECT since, until, energy_j, samples FROM split((SELECT trace(at, v) FROM (VALUES
	('2026-01-01 00:00Z'::timestamptz, 100::float8), ('2026-01-01 00:01Z', 200)) v(at, v)),
	'{-infinity, 2026-01-01 00:00:30Z, 2026-01-01 00:00:45Z, infinity}', '1 min');
SELECT count(*) FROM split((SELECT trace FROM traces WHERE device = 1), '{}', '1 min');
SELECT sum(energy_nj) = (SELECT (power_energy(trace, '1 min')).energy_nj FROM traces WHERE device = 1) AS months
FROM split((SELECT trace FROM traces WHERE device = 1), (SELECT array_agg(e ORDER BY e) FROM generate_series('2025-12-31Z', '2026-01-03Z', interval '1000 s') e), '1 min');

-- aggregates over the traces of a device: pieces by time, some of which touch, overlap or repeat others, in any order
CREATE TABLE pieces AS
SELECT device, i * 4 / 6001 AS piece, trace(at, value) AS trace FROM trace_samples GROUP BY 1, 2
UNION ALL SELECT device, 10 + i % 3, trace(at, value) FROM trace_samples WHERE i BETWEEN 900 AND 1000 AND i % 5 = 0 GROUP BY 1, 2
UNION ALL SELECT device, 20, trace(at, value) FROM trace_samples WHERE (device, at) IN (SELECT device, max(at) FROM trace_samples WHERE i * 4 / 6001 = 2 GROUP BY 1) GROUP BY 1
UNION ALL SELECT device, 30, NULL FROM generate_series(1, 4) device;
ALTER TABLE pieces ALTER trace SET STORAGE EXTERNAL;
CREATE TABLE in_pieces AS SELECT device, s.at, s.value FROM pieces, samples(trace) s;
SELECT p.device, bool_and(p.power = s.power AND p.mixed = s.power AND p.late = s.late) AS power, bool_and(p.counter = s.counter AND p.wrapping = s.wrapping AND p.wrapping_late = s.wrapping_late AND p.counter_late = s.counter_late) AS counter,
	bool_and(p.increase IS NOT DISTINCT FROM s.increase) AS increase
FROM (SELECT device, traces_power_energy(trace, '1 min') AS power, traces_power_energy(trace, '1 min' ORDER BY md5(piece::text)) AS mixed,
		traces_power_energy(trace, '20 s', '2026-01-01 01:00:01Z', '2026-01-01 09:30Z') AS late,
		traces_counter_energy(trace, 700) AS counter, traces_counter_energy(trace, 700, 1e6) AS wrapping, traces_counter_energy(trace, 700, 1e6, '2026-01-01 01:00:01Z', '2026-01-01 09:30Z') AS wrapping_late,
		traces_counter_energy(trace, 700, '2026-01-01 01:00:01Z'::timestamptz, '2026-01-01 09:30Z') AS counter_late,
		CASE WHEN device > 2 THEN traces_counter_increase(trace) END AS increase FROM pieces GROUP BY device) p
	JOIN (SELECT device, power_energy(at, value, '1 min') AS power, power_energy(at, value, '20 s', '2026-01-01 01:00:01Z', '2026-01-01 09:30Z') AS late,
		counter_energy(at, value, 700) AS counter, counter_energy(at, value, 700, 1e6) AS wrapping, counter_energy(at, value, 700, 1e6, '2026-01-01 01:00:01Z', '2026-01-01 09:30Z') AS wrapping_late,
		counter_energy(at, value, 700, '2026-01-01 01:00:01Z'::timestamptz, '2026-01-01 09:30Z') AS counter_late,
		CASE WHEN device > 2 THEN counter_increase(at, value) END AS increase FROM in_pieces GROUP BY device) s USING (device) GROUP BY 1 ORDER BY 1;
-- pieces that do not touch: midnight and outages between them, whatever max_gap
SELECT device, gap, bool_and(e = a) AS same FROM (
	SELECT device, gap, traces_power_energy(trace, gap) AS e, (SELECT power_energy(at, value, gap) FROM trace_samples s WHERE s.device = p.device) AS a
	FROM pieces p, (VALUES (interval '14 s'), ('1 min'), ('1 day')) g(gap) WHERE piece < 4 GROUP BY 1, 2) x GROUP BY 1, 2 ORDER BY 1, 2;
SELECT device, width, traces_buckets(trace, width, '1 min') = (SELECT array_agg(b ORDER BY b.bucket) FROM buckets((SELECT merge(trace) FROM pieces q WHERE q.device = p.device), width, '1 min') b) AS buckets
FROM pieces p, (VALUES (interval '1 h'), ('17 min')) g(width) GROUP BY 1, 2 ORDER BY 1, 2;
-- many windows over the same pieces
SELECT device, bool_and(e = a) AS windows FROM (
	SELECT device, k, traces_power_energy(trace, '1 min', since, until) AS e, (SELECT power_energy(at, value, '1 min', since, until) FROM in_pieces s WHERE s.device = p.device) AS a
	FROM pieces p, LATERAL (SELECT k, '2026-01-01Z'::timestamptz + (k * 977) % 90000 * interval '1.000003 s' AS since,
		'2026-01-01Z'::timestamptz + ((k * 977) % 90000 + (k * 1009) % 20000 + 1) * interval '1.000003 s' AS until FROM generate_series(0, 30, 6) k) w WHERE device < 3 GROUP BY device, k, since, until) x GROUP BY 1 ORDER BY 1;
-- one plan or another, and a window that grows
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET enable_hashagg = off;
CREATE TABLE serial AS SELECT device, traces_power_energy(trace, '1 min') AS power, traces_counter_energy(trace, 700) AS counter, traces_buckets(trace, '1 h', '1 min') AS buckets FROM pieces GROUP BY device;
SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT device, traces_power_energy(trace, '1 min') FROM pieces GROUP BY device;
SELECT bool_and(s = p) AS parallel FROM serial s
	JOIN (SELECT device, traces_power_energy(trace, '1 min') AS power, traces_counter_energy(trace, 700) AS counter, traces_buckets(trace, '1 h', '1 min') AS buckets FROM pieces GROUP BY device) p USING (device);
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather; RESET parallel_leader_participation; RESET enable_hashagg;
SELECT bool_and(w = traces) AS growing FROM (SELECT piece, traces_power_energy(trace, '1 min') OVER (ORDER BY piece) AS w FROM pieces WHERE device = 1) x
	JOIN LATERAL (SELECT traces_power_energy(trace, '1 min') AS traces FROM pieces q WHERE device = 1 AND q.piece <= x.piece) y ON true;
-- nothing, and what cannot be meant
SELECT traces_power_energy(NULL, '1 min') IS NULL AS power, traces_counter_energy(NULL, 700) IS NULL AS counter, traces_counter_increase(NULL) IS NULL AS increase, traces_buckets(NULL, '1 h', '1 min') IS NULL AS buckets;
SELECT traces_power_energy(trace, NULL) FROM pieces;
SELECT traces_power_energy(trace, piece * interval '1 s' + interval '1 s') FROM pieces;
SELECT traces_power_energy(trace, '1 min', '2026-01-02Z', '2026-01-01Z') FROM pieces;
SELECT traces_counter_energy(trace, -1) FROM pieces;
SELECT traces_buckets(trace, '1 mon', '1 min') FROM pieces;
-- 1,048,576 buckets are an answer, one more is refused before any is made; so are bytes of a state
-- without a width, which is that of power, and with one below 0
SELECT cardinality(traces_buckets(trace, '1 us', '1 s')) FROM (SELECT trace(at, 1) FROM unnest(ARRAY['2026-01-01Z', '2026-01-01 00:00:01.048575Z']::timestamptz[]) at) t;
SELECT cardinality(traces_buckets(trace, '1 us', '1 s')) FROM (SELECT trace(at, 1) FROM unnest(ARRAY['2026-01-01Z', '2026-01-01 00:00:01.048576Z']::timestamptz[]) at) t;
SELECT traces_buckets_final(traces_power_energy_accum(NULL, trace, '1 min')) FROM traces WHERE device = 4;
SELECT traces_buckets_final(overlay(traces_buckets_accum(NULL, trace, '1 h', '1 min') PLACING '\xff'::bytea FROM 52)) FROM traces WHERE device = 4;
-- a state from outside
SELECT traces_power_energy_final('\x00');
SELECT traces_power_energy_final(substr(traces_power_energy_accum(NULL, trace, '1 min'), 1, 300)) FROM pieces WHERE device = 1 AND piece = 0;
SELECT traces_power_energy_final(traces_combine(traces_power_energy_accum(NULL, a.trace, '1 min'), traces_power_energy_accum(NULL, b.trace, '1 min'))) =
	(SELECT traces_power_energy(trace, '1 min') FROM pieces WHERE device = 1 AND piece < 2) AS halves
FROM pieces a, pieces b WHERE a.device = 1 AND a.piece = 0 AND b.device = 1 AND b.piece = 1;
DROP TABLE pieces, in_pieces, serial;

-- slices filter
SELECT bool_and(slice(t.trace, since, until) IS NOT DISTINCT FROM
	(SELECT trace(at, value) FROM trace_samples s WHERE s.device = t.device AND at >= since AND at < until)) AS slices
FROM traces t, (VALUES ('2026-01-01 01:00Z'::timestamptz, '2026-01-01 05:00Z'::timestamptz), ('-infinity', 'infinity'), ('2027-01-01Z', 'infinity'),
	('2026-01-01 00:10Z', '2026-01-01 00:10:00.000001Z')) w(since, until);

-- emissions: 1 h at 1000 W under 400, then 20 g/kWh from 00:30: 0.5 kWh * 400 + 0.5 * 20 = 210 g
SELECT * FROM trace_co2e(
	(SELECT trace('2026-01-01Z'::timestamptz + i * interval '1 min', 1000) FROM generate_series(0, 60) i),
	(SELECT trace(at, v) FROM (VALUES ('2025-12-31 23:50Z'::timestamptz, 400::float8), ('2026-01-01 00:30Z', 20)) v(at, v)), '1 min', '1 h');
-- held for 30 min only: from 00:20 to 00:30 nothing is known; 1/3 kWh * 400 + 0.5 * 20 g
SELECT round(co2e_kg::numeric, 12) AS co2e_kg, covered_s, uncovered_s, energy_j FROM trace_co2e(
	(SELECT trace('2026-01-01Z'::timestamptz + i * interval '1 min', 1000) FROM generate_series(0, 60) i),
	(SELECT trace(at, v) FROM (VALUES ('2025-12-31 23:50Z'::timestamptz, 400::float8), ('2026-01-01 00:30Z', 20)) v(at, v)), '1 min', '30 min');
-- a rising power, cut in its interval: 3750 J * 100 + 5250 J * 200 g/kWh
SELECT round((co2e_kg * 3.6e9)::numeric, 6) AS j_times_g_per_kwh, covered_s FROM trace_co2e((SELECT trace(at, v) FROM (VALUES ('2026-01-01Z'::timestamptz, 100::float8), ('2026-01-01 00:01Z', 200)) v(at, v)),
	(SELECT trace(at, v) FROM (VALUES ('2026-01-01Z'::timestamptz, 100::float8), ('2026-01-01 00:00:30Z', 200)) v(at, v)), '1 min', '1 h');

-- operators
SELECT count(DISTINCT trace) FROM (SELECT trace FROM traces UNION ALL SELECT trace FROM traces) x;
SELECT count(*) FROM traces a JOIN traces b ON a.trace = b.trace;
SELECT count(*) FROM traces a JOIN traces b ON a.trace <> b.trace;
SELECT bool_and((a.trace < b.trace) = (b.trace > a.trace) AND (a.trace <= b.trace) = NOT (a.trace > b.trace) AND (a.trace >= b.trace) = NOT (a.trace < b.trace)
	AND (trace_cmp(a.trace, b.trace) = 0) = (a.device = b.device) AND (trace_hash(a.trace) = trace_hash(b.trace)) = (a.device = b.device)) AS total FROM traces a, traces b;
CREATE INDEX ON parts USING hash (trace);
SELECT count(*) FROM (SELECT trace FROM parts ORDER BY trace) x;
CREATE TABLE by_trace (trace trace) PARTITION BY HASH (trace);
CREATE TABLE by_trace_0 PARTITION OF by_trace FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_trace_1 PARTITION OF by_trace FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO by_trace SELECT trace FROM traces UNION ALL SELECT trace FROM traces;
-- equal traces stand in one partition, and are looked for there
SELECT count(*), bool_and(b.partitions = 1 AND b.rows = 2) AS together FROM (SELECT trace, count(DISTINCT tableoid) AS partitions, count(*) AS rows FROM by_trace GROUP BY trace) b;
SELECT count(*) FROM by_trace WHERE trace = (SELECT trace FROM traces WHERE device = 4);
DROP TABLE by_trace;

-- nothing
SELECT trace(NULL::timestamptz, NULL) IS NULL AS none, merge(NULL::trace) IS NULL AS no_trace, slice(trace('2026-01-01Z'::timestamptz, 1), '2027-01-01Z', '2028-01-01Z') IS NULL AS empty;
-- a state from outside without a sample has no trace, and adds nothing to another
SELECT trace_final(state) IS NULL AS none, trace_final(trace_combine(state, trace_accum(NULL, '2026-01-01Z', 1))) = (SELECT trace('2026-01-01Z', 1)) AS one
FROM (SELECT trace_state 'AXQAAAAAAAAAgP////////9/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgP////////9/La1t2g==' AS state) x;
-- the oldest and the newest instant, and no number between them
SELECT sample_count(trace(at, v)), (power_energy(trace(at, v), '1 min')).gap_s, (power_energy(trace(at, v), '1 min')).gap_s = (power_energy(at, v, '1 min')).gap_s AS same
FROM (VALUES ('4714-11-24 00:00:00Z BC'::timestamptz, 1::float8), ('294276-12-31 23:59:59.999999Z', 1.7976931348623157e308)) v(at, v);

-- what cannot be meant
SELECT trace('2026-01-01'::timestamp, 1);
SELECT trace('infinity', 1);
SELECT buckets(trace, '1 mon', '1 min') FROM traces WHERE device = 4;
SELECT buckets(trace, '0', '1 min') FROM traces WHERE device = 4;
SELECT buckets(trace, '1 h', '1 min', 'infinity') FROM traces WHERE device = 4;
SELECT split(trace, '{2026-01-02Z, 2026-01-01Z}', '1 min') FROM traces WHERE device = 4;
SELECT split(trace, '{2026-01-02Z, NULL}', '1 min') FROM traces WHERE device = 4;
SELECT power_energy(trace, '1 min', '2026-01-02Z', '2026-01-01Z') FROM traces WHERE device = 4;
SELECT power_energy(trace, '-1 s') FROM traces WHERE device = 4;

-- bytes that lie: as text, and stored
SELECT 'AQAA'::trace;
SELECT ''::trace;
SELECT 'AQ=A'::trace;
\set VERBOSITY sqlstate
SELECT overlay(trace::text placing CASE substr(trace::text, 200, 1) WHEN 'A' THEN 'B' ELSE 'A' END from 200 for 1)::trace FROM traces WHERE device = 1;
SELECT (substr(trace::text, 1, 1000))::trace FROM traces WHERE device = 1;
SELECT (trace::text || 'AAAA')::trace FROM traces WHERE device = 1;
SELECT (split_samples(NULL, ARRAY[substr(b, 1, length(b) - 10)], 'power', '1 min', NULL, NULL, '-infinity', 'infinity', '{2026-01-01Z,2026-01-01 01:10:07Z}')).energy_nj
FROM (SELECT trace_send(trace('2026-01-01Z'::timestamptz + i * interval '15 s', i)) AS b FROM generate_series(1, 300) AS i) AS t;
\set VERBOSITY default
-- where nobody knows the largest power, a gauge is believed up to 1e11 W, from samples and from traces: 1e11 J in a second
SELECT energy_j, samples_used, rejected, peak_w
FROM (SELECT sample_log(at, w) AS samples, trace_send(trace(at, w)) AS trace
	FROM (SELECT '2026-01-01Z'::timestamptz + i * interval '1 s' AS at, CASE i WHEN 2 THEN 100000000000.00002 ELSE 1e11 END::float8 AS w FROM generate_series(0, 2) AS i) AS s) AS t,
	LATERAL (VALUES (t.samples, NULL), (NULL, ARRAY[t.trace])) AS v (loose, stored),
	split_samples(v.loose, v.stored, 'power', '1 min', NULL, NULL, '-infinity', 'infinity', '{2026-01-01Z,2026-01-02Z}');

-- an index on a trace of its own, toasted out of line and back
SELECT pg_column_size(trace) > 8000 AS large, (power_energy(trace, '1 day')).samples = sample_count(trace) AS from_front FROM traces WHERE device = 1;

DROP TABLE parts, traces, trace_samples;

-- values of real are taken as they are: the same bytes as of their cast
SELECT trace(at, w)::text = trace(at, w::float8)::text AS same, sample_count(trace(at, w))
FROM (SELECT '2026-01-01Z'::timestamptz + (k + CASE k % 7 WHEN 3 THEN 9 ELSE 0 END) * interval '15 s' + (k / 100) * interval '2 h' AS at,
	CASE WHEN k % 50 = 0 THEN '-0'::real WHEN k % 50 = 1 THEN 'NaN' ELSE ((400000 + k * k * 31 % 200000)::float8 / 1000)::real END AS w
	FROM generate_series(0, 999) AS k) AS s;
SELECT trace('2026-01-01'::timestamp, 1::real);

-- states in the hands of functions in SQL and PL/pgSQL: a copy stays what it was, and a final function that adds a sample adds it to a copy
CREATE FUNCTION torn(state trace_state, at timestamptz, watts float8) RETURNS trace_state LANGUAGE plpgsql AS $$
DECLARE
	one trace_state;
BEGIN
	state := trace_accum(state, at, watts);
	one := state;
	state := trace_accum(state, at + interval '1 s', watts);
	IF watts::integer % 3 = 0 THEN
		RETURN one;
	END IF;
	RETURN state;
END $$;
CREATE FUNCTION begun_anew(state trace_state, at timestamptz, watts float8) RETURNS trace_state LANGUAGE sql RETURN CASE WHEN watts IS NOT NULL THEN trace_accum(state, at, watts) END;
CREATE FUNCTION passed_on(state trace_state, at timestamptz, watts float8) RETURNS trace_state LANGUAGE plpgsql AS $$
BEGIN
	IF watts::integer % 3 <> 0 THEN
		state := trace_accum(state, at, watts);
	END IF;
	RETURN state;
END $$;
CREATE FUNCTION count_and_one(state trace_state) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	state := trace_accum(state, '2030-01-01Z', 1);
	RETURN sample_count(trace_final(state));
END $$;
CREATE AGGREGATE torn(timestamptz, float8) (SFUNC = torn, STYPE = trace_state, FINALFUNC = count_and_one);
CREATE AGGREGATE begun_anew(timestamptz, float8) (SFUNC = begun_anew, STYPE = trace_state, FINALFUNC = count_and_one);
CREATE AGGREGATE passed_on(timestamptz, float8) (SFUNC = passed_on, STYPE = trace_state, FINALFUNC = count_and_one);
CREATE AGGREGATE counted(timestamptz, float8) (SFUNC = trace_accum, STYPE = trace_state, FINALFUNC = count_and_one);
CREATE TABLE handed AS SELECT i, '2026-01-01Z'::timestamptz + i * interval '1 s' AS at, i::float8 AS watts FROM generate_series(1, 2000) AS i;
-- of 2000 rows 666 are of a multiple of 3: 1 sample, the others 2, and one for each of 50 groups; 1334 and 50; since the last multiple of 7 of a group, by an array beside it
SELECT sum(torn) AS torn, sum(passed_on) AS passed_on, sum(counted) AS counted, bool_and(begun_anew = since) AS begun_anew
FROM (SELECT torn(at, watts ORDER BY i), passed_on(at, watts ORDER BY i), counted(at, watts ORDER BY i), begun_anew(at, CASE WHEN i % 7 <> 0 THEN watts END ORDER BY i),
	count(*) FILTER (WHERE i > last) + 1 AS since
	FROM (SELECT h.*, max(i) FILTER (WHERE i % 7 = 0) OVER (PARTITION BY i % 50) AS last FROM handed h) AS l GROUP BY i % 50) AS g;
-- frames of at most 24 of 400 rows: 9384 samples, and one more in each; a state that grows from row to row: 54000
SELECT sum(counted) AS counted, sum(samples) AS samples, sum(passed_on) AS passed_on
FROM (SELECT counted(at, watts) OVER w, sample_count(trace(at, watts) OVER w) AS samples, passed_on(at, watts) OVER (ORDER BY i)
	FROM handed WHERE i <= 400 WINDOW w AS (ORDER BY i ROWS BETWEEN 20 PRECEDING AND 3 FOLLOWING)) AS f;
DROP TABLE handed;
DROP AGGREGATE torn(timestamptz, float8), begun_anew(timestamptz, float8), passed_on(timestamptz, float8), counted(timestamptz, float8);
DROP FUNCTION torn(trace_state, timestamptz, float8), begun_anew(trace_state, timestamptz, float8), passed_on(trace_state, timestamptz, float8), count_and_one(trace_state), begun_anew(trace_state, timestamptz, float8);
