-- Energy from counters: what is counted, and what is only told.

-- readings as text: 'second joules' pairs become rows
CREATE FUNCTION readings(list text) RETURNS TABLE (at timestamptz, j float8) LANGUAGE sql IMMUTABLE
	BEGIN ATOMIC SELECT '2026-01-01Z'::timestamptz + split_part(r, ' ', 1)::float8 * interval '1 s', split_part(r, ' ', 2)::float8
		FROM string_to_table(list, ', ') r; END;
CREATE FUNCTION read_counter(list text, max_w float8, wrap_j float8 DEFAULT NULL, OUT energy_j float8, OUT lower_j float8, OUT upper_j float8,
	OUT covered_s float8, OUT gap_s float8, OUT stuck_s float8, OUT samples bigint, OUT rejected bigint, OUT resets bigint, OUT wraps bigint, OUT gaps bigint)
	LANGUAGE sql IMMUTABLE BEGIN ATOMIC
	SELECT (e).energy_j, (e).lower_j, (e).upper_j, (e).covered_s, (e).gap_s, (e).stuck_s, (e).samples, (e).rejected, (e).resets, (e).wraps, (e).gaps
	FROM (SELECT counter_energy(at, j, max_w, wrap_j) AS e FROM readings(list)) x; END;

-- every value by hand
\x on
-- Intel compute-runtime issue 938: 22 MJ, 200 J and back.  An unsigned 64-bit difference
-- of microjoules would be 1.8e13 J, at 5 s 3.69 TW
SELECT * FROM read_counter('0 22000000, 5 200, 10 22000100', 1000);
SELECT (2 ^ 64 - (22000000 - 200) * 1e6) / 1e6 / 5 / 1e12 AS terawatts_if_booked;
-- sem-community issue 782: dip and return books the lifetime, 15.5 MWh, in one cycle of 10 s
SELECT * FROM read_counter('0 55800000000, 10 0, 20 55800007000', 1000);
-- a dip of three readings; one of them lower still
SELECT * FROM read_counter('0 22000000, 5 200, 10 190, 15 210, 20 22000100', 1000);
-- a reset: 500 J before it, 300 J since zero (possible in 10 s at 1000 W), then 700; 10 s are a gap
SELECT * FROM read_counter('0 50000, 10 50500, 20 300, 30 1000', 1000);
-- a counter that is low, but not from zero: nothing is counted in the gap
SELECT * FROM read_counter('0 22000000, 10 22000500, 20 15000000, 30 15000700', 1000);
-- a reset as the last reading
SELECT * FROM read_counter('0 1000, 10 1500, 20 200', 1000);
-- a wrap at 262144 J: 262000 -> 100 is 244 J; without a range it is a reset
SELECT * FROM read_counter('0 261000, 10 262000, 20 100, 30 600', 1000, 262144);
SELECT * FROM read_counter('0 261000, 10 262000, 20 100, 30 600', 1000);
-- with a range, but more than max_w allows: 262144 - 100000 + 100 J in 10 s is 16 kW
SELECT * FROM read_counter('0 99000, 10 100000, 20 100, 30 600', 1000, 262144);
-- a value that stays for a while and then rises is one interval: 30 s of 1000 J
SELECT * FROM read_counter('0 1000, 10 2000, 20 2000, 30 2000, 40 3000', 1000);
-- a stuck counter: 301 s without a rise are not covered, nor 20 s that no rise ends
SELECT * FROM read_counter('0 1000, 10 2000, 200 2000, 311 2000, 320 3000', 1000);
SELECT * FROM read_counter('0 1000, 10 2000, 20 2000, 30 2000', 1000);
-- a spike, and a sentinel that stays for three readings
SELECT * FROM read_counter('0 1000, 10 9223372036854775807, 20 2000', 1000);
SELECT * FROM read_counter('0 1000, 10 9e18, 20 9e18, 30 9e18, 40 5000', 1000);
-- a jump that stays: the rise is rejected, the time a gap, and what follows is counted
SELECT * FROM read_counter('0 1000, 10 5000000, 20 5000100, 30 5000200', 1000);
-- a first reading that is wrong
SELECT * FROM read_counter('0 9e18, 10 1000, 20 2000', 1000);
SELECT * FROM read_counter('0 200, 10 22000000, 20 22000100', 1000);
-- a spike as the last reading: rejected, and no gap behind the last accepted one
SELECT * FROM read_counter('0 1000, 10 2000, 20 1e9', 1000);
-- NaN, infinity and negative readings; a doubled reading; two that contradict each other
SELECT * FROM read_counter('0 1000, 1 NaN, 2 -5, 3 Infinity, 10 2000, 10 2000, 20 2500, 20 2600, 30 3500', 1000);
-- a small dip that comes back at once is a glitch, though a reset could explain it: that is upper_j,
-- 1000 + 100 + 2000 J and 10 s of 1000 W
SELECT * FROM read_counter('0 1000, 10 2000, 20 100, 30 2100', 1000);
-- one that does not is a reset: 1000 + 100 + 1000 + 1000, or its readings are a longer glitch: 1000
SELECT * FROM read_counter('0 1000, 10 2000, 20 100, 30 1100, 40 2100', 1000);
-- five readings a day apart, in kJ: 200 if the drops are glitches, 2300 if they are resets
SELECT *, upper_j >= 2300000 AS holds_both FROM read_counter('0 1000000, 86400 400000, 172800 1100000, 259200 300000, 345600 1200000', 1000);
\x off

-- refreshed every 30 s and read every 15: all is covered, at 700 W of at most 800 nothing is impossible,
-- and 3600 s are 2,520,000 J; at any phase of the reading, read every 10 or 15 s
SELECT watts, (e).covered_s, (e).stuck_s, (e).energy_j, (e).lower_j, (e).upper_j, (e).rejected, (e).gaps, (e).samples, (e).peak_w
FROM (SELECT watts, counter_energy('2026-01-01Z'::timestamptz + s * interval '1 s', watts * (s / 30 * 30), 800) AS e
	FROM (VALUES (400), (700)) w (watts), generate_series(0, 3600, 15) s GROUP BY watts) x ORDER BY watts;
SELECT step, sum((e).rejected) AS rejected, bool_and((e).energy_j = 700 * (last / 30 * 30 - first / 30 * 30)) AS energy, bool_and((e).stuck_s < 30) AS stuck
FROM (SELECT step, first, max(s) AS last, counter_energy('2026-01-01Z'::timestamptz + s * interval '1 s', 700 * (s / 30 * 30), 800) AS e
	FROM unnest(ARRAY[10, 15]) step, generate_series(0, 29) first, generate_series(first, 3600, step) s GROUP BY step, first) x GROUP BY step ORDER BY step;
-- instants at which readings differ; every fall of an increase is a restart: 400 + 700 + 300 + 900
SELECT (counter_energy(at, j, 1000)).conflicts, (counter_energy(at, j, 1000, '2026-01-01Z'::timestamptz, '2026-01-01 00:00:20Z')).conflicts AS before_20 FROM readings('0 1000, 10 2000, 10 2000, 20 2500, 20 2600, 30 3500, 30 4000, 30 3600');
SELECT counter_increase(at, j) AS tokens, counter_increase(trace(at, j)) AS of_trace FROM readings('0 1000, 86400 400, 172800 1100, 259200 300, 345600 1200');
SELECT counter_increase(at, j) AS same_instant FROM readings('0 7, 1 5, 1 8, 1 9, 2 10, 3 2, 3 3');

-- rows in any order, and half of them in each of two states, give the same; so does the trace
CREATE TABLE counter_rows AS
WITH d AS (SELECT i, ('x' || substr(md5(i::text), 1, 8))::bit(32)::int & 2147483647 AS r FROM generate_series(1, 3000) i),
t AS (SELECT i, r, i * 15.0 + (r % 1000) / 1000.0 AS s, sum(CASE WHEN r % 40 = 0 OR i % 1000 < 30 THEN 0 ELSE r % 9000 END) OVER (ORDER BY i) / 1000.0 AS kj FROM d),
u AS (SELECT *, count(*) FILTER (WHERE i % 700 = 0) OVER (ORDER BY i) AS life FROM t)
SELECT i, '2026-01-01Z'::timestamptz + s * interval '1 s' AS at,
	CASE WHEN r % 97 = 0 THEN 200 WHEN r % 101 = 0 THEN 1.8e19 ELSE (1000 * (kj - min(kj) OVER (PARTITION BY life)))::float8 END AS j
FROM u;
CREATE TABLE counter_result AS SELECT counter_energy(at, j, 700) AS e, counter_energy(at, j, 700, 262144) AS w, counter_increase(at, j) AS i FROM counter_rows;
SELECT (e).rejected > 30 AS rejected, (e).resets >= 4 AS resets, (e).stuck_s > 100 AS stuck FROM counter_result;
SELECT counter_energy(at, j, 700 ORDER BY md5(i::text)) = (SELECT e FROM counter_result) AS shuffled,
	counter_energy(at, j, 700, 262144 ORDER BY at DESC) = (SELECT w FROM counter_result) AS reversed,
	counter_increase(at, j ORDER BY md5(j::text)) = (SELECT r.i FROM counter_result r) AS increase,
	counter_energy(trace(at, j), 700) = (SELECT e FROM counter_result) AS trace,
	counter_energy(trace(at, j), 700, 262144) = (SELECT w FROM counter_result) AS trace_wrap,
	counter_increase(trace(at, j)) = (SELECT r.i FROM counter_result r) AS trace_increase
FROM counter_rows;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT counter_energy(at, j, 700) FROM counter_rows;
SELECT counter_energy(at, j, 700) = (SELECT e FROM counter_result) AS parallel FROM counter_rows;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather; RESET parallel_leader_participation;

-- a clean counter in quarter joules against window functions in numeric
SELECT (counter_energy(at, v, 1000)).energy_nj = 1e9 * sum(d) AS exact, counter_increase(at, v) = sum(d)::float8 AS increase
FROM (SELECT at, v, v::numeric - lag(v::numeric) OVER (ORDER BY at) AS d
	FROM (SELECT '2026-01-01Z'::timestamptz + i * interval '15 s' AS at, (sum((i * 7919) % 9000) OVER (ORDER BY i) / 4.0)::float8 AS v FROM generate_series(1, 1000) i) x) y;

-- parts add up to the whole, resets, wraps and stuck time too
SELECT sum((p).energy_nj) = (SELECT (w).energy_nj FROM counter_result) AS energy_nj,
	sum((p).samples) = (SELECT (w).samples FROM counter_result) AS samples, sum((p).rejected) = (SELECT (w).rejected FROM counter_result) AS rejected,
	sum((p).resets) = (SELECT (w).resets FROM counter_result) AS resets, sum((p).wraps) = (SELECT (w).wraps FROM counter_result) AS wraps,
	abs(sum((p).covered_s) - (SELECT (w).covered_s FROM counter_result)) < 1e-6 AS covered_s,
	abs(sum((p).stuck_s) - (SELECT (w).stuck_s FROM counter_result)) < 1e-6 AS stuck_s,
	abs(sum((p).gap_s) - (SELECT (w).gap_s FROM counter_result)) < 1e-6 AS gap_s,
	abs(sum((p).upper_j) / (SELECT (w).upper_j FROM counter_result) - 1) < 1e-12 AS upper_j
FROM generate_series(0, 20) h,
	LATERAL (SELECT counter_energy(at, j, 700, 262144, '2026-01-01Z'::timestamptz + h * interval '40 min 1.000001 s',
		'2026-01-01Z'::timestamptz + (h + 1) * interval '40 min 1.000001 s') AS p FROM counter_rows) x;
-- 10 s of 1000 J, from 4 s to 10 s: 600 J
SELECT (counter_energy(at, j, 1000, '2026-01-01 00:00:04Z', '2026-01-02Z')).energy_j FROM readings('0 1000, 10 2000');
SELECT (counter_energy(at, j, 1000, 1e6, '2026-01-01 00:00:04Z', '2026-01-02Z')).energy_j FROM readings('0 1000, 10 2000');
SELECT (counter_energy(trace(at, j), 1000, '2026-01-01 00:00:04Z'::timestamptz, '2026-01-02Z')).energy_j FROM readings('0 1000, 10 2000');
-- untyped and named edges; with a range
SELECT (counter_energy(t, 1000, '2026-01-01 00:00:04Z', '2026-01-02Z')).energy_j, (counter_energy(t, 1000, since => '2026-01-01 00:00:04Z', until => '2026-01-02Z')).energy_j AS named,
	(counter_energy(t, 1000, since => '2026-01-01 00:00:04Z')).energy_j AS open, (counter_energy(t, 1000, wrap_j => NULL)).energy_j AS whole,
	(counter_energy(t, 1000, 1e6, '2026-01-01 00:00:04Z', '2026-01-02Z')).energy_j AS range
FROM (SELECT trace(at, j) AS t FROM readings('0 1000, 10 2000')) x;

-- window use, nothing seen, one reading
SELECT array_agg(energy ORDER BY at) FROM (SELECT at, (counter_energy(at, j, 1000) OVER (ORDER BY at)).energy_j AS energy FROM readings('0 1000, 10 2000, 20 2500, 30 300')) x;
SELECT counter_energy(NULL::timestamptz, NULL, 1000) IS NULL AS energy, counter_increase(NULL::timestamptz, NULL) IS NULL AS increase, counter_increase('2026-01-01Z'::timestamptz, 'NaN') IS NULL AS rejected, counter_increase('2026-01-01Z'::timestamptz, 5) AS one;
SELECT counter_increase(at, j) FROM readings('0 100, 10 150, 20 20, 30 50');
-- what 128 bits hold in steps of 1e-9, and what they do not
SELECT counter_increase(at, j) FROM readings('0 0, 10 1e27');
SELECT counter_increase(at, j) FROM readings('0 1e30, 10 2e30');

-- what cannot be meant
SELECT counter_energy('2026-01-01'::timestamp, 1, 700);
SELECT counter_energy('2026-01-01'::timestamp, 1, 700, 1e6);
SELECT counter_increase('2026-01-01'::timestamp, 1);
SELECT counter_energy('2026-01-01Z'::timestamptz, 1, 0);
SELECT counter_energy('2026-01-01Z'::timestamptz, 1, 'NaN');
SELECT counter_energy('2026-01-01Z'::timestamptz, 1, NULL);
SELECT counter_energy('2026-01-01Z'::timestamptz, 1, 700, -1);
SELECT counter_energy('2026-01-01Z'::timestamptz, i, i) FROM generate_series(1, 2) i;
SELECT counter_energy('2026-01-01Z'::timestamptz, 1, 700, '2026-01-02Z'::timestamptz, '2026-01-01Z');

DROP TABLE counter_rows, counter_result;
DROP FUNCTION read_counter, readings;
