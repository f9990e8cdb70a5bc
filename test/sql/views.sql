-- The views over the shipped inventory, against published figures.  Each line
-- says what is expected and from where; right is t.
\pset footer off

-- The fleet: Musk on 2024-09-02 (100,000 H100), xAI on 2025-02-17 (150,000 H100
-- and 50,000 H200), Musk on 2025-07-22 (30,000 GB200 more)
SELECT cluster, accelerator, accelerators FROM fleet_at('2024-09-03') WHERE cluster LIKE 'Colossus%';
SELECT cluster, accelerator, accelerators FROM fleet_at('2025-02-20') WHERE cluster LIKE 'Colossus%';
SELECT sum(accelerators) = 230000 AS july_2025 FROM fleet_at('2025-07-22') WHERE cluster = 'Colossus 1';
-- the lease of May 2026 is a tenancy and takes nothing away
SELECT sum(accelerators) = 230000 AS after_the_lease FROM fleet_at('2026-05-07') WHERE cluster = 'Colossus 1';
SELECT count(*) = 0 AS before_the_first FROM fleet_at('2024-01-01') WHERE cluster LIKE 'Colossus%';
-- a level ends where the next begins: no two of one part on any day
SELECT count(*) AS overlaps FROM fleet_timeline a JOIN fleet_timeline b
	ON a.cluster = b.cluster AND a.accelerator = b.accelerator AND a.from_date < b.from_date
	AND (a.until_date IS NULL OR a.until_date > b.from_date)
WHERE in_service(a.status) AND in_service(b.status);

-- 100,000 x 989.4e12 = 98.94 EFLOP/s dense BF16, x 1.979e15 = 197.9 dense FP8;
-- 100,000 x 700 W = 70 MW, x 1.82 (DGX H100: 10.2 kW over 8 x 700 W) = 127.4 MW
SELECT round((bf16_flops / 1e18)::numeric, 2) AS bf16_eflops, round((fp8_flops / 1e18)::numeric, 1) AS fp8_eflops,
	h100_equivalents, accelerator_tdp_mw AS tdp_mw, round(it_mw::numeric, 1) AS it_mw, reported_it_mw,
	reported_facility_mw_low AS low_mw, reported_facility_mw_high AS high_mw
FROM cluster_capacity_at('2024-09-03') WHERE cluster = 'Colossus 1';
-- 150,000 H100 + 50,000 H200 + 30,000 GB200 (5e15 dense FP8 each) = 275,796 (Epoch)
SELECT round(h100_equivalents) FROM cluster_capacity_at('2025-08-01') WHERE cluster = 'Colossus 1';
-- the view filtered by a day is the function of that day
SELECT count(*) AS differences FROM (
	(SELECT * FROM cluster_capacity WHERE from_date <= '2025-11-01' AND (until_date IS NULL OR until_date > '2025-11-01'))
	EXCEPT ALL SELECT * FROM cluster_capacity_at('2025-11-01')) d;
-- periods of a cluster neither overlap nor leave holes between
SELECT count(*) AS broken FROM (
	SELECT until_date, lead(from_date) OVER (PARTITION BY cluster ORDER BY from_date) AS next FROM cluster_capacity) p
WHERE next IS NOT NULL AND until_date > next;

-- Ranking (Epoch AI data centres, August 2026): first by H100 equivalents on
-- 2024-09-30 and not by facility MW; on 2024-12-31 second, behind Google Omaha
SELECT rank, cluster, round(value) AS h100_equivalents FROM cluster_ranking('2024-09-30') WHERE rank <= 5;
SELECT rank, cluster, value AS facility_mw FROM cluster_ranking('2024-09-30', 'facility_mw') WHERE rank <= 3;
SELECT rank, cluster, round(value) AS h100_equivalents FROM cluster_ranking('2024-12-31') WHERE rank <= 2;
SELECT rank, cluster, round(value) AS h100_equivalents FROM cluster_ranking('2026-07-15') WHERE rank <= 6 OR cluster = 'Colossus 1';
SELECT rank, cluster FROM cluster_ranking('2024-08-31') WHERE cluster = 'Colossus 1';
-- Epoch's other file, of November 2025, ranks other clusters
SELECT rank, cluster, round(value) AS h100_equivalents FROM cluster_ranking('2024-09-30', data_set => 'EPOCH_GPU_CLUSTERS') WHERE rank <= 2;
SELECT * FROM cluster_ranking('2024-09-30', 'h100_equivalent');
SELECT * FROM cluster_ranking('2024-09-30', 'it_mw', 'epoch_data_center');

-- The balance of September 2024: 50 MW of grid, about 100 MW of alleged turbines,
-- against 150 MW (MLGW), 142.7 MW and 181 MW (Epoch)
SELECT DISTINCT grid_mw, onsite_mw, onsite_status FROM power_balance_at('2024-09-15') WHERE site = 'Colossus 1';
SELECT round(demand_mw::numeric, 1) AS demand_mw, round(margin_mw::numeric, 1) AS margin_mw
FROM power_balance_at('2024-09-15') WHERE site = 'Colossus 1' AND demand_method NOT LIKE 'computed%'
ORDER BY demand_mw, demand_method;
-- a report is the most that it draws, and 0.63 of it (likely_range) at p5: 150 x 0.63 = 94.5; what is computed has the range of cluster_capacity
SELECT demand_mw_low, demand_mw, demand_mw_high, margin_mw_low, margin_mw, margin_mw_high FROM power_balance_at('2024-09-15') WHERE site = 'Colossus 1' AND demand_method LIKE 'MLGW%';
SELECT b.site, c.clusters, b.demand_mw FROM power_balance_at('2026-07-15') b
JOIN (SELECT c.site, count(*) AS clusters, sum(c.facility_mw_low) AS low, sum(c.facility_mw_high) AS high FROM cluster_capacity_at('2026-07-15') c WHERE c.facility_mw IS NOT NULL GROUP BY c.site) c ON c.site = b.site
WHERE b.demand_method LIKE 'computed%' AND b.demand_mw IS NOT NULL
	AND NOT (CASE c.clusters WHEN 1 THEN abs(b.demand_mw_low / c.low - 1) < 1e-11 AND abs(b.demand_mw_high / c.high - 1) < 1e-11 ELSE b.demand_mw_low >= c.low AND b.demand_mw_high <= c.high END);

-- 421 MW x 1,000 x 8,760 h x 9,630 x 1.11 Btu/kWh / 1e6 x 0.099 lb/MMBtu / 2,000
-- = 1,951 short tons of NOx (SELC: 1,200 to 2,000)
SELECT round(tons_per_year::numeric, 1) AS tons, programme, threshold_tons, exceeds_threshold, units, capacity_mw, status
FROM turbine_emissions_at('2025-04-15')
WHERE site = 'Colossus 1' AND pollutant = 'NOx' AND scenario = 'lean premix' ORDER BY programme;
-- 2 ppm stay below the 250 tons of PSD and above the 100 of Title V
SELECT programme, exceeds_threshold FROM turbine_emissions_at('2025-04-15')
WHERE site = 'Colossus 1' AND pollutant = 'NOx' AND scenario = '2 ppm NOx' ORDER BY programme;
-- permit 01156-01PC: 87 tons of NOx, under both
SELECT tons_per_year, programme, exceeds_threshold FROM turbine_emissions_at('2025-07-15')
WHERE site = 'Colossus 1' AND pollutant = 'NOx' AND scenario = 'permit limit' ORDER BY programme;
-- an unknown rating gives no number
SELECT count(*) > 0 AS rows, count(tons_per_year) AS numbers FROM turbine_emissions_at('2025-07-15')
WHERE site = 'Colossus 1' AND scenario = 'lean premix';

-- SELC's photographs and the permit of 2 July 2025 for 15 turbines
SELECT d.at, s.installed_units, s.permitted_units, s.units_without_permit, s.permit_id, s.exemption_disputed
FROM (VALUES (date '2025-04-15'), ('2025-07-15'), ('2025-09-15')) d (at)
CROSS JOIN LATERAL permit_status_at(d.at) s WHERE s.site = 'Colossus 1' ORDER BY d.at;

-- Training runs.  GPT-3: 10,000 x 330 W x 355.2 h x 1.1 = 1,289 MWh beside the
-- 1,287 of Patterson et al.; BLOOM 1,082,990 h x 400 W = 433,196 kWh; Llama 3.1
-- 405B: 6 x 405e9 x 15.6e12 over 30.84 M hours of 989.4e12 = 34.6 %
SELECT round(facility_mwh) AS mwh, published_mwh FROM training_run_summary WHERE run = 'GPT-3 175B';
SELECT it_mwh FROM training_run_summary WHERE run = 'BLOOM-176B';
SELECT round(100 * mfu::numeric, 1) AS mfu_percent, mfu_convention, mfu_numeric_format, peak_flops
FROM training_run_summary WHERE run = 'Llama 3.1 405B';
SELECT count(*) - count(DISTINCT run) AS runs_twice FROM training_run_summary;
-- Grok-3 and Grok-4: both editions ship, Epoch's is preferred
SELECT run, data_set, vintage, preferred FROM training_run WHERE run IN ('Grok-3', 'Grok-4') ORDER BY run, data_set, vintage;

-- A cluster of one's own, in a handful of rows, is in every view and ranking
BEGIN;
INSERT INTO organization_user (organization) VALUES ('Me');
INSERT INTO site_user (site, grid_region) VALUES ('My site', 'SRTV');
INSERT INTO cluster_user (cluster, site, organization) VALUES ('Mine', 'My site', 'Me');
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Mine', 'H100 SXM', '2024-01-01', 200000);
INSERT INTO pue_user (site, from_date, pue) VALUES ('My site', '2024-01-01', 1.2);
INSERT INTO power_supply_user (site, serves_site, kind, model, from_date, units, mw) VALUES
	('My site', 'My site', 'grid', '', '2024-01-01', NULL, 200), ('My site', 'My site', 'turbine', 'Titan 130', '2024-01-01', 10, 164.8);
SELECT cluster, site, organization, accelerators FROM fleet_at('2024-09-30') WHERE cluster = 'Mine';
-- 200,000 x 700 W x 1.82 (10.2 kW / 8 / 700 W) x 1.2 = 306 MW
SELECT round(facility_mw) AS facility_mw, pue FROM cluster_capacity_at('2024-09-30') WHERE cluster = 'Mine';
SELECT rank, cluster, value FROM cluster_ranking('2024-09-30') WHERE rank <= 2;
SELECT rank, cluster, round(value) AS facility_mw FROM cluster_ranking('2024-09-30', 'facility_mw') WHERE rank <= 2;
SELECT round(demand_mw) AS demand_mw, grid_mw, onsite_mw, round(margin_mw) AS margin_mw FROM power_balance_at('2024-09-30') WHERE site = 'My site';
SELECT installed_units, permitted_units, units_without_permit FROM permit_status_at('2024-09-30') WHERE site = 'My site';
SELECT DISTINCT site, units FROM turbine_emissions_at('2024-09-30') WHERE site = 'My site';
-- rows without a source are listed, nothing else is wrong with them
SELECT rule, count(*) FROM audit WHERE rule <> 'known bad as published' AND subject NOT LIKE 'emission_ledger%' GROUP BY rule ORDER BY rule;
-- slips and loose ends are listed, and no view raises
INSERT INTO cluster_user (cluster, site, source_id) VALUES ('Adrift', 'Nowhere', 'no-such-source');
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators, source_id) VALUES ('Adrift', 'H1000', '2024-01-01', 8, 'me');
INSERT INTO reported_power_user (cluster, at, boundary, mw, source_id) VALUES ('Adrift', '2024-01-01', 'it', 10, 'me'), ('Adrift', '2024-01-01', 'facility', 9, 'me');
INSERT INTO pue_user (site, from_date, pue, source_id) VALUES ('Nowhere', '2024-01-01', 13, 'me');
INSERT INTO source_user (source_id, title) VALUES ('me', 'my own notes');
SELECT rule, subject, detail FROM audit WHERE rule NOT IN ('known bad as published', 'fact without source') AND subject NOT LIKE 'emission_ledger%' ORDER BY rule, subject, detail;
SELECT accelerators, h100_equivalents, it_mw, power_method FROM cluster_capacity_at('2024-09-30') WHERE cluster = 'Adrift';
ROLLBACK;
-- What users may enter and views must bear: read every column of every view, as
-- text, with rows at the edges of what is accepted
BEGIN;
INSERT INTO training_run_user (run, accelerator, accelerators, hours, published_mfu) VALUES ('edge', 'H100', 1e30, 1e30, 1), ('edge2', 'H100', 1e-30, 1e-30, 1e-30);
INSERT INTO training_run_user (run, params, tokens, accelerator, accelerator_h, average_w, pue, grid_g_per_kwh) VALUES ('edge3', 1e30, 1e30, 'H100', 1e-30, 1e30, 20, 1e30);
INSERT INTO cluster_user (cluster, site) VALUES ('edge', 'edge');
INSERT INTO site_user (site) VALUES ('edge');
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('edge', 'edge', '1900-01-01', 1000000000000000), ('edge', 'H100', '1900-01-01', 1000000000000000);
INSERT INTO accelerator_user (accelerator, vendor, part, tdp_w, bf16_flops) VALUES ('edge', 'x', 'x', 1e30, 1e30);
INSERT INTO server_factor_user (accelerator, system, factor) VALUES ('edge', 'x', 20);
INSERT INTO pue_user (site, from_date, pue) VALUES ('edge', '1900-01-01', 20);
INSERT INTO turbine_model_user (turbine_model, kind, heat_rate_lhv_btu_per_kwh) VALUES ('edge', 'turbine', 1e30);
INSERT INTO power_supply_user (site, kind, model, from_date, units, mw) VALUES ('edge', 'turbine', 'edge', '1900-01-01', 1000000000000000, 1e30), ('edge', 'grid', '', '1900-01-01', NULL, 1e-30);
INSERT INTO permit_user (permit_id, from_date, site, kind, permitted_units) VALUES ('edge', '1900-01-01', 'edge', 'construction', 1000000000000000), ('edge', '2000-01-01', 'edge', 'operating', 1000000000000000);
INSERT INTO permit_limit_user (permit_id, pollutant, limit_scope, model, limit_kind, tons_per_year) VALUES ('edge', 'NOx', 'unit', '', 'annual', 1e30);
INSERT INTO emission_factor_user (fuel, technology, control, pollutant, basis, edition, factor, unit, lb_per_mmbtu) VALUES ('natural gas', 'gas turbine', 'uncontrolled', 'NOx', 'heat input HHV', 'mine', 1e30, 'lb/MMBtu', 1e30);
INSERT INTO model_user (model, config) VALUES ('edge', '{"model_type": "llama", "hidden_size": 1e300}'), ('edge2', '[]'), ('edge3', 'null');
INSERT INTO funding_round_user (organization, round, kind, amount_usd) VALUES ('edge', 'x', 'equity', 1e30);
SELECT count(*) > 0 AS bears FROM fleet_timeline t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM cluster_capacity t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM power_balance t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM turbine_emissions t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM permit_status t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM training_run_summary t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM model_summary_by_model t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM funding t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM supply_chain t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM claim_check t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM proceedings t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM audit t WHERE t::text <> '';
SELECT count(*) > 0 AS bears FROM cluster_ranking('2024-09-30', 'facility_mw') t WHERE t::text <> '';
-- the user's factor takes the place of AP-42's, and one run has one row
SELECT edition, lb_per_mmbtu FROM turbine_scenario WHERE scenario = 'uncontrolled' AND pollutant = 'NOx';
-- a permit of the same number is renewed, not added
SELECT permitted_units, permit_id FROM permit_status_at('2001-01-01') WHERE site = 'edge';
ROLLBACK;

-- Conflicts
BEGIN;
-- an edition of one's own does not empty the ranking
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators, data_set, vintage) VALUES ('Colossus 1', 'GB300', '2024-01-01', 5, 'epoch_data_centers', '2027-01');
SELECT rank, cluster, round(value) AS h100_equivalents FROM cluster_ranking('2024-09-30') WHERE rank = 1;
-- one's own row wins over a shipped one of the same day, whatever its data set is called
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators, data_set) VALUES ('Colossus 1', 'H100 SXM', '2024-09-02', 99999, 'audit');
SELECT accelerators FROM fleet_at('2024-09-03') WHERE cluster = 'Colossus 1' AND accelerator = 'H100 SXM';
SELECT accelerators FROM cluster_capacity_at('2024-09-03') WHERE cluster = 'Colossus 1';
SELECT rule, subject, detail FROM audit WHERE rule = 'two rows preferred';
-- an announcement ends no level in service
INSERT INTO reported_power_user (cluster, at, boundary, mw, status, data_set, vintage) VALUES ('Colossus 1', '2026-09-01', 'it', 500, 'announced', 'epoch_data_centers', '2026-08');
SELECT reported_it_mw FROM cluster_capacity_at('2026-09-02') WHERE cluster = 'Colossus 1';
-- the demand of a site is known where that of all its clusters is; alleged grid power does not count
INSERT INTO site_user (site) VALUES ('Twin');
INSERT INTO cluster_user (cluster, site) VALUES ('Twin 1', 'Twin'), ('Twin 2', 'Twin');
INSERT INTO pue_user (site, from_date, pue) VALUES ('Twin', '2024-01-01', 1.2);
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Twin 1', 'H100 SXM', '2024-01-01', 1000), ('Twin 2', 'unheard of', '2024-01-01', 1000);
INSERT INTO reported_power_user (cluster, at, boundary, mw) VALUES ('Twin 1', '2024-01-01', 'facility', 1.5);
INSERT INTO power_supply_user (site, kind, model, from_date, mw, data_set, status) VALUES ('Twin', 'grid', '', '2024-01-01', 2, 'user', 'confirmed'), ('Twin', 'grid', '', '2024-01-02', 500, 'rumour', 'alleged');
SELECT demand_mw, demand_method, grid_mw, margin_mw FROM power_balance_at('2024-09-30') WHERE site = 'Twin' ORDER BY demand_method;
ROLLBACK;

-- impossible numbers are refused
INSERT INTO training_run_user (run, published_mfu) VALUES ('x', 57);
INSERT INTO permit_user (permit_id, from_date, until_date, site, kind, permitted_units) VALUES ('x', '2026-01-01', '2025-01-01', 'x', 'operating', 1);
INSERT INTO pue_user (site, from_date, pue) VALUES ('My site', '2024-01-01', 0.9);
INSERT INTO deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Mine', 'H100 SXM', '2024-01-01', -1);
INSERT INTO reported_power_user (cluster, at, boundary, mw) VALUES ('Mine', '2024-01-01', 'it', 'NaN');
INSERT INTO reported_power_user (cluster, at, boundary, mw) VALUES ('Mine', '2024-01-01', 'it', 'Infinity');
