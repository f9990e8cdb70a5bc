-- The statement of a period: what a site bought, burnt and lost, and what that emitted.

CREATE OR REPLACE FUNCTION ledger.activity_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	kinds CONSTANT text[] := ARRAY['electricity', 'steam', 'heat', 'cooling', 'fuel', 'refrigerant', 'water', 'water discharged'];
	units CONSTANT text[] := ARRAY['kWh', 'MWh', 'GJ', 'MMBtu', 'therm', 'm3', 'L', 'gal', 'kg', 't'];
	measured text[];
BEGIN
	IF NOT NEW.kind = ANY (kinds) THEN
		RAISE EXCEPTION 'unknown kind of activity "%"', left(NEW.kind, 60)
			USING ERRCODE = 'invalid_parameter_value', HINT = format('Known kinds: %s.', array_to_string(kinds, ', '));
	END IF;
	IF NOT NEW.unit = ANY (units) THEN
		RAISE EXCEPTION 'unknown unit "%"', left(NEW.unit, 60)
			USING ERRCODE = 'invalid_parameter_value', HINT = format('Known units: %s.', array_to_string(units, ', '));
	END IF;
	measured := CASE WHEN NEW.kind IN ('electricity', 'steam', 'heat', 'cooling') THEN units[1:5]
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
	RETURN NEW;
END
$body$;
COMMENT ON FUNCTION ledger.activity_check() IS 'refuses kinds and units that are none, with 22023';
CREATE OR REPLACE TRIGGER activity_check BEFORE INSERT OR UPDATE ON ledger.activity
	FOR EACH ROW EXECUTE FUNCTION ledger.activity_check();

CREATE OR REPLACE VIEW ledger.site_energy (	-- energy of all accelerators of a site by UTC day, as samples have it
	site,	-- site
	day,	-- UTC day
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

CREATE OR REPLACE FUNCTION ledger.bills_of(report text)
RETURNS SETOF ledger.activity
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT a.* FROM ledger.activity a
	WHERE bills_of.report IS NULL AND NOT EXISTS (SELECT 1 FROM ledger.activity c WHERE c.corrects = a.activity_id)
	UNION ALL
	SELECT (jsonb_populate_record(NULL::ledger.activity, i.input)).*
	FROM ledger.closed_input i WHERE i.report = bills_of.report AND i.relation = 'activity';
END;
COMMENT ON FUNCTION ledger.bills_of(text) IS 'bills that hold, corrected ones left out; of a report: as it had them';

CREATE OR REPLACE FUNCTION ledger.operations_of(report text)
RETURNS SETOF ledger.unit_operation
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT u.* FROM ledger.unit_operation u WHERE operations_of.report IS NULL
	UNION ALL
	SELECT (jsonb_populate_record(NULL::ledger.unit_operation, i.input)).*
	FROM ledger.closed_input i WHERE i.report = operations_of.report AND i.relation = 'unit_operation';
END;
COMMENT ON FUNCTION ledger.operations_of(text) IS 'operations of units on site; of a report: as it had them';

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

CREATE OR REPLACE FUNCTION ledger.overheads_of(report text)
RETURNS SETOF ledger.site_overhead
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT o.* FROM ledger.site_overhead o WHERE overheads_of.report IS NULL
	UNION ALL
	SELECT (jsonb_populate_record(NULL::ledger.site_overhead, i.input)).*
	FROM ledger.closed_input i WHERE i.report = overheads_of.report AND i.relation = 'site_overhead';
END;
COMMENT ON FUNCTION ledger.overheads_of(text) IS 'overheads of sites; of a report: as it had them';

CREATE OR REPLACE FUNCTION ledger.contracts_of(report text)
RETURNS SETOF ledger.electricity_contract
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT c.* FROM ledger.electricity_contract c WHERE contracts_of.report IS NULL
	UNION ALL
	SELECT (jsonb_populate_record(NULL::ledger.electricity_contract, i.input)).*
	FROM ledger.closed_input i WHERE i.report = contracts_of.report AND i.relation = 'electricity_contract';
END;
COMMENT ON FUNCTION ledger.contracts_of(text) IS 'contracts of electricity; of a report: as it had them';

CREATE OR REPLACE FUNCTION ledger.certificates_of(report text)
RETURNS SETOF ledger.certificate
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT c.* FROM ledger.certificate c WHERE certificates_of.report IS NULL
	UNION ALL
	SELECT (jsonb_populate_record(NULL::ledger.certificate, i.input)).*
	FROM ledger.closed_input i WHERE i.report = certificates_of.report AND i.relation = 'certificate';
END;
COMMENT ON FUNCTION ledger.certificates_of(text) IS 'certificates; of a report: as it had them';

CREATE OR REPLACE FUNCTION ledger.rates_of(report text)
RETURNS SETOF ledger.supplier_rate
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT r.* FROM ledger.supplier_rate r WHERE rates_of.report IS NULL
	UNION ALL
	SELECT (jsonb_populate_record(NULL::ledger.supplier_rate, i.input)).*
	FROM ledger.closed_input i WHERE i.report = rates_of.report AND i.relation = 'supplier_rate';
END;
COMMENT ON FUNCTION ledger.rates_of(text) IS 'rates of suppliers; of a report: as it had them';

-- Purchased electricity by day.  A bill gives the energy of its days: spread by
-- what samples say of them where those know 95 % of the time, else evenly.  Days
-- without a bill are what samples say, less what was generated on site.
CREATE OR REPLACE FUNCTION ledger.purchased(since date, until date, bills text, samples text, overheads text)
RETURNS TABLE (site text, day date, supplier text, kwh numeric, method text, sampled_kwh double precision, generated_kwh double precision, coverage double precision)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH bill AS MATERIALIZED (
		SELECT b.activity_id, b.site, b.from_date, b.until_date, b.supplier, colossus.convert_quantity(b.quantity, b.unit, 'kWh') AS kwh
		FROM ledger.bills_of(purchased.bills) b
		WHERE b.kind = 'electricity' AND b.from_date < purchased.until AND b.until_date > purchased.since
	), span AS (
		SELECT least(purchased.since, min(b.from_date)) AS since, greatest(purchased.until, max(b.until_date)) AS until FROM bill b
	), overhead AS MATERIALIZED (
		SELECT x.* FROM ledger.overheads_of(purchased.overheads) x
	), sampled AS MATERIALIZED (
		SELECT e.site, e.day, e.service_s, e.covered_s,
			colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj), o.server_factor), o.pue) AS kwh
		FROM span s
		CROSS JOIN LATERAL ledger.energy_of(purchased.samples, s.since, s.until) e
		LEFT JOIN LATERAL (
			SELECT x.server_factor, x.pue FROM overhead x
			WHERE x.site = e.site AND x.from_date <= e.day AND (x.until_date IS NULL OR x.until_date > e.day)
			ORDER BY x.from_date DESC LIMIT 1
		) o ON true
	), generated AS MATERIALIZED (
		SELECT u.site, (d.day AT TIME ZONE 'UTC')::date AS day,
			CASE WHEN bool_and(u.mwh IS NOT NULL) THEN sum((u.mwh * 1000 *
				extract(epoch FROM least(u.ended_at, d.day + interval '1 day') - greatest(u.started_at, d.day)) / extract(epoch FROM u.ended_at - u.started_at))::numeric)::double precision END AS kwh
		FROM ledger.operations_of(purchased.bills) u
		CROSS JOIN LATERAL generate_series(date_trunc('day', greatest(u.started_at, purchased.since::timestamp AT TIME ZONE 'UTC'), 'UTC'),
			least(u.ended_at, purchased.until::timestamp AT TIME ZONE 'UTC') - interval '1 microsecond', interval '1 day') d (day)
		GROUP BY u.site, (d.day AT TIME ZONE 'UTC')::date
	), weighed AS MATERIALIZED (
		SELECT b.*, w.covered, w.total
		FROM bill b
		LEFT JOIN LATERAL (
			SELECT (sum(s.covered_s) / nullif(sum(s.service_s), 0))::double precision AS covered, CASE WHEN bool_and(s.kwh IS NOT NULL) AND count(*) = b.until_date - b.from_date THEN sum(s.kwh::numeric) END AS total
			FROM sampled s WHERE s.site = b.site AND s.day >= b.from_date AND s.day < b.until_date
		) w ON true
	), billed AS (
		-- rounding the energy up to each day to a mWh makes the days add up to the bill
		SELECT w.site, d.day::date AS day, w.supplier,
			CASE WHEN w.covered >= 0.95 AND w.total > 0
				THEN round(w.kwh::numeric * c.kwh / w.total, 6) - round(w.kwh::numeric * (c.kwh - s.kwh::numeric) / w.total, 6)
				ELSE round(w.kwh::numeric * (d.day::date - w.from_date + 1) / (w.until_date - w.from_date), 6) - round(w.kwh::numeric * (d.day::date - w.from_date) / (w.until_date - w.from_date), 6) END AS kwh,
			CASE WHEN w.from_date >= purchased.since AND w.until_date <= purchased.until THEN 'bill'
				WHEN w.covered >= 0.95 AND w.total > 0 THEN 'bill, split by samples' ELSE 'bill, split by days' END AS method
		FROM weighed w
		CROSS JOIN LATERAL generate_series(greatest(w.from_date, purchased.since)::timestamp, (least(w.until_date, purchased.until) - 1)::timestamp, interval '1 day') d (day)
		LEFT JOIN sampled s ON s.site = w.site AND s.day = d.day::date
		LEFT JOIN LATERAL (SELECT sum(x.kwh::numeric) AS kwh FROM sampled x WHERE x.site = w.site AND x.day >= w.from_date AND x.day <= d.day::date) c ON w.covered >= 0.95
	)
	SELECT b.site, b.day, b.supplier, b.kwh, b.method, s.kwh, g.kwh, 1::double precision
	FROM billed b
	LEFT JOIN sampled s ON s.site = b.site AND s.day = b.day
	LEFT JOIN generated g ON g.site = b.site AND g.day = b.day
	UNION ALL
	SELECT s.site, s.day, NULL, (CASE WHEN g.site IS NULL THEN s.kwh WHEN g.kwh IS NOT NULL THEN greatest(s.kwh - g.kwh, 0) END)::numeric, 'samples', s.kwh, g.kwh, s.covered_s / nullif(s.service_s, 0)
	FROM sampled s
	LEFT JOIN generated g ON g.site = s.site AND g.day = s.day
	WHERE s.day >= purchased.since AND s.day < purchased.until
		AND NOT EXISTS (SELECT 1 FROM bill b WHERE b.site = s.site AND b.from_date <= s.day AND b.until_date > s.day);
END;
COMMENT ON FUNCTION ledger.purchased(date, date, text, text, text) IS
	'kWh of electricity that came through the site meter, by site, UTC day and supplier: by bills, else by samples less what was generated on site. NULL inputs are the tables as they are, a report is what it kept';

CREATE OR REPLACE FUNCTION ledger.statement_by(since date, until date, known_on date, bills text, samples text, overheads text, contracts text)
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH overhead AS MATERIALIZED (
		SELECT x.* FROM ledger.overheads_of(statement_by.overheads) x
	), contract AS MATERIALIZED (
		SELECT x.* FROM ledger.contracts_of(statement_by.contracts) x
	), rate AS MATERIALIZED (
		SELECT x.* FROM ledger.rates_of(statement_by.contracts) x
	), bill AS MATERIALIZED (
		SELECT x.* FROM ledger.bills_of(statement_by.bills) x WHERE x.from_date < statement_by.until AND x.until_date > statement_by.since
	), bought AS MATERIALIZED (
		SELECT p.* FROM ledger.purchased(statement_by.since, statement_by.until, statement_by.bills, statement_by.samples, statement_by.overheads) p
	), placed AS MATERIALIZED (
		-- where the site draws from the grid on that day
		SELECT b.*, coalesce(o.zone, s.grid_region) AS zone, s.country, extract(year FROM b.day)::integer AS year, make_date(extract(year FROM b.day)::integer, 12, 31) AS year_end
		FROM bought b
		LEFT JOIN colossus.site s ON s.site = b.site
		LEFT JOIN LATERAL (
			SELECT x.zone FROM overhead x
			WHERE x.site = b.site AND x.from_date <= b.day AND (x.until_date IS NULL OR x.until_date > b.day)
			ORDER BY x.from_date DESC LIMIT 1
		) o ON true
	), factor AS MATERIALIZED (
		SELECT k.zone, k.country, k.year, f.low_g_per_kwh, f.g_per_kwh, f.high_g_per_kwh, f.edition, f.basis, f.stale,
			m.rate, m.gas AS rest_gas, m.g_per_kwh AS rest_g_per_kwh, m.edition AS rest_edition, l.loss, l.edition AS loss_edition
		FROM (SELECT DISTINCT p.zone, p.country, p.year, p.year_end FROM placed p) k
		LEFT JOIN LATERAL colossus.grid_range_at(k.zone, k.country, k.year_end, statement_by.known_on) f ON true
		LEFT JOIN LATERAL colossus.market_rate_at(f.region, k.year_end, statement_by.known_on) m ON true
		LEFT JOIN LATERAL (
			-- of the place itself; an eGRID subregion lies in the US
			SELECT x.loss, x.edition
			FROM (VALUES (1, f.region), (2, CASE WHEN EXISTS (SELECT 1 FROM colossus.grid_rate g WHERE g.region = f.region AND g.edition LIKE 'eGRID%') THEN 'US' END)) AS n (choice, name)
			CROSS JOIN LATERAL colossus.grid_loss_at(n.name, statement_by.known_on) x
			WHERE x.loss IS NOT NULL
			ORDER BY n.choice LIMIT 1
		) l ON true
	), instrument AS MATERIALIZED (
		-- contracts first, by share of the day
		SELECT p.site, p.day, p.supplier, p.kwh, p.zone, p.country, p.year, c.share, c.kg, c.names,
			(p.kwh * (1 - c.share))::double precision AS left_kwh
		FROM placed p
		CROSS JOIN LATERAL (
			SELECT coalesce(CASE WHEN sum(x.share) > 1 THEN 1 ELSE sum(x.share) END, 0) AS share, coalesce(sum(colossus.co2e_from_g_per_kwh_kg((p.kwh * x.share)::double precision, x.g_per_kwh)), 0) AS kg,
				string_agg(x.contract, ', ' ORDER BY x.contract) AS names
			FROM contract x
			WHERE x.site = p.site AND x.from_date <= p.day AND (x.until_date IS NULL OR x.until_date > p.day)
		) c
	), certified AS MATERIALIZED (
		-- then certificates, spread over their own days of the period
		SELECT c.site, c.certificate, c.g_per_kwh, c.from_date, c.until_date,
			c.mwh * 1000 * (least(c.until_date, statement_by.until) - greatest(c.from_date, statement_by.since)) / (c.until_date - c.from_date) AS kwh
		FROM ledger.certificates_of(statement_by.contracts) c
		WHERE c.from_date < statement_by.until AND c.until_date > statement_by.since
	), certificate_site AS MATERIALIZED (
		SELECT c.site, sum(c.kwh) AS kwh, sum(c.kwh * c.g_per_kwh) / sum(c.kwh) AS g_per_kwh, string_agg(DISTINCT c.certificate, ', ') AS names,
			(SELECT sum(i.left_kwh) FROM instrument i WHERE i.site = c.site) AS left_kwh
		FROM certified c GROUP BY c.site
	), market AS MATERIALIZED (
		SELECT i.site, i.kwh, i.names AS contracts,
			CASE WHEN n.kwh > 0 THEN n.names END AS certificates,
			CASE WHEN r.kwh > 0 THEN CASE WHEN s.g_per_kwh IS NOT NULL THEN 'rate of ' || i.supplier WHEN f.rest_g_per_kwh IS NOT NULL THEN
				CASE f.rate WHEN 'residual' THEN 'residual mix of ' ELSE 'grid average of ' END || f.rest_edition || CASE f.rest_gas WHEN 'CO2' THEN ' (CO2 alone)' ELSE '' END ELSE 'no factor for the rest' END END AS rest,
			CASE WHEN r.kwh > 0 AND s.g_per_kwh IS NULL THEN f.rest_edition END AS edition,
			i.kg + colossus.co2e_from_g_per_kwh_kg(n.kwh, coalesce(n.g_per_kwh, 0))
				+ CASE WHEN r.kwh > 0 THEN colossus.co2e_from_g_per_kwh_kg(r.kwh, coalesce(s.g_per_kwh, f.rest_g_per_kwh)) ELSE 0 END AS kg
		FROM instrument i
		LEFT JOIN factor f ON f.zone IS NOT DISTINCT FROM i.zone AND f.country IS NOT DISTINCT FROM i.country AND f.year = i.year
		LEFT JOIN certificate_site c ON c.site = i.site
		CROSS JOIN LATERAL (SELECT i.left_kwh * least(coalesce(c.kwh / nullif(c.left_kwh, 0), 0), 1) AS kwh, c.g_per_kwh, c.names) n
		CROSS JOIN LATERAL (SELECT i.left_kwh - n.kwh AS kwh) r
		LEFT JOIN LATERAL (
			SELECT x.g_per_kwh FROM rate x
			WHERE x.supplier = i.supplier AND x.kind = 'electricity' AND x.from_date <= i.day AND (x.until_date IS NULL OR x.until_date > i.day)
			ORDER BY x.from_date DESC LIMIT 1
		) s ON true
	), burnt AS MATERIALIZED (
		SELECT x.site, x.fuel, x.technology, x.controls, x.heat_mmbtu, x.reason
		FROM (
			SELECT b.site, b.fuel, coalesce(b.technology, 'stationary combustion') AS technology, b.controls,
				coalesce(colossus.convert_quantity(b.quantity, b.unit, 'MMBtu'), h.mmbtu * colossus.convert_quantity(b.quantity, b.unit, h.unit))
					* (least(b.until_date, statement_by.until) - greatest(b.from_date, statement_by.since)) / (b.until_date - b.from_date) AS heat_mmbtu,
				CASE WHEN h.fuel IS NULL AND b.unit NOT IN ('kWh', 'MWh', 'GJ', 'MMBtu', 'therm') THEN 'no heat content of ' || b.fuel || ' per ' || b.unit END AS reason
			FROM bill b
			LEFT JOIN LATERAL (
				SELECT q.fuel, q.unit, q.mmbtu FROM colossus.fuel_heat q
				WHERE (lower(q.fuel) = lower(b.fuel) OR q.fuel = (SELECT u.co2_as FROM colossus.fuel u WHERE lower(u.fuel) = lower(b.fuel)))
					AND colossus.convert_quantity(1, b.unit, q.unit) IS NOT NULL
				ORDER BY lower(q.fuel) <> lower(b.fuel), q.edition DESC LIMIT 1
			) h ON true
			WHERE b.kind = 'fuel'
			UNION ALL
			SELECT u.site, u.fuel, u.technology, u.controls,
				colossus.operation_mmbtu(u.heat_mmbtu, u.mwh, NULL, NULL, colossus.hhv_btu_per_kwh(m.heat_rate_lhv_btu_per_kwh)) * w.part,
				CASE WHEN u.heat_mmbtu IS NULL AND (u.mwh IS NULL OR m.heat_rate_lhv_btu_per_kwh IS NULL) THEN 'no heat input of ' || u.unit END
			FROM ledger.operations_of(statement_by.bills) u
			LEFT JOIN colossus.turbine_model m ON m.turbine_model = u.turbine_model
			CROSS JOIN LATERAL (
				SELECT (extract(epoch FROM least(u.ended_at, statement_by.until::timestamp AT TIME ZONE 'UTC') - greatest(u.started_at, statement_by.since::timestamp AT TIME ZONE 'UTC'))
					/ extract(epoch FROM u.ended_at - u.started_at))::double precision AS part
			) w
			WHERE w.part > 0
		) x
	), combusted AS MATERIALIZED (
		SELECT b.site, g.gas, b.fuel, b.technology, b.heat_mmbtu, f.edition,
			coalesce(b.reason, CASE WHEN f.pollutant IS NULL THEN format('no %s factor for %s in %s', g.gas, b.fuel, b.technology) END) AS reason,
			colossus.combustion_kg(b.heat_mmbtu, f.lb_per_mmbtu, f.control_efficiency) AS kg
		FROM burnt b
		CROSS JOIN (VALUES ('CO2'), ('CH4'), ('N2O')) AS g (gas)
		LEFT JOIN LATERAL (
			SELECT x.* FROM colossus.combustion_factor_at(b.fuel, b.technology, b.controls, statement_by.known_on) x WHERE x.pollutant = g.gas
		) f ON true
	), leaked AS (
		SELECT b.site, b.fuel AS gas,
			colossus.convert_quantity(b.quantity, b.unit, 'kg') * (least(b.until_date, statement_by.until) - greatest(b.from_date, statement_by.since)) / (b.until_date - b.from_date) AS kg,
			w.gas AS known
		FROM bill b
		LEFT JOIN LATERAL (SELECT DISTINCT x.gas FROM colossus.gwp x WHERE lower(x.gas) = lower(b.fuel) AND x.assessment = 'AR5' AND x.horizon_years = 100) w ON true
		WHERE b.kind = 'refrigerant'
	), delivered AS (
		SELECT b.site, b.kind, b.supplier, r.g_per_kwh,
			colossus.convert_quantity(b.quantity, b.unit, 'kWh') * (least(b.until_date, statement_by.until) - greatest(b.from_date, statement_by.since)) / (b.until_date - b.from_date) AS kwh
		FROM bill b
		LEFT JOIN LATERAL (
			SELECT x.g_per_kwh FROM rate x
			WHERE x.supplier = b.supplier AND x.kind = b.kind AND x.from_date < b.until_date AND (x.until_date IS NULL OR x.until_date > b.from_date)
			ORDER BY x.from_date DESC LIMIT 1
		) r ON true
		WHERE b.kind IN ('steam', 'heat', 'cooling')
	), part AS (
		-- accelerators by the days in service of the period
		SELECT d.site, d.accelerator, a.embodied_kg, a.embodied_method, f.lifetime_h,
			greatest(extract(epoch FROM least(d.until, statement_by.until::timestamp AT TIME ZONE 'UTC') - greatest(d.since, statement_by.since::timestamp AT TIME ZONE 'UTC')) / 3600, 0)::double precision AS used_h
		FROM ledger.device_period d
		LEFT JOIN colossus.accelerator_alias n ON lower(n.alias) = lower(d.accelerator)
		LEFT JOIN colossus.accelerator a ON lower(a.accelerator) = lower(coalesce(n.accelerator, d.accelerator))
		LEFT JOIN LATERAL (SELECT min(x.lifetime_h) AS lifetime_h FROM colossus.embodied_factor x WHERE x.accelerator = a.accelerator AND x.lifetime_h IS NOT NULL AND x.kg = a.embodied_kg) f ON true
		WHERE d.kind = 'accelerator' AND d.site IS NOT NULL AND d.since < statement_by.until::timestamp AT TIME ZONE 'UTC' AND d.until > statement_by.since::timestamp AT TIME ZONE 'UTC'
	), line AS (
		SELECT 1 AS place, c.site, '1'::text AS line, c.gas,
			CASE WHEN bool_and(c.kg IS NOT NULL) THEN sum(c.kg::numeric)::double precision END AS quantity, 'kg'::text AS unit,
			CASE WHEN bool_and(c.kg IS NOT NULL) THEN colossus.co2e_kg(c.gas, sum(c.kg::numeric)::double precision) END AS co2e_kg,
			NULL::double precision AS low, NULL::double precision AS high,
			coalesce(string_agg(DISTINCT c.reason, '; '), string_agg(DISTINCT c.fuel || ', ' || c.technology, '; ')) AS method,
			1::double precision AS coverage, string_agg(DISTINCT c.edition, ', ') AS editions
		FROM combusted c GROUP BY c.site, c.gas
		UNION ALL
		SELECT 1, l.site, '1', l.gas, sum(l.kg), 'kg', CASE WHEN bool_and(l.known IS NOT NULL) THEN colossus.co2e_kg(min(l.known), sum(l.kg)) END, NULL, NULL,
			CASE WHEN bool_and(l.known IS NOT NULL) THEN 'refrigerant that was lost' ELSE 'no global warming potential of ' || l.gas END, 1, CASE WHEN bool_and(l.known IS NOT NULL) THEN 'AR5' END
		FROM leaked l GROUP BY l.site, l.gas
		UNION ALL
		SELECT 2, p.site, '2 location', 'CO2e', CASE WHEN bool_and(p.kwh IS NOT NULL) THEN sum(p.kwh)::double precision END, 'kWh',
			CASE WHEN bool_and(p.kwh IS NOT NULL AND f.g_per_kwh IS NOT NULL) THEN sum(colossus.co2e_from_g_per_kwh_kg(p.kwh::double precision, f.g_per_kwh)::numeric)::double precision END,
			CASE WHEN bool_and(p.kwh IS NOT NULL AND f.low_g_per_kwh IS NOT NULL) THEN sum(colossus.co2e_from_g_per_kwh_kg(p.kwh::double precision, f.low_g_per_kwh)::numeric)::double precision END,
			CASE WHEN bool_and(p.kwh IS NOT NULL AND f.high_g_per_kwh IS NOT NULL) THEN sum(colossus.co2e_from_g_per_kwh_kg(p.kwh::double precision, f.high_g_per_kwh)::numeric)::double precision END,
			concat_ws('; ', string_agg(DISTINCT p.method, ', '), CASE WHEN bool_or(p.kwh IS NULL) THEN 'days without pue or server factor' END,
				string_agg(DISTINCT CASE WHEN f.g_per_kwh IS NULL THEN 'no rate of ' || coalesce(p.zone, p.country, 'an unknown grid region') ELSE f.basis END, ', '),
				CASE WHEN bool_or(f.stale) THEN 'rate of an earlier year' END),
			sum(p.coverage) / (statement_by.until - statement_by.since), string_agg(DISTINCT f.edition, ', ')
		FROM placed p
		LEFT JOIN factor f ON f.zone IS NOT DISTINCT FROM p.zone AND f.country IS NOT DISTINCT FROM p.country AND f.year = p.year
		GROUP BY p.site
		UNION ALL
		SELECT 3, m.site, '2 market', 'CO2e', CASE WHEN bool_and(m.kwh IS NOT NULL) THEN sum(m.kwh)::double precision END, 'kWh',
			CASE WHEN bool_and(m.kg IS NOT NULL) THEN sum(m.kg::numeric)::double precision END, NULL, NULL,
			concat_ws('; ', 'contracts: ' || string_agg(DISTINCT m.contracts, ', '), 'certificates: ' || string_agg(DISTINCT m.certificates, ', '), 'rest: ' || string_agg(DISTINCT m.rest, ', ')),
			(SELECT sum(p.coverage) FROM placed p WHERE p.site = m.site) / (statement_by.until - statement_by.since), string_agg(DISTINCT m.edition, ', ')
		FROM market m GROUP BY m.site
		UNION ALL
		SELECT v.place, d.site, v.line, 'CO2e', sum(d.kwh), 'kWh', CASE WHEN bool_and(d.g_per_kwh IS NOT NULL) THEN sum(colossus.co2e_from_g_per_kwh_kg(d.kwh, d.g_per_kwh)) END, NULL, NULL,
			d.kind || CASE WHEN bool_and(d.g_per_kwh IS NOT NULL) THEN ' by the rate of ' || string_agg(DISTINCT d.supplier, ', ') ELSE ': no rate of its supplier' END, 1, NULL
		FROM delivered d
		CROSS JOIN (VALUES (2, '2 location'), (3, '2 market')) AS v (place, line)
		GROUP BY v.place, v.line, d.site, d.kind
		UNION ALL
		SELECT 4, p.site, '3 grid losses', 'CO2e', CASE WHEN bool_and(p.kwh IS NOT NULL AND f.loss IS NOT NULL) THEN sum(colossus.lost_kwh(p.kwh::double precision, f.loss)::numeric)::double precision END, 'kWh',
			CASE WHEN bool_and(p.kwh IS NOT NULL AND f.loss IS NOT NULL AND f.g_per_kwh IS NOT NULL) THEN sum(colossus.co2e_from_g_per_kwh_kg(colossus.lost_kwh(p.kwh::double precision, f.loss), f.g_per_kwh)::numeric)::double precision END,
			CASE WHEN bool_and(p.kwh IS NOT NULL AND f.loss IS NOT NULL AND f.low_g_per_kwh IS NOT NULL) THEN sum(colossus.co2e_from_g_per_kwh_kg(colossus.lost_kwh(p.kwh::double precision, f.loss), f.low_g_per_kwh)::numeric)::double precision END,
			CASE WHEN bool_and(p.kwh IS NOT NULL AND f.loss IS NOT NULL AND f.high_g_per_kwh IS NOT NULL) THEN sum(colossus.co2e_from_g_per_kwh_kg(colossus.lost_kwh(p.kwh::double precision, f.loss), f.high_g_per_kwh)::numeric)::double precision END,
			CASE WHEN bool_and(f.loss IS NOT NULL) THEN 'losses of the grid before the meter' ELSE 'no loss of the grid of ' || coalesce(string_agg(DISTINCT coalesce(p.zone, p.country), ', '), 'an unknown region') END,
			sum(p.coverage) / (statement_by.until - statement_by.since), string_agg(DISTINCT f.loss_edition, ', ')
		FROM placed p
		LEFT JOIN factor f ON f.zone IS NOT DISTINCT FROM p.zone AND f.country IS NOT DISTINCT FROM p.country AND f.year = p.year
		GROUP BY p.site
		UNION ALL
		SELECT 5, b.site, '3 upstream fuel', 'CO2e', sum(b.heat_mmbtu), 'MMBtu', NULL, NULL, NULL, 'no factor of what supply loses before it arrives', 1, NULL
		FROM burnt b GROUP BY b.site
		UNION ALL
		SELECT 6, x.site, '3 embodied', 'CO2e', sum(x.used_h), 'h',
			CASE WHEN bool_and(x.embodied_kg IS NOT NULL AND x.lifetime_h IS NOT NULL) THEN sum(colossus.embodied_share_kg(x.embodied_kg, least(x.used_h, x.lifetime_h), x.lifetime_h)) END, NULL, NULL,
			coalesce('no embodied figure or life of ' || string_agg(DISTINCT CASE WHEN x.embodied_kg IS NULL OR x.lifetime_h IS NULL THEN coalesce(x.accelerator, 'a part that is not named') END, ', '),
				'accelerators by part and life: ' || string_agg(DISTINCT x.embodied_method, ', ')), 1, NULL
		FROM part x GROUP BY x.site
	)
	SELECT l.site, l.line, l.gas, l.quantity, l.unit, l.co2e_kg, coalesce(l.low, l.co2e_kg), coalesce(l.high, l.co2e_kg), l.method, least(l.coverage, 1), l.editions
	FROM line l
	ORDER BY l.site, l.place, l.line, l.gas, l.method;
END;
COMMENT ON FUNCTION ledger.statement_by(date, date, date, text, text, text, text) IS
	'the statement, each kind of input from the tables as they are (NULL) or from what a closed report kept';

CREATE OR REPLACE FUNCTION ledger.statement(since date, until date, known_on date DEFAULT current_date)
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT s.* FROM ledger.statement_by(statement.since, statement.until, statement.known_on, NULL, NULL, NULL, NULL) s;
END;
COMMENT ON FUNCTION ledger.statement(date, date, date) IS
	'emissions of every site in [since, until), with the factors published by known_on: 1 what was burnt or leaked on site, 2 location and 2 market purchased energy, 3 grid losses, upstream fuel and embodied. Lines of one scope by two methods do not add. kg CO2e by AR5 over 100 years; NULL with the reason in method where a factor is missing. coverage: share of the days that a bill or samples cover';

CREATE OR REPLACE FUNCTION ledger.statement(year integer, known_on date DEFAULT current_date)
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT s.* FROM ledger.statement_by(make_date(statement.year, 1, 1), make_date(statement.year + 1, 1, 1), statement.known_on, NULL, NULL, NULL, NULL) s;
END;
COMMENT ON FUNCTION ledger.statement(integer, date) IS 'the statement of a calendar year (UTC)';

-- two dates in quotes would fit the year and the dates alike
CREATE OR REPLACE FUNCTION ledger.statement(since text, until text, known_on date DEFAULT current_date)
RETURNS TABLE (site text, line text, gas text, quantity double precision, unit text, co2e_kg double precision, co2e_kg_low double precision, co2e_kg_high double precision,
	method text, coverage double precision, editions text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT s.* FROM ledger.statement_by(statement.since::date, statement.until::date, statement.known_on, NULL, NULL, NULL, NULL) s;
END;
COMMENT ON FUNCTION ledger.statement(text, text, date) IS 'the statement of [since, until), dates written in quotes';

CREATE OR REPLACE FUNCTION ledger.statement_total(since date, until date, known_on date DEFAULT current_date)
RETURNS TABLE (site text, scope1_t double precision, scope2_location_t double precision, scope2_market_t double precision, grid_losses_t double precision,
	upstream_fuel_t double precision, embodied_t double precision, purchased_kwh double precision, coverage double precision)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT s.site,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '1') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '1') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '2 location') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '2 location') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '2 market') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '2 market') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '3 grid losses') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '3 grid losses') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '3 upstream fuel') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '3 upstream fuel') / 1000 END,
		CASE WHEN bool_and(s.co2e_kg IS NOT NULL) FILTER (WHERE s.line = '3 embodied') THEN sum(s.co2e_kg) FILTER (WHERE s.line = '3 embodied') / 1000 END,
		sum(s.quantity) FILTER (WHERE s.line = '2 location' AND s.unit = 'kWh'),
		min(s.coverage) FILTER (WHERE s.line = '2 location')
	FROM ledger.statement_by(statement_total.since, statement_total.until, statement_total.known_on, NULL, NULL, NULL, NULL) s
	GROUP BY s.site
	ORDER BY s.site;
END;
COMMENT ON FUNCTION ledger.statement_total(date, date, date) IS 'the statement with a row a site and a column a line, t CO2e; NULL: a part of it is not known';

CREATE OR REPLACE FUNCTION ledger.water_statement(since date, until date)
RETURNS TABLE (site text, line text, quantity_l double precision, method text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT b.site, CASE b.kind WHEN 'water' THEN 'withdrawn' ELSE 'discharged' END,
		sum(colossus.convert_quantity(b.quantity, b.unit, 'L') * (least(b.until_date, water_statement.until) - greatest(b.from_date, water_statement.since)) / (b.until_date - b.from_date)),
		CASE WHEN bool_and(b.from_date >= water_statement.since AND b.until_date <= water_statement.until) THEN 'bill' ELSE 'bill, split by days' END
	FROM ledger.bills_of(NULL) b
	WHERE b.kind IN ('water', 'water discharged') AND b.from_date < water_statement.until AND b.until_date > water_statement.since
	GROUP BY b.site, b.kind
	ORDER BY 1, 2;
END;
COMMENT ON FUNCTION ledger.water_statement(date, date) IS 'litres of water on site by bills: withdrawn and discharged; what is consumed is the difference';

CREATE OR REPLACE PROCEDURE ledger.close_report(report text, since date, until date, known_on date DEFAULT current_date)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	IF report IS NULL OR since IS NULL OR until IS NULL OR known_on IS NULL OR since >= until THEN
		RAISE EXCEPTION 'a report has a name, a first day, a later day after its last, and a day by which factors were known' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	INSERT INTO ledger.closed_statement (report, since, until, known_on) VALUES (close_report.report, close_report.since, close_report.until, close_report.known_on);
	INSERT INTO ledger.closed_input (report, cause, relation, input)
	SELECT close_report.report, 'bills', 'activity', to_jsonb(b) FROM ledger.bills_of(NULL) b WHERE b.from_date < close_report.until AND b.until_date > close_report.since
	UNION ALL
	SELECT close_report.report, 'bills', 'unit_operation', to_jsonb(u) FROM ledger.operations_of(NULL) u
	WHERE u.started_at < close_report.until::timestamp AT TIME ZONE 'UTC' AND u.ended_at > close_report.since::timestamp AT TIME ZONE 'UTC'
	UNION ALL
	SELECT close_report.report, 'late samples', 'site_energy', to_jsonb(e)
	FROM (SELECT least(close_report.since, min(b.from_date)) AS since, greatest(close_report.until, max(b.until_date)) AS until
		FROM ledger.bills_of(NULL) b WHERE b.kind = 'electricity' AND b.from_date < close_report.until AND b.until_date > close_report.since) s
	CROSS JOIN LATERAL ledger.energy_of(NULL, s.since, s.until) e
	UNION ALL
	SELECT close_report.report, 'overheads', 'site_overhead', to_jsonb(o) FROM ledger.overheads_of(NULL) o
	UNION ALL
	SELECT close_report.report, 'contracts', 'electricity_contract', to_jsonb(c) FROM ledger.contracts_of(NULL) c
	UNION ALL
	SELECT close_report.report, 'contracts', 'certificate', to_jsonb(c) FROM ledger.certificates_of(NULL) c
	UNION ALL
	SELECT close_report.report, 'contracts', 'supplier_rate', to_jsonb(r) FROM ledger.rates_of(NULL) r;
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
	WITH used AS MATERIALIZED (
		SELECT DISTINCT p.site, coalesce(o.zone, s.grid_region) AS zone, s.country, make_date(extract(year FROM p.day)::integer, 12, 31) AS year_end
		FROM ledger.purchased(evidence_of.since, evidence_of.until, evidence_of.report, evidence_of.report, evidence_of.report) p
		LEFT JOIN colossus.site s ON s.site = p.site
		LEFT JOIN LATERAL (
			SELECT x.zone FROM ledger.overheads_of(evidence_of.report) x
			WHERE x.site = p.site AND x.from_date <= p.day AND (x.until_date IS NULL OR x.until_date > p.day)
			ORDER BY x.from_date DESC LIMIT 1
		) o ON true
	), amount AS (
		SELECT b.site, b.kind, b.activity_id, b.quantity, b.unit, b.fuel, coalesce(b.technology, 'stationary combustion') AS technology, b.controls, b.source
		FROM ledger.bills_of(evidence_of.report) b
		WHERE b.from_date < evidence_of.until AND b.until_date > evidence_of.since
	)
	SELECT a.site, CASE WHEN a.kind IN ('fuel', 'refrigerant') THEN '1' WHEN a.kind LIKE 'water%' THEN 'water' ELSE '2' END, a.kind || ' ' || a.activity_id, a.quantity, a.unit, NULL, NULL, a.source
	FROM amount a
	UNION ALL
	SELECT e.site, '2', 'samples of ' || to_char(e.day, 'YYYY-MM-DD'), colossus.nj_to_kwh(e.energy_nj), 'kWh at the accelerators', NULL, NULL, NULL
	FROM ledger.energy_of(evidence_of.report, evidence_of.since, evidence_of.until) e
	WHERE e.day >= evidence_of.since AND e.day < evidence_of.until
	UNION ALL
	SELECT o.site, '2', 'server factor from ' || to_char(o.from_date, 'YYYY-MM-DD'), o.server_factor, '1', NULL, NULL, o.source
	FROM ledger.overheads_of(evidence_of.report) o WHERE o.from_date < evidence_of.until AND (o.until_date IS NULL OR o.until_date > evidence_of.since)
	UNION ALL
	SELECT o.site, '2', 'PUE from ' || to_char(o.from_date, 'YYYY-MM-DD'), o.pue, '1', NULL, NULL, o.source
	FROM ledger.overheads_of(evidence_of.report) o WHERE o.from_date < evidence_of.until AND (o.until_date IS NULL OR o.until_date > evidence_of.since)
	UNION ALL
	SELECT u.site, '2 location', 'grid average, ' || f.basis, f.g_per_kwh, 'g/kWh', concat_ws(', ', f.region, f.year, f.edition, 'CO2e', 'total'), f.edition, f.source_id
	FROM used u CROSS JOIN LATERAL colossus.grid_range_at(u.zone, u.country, u.year_end, evidence_of.known_on) f
	UNION ALL
	SELECT u.site, '2 market', 'rest: ' || m.rate, m.g_per_kwh, 'g/kWh', concat_ws(', ', f.region, m.year, m.edition, m.gas, m.rate), m.edition, m.source_id
	FROM used u
	CROSS JOIN LATERAL colossus.grid_range_at(u.zone, u.country, u.year_end, evidence_of.known_on) f
	CROSS JOIN LATERAL colossus.market_rate_at(f.region, u.year_end, evidence_of.known_on) m
	UNION ALL
	SELECT c.site, '2 market', 'contract ' || c.contract, c.g_per_kwh, 'g/kWh', NULL, NULL, c.source
	FROM ledger.contracts_of(evidence_of.report) c WHERE c.from_date < evidence_of.until AND (c.until_date IS NULL OR c.until_date > evidence_of.since)
	UNION ALL
	SELECT c.site, '2 market', 'certificate ' || c.certificate, c.mwh, 'MWh', NULL, NULL, c.source
	FROM ledger.certificates_of(evidence_of.report) c WHERE c.from_date < evidence_of.until AND c.until_date > evidence_of.since
	UNION ALL
	SELECT a.site, '1', f.pollutant || ' of ' || a.fuel || ' in ' || a.technology, f.lb_per_mmbtu, 'lb/MMBtu', array_to_string(f.factors, '; '), f.edition, f.source_id
	FROM (SELECT DISTINCT x.site, x.fuel, x.technology, x.controls FROM amount x WHERE x.kind = 'fuel'
		UNION SELECT u.site, u.fuel, u.technology, u.controls FROM ledger.operations_of(evidence_of.report) u
		WHERE u.started_at < evidence_of.until::timestamp AT TIME ZONE 'UTC' AND u.ended_at > evidence_of.since::timestamp AT TIME ZONE 'UTC') a
	CROSS JOIN LATERAL colossus.combustion_factor_at(a.fuel, a.technology, a.controls, evidence_of.known_on) f
	WHERE f.pollutant IN ('CO2', 'CH4', 'N2O')
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
	WITH step AS (
		SELECT v.place, v.cause, s.site, s.line, CASE WHEN bool_and(s.co2e_kg IS NOT NULL) THEN sum(s.co2e_kg) END AS kg
		FROM ledger.closed_statement c
		CROSS JOIN LATERAL (VALUES
			(0, NULL::text, c.report, c.report, c.report, c.report, c.known_on),
			(1, 'bills', NULL, c.report, c.report, c.report, c.known_on),
			(2, 'late samples', NULL, NULL, c.report, c.report, c.known_on),
			(3, 'jobs', NULL, NULL, c.report, c.report, c.known_on),
			(4, 'overheads', NULL, NULL, NULL, c.report, c.known_on),
			(5, 'contracts', NULL, NULL, NULL, NULL, c.known_on),
			(6, 'factors', NULL, NULL, NULL, NULL, current_date)) AS v (place, cause, bills, samples, overheads, contracts, known_on)
		CROSS JOIN LATERAL ledger.statement_by(c.since, c.until, v.known_on, v.bills, v.samples, v.overheads, v.contracts) s
		WHERE c.report = restate.report
		GROUP BY v.place, v.cause, s.site, s.line
	), grid AS (
		SELECT k.site, k.line, n.place, n.cause FROM (SELECT DISTINCT t.site, t.line FROM step t) k
		CROSS JOIN (VALUES (1, 'bills'), (2, 'late samples'), (3, 'jobs'), (4, 'overheads'), (5, 'contracts'), (6, 'factors')) AS n (place, cause)
	)
	-- a line that was not there is 0; one that is not known has no difference
	SELECT g.site, g.line, g.cause,
		CASE WHEN b.site IS NULL THEN 0 ELSE b.kg END - CASE WHEN a.site IS NULL THEN 0 ELSE a.kg END
	FROM grid g
	LEFT JOIN step a ON a.site = g.site AND a.line = g.line AND a.place = g.place - 1
	LEFT JOIN step b ON b.site = g.site AND b.line = g.line AND b.place = g.place
	ORDER BY g.site, g.line, g.place;
END;
COMMENT ON FUNCTION ledger.restate(text) IS
	'what a closed report would say today, less what it said, by cause, each applied upon the one before: bills, late samples, jobs (which move energy between tenants and never the total of a site), overheads, contracts, factors published since. The sum of the causes is new less old; NULL where either is not known';
