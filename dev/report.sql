-- The Colossus report: 100 columns wide, every figure computed by the extension
-- from its inventory.  Run it in any database that has the extension:
--   psql -X -f dev/report.sql
\set QUIET on
\pset format aligned
\pset border 0
\pset footer off
\pset null '-'
\pset tuples_only off
SET search_path = pg_catalog, colossus;
SET client_min_messages = warning;

\echo
\echo '===================================================================================================='
\echo ' COLOSSUS: what the public record says about xAI''s cluster in Memphis'
\echo '===================================================================================================='
SELECT format(' colossus %s on PostgreSQL %s: %s facts from %s sources',
	(SELECT extversion FROM pg_extension WHERE extname = 'colossus'), current_setting('server_version'),
	to_char((SELECT count(*) FROM fact), 'FM999,999'), to_char((SELECT count(DISTINCT source_id) FROM fact), 'FM999,999'))
\g (tuples_only=on)

\echo '1. THE FLEET  accelerators installed, as levels by date; a later level replaces an earlier one'
\echo
SELECT cluster, from_date AS "from", until_date AS "until", accelerator AS "part",
	to_char(accelerators, '9,999,999') AS "installed", status, left(source_id, 34) AS "source"
FROM fleet_timeline WHERE cluster LIKE 'Colossus%' AND from_date <= current_date
ORDER BY cluster, from_date, accelerator;

\echo '2. FLOPS  dense peaks of what was in service (EFLOP/s = 1e18 FLOP/s; H100e = H100 equivalents)'
\echo
SELECT d.at AS "on", c.cluster, to_char(c.accelerators, '9,999,999') AS "accelerators",
	to_char(c.h100_equivalents, '9,999,999') AS "H100e",
	to_char(c.bf16_flops / 1e18, '9,990.00') AS "bf16 EFLOP/s", to_char(c.fp8_flops / 1e18, '9,990.00') AS "fp8 EFLOP/s"
FROM (VALUES (date '2024-09-03'), ('2025-02-20'), ('2025-07-23'), ('2025-11-01'), ('2026-07-15')) d (at)
CROSS JOIN LATERAL cluster_capacity_at(d.at) c
WHERE c.cluster LIKE 'Colossus%' AND c.accelerators > 0
ORDER BY d.at, c.cluster;

\echo '3. POWER  computed (TDP x server factor x PUE) beside what is reported, MW'
\echo
SELECT d.at AS "on", c.cluster, to_char(c.accelerator_tdp_mw, '9990.0') AS "TDP", to_char(c.it_mw, '9990.0') AS "IT",
	to_char(c.facility_mw, '9990.0') AS "facility", to_char(c.facility_mw_low, 'FM9990') || '-' || to_char(c.facility_mw_high, 'FM9990') AS "likely",
	to_char(c.reported_it_mw, '9990.0') AS "IT reported",
	to_char(c.reported_facility_mw_low, 'FM9990') || '-' || to_char(c.reported_facility_mw_high, 'FM9990') AS "facility reported",
	to_char(c.pue, '0.00') AS "PUE"
FROM (VALUES (date '2024-09-03'), ('2025-02-20'), ('2025-07-23'), ('2025-11-01'), ('2026-07-15')) d (at)
CROSS JOIN LATERAL cluster_capacity_at(d.at) c
WHERE c.cluster LIKE 'Colossus%' AND c.accelerators > 0
ORDER BY d.at, c.cluster;

\echo '   The balance of Colossus 1 on 2024-09-15, by every published demand (on-site turbines: alleged)'
\echo
SELECT left(demand_method, 52) AS "demand by", to_char(demand_mw, '990.0') AS "demand", to_char(grid_mw, '990') AS "grid",
	to_char(onsite_mw, '990') AS "on-site", onsite_status AS "status", to_char(margin_mw, 'SG990.0') AS "margin"
FROM power_balance_at('2024-09-15') WHERE site = 'Colossus 1'
ORDER BY demand_mw;

\echo '4. TURBINES AND PERMITS  two legal tracks, never added'
\echo
SELECT site, from_date AS "from", until_date AS "until", installed_units AS "installed", permitted_units AS "permitted",
	units_without_permit AS "without", permit_id AS "permit", status
FROM permit_status WHERE from_date <= current_date ORDER BY site, from_date;

\echo '   What 35 turbines (421 MW, alleged, April 2025) may emit in 8,760 hours, short tons a year'
\echo
SELECT pollutant, scenario, to_char(tons_per_year, '9,999,990.0') AS "tons/year", programme,
	to_char(threshold_tons, '999') AS "threshold", exceeds_threshold AS "reached", left(factor, 24) AS "factor"
FROM turbine_emissions_at('2025-04-15')
WHERE site = 'Colossus 1' AND pollutant IN ('NOx', 'CO', 'formaldehyde', 'CO2')
	AND (pollutant = 'NOx' OR scenario = 'lean premix')
ORDER BY pollutant DESC, scenario, programme;

\echo '   Letters, notices, suits'
\echo
SELECT at, kind, left(claimant, 24) AS "by", left(respondent, 18) AS "to", left(subject, 30) AS "about"
FROM proceedings ORDER BY at, proceeding;

\echo '5. EMISSIONS  Colossus 1 by scope and year, metric tons: ceilings all, no measurement'
\echo
SELECT scope, left(scenario, 26) AS "scenario", pollutant,
	to_char(colossus.kg_to_t(sum(kg) FILTER (WHERE year = 2024)), '999,990') AS "2024",
	to_char(colossus.kg_to_t(sum(kg) FILTER (WHERE year = 2025)), '999,990') AS "2025",
	left(coalesce(min(factor_edition), min(reason)), 27) AS "factor, or what is missing"
FROM emission_ledger()
WHERE site = 'Colossus 1' AND year IN (2024, 2025) AND scope IN ('1', '2 location', '2 market', '3 upstream fuel')
	AND (pollutant IN ('NOx', 'CO2', 'CO2e', 'CH4 fossil')) AND scenario NOT IN ('uncontrolled', '2 ppm NOx')
GROUP BY scope, scenario, pollutant
ORDER BY scope, pollutant, scenario;

\echo '6. TRAINING RUNS  computed beside published; utilization over all hours, dense peak'
\echo
SELECT left(run, 24) AS "run", left(accelerator, 14) AS "part", to_char(flop, '9.99EEEE') AS "FLOP", flop_method AS "by",
	to_char(100 * mfu, '990.0') AS "MFU %", mfu_numeric_format AS "of",
	to_char(coalesce(facility_mwh, it_mwh), '999,990') AS "MWh", to_char(published_mwh, '999,990') AS "published",
	to_char(co2e_t, '999,990') AS "t CO2e", to_char(published_co2e_t, '999,990') AS "published"
FROM training_run_summary
WHERE run IN ('GPT-3 175B', 'BLOOM-176B', 'PaLM 540B', 'Llama 3.1 405B', 'DeepSeek-V3', 'GPT-4') OR run LIKE 'Grok%'
ORDER BY flop;

\echo '7. RANKING  single sites, Epoch AI data centres, newest edition (estimates)'
\echo
SELECT coalesce(a.rank, b.rank, c.rank) AS "rank",
	left(a.cluster, 19) AS "2024-09-30", to_char(a.value, '9,999,999') AS "H100e",
	left(b.cluster, 19) AS "2024-12-31", to_char(b.value, '9,999,999') AS "H100e",
	left(c.cluster, 21) AS "2026-07-15", to_char(c.value, '9,999,999') AS "H100e"
FROM (SELECT * FROM cluster_ranking('2024-09-30') WHERE rank <= 8) a
FULL JOIN (SELECT * FROM cluster_ranking('2024-12-31') WHERE rank <= 8) b ON b.rank = a.rank
FULL JOIN (SELECT * FROM cluster_ranking('2026-07-15') WHERE rank <= 8) c ON c.rank = a.rank
ORDER BY 1;
SELECT format('   By facility power on 2024-09-30: 1. %s, %s MW; %s. Colossus 1, %s MW',
	f.cluster, f.value, c.rank, c.value)
FROM cluster_ranking('2024-09-30', 'facility_mw') f, cluster_ranking('2024-09-30', 'facility_mw') c
WHERE f.rank = 1 AND c.cluster = 'Colossus 1'
\g (tuples_only=on)

\echo '8. WHAT THE ARTICLE OF SEPTEMBER 2024 SAID  and what holds'
\echo
SELECT verdict, count(*) AS "number", string_agg(claim_id, ' ' ORDER BY claim_id) AS "which"
FROM claim_check GROUP BY verdict ORDER BY count(*) DESC, verdict;
\echo '   Those that corrupt data when ingested as written'
\echo
SELECT claim_id AS "claim", left(subject || ': ' || attribute, 34) AS "statement", left(value, 20) AS "as stated", verdict, left(evidence, 25) AS "evidence"
FROM claim_check WHERE hazard ORDER BY claim_id;

\echo '9. WHAT IF  Colossus 1 changed, with the likely range (p5 to p95) of the difference'
\echo
\echo '   In March 2025, GB200 with as many bf16 FLOP/s instead of its H100 and H200'
\echo
SELECT quantity, unit, to_char(before, '999,999,999') AS "before", to_char(after, '999,999,999') AS "after",
	to_char(difference_low, 'FMS999,999,999') || ' to ' || to_char(difference_high, 'FMS999,999,999') AS "difference, likely"
FROM what_if('Colossus 1', '2025-03-15', 'GB200', 'flops')
WHERE quantity IN ('accelerators', 'it_mw', 'facility_mw', 'grid_mw', 'plant_mw', 'beyond_mw', 'mwh_per_year', 'scope1_t', 'energy_usd');
\echo '   beyond_mw: demand beyond what contract (grid_mw) and turbines (plant_mw) are known to give'
\echo
\echo '   In April 2025, catalysts (SCR) behind its 35 alleged turbines'
\echo
SELECT quantity, unit, to_char(before, '99,999,999') AS "before", to_char(after, '99,999,999') AS "after",
	to_char(after_low, 'FM99,999,999') || ' to ' || to_char(after_high, 'FM99,999,999') AS "after, likely"
FROM what_if('Colossus 1', '2025-04-15', controls => ARRAY['lean premix', 'SCR']) WHERE quantity IN ('nox_tons', 'scope1_t');
\echo '   The same at the 2 ppm of the permit of July 2025, which allows 87 tons of 15 turbines'
\echo
SELECT quantity, unit, to_char(before, '99,999,999') AS "before", to_char(after, '99,999,999') AS "after"
FROM what_if('Colossus 1', '2025-04-15', controls => ARRAY['permit limit']) WHERE quantity LIKE 'nox%';
\echo '   What the figure hangs on'
\echo
SELECT input, to_char(100 * share, '990.0') AS "% of the range", to_char(quantity_low, '99,999') AS "tons, low", to_char(quantity_high, '99,999') AS "tons, high"
FROM sensitivity('Colossus 1', '2025-04-15', 'nox_tons') WHERE share > 0.001;
\echo '   In March 2025, wholly on the grids of California and of France, t CO2e a year by location'
\echo '   (before, 150 of 331 MW have a known supply: a contract of 50 MW, and turbines, scope 1)'
\echo
SELECT g.name AS "grid", to_char(max(w.before) FILTER (WHERE w.quantity = 'scope1_t'), '9,999,999') AS "scope 1 before",
	to_char(max(w.before) FILTER (WHERE w.quantity = 'scope2_location_t'), '9,999,999') AS "scope 2 before",
	to_char(max(w.after) FILTER (WHERE w.quantity = 'scope2_location_t'), '9,999,999') AS "scope 2 after",
	to_char(max(w.after_low) FILTER (WHERE w.quantity = 'scope2_location_t'), 'FM9,999,999') || ' to ' || to_char(max(w.after_high) FILTER (WHERE w.quantity = 'scope2_location_t'), 'FM9,999,999') AS "after, likely"
FROM (VALUES ('California', 'CAMX'), ('France', 'FRA')) g (name, region)
CROSS JOIN LATERAL what_if('Colossus 1', '2025-03-15', grid_region => g.region, pue => 1.3) w GROUP BY g.name ORDER BY g.name;

\echo '10. SOURCES  of the figures about Colossus'
\echo
SELECT left(s.source_id, 26) AS "source", left(s.publisher, 22) AS "publisher", s.published, left(s.title, 38) AS "title"
FROM source s
WHERE s.source_id IN (
	SELECT source_id FROM fleet_timeline WHERE cluster LIKE 'Colossus%'
	UNION SELECT source_id FROM supply_timeline
	UNION SELECT source_id FROM permit)
ORDER BY s.source_id;
