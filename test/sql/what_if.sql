-- What if: the same as doing it, and nothing left behind.  What it costs.
\pset footer off

-- A change by what_if against the same change in the _user tables, which is then
-- undone: quantities that differ in any digit
CREATE FUNCTION pg_temp.differs(cluster text, at date, arguments text, VARIADIC changes text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	change text;
	found text;
BEGIN
	EXECUTE format('CREATE TEMP TABLE wanted AS SELECT * FROM colossus.what_if(%L, %L%s)', cluster, at, arguments);
	BEGIN
		FOREACH change IN ARRAY changes LOOP EXECUTE change; END LOOP;
		SELECT string_agg(format('%s: %s is %s', quantity, w.after, b.before), '; ') INTO found
		FROM wanted w JOIN colossus.what_if(cluster, at, numeric_format => CASE WHEN arguments LIKE '%fp8%' THEN 'fp8' ELSE 'bf16' END) b USING (quantity)
		WHERE (w.after, w.after_low, w.after_high) IS DISTINCT FROM (b.before, b.before_low, b.before_high);
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN NULL;
	END;
	SELECT concat_ws('; ', found, string_agg(format('%s: nothing before', quantity), '; ') FILTER (WHERE before IS NULL AND quantity IN ('it_mw', 'mwh_per_year'))) INTO found FROM wanted;
	DROP TABLE wanted;
	RETURN nullif(found, '');
END $$;
CREATE TEMP TABLE change (number integer, cluster text, at date, arguments text, changes text[]);
-- other parts: the new one at its count, the old ones at none
INSERT INTO change
SELECT row_number() OVER (), v.cluster, v.at, v.arguments,
	ARRAY(SELECT format('INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) VALUES (%L, %L, %L, 0)', v.cluster, f.accelerator, v.at)
		FROM fleet_at(v.at) f WHERE f.cluster = v.cluster AND f.accelerator <> v.part)
	|| format('INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) SELECT %L, %L, %L, after::bigint FROM wanted WHERE quantity = ''accelerators''', v.cluster, v.part, v.at)
	|| v.more
FROM (VALUES
	('Colossus 1', date '2025-03-15', ', ''GB200''', 'GB200', ARRAY[]::text[]),
	('Colossus 1', '2025-03-15', ', ''GB200'', ''flops''', 'GB200', '{}'),
	('Colossus 1', '2025-03-15', ', ''B200'', ''flops'', ''fp8''', 'B200 SXM', '{}'),
	('Colossus 1', '2025-03-15', ', ''GB300'', ''power''', 'GB300', '{}'),
	('Colossus 1', '2025-09-01', ', ''MI300X''', 'MI300X', '{}'),
	('Colossus 1', '2024-10-01', ', ''TPU v7'', ''flops''', 'TPU7x', '{}'),
	('Colossus 2', '2026-08-01', ', ''GB300'', load => 0.6', 'GB300', ARRAY['INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Colossus 2'', ''2026-01-01'', 0.6)']),
	('Colossus 1', '2025-03-15', ', ''GB200'', ''flops'', pue => 1.1, load => 0.7', 'GB200',
		ARRAY['INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Colossus 1'', ''2025-01-01'', 0.7)', 'INSERT INTO colossus.pue_user (site, from_date, pue) VALUES (''Colossus 1'', ''2025-01-01'', 1.1)'])
) v (cluster, at, arguments, part, more);
-- another grid is another site, with no plant of its own
INSERT INTO change
SELECT 8 + row_number() OVER (), 'Colossus 1', '2025-03-15', format(', grid_region => %L, pue => 1.25', g), ARRAY[
	format('INSERT INTO colossus.site_user (site, grid_region) VALUES (''elsewhere'', %L)', g),
	'INSERT INTO colossus.pue_user (site, from_date, pue) VALUES (''elsewhere'', ''2020-01-01'', 1.25)',
	'INSERT INTO colossus.power_supply_user (site, kind, from_date) VALUES (''elsewhere'', ''grid'', ''2020-01-01'')',
	'INSERT INTO colossus.cluster_user (cluster, site, organization) VALUES (''Colossus 1'', ''elsewhere'', ''xAI'')']
FROM unnest(ARRAY['CAMX', 'FRA', 'ERCT']) g;
INSERT INTO change
SELECT 11 + row_number() OVER (), v.cluster, v.at, v.arguments, ARRAY[v.change]
FROM (VALUES
	('Colossus 1', date '2025-03-15', ', pue => 1.1', 'INSERT INTO colossus.pue_user (site, from_date, pue) VALUES (''Colossus 1'', ''2025-01-01'', 1.1)'),
	('Colossus 2', '2026-08-01', ', pue => 1.5', 'INSERT INTO colossus.pue_user (site, from_date, pue) VALUES (''Colossus 2'', ''2026-08-01'', 1.5)'),
	('Colossus 1', '2025-03-15', ', load => 0.5', 'INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Colossus 1'', ''2025-01-01'', 0.5)'),
	('Microsoft Fairwater Atlanta', '2026-07-15', ', load => 0.8', 'INSERT INTO colossus.operation_user (cluster, from_date, load) VALUES (''Microsoft Fairwater Atlanta'', ''2026-01-01'', 0.8)'),
	('Colossus 1', '2025-04-15', ', controls => ARRAY[''lean premix'', ''SCR'']', 'INSERT INTO colossus.operation_user (cluster, from_date, controls) VALUES (''Colossus 1'', ''2025-04-01'', ''lean premix + SCR'')'),
	('Colossus 1', '2025-04-15', ', controls => ARRAY[''uncontrolled'']', 'INSERT INTO colossus.operation_user (cluster, from_date, controls) VALUES (''Colossus 1'', ''2025-04-01'', ''uncontrolled'')'),
	('Colossus 1', '2024-10-01', ', controls => ARRAY[''2 ppm NOx'']', 'INSERT INTO colossus.operation_user (cluster, from_date, controls) VALUES (''Colossus 1'', ''2024-09-01'', ''2 ppm NOx'')'),
	('Colossus 1', '2025-03-15', ', hours => 4380', 'INSERT INTO colossus.operation_user (cluster, from_date, hours) VALUES (''Colossus 1'', ''2025-01-01'', 4380)'),
	('Colossus 2', '2026-08-01', ', hours => 8000, load => 0.7', 'INSERT INTO colossus.operation_user (cluster, from_date, load, hours) VALUES (''Colossus 2'', ''2026-01-01'', 0.7, 8000)')
) v (cluster, at, arguments, change);
SELECT count(*) AS changes FROM change;
SELECT c.number, c.cluster, c.arguments, d.* FROM change c CROSS JOIN LATERAL pg_temp.differs(c.cluster, c.at, c.arguments, VARIADIC c.changes) d WHERE d IS NOT NULL ORDER BY 1;
-- nothing stays
SELECT (SELECT count(*) FROM deployment_user) + (SELECT count(*) FROM pue_user) + (SELECT count(*) FROM operation_user) + (SELECT count(*) FROM site_user) + (SELECT count(*) FROM cluster_user) AS left_behind;
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
-- impossible arguments
SELECT * FROM what_if('Colosus 1', '2025-03-15');
SELECT * FROM what_if('Colossus 1', '2025-03-15', 'GB20');
SELECT * FROM what_if('Colossus 1', '2025-03-15', 'GB200', 'price');
SELECT * FROM what_if('Colossus 1', '2025-03-15', grid_region => 'Gotham');
SELECT * FROM what_if('Colossus 1', '2025-03-15', pue => 0.9);
SELECT * FROM what_if('Colossus 1', '2025-03-15', load => 50);
SELECT * FROM what_if('Colossus 1', '2025-03-15', hours => 9000);
SELECT * FROM what_if('Colossus 1', '2025-03-15', controls => ARRAY['hope']);
SELECT * FROM sensitivity('Colossus 1', '2025-03-15', 'beauty');

-- Grok-3 on as many GB200: the same 3.5e26 FLOP at 2.5e15 for 989.4e12 of H100 take 2,160 x 989.4 / 2,500 = 854.8416 h
SELECT quantity, before, after FROM what_if_run('Grok-3', 'GB200') WHERE quantity IN ('hours', 'it_mwh');
SELECT quantity, round(before) AS before, round(after) AS after FROM what_if_run('Grok-3', NULL, grid_region => 'FRA', pue => 1.1);
SELECT * FROM what_if_run('Grok-33', 'GB200');
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
-- no price known, no figure
SELECT basis, usd_per_million_tokens FROM token_cost('H200', 8, 20000, '2026-06-01', 'Bavaria', 'DEU');
SELECT energy_usd(1000, 0.0623) AS usd, capital_usd_per_h(35040, 35040) AS an_hour, usd_per_million_tokens(1, 2e6) AS a_million;
SELECT energy_usd(-1, 1);
SELECT capital_usd_per_h(1, 0);
SELECT year, usd_low <= usd AND usd <= usd_high AS in_order, round((usd / facility_mwh / 1000)::numeric, 4) AS usd_per_kwh, stale FROM energy_bill('Colossus 1') ORDER BY year;
SELECT count(*) AS years, count(usd) AS with_a_price FROM energy_bill('Huawei Horinger');
-- 35,836,372,000 USD over 1,111,672.56 H100 equivalents (Epoch AI): 32,236 each
SELECT cluster, round(usd_per_h100_equivalent) AS usd, usd_year FROM capital_per_h100_equivalent('2026-07-15') WHERE cluster = 'Colossus 2';
SELECT * FROM social_cost_range('CO2', 1000, 2026);
