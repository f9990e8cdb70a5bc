-- Reports that were closed: their inputs, their evidence, and what they would say today.

CREATE OR REPLACE PROCEDURE ledger.close_report(report text, since date, until date, known_on date DEFAULT (now() AT TIME ZONE 'UTC')::date)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	IF report IS NULL OR report = '' OR (isfinite(since) AND isfinite(until) AND isfinite(known_on)) IS NOT TRUE OR since >= until THEN
		RAISE EXCEPTION 'a report has a name, a first day, a later day after its last, and a day by which factors were known' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF EXISTS (SELECT FROM ledger.closed_statement c WHERE c.report = close_report.report) THEN
		RAISE EXCEPTION 'report "%" is closed', report USING ERRCODE = 'invalid_parameter_value', HINT = 'A name is given once; what later inputs change stands in restate.';
	END IF;
	INSERT INTO ledger.closed_statement (report, since, until, known_on) VALUES (close_report.report, close_report.since, close_report.until, close_report.known_on);
	INSERT INTO ledger.closed_input (report, cause, relation, input)
	SELECT close_report.report, 'bills', 'activity', to_jsonb(b)
	FROM ledger.matched_span(close_report.since, close_report.until, NULL) s
	CROSS JOIN LATERAL ledger.bills_of(NULL, NULL) b
	-- a tank has a past
	WHERE b.from_date < s.until AND (b.until_date > s.since OR b.kind = 'fuel')
	UNION ALL
	SELECT close_report.report, 'late samples', 'site_energy', to_jsonb(e)
	FROM (SELECT least(s.since, min(b.from_date)) AS since, greatest(s.until, max(b.until_date)) AS until
		FROM ledger.matched_span(close_report.since, close_report.until, NULL) s
		LEFT JOIN LATERAL ledger.bills_of(NULL, ARRAY['electricity']) b ON b.from_date < s.until AND b.until_date > s.since
		GROUP BY s.since, s.until) s
	CROSS JOIN LATERAL ledger.energy_of(NULL, s.since, s.until) e
	UNION ALL
	SELECT close_report.report, v.cause, v.relation, r.input
	FROM (VALUES ('bills', 'unit_operation'), ('overheads', 'site_overhead'), ('contracts', 'electricity_contract'), ('contracts', 'certificate'), ('contracts', 'supplier_rate')) AS v (cause, relation)
	CROSS JOIN LATERAL ledger.rows_of(NULL, v.relation) r (input);
	INSERT INTO ledger.closed_line (report, site, line, gas, quantity, unit, co2e_kg, co2e_kg_low, co2e_kg_high, method, coverage, editions)
	SELECT close_report.report, s.site, s.line, s.gas, CASE WHEN bool_and(s.quantity IS NOT NULL) THEN sum(s.quantity) END, min(s.unit), CASE WHEN bool_and(s.co2e_kg IS NOT NULL) THEN sum(s.co2e_kg) END,
		CASE WHEN bool_and(s.co2e_kg_low IS NOT NULL) THEN sum(s.co2e_kg_low) END, CASE WHEN bool_and(s.co2e_kg_high IS NOT NULL) THEN sum(s.co2e_kg_high) END,
		string_agg(s.method, '; '), min(s.coverage), string_agg(s.editions, ', ')
	FROM ledger.statement_by(close_report.since, close_report.until, close_report.known_on, close_report.report, close_report.report, close_report.report, close_report.report) s
	GROUP BY s.site, s.line, s.gas;
	INSERT INTO ledger.closed_evidence (report, site, line, input, value, unit, factor_id, edition, source_id, term)
	SELECT close_report.report, e.site, e.line, e.input, e.value, e.unit, e.factor_id, e.edition, e.source_id, e.term
	FROM ledger.evidence_of(close_report.since, close_report.until, close_report.known_on, close_report.report) e;
END
$body$;
COMMENT ON PROCEDURE ledger.close_report(text, date, date, date) IS
	'closes a report: keeps its lines, every input and every factor, so that restate and evidence answer for it whatever comes later. A name is given once';

-- What a line was computed from, and how: its terms are products, so that whoever
-- has the rows of a line has its figure.
CREATE OR REPLACE FUNCTION ledger.evidence_of(since date, until date, known_on date, report text)
RETURNS TABLE (site text, line text, input text, value double precision, unit text, factor_id text, edition text, source_id text, term bigint)
LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
	WITH rate AS MATERIALIZED (
		SELECT x.*
		FROM ledger.rows_of(evidence_of.report, 'supplier_rate') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.supplier_rate, r.input) x
		WHERE x.from_date < evidence_of.until AND (x.until_date IS NULL OR x.until_date > evidence_of.since)
	), amount AS MATERIALIZED (
		SELECT b.*, (least(b.until_date, evidence_of.until) - greatest(b.from_date, evidence_of.since))::double precision / (b.until_date - b.from_date) AS inside,
			CASE WHEN b.kind IN ('fuel', 'refrigerant') THEN '1' WHEN b.kind LIKE 'water%' THEN 'water' WHEN b.kind LIKE '%exported' THEN 'exported' ELSE '2' END AS of_line
		FROM ledger.bills_of(evidence_of.report, NULL) b
		WHERE b.from_date < evidence_of.until AND b.until_date > evidence_of.since
	), overhead AS (
		SELECT o.* FROM ledger.rows_of(evidence_of.report, 'site_overhead') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.site_overhead, r.input) o
		WHERE o.from_date < evidence_of.until AND (o.until_date IS NULL OR o.until_date > evidence_of.since)
	), bought AS MATERIALIZED (
		SELECT c.*, CASE WHEN c.unknown_days = 0 THEN c.kwh::double precision END AS known_kwh, concat_ws(', ', 'electricity of ' || c.year, coalesce(c.zone, c.country), c.supplier, c.method) AS name
		FROM ledger.charged(evidence_of.since, evidence_of.until, evidence_of.known_on, evidence_of.report, evidence_of.report, evidence_of.report, evidence_of.report, false) c
	), used AS MATERIALIZED (
		SELECT k.zone, k.country, k.year, f.*
		FROM (SELECT DISTINCT c.zone, c.country, c.year FROM bought c) k
		CROSS JOIN LATERAL ledger.factors_at(k.zone, k.country, k.year, evidence_of.known_on) f
	), priced AS MATERIALIZED (
		SELECT row_number() OVER () AS n, c.*, CASE WHEN c.rest NOT LIKE 'rate of %' AND u.rest_g_per_kwh IS NOT NULL THEN concat_ws(', ', u.region, u.rest_year, u.rest_edition, u.rest_gas, u.rate) END AS rest_id,
			CASE WHEN c.rest NOT LIKE 'rate of %' THEN u.rest_source_id ELSE (SELECT min(r.source) FROM rate r WHERE ledger.supplier_key(r.supplier) = ledger.supplier_key(c.supplier) AND r.kind = 'electricity' AND r.g_per_kwh = c.rest_g_per_kwh) END AS rest_source
		FROM bought c
		LEFT JOIN used u ON u.year = c.year AND u.zone IS NOT DISTINCT FROM c.zone AND u.country IS NOT DISTINCT FROM c.country
	), placed AS MATERIALIZED (
		-- whatever contracts and certificates are there
		SELECT row_number() OVER () AS n, c.*, CASE WHEN NOT c.direct AND c.g_per_kwh IS NOT NULL THEN concat_ws(', ', u.region, u.edition, 'CO2e', 'total') END AS average_id, CASE WHEN NOT c.direct THEN u.source_id END AS average_source,
			CASE WHEN u.loss IS NOT NULL THEN concat_ws(', ', u.region, u.loss_edition) END AS loss_id, u.loss_source_id,
			CASE WHEN NOT c.direct AND u.upstream_g_per_kwh IS NOT NULL THEN concat_ws(', ', u.region, u.upstream_edition) END AS upstream_id, CASE WHEN NOT c.direct THEN u.upstream_source_id END AS upstream_source
		FROM (
			SELECT b.site, b.year, b.zone, b.country, b.name, b.direct, b.basis, b.edition, b.g_per_kwh, b.loss, b.loss_edition, b.upstream_g_per_kwh, b.upstream_parts, b.upstream_edition,
				CASE WHEN bool_and(b.known_kwh IS NOT NULL) THEN sum(b.known_kwh::numeric)::double precision END AS known_kwh
			FROM bought b
			GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
		) c
		LEFT JOIN used u ON u.year = c.year AND u.zone IS NOT DISTINCT FROM c.zone AND u.country IS NOT DISTINCT FROM c.country
	), burnt AS MATERIALIZED (
		SELECT row_number() OVER () AS n, x.* FROM (
			SELECT b.site, b.fuel, b.technology, b.controls, format('heat of %s in %s, by %s', b.fuel, b.technology, CASE WHEN b.billed THEN 'bills' ELSE 'operations' END) AS name,
				CASE WHEN bool_and(b.heat_mmbtu IS NOT NULL) THEN sum(b.heat_mmbtu)::double precision END AS heat_mmbtu
			FROM ledger.burnt(evidence_of.since, evidence_of.until, evidence_of.known_on, evidence_of.report, false) b
			WHERE b.billed OR b.heat_mmbtu IS DISTINCT FROM 0
			GROUP BY b.site, b.fuel, b.technology, b.controls, b.billed) x
	), country AS (
		SELECT k.site, ledger.country_of_site(k.site) AS country FROM (SELECT DISTINCT b.site FROM burnt b) k
	), product (part, n, site, line, input, value, unit, factor_id, edition, source_id) AS (
		SELECT v.part, c.n, c.site, v.line, v.input, v.value, v.unit, v.factor_id, v.edition, v.source_id
		FROM placed c
		CROSS JOIN LATERAL (VALUES
			('average', '2 location', c.name, c.known_kwh, 'kWh', NULL, NULL, NULL),
			('average', '2 location', CASE WHEN c.direct THEN c.basis ELSE concat_ws(', ', 'grid average', c.basis) END, c.g_per_kwh, 'g/kWh', c.average_id, c.edition, c.average_source),
			('average', '2 location', 'kg a g', 0.001, 'kg/g', NULL, NULL, NULL),
			('loss', '3 grid losses', c.name, c.known_kwh, 'kWh', NULL, NULL, NULL),
			('loss', '3 grid losses', 'lost for a kWh that arrives: loss / (1 - loss)', ledger.lost_kwh(1, c.loss), '1', c.loss_id, c.loss_edition, c.loss_source_id),
			('loss', '3 grid losses', concat_ws(', ', 'grid average', c.basis), c.g_per_kwh, 'g/kWh', c.average_id, c.edition, c.average_source),
			('loss', '3 grid losses', 'kg a g', 0.001, 'kg/g', NULL, NULL, NULL),
			('supply', '3 upstream energy', c.name, c.known_kwh, 'kWh', NULL, NULL, NULL),
			('supply', '3 upstream energy', concat_ws(': ', 'supply of power plants', c.upstream_parts), c.upstream_g_per_kwh, 'g/kWh', c.upstream_id, c.upstream_edition, c.upstream_source),
			('supply', '3 upstream energy', 'kg a g', 0.001, 'kg/g', NULL, NULL, NULL)) AS v (part, line, input, value, unit, factor_id, edition, source_id)
		WHERE v.part <> 'loss' OR NOT c.direct
		UNION ALL
		SELECT v.part, c.n, c.site, '2 market', v.input, v.value, v.unit, v.factor_id, v.edition, v.source_id
		FROM priced c
		CROSS JOIN LATERAL (VALUES
			('1 contract', c.name, c.known_kwh, 'kWh', NULL, NULL, NULL),
			('1 contract', 'share of contracts ' || array_to_string(c.contracts, ', '), c.covered_kwh / nullif(c.kwh::double precision, 0), '1', NULL, NULL, NULL),
			('1 contract', 'contracts ' || array_to_string(c.contracts, ', '), c.contract_kg * 1000 / nullif(c.covered_kwh, 0), 'g/kWh', NULL, NULL, NULL),
			('1 contract', 'kg a g', 0.001, 'kg/g', NULL, NULL, NULL),
			('2 certificate', c.name || ', that certificates cover', CASE WHEN c.unknown_days = 0 THEN c.certificate_kwh END, 'kWh', NULL, NULL, NULL),
			('2 certificate', 'certificates ' || array_to_string(c.certificates, ', '), c.certificate_g_per_kwh, 'g/kWh', NULL, NULL, NULL),
			('2 certificate', 'kg a g', 0.001, 'kg/g', NULL, NULL, NULL),
			('3 rest', c.name || ', rest', CASE WHEN c.unknown_days = 0 THEN c.rest_kwh END, 'kWh', NULL, NULL, NULL),
			('3 rest', 'rest: ' || c.rest, c.rest_g_per_kwh, 'g/kWh', c.rest_id, c.rest_edition, c.rest_source),
			('3 rest', 'kg a g', 0.001, 'kg/g', NULL, NULL, NULL)) AS v (part, input, value, unit, factor_id, edition, source_id)
		WHERE CASE v.part WHEN '1 contract' THEN c.covered_kwh <> 0 WHEN '2 certificate' THEN c.certificate_kwh <> 0 ELSE c.rest_kwh <> 0 OR c.kwh IS NULL END
		UNION ALL
		SELECT 'delivered', d.n, d.site, v.line, v.input, v.value, v.unit, NULL, NULL, CASE WHEN v.unit <> 'kWh' AND v.unit <> 'kg/g' THEN d.source END
		FROM (SELECT row_number() OVER () AS n, x.* FROM ledger.delivered_of(evidence_of.since, evidence_of.until, evidence_of.report, evidence_of.report) x) d
		CROSS JOIN LATERAL (VALUES
			('2 location', concat_ws(' of ', d.kind, d.supplier), d.kwh, 'kWh'), ('2 location', 'rate of ' || coalesce(d.supplier, 'its supplier') || ' for ' || d.kind, d.g_per_kwh, 'g/kWh'), ('2 location', 'kg a g', 0.001, 'kg/g'),
			('2 market', concat_ws(' of ', d.kind, d.supplier), d.kwh, 'kWh'), ('2 market', 'rate of ' || coalesce(d.supplier, 'its supplier') || ' for ' || d.kind, d.g_per_kwh, 'g/kWh'), ('2 market', 'kg a g', 0.001, 'kg/g'),
			('3 grid losses', concat_ws(' of ', d.kind, d.supplier), d.kwh, 'kWh'), ('3 grid losses', 'lost in the network of ' || coalesce(d.supplier, 'its supplier') || ' for a kWh that arrives: loss / (1 - loss)', ledger.lost_kwh(1, d.loss), '1'),
			('3 grid losses', 'rate of ' || coalesce(d.supplier, 'its supplier') || ' for ' || d.kind, d.g_per_kwh, 'g/kWh'), ('3 grid losses', 'kg a g', 0.001, 'kg/g'),
			('3 upstream energy', concat_ws(' of ', d.kind, d.supplier), d.kwh, 'kWh'), ('3 upstream energy', 'supply of the fuels of ' || coalesce(d.supplier, 'its supplier') || ' for ' || d.kind, d.upstream_g_per_kwh, 'g/kWh'), ('3 upstream energy', 'kg a g', 0.001, 'kg/g')) AS v (line, input, value, unit)
		UNION ALL
		SELECT 'burnt ' || g.gas, b.n, b.site, CASE WHEN g.gas = 'CO2' AND EXISTS (SELECT 1 FROM colossus.fuel u WHERE lower(u.fuel) = lower(b.fuel) AND u.biogenic) THEN 'biogenic' ELSE '1' END, v.input, v.value, v.unit, v.factor_id, v.edition, v.source_id
		FROM burnt b
		CROSS JOIN (VALUES ('CO2'), ('CH4'), ('N2O')) AS g (gas)
		LEFT JOIN LATERAL (SELECT x.* FROM colossus.combustion_factor_at(b.fuel, b.technology, b.controls, evidence_of.known_on) x WHERE x.pollutant = g.gas) f ON true
		CROSS JOIN LATERAL (SELECT ledger.gas_kg(g.gas, 1) AS gwp, 'AR5' AS assessment, (SELECT p.source FROM colossus.gwp p WHERE p.gas = g.gas AND p.assessment = 'AR5' AND p.horizon_years = 100) AS source) w
		CROSS JOIN LATERAL (VALUES
			(b.name, b.heat_mmbtu, 'MMBtu', NULL, NULL, NULL),
			(g.gas || ' of ' || b.fuel || ' in ' || b.technology, f.lb_per_mmbtu, 'lb/MMBtu', array_to_string(f.factors, '; '), f.edition, f.source_id),
			('kg a lb', colossus.convert_quantity(1, 'lb', 'kg'), 'kg/lb', NULL, NULL, NULL),
			('what ' || f.control || ' leaves', 1 - f.control_efficiency, '1', NULL, NULL, NULL),
			('global warming potential of ' || g.gas, w.gwp, 'kg CO2e/kg', NULL, w.assessment, w.source)) AS v (input, value, unit, factor_id, edition, source_id)
		WHERE v.input NOT LIKE 'what % leaves' OR f.control_efficiency <> 0
		UNION ALL
		SELECT 'lost', l.n, l.site, '1', v.input, v.value, v.unit, NULL, v.edition, v.source_id
		FROM (SELECT row_number() OVER () AS n, x.* FROM ledger.leaked_of(evidence_of.since, evidence_of.until, evidence_of.report) x) l
		CROSS JOIN LATERAL (VALUES
			(l.gas || ' that was lost', l.kg, 'kg', NULL, NULL),
			('global warming potential of ' || l.gas, CASE WHEN l.known THEN ledger.gas_kg(l.gas, 1) END, 'kg CO2e/kg', CASE WHEN l.known THEN 'AR5' END, (SELECT p.source FROM colossus.gwp p WHERE p.gas = l.gas AND p.assessment = 'AR5' AND p.horizon_years = 100))) AS v (input, value, unit, edition, source_id)
		UNION ALL
		SELECT 'fuel', b.n, b.site, '3 upstream fuel', v.input, v.value, v.unit, v.factor_id, v.edition, v.source_id
		FROM burnt b
		JOIN country s ON s.site = b.site
		LEFT JOIN LATERAL colossus.fuel_upstream_at(b.fuel, s.country, evidence_of.known_on) u ON true
		CROSS JOIN LATERAL (VALUES
			(b.name, b.heat_mmbtu, 'MMBtu', NULL, NULL, NULL),
			('kWh a MMBtu', colossus.convert_quantity(1, 'MMBtu', 'kWh'), 'kWh/MMBtu', NULL, NULL, NULL),
			('supply of ' || b.fuel, u.kg_per_kwh, 'kg/kWh', concat_ws(', ', u.fuel, u.made_for, u.edition), u.edition, u.source_id)) AS v (input, value, unit, factor_id, edition, source_id)
		UNION ALL
		SELECT 'part', e.n, e.site, '3 embodied', v.input, v.value, v.unit, CASE WHEN v.unit = 'kg' AND e.embodied_method NOT LIKE 'figure of the operator%' THEN e.accelerator END, NULL, CASE WHEN v.unit <> 'h' THEN e.source END
		FROM (SELECT row_number() OVER () AS n, x.site, x.accelerator, x.embodied_method, x.embodied_kg, x.lifetime_h, x.source, sum(coalesce(x.kg / nullif(x.kg_per_h, 0), CASE WHEN x.known THEN 0 END)) AS lived_h
			FROM ledger.embodied_hours(evidence_of.since, evidence_of.until) x WHERE x.site IS NOT NULL
			GROUP BY x.site, x.accelerator, x.embodied_method, x.embodied_kg, x.lifetime_h, x.source) e
		CROSS JOIN LATERAL (VALUES
			('service of ' || coalesce(e.accelerator, 'parts that are not named') || ' within its life', e.lived_h, 'h'),
			('embodied in one ' || coalesce(e.accelerator, 'part that is not named'), e.embodied_kg, 'kg'),
			('part of the life of ' || coalesce(e.accelerator, 'a part that is not named') || ' a h: 1 / ' || coalesce(e.lifetime_h::text, 'a life that is not known'), 1 / e.lifetime_h, '1/h')) AS v (input, value, unit)
	)
	SELECT p.site, p.line, p.input, p.value, p.unit, p.factor_id, p.edition, p.source_id, dense_rank() OVER (PARTITION BY p.site, p.line ORDER BY p.part, p.n)
	FROM product p
	UNION ALL
	SELECT a.site, a.of_line, concat_ws(', ', a.kind || ' ' || a.activity_id, a.fuel, CASE a.kind WHEN 'fuel' THEN coalesce(a.technology, 'stationary combustion') || ', ' || a.heating_value END), a.quantity, a.unit, NULL, NULL, a.source, NULL
	FROM amount a
	UNION ALL
	SELECT a.site, a.of_line, 'part of ' || a.activity_id || ' in the period, by days', a.inside, '1', NULL, NULL, NULL, NULL
	FROM amount a WHERE a.inside < 1
	UNION ALL
	-- of a bill; what of its heat counts beside what units say they burnt is in the terms
	SELECT DISTINCT a.site, '1', concat_ws(' ', 'heat content of', a.fuel, 'billed in', a.heating_value), h.mmbtu * colossus.convert_quantity(1, a.unit, h.heat_unit), 'MMBtu/' || a.unit, NULL, h.edition, h.source_id, NULL::bigint
	FROM amount a CROSS JOIN LATERAL ledger.heat_of(a.fuel, a.unit, a.heating_value, evidence_of.known_on) h WHERE a.kind = 'fuel'
	UNION ALL
	SELECT u.site, '1', 'operation of ' || u.unit || ' from ' || to_char(u.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), coalesce(u.heat_mmbtu, u.mwh), CASE WHEN u.heat_mmbtu IS NULL THEN 'MWh' ELSE 'MMBtu' END, NULL, NULL, u.source, NULL
	FROM ledger.rows_of(evidence_of.report, 'unit_operation') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.unit_operation, r.input) u
	WHERE u.started_at < evidence_of.until::timestamp AT TIME ZONE 'UTC' AND u.ended_at > evidence_of.since::timestamp AT TIME ZONE 'UTC'
	UNION ALL
	SELECT e.site, '2', 'samples of ' || to_char(e.day, 'YYYY-MM-DD'), colossus.nj_to_kwh(e.energy_nj), 'kWh at the accelerators', NULL, NULL, NULL, NULL
	FROM ledger.energy_of(evidence_of.report, evidence_of.since, evidence_of.until) e
	WHERE e.day >= evidence_of.since AND e.day < evidence_of.until
	UNION ALL
	SELECT o.site, '2', v.input || ' from ' || to_char(o.from_date, 'YYYY-MM-DD') || coalesce(' until ' || to_char(o.until_date, 'YYYY-MM-DD'), ''), v.value, '1', NULL, NULL, o.source, NULL
	FROM overhead o
	CROSS JOIN LATERAL (VALUES ('server factor', o.server_factor), ('PUE', o.pue)) AS v (input, value)
	UNION ALL
	SELECT a.site, '2 location', 'plant of ' || a.activity_id, a.direct_g_per_kwh, 'g/kWh', NULL, NULL, a.source, NULL
	FROM amount a WHERE a.direct_g_per_kwh IS NOT NULL
	UNION ALL
	SELECT DISTINCT b.site, '3 grid losses', 'loss of the grid', u.loss, '1', concat_ws(', ', u.region, u.loss_edition), u.loss_edition, u.loss_source_id, NULL::bigint
	FROM bought b JOIN used u ON u.year = b.year AND u.zone IS NOT DISTINCT FROM b.zone AND u.country IS NOT DISTINCT FROM b.country
	WHERE NOT b.direct AND u.loss IS NOT NULL
	UNION ALL
	SELECT c.site, '2 market', v.input || c.contract || ' from ' || to_char(c.from_date, 'YYYY-MM-DD') || coalesce(' until ' || to_char(c.until_date, 'YYYY-MM-DD'), ''), v.value, v.unit, NULL, NULL, c.source, NULL
	FROM ledger.rows_of(evidence_of.report, 'electricity_contract') r (input) CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.electricity_contract, r.input) c
	CROSS JOIN LATERAL (VALUES ('share of contract ', c.share::double precision, '1'), ('contract ', c.g_per_kwh, 'g/kWh')) AS v (input, value, unit)
	WHERE c.from_date < evidence_of.until AND (c.until_date IS NULL OR c.until_date > evidence_of.since)
	UNION ALL
	SELECT c.site, '2 market', v.input || ' from ' || to_char(c.from_date, 'YYYY-MM-DD') || ' until ' || to_char(c.until_date, 'YYYY-MM-DD'), v.value, v.unit, NULL, NULL, c.source, NULL
	FROM ledger.certificates_of(evidence_of.report) c
	CROSS JOIN LATERAL (VALUES (CASE WHEN c.refused IS NULL THEN 'certificate ' || c.certificate ELSE 'certificate that does not count, ' || c.refused END, c.mwh, 'MWh'), ('intensity of certificate ' || c.certificate, c.g_per_kwh, 'g/kWh')) AS v (input, value, unit)
	WHERE c.from_date < evidence_of.until AND c.until_date > evidence_of.since AND (v.unit = 'MWh' OR c.refused IS NULL)
	UNION ALL
	SELECT DISTINCT a.site, v.line, v.input || s.supplier || ' for ' || s.kind || ' from ' || to_char(s.from_date, 'YYYY-MM-DD') || coalesce(' until ' || to_char(s.until_date, 'YYYY-MM-DD'), ''), v.value, v.unit, NULL, NULL, s.source, NULL::bigint
	FROM amount a
	JOIN rate s ON ledger.supplier_key(s.supplier) = ledger.supplier_key(a.supplier) AND s.kind = a.kind
	CROSS JOIN LATERAL (VALUES
		('2 market', 'rate of ', s.g_per_kwh, 'g/kWh'), ('3 grid losses', 'loss of the network of ', s.loss, '1'), ('3 upstream energy', 'supply of the fuels of ', s.upstream_g_per_kwh, 'g/kWh')) AS v (line, input, value, unit)
	WHERE v.value IS NOT NULL
	ORDER BY 1, 2, 9 NULLS FIRST, 3;
END;
COMMENT ON FUNCTION ledger.evidence_of(date, date, date, text) IS 'every amount and factor behind the lines of a closed report, computed: close_report keeps it';

CREATE OR REPLACE FUNCTION ledger.evidence(report text)
RETURNS TABLE (site text, line text, input text, value double precision, unit text, factor_id text, edition text, source_id text, term integer)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT e.site, e.line, e.input, e.value, e.unit, e.factor_id, e.edition, e.source_id, e.term
	FROM ledger.closed_evidence e WHERE e.report = evidence.report
	ORDER BY e.site, e.line, e.term NULLS FIRST, e.input;
END;
COMMENT ON FUNCTION ledger.evidence(text) IS
	'every amount and factor behind the lines of a closed report. Rows with the same term multiply, and the terms of a line add up to its kg CO2e, which is not known where one of them is NULL; rows without a term are what the terms were taken from';

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
