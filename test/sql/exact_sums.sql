-- Exact sums: the aggregates mfu, fleet_flops, energy_per_token, co2e and
-- emission_totals against numeric, in every plan, and the stored forms of their state.
\set SHOW_CONTEXT never

-- what a plain sum loses
SELECT sum(v) AS plain, co2e('CO2', v) AS exact FROM (VALUES (1e16::float8), (1), (-1e16)) t(v);

-- 200,000 random rows over 150 binades: a is the double m x 2^k exactly
SELECT setseed(0.5);
CREATE TABLE sums_rows AS
SELECT i, m, k, m * 2::float8 ^ k AS a, random() * 1e6 AS b, 1e15 * (1 + i % 5) AS c,
	(ARRAY['NOx', 'co', 'SO2', 'PM2.5', 'CO2', 'CH4'])[1 + i % 6] AS pollutant, (ARRAY['CO2', 'CH4', 'N2O'])[1 + i % 3] AS gas
FROM (SELECT i, (floor(random() * 2 ^ 26) * 2 ^ 27 + floor(random() * 2 ^ 27))::bigint AS m, floor(random() * 100)::integer - 60 AS k
	FROM generate_series(1, 200000) i) r;
ANALYZE sums_rows;
CREATE TABLE sums_shuffled AS SELECT * FROM sums_rows ORDER BY hashint8(i);
ANALYZE sums_shuffled;

-- numeric adds the same numbers as integers times 2^-60
SELECT i % 4 AS g, fleet_flops(a, 1) = sum(m * 2::numeric ^ (k + 60))::float8 * 2::float8 ^ -60 AS equals_numeric
FROM sums_rows WHERE i <= 100000 GROUP BY 1 ORDER BY 1;
-- and when most of it cancels
SELECT co2e('CO2', a * (1 - 2 * (i % 2))) = sum(m * (1 - 2 * (i % 2)) * 2::numeric ^ (k + 60))::float8 * 2::float8 ^ -60 AS equals_numeric
FROM sums_rows WHERE i <= 100000;

CREATE VIEW sums_results AS
SELECT 'in order' AS which, float8send(mfu(a, b, c)) AS mfu, float8send(fleet_flops(b, c)) AS fleet_flops,
	float8send(energy_per_token(a, b)) AS energy_per_token, float8send(co2e(gas, a)) AS co2e,
	float8send(co2e(gas, a, 'AR6', 100)) AS co2e_ar6, emission_totals(pollutant, a) AS emission_totals FROM sums_rows
UNION ALL
SELECT 'shuffled', float8send(mfu(a, b, c)), float8send(fleet_flops(b, c)),
	float8send(energy_per_token(a, b)), float8send(co2e(gas, a)),
	float8send(co2e(gas, a, 'AR6', 100)), emission_totals(pollutant, a) FROM sums_shuffled;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE sums_serial AS SELECT * FROM sums_results;
SET max_parallel_workers_per_gather = 3;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT mfu(a, b, c), emission_totals(pollutant, a) FROM sums_rows;
CREATE TABLE sums_parallel AS SELECT * FROM sums_results;
SELECT count(*) AS results, count(DISTINCT (mfu, fleet_flops, energy_per_token, co2e, co2e_ar6, emission_totals)) AS different
FROM (TABLE sums_serial UNION ALL TABLE sums_parallel) r;
-- per group, hashed and sorted
SET enable_sort = off;
CREATE TABLE sums_hashed AS SELECT i % 1000 AS g, mfu(a, b, c) AS m, emission_totals(pollutant, a) AS t FROM sums_rows GROUP BY 1;
RESET enable_sort;
SET enable_hashagg = off;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE sums_sorted AS SELECT i % 1000 AS g, mfu(a, b, c) AS m, emission_totals(pollutant, a) AS t FROM sums_shuffled GROUP BY 1;
RESET enable_hashagg;
SELECT count(*) AS groups, bool_and(h.m = s.m AND h.t = s.t) AS equal FROM sums_hashed h JOIN sums_sorted s USING (g);
RESET parallel_leader_participation;
RESET min_parallel_table_scan_size;
RESET parallel_tuple_cost;
RESET parallel_setup_cost;
RESET max_parallel_workers_per_gather;

-- the empty set, NULL arguments, FILTER, DISTINCT, GROUPING SETS
SELECT mfu(1, 1, 1) AS mfu, fleet_flops(1, 1) AS fleet_flops, energy_per_token(1, 1) AS energy_per_token, co2e('CO2', 1) AS co2e,
	co2e('CO2', 1, 'AR5', 100) AS co2e_by, emission_totals('NOx', 1) AS emission_totals
FROM generate_series(1, 0);
SELECT mfu(1, NULL, 1) AS mfu, fleet_flops(NULL, 1) AS fleet_flops, energy_per_token(1, NULL) AS energy_per_token, co2e(NULL, 1) AS co2e,
	co2e('CO2', 1, NULL, 100) AS co2e_by, emission_totals(NULL, 1) AS emission_totals;
SELECT fleet_flops(n, 10) FILTER (WHERE n > 2) AS filtered, fleet_flops(DISTINCT n / 2, 10) AS "distinct", mfu(0, 0, 0) AS nothing_possible
FROM generate_series(1, 4) n;
SELECT n % 2 AS odd, fleet_flops(n, 1) FROM generate_series(1, 4) n GROUP BY GROUPING SETS ((n % 2), ()) ORDER BY 1;

-- moving frames: rows leave again, and a huge one leaves no trace
SELECT n, fleet_flops(v, 1) OVER w AS fleet_flops, energy_per_token(v, 2) OVER w AS energy_per_token, emission_totals('CO', v) OVER w AS totals
FROM (VALUES (1, 1::float8), (2, 1e30), (3, 2), (4, NULL), (5, NULL), (6, 3)) t(n, v)
WINDOW w AS (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) ORDER BY n;
SELECT bool_and(moving = whole) AS frames_equal_fresh_sums FROM (
	SELECT i, co2e(gas, a) OVER (ORDER BY i ROWS 99 PRECEDING) AS moving,
		(SELECT co2e(r.gas, r.a) FROM sums_rows r WHERE r.i BETWEEN s.i - 99 AND s.i AND r.i <= 300) AS whole
	FROM sums_rows s WHERE i <= 300) f;

-- errors name the argument
SELECT mfu('NaN', 1, 1);
SELECT mfu(1, 'infinity', 1);
SELECT mfu(1, 1e300, 1e300);
SELECT mfu(1, -1, 1);
SELECT fleet_flops(-1, 1);
SELECT fleet_flops(1e308, 1) FROM generate_series(1, 3);
SELECT energy_per_token(1e308, 1e-300);

-- the state as text: version/number of sums, then number or name, rows and value of each
SELECT exact_sums_merge('1/2 0:1:1p-18', '1/2 0:2:-1p-18 1:1:ap14') AS merged;
SELECT fleet_flops_add('1/1', 500, 1) AS five_hundred, fleet_flops_remove(fleet_flops_add('1/1', 500, 1), 500, 1) AS and_back;
SELECT fleet_flops_remove('1/1', 500, 1);
-- called by hand, a step changes no stored value
CREATE TABLE sums_states (s exact_sums);
INSERT INTO sums_states SELECT fleet_flops_add('1/1', 3, 1);
SELECT s AS before, fleet_flops_add(s, 4, 1) AS added FROM sums_states;
SELECT s AS unchanged, fleet_flops_final(s) FROM sums_states;
SELECT exact_sums_merge('1/1', '1/2');
SELECT fleet_flops_add('1/2', 1, 1);
-- a state of another aggregate gives no result
SELECT mfu_final('1/1');
SELECT fleet_flops_final('1/2');
SELECT energy_per_token_final('1/1');
SELECT co2e_final('1/64 63:1:0');
SELECT emission_totals_final('1/64 63:1:0');
SELECT emission_totals_final('1/15 0:1:0');
SELECT mfu_final('2/2 CO:1:0 NOx:1:0');
-- those of emission_totals have names: a name that came later or is not in the list any more changes no other
SELECT emission_totals_add('2/1 CO:1:1f4p14', 'hcho', 1) AS one_more, emission_totals_final('2/2 CO:2:7d00000p-18 soot of old:1:7d00000p-18') AS totals;
SELECT exact_sums_merge('2/1 NOx:1:7d00000p-18', '2/2 CO:1:0 NOx:1:7d00000p-18') AS merged, exact_sums_send('2/1 CO:1:0') AS sent;
SELECT emission_totals_final('2/0') IS NULL AS nothing, emission_totals_remove('2/1 CO:1:0', 'CO', 0) AS taken_out;
SELECT emission_totals_remove('2/1 CO:1:0', 'NOx', 0);
SELECT exact_sums_merge('2/0', '1/1');
SELECT '1/1 0:1:zz'::exact_sums;
SELECT '2/1'::exact_sums;
-- binary, and garbage in its place
SELECT exact_sums_send('1/2 0:1:-1p-18 1:3:0');
SELECT current_setting('data_directory') || '/sums.bin' AS file \gset
TRUNCATE sums_states;
INSERT INTO sums_states SELECT emission_totals_add('2/0', pollutant, a) FROM sums_rows WHERE i <= 10;
COPY sums_states TO :'file' WITH (FORMAT binary);
CREATE TABLE sums_copied (LIKE sums_states);
COPY sums_copied FROM :'file' WITH (FORMAT binary);
SELECT count(*) AS copied FROM (SELECT s::text FROM sums_states INTERSECT SELECT s::text FROM sums_copied) c;
CREATE TABLE sums_garbage (b bytea);
INSERT INTO sums_garbage VALUES ('\x01ff000000');
COPY sums_garbage TO :'file' WITH (FORMAT binary);
COPY sums_copied FROM :'file' WITH (FORMAT binary);
\set VERBOSITY sqlstate
COPY sums_copied FROM :'file' WITH (FORMAT binary);
SELECT '2/1'::exact_sums;
SELECT mfu('NaN', 1, 1);
SELECT mfu(1, 1e300, 1e300);
SELECT mfu(1, -1, 1);
DROP VIEW sums_results;
DROP TABLE sums_rows, sums_shuffled, sums_serial, sums_parallel, sums_hashed, sums_sorted, sums_states, sums_copied, sums_garbage;
