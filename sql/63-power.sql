-- Demand of sites against what supplies them.

CREATE OR REPLACE VIEW colossus.supply_timeline AS
SELECT
	s.site, -- site that the permit or contract names
	s.serves_site, -- site that gets the power
	s.kind, -- grid, turbine, engine, battery or solar
	s.model, -- turbine or battery model; empty: not known
	s.from_date, -- first day of the level
	least(s.until_date, min(s.from_date) OVER later) AS until_date, -- day after the last; NULL: still
	s.units, -- units; NULL: not known
	s.mw, -- rated or contracted power of all units, MW
	s.mwh, -- energy that batteries hold, MWh
	s.heat_rate_model, -- turbine model whose heat rate stands in where the model is not known
	s.status, -- how far to trust the row
	s.data_set, -- who counted
	s.source_id -- where the row comes from
FROM colossus.power_supply s
WHERE s.preferred AND (colossus.in_service(s.status) OR (s.status = 'alleged' AND s.kind IN ('turbine', 'engine')))
WINDOW later AS (PARTITION BY s.site, s.kind, s.model ORDER BY s.from_date, s.shipped DESC, s.data_set
	ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING);
COMMENT ON VIEW colossus.supply_timeline IS
'Preferred power supplies as levels over [from_date, until_date), each until the next of the same site, kind and model. Alleged turbines and engines are among them and say so; of other kinds an allegation does not count.';

-- One rule of who supplies a site, for whatever asks: contracts first, then its own plant.
CREATE OR REPLACE VIEW colossus.site_supply AS
WITH supply AS MATERIALIZED (
	SELECT coalesce(t.serves_site, t.site) AS served, t.site, t.kind = 'grid' AS grid, t.model, t.from_date, t.until_date, t.mw, t.status, t.source_id,
		CASE WHEN t.kind = 'turbine' THEN colossus.heat_input_mmbtu(1, colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh)) END AS mmbtu_per_mwh
	FROM colossus.supply_timeline t
	LEFT JOIN colossus.turbine_model m ON m.turbine_model = coalesce(t.heat_rate_model, t.model)
	WHERE t.kind IN ('grid', 'turbine', 'engine')
), edge AS (
	SELECT served, from_date AS at FROM supply
	UNION SELECT served, until_date FROM supply
), period AS (
	SELECT served, at AS from_date, lead(at) OVER (PARTITION BY served ORDER BY at) AS until_date
	FROM edge WHERE at IS NOT NULL
)
SELECT
	p.served AS site, -- site that uses the power
	p.from_date, -- first day of the period
	p.until_date, -- day after the last; NULL: still
	bool_or(s.grid) AS contracted, -- true: a contract with the grid is known
	CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE s.grid) THEN sum(s.mw ORDER BY s.from_date, s.model) FILTER (WHERE s.grid) END AS grid_mw, -- contracts with the grid, MW: they supply first; NULL: no contract is known, or not its power
	bool_or(NOT s.grid) AS generates, -- true: turbines or engines of its own supply it
	CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE NOT s.grid) THEN sum(s.mw ORDER BY s.from_date, s.model) FILTER (WHERE NOT s.grid) END AS plant_mw, -- rated power of its turbines and engines, MW: they give what contracts do not; NULL: it has none, or nobody published it
	CASE WHEN bool_and(s.mmbtu_per_mwh IS NOT NULL) FILTER (WHERE NOT s.grid) THEN
		CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE NOT s.grid) AND sum(s.mw) FILTER (WHERE NOT s.grid) > 0
			THEN sum(s.mw * s.mmbtu_per_mwh ORDER BY s.from_date, s.model) FILTER (WHERE NOT s.grid) / sum(s.mw ORDER BY s.from_date, s.model) FILTER (WHERE NOT s.grid)
			ELSE avg(s.mmbtu_per_mwh ORDER BY s.from_date, s.model) FILTER (WHERE NOT s.grid) END END AS mmbtu_per_mwh, -- heat (HHV) that the plant burns for a MWh, by rated power where all is known, MMBtu; NULL: not known of a part
	string_agg(DISTINCT s.site, '; ') FILTER (WHERE NOT s.grid) AS plant_sites, -- sites that the permits of the plant name, parted by '; '
	colossus.weakest_status(array_agg(s.status)) AS status, -- weakest status of what supplies it, alleged among them
	string_agg(DISTINCT s.source_id, ', ') AS source_id -- sources of contracts and plant
FROM period p
JOIN supply s ON s.served = p.served AND colossus.holds(s.from_date, s.until_date, p.from_date)
GROUP BY p.served, p.from_date, p.until_date;
COMMENT ON VIEW colossus.site_supply IS
'What supplies a site over [from_date, until_date), as what_if and emission_ledger take it: contracts with the grid first, up to their power, then turbines and engines of its own, alleged ones among them, up to their rating; a contract or plant of unknown power has no end. Solar and batteries are left out: nobody published what they give.';

-- Bands as range_product takes them, {inputs, floor, size}.
CREATE OR REPLACE FUNCTION colossus.supply_bands(inputs integer, supplied boolean, contracted boolean, grid_mw double precision, generates boolean, plant_mw double precision, share double precision)
RETURNS TABLE (grid double precision[], plant double precision[], beyond double precision[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT
		CASE WHEN NOT supply_bands.supplied THEN ARRAY[n.inputs, 0, NULL]
			WHEN supply_bands.contracted AND supply_bands.share IS NOT NULL THEN ARRAY[n.inputs, 0, supply_bands.grid_mw * supply_bands.share]
			ELSE ARRAY[n.inputs, NULL, NULL] END,
		CASE WHEN NOT supply_bands.supplied OR NOT supply_bands.generates OR (supply_bands.contracted AND supply_bands.grid_mw IS NULL) THEN ARRAY[n.inputs, 0, 0]
			WHEN supply_bands.generates IS NULL THEN ARRAY[n.inputs, NULL, NULL]
			ELSE ARRAY[n.inputs, CASE WHEN supply_bands.contracted THEN supply_bands.grid_mw ELSE 0 END * supply_bands.share, supply_bands.plant_mw * supply_bands.share] END,
		CASE WHEN NOT supply_bands.supplied OR (supply_bands.contracted AND supply_bands.grid_mw IS NULL) OR (supply_bands.generates AND supply_bands.plant_mw IS NULL) THEN ARRAY[n.inputs, 0, 0]
			WHEN supply_bands.generates IS NULL THEN ARRAY[n.inputs, NULL, NULL]
			ELSE ARRAY[n.inputs, (CASE WHEN supply_bands.contracted THEN supply_bands.grid_mw ELSE 0 END + CASE WHEN supply_bands.generates THEN supply_bands.plant_mw ELSE 0 END) * supply_bands.share, NULL] END
	FROM (SELECT supply_bands.inputs::double precision AS inputs) n;
END;
COMMENT ON FUNCTION colossus.supply_bands(integer, boolean, boolean, double precision, boolean, double precision, double precision) IS
'Which part of a demand, the product of the first inputs, contract and plant of a site give (a row of colossus.site_supply; share: of them, for one of several clusters), as bands of range_product: the contract first, the plant behind it, what is beyond both. A contract or plant of unknown power has no end. Not supplied, as where nobody tells of any supply of the site at any time: all from the grid. Supplied, but not on the day, or without a contract: what the grid gives is not known. One rule for emission_ledger and what_if.';

CREATE OR REPLACE VIEW colossus.power_balance AS
WITH supply AS (
	SELECT coalesce(t.serves_site, t.site) AS served, t.* FROM colossus.supply_timeline t
), reported AS (
	-- a report is the most that a cluster draws, as in what_if and energy_bill
	SELECT c.site, p.cluster, p.from_date, least(p.until_date, p.superseded_on) AS until_date, p.mw * l.low_ratio AS low, p.mw, p.mw AS high,
		concat_ws(' ', p.data_set, nullif(p.vintage, '')) || ': ' || concat_ws(', ', p.method, p.status) AS method, p.source_id
	FROM colossus.power_timeline p
	JOIN colossus.cluster c ON c.cluster = p.cluster
	LEFT JOIN colossus.likely_range l ON l.input = 'power by TDP and server factor' AND l.subject = ''
	WHERE p.boundary = 'facility' AND c.site IS NOT NULL AND (p.superseded_on IS NULL OR p.superseded_on > p.from_date)
), capacity AS MATERIALIZED (
	SELECT c.site, c.cluster, c.from_date, c.until_date, c.accelerators, c.facility_mw_low AS low, c.facility_mw AS mw, c.facility_mw_high AS high, c.source_id
	FROM colossus.cluster_capacity c
	WHERE c.accelerators IS NOT NULL AND c.power_method NOT LIKE '%no count by part' AND c.site IS NOT NULL
), computed AS (
	SELECT c.site, c.cluster, c.from_date, c.until_date, c.low, c.mw, c.high, 'computed: TDP x server factor x load x PUE'::text AS method, c.source_id
	FROM capacity c
	WHERE c.accelerators > 0
), demand AS (
	SELECT * FROM reported UNION ALL SELECT * FROM computed
), edge AS (
	SELECT served AS site, from_date AS at FROM supply
	UNION SELECT served, until_date FROM supply
	UNION SELECT site, from_date FROM demand
	UNION SELECT site, until_date FROM demand
), period AS (
	SELECT site, at AS from_date, lead(at) OVER (PARTITION BY site ORDER BY at) AS until_date
	FROM edge WHERE at IS NOT NULL
), member AS MATERIALIZED (
	SELECT d.site, d.cluster, min(d.from_date) AS first
	FROM demand d
	GROUP BY d.site, d.cluster
), covered AS MATERIALIZED (
	-- from its first day on a cluster draws what nobody says where no row holds, but for one whose parts were counted and have left: nothing
	SELECT p.site, p.from_date, count(*) FILTER (WHERE g.cluster IS NULL OR EXISTS (SELECT FROM demand d WHERE d.site = m.site AND d.cluster = m.cluster AND colossus.holds(d.from_date, d.until_date, p.from_date))) AS clusters,
		string_agg(DISTINCT g.source_id, ', ') AS source_id
	FROM period p
	JOIN member m ON m.site = p.site AND m.first <= p.from_date
	LEFT JOIN capacity g ON g.accelerators = 0 AND g.cluster = m.cluster AND colossus.holds(g.from_date, g.until_date, p.from_date)
	GROUP BY p.site, p.from_date
), needed AS MATERIALIZED (
	-- A method that does not cover all clusters of the site gives no demand of it.
	-- Materialized: a filter on the supply would have this run once a row.
	SELECT p.site, p.from_date,
		d.method || CASE WHEN count(*) < c.clusters THEN format('; covers %s of %s clusters', count(*), c.clusters) ELSE '' END AS method,
		CASE WHEN count(*) = c.clusters AND bool_and(d.mw IS NOT NULL) THEN sum(d.mw ORDER BY d.cluster) END AS mw,
		colossus.range_sum(array_agg(d.low ORDER BY d.cluster), array_agg(d.mw ORDER BY d.cluster), array_agg(d.high ORDER BY d.cluster)) AS range,
		string_agg(DISTINCT d.source_id, ', ') AS source_id
	FROM period p
	JOIN demand d ON d.site = p.site AND colossus.holds(d.from_date, d.until_date, p.from_date)
	JOIN covered c ON c.site = p.site AND c.from_date = p.from_date
	GROUP BY p.site, p.from_date, d.method, c.clusters
	UNION ALL
	SELECT c.site, c.from_date, 'computed: no accelerators are left', 0, colossus.range_sum(ARRAY[0], ARRAY[0], ARRAY[0]), c.source_id
	FROM covered c
	WHERE c.clusters = 0
), supplied AS MATERIALIZED (
	SELECT p.site, p.from_date,
		CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE s.kind = 'grid')
			THEN sum(s.mw) FILTER (WHERE s.kind = 'grid') END AS grid_mw,
		CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE s.kind IN ('turbine', 'engine', 'solar'))
			THEN sum(s.mw) FILTER (WHERE s.kind IN ('turbine', 'engine', 'solar')) END AS onsite_mw,
		bool_or(s.kind IN ('turbine', 'engine', 'solar') AND s.mw IS NULL) AS onsite_unknown,
		CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE s.kind = 'battery')
			THEN sum(s.mw) FILTER (WHERE s.kind = 'battery') END AS storage_mw,
		CASE WHEN bool_and(s.mwh IS NOT NULL) FILTER (WHERE s.kind = 'battery')
			THEN sum(s.mwh) FILTER (WHERE s.kind = 'battery') END AS storage_mwh,
		string_agg(DISTINCT s.status, ', ') FILTER (WHERE s.kind IN ('turbine', 'engine', 'solar')) AS onsite_status,
		string_agg(DISTINCT s.source_id, ', ') AS source_id
	FROM period p
	JOIN supply s ON s.served = p.site AND colossus.holds(s.from_date, s.until_date, p.from_date)
	GROUP BY p.site, p.from_date
)
SELECT
	p.site, -- site that uses the power
	p.from_date, -- first day of the period
	p.until_date, -- day after the last; NULL: still
	n.mw AS demand_mw, -- facility power by demand_method, MW; 0: its clusters have left; NULL: nobody says
	n.method AS demand_method, -- data set, edition, method and status of demand_mw
	s.grid_mw, -- grid contracts in force, MW
	s.onsite_mw, -- rated power of turbines, engines and solar that serve the site, MW
	s.storage_mw, -- rated power of batteries, MW
	s.storage_mwh, -- energy that batteries hold, MWh
	colossus.tidy(s.grid_mw + CASE WHEN s.onsite_unknown THEN NULL ELSE coalesce(s.onsite_mw, 0) END - n.mw) AS margin_mw, -- grid_mw + onsite_mw - demand_mw, MW; NULL: a part is not known
	s.onsite_status, -- statuses of what onsite_mw counts, alleged among them
	colossus.sources(n.source_id, s.source_id) AS source_id, -- sources of demand and supply
	g.low AS demand_mw_low, -- lower end of demand_mw (p5), MW: of a published demand what such a rating usually draws (likely_range)
	g.high AS demand_mw_high, -- upper end (p95), MW: a published demand is the most that it draws
	colossus.tidy(s.grid_mw + CASE WHEN s.onsite_unknown THEN NULL ELSE coalesce(s.onsite_mw, 0) END - g.high) AS margin_mw_low, -- lower end of margin_mw, MW: at demand_mw_high; contracts and ratings are as published
	colossus.tidy(s.grid_mw + CASE WHEN s.onsite_unknown THEN NULL ELSE coalesce(s.onsite_mw, 0) END - g.low) AS margin_mw_high -- upper end, MW: at demand_mw_low
FROM period p
LEFT JOIN needed n ON n.site = p.site AND n.from_date = p.from_date
LEFT JOIN supplied s ON s.site = p.site AND s.from_date = p.from_date
-- ranges have 12 digits, demand_mw all of its own
CROSS JOIN LATERAL (SELECT CASE WHEN n.mw IS NOT NULL THEN least((n.range).low, n.mw) END AS low, CASE WHEN n.mw IS NOT NULL THEN greatest((n.range).high, n.mw) END AS high) g
WHERE n.site IS NOT NULL OR s.site IS NOT NULL;
COMMENT ON VIEW colossus.power_balance IS
'Facility demand of every site against its supply over [from_date, until_date), one row for each published or computed demand: none is chosen. onsite_mw includes alleged turbines; onsite_status says so. Batteries supply no energy and stand apart. Ranges of dates: use colossus.power_monthly for charts.';

CREATE OR REPLACE FUNCTION colossus.power_balance_at(at date) RETURNS SETOF colossus.power_balance
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT b.* FROM colossus.power_balance b
	WHERE colossus.holds(b.from_date, b.until_date, power_balance_at.at)
	ORDER BY b.site, b.demand_method;
END;
COMMENT ON FUNCTION colossus.power_balance_at(date) IS 'Demand against supply of every site on a day.';
