-- What if: the same as doing it, and nothing left behind.  What it costs.
\pset footer off

-- A scene whose levels stay for the whole of 2025, in the _user tables: Colossus 1 of March 2025 with the 35 turbines of
-- April, which stand under a permit of their own, and a rival of which only power is reported
CREATE FUNCTION pg_temp.scene() RETURNS void LANGUAGE sql AS $$
	INSERT INTO colossus.site_user (site, country, region, grid_region) VALUES ('Held', 'USA', 'Tennessee', 'SRTV'), ('Held plant', 'USA', 'Tennessee', 'SRTV'), ('Rival', 'USA', 'Texas', 'ERCT');
	INSERT INTO colossus.cluster_user (cluster, site, organization, country) VALUES ('Held', 'Held', 'xAI', 'USA'), ('Rival', 'Rival', 'xAI', 'USA');
	INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Held', 'H100 SXM', '2024-01-01', 150000), ('Held', 'H200 SXM', '2024-01-01', 50000);
	INSERT INTO colossus.pue_user (site, from_date, pue) VALUES ('Held', '2024-01-01', 1.3);
	INSERT INTO colossus.power_supply_user (site, kind, from_date, mw) VALUES ('Held', 'grid', '2024-01-01', 50);
	INSERT INTO colossus.power_supply_user (site, kind, model, from_date, serves_site, units, mw) VALUES ('Held plant', 'turbine', 'Titan 130', '2024-01-01', 'Held', 35, 421);
	INSERT INTO colossus.permit_user (permit_id, from_date, site, kind, permitted_units) VALUES ('P', '2025-07-02', 'Held plant', 'construction', 15);
	INSERT INTO colossus.permit_limit_user (permit_id, pollutant, limit_scope, limit_kind, tons_per_year, ppm) VALUES ('P', 'NOx', 'facility', 'annual', 87, NULL), ('P', 'NOx', 'unit', 'concentration', NULL, 2);
	INSERT INTO colossus.reported_value_user (subject, quantity, unit, at, value, data_set, preferred) VALUES ('Held', 'WUE', 'l/kWh', '2024-01-01', 0.5, 'mine', true);
	INSERT INTO colossus.reported_power_user (cluster, at, boundary, mw) VALUES ('Rival', '2024-01-01', 'it', 100), ('Rival', '2024-01-01', 'facility', 130);
$$;
-- what the public views say of a cluster for 2025
CREATE FUNCTION pg_temp.viewed(wanted text, numeric_format text) RETURNS TABLE (quantity text, best double precision, low double precision, high double precision) LANGUAGE sql AS $$
	WITH capacity AS (
		SELECT * FROM colossus.cluster_capacity_at('2025-01-01') c WHERE c.cluster = wanted
	), ledger AS MATERIALIZED (
		SELECT l.scope, l.scenario, l.pollutant, l.kg, l.co2e_kg, COALESCE(l.kg_low, l.kg) AS kg_low, COALESCE(l.kg_high, l.kg) AS kg_high,
			COALESCE(l.co2e_kg_low, l.co2e_kg) AS co2e_kg_low, COALESCE(l.co2e_kg_high, l.co2e_kg) AS co2e_kg_high
		FROM colossus.emission_ledger() l
		WHERE l.year = 2025 AND l.cluster = wanted AND l.scenario IN ('as operated', 'demand met by contract, then plant', 'reported facility power, all from the grid')
	), supplied AS (
		-- a site whose supply is known, and that has no plant, burns nothing
		SELECT count(*) = 0 AS none, bool_and(l.kg IS NOT NULL) AS known, sum(l.co2e_kg) AS t, sum(l.co2e_kg_low) AS t_low, sum(l.co2e_kg_high) AS t_high,
			sum(l.kg) FILTER (WHERE l.pollutant = 'NOx') AS nox, sum(l.kg_low) FILTER (WHERE l.pollutant = 'NOx') AS nox_low, sum(l.kg_high) FILTER (WHERE l.pollutant = 'NOx') AS nox_high
		FROM ledger l WHERE l.scope = '1' HAVING EXISTS (SELECT FROM ledger k WHERE k.scenario NOT LIKE 'reported%')
	), bill AS (
		SELECT * FROM colossus.energy_bill(wanted) b WHERE b.year = 2025
	), demand AS (
		-- of a rival what is reported stands for every hour: the most that it draws
		SELECT c.site, COALESCE(c.it_mw, c.reported_it_mw * COALESCE(c.load, 1)) AS it, CASE WHEN c.it_mw IS NULL THEN c.reported_it_mw * COALESCE(c.load, l.low_ratio) ELSE c.it_mw_low END AS it_low,
			COALESCE(c.it_mw_high, c.reported_it_mw * COALESCE(c.load, 1)) AS it_high, COALESCE(c.facility_mw, c.reported_facility_mw_high * COALESCE(c.load, 1)) AS mw,
			CASE WHEN c.facility_mw IS NULL THEN c.reported_facility_mw_low * COALESCE(c.load, l.low_ratio) ELSE c.facility_mw_low END AS mw_low,
			COALESCE(c.facility_mw_high, c.reported_facility_mw_high * COALESCE(c.load, 1)) AS mw_high
		FROM capacity c JOIN colossus.likely_range l ON l.input = 'power by TDP and server factor' AND l.subject = ''
	), supply AS (
		SELECT y.site, CASE WHEN y.contracted THEN COALESCE(y.grid_mw, 'Infinity') ELSE 0 END AS grid, CASE WHEN y.generates THEN y.plant_mw ELSE 0 END AS plant, y.plant_sites
		FROM colossus.site_supply y WHERE colossus.holds(y.from_date, y.until_date, '2025-01-01')
	), met AS (
		-- the contract first, the plant behind it, and what is beyond both
		SELECT v.quantity, CASE WHEN k.known THEN v.part END AS best, CASE WHEN k.known THEN v.part_low END AS low, CASE WHEN k.known THEN v.part_high END AS high
		FROM demand d LEFT JOIN supply y ON y.site = d.site
		CROSS JOIN LATERAL (SELECT y.site IS NOT NULL AND d.mw IS NOT NULL AS known) k
		CROSS JOIN LATERAL (VALUES ('grid_mw', least(d.mw, y.grid), least(d.mw_low, y.grid), least(d.mw_high, y.grid)),
			('plant_mw', least(greatest(d.mw - y.grid, 0), y.plant), least(greatest(d.mw_low - y.grid, 0), y.plant), least(greatest(d.mw_high - y.grid, 0), y.plant)),
			('beyond_mw', greatest(d.mw - y.grid - y.plant, 0), greatest(d.mw_low - y.grid - y.plant, 0), greatest(d.mw_high - y.grid - y.plant, 0))) v (quantity, part, part_low, part_high)
	), priced AS (
		SELECT bool_and(p.usd IS NOT NULL) AS known, sum(f.accelerators * p.usd) AS usd,
			sqrt(sum((f.accelerators * (p.usd - COALESCE(p.usd_low, p.usd))) ^ 2)) AS down, sqrt(sum((f.accelerators * (COALESCE(p.usd_high, p.usd) - p.usd)) ^ 2)) AS up
		FROM colossus.fleet_at('2025-01-01') f
		LEFT JOIN LATERAL (SELECT * FROM colossus.accelerator_price a WHERE a.accelerator = f.accelerator AND a.preferred AND a.at <= '2025-01-01' ORDER BY a.at DESC LIMIT 1) p ON true
		WHERE f.cluster = wanted AND f.accelerators > 0
	), allowed AS (
		SELECT min(l.tons_per_year) AS tons FROM capacity c JOIN supply y ON y.site = c.site JOIN colossus.permit p ON p.site = y.plant_sites JOIN colossus.permit_limit l USING (permit_id)
		WHERE l.limit_kind = 'annual' AND (p.from_date <= '2025-01-01' OR EXISTS (SELECT FROM colossus.operation o WHERE o.cluster = wanted AND o.controls = 'permit limit'))
	)
	SELECT 'accelerators', c.accelerators::double precision, c.accelerators::double precision, c.accelerators::double precision FROM capacity c
	UNION ALL SELECT 'h100_equivalents', c.h100_equivalents, c.h100_equivalents, c.h100_equivalents FROM capacity c
	UNION ALL SELECT 'peak_flops', f, f, f FROM (SELECT CASE numeric_format WHEN 'fp8' THEN c.fp8_flops ELSE c.bf16_flops END AS f FROM capacity c) x
	UNION ALL SELECT 'it_mw', d.it, d.it_low, d.it_high FROM demand d
	UNION ALL SELECT 'facility_mw', d.mw, d.mw_low, d.mw_high FROM demand d
	UNION ALL SELECT m.quantity, m.best, m.low, m.high FROM met m
	UNION ALL SELECT 'mwh_per_year', b.facility_mwh, b.facility_mwh_low, b.facility_mwh_high FROM bill b
	UNION ALL SELECT 'energy_usd', b.usd, b.usd_low, b.usd_high FROM bill b
	UNION ALL SELECT 'capital_usd', CASE WHEN p.known THEN p.usd END, CASE WHEN p.known THEN p.usd - p.down END, CASE WHEN p.known THEN p.usd + p.up END FROM priced p
	UNION ALL SELECT 'nox_limit_tons', a.tons, a.tons, a.tons FROM allowed a
	-- the two authors on the water of electricity part its ends, and give no best value; the ends of its power the test below has by hand
	UNION ALL SELECT 'water_ml', (y.on_site_l + y.off_site_l) / 1e6, NULL, NULL FROM capacity c LEFT JOIN colossus.water_yearly y ON y.site = c.site AND y.year = 2025
	UNION ALL SELECT 'scope2_location_t', l.co2e_kg / 1000, l.co2e_kg_low / 1000, l.co2e_kg_high / 1000 FROM ledger l WHERE l.scope = '2 location'
	UNION ALL SELECT v.* FROM (SELECT 1) one LEFT JOIN supplied s ON true
	CROSS JOIN LATERAL (VALUES ('scope1_t', s.t / 1000, s.t_low / 1000, s.t_high / 1000), ('nox_tons', s.nox / 907.18474, s.nox_low / 907.18474, s.nox_high / 907.18474)) k (quantity, best, low, high)
	CROSS JOIN LATERAL (SELECT k.quantity, CASE WHEN s.known THEN k.best END, CASE WHEN s.known THEN k.low END, CASE WHEN s.known THEN k.high END) v
	WHERE s.none IS NOT TRUE
	UNION ALL SELECT v.quantity, 0, 0, 0 FROM supplied s CROSS JOIN (VALUES ('scope1_t'), ('nox_tons')) v (quantity) WHERE s.none
$$;
-- A change by what_if against the same change in the _user tables, of which the views are asked; then all is undone.  Quantities that
-- differ in any of the 12 digits that are shown, and how many were compared
CREATE FUNCTION pg_temp.differs(cluster text, arguments text, changes text[], OUT compared bigint, OUT differ text) LANGUAGE plpgsql AS $$
DECLARE
	change text;
BEGIN
	PERFORM pg_temp.scene();
	EXECUTE format('CREATE TEMP TABLE wanted AS SELECT * FROM colossus.what_if(%L, ''2025-01-01''%s)', cluster, arguments);
	FOREACH change IN ARRAY changes LOOP EXECUTE change; END LOOP;
	SELECT count(v.quantity), string_agg(format('%s: what_if %s (%s to %s), views %s (%s to %s)', w.quantity, w.after, w.after_low, w.after_high, v.best, v.low, v.high), '; ')
		FILTER (WHERE v.quantity IS NULL OR EXISTS (SELECT FROM (VALUES (v.best, w.after), (v.low, w.after_low), (v.high, w.after_high)) d (x, y)
			WHERE (d.x IS NULL) <> (d.y IS NULL) OR abs(d.x - d.y) > 1e-11 * abs(d.x)) AND (v.quantity <> 'water_ml' OR (v.best IS NULL) <> (w.after IS NULL)))
	INTO compared, differ
	FROM wanted w LEFT JOIN pg_temp.viewed(cluster, CASE WHEN arguments LIKE '%fp8%' THEN 'fp8' ELSE 'bf16' END) v ON v.quantity = w.quantity;
	RAISE EXCEPTION 'undo';
EXCEPTION WHEN raise_exception THEN NULL;
END $$;
CREATE TEMP TABLE change (number integer, cluster text, arguments text, changes text[]);
-- other parts: the new one at its count, the old ones at none
INSERT INTO change
SELECT row_number() OVER (), 'Held', v.arguments, ARRAY[
	'INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) VALUES (''Held'', ''H100 SXM'', ''2025-01-01'', 0), (''Held'', ''H200 SXM'', ''2025-01-01'', 0)',
	format('INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) SELECT ''Held'', %L, ''2025-01-01'', after::bigint FROM wanted WHERE quantity = ''accelerators''', v.part)] || v.more
FROM (VALUES
	(', ''GB200''', 'GB200', ARRAY[]::text[]),
	(', ''GB200'', ''flops''', 'GB200', '{}'),
	(', ''B200'', ''flops'', ''fp8''', 'B200 SXM', '{}'),
	(', ''GB300'', ''power''', 'GB300', '{}'),
	(', ''MI300X''', 'MI300X', '{}'),
	(', ''TPU v7'', ''flops''', 'TPU7x', '{}'),
	(', ''GB300'', load => 0.6', 'GB300', ARRAY['INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Held'', ''2025-01-01'', 0.6)']),
	(', ''GB200'', ''flops'', pue => 1.1, load => 0.7', 'GB200', ARRAY['INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Held'', ''2025-01-01'', 0.7)',
		'INSERT INTO colossus.pue_user (site, from_date, pue) VALUES (''Held'', ''2025-01-01'', 1.1)'])
) v (arguments, part, more);
-- another grid is another site, with no plant of its own
INSERT INTO change
SELECT 8 + row_number() OVER (), 'Held', format(', grid_region => %L, pue => 1.25', g), ARRAY[
	format('INSERT INTO colossus.site_user (site, grid_region, region) VALUES (''elsewhere'', %L, %L)', g, state),
	'INSERT INTO colossus.pue_user (site, from_date, pue) VALUES (''elsewhere'', ''2020-01-01'', 1.25)',
	'INSERT INTO colossus.power_supply_user (site, kind, from_date) VALUES (''elsewhere'', ''grid'', ''2020-01-01'')',
	'UPDATE colossus.cluster_user SET site = ''elsewhere'', country = NULL WHERE cluster = ''Held''']
FROM (VALUES ('CAMX', 'California'), ('FRA', NULL), ('ERCT', 'Texas')) v (g, state);
INSERT INTO change
SELECT 11 + row_number() OVER (), v.cluster, v.arguments, ARRAY[v.change]
FROM (VALUES
	('Held', ', pue => 1.1', 'INSERT INTO colossus.pue_user (site, from_date, pue) VALUES (''Held'', ''2025-01-01'', 1.1)'),
	('Held', ', pue => 1.5', 'INSERT INTO colossus.pue_user (site, from_date, pue) VALUES (''Held'', ''2025-01-01'', 1.5)'),
	('Held', ', load => 0.5', 'INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Held'', ''2025-01-01'', 0.5)'),
	-- the contract gives all of the best demand, and not of the highest
	('Held', ', load => 0.15', 'INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Held'', ''2025-01-01'', 0.15)'),
	('Held', ', load => 0.1', 'INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Held'', ''2025-01-01'', 0.1)'),
	('Rival', ', load => 0.8', 'INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Rival'', ''2025-01-01'', 0.8)'),
	('Held', ', controls => ARRAY[''lean premix'', ''SCR'']', 'INSERT INTO colossus.operation_user (cluster, from_date, controls) VALUES (''Held'', ''2025-01-01'', ''lean premix + SCR'')'),
	('Held', ', controls => ARRAY[''uncontrolled'']', 'INSERT INTO colossus.operation_user (cluster, from_date, controls) VALUES (''Held'', ''2025-01-01'', ''uncontrolled'')'),
	('Held', ', controls => ARRAY[''permit limit'']', 'INSERT INTO colossus.operation_user (cluster, from_date, controls) VALUES (''Held'', ''2025-01-01'', ''permit limit'')'),
	('Held', ', hours => 4380', 'INSERT INTO colossus.operation_user (cluster, from_date, hours) VALUES (''Held'', ''2025-01-01'', 4380)'),
	('Held', ', hours => 8000, load => 0.7', 'INSERT INTO colossus.operation_user (cluster, from_date, load, hours) VALUES (''Held'', ''2025-01-01'', 0.7, 8000)'),
	('Rival', ', hours => 5000', 'INSERT INTO colossus.operation_user (cluster, from_date, hours) VALUES (''Rival'', ''2025-01-01'', 5000)')
) v (cluster, arguments, change);
SELECT c.number, c.cluster, c.arguments, d.compared, d.differ FROM change c CROSS JOIN LATERAL pg_temp.differs(c.cluster, c.arguments, c.changes) d ORDER BY 1;
-- nothing stays, in no table of a user
SELECT sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s', c.oid::regclass), false, true, '')))[1]::text::bigint) AS left_behind
FROM pg_class c WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind = 'r' AND c.relname LIKE '%\_user';
-- Judged by hand, without a function of ours: 150,000 H100 and 50,000 H200 at 700 W x 1.82 x PUE 1.3 demand 331.24 MW; the contract gives 50, the turbines
-- 281.24 of their 421: at 9,630 Btu/kWh (LHV) x 1.11, 53.06 kg CO2, 1 g CH4 and 0.1 g N2O a MMBtu, and lean premix 0.099 lb NOx.  At load 0.63 they demand
-- 208.6812 MW and the turbines give 158.6812; at 0.1 the contract gives all
BEGIN;
SELECT pg_temp.scene();
WITH hand (load, demand) AS (
	SELECT l, 200000 * 700 * 1.82 / 1e6 * 1.3 * l FROM (VALUES (1.0), (0.63), (0.1)) v (l)
), wanted (load, quantity, t) AS (
	SELECT load, v.* FROM hand CROSS JOIN LATERAL (VALUES ('facility_mw', demand), ('grid_mw', least(demand, 50)), ('plant_mw', greatest(demand - 50, 0)), ('beyond_mw', 0),
		('scope1_t', greatest(demand - 50, 0) * 8760 * 9630 * 1.11 / 1e6 * (53.06 + 28 * 0.001 + 265 * 0.0001)),
		('scope2_location_t', least(demand, 50) * 8760 * 903.3 * 0.45359237 / 1000),
		('nox_tons', greatest(demand - 50, 0) * 8760 * 9630 * 1.11 / 1e3 * 0.099 / 2000)) v
)
SELECT n.load, n.quantity, round(n.t, 1) AS by_hand, round(w.after::numeric, 1) AS what_if
FROM wanted n CROSS JOIN LATERAL what_if('Held', '2025-01-01', load => n.load) w WHERE w.quantity = n.quantity ORDER BY 1 DESC, 2;
-- what a load of 0.63 gives lies within the range, and is the end that sensitivity has for it
SELECT w.quantity, b.before_low <= w.after AND w.after <= b.before_high AS within, abs(s.quantity_low - w.after) <= 1e-11 * w.after AS the_end
FROM what_if('Held', '2025-01-01', load => 0.63) w JOIN what_if('Held', '2025-01-01') b USING (quantity) CROSS JOIN LATERAL sensitivity('Held', '2025-01-01', w.quantity) s
WHERE s.input = 'load' AND w.quantity IN ('scope1_t', 'scope2_location_t', 'nox_tons', 'grid_mw', 'plant_mw') ORDER BY 1;
-- at 0.15 the contract gives the best demand, 49.686 MW, and not the highest: each part by the largest factor of its servers, what both exceed the best by in quadrature
SELECT round(w.after::numeric, 3) AS after, round(w.after_low::numeric, 3) AS low, round(w.after_high::numeric, 1) AS high, round((((331.24 + sqrt(h.squares)) * 0.15 - 50) * 8760 * 9630 * 1.11 / 1e6 * (53.06 + 28 * 0.001 + 265 * 0.0001))::numeric, 1) AS by_hand
FROM what_if('Held', '2025-01-01', load => 0.15) w, (SELECT sum((n.n * 700 / 1e6 * 1.3 * (n.high - 1.82)) ^ 2) AS squares FROM (SELECT p.n, max(f.factor)::numeric AS high FROM (VALUES ('H100 SXM', 150000), ('H200 SXM', 50000)) p (accelerator, n) JOIN server_factor f USING (accelerator) GROUP BY p.accelerator, p.n) n) h
WHERE w.quantity = 'scope1_t';
-- SCR by the permit that is not yet in force: 2 ppm are 1.194e-7 lb/dscf a ppm x 8,710 dscf/MMBtu x 20.9 / 5.9 (40 CFR 60, appendix A, method 19); where 87 tons are allowed
SELECT quantity, round(before::numeric, 1) AS before, round(after::numeric, 1) AS after, round(281.24 * 8760 * 9630 * 1.11 / 1e3 * 2 * 1.194e-7 * 8710 * 20.9 / 5.9 / 2000, 1) AS by_hand
FROM what_if('Held', '2025-01-01', controls => ARRAY['permit limit']) WHERE quantity LIKE 'nox%' ORDER BY 1;
-- two clusters of one site share contract and plant: together they take what the ledger has for the site
INSERT INTO cluster_user (cluster, site, organization, country) VALUES ('Held too', 'Held', 'xAI', 'USA');
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Held too', 'H100 SXM', '2024-01-01', 100000);
INSERT INTO operation_user (cluster, from_date, load) VALUES ('Held too', '2024-01-01', 0.8);
SELECT w.quantity, round(sum(w.before)::numeric, 3) AS clusters, round(max(l.t)::numeric, 3) AS site
FROM (VALUES ('Held'), ('Held too')) c (cluster) CROSS JOIN LATERAL what_if(c.cluster, '2025-01-01') w
JOIN (SELECT CASE scope WHEN '1' THEN 'scope1_t' ELSE 'scope2_location_t' END AS quantity, sum(co2e_kg) / 1000 AS t FROM emission_ledger()
	WHERE year = 2025 AND site IN ('Held', 'Held plant') AND scenario = 'as operated' AND scope IN ('1', '2 location') GROUP BY 1) l USING (quantity)
GROUP BY w.quantity ORDER BY 1;
-- each behind its own controls: both demand 165.62 MW, one for 5,000 h behind lean premix and SCR (0.0099 lb a MMBtu), the other for
-- 8,760 h behind what nobody tells (lean premix, 0.099); each takes half of the 281.24 MW that the contract does not give
DELETE FROM operation_user WHERE cluster = 'Held too';
INSERT INTO operation_user (cluster, from_date, load, hours, controls) VALUES ('Held', '2024-01-01', 0.5, 5000, 'lean premix + SCR');
SELECT round((140.62 * 9630 * 1.11 / 1e3 * (5000 * 0.0099 + 8760 * 0.099) / 2000)::numeric, 6) AS by_hand, round(sum(w.before)::numeric, 6) AS what_if, (SELECT round((l.kg / 907.18474)::numeric, 6) FROM emission_ledger() l
	WHERE l.year = 2025 AND l.site = 'Held plant' AND l.scenario = 'as operated' AND l.pollutant = 'NOx') AS ledger
FROM (VALUES ('Held'), ('Held too')) c (cluster) CROSS JOIN LATERAL what_if(c.cluster, '2025-01-01') w WHERE w.quantity = 'nox_tons';
-- and the turbines as such are as operated only where that is told of both
SELECT count(*) FROM turbine_emissions_at('2025-06-01') WHERE site = 'Held plant' AND scenario = 'as operated';
-- a control that nobody knows is no control, and never none: NOx is not known, CO2 is, and the audit has the row
INSERT INTO operation_user (cluster, from_date, controls) VALUES ('Held too', '2024-01-01', 'hope');
SELECT quantity, before IS NULL AS unknown FROM what_if('Held too', '2025-01-01') WHERE quantity IN ('nox_tons', 'scope1_t') ORDER BY 1;
SELECT pollutant, kg IS NULL AS unknown, reason FROM emission_ledger() WHERE year = 2025 AND site = 'Held plant' AND scenario = 'as operated' AND pollutant IN ('NOx', 'CO2') ORDER BY 1;
SELECT subject, detail FROM audit WHERE rule = 'control without factor';
UPDATE operation_user SET controls = v.controls FROM (VALUES ('Lean Premix + scr + PERMIT LIMIT')) v (controls) WHERE cluster = 'Held too';
SELECT count(*) AS of_known_names FROM audit WHERE rule = 'control without factor';
SELECT v.controls, count(a.*) AS found FROM unnest(ARRAY['Tier 4 final', '15 ppm sulfur fuel', 'lean premix + uncontrolled', 'uncontrolled', '']) v (controls)
CROSS JOIN LATERAL (SELECT control_train('natural gas', 'gas turbine', string_to_array(v.controls, ' + '), 'permit limit') AS train) t LEFT JOIN (VALUES (1)) a (n) ON t.train IS NULL GROUP BY 1 ORDER BY 1;
DELETE FROM operation_user;
-- water: nobody has published one figure for the water of electricity, but two: no best value, and both ends by hand
SELECT w.after IS NULL AS no_best, abs(w.after_low / (i.after_low * 8760 * (0.5 + 1.3 * 3.142) / 1000) - 1) < 1e-11 AS low, abs(w.after_high / (i.after_high * 8760 * (0.5 + 1.3 * 4.35) / 1000) - 1) < 1e-11 AS high
FROM what_if('Held', '2025-01-01', load => 1) w, what_if('Held', '2025-01-01', load => 1) i WHERE w.quantity = 'water_ml' AND i.quantity = 'it_mw';
-- how it is run acts in every view that answers: power, emissions by year, money, the turbines behind their controls
DELETE FROM cluster_user WHERE cluster = 'Held too';
INSERT INTO operation_user (cluster, from_date, load, hours, controls) VALUES ('Held', '2025-01-01', 0.5, 4380, 'uncontrolled');
SELECT it_mw, facility_mw, load, hours FROM cluster_capacity_at('2025-06-01') WHERE cluster = 'Held';
SELECT demand_best_mw FROM power_monthly WHERE site = 'Held' AND month = '2025-06-01';
SELECT round(tons_per_year::numeric, 1) AS nox_tons, round(421.0 * 4380 * 9630 * 1.11 / 1e3 * 0.32 / 2000, 1) AS by_hand FROM turbine_emissions_at('2025-06-01') WHERE site = 'Held plant' AND scenario = 'as operated' AND pollutant = 'NOx' LIMIT 1;
SELECT site, round(scope1_t) AS scope1_t, round((165.62 - 50) * 4380 * 9630 * 1.11 / 1e6 * (53.06 + 28 * 0.001 + 265 * 0.0001)) AS by_hand, scope1_t_low <= scope1_t AND scope1_t <= scope1_t_high AS in_range,
	round(scope2_location_t) AS scope2_t, round(50.0 * 4380 * 903.3 * 0.45359237 / 1000) AS by_hand FROM emission_yearly WHERE site IN ('Held', 'Held plant') AND year = 2025 ORDER BY 1;
-- before the first row of its supply, and before a contract, what gives the demand is not known, in what_if as in the ledger; where no row tells of any it is all from the grid
UPDATE power_supply_user SET from_date = '2025-07-01';
DELETE FROM operation_user;
SELECT w.quantity, w.before, w.before_low, w.before_high FROM what_if('Held', '2025-03-01') w WHERE w.quantity IN ('grid_mw', 'plant_mw', 'beyond_mw', 'scope1_t', 'scope2_location_t', 'nox_tons') ORDER BY 1;
SELECT scope, scenario, co2e_kg, reason FROM emission_ledger() WHERE site = 'Held' AND year = 2024 AND scope IN ('1', '2 location') ORDER BY 1, 2;
UPDATE power_supply_user SET from_date = '2024-01-01' WHERE kind = 'turbine';
SELECT w.quantity, round(w.before) AS before FROM what_if('Held', '2025-03-01') w WHERE w.quantity IN ('grid_mw', 'plant_mw', 'scope1_t', 'scope2_location_t') ORDER BY 1;
SELECT scope, round(sum(co2e_kg) / 1000) AS t, string_agg(DISTINCT reason, '; ') AS reason FROM emission_ledger() WHERE site IN ('Held', 'Held plant') AND year = 2024 AND scope IN ('1', '2 location') AND scenario LIKE 'demand met%' GROUP BY 1 ORDER BY 1;
DELETE FROM power_supply_user;
SELECT w.quantity, round(w.before) AS before, round(331.24 * 8760 * 903.3 * 0.45359237 / 1000) AS by_hand, (SELECT round(l.co2e_kg / 1000) FROM emission_ledger() l WHERE l.site = 'Held' AND l.year = 2025 AND l.scope = '2 location' AND l.scenario LIKE 'computed%') AS ledger
FROM what_if('Held', '2025-01-01') w WHERE w.quantity IN ('scope1_t', 'scope2_location_t') ORDER BY 1;
-- a plant that nobody rated gives all that its contract does not, or nothing: 281.24 MW, and at least 0
INSERT INTO power_supply_user (site, kind, model, from_date, serves_site, mw) VALUES ('Held', 'grid', '', '2024-01-01', 'Held', 50), ('Held plant', 'turbine', 'Titan 130', '2024-01-01', 'Held', NULL);
SELECT w.quantity, round(w.before) AS before, w.before_low, round(281.24 * 8760 * 9630 * 1.11 / 1e6 * (53.06 + 28 * 0.001 + 265 * 0.0001)) AS by_hand, round(l.t) AS ledger, l.low FROM what_if('Held', '2025-01-01') w,
	(SELECT sum(co2e_kg) / 1000 AS t, sum(co2e_kg_low) AS low FROM emission_ledger() WHERE site = 'Held plant' AND year = 2025 AND scope = '1') l WHERE w.quantity = 'scope1_t';
-- of a rival nobody counted the accelerators: an error that says by what it can be matched
SELECT * FROM what_if('Rival', '2025-01-01', 'H100 SXM');
ROLLBACK;
-- of a site-mate of which nobody tells on that day nobody knows the share either, where emission_ledger lists the days; one counted and gone takes none.  10,000 H100 at 700 W x 1.82 x PUE 1.2
-- demand 15.288 MW; beside 30 MW they get 15.288 / 45.288 of 20 MW
BEGIN;
INSERT INTO site_user (site, country, region, grid_region) VALUES ('Pair', 'USA', 'Tennessee', 'SRTV');
INSERT INTO cluster_user (cluster, site, country) VALUES ('Pair 1', 'Pair', 'USA'), ('Pair 2', 'Pair', 'USA'), ('Pair gone', 'Pair', 'USA');
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Pair 1', 'H100 SXM', '2024-01-01', 10000), ('Pair gone', 'H100 SXM', '2024-01-01', 5000), ('Pair gone', 'H100 SXM', '2024-07-01', 0);
INSERT INTO pue_user (site, from_date, pue) VALUES ('Pair', '2024-01-01', 1.2);
INSERT INTO power_supply_user (site, kind, from_date, mw) VALUES ('Pair', 'grid', '2024-01-01', 20);
INSERT INTO reported_power_user (cluster, at, until_date, boundary, mw) VALUES ('Pair 2', '2025-01-01', '2025-05-01', 'facility', 30), ('Pair 2', '2025-08-01', NULL, 'facility', 30);
SELECT d.at, w.quantity, round(w.before::numeric, 9) AS before, CASE w.quantity WHEN 'grid_mw' THEN round(d.by_hand, 9) WHEN 'beyond_mw' THEN round(15.288 - d.by_hand, 9) END AS by_hand, w.before_low IS NOT NULL AS low, w.before_high IS NOT NULL AS high
FROM (VALUES (date '2024-12-31', 15.288), ('2025-04-15', 20 * 15.288 / 45.288), ('2025-06-15', NULL), ('2025-09-15', 20 * 15.288 / 45.288)) d (at, by_hand)
CROSS JOIN LATERAL what_if('Pair 1', d.at) w WHERE w.quantity IN ('facility_mw', 'grid_mw', 'plant_mw', 'beyond_mw') ORDER BY 1, 2;
SELECT scope, substring(reason FROM 'power of Pair 2[^;]*') AS reason FROM emission_ledger() WHERE site = 'Pair' AND year = 2025 AND scenario = 'supply' ORDER BY 1;
ROLLBACK;
-- where power at the servers or PUE is not known, what is reported at the meter is the demand, in what_if as in the ledger and the bill: 10 MW for 8,760 h
BEGIN;
INSERT INTO site_user (site, country, region, grid_region) SELECT s, 'USA', 'Tennessee', 'SRTV' FROM unnest(ARRAY['Meter', 'Meter, parts', 'Meter, parts, servers', 'Meter, PUE', 'Meter, contract', 'Meter at load']) s;
INSERT INTO organization_user (organization, country) VALUES ('Owner', 'usa');
INSERT INTO cluster_user (cluster, site, organization) SELECT site, site, 'Owner' FROM site_user UNION ALL SELECT 'Meter, no place', NULL, 'Owner';
INSERT INTO reported_power_user (cluster, at, boundary, mw) SELECT cluster, date '2024-01-01', 'facility', 10 FROM cluster_user UNION ALL SELECT 'Meter, parts, servers', '2024-01-01', 'it', 8;
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Meter, parts', 'H100 SXM', '2024-01-01', 1000), ('Meter, parts, servers', 'H100 SXM', '2024-01-01', 1000);
INSERT INTO pue_user (site, from_date, pue) VALUES ('Meter, PUE', '2024-01-01', 1.2);
INSERT INTO power_supply_user (site, kind, from_date, mw) VALUES ('Meter, contract', 'grid', '2024-01-01', 15);
INSERT INTO operation_user (cluster, from_date, load) VALUES ('Meter at load', '2024-01-01', 0.5);
SELECT c.cluster, round(m.before) AS mwh, ARRAY[round(m.before_low::numeric, 3), round(m.before::numeric, 3), round(m.before_high::numeric, 3)] = ARRAY[round(b.facility_mwh_low::numeric, 3), round(b.facility_mwh::numeric, 3), round(b.facility_mwh_high::numeric, 3)] AS as_bill,
	round(t.before) AS scope2_t, round(m.before::numeric * CASE WHEN c.site IS NULL THEN 770.9 ELSE 903.3 END * 0.45359237 / 1000) AS by_hand,
	ARRAY[round(t.before_low::numeric, 3), round(t.before::numeric, 3), round(t.before_high::numeric, 3)] = ARRAY[round(l.co2e_kg_low::numeric / 1000, 3), round(l.co2e_kg::numeric / 1000, 3), round(l.co2e_kg_high::numeric / 1000, 3)] AS as_ledger,
	u.before = b.usd AS usd_as_bill, i.before AS it_mw
FROM cluster_user c
CROSS JOIN LATERAL what_if(c.cluster, '2025-01-01') m
JOIN LATERAL what_if(c.cluster, '2025-01-01') t ON t.quantity = 'scope2_location_t'
JOIN LATERAL what_if(c.cluster, '2025-01-01') u ON u.quantity = 'energy_usd'
JOIN LATERAL what_if(c.cluster, '2025-01-01') i ON i.quantity = 'it_mw'
JOIN LATERAL energy_bill(c.cluster) b ON b.year = 2025
JOIN emission_ledger() l ON coalesce(l.site, l.cluster) = c.cluster AND l.year = 2025 AND l.scope = '2 location' AND l.scenario NOT IN ('metered', 'grid contract at full load')
WHERE m.quantity = 'mwh_per_year' ORDER BY 1;
SELECT input, best FROM sensitivity('Meter', '2025-01-01', 'mwh_per_year') ORDER BY 1;
-- another PUE and other parts need to know more
SELECT w.quantity, w.after FROM what_if('Meter', '2025-01-01', pue => 1.1) w WHERE w.quantity IN ('facility_mw', 'scope2_location_t') ORDER BY 1;
ROLLBACK;
-- a contract of 18 MW gives all of 15.288 MW, and the plant of 36 MW behind it nothing: the year's best is that, not both at full load, which is the most
BEGIN;
INSERT INTO site_user (site, country, region, grid_region) VALUES ('Both', 'USA', 'Tennessee', 'SRTV');
INSERT INTO cluster_user (cluster, site, country) VALUES ('Both', 'Both', 'USA');
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Both', 'H100 SXM', '2024-01-01', 10000);
INSERT INTO pue_user (site, from_date, pue) VALUES ('Both', '2024-01-01', 1.2);
INSERT INTO power_supply_user (site, kind, model, from_date, units, mw) VALUES ('Both', 'grid', '', '2024-01-01', NULL, 18), ('Both', 'turbine', 'Titan 130', '2024-01-01', 3, 36);
SELECT v.scope, round(v.t) AS yearly, round(w.before) AS what_if, v.by_hand, round(v.high) AS high, v.ceiling
FROM emission_yearly e
CROSS JOIN LATERAL (VALUES ('scope1_t', e.scope1_t, e.scope1_t_high, 0, round(36.0 * 8760 * 9630 * 1.11 / 1e6 * (53.06 + 28 * 0.001 + 265 * 0.0001))),
	('scope2_location_t', e.scope2_location_t, e.scope2_location_t_high, round(15.288 * 8760 * 903.3 * 0.45359237 / 1000), NULL)) v (scope, t, high, by_hand, ceiling)
JOIN what_if('Both', '2025-01-01') w ON w.quantity = v.scope WHERE e.site = 'Both' AND e.year = 2025 ORDER BY 1;
ROLLBACK;
-- in a transaction that may not write
BEGIN READ ONLY;
SELECT count(*) AS quantities FROM what_if('Colossus 1', '2025-03-15', pue => 1.1);
COMMIT;
-- SCR takes 90 % of the NOx of the turbines of April 2025 (pte_module), whatever else they emit
SELECT quantity, round((after / before)::numeric, 9) AS ratio FROM what_if('Colossus 1', '2025-04-15', controls => ARRAY['lean premix', 'SCR']) WHERE quantity IN ('nox_tons', 'scope1_t');
-- the swap at equal bf16: 150,000 H100 at 989.4 TFLOP/s and 50,000 H200 at 989.5 or as the catalogue has it, over 2,500
SELECT after = round((150000 * peak_flops('H100') + 50000 * peak_flops('H200')) / peak_flops('GB200')) AS whole_accelerators FROM what_if('Colossus 1', '2025-03-15', 'GB200', 'flops') WHERE quantity = 'accelerators';
-- of a rival nobody tells what the site burns itself: not known, never nothing; on another grid it has no plant
SELECT quantity, before IS NULL AS unknown, after FROM what_if('OpenAI Stargate Abilene', '2026-06-01', grid_region => 'FRA') WHERE quantity IN ('scope1_t', 'nox_tons');
-- low <= best <= high
SELECT quantity FROM what_if('Colossus 1', '2025-04-15', 'GB200', 'flops', controls => ARRAY['SCR'])
WHERE NOT (before_low <= before AND before <= before_high AND after_low <= after AND after <= after_high AND difference_low <= difference AND difference <= difference_high);
SELECT input, round(share::numeric, 3) AS share FROM sensitivity('Colossus 1', '2025-04-15', 'nox_tons') WHERE share > 0.001;
SELECT round(sum(share)::numeric, 9) AS shares FROM sensitivity('Colossus 2', '2026-08-01');
-- electricity of another grid costs what it does in its state, where its known sites stand: 0.1864 USD in California, 0.0660 in Texas (EIA, 2023); SRVC has 8 in Virginia (0.0892) and 1 in South Carolina (0.0668)
SELECT g.region, round((w.after / m.after / 1000)::numeric, 4) AS usd_per_kwh FROM (VALUES ('CAMX'), ('ERCT'), ('SRVC')) g (region)
CROSS JOIN LATERAL what_if('Colossus 1', '2025-03-15', grid_region => g.region, pue => 1.3) w CROSS JOIN LATERAL what_if('Colossus 1', '2025-03-15', grid_region => g.region, pue => 1.3) m
WHERE w.quantity = 'energy_usd' AND m.quantity = 'mwh_per_year' ORDER BY 1;
-- impossible arguments
SELECT * FROM what_if('Colosus 1', '2025-03-15');
SELECT * FROM what_if('Colossus 1', '2025-03-15', 'GB20');
SELECT * FROM what_if('Colossus 1', '2025-03-15', 'GB200', 'price');
SELECT * FROM what_if('Colossus 1', '2025-03-15', grid_region => 'Gotham');
SELECT * FROM what_if('Colossus 1', '2025-03-15', pue => 0.9);
SELECT * FROM what_if('Colossus 1', '2025-03-15', load => 50);
SELECT * FROM what_if('Colossus 1', '2025-03-15', hours => 9000);
SELECT * FROM what_if('Colossus 1', '2025-03-15', controls => ARRAY['hope']);
SELECT * FROM what_if('Colossus 1', '2025-03-15', controls => ARRAY['Tier 4 final']);
SELECT * FROM what_if('Colossus 1', '2025-03-15', controls => ARRAY['15 ppm sulfur fuel']);
SELECT * FROM what_if('Colossus 1', '2025-03-15', controls => ARRAY['lean premix', 'uncontrolled']);
SELECT * FROM what_if('Colossus 1', '2025-03-15', controls => ARRAY[NULL]);
SELECT * FROM what_if('Colossus 1', '2025-03-15', controls => '{}');
SELECT * FROM what_if('Colossus 1', 'infinity');
SELECT * FROM sensitivity('Colossus 1', '-infinity');
SELECT * FROM sensitivity('Colossus 1', '2025-03-15', 'beauty');

-- Grok-3 on as many GB200: the same 3.5e26 FLOP at 2.5e15 for 989.4e12 of H100 take 2,160 x 989.4 / 2,500 = 854.8416 h
SELECT quantity, before, after FROM what_if_run('Grok-3', 'GB200') WHERE quantity IN ('hours', 'it_mwh');
SELECT quantity, round(before) AS before, round(after) AS after FROM what_if_run('Grok-3', NULL, grid_region => 'FRA', pue => 1.1);
-- at the utilization that it had the FLOP cancel; at 0.4 the 3.5e26 (2.1e26 to 1.13e27) are divided by 100,000 x 2.5e15 x 0.4
SELECT w.quantity, round(w.after_low) AS low, round(w.after) AS best, round(w.after_high) AS high, round(2.1e26 / 1e20 / 3600) AS low_by_hand, round(3.5e26 / 1e20 / 3600) AS by_hand, round(1.13e27 / 1e20 / 3600) AS high_by_hand
FROM what_if_run('Grok-3', 'GB200', 100000, 0.4) w WHERE w.quantity = 'hours';
SELECT w.after_low = w.after AS exact_below, round((w.after_high / w.after)::numeric, 9) = round(2400 / 2160.0, 9) AS as_rows_differ, round((w.before_high / w.before)::numeric, 9) = round(2400 / 2160.0, 9) AS before_too FROM what_if_run('Grok-3', 'GB200') w WHERE w.quantity = 'hours';
-- energy too: the load and the server with the FLOP in quadrature
SELECT abs(w.after_low / w.after / exp(-sqrt(ln(3.5 / 2.1) ^ 2 + ln(0.63) ^ 2 + ln(u.server_factor_low / u.server_factor) ^ 2)) - 1) < 1e-9 AS low,
	abs(w.after_high / w.after / exp(sqrt(ln(11.3 / 3.5) ^ 2 + ln(u.server_factor_high / u.server_factor) ^ 2)) - 1) < 1e-9 AS high
FROM what_if_run('Grok-3', 'GB200', utilization => 0.4) w, accelerator_unit u WHERE w.quantity = 'it_mwh' AND u.accelerator = 'GB200';
SELECT * FROM what_if_run('Grok-33', 'GB200');
SELECT * FROM what_if_run('Grok-3', 'GB200', pue => 0.5);
SELECT * FROM what_if_run('Grok-3', 'GB200', 0);
SELECT * FROM what_if_run('Grok-3', 'GB200', 'Infinity');
SELECT * FROM what_if_run('Grok-3', 'GB200', utilization => 0);
SELECT * FROM what_if_run('Grok-3', 'GB200', utilization => 2);
SELECT * FROM what_if_run('LaMDA 137B', 'H100 SXM');
-- nothing changes where nothing is changed: every run on the part that it had, told and not told
SELECT count(DISTINCT r.run) > 40 AS runs, count(*) FILTER (WHERE w.quantity = 'it_mwh' AND w.before IS NOT NULL) > 20 AS with_energy,
	string_agg(DISTINCT r.run || ': ' || w.quantity, '; ') FILTER (WHERE w.difference <> 0 OR w.difference_low <> 0 OR w.difference_high <> 0
		OR (w.before, w.before_low, w.before_high) IS DISTINCT FROM (w.after, w.after_low, w.after_high)) AS differ
FROM training_run_summary r
CROSS JOIN LATERAL (SELECT NULL UNION ALL SELECT r.accelerator WHERE r.accelerator IN (SELECT accelerator FROM accelerator UNION SELECT alias FROM accelerator_alias)) p (part)
CROSS JOIN LATERAL what_if_run(r.run, p.part) w;
-- Llama 3.1 405B, 30.84 million hours at 700 W as published: on GB200 the hours fall with the peak (bf16), the watts go with TDP x server factor
SELECT w.quantity, round(w.before::numeric, 3) AS before, round(w.after::numeric, 3) AS after, round(CASE w.quantity WHEN 'hours' THEN 30.84e6 / 16384 ELSE 30.84 * 700 END::numeric
	* (989.4e12 / n.bf16_flops)::numeric * CASE w.quantity WHEN 'hours' THEN 1 ELSE n.tdp_w * g.factor / (700 * f.factor) END::numeric, 3) AS by_hand
FROM what_if_run('Llama 3.1 405B', 'GB200') w, accelerator n, server_factor g, server_factor f
WHERE w.quantity IN ('hours', 'it_mwh') AND n.accelerator = 'GB200' AND g.accelerator = 'GB200' AND g.preferred AND f.accelerator = 'H100 SXM' AND f.preferred ORDER BY 1;
-- what makes its range: shares are squared logarithms over their sum, the wider side of each; the parts multiply up to the summary's range
SELECT input, round(share::numeric, 3) AS share FROM sensitivity_run('Grok-3');
SELECT input, round(quantity_low) AS low, round(quantity_high) AS high FROM sensitivity_run('grok-3', 'facility_mwh');
SELECT quantity, abs(exp(-sqrt(sum(ln(s.low / s.best) ^ 2))) * t.best / t.low - 1) < 1e-11 AS low, abs(exp(sqrt(sum(ln(s.high / s.best) ^ 2))) * t.best / t.high - 1) < 1e-11 AS high
FROM training_run_summary r
CROSS JOIN LATERAL (VALUES ('it_mwh', r.it_mwh_low, r.it_mwh, r.it_mwh_high), ('facility_mwh', r.facility_mwh_low, r.facility_mwh, r.facility_mwh_high), ('co2e_t', r.co2e_t_low, r.co2e_t, r.co2e_t_high)) t (quantity, low, best, high)
CROSS JOIN LATERAL sensitivity_run(r.run, t.quantity) s
WHERE r.run = 'Llama 3.1 405B' GROUP BY quantity, t.low, t.best, t.high ORDER BY quantity;
SELECT * FROM sensitivity_run('Grok-3', 'beauty');
SELECT * FROM sensitivity_run('Grok-33');

-- Cost: 1 h of 8 H100 (8 x 700 W x 10.2 kW / 5.6 kW x PUE 1.3 x 0.0623 USD/kWh) over 72 million tokens
SELECT basis, round(usd_per_million_tokens::numeric, 6) AS usd, round((8 * 0.7 * factor * 1.3 * 0.0623 / 72)::numeric, 6) AS by_hand, c.source_id
FROM token_cost('H100', 8, 20000, '2026-06-01', 'Tennessee', 'USA', 1.3) c, server_factor f WHERE f.accelerator = 'H100 SXM' AND f.preferred;
-- no price known, no figure; of a country whose prices are by region, or of none, a region by another name is refused
SELECT basis, usd_per_million_tokens, missing FROM token_cost('H200', 8, 20000, '2026-06-01', 'Bavaria', 'DEU');
SELECT basis, usd_per_million_tokens IS NULL AS unknown, missing FROM token_cost('H100', 8, 20000, '2026-06-01', 'TN');
-- a rent that has ended is none: 8 x 4 USD over 72 million tokens until the end of 2025
BEGIN;
INSERT INTO lease_user (subject, tenant, from_date, until_date, usd_per_accelerator_h, data_set) VALUES ('H200 SXM', '', '2025-01-01', '2026-01-01', 4, 'mine');
SELECT d.at, round(c.usd_per_million_tokens::numeric, 6) AS usd, round(8 * 4 / 72.0, 6) AS by_hand, c.missing FROM (VALUES (date '2025-12-31'), ('2026-01-01')) d (at) CROSS JOIN LATERAL token_cost('H200', 8, 20000, d.at) c WHERE c.basis = 'lease' ORDER BY 1;
ROLLBACK;
SELECT * FROM token_cost('H100', 8, 20000, '2026-06-01', 'Tennessee', pue => 0.5);
SELECT * FROM token_cost('H100', 8, 20000, '2026-06-01', 'Tennessee', load => 2);
SELECT * FROM token_cost('H100', 8, 20000, '2026-06-01', 'Tennessee', utilization => 0);
SELECT * FROM token_cost('H100', 0, 20000, '2026-06-01', 'Tennessee');
SELECT * FROM token_cost('H100', 8, 0, '2026-06-01', 'Tennessee');
SELECT * FROM token_cost('H100', 8, 20000, 'infinity', 'Tennessee');
-- tokens that are estimated: rent alone has no other range on its upper side (2.95 x 8 / (10,000 x 3,600) x 1e6), so half the tokens cost twice as much
SELECT round(usd_per_million_tokens::numeric, 9) AS usd, round(usd_per_million_tokens_high::numeric, 9) AS high, round(2.95 * 8 / 36 , 9) AS by_hand FROM token_cost('H100', 8, 20000, '2026-06-01', tokens_per_s_low => 10000, tokens_per_s_high => 20000) WHERE basis = 'lease';
SELECT * FROM token_cost('H100', 8, 20000, '2026-06-01', 'Tennessee', tokens_per_s_low => 30000);
SELECT * FROM token_cost('H100', 8, 20000, '2026-06-01', 'Tennessee', tokens_per_s_high => 'Infinity');
SELECT energy_usd(1000, 0.0623) AS usd, capital_usd_per_h(35040, 35040) AS an_hour, usd_per_million_tokens(1, 2e6) AS a_million;
SELECT energy_usd(-1, 1);
SELECT capital_usd_per_h(1, 0);
SELECT year, usd_low <= usd AND usd <= usd_high AS in_order, round((usd / facility_mwh / 1000)::numeric, 4) AS usd_per_kwh, stale FROM energy_bill('Colossus 1') ORDER BY year;
-- where no price is known, the two years in which nothing was drawn cost nothing
SELECT count(*) AS years, count(usd) AS with_a_price FROM energy_bill('Huawei Horinger');
-- a part never stands for a year: after the end of a level that no 0 follows nobody knows, and full load on days of which nothing is told is no figure beside what is
-- told of others.  3 MW at 0.63 to 1 of them, 0.0623 USD: 306 days of 2024, 120 of 2025; and 181 days in every hour with 184 for half of their hours
BEGIN;
INSERT INTO site_user (site, country, region) VALUES ('Ends', 'USA', 'Tennessee'), ('Told', 'USA', 'Tennessee');
INSERT INTO cluster_user (cluster, site, country) VALUES ('Ends', 'Ends', 'USA'), ('Told', 'Told', 'USA');
INSERT INTO reported_power_user (cluster, at, until_date, boundary, mw) VALUES ('Ends', '2024-03-01', '2025-05-01', 'facility', 3), ('Told', '2024-01-01', NULL, 'facility', 3);
INSERT INTO operation_user (cluster, from_date, hours) VALUES ('Told', '2025-07-01', 4380);
SELECT b.year, round(b.usd_low) AS low, round(b.usd) AS usd, round(3000 * 24 * 0.0623 * h.days * 0.63) AS low_by_hand, round(3000 * 24 * 0.0623 * h.days) AS by_hand, b.usd_high IS NULL AS no_high, b.missing
FROM energy_bill('Ends') b JOIN (VALUES (2024, 306), (2025, 120)) h (year, days) USING (year) ORDER BY b.year;
SELECT b.year, round(b.facility_mwh_low) AS low, round(b.facility_mwh) AS mwh, round(b.facility_mwh_high) AS high, round(3 * 24 * h.days) AS high_by_hand, b.usd IS NULL AS no_best, b.usd_high > b.usd_low AS ends, b.missing
FROM energy_bill('Told') b JOIN (VALUES (2024, 366), (2025, 181 + 184 / 2.0)) h (year, days) USING (year) ORDER BY b.year;
-- a level of 0 ends it
INSERT INTO reported_power_user (cluster, at, boundary, mw) VALUES ('Ends', '2025-05-01', 'facility', 0);
SELECT b.year, round(b.usd) AS usd, round(3000 * 24 * 0.0623 * 120) AS by_hand, b.missing FROM energy_bill('Ends') b WHERE b.year = 2025;
-- nor does the price of its first day: 181 days at 0.0623 USD and 184 at 0.1; where none was told before, at least what the 184 days cost at 0.63 of the power
INSERT INTO site_user (site, country, region) VALUES ('Dear', 'USA', 'Tennessee'), ('Dearer', 'USA', 'Nowhere');
INSERT INTO cluster_user (cluster, site, country) VALUES ('Dear', 'Dear', 'USA'), ('Dearer', 'Dearer', 'USA');
INSERT INTO reported_power_user (cluster, at, boundary, mw) VALUES ('Dear', '2024-01-01', 'facility', 3), ('Dearer', '2024-01-01', 'facility', 3);
INSERT INTO electricity_price_user (region, from_date, usd_per_kwh, data_set) VALUES ('Tennessee', '2025-07-01', 0.1, 'mine'), ('Nowhere', '2025-07-01', 0.1, 'mine');
SELECT b.year, round(b.usd) AS usd, round(CASE b.year WHEN 2024 THEN 366 * 0.0623 ELSE 181 * 0.0623 + 184 * 0.1 END * 24 * 3000) AS by_hand, b.price_from, b.missing FROM energy_bill('Dear') b WHERE b.year < 2026 ORDER BY b.year;
SELECT b.year, round(b.usd_low) AS low, round(184 * 0.1 * 24 * 3000 * 0.63) AS by_hand, b.usd, b.usd_high, b.missing FROM energy_bill('Dearer') b WHERE b.year = 2025;
ROLLBACK;
-- of what ships, the years that lack days of power are those of which the ledger says so
WITH ledger AS MATERIALIZED (
	SELECT DISTINCT l.cluster, l.year FROM emission_ledger() l WHERE l.scope = '2 location' AND ((l.scenario = 'supply' AND l.reason LIKE '%power of%not known%') OR l.reason LIKE 'facility power: %')
), bill AS MATERIALIZED (
	SELECT c.cluster, b.year FROM cluster c CROSS JOIN LATERAL energy_bill(c.cluster) b WHERE b.missing LIKE '%power not known%'
)
SELECT b.cluster AS bill, l.cluster AS ledger, year FROM bill b FULL JOIN ledger l USING (cluster, year) WHERE b IS NULL OR l IS NULL;
-- a grid region over several states costs what the states of its known sites do: RFCW has 3 sites in Indiana (0.0824, 0.1255), 5 in Ohio (0.0703, 0.1075), 1 in Wisconsin (0.0868, 0.1276);
-- MROW 5 in Iowa (0.0691), 4 in Nebraska (0.0763), one each in Minnesota (0.0920) and North Dakota (0.0737)
SELECT p.place, p.usd_per_kwh_low AS low, round(p.usd_per_kwh::numeric, 9) AS usd, p.usd_per_kwh_high AS high, round((3 * 0.0824 + 5 * 0.0703 + 0.0868) / 9, 9) AS by_hand, p.from_date, p.stale, p.source_id FROM electricity_price_at('RFCW', NULL, '2025-03-15') p;
SELECT p.place, p.usd_per_kwh_low AS low, round(p.usd_per_kwh::numeric, 9) AS usd, round((5 * 0.0691 + 4 * 0.0763 + 0.0920 + 0.0737) / 11, 9) AS by_hand FROM electricity_price_at('MROW', 'USA', '2025-03-15') p;
SELECT w.quantity, round((w.after / m.after / 1000)::numeric, 9) AS usd_per_kwh, w.after_low < w.after AND w.after < w.after_high AS ranged
FROM what_if('Colossus 1', '2025-03-15', grid_region => 'RFCW') w, what_if('Colossus 1', '2025-03-15', grid_region => 'RFCW') m WHERE w.quantity = 'energy_usd' AND m.quantity = 'mwh_per_year';
-- one state as before; a region without a site, a state without a price, a price before any was told: none
SELECT r.region, p.place, p.usd_per_kwh FROM unnest('{CAMX,SRTV,NEWE,RMPA,US}'::text[]) r (region) LEFT JOIN LATERAL electricity_price_at(r.region, NULL, '2025-03-15') p ON true ORDER BY r.region;
SELECT count(*) FROM electricity_price_at('RFCW', 'USA', '2022-12-31');
-- Georgia is a state and a country, and a region of one country none of another: 0.0688 USD (EIA, 2023) in the state alone, with a country that nobody names too
SELECT v.region, v.country, p.usd_per_kwh FROM (VALUES ('Georgia', 'USA'), ('Georgia', 'GEO'), ('Georgia', NULL), ('CAMX', 'USA'), ('CAMX', 'DEU')) v (region, country)
LEFT JOIN LATERAL electricity_price_at(v.region, v.country, '2025-03-15') p ON true;
SELECT basis, usd_per_million_tokens, missing FROM token_cost('H100', 8, 20000, '2025-03-15', 'Georgia', 'GEO') WHERE basis = 'energy';
-- a price of one's own for the region goes before
BEGIN;
INSERT INTO electricity_price_user (region, country, from_date, data_set, usd_per_kwh, preferred, status, source_id) VALUES ('RFCW', 'USA', '2024-01-01', 'mine', 0.05, true, 'measured', 'eia-annual-2023');
SELECT place, usd_per_kwh_low, usd_per_kwh, usd_per_kwh_high, source_id FROM electricity_price_at('RFCW', NULL, '2025-03-15');
ROLLBACK;
-- 35,836,372,000 USD over 1,111,672.56 H100 equivalents (Epoch AI): 32,236 each
SELECT cluster, round(usd_per_h100_equivalent) AS usd, usd_year, round(usd_per_h100_equivalent_low) = round(0.29 * 35836372000 / 1111672.56) AS low, round(usd_per_h100_equivalent_high) = round(2.64 * 35836372000 / 1111672.56) AS high
FROM capital_per_h100_equivalent('2026-07-15') WHERE cluster = 'Colossus 2';
SELECT * FROM social_cost_range('CO2', 1000, 2026);

-- what cannot be is refused by name, also where constants are worked out before
SELECT * FROM token_cost('H100', 8, 1000, '2026-01-01', tokens_per_s_low => 0);
-- infinity is no day; ten days of 8,000 hours a leap year
SELECT d.at, count(g.region) AS rates FROM unnest('{2026-01-01,infinity,-infinity}'::date[]) d (at) LEFT JOIN LATERAL grid_range_at('SRTV', NULL, d.at, '2026-01-01') g ON true GROUP BY d.at ORDER BY d.at;
SELECT count(*) AS rates FROM grid_range_at('SRTV', NULL, 'infinity', '2026-01-01');
SELECT round(service_h('2024-03-01', '2024-03-11', 8000)::numeric, 9) AS hours, round(240 * 8000 / 8784.0, 9) AS by_hand, service_h('infinity', '2024-03-11', 8000), service_h('2024-03-01', 'infinity', 8000);
