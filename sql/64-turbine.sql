-- Turbines on site: what they may emit, and what permits cover them.

-- A factor by scenario: yours first, then the newest edition for that control.
-- Greenhouse gases have the fuel's factor (40 CFR 98), not AP-42's, which says
-- so itself.  What a control is not said to change stays as uncontrolled;
-- catalysts for 2 ppm NOx say nothing of other pollutants.
CREATE OR REPLACE VIEW colossus.turbine_scenario AS
SELECT DISTINCT ON (s.scenario, lower(f.pollutant))
	s.scenario, -- uncontrolled, lean premix or 2 ppm NOx
	f.pollutant, -- pollutant or gas
	f.lb_per_mmbtu, -- factor per heat input (HHV), lb/MMBtu
	f.control, -- control that the factor is for
	f.edition, -- edition of the factor
	f.source_id -- where the factor comes from
FROM (VALUES ('uncontrolled'::text), ('lean premix'), ('2 ppm NOx')) s (scenario)
JOIN colossus.emission_factor f ON lower(f.control) = lower(s.scenario)
	OR (s.scenario = 'lean premix' AND lower(f.control) = 'uncontrolled')
WHERE lower(f.fuel) = 'natural gas' AND f.basis = 'heat input HHV' AND f.lb_per_mmbtu IS NOT NULL AND f.status <> 'denied'
	AND lower(f.technology) = CASE WHEN f.shipped AND lower(f.pollutant) IN ('co2', 'ch4', 'n2o')
		THEN 'stationary combustion' ELSE 'gas turbine' END
ORDER BY s.scenario, lower(f.pollutant), (lower(f.control) = lower(s.scenario)) DESC, f.shipped,
	f.known_from DESC NULLS LAST, f.edition DESC;
COMMENT ON VIEW colossus.turbine_scenario IS
'Emission factors of gas turbines on natural gas by scenario: yours, else the newest edition; greenhouse gases by 40 CFR 98; where a source gives none for lean premix, the uncontrolled one.';

CREATE OR REPLACE VIEW colossus.permit_timeline AS
SELECT
	p.permit_id, -- number of the permit, or name of the claim
	p.site, -- the site
	p.kind, -- construction, operating or exemption
	p.from_date, -- first day
	least(p.until_date, min(p.from_date) OVER later) AS until_date, -- day after the last; NULL: not known, or still
	p.permitted_units, -- units that it permits
	p.claimed_exemption, -- rule that is claimed to exempt units
	p.exemption_disputed, -- true: somebody disputes it in a proceeding
	p.status, -- how far to trust the row
	p.source_id -- where the row comes from
FROM colossus.permit p
WHERE colossus.in_service(p.status) OR p.status = 'alleged'
WINDOW later AS (PARTITION BY p.permit_id ORDER BY p.from_date ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING);
COMMENT ON VIEW colossus.permit_timeline IS
'Permits and claimed exemptions over [from_date, until_date): a renewal takes the place of the permit of the same number.';

-- Limits of the permits of sites on a day; where none is in force, of the one that is nearest, as one to come.
CREATE OR REPLACE FUNCTION colossus.permit_limit_at(sites text[], at date)
RETURNS TABLE (pollutant text, limit_kind text, ppm double precision, tons_per_year double precision, in_force boolean, permit_id text, status text, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	SELECT DISTINCT ON (l.pollutant, l.limit_kind) l.pollutant, l.limit_kind, l.ppm, l.tons_per_year, colossus.holds(p.from_date, p.until_date, permit_limit_at.at), p.permit_id, l.status, l.source_id
	FROM colossus.permit_timeline p
	JOIN colossus.permit_limit l ON l.permit_id = p.permit_id
	WHERE p.site = ANY (permit_limit_at.sites) AND p.kind <> 'exemption' AND colossus.in_service(p.status) AND colossus.in_service(l.status)
		AND ((l.limit_kind = 'annual' AND l.limit_scope = 'facility' AND l.tons_per_year IS NOT NULL) OR (l.limit_kind = 'concentration' AND l.ppm IS NOT NULL AND l.model = ''))
	-- of two limits in force the stricter binds
	ORDER BY l.pollutant, l.limit_kind, colossus.holds(p.from_date, p.until_date, permit_limit_at.at) DESC, p.from_date > permit_limit_at.at,
		CASE WHEN NOT colossus.holds(p.from_date, p.until_date, permit_limit_at.at) THEN abs(p.from_date - permit_limit_at.at) END, l.tons_per_year, l.ppm, p.permit_id;
END;
COMMENT ON FUNCTION colossus.permit_limit_at(text[], date) IS
	'Annual limits of all units together (short tons) and concentrations (ppm at 15 % O2) that the permits of sites set on a day, the stricter of several; in_force false: none is, and the row is of the last one before, else of the first one after. For views.';

CREATE OR REPLACE FUNCTION colossus.turbine_factor(controls text[], sites text[], at date, known_on date)
RETURNS TABLE (estimate text, pollutant text, lb_per_mmbtu double precision, control_efficiency double precision, control text, edition text, status text, source_id text, factors text[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 30
BEGIN ATOMIC
	WITH c AS MATERIALIZED (
		SELECT CASE WHEN turbine_factor.controls IS NOT NULL THEN colossus.control_train('natural gas', 'gas turbine', turbine_factor.controls, 'permit limit') END AS train
	)
	SELECT k.estimate, f.pollutant,
		CASE WHEN k.unknown THEN NULL WHEN k.permitted THEN colossus.ppm_to_lb_per_mmbtu(f.pollutant, l.ppm) ELSE f.lb_per_mmbtu END,
		CASE WHEN k.permitted THEN 0 ELSE f.control_efficiency END,
		CASE WHEN k.unknown THEN NULL WHEN k.permitted THEN 'permit limit' ELSE f.control END, CASE WHEN k.unknown THEN NULL WHEN k.permitted THEN l.permit_id ELSE f.edition END,
		CASE WHEN k.permitted THEN l.status ELSE f.status END, CASE WHEN k.unknown THEN NULL WHEN k.permitted THEN l.source_id ELSE f.source_id END,
		CASE WHEN k.unknown THEN NULL WHEN NOT k.permitted THEN f.factors WHEN l.permit_id IS NOT NULL THEN ARRAY['permit_limit: ' || concat_ws(', ', l.permit_id, f.pollutant, 'unit', '', 'concentration')] END
	FROM c
	-- the three are asked for together where they rest on the same controls
	CROSS JOIN LATERAL (
		SELECT array_agg(v.estimate) AS estimates, v.train
		FROM (VALUES ('best'::text, CASE WHEN turbine_factor.controls IS NULL THEN ARRAY['lean premix'] ELSE COALESCE(c.train, ARRAY['uncontrolled']) END),
			('low', CASE WHEN turbine_factor.controls IS NULL THEN ARRAY['2 ppm NOx'] ELSE COALESCE(c.train, ARRAY['uncontrolled']) END),
			('high', COALESCE(c.train, ARRAY['uncontrolled']))) v (estimate, train)
		GROUP BY v.train
	) t
	CROSS JOIN LATERAL (SELECT o.* FROM colossus.combustion_choice('natural gas', 'gas turbine', t.train, turbine_factor.known_on) o WHERE o.lb_per_mmbtu IS NOT NULL) f
	CROSS JOIN LATERAL unnest(t.estimates) e (estimate)
	-- what no control changes is known behind any of them
	CROSS JOIN LATERAL (SELECT e.estimate, 'permit limit' = ANY (t.train) AND f.pollutant = 'NOx',
		turbine_factor.controls IS NOT NULL AND c.train IS NULL AND f.pollutant NOT IN ('CO2', 'CH4', 'N2O')) k (estimate, permitted, unknown)
	LEFT JOIN LATERAL colossus.permit_limit_at(turbine_factor.sites, turbine_factor.at) l ON k.permitted AND l.pollutant = f.pollutant AND l.limit_kind = 'concentration'
	ORDER BY k.estimate, f.pollutant;
END;
COMMENT ON FUNCTION colossus.turbine_factor(text[], text[], date, date) IS
	'Factors of gas turbines behind controls, best, low and high: where nobody tells the controls (NULL), lean premix between 2 ppm NOx and uncontrolled. The control ''permit limit'' is NOx at the concentration that the permit of the sites sets on the day, or the nearest one; without such a permit its factor is NULL. Behind controls that control_train does not know only greenhouse gases have a factor: those of 40 CFR 98. For what_if and emission_ledger.';

CREATE OR REPLACE VIEW colossus.turbine_emissions AS
WITH turbine AS (
	SELECT t.*, colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh) AS btu_per_kwh,
		CASE WHEN m.turbine_model <> t.model THEN 'heat rate of ' || m.turbine_model || ' stands in' END AS assumption
	FROM colossus.supply_timeline t
	LEFT JOIN colossus.turbine_model m ON m.turbine_model = coalesce(t.heat_rate_model, t.model)
	WHERE t.kind = 'turbine'
), allowed AS (
	SELECT p.site, p.permit_id, p.from_date, p.until_date, l.pollutant, l.limit_scope, l.model, l.tons_per_year, l.source_id
	FROM colossus.permit_timeline p
	JOIN colossus.permit_limit l ON l.permit_id = p.permit_id
	WHERE p.kind <> 'exemption' AND l.limit_kind = 'annual'
		AND colossus.in_service(p.status) AND colossus.in_service(l.status)
), operated AS MATERIALIZED (
	-- a plant is as operated where that is told of every cluster that it serves
	SELECT t.site, o.from_date, o.until_date, o.controls, o.hours, o.source_id, c.cluster,
		(SELECT count(*) FROM colossus.cluster k WHERE k.site = t.served) AS clusters
	FROM (SELECT DISTINCT u.site, coalesce(u.serves_site, u.site) AS served FROM turbine u) t
	JOIN colossus.cluster c ON c.site = t.served
	JOIN colossus.operation_timeline o ON o.cluster = c.cluster AND o.controls IS NOT NULL
), edge AS (
	SELECT site, from_date AS at FROM turbine
	UNION SELECT site, until_date FROM turbine
	UNION SELECT a.site, e.at FROM allowed a CROSS JOIN LATERAL (VALUES (a.from_date), (a.until_date)) e (at)
		WHERE a.site IN (SELECT t.site FROM turbine t)
	UNION SELECT o.site, e.at FROM operated o CROSS JOIN LATERAL (VALUES (o.from_date), (o.until_date)) e (at)
), period AS (
	SELECT site, at AS from_date, lead(at) OVER (PARTITION BY site ORDER BY at) AS until_date
	FROM edge WHERE at IS NOT NULL
), installed AS (
	SELECT p.site, p.from_date, p.until_date,
		CASE WHEN bool_and(t.units IS NOT NULL) THEN sum(t.units)::bigint END AS units,
		CASE WHEN bool_and(t.mw IS NOT NULL) THEN sum(t.mw) END AS capacity_mw,
		colossus.weakest_status(array_agg(t.status)) AS status,
		string_agg(DISTINCT t.source_id, ', ') AS source_id,
		string_agg(DISTINCT t.assumption, '; ') AS assumption
	FROM period p
	JOIN turbine t ON t.site = p.site AND colossus.holds(t.from_date, t.until_date, p.from_date)
	GROUP BY p.site, p.from_date, p.until_date
), emitted AS (
	SELECT i.site, i.from_date, s.scenario, s.pollutant,
		CASE WHEN bool_and(t.mw IS NOT NULL AND t.btu_per_kwh IS NOT NULL)
			THEN sum(colossus.potential_to_emit_tons(t.mw, t.btu_per_kwh, s.lb_per_mmbtu)) END AS tons_per_year,
		min(s.source_id) AS source_id, min(s.edition || ', ' || s.control) AS factor
	FROM installed i
	JOIN turbine t ON t.site = i.site AND colossus.holds(t.from_date, t.until_date, i.from_date)
	CROSS JOIN colossus.turbine_scenario s
	GROUP BY i.site, i.from_date, s.scenario, s.pollutant
	UNION ALL
	-- as the clusters that they serve are run, where that is told
	SELECT i.site, i.from_date, 'as operated', f.pollutant,
		CASE WHEN bool_and(t.mw IS NOT NULL AND t.btu_per_kwh IS NOT NULL)
			THEN sum(colossus.potential_to_emit_tons(t.mw, t.btu_per_kwh, f.lb_per_mmbtu, o.hours, f.control_efficiency)) END,
		colossus.sources(min(o.source_id), min(f.source_id)), min(f.edition || ', ' || f.control)
	FROM installed i
	JOIN (
		SELECT p.site, p.from_date, min(x.controls) AS controls, coalesce(max(x.hours), 8760) AS hours, string_agg(DISTINCT x.source_id, ', ') AS source_id
		FROM period p
		JOIN operated x ON x.site = p.site AND colossus.holds(x.from_date, x.until_date, p.from_date)
		GROUP BY p.site, p.from_date
		HAVING min(x.controls) = max(x.controls) AND count(DISTINCT x.cluster) = max(x.clusters)) o ON o.site = i.site AND o.from_date = i.from_date
	JOIN turbine t ON t.site = i.site AND colossus.holds(t.from_date, t.until_date, i.from_date)
	CROSS JOIN LATERAL colossus.turbine_factor(string_to_array(o.controls, ' + '), ARRAY[i.site], i.from_date, current_date) f
	WHERE f.estimate = 'best'
	GROUP BY i.site, i.from_date, f.pollutant
	UNION ALL
	-- of two limits for all units the stricter binds
	SELECT i.site, i.from_date, 'permit limit', a.pollutant,
		CASE WHEN bool_or(a.limit_scope = 'facility')
			THEN min(a.tons_per_year) FILTER (WHERE a.limit_scope = 'facility')
			ELSE (SELECT CASE WHEN bool_and(t.units IS NOT NULL AND u.tons_per_year IS NOT NULL)
					THEN sum(t.units * u.tons_per_year) END
				FROM turbine t
				LEFT JOIN allowed u ON u.site = t.site AND u.pollutant = a.pollutant AND u.limit_scope = 'unit'
					AND u.model IN ('', t.model)
					AND colossus.holds(u.from_date, u.until_date, i.from_date)
				WHERE t.site = i.site AND colossus.holds(t.from_date, t.until_date, i.from_date)) END,
		string_agg(DISTINCT a.source_id, ', '), string_agg(DISTINCT a.permit_id, ', ')
	FROM installed i
	JOIN allowed a ON a.site = i.site AND colossus.holds(a.from_date, a.until_date, i.from_date)
	GROUP BY i.site, i.from_date, a.pollutant
)
SELECT
	i.site, -- site that the permits name
	i.from_date, -- first day of the period
	i.until_date, -- day after the last; NULL: still
	i.units, -- turbines on site; NULL: not known
	i.capacity_mw, -- rated power, MW
	e.scenario, -- uncontrolled, lean premix, 2 ppm NOx; permit limit: what the permit allows all units together; as operated: rated power behind the controls and for the hours of colossus.operation
	e.pollutant, -- pollutant or gas
	e.tons_per_year, -- potential to emit, short tons a year
	h.programme, -- rule that the threshold belongs to; NULL: none for this pollutant
	h.tons_per_year AS threshold_tons, -- threshold, short tons a year
	e.tons_per_year >= h.tons_per_year AS exceeds_threshold, -- true: tons_per_year reaches the threshold
	i.status, -- weakest status of the turbines counted: alleged counts are labelled so
	concat_ws(', ', i.source_id, e.source_id) AS source_id, -- sources of the turbines and of the factor or limit
	e.factor, -- edition and control of the emission factor, or the permit
	i.assumption -- what stands in for a fact that nobody published
FROM installed i
JOIN emitted e ON e.site = i.site AND e.from_date = i.from_date
LEFT JOIN colossus.programme_threshold h ON lower(h.pollutant) = lower(e.pollutant)
	AND h.category IN ('any source', 'simple cycle');
COMMENT ON VIEW colossus.turbine_emissions IS
'Potential to emit of the turbines of every site (one legal track each) over [from_date, until_date): rated power for 8,760 hours a year, by scenario, beside the threshold of each programme that simple-cycle turbines fall under. Not a measurement. NULL where a rating or heat rate is not known. Ranges of dates: use colossus.turbine_potential for charts.';

CREATE OR REPLACE FUNCTION colossus.turbine_emissions_at(at date) RETURNS SETOF colossus.turbine_emissions
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT e.* FROM colossus.turbine_emissions e
	WHERE colossus.holds(e.from_date, e.until_date, turbine_emissions_at.at)
	ORDER BY e.site, e.pollutant, e.scenario, e.programme;
END;
COMMENT ON FUNCTION colossus.turbine_emissions_at(date) IS 'Potential to emit of the turbines of every site on a day.';

CREATE OR REPLACE VIEW colossus.permit_status AS
WITH turbine AS (
	SELECT t.site, t.from_date, t.until_date, t.units, t.status, t.source_id
	FROM colossus.supply_timeline t WHERE t.kind = 'turbine'
), permit AS (
	SELECT p.* FROM colossus.permit_timeline p
), edge AS (
	SELECT site, from_date AS at FROM turbine
	UNION SELECT site, until_date FROM turbine
	UNION SELECT site, from_date FROM permit
	UNION SELECT site, until_date FROM permit
), period AS (
	SELECT site, at AS from_date, lead(at) OVER (PARTITION BY site ORDER BY at) AS until_date
	FROM edge WHERE at IS NOT NULL
), installed AS (
	SELECT p.site, p.from_date,
		CASE WHEN bool_and(t.units IS NOT NULL) THEN sum(t.units)::bigint END AS units,
		colossus.weakest_status(array_agg(t.status)) AS status,
		string_agg(DISTINCT t.source_id, ', ') AS source_id
	FROM period p
	JOIN turbine t ON t.site = p.site AND colossus.holds(t.from_date, t.until_date, p.from_date)
	GROUP BY p.site, p.from_date
), covered AS (
	SELECT p.site, p.from_date,
		coalesce(sum(m.permitted_units) FILTER (WHERE m.kind <> 'exemption'), 0)::bigint AS units,
		string_agg(m.permit_id, ', ' ORDER BY m.permit_id) FILTER (WHERE m.kind <> 'exemption') AS permit_id,
		string_agg(DISTINCT m.claimed_exemption, ', ') AS claimed_exemption,
		bool_or(m.exemption_disputed) AS exemption_disputed,
		string_agg(DISTINCT m.source_id, ', ') AS source_id
	FROM period p
	JOIN permit m ON m.site = p.site AND colossus.holds(m.from_date, m.until_date, p.from_date)
	GROUP BY p.site, p.from_date
)
SELECT
	p.site, -- site that the permits name
	p.from_date, -- first day of the period
	p.until_date, -- day after the last; NULL: still, or end of the permit not known
	i.units AS installed_units, -- turbines on site; NULL: not known
	coalesce(c.units, 0) AS permitted_units, -- units that construction and operating permits in force cover
	CASE WHEN i.units IS NOT NULL THEN greatest(i.units - coalesce(c.units, 0), 0) END AS units_without_permit, -- installed beyond those permitted; NULL: not known
	c.permit_id, -- permits in force
	c.claimed_exemption, -- rule that is claimed to exempt units
	c.exemption_disputed, -- true: somebody disputes the exemption in a proceeding
	i.status, -- weakest status of the turbines counted
	nullif(concat_ws(', ', i.source_id, c.source_id), '') AS source_id -- sources of the count and of the permits
FROM period p
LEFT JOIN installed i ON i.site = p.site AND i.from_date = p.from_date
LEFT JOIN covered c ON c.site = p.site AND c.from_date = p.from_date
WHERE i.site IS NOT NULL OR c.site IS NOT NULL;
COMMENT ON VIEW colossus.permit_status IS
'Turbines on every site against the permits in force over [from_date, until_date). Two legal tracks are two sites and are never added. Ranges of dates: use colossus.permit_monthly for charts.';

CREATE OR REPLACE FUNCTION colossus.permit_status_at(at date) RETURNS SETOF colossus.permit_status
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT s.* FROM colossus.permit_status s
	WHERE colossus.holds(s.from_date, s.until_date, permit_status_at.at)
	ORDER BY s.site;
END;
COMMENT ON FUNCTION colossus.permit_status_at(date) IS 'Turbines against permits of every site on a day.';
