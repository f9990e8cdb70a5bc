-- The statement of a period: what a site bought, burnt and lost, and what that emitted.

CREATE OR REPLACE FUNCTION ledger.activity_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	kinds CONSTANT text[] := ARRAY['electricity', 'steam', 'heat', 'cooling', 'fuel', 'refrigerant', 'water', 'water discharged', 'electricity exported', 'heat exported'];
	units CONSTANT text[] := ARRAY['kWh', 'MWh', 'GJ', 'MMBtu', 'therm', 'm3', 'L', 'gal', 'kg', 't'];
	measured text[];
	other ledger.activity;
BEGIN
	IF NOT NEW.kind = ANY (kinds) THEN
		RAISE EXCEPTION 'unknown kind of activity "%"', left(NEW.kind, 60)
			USING ERRCODE = 'invalid_parameter_value', HINT = format('Known kinds: %s.', array_to_string(kinds, ', '));
	END IF;
	IF NOT NEW.unit = ANY (units) THEN
		RAISE EXCEPTION 'unknown unit "%"', left(NEW.unit, 60)
			USING ERRCODE = 'invalid_parameter_value', HINT = concat_ws(' ', CASE
				WHEN NEW.unit ~* '^[kM]?VAh?$' THEN 'Apparent energy is none: multiply it by the power factor.'
				WHEN NEW.unit ~* 'lbs?$|pound|ton' AND NEW.kind IN ('steam', 'heat') THEN 'A mass of steam is no energy: the bill or its supplier says how much heat is in it.'
				WHEN NEW.unit ~* 'gal' THEN 'gal is the US gallon; other gallons are billed in L.'
				WHEN NEW.unit ~ '^[A-Z]{3}$' THEN 'Money goes to cost and currency.'
			END, format('Known units: %s.', array_to_string(units, ', ')));
	END IF;
	measured := CASE WHEN NEW.kind IN ('electricity', 'steam', 'heat', 'cooling', 'electricity exported', 'heat exported') THEN units[1:5]
		WHEN NEW.kind = 'refrigerant' THEN units[9:10]
		WHEN NEW.kind IN ('water', 'water discharged') THEN units[6:8]
		ELSE units END;
	IF NOT NEW.unit = ANY (measured) THEN
		RAISE EXCEPTION '% is not measured in %', NEW.kind, NEW.unit
			USING ERRCODE = 'invalid_parameter_value', HINT = format('Units of %s: %s.', NEW.kind, array_to_string(measured, ', '));
	END IF;
	IF NEW.kind IN ('fuel', 'refrigerant') AND NEW.fuel IS NULL THEN
		RAISE EXCEPTION 'activity "%" does not say which %', NEW.activity_id, NEW.kind
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Column fuel names it.';
	END IF;
	IF NEW.direct_g_per_kwh IS NOT NULL AND NEW.kind <> 'electricity' THEN
		RAISE EXCEPTION '% has no line of its own from a plant', NEW.kind
			USING ERRCODE = 'invalid_parameter_value', HINT = 'direct_g_per_kwh is of electricity alone.';
	END IF;
	IF NEW.quantity < 0 THEN
		SELECT a.* INTO other FROM ledger.activity a WHERE a.activity_id = NEW.corrects;
		IF FOUND AND (other.site, other.kind, other.fuel) IS DISTINCT FROM (NEW.site, NEW.kind, NEW.fuel) THEN
			RAISE EXCEPTION 'credit "%" is of % of %, its bill "%" of % of %', NEW.activity_id, NEW.kind, NEW.site, NEW.corrects, other.kind, other.site
				USING ERRCODE = 'invalid_parameter_value', HINT = 'A credit is taken off a bill of the same site, kind and fuel.';
		END IF;
		-- what a credit does not say is as in its bill
		IF FOUND THEN
			NEW.supplier := coalesce(NEW.supplier, other.supplier);
			NEW.meter := coalesce(NEW.meter, other.meter);
			NEW.technology := coalesce(NEW.technology, other.technology);
			NEW.controls := other.controls;
			NEW.heating_value := other.heating_value;
			NEW.direct_g_per_kwh := coalesce(NEW.direct_g_per_kwh, other.direct_g_per_kwh);
		END IF;
	END IF;
	RETURN NEW;
END
$body$;
COMMENT ON FUNCTION ledger.activity_check() IS 'refuses kinds and units that are none, and credits of another thing than their bill, with 22023';
CREATE OR REPLACE TRIGGER activity_check BEFORE INSERT OR UPDATE ON ledger.activity
	FOR EACH ROW EXECUTE FUNCTION ledger.activity_check();

CREATE OR REPLACE VIEW ledger.site_energy (	-- energy of all accelerators of a site by day, as samples have it
	site,	-- site
	day,	-- day
	energy_nj,	-- nJ at the accelerators, exact
	service_s,	-- s in service, over all accelerators
	covered_s	-- s whose energy is known
) WITH (security_invoker) AS
SELECT e.site, e.day, sum(e.energy_nj), sum(e.service_s::numeric)::double precision, sum(e.covered_s::numeric)::double precision
FROM ledger.device_energy e
WHERE e.site IS NOT NULL
GROUP BY e.site, e.day;

-- Each kind of input is read from the tables as they are, or from what a closed
-- report kept: restate tells causes apart by mixing the two.

CREATE OR REPLACE FUNCTION ledger.rows_of(report text, relation text)
RETURNS SETOF jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT i.input FROM ledger.closed_input i WHERE i.report = rows_of.report AND i.relation = rows_of.relation
	UNION ALL SELECT to_jsonb(x) FROM ledger.unit_operation x WHERE rows_of.report IS NULL AND rows_of.relation = 'unit_operation'
	UNION ALL SELECT to_jsonb(x) FROM ledger.site_overhead x WHERE rows_of.report IS NULL AND rows_of.relation = 'site_overhead'
	UNION ALL SELECT to_jsonb(x) FROM ledger.electricity_contract x WHERE rows_of.report IS NULL AND rows_of.relation = 'electricity_contract'
	UNION ALL SELECT to_jsonb(x) FROM ledger.certificate x WHERE rows_of.report IS NULL AND rows_of.relation = 'certificate'
	UNION ALL SELECT to_jsonb(x) FROM ledger.supplier_rate x WHERE rows_of.report IS NULL AND rows_of.relation = 'supplier_rate';
END;
COMMENT ON FUNCTION ledger.rows_of(text, text) IS
	'rows of unit_operation, site_overhead, electricity_contract, certificate or supplier_rate as they are; of a report: as it had them. jsonb_populate_record makes rows of them';

CREATE OR REPLACE FUNCTION ledger.bills_of(report text)
RETURNS SETOF ledger.activity
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH bill AS MATERIALIZED (
		SELECT a.* FROM ledger.activity a
		WHERE bills_of.report IS NULL
			AND NOT EXISTS (SELECT 1 FROM ledger.activity c WHERE c.corrects = a.activity_id AND c.quantity >= 0)
			-- a credit goes with the bill that it was taken off
			AND (a.quantity >= 0 OR NOT EXISTS (SELECT 1 FROM ledger.activity c WHERE c.corrects = a.corrects AND c.quantity >= 0))
	), estimate AS MATERIALIZED (
		SELECT b.* FROM bill b WHERE b.estimated OR b.quantity < 0 AND EXISTS (SELECT 1 FROM ledger.activity e WHERE e.activity_id = b.corrects AND e.estimated)
	)
	SELECT b.* FROM bill b WHERE b.activity_id NOT IN (SELECT e.activity_id FROM estimate e)
	UNION ALL
	SELECT b.activity_id, b.site, b.kind, lower(p.days), upper(p.days), b.quantity * w.part, b.unit, b.fuel, b.technology, b.controls,
		b.supplier, b.corrects, b.source, b.meter, true, b.heating_value, b.direct_g_per_kwh, b.cost * w.part, b.currency
	FROM estimate b
	LEFT JOIN LATERAL (
		SELECT range_agg(daterange(x.from_date, x.until_date)) AS days FROM bill x
		WHERE x.site = b.site AND x.kind = b.kind AND x.meter IS NOT DISTINCT FROM b.meter AND x.fuel IS NOT DISTINCT FROM b.fuel AND x.quantity >= 0 AND NOT x.estimated
	) r ON true
	CROSS JOIN LATERAL unnest(datemultirange(daterange(b.from_date, b.until_date)) - coalesce(r.days, datemultirange())) AS p (days)
	CROSS JOIN LATERAL (SELECT (upper(p.days) - lower(p.days))::double precision / (b.until_date - b.from_date) AS part) w
	UNION ALL
	SELECT x.*
	FROM ledger.closed_input i CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.activity, i.input) x
	WHERE i.report = bills_of.report AND i.relation = 'activity';
END;
COMMENT ON FUNCTION ledger.bills_of(text) IS
	'bills that hold: corrected ones left out, and of estimated ones the days that are left beside bills that were read; of a report: as it had them';

CREATE OR REPLACE FUNCTION ledger.energy_of(report text, since date, until date)
RETURNS TABLE (site text, day date, energy_nj numeric, service_s double precision, covered_s double precision)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT e.site, e.day, e.energy_nj, e.service_s, e.covered_s
	FROM ledger.site_energy e WHERE energy_of.report IS NULL AND e.day >= energy_of.since AND e.day < energy_of.until
	UNION ALL
	SELECT i.input->>'site', (i.input->>'day')::date, (i.input->>'energy_nj')::numeric, (i.input->>'service_s')::double precision, (i.input->>'covered_s')::double precision
	FROM ledger.closed_input i WHERE i.report = energy_of.report AND i.relation = 'site_energy';
END;
COMMENT ON FUNCTION ledger.energy_of(text, date, date) IS 'energy of sites by day as samples have it; of a report: as it had it';

-- A month may have more credits than bills: what is below 0 takes as much off.

CREATE OR REPLACE FUNCTION ledger.grid_kg(kwh double precision, g_per_kwh double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sign(grid_kg.kwh) * colossus.co2e_from_g_per_kwh_kg(abs(grid_kg.kwh), grid_kg.g_per_kwh);
COMMENT ON FUNCTION ledger.grid_kg(double precision, double precision) IS 'kg CO2e of electricity, also of credits, which are below 0';

CREATE OR REPLACE FUNCTION ledger.lost_kwh(kwh double precision, loss double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sign(lost_kwh.kwh) * colossus.lost_kwh(abs(lost_kwh.kwh), lost_kwh.loss);
COMMENT ON FUNCTION ledger.lost_kwh(double precision, double precision) IS 'kWh that the grid loses on the way to electricity, also of credits, which are below 0';

CREATE OR REPLACE FUNCTION ledger.gas_kg(gas text, kg double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sign(gas_kg.kg) * colossus.co2e_kg(gas_kg.gas, abs(gas_kg.kg));
COMMENT ON FUNCTION ledger.gas_kg(text, double precision) IS 'kg CO2e of a gas by AR5 over 100 years, also of credits, which are below 0';

-- The Scope 2 Guidance lets a certificate count only in the market that it was issued
-- in, and for a time near that of its generation: others are named and change nothing.
CREATE OR REPLACE FUNCTION ledger.country_of(name text)
RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT CASE WHEN r.region ~ '^[A-Z]{3}$' THEN r.region WHEN r.region = 'US' OR EXISTS (SELECT 1 FROM colossus.grid_area a WHERE a.region = r.region) THEN 'USA' END
	FROM (SELECT coalesce(colossus.grid_region_of(country_of.name), upper(btrim(country_of.name))) AS region) r);
COMMENT ON FUNCTION ledger.country_of(text) IS 'ISO 3166 alpha-3 code of the country of a grid region or country, by any of its names; NULL: none that is known';

CREATE OR REPLACE FUNCTION ledger.certificates_of(report text)
RETURNS TABLE (certificate text, site text, from_date date, until_date date, mwh double precision, vintage integer, market text, g_per_kwh double precision, source text, refused text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT c.certificate, c.site, c.from_date, c.until_date, c.mwh, c.vintage, c.market, c.g_per_kwh, c.source,
		CASE WHEN c.vintage < extract(year FROM c.from_date) - 1 OR c.vintage > extract(year FROM c.until_date - 1) + 1 THEN format('%s of vintage %s', c.certificate, c.vintage)
			WHEN CASE WHEN m.is_group THEN w.country NOT IN (SELECT g.country FROM colossus.country_group g WHERE g.country_group = m.name)
				ELSE ledger.country_of(c.market) <> w.country END THEN format('%s of market %s', c.certificate, c.market) END
	FROM ledger.rows_of(certificates_of.report, 'certificate') r (input)
	CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.certificate, r.input) c
	LEFT JOIN colossus.site s ON s.site = c.site
	CROSS JOIN LATERAL (SELECT coalesce(s.country, ledger.country_of(s.grid_region)) AS country) w
	CROSS JOIN LATERAL (SELECT n.name, EXISTS (SELECT 1 FROM colossus.country_group g WHERE g.country_group = n.name) AS is_group
		FROM (SELECT coalesce(colossus.grid_region_of(c.market), upper(btrim(c.market))) AS name) n) m;
END;
COMMENT ON FUNCTION ledger.certificates_of(text) IS
	'certificates as they are, or as a report had them. refused: why one does not count, its vintage more than a year off or its market another than that of its site; NULL: it counts. A market or a site whose country is not known is no reason';

-- Certificates cover a calendar year: a month knows its part of them only beside
-- the other months.
CREATE OR REPLACE FUNCTION ledger.matched_span(since date, until date, contracts text)
RETURNS TABLE (since date, until date)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
	SELECT CASE WHEN c.found THEN y.since ELSE matched_span.since END, CASE WHEN c.found THEN y.until ELSE matched_span.until END
	FROM (VALUES (matched_span.since >= matched_span.until OR matched_span.since < '1970-01-01' OR matched_span.until > '2200-01-01')) AS b (bad)
	CROSS JOIN LATERAL (
		SELECT CASE WHEN NOT b.bad THEN make_date(extract(year FROM matched_span.since)::integer, 1, 1) END AS since,
			CASE WHEN NOT b.bad THEN make_date(extract(year FROM matched_span.until - 1)::integer + 1, 1, 1) END AS until
	) y
	CROSS JOIN LATERAL (
		SELECT count(*) > 0 AS found FROM ledger.rows_of(matched_span.contracts, 'certificate') r (input)
		WHERE (r.input->>'from_date')::date < y.until AND (r.input->>'until_date')::date > y.since
	) c
	WHERE CASE WHEN b.bad THEN colossus.refuse(format('no statement from %s until %s', matched_span.since, matched_span.until), 'The last day comes after the first, both from 1970 to 2199.') IS NULL ELSE true END;
END;
COMMENT ON FUNCTION ledger.matched_span(date, date, text) IS 'days that a statement of [since, until) looks at: whole calendar years where there are certificates';

-- Purchased electricity.  A bill gives the energy of its days: spread by what
-- samples say of them where those know 95 % of the time, else evenly.  Days without
-- a bill are what samples say, less what was generated on site.  A bill is cut where
-- anything may change that it counts by, or at every day; rounding the energy up to
-- each cut to a mWh, and the cost to a millionth, makes the pieces add up to the bill.
CREATE OR REPLACE FUNCTION ledger.purchased(since date, until date, edges date[], bills text, samples text, overheads text, contracts text, by_day boolean)
RETURNS TABLE (site text, from_date date, until_date date, supplier text, direct_g_per_kwh double precision, kwh numeric, split text, estimated boolean, bill_from date, bill_until date,
	cost double precision, currency text, sampled_kwh double precision, generated_kwh double precision, coverage double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH bill AS MATERIALIZED (
		SELECT row_number() OVER () AS piece, b.site, b.from_date, b.until_date, b.supplier, b.direct_g_per_kwh, b.estimated, b.cost, b.currency,
			colossus.convert_quantity(b.quantity, b.unit, 'kWh')::numeric AS kwh, greatest(b.from_date, purchased.since) AS first_day, least(b.until_date, purchased.until) AS last_day
		FROM ledger.bills_of(purchased.bills) b
		WHERE b.kind = 'electricity' AND b.from_date < purchased.until AND b.until_date > purchased.since
	), span AS (
		SELECT least(purchased.since, min(b.from_date)) AS since, greatest(purchased.until, max(b.until_date)) AS until FROM bill b
	), overhead AS MATERIALIZED (
		SELECT x.* FROM ledger.rows_of(purchased.overheads, 'site_overhead') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.site_overhead, r.input) x
	), sampled AS MATERIALIZED (
		SELECT e.site, e.day, e.service_s, e.covered_s,
			colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj), o.server_factor), o.pue) AS kwh
		FROM span s
		CROSS JOIN LATERAL ledger.energy_of(purchased.samples, s.since, s.until) e
		LEFT JOIN LATERAL (
			-- what is no factor, a finding, is not known
			SELECT CASE WHEN x.server_factor <= 20 THEN x.server_factor END AS server_factor, CASE WHEN x.pue <= 20 THEN x.pue END AS pue FROM overhead x
			WHERE x.site = e.site AND x.from_date <= e.day AND (x.until_date IS NULL OR x.until_date > e.day)
			ORDER BY x.from_date DESC LIMIT 1
		) o ON true
	), generated AS MATERIALIZED (
		SELECT u.site, d.day::date AS day,
			CASE WHEN bool_and(u.mwh IS NOT NULL) THEN sum((u.mwh * 1000 *
				extract(epoch FROM least(u.ended_at, (d.day + interval '1 day') AT TIME ZONE 'UTC') - greatest(u.started_at, d.day AT TIME ZONE 'UTC')) / extract(epoch FROM u.ended_at - u.started_at))::numeric)::double precision END AS kwh
		FROM ledger.rows_of(purchased.bills, 'unit_operation') r (input)
		CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.unit_operation, r.input) u
		-- days without a time zone: those of a session lose or win an hour
		CROSS JOIN LATERAL generate_series(date_trunc('day', greatest(u.started_at AT TIME ZONE 'UTC', purchased.since::timestamp)),
			least(u.ended_at AT TIME ZONE 'UTC', purchased.until::timestamp) - interval '1 microsecond', interval '1 day') d (day)
		GROUP BY u.site, d.day::date
	), change AS MATERIALIZED (
		SELECT DISTINCT c.site, c.day
		FROM (
			SELECT o.site, v.day FROM overhead o CROSS JOIN LATERAL (VALUES (o.from_date), (o.until_date)) AS v (day)
			UNION ALL
			SELECT r.input->>'site', v.day::date FROM ledger.rows_of(purchased.contracts, 'electricity_contract') r (input)
			CROSS JOIN LATERAL (VALUES (r.input->>'from_date'), (r.input->>'until_date')) AS v (day)
			UNION ALL
			SELECT b.site, v.day::date FROM (SELECT DISTINCT x.site, x.supplier FROM bill x) b
			JOIN ledger.rows_of(purchased.contracts, 'supplier_rate') r (input) ON r.input->>'supplier' = b.supplier
			CROSS JOIN LATERAL (VALUES (r.input->>'from_date'), (r.input->>'until_date')) AS v (day)
			UNION ALL
			SELECT b.site, v.day FROM (SELECT DISTINCT x.site FROM bill x) b
			CROSS JOIN (SELECT unnest(purchased.edges) UNION ALL
				SELECT make_date(y, 1, 1) FROM generate_series(extract(year FROM purchased.since)::integer, extract(year FROM purchased.until)::integer) y) AS v (day)
		) c
		WHERE c.day > purchased.since AND c.day < purchased.until
	), cut AS (
		SELECT b.piece, b.first_day AS day FROM bill b
		UNION
		SELECT b.piece, c.day FROM bill b JOIN change c ON c.site = b.site AND c.day > b.first_day AND c.day < b.last_day
		UNION
		SELECT b.piece, d.day::date FROM bill b CROSS JOIN LATERAL generate_series(b.first_day::timestamp, (b.last_day - 1)::timestamp, interval '1 day') d (day) WHERE purchased.by_day
	), segment AS (
		SELECT c.piece, c.day AS from_date, lead(c.day) OVER (PARTITION BY c.piece ORDER BY c.day) AS until_date FROM cut c
	), run AS MATERIALIZED (
		-- what samples have of each bill, up to each of its days
		SELECT b.piece, s.day, sum(s.kwh::numeric) OVER (PARTITION BY b.piece ORDER BY s.day) AS up_to, sum(s.kwh::numeric) OVER p AS total,
			count(s.kwh) OVER p = b.until_date - b.from_date AND sum(s.covered_s) OVER p >= 0.95 * sum(s.service_s) OVER p AND sum(s.kwh) OVER p > 0 AS by_samples
		FROM bill b JOIN sampled s ON s.site = b.site AND s.day >= b.from_date AND s.day < b.until_date
		WHERE b.direct_g_per_kwh IS NULL
		WINDOW p AS (PARTITION BY b.piece)
	), direct AS (
		SELECT b.site, d.day::date AS day, sum(b.kwh / (b.until_date - b.from_date))::double precision AS kwh
		FROM bill b CROSS JOIN LATERAL generate_series(b.first_day::timestamp, (b.last_day - 1)::timestamp, interval '1 day') d (day)
		WHERE b.direct_g_per_kwh IS NOT NULL
		GROUP BY b.site, d.day::date
	), billed AS (
		SELECT b.*, g.from_date AS seg_from, coalesce(g.until_date, b.last_day) AS seg_until, w.total IS NOT NULL AS by_samples, w.total,
			coalesce(l.up_to, 0) AS up_to_from, u.up_to AS up_to_until
		FROM segment g
		JOIN bill b ON b.piece = g.piece
		LEFT JOIN (SELECT r.piece, min(r.total) AS total FROM run r WHERE r.by_samples GROUP BY r.piece) w ON w.piece = g.piece
		LEFT JOIN run l ON l.piece = g.piece AND l.day = g.from_date - 1
		LEFT JOIN run u ON u.piece = g.piece AND u.day = coalesce(g.until_date, b.last_day) - 1
	), bought AS (
		SELECT b.site, b.seg_from, b.seg_until, b.supplier, b.direct_g_per_kwh,
			CASE WHEN b.by_samples THEN round(b.kwh * b.up_to_until / b.total, 6) - round(b.kwh * b.up_to_from / b.total, 6)
				ELSE round(b.kwh * (b.seg_until - b.from_date) / (b.until_date - b.from_date), 6) - round(b.kwh * (b.seg_from - b.from_date) / (b.until_date - b.from_date), 6) END AS kwh,
			CASE WHEN b.by_samples THEN 'samples' ELSE 'days' END AS split, b.estimated, b.from_date AS bill_from, b.until_date AS bill_until,
			(CASE WHEN b.by_samples THEN round(b.cost::numeric * b.up_to_until / b.total, 6) - round(b.cost::numeric * b.up_to_from / b.total, 6)
				ELSE round(b.cost::numeric * (b.seg_until - b.from_date) / (b.until_date - b.from_date), 6) - round(b.cost::numeric * (b.seg_from - b.from_date) / (b.until_date - b.from_date), 6) END)::double precision AS cost, b.currency, 0::double precision AS coverage
		FROM billed b
		UNION ALL
		-- what no bill of the grid has: samples less what a plant on site gave
		SELECT s.site, s.day, s.day + 1, NULL, NULL, (CASE WHEN g.site IS NULL AND r.site IS NULL THEN s.kwh WHEN g.site IS NULL OR g.kwh IS NOT NULL THEN greatest(s.kwh - coalesce(g.kwh, 0) - coalesce(r.kwh, 0), 0) END)::numeric, NULL, false, NULL, NULL, NULL, NULL, s.covered_s / nullif(s.service_s, 0)
		FROM sampled s
		LEFT JOIN generated g ON g.site = s.site AND g.day = s.day
		LEFT JOIN direct r ON r.site = s.site AND r.day = s.day
		WHERE s.day >= purchased.since AND s.day < purchased.until
			AND NOT EXISTS (SELECT 1 FROM bill b WHERE b.site = s.site AND b.from_date <= s.day AND b.until_date > s.day AND b.direct_g_per_kwh IS NULL AND b.kwh >= 0)
	)
	SELECT b.site, b.seg_from, b.seg_until, b.supplier, b.direct_g_per_kwh, b.kwh, b.split, b.estimated, b.bill_from, b.bill_until, b.cost, b.currency, s.kwh, g.kwh, b.coverage
	FROM bought b
	LEFT JOIN sampled s ON purchased.by_day AND s.site = b.site AND s.day = b.seg_from
	LEFT JOIN generated g ON purchased.by_day AND g.site = b.site AND g.day = b.seg_from;
END;
COMMENT ON FUNCTION ledger.purchased(date, date, date[], text, text, text, text, boolean) IS
	'kWh of electricity that was bought, by site and piece of time: by bills, else by samples less what was generated on site. NULL inputs are the tables as they are, a report is what it kept. edges are days at which to cut besides; by_day cuts at every day and has what samples and generators say of each. split: what a bill was spread by; coverage: of days without a bill';

CREATE OR REPLACE FUNCTION ledger.factors_at(zone text, country text, year integer, known_on date)
RETURNS TABLE (low_g_per_kwh double precision, g_per_kwh double precision, high_g_per_kwh double precision, region text, basis text, edition text, stale boolean, source_id text,
	rate text, rest_gas text, rest_year integer, rest_g_per_kwh double precision, rest_edition text, rest_source_id text, loss double precision, loss_edition text, loss_source_id text,
	upstream_g_per_kwh double precision, upstream_parts text, upstream_edition text, upstream_source_id text, life_cycle boolean)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
	SELECT f.low_g_per_kwh, f.g_per_kwh, f.high_g_per_kwh, f.region, f.basis, f.edition, f.stale, f.source_id, m.rate, m.gas, m.year, m.g_per_kwh, m.edition, m.source_id, l.loss, l.edition, l.source_id,
		CASE WHEN c.life_cycle THEN 0 ELSE u.g_per_kwh END, CASE WHEN c.life_cycle THEN 'in 2 location, whose average is over the life cycle of plants' ELSE u.parts END,
		CASE WHEN c.life_cycle THEN f.edition ELSE u.edition END, CASE WHEN c.life_cycle THEN f.source_id ELSE u.source_id END, c.life_cycle
	FROM (VALUES (make_date(factors_at.year, 12, 31))) AS y (year_end)
	LEFT JOIN LATERAL colossus.grid_range_at(factors_at.zone, factors_at.country, y.year_end, factors_at.known_on) f ON true
	LEFT JOIN LATERAL colossus.market_rate_at(f.region, y.year_end, factors_at.known_on) m ON true
	LEFT JOIN LATERAL (
		-- of the interconnect that the region lies in, or of the region itself
		SELECT x.* FROM colossus.grid_loss_at(coalesce((SELECT a.interconnect FROM colossus.grid_area a WHERE a.region = f.region), f.region), factors_at.known_on) x
	) l ON true
	LEFT JOIN LATERAL colossus.grid_upstream_at(f.region, factors_at.known_on) u ON true
	CROSS JOIN LATERAL (
		-- what has the supply of fuels in it is not given it twice
		SELECT coalesce(bool_or(g.life_cycle), false) AS life_cycle FROM colossus.grid_rate g
		WHERE g.region = f.region AND g.edition = f.edition AND g.year = f.year AND g.gas = 'CO2e' AND g.rate = 'total'
	) c;
END;
COMMENT ON FUNCTION ledger.factors_at(text, text, integer, date) IS
	'what the electricity of a place and year counts by: its grid average with range, the factor of what no contract covers, the loss of its own grid, the supply of fuels to its plants; NULL: not known';

-- What was bought, under what it counts by: place, contracts, certificates and rates.
CREATE OR REPLACE FUNCTION ledger.charged(since date, until date, known_on date, bills text, samples text, overheads text, contracts text, by_day boolean)
RETURNS TABLE (site text, day date, supplier text, method text, kwh numeric, unknown_days bigint, sampled_days double precision, sampled_kwh double precision, generated_kwh double precision,
	cost double precision, currency text, direct boolean, zone text, country text, year integer, g_per_kwh double precision, low_g_per_kwh double precision, high_g_per_kwh double precision, basis text, edition text, stale boolean,
	loss double precision, loss_edition text, contract_kg double precision, covered_kwh double precision, certificate_kwh double precision, certificate_g_per_kwh double precision,
	rest_kwh double precision, rest_g_per_kwh double precision, contracts text, certificates text, rest text, rest_edition text,
	refused text, upstream_g_per_kwh double precision, upstream_parts text, upstream_edition text, life_cycle boolean)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH contract AS MATERIALIZED (
		SELECT x.* FROM ledger.rows_of(charged.contracts, 'electricity_contract') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.electricity_contract, r.input) x
	), rate AS MATERIALIZED (
		SELECT x.* FROM ledger.rows_of(charged.contracts, 'supplier_rate') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.supplier_rate, r.input) x
	), overhead AS MATERIALIZED (
		SELECT x.* FROM ledger.rows_of(charged.overheads, 'site_overhead') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.site_overhead, r.input) x
	), bought AS MATERIALIZED (
		SELECT p.* FROM ledger.matched_span(charged.since, charged.until, charged.contracts) s
		CROSS JOIN LATERAL ledger.purchased(s.since, s.until, ARRAY[charged.since, charged.until], charged.bills, charged.samples, charged.overheads, charged.contracts, charged.by_day) p
	), day AS MATERIALIZED (
		SELECT DISTINCT b.site, b.from_date AS day FROM bought b
	), placed AS (
		-- where the site draws from the grid on that day: a row without a zone ends that of the row before
		SELECT DISTINCT ON (d.site, d.day) d.site, d.day, x.zone
		FROM day d JOIN overhead x ON x.site = d.site AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
		ORDER BY d.site, d.day, x.from_date DESC
	), shared AS (
		-- shares above 1, a finding, are taken in proportion
		SELECT d.site, d.day, least(sum(x.share), 1) AS share, sum(x.share::double precision * x.g_per_kwh) / sum(x.share)::double precision AS g_per_kwh,
			string_agg(x.contract, ', ' ORDER BY x.contract) AS names
		FROM day d JOIN contract x ON x.site = d.site AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
		GROUP BY d.site, d.day
	), rated AS (
		SELECT DISTINCT ON (d.supplier, d.day) d.supplier, d.day, x.g_per_kwh
		FROM (SELECT DISTINCT b.supplier, b.from_date AS day FROM bought b) d
		JOIN rate x ON x.supplier = d.supplier AND x.kind = 'electricity' AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
		ORDER BY d.supplier, d.day, x.from_date DESC
	), piece AS MATERIALIZED (
		-- what counts by the same is one piece
		SELECT b.site, CASE WHEN charged.by_day THEN b.from_date END AS day, b.from_date >= charged.since AND b.from_date < charged.until AS inside, extract(year FROM b.from_date)::integer AS year, b.supplier, b.currency,
			b.direct_g_per_kwh, r.g_per_kwh AS rate_g_per_kwh, coalesce(p.zone, s.grid_region) AS zone, s.country,
			CASE WHEN b.direct_g_per_kwh IS NULL THEN coalesce(c.share, 0) ELSE 0 END AS share, CASE WHEN b.direct_g_per_kwh IS NULL THEN c.g_per_kwh END AS contract_g_per_kwh,
			CASE WHEN b.direct_g_per_kwh IS NULL THEN c.names END AS names,
			CASE WHEN b.split IS NULL THEN 'samples' ELSE CASE WHEN b.estimated THEN 'estimated bill' ELSE 'bill' END
				|| CASE WHEN b.bill_from >= charged.since AND b.bill_until <= charged.until THEN '' ELSE ', split by ' || b.split END END AS method,
			sum(b.kwh) AS kwh, count(*) FILTER (WHERE b.kwh IS NULL) AS unknown_days, sum(b.coverage) AS sampled_days, sum(b.cost::numeric)::double precision AS cost, min(b.sampled_kwh) AS sampled_kwh, min(b.generated_kwh) AS generated_kwh
		FROM bought b
		LEFT JOIN colossus.site s ON s.site = b.site
		LEFT JOIN placed p ON p.site = b.site AND p.day = b.from_date
		LEFT JOIN shared c ON c.site = b.site AND c.day = b.from_date
		LEFT JOIN rated r ON r.supplier = b.supplier AND r.day = b.from_date
		GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
	), factor AS MATERIALIZED (
		SELECT k.zone, k.country, k.year, f.*
		FROM (SELECT DISTINCT p.zone, p.country, p.year FROM piece p) k
		CROSS JOIN LATERAL ledger.factors_at(k.zone, k.country, k.year, charged.known_on) f
	), certified AS (
		-- the part of each certificate that lies in the year, over what is left of the year
		SELECT c.site, y.year, sum(x.kwh) FILTER (WHERE c.refused IS NULL) AS kwh,
			sum(x.kwh * c.g_per_kwh) FILTER (WHERE c.refused IS NULL) / sum(x.kwh) FILTER (WHERE c.refused IS NULL) AS g_per_kwh,
			string_agg(DISTINCT c.certificate, ', ') FILTER (WHERE c.refused IS NULL) AS names, string_agg(DISTINCT c.refused, ', ') AS refused
		FROM ledger.certificates_of(charged.contracts) c
		CROSS JOIN LATERAL generate_series(extract(year FROM c.from_date)::integer, extract(year FROM c.until_date - 1)::integer) y (year)
		CROSS JOIN LATERAL (
			SELECT colossus.convert_quantity(c.mwh, 'MWh', 'kWh') * (least(c.until_date, make_date(y.year + 1, 1, 1)) - greatest(c.from_date, make_date(y.year, 1, 1))) / (c.until_date - c.from_date) AS kwh
		) x
		GROUP BY c.site, y.year
	), uncovered AS (
		SELECT p.site, p.year, sum(p.kwh * (1 - p.share))::double precision AS kwh FROM piece p
		WHERE p.direct_g_per_kwh IS NULL OR p.rate_g_per_kwh IS NULL
		GROUP BY p.site, p.year
	)
	SELECT p.site, p.day, p.supplier, p.method, p.kwh, p.unknown_days, p.sampled_days, p.sampled_kwh, p.generated_kwh, p.cost, p.currency, p.direct_g_per_kwh IS NOT NULL, p.zone, p.country, p.year,
		coalesce(p.direct_g_per_kwh, f.g_per_kwh), coalesce(p.direct_g_per_kwh, f.low_g_per_kwh), coalesce(p.direct_g_per_kwh, f.high_g_per_kwh),
		CASE WHEN p.direct_g_per_kwh IS NULL THEN f.basis ELSE 'line of its own from a plant' END, CASE WHEN p.direct_g_per_kwh IS NULL THEN f.edition END, p.direct_g_per_kwh IS NULL AND f.stale,
		CASE WHEN p.direct_g_per_kwh IS NULL THEN f.loss ELSE 0 END, CASE WHEN p.direct_g_per_kwh IS NULL THEN f.loss_edition END,
		ledger.grid_kg((p.kwh * p.share)::double precision, coalesce(p.contract_g_per_kwh, 0)), (p.kwh * p.share)::double precision,
		n.kwh, coalesce(c.g_per_kwh, 0), l.kwh - n.kwh, coalesce(p.rate_g_per_kwh, f.rest_g_per_kwh),
		p.names, CASE WHEN n.kwh <> 0 THEN c.names END,
		CASE WHEN l.kwh <> n.kwh THEN CASE WHEN p.rate_g_per_kwh IS NOT NULL THEN 'rate of ' || p.supplier WHEN f.rest_g_per_kwh IS NOT NULL THEN
			CASE f.rate WHEN 'residual' THEN 'residual mix of ' ELSE 'grid average of ' END || f.rest_edition || CASE f.rest_gas WHEN 'CO2' THEN ' (CO2 alone)' ELSE '' END ELSE 'no factor for the rest' END END,
		CASE WHEN l.kwh <> n.kwh AND p.rate_g_per_kwh IS NULL THEN f.rest_edition END,
		c.refused,
		-- a plant on site that emits nothing burns nothing
		CASE WHEN p.direct_g_per_kwh IS NULL THEN f.upstream_g_per_kwh WHEN p.direct_g_per_kwh = 0 THEN 0 END, CASE WHEN p.direct_g_per_kwh IS NULL THEN f.upstream_parts END,
		CASE WHEN p.direct_g_per_kwh IS NULL THEN f.upstream_edition END, p.direct_g_per_kwh IS NULL AND f.life_cycle
	FROM piece p
	LEFT JOIN factor f ON f.year = p.year AND coalesce(f.zone, '') = coalesce(p.zone, '') AND coalesce(f.country, '') = coalesce(p.country, '')
	LEFT JOIN certified c ON c.site = p.site AND c.year = p.year
	LEFT JOIN uncovered u ON u.site = p.site AND u.year = p.year
	CROSS JOIN LATERAL (SELECT (p.kwh * (1 - p.share))::double precision AS kwh) l
	CROSS JOIN LATERAL (
		SELECT CASE WHEN p.direct_g_per_kwh IS NOT NULL AND p.rate_g_per_kwh IS NOT NULL OR c.kwh IS NULL OR u.kwh <= 0 THEN 0 * l.kwh ELSE l.kwh * least(c.kwh / u.kwh, 1) END AS kwh
	) n
	WHERE p.inside;
END;
COMMENT ON FUNCTION ledger.charged(date, date, date, text, text, text, text, boolean) IS
	'what purchased says, with what each method of scope 2 counts it by: by day, or what counts by the same together. Certificates are matched by calendar year. certificate_kwh and rest_kwh are what contracts leave';

-- Heat of what is burnt: the bill says it, or a default of the fuel does.
CREATE OR REPLACE FUNCTION ledger.heat_of(fuel text, unit text, heating_value text)
RETURNS TABLE (heat_unit text, mmbtu double precision, reason text)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
	SELECT h.unit, h.mmbtu, CASE WHEN h.mmbtu IS NULL THEN CASE WHEN e.is_energy THEN 'no ratio of LHV to HHV of ' || heat_of.fuel ELSE format('no heat content of %s per %s', heat_of.fuel, heat_of.unit) END END
	FROM (VALUES (heat_of.unit IN ('kWh', 'MWh', 'GJ', 'MMBtu', 'therm'))) AS e (is_energy)
	LEFT JOIN LATERAL (
		SELECT 'MMBtu'::text AS unit, CASE WHEN heat_of.heating_value = 'HHV' THEN 1::double precision
			ELSE (SELECT u.gross_gj_per_t / u.net_gj_per_t FROM colossus.fuel u WHERE lower(u.fuel) = lower(heat_of.fuel)) END AS mmbtu
		WHERE e.is_energy
		UNION ALL
		(SELECT q.unit, q.mmbtu FROM colossus.fuel_heat q
		WHERE NOT e.is_energy AND (lower(q.fuel) = lower(heat_of.fuel) OR q.fuel = (SELECT u.co2_as FROM colossus.fuel u WHERE lower(u.fuel) = lower(heat_of.fuel)))
			AND colossus.convert_quantity(1, heat_of.unit, q.unit) IS NOT NULL
		ORDER BY lower(q.fuel) <> lower(heat_of.fuel), q.edition DESC LIMIT 1)
	) h ON true;
END;
COMMENT ON FUNCTION ledger.heat_of(text, text, text) IS 'MMBtu (HHV) of one heat_unit of a fuel, into which a bill in unit converts; NULL with the reason: not known';

CREATE OR REPLACE FUNCTION ledger.gas_of(name text)
RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT g.gas FROM colossus.gwp g JOIN colossus.pollutant p ON p.pollutant = g.gas
	WHERE g.assessment = 'AR5' AND g.horizon_years = 100 AND lower(gas_of.name) = ANY (lower(g.gas) || string_to_array(lower(p.aliases), ';'))
	LIMIT 1);
COMMENT ON FUNCTION ledger.gas_of(text) IS 'the gas of that name or alias that has a global warming potential of AR5; NULL: none';

CREATE OR REPLACE FUNCTION ledger.market_kg(contract_kg double precision, certificate_kwh double precision, certificate_g_per_kwh double precision, rest_kwh double precision, rest_g_per_kwh double precision)
RETURNS double precision
LANGUAGE sql STABLE
RETURN market_kg.contract_kg + ledger.grid_kg(market_kg.certificate_kwh, market_kg.certificate_g_per_kwh)
	+ CASE WHEN market_kg.rest_kwh = 0 THEN 0 ELSE ledger.grid_kg(market_kg.rest_kwh, market_kg.rest_g_per_kwh) END;
COMMENT ON FUNCTION ledger.market_kg(double precision, double precision, double precision, double precision, double precision) IS
	'kg CO2e of a row of charged, market-based; NULL: what is left has no factor';

-- The life of a part begins with its first day in service, wherever that was.
CREATE OR REPLACE FUNCTION ledger.embodied_hours(since date, until date)
RETURNS TABLE (device text, site text, accelerator text, embodied_method text, known boolean, from_at timestamptz, until_at timestamptz, used_h double precision, kg double precision, kg_per_h double precision,
	embodied_kg double precision, lifetime_h double precision, source text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH life AS MATERIALIZED (
		SELECT lower(coalesce(n.accelerator, l.accelerator)) AS part, l.site, l.lifetime_h, l.embodied_kg, l.source
		FROM ledger.part_life l LEFT JOIN colossus.accelerator_alias n ON lower(n.alias) = lower(l.accelerator)
	)
	SELECT p.device, p.site, p.part, concat_ws(', ', p.embodied_method, CASE WHEN p.stated THEN format('life of %s h by the operator', p.lifetime_h) END),
		p.embodied_kg IS NOT NULL AND p.lifetime_h IS NOT NULL, w.from_at, w.until_at,
		extract(epoch FROM w.until_at - w.from_at)::double precision / 3600,
		colossus.embodied_share_kg(p.embodied_kg, greatest(extract(epoch FROM least(w.until_at, p.worn_at) - w.from_at)::double precision / 3600, 0), p.lifetime_h),
		colossus.embodied_share_kg(p.embodied_kg, 1, p.lifetime_h), p.embodied_kg, p.lifetime_h, p.source
	FROM (
		SELECT k.*, min(k.since) OVER (PARTITION BY k.device) + make_interval(secs => k.lifetime_h * 3600) AS worn_at
		FROM (
			SELECT d.device, d.site, d.since, d.until, coalesce(a.accelerator, d.accelerator) AS part, o.lifetime_h IS NOT NULL AS stated, coalesce(o.embodied_kg, a.embodied_kg) AS embodied_kg,
				CASE WHEN o.embodied_kg IS NOT NULL THEN 'figure of the operator' ELSE a.embodied_method END AS embodied_method, coalesce(o.lifetime_h, f.lifetime_h) AS lifetime_h,
				CASE WHEN o.lifetime_h IS NULL THEN a.source_id ELSE o.source END AS source
			FROM ledger.device_period d
			LEFT JOIN colossus.accelerator_alias n ON lower(n.alias) = lower(d.accelerator)
			LEFT JOIN colossus.accelerator a ON lower(a.accelerator) = lower(coalesce(n.accelerator, d.accelerator))
			LEFT JOIN LATERAL (SELECT min(x.lifetime_h) AS lifetime_h FROM colossus.embodied_factor x WHERE x.accelerator = a.accelerator AND x.lifetime_h IS NOT NULL AND x.kg = a.embodied_kg) f ON true
			LEFT JOIN LATERAL (
				SELECT l.* FROM life l WHERE l.part = lower(coalesce(a.accelerator, d.accelerator)) AND l.site IN ('', coalesce(d.site, '')) ORDER BY l.site = '' LIMIT 1
			) o ON true
			WHERE d.kind = 'accelerator'
		) k
	) p
	CROSS JOIN LATERAL (
		SELECT greatest(p.since, embodied_hours.since::timestamp AT TIME ZONE 'UTC') AS from_at, least(p.until, embodied_hours.until::timestamp AT TIME ZONE 'UTC') AS until_at
	) w
	WHERE w.until_at > w.from_at;
END;
COMMENT ON FUNCTION ledger.embodied_hours(date, date) IS
	'accelerators in service in [since, until): hours, and the embodied kg CO2e that fall to them, evenly over the life of the part from its first day: the life that the operator states in part_life, else that of its figure; nothing after it. NULL: no embodied figure or no life';

CREATE OR REPLACE FUNCTION ledger.ewif_of(country text, at date)
RETURNS TABLE (l_per_kwh double precision, data_set text)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
	SELECT v.value, v.data_set
	FROM colossus.reported_value v
	WHERE v.quantity = 'EWIF' AND v.unit = 'l/kWh' AND v.preferred AND colossus.in_service(v.status) AND v.at <= ewif_of.at
		AND v.subject IN (ewif_of.country, CASE ewif_of.country WHEN 'USA' THEN 'United States' END)
	ORDER BY v.at DESC, v.shipped, v.data_set
	LIMIT 1;
END;
COMMENT ON FUNCTION ledger.ewif_of(text, date) IS 'litres of water that generation consumes per kWh in a country, the latest figure; no row: none';

CREATE OR REPLACE FUNCTION ledger.statement_by(since date, until date, known_on date, bills text, samples text, overheads text, contracts text)
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH rate AS MATERIALIZED (
		SELECT x.* FROM ledger.rows_of(statement_by.contracts, 'supplier_rate') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.supplier_rate, r.input) x
	), bill AS MATERIALIZED (
		SELECT x.*, (least(x.until_date, statement_by.until) - greatest(x.from_date, statement_by.since))::double precision / (x.until_date - x.from_date) AS inside
		FROM ledger.bills_of(statement_by.bills) x
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
	), heat AS MATERIALIZED (
		SELECT k.fuel, k.unit, k.heating_value, h.heat_unit, h.mmbtu, h.reason
		FROM (SELECT DISTINCT b.fuel, b.unit, b.heating_value FROM bill b WHERE b.kind = 'fuel') k
		CROSS JOIN LATERAL ledger.heat_of(k.fuel, k.unit, k.heating_value) h
	), operation AS MATERIALIZED (
		SELECT u.* FROM ledger.rows_of(statement_by.bills, 'unit_operation') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.unit_operation, r.input) u
	), burnt AS MATERIALIZED (
		SELECT x.site, x.fuel, x.technology, x.controls, CASE WHEN bool_and(x.heat_mmbtu IS NOT NULL) THEN sum(x.heat_mmbtu) END AS heat_mmbtu, string_agg(DISTINCT x.reason, '; ') AS reason
		FROM (
			SELECT b.site, b.fuel, coalesce(b.technology, 'stationary combustion') AS technology, b.controls,
				h.mmbtu * colossus.convert_quantity(b.quantity, b.unit, h.heat_unit) * b.inside AS heat_mmbtu, h.reason
			FROM bill b
			JOIN heat h ON h.fuel = b.fuel AND h.unit = b.unit AND h.heating_value = b.heating_value
			WHERE b.kind = 'fuel'
			UNION ALL
			SELECT u.site, u.fuel, u.technology, u.controls,
				colossus.operation_mmbtu(u.heat_mmbtu, u.mwh, NULL, NULL, colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh)) * w.part,
				CASE WHEN u.heat_mmbtu IS NULL AND (u.mwh IS NULL OR m.heat_rate_lhv_btu_per_kwh IS NULL) THEN 'no heat input of ' || u.unit END
			FROM operation u
			LEFT JOIN colossus.turbine_model m ON m.turbine_model = u.turbine_model
			CROSS JOIN LATERAL (
				-- what a unit burnt is in the bill of its fuel, on the days that there is one
				SELECT (sum(extract(epoch FROM upper(f.free) - lower(f.free))) / extract(epoch FROM u.ended_at - u.started_at))::double precision AS part
				FROM unnest(tstzmultirange(tstzrange(greatest(u.started_at, statement_by.since::timestamp AT TIME ZONE 'UTC'),
						greatest(least(u.ended_at, statement_by.until::timestamp AT TIME ZONE 'UTC'), greatest(u.started_at, statement_by.since::timestamp AT TIME ZONE 'UTC'))))
					- coalesce((SELECT range_agg(tstzrange(b.from_date::timestamp AT TIME ZONE 'UTC', b.until_date::timestamp AT TIME ZONE 'UTC')) FROM bill b
						WHERE b.kind = 'fuel' AND b.quantity >= 0 AND b.site = u.site AND lower(b.fuel) = lower(u.fuel) AND coalesce(b.technology, 'stationary combustion') = u.technology), tstzmultirange())) f (free)
			) w
			WHERE w.part > 0 AND lower(u.fuel) NOT IN ('solar', 'wind', 'hydro')
		) x
		GROUP BY x.site, x.fuel, x.technology, x.controls
	), combusted AS MATERIALIZED (
		SELECT b.site, g.gas, b.fuel, b.technology, b.heat_mmbtu, f.edition,
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
		SELECT b.site, coalesce(w.gas, b.fuel) AS gas, w.gas AS known, sum(colossus.convert_quantity(b.quantity, b.unit, 'kg') * b.inside) AS kg
		FROM bill b
		LEFT JOIN LATERAL (SELECT ledger.gas_of(b.fuel) AS gas) w ON true
		WHERE b.kind = 'refrigerant'
		GROUP BY 1, 2, 3
	), delivered AS (
		-- day by day, for a rate may change within a bill
		SELECT d.site, d.kind, d.supplier, d.g_per_kwh, d.loss, d.upstream_g_per_kwh, sum(colossus.convert_quantity(d.quantity, d.unit, 'kWh') * d.part) AS kwh
		FROM (
			SELECT b.site, b.kind, b.supplier, b.quantity, b.unit, r.g_per_kwh, r.loss, r.upstream_g_per_kwh, count(*)::double precision / (b.until_date - b.from_date) AS part
			FROM bill b
			CROSS JOIN LATERAL generate_series(greatest(b.from_date, statement_by.since)::timestamp, (least(b.until_date, statement_by.until) - 1)::timestamp, interval '1 day') d (day)
			LEFT JOIN LATERAL (
				SELECT x.g_per_kwh, x.loss, x.upstream_g_per_kwh FROM rate x
				WHERE x.supplier = b.supplier AND x.kind = b.kind AND x.from_date <= d.day::date AND (x.until_date IS NULL OR x.until_date > d.day::date)
				ORDER BY x.from_date DESC LIMIT 1
			) r ON true
			WHERE b.kind IN ('steam', 'heat', 'cooling')
			GROUP BY b.activity_id, b.site, b.kind, b.supplier, b.quantity, b.unit, b.from_date, b.until_date, r.g_per_kwh, r.loss, r.upstream_g_per_kwh
		) d
		GROUP BY d.site, d.kind, d.supplier, d.g_per_kwh, d.loss, d.upstream_g_per_kwh
	), embodied AS (
		SELECT p.* FROM ledger.embodied_hours(statement_by.since, statement_by.until) p WHERE p.site IS NOT NULL
	), line AS (
		SELECT CASE c.line WHEN '1' THEN 1 ELSE 7 END AS place, c.site, c.line, c.gas,
			CASE WHEN bool_and(c.kg IS NOT NULL) THEN sum(c.kg::numeric)::double precision END AS quantity, 'kg'::text AS unit,
			CASE WHEN bool_and(c.kg IS NOT NULL) THEN ledger.gas_kg(c.gas, sum(c.kg::numeric)::double precision) END AS co2e_kg,
			NULL::double precision AS low, NULL::double precision AS high,
			coalesce(string_agg(DISTINCT c.reason, '; '), string_agg(DISTINCT c.fuel || ', ' || c.technology, '; ')) AS method,
			1::double precision AS coverage, string_agg(DISTINCT c.edition, ', ') AS editions
		FROM combusted c GROUP BY c.site, c.line, c.gas
		UNION ALL
		SELECT 1, l.site, '1', l.gas, l.kg, 'kg', ledger.gas_kg(l.known, l.kg), NULL, NULL,
			CASE WHEN l.known IS NOT NULL THEN 'refrigerant that was lost' ELSE 'no global warming potential of ' || l.gas END, 1, CASE WHEN l.known IS NOT NULL THEN 'AR5' END
		FROM leaked l
		UNION ALL
		SELECT 2, p.site, '2 location', 'CO2e', CASE WHEN sum(p.unknown_days) = 0 THEN sum(p.kwh)::double precision END, 'kWh',
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(p.kwh::double precision, p.g_per_kwh)::numeric)::double precision END,
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.low_g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(p.kwh::double precision, p.low_g_per_kwh)::numeric)::double precision END,
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(p.high_g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(p.kwh::double precision, p.high_g_per_kwh)::numeric)::double precision END,
			concat_ws('; ', string_agg(DISTINCT p.method, ', '), CASE WHEN sum(p.unknown_days) > 0 THEN 'days without pue or server factor' END,
				string_agg(DISTINCT CASE WHEN p.g_per_kwh IS NULL THEN 'no rate of ' || coalesce(p.zone, p.country, 'an unknown grid region') ELSE p.basis END, ', '),
				CASE WHEN bool_or(p.stale) THEN 'rate of an earlier year' END, CASE WHEN bool_or(p.life_cycle) THEN 'average over the life cycle of plants' END),
			coalesce((SELECT CASE WHEN sum(p.sampled_days) > 0 THEN sum(p.sampled_days) + coalesce(d.grid_days, 0) ELSE d.all_days END FROM billed d WHERE d.site = p.site), sum(p.sampled_days), 0) / (statement_by.until - statement_by.since), string_agg(DISTINCT p.edition, ', ')
		FROM bought p
		GROUP BY p.site
		UNION ALL
		SELECT 3, p.site, '2 market', 'CO2e', CASE WHEN sum(p.unknown_days) = 0 THEN sum(p.kwh)::double precision END, 'kWh',
			CASE WHEN sum(p.unknown_days) = 0 AND bool_and(m.kg IS NOT NULL) THEN sum(m.kg::numeric)::double precision END, NULL, NULL,
			concat_ws('; ', 'contracts: ' || string_agg(DISTINCT p.contracts, ', '), 'certificates: ' || string_agg(DISTINCT p.certificates, ', '), 'rest: ' || string_agg(DISTINCT p.rest, ', '),
				'not counted: ' || string_agg(DISTINCT p.refused, ', ')),
			coalesce((SELECT CASE WHEN sum(p.sampled_days) > 0 THEN sum(p.sampled_days) + coalesce(d.grid_days, 0) ELSE d.all_days END FROM billed d WHERE d.site = p.site), sum(p.sampled_days), 0) / (statement_by.until - statement_by.since), string_agg(DISTINCT p.rest_edition, ', ')
		FROM bought p
		CROSS JOIN LATERAL (SELECT ledger.market_kg(p.contract_kg, p.certificate_kwh, p.certificate_g_per_kwh, p.rest_kwh, p.rest_g_per_kwh) AS kg) m
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
			CASE WHEN bool_and(p.loss IS NOT NULL) THEN 'losses of the grid before the meter' ELSE 'no loss of the grid of ' || coalesce(string_agg(DISTINCT coalesce(p.zone, p.country), ', ') FILTER (WHERE p.loss IS NULL), 'an unknown region') END,
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
			coalesce('no factor of the supply of power plants in ' || string_agg(DISTINCT coalesce(p.zone, p.country, 'an unknown grid region'), ', ') FILTER (WHERE p.upstream_g_per_kwh IS NULL),
				concat_ws(': ', 'supply of the fuels of power plants', string_agg(DISTINCT p.upstream_parts, ', '))),
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
			coalesce('no factor of the supply of ' || string_agg(DISTINCT CASE WHEN u.kg_per_kwh IS NULL THEN b.fuel || ' in ' || coalesce(s.country, 'an unknown country') END, ', '), 'supply of the fuel, before it arrives'), 1, string_agg(DISTINCT u.edition, ', ')
		FROM burnt b
		LEFT JOIN colossus.site s ON s.site = b.site
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
END;
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

-- The statement matched by the hour, as the revision of the Scope 2 Guidance drafts
-- it: a certificate counts in the hours that it was generated in, and no other.
CREATE OR REPLACE FUNCTION ledger.hourly_market(since date, until date, known_on date)
RETURNS TABLE (site text, quantity double precision, matched_kwh double precision, co2e_kg double precision, method text, coverage double precision, editions text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH day AS MATERIALIZED (
		SELECT c.* FROM ledger.charged(hourly_market.since, hourly_market.until, hourly_market.known_on, NULL, NULL, NULL, NULL, true) c
	), profile AS MATERIALIZED (
		SELECT h.* FROM ledger.site_hour(hourly_market.since, hourly_market.until) h
	), generated AS MATERIALIZED (
		SELECT h.site, h.hour, sum(colossus.convert_quantity(h.mwh, 'MWh', 'kWh')) AS kwh, sum(h.mwh * c.g_per_kwh) / nullif(sum(h.mwh), 0) AS g_per_kwh
		FROM ledger.certificate_hour h
		JOIN (SELECT x.certificate, x.site, max(x.g_per_kwh) AS g_per_kwh FROM ledger.certificates_of(NULL) x WHERE x.refused IS NULL GROUP BY x.certificate, x.site) c
			ON c.certificate = h.certificate AND c.site = h.site
		GROUP BY h.site, h.hour
	), hour AS (
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
	)
	SELECT m.site, CASE WHEN sum(m.unknown_days) = 0 THEN sum((m.kwh::double precision * m.part)::numeric)::double precision END, sum(m.hour_matched_kwh::numeric)::double precision,
		CASE WHEN sum(m.unknown_days) = 0 AND bool_and(m.rest_g_per_kwh IS NOT NULL OR m.hour_kwh = m.hour_matched_kwh)
			THEN sum(ledger.market_kg(m.contract_kg * m.part, m.hour_matched_kwh, coalesce(m.hour_g_per_kwh, 0), m.hour_kwh - m.hour_matched_kwh, m.rest_g_per_kwh)::numeric)::double precision END,
		concat_ws('; ', 'hourly matching, draft of the revised Scope 2 Guidance', 'contracts: ' || string_agg(DISTINCT m.contracts, ', '),
			format('%s kWh of certificates in their hours', round(sum(m.hour_matched_kwh)::numeric, 3)), 'rest: ' || string_agg(DISTINCT m.rest, ', '),
			CASE WHEN bool_or(m.flat) THEN 'days without samples spread evenly over their hours' END,
			'without hours, so without effect: ' || (SELECT string_agg(DISTINCT c.certificate, ', ') FROM ledger.certificate c
				WHERE c.site = m.site AND c.from_date < hourly_market.until AND c.until_date > hourly_market.since
					AND NOT EXISTS (SELECT 1 FROM ledger.certificate_hour h WHERE h.certificate = c.certificate AND h.site = c.site))),
		count(DISTINCT m.day)::double precision / (hourly_market.until - hourly_market.since), string_agg(DISTINCT m.rest_edition, ', ')
	FROM matched m
	GROUP BY m.site;
END;
COMMENT ON FUNCTION ledger.hourly_market(date, date, date) IS
	'market-based scope 2 with certificates matched hour by hour: contracts by their share of each hour, certificates by certificate_hour, the rest by the rate of the supplier, the residual mix or the grid average. Draft';

-- Location-based by the hour: beside the annual line, never in its place.
CREATE OR REPLACE FUNCTION ledger.hourly_location(since date, until date, known_on date)
RETURNS TABLE (site text, quantity double precision, matched_kwh double precision, co2e_kg double precision, method text, coverage double precision, editions text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH day AS MATERIALIZED (
		SELECT c.*, coalesce(c.zone, c.country) AS place
		FROM ledger.charged(hourly_location.since, hourly_location.until, hourly_location.known_on, NULL, NULL, NULL, NULL, true) c
	), profile AS MATERIALIZED (
		SELECT h.* FROM ledger.site_hour(hourly_location.since, hourly_location.until) h
	), intensity AS MATERIALIZED (
		-- of each hour the mean over the part of it that is known, and how much that is
		SELECT p.place, h.hour, sum(w.s * i.g_per_kwh) / sum(w.s) AS g_per_kwh, sum(w.s) / 3600 AS part
		FROM (SELECT DISTINCT d.place FROM day d WHERE d.place IS NOT NULL AND NOT d.direct) p
		CROSS JOIN LATERAL ledger.intensity_of(p.place, hourly_location.since::timestamp AT TIME ZONE 'UTC', hourly_location.until::timestamp AT TIME ZONE 'UTC') i
		CROSS JOIN LATERAL generate_series(date_trunc('hour', greatest(i.since, hourly_location.since::timestamp AT TIME ZONE 'UTC'), 'UTC'),
			least(i.until, hourly_location.until::timestamp AT TIME ZONE 'UTC') - interval '1 microsecond', interval '1 hour') h (hour)
		CROSS JOIN LATERAL (SELECT extract(epoch FROM least(i.until, h.hour + interval '1 hour') - greatest(i.since, h.hour))::double precision AS s) w
		WHERE w.s > 0
		GROUP BY p.place, h.hour
	), hour AS (
		SELECT d.*, p.part IS NULL AS flat, d.kwh::double precision * coalesce(p.part, h.part) AS hour_kwh, i.g_per_kwh AS hour_g_per_kwh, coalesce(i.part, 0) AS known_part
		FROM day d
		CROSS JOIN LATERAL ledger.hours_of_day(d.day) h
		LEFT JOIN profile p ON p.site = d.site AND p.day = d.day AND p.hour = h.hour
		LEFT JOIN intensity i ON NOT d.direct AND i.place = d.place AND i.hour = h.hour
	)
	SELECT h.site, CASE WHEN sum(h.unknown_days) = 0 THEN sum(h.hour_kwh::numeric)::double precision END, (sum((h.hour_kwh * h.known_part)::numeric))::double precision,
		CASE WHEN sum(h.unknown_days) = 0 AND bool_and(h.known_part >= 1 OR h.g_per_kwh IS NOT NULL OR h.hour_kwh = 0) AND sum(h.known_part) > 0
			THEN sum(((CASE WHEN h.known_part > 0 THEN ledger.grid_kg(h.hour_kwh * h.known_part, h.hour_g_per_kwh) ELSE 0 END)
				+ CASE WHEN h.known_part < 1 THEN coalesce(ledger.grid_kg(h.hour_kwh * (1 - h.known_part), h.g_per_kwh), 0) ELSE 0 END)::numeric)::double precision END,
		concat_ws('; ', CASE WHEN sum(h.known_part) > 0 THEN 'intensities of the hour in ' || string_agg(DISTINCT h.place, ', ') FILTER (WHERE h.known_part > 0)
				ELSE 'no series of g_per_kwh in ' || coalesce(string_agg(DISTINCT h.place, ', '), 'an unknown grid region') END,
			CASE WHEN sum(h.known_part) > 0 AND sum((h.hour_kwh * (1 - h.known_part))::numeric) FILTER (WHERE NOT h.direct) > 0.0005
				THEN format('%s kWh of hours without one by the annual average', round(sum((h.hour_kwh * (1 - h.known_part))::numeric) FILTER (WHERE NOT h.direct), 3)) END,
			CASE WHEN bool_or(h.direct) THEN 'line of its own from a plant' END,
			CASE WHEN bool_or(h.flat) THEN 'days without samples spread evenly over their hours' END),
		count(DISTINCT h.day)::double precision / (hourly_location.until - hourly_location.since), string_agg(DISTINCT h.edition, ', ') FILTER (WHERE h.known_part < 1)
	FROM hour h
	GROUP BY h.site;
END;
COMMENT ON FUNCTION ledger.hourly_location(date, date, date) IS
	'location-based scope 2 by the intensities of the hour, of the region of each site where a series of g_per_kwh knows it; hours without one by the annual average of the region. NULL: no such series, or a rest without average';

CREATE OR REPLACE FUNCTION ledger.statement(since date, until date, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date, matching text DEFAULT 'annual')
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT s.* FROM ledger.statement_by(statement.since, statement.until, statement.known_on, NULL, NULL, NULL, NULL) s
	UNION ALL
	SELECT h.site, h.line, 'CO2e', h.quantity, 'kWh', h.co2e_kg, h.co2e_kg, h.co2e_kg, h.method, least(h.coverage, 1), h.editions
	FROM (
		SELECT '2 market, hourly (draft)' AS line, m.* FROM ledger.hourly_market(statement.since, statement.until, statement.known_on) m
		UNION ALL
		SELECT '2 location, hourly (draft)', l.* FROM ledger.hourly_location(statement.since, statement.until, statement.known_on) l
	) h
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
		sum(s.quantity) FILTER (WHERE s.line = '2 location' AND s.unit = 'kWh'),
		min(s.coverage) FILTER (WHERE s.line = '2 location')
	FROM ledger.statement_by(statement_total.since, statement_total.until, statement_total.known_on, NULL, NULL, NULL, NULL) s
	GROUP BY s.site
	ORDER BY s.site;
END;
COMMENT ON FUNCTION ledger.statement_total(date, date, date) IS 'the statement with a row a site and a column a line, t CO2e; NULL: a part of it is not known, or the site has no such line. purchased_kwh: electricity, steam, heat and cooling';

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
		sum(t.purchased_kwh), avg(t.coverage), string_agg(t.site || ': ' || array_to_string(h.unknown, ', '), '; ' ORDER BY t.site) FILTER (WHERE h.unknown <> '{}')
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
	FROM ledger.bills_of(NULL) b
	WHERE b.kind IN ('water', 'water discharged') AND b.from_date < water_statement.until AND b.until_date > water_statement.since
	GROUP BY b.site, b.kind
	UNION ALL
	SELECT c.site, 'off site', CASE WHEN sum(c.unknown_days) = 0 THEN sign(sum(c.kwh)::double precision) * colossus.water_l(abs(sum(c.kwh))::double precision, 0, 1, e.l_per_kwh) END,
		coalesce('water that generation consumes, ' || e.data_set, 'no figure of the water of electricity in ' || coalesce(c.country, 'an unknown country'))
	FROM ledger.charged(water_statement.since, water_statement.until, (now() AT TIME ZONE 'UTC')::date, NULL, NULL, NULL, NULL, false) c
	LEFT JOIN LATERAL ledger.ewif_of(c.country, water_statement.until) e ON true
	WHERE NOT c.direct
	GROUP BY c.site, c.country, e.l_per_kwh, e.data_set
	ORDER BY 1, 2;
END;
COMMENT ON FUNCTION ledger.water_statement(date, date) IS
	'litres of water: on site by bills, withdrawn and discharged (what is consumed is the difference), and off site what the generation of purchased electricity consumes, as if all came from the grid of the country; NULL: no figure for it';

-- What a kWh of a day costs where no bill says it: each hour by tariff_hour or else
-- by tariff, in proportion to the energy of the hour.
CREATE OR REPLACE FUNCTION ledger.day_price(since date, until date)
RETURNS TABLE (site text, day date, per_kwh double precision, currency text, by_hour boolean, flat boolean)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH tariff AS MATERIALIZED (
		SELECT t.site, d.day::date AS day, t.per_kwh, t.currency
		FROM (SELECT x.*, least(x.until_date, lead(x.from_date) OVER (PARTITION BY x.site ORDER BY x.from_date)) AS ends FROM ledger.tariff x) t
		CROSS JOIN LATERAL generate_series(greatest(t.from_date, day_price.since)::timestamp, (least(t.ends, day_price.until) - 1)::timestamp, interval '1 day') d (day)
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

-- Who used what was bought: tenants, idle, and what samples do not show.
CREATE OR REPLACE FUNCTION ledger.job_share(since date, until date, known_on date)
RETURNS TABLE (site text, day date, job text, tenant text, consumer text, kwh double precision, location_co2e_kg double precision, market_co2e_kg double precision, cost double precision, currency text,
	water_on_site_l double precision, water_off_site_l double precision, site_kwh double precision, sampled_kwh double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH charge AS MATERIALIZED (
		SELECT c.site, c.day, c.country, CASE WHEN sum(c.unknown_days) = 0 THEN sum(c.kwh)::double precision END AS kwh, min(c.sampled_kwh) AS sampled_kwh,
			coalesce(min(c.generated_kwh), 0) AS generated_kwh, sum(c.kwh) FILTER (WHERE NOT c.direct) AS grid_kwh,
			CASE WHEN bool_and(c.g_per_kwh IS NOT NULL) THEN sum(ledger.grid_kg(c.kwh::double precision, c.g_per_kwh)) END AS location_kg,
			CASE WHEN bool_and(m.kg IS NOT NULL) THEN sum(m.kg) END AS market_kg,
			CASE WHEN count(DISTINCT p.currency) = 1 AND bool_and(p.cost IS NOT NULL) THEN sum(p.cost) END AS cost, CASE WHEN count(DISTINCT p.currency) = 1 THEN min(p.currency) END AS currency,
			bool_and(c.cost IS NULL AND t.by_hour AND NOT t.flat) AS by_hour
		FROM ledger.charged(job_share.since, job_share.until, job_share.known_on, NULL, NULL, NULL, NULL, true) c
		CROSS JOIN LATERAL (SELECT ledger.market_kg(c.contract_kg, c.certificate_kwh, c.certificate_g_per_kwh, c.rest_kwh, c.rest_g_per_kwh) AS kg) m
		LEFT JOIN ledger.day_price(job_share.since, job_share.until) t ON t.site = c.site AND t.day = c.day
		CROSS JOIN LATERAL (SELECT coalesce(c.cost, c.kwh::double precision * t.per_kwh) AS cost, CASE WHEN c.cost IS NULL THEN t.currency ELSE c.currency END AS currency) p
		GROUP BY c.site, c.day, c.country
	), water AS MATERIALIZED (
		SELECT b.site, d.day::date AS day, sum(CASE b.kind WHEN 'water' THEN 1 ELSE -1 END * colossus.convert_quantity(b.quantity, b.unit, 'L') / (b.until_date - b.from_date)) AS l
		FROM ledger.bills_of(NULL) b
		CROSS JOIN LATERAL generate_series(greatest(b.from_date, job_share.since)::timestamp, (least(b.until_date, job_share.until) - 1)::timestamp, interval '1 day') d (day)
		WHERE b.kind IN ('water', 'water discharged') AND b.from_date < job_share.until AND b.until_date > job_share.since
		GROUP BY b.site, d.day::date
		HAVING bool_or(b.kind = 'water')
	), part AS MATERIALIZED (
		SELECT p.site, p.day, p.job, min(p.tenant) AS tenant,
			CASE WHEN count(*) FILTER (WHERE p.energy_nj > 0 AND p.pue IS NULL) = 0 THEN colossus.nj_to_kwh(coalesce(sum(p.energy_nj * p.server_factor::numeric * p.pue::numeric), 0)) END AS kwh
		FROM ledger.device_part p
		WHERE p.day >= job_share.since AND p.day < job_share.until
		GROUP BY p.site, p.day, p.job
	), priced AS MATERIALIZED (
		-- where hours have prices, whoever used energy at night pays the night's
		SELECT p.site, p.day, p.job,
			sum(colossus.nj_to_kwh((colossus.share_nj(e.sum_nj, p.share_before, p.share_after) - colossus.share_nj(e.sum_nj - e.energy_nj, p.share_before, p.share_after)) * p.server_factor::numeric * p.pue::numeric)
				* h.per_kwh) * min(c.bought) AS cost
		FROM (SELECT x.site, x.day, coalesce(x.kwh / nullif(x.kwh + x.generated_kwh, 0), 1) AS bought FROM charge x WHERE x.by_hour AND x.cost IS NOT NULL) c
		JOIN ledger.device_part p ON p.site = c.site AND p.day = c.day
		CROSS JOIN LATERAL (
			SELECT y.since, y.energy_nj, sum(y.energy_nj) OVER (ORDER BY y.since) AS sum_nj
			FROM colossus.hours_parts(colossus.hours_between(p.hours,
				ARRAY(SELECT DISTINCT g.at FROM unnest(ledger.edges_of_day(p.day) || ARRAY[p.since, p.until]) g (at) WHERE g.at >= p.since AND g.at <= p.until ORDER BY g.at))) y
		) e
		CROSS JOIN LATERAL (SELECT coalesce((SELECT x.per_kwh FROM ledger.tariff_hour x WHERE x.site = p.site AND x.hour = date_trunc('hour', e.since, 'UTC')),
			(SELECT x.per_kwh FROM ledger.tariff x WHERE x.site = p.site AND x.from_date <= p.day AND (x.until_date IS NULL OR x.until_date > p.day) ORDER BY x.from_date DESC LIMIT 1)) AS per_kwh) h
		WHERE p.day >= job_share.since AND p.day < job_share.until
		GROUP BY p.site, p.day, p.job
	), used AS (
		-- of what was used, the part that was bought and not generated on site
		SELECT c.site, c.day, p.job, coalesce(p.tenant, '(none)') AS tenant, CASE WHEN p.job IS NULL THEN 'idle' ELSE 'tenant' END AS consumer,
			p.kwh * coalesce(c.kwh / nullif(c.kwh + c.generated_kwh, 0), 1) AS kwh
		FROM charge c JOIN part p ON p.site = c.site AND p.day = c.day
	), shared AS (
		SELECT u.site, u.day, u.job, CASE u.consumer WHEN 'idle' THEN '(idle)' ELSE u.tenant END AS tenant, u.consumer, u.kwh FROM used u
		UNION ALL
		SELECT c.site, c.day, NULL, '(unattributed)', 'unattributed', c.kwh - CASE WHEN u.unknown THEN NULL ELSE coalesce(u.kwh, 0) END
		FROM charge c
		LEFT JOIN (SELECT x.site, x.day, sum(x.kwh) AS kwh, bool_or(x.kwh IS NULL) AS unknown FROM used x GROUP BY x.site, x.day) u ON u.site = c.site AND u.day = c.day
	)
	SELECT s.site, s.day, s.job, s.tenant, s.consumer, s.kwh, w.part * c.location_kg, w.part * c.market_kg,
		CASE WHEN c.by_hour IS NOT TRUE OR c.cost IS NULL THEN w.part * c.cost WHEN s.consumer = 'unattributed' THEN c.cost - coalesce(a.cost, 0) ELSE coalesce(q.cost, 0) END, c.currency, w.part * x.l,
		sign(w.part * c.grid_kwh::double precision) * colossus.water_l(abs(w.part * c.grid_kwh::double precision), 0, 1, e.l_per_kwh), c.kwh, c.sampled_kwh
	FROM shared s
	JOIN charge c ON c.site = s.site AND c.day = s.day
	LEFT JOIN priced q ON s.consumer <> 'unattributed' AND q.site = s.site AND q.day = s.day AND coalesce(q.job, '') = coalesce(s.job, '')
	LEFT JOIN (SELECT y.site, y.day, sum(y.cost) AS cost FROM priced y GROUP BY y.site, y.day) a ON a.site = s.site AND a.day = s.day
	LEFT JOIN water x ON x.site = s.site AND x.day = s.day
	LEFT JOIN (SELECT k.country, i.l_per_kwh FROM (SELECT DISTINCT y.country FROM charge y) k CROSS JOIN LATERAL ledger.ewif_of(k.country, job_share.until) i) e ON e.country = c.country
	CROSS JOIN LATERAL (SELECT CASE WHEN c.kwh = 0 THEN 0 ELSE s.kwh / c.kwh END AS part) w;
END;
COMMENT ON FUNCTION ledger.job_share(date, date, date) IS
	'what was bought by site and day, shared among jobs, idle and unattributed by what samples say: they add up to what was bought. unattributed is below 0 where samples and overheads say more than the bill; site_kwh is what was bought, sampled_kwh what samples say of the day';

CREATE OR REPLACE FUNCTION ledger.statement_tenant(since date, until date, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date)
RETURNS TABLE (site text, tenant text, consumer text, kwh double precision, share double precision, location_co2e_kg double precision, market_co2e_kg double precision, cost double precision, currency text,
	purchased_kwh double precision, sampled_kwh double precision, ratio double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH used AS MATERIALIZED (
		SELECT j.* FROM ledger.job_share(statement_tenant.since, statement_tenant.until, statement_tenant.known_on) j
	), whole AS (
		SELECT d.site, CASE WHEN bool_and(d.site_kwh IS NOT NULL) THEN sum(d.site_kwh::numeric)::double precision END AS kwh, sum(d.sampled_kwh::numeric)::double precision AS sampled_kwh, (sum(d.site_kwh::numeric) FILTER (WHERE d.sampled_kwh IS NOT NULL))::double precision AS both_kwh
		FROM (SELECT DISTINCT u.site, u.day, u.site_kwh, u.sampled_kwh FROM used u) d
		GROUP BY d.site
	)
	SELECT u.site, u.tenant, u.consumer, CASE WHEN bool_and(u.kwh IS NOT NULL) THEN sum(u.kwh::numeric)::double precision END, CASE WHEN bool_and(u.kwh IS NOT NULL) THEN sum(u.kwh::numeric)::double precision END / nullif(w.kwh, 0),
		CASE WHEN bool_and(u.location_co2e_kg IS NOT NULL) THEN sum(u.location_co2e_kg::numeric)::double precision END, CASE WHEN bool_and(u.market_co2e_kg IS NOT NULL) THEN sum(u.market_co2e_kg::numeric)::double precision END,
		CASE WHEN count(DISTINCT u.currency) = 1 AND bool_and(u.cost IS NOT NULL) THEN sum(u.cost::numeric)::double precision END, CASE WHEN count(DISTINCT u.currency) = 1 THEN min(u.currency) END,
		w.kwh, w.sampled_kwh, w.both_kwh / nullif(w.sampled_kwh, 0)
	FROM used u
	JOIN whole w ON w.site = u.site
	GROUP BY u.site, u.tenant, u.consumer, w.kwh, w.sampled_kwh, w.both_kwh
	ORDER BY u.site, u.consumer DESC, u.tenant;
END;
COMMENT ON FUNCTION ledger.statement_tenant(date, date, date) IS
	'purchased electricity of the statement by tenant: tenants, (idle) and (unattributed), which is what the bill has and samples do not, add up to purchased_kwh and to lines 2 of the statement. ratio: bills over samples at the site meter, on days with both';

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
	WHERE t.day >= month_units.since AND t.day < month_units.until
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
	water_l_per_million double precision, cost_per_million double precision, sci_g double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH used AS MATERIALIZED (
		SELECT j.*, date_trunc('month', j.day::timestamp)::date AS month,
			-- what nobody used is shared by what the jobs of the site used that day
			CASE WHEN footprint.with_idle THEN coalesce(sum(j.kwh) OVER d / nullif(sum(j.kwh) FILTER (WHERE j.job IS NOT NULL) OVER d, 0), 1) ELSE 1 END AS times
		FROM ledger.job_share(footprint.since, footprint.until, footprint.known_on) j
		WINDOW d AS (PARTITION BY j.site, j.day)
	), worn AS (
		SELECT m.month, h.job, sum(h.share::double precision * e.kg_per_h * greatest(extract(epoch FROM least(h.ended_at, e.until_at, m.until) - greatest(h.started_at, e.from_at, m.since))::double precision / 3600, 0)) AS kg,
			bool_and(e.known) AS known
		FROM ledger.holding h
		JOIN ledger.embodied_hours(footprint.since, footprint.until) e ON e.device = h.device AND e.from_at < h.ended_at AND e.until_at > h.started_at
		JOIN (SELECT g.at::date AS month, g.at AT TIME ZONE 'UTC' AS since, (g.at + interval '1 month') AT TIME ZONE 'UTC' AS until
			FROM generate_series(date_trunc('month', footprint.since::timestamp), (footprint.until - 1)::timestamp, interval '1 month') g (at)) m ON m.since < least(h.ended_at, e.until_at) AND m.until > greatest(h.started_at, e.from_at)
		GROUP BY m.month, h.job
	), of_job AS (
		SELECT u.month, u.job, CASE WHEN bool_and(u.kwh IS NOT NULL) THEN sum(u.kwh * u.times) END AS kwh,
			CASE WHEN bool_and(u.location_co2e_kg IS NOT NULL) THEN sum(u.location_co2e_kg * u.times) END AS location_kg,
			CASE WHEN bool_and(u.market_co2e_kg IS NOT NULL) THEN sum(u.market_co2e_kg * u.times) END AS market_kg,
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
			CASE WHEN bool_and(o.cost IS NOT NULL) AND count(DISTINCT o.currency) = 1 THEN sum(o.cost) END AS cost, CASE WHEN count(DISTINCT o.currency) = 1 THEN min(o.currency) END AS currency
		FROM ledger.month_units(footprint.since, footprint.until) n
		JOIN ledger.job j ON j.job = n.job
		LEFT JOIN of_job o ON o.month = n.month AND o.job = n.job
		LEFT JOIN worn w ON w.month = n.month AND w.job = n.job
		GROUP BY n.month, coalesce(j.model, '(none)'), coalesce(j.tenant, '(none)'), n.unit
	)
	SELECT t.month, t.model, t.tenant, t.unit, t.quantity, t.kwh, t.location_kg, t.market_kg, t.embodied_kg, t.water_l, t.cost, t.currency,
		t.kwh / p.millions, t.location_kg / p.millions, t.market_kg / p.millions, t.water_l / p.millions, t.cost / p.millions,
		colossus.sci_g(t.kwh, CASE WHEN t.kwh > 0 THEN t.location_kg * 1000 / t.kwh END, t.embodied_kg * 1000, nullif(t.quantity, 0))
	FROM total t
	CROSS JOIN LATERAL (SELECT nullif(t.quantity, 0) / 1e6 AS millions) p
	ORDER BY t.month, t.model, t.tenant, t.unit;
END;
COMMENT ON FUNCTION ledger.footprint(date, date, date, boolean) IS
	'energy at the site meter, kg CO2e, water and cost by month, model, tenant and unit, per million units, and the software carbon intensity, g CO2e per unit (ISO/IEC 21031: location-based and embodied). Units are tokens by kind, each with the whole energy of its jobs, and those of functional_unit. with_idle: idle and unattributed energy of a site and day is shared among its jobs by their energy';

CREATE OR REPLACE PROCEDURE ledger.close_report(report text, since date, until date, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	IF report IS NULL OR since IS NULL OR until IS NULL OR known_on IS NULL OR since >= until THEN
		RAISE EXCEPTION 'a report has a name, a first day, a later day after its last, and a day by which factors were known' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	INSERT INTO ledger.closed_statement (report, since, until, known_on) VALUES (close_report.report, close_report.since, close_report.until, close_report.known_on);
	INSERT INTO ledger.closed_input (report, cause, relation, input)
	SELECT close_report.report, 'bills', 'activity', to_jsonb(b)
	FROM ledger.matched_span(close_report.since, close_report.until, NULL) s
	CROSS JOIN LATERAL ledger.bills_of(NULL) b
	WHERE b.from_date < s.until AND b.until_date > s.since
	UNION ALL
	SELECT close_report.report, 'late samples', 'site_energy', to_jsonb(e)
	FROM (SELECT least(s.since, min(b.from_date)) AS since, greatest(s.until, max(b.until_date)) AS until
		FROM ledger.matched_span(close_report.since, close_report.until, NULL) s
		LEFT JOIN LATERAL ledger.bills_of(NULL) b ON b.kind = 'electricity' AND b.from_date < s.until AND b.until_date > s.since
		GROUP BY s.since, s.until) s
	CROSS JOIN LATERAL ledger.energy_of(NULL, s.since, s.until) e
	UNION ALL
	SELECT close_report.report, v.cause, v.relation, r.input
	FROM (VALUES ('bills', 'unit_operation'), ('overheads', 'site_overhead'), ('contracts', 'electricity_contract'), ('contracts', 'certificate'), ('contracts', 'supplier_rate')) AS v (cause, relation)
	CROSS JOIN LATERAL ledger.rows_of(NULL, v.relation) r (input);
	INSERT INTO ledger.closed_line (report, site, line, gas, quantity, unit, co2e_kg, co2e_kg_low, co2e_kg_high, method, coverage, editions)
	SELECT close_report.report, s.site, s.line, s.gas, sum(s.quantity), min(s.unit), CASE WHEN bool_and(s.co2e_kg IS NOT NULL) THEN sum(s.co2e_kg) END,
		CASE WHEN bool_and(s.co2e_kg_low IS NOT NULL) THEN sum(s.co2e_kg_low) END, CASE WHEN bool_and(s.co2e_kg_high IS NOT NULL) THEN sum(s.co2e_kg_high) END,
		string_agg(s.method, '; '), min(s.coverage), string_agg(s.editions, ', ')
	FROM ledger.statement_by(close_report.since, close_report.until, close_report.known_on, close_report.report, close_report.report, close_report.report, close_report.report) s
	GROUP BY s.site, s.line, s.gas;
	INSERT INTO ledger.closed_evidence (report, site, line, input, value, unit, factor_id, edition, source_id)
	SELECT close_report.report, e.site, e.line, e.input, e.value, e.unit, e.factor_id, e.edition, e.source_id
	FROM ledger.evidence_of(close_report.since, close_report.until, close_report.known_on, close_report.report) e;
END
$body$;
COMMENT ON PROCEDURE ledger.close_report(text, date, date, date) IS
	'closes a report: keeps its lines, every input and every factor, so that restate and evidence answer for it whatever comes later. A name is given once';

CREATE OR REPLACE FUNCTION ledger.evidence_of(since date, until date, known_on date, report text)
RETURNS TABLE (site text, line text, input text, value double precision, unit text, factor_id text, edition text, source_id text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH rate AS MATERIALIZED (
		SELECT DISTINCT x.supplier, x.kind, x.from_date, x.until_date, x.g_per_kwh, x.loss, x.upstream_g_per_kwh, x.source
		FROM ledger.rows_of(evidence_of.report, 'supplier_rate') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.supplier_rate, r.input) x
		WHERE x.from_date < evidence_of.until AND (x.until_date IS NULL OR x.until_date > evidence_of.since)
	), used AS MATERIALIZED (
		SELECT k.site, f.*
		FROM (SELECT DISTINCT c.site, c.zone, c.country, c.year FROM ledger.charged(evidence_of.since, evidence_of.until, evidence_of.known_on, evidence_of.report, evidence_of.report, evidence_of.report, evidence_of.report, false) c WHERE NOT c.direct) k
		CROSS JOIN LATERAL ledger.factors_at(k.zone, k.country, k.year, evidence_of.known_on) f
	), amount AS MATERIALIZED (
		SELECT b.*
		FROM ledger.bills_of(evidence_of.report) b
		WHERE b.from_date < evidence_of.until AND b.until_date > evidence_of.since
	), overhead AS MATERIALIZED (
		SELECT o.* FROM ledger.rows_of(evidence_of.report, 'site_overhead') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.site_overhead, r.input) o
		WHERE o.from_date < evidence_of.until AND (o.until_date IS NULL OR o.until_date > evidence_of.since)
	), operation AS MATERIALIZED (
		SELECT u.* FROM ledger.rows_of(evidence_of.report, 'unit_operation') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.unit_operation, r.input) u
		WHERE u.started_at < evidence_of.until::timestamp AT TIME ZONE 'UTC' AND u.ended_at > evidence_of.since::timestamp AT TIME ZONE 'UTC'
	)
	SELECT a.site, CASE WHEN a.kind IN ('fuel', 'refrigerant') THEN '1' WHEN a.kind LIKE 'water%' THEN 'water' WHEN a.kind LIKE '%exported' THEN 'exported' ELSE '2' END, a.kind || ' ' || a.activity_id, a.quantity, a.unit, NULL, NULL, a.source
	FROM amount a
	UNION ALL
	SELECT u.site, '1', 'operation of ' || u.unit || ' from ' || to_char(u.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), coalesce(u.heat_mmbtu, u.mwh), CASE WHEN u.heat_mmbtu IS NULL THEN 'MWh' ELSE 'MMBtu' END, NULL, NULL, u.source
	FROM operation u
	UNION ALL
	SELECT e.site, '2', 'samples of ' || to_char(e.day, 'YYYY-MM-DD'), colossus.nj_to_kwh(e.energy_nj), 'kWh at the accelerators', NULL, NULL, NULL
	FROM ledger.energy_of(evidence_of.report, evidence_of.since, evidence_of.until) e
	WHERE e.day >= evidence_of.since AND e.day < evidence_of.until
	UNION ALL
	SELECT o.site, '2', v.input || ' from ' || to_char(o.from_date, 'YYYY-MM-DD'), v.value, '1', NULL, NULL, o.source
	FROM overhead o
	CROSS JOIN LATERAL (VALUES ('server factor', o.server_factor), ('PUE', o.pue)) AS v (input, value)
	UNION ALL
	SELECT a.site, '2 location', 'plant of ' || a.activity_id, a.direct_g_per_kwh, 'g/kWh', NULL, NULL, a.source
	FROM amount a WHERE a.direct_g_per_kwh IS NOT NULL
	UNION ALL
	SELECT u.site, v.line, v.input, v.value, v.unit, v.factor_id, v.edition, v.source_id
	FROM used u
	CROSS JOIN LATERAL (VALUES
		('2 location', 'grid average, ' || u.basis, u.g_per_kwh, 'g/kWh', concat_ws(', ', u.region, u.edition, 'CO2e', 'total'), u.edition, u.source_id),
		('2 market', 'rest: ' || u.rate, u.rest_g_per_kwh, 'g/kWh', concat_ws(', ', u.region, u.rest_year, u.rest_edition, u.rest_gas, u.rate), u.rest_edition, u.rest_source_id),
		('3 grid losses', 'loss of the grid', u.loss, '1', concat_ws(', ', u.region, u.loss_edition), u.loss_edition, u.loss_source_id),
		('3 upstream energy', 'supply of power plants: ' || u.upstream_parts, u.upstream_g_per_kwh, 'g/kWh', concat_ws(', ', u.region, u.upstream_edition), u.upstream_edition, u.upstream_source_id)) AS v (line, input, value, unit, factor_id, edition, source_id)
	WHERE v.value IS NOT NULL
	UNION ALL
	SELECT c.site, '2 market', 'contract ' || c.contract, c.g_per_kwh, 'g/kWh', NULL, NULL, c.source
	FROM ledger.rows_of(evidence_of.report, 'electricity_contract') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.electricity_contract, r.input) c
	WHERE c.from_date < evidence_of.until AND (c.until_date IS NULL OR c.until_date > evidence_of.since)
	UNION ALL
	SELECT c.site, '2 market', CASE WHEN c.refused IS NULL THEN 'certificate ' || c.certificate ELSE 'certificate that does not count, ' || c.refused END, c.mwh, 'MWh', NULL, NULL, c.source
	FROM ledger.certificates_of(evidence_of.report) c
	WHERE c.from_date < evidence_of.until AND c.until_date > evidence_of.since
	UNION ALL
	SELECT a.site, v.line, v.input, v.value, v.unit, NULL, NULL, s.source
	FROM (SELECT DISTINCT x.site, x.supplier, x.kind FROM amount x) a
	JOIN rate s ON s.supplier = a.supplier AND s.kind = a.kind
	CROSS JOIN LATERAL (VALUES
		('2 market', 'rate of ' || s.supplier || ' for ' || s.kind, s.g_per_kwh, 'g/kWh'),
		('3 grid losses', 'loss of the network of ' || s.supplier || ' for ' || s.kind, s.loss, '1'),
		('3 upstream energy', 'supply of the fuels of ' || s.supplier || ' for ' || s.kind, s.upstream_g_per_kwh, 'g/kWh')) AS v (line, input, value, unit)
	WHERE v.value IS NOT NULL
	UNION ALL
	SELECT e.site, '3 embodied', v.input, v.value, v.unit, CASE WHEN v.unit = 'kg' AND e.embodied_method NOT LIKE 'figure of the operator%' THEN e.accelerator END, NULL, e.source
	FROM (SELECT x.site, x.accelerator, x.embodied_method, x.embodied_kg, x.lifetime_h, x.source, sum(x.used_h) AS used_h
		FROM ledger.embodied_hours(evidence_of.since, evidence_of.until) x WHERE x.site IS NOT NULL
		GROUP BY x.site, x.accelerator, x.embodied_method, x.embodied_kg, x.lifetime_h, x.source) e
	CROSS JOIN LATERAL (VALUES
		('service of ' || coalesce(e.accelerator, 'parts that are not named'), e.used_h, 'h'),
		('embodied in one ' || e.accelerator, e.embodied_kg, 'kg'),
		('life of ' || e.accelerator, e.lifetime_h, 'h')) AS v (input, value, unit)
	WHERE v.value IS NOT NULL
	UNION ALL
	SELECT a.site, CASE WHEN f.pollutant = 'CO2' AND EXISTS (SELECT 1 FROM colossus.fuel u WHERE lower(u.fuel) = lower(a.fuel) AND u.biogenic) THEN 'biogenic' ELSE '1' END,
		f.pollutant || ' of ' || a.fuel || ' in ' || a.technology, f.lb_per_mmbtu, 'lb/MMBtu', array_to_string(f.factors, '; '), f.edition, f.source_id
	FROM (SELECT x.site, x.fuel, coalesce(x.technology, 'stationary combustion') AS technology, x.controls FROM amount x WHERE x.kind = 'fuel'
		UNION SELECT u.site, u.fuel, u.technology, u.controls FROM operation u) a
	CROSS JOIN LATERAL colossus.combustion_factor_at(a.fuel, a.technology, a.controls, evidence_of.known_on) f
	WHERE f.pollutant IN ('CO2', 'CH4', 'N2O')
	UNION ALL
	SELECT a.site, '3 upstream fuel', 'supply of ' || a.fuel, u.kg_per_kwh, 'kg/kWh', concat_ws(', ', u.fuel, u.made_for, u.edition), u.edition, u.source_id
	FROM (SELECT DISTINCT x.site, x.fuel FROM amount x WHERE x.kind = 'fuel') a
	JOIN colossus.site s ON s.site = a.site
	CROSS JOIN LATERAL colossus.fuel_upstream_at(a.fuel, s.country, evidence_of.known_on) u
	ORDER BY 1, 2, 3;
END;
COMMENT ON FUNCTION ledger.evidence_of(date, date, date, text) IS 'every amount and factor behind the lines of a closed report, computed: close_report keeps it';

CREATE OR REPLACE FUNCTION ledger.evidence(report text)
RETURNS TABLE (site text, line text, input text, value double precision, unit text, factor_id text, edition text, source_id text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT e.site, e.line, e.input, e.value, e.unit, e.factor_id, e.edition, e.source_id
	FROM ledger.closed_evidence e WHERE e.report = evidence.report
	ORDER BY e.site, e.line, e.input;
END;
COMMENT ON FUNCTION ledger.evidence(text) IS 'every amount and factor behind the lines of a closed report';

CREATE OR REPLACE FUNCTION ledger.restate(report text)
RETURNS TABLE (site text, line text, cause text, co2e_kg double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH said AS MATERIALIZED (
		SELECT l.site, l.line, CASE WHEN bool_and(l.co2e_kg IS NOT NULL) THEN sum(l.co2e_kg) END AS kg, sum(l.quantity) AS quantity
		FROM ledger.closed_line l WHERE l.report = restate.report
		GROUP BY l.site, l.line
	), step AS MATERIALIZED (
		SELECT v.place, s.site, s.line, CASE WHEN bool_and(s.co2e_kg IS NOT NULL) THEN sum(s.co2e_kg) END AS kg, sum(s.quantity) AS quantity
		FROM ledger.closed_statement c
		CROSS JOIN LATERAL (VALUES
			(0, c.report, c.report, c.report, c.report, c.known_on),
			(1, NULL, c.report, c.report, c.report, c.known_on),
			(2, NULL, NULL, c.report, c.report, c.known_on),
			(4, NULL, NULL, NULL, c.report, c.known_on),
			(5, NULL, NULL, NULL, NULL, c.known_on),
			(6, NULL, NULL, NULL, NULL, (now() AT TIME ZONE 'UTC')::date)) AS v (place, bills, samples, overheads, contracts, known_on)
		CROSS JOIN LATERAL ledger.statement_by(c.since, c.until, v.known_on, v.bills, v.samples, v.overheads, v.contracts) s
		WHERE c.report = restate.report
		GROUP BY v.place, s.site, s.line
	), cell AS MATERIALIZED (
		-- a line that is not there is 0.  What the closed inputs say today and did not say
		-- then is of factors, sites and parts, which no report keeps: it moves the last
		-- step, and of embodied emissions whose hours changed that of the samples
		SELECT k.site, k.line, n.place,
			CASE WHEN t.site IS NULL THEN 0 ELSE t.kg END - CASE WHEN n.place < CASE WHEN k.line = '3 embodied' AND o.quantity IS DISTINCT FROM b.quantity THEN 2 ELSE 6 END
				THEN coalesce(CASE WHEN b.site IS NULL THEN 0 ELSE b.kg END - CASE WHEN o.site IS NULL THEN 0 ELSE o.kg END, 0) ELSE 0 END AS kg
		FROM (SELECT x.site, x.line FROM step x UNION SELECT x.site, x.line FROM said x) k
		CROSS JOIN (VALUES (0), (1), (2), (4), (5), (6)) AS n (place)
		LEFT JOIN step t ON t.site = k.site AND t.line = k.line AND t.place = n.place
		LEFT JOIN step b ON b.site = k.site AND b.line = k.line AND b.place = 0
		LEFT JOIN said o ON o.site = k.site AND o.line = k.line
	), known AS (
		SELECT k.site, k.line, 0 AS place, CASE WHEN o.site IS NULL THEN 0 ELSE o.kg END AS kg
		FROM (SELECT DISTINCT x.site, x.line FROM cell x) k LEFT JOIN said o ON o.site = k.site AND o.line = k.line
		UNION ALL
		SELECT c.site, c.line, c.place, c.kg FROM cell c WHERE c.place > 0
	)
	SELECT w.site, w.line, w.cause, w.kg
	FROM (
		SELECT n.site, n.line, n.place, v.cause, n.kg - (SELECT x.kg FROM known x WHERE x.site = n.site AND x.line = n.line AND x.place < n.place AND x.kg IS NOT NULL ORDER BY x.place DESC LIMIT 1) AS kg
		FROM known n
		JOIN (VALUES (1, 'bills'), (2, 'late samples'), (4, 'overheads'), (5, 'contracts'), (6, 'factors')) AS v (place, cause) ON v.place = n.place
		UNION ALL
		SELECT n.site, n.line, 3, 'jobs', 0 FROM known n WHERE n.place = 0
	) w
	ORDER BY w.site, w.line, w.place;
END;
COMMENT ON FUNCTION ledger.restate(text) IS
	'what a closed report would say today, less what it said, by cause, each applied upon the one before: bills, late samples, jobs (which move energy between tenants and never the total of a site), overheads, contracts, and factors, which are those that were published since, and changes of sites and parts. The sum of the causes is new less old, where both are known. NULL: not known after that cause; the next that is known has the whole difference';
