-- Reports that were closed: their inputs, their evidence, and what they would say today.

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
	-- a tank has a past
	WHERE b.from_date < s.until AND (b.until_date > s.since OR b.kind = 'fuel')
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
