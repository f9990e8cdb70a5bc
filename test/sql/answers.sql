-- Answers that were wrong once, each tested for its whole kind: where a query
-- lists offenders, no rows are right.
\pset footer off

-- Superseded editions.  Colossus 2 with 440,000 accelerators draws 1,276 MW by the
-- edition of August 2026; 276 MW is what the one of December 2025 said of 110,000
SELECT accelerators, reported_facility_mw_low AS low, reported_facility_mw_high AS high, reported_facility_data_set
FROM cluster_capacity_at('2026-11-28') WHERE cluster = 'Colossus 2';
-- no level of an edition is read where a newer one of its data set speaks
SELECT o.cluster, o.data_set, o.vintage, o.from_date
FROM power_timeline o JOIN power_timeline n ON n.cluster = o.cluster AND n.boundary = o.boundary AND n.data_set = o.data_set
	AND n.vintage > o.vintage AND n.from_date <= o.from_date
WHERE o.superseded_on IS NULL OR o.superseded_on > o.from_date;
-- and of no reported range is an end older than the fleet that it stands beside
SELECT c.cluster, c.from_date, p.data_set, p.vintage
FROM cluster_capacity c
JOIN power_timeline p ON p.cluster = c.cluster AND p.boundary = 'facility' AND p.mw IN (c.reported_facility_mw_low, c.reported_facility_mw_high)
	AND p.from_date <= c.from_date AND (p.until_date IS NULL OR p.until_date > c.from_date)
	AND strpos(c.reported_facility_data_set, concat_ws(' ', p.data_set, nullif(p.vintage, ''))) > 0
JOIN edition e ON e.data_set = p.data_set AND e.vintage = p.vintage
JOIN deployment d ON d.cluster = c.cluster AND d.preferred AND in_service(d.status) AND d.from_date > e.published AND d.from_date <= c.from_date;

-- Two views about one cluster and day: 275,796 H100 equivalents are installed (counts
-- by part), 209,125 of them powered (Epoch AI); each view says so
SELECT round(h100_equivalents) AS h100_equivalents, data_set, disagreement FROM cluster_capacity_at('2025-10-01') WHERE cluster = 'Colossus 1';
SELECT round(value) AS h100_equivalents, data_set, vintage, disagreement FROM cluster_ranking('2025-10-01') WHERE cluster = 'Colossus 1';
-- nowhere in silence
SELECT d.at, r.cluster, r.value, c.h100_equivalents
FROM (VALUES (date '2024-09-30'), ('2025-03-01'), ('2025-10-01'), ('2026-01-15'), ('2026-07-15')) d (at)
CROSS JOIN LATERAL cluster_ranking(d.at) r
JOIN LATERAL cluster_capacity_at(d.at) c ON c.cluster = r.cluster
WHERE abs(r.value - c.h100_equivalents) > 0.01 * r.value AND (r.disagreement IS NULL OR c.disagreement IS NULL);
-- power too: no report lies outside of the likely range of what is computed unsaid, of the one boundary or the other; of 17 levels of Colossus 13 have one above it
SELECT c.cluster, c.from_date, p.boundary, p.data_set, p.mw
FROM cluster_capacity c
JOIN power_timeline p ON p.cluster = c.cluster AND in_service(p.status) AND holds(p.from_date, p.until_date, c.from_date) AND (p.superseded_on IS NULL OR p.superseded_on > c.from_date)
WHERE CASE p.boundary WHEN 'it' THEN p.mw < c.it_mw_low OR p.mw > c.it_mw_high ELSE p.mw < c.facility_mw_low OR p.mw > c.facility_mw_high END
	AND (c.disagreement IS NULL OR strpos(c.disagreement, format('%s: %s MW at the %s', concat_ws(' ', p.data_set, nullif(p.vintage, '')), round(p.mw::numeric, 1)::double precision,
		CASE p.boundary WHEN 'it' THEN 'servers' ELSE 'meter' END)) = 0);
SELECT cluster, count(*) AS levels, count(*) FILTER (WHERE reported_facility_mw_high > facility_mw_high) AS above_p95,
	count(*) FILTER (WHERE reported_facility_mw_high > facility_mw_high AND disagreement NOT LIKE '% MW at the meter, computed %') AS unsaid
FROM cluster_capacity WHERE cluster LIKE 'Colossus%' AND facility_mw IS NOT NULL GROUP BY cluster ORDER BY cluster;
SELECT rank, cluster, disagreement FROM cluster_ranking('2026-08-01', 'facility_mw') WHERE rank = 1;
-- every level says who counted
SELECT cluster, from_date FROM cluster_capacity WHERE h100_equivalents IS NOT NULL AND data_set IS NULL;

-- A metric that a data set does not hold ranks nothing
SELECT * FROM cluster_ranking('2025-10-01', 'accelerators');
SELECT * FROM cluster_ranking('2025-10-01', 'bf16_flops', 'MLGW');
SELECT rank, cluster, value FROM cluster_ranking('2025-10-01', 'accelerators', 'epoch_gpu_clusters') WHERE rank <= 2;
-- bf16 of rivals whose 8-bit peak alone is given, by the one ratio of their parts (GB200 2.5 over 5 PFLOP/s; TPUs v5e to v7 half); one with TPU v4, whose two
-- peaks are equal, beside them is not known.  At equal bf16 Meta Prometheus is 7.55e20 over 989.4e12 H100
SELECT cluster, bf16_flops / fp8_flops AS ratio FROM cluster_capacity_at('2026-08-10') WHERE cluster IN ('Meta Prometheus', 'Google Bristow', 'Google Lincoln') ORDER BY 1;
SELECT count(c.bf16_flops) AS known, count(*) AS rivals FROM (SELECT * FROM cluster_capacity_at('2026-08-10') WHERE organization <> 'xAI' ORDER BY h100_equivalents DESC NULLS LAST LIMIT 10) c;
SELECT after, round(7.55e20 / 989.4e12) AS by_hand FROM what_if('Meta Prometheus', '2026-08-10', 'H100 SXM', 'flops') WHERE quantity = 'accelerators';
-- each pair of data set and metric ranks somebody or is refused
CREATE FUNCTION pg_temp.ranked(data_set text, metric text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT count(*) FROM generate_series(date '2023-01-01', '2026-10-01', interval '3 months') q (at)
		CROSS JOIN LATERAL colossus.cluster_ranking(q.at::date, metric, data_set) r WHERE r.rank IS NOT NULL);
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN NULL;
END $$;
SELECT d.data_set, m.metric
FROM (SELECT DISTINCT data_set FROM reported_capacity UNION SELECT data_set FROM reported_power WHERE vintage <> '') d (data_set)
CROSS JOIN (VALUES ('h100_equivalents'), ('accelerators'), ('it_mw'), ('facility_mw'), ('bf16_flops')) m (metric)
WHERE pg_temp.ranked(d.data_set, m.metric) = 0;
-- an edition of one's own that nobody announced does not take the ranking's place
SELECT rank, cluster FROM cluster_ranking('2026-07-15', data_set => 'epoch_data_centers 2026-08') WHERE rank = 1;

-- No training run is exact: where there is one reading of its FLOP, the range is how far the readings of other runs lie apart, and of
-- figures that others estimate the widest bounds that were published
SELECT run FROM training_run_summary WHERE flop IS NOT NULL AND NOT (flop_low <= flop AND flop <= flop_high AND flop_low < flop_high);
SELECT l.low_ratio - percentile_cont(0.05) WITHIN GROUP (ORDER BY r.flop_low / r.flop) BETWEEN -0.05 AND 0.05 AS p5, l.high_ratio - percentile_cont(0.95) WITHIN GROUP (ORDER BY r.flop_high / r.flop) BETWEEN -0.1 AND 0.1 AS p95
FROM training_run_summary r, likely_range l
WHERE r.flop_method = '6ND' AND l.input = 'training FLOP by one method' AND NOT (abs(r.flop_low / r.flop - l.low_ratio) < 1e-9 AND abs(r.flop_high / r.flop - l.high_ratio) < 1e-9) GROUP BY l.low_ratio, l.high_ratio;
SELECT round(min(r.flop_low / r.published_flop)::numeric, 2) = l.low_ratio::numeric AS widest_low, round(max(r.flop_high / r.published_flop)::numeric, 2) = l.high_ratio::numeric AS widest_high
FROM training_run r, likely_range l WHERE l.input = 'training FLOP that others estimate' GROUP BY l.low_ratio, l.high_ratio;

-- What several rows say of one run lies in its range, and is named with its source: 80,000 H100 for 2,160 h by one edition of Epoch AI's, 100,000 for 2,400 h by
-- another, x 700 W x 1.82 are 220,147 and 305,760 MWh
SELECT accelerators, accelerators_low, accelerators_high, it_mwh_low < 220147 AND it_mwh_high > 305760 AS holds_both, flop_low < 3.5e26 AND flop_high > 4.64e26 AS holds_both_flop, replace(readings, '; ', E'\n') AS readings FROM training_run_summary WHERE run = 'Grok-3';
SELECT s.run, r.data_set, v.name, v.said, v.low, v.high
FROM training_run_summary s
JOIN training_run r ON r.run = s.run AND r.known_bad IS NULL AND r.status NOT IN ('alleged', 'denied')
CROSS JOIN LATERAL (SELECT coalesce(r.accelerator_h, r.accelerators * r.hours) AS h, (SELECT k.number FROM training_run_column k WHERE k.run = s.run AND k.name = 'total_h') AS used_h) t
CROSS JOIN LATERAL (VALUES ('FLOP', r.published_flop, s.flop_low, s.flop_high), ('FLOP low', r.flop_low, s.flop_low, s.flop_high), ('FLOP high', r.flop_high, s.flop_low, s.flop_high), ('accelerators', r.accelerators, s.accelerators_low, s.accelerators_high),
	-- energy goes with the hours, and with the power
	('hours', t.h, t.used_h * s.it_mwh_low / s.it_mwh, t.used_h * s.it_mwh_high / s.it_mwh), ('PUE', r.pue, s.pue_low, s.pue_high), ('grid', r.grid_g_per_kwh, s.grid_g_per_kwh_low, s.grid_g_per_kwh_high)) v (name, said, low, high)
WHERE v.said NOT BETWEEN v.low * (1 - 1e-9) AND v.high * (1 + 1e-9);
-- figures that rows print of energy, emissions and water are compared and not mixed in: outside of the range they are in disagreement
SELECT s.run, v.name, v.said FROM training_run_summary s
CROSS JOIN LATERAL (VALUES ('energy', s.published_mwh, s.it_mwh_low, greatest(s.it_mwh_high, s.facility_mwh_high)), ('emissions', s.published_co2e_t, s.co2e_t_low, s.co2e_t_high), ('water', s.published_water_ml, s.water_ml_low, s.water_ml_high)) v (name, said, low, high)
WHERE v.said NOT BETWEEN v.low AND v.high AND coalesce(s.disagreement, '') !~ v.name;
-- an end that was published alone is no range: Grok-2 has a lower bound and above it what such estimates err by
SELECT run, flop_low = 2.1e25 AS low, flop_high / flop AS high FROM training_run_summary WHERE run = 'Grok-2';

-- Training runs by column.  Grok-4: 310 GWh, 154 kt, 754 Ml (Epoch AI through the
-- press); Grok-3: 80,000 x 2,160 h x 700 W x 10.2 kW / 5.6 kW = 220 GWh at the
-- servers, 2.1e26 to 1.13e27 FLOP
SELECT run, round(published_mwh / 1e3) AS published_gwh, round(published_co2e_t / 1e3) AS published_kt, published_water_ml,
	round(it_mwh / 1e3) AS it_gwh, flop_low, flop, flop_high,
	co2e_t_low < co2e_t AND co2e_t < co2e_t_high AS co2e_range, water_ml_low < water_ml AND water_ml < water_ml_high AS water_range
FROM training_run_summary WHERE run IN ('Grok-3', 'Grok-4') ORDER BY run;
SELECT run, unnest(string_to_array(column_sources, '; ')) AS column_source FROM training_run_summary WHERE run IN ('Grok-3', 'Grok-4') ORDER BY 1, 2;
-- no value that some row of a run has, and that nothing is known against, is lost
SELECT r.run, v.name
FROM training_run r
JOIN training_run_summary s USING (run)
CROSS JOIN LATERAL (VALUES ('published_mwh', r.published_mwh, s.published_mwh), ('published_co2e_t', r.published_co2e_t, s.published_co2e_t),
	('water_kl', r.water_kl, s.published_water_ml), ('tokens', r.tokens, s.tokens), ('accelerators', r.accelerators, s.accelerators),
	('published_flop', r.published_flop, s.published_flop), ('published_mfu', r.published_mfu, s.published_mfu),
	('flop_low', r.flop_low, s.flop_low), ('flop_high', r.flop_high, s.flop_high)) v (name, has, shows)
WHERE r.known_bad IS NULL AND r.status NOT IN ('alleged', 'denied') AND v.has IS NOT NULL AND v.shows IS NULL;
-- and every one that is not the preferred row's says whose it is
SELECT k.run, k.name FROM training_run_column k JOIN training_run_summary s USING (run)
WHERE k.place > 1 AND (s.column_sources IS NULL OR strpos(s.column_sources, k.name || ': ') = 0);
-- GPT-3, BLOOM and Llama 3.1: the published figure lies in the range, and the range says something
SELECT run, what, low <= published AND published <= high AS holds, high / low <= 4 AS narrow
FROM training_run_summary
CROSS JOIN LATERAL (VALUES ('MWh', CASE WHEN facility_mwh IS NULL THEN it_mwh_low ELSE facility_mwh_low END, published_mwh,
		CASE WHEN facility_mwh IS NULL THEN it_mwh_high ELSE facility_mwh_high END),
	('t CO2e', co2e_t_low, published_co2e_t, co2e_t_high)) v (what, low, published, high)
WHERE run IN ('GPT-3 175B', 'BLOOM-176B', 'Llama 3.1 405B') AND published IS NOT NULL ORDER BY run, what;

-- what is published beyond the range computed is said, and what no part can do: 754 Ml for 783 to 1,794
SELECT run, disagreement FROM training_run_summary WHERE disagreement IS NOT NULL ORDER BY run;
-- BLOOM: 1,082,990 h x 400 W x PUE 1.2 x 57 g/kWh
SELECT round(co2e_t::numeric, 6) AS t, round(1082990 * 0.4 * 1.2 * 57 / 1e6, 6) AS by_hand FROM training_run_summary WHERE run = 'BLOOM-176B';

-- Combustion.  1,000 MMBtu of diesel: 73.96 kg CO2, 3.0 g CH4 and 0.6 g N2O a MMBtu (40 CFR
-- 98, Tables C-1 and C-2); 0.024 lb NOx a horsepower-hour at 7,000 Btu are
-- 0.024 / 0.007 x 1,000 x 0.45359237 = 1,555.17384 kg
SELECT pollutant, round(kg::numeric, 5) AS kg FROM combustion(1000, 'diesel', 'diesel engine over 600 hp') WHERE pollutant IN ('CO2', 'CH4', 'N2O', 'NOx');
-- 6.4 g/kWh of NOx and hydrocarbons: 6.4 x 1e9 / (7,000 / 0.745699871582270) = 681,782.74 g
SELECT round(kg::numeric, 2) AS kg FROM combustion(1000, 'diesel', 'diesel engine over 560 kW', ARRAY['Tier 2']) WHERE pollutant = 'NOx+NMHC';
-- a lean-burn engine leaves 1.25 lb of methane a MMBtu unburnt (AP-42 3.2), 567 times the default
SELECT round(kg::numeric, 3) AS kg, round((lb_per_mmbtu / 0.002204622622)::numeric) AS times FROM combustion(1000, 'natural gas', 'natural gas engine, 4-stroke lean-burn') WHERE pollutant = 'CH4';
-- at full load 4.08 lb of NOx, below 90 % 0.847
SELECT c.lb_per_mmbtu FROM (VALUES (ARRAY['uncontrolled']), (ARRAY['load below 90 %'])) v (controls)
CROSS JOIN LATERAL combustion(1, 'natural gas', 'natural gas engine, 4-stroke lean-burn', v.controls) c WHERE c.pollutant = 'NOx';
-- SCR on a diesel engine of any size: 90 % (BAAQMD)
SELECT round(kg::numeric, 5) AS kg, control FROM combustion(1000, 'diesel', 'diesel engine over 600 hp', ARRAY['SCR']) WHERE pollutant = 'NOx';
-- every fuel, technology and pollutant that ships gives a number or names the missing factor
SELECT f.fuel, f.technology, c.pollutant
FROM (SELECT fuel, technology, COALESCE(array_agg(DISTINCT control) FILTER (WHERE control <> 'uncontrolled'), ARRAY['uncontrolled']) AS controls FROM emission_factor WHERE basis <> 'electric output' GROUP BY fuel, technology) f
CROSS JOIN LATERAL combustion(1, f.fuel, f.technology, f.controls) c
WHERE (c.kg IS NULL) = (c.missing IS NULL);
SELECT f.fuel, f.technology, f.pollutant FROM emission_factor f
WHERE f.basis <> 'electric output' AND NOT EXISTS (
	SELECT 1 FROM combustion(1, f.fuel, f.technology, ARRAY[f.control]) c WHERE c.pollutant = f.pollutant);
SELECT pollutant, missing FROM combustion(1, 'natural gas', 'natural gas engine, 4-stroke lean-burn') WHERE kg IS NULL;
-- all factors dropped: an error that says what there is
SELECT * FROM combustion(1000, 'diesel');
SELECT * FROM combustion(1000, 'diesel', 'diesel engine over 560 kW');
SELECT * FROM combustion(1000, 'solar', 'electricity generation');
-- a control of another machine, or none at all
SELECT * FROM combustion(1, controls => ARRAY['Tier 4 final']);
SELECT * FROM combustion(1, controls => ARRAY[NULL]);

-- No source twice in a list, no noise of binary fractions in what views show
SELECT 'cluster_capacity' AS view, cluster AS subject FROM cluster_capacity WHERE source_id <> sources(source_id)
UNION ALL SELECT 'training_run_summary', run FROM training_run_summary s WHERE s.sources <> colossus.sources(s.sources)
UNION ALL SELECT 'power_balance', site FROM power_balance WHERE source_id <> sources(source_id);
SELECT cluster, from_date FROM cluster_capacity WHERE it_mw <> tidy(it_mw) OR facility_mw <> tidy(facility_mw) OR accelerator_tdp_mw <> tidy(accelerator_tdp_mw);
SELECT site, from_date FROM power_balance WHERE margin_mw <> tidy(margin_mw);
SELECT tidy(-15.620000000000005) AS tidy, tidy(0.1 + 0.2::float8) AS sum, tidy(1e300) AS large, tidy('NaN') AS nan;

-- Ranges: the arithmetic.  100 with 50 to 200 twice: 2 ^ sqrt 2 = 2.66514414269
SELECT * FROM range_product(ARRAY[50, 50], ARRAY[100, 100], ARRAY[200, 200]);
SELECT * FROM range_product(ARRAY[50, NULL], ARRAY[100, 2], ARRAY[200, NULL], ARRAY[1, -1]);
SELECT * FROM range_sum(ARRAY[7, 16], ARRAY[10, 20], ARRAY[13, 24]);
SELECT * FROM range_difference(ARRAY[90, 2], ARRAY[100, 2], ARRAY[110, 2], ARRAY[90, 3], ARRAY[100, 3], ARRAY[110, 3]);
SELECT range_shares(ARRAY[50, 1], ARRAY[100, 1], ARRAY[200, 1]);
-- each input is moved in turn: of a thousand that are equal each is a thousandth
SELECT DISTINCT unnest(range_shares(array_fill(1, ARRAY[1000]), array_fill(2, ARRAY[1000]), array_fill(4, ARRAY[1000]))) AS share;
SELECT range_shares(array_fill(1, ARRAY[1001]), array_fill(1, ARRAY[1001]), array_fill(1, ARRAY[1001]));
SELECT range_difference(array_fill(1, ARRAY[1001]), array_fill(1, ARRAY[1001]), array_fill(1, ARRAY[1001]), array_fill(1, ARRAY[1001]), array_fill(1, ARRAY[1001]), array_fill(1, ARRAY[1001]));
SELECT * FROM range_product(ARRAY[1], ARRAY[NULL]::float8[], ARRAY[3]);
SELECT * FROM range_product(ARRAY[1, 2], ARRAY[1], ARRAY[1]);
SELECT * FROM range_product(ARRAY[1], ARRAY[-1], ARRAY[1]);
-- low <= best <= high wherever a view has the three
SELECT run FROM training_run_summary WHERE NOT (flop_low <= flop AND flop <= flop_high) OR NOT (it_mwh_low <= it_mwh AND it_mwh <= it_mwh_high)
	OR NOT (facility_mwh_low <= facility_mwh AND facility_mwh <= facility_mwh_high) OR NOT (co2e_t_low <= co2e_t AND co2e_t <= co2e_t_high);
SELECT cluster, from_date FROM cluster_capacity WHERE NOT (it_mw_low <= it_mw AND it_mw <= it_mw_high)
	OR NOT (facility_mw_low <= facility_mw AND facility_mw <= facility_mw_high) OR NOT (h100_equivalents_low <= h100_equivalents AND h100_equivalents <= h100_equivalents_high);

-- The ten largest rivals: power, FLOP/s, parts and emissions of each.  Epoch AI names no part of Google
-- Lincoln, so that no bf16 follows; whoever else lacks something is a fault
SELECT r.cluster, w.lacks
FROM (SELECT * FROM cluster_ranking('2026-08-10') WHERE organization IS DISTINCT FROM 'xAI' ORDER BY rank LIMIT 10) r
JOIN cluster_capacity_at('2026-08-10') c USING (cluster)
LEFT JOIN (SELECT cluster, bool_or(co2e_kg > 0) AND bool_and(co2e_kg_low <= co2e_kg AND co2e_kg <= co2e_kg_high) AS emits, bool_and(source_id IS NOT NULL) AS sourced
	FROM emission_ledger() WHERE scope = '2 location' AND year = 2026 AND co2e_kg IS NOT NULL GROUP BY cluster) e USING (cluster)
CROSS JOIN LATERAL (VALUES ('power', c.reported_it_mw > 0 AND c.reported_facility_mw_high >= c.reported_it_mw), ('bf16', c.bf16_flops > 0), ('fp8', c.fp8_flops > 0),
	('parts', EXISTS (SELECT 1 FROM reported_fleet f WHERE f.cluster = r.cluster AND f.data_set = r.data_set AND f.vintage = r.vintage AND f.accelerator IS NOT NULL)),
	('emissions', e.emits AND e.sourced), ('region', (SELECT s.grid_region IS NOT NULL AND s.grid_region_source IS NOT NULL FROM site s WHERE s.site = c.site))) w (lacks, has)
WHERE w.has IS NOT TRUE ORDER BY 1, 2;

-- Tenants: who rents Colossus, by cluster and by contract
SELECT cluster, organization, from_date, accelerators, place, usd_per_month / 1e6 AS musd_per_month, contract_accelerators FROM cluster_tenant ORDER BY 1, 2;
-- every rent is of an accelerator, or of a contract that leads to a cluster and to an organization
SELECT l.subject, l.tenant FROM lease l
WHERE NOT EXISTS (SELECT 1 FROM accelerator a WHERE a.accelerator = l.subject) AND NOT EXISTS (SELECT 1 FROM cluster_tenant t JOIN organization o USING (organization) WHERE t.contract = l.subject AND t.organization = l.tenant);
SELECT subject, tenant FROM lease WHERE (tenant <> '') <> (lessor IS NOT NULL);

-- low <= best <= high in what functions say of every cluster, part and site (catalogue has the views), and no best without both
SELECT what, subject FROM (
	SELECT 'energy_bill' AS what, c.cluster || ' ' || b.year AS subject, b.usd_low, b.usd, b.usd_high FROM cluster c CROSS JOIN LATERAL energy_bill(c.cluster) b
	UNION ALL SELECT 'capital', cluster, usd_per_h100_equivalent_low, usd_per_h100_equivalent, usd_per_h100_equivalent_high FROM capital_per_h100_equivalent('2026-07-15')
	UNION ALL SELECT 'token_cost ' || t.basis, a.accelerator, t.usd_per_million_tokens_low, t.usd_per_million_tokens, t.usd_per_million_tokens_high FROM accelerator a CROSS JOIN LATERAL token_cost(a.accelerator, 8, 1000, '2026-07-15', 'Tennessee', 'USA', 1.2) t
	UNION ALL SELECT 'grid_range_at', s.site, g.low_g_per_kwh, g.g_per_kwh, g.high_g_per_kwh FROM site s CROSS JOIN LATERAL grid_range_at(s.grid_region, s.country, '2026-07-15', '2026-11-28') g
) f (what, subject, low, best, high)
WHERE NOT (coalesce(low <= best, true) AND coalesce(best <= high, true) AND coalesce(low <= high, true)) OR (best IS NOT NULL AND (low IS NULL OR high IS NULL));
