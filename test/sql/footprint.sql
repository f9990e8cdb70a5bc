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
	SELECT round(sum(b.quantity)::numeric, 9) - 1000 INTO kwh FROM bills_of(NULL) b;
	DELETE FROM activity;
	RETURN kwh;
END
$f$;
SELECT beside('A', 'm1', 20) AS same, beside('B', 'm1', 20) AS supplier, beside('A', 'm2', 20) AS meter, beside('A', 'm1', 450) AS plant, beside('A', 'm1', NULL) AS grid, beside(NULL, 'm1', 20) AS no_supplier;
-- the same of a fuel and of what burns it
BEGIN;
INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, fuel, technology, supplier, estimated) VALUES
	('boiler', 'Hull', 'fuel', '2023-03-01', '2023-04-01', 310, 'therm', 'natural gas', 'boiler', 'G', true), ('turbine', 'Hull', 'fuel', '2023-03-01', '2023-04-01', 620, 'therm', 'natural gas', 'gas turbine', 'G', false);
SELECT activity_id, quantity FROM bills_of(NULL) ORDER BY 1;
UPDATE activity SET technology = 'boiler';
SELECT activity_id, quantity FROM bills_of(NULL) ORDER BY 1;
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
SELECT activity_id, site, quantity, fuel FROM bills_of(NULL) ORDER BY 1;
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

SET client_min_messages = error;
DROP SCHEMA fp CASCADE;
DELETE FROM colossus.site_user;
