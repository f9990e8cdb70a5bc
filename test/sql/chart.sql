-- Views to draw, read from the catalogue: their comments say "to draw".  Every
-- query lists offenders: no rows are right.  What a naive SUM must give is asked
-- of the functions of the record, which are computed another way.
\set VERBOSITY terse
SET extra_float_digits = 0;
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
-- the year of a plant part of which nobody rated: no best, no high, at least the half of what the rated part burns (Southaven 2026: 495 MW
-- of 27 turbines for 86 of 334 days), and why; 69 turbines are not 27
SELECT e.year, e.site FROM emission_yearly e
WHERE EXISTS (SELECT FROM supply_timeline t LEFT JOIN turbine_model m ON m.turbine_model = COALESCE(t.heat_rate_model, t.model)
	WHERE t.site = e.site AND t.kind IN ('turbine', 'engine') AND (t.mw IS NULL OR m.heat_rate_lhv_btu_per_kwh IS NULL)
		AND t.from_date <= e.as_of AND (t.until_date IS NULL OR t.until_date > e.year_start))
	AND (e.scope1_t IS NOT NULL OR e.scope1_t_high IS NOT NULL OR e.scope3_t_high IS NOT NULL OR e.missing NOT LIKE '%scope 1: %not published%');
SELECT e.year, e.scope1_t, abs(e.scope1_t_low / (0.5 * 495 * 86 * 24 * m.heat_rate_lhv_btu_per_kwh * 1.11 / 1e3 * (53.06 + 28 * 0.001 + 265 * 0.0001) / 1e3) - 1) < 2e-3 AS half_of_the_rated,
	e.scope1_t_high, e.missing LIKE '%69 turbines from 2026-07-31%power not published%' AS says_why
FROM emission_yearly e, turbine_model m WHERE e.site = 'Southaven temporary' AND e.year = 2026 AND m.turbine_model = 'TM2500';
SELECT year, site FROM water_yearly WHERE NOT (on_site_l BETWEEN on_site_l_low AND on_site_l_high) OR NOT (off_site_l BETWEEN off_site_l_low AND off_site_l_high);
-- 1 million gallons a day that MLGW reports, 3.785411784 l each, for the year 2025
SELECT round(on_site_l / 3.785411784 / 365) AS gallons_a_day FROM water_yearly WHERE site = 'Colossus 1' AND year = 2025;
-- runs: the quotient of the sums is the ratio of one run; xAI raised 37.13 billion USD in five rounds, where 17 rows of the record add up to 101
SELECT run FROM training_run_chart WHERE abs(mfu_zflop / peak_zflop - mfu) > 1e-11;
SELECT (SELECT count(*) FROM training_run_chart) = (SELECT count(*) FROM training_run_summary) AS all_runs,
	(SELECT sum(zflop_best) FROM training_run_chart) / (SELECT sum(flop / 1e21) FROM training_run_summary) BETWEEN 1 - 1e-11 AND 1 + 1e-11 AS same_sum;
SELECT sum(amount_bn_usd) AS bn_usd, count(*) AS rounds FROM funding_round_chart WHERE organization = 'xAI';
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
SELECT month, demand_best_mw, projected FROM power_monthly WHERE site = 'Mine' AND month IN ('2024-02-01', '2024-07-01') ORDER BY month;
-- a site of two clusters, one counted by part and one reported: no scenario holds both, so each is a part; a level
-- that ends leaves days without one: no figure of the year, of emissions, money or water
INSERT INTO site_user (site, country, grid_region, region) VALUES ('Two', 'USA', 'SRTV', 'Tennessee');
INSERT INTO cluster_user (cluster, site, country) VALUES ('Two A', 'Two', 'USA'), ('Two B', 'Two', 'USA');
INSERT INTO pue_user (site, from_date, pue) VALUES ('Two', '2024-01-01', 1.2);
INSERT INTO deployment_user (cluster, accelerator, from_date, until_date, accelerators) VALUES ('Two A', 'H100 SXM', '2024-01-01', NULL, 1000);
INSERT INTO reported_power_user (cluster, at, until_date, boundary, mw) VALUES ('Two B', '2024-01-01', '2025-05-01', 'facility', 3), ('Two B', '2025-08-01', NULL, 'facility', 3);
SELECT year, scope2_location_t, scope2_location_t_low > 0 AS at_least, scope2_location_t_high FROM emission_yearly WHERE site = 'Two' AND year IN (2024, 2025) ORDER BY year;
SELECT co2e_kg FROM emission_ledger() WHERE cluster = 'Two B' AND scope = '2 location' AND year = 2025;
SELECT year, round(usd_low) AS at_least, round(3000 * 0.63 * 273 * 24 * 0.0623) AS by_hand, usd, usd_high FROM energy_bill('Two B') WHERE year = 2025;
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Two A', 'Nameless', '2025-07-01', 10);
SELECT off_site_l, off_site_l_low, off_site_l_high FROM water_yearly WHERE site = 'Two' AND year = 2025;
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
