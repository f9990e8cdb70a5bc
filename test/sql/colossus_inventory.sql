-- The inventory of Colossus against the public record.  Every expected value is
-- the figure of the document named beside it.

-- levels of one kind that hold on a day
CREATE FUNCTION pg_temp.fleet(c text, a text, d date) RETURNS bigint
RETURN (SELECT sum(accelerators) FROM colossus.deployment
	WHERE cluster = c AND accelerator = a AND preferred AND from_date <= d AND (until_date IS NULL OR d < until_date)
	AND status IN ('measured', 'confirmed', 'permitted', 'reported', 'estimated'));
CREATE FUNCTION pg_temp.units(s text, k text, d date) RETURNS bigint
RETURN (SELECT sum(units)::bigint FROM colossus.power_supply
	WHERE site = s AND kind = k AND preferred AND status <> 'announced' AND from_date <= d AND (until_date IS NULL OR d < until_date));
CREATE FUNCTION pg_temp.mw(s text, k text, d date) RETURNS double precision
RETURN (SELECT sum(mw) FROM colossus.power_supply
	WHERE site = s AND kind = k AND preferred AND status <> 'announced' AND from_date <= d AND (until_date IS NULL OR d < until_date));
CREATE FUNCTION pg_temp.permitted(s text, d date) RETURNS bigint
RETURN (SELECT coalesce(sum(permitted_units), 0)::bigint FROM colossus.permit
	WHERE site = s AND from_date <= d AND (until_date IS NULL OR d < until_date));

-- accelerators
SELECT d AS day, c AS cluster, a AS accelerator, pg_temp.fleet(c, a, d) AS got, want, says
FROM (VALUES
	(date '2024-07-31', 'Colossus 1', 'H100 SXM', NULL, 'announced only: no accelerator in service'),
	('2024-08-11', 'Colossus 1', 'H100 SXM', 25000, 'x.ai/colossus: first significant workload'),
	('2024-09-01', 'Colossus 1', 'H100 SXM', 25000, 'the day before the post'),
	('2024-09-02', 'Colossus 1', 'H100 SXM', 100000, 'post of 2 September 2024'),
	('2024-09-30', 'Colossus 1', 'H100 SXM', 100000, 'NVIDIA, 28 October 2024'),
	('2024-12-31', 'Colossus 1', 'H100 SXM', 100000, 'Epoch AI: 200,000 for certain from 17 February 2025'),
	('2024-12-31', 'Colossus 1', 'H200 SXM', NULL, 'early evidence is not preferred'),
	('2025-02-20', 'Colossus 1', 'H100 SXM', 150000, 'x.ai/colossus: 150K+ GPUs'),
	('2025-02-20', 'Colossus 1', 'H200 SXM', 50000, 'post of 2 September 2024: 50k H200s'),
	('2025-07-21', 'Colossus 1', 'GB200', NULL, 'the day before the post'),
	('2025-07-22', 'Colossus 1', 'GB200', 30000, 'post of 22 July 2025: 230k, including 30k GB200s'),
	('2025-07-22', 'Colossus 1', 'H100 SXM', 150000, 'the rest of the 230k'),
	('2025-09-17', 'Colossus 1', 'H100 SXM', 150000, 'less power, not fewer accelerators'),
	('2026-05-06', 'Colossus 1', 'GB200', 30000, 'a lease is not a fall'),
	('2025-10-18', 'Colossus 2', 'GB200', NULL, 'not yet'),
	('2025-10-19', 'Colossus 2', 'GB200', 110000, 'prospectus of SpaceX, page 76'),
	('2026-04-06', 'Colossus 2', 'GB300', 110000, 'prospectus of SpaceX'),
	('2026-07-15', 'Colossus 2', 'GB300', 330000, 'Epoch AI: at least 220,000 more')) v (d, c, a, want, says)
ORDER BY c, d, a;

-- the H100 equivalents of Epoch AI follow from its counts: 230,000 of July 2025
-- are 275,796, the GB200 of Colossus 2 are 277,918, all of July 2026 are 1,111,673
SELECT c AS cluster, d AS day, round((sum(n * a.fp8_flops) / 1.979e15)::numeric, -1) AS got, want
FROM (VALUES ('Colossus 1', date '2025-07-22', 275800), ('Colossus 2', '2025-10-19', 277920), ('Colossus 2', '2026-07-01', 1111670)) v (c, d, want),
	LATERAL (SELECT accelerator, pg_temp.fleet(c, accelerator, d) AS n FROM unnest(ARRAY['H100 SXM', 'H200 SXM', 'GB200', 'GB300']) accelerator) f
	JOIN colossus.accelerator a USING (accelerator)
GROUP BY c, d, want ORDER BY c, d;

-- turbines on site and permitted
SELECT d AS day, s AS site, pg_temp.units(s, 'turbine', d) AS units, u AS want, pg_temp.permitted(s, d) AS permitted, p AS want, says
FROM (VALUES
	(date '2024-09-15', 'Colossus 1', 18, 0, 'SELC, August 2024: at least 18'),
	('2025-04-15', 'Colossus 1', 35, 0, 'SELC, 9 April 2025'),
	('2025-06-20', 'Colossus 1', 26, 0, 'SELC, flight of 15 June 2025'),
	('2025-07-01', 'Colossus 1', 24, 0, 'SELC, images of 1 July 2025'),
	('2025-07-02', 'Colossus 1', 24, 15, 'permit 01156-01PC'),
	('2025-09-15', 'Colossus 1', 12, 15, 'SemiAnalysis, September 2025'),
	('2027-01-01', 'Colossus 1', 12, 15, 'permit valid through 1 January 2027'),
	('2027-01-02', 'Colossus 1', 12, 0, 'permit over'),
	('2025-08-10', 'Southaven temporary', 3, 0, 'notice of 13 February 2026: early August 2025'),
	('2025-10-31', 'Southaven temporary', 18, 0, 'notice of 13 February 2026: photographs'),
	('2026-02-09', 'Southaven temporary', 27, 0, 'notice of 13 February 2026: satellite'),
	('2026-05-10', 'Southaven temporary', 33, 0, 'motion of 6 May 2026'),
	('2026-03-15', 'Southaven plant', NULL, 41, 'permit 0680-00119: nothing built yet')) v (d, s, u, p, says)
ORDER BY s, d;

-- power: 50 MW of grid and about 100 MW of turbines in September 2024 are the
-- 150 MW of peak demand that the utility gave
SELECT d AS day, s AS site, k AS kind, pg_temp.mw(s, k, d) AS mw, want, says
FROM (VALUES
	(date '2024-07-23', 'Colossus 1', 'grid', 8, 'MLGW: substation of 8 MW'),
	('2024-07-23', 'Colossus 1', 'engine', 35, 'SemiAnalysis: 14 of 2.5 MW'),
	('2024-09-15', 'Colossus 1', 'grid', 50, 'MLGW: by 1 August 2024'),
	('2024-09-15', 'Colossus 1', 'turbine', 100, 'Reuters: about 100 MW'),
	('2024-09-15', 'Colossus 1', 'engine', NULL, 'counted in July only'),
	('2025-01-08', 'Colossus 1', 'grid', 50, 'chief executive of MLGW that day'),
	('2025-04-15', 'Colossus 1', 'turbine', 421, 'SELC'),
	('2025-05-01', 'Colossus 1', 'grid', 150, 'MLGW, 5 May 2025'),
	('2025-05-01', 'Colossus 1', 'battery', 150, 'Greater Memphis Chamber'),
	('2025-07-15', 'Colossus 1', 'turbine', NULL, 'nobody gave the power of the 24'),
	('2025-09-15', 'Colossus 1', 'turbine', 197.76, '12 of 16.48 MW'),
	('2026-03-01', 'Colossus 1', 'grid', 150, 'the second 150 MW is approved, not delivered'),
	('2025-08-01', 'Colossus 2', 'grid', 0.5, 'MLGW, 22 July 2025'),
	('2026-03-01', 'Southaven temporary', 'turbine', 495, 'notice of 13 February 2026')) v (d, s, k, want, says)
ORDER BY s, k, d;
SELECT site, model, units, mwh FROM colossus.power_supply WHERE kind = 'battery' ORDER BY site, from_date;	-- 208 x 3.9 MWh

-- permit 01156-01PC: TechCrunch, 3 July 2025; controls: Greater Memphis Chamber
SELECT applicant, authority, permitted_units, mw = 15 * 16.48 AS fifteen_units FROM colossus.permit WHERE permit_id = '01156-01PC';
SELECT pollutant, limit_scope, limit_kind, tons_per_year, ppm FROM colossus.permit_limit WHERE permit_id = '01156-01PC' ORDER BY limit_kind, pollutant;
-- permit 0680-00119: a range for each unit, no total of the site
SELECT limit_scope, limit_kind, tons_per_year, tons_per_year_low, tons_per_year_high, kg_per_h FROM colossus.permit_limit WHERE permit_id = '0680-00119' ORDER BY limit_kind;
SELECT permit_id, exemption_disputed, permitted_units FROM colossus.permit WHERE kind = 'exemption' ORDER BY permit_id;
-- PSD 0680-00119 is for 17 + 16 + 8
SELECT model, units FROM colossus.power_supply WHERE site = 'Southaven plant' ORDER BY model;
SELECT count(*) AS limits_on_what_is_not_known FROM colossus.permit_limit WHERE pollutant IN ('SO2', 'CO2', 'CO2e', 'GHG');

-- heat rate and efficiency are one figure: 3412.14 Btu/kWh; Titan 250 is known to contradict itself
SELECT turbine_model, mw, heat_rate_lhv_btu_per_kwh AS heat_rate, round((3412.14 / efficiency_lhv)::numeric) AS from_efficiency
FROM colossus.turbine_model ORDER BY turbine_model;

-- proceedings, in order
SELECT at, kind, proceeding, outcome_at FROM colossus.proceeding ORDER BY at, proceeding;
SELECT outcome FROM colossus.proceeding WHERE proceeding = 'Appeal of permit 01156-01PC';	-- Tri-State Defender, 19 December 2025

-- who rents: Anthropic, 6 May 2026
SELECT cluster, organization, role, from_date, accelerators, mw FROM colossus.tenancy ORDER BY cluster, role, from_date;

-- claims of a party stay claims
SELECT DISTINCT status FROM colossus.reported_value WHERE quantity LIKE 'potential to emit%' AND data_set IN ('SELC', 'NAACP', 'Ars Technica');
SELECT value_low, value, value_high, unit FROM colossus.reported_value WHERE quantity = 'NOx emission rate';	-- Gauld et al.: 730 +- 185
SELECT data_set, vintage, value / 1e9 AS billion, preferred FROM colossus.reported_value
WHERE subject = 'Colossus 1' AND quantity = 'capital cost' AND at >= '2025-01-01' ORDER BY vintage;
-- Epoch AI: facility over IT, 181 / 139 and 425 / 340; 142.688 MW / (100,000 x 700 W x 1.82)
SELECT site, from_date, pue, preferred FROM colossus.pue ORDER BY site, from_date, data_set;
SELECT round(181 / 139.0, 2) AS pue_2024, round(425 / 340.0, 2) AS pue_2026, round(142.688e6 / (100000 * 700 * 1.82), 2) AS mean_2024;

-- rules: no two preferred levels of one thing at a time
SELECT a.cluster, a.accelerator, a.from_date, b.from_date FROM colossus.deployment a JOIN colossus.deployment b USING (cluster, accelerator)
WHERE a.preferred AND b.preferred AND (a.from_date, a.data_set, a.vintage) < (b.from_date, b.data_set, b.vintage) AND coalesce(a.until_date, 'infinity') > b.from_date;
SELECT a.site, a.kind, a.from_date, b.from_date FROM colossus.power_supply a JOIN colossus.power_supply b USING (site, kind)
WHERE a.preferred AND b.preferred AND (a.model = b.model OR a.model = '' OR b.model = '')
	AND (a.from_date, a.data_set, a.model) < (b.from_date, b.data_set, b.model) AND coalesce(a.until_date, 'infinity') > b.from_date;
SELECT a.site, a.from_date, b.from_date FROM colossus.pue a JOIN colossus.pue b USING (site)
WHERE a.preferred AND b.preferred AND a.from_date < b.from_date AND coalesce(a.until_date, 'infinity') > b.from_date;
-- who is not preferred says why
SELECT 'deployment' AS relation, from_date FROM colossus.deployment WHERE NOT preferred AND note IS NULL
UNION ALL SELECT 'power_supply', from_date FROM colossus.power_supply WHERE NOT preferred AND note IS NULL
UNION ALL SELECT 'pue', from_date FROM colossus.pue WHERE NOT preferred AND note IS NULL;
-- every key is one: sites, models that stand in, permits of limits, organizations that are named
SELECT site FROM colossus.power_supply WHERE site NOT IN (SELECT site FROM colossus.site) OR serves_site NOT IN (SELECT site FROM colossus.site);
SELECT heat_rate_model FROM colossus.power_supply WHERE heat_rate_model NOT IN (SELECT turbine_model FROM colossus.turbine_model);
SELECT site, model FROM colossus.power_supply WHERE kind IN ('turbine', 'engine') AND model <> '' AND model NOT IN (SELECT turbine_model FROM colossus.turbine_model);
SELECT permit_id FROM colossus.permit_limit WHERE permit_id NOT IN (SELECT permit_id FROM colossus.permit);
SELECT s.site, n.name FROM colossus.site s, LATERAL (VALUES (s.utility), (s.permit_authority)) n (name)
WHERE n.name NOT IN (SELECT organization FROM colossus.organization) AND s.city IN ('Memphis', 'Southaven');
SELECT grid_region FROM colossus.site WHERE city = 'Memphis' AND grid_region NOT IN (SELECT region FROM colossus.grid_rate);
-- every fact has a source that is one
SELECT relation, subject FROM colossus.fact WHERE source_id IS NULL OR source_id NOT IN (SELECT source_id FROM colossus.source);
-- what utility and owner say beside the estimates: MLGW, July 2024; prospectus of SpaceX, 210 MW and 220 MW more
SELECT cluster, at, until_date, boundary, data_set, mw FROM colossus.reported_power WHERE data_set IN ('MLGW', 'SpaceX') ORDER BY cluster, at;
-- the two tracks stay apart: nothing in Southaven serves Colossus 1
SELECT site, kind, from_date FROM colossus.power_supply WHERE site LIKE 'Southaven%' AND serves_site <> 'Colossus 2';
