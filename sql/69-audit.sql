-- Violated rules of the data.

-- Everything below a cluster or a site is computed to find what is missing: only for who has
-- rows of his own, and STRICT, for otherwise the plan of audit would hold all of it.
CREATE OR REPLACE FUNCTION colossus.missing_factor_rows(sites text[], clusters text[])
RETURNS TABLE (subject text, detail text, source_id text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 10 COST 100000
BEGIN ATOMIC
	SELECT 'cluster: ' || c.cluster, c.power_method, c.source_id
	FROM colossus.cluster_capacity c
	WHERE c.facility_mw IS NULL AND c.until_date IS NULL AND c.cluster = ANY (missing_factor_rows.clusters)
	UNION ALL
	SELECT DISTINCT 'emission_ledger: ' || concat_ws(', ', l.site, l.cluster, l.scope), l.reason, l.source_id
	FROM colossus.emission_ledger() l
	WHERE l.kg IS NULL AND l.scenario NOT IN ('metered', 'actual operation')
		AND (l.scope <> '3 embodied' OR l.row_key LIKE '%/missing')		-- no service life: the method has its figure when installed
		AND (l.site = ANY (missing_factor_rows.sites) OR l.cluster = ANY (missing_factor_rows.clusters));
END;
COMMENT ON FUNCTION colossus.missing_factor_rows(text[], text[]) IS
'Rows of audit: sites and clusters of these whose power or emissions cannot be computed, and which factor is missing.';

CREATE OR REPLACE VIEW colossus.audit AS
SELECT
	CASE WHEN f.source_id IS NULL THEN 'fact without source' ELSE 'unknown source' END AS rule, -- the rule
	f.relation || ': ' || f.subject AS subject, -- relation and key of the row
	CASE WHEN f.source_id IS NULL THEN 'source_id is NULL' ELSE 'no row of source has this source_id' END AS detail, -- what is wrong, with the values
	f.source_id -- where the row comes from
FROM colossus.fact f
LEFT JOIN colossus.source s ON s.source_id = f.source_id
WHERE s.source_id IS NULL
UNION ALL
SELECT 'unknown key', o.relation || ': ' || o.subject, o.reference || ' ' || quote_literal(o.value) || ' has no row', o.source_id
FROM colossus.orphan o
WHERE NOT (o.reference = 'accelerator' AND EXISTS (SELECT 1 FROM colossus.accelerator_alias l WHERE l.alias = o.value))
UNION ALL
SELECT 'out of range', q.relation || ': ' || q.subject,
	format('%s = %s, plausible are %s to %s: %s', q.name, q.value, p.low, p.high, p.reason), q.source_id
FROM colossus.quantity q
JOIN colossus.plausible_range p ON p.relation = q.relation AND p.name = q.name
WHERE q.value NOT BETWEEN p.low AND p.high
UNION ALL
SELECT 'two rows preferred', p.relation || ': ' || p.subject,
	string_agg(p.data_set, ', ' ORDER BY p.data_set), min(p.source_id)
FROM (
	SELECT 'deployment'::text AS relation, concat_ws(', ', d.cluster, d.accelerator, d.from_date) AS subject,
		concat_ws(' ', d.data_set, nullif(d.vintage, '')) AS data_set, d.source_id, d.shipped, false AS one_each
	FROM colossus.deployment d WHERE d.preferred AND colossus.in_service(d.status)
	UNION ALL
	SELECT 'training_run', r.run, concat_ws(' ', r.data_set, nullif(r.vintage, '')), r.source_id, r.shipped, false
	FROM colossus.training_run r WHERE r.preferred
	UNION ALL
	SELECT 'pue', concat_ws(', ', p.site, p.from_date), p.data_set, p.source_id, p.shipped, false
	FROM colossus.pue p WHERE p.preferred
	UNION ALL
	SELECT 'power_supply', concat_ws(', ', s.site, s.kind, s.model, s.from_date), s.data_set, s.source_id, s.shipped, false
	FROM colossus.power_supply s WHERE s.preferred
	UNION ALL
	SELECT 'server_factor', f.accelerator, f.system, f.source_id, f.shipped, false
	FROM colossus.server_factor f WHERE f.preferred
	UNION ALL
	SELECT 'funding_round', concat_ws(', ', f.organization, f.round), f.data_set, f.source_id, f.shipped, false
	FROM colossus.funding_round f WHERE f.preferred
	UNION ALL
	-- of capacity, power and values every data set prefers its own newest edition
	SELECT 'reported_capacity', concat_ws(', ', c.cluster, c.at), concat_ws(' ', c.data_set, nullif(c.vintage, '')), c.source_id, c.shipped, true
	FROM colossus.reported_capacity c WHERE c.preferred AND NOT EXISTS (SELECT 1 FROM colossus.edition_user e WHERE e.data_set = c.data_set)
	UNION ALL
	SELECT 'reported_power', concat_ws(', ', w.cluster, w.boundary, w.at), concat_ws(' ', w.data_set, nullif(w.vintage, '')), w.source_id, w.shipped, true
	FROM colossus.reported_power w WHERE w.preferred AND NOT EXISTS (SELECT 1 FROM colossus.edition_user e WHERE e.data_set = w.data_set)
	UNION ALL
	SELECT 'reported_value', concat_ws(', ', v.subject, v.quantity, v.at), concat_ws(' ', v.data_set, nullif(v.vintage, '')), v.source_id, v.shipped, true
	FROM colossus.reported_value v WHERE v.preferred
) p
GROUP BY p.relation, p.subject
HAVING count(*) > 1 AND (bool_or(NOT p.shipped) OR NOT bool_or(p.one_each))
UNION ALL
-- what an edition that you loaded says otherwise than the one before it, and what of it was not taken over
SELECT 'edition differs', e.data_set || ' ' || e.vintage,
	format('%s %s: %s, as %s', k.what, k.quantity, k.subjects, e.data_set || ' ' || b.vintage), e.source_id
FROM colossus.edition_user e
JOIN LATERAL (
	SELECT o.vintage FROM colossus.edition o
	WHERE o.data_set = e.data_set AND (o.published, o.vintage) < (e.published, e.vintage)
		AND NOT EXISTS (SELECT 1 FROM colossus.edition_file f WHERE f.data_set = o.data_set AND f.vintage = o.vintage AND f.partial)
	ORDER BY o.published DESC, o.vintage DESC LIMIT 1) b ON true
CROSS JOIN LATERAL (
	SELECT c.what, regexp_replace(c.quantity, '^part .*$', 'part') AS quantity, string_agg(DISTINCT coalesce(c.cluster, c.text_then, c.text_now), ', ' ORDER BY coalesce(c.cluster, c.text_then, c.text_now)) AS subjects
	FROM colossus.edition_changes(e.data_set, b.vintage, e.vintage) c
	GROUP BY 1, 2) k
WHERE NOT e.retired
UNION ALL
-- what was not taken over, and whom the edition before it has that it has not
SELECT 'edition not whole', concat_ws(' ', f.data_set, f.vintage, f.file),
	concat_ws(' ', format('%s of %s rows were not taken over.', f.rejected, f.rows_read), f.reject_reasons, 'Not in it, and in ' || m.before || ': ' || m.names || '.'), f.source_id
FROM colossus.edition_file_user f
LEFT JOIN LATERAL (
	SELECT b.before, string_agg(DISTINCT b.name, ', ' ORDER BY b.name) AS names
	FROM (
		-- of grid rates: of the same publisher, the last edition that was known before
		SELECT g.region AS name, g.edition AS before
		FROM colossus.grid_rate g
		WHERE f.data_set NOT LIKE 'epoch!_%' ESCAPE '!' AND g.edition = (
			SELECT o.edition FROM colossus.grid_rate o JOIN colossus.source s ON s.source_id = o.source_id
			WHERE o.edition <> f.vintage AND (s.publisher = f.data_set OR s.publisher LIKE f.data_set || ';%')
			GROUP BY o.edition ORDER BY count(DISTINCT o.region) > 1 DESC, max(o.known_from) DESC, o.edition DESC LIMIT 1)
		EXCEPT SELECT g.region, o.edition FROM colossus.grid_rate g CROSS JOIN (SELECT DISTINCT k.edition FROM colossus.grid_rate k) o WHERE g.edition = f.vintage
		UNION ALL
		(SELECT c.cluster, c.vintage
		FROM (
			SELECT k.cluster, k.data_set, k.vintage FROM colossus.reported_capacity k WHERE f.file = 'data_center_timelines'
			UNION ALL SELECT k.cluster, k.data_set, k.vintage FROM colossus.fleet_count k WHERE f.file IN ('data_centers', 'gpu_clusters')) c
		WHERE c.data_set = f.data_set AND c.vintage = (
			SELECT e.vintage FROM colossus.edition e
			JOIN colossus.edition_file o ON o.data_set = e.data_set AND o.vintage = e.vintage AND o.file = f.file AND NOT o.partial
			WHERE e.data_set = f.data_set AND (e.published, e.vintage) < (SELECT n.published, n.vintage FROM colossus.edition n WHERE n.data_set = f.data_set AND n.vintage = f.vintage)
			ORDER BY e.published DESC, e.vintage DESC LIMIT 1)
			AND lower(c.cluster) NOT IN (
				SELECT lower(k.cluster) FROM colossus.reported_capacity k WHERE f.file = 'data_center_timelines' AND k.data_set = f.data_set AND k.vintage = f.vintage
				UNION ALL SELECT lower(k.cluster) FROM colossus.fleet_count k WHERE f.file <> 'data_center_timelines' AND k.data_set = f.data_set AND k.vintage = f.vintage))
	) b (name, before)
	GROUP BY b.before) m ON true
WHERE NOT f.retired AND (f.reject_reasons IS NOT NULL OR m.names IS NOT NULL)
UNION ALL
-- your own rates and prices beside what is known of the same: as far off as one unit from another
SELECT 'units in doubt', 'grid_rate: ' || concat_ws(', ', u.region, u.year, u.edition, u.gas, u.rate),
	format('%s g/kWh, and %s in %s: %s times', round(v.g::numeric, 3), round(b.g::numeric, 3), b.edition, round((v.g / b.g)::numeric, 4)), u.source_id
FROM colossus.grid_rate_user u
CROSS JOIN LATERAL (SELECT coalesce(u.g_per_kwh, colossus.g_per_kwh(u.lb_per_mwh)) AS g) v
JOIN LATERAL (
	SELECT coalesce(o.g_per_kwh, colossus.g_per_kwh(o.lb_per_mwh)) AS g, o.edition
	FROM colossus.grid_rate o
	WHERE lower(o.region) = lower(u.region) AND lower(o.gas) = lower(u.gas) AND lower(o.rate) = lower(u.rate) AND o.edition <> u.edition AND o.status <> 'denied'
	ORDER BY o.shipped DESC, abs(o.year - u.year), o.known_from DESC, o.edition LIMIT 1) b ON b.g > 0 AND v.g > 0
-- methane and nitrous oxide have so few digits that rounding alone halves them
WHERE NOT u.retired AND lower(u.gas) IN ('co2', 'co2e') AND (v.g / b.g NOT BETWEEN 0.1 AND 10 OR v.g / b.g BETWEEN 0.4 AND 0.52 OR v.g / b.g BETWEEN 1.92 AND 2.5)
UNION ALL
SELECT 'units in doubt', 'electricity_price: ' || concat_ws(', ', u.region, to_char(u.from_date::timestamp, 'YYYY-MM-DD'), u.data_set), format('%s USD/kWh, and %s by %s', u.usd_per_kwh, b.usd_per_kwh, b.data_set), u.source_id
FROM colossus.electricity_price_user u
JOIN LATERAL (
	SELECT o.usd_per_kwh, o.data_set FROM colossus.electricity_price_shipped o
	WHERE lower(o.region) = lower(btrim(u.region)) AND o.status <> 'denied' ORDER BY o.from_date DESC, o.data_set LIMIT 1) b ON u.usd_per_kwh / nullif(b.usd_per_kwh, 0) NOT BETWEEN 0.1 AND 10
WHERE NOT u.retired
UNION ALL
SELECT 'two spellings', 'pollutant', string_agg(n.pollutant, ', ' ORDER BY n.pollutant), min(n.source_id)
FROM (
	SELECT l.pollutant, min(l.source_id) AS source_id FROM colossus.permit_limit l GROUP BY l.pollutant
	UNION SELECT t.pollutant, min(t.source_id) FROM colossus.programme_threshold t GROUP BY t.pollutant
	UNION SELECT f.pollutant, min(f.source_id) FROM colossus.emission_factor f GROUP BY f.pollutant
) n
GROUP BY lower(n.pollutant)
HAVING count(DISTINCT n.pollutant) > 1
UNION ALL
-- a threshold for any one hazardous pollutant names none
SELECT 'unknown pollutant', n.relation, quote_literal(n.pollutant) || ' is no name of colossus.pollutant', n.source_id
FROM (
	SELECT 'permit_limit: ' || concat_ws(', ', l.permit_id, l.pollutant) AS relation, l.pollutant, l.source_id FROM colossus.permit_limit l
	UNION ALL SELECT 'programme_threshold: ' || concat_ws(', ', t.programme, t.category), t.pollutant, t.source_id FROM colossus.programme_threshold t
	UNION ALL SELECT 'control_efficiency: ' || concat_ws(', ', c.technology, c.control), c.pollutant, c.source_id FROM colossus.control_efficiency c
	UNION ALL SELECT 'emission_factor: ' || concat_ws(', ', f.fuel, f.technology, f.control, f.edition), f.pollutant, f.source_id FROM colossus.emission_factor f
) n
WHERE lower(n.pollutant) <> 'single hap' AND NOT EXISTS (SELECT 1 FROM colossus.pollutant p WHERE p.pollutant = n.pollutant)
UNION ALL
-- a place by a name that nothing knows has no rate, price or water
SELECT 'unknown region', p.relation || ': ' || p.subject, p.column_name || ' ' || quote_literal(p.value) || CASE p.column_name
	WHEN 'country' THEN ' is no country of colossus.country_name: write its code or name, as in USA'
	WHEN 'grid_region' THEN ' is no region of colossus.grid_rate nor another name of one (colossus.grid_region_alias)'
	ELSE ' is no state of colossus.state_code, nor ' || CASE p.relation WHEN 'site' THEN 'a region of colossus.electricity_price' ELSE 'the region of a site' END END, p.source_id
FROM (
	SELECT 'site'::text AS relation, u.site AS subject, v.*, u.source_id
	FROM colossus.site_user u
	CROSS JOIN LATERAL (VALUES ('country'::text, u.country, colossus.country_of(u.country) IS NOT NULL), ('grid_region', u.grid_region, colossus.grid_region_of(u.grid_region) IS NOT NULL),
		('region', u.region, colossus.country_of(u.country) IS DISTINCT FROM 'USA' OR cardinality(colossus.region_names(u.region, u.country)) > 1
			OR EXISTS (SELECT 1 FROM colossus.electricity_price e WHERE lower(btrim(e.region)) = lower(btrim(u.region))))) v (column_name, value, known)
	WHERE NOT u.retired
	UNION ALL SELECT 'cluster', u.cluster, 'country', u.country, colossus.country_of(u.country) IS NOT NULL, u.source_id FROM colossus.cluster_user u WHERE NOT u.retired
	UNION ALL SELECT 'organization', u.organization, 'country', u.country, colossus.country_of(u.country) IS NOT NULL, u.source_id FROM colossus.organization_user u WHERE NOT u.retired
	UNION ALL SELECT 'electricity_price', concat_ws(', ', u.region, to_char(u.from_date::timestamp, 'YYYY-MM-DD'), u.data_set), v.*, u.source_id
	FROM colossus.electricity_price_user u
	CROSS JOIN LATERAL (VALUES ('country'::text, u.country, colossus.country_of(u.country) IS NOT NULL),
		('region', u.region, colossus.country_of(u.country) IS DISTINCT FROM 'USA' OR cardinality(colossus.region_names(u.region, u.country)) > 1 OR colossus.country_of(u.region) IS NOT NULL
			OR EXISTS (SELECT 1 FROM colossus.site k WHERE lower(btrim(k.region)) = lower(btrim(u.region))))) v (column_name, value, known)
	WHERE NOT u.retired
	UNION ALL SELECT 'fuel_upstream', concat_ws(', ', u.fuel, u.country, u.edition), 'country', u.country,
		colossus.country_of(u.country) IS NOT NULL OR EXISTS (SELECT 1 FROM colossus.country_group g WHERE g.country_group = u.country), u.source_id
	FROM colossus.fuel_upstream_user u
	WHERE NOT u.retired
) p
WHERE p.value IS NOT NULL AND NOT p.known
UNION ALL
-- permit limit has its figures in permit_limit
SELECT 'control without factor', 'operation: ' || concat_ws(', ', o.cluster, to_char(o.from_date::timestamp, 'YYYY-MM-DD'), o.data_set),
	format('of %s no factor of gas turbines is known, or uncontrolled stands beside another; known: %s, permit limit', quote_literal(o.controls),
		(SELECT string_agg(c.control, ', ' ORDER BY c.control COLLATE "C") FROM colossus.technology_controls('natural gas', 'gas turbine') AS c(control))), o.source_id
FROM colossus.operation o
WHERE o.controls IS NOT NULL AND colossus.control_train('natural gas', 'gas turbine', string_to_array(o.controls, ' + '), 'permit limit') IS NULL
UNION ALL
SELECT 'unknown numeric format', 'training_run: ' || concat_ws(', ', r.run, r.data_set, nullif(r.vintage, '')),
	quote_literal(r.numeric_format) || ' is none of fp64, fp32, tf32, fp16, bf16, fp8, fp6, fp4, nvfp4, int8', r.source_id
FROM colossus.training_run r
WHERE lower(r.numeric_format) NOT IN ('fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'fp8', 'fp6', 'fp4', 'nvfp4', 'int8')
UNION ALL
SELECT 'facility below IT', 'reported_power: ' || concat_ws(', ', f.cluster, f.data_set, nullif(f.vintage, ''), f.from_date),
	format('facility %s MW, IT %s MW', f.mw, i.mw), f.source_id
FROM colossus.power_timeline f
JOIN colossus.power_timeline i ON i.cluster = f.cluster AND i.data_set = f.data_set AND i.vintage = f.vintage
	AND i.boundary = 'it' AND colossus.holds(i.from_date, i.until_date, f.from_date)
WHERE f.boundary = 'facility' AND f.mw < i.mw
UNION ALL
SELECT 'parts do not sum', 'training_run: ' || concat_ws(', ', r.run, r.data_set, nullif(r.vintage, '')),
	format('%s accelerators give in %s h less than %s accelerator hours', r.accelerators, r.hours, r.accelerator_h), r.source_id
FROM colossus.training_run r
WHERE r.accelerator_h > 1.05 * r.accelerators * r.hours
UNION ALL
SELECT 'parts do not sum', 'funding_round: ' || concat_ws(', ', f.organization, f.round, f.data_set),
	format('the investments sum to %s USD, the round to %s', i.amount_usd, f.amount_usd), f.source_id
FROM colossus.funding_round f
JOIN (SELECT v.organization, v.round, sum(v.amount_usd) AS amount_usd FROM colossus.investment v GROUP BY v.organization, v.round) i
	ON i.organization = f.organization AND i.round = f.round
WHERE i.amount_usd > 1.000001 * f.amount_usd
UNION ALL
SELECT 'parts do not sum', 'funding_round: ' || concat_ws(', ', f.organization, f.round, f.data_set),
	format('%s USD before and %s USD raised give more than %s USD after', f.pre_money_usd, f.amount_usd, f.post_money_usd), f.source_id
FROM colossus.funding_round f
WHERE f.kind = 'equity' AND f.pre_money_usd + f.amount_usd > 1.000001 * f.post_money_usd
UNION ALL
SELECT 'parts do not sum', 'model: ' || m.model,
	format('%s active parameters of %s', m.active_params, m.params), m.source_id
FROM colossus.model m
WHERE m.active_params > m.params
UNION ALL
SELECT 'units disagree', 'grid_rate: ' || concat_ws(', ', g.region, g.year, g.edition, g.gas, g.rate),
	format('%s lb/MWh are %s g/kWh, not %s', g.lb_per_mwh, round(colossus.g_per_kwh(g.lb_per_mwh)::numeric, 3), g.g_per_kwh), g.source_id
FROM colossus.grid_rate g
WHERE abs(colossus.g_per_kwh(g.lb_per_mwh) - g.g_per_kwh) > 1e-3 * g.g_per_kwh
UNION ALL
SELECT 'units disagree', 'emission_factor: ' || concat_ws(', ', f.fuel, f.technology, f.control, f.pollutant, f.basis, f.edition),
	format('%s %s are not %s lb/MMBtu', f.factor, f.unit, f.lb_per_mmbtu), f.source_id
FROM colossus.emission_factor f
WHERE abs(CASE f.unit WHEN 'lb/MMBtu' THEN f.factor WHEN 'kg/MMBtu' THEN colossus.kg_to_lb(f.factor) END - f.lb_per_mmbtu) > 1e-3 * f.lb_per_mmbtu
UNION ALL
SELECT 'factor missing', m.subject, m.detail, m.source_id
FROM (
	SELECT array_agg(k.site) AS sites, array_agg(k.cluster) AS clusters
	FROM (
		SELECT u.site, NULL::text AS cluster FROM colossus.site_user u WHERE NOT u.retired
		UNION ALL
		SELECT NULL, u.cluster FROM colossus.cluster_user u WHERE NOT u.retired
	) k
	HAVING count(*) > 0
) own
CROSS JOIN LATERAL colossus.missing_factor_rows(own.sites, own.clusters) m
UNION ALL
SELECT 'utilization out of range', 'training_run: ' || r.run,
	format('6ND over all accelerator hours gives %s of the %s peak; plausible are 0.05 to 0.70', round(r.mfu::numeric, 3), r.mfu_numeric_format),
	r.source_id
FROM colossus.training_run_summary r
WHERE r.mfu_convention = '6ND' AND r.mfu NOT BETWEEN 0.05 AND 0.70
UNION ALL
SELECT 'known bad as published', 'training_run: ' || concat_ws(', ', r.run, r.data_set, nullif(r.vintage, '')), r.known_bad, r.source_id
FROM colossus.training_run r
WHERE r.known_bad IS NOT NULL
UNION ALL
SELECT 'known bad as published', e.subject, e.error || '; right is: ' || e.correct, e.source_id
FROM colossus.known_error e;
COMMENT ON VIEW colossus.audit IS
'One row per violated rule of the data. On the rows that ship it lists the known bad published figures and nothing else.';
