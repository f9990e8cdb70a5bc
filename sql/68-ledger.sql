-- The emission ledger over the inventory: what the record supports by site,
-- cluster and year, what is missing, and which factors each figure used.

-- Every factor and activity row under one name, so that a figure can point at it.
CREATE OR REPLACE VIEW colossus.factor AS
SELECT
	'emission_factor'::text AS relation, -- relation that holds the row; gwp: colossus.gwp
	concat_ws(', ', f.fuel, f.technology, f.control, f.pollutant, f.basis, f.edition) AS subject, -- key of the row in that relation
	f.factor AS value, -- its value
	f.unit, -- unit of value; 1: none
	f.edition, -- edition, data set or method
	f.known_from, -- date of publication; NULL: not known, or no edition
	f.status, -- how far to trust the row
	f.source_id, -- where it comes from: a key of colossus.source
	f.note -- what a reader must know besides; for gwp where the value was read
FROM colossus.emission_factor f
UNION ALL
SELECT 'control_efficiency', concat_ws(', ', f.technology, f.control, f.pollutant, f.data_set),
	f.efficiency, '1', f.data_set, NULL, f.status, f.source_id, f.note
FROM colossus.control_efficiency f
UNION ALL
SELECT 'grid_rate', concat_ws(', ', f.region, f.year, f.edition, f.gas, f.rate),
	COALESCE(f.lb_per_mwh, f.g_per_kwh), CASE WHEN f.lb_per_mwh IS NULL THEN 'g/kWh' ELSE 'lb/MWh' END,
	f.edition, f.known_from, f.status, f.source_id, f.note
FROM colossus.grid_rate f
UNION ALL
SELECT 'grid_loss', concat_ws(', ', f.interconnect, f.edition), f.loss, '1', f.edition, f.known_from, f.status, f.source_id, f.note
FROM colossus.grid_loss f
UNION ALL
SELECT 'grid_upstream', concat_ws(', ', f.region, f.edition, f.part), f.g_per_kwh, 'g/kWh', f.edition, f.known_from, f.status, f.source_id, f.note
FROM colossus.grid_upstream f
UNION ALL
SELECT 'fuel_upstream', concat_ws(', ', f.fuel, f.country, f.edition), f.kg_per_kwh, 'kg/kWh', f.edition, f.known_from, f.status, f.source_id, f.note
FROM colossus.fuel_upstream f
UNION ALL
SELECT 'embodied_factor', concat_ws(', ', f.item, f.method), f.kg, 'kg CO2e', f.method, NULL, f.status, f.source_id, f.note
FROM colossus.embodied_factor f
UNION ALL
SELECT 'turbine_model', f.turbine_model, f.heat_rate_lhv_btu_per_kwh, 'Btu/kWh (LHV)', NULL, NULL, f.status, f.source_id, f.note
FROM colossus.turbine_model f
UNION ALL
SELECT 'permit_limit', concat_ws(', ', f.permit_id, f.pollutant, f.limit_scope, f.model, f.limit_kind),
	f.tons_per_year, 'short tons in any 12 months', f.permit_id, NULL, f.status, f.source_id, f.note
FROM colossus.permit_limit f
UNION ALL
SELECT 'power_supply', concat_ws(', ', f.site, f.kind, f.model, to_char(f.from_date::timestamp, 'YYYY-MM-DD'), f.data_set), f.mw, 'MW', f.data_set, NULL, f.status, f.source_id, f.note
FROM colossus.power_supply f
UNION ALL
SELECT 'reported_power', concat_ws(', ', f.cluster, to_char(f.at::timestamp, 'YYYY-MM-DD'), f.boundary, f.data_set, f.vintage), f.mw, 'MW', f.vintage, NULL, f.status, f.source_id, f.note
FROM colossus.reported_power f
UNION ALL
SELECT 'reported_value', concat_ws(', ', f.subject, f.quantity, to_char(f.at::timestamp, 'YYYY-MM-DD'), f.data_set, f.vintage), f.value, f.unit, f.vintage, NULL, f.status, f.source_id, f.note
FROM colossus.reported_value f
UNION ALL
SELECT 'deployment', concat_ws(', ', f.cluster, f.accelerator, to_char(f.from_date::timestamp, 'YYYY-MM-DD'), f.data_set, f.vintage), f.accelerators::double precision, 'accelerators', f.vintage, NULL, f.status, f.source_id, f.note
FROM colossus.deployment f
UNION ALL
SELECT 'accelerator', f.accelerator, f.tdp_w, 'W', NULL, NULL, f.status, f.source_id, f.note
FROM colossus.accelerator f
UNION ALL
SELECT 'server_factor', concat_ws(', ', f.accelerator, f.system), f.factor, '1', NULL, NULL, f.status, f.source_id, f.note
FROM colossus.server_factor f
UNION ALL
SELECT 'pue', concat_ws(', ', f.site, to_char(f.from_date::timestamp, 'YYYY-MM-DD'), f.data_set), f.pue, '1', f.data_set, NULL, f.status, f.source_id, f.note
FROM colossus.pue f
UNION ALL
SELECT 'gwp', concat_ws(', ', g.gas, g.assessment, g.horizon_years), g.gwp, 'kg CO2e/kg', g.assessment, NULL, 'confirmed', NULL, g.source
FROM colossus.gwp g;
COMMENT ON VIEW colossus.factor IS 'Every factor and activity that an emission figure can rest on, with its value, edition and source.';

-- STRICT keeps the planner from pulling these two into the ledger's query, where
-- its guesses would multiply and have it compiled for seconds.
CREATE OR REPLACE FUNCTION colossus.calendar_years(first date, last date)
RETURNS TABLE (year integer, from_date date, until_date date)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	SELECT extract(year FROM y.at)::integer, y.at::date, least((y.at + interval '1 year')::date, calendar_years.last + 1)
	FROM generate_series(date_trunc('year', calendar_years.first::timestamp), calendar_years.last::timestamp, interval '1 year') AS y(at)
	WHERE isfinite(calendar_years.first) AND isfinite(calendar_years.last);
END;
COMMENT ON FUNCTION colossus.calendar_years(date, date) IS
	'Calendar years from that of the first day to the last day, the last one cut after it: [from_date, until_date).';

CREATE OR REPLACE FUNCTION colossus.days_text(days datemultirange) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (SELECT string_agg(concat_ws(' ', 'from ' || to_char(lower(d.run)::timestamp, 'YYYY-MM-DD'), 'to ' || to_char(upper(d.run)::timestamp, 'YYYY-MM-DD')), ', ' ORDER BY d.run) FROM unnest(days_text.days) AS d(run));
COMMENT ON FUNCTION colossus.days_text(datemultirange) IS 'Days in words: from the first day of each run to the day after its last, in ISO whatever datestyle says.';

-- One pass over the rates for all regions and years: looked up one by one they took
-- two thirds of the ledger's time.
CREATE OR REPLACE FUNCTION colossus.grid_rates(regions text[], first integer, last integer, known_on date)
RETURNS TABLE (region text, year integer, location_low_g double precision, location_g double precision, location_high_g double precision, location_edition text, location_stale boolean, location_source_id text, location_factor text,
	market_low_g double precision, market_g double precision, market_high_g double precision, market_edition text, market_stale boolean, market_source_id text, market_rate text, market_gas text, market_factor text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 200
BEGIN ATOMIC
	WITH asked AS (
		SELECT DISTINCT lower(r.name) AS name, k.key AS region
		FROM unnest(grid_rates.regions) AS r(name)
		CROSS JOIN LATERAL colossus.grid_region_key(r.name) AS k
	), rate AS MATERIALIZED (
		SELECT a.name, c.side, c.choice, c.rate, c.gas, g.year, g.edition, g.preferred, g.known_from, g.source_id,
			COALESCE(g.g_per_kwh, colossus.g_per_kwh(g.lb_per_mwh)) AS g,
			'grid_rate: ' || concat_ws(', ', g.region, g.year, g.edition, c.gas, c.rate) AS factor
		FROM asked a
		JOIN colossus.grid_rate g ON lower(g.region) = a.region AND g.known_from <= grid_rates.known_on AND g.status <> 'denied'
		-- as grid_rate_at and market_rate_at choose
		JOIN (VALUES ('location'::text, 1, 'total'::text, 'CO2e'::text), ('market', 1, 'residual', 'CO2e'), ('market', 2, 'residual', 'CO2'), ('market', 3, 'total', 'CO2e'))
			AS c(side, choice, rate, gas) ON lower(g.rate) = lower(c.rate) AND lower(g.gas) = lower(c.gas)
	), best AS (
		SELECT DISTINCT ON (r.name, r.side, y.year) y.year AS at_year, r.*
		FROM generate_series(grid_rates.first, CASE WHEN grid_rates.last - grid_rates.first::bigint < 1000 THEN grid_rates.last
			ELSE colossus.refuse(format('years from %s to %s are more than 1000', grid_rates.first, grid_rates.last), 'Ask for those that something was published for.')::integer END) AS y(year)
		JOIN rate r ON r.year <= y.year
		ORDER BY r.name, r.side, y.year, r.choice, r.preferred DESC, r.year DESC, r.known_from DESC, r.edition DESC
	), spread AS (
		-- as grid_range_at: other editions and the years beside, where there are any
		SELECT u.name, u.choice, u.side, u.year, min(r.g) AS low, max(r.g) AS high
		FROM (SELECT DISTINCT b.name, b.choice, b.side, b.year FROM best b) u
		JOIN rate r ON r.name = u.name AND r.choice = u.choice AND r.side = u.side AND r.year BETWEEN u.year - 1 AND u.year + 1
		GROUP BY u.name, u.choice, u.side, u.year
	), ranged AS (
		SELECT b.*, w.low, w.high
		FROM best b
		JOIN spread p ON p.name = b.name AND p.choice = b.choice AND p.side = b.side AND p.year = b.year
		CROSS JOIN LATERAL colossus.grid_spread(b.g, p.low, p.high, b.at_year - b.year) w
	)
	SELECT b.name, b.at_year,
		max(b.low) FILTER (WHERE b.side = 'location'), max(b.g) FILTER (WHERE b.side = 'location'), max(b.high) FILTER (WHERE b.side = 'location'),
		max(b.edition) FILTER (WHERE b.side = 'location'),
		bool_or(b.year <> b.at_year) FILTER (WHERE b.side = 'location'), max(b.source_id) FILTER (WHERE b.side = 'location'),
		max(b.factor) FILTER (WHERE b.side = 'location'),
		max(b.low) FILTER (WHERE b.side = 'market'), max(b.g) FILTER (WHERE b.side = 'market'), max(b.high) FILTER (WHERE b.side = 'market'),
		max(b.edition) FILTER (WHERE b.side = 'market'),
		bool_or(b.year <> b.at_year) FILTER (WHERE b.side = 'market'), max(b.source_id) FILTER (WHERE b.side = 'market'),
		max(b.rate) FILTER (WHERE b.side = 'market'), max(b.gas) FILTER (WHERE b.side = 'market'), max(b.factor) FILTER (WHERE b.side = 'market')
	FROM ranged b
	GROUP BY b.name, b.at_year;
END;
COMMENT ON FUNCTION colossus.grid_rates(text[], integer, integer, date) IS
	'Rates of regions for the location-based and the market-based figures of each year from first to last, as known on a day, with their likely ranges (as grid_range_at has them) and their keys in colossus.factor; regions by any name, told in lower case. No row: nothing was published. More than 1000 years: 22023.';

-- Each branch below gives its rows with the list of what they used.  Figures
-- that rest on levels (contracted, rated or reported power) are ceilings: the
-- level for every hour of its period.
CREATE OR REPLACE FUNCTION colossus.emission_ledger_detail(INOUT known_on date, IN with_factors boolean DEFAULT true,
	OUT row_key text, OUT site text, OUT cluster text, OUT year integer, OUT from_date date, OUT until_date date,
	OUT scope text, OUT scenario text, OUT pollutant text, OUT kg_low double precision, OUT kg double precision, OUT kg_high double precision,
	OUT co2e_kg_low double precision, OUT co2e_kg double precision, OUT co2e_kg_high double precision,
	OUT method text, OUT factor_edition text, OUT stale boolean, OUT status text, OUT source_id text, OUT reason text, OUT factors text[])
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	WITH supply AS MATERIALIZED (
		SELECT s.site, COALESCE(s.serves_site, s.site) AS served, s.kind, s.model, s.from_date, s.until_date, s.units, s.mw, s.status, s.source_id,
			colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh) AS btu_per_kwh,
			'power_supply: ' || concat_ws(', ', s.site, s.kind, s.model, to_char(s.from_date::timestamp, 'YYYY-MM-DD'), s.data_set) AS factor,
			'turbine_model: ' || m.turbine_model AS rate_factor, m.source_id AS rate_source_id,
			CASE WHEN m.turbine_model <> s.model THEN m.turbine_model END AS stands_in
		FROM colossus.supply_timeline s
		LEFT JOIN colossus.turbine_model m ON m.turbine_model = COALESCE(s.heat_rate_model, s.model)
		WHERE s.kind IN ('grid', 'turbine', 'engine')		-- as site_supply
	), fleet AS MATERIALIZED (
		SELECT f.cluster, c.site, f.accelerator, f.accelerators, f.from_date, f.until_date, f.status, f.source_id,
			f.accelerators - COALESCE(lag(f.accelerators) OVER (PARTITION BY f.cluster, f.accelerator ORDER BY f.from_date), 0) AS added,
			'deployment: ' || concat_ws(', ', f.cluster, f.accelerator, to_char(f.told_from::timestamp, 'YYYY-MM-DD'), f.data_set, f.vintage) AS factor
		FROM colossus.fleet_known(emission_ledger_detail.known_on) f
		LEFT JOIN colossus.cluster c ON c.cluster = f.cluster
		WHERE colossus.in_service(f.status)
	), level AS MATERIALIZED (
		SELECT c.cluster, c.site, c.from_date, c.until_date, c.facility_mw_low, c.facility_mw, c.facility_mw_high,
			r.low AS reported_mw_low, r.best AS reported_mw, r.high AS reported_mw_high, c.load, c.hours, c.power_method, c.source_id
		FROM colossus.cluster_capacity_known(emission_ledger_detail.known_on) c
		CROSS JOIN LATERAL colossus.reported_draw(c.reported_facility_mw_low, c.reported_facility_mw_high, c.load) r
	), capacity AS MATERIALIZED (
		SELECT l.* FROM level l WHERE l.site IS NULL OR l.site NOT IN (SELECT s.served FROM supply s)
	), period AS MATERIALIZED (
		SELECT y.year, y.from_date, y.until_date
		FROM (SELECT greatest(min(a.from_date), date '1990-01-01') AS from_date	-- the first year that the inventory has rates for
			FROM (SELECT s.from_date FROM supply s UNION ALL SELECT f.from_date FROM fleet f UNION ALL SELECT c.from_date FROM capacity c) a) AS first
		CROSS JOIN LATERAL colossus.calendar_years(first.from_date,
			CASE WHEN emission_ledger_detail.known_on <= current_date THEN emission_ledger_detail.known_on
				WHEN emission_ledger_detail.known_on > current_date THEN current_date END) AS y
	), reported AS MATERIALIZED (
		SELECT r.cluster, r.from_date, r.until_date,
			'reported_power: ' || concat_ws(', ', r.cluster, to_char(r.from_date::timestamp, 'YYYY-MM-DD'), r.boundary, r.data_set, r.vintage) AS factor
		FROM colossus.power_known(emission_ledger_detail.known_on) r
		WHERE emission_ledger_detail.with_factors AND r.boundary = 'facility' AND colossus.in_service(r.status) AND (r.superseded_on IS NULL OR r.superseded_on > r.from_date)
	), reported_year AS (
		SELECT r.cluster, p.year, array_agg(r.factor) AS factors
		FROM reported r
		JOIN period p ON r.from_date < p.until_date AND (r.until_date IS NULL OR r.until_date > p.from_date)
		GROUP BY r.cluster, p.year
	), served AS MATERIALIZED (
		-- the region of a site's grid; where nobody knows it, its country, which the method then says
		SELECT s.site, COALESCE(s.grid_region, CASE WHEN colossus.country_code(s.country) = 'USA' THEN 'US' ELSE s.country END) AS grid_region,
			CASE WHEN s.grid_region IS NULL THEN ' (average of the country: region not known)' ELSE '' END AS basis, c.cluster
		FROM colossus.site s
		LEFT JOIN (SELECT k.site, string_agg(k.cluster, ', ' ORDER BY k.cluster) AS cluster FROM colossus.cluster k GROUP BY k.site) c ON c.site = s.site
		UNION ALL
		SELECT NULL, CASE colossus.country_code(COALESCE(k.country, o.country)) WHEN 'USA' THEN 'US' ELSE COALESCE(k.country, o.country) END,
			CASE WHEN k.country IS NULL THEN ' (average of the country of the owner: place not known)' ELSE ' (average of the country: site not known)' END, k.cluster
		FROM colossus.cluster k
		LEFT JOIN colossus.organization o ON o.organization = k.organization
		WHERE k.site IS NULL
	), grid AS MATERIALIZED (
		SELECT g.*
		FROM (SELECT array_agg(DISTINCT s.grid_region) AS regions FROM served s) AS r
		CROSS JOIN (SELECT min(p.year) AS first, max(p.year) AS last FROM period p) AS y
		CROSS JOIN LATERAL colossus.grid_rates(r.regions, y.first, y.last, emission_ledger_detail.known_on) AS g
	), scenario AS MATERIALIZED (
		SELECT s.name AS scenario, f.*
		FROM (VALUES ('uncontrolled'::text), ('lean premix'), ('2 ppm NOx')) AS s(name)
		CROSS JOIN LATERAL colossus.combustion_factor_at('natural gas', 'gas turbine', ARRAY[s.name], emission_ledger_detail.known_on) AS f
		WHERE s.name <> '2 ppm NOx' OR f.control = s.name OR f.pollutant IN ('CO2', 'CH4', 'N2O')
	-- supplied sites: what their clusters demand, over the days on which neither that nor the supply changes
	), wanted AS MATERIALIZED (
		SELECT l.site, l.cluster, l.from_date, l.until_date, COALESCE(l.facility_mw, l.reported_mw) AS mw,
			CASE WHEN l.facility_mw IS NULL THEN l.reported_mw_low ELSE l.facility_mw_low END AS mw_low,
			CASE WHEN l.facility_mw IS NULL THEN l.reported_mw_high ELSE l.facility_mw_high END AS mw_high,
			l.load IS NOT NULL OR l.hours IS NOT NULL AS operated, l.hours, o.controls, l.power_method, l.source_id
		FROM level l
		LEFT JOIN colossus.operation_timeline o ON o.cluster = l.cluster AND colossus.holds(o.from_date, o.until_date, l.from_date)
		WHERE l.site IN (SELECT s.served FROM supply s)
	), source AS MATERIALIZED (
		SELECT y.*, bool_or(y.contracted) OVER here AS ever_contracted, min(y.from_date) FILTER (WHERE y.generates) OVER here AS first_plant FROM colossus.site_supply y WINDOW here AS (PARTITION BY y.site)
	), day AS (
		SELECT w.site, w.from_date AS at FROM wanted w
		UNION SELECT w.site, w.until_date FROM wanted w
		UNION SELECT y.site, y.from_date FROM source y
		UNION SELECT y.site, y.until_date FROM source y
		UNION SELECT w.site, p.from_date FROM wanted w CROSS JOIN period p
	), span AS (
		SELECT d.site, d.at AS from_date, lead(d.at) OVER (PARTITION BY d.site ORDER BY d.at) AS until_date FROM day d WHERE d.at IS NOT NULL
	), demand AS (
		SELECT n.site, p.year, d.first AS from_date, d.last AS until_date,
			-- clusters of one site rest on the same factors: their ends add up
			CASE WHEN bool_and(w.mw IS NOT NULL) THEN sum(w.mw_low ORDER BY w.cluster) END AS mw_low,
			CASE WHEN bool_and(w.mw IS NOT NULL) THEN sum(w.mw ORDER BY w.cluster) END AS mw,
			CASE WHEN bool_and(w.mw IS NOT NULL) THEN sum(w.mw_high ORDER BY w.cluster) END AS mw_high,
			COALESCE(sum(w.mw * colossus.service_h(d.first, d.last, w.hours) ORDER BY w.cluster) / NULLIF(sum(w.mw ORDER BY w.cluster), 0), colossus.period_h(d.first, d.last)) AS hours,
			bool_or(w.operated) AS operated,
			string_agg(DISTINCT w.power_method, '; ') AS power_method, string_agg(DISTINCT w.source_id, ', ') AS source_id
		FROM span n
		JOIN period p ON n.from_date < p.until_date AND (n.until_date IS NULL OR n.until_date > p.from_date)
		JOIN wanted w ON w.site = n.site AND colossus.holds(w.from_date, w.until_date, n.from_date)
		CROSS JOIN LATERAL (SELECT greatest(n.from_date, p.from_date) AS first, least(n.until_date, p.until_date) AS last) d
		GROUP BY n.site, p.year, d.first, d.last
	), behind AS MATERIALIZED (
		-- what is told of one cluster holds of its share of the plant, by the energy that it demands, as in what_if: of the
		-- others nobody tells the controls
		SELECT c.site, c.year, c.from_date, c.controls, COALESCE(c.demanded / NULLIF(sum(c.demanded) OVER same, 0), 1.0 / count(*) OVER same) AS share
		FROM (
			SELECT d.site, d.year, d.from_date, w.controls,
				sum(w.mw * colossus.service_h(d.from_date, d.until_date, w.hours) ORDER BY w.cluster) AS demanded
			FROM demand d
			JOIN wanted w ON w.site = d.site AND colossus.holds(w.from_date, w.until_date, d.from_date)
			GROUP BY d.site, d.year, d.from_date, w.controls
		) c
		WINDOW same AS (PARTITION BY c.site, c.year, c.from_date)
	), met AS MATERIALIZED (
		SELECT d.*, CASE WHEN bool_or(d.operated) OVER (PARTITION BY d.site, d.year) THEN 'as operated' ELSE 'demand met by contract, then plant' END AS scenario,
			y.contracted, y.generates, y.generates AND y.plant_mw IS NULL AND g.high < d.mw_high AS unrated,
			-- what is not known of the supply: where nothing known goes beyond a contract or a rating, that in every hour is a ceiling of the whole
			CASE WHEN d.mw = 0 THEN NULL
				WHEN y.site IS NULL THEN 'nobody tells what supplies the site'
				WHEN NOT y.contracted AND y.ever_contracted THEN 'no contract is told of these days'
				WHEN y.generates AND y.contracted AND y.grid_mw IS NULL THEN 'power of the contract not published, beside a plant'
				WHEN y.generates AND y.plant_mw IS NULL AND (d.mw > CASE WHEN y.contracted THEN y.grid_mw ELSE 0 END) IS NOT FALSE THEN 'rating of the plant not published'
				WHEN NOT (y.contracted AND y.grid_mw IS NULL) AND d.mw > (CASE WHEN y.contracted THEN y.grid_mw ELSE 0 END + CASE WHEN y.generates THEN y.plant_mw ELSE 0 END) * (1 + 1e-9)
					THEN 'more than contract and plant give' END AS unsupplied,
			d.mw - CASE WHEN y.contracted THEN COALESCE(y.grid_mw, 0) ELSE 0 END - CASE WHEN y.generates THEN COALESCE(y.plant_mw, 0) ELSE 0 END AS unsupplied_mw,
			-- a plant that was told of and is not any more has left
			d.mw IS NULL AND NOT y.generates AND d.from_date < y.first_plant AS no_plant_told, y.mmbtu_per_mwh, y.plant_mw, y.plant_sites,
			y.status AS supply_status, y.source_id AS supply_source_id,
			g.low AS grid_low, g.best AS grid, g.high AS grid_high,
			-- of a plant that nobody rated nothing is sure
			CASE WHEN y.generates AND y.plant_mw IS NULL AND b.low IS NOT NULL THEN 0 ELSE b.low END AS plant_low, b.best AS plant, b.high AS plant_high
		FROM demand d
		LEFT JOIN source y ON y.site = d.site AND colossus.holds(y.from_date, y.until_date, d.from_date)
		CROSS JOIN LATERAL colossus.supply_bands(1, d.mw_high IS DISTINCT FROM 0, y.contracted, y.grid_mw, y.generates, y.plant_mw, 1) k
		CROSS JOIN LATERAL colossus.range_product(ARRAY[d.mw_low], ARRAY[d.mw], ARRAY[d.mw_high], band => k.grid) g
		CROSS JOIN LATERAL colossus.range_product(ARRAY[d.mw_low], ARRAY[d.mw], ARRAY[d.mw_high], band => k.plant) b
	), lived AS MATERIALIZED (
		-- from its first level on, 0 among them, each day of a cluster is covered, or nobody knows
		SELECT l.site, l.cluster, 'power'::text AS what, range_agg(daterange(l.from_date, l.until_date)) AS days,
			range_agg(daterange(l.from_date, l.until_date)) FILTER (WHERE COALESCE(l.facility_mw, l.reported_mw) IS DISTINCT FROM 0) AS on_days,
			range_agg(daterange(l.from_date, l.until_date)) FILTER (WHERE l.load IS NOT NULL OR l.hours IS NOT NULL) AS told
		FROM level l
		GROUP BY l.site, l.cluster
		UNION ALL
		SELECT f.site, f.cluster, 'accelerators', range_agg(daterange(f.from_date, f.until_date)), NULL, NULL
		FROM fleet f
		GROUP BY f.site, f.cluster
		UNION ALL
		-- when a site of which no cluster is known came into service nobody knows, nor when it went out of it: its years are whole; but a plant that has
		-- an end has left, and burns nothing after it
		SELECT y.site, NULL, v.what, CASE v.what WHEN 'plant' THEN datemultirange(daterange(min(y.from_date), NULL)) ELSE range_agg(daterange(y.from_date, y.until_date)) END, NULL, NULL
		FROM source y
		CROSS JOIN LATERAL (VALUES ('contract with the grid', y.contracted), ('plant', y.generates)) v (what, told)
		WHERE v.told AND y.site NOT IN (SELECT l.site FROM level l WHERE l.site IS NOT NULL)
		GROUP BY y.site, v.what
	), gap AS MATERIALIZED (
		SELECT v.site, v.cluster, p.year, v.what, e.days
		FROM lived v
		JOIN period p ON lower(v.days) < p.until_date AND (v.cluster IS NOT NULL OR upper(v.days) IS NULL OR upper(v.days) > p.from_date)
		CROSS JOIN LATERAL (SELECT datemultirange(daterange(CASE WHEN v.cluster IS NULL THEN p.from_date ELSE greatest(lower(v.days), p.from_date) END, p.until_date)) - v.days AS days) e
		WHERE NOT isempty(e.days)
	), lacks (site, cluster, year, scope, scenario, from_date, until_date, reason) AS MATERIALIZED (
		SELECT g.site, g.cluster, g.year, v.scope, 'supply'::text, lower(g.days), upper(g.days), COALESCE('power of ' || g.cluster || ' not known ', 'no ' || g.what || ' is told ') || colossus.days_text(g.days)
		FROM gap g
		CROSS JOIN (VALUES ('1'::text), ('2 location'), ('2 market')) v (scope)
		WHERE g.what <> 'accelerators' AND CASE v.scope WHEN '1' THEN g.what = 'plant' OR (g.what = 'power' AND g.site IN (SELECT s.served FROM supply s WHERE s.kind <> 'grid')) ELSE g.what <> 'plant' END
		UNION ALL
		SELECT g.site, g.cluster, g.year, '3 embodied', 'accelerators', lower(g.days), upper(g.days), 'accelerators of ' || g.cluster || ' not known ' || colossus.days_text(g.days)
		FROM gap g
		WHERE g.what = 'accelerators'
		UNION ALL
		SELECT m.site, NULL, m.year, v.scope, 'supply', min(m.from_date), max(m.until_date),
			'supply' || COALESCE(' of up to ' || trim_scale(round(max(m.unsupplied_mw)::numeric, 1)) || ' MW', '') || ' not known ' || colossus.days_text(range_agg(daterange(m.from_date, m.until_date))) || ': ' || m.unsupplied
		FROM met m
		CROSS JOIN (VALUES ('1'::text), ('2 location'), ('2 market')) v (scope)
		WHERE m.unsupplied IS NOT NULL
		GROUP BY m.site, m.year, v.scope, m.unsupplied
		UNION ALL
		SELECT m.site, NULL, m.year, v.scope, 'supply', min(m.from_date), max(m.until_date), 'power from the grid: no contract is known ' || colossus.days_text(range_agg(daterange(m.from_date, m.until_date)))
		FROM met m
		CROSS JOIN (VALUES ('2 location'::text), ('2 market')) v (scope)
		WHERE m.mw <> 0 AND m.generates AND NOT m.contracted
		GROUP BY m.site, m.year, v.scope
		UNION ALL
		SELECT m.site, NULL, m.year, '1', 'supply', min(m.from_date), max(m.until_date), 'facility power not known, and no plant is told ' || colossus.days_text(range_agg(daterange(m.from_date, m.until_date)))
		FROM met m
		WHERE m.no_plant_told
		GROUP BY m.site, m.year
		UNION ALL
		-- full load in the days of which the operator tells nothing, and what he tells in the others, are no figure of the year
		SELECT v.site, v.cluster, p.year, c.scope, 'operation', lower(e.days), upper(e.days), 'load and hours of ' || v.cluster || ' not told ' || colossus.days_text(e.days)
		FROM lived v
		JOIN period p ON v.told && daterange(p.from_date, p.until_date)
		CROSS JOIN LATERAL (SELECT (v.on_days - v.told) * datemultirange(daterange(p.from_date, p.until_date)) AS days) e
		CROSS JOIN (VALUES ('1'::text), ('2 location'), ('2 market')) c (scope)
		WHERE NOT isempty(e.days) AND (c.scope <> '1' OR v.site IN (SELECT s.served FROM supply s WHERE s.kind <> 'grid'))
	), train AS MATERIALIZED (
		-- what a permit limits depends on the plant and the day, the rest on the controls alone
		SELECT k.controls, k.plant_sites, k.from_date, f.pollutant, min(f.control) FILTER (WHERE f.estimate = 'best') AS control,
			min(f.edition) FILTER (WHERE f.estimate = 'best') AS edition, min(f.status) FILTER (WHERE f.estimate = 'best') AS status,
			min(f.source_id) FILTER (WHERE f.estimate = 'best') AS source_id,
			min(colossus.combustion_kg(1, f.lb_per_mmbtu, f.control_efficiency)) FILTER (WHERE f.estimate = 'low') AS kg_low,
			min(colossus.combustion_kg(1, f.lb_per_mmbtu, f.control_efficiency)) FILTER (WHERE f.estimate = 'best') AS kg,
			min(colossus.combustion_kg(1, f.lb_per_mmbtu, f.control_efficiency)) FILTER (WHERE f.estimate = 'high') AS kg_high
		FROM (
			SELECT DISTINCT b.controls, CASE WHEN b.controls ILIKE '%permit limit%' THEN m.plant_sites END AS plant_sites, CASE WHEN b.controls ILIKE '%permit limit%' THEN m.from_date END AS from_date
			FROM met m
			JOIN behind b ON b.site = m.site AND b.year = m.year AND b.from_date = m.from_date
			WHERE m.generates
		) k
		CROSS JOIN LATERAL colossus.turbine_factor(string_to_array(k.controls, ' + '), string_to_array(k.plant_sites, '; '), COALESCE(k.from_date, emission_ledger_detail.known_on), emission_ledger_detail.known_on) f
		GROUP BY k.controls, k.plant_sites, k.from_date, f.pollutant
	), generated AS MATERIALIZED (
		SELECT q.site, m.site AS served, m.year, m.scenario, t.pollutant, min(m.from_date) AS from_date, max(m.until_date) AS until_date,
			CASE WHEN bool_and(r.best IS NOT NULL AND q.share IS NOT NULL) THEN sum(r.low * q.share * b.share ORDER BY m.from_date, b.controls) END AS kg_low,
			CASE WHEN bool_and(r.best IS NOT NULL AND q.share IS NOT NULL) THEN sum(r.best * q.share * b.share ORDER BY m.from_date, b.controls) END AS kg,
			CASE WHEN bool_and(r.best IS NOT NULL AND q.share IS NOT NULL) THEN sum(r.high * q.share * b.share ORDER BY m.from_date, b.controls) END AS kg_high,
			CASE WHEN bool_and(h.best IS NOT NULL AND q.share IS NOT NULL) THEN sum(h.low * q.share * b.share ORDER BY m.from_date, b.controls) END AS heat_low,
			CASE WHEN bool_and(h.best IS NOT NULL AND q.share IS NOT NULL) THEN sum(h.best * q.share * b.share ORDER BY m.from_date, b.controls) END AS heat,
			CASE WHEN bool_and(h.best IS NOT NULL AND q.share IS NOT NULL) THEN sum(h.high * q.share * b.share ORDER BY m.from_date, b.controls) END AS heat_high,
			string_agg(DISTINCT t.edition || ', ' || t.control, '; ') AS edition, colossus.weakest_status(array_agg(m.supply_status) || array_agg(t.status)) AS status,
			colossus.sources(colossus.sources(string_agg(DISTINCT m.source_id, ', '), string_agg(DISTINCT m.supply_source_id, ', ')), string_agg(DISTINCT t.source_id, ', ')) AS source_id,
			CASE WHEN bool_or(m.mw IS NULL) THEN 'facility power: ' || string_agg(DISTINCT m.power_method, '; ') FILTER (WHERE m.mw IS NULL)
				WHEN bool_or(m.mmbtu_per_mwh IS NULL AND m.plant_high > 0) THEN 'heat rate of a part of the plant not published'
				WHEN bool_or(q.share IS NULL) THEN 'which of several sites'' plant runs is not known'
				WHEN bool_or(r.best IS NULL) THEN 'no factor of ' || t.pollutant || ' behind ' || string_agg(DISTINCT b.controls, '; ') FILTER (WHERE r.best IS NULL)
				WHEN bool_or(m.unrated) THEN 'rating of the plant not published: it gives all that contracts do not' END AS reason
		FROM met m
		CROSS JOIN LATERAL (
			SELECT s.site, CASE WHEN count(*) OVER () = 1 THEN 1 ELSE sum(s.mw ORDER BY s.model) / NULLIF(m.plant_mw, 0) END AS share
			FROM supply s
			WHERE s.served = m.site AND s.kind IN ('turbine', 'engine') AND colossus.holds(s.from_date, s.until_date, m.from_date)
			GROUP BY s.site
		) q
		JOIN behind b ON b.site = m.site AND b.year = m.year AND b.from_date = m.from_date AND b.share > 0
		JOIN train t ON t.controls IS NOT DISTINCT FROM b.controls
			AND (t.plant_sites IS NULL OR (t.plant_sites = m.plant_sites AND t.from_date = m.from_date))
		CROSS JOIN LATERAL (SELECT colossus.generation_mwh(m.plant_low, m.hours) * z.rate AS low, colossus.generation_mwh(m.plant, m.hours) * z.rate AS best, colossus.generation_mwh(m.plant_high, m.hours) * z.rate AS high
			FROM (SELECT CASE WHEN m.plant_high = 0 THEN 0 ELSE m.mmbtu_per_mwh END AS rate) z) h
		CROSS JOIN LATERAL colossus.range_product(ARRAY[h.low, t.kg_low], ARRAY[h.best, t.kg], ARRAY[h.high, t.kg_high]) r
		WHERE m.generates
		GROUP BY q.site, m.site, m.year, m.scenario, t.pollutant
	-- scope 1: levels of turbines and engines by site of the permit and year
	), burner AS (
		SELECT s.site, s.served, s.kind, s.units, s.model, s.mw, s.btu_per_kwh, s.status, s.source_id, s.factor, s.rate_factor, s.rate_source_id, s.stands_in,
			p.year, greatest(s.from_date, p.from_date) AS from_date, least(s.until_date, p.until_date) AS until_date
		FROM supply s
		JOIN period p ON s.from_date < p.until_date AND (s.until_date IS NULL OR s.until_date > p.from_date)
		WHERE s.kind IN ('turbine', 'engine')
	), fuel AS MATERIALIZED (
		SELECT b.site, b.served, b.year, min(b.from_date) AS from_date, max(b.until_date) AS until_date,
			sum(colossus.heat_input_mmbtu(colossus.generation_mwh(b.mw, colossus.period_h(b.from_date, b.until_date)), b.btu_per_kwh) ORDER BY b.from_date, b.model) AS heat_mmbtu,
			colossus.weakest_status(array_agg(b.status)) AS status,
			string_agg(DISTINCT b.source_id, ', ') AS source_id, string_agg(DISTINCT b.rate_source_id, ', ') AS rate_source_id,
			string_agg(DISTINCT b.stands_in, ', ') AS stands_in,
			array_agg(DISTINCT b.factor) || array_agg(DISTINCT b.rate_factor) AS factors
		FROM burner b
		WHERE b.kind = 'turbine' AND b.mw IS NOT NULL AND b.btu_per_kwh IS NOT NULL
		GROUP BY b.site, b.served, b.year
	), unfuelled AS MATERIALIZED (
		SELECT b.site, b.served, b.year, min(b.from_date) AS from_date, max(b.until_date) AS until_date,
			string_agg(format('%s %s%s from %s to %s: %s', COALESCE(b.units::text, 'unknown number of'), NULLIF(b.model, '') || ' ', b.kind || 's', to_char(b.from_date::timestamp, 'YYYY-MM-DD'), to_char(b.until_date::timestamp, 'YYYY-MM-DD'),
				CASE WHEN b.kind = 'engine' THEN 'type and heat rate not published'
					WHEN b.mw IS NULL THEN 'power not published' ELSE 'heat rate not published' END),
				'; ' ORDER BY b.from_date, b.model) AS reason,
			colossus.weakest_status(array_agg(b.status)) AS status, string_agg(DISTINCT b.source_id, ', ') AS source_id,
			array_agg(DISTINCT b.factor) AS factors
		FROM burner b
		WHERE b.kind = 'engine' OR b.mw IS NULL OR b.btu_per_kwh IS NULL
		GROUP BY b.site, b.served, b.year
	), lost AS MATERIALIZED (
		SELECT x.lb_per_mmbtu, x.edition, x.status, x.source_id, 'emission_factor: ' || concat_ws(', ', x.fuel, x.technology, x.control, x.pollutant, x.basis, x.edition) AS factor
		FROM colossus.emission_factor x
		WHERE x.fuel = 'natural gas' AND x.technology = 'supply chain' AND x.pollutant = 'CH4 fossil' AND x.basis = 'heat input HHV'
			AND x.status <> 'denied' AND (x.known_from IS NULL OR x.known_from <= emission_ledger_detail.known_on)
		ORDER BY x.known_from DESC NULLS LAST, x.edition DESC LIMIT 1
	), running AS MATERIALIZED (
		SELECT l.low_ratio, l.high_ratio FROM colossus.likely_range l WHERE l.input = 'rated power of turbines' AND l.subject = ''
	-- scope 2: energy by site and year under each scenario
	), drawn AS (
		SELECT s.served AS site, p.year, 'grid contract at full load'::text AS scenario,
			'contracted grid power for every hour: a ceiling, not a measurement'::text AS method,
			min(greatest(s.from_date, p.from_date)) AS from_date, max(least(s.until_date, p.until_date)) AS until_date,
			CASE WHEN bool_and(s.mw IS NOT NULL)
				THEN sum(colossus.level_kwh(s.mw, colossus.period_h(greatest(s.from_date, p.from_date), least(s.until_date, p.until_date))) ORDER BY s.from_date) END AS facility_kwh,
			NULL::double precision AS low_ratio, NULL::double precision AS high_ratio,
			'power of a contract not published'::text AS no_kwh,
			colossus.weakest_status(array_agg(s.status)) AS status, string_agg(DISTINCT s.source_id, ', ') AS source_id, array_agg(DISTINCT s.factor) AS factors,
			NULL::text AS cluster
		FROM supply s
		JOIN period p ON s.from_date < p.until_date AND (s.until_date IS NULL OR s.until_date > p.from_date)
		WHERE s.kind = 'grid' AND colossus.in_service(s.status)
		GROUP BY s.served, p.year
		UNION ALL
		SELECT m.site, m.year, m.scenario, 'TDP x server factor x load x PUE, of it what the grid contract gives: it comes before the plant of the site',
			min(m.from_date), max(m.until_date),
			CASE WHEN bool_and(m.grid IS NOT NULL) THEN sum(colossus.level_kwh(m.grid, m.hours) ORDER BY m.from_date) END,
			CASE WHEN bool_and(m.grid IS NOT NULL) THEN sum(m.grid_low * m.hours ORDER BY m.from_date) / NULLIF(sum(m.grid * m.hours ORDER BY m.from_date), 0) END,
			CASE WHEN bool_and(m.grid IS NOT NULL) THEN sum(m.grid_high * m.hours ORDER BY m.from_date) / NULLIF(sum(m.grid * m.hours ORDER BY m.from_date), 0) END,
			COALESCE('facility power: ' || string_agg(DISTINCT m.power_method, '; ') FILTER (WHERE m.mw IS NULL), 'power from the grid: no contract is known'),
			colossus.weakest_status(array_remove(array_agg(m.supply_status), NULL) || 'estimated'::text),
			colossus.sources(string_agg(DISTINCT m.source_id, ', '), string_agg(DISTINCT m.supply_source_id, ', ')),
			CASE WHEN emission_ledger_detail.with_factors THEN ARRAY(SELECT f.factor FROM fleet f WHERE f.site = m.site AND f.from_date < max(m.until_date) AND (f.until_date IS NULL OR f.until_date > min(m.from_date)))
				|| ARRAY(SELECT s.factor FROM supply s WHERE s.served = m.site AND s.kind = 'grid' AND s.from_date < max(m.until_date) AND (s.until_date IS NULL OR s.until_date > min(m.from_date))) END,
			NULL
		FROM met m
		GROUP BY m.site, m.year, m.scenario
		UNION ALL
		SELECT c.site, p.year, k.scenario, k.method || CASE WHEN bool_or(c.load IS NOT NULL OR c.hours IS NOT NULL) THEN '; at the load and hours of colossus.operation where it tells them' ELSE '' END,
			min(greatest(c.from_date, p.from_date)), max(least(c.until_date, p.until_date)),
			CASE WHEN bool_and(k.mw IS NOT NULL) THEN sum(colossus.level_kwh(k.mw, t.hours) ORDER BY c.from_date) END,
			CASE WHEN bool_and(k.mw IS NOT NULL) THEN sum(k.mw_low * t.hours ORDER BY c.from_date) / NULLIF(sum(k.mw * t.hours ORDER BY c.from_date), 0) END,
			CASE WHEN bool_and(k.mw IS NOT NULL) THEN sum(k.mw_high * t.hours ORDER BY c.from_date) / NULLIF(sum(k.mw * t.hours ORDER BY c.from_date), 0) END,
			'facility power: ' || string_agg(DISTINCT c.power_method, '; '),
			'estimated', string_agg(DISTINCT c.source_id, ', '),
			CASE WHEN k.scenario LIKE 'reported%' THEN COALESCE(y.factors, '{}') WHEN emission_ledger_detail.with_factors THEN ARRAY(SELECT f.factor FROM fleet f WHERE f.cluster = c.cluster
					AND f.from_date < max(p.until_date) AND (f.until_date IS NULL OR f.until_date > min(p.from_date))) END,
			c.cluster
		FROM capacity c
		JOIN period p ON c.from_date < p.until_date AND (c.until_date IS NULL OR c.until_date > p.from_date)
		CROSS JOIN LATERAL (SELECT colossus.service_h(greatest(c.from_date, p.from_date), least(c.until_date, p.until_date), c.hours) AS hours) t
		CROSS JOIN LATERAL (VALUES
			('reported facility power, all from the grid'::text, 'highest facility power reported, for every hour: a ceiling if nothing is generated on site'::text,
				c.reported_mw_low, c.reported_mw, c.reported_mw_high),
			('computed facility power, all from the grid', 'TDP x server factor x PUE for every hour: a ceiling if nothing is generated on site',
				c.facility_mw_low, c.facility_mw, c.facility_mw_high)) AS k(scenario, method, mw_low, mw, mw_high)
		LEFT JOIN reported_year y ON y.cluster = c.cluster AND y.year = p.year
		WHERE (k.mw > 0 OR k.scenario LIKE 'reported%') AND (k.mw IS NOT NULL OR c.facility_mw IS NULL) AND k.mw IS DISTINCT FROM 0
		GROUP BY c.site, c.cluster, p.year, k.scenario, k.method, y.factors
	), purchased AS MATERIALIZED (
		SELECT d.*, s.grid_region, s.basis, COALESCE(d.cluster, s.cluster) AS clusters,
			CASE WHEN d.facility_kwh IS NULL THEN d.no_kwh
				WHEN s.grid_region IS NULL THEN 'neither grid region nor country of the site known' END AS unknown,
			(SELECT 'without ' || string_agg(DISTINCT l.reason, '; ') FROM lacks l WHERE l.scope = '2 location' AND l.scenario = 'supply' AND l.year = d.year AND (l.site = d.site OR (d.site IS NULL AND l.cluster = d.cluster))
				AND (d.cluster IS NULL OR l.cluster = d.cluster)) AS without,
			g.location_g, a.low AS location_low, a.high AS location_high, g.location_edition, g.location_stale, g.location_source_id, g.location_factor,
			g.market_g, b.low AS market_low, b.high AS market_high, g.market_edition, g.market_stale, g.market_source_id, g.market_rate AS rate, g.market_gas AS gas, g.market_factor
		FROM drawn d
		-- by site, or by cluster where there is none
		LEFT JOIN served s ON COALESCE('site ' || s.site, s.cluster) = COALESCE('site ' || d.site, d.cluster)
		LEFT JOIN grid g ON g.region = lower(s.grid_region) AND g.year = d.year
		-- of a contract the use has no published range: that of the rate alone
		CROSS JOIN LATERAL colossus.range_product(ARRAY[COALESCE(d.low_ratio, 1), g.location_low_g / NULLIF(g.location_g, 0)], ARRAY[1, 1],
			ARRAY[COALESCE(d.high_ratio, 1), g.location_high_g / NULLIF(g.location_g, 0)]) a
		CROSS JOIN LATERAL colossus.range_product(ARRAY[COALESCE(d.low_ratio, 1), g.market_low_g / NULLIF(g.market_g, 0)], ARRAY[1, 1],
			ARRAY[COALESCE(d.high_ratio, 1), g.market_high_g / NULLIF(g.market_g, 0)]) b
	-- scope 3: hardware by cluster, year, part and method
	), hardware AS (
		SELECT f.cluster, f.site, f.accelerator, p.year, e.item, e.method, e.kg, e.lifetime_h, e.status AS factor_status, e.source_id AS factor_source_id,
			min(greatest(f.from_date, p.from_date)) AS from_date, max(least(f.until_date, p.until_date)) AS until_date,
			sum(f.accelerators * colossus.period_h(greatest(f.from_date, p.from_date), least(f.until_date, p.until_date)) ORDER BY f.from_date) AS accelerator_h,
			sum(greatest(f.added, 0) ORDER BY f.from_date) FILTER (WHERE f.from_date >= p.from_date)::double precision AS added,
			colossus.weakest_status(array_agg(f.status)) AS status, string_agg(DISTINCT f.source_id, ', ') AS source_id, array_agg(DISTINCT f.factor) AS factors
		FROM fleet f
		JOIN period p ON f.from_date < p.until_date AND (f.until_date IS NULL OR f.until_date > p.from_date)
		LEFT JOIN colossus.accelerator a ON a.accelerator = f.accelerator
		LEFT JOIN colossus.embodied_factor e ON e.status <> 'denied'
			AND (e.accelerator = f.accelerator OR (e.accelerator IS NULL AND e.item = 'GPU (' || a.memory_gb || ' GB)'))
		WHERE f.accelerators > 0
		GROUP BY f.cluster, f.site, f.accelerator, p.year, e.item, e.method, e.kg, e.lifetime_h, e.status, e.source_id
	), entry (site, cluster, year, from_date, until_date, scope, scenario, pollutant, kg, co2e_kg, low_ratio, high_ratio, method, edition, stale, status, source_id, reason, factors, part) AS (
		SELECT f.site, s.cluster, f.year, f.from_date, f.until_date, '1'::text, c.scenario, c.pollutant,
			colossus.combustion_kg(f.heat_mmbtu, c.lb_per_mmbtu, c.control_efficiency),
			CASE WHEN c.pollutant IN ('CO2', 'CH4', 'N2O')
				THEN colossus.co2e_kg(c.pollutant, colossus.combustion_kg(f.heat_mmbtu, c.lb_per_mmbtu, c.control_efficiency)) END,
			r.low_ratio, r.high_ratio,
			'rated power for every hour x heat rate (HHV) x factor: a ceiling, not a measurement' || COALESCE('; heat rate of ' || f.stands_in || ' stands in', ''),
			c.edition || ', ' || c.control, false, colossus.weakest_status(ARRAY[f.status, c.status]),
			concat_ws(', ', f.source_id, f.rate_source_id, c.source_id), 'without ' || u.reason,
			f.factors || c.factors || CASE WHEN c.pollutant IN ('CO2', 'CH4', 'N2O') THEN ARRAY['gwp: ' || c.pollutant || ', AR5, 100'] END,
			''::text
		FROM fuel f
		CROSS JOIN scenario c
		LEFT JOIN running r ON true
		LEFT JOIN served s ON s.site = f.served
		LEFT JOIN unfuelled u ON u.site = f.site AND u.served = f.served AND u.year = f.year
		UNION ALL
		-- what lacks for the whole of a year: of scope 1 it stands under the sites that its plant's permits name
		SELECT n.site, CASE WHEN l.scope <> '3 embodied' AND l.site IN (SELECT u.served FROM supply u) THEN s.cluster ELSE COALESCE(l.cluster, s.cluster) END, l.year, min(l.from_date), max(l.until_date), l.scope, l.scenario, NULL, NULL, NULL,
			NULL, NULL, NULL, NULL, NULL, NULL, NULL, string_agg(l.reason, '; ' ORDER BY l.from_date, l.reason), NULL, '/missing'
		FROM lacks l
		LEFT JOIN served s ON s.site = l.site
		CROSS JOIN LATERAL (
			SELECT b.site FROM burner b WHERE l.scope = '1' AND b.served = l.site AND b.year = l.year
			UNION SELECT l.site WHERE l.scope <> '1' OR NOT EXISTS (SELECT FROM burner b WHERE b.served = l.site AND b.year = l.year)
		) n
		GROUP BY n.site, 2, l.year, l.scope, l.scenario
		UNION ALL
		SELECT u.site, s.cluster, u.year, u.from_date, u.until_date, '1', 'rated power', NULL, NULL, NULL,
			NULL, NULL, NULL, NULL, NULL, u.status, u.source_id, u.reason, u.factors, '/missing'
		FROM unfuelled u
		LEFT JOIN served s ON s.site = u.served
		UNION ALL
		SELECT b.site, s.cluster, b.year, min(b.from_date), max(b.until_date), '1', 'actual operation', NULL, NULL, NULL,
			NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'hours run and fuel burnt: nobody published them', NULL, '/missing'
		FROM burner b
		LEFT JOIN served s ON s.site = b.served
		GROUP BY b.site, s.cluster, b.year
		UNION ALL
		SELECT t.site, max(s.cluster), p.year, greatest(min(t.from_date), p.from_date), least(max(COALESCE(t.until_date, p.until_date)), p.until_date),
			'1', 'permit limit', t.pollutant, max(colossus.tons_to_kg(t.tons_per_year)), NULL, NULL, NULL,
			'what the permit allows in any 12 months, whole, also where it holds for part of the year: a ceiling, not a measurement',
			string_agg(DISTINCT t.factor, ', '), false, colossus.weakest_status(array_agg(l.status)), string_agg(DISTINCT l.source_id, ', '),
			CASE WHEN max(t.tons_per_year) IS NULL THEN 'limit per unit without a count of units or a figure for each model' END,
			array_agg(DISTINCT 'permit_limit: ' || concat_ws(', ', l.permit_id, l.pollutant, l.limit_scope, l.model, l.limit_kind)), ''
		FROM colossus.turbine_emissions t
		JOIN period p ON t.from_date < p.until_date AND (t.until_date IS NULL OR t.until_date > p.from_date)
		JOIN colossus.permit_limit l ON l.permit_id = ANY (string_to_array(t.factor, ', ')) AND l.pollutant = t.pollutant AND l.limit_kind = 'annual'
		LEFT JOIN supply u ON u.site = t.site AND u.kind = 'turbine'
		LEFT JOIN served s ON s.site = u.served
		WHERE t.scenario = 'permit limit'
		GROUP BY t.site, p.year, p.from_date, p.until_date, t.pollutant
		UNION ALL
		SELECT d.site, d.clusters, d.year, d.from_date, d.until_date, '2 location', d.scenario, 'CO2e',
			colossus.co2e_from_g_per_kwh_kg(d.facility_kwh, d.location_g), colossus.co2e_from_g_per_kwh_kg(d.facility_kwh, d.location_g), d.location_low, d.location_high,
			d.method || '; grid average of ' || d.grid_region || d.basis || ', per kWh generated, for kWh delivered', d.location_edition, d.location_stale, d.status,
			concat_ws(', ', d.source_id, d.location_source_id),
			COALESCE(d.unknown, CASE WHEN d.location_g IS NULL THEN 'no grid average of ' || d.grid_region || ' was published' || CASE WHEN colossus.grid_region_of(d.grid_region) IS NOT NULL THEN ' for ' || d.year || ' or before' ELSE '' END END, d.without),
			d.factors || d.location_factor, ''
		FROM purchased d
		UNION ALL
		SELECT d.site, d.clusters, d.year, d.from_date, d.until_date, '2 market', d.scenario, COALESCE(d.gas, 'CO2e'),
			colossus.co2e_from_g_per_kwh_kg(d.facility_kwh, d.market_g), colossus.co2e_from_g_per_kwh_kg(d.facility_kwh, d.market_g), d.market_low, d.market_high,
			d.method || '; no contract with a factor is known, so '
				|| CASE d.rate WHEN 'residual' THEN 'the residual mix of ' ELSE 'no residual mix being known the grid average of ' END || d.grid_region || d.basis
				|| CASE WHEN d.gas = 'CO2' THEN ', CO2 alone' ELSE '' END, d.market_edition, d.market_stale, d.status,
			concat_ws(', ', d.source_id, d.market_source_id),
			COALESCE(d.unknown, CASE WHEN d.market_g IS NULL THEN 'no residual mix and no grid average of ' || d.grid_region || ' was published' || CASE WHEN colossus.grid_region_of(d.grid_region) IS NOT NULL THEN ' for ' || d.year || ' or before' ELSE '' END END, d.without),
			d.factors || d.market_factor, ''
		FROM purchased d
		UNION ALL
		SELECT d.site, d.clusters, d.year, d.from_date, d.until_date, v.scope, 'metered', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, v.reason, NULL, '/missing'
		FROM purchased d
		CROSS JOIN (VALUES ('2 location'::text, 'energy at the meter: nobody published it'::text),
			('2 market', 'energy at the meter, contracts and certificates: nobody published them')) AS v(scope, reason)
		WHERE d.scenario = 'grid contract at full load'
		UNION ALL
		SELECT a.site, s.cluster, a.year, min(a.from_date), max(a.until_date), v.scope, 'metered', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
			'power from the grid: no contract is known', NULL, '/missing'
		FROM (
			SELECT b.served AS site, b.year, b.from_date, b.until_date FROM burner b
			UNION ALL
			SELECT f.site, p.year, greatest(f.from_date, p.from_date), least(f.until_date, p.until_date)
			FROM fleet f
			JOIN period p ON f.from_date < p.until_date AND (f.until_date IS NULL OR f.until_date > p.from_date)
			WHERE f.accelerators > 0 AND f.site IN (SELECT u.served FROM supply u)
		) a
		CROSS JOIN (VALUES ('2 location'::text), ('2 market')) AS v(scope)
		LEFT JOIN served s ON s.site = a.site
		WHERE NOT EXISTS (SELECT 1 FROM purchased d WHERE d.site = a.site AND d.year = a.year AND d.scenario = 'grid contract at full load')
		GROUP BY a.site, s.cluster, a.year, v.scope
		UNION ALL
		SELECT d.site, d.clusters, d.year, d.from_date, d.until_date, '3 grid losses', d.scenario, 'CO2e',
			colossus.co2e_from_g_per_kwh_kg(colossus.lost_kwh(d.facility_kwh, g.loss), d.location_g),
			colossus.co2e_from_g_per_kwh_kg(colossus.lost_kwh(d.facility_kwh, g.loss), d.location_g), d.location_low, d.location_high,
			d.method || '; what the grid loses on the way, ' || g.grid || CASE WHEN g.grid = d.grid_region THEN '' ELSE ' interconnect' END || ', x grid average of ' || d.grid_region || d.basis,
			concat_ws(', ', g.edition, NULLIF(d.location_edition, g.edition)), d.location_stale, d.status,
			concat_ws(', ', d.source_id, d.location_source_id, NULLIF(g.source_id, d.location_source_id)),
			COALESCE(d.unknown, CASE WHEN g.grid IS NULL THEN 'losses of the grid of ' || d.grid_region || ': no source' WHEN g.loss IS NULL THEN 'no grid loss was published' WHEN d.location_g IS NULL THEN 'no grid average of ' || d.grid_region || ' was published' || CASE WHEN colossus.grid_region_of(d.grid_region) IS NOT NULL THEN ' for ' || d.year || ' or before' ELSE '' END END, d.without),
			d.factors || d.location_factor || ('grid_loss: ' || concat_ws(', ', g.grid, g.edition)), ''
		FROM purchased d
		LEFT JOIN LATERAL colossus.grid_loss_of(d.grid_region, emission_ledger_detail.known_on) AS g ON true
		-- of the same electricity as scope 2, where contracts are told
		WHERE d.cluster IS NULL
		UNION ALL
		SELECT f.site, s.cluster, f.year, f.from_date, f.until_date, '3 upstream fuel', 'rated power', 'CH4 fossil',
			colossus.combustion_kg(f.heat_mmbtu, e.lb_per_mmbtu),
			colossus.co2e_kg('CH4 fossil', colossus.combustion_kg(f.heat_mmbtu, e.lb_per_mmbtu)), r.low_ratio, r.high_ratio,
			'heat input of rated power for every hour x methane lost in supply: a ceiling, not a measurement', e.edition, false,
			colossus.weakest_status(ARRAY[f.status, COALESCE(e.status, f.status)]), concat_ws(', ', f.source_id, e.source_id),
			CASE WHEN e.lb_per_mmbtu IS NULL THEN 'methane lost per MMBtu delivered: no sourced factor (emission_factor: natural gas, supply chain, CH4 fossil)' END,
			f.factors || e.factor, ''
		FROM fuel f
		LEFT JOIN running r ON true
		LEFT JOIN served s ON s.site = f.served
		LEFT JOIN lost e ON true
		UNION ALL
		SELECT h.site, h.cluster, h.year, h.from_date, h.until_date, '3 embodied', k.scenario, 'CO2e', k.kg, k.kg, NULL, NULL, k.method, h.method, false,
			colossus.weakest_status(ARRAY[h.status, COALESCE(h.factor_status, h.status)]), concat_ws(', ', h.source_id, h.factor_source_id), k.reason,
			h.factors || ('embodied_factor: ' || concat_ws(', ', h.item, h.method)), CASE WHEN h.item IS NULL THEN '/missing' ELSE '' END
		FROM hardware h
		CROSS JOIN LATERAL (VALUES
			(CASE WHEN h.item IS NULL THEN h.accelerator ELSE concat_ws(', ', h.accelerator, NULLIF(h.item, h.accelerator), h.method, 'over its life') END,
				colossus.embodied_share_kg(h.kg, h.accelerator_h, h.lifetime_h),
				'kg of one x accelerator hours in service over its service life'::text,
				CASE WHEN h.item IS NULL THEN 'no embodied factor of ' || h.accelerator
					WHEN h.lifetime_h IS NULL THEN 'service life not published with this factor' END),
			(CASE WHEN h.item IS NOT NULL AND h.added > 0 THEN concat_ws(', ', h.accelerator, NULLIF(h.item, h.accelerator), h.method, 'when installed') END,
				h.kg * h.added, 'kg of one x accelerators added in the year, whole (GHG Protocol, category 2)', NULL)) AS k(scenario, kg, method, reason)
		WHERE k.scenario IS NOT NULL
	)
	SELECT emission_ledger_detail.known_on,
		concat_ws('/', COALESCE(e.site, e.cluster), CASE WHEN e.scope = '3 embodied' OR e.scenario LIKE '%, all from the grid' OR e.scenario IN ('supply', 'operation') THEN e.cluster END,
			e.year, e.scope, e.scenario, e.pollutant) || e.part,
		e.site, e.cluster, e.year, e.from_date, e.until_date, e.scope, e.scenario, e.pollutant,
		e.kg * e.low_ratio, e.kg, e.kg * e.high_ratio, e.co2e_kg * e.low_ratio, e.co2e_kg, e.co2e_kg * e.high_ratio,
		e.method, e.edition, e.stale, e.status, NULLIF(e.source_id, ''), e.reason, array_remove(e.factors, NULL)
	FROM entry e
	UNION ALL
	-- its ends stand on their own and not as ratios: where the contract gives all of the best demand, but not of the highest, the best value is 0 and the high is not
	SELECT emission_ledger_detail.known_on, concat_ws('/', g.site, g.year, '1', g.scenario, g.pollutant), g.site, s.cluster, g.year, g.from_date, g.until_date, '1', g.scenario, g.pollutant,
		g.kg_low, g.kg, g.kg_high, c.low, c.best, c.high,
		'TDP x server factor x load x PUE, of it what the grid contract does not give, up to the rating of the plant, x heat rate (HHV) x factor', g.edition, false, g.status, NULLIF(g.source_id, ''), g.reason,
		array_remove(CASE WHEN emission_ledger_detail.with_factors THEN ARRAY(SELECT f.factor FROM fleet f WHERE f.site = g.served AND f.from_date < g.until_date AND (f.until_date IS NULL OR f.until_date > g.from_date))
			|| ARRAY(SELECT u.name FROM supply x CROSS JOIN LATERAL (VALUES (x.factor), (x.rate_factor)) u (name)
				WHERE x.served = g.served AND x.from_date < g.until_date AND (x.until_date IS NULL OR x.until_date > g.from_date)
					AND (x.kind = 'grid' OR (x.site = g.site AND x.kind IN ('turbine', 'engine'))))
			|| ARRAY(SELECT DISTINCT unnest(f.factors) FROM train t JOIN behind b ON b.site = g.served AND b.year = g.year AND b.share > 0 AND b.controls IS NOT DISTINCT FROM t.controls
				CROSS JOIN LATERAL colossus.turbine_factor(string_to_array(t.controls, ' + '), string_to_array(t.plant_sites, '; '), COALESCE(t.from_date, emission_ledger_detail.known_on), emission_ledger_detail.known_on) f
				WHERE t.pollutant = g.pollutant AND f.pollutant = g.pollutant AND f.estimate = 'best')
			|| CASE WHEN g.pollutant IN ('CO2', 'CH4', 'N2O') THEN ARRAY['gwp: ' || g.pollutant || ', AR5, 100'] END END, NULL)
	FROM generated g
	CROSS JOIN LATERAL (SELECT CASE WHEN k.gas THEN colossus.co2e_kg(g.pollutant, g.kg_low) END, CASE WHEN k.gas THEN colossus.co2e_kg(g.pollutant, g.kg) END, CASE WHEN k.gas THEN colossus.co2e_kg(g.pollutant, g.kg_high) END
		FROM (SELECT g.pollutant IN ('CO2', 'CH4', 'N2O') AS gas) k) c (low, best, high)
	LEFT JOIN served s ON s.site = g.served
	-- where power or heat is not known one row says so for all pollutants
	WHERE g.kg IS NOT NULL OR g.pollutant = 'CO2' OR g.reason LIKE 'no factor%'
	UNION ALL
	SELECT emission_ledger_detail.known_on, concat_ws('/', g.site, g.year, '3 upstream fuel', g.scenario, 'CH4 fossil'), g.site, s.cluster, g.year, g.from_date, g.until_date, '3 upstream fuel', g.scenario, 'CH4 fossil',
		k.low, k.best, k.high, colossus.co2e_kg('CH4 fossil', k.low), colossus.co2e_kg('CH4 fossil', k.best), colossus.co2e_kg('CH4 fossil', k.high),
		'heat input of what the plant gives of the demand x methane lost in supply', e.edition, false, colossus.weakest_status(ARRAY[g.status, e.status]), colossus.sources(g.source_id, e.source_id), g.reason, ARRAY[e.factor]
	FROM generated g
	JOIN lost e ON g.pollutant = 'CO2'
	CROSS JOIN LATERAL (SELECT colossus.combustion_kg(g.heat_low, e.lb_per_mmbtu), colossus.combustion_kg(g.heat, e.lb_per_mmbtu), colossus.combustion_kg(g.heat_high, e.lb_per_mmbtu)) k (low, best, high)
	LEFT JOIN served s ON s.site = g.served;
END;
COMMENT ON FUNCTION colossus.emission_ledger_detail(date, boolean) IS
	'Rows of emission_ledger with the list of what each used (keys of colossus.factor).';

CREATE OR REPLACE FUNCTION colossus.emission_ledger(INOUT known_on date DEFAULT current_date,
	OUT row_key text, OUT site text, OUT cluster text, OUT year integer, OUT from_date date, OUT until_date date,
	OUT scope text, OUT scenario text, OUT pollutant text, OUT kg_low double precision, OUT kg double precision, OUT kg_high double precision,
	OUT co2e_kg_low double precision, OUT co2e_kg double precision, OUT co2e_kg_high double precision,
	OUT method text, OUT factor_edition text, OUT stale boolean, OUT status text, OUT source_id text, OUT reason text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT d.known_on, d.row_key, d.site, d.cluster, d.year, d.from_date, d.until_date, d.scope, d.scenario, d.pollutant,
		d.kg_low, d.kg, d.kg_high, d.co2e_kg_low, d.co2e_kg, d.co2e_kg_high, d.method, d.factor_edition, d.stale, d.status, d.source_id, d.reason
	FROM colossus.emission_ledger_detail(emission_ledger.known_on, false) AS d
	ORDER BY d.site, d.cluster, d.year, d.scope, d.scenario, d.pollutant;
END;
COMMENT ON FUNCTION colossus.emission_ledger(date) IS
	'Emissions of the sites and clusters of the inventory by calendar year up to known_on, with the factors and the editions of data sets published by then: scope 1, 2 location, 2 market, 3 upstream fuel, 3 grid losses, 3 embodied. Every scenario is a row of its own, and scenarios are never added; what is missing is a row with kg NULL and the reason; reason beside a figure says what it leaves out. low and high: likely range (p5 to p95) by the inputs that have one (load, PUE, grid rate, share of turbines that runs); NULL: none of them has. stale: the factor is of an earlier year.';

CREATE OR REPLACE FUNCTION colossus.emission_ledger_factors(INOUT row_key text, INOUT known_on date DEFAULT current_date,
	OUT relation text, OUT subject text, OUT value double precision, OUT unit text, OUT edition text, OUT known_from date,
	OUT status text, OUT source_id text, OUT title text, OUT url text, OUT note text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
	WITH ledger AS MATERIALIZED (
		SELECT d.row_key, d.factors FROM colossus.emission_ledger_detail(emission_ledger_factors.known_on) AS d
	), wanted AS MATERIALIZED (
		SELECT COALESCE((SELECT l.row_key FROM ledger l WHERE l.row_key = emission_ledger_factors.row_key LIMIT 1),
			colossus.unknown_name('ledger row', emission_ledger_factors.row_key, ARRAY(SELECT l.row_key FROM ledger l))) AS key
	)
	SELECT l.row_key, emission_ledger_factors.known_on, f.relation, f.subject, f.value, f.unit, f.edition, f.known_from, f.status, f.source_id, s.title, s.url, f.note
	FROM wanted w
	JOIN ledger l ON l.row_key = w.key
	CROSS JOIN LATERAL unnest(l.factors) AS u(name)
	JOIN colossus.factor f ON f.relation || ': ' || f.subject = u.name
	LEFT JOIN colossus.source s ON s.source_id = f.source_id
	ORDER BY f.relation, f.subject;
END;
COMMENT ON FUNCTION colossus.emission_ledger_factors(text, date) IS
	'Every factor and activity that a row of emission_ledger (its row_key) used, with value, edition and source. An unknown row_key: 22023 with the nearest.';

CREATE OR REPLACE FUNCTION colossus.emission_ledger_difference(known_then date, known_now date)
RETURNS TABLE (row_key text, site text, cluster text, year integer, scope text, scenario text, pollutant text,
	kg_then double precision, kg_now double precision, co2e_kg_then double precision, co2e_kg_now double precision,
	factor_then text, factor_now text, cause text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT COALESCE(n.row_key, t.row_key), COALESCE(n.site, t.site), COALESCE(n.cluster, t.cluster), COALESCE(n.year, t.year),
		COALESCE(n.scope, t.scope), COALESCE(n.scenario, t.scenario), COALESCE(n.pollutant, t.pollutant),
		t.kg, n.kg, t.co2e_kg, n.co2e_kg,
		(SELECT string_agg(u.name, '; ' ORDER BY u.name) FROM unnest(t.factors) AS u(name) WHERE u.name <> ALL (COALESCE(n.factors, '{}'))),
		(SELECT string_agg(u.name, '; ' ORDER BY u.name) FROM unnest(n.factors) AS u(name) WHERE u.name <> ALL (COALESCE(t.factors, '{}'))),
		CASE WHEN t.row_key IS NULL AND n.until_date <= emission_ledger_difference.known_then THEN 'factor or edition not published then'
			WHEN t.row_key IS NULL THEN 'after the earlier date'
			WHEN n.row_key IS NULL THEN 'factor or contract replaced'
			WHEN t.until_date IS DISTINCT FROM n.until_date AND NOT (t.factors <@ n.factors AND n.factors <@ t.factors) THEN 'longer period and other factor'
			WHEN t.until_date IS DISTINCT FROM n.until_date THEN 'longer period'
			ELSE 'other factor' END
	FROM colossus.emission_ledger_detail(emission_ledger_difference.known_then) AS t
	FULL JOIN colossus.emission_ledger_detail(emission_ledger_difference.known_now) AS n ON n.row_key = t.row_key
	WHERE t.kg IS DISTINCT FROM n.kg OR t.co2e_kg IS DISTINCT FROM n.co2e_kg
	ORDER BY 2, 3, 4, 5, 6, 7;
END;
COMMENT ON FUNCTION colossus.emission_ledger_difference(date, date) IS
	'Restatement: rows of emission_ledger whose value differs between two dates of knowledge, both values, the factors that only one of them used, and the cause.';

CREATE OR REPLACE FUNCTION colossus.water_ledger(INOUT known_on date DEFAULT current_date,
	OUT row_key text, OUT site text, OUT cluster text, OUT year integer, OUT from_date date, OUT until_date date,
	OUT scope text, OUT scenario text, OUT litre_low double precision, OUT litre double precision, OUT litre_high double precision, OUT method text, OUT status text, OUT source_id text, OUT reason text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH known AS MATERIALIZED (
		SELECT c.* FROM colossus.cluster_capacity_known(water_ledger.known_on) c
	), counted AS (
		SELECT k.cluster, k.site FROM known k WHERE k.it_mw IS NOT NULL AND k.accelerators > 0
	), capacity AS MATERIALIZED (
		-- clusters whose power at the servers is computed, and those that share a site with them: without these the site is not whole
		SELECT c.cluster, c.site, c.from_date, c.until_date, c.it_mw_low, c.it_mw, c.it_mw_high, c.facility_mw_low, c.facility_mw, c.facility_mw_high, c.pue,
			c.hours, c.load IS NOT NULL OR c.hours IS NOT NULL AS operated, c.power_method, c.source_id
		FROM known c
		WHERE greatest(c.accelerators::double precision, c.h100_equivalents, c.reported_it_mw, c.reported_facility_mw_high) > 0
			AND (c.cluster IN (SELECT o.cluster FROM counted o) OR c.site IN (SELECT o.site FROM counted o))
	), period AS MATERIALIZED (
		SELECT y.year, y.from_date, y.until_date
		FROM (SELECT greatest(min(c.from_date), date '1990-01-01') AS from_date FROM capacity c) AS first
		CROSS JOIN LATERAL colossus.calendar_years(first.from_date,
			CASE WHEN water_ledger.known_on <= current_date THEN water_ledger.known_on
				WHEN water_ledger.known_on > current_date THEN current_date END) AS y
	), level AS MATERIALIZED (
		SELECT c.cluster, c.site, p.year, d.first AS from_date, d.last AS until_date, c.pue, c.operated, c.power_method, c.source_id,
			colossus.level_kwh(c.it_mw, h.hours) AS it_kwh, colossus.level_kwh(c.it_mw_low, h.hours) AS it_kwh_low, colossus.level_kwh(c.it_mw_high, h.hours) AS it_kwh_high,
			colossus.level_kwh(c.facility_mw_low, h.hours) AS facility_kwh_low, colossus.level_kwh(c.facility_mw, h.hours) AS facility_kwh, colossus.level_kwh(c.facility_mw_high, h.hours) AS facility_kwh_high
		FROM capacity c
		JOIN period p ON c.from_date < p.until_date AND (c.until_date IS NULL OR c.until_date > p.from_date)
		CROSS JOIN LATERAL (SELECT greatest(c.from_date, p.from_date) AS first, least(c.until_date, p.until_date) AS last) d
		CROSS JOIN LATERAL (SELECT colossus.service_h(d.first, d.last, c.hours) AS hours) h
	), lived AS (
		-- as in emission_ledger: from its first level on each day of a cluster is covered, by a level of 0 too, or nobody knows
		SELECT k.cluster, range_agg(daterange(k.from_date, k.until_date)) AS days
		FROM known k
		WHERE k.cluster IN (SELECT c.cluster FROM capacity c)
		GROUP BY k.cluster
	), gap AS MATERIALIZED (
		SELECT v.cluster, p.year, e.days
		FROM lived v
		JOIN period p ON lower(v.days) < p.until_date
		CROSS JOIN LATERAL (SELECT datemultirange(daterange(greatest(lower(v.days), p.from_date), p.until_date)) - v.days AS days) e
		WHERE NOT isempty(e.days)
	), lacks AS MATERIALIZED (
		SELECT l.cluster, l.year,
			'without power of ' || l.cluster || ' ' || colossus.days_text(g.days) AS without,
			CASE WHEN bool_or(l.operated) AND NOT bool_and(l.operated) THEN 'load and hours of ' || l.cluster || ' are told of a part of the year' END AS half_told,
			'IT energy ' || CASE WHEN bool_and(l.operated) THEN 'at the load and hours of colossus.operation' WHEN bool_or(l.operated) THEN 'at the load and hours of colossus.operation where it tells them, else at full load' ELSE 'at full load' END AS energy,
			CASE WHEN bool_and(l.operated) THEN '' ELSE ': a ceiling' END AS ceiling
		FROM level l
		LEFT JOIN gap g ON g.cluster = l.cluster AND g.year = l.year
		GROUP BY l.cluster, l.year, g.days
	), place AS MATERIALIZED (
		SELECT k.cluster, COALESCE(colossus.country_code(COALESCE(c.country, s.country)), colossus.country_of(s.grid_region)) AS country
		FROM (SELECT DISTINCT x.cluster, x.site FROM capacity x) k
		LEFT JOIN colossus.cluster c ON c.cluster = k.cluster
		LEFT JOIN colossus.site s ON s.site = k.site
	), figure AS MATERIALIZED (
		-- reported figures, each until the next of its subject and data set
		SELECT v.*, lead(v.at) OVER (PARTITION BY v.subject, v.quantity, v.data_set ORDER BY v.at) AS until_date
		FROM (
			SELECT DISTINCT ON (r.subject, r.quantity, r.data_set, r.at) r.subject, r.quantity, r.data_set, r.at, r.preferred, r.status, r.source_id,
				CASE WHEN f.usable THEN least(r.value_low, r.value) END AS low, CASE WHEN f.usable THEN r.value END AS value, CASE WHEN f.usable THEN greatest(r.value, r.value_high) END AS high,
				CASE WHEN least(r.value, r.value_low, r.value_high) < 0 THEN 'the figure is negative'
					WHEN r.value IS NULL AND num_nonnulls(r.value_low, r.value_high) > 0
						THEN 'only a range was published: ' || concat_ws(' to ', r.value_low, r.value_high) || ' ' || r.unit
					WHEN r.value IS NULL THEN 'the row has no figure' END AS reason
			FROM colossus.reported_value r
			CROSS JOIN LATERAL (SELECT (least(r.value, r.value_low, r.value_high) < 0) IS NOT TRUE AS usable) f
			WHERE (r.quantity, r.unit) IN (('water use', 'million gallons/d'), ('WUE', 'l/kWh'), ('EWIF', 'l/kWh')) AND colossus.in_service(r.status)
				AND (r.data_set, r.vintage) NOT IN (SELECT x.data_set, x.vintage FROM colossus.edition x WHERE x.published > water_ledger.known_on)
			ORDER BY r.subject, r.quantity, r.data_set, r.at, r.preferred DESC, r.vintage DESC
		) v
	), served AS (
		-- days in service by year: of a cluster, and of a site with all its clusters
		SELECT l.cluster AS subject, l.site, l.cluster, l.year, range_agg(daterange(l.from_date, l.until_date)) AS days
		FROM level l GROUP BY l.site, l.cluster, l.year
		UNION ALL
		SELECT l.site, l.site, string_agg(DISTINCT l.cluster, ', '), l.year, range_agg(daterange(l.from_date, l.until_date))
		FROM level l WHERE l.site NOT IN (SELECT k.cluster FROM level k) GROUP BY l.site, l.year
	), used AS (
		SELECT s.subject, s.site, s.cluster, s.year, lower(d.days) AS from_date, upper(d.days) AS until_date, v.data_set, v.low, v.value, v.high, v.status, v.source_id, v.reason, s.days
		FROM served s
		JOIN figure v ON v.subject = s.subject AND v.quantity = 'water use'
		CROSS JOIN LATERAL unnest(s.days * datemultirange(daterange(v.at, v.until_date))) AS d(days)
	), used_wue AS (
		-- levels parted where the WUE changes, which has a first day as they have: of the cluster, else of its site, else of its owner's fleet
		SELECT l.site, l.cluster, l.year, l.from_date, l.until_date, l.it_kwh_low, l.it_kwh, l.it_kwh_high, l.power_method, d.first, d.last,
			(d.last - d.first)::double precision / (l.until_date - l.from_date) AS share, v.low, v.value, v.high, v.status, v.source_id, v.reason,
			(SELECT min(f.at) FROM figure f WHERE f.subject IN (l.cluster, l.site, o.organization) AND f.quantity = 'WUE' AND f.preferred) AS told_from
		FROM level l
		LEFT JOIN colossus.cluster o ON o.cluster = l.cluster
		CROSS JOIN LATERAL (
			SELECT e.at AS first, lead(e.at, 1, l.until_date) OVER (ORDER BY e.at) AS last
			FROM (SELECT l.from_date AS at UNION SELECT f.at FROM figure f WHERE f.subject IN (l.cluster, l.site, o.organization) AND f.quantity = 'WUE' AND f.preferred AND f.at > l.from_date AND f.at < l.until_date) e) d
		LEFT JOIN LATERAL (SELECT f.* FROM figure f
			WHERE f.subject IN (l.cluster, l.site, o.organization) AND f.quantity = 'WUE' AND f.preferred AND f.at <= d.first
			ORDER BY f.subject = l.cluster DESC, f.subject = l.site DESC, f.at DESC, f.data_set LIMIT 1) v ON true
	), entry (site, cluster, year, from_date, until_date, scope, scenario, low, litre, high, method, status, source_id, reason) AS (
		SELECT u.site, u.cluster, u.year, min(u.from_date), max(u.until_date), 'on site'::text, 'use of ' || u.subject || ' reported by ' || u.data_set,
			CASE WHEN bool_and(u.low IS NOT NULL) THEN sum(colossus.water_use_l(u.low, h.hours) ORDER BY u.from_date) END,
			CASE WHEN bool_and(u.value IS NOT NULL) THEN sum(colossus.water_use_l(u.value, h.hours) ORDER BY u.from_date) END,
			CASE WHEN bool_and(u.high IS NOT NULL) THEN sum(colossus.water_use_l(u.high, h.hours) ORDER BY u.from_date) END,
			'reported use a day x days in service: not metered'::text, colossus.weakest_status(array_agg(u.status)), string_agg(DISTINCT u.source_id, ', '),
			NULLIF(concat_ws('; ', string_agg(DISTINCT u.reason, '; '), 'without a report ' || colossus.days_text(NULLIF(u.days - range_agg(daterange(u.from_date, u.until_date)), '{}')), min(k.without)), '')
		FROM used u
		CROSS JOIN LATERAL (SELECT colossus.period_h(u.from_date, u.until_date) AS hours) h
		LEFT JOIN LATERAL (SELECT string_agg(l.without, '; ' ORDER BY l.cluster) AS without FROM lacks l WHERE l.year = u.year AND l.cluster = ANY (string_to_array(u.cluster, ', '))) k ON true
		GROUP BY u.subject, u.site, u.cluster, u.year, u.data_set, u.days
		UNION ALL
		SELECT w.site, w.cluster, w.year, min(w.from_date), max(w.until_date), 'on site', 'WUE of the site',
			sum(r.low ORDER BY w.first),
			CASE WHEN bool_and(r.best IS NOT NULL) AND min(k.half_told) IS NULL THEN sum(r.best ORDER BY w.first) END,
			CASE WHEN bool_and(r.high IS NOT NULL) THEN sum(r.high ORDER BY w.first) END,
			min(k.energy) || ' x WUE' || min(k.ceiling), colossus.weakest_status(array_agg(w.status)), string_agg(DISTINCT w.source_id, ', '),
			CASE WHEN bool_and(w.told_from IS NULL) THEN 'WUE of the site: nobody published it'
				ELSE NULLIF(concat_ws('; ',
					'without WUE ' || colossus.days_text(range_agg(daterange(w.first, w.last)) FILTER (WHERE w.value IS NULL))
						|| COALESCE(': ' || string_agg(DISTINCT w.reason, '; '), CASE WHEN bool_or(w.value IS NULL AND w.told_from >= w.last) THEN ': it is told from ' || to_char(min(w.told_from)::timestamp, 'YYYY-MM-DD') || ' on' END, ''),
					'without power at the servers ' || colossus.days_text(range_agg(daterange(w.first, w.last)) FILTER (WHERE w.it_kwh IS NULL)) || ': ' || string_agg(DISTINCT w.power_method, '; ') FILTER (WHERE w.it_kwh IS NULL),
					min(k.half_told), min(k.without)), '') END
		FROM used_wue w
		JOIN lacks k ON k.cluster = w.cluster AND k.year = w.year
		CROSS JOIN LATERAL colossus.range_between(ARRAY[w.it_kwh_low * w.share, w.low], ARRAY[w.it_kwh * w.share, w.value], ARRAY[w.it_kwh_high * w.share, w.high], NULL) r
		GROUP BY w.site, w.cluster, w.year
		UNION ALL
		SELECT l.site, l.cluster, l.year, min(l.from_date), max(l.until_date), 'off site', 'EWIF of ' || e.subject || ' by ' || e.data_set,
			CASE WHEN bool_and(r.low IS NOT NULL) THEN sum(r.low ORDER BY l.from_date) END,
			CASE WHEN bool_and(r.best IS NOT NULL) AND min(k.half_told) IS NULL THEN sum(colossus.water_l(l.it_kwh, 0, l.pue, e.value) ORDER BY l.from_date) END,
			CASE WHEN bool_and(r.high IS NOT NULL) THEN sum(r.high ORDER BY l.from_date) END,
			min(k.energy) || ' x PUE x water per electricity, as if all came from the grid' || min(k.ceiling), 'estimated', e.source_id,
			CASE WHEN NOT bool_and(l.pue IS NOT NULL) THEN 'PUE of the site not known'
				WHEN NOT bool_and(l.it_kwh IS NOT NULL) THEN 'power at the servers in part of the year: ' || string_agg(DISTINCT l.power_method, '; ') FILTER (WHERE l.it_kwh IS NULL)
				ELSE NULLIF(concat_ws('; ', e.reason, min(k.half_told), min(k.without)), '') END
		FROM level l
		JOIN lacks k ON k.cluster = l.cluster AND k.year = l.year
		JOIN place c ON c.cluster = l.cluster AND c.country = 'USA'
		JOIN (SELECT DISTINCT ON (y.year, f.data_set) y.year, f.* FROM (SELECT DISTINCT p.year FROM period p) y CROSS JOIN figure f
			WHERE f.subject = 'United States' AND f.quantity = 'EWIF' AND f.at <= water_ledger.known_on
			-- of each author the last of no later year, else his first
			ORDER BY y.year, f.data_set, extract(year FROM f.at) > y.year, abs(extract(year FROM f.at) - y.year), f.at DESC) e ON e.year = l.year
		CROSS JOIN LATERAL colossus.range_between(ARRAY[l.facility_kwh_low, e.low], ARRAY[l.facility_kwh, e.value], ARRAY[l.facility_kwh_high, e.high], NULL) r
		GROUP BY l.site, l.cluster, l.year, e.subject, e.data_set, e.value, e.source_id, e.reason
		UNION ALL
		SELECT l.site, l.cluster, l.year, min(l.from_date), max(l.until_date), 'off site', 'EWIF', NULL, NULL, NULL, NULL, NULL, NULL,
			'water per electricity of ' || COALESCE(c.country, 'an unknown country') || ': no figure in the inventory'
		FROM level l
		JOIN place c ON c.cluster = l.cluster
		WHERE c.country IS DISTINCT FROM 'USA'
		GROUP BY l.site, l.cluster, l.year, c.country
		UNION ALL
		-- a year of which nobody tells anything
		SELECT c.site, g.cluster, g.year, lower(g.days), upper(g.days), v.scope, v.scenario, NULL, NULL, NULL, NULL, NULL, NULL, 'without power of ' || g.cluster || ' ' || colossus.days_text(g.days)
		FROM gap g
		JOIN colossus.cluster c ON c.cluster = g.cluster
		CROSS JOIN (VALUES ('on site'::text, 'WUE of the site'::text), ('off site', 'EWIF')) v (scope, scenario)
		WHERE NOT EXISTS (SELECT FROM level l WHERE l.cluster = g.cluster AND l.year = g.year)
	)
	SELECT water_ledger.known_on, concat_ws('/', COALESCE(e.cluster, e.site), e.year, e.scope, e.scenario),
		e.site, e.cluster, e.year, e.from_date, e.until_date, e.scope, e.scenario, e.low, e.litre, e.high, e.method, e.status, e.source_id, e.reason
	FROM entry e
	ORDER BY e.site, e.cluster, e.year, e.scope, e.scenario;
END;
COMMENT ON FUNCTION colossus.water_ledger(date) IS
	'Water of clusters of which parts are counted, and of those that share a site with them, by calendar year up to known_on, litres (of others, of which power is reported, what_if): on site by what was reported a day or by WUE, off site by the water that generation consumes (EWIF). PUE counts once, off site. Scenarios are never added; what is missing is a row with the reason, and a reason beside a figure says what it leaves out. low and high: likely range (p5 to p95) of the energy, or what was published as a range; litre NULL between them: nobody says one figure, or load and hours are told of a part of the year.';
