-- What is wrong with bills, contracts and rates.

CREATE OR REPLACE FUNCTION ledger.statement_audit()
RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH bill AS MATERIALIZED (
		SELECT b.*, CASE WHEN b.kind = 'electricity' THEN colossus.convert_quantity(b.quantity, b.unit, 'kWh') / (b.until_date - b.from_date) END AS kwh_per_day
		FROM ledger.bills_of(NULL) b
	), ordered AS (
		SELECT b.*, lead(b.activity_id) OVER w AS next_id, lead(b.from_date) OVER w AS next_from
		FROM bill b
		WINDOW w AS (PARTITION BY b.site, b.kind, b.supplier, b.fuel ORDER BY b.from_date, b.activity_id)
	)
	SELECT 'bills that overlap', o.activity_id, format('until %s, while %s begins on %s: the days between count twice', o.until_date, o.next_id, o.next_from)
	FROM ordered o WHERE o.next_from < o.until_date AND o.kind <> 'refrigerant' AND o.kind <> 'fuel'
	UNION ALL
	SELECT 'gap between bills', o.activity_id, format('until %s, and %s begins on %s', o.until_date, o.next_id, o.next_from)
	FROM ordered o WHERE o.next_from > o.until_date AND o.kind IN ('electricity', 'steam', 'heat', 'cooling', 'water')
	UNION ALL
	-- a unit taken for another is 1,000 times off
	SELECT 'bill out of proportion', b.activity_id, format('%s kWh a day, where the others of %s have %s', round(b.kwh_per_day::numeric, 1), b.site, round(m.median::numeric, 1))
	FROM bill b
	JOIN LATERAL (
		SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x.kwh_per_day) AS median
		FROM bill x WHERE x.site = b.site AND x.kind = 'electricity' AND x.activity_id <> b.activity_id
		HAVING count(*) >= 2
	) m ON b.kwh_per_day > 100 * m.median OR b.kwh_per_day < m.median / 100
	UNION ALL
	SELECT 'bill against samples', b.activity_id, format('%s kWh, where samples have %s at the site meter', round((b.kwh_per_day * (b.until_date - b.from_date))::numeric), round(s.kwh::numeric))
	FROM bill b
	JOIN LATERAL (
		SELECT sum(colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj), o.server_factor), o.pue)) AS kwh, sum(e.covered_s) / nullif(sum(e.service_s), 0) AS covered, count(*) AS days
		FROM ledger.energy_of(NULL, b.from_date, b.until_date) e
		JOIN ledger.site_overhead o ON o.site = e.site AND o.from_date <= e.day AND (o.until_date IS NULL OR o.until_date > e.day)
		WHERE e.site = b.site
	) s ON s.covered >= 0.95 AND s.days = b.until_date - b.from_date AND (b.kwh_per_day * s.days > 2 * s.kwh OR b.kwh_per_day * s.days < s.kwh / 1.1)
	WHERE b.kind = 'electricity'
	UNION ALL
	SELECT 'bill without factor', b.activity_id, f.detail
	FROM bill b
	CROSS JOIN LATERAL (
		SELECT CASE
			WHEN b.kind = 'fuel' AND b.unit NOT IN ('kWh', 'MWh', 'GJ', 'MMBtu', 'therm') AND NOT EXISTS (
				SELECT 1 FROM colossus.fuel_heat h WHERE (lower(h.fuel) = lower(b.fuel) OR h.fuel = (SELECT u.co2_as FROM colossus.fuel u WHERE lower(u.fuel) = lower(b.fuel)))
					AND colossus.convert_quantity(1, b.unit, h.unit) IS NOT NULL) THEN format('no heat content of %s per %s: bill it in GJ, or add a row to fuel_heat_user', b.fuel, b.unit)
			WHEN b.kind = 'fuel' AND NOT EXISTS (SELECT 1 FROM colossus.combustion_factor_at(b.fuel, coalesce(b.technology, 'stationary combustion'), b.controls, current_date) x WHERE x.pollutant = 'CO2')
				THEN format('no CO2 factor for %s in %s', b.fuel, coalesce(b.technology, 'stationary combustion'))
			WHEN b.kind = 'refrigerant' AND NOT EXISTS (SELECT 1 FROM colossus.gwp g WHERE lower(g.gas) = lower(b.fuel) AND g.assessment = 'AR5') THEN format('no global warming potential of %s', b.fuel)
			WHEN b.kind IN ('steam', 'heat', 'cooling') AND NOT EXISTS (SELECT 1 FROM ledger.supplier_rate r WHERE r.supplier = b.supplier AND r.kind = b.kind) THEN format('no rate of the supplier for %s', b.kind)
		END AS detail
	) f
	WHERE f.detail IS NOT NULL
	UNION ALL
	SELECT DISTINCT 'bill without grid rate', b.site, format('grid region %s, country %s: colossus.site_user or site_overhead.zone name it', coalesce(s.grid_region, 'unknown'), coalesce(s.country, 'unknown'))
	FROM bill b
	LEFT JOIN colossus.site s ON s.site = b.site
	WHERE b.kind = 'electricity' AND NOT EXISTS (SELECT 1 FROM ledger.site_overhead o WHERE o.site = b.site AND o.zone IS NOT NULL)
		AND NOT EXISTS (SELECT 1 FROM colossus.grid_range_at(s.grid_region, s.country, current_date, current_date) f)
	UNION ALL
	SELECT 'zone without grid rate', o.site || ' from ' || to_char(o.from_date, 'YYYY-MM-DD'), format('no rate of zone %s', o.zone)
	FROM ledger.site_overhead o
	WHERE o.zone IS NOT NULL AND NOT EXISTS (SELECT 1 FROM colossus.grid_range_at(o.zone, NULL, current_date, current_date) f)
	UNION ALL
	SELECT 'PUE out of range', o.site || ' from ' || to_char(o.from_date, 'YYYY-MM-DD'), format('%s: was percent meant?', o.pue)
	FROM ledger.site_overhead o WHERE o.pue > 5
	UNION ALL
	SELECT 'certificate of another year', c.certificate, format('vintage %s for %s to %s', c.vintage, c.from_date, c.until_date)
	FROM ledger.certificate c
	WHERE c.vintage < extract(year FROM c.from_date) - 1 OR c.vintage > extract(year FROM c.until_date - 1) + 1
	UNION ALL
	SELECT 'certificates above the energy', c.certificate, format('%s MWh, where bills of %s have %s', c.mwh, c.site, round((b.kwh / 1000)::numeric, 3))
	FROM ledger.certificate c
	JOIN LATERAL (
		SELECT sum(x.kwh_per_day * (least(x.until_date, c.until_date) - greatest(x.from_date, c.from_date))) AS kwh
		FROM bill x WHERE x.site = c.site AND x.kind = 'electricity' AND x.from_date < c.until_date AND x.until_date > c.from_date
	) b ON c.mwh * 1000 > b.kwh
	UNION ALL
	SELECT 'rate in another unit', r.supplier || ' from ' || to_char(r.from_date, 'YYYY-MM-DD'), format('%s g/kWh: was kg or t meant?', r.g_per_kwh)
	FROM ledger.supplier_rate r WHERE r.g_per_kwh > 2000 OR (r.g_per_kwh > 0 AND r.g_per_kwh < 2);
END;
COMMENT ON FUNCTION ledger.statement_audit() IS 'what is wrong with bills, contracts, certificates and rates, or missing for the statement, a row each';
