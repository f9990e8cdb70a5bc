-- The statement of a ledger: bills, fuel, refrigerants, water; closing and restating.
\set VERBOSITY terse
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CALL colossus.create_ledger('st');
SET search_path = st, public, colossus;
INSERT INTO colossus.site_user (site, country, grid_region, source_id) VALUES
	('Memphis', 'USA', 'SRTV', 'egrid2023'), ('Virginia', 'USA', 'SRVC', 'egrid2023'), ('Aachen', 'DEU', NULL, 'egrid2023'), ('Lyon', 'FRA', NULL, 'egrid2023'),
	('Oslo', 'NOR', NULL, 'egrid2023'), ('Pune', 'IND', NULL, 'egrid2023'), ('Osaka', 'JPN', NULL, 'egrid2023'), ('Leeds', 'GBR', NULL, 'egrid2023'), ('Nowhere', NULL, NULL, 'egrid2023');

-- words that are none
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'sunshine', '2023-01-01', '2024-01-01', 1, 'kWh');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'electricity', '2023-01-01', '2024-01-01', 1, 'cords');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'electricity', '2023-01-01', '2024-01-01', 1, 'gal');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'fuel', '2023-01-01', '2024-01-01', 1, 'gal');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'electricity', '2024-01-01', '2024-01-01', 1, 'kWh');
\set VERBOSITY sqlstate
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'electricity', '2023-01-01', '2024-01-01', 1, 'cords');
\set VERBOSITY terse

-- what EPA's Emission Factors Hub prints for a unit of fuel (kg CO2): each from heat content x factor of 40 CFR 98 Table C-1
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel)
SELECT f.fuel, 'fuel ' || row_number() OVER (), 'fuel', '2023-01-01', '2024-01-01', f.quantity, f.unit, f.fuel
FROM (VALUES ('distillate oil No. 1', 1::float8, 'gal'), ('distillate oil No. 2', 1, 'gal'), ('distillate oil No. 4', 1, 'gal'), ('residual oil No. 6', 1, 'gal'), ('kerosene', 1, 'gal'), ('propane', 1, 'gal'),
	('natural gas', 0.028316846592, 'm3'), ('bituminous coal', 0.90718474, 't'), ('sub-bituminous coal', 0.90718474, 't'), ('lignite coal', 0.90718474, 't'), ('anthracite coal', 0.90718474, 't')) AS f (fuel, quantity, unit);
SELECT a.fuel, p.printed, abs(s.co2e_kg - p.printed::float8) <= 0.5 * 10::float8 ^ -scale(p.printed) + 1e-9 AS equal
FROM activity a
JOIN (VALUES ('distillate oil No. 1', 10.18), ('distillate oil No. 2', 10.21), ('distillate oil No. 4', 10.96), ('residual oil No. 6', 11.27), ('kerosene', 10.15), ('propane', 5.72),
	('natural gas', 0.05444), ('bituminous coal', 2325), ('sub-bituminous coal', 1676), ('lignite coal', 1389), ('anthracite coal', 2602)) AS p (fuel, printed) USING (fuel)
JOIN statement(2023) s ON s.site = a.site AND s.line = '1' AND s.gas = 'CO2'
ORDER BY a.fuel;
ROLLBACK;
-- EPA's equivalencies: 0.005306 t CO2 a therm
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('g', 'Memphis', 'fuel', '2023-01-01', '2024-01-01', 1, 'therm', 'natural gas');
SELECT round((co2e_kg / 1000)::numeric, 6) AS t FROM statement(2023) WHERE gas = 'CO2';
ROLLBACK;

-- a year of bills.  By hand: 1,000,000 kWh x 900.82 lb/MWh x 0.45359237 = 408,605.079 kg; 1,000 gal of diesel x 0.138 x 73.96 = 10,206.48 kg CO2,
-- x 3.0e-3 x 28 = 11.592 and x 6.0e-4 x 265 = 21.9420 kg CO2e; 2 kg SF6 x 23,500
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, supplier) VALUES
	('e1', 'Memphis', 'electricity', '2023-01-01', '2023-07-01', 500, 'MWh', NULL, 'MLGW'),
	('e2', 'Memphis', 'electricity', '2023-07-01', '2024-01-01', 1800, 'GJ', NULL, 'MLGW'),
	('d1', 'Memphis', 'fuel', '2023-01-01', '2024-01-01', 1000, 'gal', 'diesel', NULL),
	('r1', 'Memphis', 'refrigerant', '2023-01-01', '2024-01-01', 2, 'kg', 'SF6', NULL),
	('r2', 'Virginia', 'refrigerant', '2023-01-01', '2024-01-01', 2, 'kg', 'R-999', NULL),
	('p1', 'Virginia', 'fuel', '2023-01-01', '2024-01-01', 3, 't', 'peat', NULL),
	('h1', 'Virginia', 'heat', '2023-01-01', '2024-01-01', 100, 'MMBtu', NULL, 'District'),
	('n1', 'Nowhere', 'electricity', '2023-02-01', '2023-03-01', 10, 'MWh', NULL, NULL),
	('w1', 'Memphis', 'water', '2023-01-01', '2024-01-01', 1000, 'gal', NULL, NULL), ('w2', 'Memphis', 'water discharged', '2022-07-02', '2023-07-02', 1, 'm3', NULL, NULL);
SELECT site, line, gas, round(quantity::numeric, 3) AS quantity, unit, round(co2e_kg::numeric, 3) AS co2e_kg, method, round(coverage::numeric, 3) AS coverage, editions
FROM statement(2023, '2025-02-01') ORDER BY site, line, gas, method;
SELECT * FROM water_statement('2023-01-01', '2024-01-01');
-- the parts of a year are the year: energy to the mWh, kg to the milligram
SELECT s.line, sum(m.quantity)::numeric(20, 6) = y.quantity::numeric(20, 6) AS quantity, abs(sum(m.co2e_kg) - y.co2e_kg) < 1e-6 AS kg
FROM generate_series(0, 11) AS i, LATERAL statement((date '2023-01-01' + make_interval(months => i))::date, (date '2023-01-01' + make_interval(months => i + 1))::date, '2025-02-01') m
JOIN statement(2023, '2025-02-01') y USING (site, line, gas), LATERAL (SELECT m.line) s WHERE m.site = 'Memphis' AND m.line IN ('1', '2 location', '2 market', '3 grid losses') AND m.gas IN ('CO2', 'CO2e')
GROUP BY s.line, y.quantity, y.co2e_kg ORDER BY 1;

-- a bill across the year is split by days: 60,000 kWh of 30 days, 14 of them in 2023
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('v1', 'Virginia', 'electricity', '2022-12-16', '2023-01-15', 60000, 'kWh');
SELECT quantity, method FROM statement(2023) WHERE site = 'Virginia' AND line = '2 location';
SELECT quantity FROM statement(2022) WHERE site = 'Virginia' AND line = '2 location';
-- a correction takes the place of its bill
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('v2', 'Virginia', 'electricity', '2022-12-16', '2023-01-15', 30000, 'kWh', 'v1');
SELECT quantity FROM statement(2023) WHERE site = 'Virginia' AND line = '2 location';

-- countries: each by its own rate, none by another's
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit)
SELECT s.site || ' 2024', s.site, 'electricity', '2024-01-01', '2025-01-01', 1000, 'kWh' FROM colossus.site s WHERE s.site IN ('Aachen', 'Lyon', 'Oslo', 'Pune', 'Osaka', 'Leeds');
SELECT s.site, abs(s.co2e_kg - (SELECT g.g_per_kwh FROM colossus.grid_factor((SELECT x.country FROM colossus.site x WHERE x.site = s.site), '2024-12-31') g)) < 1e-9 AS own_rate, s.method,
	l.co2e_kg IS NULL AND l.method LIKE 'no loss%' AS no_loss_borrowed
FROM statement(2024) s JOIN statement(2024) l ON l.site = s.site AND l.line = '3 grid losses' WHERE s.line = '2 location' AND s.quantity = 1000 ORDER BY s.site;
ROLLBACK;

-- market-based: contract, certificate, supplier's rate, residual or average, in this order; by hand for 1,000,000 kWh:
-- a contract of 20 % at 0, certificates of 300 MWh at 0, the rest (500,000 kWh) at 100 g: 50,000 kg
BEGIN;
INSERT INTO electricity_contract (contract, site, from_date, instrument, share, g_per_kwh) VALUES ('PPA', 'Memphis', '2023-01-01', 'PPA', 0.2, 0);
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage, market) VALUES ('REC 1', 'Memphis', '2023-01-01', '2024-01-01', 300, 2023, 'US');
INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('MLGW', '2023-01-01', 100);
SELECT round(co2e_kg::numeric, 6) AS kg, method FROM statement(2023, '2025-02-01') WHERE site = 'Memphis' AND line = '2 market';
-- more certificates than there is left cover it and no more
UPDATE certificate SET mwh = 5000;
SELECT round(co2e_kg::numeric, 6) AS kg, method FROM statement(2023, '2025-02-01') WHERE site = 'Memphis' AND line = '2 market';
ROLLBACK;

-- samples alone, and beside a bill: a card at 500 W for two days of June 2024, PUE 1.25, server factor 1.6: 48 kWh at the site
INSERT INTO device (device, accelerator, site, max_gap) VALUES ('gpu', 'H100', 'Leeds', '1 hour');
INSERT INTO site_overhead (site, from_date, server_factor, pue) VALUES ('Leeds', '2024-01-01', 1.6, 1.25);
INSERT INTO sample_by_name (device, metric, at, value) SELECT 'gpu', 'power_w', at, 500 FROM generate_series(timestamptz '2024-06-01Z', timestamptz '2024-06-03Z', interval '10 minutes') AS at;
SELECT round(quantity::numeric, 9) AS kwh, method, round(coverage::numeric, 6) AS coverage FROM statement('2024-06-01', '2024-06-03') WHERE site = 'Leeds' AND line = '2 location';
-- a generator on site makes 10 kWh on the first day: 38 are bought; its diesel is scope 1: 1 MMBtu x 73.96
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Leeds', 'G1', '2024-06-01 06:00Z', '2024-06-01 12:00Z', 'diesel', 'stationary combustion', 1, 0.010);
SELECT line, gas, round(quantity::numeric, 6) AS quantity, round(co2e_kg::numeric, 4) AS kg FROM statement('2024-06-01', '2024-06-03') WHERE site = 'Leeds' AND (line = '2 location' OR gas = 'CO2') ORDER BY line;
-- a bill of May and June is split by days, for samples do not know 95 % of it; one of the two days is split by them
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('l1', 'Leeds', 'electricity', '2024-06-01', '2024-06-03', 60, 'kWh');
SELECT quantity, method FROM statement('2024-06-01', '2024-06-02') WHERE site = 'Leeds' AND line = '2 location';

-- closing: what was reported stays; what came later is told apart by cause
CALL close_report('2023', '2023-01-01', '2024-01-01', '2024-02-01');
CALL close_report('2023', '2023-01-01', '2024-01-01', '2024-02-01');
CALL close_report('upside down', '2024-01-01', '2023-01-01');
SELECT count(*) > 5 AS lines FROM closed_line WHERE report = '2023';
SELECT count(*) AS changed FROM restate('2023') WHERE co2e_kg <> 0 AND cause <> 'factors';
CREATE TEMP TABLE reported AS SELECT site, line, CASE WHEN bool_and(co2e_kg IS NOT NULL) THEN sum(co2e_kg) END AS kg FROM closed_line WHERE report = '2023' GROUP BY site, line;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, corrects) VALUES ('e1b', 'Memphis', 'electricity', '2023-01-01', '2023-07-01', 550, 'MWh', 'MLGW', 'e1');
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('REC 2', 'Memphis', '2023-01-01', '2024-01-01', 100, 2023);
SELECT line, cause, round(co2e_kg::numeric, 3) AS kg FROM restate('2023') WHERE site = 'Memphis' AND line LIKE '2%' ORDER BY 1, array_position(ARRAY['bills', 'late samples', 'jobs', 'overheads', 'contracts', 'factors'], cause);
-- to the gram: the sum of the causes is new less old
SELECT r.line, abs(sum(r.co2e_kg) - (n.kg - t.kg)) < 1e-3 AS adds_up
FROM restate('2023') r JOIN reported t USING (site, line)
JOIN (SELECT site, line, sum(co2e_kg) AS kg FROM statement(2023) GROUP BY site, line) n USING (site, line)
WHERE r.site = 'Memphis' AND t.kg IS NOT NULL GROUP BY r.line, n.kg, t.kg ORDER BY 1;
SELECT site, line, input, value, unit, edition FROM evidence('2023') WHERE site = 'Memphis' ORDER BY 1, 2, 3;
SELECT * FROM evidence('no such report');
SELECT round(scope1_t::numeric, 3) AS scope1, round(scope2_location_t::numeric, 3) AS location, upstream_fuel_t FROM statement_total('2023-01-01', '2024-01-01', '2025-02-01') WHERE site = 'Memphis';
SELECT convert_quantity(1, 'kWh', 'L') AS no_such, convert_quantity(1, 'MWh', 'kWh') AS kwh;
SELECT convert_quantity(1, 'furlong', 'L');

-- what is wrong with bills: each fault planted once
SELECT rule, subject FROM statement_audit() ORDER BY 1, 2;
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier) VALUES
	('o1', 'Virginia', 'electricity', '2023-03-01', '2023-04-01', 1000, 'kWh', 'X'), ('o2', 'Virginia', 'electricity', '2023-03-31', '2023-05-01', 1000, 'kWh', 'X'),
	('o3', 'Virginia', 'electricity', '2023-06-01', '2023-07-01', 1000, 'kWh', 'X'), ('o4', 'Virginia', 'electricity', '2023-07-01', '2023-08-01', 1000, 'MWh', 'X');
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('old', 'Memphis', '2023-01-01', '2024-01-01', 1, 2019), ('much', 'Virginia', '2023-03-01', '2023-04-01', 100, 2023);
INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('X', '2023-01-01', 0.4);
INSERT INTO site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Oslo', '2023-01-01', 1.5, 130, 'Atlantis');
SELECT rule, subject FROM statement_audit() EXCEPT (VALUES ('bill without factor', 'p1'), ('bill without factor', 'r2'), ('bill without factor', 'h1'), ('bill without grid rate', 'Nowhere')) ORDER BY 1, 2;
ROLLBACK;
-- the ledger's audit has them too
SELECT rule, count(*) FROM ledger_audit() WHERE rule LIKE 'bill%' GROUP BY rule ORDER BY 1;
SET client_min_messages = error;
DROP SCHEMA st CASCADE;
DELETE FROM colossus.site_user;
