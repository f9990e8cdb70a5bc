-- Fuel that was burnt, and what the electricity of a site's own units emitted.

-- Fuel that is billed and fuel that units say they burnt is the same fuel, seen twice,
-- where a bill says nothing of its use, or the use of the unit.  It counts once.
-- Natural gas comes through a pipe: on the days of a bill it is what the bill says.
-- Other fuels lie in a tank, which is filled before they are burnt or after: since the
-- books began, the larger of what was delivered and what was burnt counts (EPA, Direct
-- Emissions from Stationary Combustion Sources, takes deliveries less what the stock
-- grew by; the stock is what is not known here).  So a day adds what that maximum grows
-- by, to its bills first; days add up to any period, and no later delivery changes an
-- earlier day.
-- Between the days on which a bill or an operation begins or ends all days are alike: where
-- nobody asks by day, those are one piece, and no piece lies in two years.
CREATE OR REPLACE FUNCTION ledger.burnt(since date, until date, known_on date, bills text, by_day boolean)
RETURNS TABLE (site text, day date, fuel text, technology text, controls text[], billed boolean, heat_mmbtu numeric, unit_mmbtu numeric, reason text, use text, stated_mmbtu numeric, fuel_key text)
LANGUAGE plpgsql STABLE SET jit = off SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $body$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH written AS MATERIALIZED (
		SELECT b.* FROM ledger.bills_of(burnt.bills, ARRAY['fuel']) b WHERE b.from_date < burnt.until
	), named_fuel AS MATERIALIZED (
		-- its key once a fuel
		SELECT x.fuel, ledger.fuel_key(x.fuel) AS fuel_key FROM (SELECT DISTINCT y.fuel FROM written y) x
	), bill AS MATERIALIZED (
		SELECT b.site, b.fuel, k.fuel_key, b.technology, b.controls, b.from_date, b.until_date, b.quantity, b.unit, b.heating_value
		FROM written b
		JOIN named_fuel k ON k.fuel = b.fuel
	), heat AS MATERIALIZED (
		SELECT k.fuel, k.unit, k.heating_value, h.heat_unit, h.mmbtu, h.reason
		FROM (SELECT DISTINCT b.fuel, b.unit, b.heating_value FROM bill b) k
		CROSS JOIN LATERAL ledger.heat_of(k.fuel, k.unit, k.heating_value, burnt.known_on) h
	), burnt_fuel AS MATERIALIZED (
		SELECT x.fuel, ledger.fuel_key(x.fuel) AS fuel_key FROM (SELECT DISTINCT r.input->>'fuel' AS fuel FROM ledger.rows_of(burnt.bills, 'unit_operation') r (input)) x
	), operation AS MATERIALIZED (
		SELECT u.site, u.unit, u.fuel, k.fuel_key, u.technology, u.controls, u.started_at, u.ended_at, u.mwh = 0 AS without_electricity,
			colossus.operation_mmbtu(u.heat_mmbtu, u.mwh, NULL, NULL, colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh)) AS mmbtu
		FROM ledger.rows_of(burnt.bills, 'unit_operation') r (input)
		CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.unit_operation, r.input) u
		JOIN burnt_fuel k ON k.fuel = u.fuel
		LEFT JOIN colossus.turbine_model m ON m.turbine_model = u.turbine_model
		WHERE lower(u.fuel) NOT IN ('solar', 'wind', 'hydro') AND u.started_at < burnt.until::timestamp AT TIME ZONE 'UTC'
	), used AS MATERIALIZED (
		-- what units of a site do with a fuel: a bill that does not say its use is of theirs, of several uses of those that have no bills of their own
		SELECT o.site, o.fuel_key, array_agg(DISTINCT lower(o.technology)) AS uses FROM operation o GROUP BY o.site, o.fuel_key
	), named AS (
		SELECT DISTINCT b.site, b.fuel_key, lower(b.technology) AS use FROM bill b WHERE b.technology IS NOT NULL
	), known AS MATERIALIZED (
		SELECT b.*, u.site IS NOT NULL AS has_units, CASE WHEN b.technology IS NOT NULL THEN lower(b.technology) WHEN cardinality(u.uses) = 1 THEN u.uses[1] ELSE '' END AS use,
			(h.mmbtu * colossus.convert_quantity(b.quantity, b.unit, h.heat_unit) / (b.until_date - b.from_date))::numeric AS mmbtu, h.reason
		FROM bill b
		JOIN heat h ON h.fuel = b.fuel AND h.unit = b.unit AND h.heating_value = b.heating_value
		LEFT JOIN used u ON u.site = b.site AND u.fuel_key = b.fuel_key
		-- where no unit burns it no stock is to be kept
		WHERE b.until_date > burnt.since OR u.site IS NOT NULL
	), fired AS MATERIALIZED (
		SELECT o.site, o.fuel_key, CASE WHEN cardinality(u.uses) = 1 OR n.site IS NOT NULL THEN lower(o.technology) ELSE '' END AS use, o.unit, o.fuel, o.technology, o.controls, o.without_electricity,
			o.started_at, o.ended_at, o.mmbtu, extract(epoch FROM o.ended_at - o.started_at) AS whole_s
		FROM operation o
		JOIN used u ON u.site = o.site AND u.fuel_key = o.fuel_key
		LEFT JOIN named n ON n.site = o.site AND n.fuel_key = o.fuel_key AND n.use = lower(o.technology)
	), logged AS MATERIALIZED (
		SELECT o.site, o.fuel_key, o.use, o.unit, o.fuel, o.technology, o.controls, o.without_electricity, d.day::date AS day, (o.mmbtu * w.s / o.whole_s)::numeric AS mmbtu, w.s
		FROM fired o
		CROSS JOIN LATERAL generate_series(date_trunc('day', greatest(o.started_at AT TIME ZONE 'UTC', burnt.since::timestamp)), least(o.ended_at AT TIME ZONE 'UTC', burnt.until::timestamp) - interval '1 microsecond', interval '1 day') d (day)
		CROSS JOIN LATERAL (
			SELECT extract(epoch FROM least(o.ended_at, (d.day + interval '1 day') AT TIME ZONE 'UTC') - greatest(o.started_at, d.day AT TIME ZONE 'UTC')) AS s
		) w
	), edge AS (
		SELECT b.site, b.fuel_key, v.day
		FROM known b
		CROSS JOIN LATERAL (SELECT greatest(b.from_date, burnt.since) AS since, least(b.until_date, burnt.until) AS until) w
		CROSS JOIN LATERAL (SELECT w.since UNION ALL SELECT w.until UNION ALL
			SELECT make_date(y, 1, 1) FROM generate_series(extract(year FROM w.since)::integer + 1, extract(year FROM w.until - 1)::integer) y) v (day)
		WHERE NOT burnt.by_day AND b.has_units AND w.since < w.until
		UNION
		SELECT l.site, l.fuel_key, v.day FROM logged l CROSS JOIN LATERAL (VALUES (l.day), (l.day + 1)) AS v (day) WHERE NOT burnt.by_day
	), piece AS MATERIALIZED (
		SELECT e.site, e.fuel_key, e.day, lead(e.day) OVER (PARTITION BY e.site, e.fuel_key ORDER BY e.day) AS until FROM edge e
	), delivered AS MATERIALIZED (
		SELECT b.site, b.fuel_key, b.use, b.fuel, coalesce(b.technology, 'stationary combustion') AS technology, b.controls, b.day, b.mmbtu * b.days AS mmbtu, b.reason, b.has_units
		FROM (
			SELECT x.*, d.day::date AS day, 1 AS days
			FROM known x
			CROSS JOIN LATERAL generate_series(greatest(x.from_date, burnt.since)::timestamp, (least(x.until_date, burnt.until) - 1)::timestamp, interval '1 day') d (day)
			WHERE burnt.by_day
			UNION ALL
			SELECT x.*, q.day, q.until - q.day
			FROM known x
			JOIN piece q ON q.site = x.site AND q.fuel_key = x.fuel_key AND q.day >= x.from_date AND q.day >= burnt.since AND q.until <= x.until_date AND q.until <= burnt.until
			WHERE NOT burnt.by_day AND x.has_units
			UNION ALL
			SELECT x.*, greatest(x.from_date, burnt.since), least(x.until_date, burnt.until) - greatest(x.from_date, burnt.since)
			FROM known x
			WHERE NOT burnt.by_day AND NOT x.has_units
		) b
	), before AS (
		-- what was delivered and burnt up to the first day is asked for as a sum alone: its days are alike, but for the first and the last of an operation
		SELECT k.site, k.fuel_key, k.use, k.mmbtu * (least(k.until_date, burnt.since) - k.from_date) AS delivered, NULL::numeric AS logged, false AS by_unit
		FROM known k
		WHERE k.has_units AND k.from_date < burnt.since
		UNION ALL
		SELECT o.site, o.fuel_key, o.use, NULL, (o.mmbtu * w.s / o.whole_s)::numeric * w.days, true
		FROM fired o
		CROSS JOIN LATERAL (SELECT o.started_at AT TIME ZONE 'UTC' AS since, least(o.ended_at AT TIME ZONE 'UTC', burnt.since::timestamp) AS until) t
		CROSS JOIN LATERAL (SELECT date_trunc('day', t.since) + interval '1 day' AS first_end, date_trunc('day', t.until) AS last_day) e
		CROSS JOIN LATERAL (VALUES (extract(epoch FROM least(t.until, e.first_end) - t.since), 1),
			(86400, extract(day FROM e.last_day - e.first_end)::integer), (CASE WHEN e.last_day >= e.first_end THEN extract(epoch FROM t.until - e.last_day) ELSE 0 END, 1)) AS w (s, days)
		WHERE t.since < t.until AND w.days > 0
	), tank AS (
		SELECT t.site, t.fuel_key, t.use, t.day, sum(t.delivered) AS delivered, sum(t.logged) AS logged, bool_or(t.delivered IS NOT NULL) AS billed, sum(t.unknown_s) AS unknown_s, bool_or(bool_or(t.by_unit)) OVER (PARTITION BY t.site, t.fuel_key, t.use) AS has_units,
			sum(sum(coalesce(t.delivered, 0))) OVER p AS all_delivered, sum(sum(coalesce(t.logged, 0))) OVER p AS all_logged
		FROM (
			SELECT d.site, d.fuel_key, d.use, d.day, coalesce(d.mmbtu, 0) AS delivered, NULL::numeric AS logged, NULL::numeric AS unknown_s, false AS by_unit FROM delivered d WHERE d.has_units
			UNION ALL
			SELECT b.site, b.fuel_key, b.use, burnt.since - 1, coalesce(sum(b.delivered), 0), coalesce(sum(b.logged), 0), NULL, bool_or(b.by_unit) FROM before b GROUP BY b.site, b.fuel_key, b.use
			UNION ALL
			SELECT l.site, l.fuel_key, l.use, l.day, NULL, l.mmbtu, CASE WHEN l.mmbtu IS NULL THEN l.s END, true FROM logged l
		) t
		GROUP BY t.site, t.fuel_key, t.use, t.day
		WINDOW p AS (PARTITION BY t.site, t.fuel_key, t.use ORDER BY t.day)
	), counted AS MATERIALIZED (
		-- parts of the day's deliveries and of what its units burnt that count
		SELECT t.site, t.fuel_key, t.use, t.day, t.billed, t.unknown_s, greatest(t.delivered - coalesce(t.logged, 0), 0) AS left_mmbtu,
			CASE WHEN t.fuel_key = 'natural gas' OR NOT t.has_units OR t.delivered = 0 THEN 1 ELSE (greatest(t.all_delivered, w.logged) - greatest(w.delivered, w.logged)) / t.delivered END AS bill_part,
			CASE WHEN t.fuel_key = 'natural gas' THEN CASE WHEN t.billed THEN 0 ELSE 1 END WHEN t.logged = 0 THEN 0 ELSE (greatest(t.all_delivered, t.all_logged) - greatest(t.all_delivered, w.logged)) / t.logged END AS unit_part
		FROM tank t
		CROSS JOIN LATERAL (SELECT t.all_delivered - coalesce(t.delivered, 0) AS delivered, t.all_logged - coalesce(t.logged, 0) AS logged) w
		WHERE t.day >= burnt.since
	)
	SELECT d.site, d.day, d.fuel, d.technology, d.controls, true, d.mmbtu * c.bill_part, 0, d.reason, d.use, d.mmbtu, d.fuel_key
	FROM delivered d
	JOIN counted c ON c.site = d.site AND c.fuel_key = d.fuel_key AND c.use = d.use AND c.day = d.day
	WHERE d.has_units
	UNION ALL
	SELECT d.site, d.day, d.fuel, d.technology, d.controls, true, d.mmbtu, 0, d.reason, d.use, d.mmbtu, d.fuel_key FROM delivered d WHERE NOT d.has_units
	UNION ALL
	-- of a unit that does not say what it burnt, a bill of that day does, if all of it is burnt on its days
	SELECT l.site, l.day, l.fuel, l.technology, l.controls, false, CASE WHEN c.unit_part = 1 THEN l.mmbtu WHEN l.mmbtu IS NOT NULL THEN round(l.mmbtu * c.unit_part, 9) WHEN c.billed THEN 0 END,
		CASE WHEN l.without_electricity THEN 0 ELSE coalesce(l.mmbtu, CASE WHEN c.billed AND c.fuel_key = 'natural gas' THEN c.left_mmbtu * l.s / c.unknown_s END) END, CASE WHEN l.mmbtu IS NULL AND NOT c.billed THEN 'no heat input of ' || l.unit END, l.use, l.mmbtu, l.fuel_key
	FROM logged l
	JOIN counted c ON c.site = l.site AND c.fuel_key = l.fuel_key AND c.use = l.use AND c.day = l.day;
END
$body$;
COMMENT ON FUNCTION ledger.burnt(date, date, date, text, boolean) IS
	'fuel that was burnt, MMBtu (HHV) by heat contents that were published by known_on, by day or in pieces of alike days, of which day is the first: heat_mmbtu is what counts of a bill or of an operation, so that what both have counts once; unit_mmbtu what the unit burnt for electricity, whoever billed it; stated_mmbtu what the bill or the unit says, and bills and units of one use are of the same fuel. NULL with the reason: not known. NULL bills are the tables as they are, a report is what it kept';

CREATE OR REPLACE FUNCTION ledger.own_emission(since date, until date, known_on date, bills text)
RETURNS TABLE (site text, day date, unit_kg double precision, site_kg double precision, unit_upstream_kg double precision, site_upstream_kg double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH burnt AS MATERIALIZED (
		SELECT b.* FROM ledger.burnt(own_emission.since, own_emission.until, own_emission.known_on, own_emission.bills, true) b
	), factor AS MATERIALIZED (
		-- kg CO2e of a MMBtu in line 1 of the statement, where CO2 of biomass does not stand
		SELECT k.fuel, k.technology, k.controls, CASE WHEN bool_and(f.pollutant IS NOT NULL) THEN sum(ledger.gas_kg(g.gas, colossus.combustion_kg(1, f.lb_per_mmbtu, f.control_efficiency))) END AS kg
		FROM (SELECT DISTINCT b.fuel, b.technology, b.controls FROM burnt b) k
		CROSS JOIN (VALUES ('CO2'), ('CH4'), ('N2O')) AS g (gas)
		LEFT JOIN LATERAL (
			SELECT x.* FROM colossus.combustion_factor_at(k.fuel, k.technology, k.controls, own_emission.known_on) x WHERE x.pollutant = g.gas
		) f ON true
		WHERE g.gas <> 'CO2' OR NOT EXISTS (SELECT 1 FROM colossus.fuel u WHERE lower(u.fuel) = lower(k.fuel) AND u.biogenic)
		GROUP BY k.fuel, k.technology, k.controls
	), upstream AS MATERIALIZED (
		SELECT k.site, k.fuel, colossus.convert_quantity(1, 'MMBtu', 'kWh') * u.kg_per_kwh AS kg
		FROM (SELECT DISTINCT b.site, b.fuel FROM burnt b) k
		LEFT JOIN LATERAL colossus.fuel_upstream_at(k.fuel, ledger.country_of_site(k.site), own_emission.known_on) u ON true
	)
	SELECT e.site, e.day, CASE WHEN bool_and(e.unit_kg IS NOT NULL) THEN sum(e.unit_kg) END, CASE WHEN bool_and(e.site_kg IS NOT NULL) THEN sum(e.site_kg) END,
		CASE WHEN bool_and(e.unit_upstream_kg IS NOT NULL) THEN sum(e.unit_upstream_kg) END, CASE WHEN bool_and(e.site_upstream_kg IS NOT NULL) THEN sum(e.site_upstream_kg) END
	FROM (
		SELECT b.site, b.day, CASE WHEN b.unit_mmbtu = 0 THEN 0 ELSE b.unit_mmbtu::double precision * f.kg END AS unit_kg, CASE WHEN b.heat_mmbtu = 0 THEN 0 ELSE b.heat_mmbtu::double precision * f.kg END AS site_kg,
			CASE WHEN b.unit_mmbtu = 0 THEN 0 ELSE b.unit_mmbtu::double precision * u.kg END AS unit_upstream_kg, CASE WHEN b.heat_mmbtu = 0 THEN 0 ELSE b.heat_mmbtu::double precision * u.kg END AS site_upstream_kg
		FROM burnt b
		JOIN factor f ON f.fuel = b.fuel AND f.technology = b.technology AND f.controls = b.controls
		JOIN upstream u ON u.site = b.site AND u.fuel = b.fuel
	) e
	GROUP BY e.site, e.day;
END;
COMMENT ON FUNCTION ledger.own_emission(date, date, date, text) IS
	'kg CO2e of fuel by site and day, direct and of its supply: of what units burnt for electricity, and of all that counts in lines 1 and 3 upstream fuel of the statement, which has deliveries and refrigerants besides; NULL: not known';
