-- Editions that users load: checked as shipped rows are, beside what ships.
\pset footer off

-- CSV (RFC 4180)
SELECT * FROM csv_cells(E'a,b\r\n"1,5","say ""so"""\r\n,"two\nlines"\n');
SELECT * FROM csv_cells(E'a,b\n1,2,3\n');
SELECT * FROM csv_cells(E'a\n"open\n');
-- a file that was cut off, and columns that cannot be told apart
SELECT * FROM csv_cells(E'a,b\n1,2\n3\n');
SELECT * FROM csv_cells(E'a,b,a\n1,2,3\n');
SELECT count(*) FROM csv_cells(repeat('a,', 3000));
SELECT count(*) FROM csv_cells((SELECT string_agg('c' || i, ',') FROM generate_series(1, 3000) i));
-- a blank line is none
SELECT * FROM csv_cells(E'a,b\n1,2\n\n');
SELECT csv_number('1.5e3') AS number, csv_number(' 7 ') AS blanks, csv_number('1,5') AS comma, csv_number('inf') AS infinite, csv_date('2024-02-29') AS leap, csv_date('2023-02-29') AS none, csv_date('8/3/2026') AS american;

-- Grids: eGRID's sheet of subregions and Ember's yearly data.  What was known on a day
-- that is past does not move: all rates of all regions as of yesterday, before and after
CREATE FUNCTION pg_temp.known_before() RETURNS text RETURN (
	SELECT md5(string_agg(concat_ws(',', g.region, f.year, f.edition, f.lb_per_mwh, f.g_per_kwh), E'\n' ORDER BY g.region, d.at))
	FROM (SELECT DISTINCT region FROM grid_rate_shipped) g
	CROSS JOIN (VALUES (date '2024-07-01'), ('2026-01-01'), ('2026-11-01')) d (at)
	CROSS JOIN LATERAL grid_factor(g.region, d.at, known_on => current_date - 1) f);
CREATE TEMP TABLE before AS SELECT pg_temp.known_before() AS digest;
BEGIN;
SELECT * FROM load_egrid(E'SRCO2RTA,YEAR,SUBRGN,SRNAME,SRCH4RTA,SRN2ORTA,SRC2ERTA,SRHTIRTA\n800.5,2025,SRTV,SERC Tennessee Valley,0.07,0.01,805.1,9\nnone,2025,SRMV,SERC Mississippi Valley,0.03,,700,9\n1,2025,ERCT,ERCOT All,1,1,1,9\n2,2025,erct,ERCOT All,1,1,1,9\n1,2999,CAMX,WECC California,1,1,1,9\n1,2025,,,1,1,1,9\n', 'eGRID2025');
SELECT region, year, edition, lb_per_mwh FROM grid_factor('SRTV', '2026-01-01');
SELECT region, gas, lb_per_mwh FROM grid_rate_user ORDER BY 1, 2;
SELECT region, year, edition FROM grid_factor('SRTV', '2026-01-01', known_on => '2026-01-01');
SELECT data_set, vintage, rows_read, rejected FROM edition_file_user;
SELECT * FROM load_ember(E'Area,ISO 3 code,Year,Category,Variable,Unit,Value\nFrance,FRA,2025,Power sector emissions,CO2 intensity,gCO2e/kWh,40.1\nFrance,FRA,2025,Electricity generation,Nuclear,TWh,380\nWorld,,2025,Power sector emissions,CO2 intensity,gCO2e/kWh,460\nNowhere,NOW,2025,Power sector emissions,CO2 intensity,gCO2e/kWh,-\nGermany,DEU,2025,Power sector emissions,CO2 intensity,kgCO2/MWh,340\nJapan,JPN,2025,Power sector emissions,CO2 intensity,,480\nSpain,ESP,2025,Power sector emissions,CO2 intensity,gCO2/kWh,150\nSpain,ESP,2025,Power sector emissions,CO2 intensity,gCO2/kWh,160\nItaly,ITA,2099,Power sector emissions,CO2 intensity,gCO2/kWh,160\n', 'Ember 2026');
SELECT region, g_per_kwh FROM grid_rate_user WHERE edition = 'Ember 2026';
SELECT region, year, edition, g_per_kwh FROM grid_factor('FRA', '2026-01-01');
SELECT digest = pg_temp.known_before() AS the_past_stays FROM before;
SELECT cluster, quantity, what, round(value_then::numeric, 1) AS g_then, round(value_now::numeric, 1) AS g_now FROM edition_changes('grid_rate', 'eGRID2023 rev 2', 'eGRID2025') WHERE cluster = 'SRTV';
SAVEPOINT a;
SELECT * FROM load_egrid(E'SRCO2RTA,YEAR,SUBRGN,SRNAME,SRCH4RTA,SRN2ORTA,SRC2ERTA\n1,2025,SRTV,x,1,1,1\n', 'egrid2025');
ROLLBACK TO a;
SELECT * FROM load_ember(E'Area,ISO 3 code,Year,Variable,Unit,Value\nFrance,FRA,2025,CO2 intensity,gCO2e/kWh,40.1\n', 'Ember 2026');
ROLLBACK;
-- a statement with an earlier known_on says again what it said; one of today takes the new edition
SET client_min_messages = warning;
CALL colossus.create_ledger('ld');
RESET client_min_messages;
BEGIN;
INSERT INTO colossus.site_user (site, country, grid_region, source_id) VALUES ('Memphis', 'USA', 'SRTV', 'egrid2023'), ('Lyon', 'FRA', NULL, 'egrid2023');
INSERT INTO ld.activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES
	('a', 'Memphis', 'electricity', '2023-01-01', '2024-01-01', 1000, 'MWh'), ('b', 'Lyon', 'electricity', '2023-01-01', '2024-01-01', 1000, 'MWh');
CREATE TEMP TABLE said ON COMMIT DROP AS SELECT d.known_on, s.* FROM (VALUES (date '2025-02-01'), (current_date - 1), (current_date)) d (known_on) CROSS JOIN LATERAL ld.statement(2023, d.known_on) s;
SELECT rows_written FROM load_egrid(E'SRCO2RTA,YEAR,SUBRGN,SRNAME,SRCH4RTA,SRN2ORTA,SRC2ERTA,SRNBC2E\n1800,2023,SRTV,SERC Tennessee Valley,0.07,0.01,1805,1905\n', 'eGRID2023 rev 9');
SELECT gas, lb_per_mwh FROM grid_rate_user WHERE rate = 'nonbaseload';
SELECT rows_written FROM load_ember(E'Area,ISO 3 code,Year,Variable,Unit,Value\nFrance,FRA,2023,CO2 intensity,gCO2e/kWh,140.1\n', 'Ember 2026');
SELECT d.known_on = current_date AS of_today, s.site, count(*) FILTER (WHERE o.co2e_kg IS DISTINCT FROM s.co2e_kg OR o.editions IS DISTINCT FROM s.editions) > 0 AS moved
FROM (VALUES (date '2025-02-01'), (current_date - 1), (current_date)) d (known_on)
CROSS JOIN LATERAL ld.statement(2023, d.known_on) s
LEFT JOIN said o ON (o.known_on, o.site, o.line, o.gas) = (d.known_on, s.site, s.line, s.gas)
GROUP BY 1, 2 ORDER BY 1, 2;
ROLLBACK;
SET client_min_messages = warning;
DROP SCHEMA ld CASCADE;
RESET client_min_messages;
-- the name of what ships is refused, in any case
SELECT edition FROM (SELECT DISTINCT edition FROM grid_rate_shipped WHERE edition LIKE 'eGRID2023%' ORDER BY edition) e, load_egrid('x', lower(e.edition));
SELECT * FROM load_egrid(E'a\n1', ' ');

-- An edition in another unit has numbers as any other: eGRID's of 2023 with 5 % less, in lb, and then in kg, in short tons, with methane in lb/GWh, and Ember's in kg
CREATE FUNCTION pg_temp.egrid(factor float8, methane float8, without text) RETURNS text
RETURN (SELECT 'YEAR,SUBRGN,SRNAME,SRCO2RTA,SRCH4RTA,SRN2ORTA,SRC2ERTA' || E'\n' || string_agg(concat_ws(',', 2025, region, 'x', 0.95 * factor * co2, methane * ch4, factor * n2o, 0.95 * factor * co2e), E'\n' ORDER BY region)
	FROM (SELECT region, max(lb_per_mwh) FILTER (WHERE gas = 'CO2') AS co2, max(lb_per_mwh) FILTER (WHERE gas = 'CH4') AS ch4, max(lb_per_mwh) FILTER (WHERE gas = 'N2O') AS n2o, max(lb_per_mwh) FILTER (WHERE gas = 'CO2e') AS co2e
		FROM colossus.grid_rate_shipped WHERE edition = 'eGRID2023' AND rate = 'total' AND region <> ALL (string_to_array(without, ',')) GROUP BY region) g WHERE num_nulls(co2, ch4, n2o, co2e) = 0);
BEGIN;
SELECT rows_read = rows_written / 4 AS all_taken, rejected FROM load_egrid(pg_temp.egrid(1, 1, 'SRTV,CAMX'), 'eGRID2025');
-- the rule names the regions that it has not
SELECT subject, detail FROM audit WHERE rule = 'edition not whole';
SELECT count(*) AS in_doubt FROM audit WHERE rule = 'units in doubt';
ROLLBACK;
SELECT * FROM load_egrid(pg_temp.egrid(0.45359237, 0.45359237, ''), 'eGRID2025');
SELECT * FROM load_egrid(pg_temp.egrid(0.0005, 0.0005, ''), 'eGRID2025');
SELECT * FROM load_egrid(pg_temp.egrid(1, 1000, ''), 'eGRID2025');
SELECT * FROM load_ember((SELECT 'Area,ISO 3 code,Year,Variable,Unit,Value' || E'\n' || string_agg(concat_ws(',', region, region, 2025, 'CO2 intensity', 'gCO2e/kWh', g_per_kwh / 1000), E'\n') FROM colossus.grid_rate_shipped WHERE edition LIKE 'Ember (co2.js%' AND year = 2024 AND region ~ '^[A-Z]{3}$'), 'Ember 2026');
SELECT count(*) AS left_behind FROM colossus.grid_rate_user;
-- and beside the loaders: a rate in kg in the column for lb, a price in cents, USD for thousands of USD
BEGIN;
INSERT INTO colossus.grid_rate_user (region, year, edition, known_from, gas, rate, lb_per_mwh) VALUES ('srtv', 2025, 'mine', '2026-01-01', 'CO2e', 'total', 405), ('SRTV', 2024, 'fine', '2026-01-01', 'CO2e', 'total', 850);
INSERT INTO colossus.electricity_price_user (region, country, from_date, usd_per_kwh) VALUES ('tennessee', 'USA', '2025-01-01', 6.4), ('Texas', 'USA', '2025-01-01', 0.07);
INSERT INTO colossus.accelerator_price_user (accelerator, at, usd) VALUES ('H100 SXM', '2025-01-01', 30);
SELECT rule, subject, detail FROM audit WHERE rule IN ('units in doubt', 'out of range') ORDER BY 1, 2;
ROLLBACK;

-- Models: a name that is there is refused, in any case, unless it is to be replaced
BEGIN;
SELECT * FROM load_model('mine', (SELECT config::text FROM model WHERE model = 'meta-llama/Llama-3.1-8B'));
SELECT params FROM model_summary_by_model WHERE model = 'mine';
SAVEPOINT a;
SELECT * FROM load_model('mine', (SELECT config::text FROM model WHERE model = 'meta-llama/Llama-3.1-70B'));
ROLLBACK TO a;
SELECT * FROM load_model('Mine', (SELECT config::text FROM model WHERE model = 'meta-llama/Llama-3.1-8B'), replace => true);
ROLLBACK TO a;
SELECT * FROM load_model('meta-llama/llama-3.1-8b', (SELECT config::text FROM model WHERE model = 'meta-llama/Llama-3.1-8B'));
ROLLBACK TO a;
SELECT * FROM load_model('meta-llama/Llama-3.1-8B', (SELECT config::text FROM model WHERE model = 'meta-llama/Llama-3.1-8B'));
ROLLBACK TO a;
SELECT model, params FROM load_model('mine', (SELECT config::text FROM model WHERE model = 'meta-llama/Llama-3.1-70B'), replace => true);
ROLLBACK;

-- what is none of these
SELECT * FROM load_epoch('a,b', '2026-01-01');
SELECT * FROM load_epoch(E'a,b\n1,2', '2026-01-01');
SELECT * FROM load_egrid(E'a\n1', 'x');
SELECT * FROM load_ember(E'a\n1', 'x');
SELECT * FROM load_model('mine', '{"model_type": "unheard of"}');
SELECT count(*) AS left_behind FROM edition_user;
