-- What is wrong between bills of fuel and of exports and what units on site burnt and generated.

CREATE OR REPLACE FUNCTION ledger.fuel_audit()
RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH named AS MATERIALIZED (
		-- keys once a name, not once a bill
		SELECT x.supplier, ledger.supplier_key(x.supplier) AS key FROM (SELECT DISTINCT a.supplier FROM ledger.activity a WHERE a.supplier IS NOT NULL) x
	), fuel AS MATERIALIZED (
		SELECT x.fuel, ledger.fuel_key(x.fuel) AS fuel_key FROM (SELECT DISTINCT a.fuel FROM ledger.activity a WHERE a.fuel IS NOT NULL UNION SELECT u.fuel FROM ledger.unit_operation u) x
	), bill AS MATERIALIZED (
		SELECT b.*, coalesce(ledger.name_key(b.meter), '') AS at_meter, s.key AS of_supplier, ledger.name_key(b.technology) AS use, k.fuel_key
		FROM ledger.bills_of(NULL, NULL) b
		LEFT JOIN named s ON s.supplier = b.supplier
		LEFT JOIN fuel k ON k.fuel = b.fuel
		WHERE b.quantity >= 0
	), operation AS MATERIALIZED (
		SELECT u.*, k.fuel_key FROM ledger.unit_operation u JOIN fuel k ON k.fuel = u.fuel WHERE lower(u.fuel) NOT IN ('solar', 'wind', 'hydro')
	), burnt AS MATERIALIZED (
		SELECT x.*
		FROM (SELECT 1 WHERE EXISTS (SELECT 1 FROM operation o JOIN bill b ON b.kind = 'fuel' AND b.site = o.site AND b.fuel_key = o.fuel_key)) w
		CROSS JOIN LATERAL ledger.burnt('1970-01-01', '2200-01-01', (now() AT TIME ZONE 'UTC')::date, NULL, false) x
	)
	SELECT 'fuel in a bill and in an operation'::text AS rule, b.activity_id AS subject,
		format('%s of %s too, in %s and here in %s: %s', b.fuel, u.unit, u.technology, coalesce(b.technology, 'stationary combustion'),
			CASE WHEN b.technology IS NULL THEN 'it counts once; technology of the bill says what burns it' ELSE 'both count; is it burnt twice?' END) AS detail
	FROM bill b
	JOIN (
		SELECT DISTINCT ON (y.activity_id, y.from_date) y.activity_id, y.from_date, x.unit, x.technology
		FROM bill y
		JOIN operation x ON x.site = y.site AND x.fuel_key = y.fuel_key AND lower(x.technology) <> lower(coalesce(y.technology, 'stationary combustion'))
			AND x.ended_at > y.from_date::timestamp AT TIME ZONE 'UTC' AND x.started_at < y.until_date::timestamp AT TIME ZONE 'UTC'
		WHERE y.kind = 'fuel'
		ORDER BY y.activity_id, y.from_date, x.started_at, x.unit
	) u ON u.activity_id = b.activity_id AND u.from_date = b.from_date
	UNION ALL
	SELECT 'fuel burnt beyond its bills', k.site || ': ' || k.fuel, format('%s MMBtu in %s, which no bill has: is one missing, or was it in the tank before?', round(k.mmbtu, 3), k.technologies)
	FROM (
		SELECT x.site, min(x.fuel) FILTER (WHERE NOT x.billed) AS fuel, string_agg(DISTINCT x.technology, ', ') FILTER (WHERE NOT x.billed) AS technologies,
			-- a tank may be filled after it was used: all of it counts together
			CASE WHEN x.fuel_key = 'natural gas' THEN sum(x.heat_mmbtu) FILTER (WHERE NOT x.billed) ELSE sum(CASE WHEN x.billed THEN -x.stated_mmbtu ELSE x.stated_mmbtu END) END AS mmbtu
		FROM burnt x
		GROUP BY x.site, x.fuel_key, x.use
		HAVING bool_or(x.billed) AND bool_or(NOT x.billed)
	) k
	WHERE k.mmbtu > 0.000001
	UNION ALL
	-- a delivery that lasts for years counts in its own, and the years that burn it have none of it
	SELECT 'fuel counted when it was delivered', k.site || ': ' || min(k.fuel), format('%s MMBtu that units burnt in %s count in an earlier year, when they were delivered', round(sum(k.mmbtu), 3), string_agg(k.year::text, ', ' ORDER BY k.year))
	FROM (
		SELECT x.site, x.fuel_key, x.use, min(x.fuel) AS fuel, extract(year FROM x.day)::integer AS year, sum(x.stated_mmbtu) FILTER (WHERE NOT x.billed) AS mmbtu
		FROM burnt x
		WHERE x.fuel_key <> 'natural gas'
		GROUP BY x.site, x.fuel_key, x.use, extract(year FROM x.day)
		HAVING sum(x.stated_mmbtu) FILTER (WHERE NOT x.billed) > 0 AND sum(abs(x.heat_mmbtu)) = 0
	) k
	GROUP BY k.site, k.fuel_key, k.use
	UNION ALL
	-- it gives way to what was measured in its place alone
	SELECT DISTINCT 'estimate beside a reading', a.activity_id, format('%s was read from %s until %s, and %s: both count', b.activity_id, b.from_date, b.until_date,
		CASE WHEN b.use IS DISTINCT FROM a.use THEN 'one of them does not say what burns it' WHEN b.direct_g_per_kwh IS DISTINCT FROM a.direct_g_per_kwh THEN 'the plants differ'
			WHEN b.of_supplier IS DISTINCT FROM a.of_supplier THEN 'one of them names no supplier' ELSE 'one of them names no meter' END)
	FROM bill a
	-- what is left of an estimate beside a reading that it may be of
	JOIN bill b ON b.site = a.site AND b.kind = a.kind AND b.fuel_key IS NOT DISTINCT FROM a.fuel_key AND NOT b.estimated AND b.from_date < a.until_date AND b.until_date > a.from_date
		AND (b.at_meter = a.at_meter OR b.at_meter = '' OR a.at_meter = '') AND (b.of_supplier = a.of_supplier OR b.of_supplier IS NULL OR a.of_supplier IS NULL)
		AND (b.use = a.use OR b.use IS NULL OR a.use IS NULL) AND (b.direct_g_per_kwh IS NULL) = (a.direct_g_per_kwh IS NULL)
	WHERE a.estimated
	UNION ALL
	SELECT 'export above the generation', b.activity_id, format('%s kWh left %s from %s until %s, where units generated %s', round(k.out_kwh::numeric, 3), b.site, b.from_date, b.until_date, round(k.kwh::numeric, 3))
	FROM bill b
	CROSS JOIN LATERAL (
		SELECT colossus.convert_quantity(b.quantity, b.unit, 'kWh') AS out_kwh, CASE WHEN coalesce(bool_and(g.kwh IS NOT NULL), true) THEN coalesce(sum(g.kwh), 0) END AS kwh
		FROM ledger.generated(b.from_date, b.until_date, NULL) g WHERE g.site = b.site
	) k
	WHERE b.kind = 'electricity exported' AND k.out_kwh > k.kwh * 1.000000001
	UNION ALL
	-- of sites with accelerators, whose use it is
	SELECT 'operation without electricity', u.unit || ' from ' || to_char(u.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), 'no mwh: what was bought, and what its jobs used of it, is not known; a unit that makes none has 0'
	FROM ledger.unit_operation u
	WHERE u.mwh IS NULL AND EXISTS (SELECT 1 FROM ledger.device_period p WHERE p.kind = 'accelerator' AND p.site = u.site AND p.since < u.ended_at AND p.until > u.started_at);
END;
COMMENT ON FUNCTION ledger.fuel_audit() IS 'what is wrong between bills of fuel, estimates and exports and what units on site burnt and generated, a row each: a part of statement_audit';
