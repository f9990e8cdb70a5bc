-- The emission ledger of what is shipped, restated at several dates.
SET datestyle = ISO;

-- one row for each key; a figure or a reason, never neither
SELECT count(*) > 0 AS rows, count(*) = count(DISTINCT row_key) AS keys FROM emission_ledger();
SELECT row_key FROM emission_ledger() WHERE kg IS NULL AND reason IS NULL;
SELECT row_key FROM emission_ledger() WHERE kg IS NOT NULL AND (method IS NULL OR factor_edition IS NULL OR source_id IS NULL OR status IS NULL);
SELECT DISTINCT scope FROM emission_ledger() ORDER BY 1;

-- Colossus 1 in 2024, contract at full load: 8 MW for 10 days, 50 MW for 153 days: 185,520 MWh
SELECT scope, pollutant, round(kg::numeric, 1) AS kg, factor_edition, stale, from_date, until_date
FROM emission_ledger('2025-02-01') WHERE site = 'Colossus 1' AND year = 2024 AND scenario = 'grid contract at full load';
SELECT 8 * 10 * 24 + 50 * 153 * 24 AS mwh, round((185520 * 900.82 * 0.45359237)::numeric, 1) AS kg, round((185520 * 0.042 / 0.958 * 900.82 * 0.45359237)::numeric, 1) AS lost_kg;

-- restatement: the factor of 2022, then of 2023, then its revision.  938.543, 900.82 and 903.3 lb/MWh
SELECT k.known_on, round(kg_to_lb(l.kg / 185520)::numeric, 3) AS lb_per_mwh, l.factor_edition, l.stale
FROM (VALUES ('2025-01-10'::date), ('2025-01-20'), ('2025-06-11'), ('2025-06-12')) AS k(known_on), emission_ledger(k.known_on) AS l
WHERE l.row_key = 'Colossus 1/2024/2 location/grid contract at full load/CO2e' ORDER BY 1;
SELECT round(co2e_kg_then::numeric, 1) AS kg_then, round(co2e_kg_now::numeric, 1) AS kg_now, factor_then, factor_now, cause
FROM emission_ledger_difference('2025-01-10', '2025-01-20') WHERE site = 'Colossus 1' AND year = 2024 AND scope = '2 location';
SELECT row_key, factor_then, factor_now, cause
FROM emission_ledger_difference('2025-06-11', '2025-06-12') WHERE site = 'Colossus 1' AND year = 2024;
SELECT count(*) FROM emission_ledger_difference('2026-10-01', '2026-10-01');

-- what an edition says counts from the day of its publication: levels of power, parts and water of a later one move nothing before it, whatever they say of
-- earlier years, and end no level of the edition before.  Without a day the ledger's own sources are the views that everybody asks
BEGIN;
CREATE TEMP TABLE ledger_of (made text, day date, row_key text, kg double precision, kg_low double precision, kg_high double precision, reason text);
PREPARE keep (text) AS INSERT INTO ledger_of
	SELECT $1, k.day, l.row_key, l.kg, l.kg_low, l.kg_high, l.reason FROM (VALUES ('2025-12-13'::date), ('2026-08-02'), ('2026-08-31'), ('2026-11-19')) k (day) CROSS JOIN LATERAL emission_ledger(k.day) l
	UNION ALL SELECT $1, '2026-11-19', w.row_key, w.litre, NULL, NULL, w.reason FROM water_ledger('2026-11-19') w;
EXECUTE keep ('before');
INSERT INTO colossus.edition_user (data_set, vintage, published) VALUES ('epoch_data_centers', '2026-11-20', '2026-11-20');
INSERT INTO colossus.reported_power_user (cluster, at, boundary, mw, data_set, vintage) VALUES ('Meta Prometheus', '2026-01-01', 'facility', 2000, 'epoch_data_centers', '2026-11-20');
INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators, data_set, vintage) VALUES ('Colossus 1', 'H100 SXM', '2024-08-01', 900000, 'epoch_data_centers', '2026-11-20');
INSERT INTO colossus.reported_value_user (subject, quantity, at, data_set, vintage, unit, value) VALUES ('Colossus 1', 'water use', '2024-08-01', 'epoch_data_centers', '2026-11-20', 'million gallons/d', 9);
EXECUTE keep ('after');
SELECT count(DISTINCT day) AS days FROM ledger_of;
(SELECT day, row_key, kg, kg_low, kg_high, reason FROM ledger_of WHERE made = 'before' EXCEPT SELECT day, row_key, kg, kg_low, kg_high, reason FROM ledger_of WHERE made = 'after')
UNION ALL (SELECT day, row_key, kg, kg_low, kg_high, reason FROM ledger_of WHERE made = 'after' EXCEPT SELECT day, row_key, kg, kg_low, kg_high, reason FROM ledger_of WHERE made = 'before');
-- on the day itself it does: 2,000 MW from 1 January to 20 November, 324 days, at one rate
SELECT round((n.kg / r.location_g / 24 / 2000)::numeric, 6) AS days FROM emission_ledger('2026-11-20') n, colossus.grid_rates(ARRAY['RFCW'], 2026, 2026, '2026-11-20') r
WHERE n.row_key LIKE 'Meta Prometheus/%/2026/2 location/reported%';
SELECT count(*) > 0 AS moves FROM emission_ledger_difference('2026-11-19', '2026-11-20') d WHERE d.site = 'Colossus 1' AND d.year = 2024;
ROLLBACK;
-- before its first edition was published nothing of a data set counts: of rivals nothing was known on 30 October 2025
SELECT DISTINCT cluster FROM emission_ledger('2025-10-30') WHERE scope <> '1' ORDER BY 1;
SELECT count(*) FROM cluster_capacity v FULL JOIN colossus.cluster_capacity_known('infinity') k USING (cluster, from_date) WHERE v IS NULL OR k IS NULL OR v.facility_mw IS DISTINCT FROM k.facility_mw OR v.reported_facility_mw_high IS DISTINCT FROM k.reported_facility_mw_high;

-- the contract of 2024 by demand: 25,000 H100 at 700 W x 1.82 (DGX) x PUE 1.3 take 41.4 of its 50 MW from 11 August, 100,000 fill it from 2 September on
SELECT round((k.co2e_kg / 1000)::numeric, 1) AS t, round(((25000 * 0.7 * 1.82 * 1.3 / 1000 * 22 + 50 * 121) * 24 * 903.3 * 0.45359237 / 1000)::numeric, 1) AS by_hand
FROM emission_ledger('2026-10-01') k WHERE k.row_key = 'Colossus 1/2024/2 location/demand met by contract, then plant/CO2e';

-- turbines: 100 MW of unknown model from 1 August 2024, 153 days at 9,630 Btu/kWh (LHV) x 1.11
SELECT scenario, pollutant, round(kg_to_tons(kg)::numeric, 2) AS tons, round(kg_to_t(co2e_kg)::numeric, 1) AS co2e_t, factor_edition, status, reason
FROM emission_ledger('2026-10-01') WHERE site = 'Colossus 1' AND year = 2024 AND scope = '1' AND coalesce(pollutant, '') IN ('NOx', 'CO2', 'CH4', '') ORDER BY scenario, pollutant;
SELECT round((100 * 153 * 24 * 9.630 * 1.11 * 0.32 / 2000)::numeric, 2) AS nox_tons, round((100 * 153 * 24 * 9.630 * 1.11 * 53.06 / 1000)::numeric, 1) AS co2_t;
-- 24 turbines of unknown power are left out and listed; the permit is a ceiling, 87 tons
SELECT scenario, round(kg_to_tons(kg)::numeric, 2) AS tons, reason
FROM emission_ledger('2026-10-01') WHERE site = 'Colossus 1' AND year = 2025 AND scope = '1' AND (pollutant = 'NOx' OR pollutant IS NULL) ORDER BY scenario;
-- two legal tracks are two sites; what serves Colossus 2 stands under the site of its permit
SELECT DISTINCT site, cluster FROM emission_ledger('2026-10-01') WHERE scope = '1' ORDER BY 1;
-- combustion methane is never the fossil one; upstream methane has no sourced factor and says so
SELECT DISTINCT round((co2e_kg / kg)::numeric, 6) AS gwp FROM emission_ledger('2026-10-01') WHERE pollutant = 'CH4';
SELECT DISTINCT kg, reason FROM emission_ledger('2026-10-01') WHERE scope = '3 upstream fuel';

-- embodied: one row for each method, not interchangeable.  25,000 H100 for 22 days and 100,000 for 121 are 303.6 million hours in 2024
SELECT scenario, round(kg::numeric, 0) AS kg, reason
FROM emission_ledger('2026-10-01') WHERE cluster = 'Colossus 1' AND year = 2024 AND scope = '3 embodied' ORDER BY 1;
SELECT round(303600000.0 * 164 / 26280.0, 0) AS ecologits, round(303600000.0 * 14.65 / 43800.0, 0) AS die, round(303600000.0 * 575.1 / 26280.0, 0) AS boavizta, 100000 * 164 AS pcf_installed;
SELECT scenario, reason FROM emission_ledger('2026-10-01') WHERE cluster = 'Colossus 2' AND year = 2026 AND scope = '3 embodied' ORDER BY 1;

-- what nobody published is listed
SELECT year, scope, scenario, reason FROM emission_ledger('2026-10-01') WHERE site = 'Colossus 1' AND scenario IN ('metered', 'actual operation') ORDER BY 1, 2;

-- every factor of a row with its source
SELECT relation, subject, value, unit, edition, source_id, title IS NOT NULL AS titled
FROM emission_ledger_factors('Colossus 1/2024/2 location/grid contract at full load/CO2e', '2025-02-01');
SELECT relation, subject, value, unit FROM emission_ledger_factors('Colossus 1/2024/1/lean premix/CH4', '2026-10-01');
SELECT * FROM emission_ledger_factors('Colossus 1/2024/2 location/grid contract at full load/CO2');
-- ranges hold their figure; turbines ran at 9 of 18 and at 33 of 35, so rated power is a ceiling, and by half
SELECT row_key FROM emission_ledger('2026-10-01')
WHERE NOT (kg_low <= kg AND kg <= kg_high) OR NOT (co2e_kg_low <= co2e_kg AND co2e_kg <= co2e_kg_high)
	OR (kg_low IS NULL) <> (kg_high IS NULL) OR (kg_low IS NULL AND kg IS NOT NULL AND scope NOT IN ('1', '3 embodied'));
SELECT DISTINCT scenario, kg_low / kg AS low, kg_high / kg AS high FROM emission_ledger('2026-10-01') WHERE site = 'Colossus 1' AND scope = '1' AND scenario NOT LIKE 'demand%' AND kg IS NOT NULL ORDER BY 1;
-- no figure without its factors, and no factor that is not a row
SELECT d.row_key FROM colossus.emission_ledger_detail('2026-10-01') d WHERE d.kg IS NOT NULL AND coalesce(cardinality(d.factors), 0) < CASE WHEN d.scenario = 'permit limit' THEN 1 ELSE 2 END;
SELECT DISTINCT u.name FROM colossus.emission_ledger_detail('2026-10-01') d, unnest(d.factors) AS u(name)
WHERE NOT EXISTS (SELECT 1 FROM colossus.factor f WHERE f.relation || ': ' || f.subject = u.name) AND d.kg IS NOT NULL;

-- other clusters by the region of their site, else by their country, which the method says; never a world average
CREATE TEMP TABLE placed AS SELECT * FROM emission_ledger('2026-10-01') WHERE scope LIKE '2 location';
SELECT count(*) > 0 AS rows, count(kg) AS figures, min(reason) AS reason FROM placed WHERE cluster = 'Microsoft Fairwater Atlanta';
SELECT count(DISTINCT cluster) >= 90 AS with_a_figure, count(DISTINCT cluster) FILTER (WHERE method NOT LIKE '%average of the country%') >= 55 AS by_subregion FROM placed WHERE kg IS NOT NULL;
-- no cluster that has accelerators or power is without a row that says at least what is missing
SELECT DISTINCT c.cluster FROM cluster_capacity c WHERE greatest(c.accelerators::double precision, c.h100_equivalents, c.reported_facility_mw_high) > 0 AND c.from_date < '2026-10-01'
	AND NOT EXISTS (SELECT 1 FROM placed p WHERE p.site = c.site OR p.cluster = c.cluster);
-- every figure by a subregion has the source of its region, and no region is named that has no rate
SELECT DISTINCT s.site FROM placed p JOIN site s USING (site) WHERE p.kg IS NOT NULL AND p.method NOT LIKE '%average of the country%' AND s.country = 'USA'
	AND NOT EXISTS (SELECT 1 FROM source k WHERE k.source_id = s.grid_region_source);
SELECT site, grid_region FROM site WHERE grid_region IS NOT NULL AND grid_region NOT IN (SELECT region FROM grid_rate);
-- losses are those of the region's own interconnect, or not known
SELECT method FROM emission_ledger('2026-10-01') WHERE scope = '3 grid losses' AND kg IS NOT NULL AND method NOT LIKE '% Eastern interconnect%' AND method NOT LIKE '% Western interconnect%' AND method NOT LIKE '% ERCOT interconnect%';
-- one's own site: with a region it has figures, without one and without a country audit says what is missing
BEGIN;
INSERT INTO colossus.site_user (site, country, grid_region) VALUES ('mine', 'USA', 'SRTV'), ('dark', NULL, NULL);
INSERT INTO colossus.cluster_user (cluster, site, country) VALUES ('mine', 'mine', 'USA'), ('dark', 'dark', NULL);
INSERT INTO colossus.reported_power_user (cluster, at, boundary, mw) VALUES ('mine', '2023-01-01', 'facility', 10), ('dark', '2023-01-01', 'facility', 10);
SELECT scope, scenario, round(kg::numeric, 1) AS kg, stale, reason FROM emission_ledger('2025-02-01') WHERE cluster = 'mine' AND year = 2023 ORDER BY 1, 2;
SELECT round((87600 * 900.82 * 0.45359237)::numeric, 1) AS by_hand;
-- its ranges: 63 to 100 % of the power in use, and SRTV in the editions of 2022 and 2023 that were known, in quadrature of logarithms; with a residual mix
-- of one edition alone, of 2022 and used for 2023, by what a year changes: 0.860 to 1.049; a rate of its own year by what revisions change, 0.959 to 1.005
WITH hand (known_on, scope, low, high) AS (
	SELECT date '2025-02-01', scope, exp(-sqrt(ln(0.63) ^ 2 + ln(0.959) ^ 2)), 938.543 / 900.82 FROM (VALUES ('2 location'), ('2 market')) s (scope)
	UNION ALL SELECT '2026-10-01', '2 market', exp(-sqrt(ln(0.63) ^ 2 + ln(0.860) ^ 2)), 1.049
)
SELECT h.known_on, l.scope, round((l.kg_low / l.kg)::numeric, 9) = round(h.low::numeric, 9) AS low, round((l.kg_high / l.kg)::numeric, 9) = round(h.high::numeric, 9) AS high
FROM hand h CROSS JOIN LATERAL emission_ledger(h.known_on) l WHERE l.scope = h.scope AND l.cluster = 'mine' AND l.year = 2023 ORDER BY 1, 2;
SELECT DISTINCT rule, detail FROM colossus.audit WHERE subject LIKE 'emission_ledger: dark%';
SELECT count(*) FROM colossus.audit WHERE subject LIKE 'emission_ledger: mine%';
ROLLBACK;
SELECT count(*) FROM colossus.audit WHERE subject LIKE 'emission_ledger%';

-- days of knowledge that cannot be
SELECT count(*) FROM emission_ledger('-infinity');
SELECT count(*) FROM emission_ledger(NULL);
SELECT count(*) > 0 AS rows FROM emission_ledger('infinity');

-- a level older than the ledger, and one of the future
BEGIN;
INSERT INTO colossus.site_user (site, country, grid_region) VALUES ('old', 'USA', 'SRTV');
INSERT INTO colossus.power_supply_user (site, kind, from_date, mw) VALUES ('old', 'grid', '1900-01-01', 1);
SELECT year, scope, kg IS NULL AS unknown, reason FROM emission_ledger('2025-02-01') WHERE site = 'old' AND year IN (1990, 2023, 2025) AND scope = '2 location' AND scenario <> 'metered' ORDER BY 1;
SELECT round((8760 * 900.82 * 0.45359237)::numeric, 1) AS by_hand, round(kg::numeric, 1) AS kg FROM emission_ledger('2025-02-01') WHERE row_key = 'old/2023/2 location/grid contract at full load/CO2e';
UPDATE colossus.power_supply_user SET from_date = '2199-01-01' WHERE site = 'old';
SELECT count(*) FROM emission_ledger() WHERE site = 'old';
ROLLBACK;

-- an accountant's site abroad: 6 MW from the grid of Germany, losses by the same share as in the statement of a ledger, and water by scope
BEGIN;
INSERT INTO colossus.source_user (source_id, title, publisher, published) VALUES ('acme-books-2025', 'Meter readings and invoices 2025', 'Acme', '2026-01-31');
INSERT INTO colossus.organization_user (organization, source_id) VALUES ('Acme', 'acme-books-2025');
INSERT INTO colossus.site_user (site, organization, grid_region, source_id) VALUES ('Aachen', 'Acme', 'DEU', 'acme-books-2025');
INSERT INTO colossus.cluster_user (cluster, site, organization, source_id) VALUES ('Aachen 1', 'Aachen', 'Acme', 'acme-books-2025');
INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators, source_id) VALUES ('Aachen 1', 'H100 SXM', '2024-06-01', 4096, 'acme-books-2025');
INSERT INTO colossus.power_supply_user (site, kind, from_date, serves_site, mw, source_id) VALUES ('Aachen', 'grid', '2024-06-01', 'Aachen', 6, 'acme-books-2025');
SELECT scope, round(kg::numeric, 1) AS kg, CASE scope WHEN '3 grid losses' THEN round(6 * 8760 * 342.06 * 0.0473 / (1 - 0.0473), 1) WHEN '2 location' THEN 6 * 8760 * 342.06 END AS by_hand, factor_edition, reason
FROM emission_ledger('2026-07-31') WHERE site = 'Aachen' AND year = 2025 AND scope IN ('2 location', '3 grid losses') AND scenario = 'grid contract at full load';
SELECT scope, year, round(litre::numeric) AS litre, reason FROM water_ledger('2026-11-28') WHERE site = 'Aachen' AND year = 2025 ORDER BY 1;
ROLLBACK;

-- water: 1 million gallons a day for 143 days; off site from TDP, 0.7 kW, x server factor x PUE 1.3, which counts once
SELECT scope, scenario, round(litre::numeric, 0) AS litre, reason FROM water_ledger('2026-10-01') WHERE cluster = 'Colossus 1' AND year = 2024 ORDER BY 1, 2;
SELECT round(1e6 * 143 * 3.785411784, 0) AS on_site,
	round((25000 * 22 + 100000 * 121) * 24 * 0.7 * f.factor::numeric * 1.3 * 3.142, 0) AS off_site
FROM server_factor f WHERE f.accelerator = 'H100 SXM' AND f.preferred;

-- ranges: off site the likely range of the power at the meter x the water of electricity, on site what was published as one; nowhere a figure beyond its ends
SELECT w.scenario, abs(w.litre_low / (p.low * l.factor) - 1) < 1e-9 AS low, abs(w.litre_high / (p.high * l.factor) - 1) < 1e-9 AS high FROM water_ledger('2026-10-01') w
JOIN (VALUES ('EWIF of United States by Lawrence Berkeley National Laboratory', 4.35), ('EWIF of United States by World Resources Institute', 3.142)) l (scenario, factor) USING (scenario)
CROSS JOIN (SELECT sum(c.facility_mw_low) * 24 * 1000 AS low, sum(c.facility_mw_high) * 24 * 1000 AS high FROM generate_series(timestamp '2024-08-11', '2024-12-31', '1 day') d
	JOIN cluster_capacity c ON c.cluster = 'Colossus 1' AND colossus.holds(c.from_date, c.until_date, d::date)) p
WHERE w.cluster = 'Colossus 1' AND w.year = 2024 ORDER BY 1;
SELECT round(litre_low::numeric) AS low, litre, round(litre_high::numeric) AS high, round(1e6 * 143 * 3.785411784) AS low_by_hand, round(1.5e6 * 143 * 3.785411784) AS high_by_hand, reason
FROM water_ledger('2026-10-01') WHERE cluster = 'Colossus 1' AND year = 2024 AND scenario LIKE '%Protect Our Aquifer';
SELECT row_key FROM water_ledger() WHERE NOT (litre_low <= litre AND litre <= litre_high) OR litre_low > litre_high OR (litre IS NOT NULL AND num_nulls(litre_low, litre_high) > 0);
-- water of one's own: a report holds until the next of its data set, days that two clusters of a site share count once,
-- and what cannot be used says why.  5 million gallons a day for 92 days and 6 for 214; 2 for the 365 days of 2025
BEGIN;
INSERT INTO colossus.site_user (site, country, grid_region) VALUES ('wet', 'USA', 'SRTV');
INSERT INTO colossus.cluster_user (cluster, site, country) VALUES ('wet 1', 'wet', 'USA'), ('wet 2', 'wet', NULL);
INSERT INTO colossus.pue_user (site, from_date, pue) VALUES ('wet', '2024-01-01', 1.5);
INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('wet 1', 'H100 SXM', '2024-07-01', 1000), ('wet 2', 'H100 SXM', '2025-01-01', 1000);
INSERT INTO colossus.reported_value_user (subject, quantity, at, data_set, vintage, unit, value) VALUES
	('wet 1', 'water use', '2025-03-01', 'meter', '', 'million gallons/d', 5), ('wet 1', 'water use', '2025-06-01', 'meter', '', 'million gallons/d', 6),
	('wet', 'water use', '2024-12-01', 'utility', '1', 'million gallons/d', 99), ('wet', 'water use', '2024-12-01', 'utility', '2', 'million gallons/d', 2),
	('wet 2', 'water use', '2025-01-01', 'slip', '', 'million gallons/d', -1), ('wet 2', 'water use', '2025-01-01', 'nothing', '', 'million gallons/d', NULL),
	('wet 1', 'WUE', '2024-01-01', 'slip', '', 'l/kWh', -1),
	('United States', 'EWIF', '2020-01-01', 'slip', '', 'l/kWh', -1), ('United States', 'EWIF', '2021-01-01', 'slip', '', 'l/kWh', NULL);
SELECT cluster, scope, scenario, from_date, round(litre::numeric, 0) AS litre, reason FROM water_ledger('2026-10-01')
WHERE site = 'wet' AND year = 2025 AND (scope = 'on site' OR scenario LIKE '%slip' OR litre IS NULL) ORDER BY 1, 2, 3;
SELECT round((5 * 92 + 6 * 214) * 1e6 * 3.785411784, 0) AS meter, round(2 * 365 * 1e6 * 3.785411784, 0) AS utility;
SELECT count(*) = count(DISTINCT row_key) AS keys, count(*) FILTER (WHERE litre IS NULL AND reason IS NULL) AS neither FROM water_ledger();
ROLLBACK;

-- a WUE has a first day, as every level: 0.5 l/kWh of the owner's fleet from 2024 on, 0.2 of the site from June 2025 on.  1,000 H100 (700 W x 1.82) draw 1,274 kW;
-- where it is told later, or no more, those days lack, and that is not never published
BEGIN;
INSERT INTO colossus.organization_user (organization) VALUES ('Wet');
INSERT INTO colossus.site_user (site, country) VALUES ('fleet', 'USA'), ('late', 'USA'), ('never', 'USA');
INSERT INTO colossus.cluster_user (cluster, site, organization, country) VALUES ('fleet', 'fleet', 'Wet', 'USA'), ('late', 'late', NULL, 'USA'), ('never', 'never', NULL, 'USA');
INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) SELECT unnest(ARRAY['fleet', 'late', 'never']), 'H100 SXM', '2024-01-01', 1000;
INSERT INTO colossus.reported_value_user (subject, quantity, at, data_set, unit, value) VALUES ('Wet', 'WUE', '2024-01-01', 'a', 'l/kWh', 0.5), ('fleet', 'WUE', '2025-06-01', 'b', 'l/kWh', 0.2), ('late', 'WUE', '2025-06-01', 'b', 'l/kWh', 0.2), ('late', 'WUE', '2026-01-01', 'b', 'l/kWh', NULL);
SELECT w.cluster, w.year, round(w.litre::numeric, 3) AS litre, round(w.litre_low::numeric, 3) AS at_least, round((1274 * 24 * v.days)::numeric, 3) AS by_hand, w.reason FROM water_ledger('2026-09-30') w
JOIN (VALUES ('fleet', 2024, 366 * 0.5), ('fleet', 2025, 151 * 0.5 + 214 * 0.2), ('fleet', 2026, 273 * 0.2), ('late', 2024, NULL), ('late', 2025, 0.63 * 214 * 0.2), ('late', 2026, NULL), ('never', 2025, NULL)) v (cluster, year, days) USING (cluster, year)
WHERE w.scope = 'on site' ORDER BY 1, 2;
-- what_if reads the same level of the same subject
SELECT d.at, round(w.after_low::numeric, 6) AS low, round((1.274 * 0.63 * 8.76 * (d.wue + 1.3 * 3.142))::numeric, 6) AS by_hand FROM (VALUES (date '2025-05-31', 0.5), ('2025-06-01', 0.2)) d (at, wue)
CROSS JOIN LATERAL what_if('fleet', d.at, pue => 1.3) w WHERE w.quantity = 'water_ml' ORDER BY 1;
-- and the water of electricity: of each author the last figure of no later year, else his first
INSERT INTO colossus.reported_value_user (subject, quantity, at, data_set, unit, value) VALUES ('United States', 'EWIF', '2026-01-01', 'World Resources Institute', 'l/kWh', 9), ('United States', 'EWIF', '2026-01-01', 'Lawrence Berkeley National Laboratory', 'l/kWh', 8);
INSERT INTO colossus.pue_user (site, from_date, pue) VALUES ('fleet', '2024-01-01', 1.3);
SELECT y.year, min(round((w.litre / (1274 * 24 * 1.3 * d.days))::numeric, 6)) AS lowest, max(round((w.litre / (1274 * 24 * 1.3 * d.days))::numeric, 6)) AS highest, e.low AS at_low, e.high AS at_high
FROM (VALUES (2020, NULL), (2024, 366), (2025, 365), (2026, 273)) d (year, days) CROSS JOIN LATERAL (SELECT d.year) y CROSS JOIN LATERAL ewif_at(make_date(d.year, 7, 1)) e
LEFT JOIN water_ledger('2026-09-30') w ON w.year = d.year AND w.cluster = 'fleet' AND w.scope = 'off site' GROUP BY y.year, e.low, e.high ORDER BY 1;
ROLLBACK;

-- turbines without a contract with the grid, of an unknown heat rate, and a part without an embodied factor: all is listed
BEGIN;
INSERT INTO colossus.site_user (site, country, grid_region) VALUES ('island', 'USA', 'SRTV');
INSERT INTO colossus.cluster_user (cluster, site, country) VALUES ('island', 'island', 'USA');
INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('island', 'GB200', '2024-01-01', 1000);
INSERT INTO colossus.power_supply_user (site, kind, model, from_date, units, mw) VALUES ('island', 'turbine', 'unheard of', '2025-01-01', 2, 20);
SELECT year, scope, scenario, kg, reason FROM emission_ledger('2025-06-30') WHERE site = 'island' ORDER BY 1, 2, 3;
SELECT DISTINCT rule, subject FROM colossus.audit WHERE subject LIKE 'emission_ledger: island%' ORDER BY 2;
ROLLBACK;

-- one figure in two units that say different things: 900 lb are 408.233133 kg, 53.06 kg are 116.98 lb
BEGIN;
INSERT INTO colossus.grid_rate_user (region, year, edition, known_from, gas, rate, lb_per_mwh, g_per_kwh) VALUES
	('mine', 2023, 'good', '2024-01-01', 'CO2e', 'total', 900, 408.2), ('mine', 2023, 'bad', '2024-01-01', 'CO2e', 'total', 900, 900);
INSERT INTO colossus.emission_factor_user (fuel, technology, control, pollutant, basis, edition, factor, unit, lb_per_mmbtu) VALUES
	('mine', 'x', 'x', 'CO2', 'heat input HHV', 'good', 53.06, 'kg/MMBtu', 116.98), ('mine', 'x', 'x', 'CO2', 'heat input HHV', 'bad', 53.06, 'kg/MMBtu', 53.06),
	('mine', 'x', 'x', 'CO2', 'heat input HHV', 'worse', 1, 'lb/MMBtu', 2), ('mine', 'x', 'x', 'CO2', 'shaft output', 'other', 1, 'lb/hp-h', NULL);
SELECT subject, detail FROM colossus.audit WHERE rule = 'units disagree' ORDER BY 1;
ROLLBACK;
SELECT count(*) FROM colossus.audit WHERE rule = 'units disagree';
