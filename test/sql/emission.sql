-- Emissions, against published figures.  tolerance is half a unit of the last
-- digit printed, relative.
CREATE TEMP VIEW published(what, got, want, tolerance) AS VALUES
	-- units: NIST; 40 CFR 98.43 divides short tons by 1.1023
	('1 MWh in MMBtu', heat_input_mmbtu(1, heat_rate_btu_per_kwh(1)), 3.412142::float8, 2e-7::float8),
	('tonne in short tons', kg_to_tons(1000), 1.1023, 5e-5),
	('short ton in kg', tons_to_kg(1), 907.18474, 0),
	('pounds', kg_to_lb(0.45359237), 1, 0),
	('t', kg_to_t(1500), 1.5, 0),
	('lb/MWh', lb_per_mwh(1), 2.20462, 2e-6),
	('g/kWh', g_per_kwh(1000), 453.59237, 1e-15),
	-- 40 CFR 98 table C-1: natural gas 53.06 kg/MMBtu is 116.98 lb/MMBtu; eGRID 0.058444529 ton/MMBtu is 53.02 kg
	('natural gas in lb/MMBtu', kg_to_lb(53.06), 116.98, 5e-5),
	('natural gas by eGRID', tons_to_kg(0.058444529), 53.02, 1e-4),
	-- 9,630 Btu/kWh on LHV
	('heat rate on HHV', hhv_btu_per_kwh(9630), 10689.3, 1e-12),
	-- 40 CFR 75 appendix F, equation F-5, at 15 % O2 and 8,710 dscf/MMBtu
	('1 ppm NOx', ppm_to_lb_per_mmbtu('NOx', 1), 3.684e-3, 2e-4),
	('2 ppm NOx', ppm_to_lb_per_mmbtu('nox', 2), 7.37e-3, 7e-4),
	('5 ppm NOx', ppm_to_lb_per_mmbtu('NOX', 5), 1.84e-2, 3e-3),
	('9 ppm NOx', ppm_to_lb_per_mmbtu('NOx', 9), 3.32e-2, 2e-3),
	('15 ppm NOx', ppm_to_lb_per_mmbtu('NOx', 15), 5.53e-2, 1e-3),
	('25 ppm NOx', ppm_to_lb_per_mmbtu('NOx', 25), 9.21e-2, 6e-4),
	('CO by its weight', ppm_to_lb_per_mmbtu('CO', 1), 3.684e-3 * 28.01 / 46.01, 3e-4),
	('NH3 by its weight', ppm_to_lb_per_mmbtu('NH3', 1), 3.684e-3 * 17.03 / 46.01, 3e-4),
	('SO2 by its weight', ppm_to_lb_per_mmbtu('SO2', 1), 3.684e-3 * 64.066 / 46.01, 3e-4),
	('formaldehyde by its weight', ppm_to_lb_per_mmbtu('HCHO', 1), 3.684e-3 * 30.026 / 46.01, 3e-4),
	('as measured, without dilution', ppm_to_lb_per_mmbtu(pollutant => 'NOx', ppm => 1, oxygen_percent => 0, f_factor_dscf_per_mmbtu => 8710), 1.194e-7 * 8710, 1e-15),
	-- 2 ppm is 97.7 % below AP-42's uncontrolled 0.32 lb/MMBtu
	('2 ppm as a control', 1 - ppm_to_lb_per_mmbtu('NOx', 2) / 0.32, 0.977, 6e-4),
	-- CHP guide, table 7-3: 90 MMBtu/h x 0.32 x 6,000 h is 86.40 tons, not 163.20
	('CHP table 7-3', potential_to_emit_tons(90, 1000, 0.32, 6000), 86.40, 1e-12),
	-- 35 turbines, 421 MW, AP-42 lean premix 0.099: about 1,951 tons of NOx a year (SELC says up to 2,000)
	('421 MW', potential_to_emit_tons(capacity_mw => 421, heat_rate_btu_per_kwh => hhv_btu_per_kwh(9630), factor_lb_per_mmbtu => 0.099), 1951, 3e-4),
	-- permit 01156-01PC: 15 x 16.48 MW at 2 ppm and 10,500 Btu/kWh are 84 tons a year
	('247.2 MW at 2 ppm', potential_to_emit_tons(247.2, 10500, ppm_to_lb_per_mmbtu('NOx', 2)), 84, 6e-3),
	('a control of 90 %', potential_to_emit_tons(90, 1000, 0.32, 6000, 0.9), 8.64, 1e-12),
	('500 enforceable hours', potential_to_emit_tons(90, 1000, 0.32, hours => 500), 7.2, 1e-12),
	('kg and tons agree', kg_to_tons(combustion_kg(heat_input_mmbtu(mwh => 421 * 8760, heat_rate_btu_per_kwh => 10000), 0.099, 0.5)), potential_to_emit_tons(421, 10000, 0.099, 8760, 0.5), 1e-15),
	('combustion, CO2 of 1 MMBtu', combustion_kg(heat_mmbtu => 1, factor_lb_per_mmbtu => 116.98), 53.06, 5e-5),
	('combustion, controlled', combustion_kg(100, 1, control_efficiency => 0.25), 75 * 0.45359237, 1e-15),
	-- eGRID2023: 895.693 + 28 x 0.079 + 265 x 0.011 lb/MWh is 900.82
	('SRTV by parts', co2e_kg('CO2', 895.693) + co2e_kg('CH4', 0.079) + co2e_kg('N2O', 0.011), 900.82, 1e-6),
	-- BLOOM: 433,196 kWh at 57 g/kWh are 24.69 t
	('BLOOM, t', kg_to_t(co2e_from_g_per_kwh_kg(kwh => 433196, g_per_kwh => 57)), 24.69, 2e-4),
	('grid, lb/MWh', grid_co2e_kg(kwh => 1000, lb_per_mwh => 900.82), 900.82 * 0.45359237, 1e-15),
	('lb/MWh and g/kWh agree', grid_co2e_kg(12345, 900.82), co2e_from_g_per_kwh_kg(12345, g_per_kwh(900.82)), 1e-15),
	-- water: PUE once, off site alone.  1,000 kWh IT, WUE 0.3, PUE 1.2, EWIF 3.142
	('water', water_l(it_kwh => 1000, wue_l_per_kwh => 0.3, pue => 1.2, ewif_l_per_kwh => 3.142), 1000 * (0.3 + 1.2 * 3.142), 1e-15),
	('water by facility energy', water_l(1000, 0.3, 1.2, 3.142), facility_kwh(1000, 1.2) / 1.2 * 0.3 + facility_kwh(1000, 1.2) * 3.142, 1e-15),
	-- embodied: Morrison 2025, 463 kg over 4 years is 0.0132 kg/GPU-h; BLOOM, 150 kg over 6 years at 85 % is 0.00336
	('embodied, Morrison', embodied_share_kg(463, 1, 4 * 8760), 0.0132, 2e-3),
	('embodied, BLOOM', embodied_share_kg(total_kg => 150, used_h => 1, lifetime_h => 6 * 8760 * 0.85), 0.00336, 2e-3),
	('embodied, an eighth of a board', embodied_share_kg(1312, 1, 1, share => 1 / 8.0), 164, 1e-15),
	-- GSF, SCI for AI, examples 9.1 and 9.2: 5,000 kg and 1,500 kg for 50e9 tokens are 130 g a million (it prints 0.13, a
	-- slip of a thousand); 180,000 kg and 20,000 kg for 5e22 FLOP are 4,000 g for 1e18 (it prints 4); 0.08 g an inference
	('SCI for AI, consumer', sci_g(5e6, 1, 1.5e6, 50e9 / 1e6), 130, 1e-15),
	('SCI for AI, provider', sci_g(180e6, 1, 20e6, 5e22 / 1e18), 4000, 1e-15),
	('SCI for AI, inference', sci_g(3.2e6, 1, 0, 40e6), 0.08, 1e-15),
	('SCI', sci_g(facility_kwh => 2, g_per_kwh => 400, embodied_g => 200, functional_units => 10), 100, 1e-15),
	-- EPA 2023, USD of 2020 per metric ton
	('CO2 of 2025', social_cost_usd('CO2', 1000, 2025), 212, 1e-15),
	('CO2 of 2030 at 1.5 %', social_cost_usd('co2', 2000, 2030, '1.5%'), 768, 1e-15),
	('CH4 of 2030 at 2.5 %', social_cost_usd(gas => 'CH4', kg => 500, year => 2030, discount => '2.5%'), 962, 1e-15);
SELECT what, abs(got - want) <= tolerance * want AS ok FROM published;

-- GWPs, as the facts have them
SELECT gas, string_agg(format('%s-%s %s', assessment, horizon_years, gwp), ', ' ORDER BY assessment, horizon_years DESC) AS gwp
FROM gwp GROUP BY gas ORDER BY gas COLLATE "C";
SELECT count(*) AS rows, bool_and(co2e_kg(lower(gas), 1, lower(assessment), horizon_years) = gwp) AS co2e_kg_uses_them FROM gwp;
-- 1000 + 280 + 265; 1000 + 812 + 273; 1000 + 250 + 298
SELECT co2e(gas, kg) AS ar5, co2e(gas, kg, 'AR6', 20) AS ar6_20, co2e(gas, kg, 'AR4', 100) AS ar4
FROM (VALUES ('CO2', 1000::float8), ('ch4', 10), ('N2O', 1), (NULL, 5), ('CO2', NULL)) v(gas, kg);
SELECT co2e('CO2', 1) FROM generate_series(1, 0);
SELECT emission_totals(pollutant, kg) FROM (VALUES
	('NOx', 0.1::float8), ('nox', 0.2), ('HCHO', 1), ('Formaldehyde', 2), ('pm2.5', -1), ('CH4 FOSSIL', 3), ('SO2', NULL), (NULL, 4), ('CO', 0)) v(pollutant, kg);
SELECT emission_totals('NOx', NULL) AS all_null;
-- every name that a shipped factor, control, limit or threshold uses is known, and has a total ("single HAP" is
-- a threshold for any one of them)
SELECT kind, string_agg(pollutant, ', ' ORDER BY pollutant COLLATE "C") AS pollutants FROM pollutant GROUP BY kind ORDER BY kind;
SELECT n.pollutant AS unknown FROM (SELECT pollutant FROM emission_factor UNION SELECT pollutant FROM control_efficiency
	UNION SELECT pollutant FROM permit_limit UNION SELECT pollutant FROM programme_threshold) n
WHERE NOT EXISTS (SELECT 1 FROM pollutant p WHERE p.pollutant = n.pollutant);
SELECT count(*) AS names, bool_and(t.key = p.pollutant) AS canonical
FROM pollutant p, jsonb_each((SELECT emission_totals(lower(q.pollutant), 1) FROM pollutant q)) t WHERE t.key = p.pollutant AND t.value = '1';
SELECT emission_totals(a, 1) = emission_totals(p.pollutant, 1) AS by_alias FROM pollutant p, string_to_table(p.aliases, ';') a GROUP BY p.pollutant HAVING emission_totals(a, 1) <> emission_totals(p.pollutant, 1);

-- two time axes; the rows are invented
BEGIN;
INSERT INTO grid_rate_user (region, year, edition, known_from, gas, rate, lb_per_mwh, g_per_kwh, source_id) VALUES
	('TEST', 2022, 'one', '2024-01-30', 'CO2e', 'total', 1000, NULL, NULL),
	('TEST', 2023, 'two', '2025-01-15', 'CO2e', 'total', 900, NULL, 'x'),
	('TEST', 2023, 'two, revised', '2025-06-12', 'CO2e', 'total', 800, NULL, NULL),
	('TEST', 2024, 'metric', '2026-01-01', 'CO2e', 'total', NULL, 400, NULL);
SELECT at, known_on, f.region, f.year, f.edition, f.lb_per_mwh::numeric(9, 3), f.g_per_kwh::numeric(9, 3), f.stale
FROM (VALUES
	(1, '2023-06-30'::date, '2024-06-01'::date),	-- 2023 was not out: 2022, stale
	(2, '2023-06-30', '2025-02-01'),				-- out
	(3, '2023-06-30', '2025-07-01'),				-- revised
	(4, '2023-06-30', '2025-06-12'),				-- on the day of the revision
	(5, '2025-12-31', '2026-06-01'),				-- the latest before, in g/kWh
	(6, '2022-01-01', '2026-06-01'),
	(7, '2021-12-31', '2026-06-01'),				-- no year so early
	(8, '2023-06-30', '2024-01-29'),				-- nothing was out
	(9, 'infinity', '2026-06-01')
) v(n, at, known_on) LEFT JOIN LATERAL grid_factor(region => 'test', at => v.at, known_on => v.known_on) f ON true ORDER BY n;
-- what is denied is no factor
INSERT INTO grid_rate_user (region, year, edition, known_from, gas, rate, lb_per_mwh, status) VALUES ('TEST', 2023, 'three', '2025-07-01', 'CO2e', 'total', 1, 'denied');
INSERT INTO social_cost_user (gas, year, discount, edition, usd_per_t, known_from, status) VALUES ('CO2', 2025, '2.0%', 'other', 1, '2026-01-01', 'denied');
SELECT edition, lb_per_mwh, social_cost_usd('CO2', 1000, 2025) AS usd FROM grid_factor('TEST', '2023-06-30', known_on => '2025-12-31');
SELECT count(*) AS no_such_gas FROM grid_factor('TEST', '2023-01-01', 'CH4');
SELECT count(*) AS no_such_rate FROM grid_factor('TEST', '2023-01-01', 'co2e', 'Residual');
SELECT count(*) AS not_known FROM grid_factor(NULL, '2023-01-01');
SELECT count(*) AS not_an_error FROM grid_rate_at('nowhere', '2023-01-01', 'CO2e', 'total', '2026-01-01');
ROLLBACK;

-- one place by any of its names, by ISO 3166-1 (Germany is DE, DEU), eGRID, and the
-- utility whose area is the subregion; a code is never the name of another region
SELECT name, grid_region(name) AS region FROM unnest('{DEU,de,DE,Germany," germany ",GB,UK,Korea,SRTV,srtv,TVA,US-TEN-TVA,SERC Tennessee Valley,ERCOT,ISO-NE,US,United States,USA,EU,World}'::text[]) name;
SELECT grid_factor('TVA', '2023-06-01') = grid_factor('SRTV', '2023-06-01') AS same, (SELECT f.g_per_kwh FROM grid_factor('de', '2024-06-01') f) = (SELECT f.g_per_kwh FROM grid_factor('DEU', '2024-06-01') f) AS same_country,
	(SELECT f.region FROM grid_rate_at('Tennessee Valley Authority', '2023-06-01', 'CO2e', 'total', '2026-01-01') f) AS by_the_utility,
	(SELECT e.location_g_per_kwh FROM electricity_co2e(1, 'tva', '2023-06-01') e) = (SELECT f.g_per_kwh FROM grid_factor('SRTV', '2023-06-01') f) AS electricity;
SELECT a.alias FROM grid_region_alias a WHERE NOT EXISTS (SELECT FROM grid_rate g WHERE g.region = a.region) OR EXISTS (SELECT FROM grid_rate g WHERE lower(g.region) = a.alias);
SELECT DISTINCT g.region, g.region_name FROM grid_rate g WHERE grid_region_of(g.region_name) IS DISTINCT FROM g.region AND g.region NOT IN ('USA', 'OECD', 'G7', 'G20', 'World');
-- rates by the year for many regions are those that are looked up one by one
SELECT count(*) AS asked, count(g.location_g) AS known, count(*) FILTER (WHERE (g.location_g, g.location_edition, g.location_stale, g.location_source_id) IS DISTINCT FROM (l.g_per_kwh, l.edition, l.stale, l.source_id)
	OR (g.market_g, g.market_edition, g.market_stale, g.market_source_id, g.market_rate, g.market_gas) IS DISTINCT FROM (m.g_per_kwh, m.edition, m.stale, m.source_id, m.rate, m.gas)) AS differ
FROM (SELECT DISTINCT region AS name FROM grid_rate UNION SELECT unnest('{TVA, germany ,nowhere}'::text[])) n
CROSS JOIN (VALUES (2023), (2026)) y(year)
LEFT JOIN grid_rates((SELECT array_agg(DISTINCT region) || '{TVA, germany ,nowhere}' FROM grid_rate), 2023, 2026, '2026-11-01') g ON g.region = lower(n.name) AND g.year = y.year
LEFT JOIN LATERAL grid_rate_at(n.name, make_date(y.year, 7, 1), 'CO2e', 'total', '2026-11-01') l ON true
LEFT JOIN LATERAL market_rate_at(n.name, make_date(y.year, 7, 1), '2026-11-01') m ON true;
SELECT count(*) FROM grid_rates('{RFCW}', 2026, 2147483647, '2026-11-01');
-- a region of the user's own under a code that is an alias of another is his region everywhere
BEGIN;
INSERT INTO grid_rate_user (region, year, edition, known_from, gas, rate, g_per_kwh, status) VALUES ('DE', 2024, 'mine', '2025-07-01', 'CO2e', 'total', 1, 'reported');
SELECT name, grid_region(name) AS region, (grid_factor(name, '2024-06-01', known_on => '2026-11-01')).g_per_kwh AS factor, (SELECT location_g FROM grid_rates(ARRAY[name], 2024, 2024, '2026-11-01')) AS rates FROM unnest('{DE,de,DEU,germany}'::text[]) name;
ROLLBACK;
-- of several, or of none
SELECT name, grid_region_of(name) FROM unnest('{SERC,WECC,PJM,DE-BY,Tennessee,NULL,""}'::text[]) name;

\set SHOW_CONTEXT never
SELECT grid_region('SERC');
SELECT grid_region('Germny');
SELECT * FROM grid_factor('SRTX', '2023-01-01');
SELECT * FROM grid_factor('SRTV', '2023-01-01', 'CO3');
SELECT * FROM grid_factor('SRTV', '2023-01-01', 'CO2', 'marginal');
SELECT social_cost_usd('CO2e', 1, 2025);
SELECT social_cost_usd('CO2', 1, 2025, '3%');
SELECT social_cost_usd('CO2', 1, 1999);
SELECT social_cost_usd('CO2', -1, 2025);
SELECT co2e_kg('NOx', 1);
SELECT co2e_kg('CO2e', 1);
SELECT co2e_kg('CH4', 1, 'AR4', 20);
SELECT co2e_kg('SF6', 1, 'AR7');
SELECT co2e_kg('CO2', -1);
SELECT co2e(repeat('x', 1000), 1);
SELECT co2e('CO2', 1, 'AR6', 50);
SELECT co2e('CO2', 'NaN');
SELECT emission_totals('soot', 1);
SELECT emission_totals('NOx', '-infinity');
SELECT emission_totals('NOx', 1e308) FROM generate_series(1, 2);
SELECT ppm_to_lb_per_mmbtu('VOC', 1);
SELECT ppm_to_lb_per_mmbtu('NOx', 1, 20.9);
SELECT ppm_to_lb_per_mmbtu('NOx', -1);
SELECT combustion_kg(1, 1, 90);
SELECT combustion_kg(-1, 1);
SELECT potential_to_emit_tons(1, 10000, 0.1, 9000);
SELECT potential_to_emit_tons(1, 0, 0.1);
SELECT heat_rate_btu_per_kwh(0);
SELECT water_l(1, 1, 0.9, 1);
SELECT embodied_share_kg(1, 1, 0);
SELECT embodied_share_kg(1, 1, 1, 2);
SELECT sci_g(1, 1, 1, 0);
\set VERBOSITY sqlstate
SELECT * FROM grid_factor('SRTX', '2023-01-01');
SELECT social_cost_usd('CO2e', 1, 2025);
SELECT co2e_kg('CH4', 1, 'AR4', 20);
SELECT co2e('CO2', 'NaN');
SELECT emission_totals('NOx', 1e308) FROM generate_series(1, 2);
SELECT combustion_kg(1, 1, 90);
