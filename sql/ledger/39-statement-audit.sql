-- What is wrong with bills, contracts and rates.

CREATE OR REPLACE FUNCTION ledger.statement_audit()
RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH named AS MATERIALIZED (
		-- keys once a name, not once a bill
		SELECT x.supplier, ledger.supplier_key(x.supplier) AS key FROM (SELECT DISTINCT a.supplier FROM ledger.activity a WHERE a.supplier IS NOT NULL) x
	), fuel AS MATERIALIZED (
		SELECT x.fuel, x.is_gas, CASE WHEN x.is_gas THEN coalesce(ledger.gas_of(x.fuel), lower(btrim(x.fuel))) ELSE ledger.fuel_key(x.fuel) END AS fuel_key
		FROM (SELECT DISTINCT a.fuel, a.kind = 'refrigerant' AS is_gas FROM ledger.activity a WHERE a.fuel IS NOT NULL) x
	), bill AS MATERIALIZED (
		SELECT b.*, b.until_date - b.from_date AS days, coalesce(ledger.name_key(b.meter), '') AS at_meter, n.key AS of_supplier, ledger.name_key(b.technology) AS use, k.fuel_key,
			-- of one kind of thing, whatever unit each bill is in
			CASE WHEN b.kind IN ('electricity', 'steam', 'heat', 'cooling') THEN 'kWh' WHEN b.kind LIKE 'water%' THEN 'L' WHEN b.kind = 'refrigerant' THEN 'kg'
				WHEN b.unit IN ('kWh', 'MWh', 'GJ', 'MMBtu', 'therm') THEN 'kWh' WHEN b.unit IN ('m3', 'L', 'gal') THEN 'L' ELSE 'kg' END AS base
		FROM ledger.bills_of(NULL, NULL) b
		LEFT JOIN named n ON n.supplier = b.supplier
		LEFT JOIN fuel k ON k.fuel = b.fuel AND k.is_gas = (b.kind = 'refrigerant')
		WHERE b.quantity >= 0
	), amount AS MATERIALIZED (
		SELECT b.*, colossus.convert_quantity(b.quantity, b.unit, b.base) / b.days AS a_day FROM bill b
	), billing AS MATERIALIZED (
		SELECT DISTINCT a.supplier, a.kind, ledger.supplier_key(a.supplier) AS key FROM (SELECT DISTINCT x.supplier, x.kind FROM ledger.activity x WHERE x.supplier IS NOT NULL) a
	), rate AS MATERIALIZED (
		SELECT x.supplier, x.kind, ledger.supplier_key(x.supplier) AS key FROM (SELECT DISTINCT y.supplier, y.kind FROM ledger.supplier_rate y) x
	), country AS MATERIALIZED (
		SELECT k.site, ledger.country_of_site(k.site) AS country FROM (SELECT DISTINCT b.site FROM bill b) k
	), twin AS MATERIALIZED (
		SELECT a.activity_id, b.activity_id AS other
		FROM amount a JOIN amount b ON b.site = a.site AND b.kind = a.kind AND b.from_date = a.from_date AND b.until_date = a.until_date AND b.base = a.base
			AND b.at_meter = a.at_meter AND b.fuel_key IS NOT DISTINCT FROM a.fuel_key AND b.activity_id > a.activity_id AND a.quantity > 0
			-- of one supplier the same, of two what the one delivers and the other sells
			AND CASE WHEN b.of_supplier IS NOT DISTINCT FROM a.of_supplier THEN b.quantity = a.quantity AND b.unit = a.unit ELSE abs(b.a_day - a.a_day) <= 0.001 * a.a_day END
	), crowd AS MATERIALIZED (
		-- a bill without a meter says that there is no other
		SELECT w.*, w.from_date < max(w.until_date) OVER (PARTITION BY w.site, w.kind, w.fuel_key, w.one_meter ORDER BY w.from_date, w.activity_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS crowded
		FROM (
			SELECT b.*, CASE WHEN bool_or(b.at_meter = '') OVER (PARTITION BY b.site, b.kind, b.fuel_key) THEN '' ELSE b.at_meter END AS one_meter
			FROM bill b WHERE b.kind <> 'refrigerant' AND b.direct_g_per_kwh IS NULL
		) w
	), overlap AS MATERIALIZED (
		SELECT a.activity_id, a.site, a.kind, a.fuel, a.fuel_key, a.from_date, a.until_date, a.of_supplier, b.activity_id AS other, b.from_date AS other_from, b.of_supplier AS other_supplier, b.supplier AS other_name
		FROM crowd b
		JOIN crowd a ON a.site = b.site AND a.kind = b.kind AND a.fuel_key IS NOT DISTINCT FROM b.fuel_key AND a.one_meter = b.one_meter
			AND (a.at_meter = b.at_meter OR a.at_meter = '' OR b.at_meter = '') AND a.use IS NOT DISTINCT FROM b.use
			AND (b.from_date, b.activity_id) > (a.from_date, a.activity_id) AND b.from_date < a.until_date
		WHERE b.crowded
			-- lorries come twice on a day and from two dealers; a pipe, or what a tank was filled with over a month, is billed once
			AND (a.kind <> 'fuel' OR a.fuel_key = 'natural gas' OR a.until_date - a.from_date > 1 AND b.until_date - b.from_date > 1 AND a.of_supplier IS NOT DISTINCT FROM b.of_supplier)
			-- an estimate and a reading of whom one names no supplier are asked for by fuel_audit
			AND (a.estimated = b.estimated OR a.of_supplier IS NOT DISTINCT FROM b.of_supplier OR a.of_supplier IS NOT NULL AND b.of_supplier IS NOT NULL)
			AND NOT EXISTS (SELECT 1 FROM twin t WHERE t.activity_id = least(a.activity_id, b.activity_id) AND t.other = greatest(a.activity_id, b.activity_id))
	), usual AS (
		SELECT x.site, x.kind, x.base, x.at_meter, coalesce(x.fuel_key, '') AS of_fuel, percentile_cont(0.5) WITHIN GROUP (ORDER BY x.a_day) AS median, count(*) AS bills
		FROM amount x WHERE x.a_day > 0 AND x.kind <> 'refrigerant'
		GROUP BY x.site, x.kind, x.base, x.at_meter, coalesce(x.fuel_key, '')
	), proportion AS MATERIALIZED (
		-- a unit taken for another is 1,000 times off; only what stands out is held against each of the others
		SELECT a.activity_id, a.site, a.kind, a.a_day, a.base, m.median
		FROM amount a
		JOIN usual u ON u.site = a.site AND u.kind = a.kind AND u.base = a.base AND u.at_meter = a.at_meter AND u.of_fuel = coalesce(a.fuel_key, '')
			AND u.bills > 1 AND (u.bills = 2 OR a.a_day > 50 * u.median OR a.a_day < u.median / 50)
		JOIN LATERAL (
			SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x.a_day) AS median, count(*) AS bills, min(x.activity_id) AS other
			FROM amount x WHERE x.site = a.site AND x.kind = a.kind AND x.base = a.base AND x.at_meter = a.at_meter AND x.fuel_key IS NOT DISTINCT FROM a.fuel_key AND x.activity_id <> a.activity_id AND x.a_day > 0
		) m ON (a.a_day > 100 * m.median OR a.a_day < m.median / 100) AND (m.bills > 1 OR a.activity_id > m.other)
		WHERE a.a_day > 0
	), replaced AS MATERIALIZED (
		-- what another bill took the place of, and that bill
		SELECT x.activity_id, x.site, x.kind, x.from_date, x.until_date, ledger.fuel_key(x.fuel) AS fuel_key, coalesce(ledger.name_key(x.meter), '') AS at_meter, y.activity_id AS by_bill, coalesce(ledger.name_key(y.meter), '') AS by_meter,
			concat_ws(', ', CASE WHEN y.supplier IS NULL THEN 'supplier ' || x.supplier END, CASE WHEN y.meter IS NULL THEN 'meter ' || x.meter END, CASE WHEN y.technology IS NULL THEN 'technology ' || x.technology END,
				CASE WHEN y.direct_g_per_kwh IS NULL THEN 'direct_g_per_kwh ' || x.direct_g_per_kwh END, CASE WHEN y.cost IS NULL THEN 'cost ' || x.cost END) AS unsaid
		FROM ledger.activity y JOIN ledger.activity x ON x.activity_id = y.corrects
		WHERE y.quantity >= 0
	), billed AS (
		-- fuel that is delivered on a day leaves no gap: only bills of more than a week do
		SELECT b.site, b.kind, b.fuel_key, b.of_supplier, b.at_meter, b.direct_g_per_kwh IS NOT NULL AS direct, range_agg(daterange(b.from_date, b.until_date)) AS days
		FROM bill b WHERE b.kind IN ('electricity', 'steam', 'heat', 'cooling', 'water') OR b.kind = 'fuel' AND b.days > 7
		GROUP BY b.site, b.kind, b.fuel_key, b.of_supplier, b.at_meter, b.direct_g_per_kwh IS NOT NULL
	), gap AS (
		-- of a supplier who goes on, unless others who never deliver beside him take his place
		SELECT b.site, b.kind, b.fuel_key, d.days
		FROM billed b
		CROSS JOIN LATERAL unnest(datemultirange(range_merge(b.days)) - b.days) d (days)
		WHERE NOT d.days <@ (SELECT coalesce(range_agg(r.days), datemultirange()) FROM billed x CROSS JOIN LATERAL unnest(x.days) r (days)
			WHERE (x.site, x.kind, x.at_meter, x.direct) = (b.site, b.kind, b.at_meter, b.direct) AND x.fuel_key IS NOT DISTINCT FROM b.fuel_key AND x.of_supplier IS DISTINCT FROM b.of_supplier AND NOT x.days && b.days)
		UNION
		-- of a meter, whoever delivers, and of a site
		SELECT s.site, s.kind, s.fuel_key, unnest(datemultirange(range_merge(s.days)) - s.days)
		FROM (
			SELECT b.site, b.kind, b.fuel_key, range_agg(r.days) AS days FROM billed b CROSS JOIN LATERAL unnest(b.days) r (days) GROUP BY b.site, b.kind, b.fuel_key, b.at_meter, b.direct
			UNION ALL
			SELECT b.site, b.kind, b.fuel_key, range_agg(r.days) FROM billed b CROSS JOIN LATERAL unnest(b.days) r (days) WHERE NOT b.direct GROUP BY b.site, b.kind, b.fuel_key
		) s
	), sampled AS MATERIALIZED (
		SELECT e.site, e.day, e.covered_s, e.service_s, o.pue, o.server_factor, colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj), o.server_factor) AS it_kwh
		FROM (SELECT min(b.from_date) AS since, max(b.until_date) AS until FROM bill b WHERE b.kind = 'electricity') s
		CROSS JOIN LATERAL ledger.energy_of(NULL, s.since, s.until) e
		JOIN LATERAL (
			SELECT CASE WHEN y.server_factor <= 20 THEN y.server_factor END AS server_factor, CASE WHEN y.pue <= 20 THEN y.pue END AS pue FROM ledger.site_overhead y
			WHERE y.site = e.site AND y.from_date <= e.day AND (y.until_date IS NULL OR y.until_date > e.day)
			ORDER BY y.from_date DESC LIMIT 1
		) o ON true
	), seen AS MATERIALIZED (
		SELECT b.activity_id, b.site, b.from_date, b.until_date, b.a_day, sum(colossus.facility_kwh(s.it_kwh, s.pue)) AS facility_kwh, sum(s.it_kwh) AS it_kwh, min(s.pue) AS pue, max(s.server_factor) AS factor
		FROM amount b
		JOIN sampled s ON s.site = b.site AND s.day >= b.from_date AND s.day < b.until_date
		WHERE b.kind = 'electricity'
		GROUP BY b.activity_id, b.site, b.from_date, b.until_date, b.a_day
		HAVING sum(s.covered_s) >= 0.95 * sum(s.service_s) AND count(*) = b.until_date - b.from_date
	), beside AS MATERIALIZED (
		-- what other bills have on the days of each, by the site: of each against each there are many
		SELECT b.activity_id, b.from_date, sum(CASE x.kind WHEN 'electricity' THEN 1 ELSE -1 END * x.a_day * (least(x.until_date, b.until_date) - greatest(x.from_date, b.from_date))) AS kwh,
			bool_or(x.kind = 'electricity' AND (x.a_day, x.activity_id) > (b.a_day, b.activity_id)) AS larger
		FROM seen b
		JOIN amount x ON x.site = b.site AND x.from_date < b.until_date AND x.until_date > b.from_date
		WHERE x.kind IN ('electricity', 'electricity exported') AND NOT EXISTS (SELECT 1 FROM twin t WHERE t.other = x.activity_id)
		GROUP BY b.activity_id, b.from_date
	), compared AS (
		-- all that came over the meters of the site or was made on it, on the days of the largest of bills that lie beside each other
		SELECT b.activity_id, b.site, e.kwh + coalesce(g.kwh, 0) AS kwh, b.facility_kwh, b.it_kwh, b.pue, b.factor
		FROM seen b
		JOIN beside e ON e.activity_id = b.activity_id AND e.from_date = b.from_date
		LEFT JOIN LATERAL (
			SELECT sum(u.mwh * 1000 * extract(epoch FROM least(u.ended_at, w.until) - greatest(u.started_at, w.since))::double precision / extract(epoch FROM u.ended_at - u.started_at)::double precision) AS kwh, bool_and(u.mwh IS NOT NULL) AS known
			FROM (SELECT b.from_date::timestamp AT TIME ZONE 'UTC' AS since, b.until_date::timestamp AT TIME ZONE 'UTC' AS until) w
			JOIN ledger.unit_operation u ON u.site = b.site AND u.started_at < w.until AND u.ended_at > w.since
		) g ON true
		WHERE NOT e.larger AND g.known IS NOT FALSE AND NOT EXISTS (SELECT 1 FROM proportion p WHERE p.activity_id = b.activity_id)
			AND NOT EXISTS (SELECT 1 FROM twin t WHERE t.other = b.activity_id)
	), contract AS MATERIALIZED (
		SELECT c.*, daterange(c.from_date, c.until_date) AS days FROM ledger.electricity_contract c
	), certificate AS MATERIALIZED (
		SELECT c.* FROM ledger.certificates_of(NULL) c
	), certified AS MATERIALIZED (
		SELECT min(c.from_date) AS since, max(c.until_date) AS until,
			array_agg(DISTINCT v.day) AS edges
		FROM certificate c CROSS JOIN LATERAL (VALUES (c.from_date), (c.until_date)) AS v (day)
	), bought AS MATERIALIZED (
		-- in pieces that lie within certificates and contracts or beside them: a year of sites has many days
		SELECT p.site, p.from_date AS day, daterange(p.from_date, p.until_date) AS days, p.kwh, p.direct_g_per_kwh IS NOT NULL AS direct
		FROM certified s
		CROSS JOIN LATERAL ledger.purchased(s.since, s.until, s.edges, NULL, NULL, NULL, NULL, false) p
		WHERE s.since IS NOT NULL
	), covered AS MATERIALIZED (
		SELECT d.site, d.span_since, sum(d.certificate_kwh) AS kwh
		FROM certified s
		CROSS JOIN LATERAL ledger.charged(s.since, s.until, (now() AT TIME ZONE 'UTC')::date, NULL, NULL, NULL, NULL, false) d
		WHERE s.since IS NOT NULL
		GROUP BY d.site, d.span_since
	), matched AS MATERIALIZED (
		SELECT c.site, c.certificate, c.from_date, (SELECT sum(upper(d.days) - lower(d.days)) FROM unnest(k.days * c.days) d (days)) AS known_days
		FROM certificate c
		JOIN (SELECT b.site, range_agg(b.days) AS days FROM bought b WHERE b.kwh IS NOT NULL GROUP BY b.site) k ON k.site = c.site AND k.days && c.days
	), contracted AS MATERIALIZED (
		SELECT y.site, y.certificate, y.from_date, z.contract, z.from_date AS since, sum(d.kwh)::double precision * z.share::double precision AS kwh
		FROM certificate y
		JOIN contract z ON z.site = y.site AND z.days && y.days
		JOIN bought d ON d.site = y.site AND NOT d.direct AND d.day <@ y.days AND d.day <@ z.days
		GROUP BY y.site, y.certificate, y.from_date, z.contract, z.from_date, z.share
	), period AS MATERIALIZED (
		SELECT p.kind, p.site, p.since, p.until FROM ledger.device_period p WHERE p.until > p.since
	), tariff AS MATERIALIZED (
		SELECT t.* FROM ledger.tariff_spans() t
	), dear AS MATERIALIZED (
		-- days that have prices by the hour
		SELECT p.site, p.day, p.per_kwh, p.currency
		FROM (SELECT min((x.hour AT TIME ZONE 'UTC')::date) AS since, max((x.hour AT TIME ZONE 'UTC')::date) + 1 AS until FROM ledger.tariff_hour x) w
		CROSS JOIN LATERAL ledger.day_price(w.since, w.until) p
		WHERE w.since IS NOT NULL AND p.by_hour
	), located AS MATERIALIZED (
		SELECT x.site, x.country, x.place
		FROM (
			SELECT s.site, s.country, s.grid_region AS place FROM colossus.site s
			UNION SELECT o.site, coalesce(s.country, s.grid_region), o.zone FROM ledger.site_overhead o JOIN colossus.site s ON s.site = o.site
		) x
		WHERE x.country <> x.place AND x.site IN (SELECT a.site FROM ledger.activity a UNION SELECT d.site FROM ledger.device d UNION SELECT u.site FROM ledger.unit_operation u)
	), nation AS MATERIALIZED (
		-- once a name, not once a site
		SELECT n.name, colossus.country_of(n.name) AS country FROM (SELECT l.country AS name FROM located l UNION SELECT l.place FROM located l) n
	), overhead AS (
		SELECT o.site, range_agg(daterange(o.from_date, o.until_date)) AS days FROM ledger.site_overhead o WHERE o.pue IS NOT NULL GROUP BY o.site
	)
	SELECT 'bill entered twice'::text AS rule, t.activity_id AS subject, format('the same as %s: both count; does one bill the delivery of what the other sells?', t.other) AS detail FROM twin t
	UNION ALL
	-- one meter has one bill a day, whoever sends it
	SELECT 'bills that overlap', o.activity_id, format('%suntil %s, while %s begins on %s: the days between count twice', o.fuel || ' ', o.until_date, o.other, o.other_from)
	FROM overlap o
	WHERE o.other_supplier IS NOT DISTINCT FROM o.of_supplier
	UNION ALL
	-- once a pair of suppliers: who delivers and who sells do so month after month
	SELECT 'bills that overlap', o.activity_id, format('%suntil %s, while %s of %s begins on %s: the days between count twice%s; where each supplies a part, meter tells the parts apart', o.fuel || ' ', o.until_date, o.other,
		coalesce(o.other_name, 'no supplier'), o.other_from, CASE WHEN o.pairs > 1 THEN format(', and so do those of %s more pairs', o.pairs - 1) END)
	FROM (
		SELECT x.*, row_number() OVER (PARTITION BY x.site, x.kind, x.fuel_key, p.pair ORDER BY x.from_date, x.activity_id, x.other_from, x.other) AS n, count(*) OVER (PARTITION BY x.site, x.kind, x.fuel_key, p.pair) AS pairs
		FROM overlap x
		CROSS JOIN LATERAL (SELECT ARRAY[least(coalesce(x.of_supplier, ''), coalesce(x.other_supplier, '')), greatest(coalesce(x.of_supplier, ''), coalesce(x.other_supplier, ''))] AS pair) p
		WHERE x.other_supplier IS DISTINCT FROM x.of_supplier
	) o
	WHERE o.n = 1
	UNION ALL
	SELECT 'gap between bills', coalesce(b.activity_id, g.site), format('%s of %s: no bill from %s until %s', coalesce(lower(b.fuel), g.kind), g.site, lower(g.days), upper(g.days))
	FROM gap g
	LEFT JOIN LATERAL (SELECT x.activity_id, x.fuel FROM bill x WHERE x.site = g.site AND x.kind = g.kind AND x.fuel_key IS NOT DISTINCT FROM g.fuel_key AND x.until_date <= lower(g.days) ORDER BY x.until_date DESC, x.activity_id LIMIT 1) b ON true
	UNION ALL
	SELECT 'bill out of proportion', p.activity_id, format('%s %s a day, where the others of %s have %s', round(p.a_day::numeric, 1), p.base, p.site, round(p.median::numeric, 1))
	FROM proportion p
	UNION ALL
	-- a gas is topped up now and then, a few kg at a time: 1,000 times off stands out, a lb taken for a kg does not
	SELECT 'bill out of proportion', r.activity_id, format('%s kg of %s: were g or lb meant?', round(r.kg::numeric, 3), r.fuel)
	FROM (
		SELECT b.activity_id, b.fuel, k.kg, u.median, u.bills
		FROM amount b
		CROSS JOIN LATERAL (SELECT b.a_day * b.days AS kg) k
		JOIN (SELECT x.fuel_key, percentile_cont(0.5) WITHIN GROUP (ORDER BY x.a_day * x.days) AS median, count(*) AS bills FROM amount x WHERE x.kind = 'refrigerant' AND x.a_day > 0 GROUP BY x.fuel_key) u ON u.fuel_key = b.fuel_key
		WHERE b.kind = 'refrigerant' AND k.kg > 0
	) r
	WHERE r.kg > 200 OR r.kg < 0.02 OR r.bills > 2 AND (r.kg > 100 * r.median OR r.kg < r.median / 100)
	UNION ALL
	SELECT CASE WHEN c.pue >= 1.05 AND c.kwh BETWEEN 0.98 * c.it_kwh AND 1.02 * c.it_kwh THEN 'IT energy billed as facility' ELSE 'bill against samples' END, c.activity_id,
		format('%s kWh bought and made on site, where samples have %s at the site meter and %s at the servers', round(c.kwh::numeric), round(c.facility_kwh::numeric), round(c.it_kwh::numeric))
	FROM compared c
	WHERE c.pue <= 5 AND c.factor <= 5 AND c.pue > 1 AND (c.kwh > 2 * c.facility_kwh OR c.kwh < c.facility_kwh / 1.1 OR c.pue >= 1.05 AND c.kwh BETWEEN 0.98 * c.it_kwh AND 1.02 * c.it_kwh)
	UNION ALL
	SELECT 'credit above its bill', c.activity_id, format('credits of %s %s off %s %s of %s', round(-c.quantity::numeric, 3), c.base, round(b.quantity::numeric, 3), c.base, c.corrects)
	FROM (SELECT max(x.activity_id) AS activity_id, x.corrects, u.base, sum(colossus.convert_quantity(x.quantity, x.unit, u.base)) AS quantity
		FROM ledger.activity x
		CROSS JOIN LATERAL (SELECT CASE WHEN x.unit IN ('kg', 't') THEN 'kg' WHEN x.unit IN ('m3', 'L', 'gal') THEN 'L' ELSE 'kWh' END AS base) u
		WHERE x.quantity < 0
		GROUP BY x.corrects, u.base) c
	JOIN LATERAL (SELECT colossus.convert_quantity(y.quantity, y.unit, c.base) AS quantity FROM ledger.activity y WHERE y.activity_id = c.corrects) b ON b.quantity IS NULL OR -c.quantity > b.quantity * 1.000000001
	UNION ALL
	SELECT 'credit without effect', x.activity_id, format('%s was replaced by %s, and its credit with it: does the new bill have it?', x.corrects, y.activity_id)
	FROM ledger.activity x JOIN ledger.activity y ON y.corrects = x.corrects AND y.quantity >= 0 WHERE x.quantity < 0
	UNION ALL
	SELECT 'credit outside its bill', x.activity_id, format('from %s until %s, its bill %s from %s until %s', x.from_date, x.until_date, y.activity_id, y.from_date, y.until_date)
	FROM ledger.activity x JOIN ledger.activity y ON y.activity_id = x.corrects WHERE x.quantity < 0 AND (x.from_date < y.from_date OR x.until_date > y.until_date)
	UNION ALL
	-- a correction is a bill of its own and says all again, where a credit has what its bill says
	SELECT 'correction says less than its bill', r.by_bill, format('%s had %s, it has none', r.activity_id, r.unsaid)
	FROM replaced r
	WHERE r.unsaid <> '' AND EXISTS (SELECT 1 FROM bill b WHERE b.activity_id = r.by_bill)
	UNION ALL
	SELECT 'days lost in a correction', r.activity_id, format('%s took its place, and no bill has the days from %s until %s', r.by_bill, lower(d.days), upper(d.days))
	FROM replaced r
	CROSS JOIN LATERAL unnest(datemultirange(daterange(r.from_date, r.until_date)) - (SELECT coalesce(range_agg(daterange(b.from_date, b.until_date)), datemultirange())
		FROM bill b WHERE b.site = r.site AND b.kind = r.kind AND b.fuel_key IS NOT DISTINCT FROM r.fuel_key AND b.at_meter IN (r.at_meter, r.by_meter, ''))) d (days)
	WHERE r.kind IN ('electricity', 'steam', 'heat', 'cooling', 'water') OR r.fuel_key = 'natural gas'
	UNION ALL
	-- a table calculation takes the zeros off a number; what is read off the one is no reading of the other
	SELECT 'meter in two spellings', max(k.site || ': ' || k.at_meter), format('%s has bills of %s on the same days: are they one meter? Both count', k.site, string_agg(k.at_meter, ' and ' ORDER BY k.at_meter))
	FROM (
		SELECT b.site, b.kind, b.at_meter, regexp_replace(regexp_replace(b.at_meter, '[[:space:][:punct:]]', '', 'g'), '(^|[^0-9])0+(?=[0-9])', '\1', 'g') AS plain, range_agg(daterange(b.from_date, b.until_date)) AS days
		FROM bill b WHERE b.at_meter <> ''
		GROUP BY b.site, b.kind, b.at_meter
	) k
	GROUP BY k.site, k.kind, k.plain
	HAVING count(*) > 1 AND sum((SELECT sum(upper(d) - lower(d)) FROM unnest(k.days) d)) > (SELECT sum(upper(d) - lower(d)) FROM unnest(range_agg(k.days)) d)
	UNION ALL
	-- a year that was mistyped spreads a bill over days that nobody has lived
	SELECT 'bill of days to come', b.activity_id, format('until %s: an estimate says estimated', b.until_date)
	FROM bill b WHERE NOT b.estimated AND b.until_date > (now() AT TIME ZONE 'UTC')::date + 1
	UNION ALL
	SELECT 'operations that overlap', o.unit || ' from ' || to_char(o.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), format('another of that unit and fuel at %s lasts until %s: what was burnt and made between counts twice', o.site, to_char(o.before AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'))
	FROM (
		SELECT u.site, u.unit, u.started_at, max(u.ended_at) OVER (PARTITION BY u.site, ledger.name_key(u.unit), ledger.name_key(u.fuel) ORDER BY u.started_at, u.ended_at DESC, u.unit ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
		FROM ledger.unit_operation u
	) o
	WHERE o.started_at < o.before
	UNION ALL
	SELECT 'functional units that overlap', f.job || ' from ' || to_char(f.from_date, 'YYYY-MM-DD'), format('%s, another period lasts until %s: what was delivered between counts twice', f.unit, f.before)
	FROM (
		SELECT x.job, x.unit, x.from_date, max(x.until_date) OVER (PARTITION BY x.job, ledger.name_key(x.unit) ORDER BY x.from_date, x.until_date DESC, x.unit ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
		FROM ledger.functional_unit x
	) f
	WHERE f.from_date < f.before
	UNION ALL
	-- prices of a site differ by a few times, cents or thousands of a currency by more
	SELECT 'cost out of proportion', b.activity_id, format('%s %s a kWh, where the others of %s cost %s', round((b.cost / (b.a_day * b.days))::numeric, 5), b.currency, b.site, round(m.per_kwh::numeric, 5))
	FROM amount b
	JOIN (
		SELECT x.site, x.currency, percentile_cont(0.5) WITHIN GROUP (ORDER BY x.cost / (x.a_day * x.days)) AS per_kwh
		FROM amount x WHERE x.kind = 'electricity' AND x.cost > 0 AND x.a_day > 0
		GROUP BY x.site, x.currency HAVING count(*) > 2
	) m ON m.site = b.site AND m.currency = b.currency
	WHERE b.kind = 'electricity' AND b.cost > 0 AND b.a_day > 0 AND b.cost / (b.a_day * b.days) NOT BETWEEN m.per_kwh / 20 AND m.per_kwh * 20
		AND NOT EXISTS (SELECT 1 FROM proportion p WHERE p.activity_id = b.activity_id)
	UNION ALL
	SELECT DISTINCT 'site in two countries', l.site, format('it lies in %s, and %s in %s: rates and losses are of the one, certificates and supply of fuels of the other', a.country, l.place, b.country)
	FROM located l
	JOIN nation a ON a.name = l.country
	JOIN nation b ON b.name = l.place
	WHERE a.country <> b.country
	UNION ALL
	SELECT 'US gallons abroad', b.activity_id, format('gal is the US gallon, %s lies in %s: was the imperial gallon meant?', b.site, s.country)
	FROM bill b JOIN country s ON s.site = b.site WHERE b.unit = 'gal' AND s.country <> 'USA'
	UNION ALL
	SELECT 'gas in m3 abroad', b.activity_id, format('heat of natural gas by volume is that of the US at 60 F, %s lies in %s: bill it in kWh or GJ, as suppliers do', b.site, s.country)
	FROM bill b JOIN country s ON s.site = b.site WHERE b.kind = 'fuel' AND b.unit = 'm3' AND lower(b.fuel) = 'natural gas' AND s.country <> 'USA'
	UNION ALL
	-- a name that meets nothing has no effect
	SELECT 'price or instrument of an unknown site', k.name, format('no bill, device or operation is of %s', k.site)
	FROM (
		SELECT 'contract ' || x.contract AS name, x.site FROM ledger.electricity_contract x
		UNION SELECT 'certificate ' || x.certificate, x.site FROM ledger.certificate x
		UNION SELECT 'hours of ' || x.certificate, x.site FROM ledger.certificate_hour x
		UNION SELECT 'tariff', x.site FROM ledger.tariff x
		UNION SELECT 'tariff by the hour', x.site FROM ledger.tariff_hour x
		UNION SELECT 'life of ' || x.accelerator, x.site FROM ledger.part_life x WHERE x.site <> ''
	) k
	WHERE NOT EXISTS (SELECT 1 FROM ledger.activity a WHERE a.site = k.site) AND NOT EXISTS (SELECT 1 FROM ledger.device d WHERE d.site = k.site) AND NOT EXISTS (SELECT 1 FROM ledger.unit_operation u WHERE u.site = k.site)
	UNION ALL
	SELECT 'rate of an unknown supplier', k.supplier, format('no bill of %s is of that supplier%s', k.kind, (SELECT '; is ' || min(b.supplier) || ' meant?' FROM billing b WHERE b.kind = k.kind AND ledger.near_names(b.key, k.key) HAVING count(*) > 0))
	FROM rate k
	WHERE NOT EXISTS (SELECT 1 FROM billing b WHERE b.key = k.key AND b.kind = k.kind)
	UNION ALL
	SELECT 'supplier near one that has a rate', b.supplier, format('%s has no rate, %s has: are they one?', b.supplier, min(k.supplier))
	FROM billing b
	JOIN rate k ON k.kind = b.kind AND ledger.near_names(k.key, b.key) AND EXISTS (SELECT 1 FROM billing x WHERE x.key = k.key AND x.kind = k.kind)
	WHERE b.kind = 'electricity' AND NOT EXISTS (SELECT 1 FROM rate x WHERE x.key = b.key AND x.kind = b.kind)
	GROUP BY b.supplier
	UNION ALL
	SELECT 'rates of one supplier', a.supplier || ' from ' || to_char(a.from_date, 'YYYY-MM-DD'), format('%s g/kWh, and of %s from %s %s g/kWh: of what holds at once, that of the name on the bill counts, else the later', a.g_per_kwh, b.supplier, b.from_date, b.g_per_kwh)
	FROM (SELECT x.*, ledger.supplier_key(x.supplier) AS key FROM ledger.supplier_rate x) a
	JOIN (SELECT x.*, ledger.supplier_key(x.supplier) AS key FROM ledger.supplier_rate x) b ON b.key = a.key AND b.kind = a.kind AND b.supplier > a.supplier
		AND daterange(b.from_date, b.until_date) && daterange(a.from_date, a.until_date) AND (b.g_per_kwh, b.loss, b.upstream_g_per_kwh) IS DISTINCT FROM (a.g_per_kwh, a.loss, a.upstream_g_per_kwh)
	UNION ALL
	SELECT f.rule, f.subject, f.detail FROM ledger.fuel_audit() f
	UNION ALL
	-- each look-up once a fuel, gas or site, not once a bill
	SELECT 'bill without factor', b.activity_id, k.detail
	FROM bill b
	JOIN (
		SELECT x.kind, x.fuel, x.unit, x.heating_value, x.technology, x.controls,
			CASE WHEN h.reason IS NOT NULL THEN h.reason || ': bill it in GJ (HHV), or add a row to fuel_heat_user or fuel_user'
				WHEN NOT EXISTS (SELECT 1 FROM colossus.combustion_factor_at(x.fuel, coalesce(x.technology, 'stationary combustion'), x.controls, (now() AT TIME ZONE 'UTC')::date) c WHERE c.pollutant = 'CO2')
					THEN format('no CO2 factor for %s in %s', x.fuel, coalesce(x.technology, 'stationary combustion'))
				WHEN x.technology IS NOT NULL AND NOT EXISTS (SELECT 1 FROM colossus.emission_factor e WHERE lower(e.technology) = lower(x.technology)) THEN format('no technology %s', x.technology) END AS detail
		FROM (SELECT DISTINCT y.kind, y.fuel, y.unit, y.heating_value, y.technology, y.controls FROM bill y WHERE y.kind = 'fuel') x
		CROSS JOIN LATERAL ledger.heat_of(x.fuel, x.unit, x.heating_value, (now() AT TIME ZONE 'UTC')::date) h
		UNION ALL
		SELECT x.kind, x.fuel, NULL, NULL, NULL, NULL, CASE WHEN ledger.gas_of(x.fuel) IS NULL THEN format('no global warming potential of %s', x.fuel) END
		FROM (SELECT DISTINCT y.kind, y.fuel FROM bill y WHERE y.kind = 'refrigerant') x
	) k ON k.kind = b.kind AND k.fuel = b.fuel AND coalesce(k.unit, b.unit) = b.unit AND coalesce(k.heating_value, b.heating_value) = b.heating_value
		AND (k.technology IS NOT DISTINCT FROM b.technology OR k.kind = 'refrigerant') AND coalesce(k.controls, b.controls) = b.controls
	WHERE k.detail IS NOT NULL
	UNION ALL
	SELECT 'bill without factor', b.activity_id, format('no rate of the supplier for %s', b.kind)
	FROM bill b
	WHERE b.kind IN ('steam', 'heat', 'cooling') AND NOT EXISTS (SELECT 1 FROM ledger.supplier_rate r WHERE ledger.supplier_key(r.supplier) = b.of_supplier AND r.kind = b.kind AND r.from_date < b.until_date AND (r.until_date IS NULL OR r.until_date > b.from_date))
	UNION ALL
	SELECT 'bill without grid rate', b.site, format('grid region %s, country %s: colossus.site_user or site_overhead.zone name it', coalesce(s.grid_region, 'unknown'), coalesce(s.country, 'unknown'))
	FROM (SELECT DISTINCT x.site FROM bill x WHERE x.kind = 'electricity' AND x.direct_g_per_kwh IS NULL) b
	LEFT JOIN colossus.site s ON s.site = b.site
	WHERE NOT EXISTS (SELECT 1 FROM ledger.site_overhead o WHERE o.site = b.site AND o.zone IS NOT NULL)
		AND NOT EXISTS (SELECT 1 FROM colossus.grid_range_at(s.grid_region, s.country, (now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date) f)
	UNION ALL
	SELECT 'bill of an unknown site', b.site, format('no row of colossus.site, device or site_overhead is of %s', b.site)
	FROM (SELECT DISTINCT x.site FROM bill x) b
	WHERE NOT EXISTS (SELECT 1 FROM colossus.site s WHERE s.site = b.site) AND NOT EXISTS (SELECT 1 FROM ledger.device d WHERE d.site = b.site)
		AND NOT EXISTS (SELECT 1 FROM ledger.site_overhead o WHERE o.site = b.site) AND NOT EXISTS (SELECT 1 FROM bill x WHERE x.site = b.site AND x.kind = 'electricity')
	UNION ALL
	SELECT 'operation without heat', u.unit || ' from ' || to_char(u.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), 'neither heat_mmbtu nor mwh and a model with a heat rate'
	FROM ledger.unit_operation u
	LEFT JOIN colossus.turbine_model m ON m.turbine_model = u.turbine_model
	WHERE u.heat_mmbtu IS NULL AND (u.mwh IS NULL OR m.heat_rate_lhv_btu_per_kwh IS NULL) AND lower(u.fuel) NOT IN ('solar', 'wind', 'hydro')
	UNION ALL
	-- no engine gives more than its heat; one that gives a 90th of it was entered in another unit
	SELECT 'operation out of proportion', u.unit || ' from ' || to_char(u.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), format('%s MMBtu for %s MWh: was either meant in another unit?', u.heat_mmbtu, u.mwh)
	FROM ledger.unit_operation u
	WHERE u.mwh > 0 AND lower(u.fuel) NOT IN ('solar', 'wind', 'hydro') AND (u.heat_mmbtu < colossus.convert_quantity(u.mwh, 'MWh', 'MMBtu') OR u.heat_mmbtu > 90 * colossus.convert_quantity(u.mwh, 'MWh', 'MMBtu'))
	UNION ALL
	SELECT 'operation without factor', k.site || ': ' || k.fuel || ' in ' || k.technology, format('no CO2 factor with controls %s, or no such technology', array_to_string(k.controls, ', '))
	FROM (SELECT DISTINCT u.site, u.fuel, u.technology, u.controls FROM ledger.unit_operation u WHERE lower(u.fuel) NOT IN ('solar', 'wind', 'hydro')) k
	WHERE NOT EXISTS (SELECT 1 FROM colossus.combustion_factor_at(k.fuel, k.technology, k.controls, (now() AT TIME ZONE 'UTC')::date) x WHERE x.pollutant = 'CO2')
		OR NOT EXISTS (SELECT 1 FROM colossus.emission_factor e WHERE lower(e.technology) = lower(k.technology))
	UNION ALL
	SELECT 'unknown control', k.site || ': ' || k.fuel || ' in ' || k.technology, format('controls %s of %s: known are %s, and uncontrolled stands alone. Only greenhouse gases have a factor behind them', array_to_string(k.controls, ', ', 'NULL'), k.what,
		(SELECT string_agg(c.control, ', ' ORDER BY c.control COLLATE "C") FROM colossus.technology_controls(k.fuel, k.technology) c (control)))
	FROM (SELECT u.site, u.fuel, u.technology, u.controls, 'an operation' AS what FROM ledger.unit_operation u WHERE lower(u.fuel) NOT IN ('solar', 'wind', 'hydro')
		UNION SELECT b.site, b.fuel, coalesce(b.technology, 'stationary combustion'), b.controls, 'a bill' FROM bill b WHERE b.kind = 'fuel') k
	WHERE k.controls <> ARRAY['uncontrolled'] AND colossus.control_train(k.fuel, k.technology, k.controls) IS NULL
	UNION ALL
	SELECT 'zone without grid rate', o.site || ' from ' || to_char(o.from_date, 'YYYY-MM-DD'), format('no rate of zone %s', o.zone)
	FROM ledger.site_overhead o
	WHERE o.zone IS NOT NULL AND NOT EXISTS (SELECT 1 FROM colossus.grid_range_at(o.zone, NULL, (now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date) f)
	UNION ALL
	SELECT 'zone without grid rate', 'series ' || s.series_id, format('no rate of zone %s, and no site lies in it: its intensities meet nothing', s.zone)
	FROM ledger.series s
	WHERE s.metric = 'g_per_kwh' AND s.zone IS NOT NULL AND colossus.grid_region_of(s.zone) IS NULL AND NOT EXISTS (SELECT 1 FROM ledger.site_overhead o WHERE o.zone = s.zone)
	UNION ALL
	SELECT 'rate in another unit', 'series ' || s.series_id, format('at most %s g/kWh of late in zone %s: was kg or t meant?', v.value, s.zone)
	FROM ledger.series s
	-- of packed days the last one
	CROSS JOIN LATERAL (SELECT coalesce((SELECT max(y.value) FROM (SELECT x.value FROM ledger.loose x WHERE x.series_id = s.series_id ORDER BY x.at DESC LIMIT 48) y),
		(SELECT t.highest FROM ledger.device_trace t WHERE t.series_id = s.series_id ORDER BY t.day DESC LIMIT 1)) AS value) v
	WHERE s.metric = 'g_per_kwh' AND (v.value > 2000 OR v.value < 2)
	UNION ALL
	SELECT 'PUE out of range', o.site || ' from ' || to_char(o.from_date, 'YYYY-MM-DD'), CASE WHEN o.pue > 5 THEN format('%s: was percent meant?', o.pue) ELSE '1: is IT taken for the facility?' END
	FROM ledger.site_overhead o WHERE o.pue > 5 OR o.pue = 1
	UNION ALL
	SELECT 'server factor out of range', o.site || ' from ' || to_char(o.from_date, 'YYYY-MM-DD'), format('%s: was percent meant?', o.server_factor)
	FROM ledger.site_overhead o WHERE o.server_factor > 5
	UNION ALL
	SELECT 'days without overhead', d.site, format('accelerators in service from %s until %s, and no row of site_overhead with pue', lower(r.days), upper(r.days))
	FROM (SELECT p.site, range_agg(daterange((p.since AT TIME ZONE 'UTC')::date, (p.until AT TIME ZONE 'UTC')::date, '[]')) AS days
		FROM period p WHERE p.kind = 'accelerator' GROUP BY p.site) d
	JOIN overhead o ON o.site = d.site
	CROSS JOIN LATERAL unnest(d.days - o.days) r (days)
	UNION ALL
	SELECT 'contract counted twice', a.contract, format('%s of %s from %s, and %s from %s', a.share, a.site, a.from_date, b.contract, b.from_date)
	FROM contract a
	JOIN contract b ON b.site = a.site AND (b.from_date, b.contract) > (a.from_date, a.contract) AND b.days && a.days
	WHERE lower(b.contract) = lower(a.contract)
		OR b.days = a.days AND lower(b.instrument) = lower(a.instrument) AND b.share = a.share AND b.g_per_kwh = a.g_per_kwh AND b.source IS NOT DISTINCT FROM a.source AND b.share + a.share <= 1
	UNION ALL
	SELECT 'certificate claimed twice', a.certificate, format('%s MWh at %s from %s and at %s from %s', a.mwh, a.site, a.from_date, b.site, b.from_date)
	FROM ledger.certificate a
	JOIN ledger.certificate b ON regexp_replace(lower(btrim(b.certificate)), '[[:space:][:punct:]]+', ' ', 'g') = regexp_replace(lower(btrim(a.certificate)), '[[:space:][:punct:]]+', ' ', 'g')
		AND b.mwh = a.mwh AND b.vintage = a.vintage AND (b.site, b.from_date, b.certificate) > (a.site, a.from_date, a.certificate)
	UNION ALL
	SELECT v.rule, c.certificate, format('%s for %s from %s until %s: it does not count', c.refused, c.site, c.from_date, c.until_date)
	FROM certificate c
	JOIN (VALUES ('certificate of another market', '%s of market %s'), ('certificate of another year', '%s of vintage %s')) AS v (rule, reason) ON c.refused = format(v.reason, c.certificate, CASE WHEN v.rule LIKE '%market' THEN c.market ELSE c.vintage::text END)
	UNION ALL
	SELECT 'certificate of an unknown contract', c.certificate, format('%s has no contract %s: it counts', c.site, c.contract)
	FROM ledger.certificate c
	WHERE c.contract IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contract x WHERE x.site = c.site AND lower(x.contract) = lower(c.contract))
	UNION ALL
	-- of one document, or of one name, or of one amount and intensity
	SELECT 'contract and certificate of one plant', c.certificate, format('%s MWh beside contract %s, which has %s MWh of %s on those days: both count; if it came with the contract, its column contract says so', c.mwh, x.contract, round((e.kwh / 1000)::numeric, 3), c.site)
	FROM certificate c
	JOIN contract x ON x.site = c.site AND x.days && c.days
	LEFT JOIN contracted e ON e.site = c.site AND e.certificate = c.certificate AND e.from_date = c.from_date AND e.contract = x.contract AND e.since = x.from_date
	WHERE c.source = x.source OR c.g_per_kwh = x.g_per_kwh AND e.kwh BETWEEN 980 * c.mwh AND 1020 * c.mwh
		OR EXISTS (SELECT 1 FROM unnest(ARRAY[lower(c.certificate), lower(x.contract), lower(x.instrument)]) WITH ORDINALITY a (name, n) JOIN unnest(ARRAY[lower(c.certificate), lower(x.contract), lower(x.instrument)]) WITH ORDINALITY b (name, n) ON (a.n = 1) <> (b.n = 1)
			WHERE length(a.name) > 5 AND position(a.name IN b.name) > 0)
	UNION ALL
	SELECT 'contract above its certificates', k.contract, format('%s MWh of %s count by it on days of its certificates, which are of %s MWh', round((k.kwh / 1000)::numeric, 3), k.site, round(k.mwh::numeric, 3))
	FROM (
		SELECT x.contract, x.site, sum(d.kwh)::double precision * x.share::double precision AS kwh, c.mwh
		FROM (SELECT y.site, lower(y.contract) AS contract, range_agg(daterange(y.from_date, y.until_date)) AS days, sum(y.mwh) AS mwh FROM certificate y WHERE y.contract IS NOT NULL GROUP BY y.site, lower(y.contract)) c
		JOIN contract x ON x.site = c.site AND lower(x.contract) = c.contract
		JOIN bought d ON d.site = x.site AND NOT d.direct AND d.day <@ x.days AND d.day <@ c.days
		GROUP BY x.contract, x.site, x.from_date, x.share, c.mwh
	) k
	WHERE k.kwh > 1001 * k.mwh
	UNION ALL
	SELECT 'certificate of an unknown market', c.certificate, format('market %s is no country, region or group that is known: it counts', c.market)
	FROM ledger.certificate c
	WHERE c.market IS NOT NULL AND colossus.country_of(c.market) IS NULL
		AND NOT EXISTS (SELECT 1 FROM colossus.country_group g WHERE g.country_group = coalesce(colossus.grid_region_of(c.market), upper(btrim(c.market))))
	UNION ALL
	SELECT 'life out of range', concat_ws(' at ', l.accelerator, nullif(l.site, '')), format('%s h: were years meant?', l.lifetime_h)
	FROM ledger.part_life l
	WHERE l.lifetime_h < 2000 OR l.lifetime_h > 200000
	UNION ALL
	SELECT 'life of an unknown part', concat_ws(' at ', l.accelerator, nullif(l.site, '')), 'no device and no accelerator has that name'
	FROM ledger.part_life l
	WHERE NOT EXISTS (SELECT 1 FROM colossus.accelerator a WHERE lower(a.accelerator) = lower(l.accelerator)) AND NOT EXISTS (SELECT 1 FROM colossus.accelerator_alias a WHERE lower(a.alias) = lower(l.accelerator))
		AND NOT EXISTS (SELECT 1 FROM ledger.device d WHERE lower(d.accelerator) = lower(l.accelerator))
	UNION ALL
	-- taxes and fees are less than this; cents, or kWh for MWh, are more
	SELECT 'bill against tariff', b.activity_id, format('%s %s, where the tariff asks for %s', round(b.cost::numeric, 2), b.currency, round(k.cost::numeric, 2))
	FROM amount b
	CROSS JOIN LATERAL (
		SELECT sum(b.a_day * x.per_kwh * x.days) AS cost
		FROM (
			SELECT t.per_kwh, w.until - w.since - (SELECT count(*) FROM dear h WHERE h.site = t.site AND h.day >= w.since AND h.day < w.until) AS days
			FROM tariff t CROSS JOIN LATERAL (SELECT greatest(t.since, b.from_date) AS since, least(t.until, b.until_date) AS until) w
			WHERE t.site = b.site AND t.currency = b.currency AND w.since < w.until
			UNION ALL
			SELECT h.per_kwh, 1 FROM dear h WHERE h.site = b.site AND h.currency = b.currency AND h.per_kwh IS NOT NULL AND h.day >= b.from_date AND h.day < b.until_date
		) x
		HAVING sum(x.days) = b.days
	) k
	WHERE b.kind = 'electricity' AND b.cost IS NOT NULL AND (b.cost > 5 * k.cost OR b.cost < k.cost / 5) AND k.cost > 0
	UNION ALL
	SELECT 'tariffs of several currencies', k.site, format('%s: what a day costs is not known', min(k.currencies))
	FROM (
		SELECT x.site, string_agg(DISTINCT c.currency, ', ') AS currencies
		FROM (SELECT y.site, (y.hour AT TIME ZONE 'UTC')::date AS day, array_agg(DISTINCT y.currency) AS currencies, count(*) AS hours FROM ledger.tariff_hour y GROUP BY y.site, (y.hour AT TIME ZONE 'UTC')::date) x
		LEFT JOIN LATERAL (
			SELECT z.currency FROM ledger.tariff z WHERE z.site = x.site AND z.from_date <= x.day AND (z.until_date IS NULL OR z.until_date > x.day)
				AND x.hours < cardinality(ledger.edges_of_day(x.day)) - 1
			ORDER BY z.from_date DESC LIMIT 1
		) t ON true
		CROSS JOIN LATERAL unnest(x.currencies || t.currency) c (currency)
		GROUP BY x.site, x.day
		HAVING count(DISTINCT c.currency) > 1
	) k
	GROUP BY k.site
	UNION ALL
	-- those that lie over the same days together
	SELECT 'certificates above the energy', k.names, format('%s MWh, where %s has %s on their days that no contract covers', round((k.kwh / 1000)::numeric, 3), k.site, round((k.covered_kwh / 1000)::numeric, 3))
	FROM (
		SELECT o.site, o.names, o.kwh, sum(d.kwh) AS covered_kwh
		FROM (
			SELECT c.site, string_agg(c.certificate, ', ' ORDER BY c.from_date, c.certificate) AS names, min(c.from_date) AS since, max(c.until_date) AS until,
				sum(colossus.convert_quantity(c.mwh, 'MWh', 'kWh') * coalesce(m.known_days, 0) / (c.until_date - c.from_date)) AS kwh
			FROM certificate c
			JOIN ledger.certificate_chain(NULL) n ON n.site = c.site AND n.certificate = c.certificate AND n.from_date = c.from_date
			LEFT JOIN matched m ON m.site = c.site AND m.certificate = c.certificate AND m.from_date = c.from_date
			WHERE c.refused IS NULL
			GROUP BY c.site, n.chain
		) o
		LEFT JOIN covered d ON d.site = o.site AND d.span_since >= o.since AND d.span_since < o.until
		GROUP BY o.site, o.names, o.kwh, o.since, o.until
	) k
	WHERE k.kwh > k.covered_kwh * 1.000001
	UNION ALL
	SELECT 'certificate without energy', c.certificate, format('no electricity of %s is known on its days', c.site)
	FROM certificate c
	WHERE c.refused IS NULL AND c.until_date <= (now() AT TIME ZONE 'UTC')::date AND NOT EXISTS (SELECT 1 FROM matched m WHERE m.site = c.site AND m.certificate = c.certificate AND m.from_date = c.from_date)
		AND (EXISTS (SELECT 1 FROM ledger.activity a WHERE a.site = c.site) OR EXISTS (SELECT 1 FROM ledger.device d WHERE d.site = c.site))
	UNION ALL
	SELECT 'hours outside their certificate', h.certificate, format('%s MWh from %s at %s: it does not count', round(sum(h.mwh)::numeric, 3), to_char(min(h.hour) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), h.site)
	FROM ledger.certificate_hour h
	WHERE EXISTS (SELECT 1 FROM ledger.certificate c WHERE c.certificate = h.certificate AND c.site = h.site)
		AND NOT EXISTS (SELECT 1 FROM ledger.certificate c WHERE c.certificate = h.certificate AND c.site = h.site AND c.from_date <= (h.hour AT TIME ZONE 'UTC')::date AND c.until_date > (h.hour AT TIME ZONE 'UTC')::date)
	GROUP BY h.certificate, h.site
	UNION ALL
	SELECT 'hours above their certificate', h.certificate, format('%s MWh by the hour of %s', round(h.mwh::numeric, 3), coalesce(round(c.mwh::numeric, 3)::text, 'no certificate of ' || h.site))
	FROM (SELECT x.certificate, x.site, sum(x.mwh) AS mwh FROM ledger.certificate_hour x GROUP BY x.certificate, x.site) h
	LEFT JOIN (SELECT x.certificate, x.site, sum(x.mwh) AS mwh FROM ledger.certificate x GROUP BY x.certificate, x.site) c ON c.certificate = h.certificate AND c.site = h.site
	WHERE c.mwh IS NULL OR h.mwh > c.mwh * 1.000000001
	UNION ALL
	-- kg or t for g; 0 is what wind and sun have
	SELECT 'rate in another unit', r.name, format('%s g/kWh: was kg or t meant?', r.g_per_kwh)
	FROM (
		SELECT x.supplier || ' from ' || to_char(x.from_date, 'YYYY-MM-DD') AS name, x.g_per_kwh FROM ledger.supplier_rate x
		UNION ALL SELECT x.contract || ' from ' || to_char(x.from_date, 'YYYY-MM-DD'), x.g_per_kwh FROM ledger.electricity_contract x
		UNION ALL SELECT x.certificate, x.g_per_kwh FROM ledger.certificate x
		UNION ALL SELECT x.activity_id, x.direct_g_per_kwh FROM bill x
	) r
	WHERE r.g_per_kwh > 2000 OR (r.g_per_kwh > 0 AND r.g_per_kwh < 2)
	UNION ALL
	SELECT 'line without figure', l.site || ': ' || l.line, l.reason
	FROM (
		SELECT greatest(min(k.since), '1970-01-01') AS since, least(max(k.until), '2200-01-01') AS until
		FROM (
			SELECT x.from_date AS since, x.until_date AS until FROM bill x
			UNION ALL SELECT (u.started_at AT TIME ZONE 'UTC')::date, (u.ended_at AT TIME ZONE 'UTC')::date + 1 FROM ledger.unit_operation u
			UNION ALL SELECT (p.since AT TIME ZONE 'UTC')::date, (p.until AT TIME ZONE 'UTC')::date + 1 FROM period p WHERE p.site IS NOT NULL AND isfinite(p.since) AND isfinite(p.until)
		) k
	) s
	CROSS JOIN LATERAL ledger.open_line(s.since, s.until, (now() AT TIME ZONE 'UTC')::date) l
	WHERE s.since < s.until;
END;
COMMENT ON FUNCTION ledger.statement_audit() IS 'what is wrong with bills, contracts, certificates and rates, or missing for the statement, a row each';
