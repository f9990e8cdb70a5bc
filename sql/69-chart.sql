-- Views to draw: the plain SUM over any date or category that they show is the
-- right answer.  Ranges become a grid of months; alternatives become columns;
-- the first word of a column's comment says how it adds (doc/bi.md).

-- STRICT keeps the planner from pulling it into a view, where it would guess a
-- thousand months.
CREATE OR REPLACE FUNCTION colossus.month_grid(first date)
RETURNS TABLE (month date, as_of date)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 50
BEGIN ATOMIC
	SELECT m.at::date, CASE WHEN m.at = date_trunc('month', t.today) THEN t.today::date ELSE m.at::date END
	FROM (SELECT (CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date::timestamp) AS t (today)
	CROSS JOIN LATERAL generate_series(date_trunc('month', greatest(month_grid.first, date '1990-01-01')::timestamp), t.today, interval '1 month') AS m (at)
	WHERE isfinite(month_grid.first);
END;
COMMENT ON FUNCTION colossus.month_grid(date) IS
'Months from that of a day (1990 at the earliest) to the present one, each with the day that its row is as of: the first of the month, today in the present month. Today and months are UTC, whatever the zone of the session.';

CREATE OR REPLACE VIEW colossus.fleet_monthly AS
WITH level AS MATERIALIZED (
	SELECT t.*, colossus.in_service(t.status) AS serving FROM colossus.fleet_timeline t
), part AS (
	SELECT l.cluster, l.accelerator, min(l.from_date) AS first, min(l.data_set) AS data_set
	FROM level l GROUP BY l.cluster, l.accelerator
)
SELECT
	g.month, -- first day of the month (UTC): the time axis
	g.as_of, -- day that the row is as of: the first of the month, today in the present month
	p.cluster, -- the cluster
	p.accelerator, -- the part, a key of colossus.accelerator
	c.organization, -- owner of the cluster
	coalesce(s.data_set, a.data_set, p.data_set) AS data_set, -- who counted
	coalesce(s.accelerators, 0) AS accelerators, -- level, count: accelerators in service; 0: gone, or only announced. Source: colossus.fleet_timeline
	colossus.tidy(CASE WHEN coalesce(s.accelerators, 0) = 0 THEN 0 ELSE s.accelerators * u.h100_equivalents END) AS h100_equivalents, -- level, H100 equivalents: accelerators x those of one; NULL: peak not known. Source: colossus.fleet_timeline, colossus.accelerator
	CASE WHEN s.accelerators > 0 THEN s.status ELSE a.status END AS status, -- how far to trust the row; NULL: nothing stands any more
	coalesce(s.accelerators, 0) = 0 AND coalesce(a.accelerators, 0) > 0 AS projected, -- true: nothing in service, an announcement has come due; it counts in projected_accelerators alone
	coalesce(a.accelerators, s.accelerators, 0) AS projected_accelerators, -- level, count: accelerators with what is announced for that day, the other reading of accelerators and not added to it. Source: colossus.fleet_timeline
	coalesce(CASE WHEN s.accelerators > 0 THEN s.source_id END, a.source_id, s.source_id) AS source_id -- where the level comes from
FROM part p
JOIN colossus.month_grid((SELECT min(l.from_date) FROM level l WHERE isfinite(l.from_date))) g ON g.as_of >= p.first
LEFT JOIN level s ON s.serving AND s.cluster = p.cluster AND s.accelerator = p.accelerator
	AND colossus.holds(s.from_date, s.until_date, g.as_of)
LEFT JOIN level a ON NOT a.serving AND a.cluster = p.cluster AND a.accelerator = p.accelerator
	AND colossus.holds(a.from_date, a.until_date, g.as_of)
LEFT JOIN colossus.cluster c ON c.cluster = p.cluster
LEFT JOIN colossus.accelerator_unit u ON u.accelerator = p.accelerator;
COMMENT ON VIEW colossus.fleet_monthly IS
'Accelerators in service by month, cluster and part, to draw: one row a month from the first level of the part to the present month, also after the part is gone. SUM at a month equals colossus.fleet_at(as_of). Source: colossus.fleet_timeline, whose source_id a row repeats.';

-- Periods of cluster_capacity begin wherever a level does: what held on their
-- first day held throughout.  So all is looked up by period, then drawn by month.
CREATE OR REPLACE VIEW colossus.capacity_monthly AS
WITH capacity AS MATERIALIZED (
	-- what is not named here is not computed
	SELECT c.cluster, c.from_date, c.until_date, c.accelerators, c.h100_equivalents, c.bf16_flops, c.fp8_flops, c.data_set,
		c.it_mw_low, c.it_mw, c.it_mw_high, c.facility_mw_low, c.facility_mw, c.facility_mw_high
	FROM colossus.cluster_capacity c
), counted AS (
	SELECT c.cluster, c.from_date, colossus.weakest_status(array_agg(t.status) FILTER (WHERE t.accelerators > 0)) AS status
	FROM capacity c
	JOIN colossus.fleet_timeline t ON t.cluster = c.cluster AND colossus.holds(t.from_date, t.until_date, c.from_date)
	WHERE colossus.in_service(t.status)
	GROUP BY c.cluster, c.from_date
), reported AS (
	SELECT DISTINCT ON (c.cluster, c.from_date) c.cluster, c.from_date, r.status
	FROM capacity c
	JOIN colossus.capacity_timeline r ON r.cluster = c.cluster AND colossus.holds(r.from_date, r.until_date, c.from_date) AND (r.superseded_on IS NULL OR r.superseded_on > c.from_date)
	WHERE r.preferred
	ORDER BY c.cluster, c.from_date, r.published DESC NULLS FIRST, r.from_date DESC, r.data_set, r.vintage DESC
), power AS (
	SELECT DISTINCT ON (c.cluster, c.from_date) c.cluster, c.from_date, w.mw, w.data_set, w.status
	FROM capacity c
	JOIN colossus.power_timeline w ON w.cluster = c.cluster AND colossus.holds(w.from_date, w.until_date, c.from_date) AND (w.superseded_on IS NULL OR w.superseded_on > c.from_date)
	WHERE w.boundary = 'facility' AND w.preferred AND colossus.in_service(w.status)
	ORDER BY c.cluster, c.from_date, w.from_date DESC, w.vintage DESC, w.data_set
), level AS MATERIALIZED (
	SELECT c.cluster, c.from_date, c.until_date, c.accelerators, c.h100_equivalents, c.bf16_flops, c.fp8_flops,
		c.it_mw_low, c.it_mw, c.it_mw_high, c.facility_mw_low, c.facility_mw, c.facility_mw_high,
		w.mw AS reported_facility_mw,
		coalesce(c.data_set, w.data_set) AS data_set,
		coalesce(n.status, r.status, w.status) AS status
	FROM capacity c
	LEFT JOIN counted n ON n.cluster = c.cluster AND n.from_date = c.from_date
	LEFT JOIN reported r ON r.cluster = c.cluster AND r.from_date = c.from_date
	LEFT JOIN power w ON w.cluster = c.cluster AND w.from_date = c.from_date
), member AS (
	SELECT l.cluster, min(l.from_date) AS first, k.organization, k.site
	FROM level l
	LEFT JOIN colossus.cluster k ON k.cluster = l.cluster
	GROUP BY l.cluster, k.organization, k.site
)
SELECT
	g.month, -- first day of the month (UTC): the time axis
	g.as_of, -- day that the row is as of: the first of the month, today in the present month
	m.cluster, -- the cluster
	m.organization, -- owner of the cluster
	l.data_set, -- who counted: add up within one data set
	l.accelerators, -- level, count: accelerators in service; 0: gone; NULL: not known. Source: colossus.cluster_capacity
	colossus.tidy(l.h100_equivalents) AS h100_equivalents, -- level, H100 equivalents: dense 8-bit peak over that of an H100 SXM; NULL: not known. Source: colossus.cluster_capacity
	colossus.tidy(l.bf16_flops / 1e18) AS bf16_eflops, -- level, EFLOP/s (1e18): dense bf16 peak; NULL: not known. Source: colossus.cluster_capacity
	colossus.tidy(l.fp8_flops / 1e18) AS fp8_eflops, -- level, EFLOP/s (1e18): dense 8-bit peak; NULL: not known. Source: colossus.cluster_capacity
	colossus.tidy(l.it_mw_low) AS it_mw_low, -- level, MW: lower end of it_mw_best (p5), ends add up to more than the range of a sum; NULL: not known. Source: colossus.cluster_capacity
	colossus.tidy(l.it_mw) AS it_mw_best, -- level, MW: power at the servers, TDP x server factor; NULL: not computed. Source: colossus.cluster_capacity
	colossus.tidy(l.it_mw_high) AS it_mw_high, -- level, MW: upper end of it_mw_best (p95), ends add up to more than the range of a sum; NULL: not known. Source: colossus.cluster_capacity
	colossus.tidy(l.facility_mw_low) AS facility_mw_low, -- level, MW: lower end of facility_mw_best (p5), ends add up to more than the range of a sum; NULL: not known. Source: colossus.cluster_capacity
	colossus.tidy(l.facility_mw) AS facility_mw_best, -- level, MW: power at the site meter, it_mw_best x PUE; NULL: not computed. Source: colossus.cluster_capacity
	colossus.tidy(l.facility_mw_high) AS facility_mw_high, -- level, MW: upper end of facility_mw_best (p95), ends add up to more than the range of a sum; NULL: not known. Source: colossus.cluster_capacity
	colossus.tidy(l.reported_facility_mw) AS reported_facility_mw, -- level, MW: power at the site meter as the preferred and newest report gives it, the other reading of facility_mw_best; NULL: nobody says. Source: colossus.power_timeline
	l.status, -- weakest status of what is counted
	m.site -- where the cluster stands
FROM member m
JOIN colossus.month_grid((SELECT min(l.from_date) FROM level l WHERE isfinite(l.from_date))) g ON g.as_of >= m.first
LEFT JOIN level l ON l.cluster = m.cluster AND colossus.holds(l.from_date, l.until_date, g.as_of);
COMMENT ON VIEW colossus.capacity_monthly IS
'What clusters can do and draw by month, to draw: one row a month and cluster from its first level to the present month. SUM at a month equals colossus.cluster_capacity_at(as_of). Data sets may count one machine under two names: add up within one data_set. Source: colossus.cluster_capacity; documents: colossus.cluster_source.';

CREATE OR REPLACE VIEW colossus.power_monthly AS
WITH capacity AS MATERIALIZED (
	SELECT c.cluster, c.site, c.from_date, c.until_date, c.facility_mw FROM colossus.cluster_capacity c WHERE c.site IS NOT NULL
), reported AS MATERIALIZED (
	-- an edition speaks until a newer one does, as in colossus.cluster_capacity
	SELECT p.cluster, c.site, p.from_date, least(p.until_date, p.superseded_on) AS until_date, p.mw, p.data_set, p.vintage, p.status
	FROM colossus.power_timeline p
	JOIN colossus.cluster c ON c.cluster = p.cluster
	WHERE p.boundary = 'facility' AND p.preferred AND c.site IS NOT NULL AND (p.superseded_on IS NULL OR p.superseded_on > p.from_date)
), need AS MATERIALIZED (
	SELECT c.cluster, c.site, c.from_date, c.until_date,
		least(c.facility_mw, min(r.mw)) AS low,
		coalesce(c.facility_mw, (array_agg(r.mw ORDER BY r.from_date DESC, r.vintage DESC, r.data_set))[1]) AS best,
		greatest(c.facility_mw, max(r.mw)) AS high
	FROM capacity c
	LEFT JOIN reported r ON r.cluster = c.cluster AND colossus.holds(r.from_date, r.until_date, c.from_date)
		AND colossus.in_service(r.status)
	GROUP BY c.cluster, c.site, c.from_date, c.until_date, c.facility_mw
	UNION ALL
	-- where a report alone has ended nobody knows, nor of its site
	SELECT e.cluster, e.site, e.gone, e.until_date, NULL, NULL, NULL
	FROM (SELECT c.cluster, c.site, c.until_date AS gone, lead(c.from_date) OVER (PARTITION BY c.cluster ORDER BY c.from_date) AS until_date FROM capacity c) e
	WHERE e.gone < coalesce(e.until_date, 'infinity')
), announced AS MATERIALIZED (
	SELECT r.site, r.from_date, r.until_date FROM reported r WHERE NOT colossus.in_service(r.status)
), supply AS MATERIALIZED (
	SELECT coalesce(t.serves_site, t.site) AS site, t.from_date, t.until_date, t.kind, t.mw, t.status FROM colossus.supply_timeline t
), member AS (
	SELECT f.site, min(f.from_date) AS first
	FROM (SELECT site, from_date FROM need UNION ALL SELECT site, from_date FROM announced UNION ALL SELECT site, from_date FROM supply) f
	GROUP BY f.site
), point AS MATERIALIZED (
	SELECT m.site, g.month, g.as_of
	FROM member m
	JOIN colossus.month_grid((SELECT min(first) FROM member WHERE isfinite(first))) g ON g.as_of >= m.first
), demand AS (
	-- known of a site where it is known of all its clusters
	SELECT p.site, p.month,
		CASE WHEN bool_and(n.best IS NOT NULL) THEN sum(n.low) END AS low,
		CASE WHEN bool_and(n.best IS NOT NULL) THEN sum(n.best) END AS best,
		CASE WHEN bool_and(n.best IS NOT NULL) THEN sum(n.high) END AS high
	FROM point p
	JOIN need n ON n.site = p.site AND colossus.holds(n.from_date, n.until_date, p.as_of)
	GROUP BY p.site, p.month
), supplied AS (
	SELECT p.site, p.month,
		CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE s.kind = 'grid')
			THEN sum(s.mw) FILTER (WHERE s.kind = 'grid') END AS grid_mw,
		CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE s.kind IN ('turbine', 'engine', 'solar') AND s.status <> 'alleged')
			THEN sum(s.mw) FILTER (WHERE s.kind IN ('turbine', 'engine', 'solar') AND s.status <> 'alleged') END AS onsite_mw,
		CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE s.kind IN ('turbine', 'engine', 'solar') AND s.status = 'alleged')
			THEN sum(s.mw) FILTER (WHERE s.kind IN ('turbine', 'engine', 'solar') AND s.status = 'alleged') END AS onsite_alleged_mw,
		CASE WHEN bool_and(s.mw IS NOT NULL) FILTER (WHERE s.kind = 'battery')
			THEN sum(s.mw) FILTER (WHERE s.kind = 'battery') END AS storage_mw,
		bool_or(s.kind IN ('turbine', 'engine', 'solar') AND s.status <> 'alleged' AND s.mw IS NULL) AS onsite_unknown
	FROM point p
	JOIN supply s ON s.site = p.site AND colossus.holds(s.from_date, s.until_date, p.as_of)
	GROUP BY p.site, p.month
)
SELECT
	p.month, -- first day of the month (UTC): the time axis
	p.as_of, -- day that the row is as of: the first of the month, today in the present month
	p.site, -- site that uses the power
	colossus.tidy(d.low) AS demand_low_mw, -- level, MW: smallest facility power that is computed or that a preferred report gives; 0: its clusters are gone; NULL: nobody says of all of them. Source: colossus.cluster_capacity, colossus.power_timeline
	colossus.tidy(d.best) AS demand_best_mw, -- level, MW: facility power computed (TDP x server factor x PUE), else as the newest preferred report gives it. Source: colossus.cluster_capacity, colossus.power_timeline
	colossus.tidy(d.high) AS demand_high_mw, -- level, MW: largest facility power that is computed or that a preferred report gives. Source: colossus.cluster_capacity, colossus.power_timeline
	colossus.tidy(s.grid_mw) AS grid_mw, -- level, MW: grid contracts in force; NULL: none known. Source: colossus.supply_timeline
	colossus.tidy(s.onsite_mw) AS onsite_mw, -- level, MW: rated power of turbines, engines and solar, without those only alleged; NULL: none known. Source: colossus.supply_timeline
	colossus.tidy(s.onsite_alleged_mw) AS onsite_alleged_mw, -- level, MW: rated power of turbines and engines that are alleged and not confirmed; in no other column. Source: colossus.supply_timeline
	colossus.tidy(s.storage_mw) AS storage_mw, -- level, MW: rated power of batteries, which supply no energy; in no other column. Source: colossus.supply_timeline
	colossus.tidy(s.grid_mw + CASE WHEN s.onsite_unknown THEN NULL ELSE coalesce(s.onsite_mw, 0) END) AS supply_mw, -- level, MW: grid_mw + onsite_mw; NULL: a part is not known. Source: colossus.supply_timeline
	coalesce(d.best, 0) = 0 AND EXISTS (SELECT FROM announced a WHERE a.site = p.site
		AND colossus.holds(a.from_date, a.until_date, p.as_of)) AS projected, -- true: no demand in service is known or left, one only announced has come due and is not counted
	k.organization -- owner of the site
FROM point p
LEFT JOIN demand d ON d.site = p.site AND d.month = p.month
LEFT JOIN supplied s ON s.site = p.site AND s.month = p.month
LEFT JOIN colossus.site k ON k.site = p.site;
COMMENT ON VIEW colossus.power_monthly IS
'Demand of sites against their supply by month, to draw: one row a month and site from its first fact to the present month; what colossus.power_balance gives as a row a method stands here as low, best and high. Alleged turbines stand apart and are in no sum. Source: colossus.cluster_capacity, colossus.power_timeline, colossus.supply_timeline; documents: colossus.site_source.';

CREATE OR REPLACE VIEW colossus.turbine_potential AS
WITH emission AS MATERIALIZED (
	SELECT e.site, e.from_date, e.until_date, e.pollutant, e.scenario, e.tons_per_year, e.programme, e.threshold_tons, e.status
	FROM colossus.turbine_emissions e
), member AS (
	-- thresholds stay where turbines go
	SELECT e.site, e.pollutant, min(e.from_date) AS first,
		max(e.threshold_tons) FILTER (WHERE e.programme = 'Title V') AS title_v_tons,
		max(e.threshold_tons) FILTER (WHERE e.programme = 'PSD') AS psd_tons,
		max(e.threshold_tons) FILTER (WHERE e.programme = 'HAP major source') AS hap_tons,
		bool_or(e.scenario = '2 ppm NOx' AND e.tons_per_year IS NOT NULL) AS has_2ppm
	FROM emission e
	GROUP BY e.site, e.pollutant
)
SELECT
	g.month, -- first day of the month (UTC): the time axis
	g.as_of, -- day that the row is as of: the first of the month, today in the present month
	p.site, -- site that the permits name
	p.pollutant, -- pollutant or gas
	CASE WHEN count(e.site) = 0 THEN 0 ELSE colossus.tidy(max(e.tons_per_year) FILTER (WHERE e.scenario = 'uncontrolled')) END AS uncontrolled_tons, -- level, short tons a year: without controls; 0: no turbine is there any more; NULL: a rating or factor is not known. Source: colossus.turbine_emissions
	CASE WHEN count(e.site) = 0 THEN 0 ELSE colossus.tidy(max(e.tons_per_year) FILTER (WHERE e.scenario = 'lean premix')) END AS lean_premix_tons, -- level, short tons a year: with lean premix, another reading of uncontrolled_tons; 0: no turbine is there any more. Source: colossus.turbine_emissions
	CASE WHEN count(e.site) > 0 THEN colossus.tidy(max(e.tons_per_year) FILTER (WHERE e.scenario = '2 ppm NOx')) WHEN p.has_2ppm THEN 0 END AS ppm2_tons, -- level, short tons a year: with catalysts for 2 ppm NOx, another reading of uncontrolled_tons; 0: no turbine is there any more; NULL: they say nothing of this pollutant. Source: colossus.turbine_emissions
	colossus.tidy(max(e.tons_per_year) FILTER (WHERE e.scenario = 'permit limit')) AS permit_limit_tons, -- level, short tons a year: what permits in force allow all units together; NULL: no turbine, no permit or no limit. Source: colossus.turbine_emissions
	p.title_v_tons, -- ratio, short tons a year: threshold of Title V, the same at every site and never added; NULL: none for this pollutant. Source: colossus.programme_threshold
	p.psd_tons, -- ratio, short tons a year: threshold of PSD for simple-cycle turbines, the same at every site and never added; NULL: none. Source: colossus.programme_threshold
	p.hap_tons, -- ratio, short tons a year: threshold of a major source of hazardous pollutants, the same at every site and never added; NULL: none. Source: colossus.programme_threshold
	CASE WHEN count(e.site) = 0 AND p.psd_tons IS NOT NULL THEN false ELSE bool_or(e.tons_per_year >= e.threshold_tons) FILTER (WHERE e.programme = 'PSD' AND e.scenario = 'uncontrolled') END AS exceeds_psd, -- true: uncontrolled_tons reaches psd_tons
	coalesce(bool_or(e.status = 'alleged'), false) AS alleged -- true: turbines counted are alleged and not confirmed
FROM member p
JOIN colossus.month_grid((SELECT min(first) FROM member WHERE isfinite(first))) g ON g.as_of >= p.first
LEFT JOIN emission e ON e.site = p.site AND e.pollutant = p.pollutant AND colossus.holds(e.from_date, e.until_date, g.as_of)
GROUP BY g.month, g.as_of, p.site, p.pollutant, p.title_v_tons, p.psd_tons, p.hap_tons, p.has_2ppm;
COMMENT ON VIEW colossus.turbine_potential IS
'What the turbines of a site may emit in a year of 8,760 hours at rated power, to draw: one row a month, site and pollutant from its first turbine to the present month, also after the last is gone; the scenarios and thresholds of colossus.turbine_emissions as columns. A ceiling, no measurement. Pollutants contain one another (PM10 in PM, formaldehyde in HAP): look at one at a time. Source: colossus.turbine_emissions; documents: colossus.site_source.';

CREATE OR REPLACE VIEW colossus.permit_monthly AS
WITH status AS MATERIALIZED (
	SELECT s.* FROM colossus.permit_status s
), member AS (
	SELECT s.site, min(s.from_date) AS first FROM status s GROUP BY s.site
), point AS (
	SELECT m.site, g.month, g.as_of
	FROM member m
	JOIN colossus.month_grid((SELECT min(first) FROM member WHERE isfinite(first))) g ON g.as_of >= m.first
), permit AS (
	SELECT p.site, p.month, count(*) AS permits, min(t.permit_id) AS permit_id
	FROM point p
	JOIN colossus.permit_timeline t ON t.site = p.site AND colossus.holds(t.from_date, t.until_date, p.as_of)
	WHERE t.kind <> 'exemption'
	GROUP BY p.site, p.month
), turbine AS (
	-- counted up to the day, and still there: what was never counted is not known, what has left is 0
	SELECT p.site, p.month, bool_or(colossus.holds(t.from_date, t.until_date, p.as_of)) AS stands
	FROM point p
	JOIN colossus.supply_timeline t ON t.site = p.site AND t.kind = 'turbine' AND t.from_date <= p.as_of
	GROUP BY p.site, p.month
)
SELECT
	p.month, -- first day of the month (UTC): the time axis
	p.as_of, -- day that the row is as of: the first of the month, today in the present month
	p.site, -- site that the permits name
	CASE WHEN t.stands IS false THEN 0 ELSE s.installed_units END AS installed, -- level, count: turbines on site; 0: none any more; NULL: not known. Source: colossus.permit_status, colossus.supply_timeline
	coalesce(s.permitted_units, 0) AS permitted, -- level, count: turbines that permits in force cover. Source: colossus.permit_status
	CASE WHEN t.stands IS false THEN 0 ELSE s.units_without_permit END AS without_permit, -- level, count: installed beyond those permitted; 0: no turbine any more; NULL: not known. Source: colossus.permit_status, colossus.supply_timeline
	CASE WHEN m.permits > 1 THEN 'several' ELSE m.permit_id END AS permit_id, -- permit in force; several: colossus.permit_timeline lists them; NULL: none
	coalesce(s.status = 'alleged', false) AS alleged, -- true: turbines counted are alleged and not confirmed
	k.organization -- owner of the site
FROM point p
LEFT JOIN status s ON s.site = p.site AND colossus.holds(s.from_date, s.until_date, p.as_of)
LEFT JOIN permit m ON m.site = p.site AND m.month = p.month
LEFT JOIN turbine t ON t.site = p.site AND t.month = p.month
LEFT JOIN colossus.site k ON k.site = p.site;
COMMENT ON VIEW colossus.permit_monthly IS
'Turbines on site against permits by month, to draw: one row a month and site from its first fact to the present month. SUM at a month equals colossus.permit_status_at(as_of), where a site whose turbines have left has no number and here has 0. Source: colossus.permit_status, colossus.supply_timeline; documents: colossus.site_source.';

CREATE OR REPLACE VIEW colossus.ranking_monthly AS
WITH edition AS MATERIALIZED (
	-- the editions that colossus.cluster_ranking takes, in their order
	SELECT lower(e.data_set) AS data_set, e.vintage, e.place FROM colossus.current_edition e
), own AS MATERIALIZED (
	SELECT c.cluster FROM colossus.cluster c
	WHERE NOT c.shipped AND NOT EXISTS (SELECT 1 FROM colossus.cluster_shipped s WHERE s.cluster = c.cluster)
		-- a cluster of an edition that you loaded is that edition's, not yours
		AND NOT EXISTS (SELECT 1 FROM colossus.edition_user e
			JOIN colossus.reported_capacity_user r ON r.data_set = e.data_set AND r.vintage = e.vintage WHERE r.cluster = c.cluster)
), ratio AS MATERIALIZED (
	SELECT * FROM colossus.bf16_ratio_rows()
), capacity AS MATERIALIZED (
	SELECT e.data_set, c.cluster, c.from_date,
		least(c.until_date, lead(c.from_date) OVER (PARTITION BY e.data_set, c.cluster ORDER BY c.from_date, c.data_set)) AS until_date,
		c.accelerators, c.h100_equivalents,
		coalesce(c.bf16_flops, c.fp8_flops * (SELECT q.ratio FROM ratio q WHERE q.cluster = c.cluster AND q.data_set = c.data_set AND q.vintage = c.vintage)) AS bf16_flops
	FROM edition e JOIN colossus.capacity_timeline c
		ON (lower(c.data_set) = e.data_set AND c.vintage = e.vintage)
		OR (e.place = 1 AND c.preferred AND c.cluster IN (SELECT own.cluster FROM own))
	WHERE e.place = 1 OR NOT EXISTS (SELECT FROM edition b JOIN colossus.capacity_timeline t ON lower(t.data_set) = b.data_set AND t.vintage = b.vintage
		WHERE b.data_set = e.data_set AND b.place < e.place AND t.cluster = c.cluster AND t.from_date <= c.from_date)
), power AS MATERIALIZED (
	SELECT e.data_set, p.cluster, p.boundary, p.from_date,
		least(p.until_date, lead(p.from_date) OVER (PARTITION BY e.data_set, p.cluster, p.boundary ORDER BY p.from_date, p.data_set)) AS until_date,
		p.mw
	FROM edition e JOIN colossus.power_timeline p
		ON ((lower(p.data_set) = e.data_set AND p.vintage = e.vintage)
			OR (e.place = 1 AND p.preferred AND p.cluster IN (SELECT own.cluster FROM own)))
	WHERE colossus.in_service(p.status)
		AND (e.place = 1 OR NOT EXISTS (SELECT FROM edition b JOIN colossus.power_timeline t ON lower(t.data_set) = b.data_set AND t.vintage = b.vintage
			WHERE b.data_set = e.data_set AND b.place < e.place AND t.cluster = p.cluster AND t.boundary = p.boundary AND colossus.in_service(t.status) AND t.from_date <= p.from_date))
), deployed AS MATERIALIZED (
	SELECT e.data_set, d.cluster, d.accelerator, d.from_date,
		least(d.until_date, lead(d.from_date) OVER (PARTITION BY e.data_set, d.cluster, d.accelerator
			ORDER BY d.from_date, d.shipped DESC, d.data_set, d.vintage)) AS until_date,
		d.accelerators, u.h100_equivalents, u.bf16_flops, u.tdp_w, u.server_factor
	FROM edition e JOIN colossus.deployment d
		ON (lower(d.data_set) = e.data_set AND d.vintage = e.vintage)
		OR (e.place = 1 AND d.preferred AND d.cluster IN (SELECT own.cluster FROM own))
	LEFT JOIN colossus.accelerator_unit u ON u.accelerator = d.accelerator
	WHERE colossus.in_service(d.status)
), grid AS MATERIALIZED (
	SELECT g.month, g.as_of
	FROM colossus.month_grid((SELECT min(f.at) FROM (
		SELECT from_date FROM capacity UNION ALL SELECT from_date FROM power UNION ALL SELECT from_date FROM deployed) f (at)
		WHERE isfinite(f.at))) g
), counted AS (
	SELECT g.month, d.data_set, d.cluster, g.as_of,
		sum(d.accelerators)::double precision AS accelerators,
		CASE WHEN bool_and(d.h100_equivalents IS NOT NULL) THEN sum(d.accelerators * d.h100_equivalents ORDER BY d.accelerator) END AS h100_equivalents,
		CASE WHEN bool_and(d.bf16_flops IS NOT NULL)
			THEN colossus.fleet_flops(d.accelerators::double precision, d.bf16_flops) END AS bf16_flops,
		CASE WHEN bool_and(d.tdp_w IS NOT NULL AND d.server_factor IS NOT NULL)
			THEN sum(colossus.it_mw(colossus.accelerator_mw(d.accelerators::double precision, d.tdp_w), d.server_factor)
				ORDER BY d.accelerator) END AS it_mw
	FROM grid g
	JOIN deployed d ON colossus.holds(d.from_date, d.until_date, g.as_of)
	WHERE d.accelerators > 0
	GROUP BY g.month, g.as_of, d.data_set, d.cluster
), figure AS (
	-- what the data set reports goes before what follows from its counts by part
	SELECT g.month, g.as_of, m.metric, c.data_set, c.cluster,
		CASE m.metric WHEN 'accelerators' THEN c.accelerators::double precision WHEN 'bf16_flops' THEN c.bf16_flops ELSE c.h100_equivalents END AS value
	FROM grid g
	JOIN capacity c ON colossus.holds(c.from_date, c.until_date, g.as_of)
	CROSS JOIN (VALUES ('accelerators'::text), ('bf16_flops'), ('h100_equivalents')) m (metric)
	UNION ALL
	SELECT g.month, g.as_of, p.boundary || '_mw', p.data_set, p.cluster, p.mw
	FROM grid g
	JOIN power p ON colossus.holds(p.from_date, p.until_date, g.as_of)
	UNION ALL
	SELECT n.month, n.as_of, v.metric, n.data_set, n.cluster, v.value
	FROM counted n
	LEFT JOIN colossus.cluster k ON k.cluster = n.cluster
	LEFT JOIN colossus.pue_timeline e ON e.site = k.site AND colossus.holds(e.from_date, e.until_date, n.as_of)
	CROSS JOIN LATERAL (VALUES ('accelerators'::text, n.accelerators), ('bf16_flops', n.bf16_flops), ('h100_equivalents', n.h100_equivalents),
		('it_mw', n.it_mw), ('facility_mw', colossus.facility_mw(n.it_mw, e.pue))) v (metric, value)
	WHERE NOT EXISTS (SELECT FROM capacity c WHERE v.metric NOT LIKE '%mw' AND c.data_set = n.data_set AND c.cluster = n.cluster
			AND colossus.holds(c.from_date, c.until_date, n.as_of)
			AND CASE v.metric WHEN 'accelerators' THEN c.accelerators IS NOT NULL WHEN 'bf16_flops' THEN c.bf16_flops IS NOT NULL ELSE c.h100_equivalents IS NOT NULL END)
		AND NOT EXISTS (SELECT FROM power p WHERE v.metric = p.boundary || '_mw' AND p.data_set = n.data_set AND p.cluster = n.cluster
			AND colossus.holds(p.from_date, p.until_date, n.as_of))
)
SELECT
	f.month, -- first day of the month (UTC): the time axis
	f.as_of, -- day that the row is as of: the first of the month, today in the present month
	f.metric, -- h100_equivalents, accelerators, it_mw, facility_mw or bf16_flops: the unit of value
	f.data_set, -- who counted, in its newest edition
	f.cluster, -- the cluster
	rank() OVER (PARTITION BY f.month, f.metric, f.data_set ORDER BY f.value DESC) AS rank, -- ratio, place: 1 is the largest of its month, metric and data set; places are never added. Source: value
	k.organization, -- owner of the cluster
	colossus.tidy(f.value) AS value -- level, unit of metric (count, H100 equivalents, MW or FLOP/s): adds over the clusters of one metric and data set. Source: colossus.capacity_timeline, colossus.power_timeline, colossus.deployment
FROM figure f
LEFT JOIN colossus.cluster k ON k.cluster = f.cluster
WHERE f.value > 0;
COMMENT ON VIEW colossus.ranking_monthly IS
'How clusters rank by month within each data set, to draw: the rows of colossus.cluster_ranking(as_of, metric, data_set) whose value is known. Look at one metric and one data set. Source: colossus.capacity_timeline, colossus.power_timeline, colossus.deployment; documents: colossus.cluster_source.';

CREATE OR REPLACE VIEW colossus.emission_yearly AS
WITH ledger AS MATERIALIZED (
	SELECT coalesce(l.site, l.cluster) AS site, l.cluster, l.year, l.from_date, l.until_date, l.scope, l.scenario, l.co2e_kg,
		coalesce(l.co2e_kg_low, l.co2e_kg) AS low, coalesce(l.co2e_kg_high, l.co2e_kg) AS high, l.method, l.factor_edition, l.reason,
		-- what nobody measured is no gap in what is computed
		l.co2e_kg IS NULL AND l.scenario NOT IN ('actual operation', 'permit limit') AND (l.scenario <> 'metered' OR l.reason LIKE '%no contract is known') AS gap,
		-- measured before operated (colossus.operation) before what the contract and then the plant give of the demand, before the ceilings: contracted, rated
		CASE WHEN l.scenario IN ('actual operation', 'metered') THEN 1 WHEN l.scenario = 'as operated' THEN 2 WHEN l.scenario = 'demand met by contract, then plant' THEN 3
			WHEN l.scenario LIKE 'grid contract%' THEN 4 WHEN l.scenario = 'uncontrolled' THEN 5 ELSE 6 END AS place
	FROM colossus.emission_ledger() l
	WHERE l.pollutant IS NULL OR l.co2e_kg IS NOT NULL OR l.kg IS NULL
), covered AS (
	SELECT l.site, l.year, l.scope, count(DISTINCT l.cluster) FILTER (WHERE l.scenario NOT IN ('supply', 'operation')) AS clusters,
		bool_or(l.scenario = 'supply' OR (l.scenario = 'metered' AND l.gap)) AS partial, bool_or(l.scenario = 'operation') AS half_told, bool_or(l.scenario = 'rated power' AND l.gap) AS unrated
	FROM ledger l
	GROUP BY l.site, l.year, l.scope
), scenario AS (
	-- scopes 1 and 2: what a scenario makes of the whole site; what is contracted and what is rated may be more than the demand together, and then are no
	-- figure of one site.  Where the ledger lists what lacks of the year (supply), a plant of unknown rating stands beside what is by rating, or a cluster is not in it, the scenario is of a part:
	-- at least so much
	SELECT l.site, l.year, l.scope, l.scenario, sum(l.low) AS low, sum(l.co2e_kg) AS kg, sum(l.high) AS high,
		count(DISTINCT l.cluster) = c.clusters AND NOT c.partial AND NOT (c.unrated AND l.scenario NOT IN ('as operated', 'demand met by contract, then plant')) AS whole, c.half_told,
		l.place
	FROM ledger l
	JOIN covered c ON c.site = l.site AND c.year = l.year AND c.scope = l.scope
	WHERE l.scope IN ('1', '2 location', '2 market')
	GROUP BY l.site, l.year, l.scope, l.scenario, l.place, c.clusters, c.partial, c.half_told, c.unrated
	HAVING bool_and(l.co2e_kg IS NOT NULL)
), direct AS (
	SELECT s.site, s.year, s.scope, min(s.low) AS low,
		-- told of a part of the year: between what is told and full load in the rest
		CASE WHEN bool_or(s.whole) AND NOT bool_or(s.half_told) THEN (array_agg(s.kg ORDER BY s.place, s.scenario) FILTER (WHERE s.whole))[1] END AS best,
		CASE WHEN bool_and(s.whole) OR bool_or(s.whole AND s.place <= 2) THEN max(s.high) FILTER (WHERE s.whole) END AS high
	FROM scenario s
	GROUP BY s.site, s.year, s.scope
), part AS (
	-- scope 3: its parts add up; methods of one part are alternatives, but what goes along with scope 1 or 2 is of the same scenario as these
	SELECT l.site, l.year, l.scope || CASE WHEN l.scope = '3 embodied' THEN ' ' || coalesce(l.cluster, '') || split_part(l.scenario, ',', 1) ELSE '' END AS part,
		min(l.low) AS low, CASE WHEN count(l.co2e_kg) = 1 OR l.scope <> '3 embodied' THEN (array_agg(l.co2e_kg ORDER BY l.place) FILTER (WHERE l.co2e_kg IS NOT NULL))[1] END AS best, max(l.high) AS high
	FROM ledger l
	WHERE l.scope LIKE '3 %' AND l.scenario NOT LIKE '%, when installed'
	GROUP BY l.site, l.year, l.scope, 3
), indirect AS (
	-- fuel of turbines that nobody rated is in no part, nor what a supply that nobody knows loses on its way
	SELECT p.site, p.year, sum(p.low) AS low,
		CASE WHEN bool_and(p.best IS NOT NULL) AND NOT c.lacks AND NOT c.half_told THEN sum(p.best) END AS best,
		CASE WHEN bool_and(p.high IS NOT NULL) AND NOT c.lacks THEN sum(p.high) END AS high
	FROM part p
	CROSS JOIN LATERAL (SELECT coalesce(bool_or(v.partial OR v.unrated), false) AS lacks, coalesce(bool_or(v.half_told), false) AS half_told FROM covered v WHERE v.site = p.site AND v.year = p.year) c
	GROUP BY p.site, p.year, c.lacks, c.half_told
), said AS (
	SELECT l.site, l.year, max(l.until_date) AS until_date,
		string_agg(DISTINCT l.method, '; ') FILTER (WHERE l.co2e_kg IS NOT NULL) AS methods,
		string_agg(DISTINCT l.factor_edition, '; ') FILTER (WHERE l.co2e_kg IS NOT NULL) AS editions,
		string_agg(DISTINCT 'scope ' || l.scope || ': ' || l.reason, '; ') FILTER (WHERE l.gap AND l.scenario NOT LIKE '%, when installed') AS missing,
		array_agg(DISTINCT left(l.scope, 2)) AS scopes
	FROM ledger l
	GROUP BY l.site, l.year
)
SELECT
	s.year, -- key, calendar year (UTC)
	s.site, -- the site; where it is not known the cluster
	colossus.tidy(colossus.kg_to_t(a.best)) AS scope1_t, -- adds, t CO2e: fuel burnt on site, by operation where it is known, else what the contract leaves of the demand, else rated power in every hour; NULL: not known, or known of a part of the plant, of the demand or of the year (missing). Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(a.low)) AS scope1_t_low, -- adds, t CO2e: what is known of scope1_t, the lower end (p5) of its smallest scenario: at least this. Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(a.high)) AS scope1_t_high, -- adds, t CO2e: upper end (p95) of the largest scenario of scope1_t; NULL: a part is not known. Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(b.best)) AS scope2_location_t, -- adds, t CO2e: electricity at the mean of its grid region, metered where it is known, else what the contract gives of the demand, else contracted, else reported power in every hour; NULL: not known, or known of a part of the demand or of the year (missing). Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(b.low)) AS scope2_location_t_low, -- adds, t CO2e: lower end (p5) of the smallest scenario of scope2_location_t. Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(b.high)) AS scope2_location_t_high, -- adds, t CO2e: upper end (p95) of the largest scenario of scope2_location_t; NULL: a part is not known, or a scenario leaves a cluster out. Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(c.best)) AS scope2_market_t, -- adds, t CO2e: the same electricity by contracts or the residual mix, the other reading of scope2_location_t; NULL: not known, or known of a part. Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(c.low)) AS scope2_market_t_low, -- adds, t CO2e: lower end (p5) of the smallest scenario of scope2_market_t. Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(c.high)) AS scope2_market_t_high, -- adds, t CO2e: upper end (p95) of the largest scenario of scope2_market_t; NULL: a part is not known, or a scenario leaves a cluster out. Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(d.best)) AS scope3_t, -- adds, t CO2e: upstream fuel, grid losses where a supply of the site is told, and hardware over its life; NULL: a part is not known, or has several methods. Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(d.low)) AS scope3_t_low, -- adds, t CO2e: what is known of scope3_t, the lower end of the smallest method of each part: at least this. Source: colossus.emission_ledger()
	colossus.tidy(colossus.kg_to_t(d.high)) AS scope3_t_high, -- adds, t CO2e: the upper end of the largest method of each part; NULL: a part is not known. Source: colossus.emission_ledger()
	s.methods, -- methods of the figures, to read and not to group by
	s.editions, -- editions of the factors, to read and not to group by
	make_date(s.year, 1, 1) AS year_start, -- first day of the year: the time axis
	least(make_date(s.year, 12, 31), CURRENT_DATE) AS as_of, -- last day that the row covers: the last of the year, today in the present year
	coalesce(k.organization, o.organization) AS organization, -- owner of the site, else of its cluster
	s.missing, -- what the figures leave out and why, by scope: where it names a scope its low is of the known part alone; NULL: nothing known to be missing
	('1' = ANY (s.scopes) AND (a.best IS NULL OR a.high IS NULL))::integer AS scope1_t_open, -- adds, count: 1 where scope1_t or its high is not known and its low is of what is known; with any, the sum of the lows is at least and those of the others are of fewer rows. Source: colossus.emission_ledger()
	('2 ' = ANY (s.scopes) AND (b.best IS NULL OR b.high IS NULL))::integer AS scope2_location_t_open, -- adds, count: 1 where scope2_location_t or its high is not known and its low is of what is known; with any, the sum of the lows is at least and those of the others are of fewer rows. Source: colossus.emission_ledger()
	('2 ' = ANY (s.scopes) AND (c.best IS NULL OR c.high IS NULL))::integer AS scope2_market_t_open, -- adds, count: 1 where scope2_market_t or its high is not known and its low is of what is known; with any, the sum of the lows is at least and those of the others are of fewer rows. Source: colossus.emission_ledger()
	('3 ' = ANY (s.scopes) AND (d.best IS NULL OR d.high IS NULL))::integer AS scope3_t_open -- adds, count: 1 where scope3_t or its high is not known and its low is of what is known; with any, the sum of the lows is at least and those of the others are of fewer rows. Source: colossus.emission_ledger()
FROM said s
LEFT JOIN direct a ON a.site = s.site AND a.year = s.year AND a.scope = '1'
LEFT JOIN direct b ON b.site = s.site AND b.year = s.year AND b.scope = '2 location'
LEFT JOIN direct c ON c.site = s.site AND c.year = s.year AND c.scope = '2 market'
LEFT JOIN indirect d ON d.site = s.site AND d.year = s.year
LEFT JOIN colossus.site k ON k.site = s.site
LEFT JOIN colossus.cluster o ON o.cluster = s.site;
COMMENT ON VIEW colossus.emission_yearly IS
'Emissions of sites by calendar year and scope, to draw: the scenarios of colossus.emission_ledger() as best, low and high, each with the likely range of its inputs. Best is what is metered or operated, else the demand met by contract, then plant, as in colossus.what_if; figures that rest on rated or contracted power are ceilings. Where a part is not known (of the plant, of the demand, of the days from the first on which the site is in service), best and high are NULL, low is what is known, and missing says what is not; where load and hours are told of a part of the year the best alone is. The two readings of scope 2 are alternatives and never added; the present year reaches to as_of. A year in which nothing is installed, draws power or is told of a supply has no row (energy_bill says 0 of it). Source: colossus.emission_ledger(); documents: colossus.emission_ledger_factors(row_key).';

CREATE OR REPLACE VIEW colossus.water_yearly AS
WITH ledger AS MATERIALIZED (
	SELECT coalesce(l.site, l.cluster) AS site, l.cluster, l.year, l.scope AS part,
		-- clusters of a site add up, and what is reported of the site itself is another figure of the same
		CASE WHEN l.scenario LIKE 'use of %' AND l.scenario NOT LIKE 'use of ' || l.site || ' reported by %' THEN regexp_replace(l.scenario, '^use of .* reported by ', 'use of clusters reported by ') ELSE l.scenario END AS scenario,
		l.litre_low AS low, l.litre, l.litre_high AS high, l.method, l.reason,
		-- between two ends no best value lacks nothing of the year
		l.reason IS NULL OR (l.litre IS NULL AND num_nonnulls(l.litre_low, l.litre_high) > 0 AND l.reason !~ 'without ') AS whole
	FROM colossus.water_ledger() l
), clustered AS (
	SELECT l.site, l.year, count(DISTINCT l.cluster) AS clusters FROM ledger l WHERE l.part = 'off site' GROUP BY l.site, l.year
), scenario AS (
	SELECT l.site, l.year, l.part, l.scenario, sum(l.low) AS low, sum(l.litre) AS best, sum(l.high) AS high,
		bool_and(l.whole AND l.low IS NOT NULL AND l.high IS NOT NULL) AND (count(DISTINCT l.cluster) = c.clusters OR l.scenario LIKE 'use of ' || l.site || ' reported by %') AS whole,
		bool_and(l.litre IS NOT NULL) AS single, CASE WHEN l.scenario LIKE 'use of %' THEN 1 ELSE 2 END AS place
	FROM ledger l
	LEFT JOIN clustered c ON c.site = l.site AND c.year = l.year
	GROUP BY l.site, l.year, l.part, l.scenario, c.clusters
	HAVING bool_or(num_nonnulls(l.low, l.high) > 0)
), part AS (
	SELECT s.site, s.year, s.part, min(s.low) AS low,
		CASE WHEN count(*) FILTER (WHERE s.whole AND s.single) = 1 OR min(s.place) FILTER (WHERE s.whole AND s.single) < max(s.place) FILTER (WHERE s.whole AND s.single)
			THEN (array_agg(s.best ORDER BY s.place, s.scenario) FILTER (WHERE s.whole AND s.single))[1] END AS best,
		CASE WHEN bool_and(s.whole) THEN max(s.high) END AS high
	FROM scenario s
	GROUP BY s.site, s.year, s.part
), said AS (
	SELECT l.site, l.year, string_agg(DISTINCT l.method, '; ') FILTER (WHERE num_nonnulls(l.low, l.high) > 0) AS methods,
		string_agg(DISTINCT l.part || ': ' || l.reason, '; ') FILTER (WHERE num_nonnulls(l.low, l.high) > 0 OR NOT EXISTS (SELECT FROM part p WHERE p.site = l.site AND p.year = l.year AND p.part = l.part AND p.best IS NOT NULL)) AS missing
	FROM ledger l
	GROUP BY l.site, l.year
)
SELECT
	s.year, -- key, calendar year (UTC)
	s.site, -- the site; where it is not known the cluster
	colossus.tidy(a.best) AS on_site_l, -- adds, l: water used on site, as reported a day, else by WUE; NULL: not known, known of a part of the clusters or of the year (missing), or several reports. Source: colossus.water_ledger()
	colossus.tidy(a.low) AS on_site_l_low, -- adds, l: lower end of the smallest scenario of on_site_l, what is known of it alone among them: at least this. Source: colossus.water_ledger()
	colossus.tidy(a.high) AS on_site_l_high, -- adds, l: upper end of the largest scenario of on_site_l, a published range among them; NULL: a part is not known. Source: colossus.water_ledger()
	colossus.tidy(b.best) AS off_site_l, -- adds, l: water that generation consumes; NULL: not known, known of a part (missing), or factors of several authors, between low and high. Source: colossus.water_ledger()
	colossus.tidy(b.low) AS off_site_l_low, -- adds, l: lower end (p5) of the smallest scenario of off_site_l: at least this. Source: colossus.water_ledger()
	colossus.tidy(b.high) AS off_site_l_high, -- adds, l: upper end (p95) of the largest scenario of off_site_l; NULL: a part is not known. Source: colossus.water_ledger()
	s.methods, -- methods of the figures, to read and not to group by
	make_date(s.year, 1, 1) AS year_start, -- first day of the year: the time axis
	least(make_date(s.year, 12, 31), CURRENT_DATE) AS as_of, -- last day that the row covers: the last of the year, today in the present year
	coalesce(k.organization, o.organization) AS organization, -- owner of the site, else of its cluster
	(a.best IS NULL OR a.high IS NULL)::integer AS on_site_l_open, -- adds, count: 1 where on_site_l or its high is not known and its low is of what is known; with any, the sum of the lows is at least and those of the others are of fewer rows. Source: colossus.water_ledger()
	(b.best IS NULL OR b.high IS NULL)::integer AS off_site_l_open, -- adds, count: 1 where off_site_l or its high is not known and its low is of what is known; with any, the sum of the lows is at least and those of the others are of fewer rows. Source: colossus.water_ledger()
	s.missing -- what the figures leave out, or know between two ends alone, by on and off site; NULL: nothing known to be missing
FROM said s
LEFT JOIN part a ON a.site = s.site AND a.year = s.year AND a.part = 'on site'
LEFT JOIN part b ON b.site = s.site AND b.year = s.year AND b.part = 'off site'
LEFT JOIN colossus.site k ON k.site = s.site
LEFT JOIN colossus.cluster o ON o.cluster = s.site;
COMMENT ON VIEW colossus.water_yearly IS
'Water of sites where parts are counted by calendar year, to draw: the scenarios of colossus.water_ledger() as best, low and high, each with its range. Off site is what generation consumes if all came from the grid: a ceiling. Where a part is not known, best and high are NULL, low is what is known, and missing says what is not. The present year reaches to as_of. Source: colossus.water_ledger(); documents: colossus.site_source.';

CREATE OR REPLACE VIEW colossus.training_run_chart AS
SELECT
	a.run, -- the run
	a.organization, -- who ran it
	a.started_on, -- first day: the time axis; NULL: not published
	colossus.tidy(r.flop_low / 1e21) AS zflop_low, -- adds, ZFLOP (1e21): lower bound published; NULL: none. Source: colossus.training_run_summary
	colossus.tidy(r.flop / 1e21) AS zflop_best, -- adds, ZFLOP (1e21): training compute by flop_method. Source: colossus.training_run_summary
	colossus.tidy(r.flop_high / 1e21) AS zflop_high, -- adds, ZFLOP (1e21): upper bound published; NULL: none. Source: colossus.training_run_summary
	colossus.tidy(r.tokens / 1e12) AS tokens_t, -- adds, trillion (1e12) tokens: training tokens. Source: colossus.training_run_summary
	colossus.tidy(r.it_mwh) AS it_mwh, -- adds, MWh: energy at the servers, accelerator hours x average W that the source uses. Source: colossus.training_run_summary
	colossus.tidy(r.published_mwh) AS published_mwh, -- adds, MWh: energy as published, the other reading of facility_mwh. Source: colossus.training_run_summary
	colossus.tidy(r.mfu) AS mfu, -- ratio, 0 to 1: mfu_zflop over peak_zflop, utilization over all hours. Source: colossus.training_run_summary
	colossus.tidy(r.mfu * p.zflop) AS mfu_zflop, -- adds, ZFLOP (1e21): model FLOP that mfu counts, its numerator. Source: colossus.training_run_summary
	colossus.tidy(p.zflop) AS peak_zflop, -- adds, ZFLOP (1e21): accelerator hours x dense peak, the denominator of mfu. Source: colossus.training_run_summary
	colossus.tidy(r.co2e_t) AS co2e_t, -- adds, t CO2e: facility_mwh x grid intensity that the source uses. Source: colossus.training_run_summary
	r.published_co2e_t, -- adds, t CO2e: emissions as published, the other reading of co2e_t. Source: colossus.training_run_summary
	colossus.tidy(r.facility_mwh) AS facility_mwh, -- adds, MWh: it_mwh x PUE that the source uses. Source: colossus.training_run_summary
	r.accelerators, -- ratio, count: accelerators used; runs share machines, so it is never added. Source: colossus.training_run_summary
	a.accelerator, -- on which part
	a.flop_method, -- 6ND, hardware or published
	a.data_set, -- who says it
	a.status, -- how far to trust the row
	a.known_bad IS NOT NULL AS known_bad, -- true: wrong as published, so that its figures are NULL here and in no sum; colossus.training_run_summary has them and says why
	a.source_id -- where the row comes from
FROM colossus.training_run_summary a
LEFT JOIN LATERAL (SELECT a.*) r ON a.known_bad IS NULL
CROSS JOIN LATERAL (SELECT CASE WHEN r.flop_method = 'hardware' THEN r.published_flop ELSE r.flop END / nullif(r.mfu, 0) / 1e21) p (zflop);
COMMENT ON VIEW colossus.training_run_chart IS
'Published training runs, one row each, to draw: compute, energy and emissions computed beside what was published. A row that is known to be wrong has no figures. Source: colossus.training_run_summary, whose source_id a row repeats.';

CREATE OR REPLACE VIEW colossus.funding_round_chart AS
SELECT DISTINCT ON (f.organization, f.round)
	f.organization, -- who raised the money
	f.round, -- round
	coalesce(f.announced_on, f.closed_on) AS announced_on, -- announced, else closed: the time axis
	f.amount_usd, -- adds, USD: amount raised, without the debt that is told beside it. Source: colossus.funding_round
	f.pre_money_usd, -- ratio, USD: valuation before; valuations are never added. Source: colossus.funding_round
	f.post_money_usd, -- ratio, USD: valuation after; valuations are never added. Source: colossus.funding_round
	(SELECT nullif(count(DISTINCT i.investor), 0) FROM colossus.investment i
		WHERE i.organization = f.organization AND i.round = f.round AND i.status <> 'denied') AS investors, -- ratio, count: investors known by name, NULL: none is; one may invest in several rounds, so it is never added. Source: colossus.investment
	colossus.tidy(f.amount_usd / 1e9) AS amount_bn_usd, -- adds, billion (1e9) USD: amount_usd. Source: colossus.funding_round
	f.kind, -- equity, debt, or equity and debt
	f.data_set, -- who says it
	f.status, -- how far to trust the row
	f.source_id, -- where the row comes from
	colossus.tidy(f.debt_usd / 1e9) AS debt_bn_usd -- adds, billion (1e9) USD: debt beside amount_bn_usd; NULL: none is told, or it is in the amount (kind). Source: colossus.funding_round
FROM colossus.funding_round f
WHERE f.preferred AND colossus.in_service(f.status) AND f.kind NOT IN ('merger', 'acquisition')
ORDER BY f.organization, f.round, f.shipped, f.data_set DESC;
COMMENT ON VIEW colossus.funding_round_chart IS
'Rounds of funding, one preferred row each, to draw; mergers and acquisitions raise no money and are left out. Source: colossus.funding_round, whose source_id a row repeats; investors: colossus.investment.';

CREATE OR REPLACE VIEW colossus.cluster_source AS
SELECT
	DISTINCT f.cluster, -- the cluster
	f.relation, -- relation of the inventory that names the document
	f.source_id -- the document, a key of colossus.source
FROM (
	SELECT d.cluster, 'deployment'::text AS relation, d.source_id FROM colossus.deployment d WHERE d.status <> 'denied'
	UNION ALL SELECT c.cluster, 'reported_capacity', c.source_id FROM colossus.reported_capacity c WHERE c.status <> 'denied'
	UNION ALL SELECT p.cluster, 'reported_power', p.source_id FROM colossus.reported_power p WHERE p.status <> 'denied'
) f
WHERE f.source_id IS NOT NULL;
COMMENT ON VIEW colossus.cluster_source IS
'Documents that the figures of a cluster rest on, one row each: join it to colossus.capacity_monthly or colossus.ranking_monthly, and to colossus.source for title and address.';

CREATE OR REPLACE VIEW colossus.site_source AS
SELECT
	DISTINCT f.site, -- the site
	f.relation, -- relation of the inventory that names the document
	f.source_id -- the document, a key of colossus.source
FROM (
	SELECT s.site, 'power_supply'::text AS relation, s.source_id FROM colossus.power_supply s WHERE s.status <> 'denied'
	UNION ALL SELECT s.serves_site, 'power_supply', s.source_id FROM colossus.power_supply s WHERE s.status <> 'denied'
	UNION ALL SELECT p.site, 'permit', p.source_id FROM colossus.permit p WHERE p.status <> 'denied'
	UNION ALL SELECT p.site, 'pue', p.source_id FROM colossus.pue p WHERE p.status <> 'denied'
	UNION ALL SELECT k.site, c.relation, c.source_id FROM colossus.cluster_source c JOIN colossus.cluster k ON k.cluster = c.cluster
) f
WHERE f.site IS NOT NULL AND f.source_id IS NOT NULL;
COMMENT ON VIEW colossus.site_source IS
'Documents that the figures of a site rest on, one row each: join it to colossus.power_monthly, colossus.turbine_potential, colossus.permit_monthly or colossus.water_yearly, and to colossus.source for title and address.';
