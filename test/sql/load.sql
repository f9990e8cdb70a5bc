-- Editions that users load: checked as shipped rows are, beside what ships.
\pset footer off

-- CSV (RFC 4180)
SELECT * FROM csv_cells(E'a,b\r\n"1,5","say ""so"""\r\n,"two\nlines"\n');
SELECT * FROM csv_cells(E'a,b\n1,2,3\n');
SELECT * FROM csv_cells(E'a\n"open\n');
SELECT csv_number('1.5e3') AS number, csv_number(' 7 ') AS blanks, csv_number('1,5') AS comma, csv_number('inf') AS infinite, csv_date('2024-02-29') AS leap, csv_date('2023-02-29') AS none, csv_date('8/3/2026') AS american;

CREATE TEMP TABLE shipped_before AS SELECT (SELECT md5(string_agg(c::text, '' ORDER BY c::text)) FROM reported_capacity_shipped c) AS capacity,
	(SELECT md5(string_agg(p::text, '' ORDER BY p::text)) FROM reported_power_shipped p) AS power;
-- the file of August 2026 again, made from what ships: it gives what ships
CREATE FUNCTION pg_temp.august() RETURNS text RETURN (
	SELECT E'Data center,Date,Construction status,IT power (MW),Power (MW),H100 equivalents,Performance (8-bit OP/s)\n'
		|| string_agg(format('"%s",%s,"in words, with a comma",%s,%s,%s,%s', c.cluster, to_char(c.at, 'YYYY-MM-DD'), i.mw, f.mw, c.h100_equivalents, c.fp8_flops), E'\n' ORDER BY c.cluster, c.at)
	FROM reported_capacity_shipped c
	LEFT JOIN reported_power_shipped i ON i.cluster = c.cluster AND i.at = c.at AND i.data_set = c.data_set AND i.vintage = c.vintage AND i.boundary = 'it'
	LEFT JOIN reported_power_shipped f ON f.cluster = c.cluster AND f.at = c.at AND f.data_set = c.data_set AND f.vintage = c.vintage AND f.boundary = 'facility'
	WHERE c.data_set = 'epoch_data_centers' AND c.vintage = '2026-08');
BEGIN;
SELECT relation, rows_read, rows_written, rejected FROM load_epoch(pg_temp.august(), '2026-08-03');
SELECT count(*) AS capacity_that_differs FROM reported_capacity_shipped s FULL JOIN reported_capacity_user u USING (cluster, at, data_set, vintage)
WHERE data_set = 'epoch_data_centers' AND vintage = '2026-08' AND (s.h100_equivalents, s.fp8_flops, s.status) IS DISTINCT FROM (u.h100_equivalents, u.fp8_flops, u.status);
SELECT p.boundary, count(*) AS power_that_differs FROM reported_power_shipped s FULL JOIN reported_power_user p USING (cluster, at, data_set, vintage)
WHERE s.boundary = p.boundary AND data_set = 'epoch_data_centers' AND vintage = '2026-08' AND (s.mw, s.method, s.status) IS DISTINCT FROM (p.mw, p.method, p.status) GROUP BY p.boundary;
ROLLBACK;

-- The next edition, made: columns in another order, one cluster changed, one added, one withdrawn, four rows that cannot be
BEGIN;
CREATE TEMP TABLE next_file AS
SELECT E'H100 equivalents,Date,Power (MW),Data center,IT power (MW),New column\n'
	|| string_agg(format('%s,%s,%s,"%s",%s,x', CASE WHEN c.cluster = 'Colossus 2' AND c.at = '2026-07-01' THEN 1200000 ELSE c.h100_equivalents END,
		to_char(c.at, 'YYYY-MM-DD'), f.mw, c.cluster, i.mw), E'\n' ORDER BY c.at, c.cluster)
	|| E'\n500000,2026-09-01,400,"Newville",300,x\n1,2026-99-01,1,"Badville",1,x\nmany,2026-09-01,1,"Badville",1,x\n-5,2026-09-01,1,"Badville",1,x\n1,2026-09-01,1,,1,x' AS payload
FROM reported_capacity_shipped c
LEFT JOIN reported_power_shipped i ON i.cluster = c.cluster AND i.at = c.at AND i.data_set = c.data_set AND i.vintage = c.vintage AND i.boundary = 'it'
LEFT JOIN reported_power_shipped f ON f.cluster = c.cluster AND f.at = c.at AND f.data_set = c.data_set AND f.vintage = c.vintage AND f.boundary = 'facility'
WHERE c.data_set = 'epoch_data_centers' AND c.vintage = '2026-08' AND c.cluster <> 'Oracle Batam';
SELECT l.relation, l.rows_written, l.rejected, l.reject_reasons FROM next_file f, load_epoch(f.payload, '2026-09-05') l WHERE l.relation IN ('reported_capacity', 'cluster');
-- rankings by both editions; the newer is the data set's
SELECT rank, cluster, round(value) AS h100_equivalents, vintage FROM cluster_ranking('2026-09-10') WHERE rank = 1 OR cluster IN ('Newville', 'Oracle Batam');
SELECT rank, cluster, round(value) AS h100_equivalents, vintage FROM cluster_ranking('2026-09-10', data_set => 'epoch_data_centers 2026-08') WHERE rank = 1 OR cluster IN ('Newville', 'Oracle Batam');
-- what changed
SELECT what, quantity, count(*), min(cluster) AS cluster FROM edition_changes('epoch_data_centers', '2026-08', '2026-09') GROUP BY 1, 2 ORDER BY 1, 2;
SELECT subject, detail FROM audit WHERE rule = 'edition differs' ORDER BY detail;
SELECT rule, count(*) FROM audit WHERE rule IN ('two rows preferred', 'unknown key', 'unknown source', 'facility below IT') GROUP BY rule;
-- the edition of August no longer speaks where the new one does
SELECT count(*) AS of_both_editions FROM cluster_capacity WHERE reported_facility_data_set LIKE '%2026-08%' AND reported_facility_data_set LIKE '%2026-09%';
SELECT capacity = (SELECT md5(string_agg(c::text, '' ORDER BY c::text)) FROM reported_capacity_shipped c) AS capacity_untouched,
	power = (SELECT md5(string_agg(p::text, '' ORDER BY p::text)) FROM reported_power_shipped p) AS power_untouched FROM shipped_before;
-- loading it twice changes nothing
SELECT l.relation, l.rows_written FROM next_file f, load_epoch(f.payload, '2026-09-05') l WHERE l.relation = 'reported_capacity';
SELECT count(*) FROM reported_capacity_user;
ROLLBACK;

-- parts
BEGIN;
SELECT relation, rows_written FROM load_epoch(E'Name,Status,Certainty,Chip type (primary),Chip quantity (primary),Chip type (secondary),Chip quantity (secondary),First Operational Date,Owner,Possible Duplicate\nMine,Existing,Confirmed,NVIDIA H100 SXM5 80GB,1000.0,NVIDIA A100,16,2025-01-01,Me,\nThine,Planned,Likely,Abacus,5,,,,You,True\n', '2026-01-31');
SELECT cluster, written, accelerator, accelerators, at, duplicate, vintage, status, bf16_flops, accelerator_tdp_mw FROM reported_fleet WHERE cluster IN ('Mine', 'Thine') ORDER BY 1, 2;
ROLLBACK;

-- grids: eGRID's sheet of subregions and Ember's yearly data
BEGIN;
SELECT * FROM load_egrid(E'SRCO2RTA,YEAR,SUBRGN,SRNAME,SRCH4RTA,SRN2ORTA,SRC2ERTA\n800.5,2025,SRTV,SERC Tennessee Valley,0.07,0.01,805.1\nnone,2025,SRMV,SERC Mississippi Valley,0.03,,700\n', 'eGRID2025');
SELECT region, year, edition, lb_per_mwh FROM grid_factor('SRTV', '2026-01-01');
SELECT region, year, edition FROM grid_factor('SRTV', '2026-01-01', known_on => '2026-01-01');
SELECT * FROM load_ember(E'Area,ISO 3 code,Year,Category,Variable,Unit,Value\nFrance,FRA,2025,Power sector emissions,CO2 intensity,gCO2e/kWh,40.1\nFrance,FRA,2025,Electricity generation,Nuclear,TWh,380\nWorld,,2025,Power sector emissions,CO2 intensity,gCO2e/kWh,460\nNowhere,NOW,2025,Power sector emissions,CO2 intensity,gCO2e/kWh,-\n', 'Ember 2026');
SELECT region, year, edition, g_per_kwh FROM grid_factor('FRA', '2026-01-01');
ROLLBACK;

-- models
BEGIN;
SELECT * FROM load_model('mine', (SELECT config::text FROM model WHERE model = 'meta-llama/Llama-3.1-8B'));
SELECT params FROM model_summary_by_model WHERE model = 'mine';
ROLLBACK;

-- what is none of these
SELECT * FROM load_epoch('a,b', '2026-01-01');
SELECT * FROM load_epoch(E'a,b\n1,2', '2026-01-01');
SELECT * FROM load_epoch(E'Name,All chip types\nx,y', NULL);
SELECT * FROM load_egrid(E'a\n1', 'x');
SELECT * FROM load_ember(E'a\n1', 'x');
SELECT * FROM load_model('mine', '{"model_type": "unheard of"}');
SELECT count(*) AS left_behind FROM edition_user;
