-- A cluster as a chain of factors, and the same with some of them changed.

-- Every quantity is a product of inputs at fixed places, so that two chains can be
-- compared input by input: what both share moves both.  Of the demand, which the first
-- inputs make up, contract and plant of the site take each a band.
CREATE OR REPLACE FUNCTION colossus.cluster_chain(cluster text, at date, accelerator text, accelerators double precision, numeric_format text,
	grid_region text, pue double precision, load double precision, controls text[], hours double precision)
RETURNS TABLE (place integer, quantity text, unit text, input text[], low double precision[], best double precision[], high double precision[], band double precision[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 16
BEGIN ATOMIC
	WITH home AS MATERIALIZED (
		-- another grid is another place: none of the plant of the site goes along
		SELECT c.site, c.organization, cluster_chain.grid_region IS NULL AS stays,
			CASE WHEN cluster_chain.grid_region IS NULL THEN s.grid_region ELSE cluster_chain.grid_region END AS grid_region,
			CASE WHEN cluster_chain.grid_region IS NULL THEN colossus.country_code(COALESCE(s.country, c.country)) END AS country,
			-- as emission_ledger: where not even the place is known, the grid of the owner's country
			CASE WHEN cluster_chain.grid_region IS NULL THEN colossus.country_code(COALESCE(s.country, c.country, o.country)) END AS rate_country,
			CASE WHEN cluster_chain.grid_region IS NULL THEN s.region ELSE cluster_chain.grid_region END AS region
		FROM colossus.cluster c
		LEFT JOIN colossus.site s ON s.site = c.site
		LEFT JOIN colossus.organization o ON o.organization = c.organization AND c.site IS NULL
		WHERE c.cluster = cluster_chain.cluster
		LIMIT 1				-- one row, as in those below: the planner guesses many, and would compile for minutes
	), begun AS MATERIALIZED (
		SELECT c.*
		FROM colossus.cluster_capacity c
		LEFT JOIN home h ON h.stays
		WHERE c.from_date <= cluster_chain.at AND (c.cluster = cluster_chain.cluster OR c.site = h.site)
	), capacity AS MATERIALIZED (
		SELECT b.* FROM begun b WHERE colossus.holds(b.from_date, b.until_date, cluster_chain.at)
	), part AS MATERIALIZED (
		-- what has left is nothing of everything
		SELECT p.accelerator, p.n, CASE WHEN p.n = 0 THEN 0 ELSE u.h100_equivalents END AS h100_equivalents, CASE WHEN p.n = 0 THEN 0 ELSE u.tdp_w END AS tdp_w,
			COALESCE(u.server_factor_low, z.one) AS server_factor_low, COALESCE(u.server_factor, z.one) AS server_factor, COALESCE(u.server_factor_high, z.one) AS server_factor_high,
			CASE WHEN p.n = 0 THEN 0 ELSE colossus.peak_flops(p.accelerator, cluster_chain.numeric_format) END AS peak,
			COALESCE(r.usd_low, 1 - z.one) AS usd_low, COALESCE(r.usd, 1 - z.one) AS usd, COALESCE(r.usd_high, 1 - z.one) AS usd_high
		FROM (
			SELECT f.accelerator, f.accelerators::double precision AS n
			FROM colossus.fleet_at(cluster_chain.at) f
			WHERE f.cluster = cluster_chain.cluster AND cluster_chain.accelerator IS NULL
			UNION ALL
			SELECT cluster_chain.accelerator, cluster_chain.accelerators WHERE cluster_chain.accelerator IS NOT NULL
			UNION ALL
			SELECT NULL, 0 FROM capacity c WHERE c.cluster = cluster_chain.cluster AND c.accelerators = 0 AND c.power_method NOT LIKE '%no count by part' AND cluster_chain.accelerator IS NULL
		) p
		LEFT JOIN colossus.accelerator_unit u ON u.accelerator = p.accelerator
		LEFT JOIN LATERAL colossus.accelerator_price_at(p.accelerator, cluster_chain.at) r ON true
		CROSS JOIN LATERAL (SELECT CASE WHEN p.n = 0 THEN 1 END AS one) z
	), reported AS MATERIALIZED (
		-- where nobody counted parts: what the data set says
		SELECT c.accelerators::double precision AS n, c.h100_equivalents, c.h100_equivalents_low, c.h100_equivalents_high, c.bf16_flops, c.fp8_flops,
			c.reported_it_mw, c.reported_facility_mw_low AS facility_low, c.reported_facility_mw_high AS facility_high
		FROM capacity c
		WHERE c.cluster = cluster_chain.cluster
		LIMIT 1
	), others AS MATERIALIZED (
		-- clusters of one site share its contract and its plant in proportion to what they demand; as in emission_ledger, from its first level on each
		-- day of a cluster is covered, by a level of 0 too, or nobody knows what it demands, and no share is known
		SELECT count(*) > 0 AS any, CASE WHEN bool_and(d.mw IS NOT NULL) THEN sum(d.mw ORDER BY b.cluster) END AS mw
		FROM (SELECT DISTINCT n.cluster FROM begun n WHERE n.cluster <> cluster_chain.cluster) b
		LEFT JOIN capacity c ON c.cluster = b.cluster
		LEFT JOIN LATERAL (SELECT COALESCE(c.facility_mw, r.best) FROM colossus.reported_draw(c.reported_facility_mw_low, c.reported_facility_mw_high, c.load) r) d (mw) ON true
	), counted AS MATERIALIZED (
		SELECT count(*) > 0 AS parts,
			CASE WHEN bool_and(p.n IS NOT NULL) THEN sum(p.n ORDER BY p.accelerator) END AS n,
			CASE WHEN bool_and(p.h100_equivalents IS NOT NULL) THEN sum(p.n * p.h100_equivalents ORDER BY p.accelerator) END AS h100_equivalents,
			CASE WHEN bool_and(p.peak IS NOT NULL) THEN colossus.fleet_flops(p.n, p.peak) END AS flops,
			array_agg(colossus.it_mw(colossus.accelerator_mw(p.n, p.tdp_w), p.server_factor_low) ORDER BY p.accelerator) AS mw_low,
			array_agg(colossus.it_mw(colossus.accelerator_mw(p.n, p.tdp_w), p.server_factor) ORDER BY p.accelerator) AS mw,
			array_agg(colossus.it_mw(colossus.accelerator_mw(p.n, p.tdp_w), p.server_factor_high) ORDER BY p.accelerator) AS mw_high,
			array_agg(p.n * p.usd_low ORDER BY p.accelerator) AS usd_low, array_agg(p.n * p.usd ORDER BY p.accelerator) AS usd,
			array_agg(p.n * p.usd_high ORDER BY p.accelerator) AS usd_high
		FROM part p
	), run AS MATERIALIZED (
		SELECT o.load, o.hours, string_to_array(o.controls, ' + ') AS controls
		FROM colossus.operation_timeline o
		WHERE o.cluster = cluster_chain.cluster AND colossus.holds(o.from_date, o.until_date, cluster_chain.at)
		LIMIT 1
	), factor AS MATERIALIZED (
		SELECT COALESCE(cluster_chain.load, r.load, 1) AS load,
			COALESCE(cluster_chain.load, r.load, l.low_ratio) AS load_low, COALESCE(cluster_chain.load, r.load, l.high_ratio) AS load_high,
			COALESCE(cluster_chain.pue, e.pue, x.facility_high / nullif(n.reported_it_mw, 0), n.one) AS pue,
			COALESCE(cluster_chain.pue, e.pue_low, x.facility_low / nullif(n.reported_it_mw, 0), n.one) AS pue_low,
			COALESCE(cluster_chain.pue, e.pue_high, x.facility_high / nullif(n.reported_it_mw, 0), n.one) AS pue_high,
			COALESCE(cluster_chain.hours, r.hours, colossus.period_h(cluster_chain.at, (cluster_chain.at + interval '1 year')::date)) AS hours,
			COALESCE(cluster_chain.controls, r.controls) AS controls
		FROM (VALUES (1)) one (row)
		LEFT JOIN home h ON true
		LEFT JOIN run r ON true
		LEFT JOIN reported x ON true
		LEFT JOIN colossus.pue_timeline e ON e.site = h.site AND colossus.holds(e.from_date, e.until_date, cluster_chain.at)
		LEFT JOIN colossus.likely_range l ON l.input = 'power by TDP and server factor' AND l.subject = ''
		-- nothing draws nothing at any PUE; and where parts are counted a report divides nothing of theirs, but its building serves others in their place
		CROSS JOIN LATERAL (SELECT CASE WHEN c.n = 0 THEN 1 END AS one, CASE WHEN NOT c.parts OR cluster_chain.accelerator IS NOT NULL THEN x.reported_it_mw END AS reported_it_mw FROM counted c) n
		LIMIT 1
	), power AS MATERIALIZED (
		SELECT c.parts,
			CASE WHEN c.parts THEN s.low ELSE x.reported_it_mw END AS low,
			CASE WHEN c.parts THEN s.best ELSE x.reported_it_mw END AS best,
			CASE WHEN c.parts THEN s.high ELSE x.reported_it_mw END AS high
		FROM counted c
		LEFT JOIN reported x ON true
		CROSS JOIN LATERAL colossus.range_sum(c.mw_low, c.mw, c.mw_high) s
		LIMIT 1
	), demand AS MATERIALIZED (
		-- of the site, MW; as in the views what is reported at the meter where power at the servers or PUE is not known (reported_draw)
		SELECT CASE WHEN m.metered THEN ARRAY['reported power', 'load', 'PUE'] ELSE ARRAY['TDP x server factor', 'load', 'PUE'] END AS input,
			CASE WHEN m.metered THEN ARRAY[x.facility_low, f.load_low, 1] ELSE ARRAY[w.low, f.load_low, f.pue_low] END AS low,
			CASE WHEN m.metered THEN ARRAY[x.facility_high, f.load, 1] ELSE ARRAY[w.best, f.load, f.pue] END AS best,
			CASE WHEN m.metered THEN ARRAY[x.facility_high, f.load_high, 1] ELSE ARRAY[w.high, f.load_high, f.pue_high] END AS high
		FROM power w
		CROSS JOIN factor f
		LEFT JOIN reported x ON true
		CROSS JOIN LATERAL (SELECT w.best * f.pue IS NULL AND x.facility_high IS NOT NULL AND cluster_chain.pue IS NULL AND cluster_chain.accelerator IS NULL AS metered) m
		LIMIT 1
	), supply AS MATERIALIZED (
		SELECT y.contracted, y.grid_mw, y.generates, y.plant_mw, y.mmbtu_per_mwh, string_to_array(y.plant_sites, '; ') AS plant_sites
		FROM home h
		JOIN colossus.site_supply y ON h.stays AND y.site = h.site
		WHERE colossus.holds(y.from_date, y.until_date, cluster_chain.at)
		LIMIT 1
	), split AS MATERIALIZED (
		-- where nobody tells of any supply of the site all is taken from the grid, a ceiling, and what it burns itself is not known; where
		-- it is told of other days neither is
		SELECT k.known, k.known AND NOT COALESCE(y.generates, false) AND (y.contracted IS NOT NULL OR NOT h.stays OR d.mw = 0) AS burns_nothing, COALESCE(y.generates, false) AS generates, y.generates AND y.plant_mw IS NULL AS unrated,
			y.mmbtu_per_mwh, y.plant_sites, b.grid, b.plant, b.beyond
		FROM demand q
		LEFT JOIN home h ON true
		LEFT JOIN supply y ON true
		LEFT JOIN others o ON true
		CROSS JOIN LATERAL (SELECT h.stays AND EXISTS (SELECT FROM colossus.site_supply s WHERE s.site = h.site) AS supplied) e
		CROSS JOIN LATERAL (SELECT colossus.facility_mw(q.best[1] * q.best[2], q.best[3]) AS mw) d
		CROSS JOIN LATERAL (SELECT e.supplied OR NOT h.stays OR d.mw IS NOT DISTINCT FROM 0 AS known) k
		CROSS JOIN LATERAL (SELECT CASE WHEN NOT COALESCE(o.any, false) THEN 1 ELSE d.mw / NULLIF(d.mw + o.mw, 0) END AS share) m
		CROSS JOIN LATERAL colossus.supply_bands(3, COALESCE(e.supplied AND d.mw IS DISTINCT FROM 0, false), y.contracted, y.grid_mw, y.generates, y.plant_mw, m.share) b
		LIMIT 1
	), emitted AS MATERIALIZED (
		SELECT f.estimate, f.pollutant, colossus.combustion_kg(s.mmbtu_per_mwh, f.lb_per_mmbtu, f.control_efficiency) AS kg
		FROM split s
		CROSS JOIN factor c
		CROSS JOIN LATERAL colossus.turbine_factor(c.controls, s.plant_sites, cluster_chain.at, current_date) f
		WHERE s.generates AND f.pollutant IN ('CO2', 'CH4', 'N2O', 'NOx')
	), allowed AS MATERIALIZED (
		SELECT l.tons_per_year
		FROM split s
		CROSS JOIN factor c
		CROSS JOIN LATERAL colossus.permit_limit_at(s.plant_sites, cluster_chain.at) l
		WHERE l.pollutant = 'NOx' AND l.limit_kind = 'annual' AND (l.in_force OR 'permit limit' = ANY (c.controls))
		LIMIT 1
	), per_mwh AS MATERIALIZED (
		SELECT
			CASE WHEN s.generates THEN (SELECT colossus.kg_to_t(colossus.co2e(e.pollutant, e.kg)) FROM emitted e WHERE e.estimate = 'best' AND e.pollutant <> 'NOx' HAVING bool_and(e.kg IS NOT NULL)) WHEN s.burns_nothing THEN 0 END AS scope1,
			CASE WHEN s.generates THEN (SELECT colossus.kg_to_tons(e.kg) FROM emitted e WHERE e.estimate = 'low' AND e.pollutant = 'NOx') WHEN s.burns_nothing THEN 0 END AS nox_low,
			CASE WHEN s.generates THEN (SELECT colossus.kg_to_tons(e.kg) FROM emitted e WHERE e.estimate = 'best' AND e.pollutant = 'NOx') WHEN s.burns_nothing THEN 0 END AS nox,
			CASE WHEN s.generates THEN (SELECT colossus.kg_to_tons(e.kg) FROM emitted e WHERE e.estimate = 'high' AND e.pollutant = 'NOx') WHEN s.burns_nothing THEN 0 END AS nox_high,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, g.low_g_per_kwh)) AS grid_low,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, g.g_per_kwh)) AS grid,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, g.high_g_per_kwh)) AS grid_high,
			colossus.energy_usd(1000, p.usd_per_kwh_low) AS usd_low, colossus.energy_usd(1000, p.usd_per_kwh) AS usd, colossus.energy_usd(1000, p.usd_per_kwh_high) AS usd_high,
			-- factors of several authors, of which none is chosen: between them, as in water_yearly
			colossus.l_to_ml(colossus.water_l(1000, w.wue, f.pue, v.low)) AS water_low,
			CASE WHEN v.low = v.high THEN colossus.l_to_ml(colossus.water_l(1000, w.wue, f.pue, v.low)) END AS water,
			colossus.l_to_ml(colossus.water_l(1000, w.wue, f.pue, v.high)) AS water_high
		FROM split s
		CROSS JOIN factor f
		LEFT JOIN home h ON true
		LEFT JOIN LATERAL colossus.grid_range_at(h.grid_region, h.rate_country, cluster_chain.at, current_date) g ON true
		LEFT JOIN LATERAL colossus.electricity_price_at(h.region, h.country, cluster_chain.at) p ON true
		LEFT JOIN LATERAL (
			SELECT r.value AS wue FROM colossus.reported_value r
			WHERE r.quantity = 'WUE' AND r.unit = 'l/kWh' AND r.preferred AND colossus.in_service(r.status) AND r.at <= cluster_chain.at AND r.subject IN (cluster_chain.cluster, h.site, h.organization)
			ORDER BY r.subject = cluster_chain.cluster DESC, r.subject = h.site DESC, r.at DESC, r.data_set LIMIT 1) w ON true
		LEFT JOIN LATERAL colossus.ewif_at(cluster_chain.at) v ON h.country = 'USA'
		LIMIT 1
	)
	SELECT q.place, q.quantity, q.unit, q.input, q.low, q.best, q.high, q.band
	FROM counted c
	CROSS JOIN power w
	CROSS JOIN factor f
	CROSS JOIN demand d
	CROSS JOIN split s
	CROSS JOIN per_mwh m
	LEFT JOIN reported x ON true
	LEFT JOIN allowed a ON true
	CROSS JOIN LATERAL colossus.range_sum(c.usd_low, c.usd, c.usd_high) k
	CROSS JOIN LATERAL (SELECT CASE WHEN c.parts THEN c.flops
		WHEN lower(cluster_chain.numeric_format) = 'bf16' THEN x.bf16_flops WHEN lower(cluster_chain.numeric_format) = 'fp8' THEN x.fp8_flops END) n (flops)
	-- what draws nothing takes nothing, wherever it stands
	CROSS JOIN LATERAL (SELECT CASE WHEN d.high[1] = 0 THEN 0 END AS none) z
	CROSS JOIN LATERAL (SELECT ARRAY['TDP x server factor', 'load'], ARRAY[w.low, f.load_low], ARRAY[w.best, f.load], ARRAY[w.high, f.load_high]) i (input, low, best, high)
	CROSS JOIN LATERAL (VALUES
		(1, 'accelerators'::text, '1'::text, ARRAY['accelerators'],
			ARRAY[CASE WHEN c.parts THEN c.n ELSE x.n END], ARRAY[CASE WHEN c.parts THEN c.n ELSE x.n END], ARRAY[CASE WHEN c.parts THEN c.n ELSE x.n END], NULL::double precision[]),
		(2, 'h100_equivalents', '1', ARRAY['H100 equivalents'],
			ARRAY[CASE WHEN c.parts THEN c.h100_equivalents ELSE x.h100_equivalents_low END],
			ARRAY[CASE WHEN c.parts THEN c.h100_equivalents ELSE x.h100_equivalents END],
			ARRAY[CASE WHEN c.parts THEN c.h100_equivalents ELSE x.h100_equivalents_high END], NULL),
		(3, 'peak_flops', 'FLOP/s', ARRAY['peak'], ARRAY[n.flops], ARRAY[n.flops], ARRAY[n.flops], NULL),
		(4, 'it_mw', 'MW', i.input, i.low, i.best, i.high, NULL),
		(5, 'facility_mw', 'MW', d.input, d.low, d.best, d.high, NULL),
		(6, 'mwh_per_year', 'MWh', d.input || 'hours'::text, d.low || f.hours, d.best || f.hours, d.high || f.hours, NULL),
		-- of a plant that nobody rated nothing is sure
		(7, 'scope1_t', 't CO2e', d.input || ARRAY['hours', 'CO2e per MWh generated'],
			d.low || ARRAY[f.hours, CASE WHEN s.unrated THEN 0 ELSE m.scope1 END], d.best || ARRAY[f.hours, m.scope1], d.high || ARRAY[f.hours, m.scope1], s.plant),
		(8, 'scope2_location_t', 't CO2e', d.input || ARRAY['hours', 'grid rate'],
			d.low || ARRAY[f.hours, COALESCE(m.grid_low, z.none)], d.best || ARRAY[f.hours, COALESCE(m.grid, z.none)], d.high || ARRAY[f.hours, COALESCE(m.grid_high, z.none)], s.grid),
		(9, 'nox_tons', 'short tons', d.input || ARRAY['hours', 'NOx per MWh generated: controls'],
			d.low || ARRAY[f.hours, CASE WHEN s.unrated THEN 0 ELSE m.nox_low END], d.best || ARRAY[f.hours, m.nox], d.high || ARRAY[f.hours, m.nox_high], s.plant),
		(10, 'water_ml', 'Ml', i.input || ARRAY['hours', 'water per MWh at the servers'],
			i.low || ARRAY[f.hours, COALESCE(m.water_low, z.none)], i.best || ARRAY[f.hours, COALESCE(m.water, z.none)], i.high || ARRAY[f.hours, COALESCE(m.water_high, z.none)], NULL),
		(11, 'energy_usd', 'USD', d.input || ARRAY['hours', 'price of electricity'],
			d.low || ARRAY[f.hours, COALESCE(m.usd_low, z.none)], d.best || ARRAY[f.hours, COALESCE(m.usd, z.none)], d.high || ARRAY[f.hours, COALESCE(m.usd_high, z.none)], NULL),
		(12, 'capital_usd', 'USD', ARRAY['price of the accelerators'], ARRAY[k.low], ARRAY[k.best], ARRAY[k.high], NULL),
		(13, 'grid_mw', 'MW', d.input, d.low, d.best, d.high, CASE WHEN s.known THEN s.grid ELSE ARRAY[3, NULL, NULL] END),
		(14, 'plant_mw', 'MW', d.input, d.low, d.best, d.high, CASE WHEN s.known THEN s.plant ELSE ARRAY[3, NULL, NULL] END),
		(15, 'beyond_mw', 'MW', d.input, d.low, d.best, d.high, CASE WHEN s.known THEN s.beyond ELSE ARRAY[3, NULL, NULL] END),
		(16, 'nox_limit_tons', 'short tons', ARRAY['permit'], ARRAY[a.tons_per_year], ARRAY[a.tons_per_year], ARRAY[a.tons_per_year], NULL)
	) q (place, quantity, unit, input, low, best, high, band)
	ORDER BY q.place;
END;
COMMENT ON FUNCTION colossus.cluster_chain(text, date, text, double precision, text, text, double precision, double precision, text[], double precision) IS
	'Quantities of a cluster on a day, each as the inputs whose product it is, with their likely ranges, and the band that counts of the first ones'' product (range_product); arguments that are not NULL take the place of what the tables say. For what_if and sensitivity: an unknown name gives NULL.';

CREATE OR REPLACE FUNCTION colossus.what_if(cluster text, at date, accelerator text DEFAULT NULL, match text DEFAULT 'count', numeric_format text DEFAULT 'bf16',
	grid_region text DEFAULT NULL, pue double precision DEFAULT NULL, load double precision DEFAULT NULL, controls text[] DEFAULT NULL, hours double precision DEFAULT NULL)
RETURNS TABLE (quantity text, unit text, before double precision, before_low double precision, before_high double precision,
	after double precision, after_low double precision, after_high double precision,
	difference double precision, difference_low double precision, difference_high double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 16
BEGIN ATOMIC
	WITH name AS MATERIALIZED (
		SELECT
			COALESCE((SELECT c.cluster FROM colossus.cluster c WHERE lower(c.cluster) = lower(what_if.cluster) LIMIT 1),
				colossus.unknown_name('cluster', what_if.cluster, ARRAY(SELECT c.cluster FROM colossus.cluster c))) AS cluster,
			CASE WHEN what_if.accelerator IS NOT NULL THEN COALESCE(
				(SELECT k.accelerator FROM colossus.accelerator k WHERE lower(k.accelerator) = lower(what_if.accelerator) LIMIT 1),
				(SELECT l.accelerator FROM colossus.accelerator_alias l WHERE lower(l.alias) = lower(what_if.accelerator) ORDER BY l.alias LIMIT 1),
				colossus.unknown_name('accelerator', what_if.accelerator, ARRAY(SELECT k.accelerator FROM colossus.accelerator k))) END AS accelerator,
			CASE WHEN lower(what_if.match) IN ('count', 'flops', 'power') THEN lower(what_if.match)
				ELSE COALESCE(colossus.unknown_name('match', what_if.match, ARRAY['count', 'flops', 'power']), 'count') END AS match,
			colossus.grid_region(what_if.grid_region) AS grid_region,
			CASE WHEN what_if.controls IS NOT NULL THEN COALESCE(colossus.control_train('natural gas', 'gas turbine', what_if.controls, 'permit limit'), ARRAY[colossus.refuse(
				format('controls %s are no controls of gas turbines', what_if.controls),
				format('Known: %s, permit limit. uncontrolled stands alone.', (SELECT string_agg(c.control, ', ' ORDER BY c.control COLLATE "C") FROM colossus.technology_controls('natural gas', 'gas turbine') AS c(control))))]) END AS controls,
			CASE WHEN isfinite(what_if.at) THEN what_if.at ELSE colossus.refuse(format('at must be a day, but is %s', what_if.at), 'What is known is known of days.')::date END AS at,
			CASE WHEN NOT (what_if.load > 0 AND what_if.load <= 1) THEN colossus.refuse(format('load must be above 0 and at most 1, but is %s', what_if.load),
				'It is power at the servers over TDP x server factor; a percentage must be divided by 100.') END AS load_refused,
			CASE WHEN NOT (what_if.hours BETWEEN 0 AND 8784) THEN colossus.refuse(format('hours must be between 0 and 8784, but are %s', what_if.hours),
				'They are hours in service a year.') END AS hours_refused,
			CASE WHEN what_if.pue IS NOT NULL THEN colossus.facility_mw(0, what_if.pue) END AS pue_checked
	), before AS MATERIALIZED (
		SELECT b.*, r.low AS lo, r.best AS value, r.high AS hi
		FROM name n
		CROSS JOIN LATERAL colossus.cluster_chain(n.cluster, n.at, NULL, NULL, what_if.numeric_format, NULL, NULL, NULL, NULL, NULL) b
		CROSS JOIN LATERAL colossus.range_between(b.low, b.best, b.high, b.band) r
		WHERE n.load_refused IS NULL AND n.hours_refused IS NULL AND (n.pue_checked IS NULL OR n.pue_checked = 0)
	), part AS MATERIALIZED (
		-- whole accelerators: that many are bought
		SELECT n.*, v.accelerators,
			CASE WHEN n.accelerator IS NOT NULL AND v.accelerators IS NULL THEN colossus.refuse(
				format('no %s of %s to match %s by', CASE n.match WHEN 'count' THEN 'count of accelerators' WHEN 'flops' THEN what_if.numeric_format || ' FLOP/s' ELSE 'power' END, n.cluster, n.accelerator),
				COALESCE('What is known of it: ' || (SELECT string_agg(format('match => %L', m.name), ', ' ORDER BY b.place)
					FROM before b JOIN (VALUES ('accelerators'::text, 'count'::text), ('peak_flops', 'flops'), ('it_mw', 'power')) m (quantity, name) ON m.quantity = b.quantity WHERE b.value IS NOT NULL) || '.',
					'Nothing of it is known on that day.')) END AS refused
		FROM name n
		CROSS JOIN LATERAL (SELECT CASE WHEN n.accelerator IS NOT NULL THEN
			CASE n.match WHEN 'count' THEN (SELECT b.value FROM before b WHERE b.quantity = 'accelerators')
				WHEN 'flops' THEN round((SELECT b.value FROM before b WHERE b.quantity = 'peak_flops') / colossus.peak_flops(n.accelerator, what_if.numeric_format))
				ELSE round((SELECT b.best[1] FROM before b WHERE b.quantity = 'it_mw')
					/ (SELECT colossus.it_mw(colossus.accelerator_mw(1, u.tdp_w), u.server_factor) FROM colossus.accelerator_unit u WHERE u.accelerator = n.accelerator)) END END AS accelerators) v
	), after AS MATERIALIZED (
		SELECT a.*, r.low AS lo, r.best AS value, r.high AS hi
		FROM part p
		CROSS JOIN LATERAL colossus.cluster_chain(p.cluster, p.at, p.accelerator, p.accelerators, what_if.numeric_format, p.grid_region, what_if.pue, what_if.load, p.controls, what_if.hours) a
		CROSS JOIN LATERAL colossus.range_between(a.low, a.best, a.high, a.band) r
		WHERE p.refused IS NULL
	)
	SELECT b.quantity, b.unit, b.value, b.lo, b.hi, a.value, a.lo, a.hi, d.best, d.low, d.high
	FROM before b
	JOIN after a ON a.place = b.place
	CROSS JOIN LATERAL colossus.range_difference(b.low, b.best, b.high, a.low, a.best, a.high, before_band => b.band, after_band => a.band) d
	ORDER BY b.place;
END;
COMMENT ON FUNCTION colossus.what_if(text, date, text, text, text, text, double precision, double precision, text[], double precision) IS
	'A cluster on a day as it is, as it were with another part (match: at equal count, flops in numeric_format, or power), on another grid (wholly, without the plant of its site), at another PUE, load (0 to 1 of TDP x server factor), controls of its turbines, or hours a year; and the difference. NULL: as it is. Likely ranges p5 to p95; what both sides share moves both. It equals doing the change in the _user tables, and writes nothing. Load x PUE is the demand: the contract with the grid takes it first, up to its power (grid_mw), the site''s own plant what is left, up to its rating (plant_mw), and beyond_mw is what neither is known to give and nothing emits; a contract or plant of unknown power has no end, and of a plant that nobody rated the low of scope1_t and nox_tons is 0. scope1_t and nox_tons are NULL where nobody tells what supplies the site; where that is told of other days alone grid_mw, plant_mw and scope2_location_t are too, as in emission_ledger. The control ''permit limit'' is the concentration that the permit of the plant sets; nox_limit_tons is what permits in force allow in any 12 months. energy_usd is all energy at the price of the region. water_ml has ends but no best value where authors differ on the water of electricity.';

CREATE OR REPLACE FUNCTION colossus.range_inputs(input text[], low double precision[], best double precision[], high double precision[], band double precision[] DEFAULT NULL)
RETURNS TABLE (input text, low double precision, best double precision, high double precision, share double precision, quantity_low double precision, quantity_high double precision)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 6
BEGIN ATOMIC
	SELECT i.name, i.lo, i.value, i.hi, i.share, x.low, x.high
	FROM unnest(range_inputs.input, range_inputs.low, range_inputs.best, range_inputs.high,
		colossus.range_shares(range_inputs.low, range_inputs.best, range_inputs.high, band => range_inputs.band)) WITH ORDINALITY AS i (name, lo, value, hi, share, place)
	-- this input at its ends, all others at their best
	CROSS JOIN LATERAL colossus.range_product(
		ARRAY(SELECT CASE WHEN o.place = i.place THEN o.lo ELSE o.value END FROM unnest(range_inputs.low, range_inputs.best) WITH ORDINALITY AS o (lo, value, place) ORDER BY o.place),
		range_inputs.best,
		ARRAY(SELECT CASE WHEN o.place = i.place THEN o.hi ELSE o.value END FROM unnest(range_inputs.high, range_inputs.best) WITH ORDINALITY AS o (hi, value, place) ORDER BY o.place), band => range_inputs.band) x
	ORDER BY i.share DESC NULLS LAST, i.place;
END;
COMMENT ON FUNCTION colossus.range_inputs(text[], double precision[], double precision[], double precision[], double precision[]) IS
	'Inputs of a product with their ranges, each one''s share in the squared width of the product''s, and the product with that input alone at its ends; the widest first. For sensitivity and sensitivity_run.';

CREATE OR REPLACE FUNCTION colossus.sensitivity(cluster text, at date, quantity text DEFAULT 'scope2_location_t', numeric_format text DEFAULT 'bf16')
RETURNS TABLE (input text, low double precision, best double precision, high double precision, share double precision, quantity_low double precision, quantity_high double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 6
BEGIN ATOMIC
	WITH chain AS MATERIALIZED (
		SELECT c.* FROM colossus.cluster_chain(
			COALESCE((SELECT c.cluster FROM colossus.cluster c WHERE lower(c.cluster) = lower(sensitivity.cluster) LIMIT 1),
				colossus.unknown_name('cluster', sensitivity.cluster, ARRAY(SELECT c.cluster FROM colossus.cluster c))),
			CASE WHEN isfinite(sensitivity.at) THEN sensitivity.at ELSE colossus.refuse(format('at must be a day, but is %s', sensitivity.at), 'What is known is known of days.')::date END, NULL, NULL, sensitivity.numeric_format, NULL, NULL, NULL, NULL, NULL) c
	), wanted AS MATERIALIZED (
		SELECT COALESCE((SELECT c.quantity FROM chain c WHERE c.quantity = lower(sensitivity.quantity)),
			colossus.unknown_name('quantity', sensitivity.quantity, ARRAY(SELECT c.quantity FROM chain c))) AS quantity
	)
	SELECT i.*
	FROM wanted w
	JOIN chain c ON c.quantity = w.quantity
	CROSS JOIN LATERAL colossus.range_inputs(c.input, c.low, c.best, c.high, c.band) i;
END;
COMMENT ON FUNCTION colossus.sensitivity(text, date, text, text) IS
	'Inputs of a quantity of what_if for a cluster on a day, with their likely ranges, each one''s share (0 to 1) in the squared width of the range, and the quantity with that input alone at its ends: what to find out first.';

CREATE OR REPLACE FUNCTION colossus.what_if_run(run text, accelerator text, accelerators double precision DEFAULT NULL, utilization double precision DEFAULT NULL,
	grid_region text DEFAULT NULL, pue double precision DEFAULT NULL)
RETURNS TABLE (quantity text, unit text, before double precision, before_low double precision, before_high double precision,
	after double precision, after_low double precision, after_high double precision,
	difference double precision, difference_low double precision, difference_high double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	WITH name AS MATERIALIZED (
		SELECT
			COALESCE((SELECT r.run FROM colossus.training_run r WHERE lower(r.run) = lower(what_if_run.run) LIMIT 1),
				colossus.unknown_name('run', what_if_run.run, ARRAY(SELECT DISTINCT r.run FROM colossus.training_run r))) AS run,
			CASE WHEN what_if_run.accelerator IS NOT NULL THEN COALESCE(
				(SELECT k.accelerator FROM colossus.accelerator k WHERE lower(k.accelerator) = lower(what_if_run.accelerator) LIMIT 1),
				(SELECT l.accelerator FROM colossus.accelerator_alias l WHERE lower(l.alias) = lower(what_if_run.accelerator) ORDER BY l.alias LIMIT 1),
				colossus.unknown_name('accelerator', what_if_run.accelerator, ARRAY(SELECT k.accelerator FROM colossus.accelerator k))) END AS accelerator,
			colossus.grid_region(what_if_run.grid_region) AS grid_region,
			CASE WHEN what_if_run.pue IS NOT NULL THEN colossus.facility_mw(0, what_if_run.pue) END AS pue_checked
	), was AS MATERIALIZED (
		SELECT t.*, n.accelerator AS new_part, n.grid_region, s.region, s.country, COALESCE(t.started_on, t.released_on) AS at,
			h.total_h, h.low AS total_h_low, h.high AS total_h_high, h.hours_low_ratio, h.hours_high_ratio,
			EXISTS (SELECT FROM colossus.training_run_column k WHERE k.run = t.run AND k.name = 'average_w') AS published_power,
			n.accelerator IS NULL OR n.accelerator = COALESCE((SELECT l.accelerator FROM colossus.accelerator_alias l WHERE l.alias = t.accelerator), t.accelerator) AS same_part
		FROM name n
		JOIN colossus.training_run_summary t ON t.run = n.run
		LEFT JOIN colossus.cluster c ON c.cluster = t.cluster
		LEFT JOIN colossus.site s ON s.site = c.site
		CROSS JOIN LATERAL (SELECT max(k.number) FILTER (WHERE k.name = 'total_h'), max(k.low) FILTER (WHERE k.name = 'total_h'), max(k.high) FILTER (WHERE k.name = 'total_h'),
				COALESCE(max(k.low / k.number) FILTER (WHERE k.name = 'duration_h'), 1), COALESCE(max(k.high / k.number) FILTER (WHERE k.name = 'duration_h'), 1)
			FROM colossus.training_run_column k WHERE k.run = t.run AND k.name IN ('total_h', 'duration_h')) h (total_h, low, high, hours_low_ratio, hours_high_ratio)
		WHERE n.pue_checked IS NULL OR n.pue_checked = 0
		LIMIT 1
	), judged AS MATERIALIZED (
		-- what no machine can do is a fault of the figures of the run, and nothing to carry over to another part
		SELECT w.*,
			CASE WHEN what_if_run.utilization IS NULL AND NOT w.same_part AND w.mfu > 1 THEN colossus.refuse(
				format('the utilization of %s is %s by its published FLOP, hours and part', w.run, round(w.mfu::numeric, 3)), 'Say what it were on the other part: utilization => 0.4, for example.') END AS mfu_refused,
			CASE WHEN what_if_run.accelerators IS NOT NULL AND NOT (what_if_run.accelerators > 0 AND what_if_run.accelerators < 'Infinity') THEN
				colossus.refuse(format('accelerators must be above 0 and finite, but are %s', what_if_run.accelerators), 'NULL: as many as the run had.') END AS accelerators_refused,
			CASE WHEN what_if_run.utilization IS NOT NULL AND NOT (what_if_run.utilization > 0 AND what_if_run.utilization <= 1) THEN
				colossus.refuse(format('utilization must be above 0 and at most 1, but is %s', what_if_run.utilization), 'It is model FLOP over time x peak; a percentage must be divided by 100.') END AS utilization_refused
		FROM was w
	), changed AS MATERIALIZED (
		-- Both sides rest on the power that the run has: published or measured, it is scaled by TDP x server factor of the
		-- parts, and where nothing changes every ratio is 1.
		SELECT w.*, u.tdp_w, u.server_factor_low, u.server_factor, u.server_factor_high, l.low_ratio, l.high_ratio,
			COALESCE(what_if_run.accelerators, w.accelerators) AS new_n, h.new_h,
			CASE WHEN what_if_run.accelerators IS NULL AND what_if_run.utilization IS NULL THEN w.hours * r.peak ELSE h.new_h / COALESCE(what_if_run.accelerators, w.accelerators) END AS new_hours,
			CASE WHEN w.it_mwh IS NULL THEN colossus.kwh_to_mwh(colossus.run_it_kwh(1, u.tdp_w * u.server_factor, h.new_h))
				ELSE w.it_mwh * CASE WHEN w.same_part THEN 1 ELSE u.tdp_w * u.server_factor / (o.tdp_w * o.server_factor) END
					* CASE WHEN what_if_run.utilization IS NULL THEN r.peak ELSE h.new_h / w.total_h END END AS new_mwh,
			o.server_factor_low AS old_factor_low, o.server_factor AS old_factor, o.server_factor_high AS old_factor_high,
			-- at the utilization that it had the FLOP cancel: that is FLOP over its time; at another one the time is as sure as they are
			CASE WHEN what_if_run.utilization IS NULL THEN 1 ELSE w.flop_low / w.flop END AS flop_low_ratio,
			CASE WHEN what_if_run.utilization IS NULL THEN 1 ELSE w.flop_high / w.flop END AS flop_high_ratio
		FROM judged w
		LEFT JOIN colossus.accelerator_unit u ON u.accelerator = COALESCE(w.new_part, w.accelerator)
		LEFT JOIN colossus.accelerator_unit o ON o.accelerator = w.accelerator
		LEFT JOIN colossus.likely_range l ON l.input = 'power by TDP and server factor' AND l.subject = ''
		-- the same FLOP at the peak of the part in the format of the run
		CROSS JOIN LATERAL (SELECT colossus.peak_flops(COALESCE(w.new_part, w.accelerator), w.mfu_numeric_format) AS new_peak) p
		CROSS JOIN LATERAL (SELECT CASE WHEN w.same_part THEN 1 ELSE w.peak_flops / p.new_peak END AS peak) r
		CROSS JOIN LATERAL (SELECT CASE WHEN what_if_run.utilization IS NULL THEN w.total_h * r.peak
			ELSE w.flop / colossus.hardware_flop(1, p.new_peak, 1, what_if_run.utilization) / colossus.hours_to_s(1) END AS new_h) h
		WHERE w.mfu_refused IS NULL AND w.accelerators_refused IS NULL AND w.utilization_refused IS NULL
		LIMIT 1
	), side AS (
		SELECT c.hours, c.new_hours, c.hours_low_ratio, c.hours_high_ratio,
			CASE WHEN what_if_run.utilization IS NULL THEN c.hours_low_ratio ELSE c.flop_low_ratio END AS new_hours_low_ratio, CASE WHEN what_if_run.utilization IS NULL THEN c.hours_high_ratio ELSE c.flop_high_ratio END AS new_hours_high_ratio,
			ARRAY[c.it_mwh_low, 1, c.pue_low] AS low, ARRAY[c.it_mwh, 1, c.pue] AS best, ARRAY[c.it_mwh_high, 1, c.pue_high] AS high,
			ARRAY[i.low, c.flop_low_ratio, COALESCE(what_if_run.pue, c.pue_low)] AS new_low,
			ARRAY[c.new_mwh, 1, COALESCE(what_if_run.pue, c.pue)] AS new_best,
			ARRAY[i.high, c.flop_high_ratio, COALESCE(what_if_run.pue, c.pue_high)] AS new_high,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, c.grid_g_per_kwh_low)) AS t_low,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, c.grid_g_per_kwh)) AS t,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, c.grid_g_per_kwh_high)) AS t_high,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, CASE WHEN c.grid_region IS NULL THEN c.grid_g_per_kwh_low ELSE g.low_g_per_kwh END)) AS new_t_low,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, CASE WHEN c.grid_region IS NULL THEN c.grid_g_per_kwh ELSE g.g_per_kwh END)) AS new_t,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, CASE WHEN c.grid_region IS NULL THEN c.grid_g_per_kwh_high ELSE g.high_g_per_kwh END)) AS new_t_high,
			colossus.energy_usd(1000, p.usd_per_kwh_low) AS usd_low, colossus.energy_usd(1000, p.usd_per_kwh) AS usd, colossus.energy_usd(1000, p.usd_per_kwh_high) AS usd_high,
			colossus.energy_usd(1000, q.usd_per_kwh_low) AS new_usd_low, colossus.energy_usd(1000, q.usd_per_kwh) AS new_usd, colossus.energy_usd(1000, q.usd_per_kwh_high) AS new_usd_high
		FROM changed c
		-- of the same part the range stays; of another one its server counts, and beside a published power that of the old one
		CROSS JOIN LATERAL (SELECT CASE WHEN c.it_mwh IS NULL OR NOT (c.same_part OR c.published_power) THEN c.low_ratio ELSE c.it_mwh_low / c.it_mwh END AS low,
			CASE WHEN c.it_mwh IS NULL OR NOT (c.same_part OR c.published_power) THEN c.high_ratio ELSE c.it_mwh_high / c.it_mwh END AS high,
			-- hours that rows tell differently are as unsure on another part, and not where they follow from a utilization
			CASE WHEN what_if_run.utilization IS NULL AND (c.it_mwh IS NULL OR NOT (c.same_part OR c.published_power)) THEN c.total_h_low / c.total_h ELSE 1 END AS h_low,
			CASE WHEN what_if_run.utilization IS NULL AND (c.it_mwh IS NULL OR NOT (c.same_part OR c.published_power)) THEN c.total_h_high / c.total_h ELSE 1 END AS h_high,
			CASE WHEN c.it_mwh IS NULL OR NOT c.same_part THEN c.server_factor_low / c.server_factor ELSE 1 END AS new_low,
			CASE WHEN c.it_mwh IS NULL OR NOT c.same_part THEN c.server_factor_high / c.server_factor ELSE 1 END AS new_high,
			CASE WHEN c.published_power AND NOT c.same_part THEN c.old_factor / c.old_factor_high ELSE 1 END AS old_low,
			CASE WHEN c.published_power AND NOT c.same_part THEN c.old_factor / c.old_factor_low ELSE 1 END AS old_high) e
		CROSS JOIN LATERAL (SELECT
			CASE WHEN c.new_mwh = c.it_mwh AND c.same_part THEN c.it_mwh_low ELSE (x.range).low END AS low,
			CASE WHEN c.new_mwh = c.it_mwh AND c.same_part THEN c.it_mwh_high ELSE (x.range).high END AS high
			FROM (SELECT colossus.range_product(ARRAY[c.new_mwh, e.low, e.h_low, e.new_low, e.old_low], ARRAY[c.new_mwh, 1, 1, 1, 1],
				ARRAY[c.new_mwh, e.high, e.h_high, e.new_high, e.old_high]) AS range) x) i
		LEFT JOIN LATERAL colossus.grid_range_at(c.grid_region, NULL, c.at, current_date) g ON true
		LEFT JOIN LATERAL colossus.electricity_price_at(c.region, c.country, c.at) p ON true
		LEFT JOIN LATERAL colossus.electricity_price_at(COALESCE(c.grid_region, c.region), CASE WHEN c.grid_region IS NULL THEN c.country END, c.at) q ON true
	), figure AS (
		SELECT f.*
		FROM side s
		CROSS JOIN LATERAL (VALUES
			(1, 'hours'::text, 'h'::text, ARRAY[s.hours, s.hours_low_ratio], ARRAY[s.hours, 1], ARRAY[s.hours, s.hours_high_ratio],
				ARRAY[s.new_hours, s.new_hours_low_ratio], ARRAY[s.new_hours, 1], ARRAY[s.new_hours, s.new_hours_high_ratio]),
			(2, 'it_mwh', 'MWh', s.low[:2], s.best[:2], s.high[:2], s.new_low[:2], s.new_best[:2], s.new_high[:2]),
			(3, 'facility_mwh', 'MWh', s.low, s.best, s.high, s.new_low, s.new_best, s.new_high),
			(4, 'co2e_t', 't CO2e', s.low || s.t_low, s.best || s.t, s.high || s.t_high, s.new_low || s.new_t_low, s.new_best || s.new_t, s.new_high || s.new_t_high),
			(5, 'energy_usd', 'USD', s.low || s.usd_low, s.best || s.usd, s.high || s.usd_high, s.new_low || s.new_usd_low, s.new_best || s.new_usd, s.new_high || s.new_usd_high)
		) f (place, quantity, unit, low, best, high, new_low, new_best, new_high)
	)
	SELECT f.quantity, f.unit, b.best, b.low, b.high, a.best, a.low, a.high, d.best, d.low, d.high
	FROM figure f
	CROSS JOIN LATERAL colossus.range_product(f.low, f.best, f.high) b
	CROSS JOIN LATERAL colossus.range_product(f.new_low, f.new_best, f.new_high) a
	CROSS JOIN LATERAL colossus.range_difference(f.low, f.best, f.high, f.new_low, f.new_best, f.new_high) d
	ORDER BY f.place;
END;
COMMENT ON FUNCTION colossus.what_if_run(text, text, double precision, double precision, text, double precision) IS
	'A training run as it was, and as it were on other or more accelerators at the same FLOP (utilization: as it was), on another grid or at another PUE; and the difference, with likely ranges. A power that was published or measured goes over to another part in the ratio of TDP x server factor, so that both sides rest on one basis. At another utilization time and energy are as sure as the FLOP; at the one that it had the FLOP cancel. NULL: as it was. Writes nothing.';

CREATE OR REPLACE FUNCTION colossus.sensitivity_run(run text, quantity text DEFAULT 'co2e_t')
RETURNS TABLE (input text, low double precision, best double precision, high double precision, share double precision, quantity_low double precision, quantity_high double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 3
BEGIN ATOMIC
	WITH chain AS MATERIALIZED (
		SELECT q.*
		FROM colossus.training_run_summary t
		CROSS JOIN LATERAL (SELECT colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, t.grid_g_per_kwh_low)) AS low,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, t.grid_g_per_kwh)) AS best,
			colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(1000, t.grid_g_per_kwh_high)) AS high) g
		CROSS JOIN LATERAL (VALUES
			('flop'::text, ARRAY['training FLOP'], ARRAY[t.flop_low], ARRAY[t.flop], ARRAY[t.flop_high]),
			('it_mwh', ARRAY['energy at the servers'], ARRAY[t.it_mwh_low], ARRAY[t.it_mwh], ARRAY[t.it_mwh_high]),
			('facility_mwh', ARRAY['energy at the servers', 'PUE'], ARRAY[t.it_mwh_low, t.pue_low], ARRAY[t.it_mwh, t.pue], ARRAY[t.it_mwh_high, t.pue_high]),
			('co2e_t', ARRAY['energy at the servers', 'PUE', 'grid rate'], ARRAY[t.it_mwh_low, t.pue_low, g.low], ARRAY[t.it_mwh, t.pue, g.best],
				ARRAY[t.it_mwh_high, t.pue_high, g.high])
		) q (name, input, low, best, high)
		WHERE t.run = COALESCE((SELECT r.run FROM colossus.training_run r WHERE lower(r.run) = lower(sensitivity_run.run) LIMIT 1),
			colossus.unknown_name('run', sensitivity_run.run, ARRAY(SELECT DISTINCT r.run FROM colossus.training_run r)))
	), wanted AS MATERIALIZED (
		SELECT COALESCE((SELECT c.name FROM chain c WHERE c.name = lower(sensitivity_run.quantity)),
			colossus.unknown_name('quantity', sensitivity_run.quantity, ARRAY(SELECT c.name FROM chain c))) AS name
	)
	SELECT i.*
	FROM wanted w
	JOIN chain c ON c.name = w.name
	CROSS JOIN LATERAL colossus.range_inputs(c.input, c.low, c.best, c.high) i;
END;
COMMENT ON FUNCTION colossus.sensitivity_run(text, text) IS
	'Inputs of a quantity of a training run (flop, it_mwh, facility_mwh, co2e_t; MWh, t CO2e), with their likely ranges, each one''s share (0 to 1) in the squared width of the range, and the quantity with that input alone at its ends: what to find out first.';

-- What it costs.
CREATE OR REPLACE FUNCTION colossus.energy_bill(cluster text)
RETURNS TABLE (year integer, from_date date, until_date date, facility_mwh_low double precision, facility_mwh double precision, facility_mwh_high double precision,
	usd_low double precision, usd double precision, usd_high double precision, price_place text, price_from date, stale boolean, source_id text, missing text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 4
BEGIN ATOMIC
	WITH wanted AS MATERIALIZED (
		SELECT c.cluster, s.region, colossus.country_code(COALESCE(s.country, c.country)) AS country
		FROM colossus.cluster c
		LEFT JOIN colossus.site s ON s.site = c.site
		WHERE c.cluster = COALESCE((SELECT k.cluster FROM colossus.cluster k WHERE lower(k.cluster) = lower(energy_bill.cluster) LIMIT 1),
			colossus.unknown_name('cluster', energy_bill.cluster, ARRAY(SELECT k.cluster FROM colossus.cluster k)))
		LIMIT 1
	), level AS MATERIALIZED (
		SELECT c.from_date, c.until_date, c.hours, c.load IS NOT NULL OR c.hours IS NOT NULL AS operated, CASE WHEN c.facility_mw IS NULL THEN r.low ELSE c.facility_mw_low END AS low,
			COALESCE(c.facility_mw, r.best) AS best, COALESCE(c.facility_mw_high, r.high) AS high
		FROM wanted w
		JOIN colossus.cluster_capacity c ON c.cluster = w.cluster
		CROSS JOIN LATERAL colossus.reported_draw(c.reported_facility_mw_low, c.reported_facility_mw_high, c.load) r
		WHERE c.from_date < current_date
	), dear AS MATERIALIZED (
		-- days on which the price of the place may change: those of its country, by whatever name electricity_price_at finds it
		SELECT DISTINCT p.from_date AS at
		FROM wanted w
		JOIN colossus.electricity_price p ON (colossus.country_code(p.country) = w.country) IS NOT FALSE AND p.preferred AND p.status <> 'denied'
	), slice AS MATERIALIZED (
		SELECT y.year, y.from_date AS year_start, y.until_date AS year_end, b.first AS lived, l.from_date IS NOT NULL AS known, l.operated, l.low, l.best, l.high, s.first, s.last, colossus.service_h(s.first, s.last, l.hours) AS hours
		FROM (SELECT min(f.from_date) AS first FROM level f) b
		CROSS JOIN LATERAL colossus.calendar_years(b.first, current_date) y
		LEFT JOIN level l ON l.from_date < y.until_date AND (l.until_date IS NULL OR l.until_date > y.from_date)
		CROSS JOIN LATERAL (SELECT greatest(l.from_date, y.from_date) AS first, least(l.until_date, y.until_date) AS last) d
		CROSS JOIN LATERAL (
			SELECT e.at AS first, lead(e.at, 1, d.last) OVER (ORDER BY e.at) AS last
			FROM (SELECT d.first AS at UNION SELECT p.at FROM dear p WHERE p.at > d.first AND p.at < d.last) e) s
	), spent AS (
		-- as in emission_ledger: from its first level on each day of a cluster is covered, by a level of 0 too, or nobody knows; and full load on days of
		-- which the operator tells nothing is no figure beside what he tells of others.  One level after another rests on the same factors: their ends add up
		SELECT z.year, COALESCE(min(z.first) FILTER (WHERE z.known), z.year_start) AS from_date, COALESCE(max(z.last) FILTER (WHERE z.known), z.year_end) AS until_date,
			sum(colossus.level_kwh(z.low, z.hours) ORDER BY z.first) AS low,
			sum(colossus.level_kwh(z.best, z.hours) ORDER BY z.first) AS best,
			sum(colossus.level_kwh(z.high, z.hours) ORDER BY z.first) AS high,
			datemultirange(daterange(greatest(z.lived, z.year_start), z.year_end)) - COALESCE(range_agg(daterange(z.first, z.last)) FILTER (WHERE z.best IS NOT NULL), '{}') AS unknown,
			bool_or(z.operated AND z.best > 0) AS operated,
			COALESCE(range_agg(daterange(z.first, z.last)) FILTER (WHERE z.best > 0 AND NOT z.operated), '{}') AS assumed
		FROM slice z
		GROUP BY z.year, z.year_start, z.year_end, z.lived
	), whole AS MATERIALIZED (
		SELECT s.*, CASE WHEN isempty(s.unknown) THEN NULL ELSE 'power not known ' || colossus.days_text(s.unknown) END AS gap,
			CASE WHEN s.operated AND NOT isempty(s.assumed) THEN 'load and hours not told ' || colossus.days_text(s.assumed) END AS half_told
		FROM spent s
	), charged AS (
		-- what one price is paid for
		SELECT z.year, p.place, p.from_date, p.stale, p.source_id, COALESCE(p.usd_per_kwh_low, n.usd) AS usd_per_kwh_low, COALESCE(p.usd_per_kwh, n.usd) AS usd_per_kwh, COALESCE(p.usd_per_kwh_high, n.usd) AS usd_per_kwh_high,
			range_agg(daterange(z.first, z.last)) AS days,
			sum(colossus.level_kwh(z.low, z.hours) ORDER BY z.first) AS low,
			sum(colossus.level_kwh(z.best, z.hours) ORDER BY z.first) AS best,
			sum(colossus.level_kwh(z.high, z.hours) ORDER BY z.first) AS high
		FROM slice z
		CROSS JOIN wanted w
		LEFT JOIN LATERAL colossus.electricity_price_at(w.region, w.country, z.first) p ON true
		-- nothing costs nothing at any price
		CROSS JOIN LATERAL (SELECT CASE WHEN z.high = 0 THEN 0 END AS usd) n
		WHERE z.known
		GROUP BY z.year, p.place, p.from_date, p.stale, p.source_id, p.usd_per_kwh_low, p.usd_per_kwh, p.usd_per_kwh_high, n.usd
	), bill AS (
		SELECT c.year, sum(r.low ORDER BY c.from_date) AS low, CASE WHEN bool_and(r.best IS NOT NULL) THEN sum(r.best ORDER BY c.from_date) END AS best,
			CASE WHEN bool_and(r.high IS NOT NULL) THEN sum(r.high ORDER BY c.from_date) END AS high,
			string_agg(DISTINCT c.place, ', ') AS place, min(c.from_date) AS from_date, bool_or(c.stale) AS stale, string_agg(DISTINCT c.source_id, ', ') AS source_id,
			'no price of electricity is known ' || colossus.days_text(range_agg(c.days) FILTER (WHERE c.usd_per_kwh IS NULL)) AS unpriced
		FROM charged c
		JOIN whole s ON s.year = c.year
		CROSS JOIN LATERAL colossus.range_between(ARRAY[c.low, c.usd_per_kwh_low], ARRAY[CASE WHEN s.gap IS NULL AND s.half_told IS NULL THEN c.best END, c.usd_per_kwh],
			ARRAY[CASE WHEN s.gap IS NULL THEN c.high END, c.usd_per_kwh_high], NULL) r
		GROUP BY c.year
	)
	SELECT s.year, s.from_date, s.until_date, colossus.tidy(colossus.kwh_to_mwh(s.low)),
		CASE WHEN s.gap IS NULL AND s.half_told IS NULL THEN colossus.tidy(colossus.kwh_to_mwh(s.best)) END, CASE WHEN s.gap IS NULL THEN colossus.tidy(colossus.kwh_to_mwh(s.high)) END,
		colossus.tidy(b.low), colossus.tidy(b.best), colossus.tidy(b.high), b.place, b.from_date, b.stale, b.source_id, NULLIF(concat_ws('; ', s.gap, s.half_told, b.unpriced), '')
	FROM whole s
	LEFT JOIN bill b ON b.year = s.year
	ORDER BY s.year;
END;
COMMENT ON FUNCTION colossus.energy_bill(text) IS
	'What the electricity of a cluster costs by calendar year at the average price of its region, with its likely range: full load for every hour, or the load and hours of colossus.operation where it tells them, all of it as if bought. Where power is reported and not computed its low is what a rated power usually draws (likely_range). NULL: no power or no price is known. Where power is not known of all days of a year, from the first level of the cluster on, low is of the days that are and the rest NULL; where load and hours are told of a part of the year the best alone is; missing says which days. Days of a price count at that price; price_from is of the first.';

CREATE OR REPLACE FUNCTION colossus.capital_per_h100_equivalent(at date)
RETURNS TABLE (cluster text, organization text, h100_equivalents double precision, total_usd double precision, usd_per_h100_equivalent double precision, usd_year integer, data_set text, vintage text, source_id text,
	total_usd_low double precision, total_usd_high double precision, usd_per_h100_equivalent_low double precision, usd_per_h100_equivalent_high double precision)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 50
BEGIN ATOMIC
	SELECT r.cluster, r.organization, r.value, k.total_usd, p.best, k.usd_year, k.data_set, nullif(k.vintage, ''), k.source_id, t.low, t.high, p.low, p.high
	FROM colossus.cluster_ranking(capital_per_h100_equivalent.at) r
	JOIN LATERAL (
		SELECT c.* FROM colossus.capital_cost c
		WHERE c.cluster = r.cluster AND c.data_set = r.data_set AND c.vintage = r.vintage AND c.preferred AND colossus.in_service(c.status) AND c.at <= capital_per_h100_equivalent.at
		ORDER BY c.at DESC LIMIT 1) k ON k.total_usd > 0
	LEFT JOIN colossus.likely_range l ON l.input = 'capital cost that others estimate' AND l.subject = '' AND k.status = 'estimated'
	CROSS JOIN LATERAL colossus.range_product(ARRAY[k.total_usd, l.low_ratio], ARRAY[k.total_usd, 1], ARRAY[k.total_usd, l.high_ratio]) t
	CROSS JOIN LATERAL colossus.range_product(ARRAY[t.low, r.value], ARRAY[k.total_usd, r.value], ARRAY[t.high, r.value], ARRAY[1, -1]) p
	ORDER BY k.total_usd / r.value, r.cluster;
END;
COMMENT ON FUNCTION colossus.capital_per_h100_equivalent(date) IS
	'What clusters cost to build per H100 equivalent, both figures of one edition of one data set: hardware and construction to date. low and high: an estimate as far off as what owners reported lies from what was calculated (likely_range, p5 to p95); the H100 equivalents are taken as they are.';

CREATE OR REPLACE FUNCTION colossus.token_cost(accelerator text, accelerators double precision, tokens_per_s double precision, at date, region text DEFAULT NULL, country text DEFAULT NULL,
	pue double precision DEFAULT 1, load double precision DEFAULT NULL, lifetime_h double precision DEFAULT 35040, utilization double precision DEFAULT 1,
	tokens_per_s_low double precision DEFAULT NULL, tokens_per_s_high double precision DEFAULT NULL)
RETURNS TABLE (basis text, usd_per_million_tokens_low double precision, usd_per_million_tokens double precision, usd_per_million_tokens_high double precision, source_id text, missing text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 3
BEGIN ATOMIC
	WITH part AS MATERIALIZED (
		SELECT COALESCE(
			(SELECT k.accelerator FROM colossus.accelerator k WHERE lower(k.accelerator) = lower(token_cost.accelerator) LIMIT 1),
			(SELECT l.accelerator FROM colossus.accelerator_alias l WHERE lower(l.alias) = lower(token_cost.accelerator) ORDER BY l.alias LIMIT 1),
			colossus.unknown_name('accelerator', token_cost.accelerator, ARRAY(SELECT k.accelerator FROM colossus.accelerator k))) AS accelerator,
			CASE WHEN token_cost.pue IS NOT NULL THEN colossus.facility_mw(0, token_cost.pue) END AS pue_checked,
			CASE WHEN NOT (token_cost.load > 0 AND token_cost.load <= 1) THEN colossus.refuse(format('load must be above 0 and at most 1, but is %s', token_cost.load),
				'It is power at the servers over TDP x server factor; a percentage must be divided by 100.') END AS load_refused,
			CASE WHEN NOT (token_cost.utilization > 0 AND token_cost.utilization <= 1) THEN colossus.refuse(format('utilization must be above 0 and at most 1, but is %s', token_cost.utilization),
				'It is the share of its service life that the hardware is used; a percentage must be divided by 100.') END AS utilization_refused,
			CASE WHEN NOT (token_cost.accelerators > 0 AND token_cost.accelerators < 'Infinity') THEN colossus.refuse(format('accelerators must be above 0 and finite, but are %s', token_cost.accelerators),
				'They are those that give tokens_per_s together.') END AS accelerators_refused,
			CASE WHEN NOT (token_cost.tokens_per_s > 0 AND token_cost.tokens_per_s < 'Infinity') THEN colossus.refuse(format('tokens_per_s must be above 0 and finite, but are %s', token_cost.tokens_per_s),
				'They are what all accelerators give together.') END AS tokens_refused,
			CASE WHEN NOT (COALESCE(token_cost.tokens_per_s_low, token_cost.tokens_per_s) > 0 AND COALESCE(token_cost.tokens_per_s_low, token_cost.tokens_per_s) <= token_cost.tokens_per_s
					AND COALESCE(token_cost.tokens_per_s_high, token_cost.tokens_per_s) >= token_cost.tokens_per_s AND COALESCE(token_cost.tokens_per_s_high, 1) < 'Infinity')
				THEN colossus.refuse(format('tokens_per_s are %s to %s, and %s at best', COALESCE(token_cost.tokens_per_s_low, token_cost.tokens_per_s), COALESCE(token_cost.tokens_per_s_high, token_cost.tokens_per_s), token_cost.tokens_per_s),
				'low is above 0 and at most the best value, high at least that.') END AS tokens_range_refused,
			CASE WHEN NOT isfinite(token_cost.at) THEN colossus.refuse(format('at must be a day, but is %s', token_cost.at), 'Prices are known of days.') END AS at_refused,
			CASE WHEN cardinality(colossus.region_names(token_cost.region, token_cost.country)) = 1
					AND NOT EXISTS (SELECT 1 FROM colossus.electricity_price e WHERE lower(btrim(e.region)) = lower(btrim(token_cost.region)))
					AND NOT EXISTS (SELECT 1 FROM colossus.site s WHERE lower(btrim(s.region)) = lower(btrim(token_cost.region))) AND colossus.country_of(token_cost.region) IS NULL
					-- of a country whose prices are not by region any region may be named
					AND (token_cost.country IS NULL OR EXISTS (SELECT 1 FROM colossus.electricity_price e WHERE colossus.country_code(e.country) = colossus.country_of(token_cost.country) AND colossus.country_of(e.region) IS DISTINCT FROM colossus.country_code(e.country)))
				THEN colossus.unknown_name('region', token_cost.region, ARRAY(SELECT e.region FROM colossus.electricity_price e UNION SELECT g.region FROM colossus.grid_rate g ORDER BY 1)) END AS region_refused,
			CASE WHEN colossus.country_of(token_cost.country) IS NULL
				THEN colossus.unknown_name('country', token_cost.country, ARRAY(SELECT n.name FROM colossus.country_name n UNION SELECT n.country FROM colossus.country_name n ORDER BY 1)) END AS country_refused
	), hour AS MATERIALIZED (
		SELECT p.accelerator, token_cost.tokens_per_s * colossus.hours_to_s(1) AS tokens,
			colossus.it_mw(colossus.accelerator_mw(token_cost.accelerators, u.tdp_w), u.server_factor_low) AS low,
			colossus.it_mw(colossus.accelerator_mw(token_cost.accelerators, u.tdp_w), u.server_factor) AS best,
			colossus.it_mw(colossus.accelerator_mw(token_cost.accelerators, u.tdp_w), u.server_factor_high) AS high,
			COALESCE(token_cost.load, l.low_ratio) AS load_low, COALESCE(token_cost.load, 1) AS load, COALESCE(token_cost.load, l.high_ratio) AS load_high
		FROM part p
		LEFT JOIN colossus.accelerator_unit u ON u.accelerator = p.accelerator
		LEFT JOIN colossus.likely_range l ON l.input = 'power by TDP and server factor' AND l.subject = ''
		WHERE p.load_refused IS NULL AND p.utilization_refused IS NULL AND p.accelerators_refused IS NULL AND p.tokens_refused IS NULL AND p.tokens_range_refused IS NULL AND p.at_refused IS NULL AND p.region_refused IS NULL AND p.country_refused IS NULL
			AND (p.pue_checked IS NULL OR p.pue_checked = 0)
		LIMIT 1
	)
	SELECT v.basis, r.low, r.best, r.high, v.source_id,
		CASE WHEN r.best IS NULL THEN CASE WHEN v.basis = 'energy' AND h.best IS NULL THEN format('no TDP or server factor of %s is known', h.accelerator)
			WHEN v.source_id IS NOT NULL THEN 'an argument is NULL'
			WHEN v.basis = 'energy' THEN format('no price of electricity of %s is known on %s', COALESCE(token_cost.region || COALESCE(', ' || token_cost.country, ''), token_cost.country, 'no place'), to_char(token_cost.at::timestamp, 'YYYY-MM-DD'))
			WHEN v.basis = 'capital' THEN format('no price of %s is known on %s', h.accelerator, to_char(token_cost.at::timestamp, 'YYYY-MM-DD'))
			ELSE format('no rent of %s is known on %s', h.accelerator, to_char(token_cost.at::timestamp, 'YYYY-MM-DD')) END END
	FROM hour h
	LEFT JOIN LATERAL colossus.electricity_price_at(token_cost.region, token_cost.country, token_cost.at) e ON true
	LEFT JOIN LATERAL colossus.accelerator_price_at(h.accelerator, token_cost.at) a ON true
	LEFT JOIN LATERAL (
		SELECT COALESCE(l.usd_per_accelerator_h_low, l.usd_per_accelerator_h) AS low, l.usd_per_accelerator_h AS usd, COALESCE(l.usd_per_accelerator_h_high, l.usd_per_accelerator_h) AS high, l.source_id
		FROM colossus.lease l
		WHERE l.subject = h.accelerator AND l.preferred AND l.usd_per_accelerator_h IS NOT NULL AND colossus.holds(l.from_date, l.until_date, token_cost.at) AND l.status <> 'denied'
		ORDER BY l.from_date DESC, l.shipped LIMIT 1) s ON true
	CROSS JOIN LATERAL (VALUES
		('energy'::text, ARRAY[colossus.usd_per_million_tokens(colossus.energy_usd(colossus.level_kwh(h.low, 1), e.usd_per_kwh_low), h.tokens), h.load_low, token_cost.pue],
			ARRAY[colossus.usd_per_million_tokens(colossus.energy_usd(colossus.level_kwh(h.best, 1), e.usd_per_kwh), h.tokens), h.load, token_cost.pue],
			ARRAY[colossus.usd_per_million_tokens(colossus.energy_usd(colossus.level_kwh(h.high, 1), e.usd_per_kwh_high), h.tokens), h.load_high, token_cost.pue], e.source_id),
		('capital', ARRAY[colossus.usd_per_million_tokens(token_cost.accelerators * colossus.capital_usd_per_h(a.usd_low, token_cost.lifetime_h, token_cost.utilization), h.tokens)],
			ARRAY[colossus.usd_per_million_tokens(token_cost.accelerators * colossus.capital_usd_per_h(a.usd, token_cost.lifetime_h, token_cost.utilization), h.tokens)],
			ARRAY[colossus.usd_per_million_tokens(token_cost.accelerators * colossus.capital_usd_per_h(a.usd_high, token_cost.lifetime_h, token_cost.utilization), h.tokens)], a.source_id),
		('lease', ARRAY[colossus.usd_per_million_tokens(token_cost.accelerators * s.low, h.tokens)], ARRAY[colossus.usd_per_million_tokens(token_cost.accelerators * s.usd, h.tokens)],
			ARRAY[colossus.usd_per_million_tokens(token_cost.accelerators * s.high, h.tokens)], s.source_id)
	) v (basis, low, best, high, source_id)
	-- the more tokens share a cost the less it is of each; 0 is refused above, but constants are divided before
	CROSS JOIN LATERAL colossus.range_product(v.low || COALESCE(token_cost.tokens_per_s / nullif(token_cost.tokens_per_s_high, 0), 1), v.best || 1::double precision, v.high || COALESCE(token_cost.tokens_per_s / nullif(token_cost.tokens_per_s_low, 0), 1)) r;
END;
COMMENT ON FUNCTION colossus.token_cost(text, double precision, double precision, date, text, text, double precision, double precision, double precision, double precision, double precision, double precision) IS
	'USD a million tokens of accelerators that give tokens_per_s (low to high, where they are not measured) together: energy (TDP x server factor x load x PUE at the price of the region), capital (price over lifetime_h at utilization, without interest), lease (rent by the hour). They are alternatives, but for energy beside capital. NULL where no price is known, and missing says of what. What cannot be (pue below 1, load or utilization outside of 0 to 1, no accelerators, no tokens): 22023.';

CREATE OR REPLACE FUNCTION colossus.social_cost_range(gas text, kg double precision, year integer)
RETURNS TABLE (usd_low double precision, usd double precision, usd_high double precision, discounts text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT colossus.social_cost_usd(social_cost_range.gas, social_cost_range.kg, social_cost_range.year, '2.5%'),
		colossus.social_cost_usd(social_cost_range.gas, social_cost_range.kg, social_cost_range.year, '2.0%'),
		colossus.social_cost_usd(social_cost_range.gas, social_cost_range.kg, social_cost_range.year, '1.5%'), '2.5%, 2.0%, 1.5%'::text;
END;
COMMENT ON FUNCTION colossus.social_cost_range(text, double precision, integer) IS
	'Damage of a mass of one gas emitted in a year, USD of 2020, at the near-term discount rates 2.5 % (low), 2.0 % and 1.5 % (high). Per gas, never on CO2e.';
