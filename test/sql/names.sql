-- The error about a name that does not exist.
\set SHOW_CONTEXT never
SELECT unknown_name('colour', 'grene', ARRAY['red', 'green', NULL, 'blue']);
SELECT unknown_name('colour', 'red', '{}');
-- the nearest of many: what contains it goes before what merely looks like it
SELECT unknown_name('part', 'a10', ARRAY(SELECT 'part ' || n FROM generate_series(1, 50) n) || ARRAY['A10G', 'A100', 'A11', 'B200']);
SELECT unknown_name('part', repeat('ä', 100), ARRAY['x']);
SELECT unknown_name('part', NULL, ARRAY['x']) IS NULL AS not_known;
\set VERBOSITY sqlstate
SELECT unknown_name('colour', 'grene', ARRAY['red']);

\set VERBOSITY default
-- as people write them: H100 SXM is 989.4 TFLOP/s in bf16, a GPU of GB200 NVL72 2.5 PFLOP/s
SELECT peak_flops('H100-SXM', 'bfloat16') = peak_flops('H100 SXM', 'bf16') AS h100, peak_flops('gb200_nvl72', 'BFloat16') AS gb200,
	peak_flops('h200-sxm', 'half') = peak_flops('H200 SXM', 'fp16') AS h200, co2e('methane', 1) = co2e('CH4', 1) AS methane,
	(SELECT f.region FROM grid_factor('TVA', '2024-01-01') f) AS tva;
SELECT peak_flops('H100-SXM', 'bfloat');
SELECT peak_flops('-', 'bf16');

-- who writes into a view is told where
INSERT INTO deployment (cluster, accelerator, from_date, accelerators) VALUES ('Colossus 1', 'H100 SXM', '2026-01-01', 1);
UPDATE accelerator SET tdp_w = 1 WHERE accelerator = 'H100 SXM';
DELETE FROM grid_rate WHERE region = 'SRTV';
SELECT count(*) FROM pg_class v
WHERE v.relnamespace = 'colossus'::regnamespace AND v.relkind = 'v'
	AND to_regclass('colossus.' || quote_ident(v.relname || '_user')) IS NOT NULL
	AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = v.oid AND t.tgname = 'read_only');

-- A place by any of its names, in any case, has one answer; a name of none is refused with the nearest, or a finding where it stands in a table of yours
BEGIN;
INSERT INTO colossus.site_user (site, country, region, grid_region) VALUES ('Right', 'USA', 'Tennessee', 'SRTV'), ('Small', 'usa', 'tennessee', 'srtv'), ('Other', 'United States', ' TENNESSEE', 'TVA'), ('Land', 'DEU', NULL, NULL), ('Name', 'germany', NULL, NULL), ('Code', 'de', NULL, NULL),
	('Wrong', 'Untied States', 'Tenessee', 'SRTW'), ('Short', 'US', 'TN', 'SRTV');
INSERT INTO colossus.cluster_user (cluster, site, country) SELECT site, site, country FROM colossus.site_user;
INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) SELECT site, 'H100 SXM', '2025-01-01', 1000 FROM colossus.site_user;
INSERT INTO colossus.pue_user (site, from_date, pue) SELECT site, '2025-01-01', 1.2 FROM colossus.site_user;
INSERT INTO colossus.power_supply_user (site, kind, from_date, mw) SELECT site, 'grid', '2025-01-01', 5 FROM colossus.site_user;
SELECT CASE WHEN s.site IN ('Right', 'Small', 'Other', 'Short') THEN 'Tennessee' WHEN s.site = 'Wrong' THEN 'none' ELSE 'Germany' END AS place, string_agg(DISTINCT s.site, ', ') AS sites,
	count(DISTINCT e.scope2_location_t) AS scope2, count(DISTINCT e.scope3_t_low) AS losses, count(DISTINCT w.off_site_l_low) AS water, count(DISTINCT b.usd) AS usd, count(DISTINCT i.before) FILTER (WHERE i.quantity = 'energy_usd') AS what_if_usd, count(b.usd) AS priced
FROM colossus.site_user s
LEFT JOIN emission_yearly e ON e.site = s.site AND e.year = 2025
LEFT JOIN water_yearly w ON w.site = s.site AND w.year = 2025
LEFT JOIN LATERAL energy_bill(s.site) b ON b.year = 2025
LEFT JOIN LATERAL what_if(s.site, '2025-06-01') i ON i.quantity = 'energy_usd'
GROUP BY 1 ORDER BY 1;
SELECT subject, detail FROM audit WHERE rule = 'unknown region' ORDER BY 1, 2;
-- prices under any name of the place and its country: 181 days at 0.0623 and 184 at 0.05 in a mean year; and 0.2 in Bavaria, 0.3 in the rest of Germany
INSERT INTO colossus.electricity_price_user (region, country, from_date, data_set, usd_per_kwh) VALUES ('tn', 'US', '2025-07-01', 'own', 0.05), ('Bavaria', 'Germany', '2025-01-01', 'own', 0.2), ('Germany', 'de', '2025-01-01', 'own', 0.3);
SELECT s.site, round((b.usd / b.facility_mwh / 1000)::numeric, 6) AS usd_per_kwh, CASE WHEN s.site IN ('Land', 'Name', 'Code') THEN 0.3 ELSE round((181 * 0.0623 + 184 * 0.05) / 365, 6) END AS by_hand
FROM unnest(ARRAY['Right', 'Small', 'Other', 'Short', 'Land', 'Name', 'Code']) s (site) CROSS JOIN LATERAL energy_bill(s.site) b WHERE b.year = 2025 ORDER BY 1;
SELECT n.region, n.country, p.place, round(p.usd_per_kwh::numeric, 9) AS usd_per_kwh FROM (VALUES ('Bavaria', 'DEU'), ('bavaria', 'de'), ('Germany', NULL), ('de', 'DEU'), ('SRTV', 'USA'), ('US-TN', NULL), ('Tennessee', 'United States')) n (region, country)
LEFT JOIN LATERAL electricity_price_at(n.region, n.country, '2025-08-01') p ON true ORDER BY n.region, n.country;
INSERT INTO colossus.electricity_price_user (region, country, from_date, data_set, usd_per_kwh) VALUES ('Tennesee', 'USA', '2025-07-01', 'own', 0.05), ('Ohio', 'Untied States', '2025-01-01', 'own', 0.05);
SELECT subject, detail FROM audit WHERE rule = 'unknown region' AND subject LIKE 'electricity_price%' ORDER BY 1, 2;
-- the supply of a fuel in a country by any of its names
INSERT INTO colossus.fuel_upstream_user (fuel, country, edition, kg_per_kwh, known_from) VALUES ('natural gas', 'Germany', 'own', 0.03, '2025-01-01'), ('propane', 'de', 'own', 0.04, '2025-01-01'), ('propane', 'Untied States', 'own', 0.05, '2025-01-01');
SELECT f.fuel, u.kg_per_kwh, u.edition, u.made_for FROM (VALUES ('Natural Gas'), ('propane')) f (fuel) LEFT JOIN LATERAL fuel_upstream_at(f.fuel, 'DEU', '2026-01-01') u ON true ORDER BY 1;
SELECT subject, detail FROM audit WHERE rule = 'unknown region' AND subject LIKE 'fuel_upstream%' ORDER BY 1, 2;
ROLLBACK;
-- Canada, India and Georgia have codes of two letters too
SELECT n.region, n.country, p.place FROM (VALUES ('CA', 'USA'), ('CA', NULL), ('us-ca', NULL), ('CA', 'CAN'), ('in', 'usa'), ('IN', NULL), ('GA', 'US'), ('US-GA', 'GEO'), ('Georgia', 'GEO'), ('Georgia', NULL), ('DC', 'USA')) n (region, country)
LEFT JOIN LATERAL electricity_price_at(n.region, n.country, '2025-08-01') p ON true ORDER BY n.region, n.country;
-- every state that has a price has its code, and every code one state
SELECT count(*) AS states, count(DISTINCT c.region) AS names, bool_and(c.country = 'USA') AS american, (SELECT string_agg(p.region, ', ') FROM electricity_price_shipped p WHERE p.country = 'USA' AND p.region NOT IN (SELECT k.region FROM state_code k)) AS without_code FROM state_code c;
SELECT count(DISTINCT t.usd_per_million_tokens) AS answers, count(t.usd_per_million_tokens) AS priced FROM unnest(ARRAY['Tennessee', 'tennessee', ' TENNESSEE ', 'US-TN', 'SRTV', 'srtv', 'TVA']) r CROSS JOIN LATERAL token_cost('h100', 8, 1000, '2025-01-01', r) t WHERE t.basis = 'energy';
SELECT t.missing, t.source_id FROM unnest(ARRAY['TN', 'AK']) r CROSS JOIN LATERAL token_cost('h100', 8, 1000, '2025-01-01', r, 'USA') t WHERE t.basis = 'energy' ORDER BY r;
SELECT count(DISTINCT l.loss) AS answers, count(l.loss) AS known FROM unnest(ARRAY['SRTV', 'srtv', 'TVA', 'tva']) r CROSS JOIN LATERAL grid_loss_of(r) l;
SELECT count(DISTINCT l.loss) AS answers, count(l.loss) AS known FROM unnest(ARRAY['DEU', 'deu', 'de', 'Germany']) r CROSS JOIN LATERAL grid_loss_of(r) l;
SELECT count(DISTINCT u.g_per_kwh) AS answers, count(u.g_per_kwh) AS known FROM unnest(ARRAY['GBR', 'gbr', 'gb', 'United Kingdom']) r CROSS JOIN LATERAL grid_upstream_at(r) u;
SELECT count(DISTINCT u.kg_per_kwh) AS answers, count(u.kg_per_kwh) AS known FROM unnest(ARRAY['GBR', 'gbr']) r CROSS JOIN LATERAL fuel_upstream_at('Natural Gas', r, '2026-01-01') u;
SELECT * FROM token_cost('H100', 8, 1000, '2025-01-01', 'Tenessee');
SELECT * FROM token_cost('H100', 8, 1000, '2025-01-01', 'TN');
SELECT * FROM token_cost('H100', 8, 1000, '2025-01-01', NULL, 'Germny');
SELECT * FROM what_if('Colossus 1', '2025-03-15', grid_region => 'SRTW');
