-- Combustion: control trains, potential to emit, tons in any 12 months.  Factors
-- are AP-42 3.1, controls those of a public calculation module (SCR 90 %,
-- oxidation catalyst CO 90 %, VOC 50 %, formaldehyde 70 %); counted by hand.
SET datestyle = ISO;

-- 90 MMBtu: uncontrolled NOx 0.32, lean premix 0.099; a control train on top
SELECT pollutant, control, round(control_efficiency::numeric, 6) AS efficiency, round(kg_to_lb(kg)::numeric, 6) AS lb, edition
FROM combustion(90) WHERE pollutant IN ('NOx', 'CO', 'PM', 'CO2', 'formaldehyde');
SELECT pollutant, control, round(control_efficiency::numeric, 6) AS efficiency, round(kg_to_lb(kg)::numeric, 6) AS lb
FROM combustion(90, controls => ARRAY['Lean Premix', 'scr', 'oxidation catalyst']) WHERE pollutant IN ('NOx', 'CO', 'VOC', 'formaldehyde', 'SO2');
-- the level of a permit is a factor of its own, and not removed a second time
SELECT control, control_efficiency, lb_per_mmbtu FROM combustion(1, controls => ARRAY['2 ppm NOx']) WHERE pollutant = 'NOx';
-- of two controls with factors of their own the one named first, whatever the case
SELECT a.control AS first, b.control AS second FROM combustion(1, controls => ARRAY['LEAN PREMIX', '2 PPM NOX']) a, combustion(1, controls => ARRAY['2 ppm nox', 'Lean premix']) b
WHERE a.pollutant = 'NOx' AND b.pollutant = 'NOx';
-- greenhouse gases by 40 CFR 98 and not by AP-42; methane of combustion at 28 and not at the fossil 30
SELECT pollutant, round(kg::numeric, 6) AS kg, round(co2e_kg::numeric, 6) AS co2e_kg, edition
FROM combustion(1) WHERE pollutant IN ('CO2', 'CH4', 'N2O');
-- before its publication a factor is not known
SELECT count(*) FROM combustion(1, controls => ARRAY['2 ppm NOx'], known_on => '2025-07-01') WHERE control = '2 ppm NOx';
SELECT count(*) FROM combustion(1, known_on => '1999-01-01') WHERE edition LIKE 'AP-42%';
-- bad names
SELECT * FROM combustion(1, fuel => 'natural gaz');
SELECT * FROM combustion(1, technology => 'gas turbin');
SELECT * FROM combustion(1, controls => ARRAY['uncontrolled', 'lean premiks']);
SELECT * FROM combustion('NaN');
SELECT * FROM combustion(-1);
SELECT count(*) FROM colossus.combustion_factor_at('peat', 'gas turbine', ARRAY['uncontrolled'], current_date);

-- potential to emit of the 247.2 MW of permit 01156-01PC at 10,500 Btu/kWh: 2,595.6 MMBtu/h, 22,737,456 MMBtu a year
SELECT pollutant, round(tons_per_year::numeric, 2) AS tons, programme, threshold_tons, exceeds_threshold
FROM potential_to_emit(247.2, 10500) WHERE pollutant IN ('NOx', 'CO', 'formaldehyde', 'HAP');
-- 500 hours that a permit enforces lower it; there is no way to name hours that are only planned
SELECT pollutant, round(tons_per_year::numeric, 3) AS tons FROM potential_to_emit(247.2, 10500, enforceable_hours => 500) WHERE pollutant = 'NOx' AND programme = 'PSD';
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'colossus'::regnamespace
	AND p.proname LIKE 'potential_to_emit%' AND p.proargnames::text ~ 'plan|util';
SELECT * FROM potential_to_emit(1, 10000, enforceable_hours => 9000);

-- heat input from what is known best
SELECT operation_mmbtu(5, 1, 1, 1, 10000) AS fuel, operation_mmbtu(NULL, 2, 1, 1, 10000) AS mwh, operation_mmbtu(NULL, NULL, 3, 16, 10000) AS hours,
	operation_mmbtu(NULL, NULL, 3, NULL, 10000) AS nothing;
SELECT period_h('2024-01-01', '2025-01-01') AS leap_year, period_h('2025-01-01', '2026-01-01') AS year, period_h('2025-01-01', 'infinity') AS open_end;
SELECT control_train_efficiency(ARRAY[0.9, 0.5]) AS train, control_train_efficiency('{}') AS no_control, control_train_efficiency(ARRAY[0.9, NULL]) AS unknown;
SELECT control_train_efficiency(ARRAY[90]);
-- 2.3 % lost, 17.4 kg CH4 in a MMBtu: 12.2 kg CO2e at 29.8
SELECT round((upstream_methane_kg(1, 0.023, 17.4) * 29.8)::numeric, 1) AS kg;
SELECT upstream_methane_kg(1, 1, 17.4);

-- 59 kg from 16 January to 16 March 2001 (59 days) are 16, 28 and 15 kg; a ton is 907.18474 kg
SELECT month, round(tons_to_kg(tons)::numeric, 9) AS kg, round(tons_to_kg(rolling_tons)::numeric, 9) AS rolling_kg
FROM rolling_tons(ARRAY['2001-01-16Z'::timestamptz], ARRAY['2001-03-16Z'::timestamptz], ARRAY[59]);
-- one ton a day over 2024 and 2025 against a limit of 365.5: 366 days of 2024 pass it on the last of them
SELECT month, round(tons::numeric, 9) AS tons, round(rolling_tons::numeric, 9) AS rolling, round(margin_tons::numeric, 9) AS margin, exceeds, first_exceeded_on
FROM rolling_tons(ARRAY['2024-01-01Z'::timestamptz], ARRAY['2026-01-01Z'::timestamptz], ARRAY[tons_to_kg(731)], 365.5)
WHERE month IN ('2024-01-01', '2024-11-01', '2024-12-01', '2025-01-01', '2025-02-01', '2025-03-01', '2025-12-01');
-- UTC months whatever the time zone of the session; equal bytes whatever the order
SET timezone = 'Pacific/Kiritimati';
SELECT month, tons FROM rolling_tons(ARRAY['2024-01-31 23:00Z'::timestamptz], ARRAY['2024-02-01 01:00Z'::timestamptz], ARRAY[tons_to_kg(2)]);
RESET timezone;
CREATE TEMP TABLE operation AS
SELECT 'unit ' || g % 3 AS unit, '2024-01-01Z'::timestamptz + g * interval '7 hours 13 minutes' AS started_at,
	'2024-01-01Z'::timestamptz + g * interval '7 hours 13 minutes' + (g % 40 + 1) * interval '1 hour' AS ended_at, 1000 + g % 97 * 1.1 AS heat_mmbtu
FROM generate_series(1, 3000) g;
SELECT a.rows = b.rows AS same, cardinality(a.rows) AS months FROM
	(SELECT array_agg(r::text ORDER BY r.month) AS rows FROM (SELECT array_agg(started_at) s, array_agg(ended_at) e, array_agg(heat_mmbtu) h FROM operation) o,
		rolling_tons(s, e, h, 500) r) a,
	(SELECT array_agg(r::text ORDER BY r.month) AS rows FROM (SELECT array_agg(started_at ORDER BY md5(started_at::text)) s, array_agg(ended_at ORDER BY md5(started_at::text)) e,
		array_agg(heat_mmbtu ORDER BY md5(started_at::text)) h FROM operation) o, rolling_tons(s, e, h, 500) r) b;
SET timezone = 'UTC';
-- the same sums in plain SQL: every operation cut at the edges of its months
WITH plain AS (
	SELECT m::date AS month, sum(o.heat_mmbtu * extract(epoch FROM least(o.ended_at, (m AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC') - greatest(o.started_at, m))::float8
		/ extract(epoch FROM o.ended_at - o.started_at)::float8) AS kg
	FROM generate_series('2024-01-01'::timestamp, '2026-12-01', '1 month') e, LATERAL (SELECT e AT TIME ZONE 'UTC' AS m) u,
		operation o WHERE o.started_at < (e + interval '1 month') AT TIME ZONE 'UTC' AND o.ended_at > m
	GROUP BY m
)
SELECT count(*) AS months, bool_and(abs(tons_to_kg(r.tons) - p.kg) < 1e-6) AS same
FROM (SELECT array_agg(started_at) s, array_agg(ended_at) e, array_agg(heat_mmbtu) h FROM operation) o, rolling_tons(s, e, h) r
JOIN plain p ON p.month = r.month;
RESET timezone;
-- what is not known or cannot be is counted, and never makes a margin
SELECT month, round(tons_to_kg(tons)::numeric, 6) AS kg, margin_tons, exceeds, unknown_operations
FROM rolling_tons(ARRAY['2024-01-01Z', '2024-02-01Z', '2024-05-01Z', NULL, 'infinity', '2024-01-01Z']::timestamptz[],
	ARRAY['2024-01-02Z', '2024-02-02Z', '2024-04-01Z', '2024-01-01Z', 'infinity', '4000-01-01Z']::timestamptz[], ARRAY[1, NULL, 1, 1, 1, 1], 1);
SELECT exceeds, first_exceeded_on, unknown_operations
FROM rolling_tons(ARRAY['2024-01-01Z', '2024-01-03Z']::timestamptz[], ARRAY['2024-01-02Z', '2024-01-04Z']::timestamptz[], ARRAY[1000, 'NaN'::float8], 1);
SELECT count(*) FROM rolling_tons(NULL, NULL, NULL);
SELECT count(*) FROM rolling_tons('{}', '{}', '{}', 1);
SELECT * FROM rolling_tons(ARRAY['2024-01-01Z'::timestamptz], '{}', ARRAY[1]);
SELECT * FROM rolling_tons(ARRAY[ARRAY['2024-01-01Z'::timestamptz]], ARRAY['2024-01-02Z'::timestamptz], ARRAY[1]);
SELECT * FROM rolling_tons(ARRAY['2024-01-01Z'::timestamptz], ARRAY['2024-01-02Z'::timestamptz], ARRAY[1], 'NaN');
SELECT count(*) FROM rolling_tons(ARRAY['4713-01-01 BC Z', '294276-12-31Z']::timestamptz[], ARRAY['4713-01-02 BC Z', '294276-12-31 23:00Z']::timestamptz[], ARRAY[1, 1]);

-- a table of operations against the permit: 1e6 MMBtu at 0.32 lb are 160 tons in 59 days, 2.712 a day; 87 are passed on day 33
SELECT pollutant, month, round(tons::numeric, 3) AS tons, round(rolling_tons::numeric, 3) AS rolling, limit_tons, round(margin_tons::numeric, 3) AS margin, exceeds, first_exceeded_on, edition
FROM permit_rolling_tons('01156-01PC', ARRAY['1'], ARRAY['2025-01-15Z'::timestamptz], ARRAY['2025-03-15Z'::timestamptz], ARRAY[1e6])
WHERE pollutant IN ('NOx', 'formaldehyde');
SELECT pollutant, max(unknown_operations) AS unknown, bool_or(exceeds) AS exceeds FROM permit_rolling_tons('01156-01PC', ARRAY['1', '2'],
	ARRAY['2025-01-15Z', '2025-02-01Z']::timestamptz[], ARRAY['2025-03-15Z', '2025-03-01Z']::timestamptz[], ARRAY[1e5, 'infinity']) GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM permit_rolling_tons('no such permit', ARRAY['1'], ARRAY['2025-01-15Z'::timestamptz], ARRAY['2025-03-15Z'::timestamptz], ARRAY[1e6]);
-- a limit per unit is compared unit by unit
BEGIN;
INSERT INTO colossus.permit_user (permit_id, from_date, site, kind, permitted_units) VALUES ('mine', '2024-01-01', 'my site', 'operating', 2);
INSERT INTO colossus.permit_limit_user (permit_id, pollutant, limit_scope, limit_kind, tons_per_year) VALUES ('mine', 'NOx', 'unit', 'annual', 10), ('mine', 'NOx', 'facility', 'annual', 25);
SELECT limit_scope, limited_unit, round(rolling_tons::numeric, 3) AS rolling, limit_tons, exceeds, first_exceeded_on
FROM permit_rolling_tons('mine', ARRAY['a', 'b', 'a'], ARRAY['2024-01-01Z', '2024-01-01Z', '2024-01-21Z']::timestamptz[],
	ARRAY['2024-01-11Z', '2024-01-11Z', '2024-01-31Z']::timestamptz[], ARRAY[50000, 50000, 50000]);
ROLLBACK;
