-- Editions that you load yourself: into the _user tables, each under a vintage of its
-- own.  What ships and what was loaded before stays as it was.

CREATE OR REPLACE FUNCTION colossus.csv_cells(payload text)
RETURNS TABLE (row_no bigint, name text, value text)
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10000 AS 'MODULE_PATHNAME', 'colossus_csv_cells';
COMMENT ON FUNCTION colossus.csv_cells(text) IS
	'Cells of comma-separated text (RFC 4180) below its header, each under the name of its column; empty is NULL. So the order of columns does not matter. Text that does not parse, two columns of one name and rows of another number of fields than the header: 22P02.';

-- Numbers and dates as such files write them; what is none is NULL.
CREATE OR REPLACE FUNCTION colossus.csv_number(value text) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN csv_number.value ~ '^\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?\s*$' THEN csv_number.value::double precision END;
COMMENT ON FUNCTION colossus.csv_number(text) IS 'The number that a text is; NULL: it is none.';

CREATE OR REPLACE FUNCTION colossus.csv_date(value text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN csv_date.value ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
	AND substr(csv_date.value, 9, 2)::integer <= extract(day FROM make_date(substr(csv_date.value, 1, 4)::integer, substr(csv_date.value, 6, 2)::integer, 1) + interval '1 month - 1 day')
	THEN make_date(substr(csv_date.value, 1, 4)::integer, substr(csv_date.value, 6, 2)::integer, substr(csv_date.value, 9, 2)::integer) END;
COMMENT ON FUNCTION colossus.csv_date(text) IS 'The date (YYYY-MM-DD) that a text is; NULL: it is none.';

-- Which columns of Epoch's files are read, and what each must be.  The year of the
-- USD stands in a column's name; here it is YYYY.
CREATE OR REPLACE VIEW colossus.epoch_column AS
SELECT
	c.file, -- the file
	c.name, -- its column
	c.field, -- what is read from it
	c.kind, -- text, number, date; word: a date that may be missing or no date
	c.high -- largest number that is taken over, in the unit of the column
FROM (VALUES
	('data_center_timelines'::text, 'Data center'::text, 'cluster'::text, 'text'::text, NULL::double precision),
	('data_center_timelines', 'Date', 'at', 'date', NULL),
	('data_center_timelines', 'H100 equivalents', 'h100_equivalents', 'number', 1e9),
	('data_center_timelines', 'Performance (8-bit OP/s)', 'fp8_flops', 'number', 1e25),
	('data_center_timelines', 'IT power (MW)', 'it_mw', 'number', 1e5),
	('data_center_timelines', 'Power (MW)', 'facility_mw', 'number', 1e5),
	('data_center_timelines', 'Total capital cost (YYYY USD billions)', 'total_cost', 'number', 1e4),
	('data_center_timelines', 'Compute cost (YYYY USD billions)', 'compute_cost', 'number', 1e4),
	('data_center_timelines', 'Construction cost (YYYY USD billions)', 'construction_cost', 'number', 1e4),
	('data_centers', 'Name', 'cluster', 'text', NULL),
	('data_centers', 'Current H100 equivalents', 'h100_equivalents', 'number', 1e9),
	('data_centers', 'Current chip types', 'chips', 'text', NULL),
	('data_centers', 'Owner', 'owner', 'text', NULL),
	('data_centers', 'Users', 'users', 'text', NULL),
	('data_centers', 'Country', 'country', 'text', NULL),
	('data_centers', 'Address', 'address', 'text', NULL),
	('gpu_clusters', 'Name', 'cluster', 'text', NULL),
	('gpu_clusters', 'Status', 'status', 'text', NULL),
	('gpu_clusters', 'Certainty', 'certainty', 'text', NULL),
	('gpu_clusters', 'Chip type (primary)', 'chip1', 'text', NULL),
	('gpu_clusters', 'Chip quantity (primary)', 'n1', 'number', 1e9),
	('gpu_clusters', 'Chip type (secondary)', 'chip2', 'text', NULL),
	('gpu_clusters', 'Chip quantity (secondary)', 'n2', 'number', 1e9),
	('gpu_clusters', 'First Operational Date', 'at', 'word', NULL),
	('gpu_clusters', 'Decommissioned Date (if applicable)', 'until', 'word', NULL),
	('gpu_clusters', 'Owner', 'owner', 'text', NULL),
	('gpu_clusters', 'Country', 'country', 'text', NULL),
	('gpu_clusters', 'Possible Duplicate', 'duplicate', 'text', NULL)) AS c (file, name, field, kind, high);
COMMENT ON VIEW colossus.epoch_column IS 'Columns of Epoch AI''s files that load_epoch reads; all others are named by edition_file alone.';

-- What a file of Epoch's is, from its columns alone.
CREATE OR REPLACE FUNCTION colossus.epoch_file(payload text)
RETURNS TABLE (file text, data_set text, usd_year integer, column_names text, missing text, unread text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	WITH header AS MATERIALIZED (
		SELECT DISTINCT c.name, regexp_replace(c.name, '\([12][0-9]{3} USD', '(YYYY USD') AS known_as, substring(c.name FROM '\(([12][0-9]{3}) USD')::integer AS usd_year
		FROM colossus.csv_cells(epoch_file.payload) c
	), named AS MATERIALIZED (
		SELECT CASE
			WHEN bool_or(h.name = 'Data center') AND bool_or(h.name = 'Date') THEN 'data_center_timelines'
			WHEN bool_or(h.name = 'Name') AND bool_or(h.name = 'Current chip types') THEN 'data_centers'
			WHEN bool_or(h.name = 'Name') AND bool_or(h.name = 'Chip type (primary)') THEN 'gpu_clusters'
			ELSE colossus.refuse('this is none of Epoch AI''s files that can be loaded',
				'They are data_center_timelines.csv, data_centers.csv and gpu_clusters.csv, each with its header line and a row.') END AS file,
			min(h.usd_year) AS usd_year, string_agg(h.name, ' | ' ORDER BY h.name COLLATE "C") AS column_names
		FROM header h
	)
	SELECT n.file, CASE n.file WHEN 'gpu_clusters' THEN 'epoch_gpu_clusters' ELSE 'epoch_data_centers' END, n.usd_year, n.column_names,
		(SELECT string_agg(k.name, ', ' ORDER BY k.name) FROM colossus.epoch_column k WHERE k.file = n.file AND k.name NOT IN (SELECT h.known_as FROM header h)),
		(SELECT string_agg(h.name, ', ' ORDER BY h.name) FROM header h
			WHERE h.known_as NOT IN (SELECT k.name FROM colossus.epoch_column k WHERE k.file = n.file))
	FROM named n;
END;
COMMENT ON FUNCTION colossus.epoch_file(text) IS
	'Which of Epoch AI''s files a text is, by its header, with the columns that load_epoch misses and those that it does not read. None of them: 22023.';

-- Rows of a file, each read or refused.  A number that is none, negative or too large
-- may mean that columns are shifted, so it refuses its row; what only describes a row
-- (owner, country, end) is left out alone, and said.
CREATE OR REPLACE FUNCTION colossus.epoch_row(payload text, edition date)
RETURNS TABLE (row_no bigint, cluster text, at date, until_date date, h100_equivalents double precision, fp8_flops double precision, it_mw double precision, facility_mw double precision,
	total_usd double precision, compute_usd double precision, construction_usd double precision, owner text, users text, country text, address text, chips text[], counts double precision[],
	status text, duplicate boolean, reject text, cells_left_out text[], unreadable boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	WITH cell AS MATERIALIZED (
		SELECT c.row_no, c.name, regexp_replace(c.name, '\([12][0-9]{3} USD', '(YYYY USD') AS known_as, nullif(btrim(regexp_replace(c.value, '[\s\u00A0\u2007\u200B\u202F\uFEFF]+', ' ', 'g')), '') AS value		-- spaces that do not break are spaces
		FROM colossus.csv_cells(epoch_row.payload) c
	), field AS (
		SELECT c.row_no, k.field, k.kind, c.value,
			CASE WHEN k.kind = 'number' AND colossus.csv_number(c.value) IS NULL THEN format('%s is no number: %s', c.name, quote_literal(c.value))
				WHEN k.kind = 'number' AND colossus.csv_number(c.value) < 0 THEN format('%s is negative: %s', c.name, c.value)
				WHEN k.kind = 'number' AND colossus.csv_number(c.value) > k.high THEN format('%s is out of range: %s', c.name, c.value)
				WHEN k.kind IN ('date', 'word') AND colossus.csv_date(c.value) IS NULL THEN format('%s is no date: %s', c.name, quote_literal(c.value))
				WHEN k.field = 'country' AND NOT EXISTS (SELECT 1 FROM colossus.country_name n WHERE n.name = lower(c.value)) THEN format('%s is not known: %s', c.name, quote_literal(c.value)) END AS bad
		FROM cell c
		JOIN colossus.epoch_file(epoch_row.payload) f ON true
		JOIN colossus.epoch_column k ON k.file = f.file AND k.name = c.known_as
		WHERE c.value IS NOT NULL
	), pivoted AS (
		SELECT c.row_no,
			max(c.value) FILTER (WHERE c.field = 'cluster') AS cluster, max(c.value) FILTER (WHERE c.field = 'at' AND c.bad IS NULL) AS at,
			max(c.value) FILTER (WHERE c.field = 'until' AND c.bad IS NULL) AS until_date,
			max(c.value) FILTER (WHERE c.field = 'h100_equivalents' AND c.bad IS NULL) AS h100_equivalents, max(c.value) FILTER (WHERE c.field = 'fp8_flops' AND c.bad IS NULL) AS fp8_flops,
			max(c.value) FILTER (WHERE c.field = 'it_mw' AND c.bad IS NULL) AS it_mw, max(c.value) FILTER (WHERE c.field = 'facility_mw' AND c.bad IS NULL) AS facility_mw,
			max(c.value) FILTER (WHERE c.field = 'total_cost' AND c.bad IS NULL) AS total_cost, max(c.value) FILTER (WHERE c.field = 'compute_cost' AND c.bad IS NULL) AS compute_cost,
			max(c.value) FILTER (WHERE c.field = 'construction_cost' AND c.bad IS NULL) AS construction_cost,
			max(c.value) FILTER (WHERE c.field = 'owner') AS owner, max(c.value) FILTER (WHERE c.field = 'users') AS users, max(c.value) FILTER (WHERE c.field = 'country' AND c.bad IS NULL) AS country,
			max(c.value) FILTER (WHERE c.field = 'address') AS address, max(c.value) FILTER (WHERE c.field = 'chips') AS chips,
			max(c.value) FILTER (WHERE c.field = 'chip1') AS chip1, colossus.csv_number(max(c.value) FILTER (WHERE c.field = 'n1' AND c.bad IS NULL)) AS n1,
			max(c.value) FILTER (WHERE c.field = 'chip2') AS chip2, colossus.csv_number(max(c.value) FILTER (WHERE c.field = 'n2' AND c.bad IS NULL)) AS n2,
			max(c.value) FILTER (WHERE c.field = 'status') AS status, max(c.value) FILTER (WHERE c.field = 'certainty') AS certainty,
			coalesce(bool_or(c.value = 'True') FILTER (WHERE c.field = 'duplicate'), false) AS duplicate,
			string_agg(c.bad, ', ' ORDER BY c.field) FILTER (WHERE c.kind IN ('number', 'date')) AS bad_row,
			coalesce(array_agg(c.bad ORDER BY c.field) FILTER (WHERE c.bad IS NOT NULL AND c.kind NOT IN ('number', 'date')), '{}') AS bad_cells
		FROM field c
		GROUP BY c.row_no
	), line AS MATERIALIZED (
		-- a name that the inventory has in another case is that cluster's
		SELECT p.*, f.file, m.content,
			coalesce((SELECT k.cluster FROM colossus.cluster k WHERE lower(k.cluster) = lower(p.cluster) ORDER BY k.cluster <> p.cluster, k.cluster LIMIT 1), min(p.cluster) OVER (PARTITION BY lower(p.cluster))) AS known_cluster
		FROM (SELECT c.row_no, md5(string_agg(concat_ws('=', c.name, c.value), E'\n' ORDER BY c.name)) AS content FROM cell c GROUP BY c.row_no) m
		JOIN colossus.epoch_file(epoch_row.payload) f ON true
		LEFT JOIN pivoted p ON p.row_no = m.row_no
	), before AS MATERIALIZED (
		-- what the last other edition says of the same cluster and day, or part
		SELECT DISTINCT ON (lower(p.cluster), p.at, p.field) lower(p.cluster) AS cluster, p.at, p.field, p.value, p.vintage
		FROM (
			SELECT c.cluster, c.at, v.field, v.value, c.data_set, c.vintage FROM colossus.reported_capacity c CROSS JOIN LATERAL (VALUES ('H100 equivalents'::text, c.h100_equivalents), ('Performance (8-bit OP/s)', c.fp8_flops)) v (field, value)
			UNION ALL SELECT w.cluster, w.at, CASE w.boundary WHEN 'it' THEN 'IT power (MW)' ELSE 'Power (MW)' END, w.mw, w.data_set, w.vintage FROM colossus.reported_power w
			UNION ALL SELECT k.cluster, k.at, 'Total capital cost (billions)', k.total_usd / 1e9, k.data_set, k.vintage FROM colossus.capital_cost k
			UNION ALL SELECT c.cluster, NULL, 'Chip quantity of ' || c.written, c.accelerators, c.data_set, c.vintage FROM colossus.fleet_count c) p
		JOIN colossus.edition e ON e.data_set = p.data_set AND e.vintage = p.vintage
		JOIN colossus.epoch_file(epoch_row.payload) f ON f.data_set = p.data_set
		WHERE p.value > 0 AND p.vintage IS DISTINCT FROM to_char(epoch_row.edition::timestamp, 'YYYY-MM-DD')
		ORDER BY lower(p.cluster), p.at, p.field, e.published DESC, p.vintage DESC
	), doubt AS MATERIALIZED (
		-- thousands or millionths of what was said: kW for MW, millions for billions
		SELECT l.row_no, string_agg(format('%s is %s, and was %s in %s: of another unit, it seems', b.field, v.value, b.value, b.vintage), ', ' ORDER BY b.field) AS reason
		FROM line l
		CROSS JOIN LATERAL (VALUES ('H100 equivalents'::text, l.at, l.h100_equivalents), ('Performance (8-bit OP/s)', l.at, l.fp8_flops), ('IT power (MW)', l.at, l.it_mw), ('Power (MW)', l.at, l.facility_mw),
			('Total capital cost (billions)', l.at, l.total_cost), ('Chip quantity of ' || l.chip1, NULL, l.n1::text), ('Chip quantity of ' || l.chip2, NULL, l.n2::text)) v (field, at, value)
		JOIN before b ON b.cluster = lower(l.known_cluster) AND b.field = v.field AND coalesce(b.at, '-infinity') = coalesce(colossus.csv_date(v.at), '-infinity')
		WHERE l.file <> 'data_centers' AND colossus.csv_number(v.value) > 0 AND colossus.csv_number(v.value) / b.value NOT BETWEEN 1.0 / 30 AND 30
		GROUP BY l.row_no
	), judged AS (
		SELECT k.*, CASE
			WHEN k.cluster IS NULL THEN 'no name'
			WHEN k.odd IS NOT NULL THEN k.odd
			WHEN k.file = 'data_center_timelines' AND k.at IS NULL THEN 'no date'
			WHEN k.file = 'data_center_timelines' AND coalesce(k.h100_equivalents, k.it_mw, k.facility_mw, k.total_cost) IS NULL THEN 'no figure'
			WHEN k.file = 'data_centers' AND k.chips IS NULL THEN 'no part in service'
			WHEN k.file = 'gpu_clusters' AND k.chip1 IS NULL AND k.n1 > 0 THEN 'a quantity of no part'
			WHEN k.file = 'gpu_clusters' AND k.chip1 IS NULL THEN 'no part'
			WHEN k.file = 'gpu_clusters' AND coalesce(k.n1, 0) = 0 THEN 'a part without a quantity' END AS fault,
			-- a row that says something, and nobody knows what or of which cluster
			k.odd IS NOT NULL OR ((k.cluster IS NULL OR (k.file = 'data_center_timelines' AND k.at IS NULL)) AND coalesce(k.h100_equivalents, k.it_mw, k.facility_mw, k.total_cost, k.chips, k.chip1) IS NOT NULL) AS unreadable
		FROM (SELECT l.*, nullif(concat_ws(', ', l.bad_row, d.reason), '') AS odd FROM line l LEFT JOIN doubt d ON d.row_no = l.row_no) k
	), compared AS (
		SELECT j.*, count(*) OVER same AS rows, min(j.content) OVER same <> max(j.content) OVER same AS differ, min(j.row_no) OVER same AS first_row
		FROM judged j
		WINDOW same AS (PARTITION BY lower(j.known_cluster), CASE WHEN j.file = 'data_center_timelines' THEN j.at END, j.fault IS NULL)
	), told AS (
		-- of a cluster some of whose rows cannot be read the others would be taken for all: it stays what the edition before says
		SELECT c.*, d.doubtful, bool_or(d.doubtful) OVER (PARTITION BY lower(c.known_cluster)) AND c.known_cluster IS NOT NULL AND c.file = 'data_center_timelines' AS beside
		FROM compared c
		CROSS JOIN LATERAL (SELECT c.unreadable OR (c.fault IS NULL AND c.rows > 1 AND c.differ) AS doubtful) d
	)
	SELECT c.row_no, c.known_cluster, c.at::date, c.until_date::date, colossus.csv_number(c.h100_equivalents), colossus.csv_number(c.fp8_flops), colossus.csv_number(c.it_mw), colossus.csv_number(c.facility_mw),
		round(1e9 * nullif(colossus.csv_number(c.total_cost), 0)), round(1e9 * colossus.csv_number(c.compute_cost)), round(1e9 * colossus.csv_number(c.construction_cost)),
		c.owner, c.users, (SELECT n.country FROM colossus.country_name n WHERE n.name = lower(c.country)), c.address,
		CASE WHEN c.file = 'data_centers' THEN ARRAY(SELECT DISTINCT btrim(s.chip) FROM unnest(string_to_array(c.chips, ',')) AS s(chip) WHERE btrim(s.chip) <> '')
			WHEN c.chip2 <> c.chip1 AND c.n2 > 0 THEN ARRAY[c.chip1, c.chip2] ELSE ARRAY[c.chip1] END,
		ARRAY[c.n1, c.n2],
		CASE WHEN c.status = 'Planned' THEN 'announced' WHEN c.certainty = 'Confirmed' THEN 'confirmed' WHEN c.certainty = 'Unlikely' THEN 'alleged' WHEN c.certainty = 'Likely' THEN 'reported' ELSE 'estimated' END,
		c.duplicate,
		CASE WHEN c.fault IS NOT NULL THEN c.fault
			WHEN c.rows > 1 AND c.differ THEN CASE c.file WHEN 'data_center_timelines' THEN 'rows of one cluster and day that differ' ELSE 'rows of one cluster that differ' END
			WHEN c.beside THEN 'another row of the cluster cannot be taken over'
			WHEN c.rows > 1 AND c.row_no > c.first_row THEN 'the same as a row before' END,
		c.bad_cells || array_remove(ARRAY[
			CASE WHEN c.chip2 IS NULL AND c.n2 > 0 THEN 'a secondary quantity of no part' END,
			CASE WHEN c.chip2 IS NOT NULL AND coalesce(c.n2, 0) = 0 THEN 'a secondary part without a quantity' END,
			CASE WHEN c.chip2 = c.chip1 THEN 'a secondary part that is the primary one' END,
			CASE WHEN c.file = 'data_center_timelines' AND colossus.csv_number(c.total_cost) = 0 THEN 'a cost of 0, which says that none is known' END], NULL),
		c.doubtful
	FROM told c;
END;
COMMENT ON FUNCTION colossus.epoch_row(text, date) IS
	'Rows of one of Epoch AI''s files, of the edition of a date, as load_epoch takes them over. A figure that is more than 30 times, or less than a 30th of what the last other edition says of the cluster and day, or of the part, may be of another unit, and refuses its row. reject: why a row is not taken over; cells_left_out: what of a row is not; unreadable: the row says something, and it cannot be known what. USD are whole, of total_cost > 0.';

CREATE OR REPLACE FUNCTION colossus.load_epoch(payload text, edition date, replace boolean DEFAULT false, partial boolean DEFAULT false)
RETURNS TABLE (file text, relation text, rows_read bigint, rows_written bigint, rejected bigint, reject_reasons text, columns_unread text)
LANGUAGE sql VOLATILE PARALLEL UNSAFE ROWS 6
BEGIN ATOMIC
	-- refusals, before anything is written
	SELECT CASE
		WHEN load_epoch.payload IS NULL OR load_epoch.edition IS NULL OR load_epoch.replace IS NULL OR load_epoch.partial IS NULL
			THEN colossus.refuse('payload, edition, replace and partial must not be NULL', 'edition is the date of the file.')
		WHEN load_epoch.edition > current_date THEN colossus.refuse(format('edition %s lies in the future', to_char(load_epoch.edition::timestamp, 'YYYY-MM-DD')), 'It is the date on which the file was published or fetched.')
		WHEN f.missing IS NOT NULL AND NOT load_epoch.partial
			THEN colossus.refuse(format('%s.csv lacks columns that are read: %s', f.file, f.missing), 'Were they renamed? partial => true loads what there is, and the edition before it speaks of the rest.')
		WHEN l.loaded_at IS NOT NULL AND NOT load_epoch.replace
			THEN colossus.refuse(format('%s.csv of %s is loaded already: on %s by %s', f.file, l.vintage, to_char(l.loaded_at, 'YYYY-MM-DD HH24:MI'), l.loaded_by), 'replace => true takes this file in its place, wholly.')
		WHEN n.unreadable > 0
			THEN colossus.refuse(format('%s.csv has %s rows that cannot be taken over', f.file, n.unreadable),
				format('The first: line %s, %s. partial => true leaves their clusters out, of which the edition before it goes on to speak.', n.first_line, n.first_reject))
		WHEN NOT load_epoch.partial AND 2 * n.now < n.before
			THEN colossus.refuse(format('%s.csv has %s clusters, the edition before it %s', f.file, n.now, n.before), 'A cluster that is not in an edition is withdrawn. partial => true: this is a part of it, and of the rest the edition before it speaks.') END
	FROM (SELECT 1) one
	LEFT JOIN colossus.epoch_file(load_epoch.payload) f ON true
	LEFT JOIN colossus.edition_file_user l ON l.data_set = f.data_set AND l.vintage = to_char(load_epoch.edition::timestamp, 'YYYY-MM-DD') AND l.file = f.file
	LEFT JOIN LATERAL (
		SELECT k.now, k.unreadable, k.first_line, k.first_reject,
			(SELECT count(DISTINCT s.cluster) FROM (
				SELECT c.cluster, c.data_set, c.vintage FROM colossus.reported_capacity c WHERE f.file = 'data_center_timelines'
				UNION ALL SELECT c.cluster, c.data_set, c.vintage FROM colossus.fleet_count c WHERE f.file <> 'data_center_timelines') s
			WHERE s.data_set = f.data_set AND s.vintage = (
				SELECT e.vintage FROM colossus.edition e
				JOIN colossus.edition_file b ON b.data_set = e.data_set AND b.vintage = e.vintage AND b.file = f.file AND NOT b.partial
				WHERE e.data_set = f.data_set AND e.published <= load_epoch.edition AND e.vintage <> to_char(load_epoch.edition::timestamp, 'YYYY-MM-DD')
				ORDER BY e.published DESC, e.vintage DESC LIMIT 1)) AS before
		FROM (SELECT count(DISTINCT r.cluster) FILTER (WHERE r.reject IS NULL OR r.reject = 'no part in service') AS now, count(*) FILTER (WHERE r.unreadable) AS unreadable,
			min(r.row_no + 1) FILTER (WHERE r.unreadable) AS first_line, (array_agg(r.reject ORDER BY r.row_no) FILTER (WHERE r.unreadable))[1] AS first_reject
			FROM colossus.epoch_row(load_epoch.payload, load_epoch.edition) r) k) n ON NOT load_epoch.partial;

	-- a file that is replaced goes wholly; of its clusters those alone of which nothing else speaks
	WITH old AS MATERIALIZED (
		DELETE FROM colossus.edition_file_user l
		USING colossus.epoch_file(load_epoch.payload) f
		WHERE l.data_set = f.data_set AND l.vintage = to_char(load_epoch.edition::timestamp, 'YYYY-MM-DD') AND l.file = f.file
		RETURNING l.data_set, l.vintage, l.file, l.source_id
	), capacity AS (
		DELETE FROM colossus.reported_capacity_user c USING old o WHERE c.data_set = o.data_set AND c.vintage = o.vintage AND c.source_id = o.source_id
	), power AS (
		DELETE FROM colossus.reported_power_user c USING old o WHERE c.data_set = o.data_set AND c.vintage = o.vintage AND c.source_id = o.source_id
	), cost AS (
		DELETE FROM colossus.capital_cost_user c USING old o WHERE c.data_set = o.data_set AND c.vintage = o.vintage AND c.source_id = o.source_id
	), fleet AS (
		DELETE FROM colossus.fleet_count_user c USING old o WHERE c.data_set = o.data_set AND c.vintage = o.vintage AND c.source_id = o.source_id
	), named AS (
		DELETE FROM colossus.cluster_user c USING old o WHERE c.source_id = o.source_id
			AND NOT EXISTS (SELECT 1 FROM colossus.reported_capacity_user r WHERE r.cluster = c.cluster AND r.source_id IS DISTINCT FROM o.source_id)
			AND NOT EXISTS (SELECT 1 FROM colossus.fleet_count_user r WHERE r.cluster = c.cluster AND r.source_id IS DISTINCT FROM o.source_id)
		RETURNING c.site
	)
	DELETE FROM colossus.site_user s USING old o, named n WHERE s.site = n.site AND s.source_id = o.source_id;

	WITH file AS MATERIALIZED (
		SELECT f.*, to_char(load_epoch.edition::timestamp, 'YYYY-MM-DD') AS vintage, 'epoch ' || f.file || ' ' || to_char(load_epoch.edition::timestamp, 'YYYY-MM-DD') AS source_id
		FROM colossus.epoch_file(load_epoch.payload) f
	), judged AS MATERIALIZED (
		SELECT r.* FROM colossus.epoch_row(load_epoch.payload, load_epoch.edition) r
	), good AS MATERIALIZED (
		SELECT j.*, f.file, f.data_set, f.vintage, f.source_id, f.usd_year, CASE WHEN j.at > load_epoch.edition THEN 'announced' ELSE 'estimated' END AS level_status
		FROM judged j CROSS JOIN file f WHERE j.reject IS NULL
	), part AS MATERIALIZED (
		SELECT g.*, p.chip, p.place, coalesce(m.accelerator, a.name) AS accelerator, m.h100_equivalents AS each, m.note AS part_note
		FROM good g
		CROSS JOIN LATERAL unnest(g.chips) WITH ORDINALITY AS p(chip, place)
		LEFT JOIN colossus.part_name m ON m.data_set = g.data_set AND m.written = p.chip
		LEFT JOIN LATERAL (SELECT k.name FROM (SELECT a.accelerator AS name, a.accelerator AS written FROM colossus.accelerator a UNION ALL SELECT l.accelerator, l.alias FROM colossus.accelerator_alias l) k
			WHERE k.written = p.chip ORDER BY k.name LIMIT 1) a ON true
		WHERE g.file <> 'data_center_timelines'
	), place AS MATERIALIZED (
		-- where a data center stands and whose it is, also where nothing of it is in service
		SELECT DISTINCT ON (j.cluster) j.cluster, j.address, j.country, btrim(split_part(j.owner, '#', 1)) AS owner, nullif(substring(j.owner FROM '#(\w+)'), 'confident') AS doubt,
			(SELECT string_agg(regexp_replace(btrim(u.name), '\s*#(\w+)$', ' (\1)'), ', ' ORDER BY u.place) FROM unnest(string_to_array(j.users, ',')) WITH ORDINALITY AS u(name, place)) AS users,
			f.source_id
		FROM judged j CROSS JOIN file f
		WHERE f.data_set = 'epoch_data_centers' AND (j.reject IS NULL OR j.reject = 'no part in service')
		ORDER BY j.cluster, j.row_no
	), owned AS MATERIALIZED (
		SELECT p.*, coalesce((SELECT o.organization FROM colossus.organization o WHERE lower(o.organization) = lower(p.owner) ORDER BY o.organization <> p.owner, o.organization LIMIT 1),
			(SELECT a.organization FROM colossus.organization_alias a WHERE lower(a.alias) = lower(p.owner) ORDER BY a.alias <> p.owner, a.alias LIMIT 1), nullif(p.owner, '')) AS organization
		FROM place p
	), sourced AS (
		INSERT INTO colossus.source_user (source_id, title, publisher, published, url, licence)
		SELECT f.source_id, f.file || '.csv', 'Epoch AI', load_epoch.edition, 'https://epoch.ai/data', 'CC BY 4.0' FROM file f
		ON CONFLICT (source_id) DO UPDATE SET published = EXCLUDED.published
	), dated AS (
		INSERT INTO colossus.edition_user (data_set, vintage, published, status, source_id)
		SELECT f.data_set, f.vintage, load_epoch.edition, 'reported', f.source_id FROM file f
		ON CONFLICT (data_set, vintage) DO NOTHING
	), listed AS (
		INSERT INTO colossus.edition_file_user (data_set, vintage, file, loaded_at, loaded_by, md5, partial, column_names, rows_read, rejected, reject_reasons, status, source_id)
		SELECT f.data_set, f.vintage, f.file, clock_timestamp(), current_user, md5(load_epoch.payload), load_epoch.partial, f.column_names,
			(SELECT count(*) FROM judged j), (SELECT count(*) FROM judged j WHERE j.reject IS NOT NULL), w.reasons, 'reported', f.source_id
		FROM file f
		CROSS JOIN (
			SELECT string_agg(format('%s: %s', r.reason, r.rows), '; ' ORDER BY r.first_row, r.reason) AS reasons
			FROM (SELECT x.reason, min(x.row_no) AS first_row, CASE count(*) WHEN 1 THEN 'row ' ELSE count(*) || ' rows: ' END || string_agg((x.row_no + 1)::text, ', ' ORDER BY x.row_no) AS rows
				FROM (SELECT j.row_no, j.reject AS reason FROM judged j WHERE j.reject IS NOT NULL
					UNION ALL SELECT j.row_no, 'left out of its row: ' || b.reason FROM judged j CROSS JOIN LATERAL unnest(j.cells_left_out) b (reason) WHERE j.reject IS NULL
					UNION ALL SELECT p.row_no, format('%s is not in the catalogue: its row names no accelerator', p.chip) FROM part p WHERE p.accelerator IS NULL) x
				GROUP BY x.reason) r) w
		RETURNING edition_file_user.file, edition_file_user.rows_read, edition_file_user.rejected, edition_file_user.reject_reasons
	), employer AS (
		INSERT INTO colossus.organization_user (organization, status, source_id)
		SELECT DISTINCT o.organization, 'reported', o.source_id FROM owned o
		WHERE o.organization IS NOT NULL AND NOT EXISTS (SELECT 1 FROM colossus.organization g WHERE g.organization = o.organization)
		ON CONFLICT (organization) DO NOTHING
	), placed AS (
		INSERT INTO colossus.site_user (site, organization, address, country, status, source_id, note)
		SELECT o.cluster, o.organization, o.address, o.country, 'reported', o.source_id, 'owner ' || o.doubt || ', by Epoch'
		FROM owned o
		WHERE NOT EXISTS (SELECT 1 FROM colossus.site s WHERE s.site = o.cluster AND (s.shipped OR s.source_id IS NULL OR s.source_id NOT LIKE 'epoch data!_center%' ESCAPE '!'))
			AND NOT EXISTS (SELECT 1 FROM colossus.cluster c WHERE c.cluster = o.cluster AND c.site <> o.cluster)
		ON CONFLICT (site) DO UPDATE SET organization = coalesce(EXCLUDED.organization, colossus.site_user.organization), address = coalesce(EXCLUDED.address, colossus.site_user.address),
			country = coalesce(EXCLUDED.country, colossus.site_user.country), note = coalesce(EXCLUDED.note, colossus.site_user.note)
		RETURNING 1
	), named AS (
		INSERT INTO colossus.cluster_user (cluster, site, organization, country, status, source_id, note)
		SELECT o.cluster, o.cluster, o.organization, o.country, 'reported', o.source_id, nullif(concat_ws('; ', 'owner ' || o.doubt, 'users: ' || o.users), '')
		FROM owned o
		WHERE NOT EXISTS (SELECT 1 FROM colossus.cluster s WHERE s.cluster = o.cluster AND (s.shipped OR s.source_id IS NULL OR s.source_id NOT LIKE 'epoch data!_center%' ESCAPE '!'))
		ON CONFLICT (cluster) DO UPDATE SET organization = coalesce(EXCLUDED.organization, colossus.cluster_user.organization), country = coalesce(EXCLUDED.country, colossus.cluster_user.country),
			note = coalesce(EXCLUDED.note, colossus.cluster_user.note)
		RETURNING 1
	), capacity AS (
		INSERT INTO colossus.reported_capacity_user (cluster, at, data_set, vintage, h100_equivalents, fp8_flops, status, source_id)
		SELECT g.cluster, g.at, g.data_set, g.vintage, g.h100_equivalents, g.fp8_flops, g.level_status, g.source_id
		FROM good g WHERE g.file = 'data_center_timelines' AND coalesce(g.h100_equivalents, g.fp8_flops) IS NOT NULL
		RETURNING 1
	), power AS (
		INSERT INTO colossus.reported_power_user (cluster, at, boundary, data_set, vintage, mw, method, status, source_id)
		SELECT g.cluster, g.at, b.boundary, g.data_set, g.vintage, b.mw, 'estimated from imagery, permits and cooling plant', g.level_status, g.source_id
		FROM good g
		CROSS JOIN LATERAL (VALUES ('it'::text, g.it_mw), ('facility', g.facility_mw)) b (boundary, mw)
		WHERE g.file = 'data_center_timelines' AND b.mw IS NOT NULL
		RETURNING 1
	), cost AS (
		INSERT INTO colossus.capital_cost_user (cluster, at, data_set, vintage, total_usd, compute_usd, construction_usd, usd_year, status, source_id)
		SELECT g.cluster, g.at, g.data_set, g.vintage, g.total_usd, g.compute_usd, g.construction_usd, g.usd_year, g.level_status, g.source_id
		FROM good g WHERE g.file = 'data_center_timelines' AND g.total_usd > 0
		RETURNING 1
	), fleet AS (
		INSERT INTO colossus.fleet_count_user (cluster, written, data_set, vintage, accelerator, accelerators, at, until_date, owner, country, duplicate, status, source_id, note)
		SELECT p.cluster, p.chip, p.data_set, p.vintage, p.accelerator,
			CASE WHEN p.file = 'gpu_clusters' THEN round(p.counts[p.place]) WHEN cardinality(p.chips) = 1 AND p.h100_equivalents > 0 THEN round(p.h100_equivalents / p.each) END::bigint,
			CASE WHEN p.file = 'data_centers' THEN load_epoch.edition ELSE p.at END, CASE WHEN p.until_date > coalesce(p.at, '-infinity') THEN p.until_date END,
			nullif(btrim(regexp_replace(p.owner, '\s*#\w+', '', 'g')), ''), p.country, p.duplicate, CASE WHEN p.file = 'gpu_clusters' THEN p.status ELSE 'estimated' END, p.source_id,
			CASE WHEN p.file <> 'data_centers' THEN NULL
				WHEN cardinality(p.chips) > 1 THEN 'one of several parts: Epoch gives no numbers'
				WHEN p.each IS NULL THEN 'the only part; its H100 equivalents by Epoch are not known'
				WHEN p.h100_equivalents > 0 THEN concat_ws('; ', 'H100 equivalents of the data center over that of the part', p.part_note) END
		FROM part p
		RETURNING 1
	)
	SELECT l.file, w.relation, l.rows_read, w.written, l.rejected, l.reject_reasons, f.unread
	FROM listed l
	CROSS JOIN file f
	CROSS JOIN LATERAL (VALUES ('site'::text, (SELECT count(*) FROM placed), f.data_set = 'epoch_data_centers'), ('cluster', (SELECT count(*) FROM named), f.data_set = 'epoch_data_centers'),
		('reported_capacity', (SELECT count(*) FROM capacity), f.file = 'data_center_timelines'), ('reported_power', (SELECT count(*) FROM power), f.file = 'data_center_timelines'),
		('capital_cost', (SELECT count(*) FROM cost), f.file = 'data_center_timelines'), ('fleet_count', (SELECT count(*) FROM fleet), f.file <> 'data_center_timelines')) w (relation, written, of_file)
	WHERE w.of_file
	ORDER BY w.relation;
END;
COMMENT ON FUNCTION colossus.load_epoch(text, date, boolean, boolean) IS
	'Loads one of Epoch AI''s files (data_center_timelines.csv, data_centers.csv, gpu_clusters.csv; CC BY 4.0) as the edition of a date into the _user tables, under a vintage that is the date, beside what ships: reported_capacity, reported_power, capital_cost (USD; a cost of 0 is none), fleet_count, and sites and clusters that are new. Columns are found by name. Every row is taken over or rejected with its reason; edition_file keeps who loaded what, and which columns there were. A file that is loaded already is refused, unless replace takes all of it back first; a file without a column that is read, or with less than half the clusters of the edition before it, is refused unless it is partial: then the edition before it speaks of the rest. edition_changes and audit say what changed.';

-- An edition of grid rates is known from the day on which it is loaded, and never
-- edited: what a statement said with an earlier known_on, it says again.
CREATE OR REPLACE FUNCTION colossus.refuse_grid_edition(edition text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
	WHEN btrim(coalesce(refuse_grid_edition.edition, '')) = '' THEN colossus.refuse('edition must not be empty', 'It is the name of the edition and revision, as in eGRID2025.')
	WHEN EXISTS (SELECT 1 FROM colossus.grid_rate_shipped g WHERE lower(g.edition) = lower(refuse_grid_edition.edition)) OR EXISTS (SELECT 1 FROM colossus.grid_rate_user g WHERE lower(g.edition) = lower(refuse_grid_edition.edition))
		OR EXISTS (SELECT 1 FROM colossus.source s WHERE lower(s.source_id) = lower(refuse_grid_edition.edition))
		THEN colossus.refuse(format('edition %s is there already', quote_literal(refuse_grid_edition.edition)), 'Statements of the past rest on it. A corrected one is an edition of its own name, as in eGRID2025 rev 2, known from the day on which it is loaded.') END;
COMMENT ON FUNCTION colossus.refuse_grid_edition(text) IS 'Refuses the name of an edition of grid rates that is there already: 22023.';

-- A file in another unit has numbers as any other: what tells it is what was said before.
CREATE OR REPLACE FUNCTION colossus.refuse_grid_units(regions text[], gases text[], rates text[], g_per_kwh double precision[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH before AS (
		SELECT DISTINCT ON (lower(b.region), b.gas, b.rate) lower(b.region) AS region, b.gas, b.rate, b.edition, coalesce(b.g_per_kwh, colossus.g_per_kwh(b.lb_per_mwh)) AS g
		FROM colossus.grid_rate b
		WHERE b.status <> 'denied' AND lower(b.region) IN (SELECT lower(r.name) FROM unnest(refuse_grid_units.regions) r (name))
		ORDER BY lower(b.region), b.gas, b.rate, b.preferred DESC, b.year DESC, b.known_from DESC, b.edition DESC
	), median AS (
		SELECT n.gas, n.rate, percentile_cont(0.5) WITHIN GROUP (ORDER BY n.g / b.g) AS ratio, count(*) AS regions, max(b.edition) AS edition
		FROM unnest(refuse_grid_units.regions, refuse_grid_units.gases, refuse_grid_units.rates, refuse_grid_units.g_per_kwh) n (region, gas, rate, g)
		JOIN before b ON b.region = lower(n.region) AND b.gas = n.gas AND b.rate = n.rate
		WHERE n.g > 0 AND b.g > 0
		GROUP BY n.gas, n.rate
	)
	-- nearer to another unit than to no change: kg are 0.4536 lb, and lb 2.2046 kg
	SELECT colossus.refuse(format('the %s rates of %s are %s times those of %s, in the median of %s regions', m.rate, m.gas, round(m.ratio::numeric, 6), m.edition, m.regions),
		'Are they of another unit? A rate in kg is 0.4536 times, one in short tons 0.0005 times that in lb, one in g 1,000 times that in kg. Convert the file to the unit that the publisher gives it in.')
	FROM (
		SELECT m.* FROM median m
		-- a few regions may have changed so much
		WHERE (m.regions >= 5 AND m.ratio NOT BETWEEN sqrt(colossus.kg_to_lb(1)) ^ -1 AND sqrt(colossus.kg_to_lb(1))) OR m.ratio NOT BETWEEN 0.1 AND 10
		ORDER BY m.gas <> 'CO2e', m.gas, m.rate LIMIT 1) m;
END;
COMMENT ON FUNCTION colossus.refuse_grid_units(text[], text[], text[], double precision[]) IS
	'Refuses grid rates, g/kWh, whose median over their regions, gas by gas, is nearer to 2.2046 or 0.4536 times what is known of these than to it, or, where they are fewer than 5, a tenth or ten times of it: they are of another unit. 22023.';

CREATE OR REPLACE FUNCTION colossus.load_egrid(payload text, edition text)
RETURNS TABLE (rows_read bigint, rows_written bigint, rejected bigint, reject_reasons text, left_out text)
LANGUAGE sql VOLATILE PARALLEL UNSAFE ROWS 1
BEGIN ATOMIC
	SELECT colossus.refuse_grid_edition(load_egrid.edition);
	WITH cell AS MATERIALIZED (
		SELECT c.row_no, c.name, nullif(btrim(c.value, E' \t\r\n'), '') AS value FROM colossus.csv_cells(load_egrid.payload) c
	), part AS (
		SELECT * FROM (VALUES ('SRCO2RTA'::text, 'CO2'::text, 'total'::text), ('SRCH4RTA', 'CH4', 'total'), ('SRN2ORTA', 'N2O', 'total'), ('SRC2ERTA', 'CO2e', 'total'),
			('SRNBCO2', 'CO2', 'nonbaseload'), ('SRNBCH4', 'CH4', 'nonbaseload'), ('SRNBN2O', 'N2O', 'nonbaseload'), ('SRNBC2E', 'CO2e', 'nonbaseload')) g (name, gas, rate)
	), checked AS MATERIALIZED (
		SELECT CASE WHEN (SELECT count(DISTINCT c.name) FROM cell c WHERE c.name IN ('YEAR', 'SUBRGN', 'SRNAME', 'SRCO2RTA', 'SRCH4RTA', 'SRN2ORTA', 'SRC2ERTA')) < 7
			THEN colossus.refuse('this is not the sheet of subregions of eGRID', 'It has the columns YEAR, SUBRGN, SRNAME, SRCO2RTA, SRCH4RTA, SRN2ORTA, SRC2ERTA in its header line.') END AS refused
	), line AS MATERIALIZED (
		SELECT l.*, CASE WHEN l.region IS NULL THEN 'no subregion' WHEN l.year IS NULL OR l.year NOT BETWEEN 1990 AND extract(year FROM current_date) OR l.year <> trunc(l.year) THEN 'no year, or one to come'
			WHEN count(*) OVER (PARTITION BY upper(l.region), l.year) > 1 THEN 'a subregion twice' END AS reject
		FROM (SELECT c.row_no, max(c.value) FILTER (WHERE c.name = 'SUBRGN') AS region, max(c.value) FILTER (WHERE c.name = 'SRNAME') AS region_name,
				colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'YEAR')) AS year
			FROM cell c GROUP BY c.row_no) l
		CROSS JOIN checked k
		WHERE k.refused IS NULL
	), rate AS MATERIALIZED (
		SELECT l.row_no, coalesce((SELECT g.region FROM colossus.grid_rate g WHERE lower(g.region) = lower(l.region) LIMIT 1), l.region) AS region, l.region_name, l.year, g.gas, g.rate, colossus.csv_number(c.value) AS lb_per_mwh,
			CASE WHEN l.reject IS NOT NULL THEN NULL
				WHEN colossus.csv_number(c.value) IS NULL THEN format('%s is no number: %s', g.name, coalesce(quote_literal(c.value), 'empty'))
				WHEN colossus.csv_number(c.value) NOT BETWEEN 0 AND 5000 THEN format('%s is out of range: %s', g.name, c.value) END AS reject, l.reject AS row_reject
		FROM line l
		JOIN cell c ON c.row_no = l.row_no
		JOIN part g ON g.name = c.name
	), unit AS MATERIALIZED (
		SELECT colossus.refuse_grid_units(array_agg(r.region), array_agg(r.gas), array_agg(r.rate), array_agg(colossus.g_per_kwh(r.lb_per_mwh))) AS refused FROM rate r WHERE r.reject IS NULL AND r.row_reject IS NULL
	), reject AS MATERIALIZED (
		SELECT string_agg(format('row %s: %s', x.row_no + 1, x.reject), '; ' ORDER BY x.row_no, x.reject) AS reasons, count(*) AS rejected, count(DISTINCT x.row_no) FILTER (WHERE x.whole) AS rows
		FROM (SELECT l.row_no, l.reject, true AS whole FROM line l WHERE l.reject IS NOT NULL UNION ALL SELECT r.row_no, r.reject, false FROM rate r WHERE r.reject IS NOT NULL) x
	), sourced AS (
		INSERT INTO colossus.source_user (source_id, title, publisher, url, licence)
		SELECT load_egrid.edition, load_egrid.edition, 'EPA', 'https://www.epa.gov/egrid', 'public domain (US government work)' FROM checked k WHERE k.refused IS NULL
	), listed AS (
		INSERT INTO colossus.edition_file_user (data_set, vintage, file, loaded_at, loaded_by, md5, column_names, rows_read, rejected, reject_reasons, status, source_id)
		SELECT 'EPA', load_egrid.edition, 'subregions', clock_timestamp(), current_user, md5(load_egrid.payload), (SELECT string_agg(n.name, ' | ' ORDER BY n.name COLLATE "C") FROM (SELECT DISTINCT c.name FROM cell c) n),
			(SELECT count(*) FROM line), r.rows, r.reasons, 'reported', load_egrid.edition FROM reject r
	), written AS (
		INSERT INTO colossus.grid_rate_user (region, region_name, year, edition, known_from, gas, rate, lb_per_mwh, status, source_id)
		SELECT r.region, r.region_name, r.year::integer, load_egrid.edition, current_date, r.gas, r.rate, r.lb_per_mwh, 'reported', load_egrid.edition
		FROM rate r WHERE r.reject IS NULL AND r.row_reject IS NULL
		RETURNING 1
	)
	SELECT (SELECT count(*) FROM line), (SELECT count(*) FROM written), r.rejected, r.reasons,
		(SELECT 'columns ' || string_agg(n.name, ', ' ORDER BY n.name) FROM (SELECT DISTINCT c.name FROM cell c WHERE c.name NOT IN (SELECT g.name FROM part g) AND c.name NOT IN ('YEAR', 'SUBRGN', 'SRNAME')) n)
	FROM reject r
	CROSS JOIN unit u
	WHERE u.refused IS NULL;
END;
COMMENT ON FUNCTION colossus.load_egrid(text, text) IS
	'Loads the sheet of subregions of eGRID, saved as comma-separated text with its row of short names as header (YEAR, SUBRGN, SRCO2RTA, …, lb/MWh), as an edition into grid_rate_user, known from today: what was stated with an earlier known_on does not move. rows_written counts rates (a subregion and gas); rejected, rows and cells that were not taken over. A file in another unit (refuse_grid_units) and an edition that is there already are refused: 22023.';

CREATE OR REPLACE FUNCTION colossus.load_ember(payload text, edition text)
RETURNS TABLE (rows_read bigint, rows_written bigint, rejected bigint, reject_reasons text, left_out text)
LANGUAGE sql VOLATILE PARALLEL UNSAFE ROWS 1
BEGIN ATOMIC
	SELECT colossus.refuse_grid_edition(load_ember.edition);
	WITH cell AS MATERIALIZED (
		SELECT c.row_no, c.name, nullif(btrim(c.value, E' \t\r\n'), '') AS value FROM colossus.csv_cells(load_ember.payload) c
	), line AS MATERIALIZED (
		SELECT c.row_no, max(c.value) FILTER (WHERE c.name IN ('ISO 3 code', 'Country code')) AS region, max(c.value) FILTER (WHERE c.name IN ('Area', 'Country or region')) AS region_name,
			max(c.value) FILTER (WHERE c.name = 'Year') AS year_text, colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'Year')) AS year, max(c.value) FILTER (WHERE c.name = 'Variable') AS variable,
			max(c.value) FILTER (WHERE c.name = 'Unit') AS unit, max(c.value) FILTER (WHERE c.name = 'Value') AS value_text, colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'Value')) AS value
		FROM cell c GROUP BY c.row_no
	), checked AS MATERIALIZED (
		SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM line l WHERE l.variable = 'CO2 intensity')
				OR (SELECT count(DISTINCT c.name) FROM cell c WHERE c.name IN ('ISO 3 code', 'Country code', 'Year', 'Variable', 'Unit', 'Value')) < 5
			THEN colossus.refuse('this is not Ember''s yearly data in long form', 'It has rows with Variable ''CO2 intensity'' and the columns ISO 3 code, Year, Variable, Unit, Value.') END AS refused
	), rate AS MATERIALIZED (
		SELECT l.*, CASE WHEN l.year IS NULL OR l.year NOT BETWEEN 1990 AND extract(year FROM current_date) OR l.year <> trunc(l.year) THEN 'no year, or one to come: ' || coalesce(quote_literal(l.year_text), 'empty')
			WHEN l.region !~ '^[A-Z]{3}$' THEN 'no country code: ' || quote_literal(l.region)
			WHEN l.unit IS NULL OR l.unit NOT IN ('gCO2/kWh', 'gCO2e/kWh', 'gCO2e per kWh', 'gCO2 per kWh') THEN 'the unit is not g CO2e/kWh: ' || coalesce(quote_literal(l.unit), 'empty')
			WHEN l.value IS NULL THEN 'no number: ' || coalesce(quote_literal(l.value_text), 'empty')
			WHEN l.value NOT BETWEEN 0 AND 2000 THEN 'out of range: ' || l.value_text
			WHEN count(*) OVER (PARTITION BY l.region, l.year) > 1 THEN 'a country and year twice' END AS reject
		FROM checked k CROSS JOIN line l
		WHERE k.refused IS NULL AND l.variable = 'CO2 intensity' AND l.region IS NOT NULL
	), unit AS MATERIALIZED (
		SELECT colossus.refuse_grid_units(array_agg(n.region), array_agg('CO2e'::text), array_agg('total'::text), array_agg(n.value)) AS refused
		FROM (SELECT DISTINCT ON (r.region) r.region, r.value FROM rate r WHERE r.reject IS NULL ORDER BY r.region, r.year DESC) n
	), reject AS MATERIALIZED (
		SELECT count(*) AS rejected, string_agg(format('row %s: %s', r.row_no + 1, r.reject), '; ' ORDER BY r.row_no) AS reasons FROM rate r WHERE r.reject IS NOT NULL
	), sourced AS (
		INSERT INTO colossus.source_user (source_id, title, publisher, url, licence)
		SELECT load_ember.edition, load_ember.edition, 'Ember', 'https://ember-energy.org', 'CC BY 4.0' FROM checked k WHERE k.refused IS NULL
	), listed AS (
		INSERT INTO colossus.edition_file_user (data_set, vintage, file, loaded_at, loaded_by, md5, column_names, rows_read, rejected, reject_reasons, status, source_id)
		SELECT 'Ember', load_ember.edition, 'yearly data', clock_timestamp(), current_user, md5(load_ember.payload), (SELECT string_agg(n.name, ' | ' ORDER BY n.name COLLATE "C") FROM (SELECT DISTINCT c.name FROM cell c) n),
			(SELECT count(*) FROM line), r.rejected, r.reasons, 'reported', load_ember.edition FROM reject r
	), written AS (
		INSERT INTO colossus.grid_rate_user (region, region_name, year, edition, known_from, gas, rate, g_per_kwh, status, source_id, life_cycle)
		SELECT r.region, r.region_name, r.year::integer, load_ember.edition, current_date, 'CO2e', 'total', r.value, 'reported', load_ember.edition, true
		FROM rate r WHERE r.reject IS NULL
		RETURNING 1
	)
	SELECT (SELECT count(*) FROM line), (SELECT count(*) FROM written), r.rejected, r.reasons,
		(SELECT string_agg(format('%s: %s', x.what, x.rows), '; ' ORDER BY x.what) FROM (
			SELECT CASE WHEN l.variable = 'CO2 intensity' THEN 'rows of no country' ELSE 'rows of other variables' END AS what, count(*) AS rows
			FROM line l WHERE l.variable IS DISTINCT FROM 'CO2 intensity' OR l.region IS NULL GROUP BY 1) x)
	FROM reject r
	CROSS JOIN unit u
	WHERE u.refused IS NULL;
END;
COMMENT ON FUNCTION colossus.load_ember(text, text) IS
	'Loads the CO2 intensity of Ember''s yearly data (long form, CC BY 4.0) as an edition into grid_rate_user, g CO2e/kWh on a lifecycle basis, known from today: what was stated with an earlier known_on does not move. A row of another unit, and a country and year that stand there twice, are rejected; left_out counts the rows of other variables and of groups of countries. A file in another unit (refuse_grid_units) and an edition that is there already are refused: 22023.';

CREATE OR REPLACE FUNCTION colossus.load_model(name text, config text, replace boolean DEFAULT false)
RETURNS TABLE (model text, params bigint, active_params bigint)
LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE ROWS 1
BEGIN ATOMIC
	SELECT CASE
		WHEN btrim(load_model.name) = '' THEN colossus.refuse('name must not be empty', 'It is the name of the model, as in meta-llama/Llama-3.1-8B.')
		WHEN m.model <> load_model.name THEN colossus.refuse(format('model %s is there as %s', quote_literal(load_model.name), quote_literal(m.model)), 'Two names that differ in case alone would be one model with two answers. Write it as it is there.')
		WHEN m.model IS NOT NULL AND NOT load_model.replace THEN colossus.refuse(format('model %s is there already', quote_literal(m.model)), 'replace => true takes this configuration in its place; a shipped one is shadowed and stays.') END
	FROM (SELECT 1) one
	LEFT JOIN LATERAL (SELECT k.model FROM colossus.model k WHERE lower(k.model) = lower(load_model.name) ORDER BY k.model <> load_model.name, k.model LIMIT 1) m ON true;
	INSERT INTO colossus.model_user (model, config, params, active_params)
	SELECT load_model.name, load_model.config::jsonb, colossus.model_params(load_model.config::jsonb), colossus.model_active_params(load_model.config::jsonb)
	ON CONFLICT (model) DO UPDATE SET config = EXCLUDED.config, params = EXCLUDED.params, active_params = EXCLUDED.active_params, retired = false
	RETURNING model_user.model, model_user.params, model_user.active_params;
END;
COMMENT ON FUNCTION colossus.load_model(text, text, boolean) IS
	'Puts a model with its config.json into model_user, with the parameters counted from it. A name that is there already is refused, unless replace takes its place (a shipped one stays and is shadowed), and so is one that differs from it in case alone: 22023. A configuration that cannot be counted is the error of model_params.';

CREATE OR REPLACE FUNCTION colossus.edition_changes(data_set text, vintage_then text, vintage_now text)
RETURNS TABLE (cluster text, at date, quantity text, what text, value_then double precision, value_now double precision, text_then text, text_now text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT CASE WHEN cardinality(k.known) = 0 THEN colossus.unknown_name('data set', edition_changes.data_set, ARRAY(SELECT DISTINCT e.data_set FROM colossus.edition e UNION SELECT 'grid_rate' ORDER BY 1))
		WHEN NOT v.vintage = ANY (k.known) THEN colossus.unknown_name('edition of ' || edition_changes.data_set, v.vintage, k.known) END
	FROM (VALUES (edition_changes.vintage_then), (edition_changes.vintage_now)) v (vintage)
	CROSS JOIN (SELECT ARRAY(SELECT e.vintage FROM colossus.edition e WHERE e.data_set = edition_changes.data_set
		UNION SELECT g.edition FROM colossus.grid_rate g WHERE edition_changes.data_set = 'grid_rate' ORDER BY 1) AS known) k;
	WITH asked AS (
		SELECT * FROM (VALUES (edition_changes.vintage_then, false), (edition_changes.vintage_now, true)) v (vintage, now)
	), level AS MATERIALIZED (
		SELECT a.now, l.cluster, l.at, l.quantity, l.value, l.words
		FROM asked a
		JOIN (
			SELECT c.data_set, c.vintage, c.cluster, c.at, q.quantity, q.value, NULL::text AS words
			FROM colossus.reported_capacity c
			CROSS JOIN LATERAL (VALUES ('h100_equivalents'::text, c.h100_equivalents), ('accelerators', c.accelerators::double precision), ('bf16_flops', c.bf16_flops), ('fp8_flops', c.fp8_flops)) q (quantity, value)
			UNION ALL SELECT p.data_set, p.vintage, p.cluster, p.at, p.boundary || '_mw', p.mw, NULL FROM colossus.reported_power p
			UNION ALL SELECT k.data_set, k.vintage, k.cluster, k.at, q.quantity, q.value, NULL
			FROM colossus.capital_cost k
			CROSS JOIN LATERAL (VALUES ('total_usd'::text, k.total_usd), ('compute_usd', k.compute_usd), ('construction_usd', k.construction_usd)) q (quantity, value)
			-- a data center's parts are those of the edition's day, so that their date says nothing
			UNION ALL SELECT f.data_set, f.vintage, f.cluster, NULL, 'part ' || f.written, f.accelerators::double precision, concat_ws(', ', f.accelerator, CASE WHEN f.duplicate THEN 'possible duplicate' END) FROM colossus.fleet_count f
			UNION ALL SELECT DISTINCT f.data_set, f.vintage, f.cluster, NULL::date, 'owner', NULL::double precision, f.owner FROM colossus.fleet_count f WHERE f.owner IS NOT NULL
			UNION ALL SELECT DISTINCT f.data_set, f.vintage, f.cluster, NULL::date, 'country', NULL::double precision, f.country FROM colossus.fleet_count f WHERE f.country IS NOT NULL
			UNION ALL SELECT f.data_set, f.vintage, NULL, NULL, 'column of ' || f.file, NULL, n.name
			FROM colossus.edition_file f CROSS JOIN LATERAL unnest(string_to_array(f.column_names, ' | ')) n (name)
			UNION ALL SELECT 'grid_rate', g.edition, g.region, NULL, concat_ws(' ', g.gas, g.rate, 'g_per_kwh'), coalesce(g.g_per_kwh, colossus.g_per_kwh(g.lb_per_mwh)), NULL FROM colossus.grid_rate g
		) l ON l.data_set = edition_changes.data_set AND l.vintage = a.vintage
		WHERE l.value IS NOT NULL OR l.words IS NOT NULL
	), shared AS MATERIALIZED (
		-- what an edition does not speak of at all, because a file or a column of it is not there, it does not withdraw
		SELECT l.* FROM level l
		JOIN (SELECT regexp_replace(k.quantity, '^part .*$', 'part') AS kind FROM level k GROUP BY 1 HAVING count(DISTINCT k.now) = 2) b ON b.kind = regexp_replace(l.quantity, '^part .*$', 'part')
	)
	SELECT COALESCE(t.cluster, n.cluster), COALESCE(t.at, n.at), COALESCE(t.quantity, n.quantity),
		CASE WHEN t.quantity IS NULL THEN 'added' WHEN n.quantity IS NULL THEN 'withdrawn' ELSE 'changed' END, t.value, n.value, t.words, n.words
	FROM (SELECT l.* FROM shared l WHERE NOT l.now) t
	FULL JOIN (SELECT l.* FROM shared l WHERE l.now) n
		ON concat_ws('|', n.cluster, n.at, n.quantity, CASE WHEN n.cluster IS NULL THEN n.words END) = concat_ws('|', t.cluster, t.at, t.quantity, CASE WHEN t.cluster IS NULL THEN t.words END)
	WHERE CASE
		-- what an edition lacks that is a part of one, the edition does not deny
		WHEN t.quantity IS NULL OR n.quantity IS NULL THEN NOT EXISTS (SELECT 1 FROM colossus.edition_file f
			WHERE f.data_set = edition_changes.data_set AND f.vintage = CASE WHEN t.quantity IS NULL THEN edition_changes.vintage_then ELSE edition_changes.vintage_now END AND f.partial)
		ELSE t.value IS DISTINCT FROM n.value OR t.words IS DISTINCT FROM n.words END
	ORDER BY 1 NULLS FIRST, 2 NULLS FIRST, 3, 4, 7, 8;
END;
COMMENT ON FUNCTION colossus.edition_changes(text, text, text) IS
	'What two editions of a data set give differently: rows changed, added and withdrawn, by cluster, day and quantity, with both values or words; columns of its files that came or went have no cluster. A quantity of which one of the two has no row at all is not compared, nor is what a partial one lacks. With data_set grid_rate two editions of grid rates, g/kWh by region, whatever their data years. An unknown data set or edition: 22023.';
