-- Energy of one device from power samples.

-- by hand: 100 W to 200 W in 60 s are 9000 J, at least 6000, at most 12000;
-- then 120 s are more than a minute: a gap; NaN, -1 and infinity are no powers
SELECT (power_energy(at, w, '1 min')).* FROM (VALUES
	('2026-01-01 00:03Z'::timestamptz, 200::float8),
	('2026-01-01 00:00Z', 100), ('2026-01-01 00:01Z', 200),
	('2026-01-01 00:00:10Z', 'NaN'), ('2026-01-01 00:00:20Z', -1), ('2026-01-01 00:00:30Z', 'Infinity'),
	('2026-01-01 00:00:40Z', NULL), (NULL, 7)) v(at, w) \gx

-- the same from 00:00:30 until 00:02: (150 + 200) / 2 * 30 = 5250 J, 60 s of gap, one sample,
-- and of the rejected ones that at 00:00:30
SELECT (power_energy(at, w, '1 min', '2026-01-01 00:00:30Z', '2026-01-01 00:02Z')).* FROM (VALUES
	('2026-01-01 00:03Z'::timestamptz, 200::float8),
	('2026-01-01 00:00Z', 100), ('2026-01-01 00:01Z', 200),
	('2026-01-01 00:00:10Z', 'NaN'), ('2026-01-01 00:00:30Z', 'Infinity')) v(at, w) \gx

-- values of one instant are averaged: 100, 300 -> 200 W; (200 + 100) / 2 * 10 = 1500 J; peak 200 W
SELECT (e).energy_j, (e).samples, (e).peak_w FROM (
	SELECT power_energy(at, w, '1 min') AS e FROM (VALUES
		('2026-01-01 00:00Z'::timestamptz, 300::float8), ('2026-01-01 00:00:10Z', 100), ('2026-01-01 00:00Z', 100)) v(at, w)) x;
-- instants whose values differ, in every form; the same value again, a rejected one and -0 beside 0 are none
CREATE VIEW pg_temp.conflicting AS
	SELECT '2026-01-01Z'::timestamptz + s * interval '1 s' AS at, w FROM (VALUES (0, 100::float8), (0, 100), (10, 100), (10, 300), (20, 'NaN'), (20, 5), (30, 0), (30, '-0'), (40, 7), (40, 8), (40, 9)) v (s, w);
SELECT (power_energy(at, w, '1 min')).conflicts, (power_energy(trace(at, w), '1 min')).conflicts AS of_trace, (fleet_energy(1::bigint, at, w, '1 min')).conflicts AS of_fleet,
	(power_energy(at, w, '1 min', '2026-01-01 00:00:10.000001Z', '2026-01-02Z')).conflicts AS after_10 FROM pg_temp.conflicting;
SELECT b.bucket, b.conflicts, u.conflicts AS of_fleet FROM (SELECT trace(at, w) AS t, fleet_energy_buckets(1::bigint, at, w, '1 min', '20 s') AS a FROM pg_temp.conflicting) x,
	LATERAL buckets(x.t, '20 s', '1 min') b, LATERAL unnest(x.a) u WHERE u.bucket = b.bucket ORDER BY b.bucket;
SELECT s.conflicts FROM (SELECT trace(at, w) AS t FROM pg_temp.conflicting) x, LATERAL split(x.t, ARRAY['2026-01-01Z', '2026-01-01 00:00:40Z', '2026-01-02Z']::timestamptz[], '1 min') s ORDER BY s.since;


-- nothing known, nothing seen
SELECT power_energy(NULL::timestamptz, NULL::float8, '1 min') IS NULL AS all_null;
SELECT power_energy(now(), 1::float8, '1 min') IS NULL AS no_row WHERE false;
SELECT power_energy(now(), 1::float8, '1 min') FILTER (WHERE false) IS NULL AS filtered;
SELECT (power_energy('2026-01-01Z', float8 'NaN', '1 min')).*  \gx
SELECT (power_energy('2026-01-01Z', float8 '-0', '1 min')).peak_w, (power_energy('2026-01-01Z', 5e-324, '1 min')).peak_w = 5e-324 AS denormal;

-- the mean of one instant is the nearest double to the exact mean, by Python's fractions
SELECT (power_energy('2026-01-01Z', w, '1 min')).peak_w = 449.1333333333333 AS three FROM unnest('{180.6,608.5,558.3}'::float8[]) w;
SELECT (power_energy('2026-01-01Z', w, '1 min')).peak_w = 416.84000000000003 AS five FROM unnest('{253.0,397.3,369.7,491.0,573.2}'::float8[]) w;

-- what cannot be meant
SELECT power_energy('2026-01-01'::timestamp, 1, '1 min');
SELECT power_energy('2026-01-01'::timestamp, 1, '1 min', '2026-01-01Z', '2026-01-02Z');
SELECT power_energy(1::real, '2026-01-01'::timestamptz, '1 min');
SELECT power_energy(1, now(), '1 min', '2026-01-01Z', '2026-01-02Z');
SELECT power_energy(now(), '1 min'::interval, 1);
SELECT power_energy('2026-01-01Z', 1, '1 mon');
SELECT power_energy('2026-01-01Z', 1, '0');
SELECT power_energy('2026-01-01Z', 1, '-1 s');
SELECT power_energy('2026-01-01Z', 1, '2147483647 days');
SELECT power_energy('2026-01-01Z', 1, NULL);
SELECT power_energy('2026-01-01Z', 1, '1 s', '2026-01-02Z', '2026-01-01Z');
SELECT power_energy('2026-01-01Z', 1, '1 s', NULL, '2026-01-01Z');
SELECT power_energy('infinity', 1, '1 s');
SELECT power_energy('2026-01-01Z', i, i * interval '1 s') FROM generate_series(1, 2) i;
SELECT power_energy('2026-01-01Z'::timestamptz + i * interval '1 s', 1e300, '1 min') FROM generate_series(1, 2) i;

-- A random series: powers in 1/64 W, so that numeric holds every product; steps of 1 us to
-- 40 s, gaps beyond the minute, and every 7th instant twice.
CREATE TABLE power_samples AS
WITH d AS (
	SELECT i, ('x' || substr(md5(i::text), 1, 8))::bit(32)::int & 2147483647 AS r, ('x' || substr(md5('w' || i), 1, 8))::bit(32)::int & 2147483647 AS s
	FROM generate_series(1, 5000) i
), t AS (
	SELECT i, s, sum(CASE WHEN r % 50 = 0 THEN 61000000 + r % 100000000 WHEN r % 3 = 0 THEN 15000000 ELSE 1 + r % 40000000 END) OVER (ORDER BY i) AS us
	FROM d
)
SELECT i % 3 AS device, '2026-01-01Z'::timestamptz + us * interval '1 us' AS at, ((s % 44800) / 64.0)::float8 AS watts, us, i FROM t
UNION ALL
SELECT i % 3, '2026-01-01Z'::timestamptz + us * interval '1 us', ((s % 20000) / 64.0)::float8, us, i FROM t WHERE i % 7 = 0;

-- the same energy by window functions in numeric, each interval rounded half to even
CREATE FUNCTION half_even(x numeric) RETURNS numeric LANGUAGE sql IMMUTABLE
	RETURN CASE WHEN x - floor(x) = 0.5 THEN 2 * round(floor(x + 0.5) / 2 - 0.25) ELSE floor(x + 0.5) END;
SELECT half_even(0.5), half_even(1.5), half_even(2.5), half_even(2.4), half_even(2.6), half_even(3);
CREATE VIEW brute_force AS
WITH s AS (
	SELECT device, us, avg(watts::numeric) AS w, count(*) AS n FROM power_samples GROUP BY device, us
), p AS (
	SELECT device, us - lag(us) OVER d AS dt, lag(w) OVER d AS w0, w AS w1, n, us FROM s WINDOW d AS (PARTITION BY device ORDER BY us)
)
SELECT device,
	sum(half_even((w0 + w1) * 500 * dt)) FILTER (WHERE dt <= 60000000) AS energy_nj,
	sum(least(w0, w1) * dt) FILTER (WHERE dt <= 60000000) / 1000000 AS lower_j,
	sum(greatest(w0, w1) * dt) FILTER (WHERE dt <= 60000000) / 1000000 AS upper_j,
	sum(dt) FILTER (WHERE dt <= 60000000) / 1000000 AS covered_s,
	sum(dt) FILTER (WHERE dt > 60000000) / 1000000 AS gap_s,
	count(*) FILTER (WHERE dt > 60000000) AS gaps,
	sum(n) AS samples, max(w1) AS peak_w, min(us) AS first_us, max(us) AS last_us
FROM p GROUP BY device;
SELECT b.device, (e).energy_nj = b.energy_nj AS exact,
	abs((e).energy_j - b.energy_nj::float8 / 1e9) <= 1e-15 * (e).energy_j AS energy_j,
	abs((e).lower_j - b.lower_j) < 1e-5 AS lower_j, abs((e).upper_j - b.upper_j) < 1e-5 AS upper_j,
	(e).covered_s = b.covered_s::float8 AS covered_s, (e).gap_s = b.gap_s::float8 AS gap_s, (e).gaps = b.gaps AS gaps,
	(e).samples = b.samples AS samples, (e).peak_w = b.peak_w::float8 AS peak_w,
	(e).first_at = '2026-01-01Z'::timestamptz + b.first_us * interval '1 us' AS first_at,
	(e).last_at = '2026-01-01Z'::timestamptz + b.last_us * interval '1 us' AS last_at, b.gaps > 10 AS has_gaps
FROM brute_force b JOIN (SELECT device, power_energy(at, watts, '1 min') AS e FROM power_samples GROUP BY device) x USING (device)
ORDER BY 1;

-- any order of the rows, DISTINCT duplicates or not, the same bytes
CREATE TABLE in_order AS SELECT device, power_energy(at, watts, '1 min' ORDER BY at) AS e FROM power_samples GROUP BY device;
SELECT bool_and(x.e = o.e) AS shuffled FROM (
	SELECT device, power_energy(at, watts, '1 min' ORDER BY md5(i::text || watts)) AS e FROM power_samples GROUP BY device
	UNION ALL
	SELECT device, power_energy(at, watts, '1 min' ORDER BY at DESC) FROM power_samples GROUP BY device) x JOIN in_order o USING (device);
SELECT (power_energy(DISTINCT at, 100, '1 min')).energy_nj = (power_energy(at, 100, '1 min')).energy_nj AS "distinct" FROM power_samples;
SELECT every, count(*), sum((e).samples) = (SELECT count(*) FROM power_samples) AS samples FROM (
	SELECT grouping(device) AS every, power_energy(at, watts, '1 min') AS e FROM power_samples GROUP BY GROUPING SETS ((device), ())) x GROUP BY every ORDER BY every;

-- parts add up to the whole: hours, and cuts in the middle of steps; lower and upper too, to rounding
SELECT cut, sum((p).energy_nj) = min((w).energy_nj) AS energy_nj,
	abs(sum((p).lower_j) / min((w).lower_j) - 1) < 1e-12 AS lower_j, abs(sum((p).upper_j) / min((w).upper_j) - 1) < 1e-12 AS upper_j,
	abs(sum((p).covered_s) / min((w).covered_s) - 1) < 1e-12 AS covered_s, abs(sum((p).gap_s) / min((w).gap_s) - 1) < 1e-12 AS gap_s,
	sum((p).samples) = min((w).samples) AS samples, max((p).peak_w) = min((w).peak_w) AS peak_w, count(*) > 10 AS several
FROM (VALUES (interval '1 h'), ('1234.567891 s')) c(cut),
	LATERAL (SELECT power_energy(at, watts, '1 min') AS w FROM power_samples WHERE device = 1) whole,
	LATERAL generate_series(0, 200) k,
	LATERAL (SELECT power_energy(at, watts, '1 min', '2026-01-01Z'::timestamptz + k * cut, '2026-01-01Z'::timestamptz + (k + 1) * cut) AS p
		FROM power_samples WHERE device = 1) part
GROUP BY cut ORDER BY cut;
-- without the rows that lie more than max_gap outside, the same energy
SELECT (power_energy(at, watts, '1 min', '2026-01-01 02:00Z', '2026-01-01 03:00Z')).energy_nj =
	(power_energy(at, watts, '1 min', '2026-01-01 02:00Z', '2026-01-01 03:00Z')
		FILTER (WHERE at BETWEEN '2026-01-01 01:59Z' AND '2026-01-01 03:01Z')).energy_nj AS same
FROM power_samples WHERE device = 1;
SELECT power_energy(at, watts, '1 min', '-infinity', 'infinity') = power_energy(at, watts, '1 min') AS unbounded FROM power_samples WHERE device = 2;

-- window use: a running energy, and a frame that moves
SELECT bool_and((running).energy_nj = (SELECT (power_energy(at, watts, '1 min')).energy_nj FROM power_samples p WHERE p.device = 0 AND p.us <= x.us)) AS running,
	bool_and((moving).samples <= 9) AS moving
FROM (SELECT us, power_energy(at, watts, '1 min') OVER (ORDER BY us) AS running,
	power_energy(at, watts, '1 min') OVER (ORDER BY us ROWS 8 PRECEDING) AS moving
	FROM power_samples WHERE device = 0 AND i < 300) x;

-- parallel plans give equal bytes
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT device, power_energy(at, watts, '1 min') FROM power_samples GROUP BY device;
SELECT bool_and(x.e = o.e) AS parallel FROM (SELECT device, power_energy(at, watts, '1 min') AS e FROM power_samples GROUP BY device) x JOIN in_order o USING (device);
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather; RESET parallel_leader_participation;

-- states as values: text and binary bring them back; merged in any order they give the same
CREATE AGGREGATE power_states(timestamptz, float8, interval) (SFUNC = colossus.power_energy_accum, STYPE = colossus.power_state);
CREATE TABLE states AS SELECT device, i % 5 AS part, power_states(at, watts, '1 min') AS state FROM power_samples GROUP BY 1, 2;
SELECT bool_and(power_state_send(state::text::power_state) = power_state_send(state)) AS text_io FROM states;
SELECT bool_and(octet_length(power_state_send(state)) < 80 + 10 * (SELECT count(*) FROM power_samples p WHERE p.device = s.device AND p.i % 5 = s.part)) AS compact FROM states s;
CREATE AGGREGATE power_energy_of_states(power_state) (SFUNC = colossus.power_energy_combine, STYPE = colossus.power_state, FINALFUNC = colossus.power_energy_final);
SELECT bool_and(x.e = o.e) AS merged FROM (
	SELECT device, power_energy_of_states(state::text::power_state ORDER BY part DESC) AS e FROM states GROUP BY device
	UNION ALL
	SELECT device, power_energy_of_states(state ORDER BY (part * 3) % 5) FROM states GROUP BY device) x JOIN in_order o USING (device);
-- calling a transition function by hand does not change what is stored
SELECT bool_and(length(power_energy_accum(state, '2030-01-01Z', 1, '1 min')::text) > length(state::text)) AS longer FROM states;
SELECT bool_and(power_energy_final(power_energy_combine(state, state)) <> power_energy_final(state)) AS doubled FROM states;
SELECT bool_and(x.e = o.e) AS unchanged FROM (SELECT device, power_energy_of_states(state) AS e FROM states GROUP BY device) x JOIN in_order o USING (device);
SELECT power_energy_combine(NULL, NULL) IS NULL AS nothing;
SELECT power_energy_combine(power_energy_accum(NULL, '2026-01-01Z', 1, '1 s'), power_energy_accum(NULL, '2026-01-01Z', 1, '2 s'));

-- bytes that lie
SELECT 'AAAA'::power_state;
SELECT 'not base64'::power_state;
SELECT ''::power_state;
\set VERBOSITY sqlstate
SELECT overlay(state::text placing 'B' from 30 for 1)::power_state FROM states WHERE substr(state::text, 30, 1) <> 'B' LIMIT 1;
SELECT substr(state::text, 1, 40)::power_state FROM states LIMIT 1;
\set VERBOSITY default

DROP TABLE states, in_order;
DROP VIEW brute_force;
DROP TABLE power_samples;

-- watts of real are taken as they are, to the same bits as their cast; other numbers are cast to float8
SELECT power_energy(at, w, '1 min') = power_energy(at, w::float8, '1 min') AS same,
	power_energy(at, w, '1 min', '2026-01-01 00:10:07Z', '2026-01-01 02:00Z') = power_energy(at, w::float8, '1 min', '2026-01-01 00:10:07Z', '2026-01-01 02:00Z') AS within,
	(power_energy(at, w, '1 min')).samples
FROM (SELECT '2026-01-01Z'::timestamptz + (k + CASE k % 7 WHEN 3 THEN 9 ELSE 0 END) * interval '15 s' + (k / 100) * interval '2 h' AS at,
	((400000 + k * k * 31 % 200000)::float8 / 1000)::real AS w FROM generate_series(0, 999) AS k) AS s;
SELECT (power_energy(at, w, '1 min')).energy_j AS from_numeric, (power_energy(at, w::real, '1 min')).energy_j AS from_real
FROM (VALUES ('2026-01-01 00:00:00Z'::timestamptz, 0.1), ('2026-01-01 00:00:10Z', 0.1)) AS v(at, w);
SELECT power_energy('2026-01-01'::timestamp, 1::real, '1 min');

-- parts of a few samples each, the later first: 100 and 101 W, 108 and 109 W, 10 s apart, are 1005 and 1085 J
CREATE TEMP TABLE few AS SELECT '2026-01-01Z'::timestamptz + k * interval '10 s' AS at, (100 + k)::real AS w FROM generate_series(0, 9) AS k;
SELECT (e).energy_j, (e).covered_s FROM (SELECT power_energy_final(power_energy_combine(
	(SELECT state FROM (SELECT power_energy_accum(power_energy_accum(NULL, max(at), 109::real, '1 min'), max(at) - interval '10 s', 108::real, '1 min') AS state FROM few) AS s),
	(SELECT power_energy_combine(power_energy_accum(NULL, min(at), 100::real, '1 min'), power_energy_accum(NULL, min(at) + interval '10 s', 101::real, '1 min')) FROM few))) AS e) AS s;
-- thousands of devices with 10 rows each, in workers and out of them: 100 to 109 W are 9405 J in 90 s
CREATE TABLE short AS SELECT d, at, w FROM few, generate_series(1, 5000) AS d ORDER BY at, d;
ALTER TABLE short SET (parallel_workers = 3);
ANALYZE short;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 3;
SELECT count(*), min((e).energy_j), max((e).energy_j), min((e).covered_s), max((e).covered_s)
FROM (SELECT power_energy(at, w, '1 min') AS e FROM short GROUP BY d) AS s;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;
DROP TABLE short;
