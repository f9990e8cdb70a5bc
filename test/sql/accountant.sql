-- What an accountant asks of a ledger, each answer worked by hand from published factors; and the figures that the GHG Protocol prints.
\set VERBOSITY terse
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CALL colossus.create_ledger('acct', partitioned => false);
SET search_path = acct, public, colossus;

-- A site's year in an operator's own words.  Acme runs 4,096 H100 in Aachen and two gas turbines of 4 MW that stand by.  Its books of 2025: twelve bills
-- of electricity, one of them corrected and one with a credit; gas of the turbines, billed in kWh of net calorific value; water in and out; two kilograms of R-410A
INSERT INTO source_user (source_id, title, publisher, published) VALUES ('acme-books-2025', 'Meter readings and invoices 2025', 'Acme', '2026-01-31');
INSERT INTO organization_user (organization, source_id) VALUES ('Acme', 'acme-books-2025');
INSERT INTO site_user (site, organization, country, grid_region, source_id) VALUES ('Aachen', 'Acme', 'DEU', 'DE', 'acme-books-2025');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, cost, currency)
SELECT 'E' || m, 'Aachen', 'electricity', make_date(2025, m, 1), (make_date(2025, m, 1) + interval '1 month')::date, 3000 + 10 * m, 'MWh', 'Stadtwerke', 400000 + 1000 * m, 'EUR' FROM generate_series(1, 12) m;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, corrects, cost, currency) VALUES
	('E4b', 'Aachen', 'electricity', '2025-04-01', '2025-05-01', 3140, 'MWh', 'Stadtwerke', 'E4', 404000, 'EUR'),
	('E9c', 'Aachen', 'electricity', '2025-09-01', '2025-10-01', -90, 'MWh', NULL, 'E9', -12000, 'EUR');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, technology, heating_value) VALUES
	('G', 'Aachen', 'fuel', '2025-01-01', '2026-01-01', 1000, 'MWh', 'natural gas', 'gas turbine', 'LHV'),
	('D', 'Aachen', 'fuel', '2025-01-01', '2026-01-01', 5000, 'L', 'diesel', NULL, 'HHV'), ('R', 'Aachen', 'refrigerant', '2025-01-01', '2026-01-01', 2, 'kg', 'R-410A', NULL, 'HHV');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES
	('W', 'Aachen', 'water', '2025-01-01', '2026-01-01', 60000, 'm3'), ('WD', 'Aachen', 'water discharged', '2025-01-01', '2026-01-01', 20000, 'm3');
-- how much electricity, and what does it come to?  3,000 x 12 + 10 x 78 = 36,780 MWh, + 100 of the correction, - 90 of the credit: 36,790 MWh.  Location-based by
-- 342.06 g/kWh (Germany 2024, for 2025 is not out by the day of the books): 12,584,387.4 kg.  Losses 0.0473 / (1 - 0.0473) of it: 624,794.3 kg.
-- Gas: 1,000 MWh x 3.412141633 x 50.678 / 45.745 = 3,780.0965 MMBtu (HHV): x 53.06 kg = 200,571.919; CH4 x 0.001 x 28 and N2O x 0.0001 x 265: 105.843 and 100.173.
-- Diesel: 5,000 / 3.785411784 x 0.138 = 182.278716 MMBtu: x 73.96 = 13,481.334; x 0.084 = 15.311; x 0.159 = 28.982.  R-410A: 2 x 1,924 = 3,848.
-- Supply of the diesel: 182.278716 x 293.07107 kWh x 0.04873 = 2,603.187; of the gas nobody publishes one for Germany that may ship
SELECT s.line, round(sum(s.quantity)::numeric, 3) AS quantity, s.unit, round(sum(s.co2e_kg)::numeric, 1) AS kg, h.by_hand, abs(sum(s.co2e_kg) - h.by_hand::float8) <= 0.05 AS equal, min(s.coverage) AS coverage
FROM statement(2025, '2026-07-31') s
LEFT JOIN (VALUES ('1', 'CO2', 214053.3::numeric), ('1', 'CH4', 121.2), ('1', 'N2O', 129.2), ('1', 'R-410A', 3848.0), ('2 location', 'CO2e', 12584387.4), ('2 market', 'CO2e', 12584387.4), ('3 grid losses', 'CO2e', 624794.3)) AS h (line, gas, by_hand)
	ON h.line = s.line AND h.gas = s.gas
WHERE s.site = 'Aachen' GROUP BY s.line, s.gas, s.unit, h.by_hand ORDER BY s.line, s.unit, min(s.gas);
-- which figure is of which year, and of what
SELECT line, method, editions FROM statement(2025, '2026-07-31') WHERE site = 'Aachen' AND line > '2' AND gas = 'CO2e' ORDER BY 1;
-- in tonnes, for the group, and what it cost: 400,000 x 12 + 78,000 - 12,000 + 0 = 4,866,000 EUR
SELECT organization, round(scope1_t::numeric, 3) AS scope1, round(scope2_location_t::numeric, 3) AS location, round(grid_losses_t::numeric, 3) AS losses, upstream_energy_t, upstream_fuel_t, coverage, unknown FROM statement_organization('2025-01-01', '2026-01-01', '2026-07-31') WHERE organization = 'Acme';
SELECT currency, kwh, cost, round(per_kwh::numeric, 6) AS per_kwh, billed_kwh, tariff_kwh, method FROM cost_statement('2025-01-01', '2026-01-01') WHERE site = 'Aachen';
-- how much water?  60,000 m3 in and 20,000 out; off site nobody publishes litres a kWh for Germany
SELECT line, quantity_l, method FROM water_statement('2025-01-01', '2026-01-01') WHERE site = 'Aachen';
-- is anything wrong with the books?
SELECT rule, subject, detail FROM statement_audit() ORDER BY 1, 2;
-- what may I print, and what did it come from?
CALL close_report('Acme 2025', '2025-01-01', '2026-01-01', '2026-07-31');
SELECT line, term, input, round(value::numeric, 6) AS value, unit, edition, source_id FROM evidence('Acme 2025') WHERE line <> '2' ORDER BY line, term NULLS FIRST, input;
-- from which everybody has its figures: rows of one term multiply, and the terms add up
CREATE AGGREGATE times(double precision) (SFUNC = float8mul, STYPE = double precision, INITCOND = 1);
CREATE VIEW proved AS
SELECT l.report, l.site, l.line, l.kg, t.kg AS proved
FROM (SELECT report, site, line, CASE WHEN bool_and(co2e_kg IS NOT NULL) THEN sum(co2e_kg) END AS kg FROM closed_line WHERE line <> 'exported' GROUP BY 1, 2, 3) l
LEFT JOIN (
	SELECT report, site, line, CASE WHEN bool_and(kg IS NOT NULL) THEN sum(kg) END AS kg
	FROM (SELECT report, site, line, CASE WHEN bool_and(value IS NOT NULL) THEN times(value) END AS kg FROM closed_evidence WHERE term IS NOT NULL GROUP BY report, site, line, term) x GROUP BY 1, 2, 3) t USING (report, site, line);
SELECT line, round(proved::numeric, 6) AS by_evidence, abs(proved - kg) <= 1e-12 * kg AS equal, kg IS NULL AND proved IS NULL AS neither FROM proved ORDER BY 1;
-- and what would I have to restate?  The 2025 rate is known by the end of November 2026 and is not preferred; a late bill of 400 MWh is: 400,000 x 342.06 g = 136,824 kg
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, meter) VALUES ('E12m', 'Aachen', 'electricity', '2025-12-01', '2026-01-01', 400, 'MWh', 'Stadtwerke', 'hall 2');
SELECT line, cause, round(co2e_kg::numeric, 3) AS kg FROM restate('Acme 2025') WHERE co2e_kg <> 0 AND cause = 'bills' ORDER BY 1;
DELETE FROM activity WHERE activity_id = 'E12m';

-- One kind of site in each of six countries.  Bills only (Germany), samples only (France), both (Norway), a generator (India), steam and cooling beside (Japan), and the
-- United Kingdom with its fuel.  By hand, g/kWh of 2024 by Ember and losses by the World Factbook (GBR: DESNZ): DEU 342.06, 0.0473; FRA 44.18, 0.0783; NOR 30.75, 0.0523; IND 708.96,
-- 0.1681; JPN 483.73, 0.0442; GBR 215.79, 0.0949.  A card at 500 W for a day, server factor 1.6, PUE 1.25: 24 kWh.
-- FRA: 24 kWh x 44.18 = 1.06032 kg, losses 24 / 0.9217 x 0.0783 x 0.04418 = 0.0900760.  NOR: the bill of 30 kWh: 0.9225; losses 0.0509093.  DEU: losses 16.98272.
-- IND: 24 less 10 generated = 14 kWh: 9.92544; losses 14 / 0.8319 x 0.1681 x 0.70896 = 2.0056094; 0.1 MMBtu of diesel 7.396 kg CO2, + 0.0084 + 0.0159.
-- JPN: 1,000 kWh 483.73; losses 22.3696024; steam of 10 GJ = 2,777.78 kWh at 200 g: 555.556; its network loses 10 %: 61.7284, supply of its fuels 30 g: 83.3333.
-- GBR: 1,000 kWh 215.79; losses 22.6256; 1,000 kWh of gas (HHV) = 3.412142 MMBtu: 181.04823 kg CO2, supply 30.21 kg
BEGIN;
INSERT INTO site_user (site, country, source_id) VALUES ('Bonn', 'DEU', 'acme-books-2025'), ('Paris', 'FRA', 'acme-books-2025'), ('Bergen', 'NOR', 'acme-books-2025'), ('Delhi', 'IND', 'acme-books-2025'), ('Kobe', 'JPN', 'acme-books-2025'), ('York', 'GBR', 'acme-books-2025');
INSERT INTO device (device, accelerator, site, max_gap, since, until) SELECT s, 'no such part', s, '1 day', '2024-06-01Z', '2024-06-02Z' FROM unnest('{Paris,Bergen,Delhi}'::text[]) s;
INSERT INTO site_overhead (site, from_date, server_factor, pue) SELECT s, '2024-01-01', 1.6, 1.25 FROM unnest('{Paris,Bergen,Delhi}'::text[]) s;
INSERT INTO sample_by_name (device, metric, at, value) SELECT s, 'power_w', t, 500 FROM unnest('{Paris,Bergen,Delhi}'::text[]) s, unnest('{2024-06-01Z,2024-06-02Z}'::timestamptz[]) t;
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Delhi', 'G1', '2024-06-01 06:00Z', '2024-06-01 08:00Z', 'diesel', 'stationary combustion', 0.1, 0.01);
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, fuel) VALUES ('b', 'Bonn', 'electricity', '2024-06-01', '2024-06-02', 1, 'MWh', NULL, NULL), ('o', 'Bergen', 'electricity', '2024-06-01', '2024-06-02', 30, 'kWh', NULL, NULL),
	('k', 'Kobe', 'electricity', '2024-06-01', '2024-06-02', 1000, 'kWh', NULL, NULL), ('ks', 'Kobe', 'steam', '2024-06-01', '2024-06-02', 10, 'GJ', 'Steam KK', NULL),
	('y', 'York', 'electricity', '2024-06-01', '2024-06-02', 1000, 'kWh', NULL, NULL), ('yg', 'York', 'fuel', '2024-06-01', '2024-06-02', 1000, 'kWh', NULL, 'natural gas');
INSERT INTO supplier_rate (supplier, kind, from_date, g_per_kwh, loss, upstream_g_per_kwh) VALUES ('Steam KK', 'steam', '2020-01-01', 200, 0.1, 30);
SELECT h.site, h.line, h.kg AS by_hand, abs(sum(s.co2e_kg) - h.kg::float8) <= 0.5 * 10::float8 ^ -scale(h.kg) AS equal, min(s.unit) AS unit
FROM (VALUES ('Bonn', '2 location', 'kWh', 342.06), ('Bonn', '3 grid losses', 'kWh', 16.98272), ('Paris', '2 location', 'kWh', 1.06032), ('Paris', '3 grid losses', 'kWh', 0.0900760), ('Bergen', '2 location', 'kWh', 0.9225), ('Bergen', '3 grid losses', 'kWh', 0.0509093),
	('Delhi', '2 location', 'kWh', 9.92544), ('Delhi', '3 grid losses', 'kWh', 2.0056094), ('Delhi', '1', 'kg', 7.4203), ('Kobe', '2 location', 'kWh', 1039.286), ('Kobe', '3 grid losses', 'kWh', 84.0980), ('Kobe', '3 upstream energy', 'kWh', 83.3333),
	('York', '2 location', 'kWh', 215.79), ('York', '3 grid losses', 'kWh', 22.6256), ('York', '3 upstream fuel', 'MMBtu', 30.21)) AS h (site, line, unit, kg)
LEFT JOIN statement('2024-06-01', '2024-06-02', '2026-11-28') s ON s.site = h.site AND s.line = h.line
GROUP BY h.site, h.line, h.kg ORDER BY 1, 2;
-- a fuel whose supply nobody published for a place, and its name
SELECT site, method, co2e_kg FROM statement('2024-06-01', '2024-06-02', '2026-11-28') WHERE site = 'Delhi' AND line = '3 upstream fuel';
-- what supplies the plants of a grid is in an average over their life cycle, and apart where the average is of what they emit: 1,000 kWh x (45.90 + 3.97)
SELECT line, co2e_kg, method FROM statement('2024-06-01', '2024-06-02', '2026-11-28') WHERE site = 'York' AND line = '3 upstream energy';
INSERT INTO grid_rate_user (region, year, edition, known_from, gas, rate, g_per_kwh, source_id) VALUES ('GBR', 2024, 'what plants emit', '2026-11-01', 'CO2e', 'total', 200, 'desnz-2025');
SELECT line, round(co2e_kg::numeric, 6) AS kg, method, editions FROM statement('2024-06-01', '2024-06-02', '2026-11-28') WHERE site = 'York' AND line IN ('2 location', '3 upstream energy') ORDER BY 1;
ROLLBACK;

-- Printed by the GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions (version 1.0, 2013), example 3.1: a company runs data centres in five countries.  It takes losses by
-- what arrives, where this ledger has shares of what is sent out: r of what arrives is r / (1 + r) of what is sent.  Example 4.5: two stores with electricity and gas,
-- a quarter of each the company's.  Example 10.1: a plant with gas and electricity.  Their gas has 0.25 and 0.2 kg CO2e/kWh
BEGIN;
CREATE TEMP TABLE example ON COMMIT DROP AS SELECT * FROM (VALUES
	('Australia', 500000::float8, 800::float8, 120::float8, 0.10::float8), ('Canada', 600000, 400, 100, 0.13), ('India', 400000, 800, 150, 0.15), ('United States', 5500000, 500, 100, 0.10), ('Turkey', 200000, 400, 50, 0.12)) AS e (country, kwh, g, upstream_g, r);
INSERT INTO grid_rate_user (region, year, edition, known_from, gas, rate, g_per_kwh, source_id) SELECT 'example ' || country, 2013, 'example', date '2013-01-01', 'CO2e', 'total', g, 'acme-books-2025' FROM example UNION ALL SELECT 'example 4.5', 2013, 'example', '2013-01-01', 'CO2e', 'total', 800, 'acme-books-2025' UNION ALL SELECT 'example 10.1', 2013, 'example', '2013-01-01', 'CO2e', 'total', 500, 'acme-books-2025';
INSERT INTO grid_loss_user (interconnect, edition, loss, known_from, source_id) SELECT 'example ' || country, 'example', r / (1 + r), date '2013-01-01', 'acme-books-2025' FROM example;
INSERT INTO grid_upstream_user (region, edition, part, g_per_kwh, known_from, source_id) SELECT 'example ' || country, 'example', 'generation', upstream_g, date '2013-01-01', 'acme-books-2025' FROM example;
INSERT INTO site_overhead (site, from_date, server_factor, zone) SELECT country, date '2013-01-01', 1.5, 'example ' || country FROM example UNION ALL SELECT s, '2013-01-01', 1.5, 'example 4.5' FROM unnest('{Store 1,Store 2}'::text[]) s UNION ALL SELECT 'Handles', '2013-01-01', 1.5, 'example 10.1';
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, fuel)
SELECT country, country, 'electricity', date '2013-01-01', date '2014-01-01', kwh, 'kWh', NULL, NULL FROM example
UNION ALL VALUES ('heat', 'Canada', 'heat', '2013-01-01'::date, '2014-01-01'::date, 50000::float8, 'kWh', 'District', NULL), ('1', 'Store 1', 'electricity', '2013-01-01', '2014-01-01', 10000, 'kWh', NULL, NULL), ('2', 'Store 2', 'electricity', '2013-01-01', '2014-01-01', 15000, 'kWh', NULL, NULL),
	('1g', 'Store 1', 'fuel', '2013-01-01', '2014-01-01', 1000, 'kWh', NULL, 'gas of example 4.5'), ('2g', 'Store 2', 'fuel', '2013-01-01', '2014-01-01', 2000, 'kWh', NULL, 'gas of example 4.5'), ('3', 'Handles', 'electricity', '2013-01-01', '2014-01-01', 2000, 'kWh', NULL, NULL), ('3g', 'Handles', 'fuel', '2013-01-01', '2014-01-01', 3500, 'kWh', NULL, 'gas of example 10.1');
INSERT INTO supplier_rate (supplier, kind, from_date, g_per_kwh, loss, upstream_g_per_kwh) VALUES ('District', 'heat', '2013-01-01', 150, 0.05 / 1.05, 50);
INSERT INTO emission_factor_user (fuel, technology, control, pollutant, basis, edition, factor, unit, source_id) VALUES
	('gas of example 4.5', 'stationary combustion', 'uncontrolled', 'CO2', 'heat input HHV', 'example', 0.25 * 293.07107017222, 'kg/MMBtu', 'acme-books-2025'), ('gas of example 10.1', 'stationary combustion', 'uncontrolled', 'CO2', 'heat input HHV', 'example', 0.2 * 293.07107017222, 'kg/MMBtu', 'acme-books-2025');
CREATE TEMP TABLE found ON COMMIT DROP AS SELECT s.*, s.site IN (SELECT country FROM example) AS of_3 FROM statement(2013, '2026-11-28') s;
SELECT p.what, p.printed, abs(p.kg - p.printed::float8) < 0.5 * 10::float8 ^ -scale(p.printed) AS equal
FROM (VALUES
	('3.1 supply of electricity', 740000::numeric, (SELECT sum(co2e_kg) FROM found WHERE of_3 AND line = '3 upstream energy' AND method NOT LIKE 'heat%')),
	('3.1 supply of heat', 2500, (SELECT sum(co2e_kg) FROM found WHERE of_3 AND line = '3 upstream energy' AND method LIKE 'heat%')),
	('3.1 losses', 404175, (SELECT sum(co2e_kg) FROM found WHERE of_3 AND line = '3 grid losses')),
	('3.1 together', 1146675, (SELECT sum(co2e_kg) FROM found WHERE of_3 AND line IN ('3 grid losses', '3 upstream energy'))),
	('4.5 store 1', 2062.5, (SELECT sum(co2e_kg) * 100 / 400 FROM found WHERE site = 'Store 1' AND (line = '2 location' OR line = '1' AND gas = 'CO2'))),
	('4.5 store 2', 3125, (SELECT sum(co2e_kg) * 200 / 800 FROM found WHERE site = 'Store 2' AND (line = '2 location' OR line = '1' AND gas = 'CO2'))),
	('4.5 together', 5187.5, (SELECT sum(co2e_kg) / 4 FROM found WHERE site LIKE 'Store%' AND (line = '2 location' OR line = '1' AND gas = 'CO2'))),
	('10.1 fuel', 700, (SELECT co2e_kg FROM found WHERE site = 'Handles' AND line = '1' AND gas = 'CO2')),
	('10.1 electricity', 1000, (SELECT co2e_kg FROM found WHERE site = 'Handles' AND line = '2 location'))) AS p (what, printed, kg);
ROLLBACK;

-- Tariffs by the hour.  A card of 1,000 W for a day and 500 W for the next, server factor 1.5, PUE 1.2: 43.2 and 21.6 kWh; job `night` holds it from 0 to 6, job `day` from 6 to 18.
-- 0.10 from 0 to 6 and from 18 to 24, 0.30 from 6 to 18: the first day 12 x 1.8 x 0.10 + 12 x 1.8 x 0.30 = 8.64, of which night pays 6 x 1.8 x 0.10 = 1.08 and day 12 x 1.8 x 0.30 = 6.48, idle 1.08.
-- The second day costs 0.25 whenever: 5.40.  Then the first is billed: 50 kWh for 20 EUR, and the tariff says 50 x 0.20 = 10.00 of it
BEGIN;
INSERT INTO site_user (site, country, source_id) VALUES ('Ghent', 'BEL', 'acme-books-2025');
INSERT INTO device (device, accelerator, site, max_gap, since, until) VALUES ('g', 'H100 SXM', 'Ghent', '1 hour', '2024-02-28Z', '2024-03-01Z');
INSERT INTO site_overhead (site, from_date, server_factor, pue) VALUES ('Ghent', '2024-01-01', 1.5, 1.2);
INSERT INTO series (series_id, metric, device, unit, kind) VALUES (701, 'power_w', 'g', 'W', 'accelerator');
INSERT INTO sample (series_id, at, value) SELECT 701, timestamptz '2024-02-28Z' + make_interval(mins => m), CASE WHEN m < 1440 THEN 1000 ELSE 500 END FROM generate_series(0, 2880) m;
INSERT INTO sample (series_id, at, value) VALUES (701, '2024-02-28 23:59:59.999Z', 1000);
INSERT INTO job (job, model, tenant, started_at, ended_at) VALUES ('night', 'm', 'N', '2024-02-28 00:00Z', '2024-02-28 06:00Z'), ('day', 'm', 'D', '2024-02-28 06:00Z', '2024-02-28 18:00Z');
INSERT INTO job_device (job, device, share, started_at, ended_at) VALUES ('night', 'g', 1, '2024-02-28 00:00Z', '2024-02-28 06:00Z'), ('day', 'g', 1, '2024-02-28 06:00Z', '2024-02-28 18:00Z');
INSERT INTO tariff (site, from_date, until_date, per_kwh, currency) VALUES ('Ghent', '2024-01-01', '2024-02-29', 0.10, 'EUR'), ('Ghent', '2024-02-29', NULL, 0.25, 'EUR');
INSERT INTO tariff_hour (site, hour, per_kwh, currency) SELECT 'Ghent', timestamptz '2024-02-28Z' + make_interval(hours => h), 0.30, 'EUR' FROM generate_series(6, 17) h;
SELECT day, round(per_kwh::numeric, 9) AS per_kwh, currency, by_hour, flat FROM day_price('2024-02-28', '2024-03-02') WHERE site = 'Ghent' ORDER BY 1;
SELECT tenant, consumer, round(kwh::numeric, 6) AS kwh, round(cost::numeric, 6) AS cost, currency FROM statement_tenant('2024-02-28', '2024-02-29') WHERE site = 'Ghent' AND kwh <> 0 ORDER BY 1;
SELECT round(kwh::numeric, 6) AS kwh, round(cost::numeric, 6) AS cost, billed_cost, round(tariff_cost::numeric, 6) AS tariff_cost, currency, method FROM cost_statement('2024-02-28', '2024-03-01') WHERE site = 'Ghent';
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, cost, currency) VALUES ('gb', 'Ghent', 'electricity', '2024-02-28', '2024-02-29', 50, 'kWh', 20, 'EUR');
SELECT round(kwh::numeric, 6) AS kwh, round(cost::numeric, 6) AS cost, billed_cost, round(tariff_cost::numeric, 6) AS tariff_cost, round(billed_by_tariff::numeric, 6) AS by_tariff, method FROM cost_statement('2024-02-28', '2024-03-01') WHERE site = 'Ghent';
-- prices below 0 are paid to whoever used electricity then: 12 x 1.8 x 0.05 = 1.08 to day
DELETE FROM activity WHERE activity_id = 'gb';
UPDATE tariff_hour SET per_kwh = -0.05;
SELECT tenant, round(cost::numeric, 6) AS cost FROM statement_tenant('2024-02-28', '2024-02-29') WHERE site = 'Ghent' AND kwh <> 0 ORDER BY 1;
-- an hour that has no price has none, and a day of two currencies is the sum of neither
UPDATE tariff_hour SET currency = 'USD' WHERE hour = '2024-02-28 07:00Z';
SELECT currency, round(kwh::numeric, 3) AS kwh, cost, method FROM cost_statement('2024-02-28', '2024-02-29') WHERE site = 'Ghent';
SELECT rule, subject, detail FROM statement_audit() WHERE rule LIKE 'tariff%';
DELETE FROM tariff WHERE from_date = '2024-01-01';
UPDATE tariff_hour SET currency = 'EUR';
SELECT currency, cost FROM cost_statement('2024-02-28', '2024-02-29') WHERE site = 'Ghent';

-- Location-based by the hour, an option: the first day in zone BE at 100 g from 0 to 12 and 300 g from 12 to 24: 12 x 1.8 x 100 + 12 x 1.8 x 300 = 8,640 g; the second has
-- intensities until 6: 6 x 0.9 x 200 = 1,080 g and 18 x 0.9 x the average of the year
INSERT INTO series (series_id, metric, zone, max_age) VALUES (702, 'g_per_kwh', 'BE', '12 hours');
INSERT INTO sample (series_id, at, value) VALUES (702, '2024-02-28 00:00Z', 100), (702, '2024-02-28 12:00Z', 300), (702, '2024-02-29 00:00Z', 200), (702, '2024-02-29 06:00Z', 'NaN');
UPDATE series SET max_age = '12 hours' WHERE series_id = 702;
SELECT line, round(quantity::numeric, 6) AS kwh, round(co2e_kg::numeric, 6) AS kg, method FROM statement('2024-02-28', '2024-02-29', '2026-11-28', 'hourly') WHERE site = 'Ghent' AND line LIKE '2 location%';
SELECT line, round(quantity::numeric, 6) AS kwh, round(s.co2e_kg::numeric, 6) AS kg, abs(s.co2e_kg - (8.640 + i.kwh * 0.2 + (21.6 - i.kwh) * g.g_per_kwh / 1000)) < 1e-6 AS by_hand, s.method
FROM statement('2024-02-28', '2024-03-01', '2026-11-28', 'hourly') s CROSS JOIN colossus.grid_factor('BEL', '2024-12-31') g CROSS JOIN (SELECT 12 * 0.9::float8 AS kwh) i WHERE s.site = 'Ghent' AND s.line LIKE '2 location,%';
-- and without a series there is none
SELECT line, co2e_kg, method FROM statement('2025-01-01', '2026-01-01', '2026-07-31', 'hourly') WHERE site = 'Aachen' AND line LIKE '2 location,%';

-- Embodied over the life that the operator states: 164 kg over five years, 43,800 h, in place of 26,280: 48 h x 164 / 43,800; at another site over two, of a figure of its own
SELECT quantity, co2e_kg = 48 * 164 / 26280.0::float8 AS shipped, method FROM statement('2024-02-28', '2024-03-01') WHERE site = 'Ghent' AND line = '3 embodied';
INSERT INTO part_life (accelerator, lifetime_h, source) VALUES ('H100', 43800, 'asset register');
SELECT quantity, abs(co2e_kg - 48 * 164 / 43800.0) < 1e-12 AS five_years, method FROM statement('2024-02-28', '2024-03-01') WHERE site = 'Ghent' AND line = '3 embodied';
INSERT INTO part_life (accelerator, site, lifetime_h, embodied_kg, source) VALUES ('H100 SXM', 'Ghent', 17520, 200, 'maker');
SELECT quantity, abs(co2e_kg - 48 * 200 / 17520.0) < 1e-12 AS two_years, method FROM statement('2024-02-28', '2024-03-01') WHERE site = 'Ghent' AND line = '3 embodied';
SELECT input, round(value::numeric, 6) AS value, unit, source_id FROM evidence_of('2024-02-28', '2024-03-01', '2026-11-28', NULL) WHERE site = 'Ghent' AND line = '3 embodied' ORDER BY 1;
-- a part without a published figure has one where the operator states it
UPDATE device SET accelerator = 'no such part' WHERE device = 'g';
SELECT co2e_kg, method FROM statement('2024-02-28', '2024-03-01') WHERE site = 'Ghent' AND line = '3 embodied';
INSERT INTO part_life (accelerator, lifetime_h, embodied_kg) VALUES ('No Such Part', 48, 7);
SELECT round(co2e_kg::numeric, 9) AS kg, method FROM statement('2024-02-28', '2024-03-01') WHERE site = 'Ghent' AND line = '3 embodied';
ROLLBACK;

CREATE FUNCTION in_country(country text) RETURNS TABLE (certificate text, refused text) LANGUAGE plpgsql AS $f$
BEGIN
	UPDATE colossus.site_user s SET country = in_country.country, grid_region = NULL WHERE s.site = 'Aachen';
	RETURN QUERY SELECT c.certificate, c.refused FROM acct.certificates_of(NULL) c WHERE c.refused IS NULL OR c.refused NOT LIKE '%vintage%';
END
$f$;
-- Certificates that do not count are named.  Of 36,790 MWh in Aachen: 300 of the year and market, 200 of 2019, 100 of Norway, whose guarantees of origin pass to Germany, 50 of the EU, 25 of a market that
-- nobody knows, 70 of the United Kingdom, whose do not: 475 count
BEGIN;
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage, market) VALUES ('own', 'Aachen', '2025-01-01', '2026-01-01', 300, 2025, 'Germany'), ('old', 'Aachen', '2025-01-01', '2026-01-01', 200, 2019, 'DE'),
	('north', 'Aachen', '2025-01-01', '2026-01-01', 100, 2025, 'NO'), ('eu', 'Aachen', '2025-01-01', '2026-01-01', 50, 2024, 'eu'), ('odd', 'Aachen', '2025-01-01', '2026-01-01', 25, 2025, 'Narnia'), ('isles', 'Aachen', '2025-01-01', '2026-01-01', 70, 2025, 'GB');
SELECT round(((36790000 * 0.34206 - co2e_kg) / 342.06)::numeric, 6) AS mwh_that_count, method FROM statement(2025, '2026-07-31') WHERE site = 'Aachen' AND line = '2 market';
SELECT rule, subject, detail FROM statement_audit() WHERE rule LIKE 'certificate%' ORDER BY 1, 2;
-- a site in Norway takes those of Germany, Norway and the EU, one in Switzerland too, one in the United Kingdom its own alone
SELECT w.country, string_agg(c.certificate, ', ' ORDER BY c.certificate) FILTER (WHERE c.refused IS NULL) AS counts
FROM (VALUES ('NOR'), ('CHE'), ('GBR'), ('POL')) AS w (country) CROSS JOIN LATERAL (SELECT * FROM acct.in_country(w.country)) c GROUP BY 1 ORDER BY 1;
-- a site whose country is not known, or a certificate that tells no market, is no reason
UPDATE site_user SET country = NULL, grid_region = NULL WHERE site = 'Aachen';
SELECT count(*) FILTER (WHERE refused IS NOT NULL) AS refused FROM certificates_of(NULL);
ROLLBACK;
-- contracts that emit count by what they emit: 20 % at 300 g and 30 % at 100 g of 36,790 MWh are 2,207,400 + 1,103,700 kg, and half is left at 342.06 g: 6,292,193.7;
-- shares above the whole are taken in proportion: 80 % at 300 g and 80 % at 100 g are 200 g of all
BEGIN;
INSERT INTO electricity_contract (contract, site, from_date, instrument, share, g_per_kwh) VALUES ('gas', 'Aachen', '2025-01-01', 'PPA', 0.2, 300), ('biogas', 'Aachen', '2025-01-01', 'PPA', 0.3, 100);
SELECT round(co2e_kg::numeric, 1) AS kg, 2207400 + 1103700 + 6292193.7 AS by_hand, method FROM statement(2025, '2026-07-31') WHERE site = 'Aachen' AND line = '2 market';
UPDATE electricity_contract SET share = 0.8;
SELECT round(co2e_kg::numeric, 1) AS kg, 36790 * 200 AS by_hand FROM statement(2025, '2026-07-31') WHERE site = 'Aachen' AND line = '2 market';
ROLLBACK;
-- more than was used covers what was used
BEGIN;
INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('PPA of 50 GWh', 'Aachen', '2025-01-01', '2026-01-01', 50000, 2025);
SELECT co2e_kg, method FROM statement(2025, '2026-07-31') WHERE site = 'Aachen' AND line = '2 market';
SELECT rule, subject FROM statement_audit();
ROLLBACK;

-- Restating: what no report keeps is told apart too, and where a cause makes a line unknown the next that is known has the whole difference
BEGIN;
INSERT INTO device (device, accelerator, site, since, until) VALUES ('a', 'H100 SXM', 'Aachen', '2025-01-01Z', '2025-01-11Z');
CALL close_report('with a card', '2025-01-01', '2026-01-01', '2026-07-31');
UPDATE device SET until = '2025-01-21Z' WHERE device = 'a';
SELECT line, cause, round((co2e_kg * 1000)::numeric, 3) AS g, round(240 * 164000 / 26280.0, 3) AS by_hand FROM restate('with a card') WHERE co2e_kg <> 0 AND cause <> 'factors';
UPDATE device SET until = '2025-01-11Z' WHERE device = 'a';
INSERT INTO part_life (accelerator, lifetime_h) VALUES ('H100 SXM', 52560);
SELECT line, cause, round((co2e_kg * 1000)::numeric, 3) AS g, round(240 * 164000 / 52560.0 - 240 * 164000 / 26280.0, 3) AS by_hand FROM restate('with a card') WHERE co2e_kg <> 0 AND line = '3 embodied';
-- a rate that came with an earlier date, a site that is elsewhere
UPDATE site_user SET grid_region = 'FRA', country = 'FRA' WHERE site = 'Aachen';
SELECT line, cause, round(co2e_kg::numeric, 1) AS kg, CASE line WHEN '2 location' THEN round(36790 * (44.18 - 342.06), 1) END AS by_hand FROM restate('with a card') WHERE co2e_kg <> 0 AND line IN ('2 location', '2 market');
UPDATE site_user SET grid_region = 'DE', country = 'DEU' WHERE site = 'Aachen';
-- peat has no factor when its bill comes and has one later
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('P', 'Aachen', 'fuel', '2025-01-01', '2026-01-01', 100, 'MMBtu', 'peat');
SELECT cause, co2e_kg FROM restate('with a card') WHERE line = '1';
INSERT INTO emission_factor_user (fuel, technology, control, pollutant, basis, edition, factor, unit, known_from, source_id)
SELECT 'peat', 'stationary combustion', 'uncontrolled', g.gas, 'heat input HHV', 'new', g.kg, 'kg/MMBtu', '2026-08-15', 'acme-books-2025' FROM (VALUES ('CO2', 100), ('CH4', 0), ('N2O', 0)) AS g (gas, kg);
SELECT cause, round(co2e_kg::numeric, 6) AS kg FROM restate('with a card') WHERE line = '1';
ROLLBACK;
SET client_min_messages = error;
DROP SCHEMA acct CASCADE;
DELETE FROM colossus.site_user;
DELETE FROM colossus.organization_user;
DELETE FROM colossus.source_user;
