-- fleet_energy, its buckets and its states.  Expected values are those of plain
-- SQL on exact numerics (lag() over each device), of power_energy with GROUP BY
-- device, and of arithmetic that the comments show.
SET timezone = 'UTC';
-- merging parts is so dear that small tables are not aggregated in parts; here they are
ALTER FUNCTION fleet_state_combine COST 1;

-- by hand: 100 and 300 W, 10 s apart, are 2000 J between 1000 and 3000 J; 100 s
-- are more than max_gap; a device with one sample has no interval
SELECT (fleet_energy(device, at::timestamptz, watts, '1 min')).*
FROM (VALUES (1::bigint, '2026-01-01 00:00:00Z', 100::float8), (1, '2026-01-01 00:00:10Z', 300), (1, '2026-01-01 00:01:50Z', 50),
	(2, '2026-01-01 00:00:05Z', 400)) AS v(device, at, watts) \gx

-- NULLs are skipped; NaN, infinite and negative values counted
SELECT (e).samples, (e).rejected, (e).energy_nj, (e).peak_w
FROM (SELECT fleet_energy(device, '2026-01-01Z'::timestamptz + n * interval '10 s', watts, '1 min') AS e
	FROM (VALUES (1::bigint, 0, 100::float8), (1, 1, 'NaN'), (1, 2, 'Infinity'), (1, 3, -1), (1, 4, NULL), (NULL, 4, 1000), (1, NULL, 1000), (1, 5, 100)) AS v(device, n, watts)) AS s;
SELECT fleet_energy(1, now(), 1, '1 min') IS NULL AS none FROM generate_series(1, 0);
SELECT fleet_energy(1, now(), NULL, '1 min') IS NULL AS none;
SELECT fleet_energy_buckets(1, now(), NULL, '1 min', '1 h') IS NULL AS none;
SELECT fleet_energy_state(1, now(), NULL, '1 min') IS NULL AS none;
SELECT merge(NULL::fleet_state) IS NULL AS none, fleet_energy(NULL::fleet_state) IS NULL AS none;

-- 50 devices of 300 samples, 15 s apart with jitter and gaps, one in 20 twice,
-- one in 7 late by up to 16 of its own, watts in steps of 1 mW
CREATE TABLE telemetry AS
SELECT device::int, ('2026-01-01Z'::timestamptz + k * interval '15 s' + (k * k * 7 % 5) * interval '1 ms'
		+ (k / 97) * (device % 9) * interval '1 min') AS at,
	((450000 + (device * 7919 + k * k * 104729::bigint + copy * 31) % 200000)::float8 / 1000)::float4 AS watts,
	k + CASE WHEN (k * 13 + device) % 7 = 0 THEN (k + device) % 17 + 0.5 ELSE 0 END AS arrival
FROM generate_series(1, 50) AS device, generate_series(0, 299) AS k, generate_series(0, 1) AS copy
WHERE copy = 0 OR (k + device) % 20 = 0
ORDER BY arrival, device, copy;

-- the same by sorting, in numerics: mean of equal times, trapezoids rounded to 1 nJ half to even.
-- A cast from float8 to numeric keeps 15 digits; a real below 1024 W is a multiple of 2^-15.
CREATE FUNCTION exact(watts float8) RETURNS numeric LANGUAGE sql RETURN (watts * 32768)::bigint::numeric / 32768;
CREATE FUNCTION nj(n numeric) RETURNS numeric LANGUAGE sql RETURN CASE WHEN n - trunc(n) = 0.5 THEN 2 * round(n / 2) ELSE round(n) END;
CREATE FUNCTION naive(max_gap_us bigint, OUT energy_nj numeric, OUT lower_nj numeric, OUT upper_nj numeric, OUT covered_us numeric,
	OUT gap_us numeric, OUT gaps bigint, OUT samples bigint, OUT peak_w float8) LANGUAGE sql AS $$
	WITH instant AS (
		SELECT device, at, avg(exact(watts)) AS w, count(*) AS n FROM telemetry GROUP BY device, at),
	pair AS (
		SELECT w, n, lag(w) OVER o AS v, round(extract(epoch FROM at - lag(at) OVER o) * 1000000)::bigint AS us
		FROM instant WINDOW o AS (PARTITION BY device ORDER BY at))
	SELECT sum(nj((w + v) * us * 500)) FILTER (WHERE us <= max_gap_us),
		sum(nj(least(w, v) * us * 1000)) FILTER (WHERE us <= max_gap_us),
		sum(nj(greatest(w, v) * us * 1000)) FILTER (WHERE us <= max_gap_us),
		sum(us) FILTER (WHERE us <= max_gap_us), sum(us) FILTER (WHERE us > max_gap_us), count(*) FILTER (WHERE us > max_gap_us),
		sum(n), max(w)
	FROM pair $$;
SELECT (e).energy_nj = n.energy_nj AS energy, (e).lower_j = (n.lower_nj * 0.000000001)::float8 AS lower, (e).upper_j = (n.upper_nj * 0.000000001)::float8 AS upper,
	(e).covered_s = n.covered_us::float8 / 1e6 AS covered, (e).gap_s = n.gap_us::float8 / 1e6 AS gap, (e).gaps = n.gaps AS gaps,
	(e).samples = n.samples AS samples, (e).peak_w = n.peak_w AS peak, n.gaps > 0 AS some_gaps, n.samples
FROM (SELECT fleet_energy(device, at, watts, '1 min') AS e FROM telemetry) AS f, naive(60000000) AS n;

-- watts of real are taken as they are, to the same bits as their cast
SELECT fleet_energy(device, at, watts, '1 min') = fleet_energy(device, at, watts::float8, '1 min') AS energy,
	fleet_energy(device::text, at, watts, '1 min') = fleet_energy(device::text, at, watts::float8, '1 min') AS named,
	fleet_energy(device, at, watts, '1 min', '2026-01-01 00:20Z', '2026-01-01 00:50Z')
		= fleet_energy(device, at, watts::float8, '1 min', '2026-01-01 00:20Z', '2026-01-01 00:50Z') AS within,
	fleet_energy_state(device, at, watts, '1 min')::text = fleet_energy_state(device, at, watts::float8, '1 min')::text AS state,
	fleet_energy_buckets(device, at, watts, '1 min', '7 min') = fleet_energy_buckets(device, at, watts::float8, '1 min', '7 min') AS buckets
FROM telemetry;

-- and power_energy with GROUP BY device
CREATE VIEW by_device AS SELECT power_energy(at, watts, '1 min') AS e FROM telemetry GROUP BY device;
SELECT (f).energy_nj = d.energy_nj AS energy, (f).samples = d.samples AS samples, (f).gaps = d.gaps AS gaps, (f).peak_w = d.peak_w AS peak,
	(f).first_at = d.first_at AS first, (f).last_at = d.last_at AS last, abs((f).lower_j / d.lower_j - 1) < 1e-12 AS lower
FROM (SELECT fleet_energy(device, at, watts, '1 min') AS f FROM telemetry) AS f,
	(SELECT sum((e).energy_nj) AS energy_nj, sum((e).samples) AS samples, sum((e).gaps) AS gaps, max((e).peak_w) AS peak_w,
		min((e).first_at) AS first_at, max((e).last_at) AS last_at, sum((e).lower_j) AS lower_j FROM by_device) AS d;

-- names and double precision watts give the same
SELECT fleet_energy('gpu-' || device, at, watts::float8, '1 min') = fleet_energy(device, at, watts, '1 min') AS equal FROM telemetry;
SELECT fleet_energy(device, at, watts, '60 s') = fleet_energy(device, at, watts, '1 min') AS equal FROM telemetry;

-- one device
SELECT fleet_energy(device, at, watts, '1 min') = power_energy(at, watts, '1 min') AS equal FROM telemetry WHERE device = 7;

-- months add up to the year
SELECT (SELECT (fleet_energy(device, at, watts, '1 min')).energy_nj FROM telemetry) =
	(SELECT sum((e).energy_nj) FROM (
		SELECT fleet_energy(device, at, watts, '1 min', since, since + interval '7 min') AS e
		FROM telemetry, generate_series('2026-01-01 00:00Z'::timestamptz, '2026-01-01 02:10Z', '7 min') AS since GROUP BY since) AS s) AS sum_of_parts;
SELECT sum((e).energy_nj) = (SELECT (fleet_energy(device, at, watts, '1 min', '2026-01-01 00:20Z', '2026-01-01 00:30:01Z')).energy_nj FROM telemetry) AS energy,
	sum((e).samples) = (SELECT (fleet_energy(device, at, watts, '1 min', '2026-01-01 00:20Z', '2026-01-01 00:30:01Z')).samples FROM telemetry) AS samples
FROM (SELECT power_energy(at, watts, '1 min', '2026-01-01 00:20Z', '2026-01-01 00:30:01Z') AS e FROM telemetry GROUP BY device) AS d;

-- buckets: 100 W at 0:59:50 and 200 W at 1:00:10; power is 150 W at the edge, so
-- 10 s * 125 W before it and 10 s * 175 W after it
SELECT bucket, energy_nj, energy_j, lower_j, upper_j, covered_s, gap_s, gaps, samples, peak_w, first_at, last_at
FROM unnest((SELECT fleet_energy_buckets(1, at::timestamptz, watts, '1 min', '1 h')
	FROM (VALUES ('2026-01-01 00:59:50Z', 100), ('2026-01-01 01:00:10Z', 200), ('2026-01-01 02:00:10Z', 200)) AS v(at, watts)));
-- date_bin, before its origin too
SELECT array_agg(b.bucket ORDER BY b.bucket) = array_agg(date_bin('7 min', b.first_at, '2000-01-01Z') ORDER BY b.bucket) AS bins, array_agg(b.bucket) AS buckets
FROM unnest((SELECT fleet_energy_buckets(n, at, 5, '1 s', '7 min')
	FROM unnest(ARRAY['1999-12-31 23:59:59Z', '2000-01-01Z', '2026-01-01 00:00:30Z']::timestamptz[]) WITH ORDINALITY AS a(at, n))) AS b;
SELECT (SELECT sum(energy_nj) FROM unnest(b)) = (e).energy_nj AS energy, (SELECT sum(samples) FROM unnest(b)) = (e).samples AS samples,
	(SELECT abs(sum(covered_s) / (e).covered_s - 1) < 1e-12 FROM unnest(b)) AS covered, (SELECT max(peak_w) FROM unnest(b)) = (e).peak_w AS peak,
	(SELECT bool_and(bucket = date_bin('7 min', bucket, '2000-01-01Z')) FROM unnest(b)) AS edges, cardinality(b)
FROM (SELECT fleet_energy_buckets(device, at, watts, '1 min', '7 min') AS b, fleet_energy(device, at, watts, '1 min') AS e FROM telemetry) AS s;
-- each bucket is the energy of its range
SELECT bool_and((b).energy_nj = (SELECT (fleet_energy(device, at, watts, '1 min', (b).bucket, (b).bucket + interval '7 min')).energy_nj FROM telemetry)) AS ranges
FROM (SELECT unnest(fleet_energy_buckets(device, at, watts, '1 min', '7 min')) AS b FROM telemetry) AS s;
SELECT fleet_energy_buckets('gpu-' || device, at, watts, '1 min', '7 min') = fleet_energy_buckets(device, at, watts, '1 min', '7 min') AS equal FROM telemetry;

-- states: the whole from parts in time, in any order of merging, to the byte
CREATE TABLE stored AS
SELECT n, fleet_energy_state(device, at, watts, '1 min') AS state
FROM (SELECT *, ntile(4) OVER (ORDER BY arrival, device) AS n FROM telemetry) AS t GROUP BY n;
SELECT fleet_energy(merge(state)) = (SELECT fleet_energy(device, at, watts, '1 min') FROM telemetry) AS energy FROM stored;
SELECT merge(state)::text = (SELECT fleet_energy_state(device, at, watts, '1 min')::text FROM telemetry) AS bytes FROM stored;
SELECT fleet_energy(merge(state ORDER BY n % 3)) = fleet_energy(merge(state ORDER BY n DESC)) AS energy,
	merge(state ORDER BY n % 3)::text = merge(state ORDER BY n DESC)::text AS bytes FROM stored;
-- two by two, then both
SELECT fleet_energy(merge(m)) = (SELECT fleet_energy(device, at, watts, '1 min') FROM telemetry) AS energy
FROM (SELECT merge(state) AS m FROM stored GROUP BY n % 2) AS s;
-- of devices apart
SELECT fleet_energy(merge(m)) = (SELECT fleet_energy(device, at, watts, '1 min') FROM telemetry) AS energy
FROM (SELECT fleet_energy_state(device, at, watts, '1 min') AS m FROM telemetry GROUP BY device % 3) AS s;
-- text and binary form
SELECT bool_and(state::text::fleet_state::text = state::text) AS text_form, bool_and(fleet_energy(state::text::fleet_state) = fleet_energy(state)) AS energy FROM stored;
CREATE TABLE copied (n integer, state fleet_state);
\copy (SELECT n, state FROM stored) TO 'fleet_states.bin' BINARY
\copy copied FROM 'fleet_states.bin' BINARY
\! rm -f fleet_states.bin
SELECT bool_and(c.state::text = s.state::text) AS binary_form FROM copied AS c JOIN stored AS s USING (n);
-- a table keeps its states, whatever is read from them
SELECT bool_and(c.state::text = s.state::text) AS untouched FROM copied AS c JOIN stored AS s USING (n);

-- plans: forced parallel, grouped, sorted, as window, with FILTER, DISTINCT and GROUPING SETS
CREATE TABLE serial AS SELECT fleet_energy(device, at, watts, '1 min') AS e, fleet_energy_buckets(device, at, watts, '1 min', '7 min') AS b,
	fleet_energy_state(device, at, watts, '1 min')::text AS s FROM telemetry;
ANALYZE telemetry;
BEGIN;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 3;
EXPLAIN (COSTS OFF) SELECT fleet_energy(device, at, watts, '1 min') FROM telemetry;
SELECT fleet_energy(device, at, watts, '1 min') = e AS parallel FROM telemetry, serial GROUP BY e;
SELECT fleet_energy(device, at, watts, '1 min') = (SELECT e FROM serial) AS energy, fleet_energy_buckets(device, at, watts, '1 min', '7 min') = (SELECT b FROM serial) AS buckets,
	fleet_energy_state(device, at, watts, '1 min')::text = (SELECT s FROM serial) AS state FROM telemetry;
SELECT fleet_energy('gpu-' || device, at, watts, '1 min') = (SELECT e FROM serial) AS names FROM telemetry;
SET LOCAL parallel_leader_participation = off;
SELECT fleet_energy(device, at, watts, '1 min') = (SELECT e FROM serial) AS energy FROM telemetry;
SELECT fleet_energy(merge(state)) = (SELECT e FROM serial) AS merged FROM stored;
-- rows gathered from workers, then one aggregate
SELECT fleet_energy(device, at, watts, '1 min') = (SELECT e FROM serial) AS gathered, count(DISTINCT device) FROM telemetry;
ROLLBACK;
BEGIN;
SET LOCAL enable_hashagg = off;
SELECT bool_and(fleet_energy = power_energy) AS sorted FROM (
	SELECT fleet_energy(device, at, watts, '1 min'), power_energy(at, watts, '1 min') FROM telemetry GROUP BY device) AS s;
ROLLBACK;
SELECT bool_and(fleet_energy = power_energy) AS hashed, count(*) FROM (
	SELECT fleet_energy(device, at, watts, '1 min'), power_energy(at, watts, '1 min') FROM telemetry GROUP BY device) AS s;
SELECT bool_and(f = p) AS window FROM (
	SELECT fleet_energy(device, at, watts, '1 min') OVER w AS f, power_energy(at, watts, '1 min') OVER w AS p
	FROM telemetry WHERE device = 3 WINDOW w AS (ORDER BY at)) AS s;
SELECT bool_and(f = p) AS frame FROM (
	SELECT fleet_energy(device, at, watts, '1 min') OVER w AS f, power_energy(at, watts, '1 min') OVER w AS p
	FROM telemetry WHERE device = 3 WINDOW w AS (ORDER BY at ROWS BETWEEN 40 PRECEDING AND 3 FOLLOWING)) AS s;
SELECT DISTINCT fleet_energy(device, at, watts, '1 min') OVER () = e AS whole_partition FROM telemetry, serial;
SELECT fleet_energy(device, at, watts, '1 min') FILTER (WHERE device = 3) = (SELECT power_energy(at, watts, '1 min') FROM telemetry WHERE device = 3) AS filter FROM telemetry;
SELECT fleet_energy(DISTINCT device, at, watts, '1 min') = (SELECT fleet_energy(device, at, watts, '1 min') FROM (SELECT DISTINCT device, at, watts FROM telemetry ORDER BY at) AS t) AS "distinct" FROM telemetry;
SELECT fleet_energy(device, at, watts, '1 min' ORDER BY at) = e AS ordered FROM telemetry, serial GROUP BY e;
SELECT count(*), bool_and(f = e) FILTER (WHERE node IS NULL) AS all_nodes FROM (
	SELECT device / 8 AS node, fleet_energy(device, at, watts, '1 min') AS f FROM telemetry GROUP BY GROUPING SETS ((device / 8), ())) AS s, serial;
-- newest first, and from the middle around: as good as sorted
SELECT fleet_energy(device, at, watts, '1 min') = (SELECT e FROM serial) AS backwards FROM (SELECT * FROM telemetry ORDER BY at DESC) AS t;
SELECT fleet_energy(device, at, watts, '1 min') = (SELECT e FROM serial) AS around FROM (SELECT * FROM telemetry ORDER BY arrival < 123, arrival, device) AS t;

-- partitions, each aggregated by itself
CREATE TABLE parted (LIKE telemetry) PARTITION BY RANGE (at);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:20Z');
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('2026-01-01 00:20Z') TO ('2026-01-01 00:41Z');
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM ('2026-01-01 00:41Z') TO (MAXVALUE);
INSERT INTO parted SELECT * FROM telemetry;
BEGIN;
SET LOCAL enable_partitionwise_aggregate = on;
EXPLAIN (COSTS OFF) SELECT fleet_energy(device, at, watts, '1 min') FROM parted;
SELECT fleet_energy(device, at, watts, '1 min') = (SELECT e FROM serial) AS partition_wise FROM parted;
ROLLBACK;

-- two devices of 2 W, 3 samples each, a second between: 2 devices x 2 W x 2 s.  The same with 2^66 nJ more, above the upper bound, and its checksum right
SELECT (e).energy_j, (e).samples FROM (SELECT fleet_energy(fleet_state 'AQGAjs4cAgFhAwAScQDA0BWO1AUEcH87shWO1AUAAAJiYgMAEnEAwNAVjtQFBHB/O7IVjtQFAAAAAAAAAAAAAAAAAAYAAAAAAAAAAPC/gIDDruGR9QKAkrew4ZH1AgjG6Aw=') AS e) AS s;
SELECT (e).energy_j, (e).samples FROM (SELECT fleet_energy(fleet_state 'AQGAjs4cAgFhAwAScQDA0BWO1AUEcH87shWO1AUAAAJiYgMAEnEAwNAVjtQFBHB/O7IVjtQFAAAAAAQAAAAAAAAAAAYAAAAAAAAAAPC/gIDDruGR9QKAkrew4ZH1ApSKjcg=') AS e) AS s;

-- what cannot be decided is an error, never a number: in one process, which seals
CREATE TABLE shuffled AS SELECT * FROM telemetry ORDER BY arrival * 7919 % 300;
ANALYZE shuffled;
SET max_parallel_workers_per_gather = 0;
SELECT fleet_energy(device, at, watts, '1 min') FROM shuffled;
SELECT fleet_energy(merge(state)) FROM (SELECT state FROM stored UNION ALL SELECT state FROM stored) AS s;
-- nothing is sealed of 35 samples, of 36 a stretch is: before, the same ones again are duplicates (34 minutes of 100 W: 204 kJ)
SELECT (e).energy_j, (e).samples FROM (SELECT fleet_energy(merge(state)) AS e FROM (SELECT fleet_energy_state(1, '2026-01-01Z'::timestamptz + k * interval '1 min', 100, '1 min') AS state FROM generate_series(0, 34) AS k) AS s, generate_series(1, 2)) AS t;
SELECT (e).energy_j, (e).samples FROM (SELECT fleet_energy(merge(state)) AS e FROM (SELECT fleet_energy_state(1, '2026-01-01Z'::timestamptz + k * interval '1 min', 100, '1 min') AS state FROM generate_series(0, 35) AS k) AS s, generate_series(1, 2)) AS t;
-- a row that is later than 16 of its device (184 to 199) is placed: 199 intervals of 1500 J;
-- of one that is later than 100 the place is gone, even if only a duplicate would come there
SELECT (fleet_energy(1, '2026-01-01Z'::timestamptz + k * interval '15 s', 100, '1 min')).energy_j
FROM (SELECT k FROM generate_series(0, 199) AS s(k) UNION ALL SELECT 183.5) AS s(k);
SELECT (fleet_energy(1, '2026-01-01Z'::timestamptz + k * interval '15 s', 100, '1 min')).energy_j
FROM (SELECT k FROM generate_series(0, 199) AS s(k) UNION ALL SELECT 99.5) AS s(k);
SELECT (fleet_energy(1, '2026-01-01Z'::timestamptz + k * interval '15 s', 100, '1 min')).energy_j
FROM (SELECT k FROM generate_series(0, 199) AS s(k) UNION ALL SELECT 99) AS s(k);
RESET max_parallel_workers_per_gather;
-- parts keep every sample until all are there, in whatever order: that of power_energy is their answer
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 3; SET enable_seqscan = on;
EXPLAIN (COSTS OFF) SELECT fleet_energy(device, at, watts, '1 min') FROM shuffled;
SELECT (e).energy_nj = energy_nj AS energy, (e).samples = samples AS samples FROM (SELECT fleet_energy(device, at, watts, '1 min') AS e FROM shuffled) AS f,
	(SELECT sum((e).energy_nj) AS energy_nj, sum((e).samples) AS samples FROM by_device) AS d;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather; RESET enable_seqscan;
DROP TABLE shuffled;

-- errors
SELECT fleet_energy(1, at::timestamp, 1, '1 min') FROM telemetry;
SELECT fleet_energy('a', at::timestamp, 1, '1 min') FROM telemetry;
SELECT fleet_energy(1, at::timestamp, 1, '1 min', now(), now()) FROM telemetry;
SELECT fleet_energy_state(1, at::timestamp, 1, '1 min') FROM telemetry;
SELECT fleet_energy_buckets(1, at::timestamp, 1, '1 min', '1 h') FROM telemetry;
SELECT fleet_energy(1, 'infinity', 1, '1 min');
SELECT fleet_energy(1, now(), 1, NULL);
SELECT fleet_energy(1, now(), 1, '0');
SELECT fleet_energy(1, now(), 1, '1 month');
SELECT fleet_energy(device, at, 1, device * interval '1 min') FROM telemetry;
SELECT fleet_energy(1, now(), 1, '1 min', now(), NULL);
SELECT fleet_energy(1, now(), 1, '1 min', '2026-01-02Z', '2026-01-01Z');
SELECT fleet_energy(device, at, 1, '1 min', '2026-01-01Z', '2026-01-02Z'::timestamptz + device * interval '1 s') FROM telemetry;
SELECT fleet_energy_buckets(1, now(), 1, '1 min', '1 month');
SELECT fleet_energy_buckets(1, now(), 1, '1 min', '-1 h');
SELECT fleet_energy_buckets(1, now(), 1, '1 min', NULL);
SELECT fleet_energy_buckets(device, at, 1, '1 min', device * interval '1 h') FROM telemetry;
SELECT fleet_energy_buckets(1, at, 1, '73000 days', '1 s') FROM (VALUES ('1900-01-01Z'::timestamptz), ('2026-01-01Z')) AS v(at);
SELECT (fleet_energy(1, at, 1e308, '1 min')).energy_j FROM telemetry WHERE device = 1;
SELECT merge(s) FROM (SELECT fleet_energy_state(1, now(), 1, '1 min') AS s UNION ALL SELECT fleet_energy_state(1, now(), 1, '2 min')) AS t;
SELECT merge(s) FROM (SELECT fleet_energy_state(1, now(), 1, '1 min') AS s UNION ALL SELECT fleet_energy_state('a', now(), 1, '1 min')) AS t;
SELECT fleet_energy_accum(NULL, 1, now(), 1, '1 min');
SELECT fleet_state_combine(state, state) FROM stored;
SELECT ''::fleet_state;
SELECT 'Zm9v'::fleet_state;
SELECT fleet_energy('AQA=');
DROP TABLE telemetry, stored, copied, serial, parted CASCADE;
DROP FUNCTION naive, nj, exact;

-- any other number than a real is cast to float8: 0.1 W during 10 s is 1 J; the nearest real
-- is 0.100000001490116
SELECT (fleet_energy(1, at, w, '1 min')).energy_j AS from_numeric, (fleet_energy(1, at, w::real, '1 min')).energy_j AS from_real,
	(fleet_energy(1::smallint, at, round(w * 10)::int, '1 min')).energy_j AS from_integer
FROM (VALUES ('2026-01-01 00:00:00Z'::timestamptz, 0.1), ('2026-01-01 00:00:10Z', 0.1)) AS v(at, w);
SELECT (e).rejected, (e).samples
FROM (SELECT fleet_energy(1, '2026-01-01Z'::timestamptz + n * interval '10 s', watts, '1 min') AS e
	FROM (VALUES (0, 1::real), (1, 'NaN'), (2, 'Infinity'), (3, -1), (4, '-0'), (5, 1)) AS v(n, watts)) AS s;
SELECT fleet_energy(1, '2026-01-01'::timestamp, 1::real, '1 min');
SELECT fleet_energy(1, 'infinity', 1::real, '1 min');

-- the workers of a parallel plan take turns of a page, in which a device has dozens of
-- samples, some late, some twice
CREATE TABLE turns AS
SELECT device, '2026-01-01Z'::timestamptz + k * interval '15 s' AS at, (400 + (device * 31 + k * k) % 200)::real AS watts
FROM generate_series(0, 19999) AS k, generate_series(1, 5) AS device, generate_series(0, CASE WHEN k % 3001 = 7 THEN 1 ELSE 0 END) AS copy
ORDER BY k + CASE WHEN k % 977 = 5 THEN 12.5 ELSE 0 END, device;
ANALYZE turns;
CREATE TABLE serial AS
SELECT fleet_energy(device, at, watts, '1 min') AS e, fleet_energy(device, at, watts::float8 / 3, '1 min') AS thirds,
	fleet_energy('GPU-' || device, at, watts, '1 min') AS named, fleet_energy(device, at, watts, '1 min', '2026-01-01 03:00:07Z', '2026-01-03Z') AS within,
	fleet_energy_buckets(device, at, watts, '1 min', '1 h') AS buckets, fleet_energy_state(device, at, watts, '1 min')::text AS state
FROM turns;
SELECT (e).energy_nj = sum(nj), (e).samples = sum(n) FROM serial, (
	SELECT sum((w + v) / 2 * 15000000000) AS nj, sum(n) AS n
	FROM (SELECT w, n, lag(w) OVER (PARTITION BY device ORDER BY at) AS v
		FROM (SELECT device, at, avg(watts::numeric) AS w, count(*) AS n FROM turns GROUP BY device, at) AS i) AS p) AS exact GROUP BY e;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT fleet_energy(device, at, watts, '1 min') FROM turns;
SELECT p.e = s.e AS energy, p.thirds = s.thirds AS thirds, p.named = s.e AND s.named = s.e AS named, p.within = s.within AS within, p.buckets = s.buckets AS buckets, p.state = s.state AS state
FROM serial AS s, (SELECT fleet_energy(device, at, watts, '1 min') AS e, fleet_energy(device, at, watts::float8 / 3, '1 min') AS thirds,
	fleet_energy('GPU-' || device, at, watts, '1 min') AS named, fleet_energy(device, at, watts, '1 min', '2026-01-01 03:00:07Z', '2026-01-03Z') AS within,
	fleet_energy_buckets(device, at, watts, '1 min', '1 h') AS buckets, fleet_energy_state(device, at, watts, '1 min')::text AS state FROM turns) AS p;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;
DROP TABLE turns, serial;

-- what merging parts costs: with two workers a plan in parts is taken from about 3 million rows on
ALTER FUNCTION fleet_state_combine COST 5000000;
SELECT procost FROM pg_proc WHERE oid = 'fleet_state_combine'::regproc;
