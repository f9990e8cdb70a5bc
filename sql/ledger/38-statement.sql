-- The statement of a period: what a site bought, burnt and lost, what that emitted and cost, and who used it.

CREATE OR REPLACE FUNCTION ledger.statement_by(since date, until date, known_on date, bills text, samples text, overheads text, contracts text)
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE plpgsql STABLE SET jit = off SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $body$
#variable_conflict use_column
BEGIN
	PERFORM ledger.matched_span(statement_by.since, statement_by.until, statement_by.contracts);	-- a period that is none is refused here, not amid the lines
	RETURN QUERY
	WITH bill AS MATERIALIZED (
		SELECT x.*, (least(x.until_date, statement_by.until) - greatest(x.from_date, statement_by.since))::double precision / (x.until_date - x.from_date) AS inside
		FROM ledger.bills_of(statement_by.bills, ARRAY['electricity', 'electricity exported', 'heat exported']) x
		WHERE x.from_date < statement_by.until AND x.until_date > statement_by.since
	), billed AS MATERIALIZED (
		SELECT m.site, sum(upper(d.days) - lower(d.days)) FILTER (WHERE m.grid) AS grid_days, sum(upper(d.days) - lower(d.days)) FILTER (WHERE NOT m.grid) AS all_days
		FROM (
			SELECT b.site, g.grid, range_agg(daterange(greatest(b.from_date, statement_by.since), least(b.until_date, statement_by.until))) AS days
			FROM bill b JOIN (VALUES (true), (false)) AS g (grid) ON NOT g.grid OR b.direct_g_per_kwh IS NULL
			WHERE b.kind = 'electricity' AND b.quantity >= 0
			GROUP BY b.site, g.grid
		) m
		CROSS JOIN LATERAL unnest(m.days) d (days)
		GROUP BY m.site
	), bought AS MATERIALIZED (
		SELECT c.* FROM ledger.charged(statement_by.since, statement_by.until, statement_by.known_on, statement_by.bills, statement_by.samples, statement_by.overheads, statement_by.contracts, false) c
	), burnt AS MATERIALIZED (
		SELECT x.site, x.fuel, x.technology, x.controls, CASE WHEN bool_and(x.heat_mmbtu IS NOT NULL) THEN sum(x.heat_mmbtu)::double precision END AS heat_mmbtu, string_agg(DISTINCT x.reason, '; ') AS reason, bool_or(x.billed AND x.fuel_key <> 'natural gas') AS of_tank
		FROM ledger.burnt(statement_by.since, statement_by.until, statement_by.known_on, statement_by.bills, false) x
		WHERE x.billed OR x.heat_mmbtu IS DISTINCT FROM 0
		GROUP BY x.site, x.fuel, x.technology, x.controls
	), combusted AS MATERIALIZED (
		SELECT b.site, g.gas, b.fuel, b.technology, b.heat_mmbtu, b.of_tank, f.edition,
			-- CO2 of biomass belongs to no scope (GHG Protocol, Corporate Standard, chapter 9)
			CASE WHEN g.gas = 'CO2' AND EXISTS (SELECT 1 FROM colossus.fuel u WHERE lower(u.fuel) = lower(b.fuel) AND u.biogenic) THEN 'biogenic' ELSE '1' END AS line,
			coalesce(b.reason, CASE WHEN f.pollutant IS NULL THEN format('no %s factor for %s in %s', g.gas, b.fuel, b.technology) END) AS reason,
			sign(b.heat_mmbtu) * colossus.combustion_kg(abs(b.heat_mmbtu), f.lb_per_mmbtu, f.control_efficiency) AS kg
		FROM burnt b
		CROSS JOIN (VALUES ('CO2'), ('CH4'), ('N2O')) AS g (gas)
		LEFT JOIN LATERAL (
			SELECT x.* FROM colossus.combustion_factor_at(b.fuel, b.technology, b.controls, statement_by.known_on) x WHERE x.pollutant = g.gas
		) f ON true
	), leaked AS (
		SELECT l.* FROM ledger.leaked_of(statement_by.since, statement_by.until, statement_by.bills) l
	), delivered AS MATERIALIZED (
		SELECT d.* FROM ledger.delivered_of(statement_by.since, statement_by.until, statement_by.bills, statement_by.contracts) d
	), embodied AS (
		SELECT p.* FROM ledger.embodied_hours(statement_by.since, statement_by.until) p WHERE p.site IS NOT NULL
	), line AS (
		SELECT CASE c.line WHEN '1' THEN 1 ELSE 7 END AS place, c.site, c.line, c.gas,
			CASE WHEN bool_and(c.kg IS NOT NULL) THEN sum(c.kg::numeric)::double precision END AS quantity, 'kg'::text AS unit,
			CASE WHEN bool_and(c.kg IS NOT NULL) THEN ledger.gas_kg(c.gas, sum(c.kg::numeric)::double precision) END AS co2e_kg,
			NULL::double precision AS low, NULL::double precision AS high,
			coalesce(string_agg(DISTINCT c.reason, '; '), concat_ws('; ', string_agg(DISTINCT c.fuel || ', ' || c.technology, '; '), CASE WHEN bool_or(c.of_tank) THEN 'stored fuel on the days of its bills' END)) AS method,
			1::double precision AS coverage, string_agg(DISTINCT c.edition, ', ') AS editions
		FROM combusted c GROUP BY c.site, c.line, c.gas
		UNION ALL
		SELECT 1, l.site, '1', l.gas, l.kg, 'kg', CASE WHEN l.known THEN ledger.gas_kg(l.gas, l.kg) END, NULL, NULL,
			CASE WHEN l.known THEN 'refrigerant that was lost' ELSE 'no global warming potential of ' || l.gas END, 1, CASE WHEN l.known THEN 'AR5' END
		FROM leaked l
		UNION ALL
		SELECT 2, p.site, '2 location', 'CO2e', CASE WHEN sum(p.unknown_days) = 0 THEN sum(p.kwh)::double precision END, 'kWh',
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(p.kwh::double precision, p.g_per_kwh)::numeric)::double precision END,
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.low_g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(p.kwh::double precision, p.low_g_per_kwh)::numeric)::double precision END,
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.high_g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(p.kwh::double precision, p.high_g_per_kwh)::numeric)::double precision END,
			concat_ws('; ', string_agg(DISTINCT p.method, ', '), string_agg(DISTINCT p.unknown, '; '),
				string_agg(DISTINCT CASE WHEN p.g_per_kwh IS NULL THEN 'no rate of ' || coalesce(p.zone, p.country, 'an unknown grid region') ELSE p.basis END, ', '),
				CASE WHEN bool_or(p.stale) THEN 'rate of an earlier year' END, CASE WHEN bool_or(p.life_cycle) THEN 'average over the life cycle of plants' END),
			coalesce((SELECT CASE WHEN sum(p.sampled_days) > 0 THEN sum(p.sampled_days) + coalesce(d.grid_days, 0) ELSE d.all_days END FROM billed d WHERE d.site = p.site), sum(p.sampled_days), 0) / (statement_by.until - statement_by.since), string_agg(DISTINCT p.edition, ', ')
		FROM bought p
		GROUP BY p.site
		UNION ALL
		SELECT 3, p.site, '2 market', 'CO2e', CASE WHEN sum(p.unknown_days) = 0 THEN sum(p.kwh)::double precision END, 'kWh',
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(m.kg IS NOT NULL) THEN sum(m.kg::numeric)::double precision END,
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(m.kg IS NOT NULL) THEN sum(m.low::numeric)::double precision END,
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(m.kg IS NOT NULL) THEN sum(m.high::numeric)::double precision END,
			concat_ws('; ', string_agg(DISTINCT p.unknown, '; '),
				'contracts: ' || ledger.listed(jsonb_agg(DISTINCT p.contracts)), 'certificates: ' || ledger.listed(jsonb_agg(DISTINCT p.certificates)), 'rest: ' || string_agg(DISTINCT p.rest, ', ') FILTER (WHERE p.rest_kwh <> 0),
				'not counted: ' || ledger.listed(jsonb_agg(DISTINCT p.refused))),
			coalesce((SELECT CASE WHEN sum(p.sampled_days) > 0 THEN sum(p.sampled_days) + coalesce(d.grid_days, 0) ELSE d.all_days END FROM billed d WHERE d.site = p.site), sum(p.sampled_days), 0) / (statement_by.until - statement_by.since), string_agg(DISTINCT p.rest_edition, ', ') FILTER (WHERE p.rest_kwh <> 0)
		FROM bought p
		CROSS JOIN LATERAL (
			SELECT ledger.market_kg(p.contract_kg, p.certificate_kwh, p.certificate_g_per_kwh, p.rest_kwh, p.rest_g_per_kwh) AS kg,
				ledger.market_kg(p.contract_kg, p.certificate_kwh, p.certificate_g_per_kwh, p.rest_kwh, p.rest_low_g_per_kwh) AS low,
				ledger.market_kg(p.contract_kg, p.certificate_kwh, p.certificate_g_per_kwh, p.rest_kwh, p.rest_high_g_per_kwh) AS high
		) m
		GROUP BY p.site
		UNION ALL
		SELECT v.place, d.site, v.line, 'CO2e', sum(d.kwh), 'kWh', CASE WHEN bool_and(d.g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(d.kwh, d.g_per_kwh)) END, NULL, NULL,
			d.kind || CASE WHEN bool_and(d.g_per_kwh IS NOT NULL) THEN ' by the rate of ' || string_agg(DISTINCT d.supplier, ', ') ELSE ': no rate of its supplier' END, 1, NULL
		FROM delivered d
		CROSS JOIN (VALUES (2, '2 location'), (3, '2 market')) AS v (place, line)
		GROUP BY v.place, v.line, d.site, d.kind
		UNION ALL
		SELECT 4, p.site, '3 grid losses', 'CO2e', CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.loss IS NOT NULL) THEN sum(ledger.lost_kwh(p.kwh::double precision, p.loss)::numeric)::double precision END, 'kWh',
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.loss IS NOT NULL AND p.g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(ledger.lost_kwh(p.kwh::double precision, p.loss), p.g_per_kwh)::numeric)::double precision END,
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.loss IS NOT NULL AND p.low_g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(ledger.lost_kwh(p.kwh::double precision, p.loss), p.low_g_per_kwh)::numeric)::double precision END,
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.loss IS NOT NULL AND p.high_g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(ledger.lost_kwh(p.kwh::double precision, p.loss), p.high_g_per_kwh)::numeric)::double precision END,
			concat_ws('; ', string_agg(DISTINCT p.unknown, '; '),
				CASE WHEN bool_and(p.loss IS NOT NULL) THEN 'losses of the grid before the meter' ELSE 'no loss of the grid of ' || coalesce(string_agg(DISTINCT coalesce(p.zone, p.country), ', ') FILTER (WHERE p.loss IS NULL), 'an unknown region') END,
				'no rate of ' || string_agg(DISTINCT coalesce(p.zone, p.country, 'an unknown grid region'), ', ') FILTER (WHERE p.g_per_kwh IS NULL)),
			coalesce((SELECT CASE WHEN sum(p.sampled_days) > 0 THEN sum(p.sampled_days) + coalesce(d.grid_days, 0) ELSE d.all_days END FROM billed d WHERE d.site = p.site), sum(p.sampled_days), 0) / (statement_by.until - statement_by.since), string_agg(DISTINCT p.loss_edition, ', ')
		FROM bought p
		WHERE NOT p.direct
		GROUP BY p.site
		UNION ALL
		SELECT 4, d.site, '3 grid losses', 'CO2e', CASE WHEN bool_and(d.loss IS NOT NULL) THEN sum(ledger.lost_kwh(d.kwh, d.loss)) END, 'kWh',
			CASE WHEN bool_and(d.loss IS NOT NULL AND d.g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(ledger.lost_kwh(d.kwh, d.loss), d.g_per_kwh)) END, NULL, NULL,
			d.kind || CASE WHEN bool_and(d.loss IS NOT NULL) THEN ': losses of the network of ' ELSE ': no loss of the network of ' END || coalesce(string_agg(DISTINCT d.supplier, ', '), 'its supplier'), 1, NULL
		FROM delivered d
		GROUP BY d.site, d.kind
		UNION ALL
		SELECT 5, p.site, '3 upstream energy', 'CO2e', CASE WHEN sum(p.unknown_days) = 0 THEN sum(p.kwh)::double precision END, 'kWh',
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.upstream_g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(p.kwh::double precision, p.upstream_g_per_kwh)::numeric)::double precision END, NULL, NULL,
			concat_ws('; ', string_agg(DISTINCT p.unknown, '; '),
				coalesce('no factor of the supply of power plants in ' || string_agg(DISTINCT coalesce(p.zone, p.country, 'an unknown grid region'), ', ') FILTER (WHERE p.upstream_g_per_kwh IS NULL),
				concat_ws(': ', 'supply of the fuels of power plants', string_agg(DISTINCT p.upstream_parts, ', ')))),
			coalesce((SELECT CASE WHEN sum(p.sampled_days) > 0 THEN sum(p.sampled_days) + coalesce(d.grid_days, 0) ELSE d.all_days END FROM billed d WHERE d.site = p.site), sum(p.sampled_days), 0) / (statement_by.until - statement_by.since), string_agg(DISTINCT p.upstream_edition, ', ')
		FROM bought p
		GROUP BY p.site
		UNION ALL
		SELECT 5, d.site, '3 upstream energy', 'CO2e', sum(d.kwh), 'kWh', CASE WHEN bool_and(d.upstream_g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(d.kwh, d.upstream_g_per_kwh)) END, NULL, NULL,
			d.kind || CASE WHEN bool_and(d.upstream_g_per_kwh IS NOT NULL) THEN ': supply of the fuels of ' ELSE ': no factor of the supply of the fuels of ' END || coalesce(string_agg(DISTINCT d.supplier, ', '), 'its supplier'), 1, NULL
		FROM delivered d
		GROUP BY d.site, d.kind
		UNION ALL
		SELECT 5, b.site, '3 upstream fuel', 'CO2e', CASE WHEN bool_and(b.heat_mmbtu IS NOT NULL) THEN sum(b.heat_mmbtu) END, 'MMBtu',
			CASE WHEN bool_and(b.heat_mmbtu IS NOT NULL AND u.kg_per_kwh IS NOT NULL) THEN sum(colossus.convert_quantity(b.heat_mmbtu, 'MMBtu', 'kWh') * u.kg_per_kwh) END, NULL, NULL,
			coalesce('no factor of the supply of ' || string_agg(DISTINCT CASE WHEN u.kg_per_kwh IS NULL THEN b.fuel || ' in ' || coalesce(s.country, 'an unknown country') END, ', '), string_agg(DISTINCT b.reason, '; '), concat_ws('; ', 'supply of the fuel, before it arrives', CASE WHEN bool_or(b.of_tank) THEN 'stored fuel on the days of its bills' END)), 1, string_agg(DISTINCT u.edition, ', ')
		FROM burnt b
		LEFT JOIN (SELECT k.site, ledger.country_of_site(k.site) AS country FROM (SELECT DISTINCT x.site FROM burnt x) k) s ON s.site = b.site
		LEFT JOIN LATERAL colossus.fuel_upstream_at(b.fuel, s.country, statement_by.known_on) u ON true
		GROUP BY b.site
		UNION ALL
		SELECT 6, x.site, '3 embodied', 'CO2e', sum(x.used_h), 'h',
			CASE WHEN bool_and(x.known) THEN sum(x.kg) END, NULL, NULL,
			coalesce('no embodied figure or life of ' || string_agg(DISTINCT CASE WHEN NOT x.known THEN coalesce(x.accelerator, 'a part that is not named') END, ', '),
				'accelerators by part and life: ' || string_agg(DISTINCT x.embodied_method, ', ')), 1, NULL
		FROM embodied x GROUP BY x.site
		UNION ALL
		-- what leaves the site takes nothing off its emissions
		SELECT 8, b.site, 'exported', 'CO2e', sum(colossus.convert_quantity(b.quantity, b.unit, 'kWh') * b.inside), 'kWh', NULL, NULL, NULL, b.kind || ': beside the scopes, never taken off them', 1, NULL
		FROM bill b WHERE b.kind IN ('electricity exported', 'heat exported')
		GROUP BY b.site, b.kind
	)
	SELECT l.site, l.line, l.gas, l.quantity, l.unit, l.co2e_kg, coalesce(l.low, l.co2e_kg), coalesce(l.high, l.co2e_kg), l.method, least(l.coverage, 1), l.editions
	FROM line l
	ORDER BY l.site, l.place, l.line, l.gas, l.method;
END
$body$;
COMMENT ON FUNCTION ledger.statement_by(date, date, date, text, text, text, text) IS
	'the statement, each kind of input from the tables as they are (NULL) or from what a closed report kept';

-- How the energy of a day lies in its hours: as samples have it, where they know
-- every hour of it.  Other days are spread evenly by whoever asks.
CREATE OR REPLACE FUNCTION ledger.site_hour(since date, until date)
RETURNS TABLE (site text, day date, hour timestamptz, part double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH sampled AS MATERIALIZED (
		SELECT f.site, f.day, f.hour, sum(f.facility_kwh) AS kwh, bool_and(f.facility_kwh IS NOT NULL) AS known, sum(f.covered_s) AS covered_s, sum(f.service_s) AS service_s
		FROM ledger.fleet_hourly f
		WHERE f.day >= site_hour.since AND f.day < site_hour.until
		GROUP BY f.site, f.day, f.hour
	), profile AS MATERIALIZED (
		SELECT s.site, s.day, sum(s.kwh) AS kwh
		FROM sampled s
		GROUP BY s.site, s.day
		HAVING count(*) = cardinality(ledger.edges_of_day(s.day)) - 1 AND bool_and(s.known) AND sum(s.kwh) > 0 AND sum(s.covered_s) >= 0.95 * sum(s.service_s)
	)
	SELECT s.site, s.day, s.hour, s.kwh / p.kwh FROM sampled s JOIN profile p ON p.site = s.site AND p.day = s.day;
END;
COMMENT ON FUNCTION ledger.site_hour(date, date) IS 'share of each hour in the energy of a site and day, of days whose every hour samples know';

CREATE OR REPLACE FUNCTION ledger.hours_of_day(day date)
RETURNS TABLE (hour timestamptz, part double precision)
LANGUAGE sql STABLE ROWS 24
BEGIN ATOMIC
	SELECT x.edges[i], 1::double precision / (cardinality(x.edges) - 1)
	FROM (SELECT ledger.edges_of_day(hours_of_day.day) AS edges) x CROSS JOIN LATERAL generate_series(1, cardinality(x.edges) - 1) i;
END;
COMMENT ON FUNCTION ledger.hours_of_day(date) IS 'hours of a day, 23 to 25, and the share that each has of what is spread evenly';

-- The statement by the hour, as the revision of the Scope 2 Guidance drafts it: a
-- certificate counts in the hours that it was generated in, and no other, and the hour
-- has the intensity of its region; beside the annual lines, never in their place.
CREATE OR REPLACE FUNCTION ledger.hourly(since date, until date, known_on date)
RETURNS TABLE (line text, site text, quantity double precision, matched_kwh double precision, co2e_kg double precision, method text, coverage double precision, editions text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	-- the days of the calendar year cost most: both lines are of the same
	WITH day AS MATERIALIZED (
		SELECT c.*, coalesce(c.zone, c.country) AS place
		FROM ledger.charged(hourly.since, hourly.until, hourly.known_on, NULL, NULL, NULL, NULL, true) c
	), profile AS MATERIALIZED (
		SELECT h.* FROM ledger.site_hour(hourly.since, hourly.until) h
	), certificate AS MATERIALIZED (
		SELECT c.* FROM ledger.certificates_of(NULL) c
	), generated AS MATERIALIZED (
		SELECT h.site, h.hour, sum(colossus.convert_quantity(h.mwh, 'MWh', 'kWh')) AS kwh, sum(h.mwh * c.g_per_kwh) / nullif(sum(h.mwh), 0) AS g_per_kwh
		FROM ledger.certificate_hour h
		CROSS JOIN LATERAL (SELECT x.g_per_kwh FROM certificate x WHERE x.certificate = h.certificate AND x.site = h.site AND (h.hour AT TIME ZONE 'UTC')::date <@ x.days ORDER BY x.from_date LIMIT 1) c
		GROUP BY h.site, h.hour
	), hour AS MATERIALIZED (
		SELECT d.*, h.hour, p.part IS NULL AS flat, coalesce(p.part, h.part) AS part, d.certificate_kwh + d.rest_kwh AS left_kwh,
			-- a plant on site that has its own rate needs no certificate
			CASE WHEN d.direct AND d.rest LIKE 'rate of %' THEN 0 ELSE d.certificate_kwh + d.rest_kwh END AS open_kwh
		FROM day d
		CROSS JOIN LATERAL ledger.hours_of_day(d.day) h
		LEFT JOIN profile p ON p.site = d.site AND p.day = d.day AND p.hour = h.hour
	), matched AS (
		SELECT h.*, g.g_per_kwh AS hour_g_per_kwh, h.left_kwh * h.part AS hour_kwh,
			h.open_kwh * h.part * least(coalesce(g.kwh / nullif(sum(h.open_kwh * h.part) OVER (PARTITION BY h.site, h.hour), 0), 0), 1) AS hour_matched_kwh
		FROM hour h
		LEFT JOIN generated g ON g.site = h.site AND g.hour = h.hour
	), intensity AS MATERIALIZED (
		-- of each hour the mean over the part of it that is known, and how much that is
		SELECT p.place, h.hour, sum(w.s * i.g_per_kwh) / sum(w.s) AS g_per_kwh, sum(w.s) / 3600 AS part
		FROM (SELECT DISTINCT d.place FROM day d WHERE d.place IS NOT NULL AND NOT d.direct) p
		CROSS JOIN LATERAL ledger.intensity_of(p.place, hourly.since::timestamp AT TIME ZONE 'UTC', hourly.until::timestamp AT TIME ZONE 'UTC') i
		CROSS JOIN LATERAL generate_series(date_trunc('hour', greatest(i.since, hourly.since::timestamp AT TIME ZONE 'UTC'), 'UTC'),
			least(i.until, hourly.until::timestamp AT TIME ZONE 'UTC') - interval '1 microsecond', interval '1 hour') h (hour)
		CROSS JOIN LATERAL (SELECT extract(epoch FROM least(i.until, h.hour + interval '1 hour') - greatest(i.since, h.hour))::double precision AS s) w
		WHERE w.s > 0
		GROUP BY p.place, h.hour
	), located AS (
		SELECT h.*, h.kwh::double precision * h.part AS hour_kwh, i.g_per_kwh AS hour_g_per_kwh, coalesce(i.part, 0) AS known_part
		FROM hour h
		LEFT JOIN intensity i ON NOT h.direct AND i.place = h.place AND i.hour = h.hour
	)
	SELECT '2 market, hourly (draft)', m.site, CASE WHEN sum(m.unknown_days) = 0 THEN sum((m.kwh::double precision * m.part)::numeric)::double precision END, sum(m.hour_matched_kwh::numeric)::double precision,
		CASE WHEN sum(m.unknown_days) = 0 AND bool_and(m.rest_g_per_kwh IS NOT NULL OR m.hour_kwh = m.hour_matched_kwh)
			THEN sum(ledger.market_kg(m.contract_kg * m.part, m.hour_matched_kwh, coalesce(m.hour_g_per_kwh, 0), m.hour_kwh - m.hour_matched_kwh, m.rest_g_per_kwh)::numeric)::double precision END,
		concat_ws('; ', 'hourly matching, draft of the revised Scope 2 Guidance', string_agg(DISTINCT m.unknown, '; '), 'contracts: ' || ledger.listed(jsonb_agg(DISTINCT m.contracts)),
			format('%s kWh of certificates in their hours', round(sum(m.hour_matched_kwh)::numeric, 3)), 'rest: ' || string_agg(DISTINCT m.rest, ', ') FILTER (WHERE m.hour_kwh <> m.hour_matched_kwh),
			CASE WHEN bool_or(m.flat) THEN 'days without samples spread evenly over their hours' END,
			'without hours, so without effect: ' || (SELECT string_agg(DISTINCT c.certificate, ', ') FROM ledger.certificate c
				WHERE c.site = m.site AND c.from_date < hourly.until AND c.until_date > hourly.since
					AND NOT EXISTS (SELECT 1 FROM ledger.certificate_hour h WHERE h.certificate = c.certificate AND h.site = c.site))),
		count(DISTINCT m.day)::double precision / (hourly.until - hourly.since), string_agg(DISTINCT m.rest_edition, ', ') FILTER (WHERE m.hour_kwh <> m.hour_matched_kwh)
	FROM matched m
	GROUP BY m.site
	UNION ALL
	SELECT '2 location, hourly (draft)', h.site, CASE WHEN sum(h.unknown_days) = 0 THEN sum(h.hour_kwh::numeric)::double precision END, (sum((h.hour_kwh * h.known_part)::numeric))::double precision,
		CASE WHEN sum(h.unknown_days) = 0 AND bool_and(h.known_part >= 1 OR h.g_per_kwh IS NOT NULL OR h.hour_kwh = 0) AND sum(h.known_part) > 0
			THEN sum(((CASE WHEN h.known_part > 0 THEN ledger.grid_kg(h.hour_kwh * h.known_part, h.hour_g_per_kwh) ELSE 0 END)
				+ CASE WHEN h.known_part < 1 THEN coalesce(ledger.grid_kg(h.hour_kwh * (1 - h.known_part), h.g_per_kwh), 0) ELSE 0 END)::numeric)::double precision END,
		concat_ws('; ', string_agg(DISTINCT h.unknown, '; '), CASE WHEN sum(h.known_part) > 0 THEN 'intensities of the hour in ' || string_agg(DISTINCT h.place, ', ') FILTER (WHERE h.known_part > 0)
				ELSE 'no series of g_per_kwh in ' || coalesce(string_agg(DISTINCT h.place, ', '), 'an unknown grid region') END,
			CASE WHEN sum(h.known_part) > 0 AND sum((h.hour_kwh * (1 - h.known_part))::numeric) FILTER (WHERE NOT h.direct) > 0.0005
				THEN format('%s kWh of hours without one by the annual average', round(sum((h.hour_kwh * (1 - h.known_part))::numeric) FILTER (WHERE NOT h.direct), 3)) END,
			CASE WHEN bool_or(h.direct) THEN 'line of its own from a plant' END,
			CASE WHEN bool_or(h.flat) THEN 'days without samples spread evenly over their hours' END),
		count(DISTINCT h.day)::double precision / (hourly.until - hourly.since), string_agg(DISTINCT h.edition, ', ') FILTER (WHERE h.known_part < 1)
	FROM located h
	GROUP BY h.site;
END;
COMMENT ON FUNCTION ledger.hourly(date, date, date) IS
	'both lines of scope 2 by the hour. Market-based: contracts by their share of each hour, certificates by certificate_hour, the rest by the rate of the supplier, the residual mix or the grid average. Location-based: by the intensities of the hour, of the region of each site where a series of g_per_kwh knows it, hours without one by the annual average; NULL: no such series, or a rest without average. Draft';

CREATE OR REPLACE FUNCTION ledger.statement(since date, until date, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date, matching text DEFAULT 'annual')
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT s.* FROM ledger.statement_by(statement.since, statement.until, statement.known_on, NULL, NULL, NULL, NULL) s
	UNION ALL
	SELECT h.site, h.line, 'CO2e', h.quantity, 'kWh', h.co2e_kg, h.co2e_kg, h.co2e_kg, h.method, least(h.coverage, 1), h.editions
	FROM ledger.hourly(statement.since, statement.until, statement.known_on) h
	WHERE CASE lower(statement.matching) WHEN 'annual' THEN false WHEN 'hourly' THEN true
		ELSE colossus.refuse(format('unknown matching "%s"', statement.matching), 'Known: annual, hourly (a draft, beside the annual lines).') IS NULL END;
END;
COMMENT ON FUNCTION ledger.statement(date, date, date, text) IS
	'emissions of every site in [since, until), with the factors published by known_on: 1 what was burnt or leaked on site, 2 location and 2 market purchased energy, 3 grid losses, upstream energy and fuel, and embodied; biogenic, CO2 of biomass, beside the scopes. Lines of one scope by two methods do not add. matching hourly adds both lines of scope 2 by the hour, as the draft revision of the Scope 2 Guidance has them. kg CO2e by AR5 over 100 years; NULL with the reason in method where a factor is missing. coverage: share of the days that a bill or samples cover';

CREATE OR REPLACE FUNCTION ledger.statement(year integer, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date)
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT s.* FROM ledger.statement(make_date(statement.year, 1, 1), make_date(statement.year + 1, 1, 1), statement.known_on) s;
END;
COMMENT ON FUNCTION ledger.statement(integer, date) IS 'the statement of a calendar year';

-- two dates in quotes would fit the year and the dates alike
CREATE OR REPLACE FUNCTION ledger.statement(since text, until text, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date, matching text DEFAULT 'annual')
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT s.* FROM ledger.statement(statement.since::date, statement.until::date, statement.known_on, statement.matching) s;
END;
COMMENT ON FUNCTION ledger.statement(text, text, date, text) IS 'the statement of [since, until), dates written in quotes';

CREATE OR REPLACE FUNCTION ledger.statement_total(since date, until date, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date)
RETURNS TABLE (site text, scope1_t double precision, scope2_location_t double precision, scope2_market_t double precision, grid_losses_t double precision,
	upstream_energy_t double precision, upstream_fuel_t double precision, embodied_t double precision, purchased_kwh double precision, coverage double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	SELECT s.site,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '1') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '1') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '2 location') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '2 location') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '2 market') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '2 market') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '3 grid losses') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '3 grid losses') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '3 upstream energy') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '3 upstream energy') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '3 upstream fuel') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '3 upstream fuel') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '3 embodied') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '3 embodied') / 1000 END,
		CASE WHEN bool_and(s.quantity IS NOT NULL) FILTER (WHERE s.line = '2 location') THEN sum(s.quantity) FILTER (WHERE s.line = '2 location') END,
		min(s.coverage) FILTER (WHERE s.line = '2 location')
	FROM ledger.statement_by(statement_total.since, statement_total.until, statement_total.known_on, NULL, NULL, NULL, NULL) s
	GROUP BY s.site
	ORDER BY s.site;
END;
COMMENT ON FUNCTION ledger.statement_total(date, date, date) IS 'the statement with a row a site and a column a line, t CO2e; NULL: a part of it is not known, or the site has no such line. purchased_kwh: electricity, steam, heat and cooling; NULL where some of them is not known';

CREATE OR REPLACE FUNCTION ledger.statement_organization(since date, until date, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date)
RETURNS TABLE (organization text, sites bigint, scope1_t double precision, scope2_location_t double precision, scope2_market_t double precision, grid_losses_t double precision,
	upstream_energy_t double precision, upstream_fuel_t double precision, embodied_t double precision, purchased_kwh double precision, coverage double precision, unknown text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	SELECT o.organization, count(*),
		CASE WHEN count(*) FILTER (WHERE t.scope1_t IS NULL AND h.lines @> ARRAY['1']) = 0 THEN sum(t.scope1_t) END,
		CASE WHEN count(*) FILTER (WHERE t.scope2_location_t IS NULL AND h.lines @> ARRAY['2 location']) = 0 THEN sum(t.scope2_location_t) END,
		CASE WHEN count(*) FILTER (WHERE t.scope2_market_t IS NULL AND h.lines @> ARRAY['2 market']) = 0 THEN sum(t.scope2_market_t) END,
		CASE WHEN count(*) FILTER (WHERE t.grid_losses_t IS NULL AND h.lines @> ARRAY['3 grid losses']) = 0 THEN sum(t.grid_losses_t) END,
		CASE WHEN count(*) FILTER (WHERE t.upstream_energy_t IS NULL AND h.lines @> ARRAY['3 upstream energy']) = 0 THEN sum(t.upstream_energy_t) END,
		CASE WHEN count(*) FILTER (WHERE t.upstream_fuel_t IS NULL AND h.lines @> ARRAY['3 upstream fuel']) = 0 THEN sum(t.upstream_fuel_t) END,
		CASE WHEN count(*) FILTER (WHERE t.embodied_t IS NULL AND h.lines @> ARRAY['3 embodied']) = 0 THEN sum(t.embodied_t) END,
		CASE WHEN count(*) FILTER (WHERE t.purchased_kwh IS NULL AND h.lines @> ARRAY['2 location']) = 0 THEN sum(t.purchased_kwh) END, avg(t.coverage), string_agg(t.site || ': ' || array_to_string(h.unknown, ', '), '; ' ORDER BY t.site) FILTER (WHERE h.unknown <> '{}')
	FROM (
		SELECT s.site, array_agg(DISTINCT s.line) AS lines, coalesce(array_agg(DISTINCT s.line) FILTER (WHERE s.co2e_kg IS NULL AND s.line <> 'exported'), '{}') AS unknown
		FROM ledger.statement_by(statement_organization.since, statement_organization.until, statement_organization.known_on, NULL, NULL, NULL, NULL) s
		GROUP BY s.site
	) h
	JOIN ledger.statement_total(statement_organization.since, statement_organization.until, statement_organization.known_on) t ON t.site = h.site
	LEFT JOIN colossus.site x ON x.site = t.site
	CROSS JOIN LATERAL (SELECT coalesce(x.organization, '(none)') AS organization) o
	GROUP BY o.organization
	ORDER BY o.organization;
END;
COMMENT ON FUNCTION ledger.statement_organization(date, date, date) IS
	'the statement with a row an organization of colossus.site: the sum of its sites. NULL: a line of some site is not known, and unknown names both; coverage is the mean of its sites';

CREATE OR REPLACE FUNCTION ledger.water_statement(since date, until date)
RETURNS TABLE (site text, line text, quantity_l double precision, method text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	SELECT b.site, CASE b.kind WHEN 'water' THEN 'withdrawn' ELSE 'discharged' END,
		sum(colossus.convert_quantity(b.quantity, b.unit, 'L') * (least(b.until_date, water_statement.until) - greatest(b.from_date, water_statement.since)) / (b.until_date - b.from_date)),
		CASE WHEN bool_and(b.from_date >= water_statement.since AND b.until_date <= water_statement.until) THEN 'bill' ELSE 'bill, split by days' END
	FROM ledger.bills_of(NULL, ARRAY['water', 'water discharged']) b
	WHERE b.from_date < water_statement.until AND b.until_date > water_statement.since
	GROUP BY b.site, b.kind
	UNION ALL
	SELECT c.site, 'off site', CASE WHEN sum(c.unknown_days) = 0 THEN sign(sum(c.kwh)::double precision) * colossus.water_l(abs(sum(c.kwh))::double precision, 0, 1, e.l_per_kwh) END,
		concat_ws('; ', string_agg(DISTINCT c.unknown, '; '),
			coalesce('water that generation consumes, ' || e.data_set, 'no figure of the water of electricity in ' || coalesce(c.country, 'an unknown country')))
	FROM ledger.charged(water_statement.since, water_statement.until, (now() AT TIME ZONE 'UTC')::date, NULL, NULL, NULL, NULL, false) c
	LEFT JOIN LATERAL ledger.ewif_of(c.country, water_statement.until) e ON true
	WHERE NOT c.direct
	GROUP BY c.site, c.country, e.l_per_kwh, e.data_set
	ORDER BY 1, 2;
END;
COMMENT ON FUNCTION ledger.water_statement(date, date) IS
	'litres of water: on site by bills, withdrawn and discharged (what is consumed is the difference), and off site what the generation of purchased electricity consumes, as if all came from the grid of the country; NULL: no figure for it';

-- What a statement leaves open is said, not left out.
CREATE OR REPLACE FUNCTION ledger.open_line(since date, until date, known_on date)
RETURNS TABLE (site text, line text, reason text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH line AS MATERIALIZED (
		SELECT s.* FROM ledger.statement_by(open_line.since, open_line.until, open_line.known_on, NULL, NULL, NULL, NULL) s
	)
	SELECT l.site, l.line, string_agg(DISTINCT CASE l.gas WHEN 'CO2e' THEN '' ELSE l.gas || ': ' END || l.method, '; ')
	FROM line l
	WHERE l.co2e_kg IS NULL AND l.line <> 'exported'
	GROUP BY l.site, l.line
	UNION ALL
	-- what came through the grid is what it had losses for
	SELECT k.site, 'water off site', concat_ws('; ', CASE WHEN NOT k.known THEN 'what was bought is not known' END, CASE WHEN e.l_per_kwh IS NULL THEN 'no figure of the water of electricity in ' || coalesce(k.country, 'an unknown country') END)
	FROM (SELECT l.site, ledger.country_of_site(l.site) AS country, bool_and(x.quantity IS NOT NULL) AS known
		FROM line l JOIN line x ON x.site = l.site AND x.line = '2 location' AND x.method !~ '^(steam|heat|cooling)'
		WHERE l.line = '3 grid losses' AND l.method !~ '^(steam|heat|cooling)' GROUP BY l.site) k
	LEFT JOIN LATERAL ledger.ewif_of(k.country, open_line.until) e ON true
	WHERE NOT k.known OR e.l_per_kwh IS NULL;
END;
COMMENT ON FUNCTION ledger.open_line(date, date, date) IS 'lines of the statement and of the water of a period that have no figure, and why; exported energy has none by its nature';

-- What a kWh of a day costs where no bill says it: each hour by tariff_hour or else
-- by tariff, in proportion to the energy of the hour.
CREATE OR REPLACE FUNCTION ledger.day_price(since date, until date)
RETURNS TABLE (site text, day date, per_kwh double precision, currency text, by_hour boolean, flat boolean)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH tariff AS MATERIALIZED (
		SELECT t.site, d.day::date AS day, t.per_kwh, t.currency
		FROM ledger.tariff_spans() t
		CROSS JOIN LATERAL generate_series(greatest(t.since, day_price.since)::timestamp, (least(t.until, day_price.until) - 1)::timestamp, interval '1 day') d (day)
	), hourly AS MATERIALIZED (
		SELECT x.site, (x.hour AT TIME ZONE 'UTC')::date AS day, x.hour, x.per_kwh, x.currency FROM ledger.tariff_hour x
		WHERE x.hour >= day_price.since::timestamp AT TIME ZONE 'UTC' AND x.hour < day_price.until::timestamp AT TIME ZONE 'UTC'
	), profile AS MATERIALIZED (
		SELECT h.* FROM ledger.site_hour(day_price.since, day_price.until) h WHERE EXISTS (SELECT 1 FROM hourly x)
	)
	SELECT t.site, t.day, t.per_kwh, t.currency, false, false
	FROM tariff t
	WHERE NOT EXISTS (SELECT 1 FROM hourly x WHERE x.site = t.site AND x.day = t.day)
	UNION ALL
	SELECT d.site, d.day, CASE WHEN bool_and(p.per_kwh IS NOT NULL) AND count(DISTINCT p.currency) = 1 THEN sum(coalesce(w.part, h.part) * p.per_kwh) END,
		CASE WHEN count(DISTINCT p.currency) = 1 THEN min(p.currency) END, true, bool_or(w.part IS NULL)
	FROM (SELECT DISTINCT x.site, x.day FROM hourly x) d
	CROSS JOIN LATERAL ledger.hours_of_day(d.day) h
	LEFT JOIN tariff t ON t.site = d.site AND t.day = d.day
	LEFT JOIN hourly x ON x.site = d.site AND x.hour = h.hour
	LEFT JOIN profile w ON w.site = d.site AND w.day = d.day AND w.hour = h.hour
	CROSS JOIN LATERAL (SELECT coalesce(x.per_kwh, t.per_kwh) AS per_kwh, CASE WHEN x.site IS NULL THEN t.currency ELSE x.currency END AS currency) p
	GROUP BY d.site, d.day;
END;
COMMENT ON FUNCTION ledger.day_price(date, date) IS
	'mean price of a kWh of a site and day by its tariff; by_hour: some of its hours have a price of their own. NULL: hours without a price, or of several currencies. flat: samples do not know the hours, the day is spread evenly';

-- What was paid, or is to be paid, for electricity, and what a tariff says of a bill.
CREATE OR REPLACE FUNCTION ledger.cost_statement(since date, until date)
RETURNS TABLE (site text, currency text, kwh double precision, cost double precision, per_kwh double precision, billed_kwh double precision, billed_cost double precision,
	tariff_kwh double precision, tariff_cost double precision, billed_by_tariff double precision, method text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH charge AS MATERIALIZED (
		SELECT c.site, c.day, c.kwh, c.cost, c.unknown_days, c.method, t.per_kwh, coalesce(c.currency, CASE WHEN c.cost IS NULL THEN t.currency END) AS currency,
			CASE WHEN t.currency = c.currency THEN c.kwh::double precision * t.per_kwh END AS by_tariff, c.cost IS NULL AND t.by_hour AS by_hour, c.cost IS NULL AND t.flat AS flat
		FROM ledger.charged(cost_statement.since, cost_statement.until, (now() AT TIME ZONE 'UTC')::date, NULL, NULL, NULL, NULL, true) c
		LEFT JOIN ledger.day_price(cost_statement.since, cost_statement.until) t ON t.site = c.site AND t.day = c.day
	)
	SELECT c.site, c.currency, k.kwh, k.cost, k.cost / nullif(k.kwh, 0), k.billed_kwh, k.billed_cost, k.tariff_kwh, k.tariff_cost, k.by_tariff,
		concat_ws('; ', CASE WHEN k.billed_cost IS NOT NULL THEN 'cost of bills' END, CASE WHEN k.tariff_kwh IS NOT NULL AND c.currency IS NOT NULL THEN CASE WHEN k.by_hour THEN 'tariff by the hour' ELSE 'tariff' END END,
			CASE WHEN k.flat THEN 'days without samples spread evenly over their hours' END, CASE WHEN c.currency IS NULL THEN 'neither a bill nor a tariff says what it cost' END)
	FROM (SELECT DISTINCT x.site, x.currency FROM charge x) c
	CROSS JOIN LATERAL (
		SELECT CASE WHEN sum(x.unknown_days) = 0 THEN sum(x.kwh)::double precision END AS kwh,
			CASE WHEN sum(x.unknown_days) = 0 AND bool_and(x.cost IS NOT NULL OR x.per_kwh IS NOT NULL) AND c.currency IS NOT NULL THEN sum((coalesce(x.cost, x.kwh::double precision * x.per_kwh))::numeric)::double precision END AS cost,
			(sum(x.kwh) FILTER (WHERE x.cost IS NOT NULL))::double precision AS billed_kwh, (sum(x.cost::numeric) FILTER (WHERE x.cost IS NOT NULL))::double precision AS billed_cost,
			(sum(x.kwh) FILTER (WHERE x.cost IS NULL))::double precision AS tariff_kwh,
			CASE WHEN sum(x.unknown_days) = 0 AND bool_and(x.per_kwh IS NOT NULL) FILTER (WHERE x.cost IS NULL) AND c.currency IS NOT NULL THEN (sum((x.kwh::double precision * x.per_kwh)::numeric) FILTER (WHERE x.cost IS NULL))::double precision END AS tariff_cost,
			CASE WHEN bool_and(x.by_tariff IS NOT NULL) FILTER (WHERE x.cost IS NOT NULL) THEN (sum(x.by_tariff::numeric) FILTER (WHERE x.cost IS NOT NULL))::double precision END AS by_tariff,
			bool_or(x.by_hour) AS by_hour, bool_or(x.flat) AS flat
		FROM charge x WHERE x.site = c.site AND x.currency IS NOT DISTINCT FROM c.currency
	) k
	ORDER BY c.site, c.currency;
END;
COMMENT ON FUNCTION ledger.cost_statement(date, date) IS
	'what purchased electricity of every site cost in [since, until), by currency: what bills ask for on their days, the tariff on others. billed_by_tariff is what the tariff would have asked for what bills have: compare it with billed_cost. NULL: neither a bill nor a tariff says it, for some of it';

-- Who used what was bought and generated: tenants, idle, and what samples do not show.
-- A kWh at the meter is of the grid and of the site's own units in the proportion that
-- the day had of both, whoever used it.
CREATE OR REPLACE FUNCTION ledger.job_share(since date, until date, known_on date)
RETURNS TABLE (site text, day date, job text, tenant text, consumer text, kwh double precision, location_co2e_kg double precision, market_co2e_kg double precision, cost double precision, currency text,
	water_on_site_l double precision, water_off_site_l double precision, site_kwh double precision, sampled_kwh double precision,
	own_kwh double precision, direct_co2e_kg double precision, upstream_fuel_co2e_kg double precision, supply_kwh double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH bought AS MATERIALIZED (
		SELECT c.site, c.day, c.country, CASE WHEN sum(c.unknown_days) = 0 THEN sum(c.kwh)::double precision END AS kwh, min(c.sampled_kwh) AS sampled_kwh,
			coalesce(sum(c.kwh) FILTER (WHERE NOT c.direct), 0) AS grid_kwh,
			CASE WHEN bool_and(c.g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(c.kwh::double precision, c.g_per_kwh)) END AS location_kg,
			CASE WHEN bool_and(m.kg IS NOT NULL) THEN sum(m.kg) END AS market_kg,
			CASE WHEN count(DISTINCT p.currency) = 1 AND bool_and(p.cost IS NOT NULL) THEN sum(p.cost) END AS cost, CASE WHEN count(DISTINCT p.currency) = 1 THEN min(p.currency) END AS currency,
			bool_and(c.cost IS NULL AND t.by_hour AND NOT t.flat) AS by_hour
		FROM ledger.charged(job_share.since, job_share.until, job_share.known_on, NULL, NULL, NULL, NULL, true) c
		CROSS JOIN LATERAL (SELECT ledger.market_kg(c.contract_kg, c.certificate_kwh, c.certificate_g_per_kwh, c.rest_kwh, c.rest_g_per_kwh) AS kg) m
		LEFT JOIN ledger.day_price(job_share.since, job_share.until) t ON t.site = c.site AND t.day = c.day
		CROSS JOIN LATERAL (SELECT coalesce(c.cost, c.kwh::double precision * t.per_kwh) AS cost, CASE WHEN c.cost IS NULL THEN t.currency ELSE c.currency END AS currency) p
		GROUP BY c.site, c.day, c.country
	), own AS MATERIALIZED (
		-- of what units emitted, the part of the electricity that was used on site
		SELECT coalesce(g.site, e.site) AS site, coalesce(g.day, e.day) AS day, CASE WHEN g.site IS NULL THEN 0 ELSE g.own_kwh END AS kwh,
			CASE WHEN e.site IS NULL THEN 0 ELSE e.unit_kg * w.part END AS used_kg, CASE WHEN e.site IS NULL THEN 0 ELSE e.site_kg END AS site_kg,
			CASE WHEN e.site IS NULL THEN 0 ELSE e.unit_upstream_kg * w.part END AS used_upstream_kg, CASE WHEN e.site IS NULL THEN 0 ELSE e.site_upstream_kg END AS site_upstream_kg
		FROM ledger.generated(job_share.since, job_share.until, NULL) g
		FULL JOIN ledger.own_emission(job_share.since, job_share.until, job_share.known_on, NULL) e ON e.site = g.site AND e.day = g.day
		CROSS JOIN LATERAL (SELECT CASE WHEN g.site IS NULL OR g.own_kwh = 0 THEN 0 ELSE g.own_kwh / g.kwh END AS part) w
	), charge AS MATERIALIZED (
		SELECT k.*, k.kwh + k.own_kwh AS supply_kwh, CASE WHEN k.own_kwh = 0 THEN 0 WHEN k.kwh + k.own_kwh = 0 THEN 0 ELSE k.own_kwh / (k.kwh + k.own_kwh) END AS own_part
		FROM (
			SELECT coalesce(b.site, o.site) AS site, coalesce(b.day, o.day) AS day, b.country, CASE WHEN b.site IS NULL THEN 0 ELSE b.kwh END AS kwh, b.sampled_kwh, CASE WHEN b.site IS NULL THEN 0 ELSE b.grid_kwh END AS grid_kwh,
				CASE WHEN b.site IS NULL THEN 0 ELSE b.location_kg END AS location_kg, CASE WHEN b.site IS NULL THEN 0 ELSE b.market_kg END AS market_kg,
				CASE WHEN b.site IS NULL THEN 0 ELSE b.cost END AS cost, b.currency, b.by_hour,
				CASE WHEN o.site IS NULL THEN 0 ELSE o.kwh END AS own_kwh, CASE WHEN o.site IS NULL THEN 0 ELSE o.used_kg END AS used_kg, CASE WHEN o.site IS NULL THEN 0 ELSE o.site_kg END AS site_kg,
				CASE WHEN o.site IS NULL THEN 0 ELSE o.used_upstream_kg END AS used_upstream_kg, CASE WHEN o.site IS NULL THEN 0 ELSE o.site_upstream_kg END AS site_upstream_kg
			FROM bought b FULL JOIN own o ON o.site = b.site AND o.day = b.day
		) k
	), water AS MATERIALIZED (
		SELECT b.site, d.day::date AS day, sum(CASE b.kind WHEN 'water' THEN 1 ELSE -1 END * colossus.convert_quantity(b.quantity, b.unit, 'L') / (b.until_date - b.from_date)) AS l
		FROM ledger.bills_of(NULL, ARRAY['water', 'water discharged']) b
		CROSS JOIN LATERAL generate_series(greatest(b.from_date, job_share.since)::timestamp, (least(b.until_date, job_share.until) - 1)::timestamp, interval '1 day') d (day)
		WHERE b.from_date < job_share.until AND b.until_date > job_share.since
		GROUP BY b.site, d.day::date
		HAVING bool_or(b.kind = 'water')
	), part AS MATERIALIZED (
		SELECT p.site, p.day, p.job, min(p.tenant) AS tenant,
			CASE WHEN count(*) FILTER (WHERE p.energy_nj > 0 AND p.facility_factor IS NULL) = 0 THEN colossus.nj_to_kwh(coalesce(sum(p.energy_nj * p.facility_factor), 0)) END AS kwh
		FROM ledger.device_part p
		WHERE p.day >= job_share.since AND p.day < job_share.until
		GROUP BY p.site, p.day, p.job
	), priced AS MATERIALIZED (
		-- where hours have prices, whoever used energy at night pays the night's
		SELECT p.site, p.day, p.job,
			colossus.nj_to_kwh(sum(ledger.cost_by_hour(p.site, p.day, p.hours, p.since, p.until, p.share_before, p.share_after, t.per_kwh) * p.facility_factor)) * min(1 - c.own_part) AS cost
		FROM (SELECT x.site, x.day, x.own_part FROM charge x WHERE x.by_hour AND x.cost IS NOT NULL) c
		JOIN ledger.device_part p ON p.site = c.site AND p.day = c.day
		LEFT JOIN ledger.tariff_spans() t ON t.site = p.site AND t.since <= p.day AND t.until > p.day
		WHERE p.day >= job_share.since AND p.day < job_share.until
		GROUP BY p.site, p.day, p.job
	), used AS (
		SELECT c.site, c.day, p.job, CASE WHEN p.job IS NULL THEN '(idle)' ELSE coalesce(p.tenant, '(none)') END AS tenant, CASE WHEN p.job IS NULL THEN 'idle' ELSE 'tenant' END AS consumer,
			p.kwh * (1 - c.own_part) AS kwh, p.kwh * c.own_part AS own_kwh, CASE WHEN c.supply_kwh = 0 THEN 0 * p.kwh ELSE p.kwh / c.supply_kwh END AS part, 0::double precision AS rest_kg, 0::double precision AS rest_upstream_kg
		FROM charge c JOIN part p ON p.site = c.site AND p.day = c.day
	), shared AS (
		SELECT u.* FROM used u
		UNION ALL
		-- and fuel that no electricity of the day shows: that of heat, of what left the site, and what was delivered into a tank
		SELECT c.site, c.day, NULL, '(unattributed)', 'unattributed', c.kwh - k.kwh, c.own_kwh - k.own_kwh, 1 - k.part, c.site_kg - c.used_kg, c.site_upstream_kg - c.used_upstream_kg
		FROM charge c
		LEFT JOIN (SELECT x.site, x.day, sum(x.kwh) AS kwh, sum(x.own_kwh) AS own_kwh, sum(x.part) AS part, bool_or(x.kwh IS NULL) AS unknown FROM used x GROUP BY x.site, x.day) u ON u.site = c.site AND u.day = c.day
		CROSS JOIN LATERAL (
			SELECT CASE WHEN u.site IS NULL THEN 0 WHEN NOT u.unknown THEN u.kwh END AS kwh, CASE WHEN u.site IS NULL THEN 0 WHEN NOT u.unknown THEN u.own_kwh END AS own_kwh, CASE WHEN u.site IS NULL THEN 0 WHEN NOT u.unknown THEN u.part END AS part
		) k
	)
	SELECT s.site, s.day, s.job, s.tenant, s.consumer, s.kwh, s.part * c.location_kg, s.part * c.market_kg,
		CASE WHEN c.by_hour IS NOT TRUE OR c.cost IS NULL THEN s.part * c.cost WHEN s.consumer = 'unattributed' THEN c.cost - coalesce(a.cost, 0) ELSE coalesce(q.cost, 0) END, c.currency, s.part * x.l,
		CASE WHEN c.grid_kwh = 0 THEN 0 ELSE sign(s.part * c.grid_kwh::double precision) * colossus.water_l(abs(s.part * c.grid_kwh::double precision), 0, 1, e.l_per_kwh) END, c.kwh, c.sampled_kwh,
		s.own_kwh, CASE WHEN c.used_kg = 0 THEN 0 ELSE s.part * c.used_kg END + s.rest_kg, CASE WHEN c.used_upstream_kg = 0 THEN 0 ELSE s.part * c.used_upstream_kg END + s.rest_upstream_kg, c.supply_kwh
	FROM shared s
	JOIN charge c ON c.site = s.site AND c.day = s.day
	LEFT JOIN priced q ON s.consumer <> 'unattributed' AND q.site = s.site AND q.day = s.day AND coalesce(q.job, '') = coalesce(s.job, '')
	LEFT JOIN (SELECT y.site, y.day, sum(y.cost) AS cost FROM priced y GROUP BY y.site, y.day) a ON a.site = s.site AND a.day = s.day
	LEFT JOIN water x ON x.site = s.site AND x.day = s.day
	LEFT JOIN (SELECT k.country, i.l_per_kwh FROM (SELECT DISTINCT y.country FROM charge y) k CROSS JOIN LATERAL ledger.ewif_of(k.country, job_share.until) i) e ON e.country = c.country;
END;
COMMENT ON FUNCTION ledger.job_share(date, date, date) IS
	'what was bought, and what own units generated for the site, by day, shared among jobs, idle and unattributed by what samples say: kwh adds up to what was bought and own_kwh to the rest of supply_kwh, direct_co2e_kg to what fuel emitted in line 1 of the statement and upstream_fuel_co2e_kg to its supply. unattributed is below 0 where samples and overheads say more than bills and units; site_kwh is what was bought, sampled_kwh what samples say of the day';

CREATE OR REPLACE FUNCTION ledger.statement_tenant(since date, until date, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date)
RETURNS TABLE (site text, tenant text, consumer text, kwh double precision, share double precision, location_co2e_kg double precision, market_co2e_kg double precision, cost double precision, currency text,
	purchased_kwh double precision, sampled_kwh double precision, ratio double precision, embodied_co2e_kg double precision, generated_kwh double precision, direct_co2e_kg double precision, upstream_fuel_co2e_kg double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH used AS MATERIALIZED (
		SELECT j.* FROM ledger.job_share(statement_tenant.since, statement_tenant.until, statement_tenant.known_on) j
	), whole AS (
		SELECT d.site, CASE WHEN bool_and(d.site_kwh IS NOT NULL) THEN sum(d.site_kwh::numeric)::double precision END AS kwh, sum(d.sampled_kwh::numeric)::double precision AS sampled_kwh, (sum(d.supply_kwh::numeric) FILTER (WHERE d.sampled_kwh IS NOT NULL))::double precision AS both_kwh
		FROM (SELECT DISTINCT u.site, u.day, u.site_kwh, u.supply_kwh, u.sampled_kwh FROM used u) d
		GROUP BY d.site
	), electricity AS (
		SELECT u.site, u.tenant, u.consumer, CASE WHEN bool_and(u.kwh IS NOT NULL) THEN sum(u.kwh::numeric)::double precision END AS kwh,
			CASE WHEN bool_and(u.location_co2e_kg IS NOT NULL) THEN sum(u.location_co2e_kg::numeric)::double precision END AS location_kg,
			CASE WHEN bool_and(u.market_co2e_kg IS NOT NULL) THEN sum(u.market_co2e_kg::numeric)::double precision END AS market_kg,
			CASE WHEN count(DISTINCT u.currency) = 1 AND bool_and(u.cost IS NOT NULL) THEN sum(u.cost::numeric)::double precision END AS cost, CASE WHEN count(DISTINCT u.currency) = 1 THEN min(u.currency) END AS currency,
			CASE WHEN bool_and(u.own_kwh IS NOT NULL) THEN sum(u.own_kwh::numeric)::double precision END AS own_kwh,
			CASE WHEN bool_and(u.direct_co2e_kg IS NOT NULL) THEN sum(u.direct_co2e_kg::numeric)::double precision END AS direct_kg,
			CASE WHEN bool_and(u.upstream_fuel_co2e_kg IS NOT NULL) THEN sum(u.upstream_fuel_co2e_kg::numeric)::double precision END AS upstream_kg
		FROM used u
		GROUP BY u.site, u.tenant, u.consumer
	), embodied AS (
		SELECT e.site, c.tenant, c.consumer, CASE WHEN bool_and(e.known) THEN sum(e.kg::numeric)::double precision END AS kg
		FROM ledger.embodied_share(statement_tenant.since, statement_tenant.until) e
		LEFT JOIN ledger.job j ON j.job = e.job
		CROSS JOIN LATERAL (SELECT CASE WHEN e.job IS NULL THEN '(idle)' ELSE coalesce(j.tenant, '(none)') END AS tenant, CASE WHEN e.job IS NULL THEN 'idle' ELSE 'tenant' END AS consumer) c
		WHERE e.site IS NOT NULL
		GROUP BY e.site, c.tenant, c.consumer
	)
	-- who has the one without the other has 0 of it, where the site has any
	SELECT k.site, k.tenant, k.consumer, z.kwh, z.kwh / nullif(w.kwh, 0), CASE WHEN u.site IS NULL THEN 0 * z.kwh ELSE u.location_kg END, CASE WHEN u.site IS NULL THEN 0 * z.kwh ELSE u.market_kg END,
		u.cost, u.currency, w.kwh, w.sampled_kwh, w.both_kwh / nullif(w.sampled_kwh, 0),
		CASE WHEN e.site IS NOT NULL THEN e.kg WHEN k.site IN (SELECT x.site FROM embodied x) THEN 0 END,
		CASE WHEN u.site IS NULL THEN 0 * z.kwh ELSE u.own_kwh END, CASE WHEN u.site IS NULL THEN 0 * z.kwh ELSE u.direct_kg END, CASE WHEN u.site IS NULL THEN 0 * z.kwh ELSE u.upstream_kg END
	FROM (SELECT x.site, x.tenant, x.consumer FROM electricity x UNION SELECT x.site, x.tenant, x.consumer FROM embodied x) k
	LEFT JOIN electricity u ON u.site = k.site AND u.tenant = k.tenant AND u.consumer = k.consumer
	LEFT JOIN embodied e ON e.site = k.site AND e.tenant = k.tenant AND e.consumer = k.consumer
	LEFT JOIN whole w ON w.site = k.site
	CROSS JOIN LATERAL (SELECT CASE WHEN u.site IS NOT NULL THEN u.kwh WHEN w.site IS NOT NULL THEN 0 END AS kwh) z
	ORDER BY k.site, k.consumer DESC, k.tenant;
END;
COMMENT ON FUNCTION ledger.statement_tenant(date, date, date) IS
	'purchased electricity of the statement by tenant: tenants, (idle) and (unattributed), which is what the bill has and samples do not, add up to purchased_kwh and to lines 2 of the statement, and embodied_co2e_kg, by the time that each held accelerators, to line 3 embodied. generated_kwh is what they used of the site''s own units; direct_co2e_kg adds up to what fuel emitted in line 1, and upstream_fuel_co2e_kg to line 3 upstream fuel: (unattributed) has the fuel of heat, of what left the site, and of deliveries that no unit has burnt. ratio: what was bought and generated over samples at the site meter, on days with both';

CREATE OR REPLACE FUNCTION ledger.month_units(since date, until date)
RETURNS TABLE (month date, job text, unit text, quantity double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH month AS (
		SELECT g.at::date AS month, greatest(g.at::date, month_units.since) AS since, least((g.at + interval '1 month')::date, month_units.until) AS until
		FROM generate_series(date_trunc('month', month_units.since::timestamp), (month_units.until - 1)::timestamp, interval '1 month') g (at)
	)
	SELECT date_trunc('month', t.day::timestamp)::date, t.job, replace(t.metric, '_tokens', ' token'), sum(t.tokens)
	FROM ledger.token_day t
	WHERE t.day >= month_units.since AND t.day < month_units.until AND t.metric <> 'doubtful_tokens'
	GROUP BY date_trunc('month', t.day::timestamp)::date, t.job, t.metric
	HAVING sum(t.tokens) > 0
	UNION ALL
	SELECT m.month, f.job, f.unit, sum(f.quantity * w.part)
	FROM ledger.functional_unit f
	JOIN month m ON f.from_date < m.until AND f.until_date > m.since
	CROSS JOIN LATERAL (
		SELECT ((least(m.until, f.until_date) - greatest(m.since, f.from_date))::numeric / (f.until_date - f.from_date))::double precision AS part
	) w
	GROUP BY m.month, f.job, f.unit;
END;
COMMENT ON FUNCTION ledger.month_units(date, date) IS 'tokens and functional units of jobs by month; periods of functional_unit are split by days';

CREATE OR REPLACE FUNCTION ledger.footprint(since date, until date, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date, with_idle boolean DEFAULT false)
RETURNS TABLE (month date, model text, tenant text, unit text, quantity double precision, facility_kwh double precision, location_co2e_kg double precision, market_co2e_kg double precision, embodied_co2e_kg double precision,
	water_l double precision, cost double precision, currency text, kwh_per_million double precision, location_co2e_kg_per_million double precision, market_co2e_kg_per_million double precision,
	water_l_per_million double precision, cost_per_million double precision, sci_g double precision, generated_kwh double precision, direct_co2e_kg double precision, upstream_fuel_co2e_kg double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH used AS MATERIALIZED (
		SELECT j.*, date_trunc('month', j.day::timestamp)::date AS month,
			-- what nobody used is shared by what the jobs of the site used that day
			CASE WHEN footprint.with_idle THEN coalesce(sum(j.kwh + j.own_kwh) OVER d / nullif(sum(j.kwh + j.own_kwh) FILTER (WHERE j.job IS NOT NULL) OVER d, 0), 1) ELSE 1 END AS times
		FROM ledger.job_share(footprint.since, footprint.until, footprint.known_on) j
		WINDOW d AS (PARTITION BY j.site, j.day)
	), worn AS (
		-- the life of parts that nobody held is shared by what the jobs of the site held that month
		SELECT w.month, w.job, sum(w.kg * CASE WHEN footprint.with_idle THEN coalesce(w.site_kg / nullif(w.held_kg, 0), 1) ELSE 1 END) AS kg, bool_and(CASE WHEN footprint.with_idle THEN w.site_known ELSE w.known END) AS known
		FROM (
			SELECT e.*, sum(e.kg) OVER m AS site_kg, sum(e.kg) FILTER (WHERE e.job IS NOT NULL) OVER m AS held_kg, bool_and(e.known) OVER m AS site_known
			FROM ledger.embodied_share(footprint.since, footprint.until) e
			WINDOW m AS (PARTITION BY e.site, e.month)
		) w
		WHERE w.job IS NOT NULL
		GROUP BY w.month, w.job
	), of_job AS (
		SELECT u.month, u.job, CASE WHEN bool_and(u.kwh IS NOT NULL) THEN sum((u.kwh + u.own_kwh) * u.times) END AS kwh,
			-- what own units emitted is in both methods
			CASE WHEN bool_and(u.location_co2e_kg IS NOT NULL AND u.direct_co2e_kg IS NOT NULL) THEN sum((u.location_co2e_kg + u.direct_co2e_kg) * u.times) END AS location_kg,
			CASE WHEN bool_and(u.market_co2e_kg IS NOT NULL AND u.direct_co2e_kg IS NOT NULL) THEN sum((u.market_co2e_kg + u.direct_co2e_kg) * u.times) END AS market_kg,
			CASE WHEN bool_and(u.own_kwh IS NOT NULL) THEN sum(u.own_kwh * u.times) END AS own_kwh,
			CASE WHEN bool_and(u.direct_co2e_kg IS NOT NULL) THEN sum(u.direct_co2e_kg * u.times) END AS direct_kg,
			CASE WHEN bool_and(u.upstream_fuel_co2e_kg IS NOT NULL) THEN sum(u.upstream_fuel_co2e_kg * u.times) END AS upstream_kg,
			CASE WHEN bool_and(u.water_on_site_l IS NOT NULL AND u.water_off_site_l IS NOT NULL) THEN sum((u.water_on_site_l + u.water_off_site_l) * u.times) END AS water_l,
			CASE WHEN bool_and(u.cost IS NOT NULL) AND count(DISTINCT u.currency) = 1 THEN sum(u.cost * u.times) END AS cost, min(u.currency) AS currency
		FROM used u
		WHERE u.job IS NOT NULL
		GROUP BY u.month, u.job
	), total AS (
		SELECT n.month, coalesce(j.model, '(none)') AS model, coalesce(j.tenant, '(none)') AS tenant, n.unit, sum(n.quantity) AS quantity,
			CASE WHEN bool_and(o.kwh IS NOT NULL) THEN sum(o.kwh) END AS kwh, CASE WHEN bool_and(o.location_kg IS NOT NULL) THEN sum(o.location_kg) END AS location_kg,
			CASE WHEN bool_and(o.market_kg IS NOT NULL) THEN sum(o.market_kg) END AS market_kg, CASE WHEN bool_and(w.known) THEN sum(w.kg) END AS embodied_kg,
			CASE WHEN bool_and(o.water_l IS NOT NULL) THEN sum(o.water_l) END AS water_l,
			CASE WHEN bool_and(o.own_kwh IS NOT NULL) THEN sum(o.own_kwh) END AS own_kwh, CASE WHEN bool_and(o.direct_kg IS NOT NULL) THEN sum(o.direct_kg) END AS direct_kg, CASE WHEN bool_and(o.upstream_kg IS NOT NULL) THEN sum(o.upstream_kg) END AS upstream_kg,
			CASE WHEN bool_and(o.cost IS NOT NULL) AND count(DISTINCT o.currency) = 1 THEN sum(o.cost) END AS cost, CASE WHEN count(DISTINCT o.currency) = 1 THEN min(o.currency) END AS currency
		FROM ledger.month_units(footprint.since, footprint.until) n
		JOIN ledger.job j ON j.job = n.job
		LEFT JOIN of_job o ON o.month = n.month AND o.job = n.job
		LEFT JOIN worn w ON w.month = n.month AND w.job = n.job
		GROUP BY n.month, coalesce(j.model, '(none)'), coalesce(j.tenant, '(none)'), n.unit
	)
	SELECT t.month, t.model, t.tenant, t.unit, t.quantity, t.kwh, t.location_kg, t.market_kg, t.embodied_kg, t.water_l, t.cost, t.currency,
		t.kwh / p.millions, t.location_kg / p.millions, t.market_kg / p.millions, t.water_l / p.millions, t.cost / p.millions,
		colossus.sci_g(t.kwh, CASE WHEN t.kwh > 0 THEN t.location_kg * 1000 / t.kwh END, t.embodied_kg * 1000, nullif(t.quantity, 0)),
		t.own_kwh, t.direct_kg, t.upstream_kg
	FROM total t
	CROSS JOIN LATERAL (SELECT nullif(t.quantity, 0) / 1e6 AS millions) p
	ORDER BY t.month, t.model, t.tenant, t.unit;
END;
COMMENT ON FUNCTION ledger.footprint(date, date, date, boolean) IS
	'energy at the site meter, bought and generated on site, kg CO2e, water and cost by month, model, tenant and unit, per million units, and the software carbon intensity, g CO2e per unit (ISO/IEC 21031: location-based and embodied). Both methods have what own units emitted, which is direct_co2e_kg; upstream_fuel_co2e_kg, the supply of their fuel, is in neither, as that of power plants is not. Cost and water off site are of what was bought. Units are tokens by kind, each with the whole energy of its jobs, and those of functional_unit. with_idle: idle and unattributed energy of a site and day is shared among its jobs by their energy';
