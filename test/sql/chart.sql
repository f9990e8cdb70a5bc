-- Views to draw, read from the catalogue: their comments say "to draw".  Every
-- query lists offenders: no rows are right.  What a naive SUM must give is asked
-- of the functions of the record, which are computed another way.
\set VERBOSITY terse
SET extra_float_digits = 0;
SET timezone = 'UTC';	-- today is that of UTC
CREATE TEMPORARY VIEW chart AS
SELECT c.oid, c.relname::text AS view, CASE WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'month') THEN 'month'
	WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'year') THEN 'year' END AS grid
FROM pg_class c
WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind = 'v' AND obj_description(c.oid, 'pg_class') ~ 'to draw[:;.]';
CREATE TEMPORARY VIEW chart_column AS
SELECT v.view, a.attname::text AS name, a.attnum, format_type(a.atttypid, a.atttypmod) AS type, col_description(a.attrelid, a.attnum) AS comment
FROM chart v JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0 AND NOT a.attisdropped;

SELECT view, grid FROM chart ORDER BY view;
-- plain types; the comment of a number says how it adds, its unit and its source
SELECT view, name, type FROM chart_column
WHERE type NOT IN ('double precision', 'bigint', 'integer', 'text', 'boolean', 'date', 'timestamp with time zone');
SELECT view, name, comment FROM chart_column
WHERE type IN ('double precision', 'bigint', 'integer')
	AND comment !~ CASE WHEN name = 'year' THEN '^key, ' ELSE '^(adds|level|ratio), [^:]+: .+ Source: colossus\.\w+|^(adds|level|ratio), .+ Source: value$' END;
SELECT view FROM chart WHERE obj_description(oid, 'pg_class') !~ 'Source: colossus\.';
-- what a view's comment names exists
SELECT DISTINCT v.view, m.name[1] FROM chart v
CROSS JOIN LATERAL (SELECT obj_description(v.oid, 'pg_class') UNION ALL SELECT c.comment FROM chart_column c WHERE c.view = v.view) t (text)
CROSS JOIN LATERAL regexp_matches(t.text, 'colossus\.(\w+)', 'g') m (name)
WHERE to_regclass('colossus.' || m.name[1]) IS NULL
	AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'colossus'::regnamespace AND p.proname = m.name[1]);

-- the rows, each view read once: its copy bears its name and stands in front
SET search_path = public, colossus;
SELECT format('CREATE TEMPORARY TABLE %I AS SELECT * FROM colossus.%I', view, view) FROM chart ORDER BY view
\gexec
-- no binary noise, as in -15.620000000000005: 12 digits say all
SELECT string_agg(format('SELECT %L AS view, %L AS name, count(*) FROM %I WHERE colossus.tidy(%I) <> %I HAVING count(*) > 0', view, name, view, name, name), E'\nUNION ALL ' ORDER BY view, attnum)
FROM chart_column WHERE type = 'double precision'
\gexec
-- Keys: no duplicates, no NULL in them
CREATE TEMPORARY TABLE chart_key (view text PRIMARY KEY, key text NOT NULL);
INSERT INTO chart_key VALUES ('fleet_monthly', 'month, cluster, accelerator'), ('capacity_monthly', 'month, cluster'), ('power_monthly', 'month, site'),
	('turbine_potential', 'month, site, pollutant'), ('permit_monthly', 'month, site'), ('ranking_monthly', 'month, metric, data_set, cluster'),
	('emission_yearly', 'year, site'), ('water_yearly', 'year, site'), ('training_run_chart', 'run'), ('funding_round_chart', 'organization, round');
SELECT view AS without_a_key FROM chart WHERE view NOT IN (SELECT view FROM chart_key);
SELECT format('SELECT %L AS view, %s, count(*) FROM %I GROUP BY %s HAVING count(*) > 1 OR num_nulls(%s) > 0', view, key, view, key, key) FROM chart_key ORDER BY view
\gexec

-- Grid: from its first month every key has each month to the present one, whose
-- row is as of today; nothing lies in the future
SELECT format($$SELECT %L AS view, min(month) AS first, count(DISTINCT month) AS months FROM (SELECT DISTINCT month, %s FROM %I) m GROUP BY %s
	HAVING max(month) <> date_trunc('month', current_date)::date OR min(month) <> date_trunc('month', min(month))::date
		OR count(*) <> (SELECT count(*) FROM generate_series(min(month)::timestamp, current_date, interval '1 month'))$$,
	view, replace(key, 'month, ', ''), view, replace(key, 'month, ', ''))
FROM chart_key JOIN chart USING (view) WHERE grid = 'month' AND view NOT IN ('ranking_monthly', 'turbine_potential') ORDER BY view
\gexec
SELECT format('SELECT %L AS view, month, as_of FROM %I WHERE as_of <> CASE WHEN month = date_trunc(''month'', current_date)::date THEN current_date ELSE month END', view, view)
FROM chart WHERE grid = 'month' ORDER BY view
\gexec
SELECT format('SELECT %L AS view, year FROM %I WHERE as_of <> least(make_date(year, 12, 31), current_date) OR year > extract(year FROM current_date)', view, view)
FROM chart WHERE grid = 'year' ORDER BY view
\gexec
-- no NaN, no infinity, no empty text, no list of sources, nothing negative
SELECT string_agg(format('SELECT %L AS view, %L AS name, count(*) FROM %I WHERE %s HAVING count(*) > 0', view, name, view,
	CASE type WHEN 'text' THEN format('%I = '''' OR %I LIKE ''%%, %%'' AND %L LIKE ''%%source_id''', name, name, name)
		ELSE format('%I IN (''NaN'', ''Infinity'', ''-Infinity'') OR %I < 0', name, name) END), E'\nUNION ALL ' ORDER BY view, attnum)
FROM chart_column WHERE type IN ('text', 'double precision')
\gexec

-- Twenty dates: every other month for three years and more, the present one among them
CREATE TEMPORARY TABLE day AS
SELECT d.month::date AS month, CASE WHEN n = 0 THEN current_date ELSE d.month::date END AS at
FROM generate_series(0, 19) n, LATERAL (SELECT date_trunc('month', current_date::timestamp) - n * interval '2 months') d (month);

-- What every number of every view must be at each of these dates, asked of the functions and
-- relations that it is charted from: a table a view, its columns named as the view's.  A
-- number of the catalogue that no table has is listed, so that a new column gets its row here.
CREATE TEMPORARY TABLE asked_fleet_monthly AS
SELECT d.month, cluster, accelerator, coalesce(f.accelerators, 0) AS accelerators, coalesce(f.accelerators, 0) * u.h100_equivalents AS h100_equivalents, p.accelerators AS projected_accelerators
FROM day d CROSS JOIN LATERAL fleet_at(d.at, true) p LEFT JOIN LATERAL fleet_at(d.at) f USING (cluster, accelerator) LEFT JOIN accelerator_unit u USING (accelerator);
CREATE TEMPORARY TABLE asked_capacity_monthly AS
SELECT d.month, f.cluster, f.accelerators, f.h100_equivalents, f.bf16_flops / 1e18 AS bf16_eflops, f.fp8_flops / 1e18 AS fp8_eflops,
	f.it_mw_low, f.it_mw AS it_mw_best, f.it_mw_high, f.facility_mw_low, f.facility_mw AS facility_mw_best, f.facility_mw_high, r.mw AS reported_facility_mw
FROM day d CROSS JOIN LATERAL cluster_capacity_at(d.at) f
LEFT JOIN LATERAL (
	-- the last that each data set says, if it still holds; of those the newest
	SELECT n.mw FROM (SELECT DISTINCT ON (p.data_set, p.vintage) p.* FROM reported_power p WHERE p.cluster = f.cluster AND p.boundary = 'facility' AND p.preferred AND in_service(p.status) AND p.at <= d.at
		ORDER BY p.data_set, p.vintage, p.at DESC) n
	WHERE n.until_date IS NULL OR n.until_date > d.at ORDER BY n.at DESC, n.vintage DESC, n.data_set LIMIT 1) r ON true;
CREATE TEMPORARY TABLE asked_power_monthly AS
WITH need AS (
	SELECT d.month, c.site, least(c.facility_mw, min(p.mw)) AS low, coalesce(c.facility_mw, (array_agg(p.mw ORDER BY p.from_date DESC, p.vintage DESC, p.data_set))[1]) AS best, greatest(c.facility_mw, max(p.mw)) AS high
	FROM day d CROSS JOIN LATERAL cluster_capacity_at(d.at) c
	LEFT JOIN power_timeline p ON p.cluster = c.cluster AND p.boundary = 'facility' AND p.preferred AND in_service(p.status) AND holds(p.from_date, p.until_date, d.at) AND (p.superseded_on IS NULL OR p.superseded_on > d.at)
	GROUP BY d.month, c.site, c.cluster, c.facility_mw
), demand AS (
	SELECT month, site, sum(low) AS demand_low_mw, sum(best) AS demand_best_mw, sum(high) AS demand_high_mw FROM need WHERE site IS NOT NULL GROUP BY month, site HAVING bool_and(best IS NOT NULL)
), given AS (
	SELECT d.month, coalesce(s.serves_site, s.site) AS site, CASE WHEN s.kind = 'grid' THEN 'grid' WHEN s.kind = 'battery' THEN 'storage' WHEN s.status = 'alleged' THEN 'alleged' ELSE 'onsite' END AS part,
		sum(s.mw) AS mw, count(*) = count(s.mw) AS known
	FROM day d JOIN supply_timeline s ON holds(s.from_date, s.until_date, d.at) GROUP BY 1, 2, 3
), supply AS (
	SELECT month, site, max(mw) FILTER (WHERE part = 'grid' AND known) AS grid_mw, max(mw) FILTER (WHERE part = 'onsite' AND known) AS onsite_mw,
		max(mw) FILTER (WHERE part = 'alleged' AND known) AS onsite_alleged_mw, max(mw) FILTER (WHERE part = 'storage' AND known) AS storage_mw,
		max(mw) FILTER (WHERE part = 'grid' AND known) + CASE WHEN bool_and(known) FILTER (WHERE part = 'onsite') IS NOT false THEN coalesce(max(mw) FILTER (WHERE part = 'onsite'), 0) END AS supply_mw
	FROM given GROUP BY month, site
)
SELECT * FROM demand FULL JOIN supply USING (month, site);
CREATE TEMPORARY TABLE asked_turbine_potential AS
SELECT d.month, f.site, f.pollutant, max(f.tons_per_year) FILTER (WHERE f.scenario = 'uncontrolled') AS uncontrolled_tons, max(f.tons_per_year) FILTER (WHERE f.scenario = 'lean premix') AS lean_premix_tons,
	max(f.tons_per_year) FILTER (WHERE f.scenario = '2 ppm NOx') AS ppm2_tons, max(f.tons_per_year) FILTER (WHERE f.scenario = 'permit limit') AS permit_limit_tons,
	CASE WHEN f.pollutant IN ('NOx', 'CO', 'SO2', 'PM', 'PM10', 'PM2.5', 'VOC') THEN 100 END AS title_v_tons, CASE WHEN f.pollutant IN ('NOx', 'CO', 'SO2', 'PM', 'PM10', 'PM2.5', 'VOC') THEN 250 END AS psd_tons,
	CASE f.pollutant WHEN 'HAP' THEN 25 ELSE CASE WHEN max(f.programme) = 'HAP major source' THEN 10 END END AS hap_tons
FROM day d, turbine_emissions_at(d.at) f GROUP BY d.month, f.site, f.pollutant;
CREATE TEMPORARY TABLE asked_permit_monthly AS
SELECT d.month, f.site, CASE WHEN g.gone THEN 0 ELSE f.installed_units END AS installed, f.permitted_units AS permitted, CASE WHEN g.gone THEN 0 ELSE f.units_without_permit END AS without_permit
FROM day d, permit_status_at(d.at) f, LATERAL (SELECT f.status IS NULL AND EXISTS (SELECT FROM power_supply s WHERE s.site = f.site AND s.kind = 'turbine' AND s.preferred AND (in_service(s.status) OR s.status = 'alleged') AND s.from_date <= d.at) AS gone) g;
-- a metric that a data set holds by the parts that it names is among them: each cluster that the ranking of today has
SELECT count(*) AS others FROM cluster_ranking((now() AT TIME ZONE 'UTC')::date, 'bf16_flops') f FULL JOIN (SELECT * FROM ranking_monthly WHERE metric = 'bf16_flops' AND data_set = 'epoch_data_centers' AND as_of = (now() AT TIME ZONE 'UTC')::date) m USING (cluster)
WHERE tidy(f.value) IS DISTINCT FROM m.value;
-- of each metric and data set three of the dates, which ones by turns
CREATE TEMPORARY TABLE asked_ranking_monthly AS
SELECT w.month, w.metric, w.data_set, f.cluster, f.rank, f.value
FROM (SELECT d.month, d.at, m.metric, m.data_set FROM (SELECT *, row_number() OVER (ORDER BY month DESC) AS n FROM day) d,
	(SELECT *, row_number() OVER (ORDER BY metric, data_set) AS n FROM (SELECT DISTINCT metric, data_set FROM ranking_monthly) x) m WHERE d.n % 7 = m.n % 7) w
CROSS JOIN LATERAL cluster_ranking(w.at, w.metric, w.data_set) f WHERE f.value IS NOT NULL;
-- Which years are not whole, from the rows of contracts, plant and levels, day by day: a day on which a site is in service and it is not known
-- how much it draws, or what gives that, is a day without a figure, and its year is no figure either.  A site without clusters is in service all year
CREATE TEMPORARY VIEW stage AS SELECT DISTINCT coalesce(serves_site, site) AS site FROM power_supply WHERE kind IN ('grid', 'turbine', 'engine');
CREATE TEMPORARY VIEW not_whole AS
WITH drawn AS (
	SELECT cluster, site, from_date, until_date, coalesce(facility_mw, reported_facility_mw_high * coalesce(load, 1)) AS mw, load IS NOT NULL OR hours IS NOT NULL AS told FROM cluster_capacity
), given AS (
	SELECT coalesce(serves_site, site) AS site, concat(site, kind, model) AS series, kind = 'grid' AS grid, from_date, until_date, mw FROM power_supply
	WHERE preferred AND kind IN ('grid', 'turbine', 'engine') AND (in_service(status) OR (status = 'alleged' AND kind <> 'grid'))
), life AS (
	SELECT cluster, site, min(from_date) AS first, current_date AS last FROM drawn GROUP BY cluster, site
	UNION ALL
	-- years that its supply touches, whole
	SELECT NULL, site, make_date(extract(year FROM min(from_date))::integer, 1, 1), CASE WHEN bool_or(until_date IS NULL) THEN current_date ELSE make_date(extract(year FROM max(until_date) - 1)::integer, 12, 31) END
	FROM given WHERE site NOT IN (SELECT d.site FROM drawn d WHERE d.site IS NOT NULL) AND from_date >= '1990-01-01' GROUP BY site
), ever AS (
	SELECT site, bool_or(grid) AS contract, min(from_date) FILTER (WHERE NOT grid) AS first_plant FROM given GROUP BY site
), at AS (
	SELECT l.cluster, l.site, t.day::date AS day, d.mw, d.told, d.cluster IS NOT NULL AS level
	FROM life l CROSS JOIN LATERAL generate_series(l.first::timestamp, least(l.last, current_date), interval '1 day') t (day)
	LEFT JOIN drawn d ON d.cluster = l.cluster AND d.from_date <= t.day AND (d.until_date IS NULL OR d.until_date > t.day)
	WHERE l.first >= '1990-01-01'
), demand AS (
	SELECT site, CASE WHEN site IN (SELECT s.site FROM stage s) THEN NULL ELSE cluster END AS cluster, day, bool_and(level) AS level, CASE WHEN bool_and(mw IS NOT NULL) THEN sum(mw) END AS mw FROM at GROUP BY 1, 2, 3
), supply AS (
	SELECT site, day, count(mw) FILTER (WHERE grid) = count(*) FILTER (WHERE grid) AS grid_known, bool_or(grid) AS contract, coalesce(sum(mw) FILTER (WHERE grid), 0) AS grid_mw,
		count(mw) FILTER (WHERE NOT grid) = count(*) FILTER (WHERE NOT grid) AS plant_known, bool_or(NOT grid) AS plant, coalesce(sum(mw) FILTER (WHERE NOT grid), 0) AS plant_mw
	FROM (SELECT DISTINCT ON (d.site, d.day, g.series) d.site, d.day, g.grid, g.mw, g.until_date
		FROM (SELECT DISTINCT site, day FROM demand) d JOIN given g ON g.site = d.site AND g.from_date <= d.day
		ORDER BY d.site, d.day, g.series, g.from_date DESC) n
	WHERE until_date IS NULL OR until_date > day GROUP BY site, day
), lacking AS (
	SELECT d.site, d.cluster, d.day, v.what
	FROM demand d LEFT JOIN supply s USING (site, day) LEFT JOIN ever e USING (site)
	CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM life l WHERE l.site = d.site AND l.cluster IS NOT NULL) AS clusters) k
	CROSS JOIN LATERAL (VALUES
		('all', CASE WHEN e.site IS NULL THEN NOT d.level
			WHEN NOT k.clusters THEN false
			WHEN NOT d.level THEN true
			WHEN d.mw = 0 THEN false
			WHEN s.site IS NULL OR (e.contract AND NOT s.contract) THEN true
			WHEN s.plant AND s.contract AND NOT s.grid_known THEN true
			WHEN s.plant AND NOT s.plant_known THEN d.mw IS NULL OR d.mw > s.grid_mw
			WHEN s.contract AND NOT s.grid_known THEN false
			ELSE d.mw > (s.grid_mw + s.plant_mw) * (1 + 1e-9) END),
		-- a plant that was there and has an end has left
		('1', d.day < e.first_plant AND CASE WHEN k.clusters THEN d.mw IS NULL AND NOT s.plant ELSE true END),
		('2', CASE WHEN k.clusters THEN d.mw <> 0 AND s.plant AND NOT s.contract ELSE e.contract AND s.contract IS NOT TRUE END)) v (what, yes)
	WHERE v.yes
)
SELECT DISTINCT site, cluster, extract(year FROM day)::integer AS year, what FROM lacking
UNION
SELECT site, cluster, extract(year FROM day)::integer, 'told of a part' FROM at WHERE level AND mw IS DISTINCT FROM 0 GROUP BY 1, 2, 3 HAVING bool_or(told) AND NOT bool_and(told);
-- of a plant the year lacks what that of the site lacks that it serves
CREATE TEMPORARY TABLE lacks AS
SELECT DISTINCT v.site, n.year, v.scope, n.what
FROM not_whole n
CROSS JOIN LATERAL (
	SELECT coalesce(n.site, n.cluster), scope FROM unnest(ARRAY['2 location', '2 market']) scope WHERE n.what <> '1'
	UNION SELECT p.site, '1' FROM power_supply p WHERE n.what <> '2' AND coalesce(p.serves_site, p.site) = n.site AND p.kind IN ('turbine', 'engine')
	UNION SELECT n.site, '1' WHERE n.what <> '2' AND n.site IN (SELECT t.site FROM stage t) AND NOT EXISTS (SELECT FROM power_supply p WHERE coalesce(p.serves_site, p.site) = n.site AND p.kind IN ('turbine', 'engine')
		AND p.from_date < make_date(n.year + 1, 1, 1) AND (p.until_date IS NULL OR p.until_date > make_date(n.year, 1, 1)))
) v (site, scope);
-- Scopes 1 and 2: a scenario is a sum over clusters and gases, of which none may lack; scope 3 adds up parts, whose methods are alternatives
CREATE TEMPORARY TABLE entry AS
SELECT coalesce(site, cluster) AS site, cluster, year, scope, scenario, co2e_kg / 1000 AS t, coalesce(co2e_kg_low, co2e_kg) / 1000 AS low, coalesce(co2e_kg_high, co2e_kg) / 1000 AS high,
	co2e_kg IS NULL AND scenario NOT IN ('actual operation', 'permit limit') AND (scenario <> 'metered' OR reason LIKE '%no contract is known%') AS gap
FROM emission_ledger() WHERE (pollutant IS NULL OR co2e_kg IS NOT NULL OR kg IS NULL) AND scenario NOT IN ('supply', 'operation');
-- a plant of which some is not rated: what goes by rating is of a part
CREATE TEMPORARY TABLE unrated AS
SELECT DISTINCT p.site, y.year FROM power_supply p LEFT JOIN turbine_model m ON m.turbine_model = coalesce(p.heat_rate_model, p.model)
CROSS JOIN LATERAL generate_series(extract(year FROM p.from_date)::integer, extract(year FROM current_date)::integer) y (year)
WHERE p.preferred AND p.kind IN ('turbine', 'engine') AND (p.kind = 'engine' OR p.mw IS NULL OR m.heat_rate_lhv_btu_per_kwh IS NULL) AND p.from_date >= '1990-01-01'
	AND EXISTS (SELECT FROM generate_series(greatest(p.from_date, make_date(y.year, 1, 1))::timestamp, least(coalesce(p.until_date - 1, current_date), make_date(y.year, 12, 31)), interval '1 day') d
		WHERE NOT EXISTS (SELECT FROM power_supply n WHERE n.preferred AND (n.site, n.kind, n.model) = (p.site, p.kind, p.model) AND n.from_date > p.from_date AND n.from_date <= d));
CREATE TEMPORARY TABLE scenario AS
SELECT e.site, e.year, e.scope, e.scenario, sum(e.low) AS low, sum(e.t) AS t, sum(e.high) AS high,
	(SELECT count(DISTINCT o.cluster) = count(DISTINCT e.cluster) FROM entry o WHERE (o.site, o.year, o.scope) = (e.site, e.year, e.scope))
	AND NOT EXISTS (SELECT FROM lacks l WHERE (l.site, l.year, l.scope) = (e.site, e.year, e.scope) AND l.what <> 'told of a part')
	AND (e.scenario IN ('as operated', 'demand met by contract, then plant') OR e.scope <> '1' OR (e.site, e.year) NOT IN (SELECT u.site, u.year FROM unrated u)) AS whole
FROM entry e WHERE e.scope IN ('1', '2 location', '2 market') GROUP BY e.site, e.year, e.scope, e.scenario HAVING count(*) = count(e.t);
CREATE TEMPORARY TABLE figure AS
SELECT site, year, scope, min(low) AS low,
	(SELECT b.t FROM scenario b WHERE (b.site, b.year, b.scope) = (s.site, s.year, s.scope) AND b.whole AND NOT EXISTS (SELECT FROM lacks l WHERE (l.site, l.year, l.scope) = (s.site, s.year, s.scope))
		ORDER BY CASE WHEN b.scenario IN ('actual operation', 'metered') THEN 1 WHEN b.scenario = 'as operated' THEN 2 WHEN b.scenario LIKE 'demand met%' THEN 3 WHEN b.scenario LIKE 'grid contract%' THEN 4 WHEN b.scenario = 'uncontrolled' THEN 5 ELSE 6 END, b.scenario LIMIT 1) AS t,
	CASE WHEN bool_and(whole) OR bool_or(whole AND scenario IN ('actual operation', 'metered', 'as operated')) THEN max(high) FILTER (WHERE whole) END AS high
FROM scenario s GROUP BY site, year, scope
UNION ALL
SELECT site, year, '3', sum(low), CASE WHEN bool_and(t IS NOT NULL) AND NOT bool_or(gap) AND NOT bool_or(half_told) THEN sum(t) END, CASE WHEN bool_and(high IS NOT NULL) AND NOT bool_or(gap) THEN sum(high) END
FROM (SELECT site, year, min(low) AS low, max(high) AS high,
		-- of what goes along with scope 1 or 2 the figure of their scenario
		CASE WHEN scope <> '3 embodied' THEN (array_agg(t ORDER BY scenario = 'as operated' DESC, scenario LIKE 'demand met%' DESC, scenario) FILTER (WHERE t IS NOT NULL))[1] WHEN count(t) = 1 THEN min(t) END AS t,
		EXISTS (SELECT FROM lacks l WHERE l.site = e.site AND l.year = e.year AND l.what = 'told of a part') AS half_told,
		EXISTS (SELECT FROM lacks l WHERE l.site = e.site AND l.year = e.year AND l.what <> 'told of a part') OR (e.site, e.year) IN (SELECT u.site, u.year FROM unrated u) AS gap
	FROM entry e WHERE scope LIKE '3 %' AND scenario NOT LIKE '%, when installed' GROUP BY site, year, scope, CASE WHEN scope = '3 embodied' THEN coalesce(cluster, '') || split_part(scenario, ',', 1) END) p
GROUP BY site, year;
CREATE TEMPORARY TABLE asked_emission_yearly AS
SELECT e.year, e.site, a.t AS scope1_t, a.low AS scope1_t_low, a.high AS scope1_t_high, b.t AS scope2_location_t, b.low AS scope2_location_t_low, b.high AS scope2_location_t_high,
	c.t AS scope2_market_t, c.low AS scope2_market_t_low, c.high AS scope2_market_t_high, d.t AS scope3_t, d.low AS scope3_t_low, d.high AS scope3_t_high,
	(bool_or(e.scope = '1') AND (a.t IS NULL OR a.high IS NULL))::integer AS scope1_t_open, (bool_or(e.scope LIKE '2 %') AND (b.t IS NULL OR b.high IS NULL))::integer AS scope2_location_t_open,
	(bool_or(e.scope LIKE '2 %') AND (c.t IS NULL OR c.high IS NULL))::integer AS scope2_market_t_open, (bool_or(e.scope LIKE '3 %') AND (d.t IS NULL OR d.high IS NULL))::integer AS scope3_t_open
FROM entry e LEFT JOIN figure a ON (a.site, a.year, a.scope) = (e.site, e.year, '1') LEFT JOIN figure b ON (b.site, b.year, b.scope) = (e.site, e.year, '2 location')
LEFT JOIN figure c ON (c.site, c.year, c.scope) = (e.site, e.year, '2 market') LEFT JOIN figure d ON (d.site, d.year, d.scope) = (e.site, e.year, '3')
GROUP BY e.year, e.site, a.t, a.low, a.high, b.t, b.low, b.high, c.t, c.low, c.high, d.t, d.low, d.high;
CREATE TEMPORARY TABLE asked_water_yearly AS
WITH entry AS (
	SELECT coalesce(site, cluster) AS site, year, scope, scenario, sum(litre_low) AS low, sum(litre) AS l, sum(litre_high) AS high, scenario LIKE 'use of %' AS reported FROM water_ledger() WHERE litre_high IS NOT NULL GROUP BY 1, 2, 3, 4
), part AS (
	-- one figure, or what was reported before what is computed
	SELECT site, year, scope, min(low) AS low, max(high) AS high, CASE WHEN count(l) = 1 THEN min(l) WHEN count(l) FILTER (WHERE reported) = 1 THEN min(l) FILTER (WHERE reported) END AS l FROM entry GROUP BY site, year, scope
)
SELECT year, site, a.l AS on_site_l, a.low AS on_site_l_low, a.high AS on_site_l_high, b.l AS off_site_l, b.low AS off_site_l_low, b.high AS off_site_l_high,
	(a.l IS NULL)::integer AS on_site_l_open, (b.l IS NULL)::integer AS off_site_l_open
FROM (SELECT DISTINCT coalesce(site, cluster) AS site, year FROM water_ledger()) s
LEFT JOIN (SELECT * FROM part WHERE scope = 'on site') a USING (site, year) LEFT JOIN (SELECT * FROM part WHERE scope = 'off site') b USING (site, year);
CREATE TEMPORARY TABLE asked_training_run_chart AS
SELECT run, flop_low / 1e21 AS zflop_low, flop / 1e21 AS zflop_best, flop_high / 1e21 AS zflop_high, tokens / 1e12 AS tokens_t, it_mwh, published_mwh, mfu,
	CASE WHEN flop_method = 'hardware' THEN CASE WHEN mfu > 0 THEN published_flop END WHEN mfu > 0 THEN flop END / 1e21 AS mfu_zflop, CASE WHEN flop_method = 'hardware' THEN published_flop ELSE flop END / nullif(mfu, 0) / 1e21 AS peak_zflop,
	co2e_t, published_co2e_t, facility_mwh, accelerators
FROM training_run_summary WHERE known_bad IS NULL;
CREATE TEMPORARY TABLE asked_funding_round_chart AS
SELECT f.organization, f.round, f.amount_usd, f.amount_usd / 1e9 AS amount_bn_usd, f.debt_usd / 1e9 AS debt_bn_usd, f.pre_money_usd, f.post_money_usd,
	(SELECT nullif(count(DISTINCT i.investor), 0) FROM investment i WHERE (i.organization, i.round) = (f.organization, f.round) AND i.status <> 'denied') AS investors
FROM funding_round f WHERE f.preferred AND in_service(f.status) AND f.kind NOT IN ('merger', 'acquisition');
SELECT view, name AS without_a_source FROM chart_column c
WHERE comment ~ '^(adds|level|ratio),' AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('pg_temp.asked_' || c.view) AND a.attname = c.name);
-- of a row that nothing is asked of all has gone: its numbers are 0, or not known; and thresholds stay
CREATE FUNCTION pg_temp.differs() RETURNS TABLE (view text, name text, wrong bigint, example text) LANGUAGE plpgsql AS $$
BEGIN
	FOR view, name, wrong, example IN SELECT c.view, c.name, 0, k.key FROM chart_column c JOIN chart_key k USING (view) WHERE c.comment ~ '^(adds|level|ratio),' ORDER BY c.view, c.attnum LOOP
		RETURN QUERY EXECUTE format('SELECT %L::text, %L::text, count(*), min(concat_ws('', '', %s, ''drawn'', d.%I, ''asked'', a.%I))
			FROM (SELECT true AS asked, x.* FROM asked_%I x) a FULL JOIN (SELECT true AS drawn, x.* FROM %I x %s) d USING (%s)
			WHERE CASE WHEN asked IS NULL THEN d.%I <> 0 AND %L !~ ''^ratio'' WHEN drawn IS NULL THEN a.%I <> 0 ELSE (d.%I IS NULL) <> (a.%I IS NULL) OR abs(d.%I - a.%I) > 1e-9 * abs(a.%I) END HAVING count(*) > 0',
			view, name, example, name, name, view, view,
			CASE WHEN view = 'ranking_monthly' THEN 'WHERE (month, metric, data_set) IN (SELECT month, metric, data_set FROM asked_ranking_monthly)' WHEN example LIKE 'month%' THEN 'WHERE month IN (SELECT month FROM day)' ELSE '' END,
			example, name, (SELECT comment FROM chart_column c WHERE c.view = differs.view AND c.name = differs.name), name, name, name, name, name, name);
	END LOOP;
END $$;
SELECT * FROM pg_temp.differs();

-- the plain SUM is the function's answer
SELECT d.month, m.accelerators, f.accelerators AS fleet_at, m.projected_accelerators, p.accelerators AS projected_at FROM day d
LEFT JOIN (SELECT month, sum(accelerators) AS accelerators, sum(projected_accelerators) AS projected_accelerators FROM fleet_monthly GROUP BY month) m USING (month)
CROSS JOIN LATERAL (SELECT sum(accelerators) AS accelerators FROM fleet_at(d.at)) f
CROSS JOIN LATERAL (SELECT sum(accelerators) AS accelerators FROM fleet_at(d.at, true)) p
WHERE coalesce(m.accelerators, 0) <> coalesce(f.accelerators, 0) OR coalesce(m.projected_accelerators, 0) <> coalesce(p.accelerators, 0);
-- and so is every row: what one side has and the other has not
WITH drawn AS (
	SELECT month, cluster, accelerator, accelerators, status FROM fleet_monthly JOIN day USING (month) WHERE accelerators > 0
), asked AS (
	SELECT d.month, f.cluster, f.accelerator, f.accelerators, f.status FROM day d, fleet_at(d.at) f
)
(SELECT 'drawn' AS side, * FROM (TABLE drawn EXCEPT TABLE asked) x) UNION ALL (SELECT 'asked', * FROM (TABLE asked EXCEPT TABLE drawn) x);
WITH drawn AS (
	SELECT month, cluster, accelerators, h100_equivalents, bf16_eflops, fp8_eflops, it_mw_best, facility_mw_best
	FROM capacity_monthly JOIN day USING (month)
), asked AS (
	SELECT d.month, f.cluster, f.accelerators, tidy(f.h100_equivalents), tidy(f.bf16_flops / 1e18), tidy(f.fp8_flops / 1e18), tidy(f.it_mw), tidy(f.facility_mw)
	FROM day d, cluster_capacity_at(d.at) f
)
(SELECT 'drawn' AS side, * FROM (TABLE drawn EXCEPT TABLE asked) x) UNION ALL (SELECT 'asked', * FROM (TABLE asked EXCEPT TABLE drawn) x);
SELECT d.month, m.cluster, m.reported_facility_mw FROM day d JOIN capacity_monthly m USING (month)
WHERE m.reported_facility_mw IS NOT NULL AND m.reported_facility_mw NOT IN (SELECT tidy(mw) FROM reported_power p WHERE p.cluster = m.cluster AND p.boundary = 'facility' AND p.at <= d.at);
-- supply and its parts
CREATE TEMPORARY TABLE balance AS SELECT d.month, f.* FROM day d, power_balance_at(d.at) f;
WITH drawn AS (
	SELECT month, site, grid_mw, nullif(coalesce(onsite_mw, 0) + coalesce(onsite_alleged_mw, 0), 0) AS onsite_mw, storage_mw
	FROM power_monthly JOIN day USING (month) WHERE num_nonnulls(demand_best_mw, grid_mw, onsite_mw, onsite_alleged_mw, storage_mw) > 0
), asked AS (
	SELECT f.month, f.site, tidy(min(f.grid_mw)), tidy(min(f.onsite_mw)), tidy(min(f.storage_mw)) FROM balance f GROUP BY f.month, f.site
	HAVING num_nonnulls(min(f.grid_mw), min(f.onsite_mw), min(f.storage_mw), min(f.demand_mw) FILTER (WHERE f.demand_method NOT LIKE '%announced%')) > 0
)
(SELECT 'drawn' AS side, * FROM (TABLE drawn EXCEPT TABLE asked) x) UNION ALL (SELECT 'asked', * FROM (TABLE asked EXCEPT TABLE drawn) x);
-- the demand that is computed is the best, and low and high are demands of the record, or ends of the computed range
SELECT m.month, m.site, m.demand_low_mw, m.demand_best_mw, m.demand_high_mw, f.* FROM power_monthly m
JOIN (SELECT month, site, max(demand_mw) FILTER (WHERE demand_method LIKE 'computed%') AS computed_mw, min(demand_mw) AS low, max(demand_mw) AS high
	FROM balance GROUP BY month, site) f USING (month, site)
WHERE m.demand_best_mw <> tidy(f.computed_mw) OR m.demand_low_mw > m.demand_best_mw OR m.demand_best_mw > m.demand_high_mw
	OR m.demand_best_mw NOT BETWEEN tidy(f.low) AND tidy(f.high);
-- 143 to 181 MW in October 2024, where rows of the record add up to 813
SELECT round(demand_low_mw) AS low, round(demand_best_mw) AS best, round(demand_high_mw) AS high,
	(SELECT round(sum(demand_mw)) FROM power_balance_at('2024-10-01') WHERE site = 'Colossus 1') AS rows_added_up
FROM power_monthly WHERE site = 'Colossus 1' AND month = '2024-10-01';
WITH drawn AS (
	SELECT month, site, pollutant, uncontrolled_tons, lean_premix_tons, ppm2_tons, permit_limit_tons, title_v_tons, psd_tons, hap_tons, exceeds_psd FROM turbine_potential JOIN day USING (month)
), asked AS (
	SELECT d.month, f.site, f.pollutant, tidy(max(f.tons_per_year) FILTER (WHERE f.scenario = 'uncontrolled')),
		tidy(max(f.tons_per_year) FILTER (WHERE f.scenario = 'lean premix')), tidy(max(f.tons_per_year) FILTER (WHERE f.scenario = '2 ppm NOx')),
		tidy(max(f.tons_per_year) FILTER (WHERE f.scenario = 'permit limit')),
		CASE WHEN f.pollutant IN ('NOx', 'CO', 'SO2', 'PM', 'PM10', 'PM2.5', 'VOC') THEN 100::float8 END,
		CASE WHEN f.pollutant IN ('NOx', 'CO', 'SO2', 'PM', 'PM10', 'PM2.5', 'VOC') THEN 250::float8 END,
		CASE f.pollutant WHEN 'HAP' THEN 25::float8 ELSE CASE WHEN max(f.programme) = 'HAP major source' THEN 10 END END,
		bool_or(f.exceeds_threshold) FILTER (WHERE f.scenario = 'uncontrolled' AND f.programme = 'PSD')
	FROM day d, turbine_emissions_at(d.at) f GROUP BY d.month, f.site, f.pollutant
)
(SELECT 'drawn' AS side, * FROM (TABLE drawn EXCEPT TABLE asked) x) UNION ALL (SELECT 'asked', * FROM (TABLE asked EXCEPT TABLE drawn) x);
-- 35 turbines of 421 MW without controls: 6,307 short tons of NOx a year by AP-42 3.1 (0.32 lb/MMBtu)
SELECT round(sum(uncontrolled_tons)) AS nox_tons FROM turbine_potential WHERE month = '2025-05-01' AND site = 'Colossus 1' AND pollutant = 'NOx';
WITH drawn AS (
	SELECT month, site, installed, permitted, without_permit, alleged FROM permit_monthly JOIN day USING (month)
), asked AS (
	SELECT d.month, f.site, f.installed_units, f.permitted_units, f.units_without_permit, coalesce(f.status = 'alleged', false) FROM day d, permit_status_at(d.at) f
)
(SELECT 'drawn' AS side, * FROM (TABLE drawn EXCEPT TABLE asked) x) UNION ALL (SELECT 'asked', * FROM (TABLE asked EXCEPT TABLE drawn) x);
-- one metric of Epoch's data centres at all dates, every metric of every data set that has it today
WITH wanted AS (
	SELECT d.month, d.at, 'h100_equivalents' AS metric, 'epoch_data_centers' AS data_set FROM day d
	UNION SELECT d.month, d.at, m.metric, m.data_set FROM day d, (SELECT DISTINCT metric, data_set FROM ranking_monthly) m WHERE d.at = current_date
), drawn AS (
	SELECT month, metric, data_set, cluster, rank, value FROM ranking_monthly JOIN wanted USING (month, metric, data_set)
), asked AS (
	SELECT w.month, w.metric, w.data_set, f.cluster, f.rank, tidy(f.value) FROM wanted w, cluster_ranking(w.at, w.metric, w.data_set) f WHERE f.value IS NOT NULL
)
(SELECT 'drawn' AS side, * FROM (TABLE drawn EXCEPT TABLE asked) x) UNION ALL (SELECT 'asked', * FROM (TABLE asked EXCEPT TABLE drawn) x);
-- emissions and water: each figure is one scenario of the ledger for the whole site, low and high hold it
SELECT year, site FROM emission_yearly e
WHERE NOT (scope1_t BETWEEN scope1_t_low AND scope1_t_high) OR NOT (scope2_location_t BETWEEN scope2_location_t_low AND scope2_location_t_high)
	OR NOT (scope2_market_t BETWEEN scope2_market_t_low AND scope2_market_t_high) OR NOT (scope3_t BETWEEN scope3_t_low AND scope3_t_high)
	OR NOT (scope3_t_low <= scope3_t_high);
CREATE TEMPORARY TABLE total AS
SELECT coalesce(site, cluster) AS site, year, scope, scenario, sum(co2e_kg) / 1000 AS t
FROM emission_ledger() WHERE scope IN ('1', '2 location', '2 market') AND (co2e_kg IS NOT NULL OR kg IS NULL)
GROUP BY 1, 2, 3, 4 HAVING bool_and(kg IS NOT NULL);
SELECT e.year, e.site, v.scope, v.t FROM emission_yearly e
CROSS JOIN LATERAL (VALUES ('1', scope1_t), ('2 location', scope2_location_t), ('2 market', scope2_market_t)) v (scope, t)
LEFT JOIN total s ON s.site = e.site AND s.year = e.year AND s.scope = v.scope
GROUP BY e.year, e.site, v.scope, v.t
HAVING NOT CASE WHEN v.t IS NULL THEN count(s.t) = 0 OR max(e.missing) LIKE '%scope ' || v.scope || ':%' ELSE bool_or(abs(s.t - v.t) <= 1e-9 * abs(v.t)) END;
-- the year of a plant part of which nobody rated: no best, no high, at least what is sure of it, and why
SELECT e.year, e.site FROM emission_yearly e
WHERE EXISTS (SELECT FROM supply_timeline t LEFT JOIN turbine_model m ON m.turbine_model = COALESCE(t.heat_rate_model, t.model)
	WHERE t.site = e.site AND t.kind IN ('turbine', 'engine') AND (t.mw IS NULL OR m.heat_rate_lhv_btu_per_kwh IS NULL)
		AND t.from_date <= e.as_of AND (t.until_date IS NULL OR t.until_date > e.year_start))
	AND (e.scope1_t IS NOT NULL OR e.scope1_t_high IS NOT NULL OR e.scope3_t_high IS NOT NULL OR e.missing NOT LIKE '%scope 1: %not published%');
-- Southaven 2026: 495 MW of 27 turbines for 86 of 334 days, of which half runs, or what their site demands at least beyond its contract of 0.5 MW: less.  69 turbines are not 27
SELECT e.year, e.scope1_t, abs(e.scope1_t_low / (d.mwh * m.heat_rate_lhv_btu_per_kwh * 1.11 / 1e3 * (53.06 + 28 * 0.001 + 265 * 0.0001) / 1e3) - 1) < 1e-9 AS by_demand, d.mwh < 0.5 * 495 * 86 * 24 AS less_than_half_of_the_rated,
	e.scope1_t_high, e.missing LIKE '%69 turbines from 2026-07-31%power not published%' AS says_why
FROM emission_yearly e, turbine_model m, (SELECT sum(least(c.facility_mw_low - 0.5, 495) * 24) AS mwh FROM generate_series(timestamp '2026-02-09', '2026-05-05', '1 day') d, cluster_capacity c WHERE c.cluster = 'Colossus 2' AND holds(c.from_date, c.until_date, d::date)) d
WHERE e.site = 'Southaven temporary' AND e.year = 2026 AND m.turbine_model = 'TM2500';
-- a contract of 0.5 MW is no year of a site that demands up to 1,083 MW, and 24 turbines that nobody rated leave both scopes open: no best, and why
SELECT year, site, scope1_t, scope2_location_t, scope2_market_t, scope2_location_t_open AS open, scope2_location_t_low > 0 AS at_least,
	missing ~ (CASE year WHEN 2026 THEN 'supply of up to 1083 MW not known from 2026-01-01 to 2026-02-09, from 2026-05-06 to [-0-9]+: rating of the plant not published'
		ELSE 'supply of up to 246.3 MW not known from 2025-07-01 to 2025-09-01: rating of the plant not published' END) AS says_it FROM emission_yearly
WHERE (site, year) IN (('Colossus 1', 2025), ('Colossus 2', 2026)) ORDER BY 1, 2;
SELECT year, site FROM water_yearly WHERE NOT (on_site_l BETWEEN on_site_l_low AND on_site_l_high) OR NOT (off_site_l BETWEEN off_site_l_low AND off_site_l_high);
-- 1 million gallons a day that MLGW reports, 3.785411784 l each, for the year 2025; Protect Our Aquifer says 1 to 1.5
SELECT round(on_site_l / 3.785411784 / 365) AS gallons_a_day, round(on_site_l_low / 3.785411784 / 365) AS low, round(on_site_l_high / 3.785411784 / 365) AS high FROM water_yearly WHERE site = 'Colossus 1' AND year = 2025;
-- runs: the quotient of the sums is the ratio of one run; xAI raised 37.13 billion USD in five rounds, where 17 rows of the record add up to 101
SELECT run FROM training_run_chart WHERE abs(mfu_zflop / peak_zflop - mfu) > 1e-11;
SELECT (SELECT count(*) FROM training_run_chart) = (SELECT count(*) FROM training_run_summary) AS all_runs,
	(SELECT sum(zflop_best) FROM training_run_chart) / (SELECT sum(flop / 1e21) FROM training_run_summary WHERE known_bad IS NULL) BETWEEN 1 - 1e-11 AND 1 + 1e-11 AS same_sum;
SELECT sum(amount_bn_usd) AS bn_usd, count(*) AS rounds, sum(debt_bn_usd) AS debt_bn_usd FROM funding_round_chart WHERE organization = 'xAI';
-- whoever owns a cluster whose site is not known owns its emissions
SELECT e.site FROM emission_yearly e JOIN cluster c ON c.cluster = e.site OR c.site = e.site WHERE e.organization IS NULL AND c.organization IS NOT NULL
UNION SELECT w.site FROM water_yearly w JOIN cluster c ON c.cluster = w.site OR c.site = w.site WHERE w.organization IS NULL AND c.organization IS NOT NULL;
SELECT claim_id, value, value_number FROM claim_check WHERE value ~ '[0-9]' ORDER BY claim_id;

-- An announcement that has come due counts in a column of its own; a part that
-- goes falls to 0; what a user adds is drawn
SELECT format('DROP TABLE pg_temp.%I', view) FROM chart ORDER BY view
\gexec
BEGIN;
INSERT INTO site_user (site) VALUES ('Mine');
INSERT INTO cluster_user (cluster, site) VALUES ('Mine', 'Mine');
INSERT INTO deployment_user (cluster, accelerator, from_date, until_date, accelerators, status) VALUES
	('Mine', 'H100 SXM', '2024-01-15', '2024-06-10', 1000, 'confirmed'), ('Mine', 'H200 SXM', '2024-03-01', NULL, 500, 'announced');
INSERT INTO reported_power_user (cluster, at, boundary, mw, status) VALUES ('Mine', '2024-03-01', 'facility', 3, 'announced');
SELECT month, accelerator, accelerators, status, projected, projected_accelerators FROM fleet_monthly WHERE cluster = 'Mine' AND month < '2024-08-01' ORDER BY month, accelerator;
SELECT d.at, (SELECT sum(accelerators) FROM fleet_monthly WHERE month = d.at) = (SELECT sum(accelerators) FROM fleet_at(d.at)) AS in_service,
	(SELECT sum(projected_accelerators) FROM fleet_monthly WHERE month = d.at) = (SELECT sum(accelerators) FROM fleet_at(d.at, true)) AS projected
FROM (VALUES (date '2024-03-01'), ('2024-06-01'), ('2024-07-01'), ('2025-01-01')) d (at);
SELECT rank IS NOT NULL AS ranked, value FROM ranking_monthly WHERE cluster = 'Mine' AND month = '2024-04-01' AND data_set = 'epoch_data_centers' AND metric = 'accelerators';
INSERT INTO pue_user (site, from_date, pue) VALUES ('Mine', '2024-01-01', 1.2);
-- 1,000 parts until 9 June and none after it: nothing computes and nothing is drawn from the meter. MW: 1,000 x 700 W x 1.82 (server_factor of the part) x 1.2
SELECT month, accelerators, h100_equivalents, bf16_eflops IS NULL AS unknown, it_mw_best, facility_mw_low, facility_mw_best, reported_facility_mw, status FROM capacity_monthly
WHERE cluster = 'Mine' AND month IN ('2024-06-01', '2024-07-01', '2025-01-01') ORDER BY month;
SELECT month, demand_low_mw, demand_best_mw, demand_high_mw, projected FROM power_monthly WHERE site = 'Mine' AND month IN ('2024-02-01', '2024-07-01') ORDER BY month;
-- turbines that leave fall to 0 under a permit that goes on, and their thresholds stay
INSERT INTO power_supply_user (site, kind, model, from_date, until_date, units, mw, status) VALUES ('Mine', 'turbine', 'TM2500', '2024-01-01', '2024-06-10', 2, 60, 'confirmed');
INSERT INTO permit_user (permit_id, site, kind, from_date, permitted_units, status) VALUES ('mine', 'Mine', 'operating', '2024-03-01', 1, 'confirmed');
SELECT month, installed, permitted, without_permit FROM permit_monthly WHERE site = 'Mine' AND month IN ('2024-02-01', '2024-06-01', '2024-07-01', '2025-01-01') ORDER BY month;
SELECT month, round(uncontrolled_tons) AS uncontrolled_tons, psd_tons, exceeds_psd FROM turbine_potential WHERE site = 'Mine' AND pollutant = 'NOx' AND month IN ('2024-06-01', '2024-07-01', '2025-01-01') ORDER BY month;
-- today is that of UTC in every zone: in one of these two it is another day there
SET LOCAL timezone = 'Pacific/Kiritimati';
SELECT max(as_of) = (now() AT TIME ZONE 'UTC')::date AS utc FROM month_grid('2026-01-01');
SET LOCAL timezone = 'Etc/GMT+12';
SELECT max(as_of) = (now() AT TIME ZONE 'UTC')::date AS utc FROM month_grid('2026-01-01');
SET LOCAL timezone = 'UTC';
-- a site of two clusters, one counted by part and one reported: no scenario holds both, so each is a part; a level
-- that ends leaves days without one: no figure of the year, of emissions, money or water
INSERT INTO site_user (site, country, grid_region, region) VALUES ('Two', 'USA', 'SRTV', 'Tennessee');
INSERT INTO cluster_user (cluster, site, country) VALUES ('Two A', 'Two', 'USA'), ('Two B', 'Two', 'USA');
INSERT INTO pue_user (site, from_date, pue) VALUES ('Two', '2024-01-01', 1.2);
INSERT INTO deployment_user (cluster, accelerator, from_date, until_date, accelerators) VALUES ('Two A', 'H100 SXM', '2024-01-01', NULL, 1000);
INSERT INTO reported_power_user (cluster, at, until_date, boundary, mw) VALUES ('Two B', '2024-01-01', '2025-05-01', 'facility', 3), ('Two B', '2025-08-01', NULL, 'facility', 3);
-- between two reports nobody knows
SELECT month, accelerators, facility_mw_best, reported_facility_mw FROM capacity_monthly WHERE cluster = 'Two B' AND month IN ('2025-04-01', '2025-06-01', '2025-08-01') ORDER BY month;
-- nor of the site, of which the other cluster draws 1,000 x 0.7 kW x 1.82 x PUE 1.2 = 1.5288 MW: with the 3 MW it is 4.5288
SELECT month, demand_low_mw, demand_best_mw, demand_high_mw FROM power_monthly WHERE site = 'Two' AND month IN ('2025-04-01', '2025-06-01', '2025-08-01') ORDER BY month;
SELECT from_date, demand_mw, demand_method FROM power_balance WHERE site = 'Two' ORDER BY 1, 3;
-- but of one that was counted and has left: it draws nothing
INSERT INTO cluster_user (cluster, site, country) VALUES ('Two C', 'Two', 'USA');
INSERT INTO deployment_user (cluster, accelerator, from_date, until_date, accelerators) VALUES ('Two C', 'H100 SXM', '2024-01-01', '2024-06-01', 1000);
SELECT month, demand_best_mw FROM power_monthly WHERE site = 'Two' AND month IN ('2024-05-01', '2024-07-01') ORDER BY month;
SELECT from_date, demand_mw, demand_method FROM power_balance WHERE site = 'Two' AND from_date < '2025-01-01' ORDER BY 1, 3;
DELETE FROM deployment_user WHERE cluster = 'Two C';
DELETE FROM cluster_user WHERE cluster = 'Two C';
SELECT year, scope2_location_t, scope2_location_t_low > 0 AS at_least, scope2_location_t_high FROM emission_yearly WHERE site = 'Two' AND year IN (2024, 2025) ORDER BY year;
SELECT scenario, round(co2e_kg) AS kg, round(3000 * 273 * 24 * 903.3 / 1e3 * 0.45359237) AS by_hand, reason FROM emission_ledger() WHERE cluster = 'Two B' AND scope = '2 location' AND year = 2025 ORDER BY 1;
SELECT year, round(usd_low) AS at_least, round(3000 * 0.63 * 273 * 24 * 0.0623) AS by_hand, usd, usd_high FROM energy_bill('Two B') WHERE year = 2025;
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Two A', 'Nameless', '2025-07-01', 10);
SELECT off_site_l, off_site_l_low, off_site_l_high FROM water_yearly WHERE site = 'Two' AND year = 2025;
-- an edition that a newer one follows speaks no longer, whatever day its last level is of: 180 MW from 1 February by the newer, 200 MW from 1 March by the one before
INSERT INTO site_user (site, country, grid_region, region) VALUES ('Next', 'USA', 'SRTV', 'Tennessee');
INSERT INTO cluster_user (cluster, site, country) VALUES ('Next', 'Next', 'USA');
INSERT INTO edition_user (data_set, vintage, published) VALUES ('maker', '2025', '2025-04-01'), ('maker', '2026', '2026-04-01');
INSERT INTO reported_power_user (cluster, at, boundary, mw, data_set, vintage, status) VALUES ('Next', '2024-06-01', 'facility', 100, 'maker', '2025', 'reported'), ('Next', '2025-03-01', 'facility', 200, 'maker', '2025', 'reported'),
	('Next', '2024-06-01', 'facility', 90, 'maker', '2026', 'estimated'), ('Next', '2025-02-01', 'facility', 180, 'maker', '2026', 'estimated');
SELECT month, demand_low_mw, demand_best_mw, demand_high_mw FROM power_monthly WHERE site = 'Next' AND month IN ('2024-12-01', '2025-06-01') ORDER BY month;
SELECT month, reported_facility_mw, status FROM capacity_monthly WHERE cluster = 'Next' AND month IN ('2024-12-01', '2025-06-01') ORDER BY month;
SELECT from_date, demand_mw, demand_method FROM power_balance WHERE site = 'Next' ORDER BY 1;
SELECT from_date, reported_facility_mw_low, reported_facility_mw_high FROM cluster_capacity WHERE cluster = 'Next' ORDER BY 1;
-- days at the edges of what a date can be raise nothing
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Mine', 'H100 PCIe', '1900-01-01', 1), ('Mine', 'A100 80GB SXM', '2099-12-31', 1);
SELECT accelerator, min(month) AS first, max(accelerators) AS accelerators FROM fleet_monthly WHERE cluster = 'Mine' GROUP BY accelerator ORDER BY accelerator;
SELECT count(*) > 0 AS bears FROM capacity_monthly t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM power_monthly t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM ranking_monthly t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM emission_yearly t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM water_yearly t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM turbine_potential t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM permit_monthly t WHERE t::text <> '';
ROLLBACK;

-- A part never stands as a year: in every view by year a best value is shown where every day from the first in service on is known, else it is NULL,
-- its low is what is known, and missing says what is not.  A site of which all is known, then the same with one thing known of a part of 2025
CREATE TEMPORARY VIEW best_column AS
SELECT c.view, c.name FROM chart_column c WHERE c.view LIKE '%\_yearly' AND EXISTS (SELECT FROM chart_column l WHERE l.view = c.view AND l.name = c.name || '_low') ORDER BY c.view, c.attnum;
SELECT string_agg(name, ', ') AS best FROM best_column;
SELECT c.view, c.name AS without_high_or_open FROM best_column c WHERE 2 <> (SELECT count(*) FROM chart_column o WHERE o.view = c.view AND o.name IN (c.name || '_high', c.name || '_open'));
SELECT DISTINCT c.view AS without_missing FROM best_column c WHERE NOT EXISTS (SELECT FROM chart_column o WHERE o.view = c.view AND o.name = 'missing');
CREATE TEMPORARY TABLE planted (n integer PRIMARY KEY, what text, known text, change text);
INSERT INTO planted VALUES
	(0, 'nothing', 'all', 'SELECT'),
	(1, 'contract from July on', 'all', 'UPDATE power_supply_user SET from_date = ''2025-07-01'' WHERE site = ''@'' AND kind = ''grid'''),
	(2, 'contract until July', 'all', 'UPDATE power_supply_user SET until_date = ''2025-07-01'' WHERE site = ''@'' AND kind = ''grid'''),
	(3, 'contract without the summer', 'all', 'UPDATE power_supply_user SET until_date = ''2025-06-01'' WHERE site = ''@'' AND kind = ''grid''; INSERT INTO power_supply_user (site, kind, from_date, mw) VALUES (''@'', ''grid'', ''2025-09-01'', 5)'),
	(4, 'contract of part of the demand', 'all', 'UPDATE power_supply_user SET mw = 1 WHERE site = ''@'''),
	(5, 'plant from July on', 'all', 'UPDATE power_supply_user SET from_date = ''2025-07-01'' WHERE site = ''@'' AND kind = ''turbine'''),
	(6, 'plant until July', 'all', 'UPDATE power_supply_user SET until_date = ''2025-07-01'' WHERE site = ''@'' AND kind = ''turbine'''),
	(7, 'plant not rated from October on', 'all', 'INSERT INTO power_supply_user (site, kind, model, from_date, mw) VALUES (''@'', ''turbine'', ''Titan 130'', ''2025-10-01'', NULL)'),
	(8, 'plant without the summer, power not known', 'all', 'DELETE FROM pue_user WHERE site = ''@''; UPDATE power_supply_user SET until_date = ''2025-06-01'' WHERE site = ''@'' AND kind = ''turbine''; INSERT INTO power_supply_user (site, kind, model, from_date, mw) VALUES (''@'', ''turbine'', ''Titan 130'', ''2025-09-01'', 20)'),
	(9, 'whole: accelerators without the spring', 'all', 'UPDATE deployment_user SET until_date = ''2025-03-01'' WHERE cluster = ''@ 1''; INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES (''@ 1'', ''H100 PCIe'', ''2025-06-01'', 10000)'),
	(10, 'whole: accelerators until July', 'all', 'UPDATE deployment_user SET until_date = ''2025-07-01'' WHERE cluster = ''@ 1'''),
	(11, 'whole: accelerators again from 2026 on', 'all', 'UPDATE deployment_user SET until_date = ''2025-11-01'' WHERE cluster = ''@ 1''; INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES (''@ 1'', ''H100 PCIe'', ''2026-02-01'', 10000)'),
	(12, 'load from July on', 'all', 'INSERT INTO operation_user (cluster, from_date, load) VALUES (''@ 1'', ''2025-07-01'', 0.8)'),
	(13, 'load until July', 'all', 'INSERT INTO operation_user (cluster, from_date, until_date, load) VALUES (''@ 1'', ''2025-01-01'', ''2025-07-01'', 0.8)'),
	(14, 'hours from July on', 'all', 'INSERT INTO operation_user (cluster, from_date, hours) VALUES (''@ 1'', ''2025-07-01'', 4000)'),
	(15, 'water from July on', 'all', 'UPDATE reported_value_user SET at = ''2025-07-01'' WHERE subject = ''@ 1'''),
	(16, 'another cluster, of reported power', 'all', 'INSERT INTO cluster_user (cluster, site, country) VALUES (''@ 2'', ''@'', ''USA''); INSERT INTO reported_power_user (cluster, at, boundary, mw) VALUES (''@ 2'', ''2025-01-01'', ''facility'', 3)'),
	(17, 'another cluster, without the summer', 'all', 'INSERT INTO cluster_user (cluster, site, country) VALUES (''@ 2'', ''@'', ''USA''); INSERT INTO reported_power_user (cluster, at, until_date, boundary, mw) VALUES (''@ 2'', ''2025-01-01'', ''2025-06-01'', ''facility'', 3), (''@ 2'', ''2025-09-01'', NULL, ''facility'', 3)'),
	(18, 'reported power without the summer', 'reported', 'UPDATE reported_power_user SET until_date = ''2025-06-01'' WHERE cluster = ''@ 1''; INSERT INTO reported_power_user (cluster, at, boundary, mw) VALUES (''@ 1'', ''2025-09-01'', ''facility'', 5)'),
	(19, 'reported power until July', 'reported', 'UPDATE reported_power_user SET until_date = ''2025-07-01'' WHERE cluster = ''@ 1'''),
	(20, 'load of reported power from July on', 'reported', 'INSERT INTO operation_user (cluster, from_date, load) VALUES (''@ 1'', ''2025-07-01'', 0.8)'),
	(21, 'contract from July on, no cluster', 'no cluster', 'UPDATE power_supply_user SET from_date = ''2025-07-01'' WHERE site = ''@'''),
	(22, 'contract until July, no cluster', 'no cluster', 'UPDATE power_supply_user SET until_date = ''2025-07-01'' WHERE site = ''@'''),
	-- what is no part, as accelerators that leave are none: a plant that leaves a site without clusters, one that is not needed before it comes, a cluster that comes, one that goes by a level of 0, all of a year told
	(29, 'whole: plant until July, no cluster', 'no cluster', 'INSERT INTO power_supply_user (site, kind, model, from_date, until_date, mw) VALUES (''@'', ''turbine'', ''Titan 130'', ''2024-01-01'', ''2025-07-01'', 20)'),
	(23, 'whole: contract for all, plant from July on', 'all', 'UPDATE power_supply_user SET from_date = ''2025-07-01'' WHERE site = ''@'' AND kind = ''turbine''; UPDATE power_supply_user SET mw = 9 WHERE site = ''@'' AND kind = ''grid'''),
	(24, 'whole: accelerators from July on', 'all', 'UPDATE deployment_user SET from_date = ''2025-07-01'' WHERE cluster = ''@ 1'''),
	(25, 'whole: none from July on', 'all', 'INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES (''@ 1'', ''H100 PCIe'', ''2025-07-01'', 0)'),
	(26, 'whole: load and hours of the year', 'all', 'INSERT INTO operation_user (cluster, from_date, load, hours) VALUES (''@ 1'', ''2025-01-01'', 0.8, 4000)'),
	(27, 'nothing', 'reported', 'SELECT'),
	(28, 'nothing', 'no cluster', 'SELECT');
BEGIN;
INSERT INTO server_factor_user (accelerator, system, factor) VALUES ('H100 PCIe', 'mine', 1.8);
-- one figure of what has none or several: methane upstream, water of electricity
INSERT INTO emission_factor_user (fuel, technology, control, pollutant, basis, edition, factor, unit, lb_per_mmbtu) VALUES ('natural gas', 'supply chain', 'uncontrolled', 'CH4 fossil', 'heat input HHV', 'mine', 0.2, 'lb/MMBtu', 0.2);
INSERT INTO reported_value_user (subject, quantity, unit, at, value, data_set) VALUES ('United States', 'EWIF', 'l/kWh', '2020-01-01', NULL, 'World Resources Institute');
DO $$
DECLARE
	p record; place text;
BEGIN
	FOR p IN SELECT * FROM planted ORDER BY n LOOP
		place := 'Part ' || p.n;
		INSERT INTO site_user (site, country, grid_region) VALUES (place, 'USA', 'SRTV');
		INSERT INTO power_supply_user (site, kind, model, from_date, mw) SELECT place, 'grid', '', '2024-01-01', 5 WHERE p.known <> 'reported';
		CONTINUE WHEN p.known = 'no cluster';
		INSERT INTO cluster_user (cluster, site, country) VALUES (place || ' 1', place, 'USA');
		INSERT INTO reported_power_user (cluster, at, boundary, mw) SELECT place || ' 1', '2024-01-01', 'facility', 5 WHERE p.known = 'reported';
		CONTINUE WHEN p.known = 'reported';
		-- 10,000 x 350 W x 1.8 x 1.2 are 7.56 MW
		INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES (place || ' 1', 'H100 PCIe', '2024-01-01', 10000);
		INSERT INTO pue_user (site, from_date, pue) VALUES (place, '2024-01-01', 1.2);
		INSERT INTO power_supply_user (site, kind, model, from_date, mw) VALUES (place, 'turbine', 'Titan 130', '2024-01-01', 20);
		INSERT INTO reported_value_user (subject, quantity, unit, at, value, data_set) VALUES (place || ' 1', 'water use', 'million gallons/d', '2024-01-01', 1, 'mine');
	END LOOP;
	FOR p IN SELECT * FROM planted ORDER BY n LOOP EXECUTE replace(p.change, '@', 'Part ' || p.n); END LOOP;
END $$;
-- every best value of every view by year with its ends, and what the view says beside
SELECT 'CREATE TEMPORARY TABLE part_year AS ' || string_agg(format('SELECT %L AS view, to_jsonb(v) AS r FROM %I v WHERE v.site LIKE ''Part %%''', view, view), ' UNION ALL ') FROM (SELECT DISTINCT view FROM best_column) v
\gexec
CREATE TEMPORARY TABLE part AS
SELECT substr(y.r ->> 'site', 6)::integer AS n, (y.r ->> 'year')::integer AS year, c.name, (y.r ->> c.name)::float8 AS best, (y.r ->> (c.name || '_low'))::float8 AS low, (y.r ->> (c.name || '_high'))::float8 AS high,
	y.r ->> (c.name || '_open') = '1' AS open, y.r ->> 'missing' AS missing
FROM part_year y JOIN best_column c USING (view);
SELECT n, year, name FROM part WHERE NOT (low <= best AND best <= high);
-- of the year before what was planted in 2025 all is known, but what it says of 2024 too, and where nothing was planted of all years
SELECT p.what, p.known, y.year, string_agg(y.name, ', ' ORDER BY y.name) AS open FROM part y JOIN planted p USING (n) WHERE y.open AND (y.year = 2024 OR p.what = 'nothing') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT p.what, p.known, string_agg(y.name, ', ' ORDER BY y.name) FILTER (WHERE y.open AND y.best IS NULL) AS open, bool_and(y.missing IS NOT NULL) FILTER (WHERE y.open) AS says_why,
	bool_and(y.low > 0) FILTER (WHERE y.open) AS at_least, string_agg(y.name, ', ' ORDER BY y.name) FILTER (WHERE y.high IS NOT NULL AND y.best IS NULL) AS with_high
FROM planted p LEFT JOIN part y ON y.n = p.n AND y.year = 2025 GROUP BY p.n, p.what, p.known ORDER BY p.n;
-- and so say the rows day by day, as above
SELECT p.what, l.year, l.scope, l.what AS by_day, e.best FROM (SELECT n, year, CASE name WHEN 'scope1_t' THEN '1' WHEN 'scope2_location_t' THEN '2 location' ELSE '2 market' END AS scope, best, low FROM part WHERE name ~ '^scope[12]') e
FULL JOIN (SELECT substr(coalesce(n.site, n.cluster), 6)::integer AS n, n.year, v.scope, min(n.what) AS what FROM not_whole n
	CROSS JOIN LATERAL unnest(CASE n.what WHEN '1' THEN ARRAY['1'] WHEN '2' THEN ARRAY['2 location', '2 market'] ELSE ARRAY['1', '2 location', '2 market'] END) v (scope) WHERE n.site LIKE 'Part %' GROUP BY 1, 2, 3) l USING (n, year, scope)
JOIN planted p USING (n) WHERE CASE WHEN e.best IS NULL THEN e.low IS NOT NULL AND l.what IS NULL ELSE l.what IS NOT NULL END ORDER BY p.n, l.year, l.scope;
ROLLBACK;

-- One rule of what has gone, in every view and function by day, month and year: accelerators counted by part and with an end have left, and draw, emit and cost
-- nothing, as a level of 0 says; where a report alone has ended nobody knows.  Three clusters of 1.5288 MW (1,000 x 700 W x 1.82 x PUE 1.2) until 1 July 2025,
-- one by an end, one by a 0, one reported; and the same three of which nobody tells supply, PUE or price
BEGIN;
DO $$
DECLARE
	k text; i integer;
BEGIN
	FOREACH k IN ARRAY ARRAY['Left', 'Zero', 'Told'] LOOP FOR i IN 1..2 LOOP
		INSERT INTO site_user (site, country, region, grid_region) VALUES (k || ' ' || i, 'USA', CASE i WHEN 1 THEN 'Tennessee' END, CASE i WHEN 1 THEN 'SRTV' END);
		INSERT INTO cluster_user (cluster, site, country) VALUES (k || ' ' || i, k || ' ' || i, 'USA');
		INSERT INTO deployment_user (cluster, accelerator, from_date, until_date, accelerators) SELECT k || ' ' || i, 'H100 SXM', '2024-01-01', CASE k WHEN 'Left' THEN date '2025-07-01' END, 1000 WHERE k <> 'Told';
		INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) SELECT k || ' ' || i, 'H100 SXM', '2025-07-01', 0 WHERE k = 'Zero';
		INSERT INTO reported_power_user (cluster, at, until_date, boundary, mw) SELECT k || ' ' || i, '2024-01-01', '2025-07-01', 'facility', 1.5288 WHERE k = 'Told';
		CONTINUE WHEN i = 2;
		INSERT INTO pue_user (site, from_date, pue) VALUES (k || ' 1', '2024-01-01', 1.2);
		INSERT INTO power_supply_user (site, kind, from_date, mw) VALUES (k || ' 1', 'grid', '2024-01-01', 5);
	END LOOP; END LOOP;
END $$;
CREATE TEMPORARY TABLE gone (asked text, side text, r text);
SELECT format('INSERT INTO gone SELECT %L, left(v.%I, 4), regexp_replace(to_jsonb(v)::text, ''(Left|Zero|Told) '', ''@ '', ''g'') FROM colossus.%I v WHERE v.%I ~ ''^(Left|Zero|Told) [12]$''', c.relname, a.attname, c.relname, a.attname)
FROM pg_class c JOIN LATERAL (SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attname IN ('cluster', 'site') ORDER BY attname LIMIT 1) a ON true
WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind = 'v' AND to_regclass('colossus.' || c.relname || '_user') IS NULL ORDER BY c.relname
\gexec
SELECT format('INSERT INTO gone SELECT %L, left(n.name, 4), regexp_replace(to_jsonb(v)::text, ''(Left|Zero|Told) '', ''@ '', ''g'') FROM (SELECT cluster AS name FROM cluster_user WHERE cluster ~ ''^(Left|Zero|Told) [12]$'') n CROSS JOIN LATERAL %s v WHERE coalesce(to_jsonb(v) ->> ''cluster'', to_jsonb(v) ->> ''site'', n.name) = n.name', f.call, f.call)
FROM (VALUES ('fleet_at(''2025-06-30'')'), ('fleet_at(''2025-07-01'')'), ('cluster_capacity_at(''2025-06-30'')'), ('cluster_capacity_at(''2025-07-01'')'), ('power_balance_at(''2025-07-01'')'), ('cluster_ranking(''2025-06-30'', ''accelerators'', ''user'')'),
	('cluster_ranking(''2025-07-01'', ''accelerators'', ''user'')'), ('energy_bill(n.name)'), ('what_if(n.name, ''2025-06-30'')'), ('what_if(n.name, ''2025-07-01'')'), ('emission_ledger()'), ('emission_ledger(''2026-01-01'')'), ('water_ledger()')) f (call)
\gexec
SELECT string_agg(DISTINCT asked, ', ' ORDER BY asked) AS asked FROM gone WHERE side = 'Left' AND asked !~ '\(';
SELECT asked, count(*) FILTER (WHERE side = 'Left') AS left_rows, count(*) FILTER (WHERE side = 'Zero') AS zero_rows FROM gone WHERE asked ~ '\(' GROUP BY asked ORDER BY asked;
SELECT coalesce(l.asked, z.asked) AS asked, l.r AS by_an_end, z.r AS by_zero
FROM (SELECT *, row_number() OVER (PARTITION BY asked, r) AS n FROM gone WHERE side = 'Left') l FULL JOIN (SELECT *, row_number() OVER (PARTITION BY asked, r) AS n FROM gone WHERE side = 'Zero') z USING (asked, r, n)
WHERE l.side IS NULL OR z.side IS NULL ORDER BY 1, 2, 3;
-- by hand: 181 days of 2025 at 903.3 lb/MWh and 6.23 cents, none of 2026
SELECT y.site, y.year, round(y.scope2_location_t::numeric, 6) AS t, round((1.5288 * v.days * 24 * 903.3 * 0.45359237 / 1000)::numeric, 6) AS by_hand, y.missing LIKE '%not known from%' AS missing
FROM emission_yearly y JOIN (VALUES (2025, 181), (2026, 0)) v (year, days) USING (year) WHERE y.site IN ('Left 1', 'Told 1', 'Told 2') ORDER BY 1, 2;
SELECT c.cluster, b.year, round(b.usd::numeric, 6) AS usd, round((1528.8 * v.days * 24 * 0.0623)::numeric, 6) AS by_hand, b.missing LIKE 'power not known from%' AS missing
FROM cluster_user c CROSS JOIN LATERAL energy_bill(c.cluster) b JOIN (VALUES (2025, 181), (2026, 0)) v (year, days) USING (year) WHERE c.cluster IN ('Left 1', 'Told 1') ORDER BY 1, 2;
SELECT m.cluster, m.accelerators, m.facility_mw_best, p.demand_best_mw, b.demand_mw, w.before AS what_if_mw, c.facility_mw FROM capacity_monthly m JOIN power_monthly p ON p.site = m.site AND p.month = m.month
LEFT JOIN power_balance_at('2025-08-01') b ON b.site = m.site LEFT JOIN cluster_capacity_at('2025-08-01') c ON c.cluster = m.cluster JOIN LATERAL what_if(m.cluster, '2025-08-01') w ON w.quantity = 'facility_mw'
WHERE m.month = '2025-08-01' AND m.cluster ~ '^(Left|Told) [12]$' ORDER BY 1;
-- grid losses go along with scope 2: of what the demand takes, not of the 5 MW of the contract
SELECT round(e.kg::numeric, 3) AS kg, round((1.5288 * 181 * 24 * 903.3 * 0.45359237 * l.loss / (1 - l.loss))::numeric, 3) AS by_hand FROM emission_ledger() e, grid_loss_of('SRTV') l
WHERE e.site = 'Left 1' AND e.year = 2025 AND e.scope = '3 grid losses' AND e.scenario LIKE 'demand met%';
ROLLBACK;

-- The views of a ledger that are drawn say how they add, too, and do: every column that adds or is a level comes to the
-- same over jobs, models and tenants, and over the hours
CALL create_ledger('ops');
INSERT INTO ops.device (device, accelerator, cluster, site) VALUES ('a', 'H100 SXM', 'one', 'Here'), ('b', 'H100 SXM', 'two', 'Here');
INSERT INTO ops.site_overhead (site, from_date, server_factor, pue) VALUES ('Here', '2026-01-01', 1.5, 1.2);
INSERT INTO ops.tariff (site, from_date, per_kwh, currency) VALUES ('Here', '2025-01-01', 9, 'USD'), ('Here', '2026-01-01', 0.1, 'USD');
INSERT INTO ops.tariff_hour (site, hour, per_kwh, currency) VALUES ('Here', '2026-03-01 07:00Z', 0.5, 'USD');
INSERT INTO ops.job (job, kind, model, tenant, started_at, ended_at) VALUES ('x', 'training', 'm', 'acme', '2026-03-01 05:30Z', '2026-03-02 07:00Z'), ('y', 'training', 'm', 'bolt', '2026-03-01 00:00Z', '2026-03-02 00:00Z');
INSERT INTO ops.job_device (job, device, started_at, ended_at) VALUES ('x', 'a', '2026-03-01 05:30Z', '2026-03-02 07:00Z'), ('y', 'b', '2026-03-01 00:00Z', '2026-03-02 00:00Z');
INSERT INTO ops.step_log (job, step, at, tokens) VALUES ('x', 1, '2026-03-01 06:30Z', 5), ('y', 1, '2026-03-01 07:30Z', 7), ('y', 2, '2026-03-01 08:30Z', 8);
-- 360 W are 0.36 kWh an hour: 18.5 + 24 hours on the first day are 15.3 kWh, x 1.5 at the servers, x 1.2 at the meter
INSERT INTO ops.sample_by_name SELECT d, 'power_w', t, 360 FROM unnest('{a,b}'::text[]) d, generate_series(timestamptz '2026-03-01 00:00Z', '2026-03-02 12:00Z', '5 minutes') t;
CREATE TEMPORARY VIEW ledger_column AS
SELECT c.relname::text AS view, a.attname::text AS name, a.attnum, format_type(a.atttypid, NULL) AS type, col_description(a.attrelid, a.attnum) AS comment
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind = 'v' AND c.relname ~ '_(hourly|daily)$';
SELECT DISTINCT view FROM ledger_column ORDER BY view;
SELECT view, name, comment FROM ledger_column WHERE type IN ('double precision', 'bigint', 'integer', 'numeric') AND comment !~ '^(adds|level|ratio), [^:]+: .+';
CREATE TEMPORARY TABLE ledger_row AS
SELECT l.view, query_to_xml(format('SELECT %s FROM ops.%I WHERE day = ''2026-03-01''%s', string_agg(format('round(sum(%I)::numeric, 6) AS %I', l.name, l.name), ', '), l.view,
	CASE l.view WHEN 'tenant_daily' THEN ' AND tenant NOT LIKE ''(%''' ELSE '' END), true, true, '') AS sums
FROM ledger_column l WHERE l.comment LIKE 'adds, %' GROUP BY l.view;
CREATE TEMPORARY TABLE ledger_sum AS
SELECT l.view, l.name, (xpath('//' || l.name || '/text()', r.sums))[1]::text AS total FROM ledger_column l JOIN ledger_row r USING (view) WHERE l.comment LIKE 'adds, %';
SELECT name, string_agg(DISTINCT total, ' <> ') AS disagree FROM ledger_sum WHERE view <> 'fleet_hourly' GROUP BY name HAVING count(DISTINCT coalesce(total, '')) > 1 OR count(*) <> 4 ORDER BY name;
SELECT name, trim_scale(total::numeric) AS total FROM ledger_sum WHERE view = 'job_daily' AND total IS NOT NULL ORDER BY name;
-- both devices all day: 48 h x 0.36 kWh
SELECT name, trim_scale(total::numeric) AS total FROM ledger_sum WHERE view = 'fleet_hourly' ORDER BY name;
DROP TABLE ledger_sum, ledger_row;
-- 0.36 kWh x 1.5 x 1.2 an hour at the meter at 0.1, and at 0.5 from 7 to 8: x 17.5 h and 1 h, 1.458 for 5 tokens, and 7 h, 0.4536, on the second day; y 23 h and 1 h, 1.8144 for 15
CREATE TEMPORARY VIEW costs AS SELECT job, day, round(cost::numeric, 9) AS cost, currency, round(cost_per_million_tokens::numeric, 3) AS per_million FROM ops.job_daily ORDER BY job, day;
SELECT * FROM costs;
SELECT model, round(cost::numeric, 9) AS cost, round(cost_per_million_tokens::numeric, 3) AS per_million, round((1.458 + 1.8144) / 20 * 1e6, 3) AS by_hand FROM ops.model_daily WHERE day = '2026-03-01';
-- a price below 0 is paid to the one who uses: 1.134 - 0.324; another currency makes no sum; nor does a price that ends, or a PUE that nobody told
BEGIN;
UPDATE ops.tariff_hour SET per_kwh = -0.5;
SELECT * FROM costs WHERE day = '2026-03-01';
UPDATE ops.tariff_hour SET currency = 'EUR';
SELECT * FROM costs;
SELECT tenant, day, cost, currency FROM ops.tenant_daily WHERE day = '2026-03-01' ORDER BY tenant;
SELECT job, hour, round(cost::numeric, 9) AS cost, currency FROM ops.job_hourly WHERE job = 'x' AND hour BETWEEN '2026-03-01 06:00Z' AND '2026-03-01 08:00Z' ORDER BY hour;
ROLLBACK;
BEGIN;
UPDATE ops.tariff SET until_date = '2026-03-02' WHERE from_date = '2026-01-01';
SELECT * FROM costs WHERE job = 'x';
-- prices of all hours suffice, a missing one does not
DELETE FROM ops.tariff;
SELECT * FROM costs;
INSERT INTO ops.tariff_hour SELECT 'Here', t, 0.1, 'USD' FROM generate_series(timestamptz '2026-03-01 00:00Z', '2026-03-01 23:00Z', '1 hour') t ON CONFLICT DO NOTHING;
SELECT * FROM costs;
DELETE FROM ops.tariff_hour WHERE hour = '2026-03-01 03:00Z';
SELECT * FROM costs;
ROLLBACK;
BEGIN;
UPDATE ops.site_overhead SET pue = NULL;
SELECT * FROM costs;
ROLLBACK;
DROP VIEW costs;
DROP VIEW ledger_column;
SET client_min_messages = warning;
DROP SCHEMA ops CASCADE;
