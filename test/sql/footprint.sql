-- Who bears what a site emits: bills that give way, electricity of its own, and the life of its parts.
-- Every expected figure is worked by hand beside it.
\set VERBOSITY terse
SET client_min_messages = warning;
SET timezone = 'UTC';
SET datestyle = ISO;
CALL colossus.create_ledger('fp', partitioned => false);
SET search_path = fp, public, colossus;
DELETE FROM colossus.site_user;
INSERT INTO colossus.site_user (site, country, grid_region, source_id) VALUES ('Hull', 'GBR', NULL, 'egrid2023'), ('Memphis', 'USA', 'SRTV', 'egrid2023');

-- An estimate gives way to the reading of its own supplier, meter, line, fuel and use alone.  Of 310 kWh of March and 300 of April estimated, a reading of
-- half of March leaves 310 x 15 / 31 = 150 and the 300, where it is of the same; where it is of another all 610 stay beside it
CREATE FUNCTION beside(supplier text, meter text, direct float8) RETURNS numeric LANGUAGE plpgsql AS $f$
DECLARE kwh numeric;
BEGIN
	INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, meter, direct_g_per_kwh, estimated) VALUES
		('e1', 'Hull', 'electricity', '2023-03-01', '2023-04-01', 310, 'kWh', 'A', 'm1', 20, true), ('e2', 'Hull', 'electricity', '2023-04-01', '2023-05-01', 300, 'kWh', 'A', 'm1', 20, true),
		('r', 'Hull', 'electricity', '2023-03-01', '2023-03-17', 1000, 'kWh', beside.supplier, beside.meter, beside.direct, false);
	SELECT round(sum(b.quantity)::numeric, 9) - 1000 INTO kwh FROM bills_of(NULL, NULL) b;
	DELETE FROM activity;
	RETURN kwh;
END
$f$;
SELECT beside('A', 'm1', 20) AS same, beside('B', 'm1', 20) AS supplier, beside('A', 'm2', 20) AS meter, beside('A', 'm1', 450) AS plant, beside('A', 'm1', NULL) AS grid, beside(NULL, 'm1', 20) AS no_supplier;
-- the same of a fuel and of what burns it
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, technology, supplier, estimated) VALUES
	('boiler', 'Hull', 'fuel', '2023-03-01', '2023-04-01', 310, 'therm', 'natural gas', 'boiler', 'G', true), ('turbine', 'Hull', 'fuel', '2023-03-01', '2023-04-01', 620, 'therm', 'natural gas', 'gas turbine', 'G', false);
SELECT activity_id, quantity FROM bills_of(NULL, NULL) ORDER BY 1;
UPDATE activity SET technology = 'boiler';
SELECT activity_id, quantity FROM bills_of(NULL, NULL) ORDER BY 1;
ROLLBACK;

-- an estimate that says neither supplier nor meter is of the only reading of its days: 108 count, not 208; case and blanks tell nobody apart
CREATE FUNCTION read_as(kind text, fuel text, unit text, estimate_of text, estimate_at text, estimate_fuel text, second boolean, OUT total float8, OUT named text) LANGUAGE plpgsql AS $f$
BEGIN
	INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, supplier, meter, estimated) VALUES
		('guess', 'Hull', read_as.kind, '2023-01-01', '2024-01-01', 100, read_as.unit, read_as.estimate_fuel, read_as.estimate_of, read_as.estimate_at, true),
		('read', 'Hull', read_as.kind, '2023-01-01', '2024-01-01', 108, read_as.unit, read_as.fuel, 'EDF', 'm1', false);
	INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, supplier, meter)
	SELECT 'other', 'Hull', read_as.kind, '2023-06-01', '2024-01-01', 7, read_as.unit, read_as.fuel, 'EDF', 'm2' WHERE read_as.second;
	SELECT sum(b.quantity) INTO read_as.total FROM bills_of(NULL, NULL) b;
	SELECT string_agg(a.subject || ' beside ' || split_part(a.detail, ' was', 1), ', ' ORDER BY a.detail) INTO read_as.named FROM fuel_audit() a WHERE a.rule = 'estimate beside a reading';
	DELETE FROM activity;
END
$f$;
SELECT k.kind, n.case, r.total, r.named
FROM (VALUES ('electricity', NULL, 'MWh', NULL), ('heat', NULL, 'MWh', NULL), ('water', NULL, 'm3', NULL), ('fuel', 'natural gas', 'MWh', 'Natural Gas'), ('fuel', 'diesel', 'L', 'Distillate Oil No. 2')) AS k (kind, fuel, unit, other_fuel)
CROSS JOIN (VALUES (1, 'neither', NULL, NULL, false), (2, 'supplier', 'edf ', NULL, false), (3, 'both', 'edf', 'M1', false), (4, 'another', 'Eon', 'm1', false), (5, 'neither of two', NULL, NULL, true)) AS n (n, "case", supplier, meter, second)
CROSS JOIN LATERAL read_as(k.kind, k.fuel, k.unit, n.supplier, n.meter, k.other_fuel, n.second) r
ORDER BY k.kind, k.fuel, n.n;
-- the same bill twice, under names that differ by case, and of fuel by its other name
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, supplier, meter) VALUES
	('e', 'Hull', 'electricity', '2023-01-01', '2024-01-01', 100, 'MWh', NULL, 'EDF', 'm1'), ('e again', 'Hull', 'electricity', '2023-01-01', '2024-01-01', 100, 'MWh', NULL, 'edf', 'M1'),
	('f', 'Hull', 'fuel', '2023-01-01', '2023-01-02', 100, 'L', 'diesel', 'Oil Co', NULL), ('f again', 'Hull', 'fuel', '2023-01-01', '2023-01-02', 100, 'L', 'Diesel', 'oil co', NULL),
	('g', 'Hull', 'fuel', '2023-02-01', '2023-02-02', 100, 'L', 'diesel', 'Oil Co', NULL), ('g again', 'Hull', 'fuel', '2023-02-01', '2023-02-02', 100, 'L', 'distillate oil No. 2', 'Oil Co', NULL);
SELECT subject, detail FROM statement_audit() WHERE rule = 'bill entered twice' ORDER BY 1;
ROLLBACK;
-- bills that correct each other would leave none
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('a', 'Hull', 'electricity', '2023-01-01', '2023-02-01', 100, 'kWh', NULL), ('b', 'Hull', 'electricity', '2023-01-01', '2023-02-01', 90, 'kWh', 'a');
SELECT activity_id FROM bills_of(NULL, NULL);
SAVEPOINT ring;
UPDATE activity SET corrects = 'b' WHERE activity_id = 'a';
ROLLBACK TO ring;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('c', 'Hull', 'electricity', '2023-01-01', '2023-02-01', 80, 'kWh', 'b');
UPDATE activity SET corrects = 'c' WHERE activity_id = 'a';
ROLLBACK TO ring;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('x', 'Hull', 'electricity', '2023-01-01', '2023-02-01', 100, 'kWh', 'y'), ('y', 'Hull', 'electricity', '2023-01-01', '2023-02-01', 90, 'kWh', 'x');
ROLLBACK;

-- a tank that is filled once and burnt over three years: 1,000 gal x 0.138 = 138 MMBtu count in 2022, and the 2 x 41.4 of the years after it count in none of their own
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('tank', 'Memphis', 'fuel', '2022-03-01', '2022-03-02', 1000, 'gal', 'diesel');
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) SELECT 'Memphis', 'tank G', make_timestamptz(y, 6, 1, 0, 0, 0, 'UTC'), make_timestamptz(y, 7, 1, 0, 0, 0, 'UTC'), 'Diesel', 'stationary combustion', 41.4, 4 FROM generate_series(2022, 2024) y;
SELECT y, coalesce(round(sum(b.heat_mmbtu), 6), 0) AS mmbtu FROM generate_series(2022, 2024) y LEFT JOIN LATERAL burnt(make_date(y, 1, 1), make_date(y + 1, 1, 1), current_date, NULL, true) b ON true GROUP BY y ORDER BY y;
SELECT rule, subject, detail FROM fuel_audit() WHERE rule LIKE 'fuel%';
-- where a delivery of each year is burnt in it there is nothing to say
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('tank 2', 'Memphis', 'fuel', '2023-03-01', '2023-03-02', 300, 'gal', 'diesel'), ('tank 3', 'Memphis', 'fuel', '2024-03-01', '2024-03-02', 300, 'gal', 'diesel');
SELECT rule, subject, detail FROM fuel_audit() WHERE rule LIKE 'fuel%';
ROLLBACK;

-- What corrects a bill is of its site and kind, whichever row comes first
\set VERBOSITY default
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('a', 'Hull', 'electricity', '2023-01-01', '2023-02-01', 100, 'kWh'), ('w', 'Hull', 'water', '2023-01-01', '2023-02-01', 5, 'm3');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('b', 'Memphis', 'electricity', '2023-01-01', '2023-02-01', 90, 'kWh', 'a');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('b', 'Hull', 'electricity', '2023-01-01', '2023-02-01', 90, 'kWh', 'w');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, corrects) VALUES ('c', 'Hull', 'fuel', '2023-01-01', '2023-02-01', 1, 'gal', 'diesel', NULL), ('d', 'Hull', 'fuel', '2023-01-01', '2023-02-01', -1, 'gal', 'propane', 'c');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('y', 'Memphis', 'electricity', '2023-01-01', '2023-02-01', 90, 'kWh', 'x'), ('x', 'Hull', 'electricity', '2023-01-01', '2023-02-01', 100, 'kWh', NULL);
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('k', 'Hull', 'electricity', '2023-01-01', '2023-02-01', -10, 'kWh', 'a'), ('kk', 'Hull', 'electricity', '2023-01-01', '2023-02-01', -10, 'kWh', 'k');
\set VERBOSITY terse
SELECT activity_id FROM activity ORDER BY 1;
-- a bill before what it takes the place of, a wrong fuel put right, and both moved to another site
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, corrects) VALUES ('b', 'Hull', 'electricity', '2023-01-01', '2023-02-01', 90, 'kWh', NULL, 'a'),
	('d', 'Hull', 'fuel', '2023-01-01', '2023-02-01', 10, 'gal', 'propane', 'c'), ('c', 'Hull', 'fuel', '2023-01-01', '2023-02-01', 10, 'gal', 'diesel', NULL);
UPDATE activity SET site = 'Memphis' WHERE activity_id = 'a';
UPDATE activity SET site = 'Memphis';
SELECT activity_id, site, quantity, fuel FROM bills_of(NULL, NULL) ORDER BY 1;
DELETE FROM activity WHERE corrects IS NOT NULL;
DELETE FROM activity;

-- The life of parts: an H100 SXM has 164 kg over 26,280 h (36 months and 26 days), from its first day; here 2020-01-01 until 2022-12-31.
-- It has samples of two days of 2021 alone, is registered until 2024, and two jobs hold a half for all of it and a quarter from 2022 on
INSERT INTO device (device, accelerator, site, max_gap, since, until) VALUES ('old', 'H100 SXM', 'Hull', '1 day', '2020-01-01Z', '2024-01-01Z');
INSERT INTO sample_by_name (device, metric, at, value) SELECT 'old', 'power_w', at, 500 FROM generate_series(timestamptz '2021-06-01Z', timestamptz '2021-06-03Z', interval '1 hour') AS at;
INSERT INTO job (job, model, tenant, started_at, ended_at) VALUES ('half', 'm', 'H', '2020-01-01Z', '2025-01-01Z'), ('quarter', 'm', 'Q', '2022-01-01Z', '2025-01-01Z');
INSERT INTO job_device (job, device, share, started_at) VALUES ('half', 'old', 0.5, '2020-01-01Z'), ('quarter', 'old', 0.25, '2022-01-01Z');
INSERT INTO functional_unit (job, unit, from_date, until_date, quantity) VALUES ('half', 'request', '2020-01-01', '2025-01-01', 1e6), ('quarter', 'request', '2020-01-01', '2025-01-01', 1e6);
-- by year: hours of the life in it x 164 / 26280; 2020 has 8,784, 2021 8,760, 2022 the 8,736 that are left, later years none
SELECT y, round(t.half::numeric, 9) AS half, round(t.quarter::numeric, 9) AS quarter, round(t.idle::numeric, 9) AS idle, round(s.co2e_kg::numeric, 9) AS line, s.quantity AS hours, round(h.hours * 164 / 26280.0, 9) AS by_hand, abs(t.half + t.quarter + t.idle - s.co2e_kg) < 1e-9 AS once
FROM (VALUES (2020, 8784), (2021, 8760), (2022, 8736), (2023, 0)) h (y, hours)
CROSS JOIN LATERAL (SELECT sum(embodied_co2e_kg) FILTER (WHERE tenant = 'H') AS half, coalesce(sum(embodied_co2e_kg) FILTER (WHERE tenant = 'Q'), 0) AS quarter, sum(embodied_co2e_kg) FILTER (WHERE consumer = 'idle') AS idle
	FROM statement_tenant(make_date(y, 1, 1), make_date(y + 1, 1, 1)) x) t
CROSS JOIN LATERAL statement(make_date(y, 1, 1), make_date(y + 1, 1, 1)) s
WHERE s.line = '3 embodied' ORDER BY y;
SELECT count(*) AS after_its_end FROM statement('2024-01-01', '2025-01-01') WHERE line = '3 embodied';
-- over its whole life 164 kg, once, whoever bears it: of the jobs alone half of it and 2,184 h more (a quarter of 8,736), with what nobody held all of it
SELECT round(sum(embodied_co2e_kg)::numeric, 9) AS kg, round((26280 / 2.0 + 8736 / 4.0) * 164 / 26280, 9) AS by_hand FROM footprint('2019-01-01', '2026-01-01');
SELECT round(sum(embodied_co2e_kg)::numeric, 9) AS kg FROM footprint('2019-01-01', '2026-01-01', with_idle => true);
-- December 2022 has 30 of its 31 days
SELECT month, tenant, round(embodied_co2e_kg::numeric, 9) AS kg, round(CASE month WHEN '2022-12-01' THEN 720 ELSE 0 END * CASE tenant WHEN 'H' THEN 0.5 ELSE 0.25 END * 164 / 26280, 9) AS by_hand FROM footprint('2022-12-01', '2023-02-01') ORDER BY 1, 2;
-- retired in the middle: what is left of its life is not charged; where a card moves, its life goes along
UPDATE device SET until = '2021-01-01Z';
SELECT round(sum(co2e_kg)::numeric, 9) AS kg, round(8784 * 164 / 26280.0, 9) AS by_hand FROM statement('2019-01-01', '2026-01-01') WHERE line = '3 embodied';
INSERT INTO device (device, accelerator, site, max_gap, since, until) VALUES ('old', 'H100 SXM', 'Memphis', '1 day', '2021-01-01Z', '2024-01-01Z');
SELECT site, round(co2e_kg::numeric, 9) AS kg, round(CASE site WHEN 'Hull' THEN 8784 ELSE 26280 - 8784 END * 164 / 26280.0, 9) AS by_hand FROM statement('2019-01-01', '2026-01-01') WHERE line = '3 embodied';
SELECT site, tenant, round(embodied_co2e_kg::numeric, 9) AS kg FROM statement_tenant('2021-01-01', '2022-01-01');
-- a card of which nobody knows when it came has no life yet; one that is registered and was never seen is there until now
DELETE FROM job_device; DELETE FROM functional_unit; DELETE FROM job; DELETE FROM sample; DELETE FROM series; DELETE FROM device;
INSERT INTO device (device, accelerator, site) VALUES ('somewhen', 'H100 SXM', 'Hull');
SELECT count(*) FROM statement('2019-01-01', '2026-01-01') WHERE line = '3 embodied';
UPDATE device SET since = '2023-01-01Z';
SELECT round(co2e_kg::numeric, 9) AS kg, round(8760 * 164 / 26280.0, 9) AS by_hand FROM statement(2023) WHERE line = '3 embodied';
SELECT tenant, consumer, kwh, round(embodied_co2e_kg::numeric, 9) AS kg FROM statement_tenant('2023-01-01', '2024-01-01');
DELETE FROM device;

-- Electricity of the site's own.  A card at 500 W x 1.6 x 1.25 is 24 kWh a day at the meter.  A diesel generator makes 20 kWh on the first of two days from
-- 0.2 MMBtu, x (73.96 + 0.003 x 28 + 0.0006 x 265) = 14.8406 kg; the grid has 900.82 lb/MWh.  Tenant A holds half the card, B a quarter, on the first day
INSERT INTO device (device, accelerator, site, max_gap, since, until) VALUES ('gpu', 'H100 SXM', 'Memphis', '1 hour', '2023-06-01Z', '2023-06-03Z');
INSERT INTO site_overhead (site, from_date, server_factor, pue) VALUES ('Memphis', '2023-01-01', 1.6, 1.25);
INSERT INTO sample_by_name (device, metric, at, value) SELECT 'gpu', 'power_w', at, 500 FROM generate_series(timestamptz '2023-06-01Z', timestamptz '2023-06-03Z', interval '1 hour') AS at;
INSERT INTO job (job, kind, model, tenant, started_at, ended_at) VALUES ('a', 'inference', 'm', 'A', '2023-06-01Z', '2023-06-02Z'), ('b', 'inference', 'm', 'B', '2023-06-01Z', '2023-06-02Z');
INSERT INTO job_device (job, device, share, started_at, ended_at) VALUES ('a', 'gpu', 0.5, '2023-06-01Z', '2023-06-02Z'), ('b', 'gpu', 0.25, '2023-06-01Z', '2023-06-02Z');
INSERT INTO functional_unit (job, unit, from_date, until_date, quantity) VALUES ('a', 'request', '2023-06-01', '2023-06-02', 1000);
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Memphis', 'G1', '2023-06-01 06:00Z', '2023-06-01 12:00Z', 'diesel', 'stationary combustion', 0.2, 0.02);
CREATE VIEW of_a AS
SELECT round(facility_kwh::numeric, 9) AS kwh, round(generated_kwh::numeric, 9) AS own, round(location_co2e_kg::numeric, 6) AS kg, round(market_co2e_kg::numeric, 6) AS market, round(direct_co2e_kg::numeric, 6) AS direct,
	round(location_co2e_kg_per_million::numeric, 3) AS per_million, round(sci_g::numeric, 6) AS sci_g
FROM footprint('2023-06-01', '2023-07-01', '2025-02-01');
-- the sum of tenants, idle and unattributed against the site: bought and generated, both methods, fuel and its supply, parts, and the ledger of emissions
CREATE VIEW conserved AS
SELECT t.kwh, round(t.own::numeric, 9) AS own, round(t.direct::numeric, 6) AS direct, abs(t.kwh - l.kwh) < 1e-9 AS bought, abs(t.location - l.location) < 1e-9 AS location, abs(t.market - l.market) < 1e-9 AS market, abs(t.direct - l.direct) < 1e-9 AS fuel,
	abs(t.embodied - l.embodied) < 1e-12 AS parts
FROM (SELECT round(sum(kwh)::numeric, 9) AS kwh, sum(generated_kwh) AS own, sum(location_co2e_kg) AS location, sum(market_co2e_kg) AS market, sum(direct_co2e_kg) AS direct, sum(embodied_co2e_kg) AS embodied FROM statement_tenant('2023-06-01', '2023-06-03', '2025-02-01')) t,
	(SELECT sum(quantity) FILTER (WHERE line = '2 location') AS kwh, sum(co2e_kg) FILTER (WHERE line = '2 location') AS location, sum(co2e_kg) FILTER (WHERE line = '2 market') AS market,
		coalesce(sum(co2e_kg) FILTER (WHERE line = '1'), 0) AS direct, sum(co2e_kg) FILTER (WHERE line = '3 embodied') AS embodied FROM statement('2023-06-01', '2023-06-03', '2025-02-01')) l;
-- 4 of the 24 kWh are bought.  A used 12: 2 of the grid and 10 of the generator, half of its diesel; 12 h of the card x 164 kg / 26,280 besides
SELECT * FROM of_a;
SELECT round(4 / 2.0 * 0.90082 * 0.45359237 + 14.8406 / 2, 6) AS kg, round(14.8406 / 2, 6) AS direct, round((4 / 2.0 * 0.90082 * 0.45359237 + 14.8406 / 2) * 1000, 3) AS per_million,
	round(4 / 2.0 * 0.90082 * 0.45359237 + 14.8406 / 2 + 12 * 164 / 26280.0, 6) AS sci_g;
SELECT tenant, round(kwh::numeric, 6) AS bought, round(generated_kwh::numeric, 6) AS own, round(direct_co2e_kg::numeric, 6) AS direct, upstream_fuel_co2e_kg FROM statement_tenant('2023-06-01', '2023-06-03', '2025-02-01');
SELECT * FROM conserved;
SELECT round(sum(facility_kwh)::numeric, 9) AS bought, round((sum(co2e_kg) FILTER (WHERE scope = 1))::numeric, 6) AS direct FROM emission_ledger('2025-02-01');
-- 15 kWh of it leave the site: 5 are used there and 19 bought, not 4.  A: 9.5 of the grid, 2.5 of its own and an eighth of the diesel
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('out', 'Memphis', 'electricity exported', '2023-06-01', '2023-06-03', 15, 'kWh');
SELECT * FROM of_a;
SELECT round(9.5 * 0.90082 * 0.45359237 + 14.8406 / 8, 6) AS kg;
SELECT * FROM conserved;
SELECT round(sum(facility_kwh)::numeric, 9) AS bought FROM emission_ledger('2025-02-01') WHERE scope = 2;
-- with a bill of 30 kWh a day: of 35 on the first day A has 12, of which 12 x 5 / 35 are of its own
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('in', 'Memphis', 'electricity', '2023-06-01', '2023-06-03', 60, 'kWh');
SELECT * FROM of_a;
SELECT round(12 * 5 / 35.0, 9) AS own, round(12 * 30 / 35.0 * 0.90082 * 0.45359237 + 14.8406 * 12 / 35 / 4, 6) AS kg, round(14.8406 * 12 / 35 / 4, 6) AS direct;
SELECT * FROM conserved;
-- more leaves than was generated: none of it was used here, and nothing is taken off what was bought
UPDATE activity SET quantity = 25 WHERE activity_id = 'out';
SELECT * FROM of_a;
DELETE FROM activity WHERE activity_id = 'in';
SELECT * FROM conserved;
-- a credit of 10 kWh on the export, and an export of days without generation
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, corrects) VALUES ('less', 'Memphis', 'electricity exported', '2023-06-01', '2023-06-03', -10, 'kWh', 'out');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('later', 'Memphis', 'electricity exported', '2023-06-02', '2023-06-05', 9, 'kWh');
SELECT * FROM generated('2023-06-01', '2023-06-03', NULL);
SELECT * FROM conserved;
ROLLBACK;
-- a unit that generates and does not say how much: what is bought and who used it is not known
BEGIN;
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu) VALUES ('Memphis', 'G2', '2023-06-01 06:00Z', '2023-06-01 12:00Z', 'diesel', 'stationary combustion', 1);
SELECT kwh, own, kg, direct FROM of_a;
-- one that made none in a test says 0: its MMBtu, 74.203 kg, is of no electricity
UPDATE unit_operation SET mwh = 0 WHERE unit = 'G2';
SELECT kwh, own, direct FROM of_a;
SELECT * FROM conserved;
-- one that does not say what it burnt: what the site emitted is not known, what it used is
UPDATE unit_operation SET heat_mmbtu = NULL, mwh = 0.001 WHERE unit = 'G2';
SELECT kwh, own, kg, direct FROM of_a;
-- a gas turbine whose gas has a bill: that of its days, 30 MMBtu of June over 30 days, on the first 1 x 53.06 + 0.001 x 28 + 0.0001 x 265 = 53.1145 kg
DELETE FROM unit_operation;
INSERT INTO unit_operation (site, unit, started_at, ended_at, mwh) VALUES ('Memphis', 'T1', '2023-06-01 06:00Z', '2023-06-01 12:00Z', 0.02);
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, technology) VALUES ('gas', 'Memphis', 'fuel', '2023-06-01', '2023-07-01', 30, 'MMBtu', 'natural gas', 'gas turbine');
SELECT kwh, own, direct, abs(direct * 2 - (SELECT sum(co2e_kg) FROM statement('2023-06-01', '2023-06-02', '2025-02-01') WHERE line = '1')::numeric) < 1e-6 AS half_of_the_day FROM of_a;
SELECT * FROM conserved;
ROLLBACK;
-- the supply of its fuel has a column of its own: diesel in Britain, 0.05913 kg a kWh of 293.07107 a MMBtu
BEGIN;
UPDATE colossus.site_user SET country = 'GBR', grid_region = NULL WHERE site = 'Memphis';
SELECT tenant, round(upstream_fuel_co2e_kg::numeric, 6) AS kg, round(0.2 * 293.07107 * 0.05913 * CASE tenant WHEN 'A' THEN 0.5 WHEN '(unattributed)' THEN 0 ELSE 0.25 END, 6) AS by_hand FROM statement_tenant('2023-06-01', '2023-06-02', '2026-01-01');
SELECT round(co2e_kg::numeric, 6) AS line FROM statement('2023-06-01', '2023-06-02', '2026-01-01') WHERE line = '3 upstream fuel';
SELECT round(upstream_fuel_co2e_kg::numeric, 6) AS of_a FROM footprint('2023-06-01', '2023-06-02', '2026-01-01');
ROLLBACK;

-- Fuel that is delivered and burnt is the same fuel and counts once.  MMBtu of each month by hand: what the larger of both sums since the books began grows by
DELETE FROM unit_operation;
CREATE FUNCTION months() RETURNS TABLE (month text, mmbtu numeric, tenants boolean) LANGUAGE sql AS $f$
	SELECT to_char(m, 'YYYY-MM'), round(sum(b.heat_mmbtu), 6), (SELECT abs(sum(x.direct_co2e_kg) - (SELECT sum(y.co2e_kg) FROM statement(m::date, (m + interval '1 month')::date, '2025-02-01') y WHERE y.line = '1')) < 1e-9 FROM statement_tenant(m::date, (m + interval '1 month')::date, '2025-02-01') x)
	FROM generate_series(timestamp '2023-01-01', '2024-12-01', interval '1 month') m, LATERAL burnt(m::date, (m + interval '1 month')::date, current_date, NULL, true) b GROUP BY m HAVING sum(b.heat_mmbtu) <> 0 ORDER BY m
$f$;
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES
	('Memphis', 'G1', '2023-02-10Z', '2023-02-11Z', 'diesel', 'diesel engine over 600 hp', 3, 0.3), ('Memphis', 'G1', '2023-07-10Z', '2023-07-11Z', 'diesel', 'diesel engine over 600 hp', 5, 0.5), ('Memphis', 'G1', '2023-10-31 12:00Z', '2023-11-01 12:00Z', 'diesel', 'diesel engine over 600 hp', 20, 2);
-- burnt alone: 3, 5, 10 and 10
SELECT * FROM months();
-- 100 gal, 13.8 MMBtu, come on 2 May under another name: they fill up 3 and are 10.8 more; 5 are of the tank, 5.8 of the next 20 too, and 14.2 are not: 4.2 in October
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('tank 1', 'Memphis', 'fuel', '2023-05-02', '2023-05-03', 100, 'gal', 'distillate oil No. 2');
SELECT * FROM months();
SELECT round(sum(heat_mmbtu), 6) AS year FROM burnt('2023-01-01', '2024-01-01', current_date, NULL, false);
SELECT round(sum(quantity)::numeric, 3) AS co2_kg, round(28 * 73.96, 3) AS by_hand FROM statement(2023, '2025-02-01') WHERE line = '1' AND gas = 'CO2';
-- and 200 gal, 27.6, in January fill up what the year took beyond it, 28 - 13.8, and lay in 13.4; March burns 10 of them
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('tank 2', 'Memphis', 'fuel', '2024-01-10', '2024-01-11', 200, 'gal', 'diesel');
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Memphis', 'G1', '2024-03-10Z', '2024-03-11Z', 'diesel', 'diesel engine over 600 hp', 10, 1);
SELECT * FROM months();
-- a bill that says another use is of another tank: all of it counts, and all that the unit burnt
BEGIN;
UPDATE activity SET technology = 'stationary combustion' WHERE activity_id = 'tank 1';
SELECT month, mmbtu FROM months() WHERE month < '2024';
ROLLBACK;
DELETE FROM activity; DELETE FROM unit_operation;
-- natural gas comes through a pipe: 60 MMBtu of June, of which a turbine says 40, are 60; what it burns in July, which has no bill, counts by itself
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('gas', 'Memphis', 'fuel', '2023-06-01', '2023-07-01', 60, 'MMBtu', 'natural gas');
INSERT INTO unit_operation (site, unit, started_at, ended_at, heat_mmbtu, mwh) VALUES ('Memphis', 'T1', '2023-06-10Z', '2023-06-12Z', 40, 4), ('Memphis', 'T1', '2023-07-10Z', '2023-07-12Z', 30, 3);
SELECT * FROM months();
-- a closed report keeps the tank's past: nothing is restated, though the delivery was long before
DELETE FROM activity; DELETE FROM unit_operation;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel) VALUES ('tank', 'Memphis', 'fuel', '2022-05-02', '2022-05-03', 100, 'gal', 'diesel');
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Memphis', 'G1', '2023-02-10Z', '2023-02-11Z', 'diesel', 'diesel engine over 600 hp', 20, 2);
CALL close_report('2023', '2023-01-01', '2024-01-01', '2025-02-01');
SELECT round(sum(co2e_kg)::numeric, 6) AS kg FROM closed_line WHERE line = '1' AND gas = 'CO2';
SELECT count(*) FROM restate('2023') WHERE co2e_kg <> 0 AND cause <> 'factors';
DELETE FROM activity;
SELECT round(sum(co2e_kg)::numeric, 6) AS bills, round(13.8 * 74.203, 6) AS by_hand FROM restate('2023') WHERE line = '1' AND cause = 'bills';

-- What the audit names of all this, and of books that have none of it nothing
DELETE FROM closed_statement; DELETE FROM unit_operation;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, supplier) VALUES ('gas 1', 'Memphis', 'fuel', '2023-05-01', '2023-06-01', 60, 'MMBtu', 'natural gas', 'Gas Co'), ('gas 2', 'Memphis', 'fuel', '2023-06-01', '2023-07-01', 70, 'MMBtu', 'natural gas', 'Gas Co'),
	('lorry 1', 'Memphis', 'fuel', '2023-05-02', '2023-05-03', 100, 'gal', 'diesel', 'Oil Co'), ('lorry 2', 'Memphis', 'fuel', '2023-05-02', '2023-05-03', 90, 'gal', 'diesel', 'Oil Co');
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, estimated) VALUES ('guess', 'Memphis', 'electricity', '2023-05-01', '2023-06-01', 700, 'kWh', 'MLGW', true), ('read', 'Memphis', 'electricity', '2023-05-01', '2023-06-01', 744, 'kWh', 'MLGW', false), ('june', 'Memphis', 'electricity', '2023-06-01', '2023-07-01', 720, 'kWh', 'MLGW', false);
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('out', 'Memphis', 'electricity exported', '2023-05-01', '2023-07-01', 100, 'kWh');
INSERT INTO unit_operation (site, unit, started_at, ended_at, fuel, technology, heat_mmbtu, mwh) VALUES ('Memphis', 'G1', '2023-05-10Z', '2023-05-11Z', 'diesel', 'stationary combustion', 20, 2), ('Memphis', 'roof', '2023-06-01Z', '2023-07-01Z', 'solar', 'photovoltaic', NULL, 0.1);
CREATE FUNCTION plant(statement text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE found text;
BEGIN
	EXECUTE statement;
	SELECT string_agg(a.rule || ': ' || a.subject, '; ' ORDER BY a.rule, a.subject) INTO found FROM statement_audit() a WHERE a.rule ~ '^fuel|overlap|^estimate|^export|without electricity';
	RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = coalesce(found, 'nothing');
EXCEPTION WHEN raise_exception THEN RETURN SQLERRM;
END
$f$;
SELECT n, fault, plant(statement) AS found FROM (VALUES
	(0, 'none', 'SELECT 1'),
	(1, 'gas bills that overlap', $$UPDATE activity SET until_date = '2023-06-05' WHERE activity_id = 'gas 1'$$),
	(2, 'gas bills of two meters', $$UPDATE activity SET until_date = '2023-06-05', meter = 'a' WHERE activity_id = 'gas 1'; UPDATE activity SET meter = 'b' WHERE activity_id = 'gas 2'$$),
	(3, 'monthly invoices of a tank that overlap', $$UPDATE activity SET until_date = '2023-06-01' WHERE activity_id LIKE 'lorry%'$$),
	(4, 'burnt more than came', $$UPDATE unit_operation SET heat_mmbtu = 30 WHERE unit = 'G1'$$),
	(5, 'another name of the fuel, burnt in an engine', $$UPDATE activity SET fuel = 'distillate oil No. 2' WHERE activity_id = 'lorry 1'; UPDATE unit_operation SET technology = 'diesel engine over 600 hp', started_at = '2023-05-02Z', ended_at = '2023-05-03Z' WHERE unit = 'G1'$$),
	(6, 'a turbine on days without a gas bill', $$INSERT INTO unit_operation (site, unit, started_at, ended_at, heat_mmbtu, mwh) VALUES ('Memphis', 'T', '2023-07-10Z', '2023-07-11Z', 5, 1); UPDATE activity SET technology = 'gas turbine' WHERE activity_id LIKE 'gas%'$$),
	(7, 'reading without a supplier', $$UPDATE activity SET supplier = NULL WHERE activity_id = 'read'$$),
	(8, 'reading of another supplier', $$UPDATE activity SET supplier = 'Other Co' WHERE activity_id = 'read'$$),
	(9, 'more left than was made', $$UPDATE activity SET quantity = 5000 WHERE activity_id = 'out'$$),
	(10, 'a unit that does not say what it made', $$UPDATE unit_operation SET mwh = NULL WHERE unit = 'roof'$$)) AS p (n, fault, statement) ORDER BY n;
UPDATE activity SET quantity = 5000 WHERE activity_id = 'out';
SELECT rule, subject, detail FROM statement_audit() WHERE rule LIKE '%fuel%' OR rule LIKE 'export%';

SET client_min_messages = error;
DROP SCHEMA fp CASCADE;
DELETE FROM colossus.site_user;
