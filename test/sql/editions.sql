-- Epoch AI's files as published (test/data/epoch), through load_epoch: every row is
-- taken over or rejected with its reason, an edition is a thing of its own, and what
-- ships stays as it was.
\pset footer off
\getenv srcdir PG_ABS_SRCDIR
\set dir :srcdir '/data/epoch'
\set file :dir '/data_centers_2026-08.csv'
\set centers `cat :'file'`
\set file :dir '/data_center_timelines_2026-08.csv'
\set timelines `cat :'file'`
\set file :dir '/gpu_clusters_2025-11.csv'
\set clusters `cat :'file'`

-- all that ships, to compare with afterwards
CREATE FUNCTION pg_temp.shipped() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	t text;
	d text;
	sum text := '';
BEGIN
	FOR t IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind = 'r' AND c.relname LIKE '%\_shipped' ORDER BY 1 LOOP
		EXECUTE format('SELECT md5(string_agg(x::text, E''\n'' ORDER BY x::text)) FROM colossus.%I x', t) INTO d;
		sum := sum || t || coalesce(d, '');
	END LOOP;
	RETURN md5(sum);
END $$;
CREATE TEMP TABLE shipped_before AS SELECT pg_temp.shipped() AS digest;

-- The files into a database without their rows give what ships.  Replica: the
-- references of rows that stay are not looked at.
BEGIN;
CREATE TEMP TABLE was ON COMMIT DROP AS
	SELECT 'reported_capacity' AS relation, md5(concat_ws('|', cluster, at, h100_equivalents, fp8_flops, status)) AS row, concat_ws(', ', cluster, at) AS key FROM reported_capacity WHERE data_set = 'epoch_data_centers' AND vintage = '2026-08'
	UNION ALL SELECT 'reported_power', md5(concat_ws('|', cluster, at, boundary, mw, method, status)), concat_ws(', ', cluster, at, boundary) FROM reported_power WHERE data_set = 'epoch_data_centers' AND vintage = '2026-08'
	UNION ALL SELECT 'capital_cost', md5(concat_ws('|', cluster, at, total_usd, compute_usd, construction_usd, usd_year, status)), concat_ws(', ', cluster, at) FROM capital_cost WHERE data_set = 'epoch_data_centers' AND vintage = '2026-08'
	UNION ALL SELECT data_set, md5(concat_ws('|', cluster, written, accelerator, accelerators, at, until_date, owner, country, duplicate, status, note)), concat_ws(', ', cluster, written) FROM fleet_count
	UNION ALL SELECT 'site', md5(concat_ws('|', site, organization, address, country)), site FROM site WHERE source_id = 'epoch-data-centers-2026-08'
	UNION ALL SELECT 'cluster', md5(concat_ws('|', cluster, site, organization, country, status)), cluster FROM cluster WHERE source_id = 'epoch-data-centers-2026-08'
	UNION ALL SELECT 'edition_file', md5(concat_ws('|', data_set, file, column_names, rows_read, rejected, reject_reasons)), file FROM edition_file WHERE data_set LIKE 'epoch%';
SET LOCAL session_replication_role = replica;
DELETE FROM reported_capacity_shipped WHERE data_set = 'epoch_data_centers' AND vintage = '2026-08';
DELETE FROM reported_power_shipped WHERE data_set = 'epoch_data_centers' AND vintage = '2026-08';
DELETE FROM capital_cost_shipped WHERE data_set = 'epoch_data_centers' AND vintage = '2026-08';
DELETE FROM fleet_count_shipped;
DELETE FROM edition_shipped WHERE data_set LIKE 'epoch\_%' AND vintage IN ('2026-08', '2025-11');
DELETE FROM edition_file_shipped WHERE data_set LIKE 'epoch\_%';
DELETE FROM cluster_shipped WHERE source_id = 'epoch-data-centers-2026-08';
DELETE FROM site_shipped WHERE source_id = 'epoch-data-centers-2026-08';
SET LOCAL session_replication_role = origin;
SELECT relation, rows_read, rows_written, rejected FROM load_epoch(:'timelines', '2026-08-03');
SELECT relation, rows_read, rows_written, rejected, columns_unread FROM load_epoch(:'centers', '2026-08-03');
SELECT relation, rows_read, rows_written, rejected FROM load_epoch(:'clusters', '2025-11-01');
-- rows that differ from what ships: none
CREATE TEMP TABLE became ON COMMIT DROP AS
	SELECT 'reported_capacity' AS relation, md5(concat_ws('|', cluster, at, h100_equivalents, fp8_flops, status)) AS row, concat_ws(', ', cluster, at) AS key FROM reported_capacity_user
	UNION ALL SELECT 'reported_power', md5(concat_ws('|', cluster, at, boundary, mw, method, status)), concat_ws(', ', cluster, at, boundary) FROM reported_power_user
	UNION ALL SELECT 'capital_cost', md5(concat_ws('|', cluster, at, total_usd, compute_usd, construction_usd, usd_year, status)), concat_ws(', ', cluster, at) FROM capital_cost_user
	UNION ALL SELECT data_set, md5(concat_ws('|', cluster, written, accelerator, accelerators, at, until_date, owner, country, duplicate, status, note)), concat_ws(', ', cluster, written) FROM fleet_count_user
	UNION ALL SELECT 'site', md5(concat_ws('|', site, organization, address, country)), site FROM site_user
	UNION ALL SELECT 'cluster', md5(concat_ws('|', cluster, site, organization, country, status)), cluster FROM cluster_user
	UNION ALL SELECT 'edition_file', md5(concat_ws('|', data_set, file, column_names, rows_read, rejected, reject_reasons)), file FROM edition_file_user;
SELECT relation, count(*) AS rows FROM became GROUP BY relation ORDER BY relation;
SELECT w.relation AS was, b.relation AS became, coalesce(w.key, b.key) AS key
FROM was w FULL JOIN became b ON b.relation = w.relation AND b.row = w.row WHERE w.row IS NULL OR b.row IS NULL ORDER BY 3, 1, 2;
-- every row of each file is there or rejected
SELECT file, rows_read = rejected + CASE file
	WHEN 'data_center_timelines' THEN (SELECT count(DISTINCT (x.cluster, x.at)) FROM (SELECT cluster, at FROM reported_capacity_user UNION ALL SELECT cluster, at FROM reported_power_user) x)
	ELSE (SELECT count(DISTINCT f.cluster) FROM fleet_count_user f WHERE f.data_set = e.data_set) END AS all_rows_stand_somewhere
FROM edition_file_user e ORDER BY file;
SELECT rank, cluster, organization, round(value) AS h100_equivalents, vintage FROM cluster_ranking('2026-08-03') WHERE rank <= 3;
ROLLBACK;

-- Beside what ships: the edition of a day is not the shipped one of its month
BEGIN;
SELECT relation, rows_written FROM load_epoch(:'timelines', '2026-08-03') WHERE rows_written > 0;
SELECT DISTINCT vintage FROM reported_capacity WHERE data_set = 'epoch_data_centers' AND cluster = 'Colossus 2' ORDER BY 1;
SELECT count(*) AS changes FROM edition_changes('epoch_data_centers', '2026-08', '2026-08-03');
-- without the parts of an edition no bf16 follows from it: an error that says so, no ranks of NULL
SELECT count(*) FROM cluster_ranking('2026-08-10', 'bf16_flops');
ROLLBACK;

-- The next edition, made of the files: columns in another order and a new one, one
-- renamed away in data_centers; Colossus 2 grown, Oracle Batam withdrawn, Newville
-- new, another owner and part of Vantage TX1
CREATE FUNCTION pg_temp.next_edition(payload text) RETURNS text
RETURN (
	WITH cell AS (
		SELECT c.row_no, c.name, CASE
			WHEN r.name = 'Colossus 2' AND r.at = '2026-07-01' AND c.name = 'H100 equivalents' THEN '1200000'
			WHEN r.name = 'Vantage TX1' AND c.name = 'Owner' THEN 'Vantage #likely'
			WHEN r.name = 'Vantage TX1' AND c.name = 'Current chip types' THEN 'B300' ELSE c.value END AS value
		FROM csv_cells(next_edition.payload) c
		JOIN (SELECT k.row_no, max(k.value) FILTER (WHERE k.name IN ('Name', 'Data center')) AS name, max(k.value) FILTER (WHERE k.name = 'Date') AS at FROM csv_cells(next_edition.payload) k GROUP BY k.row_no) r
			ON r.row_no = c.row_no AND r.name <> 'Oracle Batam'
		WHERE c.name <> 'Energy companies'
		UNION ALL SELECT k.row_no, 'A new column', 'x' FROM csv_cells(next_edition.payload) k WHERE k.name IN ('Name', 'Data center') AND k.value <> 'Oracle Batam'
		UNION ALL SELECT 100000, k.name, CASE k.name WHEN 'Name' THEN 'Newville' WHEN 'Data center' THEN 'Newville' WHEN 'Date' THEN '2026-09-01' WHEN 'H100 equivalents' THEN '500000' WHEN 'Current H100 equivalents' THEN '500000'
			WHEN 'IT power (MW)' THEN '300' WHEN 'Power (MW)' THEN '400' WHEN 'Performance (8-bit OP/s)' THEN '9.895e20' WHEN 'Total capital cost (2025 USD billions)' THEN '15.5' WHEN 'Country' THEN 'Kenya'
			WHEN 'Owner' THEN 'Newco #confident' WHEN 'Users' THEN 'OpenAI #likely' WHEN 'Address' THEN '1 New Rd' WHEN 'Current chip types' THEN 'H100' ELSE '' END
		FROM (SELECT DISTINCT c.name FROM csv_cells(next_edition.payload) c WHERE c.name <> 'Energy companies' UNION ALL SELECT 'A new column') k
	)
	SELECT (SELECT string_agg('"' || n.name || '"', ',' ORDER BY n.name DESC) FROM (SELECT DISTINCT c.name FROM cell c) n) || E'\r\n' || string_agg(l.line, E'\r\n' ORDER BY l.row_no DESC)
	FROM (SELECT c.row_no, string_agg('"' || replace(coalesce(c.value, ''), '"', '""') || '"', ',' ORDER BY c.name DESC) AS line FROM cell c GROUP BY c.row_no) l);
BEGIN;
SELECT relation, rows_read, rows_written, rejected FROM load_epoch(pg_temp.next_edition(:'timelines'), '2026-09-05');
SELECT relation, rows_read, rows_written, rejected, columns_unread FROM load_epoch(pg_temp.next_edition(:'centers'), '2026-09-05');
-- what the files say of Newville, all of it
SELECT s.site, s.organization, s.address, s.country, c.note FROM site s JOIN cluster c USING (site) WHERE site = 'Newville';
SELECT written, accelerator, accelerators, owner, country, at FROM fleet_count WHERE cluster = 'Newville';
SELECT at, total_usd, usd_year FROM capital_cost WHERE cluster = 'Newville';
-- rankings by both editions
SELECT rank, cluster, round(value) AS h100_equivalents, vintage FROM cluster_ranking('2026-09-10') WHERE rank = 1 OR cluster IN ('Newville', 'Oracle Batam');
SELECT rank, cluster, round(value) AS h100_equivalents, vintage FROM cluster_ranking('2026-09-10', data_set => 'epoch_data_centers 2026-08') WHERE rank = 1 OR cluster IN ('Newville', 'Oracle Batam');
SELECT count(*) FILTER (WHERE value IS NOT NULL) AS with_bf16, count(DISTINCT vintage) AS editions FROM cluster_ranking('2026-09-10', 'bf16_flops');
-- what is withdrawn is withdrawn from all that asks of a day, and the ranking by the edition before says so
SELECT count(*) AS of_a_day FROM cluster_capacity_at('2026-09-10') WHERE cluster = 'Oracle Batam';
SELECT count(*) AS of_any_day FROM cluster_capacity WHERE cluster = 'Oracle Batam';
SELECT count(*) AS of_emissions FROM emission_yearly e JOIN cluster c ON c.cluster = 'Oracle Batam' WHERE e.site IN (c.site, c.cluster);
SELECT count(*) AS of_months FROM (SELECT cluster FROM capacity_monthly UNION ALL SELECT site FROM power_monthly UNION ALL SELECT cluster FROM ranking_monthly WHERE data_set = 'epoch_data_centers') m (name) WHERE name = 'Oracle Batam';
SELECT count(before) AS of_what_if, count(*) > 0 AS rows FROM what_if('Oracle Batam', '2026-09-10');
SELECT count(*) AS of_balance FROM power_balance b JOIN cluster c USING (site) WHERE c.cluster = 'Oracle Batam' AND b.demand_mw IS NOT NULL;
SELECT cluster, disagreement FROM cluster_ranking('2026-09-10', data_set => 'epoch_data_centers 2026-08') WHERE cluster = 'Oracle Batam';
SELECT cluster, superseded_on FROM edition_end WHERE superseded_on = '-infinity';
-- before its publication nothing was: the ledger of that day has it
SELECT count(*) > 0 AS known_then FROM emission_ledger('2026-09-04') WHERE cluster = 'Oracle Batam';
-- what changed, by the view of rules and by hand
SELECT cluster, at, quantity, what, value_then, value_now, text_then, text_now FROM edition_changes('epoch_data_centers', '2026-08', '2026-09-05') WHERE cluster IS DISTINCT FROM 'Oracle Batam';
SELECT what, quantity, count(*) FROM edition_changes('epoch_data_centers', '2026-08', '2026-09-05') WHERE cluster = 'Oracle Batam' GROUP BY 1, 2 ORDER BY 2;
SELECT subject, detail FROM audit WHERE rule = 'edition differs' ORDER BY detail COLLATE "C";
SELECT subject, left(detail, 60) AS detail FROM audit WHERE rule = 'edition not whole' ORDER BY subject;
SELECT rule, subject, detail FROM audit WHERE rule IN ('two rows preferred', 'unknown key', 'unknown source', 'fact without source', 'facility below IT', 'out of range');
SELECT file, loaded_by = current_user AS by_me, loaded_at > now() - interval '1 hour' AS now, partial FROM edition_file WHERE vintage = '2026-09-05' ORDER BY file;
-- the edition of August no longer speaks where the new one does
SELECT count(*) AS of_both_editions FROM cluster_capacity WHERE reported_facility_data_set LIKE '%2026-08%' AND reported_facility_data_set LIKE '%2026-09%';
SELECT digest = pg_temp.shipped() AS shipped_untouched FROM shipped_before;
-- the chart ranks as the function does
SELECT count(*) AS differing FROM (SELECT cluster, round(value) AS v, rank FROM ranking_monthly WHERE as_of = '2026-10-01' AND metric = 'h100_equivalents' AND data_set = 'epoch_data_centers') m
FULL JOIN (SELECT cluster, round(value) AS v, rank FROM cluster_ranking('2026-10-01')) r USING (cluster, v, rank) WHERE m.v IS NULL OR r.v IS NULL;
-- once more: refused; by word it takes the place of all that the file had said
SAVEPOINT loaded;
\set VERBOSITY sqlstate
SELECT count(*) FROM load_epoch(pg_temp.next_edition(:'timelines'), '2026-09-05');
\set VERBOSITY default
ROLLBACK TO loaded;
SELECT relation, rows_written FROM load_epoch(:'timelines', '2026-09-05', replace => true);
SELECT cluster FROM reported_capacity WHERE vintage = '2026-09-05' AND cluster IN ('Newville', 'Oracle Batam') GROUP BY 1;
SELECT count(*) AS changes_of_levels FROM edition_changes('epoch_data_centers', '2026-08', '2026-09-05') WHERE quantity !~ '^(part|column|owner|country)';
SELECT count(*) AS parts_stay, (SELECT count(*) FROM site WHERE site = 'Newville') AS sites_with_parts_stay FROM fleet_count WHERE vintage = '2026-09-05';
ROLLBACK;

-- A part of an edition: refused unless it is said to be one; then the edition before it
-- speaks of the rest, and the ranking says which does
BEGIN;
SELECT left(:'timelines', strpos(:'timelines', E'\n')) || 'Colossus 2,2026-08-20,x,1,1000,1350,1300000,2.57e21,40,30,10,2,,1300000' AS slice \gset
SAVEPOINT empty;
SELECT count(*) FROM load_epoch(:'slice', '2026-09-05');
ROLLBACK TO empty;
SELECT relation, rows_written, rejected FROM load_epoch(:'slice', '2026-09-05', partial => true) WHERE rows_written > 0;
SELECT rank, cluster, round(value) AS h100_equivalents, vintage FROM cluster_ranking('2026-09-10') WHERE rank <= 2;
SELECT count(*) AS ranked, count(*) FILTER (WHERE vintage = '2026-08') AS of_august FROM cluster_ranking('2026-09-10');
SELECT cluster, round(value) AS h100_equivalents, vintage FROM cluster_ranking('2026-08-10') WHERE cluster = 'Colossus 2';
SELECT count(*) AS differing FROM (SELECT cluster, round(value) AS v, rank FROM ranking_monthly WHERE as_of = '2026-10-01' AND metric = 'facility_mw' AND data_set = 'epoch_data_centers') m
FULL JOIN (SELECT cluster, round(value) AS v, rank FROM cluster_ranking('2026-10-01', 'facility_mw')) r USING (cluster, v, rank) WHERE m.v IS NULL OR r.v IS NULL;
-- what it has is added or changed; what it lacks is not withdrawn, and a whole one after it is compared with the whole one before it
SELECT cluster, quantity, what FROM edition_changes('epoch_data_centers', '2026-08', '2026-09-05') ORDER BY 1, 2;
SELECT count(*) FROM load_epoch(:'timelines', '2026-09-25');
SELECT subject, detail FROM audit WHERE rule = 'edition differs' ORDER BY subject, detail COLLATE "C";
SELECT vintage, count(*) AS ranked FROM cluster_ranking('2026-09-26') GROUP BY 1;
ROLLBACK;
-- an edition of the past, loaded late, is asked by its name and takes no ranking over; what lies behind it is announced
BEGIN;
SELECT count(*) FROM load_epoch(:'timelines', '2026-03-05');
SELECT vintage, count(*) AS ranked FROM cluster_ranking('2026-08-10') GROUP BY 1;
SELECT count(*) FILTER (WHERE status = 'announced' AND at > '2026-03-05') = count(*) FILTER (WHERE at > '2026-03-05') AS announced, count(*) FILTER (WHERE status = 'estimated' AND at <= '2026-03-05') = count(*) FILTER (WHERE at <= '2026-03-05') AS estimated FROM reported_capacity_user;
ROLLBACK;
-- one of a month does not mix with another of it
BEGIN;
SELECT count(*) FROM load_epoch(:'timelines', '2026-09-05');
SELECT relation, rows_written FROM load_epoch(pg_temp.next_edition(:'timelines'), '2026-09-25') WHERE relation = 'reported_capacity';
SELECT vintage, count(DISTINCT cluster) AS clusters FROM reported_capacity_user GROUP BY 1 ORDER BY 1;
SELECT vintage FROM cluster_ranking('2026-09-26') GROUP BY 1;
ROLLBACK;

-- What cannot be: each row with its reason, nothing in silence
SELECT 'Date,Data center,H100 equivalents,Performance (8-bit OP/s),IT power (MW),Power (MW),Total capital cost (2025 USD billions),Compute cost (2025 USD billions),Construction cost (2025 USD billions)' || $$
2026-99-01,A,1,1,1,1,1,1,1
2026-09-01,B,many,1,1,1,1,1,1
2026-09-01,C,-5,1,1,1,1,1,1
2026-09-01,,1,1,1,1,1,1,1
2026-09-01,D,1,1,1,"1,200",1,1,1
2026-09-01,E,1,1,1,NaN,1,1,1
2026-09-01,F,1,1,1,1e7,1,1,1
,G,1,1,1,1,1,1,1
2026-09-01,H,,,,,,,
2026-09-01,I,1,1,1,1,1,1,1
2026-09-01,i,2,1,1,1,1,1,1
2026-09-01,J,1,1,1,1,0,0,0
2026-09-01,J,1,1,1,1,0,0,0
2026-09-02,colossus  2,1,1,1,1,1,1,1$$ AS bad \gset
BEGIN;
SELECT rows_read, rows_written, rejected, replace(reject_reasons, '; ', E'\n') AS reject_reasons FROM load_epoch(:'bad', '2026-09-05', partial => true) WHERE relation = 'reported_capacity';
SELECT cluster, at FROM reported_capacity_user ORDER BY 1;
ROLLBACK;
BEGIN;
SELECT rows_read, rows_written, rejected, replace(reject_reasons, '; ', E'\n') AS reject_reasons FROM load_epoch('Name,Status,Certainty,Chip type (primary),Chip quantity (primary),Chip type (secondary),Chip quantity (secondary),First Operational Date,Decommissioned Date (if applicable),Owner,Country,Possible Duplicate' || $$
Mine,Existing,Confirmed,NVIDIA H100 SXM5 80GB,1000.0,NVIDIA A100,16,2025-01-01,,Me,France,
Thine,Planned,Likely,Abacus,5,,,2026-13,,You,Atlantis,True
Ours,Existing,Likely,,7,,,,,,,
Theirs,Existing,Likely,NVIDIA A100,,,,,,,,
Twice,Existing,Likely,NVIDIA A100,1,,,,,,,
Twice,Existing,Likely,NVIDIA A100,2,,,,,,,
Half,Existing,Likely,NVIDIA A100,1,,3,,,,,$$, '2026-01-31', partial => true);
SELECT cluster, written, accelerator, accelerators, at, country, duplicate, vintage, status FROM reported_fleet WHERE vintage = '2026-01-31' ORDER BY 1, 2;
ROLLBACK;
-- One figure that cannot be read would take the largest cluster out of the ranking: refused.  As a part, the edition
-- before it speaks of that cluster, wholly, and the new one of the others
CREATE FUNCTION pg_temp.spoilt(payload text, named text, day text, field text, value text) RETURNS text
RETURN (SELECT (SELECT string_agg('"' || n.name || '"', ';' ORDER BY n.name) FROM (SELECT DISTINCT c.name FROM csv_cells(spoilt.payload) c) n) || E'\n' || string_agg(l.line, E'\n' ORDER BY l.row_no)
	FROM (SELECT c.row_no, string_agg('"' || replace(CASE WHEN c.name = spoilt.field AND r.name = spoilt.named AND r.at = spoilt.day THEN spoilt.value ELSE coalesce(c.value, '') END, '"', '""') || '"', ';' ORDER BY c.name) AS line
		FROM csv_cells(spoilt.payload) c
		JOIN (SELECT k.row_no, max(k.value) FILTER (WHERE k.name IN ('Name', 'Data center')) AS name, max(k.value) FILTER (WHERE k.name = 'Date') AS at FROM csv_cells(spoilt.payload) k GROUP BY k.row_no) r ON r.row_no = c.row_no
		GROUP BY c.row_no) l);
-- parted by commas, and by semicolons, which is no such file
SELECT count(*) FROM load_epoch(pg_temp.spoilt(:'timelines', '', '', '', ''), '2026-09-05');
CREATE FUNCTION pg_temp.parted(text) RETURNS text RETURN replace($1, '";"', '","');
BEGIN;
SELECT relation, rows_written FROM load_epoch(pg_temp.parted(pg_temp.spoilt(:'timelines', '', '', '', '')), '2026-09-05') WHERE relation = 'reported_capacity';
ROLLBACK;
SELECT count(*) FROM load_epoch(pg_temp.parted(pg_temp.spoilt(:'timelines', 'Colossus 2', '2026-07-01', 'H100 equivalents', '1,111,673')), '2026-09-05');
SELECT count(*) FROM load_epoch(pg_temp.parted(pg_temp.spoilt(:'timelines', 'Colossus 2', '2026-07-01', 'Date', '7/1/2026')), '2026-09-05');
SELECT count(*) FROM load_epoch(pg_temp.parted(pg_temp.spoilt(:'timelines', 'Colossus 2', '2026-07-01', 'Data center', '')), '2026-09-05');
BEGIN;
SELECT relation, rows_read, rows_written, rejected FROM load_epoch(pg_temp.parted(pg_temp.spoilt(:'timelines', 'Colossus 2', '2026-07-01', 'H100 equivalents', '1,111,673')), '2026-09-05', partial => true) WHERE relation = 'reported_capacity';
SELECT (SELECT count(*) FROM epoch_row(:'timelines', '2026-09-05') WHERE cluster = 'Colossus 2') AS rows_of_it, count(*) AS taken_over FROM reported_capacity_user WHERE cluster = 'Colossus 2';
SELECT rank, cluster, round(value) AS h100_equivalents, vintage FROM cluster_ranking('2026-09-10') WHERE rank <= 2;
ROLLBACK;
-- a file of another unit has numbers as any other: kW for MW, millions for billions, thousands of H100 equivalents; one row of it takes its cluster out alone
CREATE FUNCTION pg_temp.scaled(payload text, field text, factor float8, named text) RETURNS text
RETURN (SELECT (SELECT string_agg('"' || n.name || '"', ',' ORDER BY n.name) FROM (SELECT DISTINCT c.name FROM csv_cells(scaled.payload) c) n) || E'\n' || string_agg(l.line, E'\n' ORDER BY l.row_no)
	FROM (SELECT c.row_no, string_agg('"' || replace(CASE WHEN c.name = scaled.field AND (scaled.named = '' OR r.name = scaled.named) AND c.value <> '' THEN (c.value::float8 * scaled.factor)::text ELSE coalesce(c.value, '') END, '"', '""') || '"', ',' ORDER BY c.name) AS line
		FROM csv_cells(scaled.payload) c
		JOIN (SELECT k.row_no, max(k.value) FILTER (WHERE k.name IN ('Name', 'Data center')) AS name FROM csv_cells(scaled.payload) k GROUP BY k.row_no) r ON r.row_no = c.row_no
		GROUP BY c.row_no) l);
SELECT count(*) FROM load_epoch(pg_temp.scaled(:'timelines', 'Power (MW)', 1000, ''), '2026-09-05');
SELECT count(*) FROM load_epoch(pg_temp.scaled(:'timelines', 'Total capital cost (2025 USD billions)', 1000, ''), '2026-09-05');
SELECT count(*) FROM load_epoch(pg_temp.scaled(:'timelines', 'H100 equivalents', 0.001, ''), '2026-09-05');
SELECT count(*) FROM load_epoch(pg_temp.scaled(:'timelines', 'Performance (8-bit OP/s)', 1e-15, ''), '2026-09-05');
SELECT count(*) FROM load_epoch(pg_temp.scaled(:'clusters', 'Chip quantity (primary)', 0.001, ''), '2026-01-31');
BEGIN;
SELECT count(*) AS relations FROM load_epoch(pg_temp.scaled(:'timelines', 'IT power (MW)', 1.2, ''), '2026-09-05');
ROLLBACK;
BEGIN;
SELECT rows_read, rejected, left(reject_reasons, 120) AS reject_reasons FROM load_epoch(pg_temp.scaled(:'timelines', 'IT power (MW)', 1000, 'Oracle Batam'), '2026-09-05', partial => true) WHERE relation = 'reported_capacity';
-- and the rule names it, and whom else the edition before has
SELECT detail ~ 'Not in it, and in 2026-08: Oracle Batam\.$' AS names_it FROM audit WHERE rule = 'edition not whole';
ROLLBACK;
-- spaces that do not break make no other cluster
BEGIN;
SELECT relation, rows_written FROM load_epoch(replace(:'timelines', 'Colossus 2', U&'Colossus\00A02'), '2026-09-05') WHERE relation IN ('cluster', 'reported_capacity') ORDER BY 1;
ROLLBACK;
-- its message names the day
\set VERBOSITY sqlstate
SELECT count(*) FROM load_epoch(:'timelines', current_date + 1);
\set VERBOSITY default
SELECT count(*) FROM load_epoch(replace(:'timelines', 'IT power (MW)', 'IT power in MW'), '2026-09-05');
SELECT count(*) FROM load_epoch(left(:'timelines', 5000), '2026-09-05');
SELECT count(*) FROM load_epoch(:'timelines', NULL);
SELECT count(*) FROM load_epoch(NULL, '2026-09-05');
SELECT * FROM edition_changes('epoch_data_centers', '2026-8', '2026-08');
SELECT * FROM edition_changes('epoch', '2026-08', '2026-08');
SELECT (SELECT count(*) FROM edition_user) + (SELECT count(*) FROM reported_capacity_user) + (SELECT count(*) FROM source_user) AS left_behind;
