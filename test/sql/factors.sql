-- Emission factors, grid rates, social costs and Epoch's capacities: the shipped
-- rows against the published numbers.  Every expected value is typed from the
-- source named beside it, or follows from it by the arithmetic shown.

-- 1. grid rates

-- eGRID has 27 subregions; with the US average 28 rows per gas and rate
SELECT edition, rate, gas, count(*)
FROM grid_rate WHERE edition LIKE 'eGRID2022%' OR edition LIKE 'eGRID2023%'
GROUP BY edition, rate, gas ORDER BY edition, rate, gas COLLATE "C";
SELECT count(DISTINCT region) FROM grid_rate WHERE edition = 'eGRID2022' AND region <> 'US';
-- EPA prints 823.1 lb CO2/MWh for the US of 2022, 771.5 CO2 and 775.2 CO2e for 2023, and
-- in revision 2: 767.2, 770.9 and nonbaseload 1,372.5
SELECT year, edition, gas, rate, round(lb_per_mwh::numeric, 1) AS lb_per_mwh
FROM grid_rate WHERE region = 'US' AND gas IN ('CO2', 'CO2e') AND year >= 2022 AND edition LIKE 'eGRID%'
ORDER BY year, edition, gas, rate;
-- Tennessee Valley: VERIFI for 2022 and 2023, Hub 2025 for nonbaseload
SELECT year, edition, gas, rate, lb_per_mwh, known_from
FROM grid_rate WHERE region = 'SRTV' AND year >= 2022
ORDER BY year, edition COLLATE "C", rate, gas COLLATE "C";
-- quotes of revision 2 by others than the copy that was read
SELECT region, lb_per_mwh FROM grid_rate
WHERE edition = 'eGRID2023 rev 2' AND gas = 'CO2e' AND rate = 'total' AND region IN ('NWPP', 'NYCW', 'NYUP', 'PRMS', 'RFCE', 'RFCW', 'SRVC') ORDER BY region;
-- the sum by AR5 (28, 265) gives CO2e of the same edition to the rounding of its parts
SELECT edition, count(*), bool_and(abs(e.lb_per_mwh - (c.lb_per_mwh + 28 * m.lb_per_mwh + 265 * n.lb_per_mwh)) < 0.0015) AS sums
FROM grid_rate e JOIN grid_rate c USING (region, year, edition, rate) JOIN grid_rate m USING (region, year, edition, rate) JOIN grid_rate n USING (region, year, edition, rate)
WHERE e.gas = 'CO2e' AND c.gas = 'CO2' AND m.gas = 'CH4' AND n.gas = 'N2O' AND edition IN ('eGRID2022', 'eGRID2023')
GROUP BY edition ORDER BY edition;
-- EPA's own CO2e uses unrounded rates: off by less than 0.15 lb
SELECT region, abs(e.lb_per_mwh - (c.lb_per_mwh + 28 * m.lb_per_mwh + 265 * n.lb_per_mwh)) < 0.15 AS sums
FROM grid_rate e JOIN grid_rate c USING (region, year, edition, rate) JOIN grid_rate m USING (region, year, edition, rate) JOIN grid_rate n USING (region, year, edition, rate)
WHERE e.gas = 'CO2e' AND c.gas = 'CO2' AND m.gas = 'CH4' AND n.gas = 'N2O' AND edition = 'eGRID2023 rev 2'
ORDER BY region;
-- CO2e of 2019 used AR4 (25, 298): 949.7 + 25 x 0.087 + 298 x 0.013 = 955.7
SELECT abs(lb_per_mwh - (949.7 + 25 * 0.087 + 298 * 0.013)) < 0.5 AS ar4 FROM grid_rate WHERE region = 'SRTV' AND year = 2019 AND gas = 'CO2e';
-- the two editions of 2023 differ everywhere; by more than 5 % where EPA revised New York City
-- (974.7 to 864.5 lb CO2) and the Southwest
SELECT count(*), count(*) FILTER (WHERE a.lb_per_mwh <> b.lb_per_mwh) AS differ,
	string_agg(DISTINCT region, ' ' ORDER BY region) FILTER (WHERE abs(b.lb_per_mwh / a.lb_per_mwh - 1) > 0.05) AS far
FROM grid_rate a JOIN grid_rate b USING (region, gas, rate) WHERE a.edition = 'eGRID2023' AND b.edition = 'eGRID2023 rev 2' AND rate = 'total' AND gas IN ('CO2', 'CO2e');
-- nonbaseload power is dirtier than all power in every region
SELECT count(*) AS regions FROM grid_rate a JOIN grid_rate b USING (region, year, edition, gas)
WHERE edition = 'eGRID2023' AND gas = 'CO2' AND a.rate = 'total' AND b.rate = 'nonbaseload' AND b.lb_per_mwh > a.lb_per_mwh;
-- Ember by co2.js: 44 countries and 5 groups
SELECT count(*) FILTER (WHERE length(region) = 3 AND region NOT IN ('G20')) AS countries, count(*) AS rows FROM grid_rate WHERE edition LIKE 'Ember (co2%';
SELECT region, year, g_per_kwh, lb_per_mwh FROM grid_rate WHERE edition LIKE 'Ember (co2%' AND region IN ('USA', 'FRA', 'DEU', 'CHN', 'ISL', 'World') ORDER BY region COLLATE "C";
-- 2025 at second hand and rounded: to be read, and not chosen before what was read whole
SELECT count(*) AS rows, bool_or(preferred) AS preferred, (SELECT year FROM grid_factor('FRA', '2026-09-30')) AS france_uses,
	bool_and(abs(n.g_per_kwh / o.g_per_kwh - 1) < 0.1) AS near_2024
FROM grid_rate n JOIN (SELECT region, g_per_kwh FROM grid_rate WHERE edition LIKE 'Ember (co2%') o USING (region) WHERE edition = 'Ember (GreenCalculus)';
-- one unit each, as published, and a plausible size
SELECT count(*) FROM grid_rate WHERE num_nonnulls(lb_per_mwh, g_per_kwh) <> 1;
SELECT gas, min(lb_per_mwh) >= 0 AND max(lb_per_mwh) < 2000 AND coalesce(max(g_per_kwh) < 1000, true) AS plausible FROM grid_rate GROUP BY gas ORDER BY gas COLLATE "C";
-- nothing is known before its year is over
SELECT count(*) FROM grid_rate WHERE known_from < make_date(year + 1, 1, 1);
-- losses: Puerto Rico is not known, which is not zero
SELECT interconnect, loss FROM grid_loss WHERE edition = 'eGRID2023' ORDER BY interconnect COLLATE "C";

-- 2. emission factors

-- AP-42 Table 3.1-1: NOx and CO of gas turbines
SELECT control, pollutant, lb_per_mmbtu FROM emission_factor
WHERE fuel = 'natural gas' AND technology = 'gas turbine' AND pollutant IN ('NOx', 'CO') AND basis = 'heat input HHV'
ORDER BY control COLLATE "C", pollutant COLLATE "C";
-- one factor for each fuel, control and pollutant of a turbine per heat input: a join cannot double
SELECT fuel, control, pollutant FROM emission_factor WHERE technology = 'gas turbine' AND basis = 'heat input HHV'
GROUP BY fuel, control, pollutant HAVING count(*) > 1;
-- 421 MW x 10.689 MMBtu/MWh x 0.099 lb x 8,760 h / 2,000 = 1,951 short tons
SELECT round((421 * 10.689 * lb_per_mmbtu * 8760 / 2000)::numeric) AS tons FROM emission_factor
WHERE fuel = 'natural gas' AND technology = 'gas turbine' AND control = 'lean premix' AND pollutant = 'NOx';
-- 2 ppm is 97.7 % below uncontrolled; 247.2 MW at 10.5 MMBtu/MWh give 84 tons a year
SELECT round((1 - c.lb_per_mmbtu / u.lb_per_mmbtu)::numeric, 3) AS removed, round((247.2 * 10.5 * c.lb_per_mmbtu * 8760 / 2000)::numeric) AS tons, c.status
FROM emission_factor c, emission_factor u
WHERE c.technology = 'gas turbine' AND c.control = '2 ppm NOx' AND u.technology = 'gas turbine' AND u.fuel = 'natural gas' AND u.control = 'uncontrolled' AND u.pollutant = 'NOx';
-- HAP: the nine species add up to 9.9613E-04, formaldehyde first
SELECT round(sum(lb_per_mmbtu)::numeric, 8) AS species, (SELECT lb_per_mmbtu FROM emission_factor WHERE pollutant = 'HAP') AS hap
FROM emission_factor WHERE fuel = 'natural gas' AND technology = 'gas turbine'
AND pollutant IN ('formaldehyde', 'toluene', 'xylenes', 'acetaldehyde', 'ethylbenzene', 'benzene', 'acrolein', 'naphthalene', '1,3-butadiene');
-- rich-burn engines: 9.50E-03 filterable + 9.91E-03 condensable = 1.94E-02 to three digits
SELECT round(sum(factor) FILTER (WHERE pollutant <> 'PM')::numeric, 4) AS parts, max(factor) FILTER (WHERE pollutant = 'PM') AS total
FROM emission_factor WHERE technology LIKE '%rich-burn' AND pollutant LIKE 'PM%';
-- 40 CFR 98: 12 fuels of Table C-1, 3 groups x 2 gases of Table C-2
SELECT edition, count(*) FROM emission_factor WHERE edition LIKE '40 CFR 98%' GROUP BY edition ORDER BY edition;
-- natural gas is 53.06 kg, 116.98 lb/MMBtu; distillate No. 2 is 73.96 kg
SELECT fuel, factor, unit, round(lb_per_mmbtu::numeric, 2) AS lb_per_mmbtu FROM emission_factor
WHERE edition = '40 CFR 98 Table C-1' AND fuel IN ('natural gas', 'distillate oil No. 2', 'bituminous coal') ORDER BY fuel;
-- eGRID's own constant is 53.02 kg CO2/MMBtu
SELECT round((lb_per_mmbtu * 0.45359237)::numeric, 2) AS kg FROM emission_factor WHERE edition LIKE 'eGRID%' AND fuel = 'natural gas' AND pollutant = 'CO2';
-- lb_per_mmbtu repeats the factor in its unit, and stands only per heat input
SELECT unit, count(*), count(lb_per_mmbtu) AS converted,
	bool_and(CASE unit WHEN 'lb/MMBtu' THEN lb_per_mmbtu = factor
		WHEN 'kg/MMBtu' THEN abs(lb_per_mmbtu * 0.45359237 / factor - 1) < 1e-9
		WHEN 'short ton/MMBtu' THEN abs(lb_per_mmbtu / factor - 2000) < 1e-6
		ELSE lb_per_mmbtu IS NULL END) AS agree,
	bool_and((lb_per_mmbtu IS NULL) = (basis <> 'heat input HHV')) AS basis
FROM emission_factor GROUP BY unit ORDER BY unit COLLATE "C";
-- without a date: certification standards and the defaults of a model
SELECT edition FROM emission_factor WHERE known_from IS NULL GROUP BY edition ORDER BY edition COLLATE "C";
-- what no source at hand says is absent: CO and water injection of distillate turbines, the
-- lb/MMBtu columns of large diesel engines
SELECT count(*) FROM emission_factor WHERE fuel = 'distillate oil' AND technology = 'gas turbine' AND (pollutant IN ('CO', 'VOC') OR control <> 'uncontrolled');
SELECT count(*) FROM emission_factor WHERE technology LIKE 'diesel engine over 600 hp' AND lb_per_mmbtu IS NOT NULL;
SELECT technology, control, pollutant, efficiency_low, efficiency, efficiency_high FROM control_efficiency
ORDER BY technology COLLATE "C", control COLLATE "C", pollutant COLLATE "C";

-- 3. thresholds: Title V 100, PSD 250 for simple cycle, HAP 10 and 25
SELECT programme, category, tons_per_year, string_agg(pollutant, ' ' ORDER BY pollutant COLLATE "C") AS pollutants
FROM programme_threshold GROUP BY 1, 2, 3 ORDER BY programme COLLATE "C", category COLLATE "C", 3;

-- 4. social cost: 61 years, 3 gases, 3 discount rates; EPA 2023, USD of 2020
SELECT gas, discount, count(*), min(year), max(year) FROM social_cost GROUP BY 1, 2 ORDER BY gas COLLATE "C", discount;
SELECT gas, year, max(usd_per_t) FILTER (WHERE discount = '2.5%') AS "2.5%", max(usd_per_t) FILTER (WHERE discount = '2.0%') AS "2.0%", max(usd_per_t) FILTER (WHERE discount = '1.5%') AS "1.5%"
FROM social_cost WHERE year IN (2020, 2030, 2050) GROUP BY gas, year ORDER BY gas COLLATE "C", year;
-- it rises with the year and falls with the discount rate
SELECT count(*) FROM social_cost a JOIN social_cost b USING (gas, discount) WHERE b.year = a.year + 1 AND b.usd_per_t <= a.usd_per_t;
SELECT count(*) FROM social_cost a JOIN social_cost b USING (gas, year) WHERE a.discount < b.discount AND a.usd_per_t <= b.usd_per_t;

-- 5. figures that are wrong as published
SELECT count(*) FROM known_error WHERE source_id IN ('chp-systems-7-3', 'strubell-2019', 'ecologits-2d0a1c7', 'sci-1.1', 'epa-equivalencies', 'dodge-2022');
SELECT round(0.32 * 90 * 6000 / 2000, 2) AS tons, correct LIKE '86.40:%' AS agrees FROM known_error WHERE subject = 'CHP Systems, Table 7-3';
-- the GB300 rows: 550,000 x 5e15 / 1.979e15
SELECT round(550000 * 5e15 / 1.979e15) AS h100_equivalents, correct LIKE '1,389,591:%' AS agrees FROM known_error WHERE subject LIKE '%xAI Colossus 2 Memphis Phase 2';
SELECT count(*) FROM known_error WHERE subject LIKE 'Epoch GPU clusters%';

-- the mean PUE of the Uptime Institute fell from 2.50 (2007) to 1.54 (2025)
SELECT extract(year FROM at) AS year, value FROM reported_value WHERE data_set = 'Uptime Institute' AND quantity = 'PUE' ORDER BY at;

-- 6. Epoch: rows by data set and vintage (424 rows of timelines, of which one without
-- power and two without capacity)
SELECT data_set, vintage, count(*), count(*) FILTER (WHERE preferred) AS preferred FROM reported_capacity WHERE data_set LIKE 'epoch%' GROUP BY 1, 2 ORDER BY 1, 2;
SELECT data_set, vintage, boundary, count(*) FROM reported_power WHERE data_set LIKE 'epoch%' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT count(DISTINCT cluster) FROM reported_capacity WHERE data_set = 'epoch_data_centers';
-- after the edition nothing is estimated, before it nothing is announced
SELECT status, count(*) > 0 AS some, max(at) <= '2026-08-03' AS past, min(at) > '2026-08-03' AS future FROM reported_capacity WHERE vintage = '2026-08' GROUP BY status ORDER BY status;
-- IT power is never above facility power
SELECT count(*) FROM reported_power i JOIN reported_power f USING (cluster, at, data_set, vintage) WHERE i.boundary = 'it' AND f.boundary = 'facility' AND i.mw > f.mw;
-- H100 equivalents are dense 8-bit operations over 1.979e15
SELECT count(*) FROM reported_capacity WHERE data_set = 'epoch_data_centers' AND abs(h100_equivalents * 1.979e15 - fp8_flops) > 1e-6 * fp8_flops;
SELECT cluster, accelerators, round(h100_equivalents) AS h100_equivalents, round(fp8_flops / 1.979e15) AS by_8_bit FROM reported_capacity
WHERE data_set = 'epoch_gpu_clusters' AND abs(h100_equivalents * 1.979e15 - fp8_flops) > 1e-6 * fp8_flops ORDER BY 1, 2;
-- Colossus 1: the dip of September 2025 in both vintages
SELECT at, vintage, round(h100_equivalents) AS h100_equivalents, preferred FROM reported_capacity
WHERE cluster = 'Colossus 1' AND data_set = 'epoch_data_centers' AND at IN ('2024-09-02', '2025-07-22', '2025-09-17', '2025-11-07') ORDER BY at, vintage;
-- Epoch's powers of one phase, 100,000 H100: 142.7, 174 and 181 MW at the site meter, 139 at the servers;
-- the 150 MW that it quotes are the utility's and stand under its name
SELECT data_set, vintage, boundary, round(mw::numeric, 1) AS mw, preferred FROM reported_power WHERE cluster = 'Colossus 1' AND at = '2024-09-02' AND data_set LIKE 'epoch%' ORDER BY 1, 2, 3;

-- 7. the rank of Colossus as these rows give it
CREATE TEMP VIEW level AS
SELECT d.on_date, c.data_set, c.cluster, c.h100_equivalents,
	(SELECT p.mw FROM reported_power p WHERE (p.cluster, p.data_set, p.vintage) = (c.cluster, c.data_set, c.vintage) AND p.boundary = 'facility' AND p.preferred AND p.at <= d.on_date ORDER BY p.at DESC LIMIT 1) AS facility_mw
FROM (VALUES ('2024-08-31'::date), ('2024-09-30'), ('2024-12-31'), ('2026-07-15')) d (on_date)
CROSS JOIN LATERAL (
	SELECT DISTINCT ON (r.data_set, r.cluster) r.* FROM reported_capacity r
	WHERE r.data_set IN ('epoch_data_centers', 'epoch_gpu_clusters') AND r.preferred AND r.at <= d.on_date AND r.status IN ('confirmed', 'reported', 'estimated')
	ORDER BY r.data_set, r.cluster, r.at DESC) c;
-- the first five at each date in the data centres
SELECT on_date, rank, cluster, round(h100_equivalents) AS h100_equivalents, facility_mw
FROM (SELECT *, rank() OVER (PARTITION BY on_date ORDER BY h100_equivalents DESC) FROM level WHERE data_set = 'epoch_data_centers') r
WHERE rank <= 5 AND on_date > '2024-08-31' ORDER BY on_date, rank;
-- Colossus: 13th in August 2024, 1st by equivalents in September but not by power, 2nd in December, 13th in July 2026
SELECT on_date, cluster, by_equivalents, by_mw
FROM (SELECT *, rank() OVER (PARTITION BY on_date ORDER BY h100_equivalents DESC) AS by_equivalents, rank() OVER (PARTITION BY on_date ORDER BY facility_mw DESC) AS by_mw FROM level WHERE data_set = 'epoch_data_centers') r
WHERE cluster LIKE 'Colossus%' ORDER BY on_date, cluster;
-- GPU clusters, September 2024: Colossus before 42,000 H200 and twice 24,576 H100
SELECT cluster, round(h100_equivalents) AS h100_equivalents FROM level WHERE data_set = 'epoch_gpu_clusters' AND on_date = '2024-09-30' ORDER BY 2 DESC, cluster LIMIT 5;

-- 8. each row has a source that exists
SELECT count(*) FROM (
	SELECT source_id FROM emission_factor UNION ALL SELECT source_id FROM control_efficiency UNION ALL SELECT source_id FROM programme_threshold
	UNION ALL SELECT source_id FROM grid_rate UNION ALL SELECT source_id FROM grid_loss UNION ALL SELECT source_id FROM social_cost
	UNION ALL SELECT source_id FROM known_error UNION ALL SELECT source_id FROM reported_capacity UNION ALL SELECT source_id FROM reported_power) f
LEFT JOIN source s USING (source_id) WHERE s.title IS NULL;
-- 9. how far a rate lies from the year that it is used for: percentiles of the changes between the editions that ship
WITH rate AS (
	SELECT DISTINCT ON (region, year) region, year, COALESCE(g_per_kwh, lb_per_mwh * 0.45359237) AS g
	FROM grid_rate WHERE edition LIKE 'eGRID%' AND gas = 'CO2e' AND rate = 'total' ORDER BY region, year, known_from DESC
)
SELECT count(*) AS changes, round(percentile_cont(0.05) WITHIN GROUP (ORDER BY n.g / r.g)::numeric, 3) = l.low_ratio::numeric AS p5,
	round(percentile_cont(0.95) WITHIN GROUP (ORDER BY n.g / r.g)::numeric, 3) = l.high_ratio::numeric AS p95
FROM rate r JOIN rate n ON n.region = r.region AND n.year = r.year + 1, likely_range l WHERE l.input = 'grid rate' GROUP BY l.low_ratio, l.high_ratio;
SELECT count(*) AS revised, round(percentile_cont(0.05) WITHIN GROUP (ORDER BY n.lb_per_mwh / r.lb_per_mwh)::numeric, 3) = l.low_ratio::numeric AS p5,
	round(percentile_cont(0.95) WITHIN GROUP (ORDER BY n.lb_per_mwh / r.lb_per_mwh)::numeric, 3) = l.high_ratio::numeric AS p95
FROM grid_rate r JOIN grid_rate n ON n.region = r.region AND n.gas = 'CO2e' AND n.rate = 'total' AND n.edition = 'eGRID2023 rev 2', likely_range l
WHERE r.edition = 'eGRID2023' AND r.gas = 'CO2e' AND r.rate = 'total' AND l.input = 'grid rate of its own year' GROUP BY l.low_ratio, l.high_ratio;
-- judged by what came: rates of 2024 that were published later, in the ranges that were known in 2025
SELECT count(*) AS regions, count(*) FILTER (WHERE g_per_kwh(h.lb_per_mwh) BETWEEN r.low_g_per_kwh AND r.high_g_per_kwh) AS within
FROM grid_rate h CROSS JOIN LATERAL grid_range_at(h.region, 'USA', '2024-07-01', '2025-12-31') r
WHERE h.year = 2024 AND h.edition LIKE '%Cornerstone%' AND h.gas = 'CO2e' AND h.rate = 'total';
-- three years later: 1.049 three times in quadrature is 1.049 ^ sqrt 3; the ledger takes the same
SELECT round((r.g_per_kwh / (903.3 * 0.45359237))::numeric, 9) AS best, round((r.low_g_per_kwh / r.g_per_kwh)::numeric, 9) = round(power(0.86, sqrt(3))::numeric, 9) AS low,
	round((r.high_g_per_kwh / r.g_per_kwh)::numeric, 9) AS high, round(power(1.049, sqrt(3))::numeric, 9) AS three_years,
	abs(g.location_low_g / r.low_g_per_kwh - 1) < 1e-11 AND abs(g.location_high_g / r.high_g_per_kwh - 1) < 1e-11 AS as_the_ledger
FROM grid_range_at('SRTV', 'USA', '2026-06-01', '2026-11-28') r, grid_rates(ARRAY['SRTV'], 2026, 2026, '2026-11-28') g;
-- how far what owners report lies from what Epoch AI calculates: 29 clusters of its data set have both
SELECT count(*) AS clusters, round(percentile_cont(0.05) WITHIN GROUP (ORDER BY r.value / c.value)::numeric, 2) = l.low_ratio::numeric AS p5,
	round(percentile_cont(0.95) WITHIN GROUP (ORDER BY r.value / c.value)::numeric, 2) = l.high_ratio::numeric AS p95
FROM reported_value r JOIN reported_value c USING (subject, at, data_set, vintage), likely_range l
WHERE r.quantity = 'hardware cost, reported' AND c.quantity = 'hardware cost, calculated' AND l.input = 'capital cost that others estimate' GROUP BY l.low_ratio, l.high_ratio;
