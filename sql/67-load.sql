-- Editions that you load yourself: into the _user tables, under their own vintage.

CREATE OR REPLACE FUNCTION colossus.csv_cells(payload text)
RETURNS TABLE (row_no bigint, name text, value text)
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10000 AS 'MODULE_PATHNAME', 'colossus_csv_cells';
COMMENT ON FUNCTION colossus.csv_cells(text) IS
	'Cells of comma-separated text (RFC 4180) below its header, each under the name of its column; empty is NULL. So the order of columns does not matter. Text that does not parse: 22P02.';

-- Numbers and dates as such files write them; what is none is NULL.
CREATE OR REPLACE FUNCTION colossus.csv_number(value text) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN csv_number.value ~ '^\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?\s*$' THEN csv_number.value::double precision END;
COMMENT ON FUNCTION colossus.csv_number(text) IS 'The number that a text is; NULL: it is none.';

CREATE OR REPLACE FUNCTION colossus.csv_date(value text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN csv_date.value ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
	AND substr(csv_date.value, 9, 2)::integer <= extract(day FROM make_date(substr(csv_date.value, 1, 4)::integer, substr(csv_date.value, 6, 2)::integer, 1) + interval '1 month - 1 day')
	THEN make_date(substr(csv_date.value, 1, 4)::integer, substr(csv_date.value, 6, 2)::integer, substr(csv_date.value, 9, 2)::integer) END;
COMMENT ON FUNCTION colossus.csv_date(text) IS 'The date (YYYY-MM-DD) that a text is; NULL: it is none.';

CREATE OR REPLACE FUNCTION colossus.load_epoch(payload text, edition date)
RETURNS TABLE (file text, relation text, rows_read bigint, rows_written bigint, rejected bigint, reject_reasons text)
LANGUAGE sql VOLATILE PARALLEL UNSAFE ROWS 6
BEGIN ATOMIC
	WITH cell AS MATERIALIZED (
		SELECT c.* FROM colossus.csv_cells(load_epoch.payload) c
	), file AS MATERIALIZED (
		SELECT f.file, f.data_set, to_char(load_epoch.edition::timestamp, 'YYYY-MM') AS vintage, 'epoch ' || f.file || ' ' || to_char(load_epoch.edition::timestamp, 'YYYY-MM') AS source_id
		FROM (SELECT CASE
				WHEN load_epoch.edition IS NULL THEN colossus.refuse('edition must not be NULL', 'It is the date of the file.')
				WHEN bool_or(c.name = 'Data center') AND bool_or(c.name = 'H100 equivalents') AND bool_or(c.name = 'Date') THEN 'data_center_timelines'
				WHEN bool_or(c.name = 'Name') AND bool_or(c.name = 'All chip types') THEN 'data_centers'
				WHEN bool_or(c.name = 'Name') AND bool_or(c.name = 'Chip type (primary)') THEN 'gpu_clusters'
				ELSE colossus.refuse('this is none of Epoch AI''s files that can be loaded',
					'They are data_center_timelines.csv, data_centers.csv and gpu_clusters.csv, each with its header line.') END AS file
			FROM cell c) n
		JOIN (VALUES ('data_center_timelines'::text, 'epoch_data_centers'::text), ('data_centers', 'epoch_data_centers'), ('gpu_clusters', 'epoch_gpu_clusters')) f (file, data_set) ON f.file = n.file
	), line AS MATERIALIZED (
		SELECT c.row_no, regexp_replace(btrim(coalesce(max(c.value) FILTER (WHERE c.name = 'Data center'), max(c.value) FILTER (WHERE c.name = 'Name'))), '\s+', ' ', 'g') AS cluster,
			max(c.value) FILTER (WHERE c.name = 'Date') AS day, colossus.csv_date(max(c.value) FILTER (WHERE c.name = 'Date')) AS at,
			max(c.value) FILTER (WHERE c.name = 'H100 equivalents') AS h100_text, colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'H100 equivalents')) AS h100_equivalents,
			colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'Performance (8-bit OP/s)')) AS fp8_flops,
			colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'IT power (MW)')) AS it_mw,
			colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'Power (MW)')) AS facility_mw,
			colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'Total capital cost (2025 USD billions)')) AS capital,
			regexp_replace(btrim(max(c.value) FILTER (WHERE c.name = 'Address')), '\s+', ' ', 'g') AS address,
			max(c.value) FILTER (WHERE c.name = 'Current chip types') AS chips, max(c.value) FILTER (WHERE c.name = 'Owner') AS owner,
			max(c.value) FILTER (WHERE c.name = 'Chip type (primary)') AS chip1, colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'Chip quantity (primary)')) AS n1,
			max(c.value) FILTER (WHERE c.name = 'Chip type (secondary)') AS chip2, colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'Chip quantity (secondary)')) AS n2,
			colossus.csv_date(max(c.value) FILTER (WHERE c.name = 'First Operational Date')) AS first_at,
			max(c.value) FILTER (WHERE c.name = 'Status') AS status, max(c.value) FILTER (WHERE c.name = 'Certainty') AS certainty,
			coalesce(max(c.value) FILTER (WHERE c.name = 'Possible Duplicate'), '') = 'True' AS duplicate
		FROM cell c
		GROUP BY c.row_no
	), judged AS MATERIALIZED (
		SELECT l.*, f.file, f.data_set, f.vintage, f.source_id,
			CASE WHEN l.cluster IS NULL THEN 'no name'
				WHEN f.file = 'data_center_timelines' AND l.at IS NULL THEN 'no date: ' || coalesce(quote_literal(l.day), 'empty')
				WHEN f.file = 'data_center_timelines' AND l.h100_text IS NOT NULL AND l.h100_equivalents IS NULL THEN 'no number: ' || quote_literal(l.h100_text)
				WHEN least(l.h100_equivalents, l.it_mw, l.facility_mw, l.n1, l.n2) < 0 THEN 'negative'
				WHEN greatest(l.h100_equivalents, l.n1, l.n2) > 1e9 OR greatest(l.it_mw, l.facility_mw) > 1e5 THEN 'out of range'
				WHEN f.file = 'data_center_timelines' AND row_number() OVER (PARTITION BY l.cluster, l.at ORDER BY l.row_no DESC) > 1 THEN 'superseded by a later row of the day'
			END AS reject
		FROM line l CROSS JOIN file f
	), sourced AS (
		INSERT INTO colossus.source_user (source_id, title, publisher, published, url, licence)
		SELECT f.source_id, f.file || '.csv', 'Epoch AI', load_epoch.edition, 'https://epoch.ai/data', 'CC BY 4.0' FROM file f
		ON CONFLICT (source_id) DO UPDATE SET published = EXCLUDED.published
		RETURNING 1
	), dated AS (
		INSERT INTO colossus.edition_user (data_set, vintage, published, source_id)
		SELECT f.data_set, f.vintage, load_epoch.edition, f.source_id FROM file f
		ON CONFLICT (data_set, vintage) DO UPDATE SET published = EXCLUDED.published, source_id = EXCLUDED.source_id
		RETURNING 1
	), placed AS (
		INSERT INTO colossus.site_user (site, address, status, source_id)
		SELECT DISTINCT ON (j.cluster) j.cluster, j.address, 'reported', j.source_id FROM judged j
		WHERE j.reject IS NULL AND j.data_set = 'epoch_data_centers' AND NOT EXISTS (SELECT 1 FROM colossus.cluster c WHERE c.cluster = j.cluster)
		ORDER BY j.cluster, j.address
		ON CONFLICT (site) DO UPDATE SET address = coalesce(EXCLUDED.address, colossus.site_user.address)
		RETURNING 1
	), named AS (
		INSERT INTO colossus.cluster_user (cluster, site, status, source_id)
		SELECT DISTINCT j.cluster, j.cluster, 'reported', j.source_id FROM judged j
		WHERE j.reject IS NULL AND j.data_set = 'epoch_data_centers' AND NOT EXISTS (SELECT 1 FROM colossus.cluster c WHERE c.cluster = j.cluster)
		ON CONFLICT (cluster) DO NOTHING
		RETURNING 1
	), capacity AS (
		INSERT INTO colossus.reported_capacity_user (cluster, at, data_set, vintage, h100_equivalents, fp8_flops, status, source_id)
		SELECT j.cluster, j.at, j.data_set, j.vintage, j.h100_equivalents, j.fp8_flops, CASE WHEN j.at > load_epoch.edition THEN 'announced' ELSE 'estimated' END, j.source_id
		FROM judged j WHERE j.reject IS NULL AND j.file = 'data_center_timelines' AND j.h100_equivalents IS NOT NULL
		ON CONFLICT (cluster, at, data_set, vintage) DO UPDATE SET h100_equivalents = EXCLUDED.h100_equivalents, fp8_flops = EXCLUDED.fp8_flops, status = EXCLUDED.status, source_id = EXCLUDED.source_id
		RETURNING 1
	), power AS (
		INSERT INTO colossus.reported_power_user (cluster, at, boundary, data_set, vintage, mw, method, status, source_id)
		SELECT j.cluster, j.at, b.boundary, j.data_set, j.vintage, b.mw, 'estimated from imagery, permits and cooling plant', CASE WHEN j.at > load_epoch.edition THEN 'announced' ELSE 'estimated' END, j.source_id
		FROM judged j
		CROSS JOIN LATERAL (VALUES ('it'::text, j.it_mw), ('facility', j.facility_mw)) b (boundary, mw)
		WHERE j.reject IS NULL AND j.file = 'data_center_timelines' AND b.mw IS NOT NULL
		ON CONFLICT (cluster, at, boundary, data_set, vintage) DO UPDATE SET mw = EXCLUDED.mw, status = EXCLUDED.status, source_id = EXCLUDED.source_id
		RETURNING 1
	), fleet AS (
		INSERT INTO colossus.fleet_count_user (cluster, written, data_set, vintage, accelerator, accelerators, at, owner, duplicate, status, source_id)
		SELECT DISTINCT ON (j.cluster, p.chip) j.cluster, p.chip, j.data_set, j.vintage,
			(SELECT k.name FROM (SELECT a.accelerator AS name, a.accelerator AS written FROM colossus.accelerator a UNION ALL SELECT l.accelerator, l.alias FROM colossus.accelerator_alias l) k
				WHERE k.written = p.chip ORDER BY k.name LIMIT 1),
			round(p.n)::bigint, CASE WHEN j.file = 'data_centers' THEN load_epoch.edition ELSE j.first_at END, j.owner, j.duplicate,
			CASE WHEN j.status = 'Planned' THEN 'announced' WHEN j.certainty = 'Confirmed' THEN 'confirmed' WHEN j.certainty = 'Unlikely' THEN 'alleged'
				WHEN j.certainty = 'Likely' THEN 'reported' ELSE 'estimated' END, j.source_id
		FROM judged j
		CROSS JOIN LATERAL (
			SELECT btrim(s.chip) AS chip, NULL::double precision AS n FROM unnest(string_to_array(j.chips, ',')) AS s(chip) WHERE j.file = 'data_centers'
			UNION ALL SELECT btrim(j.chip1), j.n1 WHERE j.file = 'gpu_clusters' AND j.n1 > 0
			UNION ALL SELECT btrim(j.chip2), j.n2 WHERE j.file = 'gpu_clusters' AND j.n2 > 0) p
		WHERE j.reject IS NULL AND p.chip <> ''
		ORDER BY j.cluster, p.chip, j.row_no
		ON CONFLICT (cluster, written, data_set, vintage) DO UPDATE SET accelerator = EXCLUDED.accelerator, accelerators = EXCLUDED.accelerators, at = EXCLUDED.at,
			owner = EXCLUDED.owner, duplicate = EXCLUDED.duplicate, status = EXCLUDED.status, source_id = EXCLUDED.source_id
		RETURNING 1
	)
	SELECT f.file, w.relation, (SELECT count(*) FROM judged j), w.written, (SELECT count(*) FROM judged j WHERE j.reject IS NOT NULL),
		(SELECT string_agg(format('row %s: %s', j.row_no + 1, j.reject), '; ' ORDER BY j.row_no) FROM judged j WHERE j.reject IS NOT NULL)
	FROM file f
	CROSS JOIN LATERAL (VALUES ('site'::text, (SELECT count(*) FROM placed)), ('cluster', (SELECT count(*) FROM named)), ('reported_capacity', (SELECT count(*) FROM capacity)),
		('reported_power', (SELECT count(*) FROM power)), ('fleet_count', (SELECT count(*) FROM fleet)),
		('edition', (SELECT count(*) FROM dated) * (SELECT count(*) FROM sourced))) w (relation, written)
	WHERE w.written > 0
	ORDER BY w.relation;
END;
COMMENT ON FUNCTION colossus.load_epoch(text, date) IS
	'Loads one of Epoch AI''s files (data_center_timelines.csv, data_centers.csv, gpu_clusters.csv; CC BY 4.0) as the edition of a date into the _user tables: reported_capacity, reported_power, fleet_count, and clusters that are new. Columns are found by name. What cannot be read is counted and said; what ships stays as it was. edition_changes and audit say what changed.';

CREATE OR REPLACE FUNCTION colossus.load_egrid(payload text, edition text)
RETURNS TABLE (rows_read bigint, rows_written bigint, rejected bigint, reject_reasons text)
LANGUAGE sql VOLATILE PARALLEL UNSAFE ROWS 1
BEGIN ATOMIC
	WITH cell AS MATERIALIZED (
		SELECT c.* FROM colossus.csv_cells(load_egrid.payload) c
	), line AS MATERIALIZED (
		SELECT c.row_no, max(c.value) FILTER (WHERE c.name = 'SUBRGN') AS region, max(c.value) FILTER (WHERE c.name = 'SRNAME') AS region_name,
			colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'YEAR')) AS year
		FROM cell c GROUP BY c.row_no
	), checked AS MATERIALIZED (
		SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM cell c WHERE c.name = 'SUBRGN') OR NOT EXISTS (SELECT 1 FROM cell c WHERE c.name = 'SRCO2RTA')
			THEN colossus.refuse('this is not the sheet of subregions of eGRID', 'It has the columns YEAR, SUBRGN, SRNAME, SRCO2RTA, SRCH4RTA, SRN2ORTA, SRC2ERTA in its header line.') END AS refused
	), rate AS MATERIALIZED (
		SELECT l.row_no, l.region, l.region_name, l.year, g.gas, g.rate, colossus.csv_number(c.value) AS lb_per_mwh,
			CASE WHEN l.region IS NULL THEN 'no subregion' WHEN l.year IS NULL OR l.year NOT BETWEEN 1990 AND 2100 THEN 'no year'
				WHEN colossus.csv_number(c.value) IS NULL THEN 'no number: ' || quote_literal(c.value)
				WHEN colossus.csv_number(c.value) NOT BETWEEN 0 AND 5000 THEN 'out of range: ' || c.value END AS reject
		FROM checked k
		CROSS JOIN line l
		JOIN cell c ON c.row_no = l.row_no AND c.value IS NOT NULL
		JOIN (VALUES ('SRCO2RTA'::text, 'CO2'::text, 'total'::text), ('SRCH4RTA', 'CH4', 'total'), ('SRN2ORTA', 'N2O', 'total'), ('SRC2ERTA', 'CO2e', 'total'),
			('SRNBCO2', 'CO2', 'nonbaseload'), ('SRNBCH4', 'CH4', 'nonbaseload'), ('SRNBN2O', 'N2O', 'nonbaseload')) g (name, gas, rate) ON g.name = c.name
		WHERE k.refused IS NULL
	), sourced AS (
		INSERT INTO colossus.source_user (source_id, title, publisher, url, licence)
		SELECT load_egrid.edition, load_egrid.edition, 'EPA', 'https://www.epa.gov/egrid', 'public domain (US government work)' FROM checked k WHERE k.refused IS NULL
		ON CONFLICT (source_id) DO NOTHING
	), written AS (
		INSERT INTO colossus.grid_rate_user (region, region_name, year, edition, known_from, gas, rate, lb_per_mwh, source_id)
		SELECT DISTINCT ON (r.region, r.year, r.gas, r.rate) r.region, r.region_name, r.year::integer, load_egrid.edition, current_date, r.gas, r.rate, r.lb_per_mwh, load_egrid.edition
		FROM rate r WHERE r.reject IS NULL
		ORDER BY r.region, r.year, r.gas, r.rate, r.row_no
		ON CONFLICT (region, year, edition, gas, rate) DO UPDATE SET lb_per_mwh = EXCLUDED.lb_per_mwh, region_name = EXCLUDED.region_name
		RETURNING 1
	)
	SELECT (SELECT count(DISTINCT l.row_no) FROM line l), (SELECT count(*) FROM written), (SELECT count(*) FROM rate r WHERE r.reject IS NOT NULL),
		(SELECT string_agg(format('row %s: %s', r.row_no + 1, r.reject), '; ' ORDER BY r.row_no) FROM rate r WHERE r.reject IS NOT NULL);
END;
COMMENT ON FUNCTION colossus.load_egrid(text, text) IS
	'Loads the sheet of subregions of eGRID, saved as comma-separated text with its row of short names as header (YEAR, SUBRGN, SRCO2RTA, …, lb/MWh), as an edition into grid_rate_user, known from today.';

CREATE OR REPLACE FUNCTION colossus.load_ember(payload text, edition text)
RETURNS TABLE (rows_read bigint, rows_written bigint, rejected bigint, reject_reasons text)
LANGUAGE sql VOLATILE PARALLEL UNSAFE ROWS 1
BEGIN ATOMIC
	WITH cell AS MATERIALIZED (
		SELECT c.* FROM colossus.csv_cells(load_ember.payload) c
	), line AS MATERIALIZED (
		SELECT c.row_no, max(c.value) FILTER (WHERE c.name IN ('ISO 3 code', 'Country code')) AS region, max(c.value) FILTER (WHERE c.name IN ('Area', 'Country or region')) AS region_name,
			colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'Year')) AS year, max(c.value) FILTER (WHERE c.name = 'Variable') AS variable,
			max(c.value) FILTER (WHERE c.name = 'Value') AS value_text, colossus.csv_number(max(c.value) FILTER (WHERE c.name = 'Value')) AS value
		FROM cell c GROUP BY c.row_no
	), checked AS MATERIALIZED (
		SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM line l WHERE l.variable = 'CO2 intensity')
			THEN colossus.refuse('this is not Ember''s yearly data in long form', 'It has rows with Variable ''CO2 intensity'' and the columns ISO 3 code, Year, Variable, Unit, Value.') END AS refused
	), rate AS MATERIALIZED (
		SELECT l.*, CASE WHEN l.year IS NULL OR l.year NOT BETWEEN 1990 AND 2100 THEN 'no year' WHEN l.value IS NULL THEN 'no number: ' || coalesce(quote_literal(l.value_text), 'empty')
			WHEN l.value NOT BETWEEN 0 AND 2000 THEN 'out of range: ' || l.value_text END AS reject
		FROM checked k CROSS JOIN line l
		WHERE k.refused IS NULL AND l.variable = 'CO2 intensity' AND l.region IS NOT NULL
	), sourced AS (
		INSERT INTO colossus.source_user (source_id, title, publisher, url, licence)
		SELECT load_ember.edition, load_ember.edition, 'Ember', 'https://ember-energy.org', 'CC BY 4.0' FROM checked k WHERE k.refused IS NULL
		ON CONFLICT (source_id) DO NOTHING
	), written AS (
		INSERT INTO colossus.grid_rate_user (region, region_name, year, edition, known_from, gas, rate, g_per_kwh, source_id, life_cycle)
		SELECT DISTINCT ON (r.region, r.year) r.region, r.region_name, r.year::integer, load_ember.edition, current_date, 'CO2e', 'total', r.value, load_ember.edition, true
		FROM rate r WHERE r.reject IS NULL
		ORDER BY r.region, r.year, r.row_no
		ON CONFLICT (region, year, edition, gas, rate) DO UPDATE SET g_per_kwh = EXCLUDED.g_per_kwh, region_name = EXCLUDED.region_name, life_cycle = true
		RETURNING 1
	)
	SELECT (SELECT count(*) FROM line), (SELECT count(*) FROM written), (SELECT count(*) FROM rate r WHERE r.reject IS NOT NULL),
		(SELECT string_agg(format('row %s: %s', r.row_no + 1, r.reject), '; ' ORDER BY r.row_no) FROM rate r WHERE r.reject IS NOT NULL);
END;
COMMENT ON FUNCTION colossus.load_ember(text, text) IS
	'Loads the CO2 intensity of Ember''s yearly data (long form, CC BY 4.0) as an edition into grid_rate_user, g CO2e/kWh on a lifecycle basis, known from today. Regions without a country code are left out.';

CREATE OR REPLACE FUNCTION colossus.load_model(name text, config text)
RETURNS TABLE (model text, params bigint, active_params bigint)
LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE ROWS 1
BEGIN ATOMIC
	INSERT INTO colossus.model_user (model, config, params, active_params)
	SELECT load_model.name, load_model.config::jsonb, colossus.model_params(load_model.config::jsonb), colossus.model_active_params(load_model.config::jsonb)
	ON CONFLICT (model) DO UPDATE SET config = EXCLUDED.config, params = EXCLUDED.params, active_params = EXCLUDED.active_params
	RETURNING model_user.model, model_user.params, model_user.active_params;
END;
COMMENT ON FUNCTION colossus.load_model(text, text) IS
	'Puts a model with its config.json into model_user, with the parameters counted from it. A configuration that cannot be counted is the error of model_params.';

CREATE OR REPLACE FUNCTION colossus.edition_changes(data_set text, vintage_then text, vintage_now text)
RETURNS TABLE (cluster text, at date, quantity text, what text, value_then double precision, value_now double precision)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH level AS MATERIALIZED (
		SELECT c.cluster, c.at, 'h100_equivalents'::text AS quantity, c.data_set, c.vintage, c.h100_equivalents AS value FROM colossus.reported_capacity c
		UNION ALL SELECT p.cluster, p.at, p.boundary || '_mw', p.data_set, p.vintage, p.mw FROM colossus.reported_power p
	)
	SELECT COALESCE(t.cluster, n.cluster), COALESCE(t.at, n.at), COALESCE(t.quantity, n.quantity),
		CASE WHEN t.cluster IS NULL THEN 'added' WHEN n.cluster IS NULL THEN 'withdrawn' ELSE 'changed' END, t.value, n.value
	FROM (SELECT l.* FROM level l WHERE l.data_set = edition_changes.data_set AND l.vintage = edition_changes.vintage_then) t
	FULL JOIN (SELECT l.* FROM level l WHERE l.data_set = edition_changes.data_set AND l.vintage = edition_changes.vintage_now) n
		ON n.cluster = t.cluster AND n.at = t.at AND n.quantity = t.quantity
	WHERE t.value IS DISTINCT FROM n.value
	ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION colossus.edition_changes(text, text, text) IS
	'Levels of clusters that two editions of a data set give differently: changed, added, withdrawn, with both values.';
