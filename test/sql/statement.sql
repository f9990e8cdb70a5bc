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

-- spellings of one name, and names that are near
SELECT count(DISTINCT supplier_key(n)) AS one, min(supplier_key(n)) AS key FROM unnest(ARRAY['Smith & Sons, Inc.', ' SMITH AND SONS', 'Smith-&-Sons Co. Ltd', 'smith  & sons corp']) n;
SELECT count(DISTINCT supplier_key(n)) AS four FROM unnest(ARRAY['Duke Energy Ohio', 'Duke Energy', 'Inc.', 'N.V. Eneco']) n;
SELECT a || ' ' || b AS pair, near_names(a, b) FROM (VALUES ('mlgw', 'mlwg'), ('mlgw', 'mlgww'), ('mlgww', 'mlgw'), ('mlgw', 'mlgx'), ('mlgw', 'mlgw'), ('mlgw', 'mgwl'), ('hall 1', 'hall 2'), ('s1', 's2'), ('xmlgw', 'mlgw')) v (a, b);

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
	l.editions AS loss, l.co2e_kg IS NOT NULL AS loss_known
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
INSERT INTO sample_by_name (device, metric, at, value) SELECT 'gpu', 'power_w', at, 500 FROM generate_series(timestamptz '2024-06-01Z', timestamptz '2024-06-03Z', interval '1 hour') AS at;
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
CALL close_report('for ever', '2024-01-01', 'infinity');
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
SELECT line, term, input, round(value::numeric, 9) AS value, unit, edition FROM evidence('2023') WHERE site = 'Memphis' ORDER BY 1, 2 NULLS FIRST, 3;
SELECT * FROM evidence('no such report');
SELECT round(scope1_t::numeric, 3) AS scope1, round(scope2_location_t::numeric, 3) AS location, upstream_fuel_t FROM statement_total('2023-01-01', '2024-01-01', '2025-02-01') WHERE site = 'Memphis';
SELECT convert_quantity(1, 'kWh', 'L') AS no_such, convert_quantity(1, 'MWh', 'kWh') AS kwh;
SELECT convert_quantity(1, 'furlong', 'L');

-- Figures that governments printed.  UK Government GHG Conversion Factors 2025, methodology paper, tables 7 and 9: what a kWh loses on the way, and what
-- it comes to for whoever receives it, of the factor of generation and the loss printed beside them (kg CO2e/kWh, data of 2015, 2018 and 2019)
BEGIN;
INSERT INTO colossus.grid_rate_user (region, year, edition, known_from, gas, rate, g_per_kwh, source_id) VALUES
	('UK 2015', 2015, 'table 9', '2016-01-01', 'CO2e', 'total', 351.56, 'desnz-2025'), ('UK 2018', 2018, 'table 9', '2019-01-01', 'CO2e', 'total', 233.14, 'desnz-2025'), ('UK 2019', 2019, 'table 9', '2020-01-01', 'CO2e', 'total', 212.33, 'desnz-2025');
INSERT INTO colossus.grid_loss_user (interconnect, edition, loss, known_from, source_id) VALUES ('UK 2015', 'table 7', 0.0855, '2016-01-01', 'desnz-2025'), ('UK 2018', 'table 7', 0.0792, '2019-01-01', 'desnz-2025'), ('UK 2019', 'table 7', 0.0813, '2020-01-01', 'desnz-2025');
INSERT INTO site_overhead (site, from_date, server_factor, zone) SELECT v.z, '2015-01-01', 1.5, v.z FROM (VALUES ('UK 2015'), ('UK 2018'), ('UK 2019')) AS v (z);
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) SELECT v.z, v.z, 'electricity', make_date(right(v.z, 4)::int, 1, 1), make_date(right(v.z, 4)::int + 1, 1, 1), 1000, 'MWh' FROM (VALUES ('UK 2015'), ('UK 2018'), ('UK 2019')) AS v (z);
SELECT p.site, round((l.co2e_kg / 1e6)::numeric, 5) = p.lost AS lost, round(((l.co2e_kg + s.co2e_kg) / 1e6)::numeric, 5) = p.consumed AS consumed
FROM (VALUES ('UK 2015', 2015, 0.03287, 0.38443), ('UK 2018', 2018, 0.02005, 0.25319), ('UK 2019', 2019, 0.01879, 0.23112)) AS p (site, year, lost, consumed)
CROSS JOIN LATERAL statement(p.year) s JOIN LATERAL statement(p.year) l ON l.site = p.site AND l.line = '3 grid losses' WHERE s.site = p.site AND s.line = '2 location' ORDER BY p.site;
ROLLBACK;
-- EPA's Simplified GHG Emissions Calculator, electricity: its own example (200,000 kWh in HIMS, 237,120.0 lb CO2), and the inventory of Lino Lakes, Minnesota
-- (1,717,201 kWh in MROW, 1,886,173.6 lb CO2), by the CO2 rates of eGRID2019 as the Hub of 2021 prints them
BEGIN;
INSERT INTO colossus.grid_rate_user (region, year, edition, known_from, gas, rate, lb_per_mwh, source_id) VALUES
	('HIMS alone', 2019, 'Hub 2021', '2021-04-01', 'CO2e', 'total', 1185.6, 'egrid2023'), ('MROW alone', 2019, 'Hub 2021', '2021-04-01', 'CO2e', 'total', 1098.4, 'egrid2023');
INSERT INTO site_overhead (site, from_date, server_factor, zone) VALUES ('East Power Plant', '2019-01-01', 1.5, 'HIMS alone'), ('Lino Lakes', '2019-01-01', 1.5, 'MROW alone');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('b12', 'East Power Plant', 'electricity', '2021-01-01', '2022-01-01', 200000, 'kWh'), ('ll', 'Lino Lakes', 'electricity', '2021-01-01', '2022-01-01', 1717.201, 'MWh');
SELECT site, round(convert_quantity(co2e_kg, 'kg', 'lb')::numeric, 1) AS lb FROM statement(2021) WHERE line = '2 location' AND site IN ('East Power Plant', 'Lino Lakes') ORDER BY 1;
ROLLBACK;
-- a kg of refrigerant, UK Government GHG Conversion Factors 2025: by any of its names
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) SELECT v.name, v.name, 'refrigerant', '2024-01-01', '2025-01-01', 1, 'kg', v.name FROM (VALUES ('R-134a'), ('R134a'), ('HFC 134A'), ('HFC-32'), ('r410a'), ('R-404A'), ('R-407C'), ('R507A'), ('HFC-227ea'), ('FM-200')) AS v (name);
SELECT s.site, s.gas, s.co2e_kg FROM statement(2024) s WHERE s.line = '1' AND s.unit = 'kg' AND s.site IN (SELECT a.fuel FROM activity a WHERE a.kind = 'refrigerant') ORDER BY s.site;
ROLLBACK;

-- Worked by hand from published factors
BEGIN;
INSERT INTO colossus.site_user (site, country, grid_region, source_id) VALUES ('Fresno', 'USA', 'CAMX', 'egrid2023'), ('Hull', 'GBR', NULL, 'desnz-2025'), ('Bonn', 'DEU', NULL, 'egrid2023');
INSERT INTO supplier_rate (supplier, kind, from_date, until_date, g_per_kwh) VALUES ('Steam Co', 'steam', '2023-01-01', NULL, 66330 / 293.0710701722222), ('Cool Co', 'cooling', '2023-01-01', '2023-07-02', 100), ('Cool Co', 'cooling', '2023-07-02', NULL, 200);
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, supplier, heating_value, direct_g_per_kwh) VALUES
	('01', 'Fresno', 'fuel', '2023-01-01', '2024-01-01', 10000, 'therm', 'natural gas', NULL, DEFAULT, NULL),
	('02', 'Pune', 'fuel', '2023-01-01', '2024-01-01', 2000, 'gal', 'propane', NULL, DEFAULT, NULL),
	('03', 'Oslo', 'refrigerant', '2023-03-01', '2023-04-01', 12, 'kg', 'R-410A', NULL, DEFAULT, NULL),
	('04', 'Bonn', 'fuel', '2023-01-01', '2024-01-01', 1000, 'GJ', 'natural gas', NULL, 'LHV', NULL),
	('05', 'Hull', 'fuel', '2023-01-01', '2024-01-01', 1000, 'L', 'diesel', NULL, DEFAULT, NULL),
	('06', 'Pune', 'steam', '2023-01-01', '2024-01-01', 500, 'MMBtu', NULL, 'Steam Co', DEFAULT, NULL),
	('07', 'Pune', 'cooling', '2023-01-01', '2024-01-01', 365, 'MWh', NULL, 'Cool Co', DEFAULT, NULL),
	('08', 'Fresno', 'electricity', '2023-01-01', '2024-01-01', 800, 'MWh', NULL, NULL, DEFAULT, NULL),
	('09', 'Fresno', 'electricity', '2023-01-01', '2024-01-01', 200, 'MWh', NULL, 'Sun Roof LLC', DEFAULT, 0);
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES
	('Osaka', 'G1, monthly test', '2023-05-01 10:00Z', '2023-05-01 11:00Z', 'diesel', 'stationary combustion', 9.5, 1),
	('Osaka', 'own roof', '2023-01-01Z', '2024-01-01Z', 'solar', 'photovoltaic', NULL, 100);
SELECT w.name, w.line, w.kg AS by_hand, abs(sum(s.co2e_kg) - w.kg::float8) <= 0.5 * 10::float8 ^ -scale(w.kg) AS equal
FROM (VALUES
	-- 10,000 therms = 1,000 MMBtu: x 53.06 kg CO2 + x 0.001 kg CH4 x 28 + x 0.0001 kg N2O x 265 = 53,060 + 28 + 26.5
	('01 gas', 'Fresno', '1', 53114.5),
	-- 2,000 gal x 0.091 MMBtu = 182 MMBtu: x 62.87 = 11,442.34; x 0.003 x 28 = 15.288; x 0.0006 x 265 = 28.938
	('02 propane', 'Pune', '1', 11486.566),
	-- 12 kg topped up x 1,924
	('03 refrigerant', 'Oslo', '1', 23088),
	-- 1,000 GJ (LHV) x 50.678 / 45.745 / 1.05505585262 = 1,050.026424 MMBtu (HHV): x 53.06 = 55,714.422; + x 0.028 = 29.401; + x 0.0265 = 27.826
	('04 gas billed in LHV', 'Bonn', '1', 55771.649),
	-- 1,000 L / 3.785411784 x 0.138 = 36.455743 MMBtu: x 73.96 = 2,696.2668; x 0.084 = 3.0623; x 0.159 = 5.7965
	('05 diesel in litres', 'Hull', '1', 2705.126),
	-- its supply: 36.455743 x 293.07107 kWh x 0.05913
	('05 supply of it', 'Hull', '3 upstream fuel', 631.75),
	-- 500 MMBtu x 66.33 kg (EPA's Hub, steam)  +  365 MWh of cooling: 182 of 365 days at 100 g, 183 at 200 g: 18,200 + 36,600
	('06, 07 steam and cooling', 'Pune', '2 location', 87965.0),
	-- 800 MWh of the grid x 438.15 lb/MWh (eGRID2023) x 0.45359237 + 200 MWh of the roof x 0
	('08, 09 location', 'Fresno', '2 location', 158993.2),
	-- 800 MWh / (1 - 0.041) x 0.041 = 34,202.3 kWh of the Western interconnect x 438.15 x 0.45359237 / 1000; the roof has no line to lose on
	('08 losses', 'Fresno', '3 grid losses', 6797.42),
	-- an hour of testing: 9.5 MMBtu x 73.96 = 702.62; x 0.084 = 0.798; x 0.159 = 1.5105; the roof burns nothing
	('10 generator', 'Osaka', '1', 704.9285)) AS w (name, site, line, kg)
JOIN statement(2023, '2025-06-11') s ON s.site = w.site AND s.line = w.line AND s.gas IN ('CO2', 'CH4', 'N2O', 'CO2e', 'R-410A')
GROUP BY w.name, w.line, w.kg ORDER BY w.name, w.line;
ROLLBACK;

-- A hostile accountant
-- units that are no energy, and what to do instead
\set VERBOSITY default
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'electricity', '2023-01-01', '2024-01-01', 1, 'kVAh');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'steam', '2023-01-01', '2024-01-01', 1, 'klb');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'steam', '2023-01-01', '2024-01-01', 1, 't');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('x', 'Memphis', 'refrigerant', '2023-01-01', '2024-01-01', 1, 'lb', 'R-410A');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'cooling', '2023-01-01', '2024-01-01', 1, 'ton-h');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('x', 'Leeds', 'fuel', '2023-01-01', '2024-01-01', 1, 'Nm3', 'natural gas');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('x', 'Leeds', 'fuel', '2023-01-01', '2024-01-01', 1, 'imp gal', 'diesel');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Leeds', 'electricity', '2023-01-01', '2024-01-01', 1, 'GBP');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('x', 'Memphis', 'electricity', '2023-01-01', '2024-01-01', -1, 'kWh');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('x', 'Virginia', 'electricity', '2023-01-01', '2024-01-01', -1, 'kWh', 'e1');
\set VERBOSITY terse
-- credit notes: 550 MWh less 20 of January and less 10 of June, and the 500 of the other half; a bill that is replaced takes its credits along
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES
	('c1', 'Memphis', 'electricity', '2023-01-01', '2023-02-01', -20, 'MWh', 'e1b'), ('c2', 'Memphis', 'electricity', '2023-06-01', '2023-07-01', -10, 'MWh', 'e1b');
SELECT quantity, abs(co2e_kg - 1020 * 900.82 * 0.45359237) < 1e-6 AS equal FROM statement(2023, '2025-02-01') WHERE site = 'Memphis' AND line = '2 location';
SELECT round(quantity::numeric, 3) AS january, (550000 * 31 / 181.0 - 20000)::numeric(12, 3) AS by_hand FROM statement('2023-01-01', '2023-02-01') WHERE site = 'Memphis' AND line = '2 location';
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('e1c', 'Memphis', 'electricity', '2023-01-01', '2023-07-01', 470, 'MWh', 'e1b');
SELECT quantity FROM statement(2023, '2025-02-01') WHERE site = 'Memphis' AND line = '2 location';
SELECT rule, subject FROM statement_audit() WHERE rule LIKE 'credit%' ORDER BY 1, 2;
-- a whole reversal and a new bill
DELETE FROM activity WHERE activity_id IN ('c1', 'c2', 'e1c');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES
	('c3', 'Memphis', 'electricity', '2023-01-01', '2023-07-01', -550, 'MWh', 'e1b'), ('e1d', 'Memphis', 'electricity', '2023-01-01', '2023-07-01', 540, 'MWh', NULL);
SELECT quantity FROM statement(2023, '2025-02-01') WHERE site = 'Memphis' AND line = '2 location';
ROLLBACK;
-- estimated, then read: February to 10 March is read, and 21 days of the estimate of March are left: 310 x 21 / 31 + 400; a credit of an estimate goes its way
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, meter, estimated, corrects) VALUES
	('f', 'Lyon', 'electricity', '2023-02-01', '2023-03-01', 280, 'kWh', 'm1', true, NULL), ('m', 'Lyon', 'electricity', '2023-03-01', '2023-04-01', 310, 'kWh', 'm1', true, NULL);
SELECT round(quantity::numeric, 6) AS kwh, method FROM statement(2023) WHERE site = 'Lyon' AND line = '2 location';
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, meter, estimated, corrects) VALUES
	('read', 'Lyon', 'electricity', '2023-02-01', '2023-03-11', 400, 'kWh', 'm1', false, NULL), ('fc', 'Lyon', 'electricity', '2023-02-01', '2023-03-01', -280, 'kWh', 'm1', false, 'f');
SELECT round(quantity::numeric, 6) AS kwh, method, round((coverage * 365)::numeric, 6) AS days FROM statement(2023) WHERE site = 'Lyon' AND line = '2 location';
-- the meter is replaced on 1 May; another runs beside both: nothing overlaps, nothing is missing
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, meter) VALUES
	('old', 'Lyon', 'electricity', '2023-04-01', '2023-05-01', 300, 'kWh', 'm1'), ('new', 'Lyon', 'electricity', '2023-05-01', '2023-06-01', 310, 'kWh', 'm2'), ('beside', 'Lyon', 'electricity', '2023-02-01', '2023-06-01', 1200, 'kWh', 'm3');
SELECT round(quantity::numeric, 6) AS kwh, round((coverage * 365)::numeric, 6) AS days FROM statement(2023) WHERE site = 'Lyon' AND line = '2 location';
SELECT rule, subject FROM statement_audit() WHERE subject IN ('f', 'm', 'read', 'fc', 'old', 'new', 'beside');
ROLLBACK;
-- where the reader sits changes nothing: a bill over the end of the year and of summer time, and a generator that runs through both nights
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('z', 'Aachen', 'electricity', '2023-10-15', '2024-04-15', 183000, 'kWh');
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Aachen', 'G', '2023-10-20Z', '2024-04-10Z', 'diesel', 'stationary combustion', 1730, 173);
CREATE TEMP TABLE utc ON COMMIT DROP AS SELECT * FROM statement('2023-01-01', '2025-01-01') WHERE site = 'Aachen';
CREATE TEMP TABLE utc_days ON COMMIT DROP AS SELECT site, from_date, kwh, generated_kwh FROM purchased('2023-10-01', '2024-05-01', NULL, NULL, NULL, NULL, NULL, true) WHERE site = 'Aachen';
SELECT quantity FROM statement(2023) WHERE site = 'Aachen' AND line = '2 location';
SELECT min(generated_kwh), max(generated_kwh), sum(generated_kwh) FROM utc_days;
SET LOCAL timezone = 'Europe/Berlin';
SELECT count(*) FROM (SELECT * FROM statement('2023-01-01', '2025-01-01') WHERE site = 'Aachen' EXCEPT SELECT * FROM utc) d;
SELECT count(*) FROM (SELECT site, from_date, kwh, generated_kwh FROM purchased('2023-10-01', '2024-05-01', NULL, NULL, NULL, NULL, NULL, true) WHERE site = 'Aachen' EXCEPT SELECT * FROM utc_days) d;
SET LOCAL timezone = 'America/Los_Angeles';
SELECT count(*) FROM (SELECT * FROM statement('2023-01-01', '2025-01-01') WHERE site = 'Aachen' EXCEPT SELECT * FROM utc) d;
ROLLBACK;
-- a roof of somebody else: by its plant, without losses; market-based by its rate, or, where its certificates went elsewhere, by the residual mix like the rest
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, direct_g_per_kwh) VALUES ('s1', 'Virginia', 'electricity', '2023-01-01', '2024-01-01', 100, 'MWh', 'Sun', 0), ('s2', 'Virginia', 'electricity', '2023-01-01', '2024-01-01', 900, 'MWh', 'Grid Co', NULL);
SELECT line, quantity, round(co2e_kg::numeric, 3) AS kg, method FROM statement(2023, '2025-02-01') WHERE site = 'Virginia' AND unit = 'kWh' AND method NOT LIKE 'heat%' ORDER BY line;
INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('Sun', '2020-01-01', 0);
SELECT line, round(co2e_kg::numeric, 3) AS kg FROM statement(2023, '2025-02-01') WHERE site = 'Virginia' AND unit = 'kWh' AND method NOT LIKE 'heat%' ORDER BY line;
-- heat that is given away takes nothing off
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('out', 'Virginia', 'heat exported', '2023-01-01', '2024-01-01', 360, 'GJ');
SELECT line, quantity, co2e_kg, method FROM statement(2023) WHERE site = 'Virginia' AND line = 'exported';
SELECT round(scope2_location_t::numeric, 3) IS NULL AS heat_without_rate FROM statement_total('2023-01-01', '2024-01-01', '2025-02-01') WHERE site = 'Virginia';
ROLLBACK;
-- 1,000 gal of B20, each part a bill: 200 gal x 0.128 MMBtu x 73.84 kg stand beside the scopes (the Hub prints 9.45 kg a gallon); 800 x 0.138 x 73.96 in them,
-- with CH4 of both, 110.4 MMBtu x 3e-3 + 25.6 x 1.1e-3, and N2O, 110.4 x 6e-4 + 25.6 x 1.1e-4
BEGIN;
INSERT INTO site_user (site, country, grid_region, source_id) VALUES ('Blend', 'USA', 'SRVC', 'egrid2023');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, technology) VALUES ('b1', 'Blend', 'fuel', '2023-01-01', '2024-01-01', 800, 'gal', 'distillate oil No. 2', NULL),
	('b2', 'Blend', 'fuel', '2023-01-01', '2024-01-01', 200, 'gal', 'Biodiesel', 'diesel engine');
SELECT line, gas, round(quantity::numeric, 6) AS kg, round(co2e_kg::numeric, 3) AS co2e_kg, method, editions FROM statement(2023, '2025-02-01') WHERE site = 'Blend' AND line IN ('1', 'biogenic');
SELECT round(scope1_t::numeric, 6) AS scope1_t FROM statement_total('2023-01-01', '2024-01-01', '2025-02-01') WHERE site = 'Blend';
SELECT term, input, round(value::numeric, 9) AS value, unit FROM evidence_of('2023-01-01', '2024-01-01', '2025-02-01', NULL) WHERE site = 'Blend' AND line = 'biogenic' ORDER BY 1, 2;
ROLLBACK;
-- what a unit burnt is in the bill of its fuel; of another technology both count, and the audit asks
BEGIN;
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu) VALUES ('Memphis', 'G1', '2023-05-01Z', '2023-05-02Z', 'diesel', 'stationary combustion', 50);
SELECT round(quantity::numeric, 2) AS kg FROM statement(2023, '2025-02-01') WHERE site = 'Memphis' AND gas = 'CO2';
ROLLBACK;
-- not more than the bill has: 100 MMBtu were burnt from 1 to 11 January 2022 and 11 gal less a credit of 1, 1.38 MMBtu, delivered into the tank
BEGIN;
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu) VALUES ('Memphis', 'G1', '2022-01-01Z', '2022-01-11Z', 'diesel', 'stationary combustion', 100);
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, corrects) VALUES ('d0', 'Memphis', 'fuel', '2022-01-01', '2022-01-06', 11, 'gal', 'diesel', NULL), ('d0c', 'Memphis', 'fuel', '2022-01-06', '2022-01-11', -1, 'gal', 'diesel', 'd0');
SELECT round(quantity::numeric, 4) AS kg, round(100 * 73.96, 4) AS by_hand FROM statement(2022, '2025-02-01') WHERE site = 'Memphis' AND gas = 'CO2';
ROLLBACK;
-- a grid whose loss is published as blank borrows none
BEGIN;
INSERT INTO colossus.site_user (site, country, grid_region, source_id) VALUES ('San Juan', 'USA', 'PRMS', 'egrid2023');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('pr', 'San Juan', 'electricity', '2023-01-01', '2024-01-01', 1000, 'kWh');
SELECT co2e_kg, method FROM statement(2023) WHERE site = 'San Juan' AND line = '3 grid losses';
ROLLBACK;
-- certificates: months are the year and no time lends to another: 1,200 MWh of March to December for what is bought then, so that January and February, 59 of the 181 days of 500 MWh, count; 100 of 2024 for its 366
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier) VALUES ('e3', 'Memphis', 'electricity', '2024-01-01', '2025-01-01', 366, 'MWh', 'MLGW');
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('C23', 'Memphis', '2023-03-01', '2024-01-01', 1200, 2023), ('C24', 'Memphis', '2024-01-01', '2025-01-01', 100, 2024);
SELECT round(s.co2e_kg::numeric, 3) AS two_years, round((266 + 500 * 59 / 181.0) * 900.82 * 0.45359237, 3) AS by_hand FROM statement('2023-01-01', '2025-01-01', '2025-02-01') s WHERE s.site = 'Memphis' AND s.line = '2 market';
SELECT round(sum(m.co2e_kg)::numeric, 3) AS months FROM generate_series(0, 23) AS i, LATERAL statement((date '2023-01-01' + make_interval(months => i))::date, (date '2023-01-01' + make_interval(months => i + 1))::date, '2025-02-01') m
WHERE m.site = 'Memphis' AND m.line = '2 market';
ROLLBACK;

-- A certificate covers the electricity of its own days, the same part of all of it.  100 MWh in January 2023, 1 MWh more every month, until June 2024; MWh that are left to count:
BEGIN;
INSERT INTO colossus.site_user (site, grid_region, source_id) VALUES ('Jackson', 'SRTV', 'egrid2023');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit)
SELECT 'j' || m, 'Jackson', 'electricity', (date '2023-01-01' + make_interval(months => m))::date, (date '2023-01-01' + make_interval(months => m + 1))::date, 100 + m, 'MWh' FROM generate_series(0, 17) m;
CREATE FUNCTION left_mwh(since date, until date) RETURNS numeric LANGUAGE sql RETURN (SELECT round((s.co2e_kg / (900.82 * 0.45359237))::numeric, 6) FROM statement(left_mwh.since, left_mwh.until, '2025-02-01') s WHERE s.site = 'Jackson' AND s.line = '2 market');
-- of one month: that month, and no other month, quarter or year beyond it
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('feb', 'Jackson', '2023-02-01', '2023-03-01', 1000, 2023);
SELECT left_mwh('2023-01-01', '2023-02-01') AS january, left_mwh('2023-02-01', '2023-03-01') AS february, left_mwh('2023-03-01', '2023-04-01') AS march, left_mwh('2023-01-01', '2023-04-01') = 202 AS quarter,
	left_mwh('2023-01-01', '2024-01-01') = 1266 - 101 AS year, left_mwh('2022-07-01', '2023-07-01') = 615 - 101 AS fiscal_year;
SELECT rule, subject, detail FROM statement_audit() WHERE rule LIKE 'certificate%' ORDER BY 1, 2;
-- of a fiscal year, half of its 1,338 MWh: half of each of its months, in whichever calendar year
DELETE FROM certificate;
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('fiscal', 'Jackson', '2023-07-01', '2024-07-01', 669, 2023);
SELECT left_mwh('2023-07-01', '2023-08-01') = 53 AS july, left_mwh('2023-01-01', '2024-01-01') = 615 + 651 / 2.0 AS year, left_mwh('2023-07-01', '2024-07-01') = 669 AS fiscal_year;
-- beside one of the fourth quarter: the quarter has its 50 of 330 first, then the year 669 of the 1,288 that are left
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('fourth', 'Jackson', '2023-10-01', '2024-01-01', 50, 2023);
SELECT left_mwh('2023-10-01', '2023-11-01') = round(109 * (280 / 330.0) * (619 / 1288.0), 6) AS october, left_mwh('2023-07-01', '2024-07-01') AS fiscal_year,
	(SELECT sum(left_mwh((date '2023-07-01' + make_interval(months => m))::date, (date '2023-07-01' + make_interval(months => m + 1))::date)) FROM generate_series(0, 11) m) AS its_months;
-- of days that the books do not know, it keeps what falls on them: 366 MWh for 366 days, 182 of which have 687 MWh
DELETE FROM certificate;
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('2024', 'Jackson', '2024-01-01', '2025-01-01', 366, 2024);
SELECT left_mwh('2024-01-01', '2025-01-01') AS half_a_year;
-- several that are together above the energy, each of them below it
DELETE FROM certificate;
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('one', 'Jackson', '2023-01-01', '2024-01-01', 700, 2023), ('other', 'Jackson', '2023-01-01', '2024-01-01', 700, 2023);
SELECT rule, subject, detail FROM statement_audit() WHERE rule LIKE 'certificate%' ORDER BY 1, 2;
-- A wind park that is a contract and a certificate counts once: half of 1,266 MWh is left.  As long as nothing says that both are one, both count and the audit asks
DELETE FROM certificate;
INSERT INTO electricity_contract (contract, site, from_date, until_date, instrument, share, g_per_kwh) VALUES ('Nordwind', 'Jackson', '2023-01-01', '2024-01-01', 'PPA', 0.5, 0);
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('GO 17', 'Jackson', '2023-01-01', '2024-01-01', 633, 2023);
SELECT left_mwh('2023-01-01', '2024-01-01') AS twice;
SELECT rule, subject, detail FROM statement_audit() WHERE rule ~ 'certificate' ORDER BY 1, 2;
UPDATE certificate SET contract = 'Nordwind';
SELECT left_mwh('2023-01-01', '2024-01-01') AS once, (SELECT method FROM statement(2023, '2025-02-01') WHERE site = 'Jackson' AND line = '2 market');
SELECT count(*) FROM statement_audit() WHERE rule ~ 'certificate';
-- one name is one thing, on the days of the contract: from July on, 651 MWh, the certificate stands for itself
UPDATE certificate SET contract = NULL, certificate = 'nordwind';
SELECT left_mwh('2023-01-01', '2024-01-01') AS once;
UPDATE electricity_contract SET until_date = '2023-07-01';
SELECT left_mwh('2023-01-01', '2023-07-01') = 615 / 2.0 AS first_half, left_mwh('2023-07-01', '2024-01-01') = round(651 - 633 * 184 / 365.0, 6) AS second_half;
-- names that are in each other, one document, a contract that nobody has, a contract above what its certificates prove
UPDATE electricity_contract SET until_date = '2024-01-01';
UPDATE certificate SET certificate = 'Nordwind 2023, batch 4', mwh = 20;
SELECT rule, subject FROM statement_audit() WHERE rule ~ 'certificate' ORDER BY 1, 2;
UPDATE certificate SET certificate = 'batch 4', source = 'deed 12';
UPDATE electricity_contract SET source = 'deed 12';
SELECT rule, subject FROM statement_audit() WHERE rule ~ 'certificate' ORDER BY 1, 2;
UPDATE certificate SET source = NULL, contract = 'Südwind';
SELECT rule, subject FROM statement_audit() WHERE rule ~ 'certificate' ORDER BY 1, 2;
UPDATE certificate SET contract = 'nordWind';
SELECT rule, subject, detail FROM statement_audit() WHERE rule ~ 'certificate' ORDER BY 1, 2;
DROP FUNCTION left_mwh;
ROLLBACK;

-- Hourly matching, a draft: 240 kWh on one day, flat; a certificate of 120 kWh, generated from 10 to 14 at 30 kWh an hour, covers 4 x 10 kWh and no more
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('h', 'Virginia', 'electricity', '2024-06-01', '2024-06-02', 240, 'kWh');
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('sun', 'Virginia', '2024-06-01', '2024-06-02', 0.12, 2024), ('flat', 'Virginia', '2024-06-01', '2024-06-02', 0.06, 2024);
INSERT INTO certificate_hour (certificate, site, hour, mwh) SELECT 'sun', 'Virginia', timestamptz '2024-06-01 10:00Z' + make_interval(hours => h), 0.03 FROM generate_series(0, 3) h;
SELECT s.line, s.quantity, round((s.co2e_kg / f.co2e_kg * 240)::numeric, 6) AS kwh_that_count, s.method FROM statement('2024-06-01', '2024-06-02', '2025-02-01', 'hourly') s
CROSS JOIN (SELECT g.g_per_kwh * 0.24 AS co2e_kg FROM colossus.market_rate_at('SRVC', '2024-12-31', '2025-02-01') g) f WHERE s.site = 'Virginia' AND s.line LIKE '2 market%' AND s.method NOT LIKE 'heat%' ORDER BY 1;
-- what was generated on another day than its certificate covers does not count, and the audit says so
UPDATE certificate_hour SET hour = hour + interval '1 day';
SELECT s.quantity, round((s.co2e_kg / g.g_per_kwh * 1000)::numeric, 6) AS kwh_that_count, s.method FROM statement('2024-06-01', '2024-06-02', '2025-02-01', 'hourly') s CROSS JOIN colossus.market_rate_at('SRVC', '2024-12-31', '2025-02-01') g WHERE s.site = 'Virginia' AND s.line LIKE '2 market%hourly%';
SELECT rule, subject, detail FROM statement_audit() WHERE rule LIKE 'hours%';
UPDATE certificate_hour SET hour = hour - interval '1 day';
-- a roof with its own rate takes no certificate of the grid's hours: 48 kWh of it at 0 beside the 200 that are left
INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('Sun', '2020-01-01', 0);
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, direct_g_per_kwh) VALUES ('s', 'Virginia', 'electricity', '2024-06-01', '2024-06-02', 48, 'kWh', 'Sun', 0);
SELECT s.quantity, round((s.co2e_kg / g.g_per_kwh * 1000)::numeric, 6) AS kwh_that_count FROM statement('2024-06-01', '2024-06-02', '2025-02-01', 'hourly') s CROSS JOIN colossus.market_rate_at('SRVC', '2024-12-31', '2025-02-01') g
WHERE s.site = 'Virginia' AND s.line LIKE '2 market%hourly%';
SELECT count(*) FROM statement('2024-06-01', '2024-06-02', matching => 'weekly');
ROLLBACK;

-- with samples the hours are theirs: 12 h at 500 W and 12 h at 1,000 W share 240 kWh as 12 x 6.667 and 12 x 13.333; 10 kWh of certificates in every hour
-- cover 12 x 6.667 + 12 x 10 = 200 and 40 are left; with the minute from 500 to 1,000 W, 240 - 240 x 6,004.17 / 18,004.17 - 120 = 39.963
BEGIN;
INSERT INTO colossus.site_user (site, country, grid_region, source_id) VALUES ('Fresno', 'USA', 'CAMX', 'egrid2023');
INSERT INTO device (device, accelerator, site, max_gap) VALUES ('sun', 'H100', 'Fresno', '1 hour');
INSERT INTO site_overhead (site, from_date, server_factor, pue) VALUES ('Fresno', '2023-01-01', 1.5, 1.2);
INSERT INTO series (series_id, metric, device, unit, kind) VALUES (902, 'power_w', 'sun', 'W', 'accelerator');
INSERT INTO sample (series_id, at, value) SELECT 902, timestamptz '2023-06-01Z' + make_interval(mins => m), 500 FROM unnest(ARRAY[0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 660, 719]) m;
INSERT INTO sample (series_id, at, value) SELECT 902, timestamptz '2023-06-01Z' + make_interval(mins => m), 1000 FROM generate_series(720, 1440, 60) m;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('h', 'Fresno', 'electricity', '2023-06-01', '2023-06-02', 240, 'kWh');
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('sun', 'Fresno', '2023-06-01', '2023-06-02', 0.24, 2023);
INSERT INTO certificate_hour (certificate, site, hour, mwh) SELECT 'sun', 'Fresno', timestamptz '2023-06-01Z' + make_interval(hours => h), 0.01 FROM generate_series(0, 23) h;
SELECT abs(s.co2e_kg / g.g_per_kwh * 1000 - 39.963) < 0.001 AS left_over, s.method FROM statement('2023-06-01', '2023-06-02', '2025-02-01', 'hourly') s CROSS JOIN colossus.market_rate_at('CAMX', '2023-12-31', '2025-02-01') g WHERE s.site = 'Fresno' AND s.line LIKE '2 market%hourly%';
-- without a bill what it costs is the tariff: 18 h x 0.5 + 12 x 0.5 = 18 kWh at the board, 32.4 at the meter, x 0.25
DELETE FROM activity WHERE activity_id = 'h';
INSERT INTO tariff (site, from_date, per_kwh, currency) VALUES ('Fresno', '2020-01-01', 0.1, 'USD'), ('Fresno', '2023-05-01', 0.25, 'USD');
SELECT tenant, round(kwh::numeric, 1) AS kwh, round(cost::numeric, 2) AS cost, currency FROM statement_tenant('2023-06-01', '2023-06-02') WHERE site = 'Fresno' AND kwh > 1;
ROLLBACK;
-- a period that is none
SELECT count(*) FROM statement('2023-07-01', '2023-03-01');
SELECT count(*) FROM statement_tenant('2023-07-01', '2023-07-01');
SELECT count(*) FROM statement('2023-01-01', 'infinity');

-- why what was bought is not known: no unit on site says what it made on 1 June, or nothing turns the energy of cards into that of the site
BEGIN;
DELETE FROM activity WHERE activity_id = 'l1';
UPDATE unit_operation SET mwh = NULL WHERE site = 'Leeds';
SELECT quantity, method FROM statement('2024-06-01', '2024-06-03') WHERE site = 'Leeds' AND line = '2 location';
UPDATE unit_operation SET mwh = 0.01 WHERE site = 'Leeds';
UPDATE site_overhead SET from_date = '2024-06-02' WHERE site = 'Leeds';
SELECT quantity, method FROM statement('2024-06-01', '2024-06-03') WHERE site = 'Leeds' AND line = '2 location';
SELECT line FROM open_line('2024-06-01', '2024-06-03', current_date) WHERE site = 'Leeds' AND reason ~ 'pue or server|what was bought' ORDER BY 1;
ROLLBACK;
-- names stand in method once each, in order, whatever pieces the year falls into
BEGIN;
INSERT INTO electricity_contract (contract, site, from_date, until_date, instrument, share, g_per_kwh) VALUES ('K2', 'Memphis', '2023-01-01', '2023-09-01', 'PPA', 0.2, 0), ('K1', 'Memphis', '2023-03-01', '2023-11-01', 'PPA', 0.2, 0), ('K1', 'Memphis', '2023-06-01', '2023-07-01', 'PPA', 0.1, 0);
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('Q, batch 2', 'Memphis', '2023-01-01', '2023-07-01', 10, 2023), ('Q', 'Memphis', '2023-01-01', '2024-01-01', 10, 2023);
SELECT method FROM statement(2023) WHERE site = 'Memphis' AND line = '2 market';
ROLLBACK;
-- Published later, known later: a later edition of every factor that has a day of publication, each twice the last (a loss half as much again), moves nothing that was known before,
-- and every line that has factors once it is out
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('gas', 'Leeds', 'fuel', '2024-01-01', '2024-12-31', 100, 'gal', 'diesel');
CREATE TEMP TABLE known ON COMMIT DROP AS SELECT * FROM statement('2023-01-01', '2025-01-01', '2026-02-01');
DO $$
DECLARE r record;
BEGIN
	FOR r IN SELECT c.oid::regclass AS name, regexp_replace(c.relname, '_user$', '') AS view, jsonb_object_agg(a.attname, true) FILTER (WHERE a.atttypid = 'float8'::regtype) AS numbers
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
		WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind = 'r' AND c.relname LIKE '%\_user' AND EXISTS (SELECT 1 FROM pg_attribute k WHERE k.attrelid = c.oid AND k.attname = 'known_from')
		GROUP BY c.oid, c.relname ORDER BY c.relname
	LOOP
		EXECUTE format($q$INSERT INTO %s SELECT y.* FROM colossus.%I x CROSS JOIN LATERAL jsonb_populate_record(NULL::%s, to_jsonb(x) || jsonb_build_object('edition', 'later than ' || x.edition, 'known_from', '2026-03-01', 'retired', false) || coalesce((
			SELECT jsonb_object_agg(e.key, (to_jsonb(x)->>e.key)::float8 * CASE e.key WHEN 'loss' THEN 1.5 ELSE 2 END) FROM jsonb_each(%L::jsonb) e), '{}')) y$q$, r.name, r.view, r.name, r.numbers);
	END LOOP;
END
$$;
SELECT count(*) AS moved FROM (SELECT * FROM statement('2023-01-01', '2025-01-01', '2026-02-01') EXCEPT SELECT * FROM known) x;
SELECT DISTINCT s.line FROM statement('2023-01-01', '2025-01-01', '2026-03-01') s JOIN known k USING (site, line, gas, unit) WHERE s.co2e_kg > 1.01 * k.co2e_kg AND k.co2e_kg > 0 ORDER BY 1;
-- by hand: 2 x 100 gal x 0.138 MMBtu x 2 x 73.96 kg
SELECT round(s.quantity::numeric, 6) AS kg FROM statement('2023-01-01', '2025-01-01', '2026-03-01') s WHERE s.site = 'Leeds' AND s.gas = 'CO2' AND s.method ~ '^diesel';
ROLLBACK;

-- a roof of somebody else has a bill and the grid has none: what samples say less the roof is of the grid.  24 kWh a day at the meter, of which 5 from the roof,
-- and on the first day 10 from a generator; a credit of 1 kWh is of the roof, as its bill is, and the grid gave one more
BEGIN;
UPDATE activity SET quantity = 10, direct_g_per_kwh = 0, supplier = 'Sun' WHERE activity_id = 'l1';
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('lc', 'Leeds', 'electricity', '2024-06-02', '2024-06-03', -1, 'kWh', 'l1');
SELECT c.day, c.direct, round(c.kwh, 6) AS kwh, c.method FROM charged('2024-06-01', '2024-06-03', current_date, NULL, NULL, NULL, NULL, true) c WHERE c.site = 'Leeds' ORDER BY 1, 2, 3;
SELECT line, round(quantity::numeric, 6) AS kwh, round(coverage::numeric, 6) AS coverage FROM statement('2024-06-01', '2024-06-03') WHERE site = 'Leeds' AND line IN ('2 location', '3 grid losses') ORDER BY 1;
ROLLBACK;

-- Conservation.  Leeds used 24 kWh at the meter on each of two days and made 10 of them on the first; its bill has 60.  Two tenants hold half and a quarter
-- of the card for the first day.  By hand, bought is 30 a day: day one 24 x 30 / (30 + 10) = 18 sampled of it (9, 4.5, idle 4.5) and 12 are not; day two 24 idle and 6 not; all that was supplied is 70, over 48 of samples
INSERT INTO job (job, kind, model, tenant, started_at, ended_at) VALUES ('a', 'inference', 'm', 'A', '2024-06-01Z', '2024-06-02Z'), ('b', 'inference', 'm', 'B', '2024-06-01Z', '2024-06-02Z');
INSERT INTO job_device (job, device, share, started_at, ended_at) VALUES ('a', 'gpu', 0.5, '2024-06-01Z', '2024-06-02Z'), ('b', 'gpu', 0.25, '2024-06-01Z', '2024-06-02Z');
SELECT tenant, consumer, round(kwh::numeric, 9) AS kwh, round(share::numeric, 9) AS share, round(purchased_kwh::numeric, 9) AS purchased, round(sampled_kwh::numeric, 9) AS sampled, round(ratio::numeric, 6) AS ratio
FROM statement_tenant('2024-06-01', '2024-06-03') WHERE site = 'Leeds';
SELECT s.line, abs(s.quantity - t.kwh) < 1e-9 AS kwh, abs(s.co2e_kg - CASE s.line WHEN '2 location' THEN t.location ELSE t.market END) < 1e-9 AS kg
FROM statement('2024-06-01', '2024-06-03') s CROSS JOIN (SELECT sum(kwh) AS kwh, sum(location_co2e_kg) AS location, sum(market_co2e_kg) AS market FROM statement_tenant('2024-06-01', '2024-06-03') WHERE site = 'Leeds') t
WHERE s.site = 'Leeds' AND s.line IN ('2 location', '2 market') ORDER BY 1;
-- the sum of sites is the organization, where all of a line is known
BEGIN;
DELETE FROM activity WHERE activity_id IN ('p1', 'h1', 'r2');
INSERT INTO colossus.organization_user (organization, source_id) VALUES ('Acme', 'egrid2023');
UPDATE colossus.site_user SET organization = 'Acme' WHERE site IN ('Memphis', 'Virginia', 'Leeds');
SELECT o.organization, o.sites, o.scope1_t = t.scope1 AS scope1, abs(o.scope2_location_t - t.location) < 1e-9 AS location, abs(o.grid_losses_t - t.losses) < 1e-9 AS losses, abs(o.purchased_kwh - t.kwh) < 1e-6 AS kwh, o.unknown
FROM statement_organization('2022-12-01', '2024-06-03') o
CROSS JOIN (SELECT sum(scope1_t) AS scope1, sum(scope2_location_t) AS location, sum(grid_losses_t) AS losses, sum(purchased_kwh) AS kwh FROM statement_total('2022-12-01', '2024-06-03') WHERE site IN ('Memphis', 'Virginia', 'Leeds')) t
WHERE o.organization = 'Acme';
ROLLBACK;
-- grid losses stand on their own line: with and without a loss the lines of scope 2 are the same
BEGIN;
CREATE TEMP TABLE lossy ON COMMIT DROP AS SELECT line, co2e_kg FROM statement(2023, '2025-02-01') WHERE site = 'Memphis' AND line LIKE '2%';
INSERT INTO colossus.grid_loss_user (interconnect, edition, loss, known_from, source_id) VALUES ('Eastern', 'eGRID2023', 0.5, '2025-01-15', 'egrid2023');
SELECT count(*) AS same FROM lossy JOIN statement(2023, '2025-02-01') s USING (line, co2e_kg) WHERE s.site = 'Memphis';
SELECT round(quantity::numeric, 3) AS lost FROM statement(2023, '2025-02-01') WHERE site = 'Memphis' AND line = '3 grid losses';
ROLLBACK;

-- Per million tokens, and the software carbon intensity.  Job a: 9 kWh bought on 1 June (above) and 1.5 million output tokens: half of the million that came from
-- 23:50 to 00:10, half a million by noon, and half a million after a restart.  The bill asks for 15 GBP for 60 kWh; of 300 L of water a month, 10 a day, 9 of 30 kWh
-- are a's: 3 L, and 9 x 2 L off site.  Embodied: half a card for 24 of 26,280 h x 164 kg = 74.886 g.  At the meter a used 12 of the 40 kWh of the day, and so of the
-- diesel of the site's own 10: 1 MMBtu x (73.96 + 0.003 x 28 + 0.0006 x 265) = 74.203 kg
BEGIN;
UPDATE device SET accelerator = 'H100 SXM' WHERE device = 'gpu';
UPDATE activity SET cost = 15, currency = 'GBP' WHERE activity_id = 'l1';
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('lw', 'Leeds', 'water', '2024-06-01', '2024-07-01', 300, 'L');
INSERT INTO reported_value_user (subject, quantity, at, data_set, unit, value, source_id) VALUES ('GBR', 'EWIF', '2024-01-01', 'user', 'l/kWh', 2, 'egrid2023');
INSERT INTO series (series_id, metric, job, kind) VALUES (901, 'output_tokens', 'a', 'service');
INSERT INTO sample (series_id, at, value) VALUES (901, '2024-05-31 23:50Z', 1e6), (901, '2024-06-01 00:10Z', 2e6), (901, '2024-06-01 12:00Z', 2.5e6), (901, '2024-06-01 12:10Z', 0.5e6);
INSERT INTO functional_unit (job, unit, from_date, until_date, quantity) VALUES ('a', 'request', '2024-06-01', '2024-06-02', 1000);
SELECT month, model, tenant, unit, quantity, round(facility_kwh::numeric, 9) AS kwh, round(kwh_per_million::numeric, 9) AS per_million, round(cost::numeric, 6) AS cost, currency, round(cost_per_million::numeric, 6) AS cost_per_million,
	round(water_l::numeric, 6) AS water_l, round((embodied_co2e_kg * 1000)::numeric, 6) AS embodied_g,
	abs(location_co2e_kg - 9 * g.g_per_kwh / 1000 - 74.203 * 12 / 40) < 1e-7 AS location, abs(sci_g - (9 * g.g_per_kwh + 74203.0 * 12 / 40 + 12 * 164000.0 / 26280) / quantity) < 1e-6 AS sci
FROM footprint('2024-06-01', '2024-07-01') CROSS JOIN colossus.grid_factor('GBR', '2024-12-31') g ORDER BY unit;
-- with what nobody used, all that was bought and generated on days with jobs falls to them: 40 kWh, two thirds of them to a
SELECT unit, round(facility_kwh::numeric, 9) AS kwh FROM footprint('2024-06-01', '2024-07-01', with_idle => true) WHERE tenant = 'A' ORDER BY 1;
SELECT tenant, round(cost::numeric, 6) AS cost, currency FROM statement_tenant('2024-06-01', '2024-06-03') WHERE site = 'Leeds' ORDER BY 1;
-- a period beside another of its unit is asked for
INSERT INTO functional_unit (job, unit, from_date, until_date, quantity) VALUES ('a', 'Request', '2024-06-01', '2024-07-01', 30000), ('a', 'image', '2024-06-01', '2024-07-01', 1);
SELECT subject, detail FROM statement_audit() WHERE rule = 'functional units that overlap';
-- embodied ends with the life of the part: 164 kg over 26,280 h, however long the card stays
UPDATE device SET since = '2019-01-01Z', until = '2024-06-03Z' WHERE device = 'gpu';
SELECT round(sum(kg)::numeric, 6) AS kg, round(sum(used_h)::numeric, 3) AS hours FROM generate_series(2019, 2024) y, LATERAL embodied_hours(make_date(y, 1, 1), make_date(y + 1, 1, 1));
ROLLBACK;

-- Any books: bills with gaps, overlaps, credits, corrections, estimates, other units, contracts, certificates and rates that begin and end anywhere.  The energy is
-- that of the bills day by day, as told here another way; months are the year; tenants, idle and unattributed are the bill; sites are the organization
CREATE PROCEDURE any_books(seed integer) LANGUAGE plpgsql AS $p$
DECLARE d date; n integer; i integer; s text;
BEGIN
	PERFORM setseed(seed / 1000.0);
	FOREACH s IN ARRAY ARRAY['X', 'Y'] LOOP
		d := date '2022-11-01' + (random() * 40)::integer; i := 0;
		WHILE d < '2024-02-01' LOOP
			n := 5 + (random() * 70)::integer; i := i + 1;
			INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, meter, estimated, direct_g_per_kwh)
			VALUES (s || i, s, 'electricity', d, d + n, round((random() * 1000)::numeric, 2), (ARRAY['MWh', 'GJ', 'MMBtu'])[1 + i % 3], 'S' || (random() * 2)::integer, CASE WHEN random() < 0.3 THEN 'm2' END, random() < 0.15, CASE WHEN random() < 0.1 THEN 20 END);
			IF random() < 0.2 THEN
				INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) SELECT s || i || 'c', s, 'electricity', d + 1, d + 3, -quantity * random(), unit, activity_id FROM activity WHERE activity_id = s || i;
			END IF;
			IF random() < 0.15 THEN
				INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects, supplier) SELECT s || i || 'r', s, 'electricity', from_date, until_date, quantity * random(), unit, activity_id, supplier FROM activity WHERE activity_id = s || i;
			END IF;
			d := d + n + CASE WHEN random() < 0.2 THEN 3 WHEN random() < 0.2 THEN -3 ELSE 0 END;
		END LOOP;
		FOR k IN 1 .. 3 LOOP
			INSERT INTO electricity_contract (contract, site, from_date, until_date, instrument, share, g_per_kwh) VALUES (s || k, s, date '2022-12-01' + (random() * 300)::integer, date '2023-11-01' + (random() * 200)::integer, 'PPA', round((random() * 0.5 + 0.01)::numeric, 3), random() * 50);
			INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES (s || k, s, date '2022-12-01' + (random() * 200)::integer, date '2023-08-01' + (random() * 300)::integer, random() * 2000 + 1, 2023);
			INSERT INTO site_overhead (site, from_date, server_factor, pue, zone) VALUES (s, date '2022-01-01' + k * 180 + (random() * 100)::integer, 1.5, 1.2, CASE WHEN random() < 0.5 THEN (ARRAY['SRVC', 'ERCT', 'NEWE'])[k] END);
			INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES (s || 'f' || k, s, 'fuel', date '2022-12-01' + (random() * 300)::integer, date '2023-11-01' + (random() * 200)::integer, random() * 1000, 'gal', 'diesel');
		END LOOP;
	END LOOP;
	INSERT INTO supplier_rate (supplier, from_date, until_date, g_per_kwh) VALUES ('S0', '2023-02-11', '2023-09-20', 111), ('S0', '2023-05-01', NULL, 222), ('S1', '2023-01-01', NULL, 300);
END
$p$;
BEGIN;
DELETE FROM activity;
INSERT INTO colossus.organization_user (organization, source_id) VALUES ('Any', 'egrid2023');
INSERT INTO colossus.site_user (site, organization, country, grid_region, source_id) VALUES ('X', 'Any', 'USA', 'SRTV', 'egrid2023'), ('Y', 'Any', 'USA', 'CAMX', 'egrid2023');
CALL any_books(7);
CREATE TEMP TABLE year ON COMMIT DROP AS SELECT * FROM statement('2023-01-01', '2024-01-01') WHERE site IN ('X', 'Y');
SELECT count(*) > 30 AS bills, count(*) FILTER (WHERE quantity < 0) > 0 AS credits, count(*) FILTER (WHERE estimated) > 0 AS estimates, count(*) FILTER (WHERE corrects IS NOT NULL AND quantity > 0) > 0 AS corrections FROM activity;
SELECT y.site, abs(y.quantity - b.kwh) < 1e-3 AS day_by_day
FROM year y
JOIN (SELECT a.site, sum(convert_quantity(a.quantity, a.unit, 'kWh') / (a.until_date - a.from_date)) AS kwh
	FROM activity a CROSS JOIN LATERAL generate_series(a.from_date::timestamp, a.until_date - interval '1 day', '1 day') d (day)
	WHERE a.kind = 'electricity' AND d.day >= '2023-01-01' AND d.day < '2024-01-01'
		AND NOT EXISTS (SELECT 1 FROM activity c WHERE c.corrects = a.activity_id AND c.quantity >= 0)
		AND NOT (a.quantity < 0 AND EXISTS (SELECT 1 FROM activity c WHERE c.corrects = a.corrects AND c.quantity >= 0))
		AND NOT ((a.estimated OR a.quantity < 0 AND (SELECT e.estimated FROM activity e WHERE e.activity_id = a.corrects))
			AND EXISTS (SELECT 1 FROM activity r WHERE r.site = a.site AND r.kind = a.kind AND NOT r.estimated AND r.quantity >= 0 AND r.meter IS NOT DISTINCT FROM a.meter AND r.from_date <= d.day AND r.until_date > d.day
				AND NOT EXISTS (SELECT 1 FROM activity c WHERE c.corrects = r.activity_id AND c.quantity >= 0)))
	GROUP BY a.site) b USING (site)
WHERE y.line = '2 location' ORDER BY 1;
SELECT y.line, bool_and(abs(m.quantity - y.quantity) < 1e-5) AS quantity, bool_and(m.kg IS NOT DISTINCT FROM y.co2e_kg OR abs(m.kg - y.co2e_kg) < 1e-5) AS kg, count(*)
FROM year y
JOIN (SELECT x.site, x.line, x.gas, sum(x.quantity) AS quantity, sum(x.co2e_kg) AS kg
	FROM generate_series(0, 11) i, LATERAL statement((date '2023-01-01' + make_interval(months => i))::date, (date '2023-01-01' + make_interval(months => i + 1))::date) x
	GROUP BY x.site, x.line, x.gas) m USING (site, line, gas)
GROUP BY y.line ORDER BY 1;
SELECT y.site, y.line, abs(y.quantity - t.kwh) < 1e-4 AS kwh, abs(y.co2e_kg - CASE y.line WHEN '2 location' THEN t.location ELSE t.market END) < 1e-4 AS kg
FROM year y JOIN (SELECT site, sum(kwh) AS kwh, sum(location_co2e_kg) AS location, sum(market_co2e_kg) AS market FROM statement_tenant('2023-01-01', '2024-01-01') GROUP BY site) t USING (site)
WHERE y.line IN ('2 location', '2 market') ORDER BY 1, 2;
SELECT abs(o.scope2_location_t - t.location) < 1e-8 AS location, abs(o.scope2_market_t - t.market) < 1e-8 AS market, abs(o.grid_losses_t - t.losses) < 1e-8 AS losses, abs(o.scope1_t - t.scope1) < 1e-8 AS scope1
FROM statement_organization('2023-01-01', '2024-01-01') o, (SELECT sum(scope1_t) AS scope1, sum(scope2_location_t) AS location, sum(scope2_market_t) AS market, sum(grid_losses_t) AS losses FROM statement_total('2023-01-01', '2024-01-01') WHERE site IN ('X', 'Y')) t
WHERE o.organization = 'Any';
ROLLBACK;
DROP PROCEDURE any_books;

-- What is wrong with bills.  A clean year of a site, and each fault planted alone: it is found, and nothing else is
SELECT rule, subject FROM statement_audit() ORDER BY 1, 2;
DELETE FROM activity; DELETE FROM unit_operation; DELETE FROM job_device; DELETE FROM job; DELETE FROM certificate; DELETE FROM site_overhead;
INSERT INTO site_overhead (site, from_date, server_factor, pue) VALUES ('Leeds', '2024-01-01', 1.6, 1.25);
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier)
SELECT 'A' || m, 'Memphis', 'electricity', make_date(2023, m, 1), (make_date(2023, m, 1) + interval '1 month')::date, 80 + m, 'MWh', 'MLGW' FROM generate_series(1, 12) m;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('F1', 'Memphis', 'fuel', '2023-01-01', '2023-07-01', 500, 'gal', 'diesel'), ('F2', 'Memphis', 'fuel', '2023-07-01', '2024-01-01', 400, 'gal', 'diesel');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('L1', 'Leeds', 'electricity', '2024-06-01', '2024-06-02', 24.4, 'kWh'), ('L2', 'Leeds', 'electricity', '2024-06-02', '2024-06-03', 24.1, 'kWh');
INSERT INTO electricity_contract (contract, site, from_date, until_date, instrument, share, g_per_kwh) VALUES ('PPA', 'Memphis', '2023-01-01', '2024-01-01', 'PPA', 0.4, 0);
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('REC', 'Memphis', '2023-01-01', '2024-01-01', 100, 2023);
INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('MLGW', '2023-01-01', 410);
CREATE TABLE clean AS SELECT * FROM statement_audit();
SELECT * FROM clean ORDER BY 1, 2;
CREATE TABLE planted (n integer, fault text, statement text);
INSERT INTO planted VALUES
	(1, 'double contract', $$INSERT INTO electricity_contract (contract, site, from_date, until_date, instrument, share, g_per_kwh) VALUES ('PPA', 'Memphis', '2023-06-01', '2024-01-01', 'PPA', 0.4, 0)$$),
	(2, 'double contract under another name', $$INSERT INTO electricity_contract (contract, site, from_date, until_date, instrument, share, g_per_kwh) VALUES ('PPA copy', 'Memphis', '2023-01-01', '2024-01-01', 'PPA', 0.4, 0)$$),
	(3, 'rate in kg', $$UPDATE supplier_rate SET g_per_kwh = 0.41$$),
	(4, 'rate in lb a GWh', $$UPDATE supplier_rate SET g_per_kwh = 903000$$),
	(5, 'contract in kg', $$UPDATE electricity_contract SET g_per_kwh = 0.4$$),
	(6, 'certificate in kg', $$UPDATE certificate SET g_per_kwh = 0.02$$),
	(7, 'overlapping bill', $$UPDATE activity SET until_date = '2023-04-05' WHERE activity_id = 'A3'$$),
	(8, 'bill entered twice', $$INSERT INTO activity SELECT 'A3 again', site, kind, from_date, until_date, quantity, unit, fuel, technology, controls, supplier FROM activity WHERE activity_id = 'A3'$$),
	(9, 'fuel entered twice', $$INSERT INTO activity SELECT 'F1 again', site, kind, from_date, until_date, quantity, unit, fuel, technology, controls, supplier FROM activity WHERE activity_id = 'F1'$$),
	(10, 'gap between bills', $$DELETE FROM activity WHERE activity_id = 'A5'$$),
	(11, 'gap where the supplier changes', $$UPDATE activity SET supplier = 'New Co', from_date = from_date + CASE activity_id WHEN 'A7' THEN 3 ELSE 0 END WHERE from_date >= '2023-07-01' AND kind = 'electricity'; INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('New Co', '2023-01-01', 410)$$),
	(12, 'kWh entered as MWh', $$UPDATE activity SET quantity = quantity * 1000 WHERE activity_id = 'A8'$$),
	(13, 'MWh entered as kWh', $$UPDATE activity SET unit = 'kWh' WHERE activity_id = 'A8'$$),
	(14, 'litres entered as m3', $$UPDATE activity SET unit = 'm3', quantity = 1500 WHERE activity_id = 'F2'$$),
	(15, 'IT taken for facility', $$UPDATE activity SET quantity = 19.2 WHERE activity_id = 'L1'$$),
	(16, 'bill of half the energy', $$UPDATE activity SET quantity = 12 WHERE activity_id = 'L1'$$),
	(17, 'PUE in percent', $$UPDATE site_overhead SET pue = 125$$),
	(18, 'PUE of 1', $$UPDATE site_overhead SET pue = 1$$),
	(19, 'server factor in percent', $$UPDATE site_overhead SET server_factor = 160$$),
	(20, 'zone unknown', $$UPDATE site_overhead SET zone = 'Atlantis'$$),
	(21, 'site without region', $$UPDATE activity SET site = 'Nowhere' WHERE site = 'Memphis' AND kind = 'electricity'; DELETE FROM certificate$$),
	(22, 'site misspelt', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('w', 'Mempis', 'water', '2023-01-01', '2024-01-01', 1, 'm3')$$),
	(23, 'fuel without factor', $$UPDATE activity SET fuel = 'peat', unit = 'GJ' WHERE activity_id = 'F1'; DELETE FROM activity WHERE activity_id = 'F2'$$),
	(24, 'fuel without heat content', $$UPDATE activity SET unit = 'kg' WHERE activity_id = 'F1'; DELETE FROM activity WHERE activity_id = 'F2'$$),
	(25, 'refrigerant unknown', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('r', 'Memphis', 'refrigerant', '2023-01-01', '2024-01-01', 1, 'kg', 'R-999')$$),
	(26, 'steam without rate', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier) VALUES ('st', 'Memphis', 'steam', '2023-01-01', '2024-01-01', 1, 'GJ', 'MLGW')$$),
	(27, 'certificate of another year', $$UPDATE certificate SET vintage = 2020$$),
	(28, 'certificates above the energy', $$UPDATE certificate SET mwh = 5000$$),
	(29, 'certificate claimed twice', $$INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('REC', 'Leeds', '2023-01-01', '2024-01-01', 100, 2023)$$),
	(30, 'credit above its bill', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('cr', 'Memphis', 'electricity', '2023-03-01', '2023-04-01', -830, 'MWh', 'A3')$$),
	(31, 'credit outside its bill', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('cr', 'Memphis', 'electricity', '2023-08-01', '2023-09-01', -1, 'MWh', 'A3')$$),
	(32, 'imperial gallons', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('ig', 'Leeds', 'fuel', '2023-01-01', '2024-01-01', 100, 'gal', 'diesel')$$),
	(33, 'operation without heat', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology) VALUES ('Leeds', 'G', '2023-05-01Z', '2023-05-02Z', 'diesel', 'stationary combustion')$$),
	(34, 'operation without factor', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu) VALUES ('Leeds', 'G', '2023-05-01Z', '2023-05-02Z', 'diesel', 'steam engine', 5)$$),
	(35, 'fuel in a bill and in an operation', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu) VALUES ('Memphis', 'G', '2023-05-01Z', '2023-05-02Z', 'diesel', 'gas turbine', 5); UPDATE activity SET fuel = 'diesel', technology = 'stationary combustion' WHERE kind = 'fuel'$$),
	(36, 'days without overhead', $$UPDATE site_overhead SET from_date = '2024-06-02'; DELETE FROM activity WHERE site = 'Leeds'$$),
	(37, 'more hours than the certificate', $$INSERT INTO certificate_hour (certificate, site, hour, mwh) VALUES ('REC', 'Memphis', '2023-01-01 10:00Z', 101)$$),
	(38, 'intensities of an unknown zone', $$INSERT INTO series (series_id, metric, zone) VALUES (910, 'g_per_kwh', 'Atlantis'); INSERT INTO sample (series_id, at, value) VALUES (910, '2024-06-01Z', 300)$$),
	(39, 'intensities in kg', $$INSERT INTO series (series_id, metric, zone) VALUES (911, 'g_per_kwh', 'DE'); INSERT INTO sample (series_id, at, value) VALUES (911, '2024-06-01Z', 0.3), (911, '2024-06-01 01:00Z', 0.32)$$),
	(40, 'certificate of another market', $$UPDATE certificate SET market = 'Germany'$$),
	(41, 'certificate of a market that nobody knows', $$UPDATE certificate SET market = 'Narnia'$$),
	(42, 'life in years', $$INSERT INTO part_life (accelerator, lifetime_h) VALUES ('H100', 5)$$),
	(43, 'life of a part that nobody has', $$INSERT INTO part_life (accelerator, lifetime_h) VALUES ('abacus', 43800)$$),
	(44, 'cost in cents', $$INSERT INTO tariff (site, from_date, per_kwh, currency) VALUES ('Memphis', '2023-01-01', 0.06, 'USD'); UPDATE activity SET cost = quantity * 1000 * 6, currency = 'USD' WHERE activity_id = 'A3'$$),
	(45, 'tariffs of two currencies', $$INSERT INTO tariff (site, from_date, per_kwh, currency) VALUES ('Memphis', '2023-01-01', 0.06, 'USD'); INSERT INTO tariff_hour (site, hour, per_kwh, currency) VALUES ('Memphis', '2023-03-01 10:00Z', 0.1, 'EUR')$$),
	(46, 'delivery and supply billed apart', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier) SELECT 'A3 delivery', site, kind, from_date, until_date, quantity * 1000.2, 'kWh', 'Wires Co' FROM activity WHERE activity_id = 'A3'$$),
	(47, 'bill of a meter beside one that says it is alone', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, meter) VALUES ('hall', 'Memphis', 'electricity', '2023-03-01', '2023-04-01', 10, 'MWh', 'MLGW', 'hall 2')$$),
	(48, 'contract of a site misspelt', $$UPDATE electricity_contract SET site = 'Mempis'$$),
	(49, 'tariff of a site misspelt', $$INSERT INTO tariff (site, from_date, per_kwh, currency) VALUES ('Mempis', '2023-01-01', 0.06, 'USD')$$),
	(50, 'rate of a supplier misspelt', $$UPDATE supplier_rate SET supplier = 'MLWG'$$),
	(51, 'gas in m3 abroad', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('gas', 'Leeds', 'fuel', '2023-01-01', '2024-01-01', 1000, 'm3', 'natural gas')$$),
	(52, 'gap between bills of fuel', $$UPDATE activity SET from_date = '2023-08-01' WHERE activity_id = 'F2'$$),
	(53, 'gap of a second meter where its supplier changes', $$UPDATE activity SET meter = 'hall 1' WHERE kind = 'electricity' AND site = 'Memphis'; INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('New Co', '2023-01-01', 410); INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, meter) VALUES ('h1', 'Memphis', 'electricity', '2023-01-01', '2023-06-01', 50, 'MWh', 'MLGW', 'hall 2'), ('h2', 'Memphis', 'electricity', '2023-07-01', '2024-01-01', 50, 'MWh', 'New Co', 'hall 2')$$),
	(54, 'no fault: a supplier who comes back', $$UPDATE activity SET supplier = 'New Co' WHERE activity_id IN ('A5', 'A6', 'A7'); INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('New Co', '2023-01-01', 410)$$),
	(55, 'gap of one of two who deliver at once', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier) VALUES ('n1', 'Memphis', 'electricity', '2023-01-01', '2023-03-01', 20, 'MWh', 'New Co'), ('n2', 'Memphis', 'electricity', '2023-05-01', '2024-01-01', 80, 'MWh', 'New Co'); INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('New Co', '2023-01-01', 410)$$),
	(56, 'no fault: a roof makes what the bill lacks', $$UPDATE activity SET quantity = quantity - 10 WHERE activity_id = 'L1'; INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, mwh) VALUES ('Leeds', 'roof', '2024-06-01 08:00Z', '2024-06-01 16:00Z', 'solar', 'photovoltaic', 0.010)$$),
	(57, 'bill of a plant on site against samples', $$UPDATE activity SET direct_g_per_kwh = 20, quantity = 12 WHERE activity_id = 'L1'$$),
	(58, 'no fault: a plant on site beside the grid', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, direct_g_per_kwh) VALUES ('L1 plant', 'Leeds', 'electricity', '2024-06-01', '2024-06-02', 12, 'kWh', 20); UPDATE activity SET quantity = 12.4 WHERE activity_id = 'L1'$$),
	(59, 'imperial gallons of a site known by its region', $$UPDATE colossus.site_user SET country = NULL, grid_region = 'GBR' WHERE site = 'Leeds'; INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('ig', 'Leeds', 'fuel', '2023-01-01', '2024-01-01', 100, 'gal', 'diesel')$$),
	(60, 'rate of heat that begins within its bill', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier) VALUES ('ht', 'Memphis', 'heat', '2023-01-01', '2024-01-01', 100, 'MWh', 'District'); INSERT INTO supplier_rate (supplier, kind, from_date, g_per_kwh, loss, upstream_g_per_kwh) VALUES ('District', 'heat', '2023-07-01', 100, 0.1, 10)$$),
	(61, 'two suppliers on one meter, read on other days', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier) VALUES ('wires 1', 'Memphis', 'electricity', '2023-03-05', '2023-04-05', 70, 'MWh', 'Wires Co'), ('wires 2', 'Memphis', 'electricity', '2023-04-05', '2023-05-05', 70, 'MWh', 'Wires Co')$$),
	(62, 'a supplier who goes beyond the first day of the next', $$UPDATE activity SET supplier = 'New Co' WHERE from_date >= '2023-07-01' AND kind = 'electricity'; UPDATE activity SET until_date = '2023-07-04' WHERE activity_id = 'A6'; INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('New Co', '2023-01-01', 410)$$),
	(63, 'no fault: two suppliers, a meter each', $$UPDATE activity SET meter = 'one' WHERE site = 'Memphis' AND kind = 'electricity'; INSERT INTO activity SELECT 'New ' || activity_id, site, kind, from_date, until_date, quantity * 0.9, unit, fuel, technology, controls, 'New Co', NULL, NULL, 'two' FROM activity WHERE site = 'Memphis' AND kind = 'electricity'; INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('New Co', '2023-01-01', 410)$$),
	(64, 'no fault: supplier with his legal form', $$UPDATE supplier_rate SET supplier = ' mlgw,  Inc.'; UPDATE activity SET supplier = 'M.L.G.W' WHERE activity_id = 'A3'$$),
	(65, 'supplier of one bill misspelt', $$UPDATE activity SET supplier = 'MLWG' WHERE activity_id = 'A3'$$),
	(66, 'rates of one supplier in two spellings', $$INSERT INTO supplier_rate (supplier, from_date, g_per_kwh) VALUES ('MLGW Inc', '2023-06-01', 300)$$),
	(67, 'refrigerant in g taken for kg', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('r', 'Memphis', 'refrigerant', '2023-03-01', '2023-04-01', 2500, 'kg', 'R-410A')$$),
	(68, 'refrigerant in g taken for kg, beside others', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('r1', 'Memphis', 'refrigerant', '2023-03-01', '2023-04-01', 0.4, 'kg', 'R-404A'), ('r2', 'Memphis', 'refrigerant', '2023-04-01', '2023-05-01', 0.5, 'kg', 'R404a'), ('r3', 'Leeds', 'refrigerant', '2023-05-01', '2023-06-01', 150, 'kg', 'R-404A')$$),
	(69, 'gas billed by who delivers and who sells', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, supplier) VALUES ('pipe', 'Memphis', 'fuel', '2023-01-03', '2023-02-02', 100, 'MMBtu', 'natural gas', 'Pipe Co'), ('gas', 'Memphis', 'fuel', '2023-01-01', '2023-01-31', 90, 'MMBtu', 'natural gas', 'Gas Co')$$),
	(70, 'no fault: oil from two dealers', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, supplier) VALUES ('oil 1', 'Memphis', 'fuel', '2023-01-01', '2023-02-01', 100, 'gal', 'kerosene', 'Oil Co'), ('oil 2', 'Memphis', 'fuel', '2023-01-10', '2023-02-10', 90, 'gal', 'kerosene', 'Fuel Co')$$),
	(71, 'no fault: two kinds at once', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier) VALUES ('water', 'Memphis', 'water', '2023-01-01', '2024-01-01', 100, 'm3', 'MLGW')$$),
	(72, 'no fault: one fuel by two names', $$UPDATE activity SET fuel = 'Distillate Oil No. 2', quantity = 420 WHERE activity_id = 'F2'$$),
	(73, 'heat in GWh', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Leeds', 'G', '2023-05-01Z', '2023-05-02Z', 'diesel', 'stationary combustion', 0.03, 10)$$),
	(74, 'kWh generated taken for MWh, heat right', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Leeds', 'G', '2023-05-01Z', '2023-05-02Z', 'diesel', 'stationary combustion', 100, 10000)$$),
	(75, 'MWh generated taken for GWh, heat right', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Leeds', 'G', '2023-05-01Z', '2023-05-02Z', 'diesel', 'stationary combustion', 100, 0.01)$$),
	(76, 'no fault: engines of 90 % and of 10 %', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Leeds', 'G', '2023-05-01Z', '2023-05-02Z', 'diesel', 'stationary combustion', 38, 10), ('Leeds', 'H', '2023-05-01Z', '2023-05-02Z', 'diesel', 'stationary combustion', 340, 10)$$),
	(77, 'year of the last bill mistyped', $$UPDATE activity SET until_date = '2040-01-01' WHERE activity_id = 'F2'$$),
	(78, 'correction that does not say its supplier and meter', $$UPDATE activity SET meter = 'hall' WHERE site = 'Memphis' AND kind = 'electricity'; INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) SELECT 'A3b', site, kind, from_date, until_date, 82, unit, activity_id FROM activity WHERE activity_id = 'A3'$$),
	(79, 'correction of a part of the last bill', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, corrects) VALUES ('A12b', 'Memphis', 'electricity', '2023-12-01', '2023-12-16', 45, 'MWh', 'MLGW', 'A12')$$),
	(80, 'no fault: a bill corrected by two of half a month', $$INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, corrects) VALUES ('A12b', 'Memphis', 'electricity', '2023-12-01', '2023-12-16', 45, 'MWh', 'MLGW', 'A12'), ('A12c', 'Memphis', 'electricity', '2023-12-16', '2024-01-01', 46, 'MWh', 'MLGW', NULL)$$),
	(81, 'meter without its zeros', $$UPDATE activity SET meter = '00417' WHERE site = 'Memphis' AND kind = 'electricity'; INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, meter) VALUES ('again', 'Memphis', 'electricity', '2023-01-01', '2024-01-01', 1038, 'MWh', 'MLGW', '417')$$),
	(82, 'no fault: meters that are numbered', $$UPDATE activity SET meter = 'hall 10' WHERE site = 'Memphis' AND kind = 'electricity'; INSERT INTO activity SELECT 'New ' || activity_id, site, kind, from_date, until_date, quantity * 0.9, unit, fuel, technology, controls, 'MLGW', NULL, NULL, 'hall 1' FROM activity WHERE site = 'Memphis' AND kind = 'electricity'$$),
	(83, 'operation by the month and by the day', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Leeds', 'G', '2023-05-01Z', '2023-06-01Z', 'diesel', 'stationary combustion', 100, 10), ('Leeds', 'g', '2023-05-03Z', '2023-05-04Z', 'diesel', 'stationary combustion', 3, 0.3)$$),
	(84, 'no fault: one operation after the other, and two fuels at once', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Leeds', 'G', '2023-05-01Z', '2023-06-01Z', 'diesel', 'stationary combustion', 100, 10), ('Leeds', 'G', '2023-06-01Z', '2023-06-04Z', 'diesel', 'stationary combustion', 3, 0.3), ('Leeds', 'G', '2023-05-02Z', '2023-06-04Z', 'kerosene', 'stationary combustion', 3, 0.3)$$),
	(85, 'cost in cents, without a tariff', $$UPDATE activity SET cost = quantity * CASE activity_id WHEN 'A3' THEN 6000 ELSE 60 + 40 * (quantity > 85)::integer END, currency = 'USD' WHERE kind = 'electricity' AND site = 'Memphis'$$),
	(86, 'site of one country in the region of another', $$UPDATE colossus.site_user SET country = 'DEU' WHERE site = 'Memphis'$$),
	(87, 'zone of another country', $$UPDATE site_overhead SET zone = 'FRA'$$),
	(88, 'certificate twice, in two spellings', $$INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('rec ', 'Memphis', '2023-01-01', '2024-01-01', 100, 2023)$$);
-- each fault alone in books of its own, #n beside those of the others, which are audited at once
CREATE TABLE staged (n integer, relation text, input jsonb);
CREATE FUNCTION of_books(n integer, relation text, input jsonb) RETURNS jsonb LANGUAGE sql AS $f$
	SELECT jsonb_object_agg(e.key, CASE
		WHEN e.key = 'series_id' THEN to_jsonb(e.value::text::integer + 1000 * (n + 1))
		WHEN e.key = 'identity' THEN to_jsonb(md5(n::text || e.value::text))
		WHEN relation = 'part_life' AND e.key = 'site' AND e.value = '""' THEN to_jsonb('#' || n || ' Leeds')
		WHEN jsonb_typeof(e.value) = 'string' AND (e.key IN ('activity_id', 'site', 'supplier', 'corrects', 'contract', 'certificate', 'device') OR relation = 'unit_operation' AND e.key = 'unit' OR e.value = '"Atlantis"') THEN to_jsonb('#' || n || ' ' || (e.value #>> '{}'))
		ELSE e.value END)
	FROM jsonb_each(input) e
$f$;
CREATE FUNCTION relations() RETURNS text[] LANGUAGE sql RETURN ARRAY['colossus.site_user', 'activity', 'unit_operation', 'site_overhead', 'electricity_contract', 'certificate', 'certificate_hour', 'supplier_rate', 'tariff', 'tariff_hour', 'part_life', 'device', 'series', 'sample'];
CREATE PROCEDURE stage(n integer, statement text) LANGUAGE plpgsql AS $p$
DECLARE
	rows jsonb := '[]'; of jsonb; r text;
BEGIN
	BEGIN
		EXECUTE statement;
		FOREACH r IN ARRAY relations() LOOP
			EXECUTE format('SELECT jsonb_agg(jsonb_build_object(''relation'', %L::text, ''input'', to_jsonb(x))) FROM %s x', r, r) INTO of;
			rows := rows || coalesce(of, '[]');
		END LOOP;
		RAISE EXCEPTION USING ERRCODE = 'P0001';
	EXCEPTION WHEN raise_exception THEN NULL;
	END;
	INSERT INTO staged SELECT stage.n, e.value->>'relation', of_books(stage.n, e.value->>'relation', e.value->'input') FROM jsonb_array_elements(rows) e;
END
$p$;
CREATE PROCEDURE open_books() LANGUAGE plpgsql AS $p$
DECLARE r text;
BEGIN
	FOREACH r IN ARRAY relations() LOOP
		EXECUTE format('DELETE FROM %s', r);
	END LOOP;
	FOREACH r IN ARRAY relations() LOOP
		EXECUTE format('INSERT INTO %s SELECT x.* FROM staged s CROSS JOIN LATERAL jsonb_populate_record(NULL::%s, s.input) x WHERE s.relation = %L', r, r, r);
	END LOOP;
END
$p$;
CREATE VIEW found AS
SELECT b.n, a.rule, CASE WHEN a.subject LIKE 'series %' THEN 'series ' || b.id % 1000 ELSE regexp_replace(a.subject, '#\d+ ', '', 'g') END AS subject
FROM statement_audit() a
CROSS JOIN LATERAL (SELECT CASE WHEN a.subject LIKE 'series %' THEN substr(a.subject, 8)::integer END AS id, substring(concat_ws(' ', a.subject, a.detail) FROM '#(\d+) ')::integer AS n) s
CROSS JOIN LATERAL (SELECT coalesce(s.id / 1000 - 1, s.n) AS n, s.id) b;
BEGIN;
CALL stage(0, 'SELECT 1');
DO $$ DECLARE p planted; BEGIN FOR p IN SELECT * FROM planted LOOP CALL stage(p.n, p.statement); END LOOP; END $$;
CALL open_books();
CREATE TEMP TABLE finding ON COMMIT DROP AS SELECT * FROM found;
-- every finding is of one of them, and what books without a fault have is known
SELECT count(*) FILTER (WHERE n IS NULL) AS of_none, (SELECT count(*) FROM finding f WHERE f.n = 0) = (SELECT count(*) FROM clean) AS clean FROM finding;
SELECT p.n, p.fault, coalesce(string_agg(f.rule || ': ' || f.subject, '; ' ORDER BY f.rule, f.subject), 'nothing') AS found
FROM planted p
LEFT JOIN (SELECT x.* FROM finding x WHERE (x.rule, x.subject) NOT IN (SELECT c.rule, c.subject FROM clean c)) f ON f.n = p.n
GROUP BY p.n, p.fault ORDER BY p.n;
ROLLBACK;
-- the ledger's audit has them too, and shares of different contracts that add up to more than the energy
INSERT INTO electricity_contract (contract, site, from_date, until_date, instrument, share, g_per_kwh) VALUES ('Wind', 'Memphis', '2023-03-01', '2023-09-01', 'PPA', 0.7, 0);
DELETE FROM activity WHERE activity_id = 'A5';
SELECT rule, subject FROM ledger_audit() WHERE rule LIKE '%bill%' OR rule LIKE 'contract%' ORDER BY 1, 2;
SET client_min_messages = error;
DROP SCHEMA st CASCADE;
DELETE FROM colossus.site_user;
