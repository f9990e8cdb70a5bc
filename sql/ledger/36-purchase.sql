-- What a site bought and used by its bills, samples and contracts, and what each counts by.
--
-- What a statement is made of is PL/pgSQL where planning takes longer than running: a session plans
-- each of them once, and for any period or report alike (force_generic_plan). SQL functions would be
-- planned at every call, 70 ms a statement.

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

CREATE OR REPLACE FUNCTION ledger.country_of_site(site text)
RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT coalesce((SELECT coalesce(colossus.country_code(s.country), colossus.country_of(s.grid_region)) FROM colossus.site s WHERE s.site = country_of_site.site),
		-- the zones that it was ever in, if they lie in one country
		(SELECT min(colossus.country_of(o.zone)) FROM ledger.site_overhead o WHERE o.site = country_of_site.site HAVING count(DISTINCT colossus.country_of(o.zone)) = 1));
END;
COMMENT ON FUNCTION ledger.country_of_site(text) IS 'ISO 3166 alpha-3 code of the country of a site: as colossus.site says, else that of its grid region or of its zone in site_overhead; NULL: not known';

-- The Scope 2 Guidance lets a certificate count only in the market that it was issued
-- in, and for a time near that of its generation: others are named and change nothing.
-- Countries of one group of colossus.country_group are one market.  What came with a
-- contract is in the share of the contract on its days and covers nothing besides.
CREATE OR REPLACE FUNCTION ledger.certificates_of(report text)
RETURNS TABLE (certificate text, site text, from_date date, until_date date, mwh double precision, vintage integer, market text, g_per_kwh double precision, source text, contract text, days datemultirange, refused text)
LANGUAGE plpgsql STABLE SET jit = off SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $body$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH offered AS MATERIALIZED (
		SELECT c.* FROM ledger.rows_of(certificates_of.report, 'certificate') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.certificate, r.input) c
	), place AS MATERIALIZED (
		SELECT k.site, ledger.country_of_site(k.site) AS country FROM (SELECT DISTINCT o.site FROM offered o) k
	), sold AS MATERIALIZED (
		SELECT o.site, o.market, m.country, n.name, EXISTS (SELECT 1 FROM colossus.country_group g WHERE g.country_group = n.name) AS is_group
		FROM (SELECT DISTINCT x.site, x.market FROM offered x) o
		CROSS JOIN LATERAL (SELECT coalesce(colossus.grid_region_of(o.market), upper(btrim(o.market))) AS name) n
		CROSS JOIN LATERAL (SELECT colossus.country_of(o.market) AS country) m
	), contract AS MATERIALIZED (
		SELECT x.input->>'site' AS site, lower(x.input->>'contract') AS key, min(x.input->>'contract') AS contract, range_agg(daterange((x.input->>'from_date')::date, (x.input->>'until_date')::date)) AS days
		FROM ledger.rows_of(certificates_of.report, 'electricity_contract') x (input)
		GROUP BY x.input->>'site', lower(x.input->>'contract')
	)
	SELECT c.certificate, c.site, c.from_date, c.until_date, c.mwh, c.vintage, c.market, c.g_per_kwh, c.source, b.contract,
		CASE WHEN o.refused IS NULL THEN d.days ELSE datemultirange() END, coalesce(o.refused, CASE WHEN isempty(d.days) THEN format('%s of contract %s', c.certificate, b.contract) END)
	FROM offered c
	JOIN place w ON w.site = c.site
	JOIN sold m ON m.site = c.site AND m.market IS NOT DISTINCT FROM c.market
	CROSS JOIN LATERAL (
		SELECT CASE WHEN c.vintage < extract(year FROM c.from_date) - 1 OR c.vintage > extract(year FROM c.until_date - 1) + 1 THEN format('%s of vintage %s', c.certificate, c.vintage)
			-- a group is met by its countries and by those that share a market with one of them
			WHEN CASE WHEN m.is_group THEN w.country NOT IN (SELECT g.country FROM colossus.country_group g WHERE g.country_group = m.name)
					AND NOT EXISTS (SELECT 1 FROM colossus.country_group g JOIN colossus.country_group x ON x.country = g.country JOIN colossus.country_group y ON y.country_group = x.country_group
						WHERE g.country_group = m.name AND y.country = w.country)
				ELSE m.country <> w.country
					AND NOT EXISTS (SELECT 1 FROM colossus.country_group x JOIN colossus.country_group y ON y.country_group = x.country_group WHERE x.country = m.country AND y.country = w.country) END
				THEN format('%s of market %s', c.certificate, c.market) END AS refused
	) o
	LEFT JOIN contract b ON b.site = c.site AND b.key = lower(coalesce(c.contract, c.certificate))
	CROSS JOIN LATERAL (SELECT datemultirange(daterange(c.from_date, c.until_date)) - coalesce(b.days, datemultirange()) AS days) d;
END
$body$;
COMMENT ON FUNCTION ledger.certificates_of(text) IS
	'certificates as they are, or as a report had them. contract: the one that it came with, by its column or by its name; days: those on which it covers electricity, which are its own without those of that contract. refused: why it has none, its vintage more than a year off, its market another than that of its site, or its contract; NULL: it counts. A market or a site whose country is not known is no reason';

CREATE OR REPLACE FUNCTION ledger.certificate_chain(report text)
RETURNS TABLE (site text, certificate text, from_date date, until_date date, chain bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT b.site, b.certificate, b.from_date, b.until_date, count(*) FILTER (WHERE b.apart) OVER (PARTITION BY b.site ORDER BY b.from_date, b.until_date, b.certificate)
	FROM (
		SELECT c.*, c.from_date >= max(c.until_date) OVER (PARTITION BY c.site ORDER BY c.from_date, c.until_date, c.certificate ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS apart
		FROM ledger.rows_of(certificate_chain.report, 'certificate') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.certificate, r.input) c
	) b;
END;
COMMENT ON FUNCTION ledger.certificate_chain(text) IS 'certificates of a site that lie over the same days, one over the next, have one number of chain';

-- A certificate is matched with the electricity of its own days: a month knows its
-- part of it only beside the others that it covers, and of whatever else covers those.
CREATE OR REPLACE FUNCTION ledger.matched_span(since date, until date, contracts text)
RETURNS TABLE (since date, until date)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
	WITH whole AS (
		SELECT min(c.from_date) AS since, max(c.until_date) AS until FROM ledger.certificate_chain(matched_span.contracts) c GROUP BY c.site, c.chain
	)
	SELECT least(matched_span.since, w.since), greatest(matched_span.until, w.until)
	FROM (VALUES (matched_span.since >= matched_span.until OR matched_span.since < '1970-01-01' OR matched_span.until > '2200-01-01')) AS b (bad)
	CROSS JOIN LATERAL (SELECT min(x.since) AS since, max(x.until) AS until FROM whole x WHERE x.since < matched_span.until AND x.until > matched_span.since) w
	WHERE CASE WHEN b.bad THEN colossus.refuse(format('no statement from %s until %s', matched_span.since, matched_span.until), 'The last day comes after the first, both from 1970 to 2199.') IS NULL ELSE true END;
END;
COMMENT ON FUNCTION ledger.matched_span(date, date, text) IS 'days that a statement of [since, until) looks at: its own, and those of certificates that have a day in it, with what overlaps them';

-- Purchased electricity.  A bill gives the energy of its days: spread by what
-- samples say of them where those know 95 % of the time, else evenly.  Days without
-- a bill are what samples say, less what was generated and used on site.  A bill is cut where
-- anything may change that it counts by, or at every day; rounding the energy up to
-- each cut to a mWh, and the cost to a millionth, makes the pieces add up to the bill.
CREATE OR REPLACE FUNCTION ledger.purchased(since date, until date, edges date[], bills text, samples text, overheads text, contracts text, by_day boolean)
RETURNS TABLE (site text, from_date date, until_date date, supplier text, direct_g_per_kwh double precision, kwh numeric, split text, estimated boolean, bill_from date, bill_until date,
	cost double precision, currency text, sampled_kwh double precision, generated_kwh double precision, coverage double precision, unknown text)
LANGUAGE plpgsql STABLE SET jit = off SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $body$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH bill AS MATERIALIZED (
		SELECT row_number() OVER () AS piece, b.site, b.from_date, b.until_date, b.supplier, b.direct_g_per_kwh, b.estimated, b.cost, b.currency,
			colossus.convert_quantity(b.quantity, b.unit, 'kWh')::numeric AS kwh, greatest(b.from_date, purchased.since) AS first_day, least(b.until_date, purchased.until) AS last_day
		FROM ledger.bills_of(purchased.bills, ARRAY['electricity']) b
		WHERE b.from_date < purchased.until AND b.until_date > purchased.since
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
		SELECT g.site, g.day, g.own_kwh AS kwh FROM ledger.generated(purchased.since, purchased.until, purchased.bills) g
	), change AS MATERIALIZED (
		SELECT DISTINCT c.site, c.day
		FROM (
			SELECT o.site, v.day FROM overhead o CROSS JOIN LATERAL (VALUES (o.from_date), (o.until_date)) AS v (day)
			UNION ALL
			SELECT r.input->>'site', v.day::date FROM ledger.rows_of(purchased.contracts, 'electricity_contract') r (input)
			CROSS JOIN LATERAL (VALUES (r.input->>'from_date'), (r.input->>'until_date')) AS v (day)
			UNION ALL
			SELECT b.site, v.day::date FROM (SELECT DISTINCT x.site, x.supplier FROM bill x) b
			JOIN ledger.rows_of(purchased.contracts, 'supplier_rate') r (input) ON ledger.supplier_key(r.input->>'supplier') = ledger.supplier_key(b.supplier)
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
				ELSE round(b.cost::numeric * (b.seg_until - b.from_date) / (b.until_date - b.from_date), 6) - round(b.cost::numeric * (b.seg_from - b.from_date) / (b.until_date - b.from_date), 6) END)::double precision AS cost, b.currency, 0::double precision AS coverage, NULL::text AS unknown
		FROM billed b
		UNION ALL
		-- what no bill of the grid has: samples less what plants on site gave
		SELECT s.site, s.day, s.day + 1, NULL, NULL, (CASE WHEN g.site IS NULL AND r.site IS NULL THEN s.kwh WHEN s.kwh IS NOT NULL AND (g.site IS NULL OR g.kwh IS NOT NULL) THEN greatest(s.kwh - coalesce(g.kwh, 0) - coalesce(r.kwh, 0), 0) END)::numeric, NULL, false, NULL, NULL, NULL, NULL, s.covered_s / nullif(s.service_s, 0),
			CASE WHEN s.kwh IS NULL THEN 'days without pue or server factor' WHEN g.site IS NOT NULL AND g.kwh IS NULL THEN 'days with a unit on site that does not say what it generated' END
		FROM sampled s
		LEFT JOIN generated g ON g.site = s.site AND g.day = s.day
		LEFT JOIN direct r ON r.site = s.site AND r.day = s.day
		WHERE s.day >= purchased.since AND s.day < purchased.until
			AND NOT EXISTS (SELECT 1 FROM bill b WHERE b.site = s.site AND b.from_date <= s.day AND b.until_date > s.day AND b.direct_g_per_kwh IS NULL AND b.kwh >= 0)
	)
	SELECT b.site, b.seg_from, b.seg_until, b.supplier, b.direct_g_per_kwh, b.kwh, b.split, b.estimated, b.bill_from, b.bill_until, b.cost, b.currency, s.kwh, g.kwh, b.coverage, b.unknown
	FROM bought b
	LEFT JOIN sampled s ON purchased.by_day AND s.site = b.site AND s.day = b.seg_from
	LEFT JOIN generated g ON purchased.by_day AND g.site = b.site AND g.day = b.seg_from;
END
$body$;
COMMENT ON FUNCTION ledger.purchased(date, date, date[], text, text, text, text, boolean) IS
	'kWh of electricity that was bought, by site and piece of time: by bills, else by samples less what was generated and used on site. NULL inputs are the tables as they are, a report is what it kept. edges are days at which to cut besides; by_day cuts at every day and has what samples say of each, and generated_kwh, what was generated and used on site. split: what a bill was spread by; coverage: of days without a bill; unknown: why kwh is NULL';

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
	LEFT JOIN LATERAL colossus.grid_loss_of(f.region, factors_at.known_on) l ON true
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
CREATE OR REPLACE FUNCTION ledger.charged(since date, until date, known_on date, bills text, samples text, overheads text, instruments text, by_day boolean)
RETURNS TABLE (site text, day date, supplier text, method text, kwh numeric, unknown_days bigint, sampled_days double precision, sampled_kwh double precision, generated_kwh double precision,
	cost double precision, currency text, direct boolean, zone text, country text, year integer, g_per_kwh double precision, low_g_per_kwh double precision, high_g_per_kwh double precision, basis text, edition text, stale boolean,
	loss double precision, loss_edition text, contract_kg double precision, covered_kwh double precision, certificate_kwh double precision, certificate_g_per_kwh double precision,
	rest_kwh double precision, rest_g_per_kwh double precision, contracts text[], certificates text[], rest text, rest_edition text,
	refused text[], upstream_g_per_kwh double precision, upstream_parts text, upstream_edition text, life_cycle boolean, rest_low_g_per_kwh double precision, rest_high_g_per_kwh double precision, unknown text, span_since date)
LANGUAGE plpgsql STABLE SET jit = off SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $body$
#variable_conflict use_column
DECLARE
	whole record;
BEGIN
	SELECT s.since, s.until INTO whole FROM ledger.matched_span(charged.since, charged.until, charged.instruments) s;
	RETURN QUERY
	WITH RECURSIVE contract AS MATERIALIZED (
		SELECT x.* FROM ledger.rows_of(charged.instruments, 'electricity_contract') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.electricity_contract, r.input) x
	), rate AS MATERIALIZED (
		SELECT x.*, ledger.supplier_key(x.supplier) AS key FROM ledger.rows_of(charged.instruments, 'supplier_rate') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.supplier_rate, r.input) x
	), overhead AS MATERIALIZED (
		SELECT x.* FROM ledger.rows_of(charged.overheads, 'site_overhead') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.site_overhead, r.input) x
	), certificate AS MATERIALIZED (
		SELECT c.* FROM ledger.certificates_of(charged.instruments) c
	), edge AS MATERIALIZED (
		-- where certificates begin or cease to cover, or would if they counted
		SELECT e.site, array_agg(e.day ORDER BY e.day) AS days
		FROM (SELECT c.site, v.day FROM certificate c CROSS JOIN LATERAL (VALUES (c.from_date), (c.until_date)) AS v (day)
			UNION SELECT c.site, v.day FROM certificate c CROSS JOIN LATERAL unnest(c.days) w (days) CROSS JOIN LATERAL (VALUES (lower(w.days)), (upper(w.days))) AS v (day)) e
		GROUP BY e.site
	), bought AS MATERIALIZED (
		SELECT p.* FROM ledger.purchased(whole.since, whole.until, ARRAY[charged.since, charged.until] || ARRAY(SELECT unnest(e.days) FROM edge e), charged.bills, charged.samples, charged.overheads, charged.instruments, charged.by_day) p
	), day AS MATERIALIZED (
		SELECT DISTINCT b.site, b.from_date AS day FROM bought b
	), place AS MATERIALIZED (
		SELECT k.site, ledger.country_of_site(k.site) AS country, s.grid_region
		FROM (SELECT DISTINCT b.site FROM bought b) k LEFT JOIN colossus.site s ON s.site = k.site
	), placed AS (
		-- where the site draws from the grid on that day: a row without a zone ends that of the row before
		SELECT DISTINCT ON (d.site, d.day) d.site, d.day, x.zone
		FROM day d JOIN overhead x ON x.site = d.site AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
		ORDER BY d.site, d.day, x.from_date DESC
	), shared AS (
		-- shares above 1, a finding, are taken in proportion
		SELECT d.site, d.day, least(sum(x.share), 1) AS share, sum(x.share::double precision * x.g_per_kwh) / sum(x.share)::double precision AS g_per_kwh,
			array_agg(DISTINCT x.contract ORDER BY x.contract) AS names
		FROM day d JOIN contract x ON x.site = d.site AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
		GROUP BY d.site, d.day
	), named AS MATERIALIZED (
		SELECT x.supplier, ledger.supplier_key(x.supplier) AS key FROM (SELECT DISTINCT b.supplier FROM bought b) x
	), rated AS (
		SELECT DISTINCT ON (d.supplier, d.day) d.supplier, d.day, x.g_per_kwh
		FROM (SELECT DISTINCT b.supplier, b.from_date AS day FROM bought b) d
		JOIN named k ON k.supplier = d.supplier
		JOIN rate x ON x.key = k.key AND x.kind = 'electricity' AND x.from_date <= d.day AND (x.until_date IS NULL OR x.until_date > d.day)
		-- of spellings that hold at once, a finding, that of the bill
		ORDER BY d.supplier, d.day, x.supplier = d.supplier DESC, x.from_date DESC
	), piece AS MATERIALIZED (
		-- what counts by the same is one piece
		SELECT b.site, CASE WHEN charged.by_day THEN b.from_date END AS day, b.from_date >= charged.since AND b.from_date < charged.until AS inside, extract(year FROM b.from_date)::integer AS year, b.supplier, b.currency,
			b.direct_g_per_kwh, r.g_per_kwh AS rate_g_per_kwh, coalesce(p.zone, s.grid_region) AS zone, s.country,
			CASE WHEN b.direct_g_per_kwh IS NULL THEN coalesce(c.share, 0) ELSE 0 END AS share, CASE WHEN b.direct_g_per_kwh IS NULL THEN c.g_per_kwh END AS contract_g_per_kwh,
			CASE WHEN b.direct_g_per_kwh IS NULL THEN c.names END AS names,
			CASE WHEN b.split IS NULL THEN 'samples' ELSE CASE WHEN b.estimated THEN 'estimated bill' ELSE 'bill' END
				|| CASE WHEN b.bill_from >= charged.since AND b.bill_until <= charged.until THEN '' ELSE ', split by ' || b.split END END AS method,
			coalesce(width_bucket(b.from_date, e.days), 0) AS span,
			sum(b.kwh) AS kwh, count(*) FILTER (WHERE b.kwh IS NULL) AS unknown_days, sum(b.coverage) AS sampled_days, sum(b.cost::numeric)::double precision AS cost, min(b.sampled_kwh) AS sampled_kwh, min(b.generated_kwh) AS generated_kwh, string_agg(DISTINCT b.unknown, '; ') AS unknown
		FROM bought b
		LEFT JOIN edge e ON e.site = b.site
		LEFT JOIN place s ON s.site = b.site
		LEFT JOIN placed p ON p.site = b.site AND p.day = b.from_date
		LEFT JOIN shared c ON c.site = b.site AND c.day = b.from_date
		LEFT JOIN rated r ON r.supplier = b.supplier AND r.day = b.from_date
		GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	), factor AS MATERIALIZED (
		SELECT k.zone, k.country, k.year, f.*
		FROM (SELECT DISTINCT p.zone, p.country, p.year FROM piece p) k
		CROSS JOIN LATERAL ledger.factors_at(k.zone, k.country, k.year, charged.known_on) f
	), open AS MATERIALIZED (
		-- what certificates may cover, between their edges
		SELECT p.site, p.span, sum(p.kwh * (1 - p.share))::double precision AS kwh FROM piece p
		WHERE p.direct_g_per_kwh IS NULL OR p.rate_g_per_kwh IS NULL
		GROUP BY p.site, p.span
	), known AS MATERIALIZED (
		SELECT b.site, range_agg(daterange(b.from_date, b.until_date)) AS days FROM bought b WHERE b.kwh IS NOT NULL GROUP BY b.site
	), offered AS MATERIALIZED (
		-- what a certificate has for days of which nothing is known stays with them
		SELECT c.site, row_number() OVER (PARTITION BY c.site ORDER BY c.until_date - c.from_date, c.from_date, c.certificate) AS n, c.certificate, c.days, c.g_per_kwh,
			colossus.convert_quantity(c.mwh, 'MWh', 'kWh') * (SELECT coalesce(sum(upper(d.days) - lower(d.days)), 0) FROM unnest(k.days * c.days) d (days)) / (c.until_date - c.from_date) AS kwh
		FROM certificate c
		JOIN known k ON k.site = c.site
		WHERE k.days && c.days
	), walk AS (
		-- One after the other, the shortest period first, so that it has its own days before
		-- a longer one takes of them: each covers the same part of all that is left on its days.
		SELECT o.site, 0::bigint AS n, o.spans, o.kwh, o.rest, o.rest AS taken, NULL::text AS certificate, NULL::double precision AS g_per_kwh
		FROM (SELECT x.site, array_agg(x.span ORDER BY x.span) AS spans, array_agg(x.kwh ORDER BY x.span) AS kwh, array_agg(1::double precision) AS rest FROM open x GROUP BY x.site) o
		UNION ALL
		SELECT w.site, o.n, w.spans, w.kwh, t.rest, t.taken, o.certificate, o.g_per_kwh
		FROM walk w
		JOIN offered o ON o.site = w.site AND o.n = w.n + 1
		JOIN edge e ON e.site = w.site
		CROSS JOIN LATERAL (
			SELECT CASE WHEN sum(w.kwh[i] * w.rest[i]) > 0 THEN least(o.kwh / sum(w.kwh[i] * w.rest[i]), 1) ELSE 0 END AS part
			FROM generate_subscripts(w.spans, 1) i WHERE e.days[w.spans[i]] <@ o.days
		) f
		CROSS JOIN LATERAL (
			SELECT array_agg(w.rest[i] * x.part ORDER BY i) AS taken, array_agg(w.rest[i] * (1 - x.part) ORDER BY i) AS rest
			FROM generate_subscripts(w.spans, 1) i
			CROSS JOIN LATERAL (SELECT CASE WHEN e.days[w.spans[i]] <@ o.days THEN f.part ELSE 0 END AS part) x
		) t
	), certified AS (
		-- of what is open between two edges, the part that certificates cover
		SELECT w.site, w.spans[i] AS span, 1 - min(w.rest[i]) AS part, sum(w.taken[i] * w.g_per_kwh) / nullif(sum(w.taken[i]), 0) AS g_per_kwh, array_agg(DISTINCT w.certificate) FILTER (WHERE w.taken[i] > 0) AS names
		FROM walk w CROSS JOIN LATERAL generate_subscripts(w.spans, 1) i
		WHERE w.n > 0
		GROUP BY w.site, w.spans[i]
	), refused AS (
		SELECT k.site, k.span, array_agg(DISTINCT c.refused) AS names
		FROM (SELECT DISTINCT p.site, p.span FROM piece p) k
		JOIN edge e ON e.site = k.site
		JOIN certificate c ON c.site = k.site AND c.refused IS NOT NULL AND c.from_date <= e.days[k.span] AND c.until_date > e.days[k.span]
		GROUP BY k.site, k.span
	)
	SELECT p.site, p.day, p.supplier, p.method, p.kwh, p.unknown_days, p.sampled_days, p.sampled_kwh, p.generated_kwh, p.cost, p.currency, p.direct_g_per_kwh IS NOT NULL, p.zone, p.country, p.year,
		coalesce(p.direct_g_per_kwh, f.g_per_kwh), coalesce(p.direct_g_per_kwh, f.low_g_per_kwh), coalesce(p.direct_g_per_kwh, f.high_g_per_kwh),
		CASE WHEN p.direct_g_per_kwh IS NULL THEN f.basis ELSE 'line of its own from a plant' END, CASE WHEN p.direct_g_per_kwh IS NULL THEN f.edition END, p.direct_g_per_kwh IS NULL AND f.stale,
		CASE WHEN p.direct_g_per_kwh IS NULL THEN f.loss ELSE 0 END, CASE WHEN p.direct_g_per_kwh IS NULL THEN f.loss_edition END,
		ledger.grid_kg((p.kwh * p.share)::double precision, coalesce(p.contract_g_per_kwh, 0)), (p.kwh * p.share)::double precision,
		n.kwh, coalesce(c.g_per_kwh, 0), l.kwh - n.kwh, coalesce(p.rate_g_per_kwh, f.rest_g_per_kwh),
		p.names, CASE WHEN n.kwh <> 0 THEN c.names END,
		CASE WHEN p.rate_g_per_kwh IS NOT NULL THEN 'rate of ' || p.supplier WHEN f.rest_g_per_kwh IS NOT NULL THEN
			CASE f.rate WHEN 'residual' THEN 'residual mix of ' ELSE 'grid average of ' END || f.rest_edition || CASE f.rest_gas WHEN 'CO2' THEN ' (CO2 alone)' ELSE '' END ELSE 'no factor for the rest' END,
		CASE WHEN p.rate_g_per_kwh IS NULL THEN f.rest_edition END,
		q.names,
		-- a plant on site that emits nothing burns nothing
		CASE WHEN p.direct_g_per_kwh IS NULL THEN f.upstream_g_per_kwh WHEN p.direct_g_per_kwh = 0 THEN 0 END, CASE WHEN p.direct_g_per_kwh IS NULL THEN f.upstream_parts END,
		CASE WHEN p.direct_g_per_kwh IS NULL THEN f.upstream_edition END, p.direct_g_per_kwh IS NULL AND f.life_cycle,
		-- a rate of the grid for what nobody contracted is as sure as its average
		coalesce(p.rate_g_per_kwh, CASE WHEN f.g_per_kwh > 0 THEN f.rest_g_per_kwh * (f.low_g_per_kwh / f.g_per_kwh) ELSE f.rest_g_per_kwh END),
		coalesce(p.rate_g_per_kwh, CASE WHEN f.g_per_kwh > 0 THEN f.rest_g_per_kwh * (f.high_g_per_kwh / f.g_per_kwh) ELSE f.rest_g_per_kwh END), p.unknown, e.days[p.span]
	FROM piece p
	LEFT JOIN factor f ON f.year = p.year AND coalesce(f.zone, '') = coalesce(p.zone, '') AND coalesce(f.country, '') = coalesce(p.country, '')
	LEFT JOIN certified c ON c.site = p.site AND c.span = p.span
	LEFT JOIN refused q ON q.site = p.site AND q.span = p.span
	LEFT JOIN edge e ON e.site = p.site
	CROSS JOIN LATERAL (SELECT (p.kwh * (1 - p.share))::double precision AS kwh) l
	-- a plant on site that has its own rate needs no certificate
	CROSS JOIN LATERAL (SELECT l.kwh * CASE WHEN p.direct_g_per_kwh IS NOT NULL AND p.rate_g_per_kwh IS NOT NULL THEN 0 ELSE coalesce(c.part, 0) END AS kwh) n
	WHERE p.inside;
END
$body$;
COMMENT ON FUNCTION ledger.charged(date, date, date, text, text, text, text, boolean) IS
	'what purchased says, with what each method of scope 2 counts it by: by day, or what counts by the same together. A certificate covers the same part of all that contracts leave on its days, shorter periods first. certificate_kwh and rest_kwh are what contracts leave; rest names what that would count by, also where certificates cover it; unknown: why kwh is not known; span_since: the day since which the same certificates cover it, NULL: before the first of the site';

-- Heat of what is burnt: the bill says it, or a default of the fuel does.
CREATE OR REPLACE FUNCTION ledger.heat_of(fuel text, unit text, heating_value text, known_on date)
RETURNS TABLE (heat_unit text, mmbtu double precision, reason text, edition text, source_id text)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
	SELECT h.unit, h.mmbtu, CASE WHEN h.mmbtu IS NULL THEN CASE WHEN e.is_energy THEN 'no ratio of LHV to HHV of ' || heat_of.fuel ELSE format('no heat content of %s per %s', heat_of.fuel, heat_of.unit) END END, h.edition, h.source_id
	FROM (VALUES (heat_of.unit IN ('kWh', 'MWh', 'GJ', 'MMBtu', 'therm'))) AS e (is_energy)
	LEFT JOIN LATERAL (
		SELECT 'MMBtu'::text AS unit, CASE WHEN heat_of.heating_value = 'HHV' THEN 1::double precision ELSE u.gross_gj_per_t / u.net_gj_per_t END AS mmbtu, NULL::text AS edition, CASE WHEN heat_of.heating_value <> 'HHV' THEN u.source_id END AS source_id
		FROM (VALUES (1)) AS one (row) LEFT JOIN colossus.fuel u ON lower(u.fuel) = lower(heat_of.fuel)
		WHERE e.is_energy
		UNION ALL
		(SELECT q.unit, q.mmbtu, q.edition, q.source_id FROM colossus.fuel_heat q
		WHERE NOT e.is_energy AND (lower(q.fuel) = lower(heat_of.fuel) OR q.fuel = (SELECT u.co2_as FROM colossus.fuel u WHERE lower(u.fuel) = lower(heat_of.fuel)))
			AND colossus.convert_quantity(1, heat_of.unit, q.unit) IS NOT NULL AND (q.known_from IS NULL OR q.known_from <= heat_of.known_on)
		ORDER BY lower(q.fuel) <> lower(heat_of.fuel), q.known_from DESC NULLS LAST, q.edition DESC LIMIT 1)
	) h ON true;
END;
COMMENT ON FUNCTION ledger.heat_of(text, text, text, date) IS 'MMBtu (HHV) of one heat_unit of a fuel, into which a bill in unit converts, with its source, by the latest edition that was published by known_on; NULL with the reason: not known';

CREATE OR REPLACE FUNCTION ledger.gas_of(name text)
RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT g.gas FROM colossus.gwp g JOIN colossus.pollutant p ON p.pollutant = g.gas
	CROSS JOIN LATERAL unnest(g.gas || string_to_array(p.aliases, ';')) a (alias)
	WHERE g.assessment = 'AR5' AND g.horizon_years = 100 AND regexp_replace(lower(a.alias), '[^a-z0-9]', '', 'g') = regexp_replace(lower(gas_of.name), '[^a-z0-9]', '', 'g')
	LIMIT 1);
COMMENT ON FUNCTION ledger.gas_of(text) IS 'the gas of that name or alias, whatever stands between its letters and digits (R134a is R-134a), that has a global warming potential of AR5; NULL: none';

CREATE OR REPLACE FUNCTION ledger.leaked_of(since date, until date, bills text)
RETURNS TABLE (site text, gas text, known boolean, kg double precision)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT b.site, coalesce(g.gas, b.fuel), g.gas IS NOT NULL,
		sum(colossus.convert_quantity(b.quantity, b.unit, 'kg') * ((least(b.until_date, leaked_of.until) - greatest(b.from_date, leaked_of.since))::double precision / (b.until_date - b.from_date)))
	FROM ledger.bills_of(leaked_of.bills, ARRAY['refrigerant']) b
	LEFT JOIN LATERAL (SELECT ledger.gas_of(b.fuel) AS gas) g ON true
	WHERE b.from_date < leaked_of.until AND b.until_date > leaked_of.since
	GROUP BY b.site, coalesce(g.gas, b.fuel), g.gas IS NOT NULL;
END;
COMMENT ON FUNCTION ledger.leaked_of(date, date, text) IS 'kg of refrigerants that were lost in [since, until), by bills; known: the gas has a global warming potential';

CREATE OR REPLACE FUNCTION ledger.delivered_of(since date, until date, bills text, contracts text)
RETURNS TABLE (site text, kind text, supplier text, kwh double precision, g_per_kwh double precision, loss double precision, upstream_g_per_kwh double precision, source text)
LANGUAGE plpgsql STABLE SET jit = off SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $body$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH rate AS MATERIALIZED (
		SELECT x.*, ledger.supplier_key(x.supplier) AS key FROM ledger.rows_of(delivered_of.contracts, 'supplier_rate') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.supplier_rate, r.input) x
	), written AS MATERIALIZED (
		SELECT b.* FROM ledger.bills_of(delivered_of.bills, ARRAY['steam', 'heat', 'cooling']) b WHERE b.from_date < delivered_of.until AND b.until_date > delivered_of.since
	), named AS MATERIALIZED (
		SELECT x.supplier, ledger.supplier_key(x.supplier) AS key FROM (SELECT DISTINCT y.supplier FROM written y) x
	), bill AS MATERIALIZED (
		SELECT b.*, n.key, greatest(b.from_date, delivered_of.since) AS first_day, least(b.until_date, delivered_of.until) AS last_day
		FROM written b
		LEFT JOIN named n ON n.supplier = b.supplier
	), cut AS (
		-- a rate may change within a bill
		SELECT b.activity_id, b.from_date, b.first_day AS day FROM bill b
		UNION
		SELECT b.activity_id, b.from_date, v.day FROM bill b JOIN rate x ON x.key = b.key AND x.kind = b.kind CROSS JOIN LATERAL (VALUES (x.from_date), (x.until_date)) AS v (day)
		WHERE v.day > b.first_day AND v.day < b.last_day
	), piece AS (
		SELECT c.*, lead(c.day) OVER (PARTITION BY c.activity_id, c.from_date ORDER BY c.day) AS until FROM cut c
	)
	SELECT d.site, d.kind, d.supplier, sum(colossus.convert_quantity(d.quantity, d.unit, 'kWh') * d.part), d.g_per_kwh, d.loss, d.upstream_g_per_kwh, d.source
	FROM (
		SELECT b.site, b.kind, b.supplier, b.quantity, b.unit, r.g_per_kwh, r.loss, r.upstream_g_per_kwh, r.source,
			sum(coalesce(p.until, b.last_day) - p.day)::double precision / (b.until_date - b.from_date) AS part
		FROM bill b
		JOIN piece p ON p.activity_id = b.activity_id AND p.from_date = b.from_date
		LEFT JOIN LATERAL (
			SELECT x.g_per_kwh, x.loss, x.upstream_g_per_kwh, x.source FROM rate x
			WHERE x.key = b.key AND x.kind = b.kind AND x.from_date <= p.day AND (x.until_date IS NULL OR x.until_date > p.day)
			ORDER BY x.supplier = b.supplier DESC, x.from_date DESC LIMIT 1
		) r ON true
		GROUP BY b.activity_id, b.site, b.kind, b.supplier, b.quantity, b.unit, b.from_date, b.until_date, r.g_per_kwh, r.loss, r.upstream_g_per_kwh, r.source
	) d
	GROUP BY d.site, d.kind, d.supplier, d.g_per_kwh, d.loss, d.upstream_g_per_kwh, d.source;
END
$body$;
COMMENT ON FUNCTION ledger.delivered_of(date, date, text, text) IS 'kWh of steam, heat and cooling that were delivered in [since, until), by the rate of their supplier; NULL: he states none';

CREATE OR REPLACE FUNCTION ledger.market_kg(contract_kg double precision, certificate_kwh double precision, certificate_g_per_kwh double precision, rest_kwh double precision, rest_g_per_kwh double precision)
RETURNS double precision
LANGUAGE sql STABLE
RETURN market_kg.contract_kg + ledger.grid_kg(market_kg.certificate_kwh, market_kg.certificate_g_per_kwh)
	+ CASE WHEN market_kg.rest_kwh = 0 THEN 0 ELSE ledger.grid_kg(market_kg.rest_kwh, market_kg.rest_g_per_kwh) END;
COMMENT ON FUNCTION ledger.market_kg(double precision, double precision, double precision, double precision, double precision) IS
	'kg CO2e of a row of charged, market-based; NULL: what is left has no factor';

-- The life of a part begins with its first day in service, wherever that was.  A part
-- that is registered until a day stays until then, whatever its last sample; one of
-- which nobody knows when it came has no life yet.
CREATE OR REPLACE FUNCTION ledger.embodied_hours(since date, until date)
RETURNS TABLE (device text, site text, accelerator text, embodied_method text, known boolean, from_at timestamptz, until_at timestamptz, worn_at timestamptz, used_h double precision, kg double precision, kg_per_h double precision,
	embodied_kg double precision, lifetime_h double precision, source text)
LANGUAGE plpgsql STABLE SET jit = off SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $body$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH life AS MATERIALIZED (
		SELECT lower(coalesce(n.accelerator, l.accelerator)) AS part, l.site, l.lifetime_h, l.embodied_kg, l.source
		FROM ledger.part_life l LEFT JOIN colossus.accelerator_alias n ON lower(n.alias) = lower(l.accelerator)
	)
	SELECT p.device, p.site, p.part, concat_ws(', ', p.embodied_method, CASE WHEN p.stated THEN format('life of %s h by the operator', p.lifetime_h) END),
		p.embodied_kg IS NOT NULL AND p.lifetime_h IS NOT NULL, w.from_at, w.until_at, p.worn_at,
		extract(epoch FROM w.until_at - w.from_at)::double precision / 3600,
		colossus.embodied_share_kg(p.embodied_kg, greatest(extract(epoch FROM least(w.until_at, p.worn_at) - w.from_at)::double precision / 3600, 0), p.lifetime_h),
		colossus.embodied_share_kg(p.embodied_kg, 1, p.lifetime_h), p.embodied_kg, p.lifetime_h, p.source
	FROM (
		SELECT k.*, min(k.since) OVER (PARTITION BY k.device) + make_interval(secs => k.lifetime_h * 3600) AS worn_at
		FROM (
			SELECT d.device, d.site, d.since, least(coalesce(r.until, d.until), now()) AS until, coalesce(a.accelerator, d.accelerator) AS part, o.lifetime_h IS NOT NULL AS stated, coalesce(o.embodied_kg, a.embodied_kg) AS embodied_kg,
				CASE WHEN o.embodied_kg IS NOT NULL THEN 'figure of the operator' ELSE a.embodied_method END AS embodied_method, coalesce(o.lifetime_h, f.lifetime_h) AS lifetime_h,
				CASE WHEN o.lifetime_h IS NULL THEN a.source_id ELSE o.source END AS source
			FROM ledger.device_period d
			JOIN ledger.device r ON r.device = d.device AND r.since = d.period
			LEFT JOIN colossus.accelerator_alias n ON lower(n.alias) = lower(d.accelerator)
			LEFT JOIN colossus.accelerator a ON lower(a.accelerator) = lower(coalesce(n.accelerator, d.accelerator))
			LEFT JOIN LATERAL (SELECT min(x.lifetime_h) AS lifetime_h FROM colossus.embodied_factor x WHERE x.accelerator = a.accelerator AND x.lifetime_h IS NOT NULL AND x.kg = a.embodied_kg) f ON true
			LEFT JOIN LATERAL (
				SELECT l.* FROM life l WHERE l.part = lower(coalesce(a.accelerator, d.accelerator)) AND l.site IN ('', coalesce(d.site, '')) ORDER BY l.site = '' LIMIT 1
			) o ON true
			WHERE d.kind = 'accelerator' AND isfinite(d.since)
		) k
	) p
	CROSS JOIN LATERAL (
		SELECT greatest(p.since, embodied_hours.since::timestamp AT TIME ZONE 'UTC') AS from_at, least(p.until, embodied_hours.until::timestamp AT TIME ZONE 'UTC') AS until_at
	) w
	WHERE w.until_at > w.from_at;
END
$body$;
COMMENT ON FUNCTION ledger.embodied_hours(date, date) IS
	'accelerators in service in [since, until), to the registered end or else the last sample or job: hours, and the embodied kg CO2e that fall to them, evenly over the life of the part from its first day to worn_at: the life that the operator states in part_life, else that of its figure; nothing after it. NULL: no embodied figure or no life';

-- Whoever holds a part bears its life, and nobody else: holders and idle add up to
-- the line of the statement.
CREATE OR REPLACE FUNCTION ledger.embodied_share(since date, until date)
RETURNS TABLE (site text, month date, job text, known boolean, kg double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	SELECT e.site, m.month, h.job, bool_and(e.known),
		sum((e.kg_per_h * extract(epoch FROM w.until_at - w.since_at)::double precision / 3600)::numeric * (h.share_after - h.share_before))::double precision
	FROM ledger.embodied_hours(embodied_share.since, embodied_share.until) e
	JOIN ledger.held_time h ON h.device = e.device AND h.since < e.until_at AND h.until > e.from_at
	CROSS JOIN LATERAL generate_series(date_trunc('month', greatest(h.since, e.from_at) AT TIME ZONE 'UTC'), least(h.until, e.until_at) AT TIME ZONE 'UTC' - interval '1 microsecond', interval '1 month') g (at)
	CROSS JOIN LATERAL (SELECT g.at::date AS month, g.at AT TIME ZONE 'UTC' AS since_at, (g.at + interval '1 month') AT TIME ZONE 'UTC' AS until_at) m
	CROSS JOIN LATERAL (
		SELECT greatest(h.since, e.from_at, m.since_at) AS since_at,
			greatest(least(h.until, e.until_at, e.worn_at, m.until_at), greatest(h.since, e.from_at, m.since_at)) AS until_at
	) w
	GROUP BY e.site, m.month, h.job;
END;
COMMENT ON FUNCTION ledger.embodied_share(date, date) IS
	'embodied kg CO2e of [since, until) by site, month and job, by the time and share that each held; job NULL: idle. They add up to embodied_hours. known: false where a part has no figure or life, whose kg are missing';

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
