-- Emissions of jobs, sites and tenants.

CREATE OR REPLACE FUNCTION ledger.intensity_of(zone text, since timestamptz, until timestamptz)
RETURNS TABLE (since timestamptz, until timestamptz, g_per_kwh double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 24
BEGIN ATOMIC
	SELECT h.at, least(h.next_at, h.at + h.max_age), h.value
	FROM (
		SELECT v.at, v.value, coalesce(lead(v.at) OVER (ORDER BY v.at), 'infinity') AS next_at,
			make_interval(secs => extract(epoch FROM coalesce(z.max_age, interval '1 hour'))::double precision) AS max_age
		FROM (
			-- one source a zone: the one that came first
			SELECT s.series_id, s.max_age FROM ledger.series s WHERE s.metric = 'g_per_kwh' AND (s.zone = intensity_of.zone OR colossus.grid_region_of(s.zone) = colossus.grid_region_of(intensity_of.zone)) ORDER BY s.series_id LIMIT 1
		) z
		CROSS JOIN LATERAL colossus.samples(ledger.samples_of(z.series_id, intensity_of.since - interval '24 hours' - coalesce(z.max_age, interval '1 hour'), intensity_of.until)) v
		WHERE v.value >= 0 AND v.value < 'Infinity'
	) h
	WHERE least(h.next_at, h.at + h.max_age) > intensity_of.since;
END;
COMMENT ON FUNCTION ledger.intensity_of(text, timestamptz, timestamptz) IS
	'intensity of a grid zone over a period, g CO2e/kWh: each value holds until the next, but no longer than the max_age of its series';

-- A function, for most ledgers have no intensities, and the parts of jobs are planned for longer than all else.
CREATE OR REPLACE FUNCTION ledger.matched_in_time(job text)
RETURNS TABLE (site text, zone text, day date, server_factor double precision, pue double precision, kwh double precision, co2e_kg double precision)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 100000 SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan AS $body$
BEGIN
	RETURN QUERY
	SELECT p.site, p.zone, p.day, p.server_factor, p.pue, i.kwh, i.co2e_kg
	FROM ledger.job_part p
	-- each piece of time under one intensity; of zones without any no sample is looked at
	CROSS JOIN LATERAL (
		SELECT sum(x.kwh::numeric)::double precision AS kwh, sum(colossus.co2e_from_g_per_kwh_kg(x.kwh, x.g_per_kwh)::numeric)::double precision AS co2e_kg
		FROM (
			SELECT n.g_per_kwh, colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj * p.share), p.server_factor), p.pue) AS kwh
			FROM (
				SELECT array_agg(DISTINCT c.at ORDER BY c.at) AS edges
				FROM (
					SELECT p.since
					UNION ALL SELECT p.until
					UNION ALL SELECT unnest(ARRAY[g.since, g.until]) FROM ledger.intensity_of(p.zone, p.since, p.until) g
				) c (at)
				WHERE c.at >= p.since AND c.at <= p.until
			) c
			CROSS JOIN LATERAL ledger.pieces_of(p.device, p.period, p.day, c.edges) e
			JOIN ledger.intensity_of(p.zone, p.since, p.until) n ON n.since <= e.since AND n.until >= e.until
			WHERE (SELECT EXISTS (SELECT FROM ledger.series z WHERE z.metric = 'g_per_kwh' AND (z.zone = p.zone OR colossus.grid_region_of(z.zone) = colossus.grid_region_of(p.zone))))
		) x
	) i
	WHERE p.job = matched_in_time.job AND p.apart IS NOT TRUE AND i.kwh IS NOT NULL;
END
$body$;
COMMENT ON FUNCTION ledger.matched_in_time(text) IS 'of the time that a job held accelerators the parts of which a series of g_per_kwh tells the intensity: kWh at the site meter and kg CO2e by it';

-- A function, so that its plan is made once.
CREATE OR REPLACE FUNCTION ledger.rates_at(zone text, year integer)
RETURNS TABLE (g_per_kwh double precision, edition text, stale boolean, rate text, rest_g_per_kwh double precision, rest_edition text)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1 COST 100 SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan AS $body$
BEGIN
	RETURN QUERY
	SELECT l.g_per_kwh, l.edition, l.stale, m.rate, m.g_per_kwh, m.edition
	FROM (VALUES (make_date(rates_at.year, 12, 31), (now() AT TIME ZONE 'UTC')::date)) y (year_end, known_on)
	LEFT JOIN LATERAL colossus.grid_rate_at(rates_at.zone, y.year_end, 'CO2e', 'total', y.known_on) l ON true
	LEFT JOIN LATERAL colossus.market_rate_at(rates_at.zone, y.year_end, y.known_on) m ON true;
END
$body$;
COMMENT ON FUNCTION ledger.rates_at(text, integer) IS
	'what the electricity of a grid zone in a year counts by today, g CO2e/kWh: its average with edition and whether it is of an earlier year, and what no contract covers; NULL: not known';

CREATE OR REPLACE VIEW ledger.job_co2e (	-- emissions of the electricity of every job, as if all came from the grid: location-based, market-based, and matched in time where a series of g_per_kwh knows the zone; each on facility_kwh
	job,	-- job
	model,	-- model
	tenant,	-- tenant
	facility_kwh,	-- kWh at the site meter; NULL: some of it without pue in site_overhead
	location_co2e_kg,	-- kg CO2e by the yearly average of the grid zone (colossus.grid_rate); NULL: not known for some of it
	location_edition,	-- edition of that average
	location_stale,	-- true: some of it by the average of an earlier year
	market_co2e_kg,	-- kg CO2e by electricity_contract, the rest by the residual mix or else the average of the zone
	market_method,	-- contracts, and what the rest was counted by
	time_matched_co2e_kg,	-- kg CO2e by the intensity of the time, of time_matched_kwh alone; NULL: no intensity
	time_matched_kwh	-- kWh at the site meter for which there is an intensity
) WITH (security_invoker) AS
SELECT j.job, j.model, j.tenant, e.facility_kwh, e.location_co2e_kg, e.location_edition, e.location_stale, e.market_co2e_kg, e.market_method, e.time_matched_co2e_kg, e.time_matched_kwh
FROM ledger.asked_job j
-- job by job, so that whoever asks for some reads theirs
CROSS JOIN LATERAL (
	WITH day AS MATERIALIZED (
		SELECT x.site, x.zone, x.day, extract(year FROM x.day)::integer AS year, sum(x.energy_nj) AS energy_nj,
			colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(sum(x.energy_nj)), min(x.server_factor)), min(x.pue)) AS facility_kwh,
			sum(x.kwh::numeric)::double precision AS matched_kwh, sum(x.co2e_kg::numeric)::double precision AS matched_kg
		FROM (
			SELECT p.site, p.zone, p.day, p.energy_nj, p.server_factor, p.pue, NULL::double precision AS kwh, NULL::double precision AS co2e_kg
			FROM ledger.job_piece p
			WHERE p.job = j.job
			UNION ALL
			SELECT m.site, m.zone, m.day, NULL, m.server_factor, m.pue, m.kwh, m.co2e_kg
			FROM ledger.matched_in_time(j.job) m
			-- most ledgers have none, and no part is looked at
			WHERE (SELECT EXISTS (SELECT FROM ledger.series z WHERE z.metric = 'g_per_kwh'))
		) x
		GROUP BY x.site, x.zone, x.day
	), rate AS MATERIALIZED (
		SELECT u.zone, u.year, r.*
		FROM (SELECT DISTINCT d.zone, d.year FROM day d) y
		-- kept for the other jobs, as job_energy_per_token keeps days
		CROSS JOIN LATERAL unnest(CASE WHEN y.zone IS NOT NULL THEN ARRAY[y.zone] END, CASE WHEN y.zone IS NOT NULL THEN ARRAY[y.year] END) u (zone, year)
		CROSS JOIN LATERAL (SELECT x.* FROM ledger.rates_at(u.zone, u.year) x OFFSET 0) r
	)
	SELECT CASE WHEN bool_and(d.facility_kwh IS NOT NULL OR d.energy_nj IS NULL) THEN sum(d.facility_kwh::numeric)::double precision END AS facility_kwh,
		CASE WHEN bool_and(d.facility_kwh IS NOT NULL AND r.g_per_kwh IS NOT NULL OR d.energy_nj IS NULL)
			THEN sum(colossus.co2e_from_g_per_kwh_kg(d.facility_kwh, r.g_per_kwh)::numeric)::double precision END AS location_co2e_kg,
		string_agg(DISTINCT r.edition, ', ') AS location_edition,
		bool_or(r.stale) AS location_stale,
		CASE WHEN bool_and(m.co2e_kg IS NOT NULL OR d.energy_nj IS NULL) THEN sum(m.co2e_kg::numeric)::double precision END AS market_co2e_kg,
		nullif(concat_ws('; ', ledger.listed(jsonb_agg(DISTINCT c.contracts)), string_agg(DISTINCT 'rest: ' || r.rate || ' of ' || r.rest_edition, ', ')), '') AS market_method,
		sum(d.matched_kg::numeric)::double precision AS time_matched_co2e_kg,
		sum(d.matched_kwh::numeric)::double precision AS time_matched_kwh
	FROM day d
	LEFT JOIN rate r ON r.zone = d.zone AND r.year = d.year
	CROSS JOIN LATERAL (
		SELECT array_agg(x.share::double precision * d.facility_kwh ORDER BY x.contract) AS kwh, array_agg(x.g_per_kwh ORDER BY x.contract) AS g_per_kwh,
			array_agg(DISTINCT x.contract ORDER BY x.contract) AS contracts
		FROM ledger.electricity_contract x
		WHERE x.site = d.site AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
	) c
	LEFT JOIN LATERAL colossus.market_co2e(d.facility_kwh, c.kwh, c.g_per_kwh, r.rest_g_per_kwh) m ON true
) e;

CREATE OR REPLACE VIEW ledger.permit_margin (	-- what units on site emitted in any 12 months against the annual limits of the permits of the site; computed from fuel and factors, not measured
	site,	-- site that the permit names
	permit_id,	-- permit of colossus.permit
	pollutant,	-- pollutant of colossus.permit_limit
	limit_scope,	-- facility: all units together; unit: each
	model,	-- model that the limit is for; NULL: any
	unit,	-- the unit, of a limit per unit
	month,	-- first day of the month
	tons,	-- short tons of the month
	tons_12_months,	-- short tons of the 12 months to its end
	limit_tons,	-- short tons that the permit allows in any 12 months
	margin_tons,	-- limit_tons less tons_12_months; NULL: operations without a mass
	exceeds,	-- true: over the limit
	first_exceeded_on,	-- first day at whose end the limit is passed
	unknown_operations,	-- operations without heat input or without a factor for the pollutant: the tons are a lower bound
	edition	-- edition of the factors
) WITH (security_invoker) AS
WITH operation AS (
	-- rolling_tons counts months of UTC: it is told what the ledger's clock shows, and of operations in which that was changed the months apart
	SELECT u.site, u.unit, u.turbine_model, w.since AT TIME ZONE 'Etc/UTC' AS started_at, w.until AT TIME ZONE 'Etc/UTC' AS ended_at, u.fuel, u.technology, u.controls,
		colossus.operation_mmbtu(u.heat_mmbtu, u.mwh, NULL, NULL, colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh)) * w.part AS heat_mmbtu
	FROM ledger.unit_operation u
	CROSS JOIN LATERAL (SELECT u.started_at AT TIME ZONE 'UTC' AS since, u.ended_at AT TIME ZONE 'UTC' AS until) c
	CROSS JOIN LATERAL (
		SELECT c.since, c.until, 1::double precision AS part WHERE c.until - c.since = u.ended_at - u.started_at
		UNION ALL
		SELECT e.since AT TIME ZONE 'UTC', greatest(e.until AT TIME ZONE 'UTC', e.since AT TIME ZONE 'UTC' + interval '1 second'),
			(extract(epoch FROM e.until - e.since) / extract(epoch FROM u.ended_at - u.started_at))::double precision
		FROM generate_series(date_trunc('month', c.since), c.until, interval '1 month') l (at)
		CROSS JOIN LATERAL (SELECT greatest(u.started_at, l.at AT TIME ZONE 'UTC') AS since, least(u.ended_at, (l.at + interval '1 month') AT TIME ZONE 'UTC') AS until) e
		WHERE c.until - c.since <> u.ended_at - u.started_at AND e.since < e.until
	) w
	LEFT JOIN colossus.turbine_model m ON m.turbine_model = u.turbine_model
), emitted AS (
	SELECT o.site, l.permit_id, l.pollutant, l.limit_scope, l.model, CASE l.limit_scope WHEN 'unit' THEN o.unit END AS unit, l.tons_per_year,
		array_agg(o.started_at ORDER BY o.started_at, o.unit) AS started_at, array_agg(o.ended_at ORDER BY o.started_at, o.unit) AS ended_at,
		array_agg(colossus.combustion_kg(o.heat_mmbtu, f.lb_per_mmbtu, f.control_efficiency) ORDER BY o.started_at, o.unit) AS kg,
		string_agg(DISTINCT f.edition, ', ') AS edition
	FROM (SELECT DISTINCT p.permit_id, p.site FROM colossus.permit p WHERE p.kind <> 'exemption' AND p.status NOT IN ('announced', 'alleged', 'denied')) p
	JOIN colossus.permit_limit l ON l.permit_id = p.permit_id AND l.limit_kind = 'annual' AND l.tons_per_year IS NOT NULL
		AND l.status NOT IN ('announced', 'alleged', 'denied')
	JOIN operation o ON o.site = p.site AND l.model IN ('', o.turbine_model)
	LEFT JOIN LATERAL (
		SELECT x.lb_per_mmbtu, x.control_efficiency, x.edition
		FROM colossus.combustion_factor_at(o.fuel, o.technology, o.controls, (now() AT TIME ZONE 'UTC')::date) x
		WHERE lower(x.pollutant) = lower(l.pollutant)
	) f ON true
	GROUP BY o.site, l.permit_id, l.pollutant, l.limit_scope, l.model, CASE l.limit_scope WHEN 'unit' THEN o.unit END, l.tons_per_year
)
SELECT e.site, e.permit_id, e.pollutant, e.limit_scope, nullif(e.model, '') AS model, e.unit, r.month, r.tons, r.rolling_tons AS tons_12_months,
	e.tons_per_year AS limit_tons, r.margin_tons, r.exceeds, r.first_exceeded_on, r.unknown_operations, e.edition
FROM emitted e
CROSS JOIN LATERAL colossus.rolling_tons(e.started_at, e.ended_at, e.kg, e.tons_per_year) r;

CREATE OR REPLACE FUNCTION ledger.emission_ledger(known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date)
RETURNS TABLE (month date, site text, zone text, tenant text, scope integer, method text, facility_kwh double precision, heat_mmbtu double precision,
	g_per_kwh double precision, edition text, stale boolean, co2e_kg double precision)
LANGUAGE sql STABLE PARALLEL SAFE SET jit = off
BEGIN ATOMIC
	WITH operation AS (
		SELECT date_trunc('month', g.at AT TIME ZONE 'UTC')::date AS month, u.site, u.fuel, u.technology, u.controls,
			colossus.operation_mmbtu(u.heat_mmbtu, u.mwh, NULL, NULL, colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh)) * w.part AS heat_mmbtu
		FROM ledger.unit_operation u
		LEFT JOIN colossus.turbine_model m ON m.turbine_model = u.turbine_model
		CROSS JOIN LATERAL (
			SELECT l.at AT TIME ZONE 'UTC' AS at, (l.at + interval '1 month') AT TIME ZONE 'UTC' AS until
			FROM generate_series(date_trunc('month', u.started_at AT TIME ZONE 'UTC'), u.ended_at AT TIME ZONE 'UTC', interval '1 month') l (at)
		) g
		CROSS JOIN LATERAL (
			SELECT (extract(epoch FROM least(u.ended_at, g.until) - greatest(u.started_at, g.at)) / extract(epoch FROM u.ended_at - u.started_at))::double precision AS part
		) w
		WHERE w.part > 0
	), generated AS (
		SELECT date_trunc('month', o.day::timestamp)::date AS month, o.site, CASE WHEN bool_and(o.own_kwh IS NOT NULL) THEN sum(o.own_kwh::numeric) END AS kwh
		FROM ledger.generated('1970-01-01', '2200-01-01', NULL) o GROUP BY 1, 2
	), used AS (
		SELECT t.month, t.site, t.zone, t.tenant, t.facility_kwh,
			CASE WHEN bool_and(t.facility_kwh IS NOT NULL) OVER s THEN sum(t.facility_kwh::numeric) OVER s END AS site_kwh
		FROM ledger.tenant_ledger t
		WHERE t.consumer <> 'unobserved'
		WINDOW s AS (PARTITION BY t.month, t.site)
	), bought AS (
		-- what the units on site generated and nobody else got was not bought: scope 1 has it
		SELECT u.month, u.site, u.zone, u.tenant,
			CASE WHEN g.site IS NULL THEN u.facility_kwh
				ELSE (u.facility_kwh::numeric * greatest(1 - g.kwh / nullif(u.site_kwh, 0), 0))::double precision END AS kwh
		FROM used u
		LEFT JOIN generated g ON g.month = u.month AND g.site = u.site
	)
	SELECT b.month, b.site, b.zone, b.tenant, 2, 'location', b.kwh, NULL::double precision,
		f.g_per_kwh, f.edition, f.stale, colossus.co2e_from_g_per_kwh_kg(b.kwh, f.g_per_kwh)
	FROM bought b
	LEFT JOIN LATERAL colossus.grid_rate_at(b.zone, b.month, 'CO2e', 'total', emission_ledger.known_on) f ON true
	UNION ALL
	SELECT o.month, o.site, NULL, NULL, 1, o.fuel || ', ' || o.technology, NULL,
		CASE WHEN bool_and(o.heat_mmbtu IS NOT NULL) THEN sum(o.heat_mmbtu::numeric)::double precision END,
		NULL, string_agg(DISTINCT f.edition, ', '), NULL,
		CASE WHEN bool_and(f.co2e_kg IS NOT NULL) THEN sum(f.co2e_kg::numeric)::double precision END
	FROM operation o
	LEFT JOIN LATERAL (
		SELECT string_agg(DISTINCT x.edition, ', ') AS edition,
			colossus.co2e(x.pollutant, colossus.combustion_kg(o.heat_mmbtu, x.lb_per_mmbtu, x.control_efficiency)) AS co2e_kg
		FROM colossus.combustion_factor_at(o.fuel, o.technology, o.controls, emission_ledger.known_on) x
		WHERE x.pollutant IN ('CO2', 'CH4', 'N2O')
	) f ON true
	GROUP BY o.month, o.site, o.fuel, o.technology
	ORDER BY 1, 2, 5, 4, 6;
END;
COMMENT ON FUNCTION ledger.emission_ledger(date) IS
	'kg CO2e by month, site and tenant with the factors published by a day: scope 1 of what units on site burnt (AR5, 100 years), scope 2 location-based of what they did not generate for the site. NULL: a factor, an overhead or an amount is not known';
