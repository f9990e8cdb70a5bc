-- Purchased electricity: location-based and market-based.

-- 1 GWh in Memphis in 2024, as known in February 2025: eGRID2023 says 900.82 lb/MWh, and it is of another year.
-- 400 MWh under a contract of 0 g/kWh; nobody had published a residual mix, so the rest has the grid average.
SELECT round(location_co2e_kg::numeric, 3) AS location, location_edition, location_stale, round(market_co2e_kg::numeric, 3) AS market, covered_kwh, rest_kwh, rest_rate, rest_gas, rest_edition
FROM electricity_co2e(1e6, 'srtv', '2024-06-01', ARRAY[4e5], ARRAY[0], known_on => '2025-02-01');
SELECT 900.82 * 1000 * 0.45359237 AS location, 900.82 * 600 * 0.45359237 AS market;
-- later the residual mix is known, of CO2 alone: 933.435 lb/MWh
SELECT round(market_co2e_kg::numeric, 3) AS market, rest_rate, rest_gas, rest_edition, rest_stale, round((933.435 * 600 * 0.45359237)::numeric, 3) AS by_hand
FROM electricity_co2e(1e6, 'SRTV', '2024-06-01', ARRAY[4e5], ARRAY[0], known_on => '2026-06-01');
-- the year itself is not stale
SELECT location_edition, location_stale FROM electricity_co2e(1, 'SRTV', '2023-12-31', known_on => '2025-02-01');
SELECT location_edition, location_stale FROM electricity_co2e(1, 'SRTV', '2023-12-31', known_on => '2025-01-01');
-- certificates change the market-based figure alone
SELECT round(a.location_co2e_kg::numeric, 6) = round(b.location_co2e_kg::numeric, 6) AS location_same, b.market_co2e_kg
FROM electricity_co2e(1000, 'US', '2023-01-01') a, electricity_co2e(1000, 'US', '2023-01-01', ARRAY[600, 600], ARRAY[0, 100]) b;
-- grid losses: 42 of 1,000 generated, a column of their own
SELECT loss, edition FROM grid_loss_at('eastern');
SELECT lost_kwh, round(lost_co2e_kg::numeric, 6) AS lost, round((42 * 0.90082 * 0.45359237)::numeric, 6) AS by_hand, round(location_co2e_kg::numeric, 6) AS location, basis
FROM electricity_co2e(958, 'SRTV', '2023-06-01', loss => 0.042, known_on => '2025-02-01');
SELECT generated_kwh(958, 0.042) AS generated;
-- blank for Puerto Rico is not zero
SELECT loss, edition FROM grid_loss_at('Puerto Rico');
SELECT lost_kwh, lost_co2e_kg, location_co2e_kg IS NOT NULL AS location FROM electricity_co2e(1, 'PRMS', '2023-01-01', loss => (SELECT loss FROM grid_loss_at('Puerto Rico')));
-- contracts beyond the load serve in proportion: 600 at 0 and 600 at 100 g for 1,000 kWh are 50 kg
SELECT * FROM market_co2e(1000, ARRAY[600, 600], ARRAY[0, 100], NULL);
SELECT * FROM market_co2e(1000, NULL, NULL, 500);
SELECT * FROM market_co2e(1000, ARRAY[600], ARRAY[0], NULL);
SELECT * FROM market_co2e(1000, ARRAY[600], ARRAY[NULL]::float8[], 500);
-- bad input
SELECT * FROM electricity_co2e(1, 'SRTX', '2024-01-01');
SELECT location_co2e_kg, market_co2e_kg FROM colossus.electricity_co2e_at(1, 'SRTX', '2024-01-01', NULL, NULL, NULL, current_date);
SELECT location_co2e_kg FROM electricity_co2e(1, 'SRTV', '1990-01-01');
SELECT * FROM electricity_co2e(-1, 'SRTV', '2024-01-01');
SELECT * FROM electricity_co2e(1, 'SRTV', '2024-01-01', loss => 1);
SELECT * FROM market_co2e(1, ARRAY[1, 2], ARRAY[1], 1);
SELECT * FROM market_co2e(1, ARRAY['infinity'::float8], ARRAY[1], 1);

-- matched in time, by hand: 100 kWh an hour for four hours and 50 more in the third; 240 kWh of 10 g in hours 2 and 3;
-- 500 g from hour 1, 300 g from hour 3, each for an hour at most
SELECT * FROM time_matched_co2e(ARRAY['2025-01-01 00:00Z', '2025-01-01 02:00Z']::timestamptz[], ARRAY['2025-01-01 04:00Z', '2025-01-01 03:00Z']::timestamptz[], ARRAY[400, 50],
	ARRAY['2025-01-01 00:00Z', '2025-01-01 02:00Z']::timestamptz[], ARRAY[500, 300], '1 hour',
	ARRAY['2025-01-01 01:00Z']::timestamptz[], ARRAY['2025-01-01 03:00Z']::timestamptz[], ARRAY[240], ARRAY[10]);
-- 24/7 or by the year: solar of 12 hours covers half of a constant load, and all of it on paper
SELECT m.covered_kwh, m.unused_contract_kwh, m.market_co2e_kg, y.co2e_kg AS by_the_year
FROM time_matched_co2e(ARRAY['2025-01-01Z'::timestamptz], ARRAY['2025-01-02Z'::timestamptz], ARRAY[2400], ARRAY['2025-01-01Z'::timestamptz], ARRAY[400], '1 day',
	ARRAY['2025-01-01 06:00Z'::timestamptz], ARRAY['2025-01-01 18:00Z'::timestamptz], ARRAY[2400], ARRAY[0]) m,
	market_co2e(2400, ARRAY[2400], ARRAY[0], 400) y;
-- contracts beyond all numbers are an error, not NaN
SELECT market_co2e(1, ARRAY[1e308, 1e308], ARRAY[0, 0], 100);
SELECT time_matched_co2e(ARRAY['2025-01-01Z'::timestamptz], ARRAY['2025-01-02Z'::timestamptz], ARRAY[1], ARRAY['2025-01-01Z'::timestamptz], ARRAY[400], '1 day',
	ARRAY['2025-01-01Z', '2025-01-01Z']::timestamptz[], ARRAY['2025-01-02Z', '2025-01-02Z']::timestamptz[], ARRAY[1e308, 1e308], ARRAY[0, 0]);
-- rows of unknown amount are counted; order does not matter
SELECT load_kwh, location_co2e_kg, unknown_rows FROM time_matched_co2e(ARRAY['2025-01-01 01:00Z', '2025-01-01Z']::timestamptz[], ARRAY['2025-01-01 02:00Z', '2025-01-01 01:00Z']::timestamptz[], ARRAY[NULL, 10],
	ARRAY['2025-01-01Z', '2024-12-31Z']::timestamptz[], ARRAY[100, 900], '2 hours');
SELECT time_matched_co2e(NULL, NULL, NULL, NULL, NULL, '1 hour') IS NULL AS nothing;
SELECT * FROM time_matched_co2e(ARRAY['2025-01-01Z'::timestamptz], ARRAY['2025-01-01Z'::timestamptz], ARRAY[1], '{}', '{}', '1 hour');
SELECT * FROM time_matched_co2e(ARRAY['2025-01-01Z'::timestamptz], ARRAY['2025-01-02Z'::timestamptz], ARRAY[1], ARRAY['2025-01-01Z'::timestamptz], ARRAY['NaN'::float8], '1 hour');
SELECT * FROM time_matched_co2e(ARRAY['2025-01-01Z'::timestamptz], ARRAY['2025-01-02Z'::timestamptz], ARRAY[1], '{}', '{}', '1 month');

-- the statements of doc/methods/electricity.md: an Electricity Maps file and a WattTime answer as they come
CREATE TEMP TABLE intensity (zone text, at timestamptz, g_per_kwh float8);
CREATE TEMP TABLE electricity_maps (at timestamp, country text, zone_name text, zone text, direct_g_per_kwh float8, lifecycle_g_per_kwh float8,
	cfe_percent float8, re_percent float8, data_source text, estimated text, estimation_method text);
COPY electricity_maps FROM STDIN (FORMAT csv, HEADER, NULL '');
Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO₂eq/kWh (direct),Carbon intensity gCO₂eq/kWh (Life cycle),Carbon-free energy percentage (CFE%),Renewable energy percentage (RE%),Data source,Data estimated,Data estimation method
2025-01-01 00:00:00,Namibia,Namibia,NA,12.5,58.77,94.1,90.2,source,false,
2025-01-01 01:00:00,Namibia,Namibia,NA,,,,,source,true,TIME_SLICER_AVERAGE
\.
INSERT INTO intensity SELECT zone, at AT TIME ZONE 'UTC', lifecycle_g_per_kwh FROM electricity_maps;
INSERT INTO intensity
SELECT j #>> '{meta,region}', (d ->> 'point_time')::timestamptz, g_per_kwh((d ->> 'value')::float8)
FROM (VALUES ('{"meta":{"region":"CAISO_NORTH","signal_type":"co2_moer","model":{"date":"2026-03-01"},"units":"lbs_co2_per_mwh"},"data":[{"point_time":"2026-04-01T00:00:00+00:00","value":412.5,"version":"2026-03-01"}]}'::jsonb)) AS answer(j),
	jsonb_array_elements(j -> 'data') AS d
WHERE j #>> '{meta,units}' = 'lbs_co2_per_mwh';
SELECT zone, at AT TIME ZONE 'UTC' AS at, round(g_per_kwh::numeric, 6) AS g_per_kwh FROM intensity ORDER BY at;
SELECT 412.5 * 0.45359237 AS by_hand;
